/* documents.c: every paper of an incident in one list: which can be made, and
 * why another cannot yet; and the form of each (export.h). */
#include "web/handlers.h"
#include "web/export.h"
#include "web/pupil.h"
#include "web/section.h"

/* ---- the list ---- */

struct listing {
    struct section_page page;
    struct request *rq;
    struct view_plain_row *rows;
    size_t count;
};

/* why NULL: it can be made. about: the pupil or thing, so that each line says
 * by itself what it leads to; or none. */
static void row_about(struct listing *l, const char *title, struct str about,
                      struct str hint, struct str href, const char *why)
{
    struct arena *mem = l->rq->mem;
    l->rows[l->count] = (struct view_plain_row){
        .id = str_printf(mem, "o%zu%s", l->count,
                         l->rows == l->page.v.items ? "" : "m"),
        .href = href,
        .title = about.size == 0 ? str_of(title)
                                 : str_printf(mem, "%s: %.*s", title,
                                              STR_ARG(about)),
        .hint = why == NULL ? hint : str_of(why),
        .status = why == NULL ? STR("Can be made") : STR("Not yet"),
    };
    l->count++;
}

static void row_add(struct listing *l, const char *title, struct str hint,
                    struct str href, const char *why)
{
    row_about(l, title, STR_NONE, hint, href, why);
}

static struct str here(const struct listing *l, const char *rest)
{
    return case_path(l->rq->mem, l->page.known.reference, rest);
}

static void whole_rows(struct listing *l)
{
    const struct incident *in = &l->page.known.incident;
    bool decided = in->outcome != NULL || in->referrals_count > 0;
    row_add(l, "Chronology, whole", STR("Every entry, oldest first"),
            here(l, "/documents/chronology"), NULL);
    row_add(l, "Chronology as a table for a spreadsheet (CSV)",
            STR("Every entry in a row"), here(l, "/documents/table"), NULL);
    row_add(l, "Summary for a strategy meeting",
            STR("One page: what happened, risk, who knows, what is due"),
            here(l, "/documents/summary"), NULL);
    row_add(l, "Decision statement",
            STR("Referred or not, why, under which paragraphs, signed by whom"),
            here(l, decided ? "/documents/decision" : "/decision"),
            decided ? NULL
                    : "No decision is proposed and no agency is told yet.");
}

static bool parents_wait(const struct incident *in, struct str pupil)
{
    for (size_t i = 0; i < in->facts.parents_count; i++)
        if (str_same(in->facts.parents[i].pupil, pupil))
            return in->facts.parents[i].delayed &&
                   !instant_known(in->facts.parents[i].informed_at);
    return false;
}

static void child_rows(struct listing *l, const struct person *p)
{
    static const char *const sheets[] = {
        "Sheet for a pupil whose picture was shared",
        "Sheet for a pupil who was sent a picture",
        "Sheet for a pupil who made or passed on a picture",
    };
    struct arena *mem = l->rq->mem;
    struct str ref = l->page.known.reference;
    struct str alone = STR("It names no other pupil.");
    struct str nobody = STR("It names nobody.");
    bool wait = parents_wait(&l->page.known.incident, p->id);
    unsigned fits = pupil_advice(&l->page.known, p->id);
    row_about(l, "Referral pack", p->name, alone,
              pupil_path(mem, ref, p->id, "/documents/referral"), NULL);
    row_about(l, "Chronology for one child", p->name, alone,
              pupil_path(mem, ref, p->id, "/documents/child"), NULL);
    row_about(l, "Letter to the parents", p->name, nobody,
              wait ? here(l, "/parents")
                   : pupil_path(mem, ref, p->id, "/documents/letter"),
              wait ? "Telling these parents is put off for now." : NULL);
    for (unsigned i = 0; i < COUNT_OF(sheets); i++) {
        struct str rest = str_printf(mem, "/sheet/%s/document",
                                     advice_clause(i));
        if ((fits & 1u << i) != 0)
            row_about(l, sheets[i], p->name, nobody,
                      pupil_path(mem, ref, p->id, str_c(mem, rest)), NULL);
    }
    if (fits == 0)
        row_about(l, "Sheet to keep", p->name, nobody, here(l, "/people"),
                  "The pupil’s part is not recorded yet. The sheet follows it.");
}

static void thing_rows(struct listing *l)
{
    const struct incident *in = &l->page.known.incident;
    struct arena *mem = l->rq->mem;
    struct str ref = l->page.known.reference;
    for (size_t i = 0; i < in->viewings_count; i++) {
        const struct viewing *v = &in->viewings[i];
        struct str hint = str_printf(mem, "%s. %zu of %zu signed.",
                                     v->record != NULL ? "Viewed" : "Asked to view",
                                     v->signs_count, v->present_count);
        row_about(l, "Viewing record", str_printf(mem, "entry %u", v->seq),
                  hint, section_path(mem, ref, "viewing", v->seq, "/document"),
                  NULL);
    }
    for (size_t i = 0; i < in->devices_count; i++) {
        const struct device *d = &in->devices[i];
        row_about(l, "Custody form", entry_text(d->taken, FIELD_THING),
                  STR("Every hand-over, with seal and place"),
                  section_path(mem, ref, "devices", d->seq, "/document"),
                  NULL);
    }
    if (in->viewings_count == 0)
        row_add(l, "Viewing record", STR(""), here(l, "/viewing"),
                "Nobody has asked to view, and nobody has viewed.");
    if (in->devices_count == 0)
        row_add(l, "Custody form of a device", STR(""), here(l, "/devices"),
                "No device is in the school’s keeping.");
}

/* What has been made, for whom, newest first. */
static void so_far(struct listing *l)
{
    struct request *rq = l->rq;
    const struct incident *in = &l->page.known.incident;
    struct rows rows = rows_make(rq->mem, in->entries_count);
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_EXPORT)
            continue;
        struct str who = names_of(&l->page.names, e->author);
        struct str when = when_words(rq->mem, e->at, rq->now);
        struct str recipient = entry_text(e, FIELD_MADE_FOR);
        rows_add(&rows, "",
                 str_printf(rq->mem, "For %.*s. Made by %.*s, %.*s",
                            STR_ARG(recipient), STR_ARG(who), STR_ARG(when)),
                 "");
        rows.rows[rows.count - 1].key =
            choice_label(SET_DOCUMENT, entry_text(e, FIELD_DOCUMENT));
    }
    struct view_group *group = ARENA_NEW(rq->mem, struct view_group);
    *group = (struct view_group){ STR("Made so far"), STR(""), rows.rows,
                                  rows.count };
    l->page.v.groups = group;
    l->page.v.groups_count = rows.count > 0;
}

void documents_page(struct request *rq, const struct permit *permit)
{
    struct listing *l = ARENA_NEW(rq->mem, struct listing);
    l->rq = rq;
    if (!section_page_open(&l->page, rq, permit, "Documents",
                           CASE_DOCUMENTS))
        return;
    const struct incident *in = &l->page.known.incident;
    struct view_record *v = &l->page.v;
    size_t most = 4 + in->people_count * 6 + in->viewings_count +
                  in->devices_count + 3;
    v->lede = STR("For people outside the program. Each document is recorded in the chronology, with who it is for and why. No picture is in any of them.");
    v->items_heading = STR("The whole incident");
    v->items = l->rows = ARENA_MANY(rq->mem, 8, struct view_plain_row);
    whole_rows(l);
    v->items_count = l->count;
    v->more_heading = STR("One pupil, one viewing, one device");
    v->more = l->rows = ARENA_MANY(rq->mem, most, struct view_plain_row);
    l->count = 0;
    size_t pupils = 0;
    for (size_t i = 0; i < in->people_count; i++) {
        const struct person *p = &in->people[i];
        if (p->type != PERSON_PUPIL || p->in_error)
            continue;
        child_rows(l, p);
        pupils++;
    }
    if (pupils == 0)
        row_add(l, "Referral pack, chronology, letter and sheet for one pupil",
                STR(""), here(l, "/people"), "No pupil is named yet.");
    thing_rows(l);
    v->more_count = l->count;
    so_far(l);
    section_page_show(&l->page, rq);
}

/* ---- of the whole incident ---- */

void documents_form(struct request *rq, const struct permit *permit)
{
    enum document_kind kind = document_from_word(rq->params[1]);
    if (kind != DOCUMENT_CHRONOLOGY && kind != DOCUMENT_TABLE &&
        kind != DOCUMENT_SUMMARY && kind != DOCUMENT_DECISION) {
        respond_not_found(rq);
        return;
    }
    struct export_form *e = export_open(rq, permit, kind);
    if (e == NULL)
        return;
    export_run(e, rq, permit, str_printf(rq->mem, "/documents/%.*s",
                                         STR_ARG(rq->params[1])));
}

/* ---- about one pupil ---- */

void child_document_form(struct request *rq, const struct permit *permit)
{
    enum document_kind kind = document_from_word(rq->params[2]);
    if (kind != DOCUMENT_CHILD && kind != DOCUMENT_REFERRAL &&
        kind != DOCUMENT_LETTER) {
        respond_not_found(rq);
        return;
    }
    struct export_form *e = export_open(rq, permit, kind);
    if (e == NULL || (e->child = case_child(rq, &e->known)) == NULL)
        return;
    export_give(e, FIELD_CHILD, e->child->id);
    struct str name = first_name(rq->mem, e->child);
    e->form.title = str_c(rq->mem, str_printf(rq->mem, "%s: %.*s",
                                              document_title(kind),
                                              STR_ARG(name)));
    export_run(e, rq, permit,
               str_printf(rq->mem, "/children/%.*s/documents/%.*s",
                          STR_ARG(e->child->id), STR_ARG(rq->params[2])));
}

/* The adult whom a pupil chose makes it too: it is asked nothing. */
void sheet_document_form(struct request *rq, const struct permit *permit)
{
    unsigned index = advice_index(rq->params[2]);
    struct export_form *e = export_open(rq, permit, DOCUMENT_SHEET);
    if (e == NULL || (e->child = pupil_of(rq, &e->known)) == NULL)
        return;
    if (index == 3 || !pupil_heard_by(rq, &e->known, e->child)) {
        respond_not_found(rq);
        return;
    }
    e->advice = str_of(advice_clause(index));
    struct str back = pupil_path(rq->mem, e->known.reference, e->child->id,
                                 "/support");
    export_give(e, FIELD_CHILD, e->child->id);
    export_give(e, FIELD_MADE_FOR, STR("the pupil"));
    export_give(e, FIELD_PURPOSE, STR("To keep"));
    export_give(e, FIELD_ADVICE_OF, e->advice);
    e->form.title = "A sheet for a pupil to keep";
    e->form.lede = "It names nobody. That it was made is recorded in the chronology.";
    e->form.button = "Make the sheet";
    e->form.note = "Offer it, and ask where it will be kept. A pupil may prefer to read it with you.";
    e->form.section = CASE_SUPPORT;
    e->form.next = back;
    e->form.back = "Support";
    e->form.back_link = back;
    export_run(e, rq, permit,
               str_printf(rq->mem, "/children/%.*s/sheet/%.*s/document",
                          STR_ARG(e->child->id), STR_ARG(e->advice)));
}

/* ---- about one viewing, one device ---- */

void viewing_document_form(struct request *rq, const struct permit *permit)
{
    struct export_form *e = export_open(rq, permit, DOCUMENT_VIEWING);
    if (e == NULL)
        return;
    e->viewing = incident_viewing(&e->known.incident, section_number(rq));
    if (e->viewing == NULL) {
        respond_not_found(rq);
        return;
    }
    export_give(e, FIELD_OF, str_printf(rq->mem, "%u", e->viewing->seq));
    export_run(e, rq, permit, str_of(section_form_path(rq->mem, "viewing",
                                                       e->viewing->seq,
                                                       "/document")));
}

void device_document_form(struct request *rq, const struct permit *permit)
{
    struct export_form *e = export_open(rq, permit, DOCUMENT_CUSTODY);
    if (e == NULL)
        return;
    e->device = incident_device(&e->known.incident, section_number(rq));
    if (e->device == NULL) {
        respond_not_found(rq);
        return;
    }
    export_give(e, FIELD_OF, str_printf(rq->mem, "%u", e->device->seq));
    export_run(e, rq, permit, str_of(section_form_path(rq->mem, "devices",
                                                       e->device->seq,
                                                       "/document")));
}
