/* Closing and opening again, as its people meet it: what stands in the way is
 * said and refused with its paragraph, what is new opens it again, nothing is
 * lost, and lessons are read by those who may (2.1b, 2.3h, 8.4, 8.10, D9). */
#include "tests/web/told.h"

#define P1 "/children/p1"
#define ALL_NO "c75e=no&c89a=no&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no"
#define QUESTIONS \
    "qa=x&qb=x&qc=x&qd=x&qe=x&qf=x&qg=x&qh=x&qi=x&qj=x&category=aggravated.reckless"

static unsigned status_of(struct town *t, enum townsperson who,
                          const char *rest)
{
    struct request rq;
    struct ask ask = { .who = who, .path = told_path(t, rest) };
    town_ask(&rq, t, &t->house.mem, &ask);
    return rq.out.status;
}

static const char *refused(struct town *t, enum townsperson who,
                           const char *rest, const char *fields)
{
    struct request *rq = told_form(t, who, rest, fields);
    const char *page = str_c(&t->house.mem, town_page(rq));
    if (rq->out.status != 422)
        fail_msg("%s: %u instead of 422\n%s", rest, rq->out.status, page);
    return page;
}

static const char *site_page(struct town *t, enum townsperson who,
                             const char *path, const char *body)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path, .body = body };
    town_ask(rq, t, &t->house.mem, &ask);
    assert_int_equal(rq->out.status, 200);
    return str_c(&t->house.mem, town_page(rq));
}

/* All that a pupil is owed, and the decision with both signatures. */
static void settle(struct town *t)
{
    char link[ID_TEXT_SIZE + 1];
    id_print(link, t->users[OAK_DSL].bytes);
    told_saved(t, OAK_DSL, "/initial-review/edit",
               "a=no&b=no&c=no&d=no&e=no&f=no&g=no&h=no&i=yes");
    told_saved(t, OAK_DSL, "/risk/edit", ALL_NO "&" QUESTIONS);
    told_saved(t, OAK_HEAD, "/decision/sign", "proposal=6&agree=agree");
    told_saved(t, LEADER, "/decision/sign", "proposal=6&agree=agree");
    told_saved(t, OAK_DSL, P1 "/interview",
               "heard-by=DSL&own-words=It+has+stopped.");
    told_saved(t, OAK_DSL, P1 "/parents",
               str_c(&t->house.mem, str_printf(&t->house.mem, "contact=told&covered=10.3a&covered=10.3b&covered=10.3c&covered=10.3d&covered=10.3e&covered=10.3f&link-person=%s",
                                               link)));
    told_saved(t, OAK_DSL, P1 "/support/talk", "wishes=To+be+left+alone.");
    told_saved(t, OAK_HEAD, "/staff/p2/support", "helped=Time+to+talk.");
    told_saved(t, OAK_DSL, "/closing/reason/12.8",
               "reason=No+copy+was+ever+made.");
    told_saved(t, OAK_DSL, "/closing/reason/11.2-r7",
               "reason=A+helpline+does+not+decide.");
    told_saved(t, OAK_DSL, P1 "/now",
               "how-now=Laughs+again.&goes-on=The+tutor.&review-at=11+January+2027");
}

static void close(struct town *t)
{
    told_saved(t, OAK_DSL, "/closing/close",
               "closed-as=school&ended=It+has+stopped+for+good.");
}

static void what_stands_is_said_and_refused(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *page = told_page(&t, OAK_HEAD, "/closing");
    says(page, "Tell the parents, or record who agreed to wait: Maya");
    says(page, "Write down how the pupil is now: Maya");
    says(page, "Record what they decided: Another agency");
    says(page, ", DSL</div>");
    never_says(page, "Say why"); /* the DSL's to say */
    says(told_page(&t, OAK_DSL, "/closing"), "/closing/reason/11.2-r7");
    never_says(told_page(&t, OAK_DSL, "/closing"), "/closing/reason/7.5d-p1");
    page = refused(&t, OAK_DSL, "/closing/close",
                   "closed-as=school&ended=Kept+words");
    says(page, "Something is still left to do");
    says(page, "/policy#p2-3-h");
    says(page, ">Kept words</textarea>");
    /* A reason stands only where the policy leaves room for one. */
    struct request *rq = told_form(&t, OAK_DSL, "/closing/reason/7.5d-p1",
                                   "reason=x");
    assert_int_equal(rq->out.status, 303);
    assert_true(str_ends(rq->out.location, "/closing"));
    assert_int_equal(status_of(&t, OAK_HEAD, "/closing/close"), 404);
    assert_int_equal(status_of(&t, OAK_DSL, "/closing/close"), 303);
    assert_int_equal(status_of(&t, OAK_DSL, "/closing/open-again"), 303);
    assert_int_equal(status_of(&t, OAK_REPORTER, "/closing"), 404);
    town_close(&t);
}

/* A reason is taken back by an entry of its own: both are read. */
static void a_reason_can_be_taken_back(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    settle(&t);
    const char *page = told_page(&t, OAK_DSL, "/closing");
    says(page, "Nothing stands in the way");
    says(page, "No copy was ever made.");
    says(page, "/closing/applies/16\">Say why it applies after all");
    never_says(told_page(&t, OAK_HEAD, "/closing"), "/closing/applies/");
    assert_int_equal(status_of(&t, OAK_HEAD, "/closing/applies/16"), 404);
    assert_int_equal(status_of(&t, OAK_DSL, "/closing/applies/15"), 303);
    page = told_page(&t, OAK_DSL, "/closing/applies/16");
    says(page, "The reason recorded in entry 16 was: No copy was ever made.");
    says(refused(&t, OAK_DSL, "/closing/applies/16", "reason="),
         "Enter why it applies after all");
    told_saved(&t, OAK_DSL, "/closing/applies/16",
               "reason=A+second+phone+was+named.");
    page = told_page(&t, OAK_DSL, "/closing");
    says(page, "1 thing stands in the way");
    never_says(page, "No copy was ever made.");
    refused(&t, OAK_DSL, "/closing/close", "closed-as=school&ended=x");
    page = told_page(&t, OAK_DSL, "/chronology");
    says(page, "No copy was ever made.");
    says(page, "Duty that applies after all");
    says(page, "A second phone was named.");
    says(page, "(Paragraph 12.8)");
    assert_int_equal(status_of(&t, OAK_DSL, "/closing/applies/16"), 303);
    town_close(&t);
}

static void closed_it_is_read_and_asks_nothing(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    settle(&t);
    says(told_page(&t, OAK_DSL, "/closing"), "Nothing stands in the way");
    says(site_page(&t, OAK_DSL, "/work/later", NULL), "Close the incident");
    close(&t);
    says(told_page(&t, OAK_HEAD, ""), "Closed</strong>");
    says(told_page(&t, OAK_HEAD, "/parents"), "1 of 1 told");
    says(told_page(&t, OAK_DSL, "/closing"), "It has stopped for good.");
    says(site_page(&t, OAK_DSL, "/incidents", NULL), ">Closed</strong>");
    says(site_page(&t, OAK_DSL, "/incidents", "words=Maya"),
         ">Closed</strong>");
    const char *later = site_page(&t, OAK_DSL, "/work/later", NULL);
    says(later, "Look again at how the pupil is: Maya");
    says(later, ", closed, ");
    never_says(later, "Close the incident");
    /* What is planned waits; what happened is recorded, and asks. */
    says(refused(&t, OAK_DSL, "/decision/new",
                 "choice=manage_in_school&confident=yes&why=Again"),
         "This incident is closed. Open it again first");
    refused(&t, OAK_DSL, "/viewing/request",
            "ground=12.5a&ground-why=x&distress=no");
    told_saved(&t, OAK_HEAD, "/chronology/new",
               "sort=fact&title=Call&body=A+neighbour+rang.");
    says(told_page(&t, OAK_DSL, ""), "Read 1 new entry");
    says(told_page(&t, OAK_DSL, "/closing"), "A neighbour rang.");
    says(told_page(&t, OAK_DSL, "/closing"), "New information");
    assert_int_equal(status_of(&t, OAK_HEAD, "/closing/stays"), 404);
    told_saved(&t, OAK_DSL, "/closing/stays", "reason=It+was+known.");
    never_says(told_page(&t, OAK_DSL, "/closing"), "A neighbour rang.");
    says(told_page(&t, OAK_DSL, "/chronology"), "A neighbour rang.");
    town_close(&t);
}

static void opened_again_it_is_decided_anew(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    settle(&t);
    close(&t);
    says(refused(&t, OAK_HEAD, "/closing/open-again", "reason=x"),
         "Enter what is new");
    told_saved(&t, OAK_HEAD, "/closing/open-again",
               "new-facts=Another+pupil+has+it.&reason=It+goes+on.");
    const char *page = told_page(&t, OAK_DSL, "");
    says(page, "Decision due, opened again");
    /* Due at once is not late a moment after. */
    never_says(page, "Overdue since");
    says(page, "Not to refer, until it was opened again");
    says(told_page(&t, OAK_DSL, "/decision"), "Before it was opened again");
    says(told_page(&t, OAK_DSL, "/decision"), "The pupils have stopped.");
    says(told_page(&t, OAK_DSL, "/deletion"),
         "Ask nobody to delete anything yet");
    page = told_page(&t, OAK_DSL, "/closing");
    says(page, "Answer the referral questions again");
    says(page, "Another pupil has it.");
    says(page, "Write down how the pupil is now: Maya"); /* once more */
    says(site_page(&t, OAK_DSL, "/incidents", NULL),
         "Decision due, opened again");
    says(site_page(&t, LEADER, "/incidents", "words=neighbour"),
         "No incident found");
    says(told_page(&t, OAK_DSL, "/decision"), "Nothing is proposed yet.");
    told_saved(&t, OAK_DSL, "/risk/edit",
               "c75e=no&c89a=yes&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no");
    says(told_page(&t, OAK_DSL, ""), "Refer now, opened again");
    town_close(&t);
}

/* D4: what the reporter told an agency opens it again at once. */
static void a_report_of_the_reporter_opens_it_again(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    town_open(&t);
    settle(&t);
    close(&t);
    struct str key = house_key(&t.house);
    struct str path = str_printf(&t.house.mem, "/report/%s/told",
                                 t.reference);
    struct str body = str_printf(&t.house.mem, "key=%.*s&made-from=0&to=police&method=telephone",
                                 STR_ARG(key));
    struct ask ask = { .who = OAK_REPORTER, .path = path.data,
                       .body = body.data };
    town_ask(&rq, &t, &t.house.mem, &ask);
    assert_int_equal(rq.out.status, 303);
    says(told_page(&t, OAK_DSL, ""), "opened again");
    says(told_page(&t, OAK_DSL, "/closing"), "Record what they decided: Police");
    town_close(&t);
}

/* 8.4: what a pupil told us cannot end as nothing. */
static void a_disclosure_is_not_dismissed(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    settle(&t);
    const char *form = told_page(&t, OAK_DSL, "/closing/close");
    never_says(form, "There was nothing to it</label>");
    says(form, "/policy#p8-4");
    says(refused(&t, OAK_DSL, "/closing/close",
                 "closed-as=nothing&ended=A+mistake"),
         "so it cannot end as nothing");
    told_saved(&t, OAK_DSL, "/disclosure",
               "reason=It+was+about+somebody+else.");
    says(told_page(&t, OAK_DSL, "/closing/close"),
         "There was nothing to it</label>");
    told_saved(&t, OAK_DSL, "/closing/close",
               "closed-as=nothing&ended=A+mistake");
    says(told_page(&t, OAK_DSL, "/closing"), "There was nothing to it");
    town_close(&t);
}

static void lessons_are_read_by_those_who_may(void **state)
{
    (void)state;
    static const enum townsperson readers[] = { OAK_DSL, OAK_HEAD, LEADER };
    static const enum townsperson others[] = { ELM_DSL, ELM_HEAD,
                                               OTHER_TRUST_DSL,
                                               OAK_DEPUTY_NAMED };
    struct town t;
    town_open(&t);
    says(site_page(&t, OAK_DSL, "/lessons", NULL),
         "Nothing is written down yet");
    told_saved(&t, OAK_HEAD, "/closing/lessons",
               "learned=Zanzibar+sooner.&different=Ask+at+once.");
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        const char *page = site_page(&t, readers[i], "/lessons", NULL);
        says(page, "Zanzibar sooner.");
        says(page, "Ask at once.");
        says(page, t.reference);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++)
        never_says(site_page(&t, others[i], "/lessons", NULL), "Zanzibar");
    for (unsigned i = 0; i < 4; i++) {
        const char *page = site_page(&t, TRUSTEE, "/lessons", NULL);
        never_says(page, "Zanzibar");
        never_says(page, t.reference);
        says(page, "Oak School");
        says(page, "Elm School");
        says(page, "Fewer than 5");
        told_saved(&t, OAK_DSL, "/closing/lessons", "learned=More.");
    }
    says(site_page(&t, TRUSTEE, "/lessons", NULL), ">5</td>");
    never_says(site_page(&t, OAK_GOVERNOR, "/lessons", NULL), "Elm School");
    /* A correction is what is read from then on. */
    told_saved(&t, OAK_DSL, "/chronology/8/correct",
               "reason=A+name&learned=Sooner.");
    never_says(site_page(&t, LEADER, "/lessons", NULL), "Zanzibar");
    town_close(&t);
}

static void lessons_are_paged(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    for (unsigned i = 0; i < 27; i++)
        told_saved(&t, OAK_DSL, "/closing/lessons",
                   i == 0 ? "learned=The+first." : "learned=More.");
    const char *page = site_page(&t, LEADER, "/lessons", NULL);
    never_says(page, "The first.");
    const char *from = strstr(page, "/lessons?after=");
    assert_non_null(from);
    struct str query = { from + strlen("/lessons?"), 0 };
    while (query.data[query.size] != '"')
        query.size++;
    struct request *rq = ARENA_NEW(&t.house.mem, struct request);
    struct ask ask = { .who = LEADER, .path = "/lessons",
                       .query = str_c(&t.house.mem, query) };
    town_ask(rq, &t, &t.house.mem, &ask);
    page = str_c(&t.house.mem, town_page(rq));
    says(page, "The first.");
    never_says(page, "/lessons?after=");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_stands_is_said_and_refused),
        TEST(a_reason_can_be_taken_back),
        TEST(closed_it_is_read_and_asks_nothing),
        TEST(opened_again_it_is_decided_anew),
        TEST(a_report_of_the_reporter_opens_it_again),
        TEST(a_disclosure_is_not_dismissed),
        TEST(lessons_are_read_by_those_who_may),
        TEST(lessons_are_paged),
    };
    return RUN_TESTS(tests);
}
