/* kept.c: keys that were derived already.
 *
 * A key of a column is five keyed hashes away from the key file, a code
 * three; a page asks for some thirty of them, and they never change. So the
 * last ones stay in locked memory outside core dumps, beside the root they
 * grow from: whoever could read them there could derive them too. What is
 * handed out is a copy, which its owner wipes.
 *
 * A name that does not fit, or a place somebody else's key has taken, costs
 * the derivation once more and nothing else. */
#include "vault/inner.h"

#include <pthread.h>

enum { KEPT_MAX = 128, NAME_SIZE = 24 };

struct kept {
    struct trust_id trust;
    char table[NAME_SIZE];  /* "": the place is free */
    char column[NAME_SIZE];
    struct vault_key key;
};

struct vault_kept {
    pthread_mutex_t lock;
    struct kept of[KEPT_MAX];
};

struct vault_kept *kept_open(void)
{
    struct vault_kept *kept = sodium_malloc(sizeof(*kept));
    if (kept == NULL)
        return NULL;
    memset(kept, 0, sizeof(*kept));
    pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

void kept_close(struct vault_kept *kept)
{
    if (kept == NULL)
        return;
    pthread_mutex_destroy(&kept->lock);
    sodium_free(kept); /* wipes first */
}

static uint32_t mix(uint32_t mixed, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < size; i++)
        mixed = (mixed ^ at[i]) * 16777619u; /* FNV-1a */
    return mixed;
}

/* Where that key stands if it is kept. */
static struct kept *kept_place(struct vault_kept *kept, struct trust_id trust,
                               const char *table, const char *column)
{
    uint32_t mixed = mix(2166136261u, trust.bytes, 4);
    mixed = mix(mixed, table, strlen(table));
    mixed = mix(mixed, column, strlen(column));
    return &kept->of[mixed % KEPT_MAX];
}

bool kept_find(struct vault_key *out, struct vault_kept *kept,
               struct trust_id trust, const char *table, const char *column)
{
    must(table[0] != '\0');
    pthread_mutex_lock(&kept->lock);
    const struct kept *k = kept_place(kept, trust, table, column);
    bool found = ID_SAME(k->trust, trust) && strcmp(k->table, table) == 0 &&
                 strcmp(k->column, column) == 0;
    if (found)
        *out = k->key;
    pthread_mutex_unlock(&kept->lock);
    return found;
}

void kept_put(struct vault_kept *kept, struct trust_id trust,
              const char *table, const char *column,
              const struct vault_key *key)
{
    size_t table_size = strlen(table), column_size = strlen(column);
    if (table_size >= NAME_SIZE || column_size >= NAME_SIZE)
        return;
    pthread_mutex_lock(&kept->lock);
    struct kept *k = kept_place(kept, trust, table, column);
    k->trust = trust;
    memcpy(k->table, table, table_size + 1);
    memcpy(k->column, column, column_size + 1);
    k->key = *key;
    pthread_mutex_unlock(&kept->lock);
}
