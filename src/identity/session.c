/* session.c: who is at the keyboard, from a random token in a cookie of which
 * the database keeps a code only; signing in; counting guesses. */
#include "identity/inner.h"

#include <sodium.h>

static const int64_t second_us = 1000000;

/* ---- guesses: rows of a sliding window, dropped when it has passed ---- */

enum { WINDOW_SECONDS = 300 };

enum err guess_count(struct tx *tx, struct str source, struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "guess", source);
    struct instant from = { now.us - WINDOW_SECONDS * second_us };
    struct db_value old[] = { DB_INT(from.us) };
    enum err err = db_exec(NULL, tx->conn, "DELETE FROM guess WHERE at < $1",
                           old, COUNT_OF(old));
    struct db_value args[] = { DB_BLOB(code, sizeof(code)), DB_INT(from.us) };
    int64_t count = 0;
    AUTO_ROWS rows = { 0 };
    if (err == OK)
        err = db_query(&rows, tx->conn,
                       "SELECT count(*) FROM guess WHERE source = $1 AND "
                       "at >= $2",
                       args, COUNT_OF(args));
    if (err == OK && db_next(&rows))
        count = db_int(&rows, 0);
    if (err != OK || (err = rows.err) != OK)
        return err;
    if (count >= GUESSES_MAX)
        return ERR_DENIED;
    struct db_value row[] = { DB_BLOB(code, sizeof(code)), DB_INT(now.us),
                              DB_INT(count) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO guess (source, at, number) VALUES "
                   "($1, $2, $3) ON CONFLICT DO NOTHING",
                   row, COUNT_OF(row));
}

enum err guess_forget(struct tx *tx, struct str source)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "guess", source);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)) };
    return db_exec(NULL, tx->conn, "DELETE FROM guess WHERE source = $1",
                   args, COUNT_OF(args));
}

/* ---- sessions ---- */

enum err session_create(char token[TOKEN_TEXT_SIZE + 1], struct tx *tx,
                        struct trust_id trust, struct user_id user,
                        bool second_factor, struct instant now)
{
    uint8_t random[TOKEN_SIZE], csrf[TOKEN_SIZE], code[VAULT_MAC_SIZE];
    vault_random(random, sizeof(random));
    vault_random(csrf, sizeof(csrf));
    sodium_bin2hex(token, TOKEN_TEXT_SIZE + 1, random, sizeof(random));
    token_code(code, tx->vault, "session", str_of(token));
    struct db_value args[] = {
        DB_BLOB(code, sizeof(code)), DB_ID(trust), DB_ID(user),
        DB_INT(now.us), DB_INT(second_factor), DB_BLOB(csrf, sizeof(csrf)),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO session (code, trust, person, created_at, "
                   "seen_at, second_factor, paused, csrf) VALUES "
                   "($1, $2, $3, $4, $4, $5, 0, $6)",
                   args, COUNT_OF(args));
}

static enum err session_read(struct session *out, struct db_rows *rows,
                             struct tx *tx, struct arena *mem,
                             struct instant now)
{
    enum err err = column_bytes(out->trust.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->user.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->csrf, rows, 6, TOKEN_SIZE);
    if (err != OK)
        return err;
    int64_t created = db_int(rows, 2), seen = db_int(rows, 3);
    out->found = true;
    out->created_at.us = created;
    out->second_factor = db_int(rows, 4) == 1;
    out->paused = db_int(rows, 5) == 1;
    out->demonstration = db_int(rows, 9) == 1;
    out->expired = now.us - seen > IDLE_MINUTES * 60 * second_us ||
                   now.us - created > SESSION_HOURS * 3600 * second_us ||
                   db_int(rows, 8) != 0;
    if (db_int(rows, 8) != 0)
        out->found = false; /* disabled: as if never there */
    err = column_sealed(&out->name, rows, 7, mem, tx, out->trust, "person",
                        "name", ID_STR(out->user));
    if (err != OK || out->expired || !out->found)
        return err;
    out->actor.known = true;
    out->actor.second_factor = out->second_factor;
    out->actor.trust = out->trust;
    out->actor.user = out->user;
    return grants_load(out->actor.grants, &out->actor.grants_count, tx,
                       out->trust, out->user);
}

enum err session_load(struct session *out, struct tx *tx, struct arena *mem,
                      struct str token, struct instant now)
{
    *out = (struct session){ .name = STR("") };
    if (token.size != TOKEN_TEXT_SIZE)
        return OK;
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "session", token);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT s.trust, s.person, s.created_at, "
                            "s.seen_at, s.second_factor, s.paused, s.csrf, "
                            "p.name_sealed, p.disabled_at, t.demonstration "
                            "FROM session s JOIN person p ON p.trust = "
                            "s.trust AND p.id = s.person JOIN trust t ON "
                            "t.id = s.trust WHERE s.code = $1",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err;
    return session_read(out, &rows, tx, mem, now);
}

enum err session_touch(bool *due, struct tx *tx, struct str token,
                       struct instant now, bool write)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "session", token);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)),
                               DB_INT(now.us - 60 * second_us),
                               DB_INT(now.us) };
    if (write)
        return db_exec(NULL, tx->conn,
                       "UPDATE session SET seen_at = $3 WHERE code = $1 AND "
                       "seen_at < $2",
                       args, COUNT_OF(args));
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT 1 FROM session WHERE code = $1 AND "
                            "seen_at < $2",
                            args, 2);
    *due = err == OK && db_next(&rows);
    return err;
}

static enum err by_token(struct tx *tx, struct str token, const char *sql)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "session", token);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)) };
    return db_exec(NULL, tx->conn, sql, args, COUNT_OF(args));
}

enum err session_pause(struct tx *tx, struct str token, bool paused)
{
    return by_token(tx, token,
                    paused ? "UPDATE session SET paused = 1 WHERE code = $1"
                           : "UPDATE session SET paused = 0 WHERE code = $1");
}

enum err session_end(struct tx *tx, struct str token)
{
    return by_token(tx, token, "DELETE FROM session WHERE code = $1");
}

enum err session_end_all(struct tx *tx, struct trust_id trust,
                         struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    return db_exec(NULL, tx->conn,
                   "DELETE FROM session WHERE trust = $1 AND person = $2",
                   args, COUNT_OF(args));
}

enum err sessions_expire(struct tx *tx, struct instant now)
{
    /* A session is kept half an hour past its idle end: a form that is posted
     * late still finds whose it was. */
    struct db_value args[] = {
        DB_INT(now.us - (IDLE_MINUTES + 30) * 60 * second_us),
        DB_INT(now.us - SESSION_HOURS * 3600 * second_us),
    };
    return db_exec(NULL, tx->conn,
                   "DELETE FROM session WHERE seen_at < $1 OR "
                   "created_at < $2",
                   args, COUNT_OF(args));
}

/* ---- signing in ---- */

struct signing {
    struct arena *mem;
    const struct sign_in *who;
    struct person_secret secret;
    bool known;
    char *token;
    struct str password; /* a new hash to keep, or empty */
};

/* Counted first, compared later, in transactions of their own: hashing never
 * holds the writer. */
static enum err look_up_work(struct tx *tx, void *context)
{
    struct signing *s = context;
    struct str account = str_printf(s->mem, "account %.*s",
                                    STR_ARG(s->who->name));
    struct str address = str_printf(s->mem, "address %.*s",
                                    STR_ARG(s->who->address));
    enum err err = guess_count(tx, account, s->who->now);
    if (err == OK)
        err = guess_count(tx, address, s->who->now);
    if (err != OK)
        return err;
    err = person_secret_load(&s->secret, tx, s->mem, s->who->name);
    s->known = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err enter_work(struct tx *tx, void *context)
{
    struct signing *s = context;
    enum err err = OK;
    struct db_value args[] = { DB_ID(s->secret.trust), DB_ID(s->secret.user),
                               DB_TEXT(s->password) };
    if (s->password.size > 0)
        err = db_exec(NULL, tx->conn,
                      "UPDATE person SET password = $3, setup_until = 0 "
                      "WHERE trust = $1 AND id = $2",
                      args, COUNT_OF(args));
    if (err == OK)
        err = guess_forget(tx, str_printf(s->mem, "account %.*s",
                                          STR_ARG(s->who->name)));
    return err == OK ? session_create(s->token, tx, s->secret.trust,
                                      s->secret.user, false, s->who->now)
                     : err;
}

enum err sign_in_password(char token[TOKEN_TEXT_SIZE + 1],
                          const struct store *store, struct arena *mem,
                          const struct sign_in *who)
{
    struct signing s = { .mem = mem, .who = who, .token = token };
    enum err err = store_write(store, look_up_work, &s);
    if (err != OK)
        return err;
    err = password_check(s.known ? s.secret.password : STR(""),
                         who->password);
    if (err != OK)
        return err;
    if (s.secret.disabled)
        return ERR_DENIED;
    return store_write(store, enter_work, &s);
}

enum err sign_in_setup(char token[TOKEN_TEXT_SIZE + 1], const char **refusal,
                       const struct store *store, struct arena *mem,
                       const struct sign_in *who, struct str setup)
{
    struct signing s = { .mem = mem, .who = who, .token = token };
    uint8_t code[VAULT_MAC_SIZE];
    *refusal = NULL;
    enum err err = store_write(store, look_up_work, &s);
    if (err != OK)
        return err;
    token_code(code, store->vault, "setup", str_trim(setup));
    if (!s.known || s.secret.disabled ||
        sodium_memcmp(code, s.secret.setup, sizeof(code)) != 0 ||
        !instant_after(s.secret.setup_until, who->now))
        return ERR_DENIED;
    struct str words[] = { who->name };
    *refusal = password_refusal(who->password, words, COUNT_OF(words));
    if (*refusal != NULL)
        return ERR_INVALID;
    if ((err = password_hash(&s.password, mem, who->password)) != OK)
        return err;
    return store_write(store, enter_work, &s);
}

enum err sign_in_demonstration(char token[TOKEN_TEXT_SIZE + 1], struct tx *tx,
                               struct arena *mem, struct user_id user,
                               struct instant now)
{
    const struct trust_row *trusts;
    size_t count;
    enum err err = store_trusts(&trusts, &count, tx, mem);
    for (size_t i = 0; err == OK && i < count; i++) {
        struct person_row person;
        if (!trusts[i].demonstration)
            continue;
        err = person_load(&person, tx, mem, trusts[i].id, user);
        if (err == OK && !person.disabled)
            return session_create(token, tx, trusts[i].id, user, true, now);
        if (err == ERR_NOT_FOUND)
            err = OK;
    }
    return err != OK ? err : ERR_DENIED;
}
