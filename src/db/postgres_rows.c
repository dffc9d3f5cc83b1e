/* postgres_rows.c: statements and rows of the PostgreSQL driver.
 *
 * A connection is in pipeline mode: what is sent waits, together with BEGIN,
 * until somebody needs an answer. A statement without rows whose count nobody
 * asks for is not waited for; its error comes out at the next answer, at the
 * latest at the commit, and the work fails all the same. So a transaction
 * costs as many round trips as it has questions, and one for its commit.
 *
 * Answers are taken whole: many rows are asked for in pages by the store. */
#include "db/postgres_inner.h"

#include <endian.h>
#include <stdio.h>

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

static struct pg_conn *conn_of(struct db_rows *rows)
{
    return (struct pg_conn *)rows->conn;
}

enum err pg_lost(struct pg_conn *c)
{
    c->trouble = PG_LOST;
    c->failed = ERR_IO;
    return ERR_IO;
}

/* The statement, without values: they may be of a child. */
static void error_tell(const char *state, const char *sql)
{
    fprintf(stderr, "lanyard: postgres: %s: %s\n",
            state != NULL ? state : "no answer", sql);
}

static void failed_note(struct pg_conn *c, const PGresult *result,
                        const char *sql)
{
    if (PQstatus(c->link) == CONNECTION_BAD) {
        pg_lost(c);
        return;
    }
    if (c->failed != OK)
        return;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    c->failed = pg_err(&c->trouble, state);
    if (c->trouble == PG_FINE && c->failed != ERR_CONFLICT)
        error_tell(state, sql);
}

/* One result and the NULL behind it; the result is kept in *keep or freed. */
static void result_take(struct pg_conn *c, const struct pg_pending *p,
                        PGresult **keep)
{
    PGresult *result = PQgetResult(c->link);
    if (result == NULL) {
        pg_lost(c);
        return;
    }
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    if (good && p->prepares != NULL)
        p->prepares->prepared = true;
    if (!good && status != PGRES_PIPELINE_ABORTED)
        failed_note(c, result, p->sql);
    if (good && keep != NULL)
        *keep = result;
    else
        PQclear(result);
    if (c->trouble == PG_LOST)
        return;
    if ((result = PQgetResult(c->link)) != NULL) {
        PQclear(result); /* one statement has one result */
        pg_lost(c);
    }
}

enum err pg_collect(struct pg_conn *c, PGresult **last)
{
    if (last != NULL)
        *last = NULL;
    if (c->trouble == PG_LOST || PQpipelineSync(c->link) != 1)
        return pg_lost(c);
    for (unsigned i = 0; i < c->pending_count && c->trouble != PG_LOST; i++)
        result_take(c, &c->pending[i],
                    i + 1 == c->pending_count ? last : NULL);
    c->pending_count = 0;
    if (c->trouble != PG_LOST) {
        PGresult *sync = PQgetResult(c->link);
        if (PQresultStatus(sync) != PGRES_PIPELINE_SYNC)
            pg_lost(c);
        PQclear(sync);
    }
    if (c->failed != OK && last != NULL) {
        PQclear(*last);
        *last = NULL;
    }
    return c->failed;
}

static void pending_add(struct pg_conn *c, struct pg_statement *prepares,
                        const char *sql)
{
    must(c->pending_count < PG_PENDING_MAX);
    c->pending[c->pending_count++] = (struct pg_pending){ prepares, sql };
}

enum err pg_send(struct pg_conn *c, const char *sql)
{
    if (PQsendQueryParams(c->link, sql, 0, NULL, NULL, NULL, NULL, 1) != 1)
        return pg_lost(c);
    pending_add(c, NULL, sql);
    return OK;
}

/* BEGIN travels with the first statement. Not chosen: SERIALIZABLE. Writers
 * of different incidents share pages of an index and would be run again for
 * nothing: 142 against 478 entries a second at 16 writers. So two writers who
 * may not both have their way must write the same row or key. */
static enum err begin(struct pg_conn *c)
{
    if (c->failed != OK || c->begun)
        return c->failed;
    c->begun = true;
    return pg_send(c, c->base.writing
                          ? "BEGIN ISOLATION LEVEL REPEATABLE READ"
                          : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* ---- statements ---- */

static struct pg_statement *place_find(struct pg_conn *c, const char *sql)
{
    uint64_t h = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(h >> 32) % PG_STATEMENTS_MAX;
    for (size_t n = 0; n < PG_STATEMENTS_MAX; n++) {
        struct pg_statement *s =
            &c->statements[(slot + n) % PG_STATEMENTS_MAX];
        if (s->sql == sql || s->sql == NULL)
            return s;
    }
    return NULL;
}

struct pg_params {
    Oid types[PG_ARGS_MAX];
    const char *values[PG_ARGS_MAX];
    int sizes[PG_ARGS_MAX];
    int formats[PG_ARGS_MAX];
    uint64_t integers[PG_ARGS_MAX]; /* big-endian */
};

static void param_set(struct pg_params *p, size_t i,
                      const struct db_value *value)
{
    p->formats[i] = 1;
    p->sizes[i] = (int)value->bytes.size;
    p->values[i] = value->bytes.data != NULL ? value->bytes.data : "";
    switch (value->kind) {
    case DB_KIND_NULL:
        p->types[i] = 0;
        p->values[i] = NULL;
        return;
    case DB_KIND_INT:
        p->integers[i] = htobe64((uint64_t)value->integer);
        p->types[i] = OID_INT8;
        p->values[i] = (const char *)&p->integers[i];
        p->sizes[i] = sizeof(p->integers[i]);
        return;
    case DB_KIND_TEXT: p->types[i] = OID_TEXT; return;
    case DB_KIND_BLOB: p->types[i] = OID_BYTEA; return;
    }
}

static enum err params_set(struct pg_params *p, const struct db_value *args,
                           size_t count)
{
    must(count <= PG_ARGS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (args[i].bytes.size > INT32_MAX)
            return ERR_LIMIT;
        param_set(p, i, &args[i]);
    }
    return OK;
}

static const char *statement_name(char out[16], const struct pg_conn *c,
                                  const struct pg_statement *s)
{
    snprintf(out, 16, "s%u", (unsigned)(s - c->statements));
    return out;
}

static enum err prepare(struct pg_conn *c, struct pg_statement *s,
                        const char *sql, const struct pg_params *p,
                        size_t count)
{
    char name[16];
    s->sql = sql;
    if (PQsendPrepare(c->link, statement_name(name, c, s), sql, (int)count,
                      p->types) != 1)
        return pg_lost(c);
    pending_add(c, s, sql);
    return OK;
}

/* True when the statement is among those sent since the last answer. */
static bool prepare_is_pending(const struct pg_conn *c,
                               const struct pg_statement *s)
{
    for (unsigned i = 0; i < c->pending_count; i++)
        if (c->pending[i].prepares == s)
            return true;
    return false;
}

static enum err send_once(struct pg_conn *c, const char *sql,
                          const struct pg_params *p, size_t count)
{
    arena_reset(&c->words);
    struct str spelled = pg_spell(&c->words, str_of(sql));
    if (PQsendQueryParams(c->link, str_c(&c->words, spelled), (int)count,
                          p->types, p->values, p->sizes, p->formats, 1) != 1)
        return pg_lost(c);
    pending_add(c, NULL, sql);
    return OK;
}

/* Sends one statement behind what is pending. */
static enum err statement_send(struct pg_conn *c, const char *sql,
                               const struct db_value *args, size_t count)
{
    struct pg_params p;
    char name[16];
    enum err err = params_set(&p, args, count);
    if (err == OK && c->pending_count + 3 > PG_PENDING_MAX)
        err = pg_collect(c, NULL);
    if (err == OK)
        err = begin(c);
    if (err != OK)
        return err;
    struct pg_statement *s = place_find(c, sql);
    if (s == NULL || strncmp(sql, "CREATE", 6) == 0)
        return send_once(c, sql, &p, count);
    if (!s->prepared && !prepare_is_pending(c, s) &&
        (err = prepare(c, s, sql, &p, count)) != OK)
        return err;
    if (PQsendQueryPrepared(c->link, statement_name(name, c, s), (int)count,
                            p.values, p.sizes, p.formats, 1) != 1)
        return pg_lost(c);
    pending_add(c, NULL, sql);
    return OK;
}

static int64_t changed_of(PGresult *result)
{
    uint64_t n = 0;
    if (str_read_number(&n, str_of(PQcmdTuples(result)), INT64_MAX) != OK)
        return 0;
    return (int64_t)n;
}

enum err pg_exec(int64_t *changed, struct db_conn *conn, const char *sql,
                 const struct db_value *args, size_t count)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    enum err err = statement_send(c, sql, args, count);
    if (err != OK || changed == NULL)
        return err;
    PGresult *result;
    if ((err = pg_collect(c, &result)) == OK)
        *changed = changed_of(result);
    PQclear(result);
    return err;
}

enum err pg_batch(struct db_conn *conn, const struct db_call *calls,
                  size_t count)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    enum err err = OK;
    for (size_t i = 0; i < count && err == OK; i++)
        err = statement_send(c, calls[i].sql, calls[i].args, calls[i].count);
    return err == OK ? pg_collect(c, NULL) : err;
}

/* Many statements in one text go outside the pipeline. */
enum err pg_script(struct db_conn *conn, struct arena *mem, struct str text)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    enum err err = begin(c);
    if (err == OK)
        err = pg_collect(c, NULL);
    if (err != OK)
        return err;
    if (PQexitPipelineMode(c->link) != 1)
        return pg_lost(c);
    PGresult *result = PQexec(c->link, str_c(mem, pg_spell(mem, text)));
    if (PQresultStatus(result) != PGRES_COMMAND_OK &&
        PQresultStatus(result) != PGRES_TUPLES_OK)
        failed_note(c, result, "a schema file");
    PQclear(result);
    if (c->trouble != PG_LOST && PQenterPipelineMode(c->link) != 1)
        return pg_lost(c);
    return c->failed;
}

/* ---- rows ---- */

enum err pg_query(struct db_rows *rows, const char *sql,
                  const struct db_value *args, size_t count)
{
    PGresult *result = NULL;
    struct pg_conn *c = conn_of(rows);
    enum err err = statement_send(c, sql, args, count);
    if (err == OK)
        err = pg_collect(c, &result);
    rows->cursor = result;
    rows->row = -1;
    rows->err = err;
    return err;
}

bool pg_next(struct db_rows *rows)
{
    if (rows->cursor == NULL)
        return false;
    int64_t count = PQntuples(rows->cursor);
    if (rows->row < count)
        rows->row++;
    return rows->row < count;
}

bool pg_is_null(struct db_rows *rows, unsigned column)
{
    return PQgetisnull(rows->cursor, (int)rows->row, (int)column) != 0;
}

int64_t pg_integer(struct db_rows *rows, unsigned column)
{
    const char *at = PQgetvalue(rows->cursor, (int)rows->row, (int)column);
    uint32_t narrow;
    uint64_t wide;
    switch (PQgetlength(rows->cursor, (int)rows->row, (int)column)) {
    case sizeof(wide):
        memcpy(&wide, at, sizeof(wide));
        return (int64_t)be64toh(wide);
    case sizeof(narrow): /* a literal of the statement */
        memcpy(&narrow, at, sizeof(narrow));
        return (int32_t)be32toh(narrow);
    case 0: return 0; /* NULL, as in SQLite */
    default: rows->err = ERR_CORRUPT; return 0;
    }
}

struct str pg_bytes(struct db_rows *rows, unsigned column)
{
    int size = PQgetlength(rows->cursor, (int)rows->row, (int)column);
    return (struct str){
        PQgetvalue(rows->cursor, (int)rows->row, (int)column), (size_t)size
    };
}

void pg_rows_close(struct db_rows *rows)
{
    PQclear(rows->cursor);
}
