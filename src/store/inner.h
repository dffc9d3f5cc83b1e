/* inner.h: what the files of the store share. Only src/store includes this. */
#ifndef LANYARD_STORE_INNER_H
#define LANYARD_STORE_INNER_H

#include "db/db.h"
#include "store/store.h"

/* An id as a parameter. */
#define DB_ID(id) DB_BLOB((id).bytes, ID_SIZE)

/* Copies a column of exactly size bytes; ERR_CORRUPT for any other size. */
MUST_USE enum err column_bytes(void *out, struct db_rows *rows,
                               unsigned column, size_t size);

/* A number column that must lie in 0..max. */
MUST_USE enum err column_number(uint64_t *out, struct db_rows *rows,
                                unsigned column, uint64_t max);

/* A sealed column, opened and copied to mem. row: the row's own bytes. */
MUST_USE enum err column_sealed(struct str *out, struct db_rows *rows,
                                unsigned column, struct arena *mem,
                                const struct tx *tx, struct trust_id trust,
                                const char *table, const char *name,
                                struct str row);

/* The same of bytes that were read before. */
MUST_USE enum err open_column(struct str *out, struct str sealed,
                              struct arena *mem, const struct tx *tx,
                              struct trust_id trust, const char *table,
                              const char *name, struct str row);

struct str seal_column(struct arena *mem, const struct tx *tx,
                       struct trust_id trust, const char *table,
                       const char *name, struct str row, struct str text);

#define ID_STR(id) ((struct str){ (const char *)(id).bytes, ID_SIZE })

/* ---- who takes the seat of somebody who is named (seats.c, D8) ---- */

enum { SEATS_NUMBERS = 16 };

/* The seats that people of an incident hold, 0 to 15; s: their grants. */
#define SEATS_NUMBER                                                      \
    "max(CASE WHEN s.role = 2 THEN 1 ELSE 0 END) + "                      \
    "max(CASE WHEN s.role = 4 THEN 2 ELSE 0 END) + "                      \
    "max(CASE WHEN s.role = 5 THEN 4 ELSE 0 END) + "                      \
    "max(CASE WHEN s.role = 7 THEN 8 ELSE 0 END)"

/* Of the incidents whose seats are marked; $1 the trust, whole a school of
 * zeros, marks those of seats_marks. It begins with the few people who hold a
 * seat, so it costs the same at any number of incidents that name none. */
#define SEATS_MARKED(marks, whole)                                        \
    "IN (SELECT sn.incident FROM role_grant s JOIN named sn ON "          \
    "sn.trust = s.trust AND sn.person = s.person JOIN incident si ON "    \
    "si.trust = sn.trust AND si.id = sn.incident WHERE s.trust = $1 AND " \
    "s.role IN (2, 4, 5, 7) AND (s.school = si.school OR s.school = "     \
    whole ") GROUP BY sn.incident HAVING substr(" marks ", "              \
    SEATS_NUMBER " + 1, 1) = '1')"

/* Bits 1u << role from a SEATS_NUMBER. */
unsigned seats_named(uint64_t number);

/* One '0' or '1' for each number: does the role take one of those seats, and
 * none of the others. False when it never does. */
bool seats_marks(struct str *out, struct arena *mem, enum role role,
                 unsigned taken, unsigned not_taken);

/* The same for every role and the one seat of every owner: the mark stands at
 * (role * SEATS_ROLES + owner) * SEATS_NUMBERS + number. */
enum { SEATS_ROLES = 16 };
struct str seats_table(struct arena *mem);

/* Any seat at all. */
#define SEATS_ANY (~0u)

/* The columns of incident_row in this order: id, school, reference, reporter,
 * created_at, length, last_leaf, stage, is_open, changed_at, summary_sealed,
 * head_code */
#define INCIDENT_COLUMNS                                                   \
    "i.id, i.school, i.reference, i.reporter, i.created_at, i.length, "    \
    "i.last_leaf, i.stage, i.is_open, i.changed_at, i.summary_sealed, "    \
    "i.head_code"

/* Reads a row and checks its head. summary_bad: set when only the derived
 * summary does not open, which is then empty; NULL: that is ERR_CORRUPT. */
MUST_USE enum err incident_read(struct incident_row *out, bool *summary_bad,
                                struct db_rows *rows, const struct tx *tx,
                                struct arena *mem, struct trust_id trust);

/* The code that authenticates an incident's head: where it stands, who
 * reported it when, how long it is and its last leaf. */
void head_code(uint8_t out[VAULT_MAC_SIZE], const struct tx *tx,
               struct trust_id trust, const struct incident_row *row);

/* Whether this process has found that leaf right for an entry sealed with that
 * commitment (seen.c says what that proves once the entry opens). */
bool entry_seen(const struct ledger_hash *leaf, struct str sealed);

/* Only for an entry that was hashed to that leaf and opened. */
void entry_seen_put(const struct ledger_hash *leaf, struct str sealed);

/* The row, its head checked against its code. */
MUST_USE enum err incident_load(struct incident_row *out, struct tx *tx,
                                struct arena *mem, struct trust_id trust,
                                struct incident_id incident);

/* A chronology with its row; bad says what is wrong with it, and takes a
 * summary that does not open as no error. NULL: nobody wants to know. */
MUST_USE enum err chronology_load(struct stored_chronology *out,
                                  struct finding *bad, struct tx *tx,
                                  struct arena *mem,
                                  const struct permit *permit,
                                  struct incident_id incident);

MUST_USE enum err incident_key_load(struct vault_key *out, struct tx *tx,
                                    struct trust_id trust,
                                    struct incident_id incident);

/* The columns of an incident's row that follow from its entries. */
void derived_row(struct incident_row *incident,
                 const struct derived *derived);

/* Writes work, named people and helpers of an incident anew. */
MUST_USE enum err derived_put(const struct incident_row *incident,
                              struct tx *tx, struct arena *mem,
                              struct trust_id trust,
                              const struct derived *derived);

/* Whether any incident of the trust names the person. Most people are named
 * in none: then lists need not ask for each row (ruling D8). */
MUST_USE enum err named_anywhere(bool *out, struct tx *tx,
                                 struct trust_id trust,
                                 struct user_id person);

/* Whether that incident names the person. */
MUST_USE enum err named_in(bool *out, struct tx *tx, struct trust_id trust,
                           struct incident_id incident,
                           struct user_id person);

/* The place a duty's words are sealed for. */
struct str work_place(struct arena *mem, struct incident_id incident,
                      struct school_id school, unsigned ordinal);

/* store_journal_add, and which number the row was given. */
MUST_USE enum err journal_add(uint32_t *seq, struct tx *tx,
                              struct trust_id trust,
                              const struct journal_row *row);

/* Whether the days of schools stand as they were set, each change beside its
 * row of the journal. bad: the number of a row that does not. */
MUST_USE enum err days_verify(bool *altered, uint32_t *bad, struct tx *tx,
                              struct trust_id trust);

/* The first row of the journal whose code does not fit; 0: none. */
MUST_USE enum err journal_verify(uint32_t *seq_bad, struct tx *tx,
                                 struct arena *mem, struct trust_id trust);

enum { SCHEMA_STEPS = 15 }; /* the files of src/store/schema */

/* Inside a writing transaction: the steps that are missing, up to until;
 * progress is told before each. ERR_INVALID for a schema of a newer program. */
MUST_USE enum err schema_raise(struct db_conn *conn, unsigned until,
                               struct progress progress);

/* Schema steps 1..steps only: for a restore, and for the test that brings old
 * ones up. */
MUST_USE enum err store_open_at(struct store *out, struct db *db,
                                const struct vault *vault, unsigned steps);

/* Writes stage, state, alert and summary of an incident's row. */
MUST_USE enum err store_incident_derived(struct tx *tx, struct arena *mem,
                                         struct trust_id trust,
                                         const struct incident_row *incident,
                                         bool unacknowledged);

/* Adds the words of entries to the incident's digest; anew: to an empty one. */
MUST_USE enum err digest_add(struct tx *tx, struct arena *mem,
                             struct trust_id trust,
                             const struct incident_row *incident,
                             const struct entry *entries, size_t count,
                             bool anew);

/* The digest's words; empty when there is none. */
MUST_USE enum err digest_load(struct str *out, struct tx *tx,
                              struct arena *mem, struct trust_id trust,
                              const struct incident_row *incident);

/* The same of the incident of that school that began there. */
MUST_USE enum err digest_load_at(struct str *out, struct tx *tx,
                                 struct arena *mem, struct trust_id trust,
                                 struct school_id school,
                                 struct incident_cursor at);

/* The words of a row of digest. */
MUST_USE enum err digest_open(struct str *out, struct str sealed,
                              const struct tx *tx, struct arena *mem,
                              struct trust_id trust, struct school_id school,
                              struct incident_cursor at);

#endif
