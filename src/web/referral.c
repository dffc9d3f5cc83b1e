/* referral.c: an agency was told. It records what happened, so nothing stands
 * before it: no criterion, no sign-off, no field but which agency (D4). */
#include "web/handlers.h"
#include "web/page.h"

static const struct field_look looks[] = {
    { FIELD_TO, .label = "Which agency was told?" },
    { FIELD_METHOD, .label = "How?", .inline_radios = true },
    { FIELD_MADE_AT, .label = "When?", .width = "20",
      .hint = "For example 23 November 2026, 9:40am. Leave it empty for now." },
    { FIELD_SPOKE_TO, .hint = "If you spoke to somebody." },
    { FIELD_REFERENCE, .label = "Their reference", .width = "20",
      .hint = "If they gave one. You can correct the entry later." },
    { FIELD_SHARED, .label = "What did you tell them, and what did they advise?",
      .rows = 5, .clause = "11.3",
      .hint = "Give the context: it helps them decide. Say who else may be at risk. Write down what they said about telling parents, about devices, and about keeping or deleting. Do not describe what a picture shows." },
};

struct referral_spec {
    struct known known;
    struct form_spec form;
    struct entry lado; /* what the form starts with for the LADO (D8) */
    struct entry_field lado_field;
};

/* What has been recorded so far, as the page's first group. */
static const struct view_group *so_far(size_t *count, struct request *rq,
                                       const struct known *k,
                                       const struct names *names)
{
    const struct incident *in = &k->incident;
    struct rows rows = rows_make(rq->mem, in->entries_count + 4);
    size_t already;
    const struct choice_word *words = choice_words(SET_AGENCY, &already);
    for (size_t i = 0; i < already; i++)
        if (entry_has_word(in->report, FIELD_ALREADY_TOLD, words[i].word))
            rows_add(&rows, words[i].label,
                     STR("Told by the person who reported, before the report"),
                     "");
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *c = in->effective[i].counts;
        if (in->entries[i].kind != ENTRY_REFERRAL)
            continue;
        struct instant at = in->entries[i].at;
        if (instant_read(&at, entry_text(c, FIELD_MADE_AT)) != OK)
            at = in->entries[i].at;
        struct str who = names_of(names, in->entries[i].author);
        struct str when = when_words(rq->mem, at, k->as_of);
        struct str reference = entry_text(c, FIELD_REFERENCE);
        rows_add(&rows, "",
                 str_printf(rq->mem, "%.*s, recorded by %.*s%s%.*s",
                            STR_ARG(when), STR_ARG(who),
                            reference.size > 0 ? ". Reference " : "",
                            STR_ARG(reference)), "");
        rows.rows[rows.count - 1].key =
            choice_label(SET_AGENCY, entry_text(c, FIELD_TO));
    }
    struct view_group *group = ARENA_NEW(rq->mem, struct view_group);
    *group = (struct view_group){ STR("Recorded so far"), STR(""), rows.rows,
                                  rows.count };
    *count = rows.count > 0;
    return group;
}

/* Whom to ring, then whom somebody has told. */
static const struct view_group *groups_make(size_t *count, struct request *rq,
                                            const struct known *k,
                                            const struct names *names)
{
    struct view_group *groups = ARENA_MANY(rq->mem, 2, struct view_group);
    size_t told;
    const struct view_group *so = so_far(&told, rq, k, names);
    struct view_group ring = { .heading = STR("Whom to ring"),
                               .note = STR("999 if a child is in danger now.") };
    ring.answers = directory_answers(&ring.answers_count, rq, k->school);
    *count = 0;
    if (ring.answers_count > 0)
        groups[(*count)++] = ring;
    if (told > 0)
        groups[(*count)++] = so[0];
    return groups;
}

static bool spec_make(struct referral_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct names names;
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    names_open(&names, rq);
    const struct known *k = &s->known;
    const struct duty *d = case_duty(k, "8.9");
    const struct duty *lado = case_duty(k, "D8a");
    s->form = (struct form_spec){
        .kind = ENTRY_REFERRAL,
        .title = "Record a referral or a contact with an agency",
        .lede = "Telephone first, record afterwards. Nobody has to agree before you refer, and sharing what is needed to keep a child safe is lawful.",
        .button = "Record that they were told",
        .done = "referral",
        .form_path = "/referral",
        .next = case_path(rq->mem, k->reference, ""),
        .looks = looks,
        .looks_count = COUNT_OF(looks),
        .section = CASE_REFERRAL,
    };
    if (d != NULL) {
        s->form.req = case_req(rq, k, &names, d);
        s->form.req.action = false;
        s->form.req.why = str_printf(rq->mem, "%.*s.",
                                     STR_ARG(case_criteria_words(rq, k)));
        s->form.note = "Until the police have advised you, ask nobody to delete anything, and keep devices as they are.";
        s->form.note_clause = "12.8";
    }
    if (lado != NULL && (d == NULL || str_is(query_get(rq, "to"), "lado"))) {
        s->form.req = case_req(rq, k, &names, lado);
        s->form.req.action = false;
        s->form.note = "Ask the member of staff nothing about it before the LADO has advised you, and do not tell them that they are named.";
        s->form.note_clause = NULL;
        s->form.last = &s->lado;
        s->lado_field = (struct entry_field){ FIELD_TO, STR("lado") };
        s->lado = (struct entry){ .fields = &s->lado_field,
                                  .fields_count = 1 };
    }
    s->form.groups = groups_make(&s->form.groups_count, rq, k, &names);
    return true;
}

void referral_form(struct request *rq, const struct permit *permit)
{
    struct referral_spec *spec = ARENA_NEW(rq->mem, struct referral_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void referral_post(struct request *rq, const struct permit *permit)
{
    struct referral_spec *spec = ARENA_NEW(rq->mem, struct referral_spec);
    if (spec_make(spec, rq, permit))
        form_save(rq, permit, &spec->known, &spec->form);
}
