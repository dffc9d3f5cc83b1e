/* care.c: looking after the whole: verify every chain, make derived rows
 * anew. Incidents are walked in pages by id, one read transaction each, so
 * that memory and locks stay bounded. */
#include "store/inner.h"

enum { WALK_PAGE = 200 };

struct walking {
    const struct store *store;
    const struct permit *permit;
    struct findings *findings;
    struct progress progress;
    const struct deriver *deriver; /* NULL: verify */
    bool compare;
    struct arena page;
    struct arena mem;
    struct incident_id after;
    struct incident_id ids[WALK_PAGE];
    size_t count;
    uint64_t done;
    uint64_t total;
};

static void finding_tell(struct walking *w, enum finding_kind kind,
                         struct incident_id incident, uint32_t seq,
                         const char *what)
{
    struct finding f = { .kind = kind, .trust = w->permit->trust,
                         .incident = incident, .seq = seq, .what = what };
    w->findings->count++;
    if (w->findings->found != NULL)
        w->findings->found(w->findings->context, &f);
}

static enum err page_work(struct tx *tx, void *context)
{
    struct walking *w = context;
    struct db_value args[] = { DB_ID(w->permit->trust), DB_ID(w->after),
                               DB_INT(WALK_PAGE) };
    AUTO_ROWS rows;
    w->count = 0;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT id FROM incident WHERE trust = $1 AND "
                            "id > $2 ORDER BY id LIMIT $3",
                            args, COUNT_OF(args));
    while (err == OK && w->count < WALK_PAGE && db_next(&rows)) {
        err = column_bytes(w->ids[w->count].bytes, &rows, 0, ID_SIZE);
        w->count++;
    }
    return err != OK ? err : rows.err;
}

static enum err total_work(struct tx *tx, void *context)
{
    struct walking *w = context;
    struct db_value args[] = { DB_ID(w->permit->trust) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT count(*) FROM incident WHERE trust = $1",
                            args, COUNT_OF(args));
    if (err == OK && db_next(&rows))
        w->total = (uint64_t)db_int(&rows, 0);
    return err != OK ? err : rows.err;
}

/* Entries and keys whose incident is gone. */
static enum err orphans_work(struct tx *tx, void *context)
{
    struct walking *w = context;
    struct db_value args[] = { DB_ID(w->permit->trust) };
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, tx->conn,
        "SELECT k.incident FROM incident_key k WHERE k.trust = $1 AND NOT "
        "EXISTS (SELECT 1 FROM incident i WHERE i.trust = k.trust AND "
        "i.id = k.incident)",
        args, COUNT_OF(args));
    while (err == OK && db_next(&rows)) {
        struct incident_id id;
        if ((err = column_bytes(id.bytes, &rows, 0, ID_SIZE)) == OK)
            finding_tell(w, FINDING_ORPHAN, id, 0,
                         "the incident of these entries is gone");
    }
    uint32_t bad = 0;
    if (err == OK && (err = rows.err) == OK)
        err = journal_verify(&bad, tx, &w->page, w->permit->trust);
    if (bad > 0)
        finding_tell(w, FINDING_JOURNAL, (struct incident_id){ { 0 } }, bad,
                     "the journal was altered");
    return err;
}

struct visit {
    struct walking *w;
    struct incident_id id;
};

static enum err verify_work(struct tx *tx, void *context)
{
    struct visit *v = context;
    struct stored_chronology c;
    arena_reset(&v->w->mem);
    enum err err = store_load(&c, tx, &v->w->mem, v->w->permit, v->id,
                              (struct load_until){ 0 });
    if (err == ERR_CORRUPT) {
        finding_tell(v->w, FINDING_LEDGER, v->id, 0,
                     "the chronology does not verify");
        return OK;
    }
    return err;
}

/* ---- derived rows ---- */

static void duties_as_text(struct buf *b, struct db_rows *rows,
                           struct str words)
{
    buf_printf(b, "%lld ", (long long)db_int(rows, 0));
    buf_put_str(b, db_bytes(rows, 1));
    buf_printf(b, " %lld %lld %lld ", (long long)db_int(rows, 2),
               (long long)db_int(rows, 3), (long long)db_int(rows, 4));
    buf_put_str(b, words);
    buf_put_char(b, '\n');
}

/* Everything derived of one incident as one text, to compare. */
static enum err derived_text(struct str *out, struct tx *tx,
                             struct arena *mem, struct trust_id trust,
                             struct incident_id id)
{
    struct buf b;
    struct incident_row row;
    buf_open(&b, mem, 4096, 8 << 20);
    struct db_value args[] = { DB_ID(trust), DB_ID(id) };
    enum err err = incident_load(&row, tx, mem, trust, id);
    if (err != OK)
        return err;
    buf_printf(&b, "%u %d %.*s\n", row.stage, row.open, STR_ARG(row.summary));
    AUTO_ROWS rows;
    err = db_query(&rows, tx->conn,
                   "SELECT owner_role, owner_user, waiting, due, start, "
                   "words_sealed, ordinal FROM work WHERE trust = $1 AND "
                   "incident = $2 ORDER BY ordinal",
                   args, COUNT_OF(args));
    while (err == OK && db_next(&rows)) {
        struct str words;
        err = column_sealed(&words, &rows, 5, mem, tx, trust, "work",
                            "words",
                            work_place(mem, id, (unsigned)db_int(&rows, 6)));
        if (err == OK)
            duties_as_text(&b, &rows, words);
    }
    if (err == OK)
        err = rows.err;
    AUTO_ROWS named = { 0 };
    if (err == OK)
        err = db_query(&named, tx->conn,
                       "SELECT person FROM named WHERE trust = $1 AND "
                       "incident = $2 ORDER BY person",
                       args, COUNT_OF(args));
    while (err == OK && db_next(&named))
        buf_put_str(&b, db_bytes(&named, 0));
    *out = buf_str(&b);
    return err != OK ? err : named.err;
}

/* Compare mode undoes its own writing: the rows are made anew, read, and the
 * transaction is given up. */
static enum err rebuild_work(struct tx *tx, void *context)
{
    struct visit *v = context;
    struct walking *w = v->w;
    struct stored_chronology c;
    struct derived derived;
    struct str before, after;
    arena_reset(&w->mem);
    enum err err = store_load(&c, tx, &w->mem, w->permit, v->id,
                              (struct load_until){ 0 });
    if (err == OK && c.count > 0)
        err = derived_text(&before, tx, &w->mem, w->permit->trust, v->id);
    if (err != OK || c.count == 0)
        return err;
    err = w->deriver->derive(&derived, &w->mem, &c, w->deriver->context);
    if (err == OK)
        err = derived_put(&c.incident, tx, &w->mem, w->permit->trust,
                          &derived);
    if (err == OK)
        err = store_incident_derived(tx, &w->mem, w->permit->trust,
                                     &c.incident, derived.unacknowledged);
    if (err == OK)
        err = derived_text(&after, tx, &w->mem, w->permit->trust, v->id);
    if (err == OK && w->compare) {
        if (!str_same(before, after))
            finding_tell(w, FINDING_DERIVED, v->id, 0,
                         "the lists differ from the entries");
        return ERR_CONFLICT; /* give the transaction up */
    }
    return err;
}

static enum err visit_one(struct walking *w, struct incident_id id)
{
    struct visit v = { w, id };
    if (w->deriver == NULL)
        return store_read(w->store, verify_work, &v);
    enum err err = store_write(w->store, rebuild_work, &v);
    if (w->compare && err == ERR_CONFLICT)
        return OK;
    if (err == ERR_CORRUPT) {
        finding_tell(w, FINDING_LEDGER, id, 0,
                     "the chronology does not verify");
        return OK;
    }
    return err;
}

static enum err walk(struct walking *w)
{
    enum err err = store_read(w->store, total_work, w);
    while (err == OK) {
        if ((err = store_read(w->store, page_work, w)) != OK || w->count == 0)
            break;
        for (size_t i = 0; i < w->count && err == OK; i++) {
            err = visit_one(w, w->ids[i]);
            w->done++;
            if (w->progress.step != NULL)
                w->progress.step(w->progress.context, w->done, w->total);
        }
        w->after = w->ids[w->count - 1];
    }
    return err;
}

static void walking_open(struct walking *w)
{
    arena_open(&w->page, 16 << 20);
    arena_open(&w->mem, 512 << 20);
    w->findings->count = 0;
}

static void walking_close(struct walking *w)
{
    arena_close(&w->page);
    arena_close(&w->mem);
}

enum err store_verify(const struct store *store, const struct permit *permit,
                      struct findings *findings, struct progress progress)
{
    struct walking w = { .store = store, .permit = permit,
                         .findings = findings, .progress = progress };
    walking_open(&w);
    enum err err = store_read(store, orphans_work, &w);
    if (err == OK)
        err = walk(&w);
    walking_close(&w);
    return err;
}

enum err store_rebuild(const struct store *store, const struct permit *permit,
                       const struct deriver *deriver, bool compare,
                       struct findings *findings, struct progress progress)
{
    struct walking w = { .store = store, .permit = permit,
                         .findings = findings, .progress = progress,
                         .deriver = deriver, .compare = compare };
    walking_open(&w);
    enum err err = walk(&w);
    walking_close(&w);
    return err;
}
