/* stages.h: the stages of the response that fold their own kinds, for fold.c
 * and incident.c only.
 *
 * Promises:  1 each pass reads the entries as they count (out->effective) and
 *              fills its part of *out and of out->facts; nothing else,
 *            2 an entry whose "of" names nothing of its stage is kept and
 *              read, and counts for nothing: it may be of a later version,
 *            3 the _may functions refuse before an act and never what merely
 *              happened.
 * Ownership: what is filled lives as long as mem.
 */
#ifndef LANYARD_INCIDENT_STAGES_H
#define LANYARD_INCIDENT_STAGES_H

#include "incident/incident.h"

/* Called after the people are known, in any order. */
void viewings_fold(struct incident *out, struct arena *mem);
/* Of one viewing, once it is known whether both permitted it. */
void departures_fold(const struct incident *in, struct viewing *viewing);
void devices_fold(struct incident *out, struct arena *mem);
void deletion_fold(struct incident *out, struct arena *mem);

void staff_fold(struct incident *out, struct arena *mem);

enum refusal own_duty_may(const struct incident *incident,
                          const struct entry *entry);
enum refusal staff_may(const struct incident *incident,
                       const struct entry *entry);
enum refusal viewing_may(const struct incident *incident,
                         const struct entry *entry);
enum refusal device_may(const struct incident *incident,
                        const struct entry *entry);
enum refusal deletion_may(const struct incident *incident,
                          const struct policy_answer *answer,
                          const struct entry *entry);
/* Kinds 47 to 52 and 57, and whatever cannot be done while it is closed. */
/* The report, and all that its reporter added since (7.5a, 8.10). */
bool incident_taken_up(const struct incident *incident);
enum refusal closing_may(const struct incident *incident,
                         const struct policy_answer *answer,
                         const struct entry *entry);
/* Whether that entry is about it: the same paragraph, and the same pupil,
 * referral or thing (stands.c). */
bool stand_is(const struct stand *stand, const struct entry *entry);

/* How many entries are of that kind. */
size_t entries_of_kind(const struct incident *incident, enum entry_kind kind);

/* The number in the OF field; 0 without one. */
uint64_t entry_of(const struct entry *entry);

/* A TIME or LATER field, else the moment of writing. */
struct instant entry_time(const struct entry *entry, enum field field,
                          const struct entry *written);

/* 32 hex digits of a user. */
struct str entry_user_text(struct arena *mem, struct user_id user);

#endif
