/* viewing.c: whether a picture was viewed, by whom, who agreed and who signed
 * (12.1 to 12.7). The pages say first that nobody needs to view, and have no
 * field for what a picture shows. */
#include "web/handlers.h"
#include "web/section.h"

/* ---- where a viewing stands ---- */

static size_t signs_missing(const struct viewing *v)
{
    return v->present_count > v->signs_count
               ? v->present_count - v->signs_count
               : 0;
}

static size_t permits_given(const struct viewing *v)
{
    size_t given = 0;
    for (size_t i = 0; i < v->answers_count; i++)
        given += entry_has_word(v->answers[i], FIELD_ALLOW, "permit");
    return given;
}

static bool is_open(const struct viewing *v)
{
    return v->record == NULL && !v->refused && !v->withdrawn;
}

static struct str status_words(struct arena *mem, const struct viewing *v)
{
    if (v->record != NULL && signs_missing(v) == 0)
        return STR("Viewed, all signed");
    if (v->record != NULL)
        return str_printf(mem, "Viewed, %zu to sign", signs_missing(v));
    if (v->withdrawn)
        return STR("Not viewed");
    if (v->refused)
        return STR("Refused");
    if (v->distress != NO)
        return STR("Cannot be agreed to");
    if (v->permitted)
        return STR("Both agree");
    return str_printf(mem, "%zu of 2 agree", permits_given(v));
}

struct str viewing_state(struct request *rq, const struct known *k)
{
    const struct incident *in = &k->incident;
    for (size_t i = in->viewings_count; i-- > 0;)
        if (is_open(&in->viewings[i]) || in->viewings[i].record != NULL)
            return status_words(rq->mem, &in->viewings[i]);
    return STR("Nobody has viewed");
}

/* ---- the list ---- */

static struct view_plain_row row_of(struct request *rq,
                                    const struct section_page *p,
                                    const struct viewing *v)
{
    const struct entry *began = &p->known.incident.entries[v->seq - 1];
    struct str who = names_of(&p->names, began->author);
    struct str when = when_words(rq->mem, began->at, p->known.as_of);
    bool asked = v->request != NULL;
    return (struct view_plain_row){
        .id = str_printf(rq->mem, "v%u", v->seq),
        .href = section_path(rq->mem, p->known.reference, "viewing", v->seq,
                             ""),
        .title = str_printf(rq->mem, asked ? "Asked to view, entry %u"
                            : "Viewed, entry %u", v->seq),
        .hint = str_printf(rq->mem, "%s by %.*s, %.*s",
                           asked ? "Asked" : "Recorded", STR_ARG(who),
                           STR_ARG(when)),
        .status = status_words(rq->mem, v),
        .tone = v->record != NULL && signs_missing(v) > 0 ? STR("yellow")
                                                          : STR(""),
    };
}

/* What was decided without viewing, and who was told no. */
static void kept_away_fill(struct section_page *p, struct request *rq)
{
    const struct incident *in = &p->known.incident;
    struct view_group *groups = ARENA_MANY(rq->mem, in->entries_count,
                                           struct view_group);
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_VIEWING_AVOIDED &&
            e->kind != ENTRY_VIEWING_REFUSED)
            continue;
        struct view_group *g = &groups[p->v.groups_count++];
        struct str who = names_with_role(rq->mem, &p->names, e->author);
        struct str when = when_words(rq->mem, e->at, p->known.as_of);
        *g = (struct view_group){
            .heading = str_of(kind_info(e->kind)->title),
            .note = str_printf(rq->mem, "%.*s, %.*s", STR_ARG(who),
                               STR_ARG(when)),
        };
        g->answers = entry_answers(&g->answers_count, rq->mem,
                                   in->effective[i].counts, &p->names);
    }
    p->v.groups = groups;
}

/* The duty of a viewing that comes first, or the rule that stands before all
 * of them. */
static struct view_req list_strip(struct request *rq,
                                  const struct section_page *p)
{
    static const char *const clauses[] = { "12.6a", "12.6f", "D6", "12.6",
                                           "12.6b", "12.6c", "12.6d", "12.6g", "12.7" };
    for (size_t i = 0; i < COUNT_OF(clauses); i++) {
        const struct duty *d = case_duty(&p->known, clauses[i]);
        if (d == NULL)
            continue;
        d = section_duty(rq, &p->known, clauses[i], d->subject);
        struct view_req req = case_req(rq, &p->known, &p->names, d);
        req.action = req.action && !str_ends(req.href, "/viewing");
        return req;
    }
    return (struct view_req){
        .on = true,
        .label = STR("What the policy requires"),
        .what = STR("Do not view. Base the response on what you have been told, unless there is no other way"),
        .why = STR("A picture is viewed only for one of three reasons, and only when two people have agreed."),
        .clause = STR("12.2"),
        .by = STR("Before anyone views"),
        .who = STR("Everybody"),
    };
}

void viewing_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Viewing", CASE_VIEWING))
        return;
    const struct incident *in = &p->known.incident;
    p->v.req = list_strip(rq, p);
    p->v.warnings = case_warnings(&p->v.warnings_count, rq, &p->known);
    p->v.items_heading = STR("Requests and records");
    struct view_plain_row *rows = ARENA_MANY(rq->mem, in->viewings_count,
                                             struct view_plain_row);
    for (size_t i = in->viewings_count; i-- > 0;)
        rows[p->v.items_count++] = row_of(rq, p, &in->viewings[i]);
    p->v.items = rows;
    if (in->viewings_count == 0)
        p->v.items_empty = STR("Nobody has asked to view, and nobody has viewed.");
    kept_away_fill(p, rq);
    struct str ref = p->known.reference;
    section_action(p, rq, "Record that nobody needs to view",
                   case_path(rq->mem, ref, "/viewing/avoided"),
                   PERMIT_LEAD_INCIDENT);
    section_action(p, rq, "Ask for permission to view",
                   case_path(rq->mem, ref, "/viewing/request"),
                   PERMIT_LEAD_INCIDENT);
    section_action(p, rq, "Record a viewing that could not be avoided",
                   case_path(rq->mem, ref, "/viewing/record"),
                   PERMIT_WRITE_NOTE);
    section_action(p, rq, "Record that a child or parent asked to look and was refused",
                   case_path(rq->mem, ref, "/viewing/refused"),
                   PERMIT_WRITE_NOTE);
    p->v.panel_title = STR("Lanyard cannot hold a picture");
    p->v.panel = STR("There is no place for one, and what a picture shows is never written down here.");
    section_page_show(p, rq);
}

/* ---- one viewing ---- */

static struct view_group request_group(struct request *rq,
                                       const struct section_page *p,
                                       const struct viewing *v)
{
    const struct entry *e = v->request;
    struct rows rows = rows_make(rq->mem, 7);
    rows_add(&rows, "Reason", section_words(rq, &p->names, e, FIELD_GROUND),
             v->ground == GROUND_NONE ? "12.5" : ground_word(v->ground));
    rows_add(&rows, "Why there is no other way",
             section_words(rq, &p->names, e, FIELD_GROUND_WHY), "");
    rows_add(&rows, "Pupil in the picture",
             section_words(rq, &p->names, e, FIELD_PICTURED), "");
    if (entry_text(e, FIELD_TO_VIEW).size > 0)
        rows_add(&rows, "Who is to view it",
                 section_words(rq, &p->names, e, FIELD_TO_VIEW), "12.6b");
    rows_add(&rows, "Would it cause significant distress or harm?",
             section_words(rq, &p->names, e, FIELD_DISTRESS), "12.4");
    struct str who = names_with_role(rq->mem, &p->names,
                                     p->known.incident.entries[v->seq - 1]
                                     .author);
    rows_add(&rows, "Asked by", who, "");
    return (struct view_group){ STR("The request"), STR(""), rows.rows,
                                rows.count };
}

static void departures_add(struct rows *rows, const struct viewing *v)
{
    static const char *const clauses[] = { "12.6b", "12.6c", "12.6d" };
    for (unsigned i = 0; i < DEPARTURE_COUNT; i++) {
        struct str words = viewing_departs(v, (enum departure)i);
        if (words.size > 0)
            rows_add(rows, "Not as the policy asks", words, clauses[i]);
    }
}

static struct view_group record_group(struct request *rq,
                                      const struct section_page *p,
                                      const struct viewing *v)
{
    static const struct {
        enum field field;
        const char *label;
        const char *clause;
        bool always;
    } fields[] = {
        { FIELD_VIEWED_WHY, "Why it was viewed", "12.6f", true },
        { FIELD_VIEWED_AT, "When", "12.6f", true },
        { FIELD_ROOM, "Where", "12.6d", true },
        { FIELD_PREMISES, "On the trust’s premises, in private", "12.6d", true },
        { FIELD_PREMISES_WHY, "Why it was viewed there", "12.6d", false },
        { FIELD_MINUTES, "For how many minutes", "", true },
        { FIELD_VIEWER, "Who viewed it", "12.6b", true },
        { FIELD_VIEWER_PART, "Part in the safeguarding team", "12.6b", false },
        { FIELD_VIEWER_WHY, "Why somebody else viewed it", "12.6b", false },
        { FIELD_PRESENT, "Who else was in the room", "12.6c", true },
        { FIELD_PRESENT_2, "Also in the room", "", false },
        { FIELD_PRESENT_3, "Also in the room", "", false },
        { FIELD_ALONE_WHY, "Why nobody else was in the room", "12.6c", false },
        { FIELD_SAME_SEX, "Same sex as the pupil in the picture", "12.6e", false },
        { FIELD_SAME_SEX_WHY, "Why that was not possible", "12.6e", false },
        { FIELD_COPIED, "Copied, printed, shared, stored or saved", "12.6a", false },
        { FIELD_ACTIONS, "What was done as a result", "12.6f", false },
    };
    struct rows rows = rows_make(rq->mem, COUNT_OF(fields) + 2 +
                                              DEPARTURE_COUNT);
    if (v->request == NULL)
        rows_add(&rows, "Reason",
                 section_words(rq, &p->names, v->record, FIELD_GROUND),
                 v->ground == GROUND_NONE ? "12.5" : ground_word(v->ground));
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        struct str words = section_words(rq, &p->names, v->record,
                                         fields[i].field);
        bool said = entry_text(v->record, fields[i].field).size > 0;
        /* Left empty it was when it was written down: the form says so. */
        if (fields[i].field == FIELD_VIEWED_AT && !said)
            words = when_words(rq->mem, v->record_written->at,
                               p->known.as_of);
        if (said || fields[i].always)
            rows_add(&rows, fields[i].label, words, fields[i].clause);
    }
    if (entry_has_word(v->record, FIELD_ALREADY, "yes"))
        rows_add(&rows, "Permissions",
                 STR("It had already happened, without both permissions"),
                 "12.6");
    departures_add(&rows, v);
    return (struct view_group){ STR("What happened"),
                                STR("What the picture showed is not recorded here."),
                                rows.rows, rows.count };
}

/* The two who agree, then everybody who was in the room. */
static void step_add(struct section_page *p, struct view_step *steps,
                     struct view_step step)
{
    steps[p->v.steps_count++] = step;
}

static void answers_add(struct section_page *p, struct request *rq,
                        const struct viewing *v, struct view_step *steps)
{
    for (size_t i = 0; i < v->answers_count; i++) {
        const struct entry *e = v->answers[i];
        struct str role = choice_label(SET_ROLE,
                                       entry_text(e, FIELD_AS_ROLE));
        struct str seat = choice_label(SET_ROLE,
                                       entry_text(e, FIELD_IN_PLACE));
        struct str name = names_of(&p->names, e->author);
        struct str when = when_words(rq->mem, e->at, p->known.as_of);
        struct str said = entry_text(e, FIELD_SAID);
        bool yes = !entry_has_word(e, FIELD_ALLOW, "refuse");
        const char *did = entry_has_word(e, FIELD_ALLOW, "told") ? "Was told on"
                          : yes ? "Agreed on" : "Refused on";
        step_add(p, steps, (struct view_step){
            .state = yes ? STR("done") : STR("back"),
            .who = str_printf(rq->mem, "%.*s, %.*s%s%.*s", STR_ARG(name),
                              STR_ARG(role),
                              seat.size > 0 ? ", in place of the " : "",
                              STR_ARG(seat)),
            .what = str_printf(rq->mem, "%s %.*s", did, STR_ARG(when)),
            .said = said.size > 0 ? str_printf(rq->mem, "“%.*s”",
                                               STR_ARG(said))
                                  : STR(""),
        });
    }
}

static void signs_add(struct section_page *p, struct request *rq,
                      const struct viewing *v, struct view_step *steps)
{
    for (size_t i = 0; i < v->present_count; i++) {
        const struct entry *sign = viewing_signed_by(v, v->present[i]);
        struct user_id user = { { 0 } };
        if (id_read(user.bytes, v->present[i].data,
                    v->present[i].size) != OK)
            continue;
        struct str said = sign != NULL ? entry_text(sign, FIELD_SAID)
                                       : STR("");
        struct str at = when_words(rq->mem,
                                   sign != NULL ? sign->at
                                   : v->record_written->at,
                                   p->known.as_of);
        step_add(p, steps, (struct view_step){
            .state = sign != NULL ? STR("done") : STR("now"),
            .who = names_with_role(rq->mem, &p->names, user),
            .what = str_printf(rq->mem, "%s %.*s",
                               sign != NULL ? "Signed on" : "Waiting since",
                               STR_ARG(at)),
            .said = said.size > 0 ? str_printf(rq->mem, "“%.*s”",
                                               STR_ARG(said))
                                  : STR(""),
        });
    }
}

/* Why it was somebody or somewhere else (12.6b, c, d); and that support was
 * offered, whose words are only for whom they are (12.7). */
static size_t later_groups(struct view_group *out, struct request *rq,
                           const struct section_page *p,
                           const struct viewing *v)
{
    const struct incident *in = &p->known.incident;
    size_t count = 0;
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = in->effective[i].counts;
        bool support = in->entries[i].kind == ENTRY_STAFF_SUPPORT;
        uint64_t of;
        if ((!support && in->entries[i].kind != ENTRY_VIEWING_REASON) ||
            str_read_number(&of, entry_text(e, FIELD_OF),
                            UINT32_MAX) != OK || of != v->seq)
            continue;
        struct view_group *g = &out[count++];
        struct str who = names_with_role(rq->mem, &p->names, e->author);
        *g = (struct view_group){
            .heading = support ? STR("Support offered")
                               : STR("Why it was not as the policy asks"),
            .note = str_printf(rq->mem, "By %.*s (Paragraph %s)",
                               STR_ARG(who), support ? "12.7" : "12.6"),
        };
        g->answers = entry_answers(&g->answers_count, rq->mem, e, &p->names);
    }
    return count;
}

/* Who viewed it or where (12.6b, c, d): first what whoever reads this owes. The
 * DSL says why, the two leaders confirm that they read it. */
static bool departure_strip(struct view_req *out, struct request *rq,
                            const struct section_page *p,
                            const struct viewing *v)
{
    const struct policy_answer *a = &p->known.answer;
    const struct duty *found = NULL;
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        if ((str_is(d->clause, "12.6b") || str_is(d->clause, "12.6c") ||
             str_is(d->clause, "12.6d")) &&
            d->state != DUTY_DONE && str_same(d->subject, v->id) &&
            (found == NULL || (!case_owes(rq, found) && case_owes(rq, d))))
            found = d;
    }
    if (found == NULL)
        return false;
    bool why = str_is(found->owner, role_name(ROLE_DSL));
    *out = case_req(rq, &p->known, &p->names, found);
    out->action = out->action && case_can(rq, why ? PERMIT_WRITE_NOTE
                                                  : PERMIT_ALLOW_VIEWING);
    out->href = section_path(rq->mem, p->known.reference, "viewing", v->seq,
                             why ? "/reason" : "/answer");
    out->button = why ? STR("Record why") : STR("Confirm that you read it");
    return true;
}

/* The reader has said all that is asked of them: another answer would only be
 * refused. What was confirmed is confirmed again once its words change. */
static bool has_answered(const struct request *rq, const struct viewing *v)
{
    for (size_t i = 0; i < v->answers_count; i++) {
        const struct entry *e = v->answers[i];
        if (ID_SAME(e->author, rq->session.user) &&
            (v->record == NULL ||
             (entry_has_word(e, FIELD_ALLOW, "told") &&
              (e->seq > v->record_seq || !viewing_needs_reason(v)))))
            return true;
    }
    return false;
}

static struct view_req one_strip(struct request *rq,
                                 const struct section_page *p,
                                 const struct viewing *v)
{
    struct str subject = str_printf(rq->mem, "v%u", v->seq);
    static const char *const clauses[] = { "12.6a", "D6", "12.6", "12.6g" };
    struct view_req req = { 0 };
    const struct duty *told_d6 = section_duty(rq, &p->known, "D6", subject);
    if (section_duty(rq, &p->known, "12.6a", subject) == NULL &&
        departure_strip(&req, rq, p, v) &&
        (told_d6 == NULL || (req.action && !case_owes(rq, told_d6))))
        return req;
    req = (struct view_req){ 0 };
    for (size_t i = 0; i < COUNT_OF(clauses) && !req.on; i++) {
        const struct duty *d = section_duty(rq, &p->known, clauses[i],
                                            subject);
        if (d != NULL)
            req = case_req(rq, &p->known, &p->names, d);
    }
    if (!req.on && v->permitted && is_open(v))
        req = (struct view_req){
            .on = true,
            .label = STR("What the policy requires"),
            .what = STR("View with a second member of staff in the room, in private, and copy nothing. Then record it"),
            .why = STR("Somebody of the same sex as the pupil views it where that is possible."),
            .clause = STR("12.6"),
            .by = STR("The same day"),
            .action = case_can(rq, PERMIT_WRITE_NOTE),
            .href = section_path(rq->mem, p->known.reference, "viewing", v->seq,
                                 "/record"),
            .button = STR("Record the viewing"),
        };
    bool told = str_is(req.clause, "D6");
    if (req.on && (told || (str_is(req.clause, "12.6") && !v->permitted))) {
        req.action = (told || v->distress == NO) && !has_answered(rq, v) &&
                     case_can(rq, PERMIT_ALLOW_VIEWING);
        req.href = section_path(rq->mem, p->known.reference, "viewing", v->seq,
                                "/answer");
    }
    return req;
}

static void one_actions(struct section_page *p, struct request *rq,
                        const struct viewing *v)
{
    struct str ref = p->known.reference;
    if (is_open(v) && !has_answered(rq, v))
        section_action(p, rq, "Answer the request",
                       section_path(rq->mem, ref, "viewing", v->seq, "/answer"),
                       PERMIT_ALLOW_VIEWING);
    if (is_open(v))
        section_action(p, rq, "Withdraw it: nobody needs to view",
                       section_path(rq->mem, ref, "viewing", v->seq, "/avoided"),
                       PERMIT_LEAD_INCIDENT);
    if (v->record == NULL)
        section_action(p, rq, v->permitted && is_open(v)
                       ? "Record the viewing"
                       : "It has already been viewed",
                       section_path(rq->mem, ref, "viewing", v->seq, "/record"),
                       PERMIT_WRITE_NOTE);
    if (viewing_both_answer(v) && !has_answered(rq, v))
        section_action(p, rq, "Confirm that you have been told",
                       section_path(rq->mem, ref, "viewing", v->seq, "/answer"),
                       PERMIT_ALLOW_VIEWING);
    if (viewing_needs_reason(v))
        section_action(p, rq, "Record why it was viewed by them, alone, or there",
                       section_path(rq->mem, ref, "viewing", v->seq, "/reason"),
                       PERMIT_WRITE_NOTE);
    if (v->record != NULL)
        section_action(p, rq, "Record an offer of support",
                       section_path(rq->mem, ref, "viewing", v->seq, "/support"),
                       PERMIT_ALLOW_VIEWING);
    section_action(p, rq, "Make a document of this record",
                   section_path(rq->mem, ref, "viewing", v->seq, "/document"),
                   PERMIT_WRITE_NOTE);
    section_action(p, rq, "All requests and records",
                   case_path(rq->mem, ref, "/viewing"), PERMIT_SEE_INCIDENT);
}

void viewing_one_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Viewing", CASE_VIEWING))
        return;
    const struct viewing *v = incident_viewing(&p->known.incident,
                                               section_number(rq));
    if (v == NULL) {
        respond_not_found(rq);
        return;
    }
    p->v.heading = v->record != NULL ? STR("Viewing record")
                                     : STR("Request to view");
    p->v.req = one_strip(rq, p, v);
    p->v.warnings = case_warnings(&p->v.warnings_count, rq, &p->known);
    struct view_step *steps =
        ARENA_MANY(rq->mem, VIEWING_ANSWERS_MAX + VIEWING_PRESENT_MAX,
                   struct view_step);
    answers_add(p, rq, v, steps);
    if (v->record != NULL)
        signs_add(p, rq, v, steps);
    p->v.steps = steps;
    p->v.chain = p->v.steps_count > 0;
    struct view_group *groups =
        ARENA_MANY(rq->mem, 2 + p->known.incident.entries_count,
                   struct view_group);
    if (v->request != NULL)
        groups[p->v.groups_count++] = request_group(rq, p, v);
    if (v->record != NULL)
        groups[p->v.groups_count++] = record_group(rq, p, v);
    p->v.groups_count += later_groups(groups + p->v.groups_count, rq, p, v);
    p->v.groups = groups;
    one_actions(p, rq, v);
    section_page_show(p, rq);
}
