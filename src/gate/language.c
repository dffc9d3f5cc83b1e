/* language.c: does this look like something a person wrote?
 *
 * A text is cut into tokens at blanks, a token into parts at marks. A part
 * that reads like a word is language. A short number is free as long as there
 * are words around it. Everything else is a code and counts, by the bits its
 * characters could carry, against the budgets of the field and the incident;
 * so do marks, emoji and short parts beyond what language has of them. Over
 * the whole text, language has to be the most of it and as uneven as language
 * is (uneven.c). */
#include "gate/gate_inner.h"

#include <unictype.h>

enum {
    RUN_MAX = 136,       /* one unbroken part */
    WORD_MAX = 64,       /* letters of the longest compound */
    SIGNS_RUN_MAX = 80,  /* of Han or Hangul without a mark or blank */
    NUMBER_MAX = 40,     /* digits in a row */
    TOKEN_MAX = 272,     /* one token that is no link */
    FREE_EMOJI = 24,
    DRAWING_MAX = 24,
    ESCAPES_MAX = 16,
    MARKS_RUN_MAX = 40,  /* marks in a row */
    ROW_MIN = 20,        /* a part this long of FEW characters draws */
    FEW = 4,
    DENSE_MIN = 12,      /* a token this long, a quarter marks, is a code */
    BIT = 10,            /* all sums are in tenths of a bit */
};

/* A stretch of letters, digits and apostrophes. */
struct part {
    const uint32_t *at;
    size_t count;
    size_t letters;
    size_t latin;   /* a-z, A-Z */
    size_t vowels;  /* among latin */
    size_t digits;
    size_t hex;     /* 0-9, a-f, A-F */
    size_t humps;   /* a capital after a small letter */
    size_t tail;    /* digits at the end */
    bool row;       /* of few characters, or of mostly doubled ones */
    size_t large;   /* signs of words and syllables */
    size_t rare;    /* among them */
    bool unspaced;
    bool many_scripts;
    bool dressed;
};

struct tally {
    size_t chars;    /* not blank */
    size_t language; /* characters of words */
    size_t words;    /* of three letters or more */
    size_t tiny;     /* parts of one or two characters */
    size_t tiny_chars;
    size_t parts;
    size_t numbers;  /* short ones */
    size_t number_bits;
    size_t code_bits;
    size_t drawing;
    size_t emoji;
    size_t marks;
    size_t links;    /* characters of links */
    size_t escapes;  /* %41 \u0041 &#65; =3D */
};

static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') ||
           (c >= 0x80 && uc_is_general_category(c, UC_DECIMAL_DIGIT_NUMBER) &&
            !script_is_dressed(c));
}

static bool is_upper(uint32_t c)
{
    return c < 0x80 ? c >= 'A' && c <= 'Z'
                    : uc_is_general_category(c, UC_UPPERCASE_LETTER);
}

static bool is_lower(uint32_t c)
{
    return c < 0x80 ? c >= 'a' && c <= 'z'
                    : uc_is_general_category(c, UC_LOWERCASE_LETTER);
}

static bool is_vowel(uint32_t folded)
{
    return folded < 0x80 && folded != 0 &&
           strchr("aeiouyw", (int)folded) != NULL;
}

static bool is_in_part(uint32_t c)
{
    if (c < 0x80)
        return script_is_letter(c) || is_digit(c) || c == '\'';
    return script_is_letter(c) || is_digit(c) || script_is_dressed(c) ||
           script_is_joint(c) || (c >= 0xFF10 && c <= 0xFF5A);
}

/* The table is asked once for a part in plain letters. */
static void part_script(struct part *p, uint32_t c, const uc_script_t **seen)
{
    if (c < 0x80 && p->latin > 1 && p->latin == p->letters)
        return; /* Latin, as all before it */
    const uc_script_t *script = uc_script(c);
    if (script == NULL || uc_is_general_category(c, UC_MARK))
        return;
    if (*seen != NULL && *seen != script && !p->unspaced)
        p->many_scripts = true;
    *seen = script;
}

/* As rows of pictures made of letters are: aaaahhh is too short for one. */
static bool part_is_row(const struct part *p)
{
    uint32_t seen[FEW];
    size_t different = 0, doubled = 0;
    if (p->count < ROW_MIN)
        return false;
    for (size_t i = 0; i < p->count; i++) {
        size_t j = 0;
        while (j < different && seen[j] != p->at[i])
            j++;
        if (j == different && different < FEW)
            seen[different++] = p->at[i];
        else if (j == different)
            different = FEW + 1;
        if (different > FEW)
            break;
    }
    for (size_t i = 1; i < p->count; i++)
        doubled += p->at[i] == p->at[i - 1];
    return different <= FEW || doubled * 2 > p->count;
}

static void part_read(struct part *p)
{
    const uc_script_t *script = NULL;
    p->row = part_is_row(p);
    for (size_t i = 0; i < p->count; i++) {
        uint32_t c = p->at[i], folded = script_fold(c);
        bool digit = is_digit(folded);
        p->dressed = p->dressed || script_is_dressed(c);
        p->digits += digit;
        p->tail = digit ? p->tail + 1 : 0;
        p->hex += digit || (folded >= 'a' && folded <= 'f');
        p->humps += i > 0 && is_upper(c) && is_lower(p->at[i - 1]);
        if (!script_is_letter(folded))
            continue;
        p->letters++;
        p->latin += folded < 0x80;
        p->vowels += is_vowel(folded);
        p->large += script_is_large(c);
        p->rare += script_is_rare(c);
        part_script(p, folded, &script);
    }
}

/* Letters only, of one script, with vowels where they are Latin, and capitals
 * where words have them: CAPITALS, aaaahhh, WhatsApp and long compounds
 * pass, page12 and COVID19 too. */
static bool is_word(const struct part *p)
{
    size_t letters = p->letters;
    if (p->many_scripts || p->dressed || p->row || letters == 0)
        return false;
    if (p->unspaced)
        return true;
    if (p->digits > 0 &&
        (p->digits != p->tail || p->digits > 4 || letters < 3 || p->humps > 0))
        return false;
    if (p->count > WORD_MAX || p->humps > (p->count >= 5 ? 1u : 0u))
        return false;
    return p->latin < letters || letters <= 6 || p->vowels * 10 >= letters;
}

/* 12, 8:40 in its parts, 4pm, Y9, 2nd, pH: a word or two beside them and they
 * are part of a sentence. */
static bool is_number(const struct part *p)
{
    if (p->letters == 0)
        return p->count <= 6;
    return p->count <= 3 || (p->count <= 8 && p->digits > 0 && p->letters <= 2);
}

/* What one character of the part could carry. */
static size_t bits_of(const struct part *p)
{
    if (p->row)
        return 2 * BIT;
    if (p->many_scripts || p->dressed || p->letters > p->latin)
        return 8 * BIT;
    if (p->letters == 0)
        return 33;
    return p->hex == p->count && p->digits > 0 ? 4 * BIT : 6 * BIT;
}

static enum gate_refusal part_take(struct tally *y, const struct part *p)
{
    y->parts++;
    if (p->count > RUN_MAX || (p->letters == 0 && p->count > NUMBER_MAX))
        return GATE_ENCODED;
    if (p->large > SIGNS_RUN_MAX)
        return GATE_ENCODED;
    if (is_word(p)) {
        y->language += p->count - p->rare;
        y->code_bits += p->rare * 12 * BIT;
        y->words += p->unspaced ? (p->count + 1) / 2 : p->letters >= 3;
        if (p->count <= 2 && !p->unspaced) {
            y->tiny++;
            y->tiny_chars += p->count;
        }
    } else if (is_number(p)) {
        y->numbers++;
        y->number_bits += p->count * bits_of(p);
        y->tiny += p->count <= 2;
    } else {
        y->code_bits += p->count * bits_of(p);
    }
    return GATE_OK;
}

/* Cuts a token into parts where marks stand and where a script without blanks
 * begins or ends. */
static enum gate_refusal parts_take(struct tally *y, const uint32_t *at,
                                    size_t count)
{
    size_t marks_run = 0;
    for (size_t i = 0; i < count;) {
        if (!is_in_part(at[i])) {
            marks_run++;
            if (marks_run > MARKS_RUN_MAX)
                return GATE_DRAWING;
            if (script_is_drawing(at[i]))
                y->drawing++;
            else if (script_is_emoji(at[i]))
                y->emoji++;
            else
                y->marks++;
            i++;
            continue;
        }
        marks_run = 0;
        struct part p = { .at = &at[i],
                          .unspaced = script_is_unspaced(at[i]) };
        while (i < count && is_in_part(at[i]) &&
               script_is_unspaced(at[i]) == p.unspaced) {
            p.count++;
            i++;
        }
        part_read(&p);
        enum gate_refusal refusal = part_take(y, &p);
        if (refusal != GATE_OK)
            return refusal;
    }
    return GATE_OK;
}

static bool starts(const struct text *t, const char *ascii)
{
    if (t->count == 0 || script_fold(t->at[0]) != (unsigned char)ascii[0])
        return false;
    size_t n = strlen(ascii);
    if (t->count < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (script_fold(t->at[i]) != (unsigned char)ascii[i])
            return false;
    return true;
}

static bool has(const struct text *t, uint32_t c)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->at[i] == c)
            return true;
    return false;
}

static size_t spaced_count(const struct text *t)
{
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++)
        count += !script_is_unspaced(t->at[i]);
    return count;
}

static bool is_link(const struct text *t)
{
    return starts(t, "http://") || starts(t, "https://") ||
           starts(t, "www.") || starts(t, "(http") || starts(t, "<http");
}

/* Words by which a file written as text begins or is wrapped. "data: we ..."
 * is a sentence, "data:image/..." is not. */
static bool is_wrapper(const struct text *t)
{
    static const char *const heads[] = {
        "blob:", "<svg", "<?xml", "<!doctype", "<html", "<img", "<path",
        "<rect", "<image", "%pdf-", "=ybegin", "=yend", "-----begin",
        "javascript:", "content-transfer-encoding:", "/*xpm",
    };
    if (starts(t, "data:") && t->count > 6 && (has(t, '/') || has(t, ',')))
        return true;
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (starts(t, heads[i]))
            return true;
    return false;
}

static void count_escapes(struct tally *y, const struct text *t)
{
    for (size_t i = 0; i + 2 < t->count; i++) {
        uint32_t a = t->at[i], b = t->at[i + 1];
        bool two = b < 'G' && is_in_part(b) && is_in_part(t->at[i + 2]);
        if ((a == '%' || a == '=') && two)
            y->escapes++;
        else if (a == '\\' && (b == 'u' || b == 'x' || is_digit(b)))
            y->escapes++;
        else if (a == '&' && b == '#')
            y->escapes++;
    }
}

/* Marks among its letters and digits, not before or behind them. */
static bool is_dense(const struct text *t)
{
    size_t from = 0, to = t->count, marks = 0;
    if (t->count < DENSE_MIN)
        return false;
    while (from < to && !is_in_part(t->at[from]))
        from++;
    while (to > from && !is_in_part(t->at[to - 1]))
        to--;
    for (size_t i = from; i < to; i++) {
        if (t->at[i] >= 0x80)
            return false;
        marks += !is_in_part(t->at[i]) || t->at[i] == '\'';
    }
    return to - from >= DENSE_MIN && marks * 4 > to - from;
}

static enum gate_refusal token_take(struct tally *y, const struct text *t)
{
    y->chars += t->count;
    if (is_wrapper(t))
        return GATE_ENCODED;
    count_escapes(y, t);
    if (is_link(t)) {
        y->links += t->count;
        if (t->count > GATE_LINK_CHARS || y->links > GATE_LINKS_CHARS)
            return GATE_LINK;
    } else if (spaced_count(t) > TOKEN_MAX) {
        return GATE_ENCODED;
    }
    if (is_dense(t)) {
        y->code_bits += t->count * 6 * BIT;
        return t->count > RUN_MAX ? GATE_ENCODED : GATE_OK;
    }
    return parts_take(y, t->at, t->count);
}

static size_t over(size_t count, size_t most)
{
    return count > most ? count - most : 0;
}

/* Bytes that all which is not language could carry. Numbers are free one to
 * three words, marks one to five characters, tiny parts as often as others. */
static size_t bytes_carried(const struct tally *y)
{
    size_t bits = y->code_bits;
    if (y->numbers > 0)
        bits += y->number_bits / y->numbers * over(y->numbers, y->words / 3);
    bits += over(y->marks, y->chars / 5 + 12) * 6 * BIT;
    bits += over(y->emoji, FREE_EMOJI) * 8 * BIT;
    bits += y->drawing * 8 * BIT;
    if (y->tiny > 16 && y->tiny * 3 > y->parts * 2)
        bits += y->tiny_chars * 5 * BIT;
    return bits / (8 * BIT);
}

static enum gate_refusal whole_check(uint32_t *bytes, struct arena *mem,
                                     const struct tally *y,
                                     const struct text *text,
                                     const struct gate_rule *rule)
{
    if (y->drawing > DRAWING_MAX)
        return GATE_DRAWING;
    if (y->marks > 60 && y->marks * 10 > y->chars * 4)
        return GATE_DRAWING;
    if (y->escapes > ESCAPES_MAX || text_is_even(mem, text))
        return GATE_ENCODED;
    size_t carried = bytes_carried(y);
    bool mostly_codes = y->language * 2 < y->chars;
    if (carried > rule->max_bytes)
        return mostly_codes || carried > (size_t)rule->max_bytes * 2
                   ? GATE_ENCODED
                   : GATE_FIELD_SPENT;
    if (carried > 100 && mostly_codes)
        return GATE_ENCODED;
    *bytes = (uint32_t)carried;
    return GATE_OK;
}

static bool is_gap(uint32_t c)
{
    return c == ' ' || c == '\n';
}

enum gate_refusal language_check(uint32_t *bytes, struct arena *mem,
                                 const struct text *text,
                                 const struct gate_rule *rule)
{
    struct tally y = { 0 };
    for (size_t i = 0; i < text->count;) {
        struct text token = { &text->at[i], 0 };
        while (i < text->count && !is_gap(text->at[i])) {
            token.count++;
            i++;
        }
        if (token.count == 0) {
            i++;
            continue;
        }
        enum gate_refusal refusal = token_take(&y, &token);
        if (refusal != GATE_OK)
            return refusal;
    }
    return whole_check(bytes, mem, &y, text, rule);
}
