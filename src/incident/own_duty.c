/* own_duty.c: the duty to report of the person who suspects (D11). A law may
 * bring it; until a trust switches it on with a source and a day, it raises
 * nothing. It is that person's and nobody else's: what the school does beside
 * it neither fulfils nor delays it. */
#include "incident/house.h"
#include "incident/stages.h"

struct user_id incident_suspects(const struct incident *incident)
{
    const struct user_id nobody = { { 0 } };
    if (incident->report == NULL ||
        entry_text(incident->report, FIELD_FROM_SCHOOL).size > 0)
        return nobody;
    return incident->entries[0].author;
}

static struct instant latest(const struct incident *incident)
{
    return (struct instant){ incident->facts.reported_at.us +
                             (int64_t)OWN_DUTY_DAYS * 86400 * 1000000 };
}

enum refusal own_duty_may(const struct incident *incident,
                          const struct entry *entry)
{
    struct instant day;
    bool waits = entry_has_word(entry, FIELD_OWN_DUTY, "wait");
    bool exempt = entry_has_word(entry, FIELD_OWN_DUTY, "exempt");
    if ((waits || exempt) && str_is_blank(entry_text(entry, FIELD_REASON)))
        return REFUSE_OWN_NEEDS_REASON;
    if (waits &&
        (instant_read(&day, entry_text(entry, FIELD_NEXT_AT)) != OK ||
         instant_after(day, latest(incident))))
        return REFUSE_OWN_WAITS_LONG;
    return REFUSE_NONE;
}

/* They told an agency themselves, before the report or since (D4). */
static bool told_already(const struct incident *in, struct user_id user)
{
    if (entry_has_word(in->report, FIELD_ALREADY_TOLD, "police") ||
        entry_has_word(in->report, FIELD_ALREADY_TOLD, "cscs"))
        return true;
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct effective *eff = &in->effective[i];
        if (eff->entry->kind == ENTRY_REFERRAL &&
            ID_SAME(eff->entry->author, user) &&
            (entry_has_word(eff->counts, FIELD_TO, "police") ||
             entry_has_word(eff->counts, FIELD_TO, "cscs")))
            return true;
    }
    return false;
}

void own_duty_house(struct house *h)
{
    const struct incident *in = h->incident;
    const struct pack_module *module = pack_own_duty(h->pack);
    struct user_id user = incident_suspects(in);
    struct instant reported_at = in->facts.reported_at;
    if (!module->on || id_is_zero(user.bytes) ||
        date_in_london(reported_at).days < module->from.days)
        return;
    bool waits = in->own_duty != NULL &&
                 entry_has_word(in->own_duty, FIELD_OWN_DUTY, "wait");
    struct instant due = reported_at;
    if (waits && instant_read(&due, entry_text(in->own_duty,
                                               FIELD_NEXT_AT)) != OK)
        due = reported_at;
    house_raise(h, &(struct house_duty){
        .clause = "D11", .owner = entry_user_text(h->mem, user),
        .due_at = due,
        .done = (in->own_duty != NULL && !waits) || told_already(in, user),
    });
}
