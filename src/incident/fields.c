/* fields.c: the rows of kinds.def and choices.def as data, and the look-ups
 * over them. Forms, gate, drafts, chronology, search and exports all read
 * these rows: a field is added in one place. */
#include "incident/entry.h"

#define OPTIONAL NULL
enum exclusive { no, yes };

static const struct field_info fields[FIELD_MAX] = {
#define FIELD(number, NAME, name_, type_, set_, label_)       \
    [number] = { .field = FIELD_##NAME, .name = name_,        \
                 .type = TYPE_##type_, .set = SET_##set_,     \
                 .label = label_ },
#define KIND(number, NAME, name, exclusive, clause, title)
#define HAS(k, f, missing_)
#include "incident/kinds.def"
};

static const struct kind_info kinds[ENTRY_KIND_MAX] = {
#define FIELD(number, NAME, name, type, set, label)
#define KIND(number, NAME, name_, exclusive_, clause_, title_) \
    [number] = { .kind = ENTRY_##NAME, .name = name_,          \
                 .exclusive = (exclusive_) == yes,             \
                 .clause = clause_, .title = title_ },
#define HAS(k, f, missing_)
#include "incident/kinds.def"
};

static const bool said[FIELD_MAX] = {
#define FIELD(number, NAME, name, type, set, label)
#define KIND(number, NAME, name, exclusive, clause, title)
#define HAS(k, f, missing_)
#define SAID(f) [FIELD_##f] = true,
#include "incident/kinds.def"
};

static const struct kind_field any[ENTRY_KIND_MAX] = {
#define FIELD(number, NAME, name, type, set, label)
#define KIND(number, NAME, name, exclusive, clause, title)
#define HAS(k, f, missing_)
#define ANY(k, f, words) [ENTRY_##k] = { ENTRY_##k, FIELD_##f, words },
#include "incident/kinds.def"
};

/* The rows of one kind stand together, in the order of its form. */
static const struct kind_field rows[] = {
#define FIELD(number, NAME, name, type, set, label)
#define KIND(number, NAME, name, exclusive, clause, title)
#define HAS(k, f, missing_) \
    { ENTRY_##k, FIELD_##f, missing_ },
#include "incident/kinds.def"
};

/* The words of one set stand together, in the order of its form. */
static const struct choice_word words[] = {
#define SET(NAME)
#define WORD(s, word_, label_) { SET_##s, word_, label_ },
#include "incident/choices.def"
};

const struct field_info *field_info(unsigned field)
{
    if (field >= FIELD_MAX || fields[field].name == NULL)
        return NULL;
    return &fields[field];
}

const struct field_info *field_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (fields[i].name != NULL && str_is(name, fields[i].name))
            return &fields[i];
    return NULL;
}

bool field_is_said(enum field field)
{
    return field < FIELD_MAX && said[field];
}

bool field_is_written(const struct field_info *info)
{
    return (info->type == TYPE_NOTE || info->type == TYPE_LINE) &&
           !field_is_said(info->field);
}

const struct kind_info *kind_info(unsigned kind)
{
    if (kind >= ENTRY_KIND_MAX || kinds[kind].name == NULL)
        return NULL;
    return &kinds[kind];
}

const struct kind_field *kind_fields(enum entry_kind kind, size_t *count)
{
    const struct kind_field *first = NULL;
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].kind != kind)
            continue;
        if (first == NULL)
            first = &rows[i];
        must(&rows[i] == first + *count);
        ++*count;
    }
    return first;
}

const struct kind_field *kind_when_empty(enum entry_kind kind)
{
    must(kind < ENTRY_KIND_MAX);
    return any[kind].missing != NULL ? &any[kind] : NULL;
}

const struct field_info *kind_field_named(enum entry_kind kind,
                                          struct str name)
{
    size_t count;
    const struct kind_field *has = kind_fields(kind, &count);
    for (size_t i = 0; i < count; i++)
        if (str_is(name, fields[has[i].field].name))
            return &fields[has[i].field];
    return NULL;
}

const struct choice_word *choice_words(enum choice_set set, size_t *count)
{
    const struct choice_word *first = NULL;
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (words[i].set != set)
            continue;
        if (first == NULL)
            first = &words[i];
        ++*count;
    }
    return first;
}

static const struct choice_word *word_find(enum choice_set set,
                                           struct str word)
{
    size_t count;
    const struct choice_word *of = choice_words(set, &count);
    for (size_t i = 0; i < count; i++)
        if (str_is(word, of[i].word))
            return &of[i];
    return NULL;
}

bool choice_has(enum choice_set set, struct str word)
{
    return word_find(set, word) != NULL;
}

struct str choice_label(enum choice_set set, struct str word)
{
    const struct choice_word *found = word_find(set, word);
    return found != NULL ? str_of(found->label) : word;
}

const char *entry_called(const struct entry *e)
{
    if (e->kind == ENTRY_OPENED && entry_text(e, FIELD_OF).size > 0)
        return "What was added is read";
    if (e->kind == ENTRY_VIEWING_ANSWER && entry_has_word(e, FIELD_ALLOW, "told"))
        return "Told of a viewing"; /* nobody had asked (12.5c) */
    const struct kind_info *info = kind_info(e->kind);
    must(info != NULL); /* an entry that was read has a kind */
    return info->title;
}
