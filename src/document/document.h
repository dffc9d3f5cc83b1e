/* document.h: what goes on paper: the chronology, whole or for one child, the
 * decision statement, the page for a strategy meeting, and the chronology as
 * a table for a spreadsheet.
 *
 * Promises:  1 pure: the same source gives the same lines, so the same paper,
 *            2 an extract for one child names no other pupil of the incident
 *              (ruling D12): what is recorded about them is left out, and
 *              their names are replaced wherever they stand; the paper says
 *              so, and that descriptions cannot be found,
 *            3 every page says what it is, whose, for whom, made when, from
 *              which entries, and the hash of the record's head,
 *            4 abbreviations are explained where they are used (D20); what
 *              somebody wrote stays word for word.
 * Ownership: texts live as long as the source's arena.
 * Not here:  drawing (paper.h), the record of an export (acts, web). */
#ifndef LANYARD_DOCUMENT_DOCUMENT_H
#define LANYARD_DOCUMENT_DOCUMENT_H

#include "incident/incident.h"
#include "policy/pack.h"

/* Stored as words (choices.def, SET_DOCUMENT). */
enum document_kind {
    DOCUMENT_CHRONOLOGY,
    DOCUMENT_CHILD,
    DOCUMENT_DECISION,
    DOCUMENT_SUMMARY,
    DOCUMENT_TABLE,
    DOCUMENT_KIND_COUNT
};

/* DOCUMENT_KIND_COUNT for a word that is none. */
enum document_kind document_from_word(struct str word);

struct document_source {
    struct arena *mem;
    struct str reference;
    struct str school;
    const struct incident *incident;
    const struct policy_answer *answer;
    enum stage stage;
    uint32_t length;
    uint8_t head[32];      /* leaf of the newest entry */
    struct instant at;     /* the document's own time */
    struct str recipient;
    struct str by;         /* "Hannah Whitlock, DSL" */
    const struct person *child; /* of DOCUMENT_CHILD */
    const struct pack *pack;
    /* "Hannah Whitlock, DSL" of a user. */
    struct str (*user)(struct arena *mem, const void *context,
                       struct user_id user);
    const void *context;
};

enum { DOCUMENT_BYTES_MAX = 3 << 20 };

/* The lines of a document for lanyard-paper. False: it is too long. */
bool document_lines(struct str *out, const struct document_source *source,
                    enum document_kind kind);

/* The chronology by RFC 4180 in UTF-8 with a byte order mark; a cell that a
 * spreadsheet would take for a formula begins with an apostrophe. */
bool document_table(struct str *out, const struct document_source *source);

/* "chronology-K7P-4MD.pdf": names nobody. */
struct str document_file(struct arena *mem, enum document_kind kind,
                         struct str reference);

#endif
