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

void vault_backup_key(uint8_t out[VAULT_KEY_SIZE], const struct vault *vault,
                      const char *purpose);

#endif
