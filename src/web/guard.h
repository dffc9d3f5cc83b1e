/* guard.h: what a request's head must be before anything looks at it. */
#ifndef LANYARD_WEB_GUARD_H
#define LANYARD_WEB_GUARD_H

#include "base/base.h"

struct MHD_Connection;

struct guard_refusal {
    unsigned status; /* 0: it may go on */
    const char *words;
};

/* One Host, one length, no transfer coding, known methods, no control
 * characters, a body only where one belongs and of the one type there is;
 * a post only from our own pages (Sec-Fetch-Site, Origin). */
struct guard_refusal guard_check(struct MHD_Connection *connection,
                                 const char *method, const char *version,
                                 const char *url);

#endif
