/* stands.c: what still stands in the way of closing: every duty that is open,
 * and what no duty states: an answer of an agency that never came, a device
 * that was never returned, a pupil of whom nobody wrote how they are now.
 *
 * A reason may stand instead of a few of them, and each is named here with
 * what it takes. Nothing else is ever set aside: an answer, a signature of a
 * decision, a referral, a welfare check, what was promised to a child. */
#include "incident/stages.h"
#include "policy/pack.h"

#include <stdlib.h>

struct standing {
    const struct incident *in;
    const struct policy_answer *answer;
    struct stand *rows;
    size_t count;
};

/* ---- the reasons that were recorded ---- */

/* "h12" is about the thing that entry 12 began. */
static bool about_same(struct str subject, const struct entry *e)
{
    uint64_t seq;
    if (subject.size == 0)
        return entry_text(e, FIELD_PERSON).size == 0 &&
               entry_text(e, FIELD_ABOUT_REFERRAL).size == 0 &&
               entry_of(e) == 0;
    if (str_same(entry_text(e, FIELD_PERSON), subject) ||
        str_same(entry_text(e, FIELD_ABOUT_REFERRAL), subject))
        return true;
    struct str number = { subject.data + 1, subject.size - 1 };
    return subject.size > 1 && subject.data[0] != 'p' &&
           subject.data[0] != 'r' &&
           str_read_number(&seq, number, UINT32_MAX) == OK &&
           seq == entry_of(e);
}

bool stand_is(const struct stand *stand, const struct entry *entry)
{
    return str_same(entry_text(entry, FIELD_DUTY), stand->duty.clause) &&
           about_same(stand->duty.subject, entry);
}

/* What was said before it was opened again is said once more; what was taken
 * back stands no more. */
static const struct entry *excuse_of(const struct incident *in,
                                     const struct stand *stand)
{
    const struct entry *found = NULL;
    for (size_t i = in->closing.since; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        if (e->kind == ENTRY_NOT_APPLICABLE && stand_is(stand, e))
            found = e;
        if (e->kind == ENTRY_APPLIES_AGAIN && found != NULL &&
            entry_of(e) == found->seq)
            found = NULL;
    }
    return found;
}

#define TITLE_REPLY "Record what they decided"

struct str stand_words(struct arena *mem, const struct pack *pack,
                       struct str clause)
{
    const struct pack_clause *c = pack_clause(pack, clause);
    struct str cite = clause_cite(mem, clause);
    struct str title = c != NULL ? c->title : STR_NONE;
    if (title.size == 0 && str_is(clause, "11.2"))
        title = STR(TITLE_REPLY);
    return title.size == 0 ? cite
                           : str_printf(mem, "%.*s (%.*s)", STR_ARG(title),
                                        STR_ARG(cite));
}

/* ---- where a reason may stand ---- */

/* 10.1, D2: not told on the advice of an agency that is named. */
static bool put_off_by_agency(const struct incident *in, struct str pupil)
{
    for (size_t i = 0; i < in->facts.parents_count; i++) {
        const struct fact_parents *p = &in->facts.parents[i];
        if (str_same(p->pupil, pupil))
            return p->delayed && !str_is_blank(p->delay_reason) &&
                   !str_is_blank(p->delay_agency) &&
                   instant_known(p->delay_review_at);
    }
    return false;
}

static bool word_is_open(const struct incident *in, struct str pupil)
{
    for (size_t i = 0; i < in->promises_count; i++) {
        const struct promise *p = &in->promises[i];
        if (p->sort == PROMISE_SAID && !p->kept && str_same(p->pupil, pupil))
            return true;
    }
    return false;
}

/* A meeting, an update or arrangements on a day to come: they go on, and the
 * day that is set for the pupil's support looks after them. */
static bool goes_on(const struct incident *in, const struct duty *d,
                    const struct entry *excuse)
{
    const struct entry *now = incident_pupil_now(in, d->subject, false);
    bool ahead = excuse != NULL ? instant_after(d->due, excuse->at)
                                : d->state == DUTY_DUE;
    return ahead && instant_known(d->due) && now != NULL &&
           entry_text(now, FIELD_REVIEW_AT).size > 0 &&
           !(str_is(d->clause, "9.4c") && word_is_open(in, d->subject));
}

static bool agencies_have_it(const struct incident *in)
{
    for (size_t i = 0; i < in->facts.referrals_count; i++)
        if (in->facts.referrals[i].to == AGENCY_CSCS ||
            in->facts.referrals[i].to == AGENCY_POLICE)
            return in->facts.outcome.choice == CHOICE_REFER;
    return false;
}

static bool is_criterion(struct str clause)
{
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        if (str_is(clause, criterion_clause((enum criterion)i)))
            return true;
    return false;
}

static bool excusable(const struct incident *in, const struct duty *d,
                      const struct entry *excuse)
{
    const struct referral *r = incident_referral(in, d->subject);
    if (str_is(d->clause, "7.5c") || str_is(d->clause, "12.6g"))
        return true; /* a pupil does not want to; who was there has left */
    if (str_is(d->clause, "12.6f"))
        return true; /* the report was mistaken: nobody had seen it */
    if (str_is(d->clause, "12.6h"))
        return d->subject.size == 0; /* nor did anybody of the staff have it */
    if (str_is(d->clause, "7.5d"))
        return put_off_by_agency(in, d->subject);
    if (str_is(d->clause, "9.1"))
        return d->state != DUTY_WAITING;
    if (str_is(d->clause, "11.2"))
        return r != NULL && (instant_known(r->asked_at) ||
                             r->to == AGENCY_OTHER);
    if (str_is(d->clause, "12.8"))
        return in->facts.holders_count == 0; /* no copy is known of */
    if (str_is(d->clause, "12.10b")) /* theirs, not the school's to ask */
        return in->facts.outcome.choice != CHOICE_MANAGE_IN_SCHOOL;
    if (str_is(d->clause, "2.4b") || str_is(d->clause, "9.4c") ||
        str_is(d->clause, "10.3e") || str_is(d->clause, "D7"))
        return goes_on(in, d, excuse);
    return is_criterion(d->clause) && agencies_have_it(in);
}

/* ---- gathering ---- */

static bool stands_already(const struct standing *s, const char *clause,
                           struct str subject)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_is(s->rows[i].duty.clause, clause) &&
            str_same(s->rows[i].duty.subject, subject))
            return true;
    return false;
}

static void stand_add(struct standing *s, const struct duty *d, bool beyond)
{
    struct stand *row = &s->rows[s->count++];
    *row = (struct stand){ .duty = *d, .beyond = beyond };
    const struct entry *excuse = excuse_of(s->in, row);
    row->excusable = excusable(s->in, d, excuse);
    row->excused = row->excusable ? excuse : NULL;
}

static void beyond_add(struct standing *s, const char *clause,
                       struct str subject, const char *title,
                       const char *why)
{
    if (!stands_already(s, clause, subject))
        stand_add(s, &(struct duty){
            .clause = str_of(clause), .owner = STR("dsl"), .subject = subject,
            .state = DUTY_DUE, .title = str_of(title), .why = str_of(why),
        }, true);
}

static bool unanswered(const struct referral *r)
{
    return r != NULL && !instant_known(r->replied_at);
}

/* What waits for its turn follows from something that stands itself; but a
 * talk that waits for safety, and parents who wait for an agency, stand. */
static void duties_add(struct standing *s)
{
    const struct policy_answer *a = s->answer;
    bool closed = s->in->closing.state == CLOSING_CLOSED;
    const struct duty *duties = closed ? a->put_away : a->duties;
    size_t count = closed ? a->put_away_count : a->duties_count;
    for (size_t i = 0; i < count; i++) {
        const struct duty *d = &duties[i];
        bool waits = d->state == DUTY_WAITING && !str_is(d->clause, "9.1") &&
                     !str_is(d->clause, "7.5d");
        bool reply = str_starts(d->clause, "D17") &&
                     !str_is(d->clause, "D17a") &&
                     unanswered(incident_referral(s->in, d->subject));
        bool own = str_is(d->clause, "2.3h") || str_is(d->clause, "2.3i") ||
                   str_is(d->clause, "10.3a") || /* a promise is 10.3e */
                   (closed && str_is(d->clause, "8.10"));
        if (d->state != DUTY_DONE && !waits && !reply && !own)
            stand_add(s, d, false);
    }
}

/* 8.4: a pupil told of themselves, and nobody has spoken with them since. */
static void disclosure_add(struct standing *s)
{
    bool heard = false;
    for (size_t i = 0; i < s->in->cares_count; i++)
        heard = heard || s->in->cares[i].heard || s->in->cares[i].talked;
    if (incident_disclosure_stands(s->in) && !heard)
        beyond_add(s, "8.4", STR_NONE, "Hear the pupil who told us",
                   "A pupil told us of it, and no account and no talk with a pupil is recorded.");
}

static void decision_add(struct standing *s)
{
    const struct facts *f = &s->in->facts;
    if (f->outcome.choice == CHOICE_SEEK_INFORMATION)
        beyond_add(s, "8.13", STR_NONE, "Decide with what was found out",
                   "The last decision was to get information or support first. It is followed by one to refer, or not to refer.");
    if (f->outcome.choice == CHOICE_REFER && f->referrals_count == 0)
        beyond_add(s, "8.9", STR_NONE, "Record the referral that was decided",
                   "It was decided to refer, and no agency is recorded as told.");
}

static void agencies_add(struct standing *s)
{
    for (size_t i = 0; i < s->in->referrals_count; i++)
        if (unanswered(&s->in->referrals[i]))
            beyond_add(s, "11.2", s->in->referrals[i].id,
                       TITLE_REPLY,
                       "An agency was told, and no decision of theirs is recorded.");
}

static void things_add(struct standing *s, struct arena *mem)
{
    const struct incident *in = s->in;
    for (size_t i = 0; i < in->devices_count; i++)
        if (!in->devices[i].returned && !in->devices[i].with_police)
            beyond_add(s, "12.6h", str_printf(mem, "d%u", in->devices[i].seq),
                       "Return the device, or pass it to the police",
                       "The school still keeps it.");
    for (size_t i = 0; i < in->facts.holders_count; i++)
        if (!instant_known(in->facts.holders[i].confirmed_at))
            beyond_add(s, "12.10b", in->facts.holders[i].id,
                       "Record what became of the copy",
                       "Somebody has a copy, and it is not known to be gone.");
    for (size_t i = 0; i < in->takedowns_count; i++)
        if (entry_has_word(in->takedowns[i].last, FIELD_TAKEN_DOWN,
                           "waiting"))
            beyond_add(s, "D15", in->takedowns[i].id,
                       "Record what became of the report to have it taken down",
                       "It was reported, and no outcome is recorded.");
}

static void pupils_add(struct standing *s)
{
    for (size_t i = 0; i < s->in->facts.people_count; i++) {
        const struct fact_person *p = &s->in->facts.people[i];
        if (p->type == PERSON_PUPIL &&
            incident_pupil_now(s->in, p->id, false) == NULL)
            beyond_add(s, "2.3i", p->id, "Write down how the pupil is now",
                       "An incident ends with how each pupil is, and what support goes on.");
    }
}

static int compare(const void *left, const void *right)
{
    const struct duty *a = &((const struct stand *)left)->duty;
    const struct duty *b = &((const struct stand *)right)->duty;
    int64_t x = instant_known(a->due) ? a->due.us : INT64_MAX;
    int64_t y = instant_known(b->due) ? b->due.us : INT64_MAX;
    if (x != y)
        return x < y ? -1 : 1;
    int order = clause_compare(a->clause, b->clause);
    if (order != 0)
        return order;
    order = str_compare(a->subject, b->subject);
    return order != 0 ? order : str_compare(a->owner, b->owner);
}

const struct stand *incident_stands(size_t *count, struct arena *mem,
                                    const struct incident *incident,
                                    const struct policy_answer *answer)
{
    size_t most = answer->duties_count + answer->put_away_count +
                  incident->facts.people_count + incident->referrals_count +
                  incident->devices_count + incident->holders_count +
                  incident->takedowns_count + 4;
    struct standing s = { incident, answer,
                          ARENA_MANY(mem, most, struct stand), 0 };
    duties_add(&s);
    disclosure_add(&s);
    decision_add(&s);
    agencies_add(&s);
    things_add(&s, mem);
    pupils_add(&s);
    must(s.count <= most);
    if (s.count > 0)
        qsort(s.rows, s.count, sizeof(*s.rows), compare);
    *count = s.count;
    return s.rows;
}

const struct stand *stand_of_reason(struct arena *mem,
                                    const struct incident *incident,
                                    const struct policy_answer *answer,
                                    uint64_t seq)
{
    size_t count;
    const struct stand *stands = incident_stands(&count, mem, incident,
                                                 answer);
    for (size_t i = 0; i < count; i++)
        if (stands[i].excused != NULL && stands[i].excused->seq == seq)
            return &stands[i];
    return NULL;
}

size_t incident_stands_open(struct arena *mem,
                            const struct incident *incident,
                            const struct policy_answer *answer)
{
    size_t count, open = 0;
    const struct stand *stands = incident_stands(&count, mem, incident,
                                                 answer);
    for (size_t i = 0; i < count; i++)
        open += stands[i].excused == NULL;
    return open;
}
