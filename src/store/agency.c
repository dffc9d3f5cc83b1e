/* agency.c: the agencies that a school turns to. The words of a row are one
 * sealed text, a line each: names and numbers of people stay unreadable. */
#include "store/inner.h"

enum { WORDS_COUNT = 6 };

/* A line break in a word would shift the others: a blank stands for it. */
static void word_put(struct buf *b, struct str word)
{
    for (size_t i = 0; i < word.size; i++)
        buf_put_char(b, word.data[i] == '\n' ? ' ' : word.data[i]);
    buf_put_char(b, '\n');
}

static struct str words_text_of(struct arena *mem,
                                const struct agency_row *a)
{
    struct buf b;
    buf_open(&b, mem, 256, 1 << 17);
    word_put(&b, a->kind);
    word_put(&b, a->name);
    word_put(&b, a->telephone);
    word_put(&b, a->out_of_hours);
    word_put(&b, a->email);
    word_put(&b, a->note);
    return buf_str(&b);
}

static enum err words_read(struct agency_row *out, struct str text)
{
    struct str *words[WORDS_COUNT] = {
        &out->kind, &out->name, &out->telephone, &out->out_of_hours,
        &out->email, &out->note
    };
    for (unsigned i = 0; i < WORDS_COUNT; i++) {
        if (text.size == 0)
            return ERR_CORRUPT;
        *words[i] = str_cut(&text, '\n');
    }
    return text.size == 0 ? OK : ERR_CORRUPT;
}

static enum err agency_read(struct agency_row *out, struct db_rows *rows,
                            struct tx *tx, struct arena *mem,
                            struct trust_id trust)
{
    struct str words;
    enum err err = column_bytes(out->id.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 1, ID_SIZE);
    if (err != OK)
        return err;
    out->changed_at.us = db_int(rows, 3);
    out->removed = db_int(rows, 4) == 1;
    err = column_sealed(&words, rows, 2, mem, tx, trust, "agency", "words",
                        ID_STR(out->id));
    return err == OK ? words_read(out, words) : err;
}

enum err store_agencies(const struct agency_row **out, size_t *count,
                        struct tx *tx, struct arena *mem,
                        struct trust_id trust, struct school_id school)
{
    struct agency_row *found = ARENA_MANY(mem, AGENCIES_MAX,
                                          struct agency_row);
    struct db_value args[] = { DB_ID(trust), DB_ID(school),
                               DB_INT(AGENCIES_MAX) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT id, school, words_sealed, changed_at, "
                            "removed FROM agency WHERE trust = $1 AND "
                            "school = $2 AND removed = 0 ORDER BY id LIMIT $3",
                            args, COUNT_OF(args));
    size_t n = 0;
    while (err == OK && n < AGENCIES_MAX && db_next(&rows))
        err = agency_read(&found[n++], &rows, tx, mem, trust);
    *out = found;
    *count = n;
    return err != OK ? err : rows.err;
}

/* An agency stays at its school: ERR_NOT_FOUND for one of another. */
static enum err school_same(struct tx *tx, struct trust_id trust,
                            const struct agency_row *agency)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(agency->id) };
    AUTO_ROWS rows;
    struct school_id school;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT school FROM agency WHERE trust = $1 AND "
                            "id = $2",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err;
    err = column_bytes(school.bytes, &rows, 0, ID_SIZE);
    if (err == OK && !ID_SAME(school, agency->school))
        return ERR_NOT_FOUND;
    return err;
}

/* How many stand at the school without this one. */
static enum err room_left(struct tx *tx, struct trust_id trust,
                          const struct agency_row *agency)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(agency->school),
                               DB_ID(agency->id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT count(*) FROM agency WHERE trust = $1 "
                            "AND school = $2 AND removed = 0 AND id <> $3",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_CORRUPT;
    return db_int(&rows, 0) < AGENCIES_MAX || agency->removed ? OK
                                                              : ERR_LIMIT;
}

static enum err agency_write(struct tx *tx, struct arena *mem,
                             const struct permit *permit,
                             const struct agency_row *agency,
                             struct instant now)
{
    struct str sealed = seal_column(mem, tx, permit->trust, "agency", "words",
                                    ID_STR(agency->id),
                                    words_text_of(mem, agency));
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(agency->id), DB_ID(agency->school),
        DB_BLOB(sealed.data, sealed.size), DB_INT(now.us),
        DB_INT(agency->removed),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO agency (trust, id, school, words_sealed, "
                   "changed_at, removed) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (trust, id) DO UPDATE SET "
                   "words_sealed = excluded.words_sealed, "
                   "changed_at = excluded.changed_at, "
                   "removed = excluded.removed",
                   args, COUNT_OF(args));
}

enum err store_agency_put(struct tx *tx, const struct permit *permit,
                          const struct agency_row *agency, struct instant now)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    enum err err = school_same(tx, permit->trust, agency);
    if (err == OK)
        err = room_left(tx, permit->trust, agency);
    if (err == OK)
        err = agency_write(tx, &mem, permit, agency, now);
    if (err != OK)
        return err;
    char id[ID_TEXT_SIZE + 1];
    id_print(id, agency->id.bytes);
    struct journal_row row = {
        .at = now, .author = permit->user,
        .kind = agency->removed ? STR("agency removed") : STR("agency"),
        .subject = str_of(id), .text = words_text_of(&mem, agency),
    };
    return store_journal_add(tx, permit->trust, &row);
}
