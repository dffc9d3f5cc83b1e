/* What only the PostgreSQL driver has to do: refuse weak servers, keep
 * secrets, come back after a lost connection, say when it is full. */
#include "tests/check.h"
#include "tests/place.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena mem;

static struct str refusal(const char *where, enum err want)
{
    struct db *db = NULL;
    struct str error;
    struct db_options options = { .where = where };
    assert_int_equal(db_open(&db, &db_driver_postgres, &options, &mem,
                             &error), want);
    assert_null(db);
    assert_true(error.size > 0);
    assert_null(memchr(error.data, '\n', error.size));
    return error;
}

static bool says(struct str s, const char *word)
{
    return memmem(s.data, s.size, word, strlen(word)) != NULL;
}

static void an_address_is_not_repeated(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "postgresql://user:hush-hush@host/%zz",
        "postgresql://user:hush-hush@[host/x",
        "host=/tmp user=x password=hush-hush",
        "mysql://user:hush-hush@host/x",
        "postgresql://user:hush-hush@/x?nonsense=1",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(says(refusal(bad[i], ERR_INVALID), "hush"));
}

static void a_server_that_is_not_there_is_named_without_secrets(void **state)
{
    (void)state;
    struct str s = refusal("postgresql://user:hush-hush@/x?host=/tmp/lanyard-nowhere",
                           ERR_IO);
    assert_true(says(s, "lanyard-nowhere"));
    assert_false(says(s, "hush"));
}

static void a_server_that_answers_too_early_is_refused(void **state)
{
    (void)state;
    static const char *const weak[] = { "off", "local", "remote_write" };
    for (size_t i = 0; i < COUNT_OF(weak); i++) {
        struct place p;
        char where[700];
        place_make(&p, PLACE_POSTGRES);
        snprintf(where, sizeof(where), "%s%%20-csynchronous_commit%%3D%s",
                 p.where, weak[i]);
        assert_true(says(refusal(where, ERR_INVALID), "synchronous_commit"));
        place_remove(&p);
    }
}

static enum err pid_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT pg_backend_pid()::bigint", NULL, 0);
    if (err == OK && db_next(&rows))
        *(int64_t *)context = db_int(&rows, 0);
    return err;
}

struct killing {
    const struct place *place;
    unsigned turns;   /* how often the work was run */
    unsigned deaths;  /* how often its connection is to die */
};

static enum err kill_work(struct db_conn *conn, void *context)
{
    struct killing *k = context;
    int64_t pid = 0;
    k->turns++;
    enum err err = pid_work(conn, &pid);
    if (err == OK && k->turns <= k->deaths) {
        char sql[80];
        snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%lld, 5000)",
                 (long long)pid);
        place_run(k->place, sql);
    }
    int64_t changed;
    return err == OK ? db_exec(&changed, conn, "INSERT INTO t (n) VALUES (1)",
                               NULL, 0)
                     : err;
}

static enum err table_work(struct db_conn *conn, void *context)
{
    (void)context;
    return db_exec(NULL, conn, "CREATE TABLE t (n INTEGER NOT NULL)", NULL,
                   0);
}

static enum err count_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn, "SELECT count(*) FROM t", NULL, 0);
    if (err == OK && db_next(&rows))
        *(int64_t *)context = db_int(&rows, 0);
    return err;
}

static void a_lost_connection_is_opened_again(void **state)
{
    (void)state;
    struct place p;
    int64_t n = -1, pid = 0, other = 0;
    place_make(&p, PLACE_POSTGRES);
    struct db *db = place_open(&p, &mem, 1);
    assert_int_equal(db_write(db, table_work, NULL), OK);
    /* while it was idle */
    char sql[80];
    assert_int_equal(db_read(db, pid_work, &pid), OK);
    snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%lld, 5000)",
             (long long)pid);
    place_run(&p, sql);
    assert_int_equal(db_read(db, pid_work, &other), OK);
    assert_int_not_equal(pid, other);
    /* in the middle of a write: run again, once in the end */
    struct killing k = { &p, 0, 1 };
    assert_int_equal(db_write(db, kill_work, &k), OK);
    assert_int_equal(k.turns, 2);
    assert_int_equal(db_read(db, count_work, &n), OK);
    assert_int_equal(n, 1);
    db_close(db);
    place_remove(&p);
}

static enum err u_work(struct db_conn *conn, void *context)
{
    (void)context;
    return db_exec(NULL, conn, "CREATE TABLE u (n INTEGER NOT NULL)", NULL,
                   0);
}

/* A parameter that a type does not take fails the work, and only it. */
static enum err wrong_work(struct db_conn *conn, void *context)
{
    struct db_value args[] = { DB_TEXT(STR("\xff\xfe")) };
    (void)context;
    enum err err = db_exec(NULL, conn, "CREATE TABLE v (w TEXT NOT NULL)",
                           NULL, 0);
    return err != OK ? err
                     : db_exec(NULL, conn, "INSERT INTO v (w) VALUES ($1)",
                               args, 1);
}

static void a_late_error_fails_the_work(void **state)
{
    (void)state;
    struct place p;
    place_make(&p, PLACE_POSTGRES);
    struct db *db = place_open(&p, &mem, 1);
    assert_int_equal(db_write(db, wrong_work, NULL), ERR_INVALID);
    assert_false(place_try(&p, "SELECT * FROM v"));
    assert_int_equal(db_write(db, u_work, NULL), OK);
    assert_int_equal(db_write(db, u_work, NULL), ERR_CONFLICT);
    db_close(db);
    place_remove(&p);
}

struct holding {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool holds;
    bool let_go;
    struct db *db;
};

static enum err hold_work(struct db_conn *conn, void *context)
{
    struct holding *h = context;
    (void)conn;
    pthread_mutex_lock(&h->lock);
    h->holds = true;
    pthread_cond_broadcast(&h->changed);
    while (!h->let_go)
        pthread_cond_wait(&h->changed, &h->lock);
    pthread_mutex_unlock(&h->lock);
    return OK;
}

static void *hold_thread(void *context)
{
    struct holding *h = context;
    must(db_read(h->db, hold_work, h) == OK);
    return NULL;
}

static void no_free_connection_is_busy(void **state)
{
    (void)state;
    struct place p;
    struct holding h = { .lock = PTHREAD_MUTEX_INITIALIZER,
                         .changed = PTHREAD_COND_INITIALIZER };
    pthread_t thread;
    int64_t pid;
    place_make(&p, PLACE_POSTGRES);
    h.db = place_open(&p, &mem, 1);
    assert_int_equal(pthread_create(&thread, NULL, hold_thread, &h), 0);
    pthread_mutex_lock(&h.lock);
    while (!h.holds)
        pthread_cond_wait(&h.changed, &h.lock);
    pthread_mutex_unlock(&h.lock);
    assert_int_equal(db_read(h.db, pid_work, &pid), ERR_BUSY);
    pthread_mutex_lock(&h.lock);
    h.let_go = true;
    pthread_cond_broadcast(&h.changed);
    pthread_mutex_unlock(&h.lock);
    pthread_join(thread, NULL);
    assert_int_equal(db_read(h.db, pid_work, &pid), OK);
    db_close(h.db);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_is_not_repeated),
        TEST(a_server_that_is_not_there_is_named_without_secrets),
        TEST(a_server_that_answers_too_early_is_refused),
        TEST(a_lost_connection_is_opened_again),
        TEST(a_late_error_fails_the_work),
        TEST(no_free_connection_is_busy),
    };
    arena_open(&mem, 8 << 20);
    int failed = RUN_TESTS(tests);
    arena_close(&mem);
    return failed;
}
