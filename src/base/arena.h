/* arena.h: memory that is dropped whole.
 *
 * Promises:  1 what is handed out is zeroed and aligned for any type,
 *            2 it lives until arena_reset or arena_close, never shorter,
 *            3 a NULL is never handed out: going over the maximum is a bug,
 *              because every input has a limit of its own that comes first.
 * Ownership: the arena owns all it hands out; nobody frees a single piece.
 * Not here:  secrets, which live in locked memory of the vault.
 */
#ifndef LANYARD_BASE_ARENA_H
#define LANYARD_BASE_ARENA_H

#include "base/base.h"

struct arena {
    struct arena_chunk *chunk; /* newest first */
    size_t used;               /* bytes handed out of the newest chunk */
    size_t total;              /* bytes of all chunks */
    size_t max;                /* never exceeded */
};

/* size_max: the most bytes all chunks together may take. */
void arena_open(struct arena *mem, size_t size_max);

/* Frees everything; the arena may be opened again. Safe on a zeroed arena. */
void arena_close(struct arena *mem);

/* Forgets everything handed out, keeps one chunk for the next turn. */
void arena_reset(struct arena *mem);

/* size zeroed bytes. */
void *arena_alloc(struct arena *mem, size_t size);

/* count zeroed items of item_size bytes; a product that overflows is a bug. */
void *arena_alloc_many(struct arena *mem, size_t count, size_t item_size);

#define ARENA_NEW(mem, type) ((type *)arena_alloc((mem), sizeof(type)))
#define ARENA_MANY(mem, count, type) \
    ((type *)arena_alloc_many((mem), (count), sizeof(type)))
#define AUTO_ARENA CLEANUP(arena_close) struct arena

#endif
