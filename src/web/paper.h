/* paper.h (web): asks lanyard-paper for a PDF.
 *
 * Promises:  1 the program is started with its three standard streams and
 *              nothing else: no environment, no other file of this process,
 *            2 it has PAPER_SECONDS and may answer PAPER_OUT_MAX bytes; then
 *              it is ended, and waited for in any case,
 *            3 what comes back begins as a PDF, or there is none.
 * Fails with: ERR_NOT_FOUND (the program is not there), ERR_IO (it failed),
 *            ERR_BUSY (out of time), ERR_LIMIT (too long). */
#ifndef LANYARD_WEB_PAPER_H
#define LANYARD_WEB_PAPER_H

#include "base/str.h"

enum { PAPER_SECONDS = 10 };

/* program NULL: lanyard-paper in the folder of the running program. */
MUST_USE enum err paper_print(struct str *out, struct arena *mem,
                              const char *program, struct str lines);

#endif
