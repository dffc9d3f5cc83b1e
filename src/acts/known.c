/* known.c: reading an incident with what the policy says of it. A transaction
 * may be run twice by the database: each run only sets its result. */
#include "acts/known.h"

#include "store/prompt.h"

/* What the policy says of an incident whose row and facts are known. *own:
 * the acts of its trust at that moment. */
static enum err known_answer(struct known *k, struct acts *own, struct tx *tx,
                             struct arena *mem, const struct acts *acts,
                             struct trust_id trust, struct instant as_of,
                             struct instant now)
{
    struct school_row school;
    enum err err = store_school_at(&school, tx, mem, trust, k->row.school,
                                   as_of);
    if (err == OK)
        err = acts_of_trust_at(own, tx, mem, acts, trust, as_of);
    if (err != OK)
        return err;
    k->reference = str_copy(mem, str_of(k->row.reference));
    k->school = k->row.school;
    k->length = k->row.length;
    k->as_of = instant_known(as_of) ? as_of : now;
    calendar_of_school(&k->calendar, &school);
    incident_answer(&k->answer, mem, own->pack, &k->calendar, &k->incident,
                    k->as_of);
    k->stage = incident_stage(&k->incident, &k->answer);
    return OK;
}

/* The incident as the transaction sees it, with the policy's answer. */
static enum err load_known(struct known *out, struct acts *own,
                           struct tx *tx, struct arena *mem,
                           const struct acts *acts,
                           const struct permit *permit, struct instant as_of,
                           struct instant now)
{
    struct stored_chronology stored;
    struct load_until until = { .at = as_of };
    enum err err = store_load(&stored, tx, mem, permit, permit->incident,
                              until);
    if (err != OK)
        return err;
    *out = (struct known){ .row = stored.incident };
    if ((err = incident_fold(&out->incident, mem, stored.entries,
                             stored.count)) != OK)
        return err;
    return known_answer(out, own, tx, mem, acts, permit->trust, as_of, now);
}

/* Whether what was seen is the whole chronology that ends in that head. */
static bool known_is_whole(const struct known *seen,
                           const struct incident_row *row)
{
    return ID_SAME(seen->row.id, row->id) &&
           seen->incident.entries_count == row->length &&
           seen->row.length == row->length &&
           memcmp(&seen->row.last, &row->last, sizeof(row->last)) == 0;
}

enum err known_for_act(struct known *out, struct acts *own, struct tx *tx,
                       struct arena *mem, const struct acts *acts,
                       const struct permit *permit, const struct known *seen,
                       struct instant now)
{
    struct instant none = { 0 };
    struct incident_row row;
    if (seen == NULL)
        return load_known(out, own, tx, mem, acts, permit, none, now);
    enum err err = store_incident(&row, tx, mem, permit, permit->incident);
    if (err != OK)
        return err;
    if (!known_is_whole(seen, &row))
        return load_known(out, own, tx, mem, acts, permit, none, now);
    *out = (struct known){ .row = row, .incident = seen->incident };
    return known_answer(out, own, tx, mem, acts, permit->trust, none, now);
}

struct loading {
    struct known *out;
    struct arena *mem;
    struct acts *acts;
    const struct permit *permit;
    struct instant as_of;
    struct instant now;
};

static enum err load_work(struct tx *tx, void *context)
{
    struct loading *l = context;
    struct acts own;
    enum err err = load_known(l->out, &own, tx, l->mem, l->acts, l->permit,
                              l->as_of, l->now);
    return err == OK ? store_opened(&l->out->opened_at, tx, l->permit) : err;
}

enum err act_load(struct known *out, struct arena *mem, struct acts *acts,
                  const struct permit *permit, struct instant as_of,
                  struct instant now)
{
    must(permit->has_incident);
    struct loading l = { out, mem, acts, permit, as_of, now };
    return store_read(acts->store, load_work, &l);
}

struct looking {
    const struct permit *permit;
    struct instant at;
};

static enum err opened_work(struct tx *tx, void *context)
{
    struct looking *l = context;
    return store_opened_put(tx, l->permit, l->at);
}

bool act_unseen(const struct known *known)
{
    return !instant_known(known->opened_at) ||
           instant_after(known->row.changed_at, known->opened_at);
}

enum err act_opened(struct acts *acts, const struct permit *permit,
                    const struct known *known, struct instant now)
{
    struct looking l = { permit, now };
    if (!act_unseen(known))
        return OK;
    /* The newest entry was seen, whatever the clock says. */
    if (instant_after(known->row.changed_at, l.at))
        l.at = known->row.changed_at;
    return store_write(acts->store, opened_work, &l);
}
