/* backup.c: everything into one sealed file, and back into an empty database.
 *
 * A backup is one reading transaction: one moment, whoever writes meanwhile.
 * Rows are asked for in pages by their key, so no driver holds a table.
 *
 * A restore reads the file twice: first to see that it is whole and ours,
 * then into one writing transaction, at whose end every chronology, key and
 * journal is verified; any doubt gives the transaction up. Not chosen: rows
 * in many transactions with a mark at the end, which a crash leaves half.
 *
 * The backup of an older program is put into the schema of its time, which is
 * then brought up as a start would, all in that transaction. */
#include "store/backup.h"

#include "store/care.h"

#include <unistd.h>

#define P1 "$1"
#define P2 P1 ", $2"
#define P3 P2 ", $3"
#define P4 P3 ", $4"
#define P5 P4 ", $5"
#define P6 P5 ", $6"
#define P7 P6 ", $7"
#define P8 P7 ", $8"
#define P9 P8 ", $9"
#define P10 P9 ", $10"
#define P11 P10 ", $11"
#define P12 P11 ", $12"
#define P13 P12 ", $13"
#define P14 P13 ", $14"

#define TABLE(name_, since_, keys_, keys_count_, columns_, columns_count_,    \
              kinds_)                                                         \
    { .name = #name_, .since = since_, .columns = columns_,                   \
      .kinds = kinds_, .keys = keys_count_,                                   \
      .select = "SELECT " columns_ " FROM " #name_ " WHERE (" keys_ ") > ("   \
                P##keys_count_ ") ORDER BY " keys_ " LIMIT 100",              \
      .insert = "INSERT INTO " #name_ " (" columns_ ") VALUES ("              \
                P##columns_count_ ")",                                        \
      .any = "SELECT 1 FROM " #name_ " LIMIT 1",                              \
      .count = "SELECT count(*) FROM " #name_ },
const struct backup_table backup_tables[] = {
#include "store/tables.def"
};
#undef TABLE
const size_t backup_tables_count = COUNT_OF(backup_tables);

enum {
    BLOB_MAX = VAULT_TEXT_MAX + (1 << 16), /* of any column */
    ROW_MEMORY = 192 << 20,
};

struct running_total {
    struct progress progress;
    uint64_t done, total;
};

static void step(struct running_total *t)
{
    t->done++;
    if (t->progress.step != NULL && (t->done % 64 == 0 || t->done == t->total))
        t->progress.step(t->progress.context, t->done, t->total);
}

/* ---- backup ---- */

struct saving {
    const struct vault *vault;
    unsigned steps; /* the schema of the file */
    struct backup_file file;
    struct arena key_mem; /* of the last row of a page */
    struct running_total rows;
};

static enum err total_count(struct running_total *t, struct tx *tx,
                            unsigned steps)
{
    t->done = t->total = 0;
    enum err err = OK;
    for (size_t i = 0; i < backup_tables_count && err == OK; i++) {
        AUTO_ROWS rows;
        if (backup_tables[i].since > steps)
            continue;
        err = db_query(&rows, tx->conn, backup_tables[i].count, NULL, 0);
        if (err == OK && db_next(&rows))
            t->total += (uint64_t)db_int(&rows, 0);
        if (err == OK)
            err = rows.err;
    }
    return err;
}

static void column_put(struct backup_file *f, struct db_rows *rows,
                       unsigned column, char kind)
{
    if (db_is_null(rows, column)) {
        f->err = ERR_CORRUPT; /* no column of the house is without a value */
        return;
    }
    if (kind == 'i') {
        backup_file_put_number(f, (uint64_t)db_int(rows, column), 8);
        return;
    }
    struct str s = db_bytes(rows, column);
    if (s.size > BLOB_MAX)
        f->err = ERR_LIMIT;
    backup_file_put_number(f, s.size, 4);
    backup_file_put(f, s.data, s.size);
}

static struct db_value value_of(char kind, int64_t n, struct str s)
{
    return kind == 'i'   ? DB_INT(n)
           : kind == 't' ? DB_TEXT(s)
                         : DB_BLOB(s.data, s.size);
}

/* The key of the row, to go on behind it. */
static void key_keep(struct db_value *key, struct db_rows *rows,
                     const struct backup_table *t, struct arena *mem)
{
    arena_reset(mem);
    for (unsigned i = 0; i < t->keys; i++)
        key[i] = t->kinds[i] == 'i'
                     ? DB_INT(db_int(rows, i))
                     : value_of(t->kinds[i], 0,
                                str_copy(mem, db_bytes(rows, i)));
}

/* The rows behind key; key moves on to the last of them. */
static enum err page_save(size_t *count, struct saving *s, struct tx *tx,
                          size_t table, struct db_value *key)
{
    const struct backup_table *t = &backup_tables[table];
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, t->select, key, t->keys);
    *count = 0;
    while (err == OK && db_next(&rows)) {
        ++*count;
        backup_file_put_number(&s->file, table + 1, 1);
        for (unsigned i = 0; t->kinds[i] != '\0'; i++)
            column_put(&s->file, &rows, i, t->kinds[i]);
        if (*count == BACKUP_PAGE)
            key_keep(key, &rows, t, &s->key_mem);
        step(&s->rows);
        err = s->file.err;
    }
    return err != OK ? err : rows.err;
}

/* Every key begins with an id or a code, which is more than no bytes. */
static enum err table_save(struct saving *s, struct tx *tx, size_t table)
{
    const struct backup_table *t = &backup_tables[table];
    struct db_value key[BACKUP_COLUMNS_MAX];
    size_t count = BACKUP_PAGE;
    enum err err = OK;
    for (unsigned i = 0; i < t->keys; i++)
        key[i] = value_of(t->kinds[i], 0, STR(""));
    while (err == OK && count == BACKUP_PAGE)
        err = page_save(&count, s, tx, table, key);
    return err;
}

static enum err save_work(struct tx *tx, void *context)
{
    struct saving *s = context;
    enum err err = backup_file_begin(&s->file, s->vault);
    if (err == OK)
        err = total_count(&s->rows, tx, s->steps);
    backup_file_put_number(&s->file, s->steps, 4);
    for (size_t i = 0; i < backup_tables_count && err == OK; i++)
        if (backup_tables[i].since <= s->steps)
            err = table_save(s, tx, i);
    backup_file_put_number(&s->file, 0, 1);
    backup_file_put_number(&s->file, s->rows.done, 8);
    return err != OK ? err : s->file.err;
}

enum err store_backup_at(const struct store *store, const char *path,
                         unsigned steps, struct progress progress)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct saving s = { .vault = store->vault, .steps = steps,
                        .rows.progress = progress };
    enum err err = backup_file_make(&s.file, &mem, path);
    if (err != OK)
        return err;
    arena_open(&s.key_mem, 1 << 20);
    err = store_read(store, save_work, &s);
    if (err == OK)
        err = backup_file_end(&s.file, path);
    arena_close(&s.key_mem);
    backup_file_close(&s.file);
    if (err != OK)
        unlink(path);
    return err;
}

enum err store_backup(const struct store *store, const char *path,
                      struct progress progress)
{
    return store_backup_at(store, path, SCHEMA_STEPS, progress);
}

/* ---- restore ---- */

struct restoring {
    const struct vault *vault;
    unsigned steps; /* the schema of the file */
    struct backup_file file;
    struct arena row;
    struct findings *findings;
    struct running_total rows;
};

static enum err row_take(struct db_value values[BACKUP_COLUMNS_MAX],
                         struct restoring *r, const struct backup_table *t)
{
    arena_reset(&r->row);
    for (unsigned i = 0; t->kinds[i] != '\0' && r->file.err == OK; i++) {
        if (t->kinds[i] == 'i') {
            values[i] = DB_INT(backup_file_take_number(&r->file, 8));
            continue;
        }
        size_t size = (size_t)backup_file_take_number(&r->file, 4);
        if (size > BLOB_MAX)
            return ERR_CORRUPT;
        char *bytes = arena_alloc(&r->row, size);
        backup_file_take(&r->file, bytes, size);
        values[i] = value_of(t->kinds[i], 0, (struct str){ bytes, size });
    }
    return r->file.err;
}

/* Reads all rows; tx NULL: only to see that the file is whole. */
static enum err rows_take(struct restoring *r, struct tx *tx)
{
    struct db_value values[BACKUP_COLUMNS_MAX];
    uint64_t count = 0, table;
    while ((table = backup_file_take_number(&r->file, 1)) != 0) {
        if (table > backup_tables_count ||
            backup_tables[table - 1].since > r->steps)
            return ERR_CORRUPT;
        const struct backup_table *t = &backup_tables[table - 1];
        enum err err = row_take(values, r, t);
        if (err == OK && tx != NULL) {
            err = db_exec(NULL, tx->conn, t->insert, values,
                          strlen(t->kinds));
            step(&r->rows);
        }
        if (err != OK)
            return err;
        count++;
    }
    r->rows.total = backup_file_take_number(&r->file, 8);
    if (r->file.err == OK && r->rows.total != count)
        return ERR_CORRUPT;
    return backup_file_finish(&r->file);
}

static enum err file_read(struct restoring *r, struct tx *tx)
{
    uint64_t steps = backup_file_take_number(&r->file, 4);
    if (r->file.err != OK)
        return r->file.err;
    if (steps == 0 || steps > SCHEMA_STEPS)
        return ERR_INVALID; /* of a newer program, which knows other columns */
    r->steps = (unsigned)steps;
    return rows_take(r, tx);
}

static enum err empty_check(struct restoring *r, struct tx *tx)
{
    enum err err = OK;
    for (size_t i = 0; i < backup_tables_count && err == OK; i++) {
        if (backup_tables[i].since > r->steps)
            continue; /* perhaps not there yet, and never without a trust */
        AUTO_ROWS rows;
        err = db_query(&rows, tx->conn, backup_tables[i].any, NULL, 0);
        if (err == OK && db_next(&rows))
            return ERR_CONFLICT;
        if (err == OK)
            err = rows.err;
    }
    return err;
}

static enum err trusts_verify(struct restoring *r, struct tx *tx)
{
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    const struct trust_row *trusts;
    size_t count;
    enum err err = store_trusts(&trusts, &count, tx, &mem);
    if (err == OK && count == 0)
        return ERR_CORRUPT; /* a backup of nothing restores nothing */
    for (size_t i = 0; i < count && err == OK; i++) {
        struct permit permit = access_program_permit(trusts[i].id);
        const struct school_row *schools;
        size_t schools_count;
        err = store_schools(&schools, &schools_count, tx, &mem,
                            trusts[i].id);
        if (err == OK)
            err = verify_inside(tx, &permit, r->findings,
                                (struct progress){ 0 });
    }
    return err != OK ? err : r->findings->count > 0 ? ERR_CORRUPT : OK;
}

static enum err restore_work(struct tx *tx, void *context)
{
    struct restoring *r = context;
    r->findings->count = 0;
    r->rows.done = 0;
    enum err err = empty_check(r, tx);
    if (err == OK)
        err = backup_file_again(&r->file, r->vault);
    if (err == OK)
        err = file_read(r, tx);
    if (err == OK)
        err = schema_raise(tx->conn, SCHEMA_STEPS,
                           (struct progress){ 0 });
    return err == OK ? trusts_verify(r, tx) : err;
}

enum err store_restore(struct db *db, const struct vault *vault,
                       const char *path, struct findings *findings,
                       struct progress progress)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct restoring r = { .vault = vault, .findings = findings,
                           .rows.progress = progress };
    struct store store;
    findings->count = 0;
    enum err err = backup_file_open(&r.file, &mem, vault, path);
    arena_open(&r.row, ROW_MEMORY);
    if (err == OK)
        err = file_read(&r, NULL);
    if (err == OK)
        err = store_open_at(&store, db, vault, r.steps);
    if (err == ERR_DENIED)
        err = ERR_CONFLICT; /* there is a trust, of another key */
    if (err == OK)
        err = store_write(&store, restore_work, &r);
    arena_close(&r.row);
    backup_file_close(&r.file);
    return err;
}
