/* house.h: the house's duties of one incident on their way into the answer.
 * Only src/incident includes this: each stage raises its own. */
#ifndef LANYARD_INCIDENT_HOUSE_H
#define LANYARD_INCIDENT_HOUSE_H

#include "incident/incident.h"
#include "policy/house_duties.h"

struct house {
    const struct incident *incident;
    const struct policy_answer *answer; /* the policy's own */
    struct house_duty *rows;
    size_t count;
    size_t max;
    struct house_warning *warnings;
    size_t warnings_count;
    struct instant now;
    const struct pack *pack; /* of the trust */
    struct arena *mem;
};

void house_raise(struct house *h, const struct house_duty *row);
void house_warn(struct house *h, const char *clause, struct str subject);

void parents_house(struct house *h);  /* 10.3, 10.3e, D7 */
void referral_house(struct house *h); /* D17 */
void support_house(struct house *h);  /* 2.4b, 9.2, 9.4c, D14 */
void viewing_house(struct house *h);  /* D6, 12.6f */
void departures_house(struct house *h); /* 12.6b, c, d */
void device_house(struct house *h);   /* 12.6h, before it is recorded */
void deletion_house(struct house *h); /* 12.10e, f, D15 */
void staff_house(struct house *h);    /* D8 */
void other_house(struct house *h);    /* D12, D1 */
void own_duty_house(struct house *h); /* D11 */
void closing_house(struct house *h);  /* 2.3h, 2.3i, 8.10; after the others */
/* The policy's warning of a viewing that nobody chose (12.6c). */
void departures_settle(struct policy_answer *answer, struct arena *mem,
                       const struct incident *incident);
/* The policy's duties of a viewing that has happened (12.6, 12.6a). */
void viewing_settle(struct policy_answer *answer, struct arena *mem,
                    const struct house_time *time,
                    const struct incident *incident);
/* Of a closed incident only what is done, and what closing_house raised, stays
 * in the list; of one that was opened again the time to decide begins anew. */
void closing_settle(struct policy_answer *answer, struct arena *mem,
                    const struct house_time *time,
                    const struct incident *incident);

#endif
