/* notices.c: who must know (notices.h). */
#include "acts/notices.h"

#include "store/cover.h"
#include "store/outbox.h"
#include "store/prompt.h"

/* A notice about one incident, on its way to several people. */
struct telling {
    struct tx *tx;
    struct arena *mem;
    struct holders_query who;
    unsigned named_roles; /* seats whose holder is a person of it (D8) */
    struct user_id author; /* is not told */
    struct user_id about;  /* nor is who it is about, if anybody */
    struct notice_row notice;
    size_t told;
};

static enum err tell(struct telling *t, const struct user_id *people,
                     size_t count)
{
    enum err err = OK;
    for (size_t i = 0; i < count && err == OK; i++) {
        if (ID_SAME(people[i], t->author) || ID_SAME(people[i], t->about))
            continue;
        t->notice.person = people[i];
        err = store_notice_put(t->tx, &t->notice);
        t->told++;
    }
    return err;
}

static enum err tell_role(struct telling *t, enum role role)
{
    const struct user_id *people;
    size_t count;
    enum err err = store_holders(&people, &count, t->tx, t->mem, &t->who,
                                 role);
    return err == OK ? tell(t, people, count) : err;
}

/* The Head; where there is none who may know, the ones above. The CEO and the
 * chair learn of an incident only where they take a seat in it (D8). */
static enum err tell_head(struct telling *t)
{
    static const enum role above[] = { ROLE_CEO, ROLE_CHAIR };
    size_t before = t->told;
    enum err err = tell_role(t, ROLE_HEAD);
    if (err == OK && t->told == before)
        err = tell_role(t, ROLE_EXECUTIVE_LEADER);
    for (size_t i = 0; i < COUNT_OF(above) && err == OK; i++)
        if (t->told == before &&
            (id_is_zero(t->who.incident.bytes) ||
             access_seats(above[i], t->named_roles) != 0))
            err = tell_role(t, above[i]);
    return err;
}

/* Those who take one of the seats, because its holder is named (D8). */
static enum err tell_seats(struct telling *t, unsigned seats)
{
    enum err err = OK;
    for (unsigned r = ROLE_NONE + 1; r < ROLE_COUNT && err == OK; r++)
        if ((access_seats((enum role)r, t->named_roles) & seats) != 0)
            err = tell_role(t, (enum role)r);
    return err;
}

static enum err tell_on_call(struct telling *t)
{
    const struct user_id *people;
    size_t count;
    enum err err = store_on_call(&people, &count, t->tx, t->mem, &t->who);
    if (err == OK)
        err = tell(t, people, count);
    if (err == OK)
        err = tell_seats(t, 1u << ROLE_DSL);
    /* A DSL who reports knows of it: nobody else need be woken. */
    if (err != OK || count > 0)
        return err;
    if ((err = tell_role(t, ROLE_DSL)) == OK)
        err = tell_role(t, ROLE_DEPUTY_DSL);
    return err == OK ? tell_head(t) : err;
}

/* Head and Executive Leader, but who proposed it, and who signs for them. */
static enum err tell_signers(struct telling *t)
{
    enum err err = tell_role(t, ROLE_HEAD);
    if (err == OK)
        err = tell_role(t, ROLE_EXECUTIVE_LEADER);
    return err == OK ? tell_seats(t, 1u << ROLE_HEAD |
                                         1u << ROLE_EXECUTIVE_LEADER)
                     : err;
}

/* Which seats are named, as anybody's scope says. */
static enum err named_load(struct telling *t)
{
    struct incident_scope scope;
    enum err err = store_scope(&scope, t->tx, t->who.trust, t->author,
                               t->who.incident);
    t->named_roles = err == OK ? scope.named_roles : 0;
    return err;
}

/* Who leads above the owner of a duty: the Head; where there is none who may
 * know, or the duty is the Head's own, the Executive Leader, who can open it,
 * and who takes the seat (D8). */
static enum err tell_above(struct telling *t, enum role owner)
{
    bool of_head = owner == ROLE_HEAD || owner == ROLE_EXECUTIVE_LEADER;
    enum err err = named_load(t);
    if (err == OK && !of_head)
        err = tell_role(t, ROLE_HEAD);
    if (err != OK || t->told > 0)
        return err;
    if (owner != ROLE_EXECUTIVE_LEADER)
        err = tell_role(t, ROLE_EXECUTIVE_LEADER);
    return err == OK ? tell_seats(t, 1u << ROLE_DSL | 1u << ROLE_HEAD) : err;
}

/* The user whom that entry names, empty for none. */
static struct str named_by(const struct entry *e)
{
    if (e->kind == ENTRY_REPORT)
        return entry_text(e, FIELD_STAFF_ABOUT);
    return e->kind == ENTRY_PERSON || e->kind == ENTRY_CORRECTION
               ? entry_text(e, FIELD_USER)
               : STR("");
}

/* True when the last entry names somebody whom none before it named. */
static bool names_anew(const struct entry *entries, size_t count)
{
    struct str user = named_by(&entries[count - 1]);
    bool before = false;
    for (size_t i = 0; i + 1 < count; i++)
        before = before || str_same(named_by(&entries[i]), user);
    return user.size > 0 && !before;
}

/* Who proposed what the signature returns. */
static enum err tell_proposer(struct telling *t, const struct entry *entries,
                              size_t count)
{
    const struct entry *sign = &entries[count - 1];
    uint64_t seq;
    if (str_read_number(&seq, entry_text(sign, FIELD_PROPOSAL),
                        count) != OK || seq == 0)
        return OK;
    struct user_id proposer = entries[seq - 1].author;
    struct incident_scope scope;
    enum err err = store_scope(&scope, t->tx, t->who.trust, proposer,
                               t->who.incident);
    return err == OK && !scope.names_actor ? tell(t, &proposer, 1) : err;
}

/* 8.10: everyone concerned: who leads, who signs, and the adults whom pupils
 * chose. */
static enum err tell_concerned(struct telling *t, const struct incident *in)
{
    enum err err = tell_role(t, ROLE_DSL);
    if (err == OK)
        err = tell_role(t, ROLE_DEPUTY_DSL);
    if (err == OK)
        err = tell_signers(t);
    for (size_t i = 0; i < in->cares_count && err == OK; i++) {
        struct user_id helper;
        struct str id = in->cares[i].helper;
        if (id_read(helper.bytes, id.data, id.size) == OK &&
            incident_helps(in, in->cares[i].pupil, helper))
            err = tell(t, &helper, 1);
    }
    return err;
}

/* 8.10: what is to be read, of an open incident too. */
static enum err tell_of_news(struct telling *t, const struct entry *entries,
                             size_t count)
{
    struct incident in;
    enum err err = incident_fold(&in, t->mem, entries, count);
    if (err != OK || in.closing.news_last != count)
        return err;
    t->notice.kind = NOTICE_NEWS;
    return (err = named_load(t)) == OK ? tell_on_call(t) : err;
}

/* What the newest entry did to an incident that was closed before it. */
static enum err tell_of_closing(struct telling *t, const struct entry *entries,
                                size_t count)
{
    const struct entry *last = &entries[count - 1];
    bool was_closed = false;
    struct incident in;
    for (size_t i = 0; i + 1 < count; i++)
        was_closed = was_closed || entries[i].kind == ENTRY_CLOSED;
    if (!was_closed)
        return OK;
    enum err err = incident_fold(&in, t->mem, entries, count);
    if (err == OK)
        err = named_load(t);
    if (err != OK)
        return err;
    if (in.closing.state == CLOSING_REOPENED &&
        in.closing.since == last->seq) {
        t->notice.kind = NOTICE_REOPENED;
        return tell_concerned(t, &in);
    }
    if (in.closing.state != CLOSING_CLOSED || in.closing.news == 0)
        return OK;
    t->notice.kind = NOTICE_NEWS;
    return tell_on_call(t);
}

/* One person, by their account, unless they are named in it (D8). */
static enum err tell_user(struct telling *t, struct str id)
{
    struct user_id user;
    struct incident_scope scope;
    if (id_read(user.bytes, id.data, id.size) != OK)
        return OK;
    enum err err = store_scope(&scope, t->tx, t->who.trust, user,
                               t->who.incident);
    return err == OK && !scope.names_actor ? tell(t, &user, 1) : err;
}

/* Which viewing the newest entry records or corrects: as it is, and as it was
 * before, with no record where it has none yet. */
struct recorded {
    struct incident before, now;
    const struct viewing *was, *is; /* is: NULL for none */
};

static enum err recorded_find(struct recorded *out, struct telling *t,
                              const struct entry *entries, size_t count)
{
    *out = (struct recorded){ 0 };
    enum err err = incident_fold(&out->before, t->mem, entries, count - 1);
    if (err == OK)
        err = incident_fold(&out->now, t->mem, entries, count);
    for (size_t i = 0; err == OK && i < out->now.viewings_count; i++) {
        const struct viewing *v = &out->now.viewings[i];
        if (v->record == NULL || v->record_seq != count)
            continue;
        out->is = v;
        out->was = incident_viewing(&out->before, v->seq);
    }
    return err;
}

/* Both leaders hear at once of what nobody agreed to (D6) and of what was done
 * otherwise (12.6b, c, d), of that each time its words change; of what they
 * agreed to the Head, who offers support (12.7). */
static enum err tell_leaders(struct telling *t, const struct recorded *r)
{
    bool first = r->was == NULL || r->was->record == NULL;
    bool both = viewing_both_answer(r->is);
    if (both && (first || !viewing_told_anyway(r->is) ||
                 !viewing_both_answer(r->was)))
        return tell_signers(t);
    return first ? tell_role(t, ROLE_HEAD) : OK;
}

/* Who was in the room signs what is recorded now (12.6g). */
static enum err tell_of_viewing(struct telling *t, const struct entry *entries,
                                size_t count)
{
    struct recorded r;
    enum err err = recorded_find(&r, t, entries, count);
    if (err != OK || r.is == NULL)
        return err;
    t->notice.kind = NOTICE_ASKED;
    err = named_load(t);
    if (err == OK)
        err = tell_leaders(t, &r);
    for (size_t i = 0; i < r.is->present_count && err == OK; i++)
        err = tell_user(t, r.is->present[i]);
    /* 12.6a: the police are told of a copy at once. */
    bool known = r.was != NULL && r.was->record != NULL &&
                 entry_has_word(r.was->record, FIELD_COPIED, "yes");
    return err == OK && !known &&
                   entry_has_word(r.is->record, FIELD_COPIED, "yes")
               ? tell_on_call(t)
               : err;
}

/* 10.3a: who is the link person for parents since the newest entry, and was it
 * not before it. */
static enum err tell_link(struct telling *t, const struct entry *entries,
                          size_t count)
{
    struct incident before, now;
    enum err err = incident_fold(&before, t->mem, entries, count - 1);
    if (err == OK)
        err = incident_fold(&now, t->mem, entries, count);
    for (size_t i = 0; err == OK && i < now.families_count; i++) {
        const struct family *f = &now.families[i];
        const struct family *was = incident_family(&before, f->pupil);
        if (f->link_person.size == 0 ||
            (was != NULL && str_same(was->link_person, f->link_person)))
            continue;
        t->notice.kind = NOTICE_ASKED;
        err = tell_user(t, f->link_person);
    }
    return err;
}

/* 12.10e: somebody keeps a copy. The Head and the DSL decide together, so each
 * hears of it from the other; where no Head may know, who stands above. */
static enum err tell_of_refusal(struct telling *t)
{
    const struct user_id *heads;
    size_t count;
    enum err err = store_holders(&heads, &count, t->tx, t->mem, &t->who,
                                 ROLE_HEAD);
    if (err == OK)
        err = count > 0 ? tell(t, heads, count)
                        : tell_role(t, ROLE_EXECUTIVE_LEADER);
    if (err == OK)
        err = tell_seats(t, 1u << ROLE_DSL | 1u << ROLE_HEAD);
    return err == OK ? tell_role(t, ROLE_DSL) : err;
}

/* Who is asked for something by the newest entry, beside a decision. */
static enum err asked_notices(struct telling *t, const struct entry *entries,
                              size_t count)
{
    const struct entry *last = &entries[count - 1];
    bool refusal = last->kind == ENTRY_HOLDER_STEP &&
                   entry_has_word(last, FIELD_RESULT, "refused") &&
                   !entry_has_word(last, FIELD_STEPS, "decided");
    bool request = last->kind == ENTRY_VIEWING_REQUEST &&
                   !entry_has_word(last, FIELD_DISTRESS, "yes");
    if (last->kind == ENTRY_VIEWING || last->kind == ENTRY_CORRECTION)
        return tell_of_viewing(t, entries, count);
    if (!request && !refusal && last->kind != ENTRY_HELPER)
        return OK;
    t->notice.kind = NOTICE_ASKED;
    enum err err = named_load(t);
    if (err != OK)
        return err;
    if (request)
        return tell_signers(t);
    if (refusal)
        return tell_of_refusal(t);
    return entry_has_word(last, FIELD_CHOSEN, "other")
               ? tell_user(t, entry_text(last, FIELD_USER))
               : OK;
}

/* A proposal that somebody did not agree to goes back. */
static enum err signed_notices(struct telling *t, const struct entry *entries,
                               size_t count)
{
    const struct entry *last = &entries[count - 1];
    if (last->kind == ENTRY_ADDITION)
        return tell_of_news(t, entries, count);
    if (last->kind != ENTRY_SIGN ||
        str_is(entry_text(last, FIELD_AGREE), "agree"))
        return tell_of_closing(t, entries, count);
    t->notice.kind = NOTICE_RETURNED;
    return tell_proposer(t, entries, count);
}

enum err act_notices(struct tx *tx, struct arena *mem, struct trust_id trust,
                     const struct incident_row *incident,
                     const struct entry *entries, size_t count,
                     struct instant now)
{
    const struct entry *last = &entries[count - 1];
    struct telling t = {
        .tx = tx, .mem = mem, .author = last->author,
        .who = { .trust = trust, .school = incident->school,
                 .incident = incident->id, .on = date_in_london(now) },
        .notice = { .trust = trust, .incident = incident->id,
                    .made_at = now },
    };
    memcpy(t.notice.reference, incident->reference, REFERENCE_SIZE + 1);
    bool anew = names_anew(entries, count);
    enum err err = asked_notices(&t, entries, count);
    if (err == OK && (last->kind == ENTRY_PARENT_CONTACT ||
                      last->kind == ENTRY_CORRECTION))
        err = tell_link(&t, entries, count);
    if (err != OK)
        return err;
    if (!anew && last->kind != ENTRY_REPORT && last->kind != ENTRY_OUTCOME)
        return signed_notices(&t, entries, count);
    err = named_load(&t);
    if (err != OK)
        return err;
    if (last->kind == ENTRY_REPORT) {
        t.notice.kind = NOTICE_REPORT;
        return tell_on_call(&t);
    }
    /* Nothing else waits for a signature: a referral never does (D4). */
    if (last->kind == ENTRY_OUTCOME &&
        str_is(entry_text(last, FIELD_CHOICE),
               choice_word(CHOICE_MANAGE_IN_SCHOOL))) {
        t.notice.kind = NOTICE_SIGN;
        return tell_signers(&t);
    }
    t.notice.kind = NOTICE_SEAT;
    err = tell_seats(&t, ~0u);
    return err == OK ? tell_of_closing(&t, entries, count) : err;
}

/* ---- what nobody did ---- */

struct sweeping {
    struct arena *mem;
    struct trust_id trust;
    unsigned unread_minutes;
    struct instant now;
};

enum { AT_ONCE = 200 };

static enum err unread_sweep(struct sweeping *s, struct tx *tx)
{
    const struct unread_row *rows;
    size_t count;
    struct instant before = {
        s->now.us - INT64_C(60000000) * s->unread_minutes
    };
    enum err err = store_unread(&rows, &count, tx, s->mem, s->trust, before,
                                AT_ONCE);
    for (size_t i = 0; i < count && err == OK; i++) {
        struct telling t = {
            .tx = tx, .mem = s->mem,
            .who = { .trust = s->trust, .school = rows[i].school,
                     .incident = rows[i].incident },
            .notice = { .trust = s->trust, .kind = NOTICE_ESCALATED,
                        .incident = rows[i].incident, .made_at = s->now },
        };
        memcpy(t.notice.reference, rows[i].reference, REFERENCE_SIZE + 1);
        if ((err = named_load(&t)) == OK)
            err = tell_above(&t, rows[i].owner);
        if (err == OK)
            err = store_unread_told(tx, s->trust, &rows[i]);
    }
    return err;
}

static enum err digest_sweep(struct sweeping *s, struct tx *tx)
{
    enum { PEOPLE_AT_ONCE = 2000 };
    const struct user_id *people;
    size_t count;
    enum err err = store_overdue_people(&people, &count, tx, s->mem, s->trust,
                                        s->now, PEOPLE_AT_ONCE);
    struct telling t = {
        .tx = tx, .mem = s->mem,
        .notice = { .trust = s->trust, .kind = NOTICE_DIGEST,
                    .made_at = s->now },
    };
    return err == OK ? tell(&t, people, count) : err;
}

enum err act_cover_notices(struct tx *tx, struct arena *mem,
                           struct trust_id trust, struct school_id school,
                           struct instant now)
{
    struct dsl_reach reach;
    enum err err = store_dsl_reach(&reach, tx, trust, school,
                                   date_in_london(now));
    if (err != OK || reach.always)
        return err;
    struct telling t = {
        .tx = tx, .mem = mem,
        .who = { .trust = trust, .school = school },
        .notice = { .trust = trust, .kind = NOTICE_COVER, .made_at = now },
    };
    err = tell_head(&t);
    return err == OK ? tell_role(&t, ROLE_ADMINISTRATOR) : err;
}

enum err act_role_notices(struct tx *tx, struct arena *mem,
                          const struct permit *permit, struct user_id user,
                          struct grant grant, struct instant now)
{
    static const enum role at_school[] = { ROLE_DSL, ROLE_DEPUTY_DSL,
                                           ROLE_HEAD };
    static const enum role above[] = { ROLE_EXECUTIVE_LEADER, ROLE_CEO,
                                       ROLE_CHAIR };
    _Static_assert(COUNT_OF(at_school) == COUNT_OF(above),
                   "both lists are walked by one loop");
    bool whole = id_is_zero(grant.school.bytes);
    const enum role *roles = whole ? above : at_school;
    struct telling t = {
        .tx = tx, .mem = mem, .author = permit->user, .about = user,
        .who = { .trust = permit->trust, .school = grant.school },
        .notice = { .trust = permit->trust, .kind = NOTICE_ROLE,
                    .made_at = now },
    };
    enum err err = OK;
    if (!role_opens_incidents(grant.role))
        return OK;
    for (size_t i = 0; i < COUNT_OF(above) && err == OK; i++)
        err = tell_role(&t, roles[i]);
    return err;
}

static enum err day_work(struct tx *tx, void *context)
{
    struct sweeping *s = context;
    const struct school_row *schools;
    size_t count;
    enum err err = digest_sweep(s, tx);
    if (err == OK)
        err = store_schools(&schools, &count, tx, s->mem, s->trust);
    for (size_t i = 0; err == OK && i < count; i++)
        err = act_cover_notices(tx, s->mem, s->trust, schools[i].id, s->now);
    return err;
}

static enum err unread_work(struct tx *tx, void *context)
{
    return unread_sweep(context, tx);
}

enum err acts_sweep_unread(const struct store *store, struct trust_id trust,
                           unsigned minutes, struct instant now)
{
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct sweeping s = { &mem, trust, minutes, now };
    return store_write(store, unread_work, &s);
}

enum err acts_sweep_day(const struct store *store, struct trust_id trust,
                        struct instant now)
{
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct sweeping s = { &mem, trust, 0, now };
    return store_write(store, day_work, &s);
}
