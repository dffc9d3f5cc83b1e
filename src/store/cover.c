/* cover.c: on call and away, by the day (cover.h). */
#include "store/cover.h"

#include "store/inner.h"

static enum err number_next(uint32_t *out, struct tx *tx,
                            struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT max(number) FROM cover WHERE trust = $1",
                            args, COUNT_OF(args));
    *out = 1;
    if (err == OK && db_next(&rows) && !db_is_null(&rows, 0))
        *out = (uint32_t)db_int(&rows, 0) + 1;
    return err != OK ? err : rows.err;
}

enum err store_cover_add(struct tx *tx, const struct permit *permit,
                         const struct cover_row *row)
{
    must(row->from.days <= row->until.days);
    uint32_t number;
    enum err err = number_next(&number, tx, permit->trust);
    if (err != OK)
        return err;
    struct user_id nobody = { { 0 } };
    struct db_value args[] = {
        DB_ID(permit->trust), DB_INT(number), DB_ID(row->school),
        DB_ID(row->person), DB_INT(row->away), DB_INT(row->from.days),
        DB_INT(row->until.days), DB_ID(permit->user), DB_INT(row->at.us),
        DB_ID(nobody),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO cover (trust, number, school, person, away, "
                   "from_on, until_on, author, at, ended_by, ended_at) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
                   args, COUNT_OF(args));
}

enum err store_cover_end(struct tx *tx, const struct permit *permit,
                         uint32_t number, struct instant now)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_INT(number),
                               DB_ID(permit->user), DB_INT(now.us) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE cover SET ended_by = $3, ended_at = $4 "
                           "WHERE trust = $1 AND number = $2 AND "
                           "ended_at = 0",
                           args, COUNT_OF(args));
    return err == OK && changed == 0 ? ERR_NOT_FOUND : err;
}

static enum err row_read(struct cover_row *out, struct db_rows *rows)
{
    uint64_t number;
    *out = (struct cover_row){ 0 };
    enum err err = column_number(&number, rows, 0, UINT32_MAX);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->person.bytes, rows, 2, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->author.bytes, rows, 6, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->ended_by.bytes, rows, 8, ID_SIZE);
    if (err != OK)
        return err;
    out->number = (uint32_t)number;
    out->away = db_int(rows, 3) == 1;
    out->from.days = (int32_t)db_int(rows, 4);
    out->until.days = (int32_t)db_int(rows, 5);
    out->at.us = db_int(rows, 7);
    out->ended_at.us = db_int(rows, 9);
    return OK;
}

enum err store_cover(const struct cover_row **out, size_t *count,
                     struct tx *tx, struct arena *mem, struct trust_id trust,
                     struct school_id school)
{
    struct cover_row *found = ARENA_MANY(mem, COVER_MAX, struct cover_row);
    struct db_value args[] = { DB_ID(trust), DB_INT(COVER_MAX),
                               DB_ID(school),
                               DB_INT(id_is_zero(school.bytes)) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT number, school, person, away, from_on, "
                            "until_on, author, at, ended_by, ended_at FROM "
                            "cover WHERE trust = $1 AND (school = $3 OR "
                            "$4 = 1) ORDER BY number DESC LIMIT $2",
                            args, COUNT_OF(args));
    *count = 0;
    while (err == OK && *count < COVER_MAX && db_next(&rows))
        err = row_read(&found[(*count)++], &rows);
    *out = found;
    return err != OK ? err : rows.err;
}

/* ---- who is there ---- */

#define HOLDERS                                                            \
    "SELECT DISTINCT g.person, p.created_at FROM role_grant g JOIN "     \
    "person p ON p.trust = g.trust AND p.id = g.person WHERE g.trust = $1 AND " \
    "(g.school = $2 OR g.school = $3) AND p.disabled_at = 0 AND NOT "      \
    "EXISTS (SELECT 1 FROM named n WHERE n.trust = g.trust AND "           \
    "n.incident = $4 AND n.person = g.person) "
#define COVERED(away, day)                                                 \
    "EXISTS (SELECT 1 FROM cover c WHERE c.trust = g.trust AND "           \
    "c.school = $2 AND c.person = g.person AND c.ended_at = 0 AND "        \
    "c.away = " away " AND c.from_on <= " day " AND c.until_on >= " day ")"
/* $5 the day, $6 DSL, $7 deputy. */
#define ON_CALL                                                            \
    "AND (g.role = $6 OR (g.role = $7 AND " COVERED("0", "$5") ")) AND "   \
    "NOT " COVERED("1", "$5") " "

static enum err people_read(const struct user_id **out, size_t *count,
                            struct tx *tx, struct arena *mem, const char *sql,
                            const struct db_value *args, size_t args_count)
{
    struct user_id *people = ARENA_MANY(mem, ON_CALL_MAX, struct user_id);
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, sql, args, args_count);
    *count = 0;
    while (err == OK && *count < ON_CALL_MAX && db_next(&rows))
        err = column_bytes(people[(*count)++].bytes, &rows, 0, ID_SIZE);
    *out = people;
    return err != OK ? err : rows.err;
}

enum err store_on_call(const struct user_id **out, size_t *count,
                       struct tx *tx, struct arena *mem,
                       const struct holders_query *q)
{
    struct school_id whole = { { 0 } };
    struct db_value args[] = {
        DB_ID(q->trust), DB_ID(q->school), DB_ID(whole), DB_ID(q->incident),
        DB_INT(q->on.days), DB_INT(ROLE_DSL), DB_INT(ROLE_DEPUTY_DSL),
    };
    return people_read(out, count, tx, mem,
                       HOLDERS ON_CALL "ORDER BY p.created_at, g.person", args,
                       COUNT_OF(args));
}

enum err store_holders(const struct user_id **out, size_t *count,
                       struct tx *tx, struct arena *mem,
                       const struct holders_query *q, enum role role)
{
    struct school_id whole = { { 0 } };
    struct db_value args[] = { DB_ID(q->trust), DB_ID(q->school),
                               DB_ID(whole), DB_ID(q->incident),
                               DB_INT(role) };
    return people_read(out, count, tx, mem,
                       HOLDERS "AND g.role = $5 ORDER BY p.created_at, g.person", args,
                       COUNT_OF(args));
}

#define CAN_SIGN_IN                                                        \
    "AND (p.password <> '' OR EXISTS (SELECT 1 FROM trust t WHERE "        \
    "t.id = g.trust AND t.demonstration = 1)) LIMIT 1"

/* On call that day and able to sign in; in a demonstration everybody is. */
static enum err reachable_on(bool *out, struct tx *tx, struct trust_id trust,
                             struct school_id school, struct date day)
{
    struct school_id whole = { { 0 } };
    struct incident_id none = { { 0 } };
    struct db_value args[] = {
        DB_ID(trust), DB_ID(school), DB_ID(whole), DB_ID(none),
        DB_INT(day.days), DB_INT(ROLE_DSL), DB_INT(ROLE_DEPUTY_DSL),
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, HOLDERS ON_CALL CAN_SIGN_IN,
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    *out = db_next(&rows);
    return rows.err;
}

/* A DSL who is on none of the days away: the usual case, in one question. */
static enum err always_there(bool *out, struct tx *tx, struct trust_id trust,
                             struct school_id school, struct date today)
{
    struct school_id whole = { { 0 } };
    struct incident_id none = { { 0 } };
    struct db_value args[] = {
        DB_ID(trust), DB_ID(school), DB_ID(whole), DB_ID(none),
        DB_INT(ROLE_DSL), DB_INT(today.days),
        DB_INT(today.days + COVER_DAYS - 1),
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            HOLDERS "AND g.role = $5 AND NOT EXISTS (SELECT "
                            "1 FROM cover c WHERE c.trust = g.trust AND "
                            "c.school = $2 AND c.person = g.person AND "
                            "c.away = 1 AND c.ended_at = 0 AND "
                            "c.from_on <= $7 AND c.until_on >= $6) "
                            CAN_SIGN_IN,
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    *out = db_next(&rows);
    return rows.err;
}

enum err store_dsl_reach(struct dsl_reach *out, struct tx *tx,
                         struct trust_id trust, struct school_id school,
                         struct date today)
{
    *out = (struct dsl_reach){ .always = false };
    enum err err = always_there(&out->always, tx, trust, school, today);
    if (err != OK || out->always)
        return err;
    out->always = true;
    for (int i = 0; i < COVER_DAYS && err == OK && out->always; i++) {
        out->missing_on.days = today.days + i;
        err = reachable_on(&out->always, tx, trust, school, out->missing_on);
    }
    return err;
}

static enum err held(bool *out, struct tx *tx, struct arena *mem,
                     const struct holders_query *query, enum role role)
{
    const struct user_id *people;
    size_t count;
    enum err err = store_holders(&people, &count, tx, mem, query, role);
    *out = count > 0;
    return err;
}

/* A name without a number or an address is nobody to turn to. */
static bool agency_reachable(const struct agency_row *a, enum agency kind)
{
    return str_is(a->kind, agency_word(kind)) &&
           (!str_is_blank(a->telephone) || !str_is_blank(a->out_of_hours) ||
            !str_is_blank(a->email));
}

static enum err agencies_reachable(unsigned *out, struct tx *tx,
                                   struct arena *mem, struct trust_id trust,
                                   struct school_id school)
{
    const struct agency_row *rows;
    size_t count;
    enum err err = store_agencies(&rows, &count, tx, mem, trust, school);
    *out = 0;
    for (size_t i = 0; i < count && err == OK; i++)
        for (unsigned a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
            if (agency_reachable(&rows[i], (enum agency)a))
                *out |= 1u << a;
    return err;
}

enum err store_school_cover(struct school_cover *out, struct tx *tx,
                            struct arena *mem, struct trust_id trust,
                            struct school_id school, struct date today)
{
    struct holders_query q = { .trust = trust, .school = school };
    *out = (struct school_cover){ 0 };
    enum err err = held(&out->dsl, tx, mem, &q, ROLE_DSL);
    if (err == OK)
        err = held(&out->deputy, tx, mem, &q, ROLE_DEPUTY_DSL);
    if (err == OK)
        err = held(&out->head, tx, mem, &q, ROLE_HEAD);
    if (err == OK)
        err = held(&out->leader, tx, mem, &q, ROLE_EXECUTIVE_LEADER);
    if (err == OK)
        err = agencies_reachable(&out->agencies, tx, mem, trust, school);
    return err == OK ? store_dsl_reach(&out->reach, tx, trust, school, today)
                     : err;
}
