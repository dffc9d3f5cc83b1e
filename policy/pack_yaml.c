/* pack_yaml.c: see pack_yaml.h. libcyaml checks the form and fills the
 * structs; libyaml below it tells where a thing stands when the second pass
 * refuses it. */
#include "policy/pack_yaml.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
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
    CYAML_FIELD_UINT_PTR("days", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                         struct yaml_clause, days),
    CYAML_FIELD_BOOL("now", CYAML_FLAG_OPTIONAL, struct yaml_clause, now),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t clause_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct yaml_clause,
                        clause_fields),
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
    CYAML_FIELD_SEQUENCE("advice", CYAML_FLAG_POINTER, struct yaml_pack,
                         advice, &advice_schema, 1, 20),
    CYAML_FIELD_SEQUENCE("glossary", CYAML_FLAG_POINTER, struct yaml_pack,
                         glossary, &term_schema, 1, 200),
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

static const char *file_name(const char *path)
{
    return path != NULL ? path : "(built in)";
}

/* One line: "Load: Unexpected key: dayz; in mapping (line: 9, column: 12)". */
static struct str message_line(struct arena *mem, const struct message *m,
                               const char *path)
{
    struct buf b;
    buf_open(&b, mem, 256, 4096);
    buf_printf(&b, "pack %s: ", file_name(path));
    struct str rest = { m->text, m->size };
    while (rest.size > 0) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (str_starts(line, "Load: "))
            line = (struct str){ line.data + 6, line.size - 6 };
        if (line.size == 0 || str_starts(line, "Backtrace"))
            continue;
        buf_put_str(&b, line);
        if (!str_is_blank(rest))
            buf_put_str(&b, STR("; "));
    }
    return buf_str(&b);
}

static const cyaml_config_t plain_config = {
    .log_level = CYAML_LOG_ERROR, .mem_fn = cyaml_mem,
    .flags = CYAML_CFG_NO_ALIAS,
};

enum err pack_yaml_open(struct yaml_pack **out, struct arena *mem,
                        struct str text, const char *path, struct str *error)
{
    struct message message = { 0 };
    cyaml_config_t config = plain_config;
    config.log_fn = message_add;
    config.log_ctx = &message;
    *out = NULL;
    if (cyaml_load_data((const uint8_t *)text.data, text.size, &config,
                        &pack_schema, (cyaml_data_t **)out, NULL) == CYAML_OK)
        return OK;
    *error = message_line(mem, &message, path);
    return ERR_INVALID;
}

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

struct str pack_yaml_error(struct arena *mem, struct str text,
                           const char *path, const char *list, unsigned index,
                           const char *key, struct str what)
{
    yaml_parser_t parser;
    yaml_document_t file;
    size_t line = 1, column = 1;
    must(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data,
                                 text.size);
    if (yaml_parser_load(&parser, &file)) {
        yaml_node_t *node = find(&file, list, index, key);
        if (node != NULL) {
            line = node->start_mark.line + 1;
            column = node->start_mark.column + 1;
        }
        yaml_document_delete(&file);
    }
    yaml_parser_delete(&parser);
    return str_printf(mem, "pack %s: %.*s (line: %zu, column: %zu)",
                      file_name(path), STR_ARG(what), line, column);
}
