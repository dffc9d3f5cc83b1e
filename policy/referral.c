/* referral.c: when the incident must be referred (7.5e, 8.9), what may be
 * chosen (8.10), and the referral itself. */
#include "policy/rules.h"

/* 8.9a, implied: an adult is suspected, the category says so, or an adult or
 * a member of staff made, sent, passed on or asked for the picture. */
static bool implies_8_9a(const struct facts *f)
{
    const unsigned acts = 1u << PART_CREATED | 1u << PART_SENT |
                          1u << PART_SHARED_ON | 1u << PART_REQUESTED;
    if (f->adult_suspected == YES ||
        f->category == CATEGORY_AGGRAVATED_ADULT)
        return true;
    for (size_t i = 0; i < f->people_count; i++) {
        const struct fact_person *p = &f->people[i];
        if ((p->type == PERSON_ADULT || p->type == PERSON_STAFF) &&
            (p->parts & acts) != 0)
            return true;
    }
    return false;
}

/* 8.9b, implied: a demand under threat is blackmail. */
static bool implies_8_9b(const struct facts *f)
{
    return has_kind(f, KIND_SEXTORTION);
}

/* 7.5e, 8.9a to 8.9f: any one answered yes, or implied, requires a referral.
 * No role can clear it (D1). */
static void rule_required(struct asking *a)
{
    struct policy_answer *out = a->out;
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        out->because[i] = a->f->criteria[i] == YES;
    if (implies_8_9a(a->f))
        out->because[CRITERION_8_9A] = true;
    if (implies_8_9b(a->f))
        out->because[CRITERION_8_9B] = true;
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        out->refer_required = out->refer_required || out->because[i];
}

/* 8.10: the school may manage it only when every criterion was asked and
 * answered no; seeking information is open until a referral is required. */
static void rule_allowed(struct asking *a)
{
    struct policy_answer *out = a->out;
    bool all_no = true;
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        all_no = all_no && a->f->criteria[i] == NO;
    out->allowed[CHOICE_REFER] = true;
    out->allowed[CHOICE_SEEK_INFORMATION] = !out->refer_required;
    out->allowed[CHOICE_MANAGE_IN_SCHOOL] = !out->refer_required && all_no;
}

/* 8.14, 8.15: which way the policy points. */
static void rule_route(struct asking *a)
{
    const struct facts *f = a->f;
    struct policy_answer *out = a->out;
    out->route = ROUTE_NONE;
    if (out->refer_required)
        out->route = ROUTE_REFER;
    else if (f->conflict == YES)
        out->route = ROUTE_SG10;
    else if (f->consensual == YES && f->malice == NO &&
             out->allowed[CHOICE_MANAGE_IN_SCHOOL])
        out->route = ROUTE_SCHOOL;
}

/* D3: evidence is kept until the police release it, or until the school may
 * manage the incident and nothing was referred. */
static void rule_evidence(struct asking *a)
{
    const struct facts *f = a->f;
    bool released = instant_known(f->evidence_released_at);
    bool school = a->out->allowed[CHOICE_MANAGE_IN_SCHOOL] &&
                  f->outcome.choice != CHOICE_REFER &&
                  !referred_to_agency(f);
    a->out->evidence_hold = !released && !school;
}

void referral_outcome(struct asking *a)
{
    rule_required(a);
    rule_allowed(a);
    rule_route(a);
    rule_evidence(a);
}

/* 7.5e, 8.9a to 8.9f: each is asked; "not known" stays a duty. */
static void rule_criteria_asked(struct asking *a)
{
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        RAISE(a, .clause = criterion_clause((enum criterion)i), .owner = DSL,
              .start = a->f->reported_at,
              .done = a->f->criteria[i] != UNKNOWN);
}

/* 8.9: a required referral is made to social care or the police at once. */
static void rule_8_9(struct asking *a)
{
    if (a->out->refer_required)
        RAISE(a, .clause = "8.9", .owner = DSL, .start = a->f->reported_at,
              .done = referred_to_agency(a->f));
}

/* 8.9a, 8.9b: an answer of no beside facts that say yes. */
static void rule_contradictions(struct asking *a)
{
    if (implies_8_9a(a->f) && a->f->criteria[CRITERION_8_9A] == NO)
        warning_raise(a, "8.9a", STR_NONE);
    if (implies_8_9b(a->f) && a->f->criteria[CRITERION_8_9B] == NO)
        warning_raise(a, "8.9b", STR_NONE);
}

/* 8.10: a choice that the answers do not allow. */
static void rule_8_10(struct asking *a)
{
    enum choice choice = a->f->outcome.choice;
    if (choice != CHOICE_NONE && !a->out->allowed[choice])
        warning_raise(a, "8.10", STR_NONE);
}

void referral_rules(struct asking *a)
{
    rule_criteria_asked(a);
    rule_8_9(a);
    rule_contradictions(a);
    rule_8_10(a);
}
