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
    { PERMIT_SEE_PUPIL, { "", "s", "s", "s", "sor", "" } },
    { PERMIT_SUPPORT_PUPIL, { "", "s", "s", "", "", "" } },
    { PERMIT_ARRANGE, { "", "s", "s", "", "", "" } },
    { PERMIT_LINK_PARENTS, { "", "s", "s", "s", "sor", "" } },
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

/* 9.2, 2.4: the adult a pupil chose and the SENCO have the pupil's pages, at
 * the school only, and never when they are named. */
static void a_pupils_choice_opens_the_pupils_pages_only(void **state)
{
    (void)state;
    static const enum permission whole[] = {
        PERMIT_SEE_INCIDENT, PERMIT_WRITE_NOTE, PERMIT_LEAD_INCIDENT,
        PERMIT_SIGN_DECISION, PERMIT_RECORD_REFERRAL,
    };
    static const struct {
        enum role role;
        bool helps, senco; /* of the scope */
        bool see, support, arrange;
    } rows[] = {
        { ROLE_STAFF, false, false, false, false, false },
        { ROLE_STAFF, true, false, true, true, false },
        { ROLE_STAFF, false, true, false, false, false },
        { ROLE_SENCO, false, false, false, false, false },
        { ROLE_SENCO, false, true, true, false, true },
        { ROLE_SENCO, true, true, true, true, true },
        { ROLE_GOVERNOR, true, true, false, false, false },
        { ROLE_ADMINISTRATOR, true, true, false, false, false },
        { ROLE_HEAD, true, false, true, true, false },
    };
    struct permit p;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct actor a = actor_with(rows[i].role, oak);
        struct incident_scope s = scope_of(SAME_SCHOOL);
        s.helps = rows[i].helps;
        s.needs_senco = rows[i].senco;
        assert_int_equal(access_permit(&p, &a, PERMIT_SEE_PUPIL, &s),
                         rows[i].see);
        assert_int_equal(access_permit(&p, &a, PERMIT_SUPPORT_PUPIL, &s),
                         rows[i].support);
        assert_int_equal(access_permit(&p, &a, PERMIT_ARRANGE, &s),
                         rows[i].arrange);
        for (size_t w = 0; rows[i].role != ROLE_HEAD && w < COUNT_OF(whole);
             w++)
            assert_false(access_permit(&p, &a, whole[w], &s));
        s.names_actor = true;
        assert_false(access_permit(&p, &a, PERMIT_SEE_PUPIL, &s));
        s.names_actor = false;
        s.school = elm;
        assert_false(access_permit(&p, &a, PERMIT_SEE_PUPIL, &s));
        s.school = oak;
        s.trust = theirs;
        assert_false(access_permit(&p, &a, PERMIT_SEE_PUPIL, &s));
    }
}

/* 10.3a: who owes a duty by name opens what takes one, in their own trust and
 * never when they are named, and nothing that takes a role. */
static void a_duty_by_name_opens_its_pages_only(void **state)
{
    (void)state;
    static const enum permission open[] = { PERMIT_LINK_PARENTS,
                                            PERMIT_SIGN_VIEWING };
    struct actor a = actor_with(ROLE_STAFF, elm);
    struct incident_scope s = scope_of(SAME_SCHOOL);
    struct permit p;
    s.actor_owes = true;
    for (unsigned i = 0; i < PERMISSION_COUNT; i++) {
        enum permission permission = (enum permission)i;
        bool wanted = permission == open[0] || permission == open[1];
        if (!permission_needs_incident(permission))
            continue;
        assert_int_equal(access_permit(&p, &a, permission, &s), wanted);
        s.names_actor = true;
        assert_false(access_permit(&p, &a, permission, &s));
        s.names_actor = false;
        s.trust = theirs;
        assert_false(access_permit(&p, &a, permission, &s));
        s.trust = ours;
    }
}

/* D8: who leads (L), signs (S) and sees (V) for each set of seats that are
 * named, by hand: d the DSL, h the Head, e the Executive Leader, c the CEO. The
 * person asked for is another holder of the role, named nowhere. */
static const struct {
    const char *named;
    enum role leader;
    const char *dsl, *deputy, *head, *executive, *ceo, *chair;
} seats[] = {
    { "", ROLE_DSL, "LV", "LV", "SV", "SV", "", "" },
    { "d", ROLE_HEAD, "LV", "LV", "LSV", "SV", "SV", "" },
    { "h", ROLE_CEO, "LV", "LV", "SV", "SV", "LSV", "" },
    { "e", ROLE_DSL, "LV", "LV", "SV", "SV", "SV", "" },
    { "c", ROLE_CHAIR, "LV", "LV", "SV", "SV", "", "LV" },
    { "dh", ROLE_CEO, "LV", "LV", "SV", "SV", "LSV", "SV" },
    { "de", ROLE_HEAD, "LV", "LV", "LSV", "SV", "SV", "SV" },
    { "dc", ROLE_CHAIR, "LV", "LV", "LSV", "SV", "", "LSV" },
    { "he", ROLE_CEO, "LV", "LV", "SV", "SV", "LSV", "SV" },
    { "hc", ROLE_CHAIR, "LV", "LV", "SV", "SV", "", "LSV" },
    { "ec", ROLE_CHAIR, "LV", "LV", "SV", "SV", "", "LSV" },
    { "dhe", ROLE_CEO, "LV", "LV", "SV", "SV", "LSV", "SV" },
    { "dhc", ROLE_CHAIR, "LV", "LV", "SV", "SV", "", "LSV" },
    { "dec", ROLE_CHAIR, "LV", "LV", "LSV", "SV", "", "LSV" },
    { "hec", ROLE_CHAIR, "LV", "LV", "SV", "SV", "", "LSV" },
    { "dhec", ROLE_CHAIR, "LV", "LV", "SV", "SV", "", "LSV" },
};

static unsigned named_bits(const char *named)
{
    unsigned bits = 0;
    for (; *named != '\0'; named++)
        bits |= 1u << (*named == 'd'   ? ROLE_DSL
                       : *named == 'h' ? ROLE_HEAD
                       : *named == 'e' ? ROLE_EXECUTIVE_LEADER
                                       : ROLE_CEO);
    return bits;
}

/* What each letter of the table opens. */
static const struct {
    char letter;
    enum permission permission;
} opened[] = {
    { 'L', PERMIT_LEAD_INCIDENT },  { 'L', PERMIT_SUPPORT_PUPIL },
    { 'L', PERMIT_ARRANGE },        { 'S', PERMIT_SIGN_DECISION },
    { 'S', PERMIT_ALLOW_VIEWING },  { 'V', PERMIT_SEE_INCIDENT },
    { 'V', PERMIT_WRITE_NOTE },     { 'V', PERMIT_RECORD_REFERRAL },
    { 'V', PERMIT_SEE_PUPIL },
};

static void seat_check(enum role role, const char *letters, unsigned named)
{
    bool of_trust = role == ROLE_EXECUTIVE_LEADER || role == ROLE_CEO ||
                    role == ROLE_CHAIR;
    struct school_id at = of_trust ? (struct school_id){ { 0 } } : oak;
    struct actor a = actor_with(role, at);
    struct permit p;
    for (size_t i = 0; i < COUNT_OF(opened); i++) {
        struct incident_scope s = scope_of(SAME_SCHOOL);
        s.named_roles = named;
        bool wanted = strchr(letters, opened[i].letter) != NULL;
        if (access_permit(&p, &a, opened[i].permission, &s) != wanted)
            fail_msg("%s, named %x: %s", role_name(role), named,
                     permission_name(opened[i].permission));
        s.names_actor = true; /* whoever is named has nothing at all */
        assert_false(access_permit(&p, &a, opened[i].permission, &s));
        s.names_actor = false;
        s.trust = theirs;
        assert_false(access_permit(&p, &a, opened[i].permission, &s));
        s.trust = ours;
        s.school = elm;
        assert_int_equal(access_permit(&p, &a, opened[i].permission, &s),
                         wanted && of_trust);
    }
}

static void the_next_one_up_takes_the_seat(void **state)
{
    (void)state;
    static const enum role others[] = { ROLE_NONE, ROLE_STAFF, ROLE_SENCO,
                                        ROLE_TRUSTEE, ROLE_GOVERNOR,
                                        ROLE_ADMINISTRATOR };
    assert_int_equal(COUNT_OF(seats), 16); /* every set of four */
    for (size_t i = 0; i < COUNT_OF(seats); i++) {
        unsigned named = named_bits(seats[i].named);
        assert_int_equal(access_leader(named), seats[i].leader);
        seat_check(ROLE_DSL, seats[i].dsl, named);
        seat_check(ROLE_DEPUTY_DSL, seats[i].deputy, named);
        seat_check(ROLE_HEAD, seats[i].head, named);
        seat_check(ROLE_EXECUTIVE_LEADER, seats[i].executive, named);
        seat_check(ROLE_CEO, seats[i].ceo, named);
        seat_check(ROLE_CHAIR, seats[i].chair, named);
        for (size_t j = 0; j < COUNT_OF(others); j++) {
            assert_int_equal(access_seats(others[j], named), 0);
            if (others[j] != ROLE_NONE)
                seat_check(others[j], "", named);
        }
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(named, named_bits(seats[j].named));
    }
}

static void pages_about_no_incident(void **state)
{
    (void)state;
    static const struct {
        enum permission permission;
        const char *yes; /* staff s, dsl d, head h, leader e, admin a,
                          * CEO c, chair t */
    } rows[] = {
        { PERMIT_SIGNED_IN, "sdheact" },
        { PERMIT_REPORT, "sdheac" },
        { PERMIT_SEE_WORK, "dhect" },
        { PERMIT_FIND_INCIDENT, "dhect" },
        { PERMIT_KEEP_AGENCIES, "da" },
        { PERMIT_MANAGE_PEOPLE, "a" },
        { PERMIT_MANAGE_COVER, "dhea" },
        { PERMIT_SEE_LESSONS, "dhe" },
        { PERMIT_NOTHING, "" },
    };
    static const struct { char letter; enum role role; } who[] = {
        { 's', ROLE_STAFF }, { 'd', ROLE_DSL }, { 'h', ROLE_HEAD },
        { 'e', ROLE_EXECUTIVE_LEADER }, { 'a', ROLE_ADMINISTRATOR },
        { 'c', ROLE_CEO }, { 't', ROLE_CHAIR },
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
        bool open = p == PERMIT_PUBLIC || p == PERMIT_BY_TOKEN;
        assert_int_equal(access_permit(&permit, &nobody, p, scope), open);
        struct actor half = actor_with(ROLE_DSL, oak);
        half.second_factor = false;
        assert_int_equal(access_permit(&permit, &half, p, scope),
                         open || p == PERMIT_FIRST_FACTOR);
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
        TEST(a_pupils_choice_opens_the_pupils_pages_only),
        TEST(a_duty_by_name_opens_its_pages_only),
        TEST(the_next_one_up_takes_the_seat),
        TEST(pages_about_no_incident),
        TEST(signed_out_and_half_signed_in_get_nothing),
        TEST(nobody_reports_for_a_report_without_author),
    };
    return RUN_TESTS(tests);
}
