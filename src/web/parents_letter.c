/* parents_letter.c: words for a letter or an e-mail to the parents of one
 * child, on a page to copy from; the same words make the paper
 * (document/parents_letter.c). */
#include "web/handlers.h"
#include "web/export.h"
#include "web/pupil.h"

static void groups_fill(struct view_letter *v, struct request *rq,
                        const struct document_source *source)
{
    size_t count;
    const struct document_group *all = letter_groups(&count, source);
    struct view_group *groups = ARENA_MANY(rq->mem, count,
                                           struct view_group);
    for (size_t i = 0; i < count; i++) {
        struct rows rows = rows_make(rq->mem, all[i].count);
        for (size_t r = 0; r < all[i].count; r++)
            rows_add(&rows, "", all[i].rows[r].words, "");
        groups[i] = (struct view_group){ all[i].heading, STR(""), rows.rows,
                                         rows.count };
    }
    groups[0].note = letter_link(source);
    v->groups = groups;
    v->groups_count = count;
}

void parents_letter(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_letter v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    const struct person *child = case_child(rq, &k);
    if (child == NULL)
        return;
    names_open(&names, rq);
    struct document_source source = export_source(rq, &k, &names);
    source.child = child;
    page_frame(&v.page, rq, "Words for a letter or e-mail");
    page_case(&v.page, rq, &k, CASE_PARENTS);
    struct str name = first_name(rq->mem, child);
    v.heading = str_printf(rq->mem, "Words for %.*s’s parents",
                           STR_ARG(name));
    v.school = source.school;
    v.date = date_words(rq->mem, date_in_london(rq->now));
    v.title = STR("How we look after your child");
    v.hold = !incident_may_delete(&k.answer);
    groups_fill(&v, rq, &source);
    v.signed_by = source.dsl;
    v.role = STR("Designated Safeguarding Lead");
    v.make = case_can(rq, PERMIT_WRITE_NOTE);
    v.make_href = pupil_path(rq->mem, k.reference, child->id,
                             "/documents/letter");
    v.back_href = pupil_path(rq->mem, k.reference, child->id, "/parents");
    view_letter(&rq->out.body, &v);
}
