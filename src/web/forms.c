/* forms.c: one form from opening to saving: drafts, problems, refusals,
 * conflicts. Whatever goes wrong, what was typed is on the page again. */
#include "web/page.h"

#include <stdio.h>

/* ---- drafts as text: escaped as a form is, so that nothing is lost ---- */

struct str typed_as_text(struct arena *mem, const struct typed *typed,
                         size_t count)
{
    static const char *const not_kept[] = { "csrf", "key", "made-from",
                                            "draft", "code", "then",
                                            "later" };
    struct buf b;
    buf_open(&b, mem, 1024, DRAFT_MAX * 3);
    for (size_t i = 0; i < count; i++) {
        bool skip = false;
        for (size_t j = 0; j < COUNT_OF(not_kept); j++)
            skip = skip || str_is(typed[i].name, not_kept[j]);
        if (skip)
            continue;
        if (b.size > 0)
            buf_put_char(&b, '&');
        out_url(&b, typed[i].name);
        buf_put_char(&b, '=');
        out_url(&b, typed[i].value);
    }
    return buf_str(&b);
}

enum err draft_keep(struct tx *tx, struct request *rq,
                    const struct permit *permit, struct str form,
                    struct str text)
{
    struct str typed = form_get(rq, "key");
    struct form_key key;
    struct str result;
    if (id_read(key.bytes, typed.data, typed.size) == OK) {
        enum err err = store_form_result(&result, tx, rq->mem, permit, key);
        if (err != ERR_NOT_FOUND)
            return err;
    }
    return store_draft_put(tx, rq->mem, permit, form, text, rq->now);
}

struct drafting {
    struct request *rq;
    const struct permit *permit;
    struct str form;
    struct str text;
    struct instant at;
};

static enum err draft_get_work(struct tx *tx, void *context)
{
    struct drafting *d = context;
    return store_draft_get(&d->text, &d->at, tx, d->rq->mem, d->permit,
                           d->form, d->rq->now);
}

static enum err draft_put_work(struct tx *tx, void *context)
{
    struct drafting *d = context;
    return draft_keep(tx, d->rq, d->permit, d->form, d->text);
}

/* "risk/K7P-4MD": which form, about what. The browser names it back, so it is
 * taken only as the name of one's own draft. */
static struct str draft_name(struct request *rq, const struct form_spec *spec,
                             const struct known *known)
{
    const char *kind = kind_info(spec->kind)->name;
    if (known == NULL)
        return str_printf(rq->mem, "%s", kind);
    return str_printf(rq->mem, "%s/%.*s/%.*s", kind,
                      STR_ARG(known->reference), STR_ARG(spec->hidden_value));
}

void draft_save(struct request *rq, const struct permit *permit)
{
    struct drafting d = { .rq = rq, .permit = permit,
                          .form = form_get(rq, "draft") };
    if (d.form.size == 0 || d.form.size > DRAFT_FORM_MAX) {
        rq->out.status = 400;
        return;
    }
    bool later = form_get(rq, "later").size > 0;
    d.text = typed_as_text(rq->mem, rq->form, rq->form_count);
    enum err err = d.text.size > DRAFT_MAX
                       ? ERR_LIMIT
                       : store_write(rq->site->store, draft_put_work, &d);
    if (err != OK && later)
        respond_trouble(rq, err);
    else if (later)
        respond_done(rq, STR("/"), "draft");
    else if (err != OK)
        rq->out.status = 503;
    else
        tone_answer(rq);
}

/* ---- what others recorded meanwhile ---- */

/* The entries behind the first so many, each with its words. */
static void others_fill(struct view_form *v, struct request *rq,
                        const struct known *known, size_t first)
{
    struct names names;
    names_open(&names, rq);
    size_t all = known->incident.entries_count;
    size_t count = all > first ? all - first : 0;
    if (!case_can(rq, PERMIT_SEE_INCIDENT))
        count = 0; /* who sees one pupil's page is not shown the rest */
    struct view_recorded *others =
        ARENA_MANY(rq->mem, count, struct view_recorded);
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &known->incident.entries[first + i];
        others[i] = (struct view_recorded){
            .what = str_of(kind_info(e->kind)->title),
            .who = names_with_role(rq->mem, &names, e->author),
            .at = e->at,
        };
        others[i].answers = entry_answers(&others[i].answers_count, rq->mem,
                                          e, &names);
    }
    v->conflict = true;
    v->others = others;
    v->others_count = count;
}

/* A draft may be older than what the incident says now: both are shown. */
static void draft_is_older(struct view_form *v, struct request *rq,
                           const struct known *known, struct instant at)
{
    size_t before = incident_known_at(known->incident.entries,
                                      known->incident.entries_count, at);
    if (before == known->incident.entries_count)
        return;
    others_fill(v, rq, known, before);
    v->conflict_heading = STR("Recorded since you started");
    v->conflict_words = STR("Your draft is below, as you left it. Compare it with what was recorded since, and change what is no longer right.");
}

/* ---- showing ---- */

static void problems_fill(struct view_form *v, struct request *rq,
                          const struct form_state *state)
{
    struct view_problem *problems =
        ARENA_MANY(rq->mem, state->problems_count, struct view_problem);
    for (size_t i = 0; i < state->problems_count; i++) {
        const char *name = state->problems[i].name;
        problems[i] = (struct view_problem){
            str_of(name[0] != '\0' ? name : "main-content"),
            state->problems[i].words
        };
    }
    v->problems = problems;
    v->problems_count = state->problems_count;
    v->page.error = v->page.error || state->problems_count > 0;
}

static void spec_fill(struct view_form *v, struct request *rq,
                      const struct known *known,
                      const struct form_spec *spec)
{
    page_frame(&v->page, rq, spec->title);
    if (known != NULL && !spec->no_case &&
        case_can(rq, PERMIT_SEE_INCIDENT))
        page_case(&v->page, rq, known, spec->section);
    struct str base = known == NULL
                          ? str_of(spec->form_path)
                      : spec->no_case
                          ? str_printf(rq->mem, "/report/%.*s%s",
                                       STR_ARG(known->reference),
                                       spec->form_path)
                          : case_path(rq->mem, known->reference,
                                      spec->form_path);
    v->req = spec->req;
    v->heading = str_of(spec->title);
    v->lede = str_of(spec->lede != NULL ? spec->lede : "");
    v->action = base;
    v->draft = str_printf(rq->mem, "%.*s/draft", STR_ARG(base));
    v->draft_name = draft_name(rq, spec, known);
    v->made_from = known != NULL ? known->length : 0;
    v->fresh = str_printf(rq->mem, "%.*s?fresh=1", STR_ARG(base));
    v->keep = spec->next.size > 0 ? spec->next : base;
    v->live = spec->live;
    v->live_always = spec->live_always;
    v->warnings = spec->warnings;
    v->warnings_count = spec->warnings_count;
    v->note = str_of(spec->note != NULL ? spec->note : "");
    v->note_clause = str_of(spec->note_clause != NULL ? spec->note_clause
                                                      : "");
    v->button = str_of(spec->button);
    v->then_value = str_of(spec->then_value != NULL ? spec->then_value : "");
    v->then_button = str_of(spec->then_button != NULL ? spec->then_button
                                                      : "");
    v->groups = spec->groups;
    v->groups_count = spec->groups_count;
    v->page.back = str_of(spec->back != NULL ? spec->back : "");
    if (spec->back != NULL)
        v->page.back_link = spec->back_link;
    v->hidden_name = str_of(spec->hidden_name != NULL ? spec->hidden_name
                                                      : "");
    v->hidden_value = spec->hidden_value.data != NULL ? spec->hidden_value
                                                      : STR("");
    v->confirm_code = spec->sign && !rq->session.demonstration;
    v->confirm_demo = spec->sign && rq->session.demonstration;
}

/* The outcome that the answers in the form lead to, for browsers that cannot
 * work it out while somebody chooses; policy_answer decides on saving. */
static void live_fill(struct view_form *v, struct request *rq,
                      const struct form_spec *spec)
{
    struct view_because *because =
        ARENA_MANY(rq->mem, spec->because_count, struct view_because);
    size_t noes = 0;
    v->live_refer = spec->live_always;
    for (size_t i = 0; i < spec->because_count; i++)
        because[i] = spec->because[i];
    for (size_t f = 0; f < v->fields_count; f++)
        for (size_t o = 0; o < v->fields[f].options_count; o++) {
            const struct view_option *option = &v->fields[f].options[o];
            if (!option->checked)
                continue;
            noes += option->no.size > 0;
            for (size_t i = 0; i < spec->because_count; i++)
                if (option->refer.size > 0 &&
                    str_same(option->refer, because[i].key))
                    because[i].now = v->live_refer = true;
        }
    v->because = because;
    v->because_count = spec->because_count;
    v->live_local = !v->live_refer && noes == CRITERION_COUNT;
    v->live_open = !v->live_refer && !v->live_local;
}

static void form_render(struct request *rq, struct view_form *v,
                        const struct form_spec *spec,
                        const struct form_state *state, struct str key)
{
    v->key = key;
    v->fields = fields_make(&v->fields_count, rq->mem, spec->looks,
                            spec->looks_count, state);
    if (spec->live)
        live_fill(v, rq, spec);
    problems_fill(v, rq, state);
    view_form(&rq->out.body, v);
}

/* What is in the form again may have words that could be kinder. */
static void hints_fill(struct form_state *state, const struct request *rq,
                       const struct form_spec *spec)
{
    state->pack = rq->site->pack;
    state->correction = spec->kind == ENTRY_CORRECTION;
}

void form_show(struct request *rq, const struct permit *permit,
               const struct known *known, const struct form_spec *spec)
{
    struct view_form v = { 0 };
    struct form_state state = { .entry = spec->last };
    hints_fill(&state, rq, spec);
    spec_fill(&v, rq, known, spec);
    struct drafting d = { .rq = rq, .permit = permit, .form = v.draft_name };
    bool fresh = query_get(rq, "fresh").size > 0;
    enum err err = fresh ? ERR_NOT_FOUND
                         : store_read(rq->site->store, draft_get_work, &d);
    if (err == OK && form_parse(&state.typed, &state.typed_count, rq->mem,
                                d.text) == OK) {
        struct str when = instant_words(rq->mem, d.at);
        v.restored = str_printf(rq->mem, "You started this on %.*s. What you wrote is below.",
                                STR_ARG(when));
        if (known != NULL && kind_info(spec->kind)->exclusive)
            draft_is_older(&v, rq, known, d.at);
    } else if (err != ERR_NOT_FOUND && err != OK && err != ERR_CORRUPT) {
        respond_trouble(rq, err);
        return;
    }
    form_render(rq, &v, spec, &state, form_key_new(rq->mem));
}

/* ---- saving ---- */

/* Somebody was faster: what they recorded, and a form made from there. */
static void conflict_fill(struct view_form *v, struct request *rq,
                          const struct known *known, uint32_t made_from)
{
    others_fill(v, rq, known, made_from);
    v->conflict_heading = STR("Somebody saved before you");
    v->conflict_words = STR("What you typed is still below and is not saved yet. Compare it with what was recorded, then save yours if it should stand.");
    v->made_from = known->length;
}

/* The field that a refusal is about; NULL: it is about the whole act. */
static const char *refusal_field(const struct form_spec *spec,
                                 enum refusal refusal)
{
    static const struct {
        enum refusal refusal;
        enum field field;
    } rows[] = {
        { REFUSE_NOT_ALLOWED_YET, FIELD_CHOICE },
        { REFUSE_REFERRAL_REQUIRED, FIELD_CHOICE },
        { REFUSE_NEEDS_CONFIDENCE, FIELD_CONFIDENT },
        { REFUSE_NEEDS_AGENCY, FIELD_AGENCIES },
        { REFUSE_RETURN_NEEDS_REASON, FIELD_SAID },
        { REFUSE_YES_NEEDS_REASON, FIELD_REASON },
        { REFUSE_ASIDE_NEEDS_REASON, FIELD_REASON },
        { REFUSE_HELPER_MISSING, FIELD_USER },
        { REFUSE_HELPER_NAMED, FIELD_USER },
        { REFUSE_DISCLOSURE_STANDS, FIELD_IN_ERROR },
        { REFUSE_NO_NEEDS_REASON, FIELD_SAID },
        { REFUSE_NEEDS_SAME_SEX_WHY, FIELD_SAME_SEX_WHY },
        { REFUSE_NEEDS_PERMISSIONS, FIELD_ALREADY },
        { REFUSE_DELETION_CLOSED, FIELD_ALREADY },
        { REFUSE_DECISION_NEEDS_REASON, FIELD_RESULT_HOW },
        { REFUSE_NEEDS_CHILD, FIELD_CHILD },
        { REFUSE_CHILD_NOT_ASKED, FIELD_CHILD },
        { REFUSE_NOTHING_DECIDED, FIELD_DOCUMENT },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t j = 0; j < spec->looks_count; j++)
            if (rows[i].refusal == refusal &&
                rows[i].field == spec->looks[j].field)
                return field_info(rows[i].field)->name;
    return NULL;
}

/* Said at the field where there is one, else above the form. */
static void refusal_fill(struct view_form *v, struct request *rq,
                         const struct form_spec *spec,
                         struct form_state *state, enum refusal refusal)
{
    v->page.error = true;
    const char *name = refusal_field(spec, refusal);
    if (name == NULL) {
        v->refused = str_of(refusal_words(refusal));
        v->refused_clause = str_of(refusal_clause(refusal));
        return;
    }
    struct problem *problem = ARENA_NEW(rq->mem, struct problem);
    struct str cite = clause_cite(rq->mem, str_of(refusal_clause(refusal)));
    *problem = (struct problem){
        name, str_printf(rq->mem, "%s (%.*s)", refusal_words(refusal),
                         STR_ARG(cite))
    };
    state->problems = problem;
    state->problems_count = 1;
}

/* Signing asks again who it is. In a demonstration nobody has a second
 * factor, and the page says so. */
static bool confirmed(struct request *rq, const struct form_spec *spec)
{
    if (!spec->sign || rq->session.demonstration)
        return true;
    return factor_prove(rq->site->store, rq->mem, rq->session.trust,
                        rq->session.user, form_get(rq, "code"), rq->address,
                        rq->now) == OK;
}

static void form_act(struct act_form *out, struct request *rq,
                     const struct known *known, const struct form_spec *spec)
{
    uint64_t made_from = 0;
    if (str_read_number(&made_from, form_get(rq, "made-from"),
                        UINT32_MAX) != OK)
        made_from = 0;
    *out = (struct act_form){
        .kind = spec->kind,
        .corrects_kind = spec->corrects_kind,
        .typed = rq->form,
        .typed_count = rq->form_count,
        .made_from = (uint32_t)made_from,
        .key = form_get(rq, "key"),
        .given = spec->given,
        .given_count = spec->given_count,
        .draft = draft_name(rq, spec, known),
        .seen = known,
    };
}

static void form_again(struct request *rq, const struct known *known,
                       const struct form_spec *spec,
                       const struct act_result *result,
                       const struct act_form *form, bool wrong_code)
{
    struct view_form v = { 0 };
    struct form_state state = { .typed = rq->form,
                                .typed_count = rq->form_count,
                                .problems = result->problems,
                                .problems_count = result->problems_count };
    struct problem code = {
        "code", STR("That code was not right, or it was used before. Wait for the next one")
    };
    spec_fill(&v, rq, known, spec);
    hints_fill(&state, rq, spec);
    /* Somebody may have saved meanwhile: the next try has to notice. */
    if (known != NULL && form->made_from <= known->length)
        v.made_from = form->made_from;
    if (result->end == ACT_REFUSED)
        refusal_fill(&v, rq, spec, &state, result->refusal);
    if (result->end == ACT_CONFLICT)
        conflict_fill(&v, rq, known, form->made_from);
    if (wrong_code) {
        v.code_error = code.words;
        state.problems = &code;
        state.problems_count = 1;
    }
    rq->out.status = result->end == ACT_CONFLICT ? 409 : 422;
    form_render(rq, &v, spec, &state,
                form->key.size == ID_TEXT_SIZE ? form->key
                                               : form_key_new(rq->mem));
}

void form_refuse(struct request *rq, const struct known *known,
                 const struct form_spec *spec, enum refusal why)
{
    struct act_form form;
    struct act_result result = { .end = ACT_REFUSED, .refusal = why };
    form_act(&form, rq, known, spec);
    form.made_from = known->length;
    form_again(rq, known, spec, &result, &form, false);
}

void form_trouble(struct request *rq, const struct known *known,
                  const struct form_spec *spec, const char *words)
{
    struct view_form v = { 0 };
    struct form_state state = { .typed = rq->form,
                                .typed_count = rq->form_count };
    struct str key = form_get(rq, "key");
    spec_fill(&v, rq, known, spec);
    hints_fill(&state, rq, spec);
    v.page.error = true;
    v.refused = str_of(words);
    v.refused_clause = STR("");
    rq->out.status = 503;
    form_render(rq, &v, spec, &state,
                key.size == ID_TEXT_SIZE ? key : form_key_new(rq->mem));
}

/* What is wrong with the school first, then with the rest. */
static void problems_all(struct act_result *out, struct request *rq,
                         const struct form_spec *spec,
                         const struct act_form *form)
{
    struct checked checked;
    act_check(&checked, rq->mem, spec->kind, form, rq->now);
    struct problem *all = ARENA_MANY(rq->mem, checked.problems_count + 1,
                                     struct problem);
    all[0] = *spec->school_problem;
    for (size_t i = 0; i < checked.problems_count; i++)
        all[i + 1] = checked.problems[i];
    *out = (struct act_result){ .end = ACT_PROBLEMS, .problems = all,
                                .problems_count =
                                    checked.problems_count + 1 };
}

/* ---- after saving ---- */

struct still {
    const struct permit *permit;
    struct incident_scope scope;
};

static enum err still_work(struct tx *tx, void *context)
{
    struct still *s = context;
    return store_scope(&s->scope, tx, s->permit->trust, s->permit->user,
                       s->permit->incident);
}

/* Whether what was saved closed the incident to whoever saved it: they named
 * their own account as a person of it (D8). The page they came from would be
 * "not found" then, as if nothing had been saved. The act says it; only of one
 * that was sent again it is looked up. */
static bool closed_to_author(const struct request *rq,
                             const struct permit *permit,
                             const struct act_result *result)
{
    struct still s = { .permit = permit };
    if (!result->repeated)
        return permit->has_incident && result->names_author;
    return permit->has_incident &&
           store_read(rq->site->store, still_work, &s) == OK &&
           s.scope.names_actor;
}

/* On to the page that says what was saved, and of which entry some words could
 * be kinder. */
static void saved_show(struct request *rq, const struct known *known,
                       const struct form_spec *spec,
                       const struct permit *permit,
                       const struct act_result *result)
{
    if (known != NULL && str_starts(spec->next, "/incidents/") &&
        closed_to_author(rq, permit, result)) {
        respond_done(rq, STR("/"), "closed-to-you");
        return;
    }
    struct str entry =
        tone_is_typed(rq, spec->kind == ENTRY_CORRECTION)
            ? str_printf(rq->mem, "entry=%u", result->seq)
            : STR("");
    const char *mark = entry.size > 0 ? "?" : "";
    if (known == NULL)
        respond_redirect(rq, str_printf(rq->mem, "/report/%.*s%s%.*s",
                                        STR_ARG(result->reference), mark,
                                        STR_ARG(entry)));
    else
        respond_redirect(rq, str_printf(rq->mem, "%.*s?done=%s%s%.*s",
                                        STR_ARG(spec->next), spec->done,
                                        entry.size > 0 ? "&" : "",
                                        STR_ARG(entry)));
}

void form_save(struct request *rq, const struct permit *permit,
               const struct known *known, const struct form_spec *spec)
{
    struct act_form form;
    struct act_result result = { .end = ACT_PROBLEMS };
    form_act(&form, rq, known, spec);
    if (!confirmed(rq, spec)) {
        form_again(rq, known, spec, &result, &form, true);
        return;
    }
    enum err err;
    if (spec->school_problem != NULL) {
        problems_all(&result, rq, spec, &form);
        err = OK;
    } else if (known == NULL) {
        err = act_report(&result, rq->mem, rq->site->acts, permit,
                         spec->school, &form, rq->now);
    } else if (spec->tells_school) {
        err = act_school_tell(&result, rq->mem, rq->site->acts, permit,
                              spec->school, &form, rq->now);
    } else {
        err = act_append(&result, rq->mem, rq->site->acts, permit, &form,
                         rq->now);
    }
    if (err != OK) { /* the same key again: it counts once */
        trouble_log(rq, err);
        form_trouble(rq, known, spec, "It may not have been saved. What you wrote is still here: wait a moment and save it again, and it counts once. If it goes on, tell your administrator.");
        return;
    }
    struct known now;
    struct instant none = { 0 };
    if (result.end == ACT_CONFLICT) {
        if (!known_load(&now, rq, permit, none))
            return;
        known = &now;
    }
    if (result.end != ACT_DONE) {
        form_again(rq, known, spec, &result, &form, false);
        return;
    }
    saved_show(rq, known, spec, permit, &result);
}
