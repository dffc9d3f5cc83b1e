/* tone.h: words that put onto a child what others did, found in what somebody
 * writes (2.5k, D20). The words are those of the pack; what is done about them
 * is the page's, and never more than a hint.
 *
 * Promises:  1 a phrase is found as whole words, whatever the case, the blanks,
 *              hyphens and line breaks between the words, and the shape of its
 *              apostrophes, or their lack,
 *            2 what stands in quotation marks is what somebody said: nothing is
 *              found there,
 *            3 any bytes may be asked about, and the time grows with the size
 *              of the text, not faster.
 * Ownership: what is found points into the pack.
 * Not here:  which fields hold a child's own words (incident/entry.h).
 */
#ifndef LANYARD_POLICY_TONE_H
#define LANYARD_POLICY_TONE_H

#include "policy/pack.h"

enum {
    TONE_MAX = 3,          /* as many as one notice names */
    TONE_PHRASE_MAX = 100, /* bytes of a phrase */
};

struct tone {
    const struct pack_tone *row; /* what to say instead, and why */
    struct str words; /* the phrase, as the pack writes it */
};

/* Adds what the text has to the count that stand in out, each row of the pack
 * once, in the order of the text; returns how many stand there now, at most
 * max. */
size_t tone_find(struct tone *out, size_t count, size_t max,
                 const struct pack *pack, struct str text);

/* A phrase as it is compared: "Isn’t  well-known" as "isnt well known". False when
 * it is not words alone. */
MUST_USE bool tone_plain(struct str *out, struct arena *mem,
                         struct str phrase);

#endif
