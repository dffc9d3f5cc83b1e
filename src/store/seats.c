/* seats.c: who takes the seat of somebody who is named (D8), for lists. The
 * rule stands in access.c and nowhere else: here it is asked for each set of
 * seats that can be named, and the answers go into the query as a row of
 * marks. Roles can change without an entry, so nothing of it is derived. */
#include "store/inner.h"

_Static_assert(ROLE_DSL == 2 && ROLE_HEAD == 4 && ROLE_EXECUTIVE_LEADER == 5 &&
                   ROLE_CEO == 7,
               "the numbers of SEATS_NUMBER");
_Static_assert((int)ROLE_COUNT <= (int)SEATS_ROLES, "the width of seats_table");

unsigned seats_named(uint64_t number)
{
    return ((number & 1) != 0 ? 1u << ROLE_DSL : 0) |
           ((number & 2) != 0 ? 1u << ROLE_HEAD : 0) |
           ((number & 4) != 0 ? 1u << ROLE_EXECUTIVE_LEADER : 0) |
           ((number & 8) != 0 ? 1u << ROLE_CEO : 0);
}

bool seats_marks(struct str *out, struct arena *mem, enum role role,
                 unsigned taken, unsigned not_taken)
{
    bool any = false;
    char *marks = arena_alloc(mem, SEATS_NUMBERS);
    for (unsigned n = 0; n < SEATS_NUMBERS; n++) {
        unsigned seats = access_seats(role, seats_named(n));
        bool yes = (seats & taken) != 0 && (seats & not_taken) == 0;
        marks[n] = yes ? '1' : '0';
        any = any || yes;
    }
    *out = (struct str){ marks, SEATS_NUMBERS };
    return any;
}

struct str seats_table(struct arena *mem)
{
    enum { SIZE = SEATS_ROLES * SEATS_ROLES * SEATS_NUMBERS };
    char *marks = arena_alloc(mem, SIZE);
    memset(marks, '0', SIZE);
    for (unsigned role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        for (unsigned number = 0; number < SEATS_NUMBERS; number++) {
            unsigned seats = access_seats((enum role)role,
                                          seats_named(number));
            for (unsigned owner = ROLE_NONE + 1; owner < SEATS_ROLES; owner++)
                if ((seats & 1u << owner) != 0)
                    marks[(role * SEATS_ROLES + owner) * SEATS_NUMBERS +
                          number] = '1';
        }
    return (struct str){ marks, SIZE };
}
