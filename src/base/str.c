/* str.c: sized text and bounded buffers. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

struct str str_of(const char *nul_terminated)
{
    must(nul_terminated != NULL);
    return (struct str){ nul_terminated, strlen(nul_terminated) };
}

bool str_same(struct str a, struct str b)
{
    return a.size == b.size &&
           (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool str_is(struct str s, const char *nul_terminated)
{
    return str_same(s, str_of(nul_terminated));
}

bool str_starts(struct str s, const char *nul_terminated)
{
    size_t size = strlen(nul_terminated);
    return s.size >= size && memcmp(s.data, nul_terminated, size) == 0;
}

bool str_ends(struct str s, const char *nul_terminated)
{
    size_t size = strlen(nul_terminated);
    return s.size >= size &&
           memcmp(s.data + s.size - size, nul_terminated, size) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool str_is_blank(struct str s)
{
    for (size_t i = 0; i < s.size; i++)
        if (!is_blank(s.data[i]))
            return false;
    return true;
}

struct str str_trim(struct str s)
{
    while (s.size > 0 && is_blank(s.data[0])) {
        s.data++;
        s.size--;
    }
    while (s.size > 0 && is_blank(s.data[s.size - 1]))
        s.size--;
    return s;
}

struct str str_cut(struct str *s, char mark)
{
    const char *at = s->size > 0 ? memchr(s->data, mark, s->size) : NULL;
    struct str head = *s;
    if (at == NULL) {
        *s = (struct str){ s->size > 0 ? s->data + s->size : s->data, 0 };
        return head;
    }
    head.size = (size_t)(at - s->data);
    s->data = at + 1;
    s->size -= head.size + 1;
    return head;
}

int str_compare(struct str a, struct str b)
{
    size_t least = a.size < b.size ? a.size : b.size;
    int order = least > 0 ? memcmp(a.data, b.data, least) : 0;
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

struct str str_copy(struct arena *mem, struct str s)
{
    char *copy = arena_alloc(mem, s.size + 1);
    if (s.size > 0)
        memcpy(copy, s.data, s.size);
    return (struct str){ copy, s.size };
}

struct str str_capital(struct arena *mem, struct str s)
{
    if (s.size == 0 || s.data[0] < 'a' || s.data[0] > 'z')
        return str_copy(mem, s);
    return str_printf(mem, "%c%.*s", s.data[0] - ('a' - 'A'),
                      (int)s.size - 1, s.data + 1);
}

struct str str_one_line(struct arena *mem, struct str s)
{
    char *out = arena_alloc(mem, s.size + 1);
    for (size_t i = 0; i < s.size; i++) {
        bool control = (unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7F;
        out[i] = control ? ' ' : s.data[i];
    }
    return (struct str){ out, s.size };
}

const char *str_c(struct arena *mem, struct str s)
{
    return str_copy(mem, s).data;
}

/* Most of what is printed is a few words: then it is printed once, and its
 * size is known before room is taken for it. */
enum { SMALL = 256 };

struct str str_printf(struct arena *mem, const char *format, ...)
{
    must(format != NULL);
    char small[SMALL];
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(small, sizeof(small), format, args);
    must(size >= 0);
    char *out = arena_alloc(mem, (size_t)size + 1);
    if (size < SMALL)
        memcpy(out, small, (size_t)size);
    else
        vsnprintf(out, (size_t)size + 1, format, again);
    va_end(again);
    va_end(args);
    return (struct str){ out, (size_t)size };
}

enum err str_read_number(uint64_t *out, struct str s, uint64_t max)
{
    if (s.size == 0 || s.size > 19 || (s.size > 1 && s.data[0] == '0'))
        return ERR_INVALID;
    uint64_t value = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return ERR_INVALID;
        value = value * 10 + (uint64_t)(s.data[i] - '0');
    }
    if (value > max)
        return ERR_INVALID;
    *out = value;
    return OK;
}

void buf_open(struct buf *b, struct arena *mem, size_t room, size_t max)
{
    must(room <= max);
    *b = (struct buf){ .mem = mem, .room = room, .max = max };
    b->data = arena_alloc(mem, room);
}

void buf_grow(struct buf *b, size_t more)
{
    if (b->overflowed || more > b->max - b->size) {
        b->overflowed = true;
        return;
    }
    size_t room = b->room < 512 ? 1024 : b->room * 2;
    if (room < b->size + more)
        room = b->size + more;
    if (room > b->max)
        room = b->max;
    char *data = arena_alloc(b->mem, room);
    memcpy(data, b->data, b->size);
    b->data = data;
    b->room = room;
}

void buf_put_str(struct buf *b, struct str s)
{
    if (s.size > 0)
        buf_put(b, s.data, s.size);
}

void buf_put_char(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    must(format != NULL);
    char small[SMALL];
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(small, sizeof(small), format, args);
    must(size >= 0);
    if (size < SMALL) {
        buf_put(b, small, (size_t)size);
    } else {
        char *large = arena_alloc(b->mem, (size_t)size + 1);
        vsnprintf(large, (size_t)size + 1, format, again);
        buf_put(b, large, (size_t)size);
    }
    va_end(again);
    va_end(args);
}

struct str buf_str(const struct buf *b)
{
    return (struct str){ b->data, b->size };
}
