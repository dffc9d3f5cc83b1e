/* school.c: the schools of a trust, and when they are open. */
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
