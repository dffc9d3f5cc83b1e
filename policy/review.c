/* review.c: the nine things an initial review establishes (8.5 a to i). */
#include "policy/rules.h"

/* 8.5a to 8.5i: each of the nine stays a duty until it is established; they
 * come due when the meeting has been held. */
void review_rules(struct asking *a)
{
    static const char *const clauses[REVIEW_COUNT] = {
        "8.5a", "8.5b", "8.5c", "8.5d", "8.5e",
        "8.5f", "8.5g", "8.5h", "8.5i",
    };
    for (unsigned i = 0; i < REVIEW_COUNT; i++)
        RAISE(a, .clause = clauses[i], .owner = DSL,
              .waits = !instant_known(a->f->review_held_at),
              .start = a->f->review_held_at,
              .done = a->f->review_answered[i]);
}
