/* people.h: people to sign in, for the tests of identity. */
#ifndef LANYARD_TESTS_IDENTITY_PEOPLE_H
#define LANYARD_TESTS_IDENTITY_PEOPLE_H

#include "identity/identity.h"
#include "tests/house.h"

struct made_person {
    struct user_id user;
    struct str setup;
};

/* Adds a person to the house's trust, with the role at Oak. */
struct made_person people_add(struct house *h, const char *sign_in,
                              const char *name, enum role role);

/* The same with a second factor; its secret bytes in secret, its recovery
 * codes in codes. */
void people_enrol(struct house *h, struct user_id user,
                  uint8_t secret[TOTP_SECRET_SIZE],
                  struct str codes[RECOVERY_CODES]);

/* A session made now, and how it looks at a moment. */
struct str people_session(struct house *h, struct user_id user,
                          bool second_factor);
struct session people_look(struct house *h, struct str token,
                           struct instant at);

struct instant people_later(struct instant at, int64_t seconds);

#endif
