/* interview.c: hearing pupils (7.5c, D5), and what a pupil said of themselves,
 * which nobody but the DSL sets aside, with a reason (8.4). */
#include "incident/gather.h"

void fold_interview(struct gather *g, const struct entry *e)
{
    struct care *care = gather_care(g, e);
    if (care == NULL)
        return;
    if (!care->heard)
        g->support.interviews[g->out->facts.interviews_count++] =
            care->pupil;
    care->heard = true;
}

void fold_set_aside(struct gather *g, const struct entry *written)
{
    g->out->set_aside = written;
}

enum hearing incident_hearing(const struct incident *incident)
{
    const struct facts *f = &incident->facts;
    bool referred = false;
    for (size_t i = 0; i < f->referrals_count; i++)
        referred = referred || f->referrals[i].to == AGENCY_CSCS ||
                   f->referrals[i].to == AGENCY_POLICE;
    if (str_is(incident->police_interviews, "wait"))
        return HEAR_NOT_YET;
    bool free = !referred || str_is(incident->police_interviews, "go");
    return free ? HEAR_FULLY : HEAR_ACCOUNT;
}

bool incident_disclosed(const struct incident *incident)
{
    for (size_t i = 0; i < incident->cares_count; i++)
        if (incident->cares[i].heard)
            return true;
    return incident->report != NULL &&
           entry_has_word(incident->report, FIELD_HOW, "pupil");
}

bool incident_disclosure_stands(const struct incident *incident)
{
    return incident_disclosed(incident) && incident->set_aside == NULL;
}

/* Pupils who stay in the incident when that one is taken out. */
static size_t others_left(const struct incident *incident, struct str id)
{
    size_t left = 0;
    for (size_t i = 0; i < incident->people_count; i++) {
        const struct person *p = &incident->people[i];
        left += p->type == PERSON_PUPIL && !p->in_error &&
                !str_same(p->id, id);
    }
    return left;
}

enum refusal incident_may_take_out(const struct incident *incident,
                                   const struct entry *entry)
{
    struct str id = entry_text(entry, FIELD_PERSON);
    const struct person *p = incident_person(incident, id);
    bool goes = entry_has_word(entry, FIELD_IN_ERROR, "yes") ||
                !entry_has_word(entry, FIELD_TYPE, "pupil");
    if (p == NULL || p->type != PERSON_PUPIL || p->in_error || !goes)
        return REFUSE_NONE;
    const struct care *care = incident_care(incident, id);
    bool heard = care != NULL && (care->heard || care->talked);
    bool told = entry_has_word(incident->report, FIELD_HOW, "pupil") &&
                others_left(incident, id) == 0;
    return (heard || told) && incident->set_aside == NULL
               ? REFUSE_DISCLOSURE_STANDS
               : REFUSE_NONE;
}

enum refusal incident_may_set_aside(const struct entry *entry)
{
    if (entry_seat(entry) != ROLE_DSL)
        return REFUSE_NOT_THE_DSL;
    return str_is_blank(entry_text(entry, FIELD_REASON))
               ? REFUSE_ASIDE_NEEDS_REASON
               : REFUSE_NONE;
}
