/* response.c: what happens after the first days: support, parents, agencies,
 * devices and copies; and incidents that are brought to their end and go on
 * when something new comes to light (2.3h, 8.10).
 *
 * Chance alone closes nothing, so one incident at a time is a story: whoever
 * has the next step does it, while everybody else goes on as they please. */
#include "tests/sim/sim.h"

/* ---- forms ---- */

/* The number of the last entry of that kind; 1 without one, which is none. */
static uint32_t last_of(const struct told *t, enum entry_kind kind)
{
    uint32_t found = 1;
    for (uint32_t i = 0; i < t->count; i++)
        if (t->entries[i].kind == kind)
            found = i + 1;
    return found;
}

static bool has(const struct told *t, enum entry_kind kind)
{
    return t->entries[last_of(t, kind) - 1].kind == kind;
}

bool response_fits(const struct told *t, enum entry_kind kind)
{
    switch ((unsigned)kind) {
    case ENTRY_CONVERSATION:
    case ENTRY_PARENT_CONTACT:
    case ENTRY_PUPIL_NOW: return t->persons > 0;
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_REPLY: return has(t, ENTRY_REFERRAL);
    case ENTRY_DEVICE_MOVE: return has(t, ENTRY_DEVICE);
    case ENTRY_HOLDER_STEP: return has(t, ENTRY_HOLDER);
    case ENTRY_REOPENED: return t->closing == CLOSING_CLOSED;
    case ENTRY_STAYS_CLOSED: /* and something came since */
        return t->closing == CLOSING_CLOSED &&
               t->entries[t->count - 1].kind != ENTRY_CLOSED;
    }
    return true;
}

/* Now and then somebody who is not in it. */
static unsigned person_any(struct sim *s, const struct told *t)
{
    bool stranger = t->persons == 0 || sim_any(s, 8) == 0;
    return 1 + (unsigned)sim_any(s, t->persons + stranger);
}

static void support_type(struct sim *s, struct deed *d)
{
    const char *words = d->entry.words;
    switch ((unsigned)d->kind) {
    case ENTRY_CONVERSATION:
        d->entry.field = FIELD_HELP_NEEDED;
        deed_say(d, "person=p%u|help-needed=%s",
                 person_any(s, d->told), words);
        break;
    case ENTRY_PARENT_CONTACT:
        d->entry.field = FIELD_PARENT_SAID;
        deed_say(d, "person=p%u|contact=%s|parent-said=%s",
                 person_any(s, d->told), sim_any(s, 3) ? "told" : "tried", words);
        break;
    case ENTRY_PUPIL_NOW:
        d->entry.field = FIELD_HOW_NOW;
        deed_say(d, "person=p%u|how-now=%s|goes-on=None is needed.",
                 person_any(s, d->told), words);
        break;
    }
}

static void agency_type(struct sim *s, struct deed *d)
{
    static const char *const replies[] = { "received", "assessment",
                                           "no_further", "investigation",
                                           "outcome_21" };
    const char *words = d->entry.words;
    switch ((unsigned)d->kind) {
    case ENTRY_REFERRAL_WRITTEN:
        d->entry.field = FIELD_REFERENCE;
        deed_say(d, "about-referral=r%u|method=email|reference=%s",
                 last_of(d->told, ENTRY_REFERRAL), words);
        break;
    case ENTRY_REFERRAL_REPLY:
        d->entry.field = FIELD_ADVISED;
        deed_say(d, "about-referral=r%u|reply=%s|advised=%s",
                 last_of(d->told, ENTRY_REFERRAL),
                 replies[sim_any(s, COUNT_OF(replies))], words);
        break;
    case ENTRY_INFORMATION_SHARED:
        d->entry.field = FIELD_SENT;
        deed_say(d, "recipient=The school nurse|sent=%s", words);
        break;
    }
}

static void thing_type(struct sim *s, struct deed *d)
{
    static const char *const moves[] = { "secured", "moved", "handed",
                                         "police", "returned" };
    static const char *const results[] = { "open", "confirmed", "time",
                                           "refused", "error" };
    const char *words = d->entry.words;
    switch ((unsigned)d->kind) {
    case ENTRY_DEVICE:
        d->entry.field = FIELD_KEPT_AT;
        deed_say(d, "thing=Black phone|taken-how=handed|kept=%s", words);
        break;
    case ENTRY_DEVICE_MOVE:
        d->entry.field = FIELD_INTO;
        deed_say(d, "of=%u|move=%s|from=The office|into=%s",
                 last_of(d->told, ENTRY_DEVICE),
                 moves[sim_any(s, COUNT_OF(moves))], words);
        break;
    case ENTRY_HOLDER:
        d->entry.field = FIELD_STORE_NAME;
        deed_say(d, "store=phone|store-name=%s", words);
        break;
    case ENTRY_HOLDER_STEP:
        d->entry.field = FIELD_RESULT_HOW;
        deed_say(d, "of=%u|steps=%s|result=%s|result-how=%s",
                 last_of(d->told, ENTRY_HOLDER),
                 sim_any(s, 3) ? "reminded" : "asked",
                 results[sim_any(s, COUNT_OF(results))], words);
        break;
    }
}

static void end_type(struct deed *d)
{
    const char *words = d->entry.words;
    switch ((unsigned)d->kind) {
    case ENTRY_NOT_APPLICABLE: /* 12.8: no copy was ever made */
        d->entry.field = FIELD_REASON;
        deed_say(d, "duty=12.8|reason=%s", words);
        break;
    case ENTRY_CLOSED:
        d->entry.field = FIELD_ENDED;
        deed_say(d, "closed-as=school|ended=%s", words);
        break;
    case ENTRY_REOPENED:
        d->entry.field = FIELD_NEW_FACTS;
        deed_say(d, "new-facts=%s|reason=It goes on.", words);
        break;
    case ENTRY_STAYS_CLOSED:
        d->entry.field = FIELD_REASON;
        deed_say(d, "reason=%s", words);
        break;
    case ENTRY_LESSONS:
        d->entry.field = FIELD_LEARNED;
        deed_say(d, "learned=%s", words);
        break;
    }
}

/* Each writes the kinds it knows and nothing for the others. */
void response_type(struct sim *s, struct deed *d)
{
    support_type(s, d);
    agency_type(s, d);
    thing_type(s, d);
    end_type(d);
}

/* ---- an incident from its report to its end ---- */

static const struct {
    enum entry_kind kind;
    enum role role;
    enum field field; /* where the words stand */
    const char *typed;
} story[] = {
    { ENTRY_REPORT, ROLE_STAFF, FIELD_TOLD, "safe=yes|told=" },
    { ENTRY_OPENED, ROLE_DSL, FIELD_NONE, NULL },
    { ENTRY_REVIEW, ROLE_DSL, FIELD_R_A_NOTE,
      "a=no|b=no|c=no|d=no|e=no|f=no|g=no|h=no|i=no|a-note=" },
    { ENTRY_RISK, ROLE_DSL, FIELD_CONTEXT,
      "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no|qa=x|qb=x|qc=x|qd=x|qe=x|qf=x|qg=x|qh=x|qi=x|qj=x|category=aggravated.reckless|reason=Asked again.|context=" },
    { ENTRY_OUTCOME, ROLE_DSL, FIELD_WHY,
      "choice=manage_in_school|confident=yes|as-role=dsl|why=" },
    { ENTRY_SIGN, ROLE_HEAD, FIELD_SAID, NULL },
    { ENTRY_SIGN, ROLE_EXECUTIVE_LEADER, FIELD_SAID, NULL },
    { ENTRY_NOT_APPLICABLE, ROLE_DSL, FIELD_REASON, NULL },
    { ENTRY_CLOSED, ROLE_DSL, FIELD_ENDED, NULL },
};

static struct told *story_open(struct sim *s)
{
    for (unsigned i = 0; i < s->told_count; i++)
        if (s->told[i].story > 0 && s->told[i].story < COUNT_OF(story) &&
            s->told[i].count < ENTRIES_MAX)
            return &s->told[i];
    return NULL;
}

static unsigned holder_of(const struct sim *s, enum role role,
                          unsigned school)
{
    for (unsigned i = 0; i < PEOPLE; i++)
        if (s->people[i].role == role && !s->people[i].disabled &&
            (s->people[i].school == school ||
             s->people[i].school == TRUST_WIDE))
            return i;
    return PEOPLE;
}

bool story_choose(struct sim *s, struct deed *d)
{
    if (sim_any(s, 4) > 0)
        return false;
    d->told = story_open(s);
    if (d->told == NULL &&
        (s->told_count == INCIDENTS_MAX || sim_any(s, 3) > 0))
        return false;
    unsigned step = d->told != NULL ? d->told->story : 0;
    unsigned school = d->told != NULL ? d->told->school
                                      : (unsigned)sim_any(s, 2);
    d->who = holder_of(s, story[step].role, school);
    d->kind = story[step].kind;
    d->story = true;
    return d->who < PEOPLE;
}

void story_type(struct sim *s, struct deed *d)
{
    unsigned step = d->told != NULL ? d->told->story : 0;
    must(step < COUNT_OF(story));
    d->entry.field = story[step].field;
    if (d->kind == ENTRY_OPENED)
        d->entry.words[0] = '\0';
    d->entry.agrees = d->kind == ENTRY_SIGN;
    if (d->kind == ENTRY_SIGN)
        deed_say(d, "proposal=%u|agree=agree|as-role=%s|factor=code|said=%s",
                 last_of(d->told, ENTRY_OUTCOME),
                 role_name(s->people[d->who].role), d->entry.words);
    else if (story[step].typed != NULL)
        deed_say(d, "%s%s", story[step].typed, d->entry.words);
    else
        end_type(d);
}

/* Others may have done it first, or made it impossible: then the story ends,
 * and the incident goes on like any other. */
void story_answered(struct deed *d, enum act_end end)
{
    struct told *t = d->told;
    if (t == NULL)
        return;
    if (end == ACT_DONE || d->kind == ENTRY_OPENED)
        t->story++;
    else if (end != ACT_CONFLICT)
        t->story = COUNT_OF(story);
}

/* ---- closed, and open again, by the account ---- */

/* 8.10: what came to light by this opens the incident by itself. */
static bool opens_again(enum entry_kind kind)
{
    static const enum entry_kind kinds[] = {
        ENTRY_REPORT, ENTRY_PERSON, ENTRY_REVIEW, ENTRY_RISK, ENTRY_REFERRAL,
        ENTRY_DEVICE, ENTRY_HOLDER, ENTRY_REOPENED,
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

void closing_follow(struct sim *s, struct deed *d)
{
    struct told *t = d->told;
    bool closed = t->closing == CLOSING_CLOSED;
    enum entry_kind kind = d->kind == ENTRY_CORRECTION ? d->corrects_kind
                                                       : d->kind;
    bool waits = d->kind == ENTRY_OUTCOME || d->kind == ENTRY_SIGN ||
                 d->kind == ENTRY_CLOSED || d->kind == ENTRY_NOT_APPLICABLE;
    bool needs = d->kind == ENTRY_REOPENED || d->kind == ENTRY_STAYS_CLOSED;
    if ((closed && waits) || (!closed && needs))
        sim_wrong(s, "8.10", "%s: %s is taken while it is %s", t->reference,
                  kind_info(d->kind)->name, closed ? "closed" : "open");
    if (d->kind == ENTRY_CLOSED) {
        t->closing = CLOSING_CLOSED;
        s->figures.closed++;
    } else if (closed && opens_again(kind)) {
        t->closing = CLOSING_REOPENED;
        s->figures.reopened++;
    }
}
