/* pack.c: any bytes as a pack. What is refused says why in one line. */
#include "fuzz/harness.h"

#include "policy/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct str why;
    struct pack *pack = NULL;
    if (size > 1 << 20)
        return 0;
    enum err err = pack_open_text(&pack, input_str(data, size), "fuzz", &mem,
                                  &why);
    must(err == OK || why.size > 0);
    must(err == OK || memchr(why.data, '\n', why.size) == NULL);
    pack_close(pack);
    return 0;
}
