/* paper_read.c: the lines of paper.h, strictly. Whoever sends anything else
 * is wrong, and is told in which line. */
#include "document/paper.h"

#include <unistr.h>

static const struct {
    const char *word;
    unsigned fields; /* 0: as many as the table has */
} words[PAPER_WORD_COUNT] = {
    [PAPER_H1] = { "h1", 1 },
    [PAPER_H2] = { "h2", 1 },
    [PAPER_P] = { "p", 1 },
    [PAPER_NOTE] = { "note", 1 },
    [PAPER_SAID] = { "said", 1 },
    [PAPER_FACT] = { "fact", 2 },
    [PAPER_LABEL] = { "label", 1 },
    [PAPER_LI] = { "li", 1 },
    [PAPER_SIGN] = { "sign", 2 },
    [PAPER_GAP] = { "gap", 0 },
    [PAPER_ENTRY] = { "entry", 4 },
    [PAPER_TABLE] = { "table", 0 },
    [PAPER_TH] = { "th", 0 },
    [PAPER_TR] = { "tr", 0 },
};

struct reading {
    struct arena *mem;
    struct str rest;
    size_t number;
    unsigned columns; /* of the table these lines stand in; 0: none */
};

/* Control characters stand in no line, as themselves or escaped; a tab and a
 * line feed only escaped. */
static enum err field_read(struct str *out, struct arena *mem, struct str raw)
{
    char *to = arena_alloc(mem, raw.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < raw.size; i++) {
        char c = raw.data[i];
        if ((unsigned char)c < 0x20 || c == 0x7F)
            return ERR_INVALID;
        if (c == '\\') {
            if (++i == raw.size)
                return ERR_INVALID;
            switch (raw.data[i]) {
            case 'n': c = '\n'; break;
            case 't': c = '\t'; break;
            case '\\': break;
            default: return ERR_INVALID;
            }
        }
        to[size++] = c;
    }
    *out = (struct str){ to, size };
    return OK;
}

/* The next line as a word and fields; ERR_NOT_FOUND when there is none. */
static enum err line_read(struct str *word, struct paper_line *out,
                          struct reading *r)
{
    if (r->rest.size == 0)
        return ERR_NOT_FOUND;
    r->number++;
    const char *end = memchr(r->rest.data, '\n', r->rest.size);
    if (end == NULL)
        return ERR_INVALID; /* cut off */
    struct str line = { r->rest.data, (size_t)(end - r->rest.data) };
    r->rest.data += line.size + 1;
    r->rest.size -= line.size + 1;
    out->count = 0;
    bool more = memchr(line.data, '\t', line.size) != NULL;
    *word = str_cut(&line, '\t');
    while (more) {
        if (out->count == PAPER_FIELDS_MAX)
            return ERR_INVALID;
        more = line.size > 0 && memchr(line.data, '\t', line.size) != NULL;
        struct str raw = str_cut(&line, '\t');
        if (raw.size > PAPER_FIELD_MAX)
            return ERR_INVALID;
        enum err err = field_read(&out->fields[out->count++], r->mem, raw);
        if (err != OK)
            return err;
    }
    return OK;
}

static enum err head_line(struct str *out, struct reading *r,
                          const char *word)
{
    struct str found;
    struct paper_line line;
    if (line_read(&found, &line, r) != OK || !str_is(found, word) ||
        line.count != 1 || str_is_blank(line.fields[0]) ||
        line.fields[0].size > PAPER_CELL_MAX)
        return ERR_INVALID;
    *out = line.fields[0];
    return OK;
}

static enum err head_read(struct paper *out, struct reading *r)
{
    struct str version, made, size, fit;
    uint64_t per_cent, one;
    if (head_line(&version, r, "lanyard-paper") != OK ||
        !str_is(version, "2") ||
        head_line(&out->title, r, "title") != OK ||
        head_line(&out->reference, r, "reference") != OK ||
        head_line(&made, r, "made") != OK || made.size != 20 ||
        instant_read(&out->made_at, made) != OK ||
        head_line(&size, r, "size") != OK ||
        str_read_number(&per_cent, size, 150) != OK || per_cent < 100 ||
        head_line(&fit, r, "fit") != OK || str_read_number(&one, fit, 1) != OK ||
        head_line(&out->mark, r, "mark") != OK)
        return ERR_INVALID;
    out->size = (unsigned)per_cent;
    out->fit = one == 1;
    while (r->rest.size > 5 && str_starts(r->rest, "foot\t")) {
        if (out->foot_count == PAPER_FOOT_MAX ||
            head_line(&out->foot[out->foot_count], r, "foot") != OK)
            return ERR_INVALID;
        out->foot_count++;
    }
    return OK;
}

/* Widths in per cent, 100 together, none too narrow for a word. */
static enum err table_check(const struct paper_line *line)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < line->count; i++) {
        uint64_t width;
        if (str_read_number(&width, line->fields[i], 100) != OK || width < 5)
            return ERR_INVALID;
        sum += width;
    }
    return line->count > 1 && sum == 100 ? OK : ERR_INVALID;
}

static enum err body_check(struct reading *r, const struct paper_line *line)
{
    switch (line->word) {
    case PAPER_TABLE:
        r->columns = line->count;
        return table_check(line);
    case PAPER_TH:
    case PAPER_TR:
        if (r->columns == 0 || line->count != r->columns)
            return ERR_INVALID;
        for (unsigned i = 0; i < line->count; i++)
            if (line->fields[i].size > PAPER_CELL_MAX)
                return ERR_INVALID;
        return OK;
    case PAPER_H1:
    case PAPER_H2:
    case PAPER_LABEL:
    case PAPER_SIGN:
    case PAPER_ENTRY:
        for (unsigned i = 0; i < line->count; i++)
            if (line->fields[i].size > 2 * PAPER_CELL_MAX)
                return ERR_INVALID;
        break;
    case PAPER_P:
    case PAPER_NOTE:
    case PAPER_SAID:
    case PAPER_FACT:
    case PAPER_LI:
    case PAPER_GAP:
        break;
    case PAPER_WORD_COUNT:
        return ERR_INVALID;
    }
    r->columns = 0;
    return line->count == words[line->word].fields ? OK : ERR_INVALID;
}

static enum err body_read(struct paper *out, struct reading *r,
                          struct paper_line *lines, size_t max)
{
    for (;;) {
        struct str word;
        struct paper_line *line = &lines[out->count];
        enum err err = line_read(&word, line, r);
        if (err != OK)
            return ERR_INVALID;
        if (str_is(word, "end") && line->count == 0)
            return r->rest.size == 0 ? OK : ERR_INVALID;
        unsigned which = 0;
        while (which < PAPER_WORD_COUNT && !str_is(word, words[which].word))
            which++;
        if (which == PAPER_WORD_COUNT)
            return ERR_INVALID;
        line->word = (enum paper_word)which;
        if ((err = body_check(r, line)) != OK)
            return err;
        if (++out->count == max)
            return ERR_LIMIT;
    }
}

enum err paper_read(struct paper *out, size_t *line, struct arena *mem,
                    struct str text)
{
    *out = (struct paper){ 0 };
    *line = 0;
    if (text.size == 0)
        return ERR_INVALID;
    if (text.size > PAPER_BYTES_MAX)
        return ERR_LIMIT;
    if (u8_check((const uint8_t *)text.data, text.size) != NULL)
        return ERR_INVALID;
    size_t count = 1;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    if (count > PAPER_LINES_MAX)
        return ERR_LIMIT;
    struct reading r = { .mem = mem, .rest = text };
    struct paper_line *lines = ARENA_MANY(mem, count + 1, struct paper_line);
    enum err err = head_read(out, &r);
    if (err == OK)
        err = body_read(out, &r, lines, count + 1);
    out->lines = lines;
    *line = r.number;
    return err;
}

void paper_line(struct buf *out, const char *word, const struct str *fields,
                size_t count)
{
    buf_put_str(out, str_of(word));
    for (size_t i = 0; i < count; i++) {
        buf_put_char(out, '\t');
        for (size_t j = 0; j < fields[i].size; j++) {
            char c = fields[i].data[j];
            if (c == '\n')
                buf_put_str(out, STR("\\n"));
            else if (c == '\t')
                buf_put_str(out, STR("\\t"));
            else if (c == '\\')
                buf_put_str(out, STR("\\\\"));
            else if (c == '\r')
                continue;
            else
                buf_put_char(out, (unsigned char)c < 0x20 || c == 0x7F ? ' '
                                                                       : c);
        }
    }
    buf_put_char(out, '\n');
}
