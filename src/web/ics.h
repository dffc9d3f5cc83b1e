/* ics.h: a calendar as text (RFC 5545): lines that end in CRLF, folded at 75
 * octets between characters, with escaped text and times in UTC.
 *
 * Not here: what is in it (calendar.c).
 */
#ifndef LANYARD_WEB_ICS_H
#define LANYARD_WEB_ICS_H

#include "base/instant.h"

/* "NAME:value", the value as it is. */
void ics_line(struct buf *b, const char *name, struct str value);
/* The same for a property of type TEXT (3.3.11). */
void ics_text(struct buf *b, const char *name, struct str text);
/* "DTSTART:20261123T084000Z" (3.3.5, form 2). */
void ics_time(struct buf *b, const char *name, struct instant at);

#endif
