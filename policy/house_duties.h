/* house_duties.h: duties that the policy does not state and the house keeps:
 * the rulings (D17a), and paragraphs that the contract of `lanyard explain`
 * gives no row (10.3).
 *
 * Promises:  1 they are added behind policy_answer and never inside it: what
 *              explain.md states stays as it is,
 *            2 their words and times are the pack's, a trust may change them,
 *            3 the list keeps the order of policy.h, and each row has owner,
 *              clause, title and why.
 * Ownership: the answer's new list lives as long as mem.
 * Not here:  which facts raise one (src/incident/house.c).
 */
#ifndef LANYARD_POLICY_HOUSE_DUTIES_H
#define LANYARD_POLICY_HOUSE_DUTIES_H

#include "policy/pack.h"
#include "policy/policy.h"

struct house_duty {
    const char *clause;    /* of the pack: "D17a", "10.3" */
    struct str owner;      /* a role's name, or a user's id */
    struct str subject;    /* data NULL: none */
    struct instant start;
    struct instant due_at; /* set: instead of start and the pack's time */
    bool waits;            /* its turn has not come */
    bool done;
};

/* What time it is and which calendar counts. */
struct house_time {
    const struct pack *pack;
    const struct calendar *calendar;
    struct instant now;
};

struct house_warning {
    const char *clause;    /* of the pack, which has a warning for it */
    struct str subject;
};

void house_duties(struct policy_answer *answer, struct arena *mem,
                  const struct house_time *time,
                  const struct house_duty *rows, size_t count);

/* Beside those of the policy, in their order. */
void house_warnings(struct policy_answer *answer, struct arena *mem,
                    const struct pack *pack, const struct house_warning *rows,
                    size_t count);

/* Duties of that clause which are not done are counted from that moment, where
 * that leaves more time: the incident was opened again. */
void house_restart(struct policy_answer *answer, struct arena *mem,
                   const struct house_time *time, const char *clause,
                   struct instant from);

/* all, as many as there are duties, takes their place, in the right order. */
void house_settled(struct policy_answer *answer, struct duty *all);

#endif
