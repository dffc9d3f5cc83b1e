/* check.c: from what was typed to the fields of an entry.
 *
 * One pass over the kind's fields in the order of the form; each text goes
 * through the gate, then through the rule of its type. A field that is not
 * the kind's is ignored: a form can carry tokens and buttons. */
#include "acts/acts.h"

#include "gate/gate.h"

enum { PROBLEMS_MAX = 64 };

struct checking {
    struct arena *mem;
    const struct act_form *form;
    struct gate_spent spent;
    struct instant now;
    struct entry_field *fields;
    size_t fields_count;
    struct problem *problems;
    size_t problems_count;
};

static void problem_add(struct checking *c, const struct field_info *info,
                        struct str words)
{
    if (c->problems_count < PROBLEMS_MAX)
        c->problems[c->problems_count++] =
            (struct problem){ info->name, words };
}

static void field_add(struct checking *c, enum field field, struct str text)
{
    must(c->fields_count < ENTRY_FIELDS_MAX);
    c->fields[c->fields_count++] = (struct entry_field){ field, text };
}

static enum gate_field gate_field_of(enum field_type type)
{
    switch (type) {
    case TYPE_NAME: return GATE_NAME;
    case TYPE_NOTE: return GATE_NOTE;
    case TYPE_LINE:
    case TYPE_REFERRAL:
    case TYPE_CLAUSE: return GATE_LINE;
    case TYPE_CHOICE:
    case TYPE_CHOICES:
    case TYPE_FLAG:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_LATER:
    case TYPE_HOST:
    case TYPE_NUMBER:
    case TYPE_PERSON:
    case TYPE_USER:
    case TYPE_ENTRY:
        return GATE_REFERENCE;
    }
    must(!"a field has a type");
    return GATE_REFERENCE;
}

/* "23 November 2026, 8:40am", or a date alone: the end of a school day for what
 * is to come, midday for what has been, or now where that is still to come. */
static enum err time_read_typed(struct instant *out, struct str text,
                                bool later, struct instant now)
{
    if (instant_read(out, text) == OK)
        return OK;
    struct str rest = text;
    struct str day = str_cut(&rest, ',');
    struct date on;
    unsigned minute = later ? 16 * 60 : 12 * 60;
    if (date_read_typed(&on, day) != OK)
        return ERR_INVALID;
    if (!str_is_blank(rest) && minute_read_typed(&minute, rest) != OK)
        return ERR_INVALID;
    *out = instant_from_london(on, minute);
    if (!later && str_is_blank(rest) && instant_after(*out, now) &&
        on.days == date_in_london(now).days)
        *out = now;
    return OK;
}

static bool person_id_valid(struct str text)
{
    uint64_t number;
    return text.size >= 2 && text.data[0] == 'p' &&
           str_read_number(&number,
                           (struct str){ text.data + 1, text.size - 1 },
                           INCIDENT_PEOPLE_MAX) == OK &&
           number > 0;
}

/* A time people state is in the past; the clock of a phone may run ahead. */
static bool is_future(const struct checking *c, struct instant at)
{
    static const int64_t tolerance_us = INT64_C(5) * 60 * 1000000;
    return at.us > c->now.us + tolerance_us;
}

static void check_time(struct checking *c, const struct field_info *info,
                       struct str text)
{
    struct instant at;
    bool later = info->type == TYPE_LATER;
    if (time_read_typed(&at, text, later, c->now) != OK) {
        problem_add(c, info, STR("Enter a date and time, for example 23 November 2026, 8:40am"));
        return;
    }
    if (!later && is_future(c, at)) {
        problem_add(c, info, STR("Enter a time that has passed. Plans belong in a note"));
        return;
    }
    field_add(c, info->field, instant_print(c->mem, at));
}

static void check_date(struct checking *c, const struct field_info *info,
                       struct str text)
{
    struct date on;
    if (date_read_typed(&on, text) != OK) {
        problem_add(c, info, STR("Enter a date, for example 23 November 2026"));
        return;
    }
    if (on.days > date_in_london(c->now).days) {
        problem_add(c, info, STR("Enter a date that is not in the future"));
        return;
    }
    struct civil day = date_civil(on);
    field_add(c, info->field, str_printf(c->mem, "%04d-%02u-%02u", day.year,
                                         day.month, day.day));
}

static void check_choice(struct checking *c, const struct field_info *info,
                         struct str text)
{
    for (size_t i = 0; i < c->fields_count; i++)
        if (c->fields[i].field == info->field &&
            (info->type != TYPE_CHOICES || str_same(c->fields[i].text, text)))
            return; /* the first of a choice counts, a word counts once */
    if (choice_has(info->set, text))
        field_add(c, info->field, text);
    else
        problem_add(c, info, STR("Choose one of the answers shown"));
}

static void check_number(struct checking *c, const struct field_info *info,
                         struct str text)
{
    uint64_t number, max = info->field == FIELD_AGE ? 120 : UINT32_MAX;
    if (str_read_number(&number, text, max) == OK)
        field_add(c, info->field, text);
    else
        problem_add(c, info, info->field == FIELD_AGE
                                 ? STR("Enter the age in years, for example 13")
                                 : STR("Enter a whole number"));
}

/* "www.example.com": letters, digits, hyphens and dots, in small letters. What
 * stands behind the name of a site is not kept (D15). */
static void check_host(struct checking *c, const struct field_info *info,
                       struct str text)
{
    enum { HOST_MAX = 100 };
    char *host = arena_alloc(c->mem, text.size);
    bool good = text.size <= HOST_MAX && text.data[0] != '.' &&
                text.data[text.size - 1] != '.', dot = false;
    for (size_t i = 0; i < text.size; i++) {
        char b = text.data[i];
        if (b >= 'A' && b <= 'Z')
            b = (char)(b - 'A' + 'a');
        good = good && ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') ||
                        b == '-' || b == '.');
        good = good && !(b == '.' && i > 0 && text.data[i - 1] == '.');
        dot = dot || b == '.';
        host[i] = b;
    }
    if (good && dot)
        field_add(c, info->field, (struct str){ host, text.size });
    else
        problem_add(c, info, STR("Enter the name of the site only, for example example.com. The address of a picture is never kept"));
}

/* One canonical text that is not blank. */
static void check_value(struct checking *c, const struct field_info *info,
                        struct str text)
{
    uint8_t id[ID_SIZE];
    switch (info->type) {
    case TYPE_NAME:
    case TYPE_LINE:
    case TYPE_NOTE:
    case TYPE_REFERRAL:
    case TYPE_CLAUSE:
        field_add(c, info->field, text);
        return;
    case TYPE_CHOICE:
    case TYPE_CHOICES:
        check_choice(c, info, text);
        return;
    case TYPE_FLAG:
        if (str_is(text, "yes"))
            field_add(c, info->field, text);
        return;
    case TYPE_DATE:
        check_date(c, info, text);
        return;
    case TYPE_TIME:
    case TYPE_LATER:
        check_time(c, info, text);
        return;
    case TYPE_HOST:
        check_host(c, info, text);
        return;
    case TYPE_NUMBER:
    case TYPE_ENTRY:
        check_number(c, info, text);
        return;
    case TYPE_PERSON:
        if (person_id_valid(text))
            field_add(c, info->field, text);
        else
            problem_add(c, info, STR("Choose a person of this incident"));
        return;
    case TYPE_USER:
        if (id_read(id, text.data, text.size) == OK)
            field_add(c, info->field, text);
        else
            problem_add(c, info, STR("Choose a member of staff from the list"));
        return;
    }
}

/* Names and free texts spend what an incident may hold of codes; an answer of
 * a closed grammar (a date, an id of the list) does not. */
static void check_typed(struct checking *c, const struct field_info *info,
                        struct str typed)
{
    struct str text;
    enum gate_field field = gate_field_of(info->type);
    enum gate_refusal refused =
        gate_text(&text, field == GATE_REFERENCE ? NULL : &c->spent, c->mem,
                  typed, field);
    if (refused != GATE_OK)
        problem_add(c, info, str_of(gate_refusal_words(refused)));
    else if (!str_is_blank(text))
        check_value(c, info, text);
}

static bool field_given(struct checking *c, const struct field_info *info)
{
    bool given = false;
    for (size_t i = 0; i < c->form->given_count; i++)
        if (c->form->given[i].field == info->field) {
            field_add(c, info->field, c->form->given[i].text);
            given = true;
        }
    return given;
}

static void check_field(struct checking *c, const struct kind_field *has)
{
    const struct field_info *info = field_info(has->field);
    size_t fields_before = c->fields_count;
    size_t problems_before = c->problems_count;
    if (!field_given(c, info)) {
        bool many = info->type == TYPE_CHOICES;
        for (size_t i = 0; i < c->form->typed_count; i++) {
            const struct typed *t = &c->form->typed[i];
            if (!str_is(t->name, info->name))
                continue;
            check_typed(c, info, t->value);
            if (!many)
                break;
        }
    }
    if (has->missing != NULL && c->fields_count == fields_before &&
        c->problems_count == problems_before)
        problem_add(c, info, str_of(has->missing));
}

/* A field that stands already (a correction's reason) is not asked twice. */
static void check_kind(struct checking *c, enum entry_kind kind)
{
    size_t count, before = c->fields_count;
    const struct kind_field *has = kind_fields(kind, &count);
    for (size_t i = 0; i < count; i++) {
        bool stands = false;
        for (size_t j = 0; j < before; j++)
            stands = stands || c->fields[j].field == has[i].field;
        if (!stands)
            check_field(c, &has[i]);
    }
}

/* Which pupil it is about, and when, says nothing yet. */
static bool says_something(enum field field)
{
    enum field_type type = field_info(field)->type;
    return field != FIELD_PERSON && type != TYPE_TIME && type != TYPE_LATER;
}

/* A form that was sent with nothing in it says nothing, and would end a
 * duty. */
static void check_any(struct checking *c, enum entry_kind kind)
{
    const struct kind_field *any = kind_when_empty(kind);
    bool empty = c->problems_count == 0;
    for (size_t i = 0; i < c->fields_count; i++)
        empty = empty && !says_something(c->fields[i].field);
    if (any != NULL && empty)
        problem_add(c, field_info(any->field), str_of(any->missing));
}

void act_check(struct checked *out, struct arena *mem, enum entry_kind kind,
               const struct act_form *form, struct instant now)
{
    struct checking c = {
        .mem = mem,
        .form = form,
        .now = now,
        .fields = ARENA_MANY(mem, ENTRY_FIELDS_MAX, struct entry_field),
        .problems = ARENA_MANY(mem, PROBLEMS_MAX, struct problem),
    };
    check_kind(&c, kind);
    check_any(&c, kind);
    if (kind == ENTRY_CORRECTION)
        check_kind(&c, form->corrects_kind);
    if (c.spent.bytes > 0)
        field_add(&c, FIELD_SPENT, str_printf(mem, "%u", c.spent.bytes));
    *out = (struct checked){
        .entry = { .kind = kind, .version = ENTRY_VERSION,
                   .fields = c.fields, .fields_count = c.fields_count },
        .problems = c.problems,
        .problems_count = c.problems_count,
        .gate_spent = c.spent.bytes,
    };
}
