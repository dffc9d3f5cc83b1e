/* told.c: what the tests of notices and of what was left unread share. */
#include "tests/acts/told.h"

#include "acts/notices.h"
#include "store/outbox.h"

static enum place_kind kind;
static struct place place;

void told_at(enum place_kind where)
{
    kind = where;
}

void open_here(struct house *h)
{
    place_make(&place, kind);
    house_open_at(h, place_driver(kind), place.where);
    house_people(h);
}

void close_here(struct house *h)
{
    house_close(h);
    place_remove(&place);
}

void run_here(const char *sql)
{
    place_run(&place, sql);
}

struct taking {
    struct house *h;
    enum notice_kind kind;
    unsigned told;
};

static enum err take_work(struct tx *tx, void *context)
{
    struct taking *t = context;
    const struct notice_row *rows;
    size_t count;
    enum err err = store_notices_due(&rows, &count, tx, &t->h->mem, t->h->now,
                                     100);
    t->told = 0;
    for (size_t i = 0; i < count && err == OK; i++) {
        struct notice_end sent = { .state = NOTICE_SENT };
        if (rows[i].kind != t->kind)
            continue;
        t->told |= 1u << rows[i].person.bytes[15];
        err = store_notice_take(tx, &rows[i], t->h->now);
        if (err == OK)
            err = store_notice_end(tx, &rows[i], &sent, t->h->now);
    }
    return err;
}

unsigned told(struct house *h, enum notice_kind kind_)
{
    struct taking t = { h, kind_, 0 };
    assert_int_equal(store_write(&h->store, take_work, &t), OK);
    return t.told;
}

enum err cover_work(struct tx *tx, void *context)
{
    struct covering *c = context;
    struct permit permit = access_program_permit(c->h->trust);
    struct date today = date_in_london(c->h->now);
    struct cover_row row = { .school = c->h->oak,
                             .person = house_user(c->role), .away = c->away,
                             .from = today, .until = { today.days + c->days },
                             .at = c->h->now };
    enum err err = c->end > 0 ? store_cover_end(tx, &permit, c->end,
                                                c->h->now)
                              : store_cover_add(tx, &permit, &row);
    return err == OK ? store_school_cover(&c->school, tx, &c->h->mem,
                                          c->h->trust, c->h->oak, today)
                     : err;
}

struct school_cover cover(struct house *h, enum role role, bool away, int days)
{
    struct covering c = { .h = h, .role = role, .away = away, .days = days };
    assert_int_equal(store_write(&h->store, cover_work, &c), OK);
    return c.school;
}

const char *report(struct house *h)
{
    return house_report(h, "safe=yes|told=Heard in the corridor.");
}

const char *closed_one(struct house *h)
{
    const char *ref = report(h);
    struct permit dsl = house_permit(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(h, ROLE_HEAD, PERMIT_SIGN_DECISION, ref);
    struct permit leader = house_permit(h, ROLE_EXECUTIVE_LEADER,
                                        PERMIT_SIGN_DECISION, ref);
    house_act(h, &dsl, ENTRY_OPENED, 0, "");
    house_act(h, &dsl, ENTRY_REVIEW, 2, "a=no|b=no|c=no|d=no|e=no|f=no|g=no|h=no|i=no");
    house_act(h, &dsl, ENTRY_RISK, 3,
              ALL_NO "|" QUESTIONS);
    house_act(h, &dsl, ENTRY_OUTCOME, 4, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl");
    house_act(h, &head, ENTRY_SIGN, 5, "proposal=5|agree=agree|as-role=head|factor=code");
    house_act(h, &leader, ENTRY_SIGN, 6, "proposal=5|agree=agree|as-role=executive_leader|factor=code");
    house_act(h, &dsl, ENTRY_NOT_APPLICABLE, 7, "duty=12.8|reason=No copy");
    assert_int_equal(house_act(h, &dsl, ENTRY_CLOSED, 8, "closed-as=school|ended=Done").end,
                     ACT_DONE);
    return ref;
}
