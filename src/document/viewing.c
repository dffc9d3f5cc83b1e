/* viewing.c: the record of one viewing, or of a request for one: who agreed,
 * who was in the room, why, what was done (12.6f), and who signed it when
 * (12.6g). It has no word for what a picture shows. */
#include "document/inner.h"

static void write_all(struct writing *w, const struct entry *e,
                      const enum field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_fact(w, str_c(w->mem,
                            expand(w, str_of(field_info(fields[i])->label))),
                   expand(w, entry_words(w, e, fields[i])));
}

static void write_request(struct writing *w, const struct viewing *v)
{
    static const enum field fields[] = {
        FIELD_GROUND, FIELD_GROUND_WHY, FIELD_PICTURED, FIELD_TO_VIEW,
        FIELD_DISTRESS,
    };
    const struct entry *asked = &w->source->incident->entries[v->seq - 1];
    if (v->request == NULL)
        return;
    write_line(w, "h2", STR("The request (paragraph 12.5)"));
    write_ours(w, "Asked by", entry_author(w, asked));
    write_fact(w, "Asked on", time_words(w->mem, asked->at));
    write_all(w, v->request, fields, COUNT_OF(fields));
}

static void write_answers(struct writing *w, const struct viewing *v)
{
    static const struct str widths[] = { { "24", 2 }, { "20", 2 },
                                         { "20", 2 }, { "20", 2 },
                                         { "16", 2 } };
    const struct str heads[] = { STR("Name"), STR("Role"), STR("Answer"),
                                 STR("When"), STR("Confirmed with") };
    write_line(w, "h2", STR("Permissions (paragraph 12.6)"));
    if (v->answers_count == 0) {
        write_line(w, "p", STR("Nobody has answered."));
        return;
    }
    paper_line(&w->out, "table", widths, COUNT_OF(widths));
    write_row(w, "th", heads, COUNT_OF(heads));
    for (size_t i = 0; i < v->answers_count; i++) {
        const struct entry *e = v->answers[i];
        struct str factor = entry_text(e, FIELD_FACTOR);
        const struct str cells[] = {
            name_alone(w->source->user(w->mem, w->source->context,
                                       e->author)),
            expand(w, entry_words(w, e, FIELD_AS_ROLE)),
            entry_words(w, e, FIELD_ALLOW),
            time_words(w->mem, e->at),
            factor.size > 0 ? factor : STR("Own sign-in"),
        };
        write_row(w, "tr", cells, COUNT_OF(cells));
    }
    for (size_t i = 0; i < v->answers_count; i++) {
        struct str said = entry_text(v->answers[i], FIELD_SAID);
        if (said.size == 0)
            continue;
        write_ours(w, "Comment by", entry_author(w, v->answers[i]));
        write_line(w, "said", said);
    }
}

/* What was added to the record without changing its words. */
static void write_reasons(struct writing *w, const struct viewing *v)
{
    const struct incident *in = w->source->incident;
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *e = &in->entries[i];
        uint64_t of;
        if (e->kind != ENTRY_VIEWING_REASON ||
            str_read_number(&of, entry_text(e, FIELD_OF),
                            UINT32_MAX) != OK || of != v->seq)
            continue;
        write_ours(w, "Reason recorded by", entry_author(w, e));
        write_line(w, "said", entry_text(e, FIELD_REASON));
    }
}

static void write_record(struct writing *w, const struct viewing *v)
{
    static const enum field fields[] = {
        FIELD_VIEWED_WHY, FIELD_PICTURED, FIELD_ROOM, FIELD_PREMISES,
        FIELD_PREMISES_WHY, FIELD_MINUTES, FIELD_VIEWER, FIELD_VIEWER_PART,
        FIELD_VIEWER_WHY, FIELD_PRESENT, FIELD_PRESENT_2, FIELD_PRESENT_3,
        FIELD_ALONE_WHY, FIELD_SAME_SEX, FIELD_SAME_SEX_WHY, FIELD_COPIED,
        FIELD_ACTIONS,
    };
    static const char *const cited[DEPARTURE_COUNT] = {
        [DEPARTURE_VIEWER] = "Not as paragraph 12.6(b) asks",
        [DEPARTURE_ALONE] = "Not as paragraph 12.6(c) asks",
        [DEPARTURE_PLACE] = "Not as paragraph 12.6(d) asks",
    };
    const struct entry *e = v->record;
    write_line(w, "h2", STR("What happened (paragraph 12.6(f))"));
    if (e == NULL) {
        write_line(w, "p", v->refused     ? STR("Nobody viewed: it was refused.")
                           : v->withdrawn ? STR("Nobody viewed: it was decided without.")
                                          : STR("Nobody has viewed."));
        return;
    }
    write_ours(w, "Recorded by", entry_author(w, v->record_written));
    write_fact(w, "Recorded on", time_words(w->mem, v->record_written->at));
    if (v->record_seq != v->record_written->seq)
        write_fact(w, "Corrected", str_printf(w->mem, "By entry %u: it says what is below. The earlier words are in the chronology.",
                                              v->record_seq));
    write_fact(w, "When it was viewed",
               time_words(w->mem, entry_when(e, FIELD_VIEWED_AT)));
    if (v->request == NULL)
        write_fact(w, "Reason allowed by the policy",
                   entry_words(w, e, FIELD_GROUND));
    write_all(w, e, fields, COUNT_OF(fields));
    if (entry_has_word(e, FIELD_ALREADY, "yes"))
        write_fact(w, "Permissions", STR("It had already happened when it was recorded, without both permissions."));
    if (entry_text(e, FIELD_PRESENT).size == 0)
        write_fact(w, "Who else was in the room", STR("Nobody is recorded"));
    for (unsigned i = 0; i < DEPARTURE_COUNT; i++)
        write_fact(w, cited[i], viewing_departs(v, (enum departure)i));
    write_reasons(w, v);
}

/* Everybody who was in the room, signed or not. */
static void write_signs(struct writing *w, const struct viewing *v)
{
    static const struct str widths[] = { { "28", 2 }, { "24", 2 },
                                         { "26", 2 }, { "22", 2 } };
    const struct str heads[] = { STR("Name"), STR("In the room as"),
                                 STR("Signed"), STR("Confirmed with") };
    write_line(w, "h2", STR("Signatures of those present (paragraph 12.6(g))"));
    paper_line(&w->out, "table", widths, COUNT_OF(widths));
    write_row(w, "th", heads, COUNT_OF(heads));
    for (size_t i = 0; i < v->present_count; i++) {
        const struct entry *sign = viewing_signed_by(v, v->present[i]);
        struct str factor = sign != NULL ? entry_text(sign, FIELD_FACTOR)
                                         : STR("");
        const struct str cells[] = {
            name_alone(user_words(w, v->present[i])),
            i == 0 ? STR("Viewer") : STR("Present"),
            sign != NULL ? time_words(w->mem, sign->at)
                         : STR("Not signed yet"),
            sign == NULL      ? STR("")
            : factor.size > 0 ? factor
                              : STR("Own sign-in"),
        };
        write_row(w, "tr", cells, COUNT_OF(cells));
    }
    for (size_t i = 0; i < v->signs_count; i++) {
        struct str said = entry_text(v->signs[i], FIELD_SAID);
        if (said.size == 0)
            continue;
        write_ours(w, "Comment by", entry_author(w, v->signs[i]));
        write_line(w, "said", said);
    }
    write_line(w, "note", STR("Each person signs from their own sign-in, after reading the record. The time is the server’s."));
}

void write_viewing(struct writing *w)
{
    const struct viewing *v = w->source->viewing;
    must(v != NULL);
    write_fact(w, "Entry", str_printf(w->mem, "%u", v->seq));
    write_fact(w, "Pictures", STR("No picture is held in this record and none is attached. What the picture showed is not recorded."));
    write_request(w, v);
    write_answers(w, v);
    write_record(w, v);
    if (v->record != NULL)
        write_signs(w, v);
}
