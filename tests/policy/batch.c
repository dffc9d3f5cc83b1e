/* batch.c: many questions through the reader, the rules and the writer of
 * `lanyard explain`, one a line, without a process for each. A line is facts
 * as JSON; what comes out is the answer on one line, or "error " and the line
 * that explain would print. For tests. */
#include "cli/explain.h"
#include "cli/explain_read.h"
#include "policy/pack.h"

#include <stdio.h>
#include <stdlib.h>

/* Line breaks of a text become blanks. */
static void print_line(const char *before, struct str text)
{
    fputs(before, stdout);
    for (size_t i = 0; i < text.size; i++)
        putchar(text.data[i] == '\n' ? ' ' : text.data[i]);
    putchar('\n');
}

static void answer_line(const struct pack *pack, const char *line, size_t size)
{
    AUTO_ARENA mem;
    arena_open(&mem, (size_t)1 << 30);
    struct question q;
    struct str error;
    if (question_read(&q, &mem, (struct str){ line, size }, &error) != OK) {
        print_line("error ", error);
        return;
    }
    struct policy_answer answer;
    policy_answer(&answer, &mem, pack, &q.calendar, &q.facts, q.now);
    print_line("", answer_as_json(&mem, &answer));
}

int main(void)
{
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct pack *pack;
    struct str error;
    if (pack_open(&pack, NULL, &mem, &error) != OK) {
        fprintf(stderr, "%.*s\n", STR_ARG(error));
        return 2;
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline(&line, &room, stdin)) > 0)
        answer_line(pack, line, (size_t)size - (line[size - 1] == '\n'));
    free(line);
    pack_close(pack);
    return 0;
}
