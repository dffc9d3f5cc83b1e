/* gate.h: the one door for text.
 *
 * Every text from outside passes gate_text before anything else sees it.
 *
 * Promises:  1 what comes out is strict UTF-8 in NFC without control
 *              characters, invisible runs or private characters; blanks are
 *              single U+0020, line breaks single U+000A, no blank stands at
 *              an end of a line, at most two empty lines follow one another;
 *            2 a text that came out once comes out again byte for byte, and
 *              costs the same: stored text can be checked again at any time;
 *            3 what looks like an encoded file is refused; a small, counted
 *              amount of codes (references, hashes, phone numbers) is not:
 *              GATE_FIELD_BYTES a field, GATE_INCIDENT_BYTES an incident;
 *            4 nothing is decoded, fetched or rendered, and the same bytes
 *              always get the same answer.
 * Ownership: out lives as long as mem; it may point into in.
 * Fails with: a refusal, an ordinary value with its sentence for the writer.
 * Not here:  which field has which kind (the form's table), the body limit
 *            of a request (src/web), dates and other typed values
 *            (src/base/typed.c), escaping (the views).
 */
#ifndef LANYARD_GATE_GATE_H
#define LANYARD_GATE_GATE_H

#include "base/base.h"
#include "base/str.h"

enum gate_refusal {
    GATE_OK = 0,
    GATE_NOT_UTF8,       /* bytes that are no text */
    GATE_CONTROL,        /* control or private characters */
    GATE_INVISIBLE,      /* runs of characters nobody can see */
    GATE_TOO_LONG,       /* more characters than the field holds */
    GATE_LINK,           /* a link over GATE_LINK_CHARS, or too many */
    GATE_DRAWING,        /* a picture drawn with characters */
    GATE_ENCODED,        /* a file written as text */
    GATE_FIELD_SPENT,    /* more codes than one field may hold */
    GATE_INCIDENT_SPENT, /* more codes than one incident may hold */
    GATE_REFUSAL_COUNT
};

enum gate_field {
    GATE_NAME,      /* of a person, school or place: one line */
    GATE_LINE,      /* a title, a short answer, search words: one line */
    GATE_NOTE,      /* free text of many lines */
    GATE_REFERENCE, /* a code, address or number: one line */
    GATE_SECRET,    /* a password: blanks and case kept, no rule on language */
    GATE_FIELD_COUNT
};

enum {
    GATE_FIELD_BYTES = 400,     /* of code in one field */
    GATE_INCIDENT_BYTES = 1024, /* of code in all fields of an incident */
    GATE_LINK_CHARS = 400,      /* of one link */
    GATE_LINKS_CHARS = 1500     /* of all links of one field */
};

struct gate_rule {
    size_t max_chars;   /* code points after NFC; a line break counts one */
    bool one_line;      /* line breaks become blanks */
    bool language;      /* the positive rules apply */
    uint32_t max_bytes; /* of code in the field */
};

/* What the fields of one incident have spent on codes. The caller loads it,
 * passes it through every field of a form in turn and stores it with the
 * entry. The zero value is a new incident. */
struct gate_spent {
    uint32_t bytes;
    uint32_t limit; /* set by the data protection officer; 0: the standard */
};

/* The limits of a kind of field, for maxlength and the count under a box. */
const struct gate_rule *gate_rule(enum gate_field field);

/* The canonical text in *out, and its codes added to *spent. A refusal leaves
 * *spent as it was and *out empty. Without an incident, spent is NULL. */
MUST_USE enum gate_refusal gate_text(struct str *out, struct gate_spent *spent,
                                     struct arena *mem, struct str in,
                                     enum gate_field field);

/* What was typed, all of it, for showing it again in the refused form and
 * nothing else: bytes that are no text become U+FFFD. Never store it. */
struct str gate_echo(struct arena *mem, struct str in);

/* What to do, in one plain sentence; "" for GATE_OK, never NULL. */
const char *gate_refusal_words(enum gate_refusal refusal);

/* A short name for logs and tests, never NULL ("encoded"). */
const char *gate_refusal_name(enum gate_refusal refusal);

#endif
