/* own_duty.c: the duty to report of the person who suspects (D11): the page on
 * which they say what they did, and the setting that switches it on. While it
 * is off, nothing here is shown to anybody but the administrator. */
#include "web/entrance.h"
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

/* ---- of who reported ---- */

const struct duty *own_duty_of(const struct known *known)
{
    for (size_t i = 0; i < known->answer.duties_count; i++)
        if (str_is(known->answer.duties[i].clause, "D11"))
            return &known->answer.duties[i];
    return NULL;
}

static const struct field_look looks[] = {
    { FIELD_OWN_DUTY, .big = true, .label = "What did you do?",
      .hint = "The duty is yours. What the school does beside it does not fulfil it for you." },
    { FIELD_TO, .big = true, .label = "Whom did you tell, if you did?" },
    { FIELD_MADE_AT, .big = true, .label = "When?",
      .hint = "For example 23 November 2026, 8:40am. Leave it empty if it was just now." },
    { FIELD_REFERENCE, .big = true, .label = "Reference they gave you",
      .width = "20" },
    { FIELD_REASON, .big = true, .label = "Reasons", .rows = 4,
      .hint = "Needed when you wait, or when the duty does not apply: which danger, or who agreed to what. Do not describe what a picture shows." },
    { FIELD_NEXT_AT, .big = true, .label = "If you wait: on which day will you tell them?",
      .width = "20", .hint = "At most 7 days after your report." },
};

void own_duty_form(struct request *rq, const struct permit *permit)
{
    struct known known;
    struct instant none = { 0 };
    if (!known_load(&known, rq, permit, none))
        return;
    struct str path = receipt_path(rq->mem, known.reference);
    if (own_duty_of(&known) == NULL) { /* off, or not in force yet */
        respond_redirect(rq, path);
        return;
    }
    struct form_spec spec = {
        .kind = ENTRY_OWN_DUTY,
        .title = "Your own duty to report",
        .lede = "The law asks the person who suspects to report it at once. It can wait at most 7 days, and only where telling would endanger a child.",
        .button = "Record what I did",
        .done = "own-duty",
        .form_path = "/duty",
        .next = path,
        .back = "Your report",
        .back_link = path,
        .looks = looks,
        .looks_count = COUNT_OF(looks),
        .no_case = true,
    };
    if (rq->post)
        form_save(rq, permit, &known, &spec);
    else
        form_show(rq, permit, &known, &spec);
}

/* ---- the setting ---- */

struct str own_duty_words(struct arena *mem, const struct pack *pack)
{
    const struct pack_module *module = pack_own_duty(pack);
    if (!module->on)
        return module->source.size > 0
                   ? str_printf(mem, "Off. %.*s.", STR_ARG(module->source))
                   : STR("Off. It has never been switched on.");
    return str_printf(mem, "In force from %.*s. %.*s.",
                      STR_ARG(date_words(mem, module->from)),
                      STR_ARG(module->source));
}

struct setting {
    struct request *rq;
    const struct permit *permit;
    struct acts own;
};

static enum err setting_work(struct tx *tx, void *context)
{
    struct setting *s = context;
    return acts_of_trust(&s->own, tx, s->rq->mem, s->rq->site->acts,
                         s->permit->trust);
}

static void setting_show(struct request *rq, const struct setting *s,
                         struct view_set_own_duty *v,
                         struct problem_list *problems)
{
    page_frame(&v->page, rq, "Duty of the person who suspects");
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    v->now = own_duty_words(rq->mem, s->own.pack);
    if (problems->count > 0)
        rq->out.status = 422;
    view_set_own_duty(&rq->out.body, v);
}

void own_duty_setting_form(struct request *rq, const struct permit *permit)
{
    struct setting s = { .rq = rq, .permit = permit };
    struct view_set_own_duty v = { .from = STR(""), .source = STR("") };
    struct problem_list none = { .count = 0 };
    enum err err = store_read(rq->site->store, setting_work, &s);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    const struct pack_module *module = pack_own_duty(s.own.pack);
    v.on = module->on;
    if (module->on)
        v.from = date_words(rq->mem, module->from);
    setting_show(rq, &s, &v, &none);
}

void own_duty_setting_post(struct request *rq, const struct permit *permit)
{
    struct setting s = { .rq = rq, .permit = permit };
    struct view_set_own_duty v = { 0 };
    struct problem_list problems = { .count = 0 };
    struct entered from = entered_of(rq, "from", GATE_REFERENCE);
    struct entered source = entered_of(rq, "source", GATE_LINE);
    struct pack_module module = { .on = str_is(form_get(rq, "on"), "yes"),
                                  .source = source.text };
    v.on = module.on;
    v.from = from.shown;
    v.source = source.shown;
    if (module.on &&
        date_read_typed(&module.from, str_trim(from.text)) != OK)
        v.from_error = problem_add(&problems, "from",
                                   "Enter the day from which it is in force");
    if (source.refusal != NULL || str_is_blank(source.text))
        v.source_error = problem_add(&problems, "source",
                                     source.refusal != NULL
                                         ? source.refusal
                                         : "Enter the law, or who decided it");
    enum err err = store_read(rq->site->store, setting_work, &s);
    if (err == OK && problems.count == 0)
        err = act_own_duty_set(rq->site->acts, rq->mem, permit, &module,
                               rq->now);
    if (err != OK)
        respond_trouble(rq, err);
    else if (problems.count > 0)
        setting_show(rq, &s, &v, &problems);
    else
        respond_done(rq, STR("/admin/settings"), "module");
}
