/* The pages about agencies: told, confirmed, asked, answered, shared. Entry 7
 * of the town's incident told another agency by e-mail: it has no clock. */
#include "tests/web/told.h"

#include <stdio.h>

static void tell_social_care(struct town *t) /* entry 8 */
{
    told_saved(t, OAK_DSL, "/referral",
               "to=cscs&method=telephone&spoke-to=Ms+Ellery%2C+duty+desk&shared=What+Maya+said.");
}

static void a_referral_shows_its_clocks(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Another agency");
    never_says(page, "Confirm the referral in writing");
    tell_social_care(&t);
    page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Children’s social care");
    says(page, "Ms Ellery, duty desk");
    says(page, "Waiting for the reply");
    says(page, "Confirm the referral in writing: Children’s social care");
    says(page, "24 hours. Set by: trust target");
    says(page, "href=\"/policy#pD17-a\"");
    page = told_page(&t, OAK_DSL, "");
    says(page, "Ask for the reply to the referral: Children’s social care");
    town_close(&t);
}

static void a_referral_is_followed_to_its_reply(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    tell_social_care(&t);
    told_saved(&t, OAK_DSL, "/referral/r8/written",
               "method=form&reference=C-114");
    const char *page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "C-114");
    never_says(page, "Record that it was confirmed in writing");
    told_saved(&t, OAK_HEAD, "/referral/r8/ask",
               "rung=manager&spoke-to=Mr+Hale&next=3+December+2099");
    page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Asked, no reply");
    says(page, "Their team manager");
    says(page, "Escalate: the agency has not answered when asked");
    told_saved(&t, OAK_DSL, "/referral/r8/reply",
               "reply=assessment&advised=They+visit+tomorrow.");
    page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Replied");
    says(page, "They assess the child and family");
    never_says(page, "Escalate");
    says(told_page(&t, OAK_DSL, "/chronology"),
         "Reply to a referral: Children’s social care");
    town_close(&t);
}

/* The police and the designated officer have a clock of their own, and a
 * ladder that is theirs (D17d, D17e). */
static void every_agency_that_decides_is_asked(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, "/referral", "to=police&method=telephone");
    const char *page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Waiting for the reply");
    says(page, "Reply expected");
    says(page, "href=\"/policy#pD17-d\"");
    says(page, "Set by: this program’s default; no guidance sets a time");
    says(told_page(&t, OAK_DSL, ""), "Ask the police for their reply");
    page = told_page(&t, OAK_DSL, "/referral/r8/ask");
    says(page, "Their sergeant or inspector");
    says(page, "The safeguarding partnership");
    never_says(page, "Their team manager");
    told_saved(&t, OAK_DSL, "/referral/r8/ask", "rung=inspector");
    page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "To be asked again");
    never_says(page, "Reply expected");
    told_saved(&t, OAK_DSL, "/referral", "to=lado&method=form");
    says(told_page(&t, OAK_DSL, "/agencies"), "href=\"/policy#pD17-e\"");
    page = told_page(&t, OAK_DSL, "/referral/r10/reply");
    says(page, "They leave it to the employer’s own procedure");
    never_says(page, "They assess the child and family");
    told_saved(&t, OAK_DSL, "/referral/r10/reply", "reply=employer");
    told_saved(&t, OAK_DSL, "/referral/r8/reply", "reply=investigation");
    page = told_page(&t, OAK_DSL, "/agencies");
    never_says(page, "To be asked again");
    never_says(page, "Reply expected");
    town_close(&t);
}

/* Each agency is asked what it decides, and only the police about evidence. */
static void the_questions_fit_the_agency(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    tell_social_care(&t);
    /* Where social care alone was told, it speaks for the police (D5). */
    const char *page = told_page(&t, OAK_DSL, "/referral/r8/reply");
    says(page, "The school may hear their accounts");
    never_says(told_page(&t, OAK_DSL, "/referral/r8/written"), "By telephone");
    told_saved(&t, OAK_DSL, "/referral", "to=police&method=telephone");
    page = told_page(&t, OAK_DSL, "/referral/r8/reply");
    never_says(page, "The school may hear their accounts");
    says(page, "They assess the child and family");
    never_says(page, "outcome 21");
    never_says(page, "Nothing needs to be kept any more");
    page = told_page(&t, OAK_DSL, "/referral/r9/reply");
    says(page, "outcome 21");
    says(page, "Nothing needs to be kept any more");
    never_says(page, "They assess the child and family");
    struct request *rq = told_form(&t, OAK_DSL, "/referral/r9/reply",
                                   "spoke-to=PC+Lane");
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "Choose what they decided");
    assert_int_equal(told_form(&t, OAK_DSL, "/referral/r99/reply",
                               "reply=received")->out.status, 404);
    town_close(&t);
}

static void the_police_release_what_is_held(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, "/referral", "to=police&method=telephone");
    struct known k = house_load(&t.house, t.reference);
    assert_true(k.answer.evidence_hold);
    says(told_page(&t, OAK_DSL, "/agencies"),
         "No advice recorded yet. Until then: account only");
    told_saved(&t, OAK_DSL, "/referral/r8/reply",
               "reply=outcome_21&interviews=go&evidence=released&advised=Closed.");
    k = house_load(&t.house, t.reference);
    assert_false(k.answer.evidence_hold);
    const char *page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "The school may hear their accounts");
    says(page, "that nothing needs to be kept");
    says(page, "closed it with outcome 21");
    town_close(&t);
}

static void what_was_shared_is_recorded(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    struct request *rq = told_form(&t, OAK_DSL, "/shared", "why=Safety");
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "Enter whom it was shared with");
    told_saved(&t, OAK_HEAD, "/shared",
               "recipient=Elm+School%2C+its+DSL&sent=That+a+pupil+of+theirs+needs+support.&basis=safeguarding&family=not_told&family-why=It+might+put+Maya+at+risk.");
    const char *page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Elm School, its DSL");
    says(page, "the safeguarding condition of the Data Protection Act 2018");
    says(page, "Not told");
    town_close(&t);
}

/* 6.3: filled from the record, missing fields named, no other child (D12). */
static void a_referral_is_filled_from_the_record(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, "/people/p3",
               "person=p3&name=Jonah+Price&type=pupil&parts=received&age=14");
    const char *page = told_page(&t, OAK_DSL, "/children/p1/referral");
    says(page, "Not recorded yet");
    says(page, "<li>Wider circumstances that affect safety");
    says(page, "<li>Home address and telephone");
    says(page, "<li>What the child said, in their words");
    says(page, "A pupil spoke to me after lunch.");
    says(page, "No picture is held in this record or attached to it");
    says(page, "A pupil, age 14. Was sent it.");
    const char *article = strstr(page, "<article");
    assert_non_null(article);
    says(article, "Maya Rowe");
    never_says(article, "Jonah");
    never_says(article, "Person Two");
    told_saved(&t, OAK_DSL, "/children/p1/referral/edit",
               "home=1+Mill+Lane&household=Lives+with+her+mother.&needs=None+known.&professionals=None.&child-words=I+want+it+to+stop.&views=Both+want+help.&wanted=A+visit.&family=agrees");
    page = told_page(&t, OAK_DSL, "/children/p1/referral");
    says(page, "1 Mill Lane");
    says(page, "I want it to stop.");
    says(page, "Told, and they agree");
    never_says(page, "<li>Home address and telephone");
    says(page, "<li>Wider circumstances that affect safety");
    says(told_page(&t, OAK_DSL, "/children/p1/referral/edit"), "1 Mill Lane");
    never_says(told_page(&t, OAK_DSL, "/children/p3/referral"), "1 Mill Lane");
    says(told_page(&t, OAK_HEAD, "/children/p1/referral"), "1 Mill Lane");
    town_close(&t);
}

/* 12.6h: by its chain of custody, the newest; of another pupil's device the
 * pack says nothing (D12); without custody, what the report said. */
static void where_the_phone_is_comes_from_its_custody(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *pack = "/children/p1/referral";
    told_saved(&t, OAK_DSL, "/people/p3",
               "person=p3&name=Jonah+Price&type=pupil&parts=received&age=14");
    says(told_page(&t, OAK_DSL, pack), "<li>Where the phone or device is");
    told_saved(&t, OAK_DSL, "/devices/new",
               "thing=White+tablet&belongs-to=p3&taken-how=handed&kept=A+cupboard");
    says(told_page(&t, OAK_DSL, pack), "<li>Where the phone or device is");
    says(told_page(&t, OAK_DSL, "/children/p3/referral"),
         "White tablet: A cupboard, since ");
    told_saved(&t, OAK_DSL, "/devices/new",
               "thing=Black+phone&belongs-to=p1&taken-how=handed&kept=The+main+office+safe");
    const char *page = told_page(&t, OAK_DSL, pack);
    says(page, "Black phone: The main office safe, since ");
    never_says(page, "<li>Where the phone or device is");
    never_says(page, "White tablet");
    struct known k = house_load(&t.house, t.reference);
    char move[60];
    snprintf(move, sizeof(move), "/devices/%u/move", k.incident.devices[1].seq);
    told_saved(&t, OAK_DSL, move,
               "move=police&from=The+main+office+safe&into=PC+Lane&happened=20+November+2026,+10:05am");
    page = told_page(&t, OAK_DSL, pack);
    says(page, "Black phone: PC Lane, since 20 November 2026, 10:05am. Passed to the police");
    never_says(page, "The main office safe");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_referral_shows_its_clocks),
        TEST(a_referral_is_followed_to_its_reply),
        TEST(every_agency_that_decides_is_asked),
        TEST(the_questions_fit_the_agency),
        TEST(the_police_release_what_is_held),
        TEST(what_was_shared_is_recorded),
        TEST(a_referral_is_filled_from_the_record),
        TEST(where_the_phone_is_comes_from_its_custody),
    };
    return RUN_TESTS(tests);
}
