/* tone.c: words that put onto a child what others did are found wherever
 * somebody writes them, and nowhere else (promises of policy/tone.h); and no
 * text of the program itself uses one (2.5k, D20). */
#include "tests/chance.h"
#include "tests/check.h"

#include "policy/tone.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static struct pack *pack_of_the_house(struct arena *mem)
{
    struct pack *pack;
    struct str error;
    if (pack_open(&pack, NULL, mem, &error) != OK)
        fail_msg("%.*s", STR_ARG(error));
    return pack;
}

/* What a text has first, or "". */
static const char *first_of(const struct pack *pack, struct arena *mem,
                            const char *text)
{
    struct tone found;
    return tone_find(&found, 0, 1, pack, str_of(text)) == 1
               ? str_c(mem, found.words)
               : "";
}

static const struct {
    const char *text, *finds;
} rows[] = {
    { "", "" },
    { "The pupil is safe. A picture was passed on.", "" },
    { "She is promiscuous", "promiscuous" },
    { "PROMISCUOUS.", "promiscuous" },
    { "I asked: Why did you send it?", "why did you" },
    { "I asked: why\n  did\tyou send it?", "why did you" },
    { "I asked: why\r\n\r\ndid\u00A0you\u202Fsend it?", "why did you" },
    { "Why didn't you say?", "why didn’t you" },
    { "Why didn’t you say?", "why didn’t you" },
    { "Why didnt you say?", "why didn’t you" },
    { "Why didn\u02BCt you say?", "why didn’t you" },
    { "attention-seeking", "attention seeking" },
    { "attention\u2011 seeking", "attention seeking" },
    { "(attention seeking)", "attention seeking" },
    { "attention seeking\u2014again", "attention seeking" },
    { "her older boyfriend's flat", "older boyfriend" },
    { "her older boyfriend\u2019s flat", "older boyfriend" },
    { "'promiscuous'", "promiscuous" },
    { "na\u00EFve", "naïve" },
    { "so naive", "naive" },
    /* not whole words, or not together */
    { "unpromiscuous", "" },
    { "promiscuousx", "" },
    { "promiscuous\u00E9", "" },
    { "\u00E9promiscuous", "" },
    { "attention. seeking", "" },
    { "attention, seeking help", "" },
    { "attention\u2014seeking", "" },
    { "attentionseeking", "" },
    { "why did your mother", "" },
    { "why did yo", "" },
    { "why did", "" },
    { "Whydid you", "" },
    { "He was asking for it: for a picture.", "" },
    { "The parent was admitted to hospital.", "" },
    /* what somebody said */
    { "She said \u201Cwhy did you tell them?\u201D and left.", "" },
    { "She said \"why did you tell them?\" and left.", "" },
    { "She said \u2018why did you tell them? I don\u2019t care\u2019 and left.", "" },
    { "He wrote \u201Cit was my own fault, she said \u2018her own fault\u2019\u201D.", "" },
    { "She said \u201Cno\u201D. I asked: why did you go?", "why did you" },
    { "\u201Cpromiscuous\u201D, \"naive\" and uncooperative", "uncooperative" },
    /* a mark that closes nothing hides nothing */
    { "\u201CWhy did you send it?", "why did you" },
    { "A 5\" phone. Why did you send it? She saw a 6\" phone", "why did you" },
    { "\"Half a quotation\n\nWhy did you send it?\" was asked", "why did you" },
    { "\"Half a quotation\r\n\r\nWhy did you send it?\" was asked", "why did you" },
    { "\u2018Til then. Why did you send it?", "why did you" },
};

static void phrases_are_found_as_whole_words(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *got = first_of(pack, &mem, rows[i].text);
        if (strcmp(got, rows[i].finds) != 0)
            fail_msg("case %zu, \"%s\": \"%s\"", i, rows[i].text, got);
    }
    pack_close(pack);
}

static void each_is_named_once_in_the_order_of_the_text(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    struct tone found[TONE_MAX];
    size_t n = tone_find(found, 0, TONE_MAX, pack,
                         STR("Naive. Promiscuity; naively so. Promiscuous."));
    assert_int_equal(n, 2);
    assert_true(str_is(found[0].words, "naive"));
    assert_true(str_is(found[1].words, "promiscuity"));
    n = tone_find(found, n, TONE_MAX, pack, STR("promiscuous, gullible"));
    assert_int_equal(n, 2); /* both rows are there */
    n = tone_find(found, n, TONE_MAX, pack, STR("a drama queen"));
    assert_int_equal(n, 3);
    assert_int_equal(tone_find(found, n, TONE_MAX, pack, STR("streetwise")), 3);
    pack_close(pack);
}

/* ---- every phrase, in every dress ---- */

static void dressed_put(struct buf *b, struct chance *c, char letter)
{
    static const char *const gaps[] = { " ", "  ", "\n", "\r\n", "-", "\u00A0",
                                        "\t", " \u2011", "\u2009" };
    static const char *const marks[] = { "'", "\u2019", "", "\u02BC",
                                         "\u200B" };
    if (letter == ' ')
        buf_put_str(b, str_of(gaps[chance_below(c, COUNT_OF(gaps))]));
    else if (letter == '\'')
        buf_put_str(b, str_of(marks[chance_below(c, COUNT_OF(marks))]));
    else if (letter >= 'a' && letter <= 'z' && chance_below(c, 3) == 0)
        buf_put_char(b, (char)(letter - 'a' + 'A'));
    else
        buf_put_char(b, letter);
}

/* As somebody might type it, between what stands before and behind. */
static struct str dressed(struct arena *mem, struct chance *c,
                          struct str words, const char *before,
                          const char *behind)
{
    struct buf b;
    buf_open(&b, mem, 256, 4096);
    buf_put_str(&b, str_of(before));
    for (size_t i = 0; i < words.size; i++) {
        struct str rest = { words.data + i, words.size - i };
        bool mark = str_starts(rest, "\u2019");
        dressed_put(&b, c, mark ? '\'' : words.data[i]);
        i += mark ? 2 : 0;
    }
    buf_put_str(&b, str_of(behind));
    return buf_str(&b);
}

static void every_phrase_is_found_however_it_is_typed(void **state)
{
    (void)state;
    static const struct {
        const char *before, *behind;
        bool found;
    } around[] = {
        { "", "", true }, { "(", ")", true }, { "Now ", " now", true },
        { ", ", "\u2026", true }, { "'", "'", true }, { "\n", "\n", true },
        { "x", "", false }, { "", "x", false }, { "7", "", false },
        { "\u201C", "\u201D", false }, { "\"", "\"", false },
        { "\u2018", "\u2019", false }, { "\u0161", "", false },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    struct chance c = { 1 };
    size_t count;
    const struct pack_phrase *all = pack_phrases(pack, '\0', &count);
    assert_true(count > 100);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < COUNT_OF(around) * 8; j++) {
            size_t k = j % COUNT_OF(around);
            struct tone found[2];
            struct str text = dressed(&mem, &c, all[i].words,
                                      around[k].before, around[k].behind);
            size_t n = tone_find(found, 0, 2, pack, text);
            if (n != around[k].found ||
                (n == 1 && !str_same(found[0].words, all[i].words)))
                fail_msg("\"%.*s\": %zu", STR_ARG(text), n);
        }
    pack_close(pack);
}

/* The same question asked in another way: the text is made plain first, and a
 * phrase looked for in it. Only what this alphabet can say is asked. */
static bool has_plainly(struct arena *mem, struct str text, struct str plain)
{
    char *made = arena_alloc(mem, text.size + 3);
    size_t n = 0;
    made[n++] = '.';
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == ' ' || c == '-')
            c = ' ';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (!(c == ' ' && made[n - 1] == ' '))
            made[n++] = c;
    }
    made[n++] = '.';
    made[n] = '\0';
    const char *want = str_c(mem, plain);
    for (const char *at = strstr(made, want); at != NULL;
         at = strstr(at + 1, want)) {
        char next = at[strlen(want)];
        if ((at[-1] == ' ' || at[-1] == '.') && (next == ' ' || next == '.'))
            return true;
    }
    return false;
}

static void texts_of_chance_are_judged_as_by_another_way(void **state)
{
    (void)state;
    static const char *const words[] = { "why", "did", "you", "not", "at",
                                         "risk", "put", "herself", "naive",
                                         "Say", "NO", "say", "did", "her",
                                         "own", "fault", "x", "." };
    static const char *const gaps[] = { " ", "-", "  ", "", "." };
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    struct chance c = { 7 };
    size_t count, hits = 0;
    const struct pack_phrase *all = pack_phrases(pack, '\0', &count);
    for (unsigned round = 0; round < 3000; round++) {
        struct buf b;
        struct tone found[40];
        buf_open(&b, &mem, 64, 4096);
        for (unsigned i = 0; i < 12; i++) {
            buf_put_str(&b, str_of(words[chance_below(&c, COUNT_OF(words))]));
            buf_put_str(&b, str_of(gaps[chance_below(&c, COUNT_OF(gaps))]));
        }
        size_t n = tone_find(found, 0, COUNT_OF(found), pack, buf_str(&b));
        hits += n;
        for (size_t i = 0; i < count; i++) {
            bool there = false;
            for (size_t j = 0; j < n; j++)
                there = there || found[j].row == all[i].tone;
            if (has_plainly(&mem, buf_str(&b), all[i].plain) && !there)
                fail_msg("\"%.*s\" has %.*s", STR_ARG(buf_str(&b)),
                         STR_ARG(all[i].plain));
        }
        for (size_t j = 0; j < n; j++) {
            struct str plain;
            assert_true(tone_plain(&plain, &mem, found[j].words));
            assert_true(has_plainly(&mem, buf_str(&b), plain));
        }
    }
    assert_true(hits > 500);
    pack_close(pack);
}

/* A text made to be slow is read once all the same: were each mark to look for
 * the one that closes it, this would take minutes. */
static void the_largest_text_takes_no_time(void **state)
{
    (void)state;
    enum { SIZE = 256 * 1024 };
    static const char *const pieces[] = { "\u201C", "\"x", "\u2018", "w ", "'",
                                          "why ", "why -", "\u201C\n\n" };
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct buf b;
        struct tone found;
        buf_open(&b, &mem, SIZE, SIZE + 64);
        while (b.size < SIZE)
            buf_put_str(&b, str_of(pieces[i]));
        assert_int_equal(tone_find(&found, 0, 1, pack, buf_str(&b)), 0);
    }
    pack_close(pack);
}

/* ---- what the program itself says ---- */

static const struct pack *speaking;
static struct arena *reading;
static unsigned texts_read;

static bool is_text(const char *path)
{
    static const char *const ends[] = { ".html", ".def", ".c", ".h", ".js",
                                        ".yaml", ".md" };
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(str_of(path), ends[i]))
            return true;
    return false;
}

/* Quotation marks hide nothing here, and no tag or list of phrases speaks. */
static void bare(char *text)
{
    char *list = strstr(text, "\ntone:\n"), *next;
    if (list != NULL && (next = strstr(list, "\nguidance:\n")) != NULL)
        memset(list, '.', (size_t)(next - list));
    for (char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            *at = '.';
        if (memcmp(at, "\u201C", 2) == 0 && strlen(at) >= 3 &&
            (at[2] == '\x98' || at[2] == '\x9C' || at[2] == '\x9D'))
            memcpy(at, "...", 3);
    }
}

static int text_check(const char *path, const struct stat *about, int type,
                      struct FTW *where)
{
    (void)where;
    if (type != FTW_F || !is_text(path))
        return 0;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = arena_alloc(reading, (size_t)about->st_size + 4);
    size_t size = fread(text, 1, (size_t)about->st_size, file);
    fclose(file);
    memset(text + size, 0, 4);
    bare(text);
    const char *found = first_of(speaking, reading, text);
    if (found[0] != '\0')
        fail_msg("%s says \"%s\"", path, found);
    texts_read++;
    return 0;
}

static void no_text_of_the_program_uses_one(void **state)
{
    (void)state;
    static const char *const folders[] = { "src", "policy", "docs/guide",
                                           "packaging", "README.md" };
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    const char *root = getenv("SOURCE_ROOT");
    assert_non_null(root);
    speaking = pack;
    reading = &mem;
    texts_read = 0;
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *path = str_c(&mem, str_printf(&mem, "%s/%s", root,
                                                  folders[i]));
        assert_int_equal(nftw(path, text_check, 8, FTW_PHYS), 0);
    }
    assert_true(texts_read > 300);
    /* The eyes are open: what is looked for is seen. */
    char seen[] = "<p>He said \u2018why did you\u2019 \"promiscuous\"</p>";
    bare(seen);
    assert_true(str_is(str_of(first_of(pack, &mem, seen)), "why did you"));
    pack_close(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(phrases_are_found_as_whole_words),
        TEST(each_is_named_once_in_the_order_of_the_text),
        TEST(every_phrase_is_found_however_it_is_typed),
        TEST(texts_of_chance_are_judged_as_by_another_way),
        TEST(the_largest_text_takes_no_time),
        TEST(no_text_of_the_program_uses_one),
    };
    return RUN_TESTS(tests);
}
