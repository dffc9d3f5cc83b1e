/* ledger.c: the promises of ledger.h, and a golden leaf that never changes. */
#include "tests/check.h"

#include <sodium.h>

#include "ledger/ledger.h"
#include "ledger/sha256.h"

enum { CHAIN = 6, BODY = 40 };

struct row {
    struct ledger_header header;
    char body[BODY];
    struct ledger_hash leaf;
};

static void chain_make(struct row rows[CHAIN], uint8_t incident)
{
    struct ledger_walk walk = { 0 };
    for (unsigned i = 0; i < CHAIN; i++) {
        rows[i] = (struct row){ .header = {
            .trust = { { 1, 2 } }, .incident = { { incident } },
            .seq = i + 1, .kind = (uint16_t)(3 + i), .kind_version = 1,
            .author = { { 9, (uint8_t)i } },
            .at = { 1700000000000000 + (int64_t)i }, .prev = walk.last } };
        memset(rows[i].body, (int)(i + incident), BODY);
        uint8_t bytes[LEDGER_HEADER_SIZE];
        assert_int_equal(ledger_walk_entry(&walk, bytes, &rows[i].header,
                                           (struct str){ rows[i].body, BODY },
                                           NULL), LEDGER_SOUND);
        rows[i].leaf = walk.last;
    }
}

/* The first fault of a walk over count rows; *seq: how many were sound. */
static enum ledger_fault chain_check(const struct row *const *rows,
                                     size_t count, bool leaves, uint32_t *seq)
{
    struct ledger_walk walk = { 0 };
    enum ledger_fault fault = LEDGER_SOUND;
    for (size_t i = 0; i < count && fault == LEDGER_SOUND; i++) {
        uint8_t bytes[LEDGER_HEADER_SIZE];
        fault = ledger_walk_entry(&walk, bytes, &rows[i]->header,
                                  (struct str){ rows[i]->body, BODY },
                                  leaves ? &rows[i]->leaf : NULL);
    }
    *seq = walk.length;
    return fault;
}

static void sha256_is_that_of_the_standard(void **state)
{
    (void)state;
    uint8_t ours[32], theirs[32], data[3000];
    randombytes_buf(data, sizeof data);
    static const uint8_t abc[32] = {
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
        0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
        0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
    sha256(ours, (const struct str[]){ STR("a"), STR(""), STR("bc") }, 3);
    assert_memory_equal(ours, abc, 32);
    for (size_t size = 0; size <= sizeof data; size += 7) {
        struct str parts[] = { { (const char *)data, size / 3 },
                               { (const char *)data + size / 3,
                                 size - size / 3 } };
        sha256(ours, parts, 2);
        crypto_hash_sha256(theirs, data, size);
        assert_memory_equal(ours, theirs, 32);
    }
}

/* Promise 3: these bytes are written into every database there is. */
static void header_bytes_never_change(void **state)
{
    (void)state;
    struct ledger_header header = {
        .trust = { { 0x11 } }, .incident = { { 0x22 } }, .seq = 0x01020304,
        .kind = 0x0506, .kind_version = 7, .author = { { 0x33 } },
        .at = { 0x0001020304050607 }, .prev = { { 0x44 } } };
    uint8_t bytes[LEDGER_HEADER_SIZE];
    char hex[2 * LEDGER_HEADER_SIZE + 1], leaf_hex[65];
    ledger_header_encode(bytes, &header);
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    assert_string_equal(hex,
        "0101" "11000000000000000000000000000000"
        "22000000000000000000000000000000" "01020304" "0506" "07"
        "33000000000000000000000000000000" "0001020304050607"
        "4400000000000000000000000000000000000000000000000000000000000000");
    struct ledger_hash leaf;
    ledger_leaf(&leaf, bytes, STR("body"));
    uint8_t expected[32], input[1 + LEDGER_HEADER_SIZE + 4] = { 0 };
    memcpy(input + 1, bytes, sizeof bytes);
    memcpy(input + 1 + sizeof bytes, "body", 4);
    crypto_hash_sha256(expected, input, sizeof input);
    assert_memory_equal(leaf.bytes, expected, 32);
    sodium_bin2hex(leaf_hex, sizeof leaf_hex, leaf.bytes, 32);
    assert_string_equal(leaf_hex, 
        "dc9276db17930f36c1cab859c0039c70a0915f08498ea704d80e264583dfe43c");
}

static void header_reads_back(void **state)
{
    (void)state;
    struct row rows[CHAIN];
    chain_make(rows, 5);
    uint8_t bytes[LEDGER_HEADER_SIZE], again[LEDGER_HEADER_SIZE];
    struct ledger_header back;
    ledger_header_encode(bytes, &rows[3].header);
    struct str text = { (const char *)bytes, sizeof bytes };
    assert_int_equal(ledger_header_decode(&back, text), OK);
    ledger_header_encode(again, &back);
    assert_memory_equal(bytes, again, sizeof bytes);
    text.size--;
    assert_int_equal(ledger_header_decode(&back, text), ERR_CORRUPT);
    text.size++;
    bytes[0] = 2;
    assert_int_equal(ledger_header_decode(&back, text), ERR_CORRUPT);
    bytes[0] = LEDGER_VERSION;
    bytes[1] = 9;
    assert_int_equal(ledger_header_decode(&back, text), ERR_CORRUPT);
}

/* Promise 1: each byte of each header and body, one after the other. */
static void every_changed_byte_is_found(void **state)
{
    (void)state;
    struct row rows[CHAIN], other[CHAIN];
    const struct row *order[CHAIN];
    uint32_t sound = 0;
    chain_make(rows, 5);
    chain_make(other, 6);
    for (unsigned i = 0; i < CHAIN; i++)
        order[i] = &rows[i];
    assert_int_equal(chain_check(order, CHAIN, true, &sound), LEDGER_SOUND);
    assert_int_equal(sound, CHAIN);
    for (unsigned i = 0; i < CHAIN; i++) {
        for (unsigned at = 0; at < BODY; at++) {
            rows[i].body[at] ^= 1;
            assert_int_equal(chain_check(order, CHAIN, true, &sound),
                             LEDGER_LEAF);
            assert_int_equal(sound, i);
            /* without leaves beside the rows the next entry tells */
            enum ledger_fault fault = chain_check(order, CHAIN, false, &sound);
            if (i + 1 < CHAIN) {
                assert_int_equal(fault, LEDGER_BROKEN);
                assert_int_equal(sound, i + 1);
            }
            rows[i].body[at] ^= 1;
        }
        struct ledger_header good = rows[i].header;
        rows[i].header.kind ^= 1;
        assert_int_equal(chain_check(order, CHAIN, true, &sound), LEDGER_LEAF);
        rows[i].header = good;
        rows[i].header.at.us ^= 1;
        assert_int_equal(chain_check(order, CHAIN, true, &sound), LEDGER_LEAF);
        rows[i].header = good;
        rows[i].header.author.bytes[15] ^= 1;
        assert_int_equal(chain_check(order, CHAIN, true, &sound), LEDGER_LEAF);
        rows[i].header = good;
        rows[i].header.prev.bytes[0] ^= 1;
        assert_int_equal(chain_check(order, CHAIN, true, &sound),
                         LEDGER_BROKEN);
        rows[i].header = good;
        rows[i].header.seq ^= 1;
        assert_int_equal(chain_check(order, CHAIN, true, &sound), LEDGER_GAP);
        rows[i].header = good;
        order[i] = &other[i];
        assert_int_equal(chain_check(order, CHAIN, true, &sound),
                         LEDGER_BROKEN);
        order[i] = &rows[i];
    }
}

static void missing_doubled_and_swapped_entries_are_found(void **state)
{
    (void)state;
    struct row rows[CHAIN];
    uint32_t sound = 0;
    chain_make(rows, 5);
    const struct row *missing[] = { &rows[0], &rows[2] };
    assert_int_equal(chain_check(missing, 2, true, &sound), LEDGER_GAP);
    assert_int_equal(sound, 1);
    const struct row *doubled[] = { &rows[0], &rows[0] };
    assert_int_equal(chain_check(doubled, 2, true, &sound), LEDGER_GAP);
    const struct row *swapped[] = { &rows[1], &rows[0] };
    assert_int_equal(chain_check(swapped, 2, true, &sound), LEDGER_GAP);
    assert_int_equal(sound, 0);
}

/* What is not hashed again still stands in its place, or is found. */
static void a_known_leaf_is_no_way_round_the_chain(void **state)
{
    (void)state;
    struct row rows[CHAIN];
    uint8_t bytes[LEDGER_HEADER_SIZE], hashed[LEDGER_HEADER_SIZE];
    struct ledger_walk walk = { 0 }, other = { 0 };
    chain_make(rows, 6);
    assert_int_equal(ledger_walk_known(&walk, bytes, &rows[1].header,
                                       &rows[1].leaf), LEDGER_GAP);
    assert_int_equal(ledger_walk_known(&walk, bytes, &rows[0].header,
                                       &rows[3].leaf), LEDGER_SOUND);
    assert_int_equal(ledger_walk_known(&walk, bytes, &rows[1].header,
                                       &rows[1].leaf), LEDGER_BROKEN);
    walk = (struct ledger_walk){ 0 };
    for (unsigned i = 0; i < CHAIN; i++) {
        assert_int_equal(ledger_walk_known(&walk, bytes, &rows[i].header,
                                           &rows[i].leaf), LEDGER_SOUND);
        assert_int_equal(ledger_walk_entry(
            &other, hashed, &rows[i].header,
            (struct str){ rows[i].body, BODY }, NULL), LEDGER_SOUND);
        assert_memory_equal(bytes, hashed, sizeof(bytes));
        assert_memory_equal(&walk, &other, sizeof(walk));
    }
    assert_int_equal(ledger_walk_end(&walk, CHAIN, &rows[CHAIN - 1].leaf),
                     LEDGER_SOUND);
}

/* Promise 2. */
static void the_head_tells_of_a_removed_tail(void **state)
{
    (void)state;
    struct row rows[CHAIN];
    chain_make(rows, 5);
    struct ledger_walk walk = { .length = 4, .last = rows[3].leaf };
    assert_int_equal(ledger_walk_end(&walk, 4, &rows[3].leaf), LEDGER_SOUND);
    assert_int_equal(ledger_walk_end(&walk, 6, &rows[5].leaf), LEDGER_LENGTH);
    assert_int_equal(ledger_walk_end(&walk, 3, &rows[2].leaf), LEDGER_LENGTH);
    assert_int_equal(ledger_walk_end(&walk, 4, &rows[2].leaf), LEDGER_HEAD);
    for (unsigned fault = 0; fault < LEDGER_FAULT_COUNT; fault++)
        assert_true(strlen(ledger_fault_text(fault)) > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sha256_is_that_of_the_standard),
        TEST(header_bytes_never_change),
        TEST(header_reads_back),
        TEST(every_changed_byte_is_found),
        TEST(missing_doubled_and_swapped_entries_are_found),
        TEST(a_known_leaf_is_no_way_round_the_chain),
        TEST(the_head_tells_of_a_removed_tail),
    };
    return RUN_TESTS(tests);
}
