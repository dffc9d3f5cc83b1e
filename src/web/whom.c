/* whom.c: whom somebody who reports tells in person, as whom.h says. */
#include "web/whom.h"

#include "store/cover.h"

enum { HOLDERS_LOOKED_AT = 20 };

struct asking {
    struct request *rq;
    struct school_id school;
    struct user_id about;
    struct date today;
    struct whom *out;
    unsigned seats; /* those of about at the school: bits 1u << role */
    const struct cover_row *cover;
    size_t cover_count;
    const struct user_id *on_call;
    size_t on_call_count;
    struct tx *tx;
};

static bool is_away(const struct asking *a, struct user_id user)
{
    for (size_t i = 0; i < a->cover_count; i++) {
        const struct cover_row *c = &a->cover[i];
        if (c->away && ID_SAME(c->person, user) &&
            id_is_zero(c->ended_by.bytes) && c->from.days <= a->today.days &&
            a->today.days <= c->until.days)
            return true;
    }
    return false;
}

static bool is_on_call(const struct asking *a, struct user_id user)
{
    for (size_t i = 0; i < a->on_call_count; i++)
        if (ID_SAME(a->on_call[i], user))
            return true;
    return false;
}

enum wanted { WANT_ANY, WANT_NOT_AWAY, WANT_ON_CALL };

/* The first holder of the role who is wanted; an empty name for none. */
static enum err holder(struct str *out, const struct asking *a,
                       enum role role, enum wanted wanted)
{
    const struct person_row *people;
    size_t count;
    *out = STR("");
    enum err err = people_with_role(&people, &count, a->tx, a->rq->mem,
                                    a->rq->session.trust, role, a->school,
                                    HOLDERS_LOOKED_AT);
    for (size_t i = 0; i < count && err == OK && out->size == 0; i++) {
        struct user_id user = people[i].id;
        if (ID_SAME(user, a->about) ||
            (wanted == WANT_NOT_AWAY && is_away(a, user)) ||
            (wanted == WANT_ON_CALL && !is_on_call(a, user)))
            continue;
        *out = people[i].name;
    }
    return err;
}

static struct str with_title(struct arena *mem, struct str name,
                             enum role role)
{
    return name.size > 0 ? str_printf(mem, "%s %.*s", role_title(role),
                                      STR_ARG(name))
                         : name;
}

/* Which seats of the school the person whom it is about holds. */
static enum err seats_load(struct asking *a)
{
    struct person_row person;
    if (id_is_zero(a->about.bytes))
        return OK;
    enum err err = person_load(&person, a->tx, a->rq->mem,
                               a->rq->session.trust, a->about);
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    for (size_t i = 0; i < person.grants_count; i++)
        if (id_is_zero(person.grants[i].school.bytes) ||
            ID_SAME(person.grants[i].school, a->school))
            a->seats |= 1u << person.grants[i].role;
    return OK;
}

/* A report about the DSL goes to the next one up (D8), and to nobody else. */
static enum err tell_next_up(struct asking *a, enum role leader)
{
    enum err err = holder(&a->out->first, a, leader, WANT_ANY);
    if (err == OK && a->out->first.size == 0)
        a->out->first = str_printf(a->rq->mem, "the %s", role_title(leader));
    return err;
}

static void away_say(struct asking *a)
{
    struct whom *w = a->out;
    if (w->lead.size == 0)
        w->away = STR("No safeguarding lead can be reached today.");
    else if (!w->nobody)
        w->away = str_printf(a->rq->mem, "%.*s is away today.",
                             STR_ARG(w->lead));
    else
        w->away = str_printf(a->rq->mem, "%.*s is away today, and no deputy is on call.",
                             STR_ARG(w->lead));
}

/* The DSL and a deputy; the deputy on call and the Head; or the Head. */
static enum err tell_lead(struct asking *a)
{
    struct whom *w = a->out;
    struct arena *mem = a->rq->mem;
    struct str there, deputy, leader;
    enum err err = holder(&there, a, ROLE_DSL, WANT_ON_CALL);
    if (err == OK)
        err = holder(&deputy, a, ROLE_DEPUTY_DSL, WANT_ON_CALL);
    if (err == OK)
        err = holder(&leader, a, ROLE_EXECUTIVE_LEADER, WANT_ANY);
    if (err != OK)
        return err;
    struct str above = with_title(mem, w->head, ROLE_HEAD);
    w->nobody = there.size == 0 && deputy.size == 0;
    w->first = there.size > 0 ? there : deputy;
    w->second = there.size > 0 ? w->deputy : above;
    w->above = above;
    if (there.size > 0) /* one of several may be away */
        w->lead = there;
    else
        away_say(a);
    if (!w->nobody)
        return OK;
    w->first = above.size > 0 ? above : STR("the Headteacher");
    w->second = STR("");
    w->above = with_title(mem, leader, ROLE_EXECUTIVE_LEADER);
    return OK;
}

static enum err whom_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    struct holders_query q = { .trust = a->rq->session.trust,
                               .school = a->school, .on = a->today };
    a->tx = tx;
    a->seats = 0;
    *a->out = (struct whom){ 0 };
    enum err err = seats_load(a);
    if (err == OK)
        err = store_cover(&a->cover, &a->cover_count, tx, a->rq->mem, q.trust,
                          q.school);
    if (err == OK)
        err = store_on_call(&a->on_call, &a->on_call_count, tx, a->rq->mem,
                            &q);
    if (err == OK)
        err = holder(&a->out->lead, a, ROLE_DSL, WANT_ANY);
    if (err == OK)
        err = holder(&a->out->deputy, a, ROLE_DEPUTY_DSL, WANT_NOT_AWAY);
    if (err == OK)
        err = holder(&a->out->head, a, ROLE_HEAD, WANT_ANY);
    if (err != OK)
        return err;
    enum role leader = access_leader(a->seats & SEATS_NAMED);
    return leader == ROLE_DSL ? tell_lead(a) : tell_next_up(a, leader);
}

enum err whom_to_tell(struct whom *out, struct request *rq,
                      struct school_id school, struct user_id about)
{
    struct asking a = { .rq = rq, .school = school, .about = about,
                        .today = date_in_london(rq->now), .out = out };
    return store_read(rq->site->store, whom_work, &a);
}
