/* referral_pack.c: what an authority asks in a referral, filled once from the
 * record: referrer, child, household, professionals, concern, context, words,
 * views, what is wanted, consent, who was told (6.3, 11.2). What nobody has
 * recorded is named; nothing waits for it. Each account says what kind it is,
 * and what the child said stands apart from what an adult saw (D5). Other
 * children are described by their part and never named (D12). */
#include "document/inner.h"

enum { PARTS_MAX = 8, ROWS_MAX = 24 };

struct packing {
    struct writing w;
    const struct incident *in;
    const struct person *child;
    const struct entry *facts; /* ENTRY_REFERRAL_PACK, or NULL */
    struct document_row *missing;
    size_t missing_count;
    struct document_group *groups;
    size_t groups_count;
    struct document_row *rows; /* of the group being filled */
    size_t rows_count;
};

/* The latest counts; a correction of it too. */
static const struct entry *facts_of(const struct incident *in,
                                    struct str pupil)
{
    for (size_t i = in->entries_count; i-- > 0;)
        if (in->entries[i].kind == ENTRY_REFERRAL_PACK &&
            str_same(entry_text(in->effective[i].counts, FIELD_PERSON),
                     pupil))
            return in->effective[i].counts;
    return NULL;
}

static void group_open(struct packing *p)
{
    p->rows = ARENA_MANY(p->w.mem, ROWS_MAX, struct document_row);
    p->rows_count = 0;
}

static void group_close(struct packing *p, struct str heading)
{
    if (p->rows_count > 0)
        p->groups[p->groups_count++] = (struct document_group){
            heading, p->rows, p->rows_count
        };
}

static void row_add(struct packing *p, struct document_row row)
{
    must(p->rows_count < ROWS_MAX);
    row.words = hide(p->w.mem, p->w.hiding, row.words);
    p->rows[p->rows_count++] = row;
}

/* A row of the document; without words it is missing, and both say so. */
static void row(struct packing *p, const char *label, struct str words,
                const char *clause)
{
    struct document_row row = { .label = label, .words = words,
                                .clause = clause };
    if (str_is_blank(words)) {
        row.missing = true;
        row.words = STR("Not known yet");
        p->missing[p->missing_count++] = row;
    }
    row_add(p, row);
}

/* A row that stands only when there is something to say. */
static void row_if(struct packing *p, const char *label, struct str words)
{
    if (!str_is_blank(words))
        row_add(p, (struct document_row){ .label = label, .words = words,
                                          .clause = "" });
}

static void row_said(struct packing *p, const char *label, struct str words)
{
    if (!str_is_blank(words))
        row_add(p, (struct document_row){ .label = label, .words = words,
                                          .clause = "", .said = true });
}

static struct str fact(const struct packing *p, enum field field)
{
    return entry_words(&p->w, p->facts, field);
}

static struct str risk(const struct packing *p, enum field field)
{
    return entry_words(&p->w, p->in->risk, field);
}

static struct str reported(const struct packing *p, enum field field)
{
    return entry_words(&p->w, p->in->report, field);
}

/* ---- referrer, child, household ---- */

static void referrer_group(struct packing *p)
{
    group_open(p);
    row(p, "Sent by", p->w.source->by, "");
    row(p, "Designated Safeguarding Lead", p->w.source->dsl, "");
    row(p, "School", p->w.source->school, "");
    row(p, "Whom they can call", fact(p, FIELD_CALL), "");
    group_close(p, STR("Referrer"));
}

static struct str birth_words(const struct packing *p)
{
    const struct entry *e = p->in->effective[p->child->seq - 1].counts;
    struct date birth;
    return date_read(&birth, entry_text(e, FIELD_BIRTH)) == OK
               ? date_words(p->w.mem, birth)
               : STR("");
}

static void child_group(struct packing *p)
{
    const struct person *c = p->child;
    group_open(p);
    row(p, "Name", c->name, "");
    row(p, "Date of birth", birth_words(p), "8.9d");
    row(p, "Age", c->age.known ? str_printf(p->w.mem, "%u", c->age.years)
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
    group_close(p, STR("Child and family"));
}

/* ---- what happened ---- */

/* Everybody else by part. Who is no pupil and no member of staff is named: an
 * agency has to find them (D12). */
static struct str others_words(struct packing *p)
{
    struct buf b;
    buf_open(&b, p->w.mem, 256, 16384);
    for (size_t i = 0; i < p->in->people_count; i++) {
        const struct person *o = &p->in->people[i];
        if (o->in_error || str_same(o->id, p->child->id))
            continue;
        struct person shown = *o;
        shown.elsewhere = STR("");
        struct str details = person_words(p->w.mem, &shown);
        struct str parts = person_parts(p->w.mem, o, NO_PART);
        bool named = o->type != PERSON_PUPIL && o->type != PERSON_STAFF;
        buf_printf(&b, "%s%.*s%s%.*s. %.*s.", b.size > 0 ? "\n" : "",
                   STR_ARG(named ? o->name : STR("")), named ? ": " : "",
                   STR_ARG(details), STR_ARG(parts));
    }
    return buf_str(&b);
}

/* What the person who reported added later, oldest first. */
static struct str added_words(struct packing *p)
{
    struct buf b;
    buf_open(&b, p->w.mem, 256, ENTRY_BODY_MAX * 4);
    for (size_t i = 0; i < p->in->entries_count; i++) {
        const struct entry *e = &p->in->entries[i];
        if (e->kind != ENTRY_ADDITION)
            continue;
        struct str when = time_words(p->w.mem, e->at);
        struct str told = entry_text(p->in->effective[i].counts, FIELD_TOLD);
        buf_printf(&b, "%s%.*s: %.*s", b.size > 0 ? "\n" : "",
                   STR_ARG(when), STR_ARG(told));
    }
    return buf_str(&b);
}

static void concern_group(struct packing *p)
{
    group_open(p);
    row(p, "Reported", time_words(p->w.mem, p->in->facts.reported_at), "");
    row_if(p, "How it came to light", reported(p, FIELD_HOW));
    row(p, "What was said or seen", reported(p, FIELD_TOLD), "");
    row_if(p, "Added later", added_words(p));
    row(p, "Safe at the time of the report", reported(p, FIELD_SAFE), "");
    row(p, "The child’s part", person_parts(p->w.mem, p->child, NO_PART), "");
    row_if(p, "Where it happened", reported(p, FIELD_WHERE));
    row_if(p, "What it is", entry_chosen(&p->w, p->in->risk, FIELD_MEDIUM));
    row_if(p, "How it was shared",
           entry_chosen(&p->w, p->in->risk, FIELD_SHARING));
    row_if(p, "Services and how it was shared", risk(p, FIELD_PLATFORMS));
    row_if(p, "Others involved", others_words(p));
    group_close(p, STR("What has happened"));
}

static void why_group(struct packing *p)
{
    group_open(p);
    row(p, "Referral criteria", criteria_words(&p->w), "");
    row_if(p, "Description", risk(p, FIELD_CATEGORY));
    row_if(p, "Why this description", risk(p, FIELD_CATEGORY_WHY));
    row(p, "Wider circumstances that affect safety", risk(p, FIELD_CONTEXT),
        "6.3");
    for (unsigned i = 0; i < QUESTION_COUNT; i++) {
        enum field field = (enum field)(FIELD_Q_A + i);
        row_if(p, field_info(field)->label, risk(p, field));
    }
    group_close(p, STR("Why it is referred, and the context"));
}

/* ---- accounts: what kind each is, who asked, whose words ---- */

static struct str account_kind(const struct entry *written,
                               const struct entry *counts)
{
    if (written->kind == ENTRY_WELFARE)
        return STR("A welfare check: asked how the child is, and if they are safe");
    if (written->kind == ENTRY_CONVERSATION)
        return STR("A conversation about support (paragraph 9.1), not an account of what happened");
    if (entry_has_word(counts, FIELD_ACCOUNT_ONLY, "yes"))
        return STR("Account only: nothing was asked beyond what keeps a child safe, as the police had not advised yet");
    return STR("An account heard by the school (paragraph 7.5(c)), with open questions");
}

static bool is_account(const struct packing *p, size_t i)
{
    enum entry_kind kind = p->in->entries[i].kind;
    return (kind == ENTRY_INTERVIEW || kind == ENTRY_WELFARE ||
            kind == ENTRY_CONVERSATION) &&
           str_same(entry_text(p->in->effective[i].counts, FIELD_PERSON),
                    p->child->id);
}

static void account_group(struct packing *p, size_t i, unsigned number)
{
    const struct entry *written = &p->in->entries[i];
    const struct entry *e = p->in->effective[i].counts;
    struct str by = entry_text(e, FIELD_HEARD_BY);
    group_open(p);
    row(p, "Kind", account_kind(written, e), "");
    row(p, "When", time_words(p->w.mem, entry_when(e, FIELD_HAPPENED_AT)),
        "");
    row_if(p, "Who asked",
           by.size > 0 ? by : entry_author(&p->w, written));
    row_if(p, "Who else was there", entry_words(&p->w, e, FIELD_HEARD_WITH));
    row_said(p, "In the child’s own words",
             entry_words(&p->w, e, FIELD_OWN_WORDS));
    row_said(p, "What the child wants, in their words",
             entry_words(&p->w, e, FIELD_WISHES));
    row_if(p, "What was seen and noticed, in the adult’s words",
           entry_words(&p->w, e, FIELD_OBSERVED));
    row_if(p, "What it is and who is involved, as told to the adult",
           entry_words(&p->w, e, FIELD_KNOWN_OF_IT));
    group_close(p, str_printf(p->w.mem, "Account %u, entry %u", number,
                              written->seq));
}

/* ---- the child's voice, the family, who knows ---- */

static void voice_group(struct packing *p, unsigned accounts)
{
    const struct family *f = incident_family(p->in, p->child->id);
    struct str words = fact(p, FIELD_CHILD_WORDS);
    group_open(p);
    if (accounts == 0 || words.size > 0)
        row(p, "What the child said, in their words", words, "8.1");
    row(p, "What the child and the parents want", fact(p, FIELD_VIEWS),
        "10.2");
    if (f != NULL && f->wishes != NULL)
        row_if(p, "How the child wants the parents told",
               entry_text(f->wishes, FIELD_WISH));
    row(p, "What is asked of the agency", fact(p, FIELD_WANTED), "");
    group_close(p, STR("Words and wishes"));
}

static struct str parents_words(const struct packing *p)
{
    const struct facts *f = &p->in->facts;
    for (size_t i = 0; i < f->parents_count; i++) {
        if (!str_same(f->parents[i].pupil, p->child->id))
            continue;
        if (instant_known(f->parents[i].informed_at)) {
            struct str when = time_words(p->w.mem,
                                         f->parents[i].informed_at);
            return str_printf(p->w.mem, "Told what happened on %.*s",
                              STR_ARG(when));
        }
        if (f->parents[i].delayed)
            return STR("Not told yet: it may put a child at risk. Advise when and how");
    }
    return STR("Not told yet");
}

static struct str told_words(const struct packing *p)
{
    struct buf b;
    buf_open(&b, p->w.mem, 256, 16384);
    for (size_t i = 0; i < p->in->referrals_count; i++) {
        const struct referral *r = &p->in->referrals[i];
        struct str label = choice_label(SET_AGENCY,
                                        str_of(agency_word(r->to)));
        struct str when = time_words(p->w.mem, r->made_at);
        buf_printf(&b, "%s%.*s, %.*s%s%.*s", b.size > 0 ? "\n" : "",
                   STR_ARG(label), STR_ARG(when),
                   r->reference.size > 0 ? ". Their reference " : "",
                   STR_ARG(r->reference));
    }
    return b.size > 0 ? buf_str(&b) : STR("Nobody yet");
}

/* A device of another pupil stands in that pupil's own pack (D12). */
static bool of_another_pupil(const struct packing *p, const struct device *d)
{
    struct str owner = entry_text(d->taken, FIELD_BELONGS_TO);
    const struct person *who = incident_person(p->in, owner);
    return who != NULL && who->type == PERSON_PUPIL &&
           !str_same(owner, p->child->id);
}

/* When it was put there: as told, else when it was written, which a later
 * correction does not change. */
static struct instant since_when(const struct packing *p,
                                 const struct entry *e)
{
    size_t seq = entry_corrects(e);
    struct instant at;
    if (instant_read(&at, entry_text(e, FIELD_HAPPENED_AT)) == OK)
        return at;
    return seq > 0 ? p->in->entries[seq - 1].at : e->at;
}

/* "Black phone: The main office safe, since 23 November 2026, 9:58am": by its
 * chain of custody (12.6h). Where the school has had none, the report's word:
 * nobody has written down a better one. */
static struct str device_words(const struct packing *p)
{
    struct buf b;
    buf_open(&b, p->w.mem, 256, ENTRY_BODY_MAX * 4);
    for (size_t i = 0; i < p->in->devices_count; i++) {
        const struct device *d = &p->in->devices[i];
        if (of_another_pupil(p, d))
            continue;
        const struct entry *e = d->last != NULL ? d->last : d->taken;
        struct str thing = entry_text(d->taken, FIELD_THING);
        struct str place = entry_text(e, d->last != NULL ? FIELD_INTO
                                                         : FIELD_KEPT_AT);
        struct str move = entry_words(&p->w, d->last, FIELD_MOVE);
        struct str since = time_words(p->w.mem, since_when(p, e));
        buf_printf(&b, "%s%.*s: %.*s, since %.*s%s%.*s",
                   b.size > 0 ? "\n" : "", STR_ARG(thing), STR_ARG(place),
                   STR_ARG(since), move.size > 0 ? ". " : "", STR_ARG(move));
    }
    return b.size > 0 ? buf_str(&b) : reported(p, FIELD_DEVICE);
}

static void family_group(struct packing *p)
{
    group_open(p);
    row(p, "Parents", parents_words(p), "");
    row(p, "Does the family know of this referral, and agree?",
        fact(p, FIELD_FAMILY), "11.3");
    row_if(p, "What they said, or why they were not told",
           fact(p, FIELD_FAMILY_WHY));
    row(p, "Agencies told so far", told_words(p), "");
    if (instant_known(p->in->facts.review_held_at))
        row_if(p, "Initial review held",
               time_words(p->w.mem, p->in->facts.review_held_at));
    row(p, "Where the phone or device is", device_words(p), "");
    group_close(p, STR("Family, consent and who was told"));
}

static struct str imagery_words(const struct document_source *s)
{
    return s->answer->evidence_hold
               ? STR("No picture is held in this record or attached to it: the program cannot hold one. Nothing will be removed from any device or account until the police advise.")
               : STR("No picture is held in this record or attached to it: the program cannot hold one.");
}

static void pack_fill(struct referral_pack *out, struct packing *p)
{
    unsigned accounts = 0;
    size_t most = PARTS_MAX + p->in->entries_count;
    p->missing = ARENA_MANY(p->w.mem, PARTS_MAX * ROWS_MAX,
                            struct document_row);
    p->groups = ARENA_MANY(p->w.mem, most, struct document_group);
    p->facts = facts_of(p->in, p->child->id);
    referrer_group(p);
    child_group(p);
    concern_group(p);
    why_group(p);
    for (size_t i = 0; i < p->in->entries_count; i++)
        if (is_account(p, i))
            account_group(p, i, ++accounts);
    voice_group(p, accounts);
    family_group(p);
    *out = (struct referral_pack){ p->groups, p->groups_count, p->missing,
                                   p->missing_count,
                                   imagery_words(p->w.source) };
}

void referral_pack_fill(struct referral_pack *out,
                        struct document_hidden *hidden,
                        const struct document_source *s)
{
    struct packing p = { .in = s->incident, .child = s->child };
    must(s->child != NULL);
    p.w = (struct writing){ .source = s, .mem = s->mem };
    p.w.hiding = hiding_make(s->mem, hidden, s->incident, s->child);
    p.w.given = ~UINT64_C(0); /* a page links its glossary */
    pack_fill(out, &p);
}

/* ---- on paper ---- */

static void write_missing(struct writing *w, const struct referral_pack *pack)
{
    struct buf b;
    if (pack->missing_count == 0)
        return;
    buf_open(&b, w->mem, 256, 8192);
    for (size_t i = 0; i < pack->missing_count; i++)
        buf_printf(&b, "%s%s", i > 0 ? "; " : "", pack->missing[i].label);
    buf_put_char(&b, '.');
    write_fact(w, "Not known when this was made", buf_str(&b));
}

void write_referral(struct writing *w)
{
    struct referral_pack pack;
    struct packing p = { .in = w->source->incident,
                         .child = w->source->child };
    p.w = *w;
    p.w.given = ~UINT64_C(0);
    pack_fill(&pack, &p);
    write_fact(w, "Pictures", pack.imagery);
    write_missing(w, &pack);
    for (size_t i = 0; i < pack.count; i++) {
        const struct document_group *g = &pack.groups[i];
        write_line(w, "h2", g->heading);
        for (size_t r = 0; r < g->count; r++) {
            if (!g->rows[r].said) {
                write_ours(w, g->rows[r].label, g->rows[r].words);
                continue;
            }
            write_line(w, "label", str_of(g->rows[r].label));
            write_line(w, "said", g->rows[r].words);
        }
    }
    write_line(w, "note", STR("Other children are described by their part and not named. Nicknames and descriptions cannot be found by a program: read all of it before you pass it on."));
    write_line(w, "h2", STR("Sent by"));
    write_sign(w, STR("Signature of the referrer"),
               name_alone(w->source->by));
}
