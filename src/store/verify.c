/* verify.c: walking over the incidents of a trust, and checking that every
 * chain, key, head, journal row and school's days are as they were written. */
#include "store/care.h"

#include "store/bundle.h"

void finding_tell(struct walking *w, const struct finding *finding)
{
    struct finding f = *finding;
    f.trust = w->permit->trust;
    w->findings->count++;
    if (w->findings->found != NULL)
        w->findings->found(w->findings->context, &f);
}

/* Inside the one transaction there is, or in one of its own. */
static enum err inside(struct walking *w, bool writes,
                       enum err (*work)(struct tx *tx, void *context),
                       void *context)
{
    if (w->tx != NULL)
        return work(w->tx, context);
    return writes ? store_write(w->store, work, context)
                  : store_read(w->store, work, context);
}

/* ---- the walk ---- */

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

/* What is corrupt is a finding; whatever else goes wrong ends the walk. */
static enum err visit_one(struct walking *w, struct incident_id id)
{
    struct visit v = { .w = w, .id = id };
    enum err err = inside(w, w->writes, w->visit, &v);
    if (v.bad.what != NULL && (err == OK || err == ERR_CORRUPT || v.undone)) {
        v.bad.incident = id;
        finding_tell(w, &v.bad);
        return OK;
    }
    return v.undone ? OK : err;
}

enum err walk(struct walking *w)
{
    enum err err = inside(w, false, total_work, w);
    while (err == OK) {
        if ((err = inside(w, false, page_work, w)) != OK || w->count == 0)
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

void walking_open(struct walking *w)
{
    arena_open(&w->page, 16 << 20);
    arena_open(&w->mem, 512 << 20);
}

void walking_close(struct walking *w)
{
    arena_close(&w->page);
    arena_close(&w->mem);
}

/* ---- rows whose incident is gone ---- */

#define NO_INCIDENT(row)                                                     \
    "NOT EXISTS (SELECT 1 FROM incident i WHERE i.trust = " row ".trust AND " \
    "i.id = " row ".incident"

/* At most so many are told of each sort. */
#define ORPHANS_LIMIT " LIMIT 100"

static const struct {
    enum finding_kind kind;
    const char *what;
    const char *sql;
} orphans[] = {
    { FINDING_ORPHAN, "the incident of these entries is gone",
      "SELECT DISTINCT e.incident FROM entry e WHERE e.trust = $1 AND "
      NO_INCIDENT("e") ")" ORPHANS_LIMIT },
    { FINDING_ORPHAN, "the incident of this key is gone",
      "SELECT k.incident FROM incident_key k WHERE k.trust = $1 AND "
      NO_INCIDENT("k") ")" ORPHANS_LIMIT },
    { FINDING_DERIVED, "work is listed for an incident that is not there",
      "SELECT DISTINCT w.incident FROM work w WHERE w.trust = $1 AND "
      NO_INCIDENT("w") ")" ORPHANS_LIMIT },
    { FINDING_DERIVED, "a person is named in an incident that is not there",
      "SELECT DISTINCT n.incident FROM named n WHERE n.trust = $1 AND "
      NO_INCIDENT("n") ")" ORPHANS_LIMIT },
    { FINDING_DERIVED, "somebody helps in an incident that is not there",
      "SELECT DISTINCT h.incident FROM helper h WHERE h.trust = $1 AND "
      NO_INCIDENT("h") ")" ORPHANS_LIMIT },
    { FINDING_DERIVED, "a search digest stands where no incident is",
      "SELECT DISTINCT d.incident FROM digest d WHERE d.trust = $1 AND "
      NO_INCIDENT("d") " AND i.school = d.school AND "
      "i.created_at = d.created_at)" ORPHANS_LIMIT },
};

enum { ORPHANS_MAX = 100 };

struct orphans_search {
    struct walking *w;
    size_t which;
    struct incident_id ids[ORPHANS_MAX];
    size_t count;
};

static enum err orphans_work(struct tx *tx, void *context)
{
    struct orphans_search *o = context;
    struct db_value args[] = { DB_ID(o->w->permit->trust) };
    AUTO_ROWS rows;
    o->count = 0;
    enum err err = db_query(&rows, tx->conn, orphans[o->which].sql, args,
                            COUNT_OF(args));
    while (err == OK && o->count < COUNT_OF(o->ids) && db_next(&rows))
        err = column_bytes(o->ids[o->count++].bytes, &rows, 0, ID_SIZE);
    return err != OK ? err : rows.err;
}

/* The same of digests in bundles. One that does not open is named after the
 * incident it begins with. */
static enum err bundle_orphans(void *context, struct tx *tx,
                               struct arena *mem, const struct bundle *bundle,
                               const bool *gone)
{
    struct orphans_search *o = context;
    (void)tx;
    (void)mem;
    if (gone == NULL) {
        if (o->count < ORPHANS_MAX)
            o->ids[o->count++] = bundle->first.id;
        return OK;
    }
    for (size_t i = 0; i < bundle->count && o->count < ORPHANS_MAX; i++)
        if (gone[i])
            o->ids[o->count++] = bundle->of[i].at.id;
    return OK;
}

static enum err bundles_work(struct tx *tx, void *context)
{
    struct orphans_search *o = context;
    struct bundles_walk walk = { o->w->permit->trust, bundle_orphans, o };
    o->count = 0;
    return bundles_walk(&walk, tx);
}

static void orphans_found(struct orphans_search *o, enum finding_kind kind,
                          const char *what)
{
    for (size_t i = 0; i < o->count; i++) {
        struct finding f = { .kind = kind, .incident = o->ids[i],
                             .what = what };
        finding_tell(o->w, &f);
    }
}

enum err orphans_tell(struct walking *w, bool derived_only)
{
    struct orphans_search o = { .w = w };
    enum err err = OK;
    for (; err == OK && o.which < COUNT_OF(orphans); o.which++) {
        if (derived_only && orphans[o.which].kind != FINDING_DERIVED)
            continue;
        err = inside(w, false, orphans_work, &o);
        if (err == OK)
            orphans_found(&o, orphans[o.which].kind, orphans[o.which].what);
    }
    if (err == OK && (err = inside(w, false, bundles_work, &o)) == OK)
        orphans_found(&o, FINDING_DERIVED,
                      "a bundle of search digests is not as it was put there");
    return err;
}

/* ---- verify ---- */

struct journal_check {
    struct walking *w;
    uint32_t bad;
};

static enum err journal_work(struct tx *tx, void *context)
{
    struct journal_check *j = context;
    return journal_verify(&j->bad, tx, &j->w->page, j->w->permit->trust);
}

static enum err journal_tell(struct walking *w)
{
    struct journal_check j = { .w = w };
    enum err err = inside(w, false, journal_work, &j);
    if (err == OK && j.bad > 0) {
        struct finding f = { .kind = FINDING_JOURNAL, .seq = j.bad,
                             .what = "the journal was altered" };
        finding_tell(w, &f);
    }
    return err;
}

struct days_check {
    struct walking *w;
    bool altered;
    uint32_t bad;
};

static enum err days_work(struct tx *tx, void *context)
{
    struct days_check *d = context;
    return days_verify(&d->altered, &d->bad, tx, d->w->permit->trust);
}

static enum err days_tell(struct walking *w)
{
    struct days_check d = { .w = w };
    enum err err = inside(w, false, days_work, &d);
    if (err == OK && d.altered) {
        struct finding f = { .kind = FINDING_DAYS, .seq = d.bad,
                             .what = "a school's days are not those that were set" };
        finding_tell(w, &f);
    }
    return err;
}

static enum err verify_work(struct tx *tx, void *context)
{
    struct visit *v = context;
    struct stored_chronology c;
    arena_reset(&v->w->mem);
    v->bad = (struct finding){ 0 };
    return chronology_load(&c, &v->bad, tx, &v->w->mem, v->w->permit, v->id);
}

static enum err verify(struct walking *w)
{
    w->visit = verify_work;
    walking_open(w);
    enum err err = orphans_tell(w, false);
    if (err == OK)
        err = journal_tell(w);
    if (err == OK)
        err = days_tell(w);
    if (err == OK)
        err = walk(w);
    walking_close(w);
    return err;
}

enum err verify_inside(struct tx *tx, const struct permit *permit,
                       struct findings *findings, struct progress progress)
{
    struct walking w = { .tx = tx, .permit = permit, .findings = findings,
                         .progress = progress };
    return verify(&w);
}

enum err store_verify(const struct store *store, const struct permit *permit,
                      struct findings *findings, struct progress progress)
{
    struct walking w = { .store = store, .permit = permit,
                         .findings = findings, .progress = progress };
    findings->count = 0;
    return verify(&w);
}
