/* entry.c: the canonical bytes of an entry's fields, and reading them back.
 *
 * Body: 'E' 1, then the count of fields as u16, then for each field its
 * number as u16, the size of its text as u32 and the text. Numbers are big
 * endian. Nothing may follow. The order is the order of the form, so that one
 * set of answers has one encoding. */
#include "incident/entry.h"

enum { MAGIC = 'E', FORMAT = 1, HEAD_SIZE = 4, FIELD_HEAD_SIZE = 6 };

static void put_u16(uint8_t *at, unsigned value)
{
    must(value <= UINT16_MAX);
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put_u32(uint8_t *at, size_t value)
{
    must(value <= UINT32_MAX);
    put_u16(at, (unsigned)(value >> 16));
    put_u16(at + 2, (unsigned)(value & UINT16_MAX));
}

static unsigned get_u16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static size_t get_u32(const uint8_t *at)
{
    return (size_t)get_u16(at) << 16 | get_u16(at + 2);
}

enum err entry_encode(struct str *out, struct arena *mem,
                      const struct entry *entry)
{
    if (entry->fields_count > ENTRY_FIELDS_MAX)
        return ERR_LIMIT;
    size_t size = HEAD_SIZE;
    for (size_t i = 0; i < entry->fields_count; i++) {
        size += FIELD_HEAD_SIZE + entry->fields[i].text.size;
        if (size > ENTRY_BODY_MAX)
            return ERR_LIMIT;
    }
    uint8_t *bytes = arena_alloc(mem, size);
    bytes[0] = MAGIC;
    bytes[1] = FORMAT;
    put_u16(bytes + 2, (unsigned)entry->fields_count);
    uint8_t *at = bytes + HEAD_SIZE;
    for (size_t i = 0; i < entry->fields_count; i++) {
        const struct entry_field *f = &entry->fields[i];
        must(field_info(f->field) != NULL);
        put_u16(at, f->field);
        put_u32(at + 2, f->text.size);
        if (f->text.size > 0)
            memcpy(at + FIELD_HEAD_SIZE, f->text.data, f->text.size);
        at += FIELD_HEAD_SIZE + f->text.size;
    }
    must(at == bytes + size);
    *out = (struct str){ (const char *)bytes, size };
    return OK;
}

enum err entry_decode(struct entry *out, struct arena *mem, struct str body)
{
    const uint8_t *at = (const uint8_t *)body.data;
    size_t left = body.size;
    if (left < HEAD_SIZE || left > ENTRY_BODY_MAX || at[0] != MAGIC ||
        at[1] != FORMAT)
        return ERR_CORRUPT;
    size_t count = get_u16(at + 2);
    if (count > ENTRY_FIELDS_MAX)
        return ERR_CORRUPT;
    struct entry_field *fields = ARENA_MANY(mem, count, struct entry_field);
    at += HEAD_SIZE;
    left -= HEAD_SIZE;
    for (size_t i = 0; i < count; i++) {
        if (left < FIELD_HEAD_SIZE)
            return ERR_CORRUPT;
        unsigned field = get_u16(at);
        size_t size = get_u32(at + 2);
        at += FIELD_HEAD_SIZE;
        left -= FIELD_HEAD_SIZE;
        if (field_info(field) == NULL || size > left)
            return ERR_CORRUPT;
        fields[i].field = (enum field)field;
        fields[i].text = (struct str){ (const char *)at, size };
        at += size;
        left -= size;
    }
    if (left != 0)
        return ERR_CORRUPT;
    out->fields = fields;
    out->fields_count = count;
    return OK;
}

struct str entry_text(const struct entry *entry, enum field field)
{
    for (size_t i = 0; i < entry->fields_count; i++)
        if (entry->fields[i].field == field)
            return entry->fields[i].text;
    return STR_NONE;
}

bool entry_has_word(const struct entry *entry, enum field field,
                    const char *word)
{
    for (size_t i = 0; i < entry->fields_count; i++)
        if (entry->fields[i].field == field &&
            str_is(entry->fields[i].text, word))
            return true;
    return false;
}

uint32_t entry_corrects(const struct entry *entry)
{
    uint64_t seq;
    return entry->kind == ENTRY_CORRECTION &&
                   str_read_number(&seq, entry_text(entry, FIELD_CORRECTS),
                                   UINT32_MAX) == OK
               ? (uint32_t)seq
               : 0;
}

enum answer entry_answer(const struct entry *entry, enum field field)
{
    struct str word = entry_text(entry, field);
    if (str_is(word, "yes"))
        return YES;
    return str_is(word, "no") ? NO : UNKNOWN;
}
