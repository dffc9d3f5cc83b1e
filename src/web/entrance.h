/* entrance.h: what the pages around signing in and the administrator's share:
 * where to go afterwards, fields that passed the gate, problems of a form. */
#ifndef LANYARD_WEB_ENTRANCE_H
#define LANYARD_WEB_ENTRANCE_H

#include "gate/gate.h"
#include "web/page.h"

/* The page to come back to, from the query or the form; "/" for none. */
struct str to_of(struct request *rq);

/* A field for showing it again, and what passed the gate, if it did. */
struct entered {
    struct str shown;
    struct str text;
    const char *refusal; /* what to do; NULL: text may be used */
};
struct entered entered_of(struct request *rq, const char *name,
                          enum gate_field field);

/* What to do when too many wait where passwords are hashed. */
extern const char busy_words[];

/* The problems of one form, in its order. */
struct problem_list {
    struct view_problem rows[8];
    size_t count;
};
/* Adds one; gives its words back for the field itself. */
struct str problem_add(struct problem_list *list, const char *field,
                       const char *words);

/* "DSL, Brookmead Academy; Staff, Fellgate High". */
struct str roles_words(struct arena *mem, const struct person_row *person,
                       const struct names *names);

/* The recovery codes, shown on the answer itself: they are kept nowhere in
 * words. to: where the page leads. */
void respond_codes(struct request *rq, const struct str codes[],
                   struct str to);

/* A session's new token goes to the browser. */
void respond_token(struct request *rq, const char *token);

#endif
