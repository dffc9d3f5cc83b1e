/* sqlite_inner.h: what the two files of the SQLite driver share. */
#ifndef LANYARD_DB_SQLITE_INNER_H
#define LANYARD_DB_SQLITE_INNER_H

#include <pthread.h>
#include <sqlite3.h>

#include "db/db.h"

enum {
    STATEMENTS_MAX = 256, /* prepared, by address of their text */
    READERS_MAX = 16,
    QUEUE_MAX = 1024,     /* writers that may wait */
    GROUP_MAX = 64,       /* members of one commit */
    ARGS_MAX = 32,        /* parameters whose places are kept */
};

struct sqlite_statement {
    const char *sql;
    sqlite3_stmt *stmt;
    bool in_use;
    uint8_t places[ARGS_MAX]; /* where $1, $2 ... are bound; 0: not looked up */
};

struct sqlite_conn {
    struct db_conn base; /* first: a db_conn is cast to this */
    sqlite3 *handle;
    struct sqlite_statement statements[STATEMENTS_MAX];
};

struct sqlite_job {
    struct sqlite_job *next;
    db_work *work;
    void *context;
    enum err err;
    bool done;
    pthread_cond_t finished;
};

struct sqlite_db {
    struct db base; /* first: a db is cast to this */
    char *where;
    const char *vfs;
    bool unsafe;
    pthread_mutex_t lock;
    pthread_cond_t work;
    pthread_cond_t reader_back;
    pthread_t thread;
    bool writer_started;
    bool closing;
    struct sqlite_job *first;
    struct sqlite_job *last;
    unsigned queued;
    struct sqlite_conn writer;
    struct sqlite_conn readers[READERS_MAX];
    struct sqlite_conn *free_readers[READERS_MAX];
    unsigned readers_count;
    unsigned readers_free;
};

enum err sqlite_err(int code);
enum err sqlite_exec(int64_t *changed, struct db_conn *conn, const char *sql,
                     const struct db_value *args, size_t count);
enum err sqlite_query(struct db_rows *rows, const char *sql,
                      const struct db_value *args, size_t count);
bool sqlite_next(struct db_rows *rows);
bool sqlite_is_null(struct db_rows *rows, unsigned column);
int64_t sqlite_integer(struct db_rows *rows, unsigned column);
struct str sqlite_bytes(struct db_rows *rows, unsigned column);
void sqlite_rows_close(struct db_rows *rows);
enum err sqlite_batch(struct db_conn *conn, const struct db_call *calls,
                      size_t count);
enum err sqlite_script(struct db_conn *conn, struct arena *mem,
                       struct str text);

#endif
