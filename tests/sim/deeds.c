/* deeds.c: what the people of the town do: double clicks, old pages, wrong
 * doors; and what the account keeps of the answers. */
#include "tests/sim/sim.h"

/* ---- choosing ---- */

static enum permission permission_of(enum entry_kind kind)
{
    switch ((unsigned)kind) { /* of the kinds that kind_any gives */
    case ENTRY_REPORT: return PERMIT_REPORT;
    case ENTRY_ADDITION:
    case ENTRY_IN_PERSON: return PERMIT_SEE_RECEIPT;
    case ENTRY_EXPORT:
    case ENTRY_NOTE:
    case ENTRY_PARENT_CONTACT:
    case ENTRY_INFORMATION_SHARED:
    case ENTRY_DEVICE:
    case ENTRY_DEVICE_MOVE:
    case ENTRY_HOLDER:
    case ENTRY_HOLDER_STEP:
    case ENTRY_LESSONS:
    case ENTRY_REOPENED: return PERMIT_WRITE_NOTE;
    case ENTRY_SIGN: return PERMIT_SIGN_DECISION;
    case ENTRY_CONVERSATION: return PERMIT_SUPPORT_PUPIL;
    case ENTRY_REFERRAL:
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_REPLY: return PERMIT_RECORD_REFERRAL;
    case ENTRY_PUPIL_NOW:
    case ENTRY_CLOSED:
    case ENTRY_STAYS_CLOSED:
    case ENTRY_NOT_APPLICABLE:
    case ENTRY_OPENED:
    case ENTRY_PERSON:
    case ENTRY_REVIEW:
    case ENTRY_RISK:
    case ENTRY_OUTCOME:
    case ENTRY_CORRECTION: return PERMIT_LEAD_INCIDENT;
    }
    must(!"an entry has a kind");
    return PERMIT_NOTHING;
}

static enum entry_kind kind_any(struct sim *s, enum role role)
{
    static const enum entry_kind lead[] = {
        ENTRY_OPENED, ENTRY_OPENED, ENTRY_NOTE, ENTRY_NOTE, ENTRY_PERSON,
        ENTRY_PERSON, ENTRY_REVIEW, ENTRY_RISK, ENTRY_RISK, ENTRY_OUTCOME,
        ENTRY_OUTCOME, ENTRY_OUTCOME, ENTRY_REFERRAL, ENTRY_CORRECTION,
        ENTRY_CONVERSATION, ENTRY_PARENT_CONTACT, ENTRY_PUPIL_NOW,
        ENTRY_REFERRAL_WRITTEN, ENTRY_REFERRAL_REPLY,
        ENTRY_INFORMATION_SHARED, ENTRY_DEVICE, ENTRY_DEVICE_MOVE,
        ENTRY_DEVICE_MOVE, ENTRY_HOLDER, ENTRY_HOLDER_STEP,
        ENTRY_HOLDER_STEP, ENTRY_CLOSED, ENTRY_REOPENED, ENTRY_STAYS_CLOSED,
        ENTRY_STAYS_CLOSED, ENTRY_LESSONS,
    };
    static const enum entry_kind signer[] = { ENTRY_SIGN, ENTRY_SIGN,
                                              ENTRY_SIGN, ENTRY_NOTE,
                                              ENTRY_REOPENED };
    static const enum entry_kind staff[] = { ENTRY_REPORT, ENTRY_ADDITION,
                                             ENTRY_IN_PERSON };
    if (role == ROLE_DSL || role == ROLE_DEPUTY_DSL)
        return lead[sim_any(s, COUNT_OF(lead))];
    if (role == ROLE_HEAD || role == ROLE_EXECUTIVE_LEADER)
        return signer[sim_any(s, COUNT_OF(signer))];
    return staff[sim_any(s, COUNT_OF(staff))];
}

/* Mostly something the person may do; at times a wrong door. */
static struct told *incident_any(struct sim *s, const struct deed *d)
{
    bool wrong_door = sim_any(s, 15) == 0;
    for (unsigned tries = 0; tries < 12; tries++) {
        /* Newer ones are busier. */
        uint64_t back = sim_any(s, 1 + sim_any(s, s->told_count));
        struct told *t = &s->told[s->told_count - 1 - back];
        if (t->count < ENTRIES_MAX &&
            (wrong_door || (town_may(s, d->who, d->permission, t) &&
                            response_fits(t, d->kind))))
            return t;
    }
    return NULL;
}

/* The newest entry, which the form does not know, answers the same thing; but
 * one who agrees stands in nobody's way. */
static bool deed_is_overtaken(const struct deed *d)
{
    const struct told *t = d->told;
    if (d->made_from == t->count || !kind_info(d->kind)->exclusive)
        return false;
    const struct told_entry *newest = &t->entries[t->count - 1];
    return newest->kind == d->kind && d->kind != ENTRY_CORRECTION &&
           !newest->agrees &&
           (d->kind != ENTRY_PERSON || newest->person == d->entry.person);
}

/* Anybody does anything; false: there is nothing to do it to. */
static bool anything_choose(struct sim *s, struct deed *d)
{
    d->who = (unsigned)sim_any(s, PEOPLE);
    if (!town_may(s, d->who, PERMIT_SEE_WORK, NULL) && sim_any(s, 2) > 0)
        d->who = (unsigned)sim_any(s, PEOPLE); /* teams are the busier ones */
    d->kind = kind_any(s, s->people[d->who].role);
    if (s->told_count == 0)
        d->kind = ENTRY_REPORT;
    if (d->kind == ENTRY_REPORT)
        return s->told_count < INCIDENTS_MAX;
    d->permission = permission_of(d->kind);
    d->told = incident_any(s, d);
    return d->told != NULL;
}

static bool deed_choose(struct sim *s, struct deed *d)
{
    struct user_id random;
    *d = (struct deed){ .who = 0 };
    if (!story_choose(s, d)) {
        *d = (struct deed){ .who = 0 };
        if (!anything_choose(s, d))
            return false;
    }
    d->permission = permission_of(d->kind);
    d->entry.kind = d->kind;
    d->entry.author = d->who;
    d->school = s->people[d->who].school % TRUST_WIDE;
    deed_words(s, d->entry.words);
    if (d->told != NULL) {
        d->made_from = d->told->count;
        if (sim_any(s, 12) == 0)
            d->made_from--;
    }
    if (d->story)
        story_type(s, d);
    else
        deed_type(s, d);
    d->by_page = page_has(d->kind) && sim_any(s, 2) == 0;
    d->exclusive_and_old = d->told != NULL && deed_is_overtaken(d);
    vault_random(random.bytes, ID_SIZE);
    id_print(d->key, random.bytes);
    return true;
}

/* ---- doing ---- */

struct scoping {
    struct sim *s;
    struct deed *d;
    struct incident_scope scope;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct scoping *c = context;
    return store_scope_by_reference(&c->scope, tx, c->s->house.trust,
                                    c->s->people[c->d->who].user,
                                    c->d->told->reference);
}

/* OK with *allowed as the access rules answer, which the account knows. */
static enum err deed_permit(struct permit *out, bool *allowed, struct sim *s,
                            struct deed *d)
{
    struct actor actor;
    struct scoping c = { .s = s, .d = d };
    enum err err = town_actor(&actor, s, d->who);
    if (err == OK && d->told != NULL)
        err = store_read(&s->house.store, scope_work, &c);
    if (err != OK)
        return err;
    *allowed = access_permit(out, &actor, d->permission,
                             d->told != NULL ? &c.scope : NULL);
    if (*allowed != town_may(s, d->who, d->permission, d->told))
        sim_wrong(s, "I3", "%s for person %u is %d",
                  permission_name(d->permission), d->who, *allowed);
    return OK;
}

static enum err deed_send(struct act_result *out, struct sim *s,
                          struct deed *d, const struct permit *permit)
{
    if (d->by_page)
        return page_send(out, s, d);
    struct typed typed[FORM_FIELDS];
    struct act_form form = { .kind = d->kind,
                             .corrects_kind = d->corrects_kind,
                             .typed = typed, .made_from = d->made_from,
                             .key = str_of(d->key) };
    form.typed_count = house_typed(typed, FORM_FIELDS, d->typed);
    struct house *h = &s->house;
    return d->kind == ENTRY_REPORT
               ? act_report(out, &s->mem, &h->acts, permit,
                            d->school == 0 ? h->oak : h->elm, &form, h->now)
               : act_append(out, &s->mem, &h->acts, permit, &form, h->now);
}

static void deed_recorded(struct sim *s, struct deed *d,
                          const struct act_result *r)
{
    struct told *t = d->told;
    if (t == NULL) {
        t = d->told = &s->told[s->told_count++];
        *t = (struct told){ .school = d->school, .reporter = d->who };
        must(r->reference.size == REFERENCE_SIZE);
        memcpy(t->reference, r->reference.data, REFERENCE_SIZE);
    }
    if (r->seq != t->count + 1)
        sim_wrong(s, "I2", "%s: entry %u after %u", t->reference, r->seq,
                  t->count);
    must(t->count < ENTRIES_MAX);
    d->entry.at = s->house.now;
    if (t->count > 0 && instant_after(t->entries[t->count - 1].at,
                                      d->entry.at))
        d->entry.at = t->entries[t->count - 1].at; /* the clock went back */
    t->entries[t->count++] = d->entry;
    s->touched |= UINT64_C(1) << (t - s->told);
    t->named |= d->names;
    if (d->entry.person > t->persons)
        t->persons = d->entry.person;
    closing_follow(s, d);
}

static void deed_ended(struct sim *s, struct deed *d,
                       const struct act_result *r)
{
    if (d->exclusive_and_old && r->end != ACT_CONFLICT &&
        r->end != ACT_PROBLEMS)
        sim_wrong(s, "acts 5", "an old form was taken");
    if (d->picture && r->end != ACT_PROBLEMS)
        sim_wrong(s, "I8", "a file written as text passed the gate");
    switch (r->end) {
    case ACT_DONE:
        s->figures.done++;
        deed_recorded(s, d, r);
        break;
    case ACT_PROBLEMS: s->figures.problems++; break;
    case ACT_REFUSED: s->figures.refused++; break;
    case ACT_CONFLICT: s->figures.conflicts++; break;
    }
    if (d->story)
        story_answered(d, r->end);
}

void sim_restart(struct sim *s, enum disk_end how)
{
    house_stop(&s->house);
    struct disk_loss loss = disk_start(how);
    sim_tell(s, "%s: %u kept, %u dropped, %u torn%s",
             how == DISK_POWER_CUT ? "a power cut" : "a kill or a stop",
             (unsigned)loss.kept, (unsigned)loss.dropped,
             (unsigned)loss.torn,
             loss.in_database ? ", in a checkpoint" : "");
    if (house_start(&s->house) != OK) {
        sim_wrong(s, "I9", "it does not start again");
        must(!"a house that does not start cannot be checked");
    }
    s->figures.restarts++;
    s->restarted = true;
}

/* The disk stopped in the middle: the machine or only the process died. */
static void restart_if_stopped(struct sim *s)
{
    if (!disk_stopped())
        return;
    bool power = sim_any(s, 3) > 0;
    power ? s->figures.cuts++ : s->figures.kills++;
    sim_restart(s, power ? DISK_POWER_CUT : DISK_KILL);
    if (sim_any(s, 4) == 0) /* and once more while it recovers */
        disk_stop_after(sim_any(s, 30));
}

/* Not answered: sent again with the same key until it is, so that it counts
 * once. Whoever may no longer do it is told so. */
static void deed_until_answered(struct sim *s, struct deed *d)
{
    for (unsigned tries = 0; tries < 50; tries++) {
        struct permit permit;
        struct act_result r;
        bool allowed = false;
        arena_reset(&s->mem);
        enum err err = deed_permit(&permit, &allowed, s, d);
        if (err == OK && !allowed) {
            s->figures.denied++;
            return;
        }
        if (err == OK)
            err = deed_send(&r, s, d, &permit);
        if (err == OK) {
            sim_tell(s, "person %u: %s on %s: end %d, entry %u%s", d->who,
                     kind_info(d->kind)->name,
                     d->told != NULL ? d->told->reference : "a new one",
                     (int)r.end, r.seq, r.repeated ? ", repeated" : "");
            deed_ended(s, d, &r);
            if (r.end == ACT_DONE && sim_any(s, 15) == 0 &&
                deed_send(&r, s, d, &permit) == OK) {
                s->figures.repeated++;
                /* A page tells neither; what is there is counted at night. */
                if (r.end != ACT_DONE ||
                    (!d->by_page && (!r.repeated ||
                                     r.seq != d->told->count)))
                    sim_wrong(s, "acts 3", "a double click counts twice");
            }
            return;
        }
        s->figures.doubts++;
        sim_tell(s, "person %u: %s: %s", d->who, kind_info(d->kind)->name,
                 err_name(err));
        if (err != ERR_IO && err != ERR_BUSY && err != ERR_LIMIT)
            sim_wrong(s, "I9", "an act fails with %s", err_name(err));
        restart_if_stopped(s);
    }
    sim_wrong(s, "I9", "an act is never answered");
}

/* ---- drafts, and people who leave ---- */

struct drafting {
    struct sim *s;
    struct permit permit;
    struct str text;
};

static enum err draft_work(struct tx *tx, void *context)
{
    struct drafting *d = context;
    return store_draft_put(tx, &d->s->mem, &d->permit, STR("report"),
                           d->text, d->s->house.now);
}

static void draft_keep(struct sim *s)
{
    unsigned who = (unsigned)sim_any(s, PEOPLE);
    struct townsman *p = &s->people[who];
    struct drafting d = { .s = s };
    struct actor actor;
    char words[WORDS_SIZE];
    deed_words(s, words);
    d.text = str_of(words);
    arena_reset(&s->mem);
    if (p->disabled || town_actor(&actor, s, who) != OK)
        return;
    if (!access_permit(&d.permit, &actor, PERMIT_SIGNED_IN, NULL)) {
        sim_wrong(s, "I3", "person %u cannot keep a draft", who);
        return;
    }
    bool kept = store_write(&s->house.store, draft_work, &d) == OK;
    p->draft_doubtful = !kept;
    if (kept) {
        memcpy(p->draft, words, sizeof(words));
        p->draft_at = s->house.now;
    }
}

static void person_leaves(struct sim *s)
{
    unsigned who = (unsigned)sim_any(s, PEOPLE);
    if (s->people[who].role != ROLE_STAFF || s->people[who].disabled)
        return;
    for (unsigned tries = 0; town_disable(s, who) != OK; tries++) {
        must(tries < 50);
        restart_if_stopped(s);
    }
}

void deed_do(struct sim *s)
{
    struct deed d;
    s->figures.deeds++;
    uint64_t n = sim_any(s, 200);
    if (n < 16) {
        draft_keep(s);
    } else if (n == 16 && s->figures.days > 30) {
        person_leaves(s);
    } else if (deed_choose(s, &d)) {
        deed_until_answered(s, &d);
    }
    restart_if_stopped(s);
}
