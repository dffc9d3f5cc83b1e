/* inner.h: what the files of identity share. */
#ifndef LANYARD_IDENTITY_INNER_H
#define LANYARD_IDENTITY_INNER_H

#include "db/db.h"
#include "identity/identity.h"
#include "store/inner.h"

/* The code by which a sign-in name is found: the same in every trust. */
void sign_in_code(uint8_t out[VAULT_MAC_SIZE], const struct vault *vault,
                  struct str sign_in);

/* A code of a token, for a row that must not hold the token itself. */
void token_code(uint8_t out[VAULT_MAC_SIZE], const struct vault *vault,
                const char *purpose, struct str token);

/* A code as somebody types it: capitals, without blanks and dashes. */
struct str code_fold(struct arena *mem, struct str typed);

/* A row of the administrators' journal about a person. */
MUST_USE enum err person_journal(struct tx *tx, const struct permit *permit,
                                 const char *kind, struct user_id subject,
                                 struct str text, struct instant now);

/* The address of their calendar opens nothing any more. */
MUST_USE enum err feed_end(struct tx *tx, struct trust_id trust,
                           struct user_id user);

struct person_secret {
    struct trust_id trust;
    struct user_id user;
    struct str password; /* hash, empty without one */
    struct str totp;     /* secret bytes, empty without one */
    uint64_t totp_counter;
    uint8_t setup[VAULT_MAC_SIZE];
    struct instant setup_until;
    bool disabled;
};
MUST_USE enum err person_secret_load(struct person_secret *out, struct tx *tx,
                                     struct arena *mem, struct str sign_in);
MUST_USE enum err person_secret_by_id(struct person_secret *out,
                                      struct tx *tx, struct arena *mem,
                                      struct trust_id trust,
                                      struct user_id user);
MUST_USE enum err grants_load(struct grant out[GRANTS_MAX], size_t *count,
                              struct tx *tx, struct trust_id trust,
                              struct user_id user);

#endif
