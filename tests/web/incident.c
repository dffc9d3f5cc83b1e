/* The pages inside an incident, asked as the server asks them but without a
 * socket: what each shows and refuses, and that nothing typed is ever lost. */
#include "tests/check.h"
#include "tests/house.h"
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"


static const char *const all_no = "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no";
static const char *const proposal = "choice=manage_in_school|why=One picture, and it went no further.|best=Each child is heard.|confident=yes";

/* ---- one request ---- */

struct visit {
    struct house *h;
    struct site site;
    struct request rq;
};

struct scoping {
    struct visit *v;
    const char *reference;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct scoping *s = context;
    struct request *rq = &s->v->rq;
    return store_scope_by_reference(&rq->scope, tx, rq->session.trust,
                                    rq->session.user, s->reference);
}

static void visit_form(struct visit *v, const char *typed)
{
    enum { FIELDS_MAX = 40 };
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

static struct actor somebody(struct house *h, enum role role)
{
    struct school_id none = { { 0 } };
    return house_actor(h, role, role == ROLE_EXECUTIVE_LEADER ? none : h->oak);
}

struct ask {
    enum role role;
    handler *handle;
    enum permission permission;
    const char *param; /* behind the reference, or NULL */
    const char *query; /* "known=...", or NULL */
    const char *typed; /* NULL: only look */
};

/* Runs one request about that incident; its answer is in v->rq.out. */
static void visit(struct visit *v, struct house *h, const char *reference,
                  const struct ask *ask)
{
    struct actor actor = somebody(h, ask->role);
    *v = (struct visit){ .h = h };
    v->site = (struct site){ .store = &h->store, .acts = &h->acts,
                             .pack = h->pack };
    v->rq = (struct request){ .mem = &h->mem, .site = &v->site,
                              .now = h->now, .path = STR("/incidents") };
    v->rq.session = (struct session){ .found = true, .trust = h->trust,
                                      .user = actor.user, .actor = actor,
                                      .second_factor = true,
                                      .demonstration = true,
                                      .name = STR("Somebody") };
    v->rq.out.status = 200;
    buf_open(&v->rq.out.body, &h->mem, 4096, PAGE_BYTES_MAX);
    v->rq.params[0] = str_of(reference);
    if (ask->param != NULL)
        v->rq.params[1] = str_of(ask->param);
    if (ask->query != NULL) {
        struct param *query = ARENA_NEW(&h->mem, struct param);
        struct str rest = str_of(ask->query);
        query->name = str_cut(&rest, '=');
        query->value = rest;
        v->rq.query = query;
        v->rq.query_count = 1;
    }
    if (ask->typed != NULL)
        visit_form(v, ask->typed);
    struct scoping s = { v, reference };
    struct permit permit;
    assert_int_equal(store_read(&h->store, scope_work, &s), OK);
    assert_true(access_permit(&permit, &actor, ask->permission, &v->rq.scope));
    ask->handle(&v->rq, &permit);
}

static bool says(const struct visit *v, const char *words)
{
    struct str body = buf_str(&v->rq.out.body);
    return body.size > 0 &&
           memmem(body.data, body.size, words, strlen(words)) != NULL;
}

static void act(struct house *h, enum role role, enum permission permission,
                const char *reference, enum entry_kind kind,
                const char *typed)
{
    struct permit p = house_permit(h, role, permission, reference);
    uint32_t length = house_load(h, reference).length;
    struct act_result r = house_act(h, &p, kind, length, typed);
    assert_int_equal(r.end, ACT_DONE);
}

static const char *assessed(struct house *h, const char *answers)
{
    const char *reference = house_report(h, "safe=yes|told=A picture is going round.|about=Maya Rowe, 9B");
    act(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, reference, ENTRY_OPENED, "");
    act(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, reference, ENTRY_PERSON,
        "person=p1|name=Maya Rowe|type=pupil|age=13|parts=depicted");
    act(h, ROLE_DSL, PERMIT_LEAD_INCIDENT, reference, ENTRY_RISK, answers);
    return reference;
}

/* A form made now: with the length and a fresh key. */
static const char *filled(struct house *h, const char *reference,
                          const char *typed)
{
    struct str key = house_key(h);
    uint32_t length = house_load(h, reference).length;
    return str_c(&h->mem, str_printf(&h->mem, "%s|made-from=%u|key=%.*s",
                                     typed, length, STR_ARG(key)));
}

/* ---- the pages ---- */

static void every_page_opens_for_who_may_see_it(void **state)
{
    (void)state;
    static handler *const pages[] = { overview_page, chronology_page,
                                      people_page, review_page, risk_page,
                                      decision_page };
    static const enum role roles[] = { ROLE_DSL, ROLE_DEPUTY_DSL, ROLE_HEAD,
                                       ROLE_EXECUTIVE_LEADER };
    struct house h;
    struct visit v;
    house_open(&h);
    const char *fresh = house_report(&h, "safe=no|told=Words.");
    const char *later = assessed(&h, all_no);
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        for (size_t j = 0; j < COUNT_OF(roles); j++) {
            struct ask ask = { roles[j], pages[i], PERMIT_SEE_INCIDENT, NULL,
                               NULL, NULL };
            visit(&v, &h, fresh, &ask);
            assert_int_equal(v.rq.out.status, 200);
            assert_true(says(&v, "<h1"));
            visit(&v, &h, later, &ask);
            assert_int_equal(v.rq.out.status, 200);
        }
    house_close(&h);
}

/* "/incidents/K7P-4MD/risk/edit?x=y" against the table of routes. */
static bool route_exists(struct str path)
{
    size_t count;
    const struct web_route *table = routes(&count);
    struct str bare = str_cut(&path, '?');
    for (size_t i = 0; i < count; i++) {
        struct str want = str_of(table[i].path), got = bare;
        bool same = !table[i].post;
        while (same && (want.size > 0 || got.size > 0)) {
            struct str w = str_cut(&want, '/'), g = str_cut(&got, '/');
            same = str_same(w, g) || (str_starts(w, ":") && g.size > 0);
        }
        if (same)
            return true;
    }
    return false;
}

static void no_duty_leads_nowhere(void **state)
{
    (void)state;
    struct house h;
    size_t count, duties = 0;
    house_open(&h);
    const struct pack_clause *clauses = pack_clauses(h.pack, &count);
    for (size_t i = 0; i < count; i++) {
        if (clauses[i].title.size == 0)
            continue;
        duties++;
        struct str path = duty_path(&h.mem, STR("K7P-4MD"),
                                    (struct duty_name){ clauses[i].clause });
        assert_true(route_exists(path));
        assert_true(duty_button(clauses[i].clause)[0] != '\0');
    }
    assert_true(duties > 40);
    assert_false(route_exists(STR("/incidents/K7P-4MD/nowhere")));
    house_close(&h);
}

static void every_duty_has_a_page_of_its_own(void **state)
{
    (void)state;
    struct house h;
    size_t count;
    house_open(&h);
    const struct pack_clause *clauses = pack_clauses(h.pack, &count);
    for (size_t i = 0; i < count; i++)
        if (clauses[i].title.size > 0 &&
            str_is(duty_path(&h.mem, STR("K7P-4MD"),
                             (struct duty_name){ clauses[i].clause }),
                   "/incidents/K7P-4MD/chronology/new"))
            fail_msg("%.*s has no page", STR_ARG(clauses[i].clause));
    house_close(&h);
}

/* Not to the first pupil's page, copy, device or viewing, but to its own. */
static void a_duty_leads_to_whom_it_is_about(void **state)
{
    (void)state;
    static const struct {
        const char *clause, *subject, *path, *read;
    } rows[] = {
        { "7.5c", "p2", "/children/p2/support", "/children/p2/support" },
        { "2.4", "p13", "/children/p13/support", "/children/p13/support" },
        { "9.4c", "p1", "/children/p1/support", "/children/p1/support" },
        { "D8b", "p1", "/staff/p1", "/staff/p1" },
        { "8.4", "", "/support", "/support" },
        /* Whoever is not the link person reads it among the parents. */
        { "10.3a", "p2", "/link", "/parents#h-p2" },
        { "7.5d", "p2", "/parents#h-p2", "/parents#h-p2" },
        { "12.6", "v12", "/viewing/12", "/viewing/12" },
        { "12.7", "v12/00000000000000000000000000000003", "/viewing/12",
          "/viewing/12" },
        { "12.6a", "v12", "/referral", "/viewing/12" },
        { "12.6h", "d4", "/devices/4", "/devices/4" },
        { "12.8", "", "/deletion", "/deletion" },
        { "12.10a", "h7", "/deletion/7", "/deletion/7" },
        { "D15", "t9", "/deletion/online/9", "/deletion/online/9" },
        { "12.9", "", "/decision/sign", "/decision" },
        { "8.5a", "", "/initial-review/edit", "/initial-review" },
    };
    struct house h;
    house_open(&h);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct duty_name duty = { str_of(rows[i].clause),
                                  str_of(rows[i].subject) };
        struct str act = duty_path(&h.mem, STR("K7P-4MD"), duty);
        struct str read = duty_path_to_read(&h.mem, STR("K7P-4MD"), duty);
        assert_string_equal(str_c(&h.mem, act) + strlen("/incidents/K7P-4MD"),
                            rows[i].path);
        assert_string_equal(str_c(&h.mem, read) + strlen("/incidents/K7P-4MD"),
                            rows[i].read);
        assert_true(route_exists(str_cut(&act, '#')));
    }
    house_close(&h);
}

/* ---- forms ---- */

static void manage_in_school_is_offered_only_when_open(void **state)
{
    (void)state;
    static const struct {
        const char *answers, *words;
        bool offered;
    } rows[] = {
        { "c75e=no|c89a=no|c89b=no|c89c=unknown|c89d=no|c89e=no|c89f=no", "cannot be proposed yet", false },
        { "c75e=no|c89a=yes|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no", "the policy requires a referral", false },
        { "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no", "You cannot sign for either of them", true },
    };
    struct house h;
    struct visit v;
    house_open(&h);
    struct ask ask = { ROLE_DSL, decision_form, PERMIT_LEAD_INCIDENT, NULL,
                       NULL, NULL };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        visit(&v, &h, assessed(&h, rows[i].answers), &ask);
        assert_true(says(&v, rows[i].words));
        assert_int_equal(says(&v, "value=\"manage_in_school\""),
                         rows[i].offered);
    }
    house_close(&h);
}

static void a_conflict_shows_both_and_saves_on_the_second_choice(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    const char *mine = filled(&h, reference, "c75e=no|qa=Words of mine");
    act(&h, ROLE_DEPUTY_DSL, PERMIT_LEAD_INCIDENT, reference, ENTRY_RISK,
        "c75e=no|qa=Words of theirs");
    struct ask ask = { ROLE_DSL, risk_post, PERMIT_LEAD_INCIDENT, NULL, NULL,
                       mine };
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 409);
    assert_true(says(&v, "Somebody saved before you"));
    assert_true(says(&v, "Words of theirs"));
    assert_true(says(&v, ">Words of mine</textarea>"));
    assert_true(says(&v, "name=\"made-from\" value=\"5\""));
    ask.typed = filled(&h, reference, "c75e=no|qa=Words of mine");
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 303);
    house_close(&h);
}

/* A problem with a field does not hide that somebody saved meanwhile. */
static void a_problem_keeps_where_the_form_was_made_from(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    const char *mine = filled(&h, reference, "name=|year-group=Year 9");
    act(&h, ROLE_DEPUTY_DSL, PERMIT_LEAD_INCIDENT, reference, ENTRY_RISK,
        all_no);
    struct ask ask = { ROLE_DSL, person_post, PERMIT_LEAD_INCIDENT, "p2",
                       NULL, mine };
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 422);
    assert_true(says(&v, "href=\"#name\""));
    assert_true(says(&v, "value=\"Year 9\""));
    assert_true(says(&v, "name=\"made-from\" value=\"4\""));
    house_close(&h);
}

static void a_yes_is_changed_with_a_reason_said_at_its_field(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, "c89e=yes");
    struct ask ask = { ROLE_DSL, risk_post, PERMIT_LEAD_INCIDENT, NULL, NULL,
                       filled(&h, reference, "c89e=no|qa=Kept") };
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 422);
    assert_true(says(&v, "href=\"#reason\""));
    assert_true(says(&v, ">Kept</textarea>"));
    ask.typed = filled(&h, reference, "c89e=no|reason=It was said of another day.");
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 303);
    house_close(&h);
}

static void browsers_that_cannot_work_it_out_are_sent_it(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    struct ask ask = { ROLE_DSL, risk_form, PERMIT_LEAD_INCIDENT, NULL, NULL,
                       NULL };
    visit(&v, &h, assessed(&h, "c89e=yes"), &ask);
    assert_true(says(&v, "ly-outcome--refer ly-outcome--now"));
    visit(&v, &h, assessed(&h, "c89e=unknown"), &ask);
    assert_true(says(&v, "ly-outcome--open ly-outcome--now"));
    visit(&v, &h, assessed(&h, all_no), &ask);
    assert_true(says(&v, "ly-outcome--local ly-outcome--now"));
    house_close(&h);
}

/* What the people recorded imply stands against seven times no. */
static void an_adult_with_a_part_is_shown_as_a_reason_to_refer(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    act(&h, ROLE_DSL, PERMIT_LEAD_INCIDENT, reference, ENTRY_PERSON,
        "person=p2|name=Unknown account|type=adult|parts=requested");
    struct ask ask = { ROLE_DSL, risk_form, PERMIT_LEAD_INCIDENT, NULL, NULL,
                       NULL };
    visit(&v, &h, reference, &ask);
    assert_true(says(&v, "ly-live--refer"));
    assert_true(says(&v, "An adult or a member of staff has a part"));
    house_close(&h);
}

/* ---- signing ---- */

static void propose(struct house *h, const char *reference)
{
    struct visit v;
    struct ask ask = { ROLE_DSL, decision_post, PERMIT_LEAD_INCIDENT, NULL,
                       NULL, filled(h, reference, proposal) };
    visit(&v, h, reference, &ask);
    assert_int_equal(v.rq.out.status, 303);
    assert_true(str_ends(v.rq.out.location, "/decision?done=proposed"));
}

static void both_sign_and_it_is_decided(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    propose(&h, reference);
    struct ask look = { ROLE_HEAD, sign_form, PERMIT_SIGN_DECISION, NULL,
                        NULL, NULL };
    visit(&v, &h, reference, &look);
    assert_true(says(&v, "One picture, and it went no further."));
    assert_true(says(&v, "first of two sign-offs"));
    struct ask sign = { ROLE_HEAD, sign_post, PERMIT_SIGN_DECISION, NULL,
                        NULL, filled(&h, reference, "agree=agree|proposal=5|as-role=executive_leader|factor=Mine") };
    visit(&v, &h, reference, &sign);
    assert_int_equal(v.rq.out.status, 303);
    /* Who signs as what is the program's to say. */
    struct known k = house_load(&h, reference);
    assert_true(entry_has_word(k.incident.signs[0], FIELD_AS_ROLE, "head"));
    visit(&v, &h, reference, &look);
    assert_int_equal(v.rq.out.status, 303); /* answered already */
    sign.role = ROLE_EXECUTIVE_LEADER;
    sign.typed = filled(&h, reference, "agree=agree|proposal=5");
    visit(&v, &h, reference, &sign);
    assert_int_equal(v.rq.out.status, 303);
    k = house_load(&h, reference);
    assert_int_equal(k.answer.state, OUTCOME_DECIDED);
    house_close(&h);
}

static void a_stale_proposal_is_not_signed(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    propose(&h, reference);
    propose(&h, reference);
    struct ask sign = { ROLE_HEAD, sign_post, PERMIT_SIGN_DECISION, NULL,
                        NULL, filled(&h, reference, "agree=agree|said=With care|proposal=5") };
    visit(&v, &h, reference, &sign);
    assert_int_equal(v.rq.out.status, 422);
    assert_true(says(&v, "The proposal has changed"));
    assert_true(says(&v, ">With care</textarea>"));
    assert_true(says(&v, "name=\"proposal\" value=\"6\""));
    assert_int_equal(house_load(&h, reference).incident.signs_count, 0);
    house_close(&h);
}

static void a_return_needs_a_reason(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    propose(&h, reference);
    struct ask sign = { ROLE_HEAD, sign_post, PERMIT_SIGN_DECISION, NULL,
                        NULL, filled(&h, reference, "agree=return|proposal=5") };
    visit(&v, &h, reference, &sign);
    assert_int_equal(v.rq.out.status, 422);
    assert_true(says(&v, "href=\"#said\""));
    house_close(&h);
}

/* ---- the chronology ---- */

static void it_is_shown_as_it_was_known(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = house_report(&h, "safe=yes|told=Known first.");
    h.now.us += INT64_C(2) * 3600 * 1000000; /* 10:40 */
    act(&h, ROLE_DSL, PERMIT_WRITE_NOTE, reference, ENTRY_NOTE,
        "sort=fact|title=Known later|body=Words.");
    struct ask ask = { ROLE_DSL, chronology_page, PERMIT_SEE_INCIDENT, NULL,
                       "known=23 November 2026, 9am", NULL };
    visit(&v, &h, reference, &ask);
    assert_true(says(&v, "As it was known on Monday 23 November 2026, 9am"));
    assert_true(says(&v, "Known first."));
    assert_false(says(&v, "Known later"));
    assert_true(says(&v, "<li>Hold the initial review meeting (Paragraph 7.5(b). DSL)."));
    ask.query = "known=22 November 2026";
    visit(&v, &h, reference, &ask);
    assert_true(says(&v, "Nothing was known before"));
    ask.query = NULL;
    visit(&v, &h, reference, &ask);
    assert_true(says(&v, "Known later"));
    house_close(&h);
}

static void a_correction_shows_the_old_words_and_the_new(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = assessed(&h, all_no);
    struct ask ask = { ROLE_DSL, correct_post, PERMIT_LEAD_INCIDENT, "1",
                       NULL, filled(&h, reference, "safe=no|told=A picture is going round.|about=Maya Rowe, 9D|reason=The class was wrong.") };
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 303);
    struct ask look = { ROLE_HEAD, chronology_page, PERMIT_SEE_INCIDENT, NULL,
                        NULL, NULL };
    visit(&v, &h, reference, &look);
    assert_true(says(&v, "Correction to entry 1"));
    assert_true(says(&v, "Maya Rowe, 9B"));
    assert_true(says(&v, "Maya Rowe, 9D"));
    assert_true(says(&v, "Corrected by"));
    assert_false(says(&v, "Correct this entry")); /* the Headteacher reads */
    /* An assessment is answered anew, not corrected. */
    struct ask risk = { ROLE_DSL, correct_form, PERMIT_LEAD_INCIDENT, "4",
                        NULL, NULL };
    visit(&v, &h, reference, &risk);
    assert_int_equal(v.rq.out.status, 404);
    house_close(&h);
}

/* ---- a referral ---- */

static void a_referral_is_never_refused(void **state)
{
    (void)state;
    struct house h;
    struct visit v;
    house_open(&h);
    const char *reference = house_report(&h, "safe=no|told=Words.");
    const char *typed = filled(&h, reference, "to=police");
    act(&h, ROLE_DSL, PERMIT_WRITE_NOTE, reference, ENTRY_NOTE,
        "sort=fact|title=Meanwhile|body=Words."); /* nobody has to look again */
    struct ask ask = { ROLE_HEAD, referral_post, PERMIT_RECORD_REFERRAL, NULL,
                       NULL, typed };
    visit(&v, &h, reference, &ask);
    assert_int_equal(v.rq.out.status, 303);
    assert_int_equal(house_load(&h, reference).incident.facts.referrals_count,
                     1);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_page_opens_for_who_may_see_it),
        TEST(no_duty_leads_nowhere),
        TEST(every_duty_has_a_page_of_its_own),
        TEST(a_duty_leads_to_whom_it_is_about),
        TEST(manage_in_school_is_offered_only_when_open),
        TEST(a_conflict_shows_both_and_saves_on_the_second_choice),
        TEST(a_problem_keeps_where_the_form_was_made_from),
        TEST(a_yes_is_changed_with_a_reason_said_at_its_field),
        TEST(browsers_that_cannot_work_it_out_are_sent_it),
        TEST(an_adult_with_a_part_is_shown_as_a_reason_to_refer),
        TEST(both_sign_and_it_is_decided),
        TEST(a_stale_proposal_is_not_signed),
        TEST(a_return_needs_a_reason),
        TEST(it_is_shown_as_it_was_known),
        TEST(a_correction_shows_the_old_words_and_the_new),
        TEST(a_referral_is_never_refused),
    };
    return RUN_TESTS(tests);
}
