/* policy.h: the policy as a pure question: facts, calendar, now -> outcome,
 * route, evidence hold, warnings, duties.
 *
 * Promises:  1 the same facts give the same answer (I5): no clock, no file,
 *              no socket, no global state,
 *            2 UNKNOWN never counts as NO and never opens manage_in_school,
 *            3 every duty has owner, clause, title, why; owners see the same
 *              words on every page and in `lanyard explain`,
 *            4 the contract is explain.md of the specification, row by row.
 * Ownership: facts are read only; the answer lives as long as mem; words
 *            point into the pack, which outlives every answer.
 * Not here:  how facts come to be (src/incident), the pack's file format
 *            (policy/pack.h), JSON (src/cli/explain.c).
 */
#ifndef LANYARD_POLICY_POLICY_H
#define LANYARD_POLICY_POLICY_H

#include "base/base.h"
#include "base/instant.h"
#include "base/school_days.h"
#include "base/str.h"

struct pack;

/* Section 3 and 4: what kind of incident it is; a set of bits. */
enum kind_of_incident {
    KIND_NUDES_SHARED,
    KIND_UPSKIRTING,
    KIND_PSEUDO_IMAGE,
    KIND_IMAGE_BASED_ABUSE,
    KIND_SEXTORTION,
    KIND_DEEP_FAKE,
    KIND_SEXTING,
    KIND_REVENGE_PORN,
    KIND_COUNT
};

enum person_type {
    PERSON_NONE = 0,
    PERSON_PUPIL,
    PERSON_STAFF,
    PERSON_PARENT,
    PERSON_ADULT,
    PERSON_UNKNOWN,
    PERSON_TYPE_COUNT
};

/* What a person did or suffered; a set of bits. */
enum part {
    PART_DEPICTED,
    PART_CREATED,
    PART_SENT,
    PART_RECEIVED,
    PART_SHARED_ON,
    PART_REQUESTED,
    PART_AFFECTED,
    PART_COUNT
};

/* 7.5e and 8.9a-f in the order in which the policy states them. */
enum criterion {
    CRITERION_7_5E,
    CRITERION_8_9A,
    CRITERION_8_9B,
    CRITERION_8_9C,
    CRITERION_8_9D,
    CRITERION_8_9E,
    CRITERION_8_9F,
    CRITERION_COUNT
};

enum { QUESTION_COUNT = 10 /* 8.12a-j */, REVIEW_COUNT = 9 /* 8.5a-i */ };

enum question_state { QUESTION_BLANK = 0, QUESTION_ANSWERED, QUESTION_UNKNOWN };

enum category {
    CATEGORY_NONE = 0,
    CATEGORY_AGGRAVATED_ADULT,
    CATEGORY_AGGRAVATED_INTENT,
    CATEGORY_AGGRAVATED_RECKLESS,
    CATEGORY_EXPERIMENTAL_ROMANTIC,
    CATEGORY_EXPERIMENTAL_ATTENTION,
    CATEGORY_EXPERIMENTAL_OTHER,
    CATEGORY_COUNT
};

enum choice {
    CHOICE_NONE = 0,
    CHOICE_REFER,
    CHOICE_SEEK_INFORMATION,
    CHOICE_MANAGE_IN_SCHOOL,
    CHOICE_COUNT
};

enum agency {
    AGENCY_NONE = 0,
    AGENCY_CSCS,
    AGENCY_POLICE,
    AGENCY_LADO,
    AGENCY_OTHER,
    AGENCY_COUNT
};

enum ground {
    GROUND_NONE = 0,
    GROUND_12_5A,
    GROUND_12_5B,
    GROUND_12_5C,
    GROUND_COUNT
};

/* Words of the vocabulary of explain.md; never NULL. The _from functions
 * return the COUNT (or NONE where there is one) for any other word. */
const char *kind_word(enum kind_of_incident kind);
const char *person_type_word(enum person_type type);
const char *part_word(enum part part);
const char *category_word(enum category category);
const char *choice_word(enum choice choice);
const char *agency_word(enum agency agency);
const char *ground_word(enum ground ground);
const char *criterion_clause(enum criterion criterion); /* "8.9a" */
enum kind_of_incident kind_from_word(struct str word);
enum person_type person_type_from_word(struct str word);
enum part part_from_word(struct str word);
enum category category_from_word(struct str word);
enum choice choice_from_word(struct str word);
enum agency agency_from_word(struct str word);
enum ground ground_from_word(struct str word);

/* A person of the incident. id is the incident's own short id ("p1"); user is
 * set when the person is a user of the program, else empty. */
struct fact_person {
    struct str id;
    enum person_type type;
    struct str user;
    struct age age;
    enum answer send;
    unsigned parts; /* bits 1u << enum part */
    enum answer pupil_at_another_school; /* shown only; no rule reads it */
};

struct fact_user {
    struct str id;
    enum role role;
};

/* Advice given, by clause 9.5-9.7 or 10.4-10.6: bits 1u << (n - first). */
struct fact_advice {
    struct str person;
    unsigned clauses; /* bit 0: 9.5 or 10.4, bit 1: 9.6 or 10.5, ... */
};

struct fact_parents {
    struct str pupil;
    struct instant informed_at;
    bool delayed; /* a delay was recorded, however incomplete */
    struct str delay_reason;
    struct str delay_agency;
    struct instant delay_review_at;
};

struct fact_referral {
    enum agency to;
    struct instant made_at;
};

struct fact_viewing {
    struct str id;
    struct str pupil; /* may be empty */
    enum ground ground;
    enum answer distress;
    struct instant requested_at;
    const struct fact_user *permitted_by;
    size_t permitted_by_count;
    struct instant viewed_at;
    struct str viewer;
    const struct str *present;
    size_t present_count;
    const struct str *signed_by;
    size_t signed_by_count;
    enum answer copied;
    const struct str *support_offered;
    size_t support_offered_count;
};

struct fact_device {
    struct str id;
    bool offline;
    bool off;
    bool secured;
    bool with_police;
};

struct fact_holder {
    struct str id;
    struct str person;
    bool reminded;
    struct instant asked_at;
    struct instant deadline;
    bool warned;
    struct instant confirmed_at;
};

struct fact_outcome {
    enum choice choice;
    bool confident;
    struct str reasons;
    struct instant proposed_at;
    struct instant decided_at;
    struct fact_user proposed_by;
    const struct fact_user *signed_by;
    size_t signed_by_count;
};

/* Everything the policy may look at; the zero value knows nothing but that
 * there was a report. */
struct facts {
    unsigned kinds; /* bits 1u << enum kind_of_incident */
    struct instant reported_at; /* always known */
    struct instant acknowledged_at;
    enum answer criteria[CRITERION_COUNT]; /* [CRITERION_7_5E]: physical harm */
    bool criteria_asked[CRITERION_COUNT]; /* "unknown" was said, not blank */
    enum answer adult_suspected;
    enum answer consensual;
    enum answer malice;
    enum answer conflict;
    const struct fact_person *people;
    size_t people_count;
    enum question_state questions[QUESTION_COUNT];
    enum category category;
    struct instant review_held_at;
    bool review_answered[REVIEW_COUNT];
    const struct str *interviews; /* ids of pupils */
    size_t interviews_count;
    const struct str *conversations;
    size_t conversations_count;
    const struct fact_advice *advice;
    size_t advice_count;
    const struct fact_parents *parents;
    size_t parents_count;
    const struct fact_advice *parent_advice;
    size_t parent_advice_count;
    const struct str *arrangements;
    size_t arrangements_count;
    struct instant evidence_released_at;
    struct fact_outcome outcome;
    const struct fact_referral *referrals;
    size_t referrals_count;
    const struct fact_viewing *viewings;
    size_t viewings_count;
    const struct fact_device *devices;
    size_t devices_count;
    const struct fact_holder *holders;
    size_t holders_count;
};

enum duty_state { DUTY_WAITING, DUTY_DUE, DUTY_OVERDUE, DUTY_DONE,
                  DUTY_STATE_COUNT };
const char *duty_state_word(enum duty_state state);

struct duty {
    struct str clause;  /* "8.9a" */
    struct str owner;   /* a role's name, or a user's id (12.6g) */
    struct str subject; /* data NULL: none */
    enum duty_state state;
    struct instant due; /* zero: null */
    struct str title;
    struct str why;
    /* How its time is counted, and by whom; NULL where a day that people set
     * counts instead. */
    const struct pack_clause *limit;
};

struct warning {
    struct str clause;
    struct str subject; /* data NULL: none */
    struct str text;
};

enum outcome_state { OUTCOME_NONE, OUTCOME_PROPOSED, OUTCOME_DECIDED };

enum route { ROUTE_NONE, ROUTE_REFER, ROUTE_SG10, ROUTE_SCHOOL };

struct policy_answer {
    bool refer_required;
    bool because[CRITERION_COUNT]; /* answered yes, or implied */
    bool allowed[CHOICE_COUNT];
    enum outcome_state state;
    enum route route;
    bool evidence_hold;
    const struct warning *warnings;
    size_t warnings_count;
    const struct duty *duties; /* sorted as explain.md says */
    size_t duties_count;
    /* Of an incident that is closed: what it would owe if it were open. None
     * in an answer of policy_answer (src/incident/closing.c). */
    const struct duty *put_away;
    size_t put_away_count;
};

/* Answers for every set of facts; never fails. */
void policy_answer(struct policy_answer *out, struct arena *mem,
                   const struct pack *pack, const struct calendar *calendar,
                   const struct facts *facts, struct instant now);

/* Who validly signed or permitted: role is head or executive_leader, not the
 * proposer, not a person of the incident (12.9, 12.6). Empty when nobody. */
bool policy_signature_valid(const struct facts *facts,
                            const struct fact_user *signer);

/* True for a rule of the house ("D17a"): a ruling where the policy is silent,
 * never a paragraph of it. It sorts behind every paragraph. */
bool clause_is_house(struct str clause);

/* True when a Headteacher and an Executive Leader, two people, have both
 * validly permitted it (12.6). */
bool policy_viewing_permitted(const struct facts *facts,
                              const struct fact_viewing *viewing);

/* "Paragraph 8.9(d)" from "8.9d", "House rule D17(a)" from "D17a". */
struct str clause_cite(struct arena *mem, struct str clause);

/* "p8-9-d": where /policy shows the clause. */
struct str clause_anchor(struct arena *mem, struct str clause);

/* Number, number, letter: 7.5e < 8.5a < 8.9 < 8.9a < 8.12a < 10.4. The same
 * number for the same clause only. */
uint64_t clause_order(struct str clause);
int clause_compare(struct str a, struct str b);

#endif
