/* support.c: the forms of section 9: whom the pupil wants to talk to, the
 * conversation, and what was promised. What a pupil says is written in their
 * words; a promise becomes a duty. The page itself is pupil_page.c. */
#include "web/handlers.h"
#include "web/pupil.h"

/* ---- the adult of the pupil's choice (9.2) ---- */

void helper_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_HELPER, "/support/adult"))
        return;
    struct str first = pupil_first(rq->mem, f->person);
    struct field_look looks[] = {
        { FIELD_CHOSEN, .label = "Whom do they want to talk to?",
          .clause = "9.2" },
        { FIELD_USER, .label = "Which adult?", .select = true,
          .hint = "If they chose another adult. From the moment you save, that adult sees this page of this pupil, and no other part of the incident. Prepare them, and stay at their side." },
        { FIELD_REASON, .label = "What the pupil said about it", .rows = 2,
          .hint = "In their words. It can be changed at any time." },
    };
    looks[1].options = adult_options(&looks[1].options_count, rq, &f->known,
                                     STR("Choose an adult"), STR_NONE);
    pupil_form_look(f, looks, COUNT_OF(looks));
    const struct care *care = incident_care(&f->known.incident,
                                            f->person->id);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "Who does %.*s want to talk to?", STR_ARG(first)));
    f->form.lede = "A pupil who can choose keeps some control. Ask, and take the answer as it is.";
    f->form.button = "Save the choice";
    f->form.done = "helper";
    f->form.last = care != NULL ? care->chosen : NULL;
    pupil_form_run(f, rq, permit);
}

/* ---- the conversation (9.1, 9.3, 9.4) ---- */

static const struct field_look talk_looks[] = {
    { FIELD_HEARD_WITH, .label = "Who was there?",
      .hint = "Names and roles, also of anybody the pupil wanted beside them." },
    { FIELD_HAPPENED_AT, .label = "When?", .width = "20",
      .hint = "For example 23 November 2026, 2:30pm. Leave it empty for now." },
    { FIELD_POINTS, .label = "In the conversation",
      .hint = "Tick what you talked about.", .clause = "9.4" },
    { FIELD_KNOWN_OF_IT, .heading = "What came out",
      .label = "What is it, and who is involved?", .rows = 3,
      .clause = "9.3a",
      .hint = "As it was told. Nobody needs to see it. Do not describe what a picture shows." },
    { FIELD_HOW_FAR, .label = "How far did it go?", .rows = 2,
      .clause = "9.3b", .hint = "Where, with whom, on which services." },
    { FIELD_HELP_NEEDED, .label = "What help is needed?", .rows = 2,
      .clause = "9.3c", .hint = "For the pupil, and so that it goes no further." },
    { FIELD_WISHES, .label = "What do they want to happen?", .rows = 4,
      .hint = "In their words. Include how they would like their parents to be told." },
    { FIELD_PROMISED, .heading = "What comes next",
      .label = "What did you promise?",
      .hint = "One thing. It becomes a duty. Never promise to keep a secret." },
    { FIELD_PROMISED_BY, .label = "By when?", .width = "20",
      .hint = "For example 25 November 2026, 3pm." },
    { FIELD_AGAIN_AT, .label = "When will you see them next?", .width = "20",
      .hint = "For example 30 November 2026. It becomes a duty." },
};

/* Under a hold the tools are named with what comes before them (D3). */
static const struct view_option *point_options(size_t *count,
                                               struct request *rq,
                                               const struct known *k)
{
    const struct choice_word *words = choice_words(SET_POINT, count);
    struct view_option *options = ARENA_MANY(rq->mem, *count,
                                             struct view_option);
    for (size_t i = 0; i < *count; i++) {
        options[i] = (struct view_option){ .value = str_of(words[i].word),
                                           .label = str_of(words[i].label) };
        bool tool = strcmp(words[i].word, "9.4h") == 0 ||
                    strcmp(words[i].word, "9.4i") == 0;
        if (tool && !incident_may_delete(&k->answer))
            options[i].label = str_printf(rq->mem, "%s. We ask the police first, so that nothing they need is lost",
                                          words[i].label);
    }
    return options;
}

void talk_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_CONVERSATION, "/support/talk"))
        return;
    struct str first = pupil_first(rq->mem, f->person);
    pupil_form_look(f, talk_looks, COUNT_OF(talk_looks));
    f->looks[2].options = point_options(&f->looks[2].options_count, rq,
                                        &f->known);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "Talk with %.*s about support", STR_ARG(first)));
    f->form.lede = "A way to begin: “Thank you for coming. I want to understand and to help. You can stop at any time. I do not need to see anything.” Ask what happened and what would help, never why they did it.";
    (void)pupil_form_hearing(f, rq);
    f->form.button = "Save the conversation";
    f->form.done = "talk";
    if (!incident_may_delete(&f->known.answer)) {
        f->form.note = "Do not ask the pupil to delete anything yet. They keep it, share it with nobody, and wait for what the police advise.";
        f->form.note_clause = "12.8";
    }
    const struct duty *d = pupil_duty(&f->known, f->person->id, "9.1");
    if (d != NULL) {
        f->form.req = case_req(rq, &f->known, &f->names, d);
        f->form.req.action = false;
    }
    pupil_form_run(f, rq, permit);
}

/* ---- promises (9.4c) ---- */

static const struct field_look promise_looks[] = {
    { FIELD_PROMISED, .label = "What was promised?",
      .hint = "One thing that somebody will do. Never promise to keep a secret." },
    { FIELD_PROMISED_BY, .label = "By when?", .width = "20",
      .hint = "For example 25 November 2026, 3pm. It becomes a duty." },
};

void promise_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_PROMISE, "/support/promise"))
        return;
    struct str first = pupil_first(rq->mem, f->person);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "Something %.*s was promised", STR_ARG(first)));
    f->form.button = "Save the promise";
    f->form.done = "promise";
    pupil_form_look(f, promise_looks, COUNT_OF(promise_looks));
    pupil_form_run(f, rq, permit);
}

static const struct field_look kept_looks[] = {
    { FIELD_KEPT_HOW, .label = "What became of it?" },
    { FIELD_BODY, .label = "What was done, or why it could not be",
      .rows = 3, .hint = "Do not describe what a picture shows." },
};

static const struct promise *promise_of(const struct pupil_form *f,
                                        struct str number)
{
    uint64_t seq;
    if (str_read_number(&seq, number, UINT32_MAX) != OK)
        return NULL;
    for (size_t i = 0; i < f->known.incident.promises_count; i++) {
        const struct promise *p = &f->known.incident.promises[i];
        if (p->seq == seq && p->sort == PROMISE_SAID &&
            str_same(p->pupil, f->person->id))
            return p;
    }
    return NULL;
}

void kept_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    struct str rest = str_printf(rq->mem, "/support/promise/%.*s",
                                 STR_ARG(rq->params[2]));
    if (!pupil_form_make(f, rq, permit, ENTRY_PROMISE_KEPT,
                         str_c(rq->mem, rest)))
        return;
    const struct promise *p = promise_of(f, rq->params[2]);
    if (p == NULL) { /* read from an old page: what is open is shown there */
        respond_redirect(rq, f->form.next);
        return;
    }
    pupil_form_give(f, FIELD_PROPOSAL, str_printf(rq->mem, "%u", p->seq));
    struct str by = when_words(rq->mem, p->by, f->known.as_of);
    f->form.title = "A promise";
    f->form.lede = str_c(rq->mem, str_printf(rq->mem, "%.*s. By %.*s.",
                                             STR_ARG(p->words),
                                             STR_ARG(by)));
    f->form.button = "Save";
    f->form.done = "kept";
    f->form.hidden_value = str_printf(rq->mem, "%.*s/%u",
                                      STR_ARG(f->person->id), p->seq);
    pupil_form_look(f, kept_looks, COUNT_OF(kept_looks));
    pupil_form_run(f, rq, permit);
}
