/* entry.h: one human act, as it is written down for ever.
 *
 * An entry has a header (who, when, which kind, where in the chronology) and
 * fields: pairs of a field of kinds.def and a text, in the order of the form.
 * A field that may be chosen several times stands several times. All texts
 * have passed the gate before they come here.
 *
 * Promises:  1 entry_encode gives the same bytes for the same fields, on
 *              every machine, for ever; entry_decode reads every body ever
 *              written (I7),
 *            2 decoding never trusts: a body that is not exactly one is
 *              ERR_CORRUPT,
 *            3 a kind's number, a field's number and a stored word never
 *              change meaning.
 * Ownership: decoded texts point into the bytes given; a struct entry lives
 *            as long as its arena and those bytes.
 * Not here:  encryption and chaining (vault, ledger), meaning (incident.h).
 */
#ifndef LANYARD_INCIDENT_ENTRY_H
#define LANYARD_INCIDENT_ENTRY_H

#include "base/base.h"
#include "base/instant.h"
#include "base/str.h"

enum entry_kind {
    ENTRY_NONE = 0,
#define FIELD(number, NAME, name, type, set, label)
#define KIND(number, NAME, name, exclusive, clause, title) \
    ENTRY_##NAME = (number),
#define HAS(KIND, FIELD, missing)
#include "incident/kinds.def"
    ENTRY_KIND_MAX = 256
};

enum field {
    FIELD_NONE = 0,
#define FIELD(number, NAME, name, type, set, label) FIELD_##NAME = (number),
#define KIND(number, NAME, name, exclusive, clause, title)
#define HAS(KIND, FIELD, missing)
#include "incident/kinds.def"
    FIELD_MAX = 1024
};

enum field_type {
    TYPE_NAME,    /* a person's name: one line, 100 characters */
    TYPE_LINE,    /* one line, 200 characters */
    TYPE_NOTE,    /* several lines, 10,000 characters */
    TYPE_CHOICE,  /* one word of a set */
    TYPE_CHOICES, /* any number of words of a set, each once */
    TYPE_FLAG,    /* "yes" or absent */
    TYPE_DATE,    /* stored "2026-11-23" */
    TYPE_TIME,    /* stored "2026-11-23T08:40:00Z" */
    TYPE_LATER,   /* as TYPE_TIME; it may lie ahead */
    TYPE_HOST,    /* a host name: "example.com" and no more of an address */
    TYPE_NUMBER,  /* decimal, 0 to 4294967295 */
    TYPE_PERSON,  /* "p1" .. "p99": a person of this incident */
    TYPE_USER,    /* 32 hex digits: a user of the program */
    /* What names something else of the record; shown in words (things.c). */
    TYPE_ENTRY,    /* as TYPE_NUMBER: the entry of that number */
    TYPE_REFERRAL, /* "r7": a referral of this incident */
    TYPE_CLAUSE,   /* "12.8": the paragraph whose duty is meant */
};

enum choice_set {
    SET_NONE = 0,
#define SET(NAME) SET_##NAME,
#define WORD(SET, word, label)
#include "incident/choices.def"
    CHOICE_SET_COUNT
};

struct choice_word {
    enum choice_set set;
    const char *word;
    const char *label;
};

struct field_info {
    enum field field;
    const char *name;
    enum field_type type;
    enum choice_set set;
    const char *label;
};

struct kind_field {
    enum entry_kind kind;
    enum field field;
    const char *missing; /* what to say when it is empty; NULL: optional */
};

struct kind_info {
    enum entry_kind kind;
    const char *name;
    bool exclusive; /* see kinds.def */
    const char *clause;
    const char *title;
};

/* NULL for a number that is no field or kind. */
const struct field_info *field_info(unsigned field);
const struct kind_info *kind_info(unsigned kind);

/* The field with that form name, of whatever kind, or NULL. */
const struct field_info *field_named(struct str name);

/* True for a field that holds what somebody said, as they said it. */
bool field_is_said(enum field field);

/* True for a text in the words of whoever writes: they may be asked for kinder
 * ones (2.5k). */
bool field_is_written(const struct field_info *info);

/* The fields of a kind in the order of the form. */
const struct kind_field *kind_fields(enum entry_kind kind, size_t *count);

/* What is said where all of its fields are left empty; NULL where that is an
 * answer, or a field of it has to be filled anyway. */
const struct kind_field *kind_when_empty(enum entry_kind kind);

/* The field of that kind with that form name, or NULL. */
const struct field_info *kind_field_named(enum entry_kind kind,
                                          struct str name);

/* The words of a set in the order of the form. */
const struct choice_word *choice_words(enum choice_set set, size_t *count);

/* What the screen says for a stored word; the word itself when the set does
 * not have it (a later version wrote it). */
struct str choice_label(enum choice_set set, struct str word);
bool choice_has(enum choice_set set, struct str word);

struct entry_field {
    enum field field;
    struct str text;
};

enum { ENTRY_VERSION = 1, ENTRY_FIELDS_MAX = 200, ENTRY_BODY_MAX = 256 * 1024 };

struct entry {
    uint32_t seq; /* 1 is the first of the incident */
    enum entry_kind kind;
    uint8_t version;
    struct user_id author;
    struct instant at;
    const struct entry_field *fields;
    size_t fields_count;
};

/* Body bytes of the fields. ERR_LIMIT past ENTRY_FIELDS_MAX fields or
 * ENTRY_BODY_MAX bytes. */
MUST_USE enum err entry_encode(struct str *out, struct arena *mem,
                               const struct entry *entry);

/* Fills kind's fields from a body; header fields of *out are left alone. */
MUST_USE enum err entry_decode(struct entry *out, struct arena *mem,
                               struct str body);

/* The first text of that field; empty (data NULL) when it is absent. */
struct str entry_text(const struct entry *entry, enum field field);

/* True when one of the field's texts is that word. */
bool entry_has_word(const struct entry *entry, enum field field,
                    const char *word);

/* The entry that a correction names, whether it is there or not; 0 for every
 * other entry, and for a correction that names none. */
uint32_t entry_corrects(const struct entry *entry);

/* A CHOICE of the ANSWER set; UNKNOWN when absent or "unknown". */
enum answer entry_answer(const struct entry *entry, enum field field);

/* What an entry is called: as its kind, but where an answer makes it another
 * act. */
const char *entry_called(const struct entry *e);

#endif
