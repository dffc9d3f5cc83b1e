/* document.h: what goes on paper: the chronology, whole or for one child, the
 * decision statement, the page for a strategy meeting, the referral pack, the
 * viewing record, a device's custody form, the sheet for a pupil, the letter
 * to parents, and the chronology as a table for a spreadsheet.
 *
 * Promises:  1 pure: the same source gives the same lines, so the same paper,
 *            2 a document for one child names no other pupil of the incident
 *              (ruling D12): what is recorded about them is left out, and
 *              their names are replaced wherever they stand; the paper says
 *              so, and that descriptions cannot be found; the sheet and the
 *              letter name no pupil at all,
 *            3 every page says what it is, whose, for whom, made when, from
 *              which entries, and the hash of the record's head,
 *            4 our own words give an abbreviation in full at its first use,
 *              what somebody wrote stays word for word and is explained at the
 *              end (D20),
 *            5 what a member of staff wished for as support is in none of them
 *              (12.7); how one who is affected is supported (4.2) is in the
 *              school's own copy of the whole chronology and nowhere else: a
 *              copy without it says so,
 *            6 while nobody may be asked to delete, no sheet and no letter
 *              tells anybody to (D3, D22).
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
    DOCUMENT_REFERRAL,
    DOCUMENT_VIEWING,
    DOCUMENT_CUSTODY,
    DOCUMENT_SHEET,
    DOCUMENT_LETTER,
    DOCUMENT_KIND_COUNT
};

/* DOCUMENT_KIND_COUNT for a word that is none. */
enum document_kind document_from_word(struct str word);
const char *document_word(enum document_kind kind);
/* "Safeguarding referral" */
const char *document_title(enum document_kind kind);
/* It is about one pupil, and names no other. */
bool document_of_child(enum document_kind kind);

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
    struct str dsl;             /* who leads at the school; may be empty */
    const struct person *child; /* of a document about one pupil */
    const struct viewing *viewing;
    const struct device *device;
    struct str advice;          /* of the sheet: "9.5" */
    bool own_copy;              /* it stays in the school */
    const struct pack *pack;
    /* "Hannah Whitlock, DSL" of a user. */
    struct str (*user)(struct arena *mem, const void *context,
                       struct user_id user);
    const void *context;
};

enum { DOCUMENT_BYTES_MAX = 3 << 20, DOCUMENT_HIDDEN_MAX = 40 };

/* What was replaced by "another pupil", as it stood, and how often. */
struct document_hidden {
    struct {
        struct str words;
        unsigned times;
    } rows[DOCUMENT_HIDDEN_MAX];
    size_t count;   /* of different words kept */
    unsigned times; /* in all, those not kept included */
};

/* The lines of a document for lanyard-paper. False: it is too long. hidden
 * may be NULL. */
bool document_lines(struct str *out, struct document_hidden *hidden,
                    const struct document_source *source,
                    enum document_kind kind);

/* True for an entry, or the correction of one, that only the school's own copy
 * of the whole chronology has (4.2). */
bool document_keeps_back(const struct incident *incident,
                         const struct entry *entry);

/* ---- what a page shows before the paper is made ---- */

struct document_row {
    const char *label;
    struct str words;   /* "Not known yet" when it is missing */
    const char *clause; /* or "" */
    bool said;          /* word for word */
    bool missing;
};
struct document_group {
    struct str heading;
    const struct document_row *rows;
    size_t count;
};

/* What an authority asks in a referral, from the record (6.3, 11.2): on the
 * page and on paper the same. */
struct referral_pack {
    const struct document_group *groups;
    size_t count;
    const struct document_row *missing;
    size_t missing_count;
    struct str imagery; /* that none is held or attached */
};
void referral_pack_fill(struct referral_pack *out,
                        struct document_hidden *hidden,
                        const struct document_source *source);

/* Headings and points of the sheet and of the letter; a point has words
 * only. */
struct document_group sheet_points(const struct document_source *source);
const struct document_group *letter_groups(
    size_t *count, const struct document_source *source);
/* "Your link person in school is Hannah Whitlock."; or empty. */
struct str letter_link(const struct document_source *source);

/* The chronology by RFC 4180 in UTF-8 with a byte order mark; a cell that a
 * spreadsheet would take for a formula begins with an apostrophe. */
bool document_table(struct str *out, const struct document_source *source);

/* "chronology-K7P-4MD.pdf": names nobody. */
struct str document_file(struct arena *mem, enum document_kind kind,
                         struct str reference);

#endif
