/* assessment.c: the category (8.7), the ten questions (8.12) and the outcome
 * (8.13). */
#include "policy/rules.h"

static bool experimental(enum category category)
{
    return category == CATEGORY_EXPERIMENTAL_ROMANTIC ||
           category == CATEGORY_EXPERIMENTAL_ATTENTION ||
           category == CATEGORY_EXPERIMENTAL_OTHER;
}

/* 8.7: the incident is described by one category, and the description must
 * not contradict what is known of an adult, of malice or of the criteria. */
static void rule_8_7(struct asking *a)
{
    const struct facts *f = a->f;
    RAISE(a, .clause = "8.7", .owner = DSL,
          .waits = !instant_known(f->review_held_at),
          .start = f->review_held_at, .done = f->category != CATEGORY_NONE);
    if (experimental(f->category) &&
        (f->adult_suspected == YES || f->malice == YES ||
         a->out->refer_required))
        warning_raise(a, "8.7", STR_NONE);
}

/* 8.12a to 8.12j: each question is asked; "not known" is an answer, a blank
 * is not. */
static void rule_8_12(struct asking *a)
{
    static const char *const clauses[QUESTION_COUNT] = {
        "8.12a", "8.12b", "8.12c", "8.12d", "8.12e",
        "8.12f", "8.12g", "8.12h", "8.12i", "8.12j",
    };
    for (unsigned i = 0; i < QUESTION_COUNT; i++)
        RAISE(a, .clause = clauses[i], .owner = DSL,
              .waits = !instant_known(a->f->review_held_at),
              .start = a->f->review_held_at,
              .done = a->f->questions[i] != QUESTION_BLANK);
}

/* 8.13: the assessment ends in an outcome with reasons. */
static void rule_8_13(struct asking *a)
{
    RAISE(a, .clause = "8.13", .owner = DSL,
          .waits = !instant_known(a->f->review_held_at),
          .start = a->f->review_held_at,
          .done = a->out->state == OUTCOME_DECIDED);
}

void assessment_rules(struct asking *a)
{
    rule_8_7(a);
    rule_8_12(a);
    rule_8_13(a);
}
