/* Dates, London's clocks and what people type: tables of input and answer. */
#include "tests/check.h"

#include "base/instant.h"

static void reads_rfc_3339(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *printed; /* NULL: refused */
    } rows[] = {
        { "2026-11-23T08:40:00Z", "2026-11-23T08:40:00Z" },
        { "2026-11-23t08:40:00z", "2026-11-23T08:40:00Z" },
        { "2026-11-23T08:40:00.75+01:00", "2026-11-23T07:40:00Z" },
        { "2000-01-01T00:30:00+01:00", NULL },
        { "2100-12-31T23:30:00-01:00", NULL },
        { "1999-12-31T23:30:00-01:00", "2000-01-01T00:30:00Z" },
        { "2026-02-29T00:00:00Z", NULL },
        { "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z" },
        { "2026-11-23T24:00:00Z", NULL },
        { "2026-11-23T08:40Z", NULL },
        { "2026-11-23 08:40:00Z", NULL },
        { "2026-11-23T08:40:00", NULL },
        { "2026-11-23T08:40:00.Z", NULL },
        { "", NULL },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct instant at;
        enum err err = instant_read(&at, str_of(rows[i].text));
        assert_int_equal(err, rows[i].printed ? OK : ERR_INVALID);
        if (err == OK)
            assert_string_equal(instant_print(&mem, at).data,
                                rows[i].printed);
    }
}

static void london_follows_summer_time(void **state)
{
    (void)state;
    static const struct {
        const char *utc;
        const char *words;
    } rows[] = {
        { "2026-03-29T00:59:59Z", "Sunday 29 March 2026, 12:59am" },
        { "2026-03-29T01:00:00Z", "Sunday 29 March 2026, 2am" },
        { "2026-10-25T00:59:59Z", "Sunday 25 October 2026, 1:59am" },
        { "2026-10-25T01:00:00Z", "Sunday 25 October 2026, 1am" },
        { "2026-11-23T08:40:00Z", "Monday 23 November 2026, 8:40am" },
        { "2026-07-01T11:00:00Z", "Wednesday 1 July 2026, midday" },
        { "2026-12-31T00:00:00Z", "Thursday 31 December 2026, midnight" },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct instant at;
        assert_int_equal(instant_read(&at, str_of(rows[i].utc)), OK);
        assert_string_equal(instant_words(&mem, at).data, rows[i].words);
    }
}

static void every_london_hour_comes_back(void **state)
{
    (void)state;
    struct date on = date_of(2025, 1, 1);
    for (int day = 0; day < 800; day++, on.days++)
        for (unsigned minute = 0; minute < MINUTES_A_DAY; minute += 60) {
            struct instant at = instant_from_london(on, minute);
            struct civil c = date_civil(on);
            bool left_out = c.month == 3 && c.weekday == 6 && c.day > 24 &&
                            minute == 60;
            if (left_out)
                continue;
            assert_int_equal(date_in_london(at).days, on.days);
            assert_int_equal(minute_in_london(at), minute);
        }
}

static void reads_what_people_type(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *words; /* NULL: refused */
    } rows[] = {
        { "23 November 2026", "23 November 2026" },
        { " 23 nov 26 ", "23 November 2026" },
        { "3 Sept 2026", "3 September 2026" },
        { "1st March 2027", "1 March 2027" },
        { "23/11/26", "23 November 2026" },
        { "23.11.2026", "23 November 2026" },
        { "2026-11-23", "23 November 2026" },
        { "31/2/26", NULL },
        { "11/23/2026", NULL },
        { "November", NULL },
        { "23 November", NULL },
        { "", NULL },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct date on;
        enum err err = date_read_typed(&on, str_of(rows[i].typed));
        assert_int_equal(err, rows[i].words ? OK : ERR_INVALID);
        if (err == OK)
            assert_string_equal(date_words(&mem, on).data, rows[i].words);
    }
    static const struct {
        const char *typed;
        int minutes; /* -1: refused */
    } times[] = {
        { "8:40am", 520 }, { "8.40 AM", 520 }, { "4pm", 960 },
        { "12am", 0 },     { "12:30pm", 750 }, { "16:00", 960 },
        { "midday", 720 }, { "Midnight", 0 },  { "25:00", -1 },
        { "8:4", -1 },     { "13pm", -1 },     { "8", -1 },
        { "", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        unsigned minutes;
        enum err err = minute_read_typed(&minutes, str_of(times[i].typed));
        assert_int_equal(err, times[i].minutes >= 0 ? OK : ERR_INVALID);
        if (err == OK)
            assert_int_equal(minutes, times[i].minutes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_rfc_3339),
        TEST(london_follows_summer_time),
        TEST(every_london_hour_comes_back),
        TEST(reads_what_people_type),
    };
    return RUN_TESTS(tests);
}
