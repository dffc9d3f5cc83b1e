/* note.c: one more entry in words. */
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

static bool spec_make(struct note_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
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
