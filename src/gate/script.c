/* script.c: what kind of character this is, for the rules of the gate. Ranges
 * of Unicode; general categories and scripts come from libunistring. */
#include "gate/gate_inner.h"

#include <unicase.h>
#include <unictype.h>

struct range {
    uint32_t from, to;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

bool script_is_unspaced_beyond(uint32_t c)
{
    static const struct range ranges[] = {
        { 0x0E00, 0x0FFF }, /* Thai, Lao, Tibetan */
        { 0x1000, 0x109F }, { 0x1780, 0x17FF }, /* Burmese, Khmer */
        { 0x1A00, 0x1AAF }, { 0x2E80, 0x2FFF }, { 0x3001, 0x9FFF },
        { 0xA000, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
        { 0xFF61, 0xFFDC }, { 0x20000, 0x3FFFF },
    };
    return is_in(ranges, COUNT_OF(ranges), c);
}

bool script_is_large(uint32_t c)
{
    static const struct range ranges[] = {
        { 0x1200, 0x139F }, { 0x1400, 0x167F }, { 0x3400, 0x9FFF },
        { 0xA000, 0xA63F }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
        { 0x20000, 0x3FFFF },
    };
    return c >= 0x1200 && is_in(ranges, COUNT_OF(ranges), c);
}

bool script_is_rare(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x4DBF) || c >= 0x20000;
}

bool script_is_drawing(uint32_t c)
{
    return (c >= 0x2400 && c <= 0x243F) || (c >= 0x2500 && c <= 0x25FF) ||
           (c >= 0x2800 && c <= 0x28FF) || (c >= 0x2B1B && c <= 0x2B1C) ||
           (c >= 0x1CC00 && c <= 0x1CEBF) || (c >= 0x1FB00 && c <= 0x1FBFF);
}

bool script_is_emoji(uint32_t c)
{
    return (c >= 0x2190 && c <= 0x21FF) || (c >= 0x2300 && c <= 0x23FF) ||
           (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF) ||
           (c >= 0x1F000 && c <= 0x1FAFF);
}

bool script_is_letter_beyond(uint32_t c)
{
    return !script_is_dressed(c) && !(c >= 0xFE00 && c <= 0xFE0F) &&
           !(c >= 0xE0100 && c <= 0xE01EF) &&
           (uc_is_general_category(c, UC_LETTER) ||
            uc_is_general_category(c, UC_MARK));
}

uint32_t script_fold_beyond(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return script_fold(c - 0xFEE0);
    return c >= 0x0E00 && c < 0x10000 && script_is_unspaced(c)
               ? c
               : uc_tolower(c);
}
