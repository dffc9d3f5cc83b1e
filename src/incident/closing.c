/* closing.c: an incident ends when nothing is left to do, and what is new
 * opens it again (2.3h, 8.10).
 *
 *   open     -> closed    CLOSED, when nothing stands in the way (stands.c)
 *   closed   -> reopened  REOPENED; or an entry that asks for something by
 *                         itself: a new assessment, person, account, copy ...
 *   closed   -> asked     an entry that may change something: a note, what
 *                         the reporter adds, a late reply
 *   asked    -> closed    STAYS_CLOSED, with the reason
 *   reopened -> closed    CLOSED
 *
 * While it is open, what the reporter adds is to be read as well, until the
 * one who leads says so (OPENED): the page that they read first may be that
 * of another stage.
 *
 * Nothing is refused that has already happened. What was decided before it was
 * opened again stays readable and counts no more: it is decided anew (8.13),
 * and nobody is asked to delete anything meanwhile (D22). */
#include "incident/gather.h"
#include "incident/house.h"
#include "incident/stages.h"

/* ---- the fold ---- */

enum after { AFTER_NOTHING, AFTER_ASKS, AFTER_REOPENS };

/* What an entry of that kind means for an incident that is closed. */
static enum after after_kind(enum entry_kind kind)
{
    switch (kind) {
    case ENTRY_EXPORT:
    case ENTRY_LESSONS:
    case ENTRY_PUPIL_NOW:
    case ENTRY_CLOSED:
    case ENTRY_STAYS_CLOSED:
    case ENTRY_NOT_APPLICABLE:
    case ENTRY_OPENED:
        return AFTER_NOTHING;
    case ENTRY_REPORT:
    case ENTRY_PERSON:
    case ENTRY_REVIEW:
    case ENTRY_RISK:
    case ENTRY_OUTCOME:
    case ENTRY_SIGN:
    case ENTRY_REFERRAL:
    case ENTRY_INTERVIEW:
    case ENTRY_PROMISE:
    case ENTRY_VIEWING_REQUEST:
    case ENTRY_VIEWING:
    case ENTRY_DEVICE:
    case ENTRY_SEARCH:
    case ENTRY_HOLDER:
    case ENTRY_ROUTE:
    case ENTRY_REOPENED:
    case ENTRY_APPLIES_AGAIN: /* it was closed for that reason too */
        return AFTER_REOPENS;
    case ENTRY_ADDITION:
    case ENTRY_OWN_DUTY:
    case ENTRY_IN_PERSON:
    case ENTRY_NOTE:
    case ENTRY_CORRECTION: /* of what it corrects: see after_entry */
    case ENTRY_HELPER:
    case ENTRY_CONVERSATION:
    case ENTRY_PROMISE_KEPT:
    case ENTRY_ADVICE:
    case ENTRY_ARRANGEMENT:
    case ENTRY_WELFARE:
    case ENTRY_SET_ASIDE:
    case ENTRY_BROOK:
    case ENTRY_PARENT_WISHES:
    case ENTRY_PARENT_CONTACT:
    case ENTRY_PARENT_DELAY:
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_REPLY:
    case ENTRY_REFERRAL_ASKED:
    case ENTRY_INFORMATION_SHARED:
    case ENTRY_REFERRAL_PACK:
    case ENTRY_VIEWING_ANSWER:
    case ENTRY_VIEWING_SIGN:
    case ENTRY_VIEWING_REASON:
    case ENTRY_VIEWING_AVOIDED:
    case ENTRY_VIEWING_REFUSED:
    case ENTRY_STAFF_SUPPORT:
    case ENTRY_DEVICE_MOVE:
    case ENTRY_HOLDER_STEP:
    case ENTRY_TAKEDOWN:
    case ENTRY_STAFF_CARE:
    case ENTRY_SCHOOL_TOLD:
        return AFTER_ASKS;
    case ENTRY_NONE:
    case ENTRY_KIND_MAX:
        break;
    }
    return AFTER_ASKS;
}

static enum after after_entry(const struct incident *in,
                              const struct entry *e)
{
    uint32_t seq = entry_corrects(e);
    if (e->kind == ENTRY_CORRECTION)
        return seq > 0 && seq < e->seq ? after_kind(in->entries[seq - 1].kind)
                                       : AFTER_ASKS;
    if (e->kind == ENTRY_WELFARE && entry_has_word(e, FIELD_SAFE, "no"))
        return AFTER_REOPENS;
    if (e->kind == ENTRY_TAKEDOWN && entry_of(e) == 0)
        return AFTER_REOPENS;
    return after_kind(e->kind);
}

/* Decided once more, by whoever signs once more: earlier entries stay. */
static void decision_put_back(struct incident *out)
{
    out->facts.outcome = (struct fact_outcome){ 0 };
    out->outcome = NULL;
    out->outcome_seq = 0;
    out->signs_count = 0;
    out->returned = false;
}

static void news_add(struct closing *c, const struct entry *written)
{
    c->news = c->news_count++ == 0 ? written->seq : c->news;
    c->news_last = written->seq;
}

static void news_read(struct closing *c)
{
    c->news = c->news_last = c->news_count = 0;
}

/* Before it is taken up, what is added belongs to the report; and nobody is
 * asked to read what they wrote. */
static void fold_while_open(struct gather *g, const struct entry *written)
{
    struct closing *c = &g->out->closing;
    if (written->kind == ENTRY_OPENED) {
        g->leader = written->author;
        if (entry_of(written) >= c->news_last) /* all of it, as it is now */
            news_read(c);
    } else if (written->kind == ENTRY_ADDITION &&
               instant_known(g->out->facts.acknowledged_at) &&
               !ID_SAME(written->author, g->leader)) {
        news_add(c, written);
    }
}

void fold_closing(struct gather *g, const struct entry *written)
{
    struct closing *c = &g->out->closing;
    if (c->state == CLOSING_REOPENED && written->kind == ENTRY_RISK)
        c->assessed = true;
    if (written->kind == ENTRY_CLOSED) {
        c->state = CLOSING_CLOSED;
        c->closed = written;
        news_read(c);
    }
    if (c->state != CLOSING_CLOSED) {
        fold_while_open(g, written);
        return;
    }
    if (written->kind == ENTRY_STAYS_CLOSED)
        news_read(c);
    switch (after_entry(g->out, written)) {
    case AFTER_NOTHING:
        return;
    case AFTER_ASKS:
        news_add(c, written);
        return;
    case AFTER_REOPENS:
        *c = (struct closing){
            .state = CLOSING_REOPENED, .closed = c->closed,
            .reopened = written, .since = written->seq,
            .assessed = written->kind == ENTRY_RISK,
        };
        decision_put_back(g->out);
        return;
    }
}

bool incident_taken_up(const struct incident *in)
{
    bool adds = in->closing.news > 0 && in->closing.state != CLOSING_CLOSED;
    return instant_known(in->facts.acknowledged_at) && !adds;
}

const struct entry *incident_pupil_now(const struct incident *incident,
                                       struct str pupil, bool before_too)
{
    const struct entry *found = NULL;
    for (size_t i = 0; i < incident->entries_count; i++) {
        const struct entry *e = incident->effective[i].counts;
        bool counts = before_too ||
                      incident->entries[i].seq > incident->closing.since;
        if (incident->entries[i].kind == ENTRY_PUPIL_NOW && counts &&
            str_same(entry_text(e, FIELD_PERSON), pupil))
            found = e;
    }
    return found;
}

/* ---- where it stands, in words ---- */

struct str incident_status(struct arena *mem, enum stage stage,
                           enum closing_state state)
{
    return state == CLOSING_REOPENED
               ? str_printf(mem, "%s, opened again", stage_words(stage))
               : str_of(stage_words(stage));
}

/* Stored: never changed. */
enum { KEPT_REOPENED = 32 };

unsigned incident_stage_kept(enum stage stage, enum closing_state state)
{
    must((unsigned)stage < KEPT_REOPENED);
    unsigned opened = state == CLOSING_REOPENED ? KEPT_REOPENED : 0;
    return (unsigned)stage + opened;
}

enum stage stage_of_kept(unsigned kept)
{
    unsigned stage = kept % KEPT_REOPENED;
    return stage >= STAGE_NEW && stage < STAGE_COUNT ? (enum stage)stage
                                                     : STAGE_NEW;
}

enum closing_state closing_of_kept(unsigned kept)
{
    if (kept >= KEPT_REOPENED)
        return CLOSING_REOPENED;
    return kept == STAGE_CLOSED ? CLOSING_CLOSED : CLOSING_OPEN;
}

/* ---- the house's duties ---- */

/* 2.3i: the day that was set for each pupil, also after closing. */
static void support_day(struct house *h, const struct fact_person *p)
{
    struct instant at;
    const struct entry *now = incident_pupil_now(h->incident, p->id, true);
    if (p->type == PERSON_PUPIL && now != NULL &&
        instant_read(&at, entry_text(now, FIELD_REVIEW_AT)) == OK)
        house_raise(h, &(struct house_duty){
            .clause = "2.3i", .owner = STR("dsl"), .subject = p->id, .due_at = at,
        });
}

/* 8.10: what is new is read; what was opened again is assessed. */
void closing_house(struct house *h)
{
    const struct incident *in = h->incident;
    const struct closing *c = &in->closing;
    for (size_t i = 0; i < in->facts.people_count; i++)
        support_day(h, &in->facts.people[i]);
    bool again = c->state == CLOSING_REOPENED;
    if (c->news > 0 || again)
        house_raise(h, &(struct house_duty){
            .clause = "8.10", .owner = STR("dsl"),
            .start = again && !c->assessed ? c->reopened->at
                     : c->news > 0 ? in->entries[c->news - 1].at
                                   : c->reopened->at,
            .done = c->news == 0 && c->assessed,
        });
}

/* 2.3h: nothing that is listed is left, so that it can be closed. */
static void ready_raise(struct policy_answer *answer, struct arena *mem,
                        const struct house_time *time,
                        const struct incident *in)
{
    size_t count;
    if (answer->state != OUTCOME_DECIDED)
        return;
    const struct stand *stands = incident_stands(&count, mem, in, answer);
    for (size_t i = 0; i < count; i++)
        if (!stands[i].beyond && stands[i].excused == NULL)
            return;
    house_duties(answer, mem, time, &(struct house_duty){
        .clause = "2.3h", .owner = STR("dsl"),
        .start = in->entries[in->entries_count - 1].at,
    }, 1);
}

/* What is done is read; of the rest a closed incident asks these two. */
static bool stays(const struct duty *d)
{
    return d->state == DUTY_DONE || str_is(d->clause, "2.3i") ||
           str_is(d->clause, "8.10");
}

static void put_away(struct policy_answer *answer, struct arena *mem)
{
    struct duty *kept = ARENA_MANY(mem, answer->duties_count, struct duty);
    size_t count = 0;
    for (size_t i = 0; i < answer->duties_count; i++)
        if (stays(&answer->duties[i]))
            kept[count++] = answer->duties[i];
    answer->put_away = answer->duties;
    answer->put_away_count = answer->duties_count;
    answer->duties = kept;
    answer->duties_count = count;
}

void closing_settle(struct policy_answer *answer, struct arena *mem,
                    const struct house_time *time,
                    const struct incident *incident)
{
    static const char *const decides[] = { "4.3", "8.13", "8.15" };
    switch (incident->closing.state) {
    case CLOSING_OPEN:
        ready_raise(answer, mem, time, incident);
        return;
    case CLOSING_CLOSED:
        put_away(answer, mem);
        return;
    case CLOSING_REOPENED:
        /* The time to decide is counted from when it was opened again. */
        for (size_t i = 0; i < COUNT_OF(decides); i++)
            house_restart(answer, mem, time, decides[i],
                          incident->closing.reopened->at);
        ready_raise(answer, mem, time, incident);
        return;
    }
}

/* ---- what may be done ---- */

/* What is planned waits until it is open again; what happened does not. */
static bool waits_for_opening(const struct entry *entry)
{
    return entry->kind == ENTRY_OUTCOME || entry->kind == ENTRY_SIGN ||
           entry->kind == ENTRY_VIEWING_REQUEST ||
           entry->kind == ENTRY_CLOSED ||
           entry->kind == ENTRY_NOT_APPLICABLE ||
           (entry->kind == ENTRY_VIEWING_ANSWER &&
            !entry_has_word(entry, FIELD_ALLOW, "told"));
}

static enum refusal may_excuse(const struct incident *in,
                               const struct policy_answer *answer,
                               const struct entry *entry)
{
    AUTO_ARENA mem;
    size_t count;
    arena_open(&mem, 4 << 20);
    const struct stand *stands = incident_stands(&count, &mem, in, answer);
    for (size_t i = 0; i < count; i++)
        if (stands[i].excusable && stand_is(&stands[i], entry))
            return REFUSE_NONE;
    return REFUSE_DUTY_APPLIES;
}

static enum refusal may_take_back(const struct incident *in,
                                  const struct policy_answer *answer,
                                  const struct entry *entry)
{
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    return stand_of_reason(&mem, in, answer, entry_of(entry)) != NULL
               ? REFUSE_NONE
               : REFUSE_NO_REASON_STANDS;
}

static enum refusal may_close(const struct incident *in,
                              const struct policy_answer *answer,
                              const struct entry *entry)
{
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    if (entry_has_word(entry, FIELD_CLOSED_AS, "nothing") &&
        incident_disclosure_stands(in))
        return REFUSE_DISMISSES;
    return incident_stands_open(&mem, in, answer) > 0 ? REFUSE_STANDS_OPEN
                                                      : REFUSE_NONE;
}

enum refusal closing_may(const struct incident *incident,
                         const struct policy_answer *answer,
                         const struct entry *entry)
{
    const struct closing *c = &incident->closing;
    bool closed = c->state == CLOSING_CLOSED;
    if (closed && waits_for_opening(entry))
        return REFUSE_IS_CLOSED;
    if (entry->kind == ENTRY_CLOSED)
        return may_close(incident, answer, entry);
    if (entry->kind == ENTRY_NOT_APPLICABLE)
        return may_excuse(incident, answer, entry);
    if (entry->kind == ENTRY_APPLIES_AGAIN)
        return may_take_back(incident, answer, entry);
    if (entry->kind == ENTRY_REOPENED)
        return closed ? REFUSE_NONE : REFUSE_NOT_CLOSED;
    if (entry->kind != ENTRY_STAYS_CLOSED)
        return REFUSE_NONE;
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    if (!closed || c->news == 0)
        return REFUSE_NOT_CLOSED;
    return incident_stands_open(&mem, incident, answer) > 0
               ? REFUSE_ASKS_TO_REOPEN
               : REFUSE_NONE;
}
