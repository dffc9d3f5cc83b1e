/* words.c: entries as rows of words, and lines of paper.h made of them. */
#include "document/inner.h"

void write_line(struct writing *w, const char *word, struct str text)
{
    struct str kept = hide(w->mem, w->hiding, text);
    paper_line(&w->out, word, &kept, 1);
}

void write_fact(struct writing *w, const char *label, struct str text)
{
    if (text.size == 0)
        return;
    struct str fields[2] = { str_of(label), hide(w->mem, w->hiding, text) };
    paper_line(&w->out, "fact", fields, 2);
}

void write_ours(struct writing *w, const char *label, struct str text)
{
    struct str full = expand(w, text);
    write_fact(w, str_c(w->mem, expand(w, str_of(label))), full);
}

void write_sign(struct writing *w, struct str label, struct str name)
{
    const struct str fields[2] = { label,
                                   clip(w->mem, hide(w->mem, w->hiding, name),
                                        200) };
    paper_line(&w->out, "sign", fields, 2);
}

void write_no_picture(struct writing *w)
{
    write_line(w, "note", STR("No picture is held in this record and none is attached: the program cannot hold one. What a picture shows is written down nowhere."));
}

struct str clip(struct arena *mem, struct str text, size_t max)
{
    if (text.size <= max)
        return text;
    size_t size = max;
    while (size > 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--;
    return str_printf(mem, "%.*s …", (int)size, text.data);
}

void write_row(struct writing *w, const char *word, const struct str *cells,
               size_t count)
{
    struct str kept[PAPER_FIELDS_MAX];
    must(count <= PAPER_FIELDS_MAX);
    for (size_t i = 0; i < count; i++)
        kept[i] = clip(w->mem, hide(w->mem, w->hiding, cells[i]),
                       PAPER_CELL_MAX - 8);
    paper_line(&w->out, word, kept, count);
}

struct str time_words(struct arena *mem, struct instant at)
{
    struct str on = date_words(mem, date_in_london(at));
    struct str minute = minute_words(mem, minute_in_london(at));
    return str_printf(mem, "%.*s, %.*s", STR_ARG(on), STR_ARG(minute));
}

struct str status_words(const struct writing *w)
{
    const struct closing *c = &w->source->incident->closing;
    const char *stage = stage_words(w->source->stage);
    switch (c->state) {
    case CLOSING_CLOSED:
        return str_printf(w->mem, "%s on %.*s", stage,
                          STR_ARG(time_words(w->mem, c->closed->at)));
    case CLOSING_REOPENED:
        return str_printf(w->mem, "%s. Closed on %.*s, opened again on %.*s",
                          stage,
                          STR_ARG(time_words(w->mem, c->closed->at)),
                          STR_ARG(time_words(w->mem, c->reopened->at)));
    case CLOSING_OPEN:
        break;
    }
    return str_of(stage);
}

/* ---- fields ---- */

/* Of a thing of another pupil an extract says no more than what it is. */
static struct str named_text(const struct writing *w,
                             const struct field_info *info, struct str text)
{
    const struct incident *in = w->source->incident;
    uint64_t seq;
    if (w->hiding != NULL && field_names_entry(&seq, in, info, text) &&
        hidden_thing(in, w->source->child, (uint32_t)seq))
        return str_printf(w->mem, "%s of another pupil (entry %u)",
                          kind_info(in->entries[seq - 1].kind)->title,
                          (unsigned)seq);
    return field_named_words(w->mem, in, w->source->pack, info, text);
}

static struct str field_text(const struct writing *w,
                             const struct field_info *info, struct str text)
{
    struct instant at;
    struct date on;
    struct user_id user;
    const struct person *person;
    switch (info->type) {
    case TYPE_CHOICE:
    case TYPE_CHOICES:
        return choice_label(info->set, text);
    case TYPE_FLAG:
        return STR("Yes");
    case TYPE_TIME:
    case TYPE_LATER:
        return instant_read(&at, text) == OK ? time_words(w->mem, at) : text;
    case TYPE_DATE:
        return date_read(&on, text) == OK ? date_words(w->mem, on) : text;
    case TYPE_USER:
        if (id_read(user.bytes, text.data, text.size) != OK)
            return text;
        return w->source->user(w->mem, w->source->context, user);
    case TYPE_PERSON:
        person = incident_person(w->source->incident, text);
        return person != NULL ? person->name : text;
    case TYPE_ENTRY:
    case TYPE_REFERRAL:
    case TYPE_CLAUSE:
        return named_text(w, info, text);
    case TYPE_NAME:
    case TYPE_LINE:
    case TYPE_NOTE:
    case TYPE_HOST:
    case TYPE_NUMBER:
        return text;
    }
    return text;
}

/* Kept for the program, or said by the heading; how a member of staff is
 * supported is theirs (4.2, 12.7); who a report is about names pupils before
 * any of them is recorded as a person, so no extract has it (D12). */
static bool field_silent(const struct writing *w, const struct entry *e,
                         enum field field)
{
    return field == FIELD_SPENT || field == FIELD_PERSON ||
           field == FIELD_CORRECTS ||
           (field == FIELD_ADVICE_ITEMS && /* the words follow */
            entry_text(e, FIELD_ADVICE_TEXT).size > 0) ||
           (field == FIELD_TITLE && e->kind == ENTRY_NOTE) ||
           field == FIELD_HELP_WANTED || field == FIELD_CHECK_AT ||
           (field == FIELD_ABOUT && w->hiding != NULL);
}

/* Of a choice the words are ours. */
static bool field_ours(const struct field_info *info)
{
    return info->type == TYPE_CHOICE || info->type == TYPE_CHOICES ||
           info->type == TYPE_USER || info->type == TYPE_CLAUSE;
}

struct str entry_words(const struct writing *w, const struct entry *e,
                       enum field field)
{
    struct str text = e != NULL ? entry_text(e, field) : STR("");
    return text.size > 0 ? field_text(w, field_info(field), text) : text;
}

struct str entry_chosen(const struct writing *w, const struct entry *e,
                        enum field field)
{
    struct buf b;
    buf_open(&b, w->mem, 64, 4096);
    for (size_t i = 0; e != NULL && i < e->fields_count; i++)
        if (e->fields[i].field == field)
            buf_printf(&b, "%s%.*s", b.size > 0 ? "; " : "",
                       STR_ARG(choice_label(field_info(field)->set,
                                            e->fields[i].text)));
    return b.size > 0 ? buf_str(&b) : STR("");
}

struct instant entry_when(const struct entry *e, enum field field)
{
    struct instant at;
    return instant_read(&at, entry_text(e, field)) == OK ? at : e->at;
}

struct str user_words(const struct writing *w, struct str id)
{
    struct user_id user;
    if (id_read(user.bytes, id.data, id.size) != OK)
        return STR("");
    return w->source->user(w->mem, w->source->context, user);
}

struct str name_alone(struct str with_role)
{
    return str_cut(&with_role, ',');
}

const struct field_row *entry_rows(size_t *count, struct writing *w,
                                   const struct entry *e)
{
    struct field_row *rows = ARENA_MANY(w->mem, e->fields_count + 1,
                                        struct field_row);
    *count = 0;
    for (size_t i = 0; i < e->fields_count; i++) {
        const struct entry_field *f = &e->fields[i];
        const struct field_info *info = field_info(f->field);
        if (field_silent(w, e, f->field) || f->text.size == 0)
            continue;
        struct str words = field_text(w, info, f->text);
        if (field_ours(info))
            words = expand(w, words);
        words = hide(w->mem, w->hiding, words);
        if (*count > 0 && e->fields[i - 1].field == f->field) {
            struct field_row *last = &rows[*count - 1];
            last->words = str_printf(w->mem, "%.*s; %.*s",
                                     STR_ARG(last->words), STR_ARG(words));
            continue;
        }
        struct str label = expand(w, str_of(info->label));
        rows[(*count)++] = (struct field_row){ str_c(w->mem, label), words };
    }
    return rows;
}

struct str entry_heading(struct writing *w, const struct entry *e)
{
    const struct incident *in = w->source->incident;
    const struct person *p = incident_person(in, entry_text(e, FIELD_PERSON));
    size_t seq = entry_corrects(e);
    struct str text = expand(w, str_of(entry_called(e)));
    if (seq > 0)
        text = str_printf(w->mem, "Correction to entry %zu: %s", seq,
                          kind_info(in->entries[seq - 1].kind)->title);
    else if (e->kind == ENTRY_NOTE && entry_text(e, FIELD_TITLE).size > 0)
        text = entry_text(e, FIELD_TITLE);
    else if (e->kind == ENTRY_PERSON)
        text = str_printf(w->mem, "Person: %.*s",
                          STR_ARG(entry_text(e, FIELD_NAME)));
    else if (p != NULL)
        text = str_printf(w->mem, "%.*s: %.*s", STR_ARG(text),
                          STR_ARG(p->name));
    return hide(w->mem, w->hiding, text);
}

struct str entry_author(struct writing *w, const struct entry *e)
{
    return expand(w, w->source->user(w->mem, w->source->context, e->author));
}

struct str person_words(struct arena *mem, const struct person *p)
{
    struct buf b;
    buf_open(&b, mem, 64, 4096);
    buf_put_str(&b, choice_label(SET_TYPE, str_of(person_type_word(p->type))));
    if (p->year_group.size > 0)
        buf_printf(&b, ", %.*s", STR_ARG(p->year_group));
    if (p->age.known)
        buf_printf(&b, ", age %u", p->age.years);
    else if (p->type == PERSON_PUPIL)
        buf_put_str(&b, STR(", age not known"));
    if (p->send == YES)
        buf_put_str(&b, STR(", SEND"));
    if (p->elsewhere.size > 0)
        buf_printf(&b, ", %.*s", STR_ARG(p->elsewhere));
    return buf_str(&b);
}

void write_people(struct writing *w, size_t max)
{
    static const struct str widths[] = { { "34", 2 }, { "33", 2 },
                                         { "33", 2 } };
    const struct str heads[] = { STR("Name"), STR("Who"), STR("Part") };
    const struct incident *in = w->source->incident;
    const struct person *child = w->hiding != NULL ? w->source->child : NULL;
    size_t shown = 0;
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *p = &in->people[i];
        if (p->in_error || (child != NULL && p->type == PERSON_PUPIL &&
                            !str_same(p->id, child->id)))
            continue;
        if (shown == 0) {
            paper_line(&w->out, "table", widths, COUNT_OF(widths));
            write_row(w, "th", heads, COUNT_OF(heads));
        }
        if (++shown > max)
            continue;
        const struct str cells[] = { p->name,
                                     expand(w, person_words(w->mem, p)),
                                     person_parts(w->mem, p, NO_PART) };
        write_row(w, "tr", cells, COUNT_OF(cells));
    }
    if (shown == 0)
        write_line(w, "p", STR("Nobody is named yet."));
    if (shown > max)
        write_line(w, "note", str_printf(w->mem, "%zu more are in the chronology.",
                                         shown - max));
}
