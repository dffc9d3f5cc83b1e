/* chronology.c: every entry in the order it was written, oldest first; for
 * one child without what is about other pupils (D12); outside the school
 * without how a member of staff is supported (4.2); and as a table. */
#include "document/inner.h"

/* That whoever viewed a picture was offered support (12.7) is not kept back:
 * the offer is owed and has to be shown, and the record beside it names them.
 * What they asked for is on no paper (words.c). */
bool document_keeps_back(const struct incident *in, const struct entry *e)
{
    size_t seq = entry_corrects(e);
    return (seq > 0 ? in->entries[seq - 1].kind : e->kind) ==
           ENTRY_STAFF_CARE;
}

/* About another pupil. */
static bool not_theirs(const struct writing *w, const struct entry *e)
{
    return w->hiding != NULL &&
           hidden_entry(w->source->incident, w->source->child, e);
}

static bool kept_back(const struct writing *w, const struct entry *e)
{
    return (w->hiding != NULL || !w->source->own_copy) &&
           document_keeps_back(w->source->incident, e);
}

bool entry_shown(const struct writing *w, const struct entry *e)
{
    return !not_theirs(w, e) && !kept_back(w, e);
}

static size_t count_of(const struct writing *w,
                       bool (*is)(const struct writing *,
                                  const struct entry *))
{
    size_t count = 0;
    for (size_t i = 0; i < w->source->incident->entries_count; i++)
        count += is(w, &w->source->incident->entries[i]);
    return count;
}

static void write_kept_back(struct writing *w)
{
    size_t out = count_of(w, kept_back);
    if (out > 0)
        write_line(w, "note", str_printf(w->mem, "%zu %s left out because %s how a member of staff is supported (paragraph 4.2).",
                                         out, out == 1 ? "entry is" : "entries are",
                                         out == 1 ? "it says" : "they say"));
}

static void write_limits(struct writing *w)
{
    size_t out = count_of(w, not_theirs);
    const struct person *child = w->source->child;
    write_fact(w, "About", child->name);
    write_ours(w, "Who", person_words(w->mem, child));
    write_fact(w, "Part", person_parts(w->mem, child, NO_PART));
    write_line(w, "note", STR("Names of other pupils who are recorded in the incident are replaced by “another pupil”. Nicknames, descriptions and names that are not recorded as people cannot be found by a program: read all of it before you pass it on."));
    if (out > 0)
        write_line(w, "note", str_printf(w->mem, "%zu %s left out because %s about another pupil.",
                                         out, out == 1 ? "entry is" : "entries are",
                                         out == 1 ? "it is" : "they are"));
}

static void write_entry(struct writing *w, size_t i)
{
    const struct incident *in = w->source->incident;
    const struct entry *e = &in->entries[i];
    const char *clause = kind_info(e->kind)->clause;
    struct str heading = entry_heading(w, e);
    struct str by = entry_author(w, e);
    if (clause[0] != '\0') {
        struct str cite = clause_cite(w->mem, str_of(clause));
        by = str_printf(w->mem, "%.*s. %.*s of the policy", STR_ARG(by),
                        STR_ARG(cite));
    }
    const struct str fields[] = {
        str_printf(w->mem, "Entry %u", e->seq),
        minute_words(w->mem, minute_in_london(e->at)), heading, by,
    };
    paper_line(&w->out, "entry", fields, COUNT_OF(fields));
    if (in->effective[i].corrected_by > 0)
        write_line(w, "note", str_printf(w->mem, "Corrected by entry %u. These are the earlier words.",
                                         in->effective[i].corrected_by));
    size_t count;
    const struct field_row *rows = entry_rows(&count, w, e);
    for (size_t r = 0; r < count; r++)
        write_fact(w, rows[r].label, rows[r].words);
}

void write_chronology(struct writing *w)
{
    const struct incident *in = w->source->incident;
    struct date last = { -1 };
    write_fact(w, "Where it stands", status_words(w));
    if (w->hiding != NULL) {
        write_limits(w);
    } else {
        write_line(w, "h2", STR("People"));
        write_people(w, INCIDENT_PEOPLE_MAX);
    }
    write_kept_back(w);
    for (size_t i = 0; i < in->entries_count; i++) {
        if (!entry_shown(w, &in->entries[i]))
            continue;
        struct date on = date_in_london(in->entries[i].at);
        if (on.days != last.days)
            write_line(w, "h2", date_words_long(w->mem, on));
        last = on;
        write_entry(w, i);
    }
}

/* ---- for a spreadsheet (RFC 4180) ---- */

/* Would a spreadsheet work it out? The wide forms of the signs count, and
 * what stands before them is skipped as a spreadsheet may skip it. */
static bool is_formula(struct str text)
{
    static const char *const signs[] = { "=", "+", "-", "@", "|", "%", "＝",
                                         "＋", "－", "＠" };
    static const char *const skipped[] = { " ", "\t", "\r", "\n",
                                           "\xC2\xA0" };
    for (size_t i = 0; i < COUNT_OF(skipped); i++)
        while (str_starts(text, skipped[i])) {
            size_t size = strlen(skipped[i]);
            text = (struct str){ text.data + size, text.size - size };
            i = 0;
        }
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_starts(text, signs[i]))
            return true;
    return false;
}

static void cell(struct buf *out, struct str text)
{
    buf_put_char(out, '"');
    if (is_formula(text))
        buf_put_char(out, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            buf_put_char(out, '"');
        if (text.data[i] == '\r')
            continue;
        if (text.data[i] == '\n')
            buf_put_char(out, '\r');
        buf_put_char(out, text.data[i]);
    }
    buf_put_char(out, '"');
}

static void cells(struct buf *out, const struct str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        cell(out, texts[i]);
    }
    buf_put_str(out, STR("\r\n"));
}

static struct str answers_text(struct writing *w, const struct entry *e)
{
    size_t count;
    const struct field_row *rows = entry_rows(&count, w, e);
    struct buf b;
    buf_open(&b, w->mem, 1024, ENTRY_BODY_MAX * 2);
    for (size_t i = 0; i < count; i++)
        buf_printf(&b, "%s%s: %.*s", i > 0 ? "\n" : "", rows[i].label,
                   STR_ARG(rows[i].words));
    return b.size > 0 ? buf_str(&b) : STR("");
}

/* That an entry was left out is a row too: the numbers have no gap. */
static void table_row(struct writing *w, size_t i)
{
    const struct document_source *s = w->source;
    const struct entry *e = &s->incident->entries[i];
    uint32_t corrected = s->incident->effective[i].corrected_by;
    bool out = !entry_shown(w, e);
    const struct str row[] = {
        s->reference,
        str_printf(w->mem, "%u", e->seq),
        instant_print(w->mem, e->at),
        time_words(w->mem, e->at),
        out ? STR("") : entry_author(w, e),
        out ? STR("Left out") : entry_heading(w, e),
        out ? STR("4.2") : str_of(kind_info(e->kind)->clause),
        out ? STR("How a member of staff is supported is in the school’s own copy.")
            : answers_text(w, e),
        corrected > 0 ? str_printf(w->mem, "%u", corrected) : STR(""),
    };
    cells(&w->out, row, COUNT_OF(row));
}

bool document_table(struct str *out, const struct document_source *source)
{
    const struct str heads[] = {
        STR("Incident"), STR("Entry"), STR("Recorded (UTC)"),
        STR("Recorded (London)"), STR("By"), STR("What"), STR("Paragraph"),
        STR("Words"), STR("Corrected by entry"),
    };
    struct writing w = { .source = source, .mem = source->mem };
    buf_open(&w.out, w.mem, 1 << 16, DOCUMENT_BYTES_MAX);
    buf_put_str(&w.out, STR("\xEF\xBB\xBF"));
    cells(&w.out, heads, COUNT_OF(heads));
    for (size_t i = 0; i < source->incident->entries_count; i++)
        table_row(&w, i);
    *out = buf_str(&w.out);
    return !w.out.overflowed;
}
