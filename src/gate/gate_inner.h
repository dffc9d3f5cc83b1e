/* gate_inner.h: what the files of the gate share. */
#ifndef LANYARD_GATE_GATE_INNER_H
#define LANYARD_GATE_GATE_INNER_H

#include "gate/gate.h"

/* Canonical text as code points. */
struct text {
    const uint32_t *at;
    size_t count;
};

/* Scripts written without blanks between words (script.c). */
bool script_is_unspaced(uint32_t c);
/* One sign a syllable or word, so that hardly two follow each other twice. */
bool script_is_large(uint32_t c);
/* Signs that stand in some names and hardly anywhere else. */
bool script_is_rare(uint32_t c);
/* Blocks, boxes, braille and shapes that pictures are made of. */
bool script_is_drawing(uint32_t c);
bool script_is_emoji(uint32_t c);
/* Letters dressed up as symbols: circled, bold, raised. */
bool script_is_dressed(uint32_t c);
/* A letter of a living script, or a mark on one. */
bool script_is_letter(uint32_t c);
/* The same letter without width and case; other characters as they are. */
uint32_t script_fold(uint32_t c);
/* Stands inside a word and is no letter: apostrophes, joiners. */
bool script_is_joint(uint32_t c);

/* The positive rules of one word and of what it could carry (language.c).
 * bytes: what codes in the text could carry, when it is GATE_OK. */
enum gate_refusal language_check(uint32_t *bytes, struct arena *mem,
                                 const struct text *text,
                                 const struct gate_rule *rule);

/* True when letters and words are as evenly spread as in no language: each
 * as likely after any other (uneven.c). Short texts are never even. */
bool text_is_even(struct arena *mem, const struct text *text);

#endif
