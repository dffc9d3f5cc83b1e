/* whom.h: whom somebody who reports a concern tells in person today (7.5a).
 *
 * The DSL, unless they are away; then the deputy who is on call; where nobody
 * is, the Head, as the notices do (2.1e). Who the report itself says it is
 * about is never among them (D8); who was named later is not known here, so
 * that a receipt cannot tell. */
#ifndef LANYARD_WEB_WHOM_H
#define LANYARD_WEB_WHOM_H

#include "web/request.h"

struct whom {
    struct str lead;   /* the DSL, one who is there if any; empty: none */
    struct str deputy; /* a deputy who is not away, or empty */
    struct str head;   /* the Head, or empty */
    struct str first;  /* "Hannah Whitlock": to be told; never empty */
    struct str second; /* where the first is not there, or empty */
    struct str above;  /* "Headteacher Grace Lindqvist": instead of both,
                        * where the concern is about them; or empty */
    struct str away;   /* "Hannah Whitlock is away today.", or empty */
    bool nobody;       /* no DSL and no deputy is on call today */
};

/* about: whom the report names, zeros for nobody. Words live as long as the
 * request. Fails as the store does. */
MUST_USE enum err whom_to_tell(struct whom *out, struct request *rq,
                               struct school_id school, struct user_id about);

#endif
