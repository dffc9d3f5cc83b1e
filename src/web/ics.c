/* ics.c: lines of a calendar (ics.h). */
#include "web/ics.h"

#include <stdio.h>

enum { OCTETS = 75 };

/* One octet of a line; width: octets of the line so far. */
static void octet_put(struct buf *b, size_t *width, struct str rest)
{
    /* How long the character is that begins here; it is never cut. */
    size_t size = 1;
    if (((uint8_t)rest.data[0] & 0xC0) == 0x80)
        size = 0;
    while (size > 0 && size < rest.size &&
           ((uint8_t)rest.data[size] & 0xC0) == 0x80)
        size++;
    if (*width + size > OCTETS) {
        buf_put_str(b, STR("\r\n "));
        *width = 1;
    }
    buf_put_char(b, rest.data[0]);
    ++*width;
}

static void octets_put(struct buf *b, size_t *width, struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        octet_put(b, width, (struct str){ text.data + i, text.size - i });
}

void ics_line(struct buf *b, const char *name, struct str value)
{
    size_t width = 0;
    octets_put(b, &width, str_of(name));
    octets_put(b, &width, STR(":"));
    octets_put(b, &width, value);
    buf_put_str(b, STR("\r\n"));
}

void ics_text(struct buf *b, const char *name, struct str text)
{
    size_t width = 0;
    octets_put(b, &width, str_of(name));
    octets_put(b, &width, STR(":"));
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        struct str rest = { text.data + i, text.size - i };
        if (c == '\n')
            octets_put(b, &width, STR("\\n"));
        else if (c == '\\' || c == ';' || c == ',')
            octets_put(b, &width, STR("\\"));
        if (c != '\n' && c != '\r')
            octet_put(b, &width, rest);
    }
    buf_put_str(b, STR("\r\n"));
}

void ics_time(struct buf *b, const char *name, struct instant at)
{
    struct civil c;
    char text[64];
    int64_t seconds = at.us / 1000000, day = seconds / 86400;
    unsigned rest = (unsigned)(seconds % 86400);
    c = date_civil((struct date){ (int32_t)day });
    snprintf(text, sizeof(text), "%04d%02u%02uT%02u%02u%02uZ", c.year % 10000,
             c.month, c.day, rest / 3600, rest / 60 % 60, rest % 60);
    ics_line(b, name, str_of(text));
}
