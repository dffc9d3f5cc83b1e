/* making.h: a chronology by hand, for documents. */
#ifndef LANYARD_TESTS_DOCUMENT_MAKING_H
#define LANYARD_TESTS_DOCUMENT_MAKING_H

#include "document/document.h"

#include <stdio.h>
#include <stdlib.h>

/* The id of a user by its first byte; users 1 to 4 have names. */
#define HEX(digit) "0" #digit "000000000000000000000000000000"

enum { MADE_MAX = 1000, MADE_FIELDS = 20 };

struct made {
    struct arena mem;
    struct entry entries[MADE_MAX];
    size_t count;
};

static inline const struct field_info *made_field(const char *name,
                                                  enum entry_kind kind)
{
    const struct field_info *info = kind_field_named(kind, str_of(name));
    for (unsigned i = 0; info == NULL && i < FIELD_MAX; i++)
        if (field_info(i) != NULL && strcmp(field_info(i)->name, name) == 0)
            info = field_info(i);
    must(info != NULL);
    return info;
}

/* "told=Words|safe=yes", the author's number, minutes since the first. */
static inline void add(struct made *m, enum entry_kind kind, uint8_t author,
                       unsigned minutes, const char *typed)
{
    struct entry_field *fields =
        ARENA_MANY(&m->mem, MADE_FIELDS, struct entry_field);
    struct entry *e = &m->entries[m->count++];
    struct str rest = str_of(typed);
    must(instant_read(&e->at, STR("2026-11-23T08:40:00Z")) == OK);
    e->at.us += (int64_t)minutes * 60 * 1000000;
    e->seq = (uint32_t)m->count;
    e->kind = kind;
    e->version = ENTRY_VERSION;
    e->author.bytes[0] = author;
    e->fields = fields;
    while (rest.size > 0) {
        struct str value = str_cut(&rest, '|');
        struct str name = str_cut(&value, '=');
        must(e->fields_count < MADE_FIELDS);
        fields[e->fields_count++] = (struct entry_field){
            made_field(str_c(&m->mem, name), kind)->field, value
        };
    }
}

static inline struct str made_user(struct arena *mem, const void *context,
                       struct user_id id)
{
    static const char *const names[] = { "", "Priya Nair, Staff",
                                         "Hannah Whitlock, DSL",
                                         "Grace Lind, Headteacher",
                                         "Ruth Calloway, Executive Leader" };
    (void)mem;
    (void)context;
    return str_of(names[id.bytes[0] % COUNT_OF(names)]);
}

#endif
