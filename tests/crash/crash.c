/* crash.c: power cuts over the product's own write paths (I2, I9).
 *
 * A life is a house on the simulated disk: writers work, the power goes at an
 * operation that the seed chooses, the house starts again (and now and then
 * is cut once more while it recovers), and everything that was answered is
 * compared with what is there. Then it goes on.
 *
 * Run one life: build-test/tests/crash/test-crash SEED. */
#include "tests/check.h"
#include "tests/crash/disk.h"
#include "tests/crash/writer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* A checkpoint comes after 1000 pages: some cuts come late enough for it. */
enum { WRITERS_MAX = 4, OPERATIONS_SHORT = 300, OPERATIONS_LONG = 2500 };

struct figures {
    unsigned lives;
    unsigned cuts;
    unsigned cuts_in_checkpoint;
    unsigned kills; /* the process died, the machine went on */
    uint64_t answered;
    uint64_t unanswered;
    uint64_t lost;
    uint64_t corrupt;
    struct disk_loss sectors;
    const char *why;
    uint64_t why_seed;
};

static struct {
    struct house house;
    struct disk_copy *empty;
    struct disk_copy *fresh; /* tables, a trust, one incident */
    char reference[REFERENCE_SIZE + 1];
} base;

struct life {
    struct house *house;
    uint64_t seed;
    struct chance chance;
    struct writer writers[WRITERS_MAX];
    unsigned writers_count;
    bool failing; /* now and then an operation fails without a cut */
    struct figures *figures;
};

static void figures_tell(const char *what, const struct figures *f)
{
    printf("# %s: %u lives, %u cuts (%u in a checkpoint), %u kills, %llu acts answered, %llu not answered, %llu lost, %llu corrupt; sectors %llu kept, %llu dropped, %llu torn\n",
           what, f->lives, f->cuts, f->cuts_in_checkpoint,
           f->kills, (unsigned long long)f->answered,
           (unsigned long long)f->unanswered, (unsigned long long)f->lost,
           (unsigned long long)f->corrupt,
           (unsigned long long)f->sectors.kept,
           (unsigned long long)f->sectors.dropped,
           (unsigned long long)f->sectors.torn);
    if (f->why != NULL)
        printf("# first: %s; again: build-test/tests/crash/test-crash %llu\n",
               f->why, (unsigned long long)f->why_seed);
}

static void trouble(struct life *l, const char *why)
{
    l->figures->corrupt++;
    if (l->figures->why == NULL) {
        l->figures->why = why;
        l->figures->why_seed = l->seed;
    }
}

/* ---- work until the power goes ---- */

static void *writer_thread(void *context)
{
    struct writer *w = context;
    while (!disk_stopped())
        writer_step(w);
    return NULL;
}

static void work_until_cut(struct life *l)
{
    pthread_t threads[WRITERS_MAX];
    disk_stop_after(chance_below(&l->chance, chance_of(&l->chance, 10)
                                                 ? OPERATIONS_LONG
                                                 : OPERATIONS_SHORT));
    if (l->failing && chance_of(&l->chance, 50))
        disk_fail_after(chance_below(&l->chance, 60),
                        1 + (unsigned)chance_below(&l->chance, 3));
    if (l->writers_count == 1) {
        writer_thread(&l->writers[0]);
        return;
    }
    for (unsigned i = 0; i < l->writers_count; i++)
        must(pthread_create(&threads[i], NULL, writer_thread,
                            &l->writers[i]) == 0);
    for (unsigned i = 0; i < l->writers_count; i++)
        pthread_join(threads[i], NULL);
}

/* Mostly the power; at times the process alone, which keeps what was written
 * and not synced for the next cut to take away. */
static void power_cut(struct life *l)
{
    house_stop(l->house);
    if (chance_of(&l->chance, 20)) {
        disk_start(DISK_KILL);
        l->figures->kills++;
        return;
    }
    struct disk_loss loss = disk_start(DISK_POWER_CUT);
    l->figures->cuts++;
    l->figures->cuts_in_checkpoint += loss.in_database;
    l->figures->sectors.kept += loss.kept;
    l->figures->sectors.dropped += loss.dropped;
    l->figures->sectors.torn += loss.torn;
}

/* Starting reads the log; stopping writes it back: cut in the middle. */
static void cut_again_while_recovering(struct life *l)
{
    disk_stop_after(chance_below(&l->chance, 40));
    if (house_start(l->house) != OK && !disk_stopped())
        trouble(l, "it does not start after a cut");
    power_cut(l);
}

/* ---- what has to be true afterwards ---- */

static void whole_check(struct life *l)
{
    struct house *h = l->house;
    struct permit program = access_program_permit(h->trust);
    struct school_row oak = { .id = h->oak, .day_ends = 960 };
    struct acts_schools schools = { &h->acts, &oak, 1 };
    struct deriver deriver = { act_derive_again, &schools };
    struct findings findings = { 0 };
    struct progress quiet = { 0 };
    if (store_verify(&h->store, &program, &findings, quiet) != OK ||
        findings.count > 0)
        trouble(l, "verify finds something");
    if (store_rebuild(&h->store, &program, &deriver, true, &findings,
                      quiet) != OK || findings.count > 0)
        trouble(l, "rebuild finds something");
}

/* False when something is lost: that life is over. */
static bool writers_check(struct life *l)
{
    uint64_t lost = 0;
    for (unsigned i = 0; i < l->writers_count; i++) {
        struct writer *w = &l->writers[i];
        if (!w->post.answered) /* in doubt: sent again, it counts once */
            writer_step(w);
        writer_check(w);
        lost += w->lost;
        if (w->lost > 0 && l->figures->why == NULL) {
            l->figures->why = w->why;
            l->figures->why_seed = l->seed;
        }
    }
    l->figures->lost += lost;
    return lost == 0;
}

static void life_run(struct figures *figures, uint64_t seed,
                     unsigned writers_count, unsigned cuts, bool failing)
{
    struct life *l = calloc(1, sizeof(*l));
    must(l != NULL);
    *l = (struct life){ .house = &base.house, .seed = seed,
                        .chance = { seed }, .figures = figures,
                        .writers_count = writers_count,
                        .failing = failing };
    disk_put(base.fresh, seed);
    chance_everywhere(seed);
    assert_int_equal(house_start(l->house), OK);
    for (unsigned i = 0; i < writers_count; i++)
        writer_open(&l->writers[i], l->house, i, chance_next(&l->chance),
                    base.reference);
    bool sound = true;
    for (unsigned i = 0; i < cuts && sound; i++) {
        work_until_cut(l);
        power_cut(l);
        if (chance_of(&l->chance, 30))
            cut_again_while_recovering(l);
        if (house_start(l->house) != OK) {
            trouble(l, "it does not start after a cut");
            break;
        }
        sound = writers_check(l);
        whole_check(l);
    }
    for (unsigned i = 0; i < writers_count; i++) {
        figures->answered += l->writers[i].answered;
        figures->unanswered += l->writers[i].unanswered;
        writer_close(&l->writers[i]);
    }
    figures->lives++;
    house_stop(l->house);
    disk_start(DISK_KILL);
    free(l);
}

/* ---- tests ---- */

static void nothing_answered_is_lost(void **state)
{
    (void)state;
    struct figures f = { 0 };
    for (uint64_t seed = 1; seed <= 40; seed++)
        life_run(&f, seed, 1, 12, seed % 4 == 0);
    figures_tell("one writer", &f);
    assert_int_equal(f.lost, 0);
    assert_int_equal(f.corrupt, 0);
    assert_true(f.cuts >= 480 && f.cuts_in_checkpoint > 0);
    assert_true(f.sectors.torn > 0 && f.sectors.dropped > 0);
}

static void nothing_of_a_group_is_lost(void **state)
{
    (void)state;
    struct figures f = { 0 };
    for (uint64_t seed = 1001; seed <= 1010; seed++)
        life_run(&f, seed, WRITERS_MAX, 12, false);
    figures_tell("four writers at once", &f);
    assert_int_equal(f.lost, 0);
    assert_int_equal(f.corrupt, 0);
    assert_true(f.cuts >= 120);
}

static void the_same_seed_is_the_same_life(void **state)
{
    (void)state;
    struct figures a = { 0 }, b = { 0 };
    life_run(&a, 7, 1, 6, true);
    life_run(&b, 7, 1, 6, true);
    assert_memory_equal(&a, &b, sizeof(a));
}

/* The tables are made in one transaction: all of them, or the next start
 * makes them. */
static void a_cut_while_the_tables_are_made(void **state)
{
    (void)state;
    struct house *h = &base.house;
    unsigned cuts = 0, made = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        disk_put(base.empty, seed);
        struct chance chance = { seed };
        disk_stop_after(chance_below(&chance, 120));
        if (house_start(h) == OK)
            made++;
        house_stop(h);
        disk_start(DISK_POWER_CUT);
        cuts++;
        assert_int_equal(house_start(h), OK);
        house_stop(h);
        disk_start(DISK_KILL);
    }
    printf("# first start: %u cuts, %u of them after it was done\n", cuts,
           made);
    assert_true(made < cuts);
}

/* Killed in the middle of a commit, started again, the form sent again and
 * answered from what the log held, then the power goes at once. */
static void what_a_second_post_is_told_stays(void **state)
{
    (void)state;
    struct writer *w = calloc(1, sizeof(*w));
    must(w != NULL);
    uint64_t repeats = 0, lost = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        disk_put(base.fresh, seed);
        chance_everywhere(seed);
        assert_int_equal(house_start(&base.house), OK);
        writer_open(w, &base.house, 0, seed, base.reference);
        disk_stop_after(seed % 40);
        writer_thread(w);
        house_stop(&base.house);
        disk_start(DISK_KILL);
        assert_int_equal(house_start(&base.house), OK);
        if (!w->post.answered)
            writer_step(w);
        repeats += w->repeated;
        disk_stop_after(0);
        house_stop(&base.house);
        disk_start(DISK_POWER_CUT);
        assert_int_equal(house_start(&base.house), OK);
        writer_check(w);
        lost += w->lost;
        if (w->lost > 0)
            printf("# seed %llu: %s\n", (unsigned long long)seed, w->why);
        writer_close(w);
        house_stop(&base.house);
        disk_start(DISK_KILL);
    }
    free(w);
    printf("# killed and cut: 200 times, %llu posts answered from what the log held, %llu lost\n",
           (unsigned long long)repeats, (unsigned long long)lost);
    assert_true(repeats > 0);
    assert_int_equal(lost, 0);
}

/* Teeth: without a sync at each commit something is lost, and is seen. */
static void weaker_durability_loses(void **state)
{
    (void)state;
    struct figures f = { 0 };
    base.house.unsafe = true;
    for (uint64_t seed = 1; seed <= 12; seed++)
        life_run(&f, seed, 1, 12, false);
    base.house.unsafe = false;
    figures_tell("synchronous=NORMAL", &f);
    assert_true(f.lost > 0);
}

/* Teeth: a disk whose syncs do nothing. */
static void a_disk_that_lies_loses(void **state)
{
    (void)state;
    struct figures f = { 0 };
    disk_lie(true);
    for (uint64_t seed = 1; seed <= 12; seed++)
        life_run(&f, seed, 1, 12, false);
    disk_lie(false);
    figures_tell("syncs that do nothing", &f);
    assert_true(f.lost + f.corrupt > 0);
}

static void base_open(void)
{
    disk_open(1);
    base.empty = disk_take();
    chance_everywhere(1);
    house_open_on(&base.house, DISK_VFS);
    const char *ref = house_report(&base.house, "safe=yes|told=Heard in the corridor.");
    memcpy(base.reference, ref, sizeof(base.reference));
    house_stop(&base.house);
    base.fresh = disk_take();
}

static void base_close(void)
{
    disk_copy_free(base.empty);
    disk_copy_free(base.fresh);
    house_close(&base.house);
    disk_close();
}

static int one_life(const char *seed_text)
{
    uint64_t seed;
    struct figures f = { 0 };
    if (str_read_number(&seed, str_of(seed_text), UINT64_MAX / 2) != OK) {
        fprintf(stderr, "usage: test-crash [SEED]\n");
        return 2;
    }
    bool many = seed > 1000;
    life_run(&f, seed, many ? WRITERS_MAX : 1, 12, !many && seed % 4 == 0);
    figures_tell("one life", &f);
    return f.lost + f.corrupt == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    base_open();
    const struct CMUnitTest tests[] = {
        TEST(nothing_answered_is_lost),
        TEST(nothing_of_a_group_is_lost),
        TEST(the_same_seed_is_the_same_life),
        TEST(a_cut_while_the_tables_are_made),
        TEST(what_a_second_post_is_told_stays),
        TEST(weaker_durability_loses),
        TEST(a_disk_that_lies_loses),
    };
    int failed = argc > 1 ? one_life(argv[1]) : RUN_TESTS(tests);
    base_close();
    return failed;
}
