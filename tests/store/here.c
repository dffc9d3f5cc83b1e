/* here.c: see here.h. */
#include "tests/check.h"
#include "tests/store/here.h"

#include "identity/identity.h"
#include "store/backup.h"
#include "store/cover.h"

#include <stdio.h>
#include <unistd.h>

void here_open(struct here *e, enum place_kind kind)
{
    *e = (struct here){ 0 };
    place_make(&e->place, kind);
    house_open_at(&e->h, place_driver(kind), e->place.where);
    snprintf(e->backup, sizeof(e->backup), "%s/backup", e->h.folder);
}

void here_close(struct here *e)
{
    house_close(&e->h);
    place_remove(&e->place);
}

struct permit here_permit(struct here *e, enum permission permission)
{
    return house_permit(&e->h, ROLE_DSL, permission, e->ref);
}

/* The days of Oak set otherwise, and back to what they were. */
static enum err days_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct house *h = &e->h;
    struct permit program = access_program_permit(h->trust);
    struct date_range closed = { { 20500 }, { 20510 } };
    struct school_row was, other;
    enum err err = store_school_load(&was, tx, &h->mem, h->trust, h->oak);
    if (err != OK)
        return err;
    other = was;
    other.day_ends = 930;
    other.bank_holidays = true;
    other.closed = &closed;
    other.closed_count = 1;
    err = store_school_change(tx, &program, &other, STR("Closed"), h->now);
    return err == OK ? store_school_change(tx, &program, &was, STR("Open"),
                                           h->now)
                     : err;
}

static enum err fill_work(struct tx *tx, void *context)
{
    struct here *e = context;
    struct house *h = &e->h;
    struct permit program = access_program_permit(h->trust);
    struct user_id user;
    struct str setup;
    struct setting_row setting = {
        .key = STR("deadline.8.5"), .value = STR("2"),
        .source = STR("Minutes of the board, 3 June"), .at = h->now,
    };
    struct grant grant = { ROLE_DSL, h->oak };
    enum err err = person_create(&user, &setup, tx, &h->mem, &program,
                                 STR("dsl@oak.example"), STR("Pat Lane"),
                                 h->now);
    if (err == OK)
        err = person_grant(tx, &program, user, grant, h->now);
    if (err == OK)
        err = store_setting_put(tx, &program, &setting);
    struct agency_row agency = {
        .id = { { 5 } }, .school = e->h.oak, .kind = STR("cscs"),
        .name = STR("Northshire duty desk"), .telephone = STR("01632 960 114"),
        .out_of_hours = STR(""), .email = STR(""), .note = STR(""),
    };
    if (err == OK)
        err = store_agency_put(tx, &program, &agency, e->h.now);
    struct permit permit = access_program_permit(h->trust);
    struct cover_row cover = { .school = h->oak, .person = user,
                               .from = date_in_london(h->now),
                               .until = date_in_london(h->now),
                               .at = h->now };
    if (err == OK)
        err = store_cover_add(tx, &permit, &cover);
    if (err == OK)
        err = store_draft_put(tx, &h->mem, &permit, STR("note/1"),
                              STR("Half a sentence about"), h->now);
    struct db_value args[] = { DB_BLOB(h->trust.bytes, ID_SIZE),
                               DB_BLOB(user.bytes, ID_SIZE),
                               DB_BLOB("code", 4) };
    if (err == OK)
        err = db_exec(NULL, tx->conn,
                      "INSERT INTO feed (trust, person, code, made_at) "
                      "VALUES ($1, $2, $3, 1)",
                      args, COUNT_OF(args));
    return err == OK ? db_exec(NULL, tx->conn,
                               "INSERT INTO recovery (trust, person, code, "
                               "used_at) VALUES ($1, $2, $3, 0)",
                               args, COUNT_OF(args))
                     : err;
}

static void here_look(struct here *e)
{
    struct house *h = &e->h;
    struct permit p = here_permit(e, PERMIT_SEE_INCIDENT);
    struct known known;
    struct instant none = { 0 };
    assert_int_equal(act_load(&known, &h->mem, &h->acts, &p, none, h->now),
                     OK);
    assert_int_equal(act_opened(&h->acts, &p, &known, h->now), OK);
}

void here_fill_older(struct here *e)
{
    struct house *h = &e->h;
    assert_int_equal(store_write(&h->store, fill_work, e), OK);
    for (unsigned i = 0; i < 3; i++) {
        e->ref = house_report(h, "safe=yes|told=Heard in the corridor.|about=Alex");
        h->now.us += 1000000;
    }
    struct permit p = here_permit(e, PERMIT_LEAD_INCIDENT);
    assert_int_equal(house_act(h, &p, ENTRY_OPENED, 0, "").end, ACT_DONE);
    assert_int_equal(house_act(h, &p, ENTRY_PERSON, 2, "person=p1|name=Sam Reed|type=staff|parts=affected|user=00000000000000000000000000000004").end,
                     ACT_DONE);
    assert_int_equal(house_act(h, &p, ENTRY_NOTE, 3, "sort=fact|title=Call|body=Spoke to the office.").end,
                     ACT_DONE);
    here_look(e);
    e->note = here_permit(e, PERMIT_WRITE_NOTE);
}

void here_days(struct here *e)
{
    assert_int_equal(store_write(&e->h.store, days_work, e), OK);
}

void here_fill(struct here *e)
{
    here_fill_older(e);
    here_days(e);
}

/* ---- dumping ---- */

struct dumping {
    struct here *e;
    struct buf *b;
};

static void value_dump(struct buf *b, struct db_rows *rows, unsigned column,
                       char kind)
{
    if (kind == 'i') {
        buf_printf(b, " %lld", (long long)db_int(rows, column));
        return;
    }
    struct str s = db_bytes(rows, column);
    buf_put_char(b, ' ');
    for (size_t i = 0; i < s.size; i++)
        buf_printf(b, "%02x", (unsigned char)s.data[i]);
}

static enum err dump_work(struct db_conn *conn, void *context)
{
    struct dumping *d = context;
    d->b->size = 0;
    for (size_t t = 0; t < backup_tables_count; t++) {
        const struct backup_table *table = &backup_tables[t];
        struct db_value key[4];
        for (size_t i = 0; i < table->keys; i++)
            key[i] = table->kinds[i] == 'i'   ? DB_INT(0)
                     : table->kinds[i] == 't' ? DB_TEXT(STR(""))
                                              : DB_BLOB("", 0);
        AUTO_ROWS rows;
        enum err err = db_query(&rows, conn, table->select, key, table->keys);
        while (err == OK && db_next(&rows)) {
            buf_printf(d->b, "%s", table->name);
            for (unsigned i = 0; table->kinds[i] != '\0'; i++)
                value_dump(d->b, &rows, i, table->kinds[i]);
            buf_put_char(d->b, '\n');
        }
        if (err != OK || rows.err != OK)
            return err != OK ? err : rows.err;
    }
    return OK;
}

struct str here_dump(struct here *e, struct db *db)
{
    struct buf b;
    struct dumping d = { e, &b };
    buf_open(&b, &e->h.mem, 1 << 16, 16 << 20);
    assert_int_equal(db_read(db, dump_work, &d), OK);
    assert_false(b.overflowed);
    return buf_str(&b);
}

/* ---- care ---- */

static void finding_keep(void *context, const struct finding *f)
{
    struct seen_findings *s = context;
    if (s->findings.count <= COUNT_OF(s->kept))
        s->kept[s->findings.count - 1] = *f;
}

static void findings_start(struct seen_findings *out)
{
    *out = (struct seen_findings){ 0 };
    out->findings = (struct findings){ finding_keep, out, 0 };
}

void here_verify(struct seen_findings *out, struct here *e)
{
    struct permit p = access_program_permit(e->h.trust);
    findings_start(out);
    assert_int_equal(store_verify(&e->h.store, &p, &out->findings,
                                  (struct progress){ 0 }), OK);
}

void here_rebuild(struct seen_findings *out, struct here *e, bool compare)
{
    struct permit p = access_program_permit(e->h.trust);
    struct school_row schools[] = {
        { .id = e->h.oak, .day_ends = 960 },
        { .id = e->h.elm, .day_ends = 960 },
    };
    struct acts_schools context = { &e->h.acts, schools, COUNT_OF(schools) };
    struct deriver deriver = { act_derive_again, &context };
    findings_start(out);
    assert_int_equal(store_rebuild(&e->h.store, &p, &deriver, compare,
                                   &out->findings, (struct progress){ 0 }),
                     OK);
}

/* ---- appending ---- */

enum err here_append(struct here *e, struct tx *tx, uint32_t expected,
                     const char *title)
{
    struct house *h = &e->h;
    struct permit p = e->note;
    struct stored_chronology c;
    struct entry_field fields[] = { { FIELD_TITLE, str_of(title) } };
    struct entry entry = { .kind = ENTRY_NOTE, .version = ENTRY_VERSION,
                           .author = p.user, .at = h->now, .fields = fields,
                           .fields_count = COUNT_OF(fields) };
    struct work_duty duty = { .owner_role = ROLE_DSL, .state = DUTY_DUE,
                              .clause = STR("8.5"), .subject = STR(""),
                              .title = STR("Do it"), .why = STR("It is due") };
    struct derived derived = { .open = true, .summary = STR("Alex"),
                               .duties = &duty, .duties_count = 1 };
    enum err err = store_load(&c, tx, &h->mem, &p, p.incident,
                              (struct load_until){ 0 });
    return err == OK ? store_append(&c.incident, tx, &h->mem, &p, expected,
                                    &entry, &derived)
                     : err;
}
