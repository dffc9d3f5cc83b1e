/* acts.c: permit -> gate -> load -> decide -> append -> derived rows, in one
 * transaction. Loading is in known.c.
 *
 * The work of a transaction may be run twice by the database, so each run
 * starts from a clean result and only sets it. */
#include "acts/acts.h"

#include "acts/known.h"
#include "acts/notices.h"
#include "acts/viewer.h"
#include "gate/gate.h"
#include "policy/pack.h"
#include "store/prompt.h"

/* One act on its way: what came in, and what goes out. */
struct act {
    struct acts *acts;
    struct arena *mem;
    const struct permit *permit;
    const struct act_form *form;
    struct checked checked;
    struct school_id school; /* of a new incident */
    bool tells_school;       /* of one at another school, beside this one */
    struct form_key key;
    struct instant now;
    struct act_result *out;
};

void calendar_of_school(struct calendar *out, const struct school_row *school)
{
    *out = (struct calendar){
        .day_ends = school->day_ends,
        .closed = school->closed,
        .closed_count = school->closed_count,
        .bank_holidays = school->bank_holidays,
    };
}

struct str act_duty_title(struct arena *mem, const struct duty *duty,
                          const struct incident *incident)
{
    if (duty->subject.data == NULL)
        return duty->title;
    struct str id = duty->subject;
    const struct person *p = incident_person(incident, id);
    const struct referral *r = incident_referral(incident, id);
    /* Of an agency with a rule of its own the title says which it is. */
    if (r != NULL && (str_is(duty->clause, "D17d") ||
                      str_is(duty->clause, "D17e")))
        return duty->title;
    if (r != NULL)
        return str_printf(mem, "%.*s: %.*s", STR_ARG(duty->title),
                          STR_ARG(choice_label(SET_AGENCY,
                                               str_of(agency_word(r->to)))));
    const struct holder *h = incident_copy(incident, id);
    if (h != NULL)
        p = incident_person(incident, entry_text(h->entry, FIELD_HOLDS));
    if (p == NULL)
        return duty->title;
    struct str rest = str_trim(p->name);
    struct str first = str_cut(&rest, ' ');
    if (h == NULL)
        return str_printf(mem, "%.*s: %.*s", STR_ARG(duty->title),
                          STR_ARG(first));
    /* One person may hold several copies: which of them is said too. */
    struct str store = holder_store(mem, h->entry);
    return str_printf(mem, "%.*s: %.*s, %.*s", STR_ARG(duty->title),
                      STR_ARG(first), STR_ARG(store));
}

static void duty_keep(struct work_duty *out, struct arena *mem,
                      const struct duty *duty,
                      const struct incident *incident)
{
    *out = (struct work_duty){
        .owner_role = role_from_name(duty->owner.data, duty->owner.size),
        .state = duty->state == DUTY_WAITING ? DUTY_WAITING : DUTY_DUE,
        .due = duty->due,
        .start = incident->facts.reported_at,
        .clause = duty->clause,
        .subject = duty->subject,
        .title = act_duty_title(mem, duty, incident),
        .why = duty->why,
    };
    if (out->owner_role == ROLE_NONE &&
        id_read(out->owner_user.bytes, duty->owner.data,
                duty->owner.size) != OK)
        must(!"a duty belongs to a role or to a user");
}

/* False when the pupil chose nobody, or is not part of it any more. */
static bool helper_read(struct user_id *out, const struct incident *incident,
                        const struct care *care)
{
    return id_read(out->bytes, care->helper.data, care->helper.size) == OK &&
           incident_helps(incident, care->pupil, *out);
}

/* What the lists keep, from the facts and the policy's answer. */
static void derive(struct derived *out, struct arena *mem,
                   const struct incident *incident,
                   const struct policy_answer *answer)
{
    struct work_duty *duties =
        ARENA_MANY(mem, answer->duties_count, struct work_duty);
    struct user_id *named =
        ARENA_MANY(mem, incident->people_count + 1, struct user_id);
    struct user_id *helpers =
        ARENA_MANY(mem, incident->cares_count + 1, struct user_id);
    *out = (struct derived){
        .stage = incident_stage_kept(incident_stage(incident, answer),
                                     incident->closing.state),
        .open = incident->closing.state != CLOSING_CLOSED,
        .unacknowledged = !instant_known(incident->facts.acknowledged_at),
        .news = incident->closing.news_last,
        .summary = incident_who(mem, incident),
        .duties = duties,
        .named = named,
        .helpers = helpers,
    };
    for (size_t i = 0; i < answer->duties_count; i++)
        if (answer->duties[i].state != DUTY_DONE)
            duty_keep(&duties[out->duties_count++], mem, &answer->duties[i],
                      incident);
    out->named_count = incident_named(named, incident);
    for (size_t i = 0; i < incident->cares_count; i++)
        if (helper_read(&helpers[out->helpers_count], incident,
                        &incident->cares[i]))
            out->helpers_count++;
    if (incident_needs_senco(incident)) /* zeros: whoever it is there */
        helpers[out->helpers_count++] = (struct user_id){ { 0 } };
}

enum err act_derive(struct derived *out, struct arena *mem,
                    const struct acts *acts, const struct calendar *calendar,
                    const struct stored_chronology *chronology)
{
    struct incident incident;
    enum err err = incident_fold(&incident, mem, chronology->entries,
                                 chronology->count);
    if (err != OK)
        return err;
    struct policy_answer answer;
    struct instant last = chronology->entries[chronology->count - 1].at;
    incident_answer(&answer, mem, acts->pack, calendar, &incident, last);
    derive(out, mem, &incident, &answer);
    return OK;
}

enum err act_derive_again(struct derived *out, struct arena *mem,
                          const struct stored_chronology *chronology,
                          void *context)
{
    const struct acts_schools *s = context;
    for (size_t i = 0; i < s->count; i++) {
        if (!ID_SAME(s->schools[i].id, chronology->incident.school))
            continue;
        struct calendar calendar;
        calendar_of_school(&calendar, &s->schools[i]);
        return act_derive(out, mem, s->acts, &calendar, chronology);
    }
    return ERR_CORRUPT; /* an incident of a school that is not there */
}

/* Result kept under the form key: "K7P-4MD 12". */
static struct str result_text(struct arena *mem, struct str reference,
                              uint32_t seq)
{
    return str_printf(mem, "%.*s %u", STR_ARG(reference), seq);
}

/* True when the key was used: the first result stands. */
static enum err result_repeat(bool *repeated, struct act *act, struct tx *tx)
{
    struct str text;
    *repeated = false;
    enum err err = store_form_result(&text, tx, act->mem, act->permit,
                                     act->key);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err != OK)
        return err;
    uint64_t seq;
    struct str rest = text;
    struct str reference = str_cut(&rest, ' ');
    if (str_read_number(&seq, rest, UINT32_MAX) != OK)
        return ERR_CORRUPT;
    act->out->end = ACT_DONE;
    act->out->reference = str_copy(act->mem, reference);
    act->out->seq = (uint32_t)seq;
    act->out->repeated = true;
    *repeated = true;
    return OK;
}

static enum err result_keep(struct act *act, struct tx *tx)
{
    struct str text = result_text(act->mem, act->out->reference,
                                  act->out->seq);
    enum err err = store_form_done(tx, act->permit, act->key, text, act->now);
    if (err != OK || act->form->draft.size == 0)
        return err;
    err = store_draft_drop(tx, act->permit, act->form->draft);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* Somebody has to take notice of what is due at once. */
static enum err prompts_keep(struct act *act, struct tx *tx,
                             const struct pack *pack,
                             const struct incident_row *row,
                             const struct derived *derived,
                             const struct entry *entry)
{
    struct prompt *prompts = ARENA_MANY(act->mem, derived->duties_count,
                                        struct prompt);
    size_t count = 0;
    for (size_t i = 0; i < derived->duties_count; i++) {
        const struct work_duty *d = &derived->duties[i];
        const struct pack_clause *c = pack_clause(pack, d->clause);
        if (c != NULL && c->time == TIME_NOW && d->state == DUTY_DUE)
            prompts[count++] = (struct prompt){
                .duty = d, .by_act = str_is(d->clause, "7.5a"),
                .anew = str_is(d->clause, "8.10") &&
                        derived->news == entry->seq,
            };
    }
    return store_prompts_put(tx, act->mem, act->permit->trust, row, prompts,
                             count, entry->at);
}

static bool names(const struct derived *derived, struct user_id user)
{
    for (size_t i = 0; i < derived->named_count; i++)
        if (ID_SAME(derived->named[i], user))
            return true;
    return false;
}

/* Appends to an incident whose entries before it are given. */
static enum err append_only(struct act *act, struct tx *tx,
                            struct incident_row *row,
                            const struct entry *before, size_t before_count,
                            const struct calendar *calendar,
                            const struct acts *own)
{
    struct entry *entries =
        ARENA_MANY(act->mem, before_count + 1, struct entry);
    if (before_count > 0)
        memcpy(entries, before, before_count * sizeof(*entries));
    struct entry *entry = &entries[before_count];
    *entry = act->checked.entry;
    entry->seq = (uint32_t)before_count + 1;
    entry->author = act->permit->user;
    entry->at = act->now;
    /* A clock set back never turns the chronology round. */
    if (before_count > 0 && instant_after(before[before_count - 1].at,
                                          entry->at))
        entry->at = before[before_count - 1].at;
    struct stored_chronology after = { *row, entries, before_count + 1 };
    struct derived derived;
    enum err err = act_derive(&derived, act->mem, own, calendar, &after);
    if (err != OK)
        return err;
    err = store_append(row, tx, act->mem, act->permit,
                       (uint32_t)before_count, entry, &derived);
    if (err == OK)
        err = prompts_keep(act, tx, own->pack, row, &derived, entry);
    if (err == OK)
        err = act_notices(tx, act->mem, act->permit->trust, row, entries,
                          before_count + 1, act->now);
    if (err != OK)
        return err;
    act->out->end = ACT_DONE;
    act->out->seq = entry->seq;
    act->out->reference = str_copy(act->mem, str_of(row->reference));
    act->out->names_author = names(&derived, act->permit->user);
    return OK;
}

static enum err append(struct act *act, struct tx *tx,
                       struct incident_row *row, const struct entry *before,
                       size_t before_count, const struct calendar *calendar,
                       const struct acts *own)
{
    enum err err = append_only(act, tx, row, before, before_count, calendar,
                               own);
    return err == OK ? result_keep(act, tx) : err;
}

/* ---- another school of the trust (8.5h) ---- */

static void field_add(struct entry *entry, struct arena *mem,
                      enum field field, struct str text)
{
    struct entry_field *fields =
        ARENA_MANY(mem, entry->fields_count + 1, struct entry_field);
    for (size_t i = 0; i < entry->fields_count; i++)
        fields[i] = entry->fields[i];
    fields[entry->fields_count++] = (struct entry_field){ field, text };
    entry->fields = fields;
}

/* What that school is told, whole: nothing of it comes from the incident but
 * its reference and whom to call (D12). */
static struct entry notice_entry(struct arena *mem, struct str from,
                                 const struct school_row *to,
                                 struct str reference, struct str call)
{
    struct entry e = { .kind = ENTRY_REPORT, .version = ENTRY_VERSION };
    field_add(&e, mem, FIELD_HOW, STR("school"));
    field_add(&e, mem, FIELD_TOLD, str_printf(mem, "%.*s tells us that a pupil of %.*s may be involved in an incident there. Nothing more is said in writing. Call them.",
                                              STR_ARG(from),
                                              STR_ARG(to->name)));
    field_add(&e, mem, FIELD_FROM_SCHOOL, from);
    field_add(&e, mem, FIELD_REFERENCE, reference);
    field_add(&e, mem, FIELD_CALL, call);
    return e;
}

static enum err school_tell(struct act *act, struct tx *tx,
                            const struct known *here,
                            const struct acts *own)
{
    struct school_row from, to;
    struct calendar calendar;
    struct incident_row row;
    struct act_result made;
    enum err err = store_school_load(&from, tx, act->mem, act->permit->trust,
                                     here->school);
    if (err == OK)
        err = store_school_load(&to, tx, act->mem, act->permit->trust,
                                act->school);
    if (err == OK)
        err = store_incident_create(&row, tx, act->permit, act->school,
                                    act->permit->user, act->now);
    if (err != OK)
        return err;
    struct act other = *act;
    other.out = &made;
    other.checked.entry = notice_entry(
        act->mem, from.name, &to, here->reference,
        entry_text(&act->checked.entry, FIELD_CALL));
    calendar_of_school(&calendar, &to);
    if ((err = append_only(&other, tx, &row, NULL, 0, &calendar,
                           own)) != OK)
        return err;
    field_add(&act->checked.entry, act->mem, FIELD_SCHOOL_NAME, to.name);
    field_add(&act->checked.entry, act->mem, FIELD_REFERENCE,
              str_copy(act->mem, str_of(row.reference)));
    return OK;
}

static enum err report_work(struct tx *tx, void *context)
{
    struct act *act = context;
    *act->out = (struct act_result){ 0 };
    bool repeated;
    enum err err = result_repeat(&repeated, act, tx);
    if (err != OK || repeated)
        return err;
    struct school_row school;
    if ((err = store_school_load(&school, tx, act->mem, act->permit->trust,
                                 act->school)) != OK)
        return err;
    struct calendar calendar;
    calendar_of_school(&calendar, &school);
    struct acts own;
    if ((err = acts_of_trust(&own, tx, act->mem, act->acts,
                             act->permit->trust)) != OK)
        return err;
    struct incident_row row;
    if ((err = store_incident_create(&row, tx, act->permit, act->school,
                                     act->permit->user, act->now)) != OK)
        return err;
    return append(act, tx, &row, NULL, 0, &calendar, &own);
}

/* The gate's budget of one incident, over all its entries. */
static bool budget_spent(struct act *act, const struct incident *incident)
{
    if (act->checked.gate_spent == 0 ||
        incident->gate_spent + act->checked.gate_spent <= GATE_INCIDENT_BYTES)
        return false;
    struct problem *problem = ARENA_NEW(act->mem, struct problem);
    *problem = (struct problem){
        "", str_of(gate_refusal_words(GATE_INCIDENT_SPENT))
    };
    act->out->end = ACT_PROBLEMS;
    act->out->problems = problem;
    act->out->problems_count = 1;
    return true;
}

/* The form of a correction was made for the kind of the entry it names. */
static bool corrects_that_kind(const struct incident *incident,
                               const struct act *act)
{
    if (act->form->kind != ENTRY_CORRECTION)
        return true;
    uint32_t seq = entry_corrects(&act->checked.entry);
    return seq > 0 && seq <= incident->entries_count &&
           incident->entries[seq - 1].kind == act->form->corrects_kind;
}

static enum err append_work(struct tx *tx, void *context)
{
    struct act *act = context;
    *act->out = (struct act_result){ 0 };
    bool repeated;
    enum err err = result_repeat(&repeated, act, tx);
    if (err != OK || repeated)
        return err;
    struct known known;
    struct acts own;
    if ((err = known_for_act(&known, &own, tx, act->mem, act->acts,
                             act->permit, act->form->seen, act->now)) != OK)
        return err;
    act->out->reference = known.reference;
    struct entry asked = act->checked.entry;
    asked.author = act->permit->user;
    if (incident_overtaken(&known.incident, act->form->made_from, &asked)) {
        act->out->end = ACT_CONFLICT;
        return OK;
    }
    act->out->refusal = incident_may(&known.incident, &known.answer, &asked);
    if (act->out->refusal == REFUSE_NONE &&
        !corrects_that_kind(&known.incident, act))
        act->out->refusal = REFUSE_NO_SUCH_ENTRY;
    if (act->out->refusal != REFUSE_NONE) {
        act->out->end = ACT_REFUSED;
        return OK;
    }
    if (budget_spent(act, &known.incident))
        return OK;
    /* The transaction may be run again: the form is as it was each time. */
    struct entry form = act->checked.entry;
    if (act->tells_school &&
        (err = school_tell(act, tx, &known, &own)) != OK)
        return err;
    if ((err = act_viewer_part(&act->checked.entry, tx, act->mem, act->permit,
                               &known.incident, act->now)) != OK)
        return err;
    err = append(act, tx, &known.row, known.incident.entries,
                 known.incident.entries_count, &known.calendar, &own);
    act->checked.entry = form;
    return err;
}

/* Checks the form before a transaction is begun: what is wrong with it needs
 * no lock to be said. */
static bool form_checked(struct act *act)
{
    must(act->permit->permission != PERMIT_NOTHING);
    *act->out = (struct act_result){ 0 };
    act_check(&act->checked, act->mem, act->form->kind, act->form, act->now);
    if (id_read(act->key.bytes, act->form->key.data,
                act->form->key.size) != OK) {
        struct problem *problem = ARENA_NEW(act->mem, struct problem);
        *problem = (struct problem){
            "", STR("This page is out of date. Copy what you wrote, open the page again and save")
        };
        act->checked.problems = problem;
        act->checked.problems_count = 1;
    }
    if (act->checked.problems_count == 0)
        return true;
    act->out->end = ACT_PROBLEMS;
    act->out->problems = act->checked.problems;
    act->out->problems_count = act->checked.problems_count;
    return false;
}

/* The same key at the same moment: the other one's result stands. */
static enum err run(struct act *act, enum err (*work)(struct tx *, void *))
{
    enum err err = store_write(act->acts->store, work, act);
    for (unsigned again = 0; err == ERR_CONFLICT && again < 3; again++)
        err = store_write(act->acts->store, work, act);
    return err;
}

enum err act_report(struct act_result *out, struct arena *mem,
                    struct acts *acts, const struct permit *permit,
                    struct school_id school, const struct act_form *form,
                    struct instant now)
{
    must(permit->permission == PERMIT_REPORT && form->kind == ENTRY_REPORT);
    struct act act = { .acts = acts, .mem = mem, .permit = permit,
                       .form = form, .school = school, .now = now,
                       .out = out };
    if (!form_checked(&act))
        return OK;
    return run(&act, report_work);
}

enum err act_append(struct act_result *out, struct arena *mem,
                    struct acts *acts, const struct permit *permit,
                    const struct act_form *form, struct instant now)
{
    must(permit->has_incident && form->kind != ENTRY_REPORT);
    struct act act = { .acts = acts, .mem = mem, .permit = permit,
                       .form = form, .now = now, .out = out };
    if (!form_checked(&act))
        return OK;
    return run(&act, append_work);
}

enum err act_school_tell(struct act_result *out, struct arena *mem,
                         struct acts *acts, const struct permit *permit,
                         struct school_id school, const struct act_form *form,
                         struct instant now)
{
    must(permit->permission == PERMIT_LEAD_INCIDENT &&
         form->kind == ENTRY_SCHOOL_TOLD &&
         !ID_SAME(school, permit->incident_school));
    struct act act = { .acts = acts, .mem = mem, .permit = permit,
                       .form = form, .school = school, .tells_school = true,
                       .now = now, .out = out };
    if (!form_checked(&act))
        return OK;
    return run(&act, append_work);
}
