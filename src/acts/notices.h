/* notices.h: who must know of an act, and of what nobody did.
 *
 * Promises:  1 nobody is told of what they did themselves, nor of an incident
 *              that names them (D8),
 *            2 where nobody on call may know, the next one up is told: all
 *              deputies and the Head, then the Executive Leader,
 *            3 where the DSL, the Head, the Executive Leader or the CEO is
 *              named, whoever takes their seat is told, at once (access.h).
 * Not here:  rows and sending (store/outbox.h, notify).
 */
#ifndef LANYARD_ACTS_NOTICES_H
#define LANYARD_ACTS_NOTICES_H

#include "acts/acts.h"

/* After an entry was appended, in its transaction. entries: all of them, the
 * new one last. */
MUST_USE enum err act_notices(struct tx *tx, struct arena *mem,
                              struct trust_id trust,
                              const struct incident_row *incident,
                              const struct entry *entries, size_t count,
                              struct instant now);

/* A school that has no DSL who can be reached on one of the next days: its
 * Head and the administrators are told, once a day. */
MUST_USE enum err act_cover_notices(struct tx *tx, struct arena *mem,
                                    struct trust_id trust,
                                    struct school_id school,
                                    struct instant now);

/* A role that opens incidents was given: those who answer for the incidents
 * are told, so that nobody is let in quietly. Of a school: its DSLs, deputies
 * and Head; of the whole trust: the Executive Leader, the CEO and the chair.
 * The permit is of who gave it; user has it now. Neither is told. */
MUST_USE enum err act_role_notices(struct tx *tx, struct arena *mem,
                                   const struct permit *permit,
                                   struct user_id user, struct grant grant,
                                   struct instant now);

/* What nobody did. A duty due at once, for so many minutes without anybody
 * responsible who looked, goes to the Head, once; so does a new report that
 * nobody opened (7.5a). */
MUST_USE enum err acts_sweep_unread(const struct store *store,
                                    struct trust_id trust, unsigned minutes,
                                    struct instant now);
/* From that minute of a school day on. */
enum { DIGEST_MINUTE = 7 * 60 + 30 };
/* Once a day: whoever owes something overdue, and every school's cover. */
MUST_USE enum err acts_sweep_day(const struct store *store,
                                 struct trust_id trust, struct instant now);

#endif
