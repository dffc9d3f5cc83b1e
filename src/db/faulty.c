/* faulty.c: see faulty.h. A faulty connection stands around the inner one for
 * the length of its work; faulty rows hold the inner rows as their cursor. */
#include "db/faulty.h"

#include <stdlib.h>
#include <time.h>

struct faulty_conn {
    struct db_conn base; /* first: a db_conn is cast to this */
    struct db_conn *inner;
    struct faults *faults;
};

static const struct db_driver db_driver_faulty;

/* Counts a call; anything but OK: it fails here. */
static enum err call(struct faults *f)
{
    unsigned number = ++f->calls;
    struct timespec t = { 0, (long)f->delay_us * 1000 };
    if (f->delay_us > 0)
        nanosleep(&t, NULL);
    bool here = f->at > 0 &&
                (f->for_ever ? number >= f->at : number == f->at);
    return here ? f->err : OK;
}

static struct faulty_conn *conn_of(struct db_conn *conn)
{
    return (struct faulty_conn *)conn;
}

/* ---- transactions ---- */

struct around {
    struct faults *faults;
    db_work *work;
    void *context;
};

static enum err around_work(struct db_conn *inner, void *context)
{
    struct around *a = context;
    struct faulty_conn c = {
        .base = { &db_driver_faulty, inner->writing },
        .inner = inner, .faults = a->faults,
    };
    enum err err = call(a->faults);
    if (err == OK)
        err = a->work(&c.base, a->context);
    return err == OK && inner->writing ? call(a->faults) : err;
}

static enum err faulty_write(struct db *base, db_work *work, void *context)
{
    struct faulty *db = (struct faulty *)base;
    struct around a = { db->faults, work, context };
    enum err err = db_write(db->inner, around_work, &a);
    return err == OK ? call(db->faults) : err;
}

static enum err faulty_read(struct db *base, db_work *work, void *context)
{
    struct faulty *db = (struct faulty *)base;
    struct around a = { db->faults, work, context };
    return db_read(db->inner, around_work, &a);
}

/* ---- statements and rows ---- */

static enum err faulty_exec(int64_t *changed, struct db_conn *conn,
                            const char *sql, const struct db_value *args,
                            size_t count)
{
    struct faulty_conn *c = conn_of(conn);
    enum err err = call(c->faults);
    return err == OK ? db_exec(changed, c->inner, sql, args, count) : err;
}

static enum err faulty_query(struct db_rows *rows, const char *sql,
                             const struct db_value *args, size_t count)
{
    struct faulty_conn *c = conn_of(rows->conn);
    enum err err = call(c->faults);
    if (err != OK)
        return err;
    struct db_rows *inner = calloc(1, sizeof(*inner));
    must(inner != NULL);
    err = db_query(inner, c->inner, sql, args, count);
    if (err == OK)
        rows->cursor = inner;
    else
        free(inner);
    return err;
}

static bool faulty_next(struct db_rows *rows)
{
    struct db_rows *inner = rows->cursor;
    if (inner == NULL)
        return false;
    if ((rows->err = call(conn_of(rows->conn)->faults)) != OK)
        return false;
    bool more = db_next(inner);
    rows->err = inner->err;
    return more;
}

static bool faulty_is_null(struct db_rows *rows, unsigned column)
{
    return db_is_null(rows->cursor, column);
}

static int64_t faulty_integer(struct db_rows *rows, unsigned column)
{
    return db_int(rows->cursor, column);
}

static struct str faulty_bytes(struct db_rows *rows, unsigned column)
{
    return db_bytes(rows->cursor, column);
}

static void faulty_rows_close(struct db_rows *rows)
{
    db_rows_close(rows->cursor);
    free(rows->cursor);
}

static enum err faulty_batch(struct db_conn *conn, const struct db_call *calls,
                             size_t count)
{
    struct faulty_conn *c = conn_of(conn);
    enum err err = call(c->faults);
    return err == OK ? db_batch(c->inner, calls, count) : err;
}

static enum err faulty_script(struct db_conn *conn, struct arena *mem,
                              struct str text)
{
    struct faulty_conn *c = conn_of(conn);
    enum err err = call(c->faults);
    return err == OK ? db_script(c->inner, mem, text) : err;
}

/* ---- opening and closing ---- */

static void faulty_close(struct db *base)
{
    (void)base; /* its storage is the caller's */
}

struct db *faulty_open(struct faulty *out, struct db *inner,
                       struct faults *faults)
{
    *out = (struct faulty){ { &db_driver_faulty }, inner, faults };
    return &out->base;
}

static const struct db_driver db_driver_faulty = {
    .name = "faulty",
    .close = faulty_close,
    .write = faulty_write,
    .read = faulty_read,
    .exec = faulty_exec,
    .query = faulty_query,
    .next = faulty_next,
    .is_null = faulty_is_null,
    .integer = faulty_integer,
    .bytes = faulty_bytes,
    .rows_close = faulty_rows_close,
    .batch = faulty_batch,
    .script = faulty_script,
};
