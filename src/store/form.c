/* form.c: drafts, kept sealed while somebody types, and form keys, so that a
 * second post ends as the first did. */
#include "store/inner.h"

static const int64_t day_us = INT64_C(24) * 3600 * 1000000;

static struct str draft_place(struct arena *mem, const struct permit *permit,
                              struct str form)
{
    struct buf b;
    buf_open(&b, mem, 64, 512);
    buf_put(&b, (const char *)permit->user.bytes, ID_SIZE);
    buf_put_str(&b, form);
    return buf_str(&b);
}

static void draft_key(struct vault_key *out, const struct tx *tx,
                      const struct permit *permit)
{
    vault_field_key(out, tx->vault, permit->trust, "draft", "text");
}

enum err store_draft_put(struct tx *tx, struct arena *mem,
                         const struct permit *permit, struct str form,
                         struct str text, struct instant now)
{
    if (text.size > DRAFT_MAX || form.size > DRAFT_FORM_MAX)
        return ERR_LIMIT;
    AUTO_VAULT_KEY key;
    draft_key(&key, tx, permit);
    struct str sealed = vault_seal(mem, &key, draft_place(mem, permit, form),
                                   text, VAULT_STEP_RECORD);
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_TEXT(form),
                               DB_BLOB(sealed.data, sealed.size),
                               DB_INT(now.us) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO draft (trust, owner, form, text_sealed, "
                   "updated_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT "
                   "(trust, owner, form) DO UPDATE SET text_sealed = "
                   "excluded.text_sealed, updated_at = excluded.updated_at",
                   args, COUNT_OF(args));
}

enum err store_draft_get(struct str *out, struct instant *updated_at,
                         struct tx *tx, struct arena *mem,
                         const struct permit *permit, struct str form,
                         struct instant now)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_TEXT(form),
                               DB_INT(now.us - DRAFT_DAYS * day_us) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT text_sealed, updated_at FROM draft WHERE "
                            "trust = $1 AND owner = $2 AND form = $3 AND "
                            "updated_at > $4",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    updated_at->us = db_int(&rows, 1);
    AUTO_VAULT_KEY key;
    draft_key(&key, tx, permit);
    return vault_unseal(out, mem, &key, draft_place(mem, permit, form),
                        db_bytes(&rows, 0), VAULT_STEP_RECORD);
}

enum err store_draft_drop(struct tx *tx, const struct permit *permit,
                          struct str form)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_TEXT(form) };
    return db_exec(NULL, tx->conn,
                   "DELETE FROM draft WHERE trust = $1 AND owner = $2 AND "
                   "form = $3",
                   args, COUNT_OF(args));
}

enum err store_drafts_expire(struct tx *tx, struct instant now)
{
    struct db_value args[] = { DB_INT(now.us - DRAFT_DAYS * day_us) };
    return db_exec(NULL, tx->conn, "DELETE FROM draft WHERE updated_at <= $1",
                   args, COUNT_OF(args));
}

enum err store_form_result(struct str *out, struct tx *tx, struct arena *mem,
                           const struct permit *permit, struct form_key key)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_BLOB(key.bytes, FORM_KEY_SIZE) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT result FROM form_key WHERE trust = $1 "
                            "AND owner = $2 AND code = $3",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    *out = str_copy(mem, db_bytes(&rows, 0));
    return OK;
}

enum err store_form_done(struct tx *tx, const struct permit *permit,
                         struct form_key key, struct str result,
                         struct instant now)
{
    if (result.size > FORM_RESULT_MAX)
        return ERR_LIMIT;
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_BLOB(key.bytes, FORM_KEY_SIZE),
                               DB_TEXT(result), DB_INT(now.us) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO form_key (trust, owner, code, result, at) "
                   "VALUES ($1, $2, $3, $4, $5)",
                   args, COUNT_OF(args));
}
