/* explain_value.c: see explain_value.h. */
#include "cli/explain_value.h"

#include <stdarg.h>
#include <stdio.h>

void read_fail(struct reading *r, const char *format, ...)
{
    char what[300];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    struct str line = str_printf(r->mem, "%s: %s",
                                 r->path_size > 0 ? r->path : "$", what);
    *r->error = str_one_line(r->mem, line); /* a key can hold anything */
    longjmp(r->failed, 1);
}

size_t path_key(struct reading *r, const char *key)
{
    size_t before = r->path_size;
    int n = snprintf(r->path + before, sizeof(r->path) - before, "%s%.60s",
                     before > 0 ? "." : "", key);
    r->path_size = before + (size_t)n < sizeof(r->path)
                       ? before + (size_t)n
                       : sizeof(r->path) - 1;
    return before;
}

size_t path_index(struct reading *r, size_t index)
{
    size_t before = r->path_size;
    int n = snprintf(r->path + before, sizeof(r->path) - before, "[%zu]",
                     index);
    r->path_size = before + (size_t)n < sizeof(r->path)
                       ? before + (size_t)n
                       : sizeof(r->path) - 1;
    return before;
}

void path_back(struct reading *r, size_t before)
{
    r->path_size = before;
    r->path[before] = '\0';
}

void keys_only(struct reading *r, json_t *object, const char *const *names)
{
    if (!json_is_object(object))
        read_fail(r, "must be an object");
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        bool known = false;
        for (size_t i = 0; names[i] != NULL; i++)
            known = known || strcmp(names[i], key) == 0;
        if (!known) {
            path_key(r, key);
            read_fail(r, "is no key here");
        }
    }
}

json_t *read_get(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return value == NULL || json_is_null(value) ? NULL : value;
}

struct str text_of(struct reading *r, json_t *value)
{
    if (!json_is_string(value))
        read_fail(r, "must be a string");
    struct str s = { json_string_value(value), json_string_length(value) };
    return str_copy(r->mem, s);
}

struct str text_at(struct reading *r, json_t *object, const char *key)
{
    json_t *value = read_get(object, key);
    if (value == NULL)
        return STR_NONE;
    size_t before = path_key(r, key);
    struct str s = text_of(r, value);
    path_back(r, before);
    return s;
}

struct str id_of(struct reading *r, json_t *value)
{
    struct str s = text_of(r, value);
    if (str_is_blank(s))
        read_fail(r, "is empty");
    if (s.size > ID_MAX)
        read_fail(r, "is longer than %d bytes", ID_MAX);
    return s;
}

struct str id_at(struct reading *r, json_t *object, const char *key,
                 bool required)
{
    json_t *value = read_get(object, key);
    if (value == NULL && !required)
        return STR_NONE;
    size_t before = path_key(r, key);
    if (value == NULL)
        read_fail(r, "is missing");
    struct str s = id_of(r, value);
    path_back(r, before);
    return s;
}

struct instant time_of(struct reading *r, json_t *value)
{
    struct instant at;
    struct str s = text_of(r, value);
    if (instant_read(&at, s) != OK)
        read_fail(r, "must be an RFC 3339 time in the years 2000 to 2100");
    return at;
}

struct instant time_at(struct reading *r, json_t *object, const char *key,
                       bool required)
{
    struct instant none = { 0 };
    json_t *value = read_get(object, key);
    if (value == NULL && !required)
        return none;
    size_t before = path_key(r, key);
    if (value == NULL)
        read_fail(r, "is missing");
    struct instant at = time_of(r, value);
    path_back(r, before);
    return at;
}

enum answer answer_at(struct reading *r, json_t *object, const char *key)
{
    json_t *value = read_get(object, key);
    if (value == NULL)
        return UNKNOWN;
    size_t before = path_key(r, key);
    struct str s = text_of(r, value);
    enum answer a = str_is(s, "yes") ? YES : str_is(s, "no") ? NO : UNKNOWN;
    if (a == UNKNOWN && !str_is(s, "unknown"))
        read_fail(r, "must be yes, no or unknown");
    path_back(r, before);
    return a;
}

bool bool_at(struct reading *r, json_t *object, const char *key)
{
    json_t *value = read_get(object, key);
    if (value == NULL)
        return false;
    size_t before = path_key(r, key);
    if (!json_is_boolean(value))
        read_fail(r, "must be true or false");
    path_back(r, before);
    return json_is_true(value);
}

json_t *list_at(struct reading *r, json_t *object, const char *key,
                size_t *count)
{
    json_t *value = read_get(object, key);
    *count = 0;
    if (value == NULL)
        return NULL;
    size_t before = path_key(r, key);
    if (!json_is_array(value))
        read_fail(r, "must be a list");
    *count = json_array_size(value);
    if (*count > LIST_MAX)
        read_fail(r, "has more than %d items", LIST_MAX);
    r->items += *count;
    if (r->items > ITEMS_MAX)
        read_fail(r, "has too many items: more than %d in all lists", ITEMS_MAX);
    path_back(r, before);
    return value;
}

bool clause_in(struct str s, const char *prefix, char first, char last,
               unsigned *index)
{
    size_t n = strlen(prefix);
    if (s.size != n + 1 || memcmp(s.data, prefix, n) != 0 ||
        s.data[n] < first || s.data[n] > last)
        return false;
    *index = (unsigned)(s.data[n] - first);
    return true;
}
