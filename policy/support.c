/* support.c: the conversation with each child and the advice that fits the
 * child's part (9.1, 9.5 to 9.7). */
#include "policy/rules.h"

/* 9.1: once no child is at immediate risk, each has a conversation about what
 * happens next. */
static void rule_9_1(struct asking *a, const struct fact_person *p)
{
    RAISE(a, .clause = "9.1", .owner = DSL, .subject = p->id,
          .waits = a->f->criteria[CRITERION_8_9F] != NO,
          .start = a->f->reported_at,
          .done = list_has(a->f->conversations, a->f->conversations_count,
                           p->id));
}

static void advice_raise(struct asking *a, const struct fact_person *p,
                         const char *clause, unsigned index)
{
    const struct facts *f = a->f;
    RAISE(a, .clause = clause, .owner = DSL, .subject = p->id,
          .waits = !list_has(f->conversations, f->conversations_count, p->id),
          .start = f->reported_at,
          .done = advice_given(f->advice, f->advice_count, p->id, index));
}

void support_rules(struct asking *a)
{
    for (size_t i = 0; i < a->f->people_count; i++) {
        const struct fact_person *p = &a->f->people[i];
        if (p->type != PERSON_PUPIL)
            continue;
        rule_9_1(a, p);
        /* 9.5: advice for a child whose picture was shared. */
        if (advice_9_5(a->f, p))
            advice_raise(a, p, "9.5", 0);
        /* 9.6: advice for a child who was sent one. */
        if (advice_9_6(p))
            advice_raise(a, p, "9.6", 1);
        /* 9.7: advice for a child who passed on or made another's. */
        if (advice_9_7(p))
            advice_raise(a, p, "9.7", 2);
    }
}
