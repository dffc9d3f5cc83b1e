/* Promise 2 of identity.h when all guess at once: never more than
 * GUESSES_MAX are let through, on either driver. */
#include "tests/check.h"
#include "tests/house.h"

#include "identity/identity.h"

#include <pthread.h>

enum { GUESSERS = 16 };

struct guesser {
    struct house *h;
    pthread_barrier_t *start;
    enum err err;
};

static enum err guess_work(struct tx *tx, void *context)
{
    struct guesser *g = context;
    return guess_count(tx, STR("account somebody"), g->h->now);
}

static void *guess_thread(void *context)
{
    struct guesser *g = context;
    pthread_barrier_wait(g->start);
    g->err = store_write(&g->h->store, guess_work, g);
    return NULL;
}

static void p2_ten_of_sixteen_at_once_are_let_through(void **state)
{
    (void)state;
    struct house h;
    struct guesser guessers[GUESSERS];
    pthread_t threads[GUESSERS];
    pthread_barrier_t start;
    unsigned let = 0, denied = 0;
    house_open(&h);
    pthread_barrier_init(&start, NULL, GUESSERS);
    for (unsigned i = 0; i < GUESSERS; i++) {
        guessers[i] = (struct guesser){ &h, &start, OK };
        assert_int_equal(pthread_create(&threads[i], NULL, guess_thread,
                                        &guessers[i]), 0);
    }
    for (unsigned i = 0; i < GUESSERS; i++) {
        pthread_join(threads[i], NULL);
        let += guessers[i].err == OK;
        denied += guessers[i].err == ERR_DENIED;
    }
    pthread_barrier_destroy(&start);
    assert_int_equal(let, GUESSES_MAX);
    assert_int_equal(denied, GUESSERS - GUESSES_MAX);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(p2_ten_of_sixteen_at_once_are_let_through),
    };
    return RUN_TESTS(tests);
}
