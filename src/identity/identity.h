/* identity.h: who somebody is: people and their roles, passwords, the second
 * factor, sessions, and how often anybody may guess.
 *
 * Promises:  1 names and secrets are sealed at rest; a sign-in name is found
 *              by a keyed code of it, never by itself,
 *            2 at most GUESSES_MAX wrong guesses in five minutes for an account
 *              and for an address, counted before anything is compared, and
 *              kept whatever the comparison says,
 *            3 an unknown name costs what a wrong password costs,
 *            4 at most HASHES_MAX passwords are hashed at once; more wait, and
 *              a queue that is full is ERR_BUSY: signed-in people go on,
 *            5 a code of the second factor counts once,
 *            6 a session ends after 15 minutes without a request (16 at the
 *              latest), after 12 hours, at sign-out, and at once when the
 *              person is disabled,
 *            7 signing in by a click exists in a demonstration trust only, and
 *              only where no real trust shares the database; a trust is one
 *              from the row it was made with, or never,
 *            8 each rise in privilege gives a new token; the old one opens
 *              nothing any more.
 * Ownership: texts live as long as mem.
 * Fails with: ERR_DENIED (wrong, too many, disabled: one answer for all),
 *            ERR_BUSY, ERR_NOT_FOUND, ERR_CONFLICT (name taken), store's.
 * Not here:  what somebody may do (access), cookies (web).
 * Sources:   Argon2id (RFC 9106), TOTP (RFC 6238), Cyber Essentials (10
 *            guesses in 5 minutes), ASVS 5.0 V6 and V7.
 */
#ifndef LANYARD_IDENTITY_IDENTITY_H
#define LANYARD_IDENTITY_IDENTITY_H

#include "access/access.h"
#include "store/store.h"

enum {
    TOKEN_SIZE = 32,
    TOKEN_TEXT_SIZE = 64, /* hex */
    GUESSES_MAX = 10,
    HASHES_MAX = 1, /* 64 MiB and a core each; the rest is for who is in */
    PASSWORD_CHARS_MIN = 12,
    PASSWORD_BYTES_MAX = 512,
    RECOVERY_CODES = 10,
    IDLE_MINUTES = 15,
    TOUCH_SECONDS = 60, /* how often a request is worth a write */
    SESSION_HOURS = 12,
    SESSION_KEPT_HOURS = 24, /* ended, for a form that is posted late */
    SETUP_HOURS = 72,
};

/* ---- people (person.c) ---- */

struct person_row {
    struct user_id id;
    struct str sign_in; /* as typed by the administrator */
    struct str name;
    bool has_password;
    bool has_second_factor;
    bool disabled;
    struct grant grants[GRANTS_MAX];
    size_t grants_count;
};

/* setup: a code of 20 letters to give to the person; with it they choose a
 * password within SETUP_HOURS. */
MUST_USE enum err person_create(struct user_id *out, struct str *setup,
                                struct tx *tx, struct arena *mem,
                                const struct permit *permit,
                                struct str sign_in, struct str name,
                                struct instant now);
MUST_USE enum err person_grant(struct tx *tx, const struct permit *permit,
                               struct user_id user, struct grant grant,
                               struct instant now);
/* ERR_NOT_FOUND when the person does not hold it. */
MUST_USE enum err person_revoke(struct tx *tx, const struct permit *permit,
                                struct user_id user, struct grant grant,
                                struct instant now);
MUST_USE enum err person_disable(struct tx *tx, const struct permit *permit,
                                 struct user_id user, struct instant now);
/* A new setup code, no password and no second factor any more; lets back in
 * who was disabled. */
MUST_USE enum err person_reset(struct str *setup, struct tx *tx,
                               struct arena *mem,
                               const struct permit *permit,
                               struct user_id user, struct instant now);
MUST_USE enum err person_load(struct person_row *out, struct tx *tx,
                              struct arena *mem, struct trust_id trust,
                              struct user_id user);
/* All of a trust, at most max. */
MUST_USE enum err people_load(const struct person_row **out, size_t *count,
                              struct tx *tx, struct arena *mem,
                              struct trust_id trust, size_t max);
/* Who holds a role at a school or for the whole trust, at most max. */
MUST_USE enum err people_with_role(const struct person_row **out,
                                   size_t *count, struct tx *tx,
                                   struct arena *mem, struct trust_id trust,
                                   enum role role, struct school_id school,
                                   size_t max);

/* True for what mail can be sent to as it stands: name@host.domain of plain
 * ASCII letters, digits and .!#$%&'*+-/=?^_`{|}~ . A name to sign in with that
 * is one is where notices go; there is no other address. */
bool address_is_mail(struct str sign_in);

/* ---- passwords (password.c) ---- */

/* NULL when it may be used; else one sentence that says what to do. words:
 * names of the trust, schools and person, which do not count as secret. */
const char *password_refusal(struct str password, const struct str *words,
                             size_t words_count);
MUST_USE enum err password_hash(struct str *out, struct arena *mem,
                                struct str password);
/* ERR_DENIED when it is wrong; hash empty: always, at the usual cost. */
MUST_USE enum err password_check(struct str hash, struct str password);

/* ---- the second factor (factor.c) ---- */

/* The code of one 30-second step (RFC 6238, SHA-1, 6 digits). */
unsigned totp_code(const uint8_t *secret, size_t size, uint64_t step);
enum { TOTP_SECRET_SIZE = 20 };

/* A new secret for enrolment: base32, and the otpauth address for a QR. */
struct enrolment {
    struct str secret; /* base32 */
    struct str address;
    struct str qr_path; /* SVG path data of the dark modules */
    int64_t qr_size;    /* modules a side, with the quiet zone */
};
/* secret: of an enrolment begun before, or empty for a new one; ERR_INVALID
 * for a secret that is none. */
MUST_USE enum err factor_enrol(struct enrolment *out, struct arena *mem,
                               struct str sign_in, struct str secret);
/* Stores it when code proves that the person has it; gives the recovery
 * codes, shown once. */
MUST_USE enum err factor_confirm(struct str codes[RECOVERY_CODES],
                                 struct tx *tx, struct arena *mem,
                                 struct trust_id trust, struct user_id user,
                                 struct str secret, struct str code,
                                 struct instant now);
/* A code of the app or a recovery code; each counts once. Counts no guess:
 * whoever answers to a person calls factor_prove. */
MUST_USE enum err factor_check(struct tx *tx, struct arena *mem,
                               struct trust_id trust, struct user_id user,
                               struct str code, struct instant now);

/* The same with the guess counted first, for the account and for the address,
 * in a transaction of its own. ERR_DENIED: wrong, used, or too many. */
MUST_USE enum err factor_prove(const struct store *store, struct arena *mem,
                               struct trust_id trust, struct user_id user,
                               struct str code, struct str address,
                               struct instant now);
/* How many recovery codes have not been used. */
MUST_USE enum err factor_left(unsigned *out, struct tx *tx,
                              struct trust_id trust, struct user_id user);

/* New recovery codes for somebody who proves it with a code; the old ones
 * open nothing any more. ERR_DENIED as of factor_prove. */
MUST_USE enum err factor_codes(struct str codes[RECOVERY_CODES],
                               const struct store *store, struct arena *mem,
                               const struct permit *permit, struct str code,
                               struct str address, struct instant now);

/* ---- guesses (guess.c) ---- */

/* Counts a guess from this source; ERR_DENIED past the limit. Committed before
 * the guess is compared: a count that is rolled back with it counts nothing. */
MUST_USE enum err guess_count(struct tx *tx, struct str source,
                              struct instant now);
/* Forgets all guesses of a source: the account proved who it is. */
MUST_USE enum err guess_forget(struct tx *tx, struct str source);
/* Takes back the guess counted at that moment: it was right. An address keeps
 * its wrong ones, whoever else signs in from there. */
MUST_USE enum err guess_return(struct tx *tx, struct str source,
                               struct instant counted_at);

/* ---- sessions (session.c) ---- */

struct session {
    bool found;   /* the token is one of ours */
    bool expired; /* found, but its time is over */
    bool paused;  /* Hide screen */
    bool demonstration;
    struct trust_id trust;
    struct user_id user;
    bool second_factor;
    bool touch_due; /* last seen long enough ago to be worth a write */
    struct instant created_at;
    uint8_t csrf[TOKEN_SIZE];
    struct str name; /* of the person */
    struct actor actor;
};

/* token: 64 hex digits for the cookie. */
MUST_USE enum err session_create(char token[TOKEN_TEXT_SIZE + 1],
                                 struct tx *tx, struct trust_id trust,
                                 struct user_id user, bool second_factor,
                                 struct instant now);
/* OK with found = false for a token nobody has. */
MUST_USE enum err session_load(struct session *out, struct tx *tx,
                               struct arena *mem, struct str token,
                               struct instant now);
/* Seen now. Only where it is due: two requests at once write once. */
MUST_USE enum err session_touch(struct tx *tx, struct str token,
                                struct instant now);
/* The session goes on under a new token, with both factors given and not
 * paused; its age and its forms stay. ERR_NOT_FOUND: it is over. */
MUST_USE enum err session_raise(char token[TOKEN_TEXT_SIZE + 1],
                                struct tx *tx, struct str old,
                                struct instant now);
MUST_USE enum err session_pause(struct tx *tx, struct str token, bool paused);
/* How many sessions of the person are open. */
MUST_USE enum err session_count(unsigned *out, struct tx *tx,
                                struct trust_id trust, struct user_id user,
                                struct instant now);
MUST_USE enum err session_end(struct tx *tx, struct str token);
MUST_USE enum err session_end_all(struct tx *tx, struct trust_id trust,
                                  struct user_id user);
/* All of the person but the one with that token. */
MUST_USE enum err session_end_others(struct tx *tx, struct trust_id trust,
                                     struct user_id user, struct str token);
/* Forgets sessions that ended long ago, of every trust: until then a form
 * that is posted late still finds whose it was. */
MUST_USE enum err sessions_expire(struct tx *tx, struct instant now);

/* ---- the address of somebody's own calendar (feed.c) ---- */

/* Makes it, in place of one made before: 64 hex digits, known to nobody but
 * who is shown them. It ends with feed_withdraw, person_reset and
 * person_disable. */
MUST_USE enum err feed_make(char token[TOKEN_TEXT_SIZE + 1], struct tx *tx,
                            const struct permit *permit, struct instant now);
MUST_USE enum err feed_withdraw(struct tx *tx, const struct permit *permit,
                                struct instant now);
/* Zero: they have none. */
MUST_USE enum err feed_made_at(struct instant *out, struct tx *tx,
                               struct trust_id trust, struct user_id user);
/* Whose it is, for a list of their duties and for nothing else; guesses from
 * an address are counted as those of a sign-in, apart from them.
 * ERR_NOT_FOUND: nobody's, or not any more. ERR_DENIED: too many tries. */
MUST_USE enum err feed_open(struct actor *out, const struct store *store,
                            struct arena *mem, struct str token,
                            struct str address, struct instant now);

/* ---- signing in (sign_in.c) ---- */

/* Name and password: a session without second factor, or, where none is
 * enrolled yet, one that can only enrol. address: where the request came
 * from. ERR_DENIED for anything wrong. */
struct sign_in {
    struct str name;
    struct str password;
    struct str address;
    struct instant now;
};
MUST_USE enum err sign_in_password(char token[TOKEN_TEXT_SIZE + 1],
                                   const struct store *store,
                                   struct arena *mem,
                                   const struct sign_in *who);
/* The setup code instead of a password, and the password chosen. refusal:
 * with ERR_INVALID, what to do about the password. */
MUST_USE enum err sign_in_setup(char token[TOKEN_TEXT_SIZE + 1],
                                const char **refusal,
                                const struct store *store, struct arena *mem,
                                const struct sign_in *who, struct str setup);
/* Somebody who is in chooses another password: the old one and a code prove
 * who they are, every other session of theirs ends, and this one goes on under
 * a new token. ERR_DENIED: one of the two is wrong, or too many tries;
 * ERR_INVALID: refusal says what to do about the new one. */
struct password_change {
    struct str old;
    struct str chosen;
    struct str code;
    struct str token; /* of the session that asks */
    struct str address;
    struct instant now;
};
MUST_USE enum err password_change(char token[TOKEN_TEXT_SIZE + 1],
                                  const char **refusal,
                                  const struct store *store,
                                  struct arena *mem,
                                  const struct permit *permit,
                                  const struct password_change *change);
/* The people of the demonstration; nobody where a real trust is kept. */
MUST_USE enum err demonstration_people(const struct person_row **out,
                                       size_t *count, struct trust_id *trust,
                                       struct tx *tx, struct arena *mem,
                                       size_t max);
/* A click, in a demonstration trust: ERR_DENIED in any other (promise 7). */
MUST_USE enum err sign_in_demonstration(char token[TOKEN_TEXT_SIZE + 1],
                                        struct tx *tx, struct arena *mem,
                                        struct user_id user,
                                        struct instant now);

#endif
