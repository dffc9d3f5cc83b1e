/* The pack: what is built in is whole; what is broken is refused in one line
 * with line and column; a trust's own limits take effect (promises of
 * policy/pack.h). */
#include "tests/check.h"

#include "policy/coverage.h"
#include "policy/pack.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern const uint8_t embedded_sg44_yaml[];
extern const size_t embedded_sg44_yaml_size;

static struct pack *pack_of_the_house(struct arena *mem)
{
    struct pack *pack;
    struct str error;
    assert_int_equal(pack_open(&pack, NULL, mem, &error), OK);
    return pack;
}

/* Each line: what is looked for in the built-in pack, what stands there
 * instead, and what the error has to say. */
static const struct {
    const char *find, *put, *says;
} broken[] = {
    { "id: SG44\n", "", "id" },
    { "id: SG44\n", "id: [SG44]\n", "line: 8" },
    { "version: 2025-03-20", "version: March 2025", "version is no date" },
    { "version: 2025-03-20", "version: 2026-03-20", "review_due is no date after" },
    { "review_due: 2025-12-31", "review_due: 2025-12-32", "review_due is no date" },
    { "review_due: 2025-12-31\n", "", "review_due" },
    { "clauses:\n", "clausen:\n", "clausen (line: 12, column: 1)" },
    { "  - clause: \"2.4\"", "  - clause: \"2.4.1\"", "2.4.1 is no clause" },
    { "  - clause: \"2.4\"", "  - clause: \"24\"", "24 is no clause" },
    { "  - clause: \"2.4\"", "  - clause: \"2.4ab\"", "2.4ab is no clause" },
    { "  - clause: \"2.4\"", "  - clause: \"\"", "line: 13" },
    { "  - clause: \"4.3\"", "  - clause: \"2.4\"", "2.4 stands twice (line: 18, column: 5)" },
    { "    days: 3\n", "    days: three\n", "line: 16" },
    { "    days: 3\n", "    days: -3\n", "line: 16" },
    { "    days: 3\n", "    days: 3.5\n", "line: 16" },
    { "    days: 3\n", "    days: 61\n", "is no whole number from 0 to 60 (line: 16, column: 5)" },
    { "    days: 3\n", "    days: 99999999999999999999\n", "line: 16" },
    { "    days: 3\n", "    dayz: 3\n", "line: 16" },
    { "    days: 3\n", "    days: 3\n    days: 4\n", "line: 1" },
    { "    days: 3\n", "    days: 3\n    now: true\n", "2.4 has one time, and now is another" },
    { "    agreed: true\n", "    agreed: often\n", "agreed of 10.3e is true or not there" },
    { "    agreed: true\n", "    agreed: true\n    days: 2\n", "10.3e has one time, and agreed is another" },
    { "    days: 3\n", "", "2.4" },
    { "    now: true\n", "    now: perhaps\n", "line: " },
    { "    source: \"trust target\"\n", "", "needs title, why and source (line: 13, column: 5)" },
    { "    source: \"trust target\"\n", "    source: \" \"\n", "source of clause 2.4 is blank (line: 17, column: 5)" },
    { "    why: \"A pupil with SEND is involved, so support has to fit their needs.\"\n", "", "needs title, why and source" },
    { "    title: \"Put arrangements in place with the SENCO\"\n", "    title: \"\"\n", "line: 14" },
    { "    title: \"Put arrangements in place with the SENCO\"\n", "    title: {}\n", "line: 14" },
    { "    warning: \"Nobody but the viewer was in the room. Record why.\"\n", "    hint: \"x\"\n", "a rule warns of clause 12.6c" },
    { "    warning: \"Viewing would cause significant distress. It cannot be agreed.\"\n", "    hint: \"x\"\n", "a rule warns of clause 12.4" },
    { "  - clause: \"12.7\"\n", "  - clause: \"12.7x\"\n", "a rule raises clause 12.7," },
    { "house:\n", "houses:\n", "line: " },
    { "  - clause: \"D17a\"", "  - clause: \"17a\"", "17a is no house rule like D17a" },
    { "  - clause: \"D17a\"", "  - clause: \"D17b\"", "house rule D17b stands twice" },
    { "  - clause: \"D17a\"", "  - clause: \"D18\"", "the house keeps rule D17a" },
    { "    hours: 24\n", "", "house rule D17a needs a time" },
    { "    hours: 24\n", "    hours: 0\n", "hours of D17a is no whole number from 1 to 1440" },
    { "    hours: 24\n", "    hours: 24\n    days: 1\n", "D17a has one time" },
    { "    hours: 24\n", "    hours: 24\n    agreed: true\n", "D17a has one time" },
    { "    hours: 24\n", "    agreed: yes\n", "agreed of D17a is true" },
    { "    hours: 24\n", "    hours: 1441\n", "hours of D17a is no whole number" },
    { "    working_days: 1\n", "    working_days: soon\n", "is no whole number" },
    { "    source: \"national guidance\"\n", "    source: \" \"\n", "house rule D17b needs title, why and source" },
    { "advice:\n", "advices:\n", "line: " },
    { "  - clause: \"9.6\"\n    title: \"For a", "  - clause: \"9.5\"\n    title: \"For a", "advice for clause 9.5 stands twice" },
    { "  - clause: \"9.6\"\n    title: \"For a", "  - clause: \"9.9\"\n    title: \"For a", "advice for clause 9.9, which is not there" },
    { "      - letter: d\n", "      - letter: dd\n", "letter is one letter" },
    { "        hold: \"Keep it, do not share it, and do not delete it until the police advise.\"\n", "", "speaks of deleting, so it needs hold" },
    { "        hold: \"Keep it, do not share it, and do not delete it until the police advise.\"\n", "        hold: \" \"\n", "speaks of deleting, so it needs hold" },
    { "  - word: \"CEOP\"", "  - word: \"AirDrop\"", "AirDrop stands twice" },
    { "  - word: \"CEOP\"\n", "  - wort: \"CEOP\"\n", "line: " },
    { "tone:\n", "tune:\n", "tune (line: " },
    { "  - phrases: [\"promiscuous\", ", "  - phrases: [\"  \", ", "phrase 1 is not words alone" },
    { "  - phrases: [\"promiscuous\", ", "  - phrases: [\"promiscuous.\", ", "phrase 1 is not words alone" },
    { "  - phrases: [\"promiscuous\", ", "  - phrases: [\"“so”\", ", "phrase 1 is not words alone" },
    { "  - phrases: [\"promiscuous\", ", "  - phrases: [\"-promiscuous\", ", "phrase 1 is not words alone" },
    { "\"promiscuous\", \"promiscuously\"", "\"Promiscuous\", \"promiscuous\"", "stands twice (line: " },
    { "\"promiscuous\", \"promiscuously\"", "\"promiscuous\", \"was Promiscuous\"", "‘was Promiscuous’ holds another phrase" },
    { "\"promiscuous\", \"promiscuously\"", "\"promiscuous\", \"so naive\"", "‘so naive’ holds another phrase" },
    { "  - phrases: [\"promiscuous\", \"promiscuously\", \"promiscuity\"]\n", "  - phrases: []\n", "line: " },
    { "    better: \"may have been sexually exploited\"\n", "", "better" },
    { "    better: \"may have been sexually exploited\"\n", "    better: \" \"\n", "better is one line of words" },
    { "    better: \"may have been sexually exploited\"\n", "    better: \"two\\nlines\"\n", "better is one line of words" },
    { "    better: \"may have been sexually exploited\"\n", "    better: \"was naive\"\n", "better uses ‘naive’ itself" },
    { "    why: \"A child cannot sell sex; somebody exploits them.\"\n", "    why: \"It is risky behaviour.\"\n", "why uses ‘risky behaviour’ itself" },
    { "    superseded_by: ukcis-2024\n", "    superseded_by: ukcis-2004\n", "is superseded by one that is not there" },
    { "    superseded_by: kcsie-2026\n", "    superseded_by: kcsie-2024\n", "is superseded by one that is not later" },
    { "    effective: 2024-03-11\n", "    effective: 2024-13-11\n", "effective is no date" },
    { "  - id: kcsie-2025\n", "  - id: kcsie-2024\n", "guidance kcsie-2024 stands twice" },
    { "    days: 3\n", "    days: 3x\n", "line: 16" },
    { "    days: 3\n", "    days: 0x3\n", "line: 16" },
    { "glossary:\n", "glossary: *a\n", "undefined alias (line: " },
    { "guidance:\n", "guidance: 12\nx:\n", "line: " },
    { "id: SG44\n", "\tid: SG44\n", "line: 8" },
    { "id: SG44\n", "id: \"SG44\n", "line: " },
    { "id: SG44\n", "id: \xff\xfe\n", "line: 8" },
};

/* The built-in pack with one thing put in place of another, in a file. */
static void file_of(char *path, const char *find, const char *put)
{
    const char *text = (const char *)embedded_sg44_yaml;
    size_t size = embedded_sg44_yaml_size;
    const char *at = memmem(text, size, find, strlen(find));
    if (at == NULL)
        fail_msg("the pack has no \"%s\"", find);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "wb");
    fwrite(text, 1, (size_t)(at - text), file);
    fputs(put, file);
    fwrite(at + strlen(find), 1, size - (size_t)(at - text) - strlen(find),
           file);
    fclose(file);
}

static void broken_packs_are_refused_with_line_and_column(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 256 << 20);
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        char path[] = "/tmp/lanyard-pack-XXXXXX";
        struct pack *pack = NULL;
        struct str error;
        file_of(path, broken[i].find, broken[i].put);
        enum err err = pack_open(&pack, path, &mem, &error);
        unlink(path);
        const char *line = str_c(&mem, error);
        if (err != ERR_INVALID || strstr(line, broken[i].says) == NULL ||
            strstr(line, "line: ") == NULL ||
            strstr(line, "column: ") == NULL || strchr(line, '\n') != NULL)
            fail_msg("case %zu, \"%s\": %s, \"%s\"", i, broken[i].put,
                     err_name(err), line);
    }
}

static void a_pack_cut_at_any_line_is_refused(void **state)
{
    (void)state;
    const char *text = (const char *)embedded_sg44_yaml;
    size_t line = 0;
    for (size_t i = 0; i + 1 < embedded_sg44_yaml_size; i++) {
        if (text[i] != '\n' || line++ % 7 != 0)
            continue;
        AUTO_ARENA mem;
        arena_open(&mem, 64 << 20);
        char path[] = "/tmp/lanyard-pack-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0 && write(fd, text, i + 1) == (ssize_t)(i + 1));
        close(fd);
        struct pack *pack = NULL;
        struct str error;
        enum err err = pack_open(&pack, path, &mem, &error);
        unlink(path);
        /* A guidance list that ends early is still a whole pack. */
        if (err == OK) {
            size_t count;
            pack_guidance(pack, &count);
            assert_true(count > 0);
            pack_close(pack);
        } else {
            assert_non_null(strstr(str_c(&mem, error), "line: "));
        }
    }
}

static void a_file_that_is_not_there_is_said(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    struct pack *pack;
    struct str error;
    assert_int_equal(pack_open(&pack, "/nowhere/pack.yaml", &mem, &error),
                     ERR_IO);
    assert_true(str_is(error, "pack /nowhere/pack.yaml: cannot be read"));
}

static void every_time_has_its_source_and_every_paragraph_its_row(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    size_t count;
    const struct pack_clause *clauses = pack_clauses(pack, &count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(coverage_find(clauses[i].clause));
        if (clauses[i].time != TIME_NONE)
            assert_true(clauses[i].source.size > 0);
        if (clauses[i].time == TIME_NOW)
            assert_true(str_is(clauses[i].source, "policy"));
    }
    pack_close(pack);
}

static void the_defaults_are_those_of_the_specification(void **state)
{
    (void)state;
    static const struct { const char *clause; int days; } defaults[] = {
        { "7.5a", -1 }, { "7.5b", 0 }, { "8.5a", 0 }, { "8.5i", 0 },
        { "7.5c", 1 }, { "7.5d", 1 }, { "7.5e", 0 }, { "8.9a", 0 },
        { "8.9f", 0 }, { "8.7", 2 }, { "8.12a", 2 }, { "8.12j", 2 },
        { "8.13", 2 }, { "8.9", -1 }, { "8.15", 2 }, { "4.3", 2 },
        { "2.4", 3 }, { "9.1", 2 }, { "9.5", 3 }, { "9.6", 3 }, { "9.7", 3 },
        { "10.4", 3 }, { "10.5", 3 }, { "10.6", 3 }, { "12.6", 0 },
        { "12.6a", -1 }, { "12.6b", 0 }, { "12.6c", 0 },
        { "12.6d", 0 }, { "12.6g", 0 }, { "12.6h", 0 }, { "12.7", 1 },
        { "12.8", 3 }, { "12.9", 1 }, { "12.10a", 1 }, { "12.10b", 3 },
        { "12.10c", 1 }, { "12.10d", 1 },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    for (size_t i = 0; i < COUNT_OF(defaults); i++) {
        const struct pack_clause *c =
            pack_clause(pack, str_of(defaults[i].clause));
        assert_non_null(c);
        int days = c->time == TIME_NOW ? -1 : (int)c->number;
        assert_int_equal(days, defaults[i].days);
    }
    pack_close(pack);
}

/* D3: whatever is said of deleting has other words while evidence is held,
 * and those never tell anyone to delete. */
static void advice_is_whole_and_safe_under_a_hold(void **state)
{
    (void)state;
    static const struct { const char *clause; unsigned letters; } lists[] = {
        { "9.5", 5 }, { "9.6", 4 }, { "9.7", 5 },
        { "10.4", 7 }, { "10.5", 5 }, { "10.6", 3 },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const struct pack_advice *a =
            pack_advice(pack, str_of(lists[i].clause));
        unsigned letters = 0;
        for (size_t j = 0; j < a->items_count; j++) {
            const struct pack_advice_item *item = &a->items[j];
            if (item->letter.size > 0)
                assert_int_equal(item->letter.data[0], 'a' + (int)letters++);
            struct str said = item->hold.size > 0 ? item->hold : item->text;
            const char *text = str_c(&mem, said);
            const char *at = strstr(text, "delet");
            if (at != NULL)
                assert_non_null(strstr(text, "do not delete it until the police advise"));
        }
        assert_int_equal(letters, lists[i].letters);
    }
    pack_close(pack);
}

static void a_trust_changes_a_limit_with_a_source(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    const struct pack *own;
    struct pack_change change = { STR("8.7"), 5, STR("Board, 4 June 2026") };
    assert_int_equal(pack_changed(&own, &mem, pack, NULL, 0), OK);
    assert_ptr_equal(own, pack);
    assert_int_equal(pack_changed(&own, &mem, pack, &change, 1), OK);
    assert_int_equal(pack_clause(own, STR("8.7"))->number, 5);
    assert_true(str_is(pack_clause(own, STR("8.7"))->source,
                       "Board, 4 June 2026"));
    assert_int_equal(pack_clause(pack, STR("8.7"))->number, 2);
    change.source = STR("  ");
    assert_int_equal(pack_changed(&own, &mem, pack, &change, 1), ERR_INVALID);
    change = (struct pack_change){ STR("8.7"), 61, STR("Board") };
    assert_int_equal(pack_changed(&own, &mem, pack, &change, 1), ERR_LIMIT);
    change = (struct pack_change){ STR("8.14"), 1, STR("Board") };
    assert_int_equal(pack_changed(&own, &mem, pack, &change, 1),
                     ERR_NOT_FOUND);
    /* What the policy itself calls at once is not the trust's to change. */
    change = (struct pack_change){ STR("8.9"), 1, STR("Board") };
    assert_int_equal(pack_changed(&own, &mem, pack, &change, 1), ERR_DENIED);
    pack_close(pack);
}

/* What counts in hours or working days goes on counting in them. */
static void a_house_rule_keeps_its_unit(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    const struct pack *own;
    struct pack_change changes[] = { { STR("D17a"), 48, STR("Authority") },
                                     { STR("D17d"), 3, STR("Board") } };
    assert_int_equal(pack_changed(&own, &mem, pack, changes, 2), OK);
    const struct pack_clause *written = pack_clause(own, STR("D17a"));
    const struct pack_clause *police = pack_clause(own, STR("D17d"));
    assert_int_equal(written->number, 48);
    assert_int_equal(written->time, TIME_HOURS);
    assert_int_equal(police->number, 3);
    assert_int_equal(police->time, TIME_WORKING_DAYS);
    assert_int_equal(pack_clause(pack, STR("D17d"))->number, 1);
    changes[0].number = 0;
    assert_int_equal(pack_changed(&own, &mem, pack, changes, 1), ERR_LIMIT);
    changes[0].number = 24 * PACK_DAYS_MAX + 1;
    assert_int_equal(pack_changed(&own, &mem, pack, changes, 1), ERR_LIMIT);
    /* Statutory guidance says when the designated officer is told. */
    changes[0] = (struct pack_change){ STR("D8a"), 5, STR("Board") };
    assert_int_equal(pack_changed(&own, &mem, pack, changes, 1), ERR_DENIED);
    pack_close(pack);
}

/* A day that people agreed is no limit that anybody could set. */
static void a_day_that_was_agreed_is_not_to_set(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    static const char *const agreed[] = { "2.3i", "2.4b", "9.4c", "10.3e",
                                          "D7", "D8c" };
    for (size_t i = 0; i < COUNT_OF(agreed); i++) {
        const struct pack *own;
        struct pack_change change = { str_of(agreed[i]), 2, STR("Board") };
        assert_int_equal(pack_clause(pack, change.clause)->time, TIME_AGREED);
        assert_int_equal(pack_changed(&own, &mem, pack, &change, 1),
                         ERR_DENIED);
    }
    pack_close(pack);
}

static void times_are_said_in_words(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 16);
    static const struct {
        enum pack_time time;
        unsigned number;
        const char *words;
    } rows[] = {
        { TIME_NONE, 0, "" },
        { TIME_NOW, 0, "at once" },
        { TIME_AGREED, 0, "the day that was agreed" },
        { TIME_SCHOOL_DAYS, 0, "the end of the same school day" },
        { TIME_SCHOOL_DAYS, 1, "1 school day" },
        { TIME_WORKING_DAYS, 2, "2 working days" },
        { TIME_HOURS, 24, "24 hours" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_true(str_is(pack_time_words(&mem, rows[i].time,
                                           rows[i].number), rows[i].words));
}

static void guidance_says_what_replaced_what(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack = pack_of_the_house(&mem);
    size_t count, in_force = 0;
    const struct pack_guidance *g = pack_guidance(pack, &count);
    for (size_t i = 0; i < count; i++)
        if (str_starts(g[i].id, "kcsie") && g[i].superseded_by.size == 0) {
            assert_true(str_is(g[i].version, "2026"));
            assert_int_equal(g[i].effective_on.days,
                             date_of(2026, 9, 1).days);
            in_force++;
        }
    assert_int_equal(in_force, 1);
    assert_int_equal(pack_review_due(pack).days, date_of(2025, 12, 31).days);
    pack_close(pack);
}

static void anchors_and_citations(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    assert_true(str_is(clause_anchor(&mem, STR("8.9d")), "p8-9-d"));
    assert_true(str_is(clause_anchor(&mem, STR("12.10")), "p12-10"));
    assert_true(str_is(clause_cite(&mem, STR("8.9d")), "Paragraph 8.9(d)"));
    assert_true(str_is(clause_cite(&mem, STR("12.10")), "Paragraph 12.10"));
    size_t count;
    const struct coverage *rows = coverage_rows(&count);
    for (size_t i = 1; i < count; i++)
        assert_true(clause_compare(str_of(rows[i - 1].clause),
                                   str_of(rows[i].clause)) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(broken_packs_are_refused_with_line_and_column),
        TEST(a_pack_cut_at_any_line_is_refused),
        TEST(a_file_that_is_not_there_is_said),
        TEST(every_time_has_its_source_and_every_paragraph_its_row),
        TEST(the_defaults_are_those_of_the_specification),
        TEST(advice_is_whole_and_safe_under_a_hold),
        TEST(a_trust_changes_a_limit_with_a_source),
        TEST(a_house_rule_keeps_its_unit),
        TEST(a_day_that_was_agreed_is_not_to_set),
        TEST(times_are_said_in_words),
        TEST(guidance_says_what_replaced_what),
        TEST(anchors_and_citations),
    };
    return RUN_TESTS(tests);
}
