/* worklist.c: rows of My work: which lists there are, and duties that one page
 * settles as one row (worklist.h). */
#include "web/worklist.h"

#include "policy/pack.h"

/* Who is waited for; a signer does not wait for all that the DSL does. */
#define ROLES_WAITED \
    (1u << ROLE_HEAD | 1u << ROLE_EXECUTIVE_LEADER | 1u << ROLE_SENCO | \
     1u << ROLE_CEO)

/* ---- which lists there are ---- */

const struct list_words list_words[LIST_COUNT] = {
    [LIST_OVERDUE] = { "overdue", "Overdue", "Nothing is overdue.",
                       "Nothing else is overdue.", "All that is overdue" },
    [LIST_TODAY] = { "today", "Due today", "Nothing is due today.",
                     "Nothing else is due today.", "All that is due today" },
    [LIST_OTHERS] = { "others", "Waiting for others",
                      "Nobody else has anything open.",
                      "Nobody else has anything open.",
                      "All that waits for others" },
    [LIST_LATER] = { "later", "Later", "Nothing is due later.",
                     "Nothing else is due later.", "All that is due later" },
    [LIST_WAITING] = { "waiting", "Steps that wait for their turn",
                       "No step waits for its turn.",
                       "No step waits for its turn.", "" },
};

enum list list_named(struct str name)
{
    unsigned i = 0;
    while (i < LIST_COUNT && !str_is(name, list_words[i].name))
        i++;
    return (enum list)i;
}

static unsigned roles_of(struct lanes lanes)
{
    unsigned roles = 0;
    for (size_t i = 0; i < lanes.count; i++)
        roles |= 1u << lanes.permits[i].role;
    return roles;
}

struct work_query list_query(enum list list, struct lanes lanes,
                             struct instant now)
{
    struct date tomorrow = { date_in_london(now).days + 1 };
    struct instant midnight = instant_from_london(tomorrow, 0);
    struct work_query q = { .lanes = lanes, .own = list != LIST_OTHERS,
                            .due = list != LIST_WAITING,
                            .waiting = list == LIST_WAITING,
                            .limit = PAGE_MAX };
    switch (list) {
    case LIST_OVERDUE:
        q.due_until = now;
        break;
    case LIST_TODAY:
        q.due_from = now;
        q.due_until = midnight;
        break;
    case LIST_LATER:
        q.due_from = midnight;
        break;
    case LIST_OTHERS:
        q.others = ROLES_WAITED & ~roles_of(lanes);
        break;
    case LIST_WAITING:
    case LIST_COUNT:
        break;
    }
    return q;
}

/* ---- duties that one page settles, as one row ---- */

enum { THEME_NONE, THEME_REFER, THEME_REVIEW, THEME_QUESTIONS,
       THEME_SUPPORT };

static const struct theme themes[] = {
    [THEME_NONE] = { NULL, NULL, NULL, NULL },
    [THEME_REFER] = { "Check if it must be referred now", "Until each question is answered no, the decision stays open. A yes means refer now.", "8.9", "question" },
    [THEME_REVIEW] = { "Settle the open points of the initial review", "What was not known at the meeting is found out and recorded.", "8.5", "point" },
    [THEME_QUESTIONS] = { "Answer the questions of the risk assessment", "Each of them bears on how great the risk is.", "8.12", "question" },
    [THEME_SUPPORT] = { "Offer support to staff who saw a picture", "Each of them is offered it, privately and soon.", "12.7", "offer" },
};

static const struct theme *theme_of(struct str clause)
{
    if (str_is(clause, "7.5e") ||
        (str_starts(clause, "8.9") && clause.size == 4))
        return &themes[THEME_REFER];
    if (str_starts(clause, "8.5") && clause.size == 4)
        return &themes[THEME_REVIEW];
    if (str_starts(clause, "8.12") && clause.size == 5)
        return &themes[THEME_QUESTIONS];
    if (str_is(clause, "12.7"))
        return &themes[THEME_SUPPORT];
    return &themes[THEME_NONE];
}

/* A duty about one pupil says who at its end: "Hear the account: Maya". */
static bool title_split(struct str *what, struct str *who,
                        const struct work_item *item)
{
    struct str title = item->duty.title;
    size_t at = title.size;
    while (at > 2 && !(title.data[at - 2] == ':' && title.data[at - 1] == ' '))
        at--;
    if (item->duty.subject.size == 0 || at <= 2)
        return false;
    *what = (struct str){ title.data, at - 2 };
    *who = (struct str){ title.data + at, title.size - at };
    return true;
}

/* The same to do, for another pupil of the same incident. */
static bool row_same(const struct work_row *row, const struct work_item *item)
{
    struct str what, who;
    return row->who.size > 0 && title_split(&what, &who, item) &&
           str_same(row->what, what) &&
           str_same(row->item->duty.clause, item->duty.clause) &&
           row->item->duty.due.us == item->duty.due.us;
}

static bool row_takes(const struct work_row *row, const struct work_item *item)
{
    if (!ID_SAME(row->item->incident, item->incident) ||
        row->item->duty.owner_role != item->duty.owner_role)
        return false;
    return row->theme->title != NULL
               ? row->theme == theme_of(item->duty.clause)
               : row_same(row, item);
}

static void row_begin(struct work_row *out, const struct work_item *item)
{
    *out = (struct work_row){ .item = item,
                              .theme = theme_of(item->duty.clause),
                              .count = 1, .what = item->duty.title };
    if (out->theme->title == NULL)
        (void)title_split(&out->what, &out->who, item);
    else
        out->what = str_of(out->theme->title);
}

static void row_add(struct work_row *row, struct arena *mem,
                    const struct work_item *item)
{
    struct str what, who;
    row->count++;
    if (row->who.size == 0 || !title_split(&what, &who, item))
        return;
    row->others = row->others.size == 0
                      ? row->who
                      : str_printf(mem, "%.*s, %.*s", STR_ARG(row->others),
                                   STR_ARG(row->who));
    row->who = who;
}

/* A promised update is asked of the DSL (10.3e) and of the link person (10.3a):
 * who is both has one thing to do. */
static bool asked_as_dsl(const struct work_page *page,
                         const struct work_item *item)
{
    if (!str_is(item->duty.clause, "10.3a"))
        return false;
    for (size_t i = 0; i < page->count; i++) {
        const struct work_item *other = &page->items[i];
        if (str_is(other->duty.clause, "10.3e") &&
            ID_SAME(other->incident, item->incident) &&
            str_same(other->duty.subject, item->duty.subject) &&
            other->duty.due.us == item->duty.due.us)
            return true;
    }
    return false;
}

void work_rows_gather(struct work_rows *out, struct arena *mem,
                      const struct work_page *page)
{
    *out = (struct work_rows){
        .rows = ARENA_MANY(mem, page->count, struct work_row),
        .more = page->more,
    };
    for (size_t i = 0; i < page->count; i++) {
        const struct work_item *item = &page->items[i];
        out->next = (struct work_cursor){ item->duty.due, item->incident,
                                          item->ordinal };
        if (str_is(item->duty.clause, "7.5a") || asked_as_dsl(page, item))
            continue;
        size_t j = 0;
        while (j < out->count && !row_takes(&out->rows[j], item))
            j++;
        if (j < out->count)
            row_add(&out->rows[j], mem, item);
        else
            row_begin(&out->rows[out->count++], item);
    }
}

/* ---- one row on the page ---- */

bool work_row_asks_to_refer(const struct work_row *row)
{
    return row->theme == &themes[THEME_REFER];
}

/* "Hear the pupil’s account: Maya and Rohan". */
struct str work_row_title(struct arena *mem, const struct work_row *row)
{
    if (row->who.size == 0)
        return row->what;
    if (row->others.size == 0)
        return str_printf(mem, "%.*s: %.*s", STR_ARG(row->what),
                          STR_ARG(row->who));
    return str_printf(mem, "%.*s: %.*s and %.*s", STR_ARG(row->what),
                      STR_ARG(row->others), STR_ARG(row->who));
}

static struct str row_hint(struct listing *l, const struct work_row *row)
{
    struct arena *mem = l->rq->mem;
    bool themed = row->theme->title != NULL;
    struct str clause = themed ? str_of(row->theme->clause)
                               : row->item->duty.clause;
    struct str cite = clause_cite(mem, clause);
    struct str school = names_school(l->names, row->item->school);
    struct buf b;
    buf_open(&b, mem, 128, 4096);
    buf_printf(&b, "Incident %s", row->item->reference);
    enum closing_state state = closing_of_kept(row->item->stage);
    if (state != CLOSING_OPEN)
        buf_put_str(&b, state == CLOSING_CLOSED ? STR(", closed")
                                                : STR(", opened again"));
    if (l->schools)
        buf_printf(&b, ", %.*s", STR_ARG(school));
    /* "Paragraph" and "House rule" within a sentence. */
    buf_printf(&b, ", %c%.*s", cite.data[0] - 'A' + 'a', (int)cite.size - 1,
               cite.data + 1);
    if (themed)
        buf_printf(&b, ", %u %s%s open", row->count, row->theme->unit,
                   row->count == 1 ? "" : "s");
    return buf_str(&b);
}

struct str work_row_due(struct listing *l, const struct work_item *item)
{
    const struct pack_clause *clause = pack_clause(l->rq->site->pack,
                                                   item->duty.clause);
    return due_words_of(l->rq->mem, clause, item->duty.due, l->rq->now);
}

/* "Ruth Calloway, Headteacher. Today, 4pm". */
static struct str row_owner(struct listing *l, const struct work_item *item)
{
    struct arena *mem = l->rq->mem;
    struct str due = work_row_due(l, item);
    const char *title = role_title(item->duty.owner_role);
    struct str who = names_holder(l->names, item->duty.owner_role,
                                  item->school);
    if (who.size == 0)
        return str_printf(mem, "%s. %.*s", title, STR_ARG(due));
    return str_printf(mem, "%.*s, %s. %.*s", STR_ARG(who), title,
                      STR_ARG(due));
}

struct view_duty work_row_view(struct listing *l, const struct work_row *row,
                               enum list list)
{
    const struct work_item *item = row->item;
    struct arena *mem = l->rq->mem;
    struct view_duty v = duty_row(mem, str_of(item->reference),
                                  work_row_title(mem, row),
                                  DUTY_NAME(&item->duty), item->duty.due, false,
                                  l->rq->now, ++l->number, true);
    v.hint = row_hint(l, row);
    v.status = work_row_due(l, item);
    if (list == LIST_WAITING)
        v.status = STR("Not open yet");
    if (list == LIST_OTHERS) {
        v.href = duty_path_to_read(mem, str_of(item->reference),
                                   DUTY_NAME(&item->duty));
        v.status = row_owner(l, item);
        v.late = false;
    }
    return v;
}

bool lanes_several(struct lanes lanes)
{
    for (size_t i = 0; i < lanes.count; i++)
        if (id_is_zero(lanes.permits[i].school.bytes) ||
            !ID_SAME(lanes.permits[i].school, lanes.permits[0].school))
            return true;
    return false;
}
