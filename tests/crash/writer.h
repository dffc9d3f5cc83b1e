/* writer.h: somebody who works through the product's own write paths and
 * remembers what was answered.
 *
 * What a writer does: reports, notes that finish a draft, reviews, risk
 * assessments, people of the incident, drafts, users and their roles,
 * sessions. What was not answered is in doubt: it may be there or not, and is
 * sent again with the same form key.
 * Not here:  the disk (disk.h), when it stops (crash.c). */
#ifndef LANYARD_TESTS_CRASH_WRITER_H
#define LANYARD_TESTS_CRASH_WRITER_H

#include "identity/identity.h"
#include "tests/chance.h"
#include "tests/house.h"

enum { WRITER_INCIDENTS = 6, WRITER_RECORDS = 600, WRITER_THINGS = 40,
       WORDS_SIZE = 80 };

/* An entry that was answered with ACT_DONE. */
struct record {
    unsigned incident; /* of the writer */
    uint32_t seq;
    enum entry_kind kind;
    uint64_t mark;
};

struct writer_incident {
    char reference[REFERENCE_SIZE + 1];
    uint32_t length; /* the longest that was answered */
};

/* One post; while in doubt it stays as it was sent. */
struct post {
    enum entry_kind kind;
    unsigned incident;
    uint32_t made_from;
    uint64_t mark;
    char key[ID_TEXT_SIZE + 1];
    bool answered;
};

/* A draft, a user or a session: what it is, or was, or may be. */
enum sureness { NOTHING = 0, SURELY, PERHAPS, GONE };
struct thing {
    enum sureness is;
    struct user_id user;               /* of a user */
    char token[TOKEN_TEXT_SIZE + 1];   /* of a session */
    uint64_t mark;                     /* of a draft or a user's name */
    uint64_t mark_before;              /* a draft in doubt may still be this */
};

struct writer {
    struct house *house;
    unsigned number;
    struct arena mem; /* reset each step */
    struct chance chance;
    uint64_t marks;
    struct post post;
    struct writer_incident incidents[WRITER_INCIDENTS];
    unsigned incidents_count;
    struct record records[WRITER_RECORDS];
    unsigned records_count;
    struct thing draft;
    struct thing users[WRITER_THINGS];
    unsigned users_count;
    struct thing sessions[WRITER_THINGS];
    unsigned sessions_count;
    uint64_t answered; /* writes that were answered with success */
    uint64_t unanswered;
    uint64_t repeated; /* answered from an earlier post with the same key */
    uint64_t lost;     /* of the answered ones, at the last check */
    const char *why;   /* the first loss, in words */
};

/* Starts with an incident that others write to as well. */
void writer_open(struct writer *w, struct house *house, unsigned number,
                 uint64_t seed, const char *shared_reference);
void writer_close(struct writer *w);

/* One act; what was in doubt first. */
void writer_step(struct writer *w);

/* Compares everything that was answered with what is there; lost counts. */
void writer_check(struct writer *w);

#endif
