/* sign_in.c: from a name and a secret to a session. Counted first, compared
 * later, in transactions of their own: hashing never holds the writer, and
 * what is refused stays counted. */
#include "identity/inner.h"

#include <sodium.h>

enum { WORDS_MAX = 64 };

struct signing {
    struct arena *mem;
    const struct sign_in *who;
    struct person_secret secret;
    bool known;
    char *token;
    struct str account; /* sources of guesses */
    struct str address;
    struct str password; /* a new hash to keep, or empty */
    bool with_words;
    struct str words[WORDS_MAX]; /* that are no secret here */
    size_t words_count;
};

/* One account however its name is written: from the code it is found by. */
static void sources_make(struct signing *s, const struct vault *vault)
{
    uint8_t code[VAULT_MAC_SIZE];
    char text[2 * VAULT_MAC_SIZE + 1];
    sign_in_code(code, vault, s->who->name);
    sodium_bin2hex(text, sizeof(text), code, sizeof(code));
    s->account = str_printf(s->mem, "account %s", text);
    s->address = str_printf(s->mem, "address %.*s", STR_ARG(s->who->address));
}

static void word_add(struct signing *s, struct str word)
{
    if (s->words_count < WORDS_MAX)
        s->words[s->words_count++] = word;
}

static enum err words_load(struct signing *s, struct tx *tx)
{
    struct trust_row trust;
    struct person_row person;
    const struct school_row *schools;
    size_t count;
    enum err err = store_trust_load(&trust, tx, s->mem, s->secret.trust);
    if (err == OK)
        err = person_load(&person, tx, s->mem, s->secret.trust,
                          s->secret.user);
    if (err == OK)
        err = store_schools(&schools, &count, tx, s->mem, s->secret.trust);
    if (err != OK)
        return err;
    s->words_count = 0;
    word_add(s, s->who->name);
    word_add(s, person.name);
    word_add(s, trust.name);
    for (size_t i = 0; i < count; i++)
        word_add(s, schools[i].name);
    return OK;
}

static enum err look_up_work(struct tx *tx, void *context)
{
    struct signing *s = context;
    sources_make(s, tx->vault);
    enum err err = guess_count(tx, s->account, s->who->now);
    if (err == OK)
        err = guess_count(tx, s->address, s->who->now);
    if (err != OK)
        return err;
    err = person_secret_load(&s->secret, tx, s->mem, s->who->name);
    s->known = err == OK;
    if (err == OK && s->with_words)
        err = words_load(s, tx);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err password_keep(struct signing *s, struct tx *tx)
{
    struct db_value args[] = { DB_ID(s->secret.trust), DB_ID(s->secret.user),
                               DB_TEXT(s->password),
                               DB_BLOB(s->secret.setup, VAULT_MAC_SIZE) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE person SET password = $3, setup_until = 0 "
                           "WHERE trust = $1 AND id = $2 AND setup_code = $4 "
                           "AND setup_until > 0",
                           args, COUNT_OF(args));
    return err == OK && changed != 1 ? ERR_DENIED : err; /* used meanwhile */
}

/* The secret was right: no guess. */
static enum err right_work(struct tx *tx, void *context)
{
    struct signing *s = context;
    enum err err = guess_forget(tx, s->account);
    return err == OK ? guess_return(tx, s->address, s->who->now) : err;
}

static enum err enter_work(struct tx *tx, void *context)
{
    struct signing *s = context;
    enum err err = s->password.size > 0 ? password_keep(s, tx) : OK;
    if (err == OK)
        err = right_work(tx, s);
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
    struct signing s = { .mem = mem, .who = who, .token = token,
                         .with_words = true };
    uint8_t code[VAULT_MAC_SIZE];
    *refusal = NULL;
    enum err err = store_write(store, look_up_work, &s);
    if (err != OK)
        return err;
    token_code(code, store->vault, "setup", code_fold(mem, setup));
    if (!s.known || s.secret.disabled ||
        sodium_memcmp(code, s.secret.setup, sizeof(code)) != 0 ||
        !instant_after(s.secret.setup_until, who->now))
        return ERR_DENIED;
    *refusal = password_refusal(who->password, s.words, s.words_count);
    if (*refusal != NULL) {
        err = store_write(store, right_work, &s);
        return err == OK ? ERR_INVALID : err;
    }
    if ((err = password_hash(&s.password, mem, who->password)) != OK)
        return err;
    return store_write(store, enter_work, &s);
}

/* ---- by a click ---- */

/* The demonstration trusts, or none where a real one is kept beside them. */
static enum err demonstrations(const struct trust_row **out, size_t *count,
                               struct tx *tx, struct arena *mem)
{
    enum err err = store_trusts(out, count, tx, mem);
    size_t all = err == OK ? *count : 0;
    for (size_t i = 0; i < all; i++)
        if (!(*out)[i].demonstration)
            *count = 0;
    return err;
}

enum err demonstration_people(const struct person_row **out, size_t *count,
                              struct trust_id *trust, struct tx *tx,
                              struct arena *mem, size_t max)
{
    const struct trust_row *trusts;
    size_t trusts_count = 0;
    *count = 0;
    enum err err = demonstrations(&trusts, &trusts_count, tx, mem);
    if (err != OK || trusts_count == 0)
        return err;
    *trust = trusts[0].id;
    return people_load(out, count, tx, mem, trusts[0].id, max);
}

enum err sign_in_demonstration(char token[TOKEN_TEXT_SIZE + 1], struct tx *tx,
                               struct arena *mem, struct user_id user,
                               struct instant now)
{
    const struct trust_row *trusts;
    size_t count = 0;
    enum err err = demonstrations(&trusts, &count, tx, mem);
    for (size_t i = 0; err == OK && i < count; i++) {
        struct person_row person;
        err = person_load(&person, tx, mem, trusts[i].id, user);
        if (err == OK && !person.disabled)
            return session_create(token, tx, trusts[i].id, user, true, now);
        if (err == ERR_NOT_FOUND)
            err = OK;
    }
    return err != OK ? err : ERR_DENIED;
}
