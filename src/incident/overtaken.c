/* overtaken.c: when somebody was faster. A form that replaces an answer must
 * not replace one its writer never saw; a form whose ground has not moved is
 * taken, whatever else was written meanwhile. A note on the telephone call
 * must not stop the assessment.
 *
 * Rejected: a conflict on any newer entry. It is simpler, and teaches people
 * to press "save mine" without looking. */
#include "incident/incident.h"

#define KIND_BIT(NAME) (UINT64_C(1) << ENTRY_##NAME)

/* What may be written while somebody closes the incident. */
#define CHANGES_NOTHING                                          \
    (KIND_BIT(EXPORT) | KIND_BIT(LESSONS) | KIND_BIT(PUPIL_NOW) | \
     KIND_BIT(NOT_APPLICABLE))

/* The kinds that move the ground of a form. Those that only add something
 * (kinds.def: exclusive no) are never overtaken. */
static uint64_t ground_of(enum entry_kind kind)
{
    switch ((unsigned)kind) { /* a correction is of one entry: see meets */
    case ENTRY_PERSON:
        return KIND_BIT(PERSON);
    case ENTRY_REVIEW:
        return KIND_BIT(REVIEW);
    case ENTRY_RISK: /* 8.9d asks for the age of who is depicted */
        return KIND_BIT(RISK) | KIND_BIT(PERSON);
    case ENTRY_OUTCOME: /* 8.10: an outcome rests on all of these */
        return KIND_BIT(OUTCOME) | KIND_BIT(SIGN) | KIND_BIT(RISK) |
               KIND_BIT(REVIEW) | KIND_BIT(PERSON) | KIND_BIT(REFERRAL);
    case ENTRY_SIGN: /* 12.9: a proposal, with the criteria it was made from */
        return KIND_BIT(SIGN) | KIND_BIT(OUTCOME) | KIND_BIT(RISK);
    case ENTRY_ROUTE: /* 8.15: what it rests on */
        return KIND_BIT(ROUTE) | KIND_BIT(RISK);
    case ENTRY_PARENT_WISHES:
        return KIND_BIT(PARENT_WISHES);
    case ENTRY_REFERRAL_PACK:
        return KIND_BIT(REFERRAL_PACK);
    case ENTRY_HELPER:
        return KIND_BIT(HELPER);
    case ENTRY_ADVICE:
        return KIND_BIT(ADVICE);
    case ENTRY_SET_ASIDE: /* 8.4: what was disclosed since changes it */
        return KIND_BIT(SET_ASIDE) | KIND_BIT(INTERVIEW);
    case ENTRY_VIEWING_ANSWER: /* 12.6: agreed to is what was read */
        return KIND_BIT(VIEWING_REQUEST);
    case ENTRY_VIEWING_SIGN: /* 12.6g: signed is what was read */
        return KIND_BIT(VIEWING);
    case ENTRY_CLOSED: /* 8.10: whatever is new is read first */
    case ENTRY_STAYS_CLOSED:
        return ~CHANGES_NOTHING;
    case ENTRY_REOPENED:
        return KIND_BIT(REOPENED);
    }
    return 0;
}

/* The entry that a correction names; the entry itself for any other. */
static const struct entry *meant(const struct incident *incident,
                                 const struct entry *e)
{
    uint32_t seq = entry_corrects(e);
    if (e->kind != ENTRY_CORRECTION)
        return e;
    return seq == 0 || seq > incident->entries_count
               ? NULL
               : &incident->entries[seq - 1];
}

static bool same_person(const struct entry *a, const struct entry *b)
{
    return str_same(entry_text(a, FIELD_PERSON), entry_text(b, FIELD_PERSON));
}

/* A correction meets whatever changes the entry it names: another correction
 * of it, or, of a person, what was recorded of that person since. */
static bool correction_meets(const struct incident *incident,
                             const struct entry *form,
                             const struct entry *newer)
{
    const struct entry *wanted = meant(incident, form);
    const struct entry *changed = meant(incident, newer);
    if (wanted == NULL || changed == NULL)
        return false;
    if (wanted->kind == ENTRY_PERSON && changed->kind == ENTRY_PERSON)
        return same_person(wanted, changed);
    if (wanted->kind == ENTRY_REVIEW && changed->kind == ENTRY_REVIEW)
        return true;
    return newer->kind == ENTRY_CORRECTION && wanted == changed;
}

static bool meets(const struct incident *incident, const struct entry *form,
                  const struct entry *newer)
{
    if (form->kind == ENTRY_CORRECTION)
        return correction_meets(incident, form, newer);
    const struct entry *changed = meant(incident, newer);
    if (changed == NULL || changed->kind >= 64 ||
        (ground_of(form->kind) >> changed->kind & 1) == 0)
        return false;
    /* Two who agree do not stand in each other's way; one who returned the
     * proposal gave a reason that the other should read first. */
    if (form->kind == ENTRY_SIGN && newer->kind == ENTRY_SIGN)
        return !entry_has_word(newer, FIELD_AGREE, "agree");
    /* What is about one person is overtaken by what is about the same. */
    return entry_text(form, FIELD_PERSON).size == 0 ||
           same_person(form, changed);
}

bool incident_overtaken(const struct incident *incident, uint32_t made_from,
                        const struct entry *form)
{
    if (!kind_info(form->kind)->exclusive)
        return false;
    if (made_from > incident->entries_count)
        return true; /* made from a chronology that is not this one */
    for (size_t i = made_from; i < incident->entries_count; i++)
        if (meets(incident, form, &incident->entries[i]))
            return true;
    return false;
}
