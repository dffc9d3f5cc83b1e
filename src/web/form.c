/* form.c: application/x-www-form-urlencoded, strictly (URL standard 5.1,
 * without its leniency: a wrong escape is an error, not a guess). */
#include "web/request.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum err unescape(struct str *out, struct arena *mem, struct str in)
{
    char *bytes = arena_alloc(mem, in.size + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.size; i++) {
        char c = in.data[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = in.size - i > 2 ? hex_value(in.data[i + 1]) : -1;
            int low = in.size - i > 2 ? hex_value(in.data[i + 2]) : -1;
            if (high < 0 || low < 0)
                return ERR_INVALID;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0')
            return ERR_INVALID;
        bytes[n++] = c;
    }
    *out = (struct str){ bytes, n };
    return OK;
}

enum err form_parse(const struct typed **out, size_t *count,
                    struct arena *mem, struct str body)
{
    struct typed *fields = ARENA_MANY(mem, FORM_FIELDS_MAX, struct typed);
    *out = fields;
    *count = 0;
    while (body.size > 0) {
        struct str value = str_cut(&body, '&');
        if (value.size == 0)
            continue;
        if (*count == FORM_FIELDS_MAX)
            return ERR_LIMIT;
        struct str name = str_cut(&value, '=');
        struct typed *f = &fields[*count];
        enum err err = unescape(&f->name, mem, name);
        if (err == OK)
            err = unescape(&f->value, mem, value);
        if (err != OK)
            return err;
        if (f->name.size > 0)
            ++*count;
    }
    return OK;
}

struct str form_get(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->form_count; i++)
        if (str_is(rq->form[i].name, name))
            return rq->form[i].value;
    return STR_NONE;
}

struct str query_get(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->query_count; i++)
        if (str_is(rq->query[i].name, name))
            return rq->query[i].value;
    return STR_NONE;
}
