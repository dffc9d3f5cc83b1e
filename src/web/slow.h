/* slow.h: a lane for requests that hash a password, beside the workers.
 *
 * Promises:  1 a worker never waits for a hash: whoever is signed in goes on
 *              while any number of others try to sign in,
 *            2 at most SLOW_MAX requests wait; one more is told to come again,
 *            3 the lane runs at low priority, in the order of arrival,
 *            4 slow_stop ends what waits before it returns.
 * Ownership: a job belongs to its owner, who keeps it until it has run.
 * Not here:  sockets (server.c), how a hash is made (identity).
 */
#ifndef LANYARD_WEB_SLOW_H
#define LANYARD_WEB_SLOW_H

#include "base/base.h"

enum { SLOW_MAX = 32 };

struct slow_job {
    struct slow_job *next; /* the lane's */
    void (*run)(struct slow_job *job);
};

struct slow;
MUST_USE enum err slow_start(struct slow **out);
/* False when the lane is full: the job will not run. */
MUST_USE bool slow_put(struct slow *slow, struct slow_job *job);
/* Safe on NULL. */
void slow_stop(struct slow *slow);

#endif
