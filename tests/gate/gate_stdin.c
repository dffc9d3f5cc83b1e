/* gate_stdin.c: the gate on a pipe, for corpora that scripts make.
 *
 * An item on stdin is one byte of field kind, one byte that says whether a
 * new incident begins (1) or the last one goes on (0), four bytes of size
 * (big end first) and the bytes. The answer is a line: the short name of the
 * refusal with "_" for blanks, and what the incident has spent. An item that
 * was taken is asked again: promise 2 of gate.h (it comes out the same and
 * costs the same) is checked on all of them. */
#include "gate/gate.h"

#include <stdio.h>

enum { ITEM_MAX = 64 << 20 };

static bool read_all(void *out, size_t size)
{
    return fread(out, 1, size, stdin) == size;
}

static void print_answer(enum gate_refusal refusal, uint32_t spent)
{
    for (const char *at = gate_refusal_name(refusal); *at != '\0'; at++)
        putchar(*at == ' ' ? '_' : *at);
    printf(" %u\n", spent);
}

static void answer(struct arena *mem, struct gate_spent *spent, struct str in,
                   enum gate_field field)
{
    struct str out, again;
    struct gate_spent before = *spent;
    enum gate_refusal refusal = gate_text(&out, spent, mem, in, field);
    if (refusal == GATE_OK) {
        must(gate_text(&again, &before, mem, out, field) == GATE_OK);
        must(str_same(out, again) && before.bytes == spent->bytes);
    } else {
        must(out.size == 0 && before.bytes == spent->bytes);
        (void)gate_echo(mem, in);
    }
    print_answer(refusal, spent->bytes);
}

int main(void)
{
    AUTO_ARENA mem = { 0 };
    arena_open(&mem, 512u << 20);
    struct gate_spent spent = { 0 };
    unsigned char head[6];
    while (read_all(head, sizeof(head))) {
        size_t size = (size_t)head[2] << 24 | (size_t)head[3] << 16 |
                      (size_t)head[4] << 8 | head[5];
        must(size <= ITEM_MAX && head[0] < GATE_FIELD_COUNT);
        char *bytes = arena_alloc(&mem, size + 1);
        must(read_all(bytes, size));
        if (head[1] == 1)
            spent = (struct gate_spent){ 0 };
        answer(&mem, &spent, (struct str){ bytes, size },
               (enum gate_field)head[0]);
        arena_reset(&mem);
    }
    return 0;
}
