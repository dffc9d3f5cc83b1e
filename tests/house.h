/* house.h: a small trust in a temporary folder, for tests of whole acts.
 *
 * One trust, two schools, one user a role; ids end in the role's number. */
#ifndef LANYARD_TESTS_HOUSE_H
#define LANYARD_TESTS_HOUSE_H

#include "acts/acts.h"
#include "db/db.h"
#include "policy/pack.h"

struct house {
    struct arena mem;
    char folder[64];
    char where[512]; /* of the database */
    const struct db_driver *driver;
    const char *vfs; /* of SQLite, or NULL */
    bool unsafe;     /* weaker durability, to show that tests see it */
    struct db *db;
    struct vault *vault;
    struct store store;
    struct pack *pack;
    struct acts acts;
    struct trust_id trust;
    struct school_id oak, elm;
    struct instant now;
};

/* Opens everything anew in a fresh folder; fails the test when it cannot. The
 * database is SQLite's, or, with LANYARD_TEST_HOUSES=postgres, on the server
 * of tests/with-postgres. */
void house_open(struct house *h);
/* The same in an empty database that stands elsewhere (tests/place.h). */
void house_open_at(struct house *h, const struct db_driver *driver,
                   const char *where);
/* The same on another file system, through that VFS. */
void house_open_on(struct house *h, const char *vfs);
/* Closes database and store, and opens them again: ERR_IO and the like when
 * the disk fails meanwhile. The house may be stopped twice. */
void house_stop(struct house *h);
MUST_USE enum err house_start(struct house *h);
/* Closes and removes the folder. */
void house_close(struct house *h);
/* Closes and opens again, as after a restart. */
void house_reopen(struct house *h);

struct user_id house_user(enum role role);
/* Puts a person with its role for each of them: at Oak, or for the trust. */
void house_people(struct house *h);
struct actor house_actor(const struct house *h, enum role role,
                         struct school_id school);
/* A permit for that role at the incident; fails the test when refused. */
struct permit house_permit(struct house *h, enum role role,
                           enum permission permission, const char *reference);
/* A form key nobody used. */
struct str house_key(struct house *h);

/* "name=value|name=value" as typed fields; the texts are not copied. */
size_t house_typed(struct typed *out, size_t max, const char *text);
/* The same, typed into a form of that kind. */
struct act_result house_act(struct house *h, const struct permit *permit,
                            enum entry_kind kind, uint32_t made_from,
                            const char *typed);
/* Reports a concern at Oak; returns its reference. */
const char *house_report(struct house *h, const char *typed);
struct known house_load(struct house *h, const char *reference);
/* Search digests of what was changed before then, into bundles; until the first
 * step that fails. */
MUST_USE enum err house_bundle(struct house *h, struct instant before);

#endif
