/* case.c: what the pages of one incident share: its duties as rows and as the
 * strip above a page, the chain of signatures, and words about people. */
#include "web/page.h"

#include "policy/pack.h"

bool case_can(const struct request *rq, enum permission permission)
{
    struct permit permit;
    return access_permit(&permit, &rq->session.actor, permission, &rq->scope);
}

/* ---- small words ---- */

struct rows rows_make(struct arena *mem, size_t max)
{
    return (struct rows){ ARENA_MANY(mem, max, struct view_answer), 0, max };
}

void rows_add(struct rows *rows, const char *key, struct str value,
              const char *clause)
{
    must(rows->count < rows->max);
    rows->rows[rows->count++] = (struct view_answer){
        str_of(key), value.data != NULL ? value : STR(""), str_of(clause)
    };
}

struct str when_words(struct arena *mem, struct instant at,
                      struct instant now)
{
    struct civil c = instant_london(at), n = instant_london(now);
    struct str time = minute_words(mem, minute_in_london(at));
    if (c.year != n.year)
        return instant_words(mem, at);
    return str_printf(mem, "%s %u %s, %.*s", weekday_name(c.weekday), c.day,
                      month_name(c.month), STR_ARG(time));
}

static void comma(struct buf *b)
{
    if (b->size > 0)
        buf_put_str(b, STR(", "));
}

struct str person_details(struct arena *mem, const struct person *person)
{
    static const char *const types[PERSON_TYPE_COUNT] = {
        [PERSON_NONE] = "", [PERSON_PUPIL] = "Pupil",
        [PERSON_STAFF] = "Member of staff",
        [PERSON_PARENT] = "Parent or carer", [PERSON_ADULT] = "Adult",
        [PERSON_UNKNOWN] = "Not yet known",
    };
    struct buf b;
    buf_open(&b, mem, 64, 2048);
    if (person->type < PERSON_TYPE_COUNT)
        buf_put_str(&b, str_of(types[person->type]));
    if (person->year_group.size > 0) {
        comma(&b);
        buf_put_str(&b, person->year_group);
    }
    if (person->age.known) {
        comma(&b);
        buf_printf(&b, "age %u", person->age.years);
    } else if (person->type == PERSON_PUPIL) {
        comma(&b);
        buf_put_str(&b, STR("age not known"));
    }
    if (person->send == YES) {
        comma(&b);
        buf_put_str(&b, STR("SEND"));
    }
    if (person->elsewhere.size > 0) {
        comma(&b);
        buf_put_str(&b, person->elsewhere);
    }
    return buf_str(&b);
}

/* The criteria in a few words, where the sentence would be too long. */
static const char *const criteria_short[CRITERION_COUNT] = {
    [CRITERION_7_5E] = "physical harm, or a risk of it",
    [CRITERION_8_9A] = "an adult is involved, or may be",
    [CRITERION_8_9B] = "coercion or grooming, or doubt about consent",
    [CRITERION_8_9C] = "unusual for the stage of development",
    [CRITERION_8_9D] = "sexual activity, and under 13",
    [CRITERION_8_9E] = "violence",
    [CRITERION_8_9F] = "an immediate risk of harm",
};

struct str case_criteria_words(struct request *rq, const struct known *known)
{
    const struct facts *f = &known->incident.facts;
    unsigned open = 0, yes = 0;
    struct buf b;
    buf_open(&b, rq->mem, 128, 4096);
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        const char *clause = criterion_clause((enum criterion)i);
        open += f->criteria[i] == UNKNOWN;
        if (!known->answer.because[i])
            continue;
        struct str cite = clause_cite(rq->mem, str_of(clause));
        (void)str_cut(&cite, ' ');
        buf_put_str(&b, yes++ == 0 ? STR("Applies: ") : STR("; "));
        buf_printf(&b, "%s (%.*s)", criteria_short[i], STR_ARG(cite));
    }
    if (yes > 0)
        return buf_str(&b);
    if (open == 0)
        return STR("None apply");
    return str_printf(rq->mem, "Nothing is answered yes. %u of 7 not answered or not known", open);
}

/* Which of the referral questions are still to be answered. */
struct str case_open_words(struct request *rq, const struct known *known)
{
    unsigned open = 0;
    struct buf b;
    buf_open(&b, rq->mem, 128, 4096);
    for (unsigned i = 0; i < CRITERION_COUNT; i++) {
        const char *clause = criterion_clause((enum criterion)i);
        if (known->incident.facts.criteria[i] != UNKNOWN ||
            known->answer.because[i])
            continue;
        struct str cite = clause_cite(rq->mem, str_of(clause));
        (void)str_cut(&cite, ' ');
        buf_put_str(&b, open++ == 0 ? STR("") : STR(", "));
        buf_put_str(&b, cite);
    }
    if (open == 1)
        return str_printf(rq->mem, "Answer the question that is still open, %.*s. If it is yes, refer now",
                          STR_ARG(buf_str(&b)));
    if (open == 0 || open == CRITERION_COUNT)
        return STR("Answer 7 questions. If any is yes, refer without waiting for the rest");
    return str_printf(rq->mem, "Answer %u questions that are still open, %.*s. If any is yes, refer without waiting for the rest",
                      open, STR_ARG(buf_str(&b)));
}

/* ---- duties ---- */

bool case_is_proposed(const struct known *known)
{
    return known->incident.facts.outcome.choice == CHOICE_MANAGE_IN_SCHOOL &&
           known->answer.allowed[CHOICE_MANAGE_IN_SCHOOL] &&
           known->answer.state == OUTCOME_PROPOSED &&
           !known->incident.returned;
}

bool duty_ends_decided(struct str clause)
{
    return str_is(clause, "8.13") || str_is(clause, "8.15") ||
           str_is(clause, "4.3");
}

const struct duty *case_duty(const struct known *known, const char *clause)
{
    for (size_t i = 0; i < known->answer.duties_count; i++) {
        const struct duty *d = &known->answer.duties[i];
        if (str_is(d->clause, clause) && d->state != DUTY_DONE)
            return d;
    }
    return NULL;
}

bool duty_is_criterion(struct str clause)
{
    return str_is(clause, "7.5e") ||
           (str_starts(clause, "8.9") && clause.size == 4);
}

/* Rows of one page that are drawn together when several are open. */
enum duty_group { GROUP_NONE, GROUP_CRITERIA, GROUP_REVIEW, GROUP_QUESTIONS,
                  GROUP_COUNT };

static enum duty_group group_of(struct str clause)
{
    if (duty_is_criterion(clause))
        return GROUP_CRITERIA;
    if (str_starts(clause, "8.5"))
        return GROUP_REVIEW;
    return str_starts(clause, "8.12") ? GROUP_QUESTIONS : GROUP_NONE;
}

static struct str group_title(struct arena *mem, enum duty_group group,
                              size_t count)
{
    switch (group) {
    case GROUP_CRITERIA:
        return str_printf(mem, "Answer %zu referral questions", count);
    case GROUP_REVIEW:
        return str_printf(mem, "Find out %zu things the review left open",
                          count);
    case GROUP_QUESTIONS:
        return str_printf(mem, "Answer %zu questions of the assessment",
                          count);
    case GROUP_NONE:
    case GROUP_COUNT:
        break;
    }
    return STR("");
}

/* Why a row's turn has not come yet (explain.md, waits until). */
static struct str turn_words(struct str clause)
{
    static const struct {
        const char *prefix;
        const char *words;
    } rows[] = {
        { "8.5", "After the review meeting" },
        { "8.7", "After the review meeting" },
        { "8.12", "After the review meeting" },
        { "8.13", "After the review meeting" },
        { "9.1", "Once nobody is at immediate risk" },
        { "9.", "After the talk about support" },
        { "10.", "Once the parents are told" },
        { "12.8", "Once both have signed" },
        { "12.10", "Once both have signed" },
        { "7.5d", "At the time agreed with the agency" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_starts(clause, rows[i].prefix))
            return str_of(rows[i].words);
    return STR("When its turn comes");
}

static enum role duty_owner(const struct duty *d)
{
    return role_from_name(d->owner.data, d->owner.size);
}

/* Does the person at the keyboard wear that hat at this school? A deputy in
 * cover owns what the DSL owns. */
bool case_owes(const struct request *rq, const struct duty *d)
{
    const struct actor *a = &rq->session.actor;
    enum role role = duty_owner(d);
    struct user_id user;
    if (role == ROLE_NONE)
        return id_read(user.bytes, d->owner.data, d->owner.size) == OK &&
               ID_SAME(user, a->user);
    return case_hat(rq, role) != ROLE_NONE ||
           (role == ROLE_DSL &&
            actor_has_role(a, ROLE_DEPUTY_DSL, rq->scope.school));
}

/* Who held a role then is not known here, only who does now. */
static bool shows_the_past(const struct request *rq, const struct known *known)
{
    return instant_after(rq->now, known->as_of);
}

struct str duty_owner_words(struct request *rq, const struct known *known,
                            const struct names *names, const struct duty *d)
{
    enum role role = duty_owner(d);
    struct user_id user;
    if (role != ROLE_NONE && shows_the_past(rq, known))
        return str_of(role_title(role));
    if (role == ROLE_NONE && case_owes(rq, d))
        return STR("You");
    if (role == ROLE_NONE && id_read(user.bytes, d->owner.data,
                                     d->owner.size) == OK)
        return names_with_role(rq->mem, names, user);
    if (case_owes(rq, d)) {
        enum role hat = case_hat(rq, role);
        return str_printf(rq->mem, "You, as %s%s%s",
                          role_title(hat != ROLE_NONE ? hat
                                                      : ROLE_DEPUTY_DSL),
                          hat != ROLE_NONE && hat != role ? " in place of the "
                                                          : "",
                          hat != ROLE_NONE && hat != role ? role_title(role)
                                                          : "");
    }
    return case_seat_words(rq, names, role,
                           str_is(d->clause, "12.9") &&
                               case_seat_proposed(known, role));
}

static bool listed(const struct duty_list *list, const struct duty *d)
{
    if (d->state == DUTY_DONE || (d->state == DUTY_WAITING) != list->waiting)
        return false;
    if (list->but == NULL)
        return true;
    bool together = group_of(d->clause) == GROUP_CRITERIA &&
                    group_of(list->but->clause) == GROUP_CRITERIA;
    return d != list->but && !together;
}

/* "Paragraph 8.5(a)", then ", (b)" for its neighbours. */
static void cite_more(struct arena *mem, struct buf *b, struct str clause)
{
    struct str cite = clause_cite(mem, clause);
    size_t at = 0;
    while (at < cite.size && cite.data[at] != ' ')
        at++;
    bool same = b->size > 0 && group_of(clause) != GROUP_CRITERIA;
    if (same)
        while (at < cite.size && cite.data[at] != '(')
            at++;
    else if (b->size > 0)
        at++;
    if (b->size == 0)
        at = 0;
    else
        buf_put_str(b, STR(", "));
    buf_put(b, cite.data + at, cite.size - at);
}

struct str case_duty_title(struct request *rq, const struct known *known,
                           const struct names *names,
                           const struct duty *duty)
{
    struct str title = act_duty_title(rq->mem, duty, &known->incident);
    struct str who = duty->subject;
    struct user_id user;
    (void)str_cut(&who, '/'); /* "v12", and the person (12.7) */
    if (who.size == 0 || id_read(user.bytes, who.data, who.size) != OK)
        return title;
    struct str name = names_of(names, user);
    return str_printf(rq->mem, "%.*s: %.*s", STR_ARG(title), STR_ARG(name));
}

static struct view_duty row_of(struct request *rq,
                               const struct duty_list *list,
                               const struct duty *d, size_t number)
{
    const struct known *k = list->known;
    struct view_duty row = duty_row(
        rq->mem, k->reference,
        case_duty_title(rq, k, list->names, d), DUTY_NAME(d), d->due,
        list->waiting, k->as_of, number, false);
    row.href = duty_path_for(rq, k->reference, DUTY_NAME(d));
    row.status = list->waiting
                     ? turn_words(d->clause)
                     : due_words_of(rq->mem, d->limit, d->due, k->as_of);
    if (case_is_proposed(k) && duty_ends_decided(d->clause)) {
        row.href = case_path(rq->mem, k->reference, "/decision");
        row.hint = str_printf(rq->mem, "%.*s. Proposed, waits for sign-offs",
                              STR_ARG(row.hint));
    }
    if (shows_the_past(rq, k) || !case_owes(rq, d)) {
        struct str who = duty_owner_words(rq, k, list->names, d);
        row.hint = str_printf(rq->mem, "%.*s. %.*s", STR_ARG(row.hint),
                              STR_ARG(who));
    }
    return row;
}

/* One row for all open ones of a group. */
static struct view_duty group_row(struct request *rq,
                                  const struct duty_list *list,
                                  const struct duty *first, size_t number)
{
    const struct policy_answer *a = &list->known->answer;
    enum duty_group group = group_of(first->clause);
    struct view_duty row = row_of(rq, list, first, number);
    struct buf cites;
    size_t count = 0;
    buf_open(&cites, rq->mem, 128, 1024);
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        if (group_of(d->clause) != group || !listed(list, d))
            continue;
        cite_more(rq->mem, &cites, d->clause);
        count++;
    }
    if (count == 1)
        return row;
    row.title = group_title(rq->mem, group, count);
    row.hint = buf_str(&cites);
    if (shows_the_past(rq, list->known) || !case_owes(rq, first)) {
        struct str who = duty_owner_words(rq, list->known, list->names, first);
        row.hint = str_printf(rq->mem, "%.*s. %.*s", STR_ARG(row.hint),
                              STR_ARG(who));
    }
    return row;
}

const struct view_duty *case_duties(size_t *count, struct request *rq,
                                    const struct duty_list *list)
{
    const struct policy_answer *a = &list->known->answer;
    struct view_duty *rows = ARENA_MANY(rq->mem, a->duties_count,
                                        struct view_duty);
    bool drawn[GROUP_COUNT] = { false };
    *count = 0;
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        if (!listed(list, d))
            continue;
        enum duty_group group = group_of(d->clause);
        size_t number = *count + (list->waiting ? 100 : 0);
        if (group == GROUP_NONE) {
            rows[(*count)++] = row_of(rq, list, d, number);
        } else if (!drawn[group]) {
            drawn[group] = true;
            rows[(*count)++] = group_row(rq, list, d, number);
        }
    }
    return rows;
}

/* ---- the strip ---- */

struct str case_time_source(struct arena *mem, const struct pack_clause *limit)
{
    if (limit == NULL || limit->time == TIME_NONE)
        return STR("");
    if (limit->time == TIME_NOW)
        return STR("The policy says immediately.");
    if (limit->time == TIME_AGREED)
        return STR("The day that was agreed.");
    struct str words = pack_time_words(mem, limit->time, limit->number);
    if (str_is(limit->source, "policy"))
        return str_printf(mem, "The policy: %.*s.", STR_ARG(words));
    if (str_is(limit->source, "trust target"))
        return str_printf(mem, "Trust target: %.*s. The policy sets none.",
                          STR_ARG(words));
    words = str_capital(mem, words);
    return str_printf(mem, "%.*s. Set by: %.*s.", STR_ARG(words),
                      STR_ARG(limit->source));
}

struct view_req case_req(struct request *rq, const struct known *known,
                         const struct names *names, const struct duty *duty)
{
    bool criterion = duty_is_criterion(duty->clause);
    bool late = duty->state == DUTY_OVERDUE;
    struct str path = duty_path_for(rq, known->reference, DUTY_NAME(duty));
    bool mine = case_owes(rq, duty);
    return (struct view_req){
        .on = true,
        .label = STR("What the policy requires now"),
        .tone = late || str_is(duty->clause, "8.9") ? STR("urgent") : STR(""),
        .what = criterion
                    ? case_open_words(rq, known)
                    : case_duty_title(rq, known, names, duty),
        .why = duty->why,
        .clause = criterion ? STR("8.9") : duty->clause,
        .by = due_words_of(rq->mem, duty->limit, duty->due, known->as_of),
        .by_note = case_time_source(rq->mem, duty->limit),
        .who = duty_owner_words(rq, known, names, duty),
        .action = mine,
        .href = path,
        .button = str_of(duty_button(duty->clause)),
    };
}

const struct view_answer *case_warnings(size_t *count, struct request *rq,
                                        const struct known *known)
{
    const struct policy_answer *a = &known->answer;
    struct rows rows = rows_make(rq->mem, a->warnings_count + 1);
    for (size_t i = 0; i < a->warnings_count; i++) {
        const struct warning *w = &a->warnings[i];
        const struct person *p = incident_person(&known->incident,
                                                 w->subject);
        rows_add(&rows, "Check this.", w->text, "");
        rows.rows[rows.count - 1].clause = w->clause;
        if (p != NULL)
            rows.rows[rows.count - 1].key =
                str_printf(rq->mem, "%.*s.", STR_ARG(p->name));
    }
    *count = rows.count;
    return rows.rows;
}

/* ---- proposal and signatures ---- */

static const struct entry *sign_of(const struct incident *incident,
                                   enum role role)
{
    const struct entry *found = NULL;
    for (size_t i = 0; i < incident->signs_count; i++)
        if (entry_seat(incident->signs[i]) == role)
            found = incident->signs[i];
    return found;
}

static struct view_step step_of(struct request *rq, const struct known *k,
                                const struct names *names, enum role role,
                                struct instant proposed_at)
{
    const struct entry *sign = sign_of(&k->incident, role);
    struct arena *mem = rq->mem;
    if (sign == NULL) {
        struct str since = when_words(mem, proposed_at, k->as_of);
        return (struct view_step){
            .state = k->incident.returned ? STR("") : STR("now"),
            .who = case_seat_words(rq, names, role,
                                   case_seat_proposed(k, role)),
            .what = k->incident.returned
                        ? STR("Not asked any more. The proposal was returned")
                        : str_printf(mem, "Waiting since %.*s",
                                     STR_ARG(since)),
        };
    }
    struct str when = when_words(mem, sign->at, k->as_of);
    struct str said = entry_text(sign, FIELD_SAID);
    bool agrees = entry_has_word(sign, FIELD_AGREE, "agree");
    bool refers = entry_has_word(sign, FIELD_AGREE, "refer");
    struct str name = names_of(names, sign->author);
    struct str wrote = entry_text(sign, FIELD_AS_ROLE);
    enum role as = role_from_name(wrote.data, wrote.size);
    return (struct view_step){
        .state = agrees ? STR("done") : STR("back"),
        .who = str_printf(mem, "%.*s, %s%s%s", STR_ARG(name), role_title(as),
                          as != role ? ", in place of the " : "",
                          as != role ? role_title(role) : ""),
        .what = str_printf(mem, "%s %.*s",
                           agrees   ? "Signed on"
                           : refers ? "Asked for a referral on"
                                    : "Returned it on",
                           STR_ARG(when)),
        .said = said.size > 0 ? str_printf(mem, "“%.*s”", STR_ARG(said))
                              : STR(""),
    };
}

const struct view_step *case_chain(size_t *count, struct request *rq,
                                   const struct known *k,
                                   const struct names *names)
{
    *count = 0;
    const struct fact_outcome *o = &k->incident.facts.outcome;
    if (o->choice == CHOICE_NONE)
        return NULL;
    struct view_step *steps = ARENA_MANY(rq->mem, 3, struct view_step);
    const struct entry *e = &k->incident.entries[k->incident.outcome_seq - 1];
    struct str name = names_of(names, e->author);
    struct str when = when_words(rq->mem, e->at, k->as_of);
    bool signs = o->choice == CHOICE_MANAGE_IN_SCHOOL;
    steps[(*count)++] = (struct view_step){
        .state = STR("done"),
        .who = str_printf(rq->mem, "%.*s, %s", STR_ARG(name),
                          role_title(o->proposed_by.role)),
        .what = str_printf(rq->mem, "%s on %.*s",
                           signs ? "Proposed" : "Decided", STR_ARG(when)),
    };
    if (!signs)
        return steps;
    /* Who has answered stands before who has not, the earlier first. */
    const struct entry *head = sign_of(&k->incident, ROLE_HEAD);
    const struct entry *leader = sign_of(&k->incident, ROLE_EXECUTIVE_LEADER);
    bool head_first = head != NULL &&
                      (leader == NULL || head->seq < leader->seq);
    const enum role roles[] = {
        head_first ? ROLE_HEAD : ROLE_EXECUTIVE_LEADER,
        head_first ? ROLE_EXECUTIVE_LEADER : ROLE_HEAD,
    };
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        steps[(*count)++] = step_of(rq, k, names, roles[i], o->proposed_at);
    return steps;
}
