/* cover.h: who is there for a school: its DSLs, who of them is away, and which
 * deputies are on call, by the day.
 *
 * Promises:  1 a row is never removed: one that ended says who ended it when,
 *            2 somebody who is suspended or lost the role is never on call,
 *            3 who is named in an incident is not among those who are told of
 *              it (ruling D8).
 * Ownership: what is handed out lives as long as mem.
 * Fails with: ERR_NOT_FOUND (no such row, or ended), ERR_CONFLICT (somebody
 *            added one at the same moment; again).
 * Not here:  who may change it (access), what deputies see (access, work.c).
 */
#ifndef LANYARD_STORE_COVER_H
#define LANYARD_STORE_COVER_H

#include "store/store.h"

struct cover_row {
    uint32_t number; /* given out by store_cover_add, from 1 */
    struct school_id school;
    struct user_id person;
    bool away; /* away; else on call */
    struct date from; /* both ends included */
    struct date until;
    struct user_id author;
    struct instant at;
    struct user_id ended_by; /* zeros: it was not ended early */
    struct instant ended_at;
};

enum { COVER_MAX = 200, ON_CALL_MAX = 100 };

MUST_USE enum err store_cover_add(struct tx *tx, const struct permit *permit,
                                  const struct cover_row *row);
MUST_USE enum err store_cover_end(struct tx *tx, const struct permit *permit,
                                  uint32_t number, struct instant now);
/* Newest first, at most COVER_MAX; those of one school, or of all for a school
 * of zeros. */
MUST_USE enum err store_cover(const struct cover_row **out, size_t *count,
                              struct tx *tx, struct arena *mem,
                              struct trust_id trust, struct school_id school);

/* Who is asked for. */
struct holders_query {
    struct trust_id trust;
    struct school_id school;
    struct incident_id incident; /* leaves out its people; zeros: nobody */
    struct date on;
};

/* DSLs of the school who are not away, and deputies on call that day. */
MUST_USE enum err store_on_call(const struct user_id **out, size_t *count,
                                struct tx *tx, struct arena *mem,
                                const struct holders_query *query);
/* All who hold the role there or for the whole trust. */
MUST_USE enum err store_holders(const struct user_id **out, size_t *count,
                                struct tx *tx, struct arena *mem,
                                const struct holders_query *query,
                                enum role role);

/* Whether on each of the next COVER_DAYS somebody is on call who can sign in:
 * a DSL who can be reached. */
enum { COVER_DAYS = 14 };
struct dsl_reach {
    bool always;
    struct date missing_on; /* the first day without; set when not always */
};
MUST_USE enum err store_dsl_reach(struct dsl_reach *out, struct tx *tx,
                                  struct trust_id trust,
                                  struct school_id school, struct date today);

/* What a school has of what 2.1e asks. */
struct school_cover {
    bool dsl;
    bool deputy;
    bool head;
    bool leader;
    unsigned agencies; /* bits 1u << enum agency: written down, with a way to
                        * reach it */
    struct dsl_reach reach;
};
/* Whom every school has to be able to turn to (2.1e, 8.9, D8). */
#define AGENCIES_READY \
    (1u << AGENCY_CSCS | 1u << AGENCY_POLICE | 1u << AGENCY_LADO)
MUST_USE enum err store_school_cover(struct school_cover *out, struct tx *tx,
                                     struct arena *mem, struct trust_id trust,
                                     struct school_id school,
                                     struct date today);

#endif
