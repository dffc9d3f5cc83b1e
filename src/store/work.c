/* work.c: duties for the lists, by whose turn and by when.
 *
 * Each lane is one range of one index, in order; lanes are merged here and a
 * lane is left at the first row that comes after a full page. Words are
 * opened at the end, for the rows of the page only. */
#include "store/inner.h"

/* A row on its way: its words are still sealed. */
struct gathered {
    struct work_item item;
    struct str sealed;
};

struct gathering {
    struct gathered *rows; /* at most limit + 1, in order */
    size_t count;
    size_t limit;
    bool named; /* in some incident of the trust: each row is asked (D8) */
    struct tx *tx;
    struct arena *mem;
    struct trust_id trust;
};

static int64_t due_key(const struct work_item *item)
{
    return instant_known(item->duty.due) ? item->duty.due.us : INT64_MAX;
}

static int item_order(const struct work_item *a, const struct work_item *b)
{
    if (due_key(a) != due_key(b))
        return due_key(a) < due_key(b) ? -1 : 1;
    int order = memcmp(a->incident.bytes, b->incident.bytes, ID_SIZE);
    if (order != 0)
        return order;
    return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* False when the page is full and the item comes after it. */
static bool item_insert(struct gathering *g, const struct work_item *item,
                        struct str sealed)
{
    size_t at = g->count;
    while (at > 0 && item_order(item, &g->rows[at - 1].item) < 0)
        at--;
    if (at > g->limit)
        return false;
    if (at > 0 && item_order(item, &g->rows[at - 1].item) == 0)
        return true; /* in two lanes */
    size_t last = g->count < g->limit + 1 ? g->count : g->limit;
    memmove(&g->rows[at + 1], &g->rows[at], (last - at) * sizeof(*g->rows));
    g->rows[at] = (struct gathered){ *item, str_copy(g->mem, sealed) };
    if (g->count < g->limit + 1)
        g->count++;
    return true;
}

/* All of a row but its words. */
static enum err item_read(struct work_item *out, struct db_rows *rows)
{
    uint64_t ordinal, role, stage;
    *out = (struct work_item){ 0 };
    enum err err = column_bytes(out->incident.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_number(&ordinal, rows, 1, UINT32_MAX);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 2, ID_SIZE);
    if (err == OK)
        err = column_number(&role, rows, 3, ROLE_COUNT - 1);
    if (err == OK)
        err = column_bytes(out->duty.owner_user.bytes, rows, 4, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->reference, rows, 9, REFERENCE_SIZE);
    if (err == OK)
        err = column_number(&stage, rows, 10, 255);
    if (err != OK)
        return err;
    out->stage = (unsigned)stage;
    out->ordinal = (uint32_t)ordinal;
    out->duty.owner_role = (enum role)role;
    out->duty.state = db_int(rows, 5) == 1 ? DUTY_WAITING : DUTY_DUE;
    int64_t due = db_int(rows, 6);
    out->duty.due.us = due == INT64_MAX ? 0 : due;
    out->duty.start.us = db_int(rows, 7);
    return OK;
}

static enum err words_open_row(struct work_item *out, struct gathering *g,
                               struct str sealed)
{
    struct str words;
    enum err err = open_column(&words, sealed, g->mem, g->tx, g->trust,
                               "work", "words",
                               work_place(g->mem, out->incident, out->school,
                                          out->ordinal));
    if (err != OK)
        return err;
    out->duty.clause = str_cut(&words, '\n');
    out->duty.subject = str_cut(&words, '\n');
    out->duty.title = str_cut(&words, '\n');
    out->duty.why = words;
    return OK;
}

#define WORK_COLUMNS                                                      \
    "SELECT w.incident, w.ordinal, w.school, w.owner_role, w.owner_user, " \
    "w.waiting, w.due, w.start, w.words_sealed, i.reference, i.stage "      \
    "FROM work w "                                                         \
    "JOIN incident i ON i.trust = w.trust AND i.id = w.incident "          \
    "WHERE w.trust = $1 AND w.waiting = $3 AND w.due <= $4 "               \
    "AND (w.due, w.incident, w.ordinal) > ($5, $6, $7) "                   \
    "AND ($9 = 0 OR NOT EXISTS (SELECT 1 FROM named n WHERE "             \
    "n.trust = w.trust AND n.incident = w.incident AND n.person = $2)) "
#define WORK_ORDER " ORDER BY w.due, w.incident, w.ordinal LIMIT $8"

#define WORK_TAKEN                                                        \
    "AND (w.school = $11 OR $11 = $13) AND w.incident "                   \
    SEATS_MARKED("$12", "$13")

/* Of a role at a school or in the trust; the same in incidents in which its
 * seat is taken (D8); of a user by name. */
enum owner { OWNER_SCHOOL, OWNER_TRUST, OWNER_TAKEN, OWNER_USER };

static const char *const sql_of[] = {
    [OWNER_SCHOOL] = WORK_COLUMNS
        "AND w.owner_role = $10 AND w.school = $11" WORK_ORDER,
    [OWNER_TRUST] = WORK_COLUMNS "AND w.owner_role = $10" WORK_ORDER,
    [OWNER_TAKEN] = WORK_COLUMNS
        "AND w.owner_role = $10 " WORK_TAKEN WORK_ORDER,
    [OWNER_USER] = WORK_COLUMNS "AND w.owner_user = $2" WORK_ORDER,
};

/* Whose duties a lane asks for. */
struct owed {
    enum owner owner;
    enum role role;
    struct str marks; /* of OWNER_TAKEN */
};

/* The row after which a lane begins. */
struct begin {
    int64_t due;
    struct incident_id incident;
    int64_t ordinal;
};

/* The cursor, or the last row that could be before the time asked for. The
 * two are one condition: of two, a driver walks from the looser one, through
 * everything that was due before. */
static struct begin begin_of(const struct work_query *q)
{
    struct begin cursor = { .due = instant_known(q->after.due)
                                       ? q->after.due.us
                                       : INT64_MAX,
                            .incident = q->after.incident,
                            .ordinal = q->after.ordinal };
    struct begin from = { .due = q->due_from.us - 1, .ordinal = INT64_MAX };
    bool first = !instant_known(q->after.due) &&
                 id_is_zero(q->after.incident.bytes);
    memset(from.incident.bytes, 0xFF, ID_SIZE);
    return first || cursor.due < from.due ? from : cursor;
}

static enum err lane_gather(struct gathering *g, const struct permit *p,
                            const struct work_query *q,
                            const struct owed *owed, bool waiting)
{
    const struct school_id zeros = { { 0 } };
    struct begin begin = begin_of(q);
    /* Waiting rows have no date: a bound in time leaves them out. */
    int64_t until = instant_known(q->due_until) ? q->due_until.us - 1
                                                : INT64_MAX;
    struct db_value args[] = {
        DB_ID(p->trust), DB_ID(p->user), DB_INT(waiting),
        DB_INT(until), DB_INT(begin.due), DB_ID(begin.incident),
        DB_INT(begin.ordinal),
        DB_INT(g->limit + 1), DB_INT(g->named), DB_INT(owed->role),
        DB_ID(p->school), DB_TEXT(owed->marks), DB_ID(zeros),
    };
    static const size_t counts[] = {
        [OWNER_SCHOOL] = 11, [OWNER_TRUST] = 10, [OWNER_TAKEN] = 13,
        [OWNER_USER] = 9,
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, g->tx->conn, sql_of[owed->owner], args,
                            counts[owed->owner]);
    while (err == OK && db_next(&rows)) {
        struct work_item item;
        err = item_read(&item, &rows);
        if (err == OK && !item_insert(g, &item, db_bytes(&rows, 8)))
            break;
    }
    return err != OK ? err : rows.err;
}

/* A deputy in cover owns what the DSL owns (explain.md). */
static enum role owner_of(enum role role)
{
    return role == ROLE_DEPUTY_DSL ? ROLE_DSL : role;
}

/* What role owes, in incidents in which the permit's role takes those seats. */
static enum err taken_gather(struct gathering *g, const struct permit *p,
                             const struct work_query *q, enum role role,
                             unsigned taken, unsigned not_taken, bool waiting)
{
    struct owed owed = { .owner = OWNER_TAKEN, .role = role };
    return seats_marks(&owed.marks, g->mem, p->role, taken, not_taken)
               ? lane_gather(g, p, q, &owed, waiting)
               : OK;
}

/* What the permit's role owes, and what is owed by those whose seat it has
 * taken (D8). */
static enum err own_gather(struct gathering *g, const struct permit *p,
                           const struct work_query *q, enum owner owner,
                           bool waiting)
{
    struct owed owed = { owner, owner_of(p->role), STR("") };
    enum err err = lane_gather(g, p, q, &owed, waiting);
    for (unsigned seat = ROLE_NONE + 1; seat < ROLE_COUNT && err == OK; seat++)
        if ((SEATS_NAMED & 1u << seat) != 0)
            err = taken_gather(g, p, q, (enum role)seat, 1u << seat, 0,
                               waiting);
    return err;
}

/* One lane: what the permit's role owes, or what the roles asked for owe: in
 * every incident of the school, or in those in which it takes a seat. */
static enum err roles_gather(struct gathering *g, const struct permit *p,
                             const struct work_query *q, bool waiting)
{
    enum owner owner = id_is_zero(p->school.bytes) ? OWNER_TRUST
                                                   : OWNER_SCHOOL;
    if (q->others == 0)
        return own_gather(g, p, q, owner, waiting);
    bool all = access_sees_all(p);
    enum err err = OK;
    for (unsigned role = ROLE_NONE + 1; role < ROLE_COUNT && err == OK;
         role++) {
        struct owed owed = { owner, (enum role)role, STR("") };
        if ((q->others & 1u << role) == 0)
            continue;
        err = all ? lane_gather(g, p, q, &owed, waiting)
                  : taken_gather(g, p, q, (enum role)role, SEATS_ANY,
                                 1u << role, waiting);
    }
    return err;
}

static enum err gather(struct gathering *g, const struct work_query *q)
{
    must(q->due || q->waiting);
    must(q->lanes.count >= 1);
    enum err err = OK;
    for (unsigned waiting = 0; waiting <= 1 && err == OK; waiting++) {
        if (!(waiting ? q->waiting : q->due))
            continue;
        for (size_t i = 0; i < q->lanes.count && err == OK; i++)
            err = roles_gather(g, &q->lanes.permits[i], q, waiting == 1);
        const struct owed own = { OWNER_USER, ROLE_NONE, STR("") };
        if (err == OK && q->own)
            err = lane_gather(g, &q->lanes.permits[0], q, &own, waiting == 1);
    }
    return err;
}

enum err store_work(struct work_page *out, struct tx *tx, struct arena *mem,
                    const struct work_query *query)
{
    must(query->limit >= 1 && query->limit <= PAGE_MAX);
    struct gathering g = { .limit = query->limit, .tx = tx, .mem = mem,
                           .trust = query->lanes.permits[0].trust };
    g.rows = ARENA_MANY(mem, g.limit + 2, struct gathered);
    enum err err = named_anywhere(&g.named, tx, g.trust,
                                  query->lanes.permits[0].user);
    if (err == OK)
        err = gather(&g, query);
    size_t count = g.count > g.limit ? g.limit : g.count;
    struct work_item *items = ARENA_MANY(mem, count, struct work_item);
    for (size_t i = 0; i < count && err == OK; i++) {
        items[i] = g.rows[i].item;
        err = words_open_row(&items[i], &g, g.rows[i].sealed);
    }
    *out = (struct work_page){ .items = items, .count = count,
                               .more = g.count > g.limit };
    return err;
}

enum err store_work_count(unsigned *out, struct tx *tx,
                          const struct work_query *query)
{
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    struct work_query q = *query;
    struct work_page page;
    q.after = (struct work_cursor){ 0 };
    q.limit = WORK_COUNT_MAX;
    enum err err = store_work(&page, tx, &mem, &q);
    *out = err == OK ? (unsigned)page.count : 0;
    return err;
}
