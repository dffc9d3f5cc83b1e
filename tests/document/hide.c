/* No name of another pupil in an extract (D12), however it is written: names
 * made at random stand in texts in many ways, and are then looked for without
 * the words of hide.c. */
#include "tests/check.h"

#include "document/inner.h"
#include "tests/chance.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

static const char *const firsts[] = { "Callum", "Zoë", "Aisha", "Bartłomiej",
                                      "Siân", "Kwame", "Noor", "Thandi" };
static const char *const lasts[] = { "O'Neil", "Bevan", "Kowalczyk",
                                     "Ap-Rhys", "Okafor", "Lindqvist" };
static const char *const fillers[] = { "met", "and", "said to", "told", ",",
                                       "was with", "then", "asked", "(",
                                       "saw:" };

/* The child and one other pupil, as a chronology of two. */
struct two {
    struct arena mem;
    struct person people[2];
    struct incident in;
};

static void two_make(struct two *t, const char *child, const char *other)
{
    memset(t, 0, sizeof(*t));
    arena_open(&t->mem, 8 << 20);
    t->people[0] = (struct person){ .id = STR("p1"), .name = str_of(child),
                                    .type = PERSON_PUPIL };
    t->people[1] = (struct person){ .id = STR("p2"), .name = str_of(other),
                                    .type = PERSON_PUPIL };
    t->in.people = t->people;
    t->in.people_count = 2;
}

static const char *hidden(struct two *t, const char *text)
{
    const struct hiding *h = hiding_make(&t->mem, NULL, &t->in, &t->people[0]);
    return str_c(&t->mem, hide(&t->mem, h, str_of(text)));
}

static void names_are_hidden(void **state)
{
    (void)state;
    static const struct {
        const char *child, *other, *text, *then;
    } rows[] = {
        { "Maya Rowe", "Callum Tate", "Callum Tate sent it.", "another pupil sent it." },
        { "Maya Rowe", "Callum Tate", "CALLUM’S phone, callum T and C. Tate", "another pupil’S phone, another pupil and another pupil" },
        { "Maya Rowe", "Liam O'Neil", "Mr O'Neil rang.", "Mr another pupil rang." },
        { "Maya Rowe", "Zoë Rowe", "Zoe Rowe, Maya Rowe, zoé", "another pupil, Maya Rowe, another pupil" },
        { "Maya Rowe", "Maya Khan", "Maya Khan and Maya Rowe", "another pupil and Maya Rowe" },
        { "Maya Rowe", "Will Tate", "Will will not come.", "another pupil will not come." },
        { "Maya Rowe", "Callum Tate", "as callumtate09, @callum_tate", "as another pupil, @another pupil" },
        { "Maya Rowe", "unknown account", "An unknown account wrote.", "An unknown account wrote." },
        { "Maya Rowe", "Callum Tate", "Nothing here.", "Nothing here." },
        { "Maya Rowe", "Callum Tate", "", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct two t;
        two_make(&t, rows[i].child, rows[i].other);
        assert_string_equal(hidden(&t, rows[i].text), rows[i].then);
        arena_close(&t.mem);
    }
}

/* As people write it: capitals, small letters, with an ending. */
static void name_write(struct buf *b, struct chance *c, const char *name)
{
    unsigned how = (unsigned)chance_below(c, 5);
    for (const char *at = name; *at != '\0'; at++) {
        char letter = *at;
        if ((unsigned char)letter < 0x80 && how == 1)
            letter = (char)toupper(letter);
        if ((unsigned char)letter < 0x80 && how == 2)
            letter = (char)tolower(letter);
        buf_put_char(b, letter);
    }
    if (how == 3)
        buf_put_str(b, STR("'s"));
    if (how == 4)
        buf_put_str(b, STR("09"));
}

static bool holds(const char *text, const char *name)
{
    struct str all = str_of(text), one = str_of(name);
    for (size_t i = 0; i + one.size <= all.size; i++)
        if (strncasecmp(all.data + i, one.data, one.size) == 0)
            return true;
    return false;
}

static void no_name_is_left(void **state)
{
    (void)state;
    struct chance c = { 12 };
    for (unsigned round = 0; round < 3000; round++) {
        struct two t;
        const char *first = firsts[chance_below(&c, COUNT_OF(firsts))];
        const char *last = lasts[chance_below(&c, COUNT_OF(lasts))];
        char other[100];
        snprintf(other, sizeof(other), "%s %s", first, last);
        two_make(&t, "Maya Rowe", other);
        struct buf b;
        buf_open(&b, &t.mem, 256, 8192);
        for (unsigned i = 0; i < 12; i++) {
            uint64_t which = chance_below(&c, 4);
            if (which == 0)
                buf_put_str(&b, STR("Maya Rowe"));
            else if (which == 1)
                name_write(&b, &c, first);
            else if (which == 2)
                name_write(&b, &c, last);
            else
                buf_put_str(&b, str_of(fillers[chance_below(
                                    &c, COUNT_OF(fillers))]));
            buf_put_char(&b, chance_of(&c, 80) ? ' ' : '\n');
        }
        const char *text = str_c(&t.mem, buf_str(&b));
        const char *then = hidden(&t, text);
        if (holds(then, first) || holds(then, last) ||
            holds(text, "Maya Rowe") != holds(then, "Maya Rowe"))
            fail_msg("round %u: %s\nbecame %s", round, text, then);
        arena_close(&t.mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_hidden),
        TEST(no_name_is_left),
    };
    return RUN_TESTS(tests);
}
