/* parents.c: telling parents, or waiting with an agency's advice (7.5d, 10.1),
 * and the advice that fits the child's part (10.4 to 10.6). */
#include "policy/rules.h"

/* A delay that names its reason, the agency and when it is looked at again
 * (D2). */
static bool delay_complete(const struct fact_parents *p)
{
    return p != NULL && p->delayed && !str_is_blank(p->delay_reason) &&
           !str_is_blank(p->delay_agency) &&
           instant_known(p->delay_review_at);
}

/* 7.5d: the parents of every pupil are told; an agreed delay waits until its
 * review, then it is late. */
static void rule_7_5d(struct asking *a, const struct fact_person *p)
{
    const struct fact_parents *parents = parents_of(a->f, p->id);
    bool informed = parents != NULL && instant_known(parents->informed_at);
    struct raise r = { .clause = "7.5d", .owner = DSL, .subject = p->id,
                       .start = a->f->reported_at, .done = informed };
    if (!informed && delay_complete(parents)) {
        r.due_at = parents->delay_review_at;
        r.shows_due = true;
        r.waits = !instant_after(a->now, parents->delay_review_at);
    }
    duty_raise(a, &r);
}

/* 10.1: not telling parents is decided with an agency, on the record. */
static void rule_10_1(struct asking *a, const struct fact_person *p)
{
    const struct fact_parents *parents = parents_of(a->f, p->id);
    if (parents != NULL && parents->delayed &&
        !instant_known(parents->informed_at) && !delay_complete(parents))
        warning_raise(a, "10.1", p->id);
}

static void advice_raise(struct asking *a, const struct fact_person *p,
                         const char *clause, unsigned index)
{
    const struct facts *f = a->f;
    const struct fact_parents *parents = parents_of(f, p->id);
    struct instant informed_at = { 0 };
    if (parents != NULL)
        informed_at = parents->informed_at;
    RAISE(a, .clause = clause, .owner = DSL, .subject = p->id,
          .waits = !instant_known(informed_at), .start = informed_at,
          .done = advice_given(f->parent_advice, f->parent_advice_count,
                               p->id, index));
}

void parents_rules(struct asking *a)
{
    for (size_t i = 0; i < a->f->people_count; i++) {
        const struct fact_person *p = &a->f->people[i];
        if (p->type != PERSON_PUPIL)
            continue;
        rule_7_5d(a, p);
        rule_10_1(a, p);
        /* 10.4: for parents of a child whose picture was shared. */
        if (advice_9_5(a->f, p))
            advice_raise(a, p, "10.4", 0);
        /* 10.5: for parents of a child who was sent one. */
        if (advice_9_6(p))
            advice_raise(a, p, "10.5", 1);
        /* 10.6: for parents of a child who passed on or made another's. */
        if (advice_9_7(p))
            advice_raise(a, p, "10.6", 2);
    }
}
