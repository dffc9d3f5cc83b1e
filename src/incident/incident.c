/* incident.c: where an incident stands, who is in it, and what may be done. */
#include "incident/incident.h"
#include "incident/stages.h"

static const char *const stages[STAGE_COUNT] = {
    [STAGE_NEW] = "New",
    [STAGE_OPEN] = "Review due",
    [STAGE_REVIEWED] = "Decision due",
    [STAGE_REFER_NOW] = "Refer now",
    [STAGE_PROPOSED] = "Waiting for sign-off",
    [STAGE_RETURNED] = "Returned",
    [STAGE_DECIDED] = "Decided",
    [STAGE_CLOSED] = "Closed",
};

const char *stage_words(enum stage stage)
{
    must(stage >= STAGE_NEW && stage < STAGE_COUNT);
    return stages[stage];
}

static bool referral_made(const struct facts *facts)
{
    for (size_t i = 0; i < facts->referrals_count; i++)
        if (facts->referrals[i].to == AGENCY_CSCS ||
            facts->referrals[i].to == AGENCY_POLICE)
            return true;
    return false;
}

enum stage incident_stage(const struct incident *incident,
                          const struct policy_answer *answer)
{
    const struct facts *f = &incident->facts;
    if (incident->closing.state == CLOSING_CLOSED)
        return STAGE_CLOSED;
    if (answer->refer_required && !referral_made(f))
        return STAGE_REFER_NOW;
    if (!instant_known(f->acknowledged_at))
        return STAGE_NEW;
    if (incident->returned)
        return STAGE_RETURNED;
    if (answer->state == OUTCOME_DECIDED)
        return STAGE_DECIDED;
    if (answer->state == OUTCOME_PROPOSED)
        return STAGE_PROPOSED;
    return instant_known(f->review_held_at) ? STAGE_REVIEWED : STAGE_OPEN;
}

const struct person *incident_person(const struct incident *incident,
                                     struct str id)
{
    for (size_t i = 0; i < incident->people_count; i++)
        if (str_same(incident->people[i].id, id))
            return &incident->people[i];
    return NULL;
}

struct str person_parts(struct arena *mem, const struct person *person,
                        struct str none)
{
    size_t count;
    const struct choice_word *words = choice_words(SET_PART, &count);
    struct buf b;
    buf_open(&b, mem, 64, 2048);
    for (size_t i = 0; i < count; i++) {
        enum part part = part_from_word(str_of(words[i].word));
        if (part >= PART_COUNT || (person->parts & 1u << part) == 0)
            continue;
        buf_put_str(&b, b.size > 0 ? STR(". ") : STR(""));
        buf_put_str(&b, str_of(words[i].label));
    }
    return b.size > 0 ? buf_str(&b) : none;
}

struct str incident_next_person(struct arena *mem,
                                const struct incident *incident)
{
    return str_printf(mem, "p%zu", incident->people_count + 1);
}

/* "Maya R" from "Maya Rowe"; lists are read over shoulders. */
static struct str short_name(struct arena *mem, struct str name)
{
    struct str rest = str_trim(name);
    struct str first = str_cut(&rest, ' ');
    struct str last = STR_NONE;
    while (rest.size > 0)
        last = str_cut(&rest, ' ');
    if (last.size == 0)
        return first;
    size_t letter = 1; /* all bytes of the first character */
    while (letter < last.size && ((uint8_t)last.data[letter] & 0xC0) == 0x80)
        letter++;
    return str_printf(mem, "%.*s %.*s", STR_ARG(first), (int)letter,
                      last.data);
}

struct str incident_who(struct arena *mem, const struct incident *incident)
{
    size_t pupils = 0;
    for (size_t i = 0; i < incident->people_count; i++)
        pupils += incident->people[i].type == PERSON_PUPIL &&
                  !incident->people[i].in_error;
    if (pupils == 0)
        return STR("No pupil named yet");
    struct buf b;
    buf_open(&b, mem, 128, 4096);
    struct str year = STR_NONE;
    bool same_year = true;
    size_t at = 0;
    for (size_t i = 0; i < incident->people_count; i++) {
        const struct person *p = &incident->people[i];
        if (p->type != PERSON_PUPIL || p->in_error)
            continue;
        if (at > 0)
            buf_put_str(&b, at + 1 == pupils ? STR(" and ") : STR(", "));
        buf_put_str(&b, short_name(mem, p->name));
        if (at++ == 0)
            year = p->year_group;
        same_year = same_year && str_same(year, p->year_group);
    }
    if (same_year && year.size > 0)
        buf_printf(&b, ", %.*s", STR_ARG(year));
    return buf_str(&b);
}

static const struct {
    const char *clause;
    const char *words;
} refusals[REFUSAL_COUNT] = {
    [REFUSE_NONE] = { "", "" },
    [REFUSE_NOT_ALLOWED_YET] = { "8.9", "Answer all 7 referral questions with no before you propose that the school manages this. An answer that is missing or not known keeps the decision open." },
    [REFUSE_REFERRAL_REQUIRED] = { "8.9", "The policy requires a referral because of an answer in the risk assessment. Choose to refer. If the answer was wrong, correct it with a reason first." },
    [REFUSE_NEEDS_CONFIDENCE] = { "8.11", "Confirm that you are confident the school can manage the risks. If you are not, choose to refer." },
    [REFUSE_NEEDS_AGENCY] = { "8.13", "Choose which agency to refer to." },
    [REFUSE_NO_PROPOSAL] = { "12.9", "There is no decision to sign. The DSL proposes one first." },
    [REFUSE_OTHER_PROPOSAL] = { "12.9", "The proposal has changed since you opened this page. Read the new one before you answer." },
    [REFUSE_OWN_PROPOSAL] = { "12.9", "You proposed this decision, so another person has to sign it." },
    [REFUSE_SIGNER_NAMED] = { "12.9", "A person named in the incident cannot sign its decision." },
    [REFUSE_ALREADY_SIGNED] = { "12.9", "You have already answered this proposal. The second sign-off has to come from another person." },
    [REFUSE_RETURN_NEEDS_REASON] = { "12.9", "Write what needs to change, so that the DSL can act on it." },
    [REFUSE_YES_NEEDS_REASON] = { "8.9", "An answer of yes can be changed only with a reason. Write why it was wrong. Both answers stay on record." },
    [REFUSE_NO_SUCH_ENTRY] = { "", "Choose the entry that you want to correct." },
    [REFUSE_CANNOT_CORRECT] = { "", "That entry cannot be corrected here. Add a note, or answer again." },
    [REFUSE_NO_SUCH_PERSON] = { "", "That person is not part of this incident." },
    [REFUSE_NO_SUCH_REFERRAL] = { "", "Choose a referral of this incident." },
    [REFUSE_NEEDS_CHILD] = { "D12", "Choose which pupil the document is about." },
    [REFUSE_CHILD_NOT_ASKED] = { "D12", "That document is not about one pupil: leave the pupil empty." },
    [REFUSE_NOTHING_DECIDED] = { "8.13", "No decision is proposed and nobody is told yet. Propose one first, or choose another document." },
    [REFUSE_PARENTS_WAIT] = { "10.1", "Telling these parents is put off for now. Record that they were told, then make the letter." },
    [REFUSE_NEEDS_PART] = { "9.5", "Choose which sheet: it follows the pupil’s part." },
    [REFUSE_IS_CLOSED] = { "8.10", "This incident is closed. Open it again first, and write what is new." },
    [REFUSE_NOT_CLOSED] = { "8.10", "This incident is not closed. Somebody may have opened it again: look at the page once more." },
    [REFUSE_STANDS_OPEN] = { "2.3h", "Something is still left to do, so the incident stays open. The page ‘Closing’ lists it, with whose turn it is." },
    [REFUSE_DISMISSES] = { "8.4", "A pupil told us of it, so it cannot end as nothing. The DSL can set the disclosure aside first, with a reason and a signature." },
    [REFUSE_ASKS_TO_REOPEN] = { "8.10", "What is new asks for something to be done. Open the incident again." },
    [REFUSE_NO_REASON_STANDS] = { "2.3h", "That reason does not stand any more. The page ‘Closing’ says which do." },
    [REFUSE_DUTY_APPLIES] = { "2.3h", "No reason can stand instead of that duty as things are. The page ‘Closing’ says what it needs." },
    [REFUSE_ALREADY_OPENED] = { "7.5a", "Somebody has already opened this report." },
    [REFUSE_DISCLOSURE_STANDS] = { "8.4", "A pupil spoke to us, so this stands. The DSL can set the disclosure aside first, with a reason and a signature." },
    [REFUSE_NOT_THE_DSL] = { "8.4", "Only the DSL can set aside what a pupil told us." },
    [REFUSE_ASIDE_NEEDS_REASON] = { "8.4", "Write why the disclosure is set aside, and how you know." },
    [REFUSE_NO_DISCLOSURE] = { "8.4", "No disclosure of a pupil stands here." },
    [REFUSE_NO_SUCH_PROMISE] = { "9.4c", "That promise is not open any more. Open the page of the pupil again." },
    [REFUSE_HELPER_MISSING] = { "9.2", "Choose which adult the pupil wants to talk to." },
    [REFUSE_HELPER_NAMED] = { "9.2", "That adult is a person of this incident and cannot see it. Ask the pupil for another." },
    [REFUSE_NO_SUCH_VIEWING] = { "12.6", "That viewing is not part of this incident. Open it again from the list." },
    [REFUSE_GROUND_IS_PAST] = { "12.5c", "What could not be avoided has already happened. Record it instead of asking for it." },
    [REFUSE_DISTRESS] = { "12.4", "Nobody can agree to this viewing. It is never done where it would cause significant distress or harm to a child, or where that is not known." },
    [REFUSE_VIEWING_OVER] = { "12.6", "This request is closed: it was viewed, refused or withdrawn. A new reason needs a new request." },
    [REFUSE_PERMITTER_NAMED] = { "12.6", "A person named in the incident cannot agree to a viewing." },
    [REFUSE_ALREADY_ANSWERED] = { "12.6", "You have already answered. The second permission has to come from another person." },
    [REFUSE_NO_NEEDS_REASON] = { "12.6", "Write why it is not to be viewed, so that the DSL can decide without it." },
    [REFUSE_NEEDS_PERMISSIONS] = { "12.6", "The Headteacher and the Executive Leader both have to agree first. Do not view. If it has already been viewed without both, say so in the last answer: it is recorded as it happened." },
    [REFUSE_NEEDS_SAME_SEX_WHY] = { "12.6e", "Write why nobody of the same sex as the pupil could view it." },
    [REFUSE_NOT_IN_THE_ROOM] = { "12.6g", "Only people who were in the room sign this record." },
    [REFUSE_RECORD_SIGNED] = { "12.6g", "You have already signed this record." },
    [REFUSE_NO_SUCH_DEVICE] = { "", "That device is not part of this incident. Open it again from the list." },
    [REFUSE_OWN_NEEDS_REASON] = { "D11", "Write the reasons: which danger, or why the duty does not apply here." },
    [REFUSE_OWN_WAITS_LONG] = { "D11", "Enter the day on which you will tell them, at most 7 days after your report." },
    [REFUSE_NO_STAFF] = { "4.2", "That person is not a member of staff who is affected. Record their part under People first." },
    [REFUSE_NO_SUCH_COPY] = { "", "That copy is not part of this incident. Open it again from the list." },
    [REFUSE_DELETION_CLOSED] = { "12.8", "Ask nobody to delete anything yet. It opens when the outcome is decided, with both signatures, and no evidence has to be kept. If somebody was asked already, say so in the last answer." },
    [REFUSE_DECISION_NEEDS_REASON] = { "12.10e", "Write what was decided about the police, and why." },
};

const char *refusal_words(enum refusal refusal)
{
    must(refusal < REFUSAL_COUNT);
    return refusals[refusal].words;
}

const char *refusal_clause(enum refusal refusal)
{
    must(refusal < REFUSAL_COUNT);
    return refusals[refusal].clause;
}

/* D1: no role can clear a yes silently. */
static enum refusal may_assess(const struct incident *incident,
                               const struct entry *entry)
{
    if (!str_is_blank(entry_text(entry, FIELD_REASON)))
        return REFUSE_NONE;
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        enum field field = (enum field)(FIELD_C_7_5E + i);
        if (incident->facts.criteria[i] == YES &&
            entry_answer(entry, field) != YES)
            return REFUSE_YES_NEEDS_REASON;
    }
    return REFUSE_NONE;
}

static enum refusal may_propose(const struct policy_answer *answer,
                                const struct entry *entry)
{
    enum choice choice = choice_from_word(entry_text(entry, FIELD_CHOICE));
    must(choice > CHOICE_NONE && choice < CHOICE_COUNT);
    if (!answer->allowed[choice])
        return answer->refer_required ? REFUSE_REFERRAL_REQUIRED
                                      : REFUSE_NOT_ALLOWED_YET;
    if (choice == CHOICE_MANAGE_IN_SCHOOL &&
        !entry_has_word(entry, FIELD_CONFIDENT, "yes"))
        return REFUSE_NEEDS_CONFIDENCE;
    if (choice == CHOICE_REFER &&
        entry_text(entry, FIELD_AGENCIES).data == NULL)
        return REFUSE_NEEDS_AGENCY;
    return REFUSE_NONE;
}

static enum refusal may_sign(const struct incident *incident,
                             const struct entry *entry)
{
    uint64_t proposal;
    if (incident->outcome == NULL ||
        incident->facts.outcome.choice != CHOICE_MANAGE_IN_SCHOOL ||
        incident->returned)
        return REFUSE_NO_PROPOSAL;
    if (str_read_number(&proposal, entry_text(entry, FIELD_PROPOSAL),
                        UINT32_MAX) != OK ||
        proposal != incident->outcome_seq)
        return REFUSE_OTHER_PROPOSAL;
    char author[ID_TEXT_SIZE + 1];
    id_print(author, entry->author.bytes);
    if (str_is(incident->facts.outcome.proposed_by.id, author))
        return REFUSE_OWN_PROPOSAL;
    if (incident_names(incident, entry->author))
        return REFUSE_SIGNER_NAMED;
    for (size_t i = 0; i < incident->signs_count; i++)
        if (ID_SAME(incident->signs[i]->author, entry->author))
            return REFUSE_ALREADY_SIGNED;
    if (!entry_has_word(entry, FIELD_AGREE, "agree") &&
        str_is_blank(entry_text(entry, FIELD_SAID)))
        return REFUSE_RETURN_NEEDS_REASON;
    return REFUSE_NONE;
}

static enum refusal may_correct(const struct incident *incident,
                                const struct entry *entry)
{
    uint32_t seq = entry_corrects(entry);
    if (seq == 0 || seq > incident->entries_count)
        return REFUSE_NO_SUCH_ENTRY;
    enum entry_kind kind = incident->entries[seq - 1].kind;
    if (kind == ENTRY_REPORT && incident->set_aside == NULL &&
        entry_has_word(incident->report, FIELD_HOW, "pupil") &&
        !entry_has_word(entry, FIELD_HOW, "pupil"))
        return REFUSE_DISCLOSURE_STANDS;
    /* Assessments and decisions are answered anew, signatures stand. */
    bool stands = kind == ENTRY_RISK || kind == ENTRY_OUTCOME ||
                  kind == ENTRY_SIGN || kind == ENTRY_CORRECTION ||
                  kind == ENTRY_OPENED || kind == ENTRY_IN_PERSON ||
                  kind == ENTRY_HELPER || kind == ENTRY_ADVICE ||
                  kind == ENTRY_PROMISE_KEPT || kind == ENTRY_SET_ASIDE ||
                  kind == ENTRY_VIEWING_ANSWER || kind == ENTRY_VIEWING_SIGN ||
                  kind == ENTRY_VIEWING_REASON ||
                  kind == ENTRY_STAFF_SUPPORT || kind == ENTRY_EXPORT ||
                  kind == ENTRY_SCHOOL_TOLD || kind == ENTRY_ROUTE ||
                  kind == ENTRY_OWN_DUTY ||
                  kind == ENTRY_CLOSED || kind == ENTRY_REOPENED ||
                  kind == ENTRY_STAYS_CLOSED ||
                  kind == ENTRY_NOT_APPLICABLE ||
                  kind == ENTRY_APPLIES_AGAIN;
    if (stands)
        return REFUSE_CANNOT_CORRECT;
    if (kind == ENTRY_PERSON)
        return incident_may_take_out(incident, entry);
    return REFUSE_NONE;
}

static enum refusal may_name_person(const struct incident *incident,
                                    const struct entry *entry)
{
    struct str id = entry_text(entry, FIELD_PERSON);
    for (size_t i = 0; i < incident->people_count; i++)
        if (str_same(incident->people[i].id, id))
            return incident_may_take_out(incident, entry);
    uint64_t number;
    if (id.size < 2 || id.data[0] != 'p' ||
        str_read_number(&number, (struct str){ id.data + 1, id.size - 1 },
                        INCIDENT_PEOPLE_MAX) != OK ||
        number != incident->people_count + 1)
        return REFUSE_NO_SUCH_PERSON;
    return REFUSE_NONE;
}

static enum refusal may_tell_of_pupil(const struct incident *incident,
                                      const struct entry *entry)
{
    const struct person *p = incident_person(incident,
                                             entry_text(entry, FIELD_PERSON));
    return p == NULL || p->type != PERSON_PUPIL || p->in_error
               ? REFUSE_NO_SUCH_PERSON
               : REFUSE_NONE;
}

static enum refusal may_choose_helper(const struct incident *incident,
                                      const struct entry *entry)
{
    struct str user = entry_text(entry, FIELD_USER);
    if (!entry_has_word(entry, FIELD_CHOSEN, "other"))
        return may_tell_of_pupil(incident, entry);
    if (user.size == 0)
        return REFUSE_HELPER_MISSING;
    for (size_t i = 0; i < incident->facts.people_count; i++)
        if (str_same(incident->facts.people[i].user, user))
            return REFUSE_HELPER_NAMED;
    return may_tell_of_pupil(incident, entry);
}

static enum refusal may_keep_promise(const struct incident *incident,
                                     const struct entry *entry)
{
    uint64_t seq;
    if (str_read_number(&seq, entry_text(entry, FIELD_PROPOSAL),
                        UINT32_MAX) != OK)
        return REFUSE_NO_SUCH_PROMISE;
    for (size_t i = 0; i < incident->promises_count; i++) {
        const struct promise *p = &incident->promises[i];
        if (p->seq == seq && p->sort == PROMISE_SAID && !p->kept &&
            str_same(p->pupil, entry_text(entry, FIELD_PERSON)))
            return REFUSE_NONE;
    }
    return REFUSE_NO_SUCH_PROMISE;
}

/* A document for one child names that child, and is about a pupil (D12). */
static bool export_of_child(const struct entry *entry)
{
    static const char *const words[] = { "child", "referral", "sheet",
                                         "letter" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (entry_has_word(entry, FIELD_DOCUMENT, words[i]))
            return true;
    return false;
}

/* The agencies lead on when the parents are told: no letter goes before. */
static bool parents_wait(const struct incident *incident, struct str pupil)
{
    const struct facts *f = &incident->facts;
    for (size_t i = 0; i < f->parents_count; i++)
        if (str_same(f->parents[i].pupil, pupil))
            return f->parents[i].delayed &&
                   !instant_known(f->parents[i].informed_at);
    return false;
}

static enum refusal may_export(const struct incident *incident,
                               const struct entry *entry)
{
    struct str id = entry_text(entry, FIELD_CHILD);
    bool child = export_of_child(entry);
    uint64_t of = 0;
    const struct person *p =
        id.size > 0 ? incident_person(incident, id) : NULL;
    if (child && (p == NULL || p->type != PERSON_PUPIL || p->in_error))
        return REFUSE_NEEDS_CHILD;
    if (!child && id.size > 0)
        return REFUSE_CHILD_NOT_ASKED;
    if (entry_has_word(entry, FIELD_DOCUMENT, "decision") &&
        incident->outcome == NULL && incident->referrals_count == 0)
        return REFUSE_NOTHING_DECIDED;
    if (entry_has_word(entry, FIELD_DOCUMENT, "sheet") &&
        entry_text(entry, FIELD_ADVICE_OF).size == 0)
        return REFUSE_NEEDS_PART;
    if (entry_has_word(entry, FIELD_DOCUMENT, "letter") &&
        parents_wait(incident, id))
        return REFUSE_PARENTS_WAIT;
    if (str_read_number(&of, entry_text(entry, FIELD_OF), UINT32_MAX) != OK)
        of = 0;
    if (entry_has_word(entry, FIELD_DOCUMENT, "viewing") &&
        incident_viewing(incident, of) == NULL)
        return REFUSE_NO_SUCH_VIEWING;
    if (entry_has_word(entry, FIELD_DOCUMENT, "custody") &&
        incident_device(incident, of) == NULL)
        return REFUSE_NO_SUCH_DEVICE;
    return REFUSE_NONE;
}

static enum refusal may_follow_referral(const struct incident *incident,
                                        const struct entry *entry)
{
    struct str id = entry_text(entry, FIELD_ABOUT_REFERRAL);
    return incident_referral(incident, id) == NULL ? REFUSE_NO_SUCH_REFERRAL
                                                   : REFUSE_NONE;
}

static enum refusal may_by_kind(const struct incident *incident,
                                const struct policy_answer *answer,
                                const struct entry *entry)
{
    switch (entry->kind) {
    case ENTRY_RISK: return may_assess(incident, entry);
    case ENTRY_OUTCOME: return may_propose(answer, entry);
    case ENTRY_SIGN: return may_sign(incident, entry);
    case ENTRY_CORRECTION: return may_correct(incident, entry);
    case ENTRY_PERSON: return may_name_person(incident, entry);
    case ENTRY_PARENT_WISHES:
    case ENTRY_PARENT_CONTACT:
    case ENTRY_PARENT_DELAY:
    case ENTRY_REFERRAL_PACK:
    case ENTRY_INTERVIEW:
    case ENTRY_CONVERSATION:
    case ENTRY_PROMISE:
    case ENTRY_ADVICE:
    case ENTRY_ARRANGEMENT:
    case ENTRY_WELFARE:
    case ENTRY_BROOK:
    case ENTRY_PUPIL_NOW:
        return may_tell_of_pupil(incident, entry);
    case ENTRY_REFERRAL_WRITTEN:
    case ENTRY_REFERRAL_REPLY:
    case ENTRY_REFERRAL_ASKED:
        return may_follow_referral(incident, entry);
    case ENTRY_HELPER: return may_choose_helper(incident, entry);
    case ENTRY_STAFF_CARE: return staff_may(incident, entry);
    case ENTRY_OWN_DUTY: return own_duty_may(incident, entry);
    case ENTRY_PROMISE_KEPT: return may_keep_promise(incident, entry);
    case ENTRY_SET_ASIDE:
        return incident_disclosure_stands(incident)
                   ? incident_may_set_aside(entry)
                   : REFUSE_NO_DISCLOSURE;
    case ENTRY_EXPORT: return may_export(incident, entry);
    case ENTRY_OPENED:
        return incident_taken_up(incident) ? REFUSE_ALREADY_OPENED
                                           : REFUSE_NONE;
    case ENTRY_VIEWING_REQUEST:
    case ENTRY_VIEWING_ANSWER:
    case ENTRY_VIEWING:
    case ENTRY_VIEWING_SIGN:
    case ENTRY_VIEWING_REASON:
    case ENTRY_VIEWING_AVOIDED:
    case ENTRY_STAFF_SUPPORT:
        return viewing_may(incident, entry);
    case ENTRY_DEVICE_MOVE: return device_may(incident, entry);
    case ENTRY_HOLDER_STEP:
    case ENTRY_TAKEDOWN:
        return deletion_may(incident, answer, entry);
    case ENTRY_REPORT:
    case ENTRY_ADDITION:
    case ENTRY_IN_PERSON:
    case ENTRY_NOTE:
    case ENTRY_REVIEW:
    case ENTRY_REFERRAL:
    case ENTRY_INFORMATION_SHARED:
    case ENTRY_VIEWING_REFUSED:
    case ENTRY_DEVICE:
    case ENTRY_SEARCH:
    case ENTRY_HOLDER:
    case ENTRY_SCHOOL_TOLD:
    case ENTRY_ROUTE:
    case ENTRY_CLOSED: /* these six: closing_may */
    case ENTRY_REOPENED:
    case ENTRY_LESSONS:
    case ENTRY_STAYS_CLOSED:
    case ENTRY_NOT_APPLICABLE:
    case ENTRY_APPLIES_AGAIN:
        return REFUSE_NONE;
    case ENTRY_NONE:
    case ENTRY_KIND_MAX: break;
    }
    must(!"an entry has a kind");
    return REFUSE_NONE;
}

enum refusal incident_may(const struct incident *incident,
                          const struct policy_answer *answer,
                          const struct entry *entry)
{
    enum refusal closed = closing_may(incident, answer, entry);
    return closed != REFUSE_NONE ? closed
                                 : may_by_kind(incident, answer, entry);
}
