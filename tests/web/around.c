/* The pages around an incident, asked as the server asks them but without a
 * socket: My work, the report and its receipt, the list and the search. */
#include "tests/check.h"
#include "tests/house.h"
#include "web/handlers.h"
#include "web/worklist.h"

#include <stdio.h>

static const char *const all_no = "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";

/* ---- one request ---- */

struct visit {
    struct house *h;
    struct site site;
    struct request rq;
};

static void visit_begin(struct visit *v, struct house *h, struct actor actor)
{
    *v = (struct visit){ .h = h };
    v->site = (struct site){ .store = &h->store, .acts = &h->acts,
                             .pack = h->pack };
    v->rq = (struct request){ .mem = &h->mem, .site = &v->site,
                              .now = h->now };
    v->rq.session = (struct session){ .found = true, .trust = h->trust,
                                      .user = actor.user,
                                      .second_factor = true,
                                      .name = STR("Somebody"),
                                      .actor = actor };
    v->rq.path = STR("/");
    v->rq.out.status = 200;
    buf_open(&v->rq.out.body, &h->mem, 4096, PAGE_BYTES_MAX);
}

static void visit_form(struct visit *v, const char *typed)
{
    enum { FIELDS_MAX = 20 };
    struct typed *fields = ARENA_MANY(&v->h->mem, FIELDS_MAX, struct typed);
    struct str rest = str_of(typed);
    v->rq.post = true;
    v->rq.form = fields;
    while (rest.size > 0) {
        struct str value = str_cut(&rest, '|');
        assert_true(v->rq.form_count < FIELDS_MAX);
        fields[v->rq.form_count].name = str_cut(&value, '=');
        fields[v->rq.form_count++].value = value;
    }
}

static void visit_run(struct visit *v, handler *handle,
                      enum permission permission, const char *reference)
{
    struct permit permit;
    struct incident_scope *scope = NULL;
    if (reference != NULL) {
        v->rq.params[0] = str_of(reference);
        scope = &v->rq.scope;
    }
    assert_true(access_permit(&permit, &v->rq.session.actor, permission,
                              scope));
    handle(&v->rq, &permit);
}

static bool says(const struct visit *v, const char *words)
{
    struct str body = buf_str(&v->rq.out.body);
    return body.size > 0 &&
           memmem(body.data, body.size, words, strlen(words)) != NULL;
}

static struct actor somebody(struct house *h, enum role role)
{
    return house_actor(h, role, h->oak);
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

static void visit_incident(struct visit *v, const char *reference)
{
    struct scoping s = { .h = v->h, .user = v->rq.session.user,
                         .reference = reference };
    assert_int_equal(store_read(&v->h->store, scope_work, &s), OK);
    v->rq.scope = s.scope;
}

/* "/report/K7P-4MD" of a redirect -> "K7P-4MD". */
static const char *reference_of(const struct visit *v)
{
    struct str to = v->rq.out.location;
    assert_int_equal(v->rq.out.status, 303);
    assert_true(str_starts(to, "/report/"));
    assert_int_equal(to.size, 8 + REFERENCE_SIZE);
    return str_c(&v->h->mem, (struct str){ to.data + 8, REFERENCE_SIZE });
}

static const char *keyed(struct house *h, const char *typed)
{
    return str_c(&h->mem, str_printf(&h->mem, "key=%.*s|%s",
                                     STR_ARG(house_key(h)), typed));
}

/* ---- My work ---- */

struct gathered {
    struct house *h;
    struct lanes lanes;
    enum list list;
    struct work_page page;
};

static enum err gather_work(struct tx *tx, void *context)
{
    struct gathered *g = context;
    struct work_query q = list_query(g->list, g->lanes, g->h->now);
    return store_work(&g->page, tx, &g->h->mem, &q);
}

static struct work_rows rows_of(struct house *h, enum role role,
                                enum list list)
{
    struct visit v;
    visit_begin(&v, h, somebody(h, role));
    struct gathered g = { .h = h, .list = list,
                          .lanes = lanes_of(&v.rq, PERMIT_SEE_WORK) };
    struct work_rows rows;
    assert_int_equal(store_read(&h->store, gather_work, &g), OK);
    work_rows_gather(&rows, &h->mem, &g.page);
    return rows;
}

static const struct work_row *row_titled(struct house *h,
                                         const struct work_rows *rows,
                                         const char *title)
{
    for (size_t i = 0; i < rows->count; i++)
        if (str_is(work_row_title(&h->mem, &rows->rows[i]), title))
            return &rows->rows[i];
    return NULL;
}

static void what_one_page_settles_is_one_row(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    house_report(&h, "safe=yes|told=A pupil spoke to me.");
    struct work_rows today = rows_of(&h, ROLE_DSL, LIST_TODAY);
    const struct work_row *refer = row_titled(&h, &today, "Check if it must be referred now");
    assert_non_null(refer);
    assert_int_equal(refer->count, 7);
    assert_true(work_row_asks_to_refer(refer));
    assert_int_equal(today.count, 2); /* and the review meeting */
    struct work_rows overdue = rows_of(&h, ROLE_DSL, LIST_OVERDUE);
    assert_int_equal(overdue.count, 0); /* the report is listed apart */
    struct work_rows waiting = rows_of(&h, ROLE_DSL, LIST_WAITING);
    refer = row_titled(&h, &waiting, "Settle the open points of the initial review");
    assert_non_null(refer);
    assert_int_equal(refer->count, 9);
    house_close(&h);
}

static void pupils_with_the_same_to_do_share_a_row(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    static const char *const pupils[] = {
        "person=p1|name=Maya Rowe|type=pupil|parts=depicted",
        "person=p2|name=Rohan Bello|type=pupil|parts=sent",
        "person=p3|name=Ella Finch|type=pupil|parts=received",
    };
    for (size_t i = 0; i < COUNT_OF(pupils); i++)
        assert_int_equal(house_act(&h, &p, ENTRY_PERSON, (uint32_t)i + 1,
                                   pupils[i]).end, ACT_DONE);
    struct work_rows later = rows_of(&h, ROLE_DSL, LIST_LATER);
    const struct work_row *row = row_titled(&h, &later, "Hear the pupil’s account: Maya, Rohan and Ella");
    assert_non_null(row);
    assert_int_equal(row->count, 3);
    house_close(&h);
}

static void signatures_wait_for_others(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    assert_int_equal(rows_of(&h, ROLE_DSL, LIST_OTHERS).count, 0);
    assert_int_equal(house_act(&h, &p, ENTRY_RISK, 1, all_no).end, ACT_DONE);
    assert_int_equal(house_act(&h, &p, ENTRY_OUTCOME, 2, "choice=manage_in_school|confident=yes|why=One picture.|as-role=dsl").end, ACT_DONE);
    struct work_rows dsl = rows_of(&h, ROLE_DSL, LIST_OTHERS);
    assert_int_equal(dsl.count, 2); /* Headteacher and Executive Leader */
    struct work_rows head = rows_of(&h, ROLE_HEAD, LIST_OTHERS);
    assert_int_equal(head.count, 1);
    assert_int_equal(head.rows[0].item->duty.owner_role,
                     ROLE_EXECUTIVE_LEADER);
    /* A deputy does what the DSL does, and so waits for the same. */
    assert_int_equal(rows_of(&h, ROLE_DEPUTY_DSL, LIST_OTHERS).count, 2);
    struct visit v;
    visit_begin(&v, &h, house_actor(&h, ROLE_DSL, h.elm));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_false(says(&v, ref)); /* another school's */
    house_close(&h);
}

static void a_new_report_comes_first(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me.");
    visit_begin(&v, &h, somebody(&h, ROLE_DEPUTY_DSL));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(says(&v, "Open the new report"));
    assert_true(says(&v, "data-new-reports=\"1\""));
    assert_false(says(&v, "Other new reports")); /* it is on the card */
    assert_true(says(&v, "data-alerts"));
    visit_begin(&v, &h, somebody(&h, ROLE_DEPUTY_DSL));
    visit_run(&v, alerts_count, PERMIT_SIGNED_IN, NULL);
    assert_true(str_is(buf_str(&v.rq.out.body), "1"));
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    assert_int_equal(house_act(&h, &p, ENTRY_OPENED, 1, "").end, ACT_DONE);
    visit_begin(&v, &h, somebody(&h, ROLE_DEPUTY_DSL));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_false(says(&v, "Open the new report"));
    assert_true(says(&v, "Check if it must be referred now"));
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_run(&v, alerts_count, PERMIT_SIGNED_IN, NULL);
    assert_true(str_is(buf_str(&v.rq.out.body), "0"));
    house_close(&h);
}

/* Where "a" stands before "b" on the page. */
static bool stands_before(const struct visit *v, const char *a, const char *b)
{
    struct str body = buf_str(&v->rq.out.body);
    const char *at = memmem(body.data, body.size, a, strlen(a));
    const char *then = memmem(body.data, body.size, b, strlen(b));
    assert_non_null(at);
    assert_non_null(then);
    return at < then;
}

/* However much is overdue for longer, and with a new report on the card. */
static void a_required_referral_is_never_cut_off(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    enum { REPORTS = 12 };
    house_open(&h);
    for (unsigned i = 0; i < REPORTS; i++) /* 8 duties each */
        house_report(&h, "safe=yes|told=A pupil spoke to me.");
    h.now.us += INT64_C(7) * 24 * 3600 * 1000000;
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me.");
    struct permit p = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    assert_int_equal(house_act(&h, &p, ENTRY_OPENED, 1, "").end, ACT_DONE);
    assert_int_equal(house_act(&h, &p, ENTRY_RISK, 2, "c89a=yes").end, ACT_DONE);
    h.now.us += 60 * INT64_C(1000000);
    visit_begin(&v, &h, somebody(&h, ROLE_DSL));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(says(&v, "Open the new report"));
    assert_true(says(&v, "All that is overdue"));
    assert_true(stands_before(&v, "Refer to children’s social care", "Check if it must be referred now"));
    house_close(&h);
}

static void everybody_has_a_first_page(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(str_is(v.rq.out.location, "/report"));
    visit_begin(&v, &h, somebody(&h, ROLE_ADMINISTRATOR));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(str_is(v.rq.out.location, "/admin/people"));
    visit_begin(&v, &h, somebody(&h, ROLE_TRUSTEE));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(says(&v, "Trustees and governors see no incident"));
    struct actor nobody = somebody(&h, ROLE_STAFF);
    nobody.grants_count = 0;
    visit_begin(&v, &h, nobody);
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(says(&v, "You have no role yet"));
    visit_begin(&v, &h, somebody(&h, ROLE_HEAD));
    visit_run(&v, home_page, PERMIT_SIGNED_IN, NULL);
    assert_true(says(&v, "Nothing is waiting for you right now"));
    visit_begin(&v, &h, somebody(&h, ROLE_DSL));
    v.rq.params[0] = STR("nonsense");
    visit_run(&v, work_page, PERMIT_SEE_WORK, NULL);
    assert_int_equal(v.rq.out.status, 404);
    house_close(&h);
}

/* ---- the report and its receipt ---- */

static void a_concern_is_refused_for_two_answers_only(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_form(&v, keyed(&h, "about=Samir Dar <8C>"));
    visit_run(&v, report_post, PERMIT_REPORT, NULL);
    assert_int_equal(v.rq.out.status, 422);
    assert_true(says(&v, "<a href=\"#safe\">Choose whether the pupil is safe right now</a>"));
    assert_true(says(&v, "<a href=\"#told\">Enter what you were told or saw</a>"));
    assert_true(says(&v, "Samir Dar &lt;8C&gt;")); /* nothing typed is lost */
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_form(&v, keyed(&h, "safe=yes|told=A pupil spoke to me."));
    visit_run(&v, report_post, PERMIT_REPORT, NULL);
    assert_int_equal(strlen(reference_of(&v)), REFERENCE_SIZE);
    house_close(&h);
}

/* Whoever reports for several schools says which; the report goes there. */
static void a_report_goes_to_the_school_it_is_about(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    struct school_id whole = { { 0 } };
    house_open(&h);
    struct actor leader = house_actor(&h, ROLE_EXECUTIVE_LEADER, whole);
    visit_begin(&v, &h, leader);
    visit_form(&v, keyed(&h, "safe=yes|told=A pupil spoke to me."));
    visit_run(&v, report_post, PERMIT_REPORT, NULL);
    assert_int_equal(v.rq.out.status, 422);
    assert_true(says(&v, "<a href=\"#school\">Choose the school it is about</a>"));
    assert_true(says(&v, "A pupil spoke to me."));
    char elm[ID_TEXT_SIZE + 1];
    id_print(elm, h.elm.bytes);
    visit_begin(&v, &h, leader);
    visit_form(&v, keyed(&h, str_c(&h.mem, str_printf(&h.mem, "school=%s|safe=yes|told=A pupil spoke to me.", elm))));
    visit_run(&v, report_post, PERMIT_REPORT, NULL);
    const char *ref = reference_of(&v);
    visit_incident(&v, ref);
    assert_true(ID_SAME(v.rq.scope.school, h.elm));
    /* A school of somebody else's is no answer. */
    struct actor two = house_actor(&h, ROLE_STAFF, h.oak);
    two.grants[two.grants_count++] = two.grants[0];
    visit_begin(&v, &h, two);
    visit_form(&v, keyed(&h, str_c(&h.mem, str_printf(&h.mem, "school=%s|safe=yes|told=A pupil spoke to me.", elm))));
    visit_run(&v, report_post, PERMIT_REPORT, NULL);
    ref = reference_of(&v);
    visit_incident(&v, ref);
    assert_true(ID_SAME(v.rq.scope.school, h.oak));
    house_close(&h);
}

static void receipt_shows(struct visit *v, struct house *h, const char *ref)
{
    visit_begin(v, h, somebody(h, ROLE_STAFF));
    visit_incident(v, ref);
    visit_run(v, receipt_page, PERMIT_SEE_RECEIPT, ref);
    assert_int_equal(v->rq.out.status, 200);
}

static void a_receipt_tells_what_its_reporter_wrote(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *ref = house_report(&h, "safe=no|told=A pupil spoke to me.");
    receipt_shows(&v, &h, ref);
    assert_true(says(&v, "Nobody has opened it yet"));
    assert_true(says(&v, "Sent today at 8:40am"));
    assert_true(says(&v, "call <a class=\"govuk-link\" href=\"tel:999\">999</a>"));
    struct permit dsl = house_permit(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, ref);
    assert_int_equal(house_act(&h, &dsl, ENTRY_OPENED, 1, "").end, ACT_DONE);
    assert_int_equal(house_act(&h, &dsl, ENTRY_NOTE, 2, "sort=fact|title=Secret|body=Only for the team.").end, ACT_DONE);
    assert_int_equal(house_act(&h, &dsl, ENTRY_REFERRAL, 3, "to=police|reference=Log 7").end, ACT_DONE);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_incident(&v, ref);
    visit_form(&v, keyed(&h, "told=It began on Sunday."));
    visit_run(&v, receipt_add_post, PERMIT_SEE_RECEIPT, ref);
    assert_true(str_ends(v.rq.out.location, "?done=added"));
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_incident(&v, ref);
    visit_form(&v, keyed(&h, "to=cscs|spoke-to=Duty desk"));
    visit_run(&v, receipt_told_post, PERMIT_SEE_RECEIPT, ref);
    assert_true(str_ends(v.rq.out.location, "?done=told"));
    receipt_shows(&v, &h, ref);
    assert_true(says(&v, "opened it today at 8:40am"));
    assert_true(says(&v, "It began on Sunday."));
    assert_true(says(&v, "Duty desk"));
    assert_false(says(&v, "Only for the team"));
    assert_false(says(&v, "Log 7"));
    house_close(&h);
}

static void telling_in_person_is_recorded_once(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me.");
    const char *form = keyed(&h, "x=y");
    for (unsigned i = 0; i < 2; i++) {
        visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
        visit_incident(&v, ref);
        visit_form(&v, form);
        visit_run(&v, receipt_in_person, PERMIT_SEE_RECEIPT, ref);
        assert_true(str_ends(v.rq.out.location, "?done=in-person"));
    }
    assert_int_equal(house_load(&h, ref).length, 2);
    receipt_shows(&v, &h, ref);
    assert_true(says(&v, "You told the safeguarding lead in person today"));
    house_close(&h);
}

static void own_reports_are_listed_and_nobody_elses(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me.");
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_run(&v, receipts_page, PERMIT_REPORT, NULL);
    assert_true(says(&v, ref));
    visit_begin(&v, &h, somebody(&h, ROLE_SENCO));
    visit_run(&v, receipts_page, PERMIT_REPORT, NULL);
    assert_false(says(&v, ref));
    assert_true(says(&v, "You have not sent a report"));
    house_close(&h);
}

static void a_draft_is_kept_and_comes_back(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_form(&v, "draft=report|told=Half a sentence & more|when=before");
    visit_run(&v, report_draft, PERMIT_REPORT, NULL);
    assert_int_equal(v.rq.out.status, 204);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_run(&v, report_start, PERMIT_REPORT, NULL);
    assert_true(says(&v, "Go on with the report"));
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_run(&v, report_form, PERMIT_REPORT, NULL);
    assert_true(says(&v, "Half a sentence &amp; more"));
    assert_true(says(&v, "value=\"before\" checked"));
    visit_begin(&v, &h, somebody(&h, ROLE_SENCO));
    visit_run(&v, report_form, PERMIT_REPORT, NULL);
    assert_false(says(&v, "Half a sentence"));
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_form(&v, "draft=report|told=Later|later=yes");
    visit_run(&v, report_draft, PERMIT_REPORT, NULL);
    assert_true(str_is(v.rq.out.location, "/?done=draft"));
    house_close(&h);
}

/* The script's last save may arrive behind the form itself. */
static void a_draft_does_not_outlive_its_report(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *typed = keyed(&h, "draft=report|safe=yes|told=A pupil spoke.");
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_form(&v, typed);
    visit_run(&v, report_post, PERMIT_REPORT, NULL);
    assert_int_equal(v.rq.out.status, 303);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_form(&v, typed);
    visit_run(&v, report_draft, PERMIT_REPORT, NULL);
    assert_int_equal(v.rq.out.status, 204);
    visit_begin(&v, &h, somebody(&h, ROLE_STAFF));
    visit_run(&v, report_start, PERMIT_REPORT, NULL);
    assert_false(says(&v, "Go on with the report"));
    house_close(&h);
}

/* ---- the list and the search ---- */

static void search(struct visit *v, struct house *h, struct actor actor,
                   const char *words)
{
    visit_begin(v, h, actor);
    visit_form(v, str_c(&h->mem, str_printf(&h->mem, "words=%s", words)));
    visit_run(v, incidents_search, PERMIT_FIND_INCIDENT, NULL);
}

static void own_incidents_are_found(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *ref = house_report(&h, "safe=yes|told=A pupil spoke to me by the Observatory.");
    struct actor dsl = somebody(&h, ROLE_DSL);
    char spaced[REFERENCE_SIZE + 1];
    snprintf(spaced, sizeof(spaced), "%.3s %s", ref, ref + 4);
    search(&v, &h, dsl, "observ");
    assert_true(says(&v, ref));
    assert_true(says(&v, "1 incident found"));
    search(&v, &h, dsl, ref);
    assert_true(says(&v, "1 incident found"));
    search(&v, &h, dsl, spaced);
    assert_true(says(&v, "1 incident found"));
    search(&v, &h, dsl, "planetarium");
    assert_true(says(&v, "No incident found"));
    search(&v, &h, dsl, "  ");
    assert_true(says(&v, "Enter a reference, a name or a word"));
    search(&v, &h, house_actor(&h, ROLE_DSL, h.elm), "observ");
    assert_false(says(&v, ref));
    search(&v, &h, dsl, "<b>\"bold\"");
    assert_true(says(&v, "value=\"&lt;b&gt;&quot;bold&quot;\""));
    house_close(&h);
}

static void the_list_has_pages(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    enum { REPORTS = 27 };
    const char *first = NULL, *last = NULL;
    house_open(&h);
    for (unsigned i = 0; i < REPORTS; i++) {
        h.now.us += 60 * INT64_C(1000000);
        last = house_report(&h, "safe=yes|told=A pupil spoke to me.");
        first = first == NULL ? last : first;
    }
    visit_begin(&v, &h, somebody(&h, ROLE_DSL));
    visit_run(&v, incidents_page, PERMIT_FIND_INCIDENT, NULL);
    assert_true(says(&v, last));
    assert_false(says(&v, first));
    struct str body = buf_str(&v.rq.out.body);
    const char *at = memmem(body.data, body.size, "?after=", 7);
    assert_non_null(at);
    struct str rest = { at + 7, (size_t)(body.data + body.size - at - 7) };
    struct param query = { STR("after"), str_cut(&rest, '"') };
    visit_begin(&v, &h, somebody(&h, ROLE_DSL));
    v.rq.query = &query;
    v.rq.query_count = 1;
    visit_run(&v, incidents_page, PERMIT_FIND_INCIDENT, NULL);
    assert_true(says(&v, first));
    assert_false(says(&v, last));
    assert_false(says(&v, "?after="));
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_one_page_settles_is_one_row),
        TEST(pupils_with_the_same_to_do_share_a_row),
        TEST(signatures_wait_for_others),
        TEST(a_new_report_comes_first),
        TEST(a_required_referral_is_never_cut_off),
        TEST(everybody_has_a_first_page),
        TEST(a_concern_is_refused_for_two_answers_only),
        TEST(a_report_goes_to_the_school_it_is_about),
        TEST(a_receipt_tells_what_its_reporter_wrote),
        TEST(telling_in_person_is_recorded_once),
        TEST(own_reports_are_listed_and_nobody_elses),
        TEST(a_draft_is_kept_and_comes_back),
        TEST(a_draft_does_not_outlive_its_report),
        TEST(own_incidents_are_found),
        TEST(the_list_has_pages),
    };
    return RUN_TESTS(tests);
}
