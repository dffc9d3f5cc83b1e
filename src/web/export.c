/* export.c: paper for people outside the program (export.h). */
#include "web/export.h"

#include "web/paper.h"

struct export_form *export_open(struct request *rq,
                                const struct permit *permit,
                                enum document_kind kind)
{
    struct export_form *e = ARENA_NEW(rq->mem, struct export_form);
    struct instant none = { 0 };
    *e = (struct export_form){ .kind = kind };
    if (!known_load(&e->known, rq, permit, none))
        return NULL;
    names_open(&e->names, rq);
    e->form = (struct form_spec){
        .kind = ENTRY_EXPORT,
        .title = document_title(kind),
        .lede = "Making it is recorded in the chronology, with who it is for and why.",
        .button = "Make the document",
        .done = "document",
        .next = case_path(rq->mem, e->known.reference, "/documents"),
        .looks = e->looks,
        .given = e->given,
        .section = CASE_DOCUMENTS,
        .note = "No picture is in any document. Send it by a way that is safe for records about children.",
        .hidden_name = "about",
    };
    export_give(e, FIELD_DOCUMENT, str_of(document_word(kind)));
    return e;
}

void export_give(struct export_form *e, enum field field, struct str text)
{
    must(e->form.given_count < EXPORT_GIVEN_MAX);
    e->given[e->form.given_count++] = (struct entry_field){ field, text };
}

static struct str user_named(struct arena *mem, const void *names,
                             struct user_id user)
{
    return names_with_role(mem, names, user);
}

struct document_source export_source(struct request *rq,
                                     const struct known *k,
                                     const struct names *names)
{
    struct document_source source = {
        .mem = rq->mem,
        .reference = k->reference,
        .school = names_school(names, k->school),
        .incident = &k->incident,
        .answer = &k->answer,
        .stage = k->stage,
        .length = k->length,
        .at = rq->now,
        .recipient = STR(""),
        .by = names_with_role(rq->mem, names, rq->session.user),
        .dsl = names_holder(names, ROLE_DSL, k->school),
        .pack = rq->site->pack,
        .user = user_named,
        .context = names,
    };
    memcpy(source.head, k->row.last.bytes, sizeof(source.head));
    return source;
}

static struct document_source source_of(struct request *rq,
                                        const struct export_form *e,
                                        struct str recipient)
{
    struct document_source source = export_source(rq, &e->known, &e->names);
    source.recipient = recipient;
    source.child = e->child;
    source.viewing = e->viewing;
    source.device = e->device;
    source.advice = e->advice;
    return source;
}

/* ---- the form ---- */

struct view_group export_hidden(struct request *rq,
                                const struct document_hidden *hidden)
{
    struct rows rows = rows_make(rq->mem, hidden->count + 1);
    for (size_t i = 0; i < hidden->count; i++) {
        unsigned times = hidden->rows[i].times;
        rows_add(&rows, "",
                 times == 1 ? STR("Once")
                            : str_printf(rq->mem, "%u times", times), "");
        rows.rows[rows.count - 1].key = hidden->rows[i].words;
    }
    if (hidden->count == 0)
        rows_add(&rows, "None found", STR("No recorded name of another pupil stands in it."), "");
    return (struct view_group){
        STR("Names replaced by “another pupil”"),
        STR("Nicknames, descriptions and names that are not recorded as people cannot be found by a program. Read the document before you pass it on."),
        rows.rows, rows.count
    };
}

static struct view_group missing_group(struct request *rq,
                                       const struct referral_pack *pack)
{
    struct rows rows = rows_make(rq->mem, pack->missing_count + 1);
    for (size_t i = 0; i < pack->missing_count; i++)
        rows_add(&rows, pack->missing[i].label, STR("Not known yet"),
                 pack->missing[i].clause);
    if (pack->missing_count == 0)
        rows_add(&rows, "Nothing", STR("Everything that authorities ask is in the record."), "");
    return (struct view_group){
        STR("Not recorded yet"),
        STR("The document says so. A referral never waits for it."),
        rows.rows, rows.count
    };
}

/* The whole chronology is made for the school or for somebody outside. */
static bool has_copies(const struct export_form *e)
{
    return e->kind == DOCUMENT_CHRONOLOGY || e->kind == DOCUMENT_TABLE;
}

static size_t kept_back_count(const struct export_form *e)
{
    const struct incident *in = &e->known.incident;
    size_t count = 0;
    for (size_t i = 0; i < in->entries_count; i++)
        count += document_keeps_back(in, &in->entries[i]);
    return count;
}

/* "Entry 12: Support for a member of staff who is affected, Monday ...". */
static struct view_group kept_back_group(struct request *rq,
                                         const struct export_form *e)
{
    const struct incident *in = &e->known.incident;
    struct rows rows = rows_make(rq->mem, kept_back_count(e));
    for (size_t i = 0; i < in->entries_count; i++) {
        const struct entry *it = &in->entries[i];
        if (!document_keeps_back(in, it))
            continue;
        struct str when = when_words(rq->mem, it->at, rq->now);
        rows_add(&rows, "",
                 str_printf(rq->mem, "%s, %.*s", kind_info(it->kind)->title,
                            STR_ARG(when)), "4.2");
        rows.rows[rows.count - 1].key =
            str_printf(rq->mem, "Entry %u", it->seq);
    }
    return (struct view_group){
        has_copies(e) ? STR("Left out of a copy that leaves the school")
                      : STR("Left out"),
        STR("How a member of staff is supported is for the school to know. The document says that something is left out."),
        rows.rows, rows.count
    };
}

/* What was replaced, left out or is missing, before anything is made. */
static void preview_fill(struct export_form *e, struct request *rq)
{
    struct view_group *groups = ARENA_MANY(rq->mem, 3, struct view_group);
    struct document_source source = source_of(rq, e, STR(""));
    struct str lines;
    e->form.groups = groups;
    if ((has_copies(e) || e->kind == DOCUMENT_CHILD) &&
        kept_back_count(e) > 0)
        groups[e->form.groups_count++] = kept_back_group(rq, e);
    if (e->kind != DOCUMENT_CHILD && e->kind != DOCUMENT_REFERRAL)
        return;
    if (!document_lines(&lines, &e->hidden, &source, e->kind))
        return; /* said when it is made */
    if (e->kind == DOCUMENT_REFERRAL) {
        struct referral_pack pack;
        referral_pack_fill(&pack, NULL, &source);
        groups[e->form.groups_count++] = missing_group(rq, &pack);
    }
    groups[e->form.groups_count++] = export_hidden(rq, &e->hidden);
}

static void looks_fill(struct export_form *e)
{
    size_t n = 0;
    if (e->kind == DOCUMENT_SHEET)
        return; /* given: it is for the pupil, to keep */
    e->looks[n++] = (struct field_look){
        FIELD_MADE_FOR, .label = "Who is it for?",
        .hint = "Name and role. It is printed on every page."
    };
    if (has_copies(e) && kept_back_count(e) > 0)
        e->looks[n++] = (struct field_look){
            FIELD_COPY, .label = "Does it leave the school?", .clause = "4.2",
            .hint = "How a member of staff is supported is in the school’s own copy and in no other. Unless you choose, it is left out."
        };
    e->looks[n++] = (struct field_look){
        FIELD_PURPOSE, .label = "What do they need it for?", .rows = 2,
        .hint = "Give only what they need. Do not describe what a picture shows."
    };
    e->form.looks_count = n;
}

/* ---- making one ---- */

static enum err make(struct str *out, struct request *rq,
                     struct export_form *e, const struct entry *asked)
{
    struct document_source source =
        source_of(rq, e, entry_text(asked, FIELD_MADE_FOR));
    struct str lines;
    source.own_copy = has_copies(e) &&
                      entry_has_word(asked, FIELD_COPY, "own");
    if (e->kind == DOCUMENT_TABLE)
        return document_table(out, &source) ? OK : ERR_LIMIT;
    if (!document_lines(&lines, NULL, &source, e->kind))
        return ERR_LIMIT;
    return paper_print(out, rq->mem, rq->site->paper, lines);
}

/* The page stays open behind a download: another document from it is another
 * entry, so the form's key is mixed with what is asked for and with what the
 * document is made from. The same asked twice at once is one. */
static void key_mix(struct request *rq, const struct entry *asked,
                    uint32_t length)
{
    struct typed *fields = ARENA_MANY(rq->mem, rq->form_count, struct typed);
    uint64_t hash = UINT64_C(14695981039346656037) ^ length;
    uint8_t key[ID_SIZE];
    for (size_t i = 0; i < asked->fields_count; i++) {
        const struct entry_field *f = &asked->fields[i];
        hash = (hash ^ f->field) * UINT64_C(1099511628211);
        for (size_t j = 0; j < f->text.size; j++)
            hash = (hash ^ (uint8_t)f->text.data[j]) *
                   UINT64_C(1099511628211);
    }
    for (size_t i = 0; i < rq->form_count; i++) {
        fields[i] = rq->form[i];
        if (!str_is(fields[i].name, "key") ||
            id_read(key, fields[i].value.data, fields[i].value.size) != OK)
            continue;
        for (unsigned b = 0; b < sizeof(hash); b++)
            key[b] ^= (uint8_t)(hash >> (8 * b));
        char *text = arena_alloc(rq->mem, ID_TEXT_SIZE + 1);
        id_print(text, key);
        fields[i].value = (struct str){ text, ID_TEXT_SIZE };
    }
    rq->form = fields;
}

static void send(struct request *rq, const struct export_form *e,
                 struct str bytes)
{
    rq->out.status = 200;
    rq->out.location = STR_NONE;
    rq->out.type = e->kind == DOCUMENT_TABLE ? "text/csv; charset=utf-8"
                                             : "application/pdf";
    rq->out.file = document_file(rq->mem, e->kind, e->known.reference);
    rq->out.body.size = 0;
    buf_put_str(&rq->out.body, bytes);
}

static const char *trouble_words(enum err err)
{
    return err == ERR_LIMIT
               ? "The document would be too long to make at once. Nothing was recorded. Tell your administrator."
               : "The document could not be made just now. Nothing was recorded, and what you typed is still here. Try again; if it goes on, tell your administrator.";
}

static void export_make(struct export_form *e, struct request *rq,
                        const struct permit *permit)
{
    const struct known *k = &e->known;
    struct act_form form = { .kind = ENTRY_EXPORT, .typed = rq->form,
                             .typed_count = rq->form_count,
                             .given = e->given,
                             .given_count = e->form.given_count };
    struct checked checked;
    struct str bytes = STR_NONE;
    act_check(&checked, rq->mem, ENTRY_EXPORT, &form, rq->now);
    if (checked.problems_count == 0 &&
        incident_may(&k->incident, &k->answer, &checked.entry) ==
            REFUSE_NONE) {
        enum err err = make(&bytes, rq, e, &checked.entry);
        if (err != OK) {
            form_trouble(rq, k, &e->form, trouble_words(err));
            return;
        }
        key_mix(rq, &checked.entry, k->length);
    }
    form_save(rq, permit, k, &e->form);
    if (rq->out.status == 303 && bytes.size > 0)
        send(rq, e, bytes);
}

void export_run(struct export_form *e, struct request *rq,
                const struct permit *permit, struct str form_path)
{
    e->form.form_path = str_c(rq->mem, form_path);
    e->form.hidden_value = (struct str){ form_path.data + 1,
                                         form_path.size - 1 };
    looks_fill(e);
    if (rq->post) {
        export_make(e, rq, permit);
        return;
    }
    preview_fill(e, rq);
    form_show(rq, permit, &e->known, &e->form);
}
