/* Words that could be kinder (2.5k, D20): what is written is kept as it is, a
 * notice comes after it and a hint while it is written, and a child's own words
 * are never asked about. */
#include "tests/web/told.h"

#include <stdio.h>

#define NAIVE "Instead of ‘naive’ you could write ‘was deceived’."
#define WHY "Instead of ‘why did you’ you could write ‘tell me what happened’."
#define NOTICE "A kinder way to say it"

static const char *location(const struct request *rq)
{
    assert_int_equal(rq->out.status, 303);
    return str_c(rq->mem, rq->out.location);
}

/* The page a save led to, as its writer sees it. */
static const char *page_after(struct town *t, enum townsperson who,
                              const char *to)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct str query = str_of(to);
    const char *path = str_c(&t->house.mem, str_cut(&query, '?'));
    struct ask ask = { .who = who, .path = path,
                       .query = query.size > 0 ? query.data : NULL };
    town_ask(rq, t, &t->house.mem, &ask);
    assert_int_equal(rq->out.status, 200);
    return str_c(&t->house.mem, town_page(rq));
}

static unsigned length(struct town *t)
{
    return house_load(&t->house, t->reference).length;
}

static const char *entry_words(struct town *t, unsigned seq, enum field field)
{
    struct known k = house_load(&t->house, t->reference);
    return str_c(&t->house.mem,
                 entry_text(&k.incident.entries[seq - 1], field));
}

/* A form made now for a path of its own. */
static struct request *form_sent(struct town *t, enum townsperson who,
                                 const char *path, const char *fields)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct str key = house_key(&t->house);
    struct str body = str_printf(&t->house.mem, "key=%.*s&made-from=%u&%s",
                                 STR_ARG(key), length(t), fields);
    struct ask ask = { .who = who, .path = path, .body = body.data };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq;
}

/* ---- after saving ---- */

static void it_is_saved_as_written_and_a_notice_follows(void **state)
{
    (void)state;
    struct town t;
    char want[120];
    town_open(&t);
    const char *to = location(told_form(&t, OAK_DSL, "/chronology/new",
        "sort=fact&title=A+talk&body=She+was+naive,+and+attention-%0D%0Aseeking%3F"));
    unsigned seq = length(&t);
    snprintf(want, sizeof(want), "/incidents/%s/chronology?done=note&entry=%u", t.reference, seq);
    assert_string_equal(to, want);
    assert_string_equal(entry_words(&t, seq, FIELD_BODY),
                        "She was naive, and attention-\nseeking?");
    const char *page = page_after(&t, OAK_DSL, to);
    says(page, "Your entry is in the chronology.");
    says(page, NOTICE);
    says(page, "It is saved as you wrote it.");
    says(page, "Instead of ‘naive’ you could write <strong>‘was deceived’</strong>.");
    says(page, "Instead of ‘attention seeking’ you could write <strong>‘is showing that they need help’</strong>.");
    says(page, "href=\"/policy#p2-5-k\"");
    snprintf(want, sizeof(want), "<a class=\"govuk-link\" href=\"/incidents/%s/chronology/%u/correct\">Correct this entry</a></p>", t.reference, seq);
    says(page, want);
    never_says(page, "There is a problem");
    town_close(&t);
}

static void without_such_words_nothing_is_said(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *to = location(told_form(&t, OAK_DSL, "/chronology/new",
        "sort=fact&title=A+talk&body=She+said+%E2%80%9Cwhy+did+you+tell%3F%E2%80%9D"));
    says(to, "?done=note");
    never_says(to, "entry=");
    never_says(page_after(&t, OAK_DSL, to), NOTICE);
    never_says(told_page(&t, OAK_DSL, "/chronology"), NOTICE);
    town_close(&t);
}

/* Who else comes by, a number that is none and what was corrected since: the
 * page is the same as without it. */
static void the_address_says_nothing_to_anybody_else(void **state)
{
    (void)state;
    static const char *const none[] = { "0", "999", "-1", "x", "",
                                        "99999999999999999999", "1" };
    struct town t;
    char path[80], query[80];
    town_open(&t);
    told_saved(&t, OAK_DSL, "/chronology/new",
               "sort=fact&title=A+talk&body=She+was+naive.");
    unsigned seq = length(&t);
    snprintf(path, sizeof(path), "/chronology?entry=%u", seq);
    says(page_after(&t, OAK_DSL, told_path(&t, path)), NOTICE);
    never_says(page_after(&t, OAK_HEAD, told_path(&t, path)), NOTICE);
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        snprintf(query, sizeof(query), "/chronology?entry=%s", none[i]);
        never_says(page_after(&t, OAK_DSL, told_path(&t, query)), NOTICE);
    }
    snprintf(query, sizeof(query), "/chronology/%u/correct", seq);
    says(told_page(&t, OAK_DSL, query), NAIVE);
    const char *to = location(told_form(&t, OAK_DSL, query,
        "reason=Naive+is+not+what+I+meant.&sort=fact&title=A+talk&body=She+was+deceived."));
    never_says(to, "entry=");
    never_says(page_after(&t, OAK_DSL, told_path(&t, path)), NOTICE);
    /* A correction may need one, too: it leads to the same entry again. */
    to = location(told_form(&t, OAK_DSL, query,
        "reason=More+is+known.&sort=fact&title=A+talk&body=She+was+gullible."));
    snprintf(path, sizeof(path), "?done=corrected&entry=%u", length(&t));
    says(to, path);
    const char *page = page_after(&t, OAK_DSL, to);
    snprintf(path, sizeof(path), "/chronology/%u/correct\">Correct this entry</a></p>", seq);
    says(page, "Instead of ‘gullible’");
    says(page, path);
    town_close(&t);
}

static void a_childs_own_words_are_never_asked_about(void **state)
{
    (void)state;
    static const struct { const char *path, *fields; bool asks; } forms[] = {
        { "/children/p1/interview", "heard-by=The+DSL&own-words=I+was+naive.", false },
        { "/children/p1/interview", "heard-by=The+DSL&own-words=No.&observed=She+was+naive.", true },
        { "/children/p1/support/talk", "known-of-it=I+was+naive.&wishes=Why+did+you+ask%3F", false },
        { "/children/p1/support/talk", "help-needed=She+is+naive.", true },
        { "/children/p1/parents/wishes", "wish=It+was+my+naive+idea.", false },
        { "/children/p1/parents/wishes", "competent-why=She+is+naive.", true },
        { "/children/p1/referral/edit", "child-words=I+was+naive.&views=Do+not+say+naive.", false },
        { "/children/p1/referral/edit", "needs=She+is+naive.", true },
        { "/children/p1/welfare", "safe=yes&own-words=I+was+naive.", false },
    };
    struct town t;
    town_open(&t);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const char *to = location(told_form(&t, OAK_DSL, forms[i].path,
                                            forms[i].fields));
        bool asks = strstr(to, "entry=") != NULL;
        if (asks != forms[i].asks)
            fail_msg("%s: %s", forms[i].fields, to);
        bool said = strstr(page_after(&t, OAK_DSL, to), NOTICE) != NULL;
        assert_int_equal(said, asks);
    }
    town_close(&t);
}

/* ---- what who may not correct is offered ---- */

static void a_reporter_is_led_to_adding(void **state)
{
    (void)state;
    struct town t;
    char add[120];
    town_open(&t);
    const char *to = location(form_sent(&t, OAK_REPORTER, "/report/new",
        "safe=yes&told=I+asked:+why+did+you+send+it%3F"));
    says(to, "?entry=1");
    const char *page = page_after(&t, OAK_REPORTER, to);
    says(page, NOTICE);
    says(page, "Report sent");
    says(page, "I asked: why did you send it?");
    struct str reference = str_of(to + strlen("/report/"));
    reference = str_cut(&reference, '?');
    snprintf(add, sizeof(add), "/report/%.*s/add", STR_ARG(reference));
    says(page, add);
    says(page, "Add to your report in other words");
    assert_true(strstr(page, NOTICE) > strstr(page, "What to do now"));
    never_says(page, "/correct");
    to = location(form_sent(&t, OAK_REPORTER, add, "told=He+was+naive."));
    says(to, "?done=added&entry=2");
    says(page_after(&t, OAK_REPORTER, to), "Instead of ‘naive’");
    town_close(&t);
}

static void what_cannot_be_corrected_leads_to_what_can_be_done(void **state)
{
    (void)state;
    struct town t;
    char user[ID_TEXT_SIZE + 1], fields[120];
    town_open(&t);
    const char *to = location(told_form(&t, OAK_DSL, "/risk/edit",
        "c75e=no&c89a=no&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no&qh=She+is+naive.&reason=More+is+known."));
    const char *page = page_after(&t, OAK_DSL, to);
    says(page, NOTICE);
    says(page, "/risk/edit\">Open the risk assessment again");
    says(told_page(&t, OAK_DSL, "/risk/edit"), NAIVE);
    to = location(told_form(&t, OAK_HEAD, "/chronology/new",
        "sort=fact&title=A+talk&body=She+was+naive."));
    page = page_after(&t, OAK_HEAD, to);
    says(page, NOTICE);
    says(page, "/chronology/new\">Add an entry in other words");
    id_print(user, t.users[OAK_STAFF].bytes);
    snprintf(fields, sizeof(fields), "chosen=other&user=%s", user);
    told_saved(&t, OAK_DSL, "/children/p1/support/adult", fields);
    to = location(told_form(&t, OAK_STAFF, "/children/p1/support/talk",
                            "help-needed=She+is+naive."));
    page = page_after(&t, OAK_STAFF, to);
    says(page, NOTICE); /* the adult the pupil chose sees that pupil only */
    never_says(page, "in other words</a>");
    never_says(page, "Correct this entry</a>");
    town_close(&t);
}

/* ---- while writing ---- */

static struct request *draft(struct town *t, enum townsperson who,
                             const char *rest, const char *fields)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = told_path(t, rest),
                       .body = fields };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq;
}

static void a_draft_is_answered_with_a_hint(void **state)
{
    (void)state;
    struct town t;
    char name[80], body[300];
    town_open(&t);
    snprintf(name, sizeof(name), "draft=note%%2F%s%%2F", t.reference);
    snprintf(body, sizeof(body), "%s&title=Talk&body=I+asked%%3A+why%%0D%%0Adid+you%%3F+Naive.&unknown=naive", name);
    struct request *rq = draft(&t, OAK_DSL, "/chronology/new/draft", body);
    assert_int_equal(rq->out.status, 200);
    assert_string_equal(rq->out.type, "text/plain; charset=utf-8");
    const char *answer = str_c(rq->mem, buf_str(&rq->out.body));
    assert_true(strncmp(answer, "body\t" WHY, strlen("body\t" WHY)) == 0);
    assert_ptr_equal(strchr(answer, '\n'), answer + strlen(answer) - 1);
    const char *page = told_page(&t, OAK_DSL, "/chronology/new");
    says(page, "did you? Naive."); /* it is kept, and the hint with it */
    says(page, "id=\"body-tone\">" WHY);
    says(page, "aria-describedby=\"body-hint body-tone\"");
    never_says(page, "title-tone");
    never_says(page, "govuk-error");
    snprintf(body, sizeof(body), "%s&title=Talk&body=She+said+what+happened.", name);
    rq = draft(&t, OAK_DSL, "/chronology/new/draft", body);
    assert_int_equal(rq->out.status, 204);
    assert_int_equal(rq->out.body.size, 0);
    snprintf(name, sizeof(name), "draft=interview%%2F%s%%2Fp1", t.reference);
    snprintf(body, sizeof(body), "%s&own-words=I+was+naive.", name);
    rq = draft(&t, OAK_DSL, "/children/p1/interview/draft", body);
    assert_int_equal(rq->out.status, 204);
    snprintf(body, sizeof(body), "draft=correction%%2F%s%%2F1&reason=Naive+was+wrong.", t.reference);
    rq = draft(&t, OAK_DSL, "/chronology/1/correct/draft", body);
    assert_int_equal(rq->out.status, 204);
    snprintf(body, sizeof(body), "draft=note%%2F%s%%2F&body=Naive.&later=yes", t.reference);
    rq = draft(&t, OAK_DSL, "/chronology/new/draft", body);
    assert_string_equal(location(rq), "/?done=draft");
    town_close(&t);
}

/* A form that comes back for another reason has its hints, too. */
static void a_form_that_comes_back_has_the_hint(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    struct request *rq = told_form(&t, OAK_DSL, "/chronology/new",
                                   "sort=fact&body=She+was+naive.");
    assert_int_equal(rq->out.status, 422);
    const char *page = str_c(rq->mem, town_page(rq));
    says(page, "id=\"body-tone\">" NAIVE);
    says(page, "Enter a summary in one line");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_saved_as_written_and_a_notice_follows),
        TEST(without_such_words_nothing_is_said),
        TEST(the_address_says_nothing_to_anybody_else),
        TEST(a_childs_own_words_are_never_asked_about),
        TEST(a_reporter_is_led_to_adding),
        TEST(what_cannot_be_corrected_leads_to_what_can_be_done),
        TEST(a_draft_is_answered_with_a_hint),
        TEST(a_form_that_comes_back_has_the_hint),
    };
    return RUN_TESTS(tests);
}
