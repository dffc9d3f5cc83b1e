/* Whom somebody who reports is sent to (7.5a, 2.1e, D8): who is there today,
 * and never the one it is about. */
#include "tests/web/told.h"

#include "web/page.h"

#include <stdio.h>

static const char *page_of(struct town *t, enum townsperson who,
                           const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    assert_int_equal(rq->out.status, 200);
    return str_c(&t->house.mem, town_page(rq));
}

static const char *page(struct town *t, const char *path)
{
    return page_of(t, OAK_REPORTER, path);
}

/* A report about that member of staff, or about none (SIGNED_OUT): where its
 * receipt is, "/report/BCD-FGH". */
static const char *sent_about(struct town *t, enum townsperson about)
{
    struct arena *mem = &t->house.mem;
    char user[ID_TEXT_SIZE + 1] = "";
    if (about != SIGNED_OUT)
        id_print(user, t->users[about].bytes);
    struct str key = house_key(&t->house);
    struct str body = str_printf(mem, "key=%.*s&made-from=0&safe=no&told=Heard+by+the+gate.&staff-about=%s",
                                 STR_ARG(key), user);
    struct request *rq = ARENA_NEW(mem, struct request);
    struct ask ask = { .who = OAK_REPORTER, .path = "/report/new",
                       .body = body.data };
    town_ask(rq, t, mem, &ask);
    assert_int_equal(rq->out.status, 303);
    return str_c(mem, rq->out.location);
}

static const char *receipt_of(struct town *t, enum townsperson about)
{
    return page(t, sent_about(t, about));
}

/* The page on which the Head reads who is to do what with a new report. */
static const char *headed(struct town *t)
{
    struct str path = str_printf(&t->house.mem, "/incidents%s",
                                 sent_about(t, SIGNED_OUT) +
                                     strlen("/report"));
    return page_of(t, OAK_HEAD, str_c(&t->house.mem, path));
}

/* Entered for the one day that is so many days from today. The first two
 * holders of the DSL's role are PASSWORD_ONLY and OAK_DSL. */
static void entered(struct town *t, enum townsperson who, const char *what,
                    int first)
{
    struct arena *mem = &t->house.mem;
    char school[ID_TEXT_SIZE + 1], person[ID_TEXT_SIZE + 1];
    id_print(school, t->house.oak.bytes);
    id_print(person, t->users[who].bytes);
    struct date day = date_in_london(t->house.now);
    day.days += first;
    struct civil d = date_civil(day);
    char on[32];
    snprintf(on, sizeof(on), "%u/%u/%d", d.day, d.month, d.year);
    struct str body = str_printf(mem, "person=%s-%s&what=%s&from=%s&until=%s",
                                 school, person, what, on, on);
    struct request *rq = ARENA_NEW(mem, struct request);
    struct ask ask = { .who = OAK_DSL, .path = "/cover", .body = body.data };
    town_ask(rq, t, mem, &ask);
    if (rq->out.status != 303)
        fail_msg("%u %s", rq->out.status, str_c(mem, town_page(rq)));
}

static void on_an_ordinary_day_the_lead_and_a_deputy(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    entered(&t, OAK_DSL, "away", 1); /* tomorrow */
    says(page(&t, "/report"), "Your report goes to Person password-only, the safeguarding lead, and Person named-deputy, the deputy.");
    says(page(&t, "/report/new"), "Take them to Person password-only now.");
    const char *receipt = receipt_of(&t, SIGNED_OUT);
    says(receipt, "Tell Person password-only in person.</strong> If they are not there, tell Person named-deputy. If your concern is about one of them, tell Headteacher Person head instead.");
    never_says(receipt, "is away");
    says(headed(&t), "Person password-only, DSL");
    town_close(&t);
}

static void nobody_is_sent_to_the_one_it_is_about(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    never_says(receipt_of(&t, OAK_DEPUTY_NAMED), "tell Person named-deputy");
    const char *head = receipt_of(&t, OAK_HEAD);
    says(head, "<strong>Tell Person ceo in person.</strong></li>");
    never_says(head, "ell Headteacher");
    says(receipt_of(&t, OAK_DSL), "Tell Person head in person.</strong></li>");
    town_close(&t);
}

static void away_it_is_who_is_on_call(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    entered(&t, PASSWORD_ONLY, "away", 0);
    entered(&t, OAK_DSL, "away", 0);
    entered(&t, OAK_DEPUTY_NAMED, "on-call", 0);
    says(page(&t, "/report"), "Person password-only is away today. Your report goes to Person named-deputy, the deputy who is on call.");
    says(page(&t, "/report/new"), "Take them to Person named-deputy now.");
    says(page(&t, "/report"), "Then tell Person named-deputy in person.");
    const char *receipt = receipt_of(&t, SIGNED_OUT);
    says(receipt, "Person password-only is away today. <strong>Tell Person named-deputy in person.</strong> If they are not there, or your concern is about them, tell Headteacher Person head.");
    /* The duty is the deputy's too, and the other does nothing of it today. */
    says(headed(&t), "Person named-deputy, Deputy DSL, while Person password-only is away");
    /* It is about the only one who is there. */
    says(receipt_of(&t, OAK_DEPUTY_NAMED),
         "<strong>Tell Headteacher Person head in person.</strong>");
    town_close(&t);
}

static void where_nobody_is_there_it_is_the_head(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    entered(&t, PASSWORD_ONLY, "away", 0);
    says(page(&t, "/report"), "Your report goes to Person dsl, the safeguarding lead");
    says(page(&t, "/report/new"), "Take them to Person dsl now.");
    entered(&t, OAK_DSL, "away", 0);
    says(page(&t, "/report"), "Person password-only is away today, and no deputy is on call. Your report also goes to Headteacher Person head: tell them in person.");
    says(page(&t, "/report/new"), "Take them to Headteacher Person head now.");
    struct str today = date_words(&t.house.mem, date_in_london(t.house.now));
    says(page_of(&t, OAK_HEAD, "/cover"),
         str_c(&t.house.mem, str_printf(&t.house.mem, "Nobody can be reached on %.*s.",
                                        STR_ARG(today))));
    says(receipt_of(&t, SIGNED_OUT), "no deputy is on call. <strong>Tell Headteacher Person head in person.</strong> If your concern is about them, tell Executive Leader Person leader instead.");
    never_says(receipt_of(&t, OAK_HEAD), "ell Headteacher");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(on_an_ordinary_day_the_lead_and_a_deputy),
        TEST(nobody_is_sent_to_the_one_it_is_about),
        TEST(away_it_is_who_is_on_call),
        TEST(where_nobody_is_there_it_is_the_head),
    };
    return RUN_TESTS(tests);
}
