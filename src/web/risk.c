/* risk.c: the assessment of risk. The 7 questions that can require a referral
 * come first and say at once what follows; the description, the ten questions
 * and the circumstances can wait. The page only explains while somebody
 * chooses: what counts is policy_answer over what was saved. */
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

enum { RISK_LOOKS_MAX = 44 };

static const char *const letters[CRITERION_COUNT] = { "h", "a", "b", "c",
                                                      "d", "e", "f" };

struct risk_spec {
    struct known known;
    struct form_spec form;
    struct field_look looks[RISK_LOOKS_MAX];
    size_t count;
    struct view_because because[CRITERION_COUNT];
};

static struct field_look *look_add(struct risk_spec *s, struct field_look look)
{
    must(s->count < RISK_LOOKS_MAX);
    s->looks[s->count] = look;
    return &s->looks[s->count++];
}

/* "Samir is 12." beside the question that asks about an age. */
static struct str ages_known(struct request *rq, const struct known *k)
{
    struct buf b;
    buf_open(&b, rq->mem, 64, 2048);
    for (size_t i = 0; i < k->incident.people_count; i++) {
        const struct person *p = &k->incident.people[i];
        struct str rest = str_trim(p->name);
        struct str first = str_cut(&rest, ' ');
        if (p->in_error || p->type != PERSON_PUPIL ||
            (p->parts & (1u << PART_DEPICTED)) == 0)
            continue;
        if (p->age.known)
            buf_printf(&b, "%.*s is %u. ", STR_ARG(first), p->age.years);
        else
            buf_printf(&b, "The age of %.*s is not recorded. ",
                       STR_ARG(first));
    }
    return b.size > 0 ? buf_str(&b) : STR("");
}

static void criteria_add(struct risk_spec *s, struct request *rq)
{
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        const char *clause = criterion_clause((enum criterion)i);
        const struct pack_clause *p = pack_clause(rq->site->pack,
                                                  str_of(clause));
        must(p != NULL);
        struct str hint = p->hint;
        if (i == CRITERION_8_9D)
            hint = str_printf(rq->mem, "%.*s%.*s",
                              STR_ARG(ages_known(rq, &s->known)),
                              STR_ARG(p->hint));
        look_add(s, (struct field_look){
            .field = (enum field)(FIELD_C_7_5E + i),
            .hint = str_c(rq->mem, hint),
            .clause = clause,
            .item = "ly-crit",
            .letter = letters[i],
            .inline_radios = true,
            .static_after = i + 1 == CRITERION_COUNT,
        });
        s->because[i] = (struct view_because){
            str_of(letters[i]), str_of(field_info(FIELD_C_7_5E + i)->label),
            str_of(clause), false
        };
    }
    s->looks[0].heading = "Does any of these apply?";
    s->looks[0].heading_note = "Answer from what you have been told; nobody looks at a picture to find out. Once saved, a yes can be changed only with a reason. Both answers stay on record.";
}

static void description_add(struct risk_spec *s)
{
    look_add(s, (struct field_look){
        FIELD_CATEGORY, .heading = "The description", .clause = "8.7",
        .label = "Which description fits best?", .live_checks = true,
        .hint = "It describes the incident, not a child. One action does not define a pupil."
    });
    look_add(s, (struct field_look){
        FIELD_CATEGORY_WHY, .rows = 2,
        .hint = "Do not describe what a picture shows."
    });
    look_add(s, (struct field_look){
        FIELD_KINDS, .hint = "Choose all that are known.", .clause = "3.1"
    });
    look_add(s, (struct field_look){
        FIELD_MEDIUM, .hint = "As you were told. Nobody looks to find out.",
        .clause = "3.3" });
    look_add(s, (struct field_look){
        FIELD_SHARING, .hint = "Choose all that are known.", .clause = "3.2" });
    look_add(s, (struct field_look){
        FIELD_PLATFORMS, .hint = "For example the name of an app, a group chat, phone to phone. Never a link to a picture."
    });
    look_add(s, (struct field_look){
        FIELD_ADULT, .inline_radios = true, .clause = "8.8",
        .heading = "4 things that change the way forward",
        .hint = "A yes here means that 8.9(a) applies."
    });
    look_add(s, (struct field_look){ FIELD_CONSENSUAL, .inline_radios = true,
                                     .clause = "8.14" });
    look_add(s, (struct field_look){ FIELD_MALICE, .inline_radios = true,
                                     .clause = "8.14" });
    look_add(s, (struct field_look){
        FIELD_CONFLICT, .inline_radios = true, .clause = "8.15",
        .hint = "Then the child-on-child abuse policy (SG10) applies."
    });
}

static void questions_add(struct risk_spec *s, struct request *rq)
{
    size_t first = s->count;
    for (unsigned i = 0; i < QUESTION_COUNT; i++) {
        struct str clause = str_printf(rq->mem, "8.12%c", (char)('a' + i));
        const struct pack_clause *p = pack_clause(rq->site->pack, clause);
        must(p != NULL);
        struct str number = str_printf(rq->mem, "%u", i + 1);
        look_add(s, (struct field_look){
            .field = (enum field)(FIELD_Q_A + i),
            .label = str_c(rq->mem, p->question),
            .hint = str_c(rq->mem, p->hint),
            .clause = str_c(rq->mem, clause),
            .item = "ly-ten",
            .number = str_c(rq->mem, number),
            .beside = str_c(rq->mem, clause),
            .rows = 2,
        });
    }
    s->looks[first].heading = "10 questions";
    s->looks[first].heading_note = "Write what you know. ‘Asked, and not known’ is an answer; a blank stays a duty. Do not describe what a picture shows.";
}

static void circumstances_add(struct risk_spec *s, bool had_yes)
{
    look_add(s, (struct field_look){
        FIELD_CONTEXT, .heading = "Circumstances", .clause = "6.2",
        .label = "Are there wider circumstances that affect safety?",
        .hint = "For example where it happened, who else is affected, earlier concerns. Social care needs this in a referral."
    });
    look_add(s, (struct field_look){
        FIELD_FRAMEWORK, .clause = "7.3",
        .hint = "If one was used, for example a traffic light tool."
    });
    look_add(s, (struct field_look){
        FIELD_FRAMEWORK_RESULT, .rows = 2,
        .hint = "For example the colour, the age band, and why. Do not describe what a picture shows."
    });
    if (had_yes)
        look_add(s, (struct field_look){
            FIELD_REASON, .heading = "If you change a yes", .rows = 2,
            .label = "Why is the earlier yes not right any more?",
            .hint = "Needed only when an answer above was yes and is not any more. The earlier answer stays readable.",
            .clause = "8.9"
        });
}

/* What the people recorded already imply: no answer here undoes it. */
static bool implied_by_people(const struct known *k)
{
    unsigned acts = 1u << PART_CREATED | 1u << PART_SENT |
                    1u << PART_SHARED_ON | 1u << PART_REQUESTED;
    for (size_t i = 0; i < k->incident.facts.people_count; i++) {
        const struct fact_person *p = &k->incident.facts.people[i];
        if ((p->type == PERSON_ADULT || p->type == PERSON_STAFF) &&
            (p->parts & acts) != 0)
            return true;
    }
    return false;
}

static struct view_req strip(struct request *rq, const struct known *k,
                             const struct names *names, bool with_button)
{
    const struct duty *refer = case_duty(k, "8.9"), *d = refer;
    for (size_t i = 0; i < k->answer.duties_count && d == NULL; i++) {
        const struct duty *one = &k->answer.duties[i];
        bool here = duty_is_criterion(one->clause) ||
                    str_is(one->clause, "8.7") ||
                    str_starts(one->clause, "8.12");
        if (here && (one->state == DUTY_DUE || one->state == DUTY_OVERDUE))
            d = one;
    }
    if (d == NULL)
        return (struct view_req){ 0 };
    struct view_req req = case_req(rq, k, names, d);
    if (duty_is_criterion(d->clause))
        req.why = STR("The DSL refers at once to children’s social care, the police, or both when one of them applies.");
    if (d == refer)
        req.why = str_printf(rq->mem, "%.*s.",
                             STR_ARG(case_criteria_words(rq, k)));
    req.action = req.action && (with_button || d == refer);
    return req;
}

static bool spec_make(struct risk_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct names names;
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    names_open(&names, rq);
    const struct known *k = &s->known;
    bool had_yes = false, implied = implied_by_people(k);
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        had_yes = had_yes || k->incident.facts.criteria[i] == YES;
    criteria_add(s, rq);
    s->because[CRITERION_8_9A].now = implied;
    if (implied)
        s->because[CRITERION_8_9A].words =
            STR("An adult or a member of staff has a part in what happened, as the people are recorded");
    description_add(s);
    questions_add(s, rq);
    circumstances_add(s, had_yes);
    bool refer = str_is(form_get(rq, "then"), "refer");
    s->form = (struct form_spec){
        .kind = ENTRY_RISK,
        .title = "Risk assessment",
        .button = "Save the assessment",
        .done = "risk",
        .form_path = "/risk/edit",
        .next = case_path(rq->mem, k->reference,
                          refer ? "/referral" : "/risk"),
        .looks = s->looks,
        .looks_count = s->count,
        .last = k->incident.risk,
        .req = strip(rq, k, &names, false),
        .live = true,
        .live_always = implied,
        .because = s->because,
        .because_count = CRITERION_COUNT,
        .section = CASE_RISK,
    };
    s->form.req.action = false; /* the outcome below has the button */
    s->form.warnings = case_warnings(&s->form.warnings_count, rq, k);
    return true;
}

void risk_form(struct request *rq, const struct permit *permit)
{
    struct risk_spec *spec = ARENA_NEW(rq->mem, struct risk_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void risk_post(struct request *rq, const struct permit *permit)
{
    struct risk_spec *spec = ARENA_NEW(rq->mem, struct risk_spec);
    if (spec_make(spec, rq, permit))
        form_save(rq, permit, &spec->known, &spec->form);
}

/* ---- the record ---- */

static struct str answer_words(const struct entry *e, enum field field)
{
    struct str text = entry_text(e, field);
    if (text.size == 0)
        return STR("Not answered");
    return field_info(field)->type == TYPE_CHOICE
               ? choice_label(field_info(field)->set, text)
               : text;
}

static void criteria_group(struct view_group *out, struct request *rq,
                           const struct known *k)
{
    struct rows rows = rows_make(rq->mem, CRITERION_COUNT);
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        enum field field = (enum field)(FIELD_C_7_5E + i);
        struct str words = answer_words(k->incident.risk, field);
        if (k->answer.because[i] && k->incident.facts.criteria[i] != YES)
            words = str_printf(rq->mem, "%.*s. Other answers say that it applies",
                               STR_ARG(words));
        rows_add(&rows, field_info(field)->label, words,
                 criterion_clause((enum criterion)i));
    }
    *out = (struct view_group){ STR("Referral questions"), STR(""), rows.rows,
                                rows.count };
}

/* The way forward that the answers suggest; nobody is bound to it (D1). */
static void route_row(struct rows *rows, enum route route)
{
    switch (route) {
    case ROUTE_NONE:
    case ROUTE_REFER: /* said above, as what is required */
        return;
    case ROUTE_SG10:
        rows_add(rows, "What the policy suggests", STR("Work by the child-on-child abuse policy (SG10): it came from a conflict"), "8.15");
        return;
    case ROUTE_SCHOOL:
        rows_add(rows, "What the policy suggests", STR("The school resolves it directly: agreed to, and without malice"), "8.14");
        return;
    }
}

/* All words that were chosen, in one line. */
static struct str chosen_words(struct request *rq, const struct entry *e,
                               enum field field)
{
    struct buf words;
    buf_open(&words, rq->mem, 128, 2048);
    for (size_t i = 0; i < e->fields_count; i++) {
        if (e->fields[i].field != field)
            continue;
        if (words.size > 0)
            buf_put_str(&words, STR("; "));
        buf_put_str(&words, choice_label(field_info(field)->set,
                                         e->fields[i].text));
    }
    return words.size > 0 ? buf_str(&words) : STR("Not answered");
}

static void description_group(struct view_group *out, struct request *rq,
                              const struct known *k)
{
    static const enum field fields[] = { FIELD_CATEGORY, FIELD_CATEGORY_WHY,
                                         FIELD_PLATFORMS, FIELD_ADULT,
                                         FIELD_CONSENSUAL, FIELD_MALICE,
                                         FIELD_CONFLICT };
    static const struct { enum field field; const char *clause; } many[] = {
        { FIELD_KINDS, "3.1" }, { FIELD_MEDIUM, "3.3" },
        { FIELD_SHARING, "3.2" },
    };
    const struct entry *e = k->incident.risk;
    struct rows rows = rows_make(rq->mem, COUNT_OF(fields) + COUNT_OF(many) +
                                              1);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        rows_add(&rows, field_info(fields[i])->label,
                 answer_words(e, fields[i]),
                 fields[i] == FIELD_CATEGORY ? "8.7" : "");
    for (size_t i = 0; i < COUNT_OF(many); i++)
        rows_add(&rows, field_info(many[i].field)->label,
                 chosen_words(rq, e, many[i].field), many[i].clause);
    route_row(&rows, k->answer.route);
    *out = (struct view_group){ STR("Description"), STR(""), rows.rows,
                                rows.count };
}

static void questions_group(struct view_group *out, struct request *rq,
                            const struct known *k)
{
    const struct entry *e = k->incident.risk;
    struct rows rows = rows_make(rq->mem, QUESTION_COUNT);
    for (unsigned i = 0; i < QUESTION_COUNT; i++) {
        enum field field = (enum field)(FIELD_Q_A + i);
        struct str clause = str_printf(rq->mem, "8.12%c", (char)('a' + i));
        bool unknown =
            k->incident.facts.questions[i] == QUESTION_UNKNOWN;
        rows_add(&rows, field_info(field)->label,
                 unknown ? STR("Asked, and not known")
                         : answer_words(e, field),
                 str_c(rq->mem, clause));
    }
    *out = (struct view_group){ STR("10 questions"), STR(""), rows.rows,
                                rows.count };
}

/* What the Traffic Light Tool gave for each pupil is on the pupil's page; who
 * assesses or decides reads it here as well (7.3). */
static void framework_rows(struct rows *rows, struct request *rq,
                           const struct known *k)
{
    for (size_t i = 0; i < k->incident.cares_count; i++) {
        const struct care *c = &k->incident.cares[i];
        if (c->brook == NULL)
            continue;
        struct str who = case_person_name(&k->incident, c->pupil);
        struct str colour = choice_label(SET_COLOUR,
                                         entry_text(c->brook, FIELD_COLOUR));
        struct str band = choice_label(SET_BAND,
                                       entry_text(c->brook, FIELD_BAND));
        struct str why = entry_text(c->brook, FIELD_WHY);
        rows_add(rows, "Traffic Light Tool",
                 str_printf(rq->mem, "%.*s: %.*s, age band %.*s. %.*s",
                            STR_ARG(who), STR_ARG(colour), STR_ARG(band),
                            STR_ARG(why)), "7.3");
    }
}

static void rest_group(struct view_group *out, struct request *rq,
                       const struct known *k, const struct names *names)
{
    static const enum field fields[] = { FIELD_CONTEXT, FIELD_FRAMEWORK,
                                         FIELD_FRAMEWORK_RESULT,
                                         FIELD_REASON };
    const struct entry *e = k->incident.risk;
    struct rows rows = rows_make(rq->mem, COUNT_OF(fields) + 1 +
                                              k->incident.cares_count);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (fields[i] != FIELD_REASON || entry_text(e, FIELD_REASON).size > 0)
            rows_add(&rows,
                     fields[i] == FIELD_REASON ? "Why a yes was changed"
                                               : field_info(fields[i])->label,
                     answer_words(e, fields[i]), "");
    framework_rows(&rows, rq, k);
    struct str who = names_with_role(rq->mem, names, e->author);
    struct str when = when_words(rq->mem, e->at, k->as_of);
    rows_add(&rows, "Assessed by",
             str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who), STR_ARG(when)),
             "");
    *out = (struct view_group){ STR("Circumstances"), STR(""), rows.rows,
                                rows.count };
}

/* What follows from the assessment, when no duty says it. */
static struct view_req follows(struct request *rq, const struct known *k)
{
    struct view_req req = { .on = true, .label = STR("Done"),
                            .tone = STR("done"), .clause = STR("8.10") };
    if (k->answer.refer_required) {
        req.what = STR("A referral is required, and one is recorded");
        req.clause = STR("8.9");
        req.why = str_printf(rq->mem, "%.*s.",
                             STR_ARG(case_criteria_words(rq, k)));
    } else if (k->answer.allowed[CHOICE_MANAGE_IN_SCHOOL]) {
        req.what = STR("None of the referral questions apply. You and the Headteacher decide together");
        req.why = STR("If anything new comes to light, assess again.");
    } else {
        req.what = STR("The questions are answered, and not all with no: the decision stays open");
        req.tone = STR("");
        req.why = STR("Refer, or ask another agency for information.");
    }
    return req;
}

void risk_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_record v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    names_open(&names, rq);
    page_frame(&v.page, rq, "Risk assessment");
    page_case(&v.page, rq, &k, CASE_RISK);
    v.heading = STR("Risk assessment");
    v.req = strip(rq, &k, &names, true);
    v.warnings = case_warnings(&v.warnings_count, rq, &k);
    if (k.incident.risk != NULL) {
        struct view_group *groups = ARENA_MANY(rq->mem, 4, struct view_group);
        criteria_group(&groups[0], rq, &k);
        description_group(&groups[1], rq, &k);
        questions_group(&groups[2], rq, &k);
        rest_group(&groups[3], rq, &k, &names);
        v.groups = groups;
        v.groups_count = 4;
        if (!v.req.on)
            v.req = follows(rq, &k);
    } else {
        v.lede = STR("Nothing is assessed yet.");
    }
    struct view_fact *actions = ARENA_MANY(rq->mem, 1, struct view_fact);
    if (case_can(rq, PERMIT_LEAD_INCIDENT) &&
        (k.incident.risk != NULL || !v.req.action))
        actions[v.actions_count++] = (struct view_fact){
            k.incident.risk != NULL ? STR("Assess again")
                                    : STR("Start the assessment"),
            case_path(rq->mem, k.reference, "/risk/edit")
        };
    v.actions = actions;
    view_record(&rq->out.body, &v);
}
