/* section.c: forms and pages about one thing of an incident (section.h). */
#include "web/section.h"

struct section_form *section_form_open(struct request *rq,
                                       const struct permit *permit)
{
    struct section_form *s = ARENA_NEW(rq->mem, struct section_form);
    struct instant none = { 0 };
    *s = (struct section_form){ 0 };
    if (!known_load(&s->known, rq, permit, none))
        return NULL;
    names_open(&s->names, rq);
    s->form.looks = s->looks;
    s->form.given = s->given;
    return s;
}

struct field_look *section_look(struct section_form *s, struct field_look look)
{
    must(s->form.looks_count < SECTION_LOOKS_MAX);
    struct field_look *out = &s->looks[s->form.looks_count++];
    *out = look;
    return out;
}

void section_give(struct section_form *s, enum field field, struct str text)
{
    must(s->form.given_count < SECTION_GIVEN_MAX);
    s->given[s->form.given_count++] = (struct entry_field){ field, text };
}

void section_look_user(struct section_form *s, struct request *rq,
                       enum field field, const char *label, const char *hint,
                       const char *clause)
{
    struct field_look *look = section_look(s, (struct field_look){
        field, .label = label, .hint = hint, .clause = clause, .select = true
    });
    look->options = user_options(&look->options_count, rq, s->known.school);
}

void section_look_person(struct section_form *s, struct request *rq,
                         enum field field, const char *label, const char *hint)
{
    struct field_look *look = section_look(s, (struct field_look){
        field, .label = label, .hint = hint, .select = true
    });
    look->options = case_people_options(&look->options_count, rq, &s->known,
                                        field == FIELD_PICTURED);
}

void section_form_run(struct section_form *s, struct request *rq,
                      const struct permit *permit)
{
    if (rq->post)
        form_save(rq, permit, &s->known, &s->form);
    else
        form_show(rq, permit, &s->known, &s->form);
}

bool section_page_open(struct section_page *p, struct request *rq,
                       const struct permit *permit, const char *title,
                       enum case_section section)
{
    struct instant none = { 0 };
    *p = (struct section_page){ 0 };
    if (!known_load(&p->known, rq, permit, none))
        return false;
    names_open(&p->names, rq);
    page_frame(&p->v.page, rq, title);
    page_case(&p->v.page, rq, &p->known, section);
    p->v.heading = str_of(title);
    p->v.actions = ARENA_MANY(rq->mem, SECTION_ACTIONS_MAX, struct view_fact);
    return true;
}

void section_action(struct section_page *p, struct request *rq,
                    const char *text,
                    struct str path, enum permission permission)
{
    if (!case_can(rq, permission) ||
        (p->v.req.action && str_same(p->v.req.href, path)))
        return;
    must(p->v.actions_count < SECTION_ACTIONS_MAX);
    struct view_fact *actions = ARENA_MANY(rq->mem, SECTION_ACTIONS_MAX,
                                           struct view_fact);
    for (size_t i = 0; i < p->v.actions_count; i++)
        actions[i] = p->v.actions[i];
    actions[p->v.actions_count++] = (struct view_fact){ str_of(text), path };
    p->v.actions = actions;
}

void section_page_show(struct section_page *p, struct request *rq)
{
    p->v.items_on = p->v.items_count > 0;
    p->v.more_on = p->v.more_count > 0;
    view_record(&rq->out.body, &p->v);
}

uint64_t section_number(const struct request *rq)
{
    uint64_t seq;
    return rq->params[1].size > 0 &&
                   str_read_number(&seq, rq->params[1], UINT32_MAX) == OK
               ? seq
               : 0;
}

struct str section_path(struct arena *mem, struct str reference,
                        const char *section, uint32_t seq, const char *rest)
{
    return str_printf(mem, "/incidents/%.*s/%s/%u%s", STR_ARG(reference),
                      section, seq, rest);
}

const char *section_form_path(struct arena *mem, const char *section,
                              uint64_t seq, const char *rest)
{
    return str_c(mem, str_printf(mem, "/%s/%u%s", section, (unsigned)seq,
                                 rest));
}

struct str section_time(struct request *rq, const struct known *known,
                        const struct entry *entry, enum field field)
{
    struct instant at;
    return instant_read(&at, entry_text(entry, field)) == OK
               ? when_words(rq->mem, at, known->as_of)
               : STR("Not recorded");
}

struct str section_words(struct request *rq, const struct names *names,
                         const struct entry *entry, enum field field)
{
    struct str text = entry_text(entry, field);
    return text.size > 0 ? field_words(rq->mem, field_info(field), text, names)
                         : STR("Not recorded");
}

const struct duty *section_duty(const struct request *rq,
                                const struct known *known,
                                const char *clause, struct str subject)
{
    const struct duty *found = NULL;
    for (size_t i = 0; i < known->answer.duties_count; i++) {
        const struct duty *d = &known->answer.duties[i];
        if (str_is(d->clause, clause) && d->state != DUTY_DONE &&
            str_same(d->subject, subject) &&
            (found == NULL || (!case_owes(rq, found) && case_owes(rq, d))))
            found = d;
    }
    return found;
}
