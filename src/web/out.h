/* out.h: how a value is written into a page, by the place it stands in. The
 * compiled views call these; nothing else writes markup. */
#ifndef LANYARD_WEB_OUT_H
#define LANYARD_WEB_OUT_H

#include "base/instant.h"
#include "base/str.h"

/* For text and for attribute values in double quotes. */
void out_text(struct buf *b, struct str text);

/* For one segment or value of an address, RFC 3986 unreserved only. */
void out_url(struct buf *b, struct str text);

/* <time datetime="...">Monday 23 November 2026, 8:40am</time> */
void out_instant(struct buf *b, struct instant at);

/* <a href="/policy#p8-9-d">Paragraph 8.9(d)</a>; nothing for no clause. */
void out_clause(struct buf *b, struct str clause);

#endif
