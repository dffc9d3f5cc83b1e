/* link.c: the pages of a link person for parents who has no other part in the
 * incident (10.3a): whose parents, what they may be told, what was promised,
 * and what this person wrote down. Nothing else of the incident is shown: no
 * chronology, no other pupil, no part that a pupil has in it. Whoever sees the
 * incident is led to the pages that are there already. */
#include "web/handlers.h"
#include "web/page.h"

static bool is_mine(const struct request *rq, const struct known *k,
                    const struct person *p)
{
    return p->type == PERSON_PUPIL && !p->in_error &&
           incident_links(&k->incident, p->id, rq->session.user);
}

/* What comes before any conversation: that evidence is kept (D3), and what the
 * child asked for (D7). Empty: nothing. */
static struct str keep_words(const struct known *k)
{
    return incident_may_delete(&k->answer)
               ? STR("")
               : STR("Ask the family to keep everything as it is, and to share it with nobody, until they hear from the safeguarding lead.");
}

static struct str wish_words(struct request *rq, const struct known *k,
                             const struct person *p)
{
    const struct family *f = incident_family(&k->incident, p->id);
    return f->no_updates
               ? str_printf(rq->mem, "%.*s asked that the parents are not kept up to date, and that was agreed. Tell them nothing new. If they ask, listen, and speak with the safeguarding lead first.",
                            STR_ARG(first_name(rq->mem, p)))
               : STR("");
}

/* ---- what is shown of one pupil's parents ---- */

static void family_rows(struct view_block *v, struct request *rq,
                        const struct known *k, const struct person *p)
{
    const struct family *f = incident_family(&k->incident, p->id);
    struct rows rows = rows_make(rq->mem, 5);
    struct str keep = keep_words(k), wish = wish_words(rq, k, p);
    if (p->year_group.size > 0)
        rows_add(&rows, "Year group", p->year_group, "");
    if (wish.size > 0)
        rows_add(&rows, "Before you talk", wish, "10.3e");
    if (keep.size > 0)
        rows_add(&rows, "What to ask of them", keep, "12.8");
    rows_add(&rows, "Covered so far", parents_covered(rq, f), "10.3");
    rows_add(&rows, "Next update promised",
             instant_known(f->update_at) && !f->no_updates
                 ? when_words(rq->mem, f->update_at, k->as_of)
                 : STR("Nothing is promised"), "10.3e");
    v->answers = rows.rows;
    v->answers_count = rows.count;
}

static struct str contact_path(struct request *rq, const struct known *k,
                               struct str pupil)
{
    return str_printf(rq->mem, "/incidents/%.*s/children/%.*s/parents/link",
                      STR_ARG(k->reference), STR_ARG(pupil));
}

static void family_fill(struct view_block *v, struct request *rq,
                        const struct known *k, const struct person *p)
{
    struct view_fact *action = ARENA_NEW(rq->mem, struct view_fact);
    const struct family *f = incident_family(&k->incident, p->id);
    bool met = f->link_spoke;
    *action = (struct view_fact){ STR("Record a contact"),
                                  contact_path(rq, k, p->id) };
    *v = (struct view_block){
        .id = p->id,
        .heading = str_printf(rq->mem, "The parents of %.*s",
                              STR_ARG(p->name)),
        .state = met ? STR("In touch") : STR("You have not been in touch yet"),
        .tone = met ? STR("green") : STR("yellow"),
        .actions = action,
        .actions_count = 1,
    };
    family_rows(v, rq, k, p);
}

/* What this person wrote down, the last one first. */
static void log_fill(struct view_link *v, struct request *rq,
                     const struct known *k, const struct names *names)
{
    const struct incident *in = &k->incident;
    struct view_contact *rows = ARENA_MANY(rq->mem, in->entries_count,
                                           struct view_contact);
    for (size_t i = in->entries_count; i > 0; i--)
        if (in->entries[i - 1].kind == ENTRY_PARENT_CONTACT &&
            ID_SAME(in->entries[i - 1].author, rq->session.user))
            rows[v->rows_count++] = parents_contact(rq, k, names, i - 1);
    v->rows = rows;
    v->contacts = v->rows_count > 0;
}

/* The first of this person's duties, with the button that does it. */
static void req_fill(struct view_link *v, struct request *rq,
                     const struct known *k, const struct names *names)
{
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        const struct person *p = incident_person(&k->incident, d->subject);
        if (!str_is(d->clause, "10.3a") || p == NULL ||
            !is_mine(rq, k, p) ||
            (d->state != DUTY_DUE && d->state != DUTY_OVERDUE))
            continue;
        v->req = case_req(rq, k, names, d);
        v->req.href = contact_path(rq, k, p->id);
        v->req.button = STR("Record a contact");
        return;
    }
}

/* False when the request is answered: they see the incident, and the pages of
 * everybody who does, or nothing of it is theirs. */
static bool link_open(struct known *k, struct names *names,
                      struct request *rq, const struct permit *permit,
                      const char *instead)
{
    struct instant none = { 0 };
    if (case_can(rq, PERMIT_SEE_INCIDENT)) {
        respond_redirect(rq, case_path(rq->mem, rq->params[0], instead));
        return false;
    }
    if (!known_load(k, rq, permit, none))
        return false;
    enum err err = names_load(names, rq);
    if (err != OK)
        respond_trouble(rq, err);
    return err == OK;
}

void link_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct view_link v = { 0 };
    if (!link_open(&k, &names, rq, permit, "/parents"))
        return;
    struct view_block *families =
        ARENA_MANY(rq->mem, k.incident.people_count, struct view_block);
    for (size_t i = 0; i < k.incident.people_count; i++)
        if (is_mine(rq, &k, &k.incident.people[i]))
            family_fill(&families[v.families_count++], rq, &k,
                        &k.incident.people[i]);
    if (v.families_count == 0) {
        respond_not_found(rq);
        return;
    }
    page_frame(&v.page, rq, "You are the link person for parents");
    v.families = families;
    v.lead = case_seat_words(rq, &names, ROLE_DSL, false);
    req_fill(&v, rq, &k, &names);
    log_fill(&v, rq, &k, &names);
    view_link(&rq->out.body, &v);
}

/* ---- a contact ---- */

enum { LINK_LOOKS = 7 };

static void looks_fill(struct field_look looks[LINK_LOOKS],
                       struct request *rq)
{
    static const char *const words[] = { "again", "tried" };
    struct view_option *options = ARENA_MANY(rq->mem, COUNT_OF(words),
                                             struct view_option);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        options[i] = (struct view_option){
            .value = str_of(words[i]),
            .label = i == 0 ? STR("We spoke")
                            : choice_label(SET_CONTACT, str_of(words[i])),
        };
    looks[0] = (struct field_look){ FIELD_CONTACT, .label = "What happened?",
                                    .options = options,
                                    .options_count = COUNT_OF(words) };
    looks[1] = (struct field_look){
        FIELD_SPOKEN_WITH, .label = "Who did you talk to?",
        .hint = "Their name, and who they are to the child." };
    looks[2] = (struct field_look){ FIELD_CONTACT_HOW, .label = "How?",
                                    .inline_radios = true };
    looks[3] = (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "For example 23 November 2026, 3:10pm. Leave it empty for now." };
    looks[4] = (struct field_look){
        FIELD_PARENT_SAID, .label = "What did they say, and what do they want?",
        .rows = 4,
        .hint = "The safeguarding lead reads it here. If a child may not be safe, tell them in person now. Do not describe what a picture shows." };
    looks[5] = (struct field_look){
        FIELD_COVERED, .label = "What you covered, if anything",
        .hint = "Tick only what you talked about.", .clause = "10.3" };
    looks[6] = (struct field_look){
        FIELD_NEXT_AT, .label = "When will you be in touch again?",
        .width = "20", .clause = "10.3e",
        .hint = "What you promise becomes a duty. Leave it empty if nothing was promised." };
}

void link_contact_form(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct str full = str_printf(rq->mem, "/children/%.*s/parents",
                                 STR_ARG(rq->params[1]));
    if (!link_open(&k, &names, rq, permit, str_c(rq->mem, full)))
        return;
    const struct person *p = incident_person(&k.incident, rq->params[1]);
    if (p == NULL || !is_mine(rq, &k, p)) {
        respond_not_found(rq);
        return;
    }
    struct field_look looks[LINK_LOOKS];
    struct str path = str_printf(rq->mem, "/children/%.*s/parents/link",
                                 STR_ARG(p->id));
    struct str title = str_printf(rq->mem, "Record contact with the parents of %.*s",
                                  STR_ARG(first_name(rq->mem, p)));
    struct str note = wish_words(rq, &k, p);
    bool wish = note.size > 0;
    if (!wish)
        note = keep_words(&k);
    const struct entry_field given = { FIELD_PERSON, p->id };
    struct form_spec spec = {
        .kind = ENTRY_PARENT_CONTACT, .title = str_c(rq->mem, title),
        .lede = "Write it down as soon as you can. Whoever leads the incident reads it.",
        .button = "Save contact", .done = "parents",
        .form_path = str_c(rq->mem, path),
        .next = case_path(rq->mem, k.reference, "/link"),
        .back = "Your page for the parents",
        .back_link = case_path(rq->mem, k.reference, "/link"),
        .looks = looks, .looks_count = LINK_LOOKS,
        .given = &given, .given_count = 1,
        .hidden_name = "about", .hidden_value = p->id,
        .note = note.size > 0 ? str_c(rq->mem, note) : NULL,
        .note_clause = wish ? "10.3e" : "12.8", .section = CASE_PARENTS,
    };
    looks_fill(looks, rq);
    if (rq->post)
        form_save(rq, permit, &k, &spec);
    else
        form_show(rq, permit, &k, &spec);
}
