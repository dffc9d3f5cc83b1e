/* bundle.h: search digests of many incidents under one seal (bundle.c, what
 * puts them there bundling.c). Only src/store includes this.
 *
 * Promises:  1 the bundles of a school do not overlap: an incident stands in
 *              the last one that begins no later than it, or in none,
 *            2 a row of its own in digest holds all that the bundle holds of
 *              that incident, and more: either may answer a search,
 *            3 a bundle moved to another school, or whose first or last was
 *              changed, does not open.
 * Ownership: what is handed out lives as long as mem.
 * Fails with: ERR_CORRUPT (the whole bundle; `lanyard rebuild` makes its
 *            digests anew), what db.h fails with.
 */
#ifndef LANYARD_STORE_BUNDLE_H
#define LANYARD_STORE_BUNDLE_H

#include "store/inner.h"

/* A digest may be larger. Opening costs 0.87 us a KB at this size, 0.83 at
 * 32 KB, 1.17 at 8 KB (measured); the first entry after a day opens one. */
enum { BUNDLE_BYTES = 16 * 1024 };

struct bundled {
    struct incident_cursor at;
    struct str words;
};

struct bundle {
    struct school_id school;
    struct incident_cursor first;
    struct instant last_at;
    struct str text;          /* all words, and what stands between */
    struct bundled *of;       /* oldest first */
    size_t count;
};

/* Less than, equal to or greater than 0, by time and then by id. */
int cursor_order(struct incident_cursor a, struct incident_cursor b);

/* The columns of a bundle, from column 0 on: bundle_read opens them. */
#define BUNDLE_COLUMNS "b.first_at, b.first_incident, b.last_at, b.words_sealed"

MUST_USE enum err bundle_read(struct bundle *out, struct db_rows *rows,
                              const struct tx *tx, struct arena *mem,
                              struct trust_id trust, struct school_id school);

/* The bundle in whose stretch that place lies, or one without members. Whole:
 * also when the place lies behind its last. */
MUST_USE enum err bundle_find(struct bundle *out, struct tx *tx,
                              struct arena *mem, struct trust_id trust,
                              struct school_id school,
                              struct incident_cursor at, bool whole);

/* Which of it that incident is; NULL: it is not there. */
struct bundled *bundle_member(const struct bundle *bundle,
                              struct incident_cursor at);

/* One of some members, oldest first, in place of what began there. */
MUST_USE enum err bundle_put(struct tx *tx, struct arena *mem,
                             struct trust_id trust, struct school_id school,
                             const struct bundled *of, size_t count);

MUST_USE enum err bundle_drop(struct tx *tx, struct trust_id trust,
                              struct school_id school,
                              struct incident_cursor first);

/* Puts the bundle back without what members says; none left: it goes. */
MUST_USE enum err bundle_put_without(struct tx *tx, struct arena *mem,
                                     struct trust_id trust,
                                     const struct bundle *bundle,
                                     const bool *gone);

/* Visits every bundle of the trust. seen: what holds no incident that is
 * there, one flag a member; NULL for a bundle that does not open, of which
 * only school and first are said. */
struct bundles_walk {
    struct trust_id trust;
    enum err (*seen)(void *context, struct tx *tx, struct arena *mem,
                     const struct bundle *bundle, const bool *gone);
    void *context;
};
MUST_USE enum err bundles_walk(const struct bundles_walk *walk,
                               struct tx *tx);

#endif
