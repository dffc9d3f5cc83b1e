/* viewing.c: viewing a picture, from a request to the signatures (12.1-12.7).
 *
 *   none      -> asked      VIEWING_REQUEST (12.5a, 12.5b)
 *   asked     -> permitted  VIEWING_ANSWER "permit" of both (12.6)
 *   asked     -> refused    VIEWING_ANSWER "refuse" of either
 *   asked     -> withdrawn  VIEWING_AVOIDED that names it (12.2)
 *   permitted -> viewed     VIEWING
 *   none      -> viewed     VIEWING: unavoidable (12.5c), or said to have
 *                           happened without both permissions (12.6)
 *   viewed    -> signed     VIEWING_SIGN of everybody in the room (12.6g)
 *
 * What was viewed is recorded whoever allowed it; only before it happens does
 * anything stand in the way. Nothing here knows what a picture shows. */
#include "incident/house.h"
#include "incident/stages.h"

/* ---- what the stages share ---- */

size_t entries_of_kind(const struct incident *incident, enum entry_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < incident->entries_count; i++)
        count += incident->entries[i].kind == kind;
    return count;
}

uint64_t entry_of(const struct entry *entry)
{
    uint64_t seq;
    return str_read_number(&seq, entry_text(entry, FIELD_OF),
                           UINT32_MAX) == OK
               ? seq
               : 0;
}

struct instant entry_time(const struct entry *entry, enum field field,
                          const struct entry *written)
{
    struct instant at;
    struct str text = entry_text(entry, field);
    if (text.data != NULL && instant_read(&at, text) == OK)
        return at;
    return written->at;
}

struct str entry_user_text(struct arena *mem, struct user_id user)
{
    char *text = arena_alloc(mem, ID_TEXT_SIZE + 1);
    id_print(text, user.bytes);
    return (struct str){ text, ID_TEXT_SIZE };
}

/* ---- the fold ---- */

struct viewings {
    struct viewing *rows;
    size_t count;
};

static struct viewing *viewing_of(struct viewings *all, const struct entry *e)
{
    uint64_t seq = entry_of(e);
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].seq == seq)
            return &all->rows[i];
    return NULL;
}

static void present_add(struct viewing *v, struct str user)
{
    for (size_t i = 0; i < v->present_count; i++)
        if (str_same(v->present[i], user))
            return;
    if (user.size > 0 && v->present_count < VIEWING_PRESENT_MAX)
        v->present[v->present_count++] = user;
}

/* The latest record of a viewing counts; who signed an earlier one signs
 * again. */
static void record_fold(struct viewings *all, const struct effective *eff)
{
    const struct entry *e = eff->counts;
    struct viewing *v = viewing_of(all, e);
    if (v == NULL) {
        v = &all->rows[all->count++];
        *v = (struct viewing){ .seq = eff->entry->seq };
    }
    if (v->request == NULL)
        v->ground = ground_from_word(entry_text(e, FIELD_GROUND));
    v->record = e;
    v->record_written = eff->entry;
    v->record_seq = eff->corrected_by > 0 ? eff->corrected_by
                                          : eff->entry->seq;
    v->signs_count = v->present_count = 0;
    present_add(v, entry_text(e, FIELD_VIEWER));
    present_add(v, entry_text(e, FIELD_PRESENT));
    present_add(v, entry_text(e, FIELD_PRESENT_2));
    present_add(v, entry_text(e, FIELD_PRESENT_3));
}

static bool is_told(const struct entry *answer)
{
    return entry_has_word(answer, FIELD_ALLOW, "told");
}

/* An answer to a request that was corrected afterwards answers it no more. Who
 * confirms once more, that the record was read, takes their own place. */
static void answer_fold(struct incident *out, struct viewings *all,
                        const struct entry *e)
{
    struct viewing *v = viewing_of(all, e);
    if (v == NULL || out->effective[v->seq - 1].corrected_by > e->seq)
        return;
    for (size_t i = 0; i < v->answers_count; i++)
        if (ID_SAME(v->answers[i]->author, e->author) && is_told(e) &&
            is_told(v->answers[i])) {
            v->answers[i] = e;
            return;
        }
    if (v->answers_count == VIEWING_ANSWERS_MAX)
        return;
    v->answers[v->answers_count++] = e;
    v->refused = v->refused || entry_has_word(e, FIELD_ALLOW, "refuse");
}

static void sign_fold(struct viewings *all, const struct entry *e)
{
    struct viewing *v = viewing_of(all, e);
    if (v != NULL && v->record != NULL && v->record_seq < e->seq &&
        v->signs_count < VIEWING_SIGNS_MAX)
        v->signs[v->signs_count++] = e;
}

static void entry_fold(struct incident *out, struct viewings *all,
                       const struct effective *eff)
{
    const struct entry *e = eff->counts;
    struct viewing *v;
    if (eff->entry->kind == ENTRY_VIEWING_REQUEST) {
        all->rows[all->count++] = (struct viewing){
            .seq = eff->entry->seq,
            .request = e,
            .ground = ground_from_word(entry_text(e, FIELD_GROUND)),
            .distress = entry_answer(e, FIELD_DISTRESS),
        };
    } else if (eff->entry->kind == ENTRY_VIEWING_ANSWER) {
        answer_fold(out, all, eff->entry);
    } else if (eff->entry->kind == ENTRY_VIEWING) {
        record_fold(all, eff);
    } else if (eff->entry->kind == ENTRY_VIEWING_SIGN) {
        sign_fold(all, eff->entry);
    } else if (eff->entry->kind == ENTRY_VIEWING_AVOIDED) {
        if ((v = viewing_of(all, e)) != NULL)
            v->withdrawn = true;
    }
}

/* ---- the facts ---- */

/* What was said after it was viewed permitted nothing. A time is typed to the
 * minute. */
static bool in_time(const struct entry *answer, const struct viewing *v)
{
    static const int64_t minute_us = INT64_C(60) * 1000000;
    if (v->record == NULL)
        return true;
    struct instant at = entry_time(v->record, FIELD_VIEWED_AT,
                                   v->record_written);
    return answer->at.us < at.us + minute_us;
}

static const struct fact_user *permitted_by(size_t *count, struct arena *mem,
                                            const struct viewing *v)
{
    struct fact_user *by = ARENA_MANY(mem, v->answers_count + 1,
                                      struct fact_user);
    *count = 0;
    for (size_t i = 0; i < v->answers_count; i++) {
        const struct entry *e = v->answers[i];
        if (entry_has_word(e, FIELD_ALLOW, "permit") && in_time(e, v))
            by[(*count)++] = (struct fact_user){
                entry_user_text(mem, e->author), entry_seat(e)
            };
    }
    return by;
}

static const struct str *signed_by(struct arena *mem, const struct viewing *v)
{
    struct str *by = ARENA_MANY(mem, v->signs_count + 1, struct str);
    for (size_t i = 0; i < v->signs_count; i++)
        by[i] = entry_user_text(mem, v->signs[i]->author);
    return by;
}

static const struct str *supported(size_t *count, struct arena *mem,
                                   const struct incident *in,
                                   const struct viewing *v)
{
    size_t most = entries_of_kind(in, ENTRY_STAFF_SUPPORT);
    struct str *who = ARENA_MANY(mem, most + 1, struct str);
    *count = 0;
    for (size_t i = 0; i < in->entries_count && most > 0; i++) {
        const struct entry *e = in->effective[i].counts;
        if (in->entries[i].kind == ENTRY_STAFF_SUPPORT &&
            entry_of(e) == v->seq)
            who[(*count)++] = entry_text(e, FIELD_STAFF);
    }
    return who;
}

static struct fact_viewing fact_of(struct incident *in, struct arena *mem,
                                   const struct viewing *v)
{
    const struct entry *began = &in->entries[v->seq - 1];
    struct str *present = ARENA_MANY(mem, VIEWING_PRESENT_MAX, struct str);
    struct fact_viewing f = {
        .id = v->id,
        .pupil = entry_text(v->record != NULL ? v->record : v->request,
                            FIELD_PICTURED),
        .ground = v->ground,
        .distress = v->distress,
        .requested_at = began->at,
        .signed_by = signed_by(mem, v),
        .signed_by_count = v->signs_count,
        .present = present,
        .present_count = v->present_count,
    };
    memcpy(present, v->present, sizeof(v->present));
    f.permitted_by = permitted_by(&f.permitted_by_count, mem, v);
    if (v->record == NULL)
        return f;
    f.viewed_at = entry_time(v->record, FIELD_VIEWED_AT, v->record_written);
    f.viewer = entry_text(v->record, FIELD_VIEWER);
    f.copied = entry_answer(v->record, FIELD_COPIED);
    f.support_offered = supported(&f.support_offered_count, mem, in, v);
    return f;
}

void viewings_fold(struct incident *out, struct arena *mem)
{
    size_t most = entries_of_kind(out, ENTRY_VIEWING_REQUEST) +
                  entries_of_kind(out, ENTRY_VIEWING);
    if (most == 0)
        return;
    struct viewings all = { ARENA_MANY(mem, most, struct viewing), 0 };
    struct fact_viewing *facts = ARENA_MANY(mem, most, struct fact_viewing);
    size_t facts_count = 0;
    for (size_t i = 0; i < out->entries_count; i++)
        entry_fold(out, &all, &out->effective[i]);
    for (size_t i = 0; i < all.count; i++) {
        struct viewing *v = &all.rows[i];
        v->id = str_printf(mem, "v%u", v->seq);
        struct fact_viewing f = fact_of(out, mem, v);
        v->permitted = policy_viewing_permitted(&out->facts, &f);
        departures_fold(out, v);
        /* Nobody answers a request that is refused or withdrawn. */
        if (v->record != NULL || !(v->refused || v->withdrawn))
            facts[facts_count++] = f;
    }
    out->viewings = all.rows;
    out->viewings_count = all.count;
    out->facts.viewings = facts;
    out->facts.viewings_count = facts_count;
}

const struct viewing *incident_viewing(const struct incident *incident,
                                       uint64_t seq)
{
    for (size_t i = 0; i < incident->viewings_count; i++)
        if (incident->viewings[i].seq == seq)
            return &incident->viewings[i];
    return NULL;
}

const struct entry *viewing_signed_by(const struct viewing *viewing,
                                      struct str user)
{
    char author[ID_TEXT_SIZE + 1];
    for (size_t i = 0; i < viewing->signs_count; i++) {
        id_print(author, viewing->signs[i]->author.bytes);
        if (str_is(user, author))
            return viewing->signs[i];
    }
    return NULL;
}

/* ---- the house's duties ---- */

static bool told(const struct viewing *v, enum role role)
{
    for (size_t i = 0; i < v->answers_count; i++)
        if (is_told(v->answers[i]) && entry_seat(v->answers[i]) == role)
            return true;
    return false;
}

bool viewing_told_anyway(const struct viewing *v)
{
    return v->record != NULL &&
           (v->ground == GROUND_12_5C || !v->permitted);
}

/* D6: what could not be avoided, and what nobody asked for first, is known to
 * both of them at once. */
static void told_house(struct house *h)
{
    static const enum role roles[] = { ROLE_HEAD, ROLE_EXECUTIVE_LEADER };
    for (size_t i = 0; i < h->incident->viewings_count; i++) {
        const struct viewing *v = &h->incident->viewings[i];
        if (!viewing_told_anyway(v))
            continue;
        for (size_t j = 0; j < COUNT_OF(roles); j++)
            house_raise(h, &(struct house_duty){
                .clause = "D6", .owner = str_of(role_name(roles[j])),
                .subject = v->id, .start = v->record_written->at,
                .done = told(v, roles[j]),
            });
    }
}

/* 12.6f: the report says that somebody saw it, and there is no record. */
static void reported_house(struct house *h)
{
    const struct incident *in = h->incident;
    bool recorded = false;
    if (in->report == NULL || !entry_has_word(in->report, FIELD_SEEN, "yes"))
        return;
    for (size_t i = 0; i < in->viewings_count; i++)
        recorded = recorded || in->viewings[i].record != NULL;
    house_raise(h, &(struct house_duty){
        .clause = "12.6f", .owner = str_of(role_name(ROLE_DSL)),
        .start = in->facts.reported_at, .done = recorded,
    });
}

void viewing_house(struct house *h)
{
    reported_house(h);
    told_house(h);
}

/* ---- what the policy's own duties mean here ---- */

static const struct viewing *viewing_of_duty(const struct incident *in,
                                             const struct duty *d)
{
    for (size_t i = 0; i < in->viewings_count; i++)
        if (str_same(in->viewings[i].id, d->subject))
            return &in->viewings[i];
    return NULL;
}

/* 12.6a: only what the police heard since can be about the copy. */
static bool police_heard_since(const struct incident *in,
                               const struct viewing *v)
{
    struct instant at = entry_time(v->record, FIELD_VIEWED_AT,
                                   v->record_written);
    for (size_t i = 0; i < in->referrals_count; i++)
        if (in->referrals[i].to == AGENCY_POLICE &&
            !instant_after(at, in->referrals[i].made_at))
            return true;
    return false;
}

/* 12.7: "v12/user" is asked again on the day that was agreed with them, until
 * an offer is recorded that sets none. */
static void support_settle(struct duty *d, const struct house_time *time,
                           const struct incident *in)
{
    struct str user = d->subject, id = str_cut(&user, '/');
    struct instant again = { 0 };
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = in->effective[i].counts;
        const struct viewing *v = incident_viewing(in, entry_of(e));
        if (in->entries[i].kind != ENTRY_STAFF_SUPPORT || v == NULL ||
            !str_same(v->id, id) ||
            !str_same(entry_text(e, FIELD_STAFF), user))
            continue;
        if (instant_read(&again, entry_text(e, FIELD_CHECK_AT)) != OK)
            again = (struct instant){ 0 };
    }
    if (!instant_known(again))
        return;
    d->due = again;
    d->state = instant_after(time->now, again) ? DUTY_OVERDUE : DUTY_DUE;
}

/* Nobody can agree any more to what has happened: both are told instead (D6).
 * A referral from before it was viewed told the police of no copy. */
void viewing_settle(struct policy_answer *answer, struct arena *mem,
                    const struct house_time *time,
                    const struct incident *incident)
{
    if (incident->viewings_count == 0)
        return;
    struct duty *all = ARENA_MANY(mem, answer->duties_count + 1, struct duty);
    memcpy(all, answer->duties, answer->duties_count * sizeof(*all));
    for (size_t i = 0; i < answer->duties_count; i++) {
        struct duty *d = &all[i];
        const struct viewing *v = viewing_of_duty(incident, d);
        if (str_is(d->clause, "12.7"))
            support_settle(d, time, incident);
        if (v == NULL || v->record == NULL)
            continue;
        if (str_is(d->clause, "12.6"))
            d->state = DUTY_DONE;
        else if (str_is(d->clause, "12.6a") &&
                 !police_heard_since(incident, v))
            d->state = instant_after(time->now, d->due) ? DUTY_OVERDUE
                                                        : DUTY_DUE;
    }
    house_settled(answer, all);
}

/* ---- what may be done ---- */

/* "I have been told" belongs to what could not be avoided (D6); yes and no to
 * what has not happened yet. */
static enum refusal may_answer(const struct incident *in,
                               const struct entry *entry)
{
    const struct viewing *v = incident_viewing(in, entry_of(entry));
    if (v == NULL)
        return REFUSE_NO_SUCH_VIEWING;
    bool told = is_told(entry);
    bool over = v->record != NULL || v->refused || v->withdrawn;
    if (told ? v->record == NULL : over)
        return REFUSE_VIEWING_OVER;
    if (incident_names(in, entry->author))
        return REFUSE_PERMITTER_NAMED;
    for (size_t i = 0; i < v->answers_count; i++)
        if (ID_SAME(v->answers[i]->author, entry->author) &&
            is_told(v->answers[i]) == told &&
            !(told && v->answers[i]->seq < v->record_seq))
            return REFUSE_ALREADY_ANSWERED;
    if (entry_has_word(entry, FIELD_ALLOW, "permit") && v->distress != NO)
        return REFUSE_DISTRESS;
    if (entry_has_word(entry, FIELD_ALLOW, "refuse") &&
        str_is_blank(entry_text(entry, FIELD_SAID)))
        return REFUSE_NO_NEEDS_REASON;
    return REFUSE_NONE;
}

/* Permissions come first, except where it could not be avoided (12.5c). What
 * happened without them is recorded all the same once that is said. */
static enum refusal may_record(const struct incident *in,
                               const struct entry *entry)
{
    const struct viewing *v = incident_viewing(in, entry_of(entry));
    if (entry_of(entry) > 0 && v == NULL)
        return REFUSE_NO_SUCH_VIEWING;
    if (v != NULL && v->record != NULL)
        return REFUSE_VIEWING_OVER;
    bool unavoidable = v == NULL &&
                       entry_has_word(entry, FIELD_GROUND, "12.5c");
    bool allowed = v != NULL && v->permitted && !v->refused && !v->withdrawn;
    if (!unavoidable && !allowed &&
        !entry_has_word(entry, FIELD_ALREADY, "yes"))
        return REFUSE_NEEDS_PERMISSIONS;
    if (entry_has_word(entry, FIELD_SAME_SEX, "no") &&
        str_is_blank(entry_text(entry, FIELD_SAME_SEX_WHY)))
        return REFUSE_NEEDS_SAME_SEX_WHY;
    return REFUSE_NONE;
}

static enum refusal may_sign_record(const struct incident *in,
                                    const struct entry *entry)
{
    const struct viewing *v = incident_viewing(in, entry_of(entry));
    if (v == NULL || v->record == NULL)
        return REFUSE_NO_SUCH_VIEWING;
    char author[ID_TEXT_SIZE + 1];
    id_print(author, entry->author.bytes);
    bool present = false;
    for (size_t i = 0; i < v->present_count; i++)
        present = present || str_is(v->present[i], author);
    if (!present)
        return REFUSE_NOT_IN_THE_ROOM;
    for (size_t i = 0; i < v->signs_count; i++)
        if (ID_SAME(v->signs[i]->author, entry->author))
            return REFUSE_RECORD_SIGNED;
    return REFUSE_NONE;
}

enum refusal viewing_may(const struct incident *incident,
                         const struct entry *entry)
{
    if (entry->kind == ENTRY_VIEWING_REQUEST)
        return entry_has_word(entry, FIELD_GROUND, "12.5c")
                   ? REFUSE_GROUND_IS_PAST
                   : REFUSE_NONE;
    if (entry->kind == ENTRY_VIEWING_ANSWER)
        return may_answer(incident, entry);
    if (entry->kind == ENTRY_VIEWING)
        return may_record(incident, entry);
    if (entry->kind == ENTRY_VIEWING_SIGN)
        return may_sign_record(incident, entry);
    const struct viewing *v = incident_viewing(incident, entry_of(entry));
    if (entry->kind == ENTRY_VIEWING_REASON)
        return v == NULL || v->record == NULL ? REFUSE_NO_SUCH_VIEWING
                                              : REFUSE_NONE;
    if (entry->kind == ENTRY_VIEWING_AVOIDED) {
        if (entry_of(entry) == 0)
            return REFUSE_NONE;
        return v == NULL           ? REFUSE_NO_SUCH_VIEWING
               : v->record != NULL ? REFUSE_VIEWING_OVER
                                   : REFUSE_NONE;
    }
    return v == NULL ? REFUSE_NO_SUCH_VIEWING : REFUSE_NONE;
}
