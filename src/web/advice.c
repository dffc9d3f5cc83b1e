/* advice.c: the advice that fits a pupil's part (9.5 to 9.7): what was talked
 * through is recorded in the very words of that moment, and the sheet to take
 * away says the same. While evidence is held, and until the outcome is
 * decided, neither tells anybody to delete (D3, D22). The sheet names nobody:
 * it may be left on a bus. */
#include "web/handlers.h"
#include "web/export.h"
#include "web/pupil.h"

static const struct field_look after_looks[] = {
    { FIELD_HAPPENED_AT, .label = "When?", .width = "20",
      .hint = "Leave it empty for now." },
    { FIELD_BODY, .label = "Anything the pupil said about it", .rows = 3,
      .hint = "In their words. Do not describe what a picture shows." },
};

static const struct view_option *options_make(struct request *rq,
                                              const struct known *k,
                                              const struct pack_advice *a)
{
    struct view_option *options = ARENA_MANY(rq->mem, a->items_count,
                                             struct view_option);
    for (size_t i = 0; i < a->items_count; i++)
        options[i] = (struct view_option){
            .value = str_printf(rq->mem, "%zu", i + 1),
            .label = advice_words(k, &a->items[i]),
        };
    return options;
}

/* The words of what was ticked, one a line, as they stood on the page. */
static struct str given_words(struct request *rq,
                              const struct view_option *options,
                              size_t count)
{
    const char *name = field_info(FIELD_ADVICE_ITEMS)->name;
    struct buf b;
    buf_open(&b, rq->mem, 1024, 64 * 1024);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < rq->form_count; j++) {
            if (!str_is(rq->form[j].name, name) ||
                !str_same(rq->form[j].value, options[i].value))
                continue;
            if (b.size > 0)
                buf_put_char(&b, '\n');
            buf_put_str(&b, options[i].label);
            break;
        }
    return buf_str(&b);
}

static bool advice_make(struct pupil_form *f, struct request *rq,
                        const struct permit *permit)
{
    unsigned index = advice_index(rq->params[2]);
    if (index == 3) {
        respond_not_found(rq);
        return false;
    }
    const char *clause = advice_clause(index);
    struct str rest = str_printf(rq->mem, "/advice/%s", clause);
    if (!pupil_form_make(f, rq, permit, ENTRY_ADVICE, str_c(rq->mem, rest)))
        return false;
    const struct pack_advice *a = pack_advice(rq->site->pack,
                                              str_of(clause));
    must(a != NULL);
    const struct view_option *options = options_make(rq, &f->known, a);
    const struct field_look items = {
        FIELD_ADVICE_ITEMS, .label = "What did you talk through?",
        .clause = clause, .options = options,
        .options_count = a->items_count,
        .hint = "Tick what was said. These very words are kept.",
    };
    pupil_form_look(f, &items, 1);
    pupil_form_look(f, after_looks, COUNT_OF(after_looks));
    pupil_form_give(f, FIELD_ADVICE_OF, str_of(clause));
    if (rq->post)
        pupil_form_give(f, FIELD_ADVICE_TEXT,
                        given_words(rq, options, a->items_count));
    struct str first = pupil_first(rq->mem, f->person);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "Advice for %.*s",
                                              STR_ARG(first)));
    f->form.lede = str_c(rq->mem, a->title);
    f->form.button = "Save what was given";
    f->form.done = "advice";
    if (!incident_may_delete(&f->known.answer)) {
        f->form.note = "Nobody is asked to delete anything yet: the police may need it, and not referring counts only when both have signed. The words above say so.";
        f->form.note_clause = "12.8";
    }
    const struct duty *d = pupil_duty(&f->known, f->person->id, clause);
    if (d != NULL) {
        f->form.req = case_req(rq, &f->known, &f->names, d);
        f->form.req.action = false;
    }
    return true;
}

void advice_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (advice_make(f, rq, permit))
        pupil_form_run(f, rq, permit);
}

void advice_post(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (advice_make(f, rq, permit))
        pupil_form_run(f, rq, permit);
}

/* ---- the sheet ---- */

void sheet_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct instant none = { 0 };
    struct view_sheet v = { 0 };
    unsigned index = advice_index(rq->params[2]);
    if (!known_load(&k, rq, permit, none))
        return;
    const struct person *p = pupil_of(rq, &k);
    if (p == NULL)
        return;
    if (index == 3 || !pupil_heard_by(rq, &k, p)) {
        respond_not_found(rq);
        return;
    }
    struct names names;
    names_open(&names, rq);
    struct document_source source = export_source(rq, &k, &names);
    source.advice = str_of(advice_clause(index));
    struct document_group points = sheet_points(&source);
    struct rows rows = rows_make(rq->mem, points.count);
    for (size_t i = 0; i < points.count; i++)
        rows_add(&rows, "", points.rows[i].words, "");
    page_frame(&v.page, rq, "A sheet to take away");
    v.page.printed = STR(""); /* nor who printed it: it is the pupil's */
    v.page.back = STR("Support");
    v.page.back_link = pupil_path(rq->mem, k.reference, p->id, "/support");
    v.heading = points.heading;
    v.points = rows.rows;
    v.points_count = rows.count;
    struct str rest = str_printf(rq->mem, "/sheet/%s/document",
                                 advice_clause(index));
    v.make_href = pupil_path(rq->mem, k.reference, p->id,
                             str_c(rq->mem, rest));
    view_sheet(&rq->out.body, &v);
}
