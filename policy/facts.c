/* facts.c: small questions about the facts that several stages ask. */
#include "policy/rules.h"

bool has_part(const struct fact_person *p, enum part part)
{
    return (p->parts & 1u << part) != 0;
}

bool any_has_part(const struct facts *f, enum part part)
{
    for (size_t i = 0; i < f->people_count; i++)
        if (has_part(&f->people[i], part))
            return true;
    return false;
}

bool has_kind(const struct facts *f, enum kind_of_incident kind)
{
    return (f->kinds & 1u << kind) != 0;
}

bool list_has(const struct str *list, size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_same(list[i], id))
            return true;
    return false;
}

bool advice_given(const struct fact_advice *list, size_t count,
                  struct str person, unsigned index)
{
    for (size_t i = 0; i < count; i++)
        if (str_same(list[i].person, person) &&
            (list[i].clauses & 1u << index) != 0)
            return true;
    return false;
}

const struct fact_parents *parents_of(const struct facts *f, struct str pupil)
{
    for (size_t i = 0; i < f->parents_count; i++)
        if (str_same(f->parents[i].pupil, pupil))
            return &f->parents[i];
    return NULL;
}

bool referred_to(const struct facts *f, enum agency to)
{
    for (size_t i = 0; i < f->referrals_count; i++)
        if (f->referrals[i].to == to &&
            instant_known(f->referrals[i].made_at))
            return true;
    return false;
}

bool referred_to_agency(const struct facts *f)
{
    return referred_to(f, AGENCY_CSCS) || referred_to(f, AGENCY_POLICE);
}

bool is_person_of_incident(const struct facts *f, struct str user)
{
    if (user.size == 0)
        return false;
    for (size_t i = 0; i < f->people_count; i++)
        if (str_same(f->people[i].user, user))
            return true;
    return false;
}

static bool signs_for_the_school(enum role role)
{
    return role == ROLE_HEAD || role == ROLE_EXECUTIVE_LEADER;
}

bool permission_valid(const struct facts *f, const struct fact_user *by)
{
    return signs_for_the_school(by->role) && !is_person_of_incident(f, by->id);
}

bool policy_signature_valid(const struct facts *f,
                            const struct fact_user *signer)
{
    bool proposer = f->outcome.proposed_by.id.size > 0 &&
                    str_same(f->outcome.proposed_by.id, signer->id);
    return permission_valid(f, signer) && !proposer;
}

bool role_among(const struct facts *f, const struct fact_user *by,
                size_t count, enum role role,
                bool (*valid)(const struct facts *, const struct fact_user *))
{
    for (size_t i = 0; i < count; i++)
        if (by[i].role == role && valid(f, &by[i]))
            return true;
    return false;
}

bool both_roles(const struct facts *f, const struct fact_user *by,
                size_t count,
                bool (*valid)(const struct facts *, const struct fact_user *))
{
    for (size_t i = 0; i < count; i++) {
        if (by[i].role != ROLE_HEAD || !valid(f, &by[i]))
            continue;
        for (size_t j = 0; j < count; j++)
            if (by[j].role == ROLE_EXECUTIVE_LEADER &&
                !str_same(by[i].id, by[j].id) && valid(f, &by[j]))
                return true;
    }
    return false;
}

struct instant first_known(struct instant a, struct instant b,
                           struct instant c)
{
    if (instant_known(a))
        return a;
    return instant_known(b) ? b : c;
}

bool advice_9_5(const struct facts *f, const struct fact_person *p)
{
    return has_part(p, PART_DEPICTED) &&
           (any_has_part(f, PART_SHARED_ON) ||
            has_kind(f, KIND_IMAGE_BASED_ABUSE) ||
            has_kind(f, KIND_REVENGE_PORN));
}

bool advice_9_6(const struct fact_person *p)
{
    return has_part(p, PART_RECEIVED);
}

bool advice_9_7(const struct fact_person *p)
{
    return has_part(p, PART_SHARED_ON) ||
           (has_part(p, PART_CREATED) && !has_part(p, PART_DEPICTED));
}
