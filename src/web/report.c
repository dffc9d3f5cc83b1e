/* report.c: the concern, from the advice to the receipt.
 *
 * Invariants: a concern is refused for two empty answers only (is the pupil
 * safe, what were you told), and where somebody reports for several schools,
 * for not saying which: it would reach nobody. A receipt shows what its
 * reporter wrote, and who opened it; nothing else of the incident. */
#include "web/handlers.h"
#include "web/page.h"
#include "web/whom.h"

enum { RECEIPTS_FIRST = 5, RECEIPTS_PAGE = 25, OWED_MAX = 10 };

/* ---- who a report goes to ---- */

static struct str reader_words(struct arena *mem, const struct whom *w)
{
    if (w->nobody)
        return str_printf(mem, "%.*s Your report also goes to %.*s: tell them in person.",
                          STR_ARG(w->away), STR_ARG(w->first));
    if (w->away.size > 0)
        return str_printf(mem, "%.*s Your report goes to %.*s, the deputy who is on call.",
                          STR_ARG(w->away), STR_ARG(w->first));
    if (w->lead.size == 0)
        return STR("Your report goes to the safeguarding lead and deputy of the school. Tell them in person as well.");
    if (w->deputy.size == 0)
        return str_printf(mem, "Your report goes to %.*s, the safeguarding lead.",
                          STR_ARG(w->lead));
    return str_printf(mem, "Your report goes to %.*s, the safeguarding lead, and %.*s, the deputy.",
                      STR_ARG(w->lead), STR_ARG(w->deputy));
}

/* A report about the people who read it goes another way (D8). */
static struct str instead_words(struct arena *mem, const struct whom *w)
{
    if (w->head.size == 0)
        return STR("If your concern is about one of them, or about another member of staff, say so on the form. They never see it, and it goes to the person above them.");
    return str_printf(mem, "If your concern is about one of them, or about another member of staff, say so on the form. They never see it. If it is about the safeguarding lead, it goes to %.*s, the Headteacher, whom you can also tell in person.",
                      STR_ARG(w->head));
}

/* ---- own receipts as rows ---- */

struct receiving {
    struct request *rq;
    const struct permit *permit;
    struct incident_cursor after;
    size_t limit;
    struct incident_page page;
    struct instant drafted_at;
    struct str draft;
    bool has_draft;
    size_t helping; /* incidents in which a pupil chose them (9.2) */
    struct work_page owed; /* what is theirs by name (12.6g) */
};

static enum err receipts_work(struct tx *tx, void *context)
{
    struct receiving *r = context;
    enum err err = store_receipts(&r->page, tx, r->rq->mem, r->permit,
                                  r->after, r->limit);
    const struct str *helping;
    if (err == OK)
        err = store_helping(&helping, &r->helping, tx, r->rq->mem, r->permit,
                            1);
    if (err != OK)
        return err;
    struct work_query owed = { .lanes = { r->permit, 1 }, .own = true,
                               .others = 1u << ROLE_STAFF, .due = true,
                               .waiting = true,
                               .limit = OWED_MAX };
    if ((err = store_work(&r->owed, tx, r->rq->mem, &owed)) != OK)
        return err;
    err = store_draft_get(&r->draft, &r->drafted_at, tx, r->rq->mem,
                          r->permit, STR("report"), r->rq->now);
    r->has_draft = err == OK;
    return err == ERR_NOT_FOUND || err == ERR_CORRUPT ? OK : err;
}

static const struct view_plain_row *receipt_rows(struct request *rq,
                                                 const struct incident_page *p)
{
    struct view_plain_row *rows = ARENA_MANY(rq->mem, p->count,
                                             struct view_plain_row);
    for (size_t i = 0; i < p->count; i++) {
        struct str reference = str_of(p->rows[i].reference);
        struct str sent = instant_words(rq->mem, p->rows[i].created_at);
        bool opened = stage_of_kept(p->rows[i].stage) != STAGE_NEW;
        rows[i] = (struct view_plain_row){
            .id = str_printf(rq->mem, "r%zu", i + 1),
            .href = receipt_path(rq->mem, reference),
            .title = str_printf(rq->mem, "Report %.*s", STR_ARG(reference)),
            .hint = str_printf(rq->mem, "Sent on %.*s", STR_ARG(sent)),
            .status = opened ? STR("Opened") : STR("Not opened yet"),
            .tone = opened ? STR("") : STR("red"),
        };
    }
    return rows;
}

/* Somebody who was in the room when a picture was viewed, or who is the link
 * person for parents, has no other sight of the incident: what is theirs by
 * name stands here, and the way to it also while nothing is due. */
static const struct view_plain_row *owed_rows(size_t *count,
                                              struct request *rq,
                                              const struct work_page *owed)
{
    struct view_plain_row *rows = ARENA_MANY(rq->mem, owed->count,
                                             struct view_plain_row);
    *count = 0;
    for (size_t i = 0; i < owed->count; i++) {
        const struct work_item *item = &owed->items[i];
        struct str cite = clause_cite(rq->mem, item->duty.clause);
        rows[(*count)++] = (struct view_plain_row){
            .id = str_printf(rq->mem, "o%zu", i + 1),
            .href = duty_path(rq->mem, str_of(item->reference),
                              DUTY_NAME(&item->duty)),
            .title = item->duty.title,
            .hint = str_printf(rq->mem, "Incident %s, %.*s", item->reference,
                               STR_ARG(cite)),
            .status = item->duty.state == DUTY_WAITING
                          ? STR("Nothing to do now")
                          : due_words(rq->mem, item->duty.due, rq->now),
        };
    }
    return rows;
}

/* ---- the page before the form, and own reports ---- */

void report_start(struct request *rq, const struct permit *permit)
{
    struct receiving r = { .rq = rq, .permit = permit,
                           .limit = RECEIPTS_FIRST };
    struct names names;
    enum err err = names_open_schools(&names, rq);
    if (err == OK)
        err = store_read(rq->site->store, receipts_work, &r);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    size_t count;
    const struct school_row *schools = schools_of(&count, rq, &names);
    struct whom whom = { 0 };
    struct user_id nobody = { { 0 } };
    if (count == 1 &&
        (err = whom_to_tell(&whom, rq, schools[0].id, nobody)) != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct view_report_start v = { 0 };
    page_frame(&v.page, rq, "Report a concern");
    v.first = whom.first.size > 0 ? whom.first : STR("the safeguarding lead");
    v.reader = reader_words(rq->mem, &whom);
    v.instead = instead_words(rq->mem, &whom);
    if (r.has_draft) {
        struct str when = instant_words(rq->mem, r.drafted_at);
        v.draft = str_printf(rq->mem, "You started a report on %.*s. It has not been sent.",
                             STR_ARG(when));
    }
    v.rows = receipt_rows(rq, &r.page);
    v.rows_count = r.page.count;
    v.rows_on = r.page.count > 0;
    v.more = r.page.more;
    v.helping = r.helping > 0;
    v.owed = owed_rows(&v.owed_count, rq, &r.owed);
    v.owed_on = v.owed_count > 0;
    for (size_t i = r.page.count; i-- > 0;)
        if (stage_of_kept(r.page.rows[i].stage) == STAGE_NEW) {
            v.unopened = str_of(r.page.rows[i].reference);
            v.unopened_href = v.rows[i].href;
        }
    view_report_start(&rq->out.body, &v);
}

void receipts_page(struct request *rq, const struct permit *permit)
{
    struct receiving r = { .rq = rq, .permit = permit,
                           .after = page_cursor(query_get(rq, "after")),
                           .limit = RECEIPTS_PAGE };
    enum err err = store_read(rq->site->store, receipts_work, &r);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct view_receipts v = { 0 };
    page_frame(&v.page, rq, "Reports you have sent");
    v.page.back = STR("Report a concern");
    v.page.back_link = STR("/report");
    v.rows = receipt_rows(rq, &r.page);
    v.rows_count = r.page.count;
    v.rows_on = r.page.count > 0;
    v.more = r.page.more;
    if (v.more)
        v.next = str_printf(rq->mem, "/report/sent?after=%.*s",
                            STR_ARG(page_cursor_text(rq->mem, &r.page)));
    view_receipts(&rq->out.body, &v);
}

/* ---- the form ---- */

static const struct field_look report_looks[] = {
    { .field = FIELD_SAFE, .big = true, .note_word = "no" },
    { .field = FIELD_ABOUT, .big = true, .label = "Who is it about?", .hint = "Full name and class. If there is more than one pupil, list them all.", .rows = 2 },
    { .field = FIELD_HOW, .big = true, .label = "How did you find out?" },
    { .field = FIELD_TOLD, .big = true, .label = "What were you told, or what did you see?", .hint = "Use the pupil’s own words where you can. Do not describe what a picture shows.", .rows = 6 },
    { .field = FIELD_KNOWN, .big = true, .label = "Do you already know any of this?", .hint = "Leave it empty if not. Do not ask the pupil more questions to find out." },
    { .field = FIELD_STAFF_ABOUT, .big = true, .select = true, .label = "Is it about a member of staff?", .hint = "Whoever you choose never sees this report, is not told of it and cannot find it, also if they are the safeguarding lead or the Headteacher. It then goes to the person above them." },
    { .field = FIELD_WHEN, .big = true, .label = "When was this?" },
    { .field = FIELD_WHEN_ON, .label = "Date, for example 20 November 2026", .under = FIELD_WHEN, .under_word = "before" },
    { .field = FIELD_WHERE, .big = true, .label = "Where did it happen, if you know?", .hint = "For example at home, online, on the way to school. Much of it happens outside school: report it all the same." },
    { .field = FIELD_SEEN, .big = true },
    { .field = FIELD_SEEN_HOW, .label = "Who, and how did it happen? Do not describe what it shows.", .under = FIELD_SEEN, .under_word = "yes" },
    { .field = FIELD_DEVICE, .big = true, .label = "Where is the phone or device now?", .hint = "Do not search it." },
    { .field = FIELD_ALREADY_TOLD, .big = true, .label = "Has anyone already been told?", .hint = "Leave it empty if not. You may call the police or children’s social care yourself at any time." },
    { .field = FIELD_ALREADY_HOW, .label = "Who was told, when, and any reference", .big = true, .item = "ly-follow", .rows = 2 },
};

/* The question for the school, for those who report for several. */
static const struct view_field *school_question(struct request *rq,
                                                const struct school_row *rows,
                                                size_t count,
                                                struct str chosen,
                                                struct str error)
{
    struct view_option *options = ARENA_MANY(rq->mem, count,
                                             struct view_option);
    for (size_t i = 0; i < count; i++) {
        char id[ID_TEXT_SIZE + 1];
        id_print(id, rows[i].id.bytes);
        struct str value = str_copy(rq->mem, str_of(id));
        options[i] = (struct view_option){
            .id = i == 0 ? STR("school")
                         : str_printf(rq->mem, "school-%zu", i + 1),
            .value = value,
            .label = rows[i].name,
            .checked = str_same(value, chosen),
        };
    }
    struct view_field *field = ARENA_NEW(rq->mem, struct view_field);
    *field = (struct view_field){
        .id = STR("school"), .name = STR("school"),
        .label = STR("Which school is it about?"),
        .hint = STR("The report goes to the safeguarding lead of this school."),
        .hinted = true, .big = true, .radios = true, .error = error,
        .described = error.size > 0 ? STR("school-hint school-error")
                                    : STR("school-hint"),
        .options = options, .options_count = count,
    };
    return field;
}

static const struct school_row *school_chosen(const struct school_row *rows,
                                              size_t count, struct str typed)
{
    struct school_id id;
    if (count == 1)
        return &rows[0];
    if (id_read(id.bytes, typed.data, typed.size) != OK)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (ID_SAME(rows[i].id, id))
            return &rows[i];
    return NULL;
}

/* The questions, behind the one for the school where it is asked. What to do
 * with a pupil who is not safe stands at the answer, by name. */
static const struct field_look *looks_make(size_t *count, struct request *rq,
                                           const struct view_field *school,
                                           struct str tell)
{
    struct arena *mem = rq->mem;
    struct field_look *looks = ARENA_MANY(mem, COUNT_OF(report_looks) + 1,
                                          struct field_look);
    *count = 0;
    if (school != NULL)
        looks[(*count)++].ready = school;
    struct field_look *safe = &looks[*count];
    memcpy(safe, report_looks, sizeof(report_looks));
    must(safe->field == FIELD_SAFE);
    safe->note = str_c(mem, str_printf(mem, "Do not leave them alone. Take them to %.*s now. If they are in danger, call 999. Then send this report.",
                                       STR_ARG(tell)));
    for (size_t i = 0; i < COUNT_OF(report_looks); i++)
        if (safe[i].field == FIELD_STAFF_ABOUT)
            safe[i].options = account_options(
                &safe[i].options_count, rq, STR("No, or not that I know"),
                account_works_beside);
    *count += COUNT_OF(report_looks);
    return looks;
}

/* The school question shows a draft's choice, or what was just typed. */
static struct str school_typed(struct request *rq,
                               const struct permit *permit)
{
    struct str typed = form_get(rq, "school");
    if (rq->post)
        return typed;
    struct receiving r = { .rq = rq, .permit = permit, .limit = 1 };
    const struct typed *fields;
    size_t count;
    if (store_read(rq->site->store, receipts_work, &r) != OK ||
        !r.has_draft || form_parse(&fields, &count, rq->mem, r.draft) != OK)
        return typed;
    for (size_t i = 0; i < count; i++)
        if (str_is(fields[i].name, "school"))
            return fields[i].value;
    return typed;
}

static bool report_spec(struct form_spec *out, struct request *rq,
                        const struct permit *permit)
{
    const struct problem missing = { "school", STR("Choose the school it is about") };
    struct names names;
    enum err err = names_open_schools(&names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return false;
    }
    size_t count;
    const struct school_row *schools = schools_of(&count, rq, &names);
    if (count == 0) {
        respond_not_found(rq);
        return false;
    }
    struct str typed = count > 1 ? school_typed(rq, permit) : STR("");
    const struct school_row *school = school_chosen(schools, count, typed);
    struct whom whom = { .first = STR("the safeguarding lead") };
    struct user_id nobody = { { 0 } };
    if (school != NULL &&
        (err = whom_to_tell(&whom, rq, school->id, nobody)) != OK) {
        respond_trouble(rq, err);
        return false;
    }
    bool missing_now = school == NULL && rq->post;
    const struct view_field *question = NULL;
    if (count > 1)
        question = school_question(rq, schools, count, typed,
                                   missing_now ? missing.words : STR(""));
    *out = (struct form_spec){
        .kind = ENTRY_REPORT,
        .title = "Report a concern",
        .button = "Send report",
        .form_path = "/report/new",
        .back = "Back",
        .back_link = STR("/report"),
        .no_case = true,
    };
    if (missing_now) {
        struct problem *problem = ARENA_NEW(rq->mem, struct problem);
        *problem = missing;
        out->school_problem = problem;
    }
    out->looks = looks_make(&out->looks_count, rq, question, whom.first);
    if (school != NULL)
        out->school = school->id;
    return true;
}

void report_form(struct request *rq, const struct permit *permit)
{
    struct form_spec spec;
    if (report_spec(&spec, rq, permit))
        form_show(rq, permit, NULL, &spec);
}

void report_post(struct request *rq, const struct permit *permit)
{
    struct form_spec spec;
    if (report_spec(&spec, rq, permit))
        form_save(rq, permit, NULL, &spec);
}

void report_draft(struct request *rq, const struct permit *permit)
{
    draft_save(rq, permit);
}

void incident_draft(struct request *rq, const struct permit *permit)
{
    draft_save(rq, permit);
}
