/* special.c: incidents that bring another policy or another person with them:
 * SEND (2.4), upskirting (4.3), conflict between children (8.15). */
#include "policy/rules.h"

/* 2.4: the SENCO puts arrangements in place for each pupil with SEND. */
static void rule_2_4(struct asking *a)
{
    const struct facts *f = a->f;
    for (size_t i = 0; i < f->people_count; i++) {
        const struct fact_person *p = &f->people[i];
        if (p->type == PERSON_PUPIL && p->send == YES)
            RAISE(a, .clause = "2.4", .owner = SENCO, .subject = p->id,
                  .start = f->reported_at,
                  .done = list_has(f->arrangements, f->arrangements_count,
                                   p->id));
    }
}

/* 4.3: upskirting is handled under the child protection policy, SG1. */
static void rule_4_3(struct asking *a)
{
    if (has_kind(a->f, KIND_UPSKIRTING))
        RAISE(a, .clause = "4.3", .owner = DSL, .start = a->f->reported_at,
              .done = a->out->state == OUTCOME_DECIDED);
}

/* 8.15: what came from a conflict is handled under the child-on-child abuse
 * policy, SG10, unless it has to be referred. */
static void rule_8_15(struct asking *a)
{
    if (a->f->conflict == YES && !a->out->refer_required)
        RAISE(a, .clause = "8.15", .owner = DSL, .start = a->f->reported_at,
              .done = a->out->state == OUTCOME_DECIDED);
}

void special_rules(struct asking *a)
{
    rule_2_4(a);
    rule_4_3(a);
    rule_8_15(a);
}
