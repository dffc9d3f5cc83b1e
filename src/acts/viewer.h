/* viewer.h: which part the viewer of a picture has in the safeguarding team of
 * the school, put into the record when it is written (12.6b). Roles change;
 * the record says what counted then.
 *
 * Ownership: the entry's new fields live as long as mem.
 * Fails with: what the store fails with.
 */
#ifndef LANYARD_ACTS_VIEWER_H
#define LANYARD_ACTS_VIEWER_H

#include "acts/acts.h"

/* Of a record of a viewing, or a correction of one; any other entry stays as
 * it is. What came with the form in that field counts for nothing. */
MUST_USE enum err act_viewer_part(struct entry *entry, struct tx *tx,
                                  struct arena *mem,
                                  const struct permit *permit,
                                  const struct incident *incident,
                                  struct instant now);

#endif
