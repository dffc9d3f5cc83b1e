/* lesson.h: which entries say what was learned, across incidents (2.1b).
 *
 * Promises:  1 lessons of an incident that names the person are not among
 *              theirs (ruling D8),
 *            2 a page costs the same whatever the number of incidents.
 * Ownership: what is handed out lives as long as mem.
 * Not here:  their words (acts: act_load of the incident), who may (access).
 */
#ifndef LANYARD_STORE_LESSON_H
#define LANYARD_STORE_LESSON_H

#include "store/store.h"

struct lesson_row {
    struct incident_id incident;
    struct school_id school;
    uint32_t seq;
    struct instant at;
};

struct lesson_page {
    const struct lesson_row *rows; /* newest first */
    size_t count;
    bool more;
};

/* after: the last row of the page before; zeros: from the newest. */
MUST_USE enum err store_lessons(struct lesson_page *out, struct tx *tx,
                                struct arena *mem, struct lanes lanes,
                                const struct lesson_row *after, size_t limit);

/* How many a school has. */
MUST_USE enum err store_lessons_count(uint64_t *out, struct tx *tx,
                                      struct trust_id trust,
                                      struct school_id school);

#endif
