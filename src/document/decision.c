/* decision.c: the statement of what was decided: referred or not, why, under
 * which paragraphs, signed by whom (8.9-8.13, 12.9); and what other documents
 * say of the same: criteria and agencies. */
#include "document/inner.h"

struct str criteria_words(const struct writing *w)
{
    const struct facts *f = &w->source->incident->facts;
    unsigned open = 0;
    struct buf b;
    buf_open(&b, w->mem, 256, 4096);
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        open += f->criteria[i] == UNKNOWN;
        if (!w->source->answer->because[i])
            continue;
        const char *clause = criterion_clause((enum criterion)i);
        struct str cite = clause_cite(w->mem, str_of(clause));
        buf_printf(&b, "%s%s (%.*s)", b.size > 0 ? ".\n" : "",
                   field_info(FIELD_C_7_5E + i)->label, STR_ARG(cite));
    }
    if (b.size > 0)
        return buf_str(&b);
    if (open == 0)
        return STR("All seven are answered no.");
    return str_printf(w->mem, "None is answered yes. %u of 7 are not answered or not known.",
                      open);
}

static void write_criteria(struct writing *w)
{
    static const struct str widths[] = { { "58", 2 }, { "20", 2 },
                                         { "22", 2 } };
    const struct str heads[] = { STR("Question"), STR("Answer"),
                                 STR("Paragraph") };
    const struct incident *in = w->source->incident;
    paper_line(&w->out, "h2", &STR("Referral questions"), 1);
    if (in->risk == NULL) {
        write_line(w, "p", STR("No risk assessment is recorded."));
        return;
    }
    paper_line(&w->out, "table", widths, COUNT_OF(widths));
    write_row(w, "th", heads, COUNT_OF(heads));
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        enum answer a = in->facts.criteria[i];
        const char *clause = criterion_clause((enum criterion)i);
        bool implied = a != YES && w->source->answer->because[i];
        const struct str cells[] = {
            str_of(field_info(FIELD_C_7_5E + i)->label),
            implied     ? STR("Follows from other answers")
            : a == YES  ? STR("Yes, or suspected")
            : a == NO   ? STR("No")
                        : STR("Not known or not answered"),
            clause_cite(w->mem, str_of(clause)),
        };
        write_row(w, "tr", cells, COUNT_OF(cells));
    }
}

/* ---- who was told ---- */

struct agency_table {
    struct writing *w;
    size_t max;
    size_t count;
};

static void agency_row(struct agency_table *t, struct str to, struct str when,
                       struct str reference)
{
    static const struct str widths[] = { { "40", 2 }, { "34", 2 },
                                         { "26", 2 } };
    const struct str heads[] = { STR("Agency"), STR("When"),
                                 STR("Their reference") };
    const struct str cells[] = { choice_label(SET_AGENCY, to), when,
                                 reference.size > 0 ? reference
                                                    : STR("None recorded") };
    if (t->count++ == 0) {
        paper_line(&t->w->out, "table", widths, COUNT_OF(widths));
        write_row(t->w, "th", heads, COUNT_OF(heads));
    }
    if (t->count <= t->max)
        write_row(t->w, "tr", cells, COUNT_OF(cells));
}

void write_agencies(struct writing *w, size_t max)
{
    const struct incident *in = w->source->incident;
    struct agency_table t = { w, max, 0 };
    for (size_t i = 0; i < in->report->fields_count; i++)
        if (in->report->fields[i].field == FIELD_ALREADY_TOLD)
            agency_row(&t, in->report->fields[i].text,
                       STR("Before the report"), STR(""));
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *c = in->effective[i].counts;
        struct instant at;
        if (in->entries[i].kind != ENTRY_REFERRAL)
            continue;
        if (instant_read(&at, entry_text(c, FIELD_MADE_AT)) != OK)
            at = in->entries[i].at;
        agency_row(&t, entry_text(c, FIELD_TO), time_words(w->mem, at),
                   entry_text(c, FIELD_REFERENCE));
    }
    if (t.count == 0)
        write_line(w, "p", STR("No agency has been told."));
    if (t.count > max)
        write_line(w, "note", str_printf(w->mem, "%zu more are in the chronology.",
                                         t.count - max));
}

/* ---- the statement ---- */

/* An agency was told by the school, whether or not anything was proposed. */
static bool is_referred(const struct incident *in)
{
    for (size_t i = 0; i < in->entries_count; i++)
        if (in->entries[i].kind == ENTRY_REFERRAL)
            return true;
    return false;
}

static struct str decided_words(const struct writing *w)
{
    const struct incident *in = w->source->incident;
    enum outcome_state state = w->source->answer->state;
    switch (in->facts.outcome.choice) {
    case CHOICE_REFER:
        return is_referred(in)
                   ? STR("To refer. It was referred.")
                   : STR("To refer. No referral is recorded yet.");
    case CHOICE_SEEK_INFORMATION:
        return STR("To get information or support from another agency first, and then decide.");
    case CHOICE_MANAGE_IN_SCHOOL:
        if (in->returned)
            return STR("None. A proposal not to refer was returned by a signer.");
        return state == OUTCOME_DECIDED
                   ? STR("Not to refer. The school manages the incident.")
                   : STR("None yet. It is proposed not to refer, and that waits for its signatures.");
    case CHOICE_NONE:
    case CHOICE_COUNT:
        break;
    }
    return is_referred(in) ? STR("Referred. The school can refer at any stage, and no other decision is recorded.")
                           : STR("None yet.");
}

static void write_reasons(struct writing *w, const struct entry *e)
{
    static const struct {
        enum field field;
        const char *label;
    } rows[] = {
        { FIELD_WHY, "Reasons (8.11)" },
        { FIELD_BEST, "Best interests of each child (8.11)" },
        { FIELD_INSTEAD, "What will be done instead" },
        { FIELD_CHANGE, "What would change the decision (8.10)" },
        { FIELD_CONSULTED, "Who else was asked or took part (8.13)" },
    };
    for (size_t i = 0; i < e->fields_count; i++)
        if (e->fields[i].field == FIELD_AGENCIES)
            write_fact(w, "To", choice_label(SET_AGENCY, e->fields[i].text));
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        write_fact(w, rows[i].label, entry_text(e, rows[i].field));
    if (entry_has_word(e, FIELD_CONFIDENT, "yes"))
        write_fact(w, "Confidence (8.11)",
                   STR("“I am confident that the school can manage the risks.”"));
    write_fact(w, "Talked through with the Headteacher (8.10)",
               entry_has_word(e, FIELD_TALKED, "yes") ? STR("Yes")
                                                      : STR("Not recorded"));
}

static void sign_row(struct writing *w, const struct entry *e,
                     struct str answer)
{
    struct str factor = entry_text(e, FIELD_FACTOR);
    struct str role = choice_label(SET_ROLE, entry_text(e, FIELD_AS_ROLE));
    struct str seat = choice_label(SET_ROLE, entry_text(e, FIELD_IN_PLACE));
    if (seat.size > 0)
        role = str_printf(w->mem, "%.*s, in place of the %.*s",
                          STR_ARG(role), STR_ARG(seat));
    struct str name = w->source->user(w->mem, w->source->context, e->author);
    const struct str cells[] = {
        name_alone(name) /* without the roles of today */, expand(w, role),
        answer, time_words(w->mem, e->at),
        factor.size > 0 ? factor : STR("Own sign-in"),
    };
    write_row(w, "tr", cells, COUNT_OF(cells));
}

static void write_signatures(struct writing *w)
{
    static const struct str widths[] = { { "22", 2 }, { "17", 2 },
                                         { "21", 2 }, { "22", 2 },
                                         { "18", 2 } };
    const struct str heads[] = { STR("Name"), STR("Role"), STR("Answer"),
                                 STR("When"), STR("Confirmed with") };
    const struct incident *in = w->source->incident;
    paper_line(&w->out, "h2", &STR("Signatures"), 1);
    paper_line(&w->out, "table", widths, COUNT_OF(widths));
    write_row(w, "th", heads, COUNT_OF(heads));
    sign_row(w, &in->entries[in->outcome_seq - 1], STR("Proposed it"));
    for (size_t i = 0; i < in->signs_count; i++)
        sign_row(w, in->signs[i],
                 choice_label(SET_AGREE,
                              entry_text(in->signs[i], FIELD_AGREE)));
    for (size_t i = 0; i < in->signs_count; i++) {
        struct str said = entry_text(in->signs[i], FIELD_SAID);
        if (said.size == 0)
            continue;
        write_ours(w, "Comment by", entry_author(w, in->signs[i]));
        write_line(w, "said", said);
    }
    if (in->facts.outcome.choice == CHOICE_MANAGE_IN_SCHOOL)
        write_line(w, "note", STR("Not referring counts only when the Headteacher and the Executive Leader have both agreed, each from their own sign-in (paragraph 12.9)."));
    else
        write_line(w, "note", STR("This needs nobody’s agreement: the school can refer at any stage."));
}

/* Who told an agency, from their own sign-in: it needs no second signature. */
static void write_referrers(struct writing *w)
{
    static const struct str widths[] = { { "36", 2 }, { "34", 2 },
                                         { "30", 2 } };
    const struct str heads[] = { STR("Recorded by"), STR("Agency told"),
                                 STR("Recorded on") };
    const struct incident *in = w->source->incident;
    if (!is_referred(in))
        return;
    write_line(w, "h2", STR("Who referred"));
    paper_line(&w->out, "table", widths, COUNT_OF(widths));
    write_row(w, "th", heads, COUNT_OF(heads));
    for (size_t i = 0; i < in->entries_count; i++) {
        if (in->entries[i].kind != ENTRY_REFERRAL)
            continue;
        const struct str cells[] = {
            entry_author(w, &in->entries[i]),
            entry_words(w, in->effective[i].counts, FIELD_TO),
            time_words(w->mem, in->entries[i].at),
        };
        write_row(w, "tr", cells, COUNT_OF(cells));
    }
}

void write_decision(struct writing *w)
{
    const struct incident *in = w->source->incident;
    write_fact(w, "Decision", decided_words(w));
    write_fact(w, "Reported", time_words(w->mem, in->facts.reported_at));
    if (instant_known(in->facts.outcome.decided_at) &&
        w->source->answer->state == OUTCOME_DECIDED)
        write_fact(w, "Decided",
                   time_words(w->mem, in->facts.outcome.decided_at));
    if (w->source->answer->refer_required)
        write_fact(w, "The policy requires",
                   STR("An immediate referral (paragraphs 7.5(e) and 8.9)."));
    write_line(w, "h2", STR("People"));
    write_people(w, INCIDENT_PEOPLE_MAX);
    write_criteria(w);
    if (in->risk != NULL) {
        struct str category = entry_text(in->risk, FIELD_CATEGORY);
        if (category.size > 0)
            write_fact(w, "Description (8.7)",
                       choice_label(SET_CATEGORY, category));
        write_fact(w, "Why this description",
                   entry_text(in->risk, FIELD_CATEGORY_WHY));
    }
    write_line(w, "h2", STR("Why"));
    if (in->outcome == NULL) {
        write_line(w, "p", is_referred(in) ? STR("A referral is made at once where the policy requires it, and needs no proposal (paragraph 8.9).")
                                           : STR("No decision is proposed yet."));
    } else {
        write_reasons(w, in->outcome);
        write_signatures(w);
    }
    write_line(w, "h2", STR("Agencies told"));
    write_agencies(w, 200);
    write_referrers(w);
    write_no_picture(w);
}
