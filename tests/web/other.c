/* Other schools (8.5h, D12) and the policy an incident is handled under (8.15),
 * as pages: each school has its own file and sees its own only. */
#include "tests/web/told.h"

#include <stdio.h>

static unsigned status(struct town *t, enum townsperson who, const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq->out.status;
}

static const char *page(struct town *t, enum townsperson who,
                        const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    return str_c(&t->house.mem, town_page(rq));
}

/* The reference that the entry which told a school keeps. */
static const char *other_reference(struct town *t)
{
    struct known k = house_load(&t->house, t->reference);
    for (size_t i = k.incident.entries_count; i-- > 0;)
        if (k.incident.entries[i].kind == ENTRY_SCHOOL_TOLD)
            return str_c(&t->house.mem,
                         entry_text(&k.incident.entries[i], FIELD_REFERENCE));
    fail_msg("no school was told");
    return "";
}

static const char *at(struct town *t, const char *start, const char *reference)
{
    return str_c(&t->house.mem, str_printf(&t->house.mem, "%s/%s", start,
                                           reference));
}

static void tell_elm(struct town *t, const char *key, unsigned made_from,
                     unsigned expected)
{
    char elm[ID_TEXT_SIZE + 1];
    id_print(elm, t->house.elm.bytes);
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct str body = str_printf(&t->house.mem, "key=%s&made-from=%u&school=%s&call=Person+dsl,+01234+567890",
                                 key, made_from, elm);
    struct ask ask = { .who = OAK_DSL, .path = told_path(t, "/schools/new"),
                       .body = body.data };
    town_ask(rq, t, &t->house.mem, &ask);
    assert_int_equal(rq->out.status, expected);
}

/* Its receipt asks for a call, not for a visit; and there it begins with that
 * call, since nobody is named yet who could be seen. */
static void told_by_telephone(struct town *t, const char *reference)
{
    const char *receipt = page(t, OAK_DSL, at(t, "/report", reference));
    says(receipt, "Nobody has opened it yet");
    says(receipt, "<strong>Telephone Person elm-dsl.</strong>");
    never_says(receipt, "in person");
    never_says(receipt, "Let the pupil know");
    struct str path = str_printf(&t->house.mem, "/incidents/%s/first-hour",
                                 reference);
    const char *hour = page(t, ELM_DSL, str_c(&t->house.mem, path));
    says(hour, "Call Person dsl, 01234 567890, and ask which pupil of yours may be involved.");
    says(hour, "/people\"");
    never_says(hour, "See the pupil");
}

static void the_other_school_gets_a_file_of_its_own(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    /* Nothing is made of a form that lacks something. */
    struct town_count before = town_count(&t);
    struct request *rq = told_form(&t, OAK_DSL, "/schools/new", "call=");
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "Choose the school");
    says(str_c(&t.house.mem, town_page(rq)), "Enter whom they can call");
    char oak[ID_TEXT_SIZE + 1], fields[120];
    id_print(oak, t.house.oak.bytes);
    snprintf(fields, sizeof(fields), "call=Me&school=%s", oak);
    assert_int_equal(told_form(&t, OAK_DSL, "/schools/new",
                               fields)->out.status, 422);
    struct town_count after = town_count(&t);
    assert_int_equal(before.incidents, after.incidents);
    /* Sent twice, by a double click, it is made once. */
    const char *key = str_c(&t.house.mem, house_key(&t.house));
    unsigned length = house_load(&t.house, t.reference).length;
    tell_elm(&t, key, length, 303);
    tell_elm(&t, key, length, 303);
    after = town_count(&t);
    assert_int_equal(after.incidents, before.incidents + 1);
    const char *reference = other_reference(&t);
    const char *theirs = at(&t, "/incidents", reference);
    assert_string_equal(page(&t, ELM_DSL, "/alerts"), "1");
    says(page(&t, ELM_DSL, "/report"), "1 new report has not been opened.");
    struct request *again = told_form(&t, OAK_DSL, "/schools/new", "call=");
    never_says(str_c(&t.house.mem, town_page(again)), "not been opened");
    struct ask refused = { .who = ELM_DSL, .path = "/report/new",
                           .body = "told=" };
    town_ask(again, &t, &t.house.mem, &refused);
    assert_int_equal(again->out.status, 422);
    says(str_c(&t.house.mem, town_page(again)),
         "1 new report has not been opened.");
    never_says(page(&t, OAK_DSL, "/report"), "not been opened");
    never_says(page(&t, ELM_HEAD, "/report"), "not been opened");
    never_says(page(&t, OAK_STAFF, "/report"), "not been opened");
    says(page(&t, ELM_DSL, "/"), reference);
    const char *file = page(&t, ELM_DSL, theirs);
    says(file, "tells us that a pupil of");
    never_says(file, "Maya");
    const char *schools = page(&t, ELM_DSL, str_c(
        &t.house.mem, str_printf(&t.house.mem, "%s/schools", theirs)));
    says(schools, "Person dsl, 01234 567890");
    says(schools, t.reference);
    /* Linked both ways, and neither sees the other's. */
    assert_int_equal(status(&t, ELM_DSL, told_path(&t, "")), 404);
    assert_int_equal(status(&t, ELM_HEAD, told_path(&t, "/schools")), 404);
    assert_int_equal(status(&t, OAK_DSL, theirs), 404);
    assert_int_equal(status(&t, OAK_HEAD, theirs), 404);
    assert_int_equal(status(&t, LEADER, theirs), 200);
    says(told_page(&t, OAK_DSL, "/schools"), reference);
    /* Who told them sees when it was opened, and no more. */
    told_by_telephone(&t, reference);
    assert_int_equal(status(&t, OAK_HEAD, at(&t, "/report", reference)), 404);
    struct str opened = str_printf(&t.house.mem, "key=%.*s&made-from=1",
                                   STR_ARG(house_key(&t.house)));
    struct ask open = { .who = ELM_DSL, .body = opened.data };
    open.path = str_c(&t.house.mem, str_printf(&t.house.mem, "%s/open",
                                               theirs));
    town_ask(rq, &t, &t.house.mem, &open);
    assert_int_equal(rq->out.status, 303);
    says(page(&t, OAK_DSL, at(&t, "/report", reference)), "opened it");
    town_close(&t);
}

static void the_review_asks_for_it_until_it_is_done(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_DSL, "/initial-review/edit", "h=no");
    never_says(told_page(&t, OAK_DSL, ""), "Tell the other school or setting");
    told_saved(&t, OAK_DSL, "/initial-review/edit", "h=yes");
    says(told_page(&t, OAK_DSL, ""), "Tell the other school or setting");
    says(told_page(&t, OAK_DSL, "/schools"), "House rule D12");
    told_saved(&t, OAK_DSL, "/shared",
               "recipient=The+club&sent=That+it+happened.");
    says(told_page(&t, OAK_DSL, ""), "Tell the other school or setting");
    told_saved(&t, OAK_DSL, "/shared",
               "recipient=The+club&sent=That+it+happened.&setting=yes&basis=legal");
    never_says(told_page(&t, OAK_DSL, ""), "Tell the other school or setting");
    says(told_page(&t, OAK_DSL, "/schools"), "The club");
    town_close(&t);
}

static void the_route_is_recorded_and_clears_nothing(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *no = "reason=Asked+again&c75e=no&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no&conflict=yes&c89a=";
    told_saved(&t, OAK_DSL, "/risk/edit",
               str_c(&t.house.mem, str_printf(&t.house.mem, "%sno", no)));
    says(told_page(&t, OAK_DSL, "/decision"), "Suggested");
    says(told_page(&t, OAK_DSL, ""), "Say whether it is handled under SG10");
    assert_int_equal(told_form(&t, OAK_DSL, "/route",
                               "route=sg10")->out.status, 422);
    told_saved(&t, OAK_DSL, "/route",
               "route=sg10&why=They+fell+out+last+week.&agreed-with=The+Headteacher");
    const char *decision = told_page(&t, OAK_HEAD, "/decision");
    says(decision, "They fell out last week.");
    says(decision, "Person dsl, DSL");
    never_says(told_page(&t, OAK_DSL, ""),
               "Say whether it is handled under SG10");
    /* A criterion that is answered yes stands, whatever the route. */
    told_saved(&t, OAK_DSL, "/risk/edit",
               str_c(&t.house.mem, str_printf(&t.house.mem, "%syes", no)));
    says(told_page(&t, OAK_DSL, "/decision"),
         "A referral is required whatever the route");
    struct known k = house_load(&t.house, t.reference);
    assert_true(k.answer.refer_required);
    assert_false(k.answer.allowed[CHOICE_MANAGE_IN_SCHOOL]);
    assert_int_equal(told_form(&t, OAK_DSL, "/route", "route=sg10&why=It+still+does.")->out.status, 303);
    k = house_load(&t.house, t.reference);
    assert_true(k.answer.refer_required);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_other_school_gets_a_file_of_its_own),
        TEST(the_review_asks_for_it_until_it_is_done),
        TEST(the_route_is_recorded_and_clears_nothing),
    };
    return RUN_TESTS(tests);
}
