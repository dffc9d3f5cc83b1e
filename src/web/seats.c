/* seats.c: who fills a seat of an incident: its holder, or the one who takes it
 * because the holder is named (D8, access_seats). */
#include "web/page.h"

enum role case_hat(const struct request *rq, enum role seat)
{
    const struct actor *a = &rq->session.actor;
    if (seat == ROLE_NONE || rq->scope.names_actor)
        return ROLE_NONE;
    if (actor_has_role(a, seat, rq->scope.school))
        return seat;
    for (unsigned r = ROLE_NONE + 1; r < ROLE_COUNT; r++)
        if ((access_seats((enum role)r, rq->scope.named_roles) &
             1u << seat) != 0 &&
            actor_has_role(a, (enum role)r, rq->scope.school))
            return (enum role)r;
    return ROLE_NONE;
}

bool case_seat_proposed(const struct known *known, enum role seat)
{
    return known->incident.outcome != NULL &&
           known->incident.facts.outcome.proposed_by.role == seat;
}

struct str case_seat_words(struct request *rq, const struct names *names,
                           enum role seat, bool away)
{
    enum role role = seat;
    bool named = (rq->scope.named_roles & 1u << seat) != 0;
    for (unsigned r = ROLE_NONE + 1; (named || away) && r < ROLE_COUNT; r++)
        if ((access_seats((enum role)r, rq->scope.named_roles) &
             1u << seat) != 0) {
            role = (enum role)r;
            break;
        }
    struct str lead = role == ROLE_DSL ? names_lead(names) : STR("");
    if (lead.size > 0)
        return lead;
    struct str name = names_holder(names, role, rq->scope.school);
    if (name.size == 0 && role == seat) /* it reaches nobody: say so */
        return str_printf(rq->mem, "%s (nobody here has this role yet)",
                          role_title(role));
    return str_printf(rq->mem, "%.*s%s%s%s%s", STR_ARG(name),
                      name.size > 0 ? ", " : "", role_title(role),
                      role != seat ? ", in place of the " : "",
                      role != seat ? role_title(seat) : "");
}

size_t case_role_fields(struct entry_field *out, const struct request *rq,
                        enum role seat)
{
    enum role hat = case_hat(rq, seat);
    if (hat == ROLE_NONE || hat == seat) {
        out[0] = (struct entry_field){ FIELD_AS_ROLE,
                                       str_of(role_name(seat)) };
        return 1;
    }
    out[0] = (struct entry_field){ FIELD_AS_ROLE, str_of(role_name(hat)) };
    out[1] = (struct entry_field){ FIELD_IN_PLACE, str_of(role_name(seat)) };
    return 2;
}
