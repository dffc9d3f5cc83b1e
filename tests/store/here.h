/* here.h: a house on either driver, with rows in every table, and all rows as
 * one text to compare. */
#ifndef LANYARD_TESTS_STORE_HERE_H
#define LANYARD_TESTS_STORE_HERE_H

#include "tests/house.h"
#include "tests/place.h"

struct here {
    struct house h;
    struct place place;
    const char *ref;    /* the fullest incident */
    struct permit note; /* to write a note in it: asked for once, outside */
    char backup[128];   /* a path for one */
};

void here_open(struct here *e, enum place_kind kind);
void here_close(struct here *e);

/* Some of everything: incidents, entries, people, a user, a draft. */
void here_fill(struct here *e);
/* The same but for the days of a school, which here_days sets: before there was
 * a history of them, the journal told of none that was kept there. */
void here_fill_older(struct here *e);
void here_days(struct here *e);

/* Every row of every table of a backup, in order, in hex. */
struct str here_dump(struct here *e, struct db *db);

struct seen_findings {
    struct findings findings;
    struct finding kept[20];
};
/* What store_verify finds; fails the test when it cannot look. */
void here_verify(struct seen_findings *out, struct here *e);
/* What rebuilding finds; compare: without changing anything. */
void here_rebuild(struct seen_findings *out, struct here *e, bool compare);

struct permit here_permit(struct here *e, enum permission permission);

/* A note appended by hand, without acts; the derived rows are one duty. */
enum err here_append(struct here *e, struct tx *tx, uint32_t expected,
                     const char *title);

#endif
