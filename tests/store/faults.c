/* Whole acts while the n-th call of the database fails, n = 1, 2, 3 ... until
 * nothing fails any more: once, and from then on. Nothing is half-kept, what
 * was asked for again with the same form key is there once, the chronology
 * verifies and the lists agree; a backup that failed leaves no file, a restore
 * that failed no row. */
#include "tests/check.h"
#include "tests/store/here.h"

#include "db/faulty.h"

#include <unistd.h>

static enum place_kind kind;

struct round {
    struct here *e;
    struct store faulty; /* the same house behind the faulty driver */
    struct faults faults;
    struct faulty around;
    struct act_form report, note;
    struct act_result reported, noted;
};

static void form_make(struct act_form *out, struct here *e,
                      enum entry_kind kind_, const struct typed *typed,
                      size_t count)
{
    struct typed *kept = ARENA_MANY(&e->h.mem, count, struct typed);
    memcpy(kept, typed, count * sizeof(*typed));
    *out = (struct act_form){ .kind = kind_, .typed = kept,
                              .typed_count = count,
                              .key = house_key(&e->h) };
}

static void round_start(struct round *r, struct here *e)
{
    *r = (struct round){ .e = e, .faulty = e->h.store };
    struct typed report[] = {
        { STR("safe"), STR("yes") }, { STR("told"), STR("Heard of it.") },
        { STR("about"), STR("Alex") },
    };
    struct typed note[] = {
        { STR("sort"), STR("fact") }, { STR("title"), STR("Call") },
        { STR("body"), STR("Spoke to the office.") },
    };
    form_make(&r->report, e, ENTRY_REPORT, report, COUNT_OF(report));
    form_make(&r->note, e, ENTRY_NOTE, note, COUNT_OF(note));
    r->note.made_from = 1;
    r->faulty.db = faulty_open(&r->around, e->h.db, &r->faults);
}

static enum err reporting(struct round *r, struct acts *acts)
{
    struct house *h = &r->e->h;
    struct permit p = house_permit(h, ROLE_STAFF, PERMIT_REPORT, NULL);
    enum err err = act_report(&r->reported, &h->mem, acts, &p, h->oak,
                              &r->report, h->now);
    if (err == OK) {
        assert_int_equal(r->reported.end, ACT_DONE);
        r->e->ref = str_c(&h->mem, r->reported.reference);
    }
    return err;
}

/* The permit is asked for without faults: sessions are not what is tested. */
static enum err noting(struct round *r, struct acts *acts)
{
    struct house *h = &r->e->h;
    struct permit p = here_permit(r->e, PERMIT_WRITE_NOTE);
    enum err err = act_append(&r->noted, &h->mem, acts, &p, &r->note, h->now);
    assert_true(err != OK || r->noted.end == ACT_DONE);
    return err;
}

static enum err loading(struct round *r, struct acts *acts)
{
    struct house *h = &r->e->h;
    struct known known;
    struct instant none = { 0 };
    struct permit p = here_permit(r->e, PERMIT_SEE_INCIDENT);
    enum err err = act_load(&known, &h->mem, acts, &p, none, h->now);
    assert_true(err != OK || known.length == 2);
    return err;
}

static enum err all_of_it(struct round *r, const struct store *store)
{
    struct acts acts = { store, r->e->h.pack };
    enum err err = reporting(r, &acts);
    if (err == OK)
        err = noting(r, &acts);
    return err == OK ? loading(r, &acts) : err;
}

static void clean(struct here *e, unsigned n)
{
    struct seen_findings seen;
    here_verify(&seen, e);
    if (seen.findings.count > 0)
        fail_msg("call %u: %s", n, seen.kept[0].what);
    here_rebuild(&seen, e, true);
    if (seen.findings.count > 0)
        fail_msg("call %u: %s", n, seen.kept[0].what);
}

static enum err count_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT (SELECT count(*) FROM incident), "
                            "(SELECT count(*) FROM entry), "
                            "(SELECT count(*) FROM form_key)", NULL, 0);
    if (err != OK || !db_next(&rows))
        return err;
    for (unsigned i = 0; i < 3; i++)
        ((int64_t *)context)[i] = db_int(&rows, i);
    return OK;
}

/* Each n starts a new incident; in the end there are as many as rounds. */
static void fail_each_call(enum err err, bool for_ever)
{
    struct here e;
    here_open(&e, kind);
    unsigned n = 0;
    for (bool passed = false; !passed;) {
        struct round r;
        int64_t counts[3];
        round_start(&r, &e);
        r.faults.at = ++n;
        r.faults.err = err;
        r.faults.for_ever = for_ever;
        enum err ended = all_of_it(&r, &r.faulty);
        passed = r.faults.calls < n;
        assert_true(!passed || ended == OK);
        assert_true(!for_ever || passed || ended == err);
        r.faults.at = 0;
        if (n % 8 == 1) /* before anybody tries again */
            clean(&e, n);
        assert_int_equal(all_of_it(&r, &e.h.store), OK);
        db_close(r.faulty.db);
        assert_int_equal(db_read(e.h.db, count_work, counts), OK);
        assert_int_equal(counts[0], n);
        assert_int_equal(counts[1], 2 * n);
        assert_int_equal(counts[2], 2 * n);
    }
    clean(&e, n);
    here_close(&e);
}

/* The same over a backup of a house that stays as it is. */
static void fail_each_call_of_a_backup(enum err err, bool for_ever)
{
    struct here e;
    struct faults faults = { .err = err, .for_ever = for_ever };
    here_open(&e, kind);
    here_fill(&e);
    struct store faulty = e.h.store;
    struct faulty around;
    faulty.db = faulty_open(&around, e.h.db, &faults);
    for (unsigned n = 1; n == 1 || faults.calls >= n - 1; n++) {
        faults.calls = 0;
        faults.at = n;
        enum err ended = store_backup(&faulty, e.backup,
                                      (struct progress){ 0 });
        assert_int_equal(ended, faults.calls < n ? OK : err);
        assert_true((access(e.backup, F_OK) == 0) == (ended == OK));
        unlink(e.backup);
    }
    db_close(faulty.db);
    clean(&e, 0);
    here_close(&e);
}

static void a_backup_io_once(void **state)
{
    (void)state;
    fail_each_call_of_a_backup(ERR_IO, false);
}

static void a_backup_io_for_ever(void **state)
{
    (void)state;
    fail_each_call_of_a_backup(ERR_IO, true);
}

/* And over a restore: what failed leaves an empty database. */
static void a_restore_io_once(void **state)
{
    (void)state;
    struct here e;
    struct place place;
    struct faults faults = { .err = ERR_IO };
    struct findings findings = { 0 };
    here_open(&e, kind);
    here_fill(&e);
    assert_int_equal(store_backup(&e.h.store, e.backup,
                                  (struct progress){ 0 }), OK);
    place_make(&place, kind);
    struct db *db = place_open(&place, &e.h.mem, 4), *faulty;
    struct store store;
    assert_int_equal(store_open(&store, db, e.h.vault), OK);
    size_t none = here_dump(&e, db).size;
    struct faulty around;
    faulty = faulty_open(&around, db, &faults);
    enum err ended = ERR_IO;
    for (unsigned n = 1; ended != OK; n++) {
        faults.calls = 0;
        faults.at = n;
        ended = store_restore(faulty, e.h.vault, e.backup, &findings,
                              (struct progress){ 0 });
        if (faults.calls < n)
            break;
        assert_int_equal(ended, ERR_IO);
        if (here_dump(&e, db).size != none) /* the answer was lost */
            break;
    }
    assert_true(str_same(here_dump(&e, db), here_dump(&e, e.h.db)));
    db_close(faulty);
    db_close(db);
    place_remove(&place);
    here_close(&e);
}

static void io_once(void **state)
{
    (void)state;
    fail_each_call(ERR_IO, false);
}

static void io_for_ever(void **state)
{
    (void)state;
    fail_each_call(ERR_IO, true);
}

static void busy_once(void **state)
{
    (void)state;
    fail_each_call(ERR_BUSY, false);
}

static void conflict_once(void **state)
{
    (void)state;
    fail_each_call(ERR_CONFLICT, false);
}

static void conflict_for_ever(void **state)
{
    (void)state;
    fail_each_call(ERR_CONFLICT, true);
}

static void corrupt_once(void **state)
{
    (void)state;
    fail_each_call(ERR_CORRUPT, false);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(io_once), TEST(io_for_ever), TEST(busy_once),
        TEST(conflict_once), TEST(conflict_for_ever), TEST(corrupt_once),
        TEST(a_backup_io_once), TEST(a_backup_io_for_ever),
        TEST(a_restore_io_once),
    };
    kind = place_asked(argc, argv);
    return RUN_TESTS(tests);
}
