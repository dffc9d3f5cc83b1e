/* chance.c: splitmix64, and the same behind libsodium's random bytes. The
 * bytes are drawn under a lock, because the writer thread draws too. */
#include "tests/chance.h"

#include <pthread.h>
#include <sodium.h>

static const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t chance_next(struct chance *c)
{
    c->state += golden;
    return mix(c->state);
}

uint64_t chance_below(struct chance *c, uint64_t below)
{
    must(below > 0);
    return chance_next(c) % below;
}

bool chance_of(struct chance *c, unsigned percent)
{
    return chance_below(c, 100) < percent;
}

uint64_t chance_at(uint64_t seed, uint64_t place)
{
    return mix(mix(seed + golden) + place * golden);
}

/* ---- the program's own random bytes ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct chance program;

static void program_bytes(void *const out, const size_t size)
{
    uint8_t *at = out;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word = chance_next(&program);
        memcpy(at + i, &word, size - i < 8 ? size - i : 8);
    }
    pthread_mutex_unlock(&lock);
}

static uint32_t program_word(void)
{
    uint32_t word;
    program_bytes(&word, sizeof(word));
    return word;
}

static const char *program_name(void)
{
    return "seeded for tests";
}

void chance_everywhere(uint64_t seed)
{
    static randombytes_implementation seeded = {
        .implementation_name = program_name,
        .random = program_word,
        .buf = program_bytes,
    };
    must(sodium_init() >= 0); /* it draws bytes the first time */
    pthread_mutex_lock(&lock);
    program.state = seed;
    pthread_mutex_unlock(&lock);
    must(randombytes_set_implementation(&seeded) == 0);
}
