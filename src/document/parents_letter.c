/* parents_letter.c: the letter to the parents of one child: what every parent
 * is told, and the advice for the child's part (10.3 to 10.6). It names no
 * child at all (D12, D19), and while nobody may be asked to delete tells
 * nobody to (D3, D22). */
#include "document/inner.h"

/* The items of one list as they are said now, without some letters. */
static struct document_group advice_group(const struct document_source *s,
                                          const char *clause,
                                          const char *heading,
                                          const char *skip)
{
    const struct pack_advice *a = pack_advice(s->pack, str_of(clause));
    bool hold = !incident_may_delete(s->answer);
    must(a != NULL);
    struct document_row *rows = ARENA_MANY(s->mem, a->items_count,
                                           struct document_row);
    struct document_group g = { str_of(heading), rows, 0 };
    for (size_t i = 0; i < a->items_count; i++) {
        const struct pack_advice_item *item = &a->items[i];
        if (item->letter.size == 1 &&
            strchr(skip, item->letter.data[0]) != NULL)
            continue;
        rows[g.count++] = (struct document_row){
            .label = "", .clause = "",
            .words = hold && item->hold.size > 0 ? item->hold : item->text,
        };
    }
    return g;
}

static bool advice_applies(const struct document_source *s,
                           const char *clause)
{
    for (size_t i = 0; i < s->answer->duties_count; i++)
        if (str_is(s->answer->duties[i].clause, clause) &&
            str_same(s->answer->duties[i].subject, s->child->id))
            return true;
    return false;
}

/* Of CEOP only where something points to grooming, of updates only where the
 * child has not asked against them (10.3e, 10.3g). */
static const char *letters_left_out(const struct document_source *s)
{
    const struct family *f = incident_family(s->incident, s->child->id);
    bool grooming = s->answer->because[CRITERION_8_9A] ||
                    s->answer->because[CRITERION_8_9B];
    if (f != NULL && f->no_updates)
        return grooming ? "e" : "eg";
    return grooming ? "" : "g";
}

const struct document_group *letter_groups(size_t *count,
                                           const struct document_source *s)
{
    static const char *const clauses[] = { "10.4", "10.5", "10.6" };
    static const char *const headings[] = {
        "How you can help your child", "If your child was sent a picture",
        "If your child passed something on or made it",
    };
    struct document_group *groups = ARENA_MANY(s->mem, COUNT_OF(clauses) + 1,
                                               struct document_group);
    *count = 0;
    groups[(*count)++] = advice_group(s, "10.3", "What happens now, and who is there for you",
                                      letters_left_out(s));
    for (size_t i = 0; i < COUNT_OF(clauses); i++)
        if (advice_applies(s, clauses[i]))
            groups[(*count)++] = advice_group(s, clauses[i], headings[i], "");
    return groups;
}

struct str letter_link(const struct document_source *s)
{
    const struct family *f = incident_family(s->incident, s->child->id);
    const struct writing w = { .source = s, .mem = s->mem };
    struct str name = STR("");
    if (f != NULL && f->link_name.size > 0)
        name = f->link_name;
    else if (f != NULL)
        name = name_alone(user_words(&w, f->link_person));
    return name.size == 0 ? STR("")
                          : str_printf(s->mem, "Your link person in school is %.*s.",
                                       STR_ARG(name));
}

void write_letter(struct writing *w)
{
    const struct document_source *s = w->source;
    size_t count;
    const struct document_group *groups = letter_groups(&count, s);
    struct str link = letter_link(s);
    write_line(w, "p", date_words(w->mem, date_in_london(s->at)));
    write_line(w, "h1", STR("How we look after your child"));
    write_line(w, "p", STR("Dear parent or carer,"));
    write_line(w, "p", STR("We have spoken with you about something that has happened, in which your child has a part. This letter puts in writing what we talked about, and how you can help."));
    for (size_t i = 0; i < count; i++) {
        write_line(w, "h2", groups[i].heading);
        if (i == 0 && link.size > 0)
            write_line(w, "p", link);
        for (size_t r = 0; r < groups[i].count; r++)
            write_line(w, "li", groups[i].rows[r].words);
    }
    write_line(w, "p", STR("Yours sincerely,"));
    write_sign(w, STR("Designated Safeguarding Lead"), s->dsl);
}
