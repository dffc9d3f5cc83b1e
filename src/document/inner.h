/* inner.h: what the files of this room share. */
#ifndef LANYARD_DOCUMENT_INNER_H
#define LANYARD_DOCUMENT_INNER_H

#include "document/document.h"
#include "document/paper.h"

struct hiding;

enum { ABBREVIATIONS_MAX = 64 };

struct writing {
    const struct document_source *source;
    struct arena *mem;
    struct buf out;
    const struct hiding *hiding; /* NULL: every name may stand */
    uint64_t given; /* abbreviations given in full so far: bits 1 << term */
    size_t body;    /* where the lines behind the head begin */
};

/* Our own words with each abbreviation in full where it stands first (D20):
 * "DSL (Designated Safeguarding Lead)". */
struct str expand(struct writing *w, struct str text);
/* Those that only others used, explained; small: as notes. */
void write_abbreviations(struct writing *w, bool small);

void write_line(struct writing *w, const char *word, struct str text);
/* Nothing for an empty text; our words, or somebody's. */
void write_fact(struct writing *w, const char *label, struct str text);
void write_ours(struct writing *w, const char *label, struct str text);
/* Lines for a name, a signature and a date by hand. */
void write_sign(struct writing *w, struct str label, struct str name);

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
/* Where no part in what happened is recorded. */
#define NO_PART STR("Not recorded yet")
/* "A pupil, Year 9, age 13" */
struct str person_words(struct arena *mem, const struct person *person);
/* The words of one field as people read them; empty when it is not there. */
struct str entry_words(const struct writing *w, const struct entry *entry,
                       enum field field);
/* Every word that was chosen, in one line. */
struct str entry_chosen(const struct writing *w, const struct entry *entry,
                        enum field field);
/* When it happened, else when it was written. */
struct instant entry_when(const struct entry *entry, enum field field);
/* "Hannah Whitlock, DSL" and "Hannah Whitlock" of a user's id; empty: none. */
struct str user_words(const struct writing *w, struct str id);
struct str name_alone(struct str with_role);
/* The table of who is in the incident, at most so many. */
void write_people(struct writing *w, size_t max);

/* One field of an entry as a label and words; all its texts in one. */
struct field_row {
    const char *label;
    struct str words;
};
/* The answers of an entry in the order of its kind; empty ones left out. */
const struct field_row *entry_rows(size_t *count, struct writing *w,
                                   const struct entry *entry);
/* What an entry is called above its answers. */
struct str entry_heading(struct writing *w, const struct entry *entry);
struct str entry_author(struct writing *w, const struct entry *entry);

/* ---- hide.c: names that may not stand (D12) ---- */

/* Those of every other pupil, as first recorded and as corrected since. */
const struct hiding *hiding_make(struct arena *mem,
                                 struct document_hidden *hidden,
                                 const struct incident *incident,
                                 const struct person *child);
/* The text with each such name as "another pupil". */
struct str hide(struct arena *mem, const struct hiding *hiding,
                struct str text);
/* True for an entry about another pupil alone, or about a thing of theirs: it
 * is left out. */
bool hidden_entry(const struct incident *incident,
                  const struct person *child, const struct entry *entry);
/* The entry of that number, which began a thing, as it was written or as it
 * counts by now. */
bool hidden_thing(const struct incident *incident, const struct person *child,
                  uint32_t seq);

/* ---- one file a document ---- */

/* False for an entry that this document leaves out. */
bool entry_shown(const struct writing *w, const struct entry *entry);
void write_chronology(struct writing *w);
void write_decision(struct writing *w);
void write_summary(struct writing *w);
void write_referral(struct writing *w);
void write_viewing(struct writing *w);
void write_custody(struct writing *w);
void write_sheet(struct writing *w);
void write_letter(struct writing *w);
/* "No picture is held in this record and none is attached." */
void write_no_picture(struct writing *w);
/* The agencies that were told, those in the report first; at most so many. */
void write_agencies(struct writing *w, size_t max);
/* "An adult is involved ... (8.9(a))" for each question answered yes. */
struct str criteria_words(const struct writing *w);

#endif
