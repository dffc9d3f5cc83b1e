/* bundle.c: reading and writing bundles of search digests (bundle.h). */
#include "store/bundle.h"

/* at(8) | incident(16) | size of words(4) | words, for each, oldest first */
enum { MEMBER_HEAD = 8 + ID_SIZE + 4 };

static void number_put(char *out, uint64_t number, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        out[i] = (char)(number >> (8 * (size - 1 - i)));
}

static uint64_t number_get(const char *bytes, unsigned size)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < size; i++)
        number = number << 8 | (uint8_t)bytes[i];
    return number;
}

int cursor_order(struct incident_cursor a, struct incident_cursor b)
{
    if (a.created_at.us != b.created_at.us)
        return a.created_at.us < b.created_at.us ? -1 : 1;
    return memcmp(a.id.bytes, b.id.bytes, ID_SIZE);
}

/* Where a bundle stands: moved or stretched, it does not open. */
static struct str bundle_place(struct arena *mem, const struct bundle *b)
{
    char *bytes = arena_alloc(mem, 2 * ID_SIZE + 16);
    memcpy(bytes, b->school.bytes, ID_SIZE);
    memcpy(bytes + ID_SIZE, b->first.id.bytes, ID_SIZE);
    number_put(bytes + 2 * ID_SIZE, (uint64_t)b->first.created_at.us, 8);
    number_put(bytes + 2 * ID_SIZE + 8, (uint64_t)b->last_at.us, 8);
    return (struct str){ bytes, 2 * ID_SIZE + 16 };
}

static void bundle_key(struct vault_key *out, const struct tx *tx,
                       struct trust_id trust)
{
    vault_field_key(out, tx->vault, trust, "digest_bundle", "words");
}

/* The next member of rest; false when what is there is none. */
static bool member_next(struct bundled *out, struct str *rest)
{
    if (rest->size < MEMBER_HEAD)
        return false;
    out->at.created_at.us = (int64_t)number_get(rest->data, 8);
    memcpy(out->at.id.bytes, rest->data + 8, ID_SIZE);
    size_t size = number_get(rest->data + 8 + ID_SIZE, 4);
    if (size > rest->size - MEMBER_HEAD)
        return false;
    out->words = (struct str){ rest->data + MEMBER_HEAD, size };
    rest->data += MEMBER_HEAD + size;
    rest->size -= MEMBER_HEAD + size;
    return true;
}

static enum err members_read(struct bundle *b, struct arena *mem)
{
    struct bundled member;
    struct str rest = b->text;
    size_t count = 0;
    while (member_next(&member, &rest))
        count++;
    if (rest.size > 0 || count == 0)
        return ERR_CORRUPT;
    b->of = ARENA_MANY(mem, count, struct bundled);
    for (rest = b->text; b->count < count; b->count++) {
        must(member_next(&b->of[b->count], &rest));
        if (b->count > 0 && cursor_order(b->of[b->count - 1].at,
                                         b->of[b->count].at) >= 0)
            return ERR_CORRUPT;
    }
    return cursor_order(b->of[0].at, b->first) == 0 &&
                   b->of[count - 1].at.created_at.us == b->last_at.us
               ? OK
               : ERR_CORRUPT;
}

enum err bundle_read(struct bundle *out, struct db_rows *rows,
                     const struct tx *tx, struct arena *mem,
                     struct trust_id trust, struct school_id school)
{
    *out = (struct bundle){ .school = school };
    out->first.created_at.us = db_int(rows, 0);
    out->last_at.us = db_int(rows, 2);
    enum err err = column_bytes(out->first.id.bytes, rows, 1, ID_SIZE);
    if (err != OK)
        return err;
    AUTO_VAULT_KEY key;
    bundle_key(&key, tx, trust);
    err = vault_unseal(&out->text, mem, &key, bundle_place(mem, out),
                       db_bytes(rows, 3), VAULT_STEP_RECORD);
    return err == OK ? members_read(out, mem) : err;
}

enum err bundle_find(struct bundle *out, struct tx *tx, struct arena *mem,
                     struct trust_id trust, struct school_id school,
                     struct incident_cursor at, bool whole)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(school),
                               DB_INT(at.created_at.us), DB_ID(at.id),
                               DB_INT(whole ? INT64_MIN : at.created_at.us) };
    AUTO_ROWS rows;
    *out = (struct bundle){ .school = school };
    /* Most that are asked for are newer than all bundles: then the words are
     * not even fetched. */
    enum err err = db_query(&rows, tx->conn,
                            "SELECT b.first_at, b.first_incident, b.last_at, "
                            "CASE WHEN b.last_at >= $5 THEN b.words_sealed "
                            "END FROM digest_bundle b WHERE b.trust = $1 AND "
                            "b.school = $2 AND (b.first_at, b.first_incident)"
                            " <= ($3, $4) ORDER BY b.first_at DESC, "
                            "b.first_incident DESC LIMIT 1",
                            args, COUNT_OF(args));
    if (err == OK && db_next(&rows) && !db_is_null(&rows, 3))
        err = bundle_read(out, &rows, tx, mem, trust, school);
    return err != OK ? err : rows.err;
}

struct bundled *bundle_member(const struct bundle *bundle,
                              struct incident_cursor at)
{
    for (size_t i = 0; i < bundle->count; i++)
        if (cursor_order(bundle->of[i].at, at) == 0)
            return &bundle->of[i];
    return NULL;
}

enum err bundle_put(struct tx *tx, struct arena *mem, struct trust_id trust,
                    struct school_id school, const struct bundled *of,
                    size_t count)
{
    must(count > 0);
    struct bundle b = { .school = school, .first = of[0].at,
                        .last_at = of[count - 1].at.created_at };
    struct buf text;
    buf_open(&text, mem, BUNDLE_BYTES + 4096, VAULT_TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        char head[MEMBER_HEAD];
        number_put(head, (uint64_t)of[i].at.created_at.us, 8);
        memcpy(head + 8, of[i].at.id.bytes, ID_SIZE);
        number_put(head + 8 + ID_SIZE, of[i].words.size, 4);
        buf_put(&text, head, sizeof(head));
        buf_put_str(&text, of[i].words);
    }
    must(!text.overflowed);
    AUTO_VAULT_KEY key;
    bundle_key(&key, tx, trust);
    struct str sealed = vault_seal(mem, &key, bundle_place(mem, &b),
                                   buf_str(&text), VAULT_STEP_RECORD);
    struct db_value args[] = {
        DB_ID(trust), DB_ID(school), DB_INT(b.first.created_at.us),
        DB_ID(b.first.id), DB_INT(b.last_at.us),
        DB_BLOB(sealed.data, sealed.size),
    };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO digest_bundle (trust, school, first_at, "
                   "first_incident, last_at, words_sealed) VALUES ($1, $2, "
                   "$3, $4, $5, $6) ON CONFLICT (trust, school, first_at, "
                   "first_incident) DO UPDATE SET last_at = "
                   "excluded.last_at, words_sealed = excluded.words_sealed",
                   args, COUNT_OF(args));
}

enum err bundle_drop(struct tx *tx, struct trust_id trust,
                     struct school_id school, struct incident_cursor first)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(school),
                               DB_INT(first.created_at.us), DB_ID(first.id) };
    return db_exec(NULL, tx->conn,
                   "DELETE FROM digest_bundle WHERE trust = $1 AND school = "
                   "$2 AND first_at = $3 AND first_incident = $4",
                   args, COUNT_OF(args));
}

enum err bundle_put_without(struct tx *tx, struct arena *mem,
                            struct trust_id trust,
                            const struct bundle *bundle, const bool *gone)
{
    struct bundled *left = ARENA_MANY(mem, bundle->count, struct bundled);
    size_t count = 0;
    for (size_t i = 0; i < bundle->count; i++)
        if (!gone[i])
            left[count++] = bundle->of[i];
    enum err err = bundle_drop(tx, trust, bundle->school, bundle->first);
    return err == OK && count > 0
               ? bundle_put(tx, mem, trust, bundle->school, left, count)
               : err;
}

/* ---- all of a trust ---- */

/* Members whose incident is there, by the list of their school. */
static enum err gone_find(bool *gone, struct tx *tx, struct trust_id trust,
                          const struct bundle *b)
{
    struct incident_cursor first = b->first;
    struct incident_cursor last = b->of[b->count - 1].at;
    struct db_value args[] = { DB_ID(trust), DB_ID(b->school),
                               DB_INT(first.created_at.us), DB_ID(first.id),
                               DB_INT(last.created_at.us), DB_ID(last.id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT i.created_at, i.id FROM incident i WHERE "
                            "i.trust = $1 AND i.school = $2 AND "
                            "(i.created_at, i.id) >= ($3, $4) AND "
                            "(i.created_at, i.id) <= ($5, $6) "
                            "ORDER BY i.created_at DESC, i.id DESC",
                            args, COUNT_OF(args));
    for (size_t i = 0; i < b->count; i++)
        gone[i] = true;
    for (size_t left = b->count; err == OK && left > 0 && db_next(&rows);) {
        struct incident_cursor at = { .created_at.us = db_int(&rows, 0) };
        err = column_bytes(at.id.bytes, &rows, 1, ID_SIZE);
        while (left > 0 && cursor_order(b->of[left - 1].at, at) > 0)
            left--;
        if (left > 0 && cursor_order(b->of[left - 1].at, at) == 0)
            gone[--left] = false;
    }
    return err != OK ? err : rows.err;
}

struct bundle_next {
    struct school_id school;
    struct incident_cursor first;
    bool there;
    bool opens;
};

/* The bundle behind that one. */
static enum err next_read(struct bundle *out, struct bundle_next *next,
                          struct tx *tx, struct arena *mem,
                          struct trust_id trust)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(next->school),
                               DB_INT(next->first.created_at.us),
                               DB_ID(next->first.id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT " BUNDLE_COLUMNS ", b.school FROM "
                            "digest_bundle b WHERE b.trust = $1 AND "
                            "(b.school, b.first_at, b.first_incident) > "
                            "($2, $3, $4) ORDER BY b.school, b.first_at, "
                            "b.first_incident LIMIT 1",
                            args, COUNT_OF(args));
    next->there = err == OK && db_next(&rows);
    if (!next->there)
        return err != OK ? err : rows.err;
    next->first.created_at.us = db_int(&rows, 0);
    err = column_bytes(next->first.id.bytes, &rows, 1, ID_SIZE);
    if (err == OK)
        err = column_bytes(next->school.bytes, &rows, 4, ID_SIZE);
    if (err != OK)
        return err;
    err = bundle_read(out, &rows, tx, mem, trust, next->school);
    next->opens = err == OK;
    if (!next->opens)
        out->count = 0;
    return err == ERR_CORRUPT ? OK : err;
}

enum err bundles_walk(const struct bundles_walk *walk, struct tx *tx)
{
    struct bundle_next next = { .first.created_at.us = INT64_MIN };
    AUTO_ARENA mem;
    arena_open(&mem, 256 << 20);
    for (;;) {
        struct bundle b;
        arena_reset(&mem);
        enum err err = next_read(&b, &next, tx, &mem, walk->trust);
        if (err != OK || !next.there)
            return err;
        bool *gone = NULL;
        if (next.opens) {
            gone = ARENA_MANY(&mem, b.count, bool);
            err = gone_find(gone, tx, walk->trust, &b);
        }
        if (err == OK)
            err = walk->seen(walk->context, tx, &mem, &b, gone);
        if (err != OK)
            return err;
    }
}
