/* abbreviations.c: no reader has to know our letters (D20). In our own words
 * an abbreviation is given in full where it stands first; what somebody wrote
 * stays word for word, and the letters that only they used are explained at
 * the end. The words come from the pack's glossary. */
#include "document/inner.h"

static bool is_abbreviation(struct str word)
{
    unsigned capitals = 0;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == ' ')
            return false;
        capitals += word.data[i] >= 'A' && word.data[i] <= 'Z';
    }
    return capitals >= 2 && word.size <= 8 && !str_is(word, "AirDrop");
}

static bool letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9');
}

/* Where it stands as a word of its own; an escaped line end before it is no
 * letter. text.size when it does not. */
static size_t place_of(struct str text, struct str word)
{
    size_t from = 0;
    while (from + word.size <= text.size) {
        const char *at = memmem(text.data + from, text.size - from,
                                word.data, word.size);
        if (at == NULL)
            break;
        size_t start = (size_t)(at - text.data), end = start + word.size;
        bool escaped = start > 1 && text.data[start - 2] == '\\';
        bool before = start > 0 && letter(text.data[start - 1]) && !escaped;
        bool after = end < text.size && letter(text.data[end]);
        if (!before && !after)
            return start;
        from = start + 1;
    }
    return text.size;
}

/* The name itself, without what the glossary says of it. */
static struct str short_meaning(struct str meaning)
{
    size_t size = 0;
    while (size < meaning.size && meaning.data[size] != ':' &&
           meaning.data[size] != '.' && meaning.data[size] != ';')
        size++;
    return (struct str){ meaning.data, size };
}

struct str expand(struct writing *w, struct str text)
{
    size_t count;
    const struct pack_term *terms = pack_glossary(w->source->pack, &count);
    for (size_t i = 0; i < count && i < ABBREVIATIONS_MAX; i++) {
        if ((w->given & UINT64_C(1) << i) != 0 ||
            !is_abbreviation(terms[i].word))
            continue;
        size_t at = place_of(text, terms[i].word);
        if (at == text.size)
            continue;
        size_t end = at + terms[i].word.size;
        struct str full = short_meaning(terms[i].meaning);
        w->given |= UINT64_C(1) << i;
        text = str_printf(w->mem, "%.*s (%.*s)%.*s", (int)end, text.data,
                          STR_ARG(full), (int)(text.size - end),
                          text.data + end);
    }
    return text;
}

void write_abbreviations(struct writing *w, bool small)
{
    size_t count;
    const struct pack_term *terms = pack_glossary(w->source->pack, &count);
    struct str text = buf_str(&w->out);
    text.data += w->body;
    text.size -= w->body;
    bool first = true;
    for (size_t i = 0; i < count && i < ABBREVIATIONS_MAX; i++) {
        if ((w->given & UINT64_C(1) << i) != 0 ||
            !is_abbreviation(terms[i].word) ||
            place_of(text, terms[i].word) == text.size)
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
