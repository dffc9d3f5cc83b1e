/* sqlite.c: the SQLite driver: many readers, one writer that commits groups.
 *
 * WAL with synchronous=FULL, set and read back: a commit is on the disk when
 * it is answered. Writers queue; the writer thread takes all that wait, runs
 * each in a savepoint of one transaction, commits once, then answers all. So
 * nobody meets "database is locked", and sixteen writers share one sync.
 * A commit that fails fails every member of its group.
 *
 * Not chosen: BEGIN IMMEDIATE from every thread with a busy handler. It
 * sleeps in steps and is unfair: writers waited for seconds. */
#include "db/sqlite_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum err sqlite_err(int code)
{
    switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return OK;
    case SQLITE_CONSTRAINT: return ERR_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ERR_CORRUPT;
    case SQLITE_TOOBIG: return ERR_LIMIT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE: return ERR_INVALID;
    default: return ERR_IO;
    }
}

static enum err run(struct sqlite_conn *c, const char *sql)
{
    return sqlite_err(sqlite3_exec(c->handle, sql, NULL, NULL, NULL));
}

/* The same for what every transaction says: prepared once. */
static enum err run_kept(struct sqlite_conn *c, const char *sql)
{
    return sqlite_exec(NULL, &c->base, sql, NULL, 0);
}

/* The single integer or text a pragma answers, compared with what it must. */
static bool pragma_is(struct sqlite_conn *c, const char *sql, const char *want)
{
    sqlite3_stmt *stmt = NULL;
    bool same = false;
    if (sqlite3_prepare_v2(c->handle, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        const unsigned char *got = sqlite3_column_text(stmt, 0);
        same = got != NULL && strcmp((const char *)got, want) == 0;
    }
    sqlite3_finalize(stmt);
    return same;
}

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

/* Before the first connection. SQLite counts its own memory under a lock that
 * every row of every reader takes; nobody asks for that count. */
static void library_start(void)
{
    int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    must(code == SQLITE_OK || code == SQLITE_MISUSE); /* it has begun */
}

/* Four entries of 1 KB stand in a page of 8 KB; in one of 4 KB none does whole
 * and each takes a page more, which is read again after every commit. What is
 * older keeps its size until it is restored from a backup. */
#define PAGE_SIZE "PRAGMA page_size=8192"

static enum err conn_open(struct sqlite_conn *c, const struct sqlite_db *db,
                          bool writer)
{
    c->base.driver = &db_driver_sqlite;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                SQLITE_OPEN_PRIVATECACHE | (writer ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(db->where, &c->handle, flags, db->vfs);
    if (code != SQLITE_OK)
        return sqlite_err(code);
    sqlite3_extended_result_codes(c->handle, 1);
    sqlite3_busy_timeout(c->handle, 5000);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0,
                      NULL);
    /* Plans never look at what is bound: statements are not prepared again
     * for another value. */
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    if ((writer && run(c, PAGE_SIZE) != OK) ||
        run(c, "PRAGMA journal_mode=WAL") != OK ||
        run(c, db->unsafe ? "PRAGMA synchronous=NORMAL"
                          : "PRAGMA synchronous=FULL") != OK ||
        run(c, "PRAGMA foreign_keys=ON") != OK ||
        run(c, "PRAGMA secure_delete=ON") != OK ||
        run(c, "PRAGMA temp_store=MEMORY") != OK ||
        run(c, writer ? "PRAGMA cache_size=-8192"
                      : "PRAGMA cache_size=-2048") != OK)
        return ERR_IO;
    if (!pragma_is(c, "PRAGMA journal_mode", "wal") ||
        !pragma_is(c, "PRAGMA synchronous", db->unsafe ? "1" : "2"))
        return ERR_INVALID;
    return writer ? OK : run(c, "PRAGMA query_only=ON");
}

static void conn_close(struct sqlite_conn *c)
{
    for (size_t i = 0; i < STATEMENTS_MAX; i++)
        sqlite3_finalize(c->statements[i].stmt);
    memset(c->statements, 0, sizeof(c->statements));
    sqlite3_close(c->handle);
    c->handle = NULL;
}

/* ---- the writer ---- */

/* One of several members: its work in a savepoint, so that it fails alone. */
static void member_run(struct sqlite_conn *c, struct sqlite_job *job)
{
    job->err = run_kept(c, "SAVEPOINT member");
    if (job->err != OK)
        return;
    job->err = job->work(&c->base, job->context);
    /* A full disk makes SQLite roll back on its own. */
    if (sqlite3_get_autocommit(c->handle))
        return;
    if (job->err != OK && run_kept(c, "ROLLBACK TO member") != OK)
        job->err = ERR_IO;
    if (run_kept(c, "RELEASE member") != OK && job->err == OK)
        job->err = ERR_IO;
}

static void group_fail(struct sqlite_job *group, enum err err)
{
    for (struct sqlite_job *j = group; j != NULL; j = j->next)
        if (j->err == OK)
            j->err = err;
}

/* A member without others needs no savepoint, which would copy every page
 * before it changes: when it fails, the whole is rolled back. */
static void group_run(struct sqlite_conn *c, struct sqlite_job *group)
{
    bool alone = group->next == NULL;
    enum err err = run_kept(c, "BEGIN IMMEDIATE");
    if (err != OK) {
        for (struct sqlite_job *j = group; j != NULL; j = j->next)
            j->err = err;
        return;
    }
    for (struct sqlite_job *j = group; j != NULL; j = j->next) {
        if (alone)
            j->err = j->work(&c->base, j->context);
        else
            member_run(c, j);
        if (sqlite3_get_autocommit(c->handle)) {
            group_fail(group, ERR_IO);
            for (struct sqlite_job *k = j->next; k != NULL; k = k->next)
                k->err = ERR_IO;
            return;
        }
    }
    err = alone && group->err != OK ? group->err : run_kept(c, "COMMIT");
    if (err != OK) {
        group_fail(group, err);
        if (!sqlite3_get_autocommit(c->handle) && run(c, "ROLLBACK") != OK)
            must(!"a transaction that cannot end");
    }
}

static struct sqlite_job *group_take(struct sqlite_db *db)
{
    struct sqlite_job *first = db->first, *last = first;
    for (unsigned n = 1; n < GROUP_MAX && last->next != NULL; n++)
        last = last->next;
    db->first = last->next;
    if (db->first == NULL)
        db->last = NULL;
    last->next = NULL;
    return first;
}

static void *writer_thread(void *context)
{
    struct sqlite_db *db = context;
    pthread_mutex_lock(&db->lock);
    for (;;) {
        while (db->first == NULL && !db->closing)
            pthread_cond_wait(&db->work, &db->lock);
        if (db->first == NULL)
            break;
        struct sqlite_job *group = group_take(db);
        pthread_mutex_unlock(&db->lock);
        group_run(&db->writer, group);
        pthread_mutex_lock(&db->lock);
        for (struct sqlite_job *j = group, *next; j != NULL; j = next) {
            next = j->next; /* after done, j is its owner's again */
            j->done = true;
            db->queued--;
            pthread_cond_signal(&j->finished);
        }
    }
    pthread_mutex_unlock(&db->lock);
    return NULL;
}

static enum err sqlite_write(struct db *base, db_work *work, void *context)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_job job = { .work = work, .context = context };
    pthread_cond_init(&job.finished, NULL);
    pthread_mutex_lock(&db->lock);
    must(!db->closing);
    if (db->queued >= QUEUE_MAX) {
        pthread_mutex_unlock(&db->lock);
        pthread_cond_destroy(&job.finished);
        return ERR_BUSY;
    }
    db->queued++;
    if (db->last == NULL)
        db->first = &job;
    else
        db->last->next = &job;
    db->last = &job;
    pthread_cond_signal(&db->work);
    while (!job.done)
        pthread_cond_wait(&job.finished, &db->lock);
    pthread_mutex_unlock(&db->lock);
    pthread_cond_destroy(&job.finished);
    return job.err;
}

/* ---- readers ---- */

/* A reader of the pool, opened when first needed. */
static enum err reader_take(struct sqlite_conn **out, struct sqlite_db *db)
{
    pthread_mutex_lock(&db->lock);
    while (db->readers_free == 0)
        pthread_cond_wait(&db->reader_back, &db->lock);
    struct sqlite_conn *c = db->free_readers[--db->readers_free];
    pthread_mutex_unlock(&db->lock);
    *out = c;
    return c->handle != NULL ? OK : conn_open(c, db, false);
}

static void reader_give(struct sqlite_db *db, struct sqlite_conn *c)
{
    pthread_mutex_lock(&db->lock);
    db->free_readers[db->readers_free++] = c;
    pthread_cond_signal(&db->reader_back);
    pthread_mutex_unlock(&db->lock);
}

static enum err sqlite_read(struct db *base, db_work *work, void *context)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_conn *c;
    enum err err = reader_take(&c, db);
    if (err == OK && (err = run_kept(c, "BEGIN")) == OK) {
        err = work(&c->base, context);
        if (run_kept(c, "COMMIT") != OK && !sqlite3_get_autocommit(c->handle)) {
            if (run(c, "ROLLBACK") != OK)
                conn_close(c);
            err = err == OK ? ERR_IO : err;
        }
    }
    reader_give(db, c);
    return err;
}

/* ---- opening and closing ---- */

static void sqlite_close(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    if (db->writer_started) {
        pthread_mutex_lock(&db->lock);
        db->closing = true;
        pthread_cond_signal(&db->work);
        pthread_mutex_unlock(&db->lock);
        pthread_join(db->thread, NULL);
    }
    for (unsigned i = 0; i < db->readers_count; i++)
        conn_close(&db->readers[i]);
    conn_close(&db->writer);
    pthread_cond_destroy(&db->work);
    pthread_cond_destroy(&db->reader_back);
    pthread_mutex_destroy(&db->lock);
    free(db->where);
    free(db);
}

/* After a kill in the middle of a commit the log may hold a transaction that
 * no sync has answered for. It counts from here on, and a form sent again is
 * answered from it: so it is made durable first. Syncs log and database. */
static enum err log_settle(struct sqlite_conn *writer)
{
    return run(writer, "PRAGMA wal_checkpoint(PASSIVE)");
}

static enum err sqlite_open(struct db **out, const struct db_options *options,
                            struct arena *mem, struct str *error)
{
    must(sqlite3_threadsafe() != 0);
    pthread_once(&library_once, library_start);
    struct sqlite_db *db = calloc(1, sizeof(*db));
    must(db != NULL);
    db->base.driver = &db_driver_sqlite;
    db->where = strdup(options->where);
    must(db->where != NULL);
    db->vfs = options->vfs;
    db->unsafe = options->unsafe_for_tests;
    db->readers_count = options->connections > 0 &&
                                options->connections < READERS_MAX
                            ? options->connections
                            : READERS_MAX;
    for (unsigned i = 0; i < db->readers_count; i++)
        db->free_readers[db->readers_free++] = &db->readers[i];
    pthread_mutex_init(&db->lock, NULL);
    pthread_cond_init(&db->work, NULL);
    pthread_cond_init(&db->reader_back, NULL);
    enum err err = conn_open(&db->writer, db, true);
    if (err == OK)
        err = log_settle(&db->writer);
    db->writer.base.writing = true;
    if (err == OK && pthread_create(&db->thread, NULL, writer_thread, db) != 0)
        err = ERR_IO;
    else if (err == OK)
        db->writer_started = true;
    if (err != OK) {
        bool shut = access(options->where, F_OK) == 0 &&
                    access(options->where, R_OK | W_OK) != 0;
        *error = str_printf(mem, "cannot open the database %s: %s",
                            options->where,
                            shut ? "it belongs to somebody else"
                                 : err_name(err));
        sqlite_close(&db->base);
        return err;
    }
    *out = &db->base;
    return OK;
}

const struct db_driver db_driver_sqlite = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .write = sqlite_write,
    .read = sqlite_read,
    .exec = sqlite_exec,
    .query = sqlite_query,
    .next = sqlite_next,
    .is_null = sqlite_is_null,
    .integer = sqlite_integer,
    .bytes = sqlite_bytes,
    .rows_close = sqlite_rows_close,
    .batch = sqlite_batch,
    .script = sqlite_script,
};
