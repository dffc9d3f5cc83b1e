/* head.c: the guard over any request head: a line "METHOD ADDRESS VERSION"
 * and header lines. What goes on has to be what guard.h says. */
#include "fuzz/harness.h"

#include "web/guard.h"
#include "web/server.h"

static const char *word(struct arena *mem, struct str *line)
{
    return str_c(mem, str_cut(line, ' '));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > HEAD_MAX)
        return 0;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct str rest = input_str(data, size), line = str_cut(&rest, '\n');
    const char *method = word(&mem, &line), *url = word(&mem, &line);
    const char *version = str_c(&mem, line);
    struct guard_head head = { 0 };
    while (rest.size > 0) {
        struct str value = str_cut(&rest, '\n');
        struct str name = str_cut(&value, ':');
        guard_head_add(&head, name, str_trim(value));
    }
    struct guard_refusal why = guard_decide(&head, method, version, url);
    must(why.status == 0 || (why.status >= 400 && why.words != NULL));
    if (why.status != 0)
        return 0;
    must(head.hosts == 1 && head.codings == 0 && head.lengths <= 1);
    must(url[0] == '/' && strpbrk(url, "\r\n\t\x7F") == NULL);
    if (strcmp(method, "POST") == 0) {
        uint64_t length;
        must(head.types == 1 && head.lengths == 1);
        must(str_read_number(&length, head.length, BODY_MAX) == OK);
    }
    return 0;
}
