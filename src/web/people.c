/* people.c: the people of an incident and their parts. A child has a part in
 * what happened, not a label. A member of staff is linked to their account, so
 * that they lose sight of the incident the moment they are named (D8). */
#include "web/handlers.h"
#include "web/page.h"

#include <stdlib.h>

static const char *const no_picture =
    "Do not describe what a picture shows.";

/* ---- who has an account ---- */

/* Somebody on the list, and whether they are of another school. */
struct choosable {
    const struct person_row *person;
    bool elsewhere;
};

/* Who is at hand first, and by name: a trust has hundreds. */
static int choosable_compare(const void *a, const void *b)
{
    const struct choosable *x = a, *y = b;
    if (x->elsewhere != y->elsewhere)
        return x->elsewhere ? 1 : -1;
    return str_compare(x->person->name, y->person->name);
}

static const struct view_option *options_of(size_t *count, struct request *rq,
                                            const struct names *names,
                                            struct str nobody,
                                            struct choosable *all,
                                            size_t all_count)
{
    struct view_option *options = ARENA_MANY(rq->mem, all_count + 1,
                                             struct view_option);
    if (all_count > 0)
        qsort(all, all_count, sizeof(*all), choosable_compare);
    options[0] = (struct view_option){ .value = STR(""), .label = nobody };
    *count = 1;
    for (size_t i = 0; i < all_count; i++) {
        const struct person_row *p = all[i].person;
        char *id = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
        id_print(id, p->id.bytes);
        struct str label = names_with_role(rq->mem, names, p->id);
        if (all[i].elsewhere && p->grants_count > 0)
            label = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(label),
                               STR_ARG(names_school(names,
                                                    p->grants[0].school)));
        options[(*count)++] = (struct view_option){
            .value = { id, ID_TEXT_SIZE }, .label = label,
        };
    }
    return options;
}

const struct view_option *account_options(size_t *count, struct request *rq,
                                          struct str nobody,
                                          account_fits *fits)
{
    struct names names;
    if (names_load(&names, rq) != OK)
        names = (struct names){ 0 };
    struct choosable *all = ARENA_MANY(rq->mem, names.count + 1,
                                       struct choosable);
    size_t all_count = 0;
    for (size_t i = 0; i < names.count; i++)
        if (fits == NULL || fits(&rq->session.actor, &names.people[i]))
            all[all_count++] = (struct choosable){ &names.people[i], false };
    return options_of(count, rq, &names, nobody, all, all_count);
}

bool account_works_at(const struct person_row *person,
                      struct school_id school)
{
    for (size_t i = 0; i < person->grants_count && !person->disabled; i++)
        if (id_is_zero(person->grants[i].school.bytes) ||
            ID_SAME(person->grants[i].school, school))
            return true;
    return false;
}

bool account_works_beside(const struct actor *actor,
                          const struct person_row *p)
{
    for (size_t i = 0; i < p->grants_count && !p->disabled; i++) {
        if (id_is_zero(p->grants[i].school.bytes))
            return true;
        for (size_t j = 0; j < actor->grants_count; j++)
            if (id_is_zero(actor->grants[j].school.bytes) ||
                ID_SAME(actor->grants[j].school, p->grants[i].school))
                return true;
    }
    return false;
}

const struct view_option *user_options(size_t *count, struct request *rq,
                                       struct school_id school)
{
    struct names names;
    if (names_load(&names, rq) != OK)
        names = (struct names){ 0 };
    struct choosable *all = ARENA_MANY(rq->mem, names.count + 1,
                                       struct choosable);
    for (size_t i = 0; i < names.count; i++)
        all[i] = (struct choosable){
            &names.people[i], !account_works_at(&names.people[i], school)
        };
    return options_of(count, rq, &names, STR("Nobody with an account"), all,
                      names.count);
}

static bool may_look_after(const struct known *k, const struct person_row *p)
{
    for (size_t i = 0; i < p->grants_count; i++) {
        enum role role = p->grants[i].role;
        if (role != ROLE_ADMINISTRATOR && role != ROLE_TRUSTEE &&
            role != ROLE_GOVERNOR && role != ROLE_CHAIR)
            return account_works_at(p, k->school) &&
                   !incident_names(&k->incident, p->id);
    }
    return false;
}

const struct view_option *adult_options(size_t *count, struct request *rq,
                                        const struct known *known,
                                        struct str nobody, struct str chosen)
{
    struct names names;
    struct user_id kept = { { 0 } };
    if (names_load(&names, rq) != OK)
        names = (struct names){ 0 };
    if (id_read(kept.bytes, chosen.data, chosen.size) != OK)
        kept = (struct user_id){ { 0 } };
    struct choosable *all = ARENA_MANY(rq->mem, names.count + 1,
                                       struct choosable);
    size_t all_count = 0;
    for (size_t i = 0; i < names.count; i++)
        if (may_look_after(known, &names.people[i]) ||
            ID_SAME(names.people[i].id, kept))
            all[all_count++] = (struct choosable){ &names.people[i], false };
    return options_of(count, rq, &names, nobody, all, all_count);
}

/* ---- who is in the incident ---- */

struct str case_person_name(const struct incident *incident, struct str id)
{
    const struct person *p = incident_person(incident, id);
    return p != NULL ? p->name : STR("Not known");
}

const struct view_option *case_people_options(size_t *count,
                                              struct request *rq,
                                              const struct known *known,
                                              bool pupils)
{
    const struct incident *in = &known->incident;
    struct view_option *options =
        ARENA_MANY(rq->mem, in->people_count + 1, struct view_option);
    *count = 0;
    options[(*count)++] = (struct view_option){
        .value = STR(""), .label = STR("Not known, or nobody named")
    };
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *p = &in->people[i];
        if (!p->in_error && (!pupils || p->type == PERSON_PUPIL))
            options[(*count)++] = (struct view_option){ .value = p->id,
                                                        .label = p->name };
    }
    return options;
}

/* ---- the page ---- */

static void row_fill(struct view_entry_person *out, struct request *rq,
                     const struct known *k, const struct person *p)
{
    struct str id = p->id;
    *out = (struct view_entry_person){
        .name = p->name,
        .details = person_details(rq->mem, p),
        .part = person_parts(rq->mem, p,
                                    STR("Part not recorded yet")),
        .edit = str_printf(rq->mem, "/incidents/%.*s/people/%.*s",
                           STR_ARG(k->reference), STR_ARG(id)),
        .error = p->in_error,
        .staff = p->user.size > 0,
        .care = case_staff_path(rq->mem, k->reference, p),
        .cared = person_staff_affected(p) || person_staff_suspected(p),
        .care_words = person_staff_suspected(p) ? STR("Tell the LADO")
                                                : STR("Support"),
    };
}

/* Whom the report is about, until they are recorded as a person (D8). */
static struct str staff_about(struct request *rq, const struct known *k)
{
    struct names names;
    struct user_id user;
    struct str about = incident_report_about(&k->incident);
    if (id_read(user.bytes, about.data, about.size) != OK)
        return STR("");
    for (size_t i = 0; i < k->incident.people_count; i++)
        if (str_same(k->incident.people[i].user, about))
            return STR("");
    names_open(&names, rq);
    struct str who = names_with_role(rq->mem, &names, user);
    return str_printf(rq->mem, "The report is about %.*s, who cannot see this incident. Add them as a person with their part: affected, or what they may have done.",
                      STR_ARG(who));
}

void people_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct instant none = { 0 };
    struct view_people v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    page_frame(&v.page, rq, "People");
    page_case(&v.page, rq, &k, CASE_PEOPLE);
    struct view_entry_person *rows =
        ARENA_MANY(rq->mem, k.incident.people_count,
                   struct view_entry_person);
    for (unsigned error = 0; error < 2; error++) /* in error: last */
        for (size_t i = 0; i < k.incident.people_count; i++)
            if (k.incident.people[i].in_error == (error == 1))
                row_fill(&rows[v.rows_count++], rq, &k,
                         &k.incident.people[i]);
    v.rows = rows;
    v.about = entry_text(k.incident.report, FIELD_ABOUT);
    v.staff_about = staff_about(rq, &k);
    v.can_edit = case_can(rq, PERMIT_LEAD_INCIDENT) &&
                 k.incident.people_count < INCIDENT_PEOPLE_MAX;
    struct str next = incident_next_person(rq->mem, &k.incident);
    v.add = str_printf(rq->mem, "/incidents/%.*s/people/%.*s",
                       STR_ARG(k.reference), STR_ARG(next));
    view_people(&rq->out.body, &v);
}

/* ---- one person ---- */

enum { PERSON_LOOKS_MAX = 12 };

static size_t looks_fill(struct field_look *looks, struct request *rq,
                         struct school_id school, bool known_before)
{
    size_t count = 0, users_count;
    const struct view_option *users = user_options(&users_count, rq, school);
    looks[count++] = (struct field_look){
        FIELD_NAME, .hint = "In full. If the name is not known, a short description such as ‘unknown account’."
    };
    looks[count++] = (struct field_look){
        FIELD_TYPE, .hint = "‘Someone not yet known’ is an answer. Change it when you find out."
    };
    looks[count++] = (struct field_look){
        FIELD_PARTS, .hint = "Choose all that are known. It says what happened, not who somebody is.", .clause = "8.5g"
    };
    looks[count++] = (struct field_look){
        FIELD_AGE, .heading = "About a pupil", .width = "2",
        .hint = "In years, when the picture was made if that is known."
    };
    looks[count++] = (struct field_look){
        FIELD_BIRTH, .width = "20",
        .hint = "Instead of the age, for example 4 March 2013. An age that nobody knows never counts as 13 or over.", .clause = "8.9d"
    };
    looks[count++] = (struct field_look){
        FIELD_YEAR_GROUP, .width = "20", .hint = "For example Year 9, 9B"
    };
    looks[count++] = (struct field_look){
        FIELD_SEND, .label = "Does the pupil have SEND?", .inline_radios = true,
        .hint = "If yes, the SENCO is asked for arrangements.", .clause = "2.4"
    };
    looks[count++] = (struct field_look){
        FIELD_ELSEWHERE, .hint = "If they are not at this school."
    };
    looks[count++] = (struct field_look){
        FIELD_USER, .heading = "About a member of staff",
        .label = "Their account in Lanyard", .select = true,
        .hint = "Whoever you choose can no longer see, find or count this incident from the moment you save. If it is the DSL, the Headteacher leads.",
        .options = users, .options_count = users_count
    };
    if (!known_before)
        return count;
    looks[count++] = (struct field_look){
        FIELD_IN_ERROR, .heading = "If this was wrong",
        .label = "This person was recorded in error and is not part of the incident"
    };
    looks[count++] = (struct field_look){
        FIELD_REASON, .label = "What changed, and how you know", .rows = 2,
        .hint = no_picture
    };
    return count;
}

struct person_page {
    struct known known;
    struct form_spec spec;
    struct field_look looks[PERSON_LOOKS_MAX];
    struct entry_field given[1];
};

/* False when it has answered itself. A number nobody has and that is not the
 * next one is no page. */
static bool person_page_make(struct person_page *out, struct request *rq,
                             const struct permit *permit)
{
    struct instant none = { 0 };
    if (!known_load(&out->known, rq, permit, none))
        return false;
    const struct incident *in = &out->known.incident;
    struct str id = rq->params[1];
    const struct person *p = incident_person(in, id);
    struct str next = incident_next_person(rq->mem, in);
    if (p == NULL && (!str_same(id, next) ||
                      in->people_count >= INCIDENT_PEOPLE_MAX)) {
        respond_not_found(rq);
        return false;
    }
    out->given[0] = (struct entry_field){ FIELD_PERSON, id };
    struct str path = str_printf(rq->mem, "/people/%.*s", STR_ARG(id));
    out->spec = (struct form_spec){
        .kind = ENTRY_PERSON,
        .title = p == NULL ? "Add a person" : "Change what is known of a person",
        .lede = "Record what is known and leave the rest open. What you leave empty is not a no.",
        .button = "Save this person",
        .done = "person",
        .form_path = str_c(rq->mem, path),
        .next = case_path(rq->mem, out->known.reference, "/people"),
        .looks = out->looks,
        .looks_count = looks_fill(out->looks, rq, out->known.school,
                                  p != NULL),
        .last = p == NULL ? NULL : in->effective[p->seq - 1].counts,
        .given = out->given,
        .given_count = 1,
        .hidden_name = "about",
        .hidden_value = id,
        .section = CASE_PEOPLE,
    };
    return true;
}

void person_form(struct request *rq, const struct permit *permit)
{
    struct person_page *page = ARENA_NEW(rq->mem, struct person_page);
    if (person_page_make(page, rq, permit))
        form_show(rq, permit, &page->known, &page->spec);
}

void person_post(struct request *rq, const struct permit *permit)
{
    struct person_page *page = ARENA_NEW(rq->mem, struct person_page);
    if (person_page_make(page, rq, permit))
        form_save(rq, permit, &page->known, &page->spec);
}
