/* explain_read.h: facts from JSON (explain.md), strictly. */
#ifndef LANYARD_CLI_EXPLAIN_READ_H
#define LANYARD_CLI_EXPLAIN_READ_H

#include "policy/policy.h"

/* What a question file holds. */
struct question {
    struct facts facts;
    struct instant now;
    struct calendar calendar;
};

/* ERR_INVALID for anything the contract does not allow; *error is one line:
 * the JSON path and what is wrong. Texts live as long as mem. */
MUST_USE enum err question_read(struct question *out, struct arena *mem,
                                struct str json, struct str *error);

#endif
