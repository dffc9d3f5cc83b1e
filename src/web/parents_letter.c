/* parents_letter.c: words for a letter or an e-mail to the parents of one
 * child: what every parent is told, and the advice for the child's part. It
 * names no child (D12, D19) and, while evidence is held, tells nobody to
 * delete anything (D3). */
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

/* The items of one list as they are said now. */
static struct view_group advice_group(struct request *rq,
                                      const struct pack_advice *advice,
                                      bool hold, const char *skip)
{
    struct rows rows = rows_make(rq->mem, advice->items_count);
    for (size_t i = 0; i < advice->items_count; i++) {
        const struct pack_advice_item *item = &advice->items[i];
        if (item->letter.size == 1 && strchr(skip, item->letter.data[0]))
            continue;
        rows_add(&rows, "", hold && item->hold.size > 0 ? item->hold
                                                        : item->text, "");
    }
    return (struct view_group){ advice->title, STR(""), rows.rows,
                                rows.count };
}

static bool advice_applies(const struct known *k, struct str pupil,
                           const char *clause)
{
    for (size_t i = 0; i < k->answer.duties_count; i++)
        if (str_is(k->answer.duties[i].clause, clause) &&
            str_same(k->answer.duties[i].subject, pupil))
            return true;
    return false;
}

/* Of CEOP only where something points to grooming, of updates only where the
 * child has not asked against them (10.3e, 10.3g). */
static const char *letters_left_out(const struct known *k,
                                    const struct family *f)
{
    bool grooming = k->answer.because[CRITERION_8_9A] ||
                    k->answer.because[CRITERION_8_9B];
    if (f != NULL && f->no_updates)
        return grooming ? "e" : "eg";
    return grooming ? "" : "g";
}

static struct str link_sentence(struct request *rq, const struct names *names,
                                const struct family *f)
{
    struct user_id user;
    if (f == NULL || id_read(user.bytes, f->link_person.data,
                             f->link_person.size) != OK)
        return STR("");
    struct str name = names_of(names, user);
    return str_printf(rq->mem, "Your link person in school is %.*s.",
                      STR_ARG(name));
}

static void groups_fill(struct view_letter *v, struct request *rq,
                        const struct known *k, const struct names *names,
                        const struct person *child)
{
    static const char *const clauses[] = { "10.4", "10.5", "10.6" };
    static const char *const headings[] = {
        "How you can help your child", "If your child was sent a picture",
        "If your child passed something on or made it",
    };
    const struct family *f = incident_family(&k->incident, child->id);
    bool hold = k->answer.evidence_hold;
    struct view_group *groups = ARENA_MANY(rq->mem, COUNT_OF(clauses) + 1,
                                           struct view_group);
    groups[0] = advice_group(rq, pack_advice(rq->site->pack, STR("10.3")),
                             hold, letters_left_out(k, f));
    groups[0].heading = STR("What happens now, and who is there for you");
    groups[0].note = link_sentence(rq, names, f);
    v->groups_count = 1;
    for (size_t i = 0; i < COUNT_OF(clauses); i++) {
        if (!advice_applies(k, child->id, clauses[i]))
            continue;
        struct view_group *g = &groups[v->groups_count++];
        *g = advice_group(rq, pack_advice(rq->site->pack,
                                          str_of(clauses[i])), hold, "");
        g->heading = str_of(headings[i]);
    }
    v->groups = groups;
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
    enum err err = names_load(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Words for a letter or e-mail");
    page_case(&v.page, rq, &k, CASE_PARENTS);
    struct str name = first_name(rq->mem, child);
    v.heading = str_printf(rq->mem, "Words for %.*s’s parents",
                           STR_ARG(name));
    v.school = names_school(&names, k.school);
    v.date = date_words(rq->mem, date_in_london(rq->now));
    v.title = STR("How we look after your child");
    v.hold = k.answer.evidence_hold;
    groups_fill(&v, rq, &k, &names, child);
    v.signed_by = names_holder(&names, ROLE_DSL, k.school);
    v.role = STR("Designated Safeguarding Lead");
    v.back_href = str_printf(rq->mem, "/incidents/%.*s/children/%.*s/parents",
                             STR_ARG(k.reference), STR_ARG(child->id));
    view_letter(&rq->out.body, &v);
}
