/* viewing_forms.c: the forms of viewing: asking, answering, recording,
 * signing, and saying that nobody viewed (12.1 to 12.7). Who signs as what,
 * and which viewing it is about, is the program's to say, never the form's. */
#include "web/handlers.h"
#include "web/section.h"

static const char *const no_picture =
    "Do not describe what a picture shows.";

/* The viewing in the address; NULL when it has answered itself. */
static const struct viewing *viewing_named(const struct section_form *s,
                                           struct request *rq)
{
    const struct viewing *v = incident_viewing(&s->known.incident,
                                               section_number(rq));
    if (v == NULL)
        respond_not_found(rq);
    return v;
}

static void about_viewing(struct section_form *s, struct request *rq,
                          uint32_t seq)
{
    struct str number = str_printf(rq->mem, "%u", seq);
    section_give(s, FIELD_OF, number);
    s->form.hidden_name = "about";
    s->form.hidden_value = number;
    s->form.next = section_path(rq->mem, s->known.reference, "viewing", seq,
                                "");
}

static void prove_who(struct section_form *s, const struct request *rq)
{
    s->form.sign = true;
    section_give(s, FIELD_FACTOR,
                 rq->session.demonstration
                 ? STR("A click, in a demonstration")
                 : STR("A code of the second factor"));
}

static struct view_option *ground_options(struct request *rq, bool past,
                                          size_t *count)
{
    size_t all;
    const struct choice_word *words = choice_words(SET_GROUND, &all);
    struct view_option *options = ARENA_MANY(rq->mem, all,
                                             struct view_option);
    static const char *const hints[] = {
        "The facts cannot be found out from any child.", "",
        "A child showed it to somebody, or it was found on a device or network of the school."
    };
    must(all == COUNT_OF(hints));
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(hints); i++)
        if (past || strcmp(words[i].word, "12.5c") != 0)
            options[(*count)++] = (struct view_option){
                .value = str_of(words[i].word),
                .label = str_of(words[i].label), .hint = str_of(hints[i]),
            };
    return options;
}

/* ---- asking ---- */

void viewing_request_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    size_t count;
    const struct view_option *grounds = ground_options(rq, false, &count);
    s->form.kind = ENTRY_VIEWING_REQUEST;
    s->form.title = "Ask for permission to view";
    s->form.lede = "If none of these reasons applies, nobody views: go back and record that. The Headteacher and the Executive Leader both have to agree before anybody views.";
    s->form.button = "Send the request to both";
    s->form.done = "viewing-asked";
    s->form.form_path = "/viewing/request";
    s->form.next = case_path(rq->mem, s->known.reference, "/viewing");
    s->form.section = CASE_VIEWING;
    s->form.note = "Until both have agreed, nobody views. Nothing is ever copied, printed, shared, stored or saved.";
    s->form.note_clause = "12.6";
    section_look(s, (struct field_look){
        FIELD_GROUND, .label = "Which reason applies?", .clause = "12.5",
        .options = grounds, .options_count = count });
    section_look(s, (struct field_look){
        FIELD_GROUND_WHY, .label = "Why is there no other way?", .rows = 4,
        .hint = no_picture });
    section_look_person(s, rq, FIELD_PICTURED, "Which pupil is in the picture?",
                        "If it is known.");
    struct field_look *to_view = section_look(s, (struct field_look){
        FIELD_TO_VIEW, .select = true, .clause = "12.6b",
        .label = "Who is to view it?",
        .hint = "The DSL, or one of the safeguarding team. Both agree to this person." });
    to_view->options = adult_options(&to_view->options_count, rq, &s->known,
                                     STR("The DSL, or a deputy DSL"),
                                     STR(""));
    section_look(s, (struct field_look){
        FIELD_DISTRESS, .inline_radios = true, .clause = "12.4",
        .hint = "If yes, or not known yet, nobody can agree to it." });
    section_form_run(s, rq, permit);
}

/* ---- the two answers ---- */

static bool answered_as(const struct viewing *v, enum role role)
{
    for (size_t i = 0; i < v->answers_count; i++)
        if (entry_seat(v->answers[i]) == role)
            return true;
    return false;
}

/* Whoever is both answers in the role that is still missing; the second
 * answer has to come from another person all the same. */
static enum role role_to_answer(const struct request *rq,
                                const struct viewing *v,
                                const struct permit *permit)
{
    static const enum role roles[] = { ROLE_HEAD, ROLE_EXECUTIVE_LEADER };
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (case_hat(rq, roles[i]) != ROLE_NONE && !answered_as(v, roles[i]))
            return roles[i];
    return permit->role;
}

static const struct view_option *answer_options(struct request *rq,
                                                bool told, size_t *count)
{
    struct view_option *options = ARENA_MANY(rq->mem, 2, struct view_option);
    if (told) {
        options[0] = (struct view_option){
            .value = STR("told"), .label = choice_label(SET_ALLOW,
                                                        STR("told")) };
        *count = 1;
        return options;
    }
    options[0] = (struct view_option){
        .value = STR("permit"), .label = choice_label(SET_ALLOW,
                                                      STR("permit")) };
    options[1] = (struct view_option){
        .value = STR("refuse"), .label = choice_label(SET_ALLOW,
                                                      STR("refuse")) };
    *count = 2;
    return options;
}

static void request_shown(struct section_form *s, struct request *rq,
                          const struct viewing *v)
{
    const struct entry *e = v->record != NULL ? v->record : v->request;
    struct view_group *group = ARENA_NEW(rq->mem, struct view_group);
    *group = (struct view_group){
        .heading = v->record != NULL ? STR("What is recorded")
                                     : STR("What is asked") };
    group->answers = entry_answers(&group->answers_count, rq->mem, e,
                                   &s->names);
    s->form.groups = group;
    s->form.groups_count = 1;
}

void viewing_answer_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct viewing *v = s != NULL ? viewing_named(s, rq) : NULL;
    if (v == NULL)
        return;
    size_t count;
    bool told = v->record != NULL;
    const struct view_option *options = answer_options(rq, told, &count);
    about_viewing(s, rq, v->seq);
    struct entry_field roles[2];
    size_t roles_count = case_role_fields(roles, rq,
                                          role_to_answer(rq, v, permit));
    for (size_t i = 0; i < roles_count; i++)
        section_give(s, roles[i].field, roles[i].text);
    prove_who(s, rq);
    s->form.kind = ENTRY_VIEWING_ANSWER;
    s->form.title = told ? "Confirm that you have been told"
                         : "Answer a request to view";
    s->form.lede = told ? NULL
                        : "Agree only if one of the policy’s reasons applies and there is no other way. It takes both of you.";
    s->form.button = "Sign my answer";
    s->form.done = "viewing-answered";
    s->form.form_path = section_form_path(rq->mem, "viewing", v->seq,
                                          "/answer");
    s->form.section = CASE_VIEWING;
    request_shown(s, rq, v);
    section_look(s, (struct field_look){
        FIELD_ALLOW, .label = told ? "Your answer" : "Do you agree to it?",
        .clause = told ? "12.5c" : "12.6", .options = options,
        .options_count = count });
    section_look(s, (struct field_look){
        FIELD_SAID, .label = "What do you want to say?", .rows = 3,
        .hint = told ? no_picture
                     : "Needed when you do not agree. Do not describe what a picture shows." });
    section_form_run(s, rq, permit);
}

/* ---- the record ---- */

static void record_looks(struct section_form *s, struct request *rq,
                         bool permitted)
{
    section_look(s, (struct field_look){
        FIELD_VIEWED_WHY, .label = "Why was it viewed?", .rows = 3,
        .clause = "12.6f", .hint = no_picture });
    section_look_person(s, rq, FIELD_PICTURED, "Which pupil is in the picture?",
                        "If it is known.");
    section_look(s, (struct field_look){
        FIELD_VIEWED_AT, .label = "When?", .width = "20",
        .hint = "For example 23 November 2026, 8:55am. Leave it empty for now." });
    section_look(s, (struct field_look){
        FIELD_ROOM, .label = "Where?", .hint = "For example the Headteacher’s office." });
    section_look(s, (struct field_look){
        FIELD_PREMISES, .label = "Was it on the trust’s premises and in private?",
        .inline_radios = true, .clause = "12.6d" });
    section_look(s, (struct field_look){
        FIELD_PREMISES_WHY, .label = "If not, why was it viewed there?" });
    section_look(s, (struct field_look){
        FIELD_MINUTES, .label = "For how many minutes?", .width = "3",
        .hint = "0 for less than one." });
    section_look_user(s, rq, FIELD_VIEWER, "Who viewed it?",
                      "They sign this record from their own sign-in.", "12.6b");
    section_look(s, (struct field_look){
        FIELD_VIEWER_WHY, .label = "If it was not the DSL, why did they view it?",
        .hint = "For example that they belong to the safeguarding team and both had agreed to them." });
    section_look_user(s, rq, FIELD_PRESENT, "Who else was in the room?",
                      "A second member of staff has to be there. They sign too.",
                      "12.6c");
    section_look_user(s, rq, FIELD_PRESENT_2, "Anybody else?", NULL, NULL);
    section_look_user(s, rq, FIELD_PRESENT_3, "Anybody else still?", NULL,
                      NULL);
    section_look(s, (struct field_look){
        FIELD_ALONE_WHY, .label = "If nobody else was there, why not?",
        .hint = "Somebody without an account here who was in the room is named in this answer." });
    section_look(s, (struct field_look){
        FIELD_SAME_SEX, .label = "Was the viewer of the same sex as the pupil in the picture?",
        .inline_radios = true, .clause = "12.6e" });
    section_look(s, (struct field_look){
        FIELD_SAME_SEX_WHY, .label = "If not, why was that not possible?" });
    section_look(s, (struct field_look){
        FIELD_COPIED, .label = "Was anything copied, printed, shared, stored or saved?",
        .inline_radios = true, .clause = "12.6a",
        .hint = "If yes, the police are telephoned for advice at once." });
    section_look(s, (struct field_look){
        FIELD_ACTIONS, .label = "What was done as a result?", .rows = 4,
        .clause = "12.6f", .hint = no_picture });
    if (!permitted)
        section_look(s, (struct field_look){
            FIELD_ALREADY, .label = "It was viewed before the Headteacher and the Executive Leader had both agreed" });
}

/* With a number: of a request. Without: it could not be avoided, or nobody
 * asked first. */
void viewing_record_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct viewing *v = NULL;
    if (s == NULL)
        return;
    if (rq->params[1].size > 0 && (v = viewing_named(s, rq)) == NULL)
        return;
    bool permitted = v != NULL && v->permitted && !v->refused &&
                     !v->withdrawn;
    s->form.kind = ENTRY_VIEWING;
    s->form.title = v != NULL ? "Record the viewing"
                              : "Record a viewing that could not be avoided";
    s->form.lede = v != NULL ? "Write it while it is fresh. Everybody who was in the room signs it."
                             : "Write it while it is fresh. The Headteacher and the Executive Leader are told, everybody who was in the room signs, and whoever saw it is offered support.";
    s->form.button = "Save the record";
    s->form.done = "viewing";
    s->form.section = CASE_VIEWING;
    if (v != NULL) {
        about_viewing(s, rq, v->seq);
        section_give(s, FIELD_GROUND, str_of(ground_word(v->ground)));
        s->form.form_path = section_form_path(rq->mem, "viewing", v->seq,
                                              "/record");
    } else {
        size_t count;
        const struct view_option *grounds = ground_options(rq, true, &count);
        s->form.form_path = "/viewing/record";
        s->form.next = case_path(rq->mem, s->known.reference, "/viewing");
        section_look(s, (struct field_look){
            FIELD_GROUND, .label = "Why was it viewed?", .clause = "12.5",
            .options = grounds, .options_count = count });
        s->form.note = "If it could have been avoided, it needed permission first: say so in the last answer.";
        s->form.note_clause = "12.6";
    }
    if (v != NULL && !permitted) {
        s->form.note = "Both have not agreed. If nobody has viewed yet, stop here: do not view.";
        s->form.note_clause = "12.6";
    }
    record_looks(s, rq, permitted);
    section_form_run(s, rq, permit);
}

/* Why it was somebody or somewhere else: added to a record that may have been
 * signed, whose words stay as they are (12.6b, c, d). */
void viewing_reason_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct viewing *v = s != NULL ? viewing_named(s, rq) : NULL;
    if (v == NULL)
        return;
    if (v->record == NULL) {
        respond_not_found(rq);
        return;
    }
    about_viewing(s, rq, v->seq);
    s->form.kind = ENTRY_VIEWING_REASON;
    s->form.title = "Record why it was done so";
    s->form.lede = "Every such record is asked for its reason. It stands beside the record; what was signed stays as it is.";
    s->form.button = "Save the reason";
    s->form.done = "viewing-reason";
    s->form.section = CASE_VIEWING;
    s->form.form_path = section_form_path(rq->mem, "viewing", v->seq,
                                          "/reason");
    request_shown(s, rq, v);
    section_look(s, (struct field_look){
        FIELD_REASON, .label = "Why was it viewed by them, alone, or there?",
        .rows = 3, .clause = v->other_viewer ? "12.6b"
                             : v->alone      ? "12.6c" : "12.6d",
        .hint = "Where nothing is said of the place: say where it was. Do not describe what a picture shows." });
    section_form_run(s, rq, permit);
}

/* ---- signing, for whoever was in the room ---- */

/* The first record that waits for this person's signature. */
static const struct viewing *record_to_sign(const struct section_form *s,
                                            const struct request *rq)
{
    const struct incident *in = &s->known.incident;
    char me[ID_TEXT_SIZE + 1];
    id_print(me, rq->session.user.bytes);
    for (size_t i = 0; i < in->viewings_count; i++) {
        const struct viewing *v = &in->viewings[i];
        bool present = false, signed_it = false;
        for (size_t j = 0; j < v->present_count; j++)
            present = present || str_is(v->present[j], me);
        for (size_t j = 0; j < v->signs_count; j++)
            signed_it = signed_it || ID_SAME(v->signs[j]->author,
                                             rq->session.user);
        if (v->record != NULL && present && !signed_it)
            return v;
    }
    return NULL;
}

/* They may have no other sight of the incident: the page shows the record and
 * nothing around it, and leads back to their own pages. */
void viewing_sign_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct viewing *v = s != NULL ? record_to_sign(s, rq) : NULL;
    if (s == NULL)
        return;
    if (v == NULL) {
        respond_not_found(rq);
        return;
    }
    bool inside = case_can(rq, PERMIT_SEE_INCIDENT);
    about_viewing(s, rq, v->seq);
    prove_who(s, rq);
    s->form.kind = ENTRY_VIEWING_SIGN;
    s->form.title = "Sign the viewing record";
    s->form.lede = "You were in the room. Read the record. If something is not as you saw it, say so below and sign: both are kept.";
    s->form.button = "Sign the record";
    s->form.done = "viewing-signed";
    s->form.form_path = "/viewing/sign";
    s->form.section = CASE_VIEWING;
    if (!inside) /* who may not report, as a trustee, begins elsewhere */
        s->form.next = lanes_of(rq, PERMIT_REPORT).count > 0 ? STR("/report")
                                                             : STR("/");
    request_shown(s, rq, v);
    section_look(s, (struct field_look){
        FIELD_SAID, .label = "Is there anything you want to add?", .rows = 3,
        .hint = no_picture, .clause = "12.6g" });
    section_form_run(s, rq, permit);
}

/* ---- nobody viewed ---- */

void viewing_avoided_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct viewing *v = NULL;
    if (s == NULL)
        return;
    if (rq->params[1].size > 0 && (v = viewing_named(s, rq)) == NULL)
        return;
    s->form.kind = ENTRY_VIEWING_AVOIDED;
    s->form.title = v != NULL ? "Withdraw the request to view"
                              : "Record that nobody needs to view";
    s->form.lede = "This is what the policy wants. You can come back if things change.";
    s->form.button = "Save this decision";
    s->form.done = "viewing-avoided";
    s->form.section = CASE_VIEWING;
    s->form.form_path = "/viewing/avoided";
    s->form.next = case_path(rq->mem, s->known.reference, "/viewing");
    if (v != NULL) {
        about_viewing(s, rq, v->seq);
        s->form.form_path = section_form_path(rq->mem, "viewing", v->seq,
                                              "/avoided");
    }
    section_look(s, (struct field_look){
        FIELD_WITHOUT, .label = "How do you decide without viewing?",
        .rows = 4, .clause = "12.2",
        .hint = "For example what the pupil said, and who confirms it. Do not describe what a picture shows." });
    section_form_run(s, rq, permit);
}

void viewing_refused_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    s->form.kind = ENTRY_VIEWING_REFUSED;
    s->form.title = "Record a request to look that was refused";
    s->form.lede = "A child, a parent or a colleague may offer to show a picture, or ask staff to look. Staff say no, and say why.";
    s->form.button = "Save";
    s->form.done = "viewing-refused";
    s->form.section = CASE_VIEWING;
    s->form.form_path = "/viewing/refused";
    s->form.next = case_path(rq->mem, s->known.reference, "/viewing");
    section_look(s, (struct field_look){ FIELD_ASKED_BY,
                                       .label = "Who asked?" });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "For example 23 November 2026, 8:40am. Leave it empty for now." });
    section_look(s, (struct field_look){
        FIELD_ANSWERED, .label = "What did you tell them?", .rows = 3,
        .clause = "12.3", .hint = no_picture });
    section_form_run(s, rq, permit);
}

/* ---- support for whoever was in the room ---- */

static const struct view_option *present_options(struct section_form *s,
                                                 struct request *rq,
                                                 const struct viewing *v,
                                                 size_t *count)
{
    struct view_option *options =
        ARENA_MANY(rq->mem, VIEWING_PRESENT_MAX + 1, struct view_option);
    *count = 0;
    options[(*count)++] = (struct view_option){ .value = STR(""),
                                                .label = STR("Choose") };
    for (size_t i = 0; i < v->present_count; i++) {
        struct user_id user = { { 0 } };
        if (id_read(user.bytes, v->present[i].data,
                    v->present[i].size) == OK)
            options[(*count)++] = (struct view_option){
                .value = v->present[i],
                .label = names_with_role(rq->mem, &s->names, user) };
    }
    return options;
}

void viewing_support_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    const struct viewing *v = s != NULL ? viewing_named(s, rq) : NULL;
    if (v == NULL)
        return;
    size_t count;
    const struct view_option *present = present_options(s, rq, v, &count);
    about_viewing(s, rq, v->seq);
    s->form.kind = ENTRY_STAFF_SUPPORT;
    s->form.title = "Record an offer of support";
    s->form.lede = "Others see that support was offered. What was asked for is read only by that person, by you, by the Headteacher and by the Executive Leader.";
    s->form.button = "Save";
    s->form.done = "staff-support";
    s->form.section = CASE_VIEWING;
    s->form.form_path = section_form_path(rq->mem, "viewing", v->seq,
                                          "/support");
    section_look(s, (struct field_look){
        FIELD_STAFF, .label = "Who was offered support?", .select = true,
        .clause = "12.7", .options = present, .options_count = count });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "Leave it empty for now." });
    section_look(s, (struct field_look){
        FIELD_HELP_WANTED, .label = "What did they ask for?", .rows = 3,
        .hint = "Only if they agree that it is written down. Do not describe what a picture shows." });
    section_look(s, (struct field_look){
        FIELD_CHECK_AT, .label = "When will you ask again?", .width = "20",
        .hint = "For example 30 November 2026." });
    section_form_run(s, rq, permit);
}
