/* sign_in.c: from a name and a secret to a session. */
#include "identity/inner.h"

#include <sodium.h>

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
