/* signoff.c: when a decision not to refer counts (8.11, 12.9, D4). */
#include "policy/rules.h"

/* 12.9: both sign, two different people, neither the proposer nor a person of
 * the incident. A sign-off never stands before a referral. */
void signoff_state(struct asking *a)
{
    const struct fact_outcome *o = &a->f->outcome;
    if (o->choice == CHOICE_NONE)
        a->out->state = OUTCOME_NONE;
    else if (!a->out->allowed[o->choice])
        a->out->state = OUTCOME_PROPOSED;
    else if (o->choice != CHOICE_MANAGE_IN_SCHOOL)
        a->out->state = OUTCOME_DECIDED;
    else if (o->confident && !str_is_blank(o->reasons) &&
             both_roles(a->f, o->signed_by, o->signed_by_count,
                        policy_signature_valid))
        a->out->state = OUTCOME_DECIDED;
    else
        a->out->state = OUTCOME_PROPOSED;
}

/* 8.11: not referring takes confidence and reasons. */
static void rule_8_11(struct asking *a)
{
    const struct fact_outcome *o = &a->f->outcome;
    if (o->choice == CHOICE_MANAGE_IN_SCHOOL &&
        (!o->confident || str_is_blank(o->reasons)))
        warning_raise(a, "8.11", STR_NONE);
}

static bool signed_in_both_roles(const struct facts *f, struct str user)
{
    const struct fact_user *head = NULL, *leader = NULL;
    for (size_t i = 0; i < f->outcome.signed_by_count; i++) {
        const struct fact_user *s = &f->outcome.signed_by[i];
        if (!str_same(s->id, user))
            continue;
        if (s->role == ROLE_HEAD)
            head = s;
        if (s->role == ROLE_EXECUTIVE_LEADER)
            leader = s;
    }
    return head != NULL && leader != NULL &&
           policy_signature_valid(f, head) &&
           policy_signature_valid(f, leader);
}

/* 12.9: a signature that does not count, and one person in both roles. */
static void rule_12_9_invalid(struct asking *a)
{
    const struct facts *f = a->f;
    for (size_t i = 0; i < f->outcome.signed_by_count; i++) {
        const struct fact_user *s = &f->outcome.signed_by[i];
        if (!policy_signature_valid(f, s) || signed_in_both_roles(f, s->id))
            warning_raise(a, "12.9", s->id);
    }
}

/* 12.9: the Headteacher and the Executive Leader each sign off the reasons. */
static void rule_12_9(struct asking *a)
{
    const struct fact_outcome *o = &a->f->outcome;
    static const enum role roles[] = { ROLE_HEAD, ROLE_EXECUTIVE_LEADER };
    if (o->choice != CHOICE_MANAGE_IN_SCHOOL)
        return;
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        RAISE(a, .clause = "12.9", .owner = str_of(role_name(roles[i])),
              .start = first_known(o->proposed_at, a->f->reported_at,
                                   a->f->reported_at),
              .done = role_among(a->f, o->signed_by, o->signed_by_count,
                                 roles[i], policy_signature_valid));
}

void signoff_rules(struct asking *a)
{
    rule_8_11(a);
    rule_12_9(a);
    rule_12_9_invalid(a);
}
