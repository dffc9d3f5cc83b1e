/* known.h: what an act knows of its incident, inside its transaction.
 *
 * Promises:  what is known is the chronology as the transaction sees it, whole.
 * Fails with: what store_load fails with.
 * Not here:  reading for a page (act_load of acts.h).
 */
#ifndef LANYARD_ACTS_KNOWN_H
#define LANYARD_ACTS_KNOWN_H

#include "acts/acts.h"

/* The permit's incident, and the acts of its trust. seen: what the request
 * has loaded of it, or NULL; it stands as long as the head is the one it was
 * seen with. Length and last leaf bind every entry before them, so nothing
 * that is not read again could read differently. */
MUST_USE enum err known_for_act(struct known *out, struct acts *own,
                                struct tx *tx, struct arena *mem,
                                const struct acts *acts,
                                const struct permit *permit,
                                const struct known *seen,
                                struct instant now);

#endif
