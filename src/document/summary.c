/* summary.c: one page for a strategy meeting: what happened, to whom, how
 * serious, who knows, what is decided and what is still to do. Long texts are
 * cut, with a mark: the chronology has them whole. */
#include "document/inner.h"

enum { TOLD_MAX = 420, ROWS_MAX = 6, DUTIES_MAX = 4 };

static void write_report(struct writing *w)
{
    const struct incident *in = w->source->incident;
    const struct entry *r = in->report;
    struct str who = entry_author(w, &in->entries[0]);
    struct str when = time_words(w->mem, in->facts.reported_at);
    write_fact(w, "Reported", str_printf(w->mem, "%.*s, by %.*s",
                                         STR_ARG(when), STR_ARG(who)));
    write_fact(w, "How it came to light", entry_chosen(w, r, FIELD_HOW));
    write_fact(w, "What was reported",
               clip(w->mem, entry_text(r, FIELD_TOLD), TOLD_MAX));
    write_fact(w, "Safe at the report?", entry_chosen(w, r, FIELD_SAFE));
    write_fact(w, "Kind of incident", entry_chosen(w, in->risk, FIELD_KINDS));
}

static void write_risk(struct writing *w)
{
    const struct incident *in = w->source->incident;
    write_line(w, "h2", STR("Risk and decision"));
    write_fact(w, "Referral questions", criteria_words(w));
    write_fact(w, "Description", entry_chosen(w, in->risk, FIELD_CATEGORY));
    write_fact(w, "Where it stands", status_words(w));
    if (in->outcome != NULL)
        write_fact(w, "Proposed or decided",
                   entry_chosen(w, in->outcome, FIELD_CHOICE));
    if (in->outcome != NULL)
        write_fact(w, "Reasons", clip(w->mem,
                                      entry_text(in->outcome, FIELD_WHY),
                                      TOLD_MAX));
    if (w->source->answer->evidence_hold)
        write_fact(w, "Evidence",
                   STR("Held. Nobody is asked to delete anything, and devices stay as they are, until the police have advised."));
}

static struct str duty_words(const struct writing *w, const struct duty *d)
{
    const struct person *p =
        d->subject.data != NULL
            ? incident_person(w->source->incident, d->subject)
            : NULL;
    struct str cite = clause_cite(w->mem, d->clause);
    return str_printf(w->mem, "%.*s%s%.*s (%.*s)", STR_ARG(d->title),
                      p != NULL ? ": " : "",
                      STR_ARG(p != NULL ? p->name : STR("")), STR_ARG(cite));
}

static void write_duties(struct writing *w)
{
    const struct policy_answer *a = w->source->answer;
    size_t shown = 0, more = 0;
    write_line(w, "h2", STR("Still to do"));
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        if (d->state == DUTY_DONE)
            continue;
        if (++shown > DUTIES_MAX) {
            more++;
            continue;
        }
        struct str due = instant_known(d->due) ? time_words(w->mem, d->due)
                                               : STR("No date set");
        const struct str fields[] = { due,
                                      clip(w->mem, duty_words(w, d), 200) };
        paper_line(&w->out, "fact", fields, COUNT_OF(fields));
    }
    if (shown == 0)
        write_line(w, "p", STR("Nothing is due."));
    if (more > 0)
        write_line(w, "note", str_printf(w->mem, "%zu more %s open.", more,
                                         more == 1 ? "is" : "are"));
}

void write_summary(struct writing *w)
{
    write_report(w);
    write_line(w, "h2", STR("People"));
    write_people(w, ROWS_MAX);
    write_risk(w);
    write_line(w, "h2", STR("Agencies told"));
    write_agencies(w, 4);
    write_duties(w);
    write_line(w, "note", STR("No picture is held in this record and none is attached. The chronology has every entry in full."));
}
