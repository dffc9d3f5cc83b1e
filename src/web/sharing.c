/* sharing.c: what was shared, with whom, why, on which basis, and whether the
 * family was told (11.3). It never stands in the way: every question but what
 * and with whom may stay open. */
#include "web/handlers.h"
#include "web/page.h"

static const struct field_look looks[] = {
    { FIELD_RECIPIENT, .label = "Who was it shared with?",
      .hint = "Name, role and organisation." },
    { FIELD_SENT, .label = "What was shared?", .rows = 4,
      .hint = "In a few words. Never a picture, and not what one shows." },
    { FIELD_MADE_AT, .label = "When?", .width = "20",
      .hint = "For example 23 November 2026, 9:40am. Leave it empty for now." },
    { FIELD_WHY, .label = "Why do they need it?", .rows = 2,
      .clause = "11.3" },
    { FIELD_BASIS, .label = "On which lawful basis?",
      .hint = "Data protection is no barrier where a child would be at risk. Consent is not needed for that." },
    { FIELD_FAMILY, .label = "Was the family told?" },
    { FIELD_FAMILY_WHY, .rows = 2,
      .hint = "Telling them may wait where it would put a child at risk." },
    { FIELD_SETTING, .label = "It went to another school or setting",
      .clause = "8.5h" },
};

struct shared_spec {
    struct known known;
    struct form_spec form;
    struct view_group groups[1];
    struct entry setting; /* what the form starts with, on the way to it */
    struct entry_field setting_field;
};

static bool spec_make(struct shared_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    s->form = (struct form_spec){
        .kind = ENTRY_INFORMATION_SHARED,
        .title = "Record information that was shared",
        .lede = "Share what others need to keep a child safe, early and with those who need it. Then record it here.",
        .button = "Record what was shared",
        .done = "shared",
        .form_path = "/shared",
        .next = case_path(rq->mem, s->known.reference, "/agencies"),
        .looks = looks,
        .looks_count = COUNT_OF(looks),
        .section = CASE_REFERRAL,
        .groups = s->groups,
    };
    s->groups[0] = (struct view_group){ .heading = STR("Whom to ring") };
    s->groups[0].answers = directory_answers(&s->groups[0].answers_count, rq,
                                             s->known.school);
    s->form.groups_count = s->groups[0].answers_count > 0;
    if (str_is(query_get(rq, "setting"), "yes")) {
        s->setting_field = (struct entry_field){ FIELD_SETTING, STR("yes") };
        s->setting = (struct entry){ .fields = &s->setting_field,
                                     .fields_count = 1 };
        s->form.last = &s->setting;
    }
    if (s->form.last != NULL || str_is(form_get(rq, "setting"), "yes"))
        s->form.next = case_path(rq->mem, s->known.reference, "/schools");
    return true;
}

void shared_form(struct request *rq, const struct permit *permit)
{
    struct shared_spec *s = ARENA_NEW(rq->mem, struct shared_spec);
    if (spec_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void shared_post(struct request *rq, const struct permit *permit)
{
    struct shared_spec *s = ARENA_NEW(rq->mem, struct shared_spec);
    if (spec_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}
