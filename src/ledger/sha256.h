/* sha256.h: SHA-256 over pieces, with the processor's own instructions.
 *
 * Promises:  the digest of FIPS 180-4, or the program stops.
 * Not here:  keyed codes (src/vault).
 */
#ifndef LANYARD_LEDGER_SHA256_H
#define LANYARD_LEDGER_SHA256_H

#include "base/str.h"

enum { SHA256_SIZE = 32 };

/* The digest of all parts, one after the other. */
void sha256(uint8_t out[SHA256_SIZE], const struct str *parts, size_t count);

#endif
