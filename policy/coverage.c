/* coverage.c: the tables of coverage.def and rulings.def. */
#include "policy/coverage.h"

#define C(...) { __VA_ARGS__ },
static const struct coverage rows[] = {
#include "policy/coverage.def"
};
#undef C
#define R(...) { __VA_ARGS__ },
static const struct ruling rulings[] = {
#include "policy/rulings.def"
};
#undef R

const struct ruling *ruling_rows(size_t *count)
{
    *count = COUNT_OF(rulings);
    return rulings;
}

const struct coverage *coverage_rows(size_t *count)
{
    *count = COUNT_OF(rows);
    return rows;
}

const struct coverage *coverage_find(struct str clause)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_is(clause, rows[i].clause))
            return &rows[i];
    return NULL;
}
