/* The promises of store.h, by number, on the driver that the argument names.
 * 5, 6, 10 and 11 are in lanes.c, 13 and 15 in schema.c, 14 in backup.c,
 * failing calls in faults.c, whole acts in tests/acts, sealing itself in
 * tests/vault. */
#include "tests/check.h"
#include "tests/store/here.h"

#include <pthread.h>
#include <stdio.h>

static enum place_kind kind;

static void open_full(struct here *e)
{
    here_open(e, kind);
    here_fill(e);
}

/* ---- 1, 2, 3: appending ---- */

struct appending {
    struct here *e;
    uint32_t expected;
    const char *title;
    enum err end; /* what the work says after it appended */
    enum err err;
};

static enum err append_work(struct tx *tx, void *context)
{
    struct appending *a = context;
    enum err err = here_append(a->e, tx, a->expected, a->title);
    return err != OK ? err : a->end;
}

static enum err append(struct here *e, uint32_t expected, const char *title,
                       enum err end)
{
    struct appending a = { e, expected, title, end, OK };
    return store_write(&e->h.store, append_work, &a);
}

static void p1_an_append_is_all_or_nothing(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    struct str before = here_dump(&e, e.h.db);
    assert_int_equal(append(&e, 4, "Lost", ERR_LIMIT), ERR_LIMIT);
    assert_true(str_same(before, here_dump(&e, e.h.db)));
    assert_int_equal(append(&e, 4, "Kept", OK), OK);
    house_reopen(&e.h);
    assert_int_equal(house_load(&e.h, e.ref).length, 5);
    here_close(&e);
}

struct loading {
    struct here *e;
    struct stored_chronology c;
};

static enum err load_work(struct tx *tx, void *context)
{
    struct loading *l = context;
    struct permit p = l->e->note;
    return store_load(&l->c, tx, &l->e->h.mem, &p, p.incident,
                      (struct load_until){ 0 });
}

static void p2_entries_come_back_in_order_as_written(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct here e;
    char title[40];
    open_full(&e);
    struct instant start = e.h.now;
    for (uint32_t i = 0; i < MANY; i++) {
        e.h.now.us = start.us + i * 1000003;
        snprintf(title, sizeof(title), "Title %u, é 漢字 'x'", i);
        assert_int_equal(append(&e, 4 + i, title, OK), OK);
    }
    house_reopen(&e.h);
    struct loading l = { .e = &e };
    assert_int_equal(store_read(&e.h.store, load_work, &l), OK);
    assert_int_equal(l.c.count, 4 + MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        const struct entry *n = &l.c.entries[4 + i];
        snprintf(title, sizeof(title), "Title %u, é 漢字 'x'", i);
        assert_int_equal(n->seq, 5 + i);
        assert_int_equal(n->kind, ENTRY_NOTE);
        assert_int_equal(n->at.us, start.us + i * 1000003);
        assert_true(ID_SAME(n->author, house_user(ROLE_DSL)));
        assert_true(str_is(entry_text(n, FIELD_TITLE), title));
    }
    here_close(&e);
}

/* The permit and the memory of a house are for one thread at a time: each
 * racer has its own. */
struct racer {
    struct appending a;
    struct here own;
    pthread_barrier_t *start;
};

static void *race_thread(void *context)
{
    struct racer *r = context;
    pthread_barrier_wait(r->start);
    r->a.err = store_write(&r->own.h.store, append_work, &r->a);
    return NULL;
}

static void p3_of_two_who_saw_the_same_length_one_appends(void **state)
{
    (void)state;
    enum { RACERS = 4, ROUNDS = 10 };
    struct here e;
    struct racer racers[RACERS];
    pthread_barrier_t start;
    open_full(&e);
    pthread_barrier_init(&start, NULL, RACERS);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        pthread_t threads[RACERS];
        unsigned won = 0, lost = 0;
        for (unsigned i = 0; i < RACERS; i++) {
            struct racer *r = &racers[i];
            *r = (struct racer){ .own = e, .start = &start };
            arena_open(&r->own.h.mem, 64 << 20);
            r->a = (struct appending){ &r->own, 4 + round, "Raced", OK, OK };
            assert_int_equal(pthread_create(&threads[i], NULL, race_thread,
                                            r), 0);
        }
        for (unsigned i = 0; i < RACERS; i++) {
            pthread_join(threads[i], NULL);
            won += racers[i].a.err == OK;
            lost += racers[i].a.err == ERR_CONFLICT;
            arena_close(&racers[i].own.h.mem);
        }
        assert_int_equal(won, 1);
        assert_int_equal(lost, RACERS - 1);
    }
    pthread_barrier_destroy(&start);
    struct loading l = { .e = &e };
    assert_int_equal(store_read(&e.h.store, load_work, &l), OK);
    assert_int_equal(l.c.count, 4 + ROUNDS);
    here_close(&e);
}

/* ---- 4: every byte of an entry, a key, a head ---- */

struct flipping {
    struct here *e;
    const char *select, *update;
    size_t at;   /* which byte */
    size_t size; /* out: how many there are */
};

static enum err flip_work(struct db_conn *conn, void *context)
{
    struct flipping *f = context;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn, f->select, NULL, 0);
    if (err != OK || !db_next(&rows))
        return err != OK ? err : ERR_NOT_FOUND;
    struct str s = str_copy(&f->e->h.mem, db_bytes(&rows, 0));
    char *bytes = arena_alloc(&f->e->h.mem, s.size);
    memcpy(bytes, s.data, s.size);
    bytes[f->at] = (char)(bytes[f->at] ^ 0x20);
    f->size = s.size;
    struct db_value args[] = { DB_BLOB(bytes, s.size) };
    int64_t changed = 0;
    err = db_exec(&changed, conn, f->update, args, 1);
    return err == OK && changed != 1 ? ERR_CORRUPT : err;
}

#define ROW " WHERE seq = 2"
#define HEAD " WHERE length = 4"
#define KEY " WHERE incident = (SELECT id FROM incident WHERE length = 4)"
#define FLIP(table, column, where)                       \
    "SELECT " column " FROM " table where,               \
    "UPDATE " table " SET " column " = $1" where

static void p4_any_changed_byte_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *select, *update;
        enum finding_kind found;
    } columns[] = {
        { FLIP("entry", "author", ROW), FINDING_LEDGER },
        { FLIP("entry", "prev", ROW), FINDING_LEDGER },
        { FLIP("entry", "leaf", ROW), FINDING_LEDGER },
        { FLIP("entry", "body_sealed", ROW), FINDING_LEDGER },
        { FLIP("incident", "last_leaf", HEAD), FINDING_LEDGER },
        { FLIP("incident", "head_code", HEAD), FINDING_LEDGER },
        { FLIP("incident", "school", HEAD), FINDING_LEDGER },
        { FLIP("incident", "reporter", HEAD), FINDING_LEDGER },
        { FLIP("incident", "summary_sealed", HEAD), FINDING_DERIVED },
        { FLIP("incident_key", "wrapped", KEY), FINDING_KEY },
    };
    struct here e;
    open_full(&e);
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        struct flipping f = { &e, columns[i].select, columns[i].update, 0, 1 };
        for (; f.at < f.size; f.at += f.size < 100 ? 11 : 97) {
            struct seen_findings seen;
            struct loading l = { .e = &e };
            bool moved = strstr(f.update, "school") != NULL;
            assert_int_equal(db_write(e.h.db, flip_work, &f), OK);
            here_verify(&seen, &e);
            if (seen.findings.count == 0)
                fail_msg("byte %zu of %s: not found", f.at, f.update);
            assert_int_equal(seen.kept[seen.findings.count - 1].kind,
                             columns[i].found);
            if (!moved)
                assert_int_equal(store_read(&e.h.store, load_work, &l),
                                 ERR_CORRUPT);
            assert_int_equal(db_write(e.h.db, flip_work, &f), OK);
        }
    }
    struct seen_findings seen;
    here_verify(&seen, &e);
    assert_int_equal(seen.findings.count, 0);
    here_close(&e);
}

static void p4_each_kind_of_damage_has_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        enum finding_kind kind;
        enum ledger_fault fault;
    } damages[] = {
        { "UPDATE entry SET seq = 9 WHERE seq = 4", FINDING_LEDGER, LEDGER_GAP },
        { "DELETE FROM entry WHERE seq = 4", FINDING_LEDGER, LEDGER_LENGTH },
        { "UPDATE entry SET at = at + 1 WHERE seq = 3", FINDING_LEDGER, LEDGER_LEAF },
        { "UPDATE entry SET kind = kind + 1 WHERE seq = 3", FINDING_LEDGER, LEDGER_LEAF },
        { "UPDATE entry SET version = 2 WHERE seq = 3", FINDING_LEDGER, LEDGER_LEAF },
        { "UPDATE entry SET prev = zeroblob(32) WHERE seq = 3", FINDING_LEDGER, LEDGER_BROKEN },
        { "UPDATE incident SET length = 3 WHERE length = 4", FINDING_LEDGER, LEDGER_HEAD },
        { "UPDATE incident SET created_at = created_at + 1 WHERE length = 4", FINDING_LEDGER, LEDGER_HEAD },
        { "UPDATE incident SET reference = 'BBB-BBB' WHERE length = 4", FINDING_LEDGER, LEDGER_HEAD },
        { "DELETE FROM incident_key", FINDING_KEY, LEDGER_SOUND },
        { "DELETE FROM incident WHERE length = 4", FINDING_ORPHAN, LEDGER_SOUND },
        { "UPDATE journal SET kind = 'person.other' WHERE seq = 2", FINDING_JOURNAL, LEDGER_SOUND },
        { "UPDATE journal SET text_sealed = zeroblob(104) WHERE seq = 1", FINDING_JOURNAL, LEDGER_SOUND },
        { "DELETE FROM journal WHERE seq = 1", FINDING_JOURNAL, LEDGER_SOUND },
    };
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        struct here e;
        struct seen_findings seen;
        bool named = false;
        open_full(&e);
        place_run(&e.place, damages[i].sql);
        here_verify(&seen, &e);
        for (size_t j = 0; j < seen.findings.count && j < 20; j++)
            named = named || (seen.kept[j].kind == damages[i].kind &&
                              seen.kept[j].fault == damages[i].fault);
        if (!named)
            fail_msg("%s: %llu findings, not that one", damages[i].sql,
                     (unsigned long long)seen.findings.count);
        here_close(&e);
    }
}

/* A deadline that was shown depends on them: nobody without the key makes them
 * other than they were. */
static void p4_school_days_are_what_was_set(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "UPDATE school_days SET closed = '' WHERE day_ends = 930",
        "UPDATE school_days SET day_ends = 931 WHERE day_ends = 930",
        "UPDATE school_days SET at = at + 1 WHERE day_ends = 930",
        "UPDATE school_days SET author = (SELECT id FROM trust) WHERE day_ends = 930",
        "UPDATE school_days SET code = zeroblob(32) WHERE number = 0",
        "UPDATE school_days SET school = (SELECT id FROM school ORDER BY id DESC LIMIT 1) WHERE day_ends = 930",
        "UPDATE school_days SET number = number + 5 WHERE day_ends = 930",
        "DELETE FROM school_days WHERE number = 0",
        "DELETE FROM school_days WHERE day_ends = 930",
        "DELETE FROM school_days WHERE number = (SELECT max(number) FROM school_days)",
        "DELETE FROM school_days",
        "UPDATE school SET day_ends = 900",
        "UPDATE school SET closed = '2026-12-01/2026-12-11\n'",
        "UPDATE school SET bank_holidays = 1 - bank_holidays",
    };
    static const char *const back[] = {
        "DELETE FROM school_days",
        "INSERT INTO school_days SELECT * FROM days_kept",
        "UPDATE school SET day_ends = (SELECT k.day_ends FROM school_kept k WHERE k.id = school.id), bank_holidays = (SELECT k.bank_holidays FROM school_kept k WHERE k.id = school.id), closed = (SELECT k.closed FROM school_kept k WHERE k.id = school.id)",
    };
    struct here e;
    struct seen_findings seen;
    open_full(&e);
    place_run(&e.place, "CREATE TABLE days_kept AS SELECT * FROM school_days");
    place_run(&e.place, "CREATE TABLE school_kept AS SELECT * FROM school");
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        here_verify(&seen, &e);
        assert_int_equal(seen.findings.count, 0);
        place_run(&e.place, damages[i]);
        here_verify(&seen, &e);
        if (seen.findings.count != 1 || seen.kept[0].kind != FINDING_DAYS)
            fail_msg("not seen: %s", damages[i]);
        for (size_t j = 0; j < COUNT_OF(back); j++)
            place_run(&e.place, back[j]);
    }
    here_close(&e);
}

/* ---- 7 ---- */

static void p7_nothing_stands_readable(void **state)
{
    (void)state;
    static const char *const words[] = {
        "Sam Reed", "in the corridor", "Half a sentence", "Minutes of the",
        "Pat Lane", "dsl@oak", "Oak School", "Spoke to the office",
    };
    struct here e;
    open_full(&e);
    assert_int_equal(store_backup(&e.h.store, e.backup,
                                  (struct progress){ 0 }), OK);
    struct place files = { .kind = PLACE_SQLITE };
    snprintf(files.folder, sizeof(files.folder), "%s", e.h.folder);
    place_settle(&e.place);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        assert_false(place_holds(&e.place, words[i]));
        assert_false(place_holds(&files, words[i])); /* the backup */
    }
    assert_true(place_holds(&e.place, "deadline.8.5")); /* it does look */
    here_close(&e);
}

/* ---- 8, 9: form keys and drafts ---- */

static enum err key_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct permit p = e->note, other = p;
    struct form_key key = { { 5 } };
    struct str text;
    other.user = house_user(ROLE_HEAD);
    must(store_form_result(&text, tx, &e->h.mem, &p, key) == ERR_NOT_FOUND);
    must(store_form_done(tx, &p, key, STR("K7P-4MD 1"), e->h.now) == OK);
    must(store_form_result(&text, tx, &e->h.mem, &p, key) == OK);
    must(str_is(text, "K7P-4MD 1"));
    return store_form_result(&text, tx, &e->h.mem, &other, key);
}

static enum err key_again_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct permit p = e->note;
    struct form_key key = { { 5 } };
    return store_form_done(tx, &p, key, STR("other"), e->h.now);
}

static enum err key_read_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct permit p = e->note;
    struct form_key key = { { 5 } };
    struct str text;
    enum err err = store_form_result(&text, tx, &e->h.mem, &p, key);
    return err == OK && !str_is(text, "K7P-4MD 1") ? ERR_CORRUPT : err;
}

static enum err key_keep_work(struct tx *tx, void *context)
{
    return key_work(tx, context) == ERR_NOT_FOUND ? OK : ERR_CORRUPT;
}

static void p8_a_form_key_gives_its_first_result(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    assert_int_equal(store_write(&e.h.store, key_keep_work, &e), OK);
    assert_int_equal(store_write(&e.h.store, key_again_work, &e),
                     ERR_CONFLICT);
    house_reopen(&e.h);
    assert_int_equal(store_read(&e.h.store, key_read_work, &e), OK);
    here_close(&e);
}

static const char typed_text[] = "Line one\r\n\tZoë — 漢字\n\n'quoted' \\ %s";

static enum err drafts_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct arena *mem = &e->h.mem;
    struct permit p = e->note, other = p;
    struct str form = STR("note/x"), text;
    struct instant now = e->h.now, at, late = { now.us };
    other.user = house_user(ROLE_HEAD);
    late.us += INT64_C(7) * 24 * 3600 * 1000000;
    must(store_draft_put(tx, mem, &p, form, STR("first"), now) == OK);
    must(store_draft_put(tx, mem, &p, form, str_of(typed_text), now) == OK);
    must(store_draft_get(&text, &at, tx, mem, &p, form, now) == OK);
    must(str_is(text, typed_text) && at.us == now.us);
    must(store_draft_get(&text, &at, tx, mem, &other, form, now) ==
         ERR_NOT_FOUND);
    must(store_draft_get(&text, &at, tx, mem, &p, form, late) ==
         ERR_NOT_FOUND);
    late.us--;
    must(store_draft_get(&text, &at, tx, mem, &p, form, late) == OK);
    must(store_drafts_expire(tx, late) == OK);
    must(store_draft_get(&text, &at, tx, mem, &p, form, now) == OK);
    late.us++;
    must(store_drafts_expire(tx, late) == OK);
    must(store_draft_get(&text, &at, tx, mem, &p, form, now) ==
         ERR_NOT_FOUND);
    must(store_draft_put(tx, mem, &p, form, STR(""), now) == OK);
    must(store_draft_get(&text, &at, tx, mem, &p, form, now) == OK);
    must(text.size == 0);
    must(store_draft_drop(tx, &p, form) == OK);
    return store_draft_get(&text, &at, tx, mem, &p, form, now);
}

static void p9_a_draft_comes_back_as_typed(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    assert_int_equal(store_write(&e.h.store, drafts_work, &e), ERR_NOT_FOUND);
    here_close(&e);
}

/* ---- 12 ---- */

static void p12_rebuilt_rows_equal_the_kept_ones(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "DELETE FROM work WHERE ordinal = 1",
        "UPDATE work SET due = due + 1 WHERE ordinal = 0",
        "UPDATE work SET owner_role = 4 WHERE ordinal = 2",
        "UPDATE work SET words_sealed = zeroblob(104) WHERE ordinal = 0",
        "UPDATE work SET school = zeroblob(16) WHERE ordinal = 0",
        "DELETE FROM named",
        "INSERT INTO named (trust, incident, person) SELECT trust, id, zeroblob(16) FROM incident WHERE length = 4",
        "INSERT INTO named (trust, incident, person) SELECT id, zeroblob(16), zeroblob(16) FROM trust",
        "INSERT INTO helper (trust, incident, person) SELECT trust, id, zeroblob(16) FROM incident WHERE length = 4",
        "INSERT INTO helper (trust, incident, person) SELECT id, zeroblob(16), zeroblob(16) FROM trust",
        "DELETE FROM digest",
        "UPDATE digest SET words_sealed = zeroblob(328)",
        "UPDATE digest SET school = (SELECT id FROM school ORDER BY id DESC LIMIT 1)",
        "UPDATE digest SET words_sealed = (SELECT words_sealed FROM digest ORDER BY incident LIMIT 1)",
        "UPDATE incident SET stage = stage + 1",
        "UPDATE incident SET is_open = 0",
        "UPDATE incident SET unacknowledged = 1 - unacknowledged",
        "UPDATE incident SET changed_at = changed_at + 1",
        "UPDATE incident SET summary_sealed = zeroblob(104)",
    };
    struct here e;
    struct seen_findings seen;
    open_full(&e);
    here_rebuild(&seen, &e, true);
    assert_int_equal(seen.findings.count, 0);
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        place_run(&e.place, damages[i]);
        struct str before = here_dump(&e, e.h.db);
        here_rebuild(&seen, &e, true);
        if (seen.findings.count == 0)
            fail_msg("not seen: %s", damages[i]);
        assert_int_equal(seen.kept[0].kind, FINDING_DERIVED);
        assert_true(str_same(before, here_dump(&e, e.h.db)));
        here_rebuild(&seen, &e, false);
        assert_int_equal(seen.findings.count, 0);
        here_rebuild(&seen, &e, true);
        if (seen.findings.count > 0)
            fail_msg("not put right: %s", damages[i]);
    }
    here_verify(&seen, &e);
    assert_int_equal(seen.findings.count, 0);
    here_close(&e);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(p1_an_append_is_all_or_nothing),
        TEST(p2_entries_come_back_in_order_as_written),
        TEST(p3_of_two_who_saw_the_same_length_one_appends),
        TEST(p4_any_changed_byte_is_found),
        TEST(p4_each_kind_of_damage_has_its_name),
        TEST(p4_school_days_are_what_was_set),
        TEST(p7_nothing_stands_readable),
        TEST(p8_a_form_key_gives_its_first_result),
        TEST(p9_a_draft_comes_back_as_typed),
        TEST(p12_rebuilt_rows_equal_the_kept_ones),
    };
    kind = place_asked(argc, argv);
    return RUN_TESTS(tests);
}
