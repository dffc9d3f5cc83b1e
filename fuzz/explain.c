/* explain.c: any bytes as the facts of `lanyard explain`. What is refused has
 * one line of reason; what is not has an answer, twice the same (I5). */
#include "fuzz/harness.h"

#include "cli/explain.h"
#include "cli/explain_read.h"
#include "policy/pack.h"

static const struct pack *built_in(void)
{
    static const struct pack *kept; /* loading it is a hundred times slower */
    if (kept == NULL) {
        struct arena mem;
        struct str error;
        struct pack *pack;
        arena_open(&mem, 16 << 20);
        must(pack_open(&pack, NULL, &mem, &error) == OK);
        arena_close(&mem);
        kept = pack;
    }
    return kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA mem;
    arena_open(&mem, 512u << 20);
    struct question q;
    struct str why = STR_NONE;
    if (question_read(&q, &mem, input_str(data, size), &why) != OK) {
        must(why.size > 0 && memchr(why.data, '\n', why.size) == NULL);
        return 0;
    }
    struct policy_answer one, two;
    policy_answer(&one, &mem, built_in(), &q.calendar, &q.facts, q.now);
    policy_answer(&two, &mem, built_in(), &q.calendar, &q.facts, q.now);
    must(str_same(answer_as_json(&mem, &one), answer_as_json(&mem, &two)));
    must(answer_as_text(&mem, &one).size > 0);
    for (size_t i = 0; i < one.duties_count; i++)
        must(one.duties[i].clause.size > 0);
    return 0;
}
