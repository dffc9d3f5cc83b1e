/* Whom a school rings: kept by its DSL, shown in its incidents, and no other
 * school's business. */
#include "tests/web/told.h"

#include <stdio.h>

static struct request *ask_directory(struct town *t, enum townsperson who,
                                     const char *query, const char *body)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = "/agencies", .query = query,
                       .body = body };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq;
}

static const char *page_of(struct town *t, struct request *rq)
{
    return str_c(&t->house.mem, town_page(rq));
}

static const char *school_text(struct town *t, struct school_id school)
{
    char *text = arena_alloc(&t->house.mem, ID_TEXT_SIZE + 1);
    id_print(text, school.bytes);
    return text;
}

static const char *northshire(struct town *t, struct school_id school)
{
    return str_c(&t->house.mem,
                 str_printf(&t->house.mem, "school=%s&kind=cscs&name=Northshire+duty+desk&telephone=01632+960+114&out-of-hours=01632+960+115&note=In+writing+within+24+hours",
                            school_text(t, school)));
}

static void what_is_written_down_is_shown_in_incidents(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    says(page_of(&t, ask_directory(&t, OAK_DSL, NULL, NULL)),
         "Nobody is written down yet.");
    says(told_page(&t, OAK_DSL, "/agencies"),
         "Write down whom this school rings");
    struct request *rq = ask_directory(&t, OAK_DSL, NULL,
                                       northshire(&t, t.house.oak));
    assert_int_equal(rq->out.status, 303);
    const char *page = told_page(&t, OAK_DSL, "/agencies");
    says(page, "Northshire duty desk");
    says(page, "01632 960 114. Outside office hours 01632 960 115");
    says(told_page(&t, OAK_HEAD, "/referral"), "Northshire duty desk");
    never_says(told_page(&t, OAK_HEAD, "/agencies"),
               "Change whom this school rings");
    town_close(&t);
}

static void each_school_keeps_its_own(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    struct request *rq = ask_directory(&t, ELM_DSL, NULL,
                                       northshire(&t, t.house.oak));
    assert_int_equal(rq->out.status, 422);
    says(page_of(&t, rq), "Choose the school that rings them");
    rq = ask_directory(&t, ADMINISTRATOR, NULL, northshire(&t, t.house.oak));
    assert_int_equal(rq->out.status, 303);
    never_says(page_of(&t, ask_directory(&t, ELM_DSL, NULL, NULL)),
               "Northshire");
    never_says(page_of(&t, ask_directory(&t, OTHER_TRUST_DSL, NULL, NULL)),
               "Northshire");
    says(page_of(&t, ask_directory(&t, OAK_DSL, NULL, NULL)), "Northshire");
    town_close(&t);
}

/* The id behind "agency=" in the page's first link to change one. */
static const char *first_id(struct town *t)
{
    const char *page = page_of(t, ask_directory(t, OAK_DSL, NULL, NULL));
    const char *at = strstr(page, "/agencies?agency=");
    assert_non_null(at);
    return str_c(&t->house.mem,
                 (struct str){ at + strlen("/agencies?agency="),
                               ID_TEXT_SIZE });
}

static void one_is_changed_and_removed(void **state)
{
    (void)state;
    struct town t;
    char body[300], query[80];
    town_open(&t);
    (void)ask_directory(&t, OAK_DSL, NULL, northshire(&t, t.house.oak));
    const char *id = first_id(&t);
    snprintf(query, sizeof(query), "agency=%s", id);
    says(page_of(&t, ask_directory(&t, OAK_DSL, query, NULL)),
         "value=\"01632 960 114\"");
    snprintf(body, sizeof(body), "agency=%s&kind=police&name=Northshire+Police&telephone=101", id);
    assert_int_equal(ask_directory(&t, ELM_DSL, NULL, body)->out.status, 404);
    assert_int_equal(ask_directory(&t, OAK_DSL, NULL, body)->out.status, 303);
    const char *page = page_of(&t, ask_directory(&t, OAK_DSL, NULL, NULL));
    says(page, "Northshire Police");
    never_says(page, "Northshire duty desk");
    snprintf(body, sizeof(body), "agency=%s&remove=yes", id);
    assert_int_equal(ask_directory(&t, OAK_DSL, NULL, body)->out.status, 303);
    never_says(page_of(&t, ask_directory(&t, OAK_DSL, NULL, NULL)),
               "Northshire");
    town_close(&t);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    struct request *rq = ask_directory(&t, OAK_DSL, NULL,
                                       "telephone=01632+960+114");
    assert_int_equal(rq->out.status, 422);
    const char *page = page_of(&t, rq);
    says(page, "Choose what kind of agency it is");
    says(page, "Enter its name");
    says(page, "value=\"01632 960 114\"");
    town_close(&t);
}

static const char *cover_of(struct town *t, enum townsperson who)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    town_ask(rq, t, &t->house.mem, &(struct ask){ .who = who,
                                                  .path = "/cover" });
    assert_int_equal(rq->out.status, 200);
    return page_of(t, rq);
}

static void oak_rings(struct town *t, const char *kind, const char *how)
{
    const char *body = str_c(&t->house.mem, str_printf(
        &t->house.mem, "school=%s&kind=%s&name=Northshire&%s",
        school_text(t, t->house.oak), kind, how));
    assert_int_equal(ask_directory(t, OAK_DSL, NULL, body)->out.status, 303);
}

/* 2.1e: social care, the police and the designated officer can be rung. */
static void whom_a_school_cannot_ring_is_said(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *page = cover_of(&t, OAK_DSL);
    says(page, "No contact is written down for: Children’s social care, Police, Local authority designated officer.");
    says(page, "href=\"/agencies\">Write down whom the school rings");
    page = cover_of(&t, OAK_HEAD); /* who may not is not led there */
    says(page, "No contact is written down for: ");
    says(page, "A DSL, a deputy or an administrator writes it down.");
    never_says(page, "href=\"/agencies\"");
    oak_rings(&t, "cscs", "out-of-hours=01632+960+115");
    oak_rings(&t, "lado", "email=lado%40northshire.example");
    oak_rings(&t, "other", "telephone=01632+960+116");
    oak_rings(&t, "police", "note=Ask+for+the+school+officer");
    says(cover_of(&t, OAK_DSL), /* a name and no number */
         "No contact is written down for: Police.");
    oak_rings(&t, "police", "telephone=101");
    never_says(cover_of(&t, OAK_DSL), "No contact is written down");
    says(cover_of(&t, ELM_DSL), "No contact is written down for: Children’s");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_down_is_shown_in_incidents),
        TEST(each_school_keeps_its_own),
        TEST(one_is_changed_and_removed),
        TEST(what_is_missing_is_said),
        TEST(whom_a_school_cannot_ring_is_said),
    };
    return RUN_TESTS(tests);
}
