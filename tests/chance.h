/* chance.h: randomness that comes again: the same seed, the same run.
 *
 * Promises:  1 one seed gives one sequence, on every machine,
 *            2 after chance_everywhere the program's own random bytes (ids,
 *              keys, nonces, form keys) follow the seed as well.
 * Not here:  anything that may protect a secret. Tests only. */
#ifndef LANYARD_TESTS_CHANCE_H
#define LANYARD_TESTS_CHANCE_H

#include "base/base.h"

struct chance {
    uint64_t state;
};

uint64_t chance_next(struct chance *c);
/* 0 .. below - 1; below is at least 1. */
uint64_t chance_below(struct chance *c, uint64_t below);
/* True about percent times in a hundred. */
bool chance_of(struct chance *c, unsigned percent);

/* A number for a place, without a sequence: sector 7 of seed 3. */
uint64_t chance_at(uint64_t seed, uint64_t place);

/* From here on the program's random bytes follow this seed. */
void chance_everywhere(uint64_t seed);

#endif
