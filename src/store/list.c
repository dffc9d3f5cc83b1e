/* list.c: incidents of the schools somebody looks after, newest first.
 *
 * Each lane is one range of one index; lanes are merged here. A page costs
 * the same whatever the size, and an incident that names the person is never
 * among the rows (D8). */
#include "store/inner.h"

#define NOT_NAMED(user)                                               \
    " AND NOT EXISTS (SELECT 1 FROM named n WHERE n.trust = i.trust " \
    "AND n.incident = i.id AND n.person = " user ")"

struct lane {
    struct school_id school; /* zeros: the whole trust */
};

/* The different schools of the permits; one lane when one is the trust. */
static size_t lanes_of(struct lane out[GRANTS_MAX], struct lanes lanes)
{
    size_t count = 0;
    must(lanes.count >= 1 && lanes.count <= GRANTS_MAX);
    for (size_t i = 0; i < lanes.count; i++) {
        const struct permit *p = &lanes.permits[i];
        must(ID_SAME(p->trust, lanes.permits[0].trust));
        if (id_is_zero(p->school.bytes)) {
            out[0].school = p->school;
            return 1;
        }
        bool there = false;
        for (size_t j = 0; j < count; j++)
            there = there || ID_SAME(out[j].school, p->school);
        if (!there)
            out[count++].school = p->school;
    }
    return count;
}

/* Newer first; ids settle what happened in the same microsecond. */
static bool row_before(const struct incident_row *a,
                       const struct incident_row *b)
{
    if (a->created_at.us != b->created_at.us)
        return a->created_at.us > b->created_at.us;
    return memcmp(a->id.bytes, b->id.bytes, ID_SIZE) > 0;
}

struct listing {
    struct incident_row *rows; /* at most limit + 1, in order */
    size_t count;
    size_t limit;
    struct tx *tx;
    struct arena *mem;
    struct trust_id trust;
};

static void row_insert(struct listing *l, const struct incident_row *row)
{
    size_t at = l->count;
    while (at > 0 && row_before(row, &l->rows[at - 1]))
        at--;
    if (at > l->limit)
        return;
    size_t last = l->count < l->limit + 1 ? l->count : l->limit;
    memmove(&l->rows[at + 1], &l->rows[at], (last - at) * sizeof(*row));
    l->rows[at] = *row;
    if (l->count < l->limit + 1)
        l->count++;
}

static enum err rows_take(struct listing *l, const char *sql,
                          const struct db_value *args, size_t count)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, l->tx->conn, sql, args, count);
    while (err == OK && db_next(&rows)) {
        struct incident_row row;
        if ((err = incident_read(&row, NULL, &rows, l->tx, l->mem,
                                 l->trust)) == OK)
            row_insert(l, &row);
    }
    return err != OK ? err : rows.err;
}

static void listing_open(struct listing *l, struct tx *tx, struct arena *mem,
                         struct trust_id trust, size_t limit)
{
    must(limit >= 1 && limit <= PAGE_MAX);
    *l = (struct listing){ .limit = limit, .tx = tx, .mem = mem,
                           .trust = trust };
    l->rows = ARENA_MANY(mem, limit + 2, struct incident_row);
}

static void page_fill(struct incident_page *out, const struct listing *l)
{
    *out = (struct incident_page){
        .rows = l->rows,
        .count = l->count > l->limit ? l->limit : l->count,
        .more = l->count > l->limit,
    };
}

static struct incident_cursor cursor_or_newest(struct incident_cursor after)
{
    if (!instant_known(after.created_at)) {
        after.created_at.us = INT64_MAX;
        memset(after.id.bytes, 0xFF, ID_SIZE);
    }
    return after;
}

#define AFTER " AND (i.created_at, i.id) < ($3, $4)"

enum err store_incidents(struct incident_page *out, struct tx *tx,
                         struct arena *mem, struct lanes lanes,
                         struct incident_cursor after, size_t limit)
{
    struct lane lane[GRANTS_MAX];
    size_t count = lanes_of(lane, lanes);
    const struct permit *p = &lanes.permits[0];
    struct listing l;
    listing_open(&l, tx, mem, p->trust, limit);
    after = cursor_or_newest(after);
    enum err err = OK;
    for (size_t i = 0; i < count && err == OK; i++) {
        struct db_value args[] = {
            DB_ID(p->trust), DB_ID(p->user), DB_INT(after.created_at.us),
            DB_ID(after.id), DB_INT(limit + 1), DB_ID(lane[i].school),
        };
        bool whole = id_is_zero(lane[i].school.bytes);
        err = rows_take(
            &l,
            whole ? "SELECT " INCIDENT_COLUMNS " FROM incident i WHERE "
                    "i.trust = $1" NOT_NAMED("$2") AFTER
                    " ORDER BY i.created_at DESC, i.id DESC LIMIT $5"
                  : "SELECT " INCIDENT_COLUMNS " FROM incident i WHERE "
                    "i.trust = $1 AND i.school = $6" NOT_NAMED("$2") AFTER
                    " ORDER BY i.created_at DESC, i.id DESC LIMIT $5",
            args, whole ? 5 : 6);
    }
    page_fill(out, &l);
    return err;
}

enum err store_receipts(struct incident_page *out, struct tx *tx,
                        struct arena *mem, const struct permit *permit,
                        struct incident_cursor after, size_t limit)
{
    struct listing l;
    listing_open(&l, tx, mem, permit->trust, limit);
    after = cursor_or_newest(after);
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(permit->user),
        DB_INT(after.created_at.us), DB_ID(after.id), DB_INT(limit + 1),
    };
    enum err err = rows_take(&l,
                             "SELECT " INCIDENT_COLUMNS " FROM incident i "
                             "WHERE i.trust = $1 AND i.reporter = $2" AFTER
                             " ORDER BY i.created_at DESC, i.id DESC "
                             "LIMIT $5",
                             args, COUNT_OF(args));
    for (size_t i = 0; i < l.count; i++)
        l.rows[i].summary = STR(""); /* a receipt tells what was sent only */
    page_fill(out, &l);
    return err;
}

enum err store_alerts(const struct incident_row **out, size_t *count,
                      struct tx *tx, struct arena *mem, struct lanes lanes,
                      size_t limit)
{
    struct lane lane[GRANTS_MAX];
    size_t lane_count = lanes_of(lane, lanes);
    const struct permit *p = &lanes.permits[0];
    struct listing l;
    listing_open(&l, tx, mem, p->trust, limit);
    enum err err = OK;
    for (size_t i = 0; i < lane_count && err == OK; i++) {
        struct db_value args[] = { DB_ID(p->trust), DB_ID(p->user),
                                   DB_INT(limit), DB_ID(lane[i].school) };
        bool whole = id_is_zero(lane[i].school.bytes);
        err = rows_take(
            &l,
            whole ? "SELECT " INCIDENT_COLUMNS " FROM incident i WHERE "
                    "i.trust = $1 AND i.unacknowledged = 1" NOT_NAMED("$2")
                    " ORDER BY i.created_at DESC LIMIT $3"
                  : "SELECT " INCIDENT_COLUMNS " FROM incident i WHERE "
                    "i.trust = $1 AND i.school = $4 AND i.unacknowledged = 1"
                    NOT_NAMED("$2") " ORDER BY i.created_at DESC LIMIT $3",
            args, whole ? 3 : 4);
    }
    *out = l.rows;
    *count = l.count > limit ? limit : l.count;
    return err;
}

enum err store_alerts_count(unsigned *out, struct tx *tx, struct lanes lanes)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    const struct incident_row *rows;
    size_t count;
    enum err err = store_alerts(&rows, &count, tx, &mem, lanes, PAGE_MAX);
    *out = (unsigned)count;
    return err;
}
