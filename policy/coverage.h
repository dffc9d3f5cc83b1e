/* coverage.h: every paragraph of the policy and what the program does about
 * it, as data (coverage.def): for /policy and for docs/policy-coverage.md.
 *
 * Promises: rows come in clause order, each id once, none without a sentence;
 *           tests/policy/coverage.py sees that what they name exists. */
#ifndef LANYARD_POLICY_COVERAGE_H
#define LANYARD_POLICY_COVERAGE_H

#include "base/str.h"

struct coverage {
    const char *clause;   /* "8.9d" */
    const char *sentence; /* what it asks, in our own words */
    const char *lanyard;  /* what the program does about it */
    const char *rule;     /* "policy/referral.c rule_8_9, ..." */
    const char *page;     /* path of a route */
    const char *document;
    const char *test;
    const char *later;    /* what is still to come; empty: nothing */
};

const struct coverage *coverage_rows(size_t *count);

/* A ruling of the house that raises no duty of its own (rulings.def). */
struct ruling {
    const char *id;     /* "D3" */
    const char *clause; /* the paragraph under which it is shown */
    const char *sentence;
    const char *lanyard;
    const char *rule;
    const char *test;
};

const struct ruling *ruling_rows(size_t *count);

/* NULL when there is no such paragraph. */
const struct coverage *coverage_find(struct str clause);

#endif
