/* outbox.c: notices from the act to the sender (outbox.h). */
#include "store/outbox.h"

#include "store/inner.h"

static const int64_t day_us = INT64_C(86400) * 1000000;

/* The same waits already, or was made today where once a day is enough. */
static enum err is_doubled(bool *out, struct tx *tx,
                           const struct notice_row *n)
{
    bool daily = n->kind == NOTICE_DIGEST || n->kind == NOTICE_COVER;
    struct date today = date_in_london(n->made_at);
    struct db_value args[] = {
        DB_ID(n->trust), DB_ID(n->person), DB_INT(n->kind),
        DB_ID(n->incident), DB_INT(daily),
        DB_INT(instant_from_london(today, 0).us), DB_INT(NOTICE_WAITING),
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT 1 FROM outbox WHERE trust = $1 AND "
                            "person = $2 AND kind = $3 AND incident = $4 "
                            "AND (state = $7 OR ($5 = 1 AND "
                            "made_at >= $6)) LIMIT 1",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    *out = db_next(&rows);
    return rows.err;
}

enum err store_notice_put(struct tx *tx, const struct notice_row *n)
{
    bool doubled;
    enum err err = is_doubled(&doubled, tx, n);
    if (err != OK || doubled)
        return err;
    struct notice_id id;
    vault_random(id.bytes, ID_SIZE);
    struct db_value args[] = {
        DB_ID(n->trust), DB_ID(id), DB_ID(n->person), DB_INT(n->kind),
        DB_ID(n->incident), DB_TEXT(str_of(n->reference)),
        DB_INT(n->made_at.us), DB_INT(NOTICE_WAITING),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO outbox (trust, id, person, kind, incident, "
                   "reference, made_at, state, tries, next_at, fault, "
                   "done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $7, "
                   "0, 0)",
                   args, COUNT_OF(args));
}

enum err store_notice_last(struct instant *out, struct tx *tx,
                           struct trust_id trust, struct user_id person,
                           enum notice_kind kind)
{
    struct incident_id none = { { 0 } };
    struct db_value args[] = { DB_ID(trust), DB_ID(person), DB_INT(kind),
                               DB_ID(none) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT made_at FROM outbox WHERE trust = $1 AND "
                            "person = $2 AND kind = $3 AND incident = $4 "
                            "ORDER BY made_at DESC LIMIT 1",
                            args, COUNT_OF(args));
    *out = (struct instant){ 0 };
    if (err == OK && db_next(&rows))
        out->us = db_int(&rows, 0);
    return err != OK ? err : rows.err;
}

static enum err notice_read(struct notice_row *out, struct db_rows *rows)
{
    uint64_t kind, tries;
    *out = (struct notice_row){ 0 };
    enum err err = column_bytes(out->trust.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->id.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->person.bytes, rows, 2, ID_SIZE);
    if (err == OK)
        err = column_number(&kind, rows, 3, UINT8_MAX);
    if (err == OK)
        err = column_bytes(out->incident.bytes, rows, 4, ID_SIZE);
    struct str reference = db_bytes(rows, 5);
    if (err == OK && reference.size > 0)
        err = column_bytes(out->reference, rows, 5, REFERENCE_SIZE);
    if (err == OK)
        err = column_number(&tries, rows, 7, INT32_MAX);
    if (err != OK)
        return err;
    out->kind = (enum notice_kind)kind;
    out->made_at.us = db_int(rows, 6);
    out->tries = (unsigned)tries;
    out->next_at.us = db_int(rows, 8);
    return OK;
}

enum err store_notices_due(const struct notice_row **out, size_t *count,
                           struct tx *tx, struct arena *mem,
                           struct instant now, size_t limit)
{
    struct notice_row *found = ARENA_MANY(mem, limit, struct notice_row);
    struct db_value args[] = { DB_INT(NOTICE_WAITING), DB_INT(now.us),
                               DB_INT(limit),
                               DB_INT(now.us - NOTICE_DAYS * day_us) };
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, tx->conn,
        "SELECT o.trust, o.id, o.person, o.kind, o.incident, o.reference, "
        "o.made_at, o.tries, o.next_at FROM outbox o JOIN person p ON "
        "p.trust = o.trust AND p.id = o.person WHERE o.state = $1 AND "
        "o.next_at <= $2 AND o.made_at > $4 AND p.disabled_at = 0 AND NOT "
        "EXISTS (SELECT 1 FROM named n WHERE n.trust = o.trust AND "
        "n.incident = o.incident AND n.person = o.person) "
        "ORDER BY o.next_at, o.id LIMIT $3",
        args, COUNT_OF(args));
    *count = 0;
    while (err == OK && *count < limit && db_next(&rows))
        err = notice_read(&found[(*count)++], &rows);
    *out = found;
    return err != OK ? err : rows.err;
}

enum err store_notice_take(struct tx *tx, const struct notice_row *n,
                           struct instant until)
{
    struct db_value args[] = { DB_ID(n->trust), DB_ID(n->id),
                               DB_INT(NOTICE_WAITING), DB_INT(n->next_at.us),
                               DB_INT(until.us) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE outbox SET next_at = $5, tries = tries + "
                           "1 WHERE trust = $1 AND id = $2 AND state = $3 "
                           "AND next_at = $4",
                           args, COUNT_OF(args));
    return err == OK && changed == 0 ? ERR_CONFLICT : err;
}

enum err store_notice_end(struct tx *tx, const struct notice_row *n,
                          const struct notice_end *end, struct instant now)
{
    struct db_value args[] = { DB_ID(n->trust), DB_ID(n->id),
                               DB_INT(end->state), DB_INT(end->fault),
                               DB_INT(end->next_at.us), DB_INT(now.us) };
    return db_exec(NULL, tx->conn,
                   "UPDATE outbox SET state = $3, fault = $4, next_at = $5, "
                   "done_at = $6 WHERE trust = $1 AND id = $2",
                   args, COUNT_OF(args));
}

enum err store_notices_expire(struct tx *tx, struct instant now)
{
    struct db_value old[] = {
        DB_INT(now.us - NOTICE_DAYS * day_us), DB_INT(NOTICE_WAITING),
        DB_INT(NOTICE_FAILED), DB_INT(NOTICE_EXPIRED), DB_INT(now.us),
    };
    enum err err = db_exec(NULL, tx->conn,
                           "UPDATE outbox SET state = CASE WHEN tries > 0 "
                           "THEN $3 ELSE $4 END, done_at = $5 WHERE "
                           "state = $2 AND made_at <= $1",
                           old, COUNT_OF(old));
    struct db_value gone[] = {
        DB_INT(now.us - NOTICE_KEPT_DAYS * day_us),
    };
    return err == OK ? db_exec(NULL, tx->conn,
                               "DELETE FROM outbox WHERE made_at <= $1",
                               gone, COUNT_OF(gone))
                     : err;
}

/* ---- for the administrator ---- */

static void count_add(struct notice_counts *out, struct db_rows *rows)
{
    int64_t state = db_int(rows, 0), fault = db_int(rows, 1);
    unsigned many = (unsigned)db_int(rows, 2);
    struct instant last = { db_int(rows, 3) };
    if (fault < 0 || fault >= NOTICE_FAULT_COUNT)
        fault = NOTICE_FAULT_OTHER;
    if (state == NOTICE_WAITING)
        out->waiting += many;
    else if (state == NOTICE_SENT)
        out->sent += many;
    else if (state == NOTICE_FAILED)
        out->failed += many;
    else
        out->expired += many;
    if (state == NOTICE_FAILED || (state == NOTICE_WAITING && fault != 0))
        out->faults[fault] += many;
    if (state == NOTICE_SENT && instant_after(last, out->last_sent_at))
        out->last_sent_at = last;
    if (state != NOTICE_SENT && fault != NOTICE_FAULT_NONE &&
        instant_after(last, out->last_fault_at)) {
        out->last_fault_at = last;
        out->last_fault = (enum notice_fault)fault;
    }
}

enum err store_notice_counts(struct notice_counts *out, struct tx *tx,
                             struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT state, fault, count(*), max(done_at) "
                            "FROM outbox WHERE trust = $1 "
                            "GROUP BY state, fault",
                            args, COUNT_OF(args));
    *out = (struct notice_counts){ 0 };
    while (err == OK && db_next(&rows))
        count_add(out, &rows);
    return err != OK ? err : rows.err;
}

enum err store_notices_failed(const struct notice_failed **out,
                              size_t *count, struct tx *tx,
                              struct arena *mem, const struct permit *permit,
                              size_t limit)
{
    struct notice_failed *found = ARENA_MANY(mem, limit,
                                             struct notice_failed);
    struct db_value args[] = { DB_ID(permit->trust), DB_INT(NOTICE_FAILED),
                               DB_ID(permit->user), DB_INT(limit) };
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, tx->conn,
        "SELECT o.person, o.reference, o.fault, o.done_at FROM outbox o "
        "WHERE o.trust = $1 AND o.state = $2 AND NOT EXISTS (SELECT 1 FROM "
        "named n WHERE n.trust = o.trust AND n.incident = o.incident AND "
        "n.person = $3) ORDER BY o.done_at DESC, o.id LIMIT $4",
        args, COUNT_OF(args));
    *count = 0;
    while (err == OK && *count < limit && db_next(&rows)) {
        struct notice_failed *f = &found[(*count)++];
        uint64_t fault;
        *f = (struct notice_failed){ 0 };
        err = column_bytes(f->person.bytes, &rows, 0, ID_SIZE);
        if (err == OK && db_bytes(&rows, 1).size > 0)
            err = column_bytes(f->reference, &rows, 1, REFERENCE_SIZE);
        if (err == OK)
            err = column_number(&fault, &rows, 2, NOTICE_FAULT_COUNT - 1);
        if (err == OK)
            f->fault = (enum notice_fault)fault;
        f->at.us = db_int(&rows, 3);
    }
    *out = found;
    return err != OK ? err : rows.err;
}

/* As if made now: it has its days before it again. */
enum err store_notices_again(struct tx *tx, const struct permit *permit,
                             struct instant now)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_INT(NOTICE_FAILED),
                               DB_INT(NOTICE_WAITING), DB_INT(now.us) };
    return db_exec(NULL, tx->conn,
                   "UPDATE outbox SET state = $3, next_at = $4, tries = 0, "
                   "made_at = $4 WHERE trust = $1 AND (state = $2 OR "
                   "(state = $3 AND tries > 0))",
                   args, COUNT_OF(args));
}

/* ---- what nobody did ---- */

struct overdue {
    struct tx *tx;
    struct arena *mem;
    struct trust_id trust;
    struct instant now;
};

#define OVERDUE                                                          \
    "EXISTS (SELECT 1 FROM work w WHERE w.trust = p.trust AND "          \
    "w.waiting = 0 AND w.due < $2 AND NOT EXISTS (SELECT 1 FROM named "  \
    "n WHERE n.trust = w.trust AND n.incident = w.incident AND "         \
    "n.person = p.id) AND "

static void person_keep(struct user_id *people, size_t *count, size_t limit,
                        struct user_id person)
{
    for (size_t i = 0; i < *count; i++)
        if (ID_SAME(people[i], person))
            return;
    if (*count < limit)
        people[(*count)++] = person;
}

/* Who took a seat owes what its holder owes (D8). */
static enum err overdue_taken(struct user_id *people, size_t *count,
                              size_t limit, const struct overdue *o,
                              enum role role, enum role seat)
{
    const struct school_id whole = { { 0 } };
    struct str marks;
    if (!seats_marks(&marks, o->mem, role, 1u << seat, 0))
        return OK;
    struct db_value args[] = {
        DB_ID(o->trust), DB_INT(o->now.us), DB_ID(whole), DB_INT(limit),
        DB_INT(role), DB_INT(seat), DB_TEXT(marks),
    };
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, o->tx->conn,
        "SELECT DISTINCT p.id FROM person p JOIN role_grant g ON "
        "g.trust = p.trust AND g.person = p.id WHERE p.trust = $1 AND "
        "p.disabled_at = 0 AND g.role = $5 AND " OVERDUE
        "w.owner_role = $6 AND (g.school = w.school OR g.school = $3) AND "
        "w.incident " SEATS_MARKED("$7", "$3") ") ORDER BY p.id LIMIT $4",
        args, COUNT_OF(args));
    while (err == OK && db_next(&rows)) {
        struct user_id person;
        if ((err = column_bytes(person.bytes, &rows, 0, ID_SIZE)) == OK)
            person_keep(people, count, limit, person);
    }
    return err != OK ? err : rows.err;
}

enum err store_overdue_people(const struct user_id **out, size_t *count,
                              struct tx *tx, struct arena *mem,
                              struct trust_id trust, struct instant now,
                              size_t limit)
{
    struct user_id *people = ARENA_MANY(mem, limit, struct user_id);
    struct school_id whole = { { 0 } };
    struct db_value args[] = {
        DB_ID(trust), DB_INT(now.us), DB_ID(whole), DB_INT(limit),
        DB_INT(ROLE_DSL), DB_INT(ROLE_DEPUTY_DSL),
        DB_INT(date_in_london(now).days),
    };
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, tx->conn,
        "SELECT p.id FROM person p WHERE p.trust = $1 AND "
        "p.disabled_at = 0 AND (" OVERDUE "w.owner_user = p.id) OR EXISTS "
        "(SELECT 1 FROM role_grant g WHERE g.trust = p.trust AND "
        "g.person = p.id AND " OVERDUE
        "(g.school = w.school OR g.school = $3) AND (w.owner_role = g.role "
        "OR (g.role = $6 AND w.owner_role = $5 AND EXISTS (SELECT 1 FROM "
        "cover c WHERE c.trust = p.trust AND c.school = w.school AND "
        "c.person = p.id AND c.away = 0 AND c.ended_at = 0 AND "
        "c.from_on <= $7 AND c.until_on >= $7)))))) ORDER BY p.id LIMIT $4",
        args, COUNT_OF(args));
    *count = 0;
    while (err == OK && *count < limit && db_next(&rows))
        err = column_bytes(people[(*count)++].bytes, &rows, 0, ID_SIZE);
    *out = people;
    if (err == OK)
        err = rows.err;
    const struct overdue o = { tx, mem, trust, now };
    for (unsigned role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        for (unsigned seat = ROLE_NONE + 1; seat < ROLE_COUNT; seat++)
            if (err == OK && (SEATS_NAMED & 1u << seat) != 0)
                err = overdue_taken(people, count, limit, &o,
                                    (enum role)role, (enum role)seat);
    return err;
}
