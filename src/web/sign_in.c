/* sign_in.c: the way in and out: password, setup code, a click in a
 * demonstration, signing out. Each success gives the browser a new token and
 * ends the session it had. */
#include "web/entrance.h"
#include "web/handlers.h"

static const char wrong_words[] = "The name or the password is not right. Check both. After 10 tries, wait 5 minutes";
const char busy_words[] = "Many people are signing in at once. Wait a few seconds and press the button again";

/* ---- who can be chosen in a demonstration ---- */

enum { DEMO_PEOPLE_MAX = 200 };

struct demo_list {
    struct request *rq;
    const struct person_row *people;
    size_t count;
    const struct school_row *schools;
    size_t schools_count;
};

static enum err demo_work(struct tx *tx, void *context)
{
    struct demo_list *d = context;
    struct trust_id trust;
    d->schools_count = 0;
    enum err err = demonstration_people(&d->people, &d->count, &trust, tx,
                                        d->rq->mem, DEMO_PEOPLE_MAX);
    if (err != OK || d->count == 0)
        return err;
    return store_schools(&d->schools, &d->schools_count, tx, d->rq->mem,
                         trust);
}

/* Whoever stands for the role at the school (zeros: the whole trust). Two do
 * for staff: who reports, and whom parents turn to (10.3a). */
static void demo_role_fill(struct view_demo_school *out,
                           struct view_demo_person *rows,
                           const struct demo_list *d,
                           struct school_id school, enum role role)
{
    size_t left = role == ROLE_STAFF ? 2 : 1;
    for (size_t i = 0; i < d->count && left > 0; i++) {
        const struct person_row *p = &d->people[i];
        bool holds = false;
        for (size_t j = 0; j < p->grants_count; j++)
            holds = holds || (p->grants[j].role == role &&
                              ID_SAME(p->grants[j].school, school));
        if (!holds || p->disabled)
            continue;
        char *id = arena_alloc(d->rq->mem, ID_TEXT_SIZE + 1);
        id_print(id, p->id.bytes);
        rows[out->people_count++] = (struct view_demo_person){
            str_of(id), p->name, str_of(role_title(role))
        };
        left--;
    }
}

/* In the order of the roles. */
static void demo_school_fill(struct view_demo_school *out,
                             const struct demo_list *d,
                             struct school_id school, struct str name)
{
    struct view_demo_person *rows = ARENA_MANY(d->rq->mem, ROLE_COUNT + 1,
                                               struct view_demo_person);
    *out = (struct view_demo_school){ .name = name, .people = rows };
    for (enum role role = ROLE_STAFF; role < ROLE_COUNT; role++)
        demo_role_fill(out, rows, d, school, role);
}

static void demo_fill(struct view_sign_in *v, const struct demo_list *d)
{
    struct school_id whole = { { 0 } };
    struct view_demo_school *schools = ARENA_MANY(
        d->rq->mem, d->schools_count + 1, struct view_demo_school);
    for (size_t i = 0; i <= d->schools_count; i++) {
        struct view_demo_school *s = &schools[v->demo_schools_count];
        if (i < d->schools_count)
            demo_school_fill(s, d, d->schools[i].id, d->schools[i].name);
        else
            demo_school_fill(s, d, whole, STR("All schools"));
        v->demo_schools_count += s->people_count > 0;
    }
    v->demo_schools = schools;
    v->page.demo = true;
}

/* ---- the page ---- */

/* What ended, for whoever comes back to a session that did. */
static struct str notice_of(const struct request *rq)
{
    if (!rq->session.found || !rq->session.expired)
        return STR("");
    int64_t age = (rq->now.us - rq->session.created_at.us) / 1000000;
    return age > SESSION_HOURS * INT64_C(3600)
               ? STR("You were signed out after 12 hours")
               : STR("You were signed out because nothing was done for 15 minutes");
}

static void sign_in_show(struct request *rq, struct view_sign_in *v,
                         struct problem_list *problems)
{
    struct demo_list d = { .rq = rq };
    enum err err = store_read(rq->site->store, demo_work, &d);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v->page, rq, "Sign in");
    v->page.demo = false;
    if (d.count > 0)
        demo_fill(v, &d);
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    v->to = to_of(rq);
    view_sign_in(&rq->out.body, v);
}

void sign_in_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_sign_in v = { 0 };
    struct problem_list none = { .count = 0 };
    /* Somebody who is in goes on; in a demonstration they may change who
     * they are. */
    if (rq->session.actor.known && !rq->session.demonstration) {
        respond_redirect(rq, to_of(rq));
        return;
    }
    v.notice = notice_of(rq);
    sign_in_show(rq, &v, &none);
}

/* ---- coming in ---- */

struct replacing {
    struct request *rq;
    struct user_id user;
    char token[TOKEN_TEXT_SIZE + 1];
};

static enum err old_end_work(struct tx *tx, void *context)
{
    struct request *rq = context;
    return session_end(tx, rq->token);
}

/* The browser's new token, the end of what it had; then on to next. */
static void come_in(struct request *rq, const char *token, struct str next)
{
    enum err err = rq->session.found
                       ? store_write(rq->site->store, old_end_work, rq)
                       : OK;
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    respond_token(rq, token);
    respond_redirect(rq, next);
}

void sign_in_post(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_sign_in v = { 0 };
    struct problem_list problems = { .count = 0 };
    char token[TOKEN_TEXT_SIZE + 1];
    struct entered name = entered_of(rq, "name", GATE_REFERENCE);
    struct entered password = entered_of(rq, "password", GATE_SECRET);
    v.name = name.shown;
    if (str_is_blank(name.shown))
        v.name_error = problem_add(&problems, "name",
                                   "Enter your name or school e-mail address");
    if (form_get(rq, "password").size == 0)
        v.password_error = problem_add(&problems, "password",
                                       "Enter your password");
    enum err err = ERR_DENIED;
    if (problems.count == 0) {
        /* What the gate refuses is nobody's; it costs what others cost. */
        struct sign_in who = { name.text, password.text, rq->address,
                               rq->now };
        err = sign_in_password(token, rq->site->store, rq->mem, &who);
    }
    if (err == OK) {
        come_in(rq, token, path_with_to(rq->mem, "/sign-in/code",
                                        to_of(rq)));
        return;
    }
    if (err != ERR_DENIED && err != ERR_BUSY) {
        respond_trouble(rq, err);
        return;
    }
    if (problems.count == 0)
        v.name_error = problem_add(&problems, "name",
                                   err == ERR_BUSY ? busy_words
                                                   : wrong_words);
    rq->out.status = err == ERR_BUSY ? 503 : 422;
    sign_in_show(rq, &v, &problems);
}

static enum err demo_enter_work(struct tx *tx, void *context)
{
    struct replacing *r = context;
    return sign_in_demonstration(r->token, tx, r->rq->mem, r->user,
                                 r->rq->now);
}

void sign_in_demo(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct replacing r = { .rq = rq };
    struct str who = form_get(rq, "who");
    enum err err = id_read(r.user.bytes, who.data, who.size);
    if (err == OK)
        err = store_write(rq->site->store, demo_enter_work, &r);
    if (err == OK)
        come_in(rq, r.token, to_of(rq));
    else if (err == ERR_DENIED || err == ERR_INVALID)
        respond_not_found(rq); /* a real trust has no such page */
    else
        respond_trouble(rq, err);
}

/* ---- the setup code ---- */

static void setup_show(struct request *rq, struct view_setup *v,
                       struct problem_list *problems)
{
    page_frame(&v->page, rq, "Set your password");
    v->page.error = problems->count > 0;
    v->page.back = STR("Sign in");
    v->page.back_link = STR("/sign-in");
    v->problems = problems->rows;
    v->problems_count = problems->count;
    view_setup(&rq->out.body, v);
}

void setup_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_setup v = { 0 };
    struct problem_list none = { .count = 0 };
    setup_show(rq, &v, &none);
}

static void setup_check(struct view_setup *v, struct problem_list *problems,
                        struct request *rq, struct entered *password)
{
    if (str_is_blank(v->name))
        v->name_error = problem_add(problems, "name",
                                    "Enter your name or school e-mail address");
    if (str_is_blank(v->setup))
        v->setup_error = problem_add(problems, "setup",
                                     "Enter the setup code your administrator gave you");
    if (form_get(rq, "password").size == 0)
        v->password_error = problem_add(problems, "password",
                                        "Choose a password");
    else if (password->refusal != NULL)
        v->password_error = problem_add(problems, "password",
                                        password->refusal);
}

static void setup_refuse(struct view_setup *v, struct problem_list *problems,
                         enum err err, const char *refusal)
{
    if (err == ERR_INVALID)
        v->password_error = problem_add(problems, "password", refusal);
    else if (err == ERR_BUSY)
        v->setup_error = problem_add(problems, "setup", busy_words);
    else
        v->setup_error = problem_add(problems, "setup", "This name and this setup code do not belong together, or the code is used or older than 72 hours. Check both, or ask for a new code");
}

void setup_post(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_setup v = { 0 };
    struct problem_list problems = { .count = 0 };
    char token[TOKEN_TEXT_SIZE + 1];
    const char *refusal = NULL;
    struct entered name = entered_of(rq, "name", GATE_REFERENCE);
    struct entered setup = entered_of(rq, "setup", GATE_REFERENCE);
    struct entered password = entered_of(rq, "password", GATE_SECRET);
    v.name = name.shown;
    v.setup = setup.shown;
    setup_check(&v, &problems, rq, &password);
    enum err err = ERR_DENIED;
    if (problems.count == 0) {
        struct sign_in who = { name.text, password.text, rq->address,
                               rq->now };
        err = sign_in_setup(token, &refusal, rq->site->store, rq->mem, &who,
                            setup.text);
    }
    if (err == OK) {
        come_in(rq, token, STR("/sign-in/enrol"));
        return;
    }
    if (err != ERR_DENIED && err != ERR_BUSY && err != ERR_INVALID) {
        respond_trouble(rq, err);
        return;
    }
    if (problems.count == 0)
        setup_refuse(&v, &problems, err, refusal);
    rq->out.status = err == ERR_BUSY ? 503 : 422;
    setup_show(rq, &v, &problems);
}

/* ---- too many at once ---- */

void respond_busy(struct request *rq)
{
    if (!str_starts(rq->path, "/sign-in")) {
        rq->busy = true; /* the page of who is in says so (account.c) */
        request_run(rq);
        return;
    }
    struct problem_list problems = { .count = 0 };
    struct str name = entered_of(rq, "name", GATE_REFERENCE).shown;
    rq->out.status = 503;
    if (str_is(rq->path, "/sign-in/setup")) {
        struct view_setup v = { .name = name };
        v.setup = entered_of(rq, "setup", GATE_REFERENCE).shown;
        v.setup_error = problem_add(&problems, "setup", busy_words);
        setup_show(rq, &v, &problems);
        return;
    }
    struct view_sign_in v = { .name = name };
    v.name_error = problem_add(&problems, "name", busy_words);
    sign_in_show(rq, &v, &problems);
}

/* ---- going out ---- */

void signed_out_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_message v = { 0 };
    struct view_answer *line = ARENA_NEW(rq->mem, struct view_answer);
    if (rq->session.actor.known) {
        respond_redirect(rq, STR("/"));
        return;
    }
    page_frame(&v.page, rq, "You have signed out");
    *line = (struct view_answer){ .value = STR("Close this window if others use this computer.") };
    v.heading = v.page.title;
    v.lines = line;
    v.lines_count = 1;
    v.link = STR("/sign-in");
    v.link_text = STR("Sign in again");
    view_message(&rq->out.body, &v);
}

static void go_out(struct request *rq, enum err err)
{
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    rq->out.cookie_clear = true;
    rq->out.clear_site = true;
    respond_redirect(rq, STR("/signed-out"));
}

void sign_out_post(struct request *rq, const struct permit *permit)
{
    (void)permit;
    go_out(rq, store_write(rq->site->store, old_end_work, rq));
}

static enum err end_all_work(struct tx *tx, void *context)
{
    const struct permit *permit = context;
    return session_end_all(tx, permit->trust, permit->user);
}

void sign_out_everywhere(struct request *rq, const struct permit *permit)
{
    struct permit own = *permit;
    go_out(rq, store_write(rq->site->store, end_all_work, &own));
}
