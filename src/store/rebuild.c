/* rebuild.c: derived rows made anew from the entries, or compared with what
 * they would be (I1). */
#include "store/care.h"

#include "store/bundle.h"

/* ---- everything derived of one incident as one text, to compare ---- */

static enum err duty_as_text(struct buf *b, struct db_rows *rows,
                             struct tx *tx, struct arena *mem,
                             struct trust_id trust, struct incident_id id)
{
    struct school_id school;
    struct str words;
    enum err err = column_bytes(school.bytes, rows, 7, ID_SIZE);
    if (err == OK)
        err = column_sealed(&words, rows, 5, mem, tx, trust, "work", "words",
                            work_place(mem, id, school,
                                       (unsigned)db_int(rows, 6)));
    if (err != OK)
        return err;
    buf_printf(b, "%lld ", (long long)db_int(rows, 0));
    buf_put_str(b, db_bytes(rows, 1));
    buf_printf(b, " %lld %lld %lld %lld ", (long long)db_int(rows, 2),
               (long long)db_int(rows, 3), (long long)db_int(rows, 4),
               (long long)db_int(rows, 6));
    buf_put_str(b, db_bytes(rows, 7));
    buf_put_str(b, words);
    buf_put_char(b, '\n');
    return OK;
}

static enum err work_as_text(struct buf *b, struct tx *tx, struct arena *mem,
                             struct trust_id trust, struct incident_id id)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT owner_role, owner_user, waiting, due, "
                            "start, words_sealed, ordinal, school FROM work "
                            "WHERE trust = $1 AND incident = $2 "
                            "ORDER BY ordinal",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows))
        err = duty_as_text(b, &rows, tx, mem, trust, id);
    return err != OK ? err : rows.err;
}

static enum err named_as_text(struct buf *b, struct tx *tx,
                              struct trust_id trust, struct incident_id id)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT person FROM named WHERE trust = $1 AND "
                            "incident = $2 ORDER BY person",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows))
        buf_put_str(b, db_bytes(&rows, 0));
    buf_put_char(b, '\n');
    return err != OK ? err : rows.err;
}

static enum err helpers_as_text(struct buf *b, struct tx *tx,
                                struct trust_id trust, struct incident_id id)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT person FROM helper WHERE trust = $1 AND "
                            "incident = $2 ORDER BY person",
                            args, COUNT_OF(args));
    while (err == OK && db_next(&rows))
        buf_put_str(b, db_bytes(&rows, 0));
    buf_put_char(b, '\n');
    return err != OK ? err : rows.err;
}

static enum err flags_as_text(struct buf *b, struct tx *tx,
                              struct trust_id trust, struct incident_id id)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT stage, is_open, unacknowledged, "
                            "changed_at FROM incident WHERE trust = $1 AND "
                            "id = $2",
                            args, COUNT_OF(args));
    if (err == OK && db_next(&rows))
        for (unsigned i = 0; i < 4; i++)
            buf_printf(b, "%lld ", (long long)db_int(&rows, i));
    return err != OK ? err : rows.err;
}

static enum err derived_text(struct str *out, struct tx *tx,
                             struct arena *mem, struct trust_id trust,
                             const struct incident_row *row)
{
    struct buf b;
    struct incident_row now;
    struct str words;
    buf_open(&b, mem, 4096, 16 << 20);
    enum err err = incident_load(&now, tx, mem, trust, row->id);
    if (err == OK)
        err = digest_load(&words, tx, mem, trust, row);
    if (err != OK)
        return err;
    buf_put_str(&b, now.summary);
    buf_put_str(&b, words);
    if ((err = flags_as_text(&b, tx, trust, row->id)) == OK)
        err = work_as_text(&b, tx, mem, trust, row->id);
    if (err == OK)
        err = named_as_text(&b, tx, trust, row->id);
    if (err == OK)
        err = helpers_as_text(&b, tx, trust, row->id);
    *out = buf_str(&b);
    return err == OK && b.overflowed ? ERR_LIMIT : err;
}

/* ---- one incident ---- */

static enum err rows_make(struct visit *v, struct tx *tx,
                          struct stored_chronology *c)
{
    struct walking *w = v->w;
    struct trust_id trust = w->permit->trust;
    struct derived derived;
    enum err err = w->deriver->derive(&derived, &w->mem, c,
                                      w->deriver->context);
    if (err != OK)
        return err;
    c->incident.changed_at = c->entries[c->count - 1].at;
    derived_row(&c->incident, &derived);
    if ((err = derived_put(&c->incident, tx, &w->mem, trust, &derived)) == OK)
        err = store_incident_derived(tx, &w->mem, trust, &c->incident,
                                     derived.unacknowledged);
    return err == OK ? digest_add(tx, &w->mem, trust, &c->incident,
                                  c->entries, c->count, true)
                     : err;
}

/* Compare mode undoes its own writing: the rows are made anew, read, and the
 * transaction is given up. */
static enum err rebuild_work(struct tx *tx, void *context)
{
    struct visit *v = context;
    struct walking *w = v->w;
    struct stored_chronology c;
    struct str before = STR_NONE, after;
    arena_reset(&w->mem);
    v->bad = (struct finding){ 0 };
    v->undone = false;
    enum err err = chronology_load(&c, &v->bad, tx, &w->mem, w->permit,
                                   v->id);
    if (err != OK || c.count == 0)
        return err;
    bool broken = v->bad.what != NULL; /* the summary: made anew */
    if (!w->compare)
        v->bad = (struct finding){ 0 };
    if (w->compare && !broken) {
        err = derived_text(&before, tx, &w->mem, w->permit->trust,
                           &c.incident);
        broken = err == ERR_CORRUPT;
    }
    if (err == OK || broken)
        err = rows_make(v, tx, &c);
    if (err != OK || !w->compare)
        return err;
    err = derived_text(&after, tx, &w->mem, w->permit->trust, &c.incident);
    if (err == OK && (broken || !str_same(before, after)))
        v->bad = (struct finding){ .kind = FINDING_DERIVED,
                                   .what = "the lists differ from the entries" };
    v->undone = err == OK;
    return err == OK ? ERR_CONFLICT : err; /* give the transaction up */
}

/* ---- the whole ---- */

#define GONE(row)                                                       \
    " WHERE trust = $1 AND NOT EXISTS (SELECT 1 FROM incident i WHERE " \
    "i.trust = " row ".trust AND i.id = " row ".incident"

/* Digests of incidents that are gone leave their bundle; one that does not
 * open goes, and what it held is made anew with its incidents. */
static enum err bundle_sweep(void *context, struct tx *tx, struct arena *mem,
                             const struct bundle *bundle, const bool *gone)
{
    struct walking *w = context;
    struct trust_id trust = w->permit->trust;
    bool any = false;
    if (gone == NULL)
        return bundle_drop(tx, trust, bundle->school, bundle->first);
    for (size_t i = 0; i < bundle->count; i++)
        any = any || gone[i];
    return any ? bundle_put_without(tx, mem, trust, bundle, gone) : OK;
}

static enum err sweep_work(struct tx *tx, void *context)
{
    struct walking *w = context;
    struct db_value args[] = { DB_ID(w->permit->trust) };
    struct db_call calls[] = {
        { "DELETE FROM work" GONE("work") ")", args, 1 },
        { "DELETE FROM named" GONE("named") ")", args, 1 },
        { "DELETE FROM helper" GONE("helper") ")", args, 1 },
        { "DELETE FROM digest" GONE("digest") " AND i.school = digest.school "
          "AND i.created_at = digest.created_at)", args, 1 },
    };
    struct bundles_walk bundles = { w->permit->trust, bundle_sweep, w };
    enum err err = db_batch(tx->conn, calls, COUNT_OF(calls));
    return err == OK ? bundles_walk(&bundles, tx) : err;
}

enum err store_rebuild(const struct store *store, const struct permit *permit,
                       const struct deriver *deriver, bool compare,
                       struct findings *findings, struct progress progress)
{
    struct walking w = { .store = store, .permit = permit,
                         .findings = findings, .progress = progress,
                         .deriver = deriver, .compare = compare,
                         .visit = rebuild_work, .writes = true };
    findings->count = 0;
    walking_open(&w);
    enum err err = compare ? orphans_tell(&w, true)
                           : store_write(store, sweep_work, &w);
    if (err == OK)
        err = walk(&w);
    walking_close(&w);
    return err;
}
