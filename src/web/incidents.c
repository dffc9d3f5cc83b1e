/* incidents.c: the incidents somebody has a part in, newest first, and the
 * search in them. What is looked for is posted, so that names reach no
 * address, log or history. */
#include "web/handlers.h"
#include "web/worklist.h"

#include "gate/gate.h"

/* ---- where a page of incidents ends ---- */

/* "1763887200000000-<32 hex digits>": when the last one came, and its id. */
struct incident_cursor page_cursor(struct str typed)
{
    struct incident_cursor out;
    uint64_t at;
    struct str id = typed, created = str_cut(&id, '-');
    if (str_read_number(&at, created, INT64_MAX) != OK ||
        id_read(out.id.bytes, id.data, id.size) != OK)
        return (struct incident_cursor){ 0 };
    out.created_at.us = (int64_t)at;
    return out;
}

struct str page_cursor_text(struct arena *mem,
                            const struct incident_page *page)
{
    must(page->count > 0);
    const struct incident_row *last = &page->rows[page->count - 1];
    char id[ID_TEXT_SIZE + 1];
    id_print(id, last->id.bytes);
    return str_printf(mem, "%lld-%s", (long long)last->created_at.us, id);
}

/* ---- rows ---- */

static const struct view_plain_row *rows_view(struct request *rq,
                                              const struct incident_page *page,
                                              const struct names *names,
                                              bool schools)
{
    struct arena *mem = rq->mem;
    struct view_plain_row *rows = ARENA_MANY(mem, page->count,
                                             struct view_plain_row);
    for (size_t i = 0; i < page->count; i++) {
        const struct incident_row *row = &page->rows[i];
        struct str opened = date_words(mem, date_in_london(row->created_at));
        struct str school = names_school(names, row->school);
        struct buf hint;
        buf_open(&hint, mem, 128, 4096);
        buf_put_str(&hint, row->summary);
        if (schools)
            buf_printf(&hint, ". %.*s", STR_ARG(school));
        buf_printf(&hint, ". Reported on %.*s", STR_ARG(opened));
        rows[i] = (struct view_plain_row){
            .id = str_printf(mem, "r%zu", i + 1),
            .href = case_path(mem, str_of(row->reference), ""),
            .title = str_printf(mem, "Incident %s", row->reference),
            .hint = buf_str(&hint),
            .status = incident_status(mem, stage_of_kept(row->stage),
                                      closing_of_kept(row->stage)),
            .tone = str_of(stage_tone_of(row->stage)),
        };
    }
    return rows;
}

static void page_show(struct request *rq, struct view_incidents *v,
                      const struct incident_page *page, struct lanes lanes)
{
    struct names names;
    names_open(&names, rq);
    v->rows = rows_view(rq, page, &names, lanes_several(lanes));
    v->rows_count = page->count;
    v->more = page->more;
    if (v->error.size > 0)
        v->page.error = true;
    struct permit lessons;
    v->lessons = access_permit(&lessons, &rq->session.actor,
                               PERMIT_SEE_LESSONS, NULL);
    view_incidents(&rq->out.body, v);
}

/* ---- the list ---- */

enum { LIST_PAGE = 25 };

struct listing_work {
    struct request *rq;
    struct lanes lanes;
    struct incident_cursor after;
    struct str words; /* empty: the list */
    struct str reference; /* that the words may be, or empty */
    struct incident_page page;
};

static enum err list_work(struct tx *tx, void *context)
{
    struct listing_work *l = context;
    return store_incidents(&l->page, tx, l->rq->mem, l->lanes, l->after,
                           LIST_PAGE);
}

static void list_show(struct request *rq, struct str typed, struct str error)
{
    struct listing_work l = { .rq = rq,
                              .lanes = lanes_of(rq, PERMIT_FIND_INCIDENT),
                              .after = page_cursor(query_get(rq, "after")) };
    enum err err = store_read(rq->site->store, list_work, &l);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct view_incidents v = { 0 };
    bool older = instant_known(l.after.created_at);
    page_frame(&v.page, rq, "Find an incident");
    v.typed = typed;
    v.error = error;
    v.heading = older ? STR("Older incidents") : STR("Newest incidents");
    if (l.page.count == 0)
        v.empty = older ? STR("There are no older incidents.")
                        : STR("There is no incident yet. A report makes one.");
    if (l.page.more)
        v.next = str_printf(rq->mem, "/incidents?after=%.*s",
                            STR_ARG(page_cursor_text(rq->mem, &l.page)));
    page_show(rq, &v, &l.page, l.lanes);
}

void incidents_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    list_show(rq, STR(""), STR(""));
}

/* ---- the search ---- */

/* A reference, however it was typed, before the same letters as words. */
static enum err search_work(struct tx *tx, void *context)
{
    struct listing_work *l = context;
    enum err err = OK;
    l->page.count = 0;
    if (l->reference.size > 0)
        err = store_search(&l->page, tx, l->rq->mem, l->lanes, l->reference,
                           l->after);
    if (err == OK && l->page.count == 0)
        err = store_search(&l->page, tx, l->rq->mem, l->lanes, l->words,
                           l->after);
    return err;
}

static struct str found_words(struct arena *mem, const struct listing_work *l)
{
    if (l->page.count == 0)
        return STR("No incident found");
    if (instant_known(l->after.created_at))
        return STR("Older incidents found");
    if (l->page.more)
        return str_printf(mem, "The newest %zu incidents found",
                          l->page.count);
    return l->page.count == 1 ? STR("1 incident found")
                              : str_printf(mem, "%zu incidents found",
                                           l->page.count);
}

static void found_show(struct request *rq, struct listing_work *l)
{
    struct view_incidents v = { 0 };
    page_frame(&v.page, rq, "Find an incident");
    v.typed = l->words;
    v.searched = true;
    v.heading = found_words(rq->mem, l);
    if (l->page.count == 0)
        v.empty = STR("Every word you type has to be there. Try one word, or the first letters of a name.");
    if (l->page.more)
        v.older = page_cursor_text(rq->mem, &l->page);
    page_show(rq, &v, &l->page, l->lanes);
}

void incidents_search(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct str typed = form_get(rq, "words");
    struct listing_work l = { .rq = rq,
                              .lanes = lanes_of(rq, PERMIT_FIND_INCIDENT),
                              .after = page_cursor(form_get(rq, "after")) };
    enum gate_refusal refused = gate_text(&l.words, NULL, rq->mem, typed,
                                          GATE_LINE);
    if (refused != GATE_OK) {
        list_show(rq, gate_echo(rq->mem, typed),
                  str_of(gate_refusal_words(refused)));
        return;
    }
    if (str_is_blank(l.words)) {
        list_show(rq, STR(""), STR("Enter a reference, a name or a word"));
        return;
    }
    char reference[REFERENCE_SIZE + 1];
    if (reference_read(reference, l.words) == OK)
        l.reference = str_copy(rq->mem, str_of(reference));
    enum err err = store_read(rq->site->store, search_work, &l);
    if (err != OK)
        respond_trouble(rq, err);
    else
        found_show(rq, &l);
}
