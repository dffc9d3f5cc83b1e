/* decision.c: what is done about the incident, and who stands for it.
 *
 *   none      -> proposed   decision_post (refer and seek information: decided)
 *   proposed  -> decided    sign_post, when both have agreed (12.9)
 *   proposed  -> returned   sign_post with "look again" or "refer now"
 *   any       -> proposed   decision_post: a new proposal, nobody has signed it
 *
 * Not referring costs more than referring: reasons, two other people. A
 * referral waits for nobody (D4). */
#include "web/handlers.h"
#include "web/page.h"

/* ---- who may answer a proposal ---- */

static bool signed_as(const struct incident *in, enum role role)
{
    for (size_t i = 0; i < in->signs_count; i++)
        if (entry_seat(in->signs[i]) == role)
            return true;
    return false;
}

enum role decision_role_to_sign(const struct request *rq, const struct known *k)
{
    static const enum role roles[] = { ROLE_HEAD, ROLE_EXECUTIVE_LEADER };
    const struct incident *in = &k->incident;
    char me[ID_TEXT_SIZE + 1];
    id_print(me, rq->session.user.bytes);
    if (!case_can(rq, PERMIT_SIGN_DECISION) || in->returned ||
        in->facts.outcome.choice != CHOICE_MANAGE_IN_SCHOOL ||
        str_is(in->facts.outcome.proposed_by.id, me))
        return ROLE_NONE;
    for (size_t i = 0; i < in->signs_count; i++)
        if (ID_SAME(in->signs[i]->author, rq->session.user))
            return ROLE_NONE;
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (case_hat(rq, roles[i]) != ROLE_NONE && !signed_as(in, roles[i]))
            return roles[i];
    return ROLE_NONE;
}

/* ---- what a proposal says, word for word ---- */

static struct view_group proposal_group(struct request *rq,
                                        const struct known *k)
{
    static const struct {
        enum field field;
        const char *label;
        const char *clause;
    } fields[] = {
        { FIELD_WHY, "Reasons", "8.11" },
        { FIELD_BEST, "Best interests of each child", "8.11" },
        { FIELD_INSTEAD, "What will be done instead", "" },
        { FIELD_CHANGE, "What would change the decision", "8.10" },
        { FIELD_CONSULTED, "Who else was asked or took part", "8.13" },
    };
    const struct entry *e = k->incident.outcome;
    struct rows rows = rows_make(rq->mem, COUNT_OF(fields) + 10);
    rows_add(&rows, "Proposed",
             choice_label(SET_OUTCOME, entry_text(e, FIELD_CHOICE)), "");
    for (size_t i = 0; i < e->fields_count; i++)
        if (e->fields[i].field == FIELD_AGENCIES && rows.count < 6)
            rows_add(&rows, "To", choice_label(SET_AGENCY, e->fields[i].text),
                     "");
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (entry_text(e, fields[i].field).size > 0)
            rows_add(&rows, fields[i].label, entry_text(e, fields[i].field),
                     fields[i].clause);
    if (entry_has_word(e, FIELD_CONFIDENT, "yes"))
        rows_add(&rows, "Confidence",
                 STR("“I am confident that the school can manage the risks.”"),
                 "8.11");
    rows_add(&rows, "Talked through with the Headteacher",
             entry_has_word(e, FIELD_TALKED, "yes") ? STR("Yes")
                                                    : STR("Not recorded"),
             "8.10");
    return (struct view_group){ STR("The reasons"), STR(""), rows.rows,
                                rows.count };
}

static struct view_group risk_group(struct request *rq, const struct known *k)
{
    struct rows rows = rows_make(rq->mem, 4);
    const struct entry *risk = k->incident.risk;
    struct str told = entry_text(k->incident.report, FIELD_TOLD);
    rows_add(&rows, "What was reported", told, "");
    rows_add(&rows, "Referral questions", case_criteria_words(rq, k), "8.9");
    if (risk != NULL && entry_text(risk, FIELD_CATEGORY).size > 0)
        rows_add(&rows, "Description",
                 choice_label(SET_CATEGORY, entry_text(risk, FIELD_CATEGORY)),
                 "8.7");
    return (struct view_group){ STR("In short"), STR(""), rows.rows,
                                rows.count };
}

/* What is not done yet: a signer sees it before they answer. */
static struct view_group open_group(struct request *rq, const struct known *k,
                                    const struct names *names)
{
    size_t count;
    struct duty_list list = { k, names, case_duty(k, "12.9"), false };
    const struct view_duty *duties = case_duties(&count, rq, &list);
    struct rows rows = rows_make(rq->mem, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (str_starts(duties[i].hint, "Paragraph 12.9") ||
            str_ends(duties[i].href, "/decision"))
            continue; /* the decision itself */
        rows_add(&rows, "", str_printf(rq->mem, "%.*s. %.*s",
                                       STR_ARG(duties[i].status),
                                       STR_ARG(duties[i].hint)), "");
        rows.rows[rows.count - 1].key = duties[i].title;
    }
    if (rows.count == 0)
        rows_add(&rows, "Nothing", STR("Nothing else is due"), "");
    return (struct view_group){ STR("Still open"), STR(""), rows.rows,
                                rows.count };
}

const struct view_group *decision_groups(size_t *count, struct request *rq,
                                         const struct known *k,
                                         const struct names *names)
{
    struct view_group *groups = ARENA_MANY(rq->mem, 4, struct view_group);
    *count = 0;
    if (k->incident.outcome != NULL) {
        groups[(*count)++] = risk_group(rq, k);
        groups[(*count)++] = proposal_group(rq, k);
    }
    if (case_route_group(&groups[*count], rq, k, names))
        ++*count;
    if (k->incident.outcome != NULL)
        groups[(*count)++] = open_group(rq, k, names);
    return groups;
}

/* ---- the page ---- */

static struct view_req returned_strip(struct request *rq,
                                      const struct known *k,
                                      const struct names *names)
{
    const struct incident *in = &k->incident;
    const struct entry *last = in->signs[in->signs_count - 1];
    bool refer = entry_has_word(last, FIELD_AGREE, "refer");
    struct str who = names_with_role(rq->mem, names, last->author);
    return (struct view_req){
        .on = true,
        .label = STR("What the policy requires now"),
        .tone = STR("urgent"),
        .what = refer ? STR("Refer this incident. A signer asks for it")
                      : STR("Look at the decision again and propose anew"),
        .clause = STR("12.9"),
        .why = str_printf(rq->mem, "%.*s, did not agree. Their words are below.",
                          STR_ARG(who)),
        .by = STR("Now"),
        .action = refer ? case_can(rq, PERMIT_RECORD_REFERRAL)
                        : case_can(rq, PERMIT_LEAD_INCIDENT),
        .href = case_path(rq->mem, k->reference,
                          refer ? "/referral" : "/decision/new"),
        .button = refer ? STR("Record the referral")
                        : STR("Propose a decision"),
    };
}

/* The signature this person can give, or the one that is waited for. */
static struct view_req sign_strip(struct request *rq, const struct known *k,
                                  const struct names *names)
{
    enum role mine = decision_role_to_sign(rq, k);
    const struct duty *found = NULL;
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        if (!str_is(d->clause, "12.9") || d->state == DUTY_DONE)
            continue;
        if (found == NULL || str_is(d->owner, role_name(mine)))
            found = d;
    }
    if (found == NULL)
        return (struct view_req){ 0 };
    struct view_req req = case_req(rq, k, names, found);
    if (mine == ROLE_NONE || !str_is(found->owner, role_name(mine))) {
        req.what = str_printf(rq->mem, "%.*s, needs to read the reasons and answer",
                              STR_ARG(req.who));
        req.action = false;
    } else {
        req.what = STR("Read the reasons and answer");
        req.action = true;
    }
    return req;
}

static struct view_req decided_strip(const struct known *k)
{
    enum choice choice = k->incident.facts.outcome.choice;
    struct view_req req = { .on = true, .label = STR("Done"),
                            .tone = STR("done"), .clause = STR("8.13") };
    if (choice == CHOICE_MANAGE_IN_SCHOOL) {
        req.what = STR("Decided: the school manages this. Both have signed");
        req.clause = STR("12.9");
        req.why = STR("You can still refer at any stage.");
    } else if (choice == CHOICE_REFER) {
        req.what = STR("Decided: to refer");
        req.why = STR("The agencies told are under Referral.");
    } else {
        req.what = STR("Decided: to get information or support first");
        req.why = STR("Propose again when you know more.");
    }
    return req;
}

static struct view_req decision_strip(struct request *rq,
                                      const struct known *k,
                                      const struct names *names)
{
    const struct duty *refer = case_duty(k, "8.9");
    const struct duty *propose = case_duty(k, "8.13");
    enum choice choice = k->incident.facts.outcome.choice;
    if (refer != NULL) {
        struct view_req req = case_req(rq, k, names, refer);
        req.action = case_can(rq, PERMIT_RECORD_REFERRAL);
        req.why = str_printf(rq->mem, "%.*s.",
                             STR_ARG(case_criteria_words(rq, k)));
        return req;
    }
    if (k->incident.returned)
        return returned_strip(rq, k, names);
    if (k->answer.state == OUTCOME_DECIDED)
        return decided_strip(k);
    if (choice == CHOICE_MANAGE_IN_SCHOOL &&
        k->answer.allowed[CHOICE_MANAGE_IN_SCHOOL])
        return sign_strip(rq, k, names);
    if (propose == NULL)
        return (struct view_req){ 0 };
    struct view_req req = case_req(rq, k, names, propose);
    if (choice != CHOICE_NONE)
        req.what = STR("Propose again: new answers have closed the proposal that stands");
    if (propose->state == DUTY_WAITING)
        req.by = STR("After the review meeting");
    return req;
}

static const char *page_title(const struct known *k)
{
    switch (k->incident.facts.outcome.choice) {
    case CHOICE_REFER: return "Decision to refer";
    case CHOICE_SEEK_INFORMATION: return "Decision to get information";
    case CHOICE_MANAGE_IN_SCHOOL: return "Decision not to refer";
    case CHOICE_NONE:
    case CHOICE_COUNT:
        break;
    }
    return "Decision";
}

static void actions_fill(struct view_record *v, struct request *rq,
                         const struct known *k)
{
    struct view_fact *actions = ARENA_MANY(rq->mem, 4, struct view_fact);
    if (decision_role_to_sign(rq, k) != ROLE_NONE &&
        !str_ends(v->req.href, "/decision/sign"))
        actions[v->actions_count++] = (struct view_fact){
            STR("Read the reasons and answer"),
            case_path(rq->mem, k->reference, "/decision/sign")
        };
    if (case_can(rq, PERMIT_RECORD_REFERRAL) &&
        !str_ends(v->req.href, "/referral"))
        actions[v->actions_count++] = (struct view_fact){
            STR("Refer this incident instead"),
            case_path(rq->mem, k->reference, "/referral")
        };
    if (case_can(rq, PERMIT_LEAD_INCIDENT) &&
        k->incident.closing.state != CLOSING_CLOSED &&
        !str_ends(v->req.href, "/decision/new"))
        actions[v->actions_count++] = (struct view_fact){
            k->incident.outcome != NULL ? STR("Propose another decision")
                                        : STR("Propose a decision"),
            case_path(rq->mem, k->reference, "/decision/new")
        };
    if (case_can(rq, PERMIT_LEAD_INCIDENT))
        actions[v->actions_count++] = (struct view_fact){
            STR("Record the policy it is handled under"),
            case_path(rq->mem, k->reference, "/route")
        };
    v->actions = actions;
}

/* What was decided and signed before it was opened again (8.10). */
static void earlier_fill(struct view_record *v, struct request *rq,
                         const struct known *k, const struct names *names)
{
    const struct incident *in = &k->incident;
    struct rows rows = rows_make(rq->mem, in->entries_count);
    for (size_t i = 0; i < in->closing.since; i++) {
        const struct entry *e = &in->entries[i];
        bool sign = e->kind == ENTRY_SIGN;
        if (!sign && e->kind != ENTRY_OUTCOME)
            continue;
        struct str who = names_with_role(rq->mem, names, e->author);
        struct str when = when_words(rq->mem, e->at, k->as_of);
        struct str said = entry_text(e, sign ? FIELD_SAID : FIELD_WHY);
        rows_add(&rows, "", str_printf(rq->mem, "%.*s, %.*s%s%.*s",
                                       STR_ARG(who), STR_ARG(when),
                                       said.size > 0 ? "\n" : "",
                                       STR_ARG(said)),
                 sign ? "12.9" : "8.13");
        rows.rows[rows.count - 1].key =
            sign ? choice_label(SET_AGREE, entry_text(e, FIELD_AGREE))
                 : choice_label(SET_OUTCOME, entry_text(e, FIELD_CHOICE));
    }
    if (rows.count == 0)
        return;
    struct view_group *groups = ARENA_MANY(rq->mem, v->groups_count + 1,
                                           struct view_group);
    for (size_t i = 0; i < v->groups_count; i++)
        groups[i] = v->groups[i];
    groups[v->groups_count++] = (struct view_group){
        STR("Before it was opened again"),
        STR("It counts no more, and stays as it was written."), rows.rows,
        rows.count
    };
    v->groups = groups;
}

void decision_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_record v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    names_open(&names, rq);
    page_frame(&v.page, rq, page_title(&k));
    page_case(&v.page, rq, &k, CASE_DECISION);
    v.heading = str_of(page_title(&k));
    v.req = decision_strip(rq, &k, &names);
    v.warnings = case_warnings(&v.warnings_count, rq, &k);
    v.steps = case_chain(&v.steps_count, rq, &k, &names);
    v.chain = v.steps_count > 0;
    v.groups = decision_groups(&v.groups_count, rq, &k, &names);
    if (k.incident.outcome == NULL)
        v.lede = STR("Nothing is proposed yet.");
    earlier_fill(&v, rq, &k, &names);
    if (k.incident.facts.outcome.choice == CHOICE_MANAGE_IN_SCHOOL &&
        k.answer.state != OUTCOME_DECIDED) {
        v.panel_title = STR("Until both have signed");
        v.panel = STR("Ask nobody to delete anything, and keep any device as it is. The school leads on deletion only when the decision is made (paragraph 12.8).");
    }
    actions_fill(&v, rq, &k);
    view_record(&rq->out.body, &v);
}

/* ---- proposing ---- */

enum { DECISION_LOOKS_MAX = 9 };

struct decision_spec {
    struct known known;
    struct form_spec form;
    struct field_look looks[DECISION_LOOKS_MAX];
    struct view_option choices[CHOICE_COUNT];
    struct entry_field given[1];
};

/* Only what the policy leaves open; the page says why the rest is not there. */
static size_t choices_fill(struct view_option choices[CHOICE_COUNT],
                           const struct known *k)
{
    size_t count, n = 0;
    const struct choice_word *words = choice_words(SET_OUTCOME, &count);
    for (size_t i = 0; i < count; i++) {
        enum choice choice = choice_from_word(str_of(words[i].word));
        if (choice < CHOICE_COUNT && k->answer.allowed[choice])
            choices[n++] = (struct view_option){
                .value = str_of(words[i].word),
                .label = str_of(words[i].label),
            };
    }
    return n;
}

static struct str not_offered(struct request *rq, const struct known *k)
{
    const struct facts *f = &k->incident.facts;
    struct buf b;
    buf_open(&b, rq->mem, 256, 4096);
    if (k->answer.refer_required) {
        struct str why = case_criteria_words(rq, k);
        return str_printf(rq->mem, "Managing this in school cannot be proposed: the policy requires a referral. %.*s.",
                          STR_ARG(why));
    }
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        if (f->criteria[i] != UNKNOWN)
            continue;
        struct str cite = clause_cite(
            rq->mem, str_of(criterion_clause((enum criterion)i)));
        if (b.size > 0) {
            (void)str_cut(&cite, ' ');
            buf_put_str(&b, STR(", "));
        }
        buf_put_str(&b, cite);
    }
    struct str open = buf_str(&b);
    return str_printf(rq->mem, "Managing this in school cannot be proposed yet: every referral question has to be answered no first. Not answered or not known: %.*s.",
                      STR_ARG(open));
}

static void decision_looks(struct decision_spec *s, struct request *rq,
                           const struct names *names)
{
    size_t n = 0, choices = choices_fill(s->choices, &s->known);
    bool school = s->known.answer.allowed[CHOICE_MANAGE_IN_SCHOOL];
    bool own = case_hat(rq, ROLE_HEAD) == ROLE_HEAD;
    struct str head = case_seat_words(rq, names, ROLE_HEAD, own);
    struct str talked = str_printf(rq->mem, "I have talked this through with %.*s",
                                   STR_ARG(head));
    s->looks[n++] = (struct field_look){
        FIELD_CHOICE, .label = "What do you propose?", .clause = "8.13",
        .options = s->choices, .options_count = choices
    };
    s->looks[n++] = (struct field_look){
        FIELD_AGENCIES, .label = "To which agency?", .item = "ly-when-refer"
    };
    s->looks[n++] = (struct field_look){
        FIELD_WHY, .label = "What are the reasons?", .rows = 4,
        .hint = school ? "If the school manages it: take each risk in turn and say why you are confident. Do not describe what a picture shows."
                       : "Do not describe what a picture shows.",
        .clause = "8.11"
    };
    s->looks[n++] = (struct field_look){
        FIELD_BEST, .label = "How is this in the best interests of each child?",
        .hint = "Include what each child wants.", .clause = "8.11"
    };
    if (school) {
        s->looks[n++] = (struct field_look){
            FIELD_INSTEAD, .item = "ly-when-school",
            .label = "What will be done instead?",
            .hint = "Who does what, by when."
        };
        s->looks[n++] = (struct field_look){
            FIELD_CHANGE, .item = "ly-when-school", .rows = 2,
            .label = "What would make you refer later?", .clause = "8.10"
        };
        s->looks[n++] = (struct field_look){
            FIELD_CONFIDENT, .item = "ly-when-school", .clause = "8.11",
            .afresh = true, .legend = "Your confidence",
            .label = "I am confident that the school can manage the risks"
        };
    }
    s->looks[n++] = (struct field_look){ FIELD_TALKED, .clause = "8.10",
                                         .afresh = true,
                                         .legend = "With the Headteacher",
                                         .label = str_c(rq->mem, talked) };
    s->looks[n++] = (struct field_look){
        FIELD_CONSULTED, .rows = 2, .clause = "8.13",
        .hint = "Name and role, for example the Executive Leader, the SENCO, social care, and what they said."
    };
    s->form.looks = s->looks;
    s->form.looks_count = n;
}

static bool decision_spec_make(struct decision_spec *s, struct request *rq,
                               const struct permit *permit)
{
    struct names names;
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    names_open(&names, rq);
    const struct known *k = &s->known;
    struct str typed = form_get(rq, "choice");
    bool refer = str_is(typed, "refer");
    bool school = str_is(typed, "manage_in_school");
    s->given[0] = (struct entry_field){ FIELD_AS_ROLE,
                                        str_of(role_name(permit->role)) };
    s->form = (struct form_spec){
        .kind = ENTRY_OUTCOME,
        .title = "Propose a decision",
        .lede = "The welfare of every child comes first, and what is done is in proportion (Paragraph 7.2). Referring needs nobody’s agreement. Not referring needs reasons and two sign-offs by others.",
        .button = "Record this decision",
        .done = school ? "proposed" : "outcome",
        .form_path = "/decision/new",
        .next = case_path(rq->mem, k->reference,
                          refer && k->incident.facts.referrals_count == 0
                              ? "/referral"
                              : "/decision"),
        .last = k->incident.outcome,
        .given = s->given,
        .given_count = 1,
        .section = CASE_DECISION,
    };
    decision_looks(s, rq, &names);
    const struct duty *refer_now = case_duty(k, "8.9");
    const struct duty *d = case_duty(k, "8.13");
    if (refer_now != NULL) {
        s->form.req = case_req(rq, k, &names, refer_now);
        s->form.req.action = false;
    } else if (d != NULL) {
        s->form.req = case_req(rq, k, &names, d);
        s->form.req.what = STR("Decide with the Headteacher whether to refer, and record why");
        s->form.req.action = false;
        if (d->state == DUTY_WAITING)
            s->form.req.by = STR("After the review meeting");
    }
    struct rows rows = rows_make(rq->mem, k->answer.warnings_count + 2);
    if (!k->answer.allowed[CHOICE_MANAGE_IN_SCHOOL])
        rows_add(&rows, "Not offered here.", not_offered(rq, k), "8.9");
    s->form.warnings = rows.rows;
    s->form.warnings_count = rows.count;
    if (k->answer.allowed[CHOICE_MANAGE_IN_SCHOOL]) {
        struct str head = case_seat_words(
            rq, &names, ROLE_HEAD, case_hat(rq, ROLE_HEAD) == ROLE_HEAD);
        struct str leader = case_seat_words(rq, &names,
                                            ROLE_EXECUTIVE_LEADER, false);
        struct str note = str_printf(rq->mem, "Not referring counts only when %.*s, and %.*s, have both signed. You cannot sign for either of them.",
                                     STR_ARG(head), STR_ARG(leader));
        s->form.note = str_c(rq->mem, note);
        s->form.note_clause = "12.9";
    }
    return true;
}

void decision_form(struct request *rq, const struct permit *permit)
{
    struct decision_spec *spec = ARENA_NEW(rq->mem, struct decision_spec);
    if (decision_spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void decision_post(struct request *rq, const struct permit *permit)
{
    struct decision_spec *spec = ARENA_NEW(rq->mem, struct decision_spec);
    if (decision_spec_make(spec, rq, permit))
        form_save(rq, permit, &spec->known, &spec->form);
}
