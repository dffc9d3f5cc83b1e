/* vault.c: the promises of vault.h, one test each and by number. */
#include "tests/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vault/vault.h"

static char folder[] = "/tmp/lanyard-vault-XXXXXX";
static char key_path[256];
static struct vault *vault;
static struct arena mem;

static const struct trust_id trust_a = { { 1 } }, trust_b = { { 2 } };
static const struct incident_id incident_a = { { 7 } }, incident_b = { { 8 } };

static struct str bytes_of(const void *data, size_t size)
{
    return (struct str){ data, size };
}

static const char *path_in(const char *name)
{
    return str_c(&mem, str_printf(&mem, "%s/%s", folder, name));
}

static void file_put(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static int suite_open(void **state)
{
    (void)state;
    arena_open(&mem, 64 << 20);
    assert_non_null(mkdtemp(folder));
    snprintf(key_path, sizeof key_path, "%s/key", folder);
    assert_int_equal(vault_create(key_path), OK);
    assert_int_equal(vault_open(&vault, key_path), OK);
    return 0;
}

static int suite_close(void **state)
{
    (void)state;
    vault_close(&vault);
    assert_null(vault);
    static const char *const names[] = { "key", "other", "short", "long",
                                         "nonhex", "head", "lanyard.key" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unlink(path_in(names[i]));
    rmdir(folder);
    arena_close(&mem);
    return 0;
}

/* Promise 4. */
static void key_file_is_for_its_owner_alone(void **state)
{
    (void)state;
    struct stat about;
    struct vault *again = NULL;
    assert_int_equal(stat(key_path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(vault_create(key_path), ERR_CONFLICT);
    static const mode_t open_modes[] = { 0640, 0604, 0620, 0610, 0666, 0601 };
    for (size_t i = 0; i < COUNT_OF(open_modes); i++) {
        assert_int_equal(chmod(key_path, open_modes[i]), 0);
        assert_int_equal(vault_open(&again, key_path), ERR_DENIED);
        assert_null(again);
    }
    assert_int_equal(chmod(key_path, 0400), 0);
    assert_int_equal(vault_open(&again, key_path), OK);
    vault_close(&again);
    assert_int_equal(chmod(key_path, 0600), 0);
    assert_int_equal(vault_open(&again, path_in("missing")), ERR_NOT_FOUND);
    assert_int_equal(vault_open(&again, folder), ERR_DENIED);
}

static void key_file_is_read_strictly(void **state)
{
    (void)state;
    struct vault *none = NULL;
    char good[200] = "";
    FILE *file = fopen(key_path, "r");
    size_t size = fread(good, 1, sizeof good - 1, file);
    fclose(file);
    assert_int_equal(size, 14 + 64 + 1);
    char bad[210];
    snprintf(bad, sizeof bad, "%.*s", (int)size - 2, good);
    file_put(path_in("short"), bad, 0600);
    assert_int_equal(vault_open(&none, path_in("short")), ERR_INVALID);
    snprintf(bad, sizeof bad, "%s\n", good);
    file_put(path_in("long"), bad, 0600);
    assert_int_equal(vault_open(&none, path_in("long")), ERR_INVALID);
    snprintf(bad, sizeof bad, "%s", good);
    bad[40] = 'g';
    file_put(path_in("nonhex"), bad, 0600);
    assert_int_equal(vault_open(&none, path_in("nonhex")), ERR_INVALID);
    snprintf(bad, sizeof bad, "%s", good);
    bad[12] = '2';
    file_put(path_in("head"), bad, 0600);
    assert_int_equal(vault_open(&none, path_in("head")), ERR_INVALID);
    assert_null(none);
}

static void credential_of_systemd_may_show_group_bits(void **state)
{
    (void)state;
    struct vault *found = NULL;
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_int_equal(vault_open(&found, NULL), ERR_NOT_FOUND);
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    assert_int_equal(vault_open(&found, NULL), ERR_NOT_FOUND);
    assert_int_equal(vault_create(path_in("lanyard.key")), OK);
    assert_int_equal(chmod(path_in("lanyard.key"), 0440), 0);
    assert_int_equal(vault_open(&found, NULL), OK);
    vault_close(&found);
    assert_int_equal(vault_open(&found, path_in("lanyard.key")), OK);
    vault_close(&found);
    assert_int_equal(chmod(path_in("lanyard.key"), 0444), 0);
    assert_int_equal(vault_open(&found, NULL), ERR_DENIED);
    assert_int_equal(chmod(path_in("lanyard.key"), 0440), 0);
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_int_equal(vault_open(&found, path_in("lanyard.key")), ERR_DENIED);
}

static void texts_of_every_size_come_back(void **state)
{
    (void)state;
    AUTO_VAULT_KEY key;
    vault_field_key(&key, vault, trust_a, "t", "c");
    char text[1100];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 3 == 0 ? 0x80 : i); /* the pad's own bytes too */
    for (size_t size = 0; size <= sizeof text; size++) {
        struct str back;
        struct str sealed = vault_seal(&mem, &key, STR("p"),
                                       bytes_of(text, size), 256);
        assert_int_equal(sealed.size, (size / 256 + 1) * 256 + VAULT_OVERHEAD);
        assert_int_equal(vault_unseal(&back, &mem, &key, STR("p"), sealed,
                                      256), OK);
        assert_int_equal(back.size, size);
        if (size > 0)
            assert_memory_equal(back.data, text, size);
        assert_int_equal(back.data[size], 0);
        arena_reset(&mem);
    }
}

/* Promise 1. */
static void every_changed_bit_is_found(void **state)
{
    (void)state;
    AUTO_VAULT_KEY key;
    struct str back;
    vault_field_key(&key, vault, trust_a, "t", "c");
    struct str sealed = vault_seal(&mem, &key, STR("place"), STR("words"), 32);
    char *bytes = arena_alloc(&mem, sealed.size);
    memcpy(bytes, sealed.data, sealed.size);
    for (size_t bit = 0; bit < sealed.size * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(vault_unseal(&back, &mem, &key, STR("place"),
                                      bytes_of(bytes, sealed.size), 32),
                         ERR_CORRUPT);
        assert_null(back.data);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t size = 0; size < sealed.size; size++)
        assert_int_equal(vault_unseal(&back, &mem, &key, STR("place"),
                                      bytes_of(bytes, size), 32), ERR_CORRUPT);
    assert_int_equal(vault_unseal(&back, &mem, &key, STR("place"), sealed, 32),
                     OK);
    assert_int_equal(vault_unseal(&back, &mem, &key, STR("placf"), sealed, 32),
                     ERR_CORRUPT);
    assert_int_equal(vault_unseal(&back, &mem, &key, STR("place"), sealed, 64),
                     ERR_CORRUPT);
}

static void moved_fields_do_not_open(void **state)
{
    (void)state;
    const struct vault_place here = { trust_a, "school", "name", STR("row1") };
    const struct vault_place elsewhere[] = {
        { trust_b, "school", "name", STR("row1") },
        { trust_a, "person", "name", STR("row1") },
        { trust_a, "school", "note", STR("row1") },
        { trust_a, "school", "name", STR("row2") },
        { trust_a, "schoo", "lname", STR("row1") },
        { trust_a, "school", "namer", STR("ow1") },
    };
    struct str back;
    struct str sealed = vault_seal_field(&mem, vault, &here, STR("Zoë"));
    assert_int_equal(sealed.size, 32 + VAULT_OVERHEAD);
    assert_int_equal(vault_open_field(&back, &mem, vault, &here, sealed), OK);
    assert_true(str_is(back, "Zoë"));
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        assert_int_equal(vault_open_field(&back, &mem, vault, &elsewhere[i],
                                          sealed), ERR_CORRUPT);
    assert_int_equal(vault_create(path_in("other")), OK);
    struct vault *other = NULL;
    assert_int_equal(vault_open(&other, path_in("other")), OK);
    assert_int_equal(vault_open_field(&back, &mem, other, &here, sealed),
                     ERR_CORRUPT);
    vault_close(&other);
}

static void incident_keys_open_for_their_incident_alone(void **state)
{
    (void)state;
    uint8_t wrapped[VAULT_WRAPPED_SIZE], second[VAULT_WRAPPED_SIZE];
    AUTO_VAULT_KEY key, again, none;
    vault_incident_create(&key, wrapped, vault, trust_a, incident_a);
    struct str w = bytes_of(wrapped, sizeof wrapped);
    assert_int_equal(vault_incident_open(&again, vault, trust_a, incident_a, w),
                     OK);
    assert_memory_equal(&key, &again, sizeof key);
    assert_memory_not_equal(key.seal, key.commit, VAULT_KEY_SIZE);
    static const struct vault_key zeros;
    assert_int_equal(vault_incident_open(&none, vault, trust_a, incident_b, w),
                     ERR_CORRUPT);
    assert_memory_equal(&none, &zeros, sizeof none);
    assert_int_equal(vault_incident_open(&none, vault, trust_b, incident_a, w),
                     ERR_CORRUPT);
    w.size--;
    assert_int_equal(vault_incident_open(&none, vault, trust_a, incident_a, w),
                     ERR_CORRUPT);
    vault_incident_create(&again, second, vault, trust_a, incident_a);
    assert_memory_not_equal(&key, &again, sizeof key);
    assert_memory_not_equal(wrapped, second, sizeof wrapped);
}

/* Promise 2: a ciphertext whose tag fits under a second key is still refused,
 * because the commitment is of the first. Here the attacker even knows both
 * sealing keys, but not the commitment key that goes with the second. */
static void sealed_text_is_bound_to_one_key(void **state)
{
    (void)state;
    AUTO_VAULT_KEY key, mixed;
    struct str back;
    vault_field_key(&key, vault, trust_a, "t", "c");
    vault_field_key(&mixed, vault, trust_a, "t", "d");
    memcpy(mixed.seal, key.seal, sizeof key.seal);
    struct str sealed = vault_seal(&mem, &key, STR("p"), STR("words"), 32);
    assert_int_equal(vault_unseal(&back, &mem, &mixed, STR("p"), sealed, 32),
                     ERR_CORRUPT);
    struct str other = vault_seal(&mem, &mixed, STR("p"), STR("words"), 32);
    assert_int_equal(vault_unseal(&back, &mem, &key, STR("p"), other, 32),
                     ERR_CORRUPT);
}

/* Derived once or again, beside any number of others: it is the same key. */
static void a_kept_key_is_the_derived_one(void **state)
{
    (void)state;
    enum { COLUMNS = 400 }; /* more than are kept */
    static struct vault_key first[COLUMNS];
    for (unsigned turn = 0; turn < 2; turn++)
        for (unsigned i = 0; i < COLUMNS; i++) {
            AUTO_VAULT_KEY key;
            char column[40]; /* every tenth name is too long to be kept */
            snprintf(column, sizeof column, "column%s%u",
                     i % 10 == 0 ? " with more letters than" : "", i);
            vault_field_key(&key, vault, i % 2 ? trust_a : trust_b, "t",
                            column);
            if (turn == 0)
                first[i] = key;
            assert_memory_equal(&key, &first[i], sizeof key);
            vault_field_key(&key, vault, i % 2 ? trust_b : trust_a, "t",
                            column);
            assert_memory_not_equal(&key, &first[i], sizeof key);
        }
    struct vault *again = NULL;
    assert_int_equal(vault_open(&again, key_path), OK);
    for (unsigned i = 1; i < COLUMNS; i += 2) {
        AUTO_VAULT_KEY key;
        char column[40];
        snprintf(column, sizeof column, "column%u", i);
        vault_field_key(&key, again, trust_a, "t", column);
        assert_memory_equal(&key, &first[i], sizeof key);
    }
    vault_close(&again);
    for (unsigned i = 0; i < COLUMNS; i++)
        vault_key_wipe(&first[i]);
}

/* Promise 3. */
static void equal_texts_look_different_and_sizes_step(void **state)
{
    (void)state;
    const struct vault_place at = { trust_a, "t", "c", STR("r") };
    struct str one = vault_seal_field(&mem, vault, &at, STR("Amira"));
    struct str two = vault_seal_field(&mem, vault, &at, STR("Amira"));
    struct str longer = vault_seal_field(&mem, vault, &at,
                                         STR("Bartholomew Featherstone"));
    assert_int_equal(one.size, two.size);
    assert_int_equal(one.size, longer.size);
    assert_memory_not_equal(one.data, two.data, one.size);
    assert_null(memmem(one.data, one.size, "Amira", 5));
}

/* Every length around a step comes back, whatever its last bytes are; what
 * was sealed without an end of the padding does not open. */
static void padding_of_every_length_comes_off(void **state)
{
    (void)state;
    AUTO_VAULT_KEY key;
    char text[600];
    struct str back;
    vault_field_key(&key, vault, trust_a, "t", "c");
    for (size_t size = 0; size < sizeof text; size++) {
        for (size_t i = 0; i < size; i++)
            text[i] = (char)(size % 3 == 0 ? 0x80 : size % 3 == 1 ? 0 : i);
        struct str sealed = vault_seal(&mem, &key, STR("p"),
                                       bytes_of((uint8_t *)text, size), 256);
        assert_int_equal(vault_unseal(&back, &mem, &key, STR("p"), sealed,
                                      256), OK);
        assert_int_equal(back.size, size);
        assert_memory_equal(back.data, text, size);
    }
    /* Opened with a longer step, the block may end in a text's own bytes. */
    memset(text, 0, sizeof text);
    struct str sealed = vault_seal(&mem, &key, STR("p"),
                                   bytes_of((uint8_t *)text, 31), 32);
    assert_int_equal(vault_unseal(&back, &mem, &key, STR("p"), sealed, 16),
                     OK);
    text[14] = (char)0x80;
    sealed = vault_seal(&mem, &key, STR("p"), bytes_of((uint8_t *)text, 15),
                        32);
    assert_int_equal(vault_unseal(&back, &mem, &key, STR("p"), sealed, 16),
                     ERR_CORRUPT);
}

static void codes_bind_trust_purpose_and_bytes(void **state)
{
    (void)state;
    uint8_t code[VAULT_MAC_SIZE];
    vault_mac(code, vault, trust_a, "head", STR("bytes"));
    struct str c = bytes_of(code, sizeof code);
    assert_true(vault_mac_fits(c, vault, trust_a, "head", STR("bytes")));
    assert_false(vault_mac_fits(c, vault, trust_b, "head", STR("bytes")));
    assert_false(vault_mac_fits(c, vault, trust_a, "hea", STR("dbytes")));
    assert_false(vault_mac_fits(c, vault, trust_a, "head", STR("byteS")));
    assert_false(vault_mac_fits(bytes_of(code, 31), vault, trust_a, "head",
                                STR("bytes")));
    code[31] ^= 1;
    assert_false(vault_mac_fits(c, vault, trust_a, "head", STR("bytes")));
}

static void streams_show_cut_swap_and_end(void **state)
{
    (void)state;
    uint8_t head[VAULT_STREAM_HEAD_SIZE], out[64];
    uint8_t sealed[3][5 + VAULT_STREAM_OVERHEAD];
    CLEANUP(vault_stream_wipe) struct vault_stream push, pull;
    bool last = true;
    vault_stream_seal(&push, head, vault, "backup");
    vault_stream_push(&push, sealed[0], (const uint8_t *)"first", 5, false);
    vault_stream_push(&push, sealed[1], (const uint8_t *)"secnd", 5, false);
    vault_stream_push(&push, sealed[2], (const uint8_t *)"third", 5, true);
    assert_int_equal(vault_stream_open(&pull, head, vault, "backup"), OK);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(vault_stream_pull(&pull, out, &last, sealed[i],
                                           sizeof sealed[i]), OK);
        assert_int_equal(last, i == 2);
    }
    assert_memory_equal(out, "third", 5);
    assert_int_equal(vault_stream_open(&pull, head, vault, "backup"), OK);
    assert_int_equal(vault_stream_pull(&pull, out, &last, sealed[1],
                                       sizeof sealed[1]), ERR_CORRUPT);
    assert_int_equal(vault_stream_open(&pull, head, vault, "other"), OK);
    assert_int_equal(vault_stream_pull(&pull, out, &last, sealed[0],
                                       sizeof sealed[0]), ERR_CORRUPT);
    assert_int_equal(vault_stream_pull(&pull, out, &last, sealed[0], 3),
                     ERR_CORRUPT);
}

/* Promise 5: the key's page cannot be written, and is left out of dumps. */
static void keys_are_read_only_in_memory(void **state)
{
    (void)state;
    unsigned long at = (unsigned long)(uintptr_t)vault;
    FILE *maps = fopen("/proc/self/smaps", "r");
    assert_non_null(maps);
    char line[512];
    bool inside = false, seen = false, locked = false, undumped = false;
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from = 0, until = 0;
        char mode[8] = "";
        if (sscanf(line, "%lx-%lx %7s", &from, &until, mode) == 3) {
            inside = from <= at && at < until;
            if (inside) {
                seen = true;
                assert_string_equal(mode, "r--p");
            }
        } else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
            locked = strstr(line, " lo") != NULL;
            undumped = strstr(line, " dd") != NULL;
        }
    }
    fclose(maps);
    assert_true(seen);
    assert_true(undumped);
    if (!locked)
        print_message("# this machine does not let the key be locked\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(key_file_is_for_its_owner_alone),
        TEST(key_file_is_read_strictly),
        TEST(credential_of_systemd_may_show_group_bits),
        TEST(texts_of_every_size_come_back),
        TEST(every_changed_bit_is_found),
        TEST(moved_fields_do_not_open),
        TEST(incident_keys_open_for_their_incident_alone),
        TEST(sealed_text_is_bound_to_one_key),
        TEST(a_kept_key_is_the_derived_one),
        TEST(equal_texts_look_different_and_sizes_step),
        TEST(padding_of_every_length_comes_off),
        TEST(codes_bind_trust_purpose_and_bytes),
        TEST(streams_show_cut_swap_and_end),
        TEST(keys_are_read_only_in_memory),
    };
    return cmocka_run_group_tests(tests, suite_open, suite_close);
}
