/* referral.c: agencies that were told, what they answered, and the clocks of
 * a referral (8.9, 11, D4, D17). */
#include "incident/gather.h"
#include "incident/house.h"

void gather_referrals(struct gather *g)
{
    g->referrals = ARENA_MANY(g->mem, g->referrals_max, struct fact_referral);
    g->told = ARENA_MANY(g->mem, g->referrals_max, struct referral);
    g->out->facts.referrals = g->referrals;
    g->out->referrals = g->told;
}

const struct referral *incident_referral(const struct incident *incident,
                                         struct str id)
{
    for (size_t i = 0; i < incident->referrals_count; i++)
        if (str_same(incident->referrals[i].id, id))
            return &incident->referrals[i];
    return NULL;
}

static void referral_add(struct gather *g, const struct referral *r)
{
    struct incident *out = g->out;
    must(out->referrals_count < g->referrals_max);
    g->referrals[out->facts.referrals_count++] =
        (struct fact_referral){ r->to, r->made_at };
    g->told[out->referrals_count++] = *r;
}

void fold_already_told(struct gather *g)
{
    const struct facts *f = &g->out->facts;
    for (unsigned to = AGENCY_NONE + 1; to < AGENCY_COUNT; to++) {
        const char *word = agency_word((enum agency)to);
        if (!entry_has_word(g->out->report, FIELD_ALREADY_TOLD, word))
            continue;
        referral_add(g, &(struct referral){
            .id = str_printf(g->mem, "r1-%s", word),
            .to = (enum agency)to, .made_at = f->reported_at,
            .reference = STR(""), .seq = 1,
        });
    }
}

/* A form, a portal and an e-mail are writing; a call has to be confirmed. */
static bool in_writing(const struct entry *e)
{
    return entry_has_word(e, FIELD_METHOD, "form") ||
           entry_has_word(e, FIELD_METHOD, "email");
}

void fold_referral(struct gather *g, const struct entry *e,
                   const struct entry *written)
{
    enum agency to = agency_from_word(entry_text(e, FIELD_TO));
    if (to == AGENCY_COUNT || to == AGENCY_NONE)
        to = AGENCY_OTHER;
    referral_add(g, &(struct referral){
        .id = str_printf(g->mem, "r%u", written->seq),
        .to = to, .made_at = time_or_written(e, FIELD_MADE_AT, written),
        .reference = entry_text(e, FIELD_REFERENCE),
        .in_writing = in_writing(e), .seq = written->seq,
    });
}

/* The referral an entry is about. NULL: it names none, or one that came
 * later; the entry stays readable and counts for nothing. */
static struct referral *referral_of(struct gather *g, const struct entry *e)
{
    struct str id = entry_text(e, FIELD_ABOUT_REFERRAL);
    for (size_t i = 0; i < g->out->referrals_count; i++)
        if (str_same(g->told[i].id, id))
            return &g->told[i];
    return NULL;
}

static void reference_keep(struct referral *r, const struct entry *e)
{
    if (entry_text(e, FIELD_REFERENCE).size > 0)
        r->reference = entry_text(e, FIELD_REFERENCE);
}

/* A call confirms no call, whatever the entry is called. */
static void fold_written(struct referral *r, const struct entry *e)
{
    r->in_writing = r->in_writing || in_writing(e) ||
                    entry_text(e, FIELD_METHOD).size == 0;
    reference_keep(r, e);
}

static bool police_told(const struct incident *in)
{
    for (size_t i = 0; i < in->referrals_count; i++)
        if (in->referrals[i].to == AGENCY_POLICE)
            return true;
    return false;
}

bool incident_says_hearing(const struct incident *incident,
                           const struct referral *referral)
{
    return referral->to == AGENCY_POLICE ||
           (referral->to == AGENCY_CSCS && !police_told(incident));
}

/* Only the police release evidence (D3); they say how pupils may be heard, and
 * where social care alone was told, social care does (D5). "Keep" after
 * "released" holds it again. */
static void fold_reply(struct gather *g, struct referral *r,
                       const struct entry *e, const struct entry *written)
{
    struct instant at = time_or_written(e, FIELD_MADE_AT, written);
    reference_keep(r, e);
    /* It has arrived, no more: that takes back no decision they made. */
    bool decided = !entry_has_word(e, FIELD_REPLY, "received");
    if (decided || !instant_known(r->replied_at))
        r->reply = entry_text(e, FIELD_REPLY);
    if (decided)
        r->replied_at = at;
    if (incident_says_hearing(g->out, r) &&
        entry_text(e, FIELD_INTERVIEWS).size > 0)
        g->out->police_interviews = entry_text(e, FIELD_INTERVIEWS);
    if (r->to != AGENCY_POLICE)
        return;
    if (entry_has_word(e, FIELD_EVIDENCE, "released"))
        g->out->facts.evidence_released_at = at;
    else if (entry_has_word(e, FIELD_EVIDENCE, "keep"))
        g->out->facts.evidence_released_at = (struct instant){ 0 };
}

static void fold_asked(struct referral *r, const struct entry *e,
                       const struct entry *written)
{
    r->asked_at = time_or_written(e, FIELD_MADE_AT, written);
    r->rung = entry_text(e, FIELD_RUNG);
    r->ask_again_at = (struct instant){ 0 };
    struct str again = entry_text(e, FIELD_NEXT_AT);
    if (again.size > 0 && instant_read(&r->ask_again_at, again) != OK)
        r->ask_again_at = (struct instant){ 0 };
}

void fold_referral_since(struct gather *g, const struct entry *e,
                         const struct entry *written)
{
    struct referral *r = referral_of(g, e);
    if (r == NULL)
        return;
    if (written->kind == ENTRY_REFERRAL_WRITTEN)
        fold_written(r, e);
    else if (written->kind == ENTRY_REFERRAL_REPLY)
        fold_reply(g, r, e, written);
    else
        fold_asked(r, e, written);
}

/* ---- what the house asks (D17) ---- */

/* D17a: social care and the designated officer want it in writing too. */
static void house_d17a(struct house *h, const struct referral *r)
{
    if (r->to == AGENCY_CSCS || r->to == AGENCY_LADO)
        house_raise(h, &(struct house_duty){
            .clause = "D17a", .owner = STR("dsl"), .subject = r->id,
            .start = r->made_at, .done = r->in_writing,
        });
}

/* By which rule that agency is asked for its reply; NULL: by none, because
 * what another one answers is no decision that an incident waits for. */
const char *referral_reply_rule(enum agency to)
{
    switch (to) {
    case AGENCY_CSCS:
        return "D17b";
    case AGENCY_POLICE:
        return "D17d";
    case AGENCY_LADO:
        return "D17e";
    case AGENCY_NONE:
    case AGENCY_OTHER:
    case AGENCY_COUNT:
        break;
    }
    return NULL;
}

/* D17b: social care decides within a working day: ask then. D17d, D17e: so are
 * the police and the designated officer, at the time that the trust has set. */
static void house_reply(struct house *h, const struct referral *r,
                        const char *rule)
{
    bool replied = instant_known(r->replied_at);
    house_raise(h, &(struct house_duty){
        .clause = rule, .owner = STR("dsl"), .subject = r->id,
        .start = r->made_at, .done = replied || instant_known(r->asked_at),
    });
}

/* D17c: asked, and still no reply: one rung up, each time. */
static void house_d17c(struct house *h, const struct referral *r)
{
    if (instant_known(r->asked_at))
        house_raise(h, &(struct house_duty){
            .clause = "D17c", .owner = STR("dsl"), .subject = r->id,
            .start = r->asked_at, .due_at = r->ask_again_at,
            .done = instant_known(r->replied_at),
        });
}

void referral_house(struct house *h)
{
    for (size_t i = 0; i < h->incident->referrals_count; i++) {
        const struct referral *r = &h->incident->referrals[i];
        const char *rule = referral_reply_rule(r->to);
        house_d17a(h, r);
        if (rule == NULL)
            continue;
        house_reply(h, r, rule);
        house_d17c(h, r);
    }
}
