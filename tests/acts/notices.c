/* Who is told of what: notices stand in the outbox with the act they follow
 * from, for nobody who is named, and for those on call. */
#include "tests/check.h"
#include "tests/house.h"
#include "tests/place.h"

#include "acts/notices.h"
#include "store/cover.h"
#include "store/outbox.h"
#include "store/prompt.h"

#include <stdio.h>

static enum place_kind kind;
static struct place place;

#define BIT(role) (1u << ROLE_##role)

static void open_here(struct house *h)
{
    place_make(&place, kind);
    house_open_at(h, place_driver(kind), place.where);
    house_people(h);
}

static void close_here(struct house *h)
{
    house_close(h);
    place_remove(&place);
}

/* ---- who is told, as bits of roles; what was seen counts as sent ---- */

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

static unsigned told(struct house *h, enum notice_kind kind_)
{
    struct taking t = { h, kind_, 0 };
    assert_int_equal(store_write(&h->store, take_work, &t), OK);
    return t.told;
}

struct covering {
    struct house *h;
    enum role role;
    bool away;
    int days; /* from today on */
    uint32_t end; /* instead: ends that row */
    struct school_cover school;
};

static enum err cover_work(struct tx *tx, void *context)
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

static struct school_cover cover(struct house *h, enum role role, bool away,
                                 int days)
{
    struct covering c = { .h = h, .role = role, .away = away, .days = days };
    assert_int_equal(store_write(&h->store, cover_work, &c), OK);
    return c.school;
}

static const char *report(struct house *h)
{
    return house_report(h, "safe=yes|told=Heard in the corridor.");
}

static void a_report_goes_to_who_is_on_call(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    report(&h);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DSL));
    assert_int_equal(told(&h, NOTICE_REPORT), 0);
    assert_true(cover(&h, ROLE_DEPUTY_DSL, false, 3).reach.always);
    report(&h);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DSL) | BIT(DEPUTY_DSL));
    struct school_cover c = cover(&h, ROLE_DSL, true, 5);
    assert_false(c.reach.always); /* the deputy's days end first */
    assert_int_equal(c.reach.missing_on.days, date_in_london(h.now).days + 4);
    report(&h);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DEPUTY_DSL));
    h.now.us += INT64_C(4) * 86400 * 1000000;
    report(&h); /* nobody is on call: everybody who could be, and the Head */
    assert_int_equal(told(&h, NOTICE_REPORT),
                     BIT(DSL) | BIT(DEPUTY_DSL) | BIT(HEAD));
    struct covering end = { .h = &h, .end = 2 };
    assert_int_equal(store_write(&h.store, cover_work, &end), OK);
    assert_true(end.school.reach.always);
    assert_int_equal(store_write(&h.store, cover_work, &end), ERR_NOT_FOUND);
    report(&h);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DSL));
    close_here(&h);
}

static const char *const all_no = "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";

static void signers_and_proposer_are_told(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_SIGN_DECISION,
                                      ref);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_RISK, 2, all_no);
    house_act(&h, &dsl, ENTRY_OUTCOME, 3, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl");
    assert_int_equal(told(&h, NOTICE_SIGN),
                     BIT(HEAD) | BIT(EXECUTIVE_LEADER));
    assert_int_equal(told(&h, NOTICE_RETURNED), 0);
    assert_int_equal(house_act(&h, &head, ENTRY_SIGN, 4, "proposal=4|agree=return|said=Look again|as-role=head|factor=code").end,
                     ACT_DONE);
    assert_int_equal(told(&h, NOTICE_RETURNED), BIT(DSL));
    close_here(&h);
}

/* 12.6, D6, 9.2: nobody has to look by chance to find that they are asked. */
static void who_is_asked_about_a_viewing_is_told(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit note = house_permit(&h, ROLE_DSL, PERMIT_WRITE_NOTE, ref);
    char staff[ID_TEXT_SIZE + 1];
    id_print(staff, house_user(ROLE_STAFF).bytes);
    const char *seen = str_c(&h.mem, str_printf(&h.mem, "ground=12.5c|viewed-why=It was held up|viewer=%s|copied=no|actions=x", staff));
    const char *chosen = str_c(&h.mem, str_printf(&h.mem, "person=p1|chosen=other|user=%s", staff));
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_PERSON, 2, "person=p1|name=A B|type=pupil");
    assert_int_equal(house_act(&h, &dsl, ENTRY_VIEWING_REQUEST, 0, "ground=12.5a|ground-why=x|distress=no").end,
                     ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED),
                     BIT(HEAD) | BIT(EXECUTIVE_LEADER));
    house_act(&h, &dsl, ENTRY_VIEWING_REQUEST, 0, "ground=12.5a|ground-why=x|distress=yes");
    assert_int_equal(told(&h, NOTICE_ASKED), 0); /* 12.4: nobody is asked */
    assert_int_equal(house_act(&h, &note, ENTRY_VIEWING, 0, seen).end,
                     ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED),
                     BIT(HEAD) | BIT(EXECUTIVE_LEADER) | BIT(STAFF));
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_WRITE_NOTE, ref);
    const char *copied = str_c(&h.mem, str_printf(&h.mem, "ground=12.5c|viewed-why=It was held up|viewer=%s|copied=yes|actions=x", staff));
    assert_int_equal(house_act(&h, &deputy, ENTRY_VIEWING, 0, copied).end,
                     ACT_DONE);
    assert_true((told(&h, NOTICE_ASKED) & BIT(DSL)) != 0);
    assert_int_equal(house_act(&h, &dsl, ENTRY_HELPER, 7, chosen).end,
                     ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED), BIT(STAFF));
    close_here(&h);
}

/* D4: a referral waits for no signature, so nobody is asked for one; nor is
 * anybody for what is not known yet (8.13b). */
static void a_referral_asks_nobody_to_sign(void **state)
{
    (void)state;
    static const struct { const char *answers, *outcome; } rows[] = {
        { "c75e=no|c89a=yes|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no",
          "choice=refer|why=An adult is involved|agencies=police|as-role=dsl" },
        { all_no, "choice=seek_information|why=Not enough is known|as-role=dsl" },
    };
    struct house h;
    open_here(&h);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *ref = report(&h);
        struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT,
                                         ref);
        house_act(&h, &dsl, ENTRY_OPENED, 0, "");
        house_act(&h, &dsl, ENTRY_RISK, 2, rows[i].answers);
        assert_int_equal(house_act(&h, &dsl, ENTRY_OUTCOME, 3,
                                   rows[i].outcome).end, ACT_DONE);
        assert_int_equal(told(&h, NOTICE_SIGN), 0);
    }
    close_here(&h);
}

static const char *const questions = "qa=x|qb=x|qc=x|qd=x|qe=x|qf=x|qg=x|qh=x|qi=x|qj=x|category=aggravated.reckless";

/* Nothing was left to do, and its ninth entry closed it. */
static const char *closed_one(struct house *h)
{
    const char *ref = report(h);
    struct permit dsl = house_permit(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(h, ROLE_HEAD, PERMIT_SIGN_DECISION, ref);
    struct permit leader = house_permit(h, ROLE_EXECUTIVE_LEADER,
                                        PERMIT_SIGN_DECISION, ref);
    house_act(h, &dsl, ENTRY_OPENED, 0, "");
    house_act(h, &dsl, ENTRY_REVIEW, 2, "a=no|b=no|c=no|d=no|e=no|f=no|g=no|h=no|i=no");
    house_act(h, &dsl, ENTRY_RISK, 3,
              str_c(&h->mem, str_printf(&h->mem, "%s|%s", all_no, questions)));
    house_act(h, &dsl, ENTRY_OUTCOME, 4, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl");
    house_act(h, &head, ENTRY_SIGN, 5, "proposal=5|agree=agree|as-role=head|factor=code");
    house_act(h, &leader, ENTRY_SIGN, 6, "proposal=5|agree=agree|as-role=executive_leader|factor=code");
    house_act(h, &dsl, ENTRY_NOT_APPLICABLE, 7, "duty=12.8|reason=No copy");
    assert_int_equal(house_act(h, &dsl, ENTRY_CLOSED, 8, "closed-as=school|ended=Done").end,
                     ACT_DONE);
    return ref;
}

/* 8.10: whoever leads or signs hears that it was opened again; of what is new
 * about a closed one, whoever is on call. */
static void everyone_concerned_hears_that_it_is_open_again(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = closed_one(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit note = house_permit(&h, ROLE_HEAD, PERMIT_WRITE_NOTE, ref);
    assert_int_equal(told(&h, NOTICE_NEWS), 0);
    house_act(&h, &note, ENTRY_LESSONS, 9, "learned=Sooner");
    assert_int_equal(told(&h, NOTICE_NEWS), 0);
    house_act(&h, &note, ENTRY_NOTE, 10, "sort=fact|title=Call|body=More.");
    assert_int_equal(told(&h, NOTICE_NEWS), BIT(DSL));
    assert_int_equal(told(&h, NOTICE_REOPENED), 0);
    assert_int_equal(house_act(&h, &note, ENTRY_REOPENED, 11, "new-facts=A copy|reason=It goes on").end,
                     ACT_DONE);
    assert_int_equal(told(&h, NOTICE_REOPENED),
                     BIT(DSL) | BIT(DEPUTY_DSL) | BIT(EXECUTIVE_LEADER));
    house_act(&h, &dsl, ENTRY_NOTE, 12, "sort=fact|title=Call|body=More.");
    assert_int_equal(told(&h, NOTICE_NEWS), 0);
    assert_int_equal(told(&h, NOTICE_REOPENED), 0);
    close_here(&h);
}

static void nobody_who_is_named_is_told(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_PERSON, 2, "person=p1|name=Sam Reed|type=staff|parts=affected|user=00000000000000000000000000000004");
    house_act(&h, &dsl, ENTRY_RISK, 3, all_no);
    house_act(&h, &dsl, ENTRY_OUTCOME, 4, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl");
    assert_int_equal(told(&h, NOTICE_SIGN), BIT(EXECUTIVE_LEADER) | BIT(CEO));
    /* The CEO signs for the Head, and heard of it when the Head was named. */
    assert_int_equal(told(&h, NOTICE_SEAT), BIT(CEO));
    /* Named after the notice was made: it is never sent. */
    house_act(&h, &dsl, ENTRY_PERSON, 5, "person=p2|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    assert_int_equal(told(&h, NOTICE_REPORT), 0);
    close_here(&h);
}

struct counting {
    struct house *h;
    size_t incidents;
};

static enum err count_work(struct tx *tx, void *context)
{
    struct counting *c = context;
    struct permit permit = access_program_permit(c->h->trust);
    struct lanes lanes = { &permit, 1 };
    struct incident_page page;
    enum err err = store_incidents(&page, tx, &c->h->mem, lanes,
                                   (struct incident_cursor){ 0 }, 10);
    c->incidents = page.count;
    return err;
}

/* A notice that cannot be written takes its act with it, so neither is ever
 * there alone: one transaction, whatever cuts it. */
static void a_notice_and_its_act_are_one(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    struct permit p = house_permit(&h, ROLE_STAFF, PERMIT_REPORT, NULL);
    struct typed typed[] = { { STR("safe"), STR("yes") },
                             { STR("told"), STR("Heard in the corridor.") } };
    struct act_form form = { .kind = ENTRY_REPORT, .typed = typed,
                             .typed_count = 2, .key = house_key(&h) };
    struct act_result result;
    struct counting c = { .h = &h };
    place_run(&place, "ALTER TABLE outbox RENAME TO outbox_away");
    assert_int_not_equal(act_report(&result, &h.mem, &h.acts, &p, h.oak,
                                    &form, h.now), OK);
    assert_int_equal(store_read(&h.store, count_work, &c), OK);
    assert_int_equal(c.incidents, 0);
    place_run(&place, "ALTER TABLE outbox_away RENAME TO outbox");
    assert_int_equal(act_report(&result, &h.mem, &h.acts, &p, h.oak, &form,
                                h.now), OK);
    assert_int_equal(store_read(&h.store, count_work, &c), OK);
    assert_int_equal(c.incidents, 1);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DSL));
    close_here(&h);
}

static void an_unread_report_goes_to_the_head_once(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    report(&h);
    const char *read = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT,
                                     read);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    h.now.us += INT64_C(29) * 60000000;
    assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
    assert_int_equal(told(&h, NOTICE_ESCALATED), 0);
    h.now.us += INT64_C(60000000);
    assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
    assert_int_equal(told(&h, NOTICE_ESCALATED), BIT(HEAD));
    assert_int_equal(acts_sweep_unread(&h.store, h.trust, 30, h.now), OK);
    assert_int_equal(told(&h, NOTICE_ESCALATED), 0);
    close_here(&h);
}

/* ---- a mail that came back ---- */

struct bouncing {
    struct house *h;
    enum role role; /* who looks, or asks for it to be tried again */
    bool again;
    size_t failed;
    char reference[REFERENCE_SIZE + 1];
};

static enum err bounce_work(struct tx *tx, void *context)
{
    struct bouncing *b = context;
    const struct notice_row *rows;
    const struct notice_failed *failed;
    size_t count;
    struct notice_end end = { .state = NOTICE_FAILED,
                              .fault = NOTICE_FAULT_REFUSED };
    struct actor actor = house_actor(b->h, b->role, b->h->oak);
    struct permit p;
    assert_true(access_permit(&p, &actor, PERMIT_SIGNED_IN, NULL));
    enum err err = b->again ? store_notices_again(tx, &p, b->h->now) : OK;
    if (err == OK)
        err = store_notices_due(&rows, &count, tx, &b->h->mem, b->h->now, 10);
    for (size_t i = 0; i < count && err == OK && !b->again; i++) {
        err = store_notice_take(tx, &rows[i], b->h->now);
        if (err == OK)
            err = store_notice_end(tx, &rows[i], &end, b->h->now);
    }
    if (err == OK)
        err = store_notices_failed(&failed, &b->failed, tx, &b->h->mem, &p,
                                   10);
    if (err == OK && b->failed > 0)
        memcpy(b->reference, failed[0].reference, sizeof(b->reference));
    return err;
}

static struct bouncing bounce(struct house *h, enum role role, bool again)
{
    struct bouncing b = { .h = h, .role = role, .again = again };
    assert_int_equal(store_write(&h->store, bounce_work, &b), OK);
    return b;
}

static void what_came_back_is_shown_and_tried_again(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct bouncing b = bounce(&h, ROLE_ADMINISTRATOR, false);
    assert_int_equal(b.failed, 1);
    assert_string_equal(b.reference, ref);
    assert_int_equal(told(&h, NOTICE_REPORT), 0);
    /* Late, and as if it were new: its days begin again. */
    h.now.us += INT64_C(5) * 86400 * 1000000;
    assert_int_equal(bounce(&h, ROLE_ADMINISTRATOR, true).failed, 0);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DSL));
    /* Who is named in the incident is not shown it (D8). */
    ref = report(&h);
    bounce(&h, ROLE_ADMINISTRATOR, false);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    char fields[160], admin[ID_TEXT_SIZE + 1];
    id_print(admin, house_user(ROLE_ADMINISTRATOR).bytes);
    snprintf(fields, sizeof(fields), "person=p1|name=Kim Lane|type=staff|parts=affected|user=%s",
             admin);
    house_act(&h, &dsl, ENTRY_PERSON, 2, fields);
    assert_int_equal(bounce(&h, ROLE_ADMINISTRATOR, false).failed, 0);
    assert_int_equal(bounce(&h, ROLE_CEO, false).failed, 1);
    close_here(&h);
}

/* ---- due at once (8.9), and nobody looked ---- */

static const char *const adult = "c75e=no|c89a=yes|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";

/* A deputy who is not on call finds that a referral is required. */
static const char *urgent(struct house *h)
{
    const char *ref = report(h);
    struct permit dsl = house_permit(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit deputy = house_permit(h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    house_act(h, &dsl, ENTRY_OPENED, 0, "");
    h->now.us += INT64_C(60000000);
    house_act(h, &deputy, ENTRY_RISK, 2, adult);
    return ref;
}

static void look(struct house *h, enum role role, const char *ref)
{
    struct permit p = house_permit(h, role, PERMIT_SEE_INCIDENT, ref);
    struct known known;
    struct instant none = { 0 };
    assert_int_equal(act_load(&known, &h->mem, &h->acts, &p, none, h->now),
                     OK);
    assert_int_equal(act_opened(&h->acts, &p, &known, h->now), OK);
}

static unsigned escalated(struct house *h, unsigned minutes)
{
    h->now.us += INT64_C(60000000) * minutes;
    assert_int_equal(acts_sweep_unread(&h->store, h->trust, 30, h->now), OK);
    return told(h, NOTICE_ESCALATED);
}

struct touching {
    struct house *h;
    enum role role;
    size_t count;
};

static enum err touch_work(struct tx *tx, void *context)
{
    struct touching *t = context;
    const struct unread_row *rows;
    struct actor actor = house_actor(t->h, t->role, t->h->oak);
    struct permit p;
    assert_true(access_permit(&p, &actor, PERMIT_SIGNED_IN, NULL));
    return store_untouched(&rows, &t->count, tx, &t->h->mem, &p, 10);
}

/* How many incidents that role's first page says nobody has looked at. */
static size_t untouched(struct house *h, enum role role)
{
    struct touching t = { .h = h, .role = role };
    assert_int_equal(store_read(&h->store, touch_work, &t), OK);
    return t.count;
}

static void what_nobody_looked_at_goes_to_the_head_once(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = urgent(&h);
    assert_int_equal(escalated(&h, 29), 0);
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    assert_int_equal(escalated(&h, 1), BIT(HEAD));
    assert_int_equal(untouched(&h, ROLE_HEAD), 1);
    assert_int_equal(untouched(&h, ROLE_EXECUTIVE_LEADER), 0);
    assert_int_equal(escalated(&h, 1), 0);
    house_reopen(&h);
    assert_int_equal(escalated(&h, 60), 0);
    /* The DSL looks: it is off the Head's page. */
    look(&h, ROLE_DSL, ref);
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    /* What was done in time is told to nobody. */
    ref = urgent(&h);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_RECORD_REFERRAL, ref);
    assert_int_equal(house_act(&h, &deputy, ENTRY_REFERRAL, 3, "to=police|method=telephone").end,
                     ACT_DONE);
    assert_int_equal(escalated(&h, 30), 0);
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    close_here(&h);
}

static void who_looked_in_time_is_not_passed_over(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *seen = urgent(&h), *before = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT,
                                     before);
    h.now.us += INT64_C(5) * 60000000;
    look(&h, ROLE_DSL, seen);
    assert_int_equal(escalated(&h, 25), BIT(HEAD)); /* the report unopened */
    /* Looking at a new report is not opening it (7.5a). */
    const char *looked = report(&h);
    look(&h, ROLE_DSL, looked);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    /* Who looked before it arose has not seen it. */
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    look(&h, ROLE_DSL, before);
    h.now.us += INT64_C(60000000);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, before);
    house_act(&h, &deputy, ENTRY_RISK, 2, adult);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    /* The DSL who finds it herself was there. */
    const char *own = report(&h);
    dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, own);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_RISK, 2, adult);
    assert_int_equal(escalated(&h, 300), 0);
    close_here(&h);
}

static void a_deputy_counts_while_on_call(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = urgent(&h);
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DEPUTY_DSL, ref);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    ref = urgent(&h);
    cover(&h, ROLE_DEPUTY_DSL, false, 1);
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DEPUTY_DSL, ref);
    assert_int_equal(escalated(&h, 30), 0);
    close_here(&h);
}

static void where_the_head_is_named_who_leads_is_told(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &deputy, ENTRY_OPENED, 0, "");
    house_act(&h, &deputy, ENTRY_PERSON, 2, "person=p1|name=Sam Reed|type=staff|parts=affected|user=00000000000000000000000000000004");
    house_act(&h, &deputy, ENTRY_RISK, 3, adult);
    assert_int_equal(escalated(&h, 30),
                     BIT(EXECUTIVE_LEADER) | BIT(CEO));
    assert_int_equal(untouched(&h, ROLE_HEAD), 0);
    assert_int_equal(untouched(&h, ROLE_EXECUTIVE_LEADER), 1);
    /* A DSL who is named cannot have looked. */
    house_act(&h, &deputy, ENTRY_PERSON, 4, "person=p2|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    close_here(&h);
}

/* D8: the Head has the DSL's seat, so a look by the Head is one by who leads;
 * while the DSL is not named, it is not. */
static void a_look_from_the_seat_of_who_is_named_counts(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = urgent(&h);
    look(&h, ROLE_HEAD, ref);
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    ref = urgent(&h);
    struct permit deputy = house_permit(&h, ROLE_DEPUTY_DSL,
                                        PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &deputy, ENTRY_PERSON, 3, "person=p1|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    assert_int_equal(untouched(&h, ROLE_HEAD), 2);
    look(&h, ROLE_HEAD, ref);
    assert_int_equal(untouched(&h, ROLE_HEAD), 1);
    ref = urgent(&h);
    deputy = house_permit(&h, ROLE_DEPUTY_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &deputy, ENTRY_PERSON, 3, "person=p1|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    look(&h, ROLE_HEAD, ref);
    assert_int_equal(escalated(&h, 30), 0);
    close_here(&h);
}

/* Cover is by the day in London: in summer a day begins at 11pm of UTC. */
static void a_summer_night_counts_as_the_day_in_london(void **state)
{
    (void)state;
    static const struct {
        const char *looked_at;
        unsigned told;
    } nights[] = {
        { "2027-06-10T22:58:00Z", 0 },         /* 11:58pm of the day */
        { "2027-06-10T23:02:00Z", BIT(HEAD) }, /* 12:02am of the next */
        { "2027-06-09T22:58:00Z", BIT(HEAD) }, /* 11:58pm of the one before */
        { "2027-06-09T23:02:00Z", 0 },         /* 12:02am of the day */
        { "2027-01-12T23:02:00Z", 0 },         /* winter: still the day */
    };
    for (size_t i = 0; i < COUNT_OF(nights); i++) {
        struct house h;
        open_here(&h);
        struct instant at;
        struct date day = date_of(2027, i < 4 ? 6 : 1, i < 4 ? 10 : 12);
        assert_int_equal(instant_read(&at, str_of(nights[i].looked_at)), OK);
        h.now = instant_from_london(day, 60);
        (void)cover(&h, ROLE_DEPUTY_DSL, false, 0);
        h.now.us = at.us - INT64_C(120000000);
        const char *ref = urgent(&h);
        h.now = at;
        look(&h, ROLE_DEPUTY_DSL, ref);
        assert_int_equal(escalated(&h, 30), nights[i].told);
        close_here(&h);
    }
}

/* 8.10: what is new about a closed incident is read at once, by whoever is
 * responsible; else the Head hears of it. */
static void what_is_new_about_a_closed_one_is_not_left_unread(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = closed_one(&h);
    struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_WRITE_NOTE, ref);
    assert_int_equal(escalated(&h, 60), 0);
    house_act(&h, &head, ENTRY_NOTE, 9, "sort=fact|title=Call|body=More.");
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    assert_int_equal(escalated(&h, 30), 0);
    /* Looked at; what comes after that look nobody has seen. */
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DSL, ref);
    h.now.us += INT64_C(60000000);
    house_act(&h, &head, ENTRY_NOTE, 10, "sort=fact|title=Call|body=More yet.");
    assert_int_equal(escalated(&h, 30), BIT(HEAD));
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &dsl, ENTRY_STAYS_CLOSED, 11, "reason=Known");
    house_act(&h, &head, ENTRY_REOPENED, 12, "new-facts=A copy|reason=It goes on");
    h.now.us += INT64_C(60000000);
    look(&h, ROLE_DSL, ref);
    assert_int_equal(escalated(&h, 30), 0);
    close_here(&h);
}

/* 8.10: what the reporter adds to an open incident is news as well: who is on
 * call gets a notice, and each piece that nobody reads goes to the Head. */
static void what_the_reporter_adds_is_not_left_unread(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit staff = house_permit(&h, ROLE_STAFF, PERMIT_SEE_RECEIPT,
                                       ref);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    told(&h, NOTICE_REPORT);
    house_act(&h, &staff, ENTRY_ADDITION, 0, "told=Before it was opened");
    assert_int_equal(told(&h, NOTICE_NEWS), 0);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    assert_int_equal(escalated(&h, 40), 0);
    for (uint32_t seq = 4; seq < 6; seq++) {
        assert_int_equal(house_act(&h, &staff, ENTRY_ADDITION, 0,
                                   "told=An adult asked for it").end,
                         ACT_DONE);
        assert_int_equal(told(&h, NOTICE_NEWS), BIT(DSL));
        assert_int_equal(escalated(&h, 29), 0);
        assert_int_equal(escalated(&h, 1), BIT(HEAD));
        look(&h, ROLE_DSL, ref);
        assert_int_equal(escalated(&h, 40), 0);
    }
    assert_int_equal(house_act(&h, &dsl, ENTRY_OPENED, 0, "of=5").end,
                     ACT_DONE);
    assert_int_equal(house_act(&h, &dsl, ENTRY_OPENED, 0, "of=5").end,
                     ACT_REFUSED);
    close_here(&h);
}

static void what_is_overdue_is_said_once_a_day(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    h.now.us -= 1;
    assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
    assert_int_equal(told(&h, NOTICE_DIGEST), 0);
    h.now.us += INT64_C(5) * 86400 * 1000000;
    assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
    assert_int_equal(told(&h, NOTICE_DIGEST) &
                         (BIT(DSL) | BIT(DEPUTY_DSL) | BIT(STAFF) |
                          BIT(ADMINISTRATOR)),
                     BIT(DSL));
    assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
    assert_int_equal(told(&h, NOTICE_DIGEST), 0);
    /* The next day: the deputy is on call, and the DSL is named by then. */
    h.now.us += INT64_C(86400) * 1000000;
    cover(&h, ROLE_DEPUTY_DSL, false, 1);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &dsl, ENTRY_PERSON, 1, "person=p1|name=Kim Lane|type=staff|parts=affected|user=00000000000000000000000000000002");
    assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
    assert_int_equal(told(&h, NOTICE_DIGEST) & (BIT(DSL) | BIT(DEPUTY_DSL)),
                     BIT(DEPUTY_DSL));
    close_here(&h);
}

static void a_school_without_a_dsl_is_told_of(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    /* Elm has nobody at all; Oak has its DSL until she is away. */
    assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
    assert_int_equal(told(&h, NOTICE_COVER),
                     BIT(EXECUTIVE_LEADER) | BIT(ADMINISTRATOR));
    cover(&h, ROLE_DSL, true, 0);
    assert_int_equal(acts_sweep_day(&h.store, h.trust, h.now), OK);
    assert_int_equal(told(&h, NOTICE_COVER), BIT(HEAD));
    close_here(&h);
}

int main(int argc, char **argv)
{
    kind = place_asked(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(a_report_goes_to_who_is_on_call),
        TEST(signers_and_proposer_are_told),
        TEST(who_is_asked_about_a_viewing_is_told),
        TEST(a_referral_asks_nobody_to_sign),
        TEST(everyone_concerned_hears_that_it_is_open_again),
        TEST(nobody_who_is_named_is_told),
        TEST(a_notice_and_its_act_are_one),
        TEST(an_unread_report_goes_to_the_head_once),
        TEST(what_came_back_is_shown_and_tried_again),
        TEST(what_nobody_looked_at_goes_to_the_head_once),
        TEST(who_looked_in_time_is_not_passed_over),
        TEST(a_deputy_counts_while_on_call),
        TEST(where_the_head_is_named_who_leads_is_told),
        TEST(a_look_from_the_seat_of_who_is_named_counts),
        TEST(a_summer_night_counts_as_the_day_in_london),
        TEST(what_is_new_about_a_closed_one_is_not_left_unread),
        TEST(what_the_reporter_adds_is_not_left_unread),
        TEST(what_is_overdue_is_said_once_a_day),
        TEST(a_school_without_a_dsl_is_told_of),
    };
    return RUN_TESTS(tests);
}
