/* departures.c: a viewing by somebody else, somewhere else, or with nobody
 * beside them, than the policy asks (12.6b, 12.6c, 12.6d).
 *
 * It is recorded as it happened and never refused. The record says in what it
 * departs; the DSL answers for it with a reason, in the record or in an entry
 * that names it (VIEWING_REASON), and both leaders confirm that they read it,
 * each time its words change. Where D6 tells them anyway, it is one answer.
 * What could not be avoided (12.5c) departs too, and nobody chose that: no
 * reason is asked for, nor is the policy's warning of 12.6c kept. */
#include "incident/house.h"
#include "incident/stages.h"

bool viewing_chosen(const struct viewing *viewing)
{
    return viewing->record != NULL && viewing->ground != GROUND_12_5C;
}

/* Both agree to whom the request names; where it names nobody, to one of the
 * team. A record of before the program knew the part says nothing of it. */
static bool viewer_fits(const struct viewing *v)
{
    struct str part = entry_text(v->record, FIELD_VIEWER_PART);
    if (part.size == 0 || str_is(part, "lead"))
        return true;
    if (!viewing_chosen(v))
        return str_is(part, "deputy");
    struct str agreed = v->request != NULL
                            ? entry_text(v->request, FIELD_TO_VIEW)
                            : STR("");
    if (!v->permitted)
        return false;
    return agreed.size > 0
               ? str_same(agreed, entry_text(v->record, FIELD_VIEWER))
               : str_is(part, "deputy");
}

struct str viewing_departs(const struct viewing *v, enum departure which)
{
    static const char *const words[DEPARTURE_COUNT][2] = {
        [DEPARTURE_VIEWER] = {
            "Whoever saw it is neither DSL nor deputy DSL. It could not be avoided, and nobody chose it.",
            "It was viewed by somebody other than the DSL, or one of the safeguarding team whom both had agreed to.",
        },
        [DEPARTURE_ALONE] = {
            "No second member of staff was in the room. It could not be avoided, and nobody chose it.",
            "No second member of staff was in the room.",
        },
        [DEPARTURE_PLACE] = {
            "It was not on the trust’s premises and in private. It could not be avoided, and nobody chose it.",
            "It was not on the trust’s premises and in private.",
        },
    };
    const bool departs[DEPARTURE_COUNT] = {
        [DEPARTURE_VIEWER] = v->other_viewer,
        [DEPARTURE_ALONE] = v->alone,
        [DEPARTURE_PLACE] = v->in_place == NO,
    };
    return str_of(departs[which] ? words[which][viewing_chosen(v)] : "");
}

static bool reason_follows(const struct incident *in, const struct viewing *v)
{
    for (size_t i = 0; i < in->entries_count; i++)
        if (in->entries[i].kind == ENTRY_VIEWING_REASON &&
            entry_of(&in->entries[i]) == v->seq)
            return true;
    return false;
}

void departures_fold(const struct incident *in, struct viewing *v)
{
    if (v->record == NULL)
        return;
    v->other_viewer = !viewer_fits(v);
    v->alone = v->present_count <= 1; /* the viewer is the first */
    v->in_place = entry_answer(v->record, FIELD_PREMISES);
    v->reasoned = reason_follows(in, v);
}

/* What they confirmed was the record as it is now. */
static bool read_by(const struct viewing *v, enum role role)
{
    for (size_t i = 0; i < v->answers_count; i++)
        if (entry_has_word(v->answers[i], FIELD_ALLOW, "told") &&
            entry_seat(v->answers[i]) == role &&
            v->answers[i]->seq > v->record_seq)
            return true;
    return false;
}

static void departure_raise(struct house *h, const struct viewing *v,
                            const char *clause, enum field why)
{
    static const enum role leaders[] = { ROLE_HEAD, ROLE_EXECUTIVE_LEADER };
    bool known = !str_is(str_of(clause), "12.6d") || v->in_place == NO;
    struct house_duty row = {
        .clause = clause, .owner = str_of(role_name(ROLE_DSL)),
        .subject = v->id, .start = v->record_written->at,
        .done = v->reasoned || !str_is_blank(entry_text(v->record, why)),
    };
    house_raise(h, &row);
    if (!known || viewing_told_anyway(v))
        return;
    for (size_t i = 0; i < COUNT_OF(leaders); i++) {
        row.owner = str_of(role_name(leaders[i]));
        row.done = read_by(v, leaders[i]);
        house_raise(h, &row);
    }
}

static bool departs(const struct viewing *v)
{
    return viewing_chosen(v) &&
           (v->other_viewer || v->alone || v->in_place == NO);
}

bool viewing_both_answer(const struct viewing *viewing)
{
    return viewing_told_anyway(viewing) || departs(viewing);
}

bool viewing_needs_reason(const struct viewing *viewing)
{
    return departs(viewing) ||
           (viewing_chosen(viewing) && viewing->in_place != YES);
}

/* Where nobody says whether it was in place, the DSL finds out. */
void departures_house(struct house *h)
{
    for (size_t i = 0; i < h->incident->viewings_count; i++) {
        const struct viewing *v = &h->incident->viewings[i];
        if (!viewing_chosen(v))
            continue;
        if (v->other_viewer) {
            house_warn(h, "12.6b", v->id);
            departure_raise(h, v, "12.6b", FIELD_VIEWER_WHY);
        }
        if (v->alone) /* of which the policy itself warns */
            departure_raise(h, v, "12.6c", FIELD_ALONE_WHY);
        if (v->in_place == NO)
            house_warn(h, "12.6d", v->id);
        if (v->in_place != YES)
            departure_raise(h, v, "12.6d", FIELD_PREMISES_WHY);
    }
}

/* It says to record why: nobody chose what could not be avoided. */
void departures_settle(struct policy_answer *answer, struct arena *mem,
                       const struct incident *incident)
{
    struct warning *kept = ARENA_MANY(mem, answer->warnings_count + 1,
                                      struct warning);
    size_t count = 0;
    for (size_t i = 0; i < answer->warnings_count; i++) {
        const struct warning *w = &answer->warnings[i];
        bool asked = true;
        for (size_t j = 0; j < incident->viewings_count; j++)
            asked = asked &&
                    !(str_is(w->clause, "12.6c") &&
                      str_same(incident->viewings[j].id, w->subject) &&
                      !viewing_chosen(&incident->viewings[j]));
        if (asked)
            kept[count++] = *w;
    }
    answer->warnings = kept;
    answer->warnings_count = count;
}
