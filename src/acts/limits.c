/* limits.c: the time limits that a trust set for itself. The pack's own stand
 * until then; who decided is part of each. */
#include "acts/acts.h"

#include "policy/pack.h"

#define DEADLINE "deadline."
#define OWN_DUTY "module.D11"

static const struct progress quiet = { NULL, NULL };

/* False for a setting that is about something else. */
static enum err change_read(struct pack_change *out, bool *is_one,
                            const struct setting_row *setting)
{
    uint64_t number;
    *is_one = str_starts(setting->key, DEADLINE);
    if (!*is_one)
        return OK;
    size_t skip = sizeof(DEADLINE) - 1;
    if (str_read_number(&number, setting->value, 24 * PACK_DAYS_MAX) != OK)
        return ERR_CORRUPT;
    *out = (struct pack_change){
        .clause = { setting->key.data + skip, setting->key.size - skip },
        .number = (unsigned)number,
        .source = setting->source,
    };
    return OK;
}

/* "2026-12-01", or "off" (D11). */
static enum err own_duty_read(struct acts *out, struct arena *mem,
                              const struct setting_row *setting)
{
    struct pack_module module = { .source = setting->source };
    module.on = !str_is(setting->value, "off");
    if (module.on && date_read(&module.from, setting->value) != OK)
        return ERR_CORRUPT;
    return pack_with_own_duty(&out->pack, mem, out->pack, &module) == OK
               ? OK
               : ERR_CORRUPT;
}

enum err acts_of_trust_at(struct acts *out, struct tx *tx, struct arena *mem,
                          const struct acts *acts, struct trust_id trust,
                          struct instant at)
{
    const struct setting_row *settings;
    size_t count, n = 0;
    enum err err =
        instant_known(at)
            ? store_settings_at(&settings, &count, tx, mem, trust, at)
            : store_settings(&settings, &count, tx, mem, trust);
    if (err != OK)
        return err;
    struct pack_change *changes = ARENA_MANY(mem, count, struct pack_change);
    for (size_t i = 0; i < count; i++) {
        bool is_one;
        if ((err = change_read(&changes[n], &is_one, &settings[i])) != OK)
            return err;
        /* A clause whose time a newer pack no longer leaves to a trust has no
         * limit to change. */
        const struct pack_clause *c =
            is_one ? pack_clause(acts->pack, changes[n].clause) : NULL;
        if (c != NULL && pack_may_set(c))
            n++;
    }
    *out = *acts;
    if (pack_changed(&out->pack, mem, acts->pack, changes, n) != OK)
        return ERR_CORRUPT;
    for (size_t i = 0; i < count; i++)
        if (str_is(settings[i].key, OWN_DUTY) &&
            (err = own_duty_read(out, mem, &settings[i])) != OK)
            return err;
    return OK;
}

enum err acts_of_trust(struct acts *out, struct tx *tx, struct arena *mem,
                       const struct acts *acts, struct trust_id trust)
{
    return acts_of_trust_at(out, tx, mem, acts, trust, (struct instant){ 0 });
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

/* An administrator, or whoever runs the program itself. */
static bool may_set(const struct permit *permit)
{
    return permit->permission == PERMIT_MANAGE_PEOPLE ||
           id_is_zero(permit->user.bytes);
}

enum err act_deadline_set(struct acts *acts, struct arena *mem,
                          const struct permit *permit, struct str clause,
                          unsigned number, struct str source,
                          struct instant now)
{
    must(may_set(permit));
    const struct pack *tried;
    struct pack_change change = { clause, number, source };
    enum err err = pack_changed(&tried, mem, acts->pack, &change, 1);
    if (err != OK)
        return err;
    struct limit l = { .permit = permit };
    l.setting = (struct setting_row){
        .key = str_printf(mem, DEADLINE "%.*s", STR_ARG(clause)),
        .value = str_printf(mem, "%u", number),
        .source = source,
        .author = permit->user,
        .at = now,
    };
    if ((err = store_write(acts->store, limit_work, &l)) != OK)
        return err;
    return lists_make_again(acts, mem, permit);
}

enum err act_own_duty_set(struct acts *acts, struct arena *mem,
                          const struct permit *permit,
                          const struct pack_module *module,
                          struct instant now)
{
    must(may_set(permit));
    if (str_is_blank(module->source))
        return ERR_INVALID;
    struct civil c = date_civil(module->from);
    struct limit l = { .permit = permit };
    l.setting = (struct setting_row){
        .key = STR(OWN_DUTY),
        .value = module->on ? str_printf(mem, "%04d-%02u-%02u", c.year,
                                         c.month, c.day)
                            : STR("off"),
        .source = module->source,
        .author = permit->user,
        .at = now,
    };
    enum err err = store_write(acts->store, limit_work, &l);
    return err == OK ? lists_make_again(acts, mem, permit) : err;
}

/* ---- the days of a school ---- */

struct str closed_words(struct arena *mem, const struct school_row *school,
                        const char *between)
{
    struct buf b;
    buf_open(&b, mem, 256, SCHOOL_CLOSED_MAX * 64);
    for (size_t i = 0; i < school->closed_count; i++) {
        const struct date_range *r = &school->closed[i];
        if (i > 0)
            buf_put_str(&b, str_of(between));
        buf_put_str(&b, date_words(mem, r->from));
        if (r->until.days != r->from.days) {
            buf_put_str(&b, STR(" to "));
            buf_put_str(&b, date_words(mem, r->until));
        }
    }
    return buf_str(&b);
}

struct str school_days_words(struct arena *mem,
                             const struct school_row *school)
{
    struct str ends = minute_words(mem, school->day_ends);
    struct str closed = school->closed_count > 0
                            ? closed_words(mem, school, ", ")
                            : STR("on no other days");
    return str_printf(mem, "until %.*s; closed %.*s; bank holidays %s",
                      STR_ARG(ends), STR_ARG(closed),
                      school->bank_holidays ? "closed" : "open");
}

struct school_change {
    struct arena *mem;
    const struct permit *permit;
    const struct school_row *school;
    struct instant now;
};

static enum err school_work(struct tx *tx, void *context)
{
    struct school_change *c = context;
    struct school_row before;
    enum err err = store_school_load(&before, tx, c->mem, c->permit->trust,
                                     c->school->id);
    if (err != OK)
        return err;
    struct str was = school_days_words(c->mem, &before);
    struct str is = school_days_words(c->mem, c->school);
    struct str text = str_printf(c->mem, "%.*s: %.*s. Before: %.*s",
                                 STR_ARG(c->school->name), STR_ARG(is),
                                 STR_ARG(was));
    return store_school_change(tx, c->permit, c->school, text, c->now);
}

enum err act_school_set(struct acts *acts, struct arena *mem,
                        const struct permit *permit,
                        const struct school_row *school, struct instant now)
{
    must(may_set(permit));
    struct school_change c = { mem, permit, school, now };
    enum err err = store_write(acts->store, school_work, &c);
    return err == OK ? lists_make_again(acts, mem, permit) : err;
}
