/* pack_yaml.c: see pack_yaml.h. libcyaml checks the form and fills the
 * structs; libyaml below it tells where a thing stands when the second pass
 * refuses it. */
#include "policy/pack_yaml.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#define TEXT(key, type, member)                                   \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, \
                           1, CYAML_UNLIMITED)
#define TEXT_OPTIONAL(key, type, member)                                    \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,   \
                           type, member, 1, CYAML_UNLIMITED)

static const cyaml_schema_field_t clause_fields[] = {
    TEXT("clause", struct yaml_clause, clause),
    TEXT_OPTIONAL("title", struct yaml_clause, title),
    TEXT_OPTIONAL("why", struct yaml_clause, why),
    TEXT_OPTIONAL("source", struct yaml_clause, source),
    TEXT_OPTIONAL("question", struct yaml_clause, question),
    TEXT_OPTIONAL("hint", struct yaml_clause, hint),
    TEXT_OPTIONAL("warning", struct yaml_clause, warning),
    TEXT_OPTIONAL("days", struct yaml_clause, days),
    TEXT_OPTIONAL("now", struct yaml_clause, now),
    TEXT_OPTIONAL("agreed", struct yaml_clause, agreed),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t clause_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_clause,
                        clause_fields),
};

static const cyaml_schema_field_t house_fields[] = {
    TEXT("clause", struct yaml_house, clause),
    TEXT("title", struct yaml_house, title),
    TEXT("why", struct yaml_house, why),
    TEXT("source", struct yaml_house, source),
    TEXT_OPTIONAL("days", struct yaml_house, days),
    TEXT_OPTIONAL("hours", struct yaml_house, hours),
    TEXT_OPTIONAL("working_days", struct yaml_house, working_days),
    TEXT_OPTIONAL("agreed", struct yaml_house, agreed),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t house_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_house, house_fields),
};

static const cyaml_schema_field_t item_fields[] = {
    TEXT_OPTIONAL("letter", struct yaml_item, letter),
    TEXT("text", struct yaml_item, text),
    TEXT_OPTIONAL("hold", struct yaml_item, hold),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t item_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_item, item_fields),
};

static const cyaml_schema_field_t advice_fields[] = {
    TEXT("clause", struct yaml_advice, clause),
    TEXT("title", struct yaml_advice, title),
    CYAML_FIELD_SEQUENCE("items", CYAML_FLAG_POINTER, struct yaml_advice,
                         items, &item_schema, 1, 40),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t advice_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_advice,
                        advice_fields),
};

static const cyaml_schema_field_t term_fields[] = {
    TEXT("word", struct yaml_term, word),
    TEXT("meaning", struct yaml_term, meaning),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t term_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_term, term_fields),
};

static const cyaml_schema_value_t phrase_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};
static const cyaml_schema_field_t tone_fields[] = {
    CYAML_FIELD_SEQUENCE("phrases", CYAML_FLAG_POINTER, struct yaml_tone,
                         phrases, &phrase_schema, 1, 40),
    TEXT("better", struct yaml_tone, better),
    TEXT("why", struct yaml_tone, why),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t tone_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_tone, tone_fields),
};

static const cyaml_schema_field_t guidance_fields[] = {
    TEXT("id", struct yaml_guidance, id),
    TEXT("title", struct yaml_guidance, title),
    TEXT("version", struct yaml_guidance, version),
    TEXT("effective", struct yaml_guidance, effective),
    TEXT_OPTIONAL("superseded_by", struct yaml_guidance, superseded_by),
    TEXT_OPTIONAL("note", struct yaml_guidance, note),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t guidance_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_guidance,
                        guidance_fields),
};

static const cyaml_schema_field_t pack_fields[] = {
    TEXT("id", struct yaml_pack, id),
    TEXT("version", struct yaml_pack, version),
    TEXT("review_due", struct yaml_pack, review_due),
    CYAML_FIELD_SEQUENCE("clauses", CYAML_FLAG_POINTER, struct yaml_pack,
                         clauses, &clause_schema, 1, 500),
    CYAML_FIELD_SEQUENCE("house", CYAML_FLAG_POINTER, struct yaml_pack,
                         house, &house_schema, 1, 100),
    CYAML_FIELD_SEQUENCE("advice", CYAML_FLAG_POINTER, struct yaml_pack,
                         advice, &advice_schema, 1, 20),
    CYAML_FIELD_SEQUENCE("glossary", CYAML_FLAG_POINTER, struct yaml_pack,
                         glossary, &term_schema, 1, 200),
    CYAML_FIELD_SEQUENCE("tone", CYAML_FLAG_POINTER, struct yaml_pack,
                         tone, &tone_schema, 1, 100),
    CYAML_FIELD_SEQUENCE("guidance", CYAML_FLAG_POINTER, struct yaml_pack,
                         guidance, &guidance_schema, 1, 100),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t pack_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct yaml_pack, pack_fields),
};

/* ---- what libcyaml says when it refuses ---- */

struct message {
    char text[1000];
    size_t size;
};

__attribute__((format(printf, 3, 0)))
static void message_add(cyaml_log_t level, void *context, const char *format,
                        va_list args)
{
    (void)level;
    struct message *m = context;
    if (m->size + 1 >= sizeof(m->text))
        return;
    int n = vsnprintf(m->text + m->size, sizeof(m->text) - m->size, format,
                      args);
    if (n > 0)
        m->size += (size_t)n < sizeof(m->text) - m->size
                       ? (size_t)n
                       : sizeof(m->text) - m->size - 1;
}

static const cyaml_config_t plain_config = {
    .log_level = CYAML_LOG_ERROR, .mem_fn = cyaml_mem,
    .flags = CYAML_CFG_NO_ALIAS,
};

void pack_yaml_close(struct yaml_pack *yaml)
{
    cyaml_free(&plain_config, &pack_schema, yaml, 0);
}

/* ---- where things stand ---- */

static yaml_node_t *child(yaml_document_t *file, yaml_node_t *mapping,
                          const char *key, bool of_key)
{
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++) {
        yaml_node_t *k = yaml_document_get_node(file, pair->key);
        if (k->type == YAML_SCALAR_NODE &&
            strcmp((const char *)k->data.scalar.value, key) == 0)
            return of_key ? k : yaml_document_get_node(file, pair->value);
    }
    return NULL;
}

static yaml_node_t *find(yaml_document_t *file, const char *list,
                         unsigned index, const char *key)
{
    yaml_node_t *root = yaml_document_get_root_node(file);
    if (list == NULL)
        return child(file, root, key, true);
    yaml_node_t *items = child(file, root, list, false);
    if (items == NULL || items->type != YAML_SEQUENCE_NODE ||
        index >= (unsigned)(items->data.sequence.items.top -
                            items->data.sequence.items.start))
        return child(file, root, list, true);
    yaml_node_t *item = yaml_document_get_node(
        file, items->data.sequence.items.start[index]);
    yaml_node_t *found = key != NULL ? child(file, item, key, true) : NULL;
    return found != NULL ? found : item;
}

struct spot {
    size_t line, column; /* from 1 */
};

static struct spot spot_of(yaml_mark_t mark)
{
    return (struct spot){ mark.line + 1, mark.column + 1 };
}

static struct str error_line(struct arena *mem, const char *path,
                             struct str what, struct spot at)
{
    return str_printf(mem, "pack %s: %.*s (line: %zu, column: %zu)",
                      path != NULL ? path : "(built in)", STR_ARG(what),
                      at.line, at.column);
}

/* The file as a tree, or what is wrong with it as YAML, and where. */
static bool tree_open(yaml_document_t *file, struct arena *mem,
                      struct str text, struct str *problem, struct spot *at)
{
    yaml_parser_t parser;
    must(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data,
                                 text.size);
    bool ok = yaml_parser_load(&parser, file) != 0;
    if (!ok) {
        *at = spot_of(parser.problem_mark);
        *problem = str_copy(mem, str_of(parser.problem != NULL
                                            ? parser.problem
                                            : "is no YAML"));
        /* The reader knows a byte only, not a line. */
        for (size_t i = 0; parser.error == YAML_READER_ERROR &&
                           i < parser.problem_offset && i < text.size; i++) {
            at->column = text.data[i] == '\n' ? 1 : at->column + 1;
            at->line += text.data[i] == '\n';
        }
    }
    yaml_parser_delete(&parser);
    return ok;
}

struct str pack_yaml_error(struct arena *mem, struct str text,
                           const char *path, const char *list, unsigned index,
                           const char *key, struct str what)
{
    yaml_document_t file;
    struct spot at = { 1, 1 };
    if (tree_open(&file, mem, text, &what, &at)) {
        yaml_node_t *node = find(&file, list, index, key);
        if (node != NULL)
            at = spot_of(node->start_mark);
        yaml_document_delete(&file);
    }
    return error_line(mem, path, what, at);
}

/* The first key of that name that stands at a line or below. */
static void key_find(struct spot *at, yaml_document_t *file, struct str key)
{
    for (int i = 1;; i++) {
        yaml_node_t *node = yaml_document_get_node(file, i);
        if (node == NULL)
            return;
        if (node->type == YAML_SCALAR_NODE &&
            node->start_mark.line + 1 >= at->line &&
            str_is(key, (const char *)node->data.scalar.value)) {
            *at = spot_of(node->start_mark);
            return;
        }
    }
}

/* The number behind a mark in a NUL-ended line; 1 without one. */
static size_t number_behind(const char *line, const char *mark)
{
    const char *found = strstr(line, mark);
    size_t number = found != NULL ? strtoul(found + strlen(mark), NULL, 10)
                                  : 0;
    return number > 0 ? number : 1;
}

static struct spot spot_read(struct arena *mem, struct str line)
{
    const char *text = str_c(mem, line);
    const char *place = strstr(text, "(line: ");
    struct spot none = { 1, 1 };
    return place == NULL ? none
                         : (struct spot){ number_behind(place, "(line: "),
                                          number_behind(place, "column: ") };
}

/* libcyaml says first what is wrong, then where, inside out: "Load: Invalid
 * uint64_t value: 'x'", "in mapping field 'days' (line: 9, column: 11)". Of a
 * key it does not know it names the place before. */
static struct str message_line(struct arena *mem, const struct message *m,
                               struct str text, const char *path)
{
    yaml_document_t file;
    struct str rest = { m->text, m->size };
    struct str what = str_trim(str_cut(&rest, '\n'));
    struct spot at = spot_read(mem, (struct str){ m->text, m->size });
    if (!tree_open(&file, mem, text, &what, &at))
        return error_line(mem, path, what, at);
    if (str_starts(what, "Load: "))
        what = (struct str){ what.data + 6, what.size - 6 };
    if (str_starts(what, "Unexpected key: ")) {
        struct str key = what;
        (void)str_cut(&key, ':');
        key_find(&at, &file, str_trim(key));
    }
    yaml_document_delete(&file);
    return error_line(mem, path, what, at);
}

enum err pack_yaml_open(struct yaml_pack **out, struct arena *mem,
                        struct str text, const char *path, struct str *error)
{
    struct message message = { 0 };
    cyaml_config_t config = plain_config;
    config.log_fn = message_add;
    config.log_ctx = &message;
    *out = NULL;
    if (cyaml_load_data((const uint8_t *)text.data, text.size, &config,
                        &pack_schema, (cyaml_data_t **)out, NULL) != CYAML_OK)
        *error = message_line(mem, &message, text, path);
    else if (*out == NULL)
        *error = pack_yaml_error(mem, text, path, NULL, 0, "id",
                                 STR("is empty"));
    else
        return OK;
    return ERR_INVALID;
}

