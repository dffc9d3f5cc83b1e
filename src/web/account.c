/* account.c: what somebody changes of how they sign in: the password, and the
 * recovery codes. Both ask for a code; what is shown once is shown on the
 * answer itself. */
#include "web/entrance.h"
#include "web/handlers.h"

static const char denied_words[] = "The password you have or the code is not right, or the code was used before. Check the password and wait for the next code. After 10 tries, wait 5 minutes";
static const char code_words[] = "This code is not right, or it was used before. Wait for the next one. After 10 tries, wait 5 minutes";
static const char no_code_words[] = "Enter the 6-digit code from your app, or a recovery code";

struct knowing {
    struct request *rq;
    struct person_row person;
    unsigned left;
};

static enum err know_work(struct tx *tx, void *context)
{
    struct knowing *k = context;
    const struct session *s = &k->rq->session;
    enum err err = person_load(&k->person, tx, k->rq->mem, s->trust, s->user);
    return err == OK ? factor_left(&k->left, tx, s->trust, s->user) : err;
}

static bool know(struct knowing *k, struct request *rq)
{
    *k = (struct knowing){ .rq = rq };
    enum err err = store_read(rq->site->store, know_work, k);
    if (err != OK)
        respond_trouble(rq, err);
    return err == OK;
}

static void frame(struct view_layout *page, struct request *rq,
                  const char *title, const struct problem_list *problems)
{
    page_frame(page, rq, title);
    page->back = STR("Your account");
    page->back_link = STR("/account");
    page->error = problems->count > 0;
    if (problems->count > 0)
        rq->out.status = 422;
}

/* ---- the password ---- */

static void password_show(struct request *rq, struct view_password *v,
                          struct problem_list *problems)
{
    struct knowing k;
    if (!know(&k, rq))
        return;
    frame(&v->page, rq, "Change your password", problems);
    v->none = !k.person.has_password;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    view_password(&rq->out.body, v);
}

void password_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_password v = { 0 };
    struct problem_list none = { .count = 0 };
    password_show(rq, &v, &none);
}

static void password_fields_check(struct view_password *v,
                                  struct problem_list *problems,
                                  struct request *rq,
                                  const struct entered *chosen)
{
    if (form_get(rq, "old").size == 0)
        v->old_error = problem_add(problems, "old",
                                   "Enter the password you have");
    if (form_get(rq, "chosen").size == 0)
        v->chosen_error = problem_add(problems, "chosen",
                                      "Choose a new password");
    else if (chosen->refusal != NULL)
        v->chosen_error = problem_add(problems, "chosen", chosen->refusal);
    if (str_is_blank(form_get(rq, "code")))
        v->code_error = problem_add(problems, "code", no_code_words);
}

void password_post(struct request *rq, const struct permit *permit)
{
    struct view_password v = { 0 };
    struct problem_list problems = { .count = 0 };
    char token[TOKEN_TEXT_SIZE + 1];
    const char *refusal = NULL;
    struct entered chosen = entered_of(rq, "chosen", GATE_SECRET);
    struct password_change change = {
        .old = entered_of(rq, "old", GATE_SECRET).text,
        .chosen = chosen.text,
        .code = entered_of(rq, "code", GATE_REFERENCE).text,
        .token = rq->token,
        .address = rq->address,
        .now = rq->now,
    };
    password_fields_check(&v, &problems, rq, &chosen);
    if (problems.count > 0) {
        password_show(rq, &v, &problems);
        return;
    }
    enum err err = rq->busy ? ERR_BUSY
                            : password_change(token, &refusal,
                                              rq->site->store, rq->mem,
                                              permit, &change);
    if (err == OK) {
        respond_token(rq, token);
        respond_done(rq, STR("/account"), "password");
        return;
    }
    if (err == ERR_INVALID)
        v.chosen_error = problem_add(&problems, "chosen", refusal);
    else if (err == ERR_DENIED)
        v.old_error = problem_add(&problems, "old", denied_words);
    else if (err == ERR_BUSY)
        v.old_error = problem_add(&problems, "old", busy_words);
    if (problems.count == 0) {
        respond_trouble(rq, err);
        return;
    }
    password_show(rq, &v, &problems);
    if (err == ERR_BUSY)
        rq->out.status = 503;
}

/* ---- the recovery codes ---- */

static void fresh_show(struct request *rq, const char *error)
{
    struct view_fresh_codes v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct knowing k;
    if (!know(&k, rq))
        return;
    if (error != NULL)
        v.code_error = problem_add(&problems, "code", error);
    frame(&v.page, rq, "Make new recovery codes", &problems);
    v.none = !k.person.has_second_factor;
    v.left = str_printf(rq->mem, "%u of %d", k.left, RECOVERY_CODES);
    v.problems = problems.rows;
    v.problems_count = problems.count;
    view_fresh_codes(&rq->out.body, &v);
}

void codes_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    fresh_show(rq, NULL);
}

void codes_post(struct request *rq, const struct permit *permit)
{
    struct str codes[RECOVERY_CODES];
    struct entered code = entered_of(rq, "code", GATE_REFERENCE);
    if (str_is_blank(code.shown)) {
        fresh_show(rq, no_code_words);
        return;
    }
    enum err err = factor_codes(codes, rq->site->store, rq->mem, permit,
                                code.text, rq->address, rq->now);
    if (err == ERR_DENIED)
        fresh_show(rq, code_words);
    else if (err != OK)
        respond_trouble(rq, err);
    else
        respond_codes(rq, codes, STR("/account"));
}
