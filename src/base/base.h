/* base.h: the few words every room of the house speaks.
 *
 * Promises: 1 a bug stops the program (must), 2 the world's trouble is an
 *           enum err that the caller has to look at, 3 nobody's silence is a
 *           "no": the zero of every answer, age and instant means unknown.
 * Not here: anything that knows a school, a policy, a database or a socket.
 */
#ifndef LANYARD_BASE_H
#define LANYARD_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define NO_RETURN __attribute__((noreturn))
#define PRINTF_LIKE(text_at, first_at) \
    __attribute__((format(printf, text_at, first_at)))
#define CLEANUP(function) __attribute__((cleanup(function)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A bug in this program, never bad input: prints where and aborts. */
#define must(condition)                                   \
    do {                                                  \
        if (__builtin_expect(!(condition), 0))            \
            must_fail(#condition, __FILE__, __LINE__);    \
    } while (0)

NO_RETURN void must_fail(const char *what, const char *file, int line);

/* The world's trouble. The caller passes it up; it is logged once, at the
 * top, with the id of the request. */
enum err {
    OK = 0,
    ERR_INVALID,   /* bytes from outside do not fit their form: tell who sent */
    ERR_NOT_FOUND, /* no such thing, or not for this person: same answer */
    ERR_CONFLICT,  /* somebody was faster: load again, show both */
    ERR_DENIED,    /* wrong password, key file open to others, no permit */
    ERR_LIMIT,     /* over a stated maximum: say which */
    ERR_CORRUPT,   /* stored bytes fail their check: stop using them */
    ERR_BUSY,      /* a lock or a queue is full: the same call may work later */
    ERR_IO,        /* disk, database or peer failed */
    ERR_COUNT
};

/* A short English name for logs, never NULL ("conflict"). */
const char *err_name(enum err err);

/* What somebody answered. A field nobody filled is UNKNOWN. */
enum answer { UNKNOWN = 0, NO, YES };

/* NO and YES swap; UNKNOWN stays. */
enum answer answer_not(enum answer a);

/* Three-valued and: NO beats UNKNOWN beats YES. */
enum answer answer_and(enum answer a, enum answer b);

/* Three-valued or: YES beats UNKNOWN beats NO. */
enum answer answer_or(enum answer a, enum answer b);

/* The hats people wear, policy section 2. The order is stored: append only. */
enum role {
    ROLE_NONE = 0,
    ROLE_STAFF,
    ROLE_DSL,
    ROLE_DEPUTY_DSL,
    ROLE_HEAD,
    ROLE_EXECUTIVE_LEADER,
    ROLE_SENCO,
    ROLE_CEO,
    ROLE_TRUSTEE,
    ROLE_GOVERNOR,
    ROLE_ADMINISTRATOR,
    ROLE_CHAIR, /* of the trustees: leads where nobody else may (D8) */
    ROLE_COUNT
};

/* "deputy_dsl": as in explain.md and in stored rows. Never NULL. */
const char *role_name(enum role role);

/* "Deputy DSL": as on a screen. Never NULL. */
const char *role_title(enum role role);

/* ROLE_NONE when no role has that name. */
enum role role_from_name(const char *name, size_t size);

/* Ids are 128 random bits; two kinds cannot be swapped for one another. */
enum { ID_SIZE = 16, ID_TEXT_SIZE = 32 };
struct trust_id { uint8_t bytes[ID_SIZE]; };
struct school_id { uint8_t bytes[ID_SIZE]; };
struct incident_id { uint8_t bytes[ID_SIZE]; };
struct user_id { uint8_t bytes[ID_SIZE]; };
struct agency_id { uint8_t bytes[ID_SIZE]; };

#define ID_SAME(a, b) (memcmp((a).bytes, (b).bytes, ID_SIZE) == 0)

/* True for an id nobody has set. */
bool id_is_zero(const uint8_t bytes[ID_SIZE]);

/* Writes 32 lower-case hex digits and a NUL. */
void id_print(char out[ID_TEXT_SIZE + 1], const uint8_t bytes[ID_SIZE]);

/* Reads exactly 32 hex digits; ERR_INVALID for anything else. */
MUST_USE enum err id_read(uint8_t out[ID_SIZE], const char *at, size_t size);

/* An age in whole years; a date of birth nobody knows is not "under 13". */
struct age {
    bool known;
    unsigned years;
};

/* UNKNOWN for an unknown age (ruling D13). */
enum answer age_below(struct age age, unsigned years);

#endif
