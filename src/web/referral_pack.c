/* referral_pack.c: what an authority asks in a referral, on a page to read and
 * to copy from; the same words make the paper (document/referral_pack.c). */
#include "web/handlers.h"
#include "web/export.h"
#include "web/pupil.h"

const struct entry *referral_pack_of(const struct known *known,
                                     struct str pupil)
{
    const struct incident *in = &known->incident;
    for (size_t i = in->entries_count; i > 0; i--) {
        const struct entry *c = in->effective[i - 1].counts;
        if (in->entries[i - 1].kind == ENTRY_REFERRAL_PACK &&
            str_same(entry_text(c, FIELD_PERSON), pupil))
            return c;
    }
    return NULL;
}

static void groups_fill(struct view_referral_pack *v, struct request *rq,
                        const struct referral_pack *pack)
{
    struct view_group *groups = ARENA_MANY(rq->mem, pack->count,
                                           struct view_group);
    for (size_t i = 0; i < pack->count; i++) {
        const struct document_group *g = &pack->groups[i];
        struct rows rows = rows_make(rq->mem, g->count);
        for (size_t r = 0; r < g->count; r++)
            rows_add(&rows, g->rows[r].label, g->rows[r].words, "");
        groups[i] = (struct view_group){ g->heading, STR(""), rows.rows,
                                         rows.count };
    }
    v->groups = groups;
    v->groups_count = pack->count;
}

static void missing_fill(struct view_referral_pack *v, struct request *rq,
                         const struct referral_pack *pack)
{
    struct rows rows = rows_make(rq->mem, pack->missing_count);
    for (size_t i = 0; i < pack->missing_count; i++)
        rows_add(&rows, pack->missing[i].label, STR(""),
                 pack->missing[i].clause);
    v->missing = rows.rows;
    v->missing_count = rows.count;
    v->incomplete = rows.count > 0;
}

/* "Callum, CALLUM’S", for the people who read it before it goes. */
static struct str hidden_words(struct request *rq,
                               const struct document_hidden *hidden)
{
    struct buf b;
    buf_open(&b, rq->mem, 256, 16384);
    for (size_t i = 0; i < hidden->count; i++)
        buf_printf(&b, "%s%.*s", i > 0 ? ", " : "",
                   STR_ARG(hidden->rows[i].words));
    return buf_str(&b);
}

void referral_pack_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_referral_pack v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    const struct person *child = case_child(rq, &k);
    if (child == NULL)
        return;
    names_open(&names, rq);
    struct document_source source = export_source(rq, &k, &names);
    struct document_hidden hidden = { .count = 0 };
    struct referral_pack pack;
    source.child = child;
    referral_pack_fill(&pack, &hidden, &source);
    page_frame(&v.page, rq, "Words for a referral");
    page_case(&v.page, rq, &k, CASE_REFERRAL);
    struct str name = first_name(rq->mem, child);
    v.heading = str_printf(rq->mem, "Words for a referral about %.*s",
                           STR_ARG(name));
    groups_fill(&v, rq, &pack);
    missing_fill(&v, rq, &pack);
    v.hidden = hidden_words(rq, &hidden);
    v.edit_href = pupil_path(rq->mem, k.reference, child->id,
                             "/referral/edit");
    if (case_can(rq, PERMIT_LEAD_INCIDENT))
        v.edit = referral_pack_of(&k, child->id) == NULL
                     ? STR("Add what the record does not say")
                     : STR("Change what was added");
    v.make = case_can(rq, PERMIT_WRITE_NOTE);
    v.make_href = pupil_path(rq->mem, k.reference, child->id,
                             "/documents/referral");
    v.reference = k.reference;
    v.school = source.school;
    v.at = instant_words(rq->mem, rq->now);
    v.imagery = pack.imagery;
    view_referral_pack(&rq->out.body, &v);
}
