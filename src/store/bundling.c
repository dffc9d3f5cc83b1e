/* bundling.c: search digests of incidents that nobody wrote to lately go into
 * bundles, one stretch of a school in each transaction, so that no writer waits
 * for long. Whatever happens in between, each digest stands somewhere. */
#include "store/bundle.h"

enum { ROWS_MAX = 128 };

struct step {
    const struct permit *permit;
    struct instant before;
    const struct bundling *from;
    struct bundling to;
    struct arena mem;
};

/* Rows of their own behind the cursor, of one school, oldest first. */
struct loose {
    struct school_id school;
    struct bundled of[ROWS_MAX];
    size_t count;
};

static enum err loose_read(struct loose *out, struct db_rows *rows,
                           struct tx *tx, struct step *s)
{
    struct school_id school;
    struct incident_cursor at = { .created_at.us = db_int(rows, 1) };
    enum err err = column_bytes(school.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(at.id.bytes, rows, 2, ID_SIZE);
    if (err != OK || (out->count > 0 && !ID_SAME(school, out->school)))
        return err; /* the next school's: another time */
    struct bundled *b = &out->of[out->count];
    *b = (struct bundled){ .at = at };
    err = digest_open(&b->words, db_bytes(rows, 3), tx, &s->mem,
                      s->permit->trust, school, at);
    out->school = school;
    out->count += err == OK;
    return err;
}

static enum err loose_load(struct loose *out, struct tx *tx, struct step *s)
{
    struct db_value args[] = {
        DB_ID(s->permit->trust), DB_ID(s->from->school),
        DB_INT(s->from->after.created_at.us), DB_ID(s->from->after.id),
        DB_INT(s->before.us), DB_INT(ROWS_MAX),
    };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT d.school, d.created_at, d.incident, "
                            "d.words_sealed FROM digest d JOIN incident i ON "
                            "i.trust = d.trust AND i.id = d.incident AND "
                            "i.school = d.school AND i.created_at = "
                            "d.created_at WHERE d.trust = $1 AND (d.school, "
                            "d.created_at, d.incident) > ($2, $3, $4) AND "
                            "i.changed_at < $5 ORDER BY d.school, "
                            "d.created_at, d.incident LIMIT $6",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows))
        err = loose_read(out, &rows, tx, s);
    return err != OK ? err : rows.err;
}

/* Where the next bundle begins, if there is one; what stands there and behind
 * it is not of this turn. */
static enum err loose_bound(bool *more, struct loose *l, struct tx *tx,
                            const struct step *s)
{
    struct db_value args[] = { DB_ID(s->permit->trust), DB_ID(l->school),
                               DB_INT(l->of[0].at.created_at.us),
                               DB_ID(l->of[0].at.id) };
    struct incident_cursor next;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT first_at, first_incident FROM "
                            "digest_bundle WHERE trust = $1 AND school = $2 "
                            "AND (first_at, first_incident) > ($3, $4) "
                            "ORDER BY first_at, first_incident LIMIT 1",
                            args, COUNT_OF(args));
    *more = err == OK && db_next(&rows);
    if (!*more)
        return err != OK ? err : rows.err;
    next.created_at.us = db_int(&rows, 0);
    err = column_bytes(next.id.bytes, &rows, 1, ID_SIZE);
    while (err == OK && cursor_order(l->of[l->count - 1].at, next) >= 0)
        l->count--;
    return err;
}

/* Both, oldest first; the row of its own says more than the bundle. */
static size_t merge(struct bundled *out, const struct bundle *b,
                    const struct loose *l)
{
    size_t count = 0;
    for (size_t i = 0, j = 0; i < b->count || j < l->count;) {
        int order = i == b->count   ? 1
                    : j == l->count ? -1
                                    : cursor_order(b->of[i].at, l->of[j].at);
        out[count++] = order < 0 ? b->of[i] : l->of[j];
        i += order <= 0;
        j += order >= 0;
    }
    return count;
}

/* What belongs in one bundle. At the end of a school bundles are filled; one
 * that grows in the middle is parted in even pieces, as it will grow again. */
static size_t room_of(const struct bundled *of, size_t count, bool more)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += of[i].words.size;
    size_t pieces = bytes / BUNDLE_BYTES + 1;
    return more ? bytes / pieces + BUNDLE_BYTES / 8 : BUNDLE_BYTES;
}

static enum err pieces_put(struct tx *tx, struct step *s,
                           struct school_id school, const struct bundled *of,
                           size_t count, bool more)
{
    size_t room = room_of(of, count, more), from = 0, bytes = 0;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < count; i++) {
        if (i > from && bytes + of[i].words.size > room) {
            err = bundle_put(tx, &s->mem, s->permit->trust, school,
                             &of[from], i - from);
            from = i;
            bytes = 0;
        }
        bytes += of[i].words.size;
    }
    return err == OK ? bundle_put(tx, &s->mem, s->permit->trust, school,
                                  &of[from], count - from)
                     : err;
}

static enum err rows_drop(struct tx *tx, const struct step *s,
                          const struct loose *l)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < l->count; i++) {
        struct db_value args[] = { DB_ID(s->permit->trust), DB_ID(l->school),
                                   DB_INT(l->of[i].at.created_at.us),
                                   DB_ID(l->of[i].at.id) };
        err = db_exec(NULL, tx->conn,
                      "DELETE FROM digest WHERE trust = $1 AND school = $2 "
                      "AND created_at = $3 AND incident = $4",
                      args, COUNT_OF(args));
    }
    return err;
}

static enum err step_work(struct tx *tx, void *context)
{
    struct step *s = context;
    struct bundle b;
    bool more;
    arena_reset(&s->mem);
    struct loose *l = ARENA_NEW(&s->mem, struct loose);
    s->to = *s->from;
    enum err err = loose_load(l, tx, s);
    s->to.done = l->count == 0;
    if (err != OK || l->count == 0)
        return err;
    if ((err = loose_bound(&more, l, tx, s)) == OK)
        err = bundle_find(&b, tx, &s->mem, s->permit->trust, l->school,
                          l->of[0].at, true);
    if (err != OK)
        return err;
    struct bundled *all = ARENA_MANY(&s->mem, b.count + l->count,
                                     struct bundled);
    size_t count = merge(all, &b, l);
    if ((err = pieces_put(tx, s, l->school, all, count, more)) == OK)
        err = rows_drop(tx, s, l);
    s->to.school = l->school;
    s->to.after = l->of[l->count - 1].at;
    return err;
}

enum err store_digests_bundle(struct bundling *at, const struct store *store,
                              const struct permit *permit,
                              struct instant before)
{
    struct step s = { .permit = permit, .before = before, .from = at };
    arena_open(&s.mem, 1 << 30);
    enum err err = store_write(store, step_work, &s);
    arena_close(&s.mem);
    if (err == OK)
        *at = s.to;
    return err;
}
