/* parents.c: what the parents of each child were told, by whom, and what is
 * still owed to them (7.5d, 10). Each child has a part of their own (D12). */
#include "web/handlers.h"
#include "web/page.h"

#include "policy/pack.h"

/* ---- shared with the forms ---- */

const struct person *case_child(struct request *rq, const struct known *known)
{
    const struct person *p = incident_person(&known->incident, rq->params[1]);
    if (p != NULL && p->type == PERSON_PUPIL && !p->in_error)
        return p;
    respond_not_found(rq);
    return NULL;
}

struct str first_name(struct arena *mem, const struct person *person)
{
    struct str rest = str_trim(person->name);
    struct str first = str_cut(&rest, ' ');
    return str_copy(mem, first);
}

static const char *const advice_clauses[] = { "10.4", "10.5", "10.6" };

/* The duty of advice of that clause for that pupil, done or not. */
static const struct duty *advice_duty(const struct known *k, struct str pupil,
                                      const char *clause)
{
    for (size_t i = 0; i < k->answer.duties_count; i++)
        if (str_is(k->answer.duties[i].clause, clause) &&
            str_same(k->answer.duties[i].subject, pupil))
            return &k->answer.duties[i];
    return NULL;
}

static void option_add(struct view_option *options, size_t *count,
                       struct str word, struct str label)
{
    for (size_t i = 0; i < *count; i++)
        if (str_same(options[i].value, word))
            return;
    options[(*count)++] = (struct view_option){ .value = word,
                                                .label = label };
}

/* Offered as it is said now: its other words while evidence is held (D3). */
static void advice_add(struct view_option *options, size_t *count,
                       struct request *rq, const struct pack_advice *advice,
                       bool hold)
{
    for (size_t i = 0; i < advice->items_count; i++) {
        const struct pack_advice_item *item = &advice->items[i];
        bool held = hold && item->hold.size > 0;
        struct str letter = item->letter.size > 0 ? item->letter
                                                  : STR("-own");
        struct str word = str_printf(rq->mem, "%.*s%.*s%s",
                                     STR_ARG(advice->clause), STR_ARG(letter),
                                     held ? "-hold" : "");
        if (choice_has(SET_PARENT_ADVICE, word))
            option_add(options, count, word, held ? item->hold : item->text);
    }
}

const struct view_option *parent_advice_options(
    size_t *count, struct request *rq, const struct known *known,
    struct str pupil, const struct entry *chosen)
{
    size_t most;
    (void)choice_words(SET_PARENT_ADVICE, &most);
    struct view_option *options = ARENA_MANY(rq->mem, most + 1,
                                             struct view_option);
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(advice_clauses); i++)
        if (advice_duty(known, pupil, advice_clauses[i]) != NULL)
            advice_add(options, count, rq,
                       pack_advice(rq->site->pack,
                                   str_of(advice_clauses[i])),
                       !incident_may_delete(&known->answer));
    for (size_t i = 0; chosen != NULL && i < chosen->fields_count; i++)
        if (chosen->fields[i].field == FIELD_GIVEN)
            option_add(options, count, chosen->fields[i].text,
                       choice_label(SET_PARENT_ADVICE,
                                    chosen->fields[i].text));
    return options;
}

/* ---- one child's parents ---- */

static const struct fact_parents *parents_fact(const struct known *k,
                                               struct str pupil)
{
    for (size_t i = 0; i < k->incident.facts.parents_count; i++)
        if (str_same(k->incident.facts.parents[i].pupil, pupil))
            return &k->incident.facts.parents[i];
    return NULL;
}

static struct str told_words(struct request *rq, const struct known *k,
                             const struct family *f,
                             const struct fact_parents *fact)
{
    if (fact == NULL)
        return STR("Not yet");
    if (instant_known(fact->informed_at))
        return when_words(rq->mem, fact->informed_at, k->as_of);
    if (!fact->delayed)
        return STR("Not yet. They could not be reached");
    struct str to = entry_text(f->delay, FIELD_TO);
    struct str agency = to.size > 0 ? choice_label(SET_AGENCY, to)
                                    : STR("no agency named");
    struct str until = instant_known(fact->delay_review_at)
                           ? when_words(rq->mem, fact->delay_review_at,
                                        k->as_of)
                           : STR("no date is set");
    return str_printf(rq->mem, "Not yet. Put off on the advice of: %.*s. To be looked at again: %.*s",
                      STR_ARG(agency), STR_ARG(until));
}

/* "5 of 7. Still to cover: The law". */
struct str parents_covered(struct request *rq, const struct family *f)
{
    size_t count, done = 0;
    const struct choice_word *words = choice_words(SET_ASSURANCE, &count);
    struct buf b;
    buf_open(&b, rq->mem, 256, 4096);
    for (size_t i = 0; i < count; i++) {
        if ((f->covered & 1u << i) != 0) {
            done++;
            continue;
        }
        buf_put_str(&b, b.size > 0 ? STR("; ") : STR(". Still to cover: "));
        buf_put_str(&b, str_of(words[i].label));
    }
    return str_printf(rq->mem, "%zu of %zu%.*s", done, count,
                      STR_ARG(buf_str(&b)));
}

static struct str link_words(const struct names *names, const struct family *f)
{
    struct user_id user;
    if (f->link_name.size > 0)
        return f->link_name;
    if (id_read(user.bytes, f->link_person.data, f->link_person.size) != OK)
        return STR("Not named yet");
    return names_of(names, user);
}

static struct str updates_words(struct request *rq, const struct family *f)
{
    if (f->wishes == NULL || entry_text(f->wishes, FIELD_UPDATES).size == 0)
        return STR("");
    struct str wish = choice_label(SET_UPDATES,
                                   entry_text(f->wishes, FIELD_UPDATES));
    if (!entry_has_word(f->wishes, FIELD_UPDATES, "no"))
        return wish;
    bool able = entry_answer(f->wishes, FIELD_COMPETENT) == YES;
    return str_printf(rq->mem, "%.*s. %s", STR_ARG(wish),
                      f->no_updates ? "Judged old enough to decide that"
                      : able ? "Judged old enough, but the reasons or the day to ask again are missing, so the parents are kept up to date"
                             : "Not judged old enough, so the parents are kept up to date");
}

static void advice_rows(struct rows *rows, struct request *rq,
                        const struct known *k, struct str pupil)
{
    for (size_t i = 0; i < COUNT_OF(advice_clauses); i++) {
        const struct duty *d = advice_duty(k, pupil, advice_clauses[i]);
        const struct pack_advice *advice =
            pack_advice(rq->site->pack, str_of(advice_clauses[i]));
        if (d == NULL)
            continue;
        rows_add(rows, "", d->state == DUTY_DONE ? STR("Given")
                                                 : STR("Not given yet"),
                 advice_clauses[i]);
        rows->rows[rows->count - 1].key = advice->title;
    }
}

static void family_rows(struct view_block *v, struct request *rq,
                        const struct known *k, const struct names *names,
                        const struct person *p)
{
    static const struct family unknown = { { NULL, 0 } };
    const struct family *f = incident_family(&k->incident, p->id);
    const struct fact_parents *fact = parents_fact(k, p->id);
    struct rows rows = rows_make(rq->mem, 12);
    if (f == NULL)
        f = &unknown;
    rows_add(&rows, "Told", told_words(rq, k, f, fact), "10.1");
    rows_add(&rows, "Link person", link_words(names, f), "10.3a");
    rows_add(&rows, "Covered", parents_covered(rq, f), "10.3");
    advice_rows(&rows, rq, k, p->id);
    if (f->wishes != NULL && entry_text(f->wishes, FIELD_WISH).size > 0)
        rows_add(&rows, "How the pupil wants them told",
                 entry_text(f->wishes, FIELD_WISH), "10.2");
    struct str updates = updates_words(rq, f);
    if (updates.size > 0)
        rows_add(&rows, "Keeping them up to date", updates, "10.3e");
    if (instant_known(f->update_at) && !f->no_updates)
        rows_add(&rows, "Next update promised",
                 when_words(rq->mem, f->update_at, k->as_of), "10.3e");
    v->answers = rows.rows;
    v->answers_count = rows.count;
}

static struct str child_path(struct arena *mem, const struct known *k,
                             const struct person *p, const char *rest)
{
    return str_printf(mem, "/incidents/%.*s/children/%.*s/parents%s",
                      STR_ARG(k->reference), STR_ARG(p->id), rest);
}

static void family_actions(struct view_block *v, struct request *rq,
                           const struct known *k, const struct person *p,
                           bool told)
{
    struct view_fact *actions = ARENA_MANY(rq->mem, 4, struct view_fact);
    size_t n = 0;
    if (case_can(rq, PERMIT_WRITE_NOTE))
        actions[n++] = (struct view_fact){
            STR("Record a contact"), child_path(rq->mem, k, p, "")
        };
    if (case_can(rq, PERMIT_LEAD_INCIDENT) && !told)
        actions[n++] = (struct view_fact){
            STR("It may not be safe to tell them yet"),
            child_path(rq->mem, k, p, "/wait")
        };
    if (case_can(rq, PERMIT_LEAD_INCIDENT))
        actions[n++] = (struct view_fact){
            STR("Record what the pupil wants"),
            child_path(rq->mem, k, p, "/wishes")
        };
    actions[n++] = (struct view_fact){
        STR("Words for a letter or e-mail"),
        child_path(rq->mem, k, p, "/letter")
    };
    v->actions = actions;
    v->actions_count = n;
}

static void family_fill(struct view_block *v, struct request *rq,
                        const struct known *k, const struct names *names,
                        const struct person *p)
{
    const struct fact_parents *fact = parents_fact(k, p->id);
    bool told = fact != NULL && instant_known(fact->informed_at);
    bool delayed = !told && fact != NULL && fact->delayed;
    *v = (struct view_block){
        .id = p->id,
        .heading = str_printf(rq->mem, "%.*s’s parents",
                              STR_ARG(first_name(rq->mem, p))),
        .state = told      ? STR("Told")
                 : delayed ? STR("Put off")
                           : STR("Not told yet"),
        .tone = told ? STR("green") : delayed ? STR("yellow") : STR("red"),
    };
    family_rows(v, rq, k, names, p);
    family_actions(v, rq, k, p, told);
}

/* ---- the log ---- */

static struct str contact_who(struct request *rq, const struct known *k,
                              const struct names *names, size_t i)
{
    const struct entry *c = k->incident.effective[i].counts;
    const struct person *p = incident_person(&k->incident,
                                             entry_text(c, FIELD_PERSON));
    struct str with = entry_text(c, FIELD_SPOKEN_WITH);
    struct str child = p != NULL ? first_name(rq->mem, p) : STR("the pupil");
    struct str how = choice_label(SET_CONTACT_HOW,
                                  entry_text(c, FIELD_CONTACT_HOW));
    struct str by = names_of(names, k->incident.entries[i].author);
    return str_printf(rq->mem, "%.*s, for %.*s. %.*s%s by %.*s",
                      STR_ARG(with.size > 0 ? with : STR("A parent or carer")),
                      STR_ARG(child), STR_ARG(how),
                      how.size > 0 ? "," : "Recorded", STR_ARG(by));
}

static size_t field_count(const struct entry *e, enum field field)
{
    size_t count = 0;
    for (size_t i = 0; i < e->fields_count; i++)
        count += e->fields[i].field == field;
    return count;
}

struct view_contact parents_contact(struct request *rq, const struct known *k,
                                    const struct names *names, size_t i)
{
    const struct entry *c = k->incident.effective[i].counts;
    struct instant at = k->incident.entries[i].at;
    if (instant_read(&at, entry_text(c, FIELD_HAPPENED_AT)) != OK)
        at = k->incident.entries[i].at;
    struct str said = entry_text(c, FIELD_PARENT_SAID);
    bool tried = entry_has_word(c, FIELD_CONTACT, "tried");
    return (struct view_contact){
        .at = when_words(rq->mem, at, k->as_of),
        .who = contact_who(rq, k, names, i),
        .went = tried && said.size == 0 ? STR("Could not be reached") : said,
        .covered = tried ? STR("Nothing")
                         : str_printf(rq->mem, "%zu of 7, and %zu of advice",
                                      field_count(c, FIELD_COVERED),
                                      field_count(c, FIELD_GIVEN)),
    };
}

/* The last one first. */
static void log_fill(struct view_parents *v, struct request *rq,
                     const struct known *k, const struct names *names)
{
    const struct incident *in = &k->incident;
    struct view_contact *rows = ARENA_MANY(rq->mem, in->entries_count,
                                           struct view_contact);
    for (size_t i = in->entries_count; i > 0; i--)
        if (in->entries[i - 1].kind == ENTRY_PARENT_CONTACT)
            rows[v->rows_count++] = parents_contact(rq, k, names, i - 1);
    v->rows = rows;
    v->contacts = v->rows_count > 0;
}

/* ---- the page ---- */

/* The first duty about parents that is open now. */
static const struct duty *parents_duty(const struct known *k)
{
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        bool open = d->state == DUTY_DUE || d->state == DUTY_OVERDUE;
        if (open && (str_is(d->clause, "7.5d") ||
                     str_starts(d->clause, "10.") || str_is(d->clause, "D7")))
            return d;
    }
    return NULL;
}

/* The strip of what is due first, with the one button that does it: the page
 * of the pupil it is about. */
static void req_fill(struct view_req *v, struct request *rq,
                     const struct known *k, const struct names *names,
                     const struct duty *d)
{
    const struct person *p = incident_person(&k->incident, d->subject);
    bool wish = str_is(d->clause, "D7");
    *v = case_req(rq, k, names, d);
    v->action = p != NULL && case_can(rq, wish ? PERMIT_LEAD_INCIDENT
                                               : PERMIT_WRITE_NOTE);
    if (!v->action)
        return;
    v->href = child_path(rq->mem, k, p, wish ? "/wishes" : "");
    v->button = wish ? STR("Look at the wish again")
                     : str_printf(rq->mem, "Record a contact with %.*s’s parents",
                                  STR_ARG(first_name(rq->mem, p)));
}

/* Of the policy's warnings those about parents. */
static void warnings_fill(struct view_parents *v, struct request *rq,
                          const struct known *k)
{
    size_t count;
    const struct view_answer *all = case_warnings(&count, rq, k);
    struct view_answer *kept = ARENA_MANY(rq->mem, count + 1,
                                          struct view_answer);
    for (size_t i = 0; i < count; i++)
        if (str_starts(all[i].clause, "10."))
            kept[v->warnings_count++] = all[i];
    v->warnings = kept;
}

void parents_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_parents v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    enum err err = names_load(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Parents and carers");
    page_case(&v.page, rq, &k, CASE_PARENTS);
    const struct duty *d = parents_duty(&k);
    if (d != NULL)
        req_fill(&v.req, rq, &k, &names, d);
    struct view_block *families =
        ARENA_MANY(rq->mem, k.incident.people_count, struct view_block);
    for (size_t i = 0; i < k.incident.people_count; i++) {
        const struct person *p = &k.incident.people[i];
        if (p->type == PERSON_PUPIL && !p->in_error)
            family_fill(&families[v.families_count++], rq, &k, &names, p);
    }
    v.families = families;
    v.any = v.families_count > 0;
    warnings_fill(&v, rq, &k);
    log_fill(&v, rq, &k, &names);
    view_parents(&rq->out.body, &v);
}
