/* The way in and out, request by request, at a time the test sets: what
 * somebody gets to see, which token opens what, and that nothing typed is
 * lost. */
#include "tests/check.h"
#include "tests/identity/people.h"

#include "web/request.h"
#include "web/static.h"

static const char good[] = "copper kettle violin rainbow";

struct fixture {
    struct house h;
    struct site site;
    struct str token; /* of the browser */
    struct request rq; /* the last one */
    struct str body;
};

static struct instant clock_now;

static struct instant the_clock(void)
{
    return clock_now;
}

static void fixture_open(struct fixture *f)
{
    house_open(&f->h);
    clock_now = f->h.now;
    f->site = (struct site){ .store = &f->h.store, .acts = &f->h.acts,
                             .pack = f->h.pack, .clock = the_clock };
    f->token = STR("");
}

static void wait_seconds(struct fixture *f, int64_t seconds)
{
    f->h.now = clock_now = people_later(clock_now, seconds);
}

static void ask(struct fixture *f, bool post, const char *path,
                const char *form)
{
    struct request *rq = &f->rq;
    struct str query = str_of(path);
    struct str plain = str_cut(&query, '?');
    const struct typed *fields;
    size_t count;
    *rq = (struct request){ .mem = &f->h.mem, .site = &f->site, .post = post,
                            .path = str_copy(&f->h.mem, plain),
                            .address = STR("10.0.0.1"), .token = f->token,
                            .now = clock_now };
    rq->out.status = 200;
    buf_open(&rq->out.body, &f->h.mem, 32 << 10, PAGE_BYTES_MAX);
    assert_int_equal(form_parse(&fields, &count, &f->h.mem, query), OK);
    struct param *params = ARENA_MANY(&f->h.mem, count + 1, struct param);
    for (size_t i = 0; i < count; i++)
        params[i] = (struct param){ fields[i].name, fields[i].value };
    rq->query = params;
    rq->query_count = count;
    assert_int_equal(form_parse(&rq->form, &rq->form_count, &f->h.mem,
                                str_of(form)), OK);
    request_run(rq);
    assert_false(rq->out.body.overflowed);
    f->body = rq->out.static_body.data != NULL ? rq->out.static_body
                                               : buf_str(&rq->out.body);
    if (rq->out.cookie.data != NULL)
        f->token = rq->out.cookie;
    if (rq->out.cookie_clear)
        f->token = STR("");
}

static void get(struct fixture *f, const char *path)
{
    ask(f, false, path, "");
}

/* A post with the token of the form that the session would have shown. */
static void post(struct fixture *f, const char *path, const char *form)
{
    static const char digits[] = "0123456789abcdef";
    struct session s = people_look(&f->h, f->token, clock_now);
    char csrf[TOKEN_TEXT_SIZE + 1] = { 0 };
    for (unsigned i = 0; i < TOKEN_SIZE; i++) {
        csrf[2 * i] = digits[s.csrf[i] >> 4];
        csrf[2 * i + 1] = digits[s.csrf[i] & 15];
    }
    ask(f, true, path,
        str_c(&f->h.mem, str_printf(&f->h.mem, "%s&csrf=%s", form, csrf)));
}

static bool shows(const struct fixture *f, const char *words)
{
    return strstr(str_c((struct arena *)(uintptr_t)&f->h.mem, f->body),
                  words) != NULL;
}

static void assert_leads(const struct fixture *f, const char *where)
{
    assert_int_equal(f->rq.out.status, 303);
    assert_string_equal(str_c((struct arena *)(uintptr_t)&f->h.mem,
                              f->rq.out.location), where);
}

/* What stands between two texts of the page. */
static struct str between(const struct fixture *f, const char *before,
                          size_t size)
{
    const char *at = strstr(str_c((struct arena *)(uintptr_t)&f->h.mem,
                                  f->body), before);
    assert_non_null(at);
    return (struct str){ at + strlen(before), size };
}

/* Somebody in a session with both factors, without the way there. */
static struct made_person come_in(struct fixture *f, const char *name,
                                  enum role role)
{
    struct made_person p = people_add(&f->h, name, name, role);
    f->token = people_session(&f->h, p.user, true);
    return p;
}

/* ---- signing in ---- */

struct app {
    uint8_t secret[TOTP_SECRET_SIZE];
    struct str codes[RECOVERY_CODES];
};

static const char *app_form(struct fixture *f, struct app *app)
{
    uint64_t step = (uint64_t)(clock_now.us / 30000000);
    return str_c(&f->h.mem,
                 str_printf(&f->h.mem, "to=/account&code=%06u",
                            totp_code(app->secret, TOTP_SECRET_SIZE, step)));
}

static void signing_in_comes_back_to_the_page_asked_for(void **state)
{
    (void)state;
    struct fixture f;
    struct app app;
    fixture_open(&f);
    struct made_person p = people_add(&f.h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    get(&f, "/account");
    assert_leads(&f, "/sign-in?to=%2Faccount");
    get(&f, "/sign-in?to=/account");
    assert_true(shows(&f, "name=\"to\" value=\"/account\""));
    struct str form = str_printf(&f.h.mem, "name=hannah&setup=%.*s&password=copper+kettle+violin+rainbow",
                                 STR_ARG(p.setup));
    post(&f, "/sign-in/setup", str_c(&f.h.mem, form));
    assert_leads(&f, "/sign-in/enrol");
    people_enrol(&f.h, p.user, app.secret, app.codes);
    f.token = STR("");
    wait_seconds(&f, 60);
    post(&f, "/sign-in", "name=Hannah&to=/account&password=copper+kettle+violin+rainbow");
    assert_leads(&f, "/sign-in/code?to=%2Faccount");
    struct str first = f.token;
    get(&f, "/account"); /* half in opens nothing */
    assert_leads(&f, "/sign-in/code?to=%2Faccount");
    post(&f, "/sign-in/code", "to=/account&code=000000x");
    assert_int_equal(f.rq.out.status, 422);
    assert_true(str_same(f.token, first));
    post(&f, "/sign-in/code", app_form(&f, &app));
    assert_leads(&f, "/account");
    assert_false(str_same(f.token, first));
    get(&f, "/account");
    assert_int_equal(f.rq.out.status, 200);
    assert_true(shows(&f, "Hannah Whitlock"));
    f.token = first; /* fixation: the token of before opens nothing */
    get(&f, "/account");
    assert_leads(&f, "/sign-in?to=%2Faccount");
    house_close(&f.h);
}

static void enrolling_shows_the_same_secret_and_the_codes_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person p = people_add(&f.h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    f.token = people_session(&f.h, p.user, false);
    struct str first = f.token;
    get(&f, "/sign-in/code");
    assert_leads(&f, "/sign-in/enrol");
    get(&f, "/sign-in/enrol");
    struct str secret = between(&f, "name=\"secret\" value=\"", 32);
    post(&f, "/sign-in/enrol",
         str_c(&f.h.mem, str_printf(&f.h.mem, "secret=%.*s&code=12",
                                    STR_ARG(secret))));
    assert_int_equal(f.rq.out.status, 422);
    assert_true(str_same(between(&f, "name=\"secret\" value=\"", 32), secret));
    /* The secret of AAAA... is twenty zero bytes. */
    uint8_t zeros[TOTP_SECRET_SIZE] = { 0 };
    unsigned code = totp_code(zeros, sizeof(zeros),
                              (uint64_t)(clock_now.us / 30000000));
    post(&f, "/sign-in/enrol",
         str_c(&f.h.mem, str_printf(&f.h.mem, "secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code=%06u",
                                    code)));
    assert_int_equal(f.rq.out.status, 200);
    assert_true(shows(&f, "Keep these recovery codes"));
    assert_false(str_same(f.token, first));
    get(&f, "/sign-in/enrol");
    assert_leads(&f, "/");
    get(&f, "/account");
    assert_true(shows(&f, "10 of 10 recovery codes"));
    house_close(&f.h);
}

static void eleven_tries_are_too_many(void **state)
{
    (void)state;
    struct fixture f;
    const char *refusal;
    char token[TOKEN_TEXT_SIZE + 1];
    fixture_open(&f);
    struct made_person p = people_add(&f.h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct sign_in who = { STR("hannah"), str_of(good), STR("a"), f.h.now };
    assert_int_equal(sign_in_setup(token, &refusal, &f.h.store, &f.h.mem,
                                   &who, p.setup), OK);
    for (unsigned i = 0; i < GUESSES_MAX; i++) {
        wait_seconds(&f, 1);
        post(&f, "/sign-in", "name=hannah&password=wrong");
        assert_int_equal(f.rq.out.status, 422);
        assert_true(shows(&f, "value=\"hannah\""));
        assert_false(shows(&f, "wrong\""));
    }
    post(&f, "/sign-in", "name=hannah&password=copper+kettle+violin+rainbow");
    assert_int_equal(f.rq.out.status, 422);
    wait_seconds(&f, 301);
    post(&f, "/sign-in", "name=hannah&password=copper+kettle+violin+rainbow");
    assert_leads(&f, "/sign-in/code");
    house_close(&f.h);
}

static void no_other_site_is_ever_led_to(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "//evil.example", "https://evil.example", "/%5Cevil.example",
        "/a%0D%0ALocation:x", "javascript:alert(1)", "/a?b=c", "",
    };
    struct fixture f;
    fixture_open(&f);
    struct made_person p = people_add(&f.h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    char id[ID_TEXT_SIZE + 1];
    id_print(id, p.user.bytes);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        post(&f, "/sign-in/demonstration",
             str_c(&f.h.mem, str_printf(&f.h.mem, "who=%s&to=%s", id,
                                        bad[i])));
        assert_leads(&f, "/");
    }
    house_close(&f.h);
}

/* ---- the click ---- */

static enum err real_trust_work(struct tx *tx, void *context)
{
    struct fixture *f = context;
    struct trust_row real = { { { 9 } }, STR("A Real Trust"), false,
                              f->h.now };
    return store_trust_create(tx, &real);
}

static void a_real_trust_never_shows_the_click(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person p = people_add(&f.h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    char id[ID_TEXT_SIZE + 1];
    id_print(id, p.user.bytes);
    const char *form = str_c(&f.h.mem, str_printf(&f.h.mem, "who=%s", id));
    get(&f, "/sign-in");
    assert_true(shows(&f, "/sign-in/demonstration"));
    assert_true(shows(&f, "<strong>Demonstration.</strong>"));
    assert_true(shows(&f, "<strong>DSL</strong> Hannah Whitlock"));
    assert_int_equal(store_write(&f.h.store, real_trust_work, &f), OK);
    get(&f, "/sign-in");
    assert_false(shows(&f, "demonstration"));
    assert_false(shows(&f, "Hannah Whitlock"));
    post(&f, "/sign-in/demonstration", form);
    assert_int_equal(f.rq.out.status, 404);
    assert_int_equal(f.token.size, 0);
    house_close(&f.h);
}

/* ---- nothing typed is lost ---- */

struct drafting {
    struct fixture *f;
    struct permit permit;
    struct str text;
    struct instant at;
};

static enum err draft_work(struct tx *tx, void *context)
{
    struct drafting *d = context;
    return store_draft_get(&d->text, &d->at, tx, &d->f->h.mem, &d->permit,
                           STR("report"), clock_now);
}

static enum err drop_work(struct tx *tx, void *context)
{
    struct drafting *d = context;
    return store_draft_drop(tx, &d->permit, STR("report"));
}

/* True when the person has a draft of the report; it is dropped. */
static bool draft_kept(struct fixture *f, struct user_id user)
{
    struct drafting d = { .f = f };
    struct actor a = { .known = true, .second_factor = true,
                       .trust = f->h.trust, .user = user };
    assert_true(access_permit(&d.permit, &a, PERMIT_SIGNED_IN, NULL));
    enum err err = store_read(&f->h.store, draft_work, &d);
    if (err == ERR_NOT_FOUND)
        return false;
    assert_int_equal(err, OK);
    assert_non_null(strstr(str_c(&f->h.mem, d.text), "corridor"));
    assert_null(strstr(str_c(&f->h.mem, d.text), "csrf"));
    assert_int_equal(store_write(&f->h.store, drop_work, &d), OK);
    return true;
}

static const char late_form[] = "draft=report&told=Heard+in+the+corridor";

static void a_form_posted_too_late_is_kept(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person p = come_in(&f, "priya", ROLE_STAFF);
    wait_seconds(&f, 20 * 60);
    post(&f, "/report/new", late_form);
    assert_leads(&f, "/sign-in?to=%2Freport%2Fnew");
    assert_true(draft_kept(&f, p.user));
    get(&f, "/sign-in?to=/report/new");
    assert_true(shows(&f, "nothing was done for 15 minutes"));
    /* Without the token of the form it is nobody's word. */
    ask(&f, true, "/report/new", late_form);
    assert_leads(&f, "/sign-in?to=%2Freport%2Fnew");
    assert_false(draft_kept(&f, p.user));
    house_close(&f.h);
}

static void a_form_of_an_earlier_session_is_kept(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person p = come_in(&f, "priya", ROLE_STAFF);
    ask(&f, true, "/report/new", "csrf=0000&draft=report&told=Heard+in+the+corridor");
    assert_leads(&f, "/report/new");
    assert_true(draft_kept(&f, p.user));
    house_close(&f.h);
}

static void the_end_after_12_hours_is_named(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    come_in(&f, "priya", ROLE_STAFF);
    for (unsigned i = 0; i < 12 * 6; i++) {
        get(&f, "/account");
        assert_int_equal(f.rq.out.status, 200);
        wait_seconds(&f, 10 * 60);
    }
    wait_seconds(&f, 1);
    get(&f, "/account");
    assert_leads(&f, "/sign-in?to=%2Faccount");
    get(&f, "/sign-in");
    assert_true(shows(&f, "after 12 hours"));
    house_close(&f.h);
}

/* ---- hiding the screen ---- */

static void a_hidden_screen_shows_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person p = come_in(&f, "priya", ROLE_STAFF);
    post(&f, "/pause", "to=/account");
    assert_leads(&f, "/pause?to=%2Faccount");
    get(&f, "/account");
    assert_leads(&f, "/pause?to=%2Faccount");
    get(&f, "/pause?to=/account");
    assert_false(shows(&f, "priya"));
    get(&f, "/help");
    assert_false(shows(&f, "priya"));
    post(&f, "/report/new", late_form);
    assert_leads(&f, "/pause?to=%2Freport%2Fnew");
    assert_true(draft_kept(&f, p.user));
    struct str before = f.token;
    post(&f, "/pause/continue", "to=/account");
    assert_leads(&f, "/account");
    assert_false(str_same(before, f.token));
    get(&f, "/account");
    assert_int_equal(f.rq.out.status, 200);
    house_close(&f.h);
}

/* ---- going out ---- */

static void signing_out_ends_what_it_says(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person p = come_in(&f, "priya", ROLE_STAFF);
    struct str here = f.token;
    struct str there = people_session(&f.h, p.user, true);
    get(&f, "/account");
    assert_true(shows(&f, "2 devices"));
    post(&f, "/sign-out", "");
    assert_leads(&f, "/signed-out");
    assert_true(f.rq.out.clear_site);
    assert_false(people_look(&f.h, here, clock_now).found);
    assert_true(people_look(&f.h, there, clock_now).found);
    f.token = there;
    struct str third = people_session(&f.h, p.user, true);
    post(&f, "/sign-out/everywhere", "");
    assert_leads(&f, "/signed-out");
    assert_false(people_look(&f.h, there, clock_now).found);
    assert_false(people_look(&f.h, third, clock_now).found);
    house_close(&f.h);
}

/* ---- the administrator ---- */

static void the_administrator_adds_and_keeps_what_was_typed(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    come_in(&f, "sunil", ROLE_ADMINISTRATOR);
    post(&f, "/admin/people", "name=Priya+Marsh&sign-in=SUNIL&role=staff&school=02000000000000000000000000000000");
    assert_int_equal(f.rq.out.status, 422);
    assert_true(shows(&f, "Somebody signs in with this name already"));
    assert_true(shows(&f, "value=\"Priya Marsh\""));
    assert_true(shows(&f, "value=\"staff\" aria-describedby=\"role-hint\" checked"));
    /* A school of nobody, and none at all. */
    post(&f, "/admin/people", "name=Priya+Marsh&sign-in=priya&role=dsl&school=09000000000000000000000000000000");
    assert_true(shows(&f, "Choose the school"));
    post(&f, "/admin/people", "name=&sign-in=&role=nobody");
    assert_true(shows(&f, "Enter their full name"));
    assert_true(shows(&f, "Choose a role"));
    post(&f, "/admin/people", "name=Priya+Marsh&sign-in=priya&role=staff&school=02000000000000000000000000000000");
    assert_int_equal(f.rq.out.status, 200);
    assert_true(shows(&f, "Setup code for Priya Marsh"));
    assert_true(shows(&f, "Staff, Oak School"));
    get(&f, "/admin/people");
    assert_false(shows(&f, "Setup code for"));
    house_close(&f.h);
}

static const char *row_path(struct fixture *f, struct user_id user,
                            const char *what)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, user.bytes);
    return str_c(&f->h.mem, str_printf(&f->h.mem, "/admin/people/%s/%s", id,
                                       what));
}

static void the_administrator_suspends_others_only(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person own = come_in(&f, "sunil", ROLE_ADMINISTRATOR);
    struct made_person other = people_add(&f.h, "priya", "Priya Marsh",
                                          ROLE_STAFF);
    struct str theirs = people_session(&f.h, other.user, true);
    post(&f, row_path(&f, own.user, "disable"), "");
    assert_int_equal(f.rq.out.status, 422);
    post(&f, row_path(&f, own.user, "reset"), "");
    assert_int_equal(f.rq.out.status, 422);
    post(&f, row_path(&f, other.user, "disable"), "");
    assert_leads(&f, "/admin/people?done=suspended");
    assert_false(people_look(&f.h, theirs, clock_now).found);
    post(&f, row_path(&f, other.user, "reset"), "");
    assert_true(shows(&f, "Setup code for Priya Marsh"));
    struct user_id nobody = { { 7 } };
    post(&f, row_path(&f, nobody, "reset"), "");
    assert_int_equal(f.rq.out.status, 404);
    post(&f, "/admin/people/xyz/reset", "");
    assert_int_equal(f.rq.out.status, 404);
    house_close(&f.h);
}

static void nobody_else_sees_the_people(void **state)
{
    (void)state;
    static const enum role roles[] = { ROLE_STAFF, ROLE_DSL, ROLE_HEAD };
    static const char *const names[] = { "a", "b", "c" };
    struct fixture f;
    fixture_open(&f);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        struct made_person p = come_in(&f, names[i], roles[i]);
        get(&f, "/admin/people");
        assert_int_equal(f.rq.out.status, 404);
        post(&f, row_path(&f, p.user, "reset"), "");
        assert_int_equal(f.rq.out.status, 404);
    }
    house_close(&f.h);
}

/* ---- files ---- */

static void files_are_kept_for_ever_and_packed_when_asked(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (unsigned long i = 0; i < static_files_count; i++) {
        get(&f, static_files[i].path);
        assert_int_equal(f.rq.out.status, 200);
        assert_true(f.rq.out.immutable);
        assert_int_equal(f.body.size, static_files[i].plain_size);
        assert_string_equal(f.rq.out.type, static_files[i].type);
    }
    get(&f, "/assets/lanyard-000000000000.css");
    assert_int_equal(f.rq.out.status, 404);
    assert_false(f.rq.out.immutable);
    get(&f, "/favicon.ico");
    assert_int_equal(f.rq.out.status, 200);
    get(&f, "/health");
    assert_true(str_is(f.body, "ok\n"));
    house_close(&f.h);
}

/* ---- changing what one signs in with ---- */

static const char *change_form(struct fixture *f, struct app *app,
                               const char *old, const char *chosen)
{
    uint64_t step = (uint64_t)(clock_now.us / 30000000);
    return str_c(&f->h.mem,
                 str_printf(&f->h.mem, "old=%s&chosen=%s&code=%06u", old,
                            chosen, totp_code(app->secret, TOTP_SECRET_SIZE,
                                              step)));
}

static void a_password_is_changed_and_other_devices_are_out(void **state)
{
    (void)state;
    static const char old[] = "copper+kettle+violin+rainbow";
    static const char new[] = "seven+quiet+herons+by+the+mill";
    struct fixture f;
    struct app app;
    fixture_open(&f);
    struct made_person p = people_add(&f.h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    post(&f, "/sign-in/setup",
         str_c(&f.h.mem, str_printf(&f.h.mem, "name=hannah&setup=%.*s&password=%s",
                                    STR_ARG(p.setup), old)));
    people_enrol(&f.h, p.user, app.secret, app.codes);
    struct str elsewhere = people_session(&f.h, p.user, true);
    f.token = people_session(&f.h, p.user, true);
    struct str before = f.token;
    wait_seconds(&f, 60);
    post(&f, "/account/password", "old=&chosen=&code=");
    assert_int_equal(f.rq.out.status, 422);
    assert_true(shows(&f, "Enter the password you have"));
    post(&f, "/account/password", change_form(&f, &app, "wrong", new));
    assert_true(shows(&f, "The password you have or the code is not right"));
    /* Too many wait to be hashed: the page itself says what to do. */
    f.rq.out = (struct response){ .status = 200 };
    buf_open(&f.rq.out.body, &f.h.mem, 32 << 10, PAGE_BYTES_MAX);
    respond_busy(&f.rq);
    f.body = buf_str(&f.rq.out.body);
    assert_int_equal(f.rq.out.status, 503);
    assert_true(shows(&f, "Many people are signing in at once"));
    assert_true(shows(&f, "id=\"chosen\""));
    /* A password that will not do spends no code. */
    post(&f, "/account/password", change_form(&f, &app, old, "Oak+School"));
    assert_int_equal(f.rq.out.status, 422);
    assert_true(shows(&f, "id=\"chosen-error\""));
    post(&f, "/account/password", change_form(&f, &app, old, old));
    assert_true(shows(&f, "Choose another password than the one you have"));
    assert_true(people_look(&f.h, elsewhere, clock_now).actor.known);
    post(&f, "/account/password", change_form(&f, &app, old, new));
    assert_leads(&f, "/account?done=password");
    assert_false(people_look(&f.h, elsewhere, clock_now).actor.known);
    assert_false(people_look(&f.h, before, clock_now).actor.known);
    get(&f, "/account?done=password");
    assert_true(shows(&f, "Your password is changed"));
    assert_true(shows(&f, "This device only"));
    f.token = STR("");
    post(&f, "/sign-in", "name=hannah&password=copper+kettle+violin+rainbow");
    assert_int_equal(f.rq.out.status, 422);
    post(&f, "/sign-in", "name=hannah&password=seven+quiet+herons+by+the+mill");
    assert_leads(&f, "/sign-in/code");
    house_close(&f.h);
}

static void new_recovery_codes_take_the_place_of_the_old(void **state)
{
    (void)state;
    struct fixture f;
    struct app app;
    fixture_open(&f);
    struct made_person p = come_in(&f, "hannah", ROLE_DSL);
    people_enrol(&f.h, p.user, app.secret, app.codes);
    wait_seconds(&f, 60);
    post(&f, "/account/codes", "code=000000x");
    assert_int_equal(f.rq.out.status, 422);
    post(&f, "/account/codes",
         str_c(&f.h.mem, str_printf(&f.h.mem, "code=%.*s",
                                    STR_ARG(app.codes[0]))));
    assert_int_equal(f.rq.out.status, 200);
    assert_true(shows(&f, "Keep these recovery codes"));
    struct str fresh = between(&f, "<code class=\"ly-key\">", 19);
    get(&f, "/account/codes");
    assert_true(shows(&f, "10 of 10 left"));
    post(&f, "/account/codes", /* of the old ones */
         str_c(&f.h.mem, str_printf(&f.h.mem, "code=%.*s",
                                    STR_ARG(app.codes[1]))));
    assert_int_equal(f.rq.out.status, 422);
    post(&f, "/account/codes",
         str_c(&f.h.mem, str_printf(&f.h.mem, "code=%.*s",
                                    STR_ARG(fresh))));
    assert_int_equal(f.rq.out.status, 200);
    house_close(&f.h);
}

/* The lane where passwords are hashed is full: nobody types a name twice. */
static void too_many_at_once_keeps_the_name(void **state)
{
    (void)state;
    static const struct { const char *path, *form, *kept; } rows[] = {
        { "/sign-in", "name=pat%40oak.example&password=whatever+it+was",
          "value=\"pat@oak.example\"" },
        { "/sign-in/setup",
          "name=pat%40oak.example&setup=BCDFG-HJKLM&password=whatever+it+was",
          "value=\"BCDFG-HJKLM\"" },
    };
    struct fixture f;
    fixture_open(&f);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ask(&f, false, rows[i].path, rows[i].form);
        f.rq.post = true;
        f.rq.out = (struct response){ .status = 200 };
        buf_open(&f.rq.out.body, &f.h.mem, 32 << 10, PAGE_BYTES_MAX);
        respond_busy(&f.rq);
        const char *page = str_c(&f.h.mem, buf_str(&f.rq.out.body));
        assert_int_equal(f.rq.out.status, 503);
        assert_non_null(strstr(page, "Many people are signing in at once"));
        assert_non_null(strstr(page, "value=\"pat@oak.example\""));
        assert_non_null(strstr(page, rows[i].kept));
        assert_null(strstr(page, "whatever"));
    }
    house_close(&f.h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(signing_in_comes_back_to_the_page_asked_for),
        TEST(enrolling_shows_the_same_secret_and_the_codes_once),
        TEST(eleven_tries_are_too_many),
        TEST(no_other_site_is_ever_led_to),
        TEST(a_real_trust_never_shows_the_click),
        TEST(a_form_posted_too_late_is_kept),
        TEST(a_form_of_an_earlier_session_is_kept),
        TEST(the_end_after_12_hours_is_named),
        TEST(a_hidden_screen_shows_nothing),
        TEST(signing_out_ends_what_it_says),
        TEST(the_administrator_adds_and_keeps_what_was_typed),
        TEST(the_administrator_suspends_others_only),
        TEST(nobody_else_sees_the_people),
        TEST(files_are_kept_for_ever_and_packed_when_asked),
        TEST(a_password_is_changed_and_other_devices_are_out),
        TEST(new_recovery_codes_take_the_place_of_the_old),
        TEST(too_many_at_once_keeps_the_name),
    };
    return RUN_TESTS(tests);
}
