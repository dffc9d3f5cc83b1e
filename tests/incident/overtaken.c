/* Which newer entry overtakes which form: the whole table, line by line. */
#include "tests/check.h"

#include "incident/incident.h"

#include <stdio.h>

enum { BASE = 7, FIELDS = 2 };

/* A chronology of seven entries: what each form below was made from. */
static const struct {
    enum entry_kind kind;
    enum field field;
    const char *text;
} base[BASE] = {
    { ENTRY_REPORT, FIELD_SAFE, "yes" },
    { ENTRY_OPENED, FIELD_NONE, NULL },
    { ENTRY_PERSON, FIELD_PERSON, "p1" },
    { ENTRY_PERSON, FIELD_PERSON, "p2" },
    { ENTRY_REVIEW, FIELD_R_A, "no" },
    { ENTRY_RISK, FIELD_C_7_5E, "no" },
    { ENTRY_NOTE, FIELD_TITLE, "A call" },
};

/* "person p1", "correction 7": a kind and what it is about. */
struct line {
    const char *form;
    const char *newer;
    bool overtaken;
};

static const struct line lines[] = {
    /* A note, an addition or an opening moves nobody's ground. */
    { "risk", "note", false },
    { "review", "note", false },
    { "outcome", "note", false },
    { "sign", "note", false },
    { "person p1", "note", false },
    { "risk", "addition", false },
    { "outcome", "in-person", false },
    { "risk", "correction 7", false },
    /* The same question answered meanwhile. */
    { "risk", "risk", true },
    { "review", "review", true },
    { "review", "correction 5", true },
    { "outcome", "outcome", true },
    { "sign", "sign return", true },
    { "sign", "sign refer", true },
    { "sign", "sign agree", false },
    { "person p1", "person p1", true },
    { "person p1", "correction 3", true },
    { "person p3", "person p3", true },
    { "parent-wishes p1", "parent-wishes p1", true },
    { "referral-pack p1", "referral-pack p1", true },
    { "helper p1", "helper p1", true },
    { "route", "route", true },
    { "route", "risk", true },
    { "route", "note", false },
    { "advice p1", "advice p1", true },
    { "set-aside", "set-aside", true },
    { "set-aside", "interview p1", true },
    /* What is agreed to or signed is what was read. */
    { "viewing-answer", "viewing-request", true },
    { "viewing-answer", "note", false },
    { "viewing-answer", "viewing-answer", false },
    { "viewing-sign", "viewing", true },
    { "viewing-sign", "viewing-sign", false },
    /* Whatever is new is read before it is closed, or stays closed. */
    { "closed", "note", true },
    { "closed", "addition", true },
    { "closed", "closed", true },
    { "closed", "correction 7", true },
    { "closed", "lessons", false },
    { "closed", "pupil-now p1", false },
    { "stays-closed", "note", true },
    { "stays-closed", "reopened", true },
    { "stays-closed", "export", false },
    { "reopened", "reopened", true },
    { "reopened", "note", false },
    { "reopened", "risk", false },
    /* Somebody else's row. */
    { "parent-wishes p1", "parent-wishes p2", false },
    { "parent-wishes p1", "parent-contact p1", false },
    { "referral-pack p1", "referral-pack p2", false },
    { "referral-pack p1", "person p1", false },
    { "helper p1", "helper p2", false },
    { "advice p1", "advice p2", false },
    { "set-aside", "note", false },
    { "person p1", "person p2", false },
    { "person p1", "correction 4", false },
    { "person p1", "risk", false },
    /* What an answer rests on. */
    { "risk", "person p1", true },
    { "risk", "correction 3", true },
    { "risk", "review", false },
    { "risk", "referral", false },
    { "review", "risk", false },
    { "review", "person p1", false },
    { "outcome", "risk", true },
    { "outcome", "review", true },
    { "outcome", "correction 5", true },
    { "outcome", "person p2", true },
    { "outcome", "referral", true },
    { "outcome", "sign", true },
    { "sign", "outcome", true },
    { "sign", "risk", true },
    { "sign", "referral", false },
    { "sign", "person p1", false },
    /* Corrections of one entry. */
    { "correction 7", "correction 7", true },
    { "correction 7", "correction 1", false },
    { "correction 7", "note", false },
    { "correction 3", "person p1", true },
    { "correction 3", "correction 4", false },
    { "correction 5", "review", true },
    { "correction 1", "risk", false },
    /* What only adds is never overtaken. */
    { "note", "note", false },
    { "referral", "referral", false },
    { "addition", "risk", false },
    { "opened", "opened", false },
};

static enum entry_kind kind_named(struct str name)
{
    for (unsigned k = 1; k < ENTRY_KIND_MAX; k++)
        if (kind_info(k) != NULL && str_is(name, kind_info(k)->name))
            return (enum entry_kind)k;
    fail_msg("no kind %.*s", STR_ARG(name));
    return ENTRY_NONE;
}

static void entry_read(struct entry *out, struct entry_field *field,
                       const char *words)
{
    struct str about = str_of(words);
    *out = (struct entry){ .kind = kind_named(str_cut(&about, ' ')) };
    if (about.size == 0)
        return;
    field->field = out->kind == ENTRY_CORRECTION ? FIELD_CORRECTS
                   : out->kind == ENTRY_SIGN     ? FIELD_AGREE
                                                 : FIELD_PERSON;
    field->text = about;
    out->fields = field;
    out->fields_count = 1;
}

/* newer NULL: nothing came since. */
static bool asked(const char *form, const char *newer, uint32_t made_from)
{
    struct entry entries[BASE + 1] = { 0 };
    struct entry_field fields[BASE + FIELDS] = { 0 };
    struct entry posted;
    for (size_t i = 0; i < BASE; i++) {
        entries[i] = (struct entry){ .seq = (uint32_t)i + 1,
                                     .kind = base[i].kind };
        if (base[i].text == NULL)
            continue;
        fields[i] = (struct entry_field){ base[i].field,
                                          str_of(base[i].text) };
        entries[i].fields = &fields[i];
        entries[i].fields_count = 1;
    }
    struct incident incident = { .entries = entries, .entries_count = BASE };
    if (newer != NULL) {
        entry_read(&entries[BASE], &fields[BASE], newer);
        entries[BASE].seq = BASE + 1;
        incident.entries_count++;
    }
    entry_read(&posted, &fields[BASE + 1], form);
    return incident_overtaken(&incident, made_from, &posted);
}

static void every_line_of_the_table(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        const struct line *l = &lines[i];
        if (asked(l->form, l->newer, BASE) != l->overtaken) {
            print_error("%s, then %s: expected %s\n", l->form, l->newer,
                        l->overtaken ? "a conflict" : "none");
            wrong++;
        }
    }
    print_message("# %zu lines\n", COUNT_OF(lines));
    assert_int_equal(wrong, 0);
}

/* Known when the form was made, whatever it is: no conflict. */
static void what_the_form_knew_does_not_overtake_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        assert_false(asked(lines[i].form, lines[i].newer, BASE + 1));
        assert_false(asked(lines[i].form, NULL, BASE));
    }
}

/* A form from a chronology that is longer than this one is of another. */
static void a_form_from_nowhere_is_overtaken(void **state)
{
    (void)state;
    assert_true(asked("risk", NULL, BASE + 1));
    assert_true(asked("sign", NULL, UINT32_MAX));
    assert_false(asked("note", NULL, BASE + 1));
}

/* A new kind has to stand in the table, or nobody thought about it. */
static void every_exclusive_kind_has_both_answers(void **state)
{
    (void)state;
    for (unsigned k = 1; k < ENTRY_KIND_MAX; k++) {
        const struct kind_info *info = kind_info(k);
        bool seen[2] = { false, false };
        for (size_t i = 0; info != NULL && i < COUNT_OF(lines); i++) {
            struct str rest = str_of(lines[i].form);
            if (str_is(str_cut(&rest, ' '), info->name))
                seen[lines[i].overtaken] = true;
        }
        if (info != NULL && info->exclusive)
            assert_true(seen[0] && seen[1]);
        if (info != NULL && !info->exclusive)
            assert_false(seen[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_line_of_the_table),
        TEST(what_the_form_knew_does_not_overtake_it),
        TEST(a_form_from_nowhere_is_overtaken),
        TEST(every_exclusive_kind_has_both_answers),
    };
    return RUN_TESTS(tests);
}
