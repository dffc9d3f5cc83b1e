/* ledger.h: the chain that makes a chronology unalterable.
 *
 * Each entry has a header in fixed bytes; its leaf is
 *     SHA-256(0x00 | header | sealed body)
 * (the leaf of RFC 6962, ready for a tree over a whole trust), and the header
 * of the next entry carries it. Leaves are over ciphertext: they say nothing
 * about the text and survive its destruction.
 *
 * Promises:  1 any changed byte of a header or a sealed body, a missing,
 *              doubled or exchanged entry between the first and the last is
 *              found and named,
 *            2 with the head (length and last leaf, authenticated by the
 *              store under the trust's key) a removed tail, an added entry
 *              and an edited head are found too,
 *            3 the same header gives the same bytes for ever: a new layout
 *              gets a new version byte.
 * What a chain cannot find: that the whole database was put back to an
 *            earlier day, or that an incident was removed with its head and
 *            everything else: nothing inside the database can. Checkpoints
 *            kept elsewhere come later and need only these leaves. Nor can
 *            it bind somebody who holds the key file: who can make codes can
 *            make a new history.
 * Not here:  keys and codes (src/vault), rows (src/store).
 * Sources:   RFC 6962 section 2.1 (leaf prefix), FIPS 180-4 (SHA-256).
 */
#ifndef LANYARD_LEDGER_LEDGER_H
#define LANYARD_LEDGER_LEDGER_H

#include "base/instant.h"

enum {
    LEDGER_VERSION = 1,
    LEDGER_ALG = 1, /* SHA-256 chain, XChaCha20-Poly1305 with commitment */
    LEDGER_HASH_SIZE = 32,
    /* version 1, alg 1, trust 16, incident 16, seq 4, kind 2, kind version 1,
     * author 16, at 8, hash of the entry before 32; numbers big-endian */
    LEDGER_HEADER_SIZE = 1 + 1 + 16 + 16 + 4 + 2 + 1 + 16 + 8 + 32,
    LEDGER_LENGTH_MAX = 1 << 20,
};

struct ledger_hash {
    uint8_t bytes[LEDGER_HASH_SIZE];
};

struct ledger_header {
    struct trust_id trust;
    struct incident_id incident;
    uint32_t seq;         /* 1 is the first */
    uint16_t kind;
    uint8_t kind_version;
    struct user_id author;
    struct instant at;
    struct ledger_hash prev; /* leaf of seq - 1; zeros for the first */
};

/* The canonical bytes of a header. */
void ledger_header_encode(uint8_t out[LEDGER_HEADER_SIZE],
                          const struct ledger_header *header);

/* ERR_CORRUPT for another size, version or algorithm. */
MUST_USE enum err ledger_header_decode(struct ledger_header *out,
                                       struct str bytes);

/* SHA-256 over 0x00, the header's bytes and the sealed body. */
void ledger_leaf(struct ledger_hash *out,
                 const uint8_t header[LEDGER_HEADER_SIZE], struct str body);

/* What the first bad place looks like. */
enum ledger_fault {
    LEDGER_SOUND = 0,
    LEDGER_GAP,    /* an entry is missing, doubled or out of order */
    LEDGER_BROKEN, /* the entry before this one is not the one it names */
    LEDGER_LEAF,   /* the stored leaf is not the leaf of the stored bytes */
    LEDGER_LENGTH, /* more or fewer entries than the head says */
    LEDGER_HEAD,   /* the head is not the one that was authenticated */
    LEDGER_BODY,   /* the sealed body does not open in its place */
    LEDGER_FAULT_COUNT
};

/* One line of English for a report, never NULL. */
const char *ledger_fault_text(enum ledger_fault fault);

/* A walk along the chain of one incident; the zero walk has seen nothing. */
struct ledger_walk {
    uint32_t length;         /* entries seen and found sound */
    struct ledger_hash last; /* leaf of the last of them */
};

/* Takes the next entry; header receives its bytes, leaf its hash. stored:
 * the leaf beside the row, or NULL where none is kept. The walk moves on only
 * when the answer is LEDGER_SOUND. */
enum ledger_fault ledger_walk_entry(struct ledger_walk *walk,
                                    uint8_t bytes[LEDGER_HEADER_SIZE],
                                    const struct ledger_header *header,
                                    struct str body,
                                    const struct ledger_hash *stored);

/* The same for an entry whose leaf is known to be that of its bytes: its place
 * in the chain is checked, nothing is hashed. */
enum ledger_fault ledger_walk_known(struct ledger_walk *walk,
                                    uint8_t bytes[LEDGER_HEADER_SIZE],
                                    const struct ledger_header *header,
                                    const struct ledger_hash *leaf);

/* Compares where the walk ended with what the head says. */
enum ledger_fault ledger_walk_end(const struct ledger_walk *walk,
                                  uint32_t length,
                                  const struct ledger_hash *last);

#endif
