/* server.h: sockets, limits and time around requests.
 *
 * Promises:  1 a request that is not strictly formed is refused before any
 *              handler sees it (RFC 9112; stack of checks in guard.c),
 *            2 heads of HEAD_MAX and bodies of BODY_MAX bytes at the most; a
 *              larger body is refused from its announced length, unread,
 *            3 a connection that does not finish a request in
 *              request_seconds is closed, however slowly it drips,
 *            4 at most CONNECTIONS_MAX connections,
 *            5 a stop lets running requests finish,
 *            6 the log holds route, status, time and a number, never a path,
 *              a field, a name or a browser.
 */
#ifndef LANYARD_WEB_SERVER_H
#define LANYARD_WEB_SERVER_H

#include "web/request.h"

enum {
    HEAD_MAX = 8 << 10,
    BODY_MAX = 256 << 10,
    REQUEST_SECONDS = 20,
    IDLE_SECONDS = 60,
    CONNECTIONS_MAX = 512,
    WORKERS = 8,
};

struct server_options {
    const char *listen;  /* "127.0.0.1" or "unix:PATH" */
    unsigned port;       /* 0: any free one */
    unsigned per_address_max; /* connections of one address; 0: no limit */
    bool proxied;        /* X-Real-IP says who asks: a proxy sets it always */
    bool quiet;          /* no request log */
    unsigned request_seconds; /* 0: REQUEST_SECONDS */
};

struct server;
MUST_USE enum err server_start(struct server **out, const struct site *site,
                               const struct server_options *options);
unsigned server_port(const struct server *server);
/* Takes no new connection, waits for running requests, stops. */
void server_stop(struct server *server);

#endif
