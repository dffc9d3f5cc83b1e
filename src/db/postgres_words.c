/* postgres_words.c: how PostgreSQL spells what the house writes once, and
 * what its error codes mean.
 *
 * Only schema statements differ: BLOB is bytea, INTEGER is bigint, TEXT
 * compares by bytes, and table options (STRICT, WITHOUT ROWID) are dropped.
 * Whatever else is written must be understood by both drivers as it is. */
#include "db/postgres_inner.h"

#include <ctype.h>

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The word at the front of s; empty when there is none. */
static struct str word_at(struct str s)
{
    size_t n = 0;
    while (n < s.size && is_word_char(s.data[n]))
        n++;
    return (struct str){ s.data, n };
}

static struct str rest_after(struct str s, size_t size)
{
    return (struct str){ s.data + size, s.size - size };
}

/* A comment to the end of its line, or a quoted text to its closing mark. */
static size_t untouched_size(struct str s)
{
    if (str_starts(s, "--")) {
        const char *end = memchr(s.data, '\n', s.size);
        return end == NULL ? s.size : (size_t)(end - s.data);
    }
    if (s.data[0] != '\'' && s.data[0] != '"')
        return 0;
    const char *end = memchr(s.data + 1, s.data[0], s.size - 1);
    return end == NULL ? s.size : (size_t)(end - s.data) + 1;
}

static const char *type_spelled(struct str word)
{
    if (str_is(word, "BLOB"))
        return "bytea";
    if (str_is(word, "INTEGER"))
        return "bigint";
    if (str_is(word, "TEXT"))
        return "text COLLATE \"C\"";
    return NULL;
}

static bool is_schema(struct str sql)
{
    while (sql.size > 0) {
        struct str s = str_trim(sql);
        if (!str_starts(s, "--"))
            return str_starts(s, "CREATE") || str_starts(s, "ALTER");
        str_cut(&s, '\n');
        sql = s;
    }
    return false;
}

struct str pg_spell(struct arena *mem, struct str sql)
{
    if (!is_schema(sql))
        return sql;
    struct buf b;
    buf_open(&b, mem, sql.size * 2, sql.size * 4 + 64);
    while (sql.size > 0) {
        size_t size = untouched_size(sql);
        struct str word = word_at(sql);
        const char *type = type_spelled(word);
        if (size == 0 && (str_is(word, "STRICT") || str_is(word, "WITHOUT"))) {
            const char *end = memchr(sql.data, ';', sql.size);
            sql = rest_after(sql, end == NULL ? sql.size
                                              : (size_t)(end - sql.data));
            continue;
        }
        if (size == 0)
            size = word.size > 0 ? word.size : 1;
        buf_put_str(&b, type != NULL ? str_of(type)
                                     : (struct str){ sql.data, size });
        sql = rest_after(sql, size);
    }
    must(!b.overflowed);
    return buf_str(&b);
}

/* Codes that say "not now" or "not here any more": Appendix A of the manual
 * of PostgreSQL 15. */
enum err pg_err(enum pg_trouble *trouble, const char *state)
{
    *trouble = PG_FINE;
    if (state == NULL)
        return ERR_IO;
    struct str s = str_of(state);
    if (str_is(s, "40001") || str_is(s, "40P01") || str_is(s, "55P03")) {
        *trouble = PG_AGAIN;
        return ERR_BUSY;
    }
    /* Shut down, started, or no longer the primary: another host may be. */
    if (str_starts(s, "57P") || str_starts(s, "08") || str_is(s, "25006")) {
        *trouble = PG_LOST;
        return ERR_IO;
    }
    /* Two programs bring the same schema up: the slower one looks again. */
    if (str_starts(s, "23") || str_is(s, "42P07") || str_is(s, "42P06"))
        return ERR_CONFLICT;
    if (str_starts(s, "22") || str_starts(s, "42") || str_starts(s, "0A"))
        return ERR_INVALID;
    if (str_starts(s, "54"))
        return ERR_LIMIT;
    if (str_is(s, "XX001") || str_is(s, "XX002"))
        return ERR_CORRUPT;
    if (str_is(s, "53300") || str_is(s, "57014"))
        return ERR_BUSY;
    return ERR_IO;
}
