/* outbox.h: who is to be told by e-mail that something waits for them, and
 * how far that is (ruling D19).
 *
 * Promises:  1 a notice is written in the transaction of the act it follows
 *              from: it is there if, and only if, the act is,
 *            2 a row holds no name, address, school, category or word of an
 *              incident: a person's id and the opaque reference are all,
 *            3 a notice that still waits is not doubled,
 *            4 two senders never hold the same notice at once.
 * Ownership: what is handed out lives as long as mem.
 * Fails with: ERR_CONFLICT (another sender took it), db's.
 * Not here:  who is told of what (acts/notices.c), sending (notify).
 */
#ifndef LANYARD_STORE_OUTBOX_H
#define LANYARD_STORE_OUTBOX_H

#include "store/store.h"

/* Numbers stand in rows: never changed. */
enum notice_kind {
    NOTICE_REPORT = 1,    /* a new report (7.5a) */
    NOTICE_SIGN = 2,      /* a proposal waits for a signature (12.9) */
    NOTICE_RETURNED = 3,  /* a proposal was returned */
    NOTICE_ESCALATED = 4, /* due at once, and nobody has looked: to the Head */
    NOTICE_DIGEST = 5,    /* something is overdue, once a day */
    NOTICE_COVER = 6,     /* a school without a DSL who can be reached */
    NOTICE_SEAT = 50,     /* leads or signs, because another is named (D8) */
    NOTICE_REOPENED = 10, /* a closed incident was opened again (8.10) */
    NOTICE_NEWS = 11,     /* something new that has to be read (8.10) */
    NOTICE_ROLE = 61,     /* a role that opens incidents was given */
    NOTICE_ASKED = 60,    /* to agree to a viewing, to hear of one, to sign its
                           * record; chosen by a pupil, or for parents; to
                           * decide about a copy that is kept (9.2, 10.3a,
                           * 12.6, 12.10e, D6) */
};

enum notice_state {
    NOTICE_WAITING = 0,
    NOTICE_SENT = 1,    /* the mail server took it */
    NOTICE_FAILED = 2,  /* given up; fault says why */
    NOTICE_EXPIRED = 3, /* nobody sends mail here, or it is about nothing */
};

/* Why the last try did not work. */
enum notice_fault {
    NOTICE_FAULT_NONE = 0,
    NOTICE_FAULT_ADDRESS = 1, /* the person has no e-mail address */
    NOTICE_FAULT_CONNECT = 2, /* the mail server does not answer */
    NOTICE_FAULT_TLS = 3,     /* no TLS, or a certificate not trusted */
    NOTICE_FAULT_LOGIN = 4,   /* name or password refused */
    NOTICE_FAULT_REFUSED = 5, /* refused for good (5xx) */
    NOTICE_FAULT_LATER = 6,   /* refused for now (4xx) */
    NOTICE_FAULT_TIME = 7,    /* no answer in time */
    NOTICE_FAULT_OTHER = 8,
    NOTICE_FAULT_COUNT
};

struct notice_id {
    uint8_t bytes[ID_SIZE];
};

struct notice_row {
    struct trust_id trust;
    struct notice_id id; /* given out by store_notice_put */
    struct user_id person;
    enum notice_kind kind;
    struct incident_id incident; /* zeros: about none */
    char reference[REFERENCE_SIZE + 1]; /* or empty */
    struct instant made_at;
    struct instant next_at;
    unsigned tries;
};

enum { NOTICE_DAYS = 3, NOTICE_KEPT_DAYS = 30 };

/* Nothing happens when the same still waits; for a digest and for cover, when
 * one was made since London's midnight. */
MUST_USE enum err store_notice_put(struct tx *tx,
                                   const struct notice_row *notice);

/* Those whose time has come, oldest first, of every trust. A notice about an
 * incident that names its reader by now, or to somebody who is suspended, is
 * never among them. */
MUST_USE enum err store_notices_due(const struct notice_row **out,
                                    size_t *count, struct tx *tx,
                                    struct arena *mem, struct instant now,
                                    size_t limit);
/* Takes it for this sender until then, and counts the try. */
MUST_USE enum err store_notice_take(struct tx *tx,
                                    const struct notice_row *notice,
                                    struct instant until);
struct notice_end {
    enum notice_state state; /* NOTICE_WAITING: again at next_at */
    enum notice_fault fault;
    struct instant next_at;
};
MUST_USE enum err store_notice_end(struct tx *tx,
                                   const struct notice_row *notice,
                                   const struct notice_end *end,
                                   struct instant now);

/* What is older than NOTICE_DAYS is given up, what is older than
 * NOTICE_KEPT_DAYS is removed. */
MUST_USE enum err store_notices_expire(struct tx *tx, struct instant now);

struct notice_counts {
    unsigned waiting, sent, failed, expired; /* of the last 30 days */
    unsigned faults[NOTICE_FAULT_COUNT];     /* of those that failed or will be
                                              * tried again */
    enum notice_fault last_fault;
    struct instant last_fault_at; /* zero: nothing went wrong */
    struct instant last_sent_at;
};
MUST_USE enum err store_notice_counts(struct notice_counts *out,
                                      struct tx *tx, struct trust_id trust);

/* Those given up, newest first, without what names the permit's user. */
struct notice_failed {
    struct user_id person;
    char reference[REFERENCE_SIZE + 1]; /* or empty */
    enum notice_fault fault;
    struct instant at;
};
MUST_USE enum err store_notices_failed(const struct notice_failed **out,
                                       size_t *count, struct tx *tx,
                                       struct arena *mem,
                                       const struct permit *permit,
                                       size_t limit);
/* All that were given up or wait to be tried again are tried now. */
MUST_USE enum err store_notices_again(struct tx *tx,
                                      const struct permit *permit,
                                      struct instant now);

/* When a notice of that kind, about no incident, was last made for a person,
 * within the time that they are kept; zero: never. */
MUST_USE enum err store_notice_last(struct instant *out, struct tx *tx,
                                    struct trust_id trust,
                                    struct user_id person,
                                    enum notice_kind kind);

/* Who has an overdue duty in an incident that does not name them: by role or
 * by name; a deputy only while on call. */
MUST_USE enum err store_overdue_people(const struct user_id **out,
                                       size_t *count, struct tx *tx,
                                       struct arena *mem,
                                       struct trust_id trust,
                                       struct instant now, size_t limit);

#endif
