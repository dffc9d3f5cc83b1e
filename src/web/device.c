/* device.c: devices in the school's keeping, every hand-over of them (12.6h),
 * and searches (12.1). A passcode has no field. */
#include "web/handlers.h"
#include "web/section.h"

static const char *const no_picture =
    "Do not describe what a picture shows. Never write down a passcode.";

/* ---- the list ---- */

static struct str status_words(const struct device *d)
{
    if (d->with_police)
        return STR("With the police");
    if (d->returned)
        return STR("Returned");
    return d->offline && d->off && d->secured ? STR("Off and locked away")
                                              : STR("Not yet safe");
}

struct str devices_state(struct request *rq, const struct known *k)
{
    const struct incident *in = &k->incident;
    size_t held = 0;
    for (size_t i = 0; i < in->devices_count; i++)
        held += !in->devices[i].with_police && !in->devices[i].returned;
    if (in->devices_count == 0)
        return STR("None held");
    return str_printf(rq->mem, "%zu held", held);
}

static struct str where_words(struct request *rq, const struct section_page *p,
                              const struct device *d)
{
    return d->last != NULL ? entry_text(d->last, FIELD_INTO)
                           : section_words(rq, &p->names, d->taken,
                                           FIELD_KEPT_AT);
}

static void searches_fill(struct section_page *p, struct request *rq)
{
    const struct incident *in = &p->known.incident;
    struct view_group *groups = ARENA_MANY(rq->mem, in->entries_count,
                                           struct view_group);
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_SEARCH)
            continue;
        struct view_group *g = &groups[p->v.groups_count++];
        struct str who = names_with_role(rq->mem, &p->names, e->author);
        struct str when = when_words(rq->mem, e->at, p->known.as_of);
        *g = (struct view_group){
            .heading = STR("Search"),
            .note = str_printf(rq->mem, "Recorded by %.*s, %.*s (Paragraph 12.1)",
                               STR_ARG(who), STR_ARG(when)),
        };
        g->answers = entry_answers(&g->answers_count, rq->mem,
                                   in->effective[i].counts, &p->names);
    }
    p->v.groups = groups;
}

void devices_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Devices and searches",
                           CASE_DEVICES))
        return;
    const struct incident *in = &p->known.incident;
    const struct duty *d = case_duty(&p->known, "12.6h");
    if (d != NULL) {
        p->v.req = case_req(rq, &p->known, &p->names, d);
        p->v.req.action = d->subject.size == 0 &&
                          case_can(rq, PERMIT_WRITE_NOTE);
        p->v.req.href = case_path(rq->mem, p->known.reference,
                                  "/devices/new");
        p->v.req.button = STR("Record where it is");
    }
    p->v.items_heading = STR("Devices");
    if (in->devices_count == 0)
        p->v.items_empty = STR("No device is in the school’s keeping. Nobody looks through a device.");
    struct view_plain_row *rows = ARENA_MANY(rq->mem, in->devices_count,
                                             struct view_plain_row);
    for (size_t i = 0; i < in->devices_count; i++) {
        const struct device *device = &in->devices[i];
        struct str where = where_words(rq, p, device);
        rows[p->v.items_count++] = (struct view_plain_row){
            .id = str_printf(rq->mem, "d%u", device->seq),
            .href = section_path(rq->mem, p->known.reference, "devices",
                                 device->seq, ""),
            .title = entry_text(device->taken, FIELD_THING),
            .hint = str_printf(rq->mem, "Now: %.*s", STR_ARG(where)),
            .status = status_words(device),
            .tone = device->offline && device->off && device->secured
                        ? STR("")
                        : STR("red"),
        };
    }
    p->v.items = rows;
    searches_fill(p, rq);
    struct str ref = p->known.reference;
    section_action(p, rq, "Record a device that the school keeps",
                   case_path(rq->mem, ref, "/devices/new"), PERMIT_WRITE_NOTE);
    section_action(p, rq, "Record a search",
                   case_path(rq->mem, ref, "/devices/search"),
                   PERMIT_WRITE_NOTE);
    section_page_show(p, rq);
}

/* ---- one device ---- */

/* Words before what is known; nothing for what is not. */
static void part_put(struct buf *b, const char *before, struct str words)
{
    if (words.size > 0)
        buf_printf(b, "%s%.*s", before, STR_ARG(words));
}

/* Newest first: what, from whom to whom, who saw it. */
static struct view_group custody_group(struct request *rq,
                                       const struct section_page *p,
                                       const struct device *d)
{
    const struct incident *in = &p->known.incident;
    struct rows rows = rows_make(rq->mem, in->entries_count + 1);
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = &in->entries[i];
        const struct entry *c = in->effective[i].counts;
        bool taken = e->kind == ENTRY_DEVICE && e->seq == d->seq;
        uint64_t of;
        if (!taken && (e->kind != ENTRY_DEVICE_MOVE ||
                       str_read_number(&of, entry_text(c, FIELD_OF),
                                       UINT32_MAX) != OK || of != d->seq))
            continue;
        struct instant at;
        if (instant_read(&at, entry_text(c, FIELD_HAPPENED_AT)) != OK)
            at = e->at;
        struct str what = section_words(rq, &p->names, c,
                                        taken ? FIELD_TAKEN_HOW : FIELD_MOVE);
        struct str from = entry_text(c, FIELD_FROM);
        struct str to = entry_text(c, taken ? FIELD_KEPT_AT : FIELD_INTO);
        struct str seal = entry_text(c, FIELD_SEAL);
        struct str broken = entry_text(c, FIELD_SEAL_STATE);
        struct str receipt = entry_text(c, FIELD_REFERENCE);
        struct str by = names_of(&p->names, e->author);
        struct str witness = section_words(rq, &p->names, c, FIELD_WITNESS);
        struct str when = when_words(rq->mem, at, p->known.as_of);
        struct buf b;
        buf_open(&b, rq->mem, 256, ENTRY_BODY_MAX);
        buf_put_str(&b, what);
        part_put(&b, ". From ", from);
        part_put(&b, from.size > 0 ? " to " : ". To ", to);
        part_put(&b, ". Seal ", seal);
        part_put(&b, ". The seal: ", choice_label(SET_SEAL_STATE, broken));
        part_put(&b, ". Receipt ", receipt);
        part_put(&b, ". Recorded by ", by);
        part_put(&b, ". Witness: ", witness);
        rows_add(&rows, "", buf_str(&b), "");
        rows.rows[rows.count - 1].key = when;
    }
    return (struct view_group){ STR("Who has had it"), STR("Newest first"),
                                rows.rows, rows.count };
}

static struct view_group device_group(struct request *rq,
                                      const struct section_page *p,
                                      const struct device *d)
{
    struct rows rows = rows_make(rq->mem, 8);
    struct str where = where_words(rq, p, d);
    rows_add(&rows, "Where it is now", where, "");
    rows_add(&rows, "Wi-Fi and mobile data off",
             d->offline ? STR("Yes") : STR("Not recorded"), "12.6h");
    rows_add(&rows, "Turned off", d->off ? STR("Yes") : STR("Not recorded"),
             "12.6h");
    rows_add(&rows, "In a secure place",
             d->secured ? STR("Yes") : STR("Not recorded"), "12.6h");
    rows_add(&rows, "Passed to the police, if needed",
             d->with_police ? STR("Yes") : STR("Not so far"), "12.6h");
    rows_add(&rows, "Belongs to",
             section_words(rq, &p->names, d->taken, FIELD_BELONGS_TO), "");
    rows_add(&rows, "Receipt given to",
             section_words(rq, &p->names, d->taken, FIELD_RECEIPT_TO), "");
    rows_add(&rows, "Bag or seal when it was taken in",
             section_words(rq, &p->names, d->taken, FIELD_SEAL), "");
    return (struct view_group){ STR("Its state"),
                                STR("No passcode is kept. Nobody looks through it."),
                                rows.rows, rows.count };
}

void device_page(struct request *rq, const struct permit *permit)
{
    struct section_page *p = ARENA_NEW(rq->mem, struct section_page);
    if (!section_page_open(p, rq, permit, "Device", CASE_DEVICES))
        return;
    const struct device *d = incident_device(&p->known.incident,
                                             section_number(rq));
    if (d == NULL) {
        respond_not_found(rq);
        return;
    }
    struct str subject = str_printf(rq->mem, "d%u", d->seq);
    const struct duty *duty = section_duty(rq, &p->known, "12.6h", subject);
    struct str move = section_path(rq->mem, p->known.reference, "devices",
                                   d->seq, "/move");
    p->v.heading = entry_text(d->taken, FIELD_THING);
    if (duty != NULL) {
        p->v.req = case_req(rq, &p->known, &p->names, duty);
        p->v.req.action = case_can(rq, PERMIT_WRITE_NOTE);
        p->v.req.href = move;
        p->v.req.button = STR("Record that it is off and locked away");
    } else if (!d->with_police && !d->returned) {
        bool hold = p->known.answer.evidence_hold;
        p->v.req = (struct view_req){
            .on = true,
            .label = STR("What the policy requires"),
            .what = hold ? STR("Keep it turned off and locked away until the police have said what becomes of it")
                         : STR("Keep it turned off and locked away until the outcome is decided"),
            .why = hold ? STR("The police may need what is on it. Searches and confiscation follow the trust’s own policy.")
                        : STR("Then it is returned, or passed to the police. Searches and confiscation follow the trust’s own policy."),
            .clause = STR("12.6h"),
            .by = hold ? STR("Until the police advise")
                       : STR("Until the outcome is decided"),
        };
    }
    struct view_group *groups = ARENA_MANY(rq->mem, 2, struct view_group);
    groups[0] = device_group(rq, p, d);
    groups[1] = custody_group(rq, p, d);
    p->v.groups = groups;
    p->v.groups_count = 2;
    section_action(p, rq, "Record a move or a hand-over", move,
                   PERMIT_WRITE_NOTE);
    section_action(p, rq, "Make the custody form",
                   section_path(rq->mem, p->known.reference, "devices",
                                d->seq, "/document"), PERMIT_WRITE_NOTE);
    section_action(p, rq, "All devices and searches",
                   case_path(rq->mem, p->known.reference, "/devices"),
                   PERMIT_SEE_INCIDENT);
    section_page_show(p, rq);
}

/* ---- forms ---- */

void device_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    s->form.kind = ENTRY_DEVICE;
    s->form.title = "Record a device that the school keeps";
    s->form.lede = "Turn off Wi-Fi and mobile data, turn it off, and lock it away. Nobody looks through it.";
    s->form.button = "Save this device";
    s->form.done = "device";
    s->form.section = CASE_DEVICES;
    s->form.form_path = "/devices/new";
    s->form.next = case_path(rq->mem, s->known.reference, "/devices");
    section_look(s, (struct field_look){
        FIELD_THING, .label = "What is it?",
        .hint = "For example: black phone, cracked corner, blue case. Never a passcode." });
    section_look_person(s, rq, FIELD_BELONGS_TO, "Whose is it?", NULL);
    section_look(s, (struct field_look){ FIELD_TAKEN_HOW,
                                       .label = "How did it come to the school?" });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "For example 23 November 2026, 11:05am. Leave it empty for now." });
    section_look(s, (struct field_look){
        FIELD_DEVICE_STATE, .label = "What is done already?",
        .clause = "12.6h" });
    section_look(s, (struct field_look){ FIELD_SEAL, .width = "20" });
    section_look(s, (struct field_look){
        FIELD_KEPT_AT, .label = "Where is it kept?",
        .hint = "For example the main office safe." });
    section_look(s, (struct field_look){ FIELD_RECEIPT_TO });
    section_look_user(s, rq, FIELD_WITNESS, "Who witnessed it?", NULL, NULL);
    section_form_run(s, rq, permit);
}

void device_move_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    const struct device *d = incident_device(&s->known.incident,
                                             section_number(rq));
    if (d == NULL) {
        respond_not_found(rq);
        return;
    }
    struct str number = str_printf(rq->mem, "%u", d->seq);
    section_give(s, FIELD_OF, number);
    s->form.hidden_name = "about";
    s->form.hidden_value = number;
    s->form.kind = ENTRY_DEVICE_MOVE;
    s->form.title = "Record a move or a hand-over";
    s->form.lede = "Every time it changes hands or place, however short.";
    s->form.button = "Save";
    s->form.done = "device-move";
    s->form.section = CASE_DEVICES;
    s->form.form_path = section_form_path(rq->mem, "devices", d->seq, "/move");
    s->form.next = section_path(rq->mem, s->known.reference, "devices", d->seq,
                                "");
    if (s->known.answer.evidence_hold) {
        s->form.note = "Evidence is held. Give nothing back until the police have said that nothing has to be kept.";
        s->form.note_clause = "12.6h";
    }
    section_look(s, (struct field_look){ FIELD_MOVE });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "Leave it empty for now." });
    section_look(s, (struct field_look){
        FIELD_FROM, .label = "From whom or from where?" });
    section_look(s, (struct field_look){
        FIELD_INTO, .label = "To whom or to where?",
        .hint = "For the police: name, number and station." });
    section_look(s, (struct field_look){
        FIELD_DEVICE_STATE, .label = "What is done now?", .clause = "12.6h" });
    section_look(s, (struct field_look){ FIELD_SEAL, .width = "20" });
    section_look(s, (struct field_look){
        FIELD_SEAL_STATE, .label = "How was the seal when it was handed over?",
        .inline_radios = true });
    section_look(s, (struct field_look){
        FIELD_REFERENCE, .label = "Number of the receipt", .width = "20",
        .hint = "The police give one." });
    section_look_user(s, rq, FIELD_WITNESS, "Who witnessed it?", NULL, NULL);
    section_form_run(s, rq, permit);
}

void search_form(struct request *rq, const struct permit *permit)
{
    struct section_form *s = section_form_open(rq, permit);
    if (s == NULL)
        return;
    s->form.kind = ENTRY_SEARCH;
    s->form.title = "Record a search";
    s->form.lede = "Searches and confiscation follow the trust’s Searching, Screening and Confiscation Policy. Nobody searches to find a picture and look at it.";
    s->form.button = "Save this search";
    s->form.done = "search";
    s->form.section = CASE_DEVICES;
    s->form.form_path = "/devices/search";
    s->form.next = case_path(rq->mem, s->known.reference, "/devices");
    section_look_person(s, rq, FIELD_SEARCHED, "Who was searched?", NULL);
    section_look(s, (struct field_look){
        FIELD_GROUND_WHY, .label = "Why was there a search?", .rows = 3,
        .clause = "12.1", .hint = no_picture });
    section_look(s, (struct field_look){
        FIELD_LOOKED_FOR, .label = "What was looked for?",
        .hint = "For example a phone." });
    section_look(s, (struct field_look){
        FIELD_ALLOWED_BY, .label = "Who allowed it?",
        .hint = "The Headteacher, or a member of staff whom the Headteacher has allowed to search." });
    section_look(s, (struct field_look){
        FIELD_HAPPENED_AT, .label = "When?", .width = "20",
        .hint = "Leave it empty for now." });
    section_look(s, (struct field_look){ FIELD_ROOM, .label = "Where?" });
    section_look_user(s, rq, FIELD_STAFF, "Who searched?", NULL, NULL);
    section_look_user(s, rq, FIELD_WITNESS, "Who witnessed it?", NULL, NULL);
    section_look(s, (struct field_look){
        FIELD_SEARCHER_SEX, .label = "Were both of the same sex as the pupil?",
        .inline_radios = true });
    section_look(s, (struct field_look){
        FIELD_SEARCHER_SEX_WHY, .label = "If not, why was that not possible?" });
    section_look(s, (struct field_look){
        FIELD_CONSENT, .label = "Did the pupil agree?",
        .inline_radios = true });
    section_look(s, (struct field_look){
        FIELD_FOUND, .label = "What was found and taken?", .rows = 3,
        .hint = no_picture });
    section_look(s, (struct field_look){
        FIELD_ACTIONS, .label = "What was done as a result?", .rows = 3,
        .hint = "What was taken into keeping has a record of its own. Do not describe what a picture shows." });
    section_look(s, (struct field_look){
        FIELD_PARENT_TOLD, .label = "Was a parent or carer told of it?",
        .inline_radios = true });
    section_form_run(s, rq, permit);
}
