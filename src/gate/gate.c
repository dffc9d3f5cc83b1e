/* gate.c: the one door for text: canonical form first, then the positive
 * rules. Rules look at what language is made of (letters, words, common
 * marks), not at lists of codings, so that codings nobody thought of are
 * measured by the same yardstick.
 *
 * The order: UTF-8 → NFC → control and invisible characters → blanks and
 * line breaks → length → links → drawing → code-like payload → budget. */
#include "gate/gate_inner.h"

#include <uninorm.h>
#include <unictype.h>
#include <unistr.h>

static const struct gate_rule rules[GATE_FIELD_COUNT] = {
    [GATE_NAME] = { 100, true, true, 40 },
    [GATE_LINE] = { 200, true, true, 120 },
    [GATE_NOTE] = { 10000, false, true, GATE_FIELD_BYTES },
    [GATE_REFERENCE] = { 200, true, true, 150 },
    [GATE_SECRET] = { 200, true, false, 0 },
};

static const struct {
    const char *name;
    const char *words;
} refusals[GATE_REFUSAL_COUNT] = {
    [GATE_OK] = { "ok", "" },
    [GATE_NOT_UTF8] = { "not utf-8", "This could not be read as text. Type it in, or copy it again from where it stands" },
    [GATE_CONTROL] = { "control", "This holds characters that cannot be shown. Type the words in, or paste them as plain text" },
    [GATE_INVISIBLE] = { "invisible", "This holds a run of invisible characters. Type the words in instead of pasting them" },
    [GATE_TOO_LONG] = { "too long", "This is longer than the box holds. Shorten it, or add the rest as another entry" },
    [GATE_LINK] = { "link", "A link here is too long. Paste only the part before the question mark" },
    [GATE_DRAWING] = { "drawing", "This looks like a drawing made of characters. Say in words what you need to say, without describing a picture" },
    [GATE_ENCODED] = { "encoded", "This looks like a file pasted as text. Lanyard never holds files or pictures. Write what you need to say in words" },
    [GATE_FIELD_SPENT] = { "field spent", "There are too many codes or numbers in one box. Keep the ones you need and leave out the rest" },
    [GATE_INCIDENT_SPENT] = { "incident spent", "This incident already holds as many codes and numbers as it may. Write this one in words, or ask the data protection officer" },
};

const struct gate_rule *gate_rule(enum gate_field field)
{
    must(field < GATE_FIELD_COUNT);
    return &rules[field];
}

const char *gate_refusal_words(enum gate_refusal refusal)
{
    must(refusal < GATE_REFUSAL_COUNT);
    return refusals[refusal].words;
}

const char *gate_refusal_name(enum gate_refusal refusal)
{
    must(refusal < GATE_REFUSAL_COUNT);
    return refusals[refusal].name;
}

/* ---- canonical form ---- */

/* Characters of no width that some script or emoji needs between others. */
static bool is_joiner(ucs4_t c)
{
    return c == 0x200C || c == 0x200D || c == 0x00AD || c == 0xFE0F ||
           c == 0xFE0E || c == 0x034F;
}

/* Never part of what a person writes: controls, private and unassigned
 * characters, tags, noncharacters, direction overrides. */
static bool is_refused(ucs4_t c)
{
    if (c == '\n' || c == '\t')
        return false;
    if (c < 0x7F)
        return c < ' ';
    if (c >= 0xE0020 && c <= 0xE007F)
        return false; /* tags of flags: counted as invisible */
    return uc_is_general_category(c, UC_CONTROL) ||
           uc_is_general_category(c, UC_PRIVATE_USE) ||
           uc_is_general_category(c, UC_SURROGATE) ||
           (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

static bool is_invisible(ucs4_t c)
{
    if (c < 0xAD)
        return false;
    return c == 0x200B || c == 0x2060 || c == 0xFEFF || is_joiner(c) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x200E || c == 0x200F || c == 0x061C || c == 0x115F ||
           c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool is_blank(ucs4_t c)
{
    if (c < 0xA0)
        return c == ' ' || c == '\t';
    return c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

struct canon {
    uint32_t *out;
    size_t count;
    unsigned breaks; /* line breaks at the end of out */
    bool one_line;
};

static void canon_break(struct canon *k)
{
    while (k->count > 0 && k->out[k->count - 1] == ' ')
        k->count--;
    if (k->one_line) {
        if (k->count > 0)
            k->out[k->count++] = ' ';
        return;
    }
    if (k->count == 0 || k->breaks >= 3) /* two empty lines at most */
        return;
    k->out[k->count++] = '\n';
    k->breaks++;
}

static void canon_put(struct canon *k, uint32_t c)
{
    if (is_blank(c)) {
        if (k->count > 0 && k->out[k->count - 1] != ' ' &&
            k->out[k->count - 1] != '\n')
            k->out[k->count++] = ' ';
        return;
    }
    k->out[k->count++] = c;
    k->breaks = 0;
}

/* NFC code points with one kind of blank and of line break. */
static void canonical(struct text *t, struct arena *mem, const uint32_t *in,
                      size_t count, const struct gate_rule *rule)
{
    struct canon k = { .one_line = rule->one_line };
    k.out = ARENA_MANY(mem, count + 1, uint32_t);
    for (size_t i = 0; i < count; i++) {
        if (in[i] == '\r') {
            if (i + 1 == count || in[i + 1] != '\n')
                canon_break(&k);
        } else if (in[i] == '\n' || in[i] == 0x2028 || in[i] == 0x2029 ||
                   in[i] == 0x85 || in[i] == 0x0B || in[i] == 0x0C) {
            canon_break(&k);
        } else {
            canon_put(&k, in[i]);
        }
    }
    while (k.count > 0 &&
           (k.out[k.count - 1] == ' ' || k.out[k.count - 1] == '\n'))
        k.count--;
    t->at = k.out;
    t->count = k.count;
}

/* Strict UTF-8 to code points; NULL when it is none. */
static uint32_t *decode(struct arena *mem, struct str in, size_t *count)
{
    uint32_t *out = ARENA_MANY(mem, in.size + 1, uint32_t);
    const uint8_t *bytes = (const uint8_t *)in.data;
    size_t n = 0;
    for (size_t i = 0; i < in.size;) {
        ucs4_t c;
        if (bytes[i] < 0x80) {
            out[n++] = bytes[i++];
            continue;
        }
        int used = u8_mbtoucr(&c, bytes + i, in.size - i);
        if (used <= 0)
            return NULL;
        out[n++] = c;
        i += (size_t)used;
    }
    *count = n;
    return out;
}

/* NFC into the arena. Text that is all ASCII is NFC already. */
static bool compose(struct arena *mem, uint32_t **text, size_t *count)
{
    bool plain = true;
    for (size_t i = 0; i < *count; i++)
        plain = plain && (*text)[i] < 0x300;
    if (plain)
        return true;
    size_t room = *count * 3 + 16;
    uint32_t *out = ARENA_MANY(mem, room, uint32_t);
    size_t size = room;
    uint32_t *done = u32_normalize(UNINORM_NFC, *text, *count, out, &size);
    if (done != out) /* it outgrew three times its size: no language does */
        return false;
    *text = out;
    *count = size;
    return true;
}

static void encode(struct str *out, struct arena *mem, const struct text *t)
{
    uint8_t *bytes = arena_alloc(mem, t->count * 4 + 1);
    size_t size = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->at[i] < 0x80)
            bytes[size++] = (uint8_t)t->at[i];
        else
            size += (size_t)u8_uctomb(bytes + size, t->at[i], 4);
    *out = (struct str){ (const char *)bytes, size };
}

/* Joiners of emoji and of scripts that need them; tags of a flag. */
static bool is_needed(uint32_t c, uint32_t before)
{
    return before >= 0x300 && (is_joiner(c) || c == 0x200B ||
                               (c >= 0xE0020 && c <= 0xE007F));
}

static enum gate_refusal characters(const uint32_t *text, size_t count)
{
    enum { RUN_MAX = 8, IDLE_MAX = 24 };
    size_t run = 0, idle = 0;
    for (size_t i = 0; i < count; i++) {
        bool line = text[i] == '\r' || text[i] == 0x0B || text[i] == 0x0C ||
                    text[i] == 0x85;
        if (!line && is_refused(text[i]))
            return GATE_CONTROL;
        bool invisible = is_invisible(text[i]);
        run = invisible ? run + 1 : 0;
        idle += invisible && text[i] != 0x00AD &&
                !is_needed(text[i], i > 0 ? text[i - 1] : ' ');
        if (run > RUN_MAX || idle > IDLE_MAX)
            return GATE_INVISIBLE;
    }
    return GATE_OK;
}

enum gate_refusal gate_text(struct str *out, struct gate_spent *spent,
                            struct arena *mem, struct str in,
                            enum gate_field field)
{
    const struct gate_rule *rule = gate_rule(field);
    *out = STR("");
    /* Ten bytes a character is more than any language takes. */
    if (in.size > rule->max_chars * 10 + 64)
        return GATE_TOO_LONG;
    size_t count;
    uint32_t *points = decode(mem, in, &count);
    if (points == NULL)
        return GATE_NOT_UTF8;
    enum gate_refusal refusal = characters(points, count);
    if (refusal != GATE_OK)
        return refusal;
    if (!compose(mem, &points, &count))
        return GATE_ENCODED;
    struct text text = { 0 };
    if (rule->language) {
        canonical(&text, mem, points, count, rule);
    } else {
        text.at = points;
        text.count = count;
    }
    if (text.count > rule->max_chars)
        return GATE_TOO_LONG;
    uint32_t bytes = 0;
    if (rule->language &&
        (refusal = language_check(&bytes, mem, &text, rule)) != GATE_OK)
        return refusal;
    if (bytes > 0 && spent != NULL) {
        uint32_t limit = spent->limit > 0 ? spent->limit
                                          : GATE_INCIDENT_BYTES;
        if (spent->bytes + bytes > limit)
            return GATE_INCIDENT_SPENT;
        spent->bytes += bytes;
    }
    encode(out, mem, &text);
    return GATE_OK;
}

struct str gate_echo(struct arena *mem, struct str in)
{
    struct buf b;
    buf_open(&b, mem, in.size + 1, in.size * 3 + 1); /* U+FFFD has 3 bytes */
    const uint8_t *bytes = (const uint8_t *)in.data;
    for (size_t i = 0; i < in.size;) {
        ucs4_t c;
        int used = u8_mbtoucr(&c, bytes + i, in.size - i);
        if (used <= 0 || (is_refused(c) && c != '\r')) {
            buf_put_str(&b, STR("\xEF\xBF\xBD"));
            i += used > 0 ? (size_t)used : 1;
            continue;
        }
        buf_put(&b, in.data + i, (size_t)used);
        i += (size_t)used;
    }
    return buf_str(&b);
}
