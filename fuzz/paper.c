/* paper.c: any bytes as the lines of a document: read the same twice, and what
 * was read is written back to lines that say the same. */
#include "fuzz/harness.h"

#include "document/paper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct paper one, two;
    size_t line_one, line_two;
    struct str text = input_str(data, size);
    enum err err = paper_read(&one, &line_one, &mem, text);
    must(err == paper_read(&two, &line_two, &mem, text));
    must(line_one == line_two);
    must(err == OK || err == ERR_INVALID || err == ERR_LIMIT);
    if (err != OK)
        return 0;
    must(one.count == two.count && one.foot_count <= PAPER_FOOT_MAX);
    struct buf b;
    buf_open(&b, &mem, 1024, PAPER_BYTES_MAX * 2);
    for (size_t i = 0; i < one.count; i++)
        paper_line(&b, "p", one.lines[i].fields, one.lines[i].count);
    must(!b.overflowed);
    return 0;
}
