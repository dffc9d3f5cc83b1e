/* Promise 13 of store.h: every older schema is brought up to date with its
 * rows kept; a newer one is refused. An older database is made by this
 * program's own first steps, and filled with rows of that time. */
#include "tests/check.h"
#include "tests/store/here.h"

#include "store/inner.h"

#include <pthread.h>
#include <stdio.h>

static enum place_kind kind;

enum { FEED_STEP = 9 };

static const struct trust_id trust = { { 7 } };
static const struct school_id school = { { 8 } };
static const struct form_key form = { { 9 } };

struct older {
    struct here e; /* for a key and memory; its own database is not used */
    struct place place;
    struct db *db;
};

static void older_open(struct older *o)
{
    here_open(&o->e, PLACE_SQLITE);
    place_make(&o->place, kind);
    o->db = place_open(&o->place, &o->e.h.mem, 4);
}

static void older_close(struct older *o)
{
    db_close(o->db);
    place_remove(&o->place);
    here_close(&o->e);
}

/* Rows that every version has. */
static enum err core_work(struct tx *tx, void *context)
{
    struct older *o = context;
    struct trust_row row = { trust, STR("Older Trust"), false, o->e.h.now };
    struct school_row at = { school, STR("Ash School"), 960, true, NULL, 0 };
    struct permit permit = access_program_permit(trust);
    struct incident_row incident;
    struct user_id nobody = { { 0 } };
    enum err err = store_trust_create(tx, &row);
    if (err == OK)
        err = store_school_put(tx, &permit, &at);
    if (err == OK)
        err = store_incident_create(&incident, tx, &permit, school, nobody,
                                    o->e.h.now);
    if (err == OK)
        err = store_form_done(tx, &permit, form, STR("done"), o->e.h.now);
    return err == OK ? store_draft_put(tx, &o->e.h.mem, &permit, STR("note"),
                                       STR("Kept over the years"),
                                       o->e.h.now)
                     : err;
}

static enum err look_work(struct tx *tx, void *context)
{
    struct older *o = context;
    struct trust_row row;
    struct str text, result;
    struct instant at;
    struct incident_page page;
    struct stored_chronology chronology;
    struct permit permit = access_program_permit(trust);
    struct lanes lanes = { &permit, 1 };
    enum err err = store_trust_load(&row, tx, &o->e.h.mem, trust);
    if (err == OK)
        err = store_draft_get(&text, &at, tx, &o->e.h.mem, &permit,
                              STR("note"), o->e.h.now);
    if (err == OK)
        err = store_incidents(&page, tx, &o->e.h.mem, lanes,
                              (struct incident_cursor){ 0 }, 10);
    if (err == OK && page.count == 1) /* its key opens */
        err = store_load(&chronology, tx, &o->e.h.mem, &permit,
                         page.rows[0].id, (struct load_until){ 0 });
    if (err == OK)
        err = store_form_result(&result, tx, &o->e.h.mem, &permit, form);
    if (err != OK)
        return err;
    return str_is(row.name, "Older Trust") && page.count == 1 &&
                   str_is(text, "Kept over the years") &&
                   str_is(result, "done")
               ? OK
               : ERR_CORRUPT;
}

/* What was set before there was a history counts as set since always. */
static enum err days_work(struct tx *tx, void *context)
{
    struct older *o = context;
    struct instant before = o->e.h.now, now = { before.us + 1000000 };
    struct permit permit = access_program_permit(trust);
    struct school_row was, then, is;
    enum err err = store_school_load(&was, tx, &o->e.h.mem, trust, school);
    if (err != OK)
        return err;
    is = was;
    is.day_ends = 930;
    err = store_school_change(tx, &permit, &is, STR("until 3:30pm"), now);
    if (err == OK)
        err = store_school_at(&then, tx, &o->e.h.mem, trust, school, before);
    if (err == OK)
        err = store_school_at(&is, tx, &o->e.h.mem, trust, school, now);
    if (err != OK)
        return err;
    return then.day_ends == 960 && then.bank_holidays && is.day_ends == 930 &&
                   str_is(then.name, "Ash School")
               ? OK
               : ERR_CORRUPT;
}

/* Digests of then go into bundles of now. */
static void digests_bundle(struct older *o, const struct store *store)
{
    struct permit permit = access_program_permit(trust);
    struct bundling at = { .done = false };
    struct instant before = { o->e.h.now.us + 1 };
    while (!at.done)
        assert_int_equal(store_digests_bundle(&at, store, &permit, before),
                         OK);
}

static void p13_every_older_schema_is_brought_up(void **state)
{
    (void)state;
    for (unsigned steps = 1; steps <= SCHEMA_STEPS; steps++) {
        struct older o;
        struct store store;
        older_open(&o);
        assert_int_equal(store_open_at(&store, o.db, o.e.h.vault, steps), OK);
        assert_true(place_try(&o.place, "DELETE FROM feed") ==
                    (steps >= FEED_STEP)); /* then none that is new */
        assert_int_equal(store_write(&store, core_work, &o), OK);
        db_close(o.db);
        o.db = place_open(&o.place, &o.e.h.mem, 4);
        assert_int_equal(store_open(&store, o.db, o.e.h.vault), OK);
        assert_int_equal(store_read(&store, look_work, &o), OK);
        assert_int_equal(store_open(&store, o.db, o.e.h.vault), OK);
        assert_int_equal(store_write(&store, days_work, &o), OK);
        digests_bundle(&o, &store);
        place_run(&o.place, "DELETE FROM school_days");
        assert_true(place_try(&o.place, "DELETE FROM digest_bundle"));
        place_run(&o.place, "DROP INDEX outbox_by_person"); /* the last */
        older_close(&o);
    }
}

static void p13_a_newer_schema_is_refused(void **state)
{
    (void)state;
    struct older o;
    struct store store;
    char sql[80];
    older_open(&o);
    assert_int_equal(store_open(&store, o.db, o.e.h.vault), OK);
    snprintf(sql, sizeof(sql), "INSERT INTO schema_version VALUES (%u)",
             SCHEMA_STEPS + 1);
    place_run(&o.place, sql);
    assert_int_equal(store_open(&store, o.db, o.e.h.vault), ERR_INVALID);
    older_close(&o);
}

struct opener {
    struct older *o;
    enum err err;
};

static void *open_thread(void *context)
{
    struct opener *opener = context;
    struct arena mem;
    struct store store;
    arena_open(&mem, 1 << 20);
    struct db *db = place_open(&opener->o->place, &mem, 2);
    opener->err = store_open(&store, db, opener->o->e.h.vault);
    db_close(db);
    arena_close(&mem);
    return NULL;
}

/* Several programs start on an empty database at once. */
static void p13_two_may_bring_it_up_at_once(void **state)
{
    (void)state;
    enum { OPENERS = 4 };
    struct older o;
    struct opener openers[OPENERS];
    pthread_t threads[OPENERS];
    older_open(&o);
    for (unsigned i = 0; i < OPENERS; i++) {
        openers[i] = (struct opener){ &o, OK };
        assert_int_equal(pthread_create(&threads[i], NULL, open_thread,
                                        &openers[i]), 0);
    }
    for (unsigned i = 0; i < OPENERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(openers[i].err, OK);
    }
    older_close(&o);
}

static void p15_another_key_is_refused(void **state)
{
    (void)state;
    struct older o;
    struct here stranger;
    struct store store;
    older_open(&o);
    here_open(&stranger, PLACE_SQLITE);
    assert_int_equal(store_open(&store, o.db, o.e.h.vault), OK);
    assert_int_equal(store_write(&store, core_work, &o), OK);
    assert_int_equal(store_open(&store, o.db, stranger.h.vault), ERR_DENIED);
    assert_int_equal(store_open(&store, o.db, o.e.h.vault), OK);
    here_close(&stranger);
    older_close(&o);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(p13_every_older_schema_is_brought_up),
        TEST(p13_a_newer_schema_is_refused),
        TEST(p13_two_may_bring_it_up_at_once),
        TEST(p15_another_key_is_refused),
    };
    kind = place_asked(argc, argv);
    return RUN_TESTS(tests);
}
