/* settings.c: what a trust sets for itself: its time limits, each with who
 * decided it, and the days of its schools. Every change is in the journal and
 * holds for duties that are there already. */
#include "web/entrance.h"
#include "web/handlers.h"

#include "policy/pack.h"

enum { HISTORY_READ = 500, HISTORY_SHOWN = 50 };

struct settings {
    struct request *rq;
    struct trust_id trust;
    const struct permit *permit;
    struct acts own;
    const struct journal_row *journal;
    size_t journal_count;
};

static enum err settings_work(struct tx *tx, void *context)
{
    struct settings *s = context;
    enum err err = acts_of_trust(&s->own, tx, s->rq->mem, s->rq->site->acts,
                                 s->permit->trust);
    return err == OK ? store_journal(&s->journal, &s->journal_count, tx,
                                     s->rq->mem, s->permit, 0, HISTORY_READ)
                     : err;
}

/* False when the request is answered. */
static bool settings_load(struct settings *s, struct names *names,
                          struct request *rq, const struct permit *permit)
{
    *s = (struct settings){ .rq = rq, .permit = permit };
    enum err err = store_read(rq->site->store, settings_work, s);
    if (err == OK)
        err = names_load(names, rq);
    if (err != OK)
        respond_trouble(rq, err);
    return err == OK;
}

/* In what a clause is counted, as a person says it. */
static const char *unit_of(const struct pack_clause *c)
{
    return c->time == TIME_HOURS          ? "hour"
           : c->time == TIME_WORKING_DAYS ? "working day"
                                          : "school day";
}

/* "2 school days", "24 hours", "The end of the same school day". */
static struct str limit_words(struct arena *mem, const struct pack_clause *c,
                              uint64_t number)
{
    return str_capital(mem, pack_time_words(mem, c->time, number));
}

/* Why nobody here can set it; empty: they can. Asked of the pack as it came:
 * a source that the trust wrote says nothing about that. */
static struct str fixed_words(const struct pack *pack, struct str clause)
{
    const struct pack_clause *c = pack_clause(pack, clause);
    if (c->time == TIME_AGREED)
        return STR("The day that was agreed counts");
    if (c->time == TIME_NOW)
        return STR("The policy says at once");
    return pack_may_set(c) ? STR("") : STR("The law or statutory guidance says so");
}

static void limit_rows(struct view_limit_row *rows, struct view_settings *v,
                       const struct settings *s,
                       const struct pack_clause *all, size_t count)
{
    for (size_t i = 0; i < count; i++) /* D11 has a part of its own below */
        if (!str_is(all[i].clause, "D11") &&
            all[i].time != TIME_NONE)
            rows[v->limits_count++] = (struct view_limit_row){
                .cite = all[i].clause, .title = all[i].title,
                .words = limit_words(s->rq->mem, &all[i], all[i].number),
                .source = all[i].source, .id = all[i].clause,
                .fixed = fixed_words(s->rq->site->pack, all[i].clause),
            };
}

/* The policy's paragraphs, then the house rules. */
static void limits_fill(struct view_settings *v, const struct settings *s)
{
    size_t count, house;
    const struct pack_clause *all = pack_clauses(s->own.pack, &count);
    const struct pack_clause *rules = pack_house(s->own.pack, &house);
    struct view_limit_row *rows = ARENA_MANY(s->rq->mem, count + house,
                                             struct view_limit_row);
    limit_rows(rows, v, s, all, count);
    limit_rows(rows, v, s, rules, house);
    v->limits = rows;
}

static void schools_fill(struct view_settings *v, struct request *rq,
                         const struct names *names)
{
    struct view_school_days *rows = ARENA_MANY(
        rq->mem, names->schools_count + 1, struct view_school_days);
    for (size_t i = 0; i < names->schools_count; i++) {
        const struct school_row *s = &names->schools[i];
        char *id = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
        id_print(id, s->id.bytes);
        struct str closed = closed_words(rq->mem, s, "; ");
        rows[i] = (struct view_school_days){
            s->name, str_of(id), minute_words(rq->mem, s->day_ends),
            str_printf(rq->mem, "%.*s%s%s",
                       STR_ARG(closed), closed.size > 0 ? "; " : "",
                       s->bank_holidays ? "weekends and bank holidays"
                                        : "weekends")
        };
    }
    v->schools = rows;
    v->schools_count = names->schools_count;
}

/* "Paragraph 7.5(b): 2 school days. Trust board, 4 June 2026". */
static struct str change_words(struct arena *mem, const struct pack *pack,
                               const struct journal_row *row)
{
    static const char deadline[] = "deadline.";
    size_t skip = sizeof(deadline) - 1;
    uint64_t days;
    if (str_is(row->subject, "module.D11"))
        return str_printf(mem, "Duty of the person who suspects: %.*s",
                          STR_ARG(row->text));
    if (!str_starts(row->subject, deadline))
        return row->text;
    struct str clause = { row->subject.data + skip, row->subject.size - skip };
    struct str source = row->text;
    struct str number = str_cut(&source, ' ');
    struct str cite = clause_cite(mem, clause);
    const struct pack_clause *c = pack_clause(pack, clause);
    if (c == NULL || c->time == TIME_NOW ||
        str_read_number(&days, number, pack_limit_max(c)) != OK)
        return row->text;
    struct str words = limit_words(mem, c, days);
    return str_printf(mem, "%.*s: %.*s %.*s", STR_ARG(cite), STR_ARG(words),
                      STR_ARG(source));
}

/* "4 June 2026, 3:10pm, Hannah Whitlock" */
static struct str setter_words(struct arena *mem, const struct names *names,
                               struct instant at, struct user_id author)
{
    struct str when = instant_words(mem, at);
    struct str who = names_author(names, author);
    return str_printf(mem, "%.*s, %.*s", STR_ARG(when), STR_ARG(who));
}

static void history_fill(struct view_settings *v, const struct settings *s,
                         const struct names *names)
{
    struct arena *mem = s->rq->mem;
    struct view_answer *rows = ARENA_MANY(mem, HISTORY_SHOWN,
                                          struct view_answer);
    for (size_t i = 0; i < s->journal_count &&
                       v->history_count < HISTORY_SHOWN; i++) {
        const struct journal_row *j = &s->journal[i];
        if (!str_is(j->kind, "setting.put") &&
            !str_is(j->kind, JOURNAL_DAYS) && !str_is(j->kind, "school.put"))
            continue;
        rows[v->history_count++] = (struct view_answer){
            setter_words(mem, names, j->at, j->author),
            change_words(mem, s->own.pack, j), STR("")
        };
    }
    v->history = rows;
}

void settings_page(struct request *rq, const struct permit *permit)
{
    struct view_settings v = { 0 };
    struct settings s;
    struct names names;
    if (!settings_load(&s, &names, rq, permit))
        return;
    page_frame(&v.page, rq, "Settings");
    v.own_duty = own_duty_words(rq->mem, s.own.pack);
    limits_fill(&v, &s);
    schools_fill(&v, rq, &names);
    history_fill(&v, &s, &names);
    view_settings(&rq->out.body, &v);
}

/* ---- one time limit ---- */

/* NULL when the request is answered: no such limit. */
static const struct pack_clause *limit_load(struct settings *s,
                                            struct request *rq,
                                            const struct permit *permit)
{
    struct names names;
    if (!settings_load(s, &names, rq, permit))
        return NULL;
    const struct pack_clause *c = pack_clause(s->own.pack, rq->params[0]);
    if (c != NULL && c->time != TIME_NONE)
        return c;
    respond_not_found(rq);
    return NULL;
}

static void limit_show(struct request *rq, const struct pack_clause *c,
                       struct view_set_limit *v,
                       struct problem_list *problems)
{
    page_frame(&v->page, rq, "Time limit");
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    v->heading = c->title;
    v->cite = v->id = c->clause;
    v->now = limit_words(rq->mem, c, c->number);
    v->was = c->source;
    v->fixed = fixed_words(rq->site->pack, c->clause);
    v->can_set = v->fixed.size == 0;
    v->unit = str_printf(rq->mem, "Number of %ss", unit_of(c));
    v->most = c->time == TIME_HOURS
                  ? str_printf(rq->mem, "At most %u.", pack_limit_max(c))
                  : str_printf(rq->mem, "0 means the end of the same %s. At most %u.",
                               unit_of(c), pack_limit_max(c));
    if (problems->count > 0)
        rq->out.status = 422;
    view_set_limit(&rq->out.body, v);
}

void limit_form(struct request *rq, const struct permit *permit)
{
    struct view_set_limit v = { 0 };
    struct problem_list none = { .count = 0 };
    struct settings s;
    const struct pack_clause *c = limit_load(&s, rq, permit);
    if (c == NULL)
        return;
    v.days = str_printf(rq->mem, "%u", c->number);
    v.source = STR("");
    limit_show(rq, c, &v, &none);
}

void limit_post(struct request *rq, const struct permit *permit)
{
    struct view_set_limit v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct settings s;
    const struct pack_clause *c = limit_load(&s, rq, permit);
    if (c == NULL)
        return;
    struct entered days = entered_of(rq, "days", GATE_REFERENCE);
    struct entered source = entered_of(rq, "source", GATE_LINE);
    uint64_t number = 0;
    v.days = days.shown;
    v.source = source.shown;
    if (str_read_number(&number, str_trim(days.text),
                        pack_limit_max(c)) != OK ||
        number < pack_limit_min(c)) {
        struct str words = str_printf(rq->mem, "Enter a number of %ss from %u to %u",
                                      unit_of(c), pack_limit_min(c),
                                      pack_limit_max(c));
        v.days_error = problem_add(&problems, "days", str_c(rq->mem, words));
    }
    if (source.refusal != NULL || str_is_blank(source.text))
        v.source_error = problem_add(&problems, "source",
                                     source.refusal != NULL
                                         ? source.refusal
                                         : "Enter who decided it and when");
    enum err err = ERR_INVALID;
    if (fixed_words(rq->site->pack, c->clause).size > 0)
        err = ERR_DENIED;
    else if (problems.count == 0)
        err = act_deadline_set(rq->site->acts, rq->mem, permit, c->clause,
                               (unsigned)number, source.text, rq->now);
    if (err == OK)
        respond_done(rq, STR("/admin/settings"), "limit");
    else if (problems.count > 0 || err == ERR_DENIED)
        limit_show(rq, c, &v, &problems);
    else
        respond_trouble(rq, err);
}

/* ---- the days of one school ---- */

struct school_page {
    struct request *rq;
    struct names names;
    struct school_row school;
    const struct school_since *since;
    size_t since_count;
};

static enum err school_since_work(struct tx *tx, void *context)
{
    struct school_page *p = context;
    return store_school_history(&p->since, &p->since_count, tx, p->rq->mem,
                                p->rq->session.trust, p->school.id,
                                HISTORY_SHOWN);
}

/* False when the request is answered: no such school in this trust. */
static bool school_open(struct school_page *p, struct request *rq)
{
    struct school_id id;
    *p = (struct school_page){ .rq = rq };
    enum err err = names_load(&p->names, rq);
    bool found = false;
    if (err == OK && id_read(id.bytes, rq->params[0].data,
                             rq->params[0].size) == OK)
        for (size_t i = 0; i < p->names.schools_count && !found; i++)
            if ((found = ID_SAME(p->names.schools[i].id, id)))
                p->school = p->names.schools[i];
    if (found)
        err = store_read(rq->site->store, school_since_work, p);
    if (err != OK)
        respond_trouble(rq, err);
    else if (!found)
        respond_not_found(rq);
    return err == OK && found;
}

/* Newest first; the last is what stood before any change, if it is shown. */
static void since_fill(struct view_set_school *v, const struct school_page *p)
{
    struct arena *mem = p->rq->mem;
    struct view_answer *rows = ARENA_MANY(mem, p->since_count + 1,
                                          struct view_answer);
    for (size_t i = 0; i < p->since_count; i++) {
        const struct school_since *s = &p->since[i];
        rows[i] = (struct view_answer){
            instant_known(s->at)
                ? setter_words(mem, &p->names, s->at, s->author)
                : STR("Before that"),
            school_days_words(mem, &s->days), STR("")
        };
    }
    v->history = rows;
    v->history_count = p->since_count;
    v->changed = p->since_count > 0;
}

static void school_show(const struct school_page *p,
                        struct view_set_school *v,
                        struct problem_list *problems)
{
    struct request *rq = p->rq;
    page_frame(&v->page, rq, "School days");
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    v->name = p->school.name;
    v->id = rq->params[0];
    since_fill(v, p);
    if (problems->count > 0)
        rq->out.status = 422;
    view_set_school(&rq->out.body, v);
}

void school_form(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct view_set_school v = { 0 };
    struct problem_list none = { .count = 0 };
    struct school_page p;
    if (!school_open(&p, rq))
        return;
    v.ends = minute_words(rq->mem, p.school.day_ends);
    v.holidays = p.school.bank_holidays;
    v.closed = closed_words(rq->mem, &p.school, "\n");
    school_show(&p, &v, &none);
}

/* "21 December 2026 to 1 January 2027", or one day. */
static bool range_read(struct date_range *out, struct str line)
{
    struct str from = line, until = { NULL, 0 };
    for (size_t i = 0; i + 4 <= line.size; i++)
        if (memcmp(line.data + i, " to ", 4) == 0) {
            from = (struct str){ line.data, i };
            until = (struct str){ line.data + i + 4, line.size - i - 4 };
        }
    if (date_read_typed(&out->from, str_trim(from)) != OK)
        return false;
    out->until = out->from;
    if (until.data != NULL &&
        date_read_typed(&out->until, str_trim(until)) != OK)
        return false;
    return out->until.days >= out->from.days &&
           out->until.days - out->from.days < 366;
}

/* NULL, or what to do about it. */
static const char *closed_read(struct school_row *out, struct arena *mem,
                               struct str text)
{
    struct date_range *closed = ARENA_MANY(mem, SCHOOL_CLOSED_MAX,
                                           struct date_range);
    out->closed = closed;
    out->closed_count = 0;
    while (text.size > 0) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.size == 0)
            continue;
        if (out->closed_count == SCHOOL_CLOSED_MAX)
            return "Enter at most 200 lines. Take out holidays that are long over";
        if (!range_read(&closed[out->closed_count++], line))
            return str_c(mem, str_printf(mem, "Write line %zu as a day, or as a first and a last day with “to” between them, at most a year apart",
                                         out->closed_count));
    }
    return NULL;
}

static void school_check(struct school_row *school, struct view_set_school *v,
                         struct problem_list *problems, struct request *rq)
{
    struct entered ends = entered_of(rq, "ends", GATE_REFERENCE);
    struct entered closed = entered_of(rq, "closed", GATE_NOTE);
    v->ends = ends.shown;
    v->closed = closed.shown;
    v->holidays = str_is(form_get(rq, "holidays"), "yes");
    school->bank_holidays = v->holidays;
    if (minute_read_typed(&school->day_ends, str_trim(ends.text)) != OK)
        v->ends_error = problem_add(problems, "ends",
                                    "Enter a time such as 4pm or 15:30");
    const char *wrong = closed.refusal != NULL
                            ? closed.refusal
                            : closed_read(school, rq->mem, closed.text);
    if (wrong != NULL)
        v->closed_error = problem_add(problems, "closed", wrong);
}

void school_post(struct request *rq, const struct permit *permit)
{
    struct view_set_school v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct school_page p;
    if (!school_open(&p, rq))
        return;
    school_check(&p.school, &v, &problems, rq);
    if (problems.count > 0) {
        school_show(&p, &v, &problems);
        return;
    }
    enum err err = act_school_set(rq->site->acts, rq->mem, permit, &p.school,
                                  rq->now);
    if (err != OK)
        respond_trouble(rq, err);
    else
        respond_done(rq, STR("/admin/settings"), "school");
}
