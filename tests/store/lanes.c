/* Promises 5, 6, 10 and 11 of store.h: who is shown what, in lists, work and
 * search, on the driver that the argument names; and that what every page asks
 * for goes by an index. */
#include "tests/check.h"
#include "tests/store/here.h"

#include "store/outbox.h"

#include <stdio.h>

static enum place_kind kind;

static void open_full(struct here *e)
{
    here_open(e, kind);
    here_fill(e);
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
    assert_true(dsl.errs[4] == OK && dsl.alerts > 40);
    assert_int_equal(elm.alerts, 0); /* new reports are their school's */
    assert_int_equal(pages_count(&e, &dsl.permit, ""), 43);
    assert_int_equal(pages_count(&e, &dsl.permit, "corridor"), 43);
    assert_int_equal(pages_count(&e, &head.permit, ""), 42); /* D8 */
    assert_int_equal(pages_count(&e, &head.permit, "corridor"), 42);
    assert_int_equal(pages_count(&e, &elm.permit, ""), 0);
    assert_int_equal(pages_count(&e, &elm.permit, "corridor"), 0);
    struct instant half = { e.h.now.us - 19 }, all = { e.h.now.us + 1 };
    assert_int_equal(house_bundle(&e.h, half), OK);
    assert_int_equal(pages_count(&e, &dsl.permit, "corridor"), 43);
    assert_int_equal(house_bundle(&e.h, all), OK);
    assert_int_equal(pages_count(&e, &dsl.permit, "corridor"), 43);
    assert_int_equal(pages_count(&e, &head.permit, "corridor"), 42);
    assert_int_equal(db_read(e.h.db, work_count_work, &duties), OK);
    assert_true(duties > 100);
    assert_int_equal(work_pages_count(&e, &dsl.permit), duties);
    here_close(&e);
}

static enum err quibble_work(struct tx *tx, void *context)
{
    return here_append(context, tx, 4, "A Quibblé about it");
}

static void p11_a_word_is_found_once_it_is_saved(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    struct asking dsl = ask(&e, ROLE_DSL, e.h.oak);
    assert_int_equal(pages_count(&e, &dsl.permit, "quibble"), 0);
    assert_int_equal(store_write(&e.h.store, quibble_work, &e), OK);
    assert_int_equal(pages_count(&e, &dsl.permit, "quibble"), 1);
    assert_int_equal(pages_count(&e, &dsl.permit, "QUIB"), 1);
    assert_int_equal(pages_count(&e, &dsl.permit, "quib corridor"), 1);
    assert_int_equal(pages_count(&e, &dsl.permit, "ibble"), 0);
    assert_int_equal(pages_count(&e, &dsl.permit, e.ref), 1);
    here_close(&e);
}

/* ---- the statements of every page go by an index ---- */

enum { ASKED_MAX = 60, PLAN_SIZE = 4096 };

/* Takes the place of the connection's own driver, and keeps what is asked. */
static struct noting {
    const struct db_driver *own;
    struct db_driver noting;
    const char *asked[ASKED_MAX];
    size_t count;
    struct arena *mem;
    unsigned wrong;
} noting;

static enum err query_note(struct db_rows *rows, const char *sql,
                           const struct db_value *args, size_t count)
{
    bool known = false;
    for (size_t i = 0; i < noting.count; i++)
        known = known || noting.asked[i] == sql;
    if (!known) {
        must(noting.count < ASKED_MAX);
        noting.asked[noting.count++] = sql;
    }
    return noting.own->query(rows, sql, args, count);
}

/* Nothing is read from end to end, and nothing sorted. New reports are found by
 * an index of theirs, as small as they are few, or one by one where only those
 * that name somebody are asked for. */
static enum err plan_check(struct db_conn *conn, const char *sql)
{
    /* A driver keeps statements by their address. */
    static char explain[4 * ASKED_MAX][PLAN_SIZE];
    static size_t used;
    bool new_reports = strstr(sql, "i.unacknowledged = 1") != NULL;
    bool by_theirs = false;
    bool notices = strstr(sql, " FROM outbox ") != NULL;
    AUTO_ROWS rows;
    must(used < COUNT_OF(explain));
    char *text = explain[used++];
    must(snprintf(text, PLAN_SIZE, "EXPLAIN QUERY PLAN %s", sql) < PLAN_SIZE);
    enum err err = db_query(&rows, conn, text, NULL, 0);
    while (err == OK && db_next(&rows)) {
        struct str step = str_copy(noting.mem, db_bytes(&rows, 3));
        by_theirs = by_theirs ||
                    strstr(step.data, " INDEX incident_new") ||
                    (str_starts(step, "SEARCH i USING ") &&
                     str_ends(step, "(trust=? AND id=?)"));
        if (str_starts(step, "SCAN ") || str_starts(step, "USE TEMP") ||
            (notices && strstr(step.data, " AND incident=?") == NULL))
            print_error("%s\n  %s\n", sql, step.data), noting.wrong++;
    }
    if (new_reports && !by_theirs)
        print_error("walks through every incident: %s\n", sql),
            noting.wrong++;
    return err != OK ? err : rows.err;
}

static enum err plans_check(struct db_conn *conn)
{
    enum err err = OK;
    for (size_t i = 0; i < noting.count && err == OK; i++)
        err = plan_check(conn, noting.asked[i]);
    return err;
}

static enum err plans_work(struct tx *tx, void *context)
{
    struct asking *a = context;
    struct arena *mem = &a->e->h.mem;
    struct lanes lanes = { &a->permit, 1 };
    struct stored_chronology c;
    struct incident_scope scope;
    struct str text;
    struct instant at;
    unsigned alerts;
    struct permit see = a->e->note;
    noting = (struct noting){ .own = tx->conn->driver, .mem = mem };
    noting.noting = *noting.own;
    noting.noting.query = query_note;
    tx->conn->driver = &noting.noting;
    enum err errs[] = {
        ask_work(tx, a),
        store_alerts_count(&alerts, tx, lanes, 10),
        store_scope_by_reference(&scope, tx, see.trust, see.user, a->e->ref),
        store_load(&c, tx, mem, &see, see.incident, (struct load_until){ 0 }),
        store_draft_get(&text, &at, tx, mem, &see, STR("note/1"), a->e->h.now),
    };
    tx->conn->driver = noting.own;
    for (size_t i = 0; i < COUNT_OF(errs); i++)
        if (errs[i] != OK && errs[i] != ERR_NOT_FOUND)
            return errs[i];
    return plans_check(tx->conn);
}

/* Every notice asks whether the same waits already: of its incident, not of
 * all that the person was ever sent. */
static enum err notice_plans_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct instant last;
    struct notice_row notice = { .trust = e->note.trust,
                                 .person = e->note.user,
                                 .kind = NOTICE_REPORT,
                                 .incident = e->note.incident,
                                 .made_at = e->h.now };
    noting = (struct noting){ .own = tx->conn->driver, .mem = &e->h.mem };
    noting.noting = *noting.own;
    noting.noting.query = query_note;
    tx->conn->driver = &noting.noting;
    enum err err = store_notice_put(tx, &notice);
    if (err == OK)
        err = store_notice_last(&last, tx, e->note.trust, e->note.user,
                                NOTICE_ROLE);
    tx->conn->driver = noting.own;
    return err == OK ? plans_check(tx->conn) : err;
}

static void a_notice_is_put_by_its_incident(void **state)
{
    (void)state;
    struct here e;
    open_full(&e);
    assert_int_equal(store_write(&e.h.store, notice_plans_work, &e), OK);
    assert_int_equal(noting.count, 2);
    assert_int_equal(noting.wrong, 0);
    here_close(&e);
}

static void what_every_page_asks_goes_by_an_index(void **state)
{
    (void)state;
    static const enum role roles[] = { ROLE_DSL, ROLE_HEAD,
                                       ROLE_EXECUTIVE_LEADER, ROLE_CEO };
    struct school_id trust_wide = { { 0 } };
    struct here e;
    open_full(&e);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        struct asking a = ask(&e, roles[i], i < 2 ? e.h.oak : trust_wide);
        assert_int_equal(store_read(&e.h.store, plans_work, &a), OK);
        assert_true(noting.count > 10);
        assert_int_equal(noting.wrong, 0);
    }
    here_close(&e);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(p5_a_row_moved_to_another_school_does_not_open),
        TEST(p5_nor_one_moved_to_another_incident),
        TEST(p6_no_verb_answers_another_trust),
        TEST(p10_lists_are_paged_and_hide_what_names_somebody),
        TEST(p11_a_word_is_found_once_it_is_saved),
        TEST(what_every_page_asks_goes_by_an_index),
        TEST(a_notice_is_put_by_its_incident),
    };
    kind = place_asked(argc, argv);
    /* The last two are about SQLite: the other's plans change with how much
     * there is. */
    size_t count = COUNT_OF(tests) - (kind != PLACE_SQLITE ? 2 : 0);
    return _cmocka_run_group_tests("lanes", tests, count, NULL, NULL);
}
