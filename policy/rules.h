/* rules.h: what the stages of the policy share while one question is being
 * answered. Only policy/ includes this.
 *
 * Every stage is a file with one block a clause. A block says in one plain
 * sentence what the clause asks, and raises its duty or its warning. */
#ifndef LANYARD_POLICY_RULES_H
#define LANYARD_POLICY_RULES_H

#include "policy/pack.h"
#include "policy/policy.h"

/* The question on its way to an answer. */
struct asking {
    struct arena *mem;
    const struct pack *pack;
    const struct calendar *calendar;
    const struct facts *f;
    struct instant now;
    struct policy_answer *out;
    struct duty *duties;
    size_t duties_room;
    struct warning *warnings;
    size_t warnings_room;
};

/* One row of the table of explain.md. */
struct raise {
    const char *clause;
    struct str owner;
    struct str subject;    /* data NULL: none */
    bool waits;            /* its turn has not come */
    struct instant start;
    bool done;
    struct instant due_at; /* set: instead of start and days */
    bool shows_due;        /* due_at is known while the row still waits */
};

void duty_raise(struct asking *a, const struct raise *r);
/* For qsort: due (null last), clause, subject (null first), owner. */
int duty_compare(const void *left, const void *right);
/* And of warnings: clause, subject (null first). */
int warning_compare(const void *left, const void *right);
#define RAISE(a, ...) duty_raise((a), &(struct raise){ __VA_ARGS__ })

/* Raised twice for one clause and subject, it stands once. */
void warning_raise(struct asking *a, const char *clause, struct str subject);

#define DSL STR("dsl")
#define HEAD STR("head")
#define EXECUTIVE_LEADER STR("executive_leader")
#define SENCO STR("senco")

/* ---- looking at the facts (facts.c) ---- */

bool has_part(const struct fact_person *p, enum part part);
bool any_has_part(const struct facts *f, enum part part);
bool has_kind(const struct facts *f, enum kind_of_incident kind);
bool list_has(const struct str *list, size_t count, struct str id);
bool advice_given(const struct fact_advice *list, size_t count,
                  struct str person, unsigned index);
const struct fact_parents *parents_of(const struct facts *f, struct str pupil);
bool referred_to(const struct facts *f, enum agency to);
bool referred_to_agency(const struct facts *f); /* cscs or police */
bool is_person_of_incident(const struct facts *f, struct str user);
/* Whether valid entries of both roles come from two different users. */
bool both_roles(const struct facts *f, const struct fact_user *by,
                size_t count,
                bool (*valid)(const struct facts *, const struct fact_user *));
bool role_among(const struct facts *f, const struct fact_user *by,
                size_t count, enum role role,
                bool (*valid)(const struct facts *, const struct fact_user *));
bool permission_valid(const struct facts *f, const struct fact_user *by);
/* Which advice fits a pupil's part: 9.5 and 10.4, 9.6 and 10.5, ... */
bool advice_9_5(const struct facts *f, const struct fact_person *p);
bool advice_9_6(const struct fact_person *p);
bool advice_9_7(const struct fact_person *p);
struct instant first_known(struct instant a, struct instant b,
                           struct instant c);

/* ---- the stages, in the order of the policy ---- */

void referral_outcome(struct asking *a); /* fills required, because, allowed */
void signoff_state(struct asking *a);    /* fills state */
void special_rules(struct asking *a);    /* 2.4, 4.3, 8.15 */
void response_rules(struct asking *a);   /* 7.5 */
void review_rules(struct asking *a);     /* 8.5 */
void assessment_rules(struct asking *a); /* 8.7, 8.12, 8.13 */
void referral_rules(struct asking *a);   /* 7.5e, 8.9, 8.10 */
void support_rules(struct asking *a);    /* 9 */
void parents_rules(struct asking *a);    /* 10, 7.5d */
void viewing_rules(struct asking *a);    /* 12.1-12.7 */
void deletion_rules(struct asking *a);   /* 12.8, 12.10 */
void signoff_rules(struct asking *a);    /* 8.11, 12.9 */

#endif
