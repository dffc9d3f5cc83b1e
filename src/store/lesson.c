/* lesson.c: entries that say what was learned, newest first (lesson.h). */
#include "store/lesson.h"

#include "store/inner.h"

#include <stdlib.h>

/* The index of schema 070 is for this number, in these words. */
_Static_assert(ENTRY_LESSONS == 49, "kinds are numbered for ever");
#define LESSONS "e.trust = $1 AND e.kind = 49"

#define LESSON_COLUMNS                                                    \
    "SELECT e.incident, i.school, e.seq, e.at FROM entry e JOIN incident i " \
    "ON i.trust = e.trust AND i.id = e.incident WHERE " LESSONS           \
    " AND (e.at, e.incident, e.seq) < ($3, $4, $5) AND NOT EXISTS "       \
    "(SELECT 1 FROM named n WHERE n.trust = e.trust "                     \
    "AND n.incident = e.incident AND n.person = $2) "
#define LESSON_ORDER " ORDER BY e.at DESC, e.incident DESC, e.seq DESC LIMIT $6"

static int newer_first(const void *left, const void *right)
{
    const struct lesson_row *a = left, *b = right;
    if (a->at.us != b->at.us)
        return a->at.us > b->at.us ? -1 : 1;
    int order = memcmp(b->incident.bytes, a->incident.bytes, ID_SIZE);
    return order != 0 ? order : (a->seq < b->seq) - (a->seq > b->seq);
}

struct gathering {
    struct lesson_row *rows;
    size_t count;
    size_t limit;
};

static enum err row_read(struct lesson_row *out, struct db_rows *rows)
{
    uint64_t seq;
    enum err err = column_bytes(out->incident.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->school.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_number(&seq, rows, 2, LEDGER_LENGTH_MAX);
    if (err != OK)
        return err;
    out->seq = (uint32_t)seq;
    out->at.us = db_int(rows, 3);
    return OK;
}

static enum err lane_gather(struct gathering *g, struct tx *tx,
                            const struct permit *p,
                            const struct lesson_row *after)
{
    bool whole = id_is_zero(p->school.bytes);
    struct incident_id last = after->incident;
    bool newest = !instant_known(after->at);
    if (newest)
        memset(last.bytes, 0xFF, ID_SIZE);
    struct db_value args[] = {
        DB_ID(p->trust), DB_ID(p->user),
        DB_INT(newest ? INT64_MAX : after->at.us), DB_ID(last),
        DB_INT(after->seq), DB_INT(g->limit + 1), DB_ID(p->school),
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            whole ? LESSON_COLUMNS LESSON_ORDER
                                  : LESSON_COLUMNS
                                    "AND i.school = $7" LESSON_ORDER,
                            args, whole ? 6 : 7);
    while (err == OK && db_next(&rows)) {
        must(g->count < (g->limit + 1) * GRANTS_MAX);
        err = row_read(&g->rows[g->count++], &rows);
    }
    return err != OK ? err : rows.err;
}

/* A lane whose school another lane before it has, or the whole trust. */
static bool lane_again(struct lanes lanes, size_t at)
{
    const struct permit *p = lanes.permits;
    for (size_t i = 0; i < lanes.count; i++)
        if ((i < at && ID_SAME(p[i].school, p[at].school)) ||
            (id_is_zero(p[i].school.bytes) &&
             !id_is_zero(p[at].school.bytes)))
            return true;
    return false;
}

enum err store_lessons(struct lesson_page *out, struct tx *tx,
                       struct arena *mem, struct lanes lanes,
                       const struct lesson_row *after, size_t limit)
{
    must(limit >= 1 && limit <= PAGE_MAX && lanes.count <= GRANTS_MAX);
    struct gathering g = { .limit = limit };
    g.rows = ARENA_MANY(mem, (limit + 1) * GRANTS_MAX, struct lesson_row);
    enum err err = OK;
    for (size_t i = 0; i < lanes.count && err == OK; i++)
        if (!lane_again(lanes, i))
            err = lane_gather(&g, tx, &lanes.permits[i], after);
    if (g.count > 0)
        qsort(g.rows, g.count, sizeof(*g.rows), newer_first);
    *out = (struct lesson_page){ g.rows, g.count > limit ? limit : g.count,
                                 g.count > limit };
    return err;
}

enum err store_lessons_count(uint64_t *out, struct tx *tx,
                             struct trust_id trust, struct school_id school)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(school) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT count(*) FROM entry e JOIN incident i ON "
                            "i.trust = e.trust AND i.id = e.incident WHERE "
                            LESSONS " AND i.school = $2",
                            args, COUNT_OF(args));
    if (err == OK)
        err = db_next(&rows) ? OK : rows.err != OK ? rows.err : ERR_CORRUPT;
    return err == OK ? column_number(out, &rows, 0, INT64_MAX) : err;
}
