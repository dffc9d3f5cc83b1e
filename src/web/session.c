/* session.c: while somebody is signed in: hiding the screen, staying, their
 * account, and help. */
#include "web/entrance.h"
#include "web/handlers.h"

/* ---- Hide screen ---- */

static void pause_show(struct request *rq, const char *error)
{
    struct view_pause v = { 0 };
    page_frame(&v.page, rq, "Paused");
    v.demo = rq->session.demonstration;
    v.to = to_of(rq);
    if (error != NULL) {
        v.page.error = true;
        v.code_error = str_of(error);
        rq->out.status = 422;
    }
    view_pause(&rq->out.body, &v);
}

void pause_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    if (rq->session.paused)
        pause_show(rq, NULL);
    else
        respond_redirect(rq, to_of(rq));
}

static enum err pause_work(struct tx *tx, void *context)
{
    struct request *rq = context;
    return session_pause(tx, rq->token, true);
}

void pause_post(struct request *rq, const struct permit *permit)
{
    (void)permit;
    enum err err = store_write(rq->site->store, pause_work, rq);
    if (err != OK)
        respond_trouble(rq, err);
    else
        respond_redirect(rq, path_with_to(rq->mem, "/pause", to_of(rq)));
}

struct continuing {
    struct request *rq;
    char token[TOKEN_TEXT_SIZE + 1];
};

static enum err continue_work(struct tx *tx, void *context)
{
    struct continuing *c = context;
    return session_raise(c->token, tx, c->rq->token, c->rq->now);
}

/* Who left the desk proves again who they are; the demonstration has nothing
 * to prove it with. */
void pause_continue(struct request *rq, const struct permit *permit)
{
    struct continuing c = { .rq = rq };
    enum err err = OK;
    if (!rq->session.paused) {
        respond_redirect(rq, to_of(rq));
        return;
    }
    if (!rq->session.demonstration)
        err = factor_prove(rq->site->store, rq->mem, permit->trust,
                           permit->user,
                           entered_of(rq, "code", GATE_REFERENCE).text,
                           rq->address, rq->now);
    if (err == ERR_DENIED) {
        pause_show(rq, "This code is not right, or it was used before. Wait for the next one");
        return;
    }
    if (err == OK)
        err = store_write(rq->site->store, continue_work, &c);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    respond_token(rq, c.token);
    respond_redirect(rq, to_of(rq));
}

/* ---- staying ---- */

/* The request itself kept the session alive (dispatch.c). */
void session_stay(struct request *rq, const struct permit *permit)
{
    (void)permit;
    rq->out.status = 204;
}

/* ---- the account ---- */

struct accounting {
    struct request *rq;
    struct person_row person;
    unsigned sessions;
    unsigned codes;
};

static enum err account_work(struct tx *tx, void *context)
{
    struct accounting *a = context;
    const struct session *s = &a->rq->session;
    enum err err = person_load(&a->person, tx, a->rq->mem, s->trust, s->user);
    if (err == OK)
        err = session_count(&a->sessions, tx, s->trust, s->user, a->rq->now);
    return err == OK ? factor_left(&a->codes, tx, s->trust, s->user) : err;
}

static struct str factor_words(const struct accounting *a)
{
    if (a->rq->session.demonstration && !a->person.has_second_factor)
        return STR("None in a demonstration");
    if (a->codes == 0)
        return STR("App on your phone. No recovery code is left: ask your administrator for a new setup code in good time");
    return str_printf(a->rq->mem, "App on your phone, and %u of %d recovery codes",
                      a->codes, RECOVERY_CODES);
}

/* "DSL, Brookmead Academy; Staff, Fellgate High". */
struct str roles_words(struct arena *mem, const struct person_row *person,
                       const struct names *names)
{
    struct buf b;
    buf_open(&b, mem, 128, 16384);
    for (size_t i = 0; i < person->grants_count; i++) {
        const struct grant *g = &person->grants[i];
        if (i > 0)
            buf_put_str(&b, STR("; "));
        buf_put_str(&b, str_of(role_title(g->role)));
        buf_put_str(&b, STR(", "));
        buf_put_str(&b, id_is_zero(g->school.bytes)
                            ? STR("all schools")
                            : names_school(names, g->school));
    }
    return b.size > 0 ? buf_str(&b) : STR("No role");
}

void account_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_account v = { 0 };
    struct accounting a = { .rq = rq };
    struct names names;
    enum err err = store_read(rq->site->store, account_work, &a);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    names_open(&names, rq);
    struct instant ends = { rq->session.created_at.us +
                            SESSION_HOURS * INT64_C(3600000000) };
    struct view_answer rows[] = {
        { STR("Name"), a.person.name, STR("") },
        { STR("Role"), roles_words(rq->mem, &a.person, &names), STR("") },
        { STR("Signs in with"), a.person.sign_in, STR("") },
        { STR("Second step"), factor_words(&a), STR("") },
        { STR("Signed in since"),
          instant_words(rq->mem, rq->session.created_at), STR("") },
        { STR("Until at the latest"), instant_words(rq->mem, ends), STR("") },
        { STR("Signed in on"),
          a.sessions == 1 ? STR("This device only")
                          : str_printf(rq->mem, "%u devices or browsers, this one included",
                                       a.sessions),
          STR("") },
    };
    page_frame(&v.page, rq, "Your account");
    v.answers = rows;
    v.answers_count = COUNT_OF(rows);
    view_account(&rq->out.body, &v);
}

/* ---- help ---- */

/* The people of the trust are named to those who are signed in only. */
static void contacts_fill(struct view_help *v, struct request *rq,
                          const struct names *names)
{
    static const struct {
        enum role role;
        const char *title;
    } rows[] = {
        { ROLE_DSL, "Safeguarding lead" },
        { ROLE_DEPUTY_DSL, "Deputy" },
        { ROLE_ADMINISTRATOR, "Cannot sign in" },
    };
    struct view_answer *out = ARENA_MANY(rq->mem, COUNT_OF(rows) + 2,
                                         struct view_answer);
    size_t n = 0;
    out[n++] = (struct view_answer){ STR("Danger now"), STR("999"), STR("") };
    struct school_id school = { { 0 } };
    for (size_t i = 0; i < rq->session.actor.grants_count; i++)
        if (id_is_zero(school.bytes))
            school = rq->session.actor.grants[i].school;
    /* Who is not wholly signed in is told nobody's name. */
    for (size_t i = 0; i < COUNT_OF(rows) && v->page.signed_in; i++) {
        struct str name = names_holder(names, rows[i].role, school);
        if (name.size > 0)
            out[n++] = (struct view_answer){ str_of(rows[i].title), name,
                                             STR("") };
    }
    if (n == 1)
        out[n++] = (struct view_answer){ STR("At your school"), STR("Your designated safeguarding lead or a deputy, in person. If you cannot sign in, your administrator"), STR("") };
    out[n++] = (struct view_answer){ STR("For a child to ring"), STR("Childline, 0800 1111"), STR("") };
    v->contacts = out;
    v->contacts_count = n;
}

void help_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_help v = { 0 };
    struct names names;
    names_open(&names, rq);
    page_frame(&v.page, rq, "Help, privacy and accessibility");
    contacts_fill(&v, rq, &names);
    view_help(&rq->out.body, &v);
}
