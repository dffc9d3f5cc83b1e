/* cover.c: who can be reached for each school, by the day, and what is missing
 * (2.1e). Everything that was entered stays in the list. */
#include "web/cover.h"

#include "acts/notices.h"
#include "web/entrance.h"
#include "web/handlers.h"

#include <stdio.h>

enum { TRIES = 3, DAYS_MAX = 366 };

/* ---- schools without ---- */

enum err cover_gaps_load(struct cover_gaps *out, struct tx *tx,
                         struct request *rq, struct lanes lanes,
                         unsigned roles)
{
    const struct school_row *schools;
    size_t count;
    struct trust_id trust = rq->session.trust;
    *out = (struct cover_gaps){ 0 };
    if (!lanes_have(lanes, roles))
        return OK;
    enum err err = store_schools(&schools, &count, tx, rq->mem, trust);
    if (err != OK)
        return err;
    out->rows = ARENA_MANY(rq->mem, count, struct cover_gap);
    for (size_t i = 0; i < count && err == OK; i++) {
        struct dsl_reach reach;
        if (!lanes_reach(lanes, roles, schools[i].id))
            continue;
        err = store_dsl_reach(&reach, tx, trust, schools[i].id,
                              date_in_london(rq->now));
        if (err == OK && !reach.always)
            out->rows[out->count++] = (struct cover_gap){ schools[i].id,
                                                          reach.missing_on };
    }
    return err;
}

const struct view_answer *cover_gaps_view(struct request *rq,
                                          const struct cover_gaps *gaps,
                                          const struct names *names)
{
    struct view_answer *out = ARENA_MANY(rq->mem, gaps->count,
                                         struct view_answer);
    for (size_t i = 0; i < gaps->count; i++) {
        struct date on = gaps->rows[i].on;
        bool today = on.days == date_in_london(rq->now).days;
        struct str day = date_words_long(rq->mem, on);
        out[i] = (struct view_answer){
            names_school(names, gaps->rows[i].school),
            today ? STR("No DSL or deputy can be reached today.")
                  : str_printf(rq->mem, "No DSL or deputy can be reached on %.*s.",
                               STR_ARG(day)),
            STR("2.1e")
        };
    }
    return out;
}

/* ---- the page ---- */

#define ROLES_ALL (~0u)
#define ROLES_COVER (1u << ROLE_DSL | 1u << ROLE_DEPUTY_DSL)

struct covering {
    struct request *rq;
    struct lanes lanes;
    struct lanes keeps; /* whose agencies one may write down */
    struct names names;
    struct cover_gaps gaps;
    struct roles_given given;
    const struct cover_row *rows;
    size_t rows_count;
    struct school_cover *schools; /* as names.schools; those in reach */
    struct str *on_call;
};

static enum err today_work(struct covering *c, struct tx *tx, size_t i)
{
    struct request *rq = c->rq;
    struct holders_query q = { .trust = rq->session.trust,
                               .school = c->names.schools[i].id,
                               .on = date_in_london(rq->now) };
    const struct user_id *people;
    size_t count;
    enum err err = store_school_cover(&c->schools[i], tx, rq->mem, q.trust,
                                      q.school, q.on);
    if (err == OK)
        err = store_on_call(&people, &count, tx, rq->mem, &q);
    if (err != OK)
        return err;
    struct buf b;
    buf_open(&b, rq->mem, 64, 8192);
    for (size_t j = 0; j < count; j++) {
        struct str who = names_with_role(rq->mem, &c->names, people[j]);
        buf_printf(&b, "%s%.*s", j > 0 ? "; " : "", STR_ARG(who));
    }
    c->on_call[i] = count > 0 ? buf_str(&b) : STR("Nobody");
    return OK;
}

static enum err cover_work(struct tx *tx, void *context)
{
    struct covering *c = context;
    struct school_id all = { { 0 } };
    enum err err = cover_gaps_load(&c->gaps, tx, c->rq, c->lanes, ROLES_ALL);
    if (err == OK)
        err = store_cover(&c->rows, &c->rows_count, tx, c->rq->mem,
                          c->rq->session.trust, all);
    if (err == OK && c->lanes.count > 0)
        err = roles_given_load(&c->given, tx, c->rq, &c->lanes.permits[0]);
    for (size_t i = 0; i < c->names.schools_count && err == OK; i++)
        if (lanes_reach(c->lanes, ROLES_ALL, c->names.schools[i].id))
            err = today_work(c, tx, i);
    return err;
}

static enum err covering_load(struct covering *c, struct request *rq)
{
    *c = (struct covering){ .rq = rq,
                            .lanes = lanes_of(rq, PERMIT_MANAGE_COVER),
                            .keeps = lanes_of(rq, PERMIT_KEEP_AGENCIES) };
    enum err err = names_load(&c->names, rq);
    if (err != OK)
        return err;
    c->schools = ARENA_MANY(rq->mem, c->names.schools_count,
                            struct school_cover);
    c->on_call = ARENA_MANY(rq->mem, c->names.schools_count, struct str);
    return store_read(rq->site->store, cover_work, c);
}

/* What a school has not of what 2.1e asks. */
static struct str missing_words(struct arena *mem,
                                const struct school_cover *s)
{
    struct buf b;
    buf_open(&b, mem, 64, 1024);
    if (!s->dsl)
        buf_printf(&b, "No DSL is named. ");
    if (!s->deputy)
        buf_printf(&b, "No deputy is named. ");
    if (!s->head)
        buf_printf(&b, "No Headteacher is named. ");
    if (!s->leader)
        buf_printf(&b, "No Executive Leader is named. ");
    if (!s->reach.always) {
        struct str on = date_words(mem, s->reach.missing_on);
        buf_printf(&b, "Nobody can be reached on %.*s. ", STR_ARG(on));
    }
    return str_trim(buf_str(&b));
}

/* "No contact is written down for: Children’s social care, Police."; empty
 * when there is one for each. */
static struct str unlisted_words(struct arena *mem,
                                 const struct school_cover *s)
{
    struct buf b;
    buf_open(&b, mem, 64, 1024);
    for (unsigned a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++) {
        if ((AGENCIES_READY & ~s->agencies & 1u << a) == 0)
            continue;
        struct str word = str_of(agency_word((enum agency)a));
        struct str label = choice_label(SET_AGENCY, word);
        buf_printf(&b, "%s%.*s",
                   b.size > 0 ? ", " : "No contact is written down for: ",
                   STR_ARG(label));
    }
    if (b.size > 0)
        buf_put_char(&b, '.');
    return buf_str(&b);
}

static struct view_cover_today today_row(const struct covering *c, size_t i)
{
    const struct school_row *school = &c->names.schools[i];
    struct view_cover_today row = {
        .school = school->name, .who = c->on_call[i],
        .missing = missing_words(c->rq->mem, &c->schools[i]),
        .unlisted = unlisted_words(c->rq->mem, &c->schools[i]),
        .mend = lanes_reach(c->keeps, ROLES_ALL, school->id),
    };
    if (row.missing.size == 0 && row.unlisted.size == 0)
        row.missing = STR("Nothing");
    return row;
}

static void today_fill(struct view_cover *v, const struct covering *c)
{
    struct view_cover_today *rows = ARENA_MANY(
        c->rq->mem, c->names.schools_count, struct view_cover_today);
    for (size_t i = 0; i < c->names.schools_count; i++)
        if (lanes_reach(c->lanes, ROLES_ALL, c->names.schools[i].id))
            rows[v->today_count++] = today_row(c, i);
    v->today = rows;
}

static struct str days_words(struct arena *mem, const struct cover_row *r)
{
    struct str from = date_words(mem, r->from);
    struct str until = date_words(mem, r->until);
    return r->from.days == r->until.days
               ? from
               : str_printf(mem, "%.*s to %.*s", STR_ARG(from),
                            STR_ARG(until));
}

/* Empty while it can still be taken back. */
static struct str ended_words(struct request *rq, const struct covering *c,
                              const struct cover_row *r)
{
    if (!instant_known(r->ended_at))
        return r->until.days < date_in_london(rq->now).days ? STR("Over")
                                                            : STR("");
    struct str who = names_of(&c->names, r->ended_by);
    struct str at = instant_words(rq->mem, r->ended_at);
    return str_printf(rq->mem, "Taken back by %.*s, %.*s", STR_ARG(who),
                      STR_ARG(at));
}

static void lines_fill(struct view_cover *v, const struct covering *c)
{
    struct request *rq = c->rq;
    struct view_cover_line *lines = ARENA_MANY(rq->mem, c->rows_count,
                                               struct view_cover_line);
    for (size_t i = 0; i < c->rows_count; i++) {
        const struct cover_row *r = &c->rows[i];
        if (!lanes_reach(c->lanes, ROLES_ALL, r->school))
            continue;
        struct str by = names_of(&c->names, r->author);
        struct str at = instant_words(rq->mem, r->at);
        lines[v->rows_count++] = (struct view_cover_line){
            str_printf(rq->mem, "%u", r->number),
            names_of(&c->names, r->person),
            r->away ? STR("Away") : STR("On call"),
            names_school(&c->names, r->school), days_words(rq->mem, r),
            str_printf(rq->mem, "%.*s, %.*s", STR_ARG(by), STR_ARG(at)),
            ended_words(rq, c, r)
        };
    }
    v->rows = lines;
    v->none = v->rows_count == 0;
}

static bool covers_for(const struct person_row *p, struct school_id school)
{
    for (size_t i = 0; i < p->grants_count && !p->disabled; i++)
        if ((1u << p->grants[i].role & ROLES_COVER) != 0 &&
            (id_is_zero(p->grants[i].school.bytes) ||
             ID_SAME(p->grants[i].school, school)))
            return true;
    return false;
}

/* DSLs and deputies, each with the school it is about: one choice. */
static void people_fill(struct view_cover *v, const struct covering *c)
{
    const struct names *n = &c->names;
    struct request *rq = c->rq;
    struct str chosen = form_get(rq, "person");
    struct view_option *out = ARENA_MANY(
        rq->mem, n->count * n->schools_count + 1, struct view_option);
    out[v->people_count++] = (struct view_option){ .value = STR(""),
                                                   .label = STR("Choose") };
    for (size_t i = 0; i < n->schools_count * n->count; i++) {
        const struct school_row *s = &n->schools[i / n->count];
        const struct person_row *p = &n->people[i % n->count];
        if (!lanes_reach(c->lanes, ROLES_ALL, s->id) ||
            !covers_for(p, s->id))
            continue;
        char person[ID_TEXT_SIZE + 1], school[ID_TEXT_SIZE + 1];
        id_print(person, p->id.bytes);
        id_print(school, s->id.bytes);
        struct str who = names_with_role(rq->mem, n, p->id);
        struct str value = str_printf(rq->mem, "%s-%s", school, person);
        out[v->people_count++] = (struct view_option){
            .value = value, .checked = str_same(value, chosen),
            .label = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                                STR_ARG(s->name)),
        };
    }
    v->people = out;
}

static void cover_show(struct covering *c, struct view_cover *v,
                       const struct problem_list *problems)
{
    struct request *rq = c->rq;
    page_frame(&v->page, rq, "Cover");
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    v->gaps = cover_gaps_view(rq, &c->gaps, &c->names);
    v->gaps_count = c->gaps.count;
    v->on_call = str_is(form_get(rq, "what"), "on-call");
    v->away = str_is(form_get(rq, "what"), "away");
    today_fill(v, c);
    v->given = roles_given_view(&v->given_count, rq, &c->names, c->lanes,
                                &c->given);
    v->given_any = v->given_count > 0;
    people_fill(v, c);
    lines_fill(v, c);
    if (problems->count > 0)
        rq->out.status = 422;
    view_cover(&rq->out.body, v);
}

void cover_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct covering c;
    struct view_cover v = { 0 };
    struct problem_list none = { .count = 0 };
    enum err err = covering_load(&c, rq);
    if (err != OK)
        respond_trouble(rq, err);
    else
        cover_show(&c, &v, &none);
}

/* ---- entering ---- */

struct entering {
    struct request *rq;
    const struct permit *permit;
    struct cover_row row;
};

static enum err add_work(struct tx *tx, void *context)
{
    struct entering *e = context;
    enum err err = store_cover_add(tx, e->permit, &e->row);
    return err == OK ? act_cover_notices(tx, e->rq->mem, e->permit->trust,
                                         e->row.school, e->rq->now)
                     : err;
}

static void person_check(struct view_cover *v, struct problem_list *problems,
                         const struct covering *c, struct cover_row *row)
{
    struct str person = form_get(c->rq, "person");
    struct str school = str_cut(&person, '-');
    bool known = id_read(row->school.bytes, school.data, school.size) == OK &&
                 id_read(row->person.bytes, person.data, person.size) == OK &&
                 lanes_reach(c->lanes, ROLES_ALL, row->school);
    bool found = false;
    for (size_t i = 0; known && i < c->names.count; i++)
        found = found || (ID_SAME(c->names.people[i].id, row->person) &&
                          covers_for(&c->names.people[i], row->school));
    if (!found)
        v->person_error = problem_add(problems, "person", "Choose a DSL or a deputy");
}

static struct str day_check(struct problem_list *problems,
                            const struct entered *typed, const char *field,
                            struct date *out)
{
    if (typed->refusal != NULL)
        return problem_add(problems, field, typed->refusal);
    if (date_read_typed(out, str_trim(typed->text)) != OK)
        return problem_add(problems, field, "Enter a day, for example 30 November 2026");
    return STR("");
}

static void cover_check(struct view_cover *v, struct problem_list *problems,
                        const struct covering *c, struct cover_row *row)
{
    struct request *rq = c->rq;
    struct str what = form_get(rq, "what");
    struct entered from = entered_of(rq, "from", GATE_LINE);
    struct entered until = entered_of(rq, "until", GATE_LINE);
    *row = (struct cover_row){ .away = str_is(what, "away"), .at = rq->now };
    v->from = from.shown;
    v->until = until.shown;
    person_check(v, problems, c, row);
    if (!row->away && !str_is(what, "on-call"))
        v->what_error = problem_add(problems, "what", "Choose whether they are on call or away");
    v->from_error = day_check(problems, &from, "from", &row->from);
    v->until_error = day_check(problems, &until, "until", &row->until);
    if (v->from_error.size > 0 || v->until_error.size > 0)
        return;
    if (row->until.days < row->from.days)
        v->until_error = problem_add(problems, "until", "The last day cannot come before the first day");
    else if (row->until.days < date_in_london(rq->now).days)
        v->until_error = problem_add(problems, "until", "These days are over. Enter a last day from today on");
    else if (row->until.days - row->from.days > DAYS_MAX)
        v->until_error = problem_add(problems, "until", "Enter at most a year");
}

void cover_add(struct request *rq, const struct permit *permit)
{
    struct covering c;
    struct view_cover v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct entering e = { .rq = rq, .permit = permit };
    enum err err = covering_load(&c, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    cover_check(&v, &problems, &c, &e.row);
    if (problems.count > 0) {
        cover_show(&c, &v, &problems);
        return;
    }
    err = ERR_CONFLICT; /* somebody else's number at the same moment */
    for (unsigned i = 0; i < TRIES && err == ERR_CONFLICT; i++)
        err = store_write(rq->site->store, add_work, &e);
    if (err != OK)
        respond_trouble(rq, err);
    else
        respond_done(rq, STR("/cover"), "cover");
}

/* ---- taking back ---- */

static enum err end_work(struct tx *tx, void *context)
{
    struct entering *e = context;
    enum err err = store_cover_end(tx, e->permit, e->row.number, e->rq->now);
    return err == OK ? act_cover_notices(tx, e->rq->mem, e->permit->trust,
                                         e->row.school, e->rq->now)
                     : err;
}

void cover_end(struct request *rq, const struct permit *permit)
{
    struct covering c;
    struct entering e = { .rq = rq, .permit = permit };
    uint64_t number;
    enum err err = covering_load(&c, rq);
    if (err == OK &&
        str_read_number(&number, rq->params[0], UINT32_MAX) != OK)
        err = ERR_NOT_FOUND;
    for (size_t i = 0; err == OK && i < c.rows_count; i++)
        if (c.rows[i].number == number &&
            lanes_reach(c.lanes, ROLES_ALL, c.rows[i].school))
            e.row = c.rows[i];
    if (err == OK)
        err = e.row.number > 0 ? store_write(rq->site->store, end_work, &e)
                               : ERR_NOT_FOUND;
    /* Taken back already, or gone from the list: the list says so. */
    if (err == OK || err == ERR_NOT_FOUND)
        respond_done(rq, STR("/cover"), err == OK ? "cover-ended" : "");
    else
        respond_trouble(rq, err);
}
