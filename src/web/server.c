/* server.c: libmicrohttpd with a pool of workers that handle one request to
 * its end, the strictness that version 0.9.75 lacks, and deadlines. */
#include "web/server.h"

#include "web/guard.h"
#include "web/slow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* A connection's deadline: when it was made or ended its last request. */
struct slot {
    int fd; /* -1: free */
    time_t since;
    bool fresh; /* no request ended on it yet */
};

struct server {
    const struct site *site;
    struct server_options options;
    struct MHD_Daemon *daemon;
    struct slow *slow;
    pthread_t watchdog;
    pthread_mutex_t lock;
    struct slot slots[CONNECTIONS_MAX + 64];
    atomic_bool stopping;
    bool handed; /* the socket came from systemd */
    atomic_ulong requests;
    atomic_uint running;
    char *socket_path;
};

/* One request on its way in. */
struct inflight {
    struct slow_job job; /* first: a job is its request */
    struct MHD_Connection *connection;
    struct request rq;
    bool answered;       /* by the slow lane: rq.out is made */
    struct arena mem;
    struct server *server;
    struct buf body;
    bool seen;       /* the head was checked */
    bool raw_zero;   /* %00 in the address */
    bool queued;     /* refused before the body was read */
    struct timespec began;
    const char *route;
    unsigned status;
};

static time_t seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* ---- deadlines ---- */

static void *watchdog_thread(void *context)
{
    struct server *s = context;
    while (!atomic_load(&s->stopping)) {
        time_t now = seconds_now();
        pthread_mutex_lock(&s->lock);
        for (size_t i = 0; i < COUNT_OF(s->slots); i++) {
            struct slot *slot = &s->slots[i];
            time_t most = (time_t)s->options.request_seconds +
                          (slot->fresh ? 0 : IDLE_SECONDS);
            if (slot->fd >= 0 && now - slot->since > most)
                shutdown(slot->fd, SHUT_RDWR);
        }
        pthread_mutex_unlock(&s->lock);
        struct timespec nap = { .tv_nsec = 250 * 1000 * 1000 };
        nanosleep(&nap, NULL);
    }
    return NULL;
}

static int fd_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL ? info->connect_fd : -1;
}

static void connection_notify(void *context,
                              struct MHD_Connection *connection,
                              void **socket_context,
                              enum MHD_ConnectionNotificationCode code)
{
    struct server *s = context;
    pthread_mutex_lock(&s->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        for (size_t i = 0; i < COUNT_OF(s->slots); i++)
            if (s->slots[i].fd < 0) {
                s->slots[i] = (struct slot){ fd_of(connection),
                                             seconds_now(), true };
                *socket_context = &s->slots[i];
                break;
            }
    } else if (*socket_context != NULL) {
        ((struct slot *)*socket_context)->fd = -1;
        *socket_context = NULL;
    }
    pthread_mutex_unlock(&s->lock);
}

static void deadline_renew(struct server *s,
                           struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (info == NULL || info->socket_context == NULL)
        return;
    struct slot *slot = info->socket_context;
    pthread_mutex_lock(&s->lock);
    slot->since = seconds_now();
    slot->fresh = false;
    pthread_mutex_unlock(&s->lock);
}

/* ---- answering ---- */

static void header(struct MHD_Response *r, const char *name,
                   const char *value)
{
    if (MHD_add_response_header(r, name, value) != MHD_YES)
        must(!"a header that can be sent");
}

static void security_headers(struct MHD_Response *r, bool secure)
{
    header(r, "Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    header(r, "X-Content-Type-Options", "nosniff");
    /* Nothing to other sites; "no-referrer" would make browsers write
     * "Origin: null" into our own posts, which guard.c could not tell from a
     * stranger's. */
    header(r, "Referrer-Policy", "same-origin");
    header(r, "X-Frame-Options", "DENY");
    header(r, "Cross-Origin-Opener-Policy", "same-origin");
    header(r, "Cross-Origin-Resource-Policy", "same-origin");
    header(r, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), display-capture=()");
    header(r, "X-Robots-Tag", "noindex, nofollow");
    if (secure)
        header(r, "Strict-Transport-Security",
               "max-age=63072000; includeSubDomains");
}

/* Secure cookies bind to the host; plain HTTP on loopback has no such thing
 * as a secure cookie everywhere, so a demonstration uses a plain name. */
static const char *cookie_name(const struct site *site)
{
    return site->secure ? "__Host-lanyard" : "lanyard";
}

static void cookie_header(struct MHD_Response *r, const struct site *site,
                          struct str token, bool clear)
{
    char line[256];
    snprintf(line, sizeof(line), "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s",
             cookie_name(site), STR_ARG(token), site->secure ? "; Secure" : "",
             clear ? "; Max-Age=0" : "");
    header(r, "Set-Cookie", line);
}

static void response_headers(struct MHD_Response *r,
                             const struct site *site, struct request *rq)
{
    struct response *out = &rq->out;
    security_headers(r, site->secure);
    header(r, "Content-Type", out->type != NULL ? out->type
                                                : "text/html; charset=utf-8");
    header(r, "Cache-Control", out->immutable
                                   ? "public, max-age=31536000, immutable"
                               : out->etag.size > 0 ? "private, no-cache"
                                                    : "no-store");
    if (out->etag.size > 0)
        header(r, "ETag", str_c(rq->mem, out->etag));
    if (out->file.size > 0) {
        struct str name = str_printf(rq->mem, "attachment; filename=%.*s",
                                     STR_ARG(out->file));
        header(r, "Content-Disposition", str_c(rq->mem, name));
    }
    if (out->gzip)
        header(r, "Content-Encoding", "gzip");
    if (out->immutable)
        header(r, "Vary", "Accept-Encoding");
    if (out->location.size > 0)
        header(r, "Location", str_c(rq->mem, out->location));
    if (out->clear_site)
        header(r, "Clear-Site-Data", "\"cache\", \"storage\"");
    if (out->cookie.data != NULL || out->cookie_clear)
        cookie_header(r, site, out->cookie_clear ? STR("") : out->cookie,
                      out->cookie_clear);
}

static enum MHD_Result answer(struct inflight *in,
                              struct MHD_Connection *connection,
                              struct request *rq, bool close)
{
    struct str body = rq->out.static_body.data != NULL ? rq->out.static_body
                                                       : buf_str(&rq->out.body);
    must(!rq->out.body.overflowed);
    struct MHD_Response *r = MHD_create_response_from_buffer(
        body.size, (void *)(uintptr_t)body.data,
        rq->out.static_body.data != NULL ? MHD_RESPMEM_PERSISTENT
                                         : MHD_RESPMEM_MUST_COPY);
    if (r == NULL)
        return MHD_NO;
    response_headers(r, in->server->site, rq);
    if (close)
        header(r, "Connection", "close");
    in->status = rq->out.status;
    in->route = rq->route != NULL ? rq->route->name : "none";
    enum MHD_Result queued = MHD_queue_response(connection, rq->out.status,
                                                r);
    MHD_destroy_response(r);
    return queued;
}

static void request_open(struct request *rq, struct inflight *in)
{
    *rq = (struct request){ .mem = &in->mem, .site = in->server->site };
    rq->out.status = 200;
    rq->now = rq->site->clock();
    buf_open(&rq->out.body, &in->mem, 32 << 10, PAGE_BYTES_MAX);
}

/* A short text for what is not even a request. */
static enum MHD_Result refuse(struct inflight *in,
                              struct MHD_Connection *connection,
                              unsigned status, const char *words)
{
    struct request rq;
    request_open(&rq, in);
    rq.out.status = status;
    rq.out.type = "text/plain; charset=utf-8";
    rq.out.static_body = str_of(words);
    in->queued = true;
    return answer(in, connection, &rq, true);
}

/* ---- taking a request ---- */

static enum MHD_Result query_add(void *context, enum MHD_ValueKind kind,
                                 const char *name, size_t name_size,
                                 const char *value, size_t value_size)
{
    (void)kind;
    struct request *rq = context;
    enum { QUERY_MAX = 16 };
    struct param *query = (struct param *)(uintptr_t)rq->query;
    if (rq->query_count == QUERY_MAX)
        return MHD_NO;
    query[rq->query_count++] = (struct param){
        str_copy(rq->mem, (struct str){ name, name_size }),
        str_copy(rq->mem, (struct str){ value != NULL ? value : "",
                                        value_size }),
    };
    return MHD_YES;
}

/* Behind a proxy every connection comes from the proxy, which says in
 * X-Real-IP who asked; the guesses of one person are not everybody's. */
static struct str peer_address(struct arena *mem, bool proxied,
                               struct MHD_Connection *connection)
{
    const char *real = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, "X-Real-IP");
    if (proxied && real != NULL && strlen(real) < INET6_ADDRSTRLEN)
        return str_copy(mem, str_of(real));
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "local";
    const struct sockaddr *a = info != NULL ? info->client_addr : NULL;
    const void *any = a;
    const struct sockaddr_in *four = any;
    const struct sockaddr_in6 *six = any;
    if (a != NULL && a->sa_family == AF_INET)
        inet_ntop(AF_INET, &four->sin_addr, text, sizeof(text));
    else if (a != NULL && a->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof(text));
    return str_copy(mem, str_of(text));
}

static struct str head_value(struct arena *mem,
                             struct MHD_Connection *connection,
                             const char *name)
{
    const char *value = MHD_lookup_connection_value(connection,
                                                    MHD_HEADER_KIND, name);
    return value != NULL ? str_copy(mem, str_of(value)) : STR("");
}

static void request_fill(struct request *rq, struct inflight *in,
                         struct MHD_Connection *connection, const char *url,
                         const char *method)
{
    rq->post = strcmp(method, "POST") == 0;
    rq->head = strcmp(method, "HEAD") == 0;
    rq->path = str_copy(rq->mem, str_of(url));
    rq->address = peer_address(rq->mem, in->server->options.proxied,
                               connection);
    rq->query = ARENA_MANY(rq->mem, 16, struct param);
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, query_add,
                                rq);
    const char *token = MHD_lookup_connection_value(
        connection, MHD_COOKIE_KIND, cookie_name(in->server->site));
    rq->token = token != NULL ? str_copy(rq->mem, str_of(token)) : STR("");
    rq->host = head_value(rq->mem, connection, "Host");
    rq->if_none_match = head_value(rq->mem, connection, "If-None-Match");
    struct str accept = head_value(rq->mem, connection, "Accept-Encoding");
    rq->takes_gzip = strstr(str_c(rq->mem, accept), "gzip") != NULL;
}

/* ---- the slow lane: the connection sleeps while a password is hashed ---- */

static bool hashes(const struct request *rq)
{
    return rq->post && (str_is(rq->path, "/sign-in") ||
                        str_is(rq->path, "/sign-in/setup") ||
                        str_is(rq->path, "/account/password"));
}

static void slow_run(struct slow_job *job)
{
    struct inflight *in = (struct inflight *)job;
    request_run(&in->rq);
    in->answered = true;
    MHD_resume_connection(in->connection);
}

static enum MHD_Result run_slowly(struct inflight *in,
                                  struct MHD_Connection *connection)
{
    in->connection = connection;
    in->job.run = slow_run;
    MHD_suspend_connection(connection);
    if (slow_put(in->server->slow, &in->job))
        return MHD_YES;
    respond_busy(&in->rq);
    in->answered = true;
    MHD_resume_connection(connection);
    return MHD_YES;
}

static enum MHD_Result run(struct inflight *in,
                           struct MHD_Connection *connection, const char *url,
                           const char *method)
{
    struct request *rq = &in->rq;
    request_open(rq, in);
    request_fill(rq, in, connection, url, method);
    if (rq->post) {
        enum err err = form_parse(&rq->form, &rq->form_count, rq->mem,
                                  buf_str(&in->body));
        if (err != OK)
            return refuse(in, connection, 400, "The form could not be read. Go back and send it again.\n");
    }
    if (hashes(rq))
        return run_slowly(in, connection);
    request_run(rq);
    return answer(in, connection, rq, false);
}

static void *uri_note(void *context, const char *uri,
                      struct MHD_Connection *connection)
{
    (void)connection;
    struct server *s = context;
    struct inflight *in = calloc(1, sizeof(*in));
    must(in != NULL);
    in->server = s;
    arena_open(&in->mem, 96 << 20);
    buf_open(&in->body, &in->mem, 1024, BODY_MAX);
    in->raw_zero = strstr(uri, "%00") != NULL;
    clock_gettime(CLOCK_MONOTONIC, &in->began);
    atomic_fetch_add(&s->running, 1);
    return in;
}

static enum MHD_Result access_handler(void *context,
                                      struct MHD_Connection *connection,
                                      const char *url, const char *method,
                                      const char *version,
                                      const char *upload,
                                      size_t *upload_size, void **state)
{
    (void)context;
    struct inflight *in = *state;
    if (!in->seen) { /* first call: head complete, body not read */
        in->seen = true;
        struct guard_refusal why = guard_check(connection, method, version,
                                               url);
        if (why.status == 0 && in->raw_zero)
            why = (struct guard_refusal){ 400, "Bad request.\n" };
        if (why.status != 0)
            return refuse(in, connection, why.status, why.words);
        return MHD_YES;
    }
    if (*upload_size > 0) {
        if (!in->queued)
            buf_put(&in->body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (in->queued)
        return MHD_YES;
    if (in->answered)
        return answer(in, connection, &in->rq, false);
    if (in->body.overflowed)
        return refuse(in, connection, 413, "Too large.\n");
    return run(in, connection, url, method);
}

static void log_request(struct server *s, const struct inflight *in)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    long us = (end.tv_sec - in->began.tv_sec) * 1000000 +
              (end.tv_nsec - in->began.tv_nsec) / 1000;
    unsigned long number = atomic_fetch_add(&s->requests, 1) + 1;
    if (!s->options.quiet)
        fprintf(stderr, "request %lu %s %u %ldus\n", number,
                in->route != NULL ? in->route : "refused", in->status, us);
}

static void completed(void *context, struct MHD_Connection *connection,
                      void **state, enum MHD_RequestTerminationCode code)
{
    (void)code;
    struct server *s = context;
    struct inflight *in = *state;
    if (in == NULL)
        return;
    deadline_renew(s, connection);
    log_request(s, in);
    arena_close(&in->mem);
    free(in);
    atomic_fetch_sub(&s->running, 1);
    *state = NULL;
}

static void no_log(void *context, const char *format, va_list args)
{
    (void)context;
    (void)format;
    (void)args; /* the library's messages can hold parts of a request */
}

/* ---- starting and stopping ---- */

static int listen_unix(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof(a.sun_path))
        return -1;
    memcpy(a.sun_path, path, strlen(path));
    unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
                    listen(fd, 511) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

static int listen_inet(const char *address, unsigned port)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port) };
    int one = 1;
    if (inet_pton(AF_INET, address, &a.sin_addr) != 1)
        return -1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (fd >= 0 && (bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
                    listen(fd, 511) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* systemd's socket activation: one socket, at descriptor 3. */
static int listen_activated(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    uint64_t process, count;
    if (pid == NULL || fds == NULL ||
        str_read_number(&process, str_of(pid), INT32_MAX) != OK ||
        str_read_number(&count, str_of(fds), INT32_MAX) != OK ||
        process != (uint64_t)getpid() || count != 1)
        return -1;
    return 3;
}

static int listen_any(struct server *s)
{
    int fd = listen_activated();
    s->handed = fd >= 0;
    if (s->handed)
        return fd;
    if (strncmp(s->options.listen, "unix:", 5) != 0)
        return listen_inet(s->options.listen, s->options.port);
    s->socket_path = strdup(s->options.listen + 5);
    return listen_unix(s->options.listen + 5);
}

enum err server_start(struct server **out, const struct site *site,
                      const struct server_options *options)
{
    struct server *s = calloc(1, sizeof(*s));
    must(s != NULL);
    s->site = site;
    s->options = *options;
    if (s->options.request_seconds == 0)
        s->options.request_seconds = REQUEST_SECONDS;
    for (size_t i = 0; i < COUNT_OF(s->slots); i++)
        s->slots[i].fd = -1;
    pthread_mutex_init(&s->lock, NULL);
    int fd = listen_any(s);
    if (fd < 0 || slow_start(&s->slow) != OK) {
        free(s->socket_path);
        free(s);
        return ERR_IO;
    }
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO |
            MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, access_handler, s,
        MHD_OPTION_EXTERNAL_LOGGER, no_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WORKERS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->per_address_max,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MAX * 4,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_COMPLETED, completed, s,
        MHD_OPTION_NOTIFY_CONNECTION, connection_notify, s,
        MHD_OPTION_URI_LOG_CALLBACK, uri_note, s, MHD_OPTION_END);
    if (s->daemon == NULL ||
        pthread_create(&s->watchdog, NULL, watchdog_thread, s) != 0) {
        slow_stop(s->slow);
        free(s->socket_path);
        free(s);
        return ERR_IO;
    }
    *out = s;
    return OK;
}

unsigned server_port(const struct server *s)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(
        s->daemon, MHD_DAEMON_INFO_LISTEN_FD);
    struct sockaddr_in a = { 0 };
    socklen_t size = sizeof(a);
    if (info == NULL || getsockname(info->listen_fd, (struct sockaddr *)&a,
                                    &size) != 0 || a.sin_family != AF_INET)
        return 0;
    return ntohs(a.sin_port);
}

void server_stop(struct server *s)
{
    MHD_socket fd = MHD_quiesce_daemon(s->daemon);
    /* Who comes now is refused at once rather than left waiting in the queue
     * until what runs has ended. A socket that systemd handed over is not
     * ours to shut: there the queue waits for the next start. */
    if (fd != MHD_INVALID_SOCKET && !s->handed)
        shutdown(fd, SHUT_RD);
    struct timespec nap = { .tv_nsec = 20 * 1000 * 1000 };
    for (unsigned i = 0; i < 50 * s->options.request_seconds &&
                         atomic_load(&s->running) > 0; i++)
        nanosleep(&nap, NULL);
    slow_stop(s->slow);
    MHD_stop_daemon(s->daemon);
    if (fd != MHD_INVALID_SOCKET)
        close(fd);
    atomic_store(&s->stopping, true);
    pthread_join(s->watchdog, NULL);
    if (s->socket_path != NULL)
        unlink(s->socket_path);
    free(s->socket_path);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
