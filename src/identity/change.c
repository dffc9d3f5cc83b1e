/* change.c: another password for somebody who is signed in. The order keeps
 * what it can: the new one is looked at before a code is spent, hashing holds
 * no transaction, and the row moves on only from the hash that was proved. */
#include "identity/inner.h"

enum { WORDS_MAX = 64 };

struct changing {
    struct arena *mem;
    const struct permit *permit;
    const struct password_change *change;
    struct person_secret secret;
    struct str account; /* sources of guesses */
    struct str address;
    struct str words[WORDS_MAX]; /* that are no secret here */
    size_t words_count;
    struct str hash;
    char *token;
};

static void word_add(struct changing *c, struct str word)
{
    if (c->words_count < WORDS_MAX)
        c->words[c->words_count++] = word;
}

static enum err words_load(struct changing *c, struct tx *tx)
{
    struct trust_row trust;
    struct person_row person;
    const struct school_row *schools;
    size_t count = 0;
    enum err err = store_trust_load(&trust, tx, c->mem, c->permit->trust);
    if (err == OK)
        err = person_load(&person, tx, c->mem, c->permit->trust,
                          c->permit->user);
    if (err == OK)
        err = store_schools(&schools, &count, tx, c->mem, c->permit->trust);
    if (err != OK)
        return err;
    c->words_count = 0;
    word_add(c, person.sign_in);
    word_add(c, person.name);
    word_add(c, trust.name);
    for (size_t i = 0; i < count; i++)
        word_add(c, schools[i].name);
    return OK;
}

static enum err look_up_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    enum err err = guess_count(tx, c->account, c->change->now);
    if (err == OK)
        err = guess_count(tx, c->address, c->change->now);
    if (err == OK)
        err = person_secret_by_id(&c->secret, tx, c->mem, c->permit->trust,
                                  c->permit->user);
    return err == OK ? words_load(c, tx) : err;
}

/* The old password was right: no guess. */
static enum err right_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    enum err err = guess_forget(tx, c->account);
    return err == OK ? guess_return(tx, c->address, c->change->now) : err;
}

static enum err keep_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    const struct permit *p = c->permit;
    struct db_value args[] = { DB_ID(p->trust), DB_ID(p->user),
                               DB_TEXT(c->hash), DB_TEXT(c->secret.password) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE person SET password = $3 WHERE trust = $1 "
                           "AND id = $2 AND password = $4",
                           args, COUNT_OF(args));
    if (err == OK && changed != 1)
        return ERR_DENIED; /* changed or reset meanwhile */
    if (err == OK)
        err = session_end_others(tx, p->trust, p->user, c->change->token);
    if (err == OK)
        err = session_raise(c->token, tx, c->change->token, c->change->now);
    return err == OK ? person_journal(tx, p, "person.password", p->user,
                                      STR(""), c->change->now)
                     : err;
}

static enum err look_at(struct changing *c, const char **refusal)
{
    const struct password_change *change = c->change;
    enum err err = password_check(c->secret.password, change->old);
    if (err != OK)
        return err;
    *refusal = str_same(change->old, change->chosen)
                   ? "Choose another password than the one you have"
                   : password_refusal(change->chosen, c->words,
                                      c->words_count);
    return *refusal == NULL ? OK : ERR_INVALID;
}

enum err password_change(char token[TOKEN_TEXT_SIZE + 1],
                         const char **refusal, const struct store *store,
                         struct arena *mem, const struct permit *permit,
                         const struct password_change *change)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, permit->user.bytes);
    struct changing c = {
        .mem = mem, .permit = permit, .change = change, .token = token,
        .account = str_printf(mem, "password %s", id),
        .address = str_printf(mem, "address %.*s", STR_ARG(change->address)),
    };
    *refusal = NULL;
    enum err err = store_write(store, look_up_work, &c);
    if (err != OK)
        return err;
    if ((err = look_at(&c, refusal)) != OK && err != ERR_INVALID)
        return err;
    enum err right = store_write(store, right_work, &c);
    if (err == OK)
        err = right;
    if (err != OK)
        return err;
    if ((err = factor_prove(store, mem, permit->trust, permit->user,
                            change->code, change->address,
                            change->now)) != OK)
        return err;
    if ((err = password_hash(&c.hash, mem, change->chosen)) != OK)
        return err;
    return store_write(store, keep_work, &c);
}
