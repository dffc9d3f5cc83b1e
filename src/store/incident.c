/* incident.c: making an incident, finding it, and its row. */
#include "store/inner.h"

/* No vowels, so that no word is spelled; no 0, 1, I, O, so that it can be
 * read over a telephone. */
static const char letters[] = "23456789BCDFGHJKLMNPQRSTVWXZ";

static void reference_random(char out[REFERENCE_SIZE + 1])
{
    uint8_t bytes[64];
    size_t at = 0;
    vault_random(bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes) && at < REFERENCE_SIZE; i++) {
        if (at == 3) {
            out[at++] = '-';
            i--;
            continue;
        }
        unsigned value = bytes[i] & 31; /* 28 letters: no bias */
        if (value < sizeof(letters) - 1)
            out[at++] = letters[value];
    }
    out[REFERENCE_SIZE] = '\0';
    if (at < REFERENCE_SIZE) /* about once in 10^30 */
        reference_random(out);
}

enum err reference_read(char out[REFERENCE_SIZE + 1], struct str typed)
{
    size_t at = 0;
    for (size_t i = 0; i < typed.size; i++) {
        char c = typed.data[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c == ' ' || c == '-')
            continue;
        if (c == '\0' || strchr(letters, c) == NULL)
            return ERR_INVALID;
        if (at == 3)
            out[at++] = '-';
        if (at == REFERENCE_SIZE)
            return ERR_INVALID;
        out[at++] = c;
    }
    out[at] = '\0';
    return at == REFERENCE_SIZE ? OK : ERR_INVALID;
}

void head_code(uint8_t out[VAULT_MAC_SIZE], const struct tx *tx,
               struct trust_id trust, const struct incident_row *row)
{
    enum { SIZE = 3 * ID_SIZE + REFERENCE_SIZE + 8 + 4 + LEDGER_HASH_SIZE };
    uint8_t bytes[SIZE], *at = bytes;
    uint64_t created = (uint64_t)row->created_at.us;
    memcpy(at, row->id.bytes, ID_SIZE);
    memcpy(at + ID_SIZE, row->school.bytes, ID_SIZE);
    memcpy(at + 2 * ID_SIZE, row->reporter.bytes, ID_SIZE);
    at += 3 * ID_SIZE;
    memcpy(at, row->reference, REFERENCE_SIZE);
    at += REFERENCE_SIZE;
    for (unsigned i = 0; i < 8; i++)
        *at++ = (uint8_t)(created >> (56 - 8 * i));
    for (unsigned i = 0; i < 4; i++)
        *at++ = (uint8_t)(row->length >> (24 - 8 * i));
    memcpy(at, row->last.bytes, LEDGER_HASH_SIZE);
    vault_mac(out, tx->vault, trust, "head",
              (struct str){ (const char *)bytes, sizeof(bytes) });
}

/* A reference that nobody has; three tries meet one in a billion. */
static enum err reference_free(char out[REFERENCE_SIZE + 1], struct tx *tx,
                               struct trust_id trust)
{
    for (unsigned i = 0; i < 8; i++) {
        reference_random(out);
        struct db_value args[] = { DB_ID(trust), DB_TEXT(str_of(out)) };
        AUTO_ROWS rows;
        enum err err = db_query(&rows, tx->conn,
                                "SELECT 1 FROM incident WHERE trust = $1 "
                                "AND reference = $2",
                                args, COUNT_OF(args));
        if (err != OK)
            return err;
        if (!db_next(&rows))
            return rows.err;
    }
    return ERR_LIMIT;
}

static enum err key_create(struct tx *tx, struct trust_id trust,
                           struct incident_id incident)
{
    AUTO_VAULT_KEY key;
    uint8_t wrapped[VAULT_WRAPPED_SIZE];
    vault_incident_create(&key, wrapped, tx->vault, trust, incident);
    struct db_value args[] = { DB_ID(trust), DB_ID(incident),
                               DB_BLOB(wrapped, sizeof(wrapped)) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO incident_key (trust, incident, wrapped) "
                   "VALUES ($1, $2, $3)",
                   args, COUNT_OF(args));
}

enum err store_incident_create(struct incident_row *out, struct tx *tx,
                               const struct permit *permit,
                               struct school_id school,
                               struct user_id reporter, struct instant now)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    *out = (struct incident_row){ .school = school, .reporter = reporter,
                                  .created_at = now, .changed_at = now,
                                  .open = true, .summary = STR("") };
    vault_random(out->id.bytes, ID_SIZE);
    enum err err = reference_free(out->reference, tx, permit->trust);
    if (err == OK)
        err = key_create(tx, permit->trust, out->id);
    if (err != OK)
        return err;
    uint8_t code[VAULT_MAC_SIZE];
    head_code(code, tx, permit->trust, out);
    struct str summary = seal_column(&mem, tx, permit->trust, "incident",
                                     "summary", ID_STR(out->id), STR(""));
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(out->id), DB_ID(school),
        DB_TEXT(str_of(out->reference)), DB_ID(reporter), DB_INT(now.us),
        DB_BLOB(out->last.bytes, LEDGER_HASH_SIZE),
        DB_BLOB(code, sizeof(code)), DB_BLOB(summary.data, summary.size),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO incident (trust, id, school, reference, "
                   "reporter, created_at, length, last_leaf, head_code, "
                   "stage, is_open, unacknowledged, changed_at, "
                   "summary_sealed) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, "
                   "$8, 0, 1, 0, $6, $9)",
                   args, COUNT_OF(args));
}

static bool head_fits(const struct incident_row *row, const struct tx *tx,
                      struct trust_id trust, struct str kept)
{
    uint8_t code[VAULT_MAC_SIZE];
    head_code(code, tx, trust, row);
    return kept.size == sizeof(code) &&
           memcmp(kept.data, code, sizeof(code)) == 0;
}

enum err incident_read(struct incident_row *out, bool *summary_bad,
                       struct db_rows *rows, const struct tx *tx,
                       struct arena *mem, struct trust_id trust)
{
    uint64_t length, stage;
    *out = (struct incident_row){ .summary = STR("") };
    struct str reference = db_bytes(rows, 2);
    if (reference.size != REFERENCE_SIZE)
        return ERR_CORRUPT;
    memcpy(out->reference, reference.data, REFERENCE_SIZE);
    enum err err = column_bytes(out->id.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->reporter.bytes, rows, 3, ID_SIZE);
    if (err == OK)
        err = column_number(&length, rows, 5, LEDGER_LENGTH_MAX);
    if (err == OK)
        err = column_bytes(out->last.bytes, rows, 6, LEDGER_HASH_SIZE);
    if (err == OK)
        err = column_number(&stage, rows, 7, 255);
    if (err != OK)
        return err;
    out->created_at.us = db_int(rows, 4);
    out->length = (uint32_t)length;
    out->stage = (unsigned)stage;
    out->open = db_int(rows, 8) == 1;
    out->changed_at.us = db_int(rows, 9);
    if (!head_fits(out, tx, trust, db_bytes(rows, 11)))
        return ERR_CORRUPT;
    err = column_sealed(&out->summary, rows, 10, mem, tx, trust, "incident",
                        "summary", ID_STR(out->id));
    if (err != ERR_CORRUPT || summary_bad == NULL)
        return err;
    *summary_bad = true;
    out->summary = STR("");
    return OK;
}

enum err incident_load(struct incident_row *out, struct tx *tx,
                       struct arena *mem, struct trust_id trust,
                       struct incident_id incident)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT " INCIDENT_COLUMNS " FROM incident i "
                            "WHERE i.trust = $1 AND i.id = $2",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    return incident_read(out, NULL, &rows, tx, mem, trust);
}

enum err store_incident(struct incident_row *out, struct tx *tx,
                        struct arena *mem, const struct permit *permit,
                        struct incident_id incident)
{
    return incident_load(out, tx, mem, permit->trust, incident);
}

enum err incident_key_load(struct vault_key *out, struct tx *tx,
                           struct trust_id trust, struct incident_id incident)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT wrapped FROM incident_key "
                            "WHERE trust = $1 AND incident = $2",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_CORRUPT;
    return vault_incident_open(out, tx->vault, trust, incident,
                               db_bytes(&rows, 0));
}

static enum err scope_read(struct incident_scope *out, struct db_rows *rows,
                           struct trust_id trust)
{
    if (!db_next(rows))
        return rows->err != OK ? rows->err : ERR_NOT_FOUND;
    out->trust = trust;
    enum err err = column_bytes(out->incident.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->reporter.bytes, rows, 2, ID_SIZE);
    out->names_actor = db_int(rows, 3) > 0;
    out->helps = db_int(rows, 4) > 0;
    out->needs_senco = db_int(rows, 5) > 0;
    out->actor_owes = db_int(rows, 6) > 0;
    out->named_roles = seats_named((uint64_t)db_int(rows, 7));
    return err;
}

/* $4: zeros, which stand for the SENCO and for the whole trust, and for no
 * user: a role's own duties have them, and the program asks as nobody. Whose
 * a duty is, is asked of the twenty of the incident: asked for by user, SQLite
 * reads all that the person owes in every incident. CROSS: from the few who
 * are named to what they hold; the other way round SQLite reads every grant of
 * the trust. */
#define SCOPE_COLUMNS                                                     \
    "SELECT i.id, i.school, i.reporter, (SELECT count(*) FROM named n "   \
    "WHERE n.trust = i.trust AND n.incident = i.id AND n.person = $3), "  \
    "(SELECT count(*) FROM helper h WHERE h.trust = i.trust "             \
    "AND h.incident = i.id AND h.person = $3), "                          \
    "(SELECT count(*) FROM helper h WHERE h.trust = i.trust "             \
    "AND h.incident = i.id AND h.person = $4), "                          \
    "(SELECT coalesce(sum(CASE WHEN w.owner_user = $3 AND $3 <> $4 THEN " \
    "1 ELSE 0 END), 0) FROM work w WHERE w.trust = i.trust AND "          \
    "w.incident = i.id), "                                                \
    "(SELECT coalesce(" SEATS_NUMBER ", 0) FROM named n CROSS JOIN "      \
    "role_grant s WHERE s.trust = n.trust AND s.person = n.person AND "   \
    "n.trust = i.trust AND n.incident = i.id AND (s.school = i.school "   \
    "OR s.school = $4)) "                                                 \
    "FROM incident i WHERE i.trust = $1 AND "

enum err store_scope(struct incident_scope *out, struct tx *tx,
                     struct trust_id trust, struct user_id user,
                     struct incident_id incident)
{
    const struct user_id senco = { { 0 } };
    struct db_value args[] = { DB_ID(trust), DB_ID(incident), DB_ID(user),
                               DB_ID(senco) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, SCOPE_COLUMNS "i.id = $2", args,
                            COUNT_OF(args));
    return err != OK ? err : scope_read(out, &rows, trust);
}

enum err store_scope_by_reference(struct incident_scope *out, struct tx *tx,
                                  struct trust_id trust, struct user_id user,
                                  const char *reference)
{
    const struct user_id senco = { { 0 } };
    struct db_value args[] = { DB_ID(trust), DB_TEXT(str_of(reference)),
                               DB_ID(user), DB_ID(senco) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, SCOPE_COLUMNS "i.reference = $2",
                            args, COUNT_OF(args));
    return err != OK ? err : scope_read(out, &rows, trust);
}

enum err store_helping(const struct str **out, size_t *count, struct tx *tx,
                       struct arena *mem, const struct permit *permit,
                       size_t limit)
{
    must(limit >= 1 && limit <= PAGE_MAX);
    struct str *references = ARENA_MANY(mem, limit, struct str);
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->user),
                               DB_INT(limit) };
    AUTO_ROWS rows;
    *count = 0;
    *out = references;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT i.reference FROM helper h "
                            "JOIN incident i ON i.trust = h.trust "
                            "AND i.id = h.incident WHERE h.trust = $1 "
                            "AND h.person = $2 AND NOT EXISTS (SELECT 1 "
                            "FROM named n WHERE n.trust = h.trust AND "
                            "n.incident = h.incident AND n.person = $2) "
                            "ORDER BY i.changed_at DESC LIMIT $3",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows))
        references[(*count)++] = str_copy(mem, db_bytes(&rows, 0));
    return err != OK ? err : rows.err;
}

enum err named_anywhere(bool *out, struct tx *tx, struct trust_id trust,
                        struct user_id person)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(person) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT incident FROM named WHERE trust = $1 "
                            "AND person = $2 LIMIT 1",
                            args, COUNT_OF(args));
    *out = err != OK || db_next(&rows);
    return err != OK ? err : rows.err;
}

enum err named_in(bool *out, struct tx *tx, struct trust_id trust,
                  struct incident_id incident, struct user_id person)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident),
                               DB_ID(person) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT incident FROM named WHERE trust = $1 "
                            "AND incident = $2 AND person = $3",
                            args, COUNT_OF(args));
    *out = err != OK || db_next(&rows);
    return err != OK ? err : rows.err;
}
