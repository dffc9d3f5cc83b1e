/* append.c: recording the next entry, and what the lists keep of it. */
#include "store/inner.h"

static void header_of(struct ledger_header *out, struct trust_id trust,
                      const struct incident_row *incident,
                      const struct entry *entry)
{
    *out = (struct ledger_header){
        .trust = trust,
        .incident = incident->id,
        .seq = incident->length + 1,
        .kind = (uint16_t)entry->kind,
        .kind_version = entry->version,
        .author = entry->author,
        .at = entry->at,
        .prev = incident->last,
    };
}

static enum err entry_put(struct tx *tx, const struct ledger_header *h,
                          const struct ledger_hash *leaf, struct str sealed)
{
    struct db_value args[] = {
        DB_ID(h->trust), DB_ID(h->incident), DB_INT(h->seq),
        DB_INT(h->kind), DB_INT(h->kind_version), DB_ID(h->author),
        DB_INT(h->at.us), DB_BLOB(h->prev.bytes, LEDGER_HASH_SIZE),
        DB_BLOB(leaf->bytes, LEDGER_HASH_SIZE),
        DB_BLOB(sealed.data, sealed.size),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO entry (trust, incident, seq, kind, version, "
                   "author, at, prev, leaf, body_sealed) VALUES "
                   "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                   args, COUNT_OF(args));
}

/* Moves the head on, from exactly the length it was: two writers who saw the
 * same length cannot both. What follows from the entries goes with it. */
static enum err head_put(struct tx *tx, struct arena *mem,
                         struct trust_id trust,
                         const struct incident_row *incident,
                         bool unacknowledged)
{
    uint8_t code[VAULT_MAC_SIZE];
    head_code(code, tx, trust, incident);
    struct str summary = seal_column(mem, tx, trust, "incident", "summary",
                                     ID_STR(incident->id), incident->summary);
    struct db_value args[] = {
        DB_ID(trust), DB_ID(incident->id), DB_INT(incident->length - 1),
        DB_INT(incident->length),
        DB_BLOB(incident->last.bytes, LEDGER_HASH_SIZE),
        DB_BLOB(code, sizeof(code)), DB_INT(incident->stage),
        DB_INT(incident->open), DB_INT(unacknowledged),
        DB_INT(incident->changed_at.us), DB_BLOB(summary.data, summary.size),
    };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE incident SET length = $4, last_leaf = $5, "
                           "head_code = $6, stage = $7, is_open = $8, "
                           "unacknowledged = $9, changed_at = $10, "
                           "summary_sealed = $11 WHERE trust = $1 AND "
                           "id = $2 AND length = $3",
                           args, COUNT_OF(args));
    if (err != OK)
        return err;
    return changed == 1 ? OK : ERR_CONFLICT;
}

/* The columns of the row that follow from the entries, without a new one. */
enum err store_incident_derived(struct tx *tx, struct arena *mem,
                                struct trust_id trust,
                                const struct incident_row *incident,
                                bool unacknowledged)
{
    struct str summary = seal_column(mem, tx, trust, "incident", "summary",
                                     ID_STR(incident->id), incident->summary);
    struct db_value args[] = {
        DB_ID(trust), DB_ID(incident->id), DB_INT(incident->stage),
        DB_INT(incident->open), DB_INT(unacknowledged),
        DB_INT(incident->changed_at.us), DB_BLOB(summary.data, summary.size),
    };
    return db_exec(NULL, tx->conn,
                   "UPDATE incident SET stage = $3, is_open = $4, "
                   "unacknowledged = $5, changed_at = $6, "
                   "summary_sealed = $7 WHERE trust = $1 AND id = $2",
                   args, COUNT_OF(args));
}

struct str work_place(struct arena *mem, struct incident_id incident,
                      struct school_id school, unsigned ordinal)
{
    char *bytes = arena_alloc(mem, 2 * ID_SIZE + 4);
    memcpy(bytes, incident.bytes, ID_SIZE);
    memcpy(bytes + ID_SIZE, school.bytes, ID_SIZE);
    for (unsigned i = 0; i < 4; i++)
        bytes[2 * ID_SIZE + i] = (char)(ordinal >> (24 - 8 * i));
    return (struct str){ bytes, 2 * ID_SIZE + 4 };
}

/* The words of a duty in one text: clause, subject, title, why. */
static struct str duty_words(struct arena *mem, const struct work_duty *d)
{
    struct buf b;
    buf_open(&b, mem, 256, 1 << 16);
    buf_printf(&b, "%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(d->clause),
               STR_ARG(d->subject), STR_ARG(d->title), STR_ARG(d->why));
    return buf_str(&b);
}

/* Without a due time, last: the far end of time. */
static int64_t due_column(const struct work_duty *d)
{
    return instant_known(d->due) ? d->due.us : INT64_MAX;
}

static enum err work_put(struct tx *tx, struct arena *mem,
                         struct trust_id trust,
                         const struct incident_row *incident,
                         unsigned ordinal, const struct work_duty *d)
{
    struct str place = work_place(mem, incident->id, incident->school,
                                  ordinal);
    struct str words = seal_column(mem, tx, trust, "work", "words", place,
                                   duty_words(mem, d));
    struct db_value args[] = {
        DB_ID(trust), DB_ID(incident->id), DB_INT(ordinal),
        DB_ID(incident->school), DB_INT(d->owner_role), DB_ID(d->owner_user),
        DB_INT(d->state == DUTY_WAITING), DB_INT(due_column(d)),
        DB_INT(d->start.us), DB_BLOB(words.data, words.size),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO work (trust, incident, ordinal, school, "
                   "owner_role, owner_user, waiting, due, start, "
                   "words_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                   "$9, $10) ON CONFLICT (trust, incident, ordinal) DO "
                   "UPDATE SET school = excluded.school, owner_role = "
                   "excluded.owner_role, owner_user = excluded.owner_user, "
                   "waiting = excluded.waiting, due = excluded.due, start = "
                   "excluded.start, words_sealed = excluded.words_sealed",
                   args, COUNT_OF(args));
}

/* Whether the row at hand says what the duty says. One that cannot be read
 * says something else. */
static bool work_is(struct db_rows *rows, struct tx *tx, struct arena *mem,
                    struct trust_id trust,
                    const struct incident_row *incident, unsigned ordinal,
                    const struct work_duty *d)
{
    struct str words;
    if (!str_same(db_bytes(rows, 1), ID_STR(incident->school)) ||
        db_int(rows, 2) != (int64_t)d->owner_role ||
        !str_same(db_bytes(rows, 3), ID_STR(d->owner_user)) ||
        db_int(rows, 4) != (d->state == DUTY_WAITING) ||
        db_int(rows, 5) != due_column(d) || db_int(rows, 6) != d->start.us)
        return false;
    struct str place = work_place(mem, incident->id, incident->school,
                                  ordinal);
    return column_sealed(&words, rows, 7, mem, tx, trust, "work", "words",
                         place) == OK &&
           str_same(words, duty_words(mem, d));
}

/* Which duties stand in the list already, word for word. */
static enum err work_same(bool *same, size_t *extra, struct tx *tx,
                          struct arena *mem, struct trust_id trust,
                          const struct incident_row *incident,
                          const struct derived *derived)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident->id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT ordinal, school, owner_role, owner_user, "
                            "waiting, due, start, words_sealed FROM work "
                            "WHERE trust = $1 AND incident = $2",
                            args, COUNT_OF(args));
    *extra = 0;
    while (err == OK && db_next(&rows)) {
        int64_t at = db_int(&rows, 0);
        if (at < 0 || at >= (int64_t)derived->duties_count)
            ++*extra;
        else
            same[at] = work_is(&rows, tx, mem, trust, incident, (unsigned)at,
                               &derived->duties[at]);
    }
    return err != OK ? err : rows.err;
}

/* Writes the duties that changed. Most entries change one or two of twenty,
 * and each row stands in four trees. */
static enum err duties_put(struct tx *tx, struct arena *mem,
                           struct trust_id trust,
                           const struct incident_row *incident,
                           const struct derived *derived)
{
    size_t extra;
    bool *same = ARENA_MANY(mem, derived->duties_count, bool);
    enum err err = work_same(same, &extra, tx, mem, trust, incident, derived);
    struct db_value args[] = { DB_ID(trust), DB_ID(incident->id),
                               DB_INT(derived->duties_count) };
    if (err == OK && extra > 0)
        err = db_exec(NULL, tx->conn,
                      "DELETE FROM work WHERE trust = $1 AND incident = $2 "
                      "AND (ordinal < 0 OR ordinal >= $3)",
                      args, COUNT_OF(args));
    for (size_t i = 0; err == OK && i < derived->duties_count; i++)
        if (!same[i])
            err = work_put(tx, mem, trust, incident, (unsigned)i,
                           &derived->duties[i]);
    return err;
}

static enum err named_put(struct tx *tx, struct trust_id trust,
                          struct incident_id incident, struct user_id person)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident), DB_ID(person) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO named (trust, incident, person) "
                   "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                   args, COUNT_OF(args));
}

static enum err helper_put(struct tx *tx, struct trust_id trust,
                           struct incident_id incident,
                           struct user_id person)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident), DB_ID(person) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO helper (trust, incident, person) "
                   "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                   args, COUNT_OF(args));
}

enum err derived_put(const struct incident_row *incident,
                     struct tx *tx, struct arena *mem,
                     struct trust_id trust, const struct derived *derived)
{
    must(derived->duties_count <= DUTIES_MAX &&
         derived->named_count <= NAMED_MAX &&
         derived->helpers_count <= NAMED_MAX);
    struct db_value args[] = { DB_ID(trust), DB_ID(incident->id) };
    enum err err = duties_put(tx, mem, trust, incident, derived);
    if (err == OK)
        err = db_exec(NULL, tx->conn,
                      "DELETE FROM named WHERE trust = $1 AND incident = $2",
                      args, COUNT_OF(args));
    if (err == OK)
        err = db_exec(NULL, tx->conn,
                      "DELETE FROM helper WHERE trust = $1 AND incident = $2",
                      args, COUNT_OF(args));
    for (size_t i = 0; err == OK && i < derived->named_count; i++)
        err = named_put(tx, trust, incident->id, derived->named[i]);
    for (size_t i = 0; err == OK && i < derived->helpers_count; i++)
        err = helper_put(tx, trust, incident->id, derived->helpers[i]);
    return err;
}

void derived_row(struct incident_row *incident,
                 const struct derived *derived)
{
    incident->stage = derived->stage;
    incident->open = derived->open;
    incident->summary = derived->summary;
}

enum err store_append(struct incident_row *incident, struct tx *tx,
                      struct arena *mem, const struct permit *permit,
                      uint32_t expected, const struct entry *entry,
                      const struct derived *derived)
{
    struct trust_id trust = permit->trust;
    if (incident->length != expected)
        return ERR_CONFLICT;
    if (expected >= LEDGER_LENGTH_MAX)
        return ERR_LIMIT;
    struct str body;
    enum err err = entry_encode(&body, mem, entry);
    AUTO_VAULT_KEY key = { { 0 }, { 0 } };
    if (err == OK)
        err = incident_key_load(&key, tx, trust, incident->id);
    if (err != OK)
        return err;
    struct ledger_header header;
    struct ledger_hash leaf;
    uint8_t bytes[LEDGER_HEADER_SIZE];
    header_of(&header, trust, incident, entry);
    ledger_header_encode(bytes, &header);
    struct str sealed = vault_seal(
        mem, &key, (struct str){ (const char *)bytes, sizeof(bytes) }, body,
        VAULT_STEP_RECORD);
    ledger_leaf(&leaf, bytes, sealed);
    incident->length = header.seq;
    incident->last = leaf;
    incident->changed_at = entry->at;
    derived_row(incident, derived);
    /* The head first: whoever is slower waits there, before any other row. */
    if ((err = head_put(tx, mem, trust, incident,
                        derived->unacknowledged)) == OK)
        err = entry_put(tx, &header, &leaf, sealed);
    if (err == OK)
        err = derived_put(incident, tx, mem, trust, derived);
    return err == OK ? digest_add(tx, mem, trust, incident, entry, 1,
                                 false)
                     : err;
}
