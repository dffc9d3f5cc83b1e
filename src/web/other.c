/* other.c: what reaches beyond this school and this policy: other schools that
 * have to know (8.5h, D12), and the policy it is handled under (4.3, 8.15). */
#include "web/handlers.h"
#include "web/section.h"

/* ---- other schools: the page ---- */

/* How this file began, when another school told us of it. */
static void began_add(struct section_page *s, struct view_group *groups)
{
    const struct entry *e = s->known.incident.report;
    struct rows rows = rows_make(s->names.rq->mem, 3);
    if (entry_text(e, FIELD_FROM_SCHOOL).size == 0)
        return;
    rows_add(&rows, "School", entry_text(e, FIELD_FROM_SCHOOL), "");
    rows_add(&rows, "Call", entry_text(e, FIELD_CALL), "");
    rows_add(&rows, "Their reference", entry_text(e, FIELD_REFERENCE), "");
    groups[s->v.groups_count++] = (struct view_group){
        STR("Told by another school"),
        STR("Each school has its own file and sees its own only."), rows.rows,
        rows.count
    };
}

static void told_add(struct section_page *s, struct request *rq,
                     struct view_group *groups)
{
    const struct incident *in = &s->known.incident;
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = in->effective[i].counts;
        bool setting = in->entries[i].kind == ENTRY_INFORMATION_SHARED &&
                       entry_has_word(e, FIELD_SETTING, "yes");
        if (in->entries[i].kind != ENTRY_SCHOOL_TOLD && !setting)
            continue;
        struct view_group *g = &groups[s->v.groups_count++];
        struct str who = names_with_role(rq->mem, &s->names,
                                         in->entries[i].author);
        struct str when = when_words(rq->mem, in->entries[i].at,
                                     s->known.as_of);
        *g = (struct view_group){
            .heading = setting ? STR("A school or setting outside the trust")
                               : entry_text(e, FIELD_SCHOOL_NAME),
            .note = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                               STR_ARG(when)),
        };
        g->answers = entry_answers(&g->answers_count, rq->mem, e, &s->names);
    }
}

/* Who told them can see whether they have opened it: their own receipt. */
static void receipts_add(struct section_page *s, struct request *rq)
{
    const struct incident *in = &s->known.incident;
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_SCHOOL_TOLD ||
            !ID_SAME(e->author, rq->session.user) ||
            s->v.actions_count + 3 > SECTION_ACTIONS_MAX)
            continue;
        struct str school = entry_text(e, FIELD_SCHOOL_NAME);
        section_action(s, rq,
                       str_c(rq->mem, str_printf(rq->mem, "See whether %.*s has opened it",
                                                 STR_ARG(school))),
                       receipt_path(rq->mem, entry_text(e, FIELD_REFERENCE)),
                       PERMIT_SEE_INCIDENT);
    }
}

void schools_page(struct request *rq, const struct permit *permit)
{
    struct section_page *s = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(s, rq, permit, "Other schools", CASE_REFERRAL))
        return;
    const struct duty *d = case_duty(&s->known, "D12");
    struct view_group *groups = ARENA_MANY(
        rq->mem, s->known.incident.entries_count + 1, struct view_group);
    s->v.lede = STR("Another school is told that a child of theirs may be involved and whom to call. It is told nothing of other children, and neither school sees the other’s file.");
    if (d != NULL) {
        s->v.req = case_req(rq, &s->known, &s->names, d);
        s->v.req.action = false; /* the ways to do it stand on this page */
    }
    began_add(s, groups);
    told_add(s, rq, groups);
    s->v.groups = groups;
    if (s->v.groups_count == 0) {
        s->v.items_heading = STR("Told so far");
        s->v.items_empty = STR("No other school is recorded.");
    }
    section_action(s, rq, "Tell a school of the trust",
                   case_path(rq->mem, s->known.reference, "/schools/new"),
                   PERMIT_LEAD_INCIDENT);
    section_action(s, rq, "Record that a school or setting outside the trust was told",
                   case_path(rq->mem, s->known.reference,
                             "/shared?setting=yes"),
                   PERMIT_WRITE_NOTE);
    receipts_add(s, rq);
    section_page_show(s, rq);
}

/* ---- telling a school of the trust ---- */

static const struct view_field *school_question(size_t *count,
                                                const struct school_row **one,
                                                struct request *rq,
                                                const struct names *names,
                                                struct school_id own)
{
    struct str typed = form_get(rq, "school");
    struct view_option *options = ARENA_MANY(rq->mem, names->schools_count,
                                             struct view_option);
    *count = 0;
    *one = NULL;
    for (size_t i = 0; i < names->schools_count; i++) {
        const struct school_row *row = &names->schools[i];
        char id[ID_TEXT_SIZE + 1];
        if (ID_SAME(row->id, own))
            continue;
        id_print(id, row->id.bytes);
        bool chosen = str_is(typed, id);
        if (chosen)
            *one = row;
        options[*count] = (struct view_option){
            .id = *count == 0 ? STR("school")
                              : str_printf(rq->mem, "school-%zu", *count + 1),
            .value = str_copy(rq->mem, str_of(id)), .label = row->name,
            .checked = chosen,
        };
        ++*count;
    }
    bool missing = rq->post && *one == NULL;
    struct view_field *field = ARENA_NEW(rq->mem, struct view_field);
    *field = (struct view_field){
        .id = STR("school"), .name = STR("school"),
        .label = STR("Which school?"), .hinted = true,
        .hint = STR("Its DSL and deputies are told at once."),
        .radios = true,
        .error = missing ? STR("Choose the school") : STR(""),
        .described = missing ? STR("school-hint school-error")
                             : STR("school-hint"),
        .options = options, .options_count = *count,
    };
    return field;
}

void school_tell_form(struct request *rq, const struct permit *permit)
{
    static const struct problem missing = { "school", { "Choose the school",
                                                        17 } };
    struct section_form *s = section_form_open(rq, permit);
    struct names names;
    const struct school_row *school;
    size_t count;
    if (s == NULL)
        return;
    enum err err = names_open_schools(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    const struct view_field *question =
        school_question(&count, &school, rq, &names, s->known.school);
    if (count == 0) { /* a trust of one school */
        respond_redirect(rq, case_path(rq->mem, s->known.reference,
                                       "/schools"));
        return;
    }
    s->form.kind = ENTRY_SCHOOL_TOLD;
    s->form.title = "Tell another school of the trust";
    s->form.lede = "It gets a file of its own that says three things: which school you are, the reference of this incident, and whom to call. Everything else is said on the telephone, and only what they need.";
    s->form.button = "Tell this school";
    s->form.done = "school-told";
    s->form.form_path = "/schools/new";
    s->form.next = case_path(rq->mem, s->known.reference, "/schools");
    s->form.section = CASE_REFERRAL;
    s->form.tells_school = true;
    if (school != NULL)
        s->form.school = school->id;
    else if (rq->post)
        s->form.school_problem = &missing;
    section_look(s, (struct field_look){ .ready = question });
    section_look(s, (struct field_look){
        FIELD_CALL, .label = "Whom can they call?", .clause = "8.5h",
        .hint = "Your name or a colleague’s, and a telephone number. No name of a child." });
    section_form_run(s, rq, permit);
}

/* ---- the policy it is handled under ---- */

bool case_route_group(struct view_group *out, struct request *rq,
                      const struct known *k, const struct names *names)
{
    static const struct {
        const char *words;
        const char *clause;
    } routes[] = {
        [ROUTE_NONE] = { "", "" },
        [ROUTE_REFER] = { "Refer it", "8.9" },
        [ROUTE_SG10] = { "Child-on-child abuse policy, SG10", "8.15" },
        [ROUTE_SCHOOL] = { "The school resolves it directly", "8.14" },
    };
    const struct entry *e = k->incident.route;
    struct rows rows = rows_make(rq->mem, 5);
    if (k->answer.route != ROUTE_NONE)
        rows_add(&rows, "Suggested", str_of(routes[k->answer.route].words),
                 routes[k->answer.route].clause);
    if (e != NULL) {
        struct str who = names_with_role(rq->mem, names, e->author);
        struct str when = when_words(rq->mem, e->at, k->as_of);
        rows_add(&rows, "Recorded",
                 choice_label(SET_ROUTE, entry_text(e, FIELD_ROUTE)),
                 incident_under_sg10(&k->incident) ? "8.15" : "");
        rows_add(&rows, "Why", entry_text(e, FIELD_WHY), "");
        if (entry_text(e, FIELD_AGREED_WITH).size > 0)
            rows_add(&rows, "Agreed with", entry_text(e, FIELD_AGREED_WITH),
                     "");
        rows_add(&rows, "By", str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                                         STR_ARG(when)), "");
    }
    *out = (struct view_group){
        STR("Route"),
        incident_under_sg10(&k->incident) && k->answer.refer_required
            ? STR("A referral is required whatever the route: it goes first.")
            : STR(""),
        rows.rows, rows.count
    };
    return rows.count > 0;
}

static const struct field_look route_looks[] = {
    { FIELD_ROUTE, .label = "Under which policy is it handled?",
      .clause = "8.15" },
    { FIELD_WHY, .label = "What are the reasons?", .rows = 4,
      .hint = "What the conflict is about, and why that policy fits or does not. Do not describe what a picture shows." },
    { FIELD_AGREED_WITH, .label = "Agreed with whom?",
      .hint = "For example the Headteacher." },
};

void route_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    s->form.kind = ENTRY_ROUTE;
    s->form.title = "Under which policy it is handled";
    s->form.lede = "It does not replace the referral questions and answers none of them. Where a referral is required, that goes first.";
    s->form.button = "Record the policy";
    s->form.done = "route";
    s->form.form_path = "/route";
    s->form.next = case_path(rq->mem, s->known.reference, "/decision");
    s->form.section = CASE_DECISION;
    s->form.last = s->known.incident.route;
    size_t given = case_role_fields(s->given, rq,
                                    case_hat(rq, ROLE_DSL) != ROLE_NONE
                                        ? ROLE_DSL
                                        : permit->role);
    s->form.given_count = given < 2 ? given : 1; /* the role they wear */
    const struct duty *d = case_duty(&s->known, "D1");
    if (d != NULL) {
        s->form.req = case_req(rq, &s->known, &s->names, d);
        s->form.req.action = false;
    }
    for (size_t i = 0; i < COUNT_OF(route_looks); i++)
        section_look(s, route_looks[i]);
    section_form_run(s, rq, permit);
}
