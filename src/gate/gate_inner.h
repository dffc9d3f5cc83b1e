/* gate_inner.h: what the two files of the gate share. */
#ifndef LANYARD_GATE_GATE_INNER_H
#define LANYARD_GATE_GATE_INNER_H

#include "gate/gate.h"

/* Canonical text as code points. */
struct text {
    const uint32_t *at;
    size_t count;
};

/* The positive rules (language.c). bytes: what codes in the text could
 * carry, when it is GATE_OK. */
enum gate_refusal language_check(uint32_t *bytes, struct arena *mem,
                                 const struct text *text,
                                 const struct gate_rule *rule);

#endif
