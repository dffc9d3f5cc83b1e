/* names.c: people and schools by name, and the permits of every hat. */
#include "web/page.h"

enum { PEOPLE_MAX = 2000 };

struct naming {
    struct names *out;
    struct request *rq;
};

static enum err names_work(struct tx *tx, void *context)
{
    struct naming *n = context;
    struct trust_id trust = n->rq->session.trust;
    enum err err = people_load(&n->out->people, &n->out->count, tx,
                               n->rq->mem, trust, PEOPLE_MAX);
    return err == OK ? store_schools(&n->out->schools,
                                     &n->out->schools_count, tx, n->rq->mem,
                                     trust)
                     : err;
}

enum err names_load(struct names *out, struct request *rq)
{
    struct naming n = { out, rq };
    *out = (struct names){ 0 };
    return store_read(rq->site->store, names_work, &n);
}

static const struct person_row *person_find(const struct names *names,
                                            struct user_id user)
{
    for (size_t i = 0; i < names->count; i++)
        if (ID_SAME(names->people[i].id, user))
            return &names->people[i];
    return NULL;
}

struct str names_of(const struct names *names, struct user_id user)
{
    const struct person_row *p = person_find(names, user);
    return p != NULL ? p->name : STR("A former user");
}

struct str names_school(const struct names *names, struct school_id school)
{
    for (size_t i = 0; i < names->schools_count; i++)
        if (ID_SAME(names->schools[i].id, school))
            return names->schools[i].name;
    return STR("The trust");
}

struct str names_with_role(struct arena *mem, const struct names *names,
                           struct user_id user)
{
    const struct person_row *p = person_find(names, user);
    if (p == NULL)
        return STR("A former user");
    struct actor a = { .grants_count = p->grants_count };
    memcpy(a.grants, p->grants, sizeof(a.grants));
    return str_printf(mem, "%.*s, %s", STR_ARG(p->name),
                      role_title(actor_first_role(&a)));
}

struct str names_holder(const struct names *names, enum role role,
                        struct school_id school)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct person_row *p = &names->people[i];
        for (size_t j = 0; j < p->grants_count && !p->disabled; j++)
            if (p->grants[j].role == role &&
                (id_is_zero(p->grants[j].school.bytes) ||
                 ID_SAME(p->grants[j].school, school)))
                return p->name;
    }
    return STR("");
}

struct lanes lanes_of(struct request *rq, enum permission permission)
{
    struct permit *permits = ARENA_MANY(rq->mem, GRANTS_MAX, struct permit);
    struct lanes lanes = { permits, 0 };
    const struct actor *actor = &rq->session.actor;
    for (size_t i = 0; i < actor->grants_count; i++) {
        struct actor one = *actor;
        one.grants[0] = actor->grants[i];
        one.grants_count = 1;
        if (access_permit(&permits[lanes.count], &one, permission, NULL))
            lanes.count++;
    }
    return lanes;
}

const struct school_row *schools_of(size_t *count, struct request *rq,
                                    const struct names *names)
{
    const struct actor *actor = &rq->session.actor;
    struct school_row *out =
        ARENA_MANY(rq->mem, names->schools_count, struct school_row);
    *count = 0;
    for (size_t i = 0; i < names->schools_count; i++) {
        bool theirs = false;
        for (size_t j = 0; j < actor->grants_count; j++)
            theirs = theirs || id_is_zero(actor->grants[j].school.bytes) ||
                     ID_SAME(actor->grants[j].school, names->schools[i].id);
        if (theirs)
            out[(*count)++] = names->schools[i];
    }
    return out;
}

bool lanes_have(struct lanes lanes, unsigned roles)
{
    for (size_t i = 0; i < lanes.count; i++)
        if ((roles & 1u << lanes.permits[i].role) != 0)
            return true;
    return false;
}
