/* pack_inner.h: a loaded pack as its two files see it: pack_load.c fills it
 * from YAML, pack.c looks things up. */
#ifndef LANYARD_POLICY_PACK_INNER_H
#define LANYARD_POLICY_PACK_INNER_H

#include "policy/pack.h"

struct pack {
    struct arena mem;
    struct str id;
    struct str version;
    struct date review_due;
    struct pack_clause *clauses; /* in clause order */
    size_t clauses_count;
    struct pack_clause *house; /* D14, D17a ...: in clause order */
    size_t house_count;
    struct pack_term *terms;
    size_t terms_count;
    struct pack_guidance *guidance;
    size_t guidance_count;
    struct pack_advice *advice;
    size_t advice_count;
    struct pack_tone *tone;
    size_t tone_count;
    struct pack_phrase *phrases; /* in the order of their plain forms */
    size_t phrases_from[257]; /* those that begin with a byte, and their end */
    uint8_t hash[32];
    struct pack_module own_duty; /* D11: off as loaded */
};

#endif
