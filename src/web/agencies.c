/* agencies.c: every agency that was told, what it answered, which clock runs,
 * and what else was shared (8.9, 11, D17). */
#include "web/handlers.h"
#include "web/page.h"

/* ---- one referral ---- */

static const char *agency_label(struct request *rq, const struct referral *r)
{
    return str_c(rq->mem, choice_label(SET_AGENCY,
                                       str_of(agency_word(r->to))));
}

/* Another agency has no clock: what it answers is kept as it comes. */
static struct str state_of(const struct referral *r, const char **tone)
{
    *tone = "green";
    if (instant_known(r->replied_at))
        return STR("Replied");
    *tone = "yellow";
    if (instant_known(r->asked_at))
        return STR("Asked, no reply");
    if (referral_reply_rule(r->to) != NULL)
        return STR("Waiting for the reply");
    *tone = "grey";
    return STR("Told");
}

/* By when they are asked, and asked again, until they have replied. */
static void clock_row(struct rows *rows, struct request *rq,
                      const struct known *k, const struct referral *r)
{
    const char *rule = referral_reply_rule(r->to);
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        bool again = str_is(d->clause, "D17c");
        if (rule == NULL || !str_same(d->subject, r->id) ||
            d->state == DUTY_DONE || (!again && !str_is(d->clause, rule)))
            continue;
        struct str when = when_words(rq->mem, d->due, k->as_of);
        rows_add(rows, again ? "To be asked again" : "Reply expected",
                 str_printf(rq->mem, "By %.*s%s", STR_ARG(when),
                            d->state == DUTY_OVERDUE
                                ? ". That has passed: ask them" : ""),
                 again ? "D17c" : rule);
    }
}

static void reply_rows(struct rows *rows, struct request *rq,
                       const struct known *k, const struct referral *r)
{
    if (r->reply.size > 0)
        rows_add(rows, "What they decided", choice_label(SET_REPLY, r->reply),
                 "");
    if (instant_known(r->replied_at))
        rows_add(rows, "Replied", when_words(rq->mem, r->replied_at,
                                             k->as_of), "");
    if (instant_known(r->asked_at)) {
        struct str when = when_words(rq->mem, r->asked_at, k->as_of);
        rows_add(rows, "Asked last",
                 str_printf(rq->mem, "%.*s. %.*s", STR_ARG(when),
                            STR_ARG(choice_label(SET_RUNG, r->rung))),
                 "D17c");
    }
}

static void police_rows(struct rows *rows, struct request *rq,
                        const struct known *k, const struct referral *r)
{
    const struct incident *in = &k->incident;
    struct instant released = in->facts.evidence_released_at;
    if (r->to != AGENCY_POLICE)
        return;
    rows_add(rows, "Hearing the pupils",
             in->police_interviews.size > 0
                 ? choice_label(SET_INTERVIEWS, in->police_interviews)
                 : STR("No advice recorded yet. Until then: account only"),
             "7.5c");
    if (!instant_known(released)) {
        rows_add(rows, "Pictures, messages and devices",
                 STR("Keep everything as it is"), "12.8");
        return;
    }
    struct str when = when_words(rq->mem, released, k->as_of);
    rows_add(rows, "Pictures, messages and devices",
             str_printf(rq->mem, "The police said on %.*s that nothing needs to be kept",
                        STR_ARG(when)), "12.8");
}

static struct str referral_path(struct request *rq, const struct known *k,
                                const struct referral *r, const char *rest)
{
    return str_printf(rq->mem, "/incidents/%.*s/referral/%.*s/%s",
                      STR_ARG(k->reference), STR_ARG(r->id), rest);
}

static void actions_fill(struct view_block *v, struct request *rq,
                         const struct known *k, const struct referral *r)
{
    struct view_fact *actions = ARENA_MANY(rq->mem, 4, struct view_fact);
    size_t n = 0;
    if (!case_can(rq, PERMIT_RECORD_REFERRAL))
        return;
    if (!r->in_writing)
        actions[n++] = (struct view_fact){
            STR("Record that it was confirmed in writing"),
            referral_path(rq, k, r, "written")
        };
    actions[n++] = (struct view_fact){ STR("Record a reply or advice"),
                                       referral_path(rq, k, r, "reply") };
    if (!instant_known(r->replied_at))
        actions[n++] = (struct view_fact){
            STR("Record that you asked for the reply"),
            referral_path(rq, k, r, "ask")
        };
    if (r->seq > 1 && case_can(rq, PERMIT_LEAD_INCIDENT))
        actions[n++] = (struct view_fact){
            STR("Correct this entry"),
            str_printf(rq->mem, "/incidents/%.*s/chronology/%u/correct",
                       STR_ARG(k->reference), r->seq)
        };
    v->actions = actions;
    v->actions_count = n;
}

static void referral_fill(struct view_block *v, struct request *rq,
                          const struct known *k, const struct names *names,
                          const struct referral *r)
{
    struct rows rows = rows_make(rq->mem, 14);
    const struct entry *e = &k->incident.entries[r->seq - 1];
    const struct entry *c = k->incident.effective[r->seq - 1].counts;
    const char *tone;
    struct str state = state_of(r, &tone);
    struct str when = when_words(rq->mem, r->made_at, k->as_of);
    struct str method = choice_label(SET_METHOD, entry_text(c, FIELD_METHOD));
    bool before = r->seq == 1;
    struct str by = names_of(names, e->author);
    rows_add(&rows, "Told",
             before ? str_printf(rq->mem, "By the person who reported, before %.*s",
                                 STR_ARG(when))
                    : str_printf(rq->mem, "%.*s%s%.*s, recorded by %.*s",
                                 STR_ARG(when), method.size > 0 ? ". " : "",
                                 STR_ARG(method), STR_ARG(by)), "8.9");
    if (!before && entry_text(c, FIELD_SPOKE_TO).size > 0)
        rows_add(&rows, "Who was told", entry_text(c, FIELD_SPOKE_TO), "");
    rows_add(&rows, "Their reference",
             r->reference.size > 0 ? r->reference : STR("None recorded"), "");
    if (r->to == AGENCY_CSCS || r->to == AGENCY_LADO)
        rows_add(&rows, "In writing", r->in_writing ? STR("Yes")
                                                    : STR("Not yet"), "D17a");
    if (!before && entry_text(c, FIELD_SHARED).size > 0)
        rows_add(&rows, "What was told, and their advice",
                 entry_text(c, FIELD_SHARED), "11.3");
    reply_rows(&rows, rq, k, r);
    clock_row(&rows, rq, k, r);
    police_rows(&rows, rq, k, r);
    *v = (struct view_block){
        .id = r->id, .heading = str_of(agency_label(rq, r)), .state = state,
        .tone = str_of(tone), .answers = rows.rows,
        .answers_count = rows.count,
    };
    actions_fill(v, rq, k, r);
}

/* ---- the page ---- */

static const struct duty *agencies_duty(const struct known *k)
{
    const struct duty *refer = case_duty(k, "8.9");
    if (refer != NULL)
        return refer;
    for (size_t i = 0; i < k->answer.duties_count; i++) {
        const struct duty *d = &k->answer.duties[i];
        if (str_starts(d->clause, "D17") &&
            (d->state == DUTY_DUE || d->state == DUTY_OVERDUE))
            return d;
    }
    return NULL;
}

/* Each time something was shared, as a group of its own. */
static void shared_fill(struct view_agencies *v, struct request *rq,
                        const struct known *k, const struct names *names)
{
    const struct incident *in = &k->incident;
    struct view_group *groups = ARENA_MANY(rq->mem, in->entries_count,
                                           struct view_group);
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_INFORMATION_SHARED)
            continue;
        struct view_group *g = &groups[v->groups_count++];
        struct str who = names_with_role(rq->mem, names, e->author);
        struct str when = when_words(rq->mem, e->at, k->as_of);
        g->heading = STR("Information shared");
        g->note = str_printf(rq->mem, "Recorded by %.*s, %.*s", STR_ARG(who),
                             STR_ARG(when));
        g->answers = entry_answers(&g->answers_count, rq->mem,
                                   in->effective[i].counts, names);
    }
    v->groups = groups;
}

static void links_fill(struct view_agencies *v, struct request *rq,
                       const struct known *k)
{
    struct view_fact *actions =
        ARENA_MANY(rq->mem, k->incident.people_count + 2, struct view_fact);
    for (size_t i = 0; i < k->incident.people_count; i++) {
        const struct person *p = &k->incident.people[i];
        if (p->type != PERSON_PUPIL || p->in_error)
            continue;
        struct str name = first_name(rq->mem, p);
        actions[v->actions_count++] = (struct view_fact){
            str_printf(rq->mem, "Words for a referral about %.*s",
                       STR_ARG(name)),
            str_printf(rq->mem, "/incidents/%.*s/children/%.*s/referral",
                       STR_ARG(k->reference), STR_ARG(p->id))
        };
    }
    if (case_can(rq, PERMIT_WRITE_NOTE))
        actions[v->actions_count++] = (struct view_fact){
            STR("Record other information that was shared"),
            case_path(rq->mem, k->reference, "/shared")
        };
    actions[v->actions_count++] = (struct view_fact){
        STR("Other schools"), case_path(rq->mem, k->reference, "/schools")
    };
    v->actions = actions;
}

void agencies_page(struct request *rq, const struct permit *permit)
{
    struct known k;
    struct names names;
    struct instant none = { 0 };
    struct view_agencies v = { 0 };
    if (!known_load(&k, rq, permit, none))
        return;
    enum err err = names_load(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Referrals and agencies");
    page_case(&v.page, rq, &k, CASE_REFERRAL);
    const struct duty *d = agencies_duty(&k);
    if (d != NULL)
        v.req = case_req(rq, &k, &names, d);
    if (d != NULL && str_is(d->clause, "8.9"))
        v.req.why = str_printf(rq->mem, "%.*s.",
                               STR_ARG(case_criteria_words(rq, &k)));
    v.req.action = false; /* the ways to do it stand on this page */
    v.can_refer = case_can(rq, PERMIT_RECORD_REFERRAL);
    v.refer_href = case_path(rq->mem, k.reference, "/referral");
    struct view_block *blocks =
        ARENA_MANY(rq->mem, k.incident.referrals_count, struct view_block);
    for (size_t i = k.incident.referrals_count; i > 0; i--)
        referral_fill(&blocks[v.referrals_count++], rq, &k, &names,
                      &k.incident.referrals[i - 1]);
    v.referrals = blocks;
    v.none = v.referrals_count == 0;
    v.contacts = directory_answers(&v.contacts_count, rq, k.school);
    struct permit keep;
    if (access_permit(&keep, &rq->session.actor, PERMIT_KEEP_AGENCIES, NULL))
        v.directory = v.contacts_count == 0
                          ? STR("Write down whom this school rings")
                          : STR("Change whom this school rings");
    v.directory_href = STR("/agencies");
    shared_fill(&v, rq, &k, &names);
    links_fill(&v, rq, &k);
    view_agencies(&rq->out.body, &v);
}
