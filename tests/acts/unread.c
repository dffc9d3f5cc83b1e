/* What is due at once and nobody has looked at goes on to the Head, once; what
 * is new is not left unread (8.9, 8.10, D19). */
#include "tests/acts/told.h"

#include "acts/notices.h"
#include "store/prompt.h"

#include <stdio.h>

static void an_unread_report_goes_to_the_head_once(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    report(&h);
    const char *read = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT,
                                     read);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    h.now.us += INT64_C(29) * 60000000;
    assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
    assert_int_equal(told(&h, NOTICE_ESCALATED), 0);
    h.now.us += INT64_C(60000000);
    assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
    assert_int_equal(told(&h, NOTICE_ESCALATED), BIT(HEAD));
    assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
    assert_int_equal(told(&h, NOTICE_ESCALATED), 0);
    close_here(&h);
}

/* ---- due at once (8.9), and nobody looked ---- */

static const char *const adult = "c75e=no|c89a=yes|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";

/* A deputy who is not on call finds that a referral is required. */
static const char *urgent(struct house *h)
{
    const char *ref = report(h);
    struct permit dsl = house_permit(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit deputy = house_permit(h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    house_act(h, &dsl, ENTRY_OPENED, 0, "");
    h->now.us += INT64_C(60000000);
    house_act(h, &deputy, ENTRY_RISK, 2, adult);
    return ref;
}

static void look(struct house *h, enum role role, const char *ref)
{
    struct permit p = house_permit(h, role, PERMIT_SEE_INCIDENT, ref);
    struct known known;
    struct instant none = { 0 };
    assert_int_equal(act_load(&known, &h->mem, &h->acts, &p, none, h->now),
                     OK);
    assert_int_equal(act_opened(&h->acts, &p, &known, h->now), OK);
}

static unsigned escalated(struct house *h, unsigned minutes)
{
    h->now.us += INT64_C(60000000) * minutes;
    assert_int_equal(acts_sweep_unread(&h->store, h->trust, 30, h->now), OK);
    return told(h, NOTICE_ESCALATED);
}

struct touching {
    struct house *h;
    enum role role;
    size_t count;
};

static enum err touch_work(struct tx *tx, void *context)
{
    struct touching *t = context;
    const struct unread_row *rows;
    struct actor actor = house_actor(t->h, t->role, t->h->oak);
    struct permit p;
    assert_true(access_permit(&p, &actor, PERMIT_SIGNED_IN, NULL));
    return store_untouched(&rows, &t->count, tx, &t->h->mem, &p, 10);
}

/* How many incidents that role's first page says nobody has looked at. */
static size_t untouched(struct house *h, enum role role)
{
    struct touching t = { .h = h, .role = role };
    assert_int_equal(store_read(&h->store, touch_work, &t), OK);
    return t.count;
}

static void what_nobody_looked_at_goes_to_the_head_once(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = urgent(&h);
    assert_int_equal(escalated(&h, 29), 0);
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    assert_int_equal(escalated(&h, 1), BIT(HEAD));
    assert_int_equal(untouched(&h, ROLE_HEAD), 1);
    assert_int_equal(untouched(&h, ROLE_EXECUTIVE_LEADER), 0);
    assert_int_equal(escalated(&h, 1), 0);
    house_reopen(&h);
    assert_int_equal(escalated(&h, 60), 0);
    /* The DSL looks: it is off the Head's page. */
    look(&h, ROLE_DSL, ref);
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    /* What was done in time is told to nobody. */
    ref = urgent(&h);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_RECORD_REFERRAL, ref);
    assert_int_equal(house_act(&h, &deputy, ENTRY_REFERRAL, 3, "to=police|method=telephone").end,
                     ACT_DONE);
    assert_int_equal(escalated(&h, 30), 0);
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    close_here(&h);
}

static void who_looked_in_time_is_not_passed_over(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *seen = urgent(&h), *before = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT,
                                     before);
    h.now.us += INT64_C(5) * 60000000;
    look(&h, ROLE_DSL, seen);
    assert_int_equal(escalated(&h, 25), BIT(HEAD)); /* the report unopened */
    /* Looking at a new report is not opening it (7.5a). */
    const char *looked = report(&h);
    look(&h, ROLE_DSL, looked);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    /* Who looked before it arose has not seen it. */
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    look(&h, ROLE_DSL, before);
    h.now.us += INT64_C(60000000);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, before);
    house_act(&h, &deputy, ENTRY_RISK, 2, adult);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    /* The DSL who finds it herself was there. */
    const char *own = report(&h);
    dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, own);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_RISK, 2, adult);
    assert_int_equal(escalated(&h, 300), 0);
    close_here(&h);
}

static void a_deputy_counts_while_on_call(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = urgent(&h);
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DEPUTY_DSL, ref);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    ref = urgent(&h);
    cover(&h, ROLE_DEPUTY_DSL, false, 1);
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DEPUTY_DSL, ref);
    assert_int_equal(escalated(&h, 30), 0);
    close_here(&h);
}

static void where_the_head_is_named_who_leads_is_told(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &deputy, ENTRY_OPENED, 0, "");
    house_act(&h, &deputy, ENTRY_PERSON, 2, "person=p1|name=Sam Reed|type=staff|parts=affected|user=00000000000000000000000000000004");
    house_act(&h, &deputy, ENTRY_RISK, 3, adult);
    assert_int_equal(escalated(&h, 30),
                     BIT(EXECUTIVE_LEADER) | BIT(CEO));
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    assert_int_equal(untouched(&h, ROLE_EXECUTIVE_LEADER), 1);
    /* A DSL who is named cannot have looked. */
    house_act(&h, &deputy, ENTRY_PERSON, 4, "person=p2|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    close_here(&h);
}

/* D8: the Head has the DSL's seat, so a look by the Head is one by who leads;
 * while the DSL is not named, it is not. */
static void a_look_from_the_seat_of_who_is_named_counts(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = urgent(&h);
    look(&h, ROLE_HEAD, ref);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    ref = urgent(&h);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &deputy, ENTRY_PERSON, 3, "person=p1|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    assert_int_equal(untouched(&h, ROLE_HEAD), 2);
    look(&h, ROLE_HEAD, ref);
    assert_int_equal(untouched(&h, ROLE_HEAD), 1);
    ref = urgent(&h);
    deputy = house_permit(&h, ROLE_DEPUTY_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &deputy, ENTRY_PERSON, 3, "person=p1|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    look(&h, ROLE_HEAD, ref);
    assert_int_equal(escalated(&h, 30), 0);
    close_here(&h);
}

/* Cover is by the day in London: in summer a day begins at 11pm of UTC. */
static void a_summer_night_counts_as_the_day_in_london(void **state)
{
    (void)state;
    static const struct {
        const char *looked_at;
        unsigned told;
    } nights[] = {
        { "2027-06-10T22:58:00Z", 0 },         /* 11:58pm of the day */
        { "2027-06-10T23:02:00Z", BIT(HEAD) }, /* 12:02am of the next */
        { "2027-06-09T22:58:00Z", BIT(HEAD) }, /* 11:58pm of the one before */
        { "2027-06-09T23:02:00Z", 0 },         /* 12:02am of the day */
        { "2027-01-12T23:02:00Z", 0 },         /* winter: still the day */
    };
    for (size_t i = 0; i < COUNT_OF(nights); i++) {
        struct house h;
        open_here(&h);
        struct instant at;
        struct date day = date_of(2027, i < 4 ? 6 : 1, i < 4 ? 10 : 12);
        assert_int_equal(instant_read(&at, str_of(nights[i].looked_at)), OK);
        h.now = instant_from_london(day, 60);
        (void)cover(&h, ROLE_DEPUTY_DSL, false, 0);
        h.now.us = at.us - INT64_C(120000000);
        const char *ref = urgent(&h);
        h.now = at;
        look(&h, ROLE_DEPUTY_DSL, ref);
        assert_int_equal(escalated(&h, 30), nights[i].told);
        close_here(&h);
    }
}

/* 8.10: what is new about a closed incident is read at once, by whoever is
 * responsible; else the Head hears of it. */
static void what_is_new_about_a_closed_one_is_not_left_unread(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = closed_one(&h);
    struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_WRITE_NOTE, ref);
    assert_int_equal(escalated(&h, 60), 0);
    house_act(&h, &head, ENTRY_NOTE, 9, "sort=fact|title=Call|body=More.");
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    assert_int_equal(escalated(&h, 30), 0);
    /* Looked at; what comes after that look nobody has seen. */
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DSL, ref);
    h.now.us += INT64_C(60000000);
    house_act(&h, &head, ENTRY_NOTE, 10, "sort=fact|title=Call|body=More yet.");
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &dsl, ENTRY_STAYS_CLOSED, 11, "reason=Known");
    house_act(&h, &head, ENTRY_REOPENED, 12, "new-facts=A copy|reason=It goes on");
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DSL, ref);
    assert_int_equal(escalated(&h, 30), 0);
    close_here(&h);
}

/* 8.10: what the reporter adds to an open incident is news as well: who is on
 * call gets a notice, and each piece that nobody reads goes to the Head. */
static void what_the_reporter_adds_is_not_left_unread(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit staff = house_permit(&h, ROLE_STAFF, PERMIT_SEE_RECEIPT,
                                       ref);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    told(&h, NOTICE_REPORT);
    house_act(&h, &staff, ENTRY_ADDITION, 0, "told=Before it was opened");
    assert_int_equal(told(&h, NOTICE_NEWS), 0);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    assert_int_equal(escalated(&h, 40), 0);
    for (uint32_t seq = 4; seq < 6; seq++) {
        assert_int_equal(house_act(&h, &staff, ENTRY_ADDITION, 0,
                                   "told=An adult asked for it").end,
                         ACT_DONE);
        assert_int_equal(told(&h, NOTICE_NEWS), BIT(DSL));
        assert_int_equal(escalated(&h, 29), 0);
        assert_int_equal(escalated(&h, 1), BIT(HEAD));
        look(&h, ROLE_DSL, ref);
        assert_int_equal(escalated(&h, 40), 0);
    }
    assert_int_equal(house_act(&h, &dsl, ENTRY_OPENED, 0, "of=5").end,
                     ACT_DONE);
    assert_int_equal(house_act(&h, &dsl, ENTRY_OPENED, 0, "of=5").end,
                     ACT_REFUSED);
    close_here(&h);
}

int main(int argc, char **argv)
{
    told_at(place_asked(argc, argv));
    const struct CMUnitTest tests[] = {
        TEST(an_unread_report_goes_to_the_head_once),
        TEST(what_nobody_looked_at_goes_to_the_head_once),
        TEST(who_looked_in_time_is_not_passed_over),
        TEST(a_deputy_counts_while_on_call),
        TEST(where_the_head_is_named_who_leads_is_told),
        TEST(a_look_from_the_seat_of_who_is_named_counts),
        TEST(a_summer_night_counts_as_the_day_in_london),
        TEST(what_is_new_about_a_closed_one_is_not_left_unread),
        TEST(what_the_reporter_adds_is_not_left_unread),
    };
    return RUN_TESTS(tests);
}
