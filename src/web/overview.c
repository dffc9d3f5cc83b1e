/* overview.c: the first page of an incident: what the policy requires now and
 * of whom, what is known of the risk, what comes after, who is in it and what
 * was decided. It shows; the stages' own pages record. */
#include "web/handlers.h"
#include "web/page.h"

static struct view_answer *report_rows(size_t *count, struct request *rq,
                                       const struct known *k,
                                       const struct names *names)
{
    const struct incident *in = &k->incident;
    size_t answers_count;
    const struct view_answer *answers =
        entry_answers(&answers_count, rq->mem, in->report, names);
    struct rows rows = rows_make(rq->mem, answers_count + 1 +
                                              in->entries_count);
    for (size_t i = 0; i < answers_count; i++)
        if (!str_is(answers[i].key, "Corrects entry"))
            rows.rows[rows.count++] = answers[i];
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = in->effective[i].counts;
        if (in->entries[i].kind == ENTRY_ADDITION)
            rows_add(&rows, "Added later", entry_text(e, FIELD_TOLD), "");
    }
    struct str who = names_of(names, in->entries[0].author);
    struct str when = when_words(rq->mem, in->entries[0].at, k->as_of);
    struct str told = STR("");
    for (size_t i = 0; i < in->entries_count; i++)
        if (in->entries[i].kind == ENTRY_IN_PERSON)
            told = str_printf(rq->mem, ". Told the DSL in person, %.*s",
                              STR_ARG(when_words(rq->mem, in->entries[i].at,
                                                 k->as_of)));
    rows_add(&rows, "Reported by",
             str_printf(rq->mem, "%.*s, %.*s%.*s", STR_ARG(who),
                        STR_ARG(when), STR_ARG(told)), "");
    *count = rows.count;
    return rows.rows;
}

static void people_fill(struct view_overview *v, struct request *rq,
                        const struct known *k)
{
    const struct incident *in = &k->incident;
    struct view_entry_person *rows =
        ARENA_MANY(rq->mem, in->people_count, struct view_entry_person);
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *p = &in->people[i];
        if (p->in_error)
            continue;
        rows[v->people_count++] = (struct view_entry_person){
            .name = p->name,
            .details = person_details(rq->mem, p),
            .part = person_parts(rq->mem, p,
                                    STR("Part not recorded yet")),
            .edit = case_path(rq->mem, k->reference, "/people"),
        };
    }
    v->people = rows;
    v->people_any = v->people_count > 0;
}

static struct str decision_words(struct request *rq, const struct known *k,
                                 size_t at)
{
    const struct entry *e = &k->incident.entries[at];
    const struct entry *counts = k->incident.effective[at].counts;
    if (e->kind == ENTRY_OUTCOME) {
        struct str choice = entry_text(e, FIELD_CHOICE);
        bool stands = k->incident.outcome_seq == at + 1 &&
                      k->answer.state == OUTCOME_DECIDED;
        if (!str_is(choice, "manage_in_school"))
            return choice_label(SET_OUTCOME, choice);
        if (at < k->incident.closing.since)
            return STR("Not to refer, until it was opened again");
        return stands ? STR("Not to refer. Both have signed")
                      : STR("Not to refer, proposed");
    }
    if (e->kind == ENTRY_REFERRAL)
        return str_printf(rq->mem, "Told: %.*s",
                          STR_ARG(choice_label(SET_AGENCY,
                                               entry_text(counts, FIELD_TO))));
    if (e->kind == ENTRY_CLOSED) {
        struct str how = choice_label(SET_CLOSED_AS,
                                      entry_text(e, FIELD_CLOSED_AS));
        return str_printf(rq->mem, "Closed: %.*s", STR_ARG(how));
    }
    if (e->kind == ENTRY_REOPENED)
        return STR("Opened again");
    if (e->kind == ENTRY_SIGN)
        return choice_label(SET_AGREE, entry_text(e, FIELD_AGREE));
    return entry_text(counts, FIELD_TITLE);
}

static void decisions_fill(struct view_overview *v, struct request *rq,
                           const struct known *k, const struct names *names)
{
    const struct incident *in = &k->incident;
    struct rows rows = rows_make(rq->mem, in->entries_count);
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        const struct entry *c = in->effective[i].counts;
        bool noted = e->kind == ENTRY_NOTE &&
                     entry_has_word(c, FIELD_NOTE_SORT, "decision");
        bool refused = e->kind == ENTRY_SIGN &&
                       !entry_has_word(e, FIELD_AGREE, "agree");
        bool ends = e->kind == ENTRY_CLOSED || e->kind == ENTRY_REOPENED;
        if (!noted && !refused && !ends && e->kind != ENTRY_OUTCOME &&
            e->kind != ENTRY_REFERRAL)
            continue; /* who agreed stands in the chain */
        struct str who = names_of(names, e->author);
        struct str when = when_words(rq->mem, e->at, k->as_of);
        rows_add(&rows, "", str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                                       STR_ARG(when)),
                 kind_info(e->kind)->clause);
        rows.rows[rows.count - 1].key = decision_words(rq, k, i);
    }
    v->decisions = rows.rows;
    v->decisions_count = rows.count;
    v->decisions_any = rows.count > 0;
}

static void risk_fill(struct view_overview *v, struct request *rq,
                      const struct known *k)
{
    const struct entry *risk = k->incident.risk;
    v->assessed = risk != NULL;
    if (risk == NULL) {
        v->risk_heading = STR("Risk: not assessed yet");
        v->risk_words = k->answer.refer_required
                            ? case_criteria_words(rq, k)
                            : STR("The 7 referral questions come first. You can refer at any time.");
        return;
    }
    struct str when = when_words(rq->mem, risk->at, k->as_of);
    struct str category = entry_text(risk, FIELD_CATEGORY);
    struct str words = case_criteria_words(rq, k);
    v->risk_heading = str_printf(rq->mem, "Risk, as assessed on %.*s",
                                 STR_ARG(when));
    v->risk_words =
        category.size > 0
            ? str_printf(rq->mem, "%.*s. %.*s.", STR_ARG(words),
                         STR_ARG(choice_label(SET_CATEGORY, category)))
            : str_printf(rq->mem, "%.*s.", STR_ARG(words));
}

/* Until all are done, the way to the first steps; and the welfare check of
 * whoever is threatened (D14). */
static void first_steps_fill(struct view_overview *v, struct request *rq,
                             const struct known *k)
{
    unsigned count, done = first_hour_done(rq->mem, k, &count);
    const struct duty *check = case_duty(k, "D14");
    v->money = incident_for_money(&k->incident) &&
               k->incident.closing.state != CLOSING_CLOSED;
    if (done < count && k->incident.closing.state == CLOSING_OPEN)
        v->hour = str_printf(rq->mem, "%u of %u done", done, count);
    if (check != NULL)
        v->check_due = due_words(rq->mem, check->due, k->as_of);
}

/* D21: what the report already says puts the 7 questions first; it answers
 * none of them. */
static struct str known_already(struct request *rq, const struct known *k)
{
    static const char *const words[][2] = {
        { "adult", "someone unknown or an adult may be involved" },
        { "pressure", "someone is pressured, threatened or asked for money" },
        { "under13", "a pupil under 13 is in the picture" },
        { "harm", "someone may be at risk of harm today" },
    };
    struct buf b;
    buf_open(&b, rq->mem, 128, 1024);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!entry_has_word(k->incident.report, FIELD_KNOWN, words[i][0]))
            continue;
        buf_put_str(&b, b.size == 0 ? STR("The report says that ")
                                    : STR(", and that "));
        buf_put_str(&b, str_of(words[i][1]));
    }
    if (b.size > 0)
        buf_put_char(&b, '.');
    return b.size > 0 ? buf_str(&b) : STR("");
}

/* The duty that comes first for this person: a referral, then the 7 questions
 * where the report points there, then their own, then anybody's. */
static const struct duty *first_duty(struct request *rq,
                                     const struct known *k, bool flagged)
{
    const struct duty *refer = case_duty(k, "8.9"), *any = NULL;
    const struct actor *a = &rq->session.actor;
    if (refer != NULL)
        return refer;
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        if (d->state == DUTY_DONE || d->state == DUTY_WAITING)
            continue;
        if (str_is(d->clause, "7.5a") &&
            case_can(rq, PERMIT_LEAD_INCIDENT))
            continue; /* it has its own button */
        if (str_is(d->clause, "8.10") && k->incident.closing.news > 0)
            continue; /* so has what is to be read */
        enum role role = role_from_name(d->owner.data, d->owner.size);
        bool mine = role != ROLE_NONE &&
                    (case_hat(rq, role) != ROLE_NONE ||
                     (role == ROLE_DSL &&
                      actor_has_role(a, ROLE_DEPUTY_DSL, rq->scope.school)));
        if (flagged && mine && duty_is_criterion(d->clause))
            return d;
        if (any == NULL && !flagged && mine)
            return d;
    }
    for (size_t i = 0; i < k->answer.duties_count && any == NULL; i++)
        if (k->answer.duties[i].state == DUTY_DUE ||
            k->answer.duties[i].state == DUTY_OVERDUE)
            any = &k->answer.duties[i];
    return any;
}

/* What the reporter added since it was taken up: read here, and said so. */
static void news_fill(struct view_overview *v, struct request *rq,
                      const struct known *k, const struct names *names)
{
    const struct incident *in = &k->incident;
    const struct closing *c = &in->closing;
    if (c->news == 0 || c->state == CLOSING_CLOSED)
        return;
    struct rows rows = rows_make(rq->mem, in->entries_count);
    for (size_t i = c->news - 1; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_ADDITION)
            continue;
        struct str who = names_with_role(rq->mem, names, e->author);
        struct str when = when_words(rq->mem, e->at, k->as_of);
        struct str by = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                                   STR_ARG(when));
        rows_add(&rows, str_c(rq->mem, by),
                 entry_text(in->effective[i].counts, FIELD_TOLD), "");
    }
    v->news = rows.rows;
    v->news_count = rows.count;
    v->news_any = true;
    v->news_may = case_can(rq, PERMIT_LEAD_INCIDENT);
    v->news_key = form_key_new(rq->mem);
    v->news_second = v->req.on && v->req.action;
    v->news_of = str_printf(rq->mem, "%u", c->news_last);
}

/* Either the button that takes the report up, or the strip of a duty. */
static const struct duty *strip_fill(struct view_overview *v,
                                     struct request *rq,
                                     const struct known *k,
                                     const struct names *names)
{
    struct str said = known_already(rq, k);
    bool asked = k->incident.risk != NULL;
    bool flagged = said.size > 0 && !asked;
    if (!instant_known(k->incident.facts.acknowledged_at) &&
        !k->answer.refer_required && case_can(rq, PERMIT_LEAD_INCIDENT)) {
        v->open_key = form_key_new(rq->mem);
        v->open_why = said;
        return case_duty(k, "7.5a");
    }
    if (k->incident.closing.state == CLOSING_CLOSED) {
        v->req = closing_strip(rq, k, names);
        return case_duty(k, "8.10");
    }
    /* What was added is what comes first, and has a strip of its own; before
     * a referral that is required nothing comes. */
    if (k->incident.closing.news > 0 && !k->answer.refer_required &&
        case_can(rq, PERMIT_LEAD_INCIDENT))
        return case_duty(k, "8.10");
    const struct duty *first = first_duty(rq, k, flagged);
    if (first == NULL)
        return NULL;
    v->req = case_req(rq, k, names, first);
    if (flagged && duty_is_criterion(first->clause)) {
        v->req.tone = STR("urgent");
        v->req.what = STR("Check if this must be referred now");
        v->req.why = said;
        v->req.by = STR("Now");
        v->req.by_note = STR("A yes means refer at once. You do not need to wait for the meeting.");
    }
    if (str_is(first->clause, "8.9"))
        v->req.why = str_printf(rq->mem, "%.*s.",
                                STR_ARG(case_criteria_words(rq, k)));
    return first;
}

static void duties_fill(struct view_overview *v, struct request *rq,
                        const struct known *k, const struct names *names,
                        const struct duty *first)
{
    struct duty_list due = { k, names, first, false };
    struct duty_list later = { k, names, first, true };
    v->duties = case_duties(&v->duties_count, rq, &due);
    v->any = v->duties_count > 0;
    v->later = case_duties(&v->later_count, rq, &later);
    v->any_later = v->later_count > 0;
    v->later_heading = str_printf(rq->mem, "%zu thing%s whose turn comes later",
                                  v->later_count,
                                  v->later_count == 1 ? "" : "s");
}

static struct str opened_words(struct request *rq, const struct known *k,
                               const struct names *names)
{
    for (size_t i = 0; i < k->incident.entries_count; i++) {
        const struct entry *e = &k->incident.entries[i];
        if (e->kind != ENTRY_OPENED)
            continue;
        struct str who = names_with_role(rq->mem, names, e->author);
        struct str when = instant_words(rq->mem, e->at);
        return str_printf(rq->mem, "Opened %.*s by %.*s.", STR_ARG(when),
                          STR_ARG(who));
    }
    return STR("Nobody has opened the report yet.");
}

void overview_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_overview v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    names_open(&names, rq);
    page_frame(&v.page, rq, "Overview");
    page_case(&v.page, rq, &k, CASE_OVERVIEW);
    const struct duty *first = strip_fill(&v, rq, &k, &names);
    duties_fill(&v, rq, &k, &names, first);
    v.warnings = case_warnings(&v.warnings_count, rq, &k);
    news_fill(&v, rq, &k, &names);
    first_steps_fill(&v, rq, &k);
    v.report = report_rows(&v.report_count, rq, &k, &names);
    risk_fill(&v, rq, &k);
    people_fill(&v, rq, &k);
    decisions_fill(&v, rq, &k, &names);
    v.steps = case_chain(&v.steps_count, rq, &k, &names);
    v.chain = v.steps_count > 1;
    v.opened = opened_words(rq, &k, &names);
    view_overview(&rq->out.body, &v);
}

/* The DSL takes the report up (7.5a), or has read what was added up to an
 * entry (8.10). Twice, or by two at once: it is open either way, and the page
 * says so. */
void overview_open(struct request *rq, const struct permit *permit)
{
    const struct entry_field of = { FIELD_OF, form_get(rq, "of") };
    struct act_form form = { .kind = ENTRY_OPENED,
                             .key = form_get(rq, "key"),
                             .given = &of,
                             .given_count = of.text.size > 0 };
    struct act_result result;
    struct known k;
    struct instant none = { 0 };
    enum err err = act_append(&result, rq->mem, rq->site->acts, permit, &form,
                              rq->now);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    if (!known_load(&k, rq, permit, none))
        return;
    struct str path = case_path(rq->mem, k.reference, "");
    if (result.end == ACT_DONE)
        respond_done(rq, path, of.text.size > 0 ? "read" : "opened");
    else
        respond_redirect(rq, path);
}
