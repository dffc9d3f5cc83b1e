/* work.c: duties for the lists, by whose turn and by when. */
#include "store/inner.h"

struct gathering {
    struct work_item *items; /* at most limit + 1, in order */
    size_t count;
    size_t limit;
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

static void item_insert(struct gathering *g, const struct work_item *item)
{
    size_t at = g->count;
    while (at > 0 && item_order(item, &g->items[at - 1]) < 0)
        at--;
    if (at > g->limit || (at > 0 && item_order(item, &g->items[at - 1]) == 0))
        return; /* past the page, or in two lanes */
    size_t last = g->count < g->limit + 1 ? g->count : g->limit;
    memmove(&g->items[at + 1], &g->items[at], (last - at) * sizeof(*item));
    g->items[at] = *item;
    if (g->count < g->limit + 1)
        g->count++;
}

static enum err item_read(struct work_item *out, struct db_rows *rows,
                          struct gathering *g)
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
    struct str words;
    err = column_sealed(&words, rows, 8, g->mem, g->tx, g->trust, "work",
                        "words", work_place(g->mem, out->incident,
                                            out->school, out->ordinal));
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
    "WHERE w.trust = $1 AND w.waiting = $3 AND w.due >= $4 "               \
    "AND w.due <= $5 AND (w.due, w.incident, w.ordinal) > ($6, $7, $8) "   \
    "AND NOT EXISTS (SELECT 1 FROM named n WHERE n.trust = w.trust "       \
    "AND n.incident = w.incident AND n.person = $2) "
#define WORK_ORDER " ORDER BY w.due, w.incident, w.ordinal LIMIT $9"

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

static enum err lane_gather(struct gathering *g, const struct permit *p,
                            const struct work_query *q,
                            const struct owed *owed, bool waiting)
{
    const struct school_id zeros = { { 0 } };
    bool first = !instant_known(q->after.due) &&
                 id_is_zero(q->after.incident.bytes);
    /* Waiting rows have no date: a bound in time leaves them out. */
    int64_t until = instant_known(q->due_until) ? q->due_until.us - 1
                                                : INT64_MAX;
    int64_t after = first ? INT64_MIN
                    : instant_known(q->after.due) ? q->after.due.us
                                                  : INT64_MAX;
    struct db_value args[] = {
        DB_ID(p->trust), DB_ID(p->user), DB_INT(waiting),
        DB_INT(q->due_from.us), DB_INT(until), DB_INT(after),
        DB_ID(q->after.incident), DB_INT(q->after.ordinal),
        DB_INT(g->limit + 1), DB_INT(owed->role), DB_ID(p->school),
        DB_TEXT(owed->marks), DB_ID(zeros),
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
        if ((err = item_read(&item, &rows, g)) == OK)
            item_insert(g, &item);
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
    g.items = ARENA_MANY(mem, g.limit + 2, struct work_item);
    enum err err = gather(&g, query);
    *out = (struct work_page){
        .items = g.items,
        .count = g.count > g.limit ? g.limit : g.count,
        .more = g.count > g.limit,
    };
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
