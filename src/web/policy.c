/* policy.c: the page that says what each paragraph asks and what the program
 * does about it, with the time limits that hold for this trust. "Paragraph
 * 8.9(d)" beside a duty leads here. */
#include "web/page.h"

#include "policy/coverage.h"
#include "policy/pack.h"
#include "web/handlers.h"

static const char *const headings[] = {
    "Legal framework", "Roles and responsibilities", "Definitions",
    "Upskirting", "Awareness", "Context of safeguarding incidents",
    "Coordinating a response",
    "Disclosure, initial review and assessment of risk",
    "Supporting children", "Informing and supporting parents",
    "Multi-agency working", "Searching, viewing and deleting",
    "Monitoring and review",
};

/* The pages a paragraph leads to, by their routes. */
static const struct {
    const char *route;
    const char *words;
} places[] = {
    { "/", "My work" },
    { "/policy", "This page" },
    { "/report", "Report a concern" },
    { "/report/new", "Report a concern" },
    { "/cover", "Cover" },
    { "/report/:reference", "The report’s receipt" },
    { "/report/:reference/seen", "Recording that one saw it, from the own report" },
    { "/incidents/:reference", "Incident overview" },
    { "/incidents/:reference/chronology", "Chronology" },
    { "/incidents/:reference/people", "People" },
    { "/incidents/:reference/staff/:person/support", "Support for a member of staff" },
    { "/incidents/:reference/initial-review", "Initial review" },
    { "/incidents/:reference/initial-review/edit", "Initial review" },
    { "/incidents/:reference/risk", "Risk assessment" },
    { "/incidents/:reference/risk/edit", "Risk assessment" },
    { "/incidents/:reference/decision", "Decision" },
    { "/incidents/:reference/decision/new", "Propose an outcome" },
    { "/incidents/:reference/decision/sign", "Sign a decision" },
    { "/incidents/:reference/referral", "Referral" },
    { "/agencies", "Agencies" },
    { "/incidents/:reference/viewing", "Viewing" },
    { "/incidents/:reference/viewing/request", "Ask to view" },
    { "/incidents/:reference/viewing/record", "Record a viewing" },
    { "/incidents/:reference/viewing/refused", "A request to look, refused" },
    { "/incidents/:reference/viewing/sign", "Sign a viewing record" },
    { "/incidents/:reference/viewing/:number", "A viewing" },
    { "/incidents/:reference/viewing/:number/answer", "Answer a request to view" },
    { "/incidents/:reference/viewing/:number/record", "Record a viewing" },
    { "/incidents/:reference/viewing/:number/reason", "Why it was viewed by them, alone, or there" },
    { "/incidents/:reference/viewing/:number/support", "Support for staff" },
    { "/incidents/:reference/devices/search", "Record a search" },
    { "/incidents/:reference/devices/:number", "Custody of a device" },
    { "/incidents/:reference/deletion", "Deletion" },
    { "/incidents/:reference/deletion/:number", "A copy" },
    { "/incidents/:reference/deletion/:number/step", "Record a copy’s deletion" },
    { "/incidents/:reference/deletion/online", "Reported to be taken down" },
    { "/incidents/:reference/agencies", "Referrals and agencies" },
    { "/incidents/:reference/shared", "Information shared" },
    { "/incidents/:reference/schools", "Other schools" },
    { "/incidents/:reference/route", "Policy it is handled under" },
    { "/incidents/:reference/children/:person/referral", "Words for a referral" },
    { "/incidents/:reference/parents", "Parents and carers" },
    { "/incidents/:reference/link", "Page of a link person" },
    { "/incidents/:reference/children/:person/parents/letter", "Letter to parents" },
    { "/incidents/:reference/children/:person/support", "Support for a pupil" },
    { "/incidents/:reference/children/:person/support/talk", "Conversation about support" },
    { "/incidents/:reference/children/:person/support/adult", "Adult of a pupil’s choice" },
    { "/incidents/:reference/children/:person/support/promise", "Promise to a pupil" },
    { "/incidents/:reference/children/:person/interview", "Account of a pupil" },
    { "/incidents/:reference/children/:person/advice/:part", "Advice to a pupil" },
    { "/incidents/:reference/children/:person/sheet/:part", "Sheet for a pupil" },
    { "/incidents/:reference/children/:person/arrangements", "Arrangements" },
    { "/incidents/:reference/children/:person/framework", "Traffic Light Tool" },
    { "/incidents/:reference/disclosure", "Disclosure set aside" },
    { "/incidents/:reference/closing", "Closing" },
    { "/incidents/:reference/closing/lessons", "Lessons learned" },
};

static void place_fill(struct view_policy_clause *out, const char *route)
{
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (strcmp(places[i].route, route) != 0)
            continue;
        /* A page of an incident is named; which incident is not known here. */
        if (strchr(route, ':') != NULL)
            out->place = str_of(places[i].words);
        else if (strcmp(route, "/policy") != 0) {
            out->link = str_of(route);
            out->link_text = str_of(places[i].words);
        }
        return;
    }
}

static struct str time_words(struct arena *mem, const struct pack_clause *c)
{
    if (c->time == TIME_NOW)
        return STR("At once.");
    struct str words = pack_time_words(mem, c->time, c->number);
    const char *before = c->time == TIME_AGREED ? "On"
                         : c->number == 0       ? "By"
                                                : "Within";
    return str_printf(mem, "%s %.*s.", before, STR_ARG(words));
}

static void time_fill(struct view_policy_clause *out, struct arena *mem,
                      const struct pack *pack, const struct pack *own)
{
    const struct pack_clause *first = pack_clause(pack, out->id);
    const struct pack_clause *c = pack_clause(own, out->id);
    if (c == NULL || c->time == TIME_NONE)
        return;
    out->duty = str_ends(c->title, "?")
                    ? c->title
                    : str_printf(mem, "%.*s.", STR_ARG(c->title));
    out->time = time_words(mem, c);
    if (!str_same(first->source, c->source))
        out->source = str_printf(mem, "Set by the trust: %.*s.",
                                 STR_ARG(c->source));
    else if (c->time == TIME_AGREED)
        out->source = STR("The policy sets no time.");
    else if (str_is(c->source, "policy"))
        out->source = STR("The policy says so.");
    else if (clause_is_house(c->clause))
        out->source = str_printf(mem, "Set by: %.*s.", STR_ARG(c->source));
    else
        out->source = STR("Trust target; the policy sets no time.");
}

/* How the house reads that paragraph (rulings.def). */
static void rulings_fill(struct view_policy_clause *out, struct arena *mem,
                         const char *clause)
{
    size_t count;
    const struct ruling *all = ruling_rows(&count);
    struct view_policy_ruling *rows = ARENA_MANY(mem, count,
                                                 struct view_policy_ruling);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].clause, clause) == 0)
            rows[out->rulings_count++] = (struct view_policy_ruling){
                .id = clause_anchor(mem, str_of(all[i].id)),
                .label = clause_cite(mem, str_of(all[i].id)),
                .sentence = str_of(all[i].sentence),
                .lanyard = str_of(all[i].lanyard),
            };
    out->rulings = rows;
}

static struct view_policy_clause clause_row(struct arena *mem,
                                            const struct coverage *row,
                                            const struct pack *pack,
                                            const struct pack *own)
{
    struct str id = str_of(row->clause);
    struct str cite = clause_cite(mem, id);
    size_t skip = sizeof("Paragraph ") - 1;
    struct view_policy_clause v = {
        .id = id,
        .label = { cite.data + skip, cite.size - skip },
        .letter = str_ends(cite, ")"),
        .sentence = str_of(row->sentence),
        .lanyard = str_of(row->lanyard),
        .later = str_of(row->later),
        .link = STR("/"),
    };
    place_fill(&v, row->page);
    time_fill(&v, mem, pack, own);
    rulings_fill(&v, mem, row->clause);
    v.id = clause_anchor(mem, id);
    return v;
}

static struct view_policy_clause house_row(struct arena *mem,
                                           const struct pack_clause *row,
                                           const struct pack *pack,
                                           const struct pack *own)
{
    struct str cite = clause_cite(mem, row->clause);
    size_t skip = sizeof("House rule ") - 1;
    struct view_policy_clause v = {
        .id = row->clause,
        .label = { cite.data + skip, cite.size - skip },
        .letter = str_ends(cite, ")"),
        .sentence = row->why,
        .lanyard = STR("A duty of its own beside those of the policy."),
        .link = STR("/"),
    };
    time_fill(&v, mem, pack, own);
    v.id = clause_anchor(mem, row->clause);
    return v;
}

/* The rules that the policy leaves open, in a section behind its own. */
static void house_fill(struct view_policy_group *out, struct arena *mem,
                       const struct pack *pack, const struct pack *own)
{
    size_t count, shown = 0;
    const struct pack_clause *rows = pack_house(own, &count);
    struct view_policy_clause *clauses =
        ARENA_MANY(mem, count, struct view_policy_clause);
    for (size_t i = 0; i < count; i++) /* what is off is shown to nobody */
        if (!str_is(rows[i].clause, "D11") || pack_own_duty(own)->on)
            clauses[shown++] = house_row(mem, &rows[i], pack, own);
    *out = (struct view_policy_group){
        .id = STR("house"), .number = STR("D"),
        .heading = STR("House rules, where the policy is silent"),
        .clauses = clauses, .clauses_count = shown,
    };
}

static unsigned section_of(const char *clause)
{
    struct str rest = str_of(clause);
    uint64_t section;
    must(str_read_number(&section, str_cut(&rest, '.'),
                         COUNT_OF(headings)) == OK && section > 0);
    return (unsigned)section;
}

static void groups_fill(struct view_policy *v, struct arena *mem,
                        const struct pack *pack, const struct pack *own)
{
    size_t count;
    const struct coverage *rows = coverage_rows(&count);
    struct view_policy_group *groups =
        ARENA_MANY(mem, COUNT_OF(headings) + 1, struct view_policy_group);
    struct view_policy_clause *clauses =
        ARENA_MANY(mem, count, struct view_policy_clause);
    for (size_t i = 0; i < count; i++) {
        unsigned section = section_of(rows[i].clause);
        struct view_policy_group *g = &groups[section - 1];
        if (g->clauses_count == 0) {
            g->id = str_printf(mem, "s%u", section);
            g->number = str_printf(mem, "%u", section);
            g->heading = str_of(headings[section - 1]);
            g->clauses = &clauses[i];
        }
        clauses[i] = clause_row(mem, &rows[i], pack, own);
        g->clauses_count++;
    }
    house_fill(&groups[COUNT_OF(headings)], mem, pack, own);
    v->groups = groups;
    v->groups_count = COUNT_OF(headings) + 1;
}

/* ---- law and guidance, words, the head ---- */

static struct str replaced_words(struct arena *mem,
                                 const struct pack_guidance *all, size_t count,
                                 struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_same(all[i].id, id)) {
            struct str since = date_words(mem, all[i].effective_on);
            return str_printf(mem, "by %.*s (%.*s) on %.*s.",
                              STR_ARG(all[i].title), STR_ARG(all[i].version),
                              STR_ARG(since));
        }
    return STR("");
}

static void guidance_fill(struct view_policy *v, struct arena *mem,
                          const struct pack *pack)
{
    size_t count;
    const struct pack_guidance *all = pack_guidance(pack, &count);
    struct view_policy_guidance *rows =
        ARENA_MANY(mem, count, struct view_policy_guidance);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct view_policy_guidance){
            .title = all[i].title,
            .version = all[i].version,
            .since = date_words(mem, all[i].effective_on),
            .replaced = replaced_words(mem, all, count,
                                       all[i].superseded_by),
            .note = all[i].note,
        };
    v->guidance = rows;
    v->guidance_count = count;
}

static void glossary_fill(struct view_policy *v, struct arena *mem,
                          const struct pack *pack)
{
    size_t count;
    const struct pack_term *terms = pack_glossary(pack, &count);
    struct view_answer *rows = ARENA_MANY(mem, count, struct view_answer);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct view_answer){ terms[i].word, terms[i].meaning,
                                        STR("") };
    v->glossary = rows;
    v->glossary_count = count;
}

static void head_fill(struct view_policy *v, struct request *rq,
                      const struct pack *pack, const struct pack *own)
{
    struct date version, due = pack_review_due(pack);
    int32_t late = date_in_london(rq->now).days - due.days;
    must(date_read(&version, pack_version(pack)) == OK);
    v->version = date_words(rq->mem, version);
    v->review = date_words(rq->mem, due);
    if (late > 0)
        v->overdue = str_printf(rq->mem, late == 1 ? "%d day overdue"
                                                   : "%d days overdue", late);
    if (own != pack)
        v->changed = STR("This trust has set some of its own; they name who decided.");
}

struct looking {
    struct request *rq;
    const struct permit *permit;
    struct acts own;
};

static enum err own_work(struct tx *tx, void *context)
{
    struct looking *l = context;
    return acts_of_trust(&l->own, tx, l->rq->mem, l->rq->site->acts,
                         l->permit->trust);
}

void policy_page(struct request *rq, const struct permit *permit)
{
    struct view_policy v = { 0 };
    const struct pack *pack = rq->site->pack;
    struct looking l = { .rq = rq, .permit = permit };
    enum err err = store_read(rq->site->store, own_work, &l);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Policy SG44");
    head_fill(&v, rq, pack, l.own.pack);
    groups_fill(&v, rq->mem, pack, l.own.pack);
    guidance_fill(&v, rq->mem, pack);
    glossary_fill(&v, rq->mem, pack);
    view_policy(&rq->out.body, &v);
}
