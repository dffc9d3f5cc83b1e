/* prompt.c: duties due at once, and who has looked (prompt.h). */
#include "store/prompt.h"

#include "store/inner.h"
#include "store/outbox.h"

/* Numbers stand in rows: never changed. */
enum { PROMPT_OPEN = 0, PROMPT_READ = 1, PROMPT_TOLD = 2 };

enum err store_opened(struct instant *out, struct tx *tx,
                      const struct permit *permit)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->incident),
                               DB_ID(permit->user) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT at FROM opened WHERE trust = $1 AND "
                            "incident = $2 AND person = $3",
                            args, COUNT_OF(args));
    *out = (struct instant){ 0 };
    if (err == OK && db_next(&rows))
        out->us = db_int(&rows, 0);
    return err != OK ? err : rows.err;
}

enum err store_opened_put(struct tx *tx, const struct permit *permit,
                          struct instant at)
{
    must(permit->has_incident && !id_is_zero(permit->user.bytes));
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(permit->incident),
                               DB_ID(permit->user), DB_INT(at.us) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO opened (trust, incident, person, at) VALUES "
                   "($1, $2, $3, $4) ON CONFLICT (trust, incident, person) "
                   "DO UPDATE SET at = excluded.at",
                   args, COUNT_OF(args));
}

/* ---- with an entry ---- */

struct kept {
    uint8_t code[VAULT_MAC_SIZE];
    bool stays;
};

static void code_of(uint8_t out[VAULT_MAC_SIZE], struct tx *tx,
                    struct arena *mem, struct trust_id trust,
                    const struct work_duty *d)
{
    char owner[ID_TEXT_SIZE + 1];
    id_print(owner, d->owner_user.bytes);
    vault_mac(out, tx->vault, trust, "prompt",
              str_printf(mem, "%.*s\n%.*s\n%s %s", STR_ARG(d->clause),
                         STR_ARG(d->subject), role_name(d->owner_role),
                         owner));
}

static enum err kept_load(struct kept *out, size_t *count, struct tx *tx,
                          struct trust_id trust, struct incident_id incident)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT code FROM prompt WHERE trust = $1 AND "
                            "incident = $2",
                            args, COUNT_OF(args));
    *count = 0;
    while (err == OK && *count < DUTIES_MAX && db_next(&rows))
        err = column_bytes(out[(*count)++].code, &rows, 0, VAULT_MAC_SIZE);
    return err != OK ? err : rows.err;
}

static enum err prompt_add(struct tx *tx, struct trust_id trust,
                           const struct incident_row *incident,
                           const struct prompt *p,
                           const uint8_t code[VAULT_MAC_SIZE],
                           struct instant at)
{
    struct db_value args[] = {
        DB_ID(trust), DB_ID(incident->id), DB_BLOB(code, VAULT_MAC_SIZE),
        DB_ID(incident->school), DB_INT(p->duty->owner_role),
        DB_ID(p->duty->owner_user), DB_INT(p->by_act), DB_INT(at.us),
        DB_INT(PROMPT_OPEN),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO prompt (trust, incident, code, school, "
                   "owner_role, owner_user, by_act, arose_at, state) VALUES "
                   "($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   args, COUNT_OF(args));
}

static enum err prompt_anew(struct tx *tx, struct trust_id trust,
                            struct incident_id incident,
                            const uint8_t code[VAULT_MAC_SIZE],
                            struct instant at)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident),
                               DB_BLOB(code, VAULT_MAC_SIZE), DB_INT(at.us),
                               DB_INT(PROMPT_OPEN) };
    return db_exec(NULL, tx->conn,
                   "UPDATE prompt SET state = $5, arose_at = $4 WHERE "
                   "trust = $1 AND incident = $2 AND code = $3",
                   args, COUNT_OF(args));
}

enum err store_prompts_put(struct tx *tx, struct arena *mem,
                           struct trust_id trust,
                           const struct incident_row *incident,
                           const struct prompt *prompts, size_t count,
                           struct instant at)
{
    struct kept *kept = ARENA_MANY(mem, DUTIES_MAX, struct kept);
    size_t kept_count;
    enum err err = kept_load(kept, &kept_count, tx, trust, incident->id);
    for (size_t i = 0; i < count && err == OK; i++) {
        uint8_t code[VAULT_MAC_SIZE];
        size_t k = 0;
        code_of(code, tx, mem, trust, prompts[i].duty);
        while (k < kept_count && memcmp(kept[k].code, code, sizeof(code)) != 0)
            k++;
        if (k < kept_count) {
            kept[k].stays = true;
            if (prompts[i].anew)
                err = prompt_anew(tx, trust, incident->id, code, at);
            continue;
        }
        err = prompt_add(tx, trust, incident, &prompts[i], code, at);
    }
    for (size_t k = 0; k < kept_count && err == OK; k++) {
        if (kept[k].stays)
            continue;
        struct db_value args[] = { DB_ID(trust), DB_ID(incident->id),
                                   DB_BLOB(kept[k].code, VAULT_MAC_SIZE) };
        err = db_exec(NULL, tx->conn,
                      "DELETE FROM prompt WHERE trust = $1 AND "
                      "incident = $2 AND code = $3",
                      args, COUNT_OF(args));
    }
    return err;
}

/* ---- what nobody looked at ---- */

/* x: an act of looking, p: the prompt. An entry is one too: who wrote it was
 * there. $2 a school of zeros, $3 seats_table. A deputy counts by the day
 * besides (covered below). */
#define LOOKS                                                             \
    "(SELECT o.person, o.at FROM opened o WHERE o.trust = p.trust AND "  \
    "o.incident = p.incident UNION ALL SELECT e.author, e.at FROM "      \
    "entry e WHERE e.trust = p.trust AND e.incident = p.incident) x "
#define UNNAMED                                                           \
    "NOT EXISTS (SELECT 1 FROM named n WHERE n.trust = p.trust AND "     \
    "n.incident = p.incident AND n.person = x.person)"
/* Whose seats are empty, because they are named (D8). */
#define SEATS_EMPTY                                                       \
    "(SELECT coalesce(" SEATS_NUMBER ", 0) FROM named m JOIN "           \
    "role_grant s ON s.trust = m.trust AND s.person = m.person WHERE "   \
    "m.trust = p.trust AND m.incident = p.incident AND "                 \
    "(s.school = p.school OR s.school = $2))"
#define IN_SEAT                                                           \
    "substr($3, CAST((g.role * 16 + p.owner_role) * 16 + " SEATS_EMPTY   \
    " + 1 AS INTEGER), 1) = '1'"
#define READ_SINCE                                                        \
    "(p.by_act = 0 AND EXISTS (SELECT 1 FROM " LOOKS                     \
    "WHERE x.at >= p.arose_at AND (x.person = p.owner_user OR "          \
    "EXISTS (SELECT 1 FROM role_grant g WHERE g.trust = p.trust AND "    \
    "g.person = x.person AND (g.school = p.school OR g.school = $2) "    \
    "AND (g.role = p.owner_role OR " IN_SEAT "))) AND " UNNAMED "))"
_Static_assert(SEATS_ROLES == 16 && SEATS_NUMBERS == 16, "IN_SEAT's numbers");

static enum err unread_take(struct unread_row *out, struct db_rows *rows)
{
    uint64_t owner;
    *out = (struct unread_row){ 0 };
    enum err err = column_bytes(out->incident.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->reference, rows, 2, REFERENCE_SIZE);
    if (err == OK)
        err = column_bytes(out->code, rows, 3, VAULT_MAC_SIZE);
    if (err == OK)
        err = column_number(&owner, rows, 4, ROLE_COUNT - 1);
    if (err != OK)
        return err;
    out->owner = (enum role)owner;
    out->arose_at.us = db_int(rows, 5);
    return OK;
}

/* A deputy looks for the DSL on the days of their cover: days in London, so
 * each look is compared here and not in the query. */
static enum err covered(bool *out, struct tx *tx, struct trust_id trust,
                        const struct unread_row *row)
{
    struct school_id whole = { { 0 } };
    *out = false;
    if (row->owner != ROLE_DSL)
        return OK;
    struct db_value args[] = {
        DB_ID(trust), DB_ID(whole), DB_ID(row->incident),
        DB_BLOB(row->code, VAULT_MAC_SIZE), DB_INT(ROLE_DSL),
        DB_INT(ROLE_DEPUTY_DSL),
    };
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, tx->conn,
        "SELECT x.at, c.from_on, c.until_on FROM prompt p JOIN cover c ON "
        "c.trust = p.trust AND c.school = p.school AND c.away = 0 JOIN "
        "(SELECT o.person, o.at FROM opened o WHERE o.trust = $1 AND "
        "o.incident = $3 UNION ALL SELECT e.author, e.at FROM entry e "
        "WHERE e.trust = $1 AND e.incident = $3) x ON x.person = c.person "
        "WHERE p.trust = $1 AND p.incident = $3 AND p.code = $4 AND "
        "p.owner_role = $5 AND p.by_act = 0 AND "
        "x.at >= p.arose_at AND (c.ended_at = 0 OR c.ended_at > x.at) AND "
        "EXISTS (SELECT 1 FROM role_grant g WHERE g.trust = p.trust AND "
        "g.person = x.person AND (g.school = p.school OR g.school = $2) "
        "AND g.role = $6) AND " UNNAMED,
        args, COUNT_OF(args));
    while (err == OK && !*out && db_next(&rows)) {
        int64_t day = date_in_london((struct instant){ db_int(&rows, 0) }).days;
        *out = db_int(&rows, 1) <= day && day <= db_int(&rows, 2);
    }
    return err != OK ? err : rows.err;
}

static enum err unread_query(struct unread_row *out, size_t *count,
                             struct tx *tx, const char *sql,
                             const struct db_value *args, size_t args_count,
                             size_t limit)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, sql, args, args_count);
    *count = 0;
    while (err == OK && *count < limit && db_next(&rows))
        err = unread_take(&out[(*count)++], &rows);
    return err != OK ? err : rows.err;
}

#define UNREAD_COLUMNS                                                    \
    "SELECT p.incident, p.school, i.reference, p.code, p.owner_role, "   \
    "p.arose_at FROM prompt p JOIN incident i ON i.trust = p.trust AND " \
    "i.id = p.incident "

static enum err state_put(struct tx *tx, struct trust_id trust,
                          const struct unread_row *row, int state)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(row->incident),
                               DB_BLOB(row->code, VAULT_MAC_SIZE),
                               DB_INT(state) };
    return db_exec(NULL, tx->conn,
                   "UPDATE prompt SET state = $4 WHERE trust = $1 AND "
                   "incident = $2 AND code = $3",
                   args, COUNT_OF(args));
}

enum err store_unread(const struct unread_row **out, size_t *count,
                      struct tx *tx, struct arena *mem, struct trust_id trust,
                      struct instant before, size_t limit)
{
    struct school_id whole = { { 0 } };
    struct unread_row *found = ARENA_MANY(mem, limit, struct unread_row);
    struct db_value read[] = {
        DB_ID(trust), DB_ID(whole), DB_TEXT(seats_table(mem)),
        DB_INT(before.us), DB_INT(PROMPT_READ),
    };
    enum err err = db_exec(NULL, tx->conn,
                           "UPDATE prompt AS p SET state = $5 WHERE "
                           "p.trust = $1 AND p.state = 0 AND "
                           "p.arose_at <= $4 AND " READ_SINCE,
                           read, COUNT_OF(read));
    struct db_value args[] = { DB_ID(trust), DB_INT(before.us),
                               DB_INT(limit) };
    size_t all = 0;
    if (err == OK)
        err = unread_query(found, &all, tx,
                           UNREAD_COLUMNS
                           "WHERE p.trust = $1 AND p.state = 0 AND "
                           "p.arose_at <= $2 ORDER BY p.arose_at, "
                           "p.incident, p.code LIMIT $3",
                           args, COUNT_OF(args), limit);
    *out = found;
    *count = 0;
    for (size_t i = 0; i < all && err == OK; i++) {
        bool looked;
        if ((err = covered(&looked, tx, trust, &found[i])) != OK)
            break;
        if (looked)
            err = state_put(tx, trust, &found[i], PROMPT_READ);
        else
            found[(*count)++] = found[i];
    }
    return err;
}

enum err store_unread_told(struct tx *tx, struct trust_id trust,
                           const struct unread_row *row)
{
    return state_put(tx, trust, row, PROMPT_TOLD);
}

/* A person's escalations that are looked through for a list. */
enum { TOLD_MAX = 200 };

enum err store_untouched(const struct unread_row **out, size_t *count,
                         struct tx *tx, struct arena *mem,
                         const struct permit *permit, size_t limit)
{
    struct school_id whole = { { 0 } };
    struct unread_row *found = ARENA_MANY(mem, TOLD_MAX, struct unread_row);
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(whole), DB_TEXT(seats_table(mem)),
        DB_ID(permit->user), DB_INT(PROMPT_TOLD), DB_INT(NOTICE_ESCALATED),
        DB_INT(TOLD_MAX),
    };
    size_t all;
    enum err err = unread_query(
        found, &all, tx,
        UNREAD_COLUMNS
        "WHERE p.trust = $1 AND p.state = $5 AND p.by_act = 0 AND EXISTS "
        "(SELECT 1 FROM outbox b WHERE b.trust = p.trust AND b.person = $4 "
        "AND b.kind = $6 AND b.incident = p.incident) AND NOT EXISTS "
        "(SELECT 1 FROM named n WHERE n.trust = p.trust AND n.incident = "
        "p.incident AND n.person = $4) AND NOT " READ_SINCE
        " ORDER BY p.arose_at, p.incident, p.code LIMIT $7",
        args, COUNT_OF(args), TOLD_MAX);
    *out = found;
    *count = 0;
    for (size_t i = 0; i < all && *count < limit && err == OK; i++) {
        bool looked;
        err = covered(&looked, tx, permit->trust, &found[i]);
        if (err == OK && !looked)
            found[(*count)++] = found[i];
    }
    return err;
}
