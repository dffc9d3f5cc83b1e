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
    [DOCUMENT_REFERRAL] = { "referral", "Safeguarding referral",
                            write_referral },
    [DOCUMENT_VIEWING] = { "viewing", "Viewing record", write_viewing },
    [DOCUMENT_CUSTODY] = { "custody", "Custody of a device",
                           write_custody },
    [DOCUMENT_SHEET] = { "sheet", "Advice to keep", write_sheet },
    [DOCUMENT_LETTER] = { "letter", "Letter", write_letter },
};

enum document_kind document_from_word(struct str word)
{
    unsigned i = 0;
    while (i < DOCUMENT_KIND_COUNT && !str_is(word, kinds[i].word))
        i++;
    return (enum document_kind)i;
}

const char *document_word(enum document_kind kind)
{
    must(kind < DOCUMENT_KIND_COUNT);
    return kinds[kind].word;
}

const char *document_title(enum document_kind kind)
{
    must(kind < DOCUMENT_KIND_COUNT);
    return kinds[kind].title;
}

bool document_of_child(enum document_kind kind)
{
    return kind == DOCUMENT_CHILD || kind == DOCUMENT_REFERRAL ||
           kind == DOCUMENT_SHEET || kind == DOCUMENT_LETTER;
}

/* Taken away by somebody: without what makes a record of it. */
static bool is_for_a_family(enum document_kind kind)
{
    return kind == DOCUMENT_SHEET || kind == DOCUMENT_LETTER;
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

/* What stands at the top of every page. */
static struct str mark_words(const struct document_source *s,
                             enum document_kind kind)
{
    switch (kind) {
    case DOCUMENT_SHEET: return STR("For you to keep");
    case DOCUMENT_LETTER: return s->school;
    case DOCUMENT_CHRONOLOGY:
    case DOCUMENT_CHILD:
    case DOCUMENT_DECISION:
    case DOCUMENT_SUMMARY:
    case DOCUMENT_TABLE:
    case DOCUMENT_REFERRAL:
    case DOCUMENT_VIEWING:
    case DOCUMENT_CUSTODY:
    case DOCUMENT_KIND_COUNT: break;
    }
    return STR("CONFIDENTIAL. A safeguarding record, for the person it was made for and nobody else.");
}

/* Title, reference, time, and what stands on every page. The sheet says
 * nobody's name, not even of who made it: it may be left on a bus. */
static void write_head(struct writing *w, enum document_kind kind)
{
    const struct document_source *s = w->source;
    struct writing each = { .source = s, .mem = w->mem }; /* on every page */
    struct str when = time_words(w->mem, s->at);
    struct str recipient = clip(w->mem, s->recipient, 200);
    struct str hex = head_hex(w->mem, s->head);
    struct str by = expand(&each, clip(w->mem, s->by, 200));
    if (kind != DOCUMENT_SHEET)
        when = str_printf(w->mem, "%.*s, by %.*s", STR_ARG(when), STR_ARG(by));
    recipient = hide(w->mem, w->hiding, recipient);
    const struct str lines[][2] = {
        { STR("lanyard-paper"), STR("2") },
        { STR("title"), str_of(kinds[kind].title) },
        { STR("reference"), s->reference },
        { STR("made"), instant_print(w->mem, s->at) },
        { STR("size"), kind == DOCUMENT_SHEET    ? STR("130")
                       : kind == DOCUMENT_LETTER ? STR("110")
                                                 : STR("100") },
        { STR("fit"), kind == DOCUMENT_SUMMARY ? STR("1") : STR("0") },
        { STR("mark"), mark_words(s, kind) },
        { STR("foot"), str_printf(w->mem, "Made for %.*s",
                                  STR_ARG(recipient)) },
        { STR("foot"), when },
        { STR("foot"), str_printf(w->mem, "Made from entries 1 to %u. Hash of entry %u: %.*s",
                                  s->length, s->length, STR_ARG(hex)) },
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        paper_line(&w->out, str_c(w->mem, lines[i][0]), &lines[i][1], 1);
    w->body = w->out.size;
}

static void write_first(struct writing *w, const char *title)
{
    const struct document_source *s = w->source;
    write_line(w, "h1", str_of(title));
    write_fact(w, "School", s->school);
    write_fact(w, "Incident", s->reference);
    write_fact(w, "Made for", s->recipient);
}

bool document_lines(struct str *out, struct document_hidden *hidden,
                    const struct document_source *source,
                    enum document_kind kind)
{
    must(kind < DOCUMENT_KIND_COUNT && kinds[kind].write != NULL);
    must(document_of_child(kind) == (source->child != NULL));
    struct writing w = { .source = source, .mem = source->mem };
    buf_open(&w.out, w.mem, 1 << 16, DOCUMENT_BYTES_MAX);
    if (source->child != NULL)
        w.hiding = hiding_make(w.mem, hidden, source->incident,
                               source->child);
    write_head(&w, kind);
    if (!is_for_a_family(kind))
        write_first(&w, kinds[kind].title);
    kinds[kind].write(&w);
    if (!is_for_a_family(kind))
        write_abbreviations(&w, kind == DOCUMENT_SUMMARY);
    paper_line(&w.out, "end", NULL, 0);
    *out = buf_str(&w.out);
    return !w.out.overflowed;
}
