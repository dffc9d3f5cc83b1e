/* instant.h: points in time, dates on a wall calendar, and London's clocks.
 *
 * Promises:  1 an instant is microseconds since 1970 in UTC and never read
 *              from a clock here: the caller brings "now",
 *            2 the zero instant means "not known"; every other lies in the
 *              years 2000 to 2100,
 *            3 Europe/London is exact from 1996 on: summer time from 01:00
 *              UTC on the last Sunday of March to 01:00 UTC on the last
 *              Sunday of October.
 * Not here:  school days and deadlines, which are school_days.h.
 */
#ifndef LANYARD_BASE_INSTANT_H
#define LANYARD_BASE_INSTANT_H

#include "base/str.h"

struct instant {
    int64_t us;
};

/* A civil date; days count from 1970-01-01. The zero date is 1970-01-01. */
struct date {
    int32_t days;
};

struct civil {
    int year;      /* 2000..2100 */
    unsigned month; /* 1..12 */
    unsigned day;   /* 1..31 */
    unsigned hour;
    unsigned minute;
    unsigned second;
    unsigned weekday; /* 0 Monday .. 6 Sunday */
};

enum { MINUTES_A_DAY = 24 * 60 };

static inline bool instant_known(struct instant at) { return at.us != 0; }
static inline bool instant_after(struct instant a, struct instant b)
{
    return a.us > b.us;
}

/* RFC 3339 with any offset and fraction, year 2000 to 2100 in UTC. */
MUST_USE enum err instant_read(struct instant *out, struct str text);

/* "2026-11-23T08:40:00Z": UTC, whole seconds, 20 characters. */
struct str instant_print(struct arena *mem, struct instant at);

/* The wall clock in Europe/London. */
struct civil instant_london(struct instant at);

/* The instant at which London's clocks show that minute of that date. A
 * minute that summer time leaves out is read as the same distance after
 * midnight in winter time; a minute that comes twice is the first. */
struct instant instant_from_london(struct date on, unsigned minute_of_day);

/* The date and the minute of the day that London's clocks show. */
struct date date_in_london(struct instant at);
unsigned minute_in_london(struct instant at);

bool date_valid(int year, unsigned month, unsigned day);
struct date date_of(int year, unsigned month, unsigned day);
struct civil date_civil(struct date on);
unsigned date_weekday(struct date on); /* 0 Monday .. 6 Sunday */

/* "2026-11-23" exactly, year 2000 to 2100. */
MUST_USE enum err date_read(struct date *out, struct str text);

/* What a person types: "23 November 2026", "23 Nov 26", "23/11/2026",
 * "23/11/26", "2026-11-23". ERR_INVALID when it is no date. */
MUST_USE enum err date_read_typed(struct date *out, struct str text);

/* What a person types: "8:40am", "8.40 am", "4pm", "16:00", "midday",
 * "midnight": minutes after midnight. */
MUST_USE enum err minute_read_typed(unsigned *out, struct str text);

/* For people, London time: "23 November 2026", "Monday 23 November 2026",
 * "8:40am" ("4pm", "midday", "midnight"),
 * "Monday 23 November 2026, 8:40am". */
struct str date_words(struct arena *mem, struct date on);
struct str date_words_long(struct arena *mem, struct date on);
struct str minute_words(struct arena *mem, unsigned minute_of_day);
struct str instant_words(struct arena *mem, struct instant at);

const char *weekday_name(unsigned weekday);
const char *month_name(unsigned month);

#endif
