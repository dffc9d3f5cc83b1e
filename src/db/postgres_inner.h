/* postgres_inner.h: what the files of the PostgreSQL driver share. */
#ifndef LANYARD_DB_POSTGRES_INNER_H
#define LANYARD_DB_POSTGRES_INNER_H

#include <libpq-fe.h>
#include <pthread.h>

#include "db/db.h"

enum {
    PG_STATEMENTS_MAX = 512, /* prepared, by address of their text */
    PG_POOL_MAX = 64,
    PG_POOL_USUAL = 16,
    PG_PENDING_MAX = 256, /* sent, and their results not yet asked for */
    PG_ARGS_MAX = 32,
};

/* Why a transaction ended that its work did not end. */
enum pg_trouble {
    PG_FINE = 0,
    PG_AGAIN, /* it met another one: run the work again */
    PG_LOST,  /* the connection is gone */
};

struct pg_statement {
    const char *sql;
    bool prepared;
};

/* What was sent, in order; the results come back in the same order. */
struct pg_pending {
    struct pg_statement *prepares; /* NULL: it is a run */
    const char *sql;
};

struct pg_conn {
    struct db_conn base; /* first: a db_conn is cast to this */
    PGconn *link;        /* NULL: not connected */
    struct pg_statement statements[PG_STATEMENTS_MAX];
    struct pg_pending pending[PG_PENDING_MAX];
    unsigned pending_count;
    bool begun;          /* BEGIN was sent */
    bool ending;         /* the end was sent, its result not yet read */
    enum err failed;     /* the transaction can only be rolled back */
    enum pg_trouble trouble;
    struct arena words;  /* of one statement, to spell it */
};

struct pg_db {
    struct db base; /* first: a db is cast to this */
    char *where;
    bool unsafe;
    pthread_mutex_t lock;
    pthread_cond_t back;
    pthread_mutex_t again; /* whose work is run again, one after another */
    struct pg_conn conns[PG_POOL_MAX];
    struct pg_conn *free_conns[PG_POOL_MAX];
    unsigned conns_count;
    unsigned conns_free;
};

/* ---- postgres_words.c ---- */

/* How PostgreSQL spells a schema statement; others come back as they are. */
struct str pg_spell(struct arena *mem, struct str sql);

/* The world's trouble behind an SQLSTATE. */
enum err pg_err(enum pg_trouble *trouble, const char *state);

/* ---- postgres_rows.c ---- */

/* Marks the connection as gone. */
enum err pg_lost(struct pg_conn *c);

/* Sends a text without parameters behind what is pending. */
enum err pg_send(struct pg_conn *c, const char *sql);

/* Waits for the results of everything pending; the first error is the
 * answer. *last: the result of the last one, or NULL not to keep it. */
enum err pg_collect(struct pg_conn *c, PGresult **last);

enum err pg_exec(int64_t *changed, struct db_conn *conn, const char *sql,
                 const struct db_value *args, size_t count);
enum err pg_query(struct db_rows *rows, const char *sql,
                  const struct db_value *args, size_t count);
bool pg_next(struct db_rows *rows);
bool pg_is_null(struct db_rows *rows, unsigned column);
int64_t pg_integer(struct db_rows *rows, unsigned column);
struct str pg_bytes(struct db_rows *rows, unsigned column);
void pg_rows_close(struct db_rows *rows);
enum err pg_batch(struct db_conn *conn, const struct db_call *calls,
                  size_t count);
enum err pg_script(struct db_conn *conn, struct arena *mem, struct str text);

#endif
