/* seal.c: one way to seal, used for wrapped keys, records and fields.
 *
 * sealed = nonce(24) | commitment(32) | ciphertext | tag(16)
 *
 * XChaCha20-Poly1305 alone opens under more than one key if the ciphertext is
 * crafted; so a keyed hash over nonce, tag and place under a second subkey
 * stands in front and is checked first. Hashing the tag instead of the whole
 * ciphertext commits as much: with key, nonce and place fixed, one ciphertext
 * has one plaintext. It costs 0.5 us instead of 4.8 us for a page's record;
 * BLAKE2b with a key rather than HMAC-SHA-512 for the same reason (measured:
 * 0.5 us against 1.8 us for these 160 bytes).
 */
#include "vault/inner.h"

#include <endian.h>

enum {
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    COMMIT_SIZE = VAULT_COMMIT_SIZE,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    CIPHER_AT = NONCE_SIZE + COMMIT_SIZE,
};

_Static_assert(CIPHER_AT + TAG_SIZE == VAULT_OVERHEAD, "sealed layout");
_Static_assert(sizeof(crypto_secretstream_xchacha20poly1305_state) <=
                   VAULT_STREAM_STATE_SIZE, "room for the stream's state");
_Static_assert(crypto_secretstream_xchacha20poly1305_ABYTES ==
                   VAULT_STREAM_OVERHEAD, "stream layout");
_Static_assert(crypto_secretstream_xchacha20poly1305_HEADERBYTES ==
                   VAULT_STREAM_HEAD_SIZE, "stream head");

static void commit_make(uint8_t out[COMMIT_SIZE], const struct vault_key *key,
                        const uint8_t nonce[NONCE_SIZE],
                        const uint8_t tag[TAG_SIZE], struct str place)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key->commit, VAULT_KEY_SIZE, COMMIT_SIZE);
    crypto_generichash_update(&state, nonce, NONCE_SIZE);
    crypto_generichash_update(&state, tag, TAG_SIZE);
    crypto_generichash_update(&state, (const uint8_t *)place.data, place.size);
    crypto_generichash_final(&state, out, COMMIT_SIZE);
}

void seal_bytes(uint8_t *out, const struct vault_key *key, struct str place,
                const uint8_t *text, size_t size)
{
    unsigned long long cipher_size = 0;
    randombytes_buf(out, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + CIPHER_AT, &cipher_size, text, size,
        (const uint8_t *)place.data, place.size, NULL, out, key->seal);
    must(cipher_size == size + TAG_SIZE);
    commit_make(out + NONCE_SIZE, key, out, out + CIPHER_AT + size, place);
}

enum err unseal_bytes(uint8_t *out, const struct vault_key *key,
                      struct str place, const uint8_t *sealed, size_t size)
{
    uint8_t commit[COMMIT_SIZE];
    if (size < VAULT_OVERHEAD)
        return ERR_CORRUPT;
    commit_make(commit, key, sealed, sealed + size - TAG_SIZE, place);
    if (sodium_memcmp(commit, sealed + NONCE_SIZE, COMMIT_SIZE) != 0)
        return ERR_CORRUPT;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, NULL, NULL, sealed + CIPHER_AT, size - CIPHER_AT,
            (const uint8_t *)place.data, place.size, sealed, key->seal) != 0) {
        sodium_memzero(out, size - VAULT_OVERHEAD);
        return ERR_CORRUPT;
    }
    return OK;
}

/* The size of what was padded to whole steps with 0x80 and zeros: where the
 * last byte that is not zero stands. As sodium_unpad it takes the same time
 * for every length, but by words of eight bytes, not by bytes: 0.04 us
 * instead of 0.6 us for each of the fifty records of a page. */
static enum err text_unpad(size_t *out, const uint8_t *plain, size_t padded,
                           size_t step)
{
    const uint8_t *end = plain + padded - step;
    uint64_t last = 0, at = 0;
    must(step % 8 == 0 && padded >= step);
    for (size_t i = 0; i < step; i += 8) {
        uint64_t word;
        memcpy(&word, end + i, 8);
        word = le64toh(word);
        uint64_t any = -((word | -word) >> 63); /* all bits, or none */
        last ^= any & (last ^ word);
        at ^= any & (at ^ i);
    }
    unsigned high = (63 - (unsigned)__builtin_clzll(last | 1)) / 8;
    *out = padded - step + at + high;
    return (uint8_t)(last >> (8 * high)) == 0x80 ? OK : ERR_CORRUPT;
}

struct str vault_seal(struct arena *mem, const struct vault_key *key,
                      struct str place, struct str text, size_t step)
{
    must(text.size <= VAULT_TEXT_MAX && step >= 16 && step <= 4096);
    must((step & (step - 1)) == 0);
    size_t padded = (text.size / step + 1) * step;
    uint8_t *sealed = arena_alloc(mem, padded + VAULT_OVERHEAD);
    uint8_t *plain = arena_alloc(mem, padded);
    if (text.size > 0)
        memcpy(plain, text.data, text.size);
    size_t size = 0;
    int done = sodium_pad(&size, plain, text.size, step, padded);
    must(done == 0 && size == padded);
    seal_bytes(sealed, key, place, plain, padded);
    sodium_memzero(plain, padded);
    return (struct str){ (const char *)sealed, padded + VAULT_OVERHEAD };
}

enum err vault_unseal(struct str *out, struct arena *mem,
                      const struct vault_key *key, struct str place,
                      struct str sealed, size_t step)
{
    *out = STR_NONE;
    if (sealed.size < VAULT_OVERHEAD + step ||
        sealed.size > VAULT_OVERHEAD + VAULT_TEXT_MAX + step ||
        (sealed.size - VAULT_OVERHEAD) % step != 0)
        return ERR_CORRUPT;
    size_t padded = sealed.size - VAULT_OVERHEAD, size = 0;
    uint8_t *plain = arena_alloc(mem, padded + 1);
    enum err err = unseal_bytes(plain, key, place,
                                (const uint8_t *)sealed.data, sealed.size);
    if (err != OK)
        return err;
    if (text_unpad(&size, plain, padded, step) != OK)
        return ERR_CORRUPT;
    plain[size] = '\0';
    *out = (struct str){ (const char *)plain, size };
    return OK;
}

struct str vault_commitment(struct str sealed)
{
    if (sealed.size < VAULT_OVERHEAD)
        return STR_NONE;
    return (struct str){ sealed.data + NONCE_SIZE, COMMIT_SIZE };
}

/* trust | size of table | table | size of column | column | row */
static struct str place_bytes(struct arena *mem,
                              const struct vault_place *place)
{
    size_t table = strlen(place->table), column = strlen(place->column);
    must(table < 256 && column < 256 && place->row.size > 0);
    struct buf b;
    buf_open(&b, mem, ID_SIZE + 2 + table + column + place->row.size, 4096);
    buf_put(&b, (const char *)place->trust.bytes, ID_SIZE);
    buf_put_char(&b, (char)table);
    buf_put(&b, place->table, table);
    buf_put_char(&b, (char)column);
    buf_put(&b, place->column, column);
    buf_put_str(&b, place->row);
    must(!b.overflowed);
    return buf_str(&b);
}

struct str vault_seal_field(struct arena *mem, const struct vault *vault,
                            const struct vault_place *place, struct str text)
{
    AUTO_VAULT_KEY key;
    vault_field_key(&key, vault, place->trust, place->table, place->column);
    return vault_seal(mem, &key, place_bytes(mem, place), text,
                      VAULT_STEP_FIELD);
}

enum err vault_open_field(struct str *out, struct arena *mem,
                          const struct vault *vault,
                          const struct vault_place *place, struct str sealed)
{
    AUTO_VAULT_KEY key;
    vault_field_key(&key, vault, place->trust, place->table, place->column);
    return vault_unseal(out, mem, &key, place_bytes(mem, place), sealed,
                        VAULT_STEP_FIELD);
}

static crypto_secretstream_xchacha20poly1305_state *
stream_state(struct vault_stream *stream)
{
    return (void *)stream->state;
}

void vault_stream_wipe(struct vault_stream *stream)
{
    sodium_memzero(stream, sizeof *stream);
}

void vault_stream_seal(struct vault_stream *out,
                       uint8_t head[VAULT_STREAM_HEAD_SIZE],
                       const struct vault *vault, const char *purpose)
{
    uint8_t key[VAULT_KEY_SIZE];
    vault_backup_key(key, vault, purpose);
    crypto_secretstream_xchacha20poly1305_init_push(stream_state(out), head,
                                                    key);
    sodium_memzero(key, sizeof key);
}

enum err vault_stream_open(struct vault_stream *out,
                           const uint8_t head[VAULT_STREAM_HEAD_SIZE],
                           const struct vault *vault, const char *purpose)
{
    uint8_t key[VAULT_KEY_SIZE];
    vault_backup_key(key, vault, purpose);
    int bad = crypto_secretstream_xchacha20poly1305_init_pull(
        stream_state(out), head, key);
    sodium_memzero(key, sizeof key);
    return bad ? ERR_CORRUPT : OK;
}

void vault_stream_push(struct vault_stream *stream, uint8_t *out,
                       const uint8_t *piece, size_t size, bool last)
{
    unsigned char tag =
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    int bad = crypto_secretstream_xchacha20poly1305_push(
        stream_state(stream), out, NULL, piece, size, NULL, 0, tag);
    must(!bad);
}

enum err vault_stream_pull(struct vault_stream *stream, uint8_t *out,
                           bool *last, const uint8_t *sealed, size_t size)
{
    unsigned char tag = 0;
    *last = false;
    if (size < VAULT_STREAM_OVERHEAD ||
        crypto_secretstream_xchacha20poly1305_pull(stream_state(stream), out,
                                                   NULL, &tag, sealed, size,
                                                   NULL, 0) != 0)
        return ERR_CORRUPT;
    *last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return OK;
}
