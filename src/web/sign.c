/* sign.c: reading a proposal and answering it (12.9): agree, return it with a
 * reason, or ask for a referral now. Who answers as what, which proposal, and
 * how they proved who they are is the program's to say, never the form's. */
#include "web/handlers.h"
#include "web/page.h"

static const struct field_look looks[] = {
    { FIELD_AGREE, .label = "Do you agree?",
      .hint = "If you do not, the incident goes back to the DSL with your reasons. Either way your answer is recorded.",
      .clause = "12.9" },
    { FIELD_SAID, .label = "What do you want to say?", .rows = 3,
      .hint = "Needed when you do not agree: say what needs to change. Do not describe what a picture shows." },
};

struct sign_spec {
    struct known known;
    struct form_spec form;
    struct entry_field given[3];
};

static void strip_fill(struct view_req *out, struct request *rq,
                       const struct known *k, const struct names *names,
                       enum role role)
{
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        if (str_is(d->clause, "12.9") && d->state != DUTY_DONE &&
            str_is(d->owner, role_name(role)))
            *out = case_req(rq, k, names, d);
    }
    out->action = false;
    out->what = k->incident.signs_count > 0
                    ? STR("Decide whether you agree. You are the second of two sign-offs")
                    : STR("Decide whether you agree. You are the first of two sign-offs");
}

/* What the other signer said stands in the first group. */
static const struct view_group *groups_make(size_t *count,
                                            struct request *rq,
                                            const struct known *k,
                                            const struct names *names)
{
    size_t made, steps_count;
    const struct view_group *said = decision_groups(&made, rq, k, names);
    const struct view_step *steps = case_chain(&steps_count, rq, k, names);
    struct view_group *groups = ARENA_MANY(rq->mem, made + 1,
                                           struct view_group);
    struct rows rows = rows_make(rq->mem, steps_count + 1);
    for (size_t i = 0; i < steps_count; i++) {
        rows_add(&rows, "", str_printf(rq->mem, "%.*s%s%.*s",
                                       STR_ARG(steps[i].what),
                                       steps[i].said.size > 0 ? ". " : "",
                                       STR_ARG(steps[i].said)), "");
        rows.rows[rows.count - 1].key = steps[i].who;
    }
    memcpy(groups, said, made * sizeof(*groups));
    groups[made] = (struct view_group){ STR("Who has answered"), STR(""),
                                        rows.rows, rows.count };
    *count = made + 1;
    return groups;
}

/* False when it has answered itself: who cannot answer is led to the page
 * that says why. A post is different: what was typed comes back with the
 * reason, which act_append knows. */
static bool spec_make(struct sign_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct names names;
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    const struct known *k = &s->known;
    enum role role = decision_role_to_sign(rq, k);
    names_open(&names, rq);
    if (role == ROLE_NONE && rq->post && k->incident.outcome != NULL)
        role = permit->role;
    if (role == ROLE_NONE) {
        respond_redirect(rq, case_path(rq->mem, k->reference, "/decision"));
        return false;
    }
    size_t given = case_role_fields(s->given, rq, role);
    s->given[given++] = (struct entry_field){
        FIELD_FACTOR, rq->session.demonstration
                          ? STR("A click, in a demonstration")
                          : STR("A code of the second factor")
    };
    bool refer = str_is(form_get(rq, "agree"), "refer");
    s->form = (struct form_spec){
        .kind = ENTRY_SIGN,
        .title = "Read and sign: decision not to refer",
        .button = "Sign my answer",
        .done = "signed",
        .form_path = "/decision/sign",
        .next = case_path(rq->mem, k->reference,
                          refer ? "/referral" : "/decision"),
        .looks = looks,
        .looks_count = COUNT_OF(looks),
        .sign = true,
        .given = s->given,
        .given_count = given,
        /* Which proposal was on the page: another one is not signed by it. */
        .hidden_name = "proposal",
        .hidden_value = str_printf(rq->mem, "%u", k->incident.outcome_seq),
        .section = CASE_DECISION,
    };
    strip_fill(&s->form.req, rq, k, &names, role);
    s->form.groups = groups_make(&s->form.groups_count, rq, k, &names);
    s->form.warnings = case_warnings(&s->form.warnings_count, rq, k);
    return true;
}

void sign_form(struct request *rq, const struct permit *permit)
{
    struct sign_spec *spec = ARENA_NEW(rq->mem, struct sign_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

void sign_post(struct request *rq, const struct permit *permit)
{
    struct sign_spec *spec = ARENA_NEW(rq->mem, struct sign_spec);
    if (!spec_make(spec, rq, permit))
        return;
    if (!str_same(form_get(rq, "proposal"), spec->form.hidden_value)) {
        form_refuse(rq, &spec->known, &spec->form, REFUSE_OTHER_PROPOSAL);
        return;
    }
    form_save(rq, permit, &spec->known, &spec->form);
}
