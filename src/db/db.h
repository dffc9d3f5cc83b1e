/* db.h: a thin port over a database: statements, rows, transactions.
 *
 * Promises of every driver (tests/db/contract.c cites the numbers):
 *   1 a transaction is all or nothing, and durable when db_write returns OK,
 *   2 what a reader sees does not change within its transaction,
 *   3 a unique key that is taken gives ERR_CONFLICT and the work fails,
 *   4 many writers at once: none is refused for want of a lock,
 *   5 bytes come back as they went in, zero bytes included; so does text,
 *     which is UTF-8 and holds no zero byte (ERR_INVALID),
 *   6 one member of a group of writers fails alone.
 * Work may be run again when the database asks for it: it sets, never adds
 * to, what it reports through context. Two writers who may not both have
 * their way must change the same row or key: then one is run again and sees
 * what the other did. Reading the same row is not enough on every driver.
 * Ownership: a value in a row lives until the next db_next or db_rows_close.
 *            A statement's text is a literal: it is kept by its address.
 * Fails with: ERR_CONFLICT (unique key), ERR_BUSY (queue full, no connection
 *            in time), ERR_CORRUPT (the file is damaged), ERR_LIMIT (too
 *            large), ERR_IO (disk or connection), ERR_INVALID (a setting or
 *            statement that cannot be used).
 * Not here:  what is stored (src/store), which driver is used (src/main.c).
 *
 * SQL is written once: parameters $1, $2 ..., types INTEGER, TEXT, BLOB,
 * STRICT tables; a driver spells them its own way.
 */
#ifndef LANYARD_DB_DB_H
#define LANYARD_DB_DB_H

#include "base/str.h"

struct db;
struct db_conn;
struct db_driver;

enum db_kind { DB_KIND_NULL = 0, DB_KIND_INT, DB_KIND_TEXT, DB_KIND_BLOB };

struct db_value {
    enum db_kind kind;
    int64_t integer;
    struct str bytes;
};

#define DB_NULL ((struct db_value){ .kind = DB_KIND_NULL })
#define DB_INT(value_)                             \
    ((struct db_value){ .kind = DB_KIND_INT,       \
                        .integer = (int64_t)(value_) })
#define DB_TEXT(str_) \
    ((struct db_value){ .kind = DB_KIND_TEXT, .bytes = (str_) })
#define DB_BLOB(data_, size_)                      \
    ((struct db_value){ .kind = DB_KIND_BLOB,      \
                        .bytes = { (const char *)(data_), (size_) } })

extern const struct db_driver db_driver_sqlite;
extern const struct db_driver db_driver_postgres;

struct db_options {
    const char *where;     /* a file (SQLite) or postgresql://... */
    unsigned connections;  /* readers, or the pool; 0: the driver's choice */
    const char *vfs;       /* SQLite: another file system (tests), or NULL */
    bool unsafe_for_tests; /* weaker durability, to show that tests see it */
};

/* error: one line for a person, without secrets; lives as long as mem. */
MUST_USE enum err db_open(struct db **out, const struct db_driver *driver,
                          const struct db_options *options, struct arena *mem,
                          struct str *error);

/* Finishes the writers that are queued. Safe on NULL. */
void db_close(struct db *db);

/* "sqlite" or "postgres". */
const char *db_driver_name(const struct db *db);

/* Work done in one transaction; anything but OK rolls it back. */
typedef enum err db_work(struct db_conn *conn, void *context);

/* Durable when OK. The work may run on another thread while the caller waits
 * (SQLite has one writer that commits groups). */
MUST_USE enum err db_write(struct db *db, db_work *work, void *context);

/* One unchanging view; writing in it is a bug. */
MUST_USE enum err db_read(struct db *db, db_work *work, void *context);

/* One statement without rows. changed: how many rows, or NULL: then a driver
 * need not wait for the answer, and its error may come out at a later call of
 * the same work or of db_write, which fails all the same. */
MUST_USE enum err db_exec(int64_t *changed, struct db_conn *conn,
                          const char *sql, const struct db_value *args,
                          size_t count);

struct db_rows {
    struct db_conn *conn;
    void *cursor;   /* the driver's */
    int64_t row;    /* the driver's */
    enum err err;   /* why db_next ended, OK at the end of the rows */
};

MUST_USE enum err db_query(struct db_rows *out, struct db_conn *conn,
                           const char *sql, const struct db_value *args,
                           size_t count);
/* True while there is a row. Look at rows->err when it says false. */
MUST_USE bool db_next(struct db_rows *rows);
bool db_is_null(struct db_rows *rows, unsigned column);
int64_t db_int(struct db_rows *rows, unsigned column);
struct str db_bytes(struct db_rows *rows, unsigned column); /* TEXT, BLOB */
void db_rows_close(struct db_rows *rows); /* safe on zeros, and twice */
#define AUTO_ROWS CLEANUP(db_rows_close) struct db_rows

struct db_call {
    const char *sql;
    const struct db_value *args;
    size_t count;
};

/* Statements without rows, in order, in one round trip where the driver can;
 * the first error is the answer. */
MUST_USE enum err db_batch(struct db_conn *conn, const struct db_call *calls,
                           size_t count);

/* Many statements separated by ';' at line ends: schema files. */
MUST_USE enum err db_script(struct db_conn *conn, struct arena *mem,
                            struct str text);

/* What a driver is made of; src/db only. */
struct db_conn {
    const struct db_driver *driver;
    bool writing;
};

struct db {
    const struct db_driver *driver;
};

struct db_driver {
    const char *name;
    enum err (*open)(struct db **out, const struct db_options *options,
                     struct arena *mem, struct str *error);
    void (*close)(struct db *db);
    enum err (*write)(struct db *db, db_work *work, void *context);
    enum err (*read)(struct db *db, db_work *work, void *context);
    enum err (*exec)(int64_t *changed, struct db_conn *conn, const char *sql,
                     const struct db_value *args, size_t count);
    enum err (*query)(struct db_rows *rows, const char *sql,
                      const struct db_value *args, size_t count);
    bool (*next)(struct db_rows *rows);
    bool (*is_null)(struct db_rows *rows, unsigned column);
    int64_t (*integer)(struct db_rows *rows, unsigned column);
    struct str (*bytes)(struct db_rows *rows, unsigned column);
    void (*rows_close)(struct db_rows *rows);
    enum err (*batch)(struct db_conn *conn, const struct db_call *calls,
                      size_t count);
    enum err (*script)(struct db_conn *conn, struct arena *mem,
                       struct str text);
};

#endif
