/* pupil.c: which pupil of an incident a page is about, who may see it, and
 * what the forms about a pupil share. The route's permission says that
 * somebody may see a pupil; which one is decided here and nowhere else. */
#include "web/pupil.h"

bool pupil_heard_by(const struct request *rq, const struct known *known,
                    const struct person *person)
{
    return case_can(rq, PERMIT_SEE_INCIDENT) ||
           (case_can(rq, PERMIT_SUPPORT_PUPIL) &&
            incident_helps(&known->incident, person->id, rq->session.user));
}

bool pupil_visible(const struct request *rq, const struct known *known,
                   const struct person *person)
{
    if (person->type != PERSON_PUPIL || person->in_error)
        return false;
    return pupil_heard_by(rq, known, person) ||
           (person->send == YES && case_can(rq, PERMIT_ARRANGE));
}

const struct person *pupil_of(struct request *rq, const struct known *known)
{
    const struct person *p = incident_person(&known->incident, rq->params[1]);
    if (p != NULL && pupil_visible(rq, known, p))
        return p;
    respond_not_found(rq);
    return NULL;
}

struct str pupil_path(struct arena *mem, struct str reference,
                      struct str person, const char *rest)
{
    return str_printf(mem, "/incidents/%.*s/children/%.*s%s",
                      STR_ARG(reference), STR_ARG(person), rest);
}

struct str pupil_first(struct arena *mem, const struct person *person)
{
    struct str rest = str_trim(person->name);
    struct str first = str_cut(&rest, ' ');
    return str_copy(mem, first);
}

/* ---- forms ---- */

void pupil_form_give(struct pupil_form *form, enum field field,
                     struct str text)
{
    must(form->form.given_count < COUNT_OF(form->given));
    form->given[form->form.given_count++] =
        (struct entry_field){ field, text };
}

void pupil_form_look(struct pupil_form *form, const struct field_look *looks,
                     size_t count)
{
    must(form->form.looks_count + count <= COUNT_OF(form->looks));
    for (size_t i = 0; i < count; i++)
        form->looks[form->form.looks_count++] = looks[i];
}

bool pupil_form_make(struct pupil_form *out, struct request *rq,
                     const struct permit *permit, enum entry_kind kind,
                     const char *rest)
{
    struct instant none = { 0 };
    *out = (struct pupil_form){ 0 };
    if (!known_load(&out->known, rq, permit, none))
        return false;
    if ((out->person = pupil_of(rq, &out->known)) == NULL)
        return false;
    enum err err = names_load(&out->names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return false;
    }
    struct str reference = out->known.reference, id = out->person->id;
    struct str path = str_printf(rq->mem, "/children/%.*s%s", STR_ARG(id),
                                 rest);
    struct str first = pupil_first(rq->mem, out->person);
    out->form = (struct form_spec){
        .kind = kind,
        .button = "Save",
        .form_path = str_c(rq->mem, path),
        .next = pupil_path(rq->mem, reference, id, "/support"),
        .looks = out->looks,
        .given = out->given,
        .hidden_name = "about",
        .hidden_value = id,
        .section = CASE_SUPPORT,
        .back = str_c(rq->mem, str_printf(rq->mem, "Support for %.*s",
                                          STR_ARG(first))),
        .back_link = pupil_path(rq->mem, reference, id, "/support"),
    };
    pupil_form_give(out, FIELD_PERSON, id);
    return true;
}

void pupil_form_run(struct pupil_form *form, struct request *rq,
                    const struct permit *permit)
{
    if (rq->post)
        form_save(rq, permit, &form->known, &form->form);
    else
        form_show(rq, permit, &form->known, &form->form);
}

/* ---- how much may be asked (D5) ---- */

/* A referral that is required and not made yet comes first: until then nobody
 * asks what the police may want to hear first. */
static bool refer_first(const struct known *k)
{
    const struct facts *f = &k->incident.facts;
    for (size_t i = 0; i < f->referrals_count; i++)
        if (f->referrals[i].to == AGENCY_CSCS ||
            f->referrals[i].to == AGENCY_POLICE)
            return false;
    return k->answer.refer_required;
}

bool pupil_form_hearing(struct pupil_form *form, struct request *rq)
{
    enum hearing hearing = incident_hearing(&form->known.incident);
    struct rows rows = rows_make(rq->mem, 1);
    if (hearing == HEAR_NOT_YET) {
        rows_add(&rows, "Wait.", STR("The police asked the school not to hear this pupil yet. If the pupil speaks all the same, listen, ask nothing, and write it down here."),
                 "7.5c");
        form->form.lede = "Do not start this conversation yourself.";
    } else if (hearing == HEAR_ACCOUNT || refer_first(&form->known)) {
        rows_add(&rows, "Account only, no questions beyond what safety needs.",
                 hearing == HEAR_ACCOUNT
                     ? STR("A referral was made, and no advice of the police lets the school ask more. Listen, and write down what is said. Ask only what you must know to keep a child safe now.")
                     : STR("This has to be referred, and nobody has told social care or the police yet. Refer first. Until the police advise, listen, and ask only what you must know to keep a child safe now."),
                 "7.5c");
        form->form.lede = "Thank the pupil for telling you, and let them speak. Do not question them: the police may want to hear them first.";
    } else {
        return false;
    }
    form->form.warnings = rows.rows;
    form->form.warnings_count = rows.count;
    return true;
}

/* ---- duties and advice ---- */

const struct duty *pupil_duty(const struct known *known, struct str pupil,
                              const char *clause)
{
    for (size_t i = 0; i < known->answer.duties_count; i++) {
        const struct duty *d = &known->answer.duties[i];
        if (str_is(d->clause, clause) && str_same(d->subject, pupil) &&
            d->state != DUTY_DONE)
            return d;
    }
    return NULL;
}

static const char *const advice_clauses[] = { "9.5", "9.6", "9.7" };

unsigned advice_index(struct str clause)
{
    unsigned i = 0;
    while (i < COUNT_OF(advice_clauses) && !str_is(clause, advice_clauses[i]))
        i++;
    return i;
}

const char *advice_clause(unsigned index)
{
    must(index < COUNT_OF(advice_clauses));
    return advice_clauses[index];
}

unsigned pupil_advice(const struct known *known, struct str pupil)
{
    unsigned fits = 0;
    for (size_t i = 0; i < known->answer.duties_count; i++) {
        const struct duty *d = &known->answer.duties[i];
        unsigned index = advice_index(d->clause);
        if (index < COUNT_OF(advice_clauses) && str_same(d->subject, pupil))
            fits |= 1u << index;
    }
    return fits;
}

struct str advice_words(const struct known *known,
                        const struct pack_advice_item *item)
{
    return item->hold.size > 0 && !incident_may_delete(&known->answer)
               ? item->hold
               : item->text;
}
