/* fields.c: form fields and rows of answers, made from kinds.def. */
#include "web/page.h"

/* The last error of a field, or empty. */
static struct str error_of(const struct form_state *state, const char *name)
{
    for (size_t i = 0; i < state->problems_count; i++)
        if (strcmp(state->problems[i].name, name) == 0)
            return state->problems[i].words;
    return STR("");
}

/* What stands in the field now: typed first, else recorded. */
static struct str value_of(const struct form_state *state, struct arena *mem,
                           const struct field_info *info)
{
    for (size_t i = 0; i < state->typed_count; i++)
        if (str_is(state->typed[i].name, info->name))
            return state->typed[i].value;
    if (state->typed != NULL || state->entry == NULL)
        return STR("");
    struct str text = entry_text(state->entry, info->field);
    if (text.size == 0)
        return STR("");
    return info->type == TYPE_TIME || info->type == TYPE_LATER ||
                   info->type == TYPE_DATE
               ? field_words(mem, info, text, NULL)
               : text;
}

static bool is_chosen(const struct form_state *state,
                      const struct field_info *info, const char *word)
{
    for (size_t i = 0; i < state->typed_count; i++)
        if (str_is(state->typed[i].name, info->name) &&
            str_is(state->typed[i].value, word))
            return true;
    return state->typed == NULL && state->entry != NULL &&
           entry_has_word(state->entry, info->field, word);
}

/* What each description is for, in one line (8.7). */
static struct str category_hint(const char *word)
{
    static const char *const rows[][2] = {
        { "aggravated.adult", "For money, for sex, or to harm." },
        { "aggravated.intent_to_harm", "Often out of a conflict between young people." },
        { "aggravated.reckless", "Without a thought for the person in the picture, who may have been hurt." },
        { "experimental.romantic", "Between two young people who like each other, and meant for nobody else." },
        { "experimental.attention", "Can be part of growing up. The young person is not to blame." },
        { "experimental.other", "For example a child of 9 or under, or a picture kept to oneself." },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i][0], word) == 0)
            return str_of(rows[i][1]);
    return STR("");
}

/* What a word means to the live outcome of the risk assessment: the letter
 * of the criterion that it answers or implies (explain.md, because). */
static void option_mark(struct view_option *o, const struct field_look *look,
                        const struct field_info *info, const char *word)
{
    if (look->letter != NULL && strcmp(word, "yes") == 0) {
        o->label = STR("Yes, or suspected");
        o->refer = str_of(look->letter);
    }
    if (look->letter != NULL && strcmp(word, "no") == 0)
        o->no = str_of(look->letter);
    if (look->letter != NULL && strcmp(word, "unknown") == 0)
        o->open = str_of(look->letter);
    if (info->field == FIELD_ADULT && strcmp(word, "yes") == 0) {
        o->refer = STR("a");
        o->cat = STR("adult-yes");
    }
    if (info->field == FIELD_MALICE && strcmp(word, "yes") == 0)
        o->cat = STR("malice-yes");
    if (info->field == FIELD_KINDS && strcmp(word, "sextortion") == 0)
        o->refer = STR("b");
    if (info->field != FIELD_CATEGORY)
        return;
    o->hint = category_hint(word);
    if (strcmp(word, "aggravated.adult") == 0) {
        o->refer = STR("a");
        o->cat = STR("adult");
    } else if (strncmp(word, "experimental.", 13) == 0) {
        o->cat = STR("experimental");
    }
}

/* Only those that can be chosen here; the first is what an error points to. */
static void given_options_fill(struct view_field *out, struct arena *mem,
                               const struct field_look *look,
                               const struct field_info *info,
                               const struct form_state *state)
{
    struct view_option *options =
        ARENA_MANY(mem, look->options_count, struct view_option);
    for (size_t i = 0; i < look->options_count; i++) {
        options[i] = look->options[i];
        options[i].id = i == 0 ? str_of(info->name)
                               : str_printf(mem, "%s-%zu", info->name, i + 1);
        options[i].checked = options[i].value.size > 0 &&
                             is_chosen(state, info,
                                       str_c(mem, options[i].value));
    }
    out->options = options;
    out->options_count = look->options_count;
}

static void options_fill(struct view_field *out, struct arena *mem,
                         const struct field_look *look,
                         const struct field_info *info,
                         const struct form_state *state)
{
    size_t count;
    const struct choice_word *words = choice_words(info->set, &count);
    if (look->options != NULL) {
        given_options_fill(out, mem, look, info, state);
        return;
    }
    struct view_option *options = ARENA_MANY(mem, count + 1,
                                             struct view_option);
    if (look->select)
        options[out->options_count++] = (struct view_option){
            .id = STR("none"), .value = STR(""), .label = STR("Choose")
        };
    for (size_t i = 0; i < count; i++) {
        struct view_option *o = &options[out->options_count++];
        struct str word = str_of(words[i].word);
        *o = (struct view_option){
            /* The first is what an error points to. */
            .id = i == 0 ? str_of(info->name)
                         : str_printf(mem, "%s-%zu", info->name, i + 1),
            .value = word,
            .label = str_of(words[i].label),
            .checked = is_chosen(state, info, words[i].word),
        };
        option_mark(o, look, info, words[i].word);
    }
    out->options = options;
}

/* A flag is one box whose label is the sentence it stands for. */
static void flag_fill(struct view_field *out, struct arena *mem,
                      const struct field_info *info, struct str label,
                      const struct form_state *state)
{
    struct view_option *option = ARENA_NEW(mem, struct view_option);
    *option = (struct view_option){ .id = str_of(info->name),
                                    .value = STR("yes"), .label = label,
                                    .checked = is_chosen(state, info, "yes") };
    out->checks = true;
    out->options = option;
    out->options_count = 1;
}

static void kind_fill(struct view_field *out, struct arena *mem,
                      const struct field_look *look,
                      const struct field_info *info,
                      const struct form_state *state)
{
    switch (info->type) {
    case TYPE_CHOICE:
        out->radios = !look->select;
        out->select = look->select;
        options_fill(out, mem, look, info, state);
        return;
    case TYPE_CHOICES:
        out->checks = true;
        options_fill(out, mem, look, info, state);
        return;
    case TYPE_FLAG:
        flag_fill(out, mem, info, out->label, state);
        out->label = str_of(look->legend != NULL ? look->legend : "Confirm");
        return;
    case TYPE_NOTE:
        out->area = true;
        return;
    case TYPE_NAME:
    case TYPE_LINE:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_LATER:
    case TYPE_HOST:
    case TYPE_NUMBER:
    case TYPE_ENTRY:
    case TYPE_REFERRAL:
    case TYPE_CLAUSE:
        out->text = true;
        return;
    case TYPE_PERSON: /* chosen from the people of the incident */
        out->select = look->options != NULL;
        out->text = look->options == NULL;
        if (out->select)
            options_fill(out, mem, look, info, state);
        return;
    case TYPE_USER: /* chosen from a list; ids are never typed */
        must(look->options != NULL);
        out->select = true;
        options_fill(out, mem, look, info, state);
        return;
    }
}

/* "Asked, and not known": an answer of its own beneath a question. */
static void beside_fill(struct view_field *out, struct arena *mem,
                        const char *word, const struct form_state *state)
{
    const struct field_info *info = field_info(FIELD_Q_UNKNOWN);
    out->beside = str_of(info->name);
    out->beside_value = str_of(word);
    out->beside_on = is_chosen(state, info, word);
    out->beside_id = strcmp(word, "8.12a") == 0
                         ? str_of(info->name)
                         : str_printf(mem, "%s-%c", info->name, word[4]);
}

/* The ids of what is said about a field, as it is read out. */
static struct str described_by(struct arena *mem, struct str id, bool hinted,
                               struct str error, struct str tone)
{
    const struct { bool there; const char *what; } parts[] = {
        { hinted, "hint" }, { error.size > 0, "error" },
        { tone.size > 0, "tone" },
    };
    struct buf b;
    buf_open(&b, mem, 64, 512);
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].there)
            buf_printf(&b, "%s%.*s-%s", b.size > 0 ? " " : "", STR_ARG(id),
                       parts[i].what);
    return b.size > 0 ? buf_str(&b) : STR("");
}

static void field_make(struct view_field *out, struct arena *mem,
                       const struct field_look *look,
                       const struct form_state *given)
{
    struct form_state own = *given;
    if (look->afresh)
        own.entry = NULL;
    const struct form_state *state = &own;
    const struct field_info *info = field_info(look->field);
    must(info != NULL);
    *out = (struct view_field){
        .heading = str_of(look->heading != NULL ? look->heading : ""),
        .heading_note = str_of(look->heading_note != NULL ? look->heading_note
                                                          : ""),
        .id = str_of(info->name),
        .name = str_of(info->name),
        .label = str_of(look->label != NULL ? look->label : info->label),
        .hint = str_of(look->hint != NULL ? look->hint : ""),
        .clause = str_of(look->clause != NULL ? look->clause : ""),
        .error = error_of(state, info->name),
        .value = value_of(state, mem, info),
        .rows = look->rows > 0 ? (int64_t)look->rows : 3,
        .width = str_of(look->width != NULL ? look->width : ""),
        .item = str_of(look->item != NULL ? look->item : ""),
        .big = look->big,
        .number = str_of(look->number != NULL ? look->number : ""),
        .point = str_of(look->point != NULL ? look->point : ""),
        .quiet = look->quiet,
        .live_checks = look->live_checks,
        .inline_radios = look->inline_radios,
        .static_text = look->static_after,
    };
    out->hinted = out->hint.size > 0 || out->clause.size > 0;
    out->tone = tone_hint(mem, state->pack, info, state->correction,
                          out->value);
    out->described = described_by(mem, out->id, out->hinted, out->error,
                                  out->tone);
    if (look->beside != NULL)
        beside_fill(out, mem, look->beside, state);
    kind_fill(out, mem, look, info, state);
}

/* ---- what an answer leads to: a sentence, or a further question ---- */

static const struct view_under *under_make(struct arena *mem,
                                           const struct field_look *look,
                                           const struct form_state *state)
{
    const struct field_info *info = field_info(look->field);
    struct view_under *under = ARENA_NEW(mem, struct view_under);
    struct str id = str_of(info->name), error = error_of(state, info->name);
    struct str value = value_of(state, mem, info);
    struct str tone = tone_hint(mem, state->pack, info, state->correction,
                                value);
    *under = (struct view_under){
        .id = id, .name = id, .error = error,
        .label = str_of(look->label != NULL ? look->label : info->label),
        .described = described_by(mem, id, false, error, tone),
        .value = value,
        .tone = tone,
        .area = info->type == TYPE_NOTE,
        .rows = look->rows > 0 ? (int64_t)look->rows : 2,
    };
    return under;
}

static void follow_fill(struct view_field *out, struct arena *mem,
                        const struct field_look *look,
                        const struct field_look *looks, size_t looks_count,
                        const struct form_state *state)
{
    struct view_option *options = ARENA_MANY(mem, out->options_count,
                                             struct view_option);
    for (size_t i = 0; i < out->options_count; i++) {
        options[i] = out->options[i];
        if (look->note_word != NULL && str_is(options[i].value,
                                              look->note_word))
            options[i].note = str_of(look->note);
        for (size_t j = 0; j < looks_count; j++)
            if (looks[j].under == look->field &&
                str_is(options[i].value, looks[j].under_word)) {
                options[i].under = under_make(mem, &looks[j], state);
                options[i].under_count = 1;
            }
    }
    out->options = options;
}

const struct view_field *fields_make(size_t *count, struct arena *mem,
                                     const struct field_look *looks,
                                     size_t looks_count,
                                     const struct form_state *state)
{
    struct view_field *out = ARENA_MANY(mem, looks_count, struct view_field);
    *count = 0;
    for (size_t i = 0; i < looks_count; i++) {
        if (looks[i].under != FIELD_NONE)
            continue;
        if (looks[i].ready != NULL) {
            out[(*count)++] = *looks[i].ready;
            continue;
        }
        field_make(&out[*count], mem, &looks[i], state);
        follow_fill(&out[(*count)++], mem, &looks[i], looks, looks_count,
                    state);
    }
    return out;
}

/* ---- answers ---- */

static struct str user_words(const struct names *names, struct str text)
{
    struct user_id user = { 0 };
    if (names == NULL || id_read(user.bytes, text.data, text.size) != OK)
        return text;
    return names_of(names, user);
}

struct str field_words(struct arena *mem, const struct field_info *info,
                       struct str text, const struct names *names)
{
    struct instant at;
    struct date on;
    switch (info->type) {
    case TYPE_CHOICE:
    case TYPE_CHOICES:
        return choice_label(info->set, text);
    case TYPE_FLAG:
        return STR("Yes");
    case TYPE_TIME:
    case TYPE_LATER:
        if (instant_read(&at, text) != OK)
            return text;
        return str_printf(mem, "%.*s, %.*s",
                          STR_ARG(date_words(mem, date_in_london(at))),
                          STR_ARG(minute_words(mem, minute_in_london(at))));
    case TYPE_DATE:
        return date_read(&on, text) == OK ? date_words(mem, on) : text;
    case TYPE_USER:
        return user_words(names, text);
    case TYPE_PERSON:
        return names != NULL && names->rq != NULL &&
                       names->rq->incident != NULL
                   ? case_person_name(names->rq->incident, text)
                   : text;
    case TYPE_ENTRY:
    case TYPE_REFERRAL:
    case TYPE_CLAUSE:
        return names != NULL && names->rq != NULL &&
                       names->rq->incident != NULL
                   ? field_named_words(mem, names->rq->incident,
                                       names->rq->site->pack, info, text)
                   : text;
    case TYPE_NAME:
    case TYPE_LINE:
    case TYPE_NOTE:
    case TYPE_HOST:
    case TYPE_NUMBER:
        return text;
    }
    return text;
}

/* 4.2, 12.7: how a member of staff is supported is between them, who offered it
 * and the two who answer for staff; the others read that it was offered. The
 * fields say it and not the entry's kind: a correction has them too. */
bool entry_field_private(const struct request *rq, const struct entry *entry,
                         enum field field)
{
    if (field != FIELD_HELP_WANTED && field != FIELD_CHECK_AT)
        return false;
    char reader[ID_TEXT_SIZE + 1];
    if (rq == NULL)
        return true;
    id_print(reader, rq->session.user.bytes);
    return !case_can(rq, PERMIT_ALLOW_VIEWING) &&
           !ID_SAME(entry->author, rq->session.user) &&
           !str_is(entry_text(entry, FIELD_STAFF), reader);
}

bool entry_holds_private(const struct request *rq, const struct entry *entry)
{
    for (size_t i = 0; i < entry->fields_count; i++)
        if (entry_field_private(rq, entry, entry->fields[i].field))
            return true;
    return false;
}

const struct view_answer *entry_answers(size_t *count, struct arena *mem,
                                        const struct entry *entry,
                                        const struct names *names)
{
    struct view_answer *out =
        ARENA_MANY(mem, entry->fields_count, struct view_answer);
    *count = 0;
    for (size_t i = 0; i < entry->fields_count; i++) {
        const struct entry_field *f = &entry->fields[i];
        const struct field_info *info = field_info(f->field);
        if (f->field == FIELD_SPENT || f->field == FIELD_PERSON ||
            f->field == FIELD_ABOUT_REFERRAL ||
            entry_field_private(names != NULL ? names->rq : NULL, entry,
                                f->field))
            continue;
        struct str words = field_words(mem, info, f->text, names);
        bool again = *count > 0 && i > 0 &&
                     entry->fields[i - 1].field == f->field;
        if (again) { /* several choices of one field in one row */
            struct view_answer *last = &out[*count - 1];
            last->value = str_printf(mem, "%.*s; %.*s", STR_ARG(last->value),
                                     STR_ARG(words));
            continue;
        }
        out[(*count)++] = (struct view_answer){ str_of(info->label), words,
                                                STR("") };
    }
    return out;
}
