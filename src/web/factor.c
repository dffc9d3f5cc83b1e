/* factor.c: the second step: a code at signing in, and setting it up. */
#include "web/entrance.h"
#include "web/handlers.h"

static const char code_words[] = "This code is not right, or it was used before. Wait for the next one. After 10 tries, wait 5 minutes";

struct knowing {
    struct request *rq;
    struct person_row person;
    const struct person_row *administrators;
    size_t administrators_count;
};

static enum err know_work(struct tx *tx, void *context)
{
    struct knowing *k = context;
    const struct session *s = &k->rq->session;
    struct school_id whole = { { 0 } };
    enum err err = person_load(&k->person, tx, k->rq->mem, s->trust, s->user);
    return err == OK ? people_with_role(&k->administrators,
                                        &k->administrators_count, tx,
                                        k->rq->mem, s->trust,
                                        ROLE_ADMINISTRATOR, whole, 3)
                     : err;
}

/* Loads who is half signed in. False when the request is answered: they are
 * in already, or the other of the two pages is theirs. */
static bool know(struct knowing *k, struct request *rq, bool enrolled)
{
    *k = (struct knowing){ .rq = rq };
    if (rq->session.second_factor) {
        respond_redirect(rq, to_of(rq));
        return false;
    }
    enum err err = store_read(rq->site->store, know_work, k);
    if (err != OK) {
        respond_trouble(rq, err);
        return false;
    }
    if (k->person.has_second_factor == enrolled)
        return true;
    respond_redirect(rq, path_with_to(rq->mem,
                                      enrolled ? "/sign-in/enrol"
                                               : "/sign-in/code",
                                      to_of(rq)));
    return false;
}

/* "Sunil Mehra or Ada Prince". */
static struct str ask_of(const struct knowing *k)
{
    struct buf b;
    buf_open(&b, k->rq->mem, 128, 4096);
    for (size_t i = 0; i < k->administrators_count; i++) {
        if (i > 0)
            buf_put_str(&b, STR(" or "));
        buf_put_str(&b, k->administrators[i].name);
    }
    return b.size > 0 ? buf_str(&b) : STR("your administrator");
}

struct raising {
    struct request *rq;
    char token[TOKEN_TEXT_SIZE + 1];
};

static enum err raise_work(struct tx *tx, void *context)
{
    struct raising *r = context;
    return session_raise(r->token, tx, r->rq->token, r->rq->now);
}

/* ---- the code ---- */

static void code_show(struct knowing *k, const char *error)
{
    struct view_code v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct request *rq = k->rq;
    page_frame(&v.page, rq, "Enter your code");
    if (error != NULL) {
        v.code_error = problem_add(&problems, "code", error);
        v.page.error = true;
        rq->out.status = 422;
    }
    v.problems = problems.rows;
    v.problems_count = problems.count;
    v.ask = ask_of(k);
    v.to = to_of(rq);
    view_code(&rq->out.body, &v);
}

void code_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct knowing k;
    if (know(&k, rq, true))
        code_show(&k, NULL);
}

void code_post(struct request *rq, const struct permit *permit)
{
    struct knowing k;
    struct raising r = { .rq = rq };
    if (!know(&k, rq, true))
        return;
    struct entered code = entered_of(rq, "code", GATE_REFERENCE);
    if (str_is_blank(code.shown)) {
        code_show(&k, "Enter the 6-digit code from your app, or a recovery code");
        return;
    }
    enum err err = factor_prove(rq->site->store, rq->mem, permit->trust,
                                permit->user, code.text, rq->address,
                                rq->now);
    if (err == ERR_DENIED) {
        code_show(&k, code_words);
        return;
    }
    if (err == OK)
        err = store_write(rq->site->store, raise_work, &r);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    respond_token(rq, r.token);
    respond_redirect(rq, to_of(rq));
}

/* ---- setting it up ---- */

/* In fours, as people read them out. */
static struct str in_fours(struct arena *mem, struct str text)
{
    struct buf b;
    buf_open(&b, mem, 64, 1024);
    for (size_t i = 0; i < text.size; i++) {
        if (i > 0 && i % 4 == 0)
            buf_put_char(&b, ' ');
        buf_put_char(&b, text.data[i]);
    }
    return buf_str(&b);
}

static void enrol_show(struct knowing *k, struct str secret,
                       const char *error)
{
    struct view_enrol v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct request *rq = k->rq;
    struct enrolment e;
    enum err err = factor_enrol(&e, rq->mem, k->person.sign_in, secret);
    if (err == ERR_INVALID) /* not a secret of ours: begin anew */
        err = factor_enrol(&e, rq->mem, k->person.sign_in, STR(""));
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Set up your second step");
    if (error != NULL) {
        v.code_error = problem_add(&problems, "code", error);
        v.page.error = true;
        rq->out.status = 422;
    }
    v.problems = problems.rows;
    v.problems_count = problems.count;
    v.secret = e.secret;
    v.secret_words = in_fours(rq->mem, e.secret);
    v.qr_path = e.qr_path;
    v.qr_box = str_printf(rq->mem, "0 0 %lld %lld", (long long)e.qr_size,
                          (long long)e.qr_size);
    v.to = to_of(rq);
    view_enrol(&rq->out.body, &v);
}

void enrol_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct knowing k;
    if (know(&k, rq, false))
        enrol_show(&k, STR(""), NULL);
}

struct enrolling {
    struct raising raising;
    struct str secret;
    struct str code;
    struct str codes[RECOVERY_CODES];
};

static enum err enrol_work(struct tx *tx, void *context)
{
    struct enrolling *e = context;
    struct request *rq = e->raising.rq;
    enum err err = factor_confirm(e->codes, tx, rq->mem, rq->session.trust,
                                  rq->session.user, e->secret, e->code,
                                  rq->now);
    return err == OK ? raise_work(tx, &e->raising) : err;
}

void respond_codes(struct request *rq, const struct str codes[],
                   struct str to)
{
    struct view_codes v = { 0 };
    struct view_answer *rows = ARENA_MANY(rq->mem, RECOVERY_CODES,
                                          struct view_answer);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        rows[i].value = codes[i];
    page_frame(&v.page, rq, "Keep these recovery codes");
    v.codes = rows;
    v.codes_count = RECOVERY_CODES;
    v.to = to;
    view_codes(&rq->out.body, &v);
}

void enrol_post(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct knowing k;
    struct enrolling e = { .raising = { .rq = rq } };
    if (!know(&k, rq, false))
        return;
    e.secret = form_get(rq, "secret");
    e.code = form_get(rq, "code");
    if (str_is_blank(e.code)) {
        enrol_show(&k, e.secret, "Enter the 6-digit code that the app shows");
        return;
    }
    enum err err = store_write(rq->site->store, enrol_work, &e);
    if (err == ERR_DENIED) {
        enrol_show(&k, e.secret, "This code is not right. Check that the time on your phone is set by itself, then enter the code it shows now");
    } else if (err == ERR_INVALID) {
        enrol_show(&k, STR(""), "Scan the code again, then enter what the app shows");
    } else if (err == ERR_CONFLICT) {
        respond_redirect(rq, path_with_to(rq->mem, "/sign-in/code",
                                          to_of(rq)));
    } else if (err != OK) {
        respond_trouble(rq, err);
    } else {
        respond_token(rq, e.raising.token);
        respond_codes(rq, e.codes, to_of(rq));
    }
}
