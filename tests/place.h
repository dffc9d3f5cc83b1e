/* place.h: a fresh, empty database on either driver, for tests.
 *
 * SQLite: a file in a temporary folder. PostgreSQL: a schema of its own on
 * the server that LANYARD_TEST_POSTGRES names (tests/with-postgres). */
#ifndef LANYARD_TESTS_PLACE_H
#define LANYARD_TESTS_PLACE_H

#include "db/db.h"

enum place_kind { PLACE_SQLITE, PLACE_POSTGRES };

struct place {
    enum place_kind kind;
    char folder[64];
    char where[512]; /* for db_open */
    char schema[64];
};

/* Fails the test when there is no server. */
void place_make(struct place *p, enum place_kind kind);
void place_remove(struct place *p);

/* Opens it; fails the test when it cannot. */
struct db *place_open(const struct place *p, struct arena *mem,
                      unsigned connections);

/* Runs SQL on it from outside, as somebody who holds the database does;
 * zeroblob(n) is known on both. */
void place_run(const struct place *p, const char *sql);
/* The same; false when the database refuses. */
bool place_try(const struct place *p, const char *sql);

const char *place_name(enum place_kind kind);
const struct db_driver *place_driver(enum place_kind kind);

/* Has everything that was committed written to the files. */
void place_settle(const struct place *p);

/* True when a file of the database holds the word: tables, log, journal. */
bool place_holds(const struct place *p, const char *word);

/* One program, two runs: "sqlite" or "postgres" as its argument. */
enum place_kind place_asked(int argc, char **argv);

#endif
