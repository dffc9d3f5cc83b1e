/* house.c: the policy's answer for an incident, and the house's own duties
 * behind it. A stage adds its rows in a file of its own (house.h). */
#include "incident/house.h"

void house_raise(struct house *h, const struct house_duty *row)
{
    must(h->count < h->max);
    h->rows[h->count++] = *row;
}

void house_warn(struct house *h, const char *clause, struct str subject)
{
    must(h->warnings_count < h->incident->viewings_count * 2);
    h->warnings[h->warnings_count++] = (struct house_warning){ clause,
                                                               subject };
}

/* Rows the stages can raise: a few for each person and each referral. */
static size_t rows_most(const struct incident *in)
{
    return 10 + in->people_count * 14 + in->referrals_count * 4 +
           in->viewings_count * 12 + in->holders_count * 3 +
           in->takedowns_count;
}

void incident_answer(struct policy_answer *out, struct arena *mem,
                     const struct pack *pack,
                     const struct calendar *calendar,
                     const struct incident *incident, struct instant now)
{
    policy_answer(out, mem, pack, calendar, &incident->facts, now);
    struct house h = { .incident = incident, .answer = out,
                       .max = rows_most(incident), .now = now,
                       .pack = pack, .mem = mem };
    h.rows = ARENA_MANY(mem, h.max, struct house_duty);
    h.warnings = ARENA_MANY(mem, incident->viewings_count * 2 + 1,
                            struct house_warning);
    parents_house(&h);
    referral_house(&h);
    support_house(&h);
    viewing_house(&h);
    departures_house(&h);
    device_house(&h);
    deletion_house(&h);
    staff_house(&h);
    other_house(&h);
    own_duty_house(&h);
    closing_house(&h);
    struct house_time time = { pack, calendar, now };
    house_duties(out, mem, &time, h.rows, h.count);
    house_warnings(out, mem, pack, h.warnings, h.warnings_count);
    viewing_settle(out, mem, &time, incident);
    departures_settle(out, mem, incident);
    closing_settle(out, mem, &time, incident);
}
