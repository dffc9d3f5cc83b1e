/* gate_inner.h: what the files of the gate share. */
#ifndef LANYARD_GATE_GATE_INNER_H
#define LANYARD_GATE_GATE_INNER_H

#include "gate/gate.h"

/* Canonical text as code points. */
struct text {
    const uint32_t *at;
    size_t count;
};

/* What kind of character this is (script.c). Most of what is typed is ASCII,
 * and each character is asked about several times: that is answered here. */

bool script_is_unspaced_beyond(uint32_t c);
bool script_is_letter_beyond(uint32_t c);
uint32_t script_fold_beyond(uint32_t c);

/* Scripts written without blanks between words. */
static inline bool script_is_unspaced(uint32_t c)
{
    return c >= 0x0E00 && script_is_unspaced_beyond(c);
}

/* One sign a syllable or word, so that hardly two follow each other twice. */
bool script_is_large(uint32_t c);
/* Signs that stand in some names and hardly anywhere else. */
bool script_is_rare(uint32_t c);
/* Blocks, boxes, braille and shapes that pictures are made of. */
bool script_is_drawing(uint32_t c);
bool script_is_emoji(uint32_t c);

/* Letters dressed up as symbols: circled, bold, raised. */
static inline bool script_is_dressed(uint32_t c)
{
    return c >= 0x2070 &&
           (c <= 0x209F || (c >= 0x2460 && c <= 0x24FF) ||
            (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x1F100 && c <= 0x1F1E5));
}

/* A letter of a living script, or a mark on one. */
static inline bool script_is_letter(uint32_t c)
{
    return c < 0x80 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
                    : script_is_letter_beyond(c);
}

/* The same letter without width and case; other characters as they are. */
static inline uint32_t script_fold(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    return script_fold_beyond(c);
}

/* Stands inside a word and is no letter: apostrophes, joiners. */
static inline bool script_is_joint(uint32_t c)
{
    return c == '\'' ||
           (c > 0x80 && (c == 0x2019 || c == 0x00AD || c == 0x200C ||
                         c == 0x200D || c == 0x02BC || c == 0x05F3 ||
                         c == 0x05F4));
}

/* The positive rules of one word and of what it could carry (language.c).
 * bytes: what codes in the text could carry, when it is GATE_OK. */
enum gate_refusal language_check(uint32_t *bytes, struct arena *mem,
                                 const struct text *text,
                                 const struct gate_rule *rule);

/* True when letters and words are as evenly spread as in no language: each
 * as likely after any other (uneven.c). Short texts are never even. */
bool text_is_even(struct arena *mem, const struct text *text);

#endif
