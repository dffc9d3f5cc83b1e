/* pack.c: looking things up in a loaded pack. Pure: pack_load.c reads it. */
#include "policy/pack_inner.h"
#include "policy/policy.h"

/* The row of that clause in a list in clause order, or NULL. */
static struct pack_clause *row_of(struct pack_clause *rows, size_t count,
                                  struct str clause)
{
    size_t low = 0, high = count;
    uint64_t order = clause_order(clause);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].order == order)
            return &rows[middle];
        if (rows[middle].order < order)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct pack_clause *pack_clause(const struct pack *pack,
                                      struct str clause)
{
    return clause_is_house(clause)
               ? row_of(pack->house, pack->house_count, clause)
               : row_of(pack->clauses, pack->clauses_count, clause);
}

const struct pack_clause *pack_house(const struct pack *pack, size_t *count)
{
    *count = pack->house_count;
    return pack->house;
}

const struct pack_clause *pack_clauses(const struct pack *pack, size_t *count)
{
    *count = pack->clauses_count;
    return pack->clauses;
}

struct str pack_warning(const struct pack *pack, struct str clause)
{
    const struct pack_clause *c = pack_clause(pack, clause);
    must(c != NULL && c->warning.size > 0);
    return c->warning;
}

const struct pack_term *pack_glossary(const struct pack *pack, size_t *count)
{
    *count = pack->terms_count;
    return pack->terms;
}

const struct pack_guidance *pack_guidance(const struct pack *pack,
                                          size_t *count)
{
    *count = pack->guidance_count;
    return pack->guidance;
}

const struct pack_advice *pack_advice(const struct pack *pack,
                                      struct str clause)
{
    for (size_t i = 0; i < pack->advice_count; i++)
        if (str_same(pack->advice[i].clause, clause))
            return &pack->advice[i];
    return NULL;
}

const struct pack_phrase *pack_phrases(const struct pack *pack, char letter,
                                       size_t *count)
{
    const size_t *from = pack->phrases_from;
    unsigned first = (unsigned char)letter;
    *count = first == 0 ? from[256] : from[first + 1] - from[first];
    return pack->phrases + from[first];
}

struct str pack_id(const struct pack *pack)
{
    return pack->id;
}

struct str pack_version(const struct pack *pack)
{
    return pack->version;
}

struct date pack_review_due(const struct pack *pack)
{
    return pack->review_due;
}

const uint8_t *pack_hash(const struct pack *pack)
{
    return pack->hash;
}

bool pack_may_set(const struct pack_clause *clause)
{
    return clause->time != TIME_NONE && clause->time != TIME_NOW &&
           clause->time != TIME_AGREED && !str_starts(clause->source, "statut");
}

unsigned pack_limit_min(const struct pack_clause *clause)
{
    return clause->time == TIME_HOURS ? 1 : 0;
}

unsigned pack_limit_max(const struct pack_clause *clause)
{
    return clause->time == TIME_HOURS ? 24 * PACK_DAYS_MAX : PACK_DAYS_MAX;
}

struct str pack_time_words(struct arena *mem, enum pack_time time,
                           uint64_t number)
{
    static const char *const units[] = { [TIME_SCHOOL_DAYS] = "school day",
                                         [TIME_WORKING_DAYS] = "working day",
                                         [TIME_HOURS] = "hour" };
    switch (time) {
    case TIME_NONE:
        return STR("");
    case TIME_NOW:
        return STR("at once");
    case TIME_AGREED:
        return STR("the day that was agreed");
    case TIME_SCHOOL_DAYS:
    case TIME_WORKING_DAYS:
    case TIME_HOURS:
        break;
    }
    if (number == 0)
        return str_printf(mem, "the end of the same %s", units[time]);
    return str_printf(mem, "%u %s%s", (unsigned)number, units[time],
                      number == 1 ? "" : "s");
}

enum err pack_changed(const struct pack **out, struct arena *mem,
                      const struct pack *pack,
                      const struct pack_change *changes, size_t count)
{
    *out = pack;
    if (count == 0)
        return OK;
    struct pack *p = ARENA_NEW(mem, struct pack);
    *p = *pack;
    p->clauses = ARENA_MANY(mem, pack->clauses_count, struct pack_clause);
    memcpy(p->clauses, pack->clauses,
           pack->clauses_count * sizeof(*p->clauses));
    p->house = ARENA_MANY(mem, pack->house_count, struct pack_clause);
    memcpy(p->house, pack->house, pack->house_count * sizeof(*p->house));
    for (size_t i = 0; i < count; i++) {
        struct str clause = changes[i].clause;
        struct pack_clause *c =
            clause_is_house(clause)
                ? row_of(p->house, p->house_count, clause)
                : row_of(p->clauses, p->clauses_count, clause);
        if (c == NULL || c->time == TIME_NONE)
            return ERR_NOT_FOUND;
        if (!pack_may_set(c))
            return ERR_DENIED;
        if (changes[i].number > pack_limit_max(c) ||
            changes[i].number < pack_limit_min(c))
            return ERR_LIMIT;
        if (str_is_blank(changes[i].source))
            return ERR_INVALID;
        c->number = changes[i].number;
        c->source = str_copy(mem, changes[i].source);
    }
    *out = p;
    return OK;
}

const struct pack_module *pack_own_duty(const struct pack *pack)
{
    return &pack->own_duty;
}

enum err pack_with_own_duty(const struct pack **out, struct arena *mem,
                            const struct pack *pack,
                            const struct pack_module *module)
{
    if (module->on && str_is_blank(module->source))
        return ERR_INVALID;
    struct pack *p = ARENA_NEW(mem, struct pack);
    *p = *pack;
    p->own_duty = *module;
    p->own_duty.source = str_copy(mem, module->source);
    *out = p;
    return OK;
}
