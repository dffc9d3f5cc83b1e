/* school_days.h: deadlines in school days, Europe/London.
 *
 * Promises:  1 Saturdays, Sundays, closed ranges and, where asked, the bank
 *              holidays of England (2025-2030, as data) are no school days,
 *            2 a deadline falls at the end of a school day, never before its
 *              start,
 *            3 a calendar without a single school day in ten years still
 *              gives an answer (the last day looked at).
 */
#ifndef LANYARD_BASE_SCHOOL_DAYS_H
#define LANYARD_BASE_SCHOOL_DAYS_H

#include "base/instant.h"

struct date_range {
    struct date from; /* both ends included */
    struct date until;
};

struct calendar {
    unsigned day_ends; /* minutes after midnight; 16:00 is 960 */
    const struct date_range *closed;
    size_t closed_count;
    bool bank_holidays; /* closed too; `explain` leaves it off */
};

bool school_day(const struct calendar *calendar, struct date on);

/* The first school day on or after D, where D is the local date of start, or
 * the next date when its local time is later than day_ends. */
struct date school_start_day(const struct calendar *calendar,
                             struct instant start);

/* day_ends on the school day that is days school days after the start day. */
struct instant school_due(const struct calendar *calendar,
                          struct instant start, unsigned days);

/* "2026-12-21" or "2026-12-21/2027-01-01": at most 366 days, in order. */
MUST_USE enum err date_range_read(struct date_range *out, struct str text);

/* The bank holiday of England on that date, or NULL ("Christmas Day"). */
const char *bank_holiday_name(struct date on);

#endif
