/* bar.c: how far a command is, for a person at a terminal.
 *
 * Drawn by a thread of its own: the work may stand still for a minute inside
 * one statement of the database, and that is when somebody wonders whether it
 * goes on. The work only leaves two numbers; it is never held up by a terminal
 * that does not take them. */
#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, BAR_LATE_MS = 2000, BAR_AGAIN_MS = 100 };

static void bar_step(void *context, uint64_t done, uint64_t total)
{
    struct cli_bar *bar = context;
    pthread_mutex_lock(&bar->lock);
    bar->done = done;
    bar->total = done > total ? done : total;
    pthread_mutex_unlock(&bar->lock);
}

/* True when it stands on the terminal. Nothing is known before the first
 * step. */
static bool bar_draw(const char *what, uint64_t done, uint64_t total)
{
    if (total == 0)
        return false;
    int full = (int)(done * BAR_WIDTH / total);
    fprintf(stderr, "\r%s [%.*s%.*s] %llu of %llu ", what, full,
            "##############################", BAR_WIDTH - full,
            "..............................", (unsigned long long)done,
            (unsigned long long)total);
    return true;
}

/* With the lock: waits so long, or until the work is done. */
static void bar_wait(struct cli_bar *bar, int64_t ms)
{
    int64_t until = cli_now().us + ms * 1000;
    struct timespec at = { .tv_sec = until / 1000000,
                           .tv_nsec = until % 1000000 * 1000 };
    while (!bar->ended &&
           pthread_cond_timedwait(&bar->end, &bar->lock, &at) == 0)
        ;
}

static void *bar_thread(void *context)
{
    struct cli_bar *bar = context;
    bool shown = false;
    pthread_mutex_lock(&bar->lock);
    bar_wait(bar, BAR_LATE_MS);
    while (!bar->ended) {
        uint64_t done = bar->done, total = bar->total;
        pthread_mutex_unlock(&bar->lock);
        shown = bar_draw(bar->what, done, total) || shown;
        pthread_mutex_lock(&bar->lock);
        bar_wait(bar, BAR_AGAIN_MS);
    }
    pthread_mutex_unlock(&bar->lock);
    if (shown)
        fputs("\r\033[K", stderr);
    return NULL;
}

struct progress cli_progress(struct cli_bar *bar, const char *what)
{
    *bar = (struct cli_bar){ .what = what, .lock = PTHREAD_MUTEX_INITIALIZER,
                             .end = PTHREAD_COND_INITIALIZER };
    if (!isatty(STDERR_FILENO))
        return (struct progress){ 0 };
    bar->runs = pthread_create(&bar->thread, NULL, bar_thread, bar) == 0;
    return bar->runs ? (struct progress){ bar_step, bar }
                     : (struct progress){ 0 };
}

void cli_progress_end(struct cli_bar *bar)
{
    if (!bar->runs)
        return;
    pthread_mutex_lock(&bar->lock);
    bar->ended = true;
    pthread_cond_signal(&bar->end);
    pthread_mutex_unlock(&bar->lock);
    pthread_join(bar->thread, NULL);
    bar->runs = false;
}
