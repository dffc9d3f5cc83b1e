/* viewer.c: the viewer's part in the safeguarding team. */
#include "acts/viewer.h"

#include "store/cover.h"

static enum err holds(bool *out, struct tx *tx, struct arena *mem,
                      const struct holders_query *query, enum role role,
                      struct user_id user)
{
    const struct user_id *who;
    size_t count;
    enum err err = store_holders(&who, &count, tx, mem, query, role);
    *out = false;
    for (size_t i = 0; err == OK && i < count; i++)
        *out = *out || ID_SAME(who[i], user);
    return err;
}

/* Where the DSL is named, who leads is the DSL of this incident (D8). */
static enum err part_of(struct str *out, struct tx *tx, struct arena *mem,
                        const struct permit *permit, struct user_id user,
                        struct instant now)
{
    struct incident_scope scope;
    struct holders_query query = {
        .trust = permit->trust, .school = permit->incident_school,
        .incident = permit->incident, .on = date_in_london(now),
    };
    bool lead = false, deputy = false;
    enum err err = store_scope(&scope, tx, permit->trust, user,
                               permit->incident);
    if (err == OK)
        err = holds(&lead, tx, mem, &query,
                    access_leader(scope.named_roles), user);
    if (err == OK)
        err = holds(&deputy, tx, mem, &query, ROLE_DEPUTY_DSL, user);
    *out = lead ? STR("lead") : deputy ? STR("deputy") : STR("none");
    return err;
}

/* A correction of other words leaves what counted then. */
static struct str part_before(const struct incident *incident,
                              const struct entry *entry)
{
    uint32_t seq = entry_corrects(entry);
    if (seq == 0 || seq > incident->entries_count)
        return STR("");
    const struct entry *before = incident->effective[seq - 1].counts;
    return str_same(entry_text(before, FIELD_VIEWER),
                    entry_text(entry, FIELD_VIEWER))
               ? entry_text(before, FIELD_VIEWER_PART)
               : STR("");
}

/* Behind the viewer, where the record is read. */
static void part_put(struct entry *entry, struct arena *mem, struct str part)
{
    struct entry_field *fields =
        ARENA_MANY(mem, entry->fields_count + 1, struct entry_field);
    size_t count = 0;
    for (size_t i = 0; i < entry->fields_count; i++) {
        if (entry->fields[i].field == FIELD_VIEWER_PART)
            continue;
        fields[count++] = entry->fields[i];
        if (entry->fields[i].field == FIELD_VIEWER)
            fields[count++] = (struct entry_field){ FIELD_VIEWER_PART, part };
    }
    entry->fields = fields;
    entry->fields_count = count;
}

enum err act_viewer_part(struct entry *entry, struct tx *tx,
                         struct arena *mem, const struct permit *permit,
                         const struct incident *incident, struct instant now)
{
    struct user_id user;
    struct str viewer = entry_text(entry, FIELD_VIEWER);
    if (viewer.size == 0 ||
        id_read(user.bytes, viewer.data, viewer.size) != OK)
        return OK;
    struct str part = part_before(incident, entry);
    enum err err = OK;
    if (part.size == 0)
        err = part_of(&part, tx, mem, permit, user, now);
    if (err == OK)
        part_put(entry, mem, part);
    return err;
}
