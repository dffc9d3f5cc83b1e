/* vault.h: every key of the house, and sealing under them.
 *
 * One key file outside the database holds 32 random bytes. From it comes one
 * key a trust; the trust's key wraps a random key for each incident (records)
 * and gives one key for each column of a table (fields). Whoever holds the
 * database, its write-ahead log or a backup without the key file holds
 * ciphertext, padded sizes and the columns that are plain by design.
 *
 * Promises:  1 a wrong key, a changed bit, a record moved to another place
 *              (trust, incident, table, column, row) is ERR_CORRUPT, never
 *              other text,
 *            2 a sealed text opens under one key only: a commitment to key,
 *              nonce, tag and place is checked first, in constant time,
 *            3 sealing the same text twice gives different bytes, and sizes
 *              show only in steps,
 *            4 a key file that anybody but its owner may read is refused,
 *            5 keys live in locked memory outside core dumps, the one of
 *              the file read-only; working copies are wiped when their scope
 *              ends.
 * Ownership: sealed and opened texts live as long as mem; the vault lives
 *            until vault_close and is shared by all threads, read only.
 * Fails with: ERR_DENIED (key file open to others), ERR_NOT_FOUND (no key
 *            file), ERR_CONFLICT (create: it exists), ERR_INVALID (not a key
 *            file), ERR_CORRUPT (sealed bytes), ERR_IO.
 * Not here:  where sealed bytes are kept (src/store), hash chains
 *            (src/ledger), passwords (src/identity).
 * Sources:   XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, RFC 8439),
 *            BLAKE2b (RFC 7693), padding of ISO/IEC 7816-4.
 */
#ifndef LANYARD_VAULT_VAULT_H
#define LANYARD_VAULT_VAULT_H

#include "base/base.h"
#include "base/str.h"

struct vault;

enum {
    VAULT_KEY_SIZE = 32,
    VAULT_MAC_SIZE = 32,
    /* nonce 24, commitment 32, tag 16 */
    VAULT_OVERHEAD = 24 + 32 + 16,
    VAULT_WRAPPED_SIZE = VAULT_KEY_SIZE + VAULT_OVERHEAD,
    VAULT_TEXT_MAX = 1 << 24,
    VAULT_STEP_FIELD = 32,   /* names, subjects, short free text */
    VAULT_STEP_RECORD = 256, /* bodies of entries, drafts, digests */
};

/* Makes a new key file that only its owner may read, durable on return. */
MUST_USE enum err vault_create(const char *path);

/* path NULL: the systemd credential "lanyard.key". A file inside
 * $CREDENTIALS_DIRECTORY may show group bits (systemd's access list). */
MUST_USE enum err vault_open(struct vault **out, const char *path);

/* Wipes and frees; *vault becomes NULL. Safe on NULL. */
void vault_close(struct vault **vault);

/* A working copy of a key, on the stack of who uses it. */
struct vault_key {
    uint8_t seal[VAULT_KEY_SIZE];
    uint8_t commit[VAULT_KEY_SIZE];
};

void vault_key_wipe(struct vault_key *key);
#define AUTO_VAULT_KEY CLEANUP(vault_key_wipe) struct vault_key

/* Makes the key of a new incident and its wrapped form for the store. */
void vault_incident_create(struct vault_key *out,
                           uint8_t wrapped[VAULT_WRAPPED_SIZE],
                           const struct vault *vault, struct trust_id trust,
                           struct incident_id incident);

/* Unwraps the key of an incident; ERR_CORRUPT for another's. */
MUST_USE enum err vault_incident_open(struct vault_key *out,
                                      const struct vault *vault,
                                      struct trust_id trust,
                                      struct incident_id incident,
                                      struct str wrapped);

/* The key of one column of one table of a trust. */
void vault_field_key(struct vault_key *out, const struct vault *vault,
                     struct trust_id trust, const char *table,
                     const char *column);

/* Seals text for a place: nonce(24) | commitment(32) | ciphertext and tag.
 * The text is padded to the next step (a power of two), at least one byte. */
struct str vault_seal(struct arena *mem, const struct vault_key *key,
                      struct str place, struct str text, size_t step);

/* The text that vault_seal was given, with a NUL behind it (not counted). */
MUST_USE enum err vault_unseal(struct str *out, struct arena *mem,
                               const struct vault_key *key, struct str place,
                               struct str sealed, size_t step);

/* The commitment inside what vault_seal made: VAULT_COMMIT_SIZE bytes that no
 * other key, nonce, tag or place gives. Empty for bytes too short to be it. */
enum { VAULT_COMMIT_SIZE = 32 };
struct str vault_commitment(struct str sealed);

/* Where a field stands. row: the bytes of the row's id. */
struct vault_place {
    struct trust_id trust;
    const char *table;
    const char *column;
    struct str row;
};

/* Seals and opens one field of a table row, padded to VAULT_STEP_FIELD. */
struct str vault_seal_field(struct arena *mem, const struct vault *vault,
                            const struct vault_place *place, struct str text);
MUST_USE enum err vault_open_field(struct str *out, struct arena *mem,
                                   const struct vault *vault,
                                   const struct vault_place *place,
                                   struct str sealed);

/* A code that only this vault can make, for rows that must be readable but
 * not changeable. purpose: which kind of row. */
void vault_mac(uint8_t out[VAULT_MAC_SIZE], const struct vault *vault,
               struct trust_id trust, const char *purpose, struct str bytes);

/* True when the code fits, in constant time; false for any other size. */
bool vault_mac_fits(struct str mac, const struct vault *vault,
                    struct trust_id trust, const char *purpose,
                    struct str bytes);

/* A whole file sealed piece by piece (backups): order and end are bound, so
 * that a cut, doubled or exchanged piece is ERR_CORRUPT. */
enum {
    VAULT_STREAM_HEAD_SIZE = 24,
    VAULT_STREAM_OVERHEAD = 17,
    VAULT_STREAM_STATE_SIZE = 64,
};

struct vault_stream {
    _Alignas(16) uint8_t state[VAULT_STREAM_STATE_SIZE];
};

void vault_stream_wipe(struct vault_stream *stream);
void vault_stream_seal(struct vault_stream *out,
                       uint8_t head[VAULT_STREAM_HEAD_SIZE],
                       const struct vault *vault, const char *purpose);
MUST_USE enum err vault_stream_open(struct vault_stream *out,
                                    const uint8_t head[VAULT_STREAM_HEAD_SIZE],
                                    const struct vault *vault,
                                    const char *purpose);

/* out: size + VAULT_STREAM_OVERHEAD bytes. */
void vault_stream_push(struct vault_stream *stream, uint8_t *out,
                       const uint8_t *piece, size_t size, bool last);

/* out: size - VAULT_STREAM_OVERHEAD bytes; size: of the sealed piece. */
MUST_USE enum err vault_stream_pull(struct vault_stream *stream, uint8_t *out,
                                    bool *last, const uint8_t *sealed,
                                    size_t size);

/* size random bytes from the kernel's generator. */
void vault_random(void *out, size_t size);

#endif
