/* store.c: opening, schema versions, transactions, and reading columns. */
#include "store/inner.h"

#include <stdio.h>

/* Numbered schema files, embedded at build, in order (meson.build). */
extern const uint8_t embedded_schema_001[];
extern const size_t embedded_schema_001_size;
extern const uint8_t embedded_schema_010[];
extern const size_t embedded_schema_010_size;
extern const uint8_t embedded_schema_020[];
extern const size_t embedded_schema_020_size;
extern const uint8_t embedded_schema_030[];
extern const size_t embedded_schema_030_size;
extern const uint8_t embedded_schema_040[];
extern const size_t embedded_schema_040_size;
extern const uint8_t embedded_schema_041[];
extern const size_t embedded_schema_041_size;
extern const uint8_t embedded_schema_060[];
extern const size_t embedded_schema_060_size;
extern const uint8_t embedded_schema_050[];
extern const size_t embedded_schema_050_size;
extern const uint8_t embedded_schema_061[];
extern const size_t embedded_schema_061_size;
extern const uint8_t embedded_schema_070[];
extern const size_t embedded_schema_070_size;
extern const uint8_t embedded_schema_080[];
extern const size_t embedded_schema_080_size;
extern const uint8_t embedded_schema_085[];
extern const size_t embedded_schema_085_size;
extern const uint8_t embedded_schema_088[];
extern const size_t embedded_schema_088_size;
extern const uint8_t embedded_schema_090[];
extern const size_t embedded_schema_090_size;
extern const uint8_t embedded_schema_091[];
extern const size_t embedded_schema_091_size;

static struct str schema_text(unsigned step)
{
    switch (step) {
    case 0:
        return (struct str){ (const char *)embedded_schema_001,
                             embedded_schema_001_size };
    case 1:
        return (struct str){ (const char *)embedded_schema_010,
                             embedded_schema_010_size };
    case 2:
        return (struct str){ (const char *)embedded_schema_020,
                             embedded_schema_020_size };
    case 3:
        return (struct str){ (const char *)embedded_schema_030,
                             embedded_schema_030_size };
    case 4:
        return (struct str){ (const char *)embedded_schema_040,
                             embedded_schema_040_size };
    case 5:
        return (struct str){ (const char *)embedded_schema_041,
                             embedded_schema_041_size };
    case 6:
        return (struct str){ (const char *)embedded_schema_060,
                             embedded_schema_060_size };
    case 7:
        return (struct str){ (const char *)embedded_schema_050,
                             embedded_schema_050_size };
    case 8:
        return (struct str){ (const char *)embedded_schema_061,
                             embedded_schema_061_size };
    case 9:
        return (struct str){ (const char *)embedded_schema_070,
                             embedded_schema_070_size };
    case 10:
        return (struct str){ (const char *)embedded_schema_080,
                             embedded_schema_080_size };
    case 11:
        return (struct str){ (const char *)embedded_schema_085,
                             embedded_schema_085_size };
    case 12:
        return (struct str){ (const char *)embedded_schema_088,
                             embedded_schema_088_size };
    case 13:
        return (struct str){ (const char *)embedded_schema_090,
                             embedded_schema_090_size };
    case 14:
        return (struct str){ (const char *)embedded_schema_091,
                             embedded_schema_091_size };
    default:
        return STR_NONE;
    }
}

struct opening {
    const struct vault *vault;
    unsigned until; /* steps to bring up to */
    struct progress progress;
};

static enum err version_read(unsigned *out, struct db_conn *conn)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT max(version) FROM schema_version", NULL,
                            0);
    if (err != OK)
        return err;
    *out = 0;
    if (db_next(&rows) && !db_is_null(&rows, 0))
        *out = (unsigned)db_int(&rows, 0);
    return rows.err;
}

static enum err schema_step(struct db_conn *conn, struct arena *mem,
                            unsigned step)
{
    enum err err = db_script(conn, mem, schema_text(step));
    if (err != OK)
        return err;
    struct db_value args[] = { DB_INT(step + 1) };
    return db_exec(NULL, conn,
                   "INSERT INTO schema_version (version) VALUES ($1)", args,
                   COUNT_OF(args));
}

static void step_tell(struct progress progress, unsigned done,
                      unsigned total)
{
    if (progress.step != NULL)
        progress.step(progress.context, done, total);
}

enum err schema_raise(struct db_conn *conn, unsigned until,
                      struct progress progress)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    enum err err = db_exec(NULL, conn,
                           "CREATE TABLE IF NOT EXISTS schema_version "
                           "(version INTEGER NOT NULL PRIMARY KEY)",
                           NULL, 0);
    unsigned version = 0;
    if (err == OK)
        err = version_read(&version, conn);
    if (err == OK && version > SCHEMA_STEPS)
        return ERR_INVALID;
    for (unsigned from = version; err == OK && version < until; version++) {
        step_tell(progress, version - from, until - from);
        err = schema_step(conn, &mem, version);
    }
    return err;
}

static enum err schema_work(struct db_conn *conn, void *context)
{
    const struct opening *o = context;
    return schema_raise(conn, o->until, o->progress);
}

/* Two programs may start at once: the slower one looks again. */
static enum err schema_open(struct db *db, struct opening *o)
{
    enum err err = ERR_CONFLICT;
    for (unsigned turn = 0; err == ERR_CONFLICT && turn < 5; turn++)
        err = db_write(db, schema_work, o);
    return err;
}

enum err store_raise(struct db *db, struct progress progress)
{
    struct opening o = { .until = SCHEMA_STEPS, .progress = progress };
    return schema_open(db, &o);
}

/* Every trust's row carries a code of the vault it was made with. */
static enum err vault_work(struct db_conn *conn, void *context)
{
    struct opening *o = context;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn, "SELECT id, vault_check FROM trust",
                            NULL, 0);
    if (err != OK)
        return err;
    while (db_next(&rows)) {
        struct trust_id trust = { 0 };
        if ((err = column_bytes(trust.bytes, &rows, 0, ID_SIZE)) != OK)
            return err;
        if (!vault_mac_fits(db_bytes(&rows, 1), o->vault, trust, "check",
                            ID_STR(trust)))
            return ERR_DENIED;
    }
    return rows.err;
}

enum err store_open_at(struct store *out, struct db *db,
                       const struct vault *vault, unsigned steps)
{
    must(steps <= SCHEMA_STEPS);
    struct opening o = { .vault = vault, .until = steps };
    enum err err = schema_open(db, &o);
    if (err == OK)
        err = db_read(db, vault_work, &o);
    *out = (struct store){ db, vault };
    return err;
}

enum err store_open(struct store *out, struct db *db,
                    const struct vault *vault)
{
    return store_open_at(out, db, vault, SCHEMA_STEPS);
}

/* ---- transactions ---- */

struct running {
    const struct vault *vault;
    enum err (*work)(struct tx *tx, void *context);
    void *context;
};

static enum err run_work(struct db_conn *conn, void *context)
{
    struct running *r = context;
    struct tx tx = { conn, r->vault };
    return r->work(&tx, r->context);
}

enum err store_write(const struct store *store,
                     enum err (*work)(struct tx *tx, void *context),
                     void *context)
{
    struct running r = { store->vault, work, context };
    return db_write(store->db, run_work, &r);
}

enum err store_read(const struct store *store,
                    enum err (*work)(struct tx *tx, void *context),
                    void *context)
{
    struct running r = { store->vault, work, context };
    return db_read(store->db, run_work, &r);
}

/* ---- columns ---- */

enum err column_bytes(void *out, struct db_rows *rows, unsigned column,
                      size_t size)
{
    struct str s = db_bytes(rows, column);
    if (s.size != size)
        return ERR_CORRUPT;
    memcpy(out, s.data, size);
    return OK;
}

enum err column_number(uint64_t *out, struct db_rows *rows, unsigned column,
                       uint64_t max)
{
    int64_t n = db_int(rows, column);
    if (n < 0 || (uint64_t)n > max)
        return ERR_CORRUPT;
    *out = (uint64_t)n;
    return OK;
}

enum err column_sealed(struct str *out, struct db_rows *rows, unsigned column,
                       struct arena *mem, const struct tx *tx,
                       struct trust_id trust, const char *table,
                       const char *name, struct str row)
{
    return open_column(out, db_bytes(rows, column), mem, tx, trust, table,
                       name, row);
}

enum err open_column(struct str *out, struct str sealed, struct arena *mem,
                     const struct tx *tx, struct trust_id trust,
                     const char *table, const char *name, struct str row)
{
    struct vault_place place = { trust, table, name, row };
    return vault_open_field(out, mem, tx->vault, &place, sealed);
}

struct str seal_column(struct arena *mem, const struct tx *tx,
                       struct trust_id trust, const char *table,
                       const char *name, struct str row, struct str text)
{
    struct vault_place place = { trust, table, name, row };
    return vault_seal_field(mem, tx->vault, &place, text);
}
