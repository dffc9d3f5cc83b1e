/* arena.c: chunks of growing size, newest first; one free drops them all. */
#include "base/arena.h"

#include <stdlib.h>

enum { CHUNK_FIRST = 32 * 1024, CHUNK_MAX = 1024 * 1024, ALIGNMENT = 16 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    _Alignas(ALIGNMENT) uint8_t bytes[];
};

void arena_open(struct arena *mem, size_t size_max)
{
    *mem = (struct arena){ .max = size_max };
}

void arena_close(struct arena *mem)
{
    for (struct arena_chunk *c = mem->chunk; c != NULL;) {
        struct arena_chunk *older = c->older;
        free(c);
        c = older;
    }
    *mem = (struct arena){ .max = mem->max };
}

void arena_reset(struct arena *mem)
{
    struct arena_chunk *keep = mem->chunk;
    if (keep == NULL)
        return;
    for (struct arena_chunk *c = keep->older; c != NULL;) {
        struct arena_chunk *older = c->older;
        free(c);
        c = older;
    }
    keep->older = NULL;
    mem->used = 0;
    mem->total = keep->size;
}

static void chunk_add(struct arena *mem, size_t least)
{
    size_t size = mem->chunk == NULL ? CHUNK_FIRST : mem->chunk->size * 2;
    if (size > CHUNK_MAX)
        size = CHUNK_MAX;
    if (size < least)
        size = least;
    must(size <= mem->max && mem->total <= mem->max - size);
    struct arena_chunk *c = malloc(sizeof(*c) + size);
    must(c != NULL);
    c->older = mem->chunk;
    c->size = size;
    mem->chunk = c;
    mem->used = 0;
    mem->total += size;
}

void *arena_alloc(struct arena *mem, size_t size)
{
    must(size <= SIZE_MAX - ALIGNMENT);
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (mem->chunk == NULL || rounded > mem->chunk->size - mem->used)
        chunk_add(mem, rounded);
    uint8_t *at = mem->chunk->bytes + mem->used;
    mem->used += rounded;
    memset(at, 0, rounded);
    return at;
}

void *arena_alloc_many(struct arena *mem, size_t count, size_t item_size)
{
    must(item_size == 0 || count <= SIZE_MAX / item_size);
    return arena_alloc(mem, count * item_size);
}
