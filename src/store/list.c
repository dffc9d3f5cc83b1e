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
    struct str marks;        /* of the seats taken there; empty: all of it */
};

/* What is asked of the lanes: every incident; new reports; how many new
 * reports the person is to open. */
enum asked { ASKED_ALL, ASKED_UNREAD, ASKED_TO_OPEN };

/* A role that takes seats only has a lane of its own (D8). */
static bool lane_is_taken(const struct permit *p, enum asked asked)
{
    if (asked == ASKED_TO_OPEN)
        return p->role != ROLE_DSL && p->role != ROLE_DEPUTY_DSL;
    return !access_sees_all(p);
}

/* The different schools of the permits; one lane when one is the trust. */
static size_t lanes_of(struct lane out[GRANTS_MAX], struct arena *mem,
                       struct lanes lanes, enum asked asked)
{
    size_t count = 0;
    must(lanes.count >= 1 && lanes.count <= GRANTS_MAX);
    for (size_t i = 0; i < lanes.count; i++) {
        const struct permit *p = &lanes.permits[i];
        must(ID_SAME(p->trust, lanes.permits[0].trust));
        out[count] = (struct lane){ .school = p->school };
        if (lane_is_taken(p, asked)) {
            count += seats_marks(&out[count].marks, mem, p->role,
                                 asked == ASKED_TO_OPEN ? 1u << ROLE_DSL
                                                        : SEATS_ANY, 0);
            continue;
        }
        if (id_is_zero(p->school.bytes)) {
            out[0].marks = STR_NONE;
            out[0].school = p->school;
            return 1;
        }
        bool there = false;
        for (size_t j = 0; j < count; j++)
            there = there || (out[j].marks.size == 0 &&
                              ID_SAME(out[j].school, p->school));
        count += !there;
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
    bool counted; /* nothing of the rows is read but which they are */
};

static void row_insert(struct listing *l, const struct incident_row *row)
{
    size_t at = l->count;
    while (at > 0 && row_before(row, &l->rows[at - 1]))
        at--;
    if (at > l->limit || (at > 0 && ID_SAME(l->rows[at - 1].id, row->id)))
        return; /* past the page, or in two lanes */
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
        struct incident_row row = { 0 };
        if (l->counted) {
            row.created_at.us = db_int(&rows, 1);
            if ((err = column_bytes(row.id.bytes, &rows, 0, ID_SIZE)) == OK)
                row_insert(l, &row);
        } else if ((err = incident_read(&row, NULL, &rows, l->tx, l->mem,
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

/* 2: seats taken there, 1: a school, 0: the whole trust. */
static unsigned lane_shape(const struct lane *lane)
{
    return lane->marks.size > 0               ? 2
           : !id_is_zero(lane->school.bytes) ? 1
                                             : 0;
}

static const struct school_id zeros;

/* New reports of one lane: $1 trust, $2 user, $3 how many, $4 the school, $5
 * the marks of seats, $6 zeros. They are never paged, and ask for no more
 * order than the index of new reports has: with more, SQLite walks through
 * every incident of the school. */
static enum err lane_unread(struct listing *l, const struct permit *p,
                            const struct lane *lane)
{
    static const char *const sql[2][3] = {
#define UNREAD(columns, where)                                             \
    "SELECT " columns " FROM incident i WHERE i.trust = $1 "               \
    "AND i.unacknowledged = 1 " where NOT_NAMED("$2")
#define SCHOOL "AND i.school = $4 "
#define TAKEN                                                              \
    "AND (i.school = $4 OR $4 = $6) AND i.id " SEATS_MARKED("$5", "$6")
#define ROWS(where)                                                        \
    UNREAD(INCIDENT_COLUMNS, where) " ORDER BY i.created_at DESC LIMIT $3"
#define COUNT(where) UNREAD("i.id, i.created_at", where) " LIMIT $3"
        { ROWS(""), ROWS(SCHOOL), ROWS(TAKEN) },
        { COUNT(""), COUNT(SCHOOL), COUNT(TAKEN) },
#undef UNREAD
#undef SCHOOL
#undef TAKEN
#undef ROWS
#undef COUNT
    };
    static const size_t counts[] = { 3, 4, 6 };
    unsigned shape = lane_shape(lane);
    struct db_value args[] = { DB_ID(p->trust), DB_ID(p->user),
                               DB_INT(l->limit + 1), DB_ID(lane->school),
                               DB_TEXT(lane->marks), DB_ID(zeros) };
    return rows_take(l, sql[l->counted][shape], args, counts[shape]);
}

/* One lane: $1 trust, $2 user, $3 and $4 the cursor, $5 how many, $6 the
 * school, $7 the marks of seats, $8 zeros. */
static enum err lane_take(struct listing *l, const struct permit *p,
                          const struct lane *lane,
                          struct incident_cursor after)
{
    static const char *const sql[3] = {
#define LANE(where)                                                        \
    "SELECT " INCIDENT_COLUMNS " FROM incident i WHERE i.trust = $1 "      \
    where NOT_NAMED("$2") AFTER                                            \
    " ORDER BY i.created_at DESC, i.id DESC LIMIT $5"
        LANE(""), LANE("AND i.school = $6 "),
        LANE("AND (i.school = $6 OR $6 = $8) AND i.id "
             SEATS_MARKED("$7", "$8")),
#undef LANE
    };
    static const size_t counts[] = { 5, 6, 8 };
    unsigned shape = lane_shape(lane);
    struct db_value args[] = {
        DB_ID(p->trust), DB_ID(p->user), DB_INT(after.created_at.us),
        DB_ID(after.id), DB_INT(l->limit + 1), DB_ID(lane->school),
        DB_TEXT(lane->marks), DB_ID(zeros),
    };
    return rows_take(l, sql[shape], args, counts[shape]);
}

static enum err lanes_take(struct incident_page *out, struct listing *l,
                           struct lanes lanes, enum asked asked,
                           struct incident_cursor after)
{
    struct lane lane[GRANTS_MAX];
    size_t count = lanes_of(lane, l->mem, lanes, asked);
    after = cursor_or_newest(after);
    enum err err = OK;
    for (size_t i = 0; i < count && err == OK; i++)
        err = asked == ASKED_ALL
                  ? lane_take(l, &lanes.permits[0], &lane[i], after)
                  : lane_unread(l, &lanes.permits[0], &lane[i]);
    page_fill(out, l);
    return err;
}

enum err store_incidents(struct incident_page *out, struct tx *tx,
                         struct arena *mem, struct lanes lanes,
                         struct incident_cursor after, size_t limit)
{
    struct listing l;
    must(lanes.count >= 1);
    listing_open(&l, tx, mem, lanes.permits[0].trust, limit);
    return lanes_take(out, &l, lanes, ASKED_ALL, after);
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
    struct listing l;
    struct incident_page page;
    const struct incident_cursor newest = { 0 };
    must(lanes.count >= 1);
    listing_open(&l, tx, mem, lanes.permits[0].trust, limit);
    enum err err = lanes_take(&page, &l, lanes, ASKED_UNREAD, newest);
    *out = page.rows;
    *count = page.count;
    return err;
}

enum err store_alerts_count(unsigned *out, struct tx *tx, struct lanes lanes,
                            size_t limit)
{
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct listing l;
    struct incident_page page;
    const struct incident_cursor newest = { 0 };
    must(lanes.count >= 1);
    listing_open(&l, tx, &mem, lanes.permits[0].trust, limit);
    l.counted = true;
    enum err err = lanes_take(&page, &l, lanes, ASKED_TO_OPEN, newest);
    *out = (unsigned)page.count;
    return err;
}
