/* people.c: a store with people in it, for the tests of identity. */
#include "tests/check.h"
#include "tests/identity/people.h"

struct doing {
    struct house *h;
    const char *sign_in, *name;
    enum role role;
    struct made_person made;
    struct user_id user;
    struct enrolment enrolment;
    struct str code;
    struct str *codes;
    bool second_factor;
    char token[TOKEN_TEXT_SIZE + 1];
    struct str text;
    struct session session;
    struct instant at;
};

struct instant people_later(struct instant at, int64_t seconds)
{
    return (struct instant){ at.us + seconds * 1000000 };
}

static enum err add_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct permit permit = access_program_permit(d->h->trust);
    enum err err = person_create(&d->made.user, &d->made.setup, tx,
                                 &d->h->mem, &permit, str_of(d->sign_in),
                                 str_of(d->name), d->h->now);
    struct grant grant = { d->role, d->h->oak };
    return err == OK ? person_grant(tx, &permit, d->made.user, grant,
                                    d->h->now)
                     : err;
}

struct made_person people_add(struct house *h, const char *sign_in,
                              const char *name, enum role role)
{
    struct doing d = { .h = h, .sign_in = sign_in, .name = name,
                       .role = role };
    assert_int_equal(store_write(&h->store, add_work, &d), OK);
    return d.made;
}

/* RFC 4648, read here anew. */
static void base32_bytes(uint8_t out[TOTP_SECRET_SIZE], struct str text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    assert_int_equal(text.size, 32);
    memset(out, 0, TOTP_SECRET_SIZE);
    for (size_t i = 0; i < text.size; i++) {
        unsigned value = (unsigned)(strchr(letters, text.data[i]) - letters);
        for (size_t bit = 0; bit < 5; bit++)
            if (value & (16u >> bit))
                out[(i * 5 + bit) / 8] |=
                    (uint8_t)(0x80u >> ((i * 5 + bit) % 8));
    }
}

static enum err enrol_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return factor_confirm(d->codes, tx, &d->h->mem, d->h->trust, d->user,
                          d->enrolment.secret, d->code, d->h->now);
}

void people_enrol(struct house *h, struct user_id user,
                  uint8_t secret[TOTP_SECRET_SIZE],
                  struct str codes[RECOVERY_CODES])
{
    struct doing d = { .h = h, .user = user, .codes = codes };
    assert_int_equal(factor_enrol(&d.enrolment, &h->mem, STR("hannah"),
                                  STR("")), OK);
    base32_bytes(secret, d.enrolment.secret);
    d.code = str_printf(&h->mem, "%06u",
                        totp_code(secret, TOTP_SECRET_SIZE,
                                  (uint64_t)(h->now.us / 30000000)));
    assert_int_equal(store_write(&h->store, enrol_work, &d), OK);
}

static enum err session_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_create(d->token, tx, d->h->trust, d->user,
                          d->second_factor, d->h->now);
}

struct str people_session(struct house *h, struct user_id user,
                          bool second_factor)
{
    struct doing d = { .h = h, .user = user, .second_factor = second_factor };
    assert_int_equal(store_write(&h->store, session_work, &d), OK);
    return str_copy(&h->mem, str_of(d.token));
}

static enum err look_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_load(&d->session, tx, &d->h->mem, d->text, d->at);
}

struct session people_look(struct house *h, struct str token,
                           struct instant at)
{
    struct doing d = { .h = h, .text = token, .at = at };
    assert_int_equal(store_read(&h->store, look_work, &d), OK);
    return d.session;
}
