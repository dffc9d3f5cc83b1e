/* The administrator's pages: roles given and taken, time limits and school
 * days set, each with its trace; and nobody does it to themselves. */
#include "tests/check.h"
#include "tests/web/town.h"

#include <stdio.h>
#include <string.h>

static const char *ask_for(struct request *rq, struct town *t,
                           struct arena *mem, const char *path,
                           const char *body)
{
    struct ask ask = { .who = ADMINISTRATOR, .path = path, .body = body };
    town_ask(rq, t, mem, &ask);
    return str_c(mem, town_page(rq));
}

static bool can(struct town *t, struct arena *mem, enum townsperson who,
                const char *path)
{
    struct request rq;
    struct ask ask = { .who = who, .path = path };
    town_ask(&rq, t, mem, &ask);
    return rq.out.status == 200;
}

static void a_role_is_given_and_taken(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    char path[120], body[200], id[ID_TEXT_SIZE + 1], oak[ID_TEXT_SIZE + 1];
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    id_print(id, t.users[OAK_STAFF].bytes);
    id_print(oak, t.house.oak.bytes);
    assert_false(can(&t, &mem, OAK_STAFF, "/incidents"));
    snprintf(path, sizeof(path), "/admin/people/%s/role", id);
    ask_for(&rq, &t, &mem, path, "role=dsl");
    assert_int_equal(rq.out.status, 422);
    snprintf(body, sizeof(body), "role=dsl&school=%s", oak);
    ask_for(&rq, &t, &mem, path, body);
    assert_int_equal(rq.out.status, 303);
    assert_true(can(&t, &mem, OAK_STAFF, "/incidents"));
    snprintf(path, sizeof(path), "/admin/people/%s", id);
    const char *page = ask_for(&rq, &t, &mem, path, NULL);
    assert_non_null(strstr(page, "Remove<span class=\"govuk-visually-hidden\"> DSL, Oak School"));
    assert_non_null(strstr(page, "Remove<span class=\"govuk-visually-hidden\"> Staff, Oak School"));
    snprintf(path, sizeof(path), "/admin/people/%s/role/remove", id);
    ask_for(&rq, &t, &mem, path, body);
    assert_int_equal(rq.out.status, 303);
    assert_false(can(&t, &mem, OAK_STAFF, "/incidents"));
    ask_for(&rq, &t, &mem, path, body); /* it is gone already */
    assert_int_equal(rq.out.status, 404);
    town_close(&t);
}

/* A trust has all of them: none may need a terminal to be given. */
static void every_role_can_be_given(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    char path[120], body[200], id[ID_TEXT_SIZE + 1], elm[ID_TEXT_SIZE + 1];
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    id_print(id, t.users[OAK_STAFF].bytes);
    id_print(elm, t.house.elm.bytes);
    snprintf(path, sizeof(path), "/admin/people/%s/role", id);
    for (enum role role = ROLE_NONE + 1; role < ROLE_COUNT; role++) {
        snprintf(body, sizeof(body), "role=%s&school=%s", role_name(role),
                 elm);
        ask_for(&rq, &t, &mem, path, body);
        assert_int_equal(rq.out.status, 303);
    }
    path[strlen(path) - strlen("/role")] = '\0';
    const char *page = ask_for(&rq, &t, &mem, path, NULL);
    for (enum role role = ROLE_NONE + 1; role < ROLE_COUNT; role++) {
        snprintf(body, sizeof(body), "hidden\"> %s, ", role_title(role));
        assert_non_null(strstr(page, body));
    }
    town_close(&t);
}

static void nobody_changes_their_own_roles(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    char path[120], id[ID_TEXT_SIZE + 1];
    AUTO_ARENA mem;
    arena_open(&mem, 256 << 20);
    town_open(&t);
    struct town_count before = town_count(&t);
    id_print(id, t.users[ADMINISTRATOR].bytes);
    snprintf(path, sizeof(path), "/admin/people/%s/role", id);
    ask_for(&rq, &t, &mem, path, "role=executive_leader");
    snprintf(path, sizeof(path), "/admin/people/%s/role/remove", id);
    ask_for(&rq, &t, &mem, path,
            "role=administrator&school=00000000000000000000000000000000");
    struct town_count after = town_count(&t);
    assert_int_equal(before.grants, after.grants);
    town_close(&t);
}

static void a_limit_needs_days_and_a_source(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    const char *path = "/admin/settings/limits/7.5b";
    const char *page = ask_for(&rq, &t, &mem, path, "days=61&source=");
    assert_int_equal(rq.out.status, 422);
    assert_non_null(strstr(page, "Enter a number of school days"));
    assert_non_null(strstr(page, "Enter who decided it"));
    ask_for(&rq, &t, &mem, path, "days=3&source=Trust+board%2C+4+June+2026");
    assert_int_equal(rq.out.status, 303);
    page = ask_for(&rq, &t, &mem, "/admin/settings", NULL);
    assert_non_null(strstr(page, "Paragraph 7.5(b): 3 school days (Trust board, 4 June 2026)"));
    assert_non_null(strstr(page, "Person administrator"));
    assert_non_null(strstr(page, "data-label=\"Set by\">Trust board, 4 June 2026<"));
    ask_for(&rq, &t, &mem, "/admin/settings/limits/99.9z", NULL);
    assert_int_equal(rq.out.status, 404);
    town_close(&t);
}

/* Beside a duty stands the time that is counted, and who set it. */
static void a_limit_of_the_trust_is_said_beside_the_duty(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    char path[120];
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    snprintf(path, sizeof(path), "/incidents/%s/initial-review/edit", t.reference);
    struct ask review = { .who = OAK_DSL, .path = path };
    town_ask(&rq, &t, &mem, &review);
    const char *page = str_c(&mem, town_page(&rq));
    assert_non_null(strstr(page, "Trust target: the end of the same school day. The policy sets none."));
    ask_for(&rq, &t, &mem, "/admin/settings/limits/7.5b",
            "days=3&source=Trust+board%2C+4+June+2026");
    town_ask(&rq, &t, &mem, &review);
    page = str_c(&mem, town_page(&rq));
    assert_non_null(strstr(page, "3 school days. Set by: Trust board, 4 June 2026."));
    assert_null(strstr(page, "Trust target: the end of the same school day"));
    town_close(&t);
}

/* The house's own clocks stand there too, each in its own unit (D17). */
static void house_rules_are_set_in_their_unit(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    const char *page = ask_for(&rq, &t, &mem, "/admin/settings", NULL);
    assert_non_null(strstr(page, "data-label=\"Set by\">this program’s default; no guidance sets a time<"));
    assert_non_null(strstr(page, "href=\"/admin/settings/limits/D17d\""));
    assert_null(strstr(page, "href=\"/admin/settings/limits/D8a\""));
    assert_null(strstr(page, "href=\"/admin/settings/limits/10.3e\""));
    page = ask_for(&rq, &t, &mem, "/admin/settings/limits/D17a", NULL);
    assert_non_null(strstr(page, ">Number of hours</label>"));
    page = ask_for(&rq, &t, &mem, "/admin/settings/limits/D17a",
                   "days=0&source=The+authority");
    assert_int_equal(rq.out.status, 422);
    assert_non_null(strstr(page, "Enter a number of hours from 1 to 1440"));
    ask_for(&rq, &t, &mem, "/admin/settings/limits/D17a",
            "days=48&source=The+authority,+4+June");
    assert_int_equal(rq.out.status, 303);
    ask_for(&rq, &t, &mem, "/admin/settings/limits/D17d",
            "days=1&source=The+force,+4+June");
    assert_int_equal(rq.out.status, 303);
    page = ask_for(&rq, &t, &mem, "/admin/settings", NULL);
    assert_non_null(strstr(page, "House rule D17(a): 48 hours (The authority, 4 June)"));
    assert_non_null(strstr(page, "House rule D17(d): 1 working day (The force, 4 June)"));
    /* What is not theirs to set stays as it is, typed or not. */
    page = ask_for(&rq, &t, &mem, "/admin/settings/limits/10.3e",
                   "days=9&source=Somebody");
    assert_non_null(strstr(page, "The day that was agreed counts"));
    page = ask_for(&rq, &t, &mem, "/admin/settings/limits/D8a",
                   "days=9&source=Somebody");
    assert_non_null(strstr(page, "The law or statutory guidance says so"));
    page = ask_for(&rq, &t, &mem, "/admin/settings", NULL);
    assert_null(strstr(page, "Somebody"));
    town_close(&t);
}

static void school_days_are_typed_as_people_write_them(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    char path[120], oak[ID_TEXT_SIZE + 1];
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    id_print(oak, t.house.oak.bytes);
    snprintf(path, sizeof(path), "/admin/settings/schools/%s", oak);
    const char *page = ask_for(&rq, &t, &mem, path,
                               "ends=late&closed=21+December+2026%0A32+May");
    assert_int_equal(rq.out.status, 422);
    assert_non_null(strstr(page, "Enter a time such as 4pm"));
    assert_non_null(strstr(page, "Write line 2 as a day"));
    assert_non_null(strstr(page, "32 May</textarea>"));
    ask_for(&rq, &t, &mem, path,
            "ends=3.30pm&holidays=yes&closed=21+December+2026+to+1+January+2027%0D%0A5/5/2027");
    assert_int_equal(rq.out.status, 303);
    page = ask_for(&rq, &t, &mem, path, NULL);
    assert_non_null(strstr(page, "value=\"3:30pm\""));
    assert_non_null(strstr(page, " checked>"));
    assert_non_null(strstr(page, ">21 December 2026 to 1 January 2027\n5 May 2027</textarea>"));
    page = ask_for(&rq, &t, &mem, "/admin/settings", NULL);
    assert_non_null(strstr(page, "Oak School: until 3:30pm; closed 21 December 2026 to 1 January 2027, 5 May 2027; bank holidays closed. Before: until 4pm"));
    town_close(&t);
}

static void a_school_says_how_its_days_were_set(void **state)
{
    (void)state;
    struct town t;
    struct request rq;
    char path[120], oak[ID_TEXT_SIZE + 1];
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    town_open(&t);
    id_print(oak, t.house.oak.bytes);
    snprintf(path, sizeof(path), "/admin/settings/schools/%s", oak);
    const char *page = ask_for(&rq, &t, &mem, path, NULL);
    assert_null(strstr(page, "How the days were set"));
    ask_for(&rq, &t, &mem, path, "ends=3.30pm&closed=5/5/2027");
    ask_for(&rq, &t, &mem, path, "ends=3.15pm&holidays=yes&closed=");
    page = ask_for(&rq, &t, &mem, path, "ends=late"); /* refused: it stays */
    const char *last = strstr(page, "until 3:15pm; closed on no other days; bank holidays closed");
    const char *first = strstr(page, "until 3:30pm; closed 5 May 2027; bank holidays open");
    const char *always = strstr(page, "Before that</dt><dd class=\"govuk-summary-list__value\">until 4pm;");
    assert_true(last != NULL && last < first && first < always);
    assert_non_null(strstr(page, ", Person administrator</dt>"));
    snprintf(path, sizeof(path), "/admin/settings/schools/%s",
             "00000000000000000000000000000000");
    ask_for(&rq, &t, &mem, path, NULL);
    assert_int_equal(rq.out.status, 404);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_role_is_given_and_taken),
        TEST(every_role_can_be_given),
        TEST(nobody_changes_their_own_roles),
        TEST(a_limit_needs_days_and_a_source),
        TEST(a_limit_of_the_trust_is_said_beside_the_duty),
        TEST(house_rules_are_set_in_their_unit),
        TEST(school_days_are_typed_as_people_write_them),
        TEST(a_school_says_how_its_days_were_set),
    };
    return RUN_TESTS(tests);
}
