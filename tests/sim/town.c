/* town.c: who lives there, and what each may do, said a second time. */
#include "tests/sim/sim.h"

static const struct {
    const char *name;
    enum role role;
    unsigned school;
} town[PEOPLE] = {
    { "Quillon Ashdown", ROLE_STAFF, 0 },
    { "Petra Vandermolen", ROLE_STAFF, 0 },
    { "Ivo Thistlewood", ROLE_STAFF, 0 },
    { "Marit Sandoval", ROLE_DSL, 0 },
    { "Callan Rushworth", ROLE_DEPUTY_DSL, 0 },
    { "Odile Fairbrass", ROLE_DEPUTY_DSL, 0 },
    { "Hester Lowbridge", ROLE_HEAD, 0 },
    { "Tarquin Mellor", ROLE_STAFF, 1 },
    { "Wilma Osterhaus", ROLE_STAFF, 1 },
    { "Jory Penhallow", ROLE_STAFF, 1 },
    { "Sunniva Blackett", ROLE_DSL, 1 },
    { "Edda Carmichael", ROLE_DEPUTY_DSL, 1 },
    { "Rufus Holloway", ROLE_DEPUTY_DSL, 1 },
    { "Benedikt Marlow", ROLE_HEAD, 1 },
    { "Leocadia Wren", ROLE_EXECUTIVE_LEADER, TRUST_WIDE },
    { "Ansel Grimshaw", ROLE_ADMINISTRATOR, TRUST_WIDE },
    { "Ottilie Brandreth", ROLE_ADMINISTRATOR, TRUST_WIDE },
};

const char *pupil_name(uint64_t number)
{
    static const char *const names[] = {
        "Zephyrine Oakapple", "Barnaby Quickthorn", "Ludmila Featherby",
        "Caspian Wetherhill", "Rosamund Tattersby", "Iskander Plumleigh",
        "Philippa Duckworthy", "Thaddeus Marchbank",
    };
    return names[number % COUNT_OF(names)];
}

struct making {
    struct sim *s;
    struct permit program;
};

static enum err school_make(struct making *m, struct tx *tx,
                            struct school_id id, struct str name)
{
    struct date_range half_term = { date_of(2026, 10, 26),
                                    date_of(2026, 10, 30) };
    struct school_row row = { id, name, 960, true, &half_term, 1 };
    return store_school_put(tx, &m->program, &row);
}

static enum err make_work(struct tx *tx, void *context)
{
    struct making *m = context;
    struct house *h = &m->s->house;
    enum err err = school_make(m, tx, h->oak, STR("Oak School"));
    if (err == OK)
        err = school_make(m, tx, h->elm, STR("Elm School"));
    for (unsigned i = 0; i < PEOPLE && err == OK; i++) {
        struct townsman *p = &m->s->people[i];
        struct school_id none = { { 0 } };
        struct grant grant = { p->role, p->school == 0   ? h->oak
                                        : p->school == 1 ? h->elm
                                                         : none };
        struct str setup;
        err = person_create(&p->user, &setup, tx, &m->s->mem, &m->program,
                            str_of(p->name), str_of(p->name), h->now);
        if (err == OK)
            err = person_grant(tx, &m->program, p->user, grant, h->now);
    }
    return err;
}

void town_make(struct sim *s)
{
    for (unsigned i = 0; i < PEOPLE; i++) {
        s->people[i].name = town[i].name;
        s->people[i].role = town[i].role;
        s->people[i].school = town[i].school;
    }
    struct making m = { s, access_program_permit(s->house.trust) };
    must(store_write(&s->house.store, make_work, &m) == OK);
}

/* ---- sessions ---- */

struct arriving {
    struct sim *s;
    unsigned who;
    struct session session;
    char token[TOKEN_TEXT_SIZE + 1];
    bool touch;
};

static enum err load_work(struct tx *tx, void *context)
{
    struct arriving *a = context;
    struct str token = str_of(a->s->people[a->who].token);
    enum err err = session_load(&a->session, tx, &a->s->mem, token,
                                a->s->house.now);
    a->touch = a->session.actor.known && a->session.touch_due;
    return err;
}

static enum err touch_work(struct tx *tx, void *context)
{
    struct arriving *a = context;
    return session_touch(tx, str_of(a->s->people[a->who].token),
                         a->s->house.now);
}

static enum err sign_in_work(struct tx *tx, void *context)
{
    struct arriving *a = context;
    return sign_in_demonstration(a->token, tx, &a->s->mem,
                                 a->s->people[a->who].user,
                                 a->s->house.now);
}

enum err town_actor(struct actor *out, struct sim *s, unsigned who)
{
    struct townsman *p = &s->people[who];
    struct arriving a = { .s = s, .who = who };
    *out = (struct actor){ 0 };
    enum err err = store_read(&s->house.store, load_work, &a);
    if (err == OK && !a.session.actor.known) {
        err = store_write(&s->house.store, sign_in_work, &a);
        if (err == ERR_DENIED)
            return p->disabled ? OK : err;
        if (err != OK)
            return err;
        memcpy(p->token, a.token, sizeof(p->token));
        err = store_read(&s->house.store, load_work, &a);
    }
    if (err == OK && a.touch)
        err = store_write(&s->house.store, touch_work, &a);
    if (err == OK && p->disabled && a.session.actor.known)
        sim_wrong(s, "I3", "%u has left and is signed in", who);
    memcpy(p->csrf, a.session.csrf, sizeof(p->csrf));
    *out = a.session.actor;
    return err;
}

struct disabling {
    struct sim *s;
    unsigned who;
};

static enum err disable_work(struct tx *tx, void *context)
{
    struct disabling *d = context;
    struct permit program = access_program_permit(d->s->house.trust);
    return person_disable(tx, &program, d->s->people[d->who].user,
                          d->s->house.now);
}

enum err town_disable(struct sim *s, unsigned who)
{
    struct disabling d = { s, who };
    enum err err = store_write(&s->house.store, disable_work, &d);
    if (err == OK)
        s->people[who].disabled = true;
    return err;
}

/* ---- who may what, from the policy and the account ---- */

static bool is_lead(enum role role)
{
    return role == ROLE_DSL || role == ROLE_DEPUTY_DSL;
}

static bool is_signer(enum role role)
{
    return role == ROLE_HEAD || role == ROLE_EXECUTIVE_LEADER;
}

bool town_may(const struct sim *s, unsigned who, enum permission permission,
              const struct told *incident)
{
    const struct townsman *p = &s->people[who];
    if (p->disabled)
        return false;
    if (permission == PERMIT_REPORT || permission == PERMIT_SIGNED_IN)
        return true;
    if (permission == PERMIT_SEE_WORK || permission == PERMIT_FIND_INCIDENT)
        return is_lead(p->role) || is_signer(p->role);
    must(incident != NULL);
    if (permission == PERMIT_SEE_RECEIPT)
        return incident->reporter == who;
    bool reaches = (p->school == TRUST_WIDE ||
                    p->school == incident->school) &&
                   ((incident->named >> who) & 1) == 0;
    if (permission == PERMIT_LEAD_INCIDENT ||
        permission == PERMIT_SUPPORT_PUPIL) /* nobody chose an adult */
        return reaches && is_lead(p->role);
    if (permission == PERMIT_SIGN_DECISION)
        return reaches && is_signer(p->role);
    return reaches && (is_lead(p->role) || is_signer(p->role));
}
