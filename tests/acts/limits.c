/* A trust's own time limits, which need a source, and the days of its schools:
 * they hold for every act and list from then on, rebuild finds the same, and
 * what was known before keeps those of its time. */
#include "tests/check.h"
#include "tests/house.h"

static const struct duty *duty_of(const struct known *k, const char *clause)
{
    for (size_t i = 0; i < k->answer.duties_count; i++)
        if (str_is(k->answer.duties[i].clause, clause))
            return &k->answer.duties[i];
    fail_msg("no duty of %s", clause);
    return NULL;
}

struct reading {
    struct house *h;
    struct acts_schools schools;
    struct work_page work;
};

static enum err reading_work(struct tx *tx, void *context)
{
    struct reading *r = context;
    struct actor a = house_actor(r->h, ROLE_DSL, r->h->oak);
    struct permit *p = ARENA_NEW(&r->h->mem, struct permit);
    assert_true(access_permit(p, &a, PERMIT_SEE_WORK, NULL));
    struct work_query q = { .lanes = { p, 1 }, .due = true, .limit = 50 };
    enum err err = acts_schools_load(&r->schools, tx, &r->h->mem, &r->h->acts,
                                     r->h->trust);
    return err != OK ? err : store_work(&r->work, tx, &r->h->mem, &q);
}

static struct instant listed_due(struct house *h, const char *clause)
{
    struct reading r = { .h = h };
    assert_int_equal(store_read(&h->store, reading_work, &r), OK);
    for (size_t i = 0; i < r.work.count; i++)
        if (str_is(r.work.items[i].duty.clause, clause))
            return r.work.items[i].duty.due;
    fail_msg("no work of %s", clause);
    return (struct instant){ 0 };
}

static enum err set(struct house *h, const char *clause, unsigned days,
                    const char *source)
{
    struct permit p = house_permit(h, ROLE_ADMINISTRATOR,
                                   PERMIT_MANAGE_PEOPLE, NULL);
    return act_deadline_set(&h->acts, &h->mem, &p, str_of(clause), days,
                            str_of(source), h->now);
}

static void a_limit_holds_everywhere_from_then_on(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard something.");
    struct known before = house_load(&h, ref);
    struct instant first = duty_of(&before, "7.5b")->due;
    assert_int_equal(listed_due(&h, "7.5b").us, first.us);
    assert_int_equal(set(&h, "7.5b", 2, "Trust board, 4 June 2026"), OK);
    struct known after = house_load(&h, ref);
    struct instant second = school_due(&after.calendar,
                                       after.incident.facts.reported_at, 2);
    assert_true(second.us > first.us);
    assert_int_equal(duty_of(&after, "7.5b")->due.us, second.us);
    assert_int_equal(listed_due(&h, "7.5b").us, second.us);
    /* What is reported later has it too, and it outlives a restart. */
    const char *other = house_report(&h, "safe=yes|told=Heard it again.");
    house_reopen(&h);
    struct known later = house_load(&h, other);
    assert_int_equal(duty_of(&later, "7.5b")->due.us, second.us);
    assert_int_equal(set(&h, "7.5b", 0, "Trust board, 9 July 2026"), OK);
    assert_int_equal(listed_due(&h, "7.5b").us, first.us);
    house_close(&h);
}

static struct instant due_as_of(struct house *h, const char *ref,
                                struct instant as_of)
{
    struct permit p = house_permit(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct known k;
    assert_int_equal(act_load(&k, &h->mem, &h->acts, &p, as_of, h->now), OK);
    return duty_of(&k, "7.5b")->due;
}

/* "As known on" shows the duties of that time, by the limits of that time. */
static void what_was_known_keeps_its_limits(void **state)
{
    (void)state;
    enum { MINUTE = 60 * 1000000 };
    struct house h;
    struct instant none = { 0 }, when[3], due[3];
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard something.");
    for (unsigned i = 0; i < COUNT_OF(when); i++) {
        h.now.us += MINUTE;
        if (i > 0)
            assert_int_equal(set(&h, "7.5b", 2 * i, "Board (4 June)"), OK);
        when[i] = h.now;
        due[i] = due_as_of(&h, ref, none);
        h.now.us += MINUTE;
    }
    assert_true(due[0].us < due[1].us && due[1].us < due[2].us);
    for (unsigned i = 0; i < COUNT_OF(when); i++)
        assert_int_equal(due_as_of(&h, ref, when[i]).us, due[i].us);
    house_close(&h);
}

/* The report of the house is of a Wednesday in term; from then on the school
 * is closed for so many days. */
static void close_for(struct house *h, int days)
{
    struct date_range closed = { { date_in_london(h->now).days + 1 },
                                 { date_in_london(h->now).days + days } };
    struct school_row oak = { .id = h->oak, .name = STR("Oak School"),
                              .day_ends = 960, .closed = &closed,
                              .closed_count = days > 0 ? 1 : 0 };
    struct permit p = house_permit(h, ROLE_ADMINISTRATOR,
                                   PERMIT_MANAGE_PEOPLE, NULL);
    assert_int_equal(act_school_set(&h->acts, &h->mem, &p, &oak, h->now), OK);
}

/* The same of the days of the school: what was shown as due, and when, is
 * shown again however often the days were set since. */
static void what_was_known_keeps_its_school_days(void **state)
{
    (void)state;
    enum { MINUTE = 60 * 1000000 };
    static const int closed_for[] = { 0, 9, 30, 0, 2 };
    struct house h;
    struct instant none = { 0 };
    struct instant when[COUNT_OF(closed_for)], due[COUNT_OF(closed_for)];
    house_open(&h);
    assert_int_equal(set(&h, "7.5b", 1, "Board (4 June)"), OK);
    const char *ref = house_report(&h, "safe=yes|told=Heard something.");
    for (unsigned i = 0; i < COUNT_OF(closed_for); i++) {
        h.now.us += MINUTE;
        if (i > 0)
            close_for(&h, closed_for[i]);
        when[i] = h.now;
        due[i] = due_as_of(&h, ref, none);
        assert_int_equal(listed_due(&h, "7.5b").us, due[i].us);
        h.now.us += MINUTE;
    }
    assert_int_equal(due[0].us, due[3].us);
    assert_true(due[0].us < due[4].us && due[4].us < due[1].us &&
                due[1].us < due[2].us);
    house_reopen(&h);
    for (unsigned i = 0; i < COUNT_OF(closed_for); i++)
        assert_int_equal(due_as_of(&h, ref, when[i]).us, due[i].us);
    house_close(&h);
}

static void rebuild_agrees_with_it(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    house_report(&h, "safe=yes|told=Heard something.");
    assert_int_equal(set(&h, "8.9a", 3, "Trust board"), OK);
    close_for(&h, 9);
    house_report(&h, "safe=yes|told=Heard it again.");
    struct reading r = { .h = &h };
    assert_int_equal(store_read(&h.store, reading_work, &r), OK);
    struct deriver deriver = { act_derive_again, &r.schools };
    struct findings findings = { 0 };
    struct permit program = access_program_permit(h.trust);
    assert_int_equal(store_rebuild(&h.store, &program, &deriver, true,
                                   &findings, (struct progress){ 0 }), OK);
    assert_int_equal(findings.count, 0);
    house_close(&h);
}

/* The agency's own time for a written referral counts in hours (D17). */
static void a_house_rule_is_the_trusts_too(void **state)
{
    (void)state;
    enum { HOUR = 60 * 60 };
    struct house h;
    house_open(&h);
    const char *ref = house_report(&h, "safe=no|told=Heard something.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_RECORD_REFERRAL, ref);
    assert_int_equal(house_act(&h, &p, ENTRY_REFERRAL, 1,
                               "to=cscs|method=telephone").end, ACT_DONE);
    assert_int_equal(house_act(&h, &p, ENTRY_REFERRAL, 2,
                               "to=police|method=telephone").end, ACT_DONE);
    struct known k = house_load(&h, ref);
    struct instant told = k.incident.referrals[0].made_at;
    struct instant day = duty_of(&k, "D17d")->due;
    assert_int_equal(duty_of(&k, "D17a")->due.us,
                     told.us + INT64_C(24) * HOUR * 1000000);
    assert_int_equal(set(&h, "D17a", 48, "The authority, 4 June 2026"), OK);
    assert_int_equal(set(&h, "D17d", 3, "Trust board, 4 June 2026"), OK);
    k = house_load(&h, ref);
    assert_int_equal(duty_of(&k, "D17a")->due.us,
                     told.us + INT64_C(48) * HOUR * 1000000);
    assert_true(instant_after(duty_of(&k, "D17d")->due, day));
    assert_int_equal(listed_due(&h, "D17d").us, duty_of(&k, "D17d")->due.us);
    assert_int_equal(set(&h, "D8a", 5, "Trust board"), ERR_DENIED);
    assert_int_equal(set(&h, "D17a", 0, "Trust board"), ERR_LIMIT);
    house_close(&h);
}

static void what_may_not_be_set_changes_nothing(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    assert_int_equal(set(&h, "7.5b", 2, "  "), ERR_INVALID);
    assert_int_equal(set(&h, "7.5b", 61, "Trust board"), ERR_LIMIT);
    assert_int_equal(set(&h, "8.14", 2, "Trust board"), ERR_NOT_FOUND);
    assert_int_equal(set(&h, "9.99", 2, "Trust board"), ERR_NOT_FOUND);
    assert_int_equal(set(&h, "8.9", 2, "Trust board"), ERR_DENIED);
    struct reading r = { .h = &h };
    assert_int_equal(store_read(&h.store, reading_work, &r), OK);
    assert_ptr_equal(r.schools.acts->pack, h.pack);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_limit_holds_everywhere_from_then_on),
        TEST(what_was_known_keeps_its_limits),
        TEST(what_was_known_keeps_its_school_days),
        TEST(rebuild_agrees_with_it),
        TEST(a_house_rule_is_the_trusts_too),
        TEST(what_may_not_be_set_changes_nothing),
    };
    return RUN_TESTS(tests);
}
