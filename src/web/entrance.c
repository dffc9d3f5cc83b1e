/* entrance.c: fields, problems and ways back of the pages around signing in
 * (entrance.h). */
#include "web/entrance.h"

struct str to_of(struct request *rq)
{
    struct str typed = rq->post ? form_get(rq, "to") : query_get(rq, "to");
    return path_after_sign_in(rq->mem, typed);
}

struct entered entered_of(struct request *rq, const char *name,
                          enum gate_field field)
{
    struct str typed = form_get(rq, name);
    struct entered e = { .text = STR("") };
    e.shown = gate_echo(rq->mem, typed);
    enum gate_refusal refusal = gate_text(&e.text, NULL, rq->mem, typed,
                                          field);
    if (refusal != GATE_OK)
        e.refusal = gate_refusal_words(refusal);
    return e;
}

struct str problem_add(struct problem_list *list, const char *field,
                       const char *words)
{
    must(list->count < COUNT_OF(list->rows));
    struct str text = str_of(words);
    list->rows[list->count++] = (struct view_problem){ str_of(field), text };
    return text;
}

void respond_token(struct request *rq, const char *token)
{
    rq->out.cookie = str_copy(rq->mem, str_of(token));
}
