/* harness.h: what a harness is: one function that takes any bytes and returns
 * 0; it stops the program when something promised does not hold. libFuzzer
 * calls it with bytes it makes up (fuzz/run), replay.c with those kept. */
#ifndef LANYARD_FUZZ_HARNESS_H
#define LANYARD_FUZZ_HARNESS_H

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct str input_str(const uint8_t *data, size_t size)
{
    return (struct str){ size > 0 ? (const char *)data : "", size };
}

#endif
