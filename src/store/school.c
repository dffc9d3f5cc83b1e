/* school.c: the schools of a trust, when they are open, and how that was set
 * from one change to the next.
 *
 * A change leaves three marks in one transaction: the school's own row, its
 * row in the journal, and a row of its history. Without the vault's key none
 * of the history can be altered (each row has a code), moved (school and
 * number are in it), taken away (the journal says that it must be there) or
 * added (nobody else can make a code), nor the school's row for itself. */
#include "store/inner.h"

static struct str closed_text(struct arena *mem,
                              const struct school_row *school)
{
    struct buf b;
    buf_open(&b, mem, 64, SCHOOL_CLOSED_MAX * 32);
    for (size_t i = 0; i < school->closed_count; i++) {
        struct civil from = date_civil(school->closed[i].from);
        struct civil until = date_civil(school->closed[i].until);
        buf_printf(&b, "%04d-%02u-%02u/%04d-%02u-%02u\n", from.year,
                   from.month, from.day, until.year, until.month, until.day);
    }
    return buf_str(&b);
}

static enum err closed_read(struct school_row *out, struct arena *mem,
                            struct str text)
{
    struct date_range *closed =
        ARENA_MANY(mem, SCHOOL_CLOSED_MAX, struct date_range);
    out->closed = closed;
    out->closed_count = 0;
    while (text.size > 0) {
        if (out->closed_count == SCHOOL_CLOSED_MAX ||
            date_range_read(&closed[out->closed_count++],
                            str_cut(&text, '\n')) != OK)
            return ERR_CORRUPT;
    }
    return OK;
}

enum err store_school_put(struct tx *tx, const struct permit *permit,
                          const struct school_row *school)
{
    if (school->closed_count > SCHOOL_CLOSED_MAX)
        return ERR_LIMIT;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct str name = seal_column(&mem, tx, permit->trust, "school", "name",
                                  ID_STR(school->id), school->name);
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(school->id),
        DB_BLOB(name.data, name.size), DB_INT(school->day_ends),
        DB_INT(school->bank_holidays), DB_TEXT(closed_text(&mem, school)),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO school (trust, id, name_sealed, day_ends, "
                   "bank_holidays, closed) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (trust, id) DO UPDATE SET "
                   "name_sealed = excluded.name_sealed, "
                   "day_ends = excluded.day_ends, "
                   "bank_holidays = excluded.bank_holidays, "
                   "closed = excluded.closed",
                   args, COUNT_OF(args));
}

static enum err school_read(struct school_row *out, struct db_rows *rows,
                            struct tx *tx, struct arena *mem,
                            struct trust_id trust)
{
    uint64_t ends;
    enum err err = column_bytes(out->id.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_number(&ends, rows, 2, MINUTES_A_DAY);
    if (err != OK)
        return err;
    out->day_ends = (unsigned)ends;
    out->bank_holidays = db_int(rows, 3) == 1;
    if ((err = closed_read(out, mem, db_bytes(rows, 4))) != OK)
        return err;
    return column_sealed(&out->name, rows, 1, mem, tx, trust, "school",
                         "name", ID_STR(out->id));
}

enum err store_school_load(struct school_row *out, struct tx *tx,
                           struct arena *mem, struct trust_id trust,
                           struct school_id school)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(school) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT id, name_sealed, day_ends, "
                            "bank_holidays, closed FROM school "
                            "WHERE trust = $1 AND id = $2",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    return school_read(out, &rows, tx, mem, trust);
}

enum err store_schools(const struct school_row **out, size_t *count,
                       struct tx *tx, struct arena *mem,
                       struct trust_id trust)
{
    struct school_row *schools =
        ARENA_MANY(mem, SCHOOLS_MAX, struct school_row);
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT id, name_sealed, day_ends, "
                            "bank_holidays, closed FROM school "
                            "WHERE trust = $1",
                            args, COUNT_OF(args));
    size_t n = 0;
    while (err == OK && n < SCHOOLS_MAX && db_next(&rows))
        err = school_read(&schools[n++], &rows, tx, mem, trust);
    if (err == OK)
        err = rows.err;
    /* Names are sealed, so the order is made here. */
    for (size_t i = 1; i < n; i++) {
        struct school_row s = schools[i];
        size_t j = i;
        for (; j > 0 && str_compare(schools[j - 1].name, s.name) > 0; j--)
            schools[j] = schools[j - 1];
        schools[j] = s;
    }
    *out = schools;
    *count = n;
    return err;
}

/* ---- how the days were set (090-school-days.sql) ---- */

/* A row as it stands in the table. */
struct days_row {
    struct school_id school;
    uint32_t number;
    struct instant at;
    struct user_id author;
    unsigned day_ends;
    bool bank_holidays;
    struct str closed;
};

static struct str days_text(struct arena *mem, const struct days_row *row)
{
    struct buf b;
    buf_open(&b, mem, 256, SCHOOL_CLOSED_MAX * 32 + 256);
    buf_printf(&b, "%u %lld %u %d ", row->number, (long long)row->at.us,
               row->day_ends, row->bank_holidays);
    buf_put(&b, (const char *)row->school.bytes, ID_SIZE);
    buf_put(&b, (const char *)row->author.bytes, ID_SIZE);
    buf_put_str(&b, row->closed);
    return buf_str(&b);
}

static enum err days_put(struct tx *tx, struct trust_id trust,
                         const struct school_row *school,
                         const struct journal_row *change)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct days_row row = {
        .school = school->id, .number = change->seq, .at = change->at,
        .author = change->author, .day_ends = school->day_ends,
        .bank_holidays = school->bank_holidays,
        .closed = closed_text(&mem, school),
    };
    uint8_t code[VAULT_MAC_SIZE];
    vault_mac(code, tx->vault, trust, "school_days", days_text(&mem, &row));
    struct db_value args[] = {
        DB_ID(trust), DB_ID(row.school), DB_INT(row.number),
        DB_INT(row.at.us), DB_ID(row.author), DB_INT(row.day_ends),
        DB_INT(row.bank_holidays), DB_TEXT(row.closed),
        DB_BLOB(code, sizeof(code)),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO school_days (trust, school, number, at, "
                   "author, day_ends, bank_holidays, closed, code) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   args, COUNT_OF(args));
}

static enum err days_any(bool *out, struct tx *tx, struct trust_id trust,
                         struct school_id school)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(school) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT 1 FROM school_days WHERE trust = $1 AND "
                            "school = $2 LIMIT 1",
                            args, COUNT_OF(args));
    *out = err == OK && db_next(&rows);
    return err != OK ? err : rows.err;
}

enum err store_school_change(struct tx *tx, const struct permit *permit,
                             const struct school_row *school, struct str text,
                             struct instant now)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct school_row before;
    struct journal_row always = { .seq = 0 };
    char id[ID_TEXT_SIZE + 1];
    id_print(id, school->id.bytes);
    struct journal_row change = { .at = now, .author = permit->user,
                                  .kind = STR(JOURNAL_DAYS),
                                  .subject = str_of(id), .text = text };
    bool any;
    enum err err = store_school_load(&before, tx, &mem, permit->trust,
                                     school->id);
    if (err == OK)
        err = days_any(&any, tx, permit->trust, school->id);
    if (err == OK && !any)
        err = days_put(tx, permit->trust, &before, &always);
    if (err == OK)
        err = store_school_put(tx, permit, school);
    if (err == OK)
        err = journal_add(&change.seq, tx, permit->trust, &change);
    return err == OK ? days_put(tx, permit->trust, school, &change) : err;
}

#define DAYS_COLUMNS                                                        \
    "d.school, d.number, d.at, d.author, d.day_ends, d.bank_holidays, "     \
    "d.closed, d.code"

/* The row lives until the next one is read. ERR_CORRUPT: it was altered. */
static enum err days_read(struct days_row *out, struct db_rows *rows,
                          const struct tx *tx, struct trust_id trust)
{
    uint64_t number, ends;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    enum err err = column_bytes(out->school.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_number(&number, rows, 1, UINT32_MAX);
    if (err == OK)
        err = column_bytes(out->author.bytes, rows, 3, ID_SIZE);
    if (err == OK)
        err = column_number(&ends, rows, 4, MINUTES_A_DAY);
    if (err != OK)
        return err;
    out->number = (uint32_t)number;
    out->at.us = db_int(rows, 2);
    out->day_ends = (unsigned)ends;
    out->bank_holidays = db_int(rows, 5) == 1;
    out->closed = db_bytes(rows, 6);
    bool fits = out->closed.size <= SCHOOL_CLOSED_MAX * 32 &&
                vault_mac_fits(db_bytes(rows, 7), tx->vault, trust,
                               "school_days", days_text(&mem, out));
    return fits ? OK : ERR_CORRUPT;
}

static enum err since_read(struct school_since *out, struct db_rows *rows,
                           const struct tx *tx, struct arena *mem,
                           struct trust_id trust)
{
    struct days_row row;
    enum err err = days_read(&row, rows, tx, trust);
    if (err != OK)
        return err;
    *out = (struct school_since){
        .at = row.at, .author = row.author,
        .days = { .id = row.school, .day_ends = row.day_ends,
                  .bank_holidays = row.bank_holidays },
    };
    return closed_read(&out->days, mem, row.closed);
}

enum err store_school_at(struct school_row *out, struct tx *tx,
                         struct arena *mem, struct trust_id trust,
                         struct school_id school, struct instant at)
{
    enum err err = store_school_load(out, tx, mem, trust, school);
    if (err != OK || !instant_known(at))
        return err;
    struct db_value args[] = { DB_ID(trust), DB_ID(school), DB_INT(at.us) };
    struct school_since since;
    AUTO_ROWS rows;
    err = db_query(&rows, tx->conn,
                   "SELECT " DAYS_COLUMNS " FROM school_days d WHERE "
                   "d.trust = $1 AND d.school = $2 AND d.at <= $3 "
                   "ORDER BY d.number DESC LIMIT 1",
                   args, COUNT_OF(args));
    if (err != OK || !db_next(&rows))
        return err != OK ? err : rows.err;
    if ((err = since_read(&since, &rows, tx, mem, trust)) != OK)
        return err;
    since.days.name = out->name;
    *out = since.days;
    return OK;
}

enum err store_school_history(const struct school_since **out, size_t *count,
                              struct tx *tx, struct arena *mem,
                              struct trust_id trust, struct school_id school,
                              size_t limit)
{
    struct school_since *found = ARENA_MANY(mem, limit, struct school_since);
    struct db_value args[] = { DB_ID(trust), DB_ID(school), DB_INT(limit) };
    size_t n = 0;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT " DAYS_COLUMNS " FROM school_days d "
                            "WHERE d.trust = $1 AND d.school = $2 "
                            "ORDER BY d.number DESC LIMIT $3",
                            args, COUNT_OF(args));
    while (err == OK && n < limit && db_next(&rows))
        err = since_read(&found[n++], &rows, tx, mem, trust);
    *out = found;
    *count = n;
    return err != OK ? err : rows.err;
}

/* ---- are they as they were set? ---- */

/* The row's school and its row of the journal: columns 8 and on. Row 0 has
 * none there, and is the first of its school. */
static bool days_stand(const struct days_row *row, struct db_rows *rows,
                       bool first)
{
    return first == (row->number == 0) &&
           (row->number == 0) == (db_int(rows, 8) == 0);
}

/* Whether the school's own row says the same. */
static bool days_hold(const struct days_row *row, struct db_rows *rows)
{
    return !db_is_null(rows, 9) &&
           db_int(rows, 9) == (int64_t)row->day_ends &&
           db_int(rows, 10) == (row->bank_holidays ? 1 : 0) &&
           str_same(db_bytes(rows, 11), row->closed);
}

/* Each row by itself, and the last of each school against the school. */
static enum err days_walk(bool *altered, uint32_t *bad, struct tx *tx,
                          struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust) };
    struct days_row row = { .number = 0 };
    struct school_id school = { { 0 } };
    bool hold = true;
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, tx->conn,
        "SELECT " DAYS_COLUMNS ", (SELECT count(*) FROM journal j WHERE "
        "j.trust = d.trust AND j.seq = d.number AND j.kind = '" JOURNAL_DAYS
        "' AND j.at = d.at AND j.author = d.author), s.day_ends, "
        "s.bank_holidays, s.closed FROM school_days d LEFT JOIN school s ON "
        "s.trust = d.trust AND s.id = d.school WHERE d.trust = $1 "
        "ORDER BY d.school, d.number",
        args, COUNT_OF(args));
    while (err == OK && !*altered && db_next(&rows)) {
        uint32_t before = row.number;
        enum err read = days_read(&row, &rows, tx, trust);
        bool first = !ID_SAME(row.school, school);
        *altered = read != OK || (first && !hold) ||
                   !days_stand(&row, &rows, first);
        *bad = first && !hold ? before : row.number;
        hold = read == OK && days_hold(&row, &rows);
        school = row.school;
    }
    *altered = *altered || !hold;
    return err != OK ? err : rows.err;
}

enum err days_verify(bool *altered, uint32_t *bad, struct tx *tx,
                     struct trust_id trust)
{
    *altered = false;
    *bad = 0;
    enum err err = days_walk(altered, bad, tx, trust);
    if (err != OK || *altered)
        return err;
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    err = db_query(&rows, tx->conn,
                   "SELECT j.seq FROM journal j WHERE j.trust = $1 AND "
                   "j.kind = '" JOURNAL_DAYS "' AND NOT EXISTS (SELECT 1 FROM "
                   "school_days d WHERE d.trust = j.trust AND "
                   "d.number = j.seq) ORDER BY j.seq LIMIT 1",
                   args, COUNT_OF(args));
    *altered = err == OK && db_next(&rows);
    if (*altered)
        *bad = (uint32_t)db_int(&rows, 0);
    return err != OK ? err : rows.err;
}
