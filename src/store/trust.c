/* trust.c: trusts, and what they set otherwise. */
#include "store/inner.h"

enum err store_trust_create(struct tx *tx, const struct trust_row *trust)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    uint8_t check[VAULT_MAC_SIZE];
    vault_mac(check, tx->vault, trust->id, "check", ID_STR(trust->id));
    struct str name = seal_column(&mem, tx, trust->id, "trust", "name",
                                  ID_STR(trust->id), trust->name);
    struct db_value args[] = {
        DB_ID(trust->id), DB_BLOB(name.data, name.size),
        DB_INT(trust->demonstration), DB_INT(trust->created_at.us),
        DB_BLOB(check, sizeof(check)),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO trust (id, name_sealed, demonstration, "
                   "created_at, vault_check) VALUES ($1, $2, $3, $4, $5)",
                   args, COUNT_OF(args));
}

static enum err trust_read(struct trust_row *out, struct db_rows *rows,
                           struct tx *tx, struct arena *mem)
{
    enum err err = column_bytes(out->id.bytes, rows, 0, ID_SIZE);
    if (err != OK)
        return err;
    out->demonstration = db_int(rows, 2) == 1;
    out->created_at.us = db_int(rows, 3);
    return column_sealed(&out->name, rows, 1, mem, tx, out->id, "trust",
                         "name", ID_STR(out->id));
}

enum err store_trust_load(struct trust_row *out, struct tx *tx,
                          struct arena *mem, struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT id, name_sealed, demonstration, "
                            "created_at FROM trust WHERE id = $1",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    return trust_read(out, &rows, tx, mem);
}

enum err store_trusts(const struct trust_row **out, size_t *count,
                      struct tx *tx, struct arena *mem)
{
    enum { TRUSTS_MAX = 1000 };
    struct trust_row *trusts = ARENA_MANY(mem, TRUSTS_MAX, struct trust_row);
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT id, name_sealed, demonstration, "
                            "created_at FROM trust ORDER BY created_at, id",
                            NULL, 0);
    size_t n = 0;
    while (err == OK && n < TRUSTS_MAX && db_next(&rows))
        err = trust_read(&trusts[n++], &rows, tx, mem);
    *out = trusts;
    *count = n;
    return err != OK ? err : rows.err;
}

enum err store_setting_put(struct tx *tx, const struct permit *permit,
                           const struct setting_row *setting)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct str source = seal_column(&mem, tx, permit->trust, "setting",
                                    "source", setting->key, setting->source);
    struct db_value args[] = {
        DB_ID(permit->trust), DB_TEXT(setting->key), DB_TEXT(setting->value),
        DB_BLOB(source.data, source.size), DB_ID(setting->author),
        DB_INT(setting->at.us),
    };
    enum err err = db_exec(
        NULL, tx->conn,
        "INSERT INTO setting (trust, name, value, source_sealed, author, at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (trust, name) DO "
        "UPDATE SET value = excluded.value, source_sealed = "
        "excluded.source_sealed, author = excluded.author, at = excluded.at",
        args, COUNT_OF(args));
    if (err != OK)
        return err;
    struct journal_row row = {
        .at = setting->at, .author = setting->author,
        .kind = STR("setting.put"), .subject = setting->key,
        .text = str_printf(&mem, "%.*s (%.*s)", STR_ARG(setting->value),
                           STR_ARG(setting->source)), /* setting_of_row */
    };
    return store_journal_add(tx, permit->trust, &row);
}

enum err store_settings(const struct setting_row **out, size_t *count,
                        struct tx *tx, struct arena *mem,
                        struct trust_id trust)
{
    /* Asked for with every page; most trusts have none. */
    enum { SETTINGS_MAX = 500 };
    struct setting_row *settings = NULL;
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT name, value, source_sealed, author, at "
                            "FROM setting WHERE trust = $1 ORDER BY name",
                            args, COUNT_OF(args));
    size_t n = 0;
    while (err == OK && n < SETTINGS_MAX && db_next(&rows)) {
        if (settings == NULL)
            settings = ARENA_MANY(mem, SETTINGS_MAX, struct setting_row);
        struct setting_row *s = &settings[n++];
        s->key = str_copy(mem, db_bytes(&rows, 0));
        s->value = str_copy(mem, db_bytes(&rows, 1));
        s->at.us = db_int(&rows, 4);
        if ((err = column_bytes(s->author.bytes, &rows, 3, ID_SIZE)) == OK)
            err = column_sealed(&s->source, &rows, 2, mem, tx, trust,
                                "setting", "source", s->key);
    }
    *out = settings;
    *count = n;
    return err != OK ? err : rows.err;
}

static enum err setting_of_row(struct setting_row *out,
                               const struct journal_row *row)
{
    struct str rest = row->text;
    const char *mark = memmem(rest.data, rest.size, " (", 2);
    if (mark == NULL || !str_ends(rest, ")"))
        return ERR_CORRUPT;
    size_t size = (size_t)(mark - rest.data);
    *out = (struct setting_row){
        .key = row->subject, .value = { rest.data, size },
        .source = { mark + 2, rest.size - size - 3 },
        .author = row->author, .at = row->at,
    };
    return OK;
}

enum err store_settings_at(const struct setting_row **out, size_t *count,
                           struct tx *tx, struct arena *mem,
                           struct trust_id trust, struct instant at)
{
    const struct journal_row *rows;
    size_t rows_count, n = 0;
    enum err err = store_journal_until(&rows, &rows_count, tx, mem, trust,
                                       STR("setting.put"), at);
    struct setting_row *settings = ARENA_MANY(mem, rows_count,
                                              struct setting_row);
    for (size_t i = 0; i < rows_count && err == OK; i++) {
        struct setting_row row = { 0 };
        size_t place = 0;
        err = setting_of_row(&row, &rows[i]);
        while (place < n && !str_same(settings[place].key, row.key))
            place++;
        settings[place] = row;
        n = place == n ? n + 1 : n;
    }
    *out = settings;
    *count = n;
    return err;
}
