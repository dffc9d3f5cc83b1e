/* deletion.c: copies and who holds them, what each was told and asked, and
 * what was reported to be taken down (12.8, 12.10, D3, D15, D22).
 *
 *   closed -> open   incident_may_delete: decided, and nothing is held
 *   open   -> closed a new answer that has evidence held
 *
 * While it is closed the pages show why instead of a form, and no word on
 * them tells anybody to delete. Staff never delete for a child and never look
 * through a device to check. */
#include "web/handlers.h"
#include "web/section.h"

/* ---- where a copy stands ---- */

static struct str copy_name(struct request *rq, const struct known *k,
                            const struct holder *h)
{
    const struct entry *e = h->entry;
    struct str who = case_person_name(&k->incident,
                                      entry_text(e, FIELD_HOLDS));
    struct str which = entry_text(e, FIELD_STORE_NAME);
    struct str store = choice_label(SET_STORE, entry_text(e, FIELD_STORE));
    return str_printf(rq->mem, "%.*s: %.*s%s%.*s", STR_ARG(who),
                      STR_ARG(store), which.size > 0 ? ", " : "",
                      STR_ARG(which));
}

static bool is_late(const struct holder *h, struct instant now)
{
    return instant_known(h->deadline) && !instant_known(h->confirmed_at) &&
           !h->in_error && instant_after(now, h->deadline);
}

static struct str copy_status(struct request *rq, const struct known *k,
                              const struct holder *h)
{
    if (h->in_error)
        return STR("In error");
    if (instant_known(h->confirmed_at))
        return STR("Confirmed");
    if (instant_known(h->refused_at))
        return STR("Refused");
    if (is_late(h, k->as_of))
        return STR("Deadline missed");
    if (instant_known(h->deadline)) {
        struct str when = when_words(rq->mem, h->deadline, k->as_of);
        return str_printf(rq->mem, "By %.*s", STR_ARG(when));
    }
    return STR("Not confirmed");
}

static size_t open_copies(const struct incident *in)
{
    size_t open = 0;
    for (size_t i = 0; i < in->holders_count; i++)
        open += !in->holders[i].in_error &&
                !instant_known(in->holders[i].confirmed_at);
    return open;
}

struct str deletion_state(struct request *rq, const struct known *k)
{
    const struct incident *in = &k->incident;
    size_t open = open_copies(in);
    if (!incident_may_delete(&k->answer))
        return STR("Closed");
    if (in->holders_count == 0)
        return STR("Open");
    if (open == 0)
        return STR("All confirmed");
    return str_printf(rq->mem, "%zu of %zu to confirm", open,
                      in->holders_count);
}

/* Why nobody may be asked yet, and what may be done meanwhile. */
static struct view_req closed_strip(const struct known *k)
{
    bool held = k->answer.evidence_hold &&
                (k->answer.refer_required ||
                 k->incident.facts.outcome.choice == CHOICE_REFER ||
                 k->incident.facts.referrals_count > 0);
    return (struct view_req){
        .on = true,
        .label = STR("Closed for now"),
        .tone = STR("urgent"),
        .what = held ? STR("Ask everybody to keep what they have, to share it with nobody, and to wait until the police advise")
                     : STR("Ask nobody to delete anything yet"),
        .why = held ? STR("Evidence may be needed. It opens when the police say that nothing has to be kept.")
                    : STR("It opens when the outcome is decided, both signatures included. Asking cannot be undone."),
        .clause = STR("12.8"),
        .by = held ? STR("Until the police advise")
                   : STR("After the decision"),
    };
}

/* What comes first for this copy, or for all of them, and where it is done. */
static struct view_req strip_of(struct request *rq,
                                const struct section_page *p,
                                struct str subject)
{
    static const char *const clauses[] = { "12.10e", "12.10a", "12.10d",
                                           "12.10b", "12.10c", "12.10f" };
    if (!incident_may_delete(&p->known.answer))
        return closed_strip(&p->known);
    const struct duty *d = NULL;
    for (size_t i = 0; i < COUNT_OF(clauses) && d == NULL; i++) {
        struct str of = subject;
        const struct duty *first = case_duty(&p->known, clauses[i]);
        if (subject.size == 0 && first != NULL)
            of = first->subject;
        d = section_duty(rq, &p->known, clauses[i], of);
    }
    if (d == NULL && subject.size == 0)
        d = case_duty(&p->known, "12.8");
    if (d == NULL)
        return (struct view_req){ 0 };
    struct view_req req = case_req(rq, &p->known, &p->names, d);
    const struct holder *h = incident_copy(&p->known.incident,
                                           d->subject);
    req.action = case_can(rq, PERMIT_WRITE_NOTE);
    req.href = h != NULL ? section_path(rq->mem, p->known.reference,
                                        "deletion", h->seq, "/step")
                         : case_path(rq->mem, p->known.reference,
                                     "/deletion/new");
    req.button = h != NULL ? STR("Record what was said and done")
                           : STR("Record a copy and who has it");
    return req;
}

/* ---- the list ---- */

static void copies_fill(struct section_page *p, struct request *rq)
{
    const struct incident *in = &p->known.incident;
    struct view_plain_row *rows = ARENA_MANY(rq->mem, in->holders_count,
                                             struct view_plain_row);
    for (size_t i = 0; i < in->holders_count; i++) {
        const struct holder *h = &in->holders[i];
        bool alarm = instant_known(h->refused_at) ||
                     is_late(h, p->known.as_of);
        rows[p->v.items_count++] = (struct view_plain_row){
            .id = str_printf(rq->mem, "h%u", h->seq),
            .href = section_path(rq->mem, p->known.reference, "deletion",
                                 h->seq, ""),
            .title = copy_name(rq, &p->known, h),
            .hint = h->last == NULL
                        ? STR("Nothing has been said or done yet")
                        : section_words(rq, &p->names, h->last, FIELD_RESULT),
            .status = copy_status(rq, &p->known, h),
            .tone = alarm ? STR("red") : STR(""),
        };
    }
    p->v.items = rows;
    p->v.items_heading = STR("Where copies are");
    if (in->holders_count == 0)
        p->v.items_empty = STR("No copy is recorded.");
}

static void online_fill(struct section_page *p, struct request *rq)
{
    const struct incident *in = &p->known.incident;
    struct view_plain_row *rows = ARENA_MANY(rq->mem, in->takedowns_count,
                                             struct view_plain_row);
    for (size_t i = 0; i < in->takedowns_count; i++) {
        const struct takedown *t = &in->takedowns[i];
        struct str host = entry_text(t->last, FIELD_HOST);
        struct str chase = section_time(rq, &p->known, t->last, FIELD_CHASE_AT);
        bool waits = entry_has_word(t->last, FIELD_TAKEN_DOWN, "waiting");
        struct instant at;
        bool late = waits &&
                    instant_read(&at, entry_text(t->last, FIELD_CHASE_AT)) ==
                        OK &&
                    instant_after(p->known.as_of, at);
        struct str tool = section_words(rq, &p->names, t->last, FIELD_TOOL);
        rows[p->v.more_count++] = (struct view_plain_row){
            .id = str_printf(rq->mem, "t%u", t->seq),
            .href = section_path(rq->mem, p->known.reference,
                                 "deletion/online", t->seq, ""),
            .title = str_printf(rq->mem, "%.*s%s%.*s", STR_ARG(tool),
                                host.size > 0 ? ": " : "", STR_ARG(host)),
            .hint = str_printf(rq->mem, "Ask again: %.*s", STR_ARG(chase)),
            .status = late ? STR("Ask again now")
                           : section_words(rq, &p->names, t->last,
                                           FIELD_TAKEN_DOWN),
            .tone = late ? STR("red") : STR(""),
        };
    }
    p->v.more = rows;
    p->v.more_heading = STR("Reported to be taken down");
    if (in->takedowns_count == 0)
        p->v.more_empty = STR("Nothing is recorded. The child, or a parent, reports it; staff never need to see it.");
}

void deletion_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Deletion", CASE_DELETION))
        return;
    struct str ref = p->known.reference;
    p->v.req = strip_of(rq, p, STR(""));
    p->v.warnings = case_warnings(&p->v.warnings_count, rq, &p->known);
    copies_fill(p, rq);
    online_fill(p, rq);
    section_action(p, rq, "Record a copy and who has it",
                   case_path(rq->mem, ref, "/deletion/new"),
                   PERMIT_WRITE_NOTE);
    section_action(p, rq, "Record a report to have something taken down",
                   case_path(rq->mem, ref, "/deletion/online"),
                   PERMIT_WRITE_NOTE);
    if (incident_may_delete(&p->known.answer)) {
        p->v.panel_title = STR("Take their word, or a parent’s");
        p->v.panel = STR("The child deletes and confirms. Staff never delete for a child, and never look through a device to check.");
    }
    section_page_show(p, rq);
}

/* ---- one copy ---- */

static struct view_group steps_group(struct request *rq,
                                     const struct section_page *p,
                                     const struct holder *h)
{
    static const struct {
        enum holder_step step;
        const char *label;
        const char *clause;
    } steps[] = {
        { STEP_REMINDED, "Told that keeping a copy is against the law", "12.10a" },
        { STEP_WARNED, "Told what happens if a copy is kept", "12.10d" },
        { STEP_PARENTS, "Parents told of it", "12.10f" },
        { STEP_HELPED, "Shown how to have things removed online", "9.4h" },
    };
    struct rows rows = rows_make(rq->mem, COUNT_OF(steps) + 5);
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        rows_add(&rows, steps[i].label,
                 (h->steps & 1u << steps[i].step) != 0 ? STR("Yes")
                 : STR("Not recorded"),
                 steps[i].clause);
    rows_add(&rows, "Asked",
             instant_known(h->asked_at)
             ? when_words(rq->mem, h->asked_at, p->known.as_of)
             : STR("Not recorded"), "12.10b");
    rows_add(&rows, "Deadline given",
             instant_known(h->deadline)
             ? when_words(rq->mem, h->deadline, p->known.as_of)
             : STR("None"), "12.10c");
    rows_add(&rows, "Confirmed",
             instant_known(h->confirmed_at)
             ? when_words(rq->mem, h->confirmed_at, p->known.as_of)
             : STR("Not yet"), "12.10b");
    if (instant_known(h->decided_at))
        rows_add(&rows, "Decided, with the Headteacher, whether to tell the police of it",
                 when_words(rq->mem, h->decided_at, p->known.as_of), "12.10e");
    if (h->last != NULL && entry_text(h->last, FIELD_RESULT_HOW).size > 0)
        rows_add(&rows, "How, and who was there",
                 entry_text(h->last, FIELD_RESULT_HOW), "");
    return (struct view_group){ STR("What was said and done"), STR(""),
                                rows.rows, rows.count };
}

/* A refusal or a missed deadline is no longer the child's alone to mend. */
static void escalation_fill(struct section_page *p, const struct holder *h)
{
    bool late = is_late(h, p->known.as_of);
    bool refused = instant_known(h->refused_at);
    if (!refused && !late)
        return;
    p->v.panel_title = refused ? STR("Refused, or a copy was found")
                               : STR("The deadline is missed");
    p->v.panel = STR("The Headteacher sees this too. Decide together, today, whether to tell the police: keeping it is a continuing offence (Paragraph 12.10(d)). Tell the parents unless that adds a risk. Record the decision and its reason with what was said and done.");
}

void holder_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Copy", CASE_DELETION))
        return;
    const struct holder *h = incident_holder(&p->known.incident,
                                             section_number(rq));
    if (h == NULL) {
        respond_not_found(rq);
        return;
    }
    struct str ref = p->known.reference;
    bool open = incident_may_delete(&p->known.answer);
    p->v.heading = copy_name(rq, &p->known, h);
    p->v.req = strip_of(rq, p, h->id);
    p->v.warnings = case_warnings(&p->v.warnings_count, rq, &p->known);
    struct str step = section_path(rq->mem, ref, "deletion", h->seq, "/step");
    struct view_group *groups = ARENA_NEW(rq->mem, struct view_group);
    groups[0] = steps_group(rq, p, h);
    p->v.groups = groups;
    p->v.groups_count = 1;
    escalation_fill(p, h);
    section_action(p, rq, open ? "Record what was said and done"
                   : "Record what has already happened",
                   step, PERMIT_WRITE_NOTE);
    if (p->v.panel_title.size > 0) {
        section_action(p, rq, "Record that the police were told",
                       case_path(rq->mem, ref, "/referral"),
                       PERMIT_RECORD_REFERRAL);
    }
    section_action(p, rq, "All copies",
                   case_path(rq->mem, ref, "/deletion"), PERMIT_SEE_INCIDENT);
    section_page_show(p, rq);
}

/* ---- forms ---- */

void holder_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    s->form.kind = ENTRY_HOLDER;
    s->form.title = "Record a copy and who has it";
    s->form.lede = "One entry for each person and place: a phone and its backup are two. Write down what people said. Nobody looks through a device.";
    s->form.button = "Save this copy";
    s->form.done = "holder";
    s->form.section = CASE_DELETION;
    s->form.form_path = "/deletion/new";
    s->form.next = case_path(rq->mem, s->known.reference, "/deletion");
    section_look_person(s, rq, FIELD_HOLDS, "Who has it?", NULL);
    section_look(s, (struct field_look){ FIELD_STORE, .clause = "12.8" });
    section_look(s, (struct field_look){
        FIELD_STORE_NAME, .hint = "For example the name of the service. Never an address." });
    section_form_run(s, rq, permit);
}

/* While it is closed only what has already happened can be recorded. */
static void step_looks(struct section_form *s, bool open)
{
    section_look(s, (struct field_look){
        FIELD_STEPS, .label = open ? "What was said?"
                                   : "What has already been said?",
        .clause = "12.10" });
    section_look(s, (struct field_look){
        FIELD_DEADLINE, .label = open ? "By when?"
                                      : "Was a time given? Which?",
        .width = "20", .clause = "12.10c",
        .hint = "For example 27 November 2026, 4pm. One time for every device, store and site." });
    section_look(s, (struct field_look){
        FIELD_RESULT, .clause = "12.10b",
        .hint = "Take their word, or a parent’s." });
    section_look(s, (struct field_look){
        FIELD_RESULT_HOW, .label = "How do you know, and who was there?",
        .rows = 3,
        .hint = "If it was refused: what was said. If it was decided about the police: what, and why. Do not describe what a picture shows." });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When was this?", .width = "20",
        .hint = "Leave it empty for now." });
    if (!open)
        section_look(s, (struct field_look){
            FIELD_ALREADY, .label = "Somebody had already asked when this was recorded" });
}

void holder_step_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct holder *h = incident_holder(&s->known.incident,
                                             section_number(rq));
    if (h == NULL) {
        respond_not_found(rq);
        return;
    }
    bool open = incident_may_delete(&s->known.answer);
    struct str number = str_printf(rq->mem, "%u", h->seq);
    struct str name = copy_name(rq, &s->known, h);
    section_give(s, FIELD_OF, number);
    s->form.hidden_name = "about";
    s->form.hidden_value = number;
    s->form.kind = ENTRY_HOLDER_STEP;
    s->form.title = open ? "Record what was said and done"
                         : "Record what has already happened";
    s->form.lede = str_c(rq->mem, name);
    s->form.button = "Save";
    s->form.done = "holder-step";
    s->form.section = CASE_DELETION;
    s->form.form_path = section_form_path(rq->mem, "deletion", h->seq, "/step");
    s->form.next = section_path(rq->mem, s->known.reference, "deletion", h->seq,
                                "");
    if (!open)
        s->form.req = closed_strip(&s->known);
    step_looks(s, open);
    section_form_run(s, rq, permit);
}

/* ---- what is online ---- */

/* With a number: what is known since, of a report made before. */
void takedown_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct takedown *t = NULL;
    if (s == NULL)
        return;
    s->form.kind = ENTRY_TAKEDOWN;
    s->form.title = "Record a report to have something taken down";
    s->form.form_path = "/deletion/online";
    s->form.next = case_path(rq->mem, s->known.reference, "/deletion");
    if (rq->params[1].size > 0) {
        t = incident_takedown(&s->known.incident, section_number(rq));
        if (t == NULL) {
            respond_not_found(rq);
            return;
        }
        struct str number = str_printf(rq->mem, "%u", t->seq);
        section_give(s, FIELD_OF, number);
        s->form.hidden_name = "about";
        s->form.hidden_value = number;
        s->form.title = "Record what is known since";
        s->form.form_path = section_form_path(rq->mem, "deletion/online",
                                              t->seq, "/change");
        s->form.last = t->last;
    }
    s->form.lede = "The child reports it, alone or with help. Staff need not see it, and the address of a picture is never kept.";
    s->form.button = "Save";
    s->form.done = "takedown";
    s->form.section = CASE_DELETION;
    section_look(s, (struct field_look){ FIELD_TOOL, .clause = "9.4h" });
    section_look(s, (struct field_look){
        FIELD_HOST, .width = "20",
        .hint = "Only the name, for example example.com." });
    section_look(s, (struct field_look){ FIELD_ASKED_IT,
                                       .hint = "For example the pupil, with a parent." });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "Leave it empty for now." });
    section_look(s, (struct field_look){
        FIELD_REFERENCE, .label = "Reference", .width = "20",
        .hint = "Only if the child chooses to give it." });
    section_look(s, (struct field_look){ FIELD_TAKEN_DOWN });
    section_look(s, (struct field_look){
        FIELD_CHASE_AT, .label = "When will you ask again?", .width = "20",
        .hint = "For example 27 November 2026." });
    section_form_run(s, rq, permit);
}

void takedown_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Reported to be taken down",
                           CASE_DELETION))
        return;
    const struct takedown *t = incident_takedown(&p->known.incident,
                                                 section_number(rq));
    if (t == NULL) {
        respond_not_found(rq);
        return;
    }
    struct view_group *group = ARENA_NEW(rq->mem, struct view_group);
    *group = (struct view_group){ .heading = STR("As it stands") };
    group->answers = entry_answers(&group->answers_count, rq->mem, t->last,
                                   &p->names);
    p->v.groups = group;
    p->v.groups_count = 1;
    struct str change = section_path(rq->mem, p->known.reference,
                                     "deletion/online", t->seq, "/change");
    const struct duty *d = section_duty(rq, &p->known, "D15", t->id);
    if (d != NULL) {
        p->v.req = case_req(rq, &p->known, &p->names, d);
        p->v.req.action = case_can(rq, PERMIT_WRITE_NOTE);
        p->v.req.href = change;
        p->v.req.button = STR("Record what is known since");
    }
    if (!p->v.req.action)
        section_action(p, rq, "Record what is known since", change,
                       PERMIT_WRITE_NOTE);
    section_action(p, rq, "All copies and reports",
                   case_path(rq->mem, p->known.reference, "/deletion"),
                   PERMIT_SEE_INCIDENT);
    section_page_show(p, rq);
}
