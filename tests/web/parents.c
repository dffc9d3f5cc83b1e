/* The pages about parents: told, put off, covered, and the letter. */
#include "tests/web/told.h"

#include <stdio.h>

#define CHILD "/children/p1/parents"

/* Maya's picture was passed on by a second pupil, so advice is due for both;
 * with every answer no and no referral, evidence is not held. */
static void second_pupil(struct town *t)
{
    told_saved(t, OAK_DSL, "/people/p3",
               "person=p3&name=Jonah+Price&type=pupil&parts=received&parts=shared_on");
}

static void hold(struct town *t)
{
    told_saved(t, OAK_DSL, "/risk/edit",
               "c75e=no&c89a=no&c89b=yes&c89c=no&c89d=no&c89e=no&c89f=no");
}

static void each_child_has_parents_of_its_own(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    second_pupil(&t);
    const char *page = told_page(&t, OAK_DSL, "/parents");
    says(page, "Maya’s parents");
    says(page, "Jonah’s parents");
    never_says(page, "Person’s parents"); /* a member of staff has none */
    says(page, "Not told yet");
    says(page, "0 of 2 told");
    says(page, "href=\"/policy#p10-1\"");
    says(page, "It may not be safe to tell them yet");
    page = told_page(&t, OAK_HEAD, "/parents");
    says(page, "Record a contact");
    never_says(page, "It may not be safe to tell them yet");
    town_close(&t);
}

static void a_contact_is_kept_and_counts(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    second_pupil(&t);
    char fields[600], user[ID_TEXT_SIZE + 1];
    id_print(user, t.users[OAK_DSL].bytes);
    snprintf(fields, sizeof(fields),
             "contact=told&with=Anna+Rowe%%2C+mother&contact-how=telephone&covered=10.3a&covered=10.3c&given=10.4a&given=10.4b&parent-said=She+is+glad+to+know.&link-person=%s&next=27+November+2099%%2C+3pm",
             user);
    told_saved(&t, OAK_DSL, CHILD, fields);
    const char *page = told_page(&t, OAK_DSL, "/parents");
    says(page, "1 of 2 told");
    says(page, "Anna Rowe, mother, for Maya. By telephone, by");
    says(page, "She is glad to know.");
    says(page, "2 of 7, and 2 of advice");
    says(page, "2 of 7. Still to cover: Support for their own feelings");
    says(page, "27 November 2099");
    says(page, "Given");
    page = told_page(&t, OAK_DSL, "/chronology");
    says(page, "Contact with parents: Maya");
    says(page, "Help the child with what they put online, and backups");
    page = told_page(&t, OAK_DSL, "");
    says(page, "Cover with the parents what every parent is told: Maya");
    says(page, "Give the parents the update you promised: Maya");
    town_close(&t);
}

static void what_is_missing_is_said_and_nothing_is_lost(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    struct request *rq = told_form(&t, OAK_DSL, CHILD,
                                   "with=Anna+Rowe&happened=yesterday");
    assert_int_equal(rq->out.status, 422);
    const char *page = str_c(&t.house.mem, town_page(rq));
    says(page, "Choose what happened");
    says(page, "Enter a date and time, for example");
    says(page, "value=\"Anna Rowe\"");
    /* A member of staff, and nobody, have no parents here. */
    assert_int_equal(told_form(&t, OAK_DSL, "/children/p2/parents",
                               "contact=told")->out.status, 404);
    assert_int_equal(told_form(&t, OAK_DSL, "/children/p9/parents/wait",
                               "reason=x")->out.status, 404);
    town_close(&t);
}

static void an_incomplete_delay_is_recorded_and_warned_of(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, CHILD "/wait", "reason=It+may+put+Maya+at+risk.");
    const char *page = told_page(&t, OAK_DSL, "/parents");
    says(page, "Put off");
    says(page, "no agency named");
    says(page, "ly-panel--hold"); /* the warning of 10.1 */
    says(page, "Tell the parents, or record who agreed to wait: Maya");
    told_saved(&t, OAK_DSL, CHILD "/wait",
               "to=police&spoke-to=PC+Lane&advised=Wait+until+they+have+called.&reason=It+may+put+Maya+at+risk.&next=1+December+2099%2C+9am");
    page = told_page(&t, OAK_DSL, "/parents");
    says(page, "Put off on the advice of: Police");
    never_says(page, "ly-panel--hold");
    town_close(&t);
}

static void the_child_is_asked_and_heard(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, CHILD "/wishes",
               "wish=Tell+my+mother+first.&updates=no&competent=no&competent-why=Is+upset+now.&next=1+December+2099");
    const char *page = told_page(&t, OAK_DSL, "/parents");
    says(page, "Tell my mother first.");
    says(page, "Not judged old enough, so the parents are kept up to date");
    says(told_page(&t, OAK_DSL, CHILD "/letter"), "We will keep you up to date");
    told_saved(&t, OAK_DSL, CHILD "/wishes",
               "wish=Tell+my+mother+first.&updates=no&competent=yes");
    page = told_page(&t, OAK_DSL, "/parents");
    says(page, "Judged old enough, but the reasons or the day to ask again are missing");
    says(told_page(&t, OAK_DSL, CHILD "/letter"), "We will keep you up to date");
    told_saved(&t, OAK_DSL, CHILD "/wishes",
               "wish=Tell+my+mother+first.&updates=no&competent=yes&competent-why=Knows+what+it+means.&next=1+December+2099");
    page = told_page(&t, OAK_DSL, "/parents");
    says(page, "Judged old enough to decide that");
    never_says(told_page(&t, OAK_DSL, CHILD "/letter"),
               "We will keep you up to date");
    town_close(&t);
}

/* D3: under a hold nothing tells anybody to delete; D12: no other child. */
static void the_letter_fits_the_part_and_the_hold(void **state)
{
    (void)state;
    static const char *const pages[] = { "/parents", CHILD,
                                         "/children/p3/parents",
                                         CHILD "/letter",
                                         "/children/p3/parents/letter",
                                         CHILD "/wait", CHILD "/wishes" };
    struct town t;
    town_open(&t);
    second_pupil(&t);
    /* Nobody is asked before the decision is signed by both (D22). */
    never_says(told_page(&t, OAK_DSL, "/children/p3/parents/letter"),
               "Help your child to delete it from devices");
    told_saved(&t, OAK_HEAD, "/decision/sign", "agree=agree&proposal=6");
    told_saved(&t, LEADER, "/decision/sign", "agree=agree&proposal=6");
    const char *letter = told_page(&t, OAK_DSL, "/children/p3/parents/letter");
    says(letter, "If your child was sent a picture");
    says(letter, "If your child passed something on or made it");
    says(letter, "Help your child to delete it from devices");
    never_says(letter, "How you can help your child");
    never_says(letter, "CEOP");
    const char *article = strstr(letter, "<article");
    assert_non_null(article);
    never_says(article, "Maya"); /* only the incident's bar names them */
    never_says(article, "Jonah P");
    hold(&t);
    letter = told_page(&t, OAK_DSL, "/children/p3/parents/letter");
    says(letter, "do not delete it until the police advise");
    says(letter, "CEOP");
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        const char *page = told_page(&t, OAK_DSL, pages[i]);
        never_says(page, "to delete it");
        never_says(page, "Help the child with what");
        never_says(page, "help your child delete");
    }
    says(told_page(&t, OAK_DSL, "/children/p3/parents"),
         "value=\"10.5b-hold\"");
    town_close(&t);
}

/* ---- the link person (10.3a) ---- */

static unsigned status(struct town *t, enum townsperson who, const char *rest)
{
    AUTO_ARENA mem;
    arena_open(&mem, 128 << 20);
    struct request rq;
    struct ask ask = { .who = who, .path = told_path(t, rest) };
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

static void link_is(struct town *t, enum townsperson who)
{
    char user[ID_TEXT_SIZE + 1], fields[200];
    id_print(user, t->users[who].bytes);
    snprintf(fields, sizeof(fields),
             "contact=told&with=Anna+Rowe&parent-said=Words+for+the+DSL.&link-person=%s",
             user);
    told_saved(t, OAK_DSL, CHILD, fields);
}

/* Every page of the incident as the link person: theirs open, and those alone;
 * whoever sees the incident is led to the pages they have already. */
static void a_link_person_sees_their_page_and_no_other(void **state)
{
    (void)state;
    struct town t;
    size_t count, opened = 0;
    town_open(&t);
    second_pupil(&t);
    assert_int_equal(status(&t, OAK_STAFF, "/link"), 404);
    never_says(site_page(&t, OAK_STAFF, "/report"), "as their link person");
    link_is(&t, OAK_STAFF);
    const struct web_route *all = routes(&count);
    for (size_t i = 0; i < count; i++) {
        struct str rest = str_of(all[i].path);
        if (all[i].post || !str_starts(rest, "/incidents/:reference"))
            continue;
        rest = (struct str){ rest.data + sizeof("/incidents/:reference") - 1,
                             rest.size - sizeof("/incidents/:reference") + 1 };
        struct buf b;
        buf_open(&b, &t.house.mem, 128, 512);
        while (rest.size > 0) {
            struct str part = str_cut(&rest, '/');
            bool person = str_is(part, ":person");
            buf_put_str(&b, person                    ? STR("p1")
                            : str_is(part, ":part")     ? STR("9.5")
                            : str_is(part, ":referral") ? STR("r7")
                            : str_is(part, ":document") ? STR("child")
                            : str_starts(part, ":")     ? STR("1")
                                                        : part);
            if (rest.size > 0)
                buf_put_char(&b, '/');
        }
        const char *path = str_c(&t.house.mem, buf_str(&b));
        bool theirs = all[i].permission == PERMIT_LINK_PARENTS;
        opened += theirs;
        if (status(&t, OAK_STAFF, path) != (theirs ? 200 : 404))
            fail_msg("%s", path);
    }
    assert_int_equal(opened, 2);
    assert_int_equal(status(&t, OAK_STAFF, "/children/p3/parents/link"), 404);
    assert_int_equal(status(&t, OAK_STAFF, "/children/p9/parents/link"), 404);
    assert_int_equal(status(&t, OAK_SENCO, "/link"), 404);
    assert_int_equal(status(&t, OAK_DEPUTY_NAMED, "/link"), 404);
    assert_int_equal(status(&t, OAK_DSL, "/link"), 303);
    assert_int_equal(status(&t, OAK_HEAD, CHILD "/link"), 303);
    link_is(&t, OAK_HEAD); /* somebody else from now on */
    assert_int_equal(status(&t, OAK_STAFF, "/link"), 404);
    assert_int_equal(status(&t, OAK_STAFF, CHILD "/link"), 404);
    assert_int_equal(told_form(&t, OAK_STAFF, CHILD "/link",
                               "contact=again")->out.status, 404);
    town_close(&t);
}

static void a_link_person_keeps_in_touch(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    second_pupil(&t);
    link_is(&t, OAK_STAFF);
    says(site_page(&t, OAK_STAFF, "/report"),
         "Be in touch with the parents, as their link person: Maya");
    const char *page = told_page(&t, OAK_STAFF, "/link");
    says(page, "The parents of Maya R");
    says(page, "You have not been in touch yet");
    says(page, "share it with nobody");
    never_says(page, "Jonah");
    never_says(page, "Words for the DSL.");
    never_says(page, "Sections of this incident");
    struct request *rq = told_form(&t, OAK_STAFF, CHILD "/link",
                                   "parent-said=She+asks+what+follows.");
    assert_int_equal(rq->out.status, 422);
    page = str_c(&t.house.mem, town_page(rq));
    says(page, "Choose what happened");
    says(page, "She asks what follows.</textarea>");
    never_says(page, "name=\"link-person\"");
    told_saved(&t, OAK_STAFF, CHILD "/link",
               "contact=again&with=Anna+Rowe&parent-said=She+asks+what+follows.&next=27+November+2099");
    page = told_page(&t, OAK_STAFF, "/link");
    says(page, "She asks what follows.");
    says(page, "27 November 2099");
    says(told_page(&t, OAK_DSL, "/parents"), "She asks what follows.");
    says(told_page(&t, OAK_DSL, ""), "Give the parents the update you promised: Maya");
    /* What the child asked for comes first, and says nothing of why (D7). */
    told_saved(&t, OAK_DSL, CHILD "/wishes",
               "wish=My+own+words.&updates=no&competent=yes&competent-why=Understands+it.&next=1+December+2099");
    page = told_page(&t, OAK_STAFF, "/link");
    says(page, "Maya asked that the parents are not kept up to date");
    never_says(page, "My own words.");
    says(told_page(&t, OAK_STAFF, CHILD "/link"),
         "Maya asked that the parents are not kept up to date");
    says(site_page(&t, OAK_STAFF, "/report"), "Nothing to do now");
    town_close(&t);
}

/* Who leads and is the link person too is asked once, and is led to the page
 * of everybody who leads. */
static void who_is_both_is_asked_once(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    char user[ID_TEXT_SIZE + 1], fields[200];
    id_print(user, t.users[OAK_DSL].bytes);
    snprintf(fields, sizeof(fields),
             "contact=told&link-person=%s&next=27+November+2099", user);
    told_saved(&t, OAK_DSL, CHILD, fields);
    const char *list = site_page(&t, OAK_DSL, "/work/later");
    says(list, "Give the parents the update you promised: Maya");
    never_says(list, "as their link person");
    link_is(&t, OAK_HEAD);
    says(site_page(&t, OAK_HEAD, "/work/later"), "as their link person: Maya");
    town_close(&t);
}

static void a_link_person_may_have_no_account(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    link_is(&t, OAK_STAFF);
    char user[ID_TEXT_SIZE + 1], fields[200];
    id_print(user, t.users[OAK_STAFF].bytes);
    snprintf(fields, sizeof(fields),
             "contact=again&link-person=%s&link-name=Ms+Hale%%2C+form+tutor",
             user);
    told_saved(&t, OAK_DSL, CHILD, fields);
    says(told_page(&t, OAK_DSL, "/parents"), "Ms Hale, form tutor");
    says(told_page(&t, OAK_DSL, CHILD "/letter"),
         "Your link person in school is Ms Hale, form tutor.");
    says(told_page(&t, OAK_DSL, CHILD), "Ms Hale, form tutor is the link person now");
    assert_int_equal(status(&t, OAK_STAFF, "/link"), 404);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_child_has_parents_of_its_own),
        TEST(a_contact_is_kept_and_counts),
        TEST(what_is_missing_is_said_and_nothing_is_lost),
        TEST(an_incomplete_delay_is_recorded_and_warned_of),
        TEST(the_child_is_asked_and_heard),
        TEST(the_letter_fits_the_part_and_the_hold),
        TEST(a_link_person_sees_their_page_and_no_other),
        TEST(a_link_person_keeps_in_touch),
        TEST(who_is_both_is_asked_once),
        TEST(a_link_person_may_have_no_account),
    };
    return RUN_TESTS(tests);
}
