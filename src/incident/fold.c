/* fold.c: from the chronology to the facts. One function a kind; each reads
 * the entry as it counts, corrections applied, and nothing else. */
#include "incident/gather.h"
#include "incident/stages.h"

static unsigned words_as_bits(const struct entry *e, enum field field,
                              unsigned (*from)(struct str word))
{
    unsigned bits = 0;
    for (size_t i = 0; i < e->fields_count; i++)
        if (e->fields[i].field == field)
            bits |= from(e->fields[i].text);
    return bits;
}

static unsigned kind_bit(struct str word)
{
    enum kind_of_incident kind = kind_from_word(word);
    return kind < KIND_COUNT ? 1u << kind : 0;
}

static unsigned part_bit(struct str word)
{
    enum part part = part_from_word(word);
    return part < PART_COUNT ? 1u << part : 0;
}

struct instant time_or_written(const struct entry *e, enum field field,
                               const struct entry *written)
{
    struct instant at;
    struct str text = entry_text(e, field);
    if (text.data != NULL && instant_read(&at, text) == OK)
        return at;
    return written->at;
}

/* Whole years from birth to the day of the report. */
static struct age age_from_birth(struct date birth, struct instant reported_at)
{
    struct civil then = date_civil(birth);
    struct civil now = date_civil(date_in_london(reported_at));
    int years = now.year - then.year;
    if (now.month < then.month ||
        (now.month == then.month && now.day < then.day))
        years--;
    if (years < 0 || years > 120)
        return (struct age){ 0 };
    return (struct age){ true, (unsigned)years };
}

/* Age at the time of the image if known, else at the report (D13). */
static struct age person_age(const struct entry *e,
                             struct instant reported_at)
{
    uint64_t years;
    struct date birth;
    if (str_read_number(&years, entry_text(e, FIELD_AGE), 120) == OK)
        return (struct age){ true, (unsigned)years };
    if (date_read(&birth, entry_text(e, FIELD_BIRTH)) == OK)
        return age_from_birth(birth, reported_at);
    return (struct age){ 0 };
}

/* Since when it is known that a member of staff may have done it: a later
 * entry about them does not begin the clock anew (D8). */
static void person_since(struct person *p, const struct person *before,
                         struct instant at)
{
    p->recorded_at = before != NULL ? before->recorded_at : at;
    if (!person_staff_suspected(p))
        return;
    bool known = before != NULL && instant_known(before->suspected_at);
    p->suspected_at = known ? before->suspected_at : at;
}

static enum err fold_person(struct gather *g, const struct entry *e,
                            const struct entry *written)
{
    struct str id = entry_text(e, FIELD_PERSON);
    if (id.size < 2 || id.data[0] != 'p')
        return ERR_CORRUPT;
    size_t i = 0;
    while (i < g->out->people_count && !str_same(g->people[i].id, id))
        i++;
    if (i == INCIDENT_PEOPLE_MAX)
        return ERR_CORRUPT;
    struct person before = g->people[i];
    bool known_before = i < g->out->people_count;
    if (!known_before)
        g->out->people_count++;
    struct str name = entry_text(e, FIELD_NAME);
    g->people[i] = (struct person){
        .id = id,
        .name = str_is_blank(name) ? STR("Not named") : name,
        .type = person_type_from_word(entry_text(e, FIELD_TYPE)),
        .parts = words_as_bits(e, FIELD_PARTS, part_bit),
        .age = person_age(e, g->out->facts.reported_at),
        .send = entry_answer(e, FIELD_SEND),
        .user = entry_text(e, FIELD_USER),
        .year_group = entry_text(e, FIELD_YEAR_GROUP),
        .elsewhere = entry_text(e, FIELD_ELSEWHERE),
        .in_error = entry_has_word(e, FIELD_IN_ERROR, "yes"),
        .seq = written->seq,
    };
    person_since(&g->people[i], known_before ? &before : NULL, written->at);
    return OK;
}

static void fold_review(struct gather *g, const struct entry *e,
                        const struct entry *written)
{
    struct facts *f = &g->out->facts;
    f->review_held_at = time_or_written(e, FIELD_HELD_AT, written);
    for (unsigned i = 0; i < REVIEW_COUNT; i++) {
        enum field field = (enum field)(FIELD_R_A + 2 * i);
        f->review_answered[i] = entry_answer(e, field) != UNKNOWN;
    }
    g->out->review = e;
}

static void fold_risk(struct gather *g, const struct entry *e)
{
    struct facts *f = &g->out->facts;
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        enum field field = (enum field)(FIELD_C_7_5E + i);
        f->criteria[i] = entry_answer(e, field);
        f->criteria_asked[i] = entry_text(e, field).size > 0;
    }
    for (unsigned i = 0; i < QUESTION_COUNT; i++) {
        char word[] = "8.12a";
        word[4] = (char)('a' + i);
        struct str text = entry_text(e, (enum field)(FIELD_Q_A + i));
        bool unknown = entry_has_word(e, FIELD_Q_UNKNOWN, word);
        f->questions[i] = !str_is_blank(text) ? QUESTION_ANSWERED
                          : unknown           ? QUESTION_UNKNOWN
                                              : QUESTION_BLANK;
    }
    f->kinds = words_as_bits(e, FIELD_KINDS, kind_bit);
    f->adult_suspected = entry_answer(e, FIELD_ADULT);
    f->consensual = entry_answer(e, FIELD_CONSENSUAL);
    f->malice = entry_answer(e, FIELD_MALICE);
    f->conflict = entry_answer(e, FIELD_CONFLICT);
    f->category = category_from_word(entry_text(e, FIELD_CATEGORY));
    if (f->category == CATEGORY_COUNT)
        f->category = CATEGORY_NONE;
    g->out->risk = e;
}

static struct str user_text(struct arena *mem, struct user_id user)
{
    char *text = arena_alloc(mem, ID_TEXT_SIZE + 1);
    id_print(text, user.bytes);
    return (struct str){ text, ID_TEXT_SIZE };
}

static enum role role_field(const struct entry *e)
{
    struct str word = entry_text(e, FIELD_AS_ROLE);
    return role_from_name(word.data, word.size);
}

/* A new proposal stands alone: nobody has signed it yet. */
static void fold_outcome(struct gather *g, const struct entry *e,
                         const struct entry *written)
{
    struct facts *f = &g->out->facts;
    enum choice choice = choice_from_word(entry_text(e, FIELD_CHOICE));
    f->outcome = (struct fact_outcome){
        .choice = choice == CHOICE_COUNT ? CHOICE_NONE : choice,
        .confident = entry_has_word(e, FIELD_CONFIDENT, "yes"),
        .reasons = entry_text(e, FIELD_WHY),
        .proposed_at = written->at,
        .proposed_by = { user_text(g->mem, written->author), role_field(e) },
        .signed_by = g->signers,
    };
    if (f->outcome.choice != CHOICE_MANAGE_IN_SCHOOL)
        f->outcome.decided_at = written->at;
    g->out->outcome = e;
    g->out->outcome_seq = written->seq;
    g->out->signs_count = 0;
    g->out->returned = false;
}

/* An answer to the proposal that stands; one to an earlier proposal is only
 * read, it counts for nothing any more. */
static void fold_sign(struct gather *g, const struct entry *e,
                      const struct entry *written)
{
    struct incident *out = g->out;
    uint64_t proposal;
    if (str_read_number(&proposal, entry_text(e, FIELD_PROPOSAL),
                        UINT32_MAX) != OK ||
        proposal != out->outcome_seq || out->outcome_seq == 0)
        return;
    if (out->signs_count < COUNT_OF(out->signs))
        out->signs[out->signs_count++] = written;
    if (!entry_has_word(e, FIELD_AGREE, "agree")) {
        out->returned = true;
        return;
    }
    struct fact_outcome *o = &out->facts.outcome;
    if (o->signed_by_count >= COUNT_OF(out->signs))
        return;
    g->signers[o->signed_by_count++] = (struct fact_user){
        user_text(g->mem, written->author), entry_seat(e)
    };
    /* Decided at the later of the two; policy.h says whether both are valid. */
    if (o->signed_by_count >= 2)
        o->decided_at = written->at;
}

static void fold_report(struct gather *g, const struct entry *e,
                        const struct entry *written)
{
    g->out->report = e;
    g->out->facts.reported_at = written->at;
}

static void fold_opened(struct gather *g, const struct entry *written)
{
    struct facts *f = &g->out->facts;
    if (!instant_known(f->acknowledged_at))
        f->acknowledged_at = written->at;
}

static enum err fold_entry(struct gather *g, const struct effective *eff)
{
    const struct entry *e = eff->counts, *written = eff->entry;
    fold_closing(g, written);
    switch (written->kind) {
    case ENTRY_REPORT: fold_report(g, e, written); return OK;
    case ENTRY_OPENED: fold_opened(g, written); return OK;
    case ENTRY_PERSON: return fold_person(g, e, written);
    case ENTRY_REVIEW: fold_review(g, e, written); return OK;
    case ENTRY_RISK: fold_risk(g, e); return OK;
    case ENTRY_OUTCOME: fold_outcome(g, e, written); return OK;
    case ENTRY_SIGN: fold_sign(g, e, written); return OK;
    case ENTRY_ROUTE: g->out->route = e; return OK;
    case ENTRY_OWN_DUTY: g->out->own_duty = e; return OK;
    case ENTRY_REFERRAL: fold_referral(g, e, written); return OK;
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_REPLY:
    case ENTRY_REFERRAL_ASKED:
        fold_referral_since(g, e, written);
        return OK;
    case ENTRY_PARENT_WISHES: return fold_parent_wishes(g, e);
    case ENTRY_PARENT_CONTACT:
        return fold_parent_contact(g, e, written);
    case ENTRY_PARENT_DELAY: return fold_parent_delay(g, e);
    case ENTRY_INTERVIEW:
    case ENTRY_HELPER:
    case ENTRY_CONVERSATION:
    case ENTRY_PROMISE:
    case ENTRY_PROMISE_KEPT:
    case ENTRY_ADVICE:
    case ENTRY_ARRANGEMENT:
    case ENTRY_WELFARE:
    case ENTRY_SET_ASIDE:
    case ENTRY_BROOK:
        fold_support(g, e, written);
        return OK;
    case ENTRY_ADDITION:
    case ENTRY_IN_PERSON:
    case ENTRY_NOTE:
    case ENTRY_EXPORT:
    case ENTRY_CORRECTION: /* counted where it points */
    case ENTRY_INFORMATION_SHARED:
    case ENTRY_REFERRAL_PACK: /* read by their pages */
    case ENTRY_VIEWING_REQUEST: /* viewing.c */
    case ENTRY_VIEWING_ANSWER:
    case ENTRY_VIEWING:
    case ENTRY_VIEWING_SIGN:
    case ENTRY_VIEWING_REASON:
    case ENTRY_VIEWING_AVOIDED:
    case ENTRY_VIEWING_REFUSED:
    case ENTRY_STAFF_SUPPORT:
    case ENTRY_DEVICE: /* device.c */
    case ENTRY_DEVICE_MOVE:
    case ENTRY_SEARCH:
    case ENTRY_HOLDER: /* deletion.c */
    case ENTRY_HOLDER_STEP:
    case ENTRY_TAKEDOWN:
    case ENTRY_STAFF_CARE: /* staff.c */
    case ENTRY_SCHOOL_TOLD: /* other.c */
    case ENTRY_CLOSED: /* closing.c */
    case ENTRY_REOPENED:
    case ENTRY_LESSONS:
    case ENTRY_PUPIL_NOW:
    case ENTRY_STAYS_CLOSED:
    case ENTRY_NOT_APPLICABLE:
    case ENTRY_APPLIES_AGAIN:
        return OK;
    case ENTRY_NONE:
    case ENTRY_KIND_MAX:
        break;
    }
    return ERR_CORRUPT;
}

/* Each entry with the last correction that names it. */
static enum err corrections_apply(struct effective *eff,
                                  const struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &entries[i];
        if (e->seq != i + 1 || kind_info(e->kind) == NULL)
            return ERR_CORRUPT;
        eff[i] = (struct effective){ .entry = e, .counts = e };
        if (e->kind != ENTRY_CORRECTION)
            continue;
        uint32_t seq = entry_corrects(e);
        if (seq == 0 || seq > i)
            return ERR_CORRUPT;
        eff[seq - 1].counts = e;
        eff[seq - 1].corrected_by = e->seq;
    }
    return OK;
}

static void people_as_facts(struct gather *g)
{
    struct incident *out = g->out;
    struct fact_person *facts =
        ARENA_MANY(g->mem, out->people_count, struct fact_person);
    size_t count = 0;
    for (size_t i = 0; i < out->people_count; i++) {
        const struct person *p = &g->people[i];
        if (p->in_error)
            continue;
        facts[count++] = (struct fact_person){
            .id = p->id, .type = p->type, .user = p->user, .age = p->age,
            .send = p->send, .parts = p->parts,
        };
    }
    out->people = g->people;
    out->facts.people = facts;
    out->facts.people_count = count;
}

enum err incident_fold(struct incident *out, struct arena *mem,
                       const struct entry *entries, size_t count)
{
    *out = (struct incident){ .entries = entries, .entries_count = count };
    if (count == 0 || entries[0].kind != ENTRY_REPORT)
        return ERR_CORRUPT;
    struct effective *eff = ARENA_MANY(mem, count, struct effective);
    enum err err = corrections_apply(eff, entries, count);
    if (err != OK)
        return err;
    struct gather g = {
        .mem = mem,
        .out = out,
        .people = ARENA_MANY(mem, INCIDENT_PEOPLE_MAX, struct person),
        .referrals_max = count + AGENCY_COUNT,
        .signers = ARENA_MANY(mem, COUNT_OF(out->signs), struct fact_user),
    };
    gather_referrals(&g);
    gather_parents(&g);
    gather_support(&g, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t spent;
        if (str_read_number(&spent, entry_text(&entries[i], FIELD_SPENT),
                            UINT32_MAX) == OK)
            out->gate_spent += spent;
        if ((err = fold_entry(&g, &eff[i])) != OK)
            return err;
        if (i == 0)
            fold_already_told(&g);
    }
    out->effective = eff;
    people_as_facts(&g);
    viewings_fold(out, mem);
    devices_fold(out, mem);
    deletion_fold(out, mem);
    staff_fold(out, mem);
    return OK;
}

size_t incident_known_at(const struct entry *entries, size_t count,
                         struct instant at)
{
    size_t known = 0;
    while (known < count && !instant_after(entries[known].at, at))
        known++;
    return known;
}
