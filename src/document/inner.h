/* inner.h: what the files of this room share. */
#ifndef LANYARD_DOCUMENT_INNER_H
#define LANYARD_DOCUMENT_INNER_H

#include "document/document.h"
#include "document/paper.h"

struct hiding;

struct writing {
    const struct document_source *source;
    struct arena *mem;
    struct buf out;
    const struct hiding *hiding; /* NULL: every name may stand */
};

void write_line(struct writing *w, const char *word, struct str text);
/* Nothing for an empty text. */
void write_fact(struct writing *w, const char *label, struct str text);

/* A row of a table, "th" or "tr"; cells too long for it are cut, with a mark
 * that says so. */
void write_row(struct writing *w, const char *word, const struct str *cells,
               size_t count);
/* At most so many bytes of a text, and a mark that says so. */
struct str clip(struct arena *mem, struct str text, size_t max);
/* "23 November 2026, 8:40am" */
struct str time_words(struct arena *mem, struct instant at);
/* "Closed on 4 December 2026, 3pm"; "Decision due. Opened again on ...". */
struct str status_words(const struct writing *w);
/* "A pupil, Year 9, age 13" and "Was sent it. Passed it on" */
struct str person_words(struct arena *mem, const struct person *person);
struct str part_words(struct arena *mem, const struct person *person);
/* The table of who is in the incident, at most so many. */
void write_people(struct writing *w, size_t max);

/* One field of an entry as a label and words; all its texts in one. */
struct field_row {
    const char *label;
    struct str words;
};
/* The answers of an entry in the order of its kind; empty ones left out. */
const struct field_row *entry_rows(size_t *count, const struct writing *w,
                                   const struct entry *entry);
/* What an entry is called above its answers. */
struct str entry_heading(const struct writing *w, const struct entry *entry);
struct str entry_author(const struct writing *w, const struct entry *entry);
/* The entry a correction names, else 0. */
size_t entry_corrects(const struct entry *entry);

/* ---- hide.c: names that may not stand (D12) ---- */

/* Those of every other pupil, as first recorded and as corrected since. */
const struct hiding *hiding_make(struct arena *mem,
                                 const struct incident *incident,
                                 const struct person *child);
/* The text with each such name as "another pupil". */
struct str hide(struct arena *mem, const struct hiding *hiding,
                struct str text);
/* True for an entry about another pupil alone: it is left out. */
bool hidden_entry(const struct incident *incident,
                  const struct person *child, const struct entry *entry);

/* ---- one file a document ---- */

/* False for an entry that this document leaves out. */
bool entry_shown(const struct writing *w, const struct entry *entry);
void write_chronology(struct writing *w);
void write_decision(struct writing *w);
void write_summary(struct writing *w);
/* The agencies that were told, those in the report first; at most so many. */
void write_agencies(struct writing *w, size_t max);
/* "An adult is involved ... (8.9(a))" for each question answered yes. */
struct str criteria_words(const struct writing *w);

#endif
