/* The promises of db.h, by number, on the driver that the first argument
 * names: sqlite, postgres, or faulty (around SQLite, without faults). */
#include "tests/check.h"
#include "tests/place.h"

#include "db/faulty.h"

#include <pthread.h>
#include <stdio.h>

static enum place_kind kind;
static bool faulty;

struct room {
    struct arena mem;
    struct place place;
    struct db *inner; /* under a faulty one */
    struct db *db;
    struct faults faults;
    struct faulty around;
};

static enum err make_work(struct db_conn *conn, void *context)
{
    return db_script(conn, context,
                     STR("-- it's a table; with comments\n"
                         "CREATE TABLE thing (\n"
                         "  id BLOB NOT NULL,\n"
                         "  n INTEGER NOT NULL,\n"
                         "  words TEXT NOT NULL,\n"
                         "  bytes BLOB,\n"
                         "  PRIMARY KEY (id)\n"
                         ") STRICT, WITHOUT ROWID;\n"
                         "CREATE TABLE counter (n INTEGER NOT NULL) STRICT;\n"
                         "INSERT INTO counter (n) VALUES (0);\n"));
}

static void room_link(struct room *r)
{
    r->db = place_open(&r->place, &r->mem, 8);
    r->inner = r->db;
    if (faulty)
        r->db = faulty_open(&r->around, r->inner, &r->faults);
}

static void room_unlink(struct room *r)
{
    if (r->db != r->inner)
        db_close(r->db);
    db_close(r->inner);
}

static void room_open(struct room *r)
{
    *r = (struct room){ 0 };
    arena_open(&r->mem, 64 << 20);
    place_make(&r->place, kind);
    room_link(r);
    assert_int_equal(db_write(r->db, make_work, &r->mem), OK);
}

static void room_close(struct room *r)
{
    room_unlink(r);
    place_remove(&r->place);
    arena_close(&r->mem);
}

/* ---- small works ---- */

struct thing {
    const char *id;
    int64_t n;
    struct str words;
    struct db_value bytes;
    enum err end; /* what the work says after it wrote */
};

static enum err thing_put(struct db_conn *conn, void *context)
{
    const struct thing *t = context;
    struct db_value args[] = { DB_BLOB(t->id, strlen(t->id)), DB_INT(t->n),
                               DB_TEXT(t->words), t->bytes };
    enum err err = db_exec(NULL, conn,
                           "INSERT INTO thing (id, n, words, bytes) VALUES "
                           "($1, $2, $3, $4)",
                           args, COUNT_OF(args));
    return err != OK ? err : t->end;
}

static enum err put(struct room *r, const char *id, enum err end)
{
    struct thing t = { id, 1, STR("words"), DB_NULL, end };
    return db_write(r->db, thing_put, &t);
}

static enum err count_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn, "SELECT count(*) FROM thing", NULL,
                            0);
    if (err == OK && db_next(&rows))
        *(int64_t *)context = db_int(&rows, 0);
    return err != OK ? err : rows.err;
}

static int64_t count(struct room *r)
{
    int64_t n = -1;
    assert_int_equal(db_read(r->db, count_work, &n), OK);
    return n;
}

/* ---- promise 1 ---- */

static void p1_a_transaction_is_all_or_nothing(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    assert_int_equal(put(&r, "a", OK), OK);
    assert_int_equal(put(&r, "b", ERR_LIMIT), ERR_LIMIT);
    assert_int_equal(count(&r), 1);
    room_unlink(&r);
    room_link(&r);
    assert_int_equal(count(&r), 1);
    room_close(&r);
}

static enum err two_work(struct db_conn *conn, void *context)
{
    struct thing one = { "one", 1, STR(""), DB_NULL, OK };
    struct thing same = { context, 1, STR(""), DB_NULL, OK };
    enum err err = thing_put(conn, &one);
    return err != OK ? err : thing_put(conn, &same);
}

static enum err schema_work(struct db_conn *conn, void *context)
{
    enum err err = db_script(conn, context,
                             STR("CREATE TABLE later (n INTEGER) STRICT;"));
    return err != OK ? err : ERR_LIMIT;
}

static enum err later_work(struct db_conn *conn, void *context)
{
    (void)context;
    return db_exec(NULL, conn, "CREATE TABLE later (n INTEGER NOT NULL)",
                   NULL, 0);
}

static void p1_a_schema_step_too(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    assert_int_equal(db_write(r.db, schema_work, &r.mem), ERR_LIMIT);
    assert_int_equal(db_write(r.db, later_work, &r.mem), OK);
    assert_true(place_try(&r.place, "INSERT INTO later (n) VALUES "
                                    "(9000000000000000000)"));
    room_close(&r);
}

/* What is acknowledged is there for somebody else, before anything closes. */
static void p1_what_is_answered_is_committed(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    assert_int_equal(put(&r, "a", OK), OK);
    struct db *other = place_open(&r.place, &r.mem, 1);
    int64_t n = 0;
    assert_int_equal(db_read(other, count_work, &n), OK);
    assert_int_equal(n, 1);
    db_close(other);
    room_close(&r);
}

/* ---- promise 2 ---- */

struct peeking {
    struct room *r;
    int64_t before, after;
};

static enum err peek_work(struct db_conn *conn, void *context)
{
    struct peeking *p = context;
    enum err err = count_work(conn, &p->before);
    if (err == OK)
        err = put(p->r, "meanwhile", OK);
    return err == OK ? count_work(conn, &p->after) : err;
}

static void p2_a_reader_sees_one_moment(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    struct peeking p = { &r, -1, -1 };
    assert_int_equal(db_read(r.db, peek_work, &p), OK);
    assert_int_equal(p.before, 0);
    assert_int_equal(p.after, 0);
    assert_int_equal(count(&r), 1);
    room_close(&r);
}

static enum err nested_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    int64_t *seen = context, inner;
    enum err err = db_query(&rows, conn, "SELECT id, n FROM thing ORDER BY id",
                            NULL, 0);
    for (*seen = 0; err == OK && db_next(&rows); ++*seen) {
        if ((err = count_work(conn, &inner)) == OK && inner != 3)
            err = ERR_CORRUPT;
        struct str id = db_bytes(&rows, 0);
        if (id.size != 1 || id.data[0] != 'a' + *seen)
            err = ERR_CORRUPT;
    }
    return err != OK ? err : rows.err;
}

static void p2_rows_live_while_others_are_asked_for(void **state)
{
    (void)state;
    struct room r;
    int64_t seen = 0;
    room_open(&r);
    assert_int_equal(put(&r, "b", OK), OK);
    assert_int_equal(put(&r, "a", OK), OK);
    assert_int_equal(put(&r, "c", OK), OK);
    assert_int_equal(db_read(r.db, nested_work, &seen), OK);
    assert_int_equal(seen, 3);
    room_close(&r);
}

/* ---- promise 3 ---- */

static void p3_a_taken_key_is_a_conflict(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    assert_int_equal(put(&r, "a", OK), OK);
    assert_int_equal(put(&r, "a", OK), ERR_CONFLICT);
    char same[] = "a";
    assert_int_equal(db_write(r.db, two_work, same), ERR_CONFLICT);
    assert_int_equal(count(&r), 1); /* "one" is not kept either */
    assert_int_equal(put(&r, "b", OK), OK);
    room_close(&r);
}

/* ---- promise 4 ---- */

struct adding {
    struct room *r;
    unsigned refused;
    enum err err;
};

static enum err add_work(struct db_conn *conn, void *context)
{
    (void)context;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn, "SELECT n FROM counter", NULL, 0);
    if (err != OK || !db_next(&rows))
        return err != OK ? err : ERR_CORRUPT;
    struct db_value args[] = { DB_INT(db_int(&rows, 0) + 1) };
    int64_t changed = 0;
    err = db_exec(&changed, conn, "UPDATE counter SET n = $1", args, 1);
    return err == OK && changed != 1 ? ERR_CORRUPT : err;
}

enum { WRITERS = 16, TURNS = 25 };

static void *add_thread(void *context)
{
    struct adding *a = context;
    for (unsigned i = 0; i < TURNS; i++)
        if ((a->err = db_write(a->r->db, add_work, NULL)) != OK)
            a->refused++;
    return NULL;
}

static enum err counter_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn, "SELECT n FROM counter", NULL, 0);
    if (err == OK && db_next(&rows))
        *(int64_t *)context = db_int(&rows, 0);
    return err;
}

/* All at the same row, reading before writing: nothing is lost or refused. */
static void p4_many_writers_none_refused(void **state)
{
    (void)state;
    struct room r;
    struct adding adding[WRITERS];
    pthread_t threads[WRITERS];
    int64_t n = 0;
    room_open(&r);
    for (unsigned i = 0; i < WRITERS; i++) {
        adding[i] = (struct adding){ &r, 0, OK };
        assert_int_equal(pthread_create(&threads[i], NULL, add_thread,
                                        &adding[i]), 0);
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(adding[i].refused, 0);
    }
    assert_int_equal(db_read(r.db, counter_work, &n), OK);
    assert_int_equal(n, WRITERS * TURNS);
    room_close(&r);
}

/* ---- promise 5 ---- */

static enum err back_work(struct db_conn *conn, void *context)
{
    struct thing *t = context;
    struct db_value args[] = { DB_BLOB(t->id, strlen(t->id)) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT n, words, bytes FROM thing WHERE id = $1",
                            args, COUNT_OF(args));
    if (err != OK || !db_next(&rows))
        return err != OK ? err : ERR_NOT_FOUND;
    bool null = t->bytes.kind == DB_KIND_NULL;
    if (db_int(&rows, 0) != t->n || !str_same(db_bytes(&rows, 1), t->words) ||
        db_is_null(&rows, 2) != null ||
        (!null && !str_same(db_bytes(&rows, 2), t->bytes.bytes)))
        return ERR_CORRUPT;
    return OK;
}

static void p5_bytes_come_back_as_they_went(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    char all[256];
    for (unsigned i = 0; i < sizeof(all); i++)
        all[i] = (char)i;
    char *large = arena_alloc(&r.mem, 3 << 20);
    struct thing things[] = {
        { "all", INT64_MIN, STR("O'Brien; \"x\" \\ $1 -- é 漢字"),
          DB_BLOB(all, sizeof(all)), OK },
        { "none", INT64_MAX, STR(""), DB_BLOB(NULL, 0), OK },
        { "null", -1, STR("NULL"), DB_NULL, OK },
        { "zero", 0, STR("\\x00"), DB_BLOB("\0", 1), OK },
        { "large", 1, STR("large"), DB_BLOB(large, 3 << 20), OK },
    };
    for (size_t i = 0; i < COUNT_OF(things); i++) {
        assert_int_equal(db_write(r.db, thing_put, &things[i]), OK);
        assert_int_equal(db_read(r.db, back_work, &things[i]), OK);
    }
    struct thing cut = { "cut", 1, STR("a\0b"), DB_NULL, OK };
    assert_int_equal(db_write(r.db, thing_put, &cut), ERR_INVALID);
    assert_int_equal(count(&r), COUNT_OF(things));
    room_close(&r);
}

/* ---- promise 6 ---- */

struct member {
    struct room *r;
    char id[8];
    bool bad;
    enum err err;
};

static void *member_thread(void *context)
{
    struct member *m = context;
    m->err = put(m->r, m->id, m->bad ? ERR_LIMIT : OK);
    return NULL;
}

/* They meet in one group where the driver has groups. */
static void p6_one_of_a_group_fails_alone(void **state)
{
    (void)state;
    struct room r;
    struct member members[WRITERS];
    pthread_t threads[WRITERS];
    room_open(&r);
    for (unsigned round = 0; round < 10; round++) {
        for (unsigned i = 0; i < WRITERS; i++) {
            members[i] = (struct member){ .r = &r, .bad = i % 3 == 0 };
            snprintf(members[i].id, sizeof(members[i].id), "%u.%u", round, i);
            assert_int_equal(pthread_create(&threads[i], NULL, member_thread,
                                            &members[i]), 0);
        }
        for (unsigned i = 0; i < WRITERS; i++)
            pthread_join(threads[i], NULL);
        for (unsigned i = 0; i < WRITERS; i++)
            assert_int_equal(members[i].err,
                             members[i].bad ? ERR_LIMIT : OK);
    }
    assert_int_equal(count(&r), 100);
    room_close(&r);
}

static enum err broken_work(struct db_conn *conn, void *context)
{
    (void)context;
    return db_exec(NULL, conn, "INSERT INTO nowhere (n) VALUES (1)", NULL, 0);
}

static void p6_a_broken_statement_fails_alone(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    assert_int_equal(db_write(r.db, broken_work, NULL), ERR_INVALID);
    assert_int_equal(put(&r, "a", OK), OK);
    assert_int_equal(count(&r), 1);
    room_close(&r);
}

/* ---- batches ---- */

struct batch {
    const struct db_call *calls;
    size_t count;
};

static enum err batch_work(struct db_conn *conn, void *context)
{
    const struct batch *b = context;
    return db_batch(conn, b->calls, b->count);
}

static void a_batch_is_done_in_order_or_not_at_all(void **state)
{
    (void)state;
    enum { MANY = 700 };
    static const char insert[] = "INSERT INTO thing (id, n, words) VALUES "
                                 "($1, 1, '')";
    struct room r;
    room_open(&r);
    struct db_value *ids = ARENA_MANY(&r.mem, MANY, struct db_value);
    struct db_call *calls = ARENA_MANY(&r.mem, MANY, struct db_call);
    for (unsigned i = 0; i < MANY; i++) {
        struct str id = str_printf(&r.mem, "%u", i);
        ids[i] = DB_BLOB(id.data, id.size);
        calls[i] = (struct db_call){ insert, &ids[i], 1 };
    }
    struct batch all = { calls, MANY };
    assert_int_equal(db_write(r.db, batch_work, &all), OK);
    assert_int_equal(count(&r), MANY);
    calls[MANY / 2] = (struct db_call){ "DELETE FROM thing", NULL, 0 };
    struct batch again = { &calls[MANY / 2], MANY / 2 };
    assert_int_equal(db_write(r.db, batch_work, &again), OK);
    assert_int_equal(count(&r), MANY / 2 - 1);
    assert_int_equal(db_write(r.db, batch_work, &again), OK);
    calls[MANY - 1] = calls[MANY - 2];
    assert_int_equal(db_write(r.db, batch_work, &again), ERR_CONFLICT);
    assert_int_equal(count(&r), MANY / 2 - 1);
    room_close(&r);
}

int main(int argc, char **argv)
{
    kind = place_asked(argc, argv);
    faulty = argc > 1 && strcmp(argv[1], "faulty") == 0;
    const struct CMUnitTest tests[] = {
        TEST(p1_a_transaction_is_all_or_nothing),
        TEST(p1_a_schema_step_too),
        TEST(p1_what_is_answered_is_committed),
        TEST(p2_a_reader_sees_one_moment),
        TEST(p2_rows_live_while_others_are_asked_for),
        TEST(p3_a_taken_key_is_a_conflict),
        TEST(p4_many_writers_none_refused),
        TEST(p5_bytes_come_back_as_they_went),
        TEST(p6_one_of_a_group_fails_alone),
        TEST(p6_a_broken_statement_fails_alone),
        TEST(a_batch_is_done_in_order_or_not_at_all),
    };
    return RUN_TESTS(tests);
}
