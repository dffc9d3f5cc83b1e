/* referral_forms.c: what became of a referral: confirmed in writing, asked
 * for its reply, answered (11, D17). All of it has happened when it is
 * recorded, so nothing is refused. */
#include "web/handlers.h"
#include "web/page.h"

enum { LOOKS_MAX = 10 };

struct follow_spec {
    struct known known;
    struct names names;
    const struct referral *referral;
    struct form_spec form;
    struct field_look looks[LOOKS_MAX];
    size_t looks_count;
    struct entry_field given[1];
};

static void look_add(struct follow_spec *s, struct field_look look)
{
    must(s->looks_count < LOOKS_MAX);
    s->looks[s->looks_count++] = look;
    s->form.looks_count = s->looks_count;
}

/* What the form is about, in the words of its page. */
static void group_fill(struct follow_spec *s, struct request *rq)
{
    const struct referral *r = s->referral;
    struct rows rows = rows_make(rq->mem, 4);
    struct view_group *group = ARENA_NEW(rq->mem, struct view_group);
    rows_add(&rows, "Told", when_words(rq->mem, r->made_at, s->known.as_of),
             "");
    if (r->reference.size > 0)
        rows_add(&rows, "Their reference", r->reference, "");
    if (r->reply.size > 0)
        rows_add(&rows, "Last answer", choice_label(SET_REPLY, r->reply), "");
    if (r->rung.size > 0)
        rows_add(&rows, "Asked last", choice_label(SET_RUNG, r->rung), "");
    *group = (struct view_group){
        choice_label(SET_AGENCY, str_of(agency_word(r->to))), STR(""),
        rows.rows, rows.count
    };
    s->form.groups = group;
    s->form.groups_count = 1;
}

static void strip_fill(struct follow_spec *s, struct request *rq,
                       const char *clause)
{
    const struct policy_answer *a = &s->known.answer;
    for (size_t i = 0; i < a->duties_count && !s->form.req.on; i++) {
        const struct duty *d = &a->duties[i];
        if (str_is(d->clause, clause) && d->state != DUTY_DONE &&
            str_same(d->subject, s->referral->id))
            s->form.req = case_req(rq, &s->known, &s->names, d);
    }
    s->form.req.action = false;
}

/* What all share; false when it has answered itself. */
static bool spec_open(struct follow_spec *s, struct request *rq,
                      const struct permit *permit, enum entry_kind kind,
                      const char *rest)
{
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    s->referral = incident_referral(&s->known.incident, rq->params[1]);
    if (s->referral == NULL) {
        respond_not_found(rq);
        return false;
    }
    if (names_load(&s->names, rq) != OK)
        s->names = (struct names){ 0 };
    s->given[0] = (struct entry_field){ FIELD_ABOUT_REFERRAL,
                                        s->referral->id };
    struct str path = str_printf(rq->mem, "/referral/%.*s/%s",
                                 STR_ARG(s->referral->id), rest);
    s->form = (struct form_spec){
        .kind = kind,
        .form_path = str_c(rq->mem, path),
        .next = case_path(rq->mem, s->known.reference, "/agencies"),
        .given = s->given,
        .given_count = 1,
        .hidden_name = "about",
        .hidden_value = s->referral->id,
        .section = CASE_REFERRAL,
        .looks = s->looks,
    };
    group_fill(s, rq);
    return true;
}

/* The words of that set which fit what was sent to that agency. */
static const struct view_option *words_that_fit(
    size_t *count, struct request *rq, enum choice_set set, enum agency to,
    bool (*fits)(enum agency to, const char *word))
{
    size_t all;
    const struct choice_word *words = choice_words(set, &all);
    struct view_option *options = ARENA_MANY(rq->mem, all,
                                             struct view_option);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (fits(to, words[i].word))
            options[(*count)++] = (struct view_option){
                .value = str_of(words[i].word),
                .label = str_of(words[i].label),
            };
    return options;
}

/* What stands on the strip: whichever of the reply's clocks runs. */
static void strip_of_reply(struct follow_spec *s, struct request *rq)
{
    const char *rule = referral_reply_rule(s->referral->to);
    if (rule == NULL)
        return;
    strip_fill(s, rq, rule);
    strip_fill(s, rq, "D17c");
}

static const char when_hint[] = "For example 23 November 2026, 9:40am. Leave it empty for now.";

/* ---- confirmed in writing ---- */

/* A call confirms no call. */
static bool method_writes(enum agency to, const char *word)
{
    (void)to;
    return strcmp(word, "form") == 0 || strcmp(word, "email") == 0;
}

static bool written_make(struct follow_spec *s, struct request *rq,
                         const struct permit *permit)
{
    if (!spec_open(s, rq, permit, ENTRY_REFERRAL_WRITTEN, "written"))
        return false;
    struct field_look method = { FIELD_METHOD, .label = "How was it sent?" };
    method.options = words_that_fit(&method.options_count, rq, SET_METHOD,
                                    s->referral->to, method_writes);
    look_add(s, method);
    look_add(s, (struct field_look){ FIELD_MADE_AT, .label = "When?",
                                     .width = "20", .hint = when_hint });
    look_add(s, (struct field_look){
        FIELD_REFERENCE, .label = "Their reference", .width = "20",
        .hint = "If they gave one." });
    s->form.title = "Record that the referral was confirmed in writing";
    s->form.lede = "Use the agency’s own form where there is one. Never attach or send a picture.";
    s->form.button = "Record that it was sent";
    s->form.done = "written";
    strip_fill(s, rq, "D17a");
    return true;
}

void referral_written_form(struct request *rq, const struct permit *permit)
{
    struct follow_spec *s = ARENA_NEW(rq->mem, struct follow_spec);
    if (written_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void referral_written_post(struct request *rq, const struct permit *permit)
{
    struct follow_spec *s = ARENA_NEW(rq->mem, struct follow_spec);
    if (written_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}

/* ---- their reply ---- */

static bool one_of(const char *word, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* What the police decide, social care does not, and the other way round; an
 * allegation against staff is the designated officer's. */
static bool reply_fits(enum agency to, const char *word)
{
    static const char *const police[] = { "investigation", "outcome_21",
                                          "police_other" };
    static const char *const care[] = { "assessment", "protection", "help" };
    static const char *const lado[] = { "allegations_meeting", "employer" };
    if (one_of(word, police, COUNT_OF(police)))
        return to == AGENCY_POLICE;
    if (one_of(word, care, COUNT_OF(care)))
        return to == AGENCY_CSCS || to == AGENCY_OTHER;
    return to == AGENCY_LADO || !one_of(word, lado, COUNT_OF(lado));
}

/* The ladder of the police is their own; all end at the partnership. */
static bool rung_fits(enum agency to, const char *word)
{
    static const char *const police[] = { "officer", "inspector", "force" };
    return strcmp(word, "partnership") == 0 ||
           one_of(word, police, COUNT_OF(police)) == (to == AGENCY_POLICE);
}

/* Of hearing pupils whoever speaks of it, of evidence the police alone. */
static void police_looks(struct follow_spec *s)
{
    bool police = s->referral->to == AGENCY_POLICE;
    if (incident_says_hearing(&s->known.incident, s->referral))
        look_add(s, (struct field_look){
            FIELD_INTERVIEWS, .clause = "7.5c",
            .label = "What did they say about hearing the pupils’ accounts?",
            .hint = police ? NULL
                           : "Ask whether they have spoken with the police." });
    if (police)
        look_add(s, (struct field_look){
            FIELD_EVIDENCE, .clause = "12.8",
            .label = "What did they say about pictures, messages and devices?",
            .hint = "Nothing may be removed until they have said that nothing needs to be kept. Write their words below." });
}

static bool reply_make(struct follow_spec *s, struct request *rq,
                       const struct permit *permit)
{
    if (!spec_open(s, rq, permit, ENTRY_REFERRAL_REPLY, "reply"))
        return false;
    struct field_look reply = { FIELD_REPLY,
                                .label = "What did they decide?" };
    reply.options = words_that_fit(&reply.options_count, rq, SET_REPLY,
                                   s->referral->to, reply_fits);
    look_add(s, reply);
    look_add(s, (struct field_look){ FIELD_MADE_AT, .label = "When?",
                                     .width = "20", .hint = when_hint });
    look_add(s, (struct field_look){
        FIELD_SPOKE_TO, .label = "Who replied, and what is their role?" });
    look_add(s, (struct field_look){
        FIELD_REFERENCE, .label = "Their reference", .width = "20" });
    police_looks(s);
    look_add(s, (struct field_look){
        FIELD_ADVISED, .label = "What did they advise, in their words?",
        .rows = 4,
        .hint = "What they will do, what they ask of the school, and what they said about telling parents. Do not describe what a picture shows." });
    s->form.title = "Record a reply or advice";
    s->form.lede = "A reply can come in steps. Record each one: the last one counts, all stay readable.";
    s->form.button = "Save the reply";
    s->form.done = "reply";
    strip_of_reply(s, rq);
    return true;
}

void referral_reply_form(struct request *rq, const struct permit *permit)
{
    struct follow_spec *s = ARENA_NEW(rq->mem, struct follow_spec);
    if (reply_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void referral_reply_post(struct request *rq, const struct permit *permit)
{
    struct follow_spec *s = ARENA_NEW(rq->mem, struct follow_spec);
    if (reply_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}

/* ---- asked for it ---- */

static bool ask_make(struct follow_spec *s, struct request *rq,
                     const struct permit *permit)
{
    if (!spec_open(s, rq, permit, ENTRY_REFERRAL_ASKED, "ask"))
        return false;
    struct field_look rung = {
        FIELD_RUNG, .label = "Who did you ask?", .clause = "D17c",
        .hint = "Go one step up each time nobody answers." };
    rung.options = words_that_fit(&rung.options_count, rq, SET_RUNG,
                                  s->referral->to, rung_fits);
    look_add(s, rung);
    look_add(s, (struct field_look){
        FIELD_SPOKE_TO, .label = "Their name and role" });
    look_add(s, (struct field_look){ FIELD_MADE_AT, .label = "When?",
                                     .width = "20", .hint = when_hint });
    look_add(s, (struct field_look){
        FIELD_ADVISED, .label = "What did they say?", .rows = 3 });
    look_add(s, (struct field_look){
        FIELD_NEXT_AT, .label = "When will you ask again?", .width = "20",
        .hint = "Leave it empty for the next working day." });
    s->form.title = "Record that you asked for the reply";
    s->form.lede = "If a child is in danger now, ring 999. Do not wait for a reply.";
    s->form.button = "Record that you asked";
    s->form.done = "asked";
    strip_of_reply(s, rq);
    return true;
}

void referral_ask_form(struct request *rq, const struct permit *permit)
{
    struct follow_spec *s = ARENA_NEW(rq->mem, struct follow_spec);
    if (ask_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void referral_ask_post(struct request *rq, const struct permit *permit)
{
    struct follow_spec *s = ARENA_NEW(rq->mem, struct follow_spec);
    if (ask_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}
