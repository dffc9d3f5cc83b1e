/* writer.c: one writer's acts, and the comparison afterwards. It runs on a
 * thread of its own, so it never asserts: it counts what is lost. */
#include "tests/crash/writer.h"

#include "store/inner.h"

#include <stdio.h>

/* ---- marks: neutral words that are found again ---- */

static void mark_words(char out[WORDS_SIZE], uint64_t mark)
{
    static const char *const words[16] = {
        "apple", "bread", "cedar", "delta", "ember", "fable", "grain",
        "honey", "ivory", "jolly", "kettle", "lemon", "maple", "north",
        "olive", "pearl",
    };
    int at = 0;
    for (unsigned i = 0; i < 8; i++)
        at += snprintf(out + at, (size_t)(WORDS_SIZE - at), "%s%s",
                       i > 0 ? " " : "", words[(mark >> (4 * i)) & 15]);
}

static uint64_t mark_new(struct writer *w)
{
    return ((uint64_t)w->number << 24) | ++w->marks;
}

static enum field mark_field(enum entry_kind kind)
{
    switch ((unsigned)kind) {
    case ENTRY_REPORT: return FIELD_TOLD;
    case ENTRY_NOTE: return FIELD_BODY;
    case ENTRY_REVIEW: return FIELD_R_A_NOTE;
    case ENTRY_RISK: return FIELD_CONTEXT;
    case ENTRY_PERSON: return FIELD_NAME;
    }
    must(!"a kind that writers write");
    return FIELD_NONE;
}

static void loss(struct writer *w, const char *why)
{
    w->lost++;
    if (w->why == NULL)
        w->why = why;
}

/* ---- entries ---- */

struct scoping {
    struct writer *w;
    const char *reference;
    struct user_id user;
    struct incident_scope scope;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct scoping *s = context;
    return store_scope_by_reference(&s->scope, tx, s->w->house->trust,
                                    s->user, s->reference);
}

static enum err permit_get(struct permit *out, struct writer *w,
                           enum permission permission, const char *reference)
{
    struct actor a = house_actor(w->house, ROLE_DSL, w->house->oak);
    struct scoping s = { .w = w, .reference = reference, .user = a.user };
    if (reference == NULL)
        return access_permit(out, &a, permission, NULL) ? OK : ERR_DENIED;
    enum err err = store_read(&w->house->store, scope_work, &s);
    if (err != OK)
        return err;
    return access_permit(out, &a, permission, &s.scope) ? OK : ERR_DENIED;
}

static enum err incident_known(struct known *out, struct writer *w,
                               unsigned incident)
{
    struct permit permit;
    struct instant none = { 0 };
    enum err err = permit_get(&permit, w, PERMIT_SEE_INCIDENT,
                              w->incidents[incident].reference);
    return err != OK ? err
                     : act_load(out, &w->mem, &w->house->acts, &permit, none,
                                w->house->now);
}

enum { TYPED_MAX = 16 };

static void put(struct typed *typed, size_t *count, const char *name,
                struct str value)
{
    must(*count < TYPED_MAX);
    typed[(*count)++] = (struct typed){ str_of(name), value };
}

/* What is typed into the form: the same each time the post is sent. */
static size_t typed_make(struct typed typed[TYPED_MAX], struct writer *w,
                         const struct post *p)
{
    static const char *const criteria[] = { "c75e", "c89a", "c89b", "c89c",
                                            "c89d", "c89e", "c89f" };
    static const char *const answers[] = { "no", "no", "unknown", "yes" };
    char words[WORDS_SIZE];
    size_t count = 0;
    mark_words(words, p->mark);
    put(typed, &count, field_info(mark_field(p->kind))->name,
        str_copy(&w->mem, str_of(words)));
    switch ((unsigned)p->kind) {
    case ENTRY_REPORT:
        put(typed, &count, "safe", STR("yes"));
        break;
    case ENTRY_NOTE:
        put(typed, &count, "sort", STR("fact"));
        put(typed, &count, "title", STR("A call from the office"));
        break;
    case ENTRY_REVIEW:
        put(typed, &count, "a", STR("no"));
        break;
    case ENTRY_RISK:
        for (unsigned i = 0; i < COUNT_OF(criteria); i++)
            put(typed, &count, criteria[i],
                str_of(answers[chance_at(p->mark, i) % 4]));
        put(typed, &count, "reason", STR("Asked again this morning."));
        break;
    case ENTRY_PERSON:
        put(typed, &count, "person", STR("p1"));
        put(typed, &count, "type", STR("pupil"));
        break;
    }
    return count;
}

static const char draft_name[] = "note/of a writer";

/* The draft's name is one a writer. */
static struct str draft_of(struct writer *w)
{
    return str_printf(&w->mem, "%s %u", draft_name, w->number);
}

/* Sends the post, for the first time or again. */
static enum err post_send(struct act_result *out, struct writer *w)
{
    const struct post *p = &w->post;
    struct typed typed[TYPED_MAX];
    struct act_form form = { .kind = p->kind, .typed = typed,
                             .made_from = p->made_from,
                             .key = str_of(p->key) };
    form.typed_count = typed_make(typed, w, p);
    if (p->kind == ENTRY_NOTE)
        form.draft = draft_of(w);
    struct permit permit;
    bool report = p->kind == ENTRY_REPORT;
    enum err err = permit_get(&permit, w,
                              report ? PERMIT_REPORT : PERMIT_LEAD_INCIDENT,
                              report ? NULL
                                     : w->incidents[p->incident].reference);
    if (err != OK)
        return err;
    return report ? act_report(out, &w->mem, &w->house->acts, &permit,
                               w->house->oak, &form, w->house->now)
                  : act_append(out, &w->mem, &w->house->acts, &permit, &form,
                               w->house->now);
}

static void post_answered(struct writer *w, const struct act_result *result)
{
    struct post *p = &w->post;
    p->answered = true;
    if (result->end != ACT_DONE)
        return;
    w->answered++;
    w->repeated += result->repeated;
    if (p->kind == ENTRY_REPORT) {
        must(result->reference.size == REFERENCE_SIZE);
        p->incident = w->incidents_count++;
        memcpy(w->incidents[p->incident].reference, result->reference.data,
               REFERENCE_SIZE);
    }
    if (p->kind == ENTRY_NOTE)
        w->draft.is = NOTHING;
    struct writer_incident *i = &w->incidents[p->incident];
    if (i->length < result->seq)
        i->length = result->seq;
    w->records[w->records_count++] = (struct record){
        p->incident, result->seq, p->kind, p->mark
    };
}

static void post_try(struct writer *w)
{
    struct act_result result;
    if (post_send(&result, w) == OK) {
        post_answered(w, &result);
        return;
    }
    w->unanswered++;
    if (w->post.kind == ENTRY_NOTE && w->draft.is == SURELY)
        w->draft.is = PERHAPS;
}

static void post_new(struct writer *w)
{
    static const enum entry_kind kinds[] = {
        ENTRY_NOTE, ENTRY_NOTE, ENTRY_NOTE, ENTRY_REPORT, ENTRY_REVIEW,
        ENTRY_RISK, ENTRY_PERSON,
    };
    struct known known;
    struct user_id random;
    struct post p = { .kind = kinds[chance_below(&w->chance,
                                                 COUNT_OF(kinds))],
                      .mark = mark_new(w) };
    if (p.kind == ENTRY_REPORT && w->incidents_count == WRITER_INCIDENTS)
        p.kind = ENTRY_NOTE;
    if (w->records_count == WRITER_RECORDS)
        return;
    p.incident = (unsigned)chance_below(&w->chance, w->incidents_count);
    if (p.kind != ENTRY_REPORT) {
        if (incident_known(&known, w, p.incident) != OK)
            return;
        p.made_from = known.length;
    }
    vault_random(random.bytes, ID_SIZE);
    id_print(p.key, random.bytes);
    w->post = p;
    post_try(w);
}

/* ---- drafts, users, sessions ---- */

struct thing_work {
    struct writer *w;
    struct thing *thing;
    struct permit permit;
    struct str words;
    struct str text; /* of a draft that was read */
    bool found;
};

static enum err draft_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    return store_draft_put(tx, &t->w->mem, &t->permit, draft_of(t->w),
                           t->words, t->w->house->now);
}

static struct thing_work thing_work(struct writer *w, struct thing *thing)
{
    char words[WORDS_SIZE];
    struct thing_work t = { .w = w, .thing = thing };
    mark_words(words, thing->mark);
    t.words = str_copy(&w->mem, str_of(words));
    must(permit_get(&t.permit, w, PERMIT_REPORT, NULL) == OK);
    return t;
}

static void draft_step(struct writer *w)
{
    struct thing after = { SURELY, .mark = mark_new(w),
                           .mark_before = w->draft.mark };
    bool was = w->draft.is == SURELY;
    struct thing_work t = thing_work(w, &after);
    if (store_write(&w->house->store, draft_work, &t) == OK) {
        w->answered++;
        w->draft = after;
        return;
    }
    w->unanswered++;
    /* In doubt about one of two, or, where nothing sure stood before, about
     * everything: then nothing can be said until a put is answered. */
    after.is = was ? PERHAPS : NOTHING;
    w->draft = after;
}

static enum err user_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    struct permit program = access_program_permit(t->w->house->trust);
    struct instant now = t->w->house->now;
    struct grant grant = { ROLE_STAFF, t->w->house->oak };
    struct str setup;
    enum err err = person_create(&t->thing->user, &setup, tx, &t->w->mem,
                                 &program, t->words, t->words, now);
    return err == OK ? person_grant(tx, &program, t->thing->user, grant, now)
                     : err;
}

static void user_step(struct writer *w)
{
    if (w->users_count == WRITER_THINGS)
        return;
    struct thing user = { SURELY, .mark = mark_new(w) };
    struct thing_work t = thing_work(w, &user);
    if (store_write(&w->house->store, user_work, &t) == OK) {
        w->answered++;
        w->users[w->users_count++] = user;
    } else {
        w->unanswered++;
    }
}

static enum err session_make_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    return session_create(t->thing->token, tx, t->w->house->trust,
                          t->thing->user, true, t->w->house->now);
}

static enum err session_end_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    return session_end(tx, str_of(t->thing->token));
}

/* A session of one of the writer's users begins, or one of them ends. */
static void session_step(struct writer *w)
{
    if (w->users_count == 0)
        return;
    if (w->sessions_count > 2 && chance_of(&w->chance, 50)) {
        struct thing *s =
            &w->sessions[chance_below(&w->chance, w->sessions_count)];
        struct thing_work end = thing_work(w, s);
        if (s->is != SURELY)
            return;
        bool done = store_write(&w->house->store, session_end_work,
                                &end) == OK;
        s->is = done ? GONE : PERHAPS;
        done ? w->answered++ : w->unanswered++;
        return;
    }
    if (w->sessions_count == WRITER_THINGS)
        return;
    struct thing session = {
        SURELY, .user = w->users[chance_below(&w->chance,
                                              w->users_count)].user
    };
    struct thing_work t = thing_work(w, &session);
    if (store_write(&w->house->store, session_make_work, &t) == OK) {
        w->answered++;
        w->sessions[w->sessions_count++] = session;
    } else {
        w->unanswered++;
    }
}

/* ---- digests ---- */

/* One step of bundling: of all that is there, which is more than ever rests. */
static void digests_step(struct writer *w)
{
    struct permit program = access_program_permit(w->house->trust);
    struct instant before = { w->house->now.us + 1 };
    struct bundling at = { .done = false };
    if (store_digests_bundle(&at, &w->house->store, &program, before) == OK)
        w->answered++;
    else
        w->unanswered++;
}

/* ---- steps ---- */

void writer_open(struct writer *w, struct house *house, unsigned number,
                 uint64_t seed, const char *shared_reference)
{
    *w = (struct writer){ .house = house, .number = number,
                          .chance = { seed }, .incidents_count = 1 };
    memcpy(w->incidents[0].reference, shared_reference, REFERENCE_SIZE + 1);
    w->post.answered = true;
    arena_open(&w->mem, 64 << 20);
}

void writer_close(struct writer *w)
{
    arena_close(&w->mem);
}

void writer_step(struct writer *w)
{
    arena_reset(&w->mem);
    if (!w->post.answered) {
        post_try(w);
        return;
    }
    uint64_t n = chance_below(&w->chance, 100);
    if (n < 65)
        post_new(w);
    else if (n < 80)
        draft_step(w);
    else if (n < 87)
        user_step(w);
    else if (n < 90)
        digests_step(w);
    else
        session_step(w);
}

/* ---- the comparison ---- */

static void records_check(struct writer *w, unsigned incident)
{
    struct known known;
    if (incident_known(&known, w, incident) != OK) {
        loss(w, "an incident does not load");
        return;
    }
    const struct entry *entries = known.incident.entries;
    for (size_t i = 0; i < known.incident.entries_count; i++)
        if (entries[i].seq != i + 1)
            loss(w, "the chronology has a gap");
    for (unsigned i = 0; i < w->records_count; i++) {
        const struct record *r = &w->records[i];
        char words[WORDS_SIZE];
        if (r->incident != incident)
            continue;
        mark_words(words, r->mark);
        unsigned times = 0;
        for (size_t n = 0; n < known.incident.entries_count; n++)
            times += entries[n].kind == r->kind &&
                     str_is(entry_text(&entries[n], mark_field(r->kind)),
                            words);
        if (times == 0 || r->seq > known.incident.entries_count ||
            !str_is(entry_text(&entries[r->seq - 1], mark_field(r->kind)),
                    words))
            loss(w, "an answered entry is gone");
        else if (times > 1)
            loss(w, "an entry was recorded twice");
    }
}

static enum err draft_read_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    struct instant at;
    enum err err = store_draft_get(&t->text, &at, tx, &t->w->mem, &t->permit,
                                   draft_of(t->w), t->w->house->now);
    t->found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static void draft_check(struct writer *w)
{
    struct thing_work t = thing_work(w, &w->draft);
    if (w->draft.is == NOTHING)
        return;
    if (store_read(&w->house->store, draft_read_work, &t) != OK) {
        loss(w, "a draft does not open");
        return;
    }
    char before[WORDS_SIZE];
    mark_words(before, w->draft.mark_before);
    bool now = t.found && str_same(t.text, t.words);
    bool earlier = t.found && str_is(t.text, before);
    if (w->draft.is == SURELY && !now)
        loss(w, "a kept draft is gone");
    if (w->draft.is == PERHAPS && t.found && !now && !earlier)
        loss(w, "a draft is neither of the two it may be");
}

static enum err user_read_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    struct person_row person;
    enum err err = person_load(&person, tx, &t->w->mem, t->w->house->trust,
                               t->thing->user);
    t->found = err == OK && str_same(person.name, t->words) &&
               person.grants_count == 1;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err session_read_work(struct tx *tx, void *context)
{
    struct thing_work *t = context;
    struct session session;
    enum err err = session_load(&session, tx, &t->w->mem,
                                str_of(t->thing->token), t->w->house->now);
    t->found = err == OK && session.found;
    return err;
}

static void things_check(struct writer *w)
{
    for (unsigned i = 0; i < w->users_count; i++) {
        struct thing_work t = thing_work(w, &w->users[i]);
        if (store_read(&w->house->store, user_read_work, &t) != OK ||
            !t.found)
            loss(w, "a user is gone");
    }
    for (unsigned i = 0; i < w->sessions_count; i++) {
        struct thing *s = &w->sessions[i];
        struct thing_work t = thing_work(w, s);
        if (store_read(&w->house->store, session_read_work, &t) != OK ||
            (s->is == SURELY && !t.found))
            loss(w, "a session is gone");
        else if (s->is == GONE && t.found)
            loss(w, "a session that was ended is back");
    }
}

void writer_check(struct writer *w)
{
    w->lost = 0;
    for (unsigned i = 0; i < w->incidents_count; i++) {
        arena_reset(&w->mem);
        records_check(w, i);
    }
    arena_reset(&w->mem);
    draft_check(w);
    things_check(w);
}
