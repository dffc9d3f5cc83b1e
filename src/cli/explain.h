/* explain.h: the policy's answer as JSON or as short text (explain.md). */
#ifndef LANYARD_CLI_EXPLAIN_H
#define LANYARD_CLI_EXPLAIN_H

#include "policy/policy.h"

/* The answer as explain.md lays it out, with a line break at the end. */
struct str answer_as_json(struct arena *mem,
                          const struct policy_answer *answer);
struct str answer_as_text(struct arena *mem,
                          const struct policy_answer *answer);

/* lanyard explain FACTS.json|- [--human] [--pack FILE]: exit 0 or 2. */
int cli_explain(int argc, char **argv);

#endif
