/* house.c: a trust with two schools in a folder of its own, for tests that need
 * a real database. See house.h. */
#include "tests/check.h"
#include "tests/house.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum err house_start(struct house *h)
{
    struct str error;
    struct db_options options = { .where = h->where, .connections = 4,
                                  .vfs = h->vfs,
                                  .unsafe_for_tests = h->unsafe };
    enum err err = db_open(&h->db, h->driver, &options, &h->mem, &error);
    if (err == OK)
        err = store_open(&h->store, h->db, h->vault);
    h->acts = (struct acts){ &h->store, h->pack };
    return err;
}

void house_stop(struct house *h)
{
    db_close(h->db);
    h->db = NULL;
}

static void open_all(struct house *h)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/lanyard.key", h->folder);
    assert_int_equal(vault_open(&h->vault, path), OK);
    assert_int_equal(house_start(h), OK);
}

static enum err people_work(struct tx *tx, void *context)
{
    struct house *h = context;
    struct trust_row trust = { h->trust, STR("Three Counties Trust"), true,
                               h->now };
    enum err err = store_trust_create(tx, &trust);
    struct permit permit = access_program_permit(h->trust);
    struct school_row oak = { h->oak, STR("Oak School"), 960, false, NULL, 0 };
    struct school_row elm = { h->elm, STR("Elm School"), 960, false, NULL, 0 };
    if (err == OK)
        err = store_school_put(tx, &permit, &oak);
    return err == OK ? store_school_put(tx, &permit, &elm) : err;
}

/* where NULL: a file in the house's own folder. */
static void house_make(struct house *h, const struct db_driver *driver,
                       const char *where, const char *vfs)
{
    *h = (struct house){ .trust = { { 1 } }, .oak = { { 2 } },
                         .elm = { { 3 } }, .driver = driver, .vfs = vfs };
    arena_open(&h->mem, 512 << 20);
    struct str error;
    folder_make(h->folder, sizeof(h->folder));
    if (where == NULL)
        snprintf(h->where, sizeof(h->where), "%s/lanyard.db", h->folder);
    else
        snprintf(h->where, sizeof(h->where), "%s", where);
    assert_int_equal(instant_read(&h->now, STR("2026-11-23T08:40:00Z")), OK);
    assert_int_equal(pack_open(&h->pack, NULL, &h->mem, &error), OK);
    char path[128];
    snprintf(path, sizeof(path), "%s/lanyard.key", h->folder);
    assert_int_equal(vault_create(path), OK);
    open_all(h);
    assert_int_equal(store_write(&h->store, people_work, h), OK);
}

static enum err schema_work(struct db_conn *conn, void *context)
{
    struct house *h = context;
    return db_script(conn, &h->mem,
                     str_printf(&h->mem, "CREATE SCHEMA %s", h->folder));
}

/* A schema of its own on the server of tests/with-postgres. */
static void house_open_postgres(struct house *h)
{
    struct house maker = { 0 }; /* its folder: the name of the schema */
    char where[sizeof(h->where)], key[ID_TEXT_SIZE + 1];
    struct user_id random;
    struct str error;
    const char *server = getenv("LANYARD_TEST_POSTGRES");
    assert_non_null(server);
    arena_open(&maker.mem, 1 << 20);
    vault_random(random.bytes, ID_SIZE);
    id_print(key, random.bytes);
    snprintf(maker.folder, sizeof(maker.folder), "house%s", key);
    snprintf(where, sizeof(where), "%s&options=-csearch_path%%3D%s", server,
             maker.folder);
    struct db_options options = { .where = where, .connections = 1 };
    assert_int_equal(db_open(&maker.db, &db_driver_postgres, &options,
                             &maker.mem, &error), OK);
    assert_int_equal(db_write(maker.db, schema_work, &maker), OK);
    db_close(maker.db);
    arena_close(&maker.mem);
    house_make(h, &db_driver_postgres, where, NULL);
}

void house_open(struct house *h)
{
    const char *on = getenv("LANYARD_TEST_HOUSES");
    if (on != NULL && strcmp(on, "postgres") == 0)
        house_open_postgres(h);
    else
        house_make(h, &db_driver_sqlite, NULL, NULL);
}

void house_open_on(struct house *h, const char *vfs)
{
    house_make(h, &db_driver_sqlite, NULL, vfs);
}

void house_open_at(struct house *h, const struct db_driver *driver,
                   const char *where)
{
    house_make(h, driver, where, NULL);
}

static void close_all(struct house *h)
{
    house_stop(h);
    vault_close(&h->vault);
}

void house_reopen(struct house *h)
{
    close_all(h);
    open_all(h);
}

void house_close(struct house *h)
{
    static const char *const files[] = { "lanyard.db", "lanyard.db-wal",
                                         "lanyard.db-shm", "lanyard.key",
                                         "backup" };
    close_all(h);
    pack_close(h->pack);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[128];
        snprintf(path, sizeof(path), "%s/%s", h->folder, files[i]);
        unlink(path);
    }
    rmdir(h->folder);
    arena_close(&h->mem);
}

struct user_id house_user(enum role role)
{
    struct user_id user = { { 0 } };
    user.bytes[15] = (uint8_t)role;
    return user;
}

struct actor house_actor(const struct house *h, enum role role,
                         struct school_id school)
{
    struct actor a = { .known = true, .second_factor = true,
                       .trust = h->trust, .user = house_user(role),
                       .grants_count = 1 };
    a.grants[0] = (struct grant){ role, school };
    return a;
}

struct scoping {
    struct house *h;
    struct user_id user;
    const char *reference;
    struct incident_scope scope;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct scoping *s = context;
    return store_scope_by_reference(&s->scope, tx, s->h->trust, s->user,
                                    s->reference);
}

struct permit house_permit(struct house *h, enum role role,
                           enum permission permission, const char *reference)
{
    struct school_id none = { { 0 } };
    struct actor a = house_actor(
        h, role, role == ROLE_EXECUTIVE_LEADER ? none : h->oak);
    struct scoping s = { h, a.user, reference, { { { 0 } }, { { 0 } },
                         { { 0 } }, { { 0 } }, false } };
    struct permit permit;
    if (reference != NULL)
        assert_int_equal(store_read(&h->store, scope_work, &s), OK);
    assert_true(access_permit(&permit, &a, permission,
                              reference != NULL ? &s.scope : NULL));
    return permit;
}

struct str house_key(struct house *h)
{
    struct user_id random;
    char *text = arena_alloc(&h->mem, ID_TEXT_SIZE + 1);
    vault_random(random.bytes, ID_SIZE);
    id_print(text, random.bytes);
    return str_of(text);
}

size_t house_typed(struct typed *out, size_t max, const char *text)
{
    struct str rest = str_of(text);
    size_t count = 0;
    while (rest.size > 0) {
        struct str value = str_cut(&rest, '|');
        assert_true(count < max);
        out[count].name = str_cut(&value, '=');
        out[count++].value = value;
    }
    return count;
}

struct act_result house_act(struct house *h, const struct permit *permit,
                            enum entry_kind kind, uint32_t made_from,
                            const char *typed)
{
    enum { TYPED_MAX = 80 };
    struct typed *fields = ARENA_MANY(&h->mem, TYPED_MAX, struct typed);
    struct act_form form = { .kind = kind, .typed = fields,
                             .made_from = made_from, .key = house_key(h) };
    form.typed_count = house_typed(fields, TYPED_MAX, typed);
    struct act_result result;
    enum err err =
        kind == ENTRY_REPORT
            ? act_report(&result, &h->mem, &h->acts, permit, h->oak, &form,
                         h->now)
            : act_append(&result, &h->mem, &h->acts, permit, &form, h->now);
    assert_int_equal(err, OK);
    return result;
}

const char *house_report(struct house *h, const char *typed)
{
    struct permit p = house_permit(h, ROLE_STAFF, PERMIT_REPORT, NULL);
    struct act_result r = house_act(h, &p, ENTRY_REPORT, 0, typed);
    assert_int_equal(r.end, ACT_DONE);
    return str_c(&h->mem, r.reference);
}

struct known house_load(struct house *h, const char *reference)
{
    struct known known;
    struct instant none = { 0 };
    struct permit p = house_permit(h, ROLE_DSL, PERMIT_SEE_INCIDENT,
                                   reference);
    assert_int_equal(act_load(&known, &h->mem, &h->acts, &p, none, h->now),
                     OK);
    return known;
}

/* ---- a row and a role for each user ---- */

static enum err person_put(struct tx *tx, const struct house *h,
                           enum role role)
{
    struct user_id user = house_user(role);
    struct school_id whole = { { 0 } };
    bool of_trust = role == ROLE_EXECUTIVE_LEADER || role == ROLE_CEO ||
                    role == ROLE_ADMINISTRATOR || role == ROLE_CHAIR;
    struct db_value args[] = { DB_BLOB(h->trust.bytes, ID_SIZE),
                               DB_BLOB(user.bytes, ID_SIZE) };
    enum err err = db_exec(NULL, tx->conn,
                           "INSERT INTO person (trust, id, sign_in_code, "
                           "sign_in_sealed, name_sealed, password, "
                           "totp_sealed, totp_counter, setup_code, "
                           "setup_until, disabled_at, created_at) VALUES "
                           "($1, $2, $2, $2, $2, 'x', $2, 0, $2, 0, 0, 0)",
                           args, COUNT_OF(args));
    struct db_value grant[] = {
        DB_BLOB(h->trust.bytes, ID_SIZE), DB_BLOB(user.bytes, ID_SIZE),
        DB_INT(role), DB_BLOB(of_trust ? whole.bytes : h->oak.bytes, ID_SIZE)
    };
    return err == OK ? db_exec(NULL, tx->conn,
                               "INSERT INTO role_grant (trust, person, role, "
                               "school, granted_at) VALUES ($1, $2, $3, $4, "
                               "0)",
                               grant, COUNT_OF(grant))
                     : err;
}

static enum err staff_work(struct tx *tx, void *context)
{
    enum err err = OK;
    for (unsigned r = ROLE_STAFF; r < ROLE_COUNT && err == OK; r++)
        err = person_put(tx, context, (enum role)r);
    return err;
}

void house_people(struct house *h)
{
    assert_int_equal(store_write(&h->store, staff_work, h), OK);
}

enum err house_bundle(struct house *h, struct instant before)
{
    struct permit program = access_program_permit(h->trust);
    struct bundling at = { .done = false };
    enum err err = OK;
    while (err == OK && !at.done)
        err = store_digests_bundle(&at, &h->store, &program, before);
    return err;
}
