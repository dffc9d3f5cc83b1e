/* sim.c: the days of a term, the faults of its disk, and the tests over many
 * seeds. `sim SEED` runs one and sums it up, `sim --tell SEED` tells each deed
 * and fault as well; `sim --seeds N` is the test. */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TERM_DAYS = 109 }; /* 1 September to 18 December 2026 */

static const int64_t second_us = 1000000;

void sim_wrong(struct sim *s, const char *invariant, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("# seed %llu, day %u: %s: ", (unsigned long long)s->seed,
           s->figures.days, invariant);
    vprintf(format, args);
    printf("\n");
    va_end(args);
    s->figures.wrong++;
}

void sim_tell(const struct sim *s, const char *format, ...)
{
    va_list args;
    if (!s->tells)
        return;
    va_start(args, format);
    printf("# %u, operation %llu: ", s->figures.days,
           (unsigned long long)disk_operations());
    vprintf(format, args);
    printf("\n");
    va_end(args);
}

/* What the disk has in store for the day. */
static void day_faults(struct sim *s)
{
    uint64_t n = chance_below(&s->chance, 100);
    uint64_t when = chance_below(&s->chance, 120);
    if (n < 25) {
        disk_stop_after(when);
        sim_tell(s, "the disk stops after %u", (unsigned)when);
    } else if (n < 40) {
        sim_tell(s, "the disk fails after %u", (unsigned)when);
        disk_fail_after(when, 1 + (unsigned)chance_below(&s->chance, 4));
        s->figures.faults++;
    } else if (n < 45) {
        sim_restart(s, DISK_KILL); /* an orderly stop and start */
    }
}

static void day_run(struct sim *s, struct date on)
{
    bool school_day = date_weekday(on) < 5;
    uint64_t deeds = chance_below(&s->chance, school_day ? 9 : 2);
    s->house.now = instant_from_london(on, 7 * 60 + 30);
    day_faults(s);
    for (uint64_t i = 0; i < deeds; i++) {
        int64_t seconds = (int64_t)chance_below(&s->chance, 7000);
        if (chance_below(&s->chance, 30) == 0)
            seconds = -20; /* somebody set the clock back */
        s->house.now.us += seconds * second_us;
        deed_do(s);
    }
    s->house.now = instant_from_london(on, 23 * 60 + 30);
    /* What has not failed yet does not fail while it is looked at. */
    disk_calm();
    check_day(s, s->restarted || date_weekday(on) == 4);
    s->figures.days++;
}

static void term_run(struct sim *s)
{
    struct date first = date_of(2026, 9, 1);
    disk_open(s->seed);
    chance_everywhere(s->seed);
    arena_open(&s->mem, 256 << 20);
    house_open_on(&s->house, DISK_VFS);
    s->house.now = instant_from_london(first, 7 * 60);
    town_make(s);
    for (int i = 0; i < TERM_DAYS; i++)
        day_run(s, (struct date){ first.days + i });
    sim_restart(s, DISK_POWER_CUT);
    check_day(s, true);
    check_no_name(s, NULL, 0);
    sim_digest(s);
    house_close(&s->house);
    arena_close(&s->mem);
    disk_close();
}

/* Runs a term with standard error in a file, and looks for names in it. */
static void term_run_watched(struct sim *s)
{
    FILE *log = tmpfile();
    must(log != NULL);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    must(kept >= 0 && dup2(fileno(log), STDERR_FILENO) >= 0);
    term_run(s);
    fflush(stderr);
    must(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    fseek(log, 0, SEEK_END);
    size_t size = (size_t)ftell(log);
    char *text = calloc(1, size + 1);
    must(text != NULL);
    rewind(log);
    must(fread(text, 1, size, log) == size);
    fclose(log);
    check_no_name(s, text, size);
    free(text);
}

static void figures_tell(const struct sim *s)
{
    const struct sim_figures *f = &s->figures;
    unsigned entries = 0;
    for (unsigned i = 0; i < s->told_count; i++)
        entries += s->told[i].count;
    printf("# seed %llu: %u days, %u incidents, %u entries; %u deeds, %u posts of pages: %u closed, %u opened again, %u refused, %u with problems, %u conflicts, %u wrong doors, %u double clicks, %u in doubt; %u power cuts, %u kills, %u days with faults, %u restarts; %u checks, %u wrong; ",
           (unsigned long long)s->seed, f->days, s->told_count, entries,
           f->deeds, f->pages, f->closed, f->reopened, f->refused, f->problems,
           f->conflicts, f->denied, f->repeated, f->doubts, f->cuts, f->kills,
           f->faults, f->restarts, f->checks, f->wrong);
    for (unsigned i = 0; i < 8; i++)
        printf("%02x", s->digest[i]);
    printf("\n");
}

/* watched: what it says on standard error is kept away and read. */
static struct sim *sim_run(uint64_t seed, bool watched, bool tells)
{
    struct sim *s = calloc(1, sizeof(*s));
    must(s != NULL);
    s->seed = seed;
    s->tells = tells;
    s->chance.state = seed;
    if (watched)
        term_run_watched(s);
    else
        term_run(s);
    figures_tell(s);
    fflush(stdout);
    return s;
}

static int sim_seeds(const char *program, uint64_t seeds)
{
    struct sim_figures sum = { 0 };
    unsigned failed = 0;
    printf("1..%llu\n", (unsigned long long)seeds + 2);
    uint8_t first[32];
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        printf("# %s %llu\n", program, (unsigned long long)seed);
        fflush(stdout);
        struct sim *s = sim_run(seed, true, false);
        bool good = s->figures.wrong == 0;
        printf("%s %llu - a term with seed %llu; again: %s %llu\n",
               good ? "ok" : "not ok", (unsigned long long)seed,
               (unsigned long long)seed, program, (unsigned long long)seed);
        failed += !good;
        sum.cuts += s->figures.cuts;
        sum.kills += s->figures.kills;
        sum.doubts += s->figures.doubts;
        sum.conflicts += s->figures.conflicts;
        sum.denied += s->figures.denied;
        sum.closed += s->figures.closed;
        sum.reopened += s->figures.reopened;
        sum.pages += s->figures.pages;
        if (seed == 1)
            memcpy(first, s->digest, sizeof(first));
        free(s);
    }
    struct sim *again = sim_run(1, true, false);
    bool same = memcmp(first, again->digest, sizeof(first)) == 0;
    free(again);
    printf("%s %llu - the same seed is the same term\n",
           same ? "ok" : "not ok", (unsigned long long)seeds + 1);
    /* A run in which nothing happens proves nothing. */
    bool busy = sum.cuts > 0 && sum.kills > 0 && sum.doubts > 0 &&
                sum.conflicts > 0 && sum.denied > 0 && sum.closed > 0 &&
                sum.reopened > 0 && sum.pages > 0;
    printf("%s %llu - posts of pages, power cuts, kills, doubts, conflicts, wrong doors, closing and opening again all came about\n",
           busy ? "ok" : "not ok", (unsigned long long)seeds + 2);
    return failed > 0 || !same || !busy;
}

int main(int argc, char **argv)
{
    uint64_t number = 0;
    bool many = argc == 3 && strcmp(argv[1], "--seeds") == 0;
    bool tells = argc == 3 && strcmp(argv[1], "--tell") == 0;
    if ((argc != 2 && !many && !tells) ||
        str_read_number(&number, str_of(argv[argc - 1]),
                        UINT64_MAX / 2) != OK) {
        fprintf(stderr, "usage: %s SEED | --tell SEED | --seeds COUNT\n", argv[0]);
        return 2;
    }
    if (many)
        return sim_seeds(argv[0], number);
    struct sim *s = sim_run(number, false, tells);
    unsigned wrong = s->figures.wrong;
    free(s);
    return wrong > 0;
}
