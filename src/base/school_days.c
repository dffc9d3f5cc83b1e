/* school_days.c: which days count, and where a deadline falls. */
#include "base/school_days.h"

/* The bank holidays of England, 2025-2030: dates are a fact of the statute
 * book (Banking and Financial Dealings Act 1971, substitute days included). */
static const struct {
    int16_t year;
    uint8_t month, day;
    const char *name;
} bank_holidays[] = {
    { 2025, 1, 1, "New Year’s Day" },
    { 2025, 4, 18, "Good Friday" },
    { 2025, 4, 21, "Easter Monday" },
    { 2025, 5, 5, "Early May bank holiday" },
    { 2025, 5, 26, "Spring bank holiday" },
    { 2025, 8, 25, "Summer bank holiday" },
    { 2025, 12, 25, "Christmas Day" },
    { 2025, 12, 26, "Boxing Day" },
    { 2026, 1, 1, "New Year’s Day" },
    { 2026, 4, 3, "Good Friday" },
    { 2026, 4, 6, "Easter Monday" },
    { 2026, 5, 4, "Early May bank holiday" },
    { 2026, 5, 25, "Spring bank holiday" },
    { 2026, 8, 31, "Summer bank holiday" },
    { 2026, 12, 25, "Christmas Day" },
    { 2026, 12, 28, "Boxing Day (substitute day)" },
    { 2027, 1, 1, "New Year’s Day" },
    { 2027, 3, 26, "Good Friday" },
    { 2027, 3, 29, "Easter Monday" },
    { 2027, 5, 3, "Early May bank holiday" },
    { 2027, 5, 31, "Spring bank holiday" },
    { 2027, 8, 30, "Summer bank holiday" },
    { 2027, 12, 27, "Christmas Day (substitute day)" },
    { 2027, 12, 28, "Boxing Day (substitute day)" },
    { 2028, 1, 3, "New Year’s Day (substitute day)" },
    { 2028, 4, 14, "Good Friday" },
    { 2028, 4, 17, "Easter Monday" },
    { 2028, 5, 1, "Early May bank holiday" },
    { 2028, 5, 29, "Spring bank holiday" },
    { 2028, 8, 28, "Summer bank holiday" },
    { 2028, 12, 25, "Christmas Day" },
    { 2028, 12, 26, "Boxing Day" },
    { 2029, 1, 1, "New Year’s Day" },
    { 2029, 3, 30, "Good Friday" },
    { 2029, 4, 2, "Easter Monday" },
    { 2029, 5, 7, "Early May bank holiday" },
    { 2029, 5, 28, "Spring bank holiday" },
    { 2029, 8, 27, "Summer bank holiday" },
    { 2029, 12, 25, "Christmas Day" },
    { 2029, 12, 26, "Boxing Day" },
    { 2030, 1, 1, "New Year’s Day" },
    { 2030, 4, 19, "Good Friday" },
    { 2030, 4, 22, "Easter Monday" },
    { 2030, 5, 6, "Early May bank holiday" },
    { 2030, 5, 27, "Spring bank holiday" },
    { 2030, 8, 26, "Summer bank holiday" },
    { 2030, 12, 25, "Christmas Day" },
    { 2030, 12, 26, "Boxing Day" },
};

const char *bank_holiday_name(struct date on)
{
    struct civil c = date_civil(on);
    for (size_t i = 0; i < COUNT_OF(bank_holidays); i++)
        if (bank_holidays[i].year == c.year &&
            bank_holidays[i].month == c.month && bank_holidays[i].day == c.day)
            return bank_holidays[i].name;
    return NULL;
}

bool school_day(const struct calendar *calendar, struct date on)
{
    if (date_weekday(on) >= 5)
        return false;
    for (size_t i = 0; i < calendar->closed_count; i++)
        if (on.days >= calendar->closed[i].from.days &&
            on.days <= calendar->closed[i].until.days)
            return false;
    return !calendar->bank_holidays || bank_holiday_name(on) == NULL;
}

/* The next school day on or after; a calendar that is always closed ends the
 * search after ten years. */
static struct date next_school_day(const struct calendar *calendar,
                                   struct date on)
{
    enum { TEN_YEARS = 3653 };
    struct date last = { on.days + TEN_YEARS };
    while (on.days < last.days && !school_day(calendar, on))
        on.days++;
    return on;
}

struct date school_start_day(const struct calendar *calendar,
                             struct instant start)
{
    struct date on = date_in_london(start);
    /* Later than day_ends to the microsecond: 16:00:00.5 is the next day. */
    struct instant end = instant_from_london(on, calendar->day_ends);
    if (instant_after(start, end))
        on.days++;
    return next_school_day(calendar, on);
}

struct instant school_due(const struct calendar *calendar,
                          struct instant start, unsigned days)
{
    struct date on = school_start_day(calendar, start);
    for (unsigned i = 0; i < days; i++) {
        on.days++;
        on = next_school_day(calendar, on);
    }
    return instant_from_london(on, calendar->day_ends);
}

enum err date_range_read(struct date_range *out, struct str text)
{
    enum { RANGE_DAYS_MAX = 366 };
    struct str rest = text;
    struct str from = str_cut(&rest, '/');
    if (date_read(&out->from, from) != OK)
        return ERR_INVALID;
    out->until = out->from;
    if (from.size == text.size)
        return OK;
    if (date_read(&out->until, rest) != OK ||
        out->until.days < out->from.days ||
        out->until.days - out->from.days + 1 > RANGE_DAYS_MAX)
        return ERR_INVALID;
    return OK;
}
