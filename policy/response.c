/* response.c: the first steps of the response (7.5 a to c). */
#include "policy/rules.h"

/* 7.5a: the DSL takes up every concern at once. */
static void rule_7_5a(struct asking *a)
{
    RAISE(a, .clause = "7.5a", .owner = DSL, .start = a->f->reported_at,
          .done = instant_known(a->f->acknowledged_at));
}

/* 7.5b: the DSL holds an initial review meeting. */
static void rule_7_5b(struct asking *a)
{
    RAISE(a, .clause = "7.5b", .owner = DSL, .start = a->f->reported_at,
          .done = instant_known(a->f->review_held_at));
}

/* 7.5c: every pupil involved is heard. */
static void rule_7_5c(struct asking *a)
{
    const struct facts *f = a->f;
    for (size_t i = 0; i < f->people_count; i++)
        if (f->people[i].type == PERSON_PUPIL)
            RAISE(a, .clause = "7.5c", .owner = DSL,
                  .subject = f->people[i].id, .start = f->reported_at,
                  .done = list_has(f->interviews, f->interviews_count,
                                   f->people[i].id));
}

void response_rules(struct asking *a)
{
    rule_7_5a(a);
    rule_7_5b(a);
    rule_7_5c(a);
}
