/* form.c: any body as a form. Fields that come out hold no NUL, lie in the
 * limits, and are no longer than what they were made of. */
#include "fuzz/harness.h"

#include "web/request.h"
#include "web/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > BODY_MAX)
        return 0;
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    const struct typed *fields;
    size_t count, total = 0;
    enum err err = form_parse(&fields, &count, &mem, input_str(data, size));
    must(err == OK || err == ERR_INVALID || err == ERR_LIMIT);
    must(count <= FORM_FIELDS_MAX);
    for (size_t i = 0; i < count && err == OK; i++) {
        must(fields[i].name.size > 0);
        must(memchr(fields[i].name.data, 0, fields[i].name.size) == NULL);
        must(fields[i].value.size == 0 ||
             memchr(fields[i].value.data, 0, fields[i].value.size) == NULL);
        total += fields[i].name.size + fields[i].value.size;
    }
    must(err != OK || total <= size);
    return 0;
}
