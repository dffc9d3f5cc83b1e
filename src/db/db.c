/* db.c: the port's calls, handed to the driver; the checks that hold for all
 * of them stand here once. */
#include "db/db.h"

enum err db_open(struct db **out, const struct db_driver *driver,
                 const struct db_options *options, struct arena *mem,
                 struct str *error)
{
    *error = STR("");
    enum err err = driver->open(out, options, mem, error);
    must(err != OK || (*out)->driver == driver);
    return err;
}

void db_close(struct db *db)
{
    if (db != NULL)
        db->driver->close(db);
}

const char *db_driver_name(const struct db *db)
{
    return db->driver->name;
}

enum err db_write(struct db *db, db_work *work, void *context)
{
    return db->driver->write(db, work, context);
}

enum err db_read(struct db *db, db_work *work, void *context)
{
    return db->driver->read(db, work, context);
}

/* Text that one driver keeps and the other refuses is refused by both. */
static enum err args_check(const struct db_value *args, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (args[i].kind == DB_KIND_TEXT && args[i].bytes.size > 0 &&
            memchr(args[i].bytes.data, '\0', args[i].bytes.size) != NULL)
            return ERR_INVALID;
    return OK;
}

enum err db_exec(int64_t *changed, struct db_conn *conn, const char *sql,
                 const struct db_value *args, size_t count)
{
    must(conn->writing);
    enum err err = args_check(args, count);
    return err == OK ? conn->driver->exec(changed, conn, sql, args, count)
                     : err;
}

enum err db_query(struct db_rows *out, struct db_conn *conn, const char *sql,
                  const struct db_value *args, size_t count)
{
    *out = (struct db_rows){ .conn = conn };
    enum err err = args_check(args, count);
    return err == OK ? conn->driver->query(out, sql, args, count) : err;
}

bool db_next(struct db_rows *rows)
{
    return rows->conn->driver->next(rows);
}

bool db_is_null(struct db_rows *rows, unsigned column)
{
    return rows->conn->driver->is_null(rows, column);
}

int64_t db_int(struct db_rows *rows, unsigned column)
{
    return rows->conn->driver->integer(rows, column);
}

struct str db_bytes(struct db_rows *rows, unsigned column)
{
    return rows->conn->driver->bytes(rows, column);
}

void db_rows_close(struct db_rows *rows)
{
    if (rows->cursor != NULL)
        rows->conn->driver->rows_close(rows);
    rows->cursor = NULL;
}

enum err db_batch(struct db_conn *conn, const struct db_call *calls,
                  size_t count)
{
    must(conn->writing);
    for (size_t i = 0; i < count; i++) {
        enum err err = args_check(calls[i].args, calls[i].count);
        if (err != OK)
            return err;
    }
    return conn->driver->batch(conn, calls, count);
}

enum err db_script(struct db_conn *conn, struct arena *mem, struct str text)
{
    must(conn->writing);
    return conn->driver->script(conn, mem, text);
}
