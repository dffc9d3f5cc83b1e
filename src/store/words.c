/* words.c: folding text into words, and finding them again.
 *
 * Folding goes code point by code point (canonical decomposition, marks of
 * Latin, Greek, Cyrillic, Hebrew and Arabic dropped, lower case, a few letters
 * that have no decomposition spelt out). u8_casefold would allocate for each
 * text; ASCII, which is most of what schools write, takes a table instead.
 */
#include "store/words.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

enum {
    SLOTS_FIRST = 256,
    DECOMPOSE_DEPTH_MAX = 8,
};

static const uint32_t INVALID = 0xffffffff; /* no code point */

/* One word being folded. */
struct folder {
    char bytes[WORD_SIZE_MAX + 8];
    size_t size;
    bool full;
};

void words_open(struct words *words, struct arena *mem)
{
    *words = (struct words){ .mem = mem, .slots_count = SLOTS_FIRST };
    buf_open(&words->text, mem, 1024, WORDS_TEXT_MAX);
    words->slots = ARENA_MANY(mem, SLOTS_FIRST, uint32_t);
}

static size_t word_hash(const char *at, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (uint8_t)at[i]) * 0x100000001b3u;
    return (size_t)(hash ^ hash >> 29);
}

/* The word that begins at an offset of the list's text, up to its line end. */
static struct str word_at(const struct words *words, uint32_t offset)
{
    const char *at = words->text.data + offset;
    const char *end = memchr(at, '\n', words->text.size - offset);
    must(end != NULL);
    return (struct str){ at, (size_t)(end - at) };
}

static uint32_t *slot_of(const struct words *words, struct str word)
{
    size_t mask = words->slots_count - 1;
    size_t i = word_hash(word.data, word.size) & mask;
    while (words->slots[i] != 0 &&
           !str_same(word_at(words, words->slots[i] - 1), word))
        i = (i + 1) & mask;
    return &words->slots[i];
}

static void slots_double(struct words *words)
{
    uint32_t *old = words->slots;
    size_t old_count = words->slots_count;
    words->slots_count *= 2;
    words->slots = ARENA_MANY(words->mem, words->slots_count, uint32_t);
    for (size_t i = 0; i < old_count; i++)
        if (old[i] != 0)
            *slot_of(words, word_at(words, old[i] - 1)) = old[i];
}

static enum err word_add(struct words *words, struct str word)
{
    uint32_t *slot = slot_of(words, word);
    if (*slot != 0)
        return OK;
    if (words->text.size == 0)
        buf_put_char(&words->text, '\n');
    uint32_t offset = (uint32_t)words->text.size;
    buf_put_str(&words->text, word);
    buf_put_char(&words->text, '\n');
    if (words->text.overflowed)
        return ERR_LIMIT;
    *slot = offset + 1;
    if (++words->count * 2 > words->slots_count)
        slots_double(words);
    return OK;
}

enum err words_add_list(struct words *words, struct str list)
{
    enum err err = OK;
    if (list.size == 0)
        return OK;
    if (list.size < 3 || list.data[0] != '\n' ||
        list.data[list.size - 1] != '\n')
        return ERR_CORRUPT;
    struct str rest = { list.data + 1, list.size - 1 };
    while (rest.size > 0 && err == OK) {
        struct str word = str_cut(&rest, '\n');
        if (word.size == 0 || word.size > WORD_SIZE_MAX)
            return ERR_CORRUPT;
        err = word_add(words, word);
    }
    return err;
}

static uint32_t code_point_next(struct str *text)
{
    const uint8_t *at = (const uint8_t *)text->data;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    uint32_t code = at[0];
    if (size > 1) {
        code = at[0] & (0xffu >> (size + 1));
        for (size_t i = 1; i < size; i++) {
            if (i >= text->size || (at[i] & 0xc0) != 0x80) {
                size = i;
                code = INVALID; /* the gate let none in; a gap if one is */
                break;
            }
            code = code << 6 | (at[i] & 0x3fu);
        }
    }
    text->data += size;
    text->size -= size;
    return code > 0x10ffff ? INVALID : code;
}

static void folder_put(struct folder *word, uint32_t code)
{
    char bytes[4];
    size_t size = 0;
    if (code < 0x80) {
        bytes[size++] = (char)code;
    } else if (code < 0x800) {
        bytes[size++] = (char)(0xc0 | code >> 6);
    } else if (code < 0x10000) {
        bytes[size++] = (char)(0xe0 | code >> 12);
        bytes[size++] = (char)(0x80 | (code >> 6 & 0x3f));
    } else {
        bytes[size++] = (char)(0xf0 | code >> 18);
        bytes[size++] = (char)(0x80 | (code >> 12 & 0x3f));
        bytes[size++] = (char)(0x80 | (code >> 6 & 0x3f));
    }
    if (code >= 0x80)
        bytes[size++] = (char)(0x80 | (code & 0x3f));
    if (word->full || word->size + size > WORD_SIZE_MAX) {
        word->full = true; /* cut between letters, for both sides alike */
        return;
    }
    memcpy(word->bytes + word->size, bytes, size);
    word->size += size;
}

static bool mark_is_dropped(uint32_t code)
{
    return (code >= 0x300 && code <= 0x36f) ||  /* Latin, Greek, Cyrillic */
           (code >= 0x591 && code <= 0x5c7) ||  /* Hebrew points */
           (code >= 0x64b && code <= 0x65f) ||  /* Arabic vowels */
           code == 0x670 || code == 0x640;
}

/* Letters that people type without their stroke and Unicode does not split. */
static const char *letter_spelt_out(uint32_t lower)
{
    switch (lower) {
    case 0xdf: return "ss";
    case 0xe6: return "ae";
    case 0xf0: return "d";
    case 0xf8: return "o";
    case 0xfe: return "th";
    case 0x111: return "d";
    case 0x131: return "i";
    case 0x142: return "l";
    case 0x153: return "oe";
    default: return NULL;
    }
}

static void fold(struct folder *word, uint32_t code, unsigned depth)
{
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int count = uc_canonical_decomposition(code, parts);
    if (count > 0 && depth < DECOMPOSE_DEPTH_MAX) {
        for (int i = 0; i < count; i++)
            fold(word, parts[i], depth + 1);
        return;
    }
    if (mark_is_dropped(code))
        return;
    uint32_t lower = uc_tolower(code);
    if (lower == 0x3c2) /* Greek final sigma */
        lower = 0x3c3;
    const char *spelt = letter_spelt_out(lower);
    if (spelt == NULL)
        folder_put(word, lower);
    else
        while (*spelt != '\0')
            folder_put(word, (uint8_t)*spelt++);
}

static bool code_is_apostrophe(uint32_t code)
{
    return code == '\'' || code == 0x2019 || code == 0x2bc || code == 0xad ||
           code == 0x200c || code == 0x200d;
}

static bool code_is_of_word(uint32_t code)
{
    return uc_is_general_category_withtable(
        code, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M);
}

/* ASCII letters to lower case, digits to themselves, all else to 0. */
static char ascii_fold(uint32_t code)
{
    if (code >= 'A' && code <= 'Z')
        return (char)(code | 0x20);
    if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9'))
        return (char)code;
    return 0;
}

/* The next word of *text; false when there is none left. */
static bool word_next(struct folder *word, struct str *text)
{
    *word = (struct folder){ .size = 0 };
    while (text->size > 0) {
        uint32_t code = code_point_next(text);
        char ascii = code < 0x80 ? ascii_fold(code) : 0;
        if (ascii != 0 && word->size < WORD_SIZE_MAX)
            word->bytes[word->size++] = ascii;
        else if (ascii != 0)
            word->full = true;
        else if (code_is_apostrophe(code))
            continue;
        else if (code >= 0x80 && code != INVALID && code_is_of_word(code))
            fold(word, code, 0);
        else if (word->size > 0)
            return true;
    }
    return word->size > 0;
}

enum err words_add_text(struct words *words, struct str text)
{
    struct folder word;
    enum err err = OK;
    while (err == OK && word_next(&word, &text))
        err = word_add(words, (struct str){ word.bytes, word.size });
    return err;
}

struct str words_text(const struct words *words)
{
    return buf_str(&words->text);
}

bool words_match(struct str list, struct str asked)
{
    bool any = false;
    if (list.size == 0)
        return false;
    while (asked.size > 1) {
        /* needle: "\nword"; from U+0800 on, scripts may run words together */
        const char *end = memchr(asked.data + 1, '\n', asked.size - 1);
        must(asked.data[0] == '\n' && end != NULL);
        size_t size = (size_t)(end - asked.data);
        size_t skip = (uint8_t)asked.data[1] >= 0xe0 ? 1 : 0;
        if (memmem(list.data, list.size, asked.data + skip, size - skip) ==
            NULL)
            return false;
        any = true;
        asked.data += size;
        asked.size -= size;
    }
    return any;
}
