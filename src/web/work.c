/* work.c: My work: what each person has to do now, first things first, and
 * the first page of everybody who has no part in incidents. New reports come
 * first (7.5a), and the browser asks for them every few seconds. */
#include "web/cover.h"
#include "web/handlers.h"
#include "web/worklist.h"

#include "policy/pack.h"
#include "store/prompt.h"

enum { ROWS_SHOWN = 6, ROWS_SHOWN_SIDE = 5, ALERTS_SHOWN = 20,
       SIDE_MAX = 40 /* duties counted of the lists beside: "40+" */ };

#define ROLES_LEAD (1u << ROLE_DSL | 1u << ROLE_DEPUTY_DSL)

/* ---- the first page of those who have a part in incidents ---- */

struct working {
    struct request *rq;
    struct lanes lanes;
    struct acts own; /* with the trust's own time limits */
    struct work_rows rows[LIST_COUNT];
    const struct incident_row *alerts;
    size_t alerts_count;
    struct cover_gaps gaps; /* told to the Head */
    struct instant role_news;
    const struct unread_row *untouched; /* told to who reads, and still so */
    size_t untouched_count;
};

static const enum list home_lists[] = { LIST_OVERDUE, LIST_TODAY, LIST_OTHERS,
                                        LIST_LATER };

/* Where so much is overdue that one page does not hold it, what came up today
 * is read as well: a referral that is required now must not be cut off. */
static enum err today_read(struct work_page *page, struct tx *tx,
                           struct working *w)
{
    struct work_query q = list_query(LIST_OVERDUE, w->lanes, w->rq->now);
    struct work_page today;
    q.due_from = instant_from_london(date_in_london(w->rq->now), 0);
    q.after = (struct work_cursor){ 0 };
    const struct work_item *last = &page->items[page->count - 1];
    if (last->duty.due.us >= q.due_from.us)
        q.after = (struct work_cursor){ last->duty.due, last->incident,
                                        last->ordinal };
    enum err err = store_work(&today, tx, w->rq->mem, &q);
    if (err != OK)
        return err;
    struct work_item *all = ARENA_MANY(w->rq->mem, page->count + today.count,
                                       struct work_item);
    memcpy(all, page->items, page->count * sizeof(*all));
    memcpy(all + page->count, today.items, today.count * sizeof(*all));
    page->items = all;
    page->count += today.count;
    return OK;
}

/* Shown beside the page's own business: a few rows and how many there are. */
static bool list_is_beside(enum list list)
{
    return list == LIST_OTHERS || list == LIST_LATER;
}

static enum err home_work(struct tx *tx, void *context)
{
    struct working *w = context;
    struct arena *mem = w->rq->mem;
    enum err err = acts_of_trust(&w->own, tx, mem, w->rq->site->acts,
                                 w->lanes.permits[0].trust);
    if (err == OK)
        err = store_alerts(&w->alerts, &w->alerts_count, tx, mem, w->lanes,
                           PAGE_MAX);
    if (err == OK)
        err = cover_gaps_load(&w->gaps, tx, w->rq, w->lanes, 1u << ROLE_HEAD);
    if (err == OK)
        err = role_news_load(&w->role_news, tx, w->rq);
    if (err == OK)
        err = store_untouched(&w->untouched, &w->untouched_count, tx, mem,
                              &w->lanes.permits[0], ALERTS_SHOWN);
    for (size_t i = 0; i < COUNT_OF(home_lists) && err == OK; i++) {
        enum list list = home_lists[i];
        struct work_query q = list_query(list, w->lanes, w->rq->now);
        struct work_page page = { 0 };
        if (list_is_beside(list))
            q.limit = SIDE_MAX;
        if (list != LIST_OTHERS || q.others != 0)
            err = store_work(&page, tx, mem, &q);
        if (err == OK && list == LIST_OVERDUE && page.more)
            err = today_read(&page, tx, w);
        work_rows_gather(&w->rows[list], mem, &page);
    }
    return err;
}

/* A referral that is required, the question whether one is, all else. */
static unsigned rank_of(const struct work_row *row)
{
    if (str_is(row->item->duty.clause, "8.9"))
        return 0;
    return work_row_asks_to_refer(row) ? 1 : 2;
}

/* What cannot wait stands first; within a rank, by when it is due. */
static void rows_rank(struct work_rows *rows, struct arena *mem)
{
    struct work_row *ranked = ARENA_MANY(mem, rows->count, struct work_row);
    size_t count = 0;
    for (unsigned rank = 0; rank <= 2; rank++)
        for (size_t i = 0; i < rows->count; i++)
            if (rank_of(&rows->rows[i]) == rank)
                ranked[count++] = rows->rows[i];
    must(count == rows->count);
    rows->rows = ranked;
}

/* The one thing to do first, taken out of its list. */
static struct work_row first_take(struct working *w, enum list *from)
{
    struct work_rows *late = &w->rows[LIST_OVERDUE];
    struct work_rows *today = &w->rows[LIST_TODAY];
    struct work_rows *rows = late->count > 0 ? late : today;
    *from = LIST_COUNT;
    if (rows->count == 0)
        return (struct work_row){ 0 };
    if (today->count > 0 &&
        rank_of(&today->rows[0]) < rank_of(&rows->rows[0]))
        rows = today;
    *from = rows == late ? LIST_OVERDUE : LIST_TODAY;
    struct work_row row = rows->rows[0];
    rows->rows++;
    rows->count--;
    return row;
}

static void first_duty(struct view_req *out, struct listing *l,
                       const struct pack *own, const struct work_row *row)
{
    struct arena *mem = l->rq->mem;
    const struct work_item *item = row->item;
    struct str reference = str_of(item->reference);
    *out = (struct view_req){
        .on = true,
        .label = STR("Do this first"),
        .what = work_row_title(mem, row),
        .why = item->duty.why,
        .clause = item->duty.clause,
        .by = work_row_due(l, item),
        .by_note = case_time_source(
            mem, pack_clause(own, item->duty.clause)),
        .action = true,
        .href = duty_path(mem, reference, DUTY_NAME(&item->duty)),
        .button = str_of(duty_button(item->duty.clause)),
        .also_href = case_path(mem, reference, ""),
    };
    /* The SENCO and an adult of a pupil's choice see the pupil's page only. */
    bool theirs = item->duty.owner_role == ROLE_SENCO ||
                  item->duty.owner_role == ROLE_NONE;
    if (!theirs)
        out->also = STR("Read the incident");
    if (row->theme->title != NULL) {
        out->why = str_of(row->theme->why);
        out->clause = str_of(row->theme->clause);
    }
    if (work_row_asks_to_refer(row))
        out->by_note = STR("You do not need to wait for the meeting.");
    bool late = instant_after(l->rq->now, item->duty.due);
    out->tone = late || work_row_asks_to_refer(row) ? STR("urgent") : STR("");
}

/* A report nobody has opened comes before everything else (7.5a): the one
 * that has waited longest. */
static void first_report(struct view_req *out, struct working *w)
{
    struct arena *mem = w->rq->mem;
    const struct incident_row *row = &w->alerts[w->alerts_count - 1];
    struct str reference = str_of(row->reference);
    struct str sent = instant_words(mem, row->created_at);
    *out = (struct view_req){
        .on = true,
        .label = STR("Do this first"),
        .tone = STR("urgent"),
        .what = STR("Open the new report"),
        .why = str_printf(mem, "It was sent on %.*s, and nobody has opened it.",
                          STR_ARG(sent)),
        .clause = STR("7.5a"),
        .by = STR("Now"),
        .by_note = case_time_source(mem, pack_clause(w->own.pack,
                                                     STR("7.5a"))),
        .action = true,
        .href = case_path(mem, reference, ""),
        .button = str_of(duty_button(STR("7.5a"))),
    };
}

/* New reports but the one on the card, which is the last. */
static const struct view_duty *alerts_view(struct listing *l,
                                           const struct working *w,
                                           size_t count)
{
    struct arena *mem = l->rq->mem;
    struct view_duty *out = ARENA_MANY(mem, count, struct view_duty);
    for (size_t i = 0; i < count; i++) {
        const struct incident_row *row = &w->alerts[i];
        struct str school = names_school(l->names, row->school);
        struct str sent = instant_words(mem, row->created_at);
        out[i] = (struct view_duty){
            .href = case_path(mem, str_of(row->reference), ""),
            .title = str_printf(mem, "Incident %s", row->reference),
            .hint = l->schools ? str_printf(mem, "%.*s. Sent on %.*s",
                                            STR_ARG(school), STR_ARG(sent))
                               : str_printf(mem, "Sent on %.*s",
                                            STR_ARG(sent)),
            .status = STR("Not opened yet"),
            .late = true,
            .id = str_printf(mem, "d%zu", ++l->number),
        };
    }
    return out;
}

/* What is due at once and nobody responsible has looked at, an incident once:
 * the Head was told by a notice, and can act. */
static const struct view_duty *untouched_view(size_t *count,
                                              struct listing *l,
                                              const struct working *w)
{
    struct arena *mem = l->rq->mem;
    struct view_duty *out = ARENA_MANY(mem, w->untouched_count,
                                       struct view_duty);
    *count = 0;
    for (size_t i = 0; i < w->untouched_count; i++) {
        const struct unread_row *row = &w->untouched[i];
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again = again || ID_SAME(w->untouched[j].incident, row->incident);
        if (again)
            continue;
        struct str school = names_school(l->names, row->school);
        struct str since = instant_words(mem, row->arose_at);
        out[(*count)++] = (struct view_duty){
            .href = case_path(mem, str_of(row->reference), ""),
            .title = str_printf(mem, "Incident %s", row->reference),
            .hint = l->schools ? str_printf(mem, "%.*s. Due at once since %.*s",
                                            STR_ARG(school), STR_ARG(since))
                               : str_printf(mem, "Due at once since %.*s",
                                            STR_ARG(since)),
            .status = STR("Nobody has looked"),
            .late = true,
            .id = str_printf(mem, "d%zu", ++l->number),
        };
    }
    return out;
}

static struct view_work_list list_view(struct listing *l,
                                       const struct work_rows *rows,
                                       enum list list, bool but_first)
{
    struct arena *mem = l->rq->mem;
    bool side = list_is_beside(list);
    size_t most = side ? ROWS_SHOWN_SIDE : ROWS_SHOWN;
    size_t shown = rows->count < most ? rows->count : most;
    struct view_duty *duties = ARENA_MANY(mem, shown, struct view_duty);
    for (size_t i = 0; i < shown; i++)
        duties[i] = work_row_view(l, &rows->rows[i], list);
    return (struct view_work_list){
        .id = str_of(list_words[list].name),
        .heading = str_of(list_words[list].heading),
        .empty = rows->count > 0 ? STR("")
                                 : str_of(but_first
                                              ? list_words[list].empty_but_first
                                              : list_words[list].empty),
        .duties = duties,
        .duties_count = shown,
        .stack = side,
        .more = str_of(shown < rows->count || rows->more
                           ? list_words[list].more
                           : ""),
        .more_href = str_printf(mem, "/work/%s", list_words[list].name),
    };
}

static struct str number_text(struct arena *mem, const struct work_rows *rows,
                              bool and_first)
{
    return str_printf(mem, "%zu%s", rows->count + and_first,
                      rows->more ? "+" : "");
}

static void home_show(struct request *rq, struct working *w,
                      const struct names *names)
{
    struct view_home v = { 0 };
    struct listing l = { rq, names, lanes_several(w->lanes), 0 };
    enum list from = LIST_COUNT;
    page_frame(&v.page, rq, w->alerts_count > 0 ? "New report – My work"
                                                : "My work");
    v.date = instant_words(rq->mem, rq->now);
    v.gaps = cover_gaps_view(rq, &w->gaps, names);
    v.gaps_count = w->gaps.count;
    v.role_news = role_news_words(rq, w->role_news);
    v.role_news_may = lanes_of(rq, PERMIT_MANAGE_COVER).count > 0;
    bool report_first = w->alerts_count > 0 &&
                        lanes_have(w->lanes, ROLES_LEAD);
    size_t listed = w->alerts_count - report_first;
    v.new_number = (int64_t)w->alerts_count;
    v.new_heading = report_first ? STR("Other new reports")
                                 : STR("New reports");
    v.new_reports = listed > 0;
    v.alerts_count = listed < ALERTS_SHOWN ? listed : ALERTS_SHOWN;
    v.alerts = alerts_view(&l, w, v.alerts_count);
    v.untouched = untouched_view(&v.untouched_count, &l, w);
    v.untouched_on = v.untouched_count > 0;
    rows_rank(&w->rows[LIST_OVERDUE], rq->mem);
    rows_rank(&w->rows[LIST_TODAY], rq->mem);
    if (report_first) {
        first_report(&v.first, w);
        v.first_ref = str_of(w->alerts[w->alerts_count - 1].reference);
    } else {
        struct work_row first = first_take(w, &from);
        if (from != LIST_COUNT) {
            first_duty(&v.first, &l, w->own.pack, &first);
            v.first_ref = str_of(first.item->reference);
        }
    }
    struct view_work_list *all = ARENA_MANY(rq->mem, COUNT_OF(home_lists),
                                            struct view_work_list);
    for (size_t i = 0; i < COUNT_OF(home_lists); i++)
        all[i] = list_view(&l, &w->rows[home_lists[i]], home_lists[i],
                           from == home_lists[i]);
    v.left = all;
    v.left_count = 2;
    v.right = all + 2;
    v.right_count = 2;
    v.late = w->rows[LIST_OVERDUE].count > 0 || from == LIST_OVERDUE;
    v.late_number = number_text(rq->mem, &w->rows[LIST_OVERDUE],
                                from == LIST_OVERDUE);
    v.today_number = number_text(rq->mem, &w->rows[LIST_TODAY],
                                 from == LIST_TODAY);
    v.others_number = number_text(rq->mem, &w->rows[LIST_OTHERS], false);
    v.later_number = number_text(rq->mem, &w->rows[LIST_LATER], false);
    view_home(&rq->out.body, &v);
}

/* Trustees, governors and people without a role: said plainly. */
static void nothing_here(struct request *rq)
{
    bool board = lanes_have(lanes_of(rq, PERMIT_SIGNED_IN),
                            1u << ROLE_TRUSTEE | 1u << ROLE_GOVERNOR);
    struct view_message v = { 0 };
    struct view_answer *lines = ARENA_MANY(rq->mem, 2, struct view_answer);
    page_frame(&v.page, rq, board ? "Nothing is asked of you here" : "You have no role yet");
    lines[0] = (struct view_answer){ STR(""), board ? STR("Trustees and governors see no incident, no name and no report. Apart from one count, what the trust reports to its Board about this policy is not part of Lanyard yet.")
                                                    : STR("Your administrator gives you a role. Until then there is nothing here for you."), STR("") };
    lines[1] = (struct view_answer){ STR(""), STR("If you are told of a concern, do not look at any picture. Tell the safeguarding lead of the school in person, now. If a child is in danger, call 999."), STR("") };
    v.heading = v.page.title;
    v.lines = lines;
    v.lines_count = 2;
    v.link = board ? STR("/lessons") : STR("/policy");
    v.link_text = board ? STR("How many lessons each school wrote down")
                        : STR("Read what the policy asks");
    view_message(&rq->out.body, &v);
}

void home_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct working w = { .rq = rq,
                         .lanes = lanes_of(rq, PERMIT_SEE_WORK) };
    struct permit other;
    const struct actor *actor = &rq->session.actor;
    if (w.lanes.count == 0) {
        if (access_permit(&other, actor, PERMIT_MANAGE_PEOPLE, NULL))
            respond_redirect(rq, STR("/admin/people"));
        else if (!access_permit(&other, actor, PERMIT_REPORT, NULL))
            nothing_here(rq);
        else if (str_is(query_get(rq, "done"), "draft"))
            respond_done(rq, STR("/report"), "draft");
        else
            respond_redirect(rq, STR("/report"));
        return;
    }
    struct names names;
    names_open(&names, rq);
    enum err err = store_read(rq->site->store, home_work, &w);
    if (err != OK)
        respond_trouble(rq, err);
    else
        home_show(rq, &w, &names);
}

/* ---- one list on a page of its own ---- */

struct paging {
    struct request *rq;
    struct work_query query;
    struct work_page page;
};

static enum err page_work(struct tx *tx, void *context)
{
    struct paging *p = context;
    return store_work(&p->page, tx, p->rq->mem, &p->query);
}

/* "1763887200000000-<32 hex digits>-4": after which row to go on. */
static struct work_cursor cursor_read(struct request *rq)
{
    struct work_cursor out = { 0 };
    struct str rest = query_get(rq, "after");
    struct str due = str_cut(&rest, '-'), id = str_cut(&rest, '-');
    uint64_t due_us, ordinal;
    if (rest.size == 0 || str_read_number(&due_us, due, INT64_MAX) != OK ||
        str_read_number(&ordinal, rest, UINT32_MAX) != OK ||
        id_read(out.incident.bytes, id.data, id.size) != OK)
        return (struct work_cursor){ 0 };
    out.due.us = (int64_t)due_us;
    out.ordinal = (uint32_t)ordinal;
    return out;
}

static struct str cursor_path(struct request *rq, enum list list,
                              struct work_cursor next)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, next.incident.bytes);
    return str_printf(rq->mem, "/work/%s?after=%lld-%s-%u", list_words[list].name,
                      (long long)next.due.us, id, next.ordinal);
}

void work_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    enum list list = list_named(rq->params[0]);
    if (list == LIST_COUNT) {
        respond_not_found(rq);
        return;
    }
    struct lanes lanes = lanes_of(rq, PERMIT_SEE_WORK);
    struct paging p = { .rq = rq, .query = list_query(list, lanes, rq->now) };
    struct names names;
    p.query.after = cursor_read(rq);
    enum err err = OK;
    names_open(&names, rq);
    if (list != LIST_OTHERS || p.query.others != 0)
        err = store_read(rq->site->store, page_work, &p);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    struct work_rows rows;
    struct listing l = { rq, &names, lanes_several(lanes), 0 };
    work_rows_gather(&rows, rq->mem, &p.page);
    struct view_duty *duties = ARENA_MANY(rq->mem, rows.count,
                                          struct view_duty);
    for (size_t i = 0; i < rows.count; i++)
        duties[i] = work_row_view(&l, &rows.rows[i], list);
    struct view_work v = { 0 };
    page_frame(&v.page, rq, list_words[list].heading);
    v.page.back = STR("My work");
    v.heading = str_of(list_words[list].heading);
    v.empty = str_of(rows.count > 0 ? "" : list_words[list].empty);
    v.duties = duties;
    v.duties_count = rows.count;
    v.stack = list == LIST_OTHERS;
    v.more = rows.more;
    v.next = cursor_path(rq, list, rows.next);
    view_work(&rq->out.body, &v);
}

/* ---- for the browser that asks every few seconds ---- */

struct counting {
    struct lanes lanes;
    unsigned count;
};

static enum err alerts_work(struct tx *tx, void *context)
{
    struct counting *c = context;
    return store_alerts_count(&c->count, tx, c->lanes, PAGE_MAX);
}

/* The number of new reports nobody has opened, for who is to open them. */
void alerts_count(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct counting c = { .lanes = lanes_of(rq, PERMIT_FIND_INCIDENT) };
    enum err err = OK;
    if (c.lanes.count > 0)
        err = store_read(rq->site->store, alerts_work, &c);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    rq->out.type = "text/plain; charset=utf-8";
    buf_printf(&rq->out.body, "%u", c.count);
}
