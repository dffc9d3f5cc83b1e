/* checks.c: what must be true after each day and after each restart, by
 * comparing the program with the account of what it answered. */
#include "tests/sim/sim.h"

#include <sodium.h>

static uint64_t hash_of(struct str text)
{
    uint64_t out = 0;
    uint8_t bytes[16];
    crypto_generichash(bytes, sizeof(bytes), (const uint8_t *)text.data,
                       text.size, NULL, 0);
    memcpy(&out, bytes, sizeof(out));
    return out;
}

/* ---- permits of the account ---- */

struct scoping {
    struct sim *s;
    const char *reference;
    struct user_id user;
    struct incident_scope scope;
    enum err err;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct scoping *c = context;
    return store_scope_by_reference(&c->scope, tx, c->s->house.trust, c->user,
                                    c->reference);
}

/* The actor as the grants make them, without a session. */
static struct actor actor_of(struct sim *s, unsigned who)
{
    const struct townsman *p = &s->people[who];
    struct house *h = &s->house;
    struct school_id none = { { 0 } };
    struct actor a = { .known = true, .second_factor = true,
                       .trust = h->trust, .user = p->user,
                       .grants_count = 1 };
    a.grants[0] = (struct grant){ p->role, p->school == 0   ? h->oak
                                           : p->school == 1 ? h->elm
                                                            : none };
    return a;
}

static bool permit_of(struct permit *out, struct sim *s, unsigned who,
                      enum permission permission, const struct told *told)
{
    struct actor actor = actor_of(s, who);
    struct scoping c = { .s = s, .reference = told->reference,
                         .user = actor.user };
    if (store_read(&s->house.store, scope_work, &c) != OK) {
        sim_wrong(s, "I9", "%s is not found", told->reference);
        return false;
    }
    return access_permit(out, &actor, permission, &c.scope);
}

/* The leader, who is never named in the town's incidents. */
struct permit check_permit(struct sim *s, const struct told *told)
{
    struct permit permit = { 0 };
    if (!permit_of(&permit, s, 14, PERMIT_SEE_INCIDENT, told))
        sim_wrong(s, "I3", "the leader may not see %s", told->reference);
    return permit;
}

/* ---- I1, I2: the whole ---- */

struct schools {
    struct sim *s;
    struct arena *mem;
    const struct school_row *rows;
    size_t count;
};

static enum err schools_work(struct tx *tx, void *context)
{
    struct schools *c = context;
    return store_schools(&c->rows, &c->count, tx, c->mem, c->s->house.trust);
}

static void check_whole(struct sim *s)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct house *h = &s->house;
    struct schools c = { .s = s, .mem = &mem };
    struct permit program = access_program_permit(h->trust);
    struct findings findings = { 0 };
    struct progress quiet = { 0 };
    if (store_read(&h->store, schools_work, &c) != OK || c.count != 2) {
        sim_wrong(s, "I9", "the schools are gone");
        return;
    }
    struct acts_schools schools = { &h->acts, c.rows, c.count };
    struct deriver deriver = { act_derive_again, &schools };
    if (store_verify(&h->store, &program, &findings, quiet) != OK ||
        findings.count > 0)
        sim_wrong(s, "I2", "verify finds %u", (unsigned)findings.count);
    if (store_rebuild(&h->store, &program, &deriver, true, &findings,
                      quiet) != OK || findings.count > 0)
        sim_wrong(s, "I1", "rebuild finds %u", (unsigned)findings.count);
}

/* ---- I4, I5, I7, I9: one incident ---- */

static void check_entries(struct sim *s, const struct told *t,
                          const struct known *k)
{
    if (k->incident.entries_count != t->count) {
        sim_wrong(s, "I9", "%s: %zu entries, answered %u", t->reference,
                  k->incident.entries_count, t->count);
        return;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        const struct entry *e = &k->incident.entries[i];
        const struct told_entry *was = &t->entries[i];
        if (e->seq != i + 1 || e->kind != was->kind ||
            e->at.us != was->at.us ||
            !ID_SAME(e->author, s->people[was->author].user))
            sim_wrong(s, "I7", "%s: entry %u is another", t->reference,
                      i + 1);
        else if (was->words[0] != '\0' &&
                 !str_is(entry_text(e, was->field), was->words))
            sim_wrong(s, "I7", "%s: entry %u has other words", t->reference,
                      i + 1);
    }
}

static uint64_t duty_which(struct arena *mem, const struct duty *d)
{
    return hash_of(str_printf(mem, "%.*s|%.*s|%.*s", STR_ARG(d->clause),
                              STR_ARG(d->owner), STR_ARG(d->subject)));
}

/* Everything the policy says, as one number. */
static uint64_t answer_hash(struct arena *mem, const struct policy_answer *a)
{
    struct buf b;
    buf_open(&b, mem, 4096, 1 << 20);
    buf_printf(&b, "%d %d %d %d", a->refer_required, (int)a->state,
               (int)a->route, a->evidence_hold);
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        buf_printf(&b, " %d", a->because[i]);
    for (unsigned i = 0; i < CHOICE_COUNT; i++)
        buf_printf(&b, " %d", a->allowed[i]);
    for (size_t i = 0; i < a->warnings_count; i++)
        buf_printf(&b, "\n%.*s %.*s", STR_ARG(a->warnings[i].clause),
                   STR_ARG(a->warnings[i].text));
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        buf_printf(&b, "\n%.*s %.*s %.*s %d %lld %.*s", STR_ARG(d->clause),
                   STR_ARG(d->owner), STR_ARG(d->subject), (int)d->state,
                   (long long)d->due.us, STR_ARG(d->why));
    }
    must(!b.overflowed);
    return hash_of(buf_str(&b));
}

/* I4: time alone, a restart or a cut takes no duty away and finishes none. */
static void check_duties(struct sim *s, struct told *t, const struct known *k)
{
    const struct policy_answer *a = &k->answer;
    bool same_entries = t->duties_length == k->length;
    for (size_t i = 0; same_entries && i < t->duties_count; i++) {
        const struct told_duty *was = &t->duties[i];
        bool there = false;
        for (size_t j = 0; j < a->duties_count && !there; j++)
            there = duty_which(&s->mem, &a->duties[j]) == was->which &&
                    (a->duties[j].state == DUTY_DONE) == was->done;
        if (!there)
            sim_wrong(s, "I4", "%s: a duty is gone without an entry",
                      t->reference);
    }
    t->duties_length = k->length;
    t->duties_count = 0;
    for (size_t j = 0; j < a->duties_count && j < DUTIES_KEPT; j++)
        t->duties[t->duties_count++] = (struct told_duty){
            duty_which(&s->mem, &a->duties[j]),
            a->duties[j].state == DUTY_DONE
        };
}

/* I5: the same facts, the same answer; and what was known then is known to
 * have been known then. */
static void check_answers(struct sim *s, struct told *t,
                          const struct known *k, const struct permit *permit)
{
    struct house *h = &s->house;
    struct policy_answer again;
    uint64_t now = answer_hash(&s->mem, &k->answer);
    incident_answer(&again, &s->mem, h->pack, &k->calendar, &k->incident,
                    k->as_of);
    if (answer_hash(&s->mem, &again) != now)
        sim_wrong(s, "I5", "%s: two answers to one question", t->reference);
    if (t->snapshots_count > 0) {
        const struct snapshot *then =
            &t->snapshots[chance_below(&s->chance, t->snapshots_count)];
        struct known old;
        if (act_load(&old, &s->mem, &h->acts, permit, then->at,
                     h->now) != OK ||
            old.incident.entries_count != then->length ||
            answer_hash(&s->mem, &old.answer) != then->answer)
            sim_wrong(s, "I5", "%s: the past has changed", t->reference);
    }
    /* The clock may go back a little: look a minute after the last entry. */
    if (t->snapshots_count == SNAPSHOTS || chance_below(&s->chance, 8) > 0 ||
        h->now.us - t->entries[t->count - 1].at.us < 60000000)
        return;
    t->snapshots[t->snapshots_count++] =
        (struct snapshot){ h->now, now, k->length };
}

/* 8.10: closed is what the account says; it asks for what is new and for the
 * day that was set for a pupil, and for nothing else. */
static void check_closing(struct sim *s, const struct told *t,
                          const struct known *k)
{
    bool closed = k->incident.closing.state == CLOSING_CLOSED;
    if (k->incident.closing.state != t->closing ||
        (k->stage == STAGE_CLOSED) != closed)
        sim_wrong(s, "8.10", "%s: closing is %d, answered %d", t->reference,
                  (int)k->incident.closing.state, (int)t->closing);
    for (size_t i = 0; closed && i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        if (d->state != DUTY_DONE && !str_is(d->clause, "2.3i") &&
            !str_is(d->clause, "8.10"))
            sim_wrong(s, "8.10", "%s: closed, and asks for %.*s",
                      t->reference, STR_ARG(d->clause));
    }
}

static void check_incident(struct sim *s, struct told *t)
{
    struct known k;
    struct instant none = { 0 };
    struct permit permit = check_permit(s, t);
    if (!permit.has_incident)
        return;
    if (act_load(&k, &s->mem, &s->house.acts, &permit, none,
                 s->house.now) != OK) {
        sim_wrong(s, "I9", "%s does not load", t->reference);
        return;
    }
    check_entries(s, t, &k);
    check_duties(s, t, &k);
    check_closing(s, t, &k);
    check_answers(s, t, &k, &permit);
}

/* ---- I3: what lists and doors show to whom ---- */

struct looking {
    struct sim *s;
    struct permit permit;
    struct str word; /* search, or empty: the list */
    bool receipts;
    unsigned seen;
    uint64_t which; /* bits of the account's incidents */
    bool strange;   /* a row the account does not know */
    struct work_page work;
};

static void rows_see(struct looking *l, const struct incident_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        bool known = false;
        for (unsigned n = 0; n < l->s->told_count && !known; n++) {
            known = strcmp(l->s->told[n].reference,
                           page->rows[i].reference) == 0;
            if (known)
                l->which |= UINT64_C(1) << n;
        }
        l->strange = l->strange || !known;
        l->seen++;
    }
}

/* All pages of the list. */
static enum err look_work(struct tx *tx, void *context)
{
    struct looking *l = context;
    struct lanes lanes = { &l->permit, 1 };
    struct incident_cursor after = { 0 };
    struct incident_page page = { .more = true };
    enum err err = OK;
    l->seen = 0;
    l->which = 0;
    while (err == OK && page.more) {
        err = l->word.size > 0
                  ? store_search(&page, tx, &l->s->mem, lanes, l->word, after)
              : l->receipts
                  ? store_receipts(&page, tx, &l->s->mem, &l->permit, after,
                                   7)
                  : store_incidents(&page, tx, &l->s->mem, lanes, after, 7);
        if (err != OK || page.count == 0)
            break;
        rows_see(l, &page);
        after.created_at = page.rows[page.count - 1].created_at;
        after.id = page.rows[page.count - 1].id;
    }
    return err;
}

static uint64_t may_see(const struct sim *s, unsigned who, bool receipts)
{
    uint64_t which = 0;
    for (unsigned n = 0; n < s->told_count; n++)
        if (town_may(s, who, receipts ? PERMIT_SEE_RECEIPT
                                      : PERMIT_SEE_INCIDENT, &s->told[n]))
            which |= UINT64_C(1) << n;
    return which;
}

static enum err duties_work(struct tx *tx, void *context)
{
    struct looking *l = context;
    struct work_query q = { .lanes = { &l->permit, 1 }, .own = true,
                            .due = true, .waiting = true,
                            .limit = PAGE_MAX };
    return store_work(&l->work, tx, &l->s->mem, &q);
}

static void check_work(struct sim *s, unsigned who, struct looking *l)
{
    if (store_read(&s->house.store, duties_work, l) != OK) {
        sim_wrong(s, "I9", "the work of %u does not load", who);
        return;
    }
    for (size_t i = 0; i < l->work.count; i++) {
        bool mine = false;
        for (unsigned n = 0; n < s->told_count; n++)
            mine = mine || (strcmp(s->told[n].reference,
                                   l->work.items[i].reference) == 0 &&
                            town_may(s, who, PERMIT_SEE_INCIDENT,
                                     &s->told[n]));
        if (!mine)
            sim_wrong(s, "I3", "person %u is given work that is not theirs",
                      who);
    }
}

static void check_lists(struct sim *s, unsigned who)
{
    struct actor actor = actor_of(s, who);
    struct looking l = { .s = s, .receipts = true };
    arena_reset(&s->mem);
    if (s->people[who].disabled)
        return;
    must(access_permit(&l.permit, &actor, PERMIT_SIGNED_IN, NULL));
    if (store_read(&s->house.store, look_work, &l) != OK || l.strange ||
        l.which != may_see(s, who, true))
        sim_wrong(s, "I3", "receipts of person %u", who);
    bool finds = access_permit(&l.permit, &actor, PERMIT_FIND_INCIDENT, NULL);
    if (finds != town_may(s, who, PERMIT_FIND_INCIDENT, NULL))
        sim_wrong(s, "I3", "person %u finds incidents: %d", who, finds);
    if (!finds)
        return;
    l.receipts = false;
    if (store_read(&s->house.store, look_work, &l) != OK || l.strange ||
        l.which != may_see(s, who, false))
        sim_wrong(s, "I3", "list of person %u", who);
    /* A word that stands in each incident: "spoke". */
    l.word = STR("spoke");
    if (store_read(&s->house.store, look_work, &l) != OK || l.strange ||
        l.which != may_see(s, who, false))
        sim_wrong(s, "I3", "search of person %u", who);
    check_work(s, who, &l);
}

static void check_doors(struct sim *s, const struct told *t)
{
    static const enum permission doors[] = {
        PERMIT_SEE_RECEIPT, PERMIT_SEE_INCIDENT, PERMIT_WRITE_NOTE,
        PERMIT_LEAD_INCIDENT, PERMIT_SIGN_DECISION, PERMIT_RECORD_REFERRAL,
        PERMIT_SUPPORT_PUPIL,
    };
    struct permit permit;
    for (unsigned who = 0; who < PEOPLE; who++)
        for (size_t i = 0; i < COUNT_OF(doors); i++)
            if (!s->people[who].disabled &&
                permit_of(&permit, s, who, doors[i], t) !=
                    town_may(s, who, doors[i], t))
                sim_wrong(s, "I3", "%s: %s for person %u", t->reference,
                          permission_name(doors[i]), who);
}

/* ---- drafts ---- */

struct drafting {
    struct sim *s;
    struct permit permit;
    struct str text;
    bool found;
};

static enum err draft_work(struct tx *tx, void *context)
{
    struct drafting *d = context;
    struct instant at;
    enum err err = store_draft_get(&d->text, &at, tx, &d->s->mem, &d->permit,
                                   STR("report"), d->s->house.now);
    d->found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static void check_draft(struct sim *s, unsigned who)
{
    static const int64_t days_us = INT64_C(86400000000) * DRAFT_DAYS;
    const struct townsman *p = &s->people[who];
    struct actor actor = actor_of(s, who);
    struct drafting d = { .s = s };
    if (p->draft_doubtful || p->draft[0] == '\0')
        return;
    must(access_permit(&d.permit, &actor, PERMIT_SIGNED_IN, NULL));
    bool young = s->house.now.us - p->draft_at.us < days_us;
    if (store_read(&s->house.store, draft_work, &d) != OK ||
        d.found != young || (young && !str_is(d.text, p->draft)))
        sim_wrong(s, "I9", "the draft of person %u", who);
}

/* ---- I10, and sealed at rest ---- */

/* Each part of each name that is long enough not to be chance. */
void check_no_name(struct sim *s, const char *log, size_t size)
{
    for (unsigned i = 0; i < PEOPLE + 8; i++) {
        struct str rest = str_of(i < PEOPLE ? s->people[i].name
                                            : pupil_name(i - PEOPLE));
        while (rest.size > 0) {
            struct str part = str_cut(&rest, ' ');
            if (part.size < 5)
                continue;
            if (log == NULL && disk_holds(part.data, part.size))
                sim_wrong(s, "I10", "a name stands readable on the disk");
            if (log != NULL && memmem(log, size, part.data, part.size))
                sim_wrong(s, "I10", "a name stands in the log");
        }
    }
}

/* ---- all of it ---- */

void check_day(struct sim *s, bool everything)
{
    s->figures.checks++;
    if (everything)
        check_whole(s);
    for (unsigned i = 0; i < s->told_count; i++) {
        arena_reset(&s->mem);
        if (everything || ((s->touched >> i) & 1) != 0)
            check_incident(s, &s->told[i]);
    }
    if (s->told_count > 0)
        check_doors(s, &s->told[chance_below(&s->chance, s->told_count)]);
    for (unsigned who = 0; who < PEOPLE; who++) {
        if (!everything && chance_below(&s->chance, 6) > 0)
            continue;
        check_lists(s, who);
        check_draft(s, who);
    }
    s->touched = 0;
    s->restarted = false;
}

void sim_digest(struct sim *s)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof(s->digest));
    for (unsigned i = 0; i < s->told_count; i++) {
        const struct told *t = &s->told[i];
        struct permit permit = check_permit(s, t);
        struct instant none = { 0 };
        struct known k;
        arena_reset(&s->mem);
        if (!permit.has_incident ||
            act_load(&k, &s->mem, &s->house.acts, &permit, none,
                     s->house.now) != OK)
            continue;
        struct str line = str_printf(&s->mem, "%s %u %u ", t->reference,
                                     k.length, (unsigned)k.stage);
        crypto_generichash_update(&state, (const uint8_t *)line.data,
                                  line.size);
        crypto_generichash_update(&state, k.row.last.bytes,
                                  LEDGER_HASH_SIZE);
    }
    crypto_generichash_final(&state, s->digest, sizeof(s->digest));
}
