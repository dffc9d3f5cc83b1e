/* Whole acts on a real database: what is promised by acts.h and store.h; on
 * the driver that the argument names. */
#include "tests/check.h"
#include "tests/house.h"
#include "tests/place.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static enum place_kind kind;
static struct place place;

static void open_here(struct house *h)
{
    place_make(&place, kind);
    house_open_at(h, place_driver(kind), place.where);
}

static void close_here(struct house *h)
{
    house_close(h);
    place_remove(&place);
}

static const char *const all_no = "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";

static void report_is_kept_and_comes_back(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me after lunch.|known=adult|known=harm");
    house_reopen(&h);
    struct known k = house_load(&h, ref);
    assert_int_equal(k.length, 1);
    assert_int_equal(k.stage, STAGE_NEW);
    assert_true(str_is(entry_text(k.incident.report, FIELD_TOLD),
                       "A pupil spoke to me after lunch."));
    assert_true(entry_has_word(k.incident.report, FIELD_KNOWN, "harm"));
    close_here(&h);
}

/* A form that was sent by mistake, with nothing in it, ends no duty: only "I
 * have it" is said by its button alone. */
static void nothing_typed_is_nothing_recorded(void **state)
{
    (void)state;
    static const struct entry_field about[] = { { FIELD_PERSON, { "p1", 2 } } };
    struct act_form form = { .given = about, .given_count = 1 };
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    for (unsigned k = 0; k < ENTRY_KIND_MAX; k++) {
        size_t count;
        struct checked checked;
        if (kind_info(k) == NULL)
            continue;
        const struct kind_field *fields = kind_fields((enum entry_kind)k,
                                                      &count);
        form.given_count = 0;
        for (size_t i = 0; i < count; i++)
            if (fields[i].field == FIELD_PERSON)
                form.given_count = 1;
        act_check(&checked, &mem, (enum entry_kind)k, &form,
                  (struct instant){ 0 });
        if ((checked.problems_count == 0) != (k == ENTRY_OPENED))
            fail_msg("%s", kind_info(k)->name);
    }
}

/* When it was is not yet what was said. */
static void a_day_alone_is_no_talk(void **state)
{
    (void)state;
    const struct typed typed[] = { { STR("person"), STR("p1") },
                                   { STR("happened"), STR("1 July 2026") },
                                   { STR("again"), STR("2 July 2026") } };
    struct act_form form = { .typed = typed, .typed_count = COUNT_OF(typed) };
    struct checked checked;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct instant now;
    assert_int_equal(instant_read(&now, STR("2026-11-23T09:00:00Z")), OK);
    act_check(&checked, &mem, ENTRY_CONVERSATION, &form, now);
    assert_int_equal(checked.problems_count, 1);
    assert_string_equal(checked.problems[0].name, "points");
}

/* "By Tuesday" has until the end of the school day, and "today" has been so far;
 * neither is over at midday. */
static void a_day_without_a_time_is_not_over_at_midday(void **state)
{
    (void)state;
    static const struct { const char *name, *typed, *at; } rows[] = {
        { "again", "24 November 2026", "2026-11-24T16:00:00Z" },
        { "again", "1 July 2026", "2026-07-01T15:00:00Z" },
        { "again", "24 November 2026, midday", "2026-11-24T12:00:00Z" },
        { "happened", "22 November 2026", "2026-11-22T12:00:00Z" },
        { "happened", "23 November 2026", "2026-11-23T09:00:00Z" },
        { "happened", "23 November 2026, 8am", "2026-11-23T08:00:00Z" },
    };
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct instant now;
    assert_int_equal(instant_read(&now, STR("2026-11-23T09:00:00Z")), OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct typed typed[] = {
            { STR("person"), STR("p1") },
            { str_of(rows[i].name), str_of(rows[i].typed) },
            { STR("wishes"), STR("To walk home with a friend") },
        };
        struct act_form form = { .typed = typed,
                                 .typed_count = COUNT_OF(typed) };
        struct checked checked;
        act_check(&checked, &mem, ENTRY_CONVERSATION, &form, now);
        assert_int_equal(checked.problems_count, 0);
        struct str at = entry_text(&checked.entry,
                                   field_named(typed[1].name)->field);
        if (!str_is(at, rows[i].at))
            fail_msg("%s: %.*s", rows[i].typed, STR_ARG(at));
    }
}

static void an_empty_report_says_what_to_do(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    struct permit p = house_permit(&h, ROLE_STAFF, PERMIT_REPORT, NULL);
    struct act_result r = house_act(&h, &p, ENTRY_REPORT, 0, "who=x|told=  ");
    assert_int_equal(r.end, ACT_PROBLEMS);
    assert_int_equal(r.problems_count, 2);
    assert_string_equal(r.problems[0].name, "safe");
    assert_string_equal(r.problems[1].name, "told");
    close_here(&h);
}

static void the_same_key_records_once(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    struct permit p = house_permit(&h, ROLE_STAFF, PERMIT_REPORT, NULL);
    struct typed typed[] = { { STR("safe"), STR("yes") },
                             { STR("told"), STR("Heard in the corridor.") } };
    struct act_form form = { .kind = ENTRY_REPORT, .typed = typed,
                             .typed_count = 2, .key = house_key(&h) };
    struct act_result first, second;
    assert_int_equal(act_report(&first, &h.mem, &h.acts, &p, h.oak, &form,
                                h.now), OK);
    assert_int_equal(act_report(&second, &h.mem, &h.acts, &p, h.oak, &form,
                                h.now), OK);
    assert_false(first.repeated);
    assert_true(second.repeated);
    assert_true(str_same(first.reference, second.reference));
    close_here(&h);
}

static void whoever_is_slower_sees_a_conflict(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard in the corridor.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    assert_int_equal(house_act(&h, &p, ENTRY_RISK, 1, all_no).end, ACT_DONE);
    assert_int_equal(house_act(&h, &p, ENTRY_RISK, 1, all_no).end,
                     ACT_CONFLICT);
    assert_int_equal(house_load(&h, ref).length, 2);
    /* A note replaces nothing, so it meets no conflict. */
    assert_int_equal(house_act(&h, &p, ENTRY_NOTE, 1, "sort=fact|title=Call|body=Spoke to the office.").end,
                     ACT_DONE);
    /* Nor does it put anybody else's form out of date. */
    assert_int_equal(house_act(&h, &p, ENTRY_RISK, 2, all_no).end, ACT_DONE);
    close_here(&h);
}

static struct act_result note_seen(struct house *h, const struct permit *p,
                                   const struct known *seen, const char *title)
{
    struct typed typed[] = { { STR("sort"), STR("fact") },
                             { STR("title"), str_of(title) },
                             { STR("body"), STR("Spoke to the office.") } };
    struct act_form form = { .kind = ENTRY_NOTE, .typed = typed,
                             .typed_count = COUNT_OF(typed),
                             .made_from = seen->length, .key = house_key(h),
                             .seen = seen };
    struct act_result result;
    assert_int_equal(act_append(&result, &h->mem, &h->acts, p, &form, h->now),
                     OK);
    return result;
}

/* What the request saw stands while the head is the same, and only then; an
 * older view of the incident is never taken for the whole. */
static void what_was_seen_stands_until_somebody_adds(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard something.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct known seen = house_load(&h, ref);
    assert_int_equal(note_seen(&h, &p, &seen, "One").seq, 2);
    assert_int_equal(note_seen(&h, &p, &seen, "Two").seq, 3);
    struct known older = house_load(&h, ref);
    older.incident.entries_count = 1;
    assert_int_equal(note_seen(&h, &p, &older, "Three").seq, 4);
    struct known k = house_load(&h, ref);
    assert_int_equal(k.length, 4);
    for (uint32_t i = 1; i < 4; i++)
        assert_int_equal(k.incident.entries[i].seq, i + 1);
    close_here(&h);
}

static void a_whole_decision(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard in the corridor.");
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(&h, ROLE_HEAD, PERMIT_SIGN_DECISION,
                                      ref);
    struct permit leader = house_permit(&h, ROLE_EXECUTIVE_LEADER,
                                        PERMIT_SIGN_DECISION, ref);
    assert_int_equal(house_act(&h, &dsl, ENTRY_OPENED, 0, "").end, ACT_DONE);
    struct act_result early = house_act(&h, &dsl, ENTRY_OUTCOME, 2, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl");
    assert_int_equal(early.end, ACT_REFUSED);
    assert_int_equal(early.refusal, REFUSE_NOT_ALLOWED_YET);
    house_act(&h, &dsl, ENTRY_RISK, 2, all_no);
    assert_int_equal(house_act(&h, &dsl, ENTRY_OUTCOME, 3, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl").end,
                     ACT_DONE);
    assert_int_equal(house_act(&h, &head, ENTRY_SIGN, 4, "proposal=4|agree=agree|as-role=head|factor=code").end,
                     ACT_DONE);
    assert_int_equal(house_load(&h, ref).answer.state, OUTCOME_PROPOSED);
    assert_int_equal(house_act(&h, &leader, ENTRY_SIGN, 5, "proposal=4|agree=agree|as-role=executive_leader|factor=code").end,
                     ACT_DONE);
    struct known k = house_load(&h, ref);
    assert_int_equal(k.answer.state, OUTCOME_DECIDED);
    assert_int_equal(k.stage, STAGE_DECIDED);
    close_here(&h);
}

/* ---- closing and opening again (8.10, 2.3h) ---- */

static const char *const questions = "qa=x|qb=x|qc=x|qd=x|qe=x|qf=x|qg=x|qh=x|qi=x|qj=x|category=aggravated.reckless";

static void does(struct house *h, const struct permit *p,
                 enum entry_kind what, uint32_t from, const char *typed)
{
    struct act_result r = house_act(h, p, what, from, typed);
    if (r.end != ACT_DONE)
        fail_msg("%s: end %d, refusal %d", kind_info(what)->name, (int)r.end,
                 (int)r.refusal);
}

/* A report without a pupil in it, decided by both, and closed: 9 entries. */
static const char *closed_incident(struct house *h)
{
    const char *ref = house_report(h, "safe=yes|told=Seen on a screen.");
    struct permit dsl = house_permit(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct permit head = house_permit(h, ROLE_HEAD, PERMIT_SIGN_DECISION,
                                      ref);
    struct permit leader = house_permit(h, ROLE_EXECUTIVE_LEADER,
                                        PERMIT_SIGN_DECISION, ref);
    does(h, &dsl, ENTRY_OPENED, 0, "");
    does(h, &dsl, ENTRY_REVIEW, 2, "a=no|b=no|c=no|d=no|e=no|f=no|g=no|h=no|i=no");
    does(h, &dsl, ENTRY_RISK, 3,
         str_c(&h->mem, str_printf(&h->mem, "%s|%s", all_no, questions)));
    does(h, &dsl, ENTRY_OUTCOME, 4, "choice=manage_in_school|why=Known|confident=yes|as-role=dsl");
    struct act_result early = house_act(h, &dsl, ENTRY_CLOSED, 5, "closed-as=school|ended=Done");
    assert_int_equal(early.refusal, REFUSE_STANDS_OPEN);
    does(h, &head, ENTRY_SIGN, 5, "proposal=5|agree=agree|as-role=head|factor=code");
    does(h, &leader, ENTRY_SIGN, 6, "proposal=5|agree=agree|as-role=executive_leader|factor=code");
    does(h, &dsl, ENTRY_NOT_APPLICABLE, 7, "duty=12.8|reason=No copy was ever made");
    /* What came meanwhile is read before it ends. */
    assert_int_equal(house_act(h, &dsl, ENTRY_CLOSED, 6, "closed-as=school|ended=Done").end,
                     ACT_CONFLICT);
    does(h, &dsl, ENTRY_CLOSED, 8, "closed-as=school|ended=Done");
    return ref;
}

struct rows_of {
    struct house *h;
    struct incident_page page;
    struct work_page work;
};

static enum err rows_work(struct tx *tx, void *context)
{
    struct rows_of *r = context;
    struct permit p;
    struct actor a = house_actor(r->h, ROLE_DSL, r->h->oak);
    assert_true(access_permit(&p, &a, PERMIT_FIND_INCIDENT, NULL));
    struct lanes lanes = { &p, 1 };
    struct work_query q = { .lanes = lanes, .due = true, .waiting = true,
                            .limit = 50 };
    enum err err = store_incidents(&r->page, tx, &r->h->mem, lanes,
                                   (struct incident_cursor){ 0 }, 10);
    return err == OK ? store_work(&r->work, tx, &r->h->mem, &q) : err;
}

static struct rows_of rows_now(struct house *h)
{
    struct rows_of r = { .h = h };
    assert_int_equal(store_read(&h->store, rows_work, &r), OK);
    assert_int_equal(r.page.count, 1);
    return r;
}

/* I1: what a rebuild of the lists would change. */
static uint64_t rebuilt(struct house *h, bool compare)
{
    struct school_row oak = { .id = h->oak, .day_ends = 960 };
    struct acts_schools schools = { &h->acts, &oak, 1 };
    struct deriver deriver = { act_derive_again, &schools };
    struct findings findings = { 0 };
    struct permit program = access_program_permit(h->trust);
    assert_int_equal(store_rebuild(&h->store, &program, &deriver, compare,
                                   &findings, (struct progress){ 0 }), OK);
    return findings.count;
}

static void closed_it_leaves_the_lists_and_comes_back(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = closed_incident(&h);
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_reopen(&h);
    assert_int_equal(house_load(&h, ref).stage, STAGE_CLOSED);
    struct rows_of r = rows_now(&h);
    assert_false(r.page.rows[0].open);
    assert_int_equal(closing_of_kept(r.page.rows[0].stage), CLOSING_CLOSED);
    assert_int_equal(r.work.count, 0);
    assert_int_equal(house_act(&h, &dsl, ENTRY_OUTCOME, 9, "choice=seek_information|why=x|as-role=dsl").refusal,
                     REFUSE_IS_CLOSED);
    does(&h, &dsl, ENTRY_NOTE, 9, "sort=fact|title=Call|body=More.");
    r = rows_now(&h);
    assert_false(r.page.rows[0].open);
    assert_int_equal(r.work.count, 1);
    assert_true(str_is(r.work.items[0].duty.clause, "8.10"));
    assert_int_equal(rebuilt(&h, true), 0);
    /* Said of what was read: another note came first. */
    does(&h, &dsl, ENTRY_NOTE, 10, "sort=fact|title=Call|body=And more.");
    assert_int_equal(house_act(&h, &dsl, ENTRY_STAYS_CLOSED, 10, "reason=Known").end,
                     ACT_CONFLICT);
    does(&h, &dsl, ENTRY_REOPENED, 11, "new-facts=A copy|reason=It goes on");
    assert_int_equal(house_act(&h, &dsl, ENTRY_REOPENED, 12, "new-facts=A copy|reason=It goes on").refusal,
                     REFUSE_NOT_CLOSED);
    struct known k = house_load(&h, ref);
    assert_int_equal(k.answer.state, OUTCOME_NONE);
    assert_int_equal(k.incident.closing.state, CLOSING_REOPENED);
    r = rows_now(&h);
    assert_true(r.page.rows[0].open);
    assert_int_equal(closing_of_kept(r.page.rows[0].stage), CLOSING_REOPENED);
    assert_int_equal(stage_of_kept(r.page.rows[0].stage), STAGE_REVIEWED);
    assert_int_equal(r.work.items[0].stage, r.page.rows[0].stage);
    assert_int_equal(rebuilt(&h, true), 0);
    close_here(&h);
}

struct looking {
    struct house *h;
    struct lanes lanes;
    struct str typed;
    struct work_page work;
    struct incident_page page;
    unsigned alerts;
};

static enum err look_work(struct tx *tx, void *context)
{
    struct looking *l = context;
    struct work_query q = { .lanes = l->lanes, .due = true, .limit = 50 };
    enum err err = store_work(&l->work, tx, &l->h->mem, &q);
    if (err == OK)
        err = store_alerts_count(&l->alerts, tx, l->lanes, PAGE_MAX);
    if (err != OK)
        return err;
    return l->typed.size > 0
               ? store_search(&l->page, tx, &l->h->mem, l->lanes, l->typed,
                              (struct incident_cursor){ { 0 }, { { 0 } } })
               : store_incidents(&l->page, tx, &l->h->mem, l->lanes,
                                 (struct incident_cursor){ { 0 }, { { 0 } } },
                                 10);
}

static struct looking look(struct house *h, enum role role,
                           struct school_id school, const char *typed)
{
    struct actor a = house_actor(h, role, school);
    struct permit *p = ARENA_NEW(&h->mem, struct permit);
    assert_true(access_permit(p, &a, PERMIT_SEE_WORK, NULL));
    struct looking l = { .h = h, .lanes = { p, 1 }, .typed = str_of(typed) };
    assert_int_equal(store_read(&h->store, look_work, &l), OK);
    return l;
}

static void lists_work_and_search_follow_at_once(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Zoë stayed behind.|about=Zoë Quill");
    struct looking dsl = look(&h, ROLE_DSL, h.oak, "quill");
    assert_int_equal(dsl.alerts, 1);
    assert_int_equal(dsl.page.count, 1);
    assert_string_equal(dsl.page.rows[0].reference, ref);
    assert_true(dsl.work.count >= 8);
    assert_true(str_is(dsl.work.items[0].duty.clause, "7.5a"));
    assert_int_equal(look(&h, ROLE_DEPUTY_DSL, h.oak, "zoe").page.count, 1);
    assert_int_equal(look(&h, ROLE_DSL, h.elm, "quill").page.count, 0);
    assert_int_equal(look(&h, ROLE_DSL, h.elm, "").work.count, 0);
    assert_int_equal(look(&h, ROLE_HEAD, h.oak, "").work.count, 0);
    assert_int_equal(look(&h, ROLE_DSL, h.oak, "nobody").page.count, 0);
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &p, ENTRY_OPENED, 0, "");
    house_act(&h, &p, ENTRY_NOTE, 0, "sort=fact|title=Word|body=Marmalade.");
    struct looking later = look(&h, ROLE_DSL, h.oak, "marma");
    assert_int_equal(later.alerts, 0);
    assert_int_equal(later.page.count, 1);
    close_here(&h);
}

static void a_named_person_finds_nothing(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard of a colleague.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct act_result r = house_act(&h, &p, ENTRY_PERSON, 1, "person=p1|name=The Head|type=staff|parts=affected|user=00000000000000000000000000000004");
    assert_int_equal(r.end, ACT_DONE);
    assert_int_equal(look(&h, ROLE_HEAD, h.oak, "").page.count, 0);
    assert_int_equal(look(&h, ROLE_HEAD, h.oak, "colleague").page.count, 0);
    close_here(&h);
}

static unsigned findings_of(struct house *h)
{
    struct findings findings = { 0 };
    struct permit p = access_program_permit(h->trust);
    assert_int_equal(store_verify(&h->store, &p, &findings,
                                  (struct progress){ 0 }), OK);
    return (unsigned)findings.count;
}

/* What somebody gets who opens the incident. */
static enum err opened(struct house *h, const struct permit *permit)
{
    struct known known;
    struct instant none = { 0 };
    return act_load(&known, &h->mem, &h->acts, permit, none, h->now);
}

static void every_altered_column_is_found(void **state)
{
    (void)state;
    static const char *const alterations[] = {
        "UPDATE entry SET kind = 4 WHERE seq = 1",
        "UPDATE entry SET at = at + 1 WHERE seq = 2",
        "UPDATE entry SET author = zeroblob(16) WHERE seq = 1",
        "UPDATE entry SET prev = zeroblob(32) WHERE seq = 2",
        "UPDATE entry SET leaf = zeroblob(32) WHERE seq = 1",
        "UPDATE entry SET body_sealed = zeroblob(328) WHERE seq = 1",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 1",
        "UPDATE incident SET length = 1",
        "UPDATE incident SET last_leaf = zeroblob(32)",
        "UPDATE incident_key SET wrapped = zeroblob(104)",
        "DELETE FROM incident",
        "UPDATE entry SET body_sealed = (SELECT body_sealed FROM entry WHERE seq = 1)",
    };
    for (size_t i = 0; i < COUNT_OF(alterations); i++) {
        struct house h;
        open_here(&h);
        const char *ref = house_report(&h, "safe=yes|told=Heard something.");
        struct permit p = house_permit(&h, ROLE_DSL, PERMIT_WRITE_NOTE, ref);
        house_act(&h, &p, ENTRY_NOTE, 1, "sort=fact|title=A|body=B");
        assert_int_equal(findings_of(&h), 0);
        assert_int_equal(opened(&h, &p), OK); /* this process has seen all */
        place_run(&place, alterations[i]);
        if (findings_of(&h) == 0)
            fail_msg("nobody noticed: %s", alterations[i]);
        if (opened(&h, &p) == OK)
            fail_msg("it still opens: %s", alterations[i]);
        close_here(&h);
    }
}

/* Put back to an earlier day, an incident goes on with another second entry.
 * Both were sealed for the same place, and both were seen: whichever stands
 * there, only the one that the third entry names is taken. */
static void an_entry_of_another_history_is_found(void **state)
{
    (void)state;
    static const char *const exchanges[] = {
        "body_sealed = (SELECT body_sealed FROM old_entry WHERE seq = 2)",
        "body_sealed = (SELECT body_sealed FROM old_entry WHERE seq = 2), leaf = (SELECT leaf FROM old_entry WHERE seq = 2)",
    };
    for (size_t i = 0; i < COUNT_OF(exchanges); i++) {
        struct house h;
        open_here(&h);
        const char *ref = house_report(&h, "safe=yes|told=Heard something.");
        struct permit p = house_permit(&h, ROLE_DSL, PERMIT_WRITE_NOTE, ref);
        place_run(&place, "CREATE TABLE old_incident AS SELECT * FROM incident");
        house_act(&h, &p, ENTRY_NOTE, 1, "sort=fact|title=A|body=First.");
        assert_int_equal(opened(&h, &p), OK);
        place_run(&place, "CREATE TABLE old_entry AS SELECT * FROM entry");
        place_run(&place, "DELETE FROM entry WHERE seq = 2");
        place_run(&place, "UPDATE incident SET length = 1, last_leaf = (SELECT last_leaf FROM old_incident), head_code = (SELECT head_code FROM old_incident)");
        house_act(&h, &p, ENTRY_NOTE, 1, "sort=fact|title=A|body=Other.");
        house_act(&h, &p, ENTRY_NOTE, 2, "sort=fact|title=B|body=Third.");
        assert_int_equal(opened(&h, &p), OK);
        char sql[256];
        snprintf(sql, sizeof(sql), "UPDATE entry SET %s WHERE seq = 2",
                 exchanges[i]);
        place_run(&place, sql);
        assert_int_equal(opened(&h, &p), ERR_CORRUPT);
        assert_true(findings_of(&h) > 0);
        close_here(&h);
    }
}

static void nothing_written_is_readable_on_disk(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Brilligword was said.|about=Brilligname");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &p, ENTRY_PERSON, 1, "person=p1|name=Brilligname Smith|type=pupil|year-group=Brilligyear");
    static const char *const words[] = { "Brillig", "brillig", "Oak School" };
    place_settle(&place);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        assert_false(place_holds(&place, words[i]));
    assert_true(place_holds(&place, "incident_reference")); /* it does look */
    close_here(&h);
}

struct racing {
    struct house *h;
    struct permit permit;
    struct arena mem;
    unsigned won;
    unsigned lost;
};

static void *race_thread(void *context)
{
    struct racing *r = context;
    arena_open(&r->mem, 64 << 20);
    struct typed typed[] = { { STR("a"), STR("yes") } };
    for (uint32_t length = 1; length <= 10; length++) {
        struct user_id random;
        char key[ID_TEXT_SIZE + 1];
        vault_random(random.bytes, ID_SIZE);
        id_print(key, random.bytes);
        struct act_form form = { .kind = ENTRY_REVIEW, .typed = typed,
                                 .typed_count = 1, .made_from = length,
                                 .key = str_of(key) };
        struct act_result result;
        for (bool again = true; again;) {
            must(act_append(&result, &r->mem, &r->h->acts, &r->permit, &form,
                            r->h->now) == OK);
            struct known k;
            struct instant none = { 0 };
            must(act_load(&k, &r->mem, &r->h->acts, &r->permit, none,
                          r->h->now) == OK);
            again = k.length < length + 1;
        }
        if (result.end == ACT_DONE)
            r->won++;
        else
            r->lost++;
    }
    arena_close(&r->mem);
    return NULL;
}

static void exactly_one_of_sixteen_wins_each_length(void **state)
{
    (void)state;
    enum { RACERS = 16 };
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard something.");
    struct racing racers[RACERS];
    pthread_t threads[RACERS];
    for (unsigned i = 0; i < RACERS; i++) {
        racers[i] = (struct racing){
            .h = &h,
            .permit = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref)
        };
        assert_int_equal(pthread_create(&threads[i], NULL, race_thread,
                                        &racers[i]), 0);
    }
    unsigned won = 0, lost = 0;
    for (unsigned i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        won += racers[i].won;
        lost += racers[i].lost;
    }
    assert_int_equal(won, 10);
    assert_int_equal(lost, RACERS * 10 - 10);
    assert_int_equal(house_load(&h, ref).length, 11);
    close_here(&h);
}

static void rebuild_finds_nothing_to_do(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Heard something.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    house_act(&h, &p, ENTRY_OPENED, 0, "");
    assert_int_equal(rebuilt(&h, true), 0);
    place_run(&place, "DELETE FROM work WHERE ordinal = 3");
    assert_int_equal(rebuilt(&h, true), 1);
    rebuilt(&h, false);
    assert_int_equal(rebuilt(&h, true), 0);
    close_here(&h);
}

/* 8.5h, D12: both incidents or none, once a key, and nothing of the first. */
static void another_school_is_told_once_and_of_little(void **state)
{
    (void)state;
    struct house h;
    open_here(&h);
    const char *ref = house_report(&h, "safe=yes|told=Maya spoke to me.");
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    struct typed typed[] = { { STR("call"), STR("The DSL, 01234 567890") } };
    struct act_form form = { .kind = ENTRY_SCHOOL_TOLD, .typed = typed,
                             .typed_count = 1, .made_from = 1,
                             .key = house_key(&h) };
    struct act_result first, again;
    assert_int_equal(act_school_tell(&first, &h.mem, &h.acts, &dsl, h.elm,
                                     &form, h.now), OK);
    assert_int_equal(first.end, ACT_DONE);
    assert_int_equal(act_school_tell(&again, &h.mem, &h.acts, &dsl, h.elm,
                                     &form, h.now), OK);
    assert_true(again.repeated);
    struct known here = house_load(&h, ref);
    assert_int_equal(here.length, 2);
    const struct entry *told = &here.incident.entries[1];
    assert_true(str_is(entry_text(told, FIELD_SCHOOL_NAME), "Elm School"));
    const char *other = str_c(&h.mem, entry_text(told, FIELD_REFERENCE));
    assert_string_not_equal(other, ref);
    struct permit leader = house_permit(&h, ROLE_EXECUTIVE_LEADER,
                                        PERMIT_SEE_INCIDENT, other);
    struct instant none = { 0 };
    struct known there;
    assert_int_equal(act_load(&there, &h.mem, &h.acts, &leader, none, h.now),
                     OK);
    assert_int_equal(there.length, 1);
    assert_true(ID_SAME(there.school, h.elm));
    const struct entry *report = there.incident.report;
    assert_true(str_is(entry_text(report, FIELD_REFERENCE), ref));
    assert_true(str_is(entry_text(report, FIELD_FROM_SCHOOL), "Oak School"));
    for (size_t i = 0; i < report->fields_count; i++)
        assert_null(memmem(report->fields[i].text.data,
                           report->fields[i].text.size, "Maya", 4));
    /* What cannot be recorded leaves neither. */
    struct act_form empty = form;
    empty.typed_count = 0;
    empty.key = house_key(&h);
    assert_int_equal(act_school_tell(&first, &h.mem, &h.acts, &dsl, h.elm,
                                     &empty, h.now), OK);
    assert_int_equal(first.end, ACT_PROBLEMS);
    struct school_id nowhere = { { 77 } };
    form.key = house_key(&h);
    form.made_from = 2;
    assert_int_equal(act_school_tell(&first, &h.mem, &h.acts, &dsl, nowhere,
                                     &form, h.now), ERR_NOT_FOUND);
    assert_int_equal(house_load(&h, ref).length, 2);
    close_here(&h);
}

int main(int argc, char **argv)
{
    kind = place_asked(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(another_school_is_told_once_and_of_little),
        TEST(report_is_kept_and_comes_back),
        TEST(an_empty_report_says_what_to_do),
        TEST(nothing_typed_is_nothing_recorded),
        TEST(a_day_alone_is_no_talk),
        TEST(a_day_without_a_time_is_not_over_at_midday),
        TEST(the_same_key_records_once),
        TEST(whoever_is_slower_sees_a_conflict),
        TEST(what_was_seen_stands_until_somebody_adds),
        TEST(a_whole_decision),
        TEST(closed_it_leaves_the_lists_and_comes_back),
        TEST(lists_work_and_search_follow_at_once),
        TEST(a_named_person_finds_nothing),
        TEST(every_altered_column_is_found),
        TEST(an_entry_of_another_history_is_found),
        TEST(nothing_written_is_readable_on_disk),
        TEST(exactly_one_of_sixteen_wins_each_length),
        TEST(rebuild_finds_nothing_to_do),
    };
    return RUN_TESTS(tests);
}
