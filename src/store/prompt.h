/* prompt.h: who opened which incident when, and the duties due at once that
 * nobody who is responsible has looked at.
 *
 * A prompt: open (the entry that raised the duty) -> read (somebody who is
 * responsible opened the incident since, or wrote in it) or told (the Head
 * was); gone with the duty, and open anew when the duty comes back, or when
 * an entry brings something that nobody can have seen before.
 *
 * Promises:  1 a prompt is there from the transaction that raised its duty
 *              until the one that ended it,
 *            2 each is told once, whatever is restarted, until it is open
 *              anew: the notice and the state are written together,
 *            3 responsible is: by name, by role at the school or for the
 *              trust, whoever takes that role's seat because its holder is
 *              named, and for what the DSL owes a deputy on the days of their
 *              cover, in London; never who is named in the incident (D8),
 *            4 a row says ids and times, no word of a duty.
 * Ownership: what is handed out lives as long as mem.
 * Not here:  who is told (acts/notices.c), reports nobody wrote as a duty.
 */
#ifndef LANYARD_STORE_PROMPT_H
#define LANYARD_STORE_PROMPT_H

#include "store/store.h"

/* When that user opened the permit's incident last; zero: never. */
MUST_USE enum err store_opened(struct instant *out, struct tx *tx,
                               const struct permit *permit);
MUST_USE enum err store_opened_put(struct tx *tx, const struct permit *permit,
                                   struct instant at);

/* A duty due at once. by_act: looking is not enough, only the act that ends
 * it is (7.5a: a report is opened by saying so). */
struct prompt {
    const struct work_duty *duty;
    bool by_act;
    bool anew; /* this entry is news: who looked before has not seen it */
};

/* These are the incident's duties due at once, as of an entry of that time:
 * new ones are kept, those with news are open anew, those that ended go. */
MUST_USE enum err store_prompts_put(struct tx *tx, struct arena *mem,
                                    struct trust_id trust,
                                    const struct incident_row *incident,
                                    const struct prompt *prompts,
                                    size_t count, struct instant at);

/* An incident with prompts that arose before then and that nobody has read. */
struct unread_row {
    struct incident_id incident;
    struct school_id school;
    enum role owner; /* of the prompt; ROLE_NONE: somebody by name */
    char reference[REFERENCE_SIZE + 1];
    uint8_t code[VAULT_MAC_SIZE];
    struct instant arose_at;
};

/* Marks those that were read since, then gives the oldest of the others. */
MUST_USE enum err store_unread(const struct unread_row **out, size_t *count,
                               struct tx *tx, struct arena *mem,
                               struct trust_id trust, struct instant before,
                               size_t limit);
/* The Head knows of it now. */
MUST_USE enum err store_unread_told(struct tx *tx, struct trust_id trust,
                                    const struct unread_row *row);

/* Incidents of which the permit's user was told and that nobody has looked at
 * since, the oldest first; reports nobody opened are alerts (store_alerts). */
MUST_USE enum err store_untouched(const struct unread_row **out,
                                  size_t *count, struct tx *tx,
                                  struct arena *mem,
                                  const struct permit *permit, size_t limit);

#endif
