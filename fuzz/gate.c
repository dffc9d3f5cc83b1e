/* gate.c: any bytes at the gate; the first byte picks the field. What is taken
 * is taken again unchanged and costs the same (gate.h, promise 2); what is
 * refused leaves nothing behind and has words. */
#include "fuzz/harness.h"

#include "gate/gate.h"

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
    return 0;
}
