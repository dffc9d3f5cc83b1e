/* review.c: the initial review meeting: nine things to establish (8.5 a-i). An
 * answer that is not known yet is a duty to find out; a review can be saved
 * again as often as the staff meet. */
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

enum { REVIEW_LOOKS = 2 + 2 * REVIEW_COUNT };

static struct str clause_of(struct arena *mem, unsigned i)
{
    return str_printf(mem, "8.5%c", (char)('a' + i));
}

/* ---- the form ---- */

static void point_fill(struct field_look *answer, struct field_look *note,
                       struct request *rq, unsigned i)
{
    struct str clause = clause_of(rq->mem, i);
    const struct pack_clause *p = pack_clause(rq->site->pack, clause);
    must(p != NULL);
    const char *number = str_c(rq->mem, str_printf(rq->mem, "%u", i + 1));
    *answer = (struct field_look){
        .field = (enum field)(FIELD_R_A + 2 * i),
        .label = p->question.size > 0 ? str_c(rq->mem, p->question) : NULL,
        .hint = str_c(rq->mem, p->hint),
        .clause = str_c(rq->mem, clause),
        .item = "ly-nine__item",
        .number = number,
        .inline_radios = true,
    };
    *note = (struct field_look){
        .field = (enum field)(FIELD_R_A_NOTE + 2 * i),
        .label = "What is known",
        .point = str_c(rq->mem, str_printf(rq->mem, "point %s", number)),
        .item = "ly-nine__note",
        .rows = 2,
        .quiet = true,
    };
}

static void looks_fill(struct field_look looks[REVIEW_LOOKS],
                       struct request *rq)
{
    looks[0] = (struct field_look){
        FIELD_HELD_AT, .label = "When was it held?", .width = "20",
        .hint = "For example 23 November 2026, 3pm. Leave it empty for now."
    };
    looks[1] = (struct field_look){
        FIELD_ATTENDEES, .label = "Who was there?", .rows = 3,
        .hint = "Names and roles, one a line. The Executive Leader may be consulted. The SENCO is needed if a pupil has SEND.",
        .clause = "8.5"
    };
    for (unsigned i = 0; i < REVIEW_COUNT; i++)
        point_fill(&looks[2 + 2 * i], &looks[3 + 2 * i], rq, i);
    looks[2].heading = "9 things to establish";
    looks[2].heading_note = "Take them in any order. Each ‘Not known yet’, and each you leave, becomes a duty to find out. Write what was said, not what a picture shows.";
}

/* The strip: the meeting, or what it left open. */
static struct view_req strip(struct request *rq, const struct known *k,
                             const struct names *names, bool with_button)
{
    const struct duty *d = case_duty(k, "7.5b");
    struct view_req req = { 0 };
    if (d != NULL) {
        req = case_req(rq, k, names, d);
        req.what = STR("Meet the staff who need to be there and establish 9 things");
    }
    for (unsigned i = 0; i < REVIEW_COUNT && !req.on; i++) {
        d = case_duty(k, str_c(rq->mem, clause_of(rq->mem, i)));
        if (d != NULL && d->state != DUTY_WAITING) {
            req = case_req(rq, k, names, d);
            req.what = STR("Find out what the review left open");
        }
    }
    req.action = req.action && with_button;
    return req;
}

struct review_spec {
    struct known known;
    struct form_spec form;
    struct field_look looks[REVIEW_LOOKS];
};

static bool spec_make(struct review_spec *out, struct request *rq,
                      const struct permit *permit)
{
    struct names names;
    struct instant none = { 0 };
    if (!known_load(&out->known, rq, permit, none))
        return false;
    names_open(&names, rq);
    const struct known *k = &out->known;
    looks_fill(out->looks, rq);
    bool to_risk = str_is(form_get(rq, "then"), "risk");
    out->form = (struct form_spec){
        .kind = ENTRY_REVIEW,
        .title = "Initial review meeting",
        .lede = NULL,
        .button = "Save the review",
        .then_value = "risk",
        .then_button = "Save and go to the risk assessment",
        .done = "review",
        .form_path = "/initial-review/edit",
        .next = case_path(rq->mem, k->reference,
                          to_risk ? "/risk/edit" : "/initial-review"),
        .looks = out->looks,
        .looks_count = REVIEW_LOOKS,
        .last = k->incident.review,
        .req = strip(rq, k, &names, false),
        .section = CASE_REVIEW,
    };
    return true;
}

void review_form(struct request *rq, const struct permit *permit)
{
    struct review_spec *spec = ARENA_NEW(rq->mem, struct review_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void review_post(struct request *rq, const struct permit *permit)
{
    struct review_spec *spec = ARENA_NEW(rq->mem, struct review_spec);
    if (spec_make(spec, rq, permit))
        form_save(rq, permit, &spec->known, &spec->form);
}

/* ---- the record ---- */

static void groups_fill(struct view_group groups[2], struct request *rq,
                        const struct known *k, const struct names *names)
{
    const struct entry *e = k->incident.review;
    struct rows meeting = rows_make(rq->mem, 3);
    struct rows nine = rows_make(rq->mem, REVIEW_COUNT);
    struct str held = when_words(rq->mem, k->incident.facts.review_held_at,
                                 k->as_of);
    rows_add(&meeting, "Held", held, "");
    rows_add(&meeting, "Who was there",
             entry_text(e, FIELD_ATTENDEES).size > 0
                 ? entry_text(e, FIELD_ATTENDEES)
                 : STR("Not recorded"), "");
    rows_add(&meeting, "Recorded by",
             names_with_role(rq->mem, names, e->author), "");
    for (unsigned i = 0; i < REVIEW_COUNT; i++) {
        enum field field = (enum field)(FIELD_R_A + 2 * i);
        struct str answer = entry_text(e, field);
        struct str note = entry_text(e, (enum field)(FIELD_R_A_NOTE + 2 * i));
        struct str words = answer.size > 0 ? choice_label(SET_ANSWER, answer)
                                           : STR("Not answered yet");
        if (note.size > 0)
            words = str_printf(rq->mem, "%.*s. %.*s", STR_ARG(words),
                               STR_ARG(note));
        rows_add(&nine, field_info(field)->label, words,
                 str_c(rq->mem, clause_of(rq->mem, i)));
    }
    groups[0] = (struct view_group){ STR("The meeting"), STR(""),
                                     meeting.rows, meeting.count };
    groups[1] = (struct view_group){ STR("9 things established"), STR(""),
                                     nine.rows, nine.count };
}

void review_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_record v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    names_open(&names, rq);
    page_frame(&v.page, rq, "Initial review meeting");
    page_case(&v.page, rq, &k, CASE_REVIEW);
    v.heading = STR("Initial review meeting");
    v.req = strip(rq, &k, &names, true);
    if (k.incident.review == NULL) {
        v.lede = STR("The meeting is not recorded yet.");
        view_record(&rq->out.body, &v);
        return;
    }
    struct view_group *groups = ARENA_MANY(rq->mem, 2, struct view_group);
    groups_fill(groups, rq, &k, &names);
    v.groups = groups;
    v.groups_count = 2;
    struct view_fact *actions = ARENA_MANY(rq->mem, 1, struct view_fact);
    if (!v.req.action && case_can(rq, PERMIT_LEAD_INCIDENT))
        actions[v.actions_count++] = (struct view_fact){
            STR("Record another meeting or change an answer"),
            case_path(rq->mem, k.reference, "/initial-review/edit")
        };
    v.actions = actions;
    view_record(&rq->out.body, &v);
}
