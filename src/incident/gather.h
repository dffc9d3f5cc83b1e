/* gather.h: what the files of the fold share while one chronology is read.
 * Only src/incident includes this. Each function reads the entry as it counts
 * (e) and as it was written (written), and nothing else. */
#ifndef LANYARD_INCIDENT_GATHER_H
#define LANYARD_INCIDENT_GATHER_H

#include "incident/incident.h"

/* What section 9 and its neighbours gather; the rows grow by pupil. */
struct gather_support {
    struct care *cares;
    struct promise *promises;
    struct str *interviews; /* ids of pupils, as the policy sees them */
    struct str *conversations;
    struct str *arrangements;
    struct fact_advice *advice; /* one for each of cares */
};

/* Room that the facts point into while they are being gathered. */
struct gather {
    struct arena *mem;
    struct incident *out;
    struct person *people;
    struct fact_referral *referrals; /* as the policy sees them */
    struct referral *told;           /* the same, in the same order */
    size_t referrals_max;
    struct fact_user *signers;
    struct family *families;
    struct fact_parents *parents;       /* one for each family */
    struct fact_advice *parent_advice;
    struct gather_support support;
    struct user_id leader; /* who took the report up, or read last */
};

/* A TIME or LATER field, else the moment of writing. */
struct instant time_or_written(const struct entry *e, enum field field,
                               const struct entry *written);

/* ---- closing.c ---- */
/* Before the entry is read by its own stage: it may open the incident again,
 * and then what was decided before counts no more. */
void fold_closing(struct gather *g, const struct entry *written);

/* ---- referral.c ---- */
void gather_referrals(struct gather *g);
/* Referrals that the report itself names: told before the program was (D4). */
void fold_already_told(struct gather *g);
void fold_referral(struct gather *g, const struct entry *e,
                   const struct entry *written);
/* What became of one: kinds 26 to 28. */
void fold_referral_since(struct gather *g, const struct entry *e,
                         const struct entry *written);

/* ---- parents.c ---- */
void gather_parents(struct gather *g);
enum err fold_parent_wishes(struct gather *g, const struct entry *e);
enum err fold_parent_contact(struct gather *g, const struct entry *e,
                             const struct entry *written);
enum err fold_parent_delay(struct gather *g, const struct entry *e);

/* ---- support.c ---- */
void gather_support(struct gather *g, size_t entries_count);
/* The row of the entry's pupil, made when it is the first of them. */
struct care *gather_care(struct gather *g, const struct entry *e);
/* Something to be done for the pupil by that field's time, if it states one. */
void gather_promise(struct gather *g, const struct entry *e,
                    const struct entry *written, enum promise_sort sort,
                    enum field by);
/* Kinds 13 to 22. */
void fold_support(struct gather *g, const struct entry *e,
                  const struct entry *written);

/* ---- interview.c ---- */
void fold_interview(struct gather *g, const struct entry *e);
void fold_set_aside(struct gather *g, const struct entry *written);

/* ---- arrangement.c ---- */
void fold_arrangement(struct gather *g, const struct entry *e,
                      const struct entry *written);
void fold_brook(struct gather *g, const struct entry *e);

#endif
