/* What only the SQLite driver has to do: write ahead and sync fully, or not
 * open at all. */
#include "tests/check.h"
#include "tests/place.h"

#include <fcntl.h>
#include <unistd.h>

static struct arena mem;

/* A database in memory cannot write ahead: it stands for any file system
 * that cannot, and must not be used without anybody knowing. */
static void what_cannot_write_ahead_is_refused(void **state)
{
    (void)state;
    struct db *db = NULL;
    struct str error;
    struct db_options options = { .where = ":memory:" };
    assert_int_equal(db_open(&db, &db_driver_sqlite, &options, &mem, &error),
                     ERR_INVALID);
    assert_null(db);
    assert_true(error.size > 0);
}

static enum err pragma_work(struct db_conn *conn, void *context)
{
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT (SELECT journal_mode FROM "
                            "pragma_journal_mode), (SELECT synchronous FROM "
                            "pragma_synchronous)",
                            NULL, 0);
    if (err != OK || !db_next(&rows))
        return err != OK ? err : ERR_NOT_FOUND;
    bool *good = context;
    *good = str_is(db_bytes(&rows, 0), "wal") && db_int(&rows, 1) == 2;
    return OK;
}

static void readers_and_the_writer_sync_fully(void **state)
{
    (void)state;
    struct place p;
    bool good = false;
    place_make(&p, PLACE_SQLITE);
    struct db *db = place_open(&p, &mem, 2);
    assert_int_equal(db_write(db, pragma_work, &good), OK);
    assert_true(good);
    good = false;
    assert_int_equal(db_read(db, pragma_work, &good), OK);
    assert_true(good);
    db_close(db);
    place_remove(&p);
}

static void what_is_no_database_is_refused(void **state)
{
    (void)state;
    struct place p;
    struct db *db = NULL;
    struct str error;
    place_make(&p, PLACE_SQLITE);
    int fd = open(p.where, O_WRONLY | O_CREAT, 0600);
    for (unsigned i = 0; i < 512; i++)
        assert_int_equal(write(fd, "nonsense", 8), 8);
    close(fd);
    struct db_options options = { .where = p.where };
    assert_int_not_equal(db_open(&db, &db_driver_sqlite, &options, &mem,
                                 &error), OK);
    assert_null(db);
    place_remove(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_cannot_write_ahead_is_refused),
        TEST(readers_and_the_writer_sync_fully),
        TEST(what_is_no_database_is_refused),
    };
    arena_open(&mem, 1 << 20);
    int failed = RUN_TESTS(tests);
    arena_close(&mem);
    return failed;
}
