/* pack.h: the policy's words, time limits, advice lists, guidance, glossary
 * and tone, as data (policy/pack/sg44.yaml), and what a trust changes of it.
 *
 * Promises:  1 a pack that loads is whole: every clause a rule can raise has
 *              title, why, owner and, where it has a clock, days with a named
 *              source; every error names line and column,
 *            2 once loaded it never changes: workers share it without a lock.
 * Ownership: the pack owns its words until pack_close.
 * Fails with: ERR_IO (cannot be read), ERR_INVALID (message says where).
 */
#ifndef LANYARD_POLICY_PACK_H
#define LANYARD_POLICY_PACK_H

#include "base/instant.h"
#include "base/str.h"

struct pack;

/* path NULL: the pack built into the program. error: one line, never NULL
 * on failure, lives as long as mem. */
MUST_USE enum err pack_open(struct pack **out, const char *path,
                            struct arena *mem, struct str *error);
/* The same from text; name: what the error calls it, NULL: the built-in. */
MUST_USE enum err pack_open_text(struct pack **out, struct str text,
                                 const char *name, struct arena *mem,
                                 struct str *error);
void pack_close(struct pack *pack);

/* How a clause counts its time. */
enum pack_time {
    TIME_NONE,         /* no duty hangs on it */
    TIME_NOW,          /* due at the start, not at the end of a day */
    TIME_SCHOOL_DAYS,  /* 0: the same school day */
    TIME_WORKING_DAYS, /* of a house rule: the school's holidays count */
    TIME_HOURS,        /* of a house rule; never 0 */
    TIME_AGREED,       /* the entry says the day that people agreed */
};

struct pack_clause {
    struct str clause;   /* "7.5d" */
    struct str title;    /* the duty in words that say what to do */
    struct str why;      /* the reason, without the clause */
    enum pack_time time;
    unsigned number;     /* of days or hours; 0 where neither is counted */
    struct str source;   /* who set the time: "policy", "trust target" ... */
    struct str question; /* as a form asks it; empty where none does */
    struct str hint;
    struct str warning;  /* explain.md: what a rule warns of, or empty */
    uint64_t order;      /* clause_order of its clause */
};

/* A paragraph of the policy, or a house rule ("D17a"). NULL when the pack
 * does not name it. */
const struct pack_clause *pack_clause(const struct pack *pack,
                                      struct str clause);

/* The clauses that have words or a time, in clause order. */
const struct pack_clause *pack_clauses(const struct pack *pack,
                                       size_t *count);

/* The rules that the policy does not state and the house keeps (rulings D2 to
 * D22), in order; each has title, why, source and a time. */
const struct pack_clause *pack_house(const struct pack *pack, size_t *count);

/* The words of the warning that a rule raises for a clause; it has some. */
struct str pack_warning(const struct pack *pack, struct str clause);

struct pack_term {
    struct str word;
    struct str meaning;
};
const struct pack_term *pack_glossary(const struct pack *pack, size_t *count);

struct pack_guidance {
    struct str id;
    struct str title;
    struct str version;
    struct date effective_on;
    struct str superseded_by; /* id, or empty */
    struct str note;
};
const struct pack_guidance *pack_guidance(const struct pack *pack,
                                          size_t *count);

/* Advice lists by clause: "9.5" ... "10.6"; NULL when there is none. */
struct pack_advice_item {
    struct str letter; /* of the paragraph: "b"; empty for one of our own */
    struct str text;
    struct str hold; /* said instead while evidence is held (D3), or empty */
};

struct pack_advice {
    struct str clause;
    struct str title;
    const struct pack_advice_item *items;
    size_t items_count;
};
const struct pack_advice *pack_advice(const struct pack *pack,
                                      struct str clause);

/* Words that put onto a child what others did, in all their forms, and what
 * says it more kindly (2.5k, D20); tone.h finds them in a text. */
struct pack_tone {
    struct str better; /* as somebody could write it instead */
    struct str why;    /* one sentence */
};

struct pack_phrase {
    struct str words; /* "isn’t known": as it is shown */
    struct str plain; /* "isnt known": as it is compared (tone_plain) */
    const struct pack_tone *tone;
};
/* Those that begin with that byte of their plain form, in byte order; with 0:
 * all of them. */
const struct pack_phrase *pack_phrases(const struct pack *pack, char letter,
                                       size_t *count);

struct str pack_id(const struct pack *pack);      /* "SG44" */
struct str pack_version(const struct pack *pack); /* "2025-03-20" */
struct date pack_review_due(const struct pack *pack);
/* SHA-256 of the pack as loaded, 32 bytes: which rules were in force. */
const uint8_t *pack_hash(const struct pack *pack);

/* A trust’s own limit for one clause; source names who decided it. */
struct pack_change {
    struct str clause;
    unsigned number; /* of what the pack counts that clause in */
    struct str source;
};

enum { PACK_DAYS_MAX = 60 };

/* May a trust set that time? Not where the policy says at once, nor where the
 * law or statutory guidance says when, nor where people agree on a day. */
bool pack_may_set(const struct pack_clause *clause);
/* The shortest and the longest that it may set, in the clause's days or
 * hours: no hour at all is no time, no day at all is the same day. */
unsigned pack_limit_min(const struct pack_clause *clause);
unsigned pack_limit_max(const struct pack_clause *clause);
/* "at once", "the end of the same school day", "2 working days", "24 hours", "the day
 * that was agreed"; of a number that the clause does not have, too. Empty
 * for TIME_NONE. It lives as long as mem. */
struct str pack_time_words(struct arena *mem, enum pack_time time,
                           uint64_t number);

/* A part of the pack that is off until a trust switches it on: the duty of the
 * person who suspects (D11). `lanyard explain` never asks for it. */
struct pack_module {
    bool on;
    struct date from; /* the first day of reports that it holds for */
    struct str source; /* the law or the decision, and who set it here */
};
const struct pack_module *pack_own_duty(const struct pack *pack);
/* The pack with the module as given; it lives as long as mem, as that of
 * pack_changed. ERR_INVALID when it is on without a source. */
MUST_USE enum err pack_with_own_duty(const struct pack **out,
                                     struct arena *mem,
                                     const struct pack *pack,
                                     const struct pack_module *module);

/* The pack with those limits in place of its own. Without changes it is the
 * pack itself; else it lives as long as mem and points into the old one, and
 * is never closed. ERR_INVALID without a source, ERR_NOT_FOUND when the clause
 * has no clock, ERR_DENIED when it is not the trust's to set, ERR_LIMIT when
 * days is over pack_limit_max, or no hour at all. */
MUST_USE enum err pack_changed(const struct pack **out, struct arena *mem,
                               const struct pack *pack,
                               const struct pack_change *changes,
                               size_t count);

#endif
