/* gate.c: each refusal with its words, what has to be taken, and the promises
 * of gate.h. The corpus (corpus.py) measures the rules; this names them. */
#include "tests/check.h"

#include "gate/gate.h"

#define TEN(x) x x x x x x x x x x
#define HUNDRED(x) TEN(TEN(x))

static enum gate_refusal ask(struct str *out, struct arena *mem,
                             const char *text, enum gate_field field)
{
    return gate_text(out, NULL, mem, str_of(text), field);
}

static void refuses_with_words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum gate_field field;
        enum gate_refusal refusal;
        const char *words; /* a part of what the writer is told */
    } rows[] = {
        { "caf\xE9", GATE_NOTE, GATE_NOT_UTF8, "could not be read as text" },
        { "\xC0\xAF", GATE_LINE, GATE_NOT_UTF8, "could not be read as text" },
        { "\xED\xA0\x80", GATE_NOTE, GATE_NOT_UTF8, "copy it again" },
        { "a\x01" "b", GATE_NOTE, GATE_CONTROL, "cannot be shown" },
        { "\xEE\x80\x80", GATE_NOTE, GATE_CONTROL, "paste them as plain text" },
        { "a" TEN("\xE2\x80\x8B") "b", GATE_NOTE, GATE_INVISIBLE, "invisible" },
        { HUNDRED("0123456789 0123456789 ") TEN(HUNDRED("0123456789")),
          GATE_NOTE, GATE_TOO_LONG, "Shorten it" },
        { "Sam " HUNDRED("Roe "), GATE_NAME, GATE_TOO_LONG, "another entry" },
        { "https://example.org/?" HUNDRED("ab/cd"), GATE_NOTE, GATE_LINK, "before the question mark" },
        { TEN("\xE2\x96\x88\xE2\x96\x91\xE2\x96\x93"), GATE_NOTE, GATE_DRAWING, "drawing made of characters" },
        { "look " HUNDRED("#."), GATE_NOTE, GATE_DRAWING, "in words" },
        { "data:image/png;base64,iVBORw0KGgo", GATE_LINE, GATE_ENCODED, "never holds files or pictures" },
        { "see <svg width=\"9\">", GATE_NOTE, GATE_ENCODED, "file pasted as text" },
        { "-----BEGIN DATA-----", GATE_NOTE, GATE_ENCODED, "file pasted as text" },
        { TEN("\\x41\\x42"), GATE_NOTE, GATE_ENCODED, "in words" },
        { HUNDRED("0123456789"), GATE_NOTE, GATE_ENCODED, "file pasted as text" },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out;
        enum gate_refusal got = ask(&out, &mem, rows[i].text, rows[i].field);
        if (got != rows[i].refusal)
            print_message("row %zu: %s\n", i, gate_refusal_name(got));
        assert_int_equal(got, rows[i].refusal);
        assert_non_null(strstr(gate_refusal_words(got), rows[i].words));
        assert_int_equal(out.size, 0);
    }
}

static void takes_what_people_write(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Maya told her form tutor at 8:40am that messages were going round.",
        "aaaaahhh noooo thats so not fair!!!! \xF0\x9F\x98\xA2",
        "ACTION: RING SOCIAL CARE BEFORE 4PM TODAY",
        "Here is the data: Year 9, 14 pupils; Year 10, 3 pupils.",
        "Donaudampfschifffahrtselektrizit\xC3\xA4tenhauptbetriebswerkbauunterbeamtengesellschaft",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "Zoe\xCC\x88 und Rene\xCC\x81 (beide NFD)",
        "\xD9\x87\xDB\x8C\xDA\x86\xE2\x80\x8C\xDA\xA9\xD8\xB3 \xD9\x86\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xA8\xDB\x8C\xD9\x86\xD8\xAF",
        "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7 \xE0\xA4\xAE\xE0\xA5\x88\xE0\xA4\x82",
        "soft\xC2\xADhyphens in a long\xC2\xADish word",
        "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 \xE2\x9D\xA4\xEF\xB8\x8F\xE2\x9D\xA4\xEF\xB8\x8F \xF0\x9F\x87\xAC\xF0\x9F\x87\xA7",
        "\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xB7\xF3\xA0\x81\xAC\xF3\xA0\x81\xB3\xF3\xA0\x81\xBF Cymru am byth",
        "SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "SHA-512 cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "MD5 d41d8cd98f00b204e9800998ecf8427e",
        "device 3f2504e0-4f89-11d3-9a0c-0305e82c3301, IMEI 356938035643809",
        "UPN A123456789012, IBAN GB29 NWBK 6016 1331 9268 19",
        "wallet bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "http://expyuzz4wqqyqhjnexampleexampleexampleexampleexampleexampl.onion/a",
        "crime reference 42/123456/26, CEOP-2026-118273, IWF 8812734",
        "Report Remove RR-2026-004417; gift card codes X7QP-99LK-2MZT and AAQX-11TR-8P0Q",
        "07700 900123, +44 20 7946 0018, (01234) 567890",
        "https://www.example.org/reel/Cx3kQ9aB/?igsh=MzRlODBiNWFlZA==",
        "https://drive.example.com/file/d/1a2B3c4D5e6F7g8H9i0JkLmNoPqRsTuVw/view?usp=sharing",
        "\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E\xE5\x9C\xA8\xE5\x85\xAB\xE7\x82\xB9\xE5\x91\x8A\xE8\xAF\x89\xE4\xBA\x86\xE8\x80\x81\xE5\xB8\x88\xE3\x80\x82",
        "She wrote \"gr8 c u l8r\" then :-( ??? ...",
        "- rang mum\n- rang dad\n\n1) wait\n2) write it up",
        "",
    };
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct str out;
        enum gate_refusal got = ask(&out, &mem, texts[i], GATE_NOTE);
        if (got != GATE_OK)
            print_message("%s: %s\n", gate_refusal_name(got), texts[i]);
        assert_int_equal(got, GATE_OK);
    }
}

static void makes_one_form_of_a_text(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out;
        enum gate_field field;
    } rows[] = {
        { "  a \t\xC2\xA0 b  ", "a b", GATE_NOTE },
        { "a\r\nb\rc\xE2\x80\xA8" "d", "a\nb\nc\nd", GATE_NOTE },
        { "a \n\n\n\n\n\n b\n\n", "a\n\n\nb", GATE_NOTE },
        { "two\nlines", "two lines", GATE_LINE },
        { "Zoe\xCC\x88", "Zo\xC3\xAB", GATE_NAME },
        { "\xEF\xBD\x81", "\xEF\xBD\x81", GATE_NAME }, /* NFC, never NFKC */
        { " \t " "\n", "", GATE_NOTE }, /* blanks carry nothing */
        { "  pass  word ", "  pass  word ", GATE_SECRET },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out, again;
        assert_int_equal(ask(&out, &mem, rows[i].in, rows[i].field), GATE_OK);
        assert_true(str_is(out, rows[i].out));
        assert_int_equal(gate_text(&again, NULL, &mem, out, rows[i].field),
                         GATE_OK);
        assert_true(str_same(out, again)); /* promise 2 */
    }
}

static const char code_note[] = "The other school gave us this code today: Zk3QmX91vTb7RwLp4NsYd8Gh2KcJf6Ae5UoQi0Zx3WqMn7Vt1BrPy9LsXd4Hg8Kc and we wrote it down.";

static void counts_codes_over_an_incident(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 8 << 20);
    struct gate_spent spent = { 0 };
    struct str out;
    unsigned taken = 0;
    while (gate_text(&out, &spent, &mem, str_of(code_note), GATE_NOTE) ==
           GATE_OK) {
        assert_true(spent.bytes <= GATE_INCIDENT_BYTES);
        assert_true(++taken < 100);
    }
    assert_true(taken >= 10 && taken <= 30);
    uint32_t before = spent.bytes;
    assert_int_equal(gate_text(&out, &spent, &mem, str_of(code_note),
                               GATE_NOTE), GATE_INCIDENT_SPENT);
    assert_int_equal(spent.bytes, before);
    assert_int_equal(out.size, 0);
    assert_non_null(strstr(gate_refusal_words(GATE_INCIDENT_SPENT),
                           "data protection officer"));
    assert_int_equal(gate_text(&out, &spent, &mem, STR("Words are free."),
                               GATE_NOTE), GATE_OK);
    spent.limit = GATE_INCIDENT_BYTES * 2; /* raised for this incident */
    assert_int_equal(gate_text(&out, &spent, &mem, str_of(code_note),
                               GATE_NOTE), GATE_OK);
}

static void limits_codes_of_a_field(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 8 << 20);
    struct buf b;
    buf_open(&b, &mem, 1024, 9000);
    for (unsigned i = 0; i < 9; i++)
        buf_put_str(&b, str_of(code_note));
    struct str out;
    enum gate_refusal got = gate_text(&out, NULL, &mem, buf_str(&b),
                                      GATE_NOTE);
    assert_true(got == GATE_FIELD_SPENT || got == GATE_ENCODED);
    assert_non_null(strstr(gate_refusal_words(GATE_FIELD_SPENT),
                           "too many codes"));
}

static void shows_again_what_was_typed(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 8 << 20);
    assert_true(str_is(gate_echo(&mem, STR("caf\xE9 \x01")),
                       "caf\xEF\xBF\xBD \xEF\xBF\xBD"));
    struct buf b;
    buf_open(&b, &mem, 1024, 1 << 20);
    for (unsigned i = 0; i < 50000; i++)
        buf_put_char(&b, i % 2 == 0 ? 'a' : '\xFF');
    assert_int_equal(gate_echo(&mem, buf_str(&b)).size, 4 * 25000);
    assert_int_equal(gate_echo(&mem, STR_NONE).size, 0);
}

static void names_every_refusal_and_rule(void **state)
{
    (void)state;
    for (unsigned i = 0; i < GATE_REFUSAL_COUNT; i++) {
        assert_non_null(gate_refusal_name((enum gate_refusal)i));
        assert_non_null(gate_refusal_words((enum gate_refusal)i));
        assert_true((i == GATE_OK) ==
                    (gate_refusal_words((enum gate_refusal)i)[0] == '\0'));
    }
    for (unsigned i = 0; i < GATE_FIELD_COUNT; i++)
        assert_true(gate_rule((enum gate_field)i)->max_chars > 0);
    assert_int_equal(gate_rule(GATE_NOTE)->max_bytes, GATE_FIELD_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refuses_with_words),
        TEST(takes_what_people_write),
        TEST(makes_one_form_of_a_text),
        TEST(counts_codes_over_an_incident),
        TEST(limits_codes_of_a_field),
        TEST(shows_again_what_was_typed),
        TEST(names_every_refusal_and_rule),
    };
    return RUN_TESTS(tests);
}
