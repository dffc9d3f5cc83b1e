/* pupil.h: what the pages about one pupil of an incident share.
 *
 * Promises: 1 pupil_of gives a pupil only to who may see that one: who sees
 *             the whole incident, the adult that pupil chose (9.2), the SENCO
 *             where the pupil has SEND (2.4); to all others it is not there,
 *           2 who does not see the whole incident is shown no other pupil.
 * Not here: the permission of the route (access), the forms (support.c,
 *           advice.c, interview.c, arrangement.c).
 */
#ifndef LANYARD_WEB_PUPIL_H
#define LANYARD_WEB_PUPIL_H

#include "policy/pack.h"
#include "web/page.h"

/* The pupil of the address; NULL: answered with "not found". */
const struct person *pupil_of(struct request *rq, const struct known *known);

/* May the person at the keyboard see what is recorded of that pupil? */
bool pupil_visible(const struct request *rq, const struct known *known,
                   const struct person *person);

/* The adult that pupil chose, or somebody who leads the incident: what the
 * pupil said is theirs to read; the SENCO reads what has to be arranged. */
bool pupil_heard_by(const struct request *rq, const struct known *known,
                    const struct person *person);

/* "/incidents/K7P-4MD/children/p1" and what follows. */
struct str pupil_path(struct arena *mem, struct str reference,
                      struct str person, const char *rest);

/* "Maya". */
struct str pupil_first(struct arena *mem, const struct person *person);

/* A form about the pupil of the address, half filled in: kind, path, way
 * back, the pupil as a given field. */
struct pupil_form {
    struct known known;
    const struct person *person;
    struct names names;
    struct form_spec form;
    struct entry_field given[4];
    struct field_look looks[16];
};

/* rest: of the form's path behind the pupil's. False: answered. */
bool pupil_form_make(struct pupil_form *out, struct request *rq,
                     const struct permit *permit, enum entry_kind kind,
                     const char *rest);
/* What stands above a form in which a pupil is asked about it, as long as no
 * more than an account may be heard (D5). True: it does. */
bool pupil_form_hearing(struct pupil_form *form, struct request *rq);
/* One more field that the program adds. */
void pupil_form_give(struct pupil_form *form, enum field field,
                     struct str text);
void pupil_form_look(struct pupil_form *form, const struct field_look *looks,
                     size_t count);
/* Shows it, or saves it when it was posted. */
void pupil_form_run(struct pupil_form *form, struct request *rq,
                    const struct permit *permit);

/* The first open duty of that clause about that pupil, or NULL. */
const struct duty *pupil_duty(const struct known *known, struct str pupil,
                              const char *clause);

/* The clauses 9.5, 9.6, 9.7 that fit the pupil's part: bits 1u << (n - 5). */
unsigned pupil_advice(const struct known *known, struct str pupil);
/* "9.5" to 0, "9.7" to 2; 3 for anything else. */
unsigned advice_index(struct str clause);
const char *advice_clause(unsigned index);
/* What is said now: other words while nobody may be asked to delete (D3). */
struct str advice_words(const struct known *known,
                        const struct pack_advice_item *item);

#endif
