/* device.c: the custody form of one device (12.6h): how it came to the school,
 * its seal, every hand-over, the police's receipt, the return; and lines for
 * signatures by hand, where the record has a name and no signature. */
#include "document/inner.h"

struct custody {
    struct writing *w;
    const struct device *device;
};

/* The entry is of this device: it came in, or it moved. */
static bool is_step(const struct custody *c, size_t i)
{
    const struct incident *in = c->w->source->incident;
    const struct entry *e = &in->entries[i];
    uint64_t of;
    if (e->kind == ENTRY_DEVICE)
        return e->seq == c->device->seq;
    return e->kind == ENTRY_DEVICE_MOVE &&
           str_read_number(&of, entry_text(in->effective[i].counts, FIELD_OF),
                           UINT32_MAX) == OK &&
           of == c->device->seq;
}

/* "Seal B1204. Unbroken. Receipt 55/1" */
static struct str seal_words(struct writing *w, const struct entry *e)
{
    struct buf b;
    struct str seal = entry_text(e, FIELD_SEAL);
    struct str state = entry_words(w, e, FIELD_SEAL_STATE);
    struct str receipt = entry_text(e, FIELD_REFERENCE);
    buf_open(&b, w->mem, 128, 2048);
    if (seal.size > 0)
        buf_printf(&b, "Seal %.*s. ", STR_ARG(seal));
    if (state.size > 0)
        buf_printf(&b, "%.*s. ", STR_ARG(state));
    if (receipt.size > 0)
        buf_printf(&b, "Receipt %.*s.", STR_ARG(receipt));
    return b.size > 0 ? buf_str(&b) : STR("None recorded");
}

static void step_row(const struct custody *c, size_t i)
{
    struct writing *w = c->w;
    const struct entry *written = &w->source->incident->entries[i];
    const struct entry *e = w->source->incident->effective[i].counts;
    bool taken = written->kind == ENTRY_DEVICE;
    struct str witness = name_alone(user_words(w, entry_text(e,
                                                             FIELD_WITNESS)));
    struct str by = name_alone(w->source->user(w->mem, w->source->context,
                                               written->author));
    struct str what = entry_words(w, e, taken ? FIELD_TAKEN_HOW : FIELD_MOVE);
    const struct str cells[] = {
        time_words(w->mem, entry_when(e, FIELD_HAPPENED_AT)),
        str_printf(w->mem, "%.*s (entry %u)", STR_ARG(what), written->seq),
        taken ? entry_words(w, e, FIELD_BELONGS_TO)
              : entry_text(e, FIELD_FROM),
        entry_text(e, taken ? FIELD_KEPT_AT : FIELD_INTO),
        seal_words(w, e),
        witness.size > 0
            ? str_printf(w->mem, "%.*s. Witness: %.*s", STR_ARG(by),
                         STR_ARG(witness))
            : by,
    };
    write_row(w, "tr", cells, COUNT_OF(cells));
}

static void write_chain(const struct custody *c)
{
    static const struct str widths[] = { { "16", 2 }, { "20", 2 },
                                         { "15", 2 }, { "17", 2 },
                                         { "16", 2 }, { "16", 2 } };
    const struct str heads[] = { STR("When"), STR("What happened"),
                                 STR("From"), STR("To"),
                                 STR("Seal, receipt"), STR("Recorded by") };
    const struct incident *in = c->w->source->incident;
    write_line(c->w, "h2", STR("Who has had it, oldest first"));
    paper_line(&c->w->out, "table", widths, COUNT_OF(widths));
    write_row(c->w, "th", heads, COUNT_OF(heads));
    for (size_t i = 0; i < in->entries_count; i++)
        if (is_step(c, i))
            step_row(c, i);
    write_line(c->w, "note", STR("Who recorded a step did so from their own sign-in. All others in the chain sign below."));
}

static const char *yes_or_not(bool done)
{
    return done ? "Yes" : "Not recorded";
}

static void write_state(const struct custody *c)
{
    struct writing *w = c->w;
    const struct device *d = c->device;
    struct str now = d->last != NULL ? entry_text(d->last, FIELD_INTO)
                                     : entry_text(d->taken, FIELD_KEPT_AT);
    write_fact(w, "Device", entry_text(d->taken, FIELD_THING));
    write_fact(w, "Belongs to", entry_words(w, d->taken, FIELD_BELONGS_TO));
    write_fact(w, "Where it is now", now);
    write_fact(w, "Wi-Fi and mobile data off (12.6(h))",
               str_of(yes_or_not(d->offline)));
    write_fact(w, "Turned off (12.6(h))", str_of(yes_or_not(d->off)));
    write_fact(w, "In a secure place (12.6(h))",
               str_of(yes_or_not(d->secured)));
    write_fact(w, "Passed to the police", d->with_police ? STR("Yes")
                                                         : STR("Not so far"));
    write_fact(w, "Returned", d->returned ? STR("Yes") : STR("Not so far"));
    write_fact(w, "Receipt given to", entry_text(d->taken, FIELD_RECEIPT_TO));
    write_line(w, "note", STR("Nobody in the school looks through a device, and no passcode is kept. No picture is held in this record and none is attached."));
}

/* Who gave and who received, where there is only a name: whoever recorded a
 * step has done so from their own sign-in. */
static void write_lines_of(const struct custody *c, size_t i)
{
    struct writing *w = c->w;
    const struct entry *e = w->source->incident->effective[i].counts;
    uint32_t seq = w->source->incident->entries[i].seq;
    struct str witness = name_alone(user_words(w, entry_text(e,
                                                             FIELD_WITNESS)));
    bool handed = entry_has_word(e, FIELD_MOVE, "handed");
    bool gave = handed || entry_has_word(e, FIELD_TAKEN_HOW, "handed");
    bool received = handed || entry_has_word(e, FIELD_MOVE, "police") ||
                    entry_has_word(e, FIELD_MOVE, "returned");
    if (gave)
        write_sign(w, str_printf(w->mem, "Entry %u: handed over by", seq),
                   handed ? entry_text(e, FIELD_FROM)
                          : entry_words(w, e, FIELD_BELONGS_TO));
    if (received)
        write_sign(w, str_printf(w->mem, "Entry %u: received by", seq),
                   entry_text(e, FIELD_INTO));
    if (witness.size > 0)
        write_sign(w, str_printf(w->mem, "Entry %u: witness", seq), witness);
}

void write_custody(struct writing *w)
{
    struct custody c = { w, w->source->device };
    const struct incident *in = w->source->incident;
    must(c.device != NULL);
    write_state(&c);
    write_chain(&c);
    write_line(w, "h2", STR("Signatures by hand"));
    for (size_t i = 0; i < in->entries_count; i++)
        if (is_step(&c, i))
            write_lines_of(&c, i);
    if (!c.device->returned) {
        write_line(w, "h2", STR("Next hand-over"));
        write_line(w, "p", STR("Write the number of the seal and if it is unbroken. Then record the hand-over in the incident."));
        write_sign(w, STR("Seal, date and time"), STR(""));
        write_sign(w, STR("Handed over by"), STR(""));
        write_sign(w, STR("Received by"), STR(""));
    }
}
