/* parents.c: the parents of each pupil: told or put off, what was covered,
 * which advice was given, and what the pupil wants (7.5d, 10, D2, D7). */
#include "incident/gather.h"
#include "incident/house.h"

void gather_parents(struct gather *g)
{
    g->families = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX, struct family);
    g->parents = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX, struct fact_parents);
    g->parent_advice = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX,
                                  struct fact_advice);
    g->out->families = g->families;
    g->out->facts.parents = g->parents;
    g->out->facts.parent_advice = g->parent_advice;
}

const struct family *incident_family(const struct incident *incident,
                                     struct str pupil)
{
    for (size_t i = 0; i < incident->families_count; i++)
        if (str_same(incident->families[i].pupil, pupil))
            return &incident->families[i];
    return NULL;
}

bool incident_links(const struct incident *incident, struct str pupil,
                    struct user_id user)
{
    struct user_id link;
    const struct family *f = incident_family(incident, pupil);
    const struct person *p = incident_person(incident, pupil);
    return f != NULL && p != NULL && !p->in_error &&
           id_read(link.bytes, f->link_person.data,
                   f->link_person.size) == OK &&
           ID_SAME(link, user) && !incident_names(incident, user);
}

/* The place of that pupil's family, made when it is the first word of it.
 * ERR_CORRUPT: more families than an incident has people. */
static enum err family_of(size_t *place, struct gather *g,
                          const struct entry *e)
{
    struct incident *out = g->out;
    struct str pupil = entry_text(e, FIELD_PERSON);
    size_t i = 0;
    while (i < out->families_count && !str_same(g->families[i].pupil, pupil))
        i++;
    *place = i;
    if (i < out->families_count)
        return OK;
    if (i == INCIDENT_PEOPLE_MAX)
        return ERR_CORRUPT;
    out->families_count++;
    out->facts.parents_count++;
    out->facts.parent_advice_count++;
    g->families[i] = (struct family){ .pupil = pupil };
    g->parents[i] = (struct fact_parents){ .pupil = pupil };
    g->parent_advice[i] = (struct fact_advice){ .person = pupil };
    return OK;
}

static struct instant time_of(const struct entry *e, enum field field)
{
    struct instant at;
    struct str text = entry_text(e, field);
    if (text.data == NULL || instant_read(&at, text) != OK)
        return (struct instant){ 0 };
    return at;
}

/* A child old enough may ask that parents are not kept up to date; the
 * judgement counts with its reasons and its review date (10.3e, D7). */
enum err fold_parent_wishes(struct gather *g, const struct entry *e)
{
    size_t i;
    enum err err = family_of(&i, g, e);
    if (err != OK)
        return err;
    struct family *f = &g->families[i];
    f->wishes = e;
    f->wishes_review_at = time_of(e, FIELD_NEXT_AT);
    f->no_updates = entry_has_word(e, FIELD_UPDATES, "no") &&
                    entry_answer(e, FIELD_COMPETENT) == YES &&
                    !str_is_blank(entry_text(e, FIELD_COMPETENT_WHY)) &&
                    instant_known(f->wishes_review_at);
    return OK;
}

/* "10.3c" is bit 2. */
static unsigned covered_bits(const struct entry *e)
{
    unsigned bits = 0;
    for (size_t i = 0; i < e->fields_count; i++) {
        struct str word = e->fields[i].text;
        if (e->fields[i].field == FIELD_COVERED && word.size == 5 &&
            word.data[4] >= 'a' && word.data[4] <= 'g')
            bits |= 1u << (word.data[4] - 'a');
    }
    return bits;
}

/* "10.5c" and "10.5c-hold" are advice of 10.5, the second clause. */
static unsigned given_bits(const struct entry *e)
{
    unsigned bits = 0;
    for (size_t i = 0; i < e->fields_count; i++) {
        struct str word = e->fields[i].text;
        if (e->fields[i].field == FIELD_GIVEN && word.size >= 5 &&
            word.data[3] >= '4' && word.data[3] <= '6')
            bits |= 1u << (word.data[3] - '4');
    }
    return bits;
}

/* Whom the parents turn to from now on. A name that was typed takes the place
 * of the account that the form offered as chosen before. */
static void link_keep(struct family *f, const struct entry *e,
                      const struct entry *written)
{
    struct str user = entry_text(e, FIELD_LINK_PERSON);
    struct str name = entry_text(e, FIELD_LINK_NAME);
    struct user_id link;
    if (!str_is_blank(name))
        user = STR("");
    else if (user.size == 0)
        user = f->link_person;
    else
        f->link_name = STR("");
    if (!str_is_blank(name))
        f->link_name = name;
    if (!str_same(user, f->link_person)) {
        f->link_person = user;
        f->link_at = written->at;
        f->link_spoke = false;
    }
    if (id_read(link.bytes, user.data, user.size) == OK &&
        ID_SAME(link, written->author))
        f->link_spoke = true;
}

enum err fold_parent_contact(struct gather *g, const struct entry *e,
                             const struct entry *written)
{
    size_t i;
    enum err err = family_of(&i, g, e);
    if (err != OK)
        return err;
    struct family *f = &g->families[i];
    struct fact_parents *p = &g->parents[i];
    if (entry_has_word(e, FIELD_CONTACT, "tried")) {
        if (instant_known(time_of(e, FIELD_NEXT_AT)))
            f->update_at = time_of(e, FIELD_NEXT_AT);
        return OK; /* nobody was told anything */
    }
    struct instant at = time_or_written(e, FIELD_HAPPENED_AT, written);
    if (!instant_known(p->informed_at) || instant_after(p->informed_at, at))
        p->informed_at = at;
    f->covered |= covered_bits(e);
    g->parent_advice[i].clauses |= given_bits(e);
    link_keep(f, e, written);
    f->update_at = time_of(e, FIELD_NEXT_AT);
    return OK;
}

/* Social care or the police, who lead on when parents are told, with the
 * person spoken to and what they advised (10.1, D2). */
static bool advised_to_wait(const struct entry *e)
{
    return (entry_has_word(e, FIELD_TO, "cscs") ||
            entry_has_word(e, FIELD_TO, "police")) &&
           !str_is_blank(entry_text(e, FIELD_SPOKE_TO)) &&
           !str_is_blank(entry_text(e, FIELD_ADVISED));
}

/* The last one stands. An incomplete one is a delay all the same: the policy
 * warns of it (10.1, D2). To the policy an agency advised it only when it is
 * said who there said what. */
enum err fold_parent_delay(struct gather *g, const struct entry *e)
{
    size_t i;
    enum err err = family_of(&i, g, e);
    if (err != OK)
        return err;
    struct fact_parents *p = &g->parents[i];
    g->families[i].delay = e;
    p->delayed = true;
    p->delay_reason = entry_text(e, FIELD_REASON);
    p->delay_agency = advised_to_wait(e) ? entry_text(e, FIELD_TO)
                                         : STR_NONE;
    p->delay_review_at = time_of(e, FIELD_NEXT_AT);
    return OK;
}

/* ---- what the house asks ---- */

enum { COVER_UPDATES = 1u << 4, COVER_CEOP = 1u << 6, COVER_ALL = 0x7F };

/* A link person who can be turned to: not one who is named since (D8). */
static bool has_link(const struct incident *in, const struct family *f)
{
    struct user_id user;
    return f->link_name.size > 0 ||
           (id_read(user.bytes, f->link_person.data,
                    f->link_person.size) == OK &&
            !incident_names(in, user));
}

/* 10.3: all seven, and a link person by name; of updates not where the child
 * asked against them, of CEOP only where something points to grooming. */
static void house_10_3(struct house *h, const struct family *f,
                       const struct fact_parents *p)
{
    const bool *because = h->answer->because;
    unsigned need = COVER_ALL;
    if (!because[CRITERION_8_9A] && !because[CRITERION_8_9B])
        need &= ~(unsigned)COVER_CEOP;
    if (f->no_updates)
        need &= ~(unsigned)COVER_UPDATES;
    house_raise(h, &(struct house_duty){
        .clause = "10.3", .owner = STR("dsl"), .subject = f->pupil,
        .start = p->informed_at,
        .waits = !instant_known(p->informed_at),
        .done = (f->covered & need) == need && has_link(h->incident, f),
    });
}

/* 10.3a: the link person's own, by name, as long as the incident is open: to
 * be in touch a first time, then on the day that was promised; between them it
 * waits, and so it does while the child asked against updates. */
static void house_10_3a(struct house *h, const struct family *f)
{
    struct user_id user;
    struct instant promised = { 0 };
    if (id_read(user.bytes, f->link_person.data, f->link_person.size) != OK ||
        !incident_links(h->incident, f->pupil, user))
        return;
    if (!f->no_updates)
        promised = f->update_at;
    house_raise(h, &(struct house_duty){
        .clause = "10.3a", .owner = f->link_person, .subject = f->pupil,
        .start = f->link_at,
        .due_at = promised,
        .waits = f->no_updates ||
                 (f->link_spoke && !instant_known(f->update_at)),
    });
}

/* 10.3e: an update that was promised for a day. The next contact keeps it. */
static void house_10_3e(struct house *h, const struct family *f)
{
    if (instant_known(f->update_at) && !f->no_updates)
        house_raise(h, &(struct house_duty){
            .clause = "10.3e", .owner = STR("dsl"), .subject = f->pupil,
            .due_at = f->update_at,
        });
}

/* D7: a wish that was judged is judged again at its date. */
static void house_d7(struct house *h, const struct family *f)
{
    if (instant_known(f->wishes_review_at))
        house_raise(h, &(struct house_duty){
            .clause = "D7", .owner = STR("dsl"), .subject = f->pupil,
            .due_at = f->wishes_review_at,
        });
}

void parents_house(struct house *h)
{
    const struct incident *in = h->incident;
    for (size_t i = 0; i < in->families_count; i++) {
        const struct person *p = incident_person(in, in->families[i].pupil);
        if (p == NULL || p->type != PERSON_PUPIL || p->in_error)
            continue;
        house_10_3(h, &in->families[i], &in->facts.parents[i]);
        house_10_3a(h, &in->families[i]);
        house_10_3e(h, &in->families[i]);
        house_d7(h, &in->families[i]);
    }
}
