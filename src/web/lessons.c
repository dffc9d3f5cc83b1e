/* lessons.c: what incidents taught, by those who may read the incidents; for
 * trustees and governors how many each school wrote down, and no word of them
 * (2.1b, D9). */
#include "web/handlers.h"
#include "web/page.h"

#include "store/lesson.h"

enum { LESSONS_PAGE = 25, SMALL = 5 };

struct listing_lessons {
    struct request *rq;
    struct lanes lanes;
    struct lesson_row after;
    struct lesson_page page;
    const struct school_row *schools;
    uint64_t *counts;
    size_t schools_count;
};

/* ---- the words ---- */

static enum err page_work(struct tx *tx, void *context)
{
    struct listing_lessons *l = context;
    return store_lessons(&l->page, tx, l->rq->mem, l->lanes, &l->after,
                         LESSONS_PAGE);
}

/* "1763887200000000-<32 hex digits>-4": after which row to go on. */
static struct lesson_row after_read(struct request *rq)
{
    struct lesson_row out = { 0 };
    struct str rest = query_get(rq, "after");
    struct str at = str_cut(&rest, '-'), id = str_cut(&rest, '-');
    uint64_t us, seq;
    if (rest.size == 0 || str_read_number(&us, at, INT64_MAX) != OK ||
        str_read_number(&seq, rest, UINT32_MAX) != OK ||
        id_read(out.incident.bytes, id.data, id.size) != OK)
        return (struct lesson_row){ 0 };
    out.at.us = (int64_t)us;
    out.seq = (uint32_t)seq;
    return out;
}

static struct str after_path(struct request *rq, const struct lesson_row *row)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, row->incident.bytes);
    return str_printf(rq->mem, "/lessons?after=%lld-%s-%u",
                      (long long)row->at.us, id, row->seq);
}

struct scoping {
    struct request *rq;
    struct incident_id incident;
    struct incident_scope scope;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct scoping *s = context;
    return store_scope(&s->scope, tx, s->rq->session.trust,
                       s->rq->session.user, s->incident);
}

/* False when the person may not read that incident. */
static bool row_fill(struct view_lesson *out, enum err *err,
                     struct request *rq, const struct names *names,
                     const struct lesson_row *row)
{
    struct scoping s = { .rq = rq, .incident = row->incident };
    struct permit permit;
    struct known k;
    struct instant none = { 0 };
    if ((*err = store_read(rq->site->store, scope_work, &s)) != OK ||
        !access_permit(&permit, &rq->session.actor, PERMIT_SEE_INCIDENT,
                       &s.scope) ||
        (*err = act_load(&k, rq->mem, rq->site->acts, &permit, none,
                         rq->now)) != OK)
        return false;
    if (row->seq == 0 || row->seq > k.incident.entries_count) {
        *err = ERR_CORRUPT;
        return false;
    }
    const struct effective *e = &k.incident.effective[row->seq - 1];
    struct str who = names_with_role(rq->mem, names, e->entry->author);
    struct str on = date_words(rq->mem, date_in_london(row->at));
    *out = (struct view_lesson){
        .reference = k.reference,
        .href = case_path(rq->mem, k.reference, "/closing"),
        .about = names_school(names, row->school),
        .by = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who), STR_ARG(on)),
        .learned = entry_text(e->counts, FIELD_LEARNED),
        .different = entry_text(e->counts, FIELD_DIFFERENT),
    };
    if (out->different.data == NULL)
        out->different = STR("");
    return true;
}

static enum err text_fill(struct view_lessons *v, struct request *rq,
                          struct listing_lessons *l)
{
    struct names names;
    names_open(&names, rq);
    enum err err = store_read(rq->site->store, page_work, l);
    if (err != OK)
        return err;
    struct view_lesson *rows = ARENA_MANY(rq->mem, l->page.count,
                                          struct view_lesson);
    for (size_t i = 0; i < l->page.count && err == OK; i++)
        if (row_fill(&rows[v->rows_count], &err, rq, &names,
                     &l->page.rows[i]))
            v->rows_count++;
    v->lede = STR("What worked, what was slow and what was missed, from the incidents that you can read.");
    v->text = true;
    v->rows = rows;
    v->none = v->rows_count == 0;
    v->more = l->page.more;
    v->next = l->page.more
                  ? after_path(rq, &l->page.rows[l->page.count - 1])
                  : STR("/lessons");
    return err;
}

/* ---- the counts ---- */

static enum err counts_work(struct tx *tx, void *context)
{
    struct listing_lessons *l = context;
    enum err err = OK;
    for (size_t i = 0; i < l->schools_count && err == OK; i++)
        err = store_lessons_count(&l->counts[i], tx, l->rq->session.trust,
                                  l->schools[i].id);
    return err;
}

/* A number under 5 is not told, nor any sum that would give it away (D9). */
static enum err counts_fill(struct view_lessons *v, struct request *rq,
                            struct listing_lessons *l)
{
    struct names names;
    enum err err = names_open_schools(&names, rq);
    if (err != OK)
        return err;
    l->schools = schools_of(&l->schools_count, rq, &names);
    l->counts = ARENA_MANY(rq->mem, l->schools_count, uint64_t);
    if ((err = store_read(rq->site->store, counts_work, l)) != OK)
        return err;
    struct view_lesson_school *rows =
        ARENA_MANY(rq->mem, l->schools_count, struct view_lesson_school);
    for (size_t i = 0; i < l->schools_count; i++)
        rows[i] = (struct view_lesson_school){
            l->schools[i].name,
            l->counts[i] < SMALL
                ? STR("Fewer than 5")
                : str_printf(rq->mem, "%llu",
                             (unsigned long long)l->counts[i])
        };
    v->lede = STR("How many times each school wrote down what an incident taught. What was written is read by those who lead there, and by the Executive Leader.");
    v->schools = rows;
    v->schools_count = l->schools_count;
    v->next = STR("/lessons");
    return OK;
}

void lessons_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct listing_lessons l = { .rq = rq,
                                 .lanes = lanes_of(rq, PERMIT_FIND_INCIDENT),
                                 .after = after_read(rq) };
    struct view_lessons v = { 0 };
    page_frame(&v.page, rq, "Lessons learned");
    enum err err = l.lanes.count > 0 ? text_fill(&v, rq, &l)
                                     : counts_fill(&v, rq, &l);
    if (err != OK)
        respond_trouble(rq, err);
    else
        view_lessons(&rq->out.body, &v);
}
