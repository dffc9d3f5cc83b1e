/* closing_forms.c: closing, opening again, what is new and changes nothing, a
 * duty that does not apply, how a pupil is now, and what was learned. What may
 * be done is incident_may's to say; these pages only do not offer the rest. */
#include "web/closing.h"

#include "web/handlers.h"

static void spec_fill(struct section_form *s, struct request *rq,
                      enum entry_kind kind, const char *path)
{
    s->form.kind = kind;
    s->form.form_path = path;
    s->form.next = case_path(rq->mem, s->known.reference, "/closing");
    s->form.section = CASE_CLOSING;
    s->form.button = "Save";
}

/* Whoever comes to a form whose time has passed sees the page instead. */
static bool led_back(struct request *rq, const struct section_form *s,
                     bool fits)
{
    if (rq->post || fits)
        return false;
    respond_redirect(rq, case_path(rq->mem, s->known.reference, "/closing"));
    return true;
}

/* ---- closing ---- */

static const struct view_option *endings(size_t *count, struct request *rq,
                                         bool disclosure_stands)
{
    size_t all, n = 0;
    const struct choice_word *words = choice_words(SET_CLOSED_AS, &all);
    struct view_option *options = ARENA_MANY(rq->mem, all,
                                             struct view_option);
    for (size_t i = 0; i < all; i++)
        if (!disclosure_stands || strcmp(words[i].word, "nothing") != 0)
            options[n++] = (struct view_option){
                .value = str_of(words[i].word),
                .label = str_of(words[i].label),
            };
    *count = n;
    return options;
}

void close_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct incident *in = &s->known.incident;
    bool fits = in->closing.state != CLOSING_CLOSED &&
                incident_stands_open(rq->mem, in, &s->known.answer) == 0;
    if (led_back(rq, s, fits))
        return;
    bool stands = incident_disclosure_stands(in);
    spec_fill(s, rq, ENTRY_CLOSED, "/closing/close");
    s->form.title = "Close the incident";
    s->form.lede = "It stays readable. Its duties leave everybody’s list, but for the days set to see how a pupil is. Anything new opens it again.";
    s->form.button = "Close the incident";
    s->form.done = "closed";
    struct field_look *look = section_look(s, (struct field_look){
        FIELD_CLOSED_AS, .label = "How did it end?" });
    look->options = endings(&look->options_count, rq, stands);
    section_look(s, (struct field_look){
        FIELD_ENDED, .label = "What came of it?", .rows = 5,
        .hint = "What was decided and done, and what is different now. Do not describe what a picture shows." });
    if (stands) {
        s->form.note = "A pupil told us of it, so ‘There was nothing to it’ is not offered. Only the DSL sets a disclosure aside, with a reason and a signature, on the page ‘Support for pupils’.";
        s->form.note_clause = "8.4";
    }
    section_form_run(s, rq, permit);
}

/* ---- what is new ---- */

void reopen_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL || led_back(rq, s, s->known.incident.closing.state ==
                                         CLOSING_CLOSED))
        return;
    spec_fill(s, rq, ENTRY_REOPENED, "/closing/open-again");
    s->form.title = "Open the incident again";
    s->form.lede = "What is open comes back to everybody’s list, and the decision is taken anew. What was decided and signed before stays readable.";
    s->form.button = "Open it again";
    s->form.done = "reopened";
    s->form.next = case_path(rq->mem, s->known.reference, "");
    section_look(s, (struct field_look){
        FIELD_NEW_FACTS, .label = "What is new?", .rows = 5, .clause = "8.10",
        .hint = "What was said or seen, by whom, and when. Do not describe what a picture shows." });
    section_look(s, (struct field_look){
        FIELD_REASON, .label = "Why does that open it again?", .rows = 3 });
    section_form_run(s, rq, permit);
}

void stays_closed_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct incident *in = &s->known.incident;
    bool fits = in->closing.state == CLOSING_CLOSED && in->closing.news > 0 &&
                incident_stands_open(rq->mem, in, &s->known.answer) == 0;
    if (led_back(rq, s, fits))
        return;
    spec_fill(s, rq, ENTRY_STAYS_CLOSED, "/closing/stays");
    s->form.title = "It stays closed";
    s->form.lede = "You have read what was recorded since it was closed, and nothing has to be done or decided anew.";
    s->form.button = "Leave it closed";
    s->form.done = "stays-closed";
    section_look(s, (struct field_look){
        FIELD_REASON, .label = "Why does it change nothing?", .rows = 3,
        .clause = "8.10" });
    section_form_run(s, rq, permit);
}

/* ---- a duty that does not apply ---- */

/* "p1" is a pupil, "r7" a referral, "h12" the thing of entry 12. */
static void about_give(struct section_form *s, struct str subject)
{
    if (subject.size == 0)
        return;
    if (subject.data[0] == 'p')
        section_give(s, FIELD_PERSON, subject);
    else if (subject.data[0] == 'r')
        section_give(s, FIELD_ABOUT_REFERRAL, subject);
    else
        section_give(s, FIELD_OF, (struct str){ subject.data + 1,
                                                subject.size - 1 });
}

void excuse_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct known *k = &s->known;
    const struct stand *stand = closing_stand(k, rq->mem, rq->params[1]);
    if (stand == NULL) {
        respond_redirect(rq, case_path(rq->mem, k->reference, "/closing"));
        return;
    }
    const struct duty *d = &stand->duty;
    struct str title = act_duty_title(rq->mem, d, &k->incident);
    spec_fill(s, rq, ENTRY_NOT_APPLICABLE,
              str_c(rq->mem, str_printf(rq->mem, "/closing/reason/%.*s",
                                        STR_ARG(rq->params[1]))));
    s->form.title = "Say why a duty does not apply";
    s->form.lede = str_c(rq->mem, str_printf(rq->mem, "%.*s. %.*s",
                                             STR_ARG(title),
                                             STR_ARG(d->why)));
    s->form.button = "Record the reason";
    s->form.done = "excused";
    s->form.hidden_name = "which";
    s->form.hidden_value = rq->params[1];
    section_give(s, FIELD_DUTY, d->clause);
    about_give(s, d->subject);
    section_look(s, (struct field_look){
        FIELD_REASON, .label = "Why does it not apply here?", .rows = 4,
        .clause = str_c(rq->mem, d->clause),
        .hint = "Who decided it or what stands against it, and how you know. It is read with the record." });
    section_form_run(s, rq, permit);
}

/* A reason that was recorded and stands: it falls, and the duty comes back. */
void applies_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct known *k = &s->known;
    const struct stand *stand = stand_of_reason(rq->mem, &k->incident,
                                                &k->answer,
                                                section_number(rq));
    if (stand == NULL) {
        respond_redirect(rq, case_path(rq->mem, k->reference, "/closing"));
        return;
    }
    const struct entry *reason = stand->excused;
    struct str number = str_printf(rq->mem, "%u", reason->seq);
    struct str title = act_duty_title(rq->mem, &stand->duty, &k->incident);
    struct str said = entry_text(reason, FIELD_REASON);
    bool closed = k->incident.closing.state == CLOSING_CLOSED;
    spec_fill(s, rq, ENTRY_APPLIES_AGAIN,
              str_c(rq->mem, str_printf(rq->mem, "/closing/applies/%.*s",
                                        STR_ARG(number))));
    s->form.title = "Say why a duty applies after all";
    s->form.lede = str_c(rq->mem, str_printf(rq->mem, "%.*s. The reason recorded in entry %.*s was: %.*s",
                                             STR_ARG(title), STR_ARG(number),
                                             STR_ARG(said)));
    s->form.note = closed
                       ? "That reason stays readable and counts no more. The incident was closed for it too, so this opens it again."
                       : "That reason stays readable and counts no more: the duty stands again.";
    s->form.note_clause = "2.3h";
    s->form.button = "Let the duty stand again";
    s->form.done = "applies";
    s->form.hidden_name = "entry";
    s->form.hidden_value = number;
    section_give(s, FIELD_OF, number);
    if (entry_text(reason, FIELD_PERSON).size > 0)
        section_give(s, FIELD_PERSON, entry_text(reason, FIELD_PERSON));
    section_look(s, (struct field_look){
        FIELD_REASON, .label = "Why does it apply after all?", .rows = 4,
        .clause = str_c(rq->mem, stand->duty.clause),
        .hint = "What is known now that was not known then, or what was wrong. Do not describe what a picture shows." });
    section_form_run(s, rq, permit);
}

/* ---- how a pupil is now ---- */

void pupil_now_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct person *who = case_child(rq, &s->known);
    if (who == NULL)
        return;
    struct str first = first_name(rq->mem, who);
    spec_fill(s, rq, ENTRY_PUPIL_NOW,
              str_c(rq->mem, str_printf(rq->mem, "/children/%.*s/now",
                                        STR_ARG(who->id))));
    s->form.title = str_c(rq->mem, str_printf(rq->mem, "How %.*s is now",
                                              STR_ARG(first)));
    s->form.done = "pupil-now";
    s->form.hidden_name = "about";
    s->form.hidden_value = who->id;
    section_give(s, FIELD_PERSON, who->id);
    section_look(s, (struct field_look){
        FIELD_HOW_NOW, .rows = 4, .clause = "2.3i",
        .hint = "In their words where you can, and what others see. Of this pupil only." });
    section_look(s, (struct field_look){
        FIELD_GOES_ON, .rows = 3,
        .hint = "Who looks after what. If none is needed, write that the pupil and you agree on it." });
    section_look(s, (struct field_look){
        FIELD_REVIEW_AT, .label = "When is the support looked at again?",
        .width = "20",
        .hint = "For example 22 January 2027. It comes to the DSL’s list on that day, also when the incident is closed." });
    section_form_run(s, rq, permit);
}

/* ---- what was learned ---- */

void lessons_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    spec_fill(s, rq, ENTRY_LESSONS, "/closing/lessons");
    s->form.title = "Write down what was learned";
    s->form.lede = "Read by those who lead at this school and by the Executive Leader, beside the lessons of other incidents. Name no pupil.";
    s->form.done = "lessons";
    section_look(s, (struct field_look){
        FIELD_LEARNED, .label = "What was learned?", .rows = 5,
        .clause = "2.1b",
        .hint = "What worked, what was slow, what was missed. Name no pupil, parent or member of staff." });
    section_look(s, (struct field_look){
        FIELD_DIFFERENT, .label = "What is done differently from now on?",
        .rows = 3, .hint = "Who changes what, by when." });
    section_form_run(s, rq, permit);
}
