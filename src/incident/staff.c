/* staff.c: members of staff in an incident (4.2, D8): one who is affected is
 * supported and asked; of one who may have done it the designated officer is
 * told. Neither sees it any more, from the entry that names them on. */
#include "incident/house.h"
#include "incident/stages.h"

/* What makes a member of staff one who may have done it: the same parts that
 * imply 8.9a. */
enum { PARTS_SUSPECT = 1u << PART_CREATED | 1u << PART_SENT |
                       1u << PART_SHARED_ON | 1u << PART_REQUESTED,
       PARTS_AFFECTED = 1u << PART_DEPICTED | 1u << PART_AFFECTED };

bool person_staff_suspected(const struct person *p)
{
    return p->type == PERSON_STAFF && !p->in_error &&
           (p->parts & PARTS_SUSPECT) != 0;
}

bool person_staff_affected(const struct person *p)
{
    return p->type == PERSON_STAFF && !p->in_error &&
           (p->parts & PARTS_AFFECTED) != 0 && !person_staff_suspected(p);
}

struct str incident_report_about(const struct incident *incident)
{
    return incident->report != NULL
               ? entry_text(incident->report, FIELD_STAFF_ABOUT)
               : STR("");
}

static void name_add(struct user_id *out, size_t *count, struct str user)
{
    struct user_id id;
    if (id_read(id.bytes, user.data, user.size) != OK)
        return;
    for (size_t i = 0; i < *count; i++)
        if (ID_SAME(out[i], id))
            return;
    out[(*count)++] = id;
}

size_t incident_named(struct user_id *out, const struct incident *incident)
{
    size_t count = 0;
    name_add(out, &count, incident_report_about(incident));
    for (size_t i = 0; i < incident->facts.people_count; i++)
        name_add(out, &count, incident->facts.people[i].user);
    return count;
}

bool incident_names(const struct incident *incident, struct user_id user)
{
    char text[ID_TEXT_SIZE + 1];
    id_print(text, user.bytes);
    if (str_is(incident_report_about(incident), text))
        return true;
    for (size_t i = 0; i < incident->facts.people_count; i++)
        if (str_is(incident->facts.people[i].user, text))
            return true;
    return false;
}

enum role entry_seat(const struct entry *entry)
{
    struct str word = entry_text(entry, FIELD_IN_PLACE);
    if (word.size == 0)
        word = entry_text(entry, FIELD_AS_ROLE);
    return role_from_name(word.data, word.size);
}

/* ---- what was done for those who are affected ---- */

static struct staff_care *care_of(struct staff_care *rows, size_t *count,
                                  struct str person)
{
    for (size_t i = 0; i < *count; i++)
        if (str_same(rows[i].person, person))
            return &rows[i];
    rows[*count] = (struct staff_care){ .person = person };
    return &rows[(*count)++];
}

void staff_fold(struct incident *out, struct arena *mem)
{
    struct staff_care *rows = ARENA_MANY(
        mem, entries_of_kind(out, ENTRY_STAFF_CARE), struct staff_care);
    for (size_t i = 0; i < out->entries_count; i++) {
        const struct effective *eff = &out->effective[i];
        if (eff->entry->kind != ENTRY_STAFF_CARE)
            continue;
        struct staff_care *care =
            care_of(rows, &out->staff_cares_count,
                    entry_text(eff->counts, FIELD_PERSON));
        care->last = eff->counts;
        struct str again = entry_text(eff->counts, FIELD_CHECK_AT);
        if (again.size == 0 || instant_read(&care->check_at, again) != OK)
            care->check_at = (struct instant){ 0 };
    }
    out->staff_cares = rows;
}

const struct staff_care *incident_staff_care(const struct incident *incident,
                                             struct str person)
{
    for (size_t i = 0; i < incident->staff_cares_count; i++)
        if (str_same(incident->staff_cares[i].person, person))
            return &incident->staff_cares[i];
    return NULL;
}

enum refusal staff_may(const struct incident *incident,
                       const struct entry *entry)
{
    const struct person *p = incident_person(incident,
                                             entry_text(entry, FIELD_PERSON));
    return p == NULL || !person_staff_affected(p) ? REFUSE_NO_STAFF
                                                  : REFUSE_NONE;
}

/* ---- the house's duties (D8) ---- */

static bool lado_told(const struct incident *in)
{
    for (size_t i = 0; i < in->referrals_count; i++)
        if (in->referrals[i].to == AGENCY_LADO)
            return true;
    return false;
}

/* D8b, D8c: the Head offers support, or whoever has that seat. */
static void house_affected(struct house *h, const struct person *p)
{
    const struct staff_care *care = incident_staff_care(h->incident, p->id);
    house_raise(h, &(struct house_duty){
        .clause = "D8b", .owner = STR("head"), .subject = p->id,
        .start = p->recorded_at, .done = care != NULL,
    });
    if (care != NULL && instant_known(care->check_at))
        house_raise(h, &(struct house_duty){
            .clause = "D8c", .owner = STR("head"), .subject = p->id,
            .due_at = care->check_at,
        });
}

void staff_house(struct house *h)
{
    for (size_t i = 0; i < h->incident->people_count; i++) {
        const struct person *p = &h->incident->people[i];
        if (person_staff_affected(p))
            house_affected(h, p);
        if (person_staff_suspected(p))
            house_raise(h, &(struct house_duty){
                .clause = "D8a", .owner = STR("head"), .subject = p->id,
                .start = p->suspected_at, .done = lado_told(h->incident),
            });
    }
}
