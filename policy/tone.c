/* tone.c: see tone.h. A text is read sign by sign: letters, gaps between words,
 * quotation marks, and all else, at which a phrase ends. Where a word begins,
 * the phrases that begin with its letter are compared with what follows. */
#include "policy/tone.h"

enum mark {
    MARK_END,     /* of the text */
    MARK_LETTER,  /* or digit; of another alphabet byte by byte */
    MARK_GAP,     /* blanks and hyphens: one is like the other */
    MARK_NOTHING, /* apostrophes and what is not seen: not compared */
    MARK_QUOTE,   /* opens, and closes if it is the same */
    MARK_STOP,
};

/* Small, so that it travels in a register: this is asked of every letter. */
struct sign {
    uint8_t mark;
    char letter; /* in lower case; of a quotation mark the one that closes */
    uint8_t size;
};

/* The closing marks by the letter that stands for them here. */
enum { CLOSES_PLAIN, CLOSES_SINGLE, CLOSES_DOUBLE, CLOSES_COUNT };

/* ASCII as it is compared: a letter or digit as itself, what lies between
 * words as a blank; the dot is all else. */
static const char plain_signs[129] =
    ".........  .. .." "................"
    " .\"....'..... .." "0123456789......"
    ".abcdefghijklmno" "pqrstuvwxyz....."
    ".abcdefghijklmno" "pqrstuvwxyz.....";

static struct sign sign_mark(char c)
{
    switch (c) {
    case '\'':
        return (struct sign){ MARK_NOTHING, 0, 1 };
    case '"':
        return (struct sign){ MARK_QUOTE, CLOSES_PLAIN, 1 };
    }
    return (struct sign){ MARK_STOP, 0, 1 };
}

/* Of the block of general punctuation, U+2000 to U+206F. */
static struct sign sign_general(unsigned point)
{
    if (point <= 0x200A || point == 0x2010 || point == 0x2011 ||
        point == 0x2028 || point == 0x2029 || point == 0x202F)
        return (struct sign){ MARK_GAP, 0, 3 };
    if (point <= 0x200F || point == 0x2019 || point >= 0x2060)
        return (struct sign){ MARK_NOTHING, 0, 3 };
    if (point == 0x2018)
        return (struct sign){ MARK_QUOTE, CLOSES_SINGLE, 3 };
    if (point == 0x201C)
        return (struct sign){ MARK_QUOTE, CLOSES_DOUBLE, 3 };
    return (struct sign){ MARK_STOP, 0, 3 };
}

/* Of more than one byte; of another alphabet each byte is a letter. */
static struct sign sign_wide(const unsigned char *at, size_t left)
{
    if (left >= 2 && at[0] == 0xC2 && at[1] == 0xA0) /* a blank that holds */
        return (struct sign){ MARK_GAP, 0, 2 };
    if (left >= 2 && ((at[0] == 0xC2 && at[1] == 0xAD) || /* soft hyphen */
                      (at[0] == 0xCA && at[1] == 0xBC)))  /* apostrophe */
        return (struct sign){ MARK_NOTHING, 0, 2 };
    if (left >= 3 && at[0] == 0xE2 && (at[1] == 0x80 || at[1] == 0x81) &&
        (at[2] & 0xC0) == 0x80 && (at[1] == 0x80 || at[2] < 0xB0))
        return sign_general(0x2000u | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu));
    return (struct sign){ MARK_LETTER, (char)at[0], 1 };
}

static inline struct sign sign_at(struct str text, size_t i)
{
    if (i == text.size)
        return (struct sign){ MARK_END, 0, 0 };
    const unsigned char *at = (const unsigned char *)text.data + i;
    if (at[0] >= 0x80)
        return sign_wide(at, text.size - i);
    char c = plain_signs[at[0]];
    if (c >= '0')
        return (struct sign){ MARK_LETTER, c, 1 };
    return c == ' ' ? (struct sign){ MARK_GAP, 0, 1 } : sign_mark(c);
}

static size_t skip(struct str text, size_t i, enum mark mark)
{
    struct sign s;
    while ((s = sign_at(text, i)).mark == mark)
        i += s.size;
    return i;
}

bool tone_plain(struct str *out, struct arena *mem, struct str phrase)
{
    struct buf b;
    struct sign s;
    buf_open(&b, mem, phrase.size + 1, phrase.size + 1);
    for (size_t i = 0; (s = sign_at(phrase, i)).mark != MARK_END;) {
        if (s.mark == MARK_LETTER)
            buf_put_char(&b, s.letter);
        else if (s.mark == MARK_GAP)
            buf_put_char(&b, ' ');
        else if (s.mark != MARK_NOTHING)
            return false;
        i = s.mark == MARK_GAP ? skip(phrase, i, MARK_GAP) : i + s.size;
    }
    *out = buf_str(&b);
    return out->size > 0 && out->data[0] != ' ' &&
           out->data[out->size - 1] != ' ';
}

/* Whether the phrase stands there, where a word begins. An apostrophe ends a
 * word, so that an s behind it does not hide one. */
static bool stands_at(struct str text, size_t i, struct str plain)
{
    struct sign s;
    for (size_t p = 0; p < plain.size; p++) {
        if (p > 0)
            i = skip(text, i, MARK_NOTHING);
        s = sign_at(text, i);
        if (plain.data[p] == ' ') {
            if (s.mark != MARK_GAP)
                return false;
            i = skip(text, i, MARK_GAP);
            continue;
        }
        if (s.mark != MARK_LETTER || s.letter != plain.data[p])
            return false;
        i += s.size;
    }
    return sign_at(text, i).mark != MARK_LETTER;
}

/* ---- quotations ---- */

/* Up to where each closing mark is known not to stand: without it, a text of
 * opening marks alone would be read once for each of them. */
struct quoting {
    size_t none_before[CLOSES_COUNT];
};

/* A single mark within a word is an apostrophe. */
static bool closes(struct str text, size_t i, char kind)
{
    struct str rest = { text.data + i, text.size - i };
    if (kind == CLOSES_PLAIN)
        return rest.data[0] == '"';
    if (kind == CLOSES_DOUBLE)
        return str_starts(rest, "\u201D");
    return str_starts(rest, "\u2019") &&
           sign_at(text, i + 3).mark != MARK_LETTER;
}

/* At the second of two line breaks, however the browser sends them. */
static bool paragraph_ends(struct str text, size_t j)
{
    const char *at = text.data + j;
    return at[0] == '\n' && (at[-1] == '\n' ||
                             (at[-1] == '\r' && at[-2] == '\n'));
}

/* Behind the mark that closes what opens there; i when nothing does before the
 * paragraph ends. */
static size_t quoted_until(struct quoting *q, struct str text, size_t i,
                           struct sign open)
{
    unsigned kind = (unsigned)open.letter;
    enum mark next = sign_at(text, i + open.size).mark;
    if (i < q->none_before[kind] || next == MARK_GAP || next == MARK_END)
        return i; /* 5" is a measure */
    for (size_t j = i + open.size; j < text.size; j++) {
        if (closes(text, j, open.letter))
            return j + sign_at(text, j).size;
        if (paragraph_ends(text, j) || j + 1 == text.size) {
            q->none_before[kind] = j;
            return i;
        }
    }
    return i;
}

/* ---- a text ---- */

static bool is_there(const struct tone *out, size_t count,
                     const struct pack_phrase *phrase)
{
    for (size_t i = 0; i < count; i++)
        if (out[i].row == phrase->tone)
            return true;
    return false;
}

static size_t word_compare(struct tone *out, size_t count, size_t max,
                           const struct pack *pack, struct str text,
                           size_t i)
{
    size_t phrases;
    const struct pack_phrase *of =
        pack_phrases(pack, sign_at(text, i).letter, &phrases);
    struct sign second = phrases > 0 && (signed char)text.data[i] > 0
                             ? sign_at(text, i + 1)
                             : (struct sign){ MARK_NOTHING, 0, 0 };
    for (size_t p = 0; p < phrases && count < max; p++) {
        /* Most words differ in their second letter already. */
        if (second.mark == MARK_LETTER && of[p].plain.size > 1 &&
            of[p].plain.data[1] != second.letter)
            continue;
        if (stands_at(text, i, of[p].plain) && !is_there(out, count, &of[p]))
            out[count++] = (struct tone){ of[p].tone, of[p].words };
    }
    return count;
}

size_t tone_find(struct tone *out, size_t count, size_t max,
                 const struct pack *pack, struct str text)
{
    struct quoting q = { { 0 } };
    struct sign s;
    size_t i = 0;
    while (count < max && (s = sign_at(text, i)).mark != MARK_END) {
        if (s.mark == MARK_LETTER) {
            count = word_compare(out, count, max, pack, text, i);
            while ((s = sign_at(text, i)).mark == MARK_LETTER ||
                   s.mark == MARK_NOTHING)
                i += s.size;
            continue;
        }
        size_t behind = s.mark == MARK_QUOTE ? quoted_until(&q, text, i, s)
                                             : i;
        i = behind > i ? behind : i + s.size;
    }
    return count;
}
