/* Documents: each from the page it belongs to, an entry of its own before its
 * bytes leave, and nothing lost when the program that draws fails. */
#include "tests/web/told.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASKED "made-for=Ann+Price%2C+social+worker&purpose=They+asked."
#define PUPIL "/children/p1"

static void papers_open(struct town *t)
{
    town_open(t);
    t->site.paper = getenv("LANYARD_PAPER");
    assert_non_null(t->site.paper);
    told_saved(t, OAK_DSL, "/people/p3",
               "person=p3&name=Jonah+Price&type=pupil&parts=received&parts=shared_on&age=14");
    told_saved(t, OAK_DSL, "/chronology/new",
               "sort=fact&title=From+Jonah&body=JONAH+and+jonah+p+spoke+to+me.");
}

static uint32_t length_of(struct town *t)
{
    return house_load(&t->house, t->reference).length;
}

static const struct entry *last_entry(struct town *t)
{
    struct known k = house_load(&t->house, t->reference);
    return &k.incident.entries[k.incident.entries_count - 1];
}

/* Posted, and sent as a PDF; its entry names document and recipient. */
static struct str made(struct town *t, const char *rest, const char *fields,
                       const char *word, const char *recipient)
{
    uint32_t before = length_of(t);
    struct request *rq = told_form(t, OAK_DSL, rest, fields);
    struct str body = buf_str(&rq->out.body);
    if (rq->out.status != 200)
        fail_msg("%s: %u\n%.*s", rest, rq->out.status, STR_ARG(body));
    assert_int_equal(length_of(t), before + 1);
    const struct entry *e = last_entry(t);
    assert_int_equal(e->kind, ENTRY_EXPORT);
    assert_true(entry_has_word(e, FIELD_DOCUMENT, word));
    assert_true(str_is(entry_text(e, FIELD_MADE_FOR), recipient));
    assert_true(str_starts(rq->out.file, word));
    return body;
}

static void each_is_made_from_its_page(void **state)
{
    (void)state;
    static const struct {
        const char *page, *form, *word;
    } rows[] = {
        { "/documents", "/documents/chronology", "chronology" },
        { "/documents", "/documents/summary", "summary" },
        { "/documents", "/documents/decision", "decision" },
        { "/documents", PUPIL "/documents/child", "child" },
        { PUPIL "/referral", PUPIL "/documents/referral", "referral" },
        { PUPIL "/parents/letter", PUPIL "/documents/letter", "letter" },
        { "/viewing/8", "/viewing/8/document", "viewing" },
        { "/devices/9", "/devices/9/document", "custody" },
    };
    struct town t;
    town_open(&t);
    town_things(&t);
    t.site.paper = getenv("LANYARD_PAPER");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        says(told_page(&t, OAK_DSL, rows[i].page), rows[i].form);
        says(told_page(&t, OAK_DSL, rows[i].form), "Who is it for?");
        struct str body = made(&t, rows[i].form, ASKED, rows[i].word,
                               "Ann Price, social worker");
        assert_true(str_starts(body, "%PDF-"));
        assert_true(str_ends(str_trim(body), "%%EOF"));
    }
    struct str csv = made(&t, "/documents/table", ASKED, "table",
                          "Ann Price, social worker");
    assert_true(str_starts(csv, "\xEF\xBB\xBF\"Incident\""));
    const char *page = told_page(&t, OAK_DSL, "/documents");
    says(page, "For Ann Price, social worker");
    says(page, "Viewing record");
    says(told_page(&t, OAK_DSL, "/chronology"), "Document made");
    town_close(&t);
}

/* The sheet is asked nothing: it is for the pupil, to keep. */
static void the_sheet_is_for_the_pupil(void **state)
{
    (void)state;
    struct town t;
    papers_open(&t);
    const char *part = PUPIL "/sheet/9.5";
    says(told_page(&t, OAK_DSL, part), "/sheet/9.5/document");
    never_says(told_page(&t, OAK_DSL, PUPIL "/sheet/9.5/document"),
               "Who is it for?");
    struct str body = made(&t, PUPIL "/sheet/9.5/document", "x=y", "sheet",
                           "the pupil");
    assert_true(str_starts(body, "%PDF-"));
    assert_true(str_is(entry_text(last_entry(&t), FIELD_CHILD), "p1"));
    assert_true(entry_has_word(last_entry(&t), FIELD_ADVICE_OF, "9.5"));
    struct request *rq = told_form(&t, OAK_DSL, PUPIL "/sheet/9.8/document",
                                   "x=y");
    assert_int_equal(rq->out.status, 404);
    town_close(&t);
}

/* Before anything is made the form says which names are replaced (D12). */
static void the_form_shows_what_is_replaced(void **state)
{
    (void)state;
    static const char *const forms[] = { PUPIL "/documents/child",
                                         PUPIL "/documents/referral" };
    struct town t;
    papers_open(&t);
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        says(told_page(&t, OAK_DSL, forms[i]),
             "Names replaced by “another pupil”");
    const char *page = told_page(&t, OAK_DSL, forms[0]);
    says(page, ">JONAH<");
    says(page, ">jonah<");
    says(told_page(&t, OAK_DSL, forms[1]), "Home address and telephone");
    town_close(&t);
}

/* 4.2: in the school's own copy; a copy that leaves it says that it has not,
 * and so does the form before anything is made. */
static void staff_support_leaves_the_school_in_no_copy(void **state)
{
    (void)state;
    struct town t;
    papers_open(&t);
    const char *form = "/documents/table";
    never_says(told_page(&t, OAK_DSL, form), "Does it leave the school?");
    told_saved(&t, OAK_HEAD, "/staff/p2/support", "helped=A+room+to+talk.");
    for (size_t i = 0; i < 2; i++) {
        const char *page = told_page(&t, OAK_DSL,
                                     i == 0 ? form : "/documents/chronology");
        says(page, "Does it leave the school?");
        says(page, "Left out of a copy that leaves the school");
        says(page, "Support for a member of staff who is affected, ");
    }
    const char *child = told_page(&t, OAK_DSL, PUPIL "/documents/child");
    says(child, "Support for a member of staff who is affected, ");
    never_says(child, "Does it leave the school?");
    const char *recipient = "Ann Price, social worker";
    struct str csv = made(&t, form, ASKED "&copy=own", "table", recipient);
    const char *own = str_c(&t.house.mem, csv);
    says(own, "A room to talk.");
    assert_true(entry_has_word(last_entry(&t), FIELD_COPY, "own"));
    static const char *const asked[] = { ASKED, ASKED "&copy=outside" };
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        csv = made(&t, form, asked[i], "table", recipient);
        const char *outside = str_c(&t.house.mem, csv);
        never_says(outside, "A room to talk.");
        says(outside, "\"Left out\",\"4.2\"");
    }
    says(told_page(&t, OAK_DSL, "/chronology"), "it stays in the school");
    town_close(&t);
}

static void the_list_says_why_not_yet(void **state)
{
    (void)state;
    struct town t;
    papers_open(&t);
    const char *page = told_page(&t, OAK_DSL, "/documents");
    says(page, "Nobody has asked to view, and nobody has viewed.");
    says(page, "No device is in the school’s keeping.");
    says(page, PUPIL "/documents/referral");
    told_saved(&t, OAK_DSL, PUPIL "/parents/wait",
               "to=cscs&spoke-to=Duty+worker&reason=It+may+not+be+safe.&advised=Wait.");
    page = told_page(&t, OAK_DSL, "/documents");
    says(page, "Telling these parents is put off for now.");
    never_says(page, PUPIL "/documents/letter");
    uint32_t before = length_of(&t);
    struct request *rq = told_form(&t, OAK_DSL, PUPIL "/documents/letter",
                                   ASKED);
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "put off for now");
    assert_int_equal(length_of(&t), before);
    town_close(&t);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "/documents/nothing", "/documents/child", "/documents/referral",
        PUPIL "/documents/chronology", PUPIL "/documents/sheet",
        "/children/p2/documents/child", "/children/p9/documents/referral",
        "/viewing/9/document", "/devices/8/document", "/devices/x/document",
    };
    struct town t;
    papers_open(&t);
    uint32_t before = length_of(&t);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request *rq = told_form(&t, OAK_DSL, rows[i], ASKED);
        if (rq->out.status != 404)
            fail_msg("%s: %u", rows[i], rq->out.status);
    }
    struct request *rq = told_form(&t, OAK_DSL, "/documents/summary",
                                   "purpose=They+asked.");
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "Enter who it is for");
    assert_int_equal(length_of(&t), before);
    town_close(&t);
}

/* ---- when the program that draws fails ---- */

static void script_write(char out[80], const char *folder, size_t number,
                         const char *text)
{
    snprintf(out, 80, "%s/paper%zu", folder, number);
    FILE *f = fopen(out, "w");
    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s\n", text);
    fclose(f);
    assert_int_equal(chmod(out, 0700), 0);
}

/* Missing, killed, ended by an error behind half a document, with a full
 * disk, or with something else than a PDF: a page that says so, all that was
 * typed, and no entry; then the same form makes it. */
static void nothing_is_lost_when_it_fails(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "kill -9 $$",
        "cat >/dev/null; printf '%%PDF-1.5 half'; exit 1",
        "cat >/dev/null; printf '%%PDF-1.5' >/dev/full && exit 0",
        "cat >/dev/null; printf '<html>'",
        "cat >/dev/null",
        "exec 0<&-; printf '%%PDF-1.5'; kill -SEGV $$",
    };
    struct town t;
    char folder[] = "/tmp/lanyard-paper-XXXXXX", path[80];
    papers_open(&t);
    uint32_t before = length_of(&t);
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i <= COUNT_OF(scripts); i++) {
        t.site.paper = "/nowhere/lanyard-paper";
        if (i < COUNT_OF(scripts)) {
            script_write(path, folder, i, scripts[i]);
            t.site.paper = path;
        }
        struct request *rq = told_form(&t, OAK_DSL, "/documents/summary",
                                       "made-for=Kept+on+the+page&purpose=And+this+too.");
        const char *page = str_c(&t.house.mem, town_page(rq));
        if (rq->out.status != 503)
            fail_msg("script %zu: %u", i, rq->out.status);
        says(page, "could not be made just now. Nothing was recorded");
        says(page, "Kept on the page");
        says(page, "And this too.");
        if (i < COUNT_OF(scripts))
            unlink(path);
    }
    rmdir(folder);
    assert_int_equal(length_of(&t), before);
    t.site.paper = getenv("LANYARD_PAPER");
    (void)made(&t, "/documents/summary", ASKED, "summary",
               "Ann Price, social worker");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_is_made_from_its_page),
        TEST(the_sheet_is_for_the_pupil),
        TEST(the_form_shows_what_is_replaced),
        TEST(staff_support_leaves_the_school_in_no_copy),
        TEST(the_list_says_why_not_yet),
        TEST(what_is_not_there_is_not_found),
        TEST(nothing_is_lost_when_it_fails),
    };
    signal(SIGPIPE, SIG_IGN); /* as the server does */
    return RUN_TESTS(tests);
}
