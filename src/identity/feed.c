/* feed.c: the secret address of somebody's own calendar. A row a person, with a
 * code of the secret; gone when they withdraw it, are reset or switched off. */
#include "identity/inner.h"

#include <sodium.h>

enum err feed_make(char token[TOKEN_TEXT_SIZE + 1], struct tx *tx,
                   const struct permit *permit, struct instant now)
{
    uint8_t random[TOKEN_SIZE], code[VAULT_MAC_SIZE];
    vault_random(random, sizeof(random));
    sodium_bin2hex(token, TOKEN_TEXT_SIZE + 1, random, sizeof(random));
    token_code(code, tx->vault, "feed", str_of(token));
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_BLOB(code, sizeof(code)), DB_INT(now.us) };
    enum err err = db_exec(NULL, tx->conn,
                           "INSERT INTO feed (trust, person, code, made_at) "
                           "VALUES ($1, $2, $3, $4) ON CONFLICT (trust, "
                           "person) DO UPDATE SET code = excluded.code, "
                           "made_at = excluded.made_at",
                           args, COUNT_OF(args));
    return err == OK ? person_journal(tx, permit, "person.calendar",
                                      permit->user, STR("made"), now)
                     : err;
}

enum err feed_end(struct tx *tx, struct trust_id trust, struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    return db_exec(NULL, tx->conn,
                   "DELETE FROM feed WHERE trust = $1 AND person = $2", args,
                   COUNT_OF(args));
}

enum err feed_withdraw(struct tx *tx, const struct permit *permit,
                       struct instant now)
{
    enum err err = feed_end(tx, permit->trust, permit->user);
    return err == OK ? person_journal(tx, permit, "person.calendar",
                                      permit->user, STR("withdrawn"), now)
                     : err;
}

enum err feed_made_at(struct instant *out, struct tx *tx,
                      struct trust_id trust, struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT made_at FROM feed WHERE trust = $1 AND "
                            "person = $2",
                            args, COUNT_OF(args));
    *out = (struct instant){ 0 };
    if (err == OK && db_next(&rows))
        out->us = db_int(&rows, 0);
    return err != OK ? err : rows.err;
}

/* ---- whose it is ---- */

struct opening {
    struct actor *out;
    struct str token;
    struct str source;
    struct instant now;
};

static enum err count_work(struct tx *tx, void *context)
{
    struct opening *o = context;
    return guess_count(tx, o->source, o->now);
}

static enum err open_work(struct tx *tx, void *context)
{
    struct opening *o = context;
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "feed", o->token);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT f.trust, f.person FROM feed f JOIN "
                            "person p ON p.trust = f.trust AND p.id = "
                            "f.person WHERE f.code = $1 AND "
                            "p.disabled_at = 0",
                            args, COUNT_OF(args));
    *o->out = (struct actor){ .known = true, .second_factor = true };
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    if ((err = column_bytes(o->out->trust.bytes, &rows, 0, ID_SIZE)) == OK)
        err = column_bytes(o->out->user.bytes, &rows, 1, ID_SIZE);
    return err == OK ? grants_load(o->out->grants, &o->out->grants_count, tx,
                                   o->out->trust, o->out->user)
                     : err;
}

static enum err right_work(struct tx *tx, void *context)
{
    struct opening *o = context;
    return guess_return(tx, o->source, o->now);
}

enum err feed_open(struct actor *out, const struct store *store,
                   struct arena *mem, struct str token, struct str address,
                   struct instant now)
{
    struct opening o = {
        .out = out, .token = token, .now = now,
        .source = str_printf(mem, "feed %.*s", STR_ARG(address)),
    };
    enum err err = store_write(store, count_work, &o);
    if (err != OK)
        return err;
    if (token.size != TOKEN_TEXT_SIZE)
        return ERR_NOT_FOUND;
    if ((err = store_read(store, open_work, &o)) == OK)
        err = store_write(store, right_work, &o);
    return err;
}
