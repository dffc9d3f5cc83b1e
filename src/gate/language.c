/* language.c: does this look like something a person wrote?
 *
 * A text is cut into tokens at blanks. A token made of letters that reads
 * like a word is language; everything else counts against a budget of bytes
 * it could carry (digits 3.3 bits, hex 4, mixed codes 6). Over the whole
 * text, language has to be the most of it. */
#include "gate/gate_inner.h"

#include <unictype.h>

enum {
    RUN_MAX = 136,         /* one token that is no link and no long word */
    MARKS_RUN_MAX = 40,    /* marks and drawing characters in a row */
};

/* What one token is made of. */
struct token {
    const uint32_t *at;
    size_t count;
    size_t letters;   /* of any script */
    size_t latin;     /* a-z, A-Z */
    size_t upper;     /* A-Z */
    size_t digits;
    size_t hex;       /* 0-9, a-f, A-F */
    size_t marks;     /* punctuation and symbols */
    size_t odd;       /* symbols that draw: blocks, boxes, braille, shapes */
    size_t emoji;
    size_t changes;   /* between lower case, upper case and digits */
    size_t vowels;    /* among latin */
    size_t ideographs;
    bool has_dot;
    bool has_slash;
};

struct tally {
    size_t chars;     /* not blank */
    size_t language;  /* characters of words */
    size_t words;
    size_t code_bits; /* in tenths of a bit */
    size_t odd;
    size_t emoji;
    size_t marks;
    size_t links;
    size_t escapes;   /* %41 \u0041 &#65; =3D */
    size_t short_codes; /* tokens of two or three that are no words */
};

static bool is_drawing(uint32_t c)
{
    return (c >= 0x2500 && c <= 0x25FF) || (c >= 0x2800 && c <= 0x28FF) ||
           (c >= 0x1FB00 && c <= 0x1FBFF) || (c >= 0x2400 && c <= 0x243F) ||
           (c >= 0x1CC00 && c <= 0x1CEBF);
}

static bool is_emoji(uint32_t c)
{
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) ||
           (c >= 0x1F1E6 && c <= 0x1F1FF) || (c >= 0x2B00 && c <= 0x2BFF) ||
           (c >= 0x2190 && c <= 0x21FF) || (c >= 0x2300 && c <= 0x23FF);
}

/* Scripts written without blanks between words. */
static bool is_unspaced(uint32_t c)
{
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF) || (c >= 0x0F00 && c <= 0x0FFF) ||
           (c >= 0x30000 && c <= 0x3FFFF) || (c >= 0x1A00 && c <= 0x1AAF);
}

/* Planes and blocks that no living language writes in. */
static bool is_rare(uint32_t c)
{
    return (c >= 0x10000 && c <= 0x1EFFF && !(c >= 0x16800 && c <= 0x16FFF) &&
            !(c >= 0x11000 && c <= 0x11FFF) && !(c >= 0x1E900 && c <= 0x1E95F)) ||
           (c >= 0x2070 && c <= 0x209F) || (c >= 0x2460 && c <= 0x24FF) ||
           (c >= 0xA000 && c <= 0xA4CF) || (c >= 0x13000 && c <= 0x1345F);
}

static bool is_vowel(uint32_t c)
{
    c |= 0x20;
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' ||
           c == 'y' || c == 'w';
}

enum sort { LOWER, UPPER, DIGIT, OTHER };

static enum sort sort_of(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return DIGIT;
    if (c >= 'A' && c <= 'Z')
        return UPPER;
    return c >= 'a' && c <= 'z' ? LOWER : OTHER;
}

static void token_add(struct token *t, uint32_t c, uint32_t before)
{
    enum sort sort = sort_of(c);
    if (sort == DIGIT)
        t->digits++;
    if (sort == UPPER)
        t->upper++;
    if (sort == LOWER || sort == UPPER) {
        t->latin++;
        t->vowels += is_vowel(c);
    }
    uint32_t low = c | 0x20;
    t->hex += sort == DIGIT || (c < 128 && low >= 'a' && low <= 'f');
    if (t->count > 0 && sort != sort_of(before) &&
        !(t->count == 1 && sort == LOWER && sort_of(before) == UPPER))
        t->changes++;
    if (is_drawing(c) || is_rare(c))
        t->odd++;
    else if (is_emoji(c))
        t->emoji++;
    else if (sort == LOWER || sort == UPPER ||
             (c >= 0x80 && (uc_is_general_category(c, UC_LETTER) ||
                            uc_is_general_category(c, UC_MARK))))
        t->letters++;
    else if (sort != DIGIT)
        t->marks++;
    t->ideographs += is_unspaced(c);
    t->has_dot = t->has_dot || c == '.';
    t->has_slash = t->has_slash || c == '/';
}

static bool starts(const struct token *t, const char *ascii)
{
    size_t n = strlen(ascii);
    if (t->count < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((t->at[i] < 128 ? (char)(t->at[i] | 0x20) : 0) !=
            (ascii[i] | 0x20))
            return false;
    return true;
}

static bool is_link(const struct token *t)
{
    return starts(t, "http://") || starts(t, "https://") ||
           starts(t, "www.") || starts(t, "(http") || starts(t, "<http") ||
           (t->has_dot && t->has_slash && t->marks * 3 < t->count);
}

/* The longest stretch between marks: a word with hyphens or an address is
 * several short ones. */
static size_t longest_stretch(const struct token *t)
{
    size_t run = 0, most = 0;
    for (size_t i = 0; i < t->count; i++) {
        uint32_t c = t->at[i];
        bool part = sort_of(c) != OTHER ||
                    (c >= 0x80 && !is_drawing(c) && !is_emoji(c));
        run = part ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

/* Letters that read like a word: mostly letters, few changes of case, vowels
 * where the script has them. aaaahhh, CAPITALS and long compounds pass. */
static bool is_word(const struct token *t)
{
    if (t->ideographs * 2 > t->count)
        return true;
    if (t->letters == 0 || t->digits * 3 > t->letters)
        return false;
    if (t->letters * 2 < t->count)
        return false;
    size_t foreign = t->letters - t->latin;
    if (foreign * 2 > t->letters)
        return t->count <= 60;
    if (t->count <= 3)
        return t->digits == 0;
    if (t->upper > 1 && t->upper < t->latin && t->changes > 2 + t->count / 6)
        return false;
    if (t->latin > 6 && t->vowels * 6 < t->latin)
        return false;
    return longest_stretch(t) <= 45 || t->vowels * 4 > t->latin;
}

/* Tenths of a bit that one character of the token could carry. */
static size_t bits_of(const struct token *t)
{
    if (t->letters == 0 && t->marks * 2 < t->count)
        return 33;
    if (t->hex + t->marks >= t->count && t->digits > 0)
        return 40;
    return 60;
}

static void count_escapes(struct tally *y, const struct token *t)
{
    for (size_t i = 0; i + 2 < t->count; i++) {
        uint32_t a = t->at[i], b = t->at[i + 1];
        bool hex_two = sort_of(b) != OTHER && sort_of(t->at[i + 2]) != OTHER;
        if ((a == '%' || a == '=') && hex_two && b < 'G')
            y->escapes++;
        else if (a == '\\' && (b == 'u' || b == 'x' || sort_of(b) == DIGIT))
            y->escapes++;
        else if (a == '&' && b == '#')
            y->escapes++;
    }
}

/* Words by which a file written as text begins or is wrapped. */
static bool is_wrapper(const struct token *t)
{
    static const char *const heads[] = {
        "data:", "blob:", "<svg", "<?xml", "<!doctype", "<html", "<img",
        "<path", "<rect", "<image", "%pdf", "=ybegin", "=yend", "<~",
        "-----begin", "javascript:", "content-transfer-encoding",
        "/*xpm", "filename=",
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (starts(t, heads[i]))
            return true;
    return false;
}

static enum gate_refusal token_take(struct tally *y, const struct token *t)
{
    y->chars += t->count;
    y->odd += t->odd;
    y->emoji += t->emoji;
    y->marks += t->marks;
    count_escapes(y, t);
    if (is_wrapper(t))
        return GATE_ENCODED;
    if (is_link(t)) {
        if (t->count > GATE_LINK_CHARS)
            return GATE_LINK;
        y->links += t->count;
        y->code_bits += t->count * 10; /* mostly words and a short id */
        return y->links > GATE_LINKS_CHARS ? GATE_LINK : GATE_OK;
    }
    if (t->marks > MARKS_RUN_MAX || t->odd > MARKS_RUN_MAX)
        return GATE_DRAWING;
    if (is_word(t)) {
        if (longest_stretch(t) > RUN_MAX && t->ideographs == 0)
            return GATE_ENCODED;
        y->language += t->count;
        y->words++;
        return GATE_OK;
    }
    if (longest_stretch(t) > RUN_MAX || t->count > RUN_MAX * 2)
        return GATE_ENCODED;
    if (t->letters + t->digits == 0)
        return GATE_OK; /* a mark or an emoji alone */
    y->code_bits += t->count * bits_of(t);
    y->short_codes += t->count <= 3;
    return GATE_OK;
}

/* Rows of one token over and over, or of very few different ones: pictures of
 * characters and alphabets of two words. */
static bool is_monotonous(const struct text *text, size_t words)
{
    enum { SLOTS = 512 };
    if (words < 60)
        return false;
    uint8_t seen[SLOTS] = { 0 };
    size_t different = 0;
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i <= text->count; i++) {
        uint32_t c = i < text->count ? text->at[i] : ' ';
        if (c != ' ' && c != '\n') {
            hash = (hash ^ c) * 16777619u;
            continue;
        }
        if (!seen[hash % SLOTS])
            different++;
        seen[hash % SLOTS] = 1;
        hash = 2166136261u;
    }
    return different * 12 < words && different < 24;
}

static enum gate_refusal whole_check(uint32_t *bytes, const struct tally *y,
                                     const struct text *text,
                                     const struct gate_rule *rule,
                                     size_t tokens)
{
    if (y->odd > 24 || (y->odd > 4 && y->odd * 3 > y->chars))
        return GATE_DRAWING;
    if (y->emoji > 40 && y->emoji * 2 > y->chars)
        return GATE_DRAWING;
    if (y->marks > 60 && y->marks * 10 > y->chars * 4)
        return GATE_DRAWING;
    if (y->escapes > 16)
        return GATE_ENCODED;
    size_t carried = y->code_bits / 80;
    if (is_monotonous(text, tokens))
        return GATE_ENCODED;
    if (carried > rule->max_bytes)
        return carried > (size_t)rule->max_bytes * 2 ||
                       y->language * 2 < y->chars
                   ? GATE_ENCODED
                   : GATE_FIELD_SPENT;
    if (carried > 100 && y->language * 3 < y->chars)
        return GATE_ENCODED;
    
    *bytes = (uint32_t)carried;
    return GATE_OK;
}

enum gate_refusal language_check(uint32_t *bytes, struct arena *mem,
                                 const struct text *text,
                                 const struct gate_rule *rule)
{
    (void)mem;
    struct tally y = { 0 };
    size_t tokens = 0;
    for (size_t i = 0; i < text->count;) {
        if (text->at[i] == ' ' || text->at[i] == '\n') {
            i++;
            continue;
        }
        struct token t = { .at = &text->at[i] };
        while (i < text->count && text->at[i] != ' ' && text->at[i] != '\n') {
            token_add(&t, text->at[i], t.count > 0 ? text->at[i - 1] : ' ');
            t.count++;
            i++;
        }
        tokens++;
        enum gate_refusal refusal = token_take(&y, &t);
        if (refusal != GATE_OK)
            return refusal;
    }
    return whole_check(bytes, &y, text, rule, tokens);
}
