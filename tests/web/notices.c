/* What people are told without being asked: on the first page of who leads
 * above, and in a calendar of their own. */
#include "tests/web/told.h"

#include "acts/notices.h"

#include <stdio.h>

static const char *first_page(struct town *t, enum townsperson who)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = "/" };
    town_ask(rq, t, &t->house.mem, &ask);
    assert_int_equal(rq->out.status, 200);
    return str_c(&t->house.mem, town_page(rq));
}

/* The sweep of so much later: those who are signed in stay so. */
static void sweep(struct town *t, unsigned minutes)
{
    struct instant later = { t->house.now.us + INT64_C(60000000) * minutes };
    assert_int_equal(acts_sweep_unread(&t->house.store, t->house.trust, 30,
                                       later), OK);
}

/* Somebody copied a picture (12.6a): the police are told at once. The Head
 * writes it down; the DSL does not look, and then does. */
static void the_head_reads_what_nobody_looked_at(void **state)
{
    (void)state;
    struct town t;
    char viewer[ID_TEXT_SIZE + 1], fields[400];
    town_open(&t);
    id_print(viewer, t.users[OAK_STAFF].bytes);
    snprintf(fields, sizeof(fields), "ground=12.5c&viewed-why=It+was+held+up.&viewer=%s&present=%s&copied=yes&actions=It+was+put+away.",
             viewer, viewer);
    t.house.now.us += INT64_C(60000000);
    town_clock_set(t.house.now);
    told_saved(&t, OAK_HEAD, "/viewing/record", fields);
    sweep(&t, 29);
    never_says(first_page(&t, OAK_HEAD), "Nobody has looked");
    sweep(&t, 30);
    says(first_page(&t, OAK_HEAD), "Nobody has looked at these");
    says(first_page(&t, OAK_HEAD), t.reference);
    never_says(first_page(&t, LEADER), "Nobody has looked");
    never_says(first_page(&t, ELM_HEAD), "Nobody has looked");
    told_page(&t, OAK_DSL, "/viewing");
    never_says(first_page(&t, OAK_HEAD), "Nobody has looked");
    town_close(&t);
}

/* An entry is a look by itself: one commit. A form that is shown again showed
 * the incident, and nothing else keeps that. */
static void a_look_is_kept_once(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_HEAD, "/chronology/new",
               "sort=fact&title=A+call&body=The+tutor+rang.");
    struct town_count before = town_count(&t);
    told_saved(&t, OAK_DSL, "/chronology/new",
               "sort=fact&title=A+call&body=The+tutor+rang+again.");
    struct town_count after = town_count(&t);
    assert_int_equal(after.entries, before.entries + 1);
    assert_int_equal(after.opened, before.opened);
    assert_int_equal(told_form(&t, OAK_DSL, "/chronology/new",
                               "title=")->out.status, 422);
    assert_int_equal(town_count(&t).opened, before.opened + 1);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_look_is_kept_once),
        TEST(the_head_reads_what_nobody_looked_at),
    };
    return RUN_TESTS(tests);
}
