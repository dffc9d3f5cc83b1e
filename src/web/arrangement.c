/* arrangement.c: arrangements for a pupil with SEND (2.4), and the result of
 * the Traffic Light Tool, whose lists stay with its owner (7.3, D16). */
#include "web/handlers.h"
#include "web/pupil.h"

static const struct field_look arrangement_looks[] = {
    { FIELD_SEND_NEEDS, .label = "What does the pupil need here?", .rows = 4,
      .hint = "How they understand, speak and settle best: words, pictures to explain, time, a familiar adult, a quiet room." },
    { FIELD_ARRANGED, .label = "What is put in place?", .rows = 5,
      .hint = "For conversations, for advice and for the days ahead. Who does what." },
    { FIELD_AGREED_WITH, .label = "Agreed with whom?",
      .hint = "For example the DSL, the Headteacher, a parent." },
    { FIELD_AGAIN_AT, .label = "When will you look at it again?",
      .width = "20", .hint = "For example 4 December 2026. It becomes a duty." },
};

static const struct field_look brook_looks[] = {
    { FIELD_COLOUR, .label = "Which colour?", .inline_radios = true,
      .hint = "The colour that the tool itself gave." },
    { FIELD_BAND, .label = "For which age band?", .inline_radios = true },
    { FIELD_FRAMEWORK, .label = "Which version of the tool?", .width = "20",
      .hint = "As printed on it." },
    { FIELD_ASSESSOR, .label = "Who applied it?", .width = "20",
      .hint = "Name, role, and when they were trained to use it." },
    { FIELD_WHY, .label = "Reasons", .rows = 4,
      .hint = "Which facts decided. The lists of the tool are licensed: do not copy them here. Do not describe what a picture shows." },
};

void arrangement_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_ARRANGEMENT, "/arrangements"))
        return;
    struct str first = pupil_first(rq->mem, f->person);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "Arrangements for %.*s", STR_ARG(first)));
    f->form.lede = "Support works only if it fits the pupil. The SENCO, the DSL and the Headteacher settle together what is needed.";
    f->form.button = "Save the arrangements";
    f->form.done = "arranged";
    pupil_form_look(f, arrangement_looks, COUNT_OF(arrangement_looks));
    const struct duty *d = pupil_duty(&f->known, f->person->id, "2.4");
    if (d == NULL)
        d = pupil_duty(&f->known, f->person->id, "2.4b");
    if (d != NULL) {
        f->form.req = case_req(rq, &f->known, &f->names, d);
        f->form.req.action = false;
    }
    pupil_form_run(f, rq, permit);
}

void framework_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_BROOK, "/framework"))
        return;
    f->form.title = "Result of the Sexual Behaviours Traffic Light Tool";
    f->form.lede = "It says how behaviour compares with what is usual at an age. It never replaces the 7 referral questions.";
    f->form.button = "Save the result";
    f->form.done = "framework";
    pupil_form_look(f, brook_looks, COUNT_OF(brook_looks));
    pupil_form_run(f, rq, permit);
}
