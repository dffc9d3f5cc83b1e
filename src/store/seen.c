/* seen.c: entries whose leaf was found right before, so that a chronology that
 * is opened again is not hashed again.
 *
 * What is kept of an entry is its leaf, which is the hash over its header and
 * its sealed body, and the commitment inside that body; no text, no name, no
 * key. It is kept only after the entry was hashed and opened. When the same
 * pair is met again, the entry is still opened, and that proves the leaf:
 *
 *   the commitment fits                -> the same key, nonce, tag and header
 *                                         (one keyed hash binds all four)
 *   the ciphertext fits that tag       -> the same ciphertext, for nobody
 *                                         without the key can make another
 *   the same header and sealed body    -> the same leaf
 *
 * So nobody who can only write to the database gains anything. Opening alone
 * would not do: after a restore an incident may have had two entries at one
 * place, each of which opens there, and only the leaf in the next header says
 * which of them it was. The pair tells them apart: their commitments differ.
 *
 * Somebody who has the key file could exchange an entry that this process has
 * seen for one of their own with the same tag, until the process ends. They
 * could write the whole chronology anew as well (ledger.h). `lanyard verify`
 * remembers nothing and hashes everything.
 *
 * One table for the process, of a fixed size: an entry takes the place of
 * whichever had it before. */
#include "store/inner.h"

#include <pthread.h>

enum { SEEN_MAX = 1 << 14 }; /* one megabyte, some 300 long chronologies */

struct seen {
    struct ledger_hash leaf;
    uint8_t commitment[VAULT_COMMIT_SIZE];
};

static struct seen table[SEEN_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Leaves are hashes: any of their bytes spread evenly. */
static struct seen *place_of(const struct ledger_hash *leaf)
{
    size_t at = (size_t)leaf->bytes[0] << 8 | leaf->bytes[1];
    return &table[at % SEEN_MAX];
}

bool entry_seen(const struct ledger_hash *leaf, struct str sealed)
{
    struct str commitment = vault_commitment(sealed);
    if (commitment.size == 0)
        return false;
    pthread_mutex_lock(&lock);
    const struct seen *s = place_of(leaf);
    bool same = memcmp(&s->leaf, leaf, sizeof(*leaf)) == 0 &&
                memcmp(s->commitment, commitment.data, commitment.size) == 0;
    pthread_mutex_unlock(&lock);
    return same;
}

void entry_seen_put(const struct ledger_hash *leaf, struct str sealed)
{
    struct str commitment = vault_commitment(sealed);
    must(commitment.size == VAULT_COMMIT_SIZE);
    pthread_mutex_lock(&lock);
    struct seen *s = place_of(leaf);
    s->leaf = *leaf;
    memcpy(s->commitment, commitment.data, commitment.size);
    pthread_mutex_unlock(&lock);
}
