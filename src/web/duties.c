/* duties.c: a duty as a row: what, for which incident, by when, and the page
 * that completes it. */
#include "web/page.h"

static const struct {
    const char *prefix; /* clauses that begin so */
    const char *rest;   /* of the incident's address */
    const char *button; /* on the first page */
} pages[] = {
    { "7.5a", "", "Read the report" },
    { "7.5b", "/initial-review/edit", "Start the initial review" },
    { "8.5", "/initial-review/edit", "Go to the initial review" },
    { "7.5e", "/risk/edit", "Answer the 7 questions" },
    { "8.7", "/risk/edit", "Go to the risk assessment" },
    { "8.9", "/risk/edit", "Answer the 7 questions" },
    { "8.12", "/risk/edit", "Go to the risk assessment" },
    { "8.13", "/decision/new", "Propose an outcome" },
    { "4.3", "/decision/new", "Propose an outcome" },
    { "8.15", "/decision/new", "Propose an outcome" },
    { "12.9", "/decision/sign", "Read the decision" },
};

const char *duty_button(struct str clause)
{
    if (str_is(clause, "8.9"))
        return "Record the referral";
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (str_starts(clause, pages[i].prefix))
            return pages[i].button;
    return "Record what was done";
}

struct str duty_path(struct arena *mem, struct str reference,
                     struct str clause)
{
    if (str_is(clause, "8.9"))
        return case_path(mem, reference, "/referral");
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (str_starts(clause, pages[i].prefix))
            return case_path(mem, reference, pages[i].rest);
    /* Until it has a page of its own, it is recorded as an entry. */
    return case_path(mem, reference, "/chronology/new");
}

struct str due_words(struct arena *mem, struct instant due,
                     struct instant now)
{
    if (!instant_known(due))
        return STR("When its turn comes");
    struct date on = date_in_london(due), today = date_in_london(now);
    struct str time = minute_words(mem, minute_in_london(due));
    struct civil c = date_civil(on);
    const char *day = weekday_name(c.weekday);
    if (instant_after(now, due)) {
        if (on.days == today.days)
            return str_printf(mem, "Overdue since %.*s", STR_ARG(time));
        if (today.days - on.days < 7)
            return str_printf(mem, "Overdue since %s", day);
        return str_printf(mem, "Overdue since %u %s", c.day,
                          month_name(c.month));
    }
    if (on.days == today.days)
        return str_printf(mem, "Today, %.*s", STR_ARG(time));
    if (on.days == today.days + 1)
        return str_printf(mem, "Tomorrow, %.*s", STR_ARG(time));
    return str_printf(mem, "%s %u %s, %.*s", day, c.day, month_name(c.month),
                      STR_ARG(time));
}

struct view_duty duty_row(struct arena *mem, struct str reference,
                          struct str title, struct str clause,
                          struct instant due, bool waiting,
                          struct instant now, size_t number,
                          bool with_reference)
{
    struct str cite = clause_cite(mem, clause);
    return (struct view_duty){
        .href = duty_path(mem, reference, clause),
        .title = title,
        .hint = with_reference
                    ? str_printf(mem, "Incident %.*s, %.*s",
                                 STR_ARG(reference), STR_ARG(cite))
                    : cite,
        .status = due_words(mem, due, now),
        .late = !waiting && instant_known(due) && instant_after(now, due),
        .id = str_printf(mem, "d%zu", number),
    };
}
