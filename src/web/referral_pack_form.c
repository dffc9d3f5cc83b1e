/* referral_pack_form.c: what a referral asks and the record does not say. It
 * is asked once; a later form starts from what was written before. */
#include "web/handlers.h"
#include "web/page.h"

static const struct field_look looks[] = {
    { FIELD_CALL, .heading = "Who refers", .label = "Whom they can call",
      .hint = "A name, a telephone number and when somebody answers, also after school." },
    { FIELD_HOME, .heading = "The child and the family", .rows = 2 },
    { FIELD_HOUSEHOLD, .rows = 3,
      .hint = "Names, ages and who has parental responsibility, brothers and sisters included." },
    { FIELD_NEEDS, .rows = 2,
      .hint = "Sex and ethnicity as the form of the agency asks, first language, an interpreter, religion, health. Write ‘none known’ if you asked." },
    { FIELD_PROFESSIONALS, .rows = 2,
      .hint = "A social worker, early help, a doctor, another school." },
    { FIELD_CHILD_WORDS, .heading = "Words and wishes", .rows = 4,
      .hint = "As they said it. Do not describe what a picture shows." },
    { FIELD_VIEWS, .rows = 3, .clause = "10.2" },
    { FIELD_WANTED, .rows = 3,
      .hint = "For example a visit, advice on telling the parents, a strategy discussion." },
    { FIELD_FAMILY, .heading = "The family and this referral",
      .label = "Does the family know of this referral, and agree?",
      .clause = "11.3",
      .hint = "Their agreement is good to have. It is not needed to keep a child safe." },
    { FIELD_FAMILY_WHY, .rows = 2 },
};

struct pack_spec {
    struct known known;
    struct form_spec form;
    struct entry_field given[1];
};

static bool spec_make(struct pack_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    const struct person *child = case_child(rq, &s->known);
    if (child == NULL)
        return false;
    s->given[0] = (struct entry_field){ FIELD_PERSON, child->id };
    struct str name = first_name(rq->mem, child);
    struct str path = str_printf(rq->mem, "/children/%.*s/referral",
                                 STR_ARG(child->id));
    struct str form_path = str_printf(rq->mem, "%.*s/edit", STR_ARG(path));
    struct str title = str_printf(rq->mem, "For a referral about %.*s",
                                  STR_ARG(name));
    s->form = (struct form_spec){
        .kind = ENTRY_REFERRAL_PACK,
        .title = str_c(rq->mem, title),
        .lede = "Only what the record does not say. Leave open what you do not know: a referral never waits for it.",
        .button = "Save and see the referral",
        .done = "pack",
        .form_path = str_c(rq->mem, form_path),
        .next = case_path(rq->mem, s->known.reference,
                          str_c(rq->mem, path)),
        .looks = looks,
        .looks_count = COUNT_OF(looks),
        .last = referral_pack_of(&s->known, child->id),
        .given = s->given,
        .given_count = 1,
        .hidden_name = "about",
        .hidden_value = child->id,
        .section = CASE_REFERRAL,
    };
    return true;
}

void referral_pack_form(struct request *rq, const struct permit *permit)
{
    struct pack_spec *s = ARENA_NEW(rq->mem, struct pack_spec);
    if (spec_make(s, rq, permit))
        form_show(rq, permit, &s->known, &s->form);
}

void referral_pack_post(struct request *rq, const struct permit *permit)
{
    struct pack_spec *s = ARENA_NEW(rq->mem, struct pack_spec);
    if (spec_make(s, rq, permit))
        form_save(rq, permit, &s->known, &s->form);
}
