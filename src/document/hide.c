/* hide.c: names of other pupils in an extract for one child (D12).
 *
 * A name is looked for by its words, without regard to capitals and accents,
 * alone or run together ("mayarowe09"). A word that the child's own name has
 * too counts only beside one that it has not. Common words that are names as
 * well ("Will", "Rose") count where they are written with a capital. Better a
 * word too many is hidden than a name is left. */
#include "document/inner.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum { TOKENS_MAX = 2400, TOKEN_RUNES = 40 };

struct token {
    ucs4_t runes[TOKEN_RUNES];
    size_t count;
    bool own;    /* of the child's name too */
    bool common; /* an English word as well */
};

struct hiding {
    struct token *tokens;
    size_t count;
    struct arena *mem;
    struct document_hidden *hidden; /* or NULL */
};

/* Words that stand in descriptions of somebody without a name. */
static const char *const never[] = {
    "a", "account", "adult", "an", "and", "another", "as", "at", "boy",
    "brother", "by", "child", "class", "form", "friend", "from", "girl",
    "group", "he", "her", "him", "his", "in", "is", "known", "name", "named",
    "not", "of", "older", "on", "one", "online", "or", "other", "our", "peer",
    "person", "pupil", "school", "second", "she", "sister", "some", "somebody",
    "someone", "student", "that", "the", "their", "them", "they", "third",
    "this", "to", "unknown", "user", "who", "with", "year", "yet", "younger",
};
static const char *const common[] = {
    "april", "art", "august", "bill", "brook", "clay", "daisy", "dawn",
    "day", "drew", "eve", "faith", "frank", "grace", "grant", "green",
    "heather", "holly", "hope", "hunter", "iris", "ivy", "jack", "joy",
    "june", "king", "long", "lily", "mark", "may", "miles", "nick", "pat",
    "poppy", "ray", "rich", "rob", "rose", "ruby", "sky", "summer", "violet",
    "west", "white", "will", "young",
};

/* Small letter without its accents. */
static ucs4_t plain(ucs4_t c)
{
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    c = uc_tolower(c);
    while (uc_canonical_decomposition(c, parts) > 0 && parts[0] != c)
        c = parts[0];
    return c;
}

static bool of_word(ucs4_t c)
{
    return uc_is_alnum(c) || uc_is_general_category(c, UC_CATEGORY_M);
}

/* One word of a text. */
struct piece {
    size_t from, to; /* bytes */
    struct token token;
    bool capital;
    bool long_word; /* more letters than are compared */
};

/* The next word at or behind *at; false: there is none. Accents that stand
 * alone belong to the word and are not compared. */
static bool piece_next(struct piece *out, struct str text, size_t at)
{
    *out = (struct piece){ .from = text.size };
    while (at < text.size) {
        ucs4_t c;
        int size = u8_mbtouc(&c, (const uint8_t *)text.data + at,
                             text.size - at);
        bool inside = of_word(c);
        if (!inside && out->from < text.size)
            break;
        if (inside && out->from == text.size) {
            out->from = at;
            out->capital = uc_tolower(c) != c;
        }
        at += (size_t)(size > 0 ? size : 1);
        if (!inside || uc_is_general_category(c, UC_CATEGORY_M))
            continue;
        if (out->token.count < TOKEN_RUNES)
            out->token.runes[out->token.count++] = plain(c);
        else
            out->long_word = true;
    }
    out->to = at;
    return out->from < text.size;
}

static bool token_is(const struct token *t, const char *word)
{
    size_t size = strlen(word);
    if (t->count != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (t->runes[i] != (ucs4_t)(unsigned char)word[i])
            return false;
    return true;
}

static bool token_in(const struct token *t, const char *const *words,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (token_is(t, words[i]))
            return true;
    return false;
}

static bool token_same(const struct token *a, const struct token *b)
{
    return a->count == b->count &&
           memcmp(a->runes, b->runes, a->count * sizeof(a->runes[0])) == 0;
}

static bool token_of_name(const struct token *t, struct str name)
{
    struct piece p;
    for (size_t at = 0; piece_next(&p, name, at); at = p.to)
        if (token_same(&p.token, t))
            return true;
    return false;
}

/* Single letters and numbers are not names; they go with the word beside. */
static bool token_counts(const struct token *t)
{
    bool letters = false;
    for (size_t i = 0; i < t->count; i++)
        letters = letters || !uc_is_digit(t->runes[i]);
    return t->count > 1 && letters && !token_in(t, never, COUNT_OF(never));
}

static void name_add(struct hiding *h, struct str name, struct str own)
{
    struct piece p;
    for (size_t at = 0; piece_next(&p, name, at); at = p.to) {
        if (!token_counts(&p.token) || h->count == TOKENS_MAX)
            continue;
        p.token.own = token_of_name(&p.token, own);
        p.token.common = token_in(&p.token, common, COUNT_OF(common));
        h->tokens[h->count++] = p.token;
    }
}

/* It names a pupil, as it was written or as the person is known now. */
static bool names_pupil(const struct incident *in, const struct entry *e)
{
    struct str id = entry_text(e, FIELD_PERSON);
    const struct person *p = id.size > 0 ? incident_person(in, id) : NULL;
    return entry_text(e, FIELD_NAME).size > 0 &&
           (entry_has_word(e, FIELD_TYPE, "pupil") ||
            (p != NULL && p->type == PERSON_PUPIL));
}

const struct hiding *hiding_make(struct arena *mem,
                                 struct document_hidden *hidden,
                                 const struct incident *in,
                                 const struct person *child)
{
    struct hiding *h = ARENA_NEW(mem, struct hiding);
    h->mem = mem;
    h->hidden = hidden;
    h->tokens = ARENA_MANY(mem, TOKENS_MAX, struct token);
    for (size_t i = 0; i < in->people_count; i++)
        if (in->people[i].type == PERSON_PUPIL &&
            !str_same(in->people[i].id, child->id))
            name_add(h, in->people[i].name, child->name);
    for (size_t i = 0; i < in->entries_count; i++)
        if (names_pupil(in, &in->entries[i]) &&
            !str_same(entry_text(&in->entries[i], FIELD_PERSON), child->id))
            name_add(h, entry_text(&in->entries[i], FIELD_NAME), child->name);
    return h;
}

/* ---- what a word of a text is ---- */

enum match { MATCH_NONE, MATCH_OWN, MATCH_OTHER };

static const struct token *starts_with(const struct hiding *h,
                                       const struct token *t, size_t at)
{
    const struct token *best = NULL;
    for (size_t i = 0; i < h->count; i++) {
        const struct token *name = &h->tokens[i];
        if (name->count > 2 && name->count <= t->count - at &&
            memcmp(name->runes, t->runes + at,
                   name->count * sizeof(name->runes[0])) == 0 &&
            (best == NULL || name->count > best->count))
            best = name;
    }
    return best;
}

/* Made of names, numbers and at most two letters more: "mayarowe09",
 * "callumt", "callums". */
static bool run_together(const struct hiding *h, const struct token *t)
{
    size_t at = 0, rest = 0;
    bool other = false;
    while (at < t->count) {
        const struct token *name = starts_with(h, t, at);
        if (name != NULL) {
            other = other || (!name->own && !name->common);
            at += name->count;
        } else if (uc_is_digit(t->runes[at++])) {
            continue;
        } else {
            rest++;
        }
    }
    return other && rest <= 2;
}

static enum match match_of(const struct hiding *h, const struct piece *p)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct token *name = &h->tokens[i];
        if (!token_same(name, &p->token))
            continue;
        if (name->own)
            return MATCH_OWN;
        return name->common && !p->capital ? MATCH_NONE : MATCH_OTHER;
    }
    return run_together(h, &p->token) ? MATCH_OTHER : MATCH_NONE;
}

/* "T" of "Callum T", "O" of "O'Neil". */
static bool is_initial(const struct piece *p)
{
    return p->token.count == 1 && p->capital;
}

/* Nothing between two words but what stands inside a name. */
static bool adjoins(struct str text, size_t from, size_t to)
{
    static const char *const between[] = { " ", "-", "'", ".", ". ", "’",
                                           "_", "  ", "\xC2\xA0" };
    for (size_t i = 0; i < COUNT_OF(between); i++)
        if (str_is((struct str){ text.data + from, to - from }, between[i]))
            return true;
    return false;
}

/* From a word to the last that belongs to the same name. True: hide it. */
static bool run_read(size_t *end, const struct hiding *h, struct str text,
                     const struct piece *first)
{
    struct piece p = *first;
    enum match m = match_of(h, &p);
    bool other = m == MATCH_OTHER;
    *end = p.to;
    if (m == MATCH_NONE && !is_initial(&p))
        return false;
    bool named = m != MATCH_NONE;
    for (size_t at = p.to; piece_next(&p, text, at); at = p.to) {
        if (!adjoins(text, at, p.from))
            break;
        m = match_of(h, &p);
        if (token_is(&p.token, "s") && text.data[p.from - 1] != ' ')
            break; /* "Callum's" */
        if (m == MATCH_NONE && !(named && is_initial(&p) &&
                                 !token_is(&p.token, "i")))
            break;
        named = named || m != MATCH_NONE;
        other = other || m == MATCH_OTHER;
        *end = p.to;
    }
    return other;
}

/* Kept for who makes the document: it is what they have to look at. */
static void count_hidden(const struct hiding *h, struct str words)
{
    struct document_hidden *d = h->hidden;
    if (d == NULL)
        return;
    size_t i = 0;
    while (i < d->count && !str_same(d->rows[i].words, words))
        i++;
    d->times++;
    if (i == DOCUMENT_HIDDEN_MAX)
        return;
    if (i == d->count) {
        d->rows[i].words = str_copy(h->mem, words);
        d->rows[i].times = 0;
        d->count++;
    }
    d->rows[i].times++;
}

struct str hide(struct arena *mem, const struct hiding *h, struct str text)
{
    if (h == NULL || h->count == 0 || text.size == 0)
        return text;
    struct buf b;
    struct piece p;
    size_t done = 0;
    buf_open(&b, mem, text.size + 64, text.size * 16 + 1024);
    for (size_t at = 0; piece_next(&p, text, at);) {
        size_t end;
        if (!run_read(&end, h, text, &p)) {
            at = p.to;
            continue;
        }
        buf_put(&b, text.data + done, p.from - done);
        count_hidden(h, (struct str){ text.data + p.from, end - p.from });
        buf_put_str(&b, STR("another pupil"));
        done = at = end;
    }
    buf_put(&b, text.data + done, text.size - done);
    must(!b.overflowed);
    return buf_str(&b);
}

static bool about_another(const struct incident *in,
                          const struct person *child,
                          const struct entry *about)
{
    for (size_t i = 0; i < about->fields_count; i++) {
        const struct entry_field *f = &about->fields[i];
        if (field_info(f->field)->type != TYPE_PERSON ||
            str_same(f->text, child->id))
            continue;
        const struct person *who = incident_person(in, f->text);
        if (who == NULL || who->type == PERSON_PUPIL || names_pupil(in, about))
            return true;
    }
    return false;
}

static bool names(const struct entry *e, const struct person *child)
{
    for (size_t i = 0; i < e->fields_count; i++)
        if (field_info(e->fields[i].field)->type == TYPE_PERSON &&
            str_same(e->fields[i].text, child->id))
            return true;
    return false;
}

/* What names nobody itself is about whom the thing is about that it names: a
 * step about somebody else's copy, a signature under a record of theirs. */
static bool follows_another(const struct incident *in,
                            const struct person *child,
                            const struct entry *e)
{
    uint64_t of;
    if (about_another(in, child, e))
        return true;
    return !names(e, child) &&
           str_read_number(&of, entry_text(e, FIELD_OF), UINT32_MAX) == OK &&
           of > 0 && of < e->seq && hidden_thing(in, child, (uint32_t)of);
}

bool hidden_thing(const struct incident *in, const struct person *child,
                  uint32_t seq)
{
    const struct effective *eff = &in->effective[seq - 1];
    return follows_another(in, child, eff->entry) ||
           follows_another(in, child, eff->counts);
}

bool hidden_entry(const struct incident *in, const struct person *child,
                  const struct entry *e)
{
    size_t seq = entry_corrects(e);
    return follows_another(in, child, seq > 0 ? &in->entries[seq - 1] : e);
}
