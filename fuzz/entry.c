/* entry.c: any bytes as a chronology: each entry is one byte of kind, two of
 * body size and the body. What decodes is encoded to the same bytes; what
 * folds is folded the same again (I1). */
#include "fuzz/harness.h"

#include "incident/incident.h"

enum { ENTRIES_MAX = 64 };

static size_t chronology(struct entry *entries, struct arena *mem,
                         struct str in)
{
    size_t count = 0;
    while (in.size >= 3 && count < ENTRIES_MAX) {
        const uint8_t *head = (const uint8_t *)in.data;
        size_t size = (size_t)head[1] << 8 | head[2];
        if (size > in.size - 3)
            size = in.size - 3;
        struct str body = { in.data + 3, size };
        struct entry *e = &entries[count];
        *e = (struct entry){
            .seq = (uint32_t)count + 1,
            .kind = (enum entry_kind)(head[0] % ENTRY_KIND_MAX),
            .version = ENTRY_VERSION,
            .at = { (int64_t)(count + 1) * 60000000 },
        };
        in = (struct str){ in.data + 3 + size, in.size - 3 - size };
        if (entry_decode(e, mem, body) != OK)
            continue;
        struct str again;
        must(entry_encode(&again, mem, e) == OK && str_same(again, body));
        count++;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    struct entry *entries = ARENA_MANY(&mem, ENTRIES_MAX, struct entry);
    size_t count = chronology(entries, &mem, input_str(data, size));
    struct incident one, two;
    enum err err = incident_fold(&one, &mem, entries, count);
    must(err == incident_fold(&two, &mem, entries, count));
    must(err == OK || err == ERR_CORRUPT);
    if (err != OK)
        return 0;
    must(one.people_count == two.people_count &&
         one.gate_spent == two.gate_spent &&
         one.outcome_seq == two.outcome_seq);
    must(incident_who(&mem, &one).size > 0);
    return 0;
}
