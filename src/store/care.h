/* care.h: walking over every incident of a trust, in pages by id, one
 * transaction each, so that memory and locks stay bounded. Only src/store
 * includes this. */
#ifndef LANYARD_STORE_CARE_H
#define LANYARD_STORE_CARE_H

#include "store/inner.h"

enum { WALK_PAGE = 200 };

struct walking;

/* One incident, in its own transaction; it may be run again. */
struct visit {
    struct walking *w;
    struct incident_id id;
    struct finding bad; /* what is nothing until something is found */
    bool undone;        /* the work gave its transaction up on purpose */
};

struct walking {
    const struct store *store;
    struct tx *tx; /* everything inside this one; NULL: one a visit */
    const struct permit *permit;
    struct findings *findings;
    struct progress progress;
    enum err (*visit)(struct tx *tx, void *visit);
    bool writes;
    const struct deriver *deriver; /* rebuild only */
    bool compare;
    struct arena page;
    struct arena mem; /* of one incident */
    struct incident_id after;
    struct incident_id ids[WALK_PAGE];
    size_t count;
    uint64_t done;
    uint64_t total;
};

void walking_open(struct walking *w);
void walking_close(struct walking *w);
MUST_USE enum err walk(struct walking *w);

void finding_tell(struct walking *w, const struct finding *finding);

/* Rows whose incident is gone, of entries, keys and everything derived. */
MUST_USE enum err orphans_tell(struct walking *w, bool derived_only);

/* Verifies a trust inside a running transaction. */
MUST_USE enum err verify_inside(struct tx *tx, const struct permit *permit,
                                struct findings *findings,
                                struct progress progress);

#endif
