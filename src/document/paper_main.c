/* paper_main.c: the program lanyard-paper: lines of paper.h in, one PDF out.
 * It is started for one document with nothing but its standard streams, and
 * writes nothing at all unless the whole document could be made. */
#include "document/paper.h"

#include <stdio.h>
#include <unistd.h>

/* Its time is limited by who starts it (web/paper.h), its memory here. */
enum { MEMORY_MAX = 128 << 20 };

static enum err read_all(struct buf *out)
{
    char piece[16384];
    ssize_t got;
    while ((got = read(STDIN_FILENO, piece, sizeof(piece))) > 0) {
        buf_put(out, piece, (size_t)got);
        if (out->overflowed)
            return ERR_LIMIT;
    }
    return got < 0 ? ERR_IO : OK;
}

static enum err write_all(struct str text)
{
    while (text.size > 0) {
        ssize_t put = write(STDOUT_FILENO, text.data, text.size);
        if (put <= 0)
            return ERR_IO;
        text.data += put;
        text.size -= (size_t)put;
    }
    return OK;
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc != 1) {
        fputs("lanyard-paper reads a document's lines and writes a PDF; it takes no options.\n", stderr);
        return 2;
    }
    AUTO_ARENA mem;
    struct buf in, drawn, out;
    struct paper paper;
    size_t line = 0;
    arena_open(&mem, MEMORY_MAX);
    buf_open(&in, &mem, 1 << 16, PAPER_BYTES_MAX + 1);
    buf_open(&drawn, &mem, 1 << 16, PAPER_OUT_MAX);
    buf_open(&out, &mem, 1 << 16, PAPER_OUT_MAX);
    enum err err = read_all(&in);
    if (err == OK)
        err = paper_read(&paper, &line, &mem, buf_str(&in));
    if (err == ERR_INVALID) {
        fprintf(stderr, "lanyard-paper: line %zu is not as it should be\n",
                line);
        return 2;
    }
    if (err == OK)
        err = paper_draw(&drawn, &mem, &paper);
    if (err == OK)
        err = paper_finish(&out, &mem, &paper, buf_str(&drawn));
    if (err == OK)
        err = write_all(buf_str(&out));
    if (err != OK)
        fprintf(stderr, "lanyard-paper: %s\n", err_name(err));
    /* Ends without tidying: fontconfig keeps its patterns by offsets, for as
     * long as the process lives, and cairo has no way to give all back. */
    _exit(err == OK ? 0 : 1);
}
