/* Promise 14 of store.h: a backup restores on any driver to the same rows, or
 * not at all when it was changed, cut, or made under another key. */
#include "tests/check.h"
#include "tests/store/here.h"

#include "store/backup.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum place_kind kind;  /* backed up from */
static enum place_kind other; /* restored into */

/* An empty database beside a house, for restoring into. */
struct target {
    struct place place;
    struct db *db;
    struct findings findings;
};

static void target_open(struct target *t, struct here *e,
                        enum place_kind where)
{
    *t = (struct target){ 0 };
    place_make(&t->place, where);
    t->db = place_open(&t->place, &e->h.mem, 4);
}

static void target_close(struct target *t)
{
    db_close(t->db);
    place_remove(&t->place);
}

static enum err restore(struct target *t, const struct vault *vault,
                        const char *path)
{
    return store_restore(t->db, vault, path, &t->findings,
                         (struct progress){ 0 });
}

static void backup(struct here *e)
{
    assert_int_equal(store_backup(&e->h.store, e->backup,
                                  (struct progress){ 0 }), OK);
}

static void p14_it_restores_to_the_same_rows_and_back(void **state)
{
    (void)state;
    struct here e;
    struct target t;
    here_open(&e, kind);
    here_fill(&e);
    struct permit p = here_permit(&e, PERMIT_LEAD_INCIDENT);
    assert_int_equal(house_act(&e.h, &p, ENTRY_PERSON, 4, "person=p2|name=Alex Moss|type=pupil|send=yes").end,
                     ACT_DONE); /* the SENCO is to help */
    assert_int_equal(house_bundle(&e.h, e.h.now), OK); /* some digests */
    backup(&e);
    target_open(&t, &e, other);
    assert_int_equal(restore(&t, e.h.vault, e.backup), OK);
    struct str before = here_dump(&e, e.h.db);
    struct str after = here_dump(&e, t.db);
    for (size_t i = 0; i < backup_tables_count; i++) {
        char line[64];
        snprintf(line, sizeof(line), "\n%s ", backup_tables[i].name);
        if (i > 0 && memmem(before.data, before.size, line,
                            strlen(line)) == NULL)
            fail_msg("the house has no row in %s", backup_tables[i].name);
    }
    assert_true(str_same(before, after));
    /* and back, from the restored one into a third */
    struct store restored;
    struct target back;
    assert_int_equal(store_open(&restored, t.db, e.h.vault), OK);
    unlink(e.backup);
    assert_int_equal(store_backup(&restored, e.backup,
                                  (struct progress){ 0 }), OK);
    target_open(&back, &e, kind);
    assert_int_equal(restore(&back, e.h.vault, e.backup), OK);
    assert_true(str_same(before, here_dump(&e, back.db)));
    target_close(&back);
    target_close(&t);
    here_close(&e);
}

static void p14_the_file_is_new_private_and_sealed(void **state)
{
    (void)state;
    struct here e;
    struct stat about;
    here_open(&e, kind);
    here_fill(&e);
    backup(&e);
    assert_int_equal(store_backup(&e.h.store, e.backup,
                                  (struct progress){ 0 }), ERR_CONFLICT);
    assert_int_equal(stat(e.backup, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    FILE *file = fopen(e.backup, "rb");
    char *bytes = arena_alloc(&e.h.mem, (size_t)about.st_size);
    assert_int_equal(fread(bytes, 1, (size_t)about.st_size, file),
                     about.st_size);
    fclose(file);
    assert_null(memmem(bytes, (size_t)about.st_size, e.ref, REFERENCE_SIZE));
    assert_null(memmem(bytes, (size_t)about.st_size, "setting.put", 11));
    assert_int_equal(store_backup(&e.h.store, "/tmp/lanyard-nowhere/backup",
                                  (struct progress){ 0 }), ERR_IO);
    here_close(&e);
}

static void p14_what_is_not_empty_is_not_filled(void **state)
{
    (void)state;
    struct here e;
    struct findings findings = { 0 };
    here_open(&e, kind);
    here_fill(&e);
    backup(&e);
    struct str before = here_dump(&e, e.h.db);
    assert_int_equal(store_restore(e.h.db, e.h.vault, e.backup, &findings,
                                   (struct progress){ 0 }), ERR_CONFLICT);
    assert_true(str_same(before, here_dump(&e, e.h.db)));
    here_close(&e);
}

static long size_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return (long)about.st_size;
}

static void flip(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int c = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(c ^ 1, file), c ^ 1);
    fclose(file);
}

/* What stands in the target's tables, after a restore that was refused. */
static size_t rows_in(struct here *e, struct target *t)
{
    struct store store;
    assert_int_equal(store_open(&store, t->db, e->h.vault), OK);
    return here_dump(e, t->db).size;
}

static void p14_a_changed_or_cut_file_restores_nothing(void **state)
{
    (void)state;
    struct here e;
    struct target t;
    here_open(&e, kind);
    here_fill(&e);
    backup(&e);
    target_open(&t, &e, other);
    long size = size_of(e.backup);
    for (long at = 0; at < size; at += size / 40) {
        flip(e.backup, at);
        assert_int_equal(restore(&t, e.h.vault, e.backup), ERR_CORRUPT);
        flip(e.backup, at);
    }
    for (long cut = 0; cut < size; cut += size / 20) {
        char command[300];
        snprintf(command, sizeof(command), "%s.cut", e.backup);
        FILE *from = fopen(e.backup, "rb"), *to = fopen(command, "wb");
        for (long i = 0; i < cut; i++)
            fputc(fgetc(from), to);
        fclose(from);
        fclose(to);
        assert_int_equal(restore(&t, e.h.vault, command), ERR_CORRUPT);
        unlink(command);
    }
    FILE *file = fopen(e.backup, "ab");
    fputc('x', file);
    fclose(file);
    assert_int_equal(restore(&t, e.h.vault, e.backup), ERR_CORRUPT);
    assert_int_equal(truncate(e.backup, size), 0);
    assert_int_equal(rows_in(&e, &t), 0);
    assert_int_equal(restore(&t, e.h.vault, "/tmp/lanyard-nowhere"),
                     ERR_NOT_FOUND);
    assert_int_equal(restore(&t, e.h.vault, e.backup), OK);
    target_close(&t);
    here_close(&e);
}

static void p14_another_key_restores_nothing(void **state)
{
    (void)state;
    struct here e;
    struct target t;
    struct vault *stranger;
    char path[128];
    here_open(&e, kind);
    here_fill(&e);
    backup(&e);
    snprintf(path, sizeof(path), "%s/other.key", e.h.folder);
    assert_int_equal(vault_create(path), OK);
    assert_int_equal(vault_open(&stranger, path), OK);
    target_open(&t, &e, other);
    assert_int_equal(restore(&t, stranger, e.backup), ERR_CORRUPT);
    vault_close(&stranger);
    unlink(path);
    assert_int_equal(rows_in(&e, &t), 0);
    target_close(&t);
    here_close(&e);
}

/* Sealed under the right key, but made of rows that do not verify. */
static void p14_altered_rows_are_found_and_not_kept(void **state)
{
    (void)state;
    static const char *const alterations[] = {
        "UPDATE entry SET at = at + 1 WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 3",
        "UPDATE incident_key SET wrapped = zeroblob(104)",
        "UPDATE journal SET kind = 'person.other' WHERE seq = 1",
        "UPDATE school_days SET closed = '' WHERE number > 0",
        "UPDATE school SET name_sealed = zeroblob(104)",
        "DELETE FROM incident WHERE length = 4",
    };
    for (size_t i = 0; i < COUNT_OF(alterations); i++) {
        struct here e;
        struct target t;
        here_open(&e, kind);
        here_fill(&e);
        place_run(&e.place, alterations[i]);
        backup(&e);
        target_open(&t, &e, other);
        if (restore(&t, e.h.vault, e.backup) != ERR_CORRUPT)
            fail_msg("restored all the same: %s", alterations[i]);
        assert_int_equal(rows_in(&e, &t), 0);
        target_close(&t);
        here_close(&e);
    }
}

/* A backup while somebody writes is one moment: it verifies and restores. */
struct writing {
    struct here *e;
    struct permit permit;
    atomic_bool stop;
    unsigned written;
};

static void *write_thread(void *context)
{
    struct writing *w = context;
    struct arena mem;
    arena_open(&mem, 256 << 20);
    while (!atomic_load(&w->stop)) {
        struct user_id random;
        char key[ID_TEXT_SIZE + 1];
        vault_random(random.bytes, ID_SIZE);
        id_print(key, random.bytes);
        struct typed typed[] = { { STR("sort"), STR("fact") },
                                 { STR("title"), STR("Call") },
                                 { STR("body"), STR("Spoke again.") } };
        struct act_form form = { .kind = ENTRY_NOTE, .typed = typed,
                                 .typed_count = COUNT_OF(typed),
                                 .key = str_of(key) };
        struct act_result result;
        must(act_append(&result, &mem, &w->e->h.acts, &w->permit, &form,
                        w->e->h.now) == OK && result.end == ACT_DONE);
        arena_reset(&mem);
        w->written++;
    }
    arena_close(&mem);
    return NULL;
}

static void p14_it_is_one_moment_while_others_write(void **state)
{
    (void)state;
    struct here e;
    struct target t;
    pthread_t thread;
    here_open(&e, kind);
    here_fill(&e);
    struct writing w = { .e = &e,
                         .permit = here_permit(&e, PERMIT_WRITE_NOTE) };
    assert_int_equal(pthread_create(&thread, NULL, write_thread, &w), 0);
    for (unsigned i = 0; i < 5; i++) {
        unlink(e.backup);
        backup(&e);
        target_open(&t, &e, other);
        assert_int_equal(restore(&t, e.h.vault, e.backup), OK);
        target_close(&t);
    }
    atomic_store(&w.stop, true);
    pthread_join(thread, NULL);
    assert_true(w.written > 0);
    here_close(&e);
}

static enum err columns_work(struct db_conn *conn, void *context)
{
    struct buf *b = context;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, conn,
                            "SELECT t.name, c.name FROM sqlite_master t JOIN "
                            "pragma_table_info(t.name) c WHERE "
                            "t.type = 'table' ORDER BY t.rootpage, c.cid",
                            NULL, 0);
    while (err == OK && db_next(&rows)) {
        buf_put_str(b, db_bytes(&rows, 0));
        buf_put_char(b, '.');
        buf_put_str(b, db_bytes(&rows, 1));
        buf_put_char(b, '\n');
    }
    return err != OK ? err : rows.err;
}

static bool left_out(struct str table)
{
    return str_is(table, "schema_version") || str_is(table, "session") ||
           str_is(table, "guess");
}

static struct str columns_listed(struct arena *mem, unsigned steps)
{
    struct buf b;
    buf_open(&b, mem, 8192, 1 << 20);
    buf_put_char(&b, '\n');
    for (size_t i = 0; i < backup_tables_count; i++) {
        struct str columns = str_of(backup_tables[i].columns);
        size_t count = 0;
        for (; columns.size > 0 && backup_tables[i].since <= steps; count++) {
            struct str column = str_trim(str_cut(&columns, ','));
            buf_printf(&b, "%s.%.*s\n", backup_tables[i].name,
                       STR_ARG(column));
        }
        assert_true(count == 0 || count == strlen(backup_tables[i].kinds));
    }
    return buf_str(&b);
}

static void all_are_in(struct arena *mem, struct str lines, struct str all,
                       unsigned steps, const char *words)
{
    while (lines.size > 0) {
        struct str line = str_cut(&lines, '\n'), table = line;
        struct str find = str_printf(mem, "\n%.*s\n", STR_ARG(line));
        if (line.size > 0 && !left_out(str_cut(&table, '.')) &&
            memmem(all.data, all.size, find.data, find.size) == NULL)
            fail_msg("after %u steps %s %.*s", steps, words, STR_ARG(line));
    }
}

/* Whoever adds a table or a column meets this one: tables.def has to be true
 * of the schema after every step. */
static void p14_no_column_is_forgotten(void **state)
{
    (void)state;
    struct here e;
    here_open(&e, PLACE_SQLITE);
    for (unsigned steps = 1; steps <= SCHEMA_STEPS; steps++) {
        struct target t;
        struct store store;
        struct buf there;
        buf_open(&there, &e.h.mem, 8192, 1 << 20);
        buf_put_char(&there, '\n');
        target_open(&t, &e, PLACE_SQLITE);
        assert_int_equal(store_open_at(&store, t.db, e.h.vault, steps), OK);
        assert_int_equal(db_read(t.db, columns_work, &there), OK);
        struct str listed = columns_listed(&e.h.mem, steps);
        all_are_in(&e.h.mem, buf_str(&there), listed, steps,
                   "tables.def lacks");
        all_are_in(&e.h.mem, listed, buf_str(&there), steps,
                   "there is not yet");
        target_close(&t);
    }
    here_close(&e);
}

/* The lines of a dump that a program of so many steps would have had. */
static struct str dump_at(struct arena *mem, struct str dump, unsigned steps)
{
    struct buf b;
    buf_open(&b, mem, dump.size + 1, 16 << 20);
    while (dump.size > 0) {
        struct str line = str_cut(&dump, '\n'), table = line;
        struct str name = str_cut(&table, ' ');
        for (size_t i = 0; i < backup_tables_count; i++)
            if (str_is(name, backup_tables[i].name) &&
                backup_tables[i].since <= steps)
                buf_printf(&b, "%.*s\n", STR_ARG(line));
    }
    return buf_str(&b);
}

/* After which step that table is there. */
static unsigned steps_of(const char *table)
{
    for (size_t i = 0; i < backup_tables_count; i++)
        if (strcmp(backup_tables[i].name, table) == 0)
            return backup_tables[i].since;
    fail_msg("no table %s", table);
    return 0;
}

static void p14_an_older_backup_restores(void **state)
{
    (void)state;
    struct here e;
    here_open(&e, kind);
    here_fill_older(&e);
    for (unsigned steps = 1; steps <= SCHEMA_STEPS; steps++) {
        struct target t;
        struct store store;
        if (steps == steps_of("school_days"))
            here_days(&e);
        struct str all = here_dump(&e, e.h.db);
        unlink(e.backup);
        assert_int_equal(store_backup_at(&e.h.store, e.backup, steps,
                                         (struct progress){ 0 }), OK);
        target_open(&t, &e, other);
        assert_int_equal(restore(&t, e.h.vault, e.backup), OK);
        struct str before = dump_at(&e.h.mem, all, steps);
        assert_true(before.size > 0);
        assert_true(str_same(before, here_dump(&e, t.db)));
        assert_int_equal(restore(&t, e.h.vault, e.backup), ERR_CONFLICT);
        assert_int_equal(store_open(&store, t.db, e.h.vault), OK);
        target_close(&t);
    }
    here_close(&e);
}

static void p14_a_newer_backup_is_refused(void **state)
{
    (void)state;
    struct here e;
    struct target t;
    here_open(&e, kind);
    here_fill(&e);
    assert_int_equal(store_backup_at(&e.h.store, e.backup, SCHEMA_STEPS + 1,
                                     (struct progress){ 0 }), OK);
    target_open(&t, &e, other);
    assert_int_equal(restore(&t, e.h.vault, e.backup), ERR_INVALID);
    unlink(e.backup);
    backup(&e);
    assert_int_equal(restore(&t, e.h.vault, e.backup), OK);
    target_close(&t);
    here_close(&e);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(p14_it_restores_to_the_same_rows_and_back),
        TEST(p14_the_file_is_new_private_and_sealed),
        TEST(p14_what_is_not_empty_is_not_filled),
        TEST(p14_a_changed_or_cut_file_restores_nothing),
        TEST(p14_another_key_restores_nothing),
        TEST(p14_altered_rows_are_found_and_not_kept),
        TEST(p14_it_is_one_moment_while_others_write),
        TEST(p14_no_column_is_forgotten),
        TEST(p14_an_older_backup_restores),
        TEST(p14_a_newer_backup_is_refused),
    };
    kind = place_asked(argc, argv);
    other = place_asked(argc - 1, argv + 1);
    return RUN_TESTS(tests);
}
