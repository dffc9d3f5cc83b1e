/* parents_forms.c: a contact with the parents of one child, a delay that an
 * agency advised, and what the child wants (10.1-10.3, D2, D7). Nothing that
 * has happened is refused: an incomplete delay is recorded and warned of. */
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

enum { LOOKS_MAX = 12 };

struct parents_spec {
    struct known known;
    struct names names;
    const struct person *child;
    struct form_spec form;
    struct field_look looks[LOOKS_MAX];
    size_t looks_count;
    struct entry_field given[1];
};

static void look_add(struct parents_spec *s, struct field_look look)
{
    must(s->looks_count < LOOKS_MAX);
    s->looks[s->looks_count++] = look;
}

/* What all three share; false when it has answered itself. */
static bool spec_open(struct parents_spec *s, struct request *rq,
                      const struct permit *permit, enum entry_kind kind,
                      const char *rest)
{
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    s->child = case_child(rq, &s->known);
    if (s->child == NULL)
        return false;
    if (names_load(&s->names, rq) != OK)
        s->names = (struct names){ 0 };
    s->given[0] = (struct entry_field){ FIELD_PERSON, s->child->id };
    struct str path = str_printf(rq->mem, "/children/%.*s/parents%s",
                                 STR_ARG(s->child->id), rest);
    s->form = (struct form_spec){
        .kind = kind,
        .form_path = str_c(rq->mem, path),
        .next = case_path(rq->mem, s->known.reference, "/parents"),
        .given = s->given,
        .given_count = 1,
        .hidden_name = "about",
        .hidden_value = s->child->id,
        .section = CASE_PARENTS,
        .looks = s->looks,
    };
    return true;
}

static const struct duty *duty_of_child(const struct parents_spec *s,
                                        const char *clause)
{
    const struct policy_answer *a = &s->known.answer;
    for (size_t i = 0; i < a->duties_count; i++)
        if (str_is(a->duties[i].clause, clause) &&
            a->duties[i].state != DUTY_DONE &&
            str_same(a->duties[i].subject, s->child->id))
            return &a->duties[i];
    return NULL;
}

static void strip_fill(struct parents_spec *s, struct request *rq)
{
    static const char *const clauses[] = { "7.5d", "10.3", "10.4", "10.5",
                                           "10.6" };
    for (size_t i = 0; i < COUNT_OF(clauses) && !s->form.req.on; i++) {
        const struct duty *d = duty_of_child(s, clauses[i]);
        if (d != NULL)
            s->form.req = case_req(rq, &s->known, &s->names, d);
    }
    s->form.req.action = false;
}

static const char *words_of_child(struct parents_spec *s, struct request *rq,
                                  const char *before, const char *behind)
{
    struct str name = first_name(rq->mem, s->child);
    return str_c(rq->mem, str_printf(rq->mem, "%s%.*s%s", before,
                                     STR_ARG(name), behind));
}

/* ---- a contact ---- */

/* For which parts the advice is: "For parents of a pupil who was sent ...". */
static const char *advice_hint(struct parents_spec *s, struct request *rq)
{
    static const char *const clauses[] = { "10.4", "10.5", "10.6" };
    struct buf b;
    buf_open(&b, rq->mem, 256, 2048);
    for (size_t i = 0; i < COUNT_OF(clauses); i++) {
        bool applies = false;
        for (size_t j = 0; j < s->known.answer.duties_count; j++)
            applies = applies ||
                      (str_is(s->known.answer.duties[j].clause, clauses[i]) &&
                       str_same(s->known.answer.duties[j].subject,
                                s->child->id));
        if (!applies)
            continue;
        buf_put_str(&b, pack_advice(rq->site->pack,
                                    str_of(clauses[i]))->title);
        buf_put_str(&b, STR(". "));
    }
    buf_put_str(&b, STR("Tick what you said. More than one conversation is fine."));
    return str_c(rq->mem, buf_str(&b));
}

/* One of the school's accounts, who then has the duty and their own page; or
 * a name, where whom the parents know has none. */
static void link_looks(struct parents_spec *s, struct request *rq,
                       const struct family *f)
{
    struct str chosen = f != NULL ? f->link_person : STR_NONE;
    struct str named = f != NULL ? f->link_name : STR_NONE;
    struct field_look link = { FIELD_LINK_PERSON, .select = true,
                               .hint = chosen.size > 0
                                           ? "Leave it as it is to keep who was chosen before."
                                           : "Whom they turn to with questions. Who has no other part in this incident is told by e-mail, and sees a page about these parents and nothing else of it.",
                               .clause = "10.3a" };
    link.options = adult_options(&link.options_count, rq, &s->known,
                                 STR("Nobody chosen"), chosen);
    look_add(s, link);
    struct str hint = named.size > 0
                          ? str_printf(rq->mem, "%.*s is the link person now. Leave it empty to keep them.",
                                       STR_ARG(named))
                          : STR("Or write down who has no account here. A name takes the place of who is chosen above. Brief them: they are not told by this program.");
    look_add(s, (struct field_look){ FIELD_LINK_NAME,
                                     .label = "Link person without an account",
                                     .hint = str_c(rq->mem, hint) });
}

static void contact_looks(struct parents_spec *s, struct request *rq)
{
    look_add(s, (struct field_look){ FIELD_CONTACT,
                                     .label = "What happened?" });
    look_add(s, (struct field_look){
        FIELD_SPOKEN_WITH, .label = "Who did you talk to?",
        .hint = "Their name, and who they are to the child." });
    look_add(s, (struct field_look){ FIELD_CONTACT_HOW, .label = "How?",
                                     .inline_radios = true });
    look_add(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "For example 23 November 2026, 3:10pm. Leave it empty for now." });
    look_add(s, (struct field_look){
        FIELD_COVERED, .label = "With every parent",
        .hint = "Tick what you covered.", .clause = "10.3" });
    struct field_look given = { FIELD_GIVEN, .label = "Advice for this child’s part",
                                .hint = advice_hint(s, rq) };
    given.options = parent_advice_options(&given.options_count, rq,
                                          &s->known, s->child->id, NULL);
    if (given.options_count > 0)
        look_add(s, given);
    look_add(s, (struct field_look){
        FIELD_PARENT_SAID, .label = "What did they say, and what do they want?",
        .rows = 3, .hint = "Do not describe what a picture shows." });
    const struct family *f = incident_family(&s->known.incident,
                                             s->child->id);
    link_looks(s, rq, f);
    look_add(s, (struct field_look){
        FIELD_NEXT_AT, .label = "When will you be in touch again?",
        .width = "20", .clause = "10.3e",
        .hint = "What you promise becomes a duty. Leave it empty if nothing was promised." });
}

static bool contact_make(struct parents_spec *s, struct request *rq,
                         const struct permit *permit)
{
    if (!spec_open(s, rq, permit, ENTRY_PARENT_CONTACT, ""))
        return false;
    contact_looks(s, rq);
    s->form.looks_count = s->looks_count;
    s->form.title = words_of_child(s, rq, "Record contact with ",
                                   "’s parents");
    s->form.lede = "Words to begin with stand under ‘Words for a letter or e-mail’. More than one conversation is fine.";
    s->form.button = "Save contact";
    s->form.done = "parents";
    strip_fill(s, rq);
    if (!incident_may_delete(&s->known.answer)) {
        s->form.note = s->known.answer.evidence_hold
                           ? "Evidence is held. Ask the family to keep everything as it is, and to share it with nobody, until the police advise."
                           : "Ask the family to keep everything as it is, and to share it with nobody, until both have signed the decision.";
        s->form.note_clause = "12.8";
    }
    return true;
}

void parents_contact_form(struct request *rq, const struct permit *permit)
{
    struct parents_spec *s = ARENA_NEW(rq->mem, struct parents_spec);
    if (contact_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void parents_contact_post(struct request *rq, const struct permit *permit)
{
    struct parents_spec *s = ARENA_NEW(rq->mem, struct parents_spec);
    if (contact_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}

/* ---- a delay ---- */

/* Social care and the police take the lead on when parents are told; nobody
 * else does. */
static const struct view_option *leading_options(size_t *count,
                                                 struct request *rq)
{
    static const char *const words[] = { "cscs", "police" };
    struct view_option *options = ARENA_MANY(rq->mem, COUNT_OF(words),
                                             struct view_option);
    *count = COUNT_OF(words);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        options[i] = (struct view_option){
            .value = str_of(words[i]),
            .label = choice_label(SET_AGENCY, str_of(words[i])),
        };
    return options;
}

static bool wait_make(struct parents_spec *s, struct request *rq,
                      const struct permit *permit)
{
    if (!spec_open(s, rq, permit, ENTRY_PARENT_DELAY, "/wait"))
        return false;
    struct field_look to = { FIELD_TO, .label = "Which agency advised to wait?",
                             .clause = "10.1" };
    to.options = leading_options(&to.options_count, rq);
    look_add(s, to);
    look_add(s, (struct field_look){
        FIELD_SPOKE_TO, .label = "Who did you speak to, and where do they work?" });
    look_add(s, (struct field_look){
        FIELD_MADE_AT, .label = "When did you speak?", .width = "20",
        .hint = "For example 23 November 2026, 9:40am. Leave it empty for now." });
    look_add(s, (struct field_look){
        FIELD_ADVISED, .label = "What did they advise?", .rows = 3 });
    look_add(s, (struct field_look){
        FIELD_REASON, .label = "How would telling the parents put a child at risk?",
        .rows = 3, .hint = "Do not describe what a picture shows." });
    look_add(s, (struct field_look){
        FIELD_NEXT_AT, .label = "When will this be looked at again?",
        .width = "20", .hint = "The date and time agreed with the agency, for example 25 November 2026, 9am." });
    s->form.looks_count = s->looks_count;
    s->form.title = words_of_child(s, rq, "Put off telling ", "’s parents");
    s->form.lede = "You cannot decide this alone. Speak to children’s social care or the police first: they take the lead on when parents are told.";
    s->form.button = "Record that it is put off";
    s->form.done = "wait";
    s->form.note = "What you leave empty is recorded as missing, and the duty to tell the parents stands until all of it is there.";
    s->form.note_clause = "10.1";
    strip_fill(s, rq);
    const struct family *f = incident_family(&s->known.incident,
                                             s->child->id);
    s->form.last = f != NULL ? f->delay : NULL;
    return true;
}

void parents_wait_form(struct request *rq, const struct permit *permit)
{
    struct parents_spec *s = ARENA_NEW(rq->mem, struct parents_spec);
    if (wait_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void parents_wait_post(struct request *rq, const struct permit *permit)
{
    struct parents_spec *s = ARENA_NEW(rq->mem, struct parents_spec);
    if (wait_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}

/* ---- what the child wants ---- */

static bool wishes_make(struct parents_spec *s, struct request *rq,
                        const struct permit *permit)
{
    if (!spec_open(s, rq, permit, ENTRY_PARENT_WISHES, "/wishes"))
        return false;
    look_add(s, (struct field_look){
        FIELD_WISH, .rows = 3, .clause = "10.2",
        .label = words_of_child(s, rq, "How would ", " like them to be told?"),
        .hint = "In the child’s own words. The child can be part of it if they want to." });
    look_add(s, (struct field_look){
        FIELD_UPDATES, .label = "May the parents be kept up to date?",
        .clause = "10.3e" });
    look_add(s, (struct field_look){
        FIELD_COMPETENT, .inline_radios = true, .clause = "D7",
        .label = words_of_child(s, rq, "Is ", " old enough and able to decide that?"),
        .hint = "Does the child understand what it means, and what else could be done? Without a yes, reasons and a day to ask again the parents are kept up to date." });
    look_add(s, (struct field_look){
        FIELD_COMPETENT_WHY, .label = "Why do you judge so?", .rows = 3 });
    look_add(s, (struct field_look){
        FIELD_NEXT_AT, .label = "When will you ask again?", .width = "20",
        .hint = "For example 7 December 2026. It becomes a duty." });
    s->form.looks_count = s->looks_count;
    s->form.title = words_of_child(s, rq, "What ", " wants");
    s->form.lede = "A child may help to decide how parents are told, and one old enough may ask that they are not kept up to date.";
    s->form.button = "Save what the child wants";
    s->form.done = "wishes";
    const struct family *f = incident_family(&s->known.incident,
                                             s->child->id);
    s->form.last = f != NULL ? f->wishes : NULL;
    return true;
}

void parents_wishes_form(struct request *rq, const struct permit *permit)
{
    struct parents_spec *s = ARENA_NEW(rq->mem, struct parents_spec);
    if (wishes_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void parents_wishes_post(struct request *rq, const struct permit *permit)
{
    struct parents_spec *s = ARENA_NEW(rq->mem, struct parents_spec);
    if (wishes_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}
