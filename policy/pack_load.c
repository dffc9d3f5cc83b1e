/* pack_load.c: from the pack's file to a pack. pack_yaml.c checks form; here
 * stands what one line cannot know: that each clause a rule can raise has
 * words and a clock, that nothing stands twice, that references lead
 * somewhere, that no advice speaks of deleting without the words for the time
 * while evidence is held (D3), and that no kinder wording has words of the list
 * itself (D20). */
#include "policy/pack_inner.h"
#include "policy/pack_yaml.h"
#include "policy/policy.h"
#include "policy/tone.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

struct loading {
    struct pack *pack;
    struct arena *mem; /* of the caller, for the message */
    struct str text;
    const char *path;
    struct str *error;
};

/* Where it stands, and what is wrong with it. */
struct place {
    const char *list;
    unsigned index;
    const char *key;
};

PRINTF_LIKE(3, 4)
static enum err refuse(struct loading *l, struct place at,
                       const char *format, ...)
{
    char what[300];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    *l->error = pack_yaml_error(l->mem, l->text, l->path, at.list, at.index,
                                at.key, str_of(what));
    return ERR_INVALID;
}

static struct str keep(struct pack *pack, const char *text)
{
    return text != NULL ? str_copy(&pack->mem, str_of(text)) : STR("");
}

/* "8.9d": section, paragraph, perhaps one letter. */
static bool clause_formed(const char *s)
{
    unsigned digits[2] = { 0, 0 };
    for (unsigned i = 0; i < 2; i++) {
        for (; *s >= '0' && *s <= '9'; s++)
            digits[i]++;
        if (digits[i] == 0 || digits[i] > 2 || (i == 0 && *s++ != '.'))
            return false;
    }
    if (*s >= 'a' && *s <= 'z')
        s++;
    return *s == '\0';
}

/* ---- times ---- */

struct said_time {
    const char *key, *text; /* text NULL: not said */
    enum pack_time time;
};

/* Fills time and number of a row of list, clauses or house: one time, or none
 * where nothing is said. */
static enum err time_read(struct loading *l, struct pack_clause *out,
                          const char *list, unsigned i,
                          const struct said_time *said, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        const char *key = said[k].key;
        const struct place at = { list, i, key };
        bool mark = said[k].time == TIME_NOW || said[k].time == TIME_AGREED;
        const struct pack_clause of_time = { .time = said[k].time };
        unsigned least = pack_limit_min(&of_time);
        unsigned most = pack_limit_max(&of_time);
        uint64_t number = 0;
        if (said[k].text == NULL)
            continue;
        if (mark && strcmp(said[k].text, "true") != 0)
            return refuse(l, at, "%s of %.*s is true or not there", key, STR_ARG(out->clause));
        if (!mark && (str_read_number(&number, str_of(said[k].text),
                                      most) != OK || number < least))
            return refuse(l, at, "%s of %.*s is no whole number from %u to %u",
                          key, STR_ARG(out->clause), least, most);
        if (out->time != TIME_NONE)
            return refuse(l, at, "%.*s has one time, and %s is another", STR_ARG(out->clause), key);
        out->time = said[k].time;
        out->number = (unsigned)number;
    }
    return OK;
}

/* ---- clauses ---- */

static enum err clause_check(struct loading *l, const struct yaml_clause *c,
                             unsigned i)
{
    const struct { const char *key, *text; } texts[] = {
        { "title", c->title },       { "why", c->why },
        { "source", c->source },     { "question", c->question },
        { "hint", c->hint },         { "warning", c->warning },
    };
    if (!clause_formed(c->clause))
        return refuse(l, (struct place){ "clauses", i, "clause" },
                      "%.20s is no clause like 8.9d", c->clause);
    for (size_t k = 0; k < COUNT_OF(texts); k++)
        if (texts[k].text != NULL && str_is_blank(str_of(texts[k].text)))
            return refuse(l, (struct place){ "clauses", i, texts[k].key },
                          "%s of clause %s is blank", texts[k].key, c->clause);
    for (unsigned j = 0; j < i; j++)
        if (str_is(l->pack->clauses[j].clause, c->clause))
            return refuse(l, (struct place){ "clauses", i, "clause" },
                          "clause %s stands twice", c->clause);
    return OK;
}

/* ---- house rules ---- */

/* "D17a": a ruling, perhaps one letter. */
static bool house_formed(const char *s)
{
    unsigned digits = 0;
    if (*s++ != 'D')
        return false;
    for (; *s >= '0' && *s <= '9'; s++)
        digits++;
    if (*s >= 'a' && *s <= 'z')
        s++;
    return *s == '\0' && (digits == 1 || digits == 2);
}

static enum err house_time(struct loading *l, struct pack_clause *out,
                           const struct yaml_house *h, unsigned i)
{
    const struct said_time said[] = {
        { "days", h->days, TIME_SCHOOL_DAYS },
        { "hours", h->hours, TIME_HOURS },
        { "working_days", h->working_days, TIME_WORKING_DAYS },
        { "agreed", h->agreed, TIME_AGREED },
    };
    enum err err = time_read(l, out, "house", i, said, COUNT_OF(said));
    if (err == OK && out->time == TIME_NONE)
        return refuse(l, (struct place){ "house", i, NULL }, "house rule %s needs a time: days, hours, working_days or agreed", h->clause);
    return err;
}

static int rows_order(const void *a, const void *b)
{
    const struct pack_clause *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static enum err clauses_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->clauses = ARENA_MANY(&p->mem, y->clauses_count, struct pack_clause);
    for (unsigned i = 0; i < y->clauses_count; i++) {
        const struct yaml_clause *c = &y->clauses[i];
        const struct said_time said[] = {
            { "days", c->days, TIME_SCHOOL_DAYS },
            { "now", c->now, TIME_NOW },
            { "agreed", c->agreed, TIME_AGREED },
        };
        struct pack_clause row = {
            .clause = keep(p, c->clause),
            .title = keep(p, c->title),
            .why = keep(p, c->why),
            .source = keep(p, c->source),
            .question = keep(p, c->question),
            .hint = keep(p, c->hint),
            .warning = keep(p, c->warning),
            .order = clause_order(str_of(c->clause)),
        };
        enum err err = clause_check(l, c, i);
        if (err == OK)
            err = time_read(l, &row, "clauses", i, said, COUNT_OF(said));
        if (err != OK)
            return err;
        if (row.time != TIME_NONE &&
            (c->title == NULL || c->why == NULL || c->source == NULL))
            return refuse(l, (struct place){ "clauses", i, NULL },
                          "clause %s has a time, so it needs title, why and source", c->clause);
        p->clauses[p->clauses_count++] = row;
    }
    qsort(p->clauses, p->clauses_count, sizeof(*p->clauses), rows_order);
    return OK;
}

/* Every house rule that is raised as a duty (house_duties.h). */
static const char *const house_clauses[] = {
    "D1", "D6", "D7", "D8a", "D8b", "D8c", "D11", "D12", "D14", "D15", "D17a",
    "D17b", "D17c", "D17d", "D17e",
};

/* Every clause that a rule raises as a duty or as a warning. */
static const char *const duty_clauses[] = {
    "2.3h", "2.3i", "2.4", "2.4b", "4.3", "7.5a", "7.5b", "7.5c", "7.5d",
    "7.5e", "8.5a", "8.5b", "8.5c", "8.5d", "8.5e", "8.5f", "8.5g", "8.5h",
    "8.5i", "8.7", "8.9", "8.9a", "8.9b", "8.9c", "8.9d", "8.9e", "8.9f",
    "8.12a", "8.12b", "8.12c", "8.12d", "8.12e", "8.12f", "8.12g", "8.12h",
    "8.12i", "8.12j", "8.10", "8.13", "8.15", "9.1", "9.2", "9.4c", "9.5",
    "9.6", "9.7", "10.3", "10.3a", "10.3e", "10.4", "10.5", "10.6", "12.6",
    "12.6a", "12.6b", "12.6c", "12.6d", "12.6g", "12.6h", "12.7", "12.8",
    "12.9", "12.10a", "12.10b", "12.10c", "12.10d", "12.10e",
};
static const char *const warning_clauses[] = {
    "8.7",  "8.9a",  "8.9b",  "8.10", "8.11", "10.1",
    "12.4", "12.6", "12.6a", "12.6b", "12.6c", "12.6d", "12.8", "12.9",
};

static const char *const advice_clauses[] = {
    "9.5", "9.6", "9.7", "10.3", "10.4", "10.5", "10.6",
};

/* What the rules need; it is missing from the whole list. */
static enum err whole_check(struct loading *l)
{
    const struct place clauses = { NULL, 0, "clauses" };
    for (size_t i = 0; i < COUNT_OF(duty_clauses); i++) {
        const struct pack_clause *c =
            pack_clause(l->pack, str_of(duty_clauses[i]));
        if (c == NULL || c->time == TIME_NONE)
            return refuse(l, clauses, "a rule raises clause %s, so it needs title, why, source and a time", duty_clauses[i]);
    }
    for (size_t i = 0; i < COUNT_OF(warning_clauses); i++) {
        const struct pack_clause *c =
            pack_clause(l->pack, str_of(warning_clauses[i]));
        if (c == NULL || c->warning.size == 0)
            return refuse(l, clauses, "a rule warns of clause %s, so it needs warning", warning_clauses[i]);
    }
    for (size_t i = 0; i < COUNT_OF(advice_clauses); i++)
        if (pack_advice(l->pack, str_of(advice_clauses[i])) == NULL)
            return refuse(l, (struct place){ NULL, 0, "advice" },
                          "there is no advice for clause %s", advice_clauses[i]);
    return OK;
}

/* ---- advice ---- */

static bool speaks_of(const char *text, const char *stem)
{
    for (; *text != '\0'; text++)
        if (strncasecmp(text, stem, strlen(stem)) == 0)
            return true;
    return false;
}

static enum err advice_check(struct loading *l, const struct yaml_advice *a,
                             unsigned i)
{
    const struct place at = { "advice", i, "clause" };
    if (pack_advice(l->pack, str_of(a->clause)) != NULL)
        return refuse(l, at, "advice for clause %.20s stands twice", a->clause);
    if (pack_clause(l->pack, str_of(a->clause)) == NULL ||
        !clause_formed(a->clause))
        return refuse(l, at, "advice for clause %.20s, which is not there", a->clause);
    for (unsigned j = 0; j < a->items_count; j++) {
        const struct yaml_item *item = &a->items[j];
        if (str_is_blank(str_of(item->text)))
            return refuse(l, (struct place){ "advice", i, "items" },
                          "item %u for clause %s is blank", j + 1, a->clause);
        if (item->letter != NULL &&
            (item->letter[0] < 'a' || item->letter[0] > 'z' ||
             item->letter[1] != '\0'))
            return refuse(l, (struct place){ "advice", i, "items" },
                          "item %u for clause %s: letter is one letter", j + 1, a->clause);
        if (speaks_of(item->text, "delet") &&
            (item->hold == NULL || str_is_blank(str_of(item->hold))))
            return refuse(l, (struct place){ "advice", i, "items" },
                          "item %u for clause %s speaks of deleting, so it needs hold", j + 1, a->clause);
    }
    return OK;
}

static enum err advice_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->advice = ARENA_MANY(&p->mem, y->advice_count, struct pack_advice);
    for (unsigned i = 0; i < y->advice_count; i++) {
        const struct yaml_advice *a = &y->advice[i];
        enum err err = advice_check(l, a, i);
        if (err != OK)
            return err;
        struct pack_advice_item *items = ARENA_MANY(
            &p->mem, a->items_count, struct pack_advice_item);
        for (unsigned j = 0; j < a->items_count; j++)
            items[j] = (struct pack_advice_item){
                keep(p, a->items[j].letter), keep(p, a->items[j].text),
                keep(p, a->items[j].hold)
            };
        p->advice[p->advice_count++] = (struct pack_advice){
            keep(p, a->clause), keep(p, a->title), items, a->items_count
        };
    }
    return OK;
}

/* ---- guidance, glossary, the head ---- */

static const struct pack_guidance *guidance_find(const struct pack *pack,
                                                 struct str id)
{
    for (size_t i = 0; i < pack->guidance_count; i++)
        if (str_same(pack->guidance[i].id, id))
            return &pack->guidance[i];
    return NULL;
}

/* What replaces another came later; so no chain of them is a ring. */
static enum err guidance_check(struct loading *l)
{
    for (unsigned i = 0; i < l->pack->guidance_count; i++) {
        const struct pack_guidance *g = &l->pack->guidance[i];
        const struct place at = { "guidance", i, "superseded_by" };
        if (g->superseded_by.size == 0)
            continue;
        const struct pack_guidance *next =
            guidance_find(l->pack, g->superseded_by);
        if (next == NULL)
            return refuse(l, at, "guidance %.*s is superseded by one that is not there", STR_ARG(g->id));
        if (next->effective_on.days <= g->effective_on.days)
            return refuse(l, at, "guidance %.*s is superseded by one that is not later", STR_ARG(g->id));
    }
    return OK;
}

static enum err house_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->house = ARENA_MANY(&p->mem, y->house_count, struct pack_clause);
    for (unsigned i = 0; i < y->house_count; i++) {
        const struct yaml_house *h = &y->house[i];
        const struct place at = { "house", i, "clause" };
        if (!house_formed(h->clause))
            return refuse(l, at, "%.20s is no house rule like D17a", h->clause);
        for (unsigned j = 0; j < i; j++)
            if (str_is(p->house[j].clause, h->clause))
                return refuse(l, at, "house rule %s stands twice", h->clause);
        struct pack_clause *out = &p->house[p->house_count++];
        *out = (struct pack_clause){
            .clause = keep(p, h->clause), .title = keep(p, h->title),
            .why = keep(p, h->why), .source = keep(p, h->source),
            .order = clause_order(str_of(h->clause)),
        };
        if (str_is_blank(out->title) || str_is_blank(out->why) ||
            str_is_blank(out->source))
            return refuse(l, (struct place){ "house", i, NULL },
                          "house rule %s needs title, why and source", h->clause);
        enum err err = house_time(l, out, h, i);
        if (err != OK)
            return err;
    }
    qsort(p->house, p->house_count, sizeof(*p->house), rows_order);
    for (size_t i = 0; i < COUNT_OF(house_clauses); i++)
        if (pack_clause(p, str_of(house_clauses[i])) == NULL)
            return refuse(l, (struct place){ NULL, 0, "house" },
                          "the house keeps rule %s, so it needs words and a time", house_clauses[i]);
    return OK;
}

static enum err guidance_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->guidance = ARENA_MANY(&p->mem, y->guidance_count,
                             struct pack_guidance);
    for (unsigned i = 0; i < y->guidance_count; i++) {
        const struct yaml_guidance *g = &y->guidance[i];
        if (guidance_find(p, str_of(g->id)) != NULL)
            return refuse(l, (struct place){ "guidance", i, "id" },
                          "guidance %s stands twice", g->id);
        struct pack_guidance *out = &p->guidance[p->guidance_count++];
        *out = (struct pack_guidance){
            .id = keep(p, g->id), .title = keep(p, g->title),
            .version = keep(p, g->version),
            .superseded_by = keep(p, g->superseded_by),
            .note = keep(p, g->note),
        };
        if (date_read(&out->effective_on, str_of(g->effective)) != OK)
            return refuse(l, (struct place){ "guidance", i, "effective" },
                          "effective is no date like 2026-09-01");
    }
    return guidance_check(l);
}

static enum err glossary_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->terms = ARENA_MANY(&p->mem, y->glossary_count, struct pack_term);
    for (unsigned i = 0; i < y->glossary_count; i++) {
        struct str word = keep(p, y->glossary[i].word);
        for (unsigned j = 0; j < i; j++)
            if (str_same(p->terms[j].word, word))
                return refuse(l, (struct place){ "glossary", i, "word" },
                              "%.*s stands twice", STR_ARG(word));
        p->terms[p->terms_count++] = (struct pack_term){
            word, keep(p, y->glossary[i].meaning)
        };
    }
    return OK;
}

/* ---- tone ---- */

static int plain_order(const void *a, const void *b)
{
    const struct pack_phrase *x = a, *y = b;
    return str_compare(x->plain, y->plain);
}

/* Where those that begin with each byte stand. */
static void phrases_index(struct pack *p, size_t count)
{
    size_t at = 0;
    qsort(p->phrases, count, sizeof(*p->phrases), plain_order);
    for (unsigned byte = 0; byte <= 256; byte++) {
        while (at < count &&
               (unsigned char)p->phrases[at].plain.data[0] < byte)
            at++;
        p->phrases_from[byte] = at;
    }
}

static enum err phrases_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    size_t count = 0;
    for (unsigned i = 0; i < y->tone_count; i++)
        count += y->tone[i].phrases_count;
    p->phrases = ARENA_MANY(&p->mem, count, struct pack_phrase);
    count = 0;
    for (unsigned i = 0; i < y->tone_count; i++)
        for (unsigned j = 0; j < y->tone[i].phrases_count; j++) {
            struct pack_phrase *out = &p->phrases[count++];
            out->words = keep(p, y->tone[i].phrases[j]);
            out->tone = &p->tone[i];
            if (out->words.size > TONE_PHRASE_MAX ||
                !tone_plain(&out->plain, &p->mem, out->words))
                return refuse(l, (struct place){ "tone", i, "phrases" },
                              "phrase %u is not words alone, %d bytes of them at most", j + 1, TONE_PHRASE_MAX);
        }
    phrases_index(p, count);
    return OK;
}

/* Each phrase is found by itself alone, so that none is there for nothing. */
static enum err phrases_check(struct loading *l)
{
    struct pack *p = l->pack;
    size_t count;
    const struct pack_phrase *all = pack_phrases(p, '\0', &count);
    for (size_t i = 0; i < count; i++) {
        const struct place at = { "tone", (unsigned)(all[i].tone - p->tone),
                                  "phrases" };
        struct tone found[2];
        struct str rest = all[i].plain;
        (void)str_cut(&rest, ' ');
        bool alone = tone_find(found, 0, 2, p, all[i].words) == 1 &&
                     str_same(found[0].words, all[i].words) &&
                     tone_find(found, 0, 1, p, rest) == 0 &&
                     (i == 0 || !str_same(all[i].plain, all[i - 1].plain));
        if (!alone)
            return refuse(l, at, "‘%.*s’ holds another phrase, or stands twice",
                          STR_ARG(all[i].words));
    }
    return OK;
}

/* One line that says something and uses no phrase of the list. */
static enum err kind_check(struct loading *l, unsigned i, const char *key,
                           struct str text)
{
    const struct place at = { "tone", i, key };
    struct tone found;
    if (str_is_blank(text) || memchr(text.data, '\n', text.size) != NULL)
        return refuse(l, at, "%s is one line of words", key);
    if (tone_find(&found, 0, 1, l->pack, text) > 0)
        return refuse(l, at, "%s uses ‘%.*s’ itself", key,
                      STR_ARG(found.words));
    return OK;
}

static enum err tone_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    p->tone = ARENA_MANY(&p->mem, y->tone_count, struct pack_tone);
    for (unsigned i = 0; i < y->tone_count; i++)
        p->tone[p->tone_count++] = (struct pack_tone){
            keep(p, y->tone[i].better), keep(p, y->tone[i].why)
        };
    enum err err = phrases_fill(l, y);
    if (err == OK)
        err = phrases_check(l);
    for (unsigned i = 0; i < p->tone_count && err == OK; i++)
        if ((err = kind_check(l, i, "better", p->tone[i].better)) == OK)
            err = kind_check(l, i, "why", p->tone[i].why);
    return err;
}

static enum err pack_fill(struct loading *l, const struct yaml_pack *y)
{
    struct pack *p = l->pack;
    struct date version;
    p->id = keep(p, y->id);
    p->version = keep(p, y->version);
    if (date_read(&version, p->version) != OK)
        return refuse(l, (struct place){ NULL, 0, "version" },
                      "version is no date like 2025-03-20");
    if (date_read(&p->review_due, str_of(y->review_due)) != OK ||
        p->review_due.days <= version.days)
        return refuse(l, (struct place){ NULL, 0, "review_due" },
                      "review_due is no date after the version");
    enum err err = clauses_fill(l, y);
    if (err == OK)
        err = house_fill(l, y);
    if (err == OK)
        err = advice_fill(l, y);
    if (err == OK)
        err = whole_check(l);
    if (err == OK)
        err = glossary_fill(l, y);
    if (err == OK)
        err = tone_fill(l, y);
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
    return pack_open_text(out, text, path, mem, error);
}

enum err pack_open_text(struct pack **out, struct str text, const char *name,
                        struct arena *mem, struct str *error)
{
    *error = STR("");
    struct yaml_pack *yaml;
    enum err err = pack_yaml_open(&yaml, mem, text, name, error);
    if (err != OK)
        return err;
    struct pack *pack = calloc(1, sizeof(*pack));
    must(pack != NULL);
    arena_open(&pack->mem, 8 << 20);
    struct loading l = { pack, mem, text, name, error };
    err = pack_fill(&l, yaml);
    pack_yaml_close(yaml);
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
