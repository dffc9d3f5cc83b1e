/* str.h: text that knows its size, and a buffer that knows its maximum.
 *
 * Promises:  1 a struct str never needs a NUL and never owns its bytes,
 *            2 a buffer never grows past the maximum it was born with: it
 *              remembers that it overflowed and takes no more.
 * Ownership: str_copy and str_printf live as long as mem; a buffer's bytes
 *            live as long as the arena it was opened on.
 */
#ifndef LANYARD_BASE_STR_H
#define LANYARD_BASE_STR_H

#include "base/arena.h"

struct str {
    const char *data;
    size_t size;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ 0 })
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).size, (s).data

struct str str_of(const char *nul_terminated);
bool str_same(struct str a, struct str b);
bool str_is(struct str s, const char *nul_terminated);
bool str_starts(struct str s, const char *nul_terminated);
bool str_ends(struct str s, const char *nul_terminated);

/* True for text of blanks only, and for none at all. ASCII blanks. */
bool str_is_blank(struct str s);

/* Without ASCII blanks at both ends; points into s. */
struct str str_trim(struct str s);

/* Cuts s at the first mark: returns what stands before it and leaves in *s
 * what follows; without a mark, returns all and leaves nothing. */
struct str str_cut(struct str *s, char mark);

/* Byte order, shorter first on a tie: <0, 0, >0. */
int str_compare(struct str a, struct str b);

/* A copy with a NUL behind it (not counted). */
struct str str_copy(struct arena *mem, struct str s);
/* A copy that begins with a capital, where it begins with a letter of ASCII. */
struct str str_capital(struct arena *mem, struct str s);

/* A copy in which control characters are blanks, for messages that quote what
 * somebody sent. */
struct str str_one_line(struct arena *mem, struct str s);

/* The copy's bytes as a C string. */
const char *str_c(struct arena *mem, struct str s);

PRINTF_LIKE(2, 3)
struct str str_printf(struct arena *mem, const char *format, ...);

/* Whole s as a decimal number from 0 to max; ERR_INVALID for anything else,
 * leading zeros, signs and blanks included. */
MUST_USE enum err str_read_number(uint64_t *out, struct str s, uint64_t max);

struct buf {
    struct arena *mem;
    char *data;
    size_t size;
    size_t room;
    size_t max;
    bool overflowed;
};

void buf_open(struct buf *b, struct arena *mem, size_t room, size_t max);
void buf_grow(struct buf *b, size_t more);

/* Appends; past the maximum nothing more is taken and overflowed is set. */
static inline void buf_put(struct buf *b, const char *data, size_t size)
{
    if (__builtin_expect(size > b->room - b->size, 0))
        buf_grow(b, size);
    if (__builtin_expect(b->overflowed, 0))
        return;
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

void buf_put_str(struct buf *b, struct str s);
void buf_put_char(struct buf *b, char c);
PRINTF_LIKE(2, 3) void buf_printf(struct buf *b, const char *format, ...);
struct str buf_str(const struct buf *b);

#endif
