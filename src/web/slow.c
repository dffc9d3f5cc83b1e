/* slow.c: one thread and a short queue (slow.h). One, because two hashes at
 * once would take both cores of a small machine and 128 MiB of it. */
#include "web/slow.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { NICENESS = 10 };

struct slow {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct slow_job *first;
    struct slow_job **end; /* where the next one is hung */
    unsigned waiting;
    bool stopping;
};

/* The next job; NULL when it is time to stop and none is left. */
static struct slow_job *take(struct slow *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->first == NULL && !s->stopping)
        pthread_cond_wait(&s->more, &s->lock);
    struct slow_job *job = s->first;
    if (job != NULL) {
        s->first = job->next;
        if (s->first == NULL)
            s->end = &s->first;
        s->waiting--;
    }
    pthread_mutex_unlock(&s->lock);
    return job;
}

static void *lane(void *context)
{
    struct slow *s = context;
    struct slow_job *job;
    /* On Linux a priority is a thread's own. Without it all still works. */
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS);
    while ((job = take(s)) != NULL)
        job->run(job);
    return NULL;
}

enum err slow_start(struct slow **out)
{
    struct slow *s = calloc(1, sizeof(*s));
    must(s != NULL);
    s->end = &s->first;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->more, NULL);
    if (pthread_create(&s->thread, NULL, lane, s) != 0) {
        free(s);
        return ERR_IO;
    }
    *out = s;
    return OK;
}

bool slow_put(struct slow *s, struct slow_job *job)
{
    pthread_mutex_lock(&s->lock);
    bool room = s->waiting < SLOW_MAX && !s->stopping;
    if (room) {
        job->next = NULL;
        *s->end = job;
        s->end = &job->next;
        s->waiting++;
        pthread_cond_signal(&s->more);
    }
    pthread_mutex_unlock(&s->lock);
    return room;
}

void slow_stop(struct slow *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_signal(&s->more);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->more);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
