/* explain_value.h: single values of a question's JSON, each with the path that
 * an error names. The first thing that is wrong ends the reading.
 *
 * Promises:  1 read_fail comes back to where failed was set, with one line in
 *              *error: the path and what is wrong,
 *            2 texts live as long as mem.
 * Not here:  what the keys mean (explain_read.c). */
#ifndef LANYARD_CLI_EXPLAIN_VALUE_H
#define LANYARD_CLI_EXPLAIN_VALUE_H

#include "base/instant.h"

#include <jansson.h>
#include <setjmp.h>

/* Limits keep the answer of every file that is read within memory. */
enum { PATH_MAX_SIZE = 400, LIST_MAX = 10000, ITEMS_MAX = 20000,
       ID_MAX = 200 };

struct reading {
    struct arena *mem;
    struct str *error;
    char path[PATH_MAX_SIZE];
    size_t path_size;
    size_t items; /* of all lists so far */
    jmp_buf failed; /* left only from read_fail, to question_read */
};

NO_RETURN PRINTF_LIKE(2, 3)
void read_fail(struct reading *r, const char *format, ...);

/* Paths grow and shrink with the descent. */
size_t path_key(struct reading *r, const char *key);
size_t path_index(struct reading *r, size_t index);
void path_back(struct reading *r, size_t before);

/* Only the keys named may stand in an object; a NULL ends the names. */
void keys_only(struct reading *r, json_t *object, const char *const *names);

/* The value, or NULL when the key is missing or null. */
json_t *read_get(json_t *object, const char *key);

struct str text_of(struct reading *r, json_t *value);

/* Free text; data NULL when it is missing. */
struct str text_at(struct reading *r, json_t *object, const char *key);

/* An id or a short word that is copied into the answer. */
struct str id_of(struct reading *r, json_t *value);

/* data NULL when it is missing and need not be there. */
struct str id_at(struct reading *r, json_t *object, const char *key,
                 bool required);

struct instant time_of(struct reading *r, json_t *value);
struct instant time_at(struct reading *r, json_t *object, const char *key,
                       bool required);
enum answer answer_at(struct reading *r, json_t *object, const char *key);
bool bool_at(struct reading *r, json_t *object, const char *key);

/* A list, or NULL when it is missing; its size in *count. */
json_t *list_at(struct reading *r, json_t *object, const char *key,
                size_t *count);

bool clause_in(struct str s, const char *prefix, char first, char last,
               unsigned *index);

/* A word of a vocabulary; end is what _from_word returns for any other. */
#define WORD_OF(r, value, from, end)                       \
    __extension__({                                        \
        struct str word_ = text_of((r), (value));          \
        __auto_type found_ = from(word_);                  \
        if (found_ == (end))                               \
            read_fail((r), "is no word of the vocabulary");\
        found_;                                            \
    })

#endif
