/* The pages about one pupil: who sees which, what is said while evidence is
 * held, and that what was promised, heard and arranged is kept. */
#include "tests/web/told.h"

#include <stdio.h>

#define P1 "/children/p1"
#define P3 "/children/p3"

/* A second pupil, with SEND, to whom it was passed on. */
static void second_pupil(struct town *t)
{
    told_saved(t, OAK_DSL, "/people/p3",
               "person=p3&name=Jonah+Price&type=pupil&parts=received&parts=shared_on&send=yes");
}

static unsigned status(struct town *t, enum townsperson who, const char *rest)
{
    AUTO_ARENA mem;
    arena_open(&mem, 128 << 20);
    struct request rq;
    char path[160];
    snprintf(path, sizeof(path), "/incidents/%s%s", t->reference, rest);
    struct ask ask = { .who = who, .path = path };
    town_ask(&rq, t, &mem, &ask);
    return rq.out.status;
}

static const char *site_page(struct town *t, enum townsperson who,
                             const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    return str_c(&t->house.mem, town_page(rq));
}

static void choose(struct town *t, enum townsperson who)
{
    char user[ID_TEXT_SIZE + 1], fields[120];
    id_print(user, t->users[who].bytes);
    snprintf(fields, sizeof(fields), "chosen=other&user=%s", user);
    told_saved(t, OAK_DSL, P1 "/support/adult", fields);
}

/* ---- who sees what ---- */

static void the_adult_chosen_sees_that_pupil_only(void **state)
{
    (void)state;
    static const char *const open[] = {
        P1 "/support", P1 "/interview", P1 "/support/talk", P1 "/welfare",
        P1 "/support/promise", P1 "/advice/9.5", P1 "/sheet/9.5",
    };
    static const char *const shut[] = {
        "", "/chronology", "/people", "/risk", "/decision", "/first-hour",
        "/chronology/new", "/referral", "/parents", "/disclosure",
        P1 "/support/adult", P1 "/framework", P1 "/arrangements",
        P3 "/support", P3 "/interview", P3 "/sheet/9.6", "/children/p2/support",
        "/children/p9/support", P1 "/advice/9.9", P1 "/parents",
    };
    struct town t;
    town_open(&t);
    second_pupil(&t);
    for (size_t i = 0; i < COUNT_OF(open); i++)
        assert_int_equal(status(&t, OAK_STAFF, open[i]), 404);
    never_says(site_page(&t, OAK_STAFF, "/report"), "A pupil chose you");
    choose(&t, OAK_STAFF);
    for (size_t i = 0; i < COUNT_OF(open); i++)
        assert_int_equal(status(&t, OAK_STAFF, open[i]), 200);
    for (size_t i = 0; i < COUNT_OF(shut); i++)
        assert_int_equal(status(&t, OAK_STAFF, shut[i]), 404);
    says(site_page(&t, OAK_STAFF, "/report"), "A pupil chose you");
    says(site_page(&t, OAK_STAFF, "/helping"), t.reference);
    never_says(site_page(&t, OAK_SENCO, "/helping"), t.reference);
    const char *page = told_page(&t, OAK_STAFF, P1 "/support");
    says(page, "Talk to the pupil who chose you");
    never_says(page, "Jonah");
    never_says(page, "Sections of this incident");
    told_saved(&t, OAK_STAFF, P1 "/support/talk",
               "wishes=That+it+stops.&points=9.4a&points=9.4g");
    says(told_page(&t, OAK_STAFF, P1 "/support"), "That it stops.");
    choose(&t, OAK_HEAD); /* the pupil thought again */
    for (size_t i = 0; i < COUNT_OF(open); i++)
        assert_int_equal(status(&t, OAK_STAFF, open[i]), 404);
    town_close(&t);
}

static enum err leave_work(struct tx *tx, void *context)
{
    struct town *t = context;
    struct permit permit = access_program_permit(t->house.trust);
    struct grant senco = { ROLE_SENCO, t->house.oak };
    return person_revoke(tx, &permit, t->users[OAK_SENCO], senco,
                         t->house.now);
}

/* A duty of a role that nobody has reaches nobody: the page says so. */
static void a_duty_of_a_role_that_nobody_has_says_so(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    second_pupil(&t);
    says(told_page(&t, OAK_DSL, ""), "Person senco, SENCO");
    assert_int_equal(store_write(&t.house.store, leave_work, &t), OK);
    says(told_page(&t, OAK_DSL, ""), "SENCO (nobody here has this role yet)");
    town_close(&t);
}

static void the_senco_sees_what_is_to_be_arranged(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    assert_int_equal(status(&t, OAK_SENCO, P1 "/support"), 404);
    second_pupil(&t);
    told_saved(&t, OAK_DSL, P3 "/interview",
               "heard-by=The+DSL&own-words=It+was+sent+to+me.&observed=Quiet.");
    told_saved(&t, OAK_DSL, P3 "/support/talk", "wishes=A+quiet+room.");
    assert_int_equal(status(&t, OAK_SENCO, P1 "/support"), 404);
    assert_int_equal(status(&t, OAK_SENCO, P3 "/interview"), 404);
    assert_int_equal(status(&t, OAK_SENCO, P3 "/sheet/9.6"), 404);
    assert_int_equal(status(&t, OAK_SENCO, ""), 404);
    assert_int_equal(status(&t, OAK_SENCO, "/support"), 303);
    const char *page = told_page(&t, OAK_SENCO, P3 "/support");
    says(page, "Put arrangements in place with the SENCO");
    says(page, "A quiet room.");
    never_says(page, "It was sent to me.");
    never_says(page, "Maya");
    says(site_page(&t, OAK_SENCO, "/"), "Put arrangements in place");
    told_saved(&t, OAK_SENCO, P3 "/arrangements",
               "arranged=A+familiar+adult+is+there.&again=30+November+2099");
    page = told_page(&t, OAK_DSL, P3 "/support");
    says(page, "A familiar adult is there.");
    says(page, "Look at the arrangements again");
    town_close(&t);
}

/* ---- hearing a pupil ---- */

static void after_a_referral_only_an_account_is_taken(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *page = told_page(&t, OAK_DSL, P1 "/interview");
    says(page, "‘Tell me’");
    never_says(page, "Account only");
    told_saved(&t, OAK_DSL, "/risk/edit", "c89b=yes");
    says(told_page(&t, OAK_DSL, P1 "/interview"), "Refer first.");
    told_saved(&t, OAK_DSL, "/referral", "to=police&method=telephone");
    page = told_page(&t, OAK_DSL, P1 "/interview");
    says(page, "Account only, no questions beyond what safety needs.");
    never_says(page, "‘Tell me’");
    /* Wherever a pupil is asked, and while the referral is still to be made. */
    says(told_page(&t, OAK_DSL, P1 "/support/talk"), "Account only");
    says(told_page(&t, OAK_DSL, P1 "/welfare"), "Account only");
    told_saved(&t, OAK_DSL, P1 "/interview",
               "heard-by=The+DSL&own-words=I+am+glad+I+said+it.&observed=Calm.");
    page = told_page(&t, OAK_DSL, P1 "/support");
    says(page, "Account only, no advice of the police yet");
    says(page, "In the pupil’s own words");
    says(page, "I am glad I said it.");
    says(page, "What was seen and noticed");
    told_saved(&t, OAK_DSL, "/referral/r9/reply",
               "reply=received&interviews=go");
    never_says(told_page(&t, OAK_DSL, P1 "/interview"), "Account only");
    told_saved(&t, OAK_DSL, "/referral/r9/reply",
               "reply=received&interviews=wait");
    says(told_page(&t, OAK_DSL, P1 "/interview"), "asked the school not to hear this pupil yet");
    town_close(&t);
}

static void a_disclosure_is_set_aside_by_the_dsl_alone(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, P1 "/interview",
               "heard-by=The+DSL&own-words=It+happened.");
    struct request *rq = told_form(&t, OAK_DSL, "/people/p1",
                                   "name=Maya+Rowe&type=pupil&in-error=yes");
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "Paragraph 8.4");
    rq = told_form(&t, OAK_DSL, "/disclosure", "reason=");
    assert_int_equal(rq->out.status, 422);
    assert_int_equal(status(&t, OAK_HEAD, "/disclosure"), 404);
    told_saved(&t, OAK_DSL, "/disclosure", "reason=Another+pupil+was+meant.");
    says(told_page(&t, OAK_DSL, P1 "/support"), "Another pupil was meant.");
    town_close(&t);
}

/* ---- advice and sheets ---- */

static const char *const to_delete[] = { "elete it from", "delete it there" };

static void under_a_hold_nothing_says_delete(void **state)
{
    (void)state;
    static const char *const pages[] = {
        P1 "/support", P1 "/support/talk", P1 "/advice/9.5", P1 "/sheet/9.5",
        P3 "/advice/9.6", P3 "/sheet/9.6", P3 "/advice/9.7", P3 "/sheet/9.7",
        P3 "/support", "/first-hour",
    };
    struct town t;
    town_open(&t);
    second_pupil(&t);
    told_saved(&t, OAK_DSL, "/referral", "to=police&method=telephone");
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        for (size_t j = 0; j < COUNT_OF(to_delete); j++)
            never_says(told_page(&t, OAK_DSL, pages[i]), to_delete[j]);
    says(told_page(&t, OAK_DSL, P3 "/sheet/9.6"), "do not delete it until the police advise");
    told_saved(&t, OAK_DSL, P3 "/advice/9.6",
               "advice-items=2&advice-items=3&advice-text=Something+else");
    const char *page = told_page(&t, OAK_DSL, P3 "/support");
    says(page, "Keep it, do not share it, and do not delete it until the police advise.");
    says(page, "Do not pass it on and do not show it to anyone.");
    never_says(page, "Something else"); /* the words are the program's */
    town_close(&t);
}

/* D22: undecided counts as held; once both have signed it may be said, and
 * what was given before stays as it was. */
static void after_both_have_signed_it_may_be_said(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    second_pupil(&t);
    told_saved(&t, OAK_DSL, P3 "/advice/9.6", "advice-items=2");
    never_says(told_page(&t, OAK_DSL, P3 "/sheet/9.6"), to_delete[0]);
    told_saved(&t, OAK_HEAD, "/decision/sign", "agree=agree&proposal=6");
    never_says(told_page(&t, OAK_DSL, P3 "/sheet/9.6"), to_delete[0]);
    told_saved(&t, LEADER, "/decision/sign", "agree=agree&proposal=6");
    says(told_page(&t, OAK_DSL, P3 "/sheet/9.6"), to_delete[0]);
    says(told_page(&t, OAK_DSL, P3 "/support"), "do not delete it until the police advise.");
    town_close(&t);
}

static void a_sheet_names_nobody(void **state)
{
    (void)state;
    static const char *const names[] = { "Maya", "Jonah", "Rowe", "Price",
                                         "Printed from" };
    struct town t;
    town_open(&t);
    second_pupil(&t);
    const char *page = told_page(&t, OAK_DSL, P3 "/sheet/9.7");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        never_says(page, names[i]);
    says(page, "tel:08001111");
    never_says(page, "Sections of this incident");
    town_close(&t);
}

/* ---- promises, the first hour, D14, D16 ---- */

static void a_promise_is_a_duty_until_it_is_kept(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, P1 "/support/promise",
               "promised=I+ask+about+lunch+time&promised-by=27+November+2099");
    says(told_page(&t, OAK_DSL, ""), "Do what the pupil was promised: Maya");
    says(told_page(&t, OAK_DSL, P1 "/support/promise/8"), "I ask about lunch time");
    told_saved(&t, OAK_DSL, P1 "/support/promise/8", "kept-how=kept");
    never_says(told_page(&t, OAK_DSL, ""), "Do what the pupil was promised");
    says(told_page(&t, OAK_DSL, P1 "/support"), "I ask about lunch time");
    struct request *rq = told_form(&t, OAK_DSL, P1 "/support/promise",
                                   "promised=x&promised-by=soon");
    assert_int_equal(rq->out.status, 422);
    town_close(&t);
}

static void the_first_hour_leads_through_its_steps(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    says(told_page(&t, OAK_DSL, ""), "First hour: step by step");
    const char *page = told_page(&t, OAK_DSL, "/first-hour");
    says(page, "4 of 5 steps done");
    says(page, "Record the review meeting");
    says(page, "view the picture, or ask to see it");
    told_saved(&t, OAK_DSL, "/risk/edit",
               "c75e=no&c89a=yes&c89b=no&c89c=no&c89d=no&c89e=no&c89f=yes");
    page = told_page(&t, OAK_DSL, "/first-hour");
    says(page, "2 of 5 steps done");
    const char *refer = strstr(page, "Refer, if it has to be");
    const char *review = strstr(page, "Hold the initial review");
    assert_true(refer != NULL && review != NULL && refer < review);
    told_saved(&t, OAK_DSL, "/referral", "to=cscs");
    told_saved(&t, OAK_DSL, "/initial-review/edit", "a=no");
    told_saved(&t, OAK_DSL, "/risk/edit",
               "c75e=no&c89a=yes&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no&reason=Seen");
    says(told_page(&t, OAK_DSL, "/first-hour"), "The first steps are done");
    never_says(told_page(&t, OAK_DSL, ""), "First hour: step by step");
    town_close(&t);
}

static void who_is_asked_for_money_is_seen_again(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    never_says(told_page(&t, OAK_DSL, ""), "Welfare check");
    told_saved(&t, OAK_DSL, "/risk/edit", "c89b=yes&kinds=sextortion");
    const char *page = told_page(&t, OAK_DSL, "");
    says(page, "See the pupil and ask how they are: Maya");
    says(page, "Welfare check</a>: ");
    struct request *rq = told_form(&t, OAK_DSL, P1 "/welfare", "");
    assert_int_equal(rq->out.status, 422);
    told_saved(&t, OAK_DSL, P1 "/welfare", "safe=yes&asked-safe=yes");
    never_says(told_page(&t, OAK_DSL, ""), "See the pupil and ask how they are");
    town_close(&t);
}

static void the_tools_result_is_kept_without_its_lists(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, P1 "/framework",
               "colour=orange&band=13-17&framework=2024&assessor=The+DSL&why=The+facts+as+told.");
    const char *page = told_page(&t, OAK_HEAD, P1 "/support");
    says(page, "Orange");
    says(page, "13 to 17");
    /* Who decides reads it beside the assessment (7.3). */
    told_saved(&t, OAK_DSL, "/risk/edit", "c75e=no");
    says(told_page(&t, OAK_HEAD, "/risk"), "Orange, age band 13 to 17. The facts as told.");
    struct request *rq = told_form(&t, OAK_DSL, P1 "/framework",
                                   "colour=orange");
    assert_int_equal(rq->out.status, 422);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_adult_chosen_sees_that_pupil_only),
        TEST(a_duty_of_a_role_that_nobody_has_says_so),
        TEST(the_senco_sees_what_is_to_be_arranged),
        TEST(after_a_referral_only_an_account_is_taken),
        TEST(a_disclosure_is_set_aside_by_the_dsl_alone),
        TEST(under_a_hold_nothing_says_delete),
        TEST(after_both_have_signed_it_may_be_said),
        TEST(a_sheet_names_nobody),
        TEST(a_promise_is_a_duty_until_it_is_kept),
        TEST(the_first_hour_leads_through_its_steps),
        TEST(who_is_asked_for_money_is_seen_again),
        TEST(the_tools_result_is_kept_without_its_lists),
    };
    return RUN_TESTS(tests);
}
