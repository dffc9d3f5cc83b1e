/* device.c: devices in somebody's keeping (12.6h). What a device's state is
 * said to be adds up over its moves: it goes off, offline and into a safe
 * place once, and stays so until somebody says otherwise by a new device
 * entry or a correction. */
#include "incident/house.h"
#include "incident/stages.h"

static void state_fold(struct device *d, const struct entry *e)
{
    d->offline = d->offline || entry_has_word(e, FIELD_DEVICE_STATE,
                                              "offline");
    d->off = d->off || entry_has_word(e, FIELD_DEVICE_STATE, "off");
    d->secured = d->secured || entry_has_word(e, FIELD_DEVICE_STATE,
                                              "secured");
}

/* The police or whom it belongs to have it: the school keeps it no more. */
static void move_fold(struct device *d, const struct entry *e)
{
    d->last = e;
    state_fold(d, e);
    d->with_police = entry_has_word(e, FIELD_MOVE, "police");
    d->returned = entry_has_word(e, FIELD_MOVE, "returned");
    if (d->with_police || d->returned)
        d->offline = d->off = d->secured = true;
}

const struct device *incident_device(const struct incident *incident,
                                     uint64_t seq)
{
    for (size_t i = 0; i < incident->devices_count; i++)
        if (incident->devices[i].seq == seq)
            return &incident->devices[i];
    return NULL;
}

void devices_fold(struct incident *out, struct arena *mem)
{
    size_t most = entries_of_kind(out, ENTRY_DEVICE);
    if (most == 0)
        return;
    struct device *rows = ARENA_MANY(mem, most, struct device);
    struct fact_device *facts = ARENA_MANY(mem, most, struct fact_device);
    size_t count = 0;
    for (size_t i = 0; i < out->entries_count; i++) {
        const struct entry *e = out->effective[i].counts;
        if (out->entries[i].kind == ENTRY_DEVICE) {
            rows[count] = (struct device){ .seq = out->entries[i].seq,
                                           .taken = e };
            state_fold(&rows[count++], e);
        } else if (out->entries[i].kind == ENTRY_DEVICE_MOVE) {
            for (size_t j = 0; j < count; j++)
                if (rows[j].seq == entry_of(e))
                    move_fold(&rows[j], e);
        }
    }
    for (size_t i = 0; i < count; i++)
        facts[i] = (struct fact_device){
            str_printf(mem, "d%u", rows[i].seq), rows[i].offline, rows[i].off,
            rows[i].secured, rows[i].with_police
        };
    out->devices = rows;
    out->devices_count = count;
    out->facts.devices = facts;
    out->facts.devices_count = count;
}

/* The report says that a member of staff has it, and no record says where it
 * is: it is secured as any that the school keeps. */
void device_house(struct house *h)
{
    const struct incident *in = h->incident;
    if (in->report != NULL && entry_has_word(in->report, FIELD_DEVICE, "staff"))
        house_raise(h, &(struct house_duty){
            .clause = "12.6h", .owner = str_of(role_name(ROLE_DSL)),
            .start = in->facts.reported_at, .done = in->devices_count > 0,
        });
}

enum refusal device_may(const struct incident *incident,
                        const struct entry *entry)
{
    return incident_device(incident, entry_of(entry)) == NULL
               ? REFUSE_NO_SUCH_DEVICE
               : REFUSE_NONE;
}
