/* postgres.c: the PostgreSQL driver: a pool of connections, transactions that
 * are run again when the database asks for it, and coming back after a
 * connection is lost.
 *
 * States of a connection: not connected (link NULL) -> idle -> begun (with
 * its first statement, postgres_rows.c) -> ending (COMMIT or ROLLBACK sent)
 * -> idle; any of them -> not connected when the link is lost.
 *
 * A commit that was sent and never answered is ERR_IO: whether it counts is
 * known to nobody, so it is not run again; the form key settles that. The end
 * of a read is sent and its answer picked up by the next user.
 *
 * Refused at open: a server that answers before a commit is on its disk. */
#include "db/postgres_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    WAIT_SECONDS = 10,  /* for a free connection, and for a commit */
    CONFLICT_TURNS = 3, /* looks at a taken key before it is a conflict */
};

/* The house's statements read a few rows by an index, in its order: a page of
 * ten costs ten rows at any size. Plans are kept, and made anew when the
 * server has counted its rows (autovacuum); before that they are merely
 * right, so a database that was just filled is fast a minute later. */
static const char setup[] =
    "SET enable_seqscan = off; SET enable_bitmapscan = off; "
    "SET enable_sort = off; SET enable_hashjoin = off; "
    "SET enable_mergejoin = off; SET jit = off; "
    "SET max_parallel_workers_per_gather = 0; "
    "SET plan_cache_mode = force_generic_plan; "
    "SET lock_timeout = '5s'; SET client_min_messages = error; "
    "SELECT current_setting('synchronous_commit'), "
    "current_setting('fsync'), current_setting('full_page_writes'), "
    "current_setting('server_encoding'), "
    "current_setting('server_version_num')";

static int64_t now_ms(void)
{
    struct timespec t;
    int bad = clock_gettime(CLOCK_MONOTONIC, &t);
    must(!bad);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- connecting ---- */

static void link_drop(struct pg_conn *c)
{
    PQfinish(c->link);
    c->link = NULL;
    c->pending_count = 0;
    c->begun = c->ending = false;
    memset(c->statements, 0, sizeof(c->statements));
}

static bool in_set(const char *value, const char *first, const char *second)
{
    return strcmp(value, first) == 0 || strcmp(value, second) == 0;
}

/* What the server must be like; NULL when it is. */
static const char *server_refusal(const PGresult *r, bool unsafe)
{
    uint64_t version;
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        return "the server does not accept the settings of this program";
    if (str_read_number(&version, str_of(PQgetvalue(r, 0, 4)), 10000000) !=
            OK || version < 150000)
        return "PostgreSQL 15 or newer is needed";
    if (strcmp(PQgetvalue(r, 0, 3), "UTF8") != 0)
        return "the database must be made with encoding UTF8";
    if (unsafe)
        return NULL;
    if (!in_set(PQgetvalue(r, 0, 0), "on", "remote_apply"))
        return "synchronous_commit must be on: an answer would be given before the entry is on the disk";
    if (strcmp(PQgetvalue(r, 0, 1), "on") != 0 ||
        strcmp(PQgetvalue(r, 0, 2), "on") != 0)
        return "fsync and full_page_writes must be on: a power cut would damage the database";
    return NULL;
}

/* libpq's own words on one line; never those that repeat the password. */
static struct str link_words(struct arena *mem, PGconn *link)
{
    const char *said = PQerrorMessage(link), *secret = PQpass(link);
    if (secret != NULL && secret[0] != '\0' && strstr(said, secret) != NULL)
        return STR("the connection failed");
    struct str s = str_trim(str_of(said));
    char *line = arena_alloc(mem, s.size + 1);
    for (size_t i = 0; i < s.size; i++)
        line[i] = (unsigned char)s.data[i] < ' ' ? ' ' : s.data[i];
    return (struct str){ line, s.size };
}

/* Defaults stand before the address, which may say otherwise; what must not
 * be otherwise stands behind it. */
static PGconn *link_start(const char *where)
{
    const char *const names[] = {
        "connect_timeout", "keepalives_idle", "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", "target_session_attrs",
        "fallback_application_name", "dbname", "client_encoding", NULL,
    };
    const char *const values[] = {
        "5", "30", "10", "3", "30000", "read-write", "lanyard", where,
        "UTF8", NULL,
    };
    return PQconnectdbParams(names, values, 1);
}

static void notice_ignore(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

/* words: why not, in mem; NULL where nobody will read them. */
static enum err link_open(struct pg_conn *c, const struct pg_db *db,
                          struct arena *mem, struct str *words)
{
    c->link = link_start(db->where);
    must(c->link != NULL);
    enum err err = PQstatus(c->link) == CONNECTION_OK ? OK : ERR_IO;
    if (err != OK && words != NULL)
        *words = link_words(mem, c->link);
    if (err == OK) {
        PQsetNoticeReceiver(c->link, notice_ignore, NULL);
        PGresult *r = PQexec(c->link, setup);
        const char *refusal = server_refusal(r, db->unsafe);
        PQclear(r);
        if (refusal != NULL) {
            err = PQstatus(c->link) == CONNECTION_OK ? ERR_INVALID : ERR_IO;
            if (words != NULL)
                *words = str_of(refusal);
        }
    }
    if (err == OK && PQenterPipelineMode(c->link) != 1)
        err = ERR_IO;
    if (err != OK)
        link_drop(c);
    return err;
}

/* ---- the pool ---- */

static enum err conn_take(struct pg_conn **out, struct pg_db *db)
{
    struct timespec until;
    int bad = clock_gettime(CLOCK_MONOTONIC, &until);
    must(!bad);
    until.tv_sec += WAIT_SECONDS;
    pthread_mutex_lock(&db->lock);
    while (db->conns_free == 0)
        if (pthread_cond_timedwait(&db->back, &db->lock, &until) != 0)
            break;
    *out = db->conns_free > 0 ? db->free_conns[--db->conns_free] : NULL;
    pthread_mutex_unlock(&db->lock);
    return *out != NULL ? OK : ERR_BUSY;
}

static void conn_give(struct pg_db *db, struct pg_conn *c)
{
    pthread_mutex_lock(&db->lock);
    db->free_conns[db->conns_free++] = c; /* the warmest is used first */
    pthread_cond_signal(&db->back);
    pthread_mutex_unlock(&db->lock);
}

/* ---- transactions ---- */

/* Sends the end of a transaction without waiting for it. */
static void end_send(struct pg_conn *c, const char *sql)
{
    if (pg_send(c, sql) == OK && PQpipelineSync(c->link) == 1)
        c->ending = true;
    c->pending_count = 0;
}

/* Reads what the last user did not wait for. */
static void end_read(struct pg_conn *c)
{
    while (c->ending) {
        PGresult *result = PQgetResult(c->link);
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
            c->ending = false;
        else if (PQstatus(c->link) == CONNECTION_BAD)
            link_drop(c);
        PQclear(result);
    }
}

/* The answer to COMMIT is what makes it durable. A transaction that failed
 * on the way answers ROLLBACK. */
static enum err commit(struct pg_conn *c, bool *unknown)
{
    PGresult *result = NULL;
    enum err err = pg_send(c, "COMMIT");
    if (err == OK)
        err = pg_collect(c, &result);
    *unknown = c->trouble == PG_LOST;
    if (err == OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        err = c->failed = ERR_IO;
    PQclear(result);
    return err;
}

/* One run of the work. unknown: the commit was sent and not answered. */
static enum err run_once(struct pg_conn *c, bool writing, db_work *work,
                         void *context, bool *unknown)
{
    c->base.writing = writing;
    c->begun = false;
    c->failed = OK;
    c->trouble = PG_FINE;
    enum err err = work(&c->base, context);
    if (err == OK)
        err = c->failed;
    bool committed = err == OK && writing && c->begun;
    if (committed)
        err = commit(c, unknown);
    else if (c->trouble != PG_LOST && c->pending_count > 0 &&
             pg_collect(c, NULL) != OK && err == OK)
        err = c->failed;
    bool begun = c->begun;
    c->begun = false;
    if (c->trouble == PG_LOST) {
        link_drop(c);
        return ERR_IO;
    }
    if (begun && !(committed && err == OK))
        end_send(c, writing ? "ROLLBACK" : "COMMIT");
    return c->trouble == PG_AGAIN ? ERR_BUSY : err;
}

/* What is to be done after a run. */
enum next { NEXT_END, NEXT_AGAIN, NEXT_CONNECT };

/* A key may have been taken since this transaction's moment: the work sees by
 * whom when it is run again. */
static enum next next_of(const struct pg_conn *c, enum err err, bool unknown,
                         unsigned turn)
{
    if (c->link == NULL)
        return err == ERR_IO && !unknown ? NEXT_CONNECT : NEXT_END;
    bool taken = c->failed == ERR_CONFLICT && turn < CONFLICT_TURNS;
    return taken || c->trouble == PG_AGAIN ? NEXT_AGAIN : NEXT_END;
}

static void pause_ms(long ms)
{
    struct timespec t = { 0, ms * 1000000 };
    nanosleep(&t, NULL);
}

/* Runs the work until it stands, fails on its own, or time is up. Those who
 * met somebody take turns, so that sixteen at one row do not push each other
 * aside for ever. */
static enum err run(struct db *base, bool writing, db_work *work,
                    void *context)
{
    struct pg_db *db = (struct pg_db *)base;
    struct pg_conn *c;
    enum err err = conn_take(&c, db);
    if (err != OK)
        return err;
    int64_t until = now_ms() + WAIT_SECONDS * 1000;
    bool in_turn = false;
    for (unsigned turn = 1;; turn++) {
        bool unknown = false;
        end_read(c);
        bool found = c->link != NULL;
        if (!found)
            err = link_open(c, db, NULL, NULL);
        if (c->link != NULL)
            err = run_once(c, writing, work, context, &unknown);
        enum next next = next_of(c, err, unknown, turn);
        if (next == NEXT_END || now_ms() >= until)
            break;
        if (next == NEXT_CONNECT && !found)
            pause_ms(50); /* an idle link that had died: at once */
        if (next == NEXT_AGAIN && !in_turn) {
            pthread_mutex_lock(&db->again);
            in_turn = true;
            until = now_ms() + WAIT_SECONDS * 1000;
        }
    }
    if (in_turn)
        pthread_mutex_unlock(&db->again);
    conn_give(db, c);
    return err;
}

static enum err pg_write(struct db *base, db_work *work, void *context)
{
    return run(base, true, work, context);
}

static enum err pg_read(struct db *base, db_work *work, void *context)
{
    return run(base, false, work, context);
}

/* ---- opening and closing ---- */

static void pg_close(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    must(db->conns_free == db->conns_count);
    for (unsigned i = 0; i < db->conns_count; i++) {
        end_read(&db->conns[i]);
        link_drop(&db->conns[i]);
        arena_close(&db->conns[i].words);
    }
    pthread_cond_destroy(&db->back);
    pthread_mutex_destroy(&db->lock);
    pthread_mutex_destroy(&db->again);
    free(db->where);
    free(db);
}

static struct pg_db *db_make(const struct db_options *options)
{
    struct pg_db *db = calloc(1, sizeof(*db));
    pthread_condattr_t attributes;
    must(db != NULL);
    db->base.driver = &db_driver_postgres;
    db->where = strdup(options->where);
    must(db->where != NULL);
    db->unsafe = options->unsafe_for_tests;
    db->conns_count = options->connections > 0 ? options->connections
                                               : PG_POOL_USUAL;
    if (db->conns_count > PG_POOL_MAX)
        db->conns_count = PG_POOL_MAX;
    for (unsigned i = 0; i < db->conns_count; i++) {
        struct pg_conn *c = &db->conns[db->conns_count - 1 - i];
        c->base.driver = &db_driver_postgres;
        arena_open(&c->words, 1 << 20);
        db->free_conns[db->conns_free++] = c;
    }
    pthread_mutex_init(&db->lock, NULL);
    pthread_mutex_init(&db->again, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&db->back, &attributes);
    pthread_condattr_destroy(&attributes);
    return db;
}

/* The parser's own words repeat the address, and with it a password. */
static bool is_address(const char *where)
{
    bool starts = strncmp(where, "postgresql://", 13) == 0 ||
                  strncmp(where, "postgres://", 11) == 0;
    char *words = NULL;
    PQconninfoOption *parts = starts ? PQconninfoParse(where, &words) : NULL;
    bool good = parts != NULL;
    PQconninfoFree(parts);
    PQfreemem(words);
    return good;
}

static enum err pg_open(struct db **out, const struct db_options *options,
                        struct arena *mem, struct str *error)
{
    if (!is_address(options->where)) {
        *error = STR("the address of the database is not of the form postgresql://user@host/database");
        return ERR_INVALID;
    }
    must(PQisthreadsafe() == 1);
    struct pg_db *db = db_make(options);
    struct str words = STR("the connection failed");
    enum err err = link_open(&db->conns[0], db, mem, &words);
    if (err != OK) {
        *error = str_printf(mem, "cannot use the PostgreSQL database: %.*s",
                            STR_ARG(words));
        pg_close(&db->base);
        return err;
    }
    *out = &db->base;
    return OK;
}

const struct db_driver db_driver_postgres = {
    .name = "postgres",
    .open = pg_open,
    .close = pg_close,
    .write = pg_write,
    .read = pg_read,
    .exec = pg_exec,
    .query = pg_query,
    .next = pg_next,
    .is_null = pg_is_null,
    .integer = pg_integer,
    .bytes = pg_bytes,
    .rows_close = pg_rows_close,
    .batch = pg_batch,
    .script = pg_script,
};
