/* replay.c: runs a harness over files kept: seeds and what once broke it.
 * replay FILE...: TAP on stdout. */
#include "fuzz/harness.h"

#include <stdio.h>

enum { FILE_MAX = 4 << 20 };

int main(int argc, char **argv)
{
    AUTO_ARENA mem;
    arena_open(&mem, FILE_MAX * 2);
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rbe");
        if (file == NULL) {
            printf("not ok %d - %s cannot be read\n", i, argv[i]);
            continue;
        }
        uint8_t *bytes = arena_alloc(&mem, FILE_MAX);
        size_t size = fread(bytes, 1, FILE_MAX, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, size);
        printf("ok %d - %s, %zu bytes\n", i, strrchr(argv[i], '/') + 1, size);
        arena_reset(&mem);
    }
    return argc > 1 ? 0 : 1;
}
