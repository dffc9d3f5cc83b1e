/* pupil_page.c: all that is done for one pupil on one page: what is due, what
 * they said and want, what they were promised and told, what is arranged. Who
 * sees less of the incident sees less here (pupil.h). */
#include "web/handlers.h"
#include "web/pupil.h"

enum { DUTIES_SHOWN = 12, GROUPS_MAX = 8 };

/* The forms of this page by the clause of their duty. */
static const struct step {
    const char *clause;
    const char *rest;
    enum permission permission;
    const char *button;
} steps[] = {
    { "7.5c", "/interview", PERMIT_SUPPORT_PUPIL, "Record what was said" },
    { "D14", "/welfare", PERMIT_SUPPORT_PUPIL, "Record the welfare check" },
    { "9.1", "/support/talk", PERMIT_SUPPORT_PUPIL, "Record the conversation" },
    { "9.2", "/support/talk", PERMIT_SUPPORT_PUPIL, "Record the conversation" },
    { "9.4c", "/support/talk", PERMIT_SUPPORT_PUPIL, "Record what was done" },
    { "9.5", "/advice/9.5", PERMIT_SUPPORT_PUPIL, "Record the advice" },
    { "9.6", "/advice/9.6", PERMIT_SUPPORT_PUPIL, "Record the advice" },
    { "9.7", "/advice/9.7", PERMIT_SUPPORT_PUPIL, "Record the advice" },
    { "2.4", "/arrangements", PERMIT_ARRANGE, "Record the arrangements" },
    { "2.4b", "/arrangements", PERMIT_ARRANGE, "Record the arrangements" },
};

static const struct step *step_of(struct str clause)
{
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (str_is(clause, steps[i].clause))
            return &steps[i];
    return NULL;
}

struct paging {
    struct request *rq;
    struct known known;
    struct names names;
    const struct person *person;
    bool heard; /* may read what the pupil said */
    struct view_pupil view;
};

/* A promise has its own page, which the duty leads to. */
static struct str step_path(struct paging *p, const struct duty *d,
                            const struct step *step)
{
    const struct incident *in = &p->known.incident;
    struct arena *mem = p->rq->mem;
    if (str_is(d->clause, "9.4c"))
        for (size_t i = 0; i < in->promises_count; i++) {
            const struct promise *said = &in->promises[i];
            if (said->sort == PROMISE_SAID && !said->kept &&
                str_same(said->pupil, d->subject) &&
                said->by.us == d->due.us)
                return pupil_path(mem, p->known.reference, d->subject,
                                  str_c(mem, str_printf(mem, "/support/promise/%u", said->seq)));
        }
    return pupil_path(mem, p->known.reference, d->subject, step->rest);
}

/* What is open for this pupil and for who reads this. */
static void duties_fill(struct paging *p)
{
    struct request *rq = p->rq;
    const struct policy_answer *a = &p->known.answer;
    struct view_duty *rows = ARENA_MANY(rq->mem, a->duties_count,
                                        struct view_duty);
    bool first = true;
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        const struct step *step = step_of(d->clause);
        if (step == NULL || d->state == DUTY_DONE ||
            !str_same(d->subject, p->person->id))
            continue;
        bool arrange = step->permission == PERMIT_ARRANGE;
        if (!arrange && !p->heard)
            continue;
        bool waiting = d->state == DUTY_WAITING;
        struct str path = step_path(p, d, step);
        bool may = case_can(rq, step->permission);
        if (first && !waiting && may) {
            first = false;
            p->view.req = case_req(rq, &p->known, &p->names, d);
            p->view.req.action = true;
            p->view.req.href = path;
            p->view.req.button = str_of(step->button);
            continue;
        }
        struct view_duty *row = &rows[p->view.duties_count++];
        *row = duty_row(rq->mem, p->known.reference, d->title,
                        DUTY_NAME(d), d->due, waiting, p->known.as_of,
                        p->view.duties_count, false);
        if (may)
            row->href = path;
        else
            row->href = pupil_path(rq->mem, p->known.reference,
                                   p->person->id, "/support");
        if (waiting)
            row->status = str_is(d->clause, "9.1")
                              ? STR("Once nobody is at immediate risk")
                              : STR("After the talk about support");
    }
    p->view.duties = rows;
    p->view.duties_any = p->view.duties_count > 0;
}

/* ---- what is recorded ---- */

static bool of_pupil(const struct paging *p, size_t i, enum entry_kind kind)
{
    const struct incident *in = &p->known.incident;
    return in->entries[i].kind == kind &&
           str_same(entry_text(in->effective[i].counts, FIELD_PERSON),
                    p->person->id);
}

/* Each entry of a kind about this pupil as a group, the newest first. */
static void entries_group(struct paging *p, struct view_group *groups,
                          size_t *count, size_t max, enum entry_kind kind,
                          const char *heading)
{
    const struct incident *in = &p->known.incident;
    struct arena *mem = p->rq->mem;
    bool first = true;
    for (size_t i = in->entries_count; i-- > 0 && *count < max;) {
        if (!of_pupil(p, i, kind))
            continue;
        const struct entry *e = &in->entries[i];
        struct str who = names_with_role(mem, &p->names, e->author);
        struct str when = when_words(mem, e->at, p->known.as_of);
        struct view_group *g = &groups[(*count)++];
        *g = (struct view_group){
            .heading = first ? str_of(heading) : str_printf(mem, "%s, earlier", heading),
            .note = str_printf(mem, "%.*s, %.*s", STR_ARG(who),
                               STR_ARG(when)),
        };
        g->answers = entry_answers(&g->answers_count, mem,
                                   in->effective[i].counts, &p->names);
        first = false;
    }
}

static void promises_group(struct paging *p, struct view_group *groups,
                           size_t *count)
{
    const struct incident *in = &p->known.incident;
    struct arena *mem = p->rq->mem;
    struct rows rows = rows_make(mem, in->promises_count);
    for (size_t i = 0; i < in->promises_count; i++) {
        const struct promise *said = &in->promises[i];
        if (!str_same(said->pupil, p->person->id) ||
            said->sort == PROMISE_ARRANGEMENT)
            continue;
        struct str by = when_words(mem, said->by, p->known.as_of);
        rows_add(&rows, said->kept ? "Done" : "Open",
                 str_printf(mem, "%.*s. By %.*s",
                            STR_ARG(said->sort == PROMISE_SAID
                                        ? said->words
                                        : STR("We see each other again")),
                            STR_ARG(by)), "");
    }
    if (rows.count > 0)
        groups[(*count)++] = (struct view_group){
            STR("What was promised"), STR(""), rows.rows, rows.count
        };
}

/* Whom they want to talk to, and what they want, in their words. */
static void wishes_group(struct paging *p, struct view_group *groups,
                         size_t *count)
{
    const struct incident *in = &p->known.incident;
    const struct care *care = incident_care(in, p->person->id);
    struct rows rows = rows_make(p->rq->mem, in->entries_count + 2);
    struct user_id helper;
    if (care != NULL && id_read(helper.bytes, care->helper.data,
                                care->helper.size) == OK)
        rows_add(&rows, "Wants to talk to",
                 names_with_role(p->rq->mem, &p->names, helper), "9.2");
    else if (care != NULL && care->chosen != NULL)
        rows_add(&rows, "Wants to talk to",
                 choice_label(SET_CHOSEN,
                              entry_text(care->chosen, FIELD_CHOSEN)), "9.2");
    for (size_t i = in->entries_count; i-- > 0;) {
        if (!of_pupil(p, i, ENTRY_CONVERSATION))
            continue;
        struct str wish = entry_text(in->effective[i].counts, FIELD_WISHES);
        if (wish.size == 0)
            continue;
        rows_add(&rows, "Wants to happen", wish, "");
        break;
    }
    if (rows.count > 0)
        groups[(*count)++] = (struct view_group){
            STR("What the pupil wants"), STR("In their own words."),
            rows.rows, rows.count
        };
}

static void groups_fill(struct paging *p)
{
    static const struct {
        enum entry_kind kind;
        const char *heading;
        bool said; /* by the pupil: not for the SENCO */
        bool whole; /* for who sees the whole incident */
    } kinds[] = {
        { ENTRY_ARRANGEMENT, "Arrangements", false, false },
        { ENTRY_INTERVIEW, "Account", true, false },
        { ENTRY_CONVERSATION, "Conversation", true, false },
        { ENTRY_ADVICE, "Advice given", true, false },
        { ENTRY_WELFARE, "Welfare check", true, false },
        { ENTRY_BROOK, "Traffic Light Tool", true, true },
    };
    size_t max = p->known.incident.entries_count + 4, count = 0;
    struct view_group *groups = ARENA_MANY(p->rq->mem, max,
                                           struct view_group);
    bool whole = case_can(p->rq, PERMIT_SEE_INCIDENT);
    wishes_group(p, groups, &count);
    if (p->heard)
        promises_group(p, groups, &count);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if ((p->heard || !kinds[i].said) && (whole || !kinds[i].whole))
            entries_group(p, groups, &count, max, kinds[i].kind,
                          kinds[i].heading);
    p->view.groups = groups;
    p->view.groups_count = count;
}

/* ---- ways on ---- */

static void action_add(struct paging *p, struct view_fact *out,
                       const char *text, const char *rest)
{
    out[p->view.actions_count++] = (struct view_fact){
        str_of(text), pupil_path(p->rq->mem, p->known.reference,
                                 p->person->id, rest)
    };
}

static void actions_fill(struct paging *p)
{
    struct request *rq = p->rq;
    struct view_fact *rows = ARENA_MANY(rq->mem, 16, struct view_fact);
    bool lead = case_can(rq, PERMIT_LEAD_INCIDENT);
    if (case_can(rq, PERMIT_SUPPORT_PUPIL) && p->heard) {
        action_add(p, rows, "Record an account", "/interview");
        action_add(p, rows, "Record a conversation about support",
                   "/support/talk");
        action_add(p, rows, "Record a promise", "/support/promise");
        action_add(p, rows, "Record a welfare check", "/welfare");
    }
    if (lead) {
        action_add(p, rows, "Who the pupil wants to talk to",
                   "/support/adult");
        action_add(p, rows, "Record a result of the Traffic Light Tool",
                   "/framework");
    }
    if (case_can(rq, PERMIT_ARRANGE) && p->person->send == YES)
        action_add(p, rows, "Record arrangements", "/arrangements");
    if (lead && incident_disclosure_stands(&p->known.incident) &&
        case_hat(rq, ROLE_DSL) != ROLE_NONE)
        rows[p->view.actions_count++] = (struct view_fact){
            STR("Set the disclosure aside, as the DSL, with a reason"),
            case_path(rq->mem, p->known.reference, "/disclosure")
        };
    p->view.actions = rows;
    p->view.actions_any = p->view.actions_count > 0;
}

/* A sheet for each part the pupil has, to print. */
static void sheets_fill(struct paging *p)
{
    static const char *const words[] = {
        "Sheet for a pupil whose picture was shared",
        "Sheet for a pupil who was sent a picture",
        "Sheet for a pupil who made or passed on a picture",
    };
    struct view_fact *rows = ARENA_MANY(p->rq->mem, COUNT_OF(words),
                                        struct view_fact);
    unsigned fits = pupil_advice(&p->known, p->person->id);
    for (unsigned i = 0; i < COUNT_OF(words) && p->heard; i++) {
        struct str rest = str_printf(p->rq->mem, "/sheet/%s",
                                     advice_clause(i));
        if ((fits & 1u << i) != 0)
            rows[p->view.sheets_count++] = (struct view_fact){
                str_of(words[i]),
                pupil_path(p->rq->mem, p->known.reference, p->person->id,
                           str_c(p->rq->mem, rest))
            };
    }
    p->view.sheets = rows;
    p->view.sheets_any = p->view.sheets_count > 0;
}

static void tabs_fill(struct paging *p)
{
    const struct incident *in = &p->known.incident;
    struct view_nav_item *tabs = ARENA_MANY(p->rq->mem, in->people_count,
                                            struct view_nav_item);
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *q = &in->people[i];
        if (!pupil_visible(p->rq, &p->known, q))
            continue;
        tabs[p->view.tabs_count++] = (struct view_nav_item){
            .href = pupil_path(p->rq->mem, p->known.reference, q->id,
                               "/support"),
            .text = pupil_first(p->rq->mem, q),
            .current = q == p->person,
        };
    }
    p->view.tabs = tabs;
    p->view.tabs_on = p->view.tabs_count > 1;
}

static void panels_fill(struct paging *p)
{
    const struct incident *in = &p->known.incident;
    if (p->heard && !incident_may_delete(&p->known.answer)) {
        p->view.panel_title = STR("Not yet: asking anybody to delete");
        p->view.panel = STR("The police may need it, and not referring counts only when both have signed. Until then: keep it, share it with nobody, do not delete it.");
    }
    if (in->set_aside != NULL && case_can(p->rq, PERMIT_SEE_INCIDENT)) {
        struct str who = names_of(&p->names, in->set_aside->author);
        struct str when = when_words(p->rq->mem, in->set_aside->at,
                                     p->known.as_of);
        p->view.aside = str_printf(p->rq->mem, "Set aside by %.*s, %.*s: %.*s",
                                   STR_ARG(who), STR_ARG(when),
                                   STR_ARG(entry_text(in->set_aside,
                                                      FIELD_REASON)));
    }
}

void pupil_page(struct request *rq, const struct permit *permit)
{
    struct paging *p = ARENA_NEW(rq->mem, struct paging);
    struct instant none = { 0 };
    *p = (struct paging){ .rq = rq };
    if (!known_load(&p->known, rq, permit, none) ||
        (p->person = pupil_of(rq, &p->known)) == NULL)
        return;
    enum err err = names_load(&p->names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    p->heard = pupil_heard_by(rq, &p->known, p->person);
    struct str first = pupil_first(rq->mem, p->person);
    page_frame(&p->view.page, rq, "Support");
    if (case_can(rq, PERMIT_SEE_INCIDENT))
        page_case(&p->view.page, rq, &p->known, CASE_SUPPORT);
    p->view.heading = str_printf(rq->mem, "Support for %.*s",
                                 STR_ARG(first));
    p->view.details = person_details(rq->mem, p->person);
    tabs_fill(p);
    duties_fill(p);
    groups_fill(p);
    panels_fill(p);
    actions_fill(p);
    sheets_fill(p);
    view_pupil(&rq->out.body, &p->view);
}

/* ---- the section: the pupil who is due first ---- */

static const struct person *pupil_first_due(struct request *rq,
                                            const struct known *k)
{
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        const struct step *step = step_of(d->clause);
        const struct person *p = incident_person(&k->incident, d->subject);
        if (step != NULL && p != NULL && d->state != DUTY_DONE &&
            d->state != DUTY_WAITING && pupil_visible(rq, k, p) &&
            case_can(rq, step->permission))
            return p;
    }
    for (size_t i = 0; i < k->incident.people_count; i++)
        if (pupil_visible(rq, k, &k->incident.people[i]))
            return &k->incident.people[i];
    return NULL;
}

void support_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct instant none = { 0 };
    struct view_record v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    const struct person *p = pupil_first_due(rq, &k);
    if (p != NULL) {
        struct str path = pupil_path(rq->mem, k.reference, p->id, "/support");
        struct str done = query_get(rq, "done");
        if (str_is(done, "aside"))
            respond_done(rq, path, "aside");
        else
            respond_redirect(rq, path);
        return;
    }
    if (!case_can(rq, PERMIT_SEE_INCIDENT)) {
        respond_not_found(rq);
        return;
    }
    page_frame(&v.page, rq, "Support");
    page_case(&v.page, rq, &k, CASE_SUPPORT);
    v.heading = STR("Support");
    v.lede = STR("No pupil is named yet. Name the pupils and their parts first: each then has a page here.");
    struct view_fact *actions = ARENA_MANY(rq->mem, 1, struct view_fact);
    actions[0] = (struct view_fact){
        STR("Go to the people of this incident"),
        case_path(rq->mem, k.reference, "/people")
    };
    v.actions = actions;
    v.actions_count = 1;
    view_record(&rq->out.body, &v);
}

/* ---- pupils who chose somebody ---- */

struct helping {
    struct request *rq;
    const struct permit *permit;
    const struct str *references;
    size_t count;
};

static enum err helping_work(struct tx *tx, void *context)
{
    struct helping *h = context;
    return store_helping(&h->references, &h->count, tx, h->rq->mem,
                         h->permit, PAGE_MAX);
}

void helping_page(struct request *rq, const struct permit *permit)
{
    struct helping h = { .rq = rq, .permit = permit };
    struct view_record v = { 0 };
    enum err err = store_read(rq->site->store, helping_work, &h);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct view_fact *actions = ARENA_MANY(rq->mem, h.count,
                                           struct view_fact);
    for (size_t i = 0; i < h.count; i++)
        actions[v.actions_count++] = (struct view_fact){
            str_printf(rq->mem, "Incident %.*s", STR_ARG(h.references[i])),
            case_path(rq->mem, h.references[i], "/support")
        };
    page_frame(&v.page, rq, "Pupils who chose you");
    v.heading = STR("Pupils who chose you");
    v.lede = str_of(h.count > 0
                        ? "A pupil asked to talk to you. You see what you need for that, and nothing else. The DSL helps you to prepare."
                        : "No pupil has chosen you. If one does, you find them here.");
    v.actions = actions;
    view_record(&rq->out.body, &v);
}
