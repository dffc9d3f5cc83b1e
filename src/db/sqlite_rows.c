/* sqlite_rows.c: statements and rows of the SQLite driver. Each connection
 * keeps its prepared statements by the address of their text, which is a
 * literal; one that is in use is prepared once more for the second user. */
#include "db/sqlite_inner.h"

#include <stdio.h>

static struct sqlite_conn *conn_of(struct db_rows *rows)
{
    return (struct sqlite_conn *)rows->conn;
}

static sqlite3_stmt *stmt_of(struct db_rows *rows)
{
    return rows->cursor;
}

static size_t slot_of(const char *sql)
{
    uint64_t h = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32) % STATEMENTS_MAX;
}

/* The kept statement for that text, or a free place for it; NULL: full. */
static struct sqlite_statement *place_find(struct sqlite_conn *c,
                                           const char *sql)
{
    size_t slot = slot_of(sql);
    for (size_t n = 0; n < STATEMENTS_MAX; n++) {
        struct sqlite_statement *s =
            &c->statements[(slot + n) % STATEMENTS_MAX];
        if (s->sql == sql || s->sql == NULL)
            return s;
    }
    return NULL;
}

static enum err prepare(sqlite3_stmt **out, struct sqlite_conn *c,
                        const char *sql)
{
    int code = sqlite3_prepare_v3(c->handle, sql, -1,
                                  SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (code != SQLITE_OK)
        fprintf(stderr, "lanyard: sqlite: %s: %s\n",
                sqlite3_errmsg(c->handle), sql);
    return sqlite_err(code);
}

/* *kept: where it is kept, NULL for one that lives for one use. */
static enum err statement_take(sqlite3_stmt **out,
                               struct sqlite_statement **kept,
                               struct sqlite_conn *c, const char *sql)
{
    struct sqlite_statement *s = place_find(c, sql);
    *kept = NULL;
    if (s == NULL || s->in_use)
        return prepare(out, c, sql);
    if (s->stmt == NULL) {
        enum err err = prepare(&s->stmt, c, sql);
        if (err != OK)
            return err;
        s->sql = sql;
    }
    s->in_use = true;
    *kept = s;
    *out = s->stmt;
    return OK;
}

/* rows->row is the number of the kept statement from 1, 0 for none. */
void sqlite_rows_close(struct db_rows *rows)
{
    sqlite3_stmt *stmt = stmt_of(rows);
    if (rows->row == 0) {
        sqlite3_finalize(stmt);
        return;
    }
    struct sqlite_statement *s = &conn_of(rows)->statements[rows->row - 1];
    must(s->stmt == stmt && s->in_use);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    s->in_use = false;
}

/* Where "$3" is bound; SQLite numbers parameters as they come in the text. */
static int parameter_place(sqlite3_stmt *stmt, struct sqlite_statement *kept,
                           unsigned number)
{
    char name[16];
    bool keeps = kept != NULL && number <= ARGS_MAX;
    if (keeps && kept->places[number - 1] > 0)
        return kept->places[number - 1];
    snprintf(name, sizeof(name), "$%u", number);
    int at = sqlite3_bind_parameter_index(stmt, name);
    if (keeps && at <= UINT8_MAX)
        kept->places[number - 1] = (uint8_t)at;
    return at;
}

static int bind(sqlite3_stmt *stmt, struct sqlite_statement *kept,
                unsigned number, const struct db_value *value)
{
    int at = parameter_place(stmt, kept, number);
    if (at == 0)
        return SQLITE_RANGE;
    /* An empty text is not NULL: SQLite needs an address for it. */
    const char *data = value->bytes.data != NULL ? value->bytes.data : "";
    switch (value->kind) {
    case DB_KIND_NULL: return sqlite3_bind_null(stmt, at);
    case DB_KIND_INT: return sqlite3_bind_int64(stmt, at, value->integer);
    case DB_KIND_TEXT:
        return sqlite3_bind_text64(stmt, at, data, value->bytes.size,
                                   SQLITE_TRANSIENT, SQLITE_UTF8);
    case DB_KIND_BLOB:
        return sqlite3_bind_blob64(stmt, at, data, value->bytes.size,
                                   SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

enum err sqlite_query(struct db_rows *rows, const char *sql,
                      const struct db_value *args, size_t count)
{
    sqlite3_stmt *stmt = NULL;
    struct sqlite_statement *kept;
    enum err err = statement_take(&stmt, &kept, conn_of(rows), sql);
    if (err != OK)
        return err;
    rows->cursor = stmt;
    rows->row = kept != NULL ? kept - conn_of(rows)->statements + 1 : 0;
    rows->err = OK;
    for (size_t i = 0; i < count && err == OK; i++)
        err = sqlite_err(bind(stmt, kept, (unsigned)i + 1, &args[i]));
    if (err != OK)
        db_rows_close(rows);
    return err;
}

bool sqlite_next(struct db_rows *rows)
{
    if (rows->cursor == NULL)
        return false;
    int code = sqlite3_step(stmt_of(rows));
    rows->err = sqlite_err(code);
    return code == SQLITE_ROW;
}

bool sqlite_is_null(struct db_rows *rows, unsigned column)
{
    return sqlite3_column_type(stmt_of(rows), (int)column) == SQLITE_NULL;
}

int64_t sqlite_integer(struct db_rows *rows, unsigned column)
{
    return sqlite3_column_int64(stmt_of(rows), (int)column);
}

struct str sqlite_bytes(struct db_rows *rows, unsigned column)
{
    const void *data = sqlite3_column_blob(stmt_of(rows), (int)column);
    int size = sqlite3_column_bytes(stmt_of(rows), (int)column);
    return (struct str){ data != NULL ? data : "", (size_t)size };
}

enum err sqlite_exec(int64_t *changed, struct db_conn *conn, const char *sql,
                     const struct db_value *args, size_t count)
{
    AUTO_ROWS rows = { .conn = conn };
    enum err err = sqlite_query(&rows, sql, args, count);
    if (err != OK)
        return err;
    while (sqlite_next(&rows))
        continue;
    if (rows.err == OK && changed != NULL)
        *changed = sqlite3_changes64(conn_of(&rows)->handle);
    return rows.err;
}

enum err sqlite_batch(struct db_conn *conn, const struct db_call *calls,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum err err = sqlite_exec(NULL, conn, calls[i].sql, calls[i].args,
                                   calls[i].count);
        if (err != OK)
            return err;
    }
    return OK;
}

enum err sqlite_script(struct db_conn *conn, struct arena *mem,
                       struct str text)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    int code = sqlite3_exec(c->handle, str_c(mem, text), NULL, NULL, NULL);
    if (code != SQLITE_OK)
        fprintf(stderr, "lanyard: sqlite: %s\n", sqlite3_errmsg(c->handle));
    return sqlite_err(code);
}
