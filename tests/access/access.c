/* Who gets a permit: the whole table of role x permission x relation, written
 * out a second time by hand, so that a change of one has to change both. */
#include "tests/check.h"

#include "access/access.h"

enum relation_case { SAME_SCHOOL, OTHER_SCHOOL, OTHER_TRUST, NAMED, REPORTER,
                     RELATION_CASES };

static const struct trust_id ours = { { 1 } }, theirs = { { 2 } };
static const struct school_id oak = { { 3 } }, elm = { { 4 } };
static const struct user_id me = { { 5 } }, other = { { 6 } };

static struct actor actor_with(enum role role, struct school_id school)
{
    struct actor a = { .known = true, .second_factor = true, .trust = ours,
                       .user = me, .grants_count = 1 };
    a.grants[0] = (struct grant){ role, school };
    return a;
}

static struct incident_scope scope_of(enum relation_case relation)
{
    struct incident_scope s = { .trust = ours, .school = oak,
                                .incident = { { 9 } }, .reporter = other };
    switch (relation) {
    case SAME_SCHOOL: break;
    case OTHER_SCHOOL: s.school = elm; break;
    case OTHER_TRUST: s.trust = theirs; break;
    case NAMED: s.names_actor = true; break;
    case REPORTER: s.school = elm; s.reporter = me; break;
    case RELATION_CASES: break;
    }
    return s;
}

/* Rows: permission; columns: staff, dsl, deputy, head, executive leader (for
 * the whole trust), administrator. In a cell: the relations that open it:
 * s same school, o other school, r reporter; never t (other trust), n named.*/
static const struct {
    enum permission permission;
    const char *cells[6];
} expected[] = {
    { PERMIT_SEE_RECEIPT, { "r", "r", "r", "r", "r", "r" } },
    { PERMIT_SEE_INCIDENT, { "", "s", "s", "s", "sor", "" } },
    { PERMIT_WRITE_NOTE, { "", "s", "s", "s", "sor", "" } },
    { PERMIT_LEAD_INCIDENT, { "", "s", "s", "", "", "" } },
    { PERMIT_SIGN_DECISION, { "", "", "", "s", "sor", "" } },
    { PERMIT_RECORD_REFERRAL, { "", "s", "s", "s", "sor", "" } },
};

static const enum role columns[6] = { ROLE_STAFF, ROLE_DSL, ROLE_DEPUTY_DSL,
                                      ROLE_HEAD, ROLE_EXECUTIVE_LEADER,
                                      ROLE_ADMINISTRATOR };

static void incident_permits_follow_the_table(void **state)
{
    (void)state;
    static const char letters[RELATION_CASES] = { 's', 'o', 't', 'n', 'r' };
    for (size_t row = 0; row < COUNT_OF(expected); row++)
        for (size_t col = 0; col < COUNT_OF(columns); col++)
            for (unsigned rel = 0; rel < RELATION_CASES; rel++) {
                bool trust_wide = columns[col] == ROLE_EXECUTIVE_LEADER;
                struct school_id at = trust_wide ? (struct school_id){ { 0 } }
                                                 : oak;
                struct actor a = actor_with(columns[col], at);
                struct incident_scope s = scope_of((enum relation_case)rel);
                struct permit p;
                bool granted = access_permit(
                    &p, &a, expected[row].permission, &s);
                bool wanted = strchr(expected[row].cells[col],
                                     letters[rel]) != NULL;
                assert_int_equal(granted, wanted);
                if (granted)
                    assert_true(ID_SAME(p.incident, s.incident));
            }
}

static void pages_about_no_incident(void **state)
{
    (void)state;
    static const struct {
        enum permission permission;
        const char *yes; /* staff s, dsl d, head h, leader e, admin a */
    } rows[] = {
        { PERMIT_SIGNED_IN, "sdhea" },
        { PERMIT_REPORT, "sdhea" },
        { PERMIT_SEE_WORK, "dhe" },
        { PERMIT_FIND_INCIDENT, "dhe" },
        { PERMIT_MANAGE_PEOPLE, "a" },
        { PERMIT_NOTHING, "" },
    };
    static const struct { char letter; enum role role; } who[] = {
        { 's', ROLE_STAFF }, { 'd', ROLE_DSL }, { 'h', ROLE_HEAD },
        { 'e', ROLE_EXECUTIVE_LEADER }, { 'a', ROLE_ADMINISTRATOR },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t j = 0; j < COUNT_OF(who); j++) {
            struct actor a = actor_with(who[j].role, oak);
            struct permit p;
            assert_int_equal(
                access_permit(&p, &a, rows[i].permission, NULL),
                strchr(rows[i].yes, who[j].letter) != NULL);
        }
}

static void signed_out_and_half_signed_in_get_nothing(void **state)
{
    (void)state;
    struct incident_scope s = scope_of(SAME_SCHOOL);
    for (unsigned i = 0; i < PERMISSION_COUNT; i++) {
        enum permission p = (enum permission)i;
        const struct incident_scope *scope =
            permission_needs_incident(p) ? &s : NULL;
        struct permit permit;
        struct actor nobody = { 0 };
        assert_int_equal(access_permit(&permit, &nobody, p, scope),
                         p == PERMIT_PUBLIC);
        struct actor half = actor_with(ROLE_DSL, oak);
        half.second_factor = false;
        assert_int_equal(access_permit(&permit, &half, p, scope),
                         p == PERMIT_PUBLIC || p == PERMIT_FIRST_FACTOR);
    }
}

static void nobody_reports_for_a_report_without_author(void **state)
{
    (void)state;
    struct actor a = actor_with(ROLE_STAFF, oak);
    a.user = (struct user_id){ { 0 } };
    struct incident_scope s = scope_of(SAME_SCHOOL);
    s.reporter = (struct user_id){ { 0 } };
    struct permit p;
    assert_false(access_permit(&p, &a, PERMIT_SEE_RECEIPT, &s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(incident_permits_follow_the_table),
        TEST(pages_about_no_incident),
        TEST(signed_out_and_half_signed_in_get_nothing),
        TEST(nobody_reports_for_a_report_without_author),
    };
    return RUN_TESTS(tests);
}
