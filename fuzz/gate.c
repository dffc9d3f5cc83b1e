/* gate.c: any bytes at the gate; the first byte picks the field. What is taken
 * is taken again unchanged and costs the same (gate.h, promise 2); what is
 * refused leaves nothing behind and has words. The same bytes are asked for
 * words that could be kinder (tone.h, promise 3). */
#include "fuzz/harness.h"

#include "gate/gate.h"
#include "policy/tone.h"

/* Words that could be kinder are looked for in every text, also in those that
 * the gate has not seen yet: whatever comes, what is found stands there, and is
 * found again in what begins with it. */
static void tones_hold(struct arena *mem, struct str text)
{
    static struct pack *pack;
    struct tone found[TONE_MAX], first;
    struct str why;
    must(pack != NULL || pack_open(&pack, NULL, mem, &why) == OK);
    size_t count = tone_find(found, 0, TONE_MAX, pack, text);
    must(count <= TONE_MAX);
    if (count == 0)
        return;
    must(tone_find(&first, 0, 1, pack, text) == 1);
    must(first.row == found[0].row);
    must(tone_find(&first, 0, 1, pack, found[0].words) == 1);
    must(first.row == found[0].row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    enum gate_field field = (enum gate_field)(data[0] % GATE_FIELD_COUNT);
    struct str in = input_str(data + 1, size - 1), out, again;
    struct gate_spent spent = { 0 }, twice = { 0 };
    enum gate_refusal refusal = gate_text(&out, &spent, &mem, in, field);
    (void)gate_echo(&mem, in);
    if (refusal != GATE_OK) {
        must(out.size == 0 && spent.bytes == 0);
        must(gate_refusal_words(refusal)[0] != '\0');
        return 0;
    }
    must(spent.bytes <= gate_rule(field)->max_bytes);
    must(gate_text(&again, &twice, &mem, out, field) == GATE_OK);
    must(str_same(out, again) && spent.bytes == twice.bytes);
    tones_hold(&mem, out);
    tones_hold(&mem, input_str(data + 1, size - 1));
    return 0;
}
