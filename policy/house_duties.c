/* house_duties.c: the house's own duties, put among those of the policy. */
#include "policy/house_duties.h"

#include "policy/rules.h"

#include <stdlib.h>

/* Monday to Friday without the bank holidays of England (D17). */
static struct instant working_due(const struct calendar *calendar,
                                  struct instant start, unsigned days)
{
    struct calendar working = { .day_ends = calendar->day_ends,
                                .bank_holidays = true };
    return school_due(&working, start, days);
}

static struct instant due_of(const struct house_time *time,
                             const struct house_duty *row,
                             const struct pack_clause *c)
{
    if (instant_known(row->due_at))
        return row->due_at;
    if (row->waits || !instant_known(row->start))
        return (struct instant){ 0 };
    if (c->time == TIME_NOW)
        return row->start;
    if (c->time == TIME_HOURS)
        return (struct instant){ row->start.us +
                                 (int64_t)c->number * 3600 * 1000000 };
    if (c->time == TIME_WORKING_DAYS)
        return working_due(time->calendar, row->start, c->number);
    must(c->time == TIME_SCHOOL_DAYS); /* of TIME_AGREED the row says the day */
    return school_due(time->calendar, row->start, c->number);
}

static struct duty duty_of(const struct house_time *time,
                           const struct house_duty *row)
{
    const struct pack_clause *c = pack_clause(time->pack,
                                              str_of(row->clause));
    must(c != NULL && c->time != TIME_NONE);
    struct instant due = due_of(time, row, c);
    bool late = instant_known(due) && instant_after(time->now, due);
    return (struct duty){
        .clause = c->clause,
        .owner = row->owner,
        .subject = row->subject,
        .state = row->done    ? DUTY_DONE
                 : row->waits ? DUTY_WAITING
                 : late       ? DUTY_OVERDUE
                              : DUTY_DUE,
        .due = due,
        .title = c->title,
        .why = c->why,
        .limit = instant_known(row->due_at) && c->time != TIME_AGREED ? NULL
                                                                      : c,
    };
}

void house_duties(struct policy_answer *answer, struct arena *mem,
                  const struct house_time *time,
                  const struct house_duty *rows, size_t count)
{
    if (count == 0)
        return;
    size_t before = answer->duties_count;
    struct duty *all = ARENA_MANY(mem, before + count, struct duty);
    memcpy(all, answer->duties, before * sizeof(*all));
    for (size_t i = 0; i < count; i++)
        all[before + i] = duty_of(time, &rows[i]);
    qsort(all, before + count, sizeof(*all), duty_compare);
    answer->duties = all;
    answer->duties_count = before + count;
}

void house_warnings(struct policy_answer *answer, struct arena *mem,
                    const struct pack *pack, const struct house_warning *rows,
                    size_t count)
{
    if (count == 0)
        return;
    size_t before = answer->warnings_count;
    struct warning *all = ARENA_MANY(mem, before + count, struct warning);
    if (before > 0)
        memcpy(all, answer->warnings, before * sizeof(*all));
    for (size_t i = 0; i < count; i++) {
        struct str clause = str_of(rows[i].clause);
        struct str text = pack_warning(pack, clause);
        must(text.size > 0);
        all[before + i] = (struct warning){ clause, rows[i].subject, text };
    }
    qsort(all, before + count, sizeof(*all), warning_compare);
    answer->warnings = all;
    answer->warnings_count = before + count;
}

void house_settled(struct policy_answer *answer, struct duty *all)
{
    if (answer->duties_count > 0)
        qsort(all, answer->duties_count, sizeof(*all), duty_compare);
    answer->duties = all;
}

void house_restart(struct policy_answer *answer, struct arena *mem,
                   const struct house_time *time, const char *clause,
                   struct instant from)
{
    const struct pack_clause *c = pack_clause(time->pack, str_of(clause));
    struct duty *all = ARENA_MANY(mem, answer->duties_count, struct duty);
    must(c != NULL && c->time == TIME_SCHOOL_DAYS);
    if (answer->duties_count == 0)
        return;
    memcpy(all, answer->duties, answer->duties_count * sizeof(*all));
    for (size_t i = 0; i < answer->duties_count; i++) {
        struct duty *d = &all[i];
        struct instant due = school_due(time->calendar, from, c->number);
        if (!str_is(d->clause, clause) || !instant_known(d->due) ||
            d->state == DUTY_DONE || !instant_after(due, d->due))
            continue;
        d->due = due;
        d->state = instant_after(time->now, due) ? DUTY_OVERDUE : DUTY_DUE;
    }
    qsort(all, answer->duties_count, sizeof(*all), duty_compare);
    answer->duties = all;
}
