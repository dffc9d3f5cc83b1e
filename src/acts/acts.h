/* acts.h: the one write path, and the one way to read an incident.
 *
 *   permit -> gate -> load -> decide -> append -> derived rows -> notices
 *
 * Promises:  1 ACT_DONE means durable: no power cut takes it back (I9),
 *            2 nothing typed is lost: every other end leaves the text with
 *              the caller, together with what to say about it,
 *            3 a form key records once; a second post with it ends as the
 *              first did (double click, retry after a cut line),
 *            4 every text passed the gate; what the gate refused is stored
 *              nowhere, not even in a log (I8),
 *            5 an exclusive entry whose ground moved since the form was made
 *              (incident_overtaken) ends ACT_CONFLICT: the page shows both,
 *              the person chooses.
 * Fails with: ERR_IO, ERR_BUSY (show "not saved, try again", keep the text),
 *            ERR_CORRUPT (stop using the incident), ERR_NOT_FOUND.
 * Not here:  sessions, HTML, HTTP. */
#ifndef LANYARD_ACTS_ACTS_H
#define LANYARD_ACTS_ACTS_H

#include "access/access.h"
#include "incident/incident.h"
#include "store/store.h"

struct pack;

/* Made once in main.c; read only afterwards, shared by all workers. */
struct acts {
    const struct store *store;
    const struct pack *pack;
};

/* One field as it was typed; a field ticked several times stands several
 * times. Names are those of kinds.def; others are ignored. */
struct typed {
    struct str name;
    struct str value;
};

struct problem {
    const char *name;   /* of the field: "told" */
    struct str words;   /* what to do, one sentence */
};

enum act_end {
    ACT_DONE,     /* recorded; seq and reference are set */
    ACT_PROBLEMS, /* fields to look at again */
    ACT_REFUSED,  /* the policy says why not; see refusal */
    ACT_CONFLICT, /* somebody was faster; load again and show both */
};

struct act_result {
    enum act_end end;
    struct str reference; /* "K7P-4MD" */
    uint32_t seq;         /* of the new entry */
    bool repeated;        /* the form key had been used: first result */
    bool names_author;    /* the incident now, unless repeated (D8) */
    const struct problem *problems;
    size_t problems_count;
    enum refusal refusal;
};

struct known;

/* What a form brings with it. */
struct act_form {
    enum entry_kind kind;
    enum entry_kind corrects_kind; /* of the entry a correction names */
    const struct typed *typed;
    size_t typed_count;
    uint32_t made_from; /* length of the incident when the form was made */
    struct str key;     /* one-time key of the form, 32 hex digits */
    /* Fields the program adds, not the person: AS_ROLE, FACTOR, USER ... They
     * win over typed fields of the same name. */
    const struct entry_field *given;
    size_t given_count;
    struct str draft; /* name of the draft that this post finishes, or empty */
    /* What the same request has loaded of the incident, whole, or NULL: it is
     * not read again when nothing was added in between. */
    const struct known *seen;
};

/* A new concern at a school (permit: PERMIT_REPORT). made_from is 0. */
MUST_USE enum err act_report(struct act_result *out, struct arena *mem,
                             struct acts *acts, const struct permit *permit,
                             struct school_id school,
                             const struct act_form *form, struct instant now);

/* One more entry on the permit's incident. A correction (ENTRY_CORRECTION)
 * brings "corrects", "reason" and the fields of corrects_kind stated anew. */
MUST_USE enum err act_append(struct act_result *out, struct arena *mem,
                             struct acts *acts, const struct permit *permit,
                             const struct act_form *form, struct instant now);

/* Tells another school of the trust: one more entry (ENTRY_SCHOOL_TOLD) on the
 * permit's incident, and in the same breath a new incident at that school whose
 * report says that a pupil of theirs may be involved, whom to call and the
 * reference here, and nothing else of it (8.5h, D12). The entry is given the
 * school's name and the new reference. ERR_NOT_FOUND: no such school. */
MUST_USE enum err act_school_tell(struct act_result *out, struct arena *mem,
                                  struct acts *acts,
                                  const struct permit *permit,
                                  struct school_id school,
                                  const struct act_form *form,
                                  struct instant now);

/* An incident as it is, or was, with what the policy says of it. */
struct known {
    struct str reference;
    struct school_id school;
    struct incident incident;
    struct policy_answer answer;
    enum stage stage;
    uint32_t length;      /* of the whole chronology, for made_from */
    struct instant as_of; /* the moment shown */
    struct calendar calendar;
    struct incident_row row; /* as it is now */
    struct instant opened_at; /* when the permit's user did; zero: never */
};

/* Whether its newest entry came since the permit's user opened it last. */
bool act_unseen(const struct known *known);

/* Keeps that the permit's user opened the incident, when it is unseen: what
 * arose by then has been looked at. */
MUST_USE enum err act_opened(struct acts *acts, const struct permit *permit,
                             const struct known *known, struct instant now);

/* as_of: the zero instant for now; else as it was known then, with duties by
 * the time limits and the school's days that were set at that moment. */
MUST_USE enum err act_load(struct known *out, struct arena *mem,
                           struct acts *acts, const struct permit *permit,
                           struct instant as_of, struct instant now);

/* The acts of one trust: its own time limits ("deadline.8.5" of its settings)
 * stand in the pack. *out lives as long as mem. Every act and act_load do this
 * themselves. ERR_CORRUPT: a setting cannot be read. */
MUST_USE enum err acts_of_trust(struct acts *out, struct tx *tx,
                                struct arena *mem, const struct acts *acts,
                                struct trust_id trust);

/* The same with the limits of a moment; the zero instant for now. */
MUST_USE enum err acts_of_trust_at(struct acts *out, struct tx *tx,
                                   struct arena *mem, const struct acts *acts,
                                   struct trust_id trust, struct instant at);

/* Sets a trust's own limit for one clause, in what its pack counts it in, with
 * the name of who decided it, and makes the work lists anew. Errors of
 * pack_changed. */
MUST_USE enum err act_deadline_set(struct acts *acts, struct arena *mem,
                                   const struct permit *permit,
                                   struct str clause, unsigned number,
                                   struct str source, struct instant now);

/* Switches the duty of the person who suspects on from a day, or off (D11), and
 * makes the work lists anew. ERR_INVALID without a source. */
struct pack_module;
MUST_USE enum err act_own_duty_set(struct acts *acts, struct arena *mem,
                                   const struct permit *permit,
                                   const struct pack_module *module,
                                   struct instant now);

/* The days of a school that is there: when they end, when it is closed. Kept
 * in its history and in the journal; the work lists are made anew.
 * ERR_NOT_FOUND, ERR_LIMIT. */
MUST_USE enum err act_school_set(struct acts *acts, struct arena *mem,
                                 const struct permit *permit,
                                 const struct school_row *school,
                                 struct instant now);

/* "until 4pm; closed 21 December 2026 to 1 January 2027; bank holidays". */
struct str school_days_words(struct arena *mem,
                             const struct school_row *school);
/* The ranges as somebody reads and types them, one a line. */
struct str closed_words(struct arena *mem, const struct school_row *school,
                        const char *between);

/* What the lists keep of a chronology: the same for a new entry and for
 * `lanyard rebuild` (I1). It depends on entries, calendar and pack only: its
 * "now" is the time of the last entry. acts are those of the trust. */
MUST_USE enum err act_derive(struct derived *out, struct arena *mem,
                             const struct acts *acts,
                             const struct calendar *calendar,
                             const struct stored_chronology *chronology);

/* "Tell the parents: Maya": a duty's title with the pupil it is about. */
struct str act_duty_title(struct arena *mem, const struct duty *duty,
                          const struct incident *incident);

/* The same as a deriver of store_rebuild; context: struct acts_schools. */
struct acts_schools {
    const struct acts *acts;          /* acts_of_trust */
    const struct school_row *schools; /* all of the trust */
    size_t count;
};
MUST_USE enum err acts_schools_load(struct acts_schools *out, struct tx *tx,
                                    struct arena *mem,
                                    const struct acts *acts,
                                    struct trust_id trust);
MUST_USE enum err act_derive_again(struct derived *out, struct arena *mem,
                                   const struct stored_chronology *chronology,
                                   void *context);

void calendar_of_school(struct calendar *out,
                        const struct school_row *school);

/* A checked form. problems are in the order of the form. */
struct checked {
    struct entry entry; /* kind, version, fields */
    const struct problem *problems;
    size_t problems_count;
    uint32_t gate_spent; /* bytes of codes in its texts */
};

/* Checks typed fields against a kind: gate, type, choices, required ones.
 * Pure but for the arena; every act does this first. */
void act_check(struct checked *out, struct arena *mem, enum entry_kind kind,
               const struct act_form *form, struct instant now);

#endif
