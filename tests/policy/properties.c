/* Properties of the rules over random facts (promises of policy/policy.h).
 * The argument is how many; SEED may be set. */
#include "tests/check.h"

#include "policy/pack.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 4, USERS = 6, LIST = 4 };

static unsigned how_many = 20000;

struct dice {
    uint64_t state;
};

static unsigned roll(struct dice *d, unsigned sides)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return (unsigned)((d->state >> 20) % sides);
}

static bool chance(struct dice *d, unsigned percent)
{
    return roll(d, 100) < percent;
}

/* ---- random facts ---- */

struct made {
    struct facts f;
    struct instant now;
    struct calendar calendar;
    struct fact_person people[PEOPLE];
    struct str pupils[PEOPLE];
    size_t pupils_count;
    struct fact_advice advice[LIST], told[LIST];
    struct fact_parents parents[PEOPLE];
    struct fact_user signed_by[LIST], permits[2][LIST];
    struct fact_referral referrals[2];
    struct fact_viewing viewings[2];
    struct str present[2][LIST], signs[2][LIST], support[2][LIST];
    struct fact_device devices[2];
    struct fact_holder holders[2];
};

static const char *const ids[] = { "a1", "b2", "c3", "d4", "e5", "f6" };

static struct str an_id(struct dice *d)
{
    return str_of(ids[roll(d, USERS)]);
}

static struct instant a_time(struct dice *d)
{
    struct date day = { date_of(2026, 10, 1).days + (int32_t)roll(d, 200) };
    struct instant at = instant_from_london(day, roll(d, 24 * 60));
    at.us += chance(d, 20) ? (int64_t)roll(d, 1000000) : 0;
    return at;
}

static struct instant maybe_time(struct dice *d, unsigned percent)
{
    return chance(d, percent) ? a_time(d) : (struct instant){ 0 };
}

static enum answer an_answer(struct dice *d, unsigned no)
{
    return chance(d, no) ? NO : (enum answer)roll(d, 3);
}

static struct fact_user a_user(struct dice *d)
{
    return (struct fact_user){ an_id(d), chance(d, 70)
        ? (chance(d, 50) ? ROLE_HEAD : ROLE_EXECUTIVE_LEADER)
        : (enum role)(1 + roll(d, ROLE_GOVERNOR)) };
}

static size_t some_ids(struct str *out, struct dice *d)
{
    size_t n = roll(d, LIST + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = an_id(d);
    return n;
}

static size_t some_users(struct fact_user *out, struct dice *d)
{
    size_t n = roll(d, LIST + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = a_user(d);
    return n;
}

static void make_people(struct made *m, struct dice *d)
{
    size_t n = roll(d, PEOPLE + 1);
    for (size_t i = 0; i < n; i++) {
        m->people[i] = (struct fact_person){
            .id = str_of(ids[i]), .type = (enum person_type)(1 + roll(d, 5)),
            .user = chance(d, 30) ? an_id(d) : STR_NONE,
            .send = (enum answer)roll(d, 3),
            .parts = roll(d, 1u << PART_COUNT) & roll(d, 1u << PART_COUNT),
        };
        if (chance(d, 60))
            m->people[i].type = PERSON_PUPIL;
        if (m->people[i].type == PERSON_PUPIL)
            m->pupils[m->pupils_count++] = m->people[i].id;
        m->parents[i] = (struct fact_parents){
            .pupil = m->people[i].id, .informed_at = maybe_time(d, 40),
            .delayed = chance(d, 50),
            .delay_reason = chance(d, 70) ? STR("asked") : STR(" "),
            .delay_agency = chance(d, 70) ? STR("police") : STR_NONE,
            .delay_review_at = maybe_time(d, 70),
        };
    }
    m->f.people = m->people;
    m->f.people_count = n;
    m->f.parents = m->parents;
    m->f.parents_count = roll(d, (unsigned)n + 1);
    for (size_t i = 0; i < LIST; i++) {
        m->advice[i] = (struct fact_advice){ an_id(d), roll(d, 8) };
        m->told[i] = (struct fact_advice){ an_id(d), roll(d, 8) };
    }
    m->f.advice = m->advice;
    m->f.advice_count = roll(d, LIST + 1);
    m->f.parent_advice = m->told;
    m->f.parent_advice_count = roll(d, LIST + 1);
}

static void make_things(struct made *m, struct dice *d)
{
    for (unsigned i = 0; i < 2; i++) {
        m->referrals[i] = (struct fact_referral){
            (enum agency)(1 + roll(d, 4)), maybe_time(d, 70) };
        m->viewings[i] = (struct fact_viewing){
            .id = str_of(ids[i]), .ground = (enum ground)roll(d, 4),
            .distress = (enum answer)roll(d, 3),
            .requested_at = maybe_time(d, 60),
            .permitted_by = m->permits[i],
            .permitted_by_count = some_users(m->permits[i], d),
            .viewed_at = maybe_time(d, 50), .viewer = an_id(d),
            .present = m->present[i],
            .present_count = some_ids(m->present[i], d),
            .signed_by = m->signs[i],
            .signed_by_count = some_ids(m->signs[i], d),
            .copied = (enum answer)roll(d, 3),
            .support_offered = m->support[i],
            .support_offered_count = some_ids(m->support[i], d),
        };
        m->devices[i] = (struct fact_device){ str_of(ids[i]), chance(d, 70),
                                              chance(d, 70), chance(d, 70),
                                              chance(d, 50) };
        m->holders[i] = (struct fact_holder){
            .id = str_of(ids[i]), .reminded = chance(d, 50),
            .asked_at = maybe_time(d, 40), .deadline = maybe_time(d, 50),
            .warned = chance(d, 50), .confirmed_at = maybe_time(d, 60) };
    }
    m->f.referrals = m->referrals;
    m->f.referrals_count = chance(d, 50) ? 0 : roll(d, 3);
    m->f.viewings = m->viewings;
    m->f.viewings_count = roll(d, 3);
    m->f.devices = m->devices;
    m->f.devices_count = roll(d, 3);
    m->f.holders = m->holders;
    m->f.holders_count = roll(d, 3);
}

static void make(struct made *m, struct dice *d)
{
    *m = (struct made){ .now = a_time(d) };
    struct facts *f = &m->f;
    unsigned no = chance(d, 50) ? 97 : 30;
    f->kinds = chance(d, 60) ? 0 : 1u << roll(d, KIND_COUNT);
    f->reported_at = a_time(d);
    f->acknowledged_at = maybe_time(d, 50);
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        f->criteria[i] = an_answer(d, no);
    f->adult_suspected = an_answer(d, no);
    f->consensual = (enum answer)roll(d, 3);
    f->malice = an_answer(d, no);
    f->conflict = an_answer(d, no);
    for (unsigned i = 0; i < QUESTION_COUNT; i++)
        f->questions[i] = (enum question_state)roll(d, 3);
    f->category = (enum category)roll(d, CATEGORY_COUNT);
    f->review_held_at = maybe_time(d, 60);
    for (unsigned i = 0; i < REVIEW_COUNT; i++)
        f->review_answered[i] = chance(d, 50);
    make_people(m, d);
    f->interviews = f->conversations = f->arrangements = m->pupils;
    f->interviews_count = roll(d, (unsigned)m->pupils_count + 1);
    f->conversations_count = roll(d, (unsigned)m->pupils_count + 1);
    f->arrangements_count = roll(d, (unsigned)m->pupils_count + 1);
    f->evidence_released_at = maybe_time(d, 10);
    f->outcome = (struct fact_outcome){
        .choice = (enum choice)roll(d, CHOICE_COUNT),
        .confident = chance(d, 70),
        .reasons = chance(d, 80) ? STR("known well") : STR(" "),
        .proposed_at = maybe_time(d, 60), .decided_at = maybe_time(d, 50),
        .proposed_by = a_user(d), .signed_by = m->signed_by,
        .signed_by_count = some_users(m->signed_by, d),
    };
    make_things(m, d);
    m->calendar = (struct calendar){ .day_ends = roll(d, 24 * 60),
                                     .bank_holidays = chance(d, 50) };
}

/* ---- what always holds ---- */

struct asking_once {
    struct arena *mem;
    const struct pack *pack;
    struct made *m;
    struct dice *d;
    struct policy_answer first;
};

static struct policy_answer ask(struct asking_once *a, const struct facts *f,
                                struct instant now)
{
    struct policy_answer answer;
    policy_answer(&answer, a->mem, a->pack, &a->m->calendar, f, now);
    return answer;
}

static bool same_subject(struct str a, struct str b)
{
    return (a.data == NULL) == (b.data == NULL) && str_same(a, b);
}

static bool same_row(const struct duty *x, const struct duty *y)
{
    return str_same(x->clause, y->clause) && str_same(x->owner, y->owner) &&
           same_subject(x->subject, y->subject);
}

static const struct duty *duty_of(const struct policy_answer *a,
                                  const struct duty *d)
{
    for (size_t i = 0; i < a->duties_count; i++)
        if (same_row(&a->duties[i], d))
            return &a->duties[i];
    return NULL;
}

static void the_same_facts_give_the_same_answer(struct asking_once *a)
{
    struct policy_answer again = ask(a, &a->m->f, a->m->now);
    const struct policy_answer *x = &a->first;
    assert_int_equal(x->duties_count, again.duties_count);
    assert_int_equal(x->warnings_count, again.warnings_count);
    assert_int_equal(x->state, again.state);
    assert_int_equal(x->route, again.route);
    assert_int_equal(x->evidence_hold, again.evidence_hold);
    assert_memory_equal(x->allowed, again.allowed, sizeof(x->allowed));
    assert_memory_equal(x->because, again.because, sizeof(x->because));
    for (size_t i = 0; i < x->duties_count; i++) {
        assert_true(same_row(&x->duties[i], &again.duties[i]));
        assert_int_equal(x->duties[i].state, again.duties[i].state);
        assert_int_equal(x->duties[i].due.us, again.duties[i].due.us);
    }
}

static void a_yes_never_removes_refer(struct asking_once *a)
{
    struct facts f = a->m->f;
    f.criteria[roll(a->d, CRITERION_COUNT)] = YES;
    struct policy_answer more = ask(a, &f, a->m->now);
    assert_true(more.refer_required);
    assert_true(more.allowed[CHOICE_REFER]);
    assert_false(more.allowed[CHOICE_SEEK_INFORMATION]);
    assert_false(more.allowed[CHOICE_MANAGE_IN_SCHOOL]);
    assert_int_equal(more.route, ROUTE_REFER);
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        assert_true(more.because[i] || !a->first.because[i]);
}

static void an_unknown_never_opens_manage_in_school(struct asking_once *a)
{
    struct facts f = a->m->f;
    unsigned i = roll(a->d, CRITERION_COUNT);
    f.criteria[i] = UNKNOWN;
    struct policy_answer less = ask(a, &f, a->m->now);
    assert_false(less.allowed[CHOICE_MANAGE_IN_SCHOOL]);
    assert_true(less.allowed[CHOICE_REFER]);
    assert_int_not_equal(less.route, ROUTE_SCHOOL);
    if (f.outcome.choice == CHOICE_MANAGE_IN_SCHOOL)
        assert_int_equal(less.state, OUTCOME_PROPOSED);
    if (!instant_known(f.evidence_released_at))
        assert_true(less.evidence_hold);
}

static bool owner_known(const struct facts *f, const struct duty *d)
{
    if (!str_is(d->clause, "12.6g"))
        return role_from_name(d->owner.data, d->owner.size) != ROLE_NONE;
    for (size_t i = 0; i < f->viewings_count; i++) {
        const struct fact_viewing *v = &f->viewings[i];
        if (str_same(v->viewer, d->owner))
            return true;
        for (size_t j = 0; j < v->present_count; j++)
            if (str_same(v->present[j], d->owner))
                return true;
    }
    return false;
}

static void every_duty_is_whole_and_in_order(struct asking_once *a)
{
    const struct policy_answer *x = &a->first;
    for (size_t i = 0; i < x->duties_count; i++) {
        const struct duty *d = &x->duties[i];
        assert_true(d->clause.size > 0 && d->title.size > 0 &&
                    d->why.size > 0);
        assert_true(owner_known(&a->m->f, d));
        if (d->state == DUTY_DUE || d->state == DUTY_OVERDUE) {
            assert_true(instant_known(d->due));
            assert_int_equal(d->state == DUTY_OVERDUE,
                             instant_after(a->m->now, d->due));
        }
        if (i == 0)
            continue;
        const struct duty *before = d - 1;
        bool b_due = instant_known(before->due), due = instant_known(d->due);
        assert_true(b_due || !due);
        if (b_due && due)
            assert_true(before->due.us <= d->due.us);
        if (before->due.us == d->due.us)
            assert_true(clause_compare(before->clause, d->clause) <= 0);
        assert_ptr_equal(duty_of(x, d), d);
    }
    for (size_t i = 1; i < x->warnings_count; i++)
        assert_true(clause_compare(x->warnings[i - 1].clause,
                                   x->warnings[i].clause) <= 0);
}

/* D3, D22: nobody is asked to delete before the decision, and a hold that the
 * answers make keeps every such duty closed. */
static void no_deletion_before_its_time(struct asking_once *a)
{
    const struct policy_answer *x = &a->first;
    bool answers_hold = !x->allowed[CHOICE_MANAGE_IN_SCHOOL];
    for (size_t i = 0; i < x->duties_count; i++) {
        const struct duty *d = &x->duties[i];
        if (!str_is(d->clause, "12.8") && !str_starts(d->clause, "12.10"))
            continue;
        assert_int_equal(a->m->f.outcome.choice, CHOICE_MANAGE_IN_SCHOOL);
        bool open = d->state == DUTY_DUE || d->state == DUTY_OVERDUE;
        if (x->state != OUTCOME_DECIDED || answers_hold)
            assert_false(open);
    }
}

/* Time alone only makes late. */
static void later_is_only_later(struct asking_once *a)
{
    struct instant later = { a->m->now.us + 86400000000 * 3 };
    struct policy_answer then = ask(a, &a->m->f, later);
    assert_int_equal(then.duties_count, a->first.duties_count);
    assert_int_equal(then.state, a->first.state);
    for (size_t i = 0; i < then.duties_count; i++) {
        const struct duty *d = duty_of(&a->first, &then.duties[i]);
        assert_non_null(d);
        if (d->state != DUTY_WAITING || !str_is(d->clause, "7.5d"))
            assert_int_equal(d->due.us, then.duties[i].due.us);
        if (d->state == DUTY_DONE || d->state == DUTY_OVERDUE)
            assert_int_equal(then.duties[i].state, d->state);
        if (d->state == DUTY_DUE)
            assert_true(then.duties[i].state != DUTY_WAITING);
    }
}

static void the_proposer_cannot_decide(struct asking_once *a)
{
    struct facts f = a->m->f;
    struct fact_user both[2] = { { f.outcome.proposed_by.id, ROLE_HEAD },
                                 { f.outcome.proposed_by.id,
                                   ROLE_EXECUTIVE_LEADER } };
    f.outcome.signed_by = both;
    f.outcome.signed_by_count = 2;
    f.outcome.choice = CHOICE_MANAGE_IN_SCHOOL;
    assert_int_equal(ask(a, &f, a->m->now).state, OUTCOME_PROPOSED);
}

/* D4: a sign-off stands before no referral. */
static void refer_needs_nobody(struct asking_once *a)
{
    struct facts f = a->m->f;
    f.outcome.choice = CHOICE_REFER;
    f.outcome.signed_by_count = 0;
    struct policy_answer x = ask(a, &f, a->m->now);
    assert_int_equal(x.state, OUTCOME_DECIDED);
    for (size_t i = 0; i < x.duties_count; i++)
        assert_false(str_is(x.duties[i].clause, "12.9"));
}

/* A trust's longer limit never makes anything due earlier. */
static void a_longer_limit_is_later(struct asking_once *a)
{
    const struct pack *own;
    struct pack_change changes[] = { { STR("7.5c"), 4, STR("Board") },
                                     { STR("12.8"), 9, STR("Board") },
                                     { STR("7.5b"), 1, STR("Board") } };
    assert_int_equal(pack_changed(&own, a->mem, a->pack, changes, 3), OK);
    struct policy_answer x;
    policy_answer(&x, a->mem, own, &a->m->calendar, &a->m->f, a->m->now);
    assert_int_equal(x.duties_count, a->first.duties_count);
    for (size_t i = 0; i < x.duties_count; i++) {
        const struct duty *d = duty_of(&a->first, &x.duties[i]);
        assert_non_null(d);
        bool longer = str_is(d->clause, "7.5c") || str_is(d->clause, "7.5b") ||
                      str_is(d->clause, "12.8");
        if (longer && instant_known(d->due))
            assert_true(x.duties[i].due.us > d->due.us);
        else
            assert_int_equal(x.duties[i].due.us, d->due.us);
    }
}

static void (*const properties[])(struct asking_once *) = {
    the_same_facts_give_the_same_answer,
    a_yes_never_removes_refer,
    an_unknown_never_opens_manage_in_school,
    every_duty_is_whole_and_in_order,
    no_deletion_before_its_time,
    later_is_only_later,
    the_proposer_cannot_decide,
    refer_needs_nobody,
    a_longer_limit_is_later,
};

static void hold_over_random_facts(void **state)
{
    (void)state;
    const char *seed = getenv("SEED");
    struct dice d = { seed != NULL ? strtoull(seed, NULL, 10) : 20260323 };
    AUTO_ARENA words;
    arena_open(&words, 16 << 20);
    struct pack *pack;
    struct str error;
    assert_int_equal(pack_open(&pack, NULL, &words, &error), OK);
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct made *m = ARENA_NEW(&words, struct made);
    for (unsigned i = 0; i < how_many; i++) {
        arena_reset(&mem);
        make(m, &d);
        struct asking_once a = { .mem = &mem, .pack = pack, .m = m, .d = &d };
        a.first = ask(&a, &m->f, m->now);
        for (size_t p = 0; p < COUNT_OF(properties); p++)
            properties[p](&a);
    }
    pack_close(pack);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        how_many = (unsigned)strtoul(argv[1], NULL, 10);
    const struct CMUnitTest tests[] = { TEST(hold_over_random_facts) };
    return RUN_TESTS(tests);
}
