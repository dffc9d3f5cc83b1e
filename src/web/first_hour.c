/* first_hour.c: the first steps of a new incident in order, with what each
 * still has until it is late, beside what nobody does now; and the welfare
 * check of a pupil who is threatened or asked for money (D14). It leads to the
 * pages that record: nothing is recorded twice. */
#include "web/handlers.h"
#include "web/pupil.h"

/* ---- the steps ---- */

enum { STEPS = 5 };

struct first_step {
    const char *title;
    const char *rest;   /* of the page that does it */
    const char *button;
    const char *clause; /* of its duty, for the time */
    struct str said;    /* what is known of it */
    bool done;
};

static bool criteria_answered(const struct facts *f)
{
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        if (f->criteria[i] == UNKNOWN && !f->criteria_asked[i])
            return false;
    return true;
}

static bool agency_told(const struct facts *f)
{
    for (size_t i = 0; i < f->referrals_count; i++)
        if (f->referrals[i].to == AGENCY_CSCS ||
            f->referrals[i].to == AGENCY_POLICE)
            return true;
    return false;
}

/* The report says so, or somebody has looked since. */
static bool is_safe(const struct incident *in)
{
    bool safe = entry_has_word(in->report, FIELD_SAFE, "yes") ||
                in->facts.criteria[CRITERION_8_9F] == NO;
    for (size_t i = 0; i < in->entries_count; i++)
        if (in->entries[i].kind == ENTRY_WELFARE)
            safe = entry_has_word(in->effective[i].counts, FIELD_SAFE,
                                  "yes");
    return safe && in->facts.criteria[CRITERION_8_9F] != YES;
}

/* Another school told of it, and which pupil it is is said on the telephone
 * (8.5h, D12); nobody can be seen before they are named. */
static struct first_step step_safe(struct arena *mem,
                                   const struct incident *in)
{
    struct str call = entry_text(in->report, FIELD_CALL);
    bool named = false;
    for (size_t i = 0; i < in->people_count; i++)
        named = named || (in->people[i].type == PERSON_PUPIL &&
                          !in->people[i].in_error);
    struct first_step step = {
        "Is the pupil safe right now?", "/support", "See the pupil", "8.9f",
        STR("Not known, or no. Go to the pupil, or call 999. Do not leave a pupil alone who may hurt themselves."),
        is_safe(in)
    };
    if (step.done)
        step.said = STR("As far as is known, yes.");
    else if (!named && call.size > 0)
        step.said = str_printf(mem, "Call %.*s, and ask which pupil of yours may be involved. Then go to the pupil.",
                               STR_ARG(call));
    if (!named) {
        step.rest = "/people";
        step.button = "Name the pupil";
    }
    return step;
}

static void steps_make(struct first_step out[STEPS], struct arena *mem,
                       const struct known *k)
{
    const struct incident *in = &k->incident;
    const struct facts *f = &in->facts;
    bool referred = agency_told(f), required = k->answer.refer_required;
    bool answered = criteria_answered(f) || required;
    out[0] = (struct first_step){
        "The DSL has the report", "", "Take up the report", "7.5a",
        STR("Whoever reported can see that somebody has it."),
        instant_known(f->acknowledged_at)
    };
    out[1] = step_safe(mem, in);
    out[2] = (struct first_step){
        "Answer the 7 referral questions", "/risk/edit",
        "Answer the 7 questions", "8.9a",
        required ? STR("An answer requires a referral. The rest can follow.")
                 : STR("A yes means refer at once. ‘Not known yet’ is an answer."),
        answered
    };
    out[3] = (struct first_step){
        "Hold the initial review", "/initial-review/edit",
        "Record the review meeting", "7.5b",
        STR("Short, with the staff who need to be there. It establishes 9 things."),
        instant_known(f->review_held_at)
    };
    out[4] = (struct first_step){
        "Refer, if it has to be", "/referral", "Record the referral", "8.9",
        referred   ? STR("An agency has been told.")
        : required ? STR("The policy requires it. Telephone now, record afterwards.")
        : answered ? STR("Nothing requires it so far. You can refer at any time.")
                   : STR("You can refer at any time, also before the questions are answered."),
        referred || (answered && !required)
    };
    if (required && !referred) { /* it goes before the meeting */
        struct first_step review = out[3];
        out[3] = out[4];
        out[4] = review;
    }
}

unsigned first_hour_done(struct arena *mem, const struct known *known,
                         unsigned *count)
{
    struct first_step steps[STEPS];
    unsigned done = 0;
    steps_make(steps, mem, known);
    for (unsigned i = 0; i < STEPS; i++)
        done += steps[i].done;
    *count = STEPS;
    return done;
}

/* "12 minutes", "3 hours and 5 minutes", "2 days". */
static struct str since_words(struct arena *mem, struct instant from,
                              struct instant now)
{
    int64_t minutes = (now.us - from.us) / (60 * INT64_C(1000000));
    if (minutes < 1)
        return STR("less than a minute");
    if (minutes < 60)
        return str_printf(mem, "%lld minute%s", (long long)minutes,
                          minutes == 1 ? "" : "s");
    long long hours = minutes / 60, rest = minutes % 60;
    if (hours < 24)
        return str_printf(mem, "%lld hour%s and %lld minute%s", hours,
                          hours == 1 ? "" : "s", rest,
                          rest == 1 ? "" : "s");
    return str_printf(mem, "%lld day%s", hours / 24,
                      hours / 24 == 1 ? "" : "s");
}

/* "15 minutes left", "Late by 2 hours". */
static struct str timer_words(struct arena *mem, const struct known *k,
                              const struct first_step *step)
{
    const struct duty *d = case_duty(k, step->clause);
    if (step->done)
        return STR("Done");
    if (d == NULL || !instant_known(d->due))
        return STR("Now");
    bool late = instant_after(k->as_of, d->due);
    struct str words = late ? since_words(mem, d->due, k->as_of)
                            : since_words(mem, k->as_of, d->due);
    return late ? str_printf(mem, "Late by %.*s", STR_ARG(words))
                : str_printf(mem, "%.*s left", STR_ARG(words));
}

void first_hour_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct instant none = { 0 };
    struct view_first_hour v = { 0 };
    struct first_step steps[STEPS];
    if (!known_load(&k, rq, permit, none))
        return;
    steps_make(steps, rq->mem, &k);
    page_frame(&v.page, rq, "First hour");
    page_case(&v.page, rq, &k, CASE_OVERVIEW);
    struct view_hour_step *rows = ARENA_MANY(rq->mem, STEPS,
                                             struct view_hour_step);
    bool lead = case_can(rq, PERMIT_LEAD_INCIDENT), first = true;
    for (unsigned i = 0; i < STEPS; i++) {
        const struct first_step *s = &steps[i];
        bool refers = strcmp(s->clause, "8.9") == 0;
        bool next = !s->done && first;
        rows[i] = (struct view_hour_step){
            .state = str_of(s->done ? "done" : next ? "now" : ""),
            .title = str_of(s->title),
            .said = s->said,
            .timer = timer_words(rq->mem, &k, s),
            .clause = str_of(s->clause),
            .href = case_path(rq->mem, k.reference, s->rest),
            .link = s->done || !(lead || refers) ? STR("")
                                                 : str_of(s->button),
            .main = next,
        };
        first = first && !next;
    }
    unsigned count, done = first_hour_done(rq->mem, &k, &count);
    struct str since = since_words(rq->mem,
                                   k.incident.facts.reported_at, k.as_of);
    v.heading = str_of(done == count ? "The first steps are done"
                                     : "First hour");
    v.lede = str_printf(rq->mem, "Reported %.*s ago. %u of %u steps done.",
                        STR_ARG(since), done, count);
    v.steps = rows;
    v.steps_count = STEPS;
    v.money = incident_for_money(&k.incident);
    view_first_hour(&rq->out.body, &v);
}

/* ---- the welfare check ---- */

static const struct field_look welfare_looks[] = {
    { FIELD_SAFE, .label = "Is the pupil safe right now?",
      .inline_radios = true,
      .hint = "If not, or if you are not sure: do not leave them alone, and call 999." },
    { FIELD_ASKED_SAFE, .label = "Did you ask about thoughts of suicide or self-harm?",
      .inline_radios = true,
      .hint = "Asking does not put the thought there. Ask in plain words." },
    { FIELD_OWN_WORDS, .label = "What did the pupil say?", .rows = 4,
      .hint = "In their own words. Do not describe what a picture shows." },
    { FIELD_OBSERVED, .label = "What did you notice?", .rows = 3 },
    { FIELD_HAPPENED_AT, .label = "When?", .width = "20",
      .hint = "Leave it empty for now." },
    { FIELD_AGAIN_AT, .label = "When will you see them next?", .width = "20",
      .hint = "For example 24 November 2026, 9am. It becomes a duty." },
};

void welfare_form(struct request *rq, const struct permit *permit)
{
    struct pupil_form *f = ARENA_NEW(rq->mem, struct pupil_form);
    if (!pupil_form_make(f, rq, permit, ENTRY_WELFARE, "/welfare"))
        return;
    struct str first = pupil_first(rq->mem, f->person);
    f->form.title = str_c(rq->mem, str_printf(rq->mem, "How is %.*s?",
                                              STR_ARG(first)));
    (void)pupil_form_hearing(f, rq);
    f->form.lede = "See the pupil in person. They did nothing that they have to be punished for: say so.";
    f->form.button = "Save the welfare check";
    f->form.done = "welfare";
    pupil_form_look(f, welfare_looks, COUNT_OF(welfare_looks));
    const struct duty *d = pupil_duty(&f->known, f->person->id, "D14");
    if (d != NULL) {
        f->form.req = case_req(rq, &f->known, &f->names, d);
        f->form.req.action = false;
    }
    pupil_form_run(f, rq, permit);
}
