/* support.c: what was done for each pupil: whom they chose, what they were
 * told and promised, and when somebody looks again (section 9, D14). */
#include "incident/gather.h"
#include "incident/house.h"

void gather_support(struct gather *g, size_t entries_count)
{
    struct gather_support *s = &g->support;
    struct facts *f = &g->out->facts;
    *s = (struct gather_support){
        .cares = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX, struct care),
        .promises = ARENA_MANY(g->mem, 2 * entries_count, struct promise),
        .interviews = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX, struct str),
        .conversations = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX, struct str),
        .arrangements = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX, struct str),
        .advice = ARENA_MANY(g->mem, INCIDENT_PEOPLE_MAX,
                             struct fact_advice),
    };
    g->out->cares = s->cares;
    g->out->promises = s->promises;
    f->interviews = s->interviews;
    f->conversations = s->conversations;
    f->arrangements = s->arrangements;
    f->advice = s->advice;
}

struct care *gather_care(struct gather *g, const struct entry *e)
{
    struct incident *out = g->out;
    struct str pupil = entry_text(e, FIELD_PERSON);
    for (size_t i = 0; i < out->cares_count; i++)
        if (str_same(g->support.cares[i].pupil, pupil))
            return &g->support.cares[i];
    /* incident_may has seen to it that each is a person of the incident. */
    if (out->cares_count == INCIDENT_PEOPLE_MAX)
        return NULL;
    struct care *care = &g->support.cares[out->cares_count];
    *care = (struct care){ .pupil = pupil };
    g->support.advice[out->cares_count++] =
        (struct fact_advice){ .person = pupil };
    out->facts.advice_count = out->cares_count;
    return care;
}

void gather_promise(struct gather *g, const struct entry *e,
                    const struct entry *written, enum promise_sort sort,
                    enum field by)
{
    struct instant at;
    if (instant_read(&at, entry_text(e, by)) != OK)
        return;
    g->support.promises[g->out->promises_count++] = (struct promise){
        .seq = written->seq,
        .pupil = entry_text(e, FIELD_PERSON),
        .sort = sort,
        .words = sort == PROMISE_SAID ? entry_text(e, FIELD_PROMISED)
                                      : STR_NONE,
        .made_at = written->at,
        .by = at,
    };
}

/* A meeting that was agreed has taken place by whichever comes next. */
static void meetings_keep(struct gather *g, const struct entry *e)
{
    struct str pupil = entry_text(e, FIELD_PERSON);
    for (size_t i = 0; i < g->out->promises_count; i++) {
        struct promise *p = &g->support.promises[i];
        if (p->sort == PROMISE_MEETING && str_same(p->pupil, pupil))
            p->kept = true;
    }
}

/* The last choice counts. Who is no longer chosen sees no more. */
static void fold_helper(struct gather *g, const struct entry *e,
                        const struct entry *written)
{
    struct care *care = gather_care(g, e);
    if (care == NULL)
        return;
    bool other = entry_has_word(e, FIELD_CHOSEN, "other");
    struct str helper = other ? entry_text(e, FIELD_USER) : STR_NONE;
    if (!str_same(helper, care->helper))
        care->helped = false;
    care->chosen = e;
    care->chosen_at = written->at;
    care->helper = helper;
}

/* Without a time it is to be kept now: what was said counts at once. */
static void fold_promise(struct gather *g, const struct entry *e,
                         const struct entry *written)
{
    struct str said = entry_text(e, FIELD_PROMISED);
    if (str_is_blank(said) || gather_care(g, e) == NULL)
        return;
    size_t before = g->out->promises_count;
    gather_promise(g, e, written, PROMISE_SAID, FIELD_PROMISED_BY);
    if (g->out->promises_count == before)
        g->support.promises[g->out->promises_count++] = (struct promise){
            .seq = written->seq, .pupil = entry_text(e, FIELD_PERSON),
            .sort = PROMISE_SAID, .words = said, .made_at = written->at,
            .by = written->at,
        };
}

static void fold_conversation(struct gather *g, const struct entry *e,
                              const struct entry *written)
{
    struct care *care = gather_care(g, e);
    if (care == NULL)
        return;
    if (!care->talked)
        g->support.conversations[g->out->facts.conversations_count++] =
            care->pupil;
    care->talked = care->helped = true;
    meetings_keep(g, e);
    gather_promise(g, e, written, PROMISE_MEETING, FIELD_AGAIN_AT);
    fold_promise(g, e, written);
}

static void fold_promise_kept(struct gather *g, const struct entry *e)
{
    uint64_t seq;
    if (str_read_number(&seq, entry_text(e, FIELD_PROPOSAL),
                        UINT32_MAX) != OK)
        return;
    for (size_t i = 0; i < g->out->promises_count; i++) {
        struct promise *p = &g->support.promises[i];
        if (p->seq == seq && p->sort == PROMISE_SAID)
            p->kept = true;
    }
}

static void fold_advice(struct gather *g, const struct entry *e)
{
    static const char *const clauses[] = { "9.5", "9.6", "9.7" };
    struct care *care = gather_care(g, e);
    if (care == NULL)
        return;
    size_t index = (size_t)(care - g->support.cares);
    for (unsigned i = 0; i < COUNT_OF(clauses); i++)
        if (entry_has_word(e, FIELD_ADVICE_OF, clauses[i]))
            g->support.advice[index].clauses |= 1u << i;
}

static void fold_welfare(struct gather *g, const struct entry *e,
                         const struct entry *written)
{
    struct care *care = gather_care(g, e);
    if (care == NULL)
        return;
    care->checked_at = time_or_written(e, FIELD_HAPPENED_AT, written);
    meetings_keep(g, e);
    gather_promise(g, e, written, PROMISE_MEETING, FIELD_AGAIN_AT);
}

/* The entries about one pupil, by their kind. */
void fold_support(struct gather *g, const struct entry *e,
                  const struct entry *written)
{
    switch ((unsigned)written->kind) {
    case ENTRY_INTERVIEW: fold_interview(g, e); return;
    case ENTRY_HELPER: fold_helper(g, e, written); return;
    case ENTRY_CONVERSATION: fold_conversation(g, e, written); return;
    case ENTRY_PROMISE: fold_promise(g, e, written); return;
    case ENTRY_PROMISE_KEPT: fold_promise_kept(g, e); return;
    case ENTRY_ADVICE: fold_advice(g, e); return;
    case ENTRY_ARRANGEMENT: fold_arrangement(g, e, written); return;
    case ENTRY_WELFARE: fold_welfare(g, e, written); return;
    case ENTRY_SET_ASIDE: fold_set_aside(g, written); return;
    case ENTRY_BROOK: fold_brook(g, e); return;
    }
    must(!"a kind of this stage");
}

const struct care *incident_care(const struct incident *incident,
                                 struct str pupil)
{
    for (size_t i = 0; i < incident->cares_count; i++)
        if (str_same(incident->cares[i].pupil, pupil))
            return &incident->cares[i];
    return NULL;
}

bool incident_helps(const struct incident *incident, struct str pupil,
                    struct user_id user)
{
    char id[ID_TEXT_SIZE + 1];
    const struct care *care = incident_care(incident, pupil);
    const struct person *p = incident_person(incident, pupil);
    id_print(id, user.bytes);
    return care != NULL && p != NULL && !p->in_error &&
           care->helper.size > 0 && str_is(care->helper, id);
}

bool incident_may_delete(const struct policy_answer *answer)
{
    return !answer->evidence_hold && answer->state == OUTCOME_DECIDED;
}

bool incident_for_money(const struct incident *incident)
{
    return (incident->facts.kinds & (1u << KIND_SEXTORTION)) != 0 ||
           (incident->report != NULL &&
            entry_has_word(incident->report, FIELD_KNOWN, "pressure"));
}

/* ---- the house's duties ---- */

/* 9.4c: what a pupil was promised, and the next meeting agreed with them, by
 * the first time that is open. 2.4b: the same of arrangements. */
static void promises_house(struct house *h, struct str pupil,
                           bool arrangements)
{
    const struct incident *in = h->incident;
    struct instant first = { 0 };
    bool any = false;
    for (size_t i = 0; i < in->promises_count; i++) {
        const struct promise *p = &in->promises[i];
        if ((p->sort == PROMISE_ARRANGEMENT) != arrangements ||
            !str_same(p->pupil, pupil))
            continue;
        any = true;
        if (!p->kept && (!instant_known(first) ||
                         instant_after(first, p->by)))
            first = p->by;
    }
    if (!any)
        return;
    house_raise(h, &(struct house_duty){
        .clause = arrangements ? "2.4b" : "9.4c",
        .owner = str_of(role_name(arrangements ? ROLE_SENCO : ROLE_DSL)),
        .subject = pupil, .due_at = first, .done = !instant_known(first),
    });
}

/* A pupil whose part nobody has recorded yet may be the one. */
static bool may_be_pressed(const struct fact_person *p)
{
    const unsigned pressed = 1u << PART_DEPICTED | 1u << PART_CREATED |
                             1u << PART_SENT | 1u << PART_AFFECTED;
    return p->type == PERSON_PUPIL &&
           (p->parts == 0 || (p->parts & pressed) != 0);
}

/* D14: whoever may be the one who is pressed is seen within the hours that
 * the pack says, and asked how they are. The hours run from the report, also
 * while no pupil is named. */
static void welfare_house(struct house *h)
{
    const struct facts *f = &h->incident->facts;
    struct house_duty row = { .clause = "D14",
                              .owner = str_of(role_name(ROLE_DSL)),
                              .start = f->reported_at };
    bool named = false;
    if (!incident_for_money(h->incident))
        return;
    for (size_t i = 0; i < f->people_count; i++) {
        const struct care *care = incident_care(h->incident,
                                                f->people[i].id);
        named = named || f->people[i].type == PERSON_PUPIL;
        if (!may_be_pressed(&f->people[i]))
            continue;
        row.subject = f->people[i].id;
        row.done = care != NULL && instant_known(care->checked_at);
        house_raise(h, &row);
    }
    if (!named)
        house_raise(h, &row);
}

/* 9.2: the adult a pupil chose has it on their own list. */
static void helper_house(struct house *h, const struct fact_person *p)
{
    const struct care *care = incident_care(h->incident, p->id);
    if (care == NULL || care->helper.size == 0)
        return;
    house_raise(h, &(struct house_duty){
        .clause = "9.2", .owner = care->helper, .subject = p->id,
        .start = care->chosen_at, .done = care->helped,
    });
}

void support_house(struct house *h)
{
    const struct facts *f = &h->incident->facts;
    for (size_t i = 0; i < f->people_count; i++) {
        if (f->people[i].type != PERSON_PUPIL)
            continue;
        helper_house(h, &f->people[i]);
        promises_house(h, f->people[i].id, false);
        promises_house(h, f->people[i].id, true);
    }
    welfare_house(h);
}
