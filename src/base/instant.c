/* instant.c: the proleptic Gregorian calendar by arithmetic (days from civil,
 * counted in 400-year eras with the year starting in March), RFC 3339 section
 * 5.6, and London's summer time rule. No system clock, no time-zone file: the
 * same input gives the same answer on every machine. */
#include "base/instant.h"

enum { US_A_SECOND = 1000000, SECONDS_A_DAY = 86400 };

static int32_t days_from_civil(int year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    unsigned year_of_era = (unsigned)(year - era * 400);
    unsigned shifted = month > 2 ? month - 3 : month + 9;
    unsigned day_of_year = (153 * shifted + 2) / 5 + day - 1;
    unsigned day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + (int32_t)day_of_era - 719468;
}

static void civil_from_days(struct civil *out, int32_t days)
{
    int32_t z = days + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned shifted = (5 * doy + 2) / 153;
    out->day = doy - (153 * shifted + 2) / 5 + 1;
    out->month = shifted < 10 ? shifted + 3 : shifted - 9;
    out->year = (int)yoe + era * 400 + (out->month <= 2);
}

unsigned date_weekday(struct date on)
{
    /* 1970-01-01 was a Thursday, day 3 counted from Monday. */
    int32_t w = (on.days + 3) % 7;
    return (unsigned)(w < 0 ? w + 7 : w);
}

static unsigned days_in_month(int year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30,
                                    31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

bool date_valid(int year, unsigned month, unsigned day)
{
    return year >= 2000 && year <= 2100 && month >= 1 && month <= 12 &&
           day >= 1 && day <= days_in_month(year, month);
}

struct date date_of(int year, unsigned month, unsigned day)
{
    return (struct date){ days_from_civil(year, month, day) };
}

struct civil date_civil(struct date on)
{
    struct civil c = { 0 };
    civil_from_days(&c, on.days);
    c.weekday = date_weekday(on);
    return c;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int32_t last_sunday(int year, unsigned month)
{
    struct date last = date_of(year, month, 31); /* March and October */
    return last.days - (int32_t)((date_weekday(last) + 1) % 7);
}

/* Seconds that London is ahead of UTC at that second. */
static int64_t london_offset(int64_t utc_seconds)
{
    struct civil c;
    civil_from_days(&c, (int32_t)floor_div(utc_seconds, SECONDS_A_DAY));
    int64_t from = (int64_t)last_sunday(c.year, 3) * SECONDS_A_DAY + 3600;
    int64_t until = (int64_t)last_sunday(c.year, 10) * SECONDS_A_DAY + 3600;
    return utc_seconds >= from && utc_seconds < until ? 3600 : 0;
}

static int64_t london_seconds(struct instant at)
{
    int64_t utc = floor_div(at.us, US_A_SECOND);
    return utc + london_offset(utc);
}

struct civil instant_london(struct instant at)
{
    int64_t local = london_seconds(at);
    struct date on = { (int32_t)floor_div(local, SECONDS_A_DAY) };
    int64_t second = local - (int64_t)on.days * SECONDS_A_DAY;
    struct civil c = date_civil(on);
    c.hour = (unsigned)(second / 3600);
    c.minute = (unsigned)(second / 60 % 60);
    c.second = (unsigned)(second % 60);
    return c;
}

struct date date_in_london(struct instant at)
{
    return (struct date){ (int32_t)floor_div(london_seconds(at),
                                             SECONDS_A_DAY) };
}

unsigned minute_in_london(struct instant at)
{
    struct civil c = instant_london(at);
    return c.hour * 60 + c.minute;
}

struct instant instant_from_london(struct date on, unsigned minute_of_day)
{
    must(minute_of_day <= MINUTES_A_DAY);
    int64_t local = (int64_t)on.days * SECONDS_A_DAY +
                    (int64_t)minute_of_day * 60;
    int64_t summer = local - 3600;
    int64_t utc = london_offset(summer) == 3600 ? summer : local;
    return (struct instant){ utc * US_A_SECOND };
}

/* Reads exactly count digits at *s. */
static bool read_digits(unsigned *out, struct str *s, unsigned count)
{
    if (s->size < count)
        return false;
    unsigned value = 0;
    for (unsigned i = 0; i < count; i++) {
        if (s->data[i] < '0' || s->data[i] > '9')
            return false;
        value = value * 10 + (unsigned)(s->data[i] - '0');
    }
    s->data += count;
    s->size -= count;
    *out = value;
    return true;
}

static bool read_mark(struct str *s, char mark)
{
    if (s->size == 0 || s->data[0] != mark)
        return false;
    s->data++;
    s->size--;
    return true;
}

static bool read_date(struct date *out, struct str *s)
{
    unsigned year, month, day;
    if (!read_digits(&year, s, 4) || !read_mark(s, '-') ||
        !read_digits(&month, s, 2) || !read_mark(s, '-') ||
        !read_digits(&day, s, 2))
        return false;
    /* One year wider on both sides: the offset decides afterwards. */
    if (year < 1999 || year > 2101 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month((int)year, month))
        return false;
    *out = date_of((int)year, month, day);
    return true;
}

enum err date_read(struct date *out, struct str text)
{
    struct date on;
    if (!read_date(&on, &text) || text.size != 0)
        return ERR_INVALID;
    struct civil c = date_civil(on);
    if (!date_valid(c.year, c.month, c.day))
        return ERR_INVALID;
    *out = on;
    return OK;
}

/* A fraction of a second in microseconds; digits past the sixth are dropped. */
static bool read_fraction(int64_t *out, struct str *s)
{
    int64_t us = 0, weight = US_A_SECOND / 10;
    size_t digits = 0;
    while (s->size > 0 && s->data[0] >= '0' && s->data[0] <= '9') {
        us += (s->data[0] - '0') * weight;
        weight /= 10;
        digits++;
        s->data++;
        s->size--;
    }
    *out = us;
    return digits > 0;
}

/* "Z" or "+hh:mm": seconds ahead of UTC. */
static bool read_offset(int64_t *out, struct str *s)
{
    *out = 0;
    if (read_mark(s, 'Z') || read_mark(s, 'z'))
        return true;
    int64_t sign = s->size > 0 && s->data[0] == '-' ? -1 : 1;
    unsigned hours, minutes;
    if ((!read_mark(s, '+') && !read_mark(s, '-')) ||
        !read_digits(&hours, s, 2) || !read_mark(s, ':') ||
        !read_digits(&minutes, s, 2) || hours > 23 || minutes > 59)
        return false;
    *out = sign * (int64_t)(hours * 3600 + minutes * 60);
    return true;
}

enum err instant_read(struct instant *out, struct str text)
{
    struct date on;
    unsigned hour, minute, second;
    int64_t us = 0, offset;
    if (!read_date(&on, &text) ||
        (!read_mark(&text, 'T') && !read_mark(&text, 't')) ||
        !read_digits(&hour, &text, 2) || !read_mark(&text, ':') ||
        !read_digits(&minute, &text, 2) || !read_mark(&text, ':') ||
        !read_digits(&second, &text, 2))
        return ERR_INVALID;
    if (read_mark(&text, '.') && !read_fraction(&us, &text))
        return ERR_INVALID;
    /* Second 60 is a leap second (RFC 3339 5.6); it is read as the next. */
    if (!read_offset(&offset, &text) || text.size != 0 || hour > 23 ||
        minute > 59 || second > 60)
        return ERR_INVALID;
    int64_t seconds = (int64_t)on.days * SECONDS_A_DAY + hour * 3600 +
                      minute * 60 + second - offset;
    int64_t first = (int64_t)days_from_civil(2000, 1, 1) * SECONDS_A_DAY;
    int64_t end = (int64_t)days_from_civil(2101, 1, 1) * SECONDS_A_DAY;
    if (seconds < first || seconds >= end)
        return ERR_INVALID;
    *out = (struct instant){ seconds * US_A_SECOND + us };
    return OK;
}

struct str instant_print(struct arena *mem, struct instant at)
{
    int64_t seconds = floor_div(at.us, US_A_SECOND);
    struct date on = { (int32_t)floor_div(seconds, SECONDS_A_DAY) };
    struct civil c = date_civil(on);
    unsigned rest = (unsigned)(seconds - (int64_t)on.days * SECONDS_A_DAY);
    return str_printf(mem, "%04d-%02u-%02uT%02u:%02u:%02uZ", c.year, c.month,
                      c.day, rest / 3600, rest / 60 % 60, rest % 60);
}

static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday",
                                        "Sunday" };
static const char *const months[] = {
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
};

const char *weekday_name(unsigned weekday)
{
    must(weekday < COUNT_OF(weekdays));
    return weekdays[weekday];
}

const char *month_name(unsigned month)
{
    must(month >= 1 && month <= COUNT_OF(months));
    return months[month - 1];
}

struct str date_words(struct arena *mem, struct date on)
{
    struct civil c = date_civil(on);
    return str_printf(mem, "%u %s %d", c.day, month_name(c.month), c.year);
}

struct str date_words_long(struct arena *mem, struct date on)
{
    struct civil c = date_civil(on);
    return str_printf(mem, "%s %u %s %d", weekday_name(c.weekday), c.day,
                      month_name(c.month), c.year);
}

struct str minute_words(struct arena *mem, unsigned minute_of_day)
{
    must(minute_of_day <= MINUTES_A_DAY);
    unsigned m = minute_of_day % MINUTES_A_DAY;
    if (m == 0)
        return STR("midnight");
    if (m == 12 * 60)
        return STR("midday");
    unsigned hour = (m / 60 + 11) % 12 + 1;
    const char *half = m < 12 * 60 ? "am" : "pm";
    if (m % 60 == 0)
        return str_printf(mem, "%u%s", hour, half);
    return str_printf(mem, "%u:%02u%s", hour, m % 60, half);
}

struct str instant_words(struct arena *mem, struct instant at)
{
    struct str on = date_words_long(mem, date_in_london(at));
    struct str time = minute_words(mem, minute_in_london(at));
    return str_printf(mem, "%.*s, %.*s", STR_ARG(on), STR_ARG(time));
}
