/* words.c: the vocabulary of the facts as words, and clauses in order. */
#include "policy/policy.h"

static const char *const kinds[KIND_COUNT] = {
    [KIND_NUDES_SHARED] = "nudes_shared",
    [KIND_UPSKIRTING] = "upskirting",
    [KIND_PSEUDO_IMAGE] = "pseudo_image",
    [KIND_IMAGE_BASED_ABUSE] = "image_based_abuse",
    [KIND_SEXTORTION] = "sextortion",
    [KIND_DEEP_FAKE] = "deep_fake",
    [KIND_SEXTING] = "sexting",
    [KIND_REVENGE_PORN] = "revenge_porn",
};
static const char *const types[PERSON_TYPE_COUNT] = {
    [PERSON_NONE] = "none",     [PERSON_PUPIL] = "pupil",
    [PERSON_STAFF] = "staff",   [PERSON_PARENT] = "parent",
    [PERSON_ADULT] = "adult",   [PERSON_UNKNOWN] = "unknown",
};
static const char *const parts[PART_COUNT] = {
    [PART_DEPICTED] = "depicted",   [PART_CREATED] = "created",
    [PART_SENT] = "sent",           [PART_RECEIVED] = "received",
    [PART_SHARED_ON] = "shared_on", [PART_REQUESTED] = "requested",
    [PART_AFFECTED] = "affected",
};
static const char *const categories[CATEGORY_COUNT] = {
    [CATEGORY_NONE] = "none",
    [CATEGORY_AGGRAVATED_ADULT] = "aggravated.adult",
    [CATEGORY_AGGRAVATED_INTENT] = "aggravated.intent_to_harm",
    [CATEGORY_AGGRAVATED_RECKLESS] = "aggravated.reckless",
    [CATEGORY_EXPERIMENTAL_ROMANTIC] = "experimental.romantic",
    [CATEGORY_EXPERIMENTAL_ATTENTION] = "experimental.attention",
    [CATEGORY_EXPERIMENTAL_OTHER] = "experimental.other",
};
static const char *const choices[CHOICE_COUNT] = {
    [CHOICE_NONE] = "none",
    [CHOICE_REFER] = "refer",
    [CHOICE_SEEK_INFORMATION] = "seek_information",
    [CHOICE_MANAGE_IN_SCHOOL] = "manage_in_school",
};
static const char *const agencies[AGENCY_COUNT] = {
    [AGENCY_NONE] = "none", [AGENCY_CSCS] = "cscs",
    [AGENCY_POLICE] = "police", [AGENCY_LADO] = "lado",
    [AGENCY_OTHER] = "other",
};
static const char *const grounds[GROUND_COUNT] = {
    [GROUND_NONE] = "none", [GROUND_12_5A] = "12.5a",
    [GROUND_12_5B] = "12.5b", [GROUND_12_5C] = "12.5c",
};
static const char *const criteria[CRITERION_COUNT] = {
    [CRITERION_7_5E] = "7.5e", [CRITERION_8_9A] = "8.9a",
    [CRITERION_8_9B] = "8.9b", [CRITERION_8_9C] = "8.9c",
    [CRITERION_8_9D] = "8.9d", [CRITERION_8_9E] = "8.9e",
    [CRITERION_8_9F] = "8.9f",
};
static const char *const duty_states[DUTY_STATE_COUNT] = {
    [DUTY_WAITING] = "waiting", [DUTY_DUE] = "due",
    [DUTY_OVERDUE] = "overdue", [DUTY_DONE] = "done",
};

/* The index of a word, from first on; count when it is not there. */
static unsigned find(const char *const *words, unsigned first, unsigned count,
                     struct str word)
{
    for (unsigned i = first; i < count; i++)
        if (str_is(word, words[i]))
            return i;
    return count;
}

#define WORDS(noun, type, table, first, count)            \
    const char *noun##_word(type value)                   \
    {                                                     \
        must((unsigned)value < (count));                  \
        return table[value];                              \
    }                                                     \
    type noun##_from_word(struct str word)                \
    {                                                     \
        return (type)find(table, (first), (count), word); \
    }

WORDS(kind, enum kind_of_incident, kinds, 0, KIND_COUNT)
WORDS(person_type, enum person_type, types, 1, PERSON_TYPE_COUNT)
WORDS(part, enum part, parts, 0, PART_COUNT)
WORDS(category, enum category, categories, 1, CATEGORY_COUNT)
WORDS(choice, enum choice, choices, 1, CHOICE_COUNT)
WORDS(agency, enum agency, agencies, 1, AGENCY_COUNT)
WORDS(ground, enum ground, grounds, 1, GROUND_COUNT)

const char *criterion_clause(enum criterion criterion)
{
    must(criterion < CRITERION_COUNT);
    return criteria[criterion];
}

const char *duty_state_word(enum duty_state state)
{
    must(state < DUTY_STATE_COUNT);
    return duty_states[state];
}

bool clause_is_house(struct str clause)
{
    return clause.size > 1 && clause.data[0] == 'D';
}

static unsigned number_take(struct str clause, size_t *at)
{
    unsigned number = 0;
    for (; *at < clause.size && clause.data[*at] >= '0' &&
           clause.data[*at] <= '9'; ++*at)
        number = number * 10 + (unsigned)(clause.data[*at] - '0');
    return number;
}

/* Section, paragraph, letter (none sorts first); the house's rules last. */
uint64_t clause_order(struct str clause)
{
    size_t at = 0;
    bool house = clause_is_house(clause);
    uint64_t section = house ? 0xFFFF : number_take(clause, &at) & 0x7FFF;
    at++; /* the point, or the D */
    uint64_t paragraph = number_take(clause, &at);
    uint64_t letter = at < clause.size ? (unsigned char)clause.data[at] : 0;
    return section << 48 | paragraph << 8 | letter;
}

int clause_compare(struct str a, struct str b)
{
    uint64_t x = clause_order(a), y = clause_order(b);
    return (x > y) - (x < y);
}

/* How much of a clause is its number: all but one letter. */
static size_t number_size(struct str clause)
{
    size_t n = clause.size;
    return n > 0 && clause.data[n - 1] >= 'a' && clause.data[n - 1] <= 'z'
               ? n - 1
               : n;
}

struct str clause_cite(struct arena *mem, struct str clause)
{
    size_t number = number_size(clause);
    const char *noun = clause_is_house(clause) ? "House rule" : "Paragraph";
    if (number == clause.size)
        return str_printf(mem, "%s %.*s", noun, STR_ARG(clause));
    return str_printf(mem, "%s %.*s(%c)", noun, (int)number, clause.data,
                      clause.data[number]);
}

struct str clause_anchor(struct arena *mem, struct str clause)
{
    struct buf b;
    size_t number = number_size(clause);
    buf_open(&b, mem, 16, 64);
    buf_put_char(&b, 'p');
    for (size_t i = 0; i < clause.size; i++) {
        if (i == number)
            buf_put_char(&b, '-');
        buf_put_char(&b, clause.data[i] == '.' ? '-' : clause.data[i]);
    }
    return buf_str(&b);
}
