/* Every route as everybody: the answer is compared with a table that is
 * written here a second time, by relation, and not read from access.c.
 *
 * The walk is in two halves so that it changes nothing it then looks at: a
 * GET of every route, and a POST of every route with an empty form, which an
 * allowed person is told to fill in. */
#include "tests/check.h"
#include "db/faulty.h"
#include "tests/web/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 240 }; /* of a form to the database, and some more */
enum { ANSWER_OPEN, ANSWER_NOT_FOUND, ANSWER_SIGN_IN, ANSWER_CODE };

static const char *const answer_names[] = { "open", "not found", "sign in",
                                            "second factor" };

/* Who may, by permission, in words a person can check against the policy. */
static const struct {
    enum permission permission;
    const char *who; /* names of the town, " " around each */
} may[] = {
    { PERMIT_REPORT,
      " reporter staff dsl named-deputy head leader senco ceo administrator elm-dsl elm-head other-trust-dsl other-trust-administrator " },
    { PERMIT_SEE_RECEIPT, " reporter " },
    { PERMIT_SEE_WORK,
      " dsl named-deputy head leader senco ceo chair elm-dsl elm-head other-trust-dsl " },
    { PERMIT_FIND_INCIDENT,
      " dsl named-deputy head leader ceo chair elm-dsl elm-head other-trust-dsl " },
    { PERMIT_SEE_INCIDENT, " dsl head leader " },
    { PERMIT_WRITE_NOTE, " dsl head leader " },
    { PERMIT_LEAD_INCIDENT, " dsl " },
    { PERMIT_SIGN_DECISION, " head leader " },
    { PERMIT_RECORD_REFERRAL, " dsl head leader " },
    /* No pupil of the town chose anybody or has SEND: tests/web/support.c. */
    { PERMIT_SEE_PUPIL, " dsl head leader " },
    { PERMIT_SUPPORT_PUPIL, " dsl " },
    { PERMIT_ARRANGE, " dsl " },
    { PERMIT_KEEP_AGENCIES,
      " dsl named-deputy administrator elm-dsl other-trust-dsl other-trust-administrator " },
    { PERMIT_ALLOW_VIEWING, " head leader " },
    { PERMIT_SIGN_VIEWING, " staff dsl " },
    /* The member of staff is the link person for the parents of p1. */
    { PERMIT_LINK_PARENTS, " staff dsl head leader " },
    { PERMIT_MANAGE_PEOPLE, " administrator other-trust-administrator " },
    { PERMIT_MANAGE_COVER,
      " dsl named-deputy head leader administrator elm-dsl elm-head other-trust-dsl other-trust-administrator " },
    { PERMIT_SEE_LESSONS,
      " dsl named-deputy head leader trustee governor elm-dsl elm-head other-trust-dsl " },
};

static bool is_named_in(const char *list, const char *name)
{
    char padded[64];
    snprintf(padded, sizeof(padded), " %s ", name);
    return strstr(list, padded) != NULL;
}

/* About one user or school of the first trust, among the administrator's. */
static bool is_of_the_trust(const struct web_route *route)
{
    return str_starts(str_of(route->path), "/admin/") &&
           (strstr(route->path, ":person") != NULL ||
            strstr(route->path, ":school") != NULL);
}

static int expected(const struct web_route *route, enum townsperson who)
{
    enum permission permission = route->permission;
    /* They belong to the first trust: for the other one's administrator there
     * is nothing of that id. */
    if (is_of_the_trust(route) && who == OTHER_TRUST_ADMINISTRATOR)
        return ANSWER_NOT_FOUND;
    if (permission == PERMIT_PUBLIC)
        return ANSWER_OPEN;
    /* The secret of the walk is nobody's: tests/web/calendar.c. */
    if (permission == PERMIT_BY_TOKEN)
        return ANSWER_NOT_FOUND;
    if (who == SIGNED_OUT)
        return ANSWER_SIGN_IN;
    if (permission == PERMIT_FIRST_FACTOR)
        return ANSWER_OPEN;
    if (who == PASSWORD_ONLY)
        return ANSWER_CODE;
    if (permission == PERMIT_SIGNED_IN)
        return ANSWER_OPEN;
    for (size_t i = 0; i < COUNT_OF(may); i++)
        if (may[i].permission == permission)
            return is_named_in(may[i].who, town_names[who])
                       ? ANSWER_OPEN
                       : ANSWER_NOT_FOUND;
    fail_msg("the table has no row for %s", permission_name(permission));
    return ANSWER_NOT_FOUND;
}

static int answer_of(const struct request *rq)
{
    struct str to = rq->out.location;
    if (rq->out.status == 404 || rq->out.status == 429)
        return ANSWER_NOT_FOUND;
    if (rq->out.status == 303 && str_starts(to, "/sign-in/code"))
        return ANSWER_CODE;
    if (rq->out.status == 303 && str_starts(to, "/sign-in"))
        return ANSWER_SIGN_IN;
    return ANSWER_OPEN;
}

/* The entry that began the thing a route is about (town.c). */
static const char *number_of(const char *path)
{
    static const struct { const char *section, *number; } rows[] = {
        { "/viewing/", "8" }, { "/devices/", "9" },
        { "/deletion/online/", "11" }, { "/deletion/", "10" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strstr(path, rows[i].section) != NULL)
            return rows[i].number;
    return "1";
}

/* The route's address with the town's own in the places of its names. */
static void address_of(char out[200], const struct web_route *route,
                       const struct town *t)
{
    const struct { const char *name, *value; } values[] = {
        { ":number", number_of(route->path) }, { ":list", "overdue" },
        { ":name", "nothing.css" }, { ":referral", "r7" }, { ":part", "9.5" },
        { ":clause", "7.5b" }, { ":token", "0123" },
    };
    char person[ID_TEXT_SIZE + 1], school[ID_TEXT_SIZE + 1];
    struct str rest = str_of(route->path);
    size_t at = 0;
    bool of_incident = strstr(route->path, ":reference") != NULL;
    id_print(person, t->spare.bytes);
    id_print(school, t->house.oak.bytes);
    while (rest.size > 0) {
        struct str part = str_cut(&rest, '/');
        const char *text = NULL;
        if (str_is(part, ":reference"))
            text = t->reference;
        else if (str_is(part, ":person"))
            text = strstr(route->path, "/staff/") != NULL ? "p2"
                   : of_incident                          ? "p1"
                                                          : person;
        else if (str_is(part, ":school"))
            text = school;
        else if (str_is(part, ":document"))
            text = strstr(route->path, ":person") != NULL ? "child"
                                                          : "summary";
        for (size_t i = 0; i < COUNT_OF(values); i++)
            if (str_is(part, values[i].name))
                text = values[i].value;
        if (text == NULL)
            at += (size_t)snprintf(out + at, 200 - at, "%.*s%s",
                                   STR_ARG(part), rest.size > 0 ? "/" : "");
        else
            at += (size_t)snprintf(out + at, 200 - at, "%s%s", text,
                                   rest.size > 0 ? "/" : "");
    }
    if (at == 0)
        snprintf(out, 200, "/");
}

/* Routes that end or change the session they are asked with. */
static bool ends_session(const struct web_route *route)
{
    return strstr(route->path, "/sign-out") != NULL ||
           (route->post && strstr(route->path, "/pause") != NULL) ||
           (route->post && strstr(route->path, "/sign-in") != NULL);
}

/* What an open answer may be. A missing asset, or a form that is not there
 * for this person although the page is theirs, is looked at elsewhere. */
static bool is_asset(const struct web_route *route)
{
    return strstr(route->path, "/assets/") != NULL;
}

static unsigned ask_everybody(struct town *t, const struct web_route *route)
{
    unsigned wrong = 0;
    char path[200];
    address_of(path, route, t);
    for (unsigned who = SIGNED_OUT; who < TOWN_COUNT; who++) {
        AUTO_ARENA mem;
        arena_open(&mem, 256 << 20);
        struct request rq;
        struct ask ask = { .who = (enum townsperson)who, .path = path,
                           .body = route->post ? "" : NULL };
        town_ask(&rq, t, &mem, &ask);
        int want = expected(route, (enum townsperson)who);
        int got = is_asset(route) ? want : answer_of(&rq);
        /* One page for both: signed out, sign-in is where one is. */
        if (strstr(route->path, "/sign-in") != NULL && want == ANSWER_OPEN)
            got = got == ANSWER_NOT_FOUND && rq.session.actor.known ? got
                                                                    : want;
        if (got == want && rq.out.status < 500)
            continue;
        print_error("%s %s as %s: %u, %s; expected %s\n",
                    route->post ? "POST" : "GET", route->path,
                    town_names[who], rq.out.status, answer_names[got],
                    answer_names[want]);
        wrong++;
    }
    return wrong;
}

static void every_page_as_everybody(void **state)
{
    (void)state;
    struct town t;
    size_t count;
    unsigned wrong = 0;
    town_open(&t);
    town_things(&t);
    const struct web_route *all = routes(&count);
    for (size_t i = 0; i < count; i++)
        if (!all[i].post)
            wrong += ask_everybody(&t, &all[i]);
    print_message("# %zu routes x %d people\n", count, TOWN_COUNT);
    assert_int_equal(wrong, 0);
    town_close(&t);
}

static void every_form_as_everybody(void **state)
{
    (void)state;
    struct town t;
    size_t count;
    unsigned wrong = 0;
    town_open(&t);
    town_things(&t);
    t.site.paper = getenv("LANYARD_PAPER"); /* a sheet is asked nothing */
    assert_non_null(t.site.paper);
    const struct web_route *all = routes(&count);
    for (size_t i = 0; i < count; i++)
        if (all[i].post && !ends_session(&all[i]))
            wrong += ask_everybody(&t, &all[i]);
    assert_int_equal(wrong, 0);
    town_close(&t);
}

/* A form without the session's token changes nothing, whoever sends it. */
static void no_form_without_its_token(void **state)
{
    (void)state;
    struct town t;
    size_t count;
    town_open(&t);
    const struct web_route *all = routes(&count);
    struct town_count before = town_count(&t);
    for (size_t i = 0; i < count; i++) {
        if (!all[i].post || all[i].permission == PERMIT_PUBLIC)
            continue;
        char path[200];
        address_of(path, &all[i], &t);
        for (unsigned who = OAK_REPORTER; who < TOWN_COUNT; who++) {
            AUTO_ARENA mem;
            arena_open(&mem, 256 << 20);
            struct request rq;
            struct ask ask = {
                .who = (enum townsperson)who, .path = path, .no_csrf = true,
                .body = "csrf=00&key=00112233445566778899aabbccddeeff&made-from=6&safe=yes&told=Words.&title=T&body=B&sort=fact&agree=agree&proposal=6&to=police&in-person=yes&name=N&sign-in=n&role=staff"
            };
            town_ask(&rq, &t, &mem, &ask);
            assert_true(rq.out.status == 303 || rq.out.status == 404);
        }
    }
    struct town_count after = town_count(&t);
    assert_memory_equal(&before, &after, sizeof(before));
    town_close(&t);
}

/* D8: for a person who is named, the incident is not there: not on a page,
 * in a list, in a search, in a count. */
static void who_is_named_finds_nothing(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const struct ask asks[] = {
        { .who = OAK_DEPUTY_NAMED, .path = "/" },
        { .who = OAK_DEPUTY_NAMED, .path = "/incidents" },
        { .who = OAK_DEPUTY_NAMED, .path = "/alerts" },
        { .who = OAK_DEPUTY_NAMED, .path = "/work/overdue" },
        { .who = OAK_DEPUTY_NAMED, .path = "/incidents",
          .body = "q=Maya&typed=Maya&search=Maya" },
        { .who = OAK_DEPUTY_NAMED, .path = "/incidents",
          .body = "q=pupil&typed=pupil&search=pupil" },
    };
    for (size_t i = 0; i < COUNT_OF(asks); i++) {
        AUTO_ARENA mem;
        arena_open(&mem, 256 << 20);
        struct request rq;
        town_ask(&rq, &t, &mem, &asks[i]);
        assert_int_equal(rq.out.status, 200);
        const char *page = str_c(&mem, town_page(&rq));
        assert_null(strstr(page, t.reference));
        /* The words searched for may stand in the field; a result links. */
        assert_null(strstr(page, "href=\"/incidents/"));
    }
    town_close(&t);
}

/* The same answer, byte for byte, for what is not there and not for you. The
 * page repeats the address it was asked for, and nothing else of it. */
static void not_there_and_not_for_you_look_the_same(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    AUTO_ARENA mem;
    arena_open(&mem, 256 << 20);
    struct request there, nowhere;
    char path[64];
    snprintf(path, sizeof(path), "/incidents/%s", t.reference);
    struct ask ask = { .who = ELM_DSL, .path = path };
    town_ask(&there, &t, &mem, &ask);
    ask.path = "/incidents/BCD-FGH";
    town_ask(&nowhere, &t, &mem, &ask);
    assert_int_equal(there.out.status, 404);
    assert_int_equal(nowhere.out.status, 404);
    struct str body = str_copy(&mem, town_page(&there));
    char *page = arena_alloc(&mem, body.size + 1);
    memcpy(page, body.data, body.size);
    page[body.size] = '\0';
    char *at = page;
    while ((at = strstr(at, t.reference)) != NULL)
        memcpy(at, "BCD-FGH", REFERENCE_SIZE);
    assert_string_equal(page, str_c(&mem, town_page(&nowhere)));
    town_close(&t);
}

/* ---- what was typed outlives the world's trouble ---- */

static bool page_holds(const struct request *rq, const char *words)
{
    struct str page = town_page(rq);
    return page.size > 0 &&
           memmem(page.data, page.size, words, strlen(words)) != NULL;
}

/* A form while the n-th call of the database fails: a refusal holds every
 * word, and the key with which the same form, sent again, counts once. */
static void post_in_trouble(struct town *t, enum townsperson who,
                            const char *path, const char *fields)
{
    static const char *const words = "Spoke &lt;twice&gt; of it";
    struct store sound = t->house.store;
    unsigned refused = 0;
    for (unsigned n = 1; n <= CALLS; n += n < 12 ? 1 : 3) {
        AUTO_ARENA mem;
        arena_open(&mem, 256 << 20);
        struct request rq;
        struct faulty around;
        struct faults faults = { .at = n, .err = ERR_IO };
        struct town_count before = town_count(t);
        const char *key = str_c(&mem, house_key(&t->house));
        struct str body = str_printf(&mem, "key=%s&made-from=7&draft=x&%s",
                                     key, fields);
        struct ask ask = { .who = who, .path = path, .body = body.data };
        t->house.store.db = faulty_open(&around, sound.db, &faults);
        town_ask(&rq, t, &mem, &ask);
        t->house.store = sound;
        if (rq.out.status != 303) {
            refused++;
            if (faults.calls < n || rq.out.status != 503 ||
                !page_holds(&rq, words) || !page_holds(&rq, key))
                fail_msg("%s, call %u fails: %u, and what was typed is gone:\n%.*s",
                         path, n, rq.out.status, STR_ARG(town_page(&rq)));
            town_ask(&rq, t, &mem, &ask);
        }
        assert_int_equal(rq.out.status, 303);
        assert_int_equal(town_count(t).entries, before.entries + 1);
    }
    printf("# %s: %u refusals in trouble\n", path, refused);
    assert_true(refused > 20);
}

static void what_is_typed_outlives_trouble(void **state)
{
    (void)state;
    struct town t;
    char path[80];
    town_open(&t);
    post_in_trouble(&t, OAK_REPORTER, "/report/new",
                    "safe=yes&told=Spoke+%3Ctwice%3E+of+it.");
    snprintf(path, sizeof(path), "/incidents/%s/chronology/new",
             t.reference);
    post_in_trouble(&t, OAK_DSL, path,
                    "sort=fact&title=Call&body=Spoke+%3Ctwice%3E+of+it.");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_page_as_everybody),
        TEST(every_form_as_everybody),
        TEST(no_form_without_its_token),
        TEST(what_is_typed_outlives_trouble),
        TEST(who_is_named_finds_nothing),
        TEST(not_there_and_not_for_you_look_the_same),
    };
    return RUN_TESTS(tests);
}
