/* page.c: the frame of every page, answers, and the incident's menu. */
#include "web/page.h"

#include "gate/gate.h"
#include "policy/pack.h"
#include "web/static.h"

#include <stdio.h>

const char *static_path(const char *key)
{
    for (unsigned long i = 0; i < static_files_count; i++)
        if (strcmp(static_files[i].key, key) == 0)
            return static_files[i].path;
    must(!"a file that is there");
    return "";
}

/* ---- answers ---- */

void respond_redirect(struct request *rq, struct str path)
{
    must(path.size > 0 && path.data[0] == '/');
    rq->out.status = 303;
    rq->out.location = path;
    rq->out.body.size = 0;
}

/* A local path and nothing else: where to go after signing in. */
static bool path_is_local(struct str path)
{
    if (path.size < 2 || path.size > 200 || path.data[0] != '/' ||
        path.data[1] == '/' || path.data[1] == '\\')
        return false;
    for (size_t i = 0; i < path.size; i++) {
        char c = path.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || c == '/' || c == '-';
        if (!plain)
            return false;
    }
    return true;
}

struct str path_after_sign_in(struct arena *mem, struct str typed)
{
    return path_is_local(typed) ? str_copy(mem, typed) : STR("/");
}

struct str path_with_to(struct arena *mem, const char *path, struct str to)
{
    struct buf b;
    buf_open(&b, mem, 64, 1024);
    buf_put_str(&b, str_of(path));
    if (path_is_local(to)) {
        buf_put_str(&b, STR("?to="));
        out_url(&b, to);
    }
    return buf_str(&b);
}

void respond_sign_in(struct request *rq)
{
    respond_redirect(rq, path_with_to(rq->mem, "/sign-in", path_of_page(rq)));
}

/* What was sent and could not be taken, to be sent again as it is; but no
 * password and no code waits in a page. */
static void again_fill(struct view_message *v, struct request *rq)
{
    static const char *const secret[] = { "password", "code", "setup" };
    for (size_t i = 0; i < COUNT_OF(secret); i++)
        if (form_get(rq, secret[i]).size > 0)
            return;
    struct view_typed_field *typed =
        ARENA_MANY(rq->mem, rq->form_count + 1, struct view_typed_field);
    for (size_t i = 0; i < rq->form_count; i++)
        typed[i] = (struct view_typed_field){
            rq->form[i].name, gate_echo(rq->mem, rq->form[i].value)
        };
    v->again = true;
    v->again_to = rq->path;
    v->typed = typed;
    v->typed_count = rq->form_count;
}

static void message(struct request *rq, unsigned status, const char *title,
                    const char *first, const char *second)
{
    struct view_message v = { 0 };
    if (status == 503 && rq->post)
        again_fill(&v, rq);
    struct view_answer *lines = ARENA_MANY(rq->mem, 2, struct view_answer);
    lines[0] = (struct view_answer){ STR(""), str_of(first), STR("") };
    lines[1] = (struct view_answer){ STR(""), str_of(second), STR("") };
    page_frame(&v.page, rq, title);
    v.heading = str_of(title);
    v.lines = lines;
    v.lines_count = second[0] != '\0' ? 2 : 1;
    v.link = STR("/");
    v.link_text = STR("Go to the first page");
    rq->out.status = status;
    rq->out.body.size = 0;
    view_message(&rq->out.body, &v);
}

void respond_not_found(struct request *rq)
{
    message(rq, 404, "Page not found",
            "It may have moved, or it may not be for you. Check the address.",
            "If a child is in danger now, call 999.");
}

void trouble_log(const struct request *rq, enum err err)
{
    fprintf(stderr, "trouble: %s: %s\n",
            rq->route != NULL ? rq->route->name : "no route", err_name(err));
}

void respond_trouble(struct request *rq, enum err err)
{
    trouble_log(rq, err);
    message(rq, 503, "This did not work",
            rq->post ? "It may not have been saved. What you wrote is kept in this page: wait a moment and send it again."
            : err == ERR_BUSY
                ? "A lot is happening at once. Wait a moment and try again."
                : "The page could not be made just now. Wait a moment and try again.",
            "If it goes on, tell your administrator. If a child is in danger now, call 999.");
}

/* ---- the frame ---- */

struct nav_row {
    const char *href;
    const char *text;
    enum permission permission;
};

static const struct nav_row nav_rows[] = {
    { "/", "My work", PERMIT_SEE_WORK },
    { "/incidents", "Find an incident", PERMIT_FIND_INCIDENT },
    { "/agencies", "Agencies", PERMIT_KEEP_AGENCIES },
    { "/admin/people", "People and roles", PERMIT_MANAGE_PEOPLE },
    { "/admin/settings", "Settings", PERMIT_MANAGE_PEOPLE },
    { "/admin/notices", "E-mail", PERMIT_MANAGE_PEOPLE },
    { "/cover", "Cover", PERMIT_MANAGE_COVER },
    { "/report", "Report a concern", PERMIT_REPORT },
    { "/policy", "Policies", PERMIT_SIGNED_IN },
};

static bool nav_current(const struct request *rq, const char *href)
{
    if (strcmp(href, "/") == 0)
        return rq->path.size == 1 || str_starts(rq->path, "/work/");
    return str_starts(rq->path, href);
}

static void nav_fill(struct view_layout *out, struct request *rq)
{
    struct view_nav_item *items =
        ARENA_MANY(rq->mem, COUNT_OF(nav_rows), struct view_nav_item);
    for (size_t i = 0; i < COUNT_OF(nav_rows); i++) {
        struct permit permit;
        if (!access_permit(&permit, &rq->session.actor,
                           nav_rows[i].permission, NULL))
            continue;
        items[out->nav_count++] = (struct view_nav_item){
            str_of(nav_rows[i].href), str_of(nav_rows[i].text),
            nav_current(rq, nav_rows[i].href)
        };
    }
    out->nav = items;
}

static struct str initials_of(struct arena *mem, struct str name)
{
    struct buf b;
    struct str rest = name;
    buf_open(&b, mem, 16, 64);
    for (unsigned i = 0; i < 2 && rest.size > 0; i++) {
        struct str word = str_cut(&rest, ' ');
        size_t n = 1;
        while (n < word.size && ((uint8_t)word.data[n] & 0xC0) == 0x80)
            n++;
        if (word.size > 0)
            buf_put(&b, word.data, n);
    }
    return buf_str(&b);
}

static struct str csrf_text(struct request *rq)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(rq->mem, TOKEN_TEXT_SIZE + 1);
    for (unsigned i = 0; i < TOKEN_SIZE; i++) {
        text[2 * i] = digits[rq->session.csrf[i] >> 4];
        text[2 * i + 1] = digits[rq->session.csrf[i] & 15];
    }
    return (struct str){ text, TOKEN_TEXT_SIZE };
}

/* New reports are announced on every page to the DSL and deputies (7.5a), and
 * to who leads where the DSL is named (D8). */
static bool leads_somewhere(const struct actor *actor)
{
    const unsigned roles = 1u << ROLE_DSL | 1u << ROLE_DEPUTY_DSL |
                           1u << ROLE_HEAD | 1u << ROLE_CEO |
                           1u << ROLE_CHAIR;
    for (size_t i = 0; i < actor->grants_count; i++)
        if ((roles & 1u << actor->grants[i].role) != 0)
            return true;
    return false;
}

void page_frame(struct view_layout *out, struct request *rq,
                const char *title)
{
    struct date version;
    const struct pack *pack = rq->site->pack;
    must(date_read(&version, pack_version(pack)) == OK);
    *out = (struct view_layout){
        .title = str_of(title),
        .css = str_of(static_path("css")),
        .script = str_of(static_path("script")),
        .icon = str_of(static_path("icon")),
        .policy = str_printf(rq->mem, "Working to policy SG44, version of %.*s.",
                             STR_ARG(date_words(rq->mem, version))),
        .policy_late = date_in_london(rq->now).days >
                       pack_review_due(pack).days,
        .demo = rq->session.demonstration,
        .csrf = csrf_text(rq),
        .done = done_line(rq),
        .back_link = STR("/"),
        .tone_link = STR("/"),
    };
    if (!rq->session.actor.known || !rq->session.second_factor ||
        rq->session.paused)
        return;
    out->signed_in = true;
    tone_notice(out, rq);
    out->here = path_of_page(rq);
    out->left = SESSION_HOURS * 3600 -
                (rq->now.us - rq->session.created_at.us) / 1000000;
    out->name = rq->session.name;
    out->initials = initials_of(rq->mem, rq->session.name);
    out->role = str_of(role_title(actor_first_role(&rq->session.actor)));
    struct str when = instant_words(rq->mem, rq->now);
    out->alerts = leads_somewhere(&rq->session.actor);
    if (out->alerts && rq->new_reports > 0)
        out->new_words = rq->new_reports == 1
            ? STR("1 new report has not been opened.")
            : str_printf(rq->mem, "%u%s new reports have not been opened.",
                         rq->new_reports,
                         rq->new_reports == NEW_REPORTS_MAX ? " or more" : "");
    out->printed = str_printf(rq->mem, "Confidential. Printed from Lanyard by %.*s, %.*s.",
                              STR_ARG(rq->session.name), STR_ARG(when));
    nav_fill(out, rq);
}

/* ---- what was saved, said once after a redirect ---- */

static const struct {
    const char *key;
    const char *words;
} done_lines[] = {
    { "opened", "You have opened this report. The person who sent it can see that." },
    { "read", "You have read what was added. The person who sent it can see that." },
    { "note", "Your entry is in the chronology." },
    { "person", "The person is recorded." },
    { "review", "The initial review is saved. What is not known yet is now a duty." },
    { "risk", "The risk assessment is saved." },
    { "outcome", "The decision is recorded." },
    { "proposed", "The decision is sent for sign-off." },
    { "signed", "Your answer is signed and recorded." },
    { "referral", "The contact with the agency is recorded." },
    { "written", "It is recorded that the referral was confirmed in writing." },
    { "reply", "The reply is recorded." },
    { "asked", "It is recorded that you asked for the reply." },
    { "shared", "What was shared is recorded." },
    { "pack", "The facts for a referral are saved." },
    { "parents", "The contact with the parents is recorded." },
    { "wait", "It is recorded that telling the parents is put off." },
    { "wishes", "What the pupil wants is recorded." },
    { "interview", "What the pupil said is recorded." },
    { "aside", "The disclosure is set aside, with your reason and signature." },
    { "helper", "The pupil’s choice is recorded." },
    { "talk", "The conversation is recorded." },
    { "promise", "The promise is recorded. It is a duty now." },
    { "kept", "Recorded what became of the promise." },
    { "advice", "What was given is recorded, word for word." },
    { "arranged", "The arrangements are recorded." },
    { "framework", "The result is recorded." },
    { "welfare", "The welfare check is recorded." },
    { "viewing-asked", "Your request to view is recorded. Nobody views until both have agreed." },
    { "viewing-answered", "Your answer is signed and recorded." },
    { "viewing", "The viewing record is saved. Everybody who was in the room signs it." },
    { "viewing-reason", "The reason is recorded." },
    { "viewing-signed", "You have signed the viewing record. Thank you." },
    { "viewing-avoided", "Recorded: nobody views. You can come back if things change." },
    { "viewing-refused", "Recorded: the request was refused." },
    { "staff-support", "Recorded: support was offered." },
    { "own-duty", "What you did is recorded, with your name and the time." },
    { "module", "The setting is changed. Duties and lists follow it already." },
    { "school-told", "The school is told. It has a file of its own now." },
    { "route", "The policy it is handled under is recorded." },
    { "staff-care", "The support is recorded." },
    { "device", "The device is recorded." },
    { "device-move", "The hand-over is recorded." },
    { "search", "The search is recorded." },
    { "holder", "The copy is recorded." },
    { "holder-step", "What was said and done is recorded." },
    { "takedown", "The report to have it taken down is recorded." },
    { "document", "The document is recorded in the chronology." },
    { "closed", "The incident is closed. It can be read, and opened again at any time." },
    { "reopened", "The incident is open again. Everyone concerned is told." },
    { "stays-closed", "Recorded: you have read what is new, and it stays closed." },
    { "pupil-now", "Recorded how the pupil is now." },
    { "lessons", "What was learned is recorded." },
    { "excused", "The reason is recorded. It stands in the chronology." },
    { "applies", "The duty stands again. The reason stays readable." },
    { "corrected", "The correction is recorded. The earlier words stay readable." },
    { "closed-to-you", "What you recorded is saved. It names you as a person of the incident, so you can no longer open it; whoever takes your place has it." },
    { "added", "What you added was sent." },
    { "in-person", "Recorded that you told the safeguarding lead in person." },
    { "told", "Recorded. Thank you for telling them." },
    { "seen", "Recorded. Now sign the record. You will be offered support." },
    { "draft", "What you wrote is kept for 7 days. Open the same form to go on. Nobody else sees it." },
    { "agency", "The agency is saved. Every incident of the school shows it." },
    { "agency-removed", "The agency is no longer shown." },
    { "reset", "The setup code was made." },
    { "password", "Your password is changed. Every other device is signed out." },
    { "role-given", "The role is added. It holds from their next page on." },
    { "role-taken", "The role is removed. It ended at once." },
    { "limit", "The time limit is changed. Duties and lists follow it already." },
    { "school", "The school’s days are changed. Duties and lists follow them already." },
    { "cover", "The cover is saved." },
    { "cover-ended", "The entry was taken back. It stays in the list." },
    { "again", "They are tried again within a few seconds. Look at this page again then." },
    { "calendar-ended", "The address is withdrawn. It opens nothing any more." },
    { "suspended", "The person is suspended and signed out." },
};

struct str done_line(const struct request *rq)
{
    struct str key = query_get(rq, "done");
    for (size_t i = 0; key.size > 0 && i < COUNT_OF(done_lines); i++)
        if (str_is(key, done_lines[i].key))
            return str_of(done_lines[i].words);
    return STR("");
}

void respond_done(struct request *rq, struct str path, const char *what)
{
    respond_redirect(rq, str_printf(rq->mem, "%.*s?done=%s", STR_ARG(path),
                                    what));
}

struct str case_path(struct arena *mem, struct str reference,
                     const char *rest)
{
    return str_printf(mem, "/incidents/%.*s%s", STR_ARG(reference), rest);
}

struct str receipt_path(struct arena *mem, struct str reference)
{
    return str_printf(mem, "/report/%.*s", STR_ARG(reference));
}

struct str form_key_new(struct arena *mem)
{
    struct user_id random;
    char *text = arena_alloc(mem, ID_TEXT_SIZE + 1);
    vault_random(random.bytes, ID_SIZE);
    id_print(text, random.bytes);
    return (struct str){ text, ID_TEXT_SIZE };
}

/* ---- the incident's bar and menu ---- */

static struct str review_state(struct request *rq, const struct known *k)
{
    const struct facts *f = &k->incident.facts;
    if (!instant_known(f->review_held_at))
        return STR("Not held");
    struct civil c = instant_london(f->review_held_at);
    return str_printf(rq->mem, "Held %u %s", c.day, month_name(c.month));
}

static struct str risk_state(struct request *rq, const struct known *k)
{
    unsigned answered = 0;
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        answered += k->incident.facts.criteria[i] != UNKNOWN;
    if (k->answer.refer_required)
        return STR("Refer");
    if (k->incident.risk == NULL)
        return STR("Not started");
    return str_printf(rq->mem, "%u of 7 answered", answered);
}

static struct str decision_state(struct request *rq, const struct known *k)
{
    const struct fact_outcome *o = &k->incident.facts.outcome;
    if (o->choice == CHOICE_NONE)
        return STR("None yet");
    if (k->incident.returned)
        return STR("Returned");
    if (k->answer.state == OUTCOME_DECIDED)
        return STR("Decided");
    return str_printf(rq->mem, "%zu of 2 sign-offs", o->signed_by_count);
}

static struct str referral_state(struct request *rq, const struct known *k)
{
    size_t count = k->incident.facts.referrals_count;
    if (count == 0)
        return k->answer.refer_required ? STR("Due now") : STR("None");
    return str_printf(rq->mem, "%zu recorded", count);
}

static struct str parents_state(struct request *rq, const struct known *k)
{
    const struct facts *f = &k->incident.facts;
    size_t pupils = 0, told = 0;
    for (size_t i = 0; i < f->people_count; i++)
        pupils += f->people[i].type == PERSON_PUPIL;
    for (size_t i = 0; i < k->answer.duties_count; i++)
        told += str_is(k->answer.duties[i].clause, "7.5d") &&
                k->answer.duties[i].state == DUTY_DONE;
    if (pupils == 0)
        return STR("No pupil named");
    return str_printf(rq->mem, "%zu of %zu told", told, pupils);
}

static struct str people_state(struct request *rq, const struct known *k)
{
    size_t count = k->incident.facts.people_count;
    if (count == 0)
        return STR("Nobody named");
    return str_printf(rq->mem, "%zu named", count);
}

static struct str support_state(struct request *rq, const struct known *k)
{
    const struct facts *f = &k->incident.facts;
    size_t pupils = 0;
    for (size_t i = 0; i < f->people_count; i++)
        pupils += f->people[i].type == PERSON_PUPIL;
    if (pupils == 0)
        return STR("No pupil named");
    return str_printf(rq->mem, "%zu of %zu talked to",
                      f->conversations_count, pupils);
}

static struct str documents_state(struct request *rq, const struct known *k)
{
    unsigned count = 0;
    for (size_t i = 0; i < k->incident.entries_count; i++)
        count += k->incident.entries[i].kind == ENTRY_EXPORT;
    return count == 0 ? STR("None made")
                      : str_printf(rq->mem, "%u made", count);
}

static const char *stage_tone(enum stage stage)
{
    switch (stage) {
    case STAGE_NEW: return "yellow";
    case STAGE_REFER_NOW:
    case STAGE_RETURNED: return "red";
    case STAGE_PROPOSED: return "blue";
    case STAGE_DECIDED: return "green";
    case STAGE_CLOSED: return "grey";
    case STAGE_OPEN:
    case STAGE_REVIEWED: return "blue";
    case STAGE_COUNT: break;
    }
    return "grey";
}

const char *stage_tone_of(unsigned kept)
{
    return stage_tone(stage_of_kept(kept));
}

void page_case(struct view_layout *out, struct request *rq,
               const struct known *k, enum case_section section)
{
    static const struct {
        const char *label;
        const char *rest;
    } rows[CASE_SECTION_COUNT] = {
        [CASE_OVERVIEW] = { "Overview", "" },
        [CASE_CHRONOLOGY] = { "Chronology", "/chronology" },
        [CASE_PEOPLE] = { "People", "/people" },
        [CASE_REVIEW] = { "Initial review", "/initial-review" },
        [CASE_RISK] = { "Risk assessment", "/risk" },
        [CASE_DECISION] = { "Decision", "/decision" },
        [CASE_REFERRAL] = { "Referral", "/agencies" },
        [CASE_PARENTS] = { "Parents and carers", "/parents" },
        [CASE_SUPPORT] = { "Support for pupils", "/support" },
        [CASE_VIEWING] = { "Viewing", "/viewing" },
        [CASE_DEVICES] = { "Devices", "/devices" },
        [CASE_DELETION] = { "Deletion", "/deletion" },
        [CASE_DOCUMENTS] = { "Documents", "/documents" },
        [CASE_CLOSING] = { "Closing", "/closing" },
    };
    const struct str states[CASE_SECTION_COUNT] = {
        [CASE_OVERVIEW] = STR(""),
        [CASE_CHRONOLOGY] = str_printf(rq->mem, "%u entr%s", k->length,
                                       k->length == 1 ? "y" : "ies"),
        [CASE_PEOPLE] = people_state(rq, k),
        [CASE_REVIEW] = review_state(rq, k),
        [CASE_RISK] = risk_state(rq, k),
        [CASE_DECISION] = decision_state(rq, k),
        [CASE_REFERRAL] = referral_state(rq, k),
        [CASE_PARENTS] = parents_state(rq, k),
        [CASE_SUPPORT] = support_state(rq, k),
        [CASE_VIEWING] = viewing_state(rq, k),
        [CASE_DEVICES] = devices_state(rq, k),
        [CASE_DELETION] = deletion_state(rq, k),
        [CASE_DOCUMENTS] = documents_state(rq, k),
        [CASE_CLOSING] = closing_words(rq, k),
    };
    struct view_section *sections =
        ARENA_MANY(rq->mem, CASE_SECTION_COUNT, struct view_section);
    for (unsigned i = 0; i < CASE_SECTION_COUNT; i++) {
        struct str path = case_path(rq->mem, k->reference, rows[i].rest);
        sections[i] = (struct view_section){
            .href = path, .link = path, .label = str_of(rows[i].label),
            .state = states[i], .current = i == section
        };
    }
    out->case_on = true;
    out->kase = (struct view_kase){
        .ref = k->reference,
        .who = incident_who(rq->mem, &k->incident),
        .status = incident_status(rq->mem, k->stage,
                                  k->incident.closing.state),
        .tone = str_of(stage_tone(k->stage)),
        .overview = case_path(rq->mem, k->reference, ""),
        .on_overview = section == CASE_OVERVIEW,
        .sections = sections,
        .sections_count = CASE_SECTION_COUNT,
    };
}

bool known_load(struct known *out, struct request *rq,
                const struct permit *permit, struct instant as_of)
{
    enum err err = act_load(out, rq->mem, rq->site->acts, permit, as_of,
                            rq->now);
    /* A receipt shows what its reader wrote, not the incident. */
    if (err == OK && permit->permission != PERMIT_SEE_RECEIPT) {
        if (!rq->post)
            err = act_opened(rq->site->acts, permit, out, rq->now);
        else if (act_unseen(out))
            rq->unseen = out->row.changed_at;
    }
    if (err == ERR_NOT_FOUND)
        respond_not_found(rq);
    else if (err != OK)
        respond_trouble(rq, err);
    else
        rq->incident = &out->incident;
    return err == OK;
}
