/* typed.c: dates and times as people type them (instant.h). One box that
 * takes what people write is faster on a phone than three boxes that do not;
 * the page repeats in words what was understood. */
#include "base/instant.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number of one to four digits at *s, then any blanks. */
static bool take_number(unsigned *out, size_t *digits, struct str *s)
{
    size_t n = 0;
    unsigned value = 0;
    while (n < s->size && n < 4 && is_digit(s->data[n]))
        value = value * 10 + (unsigned)(s->data[n++] - '0');
    if (n == 0)
        return false;
    s->data += n;
    s->size -= n;
    *s = str_trim(*s);
    *out = value;
    *digits = n;
    return true;
}

/* The letters at *s as a month: its name or at least its first three. */
static bool take_month(unsigned *out, struct str *s)
{
    size_t n = 0;
    while (n < s->size && ((s->data[n] | 32) >= 'a') &&
           ((s->data[n] | 32) <= 'z'))
        n++;
    for (unsigned m = 1; n >= 3 && m <= 12; m++) {
        const char *name = month_name(m);
        size_t i = 0;
        while (i < n && name[i] != '\0' && lower(s->data[i]) == lower(name[i]))
            i++;
        if (i != n && !(m == 9 && n == 4 && lower(s->data[3]) == 't'))
            continue;
        s->data += n;
        s->size -= n;
        while (s->size > 0 && (s->data[0] == '.' || s->data[0] == ','))
            s->data++, s->size--;
        *s = str_trim(*s);
        *out = m;
        return true;
    }
    return false;
}

static bool take_mark(struct str *s, const char *marks)
{
    if (s->size == 0 || strchr(marks, s->data[0]) == NULL)
        return false;
    s->data++;
    s->size--;
    *s = str_trim(*s);
    return true;
}

enum err date_read_typed(struct date *out, struct str text)
{
    struct str s = str_trim(text);
    if (date_read(out, s) == OK)
        return OK;
    unsigned day, month, year;
    size_t digits;
    if (!take_number(&day, &digits, &s) || digits > 2)
        return ERR_INVALID;
    if (s.size > 2 && (str_starts(s, "st") || str_starts(s, "nd") ||
                       str_starts(s, "rd") || str_starts(s, "th")))
        s = str_trim((struct str){ s.data + 2, s.size - 2 });
    if (take_mark(&s, "/.-")) {
        if (!take_number(&month, &digits, &s) || digits > 2 ||
            !take_mark(&s, "/.-"))
            return ERR_INVALID;
    } else if (!take_month(&month, &s)) {
        return ERR_INVALID;
    }
    if (!take_number(&year, &digits, &s) || s.size != 0 ||
        (digits != 2 && digits != 4))
        return ERR_INVALID;
    if (digits == 2)
        year += 2000;
    if (!date_valid((int)year, month, day))
        return ERR_INVALID;
    *out = date_of((int)year, month, day);
    return OK;
}

enum err minute_read_typed(unsigned *out, struct str text)
{
    struct str s = str_trim(text);
    char word[9] = { 0 };
    for (size_t i = 0; i < s.size && i < sizeof(word) - 1; i++)
        word[i] = lower(s.data[i]);
    if (s.size < 9 && (strcmp(word, "midday") == 0 ||
                       strcmp(word, "noon") == 0))
        return *out = 12 * 60, OK;
    if (s.size < 9 && strcmp(word, "midnight") == 0)
        return *out = 0, OK;
    unsigned hour, minute = 0;
    size_t digits;
    if (!take_number(&hour, &digits, &s) || digits > 2)
        return ERR_INVALID;
    bool minutes = take_mark(&s, ":.");
    if (minutes && (!take_number(&minute, &digits, &s) || digits != 2))
        return ERR_INVALID;
    if (s.size == 2 && lower(s.data[1]) == 'm') {
        char half = lower(s.data[0]);
        if ((half != 'a' && half != 'p') || hour < 1 || hour > 12)
            return ERR_INVALID;
        hour = hour % 12 + (half == 'p' ? 12 : 0);
    } else if (s.size != 0 || !minutes) {
        return ERR_INVALID;
    }
    if (hour > 23 || minute > 59)
        return ERR_INVALID;
    *out = hour * 60 + minute;
    return OK;
}
