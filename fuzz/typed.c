/* typed.c: what people type for dates, times, numbers and references. */
#include "fuzz/harness.h"

#include "base/instant.h"
#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct str in = input_str(data, size);
    struct instant at, at_again;
    struct date on;
    unsigned minute;
    uint64_t number;
    uint8_t id[ID_SIZE];
    if (instant_read(&at, in) == OK)
        must(instant_read(&at_again, instant_print(&mem, at)) == OK);
    if (date_read_typed(&on, in) == OK || date_read(&on, in) == OK)
        must(date_civil(on).month >= 1 && date_civil(on).month <= 12);
    if (minute_read_typed(&minute, in) == OK)
        must(minute < 24 * 60);
    if (str_read_number(&number, in, 1000) == OK)
        must(number <= 1000 && size <= 4);
    if (id_read(id, in.data, in.size) == OK)
        must(size == ID_TEXT_SIZE);
    char reference[REFERENCE_SIZE + 1], again[REFERENCE_SIZE + 1];
    if (reference_read(reference, in) == OK)
        must(reference_read(again, str_of(reference)) == OK &&
             strcmp(reference, again) == 0);
    return 0;
}
