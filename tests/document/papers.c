/* Whatever is in a record: a document about one pupil never says another's
 * name (D12), the sheet and the letter say none at all, what staff wished for
 * is in none and how they are supported in the school's own copy alone, and a
 * spreadsheet works nothing out. Records are made at random. */
#include "tests/check.h"

#include "tests/chance.h"
#include "tests/document/making.h"

#include <ctype.h>
#include <strings.h>

enum { PUPILS = 4, ROUNDS = 150, NAME_MAX_SIZE = 24 };

struct record {
    struct made made;
    char first[PUPILS][NAME_MAX_SIZE], last[PUPILS][NAME_MAX_SIZE];
    struct chance chance;
    struct pack *pack;
    struct incident in;
    struct policy_answer answer;
};

/* No word of ours has such syllables in a row, and no two pupils share one. */
static void name_make(char out[NAME_MAX_SIZE], struct chance *c, size_t pupil)
{
    static const char *const parts[PUPILS][2] = { { "zub", "qor" },
                                                  { "vax", "kyt" },
                                                  { "wuz", "xil" },
                                                  { "jov", "fyk" } };
    snprintf(out, NAME_MAX_SIZE, "%s%s%s", parts[pupil][chance_below(c, 2)],
             parts[pupil][chance_below(c, 2)],
             parts[pupil][chance_below(c, 2)]);
    out[0] = (char)toupper(out[0]);
}

/* A sentence that names somebody in one of the ways people do. */
static const char *sentence(struct record *r)
{
    struct chance *c = &r->chance;
    size_t who = (size_t)chance_below(c, PUPILS);
    char name[60];
    switch (chance_below(c, 5)) {
    case 0:
        snprintf(name, sizeof(name), "%s %s", r->first[who], r->last[who]);
        break;
    case 1: snprintf(name, sizeof(name), "%s", r->first[who]); break;
    case 2: snprintf(name, sizeof(name), "%s’s friend", r->last[who]); break;
    case 3:
        snprintf(name, sizeof(name), "@%s%s09", r->first[who], r->last[who]);
        break;
    default:
        snprintf(name, sizeof(name), "%s %c.", r->first[who],
                 r->last[who][0]);
    }
    for (size_t i = 0; chance_of(c, 20) && name[i] != '\0'; i++)
        name[i] = (char)toupper((unsigned char)name[i]);
    return str_c(&r->made.mem, str_printf(&r->made.mem, "It was said that %s was there, %s.",
                                          name, chance_of(c, 50) ? "later" : "and left"));
}

static void say(struct record *r, enum entry_kind kind, unsigned minute,
                const char *format, size_t texts)
{
    struct buf b;
    buf_open(&b, &r->made.mem, 256, 8192);
    buf_put_str(&b, str_of(format));
    for (size_t i = 0; i < texts; i++) {
        static const struct {
            enum entry_kind kind;
            const char *name;
        } notes[] = {
            { ENTRY_NOTE, "body" },
            { ENTRY_INTERVIEW, "observed" },
            { ENTRY_INTERVIEW, "own-words" },
            { ENTRY_REFERRAL, "shared" },
        };
        for (size_t n = 0; n < COUNT_OF(notes); n++)
            if (notes[n].kind == kind)
                buf_printf(&b, "|%s=%s", notes[n].name, sentence(r));
    }
    add(&r->made, kind, 2, minute, str_c(&r->made.mem, buf_str(&b)));
}

/* Whose copy a step is about stands in the entry that it names. */
static void copies_make(struct record *r)
{
    struct arena *mem = &r->made.mem;
    const char *kept[] = {
        "holds=p1|store=phone",
        str_c(mem, str_printf(mem, "holds=p2|store=cloud|store-name=%s 2",
                              r->first[1])),
        str_c(mem, str_printf(mem, "store=print|store-name=The bag of %s",
                              r->first[2])),
        "holds=p1|store=chat",
    };
    static const char *const said[] = { "Ownstep.", "Otherstep.", "Bagstep.",
                                        "Changedstep." };
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        add(&r->made, ENTRY_HOLDER, 2, 25, kept[i]);
        size_t of = r->made.count;
        add(&r->made, ENTRY_HOLDER_STEP, 2, 26,
            str_c(mem, str_printf(mem, "of=%zu|result=open|result-how=%s", of,
                                  said[i])));
        if (i == 3) /* it turned out to be another's */
            add(&r->made, ENTRY_CORRECTION, 2, 27,
                str_c(mem, str_printf(mem, "corrects=%zu|reason=x|holds=p3|store=chat", of)));
    }
}

static void record_make(struct record *r, uint64_t seed)
{
    struct str error;
    memset(r, 0, sizeof(*r));
    r->chance = (struct chance){ seed };
    arena_open(&r->made.mem, 64 << 20);
    assert_int_equal(pack_open(&r->pack, NULL, &r->made.mem, &error), OK);
    for (size_t i = 0; i < PUPILS; i++) {
        name_make(r->first[i], &r->chance, i);
        name_make(r->last[i], &r->chance, i);
    }
    if (chance_of(&r->chance, 25)) /* a brother or sister */
        memcpy(r->last[1], r->last[0], NAME_MAX_SIZE);
    struct arena *mem = &r->made.mem;
    add(&r->made, ENTRY_REPORT, 1, 0,
        str_c(mem, str_printf(mem, "safe=no|how=pupil|about=%s and %s|told=%s",
                              r->first[0], r->first[1], sentence(r))));
    for (unsigned i = 0; i < PUPILS; i++)
        add(&r->made, ENTRY_PERSON, 2, 1 + i,
            str_c(mem, str_printf(mem, "person=p%u|name=%s %s|type=pupil|age=14|parts=%s",
                                  i + 1, r->first[i], r->last[i],
                                  i == 0   ? "depicted"
                                  : i == 2 ? "shared_on"
                                           : "received")));
    say(r, ENTRY_NOTE, 10, "sort=fact|title=Note", 1);
    say(r, ENTRY_REFERRAL, 11, "to=police", 1);
    say(r, ENTRY_INTERVIEW, 12, "person=p1|heard-by=The DSL", 1);
    say(r, ENTRY_INTERVIEW, 13, "person=p2|heard-by=The DSL", 1);
    add(&r->made, ENTRY_RISK, 2, 14,
        str_c(mem, str_printf(mem, "c89a=yes|qa=%s|context=%s|category-why=%s",
                              sentence(r), sentence(r), sentence(r))));
    add(&r->made, ENTRY_REFERRAL_PACK, 2, 15,
        str_c(mem, str_printf(mem, "person=p1|home=%s|household=%s|wanted=%s|child-words=%s",
                              sentence(r), sentence(r), sentence(r),
                              sentence(r))));
    add(&r->made, ENTRY_DEVICE, 2, 16, "thing=Phone|belongs-to=p3|taken-how=handed|kept=Safe");
    add(&r->made, ENTRY_VIEWING, 2, 17,
        str_c(mem, str_printf(mem, "ground=12.5c|pictured=p1|viewer=" HEX(2) "|copied=no|viewed-why=%s|actions=%s",
                              sentence(r), sentence(r))));
    add(&r->made, ENTRY_STAFF_SUPPORT, 3, 18, "of=13|staff=" HEX(2) "|help-wanted=Hushhush.");
    add(&r->made, ENTRY_EXPORT, 2, 19,
        str_c(mem, str_printf(mem, "document=summary|made-for=%s|purpose=%s",
                              r->first[2], sentence(r))));
    add(&r->made, ENTRY_PARENT_CONTACT, 2, 20, "person=p1|contact=told");
    add(&r->made, ENTRY_PARENT_CONTACT, 2, 21, "person=p2|contact=told");
    add(&r->made, ENTRY_PERSON, 2, 22, "person=p9|name=Sam Reed|type=staff|parts=affected");
    add(&r->made, ENTRY_STAFF_CARE, 3, 23, "person=p9|helped=Givenhelp, a room.|own-words=Ownsaying.|help-wanted=Hushhush.");
    add(&r->made, ENTRY_CORRECTION, 3, 24,
        str_c(mem, str_printf(mem, "corrects=%zu|reason=A word.|person=p9|helped=Givenhelp, a room upstairs.|help-wanted=Hushhush.",
                              r->made.count)));
    copies_make(r);
    assert_int_equal(incident_fold(&r->in, mem, r->made.entries,
                                   r->made.count), OK);
    struct calendar calendar = { 0 };
    policy_answer(&r->answer, mem, r->pack, &calendar, &r->in.facts,
                  r->made.entries[r->made.count - 1].at);
}

static void record_close(struct record *r)
{
    pack_close(r->pack);
    arena_close(&r->made.mem);
}

static struct document_source source_of(struct record *r, const char *child)
{
    return (struct document_source){
        .mem = &r->made.mem, .reference = STR("K7P-4MD"),
        .school = STR("Oakfield Academy"), .incident = &r->in,
        .answer = &r->answer, .stage = incident_stage(&r->in, &r->answer),
        .length = (uint32_t)r->made.count, .at = r->made.entries[0].at,
        .recipient = str_printf(&r->made.mem, "Somebody who knows %s",
                                r->first[1]),
        .by = STR("Hannah Whitlock, DSL"), .dsl = STR("Hannah Whitlock"),
        .child = child != NULL ? incident_person(&r->in, str_of(child))
                               : NULL,
        .viewing = &r->in.viewings[0], .device = &r->in.devices[0],
        .advice = STR("9.5"), .pack = r->pack, .user = made_user,
    };
}

static bool holds(struct str text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (strncasecmp(text.data + i, word, size) == 0)
            return true;
    return false;
}

/* A name that the child has too is the child's. */
static bool names(const struct record *r, struct str text, size_t other)
{
    return holds(text, r->first[other]) ||
           (strcmp(r->last[other], r->last[0]) != 0 &&
            holds(text, r->last[other]));
}

static void no_line_names(const struct record *r, uint64_t seed,
                          struct str lines, size_t other)
{
    while (lines.size > 0) {
        struct str line = str_cut(&lines, '\n');
        if (names(r, line, other))
            fail_msg("seed %u, %s %s: %.*s", (unsigned)seed, r->first[other],
                     r->last[other], STR_ARG(line));
    }
}

static void no_other_pupil_is_named(void **state)
{
    (void)state;
    static const enum document_kind kinds[] = {
        DOCUMENT_CHILD, DOCUMENT_REFERRAL, DOCUMENT_SHEET, DOCUMENT_LETTER,
    };
    struct record *r = calloc(1, sizeof(*r));
    assert_non_null(r);
    unsigned hidden_times = 0;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        record_make(r, seed);
        struct document_source source = source_of(r, "p1");
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            struct document_hidden hidden = { .count = 0 };
            struct str lines;
            assert_true(document_lines(&lines, &hidden, &source, kinds[k]));
            hidden_times += hidden.times;
            for (size_t i = 1; i < PUPILS; i++)
                no_line_names(r, seed, lines, i);
            bool family = kinds[k] == DOCUMENT_SHEET ||
                          kinds[k] == DOCUMENT_LETTER;
            assert_int_equal(holds(lines, r->first[0]), !family);
            assert_false(holds(lines, "Hushhush"));
        }
        record_close(r);
    }
    assert_true(hidden_times > ROUNDS * 4);
    free(r);
}

static void what_is_hidden_is_counted(void **state)
{
    (void)state;
    struct record *r = calloc(1, sizeof(*r));
    struct document_hidden hidden = { .count = 0 };
    struct str lines;
    assert_non_null(r);
    record_make(r, 7);
    struct document_source source = source_of(r, "p1");
    assert_true(document_lines(&lines, &hidden, &source, DOCUMENT_CHILD));
    unsigned sum = 0;
    for (size_t i = 0; i < hidden.count; i++) {
        assert_true(hidden.rows[i].times > 0);
        assert_true(hidden.rows[i].words.size > 0);
        sum += hidden.rows[i].times;
    }
    assert_true(hidden.count > 0);
    assert_int_equal(sum, hidden.times);
    record_close(r);
    free(r);
}

/* 12.8: a step says whose copy it is about and where that is, by one name; an
 * extract for one pupil has the steps of that pupil's copies, and those of a
 * copy that nobody is known to have (D12). */
static void a_step_says_whose_copy_it_is_about(void **state)
{
    (void)state;
    struct record *r = calloc(1, sizeof(*r));
    struct str lines;
    assert_non_null(r);
    record_make(r, 3);
    size_t own = 0;
    while (r->made.entries[own].kind != ENTRY_HOLDER)
        own++;
    const char *mine = str_c(&r->made.mem, str_printf(&r->made.mem, "%s %s, a phone (entry %zu)",
                                                      r->first[0], r->last[0],
                                                      own + 1));
    const char *other = str_c(&r->made.mem, str_printf(&r->made.mem, "%s %s, a cloud account or backup, %s 2 (entry %zu)",
                                                       r->first[1], r->last[1],
                                                       r->first[1], own + 3));
    struct document_source source = source_of(r, NULL);
    assert_true(document_lines(&lines, NULL, &source, DOCUMENT_CHRONOLOGY));
    assert_true(holds(lines, mine));
    assert_true(holds(lines, other));
    assert_true(holds(lines, "Otherstep."));
    source = source_of(r, "p1");
    assert_true(document_lines(&lines, NULL, &source, DOCUMENT_CHILD));
    assert_true(holds(lines, mine));
    assert_true(holds(lines, "Ownstep."));
    assert_true(holds(lines, "Bagstep."));
    assert_true(holds(lines, "Nobody named, on paper, The bag of another pupil"));
    assert_false(holds(lines, "Otherstep."));
    assert_false(holds(lines, "Changedstep."));
    for (size_t i = 1; i < PUPILS; i++)
        no_line_names(r, 3, lines, i);
    record_close(r);
    free(r);
}

/* What was wished for: never. What was offered: in the school's own copy of
 * the whole chronology; any other that would have it says that it has not. */
static void staff_support_stays_in_the_school(void **state)
{
    (void)state;
    struct record *r = calloc(1, sizeof(*r));
    struct str lines;
    assert_non_null(r);
    record_make(r, 3);
    for (unsigned i = 0; i < 2 * DOCUMENT_KIND_COUNT; i++) {
        enum document_kind kind = (enum document_kind)(i / 2);
        struct document_source source =
            source_of(r, document_of_child(kind) ? "p1" : NULL);
        source.own_copy = i % 2 == 1;
        assert_true(kind == DOCUMENT_TABLE
                        ? document_table(&lines, &source)
                        : document_lines(&lines, NULL, &source, kind));
        bool whole = kind == DOCUMENT_CHRONOLOGY || kind == DOCUMENT_TABLE;
        bool has = whole && source.own_copy;
        assert_false(holds(lines, "Hushhush"));
        assert_int_equal(holds(lines, "Givenhelp"), has);
        assert_int_equal(holds(lines, "a room upstairs"), has);
        assert_int_equal(holds(lines, "Ownsaying"), has);
        assert_int_equal(holds(lines, "How a member of staff is supported"),
                         (whole || kind == DOCUMENT_CHILD) && !has);
        assert_int_equal(holds(lines, "2 entries are left out because they say how"),
                         (kind == DOCUMENT_CHRONOLOGY ||
                          kind == DOCUMENT_CHILD) && !has);
    }
    record_close(r);
    free(r);
}

/* While evidence is held neither tells anybody to delete (D3, D22). */
static void a_hold_tells_nobody_to_delete(void **state)
{
    (void)state;
    static const char *const advice[] = { "9.5", "9.6", "9.7" };
    struct record *r = calloc(1, sizeof(*r));
    struct str lines;
    assert_non_null(r);
    record_make(r, 5);
    assert_true(r->answer.evidence_hold);
    for (size_t i = 0; i < COUNT_OF(advice); i++) {
        struct document_source source = source_of(r, i == 1 ? "p2" : "p1");
        source.advice = str_of(advice[i]);
        assert_true(document_lines(&lines, NULL, &source, DOCUMENT_SHEET));
        assert_false(holds(lines, "delete it from"));
        assert_false(holds(lines, "can delete"));
        assert_true(holds(lines, "Childline: 0800 1111"));
        assert_true(document_lines(&lines, NULL, &source, DOCUMENT_LETTER));
        assert_false(holds(lines, "to delete it"));
        if (!holds(lines, "delete it until the police advise"))
            fail_msg("%.*s", STR_ARG(lines));
    }
    record_close(r);
    free(r);
}

/* ---- the table ---- */

/* Each cell begins behind a quote that begins a line or follows a comma. */
static void no_cell_is_a_formula(void **state)
{
    (void)state;
    static const char *const signs[] = { "=", "+", "-", "@", "\t=", " =", "\n@",
                                         "＝", "＋", "－", "＠", "%" };
    struct record *r = calloc(1, sizeof(*r));
    assert_non_null(r);
    record_make(r, 9);
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        add(&r->made, ENTRY_NOTE, 2, 30 + (unsigned)i,
            str_c(&r->made.mem, str_printf(&r->made.mem, "sort=fact|title=%scmd()!A1|body=%s1+1",
                                           signs[i], signs[i])));
    assert_int_equal(incident_fold(&r->in, &r->made.mem, r->made.entries,
                                   r->made.count), OK);
    struct document_source source = source_of(r, NULL);
    struct str csv;
    assert_true(document_table(&csv, &source));
    size_t guarded = 0;
    bool quoted = false;
    for (size_t i = 0; i < csv.size; i++) {
        if (csv.data[i] != '"')
            continue;
        if (quoted && i + 1 < csv.size && csv.data[i + 1] == '"') {
            i++;
            continue;
        }
        quoted = !quoted;
        if (!quoted || i + 1 >= csv.size)
            continue;
        struct str cell = { csv.data + i + 1, csv.size - i - 1 };
        for (size_t s = 0; s < COUNT_OF(signs); s++)
            if (str_starts(cell, signs[s]))
                fail_msg("a cell begins: %.*s", 20, cell.data);
        guarded += cell.data[0] == '\'';
    }
    assert_false(quoted);
    assert_int_equal(guarded, COUNT_OF(signs));
    record_close(r);
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_other_pupil_is_named),
        TEST(what_is_hidden_is_counted),
        TEST(a_step_says_whose_copy_it_is_about),
        TEST(staff_support_stays_in_the_school),
        TEST(a_hold_tells_nobody_to_delete),
        TEST(no_cell_is_a_formula),
    };
    return RUN_TESTS(tests);
}
