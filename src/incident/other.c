/* other.c: what reaches beyond the school and beyond this policy: other schools
 * that have to know (8.5h, D12), and the child-on-child abuse policy (8.15). */
#include "incident/house.h"

bool incident_school_told(const struct incident *incident)
{
    for (size_t i = 0; i < incident->entries_count; i++) {
        const struct effective *eff = &incident->effective[i];
        if (eff->entry->kind == ENTRY_SCHOOL_TOLD ||
            (eff->entry->kind == ENTRY_INFORMATION_SHARED &&
             entry_has_word(eff->counts, FIELD_SETTING, "yes")))
            return true;
    }
    return false;
}

bool incident_under_sg10(const struct incident *incident)
{
    return incident->route != NULL &&
           entry_has_word(incident->route, FIELD_ROUTE, "sg10");
}

void other_house(struct house *h)
{
    const struct incident *in = h->incident;
    if (in->review != NULL && entry_answer(in->review, FIELD_R_H) == YES)
        house_raise(h, &(struct house_duty){
            .clause = "D12", .owner = STR("dsl"),
            .start = in->facts.review_held_at,
            .done = incident_school_told(in),
        });
    /* The suggestion is no decision: somebody says that it is taken, or why
     * not. Where a referral is required, that goes first. */
    if (h->answer->route == ROUTE_SG10 || incident_under_sg10(in))
        house_raise(h, &(struct house_duty){
            .clause = "D1", .owner = STR("dsl"),
            .start = in->facts.reported_at, .done = in->route != NULL,
        });
}
