/* policy.c: asks every stage in turn, and puts their rows in order. */
#include "policy/rules.h"

#include <stdlib.h>

static size_t duties_most(const struct facts *f)
{
    /* Rows a stage can raise: fixed ones, per person, viewing, device,
     * holder; generous, checked by duty_raise. */
    size_t present = 0;
    for (size_t i = 0; i < f->viewings_count; i++)
        present += f->viewings[i].present_count + 1;
    return 48 + f->people_count * 10 + f->viewings_count * 3 + present * 2 +
           f->devices_count + f->holders_count * 4;
}

static size_t warnings_most(const struct facts *f)
{
    return 8 + f->people_count + f->viewings_count * 4 + f->holders_count +
           f->outcome.signed_by_count;
}

static enum duty_state state_of(const struct asking *a, const struct raise *r,
                                struct instant due)
{
    if (r->done)
        return DUTY_DONE;
    if (r->waits)
        return DUTY_WAITING;
    return instant_after(a->now, due) ? DUTY_OVERDUE : DUTY_DUE;
}

void duty_raise(struct asking *a, const struct raise *r)
{
    must(a->out->duties_count < a->duties_room);
    const struct pack_clause *c = pack_clause(a->pack, str_of(r->clause));
    must(c != NULL && (c->time == TIME_NOW || c->time == TIME_SCHOOL_DAYS));
    struct instant due = { 0 };
    if (!r->waits || r->shows_due) {
        if (instant_known(r->due_at))
            due = r->due_at;
        else
            due = c->time == TIME_NOW
                      ? r->start
                      : school_due(a->calendar, r->start, c->number);
    }
    a->duties[a->out->duties_count++] = (struct duty){
        .clause = c->clause,
        .owner = r->owner,
        .subject = r->subject,
        .state = state_of(a, r, due),
        .due = due,
        .title = c->title,
        .why = c->why,
        .limit = instant_known(r->due_at) ? NULL : c,
    };
}

void warning_raise(struct asking *a, const char *clause, struct str subject)
{
    must(a->out->warnings_count < a->warnings_room);
    a->warnings[a->out->warnings_count++] = (struct warning){
        .clause = str_of(clause),
        .subject = subject,
        .text = pack_warning(a->pack, str_of(clause)),
    };
}

static int subject_compare(struct str a, struct str b)
{
    if ((a.data == NULL) != (b.data == NULL))
        return a.data == NULL ? -1 : 1;
    return str_compare(a, b);
}

int duty_compare(const void *left, const void *right)
{
    const struct duty *a = left, *b = right;
    bool a_due = instant_known(a->due), b_due = instant_known(b->due);
    if (a_due != b_due)
        return a_due ? -1 : 1;
    if (a->due.us != b->due.us)
        return a->due.us < b->due.us ? -1 : 1;
    int order = clause_compare(a->clause, b->clause);
    if (order == 0)
        order = subject_compare(a->subject, b->subject);
    return order != 0 ? order : str_compare(a->owner, b->owner);
}

int warning_compare(const void *left, const void *right)
{
    const struct warning *a = left, *b = right;
    int order = clause_compare(a->clause, b->clause);
    return order != 0 ? order : subject_compare(a->subject, b->subject);
}

/* In order, and each clause and subject once. */
static void warnings_settle(struct asking *a)
{
    size_t kept = 0;
    qsort(a->warnings, a->out->warnings_count, sizeof(*a->warnings),
          warning_compare);
    for (size_t i = 0; i < a->out->warnings_count; i++)
        if (kept == 0 ||
            warning_compare(&a->warnings[kept - 1], &a->warnings[i]) != 0)
            a->warnings[kept++] = a->warnings[i];
    a->out->warnings_count = kept;
    a->out->warnings = a->warnings;
}

void policy_answer(struct policy_answer *out, struct arena *mem,
                   const struct pack *pack, const struct calendar *calendar,
                   const struct facts *facts, struct instant now)
{
    must(instant_known(facts->reported_at) && instant_known(now));
    *out = (struct policy_answer){ 0 };
    struct asking a = {
        .mem = mem, .pack = pack, .calendar = calendar, .f = facts,
        .now = now, .out = out,
        .duties_room = duties_most(facts),
        .warnings_room = warnings_most(facts),
    };
    a.duties = ARENA_MANY(mem, a.duties_room, struct duty);
    a.warnings = ARENA_MANY(mem, a.warnings_room, struct warning);
    referral_outcome(&a);
    signoff_state(&a);
    special_rules(&a);
    response_rules(&a);
    review_rules(&a);
    assessment_rules(&a);
    referral_rules(&a);
    support_rules(&a);
    parents_rules(&a);
    viewing_rules(&a);
    deletion_rules(&a);
    signoff_rules(&a);
    qsort(a.duties, out->duties_count, sizeof(*a.duties), duty_compare);
    out->duties = a.duties;
    warnings_settle(&a);
}
