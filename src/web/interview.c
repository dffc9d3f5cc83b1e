/* interview.c: hearing a pupil (7.5c). The pupil's words stand apart from what
 * the adult saw. It records what happened, so nothing stands before it; after
 * a referral the page says how little may be asked (D5). And a disclosure
 * that only the DSL sets aside, with a reason and a signature (8.4). */
#include "web/handlers.h"
#include "web/pupil.h"

static const struct field_look looks[] = {
    { FIELD_HEARD_BY, .label = "Who asked?", .width = "20",
      .hint = "One adult asks. Name and role." },
    { FIELD_HEARD_WITH, .label = "Who else was there?",
      .hint = "Names and roles, also of anybody the pupil wanted beside them." },
    { FIELD_HAPPENED_AT, .label = "When?", .width = "20",
      .hint = "For example 23 November 2026, 11:15am. Leave it empty for now." },
    { FIELD_OWN_WORDS, .label = "What did the pupil say, in their own words?",
      .heading = "The account", .rows = 8,
      .hint = "Write the words as they were said, also the plain ones, and the questions you asked. Do not describe what a picture shows." },
    { FIELD_OBSERVED, .label = "What did you notice?", .rows = 3,
      .heading = "Kept apart from the account",
      .hint = "What you saw, for example that they were quiet or upset. Not what you think of it." },
};

static const char *const open_questions =
    "Open with ‘Tell me’, ‘Explain to me’ or ‘Describe to me how it came about’, then wait. Do not offer answers, do not ask the same thing twice, never ask why they did it, and never ask to see anything.";

static void hearing_fill(struct pupil_form *f, struct request *rq)
{
    f->form.lede = open_questions;
    if (pupil_form_hearing(f, rq))
        pupil_form_give(f, FIELD_ACCOUNT_ONLY, STR("yes"));
}

void interview_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_INTERVIEW, "/interview"))
        return;
    struct str first = pupil_first(rq->mem, f->person);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "Hear %.*s",
                                              STR_ARG(first)));
    f->form.button = "Save the account";
    f->form.done = "interview";
    pupil_form_look(f, looks, COUNT_OF(looks));
    hearing_fill(f, rq);
    const struct duty *d = pupil_duty(&f->known, f->person->id, "7.5c");
    if (d != NULL) {
        f->form.req = case_req(rq, &f->known, &f->names, d);
        f->form.req.action = false;
    }
    pupil_form_run(f, rq, permit);
}

/* ---- setting a disclosure aside ---- */

static const struct field_look aside_looks[] = {
    { FIELD_REASON, .label = "Why is it set aside, and how do you know?",
      .rows = 5, .clause = "8.4",
      .hint = "For example that the pupil was named by mistake, and who said so. That a pupil took it back is no reason on its own. Do not describe what a picture shows." },
};

struct aside {
    struct known known;
    struct form_spec form;
    struct entry_field given[3];
};

static bool aside_make(struct aside *a, struct request *rq,
                       const struct permit *permit)
{
    struct instant none = { 0 };
    if (!known_load(&a->known, rq, permit, none))
        return false;
    const struct known *k = &a->known;
    enum role seat = case_hat(rq, ROLE_DSL) != ROLE_NONE ? ROLE_DSL
                                                         : permit->role;
    size_t given = case_role_fields(a->given, rq, seat);
    a->given[given++] = (struct entry_field){
        FIELD_FACTOR, rq->session.demonstration
                          ? STR("A click, in a demonstration")
                          : STR("A code of the second factor")
    };
    a->form = (struct form_spec){
        .kind = ENTRY_SET_ASIDE,
        .title = "Set a disclosure aside",
        .lede = "A pupil spoke to us, and what they said is taken seriously until the DSL says with reasons that it is not about them. Nothing is removed: your reason stands beside what was said.",
        .button = "Sign and set it aside",
        .done = "aside",
        .form_path = "/disclosure",
        .next = case_path(rq->mem, k->reference, "/support"),
        .looks = aside_looks,
        .looks_count = COUNT_OF(aside_looks),
        .sign = true,
        .given = a->given,
        .given_count = given,
        .section = CASE_SUPPORT,
    };
    return true;
}

void disclosure_form(struct request *rq, const struct permit *permit)
{
    struct aside *a = ARENA_NEW(rq->mem, struct aside);
    if (aside_make(a, rq, permit))
        form_show(rq, permit, &a->known, &a->form);
}

void disclosure_post(struct request *rq, const struct permit *permit)
{
    struct aside *a = ARENA_NEW(rq->mem, struct aside);
    if (aside_make(a, rq, permit))
        form_save(rq, permit, &a->known, &a->form);
}
