/* Which passwords are refused, that a hash opens for one only, and that a
 * flood of them takes no more memory than one. */
#include "tests/check.h"

#include "identity/identity.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static const struct str names[] = {
    { "hannah@brookmead.example", 24 },
    { "Hannah Whitlock", 15 },
    { "Three Counties Trust", 20 },
    { "Brookmead Academy", 17 },
};

static const char *refusal_of(const char *password)
{
    return password_refusal(str_of(password), names, COUNT_OF(names));
}

static void short_ones_are_refused(void **state)
{
    (void)state;
    assert_non_null(refusal_of(""));
    assert_non_null(refusal_of("kettle-viol")); /* 11 */
    /* 11 characters are not 12 because some take two bytes. */
    assert_non_null(refusal_of("\xC3\xBC\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xB6"));
    assert_null(refusal_of("copper kettle violin"));
}

static void known_bad_ones_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "password1234", "Passw0rd!Passw0rd!", "P4$$w0rd2026!", "qwertyuiop12",
        "123456789012", "aaaaaaaaaaaa", "abcabcabcabc", "Safeguarding1",
        "Liverpool2026", "Welcome12345", "iloveyou1234", "HeadTeacher22",
        "Sch00l!Sch00l", "letmein12345", "111111111111", "abcdefghijkl",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (refusal_of(bad[i]) == NULL)
            fail_msg("%s is taken", bad[i]);
}

static void names_of_the_trust_are_no_secret(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "Brookmead2026!", "brookmeadacademy", "BrookmeadAcademy1",
        "Whitlock12345", "hannahwhitlock", "Hannah.Whitlock", "Br00kme4d!!!!",
        "threecounties", "ThreeCountiesTrust", "three-counties-1",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (refusal_of(bad[i]) == NULL)
            fail_msg("%s is taken", bad[i]);
    /* A name among words that do not belong to it is no harm. */
    assert_null(refusal_of("copper brookmead violin kettle"));
    /* Elsewhere it is a word as any other. */
    assert_null(password_refusal(STR("Fellgate-kiln-otter"), NULL, 0));
}

static void good_ones_are_taken(void **state)
{
    (void)state;
    static const char *const good[] = {
        "copper kettle violin rainbow", "Tr4mpoline.Gherkin.Fjord",
        "vq7#Lr2!xPz9wT", "\xD1\x81\xD0\xB8\xD0\xBD\xD0\xB8\xD0\xB9 \xD1\x87\xD0\xB0\xD0\xB9\xD0\xBD\xD0\xB8\xD0\xBA \xD0\xB8 \xD1\x81\xD0\xBA\xD1\x80\xD0\xB8\xD0\xBF\xD0\xBA\xD0\xB0",
    };
    for (size_t i = 0; i < COUNT_OF(good); i++)
        if (refusal_of(good[i]) != NULL)
            fail_msg("%s is refused", good[i]);
}

static void a_refusal_says_what_to_do(void **state)
{
    (void)state;
    static const char *const bad[] = { "short", "password1234",
                                       "Brookmead2026!" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_non_null(strstr(refusal_of(bad[i]), "Use "));
}

static void a_hash_opens_for_its_password_only(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    struct str a, b;
    arena_open(&mem, 1 << 20);
    assert_int_equal(password_hash(&a, &mem, STR("copper kettle violin")), OK);
    assert_int_equal(password_hash(&b, &mem, STR("copper kettle violin")), OK);
    assert_true(str_starts(a, "$argon2id$"));
    assert_false(str_same(a, b)); /* salted */
    assert_int_equal(password_check(a, STR("copper kettle violin")), OK);
    assert_int_equal(password_check(a, STR("Copper kettle violin")),
                     ERR_DENIED);
    assert_int_equal(password_check(a, STR("")), ERR_DENIED);
    /* Nobody's hash opens for nothing, not even for nothing. */
    assert_int_equal(password_check(STR(""), STR("")), ERR_DENIED);
    assert_int_equal(password_check(STR("$argon2id$"), STR("x")), ERR_DENIED);
}

/* ---- a flood ---- */

/* A line of /proc/self/status, in KiB. */
static unsigned long status_kib(const char *name)
{
    char line[200];
    unsigned long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    assert_non_null(status);
    while (fgets(line, sizeof(line), status) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            sscanf(line + strlen(name), "%lu", &kib);
    fclose(status);
    assert_true(kib > 0);
    return kib;
}

static void *check_one(void *hash)
{
    enum err *err = calloc(1, sizeof(*err));
    must(err != NULL);
    *err = password_check(*(const struct str *)hash, STR("something else"));
    return err;
}

static void many_at_once_take_the_memory_of_one(void **state)
{
    (void)state;
    enum { MANY = 8, ONE_KIB = 64 << 10 };
    AUTO_ARENA mem;
    struct str hash;
    pthread_t threads[MANY];
    arena_open(&mem, 1 << 20);
    assert_int_equal(password_hash(&hash, &mem, STR("copper kettle violin")),
                     OK);
    FILE *peak = fopen("/proc/self/clear_refs", "w");
    assert_non_null(peak);
    fputs("5", peak); /* what was the most until now is forgotten */
    assert_int_equal(fclose(peak), 0);
    unsigned long before = status_kib("VmRSS:");
    for (unsigned i = 0; i < MANY; i++)
        must(pthread_create(&threads[i], NULL, check_one, &hash) == 0);
    for (unsigned i = 0; i < MANY; i++) {
        void *err;
        pthread_join(threads[i], &err);
        assert_int_equal(*(enum err *)err, ERR_DENIED);
        free(err);
    }
    unsigned long took = status_kib("VmHWM:") - before;
    printf("# %u at once took %lu MiB\n", MANY, took >> 10);
    assert_true(took > ONE_KIB / 2); /* it was seen at all */
    assert_true(took < HASHES_MAX * ONE_KIB + ONE_KIB / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(short_ones_are_refused),
        TEST(known_bad_ones_are_refused),
        TEST(names_of_the_trust_are_no_secret),
        TEST(good_ones_are_taken),
        TEST(a_refusal_says_what_to_do),
        TEST(a_hash_opens_for_its_password_only),
        TEST(many_at_once_take_the_memory_of_one),
    };
    return RUN_TESTS(tests);
}
