/* cover.h: what a page says of schools without a DSL who can be reached, and of
 * who was given a role that opens incidents. */
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

/* ---- who was let in lately (role_news.c) ---- */

/* When the reader was last told of a role that was given; zero: not lately. */
MUST_USE enum err role_news_load(struct instant *out, struct tx *tx,
                                 const struct request *rq);
struct str role_news_words(struct request *rq, struct instant at);

/* The administrators' journal as far back as it is shown. */
struct roles_given {
    const struct journal_row *rows;
    size_t count;
};
MUST_USE enum err roles_given_load(struct roles_given *out, struct tx *tx,
                                   struct request *rq,
                                   const struct permit *permit);
/* Those that are held still, at schools of the lanes; names: names_load. */
const struct view_answer *roles_given_view(size_t *count, struct request *rq,
                                           const struct names *names,
                                           struct lanes lanes,
                                           const struct roles_given *given);

#endif
