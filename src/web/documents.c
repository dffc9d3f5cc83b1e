/* documents.c: paper for people outside the program. Each document is an
 * entry of its own, with who it is for and why, before its bytes leave; one
 * that cannot be made is no entry, and what was typed is on the page. */
#include "web/handlers.h"
#include "web/page.h"
#include "web/paper.h"

#include "document/document.h"

enum { DOCUMENT_LOOKS = 4 };

struct documents_spec {
    struct known known;
    struct names names;
    struct form_spec form;
    struct field_look looks[DOCUMENT_LOOKS];
};

/* The pupils of the incident; an extract is about one of them. */
static const struct view_option *child_options(size_t *count,
                                               struct request *rq,
                                               const struct known *k)
{
    const struct incident *in = &k->incident;
    struct view_option *options =
        ARENA_MANY(rq->mem, in->people_count + 1, struct view_option);
    *count = 0;
    options[(*count)++] = (struct view_option){
        .value = STR(""), .label = STR("No one pupil")
    };
    for (size_t i = 0; i < in->people_count; i++)
        if (in->people[i].type == PERSON_PUPIL && !in->people[i].in_error)
            options[(*count)++] = (struct view_option){
                .value = in->people[i].id, .label = in->people[i].name
            };
    return options;
}

static void looks_fill(struct documents_spec *s, struct request *rq)
{
    size_t n = 0, children;
    const struct view_option *options =
        child_options(&children, rq, &s->known);
    s->looks[n++] = (struct field_look){
        FIELD_DOCUMENT, .label = "Which document?"
    };
    if (children > 1)
        s->looks[n++] = (struct field_look){
            FIELD_CHILD, .label = "For the chronology of one child: which pupil?",
            .select = true, .options = options, .options_count = children,
            .hint = "It names no other pupil who is recorded here. A program cannot find nicknames or descriptions: read it before you pass it on."
        };
    s->looks[n++] = (struct field_look){
        FIELD_MADE_FOR, .label = "Who is it for?",
        .hint = "Name and role. It is printed on every page."
    };
    s->looks[n++] = (struct field_look){
        FIELD_PURPOSE, .label = "What do they need it for?", .rows = 2,
        .hint = "Give only what they need. Do not describe what a picture shows."
    };
    s->form.looks = s->looks;
    s->form.looks_count = n;
}

/* What has been made, for whom, newest first. */
static void so_far(struct documents_spec *s, struct request *rq)
{
    const struct incident *in = &s->known.incident;
    struct rows rows = rows_make(rq->mem, in->entries_count);
    for (size_t i = in->entries_count; i-- > 0;) {
        const struct entry *e = &in->entries[i];
        if (e->kind != ENTRY_EXPORT)
            continue;
        struct str who = names_of(&s->names, e->author);
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
    s->form.groups = group;
    s->form.groups_count = rows.count > 0;
}

static bool spec_make(struct documents_spec *s, struct request *rq,
                      const struct permit *permit)
{
    struct instant none = { 0 };
    if (!known_load(&s->known, rq, permit, none))
        return false;
    if (names_load(&s->names, rq) != OK)
        s->names = (struct names){ 0 };
    s->form = (struct form_spec){
        .kind = ENTRY_EXPORT,
        .title = "Make a document",
        .lede = "Making it is recorded in the chronology, with who it is for and why.",
        .button = "Make the document",
        .done = "document",
        .form_path = "/documents",
        .next = case_path(rq->mem, s->known.reference, "/documents"),
        .section = CASE_DOCUMENTS,
        .note = "No picture is in any document. Send it by a way that is safe for records about children.",
    };
    looks_fill(s, rq);
    so_far(s, rq);
    return true;
}

void documents_form(struct request *rq, const struct permit *permit)
{
    struct documents_spec *spec = ARENA_NEW(rq->mem, struct documents_spec);
    if (spec_make(spec, rq, permit))
        form_show(rq, permit, &spec->known, &spec->form);
}

/* ---- making one ---- */

static struct str user_words(struct arena *mem, const void *names,
                             struct user_id user)
{
    return names_with_role(mem, names, user);
}

static enum err make(struct str *out, struct request *rq,
                     const struct documents_spec *s,
                     const struct entry *asked, enum document_kind kind)
{
    const struct known *k = &s->known;
    struct document_source source = {
        .mem = rq->mem,
        .reference = k->reference,
        .school = names_school(&s->names, k->school),
        .incident = &k->incident,
        .answer = &k->answer,
        .stage = k->stage,
        .length = k->length,
        .at = rq->now,
        .recipient = entry_text(asked, FIELD_MADE_FOR),
        .by = names_with_role(rq->mem, &s->names, rq->session.user),
        .child = kind == DOCUMENT_CHILD
                     ? incident_person(&k->incident,
                                       entry_text(asked, FIELD_CHILD))
                     : NULL,
        .pack = rq->site->pack,
        .user = user_words,
        .context = &s->names,
    };
    struct str lines;
    memcpy(source.head, k->row.last.bytes, sizeof(source.head));
    if (kind == DOCUMENT_TABLE)
        return document_table(out, &source) ? OK : ERR_LIMIT;
    if (!document_lines(&lines, &source, kind))
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

static void send(struct request *rq, const struct known *k,
                 enum document_kind kind, struct str bytes)
{
    rq->out.status = 200;
    rq->out.location = STR_NONE;
    rq->out.type = kind == DOCUMENT_TABLE ? "text/csv; charset=utf-8"
                                          : "application/pdf";
    rq->out.file = document_file(rq->mem, kind, k->reference);
    rq->out.body.size = 0;
    buf_put_str(&rq->out.body, bytes);
}

void documents_post(struct request *rq, const struct permit *permit)
{
    struct documents_spec *spec = ARENA_NEW(rq->mem, struct documents_spec);
    if (!spec_make(spec, rq, permit))
        return;
    const struct known *k = &spec->known;
    struct act_form form = { .kind = ENTRY_EXPORT, .typed = rq->form,
                             .typed_count = rq->form_count };
    struct checked checked;
    struct str bytes = STR_NONE;
    enum document_kind kind = DOCUMENT_KIND_COUNT;
    act_check(&checked, rq->mem, ENTRY_EXPORT, &form, rq->now);
    if (checked.problems_count == 0 &&
        incident_may(&k->incident, &k->answer, &checked.entry) ==
            REFUSE_NONE) {
        kind = document_from_word(entry_text(&checked.entry,
                                             FIELD_DOCUMENT));
        enum err err = make(&bytes, rq, spec, &checked.entry, kind);
        if (err != OK) {
            form_trouble(rq, k, &spec->form, err == ERR_LIMIT ? "The document would be too long to make at once. Nothing was recorded. Tell your administrator." : "The document could not be made just now. Nothing was recorded, and what you typed is still here. Try again; if it goes on, tell your administrator.");
            return;
        }
        key_mix(rq, &checked.entry, k->length);
    }
    form_save(rq, permit, k, &spec->form);
    if (rq->out.status == 303 && bytes.size > 0)
        send(rq, k, kind, bytes);
}
