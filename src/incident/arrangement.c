/* arrangement.c: what is put in place for a pupil with SEND (2.4), and the
 * result of the Traffic Light Tool (7.3, D16). */
#include "incident/gather.h"

/* Arrangements that were to be looked at again have been, by new ones. */
void fold_arrangement(struct gather *g, const struct entry *e,
                      const struct entry *written)
{
    struct care *care = gather_care(g, e);
    if (care == NULL)
        return;
    if (!care->arranged)
        g->support.arrangements[g->out->facts.arrangements_count++] =
            care->pupil;
    care->arranged = true;
    for (size_t i = 0; i < g->out->promises_count; i++) {
        struct promise *p = &g->support.promises[i];
        if (p->sort == PROMISE_ARRANGEMENT && str_same(p->pupil, care->pupil))
            p->kept = true;
    }
    gather_promise(g, e, written, PROMISE_ARRANGEMENT, FIELD_AGAIN_AT);
}

/* The last result counts; the earlier ones stay in the chronology. */
void fold_brook(struct gather *g, const struct entry *e)
{
    struct care *care = gather_care(g, e);
    if (care != NULL)
        care->brook = e;
}

bool incident_needs_senco(const struct incident *incident)
{
    for (size_t i = 0; i < incident->facts.people_count; i++) {
        const struct fact_person *p = &incident->facts.people[i];
        if (p->type == PERSON_PUPIL && p->send == YES)
            return true;
    }
    return false;
}
