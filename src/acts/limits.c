/* limits.c: the time limits that a trust set for itself. The pack's own stand
 * until then; who decided is part of each. */
#include "acts/acts.h"

#include "policy/pack.h"

#define DEADLINE "deadline."

static const struct progress quiet = { NULL, NULL };

/* False for a setting that is about something else. */
static enum err change_read(struct pack_change *out, bool *is_one,
                            const struct setting_row *setting)
{
    uint64_t days;
    *is_one = str_starts(setting->key, DEADLINE);
    if (!*is_one)
        return OK;
    size_t skip = sizeof(DEADLINE) - 1;
    if (str_read_number(&days, setting->value, PACK_DAYS_MAX) != OK)
        return ERR_CORRUPT;
    *out = (struct pack_change){
        .clause = { setting->key.data + skip, setting->key.size - skip },
        .days = (unsigned)days,
        .source = setting->source,
    };
    return OK;
}

enum err acts_of_trust(struct acts *out, struct tx *tx, struct arena *mem,
                       const struct acts *acts, struct trust_id trust)
{
    const struct setting_row *settings;
    size_t count, n = 0;
    enum err err = store_settings(&settings, &count, tx, mem, trust);
    if (err != OK)
        return err;
    struct pack_change *changes = ARENA_MANY(mem, count, struct pack_change);
    for (size_t i = 0; i < count; i++) {
        bool is_one;
        if ((err = change_read(&changes[n], &is_one, &settings[i])) != OK)
            return err;
        /* A clause that a newer pack no longer times has no limit to change. */
        const struct pack_clause *c =
            is_one ? pack_clause(acts->pack, changes[n].clause) : NULL;
        if (c != NULL && c->has_days)
            n++;
    }
    *out = *acts;
    return pack_changed(&out->pack, mem, acts->pack, changes, n) == OK
               ? OK
               : ERR_CORRUPT;
}

struct limit {
    const struct permit *permit;
    struct setting_row setting;
};

static enum err limit_work(struct tx *tx, void *context)
{
    struct limit *l = context;
    return store_setting_put(tx, l->permit, &l->setting);
}

enum err acts_schools_load(struct acts_schools *out, struct tx *tx,
                           struct arena *mem, const struct acts *acts,
                           struct trust_id trust)
{
    struct acts *own = ARENA_NEW(mem, struct acts);
    enum err err = acts_of_trust(own, tx, mem, acts, trust);
    out->acts = own;
    return err != OK ? err
                     : store_schools(&out->schools, &out->count, tx, mem,
                                     trust);
}

struct again {
    struct arena *mem;
    const struct acts *acts;
    struct trust_id trust;
    struct acts_schools schools;
};

static enum err again_work(struct tx *tx, void *context)
{
    struct again *a = context;
    return acts_schools_load(&a->schools, tx, a->mem, a->acts, a->trust);
}

static void found_nothing(void *context, const struct finding *finding)
{
    (void)context;
    (void)finding;
}

/* The lists as they follow from the limits that hold now. */
static enum err lists_make_again(struct acts *acts, struct arena *mem,
                                 const struct permit *permit)
{
    struct again a = { .mem = mem, .acts = acts, .trust = permit->trust };
    enum err err = store_read(acts->store, again_work, &a);
    if (err != OK)
        return err;
    const struct deriver deriver = { act_derive_again, &a.schools };
    struct findings findings = { .found = found_nothing };
    struct permit program = access_program_permit(permit->trust);
    err = store_rebuild(acts->store, &program, &deriver, false, &findings,
                        quiet);
    return err == OK && findings.count > 0 ? ERR_CORRUPT : err;
}

enum err act_deadline_set(struct acts *acts, struct arena *mem,
                          const struct permit *permit, struct str clause,
                          unsigned days, struct str source,
                          struct instant now)
{
    must(permit->permission == PERMIT_MANAGE_PEOPLE);
    const struct pack *tried;
    struct pack_change change = { clause, days, source };
    enum err err = pack_changed(&tried, mem, acts->pack, &change, 1);
    if (err != OK)
        return err;
    struct limit l = { .permit = permit };
    l.setting = (struct setting_row){
        .key = str_printf(mem, DEADLINE "%.*s", STR_ARG(clause)),
        .value = str_printf(mem, "%u", days),
        .source = source,
        .author = permit->user,
        .at = now,
    };
    if ((err = store_write(acts->store, limit_work, &l)) != OK)
        return err;
    return lists_make_again(acts, mem, permit);
}
