/* load.c: a chronology, checked and opened while it is read. */
#include "store/inner.h"

struct loading {
    struct stored_chronology *out;
    struct entry *entries;
    struct ledger_walk walk;
    struct vault_key key;
    struct arena *mem;
    struct trust_id trust;
};

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
        return err;
    struct str sealed = db_bytes(rows, 7), body;
    if (l->walk.length >= l->out->incident.length ||
        ledger_walk_entry(&l->walk, bytes, &header, sealed, &leaf) !=
            LEDGER_SOUND)
        return ERR_CORRUPT;
    struct str place = { (const char *)bytes, sizeof(bytes) };
    if ((err = vault_unseal(&body, l->mem, &l->key, place, sealed,
                            VAULT_STEP_RECORD)) != OK)
        return err;
    struct entry *e = &l->entries[header.seq - 1];
    *e = (struct entry){ .seq = header.seq,
                         .kind = (enum entry_kind)header.kind,
                         .version = header.kind_version,
                         .author = header.author,
                         .at = header.at };
    return entry_decode(e, l->mem, body);
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
    if (err == OK &&
        ledger_walk_end(&l->walk, l->out->incident.length,
                        &l->out->incident.last) != LEDGER_SOUND)
        err = ERR_CORRUPT;
    return err;
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

enum err store_load(struct stored_chronology *out, struct tx *tx,
                    struct arena *mem, const struct permit *permit,
                    struct incident_id incident, struct load_until until)
{
    must(permit->permission != PERMIT_NOTHING);
    must(!permit->has_incident || ID_SAME(permit->incident, incident));
    *out = (struct stored_chronology){ 0 };
    struct loading l = { .out = out, .mem = mem, .trust = permit->trust };
    enum err err = incident_load(&out->incident, tx, mem, permit->trust,
                                 incident);
    if (err == OK)
        err = incident_key_load(&l.key, tx, permit->trust, incident);
    if (err != OK)
        return err;
    l.entries = ARENA_MANY(mem, out->incident.length, struct entry);
    err = entries_load(&l, tx);
    vault_key_wipe(&l.key);
    out->entries = l.entries;
    out->count = err == OK ? view_count(&l, until) : 0;
    return err;
}
