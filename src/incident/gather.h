/* gather.h: what the files of the fold share while one chronology is read.
 * Only src/incident includes this. Each function reads the entry as it counts
 * (e) and as it was written (written), and nothing else. */
#ifndef LANYARD_INCIDENT_GATHER_H
#define LANYARD_INCIDENT_GATHER_H

#include "incident/incident.h"

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
};

/* A TIME or LATER field, else the moment of writing. */
struct instant time_or_written(const struct entry *e, enum field field,
                               const struct entry *written);

/* ---- referral.c ---- */
void gather_referrals(struct gather *g);
/* Referrals that the report itself names: told before the program was (D4). */
void fold_already_told(struct gather *g);
void fold_referral(struct gather *g, const struct entry *e,
                   const struct entry *written);
void fold_referral_written(struct gather *g, const struct entry *e,
                           const struct entry *written);
void fold_referral_reply(struct gather *g, const struct entry *e,
                         const struct entry *written);
void fold_referral_asked(struct gather *g, const struct entry *e,
                         const struct entry *written);

/* ---- parents.c ---- */
void gather_parents(struct gather *g);
enum err fold_parent_wishes(struct gather *g, const struct entry *e);
enum err fold_parent_contact(struct gather *g, const struct entry *e,
                             const struct entry *written);
enum err fold_parent_delay(struct gather *g, const struct entry *e);

#endif
