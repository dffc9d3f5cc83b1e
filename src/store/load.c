/* load.c: a chronology, checked and opened while it is read. */
#include "store/inner.h"

struct loading {
    struct stored_chronology *out;
    struct entry *entries;
    struct ledger_walk walk;
    struct vault_key key;
    struct arena *mem;
    struct trust_id trust;
    struct finding *bad; /* what is wrong with it; NULL: nobody asks */
};

static enum err corrupt(struct loading *l, enum finding_kind kind,
                        enum ledger_fault fault, const char *what)
{
    if (l->bad != NULL)
        *l->bad = (struct finding){
            .kind = kind, .fault = fault, .trust = l->trust, .what = what,
            .seq = fault == LEDGER_HEAD ? 0 : l->walk.length + 1,
        };
    return ERR_CORRUPT;
}

static enum err corrupt_ledger(struct loading *l, enum ledger_fault fault)
{
    return corrupt(l, FINDING_LEDGER, fault, ledger_fault_text(fault));
}

static enum err header_read(struct ledger_header *out, struct db_rows *rows,
                            struct loading *l)
{
    uint64_t seq, kind, version;
    *out = (struct ledger_header){ .trust = l->trust,
                                   .incident = l->out->incident.id };
    enum err err = column_number(&seq, rows, 0, LEDGER_LENGTH_MAX);
    if (err == OK)
        err = column_number(&kind, rows, 1, UINT16_MAX);
    if (err == OK)
        err = column_number(&version, rows, 2, UINT8_MAX);
    if (err == OK)
        err = column_bytes(out->author.bytes, rows, 3, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->prev.bytes, rows, 5, LEDGER_HASH_SIZE);
    if (err != OK)
        return err;
    out->seq = (uint32_t)seq;
    out->kind = (uint16_t)kind;
    out->kind_version = (uint8_t)version;
    out->at.us = db_int(rows, 4);
    return OK;
}

/* One row: its place in the chain, then its words. */
static enum err entry_load(struct loading *l, struct db_rows *rows)
{
    struct ledger_header header;
    struct ledger_hash leaf;
    uint8_t bytes[LEDGER_HEADER_SIZE];
    enum err err = header_read(&header, rows, l);
    if (err == OK)
        err = column_bytes(leaf.bytes, rows, 6, LEDGER_HASH_SIZE);
    if (err != OK)
        return corrupt_ledger(l, LEDGER_LEAF);
    struct str sealed = db_bytes(rows, 7), body;
    if (l->walk.length >= l->out->incident.length)
        return corrupt_ledger(l, LEDGER_LENGTH);
    /* Who asks what is wrong with it gets every entry hashed. */
    bool seen = l->bad == NULL && entry_seen(&leaf, sealed);
    enum ledger_fault fault =
        seen ? ledger_walk_known(&l->walk, bytes, &header, &leaf)
             : ledger_walk_entry(&l->walk, bytes, &header, sealed, &leaf);
    if (fault != LEDGER_SOUND)
        return corrupt_ledger(l, fault);
    struct str place = { (const char *)bytes, sizeof(bytes) };
    if (vault_unseal(&body, l->mem, &l->key, place, sealed,
                     VAULT_STEP_RECORD) != OK)
        return corrupt_ledger(l, LEDGER_BODY);
    if (!seen)
        entry_seen_put(&leaf, sealed);
    struct entry *e = &l->entries[header.seq - 1];
    *e = (struct entry){ .seq = header.seq,
                         .kind = (enum entry_kind)header.kind,
                         .version = header.kind_version,
                         .author = header.author,
                         .at = header.at };
    return entry_decode(e, l->mem, body) == OK
               ? OK
               : corrupt_ledger(l, LEDGER_BODY);
}

static enum err entries_load(struct loading *l, struct tx *tx)
{
    struct db_value args[] = { DB_ID(l->trust), DB_ID(l->out->incident.id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT seq, kind, version, author, at, prev, "
                            "leaf, body_sealed FROM entry WHERE trust = $1 "
                            "AND incident = $2 ORDER BY seq",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows))
        err = entry_load(l, &rows);
    if (err == OK)
        err = rows.err;
    if (err != OK)
        return err;
    enum ledger_fault fault = ledger_walk_end(
        &l->walk, l->out->incident.length, &l->out->incident.last);
    return fault == LEDGER_SOUND ? OK : corrupt_ledger(l, fault);
}

/* How many of the entries an older view shows. */
static size_t view_count(const struct loading *l, struct load_until until)
{
    size_t count = l->walk.length;
    if (until.seq > 0 && until.seq < count)
        count = until.seq;
    while (instant_known(until.at) && count > 0 &&
           instant_after(l->entries[count - 1].at, until.at))
        count--;
    return count;
}

/* The incident's row and its key in one question. */
static enum err head_load(struct loading *l, struct tx *tx,
                          struct incident_id incident)
{
    struct db_value args[] = { DB_ID(l->trust), DB_ID(incident) };
    struct incident_row *row = &l->out->incident;
    bool summary_bad = false;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT " INCIDENT_COLUMNS ", k.wrapped FROM "
                            "incident i LEFT JOIN incident_key k ON "
                            "k.trust = i.trust AND k.incident = i.id "
                            "WHERE i.trust = $1 AND i.id = $2",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    err = incident_read(row, l->bad != NULL ? &summary_bad : NULL, &rows, tx,
                        l->mem, l->trust);
    if (err == ERR_CORRUPT)
        return corrupt_ledger(l, LEDGER_HEAD);
    if (err != OK)
        return err;
    if (summary_bad)
        *l->bad = (struct finding){
            .kind = FINDING_DERIVED, .trust = l->trust,
            .what = "the summary does not open"
        };
    if (db_is_null(&rows, 12) ||
        vault_incident_open(&l->key, tx->vault, l->trust, incident,
                            db_bytes(&rows, 12)) != OK)
        return corrupt(l, FINDING_KEY, LEDGER_SOUND,
                       "the key of the incident does not open");
    return OK;
}

static enum err load(struct loading *l, struct tx *tx,
                     struct incident_id incident)
{
    *l->out = (struct stored_chronology){ 0 };
    enum err err = head_load(l, tx, incident);
    if (err == OK) {
        l->entries = ARENA_MANY(l->mem, l->out->incident.length,
                                struct entry);
        err = entries_load(l, tx);
    }
    vault_key_wipe(&l->key);
    l->out->entries = l->entries;
    return err;
}

enum err chronology_load(struct stored_chronology *out, struct finding *bad,
                         struct tx *tx, struct arena *mem,
                         const struct permit *permit,
                         struct incident_id incident)
{
    struct loading l = { .out = out, .mem = mem, .trust = permit->trust,
                         .bad = bad };
    enum err err = load(&l, tx, incident);
    if (bad != NULL && bad->what != NULL)
        bad->incident = incident;
    out->count = err == OK ? out->incident.length : 0;
    return err;
}

enum err store_load(struct stored_chronology *out, struct tx *tx,
                    struct arena *mem, const struct permit *permit,
                    struct incident_id incident, struct load_until until)
{
    must(permit->permission != PERMIT_NOTHING);
    must(!permit->has_incident || ID_SAME(permit->incident, incident));
    struct loading l = { .out = out, .mem = mem, .trust = permit->trust };
    enum err err = load(&l, tx, incident);
    out->count = err == OK ? view_count(&l, until) : 0;
    return err;
}
