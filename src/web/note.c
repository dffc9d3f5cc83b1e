/* note.c: one more entry in words. A duty whose own page comes in a later
 * version leads here too, and the page says so instead of pretending. */
#include "web/handlers.h"
#include "web/page.h"

static const struct field_look looks[] = {
    { FIELD_NOTE_SORT, .label = "What kind of entry is it?" },
    { FIELD_TITLE, .label = "Summary in one line",
      .hint = "For example ‘Talk with a parent by telephone’." },
    { FIELD_BODY, .label = "What happened?", .rows = 7,
      .hint = "Facts first, then your view. Use their own words where you can. Do not describe what a picture shows. Files and pictures cannot be added." },
    { FIELD_HAPPENED_AT, .label = "When did it happen?", .width = "20",
      .hint = "For example 23 November 2026, 8:40am. Leave it empty for now." },
};

struct note_spec {
    struct known known;
    struct form_spec form;
};

/* "?for=7.5d": a clause of the policy, never a person. */
static const struct duty *duty_asked(struct request *rq,
                                     const struct known *k)
{
    struct str clause = query_get(rq, "for");
    if (clause.size == 0 || clause.size > 8 || !duty_is_noted(clause))
        return NULL;
    return case_duty(k, str_c(rq->mem, clause));
}

static bool spec_make(struct note_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct names names;
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    names_open(&names, rq);
    const struct known *k = &s->known;
    s->form = (struct form_spec){
        .kind = ENTRY_NOTE,
        .title = "Add an entry",
        .lede = "It cannot be changed or removed afterwards. To correct it, you add another entry that says what was wrong.",
        .button = "Add to the chronology",
        .done = "note",
        .form_path = "/chronology/new",
        .next = case_path(rq->mem, k->reference, "/chronology"),
        .looks = looks,
        .looks_count = COUNT_OF(looks),
        .section = CASE_CHRONOLOGY,
    };
    const struct duty *d = duty_asked(rq, k);
    if (d == NULL)
        return true;
    struct rows rows = rows_make(rq->mem, 1);
    rows_add(&rows, "This duty has no page of its own yet.",
             STR("Record here what was done and when. The duty stays on the list, so that nothing counts as done that is not."),
             str_c(rq->mem, d->clause));
    s->form.req = case_req(rq, k, &names, d);
    s->form.req.action = false;
    s->form.req.what = d->title; /* of each pupil */
    s->form.warnings = rows.rows;
    s->form.warnings_count = rows.count;
    return true;
}

void note_form(struct request *rq, const struct permit *permit)
{
    struct note_spec *spec = ARENA_NEW(rq->mem, struct note_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void note_post(struct request *rq, const struct permit *permit)
{
    struct note_spec *spec = ARENA_NEW(rq->mem, struct note_spec);
    if (spec_make(spec, rq, permit))
        form_save(rq, permit, &spec->known, &spec->form);
}
