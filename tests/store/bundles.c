/* Promises 5, 7, 10, 11 and 12 of store.h for search digests that stand in
 * bundles (store/bundle.h): whatever is where, each word is found, once, by
 * those it is for. */
#include "tests/check.h"
#include "tests/chance.h"
#include "tests/store/here.h"

#include "store/bundle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static enum place_kind kind;

enum { MANY = 12, WORDS = 6, STEPS = 100, FILLERS = 600 };

/* Incidents, and which of the words each should be found by. */
struct many {
    struct here e;
    struct permit writes[MANY];
    uint32_t lengths[MANY];
    bool has[MANY][WORDS];
    unsigned fillers; /* words that nobody asks for, each once */
    struct chance chance;
};

static const char *const words[WORDS] = { "apple", "bréad", "cedar", "delta",
                                          "ember", "fable" };

static void many_open(struct many *m, uint64_t seed)
{
    *m = (struct many){ .chance = { seed } };
    here_open(&m->e, kind);
    house_people(&m->e.h);
    for (unsigned i = 0; i < MANY; i++) {
        m->e.ref = house_report(&m->e.h, "safe=yes|told=Heard in the corridor.");
        m->e.h.now.us += i % 3; /* some at the same moment */
        m->writes[i] = here_permit(&m->e, PERMIT_WRITE_NOTE);
        m->lengths[i] = 1;
    }
}

struct adding {
    struct many *m;
    unsigned incident;
    struct str title;
};

static enum err add_work(struct tx *tx, void *context)
{
    struct adding *a = context;
    a->m->e.note = a->m->writes[a->incident];
    return here_append(&a->m->e, tx, a->m->lengths[a->incident],
                       a->title.data);
}

/* A note with that word, and so many others that bundles fill up. */
static void add(struct many *m, unsigned incident, unsigned word,
                unsigned fillers)
{
    struct buf title;
    buf_open(&title, &m->e.h.mem, 64, 1 << 20);
    buf_printf(&title, "%s", words[word]);
    for (unsigned i = 0; i < fillers; i++)
        buf_printf(&title, " filler%u", m->fillers++);
    buf_put_char(&title, '\0');
    struct adding a = { m, incident, buf_str(&title) };
    m->e.h.now.us += 1000;
    assert_int_equal(store_write(&m->e.h.store, add_work, &a), OK);
    m->lengths[incident]++;
    m->has[incident][word] = true;
}

struct finding_words {
    struct here *e;
    struct permit permit;
    struct str typed;
    struct incident_page page;
    enum err err;
};

static enum err find_work(struct tx *tx, void *context)
{
    struct finding_words *f = context;
    struct lanes lanes = { &f->permit, 1 };
    f->err = store_search(&f->page, tx, &f->e->h.mem, lanes, f->typed,
                          (struct incident_cursor){ 0 });
    return OK;
}

static struct finding_words find(struct here *e, enum role role,
                                 struct school_id school, const char *typed)
{
    struct finding_words f = { .e = e, .typed = str_of(typed) };
    struct actor actor = house_actor(&e->h, role, school);
    assert_true(access_permit(&f.permit, &actor, PERMIT_FIND_INCIDENT, NULL));
    assert_int_equal(store_read(&e->h.store, find_work, &f), OK);
    return f;
}

/* Each word finds the incidents that have it, newest first, once. */
static void all_found(struct many *m)
{
    for (unsigned w = 0; w < WORDS; w++) {
        struct finding_words f = find(&m->e, ROLE_DSL, m->e.h.oak, words[w]);
        size_t wanted = 0;
        for (unsigned i = 0; i < MANY; i++) {
            bool found = false;
            for (size_t r = 0; r < f.page.count; r++)
                found = found || ID_SAME(f.page.rows[r].id,
                                         m->writes[i].incident);
            assert_int_equal(found, m->has[i][w]);
            wanted += m->has[i][w];
        }
        assert_int_equal(f.err, OK);
        assert_int_equal(f.page.count, wanted);
        for (size_t r = 1; r < f.page.count; r++)
            assert_true(f.page.rows[r - 1].created_at.us >=
                        f.page.rows[r].created_at.us);
    }
}

struct counted {
    int64_t rows, bundles;
};

static enum err count_work(struct db_conn *conn, void *context)
{
    struct counted *c = context;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT (SELECT count(*) FROM digest), "
                            "(SELECT count(*) FROM digest_bundle)", NULL, 0);
    if (err == OK && db_next(&rows))
        *c = (struct counted){ db_int(&rows, 0), db_int(&rows, 1) };
    return err;
}

static struct counted counted(struct here *e)
{
    struct counted c = { -1, -1 };
    assert_int_equal(db_read(e->h.db, count_work, &c), OK);
    return c;
}

/* All of them, also what was written just now. */
static void bundle_all(struct here *e)
{
    struct instant soon = { e->h.now.us + 1 };
    assert_int_equal(house_bundle(&e->h, soon), OK);
    assert_int_equal(counted(e).rows, 0);
}

static void only_what_rests_is_bundled(void **state)
{
    (void)state;
    struct many m;
    many_open(&m, 1);
    add(&m, 3, 1, 0);
    assert_int_equal(counted(&m.e).bundles, 0);
    assert_int_equal(house_bundle(&m.e.h, m.e.h.now), OK);
    assert_int_equal(counted(&m.e).rows, 1);
    assert_int_equal(counted(&m.e).bundles, 1);
    all_found(&m);
    add(&m, 5, 1, 0); /* found once it is saved, though it was bundled */
    assert_int_equal(counted(&m.e).rows, 2);
    all_found(&m);
    bundle_all(&m.e);
    assert_int_equal(counted(&m.e).bundles, 1);
    all_found(&m);
    here_close(&m.e);
}

/* Each digest with what it says, wherever it stands. */
static enum err digests_work(struct tx *tx, void *context)
{
    struct many *m = context;
    struct buf b;
    buf_open(&b, &m->e.h.mem, 4096, 16 << 20);
    for (unsigned i = 0; i < MANY; i++) {
        struct incident_row row;
        struct str digest;
        must(incident_load(&row, tx, &m->e.h.mem, m->e.h.trust,
                           m->writes[i].incident) == OK);
        must(digest_load(&digest, tx, &m->e.h.mem, m->e.h.trust, &row) == OK);
        buf_put_str(&b, digest);
        buf_put_char(&b, '.');
    }
    m->e.ref = str_copy(&m->e.h.mem, buf_str(&b)).data;
    return OK;
}

static const char *digests(struct many *m)
{
    assert_int_equal(store_read(&m->e.h.store, digests_work, m), OK);
    return m->e.ref;
}

/* Entries and bundling in any order; large digests, so that bundles are parted
 * in the middle and at the end. */
static void whatever_the_order_all_is_found(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct many m;
        struct seen_findings seen;
        int64_t most = 0;
        many_open(&m, seed);
        for (unsigned step = 0; step < STEPS; step++) {
            struct instant until = m.e.h.now;
            if (chance_of(&m.chance, 80)) {
                add(&m, (unsigned)chance_below(&m.chance, MANY),
                    (unsigned)chance_below(&m.chance, WORDS),
                    chance_of(&m.chance, 30) ? FILLERS : 1);
                continue;
            }
            until.us -= (int64_t)chance_below(&m.chance, 20) * 1000;
            assert_int_equal(house_bundle(&m.e.h, until), OK);
            int64_t bundles = counted(&m.e).bundles;
            most = bundles > most ? bundles : most;
            if (step % 3 == 0)
                all_found(&m);
        }
        assert_true(most >= 3);
        all_found(&m);
        bundle_all(&m.e);
        all_found(&m);
        const char *before = digests(&m);
        here_rebuild(&seen, &m.e, false);
        assert_string_equal(before, digests(&m));
        assert_int_equal(counted(&m.e).bundles > 0, 1);
        here_rebuild(&seen, &m.e, true);
        assert_int_equal(seen.findings.count, 0);
        here_verify(&seen, &m.e);
        assert_int_equal(seen.findings.count, 0);
        here_close(&m.e);
    }
}

/* What somebody with the database can do to a bundle. */
static void damage_is_found_and_put_right(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        enum err search; /* of the words of all, at Oak */
        bool unseen;     /* by verify: that rows are gone, comparing says */
    } damages[] = {
        { "UPDATE digest_bundle SET words_sealed = zeroblob(328)", ERR_CORRUPT, false },
        { "UPDATE digest_bundle SET last_at = last_at + 1", ERR_CORRUPT, false },
        { "UPDATE digest_bundle SET first_at = first_at - 1", ERR_CORRUPT, false },
        { "UPDATE digest_bundle SET first_incident = (SELECT id FROM incident ORDER BY created_at DESC, id DESC LIMIT 1)", ERR_CORRUPT, false },
        { "UPDATE digest_bundle SET school = (SELECT id FROM school ORDER BY id DESC LIMIT 1)", OK, false },
        { "DELETE FROM digest_bundle", OK, true },
    };
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        struct here e;
        struct seen_findings seen;
        here_open(&e, kind);
        here_fill(&e);
        bundle_all(&e);
        here_rebuild(&seen, &e, true);
        assert_int_equal(seen.findings.count, 0);
        place_run(&e.place, damages[i].sql);
        struct finding_words f = find(&e, ROLE_DSL, e.h.oak, "corridor");
        assert_int_equal(f.err, damages[i].search);
        assert_int_equal(f.page.count, 0);
        here_verify(&seen, &e);
        assert_int_equal(seen.findings.count > 0, !damages[i].unseen);
        struct str before = here_dump(&e, e.h.db);
        here_rebuild(&seen, &e, true);
        if (seen.findings.count == 0)
            fail_msg("not seen: %s", damages[i].sql);
        assert_true(str_same(before, here_dump(&e, e.h.db)));
        here_rebuild(&seen, &e, false);
        here_rebuild(&seen, &e, true);
        if (seen.findings.count > 0)
            fail_msg("not put right: %s", damages[i].sql);
        assert_int_equal(find(&e, ROLE_DSL, e.h.oak, "corridor").page.count,
                         3);
        here_close(&e);
    }
}

/* An incident that is gone leaves nothing of its words behind a rebuild. */
static void what_is_gone_leaves_its_bundle(void **state)
{
    (void)state;
    struct here e;
    struct seen_findings seen;
    here_open(&e, kind);
    here_fill(&e);
    bundle_all(&e);
    place_run(&e.place, "DELETE FROM incident WHERE length = 4");
    here_rebuild(&seen, &e, true);
    assert_true(seen.findings.count > 0);
    assert_int_equal(find(&e, ROLE_DSL, e.h.oak, "spoke").err, ERR_NOT_FOUND);
    here_rebuild(&seen, &e, false);
    here_rebuild(&seen, &e, true);
    assert_int_equal(seen.findings.count, 0);
    assert_int_equal(find(&e, ROLE_DSL, e.h.oak, "spoke").err, OK);
    assert_int_equal(find(&e, ROLE_DSL, e.h.oak, "corridor").page.count, 2);
    here_close(&e);
}

/* Neither another school nor somebody who is named, nor who has the files. */
static void nobody_else_finds_it(void **state)
{
    (void)state;
    struct here e;
    here_open(&e, kind);
    here_fill(&e);
    bundle_all(&e);
    assert_int_equal(find(&e, ROLE_DSL, e.h.oak, "corridor").page.count, 3);
    assert_int_equal(find(&e, ROLE_HEAD, e.h.oak, "corridor").page.count, 2);
    assert_int_equal(find(&e, ROLE_DSL, e.h.elm, "corridor").page.count, 0);
    assert_false(place_holds(&e.place, "corridor"));
    here_close(&e);
}

struct bundler {
    struct many *m;
    struct instant later;
    pthread_t thread;
    enum err err;
};

static atomic_bool bundling_ends;

static void *bundling_thread(void *context)
{
    struct bundler *b = context;
    while (b->err == OK && !atomic_load(&bundling_ends))
        b->err = house_bundle(&b->m->e.h, b->later);
    return NULL;
}

/* Two that bundle, as two programs on one database do, and one that writes. */
static void nobody_stands_in_the_way(void **state)
{
    (void)state;
    struct many m;
    many_open(&m, 9);
    struct instant later = { m.e.h.now.us + INT64_C(1000000000) };
    struct bundler bundlers[] = { { .m = &m, .later = later },
                                  { .m = &m, .later = later } };
    atomic_store(&bundling_ends, false);
    for (unsigned i = 0; i < COUNT_OF(bundlers); i++)
        assert_int_equal(pthread_create(&bundlers[i].thread, NULL,
                                        bundling_thread, &bundlers[i]), 0);
    for (unsigned step = 0; step < 40; step++) {
        add(&m, (unsigned)chance_below(&m.chance, MANY), step % WORDS, 1);
        if (step % 4 == 0)
            all_found(&m);
    }
    atomic_store(&bundling_ends, true);
    for (unsigned i = 0; i < COUNT_OF(bundlers); i++) {
        assert_int_equal(pthread_join(bundlers[i].thread, NULL), 0);
        assert_int_equal(bundlers[i].err, OK);
    }
    all_found(&m);
    bundle_all(&m.e);
    all_found(&m);
    here_close(&m.e);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(only_what_rests_is_bundled),
        TEST(whatever_the_order_all_is_found),
        TEST(damage_is_found_and_put_right),
        TEST(what_is_gone_leaves_its_bundle),
        TEST(nobody_else_finds_it),
        TEST(nobody_stands_in_the_way),
    };
    kind = place_asked(argc, argv);
    return RUN_TESTS(tests);
}
