/* search.c: one sealed list of words for each incident, and reading them
 * newest first (docs/decisions/0002-search-digest.md). */
#include "store/inner.h"

#include "store/words.h"

/* Where a digest stands: moved, it does not open. */
static struct str digest_place(struct arena *mem, struct school_id school,
                               struct instant created_at,
                               struct incident_id incident)
{
    char *bytes = arena_alloc(mem, 2 * ID_SIZE + 8);
    memcpy(bytes, school.bytes, ID_SIZE);
    memcpy(bytes + ID_SIZE, incident.bytes, ID_SIZE);
    for (unsigned i = 0; i < 8; i++)
        bytes[2 * ID_SIZE + i] =
            (char)((uint64_t)created_at.us >> (56 - 8 * i));
    return (struct str){ bytes, 2 * ID_SIZE + 8 };
}

static void digest_key(struct vault_key *out, const struct tx *tx,
                       struct trust_id trust)
{
    vault_field_key(out, tx->vault, trust, "digest", "words");
}

enum err digest_load(struct str *out, struct tx *tx, struct arena *mem,
                     struct trust_id trust,
                     const struct incident_row *incident)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(incident->school),
                               DB_INT(incident->created_at.us),
                               DB_ID(incident->id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT words_sealed FROM digest WHERE trust = $1"
                            " AND school = $2 AND created_at = $3 "
                            "AND incident = $4",
                            args, COUNT_OF(args));
    *out = STR("");
    AUTO_VAULT_KEY key;
    digest_key(&key, tx, trust);
    if (err == OK && db_next(&rows))
        err = vault_unseal(out, mem, &key,
                           digest_place(mem, incident->school,
                                        incident->created_at, incident->id),
                           db_bytes(&rows, 0), VAULT_STEP_RECORD);
    return err != OK ? err : rows.err;
}

/* What a member of staff asked for is no word to find an incident by (12.7). */
static bool is_words(enum field field)
{
    enum field_type type = field_info(field)->type;
    if (field == FIELD_HELP_WANTED)
        return false;
    return type == TYPE_NAME || type == TYPE_LINE || type == TYPE_NOTE;
}

static enum err entry_words(struct words *words, const struct entry *entry)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < entry->fields_count; i++)
        if (is_words(entry->fields[i].field))
            err = words_add_text(words, entry->fields[i].text);
    return err;
}

enum err digest_add(struct tx *tx, struct arena *mem, struct trust_id trust,
                    const struct incident_row *incident,
                    const struct entry *entries, size_t count, bool anew)
{
    struct str before = STR("");
    struct words words;
    enum err err = OK;
    if (!anew)
        err = digest_load(&before, tx, mem, trust, incident);
    if (err != OK)
        return err;
    words_open(&words, mem);
    if ((err = words_add_list(&words, before)) == OK && before.size == 0)
        err = words_add_text(&words, str_of(incident->reference));
    for (size_t i = 0; err == OK && i < count; i++)
        err = entry_words(&words, &entries[i]);
    if (err != OK)
        return err;
    AUTO_VAULT_KEY key;
    digest_key(&key, tx, trust);
    struct str place = digest_place(mem, incident->school,
                                    incident->created_at, incident->id);
    struct str sealed = vault_seal(mem, &key, place, words_text(&words),
                                   VAULT_STEP_RECORD);
    struct db_value args[] = { DB_ID(trust), DB_ID(incident->school),
                               DB_INT(incident->created_at.us),
                               DB_ID(incident->id),
                               DB_BLOB(sealed.data, sealed.size) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO digest (trust, school, created_at, incident, "
                   "words_sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT "
                   "(trust, school, created_at, incident) DO UPDATE SET "
                   "words_sealed = excluded.words_sealed",
                   args, COUNT_OF(args));
}

struct hit {
    struct instant created_at;
    struct incident_id id;
};

struct searching {
    struct tx *tx;
    struct arena *mem;
    const struct permit *permit;
    struct str asked;
    struct str marks; /* of seats taken in this lane; empty: all of it */
    struct hit hits[SEARCH_LIMIT + 1];
    size_t count;
};

static void hit_insert(struct searching *s, struct hit hit)
{
    size_t at = s->count;
    while (at > 0 &&
           (s->hits[at - 1].created_at.us < hit.created_at.us ||
            (s->hits[at - 1].created_at.us == hit.created_at.us &&
             memcmp(s->hits[at - 1].id.bytes, hit.id.bytes, ID_SIZE) < 0)))
        at--;
    if (at > SEARCH_LIMIT ||
        (at > 0 && ID_SAME(s->hits[at - 1].id, hit.id)))
        return; /* past the page, or in two lanes */
    size_t last = s->count <= SEARCH_LIMIT ? s->count : SEARCH_LIMIT;
    memmove(&s->hits[at + 1], &s->hits[at], (last - at) * sizeof(hit));
    s->hits[at] = hit;
    if (s->count <= SEARCH_LIMIT)
        s->count++;
}

/* One whose words are those asked for. An incident that names the person is
 * no hit to them (D8): that is asked here, for the few, not for every digest
 * that is opened. */
static enum err hit_take(struct searching *s, struct hit hit, size_t *found)
{
    bool named;
    enum err err = named_in(&named, s->tx, s->permit->trust, hit.id,
                            s->permit->user);
    if (err != OK || named)
        return err;
    hit_insert(s, hit);
    ++*found;
    return OK;
}

/* Digests are read in pages: no driver keeps a whole school's in memory. */
enum { DIGEST_PAGE = 250 };

#define DIGESTS                                                           \
    "SELECT d.created_at, d.incident, d.words_sealed FROM digest d "      \
    "WHERE d.trust = $1 AND d.school = $2 AND "                           \
    "(d.created_at, d.incident) < ($3, $4) "
#define DIGESTS_ORDER " ORDER BY d.created_at DESC, d.incident DESC LIMIT $5"

/* One page of digests; *last is where it ended, read how many there were. */
static enum err page_search(struct searching *s, struct school_id school,
                            struct incident_cursor *last, size_t *read,
                            size_t *found)
{
    const struct school_id zeros = { { 0 } };
    bool taken = s->marks.size > 0;
    struct db_value args[] = {
        DB_ID(s->permit->trust), DB_ID(school), DB_INT(last->created_at.us),
        DB_ID(last->id), DB_INT(DIGEST_PAGE), DB_TEXT(s->marks),
        DB_ID(zeros),
    };
    AUTO_ARENA scratch;
    arena_open(&scratch, 64 << 20);
    AUTO_VAULT_KEY key;
    digest_key(&key, s->tx, s->permit->trust);
    AUTO_ROWS rows;
    enum err err = db_query(
        &rows, s->tx->conn,
        taken ? DIGESTS "AND d.incident " SEATS_MARKED("$6", "$7")
                DIGESTS_ORDER
              : DIGESTS DIGESTS_ORDER,
        args, taken ? 7 : 5);
    while (err == OK && *found <= SEARCH_LIMIT && db_next(&rows)) {
        struct str words;
        arena_reset(&scratch);
        last->created_at.us = db_int(&rows, 0);
        if ((err = column_bytes(last->id.bytes, &rows, 1, ID_SIZE)) != OK)
            break;
        ++*read;
        err = vault_unseal(&words, &scratch, &key,
                           digest_place(&scratch, school, last->created_at,
                                        last->id),
                           db_bytes(&rows, 2), VAULT_STEP_RECORD);
        if (err == OK && words_match(words, s->asked))
            err = hit_take(s, (struct hit){ last->created_at, last->id },
                           found);
    }
    return err != OK ? err : rows.err;
}

/* Reads one school's digests, newest first, until a page of hits is full. */
static enum err lane_search(struct searching *s, struct school_id school,
                            struct incident_cursor after)
{
    size_t found = 0, read = DIGEST_PAGE;
    enum err err = OK;
    while (err == OK && read == DIGEST_PAGE && found <= SEARCH_LIMIT) {
        read = 0;
        err = page_search(s, school, &after, &read, &found);
    }
    return err;
}

static enum err trust_search(struct searching *s,
                             struct incident_cursor after)
{
    const struct school_row *schools;
    size_t count;
    enum err err = store_schools(&schools, &count, s->tx, s->mem,
                                 s->permit->trust);
    for (size_t i = 0; err == OK && i < count; i++)
        err = lane_search(s, schools[i].id, after);
    return err;
}

/* Lanes of roles that see a school by themselves: each school once, all of
 * the trust where one lane is the trust. */
static enum err schools_search(struct searching *s, struct lanes lanes,
                               struct incident_cursor after)
{
    for (size_t i = 0; i < lanes.count; i++)
        if (access_sees_all(&lanes.permits[i]) &&
            id_is_zero(lanes.permits[i].school.bytes))
            return trust_search(s, after);
    enum err err = OK;
    for (size_t i = 0; err == OK && i < lanes.count; i++) {
        bool again = !access_sees_all(&lanes.permits[i]);
        for (size_t j = 0; j < i; j++)
            again = again || (access_sees_all(&lanes.permits[j]) &&
                              ID_SAME(lanes.permits[i].school,
                                      lanes.permits[j].school));
        if (!again)
            err = lane_search(s, lanes.permits[i].school, after);
    }
    return err;
}

/* Lanes of roles that take a seat here and there (D8). */
static enum err taken_search(struct searching *s, struct lanes lanes,
                             struct incident_cursor after)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < lanes.count; i++) {
        const struct permit *p = &lanes.permits[i];
        if (access_sees_all(p) ||
            !seats_marks(&s->marks, s->mem, p->role, SEATS_ANY, 0))
            continue;
        err = id_is_zero(p->school.bytes) ? trust_search(s, after)
                                          : lane_search(s, p->school, after);
    }
    return err;
}

enum err store_search(struct incident_page *out, struct tx *tx,
                      struct arena *mem, struct lanes lanes, struct str typed,
                      struct incident_cursor after)
{
    must(lanes.count >= 1 && lanes.count <= GRANTS_MAX);
    struct searching *s = ARENA_NEW(mem, struct searching);
    struct words asked;
    words_open(&asked, mem);
    *out = (struct incident_page){ 0 };
    enum err err = words_add_text(&asked, typed);
    if (err != OK)
        return err;
    *s = (struct searching){ .tx = tx, .mem = mem,
                             .permit = &lanes.permits[0],
                             .asked = words_text(&asked) };
    if (asked.count == 0 || asked.count > SEARCH_WORDS_MAX)
        return OK;
    if (!instant_known(after.created_at)) {
        after.created_at.us = INT64_MAX;
        memset(after.id.bytes, 0xFF, ID_SIZE);
    }
    if ((err = schools_search(s, lanes, after)) == OK)
        err = taken_search(s, lanes, after);
    if (err != OK)
        return err;
    struct incident_row *rows =
        ARENA_MANY(mem, SEARCH_LIMIT, struct incident_row);
    out->more = s->count > SEARCH_LIMIT;
    out->rows = rows;
    for (size_t i = 0; i < s->count && i < SEARCH_LIMIT && err == OK; i++)
        if ((err = incident_load(&rows[i], tx, mem, s->permit->trust,
                                 s->hits[i].id)) == OK)
            out->count++;
    return err;
}
