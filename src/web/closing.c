/* closing.c: what stands in the way of closing, with whose turn it is and the
 * page that does it; what came since it was closed; how each pupil is. The
 * forms stand in closing_forms.c. */
#include "web/closing.h"

#include "web/handlers.h"

struct str closing_words(struct request *rq, const struct known *k)
{
    const struct closing *c = &k->incident.closing;
    if (c->state == CLOSING_CLOSED && c->news > 0)
        return STR("New information");
    if (c->state == CLOSING_CLOSED) {
        struct civil on = instant_london(c->closed->at);
        return str_printf(rq->mem, "Closed %u %s", on.day,
                          month_name(on.month));
    }
    size_t open = incident_stands_open(rq->mem, &k->incident, &k->answer);
    return open == 0 ? STR("Nothing in the way")
                     : str_printf(rq->mem, "%zu in the way", open);
}

/* ---- the strip ---- */

static struct str when_who(struct request *rq, const struct known *k,
                           const struct names *names, const struct entry *e)
{
    struct str when = when_words(rq->mem, e->at, k->as_of);
    struct str who = names_with_role(rq->mem, names, e->author);
    return str_printf(rq->mem, "%.*s, by %.*s", STR_ARG(when), STR_ARG(who));
}

static struct view_req news_strip(struct request *rq, const struct known *k,
                                  const struct names *names)
{
    const struct closing *c = &k->incident.closing;
    const struct duty *d = case_duty(k, "8.10");
    must(d != NULL);
    struct view_req req = case_req(rq, k, names, d);
    req.what = str_printf(rq->mem, "Read %u new entr%s, and open the incident again if anything changes",
                          c->news_count, c->news_count == 1 ? "y" : "ies");
    return req;
}

struct view_req closing_strip(struct request *rq, const struct known *k,
                              const struct names *names)
{
    const struct closing *c = &k->incident.closing;
    if (c->news > 0)
        return news_strip(rq, k, names);
    struct str closed = when_who(rq, k, names, c->closed);
    struct str how = choice_label(SET_CLOSED_AS, entry_text(c->closed,
                                                        FIELD_CLOSED_AS));
    return (struct view_req){
        .on = true, .label = STR("Closed"), .tone = STR("done"),
        .what = how,
        .why = str_printf(rq->mem, "Closed on %.*s. Anything new can be recorded at any time, and opens it again.",
                          STR_ARG(closed)),
        .clause = STR("8.10"),
        .action = case_can(rq, PERMIT_WRITE_NOTE),
        .href = case_path(rq->mem, k->reference, "/closing/open-again"),
        .button = STR("Open it again"),
    };
}

/* Opened again: the assessment comes first, and it has its own page. */
static struct view_req reopened_strip(struct request *rq,
                                      const struct known *k,
                                      const struct names *names,
                                      const struct duty *assess)
{
    struct view_req req = case_req(rq, k, names, assess);
    req.action = case_can(rq, PERMIT_LEAD_INCIDENT);
    req.href = case_path(rq->mem, k->reference, "/risk/edit");
    req.button = STR("Answer the referral questions again");
    return req;
}

/* What the reporter added is read where the incident begins. */
static struct view_req added_strip(struct request *rq, const struct known *k,
                                   const struct names *names,
                                   const struct duty *read)
{
    struct view_req req = case_req(rq, k, names, read);
    req.what = STR("Read what was added since it was taken up");
    req.href = case_path(rq->mem, k->reference, "");
    return req;
}

static struct view_req open_strip(struct request *rq, const struct known *k,
                                  const struct names *names, size_t open)
{
    const struct duty *assess = case_duty(k, "8.10");
    if (k->incident.closing.news > 0 && assess != NULL)
        return added_strip(rq, k, names, assess);
    if (assess != NULL)
        return reopened_strip(rq, k, names, assess);
    return (struct view_req){
        .on = true, .clause = STR("2.3h"),
        .label = STR("Before it can be closed"),
        .what = open == 0 ? STR("Nothing stands in the way")
                : open == 1
                    ? STR("1 thing stands in the way")
                    : str_printf(rq->mem, "%zu things stand in the way",
                                 open),
        .why = STR("An incident ends when nothing is left to do, and the record says how each pupil is."),
        .who = STR("The DSL or a deputy closes it"),
        .action = open == 0 && case_can(rq, PERMIT_LEAD_INCIDENT),
        .href = case_path(rq->mem, k->reference, "/closing/close"),
        .button = STR("Close the incident"),
    };
}

/* ---- what stands in the way ---- */

static struct str stand_href(struct request *rq, const struct known *k,
                             const struct duty *d)
{
    if (str_is(d->clause, "2.3i"))
        return case_path(rq->mem, k->reference,
                         str_c(rq->mem, str_printf(rq->mem, "/children/%.*s/now",
                                                   STR_ARG(d->subject))));
    return str_is(d->clause, "8.10")
               ? case_path(rq->mem, k->reference,
                           k->incident.closing.news > 0 ? "" : "/risk/edit")
               : duty_path_for(rq, k->reference, DUTY_NAME(d));
}

/* "7.5c-p1": which duty, in an address. */
static struct str stand_name(struct arena *mem, const struct duty *d)
{
    return d->subject.size == 0
               ? d->clause
               : str_printf(mem, "%.*s-%.*s", STR_ARG(d->clause),
                            STR_ARG(d->subject));
}

const struct stand *closing_stand(const struct known *k, struct arena *mem,
                                  struct str name)
{
    size_t count;
    const struct stand *stands = incident_stands(&count, mem, &k->incident,
                                                 &k->answer);
    for (size_t i = 0; i < count; i++)
        if (stands[i].excusable &&
            str_same(stand_name(mem, &stands[i].duty), name))
            return &stands[i];
    return NULL;
}

static struct view_stand_row row_of(struct request *rq, const struct known *k,
                                    const struct names *names,
                                    const struct stand *stand, size_t number)
{
    const struct duty *d = &stand->duty;
    struct str title = case_duty_title(rq, k, names, d);
    struct str cite = clause_cite(rq->mem, d->clause);
    struct str who = duty_owner_words(rq, k, names, d);
    bool open = d->state != DUTY_WAITING;
    struct view_stand_row row = {
        .id = str_printf(rq->mem, "s%zu", number),
        .title = title,
        .hint = str_printf(rq->mem, "%.*s. %.*s", STR_ARG(cite),
                           STR_ARG(who)),
        .status = !open ? STR("Waits")
                  : !instant_known(d->due)
                      ? STR("Open")
                      : due_words_of(rq->mem, d->limit, d->due, k->as_of),
        .late = d->state == DUTY_OVERDUE,
        .href = stand_href(rq, k, d),
    };
    if (case_is_proposed(k) && duty_ends_decided(d->clause)) {
        row.href = case_path(rq->mem, k->reference, "/decision");
        row.hint = str_printf(rq->mem, "%.*s. Proposed, waits for sign-offs",
                              STR_ARG(cite));
    }
    row.excuse_href = row.href;
    if (!stand->excusable || !case_can(rq, PERMIT_LEAD_INCIDENT))
        return row;
    row.excuse = str_printf(rq->mem, "Say why this does not apply: %.*s",
                            STR_ARG(title));
    row.excuse_href = case_path(
        rq->mem, k->reference,
        str_c(rq->mem, str_printf(rq->mem, "/closing/reason/%.*s",
                                  STR_ARG(stand_name(rq->mem, d)))));
    return row;
}

struct closing_page {
    struct known known;
    struct names names;
    struct view_closing v;
    struct view_group *groups;
};

static void excused_fill(struct closing_page *p, struct request *rq,
                         const struct stand *stands, size_t count)
{
    struct view_excused *rows = ARENA_MANY(rq->mem, count,
                                           struct view_excused);
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = stands[i].excused;
        if (e == NULL)
            continue;
        struct str rest = str_printf(rq->mem, "/closing/applies/%u", e->seq);
        rows[p->v.excused_count++] = (struct view_excused){
            .title = case_duty_title(rq, &p->known, &p->names,
                                     &stands[i].duty),
            .reason = entry_text(e, FIELD_REASON),
            .by = when_who(rq, &p->known, &p->names, e),
            .clause = stands[i].duty.clause,
            .may = case_can(rq, PERMIT_LEAD_INCIDENT),
            .href = case_path(rq->mem, p->known.reference,
                              str_c(rq->mem, rest)),
        };
    }
    p->v.excused = rows;
    p->v.excused_any = p->v.excused_count > 0;
}

static void stands_fill(struct closing_page *p, struct request *rq)
{
    size_t count, open = 0;
    const struct known *k = &p->known;
    const struct stand *stands = incident_stands(&count, rq->mem,
                                                 &k->incident, &k->answer);
    struct view_stand_row *rows = ARENA_MANY(rq->mem, count,
                                             struct view_stand_row);
    for (size_t i = 0; i < count; i++)
        if (stands[i].excused == NULL)
            rows[open++] = row_of(rq, k, &p->names, &stands[i], i + 1);
    bool closed = k->incident.closing.state == CLOSING_CLOSED;
    p->v.open = !closed || open > 0;
    p->v.stands = rows;
    p->v.stands_count = open;
    p->v.stands_any = open > 0;
    p->v.stays = closed && k->incident.closing.news > 0 && open == 0 &&
                 case_can(rq, PERMIT_LEAD_INCIDENT);
    p->v.stays_href = case_path(rq->mem, k->reference, "/closing/stays");
    p->v.req = closed ? closing_strip(rq, k, &p->names)
                      : open_strip(rq, k, &p->names, open);
    if (closed) { /* what is new stands here, so it has been read */
        p->v.req.action = case_can(rq, PERMIT_WRITE_NOTE);
        p->v.req.href = case_path(rq->mem, k->reference,
                                  "/closing/open-again");
        p->v.req.button = STR("Open it again");
    }
    excused_fill(p, rq, stands, count);
}

/* ---- what is recorded ---- */

static void news_fill(struct closing_page *p, struct request *rq)
{
    const struct incident *in = &p->known.incident;
    if (in->closing.state != CLOSING_CLOSED || in->closing.news == 0)
        return;
    struct view_recorded *news = ARENA_MANY(rq->mem, in->entries_count,
                                            struct view_recorded);
    for (size_t i = in->closing.news - 1; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        struct view_recorded *row = &news[p->v.news_count++];
        *row = (struct view_recorded){
            .what = str_of(kind_info(e->kind)->title),
            .who = names_with_role(rq->mem, &p->names, e->author),
            .at = e->at,
        };
        row->answers = entry_answers(&row->answers_count, rq->mem, e,
                                     &p->names);
    }
    p->v.news = news;
    p->v.news_any = true;
}

static void pupils_fill(struct closing_page *p, struct request *rq)
{
    const struct known *k = &p->known;
    const struct incident *in = &k->incident;
    bool may = case_can(rq, PERMIT_LEAD_INCIDENT);
    struct view_plain_row *rows = ARENA_MANY(rq->mem, in->people_count,
                                             struct view_plain_row);
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *who = &in->people[i];
        struct instant at;
        if (who->type != PERSON_PUPIL || who->in_error)
            continue;
        const struct entry *e = incident_pupil_now(in, who->id, true);
        struct str how = e != NULL ? entry_text(e, FIELD_HOW_NOW) : STR_NONE;
        struct str on = e != NULL ? entry_text(e, FIELD_GOES_ON) : STR_NONE;
        struct str rest = str_printf(rq->mem, may ? "/children/%.*s/now"
                                                  : "/children/%.*s/support",
                                     STR_ARG(who->id));
        struct view_plain_row *row = &rows[p->v.pupils_count++];
        *row = (struct view_plain_row){
            .id = str_printf(rq->mem, "p%zu", i + 1),
            .href = case_path(rq->mem, k->reference, str_c(rq->mem, rest)),
            .title = who->name,
            .hint = e != NULL ? str_printf(rq->mem, "%.*s %.*s", STR_ARG(how),
                                           STR_ARG(on))
                              : STR("Nobody has written how they are now."),
            .status = e == NULL ? STR("Not written")
                                : str_printf(rq->mem, "Written on %.*s",
                                             STR_ARG(when_words(rq->mem, e->at,
                                                                k->as_of))),
        };
        if (e != NULL &&
            instant_read(&at, entry_text(e, FIELD_REVIEW_AT)) == OK)
            row->status = str_printf(rq->mem, "To look at again on %.*s",
                                     STR_ARG(date_words(rq->mem,
                                                        date_in_london(at))));
    }
    p->v.pupils = rows;
    p->v.pupils_any = p->v.pupils_count > 0;
}

/* Closings, openings and lessons, each with its words: oldest first. */
static void history_fill(struct closing_page *p, struct request *rq,
                         bool lessons)
{
    const struct incident *in = &p->known.incident;
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        bool closing = e->kind == ENTRY_CLOSED || e->kind == ENTRY_REOPENED ||
                       e->kind == ENTRY_STAYS_CLOSED;
        if (lessons ? e->kind != ENTRY_LESSONS : !closing)
            continue;
        struct view_group *group = &p->groups[p->v.groups_count++];
        *group = (struct view_group){
            .heading = str_of(kind_info(e->kind)->title),
            .note = when_who(rq, &p->known, &p->names, e),
        };
        group->answers = entry_answers(&group->answers_count, rq->mem,
                                       in->effective[i].counts, &p->names);
    }
}

static void action_add(struct closing_page *p, struct request *rq,
                       struct view_fact *actions, const char *text,
                       const char *rest)
{
    actions[p->v.actions_count++] = (struct view_fact){
        str_of(text), case_path(rq->mem, p->known.reference, rest)
    };
}

void closing_page(struct request *rq, const struct permit *permit)
{
    struct closing_page *p = ARENA_NEW(rq->mem, struct closing_page);
    struct instant none = { 0 };
    *p = (struct closing_page){ 0 };
    if (!known_load(&p->known, rq, permit, none))
        return;
    names_open(&p->names, rq);
    page_frame(&p->v.page, rq, "Closing");
    page_case(&p->v.page, rq, &p->known, CASE_CLOSING);
    p->v.heading = STR("Closing");
    p->groups = ARENA_MANY(rq->mem, p->known.incident.entries_count + 1,
                           struct view_group);
    stands_fill(p, rq);
    news_fill(p, rq);
    pupils_fill(p, rq);
    history_fill(p, rq, false);
    history_fill(p, rq, true);
    p->v.groups = p->groups;
    struct view_fact *actions = ARENA_MANY(rq->mem, 2, struct view_fact);
    if (case_can(rq, PERMIT_WRITE_NOTE))
        action_add(p, rq, actions, "Write down what was learned",
                   "/closing/lessons");
    struct permit other;
    if (access_permit(&other, &rq->session.actor, PERMIT_SEE_LESSONS, NULL))
        actions[p->v.actions_count++] = (struct view_fact){
            STR("Lessons of other incidents"), STR("/lessons")
        };
    p->v.actions = actions;
    view_closing(&rq->out.body, &p->v);
}
