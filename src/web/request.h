/* request.h: one request as a handler sees it, and how it answers.
 *
 * Promises:  1 a handler runs only with the permit its route names,
 *            2 form fields are bytes within limits; every text still passes
 *              the gate in acts,
 *            3 every answer carries the security headers; what is personal is
 *              never cached,
 *            4 one arena a request, dropped whole.
 * Not here:  sockets and limits (server.c), the table of routes (routes.def).
 */
#ifndef LANYARD_WEB_REQUEST_H
#define LANYARD_WEB_REQUEST_H

#include "acts/acts.h"
#include "identity/identity.h"

/* What the site is made of; made in main.c, read only afterwards. */
struct site {
    const struct store *store;
    struct acts *acts;
    const struct pack *pack;
    const char *paper; /* the program lanyard-paper; NULL: beside this one */
    bool secure;      /* behind TLS: __Host- cookies, HSTS */
    bool mail;        /* notices are sent by e-mail */
    const char *address; /* "https://lanyard.school.example/", or NULL */
    struct instant (*clock)(void); /* now: the only clock of the web */
};

enum { PARAMS_MAX = 3, FORM_FIELDS_MAX = 200, PAGE_BYTES_MAX = 8 << 20 };

struct param {
    struct str name;
    struct str value;
};

struct web_route;

struct response {
    unsigned status;
    struct str location;     /* of a redirect */
    struct str cookie;       /* new token; data NULL: leave */
    bool cookie_clear;
    bool clear_site;         /* signed out: forget everything */
    const char *type;
    struct str file;         /* a download of that name, which names nobody */
    struct str etag;         /* of a feed, or empty */
    bool immutable;
    struct str static_body;  /* of an asset; else body */
    bool gzip;
    struct buf body;
};

/* Every page counts new reports so far: that many wait is enough to know. */
enum { NEW_REPORTS_MAX = 10 };

struct request {
    struct arena *mem;
    const struct site *site;
    const struct web_route *route;
    bool post;
    bool head;
    struct str path;
    struct str address;      /* of the peer, for guess limits */
    bool takes_gzip;
    struct str params[PARAMS_MAX]; /* of the route's :names, in order */
    const struct param *query;
    size_t query_count;
    const struct typed *form;
    size_t form_count;
    bool busy;               /* nothing is hashed for it: too many wait */
    struct str host;         /* as the browser names it, or empty */
    struct str if_none_match;
    struct str token;        /* of the session cookie, or empty */
    struct session session;
    unsigned new_reports;    /* that the person is to open (7.5a) */
    struct incident_scope scope; /* of :reference, when the route has one */
    const struct incident *incident; /* of the page, once it is loaded */
    struct instant unseen; /* of a post: the newest entry its reader had not
                              seen; zero: none (enter of dispatch.c) */
    struct instant now;
    struct response out;
};

/* The value of the first field or query of that name; data NULL: none. */
struct str form_get(const struct request *rq, const char *name);
struct str query_get(const struct request *rq, const char *name);

/* 303 to a local path. */
void respond_redirect(struct request *rq, struct str path);
/* The page that says it is not there, whatever the reason: 404. */
void respond_not_found(struct request *rq);
/* The world's trouble: 503 with what to do, and what was sent to be sent
 * again; one line of the log. */
void respond_trouble(struct request *rq, enum err err);
/* That line alone, for a page that says it itself. */
void trouble_log(const struct request *rq, enum err err);
/* Too many wait where passwords are hashed: the form again, with the name
 * kept and what to do. 503. */
void respond_busy(struct request *rq);
/* Sign in first; comes back to this page. */
void respond_sign_in(struct request *rq);
/* The page an address stands for: itself, or for one that only takes posts
 * the page its form names in "to", or "/". */
struct str path_of_page(const struct request *rq);

/* Reads a body of application/x-www-form-urlencoded, or a query, strictly:
 * ERR_INVALID for a wrong escape or a NUL, ERR_LIMIT for too many fields.
 * Texts live as long as mem. */
MUST_USE enum err form_parse(const struct typed **out, size_t *count,
                             struct arena *mem, struct str body);

typedef void handler(struct request *rq, const struct permit *permit);

struct web_route {
    bool post;
    const char *path;
    handler *handle;
    enum permission permission;
    const char *name; /* of the handler, for logs */
};

/* All of them, for the server and for the test of routes and roles. */
const struct web_route *routes(size_t *count);

/* Route, session, permit, handler: the whole of a request but its bytes. */
void request_run(struct request *rq);

#endif
