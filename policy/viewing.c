/* viewing.c: viewing a picture, and devices that are held (12.4 to 12.7). */
#include "policy/rules.h"

static bool viewed(const struct fact_viewing *v)
{
    return instant_known(v->viewed_at);
}

bool policy_viewing_permitted(const struct facts *facts,
                              const struct fact_viewing *viewing)
{
    return both_roles(facts, viewing->permitted_by,
                      viewing->permitted_by_count, permission_valid);
}

/* 12.4: nothing is viewed that would cause significant distress. */
static void rule_12_4(struct asking *a, const struct fact_viewing *v)
{
    if (v->distress == YES)
        warning_raise(a, "12.4", v->id);
}

/* 12.6: the Headteacher and the Executive Leader agree before anybody views,
 * each for themselves, unless it could not be avoided (12.5c). */
static void rule_12_6(struct asking *a, const struct fact_viewing *v)
{
    const struct facts *f = a->f;
    if (v->ground == GROUND_12_5C)
        return;
    if (viewed(v) && !policy_viewing_permitted(f, v))
        warning_raise(a, "12.6", v->id);
    if (v->distress == YES)
        return;
    static const enum role roles[] = { ROLE_HEAD, ROLE_EXECUTIVE_LEADER };
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        RAISE(a, .clause = "12.6", .owner = str_of(role_name(roles[i])),
              .subject = v->id,
              .start = first_known(v->requested_at, f->reported_at,
                                   f->reported_at),
              .done = role_among(f, v->permitted_by, v->permitted_by_count,
                                 roles[i], permission_valid));
}

/* 12.6a: nothing is copied; if it was, the police are told at once. */
static void rule_12_6a(struct asking *a, const struct fact_viewing *v)
{
    if (v->copied != YES)
        return;
    warning_raise(a, "12.6a", v->id);
    RAISE(a, .clause = "12.6a", .owner = DSL, .subject = v->id,
          .start = first_known(v->viewed_at, a->f->reported_at,
                               a->f->reported_at),
          .done = referred_to(a->f, AGENCY_POLICE));
}

/* 12.6c: a second member of staff is in the room. */
static void rule_12_6c(struct asking *a, const struct fact_viewing *v)
{
    bool second = false;
    for (size_t i = 0; i < v->present_count; i++)
        second = second || !str_same(v->present[i], v->viewer);
    if (viewed(v) && !second)
        warning_raise(a, "12.6c", v->id);
}

/* 12.6g: everyone who was in the room signs the record. */
static void rule_12_6g(struct asking *a, const struct fact_viewing *v,
                       struct str user)
{
    RAISE(a, .clause = "12.6g", .owner = user, .subject = v->id,
          .start = v->viewed_at,
          .done = list_has(v->signed_by, v->signed_by_count, user));
}

/* 12.7: everyone who was in the room is offered support. */
static void rule_12_7(struct asking *a, const struct fact_viewing *v,
                      struct str user)
{
    RAISE(a, .clause = "12.7", .owner = HEAD,
          .subject = str_printf(a->mem, "%.*s/%.*s", STR_ARG(v->id),
                                STR_ARG(user)),
          .start = v->viewed_at,
          .done = list_has(v->support_offered, v->support_offered_count,
                           user));
}

/* The viewer and each person present, nobody twice. */
static void rules_for_those_present(struct asking *a,
                                    const struct fact_viewing *v)
{
    if (!viewed(v))
        return;
    rule_12_6g(a, v, v->viewer);
    rule_12_7(a, v, v->viewer);
    for (size_t i = 0; i < v->present_count; i++) {
        struct str user = v->present[i];
        if (str_same(user, v->viewer) || list_has(v->present, i, user))
            continue;
        rule_12_6g(a, v, user);
        rule_12_7(a, v, user);
    }
}

/* 12.6h: a held device is off the network, off, and in a safe place. */
static void rule_12_6h(struct asking *a, const struct fact_device *d)
{
    RAISE(a, .clause = "12.6h", .owner = DSL, .subject = d->id,
          .start = a->f->reported_at,
          .done = d->offline && d->off && d->secured);
}

void viewing_rules(struct asking *a)
{
    for (size_t i = 0; i < a->f->viewings_count; i++) {
        const struct fact_viewing *v = &a->f->viewings[i];
        rule_12_4(a, v);
        rule_12_6(a, v);
        rule_12_6a(a, v);
        rule_12_6c(a, v);
        rules_for_those_present(a, v);
    }
    for (size_t i = 0; i < a->f->devices_count; i++)
        rule_12_6h(a, &a->f->devices[i]);
}
