/* The promises of store.h, by number, on the driver that the argument names.
 * 13 and 15 are in schema.c, 14 in backup.c, failing calls in faults.c, whole
 * acts in tests/acts, sealing itself in tests/vault. */
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

/* ---- 5, 6: other places, other trusts ---- */

struct asking {
    struct here *e;
    struct permit permit;
    struct incident_page incidents, receipts, found;
    struct work_page work;
    size_t alerts;
    enum err errs[5]; /* of each, in that order */
};

/* What somebody with that permit is shown; never fails itself. */
static enum err ask_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    struct arena *mem = &a->e->h.mem;
    struct lanes lanes = { &a->permit, 1 };
    struct incident_cursor newest = { { 0 }, { { 0 } } };
    struct work_query q = { .lanes = lanes, .due = true, .waiting = true,
                            .own = true, .limit = 50 };
    const struct incident_row *alerts;
    a->errs[0] = store_incidents(&a->incidents, tx, mem, lanes, newest, 50);
    a->errs[1] = store_receipts(&a->receipts, tx, mem, &a->permit, newest,
                                50);
    a->errs[2] = store_search(&a->found, tx, mem, lanes, STR("corridor"),
                              newest);
    a->errs[3] = store_work(&a->work, tx, mem, &q);
    a->errs[4] = store_alerts(&alerts, &a->alerts, tx, mem, lanes, 50);
    return OK;
}

static struct asking ask(struct here *e, enum role role,
                         struct school_id school)
{
    struct asking a = { .e = e };
    struct actor actor = house_actor(&e->h, role, school);
    assert_true(access_permit(&a.permit, &actor, PERMIT_SEE_WORK, NULL));
    assert_int_equal(store_read(&e->h.store, ask_work, &a), OK);
    return a;
}

static void p5_a_row_moved_to_another_school_does_not_open(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        unsigned asked; /* which list would show it there */
    } moves[] = {
        { "UPDATE incident SET school = (SELECT id FROM school ORDER BY id DESC LIMIT 1)", 0 },
        { "UPDATE digest SET school = (SELECT id FROM school ORDER BY id DESC LIMIT 1)", 2 },
        { "UPDATE work SET school = (SELECT id FROM school ORDER BY id DESC LIMIT 1)", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(moves); i++) {
        struct here e;
        open_full(&e);
        struct asking a = ask(&e, ROLE_DSL, e.h.elm);
        assert_int_equal(a.errs[moves[i].asked], OK);
        place_run(&e.place, moves[i].sql);
        a = ask(&e, ROLE_DSL, e.h.elm);
        assert_int_equal(a.errs[moves[i].asked], ERR_CORRUPT);
        here_close(&e);
    }
}

static void p5_nor_one_moved_to_another_incident(void **state)
{
    (void)state;
    static const char *const moves[] = {
        "UPDATE entry SET incident = (SELECT id FROM incident WHERE length = 1 ORDER BY id LIMIT 1) WHERE seq = 2",
        "UPDATE entry SET body_sealed = (SELECT e.body_sealed FROM entry e WHERE e.seq = 3) WHERE seq = 2",
        "UPDATE incident_key SET wrapped = (SELECT wrapped FROM incident_key ORDER BY incident LIMIT 1)",
        "UPDATE incident SET summary_sealed = (SELECT summary_sealed FROM incident ORDER BY id LIMIT 1)",
    };
    for (size_t i = 0; i < COUNT_OF(moves); i++) {
        struct here e;
        struct seen_findings seen;
        open_full(&e);
        place_run(&e.place, moves[i]);
        here_verify(&seen, &e);
        if (seen.findings.count == 0)
            fail_msg("nobody noticed: %s", moves[i]);
        here_close(&e);
    }
}

struct stranger {
    struct here *e;
    struct trust_id trust;
    struct permit permit;
    struct incident_id incident;
};

static enum err stranger_work(struct tx *tx, void *context)
{
    struct stranger *s = context;
    struct arena *mem = &s->e->h.mem;
    struct trust_row row = { s->trust, STR("Other"), true, s->e->h.now };
    struct stored_chronology c;
    struct incident_scope scope;
    struct user_id user = house_user(ROLE_DSL);
    const struct setting_row *settings;
    const struct school_row *schools;
    const struct journal_row *journal;
    size_t count[3] = { 9, 9, 9 };
    struct str text;
    struct instant at;
    struct asking a = { .e = s->e, .permit = s->permit };
    must(store_trust_create(tx, &row) == OK);
    must(store_load(&c, tx, mem, &s->permit, s->incident,
                    (struct load_until){ 0 }) == ERR_NOT_FOUND);
    must(store_scope(&scope, tx, s->trust, user, s->incident) ==
         ERR_NOT_FOUND);
    must(store_scope_by_reference(&scope, tx, s->trust, user, s->e->ref) ==
         ERR_NOT_FOUND);
    must(store_settings(&settings, &count[0], tx, mem, s->trust) == OK);
    must(store_schools(&schools, &count[1], tx, mem, s->trust) == OK);
    must(store_journal(&journal, &count[2], tx, mem, &s->permit, 0, 50) ==
         OK);
    must(store_draft_get(&text, &at, tx, mem, &s->permit, STR("note/1"),
                         s->e->h.now) == ERR_NOT_FOUND);
    must(ask_work(tx, &a) == OK);
    for (unsigned i = 0; i < 5; i++)
        must(a.errs[i] == OK);
    must(a.incidents.count + a.receipts.count + a.found.count +
             a.work.count + a.alerts == 0);
    return count[0] + count[1] + count[2] == 0 ? OK : ERR_CORRUPT;
}

static void p6_no_verb_answers_another_trust(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    struct stranger s = { &e, { { 99 } }, { 0 }, { { 0 } } };
    s.incident = here_permit(&e, PERMIT_SEE_INCIDENT).incident;
    s.permit = access_program_permit(s.trust);
    assert_int_equal(store_write(&e.h.store, stranger_work, &s), OK);
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

/* ---- 10, 11: lists and search ---- */

struct paging {
    struct here *e;
    struct lanes lanes;
    struct incident_cursor after;
    struct incident_page page;
    struct work_cursor work_after;
    struct work_page work;
    struct str typed; /* search, else the list */
};

static enum err page_work(struct tx *tx, void *context)
{
    struct paging *p = context;
    struct arena *mem = &p->e->h.mem;
    struct work_query q = { .lanes = p->lanes, .due = true, .limit = 7,
                            .after = p->work_after };
    enum err err = store_work(&p->work, tx, mem, &q);
    if (err != OK)
        return err;
    return p->typed.size > 0
               ? store_search(&p->page, tx, mem, p->lanes, p->typed, p->after)
               : store_incidents(&p->page, tx, mem, p->lanes, p->after, 7);
}

/* Goes through all pages; each row once, newest first. */
static size_t pages_count(struct here *e, const struct permit *permit,
                          const char *typed)
{
    struct paging p = { .e = e, .lanes = { permit, 1 },
                        .typed = str_of(typed) };
    size_t count = 0;
    int64_t before = INT64_MAX;
    do {
        assert_int_equal(store_read(&e->h.store, page_work, &p), OK);
        for (size_t i = 0; i < p.page.count; i++) {
            assert_true(p.page.rows[i].created_at.us <= before);
            before = p.page.rows[i].created_at.us;
            p.after = (struct incident_cursor){
                p.page.rows[i].created_at, p.page.rows[i].id
            };
        }
        count += p.page.count;
        assert_true(!p.page.more || p.page.count > 0);
    } while (p.page.more);
    return count;
}

/* The same for work: by due time, each duty once. */
static size_t work_pages_count(struct here *e, const struct permit *permit)
{
    struct paging p = { .e = e, .lanes = { permit, 1 } };
    size_t count = 0;
    int64_t before = INT64_MIN;
    do {
        assert_int_equal(store_read(&e->h.store, page_work, &p), OK);
        for (size_t i = 0; i < p.work.count; i++) {
            const struct work_item *w = &p.work.items[i];
            int64_t due = instant_known(w->duty.due) ? w->duty.due.us
                                                     : INT64_MAX;
            assert_true(due >= before);
            before = due;
            p.work_after = (struct work_cursor){ w->duty.due, w->incident,
                                                 w->ordinal };
        }
        count += p.work.count;
    } while (p.work.more);
    return count;
}

static enum err work_count_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT count(*) FROM work WHERE owner_role = 2 "
                            "AND waiting = 0", NULL, 0);
    if (err == OK && db_next(&rows))
        *(int64_t *)context = db_int(&rows, 0);
    return err;
}

static void p10_lists_are_paged_and_hide_what_names_somebody(void **state)
{
    (void)state;
    struct here e;
    int64_t duties = 0;
    open_full(&e);
    for (unsigned i = 0; i < 40; i++) {
        house_report(&e.h, "safe=yes|told=Heard in the corridor.");
        e.h.now.us += i % 3; /* some at the same moment */
    }
    struct asking dsl = ask(&e, ROLE_DSL, e.h.oak);
    struct asking head = ask(&e, ROLE_HEAD, e.h.oak);
    struct asking elm = ask(&e, ROLE_DSL, e.h.elm);
    assert_int_equal(pages_count(&e, &dsl.permit, ""), 43);
    assert_int_equal(pages_count(&e, &dsl.permit, "corridor"), 43);
    assert_int_equal(pages_count(&e, &head.permit, ""), 42); /* D8 */
    assert_int_equal(pages_count(&e, &head.permit, "corridor"), 42);
    assert_int_equal(pages_count(&e, &elm.permit, ""), 0);
    assert_int_equal(pages_count(&e, &elm.permit, "corridor"), 0);
    assert_int_equal(db_read(e.h.db, work_count_work, &duties), OK);
    assert_true(duties > 100);
    assert_int_equal(work_pages_count(&e, &dsl.permit), duties);
    here_close(&e);
}

static void p11_a_word_is_found_once_it_is_saved(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    struct asking dsl = ask(&e, ROLE_DSL, e.h.oak);
    assert_int_equal(pages_count(&e, &dsl.permit, "quibble"), 0);
    assert_int_equal(append(&e, 4, "A Quibblé about it", OK), OK);
    assert_int_equal(pages_count(&e, &dsl.permit, "quibble"), 1);
    assert_int_equal(pages_count(&e, &dsl.permit, "QUIB"), 1);
    assert_int_equal(pages_count(&e, &dsl.permit, "quib corridor"), 1);
    assert_int_equal(pages_count(&e, &dsl.permit, "ibble"), 0);
    assert_int_equal(pages_count(&e, &dsl.permit, e.ref), 1);
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
        TEST(p5_a_row_moved_to_another_school_does_not_open),
        TEST(p5_nor_one_moved_to_another_incident),
        TEST(p6_no_verb_answers_another_trust),
        TEST(p7_nothing_stands_readable),
        TEST(p8_a_form_key_gives_its_first_result),
        TEST(p9_a_draft_comes_back_as_typed),
        TEST(p10_lists_are_paged_and_hide_what_names_somebody),
        TEST(p11_a_word_is_found_once_it_is_saved),
        TEST(p12_rebuilt_rows_equal_the_kept_ones),
    };
    kind = place_asked(argc, argv);
    return RUN_TESTS(tests);
}
