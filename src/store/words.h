/* words.h: the words of a text as search compares them.
 *
 * Promises:  1 the same text gives the same words in the same order, whatever
 *              was added before them one at a time or all at once,
 *            2 case, accents and apostrophes do not matter: "O'Brien" and
 *              "obrien", "Zoe" and "Zoë" are one word,
 *            3 a word is a run of letters, digits and their marks in any
 *              script, at most WORD_SIZE_MAX bytes of it.
 * Ownership: a list lives as long as its arena.
 * Fails with: ERR_LIMIT past WORDS_TEXT_MAX bytes of different words.
 * Not here:  sealing, rows (search.c).
 */
#ifndef LANYARD_STORE_WORDS_H
#define LANYARD_STORE_WORDS_H

#include "base/str.h"

enum { WORD_SIZE_MAX = 64, WORDS_TEXT_MAX = 1 << 22 };

/* Different words in the order of their first appearance, as one text:
 * "\nburn\nhannah\n"; a list without words is empty. */
struct words {
    struct arena *mem;
    struct buf text;
    uint32_t *slots; /* offset of a word + 1; 0 is free */
    size_t slots_count;
    size_t count;
};

void words_open(struct words *words, struct arena *mem);

/* Takes the text of another list as it is. ERR_CORRUPT: it is none. */
MUST_USE enum err words_add_list(struct words *words, struct str list);

/* Takes the words of what somebody wrote. */
MUST_USE enum err words_add_text(struct words *words, struct str text);

struct str words_text(const struct words *words);

/* True when each word of asked begins a word of list. Scripts that do not put
 * blanks between words are looked for anywhere. False when asked is empty. */
bool words_match(struct str list, struct str asked);

#endif
