/* store.h: what the house remembers, as verbs of the domain.
 *
 * A verb runs inside store_write or store_read and names its trust through
 * the permit. Entries are the truth; work lists, lists, search digests and
 * alerts are derived from them in the same transaction and can be rebuilt.
 *
 * Promises of every driver (tests/store/contract.c cites the numbers):
 *   1 an append is all or nothing, and durable when store_write returns OK,
 *   2 entries of an incident come back in order, without gaps, as written,
 *   3 two writers who saw the same length cannot both append: one gets
 *     ERR_CONFLICT and nothing of it is kept,
 *   4 what is loaded was checked: seal, chain and head; any changed byte of
 *     an entry, a key or a head is ERR_CORRUPT or a finding of store_verify,
 *   5 a row moved to another incident, school or trust does not open there,
 *   6 no verb answers with a row of another trust than the permit's,
 *   7 no name, draft or free text stands readable in database, log or backup,
 *   8 a form key gives the first result for ever, once it was recorded,
 *   9 a draft comes back as typed until it is dropped or seven days old,
 *  10 lists, work and results are paged and cost the same at any size; a
 *     person named in an incident is given it by none of them, nor counted
 *     (ruling D8),
 *  11 a word is found from the moment its entry is saved,
 *  12 rebuilt derived rows equal the kept ones (I1),
 *  13 every older schema is brought up to date with its rows kept; a newer
 *     one is refused,
 *  14 a backup restores on any driver to the same rows, or not at all when
 *     it was changed, cut, or made under another key,
 *  15 another key file than the database was made with is refused at once.
 * Ownership: what is handed out lives as long as mem. A store lives as long
 *            as its db and vault and is shared by all threads.
 * Fails with: ERR_NOT_FOUND (no such row for this trust, or named in it),
 *            ERR_CONFLICT (somebody was faster), ERR_CORRUPT (stop using the
 *            row, run verify), ERR_LIMIT, ERR_BUSY and ERR_IO of db.h.
 * Not here:  who may (access), what follows (acts), users and sessions
 *            (store/users.h), SQL dialects (db).
 */
#ifndef LANYARD_STORE_STORE_H
#define LANYARD_STORE_STORE_H

#include "access/access.h"
#include "base/school_days.h"
#include "incident/entry.h"
#include "ledger/ledger.h"
#include "policy/policy.h"
#include "vault/vault.h"

struct db;
struct db_conn;

struct store {
    struct db *db;
    const struct vault *vault;
};

/* One running transaction. */
struct tx {
    struct db_conn *conn;
    const struct vault *vault;
};

/* Told how far a long work is: done of total; total may be a first estimate.
 * It may come from another thread than the one that waits for the work. */
struct progress {
    void (*step)(void *context, uint64_t done, uint64_t total);
    void *context;
};

/* Brings the schema up to date, all steps in one transaction; progress counts
 * those that were missing. For who wants to tell of it: store_open does the
 * same. ERR_INVALID: the schema is newer than this program. */
MUST_USE enum err store_raise(struct db *db, struct progress progress);

/* Brings the schema up to date (its own transaction) and checks that the
 * vault is the one the database was made with (ERR_DENIED). ERR_INVALID: the
 * schema is newer than this program. */
MUST_USE enum err store_open(struct store *out, struct db *db,
                             const struct vault *vault);

/* Runs work in one transaction. Anything but OK rolls everything back and is
 * returned. work may be run again when the database asks for a retry: it must
 * set, not add to, what it reports through context. */
MUST_USE enum err store_write(const struct store *store,
                              enum err (*work)(struct tx *tx, void *context),
                              void *context);
MUST_USE enum err store_read(const struct store *store,
                             enum err (*work)(struct tx *tx, void *context),
                             void *context);

/* ---- trusts, schools, settings (trust.c, school.c) ---- */

struct trust_row {
    struct trust_id id;
    struct str name;
    bool demonstration;
    struct instant created_at;
};

MUST_USE enum err store_trust_create(struct tx *tx,
                                     const struct trust_row *trust);
MUST_USE enum err store_trust_load(struct trust_row *out, struct tx *tx,
                                   struct arena *mem, struct trust_id trust);
MUST_USE enum err store_trusts(const struct trust_row **out, size_t *count,
                               struct tx *tx, struct arena *mem);

struct school_row {
    struct school_id id;
    struct str name;
    unsigned day_ends; /* minutes after midnight */
    bool bank_holidays;
    const struct date_range *closed;
    size_t closed_count; /* at most SCHOOL_CLOSED_MAX */
};

enum { SCHOOL_CLOSED_MAX = 200, SCHOOLS_MAX = 1000 };

/* Adds a school. */
MUST_USE enum err store_school_put(struct tx *tx, const struct permit *permit,
                                   const struct school_row *school);
/* What the journal calls a change of a school. Each has its row in the history
 * of the school's days; "school.put", of earlier versions, has none. */
#define JOURNAL_DAYS "school.days"

/* Changes one that is there and writes, in the same breath, the history of its
 * days and the journal; text: the change in words. ERR_NOT_FOUND, ERR_LIMIT. */
MUST_USE enum err store_school_change(struct tx *tx,
                                      const struct permit *permit,
                                      const struct school_row *school,
                                      struct str text, struct instant now);
MUST_USE enum err store_school_load(struct school_row *out, struct tx *tx,
                                    struct arena *mem, struct trust_id trust,
                                    struct school_id school);
/* With the days that were set at that moment; zeros: with those of now. */
MUST_USE enum err store_school_at(struct school_row *out, struct tx *tx,
                                  struct arena *mem, struct trust_id trust,
                                  struct school_id school, struct instant at);

/* How the days of a school stood from a moment on. */
struct school_since {
    struct instant at;       /* zeros: since always */
    struct user_id author;   /* zeros: whoever runs the program */
    struct school_row days;  /* without a name */
};

/* Newest first, at most limit. None: the days were never changed. */
MUST_USE enum err store_school_history(const struct school_since **out,
                                       size_t *count, struct tx *tx,
                                       struct arena *mem,
                                       struct trust_id trust,
                                       struct school_id school, size_t limit);
/* By name. */
MUST_USE enum err store_schools(const struct school_row **out, size_t *count,
                                struct tx *tx, struct arena *mem,
                                struct trust_id trust);

/* A number or word of the pack that the trust set otherwise. */
struct setting_row {
    struct str key;    /* "deadline.8.5" */
    struct str value;
    struct str source; /* who decided it, where: a named source, sealed */
    struct user_id author;
    struct instant at;
};

/* Writes the setting and, in the same breath, the journal. */
MUST_USE enum err store_setting_put(struct tx *tx, const struct permit *permit,
                                    const struct setting_row *setting);
MUST_USE enum err store_settings(const struct setting_row **out,
                                 size_t *count, struct tx *tx,
                                 struct arena *mem, struct trust_id trust);
/* As they stood at that moment, from the journal: in no order. */
MUST_USE enum err store_settings_at(const struct setting_row **out,
                                    size_t *count, struct tx *tx,
                                    struct arena *mem, struct trust_id trust,
                                    struct instant at);

/* ---- agencies a school turns to (agency.c) ---- */

struct agency_row {
    struct agency_id id;
    struct school_id school;
    struct str kind;      /* a word of agency_word: "cscs" */
    struct str name;      /* all words are sealed */
    struct str telephone;
    struct str out_of_hours;
    struct str email;
    struct str note;
    struct instant changed_at;
    bool removed;
};

enum { AGENCIES_MAX = 100 /* of one school */ };

/* Adds the agency, or replaces what is known of it, and says so in the
 * journal. ERR_NOT_FOUND: it is known at another school. ERR_LIMIT past
 * AGENCIES_MAX. */
MUST_USE enum err store_agency_put(struct tx *tx, const struct permit *permit,
                                   const struct agency_row *agency,
                                   struct instant now);
/* Those of the school that are not removed, in the order they were added. */
MUST_USE enum err store_agencies(const struct agency_row **out, size_t *count,
                                 struct tx *tx, struct arena *mem,
                                 struct trust_id trust,
                                 struct school_id school);

/* ---- the admin journal (journal.c): append only, chained by codes ---- */

struct journal_row {
    uint32_t seq;
    struct instant at;
    struct user_id author;
    struct str kind;    /* "user.role.add" */
    struct str subject; /* id of what was changed */
    struct str text;    /* what it was, what it is now: sealed */
};

/* seq is given out here. ERR_CONFLICT: another change came between; again. */
MUST_USE enum err store_journal_add(struct tx *tx, struct trust_id trust,
                                    const struct journal_row *row);
/* Newest first, below before (0: from the newest), at most limit. */
MUST_USE enum err store_journal(const struct journal_row **out, size_t *count,
                                struct tx *tx, struct arena *mem,
                                const struct permit *permit, uint32_t before,
                                size_t limit);
/* All rows of a kind up to a moment, oldest first. ERR_LIMIT past 10,000. */
MUST_USE enum err store_journal_until(const struct journal_row **out,
                                      size_t *count, struct tx *tx,
                                      struct arena *mem,
                                      struct trust_id trust, struct str kind,
                                      struct instant until);

/* ---- incidents and entries (incident.c, append.c, load.c) ---- */

enum { REFERENCE_SIZE = 7 }; /* "K7P-4MD": no vowel, no 0, 1, I or O */

struct incident_row {
    struct incident_id id;
    struct school_id school;
    char reference[REFERENCE_SIZE + 1];
    struct user_id reporter; /* zeros: nobody with an account */
    struct instant created_at;
    uint32_t length;         /* entries recorded */
    struct ledger_hash last; /* leaf of the newest */
    /* derived */
    unsigned stage;          /* the acts' own number */
    bool open;
    struct instant changed_at; /* newest entry */
    struct str summary;      /* for lists, sealed at rest; see derived */
};

/* Reads what people type: "k7p 4md", "K7P4MD" -> "K7P-4MD". */
MUST_USE enum err reference_read(char out[REFERENCE_SIZE + 1],
                                 struct str typed);

/* Makes an incident without entries, its key and its reference. */
MUST_USE enum err store_incident_create(struct incident_row *out,
                                        struct tx *tx,
                                        const struct permit *permit,
                                        struct school_id school,
                                        struct user_id reporter,
                                        struct instant now);

/* What access has to know before there is a permit. names_actor is set for
 * user. ERR_NOT_FOUND for another trust's. */
MUST_USE enum err store_scope(struct incident_scope *out, struct tx *tx,
                              struct trust_id trust, struct user_id user,
                              struct incident_id incident);
MUST_USE enum err store_scope_by_reference(struct incident_scope *out,
                                           struct tx *tx,
                                           struct trust_id trust,
                                           struct user_id user,
                                           const char *reference);

/* A duty as the work list keeps it. Words, clause and subject are sealed at
 * rest; owner, state and times are what the list is sorted by. */
struct work_duty {
    enum role owner_role;      /* ROLE_NONE: owner_user is set */
    struct user_id owner_user;
    enum duty_state state;     /* DUTY_OVERDUE is kept as DUTY_DUE: it depends
                                * on now */
    struct instant due;        /* zero: none, sorted last */
    struct instant start;
    struct str clause;
    struct str subject;
    struct str title;
    struct str why;
};

/* What follows from the entries for lists. It must depend on nothing but
 * entries, calendar and settings, or rebuild would differ. */
struct derived {
    unsigned stage;
    bool open;
    bool unacknowledged; /* a new report nobody has taken up: an alert */
    uint32_t news; /* the last entry that has to be read (8.10), 0: none */
    struct str summary;  /* at most SUMMARY_MAX bytes */
    const struct work_duty *duties; /* those done are not kept */
    size_t duties_count;
    const struct user_id *named;    /* users who are people of the incident */
    size_t named_count;
    /* Users whom a pupil chose (9.2); zeros: the SENCO of the school (2.4). */
    const struct user_id *helpers;
    size_t helpers_count;
};

enum { SUMMARY_MAX = 2000, DUTIES_MAX = 500, NAMED_MAX = 200 };

/* Records the next entry: checks that the incident still has expected
 * entries, seals, chains, moves the head, updates digest and derived rows.
 * entry->seq is ignored; kind, version, author, at and fields are recorded.
 * *incident is brought up to date. derived is what holds after the entry.
 * ERR_CONFLICT: somebody was faster; load again. */
MUST_USE enum err store_append(struct incident_row *incident, struct tx *tx,
                               struct arena *mem, const struct permit *permit,
                               uint32_t expected, const struct entry *entry,
                               const struct derived *derived);

/* The references of incidents in which a pupil chose the permit's user and
 * that do not name them; newest change first, at most limit. */
MUST_USE enum err store_helping(const struct str **out, size_t *count,
                                struct tx *tx, struct arena *mem,
                                const struct permit *permit, size_t limit);

/* The row of the permit's trust alone, its head checked: the same length and
 * last leaf mean the same chronology. */
MUST_USE enum err store_incident(struct incident_row *out, struct tx *tx,
                                 struct arena *mem,
                                 const struct permit *permit,
                                 struct incident_id incident);

struct stored_chronology {
    struct incident_row incident; /* as it is now, also for an older view */
    const struct entry *entries;
    size_t count; /* less than incident.length for an older view */
};

/* Where an "as known on" view ends; zeros mean: everything. */
struct load_until {
    uint32_t seq;
    struct instant at;
};

/* The whole chain is checked, whatever the view. */
MUST_USE enum err store_load(struct stored_chronology *out, struct tx *tx,
                             struct arena *mem, const struct permit *permit,
                             struct incident_id incident,
                             struct load_until until);

/* ---- lists (list.c) ---- */

/* A permit is one lane: the permit's trust, and its school or all of them.
 * Lists are given the permits of every hat somebody wears. */
struct lanes {
    const struct permit *permits;
    size_t count; /* 1 .. GRANTS_MAX */
};

struct incident_cursor { /* zeros: from the newest */
    struct instant created_at;
    struct incident_id id;
};

enum { PAGE_MAX = 100 };

struct incident_page {
    const struct incident_row *rows; /* newest first */
    size_t count;
    bool more; /* next page: the cursor of the last row */
};

MUST_USE enum err store_incidents(struct incident_page *out, struct tx *tx,
                                  struct arena *mem, struct lanes lanes,
                                  struct incident_cursor after, size_t limit);

/* Incidents that the permit's user reported; no summary in them. */
MUST_USE enum err store_receipts(struct incident_page *out, struct tx *tx,
                                 struct arena *mem,
                                 const struct permit *permit,
                                 struct incident_cursor after, size_t limit);

/* ---- work (work.c) ---- */

struct work_cursor { /* zeros: from the most urgent */
    struct instant due;
    struct incident_id incident;
    uint32_t ordinal;
};

struct work_query {
    struct lanes lanes; /* duties of each permit's role, in its school */
    bool own;           /* and those of the permits' user by name */
    unsigned others;    /* bits 1u << role: what these roles owe instead */
    /* which: at least one */
    bool due;           /* DUTY_DUE, overdue or not */
    bool waiting;       /* DUTY_WAITING */
    struct instant due_from;  /* inclusive; zero: no bound */
    struct instant due_until; /* exclusive; zero: no bound, none included */
    struct work_cursor after;
    size_t limit; /* at most PAGE_MAX */
};

struct work_item {
    struct incident_id incident;
    char reference[REFERENCE_SIZE + 1];
    struct school_id school;
    unsigned stage; /* of the incident, as in its row */
    uint32_t ordinal;
    struct work_duty duty;
};

struct work_page {
    const struct work_item *items; /* by due, none last */
    size_t count;
    bool more;
};

MUST_USE enum err store_work(struct work_page *out, struct tx *tx,
                             struct arena *mem,
                             const struct work_query *query);

/* How many, at most WORK_COUNT_MAX ("99+"); after and limit are ignored. */
enum { WORK_COUNT_MAX = 100 };
MUST_USE enum err store_work_count(unsigned *out, struct tx *tx,
                                   const struct work_query *query);

/* New reports nobody has taken up, newest first; at most limit. */
MUST_USE enum err store_alerts(const struct incident_row **out, size_t *count,
                               struct tx *tx, struct arena *mem,
                               struct lanes lanes, size_t limit);
/* How many the lanes' people are to open: all of them as DSL or deputy, else
 * those they lead because the DSL is named (D8). It stops at limit, which is at
 * most PAGE_MAX. */
MUST_USE enum err store_alerts_count(unsigned *out, struct tx *tx,
                                     struct lanes lanes, size_t limit);

/* ---- search (search.c, words.c) ---- */

enum { SEARCH_LIMIT = 25, SEARCH_WORDS_MAX = 10 };

/* Incidents in whose texts or reference every word of typed begins a word,
 * newest first, SEARCH_LIMIT a page. Case and accents do not matter. Text
 * without a word finds nothing. */
MUST_USE enum err store_search(struct incident_page *out, struct tx *tx,
                               struct arena *mem, struct lanes lanes,
                               struct str typed, struct incident_cursor after);

/* The words of incidents that nothing was added to since before are kept in
 * bundles, which a search reads faster; a step takes some and is one
 * transaction. From zeros, until it is done. */
struct bundling {
    struct school_id school;
    struct incident_cursor after;
    bool done;
};
MUST_USE enum err store_digests_bundle(struct bundling *at,
                                       const struct store *store,
                                       const struct permit *permit,
                                       struct instant before);

/* ---- drafts and form keys (form.c) ---- */

enum { DRAFT_DAYS = 7, DRAFT_MAX = 256 * 1024, DRAFT_FORM_MAX = 200 };

/* form: which form, about what ("note/<incident>"). */
MUST_USE enum err store_draft_put(struct tx *tx, struct arena *mem,
                                  const struct permit *permit, struct str form,
                                  struct str text, struct instant now);
MUST_USE enum err store_draft_get(struct str *out, struct instant *updated_at,
                                  struct tx *tx, struct arena *mem,
                                  const struct permit *permit, struct str form,
                                  struct instant now);
MUST_USE enum err store_draft_drop(struct tx *tx, const struct permit *permit,
                                   struct str form);
/* Removes what is older than seven days, of every trust. */
MUST_USE enum err store_drafts_expire(struct tx *tx, struct instant now);

enum { FORM_KEY_SIZE = 16, FORM_RESULT_MAX = 500 };

struct form_key {
    uint8_t bytes[FORM_KEY_SIZE];
};

/* The result of an earlier post with this key; ERR_NOT_FOUND: the first. */
MUST_USE enum err store_form_result(struct str *out, struct tx *tx,
                                    struct arena *mem,
                                    const struct permit *permit,
                                    struct form_key key);
/* ERR_CONFLICT: the same key is being recorded; ask for its result again. */
MUST_USE enum err store_form_done(struct tx *tx, const struct permit *permit,
                                  struct form_key key, struct str result,
                                  struct instant now);

/* ---- care of the whole (verify.c, rebuild.c, backup.c) ---- */

enum finding_kind {
    FINDING_LEDGER,  /* fault says which */
    FINDING_KEY,     /* the wrapped key of the incident does not open */
    FINDING_ORPHAN,  /* entries without their incident */
    FINDING_JOURNAL, /* the admin journal was altered; seq says where */
    FINDING_DAYS,    /* a school's days are not what was set; seq as above */
    FINDING_DERIVED, /* a derived row differs from what the entries say */
};

struct finding {
    enum finding_kind kind;
    enum ledger_fault fault;
    struct trust_id trust;
    struct incident_id incident;
    uint32_t seq;
    const char *what; /* one line of English, without content */
};

struct findings {
    void (*found)(void *context, const struct finding *finding);
    void *context;
    uint64_t count; /* how many were told */
};

/* Walks every chain of the trust and opens every entry, in bounded memory.
 * OK with findings->count says how it went; other errors: it could not. */
MUST_USE enum err store_verify(const struct store *store,
                               const struct permit *permit,
                               struct findings *findings,
                               struct progress progress);

/* What the acts room makes of a chronology. */
struct deriver {
    enum err (*derive)(struct derived *out, struct arena *mem,
                       const struct stored_chronology *chronology,
                       void *context);
    void *context;
};

/* Makes every derived row anew from the entries; compare: changes nothing
 * and tells each difference (I1). */
MUST_USE enum err store_rebuild(const struct store *store,
                                const struct permit *permit,
                                const struct deriver *deriver, bool compare,
                                struct findings *findings,
                                struct progress progress);

/* A consistent copy of everything but sessions and guesses in one sealed file
 * that every driver can restore; taken while others read and write. The file
 * is new (ERR_CONFLICT), its owner's alone, and durable on return. done and
 * total count rows. */
MUST_USE enum err store_backup(const struct store *store, const char *path,
                               struct progress progress);

/* Fills an empty database (ERR_CONFLICT otherwise) and verifies all of it
 * before anything counts; any doubt (ERR_CORRUPT) leaves the database empty.
 * ERR_NOT_FOUND: no such file. ERR_INVALID: made by a newer program. The
 * backup of an older one is put into its schema and brought up. */
MUST_USE enum err store_restore(struct db *db, const struct vault *vault,
                                const char *path, struct findings *findings,
                                struct progress progress);

#endif
