/* chronology.c: every entry of an incident in order, as it is or as it was
 * known at a moment. Nothing here changes an entry: a correction is one more
 * (correct.c), and both stay readable. */
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

/* ---- which entries ---- */

enum { SHOW_ALL, SHOW_DECISIONS, SHOW_CONTACTS, SHOW_PEOPLE, SHOW_REPORTS,
       SHOW_CORRECTIONS, SHOW_COUNT };

static const struct {
    const char *word;
    const char *label;
} shows[SHOW_COUNT] = {
    [SHOW_ALL] = { "all", "Everything" },
    [SHOW_DECISIONS] = { "decisions", "Assessments, decisions and sign-offs" },
    [SHOW_CONTACTS] = { "contacts", "Conversations and contacts" },
    [SHOW_PEOPLE] = { "people", "People" },
    [SHOW_REPORTS] = { "reports", "What was reported" },
    [SHOW_CORRECTIONS] = { "corrections", "Corrections" },
};

static unsigned show_asked(const struct request *rq)
{
    struct str word = query_get(rq, "show");
    for (unsigned i = 0; i < SHOW_COUNT; i++)
        if (str_is(word, shows[i].word))
            return i;
    return SHOW_ALL;
}

static unsigned note_shown(const struct entry *counts)
{
    if (entry_has_word(counts, FIELD_NOTE_SORT, "decision"))
        return SHOW_DECISIONS;
    return entry_has_word(counts, FIELD_NOTE_SORT, "contact")
               ? SHOW_CONTACTS
               : SHOW_REPORTS;
}

/* The kinds a choice shows; a correction goes with the entry it names. */
static bool kind_shown(unsigned show, const struct entry *e,
                       const struct entry *counts)
{
    switch (e->kind) {
    case ENTRY_RISK:
    case ENTRY_REVIEW:
    case ENTRY_OUTCOME:
    case ENTRY_SIGN:
    case ENTRY_ROUTE:
    case ENTRY_VIEWING_REQUEST:
    case ENTRY_VIEWING_ANSWER:
    case ENTRY_VIEWING:
    case ENTRY_VIEWING_SIGN:
    case ENTRY_VIEWING_REASON:
    case ENTRY_VIEWING_AVOIDED:
    case ENTRY_SET_ASIDE:
    case ENTRY_BROOK:
    case ENTRY_CLOSED:
    case ENTRY_REOPENED:
    case ENTRY_STAYS_CLOSED:
    case ENTRY_NOT_APPLICABLE:
    case ENTRY_APPLIES_AGAIN:
        return show == SHOW_DECISIONS;
    case ENTRY_VIEWING_REFUSED:
    case ENTRY_STAFF_SUPPORT:
    case ENTRY_STAFF_CARE:
    case ENTRY_SCHOOL_TOLD:
    case ENTRY_OWN_DUTY:
    case ENTRY_DEVICE:
    case ENTRY_DEVICE_MOVE:
    case ENTRY_SEARCH:
    case ENTRY_HOLDER:
    case ENTRY_HOLDER_STEP:
    case ENTRY_TAKEDOWN:
    case ENTRY_EXPORT:
        return show == SHOW_CONTACTS;
    case ENTRY_NOTE:
        return show == note_shown(counts);
    case ENTRY_INTERVIEW:
    case ENTRY_HELPER:
    case ENTRY_CONVERSATION:
    case ENTRY_PROMISE:
    case ENTRY_PROMISE_KEPT:
    case ENTRY_ADVICE:
    case ENTRY_ARRANGEMENT:
    case ENTRY_WELFARE:
    case ENTRY_PUPIL_NOW:
        return show == SHOW_CONTACTS;
    case ENTRY_REFERRAL:
    case ENTRY_REFERRAL_REPLY:
    case ENTRY_PARENT_DELAY:
        return show == SHOW_CONTACTS || show == SHOW_DECISIONS;
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_ASKED:
    case ENTRY_INFORMATION_SHARED:
    case ENTRY_PARENT_CONTACT:
    case ENTRY_PARENT_WISHES:
        return show == SHOW_CONTACTS;
    case ENTRY_IN_PERSON:
        return show == SHOW_CONTACTS || show == SHOW_REPORTS;
    case ENTRY_PERSON:
    case ENTRY_REFERRAL_PACK:
        return show == SHOW_PEOPLE;
    case ENTRY_REPORT:
    case ENTRY_ADDITION:
    case ENTRY_OPENED:
    case ENTRY_LESSONS:
        return show == SHOW_REPORTS;
    case ENTRY_CORRECTION:
        return show == SHOW_CORRECTIONS;
    case ENTRY_NONE:
    case ENTRY_KIND_MAX:
        break;
    }
    return false;
}

static bool entry_shown(const struct incident *in, size_t i, unsigned show)
{
    if (show == SHOW_ALL)
        return true;
    const struct effective *eff = &in->effective[i];
    size_t seq = entry_corrects(eff->entry);
    if (seq > 0 && kind_shown(show, in->effective[seq - 1].entry,
                              in->effective[seq - 1].counts))
        return true;
    return kind_shown(show, eff->entry, eff->counts);
}

/* ---- one entry ---- */

/* What stood before this correction: the entry, or an earlier correction. */
static const struct entry *before_correction(const struct incident *in,
                                             size_t i, size_t seq)
{
    const struct entry *before = &in->entries[seq - 1];
    for (size_t j = 0; j < i; j++)
        if (entry_corrects(&in->entries[j]) == seq)
            before = &in->entries[j];
    return before;
}

/* All texts of a field in one line, for people. */
static struct str all_words(struct arena *mem, const struct entry *e,
                            const struct field_info *info,
                            const struct names *names)
{
    struct buf b;
    buf_open(&b, mem, 128, ENTRY_BODY_MAX);
    for (size_t i = 0; i < e->fields_count; i++) {
        if (e->fields[i].field != info->field)
            continue;
        if (b.size > 0)
            buf_put_str(&b, STR("; "));
        buf_put_str(&b, field_words(mem, info, e->fields[i].text, names));
    }
    return b.size > 0 ? buf_str(&b) : STR("");
}

static void changes_fill(struct view_entry *v, struct request *rq,
                         const struct incident *in, size_t i, size_t seq,
                         const struct names *names)
{
    const struct entry *now = &in->entries[i];
    const struct entry *was = before_correction(in, i, seq);
    size_t count;
    const struct kind_field *fields =
        kind_fields(in->entries[seq - 1].kind, &count);
    struct view_change *changes = ARENA_MANY(rq->mem, count,
                                             struct view_change);
    for (size_t f = 0; f < count; f++) {
        const struct field_info *info = field_info(fields[f].field);
        if (info->field == FIELD_PERSON || info->field == FIELD_REASON ||
            info->field == FIELD_OF ||
            entry_field_private(rq, was, info->field) ||
            entry_field_private(rq, now, info->field))
            continue;
        struct str old = all_words(rq->mem, was, info, names);
        struct str new = all_words(rq->mem, now, info, names);
        if (str_same(old, new))
            continue;
        changes[v->changes_count++] = (struct view_change){
            str_of(info->label), old.size > 0 ? old : STR("Nothing"),
            new.size > 0 ? new : STR("Nothing")
        };
    }
    v->changes = changes;
}

static struct str entry_title(struct request *rq, const struct incident *in,
                              const struct entry *e)
{
    size_t seq = entry_corrects(e);
    if (seq > 0)
        return str_printf(rq->mem, "Correction to entry %zu: %s", seq,
                          kind_info(in->entries[seq - 1].kind)->title);
    if (e->kind == ENTRY_NOTE)
        return entry_text(e, FIELD_TITLE);
    if (e->kind == ENTRY_PERSON)
        return str_printf(rq->mem, "Person: %.*s",
                          STR_ARG(entry_text(e, FIELD_NAME)));
    if (e->kind == ENTRY_SIGN)
        return str_printf(rq->mem, "Sign-off: %.*s",
                          STR_ARG(choice_label(SET_AGREE,
                                               entry_text(e, FIELD_AGREE))));
    /* Which child, or which agency, it is about. */
    const struct person *p = incident_person(in, entry_text(e, FIELD_PERSON));
    const struct referral *r =
        incident_referral(in, entry_text(e, FIELD_ABOUT_REFERRAL));
    const char *title = entry_called(e);
    if (p != NULL)
        return str_printf(rq->mem, "%s: %.*s", title,
                          STR_ARG(first_name(rq->mem, p)));
    if (r != NULL)
        return str_printf(rq->mem, "%s: %.*s", title,
                          STR_ARG(choice_label(SET_AGENCY,
                                               str_of(agency_word(r->to)))));
    return str_of(title);
}

bool entry_correctable(enum entry_kind kind)
{
    return kind == ENTRY_REPORT || kind == ENTRY_ADDITION ||
           kind == ENTRY_NOTE || kind == ENTRY_PERSON ||
           kind == ENTRY_REVIEW || kind == ENTRY_REFERRAL ||
           (kind >= ENTRY_PARENT_WISHES && kind <= ENTRY_INFORMATION_SHARED) ||
           kind == ENTRY_INTERVIEW || kind == ENTRY_CONVERSATION ||
           kind == ENTRY_PROMISE || kind == ENTRY_ARRANGEMENT ||
           kind == ENTRY_WELFARE || kind == ENTRY_BROOK ||
           kind == ENTRY_VIEWING_REQUEST || kind == ENTRY_VIEWING ||
           kind == ENTRY_VIEWING_AVOIDED || kind == ENTRY_VIEWING_REFUSED ||
           kind == ENTRY_DEVICE || kind == ENTRY_DEVICE_MOVE ||
           kind == ENTRY_SEARCH || kind == ENTRY_HOLDER ||
           kind == ENTRY_HOLDER_STEP || kind == ENTRY_TAKEDOWN ||
           kind == ENTRY_STAFF_CARE || kind == ENTRY_PUPIL_NOW ||
           kind == ENTRY_LESSONS;
}

/* Whose name stands for an id: of the pupil a document was made about. */
static struct str about_words(const struct incident *in,
                              const struct entry *e, struct str words)
{
    const struct person *p =
        e->kind == ENTRY_EXPORT &&
                str_same(words, entry_text(e, FIELD_CHILD))
            ? incident_person(in, words)
            : NULL;
    return p != NULL ? p->name : words;
}

static void answers_fill(struct view_entry *v, struct request *rq,
                         const struct incident *in, const struct entry *e,
                         const struct names *names)
{
    size_t count;
    const struct view_answer *all = entry_answers(&count, rq->mem, e, names);
    struct view_answer *kept = ARENA_MANY(rq->mem, count + 1,
                                          struct view_answer);
    const char *summary = field_info(FIELD_TITLE)->label;
    const char *corrects = field_info(FIELD_CORRECTS)->label;
    const char *proposal = field_info(FIELD_PROPOSAL)->label;
    for (size_t i = 0; i < count; i++) {
        if (e->kind == ENTRY_NOTE && str_is(all[i].key, summary))
            continue;
        if (str_is(all[i].key, corrects) || str_is(all[i].key, proposal))
            continue;
        kept[v->answers_count] = all[i];
        kept[v->answers_count++].value = about_words(in, e, all[i].value);
    }
    v->answers = kept;
}

/* Assessments and reviews are long: one line says what they came to, all of
 * their answers stand folded beneath it. */
static struct str summary_of(struct arena *mem, const struct entry *e)
{
    unsigned yes = 0, no = 0, known = 0;
    if (e->kind == ENTRY_REVIEW) {
        for (unsigned i = 0; i < REVIEW_COUNT; i++)
            known += entry_answer(e, (enum field)(FIELD_R_A + 2 * i)) !=
                     UNKNOWN;
        return str_printf(mem, "%u of 9 things established", known);
    }
    if (e->kind != ENTRY_RISK)
        return STR("");
    struct str category = entry_text(e, FIELD_CATEGORY);
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        enum answer a = entry_answer(e, (enum field)(FIELD_C_7_5E + i));
        yes += a == YES;
        no += a == NO;
    }
    return str_printf(mem, "Referral questions: %u yes, %u no, %u not known or not answered%s%.*s",
                      yes, no, CRITERION_COUNT - yes - no,
                      category.size > 0 ? ". " : "",
                      STR_ARG(choice_label(SET_CATEGORY, category)));
}

/* A correction shows its reason and what changed, nothing twice. */
static void correction_fill(struct view_entry *v, struct request *rq,
                            const struct incident *in, size_t i, size_t seq,
                            const struct names *names)
{
    struct rows rows = rows_make(rq->mem, 1);
    rows_add(&rows, "Reason", entry_text(&in->entries[i], FIELD_REASON), "");
    v->answers = rows.rows;
    v->answers_count = 1;
    v->corrects = (int64_t)seq;
    changes_fill(v, rq, in, i, seq, names);
}

static void entry_fill(struct view_entry *v, struct request *rq,
                       const struct known *k, size_t i,
                       const struct names *names, bool now)
{
    const struct incident *in = &k->incident;
    const struct effective *eff = &in->effective[i];
    const struct entry *e = eff->entry;
    size_t seq = entry_corrects(e);
    *v = (struct view_entry){
        .title = entry_title(rq, in, e),
        .number = e->seq,
        .by = names_with_role(rq->mem, names, e->author),
        .machine = instant_print(rq->mem, e->at),
        .time = minute_words(rq->mem, minute_in_london(e->at)),
        .clause = str_of(kind_info(e->kind)->clause),
        .corrected_by = eff->corrected_by,
    };
    if (seq > 0)
        correction_fill(v, rq, in, i, seq, names);
    else
        answers_fill(v, rq, in, e, names);
    v->summary = summary_of(rq->mem, e);
    v->unfolded = query_get(rq, "print").size > 0;
    if (now && entry_correctable(e->kind) &&
        !entry_holds_private(rq, eff->counts) &&
        case_can(rq, PERMIT_LEAD_INCIDENT)) {
        v->correct = STR("Correct this entry");
        v->correct_link = str_printf(
            rq->mem, "/incidents/%.*s/chronology/%u/correct",
            STR_ARG(k->reference), e->seq);
    }
}

/* Newest first, each day with its heading. */
static void entries_fill(struct view_chronology *v, struct request *rq,
                         const struct known *k, const struct names *names,
                         unsigned show, bool now)
{
    const struct incident *in = &k->incident;
    struct view_entry *rows = ARENA_MANY(rq->mem, in->entries_count,
                                         struct view_entry);
    struct date last = { -1 };
    for (size_t i = in->entries_count; i-- > 0;) {
        if (!entry_shown(in, i, show))
            continue;
        struct view_entry *row = &rows[v->entries_count++];
        entry_fill(row, rq, k, i, names, now);
        v->folded = v->folded || (row->summary.size > 0 && !row->unfolded);
        struct date on = date_in_london(in->entries[i].at);
        row->day = on.days != last.days ? date_words_long(rq->mem, on)
                                        : STR("");
        last = on;
    }
    v->entries = rows;
    v->empty = v->entries_count == 0;
}

/* ---- as it was known ---- */

/* "23 November 2026, 9am", or a date alone: the end of that day. Several
 * commas may have been typed, as this program writes them itself. */
static enum err moment_read(struct instant *out, struct str text)
{
    struct date on;
    unsigned minute = MINUTES_A_DAY - 1;
    struct str rest = str_trim(text);
    struct str day = str_cut(&rest, ',');
    for (unsigned i = 0; i < 7; i++) /* a weekday before it is fine */
        if (str_starts(day, weekday_name(i))) {
            size_t skip = strlen(weekday_name(i));
            day = str_trim((struct str){ day.data + skip, day.size - skip });
            if (day.size == 0)
                day = str_cut(&rest, ',');
        }
    if (date_read_typed(&on, day) != OK ||
        (!str_is_blank(rest) && minute_read_typed(&minute, rest) != OK))
        return ERR_INVALID;
    *out = instant_from_london(on, minute);
    out->us += INT64_C(59999999); /* the whole of that minute */
    return OK;
}

/* False: there is something to say about what was typed. */
static bool moment_asked(struct instant *out, struct view_chronology *v,
                         struct request *rq, struct instant first)
{
    struct str typed = query_get(rq, "known");
    *out = (struct instant){ 0 };
    v->known_on = typed;
    if (str_is_blank(typed))
        return true;
    if (typed.size > 60 || moment_read(out, typed) != OK) {
        v->known_error = STR("Enter a date and time, for example 23 November 2026, 9am");
    } else if (instant_after(first, *out)) {
        struct str when = instant_words(rq->mem, first);
        v->known_error = str_printf(rq->mem, "Nothing was known before %.*s. Enter a later time",
                                    STR_ARG(when));
    } else if (!instant_after(rq->now, *out)) {
        *out = (struct instant){ 0 };
    }
    if (v->known_error.size == 0)
        return true;
    *out = (struct instant){ 0 };
    return false;
}

static void as_known_fill(struct view_chronology *v, struct request *rq,
                          const struct known *k, const struct names *names)
{
    struct duty_list due = { k, names, NULL, false };
    struct str when = instant_words(rq->mem, k->as_of);
    v->as_known = str_printf(rq->mem, "As it was known on %.*s",
                             STR_ARG(when));
    struct str status = incident_status(rq->mem, k->stage,
                                        k->incident.closing.state);
    v->as_status = str_printf(rq->mem, "%.*s. %.*s.", STR_ARG(status),
                              STR_ARG(case_criteria_words(rq, k)));
    v->duties = case_duties(&v->duties_count, rq, &due);
    v->any = v->duties_count > 0;
}

static void filters_fill(struct view_chronology *v, struct request *rq,
                         unsigned show)
{
    struct view_option *options = ARENA_MANY(rq->mem, SHOW_COUNT,
                                             struct view_option);
    for (unsigned i = 0; i < SHOW_COUNT; i++)
        options[i] = (struct view_option){
            .id = STR(""), .value = str_of(shows[i].word),
            .label = str_of(shows[i].label), .checked = i == show
        };
    v->options = options;
    v->options_count = SHOW_COUNT;
    if (show != SHOW_ALL)
        v->filtered = str_of(shows[show].label);
}

void chronology_page(struct request *rq, const struct permit *permit)
{
    struct known now, then;
    struct names names;
    struct instant at, none = { 0 };
    struct view_chronology v = { 0 };
    if (!known_load(&now, rq, permit, none))
        return;
    names_open(&names, rq);
    bool understood = moment_asked(&at, &v, rq, now.incident.entries[0].at);
    const struct known *k = &now;
    if (understood && instant_known(at)) {
        if (!known_load(&then, rq, permit, at))
            return;
        k = &then;
        v.known_on = instant_words(rq->mem, at);
        as_known_fill(&v, rq, k, &names);
    }
    page_frame(&v.page, rq, "Chronology");
    page_case(&v.page, rq, &now, CASE_CHRONOLOGY);
    v.page.error = !understood;
    unsigned show = show_asked(rq);
    filters_fill(&v, rq, show);
    entries_fill(&v, rq, k, &names, show, k == &now);
    v.can_write = k == &now && case_can(rq, PERMIT_WRITE_NOTE);
    view_chronology(&rq->out.body, &v);
}
