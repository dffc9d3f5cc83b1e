/* staff.c: a member of staff in an incident (4.2, D8): support for one who is
 * affected, the designated officer for one who may have done it. They see none
 * of it; what they asked for is read by who offered it and who signs. */
#include "web/handlers.h"
#include "web/section.h"

static struct str staff_path(struct arena *mem, struct str reference,
                             struct str person, const char *rest)
{
    return str_printf(mem, "/incidents/%.*s/staff/%.*s%s", STR_ARG(reference),
                      STR_ARG(person), rest);
}

struct str case_staff_path(struct arena *mem, struct str reference,
                           const struct person *person)
{
    return person_staff_affected(person) || person_staff_suspected(person)
               ? staff_path(mem, reference, person->id, "")
               : STR("");
}

/* NULL, and answered, for somebody who is no member of staff with a part. */
static const struct person *staff_named(struct request *rq,
                                        const struct known *k)
{
    const struct person *p = incident_person(&k->incident, rq->params[1]);
    if (p != NULL && (person_staff_affected(p) || person_staff_suspected(p)))
        return p;
    respond_not_found(rq);
    return NULL;
}

static const struct duty *staff_duty(const struct request *rq,
                                     const struct known *k,
                                     const struct person *p)
{
    static const char *const clauses[] = { "D8a", "D8b", "D8c" };
    for (size_t i = 0; i < COUNT_OF(clauses); i++) {
        const struct duty *d = section_duty(rq, k, clauses[i], p->id);
        if (d != NULL)
            return d;
    }
    return NULL;
}

static void records_fill(struct section_page *s, struct request *rq,
                         const struct person *p)
{
    const struct incident *in = &s->known.incident;
    struct view_group *groups = ARENA_MANY(rq->mem, in->entries_count,
                                           struct view_group);
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = in->effective[i].counts;
        if (in->entries[i].kind != ENTRY_STAFF_CARE ||
            !str_same(entry_text(e, FIELD_PERSON), p->id))
            continue;
        struct view_group *g = &groups[s->v.groups_count++];
        struct str who = names_with_role(rq->mem, &s->names,
                                         in->entries[i].author);
        struct str when = when_words(rq->mem, in->entries[i].at,
                                     s->known.as_of);
        *g = (struct view_group){
            .heading = STR("Support"),
            .note = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                               STR_ARG(when)),
        };
        g->answers = entry_answers(&g->answers_count, rq->mem, e, &s->names);
    }
    s->v.groups = groups;
}

static void affected_fill(struct section_page *s, struct request *rq,
                          const struct person *p)
{
    s->v.lede = str_printf(rq->mem, "%.*s is affected and is an adult: nobody is told for them, and no question about age or about who made the picture is asked of them. They decide what they want, and they see nothing of this incident.",
                           STR_ARG(p->name));
    records_fill(s, rq, p);
    if (s->v.groups_count == 0) {
        s->v.items_heading = STR("Support");
        s->v.items_empty = STR("Nothing is recorded yet.");
    }
    section_action(s, rq, "Record support",
                   staff_path(rq->mem, s->known.reference, p->id, "/support"),
                   PERMIT_WRITE_NOTE);
}

static void suspected_fill(struct section_page *s, struct request *rq,
                           const struct person *p)
{
    s->v.lede = str_printf(rq->mem, "%.*s may have done it. They see nothing of this incident from the moment they were named.",
                           STR_ARG(p->name));
    s->v.panel_title = STR("Before the LADO has advised");
    s->v.panel = STR("Ask them nothing about it, tell them nothing of it, and leave it to the LADO and the police who speaks with them and when. Their support is for the Headteacher and the employer to arrange.");
    section_action(s, rq, "Record that the LADO was told",
                   case_path(rq->mem, s->known.reference,
                             "/referral?to=lado"),
                   PERMIT_RECORD_REFERRAL);
}

void staff_page(struct request *rq, const struct permit *permit)
{
    struct section_page *s = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(s, rq, permit, "A member of staff", CASE_PEOPLE))
        return;
    const struct person *p = staff_named(rq, &s->known);
    if (p == NULL)
        return;
    s->v.heading = p->name;
    const struct duty *d = staff_duty(rq, &s->known, p);
    if (d != NULL) {
        s->v.req = case_req(rq, &s->known, &s->names, d);
        bool lado = str_is(d->clause, "D8a");
        s->v.req.action = case_can(rq, lado ? PERMIT_RECORD_REFERRAL
                                            : PERMIT_WRITE_NOTE);
        if (!lado) {
            s->v.req.href = staff_path(rq->mem, s->known.reference, p->id,
                                       "/support");
            s->v.req.button = STR("Record support");
        }
    }
    if (person_staff_affected(p))
        affected_fill(s, rq, p);
    else
        suspected_fill(s, rq, p);
    section_page_show(s, rq);
}

/* ---- recording support ---- */

static const struct field_look looks[] = {
    { FIELD_HELPED, .label = "What was offered, and what is in place?",
      .rows = 4, .clause = "4.2",
      .hint = "For example time to talk, occupational health, their union, a change of rooms or classes that they want, and who stays in touch." },
    { FIELD_OWN_WORDS, .label = "What did they say, in their own words?",
      .rows = 5,
      .hint = "Only what they wanted to say. Do not describe what a picture shows." },
    { FIELD_POLICE_WISH, .label = "Do they want the police to be told?",
      .hint = "It is an offence, and it is their decision. A child who is at risk is referred whatever they decide." },
    { FIELD_HELP_WANTED, .label = "What did they ask for in confidence?",
      .rows = 3,
      .hint = "Only if they agree that it is written down. You and those who sign decisions can read it." },
    { FIELD_HAPPENED_AT, .label = "When did you speak?", .width = "20",
      .hint = "Leave it empty for now." },
    { FIELD_CHECK_AT, .label = "When will you ask again how they are?",
      .width = "20", .hint = "For example 4 December 2026. It becomes a duty." },
};

void staff_support_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct person *p = s != NULL ? staff_named(rq, &s->known) : NULL;
    if (p == NULL)
        return;
    if (!person_staff_affected(p)) {
        respond_not_found(rq);
        return;
    }
    section_give(s, FIELD_PERSON, p->id);
    s->form.kind = ENTRY_STAFF_CARE;
    s->form.title = str_c(rq->mem, str_printf(rq->mem, "Support for %.*s",
                                              STR_ARG(p->name)));
    s->form.lede = "They did nothing wrong and have to prove nothing. Ask what they want, and do not look at anything.";
    s->form.button = "Save";
    s->form.done = "staff-care";
    s->form.section = CASE_PEOPLE;
    s->form.next = staff_path(rq->mem, s->known.reference, p->id, "");
    s->form.form_path = str_c(rq->mem, str_printf(
        rq->mem, "/staff/%.*s/support", STR_ARG(p->id)));
    s->form.hidden_name = "about";
    s->form.hidden_value = p->id;
    const struct duty *d = staff_duty(rq, &s->known, p);
    if (d != NULL) {
        s->form.req = case_req(rq, &s->known, &s->names, d);
        s->form.req.action = false;
    }
    for (size_t i = 0; i < COUNT_OF(looks); i++)
        section_look(s, looks[i]);
    section_form_run(s, rq, permit);
}
