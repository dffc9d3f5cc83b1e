/* inner.h: what the files of the vault share and nobody else includes. */
#ifndef LANYARD_VAULT_INNER_H
#define LANYARD_VAULT_INNER_H

#include "vault/vault.h"

#include <sodium.h>

/* out: size + VAULT_OVERHEAD bytes. */
void seal_bytes(uint8_t *out, const struct vault_key *key, struct str place,
                const uint8_t *text, size_t size);

/* out: size - VAULT_OVERHEAD bytes; wiped when it fails. size is of sealed. */
MUST_USE enum err unseal_bytes(uint8_t *out, const struct vault_key *key,
                               struct str place, const uint8_t *sealed,
                               size_t size);

/* ---- derived keys (kept.c): at most one for each trust, table and column.
 * Columns of tables have names of their own; "" is the column of the two keys
 * of a trust that belong to no table. ---- */

struct vault_kept;

/* NULL when there is no memory. */
struct vault_kept *kept_open(void);
void kept_close(struct vault_kept *kept); /* wipes; safe on NULL */

/* False when it is not there: then out is as it was. */
bool kept_find(struct vault_key *out, struct vault_kept *kept,
               struct trust_id trust, const char *table, const char *column);
void kept_put(struct vault_kept *kept, struct trust_id trust,
              const char *table, const char *column,
              const struct vault_key *key);

void vault_backup_key(uint8_t out[VAULT_KEY_SIZE], const struct vault *vault,
                      const char *purpose);

#endif
