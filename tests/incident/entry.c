/* The bytes of an entry: one encoding, read back exactly, nothing trusted. */
#include "tests/check.h"

#include "incident/entry.h"

static const struct entry_field sample[] = {
    { FIELD_NOTE_SORT, { "fact", 4 } },
    { FIELD_TITLE, { "A call", 6 } },
    { FIELD_BODY, { "Spoke to the parent.\nAll well.", 30 } },
};

static struct str encoded(struct arena *mem)
{
    struct entry e = { .fields = sample, .fields_count = COUNT_OF(sample) };
    struct str body;
    assert_int_equal(entry_encode(&body, mem, &e), OK);
    return body;
}

static void reads_back_what_it_wrote(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct entry back = { 0 };
    assert_int_equal(entry_decode(&back, &mem, encoded(&mem)), OK);
    assert_int_equal(back.fields_count, COUNT_OF(sample));
    for (size_t i = 0; i < COUNT_OF(sample); i++) {
        assert_int_equal(back.fields[i].field, sample[i].field);
        assert_true(str_same(back.fields[i].text, sample[i].text));
    }
}

/* The first bytes are written out: a later version that changes them fails
 * here before it fails to read somebody's record (I7). */
static void bytes_stay_as_they_are(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    static const uint8_t first[] = { 'E', 1, 0, 3, 0, 23, 0, 0, 0, 4,
                                     'f', 'a', 'c', 't', 0, 20 };
    struct str body = encoded(&mem);
    assert_memory_equal(body.data, first, sizeof(first));
}

static void refuses_every_truncation_and_tail(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct str body = encoded(&mem);
    struct entry back = { 0 };
    for (size_t size = 0; size < body.size; size++)
        assert_int_equal(
            entry_decode(&back, &mem, (struct str){ body.data, size }),
            ERR_CORRUPT);
    char *bytes = arena_alloc(&mem, body.size + 1);
    memcpy(bytes, body.data, body.size);
    struct str longer = { bytes, body.size + 1 };
    assert_int_equal(entry_decode(&back, &mem, longer), ERR_CORRUPT);
}

static void refuses_a_field_nobody_knows(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    static const char body[] = { 'E', 1, 0, 1, 0, 19, 0, 0, 0, 0 };
    struct entry back = { 0 };
    assert_int_equal(
        entry_decode(&back, &mem, (struct str){ body, sizeof(body) }),
        ERR_CORRUPT);
}

static void every_row_is_whole(void **state)
{
    (void)state;
    size_t kinds = 0, fields = 0;
    for (unsigned k = 0; k < ENTRY_KIND_MAX; k++) {
        const struct kind_info *kind = kind_info(k);
        if (kind == NULL)
            continue;
        kinds++;
        assert_int_equal(kind->kind, k);
        size_t count;
        const struct kind_field *has = kind_fields(kind->kind, &count);
        for (size_t i = 0; i < count; i++) {
            const struct field_info *info = field_info(has[i].field);
            assert_non_null(info);
            assert_ptr_equal(
                kind_field_named(kind->kind, str_of(info->name)), info);
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(field_info(has[j].field)->name,
                                        info->name);
        }
    }
    for (unsigned f = 0; f < FIELD_MAX; f++) {
        const struct field_info *info = field_info(f);
        if (info == NULL)
            continue;
        fields++;
        size_t words;
        choice_words(info->set, &words);
        bool choice = info->type == TYPE_CHOICE || info->type == TYPE_CHOICES;
        assert_int_equal(choice, words > 0);
    }
    assert_true(kinds >= 12 && fields >= 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_back_what_it_wrote),
        TEST(bytes_stay_as_they_are),
        TEST(refuses_every_truncation_and_tail),
        TEST(refuses_a_field_nobody_knows),
        TEST(every_row_is_whole),
    };
    return RUN_TESTS(tests);
}
