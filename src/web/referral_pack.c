/* referral_pack.c: what an authority asks in a referral, filled once from the
 * record: referrer, child, household, professionals, concern, context, words,
 * views, what is wanted, consent, who was told (6.3, 11.2). What nobody has
 * recorded is named; nothing waits for it. Other children are described by
 * their part and never named (D12). */
#include "web/handlers.h"
#include "web/page.h"

enum { GROUPS_MAX = 8, ROWS_MAX = 24 };

struct packing {
    struct request *rq;
    const struct known *known;
    const struct person *child;
    const struct entry *facts; /* ENTRY_REFERRAL_PACK, or NULL */
    struct rows missing;
    struct view_group *groups;
    size_t groups_count;
    struct rows rows; /* of the group being filled */
};

const struct entry *referral_pack_of(const struct known *known,
                                     struct str pupil)
{
    const struct incident *in = &known->incident;
    for (size_t i = in->entries_count; i > 0; i--) {
        const struct entry *c = in->effective[i - 1].counts;
        if (in->entries[i - 1].kind == ENTRY_REFERRAL_PACK &&
            str_same(entry_text(c, FIELD_PERSON), pupil))
            return c;
    }
    return NULL;
}

static void group_open(struct packing *p)
{
    p->rows = rows_make(p->rq->mem, ROWS_MAX);
}

static void group_close(struct packing *p, const char *heading)
{
    must(p->groups_count < GROUPS_MAX);
    p->groups[p->groups_count++] = (struct view_group){
        str_of(heading), STR(""), p->rows.rows, p->rows.count
    };
}

/* A row of the document; without words it is missing, and both say so. */
static void row(struct packing *p, const char *key, struct str value,
                const char *clause)
{
    if (str_is_blank(value)) {
        rows_add(&p->missing, key, STR(""), clause);
        value = STR("Not known yet");
    }
    rows_add(&p->rows, key, value, "");
}

/* A row that stands only when there is something to say. */
static void row_if(struct packing *p, const char *key, struct str value)
{
    if (!str_is_blank(value))
        rows_add(&p->rows, key, value, "");
}

static struct str fact(const struct packing *p, enum field field)
{
    return p->facts != NULL ? entry_text(p->facts, field) : STR("");
}

static struct str risk_text(const struct packing *p, enum field field)
{
    const struct entry *risk = p->known->incident.risk;
    return risk != NULL ? entry_text(risk, field) : STR("");
}

/* ---- referrer, child, household ---- */

static void referrer_group(struct packing *p, const struct names *names)
{
    struct str me = names_with_role(p->rq->mem, names, p->rq->session.user);
    struct str lead = names_holder(names, ROLE_DSL, p->known->school);
    group_open(p);
    row(p, "Sent by", me, "");
    row(p, "Designated Safeguarding Lead", lead, "");
    row(p, "School", names_school(names, p->known->school), "");
    group_close(p, "Referrer");
}

static struct str birth_words(const struct packing *p)
{
    const struct incident *in = &p->known->incident;
    const struct entry *e = in->effective[p->child->seq - 1].counts;
    struct date birth;
    if (date_read(&birth, entry_text(e, FIELD_BIRTH)) != OK)
        return STR("");
    return date_words(p->rq->mem, birth);
}

static void child_group(struct packing *p)
{
    const struct person *c = p->child;
    group_open(p);
    row(p, "Name", c->name, "");
    row(p, "Date of birth", birth_words(p), "8.9d");
    row(p, "Age", c->age.known ? str_printf(p->rq->mem, "%u", c->age.years)
                               : STR(""), "8.9d");
    row_if(p, "Year and class", c->year_group);
    row_if(p, "Other school or setting", c->elsewhere);
    row(p, "Special educational needs or disability",
        c->send == YES  ? STR("Yes")
        : c->send == NO ? STR("No")
                        : STR(""), "2.4");
    row(p, "Language, health, disability and other needs",
        fact(p, FIELD_NEEDS), "");
    row(p, "Home address and telephone", fact(p, FIELD_HOME), "");
    row(p, "Parents, carers and who lives at home",
        fact(p, FIELD_HOUSEHOLD), "");
    row(p, "Others who work with the family",
        fact(p, FIELD_PROFESSIONALS), "");
    group_close(p, "Child and family");
}

/* ---- what happened ---- */

/* Everybody else by part: another child is not named (D12). */
static struct str others_words(struct packing *p)
{
    const struct incident *in = &p->known->incident;
    struct buf b;
    buf_open(&b, p->rq->mem, 256, 8192);
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *o = &in->people[i];
        if (o->in_error || str_same(o->id, p->child->id))
            continue;
        struct person shown = *o;
        shown.elsewhere = STR("");
        struct str details = person_details(p->rq->mem, &shown);
        struct str parts = person_parts(p->rq->mem, o);
        buf_printf(&b, "%s%.*s. %.*s.", b.size > 0 ? "\n" : "",
                   STR_ARG(details), STR_ARG(parts));
    }
    return buf_str(&b);
}

static void concern_group(struct packing *p)
{
    const struct incident *in = &p->known->incident;
    const struct entry *report = in->report;
    group_open(p);
    row(p, "Reported", instant_words(p->rq->mem, in->facts.reported_at), "");
    row_if(p, "How it came to light",
           choice_label(SET_HOW, entry_text(report, FIELD_HOW)));
    row(p, "What was said or seen", entry_text(report, FIELD_TOLD), "");
    row(p, "Safe at the time of the report",
        choice_label(SET_SAFE, entry_text(report, FIELD_SAFE)), "");
    row(p, "The child’s part", person_parts(p->rq->mem, p->child), "");
    row_if(p, "Services and how it was shared",
           risk_text(p, FIELD_PLATFORMS));
    row_if(p, "Others involved", others_words(p));
    group_close(p, "What has happened");
}

static void why_group(struct packing *p)
{
    const struct known *k = p->known;
    group_open(p);
    row(p, "Referral criteria", case_criteria_words(p->rq, k), "");
    row_if(p, "Description",
           choice_label(SET_CATEGORY, risk_text(p, FIELD_CATEGORY)));
    row_if(p, "Why this description", risk_text(p, FIELD_CATEGORY_WHY));
    row(p, "Wider circumstances that affect safety",
        risk_text(p, FIELD_CONTEXT), "6.3");
    for (unsigned i = 0; i < QUESTION_COUNT; i++) {
        enum field field = (enum field)(FIELD_Q_A + i);
        row_if(p, field_info(field)->label, risk_text(p, field));
    }
    group_close(p, "Why it is referred, and the context");
}

/* ---- the child's voice, the family, who knows ---- */

static void voice_group(struct packing *p)
{
    const struct family *f = incident_family(&p->known->incident,
                                             p->child->id);
    group_open(p);
    row(p, "What the child said, in their words",
        fact(p, FIELD_CHILD_WORDS), "8.1");
    row(p, "What the child and the parents want", fact(p, FIELD_VIEWS),
        "10.2");
    if (f != NULL && f->wishes != NULL)
        row_if(p, "How the child wants the parents told",
               entry_text(f->wishes, FIELD_WISH));
    row(p, "What is asked of the agency", fact(p, FIELD_WANTED), "");
    group_close(p, "Words and wishes");
}

static struct str parents_words(struct packing *p)
{
    const struct facts *f = &p->known->incident.facts;
    for (size_t i = 0; i < f->parents_count; i++) {
        if (!str_same(f->parents[i].pupil, p->child->id))
            continue;
        if (instant_known(f->parents[i].informed_at)) {
            struct str when = instant_words(p->rq->mem,
                                            f->parents[i].informed_at);
            return str_printf(p->rq->mem, "Told what happened on %.*s",
                              STR_ARG(when));
        }
        if (f->parents[i].delayed)
            return STR("Not told yet: it may put a child at risk. Advise when and how");
    }
    return STR("Not told yet");
}

static struct str told_words(struct packing *p)
{
    const struct incident *in = &p->known->incident;
    struct buf b;
    buf_open(&b, p->rq->mem, 256, 8192);
    for (size_t i = 0; i < in->referrals_count; i++) {
        const struct referral *r = &in->referrals[i];
        struct str label = choice_label(SET_AGENCY,
                                        str_of(agency_word(r->to)));
        struct str when = instant_words(p->rq->mem, r->made_at);
        buf_printf(&b, "%s%.*s, %.*s%s%.*s", b.size > 0 ? "\n" : "",
                   STR_ARG(label), STR_ARG(when),
                   r->reference.size > 0 ? ". Their reference " : "",
                   STR_ARG(r->reference));
    }
    return b.size > 0 ? buf_str(&b) : STR("Nobody yet");
}

static void family_group(struct packing *p)
{
    group_open(p);
    row(p, "Parents", parents_words(p), "");
    row(p, "Does the family know of this referral, and agree?",
        choice_label(SET_FAMILY, fact(p, FIELD_FAMILY)), "11.3");
    row_if(p, "What they said, or why they were not told",
           fact(p, FIELD_FAMILY_WHY));
    row(p, "Agencies told so far", told_words(p), "");
    if (instant_known(p->known->incident.facts.review_held_at))
        row_if(p, "Initial review held",
               instant_words(p->rq->mem,
                             p->known->incident.facts.review_held_at));
    row(p, "Where the phone or device is",
        choice_label(SET_DEVICE, entry_text(p->known->incident.report,
                                            FIELD_DEVICE)), "");
    group_close(p, "Family, consent and who was told");
}

/* ---- the page ---- */

static struct str imagery_words(const struct known *k)
{
    return k->answer.evidence_hold
               ? STR("No picture is held in this record or attached to it: the program cannot hold one. Nothing will be removed from any device or account until the police advise.")
               : STR("No picture is held in this record or attached to it: the program cannot hold one.");
}

static void groups_fill(struct packing *p, const struct names *names)
{
    referrer_group(p, names);
    child_group(p);
    concern_group(p);
    why_group(p);
    voice_group(p);
    family_group(p);
}

void referral_pack_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_referral_pack v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    const struct person *child = case_child(rq, &k);
    if (child == NULL)
        return;
    enum err err = names_load(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct packing p = {
        .rq = rq, .known = &k, .child = child,
        .facts = referral_pack_of(&k, child->id),
        .missing = rows_make(rq->mem, GROUPS_MAX * ROWS_MAX),
        .groups = ARENA_MANY(rq->mem, GROUPS_MAX, struct view_group),
    };
    groups_fill(&p, &names);
    page_frame(&v.page, rq, "Words for a referral");
    page_case(&v.page, rq, &k, CASE_REFERRAL);
    struct str name = first_name(rq->mem, child);
    v.heading = str_printf(rq->mem, "Words for a referral about %.*s",
                           STR_ARG(name));
    v.missing = p.missing.rows;
    v.missing_count = p.missing.count;
    v.incomplete = p.missing.count > 0;
    v.edit_href = str_printf(rq->mem, "/incidents/%.*s/children/%.*s/referral/edit",
                             STR_ARG(k.reference), STR_ARG(child->id));
    if (case_can(rq, PERMIT_LEAD_INCIDENT))
        v.edit = p.facts == NULL ? STR("Add what the record does not say")
                                 : STR("Change what was added");
    v.reference = k.reference;
    v.school = names_school(&names, k.school);
    v.at = instant_words(rq->mem, rq->now);
    v.groups = p.groups;
    v.groups_count = p.groups_count;
    v.imagery = imagery_words(&k);
    view_referral_pack(&rq->out.body, &v);
}
