/* deeds.c: what the people of the town do: forms with random answers, double
 * clicks, old pages, wrong doors, a picture written as text; and what the
 * account keeps of the answers. */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>

struct deed {
    unsigned who;
    struct told *told; /* NULL: a new report */
    unsigned school;   /* of a new report */
    enum entry_kind kind;
    enum entry_kind corrects_kind;
    enum permission permission;
    uint32_t made_from;
    bool exclusive_and_old; /* must end as a conflict */
    bool picture;           /* must be refused by the gate */
    struct told_entry entry;
    uint32_t names; /* bits of people that it names */
    char key[ID_TEXT_SIZE + 1];
    char typed[TYPED_SIZE];
};

static uint64_t any(struct sim *s, uint64_t below)
{
    return chance_below(&s->chance, below);
}

/* ---- words ---- */

static void words_new(struct sim *s, char out[WORDS_SIZE])
{
    static const char *const words[16] = {
        "apple", "bread", "cedar", "delta", "ember", "fable", "grain",
        "honey", "ivory", "jolly", "kettle", "lemon", "maple", "north",
        "olive", "pearl",
    };
    uint64_t mark = ++s->marks;
    int at = snprintf(out, WORDS_SIZE, "%s spoke about",
                      pupil_name(any(s, 8)));
    for (unsigned i = 0; i < 4; i++)
        at += snprintf(out + at, (size_t)(WORDS_SIZE - at), " %s",
                       words[(mark >> (4 * i)) & 15]);
}

PRINTF_LIKE(2, 3)
static void type(struct deed *d, const char *format, ...)
{
    size_t at = strlen(d->typed);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(d->typed + at, TYPED_SIZE - at, format, args);
    va_end(args);
    must(n >= 0 && (size_t)n < TYPED_SIZE - at);
}

static const char *answer_any(struct sim *s, unsigned yes, unsigned unknown)
{
    uint64_t n = any(s, 100);
    return n < yes ? "yes" : n < yes + unknown ? "unknown" : "no";
}

/* ---- forms ---- */

static void risk_type(struct sim *s, struct deed *d)
{
    static const char *const names[] = { "c75e", "c89a", "c89b", "c89c",
                                         "c89d", "c89e", "c89f", "adult",
                                         "consensual", "malice", "conflict" };
    for (unsigned i = 0; i < COUNT_OF(names); i++)
        if (any(s, 10) > 0) /* now and then nobody answers */
            type(d, "%s=%s|", names[i], answer_any(s, 5, 10));
    for (char q = 'a'; q <= 'j'; q++)
        type(d, "q%c=Asked and answered.|", q);
    if (any(s, 2) > 0)
        type(d, "category=experimental.other|category-why=As was said.|");
    if (any(s, 2) > 0)
        type(d, "reason=Asked again this morning.|");
    type(d, "context=%s", d->entry.words);
}

static void person_type(struct sim *s, struct deed *d)
{
    const struct told *t = d->told;
    bool known = t->persons > 0 && any(s, 4) == 0;
    unsigned number = known ? 1 + (unsigned)any(s, t->persons)
                            : t->persons + 1;
    /* A member of staff, once named, stays as recorded. */
    for (uint32_t i = 0; known && i < t->count; i++)
        if (t->entries[i].person == number &&
            t->entries[i].words[0] == '\0')
            known = false;
    if (!known)
        number = t->persons + 1;
    d->entry.person = number;
    unsigned staff = (unsigned)any(s, PEOPLE);
    if (!known && t->named == 0 && any(s, 8) == 0 &&
        s->people[staff].role == ROLE_STAFF) {
        char user[ID_TEXT_SIZE + 1];
        id_print(user, s->people[staff].user.bytes);
        d->entry.words[0] = '\0';
        d->names = 1u << staff;
        type(d, "person=p%u|name=A member of staff|type=staff|parts=affected|user=%s",
             number, user);
        return;
    }
    d->entry.field = FIELD_ELSEWHERE;
    type(d, "person=p%u|name=%s|type=pupil|parts=%s|age=%u|year-group=Year 9|send=%s|elsewhere=%s",
         number, pupil_name(any(s, 8)), any(s, 2) ? "depicted" : "sent",
         11 + (unsigned)any(s, 5), answer_any(s, 20, 20), d->entry.words);
}

static void sign_type(struct sim *s, struct deed *d)
{
    static const char *const answers[] = { "agree", "agree", "agree",
                                           "return", "refer" };
    uint32_t proposal = 0;
    for (uint32_t i = 0; i < d->told->count; i++)
        if (d->told->entries[i].kind == ENTRY_OUTCOME)
            proposal = i + 1;
    type(d, "proposal=%u|agree=%s|as-role=%s|factor=code|said=%s", proposal,
         answers[any(s, COUNT_OF(answers))],
         role_name(s->people[d->who].role), d->entry.words);
}

static void outcome_type(struct sim *s, struct deed *d)
{
    static const char *const choices[] = { "refer", "manage_in_school",
                                           "manage_in_school",
                                           "seek_information" };
    type(d, "choice=%s|why=%s|as-role=%s",
         choices[any(s, COUNT_OF(choices))], d->entry.words,
         role_name(s->people[d->who].role));
    if (any(s, 10) > 1)
        type(d, "|confident=yes");
    if (any(s, 10) > 1)
        type(d, "|agencies=cscs|agencies=police");
}

/* The form of the named entry, stated anew, with a reason. */
static void correction_type(struct sim *s, struct deed *d)
{
    uint32_t number = 1 + (uint32_t)any(s, d->told->count);
    enum entry_kind kind = d->told->entries[number - 1].kind;
    d->corrects_kind = any(s, 12) == 0 ? ENTRY_REVIEW : kind;
    type(d, "corrects=%u|reason=%s|", number, d->entry.words);
    switch ((unsigned)d->corrects_kind) {
    case ENTRY_REPORT: type(d, "safe=yes|told=It was earlier."); break;
    case ENTRY_NOTE: type(d, "sort=contact|title=Call|body=It was later."); break;
    case ENTRY_ADDITION: type(d, "told=It was another day."); break;
    case ENTRY_REFERRAL: type(d, "to=police|shared=By telephone."); break;
    case ENTRY_REVIEW: type(d, "a=no|a-note=As was said."); break;
    case ENTRY_PERSON:
        type(d, "person=p%u|name=%s|type=pupil",
             d->told->entries[number - 1].person, pupil_name(any(s, 8)));
        if (d->told->entries[number - 1].words[0] == '\0')
            d->corrects_kind = ENTRY_REVIEW; /* staff stay as recorded */
        break;
    }
}

static void review_type(struct sim *s, struct deed *d)
{
    for (char q = 'a'; q <= 'i'; q++)
        if (any(s, 10) > 0)
            type(d, "%c=%s|", q, answer_any(s, 30, 10));
    type(d, "attendees=Those who were asked.|a-note=%s", d->entry.words);
}

/* 3,000 bytes of anything as base64 in a note. */
static void picture_type(struct sim *s, struct deed *d)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char code[1401];
    for (size_t i = 0; i < sizeof(code) - 1; i++)
        code[i] = digits[any(s, 64)];
    code[sizeof(code) - 1] = '\0';
    d->picture = true;
    type(d, "sort=fact|title=For the file|body=%s", code);
}

static void deed_type(struct sim *s, struct deed *d)
{
    static const char *const agencies[] = { "cscs", "police", "lado",
                                            "other" };
    static const char *const known[] = { "", "|known=adult", "|known=harm",
                                         "|known=under13|known=pressure" };
    const char *words = d->entry.words;
    switch ((unsigned)d->kind) {
    case ENTRY_REPORT:
        d->entry.field = FIELD_TOLD;
        type(d, "safe=%s|how=pupil|about=%s|told=%s%s",
             any(s, 3) ? "yes" : "no", pupil_name(any(s, 8)), words,
             known[any(s, COUNT_OF(known))]);
        break;
    case ENTRY_ADDITION:
        d->entry.field = FIELD_TOLD;
        type(d, "told=%s", words);
        break;
    case ENTRY_NOTE:
        d->entry.field = FIELD_BODY;
        if (any(s, 20) == 0)
            picture_type(s, d);
        else
            type(d, "sort=fact|title=From the office|body=%s", words);
        break;
    case ENTRY_REFERRAL:
        d->entry.field = FIELD_SHARED;
        type(d, "to=%s|method=telephone|shared=%s",
             agencies[any(s, COUNT_OF(agencies))], words);
        break;
    case ENTRY_EXPORT:
        d->entry.field = FIELD_PURPOSE;
        type(d, "document=table|made-for=Social worker|purpose=%s", words);
        break;
    case ENTRY_PERSON: person_type(s, d); break;
    case ENTRY_REVIEW:
        d->entry.field = FIELD_R_A_NOTE;
        review_type(s, d);
        break;
    case ENTRY_RISK:
        d->entry.field = FIELD_CONTEXT;
        risk_type(s, d);
        break;
    case ENTRY_OUTCOME:
        d->entry.field = FIELD_WHY;
        outcome_type(s, d);
        break;
    case ENTRY_SIGN:
        d->entry.field = FIELD_SAID;
        sign_type(s, d);
        break;
    case ENTRY_CORRECTION:
        d->entry.field = FIELD_REASON;
        correction_type(s, d);
        break;
    case ENTRY_IN_PERSON:
        d->entry.words[0] = '\0';
        type(d, "in-person=yes");
        break;
    case ENTRY_OPENED:
        d->entry.words[0] = '\0';
        break;
    }
}

/* ---- choosing ---- */

static enum permission permission_of(enum entry_kind kind)
{
    switch ((unsigned)kind) { /* of the kinds that kind_any gives */
    case ENTRY_REPORT: return PERMIT_REPORT;
    case ENTRY_ADDITION:
    case ENTRY_IN_PERSON: return PERMIT_SEE_RECEIPT;
    case ENTRY_EXPORT:
    case ENTRY_NOTE: return PERMIT_WRITE_NOTE;
    case ENTRY_REFERRAL: return PERMIT_RECORD_REFERRAL;
    case ENTRY_SIGN: return PERMIT_SIGN_DECISION;
    case ENTRY_PARENT_CONTACT:
    case ENTRY_INFORMATION_SHARED: return PERMIT_WRITE_NOTE;
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_REPLY:
    case ENTRY_REFERRAL_ASKED: return PERMIT_RECORD_REFERRAL;
    case ENTRY_PARENT_WISHES:
    case ENTRY_PARENT_DELAY:
    case ENTRY_REFERRAL_PACK:
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
    };
    static const enum entry_kind signer[] = { ENTRY_SIGN, ENTRY_SIGN,
                                              ENTRY_SIGN, ENTRY_NOTE };
    static const enum entry_kind staff[] = { ENTRY_REPORT, ENTRY_ADDITION,
                                             ENTRY_IN_PERSON };
    if (role == ROLE_DSL || role == ROLE_DEPUTY_DSL)
        return lead[any(s, COUNT_OF(lead))];
    if (role == ROLE_HEAD || role == ROLE_EXECUTIVE_LEADER)
        return signer[any(s, COUNT_OF(signer))];
    return staff[any(s, COUNT_OF(staff))];
}

/* Mostly something the person may do; at times a wrong door. */
static struct told *incident_any(struct sim *s, const struct deed *d)
{
    bool wrong_door = any(s, 15) == 0;
    for (unsigned tries = 0; tries < 12; tries++) {
        /* Newer ones are busier. */
        uint64_t back = any(s, 1 + any(s, s->told_count));
        struct told *t = &s->told[s->told_count - 1 - back];
        if (t->count < ENTRIES_MAX &&
            (wrong_door || town_may(s, d->who, d->permission, t)))
            return t;
    }
    return NULL;
}

/* The newest entry, which the form does not know, answers the same thing. */
static bool deed_is_overtaken(const struct deed *d)
{
    const struct told *t = d->told;
    if (d->made_from == t->count || !kind_info(d->kind)->exclusive)
        return false;
    const struct told_entry *newest = &t->entries[t->count - 1];
    return newest->kind == d->kind && d->kind != ENTRY_CORRECTION &&
           (d->kind != ENTRY_PERSON || newest->person == d->entry.person);
}

static bool deed_choose(struct sim *s, struct deed *d)
{
    struct user_id random;
    *d = (struct deed){ .who = (unsigned)any(s, PEOPLE) };
    if (!town_may(s, d->who, PERMIT_SEE_WORK, NULL) && any(s, 2) > 0)
        d->who = (unsigned)any(s, PEOPLE); /* teams are the busier ones */
    d->kind = kind_any(s, s->people[d->who].role);
    if (s->told_count == 0)
        d->kind = ENTRY_REPORT;
    if (d->kind == ENTRY_REPORT && s->told_count == INCIDENTS_MAX)
        return false;
    d->permission = permission_of(d->kind);
    d->entry.kind = d->kind;
    d->entry.author = d->who;
    d->school = s->people[d->who].school % TRUST_WIDE;
    words_new(s, d->entry.words);
    if (d->kind != ENTRY_REPORT) {
        d->told = incident_any(s, d);
        if (d->told == NULL)
            return false;
        d->made_from = d->told->count;
        if (any(s, 12) == 0)
            d->made_from--;
    }
    deed_type(s, d);
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
    bool power = any(s, 3) > 0;
    power ? s->figures.cuts++ : s->figures.kills++;
    sim_restart(s, power ? DISK_POWER_CUT : DISK_KILL);
    if (any(s, 4) == 0) /* and once more while it recovers */
        disk_stop_after(any(s, 30));
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
            if (r.end == ACT_DONE && any(s, 15) == 0 &&
                deed_send(&r, s, d, &permit) == OK) {
                s->figures.repeated++;
                if (r.end != ACT_DONE || !r.repeated ||
                    r.seq != d->told->count)
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
    unsigned who = (unsigned)any(s, PEOPLE);
    struct townsman *p = &s->people[who];
    struct drafting d = { .s = s };
    struct actor actor;
    char words[WORDS_SIZE];
    words_new(s, words);
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
    unsigned who = (unsigned)any(s, PEOPLE);
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
    uint64_t n = any(s, 200);
    if (n < 16) {
        draft_keep(s);
    } else if (n == 16 && s->figures.days > 30) {
        person_leaves(s);
    } else if (deed_choose(s, &d)) {
        deed_until_answered(s, &d);
    }
    restart_if_stopped(s);
}
