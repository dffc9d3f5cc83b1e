/* tone.c: kinder words, said at two moments (2.5k, D20): beside the field while
 * somebody writes, when their draft is kept, and on the page after an entry was
 * saved. Neither refuses, delays or changes anything: what was written stands,
 * and a correction is offered to whoever may make one.
 *
 * The address of the page after a save names the entry, never a phrase: what is
 * to be said is read from the entry again, and only to who wrote it. */
#include "web/page.h"

#include "policy/tone.h"

/* The reason of a correction names the words that were wrong. */
static bool asks(const struct field_info *info, bool correction)
{
    return info != NULL && field_is_written(info) &&
           !(correction && info->field == FIELD_REASON);
}

struct str tone_hint(struct arena *mem, const struct pack *pack,
                     const struct field_info *info, bool correction,
                     struct str text)
{
    struct tone t;
    if (text.size == 0 || !asks(info, correction) ||
        tone_find(&t, 0, 1, pack, text) == 0)
        return STR("");
    return str_printf(mem, "Instead of ‘%.*s’ you could write ‘%.*s’. %.*s What somebody said stays as it is, in quotation marks.",
                      STR_ARG(t.words), STR_ARG(t.row->better),
                      STR_ARG(t.row->why));
}

bool tone_is_typed(const struct request *rq, bool correction)
{
    struct tone t;
    for (size_t i = 0; i < rq->form_count; i++)
        if (tone_find(&t, 0, 1, rq->site->pack, rq->form[i].value) > 0 &&
            asks(field_named(rq->form[i].name), correction))
            return true;
    return false;
}

void tone_answer(struct request *rq)
{
    bool correction = str_starts(form_get(rq, "draft"), "correction/");
    struct tone t;
    rq->out.status = 204;
    for (size_t i = 0; i < rq->form_count; i++) {
        const struct typed *f = &rq->form[i];
        if (tone_find(&t, 0, 1, rq->site->pack, f->value) == 0)
            continue; /* nearly always, and names need not be looked up */
        struct str hint = tone_hint(rq->mem, rq->site->pack,
                                    field_named(f->name), correction,
                                    f->value);
        if (hint.size == 0)
            continue;
        rq->out.status = 200;
        rq->out.type = "text/plain; charset=utf-8";
        buf_printf(&rq->out.body, "%.*s\t%.*s\n", STR_ARG(f->name),
                   STR_ARG(hint));
    }
}

/* ---- the page after a save ---- */

/* The entry that the address names, when its reader wrote it and it counts as
 * they wrote it. */
static const struct entry *entry_named(const struct request *rq)
{
    const struct incident *in = rq->incident;
    uint64_t seq;
    if (in == NULL ||
        str_read_number(&seq, query_get(rq, "entry"), UINT32_MAX) != OK ||
        seq == 0 || seq > in->entries_count)
        return NULL;
    const struct entry *e = &in->entries[seq - 1];
    uint32_t of = entry_corrects(e);
    if (of > in->entries_count || !ID_SAME(e->author, rq->session.user))
        return NULL;
    uint32_t by = in->effective[(of > 0 ? of : seq) - 1].corrected_by;
    return by == (of > 0 ? e->seq : 0) ? e : NULL;
}

/* Where its writer may say it in other words; empty: nowhere. */
static struct str way_on(struct str *words, const struct request *rq,
                         const struct entry *e)
{
    const struct incident *in = rq->incident;
    uint32_t of = entry_corrects(e) > 0 ? entry_corrects(e) : e->seq;
    enum entry_kind kind = in->entries[of - 1].kind;
    char text[REFERENCE_SIZE + 1];
    if (reference_read(text, rq->params[0]) != OK)
        return STR("");
    struct str reference = str_copy(rq->mem, str_of(text));
    bool leads = case_can(rq, PERMIT_LEAD_INCIDENT);
    if (leads && entry_correctable(kind) &&
        !entry_holds_private(rq, in->effective[of - 1].counts)) {
        *words = STR("Correct this entry");
        return str_printf(rq->mem, "/incidents/%.*s/chronology/%u/correct",
                          STR_ARG(reference), of);
    }
    if (leads && kind == ENTRY_RISK) {
        *words = STR("Open the risk assessment again");
        return case_path(rq->mem, reference, "/risk/edit");
    }
    if (case_can(rq, PERMIT_WRITE_NOTE)) {
        *words = STR("Add an entry in other words");
        return case_path(rq->mem, reference, "/chronology/new");
    }
    if (!case_can(rq, PERMIT_SEE_RECEIPT))
        return STR("");
    *words = STR("Add to your report in other words");
    return str_printf(rq->mem, "/report/%.*s/add", STR_ARG(reference));
}

void tone_notice(struct view_layout *out, struct request *rq)
{
    const struct entry *e = entry_named(rq);
    struct tone found[TONE_MAX];
    size_t count = 0;
    if (e == NULL)
        return;
    bool correction = entry_corrects(e) > 0;
    for (size_t i = 0; i < e->fields_count; i++)
        if (asks(field_info(e->fields[i].field), correction))
            count = tone_find(found, count, TONE_MAX, rq->site->pack,
                              e->fields[i].text);
    struct view_tone *rows = ARENA_MANY(rq->mem, count + 1, struct view_tone);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct view_tone){ found[i].words, found[i].row->better,
                                      found[i].row->why };
    out->tone = rows;
    out->tone_count = count;
    out->tone_on = count > 0;
    out->tone_clause = STR("2.5k");
    if (count > 0)
        out->tone_link = way_on(&out->tone_way, rq, e);
}
