/* faulty.h: a driver for tests that passes everything on to another one and
 * fails where it is told to.
 *
 * A call is: the start of a write or read, a statement, a row, a batch, a
 * script, the commit, and the answer after the commit. They are counted from
 * 1 over all threads.
 * Promises:  1 the n-th call fails with err, once or, with for_ever, together
 *              with all that follow,
 *            2 a call that fails did nothing, but the answer after a commit:
 *              what was committed stays and the caller sees a failure,
 *            3 everything else is what the inner driver does.
 * Ownership: the inner db and the plan live longer than the faulty one.
 * Not here:  power cuts (a VFS of the tests), lost connections (postgres.c).
 * Never linked into the program: the build keeps it in a library of its own.
 */
#ifndef LANYARD_DB_FAULTY_H
#define LANYARD_DB_FAULTY_H

#include "db/db.h"

struct faults {
    unsigned at;       /* which call fails; 0: none */
    enum err err;
    bool for_ever;
    unsigned delay_us; /* before each call */
    _Atomic unsigned calls; /* so far */
};

/* Stands around inner as &faulty->base; closed with db_close, owns nothing. */
struct faulty {
    struct db base;
    struct db *inner;
    struct faults *faults;
};

struct db *faulty_open(struct faulty *out, struct db *inner,
                       struct faults *faults);

#endif
