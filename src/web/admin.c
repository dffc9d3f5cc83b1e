/* admin.c: the administrator's page: who may sign in, with which role, at
 * which school. It reads and writes people, and has no way to an incident. */
#include "web/cover.h"
#include "web/entrance.h"
#include "web/handlers.h"

#include "acts/notices.h"

#include <stdlib.h>

enum { ROWS_A_PAGE = 50, TRIES = 3 };

/* What can be given here; for_all: held for the whole trust, never for one
 * school. */
static const struct {
    enum role role;
    bool for_all;
    const char *hint;
} roles[] = {
    { ROLE_STAFF, false, "Reports a concern and sees their own reports." },
    { ROLE_DEPUTY_DSL, false, "Works on every incident of the school." },
    { ROLE_DSL, false, "Works on every incident of the school, and leads." },
    { ROLE_HEAD, false, "Reads every incident of the school, and signs." },
    { ROLE_EXECUTIVE_LEADER, true, "Reads every incident of all schools, and signs." },
    { ROLE_SENCO, false, "Arranges what a pupil with SEND needs, and sees that part only." },
    { ROLE_CEO, true, "Leads or signs where the Headteacher, the DSL or the Executive Leader is named. No other incident." },
    { ROLE_CHAIR, true, "Leads or signs where the CEO is named, or two of those who lead and sign. No other incident." },
    { ROLE_TRUSTEE, true, "Sees no incident, no name and no report." },
    { ROLE_GOVERNOR, false, "Sees no incident, no name and no report." },
    { ROLE_ADMINISTRATOR, true, "People and roles. No incident." },
};

/* ---- the page ---- */

static int by_name(const void *a, const void *b)
{
    const struct person_row *x = a, *y = b;
    int order = str_compare(x->name, y->name);
    return order != 0 ? order : memcmp(x->id.bytes, y->id.bytes, ID_SIZE);
}

static struct str state_words(const struct request *rq,
                              const struct person_row *p)
{
    if (p->disabled)
        return STR("Suspended");
    if (!p->has_password)
        return rq->session.demonstration
                   ? STR("Chosen by a click")
                   : STR("Has not used the setup code yet");
    return p->has_second_factor ? STR("Can sign in")
                                : STR("Has not set up the second step yet");
}

static void rows_fill(struct view_admin *v, struct request *rq,
                      const struct names *names)
{
    struct person_row *people = ARENA_MANY(rq->mem, names->count,
                                           struct person_row);
    struct view_admin_person *rows = ARENA_MANY(rq->mem, ROWS_A_PAGE,
                                                struct view_admin_person);
    uint64_t from = 0;
    if (str_read_number(&from, query_get(rq, "from"), names->count) != OK)
        from = 0;
    if (names->count > 0) {
        memcpy(people, names->people, names->count * sizeof(*people));
        qsort(people, names->count, sizeof(*people), by_name);
    }
    for (size_t i = from; i < names->count && v->rows_count < ROWS_A_PAGE;
         i++) {
        const struct person_row *p = &people[i];
        char *id = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
        id_print(id, p->id.bytes);
        rows[v->rows_count++] = (struct view_admin_person){
            str_of(id), p->name, p->sign_in,
            roles_words(rq->mem, p, names), state_words(rq, p), p->disabled,
            ID_SAME(p->id, rq->session.user)
        };
    }
    v->rows = rows;
    v->paged = names->count > ROWS_A_PAGE;
    if (!v->paged)
        return;
    size_t end = from + v->rows_count;
    v->shown = str_printf(rq->mem, "%zu to %zu of %zu", (size_t)from + 1, end,
                          names->count);
    if (from > 0)
        v->previous = str_printf(rq->mem, "/admin/people?from=%zu",
                                 from > ROWS_A_PAGE ? from - ROWS_A_PAGE
                                                    : (size_t)0);
    if (end < names->count)
        v->next = str_printf(rq->mem, "/admin/people?from=%zu", end);
}

struct choices {
    const struct view_option *roles, *schools;
    size_t roles_count, schools_count;
};

static struct choices choices_make(struct request *rq,
                                   const struct names *names)
{
    struct str role = form_get(rq, "role"), school = form_get(rq, "school");
    struct view_option *r = ARENA_MANY(rq->mem, COUNT_OF(roles),
                                       struct view_option);
    struct view_option *s = ARENA_MANY(rq->mem, names->schools_count + 2,
                                       struct view_option);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        const char *name = role_name(roles[i].role);
        r[i] = (struct view_option){
            .id = i == 0 ? STR("role")
                         : str_printf(rq->mem, "role-%zu", i + 1),
            .value = str_of(name), .label = str_of(role_title(roles[i].role)),
            .hint = str_of(roles[i].hint), .checked = str_is(role, name)
        };
    }
    s[0] = (struct view_option){ .value = STR(""), .label = STR("Choose") };
    for (size_t i = 0; i < names->schools_count; i++) {
        char *id = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
        id_print(id, names->schools[i].id.bytes);
        s[i + 1] = (struct view_option){
            .value = str_of(id), .label = names->schools[i].name,
            .checked = str_is(school, id)
        };
    }
    s[names->schools_count + 1] = (struct view_option){
        .value = STR("all"), .label = STR("All schools"),
        .checked = str_is(school, "all")
    };
    return (struct choices){ r, s, COUNT_OF(roles),
                             names->schools_count + 2 };
}

struct admin_gaps {
    struct request *rq;
    struct cover_gaps gaps;
};

static enum err gaps_work(struct tx *tx, void *context)
{
    struct admin_gaps *g = context;
    return cover_gaps_load(&g->gaps, tx, g->rq,
                           lanes_of(g->rq, PERMIT_MANAGE_PEOPLE),
                           1u << ROLE_ADMINISTRATOR);
}

static void admin_show(struct request *rq, struct view_admin *v,
                       struct problem_list *problems, bool keep_typed)
{
    struct names names;
    struct admin_gaps gaps = { .rq = rq };
    enum err err = names_load(&names, rq);
    if (err == OK)
        err = store_read(rq->site->store, gaps_work, &gaps);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v->page, rq, "People and roles");
    v->gaps = cover_gaps_view(rq, &gaps.gaps, &names);
    v->gaps_count = gaps.gaps.count;
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    if (!keep_typed)
        rq->form_count = 0; /* it was saved */
    rows_fill(v, rq, &names);
    struct choices c = choices_make(rq, &names);
    v->roles = c.roles;
    v->roles_count = c.roles_count;
    v->schools = c.schools;
    v->schools_count = c.schools_count;
    if (problems->count > 0)
        rq->out.status = 422;
    view_admin(&rq->out.body, v);
}

void people_admin(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_admin v = { 0 };
    struct problem_list none = { .count = 0 };
    admin_show(rq, &v, &none, false);
}

/* ---- a setup code, shown on the answer itself ---- */

static void setup_show(struct request *rq, struct str code, struct str name,
                       struct str sign_in)
{
    struct view_admin v = { 0 };
    struct problem_list none = { .count = 0 };
    struct instant until = { rq->now.us +
                             SETUP_HOURS * INT64_C(3600000000) };
    v.setup = code;
    v.setup_for = name;
    v.setup_name = sign_in;
    v.setup_until = instant_words(rq->mem, until);
    admin_show(rq, &v, &none, false);
}

/* ---- adding ---- */

struct adding {
    struct request *rq;
    const struct permit *permit;
    struct str name;
    struct str sign_in;
    struct grant grant;
    struct str setup;
};

static enum err add_work(struct tx *tx, void *context)
{
    struct adding *a = context;
    struct user_id user;
    enum err err = person_create(&user, &a->setup, tx, a->rq->mem, a->permit,
                                 a->sign_in, a->name, a->rq->now);
    if (err == OK)
        err = person_grant(tx, a->permit, user, a->grant, a->rq->now);
    return err == OK ? act_role_notices(tx, a->rq->mem, a->permit, user,
                                        a->grant, a->rq->now)
                     : err;
}

/* The school of the form; false for one that is not of this trust. */
static bool school_read(struct school_id *out, const struct names *names,
                        struct str typed)
{
    if (id_read(out->bytes, typed.data, typed.size) != OK)
        return false;
    for (size_t i = 0; i < names->schools_count; i++)
        if (ID_SAME(names->schools[i].id, *out))
            return true;
    return false;
}

/* What is wrong with the role and the school of a form; empty: nothing. */
struct role_errors {
    struct str role, school;
};

static struct role_errors role_check(struct grant *out,
                                     struct problem_list *problems,
                                     struct request *rq,
                                     const struct names *names)
{
    struct role_errors errors = { .role = STR(""), .school = STR("") };
    struct str typed = form_get(rq, "role"), school = form_get(rq, "school");
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        if (!str_is(typed, role_name(roles[i].role)))
            continue;
        *out = (struct grant){ .role = roles[i].role };
        if (!roles[i].for_all && !school_read(&out->school, names, school))
            errors.school = problem_add(problems, "school",
                                        "Choose the school where they have this role");
        return errors;
    }
    errors.role = problem_add(problems, "role", "Choose a role");
    return errors;
}

static void add_check(struct view_admin *v, struct problem_list *problems,
                      struct adding *a, const struct names *names)
{
    struct entered name = entered_of(a->rq, "name", GATE_NAME);
    struct entered sign_in = entered_of(a->rq, "sign-in", GATE_REFERENCE);
    v->name = name.shown;
    v->sign_in = sign_in.shown;
    a->name = name.text;
    a->sign_in = sign_in.text;
    if (name.refusal != NULL || str_is_blank(name.text))
        v->name_error = problem_add(problems, "name",
                                    name.refusal != NULL
                                        ? name.refusal
                                        : "Enter their full name");
    if (sign_in.refusal != NULL || str_is_blank(sign_in.text))
        v->sign_in_error = problem_add(problems, "sign-in",
                                       sign_in.refusal != NULL
                                           ? sign_in.refusal
                                           : "Enter what they will sign in with, such as their school e-mail address");
    struct role_errors errors = role_check(&a->grant, problems, a->rq, names);
    v->role_error = errors.role;
    v->school_error = errors.school;
}

void people_admin_add(struct request *rq, const struct permit *permit)
{
    struct view_admin v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct adding a = { .rq = rq, .permit = permit };
    struct names names;
    enum err err = names_load(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    add_check(&v, &problems, &a, &names);
    if (problems.count > 0) {
        admin_show(rq, &v, &problems, true);
        return;
    }
    /* A conflict is a name that is taken, or somebody else's change at the
     * same moment, which another try does not meet. */
    err = ERR_CONFLICT;
    for (unsigned i = 0; i < TRIES && err == ERR_CONFLICT; i++)
        err = store_write(rq->site->store, add_work, &a);
    if (err == OK) {
        setup_show(rq, a.setup, a.name, a.sign_in);
    } else if (err == ERR_CONFLICT) {
        v.sign_in_error = problem_add(&problems, "sign-in", "Somebody signs in with this name already. Use another, or find them in the list below");
        admin_show(rq, &v, &problems, true);
    } else {
        respond_trouble(rq, err);
    }
}

/* ---- setup codes and suspending ---- */

struct changing {
    struct request *rq;
    const struct permit *permit;
    struct user_id user;
    struct str setup;
    struct person_row person;
    struct grant grant;
};

static enum err reset_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    enum err err = person_reset(&c->setup, tx, c->rq->mem, c->permit, c->user,
                                c->rq->now);
    return err == OK ? person_load(&c->person, tx, c->rq->mem,
                                   c->permit->trust, c->user)
                     : err;
}

static enum err disable_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    return person_disable(tx, c->permit, c->user, c->rq->now);
}

/* Whose row it is; false when the request is answered. Nobody changes
 * themselves: a trust always keeps one administrator who can sign in. */
static bool change_open(struct changing *c, struct request *rq,
                        const struct permit *permit)
{
    *c = (struct changing){ .rq = rq, .permit = permit };
    if (id_read(c->user.bytes, rq->params[0].data, rq->params[0].size) != OK) {
        respond_not_found(rq);
        return false;
    }
    if (!ID_SAME(c->user, permit->user))
        return true;
    struct view_admin v = { 0 };
    struct problem_list problems = { .count = 0 };
    problem_add(&problems, "main-content", "You cannot suspend or reset yourself. Ask another administrator, or whoever runs the server");
    admin_show(rq, &v, &problems, false);
    return false;
}

static enum err change(struct changing *c,
                       enum err (*work)(struct tx *tx, void *context))
{
    enum err err = ERR_CONFLICT;
    for (unsigned i = 0; i < TRIES && err == ERR_CONFLICT; i++)
        err = store_write(c->rq->site->store, work, c);
    if (err == ERR_NOT_FOUND)
        respond_not_found(c->rq);
    else if (err != OK)
        respond_trouble(c->rq, err);
    return err;
}

void people_admin_reset(struct request *rq, const struct permit *permit)
{
    struct changing c;
    if (change_open(&c, rq, permit) && change(&c, reset_work) == OK)
        setup_show(rq, c.setup, c.person.name, c.person.sign_in);
}

void people_admin_disable(struct request *rq, const struct permit *permit)
{
    struct changing c;
    if (change_open(&c, rq, permit) && change(&c, disable_work) == OK)
        respond_done(rq, STR("/admin/people"), "suspended");
}

/* ---- roles ---- */

static enum err load_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    return person_load(&c->person, tx, c->rq->mem, c->permit->trust, c->user);
}

static void held_fill(struct view_person_admin *v, struct request *rq,
                      const struct person_row *p, const struct names *names)
{
    struct view_held_role *held = ARENA_MANY(rq->mem, p->grants_count + 1,
                                             struct view_held_role);
    for (size_t i = 0; i < p->grants_count; i++) {
        struct person_row one = { .grants_count = 1 };
        one.grants[0] = p->grants[i];
        char *school = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
        id_print(school, p->grants[i].school.bytes);
        held[i] = (struct view_held_role){
            roles_words(rq->mem, &one, names),
            str_of(role_name(p->grants[i].role)), str_of(school)
        };
    }
    v->held = held;
    v->held_count = p->grants_count;
}

static void roles_show(struct changing *c, struct problem_list *problems,
                       const struct role_errors *errors)
{
    struct request *rq = c->rq;
    struct view_person_admin v = { 0 };
    struct names names;
    enum err err = store_read(rq->site->store, load_work, c);
    if (err == OK)
        err = names_load(&names, rq);
    if (err == ERR_NOT_FOUND) {
        respond_not_found(rq);
        return;
    }
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Roles of a person");
    v.page.error = problems->count > 0;
    v.problems = problems->rows;
    v.problems_count = problems->count;
    v.name = c->person.name;
    v.id = rq->params[0];
    v.sign_in = c->person.sign_in;
    v.state = state_words(rq, &c->person);
    v.own = ID_SAME(c->user, rq->session.user);
    held_fill(&v, rq, &c->person, &names);
    struct choices choices = choices_make(rq, &names);
    v.roles = choices.roles;
    v.roles_count = choices.roles_count;
    v.schools = choices.schools;
    v.schools_count = choices.schools_count;
    v.role_error = errors->role;
    v.school_error = errors->school;
    if (problems->count > 0)
        rq->out.status = 422;
    view_person_admin(&rq->out.body, &v);
}

void person_admin(struct request *rq, const struct permit *permit)
{
    struct changing c = { .rq = rq, .permit = permit };
    struct problem_list none = { .count = 0 };
    const struct role_errors errors = { STR(""), STR("") };
    if (id_read(c.user.bytes, rq->params[0].data, rq->params[0].size) != OK)
        respond_not_found(rq);
    else
        roles_show(&c, &none, &errors);
}

static enum err give_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    enum err err = load_work(tx, c);
    if (err == OK)
        err = person_grant(tx, c->permit, c->user, c->grant, c->rq->now);
    return err == OK ? act_role_notices(tx, c->rq->mem, c->permit, c->user,
                                        c->grant, c->rq->now)
                     : err;
}

static enum err take_work(struct tx *tx, void *context)
{
    struct changing *c = context;
    return person_revoke(tx, c->permit, c->user, c->grant, c->rq->now);
}

static struct str person_path(const struct request *rq)
{
    return str_printf(rq->mem, "/admin/people/%.*s", STR_ARG(rq->params[0]));
}

void person_admin_give(struct request *rq, const struct permit *permit)
{
    struct changing c;
    struct problem_list problems = { .count = 0 };
    struct names names;
    if (!change_open(&c, rq, permit))
        return;
    enum err err = names_load(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct role_errors errors = role_check(&c.grant, &problems, rq, &names);
    if (problems.count > 0)
        roles_show(&c, &problems, &errors);
    else if (change(&c, give_work) == OK)
        respond_done(rq, person_path(rq), "role-given");
}

/* What is not held any more was removed by somebody else: the page shows what
 * is left. */
void person_admin_take(struct request *rq, const struct permit *permit)
{
    struct changing c;
    if (!change_open(&c, rq, permit))
        return;
    struct str role = form_get(rq, "role"), school = form_get(rq, "school");
    c.grant.role = role_from_name(role.data, role.size);
    if (c.grant.role == ROLE_NONE ||
        id_read(c.grant.school.bytes, school.data, school.size) != OK) {
        person_admin(rq, permit);
        return;
    }
    if (change(&c, take_work) == OK)
        respond_done(rq, person_path(rq), "role-taken");
}
