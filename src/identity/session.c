/* session.c: who is at the keyboard, from a random token in a cookie of which
 * the database keeps a code only. */
#include "identity/inner.h"

#include <sodium.h>

static const int64_t second_us = 1000000;
static const int64_t touch_us = TOUCH_SECONDS * INT64_C(1000000);

/* seen_at is written once a minute: nobody is put out for that minute. */
static const int64_t idle_us = (IDLE_MINUTES * 60 + TOUCH_SECONDS) *
                               INT64_C(1000000);
static const int64_t session_us = SESSION_HOURS * INT64_C(3600000000);

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

enum err session_raise(char token[TOKEN_TEXT_SIZE + 1], struct tx *tx,
                       struct str old, struct instant now)
{
    uint8_t random[TOKEN_SIZE], code[VAULT_MAC_SIZE], before[VAULT_MAC_SIZE];
    vault_random(random, sizeof(random));
    sodium_bin2hex(token, TOKEN_TEXT_SIZE + 1, random, sizeof(random));
    token_code(code, tx->vault, "session", str_of(token));
    token_code(before, tx->vault, "session", old);
    struct db_value args[] = { DB_BLOB(before, sizeof(before)),
                               DB_BLOB(code, sizeof(code)), DB_INT(now.us) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE session SET code = $2, seen_at = $3, "
                           "second_factor = 1, paused = 0 WHERE code = $1",
                           args, COUNT_OF(args));
    return err == OK && changed != 1 ? ERR_NOT_FOUND : err;
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
    out->touch_due = seen < now.us - touch_us;
    out->expired = now.us - seen > idle_us ||
                   now.us - created > session_us ||
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

enum err session_touch(struct tx *tx, struct str token, struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "session", token);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)),
                               DB_INT(now.us - touch_us), DB_INT(now.us) };
    return db_exec(NULL, tx->conn,
                   "UPDATE session SET seen_at = $3 WHERE code = $1 AND "
                   "seen_at < $2",
                   args, COUNT_OF(args));
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

enum err session_count(unsigned *out, struct tx *tx, struct trust_id trust,
                       struct user_id user, struct instant now)
{
    struct db_value args[] = {
        DB_ID(trust), DB_ID(user),
        DB_INT(now.us - idle_us),
        DB_INT(now.us - session_us),
    };
    uint64_t count = 0;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT count(*) FROM session WHERE trust = $1 "
                            "AND person = $2 AND seen_at >= $3 AND "
                            "created_at >= $4 AND second_factor = 1",
                            args, COUNT_OF(args));
    if (err == OK && db_next(&rows))
        err = column_number(&count, &rows, 0, UINT32_MAX);
    *out = (unsigned)count;
    return err != OK ? err : rows.err;
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

enum err session_end_others(struct tx *tx, struct trust_id trust,
                            struct user_id user, struct str token)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "session", token);
    struct db_value args[] = { DB_ID(trust), DB_ID(user),
                               DB_BLOB(code, sizeof(code)) };
    return db_exec(NULL, tx->conn,
                   "DELETE FROM session WHERE trust = $1 AND person = $2 "
                   "AND code <> $3",
                   args, COUNT_OF(args));
}

enum err sessions_expire(struct tx *tx, struct instant now)
{
    struct db_value args[] = {
        DB_INT(now.us - SESSION_KEPT_HOURS * INT64_C(3600) * second_us)
    };
    return db_exec(NULL, tx->conn, "DELETE FROM session WHERE seen_at < $1",
                   args, COUNT_OF(args));
}
