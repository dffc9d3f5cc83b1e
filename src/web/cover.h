/* cover.h: what a page says of schools without a DSL who can be reached. */
#ifndef LANYARD_WEB_COVER_H
#define LANYARD_WEB_COVER_H

#include "store/cover.h"
#include "web/page.h"

/* One row a school without, none for a school that has one each day. */
struct cover_gap {
    struct school_id school;
    struct date on;
};
struct cover_gaps {
    struct cover_gap *rows;
    size_t count;
};

/* Asks for every school of the lanes whose role is one of roles. */
MUST_USE enum err cover_gaps_load(struct cover_gaps *out, struct tx *tx,
                                  struct request *rq, struct lanes lanes,
                                  unsigned roles);
const struct view_answer *cover_gaps_view(struct request *rq,
                                          const struct cover_gaps *gaps,
                                          const struct names *names);

#endif
