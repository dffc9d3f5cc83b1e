/* The calendar against a second account of it: Easter by the anonymous
 * Gregorian rule, bank holidays by their statutes, summer time by its hours. */
#include "tests/check.h"

#include "base/school_days.h"

/* Easter Sunday by Meeus, Jones and Butcher. */
static struct date easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
    int f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int month = (h + l - 7 * m + 114) / 31;
    int day = (h + l - 7 * m + 114) % 31 + 1;
    return date_of(year, (unsigned)month, (unsigned)day);
}

static struct date first_monday(int year, unsigned month)
{
    struct date on = date_of(year, month, 1);
    while (date_weekday(on) != 0)
        on.days++;
    return on;
}

static struct date last_monday(int year, unsigned month)
{
    struct date on = date_of(year, month, 31); /* May and August */
    while (date_weekday(on) != 0)
        on.days--;
    return on;
}

/* On a Saturday or Sunday: the next weekday that is free. */
static struct date substitute(struct date on, const struct date *taken,
                              size_t count)
{
    for (;; on.days++) {
        bool free = date_weekday(on) < 5;
        for (size_t i = 0; i < count; i++)
            free = free && taken[i].days != on.days;
        if (free)
            return on;
    }
}

static void bank_holidays_are_those_of_the_statutes(void **state)
{
    (void)state;
    for (int year = 2025; year <= 2030; year++) {
        struct date sunday = easter(year), want[8];
        want[0] = substitute(date_of(year, 1, 1), want, 0);
        want[1] = (struct date){ sunday.days - 2 };
        want[2] = (struct date){ sunday.days + 1 };
        want[3] = first_monday(year, 5);
        want[4] = last_monday(year, 5);
        want[5] = last_monday(year, 8);
        /* Boxing Day keeps its day when Christmas Day moves past it. */
        struct date christmas = date_of(year, 12, 25);
        struct date boxing = date_of(year, 12, 26);
        want[7] = substitute(boxing, want, 7 - 1);
        want[6] = substitute(christmas, &want[7], 1);
        if (date_weekday(christmas) >= 5) { /* both move: 27th and 28th */
            want[6] = date_of(year, 12, 27);
            want[7] = date_of(year, 12, 28);
        }
        unsigned found = 0;
        for (struct date on = date_of(year, 1, 1);
             on.days <= date_of(year, 12, 31).days; on.days++) {
            bool expected = false;
            for (size_t i = 0; i < COUNT_OF(want); i++)
                expected = expected || want[i].days == on.days;
            assert_int_equal(bank_holiday_name(on) != NULL, expected);
            found += expected;
            if (expected)
                assert_true(date_weekday(on) < 5);
        }
        assert_int_equal(found, 8);
    }
}

static void easter_is_where_the_almanac_has_it(void **state)
{
    (void)state;
    static const struct { int year; unsigned month, day; } known[] = {
        { 2025, 4, 20 }, { 2026, 4, 5 }, { 2027, 3, 28 },
        { 2028, 4, 16 }, { 2029, 4, 1 }, { 2030, 4, 21 },
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_int_equal(easter(known[i].year).days,
                         date_of(known[i].year, known[i].month,
                                 known[i].day).days);
}

static struct instant at_utc(const char *text)
{
    struct instant at;
    assert_int_equal(instant_read(&at, str_of(text)), OK);
    return at;
}

static void a_deadline_steps_over_bank_holidays(void **state)
{
    (void)state;
    struct calendar c = { .day_ends = 16 * 60, .bank_holidays = true };
    struct calendar plain = { .day_ends = 16 * 60 };
    /* Thursday before Easter 2027, one school day: Tuesday, in summer time. */
    struct instant start = at_utc("2027-03-25T09:00:00Z");
    assert_int_equal(school_due(&c, start, 1).us,
                     at_utc("2027-03-30T15:00:00Z").us);
    assert_int_equal(school_due(&plain, start, 1).us,
                     at_utc("2027-03-26T16:00:00Z").us);
    /* Christmas Eve 2027, a Friday: both substitute days are stepped over. */
    assert_int_equal(school_due(&c, at_utc("2027-12-24T09:00:00Z"), 1).us,
                     at_utc("2027-12-29T16:00:00Z").us);
    /* Saturday 1 January 2028: its substitute is Monday the third. */
    assert_int_equal(school_due(&c, at_utc("2028-01-01T09:00:00Z"), 0).us,
                     at_utc("2028-01-04T16:00:00Z").us);
    struct date_range closed = { date_of(2026, 12, 21), date_of(2027, 1, 3) };
    c.closed = &closed;
    c.closed_count = 1;
    assert_int_equal(school_due(&c, at_utc("2026-12-18T09:00:00Z"), 1).us,
                     at_utc("2027-01-04T16:00:00Z").us);
}

static void summer_time_turns_at_one(void **state)
{
    (void)state;
    static const struct { const char *utc; unsigned hour, minute; } turns[] = {
        { "2026-03-29T00:59:59Z", 0, 59 }, { "2026-03-29T01:00:00Z", 2, 0 },
        { "2026-10-25T00:59:59Z", 1, 59 }, { "2026-10-25T01:00:00Z", 1, 0 },
        { "2025-03-30T00:59:59Z", 0, 59 }, { "2025-03-30T01:00:00Z", 2, 0 },
        { "2027-10-31T00:59:59Z", 1, 59 }, { "2027-10-31T01:00:00Z", 1, 0 },
        { "2030-03-31T01:00:00Z", 2, 0 },  { "2030-10-27T01:00:00Z", 1, 0 },
        { "2026-06-30T23:30:00Z", 0, 30 }, { "2026-12-31T23:30:00Z", 23, 30 },
    };
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        struct civil c = instant_london(at_utc(turns[i].utc));
        assert_int_equal(c.hour, turns[i].hour);
        assert_int_equal(c.minute, turns[i].minute);
    }
}

/* 1:30 does not come in March and comes twice in October. */
static void a_minute_that_is_left_out_or_comes_twice(void **state)
{
    (void)state;
    assert_int_equal(instant_from_london(date_of(2026, 3, 29), 90).us,
                     at_utc("2026-03-29T01:30:00Z").us);
    assert_int_equal(instant_from_london(date_of(2026, 10, 25), 90).us,
                     at_utc("2026-10-25T00:30:00Z").us);
    assert_int_equal(instant_from_london(date_of(2026, 10, 25), 120).us,
                     at_utc("2026-10-25T02:00:00Z").us);
}

/* Every half hour of six years there and back, and how long each day is. */
static void the_clock_goes_there_and_back(void **state)
{
    (void)state;
    unsigned short_days = 0, long_days = 0;
    for (struct date on = date_of(2025, 1, 1);
         on.days < date_of(2031, 1, 1).days; on.days++) {
        struct date next = { on.days + 1 };
        int64_t hours = (instant_from_london(next, 0).us -
                         instant_from_london(on, 0).us) / 3600000000;
        short_days += hours == 23;
        long_days += hours == 25;
        assert_true(hours >= 23 && hours <= 25);
        for (unsigned minute = 3 * 60; minute < MINUTES_A_DAY; minute += 30) {
            struct instant at = instant_from_london(on, minute);
            assert_int_equal(date_in_london(at).days, on.days);
            assert_int_equal(minute_in_london(at), minute);
        }
    }
    assert_int_equal(short_days, 6);
    assert_int_equal(long_days, 6);
}

static void a_day_ends_when_it_ends(void **state)
{
    (void)state;
    struct calendar c = { .day_ends = 16 * 60 };
    struct instant end = at_utc("2026-11-23T16:00:00Z");
    assert_int_equal(school_due(&c, end, 0).us, end.us);
    struct instant after = { end.us + 1 };
    assert_int_equal(school_due(&c, after, 0).us,
                     at_utc("2026-11-24T16:00:00Z").us);
    /* No deadline lies before its start, whatever the hour. */
    for (int64_t hour = 0; hour < 24 * 400; hour++) {
        struct instant start = { at_utc("2026-03-01T00:00:00Z").us +
                                 hour * 3600000000 };
        for (unsigned days = 0; days < 4; days++)
            assert_true(school_due(&c, start, days).us >= start.us);
    }
}

static void a_calendar_without_a_school_day_still_answers(void **state)
{
    (void)state;
    struct date_range always = { date_of(2020, 1, 1), date_of(2090, 1, 1) };
    struct calendar c = { .day_ends = 16 * 60, .closed = &always,
                          .closed_count = 1 };
    struct instant start = at_utc("2026-11-23T09:00:00Z");
    assert_true(instant_after(school_due(&c, start, 1), start));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(easter_is_where_the_almanac_has_it),
        TEST(bank_holidays_are_those_of_the_statutes),
        TEST(a_deadline_steps_over_bank_holidays),
        TEST(summer_time_turns_at_one),
        TEST(a_minute_that_is_left_out_or_comes_twice),
        TEST(the_clock_goes_there_and_back),
        TEST(a_day_ends_when_it_ends),
        TEST(a_calendar_without_a_school_day_still_answers),
    };
    return RUN_TESTS(tests);
}
