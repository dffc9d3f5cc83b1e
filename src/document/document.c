/* document.c: what every document says around its own words. */
#include "document/inner.h"

static const struct {
    const char *word;  /* of choices.def, and of the file */
    const char *title;
    void (*write)(struct writing *w);
} kinds[DOCUMENT_KIND_COUNT] = {
    [DOCUMENT_CHRONOLOGY] = { "chronology", "Chronology", write_chronology },
    [DOCUMENT_CHILD] = { "child", "Chronology for one child",
                         write_chronology },
    [DOCUMENT_DECISION] = { "decision", "Decision statement",
                            write_decision },
    [DOCUMENT_SUMMARY] = { "summary", "Summary for a strategy meeting",
                           write_summary },
    [DOCUMENT_TABLE] = { "table", "Chronology as a table", NULL },
};

enum document_kind document_from_word(struct str word)
{
    unsigned i = 0;
    while (i < DOCUMENT_KIND_COUNT && !str_is(word, kinds[i].word))
        i++;
    return (enum document_kind)i;
}

struct str document_file(struct arena *mem, enum document_kind kind,
                         struct str reference)
{
    return str_printf(mem, "%s-%.*s.%s", kinds[kind].word,
                      STR_ARG(reference),
                      kind == DOCUMENT_TABLE ? "csv" : "pdf");
}

static struct str head_hex(struct arena *mem, const uint8_t head[32])
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(mem, 65);
    for (unsigned i = 0; i < 32; i++) {
        text[2 * i] = digits[head[i] >> 4];
        text[2 * i + 1] = digits[head[i] & 15];
    }
    return (struct str){ text, 64 };
}

/* Title, reference, time, and what stands on every page. */
static void write_head(struct writing *w, const char *title)
{
    const struct document_source *s = w->source;
    struct str when = time_words(w->mem, s->at);
    struct str recipient = clip(w->mem, s->recipient, 200);
    struct str hex = head_hex(w->mem, s->head);
    const struct str lines[][2] = {
        { STR("lanyard-paper"), STR("1") },
        { STR("title"), str_of(title) },
        { STR("reference"), s->reference },
        { STR("made"), instant_print(w->mem, s->at) },
        { STR("mark"), STR("CONFIDENTIAL. A safeguarding record, for the person it was made for and nobody else.") },
        { STR("foot"), str_printf(w->mem, "Made for %.*s",
                                  STR_ARG(recipient)) },
        { STR("foot"), str_printf(w->mem, "%.*s, by %.*s", STR_ARG(when),
                                  STR_ARG(clip(w->mem, s->by, 200))) },
        { STR("foot"), str_printf(w->mem, "Made from entries 1 to %u. Hash of entry %u: %.*s",
                                  s->length, s->length, STR_ARG(hex)) },
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        paper_line(&w->out, str_c(w->mem, lines[i][0]), &lines[i][1], 1);
}

static void write_first(struct writing *w, const char *title)
{
    const struct document_source *s = w->source;
    write_line(w, "h1", str_of(title));
    write_fact(w, "School", s->school);
    write_fact(w, "Incident", s->reference);
    write_fact(w, "Made for", s->recipient);
}

/* ---- abbreviations (D20) ---- */

static bool is_abbreviation(struct str word)
{
    unsigned capitals = 0;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == ' ')
            return false;
        capitals += word.data[i] >= 'A' && word.data[i] <= 'Z';
    }
    return capitals >= 2;
}

static bool letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9');
}

/* As a word of its own; an escaped line end before it is no letter. */
static bool stands_in(struct str text, struct str word)
{
    size_t from = 0;
    while (from + word.size <= text.size) {
        const char *at = memmem(text.data + from, text.size - from,
                                word.data, word.size);
        if (at == NULL)
            return false;
        size_t start = (size_t)(at - text.data), end = start + word.size;
        bool escaped = start > 1 && text.data[start - 2] == '\\';
        bool before = start > 0 && letter(text.data[start - 1]) && !escaped;
        bool after = end < text.size && letter(text.data[end]);
        if (!before && !after)
            return true;
        from = start + 1;
    }
    return false;
}

/* Small and without a heading where the document is one page. */
static void write_abbreviations(struct writing *w, bool small)
{
    size_t count;
    const struct pack_term *terms = pack_glossary(w->source->pack, &count);
    struct str text = buf_str(&w->out);
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (!is_abbreviation(terms[i].word) ||
            !stands_in(text, terms[i].word))
            continue;
        if (small) {
            write_line(w, "note", str_printf(w->mem, "%.*s: %.*s",
                                             STR_ARG(terms[i].word),
                                             STR_ARG(terms[i].meaning)));
            continue;
        }
        if (first)
            write_line(w, "h2", STR("Abbreviations"));
        first = false;
        write_fact(w, str_c(w->mem, terms[i].word), terms[i].meaning);
    }
}

bool document_lines(struct str *out, const struct document_source *source,
                    enum document_kind kind)
{
    must(kind < DOCUMENT_KIND_COUNT && kinds[kind].write != NULL);
    must((kind == DOCUMENT_CHILD) == (source->child != NULL));
    struct writing w = { .source = source, .mem = source->mem };
    buf_open(&w.out, w.mem, 1 << 16, DOCUMENT_BYTES_MAX);
    if (kind == DOCUMENT_CHILD)
        w.hiding = hiding_make(w.mem, source->incident, source->child);
    write_head(&w, kinds[kind].title);
    write_first(&w, kinds[kind].title);
    kinds[kind].write(&w);
    write_abbreviations(&w, kind == DOCUMENT_SUMMARY);
    paper_line(&w.out, "end", NULL, 0);
    *out = buf_str(&w.out);
    return !w.out.overflowed;
}
