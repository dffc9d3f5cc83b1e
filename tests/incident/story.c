/* Stories: a chronology line by line, with what the policy says after each
 * line. Lines of a story:
 *
 *   at TIME                         the clock moves
 *   WHO KIND name=value | ...       an entry is written (WHO: a role's name)
 *   refused KIND REFUSAL-CLAUSE name=value | ...   it may not be written now
 *   duty CLAUSE OWNER STATE         such a duty stands (subject after @)
 *   no CLAUSE                       no duty of that clause
 *   allowed a,b                     open outcomes
 *   state none|proposed|decided
 *   stage WORDS
 *   because CLAUSE,...              why a referral is required; - for none
 *   hold yes|no                     evidence hold
 *   stands CLAUSE@SUBJECT,...       what stands in the way of closing, and no
 *                                   reason instead; - for nothing
 *   known TIME                      the checks that follow look at the
 *                                   incident as it was then; `known now` ends
 *
 * A failing line prints the story and its number. */
#include "tests/check.h"

#include <stdio.h>

#include "incident/incident.h"
#include "policy/pack.h"

enum { ENTRIES_MAX = 64 };

struct telling {
    struct arena mem;
    const struct pack *pack;
    struct calendar calendar;
    struct entry entries[ENTRIES_MAX];
    size_t count;
    struct instant now;
    struct instant known; /* zero: now */
    const char *name;
    unsigned line;
};

#define CHECK(t, condition)                                             \
    do {                                                                \
        if (!(condition))                                               \
            fail_msg("story \"%s\", line %u: %s", (t)->name, (t)->line, \
                     #condition);                                       \
    } while (0)

static const char *const stories[] = {
#include "tests/incident/stories.def"
};

static void look(struct telling *t, struct incident *incident,
                 struct policy_answer *answer)
{
    struct instant then = instant_known(t->known) ? t->known : t->now;
    size_t count = incident_known_at(t->entries, t->count, then);
    CHECK(t, incident_fold(incident, &t->mem, t->entries, count) == OK);
    incident_answer(answer, &t->mem, t->pack, &t->calendar, incident, then);
}

static enum entry_kind kind_named(struct str name)
{
    for (unsigned k = 1; k < ENTRY_KIND_MAX; k++)
        if (kind_info(k) != NULL && str_is(name, kind_info(k)->name))
            return (enum entry_kind)k;
    return ENTRY_NONE;
}

/* Every role of a story is one user whose id ends in the role's number. */
static struct entry entry_read(struct telling *t, struct str who,
                               struct str kind, struct str rest)
{
    struct entry e = { .kind = kind_named(kind), .version = ENTRY_VERSION,
                       .at = t->now, .seq = (uint32_t)t->count + 1 };
    CHECK(t, e.kind != ENTRY_NONE);
    e.author.bytes[15] = (uint8_t)role_from_name(who.data, who.size);
    CHECK(t, e.author.bytes[15] != 0);
    struct entry_field *fields =
        ARENA_MANY(&t->mem, ENTRY_FIELDS_MAX, struct entry_field);
    while (!str_is_blank(rest)) {
        struct str value = str_trim(str_cut(&rest, '|'));
        struct str name = str_cut(&value, '=');
        const struct field_info *info = field_named(name);
        CHECK(t, info != NULL);
        fields[e.fields_count].field = info->field;
        fields[e.fields_count++].text = value;
    }
    fields[e.fields_count++] = (struct entry_field){ FIELD_AS_ROLE, who };
    e.fields = fields;
    return e;
}

static void write_entry(struct telling *t, struct str who, struct str line)
{
    struct str kind = str_cut(&line, ' ');
    struct entry e = entry_read(t, who, kind, line);
    if (t->count > 0) {
        struct incident incident;
        struct policy_answer answer;
        look(t, &incident, &answer);
        CHECK(t, incident_may(&incident, &answer, &e) == REFUSE_NONE);
    }
    CHECK(t, t->count < ENTRIES_MAX);
    t->entries[t->count++] = e;
}

static void check_refused(struct telling *t, struct str line)
{
    struct str who = str_cut(&line, ' ');
    struct str kind = str_cut(&line, ' ');
    struct str clause = str_cut(&line, ' ');
    struct entry e = entry_read(t, who, kind, line);
    struct incident incident;
    struct policy_answer answer;
    look(t, &incident, &answer);
    enum refusal why = incident_may(&incident, &answer, &e);
    CHECK(t, why != REFUSE_NONE);
    CHECK(t, str_is(clause, "-") || str_is(clause, refusal_clause(why)));
}

static void check_duty(struct telling *t, struct str line)
{
    struct str clause = str_cut(&line, ' ');
    struct str owner = str_cut(&line, ' ');
    struct str state = str_cut(&line, '@');
    struct str subject = line;
    struct incident incident;
    struct policy_answer answer;
    look(t, &incident, &answer);
    for (size_t i = 0; i < answer.duties_count; i++) {
        const struct duty *d = &answer.duties[i];
        if (str_same(d->clause, clause) && str_same(d->owner, owner) &&
            str_same(d->subject, subject)) {
            CHECK(t, str_is(str_trim(state), duty_state_word(d->state)));
            return;
        }
    }
    CHECK(t, !"the duty stands");
}

/* "12.6b@v2": it is warned of that clause, of that subject or of any. */
static bool is_warned(struct telling *t, struct str line)
{
    struct str clause = str_cut(&line, '@');
    struct incident incident;
    struct policy_answer answer;
    look(t, &incident, &answer);
    for (size_t i = 0; i < answer.warnings_count; i++)
        if (str_same(answer.warnings[i].clause, clause) &&
            (line.size == 0 || str_same(answer.warnings[i].subject, line)))
            return answer.warnings[i].text.size > 0;
    return false;
}

static struct str stands_words(struct telling *t,
                               const struct incident *incident,
                               const struct policy_answer *answer)
{
    size_t count;
    struct buf b;
    buf_open(&b, &t->mem, 256, 4096);
    const struct stand *stands = incident_stands(&count, &t->mem, incident,
                                                 answer);
    for (size_t i = 0; i < count; i++) {
        const struct duty *d = &stands[i].duty;
        CHECK(t, d->title.size > 0 && d->why.size > 0);
        if (stands[i].excused == NULL)
            buf_printf(&b, "%s%.*s%s%.*s", b.size ? "," : "",
                       STR_ARG(d->clause), d->subject.size > 0 ? "@" : "",
                       STR_ARG(d->subject));
    }
    CHECK(t, (b.size == 0) == (incident_stands_open(&t->mem, incident,
                                                    answer) == 0));
    return b.size > 0 ? buf_str(&b) : STR("-");
}

static void check_words(struct telling *t, struct str what, struct str line)
{
    struct incident incident;
    struct policy_answer answer;
    look(t, &incident, &answer);
    if (str_is(what, "no")) {
        for (size_t i = 0; i < answer.duties_count; i++)
            CHECK(t, !str_same(answer.duties[i].clause, line));
    } else if (str_is(what, "allowed")) {
        struct buf b;
        buf_open(&b, &t->mem, 64, 256);
        for (unsigned c = 1; c < CHOICE_COUNT; c++)
            if (answer.allowed[c])
                buf_printf(&b, "%s%s", b.size ? "," : "",
                           choice_word((enum choice)c));
        CHECK(t, str_same(buf_str(&b), line));
    } else if (str_is(what, "because")) {
        struct buf b;
        buf_open(&b, &t->mem, 64, 256);
        for (unsigned c = 0; c < CRITERION_COUNT; c++)
            if (answer.because[c])
                buf_printf(&b, "%s%s", b.size ? "," : "",
                           criterion_clause((enum criterion)c));
        CHECK(t, str_same(b.size ? buf_str(&b) : STR("-"), line));
    } else if (str_is(what, "stands")) {
        struct str stands = stands_words(t, &incident, &answer);
        if (!str_same(stands, line))
            fail_msg("story \"%s\", line %u: %.*s stands", t->name, t->line,
                     STR_ARG(stands));
    } else if (str_is(what, "state")) {
        static const char *const names[] = { "none", "proposed", "decided" };
        CHECK(t, str_is(line, names[answer.state]));
    } else if (str_is(what, "stage")) {
        CHECK(t, str_is(line, stage_words(incident_stage(&incident,
                                                         &answer))));
    } else {
        CHECK(t, str_is(what, "hold"));
        CHECK(t, answer.evidence_hold == str_is(line, "yes"));
    }
}

static void tell_line(struct telling *t, struct str line)
{
    struct str word = str_cut(&line, ' ');
    if (str_is(word, "at")) {
        CHECK(t, instant_read(&t->now, line) == OK);
    } else if (str_is(word, "known")) {
        t->known = (struct instant){ 0 };
        if (!str_is(line, "now"))
            CHECK(t, instant_read(&t->known, line) == OK);
    } else if (str_is(word, "refused")) {
        check_refused(t, line);
    } else if (str_is(word, "duty")) {
        check_duty(t, line);
    } else if (str_is(word, "warned")) {
        CHECK(t, is_warned(t, line));
    } else if (str_is(word, "unwarned")) {
        CHECK(t, !is_warned(t, line));
    } else if (role_from_name(word.data, word.size) != ROLE_NONE) {
        write_entry(t, word, line);
    } else {
        check_words(t, word, line);
    }
}

static void every_story_holds(void **state)
{
    (void)state;
    struct pack *pack;
    AUTO_ARENA words;
    arena_open(&words, 1 << 20);
    struct str error;
    assert_int_equal(pack_open(&pack, NULL, &words, &error), OK);
    for (size_t i = 0; i < COUNT_OF(stories); i++) {
        struct telling *t = ARENA_NEW(&words, struct telling);
        arena_open(&t->mem, 64 << 20);
        t->pack = pack;
        t->calendar.day_ends = 16 * 60;
        struct str text = str_of(stories[i]);
        t->name = str_c(&t->mem, str_cut(&text, '\n'));
        for (t->line = 1; text.size > 0; t->line++) {
            struct str line = str_trim(str_cut(&text, '\n'));
            if (line.size > 0)
                tell_line(t, line);
        }
        assert_true(t->count > 0);
        arena_close(&t->mem);
    }
    pack_close(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(every_story_holds) };
    return RUN_TESTS(tests);
}
