/* D8 through the whole house, on the driver that the argument names: for every
 * set of people who lead and sign that an incident names, who finds it in the
 * list, in a search, among the duties and the alerts, and who is told by mail.
 * The rule itself is checked by hand in tests/access; here everything has to
 * say the same as it. */
#include "tests/check.h"
#include "tests/house.h"
#include "tests/place.h"

#include "acts/notices.h"
#include "store/outbox.h"

#include <stdio.h>

static enum place_kind kind;
static struct place place;

static const enum role seats[] = { ROLE_DSL, ROLE_HEAD,
                                   ROLE_EXECUTIVE_LEADER, ROLE_CEO };
enum { SETS = 1 << COUNT_OF(seats) };

static void open_here(struct house *h)
{
    place_make(&place, kind);
    house_open_at(h, place_driver(kind), place.where);
    house_people(h);
}

static void close_here(struct house *h)
{
    house_close(h);
    place_remove(&place);
}

static unsigned roles_of(unsigned set)
{
    unsigned roles = 0;
    for (size_t i = 0; i < COUNT_OF(seats); i++)
        if ((set & 1u << i) != 0)
            roles |= 1u << seats[i];
    return roles;
}

/* A report with a word of its own, then each of them is named by the deputy,
 * who is never one of them. */
static const char *told_incident(struct house *h, unsigned set)
{
    char fields[200];
    unsigned length = 1;
    snprintf(fields, sizeof(fields), "safe=yes|told=Heard wordset%u here.",
             set);
    const char *ref = house_report(h, fields);
    struct permit deputy = house_permit(h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    for (size_t i = 0; i < COUNT_OF(seats); i++) {
        char user[ID_TEXT_SIZE + 1];
        if ((set & 1u << i) == 0)
            continue;
        id_print(user, house_user(seats[i]).bytes);
        snprintf(fields, sizeof(fields),
                 "person=p%u|name=Somebody|type=staff|parts=affected|user=%s",
                 length, user);
        assert_int_equal(house_act(h, &deputy, ENTRY_PERSON, length,
                                   fields).end, ACT_DONE);
        length++;
    }
    return ref;
}

struct asking {
    struct house *h;
    enum role role;
    const char *ref;
    unsigned set;
    struct incident_scope scope;
    bool listed, found, alerted, to_open;
    unsigned owed; /* duties of these roles are the person's: bits */
};

static struct school_id school_of(const struct house *h, enum role role)
{
    bool of_trust = role == ROLE_EXECUTIVE_LEADER || role == ROLE_CEO ||
                    role == ROLE_CHAIR;
    return of_trust ? (struct school_id){ { 0 } } : h->oak;
}

static bool among(const struct incident_row *rows, size_t count,
                  const char *ref)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].reference, ref) == 0)
            return true;
    return false;
}

static enum err ask_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    struct arena *mem = &a->h->mem;
    struct actor actor = house_actor(a->h, a->role, school_of(a->h, a->role));
    struct permit permit;
    must(access_permit(&permit, &actor, PERMIT_FIND_INCIDENT, NULL));
    struct lanes lanes = { &permit, 1 };
    struct incident_cursor newest = { 0 };
    struct incident_page page;
    const struct incident_row *alerts;
    size_t count;
    unsigned to_open;
    must(store_scope_by_reference(&a->scope, tx, a->h->trust, permit.user,
                                  a->ref) == OK);
    must(store_incidents(&page, tx, mem, lanes, newest, 100) == OK);
    a->listed = among(page.rows, page.count, a->ref);
    struct str word = str_printf(mem, "wordset%u", a->set);
    must(store_search(&page, tx, mem, lanes, word, newest) == OK);
    a->found = among(page.rows, page.count, a->ref);
    must(store_alerts(&alerts, &count, tx, mem, lanes, 100) == OK);
    a->alerted = among(alerts, count, a->ref);
    must(store_alerts_count(&to_open, tx, lanes, PAGE_MAX) == OK);
    a->to_open = to_open > 0;
    struct work_query q = { .lanes = lanes, .due = true, .waiting = true,
                            .limit = 100 };
    struct work_page work;
    must(store_work(&work, tx, mem, &q) == OK);
    a->owed = 0;
    for (size_t i = 0; i < work.count; i++)
        if (strcmp(work.items[i].reference, a->ref) == 0)
            a->owed |= 1u << work.items[i].duty.owner_role;
    return OK;
}

static bool may(const struct asking *a, enum permission permission)
{
    struct actor actor = house_actor(a->h, a->role, school_of(a->h, a->role));
    struct permit permit;
    return access_permit(&permit, &actor, permission, &a->scope);
}

static void ask(struct house *h, enum role role, const char *ref, unsigned set)
{
    struct asking a = { .h = h, .role = role, .ref = ref, .set = set };
    assert_int_equal(store_read(&h->store, ask_work, &a), OK);
    bool named = (roles_of(set) & 1u << role) != 0;
    bool sees = may(&a, PERMIT_SEE_INCIDENT);
    assert_int_equal(a.scope.names_actor, named);
    assert_int_equal(a.scope.named_roles, roles_of(set));
    if (a.listed != sees || a.found != sees || a.alerted != sees)
        fail_msg("%s, set %u: may %d, list %d, search %d, alerts %d",
                 role_name(role), set, sees, a.listed, a.found, a.alerted);
    assert_true(!named || !sees);
    /* Every incident has duties of the DSL, and those that name somebody who
     * is affected have one of the Head. */
    unsigned own = role == ROLE_DEPUTY_DSL ? ROLE_DSL : role;
    unsigned wanted = access_seats(role, roles_of(set)) | 1u << own;
    unsigned there = 1u << ROLE_DSL | (set != 0 ? 1u << ROLE_HEAD : 0);
    assert_int_equal(a.owed, named ? 0 : wanted & there);
    bool opens = may(&a, PERMIT_LEAD_INCIDENT);
    if (a.to_open != opens)
        fail_msg("%s, set %u: opens %d, told of %d", role_name(role), set,
                 opens, a.to_open);
}

static void everything_says_the_same_as_the_rule(void **state)
{
    (void)state;
    static const enum role asked[] = {
        ROLE_DSL, ROLE_DEPUTY_DSL, ROLE_HEAD, ROLE_EXECUTIVE_LEADER,
        ROLE_CEO, ROLE_CHAIR,
    };
    for (unsigned set = 0; set < SETS; set++) {
        struct house h;
        open_here(&h);
        const char *ref = told_incident(&h, set);
        for (size_t i = 0; i < COUNT_OF(asked); i++)
            ask(&h, asked[i], ref, set);
        close_here(&h);
    }
}

/* Among many incidents, the CEO and the chair find theirs and no other, and
 * the same row never twice; nor when half of the digests, and then all of them,
 * stand in bundles. */
static void nobody_above_finds_any_other(void **state)
{
    (void)state;
    struct house h;
    const char *refs[SETS];
    open_here(&h);
    for (unsigned set = 0; set < SETS; set++)
        refs[set] = told_incident(&h, set);
    for (unsigned set = 0; set < SETS; set++)
        for (unsigned above = 0; above < 2; above++) {
            enum role role = above == 0 ? ROLE_CEO : ROLE_CHAIR;
            struct instant now = h.now;
            if (above == 1 && set % 4 == 0)
                now.us++; /* everything */
            assert_int_equal(house_bundle(&h, now), OK);
            struct asking a = { .h = &h, .role = role, .ref = refs[set],
                                .set = set };
            assert_int_equal(store_read(&h.store, ask_work, &a), OK);
            assert_int_equal(a.listed, may(&a, PERMIT_SEE_INCIDENT));
            assert_int_equal(a.found, may(&a, PERMIT_SEE_INCIDENT));
        }
    close_here(&h);
}

/* ---- who is told ---- */

struct taking {
    struct house *h;
    unsigned told[NOTICE_SEAT + 1];
};

static enum err take_work(struct tx *tx, void *context)
{
    struct taking *t = context;
    const struct notice_row *rows;
    size_t count;
    memset(t->told, 0, sizeof(t->told));
    enum err err = store_notices_due(&rows, &count, tx, &t->h->mem, t->h->now,
                                     500);
    for (size_t i = 0; i < count && err == OK; i++)
        t->told[rows[i].kind] |= 1u << rows[i].person.bytes[15];
    return err;
}

#define BIT(role) (1u << ROLE_##role)

/* The report itself says whom it is about: they never hear of it, and whoever
 * leads instead is told at once. */
static void a_report_about_one_of_them_goes_to_who_leads(void **state)
{
    (void)state;
    static const struct {
        enum role about;
        unsigned told;
    } rows[] = {
        { ROLE_DSL, BIT(HEAD) | BIT(DEPUTY_DSL) },
        { ROLE_HEAD, BIT(DSL) | BIT(CEO) },
        { ROLE_CEO, BIT(DSL) | BIT(CHAIR) },
        { ROLE_STAFF, BIT(DSL) },
        { ROLE_DEPUTY_DSL, BIT(DSL) },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct house h;
        char fields[200], user[ID_TEXT_SIZE + 1];
        open_here(&h);
        id_print(user, house_user(rows[i].about).bytes);
        snprintf(fields, sizeof(fields),
                 "safe=yes|told=Heard wordset1 here.|staff-about=%s", user);
        const char *ref = house_report(&h, fields);
        struct taking t = { .h = &h };
        assert_int_equal(store_read(&h.store, take_work, &t), OK);
        assert_int_equal(t.told[NOTICE_REPORT], rows[i].told);
        if (rows[i].about != ROLE_STAFF &&
            rows[i].about != ROLE_DEPUTY_DSL) {
            struct asking a = { .h = &h, .role = rows[i].about, .ref = ref,
                                .set = 1 };
            assert_int_equal(store_read(&h.store, ask_work, &a), OK);
            assert_true(a.scope.names_actor);
            assert_false(a.listed || a.found || a.alerted || a.to_open ||
                         a.owed != 0);
        }
        /* Unread and overdue: still nobody who is named. */
        h.now.us += INT64_C(5) * 86400 * 1000000;
        assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
        assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
        h.now.us -= INT64_C(4) * 86400 * 1000000;
        struct taking late = { .h = &h };
        h.now.us += INT64_C(4) * 86400 * 1000000;
        assert_int_equal(store_read(&h.store, take_work, &late), OK);
        for (size_t k = 0; k < COUNT_OF(late.told); k++)
            assert_int_equal(late.told[k] & 1u << rows[i].about, 0);
        unsigned leader = 1u << access_leader(
            rows[i].about == ROLE_STAFF || rows[i].about == ROLE_DEPUTY_DSL
                ? 0
                : 1u << rows[i].about);
        assert_int_equal(late.told[NOTICE_DIGEST] & leader, leader);
        close_here(&h);
    }
}

/* ---- the acts: leading and signing in another's place ---- */

static const char *const all_no = "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";

static enum err scope_load(struct tx *tx, void *context)
{
    struct asking *a = context;
    return store_scope_by_reference(&a->scope, tx, a->h->trust,
                                    house_user(a->role), a->ref);
}

static struct permit permit_of(struct house *h, enum role role,
                               enum permission permission, const char *ref)
{
    struct asking a = { .h = h, .role = role, .ref = ref };
    struct actor actor = house_actor(h, role, school_of(h, role));
    struct permit permit;
    assert_int_equal(store_read(&h->store, scope_load, &a), OK);
    assert_true(access_permit(&permit, &actor, permission, &a.scope));
    return permit;
}

static void the_head_leads_and_the_ceo_signs_for_the_head(void **state)
{
    (void)state;
    struct house h;
    struct known k;
    open_here(&h);
    const char *ref = told_incident(&h, 1); /* names the DSL */
    struct permit head = permit_of(&h, ROLE_HEAD, PERMIT_LEAD_INCIDENT, ref);
    struct permit head_signs = permit_of(&h, ROLE_HEAD, PERMIT_SIGN_DECISION,
                                         ref);
    struct permit ceo = permit_of(&h, ROLE_CEO, PERMIT_SIGN_DECISION, ref);
    struct permit leader = permit_of(&h, ROLE_EXECUTIVE_LEADER,
                                     PERMIT_SIGN_DECISION, ref);
    assert_int_equal(house_act(&h, &head, ENTRY_OPENED, 2, "").end, ACT_DONE);
    assert_int_equal(house_act(&h, &head, ENTRY_RISK, 3, all_no).end,
                     ACT_DONE);
    assert_int_equal(house_act(&h, &head, ENTRY_OUTCOME, 4, "choice=manage_in_school|why=Known|confident=yes|as-role=head").end,
                     ACT_DONE);
    struct act_result own = house_act(&h, &head_signs, ENTRY_SIGN, 5, "proposal=5|agree=agree|as-role=head|factor=code");
    assert_int_equal(own.end, ACT_REFUSED);
    assert_int_equal(own.refusal, REFUSE_OWN_PROPOSAL);
    assert_int_equal(house_act(&h, &ceo, ENTRY_SIGN, 5, "proposal=5|agree=agree|as-role=ceo|in-place=head|factor=code").end,
                     ACT_DONE);
    assert_int_equal(house_act(&h, &ceo, ENTRY_SIGN, 6, "proposal=5|agree=agree|as-role=ceo|in-place=executive_leader|factor=code").refusal,
                     REFUSE_ALREADY_SIGNED);
    assert_int_equal(house_act(&h, &leader, ENTRY_SIGN, 6, "proposal=5|agree=agree|as-role=executive_leader|factor=code").end,
                     ACT_DONE);
    struct instant none = { 0 };
    struct permit see = permit_of(&h, ROLE_CEO, PERMIT_SEE_INCIDENT, ref);
    assert_int_equal(act_load(&k, &h.mem, &h.acts, &see, none, h.now), OK);
    assert_int_equal(k.answer.state, OUTCOME_DECIDED);
    close_here(&h);
}

int main(int argc, char **argv)
{
    kind = place_asked(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(everything_says_the_same_as_the_rule),
        TEST(nobody_above_finds_any_other),
        TEST(a_report_about_one_of_them_goes_to_who_leads),
        TEST(the_head_leads_and_the_ceo_signs_for_the_head),
    };
    return RUN_TESTS(tests);
}
