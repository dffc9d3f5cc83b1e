/* guard.h: what a request's head must be before anything looks at it. */
#ifndef LANYARD_WEB_GUARD_H
#define LANYARD_WEB_GUARD_H

#include "base/str.h"

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

/* The same in two steps, without a connection: what the header lines say, and
 * what follows from it. The texts have to outlive the head. */
struct guard_head {
    unsigned hosts, lengths, codings, types;
    bool bad;
    struct str host, length, type, fetch_site, origin;
};

void guard_head_add(struct guard_head *h, struct str name, struct str value);
struct guard_refusal guard_decide(const struct guard_head *h,
                                  const char *method, const char *version,
                                  const char *url);

#endif
