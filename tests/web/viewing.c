/* Viewing, devices and deletion as their people meet them: nothing is viewed
 * before both agree, whoever was in the room signs from their own sign-in and
 * sees nothing else, support stays private, nobody is asked to delete early. */
#include "tests/web/told.h"

static const char *const record =
    "viewed-why=To+decide.&copied=no&actions=Referred+today.&room=Office";

static const char *user_text(struct town *t, enum townsperson who)
{
    char *text = arena_alloc(&t->house.mem, ID_TEXT_SIZE + 1);
    id_print(text, t->users[who].bytes);
    return text;
}

static const char *form_of(struct town *t, const char *fields,
                           enum townsperson viewer)
{
    return str_c(&t->house.mem,
                 str_printf(&t->house.mem, "%s&viewer=%s", fields,
                            user_text(t, viewer)));
}

static unsigned status_of(struct town *t, enum townsperson who,
                          const char *rest)
{
    struct request rq;
    struct ask ask = { .who = who, .path = told_path(t, rest) };
    town_ask(&rq, t, &t->house.mem, &ask);
    return rq.out.status;
}

static const char *answer_to(struct town *t, enum townsperson who,
                             const char *rest, const char *fields,
                             unsigned status)
{
    struct request *rq = told_form(t, who, rest, fields);
    const char *page = str_c(&t->house.mem, town_page(rq));
    if (rq->out.status != status)
        fail_msg("%s: %u instead of %u\n%s", rest, rq->out.status, status,
                 page);
    return page;
}

/* ---- viewing ---- */

static void nobody_views_before_both_agree(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    says(told_page(&t, OAK_DSL, "/viewing"), "Do not view.");
    says(told_page(&t, OAK_DSL, "/viewing"), "Nobody has asked to view");
    says(answer_to(&t, OAK_DSL, "/viewing/request", "ground-why=x", 422),
         "Choose the reason. If none applies, nobody views");
    told_saved(&t, OAK_DSL, "/viewing/request",
               "ground=12.5a&ground-why=Nobody+can+tell+us&distress=no&pictured=p1");
    const char *page = told_page(&t, OAK_HEAD, "/viewing/8");
    says(page, "Request to view");
    says(page, "Maya Rowe");
    says(page, "/viewing/8/answer");
    never_says(told_page(&t, OAK_DSL, "/viewing/8"), "/viewing/8/answer");
    page = answer_to(&t, OAK_DSL, "/viewing/8/record",
                     form_of(&t, record, OAK_DSL), 422);
    says(page, "both have to agree first");
    says(page, ">Referred today.</textarea>");
    /* In which role is the program's to say, and once a person. */
    told_saved(&t, OAK_HEAD, "/viewing/8/answer",
               "allow=permit&as-role=executive_leader");
    says(answer_to(&t, OAK_HEAD, "/viewing/8/answer", "allow=permit", 422),
         "You have already answered.");
    says(told_page(&t, OAK_DSL, "/viewing"), "1 of 2 agree");
    answer_to(&t, OAK_DSL, "/viewing/8/record", form_of(&t, record, OAK_DSL),
              422);
    told_saved(&t, LEADER, "/viewing/8/answer", "allow=permit");
    says(told_page(&t, OAK_DSL, "/viewing/8"), "Record the viewing");
    told_saved(&t, OAK_DSL, "/viewing/8/record",
               form_of(&t, record, OAK_DSL));
    says(told_page(&t, OAK_DSL, "/viewing"), "Viewed, 1 to sign");
    told_saved(&t, OAK_DSL, "/viewing/sign", "said=So+it+was.");
    says(told_page(&t, OAK_HEAD, "/viewing/8"), "So it was.");
    says(told_page(&t, OAK_DSL, "/viewing"), "Viewed, all signed");
    town_close(&t);
}

static void a_request_is_withdrawn(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, "/viewing/request",
               "ground=12.5b&ground-why=To+report+it&distress=no");
    told_saved(&t, OAK_DSL, "/viewing/8/avoided",
               "without=Both+told+us+the+same.");
    says(told_page(&t, OAK_DSL, "/viewing"), "Both told us the same.");
    never_says(told_page(&t, OAK_HEAD, "/viewing/8"), "/viewing/8/answer");
    answer_to(&t, OAK_HEAD, "/viewing/8/answer", "allow=permit", 422);
    town_close(&t);
}

static void what_happened_is_recorded_once_that_is_said(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *fields = form_of(&t, record, OAK_DSL);
    const char *typed = str_c(&t.house.mem,
                              str_printf(&t.house.mem, "%s&ground=12.5a",
                                         fields));
    answer_to(&t, OAK_DSL, "/viewing/record", typed, 422);
    typed = str_c(&t.house.mem, str_printf(&t.house.mem, "%s&already=yes",
                                           typed));
    told_saved(&t, OAK_DSL, "/viewing/record", typed);
    const char *page = told_page(&t, OAK_HEAD, "/viewing/8");
    says(page, "without both permissions");
    says(page, "Nobody but the viewer was in the room");
    says(page, "What the picture showed is not recorded here.");
    town_close(&t);
}

/* 12.6b, 12.6d: it is recorded as it was; the record says in what it differs,
 * the DSL says why, and both confirm that they read it. */
static void another_viewer_and_place_are_answered_for(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *asked = str_c(&t.house.mem, str_printf(&t.house.mem, "ground=12.5a&ground-why=Nobody+can+tell+us&distress=no&to-view=%s",
                                                     user_text(&t, OAK_DSL)));
    told_saved(&t, OAK_DSL, "/viewing/request", asked);
    says(told_page(&t, OAK_HEAD, "/viewing/8"), "Who is to view it");
    told_saved(&t, OAK_HEAD, "/viewing/8/answer", "allow=permit");
    told_saved(&t, LEADER, "/viewing/8/answer", "allow=permit");
    says(told_page(&t, OAK_DSL, "/viewing/8/record"),
         "If it was not the DSL, why did they view it?");
    const char *fields = str_c(&t.house.mem,
                               str_printf(&t.house.mem, "%s&premises=no",
                                          form_of(&t, record, OAK_STAFF)));
    assert_int_equal(status_of(&t, OAK_DSL, "/viewing/8/reason"), 404);
    told_saved(&t, OAK_DSL, "/viewing/8/record", fields);
    const char *page = told_page(&t, OAK_DSL, "/viewing/8");
    says(page, "Neither DSL nor deputy DSL");
    says(page, "It was viewed by somebody other than the DSL");
    says(page, "No second member of staff was in the room.");
    says(page, "It was not on the trust’s premises and in private.");
    says(page, "Answer for who viewed it");
    says(page, "/viewing/8/reason");
    page = told_page(&t, OAK_HEAD, "/viewing/8");
    says(page, "Confirm that you read it");
    told_saved(&t, OAK_HEAD, "/viewing/8/answer", "allow=told");
    says(answer_to(&t, OAK_DSL, "/viewing/8/reason", "reason=", 422),
         "Enter why");
    told_saved(&t, OAK_DSL, "/viewing/8/reason",
               "reason=She+was+shown+it+on+a+trip.");
    page = told_page(&t, OAK_HEAD, "/viewing/8");
    says(page, "She was shown it on a trip.");
    never_says(page, "Confirm that you read it");
    says(told_page(&t, LEADER, "/viewing/8"), "Answer for who viewed it");
    says(told_page(&t, OAK_HEAD, "/chronology"),
         "Why a viewing was not as the policy asks");
    town_close(&t);
}

/* A page or form of whoever sent the report, outside the incident. */
static struct request *of_report(struct town *t, const char *rest,
                                 const char *fields)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct str path = str_printf(&t->house.mem, "/report/%s%s", t->reference,
                                 rest);
    struct str key = house_key(&t->house);
    unsigned length = house_load(&t->house, t->reference).length;
    struct str body = str_printf(&t->house.mem, "key=%.*s&made-from=%u&%s",
                                 STR_ARG(key), length,
                                 fields != NULL ? fields : "");
    struct ask ask = { .who = OAK_REPORTER, .path = str_c(&t->house.mem, path),
                       .body = fields != NULL ? body.data : NULL };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq;
}

/* Nobody is led to a page that is not theirs. */
static void a_trustee_who_signs_goes_home(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, "/viewing/record",
               form_of(&t, "ground=12.5c&viewed-why=It+was+held+up.&copied=no&actions=It+was+put+away.", TRUSTEE));
    struct request *sent = told_form(&t, TRUSTEE, "/viewing/sign", "");
    assert_int_equal(sent->out.status, 303);
    assert_true(str_starts(sent->out.location, "/?"));
    town_close(&t);
}

/* D6: whoever saw it records it themselves, signs it, and sees nothing else. */
static void who_was_shown_it_records_it_from_their_report(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *page = str_c(&t.house.mem,
                             town_page(of_report(&t, "", NULL)));
    says(page, "/seen");
    struct request *sent = of_report(&t, "/seen",
                                     "viewed-why=A+pupil+held+up+a+phone.");
    page = str_c(&t.house.mem, town_page(sent));
    assert_int_equal(sent->out.status, 422);
    says(page, "A pupil held up a phone.");
    says(page, "Enter what was done as a result");
    never_says(page, "Maya Rowe");
    sent = of_report(&t, "/seen", "viewed-why=A+pupil+held+up+a+phone.&copied=no&actions=It+was+put+away.&ground=12.5a");
    assert_int_equal(sent->out.status, 303);
    page = str_c(&t.house.mem, town_page(of_report(&t, "", NULL)));
    says(page, "What you recorded of seeing it");
    says(page, "/viewing/sign\">Read the record and sign it");
    page = told_page(&t, OAK_REPORTER, "/viewing/sign");
    says(page, "A pupil held up a phone.");
    told_form(&t, OAK_REPORTER, "/viewing/sign", "said=");
    never_says(str_c(&t.house.mem, town_page(of_report(&t, "", NULL))),
               "/viewing/sign");
    assert_int_equal(status_of(&t, OAK_REPORTER, "/viewing/8"), 404);
    page = told_page(&t, OAK_HEAD, "/viewing/8");
    says(page, "It could not be avoided");
    says(page, "Read the record of a viewing that was not agreed to");
    /* Their own duty first, also where the other leader's comes before it. */
    says(page, "You, as Headteacher");
    says(told_page(&t, LEADER, "/viewing/8"), "You, as Executive Leader");
    struct request work;
    struct ask ask = { .who = OAK_HEAD, .path = "/" };
    town_ask(&work, &t, &t.house.mem, &ask);
    says(str_c(&t.house.mem, town_page(&work)), ", house rule D6");
    told_saved(&t, LEADER, "/viewing/8/answer", "allow=told");
    never_says(told_page(&t, LEADER, "/viewing/8"), "/viewing/8/answer");
    says(told_page(&t, OAK_HEAD, "/viewing/8"), "/viewing/8/answer");
    town_close(&t);
}

/* 12.6h: what a report says of a device leads to where it is recorded. */
static void a_device_that_staff_has_is_asked_for(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    town_open(&t);
    struct arena *mem = &t.house.mem;
    struct str body = str_printf(mem, "key=%.*s&made-from=0&safe=yes&told=It+was+handed+in.&device=staff",
                                 STR_ARG(house_key(&t.house)));
    struct ask report = { .who = OAK_REPORTER, .path = "/report/new",
                          .body = body.data };
    town_ask(&rq, &t, mem, &report);
    assert_int_equal(rq.out.status, 303);
    struct str path = str_printf(mem, "/incidents%s/devices",
                                 str_c(mem, rq.out.location) +
                                     strlen("/report"));
    struct ask devices = { .who = OAK_DSL, .path = str_c(mem, path) };
    town_ask(&rq, &t, mem, &devices);
    const char *page = str_c(mem, town_page(&rq));
    says(page, "Secure the device: offline, off, locked away");
    says(page, "Record where it is");
    town_close(&t);
}

/* 12.6g: from their own sign-in, with no other sight of the incident. */
static void who_was_in_the_room_signs_and_sees_nothing_else(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    town_open(&t);
    assert_int_equal(status_of(&t, OAK_STAFF, "/viewing/sign"), 404);
    town_things(&t);
    struct ask ask = { .who = OAK_STAFF, .path = "/report" };
    town_ask(&rq, &t, &t.house.mem, &ask);
    says(str_c(&t.house.mem, town_page(&rq)), "/viewing/sign");
    const char *page = told_page(&t, OAK_STAFF, "/viewing/sign");
    says(page, "It was held up.");
    says(page, "Person staff");
    never_says(page, "Maya Rowe");
    never_says(page, "/chronology");
    never_says(page, "A pupil spoke to me");
    assert_int_equal(status_of(&t, OAK_STAFF, ""), 404);
    assert_int_equal(status_of(&t, OAK_STAFF, "/viewing/8"), 404);
    assert_int_equal(status_of(&t, OAK_REPORTER, "/viewing/sign"), 404);
    struct request *sent = told_form(&t, OAK_STAFF, "/viewing/sign",
                                     "said=As+it+was");
    assert_int_equal(sent->out.status, 303);
    assert_true(str_starts(sent->out.location, "/report"));
    says(told_page(&t, OAK_HEAD, "/viewing/8"), "As it was");
    /* It is done, and so is their sight of it. */
    assert_int_equal(status_of(&t, OAK_STAFF, "/viewing/sign"), 404);
    town_close(&t);
}

static const char *list_of(struct town *t, enum townsperson who,
                           const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    assert_int_equal(rq->out.status, 200);
    return str_c(&t->house.mem, town_page(rq));
}

/* D15: its own page says what is asked of it, and leads there once. */
static void a_report_without_an_answer_says_when_to_ask_again(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    town_things(&t);
    const char *page = told_page(&t, OAK_DSL, "/deletion/online/11");
    says(page, "Ask again about what was reported to be taken down");
    says(page, "Trust target: 2 school days. The policy sets none.");
    const char *button = strstr(page, "Record what is known since");
    assert_non_null(button);
    assert_null(strstr(button + 1, "Record what is known since"));
    told_saved(&t, OAK_DSL, "/deletion/online/11/change",
               "tool=platform&taken-down=removed");
    page = told_page(&t, OAK_DSL, "/deletion/online/11");
    never_says(page, "Ask again about what was reported");
    says(page, "Record what is known since");
    town_close(&t);
}

/* 12.7: others read that it was offered, and nothing of what was said. */
static void support_stays_between_them(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    town_open(&t);
    town_things(&t);
    const char *fields =
        str_c(&t.house.mem,
              str_printf(&t.house.mem, "staff=%s&help-wanted=Zanzibar+hours",
                         user_text(&t, OAK_STAFF)));
    assert_int_equal(status_of(&t, OAK_DSL, "/viewing/8/support"), 404);
    /* Two are owed it: each by name in the incident, one row in the list. */
    static const char *const names[] = { "staff: Person dsl",
                                         "staff: Person staff" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        says(told_page(&t, OAK_HEAD, "/closing"), names[i]);
    says(list_of(&t, OAK_HEAD, "/work/later"), "Offer support to staff who saw a picture");
    says(list_of(&t, OAK_HEAD, "/work/later"), ", 2 offers open");
    told_saved(&t, OAK_HEAD, "/viewing/8/support", fields);
    says(list_of(&t, OAK_HEAD, "/work/later"), ", 1 offer open");
    says(told_page(&t, OAK_HEAD, "/viewing/8"), "Zanzibar hours");
    says(told_page(&t, LEADER, "/viewing/8"), "Zanzibar hours");
    static const char *const pages[] = { "/viewing/8", "/chronology",
                                         "/viewing", "" };
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        never_says(told_page(&t, OAK_DSL, pages[i]), "Zanzibar");
    says(told_page(&t, OAK_DSL, "/viewing/8"), "Support offered");
    struct ask ask = { .who = OAK_DSL, .path = "/incidents",
                       .body = "words=Zanzibar" };
    town_ask(&rq, &t, &t.house.mem, &ask);
    never_says(str_c(&t.house.mem, town_page(&rq)), "href=\"/incidents/");
    town_close(&t);
}

/* ---- deletion ---- */

static void nobody_is_asked_to_delete_early(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    town_things(&t);
    const char *page = told_page(&t, OAK_DSL, "/deletion");
    says(page, "Ask nobody to delete anything yet");
    says(page, "Maya Rowe: A phone");
    says(told_page(&t, OAK_DSL, "/deletion/10/step"), "Closed for now");
    page = answer_to(&t, OAK_DSL, "/deletion/10/step",
                     "steps=asked&result=open&result-how=Kept+words", 422);
    says(page, "Ask nobody to delete anything yet.");
    says(page, ">Kept words</textarea>");
    told_saved(&t, OAK_DSL, "/deletion/10/step",
               "steps=asked&result=open&already=yes");
    says(told_page(&t, OAK_DSL, "/deletion/10"), "Check this.");
    says(told_page(&t, OAK_DSL, "/chronology"),
         "Maya Rowe, a phone (entry 10)");
    town_close(&t);
}

static void the_address_of_a_picture_is_not_kept(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "https%3A%2F%2Fexample.com%2Fa", "example.com%2Fa%3Fb", "example",
        ".example.com", "a..example.com", "example.com.",
    };
    struct town t;
    town_open(&t);
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        const char *fields =
            str_c(&t.house.mem,
                  str_printf(&t.house.mem,
                             "tool=platform&taken-down=waiting&host=%s",
                             hosts[i]));
        says(answer_to(&t, OAK_DSL, "/deletion/online", fields, 422),
             "is never kept");
    }
    told_saved(&t, OAK_DSL, "/deletion/online",
               "tool=platform&taken-down=waiting&host=WWW.Example.com&chase=27+November+2026");
    const char *page = told_page(&t, OAK_DSL, "/deletion");
    says(page, "The site or service itself: www.example.com");
    says(page, "Friday 27 November");
    told_saved(&t, OAK_DSL, "/deletion/online/8/change",
               "tool=platform&taken-down=removed&host=www.example.com");
    says(told_page(&t, OAK_DSL, "/deletion"), "Removed, or blocked");
    town_close(&t);
}

/* ---- devices ---- */

static void every_hand_over_of_a_device_is_kept(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    town_things(&t);
    says(told_page(&t, OAK_DSL, "/devices"), "Not yet safe");
    told_saved(&t, OAK_DSL, "/devices/9/move",
               "move=secured&from=The+DSL&into=Office+safe&seal=0417&device-state=offline&device-state=off&device-state=secured");
    const char *page = told_page(&t, OAK_DSL, "/devices/9");
    says(page, "Office safe");
    says(page, "Seal 0417");
    says(told_page(&t, OAK_DSL, "/devices"), "Off and locked away");
    told_saved(&t, OAK_DSL, "/devices/9/move",
               "move=police&from=Office+safe&into=Officer+12&seal-state=unbroken&reference=R-77");
    page = told_page(&t, OAK_DSL, "/devices/9");
    says(page, "Receipt R-77");
    says(page, "Unbroken");
    says(page, "Seal 0417");
    says(told_page(&t, OAK_DSL, "/devices"), "With the police");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_views_before_both_agree),
        TEST(a_request_is_withdrawn),
        TEST(what_happened_is_recorded_once_that_is_said),
        TEST(another_viewer_and_place_are_answered_for),
        TEST(a_trustee_who_signs_goes_home),
        TEST(who_was_shown_it_records_it_from_their_report),
        TEST(a_device_that_staff_has_is_asked_for),
        TEST(who_was_in_the_room_signs_and_sees_nothing_else),
        TEST(a_report_without_an_answer_says_when_to_ask_again),
        TEST(support_stays_between_them),
        TEST(nobody_is_asked_to_delete_early),
        TEST(the_address_of_a_picture_is_not_kept),
        TEST(every_hand_over_of_a_device_is_kept),
    };
    return RUN_TESTS(tests);
}
