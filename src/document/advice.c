/* advice.c: the sheet for a pupil to keep (9.5 to 9.7). It fits the pupil's
 * part, names nobody, and while nobody may be asked to delete says what to do
 * instead (D3, D22): it may be left on a bus. */
#include "document/inner.h"

static const struct sheet_words {
    const char *clause;
    const char *heading;
} sheets[] = {
    { "9.5", "A picture of you was shared" },
    { "9.6", "You were sent a picture" },
    { "9.7", "You made or passed on a picture of somebody else" },
};

struct document_group sheet_points(const struct document_source *s)
{
    const struct pack_advice *a = pack_advice(s->pack, s->advice);
    bool hold = !incident_may_delete(s->answer);
    size_t which = 0;
    while (which < COUNT_OF(sheets) && !str_is(s->advice, sheets[which].clause))
        which++;
    must(a != NULL && which < COUNT_OF(sheets));
    struct document_row *rows = ARENA_MANY(s->mem, a->items_count,
                                           struct document_row);
    for (size_t i = 0; i < a->items_count; i++)
        rows[i] = (struct document_row){
            .label = "", .clause = "",
            .words = hold && a->items[i].hold.size > 0 ? a->items[i].hold
                                                       : a->items[i].text,
        };
    return (struct document_group){ str_of(sheets[which].heading), rows,
                                    a->items_count };
}

void write_sheet(struct writing *w)
{
    static const char *const we[] = {
        "We listen. We do not need to see anything.",
        "You can say what you want to happen, and which adult you want to talk to.",
        "Sometimes we need to tell someone else to keep you safe. We talk to you first whenever we can.",
        "We tell you what happens next.",
    };
    static const char *const others[] = {
        "Childline: 0800 1111, free, day and night.",
        "If you are in danger, or think of hurting yourself: 999.",
    };
    struct document_group points = sheet_points(w->source);
    write_line(w, "h1", points.heading);
    write_line(w, "p", STR("You are not alone, and it can get better. Telling somebody was right."));
    write_line(w, "h2", STR("What helps now"));
    for (size_t i = 0; i < points.count; i++)
        write_line(w, "li", points.rows[i].words);
    write_line(w, "h2", STR("What we do"));
    for (size_t i = 0; i < COUNT_OF(we); i++)
        write_line(w, "li", str_of(we[i]));
    write_line(w, "h2", STR("If you want to talk to somebody else"));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        write_line(w, "li", str_of(others[i]));
}
