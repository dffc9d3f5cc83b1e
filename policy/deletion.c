/* deletion.c: asking for copies to be deleted, once the school leads and both
 * have signed (12.8, 12.10, D3, D22). */
#include "policy/rules.h"

static struct instant deletion_start(const struct facts *f)
{
    return first_known(f->outcome.decided_at, f->outcome.proposed_at,
                       f->reported_at);
}

/* 12.8: nobody is asked to delete while evidence is held or before the
 * decision is made: asking cannot be undone. */
static void rule_12_8_asked_early(struct asking *a,
                                  const struct fact_holder *h)
{
    if (instant_known(h->asked_at) &&
        (a->out->evidence_hold || a->out->state != OUTCOME_DECIDED))
        warning_raise(a, "12.8", h->id);
}

/* 12.8: the school leads until every copy is confirmed gone. */
static void rule_12_8(struct asking *a)
{
    const struct facts *f = a->f;
    bool all = f->holders_count > 0;
    for (size_t i = 0; i < f->holders_count; i++)
        all = all && instant_known(f->holders[i].confirmed_at);
    RAISE(a, .clause = "12.8", .owner = DSL,
          .waits = a->out->state != OUTCOME_DECIDED,
          .start = deletion_start(f), .done = all);
}

/* 12.10a to 12.10d: each holder is reminded of the law, deletes and confirms,
 * has a deadline, and knows what a refusal means. */
static void rule_12_10(struct asking *a, const struct fact_holder *h)
{
    const struct raise row = { .owner = DSL, .subject = h->id,
                               .waits = a->out->state != OUTCOME_DECIDED,
                               .start = deletion_start(a->f) };
    struct raise r = row;
    r.clause = "12.10a";
    r.done = h->reminded;
    duty_raise(a, &r);
    r.clause = "12.10c";
    r.done = instant_known(h->deadline);
    duty_raise(a, &r);
    r.clause = "12.10d";
    r.done = h->warned;
    duty_raise(a, &r);
    r.clause = "12.10b";
    r.done = instant_known(h->confirmed_at);
    r.due_at = h->deadline;
    duty_raise(a, &r);
}

void deletion_rules(struct asking *a)
{
    const struct facts *f = a->f;
    bool school = f->outcome.choice == CHOICE_MANAGE_IN_SCHOOL;
    if (school)
        rule_12_8(a);
    for (size_t i = 0; i < f->holders_count; i++) {
        rule_12_8_asked_early(a, &f->holders[i]);
        if (school)
            rule_12_10(a, &f->holders[i]);
    }
}
