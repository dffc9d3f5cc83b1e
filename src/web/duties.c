/* duties.c: a duty as a row: what, for which incident, by when, and the page
 * that completes it. */
#include "web/page.h"

#include "policy/pack.h"

/* Clauses that begin so; the first row that fits counts. Who lacks the
 * permission is led to the page they can read. The last row is for a clause
 * that a newer pack brings: a note takes it; a test says ours need none. */
static const struct duty_page {
    const char *prefix;
    const char *act;  /* behind the incident's address */
    const char *read;
    enum permission permission;
    const char *button;
} pages[] = {
    { "7.5a", "", "",
      PERMIT_SEE_INCIDENT, "Open the report" },
    { "7.5b", "/initial-review/edit", "/initial-review",
      PERMIT_LEAD_INCIDENT, "Record the review meeting" },
    { "8.5", "/initial-review/edit", "/initial-review",
      PERMIT_LEAD_INCIDENT, "Record what is known" },
    { "7.5e", "/risk/edit", "/risk",
      PERMIT_LEAD_INCIDENT, "Answer the referral questions" },
    { "8.7", "/risk/edit", "/risk",
      PERMIT_LEAD_INCIDENT, "Choose the description" },
    { "8.12", "/risk/edit", "/risk",
      PERMIT_LEAD_INCIDENT, "Answer the 10 questions" },
    { "8.13", "/decision/new", "/decision",
      PERMIT_LEAD_INCIDENT, "Propose an outcome" },
    { "8.15", "/decision/new", "/decision",
      PERMIT_LEAD_INCIDENT, "Propose an outcome" },
    { "4.3", "/decision/new", "/decision",
      PERMIT_LEAD_INCIDENT, "Propose an outcome" },
    { "8.9", "/risk/edit", "/risk",
      PERMIT_LEAD_INCIDENT, "Answer the referral questions" },
    { "12.9", "/decision/sign", "/decision",
      PERMIT_SIGN_DECISION, "Read the reasons and answer" },
    { "7.5d", "/parents", "/parents",
      PERMIT_SEE_INCIDENT, "Tell the parents" },
    { "8.10", "/closing", "/closing",
      PERMIT_SEE_INCIDENT, "Read what is new" },
    { "8.4", "/support", "/support",
      PERMIT_SEE_PUPIL, "Go to the pupil’s page" },
    { "2.3", "/closing", "/closing",
      PERMIT_SEE_INCIDENT, "See what is left to do" },
    { "11.2", "/agencies", "/agencies",
      PERMIT_SEE_INCIDENT, "See the referrals" },
    { "10.3a", "/link", "/parents",
      PERMIT_LINK_PARENTS, "Go to your page for the parents" },
    { "10.", "/parents", "/parents",
      PERMIT_SEE_INCIDENT, "Record what the parents were told" },
    { "D17", "/agencies", "/agencies",
      PERMIT_SEE_INCIDENT, "See the referrals" },
    { "D7", "/parents", "/parents",
      PERMIT_SEE_INCIDENT, "Look at the wish again" },
    { "7.5c", "/support", "/support",
      PERMIT_SEE_PUPIL, "Hear the pupil" },
    { "9.", "/support", "/support",
      PERMIT_SEE_PUPIL, "Go to the pupil’s page" },
    { "2.4", "/support", "/support",
      PERMIT_SEE_PUPIL, "Go to the pupil’s page" },
    { "D14", "/support", "/support",
      PERMIT_SEE_PUPIL, "Record the welfare check" },
    { "D8a", "/referral?to=lado", "/agencies",
      PERMIT_RECORD_REFERRAL, "Record that the LADO was told" },
    { "D8", "/people", "/people",
      PERMIT_SEE_INCIDENT, "Go to the member of staff" },
    { "D6", "/viewing", "/viewing",
      PERMIT_SEE_INCIDENT, "Read the record and confirm" },
    { "D15", "/deletion", "/deletion",
      PERMIT_SEE_INCIDENT, "Record what they answered" },
    { "12.6a", "/referral", "/viewing",
      PERMIT_RECORD_REFERRAL, "Record that the police were told" },
    { "12.6b", "/viewing", "/viewing",
      PERMIT_SEE_INCIDENT, "Read the record and answer" },
    { "12.6c", "/viewing", "/viewing",
      PERMIT_SEE_INCIDENT, "Read the record and answer" },
    { "12.6d", "/viewing", "/viewing",
      PERMIT_SEE_INCIDENT, "Read the record and answer" },
    { "12.6f", "/viewing/record", "/viewing",
      PERMIT_WRITE_NOTE, "Record the viewing" },
    { "12.6g", "/viewing/sign", "/viewing",
      PERMIT_SIGN_VIEWING, "Read the record and sign" },
    { "12.6h", "/devices", "/devices",
      PERMIT_SEE_INCIDENT, "Record where the device is" },
    { "12.6", "/viewing", "/viewing",
      PERMIT_SEE_INCIDENT, "Read the request and answer" },
    { "12.7", "/viewing", "/viewing",
      PERMIT_SEE_INCIDENT, "Record the offer of support" },
    { "12.8", "/deletion", "/deletion",
      PERMIT_SEE_INCIDENT, "Record copies and who has them" },
    { "12.10", "/deletion", "/deletion",
      PERMIT_SEE_INCIDENT, "Record what was said and done" },
    { "D11", "", "",
      PERMIT_SEE_RECEIPT, "Say what you did" },
    { "D12", "/schools", "/schools",
      PERMIT_SEE_INCIDENT, "Tell the other school" },
    /* Behind the rulings whose numbers begin so. */
    { "D1", "/route", "/decision",
      PERMIT_LEAD_INCIDENT, "Say under which policy" },
    { "", "/chronology/new", "/chronology",
      PERMIT_WRITE_NOTE, "Record what was done" },
};

static const struct duty_page refer = {
    "8.9", "/referral", "/decision",
    PERMIT_RECORD_REFERRAL, "Record the referral"
};

static const struct duty_page *page_of(struct str clause)
{
    if (str_is(clause, "8.9"))
        return &refer;
    size_t i = 0;
    while (!str_starts(clause, pages[i].prefix))
        i++;
    return &pages[i];
}

/* Whom or what a duty is about has a page of its own behind that address. */
static const struct subject_page {
    const char *page;
    char letter; /* of the subject: "p2", "v12" */
    const char *before, *after; /* its id, or its number alone */
    bool number;
} subjects[] = {
    { "/support", 'p', "/children/", "/support", false },
    { "/parents", 'p', "/parents#h-", "", false },
    { "/people", 'p', "/staff/", "", false }, /* D8 asks of staff alone */
    { "/viewing", 'v', "/viewing/", "", true },
    { "/devices", 'd', "/devices/", "", true },
    { "/deletion", 'h', "/deletion/", "", true },
    { "/deletion", 't', "/deletion/online/", "", true },
};

static struct str subject_page(struct arena *mem, const char *page,
                               struct str subject)
{
    struct str id = str_cut(&subject, '/'); /* "v12/user" (12.7) */
    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        const struct subject_page *s = &subjects[i];
        if (id.size < 2 || id.data[0] != s->letter ||
            strcmp(s->page, page) != 0)
            continue;
        struct str tail = { id.data + s->number, id.size - s->number };
        return str_printf(mem, "%s%.*s%s", s->before, STR_ARG(tail), s->after);
    }
    return str_of(page);
}

static struct str path_of(struct arena *mem, struct str reference,
                          const struct duty_name *duty, bool may)
{
    const struct duty_page *page = page_of(duty->clause);
    if (str_is(duty->clause, "D11") && may) /* of who reported */
        return str_printf(mem, "/report/%.*s/duty", STR_ARG(reference));
    struct str where = subject_page(mem, may ? page->act : page->read,
                                    duty->subject);
    return case_path(mem, reference, str_c(mem, where));
}

struct str duty_path(struct arena *mem, struct str reference,
                     struct duty_name duty)
{
    return path_of(mem, reference, &duty, true);
}

struct str duty_path_to_read(struct arena *mem, struct str reference,
                             struct duty_name duty)
{
    return path_of(mem, reference, &duty, false);
}

struct str duty_path_for(struct request *rq, struct str reference,
                         struct duty_name duty)
{
    return path_of(rq->mem, reference, &duty,
                   case_can(rq, page_of(duty.clause)->permission));
}

const char *duty_button(struct str clause)
{
    return page_of(clause)->button;
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
        return c.year == date_civil(today).year
                   ? str_printf(mem, "Overdue since %u %s", c.day,
                                month_name(c.month))
                   : str_printf(mem, "Overdue since %.*s",
                                STR_ARG(date_words(mem, on)));
    }
    if (on.days == today.days)
        return str_printf(mem, "Today, %.*s", STR_ARG(time));
    if (on.days == today.days + 1)
        return str_printf(mem, "Tomorrow, %.*s", STR_ARG(time));
    return str_printf(mem, "%s %u %s, %.*s", day, c.day, month_name(c.month),
                      STR_ARG(time));
}

/* What the policy asks at once is due now for the whole of its first day: that
 * it is a minute late says nothing. */
struct str due_words_of(struct arena *mem, const struct pack_clause *limit,
                        struct instant due, struct instant now)
{
    bool today = instant_known(due) &&
                 date_in_london(due).days == date_in_london(now).days;
    return limit != NULL && limit->time == TIME_NOW && today
               ? STR("Now")
               : due_words(mem, due, now);
}

struct view_duty duty_row(struct arena *mem, struct str reference,
                          struct str title, struct duty_name duty,
                          struct instant due, bool waiting,
                          struct instant now, size_t number,
                          bool with_reference)
{
    struct str cite = clause_cite(mem, duty.clause);
    return (struct view_duty){
        /* What waits may be another person’s to do: all can read about it. */
        .href = path_of(mem, reference, &duty, !waiting),
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
