/* pack_yaml.h: the pack's file as libcyaml fills it, before its second pass,
 * and where in the file each thing stands.
 *
 * Promises: every error is one line with line and column.
 * Only pack_load.c includes this. */
#ifndef LANYARD_POLICY_PACK_YAML_H
#define LANYARD_POLICY_PACK_YAML_H

#include "base/str.h"

struct yaml_clause {
    char *clause, *title, *why, *source, *question, *hint, *warning;
    char *days, *now, *agreed; /* libcyaml reads 3.5 as 3, "perhaps" as true */
};

struct yaml_house {
    char *clause, *title, *why, *source, *days, *hours, *working_days,
        *agreed;
};

struct yaml_item {
    char *letter, *text, *hold;
};

struct yaml_advice {
    char *clause, *title;
    struct yaml_item *items;
    unsigned items_count;
};

struct yaml_term {
    char *word, *meaning;
};

struct yaml_guidance {
    char *id, *title, *version, *effective, *superseded_by, *note;
};

struct yaml_tone {
    char **phrases;
    unsigned phrases_count;
    char *better, *why;
};

struct yaml_pack {
    char *id, *version, *review_due;
    struct yaml_clause *clauses;
    unsigned clauses_count;
    struct yaml_house *house;
    unsigned house_count;
    struct yaml_advice *advice;
    unsigned advice_count;
    struct yaml_term *glossary;
    unsigned glossary_count;
    struct yaml_tone *tone;
    unsigned tone_count;
    struct yaml_guidance *guidance;
    unsigned guidance_count;
};

/* ERR_INVALID: *error says what and where, and lives as long as mem. */
MUST_USE enum err pack_yaml_open(struct yaml_pack **out, struct arena *mem,
                                 struct str text, const char *path,
                                 struct str *error);
void pack_yaml_close(struct yaml_pack *yaml);

/* "pack FILE: WHAT (line: 9, column: 12)": of a key in the index-th item of a
 * list of the file; key NULL: of the item; list NULL: of a key at the top. */
struct str pack_yaml_error(struct arena *mem, struct str text,
                           const char *path, const char *list, unsigned index,
                           const char *key, struct str what);

#endif
