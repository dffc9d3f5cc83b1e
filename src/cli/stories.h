/* stories.h: invented incidents for a demonstration trust, neutral in every
 * word. A story is a list of acts; placeholders stand for people:
 * {A} {B} {C} full names of pupils, {a} {b} {c} their first names,
 * {dsl} {deputy} the users of the school who act so, {link} the one whom
 * parents turn to,
 * {cls} a class ("9C"), {yr} a year ("Year 9"), {age} an age that fits it.
 *
 * Promises: each story is accepted by the same acts as a person's typing; no
 * story describes a picture. */
#ifndef LANYARD_CLI_STORIES_H
#define LANYARD_CLI_STORIES_H

#include "incident/entry.h"

/* Who acts in a story. */
enum story_actor { BY_TEACHER, BY_DSL, BY_DEPUTY, BY_HEAD, BY_LEADER };

enum { STORY_FIELDS_MAX = 48 };

struct story_field {
    const char *name;
    const char *value;
};

struct story_step {
    enum story_actor by;
    unsigned minutes; /* after the step before */
    enum entry_kind kind;
    struct story_field fields[STORY_FIELDS_MAX];
};

struct story {
    const char *name;
    const struct story_step *steps;
    size_t steps_count;
};

extern const struct story stories[];
extern const size_t stories_count;

#endif
