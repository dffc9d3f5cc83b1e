/* journal.c: what administrators did: append only, each row's code over the
 * row and the code before it, so that a changed or missing row shows. */
#include "store/inner.h"

static void row_code(uint8_t out[VAULT_MAC_SIZE], const struct tx *tx,
                     struct trust_id trust, const struct journal_row *row,
                     struct str sealed, struct str before)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct buf b;
    buf_open(&b, &mem, 512, 1 << 19);
    buf_printf(&b, "%u %lld %.*s %.*s ", row->seq, (long long)row->at.us,
               STR_ARG(row->kind), STR_ARG(row->subject));
    buf_put(&b, (const char *)row->author.bytes, ID_SIZE);
    buf_put_str(&b, sealed);
    buf_put_str(&b, before);
    vault_mac(out, tx->vault, trust, "journal", buf_str(&b));
}

static enum err last_row(uint32_t *seq, uint8_t code[VAULT_MAC_SIZE],
                         struct tx *tx, struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT seq, code FROM journal WHERE trust = $1 "
                            "ORDER BY seq DESC LIMIT 1",
                            args, COUNT_OF(args));
    *seq = 0;
    memset(code, 0, VAULT_MAC_SIZE);
    if (err == OK && db_next(&rows)) {
        *seq = (uint32_t)db_int(&rows, 0);
        err = column_bytes(code, &rows, 1, VAULT_MAC_SIZE);
    }
    return err != OK ? err : rows.err;
}

enum err store_journal_add(struct tx *tx, struct trust_id trust,
                           const struct journal_row *row)
{
    uint32_t seq;
    return journal_add(&seq, tx, trust, row);
}

enum err journal_add(uint32_t *seq, struct tx *tx, struct trust_id trust,
                     const struct journal_row *given)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct journal_row row = *given;
    uint8_t before[VAULT_MAC_SIZE], code[VAULT_MAC_SIZE];
    enum err err = last_row(&row.seq, before, tx, trust);
    if (err != OK)
        return err;
    *seq = ++row.seq;
    struct str place = str_printf(&mem, "%u", row.seq);
    struct str sealed = seal_column(&mem, tx, trust, "journal", "text",
                                    place, row.text);
    row_code(code, tx, trust, &row, sealed,
             (struct str){ (const char *)before, sizeof(before) });
    struct db_value args[] = {
        DB_ID(trust), DB_INT(row.seq), DB_INT(row.at.us), DB_ID(row.author),
        DB_TEXT(row.kind), DB_TEXT(row.subject),
        DB_BLOB(sealed.data, sealed.size), DB_BLOB(code, sizeof(code)),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO journal (trust, seq, at, author, kind, "
                   "subject, text_sealed, code) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   args, COUNT_OF(args));
}

/* seq, at, author, kind, subject, text_sealed; kind and subject copied. */
static enum err row_read(struct journal_row *r, struct db_rows *rows,
                         struct arena *mem, struct tx *tx,
                         struct trust_id trust)
{
    r->seq = (uint32_t)db_int(rows, 0);
    r->at.us = db_int(rows, 1);
    r->kind = str_copy(mem, db_bytes(rows, 3));
    r->subject = str_copy(mem, db_bytes(rows, 4));
    enum err err = column_bytes(r->author.bytes, rows, 2, ID_SIZE);
    return err != OK ? err
                     : column_sealed(&r->text, rows, 5, mem, tx, trust,
                                     "journal", "text",
                                     str_printf(mem, "%u", r->seq));
}

enum err store_journal(const struct journal_row **out, size_t *count,
                       struct tx *tx, struct arena *mem,
                       const struct permit *permit, uint32_t before,
                       size_t limit)
{
    struct journal_row *found = ARENA_MANY(mem, limit, struct journal_row);
    struct db_value args[] = {
        DB_ID(permit->trust), DB_INT(before == 0 ? UINT32_MAX : before),
        DB_INT(limit),
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT seq, at, author, kind, subject, "
                            "text_sealed FROM journal WHERE trust = $1 AND "
                            "seq < $2 ORDER BY seq DESC LIMIT $3",
                            args, COUNT_OF(args));
    size_t n = 0;
    while (err == OK && n < limit && db_next(&rows))
        err = row_read(&found[n++], &rows, mem, tx, permit->trust);
    *out = found;
    *count = n;
    return err != OK ? err : rows.err;
}

enum err store_journal_until(const struct journal_row **out, size_t *count,
                             struct tx *tx, struct arena *mem,
                             struct trust_id trust, struct str kind,
                             struct instant until)
{
    enum { ROWS_MAX = 10000, ROOM = 16 };
    struct journal_row *found = ARENA_MANY(mem, ROOM, struct journal_row);
    size_t n = 0, room = ROOM;
    struct db_value args[] = { DB_ID(trust), DB_TEXT(kind),
                               DB_INT(until.us) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT seq, at, author, kind, subject, "
                            "text_sealed FROM journal WHERE trust = $1 AND "
                            "kind = $2 AND at <= $3 ORDER BY seq",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows)) {
        if (n == ROWS_MAX)
            return ERR_LIMIT;
        if (n == room) {
            struct journal_row *more = ARENA_MANY(mem, room * 2,
                                                  struct journal_row);
            memcpy(more, found, room * sizeof(*found));
            found = more;
            room *= 2;
        }
        err = row_read(&found[n++], &rows, mem, tx, trust);
    }
    *out = found;
    *count = n;
    return err != OK ? err : rows.err;
}

/* Walks the journal; seq_bad is the first row whose code does not fit. */
enum err journal_verify(uint32_t *seq_bad, struct tx *tx, struct arena *mem,
                        struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT seq, at, author, kind, subject, "
                            "text_sealed, code FROM journal WHERE trust = $1 "
                            "ORDER BY seq",
                            args, COUNT_OF(args));
    uint8_t before[VAULT_MAC_SIZE] = { 0 }, code[VAULT_MAC_SIZE];
    uint32_t expected = 1;
    *seq_bad = 0;
    for (; err == OK && db_next(&rows); expected++) {
        arena_reset(mem);
        struct journal_row r = { .seq = (uint32_t)db_int(&rows, 0),
                                 .at = { db_int(&rows, 1) },
                                 .kind = db_bytes(&rows, 3),
                                 .subject = db_bytes(&rows, 4) };
        struct str sealed = db_bytes(&rows, 5), kept = db_bytes(&rows, 6);
        if (column_bytes(r.author.bytes, &rows, 2, ID_SIZE) != OK)
            r.seq = 0;
        row_code(code, tx, trust, &r, sealed,
                 (struct str){ (const char *)before, sizeof(before) });
        if (r.seq != expected || kept.size != sizeof(code) ||
            memcmp(kept.data, code, sizeof(code)) != 0) {
            *seq_bad = expected;
            return OK;
        }
        memcpy(before, code, sizeof(code));
    }
    return err != OK ? err : rows.err;
}
