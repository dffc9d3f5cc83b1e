/* names.c: people and schools by name, and the permits of every hat. */
#include "web/page.h"

#include "store/cover.h"

#include <stdio.h>

enum { PEOPLE_MAX = 2000, LEADS_MAX = 20 };

/* What was read so far, newest first; it lives as long as the request. */
struct name_kept {
    struct name_kept *older;
    bool there;
    struct person_row person;
};

struct school_kept {
    struct school_kept *older;
    struct school_row school;
};

struct names_kept {
    struct name_kept *people;
    struct school_kept *schools;
    struct incident_id led; /* of which incident it was asked who leads */
    struct str lead;
};

void names_open(struct names *out, struct request *rq)
{
    *out = (struct names){ .rq = rq,
                           .kept = ARENA_NEW(rq->mem, struct names_kept) };
}

/* ---- everybody, and every school ---- */

static enum err schools_work(struct tx *tx, void *context)
{
    struct names *n = context;
    return store_schools(&n->schools, &n->schools_count, tx, n->rq->mem,
                         n->rq->session.trust);
}

static enum err names_work(struct tx *tx, void *context)
{
    struct names *n = context;
    enum err err = people_load(&n->people, &n->count, tx, n->rq->mem,
                               n->rq->session.trust, PEOPLE_MAX);
    return err == OK ? schools_work(tx, n) : err;
}

enum err names_open_schools(struct names *out, struct request *rq)
{
    names_open(out, rq);
    out->all_schools = true;
    return store_read(rq->site->store, schools_work, out);
}

enum err names_load(struct names *out, struct request *rq)
{
    names_open(out, rq);
    out->all = out->all_schools = true;
    return store_read(rq->site->store, names_work, out);
}

/* ---- one at a time ---- */

struct asking {
    const struct names *names;
    struct user_id user;
    enum role role;
    struct school_id school;
    const struct person_row *people;
    size_t count;
    struct person_row person;
    struct school_row row;
};

static enum err person_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    const struct request *rq = a->names->rq;
    return person_load(&a->person, tx, rq->mem, rq->session.trust, a->user);
}

static enum err school_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    const struct request *rq = a->names->rq;
    return store_school_load(&a->row, tx, rq->mem, rq->session.trust,
                             a->school);
}

static enum err holder_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    const struct request *rq = a->names->rq;
    return people_with_role(&a->people, &a->count, tx, rq->mem,
                            rq->session.trust, a->role, a->school, 1);
}

/* Reads for a name; what cannot be read is told in the log once. */
static enum err ask(struct asking *a,
                    enum err (*work)(struct tx *tx, void *context))
{
    enum err err = store_read(a->names->rq->site->store, work, a);
    if (err != OK && err != ERR_NOT_FOUND)
        fprintf(stderr, "trouble: names: %s\n", err_name(err));
    return err;
}

/* NULL for an id nobody has. */
static const struct person_row *person_find(const struct names *names,
                                            struct user_id user)
{
    for (size_t i = 0; i < names->count; i++)
        if (ID_SAME(names->people[i].id, user))
            return &names->people[i];
    if (names->all)
        return NULL;
    for (const struct name_kept *k = names->kept->people; k != NULL;
         k = k->older)
        if (ID_SAME(k->person.id, user))
            return k->there ? &k->person : NULL;
    struct asking a = { .names = names, .user = user };
    struct name_kept *k = ARENA_NEW(names->rq->mem, struct name_kept);
    enum err err = ask(&a, person_work);
    k->there = err != ERR_NOT_FOUND;
    k->person = a.person;
    if (err != OK)
        k->person = (struct person_row){
            .name = STR("Somebody whose name cannot be read now")
        };
    k->person.id = user;
    k->older = names->kept->people;
    names->kept->people = k;
    return k->there ? &k->person : NULL;
}

struct str names_of(const struct names *names, struct user_id user)
{
    const struct person_row *p = person_find(names, user);
    return p != NULL ? p->name : STR("A former user");
}

struct str names_author(const struct names *names, struct user_id author)
{
    return id_is_zero(author.bytes) ? STR("whoever runs the server")
                                    : names_of(names, author);
}

static struct str school_name(const struct names *names,
                              struct school_id school)
{
    for (const struct school_kept *k = names->kept->schools; k != NULL;
         k = k->older)
        if (ID_SAME(k->school.id, school))
            return k->school.name;
    struct asking a = { .names = names, .school = school };
    struct school_kept *k = ARENA_NEW(names->rq->mem, struct school_kept);
    if (ask(&a, school_work) == OK)
        k->school = a.row;
    else
        k->school.name = STR("The trust");
    k->school.id = school;
    k->older = names->kept->schools;
    names->kept->schools = k;
    return k->school.name;
}

struct str names_school(const struct names *names, struct school_id school)
{
    for (size_t i = 0; i < names->schools_count; i++)
        if (ID_SAME(names->schools[i].id, school))
            return names->schools[i].name;
    return names->all_schools || id_is_zero(school.bytes)
               ? STR("The trust")
               : school_name(names, school);
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
    struct asking a = { .names = names, .role = role, .school = school };
    return ask(&a, holder_work) == OK && a.count > 0 ? a.people[0].name
                                                     : STR("");
}

/* ---- who leads today ---- */

struct leading {
    struct request *rq;
    const struct person_row *leads, *deputies;
    size_t leads_count, deputies_count;
    const struct user_id *there;
    size_t there_count;
};

static enum err leading_work(struct tx *tx, void *context)
{
    struct leading *l = context;
    struct request *rq = l->rq;
    struct holders_query q = { .trust = rq->session.trust,
                               .school = rq->scope.school,
                               .incident = rq->scope.incident,
                               .on = date_in_london(rq->now) };
    enum err err = store_on_call(&l->there, &l->there_count, tx, rq->mem, &q);
    if (err == OK)
        err = people_with_role(&l->leads, &l->leads_count, tx, rq->mem,
                               q.trust, ROLE_DSL, q.school, LEADS_MAX);
    return err == OK ? people_with_role(&l->deputies, &l->deputies_count, tx,
                                        rq->mem, q.trust, ROLE_DEPUTY_DSL,
                                        q.school, LEADS_MAX)
                     : err;
}

static const struct person_row *first_there(const struct leading *l,
                                            const struct person_row *people,
                                            size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < l->there_count; j++)
            if (ID_SAME(people[i].id, l->there[j]))
                return &people[i];
    return NULL;
}

/* Whoever is away does nothing of it: the deputy on call owns the duty too. */
static struct str lead_words(struct request *rq)
{
    struct leading l = { .rq = rq };
    if (store_read(rq->site->store, leading_work, &l) != OK)
        return STR("");
    const struct person_row *p = first_there(&l, l.leads, l.leads_count);
    if (p != NULL)
        return str_printf(rq->mem, "%.*s, %s", STR_ARG(p->name),
                          role_title(ROLE_DSL));
    p = first_there(&l, l.deputies, l.deputies_count);
    if (p == NULL || l.leads_count == 0)
        return STR("");
    return str_printf(rq->mem, "%.*s, %s, while %.*s is away",
                      STR_ARG(p->name), role_title(ROLE_DEPUTY_DSL),
                      STR_ARG(l.leads[0].name));
}

struct str names_lead(const struct names *names)
{
    struct names_kept *kept = names->kept;
    if (!ID_SAME(kept->led, names->rq->scope.incident)) {
        kept->lead = lead_words(names->rq);
        kept->led = names->rq->scope.incident;
    }
    return kept->lead;
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
    must(names->all_schools);
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

bool lanes_reach(struct lanes lanes, unsigned roles, struct school_id school)
{
    for (size_t i = 0; i < lanes.count; i++) {
        const struct permit *p = &lanes.permits[i];
        if ((roles & 1u << p->role) != 0 &&
            (id_is_zero(p->school.bytes) || ID_SAME(p->school, school)))
            return true;
    }
    return false;
}

bool lanes_have(struct lanes lanes, unsigned roles)
{
    for (size_t i = 0; i < lanes.count; i++)
        if ((roles & 1u << lanes.permits[i].role) != 0)
            return true;
    return false;
}
