/* receipt.c: what the reporter sees of their report, and what they may add to
 * it: more words, that they told the DSL in person, that they told the police
 * or social care themselves (D4), that they saw a picture that could not be
 * avoided (D6). It shows what they wrote and who opened it, nothing else of
 * the incident. */
#include "web/handlers.h"
#include "web/page.h"
#include "web/whom.h"

/* ---- what the receipt says ---- */

/* The first entry of the kind, by anybody. */
static const struct entry *entry_first(const struct known *k,
                                       enum entry_kind kind)
{
    for (size_t i = 0; i < k->incident.entries_count; i++)
        if (k->incident.entries[i].kind == kind)
            return &k->incident.entries[i];
    return NULL;
}

static struct str day_and_time(struct request *rq, struct instant at)
{
    struct str time = minute_words(rq->mem, minute_in_london(at));
    if (date_in_london(at).days == date_in_london(rq->now).days)
        return str_printf(rq->mem, "today at %.*s", STR_ARG(time));
    struct str day = date_words_long(rq->mem, date_in_london(at));
    return str_printf(rq->mem, "on %.*s at %.*s", STR_ARG(day),
                      STR_ARG(time));
}

static struct str opened_words(struct request *rq, const struct known *k,
                               const struct names *names)
{
    const struct entry *opened = entry_first(k, ENTRY_OPENED);
    if (opened == NULL)
        return STR("");
    struct str who = names_of(names, opened->author);
    struct str when = day_and_time(rq, opened->at);
    return str_printf(rq->mem, "%.*s opened it %.*s.", STR_ARG(who),
                      STR_ARG(when));
}

static struct str in_person_words(struct request *rq, const struct known *k)
{
    const struct entry *e = entry_first(k, ENTRY_IN_PERSON);
    if (e == NULL)
        return STR("");
    struct str when = day_and_time(rq, e->at);
    return str_printf(rq->mem, "You told the safeguarding lead in person %.*s.",
                      STR_ARG(when));
}

/* Whoever said that they have read it, and when. */
static struct str read_words(struct request *rq, const struct known *k,
                             const struct names *names, uint32_t seq)
{
    for (size_t i = seq; i < k->incident.entries_count; i++) {
        const struct entry *e = &k->incident.entries[i];
        if (e->kind != ENTRY_OPENED)
            continue;
        struct str who = names_of(names, e->author);
        struct str when = day_and_time(rq, e->at);
        return str_printf(rq->mem, ". %.*s read it %.*s", STR_ARG(who),
                          STR_ARG(when));
    }
    return STR("");
}

/* What the reporter added later, in their words. */
static void additions_fill(struct view_receipt *v, struct request *rq,
                           const struct known *k, const struct names *names)
{
    size_t count = k->incident.entries_count;
    struct view_group *groups = ARENA_MANY(rq->mem, count, struct view_group);
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &k->incident.entries[i];
        bool shown = e->kind == ENTRY_ADDITION ||
                     e->kind == ENTRY_REFERRAL || e->kind == ENTRY_VIEWING;
        if (!shown || !ID_SAME(e->author, rq->session.user))
            continue;
        struct view_group *g = &groups[v->groups_count++];
        g->heading = e->kind == ENTRY_ADDITION ? STR("What you added")
                      : e->kind == ENTRY_VIEWING
                          ? STR("What you recorded of seeing it")
                          : STR("Who you told yourself");
        struct str at = instant_words(rq->mem, e->at);
        struct str read = e->kind == ENTRY_ADDITION
                              ? read_words(rq, k, names, e->seq)
                              : STR("");
        g->note = str_printf(rq->mem, "%.*s%.*s", STR_ARG(at),
                             STR_ARG(read));
        g->answers = entry_answers(&g->answers_count, rq->mem, e, names);
    }
    v->groups = groups;
}

/* Where whoever is told first is not there, or is who it is about. */
static struct str otherwise_words(struct arena *mem, const struct whom *w)
{
    if (w->second.size == 0 && w->above.size == 0)
        return STR("");
    if (w->second.size == 0)
        return str_printf(mem, "If your concern is about them, tell %.*s instead.",
                          STR_ARG(w->above));
    if (w->above.size == 0)
        return str_printf(mem, "If they are not there, tell %.*s.",
                          STR_ARG(w->second));
    if (str_same(w->second, w->above))
        return str_printf(mem, "If they are not there, or your concern is about them, tell %.*s.",
                          STR_ARG(w->above));
    return str_printf(mem, "If they are not there, tell %.*s. If your concern is about one of them, tell %.*s instead.",
                      STR_ARG(w->second), STR_ARG(w->above));
}

/* Whom to tell, by what the report itself says of whom it is about. */
static enum err lead_fill(struct view_receipt *v, struct request *rq,
                          const struct known *k)
{
    struct whom whom;
    struct user_id about = { { 0 } };
    struct str user = incident_report_about(&k->incident);
    if (id_read(about.bytes, user.data, user.size) != OK)
        about = (struct user_id){ { 0 } };
    enum err err = whom_to_tell(&whom, rq, k->school, about);
    v->lead = whom.first;
    v->otherwise = otherwise_words(rq->mem, &whom);
    v->away = whom.away;
    const struct actor *actor = &rq->session.actor;
    v->lead_is_reader = actor_has_role(actor, ROLE_DSL, k->school) ||
                        actor_has_role(actor, ROLE_DEPUTY_DSL, k->school);
    return err;
}

/* Have they recorded that they saw it? */
static bool recorded_by(const struct request *rq, const struct known *k)
{
    for (size_t i = 0; i < k->incident.entries_count; i++)
        if (k->incident.entries[i].kind == ENTRY_VIEWING &&
            ID_SAME(k->incident.entries[i].author, rq->session.user))
            return true;
    return false;
}

/* 12.6g: whoever was in the room signs. */
static bool owes_signature(const struct request *rq, const struct known *k)
{
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        if (str_is(d->clause, "12.6g") && d->state != DUTY_DONE &&
            case_owes(rq, d))
            return true;
    }
    return false;
}

void receipt_page(struct request *rq, const struct permit *permit)
{
    struct known known;
    struct names names;
    if (!known_load(&known, rq, permit, (struct instant){ 0 }))
        return;
    names_open(&names, rq);
    const struct entry *report = &known.incident.entries[0];
    struct view_receipt v = { 0 };
    v.of_school = entry_text(report, FIELD_FROM_SCHOOL).size > 0;
    v.title = v.of_school ? STR("School told") : STR("Report sent");
    page_frame(&v.page, rq, v.title.data);
    /* What to do now comes before any wording. */
    v.tone_below = v.page.tone_on;
    v.page.tone_on = false;
    v.ref = known.reference;
    v.sent = str_printf(rq->mem, "Sent %.*s",
                        STR_ARG(day_and_time(rq, report->at)));
    v.opened = opened_words(rq, &known, &names);
    v.told_in_person = in_person_words(rq, &known);
    v.unsafe = entry_has_word(report, FIELD_SAFE, "no");
    v.saw = entry_has_word(report, FIELD_SEEN, "yes") &&
            !recorded_by(rq, &known);
    v.to_sign = owes_signature(rq, &known);
    v.key = form_key_new(rq->mem);
    enum err err = lead_fill(&v, rq, &known);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    v.answers = entry_answers(&v.answers_count, rq->mem, report, &names);
    additions_fill(&v, rq, &known, &names);
    const struct duty *own = own_duty_of(&known);
    if (own != NULL) {
        v.duty = own->state == DUTY_DONE
                     ? STR("Your own duty to report: you have recorded what you did.")
                     : str_printf(rq->mem, "%.*s. %.*s By when: %.*s.",
                                  STR_ARG(own->title), STR_ARG(own->why),
                                  STR_ARG(due_words(rq->mem, own->due,
                                                    rq->now)));
        v.duty_open = own->state != DUTY_DONE;
    }
    view_receipt(&rq->out.body, &v);
}

/* ---- told in person ---- */

void receipt_in_person(struct request *rq, const struct permit *permit)
{
    static const struct entry_field yes = { FIELD_IN_PERSON, { "yes", 3 } };
    struct act_form form = { .kind = ENTRY_IN_PERSON,
                             .key = form_get(rq, "key"),
                             .given = &yes, .given_count = 1 };
    struct act_result result;
    enum err err = act_append(&result, rq->mem, rq->site->acts, permit, &form,
                              rq->now);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct str to = receipt_path(rq->mem, rq->params[0]);
    if (result.end == ACT_DONE)
        respond_done(rq, to, "in-person");
    else
        respond_redirect(rq, to); /* a page too old: the new one asks again */
}

/* ---- more words, and who else was told ---- */

static const struct field_look add_looks[] = {
    { .field = FIELD_TOLD, .big = true, .label = "What do you want to add?", .hint = "Use the pupil’s own words where you can. Do not describe what a picture shows.", .rows = 6 },
};

static const struct field_look told_looks[] = {
    { .field = FIELD_TO, .big = true, .label = "Who did you tell?" },
    { .field = FIELD_MADE_AT, .big = true, .label = "When?", .hint = "For example 23 November 2026, 8:40am. Leave it empty if it was just now." },
    { .field = FIELD_METHOD, .big = true, .label = "How?" },
    { .field = FIELD_SPOKE_TO, .big = true, .label = "Who did you speak to?", .hint = "Name and role, if you know." },
    { .field = FIELD_REFERENCE, .big = true, .label = "Reference they gave you", .width = "20" },
    { .field = FIELD_SHARED, .big = true, .label = "What did you tell them, and what did they advise?", .hint = "Do not describe what a picture shows.", .rows = 4 },
};

static struct form_spec add_spec(struct request *rq,
                                 const struct known *known)
{
    struct str path = receipt_path(rq->mem, known->reference);
    return (struct form_spec){
        .kind = ENTRY_ADDITION,
        .title = "Add something you missed",
        .lede = "What you sent stays as it is. What you add now is kept beside it with the time.",
        .button = "Send what I added",
        .done = "added",
        .form_path = "/add",
        .next = path,
        .back = "Your report",
        .back_link = path,
        .looks = add_looks,
        .looks_count = COUNT_OF(add_looks),
        .no_case = true,
    };
}

static struct form_spec told_spec(struct request *rq,
                                  const struct known *known)
{
    struct str path = receipt_path(rq->mem, known->reference);
    return (struct form_spec){
        .kind = ENTRY_REFERRAL,
        .title = "I told the police or social care myself",
        .lede = "Anyone may tell them at any time. Nobody has to agree first.",
        .button = "Record who I told",
        .done = "told",
        .form_path = "/told",
        .next = path,
        .back = "Your report",
        .back_link = path,
        .looks = told_looks,
        .looks_count = COUNT_OF(told_looks),
        .no_case = true,
    };
}

/* ---- they saw it themselves (12.5c, D6) ---- */

/* They viewed it, and it had happened before anybody could be asked: neither
 * is theirs to choose. */
struct seen {
    struct known known;
    struct form_spec form;
    struct field_look looks[8];
    struct entry_field given[2];
};

static void seen_look(struct seen *s, struct field_look look)
{
    s->looks[s->form.looks_count++] = look;
}

static void seen_looks(struct seen *s, struct request *rq)
{
    seen_look(s, (struct field_look){
        FIELD_VIEWED_WHY, .label = "How did you come to see it?", .big = true,
        .rows = 3, .hint = "For example that a pupil held up a phone. Do not describe what a picture shows." });
    seen_look(s, (struct field_look){
        FIELD_VIEWED_AT, .label = "When?", .big = true, .width = "20",
        .hint = "For example 23 November 2026, 8:55am. Leave it empty if it was just now." });
    seen_look(s, (struct field_look){ FIELD_ROOM, .label = "Where?",
                                      .big = true });
    struct field_look with = {
        FIELD_PRESENT, .label = "Which other adult was there?", .big = true,
        .select = true, .hint = "They sign the record too." };
    with.options = account_options(&with.options_count, rq,
                                   STR("Nobody, or nobody with an account"),
                                   account_works_beside);
    seen_look(s, with);
    seen_look(s, (struct field_look){
        FIELD_COPIED, .label = "Was anything copied, printed, shared, stored or saved?",
        .big = true, .inline_radios = true });
    seen_look(s, (struct field_look){
        FIELD_ACTIONS, .label = "What did you do then?", .big = true,
        .rows = 3, .hint = "For example that you turned the phone over and stayed with the pupil. Do not describe what a picture shows." });
}

void receipt_seen_form(struct request *rq, const struct permit *permit)
{
    struct seen *s = ARENA_NEW(rq->mem, struct seen);
    *s = (struct seen){ 0 };
    if (!known_load(&s->known, rq, permit, (struct instant){ 0 }))
        return;
    char *me = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
    id_print(me, rq->session.user.bytes);
    struct str path = receipt_path(rq->mem, s->known.reference);
    s->given[0] = (struct entry_field){ FIELD_GROUND, STR("12.5c") };
    s->given[1] = (struct entry_field){ FIELD_VIEWER, { me, ID_TEXT_SIZE } };
    s->form = (struct form_spec){
        .kind = ENTRY_VIEWING,
        .title = "Record that you saw a picture",
        .lede = "You did nothing wrong by being shown it. The Headteacher and the Executive Leader are told that it happened, you sign the record, and you are offered support.",
        .button = "Save the record",
        .done = "seen",
        .form_path = "/seen",
        .next = path,
        .back = "Your report",
        .back_link = path,
        .looks = s->looks,
        .given = s->given,
        .given_count = COUNT_OF(s->given),
        .no_case = true,
    };
    seen_looks(s, rq);
    if (rq->post)
        form_save(rq, permit, &s->known, &s->form);
    else
        form_show(rq, permit, &s->known, &s->form);
}

/* ---- what the two shorter forms share ---- */

static void receipt_form(struct request *rq, const struct permit *permit,
                         struct form_spec (*spec_of)(struct request *,
                                                     const struct known *))
{
    struct known known;
    if (!known_load(&known, rq, permit, (struct instant){ 0 }))
        return;
    struct form_spec spec = spec_of(rq, &known);
    if (rq->post)
        form_save(rq, permit, &known, &spec);
    else
        form_show(rq, permit, &known, &spec);
}

void receipt_add_form(struct request *rq, const struct permit *permit)
{
    receipt_form(rq, permit, add_spec);
}

void receipt_add_post(struct request *rq, const struct permit *permit)
{
    receipt_form(rq, permit, add_spec);
}

void receipt_told_form(struct request *rq, const struct permit *permit)
{
    receipt_form(rq, permit, told_spec);
}

void receipt_told_post(struct request *rq, const struct permit *permit)
{
    receipt_form(rq, permit, told_spec);
}
