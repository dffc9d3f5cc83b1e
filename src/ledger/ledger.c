/* ledger.c: canonical headers and the walk along a chain.
 *
 * Nothing here knows a key or a database; what comes from disk is never
 * trusted: the walk answers with a fault, it does not must().
 */
#include "ledger/ledger.h"

#include "ledger/sha256.h"

static uint8_t *put_number(uint8_t *at, uint64_t value, unsigned size)
{
    for (unsigned i = size; i-- > 0;)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

static uint64_t get_number(const uint8_t **at, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | *(*at)++;
    return value;
}

static uint8_t *put_bytes(uint8_t *at, const uint8_t *from, size_t size)
{
    memcpy(at, from, size);
    return at + size;
}

void ledger_header_encode(uint8_t out[LEDGER_HEADER_SIZE],
                          const struct ledger_header *header)
{
    uint8_t *at = out;
    at = put_number(at, LEDGER_VERSION, 1);
    at = put_number(at, LEDGER_ALG, 1);
    at = put_bytes(at, header->trust.bytes, ID_SIZE);
    at = put_bytes(at, header->incident.bytes, ID_SIZE);
    at = put_number(at, header->seq, 4);
    at = put_number(at, header->kind, 2);
    at = put_number(at, header->kind_version, 1);
    at = put_bytes(at, header->author.bytes, ID_SIZE);
    at = put_number(at, (uint64_t)header->at.us, 8);
    at = put_bytes(at, header->prev.bytes, LEDGER_HASH_SIZE);
    must(at == out + LEDGER_HEADER_SIZE);
}

enum err ledger_header_decode(struct ledger_header *out, struct str bytes)
{
    if (bytes.size != LEDGER_HEADER_SIZE)
        return ERR_CORRUPT;
    const uint8_t *at = (const uint8_t *)bytes.data;
    if (get_number(&at, 1) != LEDGER_VERSION ||
        get_number(&at, 1) != LEDGER_ALG)
        return ERR_CORRUPT;
    memcpy(out->trust.bytes, at, ID_SIZE);
    memcpy(out->incident.bytes, at + ID_SIZE, ID_SIZE);
    at += 2 * ID_SIZE;
    out->seq = (uint32_t)get_number(&at, 4);
    out->kind = (uint16_t)get_number(&at, 2);
    out->kind_version = (uint8_t)get_number(&at, 1);
    memcpy(out->author.bytes, at, ID_SIZE);
    at += ID_SIZE;
    out->at.us = (int64_t)get_number(&at, 8);
    memcpy(out->prev.bytes, at, LEDGER_HASH_SIZE);
    return OK;
}

void ledger_leaf(struct ledger_hash *out,
                 const uint8_t header[LEDGER_HEADER_SIZE], struct str body)
{
    static const char leaf_prefix = 0;
    const struct str parts[] = {
        { &leaf_prefix, 1 },
        { (const char *)header, LEDGER_HEADER_SIZE },
        body,
    };
    sha256(out->bytes, parts, COUNT_OF(parts));
}

const char *ledger_fault_text(enum ledger_fault fault)
{
    static const char *const texts[LEDGER_FAULT_COUNT] = {
        [LEDGER_SOUND] = "sound",
        [LEDGER_GAP] = "an entry is missing, doubled or out of order",
        [LEDGER_BROKEN] = "the entry before it was altered or exchanged",
        [LEDGER_LEAF] = "its bytes are not those that were recorded",
        [LEDGER_LENGTH] = "entries were removed from the end, or added",
        [LEDGER_HEAD] = "the head of the chronology was altered",
        [LEDGER_BODY] = "its text does not open in this place",
    };
    must(fault < LEDGER_FAULT_COUNT);
    return texts[fault];
}

/* Does the entry come next, and does it name the one before it? */
static enum ledger_fault place_check(const struct ledger_walk *walk,
                                     const struct ledger_header *header)
{
    if (walk->length >= LEDGER_LENGTH_MAX || header->seq != walk->length + 1)
        return LEDGER_GAP;
    if (memcmp(&header->prev, &walk->last, sizeof walk->last) != 0)
        return LEDGER_BROKEN;
    return LEDGER_SOUND;
}

enum ledger_fault ledger_walk_known(struct ledger_walk *walk,
                                    uint8_t bytes[LEDGER_HEADER_SIZE],
                                    const struct ledger_header *header,
                                    const struct ledger_hash *leaf)
{
    enum ledger_fault fault = place_check(walk, header);
    if (fault != LEDGER_SOUND)
        return fault;
    ledger_header_encode(bytes, header);
    walk->length++;
    walk->last = *leaf;
    return LEDGER_SOUND;
}

enum ledger_fault ledger_walk_entry(struct ledger_walk *walk,
                                    uint8_t bytes[LEDGER_HEADER_SIZE],
                                    const struct ledger_header *header,
                                    struct str body,
                                    const struct ledger_hash *stored)
{
    struct ledger_hash leaf;
    enum ledger_fault fault = place_check(walk, header);
    if (fault != LEDGER_SOUND)
        return fault;
    ledger_header_encode(bytes, header);
    ledger_leaf(&leaf, bytes, body);
    if (stored != NULL && memcmp(&leaf, stored, sizeof leaf) != 0)
        return LEDGER_LEAF;
    walk->length++;
    walk->last = leaf;
    return LEDGER_SOUND;
}

enum ledger_fault ledger_walk_end(const struct ledger_walk *walk,
                                  uint32_t length,
                                  const struct ledger_hash *last)
{
    if (walk->length != length)
        return LEDGER_LENGTH;
    if (memcmp(&walk->last, last, sizeof *last) != 0)
        return LEDGER_HEAD;
    return LEDGER_SOUND;
}
