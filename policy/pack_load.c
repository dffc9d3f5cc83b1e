/* pack_load.c: from YAML to a pack. libcyaml checks form and names line and
 * column; the second pass checks what one line cannot know: that each clause
 * a rule can raise has words and a clock, and that references lead somewhere.
 */
#include "policy/pack_inner.h"
#include "policy/policy.h"

#include <cyaml/cyaml.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the form of the file ---- */

struct yaml_clause {
    char *clause, *sentence, *title, *why, *source, *question, *hint;
    char *lanyard, *where, *later, *warning;
    unsigned *days;
    bool now;
};

struct yaml_item {
    char *text, *hold;
};

struct yaml_advice {
    char *clause, *title;
    struct yaml_item *items;
    unsigned items_count;
};

struct yaml_term {
    char *word, *meaning;
};

struct yaml_guidance {
    char *id, *title, *version, *effective, *superseded_by, *note;
};

struct yaml_pack {
    char *id, *version, *review_due;
    struct yaml_clause *clauses;
    unsigned clauses_count;
    struct yaml_advice *advice;
    unsigned advice_count;
    struct yaml_term *glossary;
    unsigned glossary_count;
    struct yaml_guidance *guidance;
    unsigned guidance_count;
};

#define TEXT(key, type, member)                                   \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, \
                           1, CYAML_UNLIMITED)
#define TEXT_OPTIONAL(key, type, member)                                    \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,   \
                           type, member, 1, CYAML_UNLIMITED)

enum { DAYS_MAX = 60 };

static const cyaml_schema_field_t clause_fields[] = {
    TEXT("clause", struct yaml_clause, clause),
    TEXT("sentence", struct yaml_clause, sentence),
    TEXT_OPTIONAL("title", struct yaml_clause, title),
    TEXT_OPTIONAL("why", struct yaml_clause, why),
    TEXT_OPTIONAL("source", struct yaml_clause, source),
    TEXT_OPTIONAL("question", struct yaml_clause, question),
    TEXT_OPTIONAL("hint", struct yaml_clause, hint),
    TEXT_OPTIONAL("lanyard", struct yaml_clause, lanyard),
    TEXT_OPTIONAL("where", struct yaml_clause, where),
    TEXT_OPTIONAL("later", struct yaml_clause, later),
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

/* One line: "Load: Unexpected key: dayz; in mapping (line: 9, column: 12)". */
static struct str message_line(struct arena *mem, const struct message *m,
                               const char *path)
{
    struct buf b;
    buf_open(&b, mem, 256, 4096);
    buf_printf(&b, "pack %s: ", path != NULL ? path : "(built in)");
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

/* ---- the second pass ---- */

struct loading {
    struct pack *pack;
    struct arena *mem; /* of the caller, for the message */
    struct str *error;
};

static enum err refuse(struct loading *l, const char *clause,
                       const char *what)
{
    *l->error = str_printf(l->mem, "pack: clause %s: %s", clause, what);
    return ERR_INVALID;
}

static struct str keep(struct pack *pack, const char *text)
{
    return text != NULL ? str_copy(&pack->mem, str_of(text)) : STR("");
}

static int clause_order(const void *a, const void *b)
{
    const struct pack_clause *x = a, *y = b;
    return clause_compare(x->clause, y->clause);
}

static enum err clauses_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->clauses = ARENA_MANY(&p->mem, y->clauses_count, struct pack_clause);
    p->warnings = ARENA_MANY(&p->mem, y->clauses_count,
                             struct pack_warning_words);
    for (unsigned i = 0; i < y->clauses_count; i++) {
        const struct yaml_clause *c = &y->clauses[i];
        if (c->days != NULL && (*c->days > DAYS_MAX || c->now))
            return refuse(l, c->clause, "days is at most 60 and never beside now");
        if ((c->days != NULL || c->now) &&
            (c->title == NULL || c->why == NULL || c->source == NULL))
            return refuse(l, c->clause, "a duty needs title, why and the source of its time");
        p->clauses[p->clauses_count++] = (struct pack_clause){
            .clause = keep(p, c->clause),
            .sentence = keep(p, c->sentence),
            .title = keep(p, c->title),
            .why = keep(p, c->why),
            .has_days = c->days != NULL,
            .days = c->days != NULL ? *c->days : 0,
            .now = c->now,
            .source = keep(p, c->source),
            .question = keep(p, c->question),
            .hint = keep(p, c->hint),
            .lanyard = keep(p, c->lanyard),
            .where = keep(p, c->where),
            .later = keep(p, c->later),
        };
        if (c->warning != NULL)
            p->warnings[p->warnings_count++] = (struct pack_warning_words){
                keep(p, c->clause), keep(p, c->warning)
            };
    }
    qsort(p->clauses, p->clauses_count, sizeof(*p->clauses), clause_order);
    for (size_t i = 1; i < p->clauses_count; i++)
        if (clause_order(&p->clauses[i - 1], &p->clauses[i]) == 0)
            return refuse(l, p->clauses[i].clause.data, "stands twice");
    return OK;
}

/* Every clause that a rule raises as a duty or as a warning. */
static const char *const duty_clauses[] = {
    "2.4",   "4.3",   "7.5a",  "7.5b",  "7.5c",   "7.5d",   "7.5e",
    "8.5a",  "8.5b",  "8.5c",  "8.5d",  "8.5e",   "8.5f",   "8.5g",
    "8.5h",  "8.5i",  "8.7",   "8.9",   "8.9a",   "8.9b",   "8.9c",
    "8.9d",  "8.9e",  "8.9f",  "8.12a", "8.12b",  "8.12c",  "8.12d",
    "8.12e", "8.12f", "8.12g", "8.12h", "8.12i",  "8.12j",  "8.13",
    "8.15",  "9.1",   "9.5",   "9.6",   "9.7",    "10.4",   "10.5",
    "10.6",  "12.6",  "12.6a", "12.6g", "12.6h",  "12.7",   "12.8",
    "12.9",  "12.10a", "12.10b", "12.10c", "12.10d",
};
static const char *const warning_clauses[] = {
    "8.7",  "8.9a",  "8.9b",  "8.10", "8.11", "10.1",
    "12.4", "12.6", "12.6a", "12.6c", "12.8", "12.9",
};

static enum err clauses_check(struct loading *l)
{
    for (size_t i = 0; i < COUNT_OF(duty_clauses); i++) {
        const struct pack_clause *c =
            pack_clause(l->pack, str_of(duty_clauses[i]));
        if (c == NULL || (!c->has_days && !c->now))
            return refuse(l, duty_clauses[i], "a rule raises it, so it needs title, why, source and days or now");
    }
    for (size_t i = 0; i < COUNT_OF(warning_clauses); i++) {
        bool found = false;
        for (size_t j = 0; j < l->pack->warnings_count; j++)
            found = found || str_is(l->pack->warnings[j].clause,
                                    warning_clauses[i]);
        if (!found)
            return refuse(l, warning_clauses[i], "a rule warns of it, so it needs warning");
    }
    return OK;
}

static enum err advice_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->advice = ARENA_MANY(&p->mem, y->advice_count, struct pack_advice);
    for (unsigned i = 0; i < y->advice_count; i++) {
        const struct yaml_advice *a = &y->advice[i];
        if (pack_clause(p, str_of(a->clause)) == NULL)
            return refuse(l, a->clause, "advice for a clause that is not there");
        struct pack_advice_item *items = ARENA_MANY(
            &p->mem, a->items_count, struct pack_advice_item);
        for (unsigned j = 0; j < a->items_count; j++)
            items[j] = (struct pack_advice_item){
                keep(p, a->items[j].text), keep(p, a->items[j].hold)
            };
        p->advice[p->advice_count++] = (struct pack_advice){
            keep(p, a->clause), keep(p, a->title), items, a->items_count
        };
    }
    return OK;
}

static enum err guidance_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->guidance = ARENA_MANY(&p->mem, y->guidance_count,
                             struct pack_guidance);
    for (unsigned i = 0; i < y->guidance_count; i++) {
        const struct yaml_guidance *g = &y->guidance[i];
        struct pack_guidance *out = &p->guidance[p->guidance_count++];
        *out = (struct pack_guidance){
            .id = keep(p, g->id), .title = keep(p, g->title),
            .version = keep(p, g->version),
            .superseded_by = keep(p, g->superseded_by),
            .note = keep(p, g->note),
        };
        if (date_read(&out->effective_on, str_of(g->effective)) != OK) {
            *l->error = str_printf(l->mem, "pack: guidance %s: effective is no date like 2026-09-01", g->id);
            return ERR_INVALID;
        }
    }
    return OK;
}

static enum err pack_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->id = keep(p, y->id);
    p->version = keep(p, y->version);
    struct date version;
    if (date_read(&p->review_due, str_of(y->review_due)) != OK ||
        date_read(&version, p->version) != OK) {
        *l->error = STR("pack: version and review_due are dates like 2025-03-20");
        return ERR_INVALID;
    }
    p->terms = ARENA_MANY(&p->mem, y->glossary_count, struct pack_term);
    for (unsigned i = 0; i < y->glossary_count; i++)
        p->terms[p->terms_count++] = (struct pack_term){
            keep(p, y->glossary[i].word), keep(p, y->glossary[i].meaning)
        };
    enum err err = clauses_fill(l, y);
    if (err == OK)
        err = clauses_check(l);
    if (err == OK)
        err = advice_fill(l, y);
    return err == OK ? guidance_fill(l, y) : err;
}

extern const uint8_t embedded_sg44_yaml[];
extern const size_t embedded_sg44_yaml_size;

/* The whole file, at most 1 MiB. */
static enum err file_read(struct str *out, struct arena *mem, const char *path)
{
    enum { FILE_MAX = 1 << 20 };
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return ERR_IO;
    char *bytes = arena_alloc(mem, FILE_MAX);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    bool whole = !ferror(file) && size < FILE_MAX;
    fclose(file);
    *out = (struct str){ bytes, size };
    return whole ? OK : ERR_IO;
}

enum err pack_open(struct pack **out, const char *path, struct arena *mem,
                   struct str *error)
{
    struct str text = { (const char *)embedded_sg44_yaml,
                        embedded_sg44_yaml_size };
    *error = STR("");
    if (path != NULL && file_read(&text, mem, path) != OK) {
        *error = str_printf(mem, "pack %s: cannot be read", path);
        return ERR_IO;
    }
    struct message message = { 0 };
    const cyaml_config_t config = {
        .log_fn = message_add, .log_ctx = &message,
        .log_level = CYAML_LOG_ERROR, .mem_fn = cyaml_mem,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    struct yaml_pack *yaml = NULL;
    if (cyaml_load_data((const uint8_t *)text.data, text.size, &config,
                        &pack_schema, (cyaml_data_t **)&yaml,
                        NULL) != CYAML_OK) {
        *error = message_line(mem, &message, path);
        return ERR_INVALID;
    }
    struct pack *pack = calloc(1, sizeof(*pack));
    must(pack != NULL);
    arena_open(&pack->mem, 8 << 20);
    struct loading l = { pack, mem, error };
    enum err err = pack_fill(&l, yaml);
    cyaml_free(&config, &pack_schema, yaml, 0);
    crypto_hash_sha256(pack->hash, (const uint8_t *)text.data, text.size);
    if (err != OK) {
        pack_close(pack);
        return err;
    }
    *out = pack;
    return OK;
}

void pack_close(struct pack *pack)
{
    if (pack == NULL)
        return;
    arena_close(&pack->mem);
    free(pack);
}

/* A copy that may be changed; its words are the old one’s. */
static struct pack *pack_copy(const struct pack *old)
{
    struct pack *p = calloc(1, sizeof(*p));
    must(p != NULL);
    *p = *old;
    arena_open(&p->mem, 8 << 20);
    p->clauses = ARENA_MANY(&p->mem, old->clauses_count, struct pack_clause);
    memcpy(p->clauses, old->clauses,
           old->clauses_count * sizeof(*p->clauses));
    return p;
}

enum err pack_open_changed(struct pack **out, const struct pack *pack,
                           const struct pack_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct pack_clause *c = pack_clause(pack, changes[i].clause);
        if (c == NULL || (!c->has_days && !c->now))
            return ERR_NOT_FOUND;
        if (changes[i].days > DAYS_MAX)
            return ERR_LIMIT;
        if (str_is_blank(changes[i].source))
            return ERR_INVALID;
    }
    struct pack *p = pack_copy(pack);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < p->clauses_count; j++)
            if (str_same(p->clauses[j].clause, changes[i].clause)) {
                p->clauses[j].now = false;
                p->clauses[j].has_days = true;
                p->clauses[j].days = changes[i].days;
                p->clauses[j].source = str_copy(&p->mem, changes[i].source);
            }
    *out = p;
    return OK;
}
