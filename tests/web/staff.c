/* Staff in an incident (4.2, D8): one who is affected, one who may have done
 * it, and a DSL who is named, as pages. */
#include "tests/web/told.h"

#include <stdio.h>

static unsigned status(struct town *t, enum townsperson who, const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq->out.status;
}

static const char *page(struct town *t, enum townsperson who,
                        const char *path, const char *body)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path, .body = body };
    town_ask(rq, t, &t->house.mem, &ask);
    return str_c(&t->house.mem, town_page(rq));
}

/* Puts that user into the incident as somebody affected; where that leads. */
static struct str name_them(struct town *t, enum townsperson by,
                            const char *person, enum townsperson who,
                            const char *parts)
{
    char user[ID_TEXT_SIZE + 1], path[40], fields[200];
    id_print(user, t->users[who].bytes);
    snprintf(path, sizeof(path), "/people/%s", person);
    snprintf(fields, sizeof(fields), "name=Sam+Reed&type=staff&%s&user=%s",
             parts, user);
    struct request *rq = told_form(t, by, path, fields);
    assert_int_equal(rq->out.status, 303);
    return rq->out.location;
}

static void support_is_offered_to_who_is_affected(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    says(told_page(&t, OAK_DSL, "/people"), "/staff/p2\"");
    never_says(told_page(&t, OAK_DSL, "/people"), "/staff/p1\"");
    const char *before = told_page(&t, OAK_HEAD, "/staff/p2");
    says(before, "Offer support to the member of staff");
    says(before, "Nothing is recorded yet.");
    says(before, "/staff/p2/support");
    assert_int_equal(status(&t, OAK_DSL, told_path(&t, "/staff/p1")), 404);
    assert_int_equal(status(&t, OAK_DSL, told_path(&t, "/staff/p9")), 404);
    struct request *rq = told_form(&t, OAK_HEAD, "/staff/p2/support",
                                   "police-wish=undecided");
    assert_int_equal(rq->out.status, 422);
    says(str_c(&t.house.mem, town_page(rq)), "Enter what was offered");
    told_saved(&t, OAK_HEAD, "/staff/p2/support",
               "helped=A+room+to+talk.&help-wanted=Nobody+else+to+know.&police-wish=wants");
    const char *after = told_page(&t, OAK_HEAD, "/staff/p2");
    says(after, "A room to talk.");
    says(after, "Wants the police to be told");
    says(after, "Nobody else to know.");
    never_says(after, "Offer support to the member of staff");
    /* What they asked for in confidence: who offered it and who signs. */
    const char *dsl = told_page(&t, OAK_DSL, "/staff/p2");
    says(dsl, "A room to talk.");
    never_says(dsl, "Nobody else to know.");
    never_says(told_page(&t, OAK_DSL, "/chronology"), "Nobody else to know.");
    says(told_page(&t, LEADER, "/chronology"), "Nobody else to know.");
    never_says(page(&t, OAK_DSL, "/incidents", "words=nobody+else"),
               t.reference);
    town_close(&t);
}

/* As somebody else who leads at the school writes it. */
static void corrected(struct town *t, uint32_t seq, const char *words)
{
    struct house *h = &t->house;
    struct permit p = house_permit(h, ROLE_DEPUTY_DSL, PERMIT_LEAD_INCIDENT,
                                   t->reference);
    struct typed typed[8];
    struct entry_field given[] = {
        { FIELD_CORRECTS, str_printf(&h->mem, "%u", seq) },
        { FIELD_PERSON, STR("p2") },
    };
    struct act_form form = {
        .kind = ENTRY_CORRECTION, .corrects_kind = ENTRY_STAFF_CARE,
        .typed = typed, .typed_count = house_typed(typed, 8, words),
        .made_from = house_load(h, t->reference).length,
        .key = house_key(h), .given = given, .given_count = COUNT_OF(given),
    };
    struct act_result result;
    assert_int_equal(act_append(&result, &h->mem, &h->acts, &p, &form, h->now),
                     OK);
    assert_int_equal(result.end, ACT_DONE);
}

/* What was asked for in confidence stays so in a correction: who leads too and
 * did not write it reads neither the old nor the new, and has no form that
 * starts with them. */
static void a_correction_keeps_what_is_private(void **state)
{
    (void)state;
    static const char *const pages[] = { "/chronology", "/staff/p2" };
    struct town t;
    town_open(&t);
    told_saved(&t, OAK_HEAD, "/staff/p2/support",
               "helped=A+room.&help-wanted=Nobody+else+to+know.");
    uint32_t seq = house_load(&t.house, t.reference).length;
    char path[60], link[80];
    snprintf(path, sizeof(path), "/chronology/%u/correct", seq);
    snprintf(link, sizeof(link), "%s\"", path);
    assert_int_equal(status(&t, OAK_DSL, told_path(&t, path)), 404);
    corrected(&t, seq, "reason=A word.|helped=A quiet room.|help-wanted=Only you to know.");
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        const char *dsl = told_page(&t, OAK_DSL, pages[i]);
        says(dsl, "A quiet room.");
        never_says(dsl, "Only you to know.");
        never_says(dsl, "Nobody else to know.");
        says(told_page(&t, OAK_HEAD, pages[i]), "Only you to know.");
    }
    never_says(told_page(&t, OAK_DSL, "/chronology"), link);
    assert_int_equal(status(&t, OAK_DSL, told_path(&t, path)), 404);
    assert_int_equal(told_form(&t, OAK_DSL, path,
                               "reason=A+word.&helped=A+room.")->out.status,
                     404);
    /* Without such words anybody who leads corrects it. */
    corrected(&t, seq, "reason=Gone.|helped=A quiet room.");
    assert_int_equal(status(&t, OAK_DSL, told_path(&t, path)), 200);
    says(told_page(&t, OAK_DSL, "/chronology"), link);
    town_close(&t);
}

static void the_lado_is_told_of_who_may_have_done_it(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    name_them(&t, OAK_DSL, "p2", OAK_STAFF, "parts=requested");
    const char *one = told_page(&t, OAK_HEAD, "/staff/p2");
    says(one, "Tell the LADO about the member of staff");
    says(one, "1 working day");
    says(one, "Ask them nothing about it");
    never_says(one, "/staff/p2/support");
    assert_int_equal(status(&t, OAK_HEAD,
                            told_path(&t, "/staff/p2/support")), 404);
    says(told_page(&t, OAK_HEAD, ""), "Refer");
    struct request *rq = ARENA_NEW(&t.house.mem, struct request);
    struct ask ask = { .who = OAK_HEAD, .path = told_path(&t, "/referral"),
                       .query = "to=lado" };
    town_ask(rq, &t, &t.house.mem, &ask);
    const char *form = str_c(&t.house.mem, town_page(rq));
    says(form, "value=\"lado\" checked");
    says(form, "do not tell them that they are named");
    told_saved(&t, OAK_HEAD, "/referral", "to=lado&method=telephone");
    never_says(told_page(&t, OAK_HEAD, "/staff/p2"),
               "Tell the LADO about the member of staff");
    town_close(&t);
}

/* Everything the DSL could open, as who has lost sight of it. */
static void sees_nothing(struct town *t, enum townsperson who)
{
    static const char *const rests[] = {
        "", "/chronology", "/people", "/risk", "/decision", "/agencies",
        "/staff/p2", "/support", "/documents", "/first-hour",
    };
    for (size_t i = 0; i < COUNT_OF(rests); i++)
        assert_int_equal(status(t, who, told_path(t, rests[i])), 404);
    static const char *const lists[] = {
        "/", "/work/overdue", "/work/today", "/work/later", "/work/others",
        "/work/waiting", "/incidents", "/helping", "/report", "/report/sent",
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        never_says(page(t, who, lists[i], NULL), t->reference);
    never_says(page(t, who, "/incidents", "words=Maya"), t->reference);
    never_says(page(t, who, "/incidents", "words=gate"), t->reference);
    assert_string_equal(page(t, who, "/alerts", NULL), "0");
}

static void where_the_dsl_is_named_the_head_leads(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    assert_int_equal(status(&t, CEO, told_path(&t, "")), 404);
    /* Who names themselves is told that it is saved, where they still are. */
    struct str to = name_them(&t, OAK_DSL, "p3", OAK_DSL, "parts=affected");
    assert_true(str_is(to, "/?done=closed-to-you"));
    struct request *rq = ARENA_NEW(&t.house.mem, struct request);
    struct ask home = { .who = OAK_DSL, .path = "/",
                        .query = "done=closed-to-you" };
    town_ask(rq, &t, &t.house.mem, &home);
    says(str_c(&t.house.mem, town_page(rq)), "What you recorded is saved");
    sees_nothing(&t, OAK_DSL);
    sees_nothing(&t, CHAIR);
    /* Whatever the DSL could do, the Head can. */
    told_saved(&t, OAK_HEAD, "/people/p4",
               "name=Jonah+Price&type=pupil&parts=received&age=14");
    told_saved(&t, OAK_HEAD, "/initial-review/edit", "a=no&attendees=We+two.");
    told_saved(&t, OAK_HEAD, "/risk/edit",
               "c75e=no&c89a=no&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no");
    told_saved(&t, OAK_HEAD, "/children/p4/interview",
               "heard-by=The+Head&own-words=I+did+not+ask+for+it.");
    told_saved(&t, OAK_HEAD, "/decision/new",
               "choice=manage_in_school&confident=yes&why=They+have+stopped.&best=They+are+well.&talked=yes&change=News.&instead=A+talk.");
    /* Their duties stand in the Head's list, in the DSL's place. */
    says(page(&t, OAK_HEAD, "/work/later", NULL), t.reference);
    says(told_page(&t, OAK_HEAD, ""), "as Headteacher in place of the DSL");
    /* The Head proposed: the CEO signs for the Head. */
    const char *chain = told_page(&t, CEO, "/decision");
    says(chain, "Read the reasons and answer");
    assert_int_equal(status(&t, CEO, told_path(&t, "/risk/edit")), 404);
    assert_int_equal(status(&t, OAK_HEAD, told_path(&t, "/decision/sign")),
                     303);
    const struct known k = house_load(&t.house, t.reference);
    char fields[120];
    snprintf(fields, sizeof(fields), "agree=agree&proposal=%u",
             k.incident.outcome_seq);
    told_saved(&t, CEO, "/decision/sign", fields);
    says(told_page(&t, OAK_HEAD, "/decision"),
         "Person ceo, Chief Executive, in place of the Headteacher");
    told_saved(&t, LEADER, "/decision/sign", fields);
    says(told_page(&t, OAK_HEAD, "/decision"), "Both have signed");
    says(page(&t, CEO, "/incidents", NULL), t.reference);
    town_close(&t);
}

static void a_report_about_the_dsl_never_reaches_them(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    char user[ID_TEXT_SIZE + 1];
    id_print(user, t.users[OAK_DSL].bytes);
    struct request *rq = ARENA_NEW(&t.house.mem, struct request);
    struct str key = house_key(&t.house);
    struct str body = str_printf(&t.house.mem, "key=%.*s&made-from=0&safe=yes&told=Heard+by+the+gate.&staff-about=%s",
                                 STR_ARG(key), user);
    struct ask ask = { .who = OAK_REPORTER, .path = "/report/new",
                       .body = body.data };
    town_ask(rq, &t, &t.house.mem, &ask);
    assert_int_equal(rq->out.status, 303);
    t.reference = str_c(&t.house.mem, (struct str){
        rq->out.location.data + strlen("/report/"), 7 });
    sees_nothing(&t, OAK_DSL);
    sees_nothing(&t, CHAIR);
    says(page(&t, OAK_HEAD, "/", NULL), t.reference);
    assert_string_equal(page(&t, OAK_HEAD, "/alerts", NULL), "1");
    /* Only the one above is told to open it: of another report, the DSL. */
    assert_string_equal(page(&t, LEADER, "/alerts", NULL), "0");
    const char *receipt = str_c(&t.house.mem, str_printf(
        &t.house.mem, "/report/%s", t.reference));
    says(page(&t, OAK_REPORTER, receipt, NULL), "Tell Person head in person");
    told_saved(&t, OAK_HEAD, "/open", "");
    says(told_page(&t, OAK_HEAD, "/people"),
         "The report is about Person dsl, DSL, who cannot see this incident.");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(support_is_offered_to_who_is_affected),
        TEST(a_correction_keeps_what_is_private),
        TEST(the_lado_is_told_of_who_may_have_done_it),
        TEST(where_the_dsl_is_named_the_head_leads),
        TEST(a_report_about_the_dsl_never_reaches_them),
    };
    return RUN_TESTS(tests);
}
