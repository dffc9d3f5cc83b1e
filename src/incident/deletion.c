/* deletion.c: copies, who holds them, and what each was told and asked (12.8,
 * 12.10); and reports to have something taken down (D15).
 *
 * Nobody is asked before the outcome is decided, both signatures included
 * (D22), nor while evidence is held (D3): asking cannot be undone. What was
 * asked all the same is recorded, and the policy warns of it (12.8). */
#include "incident/house.h"
#include "incident/stages.h"

static const char *const step_words[STEP_COUNT] = {
    [STEP_REMINDED] = "reminded", [STEP_ASKED] = "asked",
    [STEP_WARNED] = "warned", [STEP_HELPED] = "helped",
    [STEP_PARENTS] = "parents", [STEP_DECIDED] = "decided",
};

static void step_fold(struct holder *h, const struct entry *e,
                      const struct entry *written)
{
    struct instant at = entry_time(e, FIELD_HAPPENED_AT, written);
    for (unsigned i = 0; i < STEP_COUNT; i++)
        if (entry_has_word(e, FIELD_STEPS, step_words[i]))
            h->steps |= 1u << i;
    if (entry_has_word(e, FIELD_STEPS, "asked") &&
        !instant_known(h->asked_at))
        h->asked_at = at;
    if (entry_has_word(e, FIELD_STEPS, "decided"))
        h->decided_at = at;
    struct instant deadline;
    if (instant_read(&deadline, entry_text(e, FIELD_DEADLINE)) == OK)
        h->deadline = deadline;
    bool confirmed = entry_has_word(e, FIELD_RESULT, "confirmed");
    h->confirmed_at = confirmed ? at : (struct instant){ 0 };
    h->refused_at = entry_has_word(e, FIELD_RESULT, "refused")
                        ? at
                        : (struct instant){ 0 };
    h->in_error = entry_has_word(e, FIELD_RESULT, "error");
    h->last = e;
}

static void holders_fold(struct incident *out, struct arena *mem)
{
    size_t most = entries_of_kind(out, ENTRY_HOLDER), count = 0, facts_at = 0;
    if (most == 0)
        return;
    struct holder *rows = ARENA_MANY(mem, most, struct holder);
    struct fact_holder *facts = ARENA_MANY(mem, most, struct fact_holder);
    for (size_t i = 0; i < out->entries_count; i++) {
        const struct entry *e = out->effective[i].counts;
        if (out->entries[i].kind == ENTRY_HOLDER)
            rows[count++] = (struct holder){ .seq = out->entries[i].seq,
                                             .entry = e };
        else if (out->entries[i].kind == ENTRY_HOLDER_STEP)
            for (size_t j = 0; j < count; j++)
                if (rows[j].seq == entry_of(e))
                    step_fold(&rows[j], e, &out->entries[i]);
    }
    for (size_t i = 0; i < count; i++) {
        struct holder *h = &rows[i];
        h->id = str_printf(mem, "h%u", h->seq);
        if (h->in_error)
            continue;
        facts[facts_at++] = (struct fact_holder){
            .id = h->id,
            .person = entry_text(h->entry, FIELD_HOLDS),
            .reminded = (h->steps & 1u << STEP_REMINDED) != 0,
            .asked_at = h->asked_at,
            .deadline = h->deadline,
            .warned = (h->steps & 1u << STEP_WARNED) != 0,
            .confirmed_at = h->confirmed_at,
        };
    }
    out->holders = rows;
    out->holders_count = count;
    out->facts.holders = facts;
    out->facts.holders_count = facts_at;
}

static void takedowns_fold(struct incident *out, struct arena *mem)
{
    size_t most = entries_of_kind(out, ENTRY_TAKEDOWN), count = 0;
    if (most == 0)
        return;
    struct takedown *rows = ARENA_MANY(mem, most, struct takedown);
    for (size_t i = 0; i < out->entries_count; i++) {
        const struct entry *e = out->effective[i].counts;
        if (out->entries[i].kind != ENTRY_TAKEDOWN)
            continue;
        uint64_t of = entry_of(e);
        size_t at = 0;
        while (at < count && rows[at].seq != of)
            at++;
        if (at < count)
            rows[at].last = e;
        else
            rows[count++] = (struct takedown){
                .seq = out->entries[i].seq,
                .id = str_printf(mem, "t%u", out->entries[i].seq),
                .first = e, .last = e,
            };
    }
    out->takedowns = rows;
    out->takedowns_count = count;
}

void deletion_fold(struct incident *out, struct arena *mem)
{
    holders_fold(out, mem);
    takedowns_fold(out, mem);
}

const struct holder *incident_copy(const struct incident *incident,
                                   struct str id)
{
    for (size_t i = 0; i < incident->holders_count; i++)
        if (str_same(incident->holders[i].id, id))
            return &incident->holders[i];
    return NULL;
}

const struct holder *incident_holder(const struct incident *incident,
                                     uint64_t seq)
{
    for (size_t i = 0; i < incident->holders_count; i++)
        if (incident->holders[i].seq == seq)
            return &incident->holders[i];
    return NULL;
}

const struct takedown *incident_takedown(const struct incident *incident,
                                         uint64_t seq)
{
    for (size_t i = 0; i < incident->takedowns_count; i++)
        if (incident->takedowns[i].seq == seq)
            return &incident->takedowns[i];
    return NULL;
}

static enum refusal may_step(const struct incident *in,
                             const struct policy_answer *answer,
                             const struct entry *entry)
{
    if (incident_holder(in, entry_of(entry)) == NULL)
        return REFUSE_NO_SUCH_COPY;
    bool asks = entry_has_word(entry, FIELD_STEPS, "asked") ||
                entry_text(entry, FIELD_DEADLINE).size > 0;
    if (asks && !incident_may_delete(answer) &&
        !entry_has_word(entry, FIELD_ALREADY, "yes"))
        return REFUSE_DELETION_CLOSED;
    if (entry_has_word(entry, FIELD_STEPS, "decided") &&
        str_is_blank(entry_text(entry, FIELD_RESULT_HOW)))
        return REFUSE_DECISION_NEEDS_REASON;
    return REFUSE_NONE;
}

enum refusal deletion_may(const struct incident *incident,
                          const struct policy_answer *answer,
                          const struct entry *entry)
{
    if (entry->kind == ENTRY_HOLDER_STEP)
        return may_step(incident, answer, entry);
    if (entry_of(entry) > 0 &&
        incident_takedown(incident, entry_of(entry)) == NULL)
        return REFUSE_NO_SUCH_COPY;
    return REFUSE_NONE;
}

/* ---- the house's duties ---- */

/* 12.10e: a refusal or a missed deadline goes up: the DSL decides about the
 * police with the Headteacher. What was decided counts for what led to it; a
 * later refusal, or a new deadline that is missed, is decided anew. */
static void kept_house(struct house *h, const struct holder *c)
{
    static const int64_t minute_us = 60000000;
    bool late = instant_known(c->deadline) &&
                instant_after(h->now, c->deadline);
    if (c->in_error || instant_known(c->confirmed_at) ||
        !(late || instant_known(c->refused_at)))
        return;
    struct instant since = c->refused_at;
    if (!instant_known(since)) /* a deadline is missed once it is over */
        since.us = c->deadline.us + minute_us;
    struct house_duty row = {
        .clause = "12.10e", .owner = str_of(role_name(ROLE_DSL)),
        .subject = c->id, .start = since,
        .done = instant_known(c->decided_at) &&
                !instant_after(since, c->decided_at),
    };
    house_raise(h, &row);
    row.owner = str_of(role_name(ROLE_HEAD));
    house_raise(h, &row);
}

/* 10.1: an agency advised to wait, and that is not over. A delay without its
 * advice waits for nothing here either (7.5d). */
static bool parents_wait(const struct house *h, struct str pupil)
{
    for (size_t i = 0; i < h->answer->duties_count; i++) {
        const struct duty *d = &h->answer->duties[i];
        if (str_is(d->clause, "7.5d") && str_same(d->subject, pupil))
            return d->state == DUTY_WAITING;
    }
    return false;
}

/* 12.10f: the parents of who has a copy hear what is asked. One talk is about
 * all copies of their child. */
static void parents_told_house(struct house *h, const struct holder *c)
{
    const struct incident *in = h->incident;
    struct str holds = entry_text(c->entry, FIELD_HOLDS);
    const struct person *who = incident_person(in, holds);
    if (c->in_error || who == NULL || who->type != PERSON_PUPIL ||
        in->facts.outcome.choice != CHOICE_MANAGE_IN_SCHOOL)
        return;
    bool told = false;
    for (size_t i = 0; i < in->holders_count; i++)
        told = told ||
               (str_same(entry_text(in->holders[i].entry, FIELD_HOLDS),
                         holds) &&
                (in->holders[i].steps & 1u << STEP_PARENTS) != 0);
    house_raise(h, &(struct house_duty){
        .clause = "12.10f", .owner = str_of(role_name(ROLE_DSL)),
        .subject = c->id, .start = in->facts.outcome.decided_at,
        .waits = h->answer->state != OUTCOME_DECIDED ||
                 parents_wait(h, holds),
        .done = told,
    });
}

void deletion_house(struct house *h)
{
    const struct incident *in = h->incident;
    for (size_t i = 0; i < in->holders_count; i++)
        kept_house(h, &in->holders[i]);
    for (size_t i = 0; i < in->holders_count; i++)
        parents_told_house(h, &in->holders[i]);
    for (size_t i = 0; i < in->takedowns_count; i++) {
        const struct takedown *t = &in->takedowns[i];
        struct instant chase = { 0 };
        if (!entry_has_word(t->last, FIELD_TAKEN_DOWN, "waiting"))
            continue;
        if (instant_read(&chase, entry_text(t->last, FIELD_CHASE_AT)) != OK)
            chase = (struct instant){ 0 }; /* as the pack says, from then on */
        house_raise(h, &(struct house_duty){
            .clause = "D15", .owner = str_of(role_name(ROLE_DSL)),
            .subject = t->id, .start = t->last->at, .due_at = chase,
        });
    }
}
