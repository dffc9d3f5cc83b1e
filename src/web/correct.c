/* correct.c: a correction names the entry it corrects, says why, and states
 * all of that entry's fields anew. The earlier words stay readable for ever.
 * Assessments and decisions are answered again, signatures stand. */
#include "web/handlers.h"
#include "web/page.h"

enum { CORRECT_LOOKS_MAX = 48 };

struct correct_spec {
    struct known known;
    struct form_spec form;
    struct field_look looks[CORRECT_LOOKS_MAX];
    struct entry_field given[3];
};

static bool field_is_given(enum field field)
{
    return field == FIELD_PERSON || field == FIELD_REASON ||
           field == FIELD_ABOUT_REFERRAL || field == FIELD_OF ||
           field == FIELD_VIEWER_PART; /* the program's to say */
}

static void looks_fill(struct correct_spec *s, struct request *rq,
                       enum entry_kind kind)
{
    size_t count, n = 0;
    const struct kind_field *fields = kind_fields(kind, &count);
    must(count + 1 <= CORRECT_LOOKS_MAX);
    s->looks[n++] = (struct field_look){
        FIELD_REASON, .label = "What was wrong, and how do you know?",
        .rows = 3, .hint = "Both the earlier words and yours stay readable. Do not describe what a picture shows."
    };
    for (size_t i = 0; i < count; i++) {
        const struct field_info *info = field_info(fields[i].field);
        if (field_is_given(info->field))
            continue;
        struct field_look *look = &s->looks[n++];
        *look = (struct field_look){ info->field };
        if (info->type == TYPE_NOTE)
            look->hint = "Do not describe what a picture shows.";
        if (info->type == TYPE_TIME || info->type == TYPE_LATER ||
            info->type == TYPE_DATE)
            look->width = "20";
        if (info->set == SET_ANSWER)
            look->inline_radios = true;
        if (info->field == FIELD_GIVEN)
            look->options = parent_advice_options(
                &look->options_count, rq, &s->known,
                entry_text(s->form.last, FIELD_PERSON), s->form.last);
        if (info->field == FIELD_LINK_PERSON) {
            look->select = true;
            look->options = adult_options(
                &look->options_count, rq, &s->known, STR("Nobody chosen"),
                entry_text(s->form.last, FIELD_LINK_PERSON));
        }
        if (info->type == TYPE_USER && look->options == NULL) {
            look->select = true;
            look->options = user_options(&look->options_count, rq,
                                         s->known.school);
        }
        if (info->field == FIELD_USER) {
            look->hint = "Whoever you choose can no longer see this incident.";
        }
        if (info->type == TYPE_PERSON) {
            look->select = true;
            look->options = case_people_options(&look->options_count, rq,
                                                &s->known, false);
        }
    }
    if (n > 1)
        s->looks[1].heading = "The entry, as it should be";
    s->form.looks = s->looks;
    s->form.looks_count = n;
}

/* What it says now and who wrote it, above the form. */
static void strip_words(struct correct_spec *s, struct request *rq,
                        const struct entry *e)
{
    struct names names;
    names_open(&names, rq);
    struct view_group *group = ARENA_NEW(rq->mem, struct view_group);
    struct str who = names_with_role(rq->mem, &names, e->author);
    struct str when = when_words(rq->mem, e->at, rq->now);
    group->heading = str_printf(rq->mem, "Entry %u as it was written: %s",
                                e->seq, kind_info(e->kind)->title);
    group->note = str_printf(rq->mem, "By %.*s, %.*s", STR_ARG(who),
                             STR_ARG(when));
    group->answers = entry_answers(&group->answers_count, rq->mem, e, &names);
    s->form.groups = group;
    s->form.groups_count = 1;
}

static bool spec_make(struct correct_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct instant none = { 0 };
    uint64_t seq;
    if (!known_load(&s->known, rq, permit, none))
        return false;
    const struct incident *in = &s->known.incident;
    if (str_read_number(&seq, rq->params[1], UINT32_MAX) != OK || seq == 0 ||
        seq > in->entries_count ||
        !entry_correctable(in->entries[seq - 1].kind) ||
        entry_holds_private(rq, in->effective[seq - 1].counts)) {
        respond_not_found(rq);
        return false;
    }
    const struct effective *eff = &in->effective[seq - 1];
    struct str number = str_printf(rq->mem, "%u", eff->entry->seq);
    struct str path = str_printf(rq->mem, "/chronology/%u/correct",
                                 eff->entry->seq);
    size_t given = 0;
    s->given[given++] = (struct entry_field){ FIELD_CORRECTS, number };
    static const enum field stays[] = { FIELD_PERSON, FIELD_ABOUT_REFERRAL,
                                        FIELD_OF };
    for (size_t i = 0; i < COUNT_OF(stays); i++)
        if (entry_text(eff->entry, stays[i]).size > 0)
            s->given[given++] = (struct entry_field){
                stays[i], entry_text(eff->entry, stays[i])
            };
    s->form = (struct form_spec){
        .kind = ENTRY_CORRECTION,
        .corrects_kind = eff->entry->kind,
        .title = "Correct an entry",
        .lede = "The entry stays as it was written. Your correction is added, and counts from now on.",
        .button = "Add the correction",
        .done = "corrected",
        .form_path = str_c(rq->mem, path),
        .next = case_path(rq->mem, s->known.reference, "/chronology"),
        .last = eff->counts,
        .given = s->given,
        .given_count = given,
        .hidden_name = "entry",
        .hidden_value = number,
        .section = CASE_CHRONOLOGY,
    };
    looks_fill(s, rq, eff->entry->kind);
    strip_words(s, rq, eff->entry);
    return true;
}

void correct_form(struct request *rq, const struct permit *permit)
{
    struct correct_spec *spec = ARENA_NEW(rq->mem, struct correct_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void correct_post(struct request *rq, const struct permit *permit)
{
    struct correct_spec *spec = ARENA_NEW(rq->mem, struct correct_spec);
    if (spec_make(spec, rq, permit))
        form_save(rq, permit, &spec->known, &spec->form);
}
