/* Who is told of what: notices stand in the outbox with the act they follow
 * from, for nobody who is named, and for those on call. */
#include "tests/acts/told.h"

#include "acts/notices.h"

#include <stdio.h>

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
    house_act(&h, &dsl, ENTRY_RISK, 2, ALL_NO);
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

/* Saves a correction of an entry of that kind, made from so many entries. */
static void corrects(struct house *h, const struct permit *permit,
                     enum entry_kind kind, unsigned made_from,
                     const char *words)
{
    struct typed typed[12];
    struct act_result result;
    struct act_form form = { .kind = ENTRY_CORRECTION, .corrects_kind = kind,
                             .typed = typed, .made_from = made_from,
                             .key = house_key(h) };
    form.typed_count = house_typed(typed, COUNT_OF(typed), words);
    assert_int_equal(act_append(&result, &h->mem, &h->acts, permit, &form,
                                h->now), OK);
    assert_int_equal(result.end, ACT_DONE);
}

/* 10.3a: once, when they become it; not again with each contact. */
static void a_link_person_for_parents_is_told(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    char staff[ID_TEXT_SIZE + 1], head[ID_TEXT_SIZE + 1], own[ID_TEXT_SIZE + 1];
    id_print(staff, house_user(ROLE_STAFF).bytes);
    id_print(head, house_user(ROLE_HEAD).bytes);
    id_print(own, house_user(ROLE_DSL).bytes);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_PERSON, 2, "person=p1|name=A B|type=pupil");
    const struct { const char *link; unsigned told; } rows[] = {
        { "", 0 }, { staff, BIT(STAFF) }, { staff, 0 }, { "", 0 },
        { head, BIT(HEAD) }, { own, 0 }, { staff, BIT(STAFF) },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str contact = str_printf(&h.mem, "person=p1|contact=told|link-person=%s",
                                        rows[i].link);
        assert_int_equal(house_act(&h, &dsl, ENTRY_PARENT_CONTACT, 0,
                                   str_c(&h.mem, contact)).end, ACT_DONE);
        assert_int_equal(told(&h, NOTICE_ASKED), rows[i].told);
    }
    struct str corrected = str_printf(&h.mem, "corrects=10|reason=It was the Head.|person=p1|contact=told|link-person=%s",
                                      head);
    corrects(&h, &dsl, ENTRY_PARENT_CONTACT, 10, str_c(&h.mem, corrected));
    assert_int_equal(told(&h, NOTICE_ASKED), BIT(HEAD));
    close_here(&h);
}

/* A record of the viewing that entry 2 asked for. */
static const char *viewed_by(struct house *h, enum role viewer,
                             enum role beside, const char *place)
{
    char who[ID_TEXT_SIZE + 1], present[ID_TEXT_SIZE + 1];
    id_print(who, house_user(viewer).bytes);
    id_print(present, house_user(beside).bytes);
    return str_c(&h->mem, str_printf(
        &h->mem, "of=2|ground=12.5a|viewed-why=x|premises=%s|viewer=%s|viewer-part=lead|present=%s|copied=no|actions=x",
        place, who, present));
}

/* 12.6b, c, d: of what was agreed to the Head hears, who offers support; of
 * what was done by another, alone or elsewhere, both. Which part the viewer has
 * is the program's to say, whatever came with the form. */
static void who_viewed_it_and_where_is_told_to_both(void **state)
{
    (void)state;
    static const struct { enum role viewer, beside; const char *place, *part;
                          unsigned told; } rows[] = {
        { ROLE_DSL, ROLE_HEAD, "yes", "lead", BIT(HEAD) },
        { ROLE_DEPUTY_DSL, ROLE_HEAD, "yes", "deputy",
          BIT(HEAD) | BIT(DEPUTY_DSL) },
        { ROLE_DSL, ROLE_HEAD, "no", "lead",
          BIT(HEAD) | BIT(EXECUTIVE_LEADER) },
        { ROLE_DSL, ROLE_DSL, "yes", "lead",
          BIT(HEAD) | BIT(EXECUTIVE_LEADER) },
        { ROLE_STAFF, ROLE_HEAD, "yes", "none",
          BIT(HEAD) | BIT(EXECUTIVE_LEADER) | BIT(STAFF) },
    };
    struct house h;
    open_here(&h);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *ref = report(&h);
        struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT,
                                         ref);
        struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_ALLOW_VIEWING,
                                          ref);
        struct permit leader = house_permit(&h, ROLE_EXECUTIVE_LEADER,
                                            PERMIT_ALLOW_VIEWING, ref);
        const char *record = viewed_by(&h, rows[i].viewer, rows[i].beside,
                                       rows[i].place);
        house_act(&h, &dsl, ENTRY_VIEWING_REQUEST, 0, "ground=12.5a|ground-why=x|distress=no");
        house_act(&h, &head, ENTRY_VIEWING_ANSWER, 2, "of=2|allow=permit|as-role=head|factor=code");
        house_act(&h, &leader, ENTRY_VIEWING_ANSWER, 2, "of=2|allow=permit|as-role=executive_leader|factor=code");
        (void)told(&h, NOTICE_ASKED);
        assert_int_equal(house_act(&h, &dsl, ENTRY_VIEWING, 0, record).end,
                         ACT_DONE);
        assert_int_equal(told(&h, NOTICE_ASKED), rows[i].told);
        struct known known = house_load(&h, ref);
        const struct viewing *v = incident_viewing(&known.incident, 2);
        assert_true(str_is(entry_text(v->record, FIELD_VIEWER_PART),
                           rows[i].part));
    }
    close_here(&h);
}

/* A correction that makes it depart sends what a record of it would have sent;
 * who was in the room signs the new words. One that changes neither place nor
 * people asks nobody but them. */
static void a_correction_of_a_viewing_is_told_as_the_record_is(void **state)
{
    (void)state;
    static const struct { enum role beside; const char *place;
                          unsigned told; } rows[] = {
        { ROLE_DEPUTY_DSL, "yes", BIT(DEPUTY_DSL) },
        { ROLE_DEPUTY_DSL, "no",
          BIT(DEPUTY_DSL) | BIT(HEAD) | BIT(EXECUTIVE_LEADER) },
        /* Confirmed was the record as it was. */
        { ROLE_DSL, "yes", BIT(HEAD) | BIT(EXECUTIVE_LEADER) },
        { ROLE_STAFF, "yes", BIT(STAFF) },
    };
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_ALLOW_VIEWING,
                                      ref);
    struct permit leader = house_permit(&h, ROLE_EXECUTIVE_LEADER,
                                        PERMIT_ALLOW_VIEWING, ref);
    house_act(&h, &dsl, ENTRY_VIEWING_REQUEST, 0, "ground=12.5a|ground-why=x|distress=no");
    house_act(&h, &head, ENTRY_VIEWING_ANSWER, 2, "of=2|allow=permit|as-role=head|factor=code");
    house_act(&h, &leader, ENTRY_VIEWING_ANSWER, 2, "of=2|allow=permit|as-role=executive_leader|factor=code");
    house_act(&h, &dsl, ENTRY_VIEWING, 0,
              viewed_by(&h, ROLE_DSL, ROLE_HEAD, "yes"));
    (void)told(&h, NOTICE_ASKED);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str words = str_printf(&h.mem, "corrects=5|reason=It was so|%s",
                                      viewed_by(&h, ROLE_DSL, rows[i].beside,
                                                rows[i].place));
        corrects(&h, &dsl, ENTRY_VIEWING, 5 + (unsigned)i,
                 str_c(&h.mem, words));
        assert_int_equal(told(&h, NOTICE_ASKED), rows[i].told);
    }
    /* Of anything else it asks nobody. */
    corrects(&h, &dsl, ENTRY_REPORT, 5 + COUNT_OF(rows), "corrects=1|reason=A word|safe=yes|told=Another word");
    assert_int_equal(told(&h, NOTICE_ASKED), 0);
    close_here(&h);
}

/* 12.10e: the Head decides with the DSL, and need not come by to hear of it;
 * not where it is recorded as decided, nor whoever is named. */
static void who_keeps_a_copy_is_told_to_the_head(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = report(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_WRITE_NOTE, ref);
    house_act(&h, &dsl, ENTRY_OPENED, 0, "");
    house_act(&h, &dsl, ENTRY_PERSON, 2, "person=p1|name=A B|type=pupil");
    house_act(&h, &dsl, ENTRY_HOLDER, 0, "holds=p1|store=phone");
    assert_int_equal(told(&h, NOTICE_ASKED), 0);
    house_act(&h, &dsl, ENTRY_HOLDER_STEP, 0, "of=4|result=open");
    assert_int_equal(told(&h, NOTICE_ASKED), 0);
    assert_int_equal(house_act(&h, &dsl, ENTRY_HOLDER_STEP, 0,
                               "of=4|result=refused").end, ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED), BIT(HEAD));
    assert_int_equal(house_act(&h, &head, ENTRY_HOLDER_STEP, 0,
                               "of=4|result=refused").end, ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED), BIT(DSL));
    assert_int_equal(house_act(&h, &dsl, ENTRY_HOLDER_STEP, 0, "of=4|steps=decided|result=refused|result-how=Not told: it is gone tomorrow").end,
                     ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED), 0);
    /* The Head is named: who stands above, and who takes the seat (D8). */
    house_act(&h, &dsl, ENTRY_PERSON, 3, "person=p2|name=Sam Reed|type=staff|parts=affected|user=00000000000000000000000000000004");
    (void)told(&h, NOTICE_ASKED);
    assert_int_equal(house_act(&h, &dsl, ENTRY_HOLDER_STEP, 0,
                               "of=4|result=refused").end, ACT_DONE);
    assert_int_equal(told(&h, NOTICE_ASKED),
                     BIT(EXECUTIVE_LEADER) | BIT(CEO));
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
        { ALL_NO, "choice=seek_information|why=Not enough is known|as-role=dsl" },
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
    house_act(&h, &dsl, ENTRY_RISK, 3, ALL_NO);
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
    run_here("ALTER TABLE outbox RENAME TO outbox_away");
    assert_int_not_equal(act_report(&result, &h.mem, &h.acts, &p, h.oak,
                                    &form, h.now), OK);
    assert_int_equal(store_read(&h.store, count_work, &c), OK);
    assert_int_equal(c.incidents, 0);
    run_here("ALTER TABLE outbox_away RENAME TO outbox");
    assert_int_equal(act_report(&result, &h.mem, &h.acts, &p, h.oak, &form,
                                h.now), OK);
    assert_int_equal(store_read(&h.store, count_work, &c), OK);
    assert_int_equal(c.incidents, 1);
    assert_int_equal(told(&h, NOTICE_REPORT), BIT(DSL));
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

struct giving {
    struct house *h;
    enum role by, to, role;
    bool whole;
};

static enum err give_work(struct tx *tx, void *context)
{
    struct giving *g = context;
    struct permit permit = access_program_permit(g->h->trust);
    struct grant grant = { .role = g->role };
    if (!g->whole)
        grant.school = g->h->oak;
    if (g->by != ROLE_NONE)
        permit.user = house_user(g->by);
    return act_role_notices(tx, &g->h->mem, &permit, house_user(g->to), grant,
                            g->h->now);
}

static void nobody_is_let_in_quietly(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    static const unsigned school = BIT(DSL) | BIT(DEPUTY_DSL) | BIT(HEAD);
    static const unsigned above = BIT(EXECUTIVE_LEADER) | BIT(CEO) |
                                  BIT(CHAIR);
    static const struct {
        enum role by, to, role;
        bool whole;
        unsigned told;
    } cases[] = {
        { ROLE_ADMINISTRATOR, ROLE_STAFF, ROLE_STAFF, false, 0 },
        { ROLE_ADMINISTRATOR, ROLE_STAFF, ROLE_ADMINISTRATOR, true, 0 },
        { ROLE_ADMINISTRATOR, ROLE_STAFF, ROLE_DSL, false, school },
        { ROLE_ADMINISTRATOR, ROLE_STAFF, ROLE_SENCO, false, school },
        { ROLE_NONE, ROLE_STAFF, ROLE_HEAD, false, school },
        /* Neither who gave it nor who has it. */
        { ROLE_HEAD, ROLE_STAFF, ROLE_DSL, false, BIT(DSL) | BIT(DEPUTY_DSL) },
        { ROLE_ADMINISTRATOR, ROLE_DEPUTY_DSL, ROLE_DSL, false,
          BIT(DSL) | BIT(HEAD) },
        { ROLE_ADMINISTRATOR, ROLE_STAFF, ROLE_DEPUTY_DSL, true, above },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct giving g = { &h, cases[i].by, cases[i].to, cases[i].role,
                            cases[i].whole };
        assert_int_equal(store_write(&h.store, give_work, &g), OK);
        assert_int_equal(told(&h, NOTICE_ROLE), cases[i].told);
    }
    close_here(&h);
}

int main(int argc, char **argv)
{
    told_at(place_asked(argc, argv));
    const struct CMUnitTest tests[] = {
        TEST(a_report_goes_to_who_is_on_call),
        TEST(signers_and_proposer_are_told),
        TEST(who_is_asked_about_a_viewing_is_told),
        TEST(a_link_person_for_parents_is_told),
        TEST(who_viewed_it_and_where_is_told_to_both),
        TEST(a_correction_of_a_viewing_is_told_as_the_record_is),
        TEST(who_keeps_a_copy_is_told_to_the_head),
        TEST(a_referral_asks_nobody_to_sign),
        TEST(everyone_concerned_hears_that_it_is_open_again),
        TEST(nobody_who_is_named_is_told),
        TEST(a_notice_and_its_act_are_one),
        TEST(what_came_back_is_shown_and_tried_again),
        TEST(what_is_overdue_is_said_once_a_day),
        TEST(a_school_without_a_dsl_is_told_of),
        TEST(nobody_is_let_in_quietly),
    };
    return RUN_TESTS(tests);
}
