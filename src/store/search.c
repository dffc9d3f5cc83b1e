/* search.c: reading the sealed list of words of each incident (digest.c), by
 * itself or in bundles, newest first (docs/decisions/0002-search-digest.md). */
#include "store/bundle.h"

#include "store/words.h"

struct searching {
    struct tx *tx;
    struct arena *mem;
    const struct permit *permit;
    struct str asked;
    struct str marks; /* of seats taken in this lane; empty: all of it */
    struct incident_cursor hits[SEARCH_LIMIT + 1];
    size_t count;
};

static void hit_insert(struct searching *s, struct incident_cursor hit)
{
    size_t at = s->count;
    while (at > 0 && cursor_order(s->hits[at - 1], hit) < 0)
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
static enum err hit_take(struct searching *s, struct incident_cursor hit,
                         size_t *found)
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

/* One page of what is searched, from *last on, which is moved to its end. read:
 * how many rows there were. */
typedef enum err search_page(struct searching *s, struct school_id school,
                             struct incident_cursor *last, size_t *read,
                             size_t *found);

/* Rows are read in pages: no driver keeps a whole school's in memory. */
enum { DIGEST_PAGE = 250 };

static enum err rows_page(struct searching *s, struct school_id school,
                          struct incident_cursor *last, size_t *read,
                          size_t *found)
{
    struct db_value args[] = {
        DB_ID(s->permit->trust), DB_ID(school), DB_INT(last->created_at.us),
        DB_ID(last->id), DB_INT(DIGEST_PAGE),
    };
    AUTO_ARENA scratch;
    arena_open(&scratch, 64 << 20);
    AUTO_ROWS rows;
    enum err err = db_query(&rows, s->tx->conn,
                            "SELECT d.created_at, d.incident, d.words_sealed "
                            "FROM digest d WHERE d.trust = $1 AND d.school = "
                            "$2 AND (d.created_at, d.incident) < ($3, $4) "
                            "ORDER BY d.created_at DESC, d.incident DESC "
                            "LIMIT $5",
                            args, COUNT_OF(args));
    while (err == OK && *found <= SEARCH_LIMIT && db_next(&rows)) {
        struct str words;
        arena_reset(&scratch);
        last->created_at.us = db_int(&rows, 0);
        if ((err = column_bytes(last->id.bytes, &rows, 1, ID_SIZE)) != OK)
            break;
        ++*read;
        err = digest_open(&words, db_bytes(&rows, 2), s->tx, &scratch,
                          s->permit->trust, school, *last);
        if (err == OK && words_match(words, s->asked))
            err = hit_take(s, *last, found);
    }
    return err != OK ? err : rows.err;
}

/* Members before the cursor, newest first. */
static enum err bundle_search(struct searching *s, const struct bundle *b,
                              struct incident_cursor after, size_t *found)
{
    enum err err = OK;
    if (!words_match(b->text, s->asked))
        return OK; /* what none of them can hold: most bundles */
    for (size_t i = b->count; err == OK && *found <= SEARCH_LIMIT && i > 0;)
        if (cursor_order(b->of[--i].at, after) < 0 &&
            words_match(b->of[i].words, s->asked))
            err = hit_take(s, b->of[i].at, found);
    return err;
}

enum { BUNDLE_PAGE = 16 };

static enum err bundles_page(struct searching *s, struct school_id school,
                             struct incident_cursor *last, size_t *read,
                             size_t *found)
{
    struct incident_cursor after = *last;
    struct db_value args[] = {
        DB_ID(s->permit->trust), DB_ID(school), DB_INT(last->created_at.us),
        DB_ID(last->id), DB_INT(BUNDLE_PAGE),
    };
    AUTO_ARENA scratch;
    arena_open(&scratch, 64 << 20);
    AUTO_ROWS rows;
    enum err err = db_query(&rows, s->tx->conn,
                            "SELECT " BUNDLE_COLUMNS " FROM digest_bundle b "
                            "WHERE b.trust = $1 AND b.school = $2 AND "
                            "(b.first_at, b.first_incident) < ($3, $4) "
                            "ORDER BY b.first_at DESC, b.first_incident DESC "
                            "LIMIT $5",
                            args, COUNT_OF(args));
    while (err == OK && *found <= SEARCH_LIMIT && db_next(&rows)) {
        struct bundle b;
        arena_reset(&scratch);
        ++*read;
        err = bundle_read(&b, &rows, s->tx, &scratch, s->permit->trust,
                          school);
        *last = b.first;
        if (err == OK)
            err = bundle_search(s, &b, after, found);
    }
    return err != OK ? err : rows.err;
}

/* Incidents whose seats are marked: few, so each digest is looked for. */
static enum err taken_page(struct searching *s, struct school_id school,
                           struct incident_cursor *last, size_t *read,
                           size_t *found)
{
    const struct school_id zeros = { { 0 } };
    struct db_value args[] = {
        DB_ID(s->permit->trust), DB_ID(school), DB_INT(last->created_at.us),
        DB_ID(last->id), DB_INT(DIGEST_PAGE), DB_TEXT(s->marks),
        DB_ID(zeros),
    };
    AUTO_ARENA scratch;
    arena_open(&scratch, 64 << 20);
    AUTO_ROWS rows;
    enum err err = db_query(&rows, s->tx->conn,
                            "SELECT i.created_at, i.id FROM incident i WHERE "
                            "i.trust = $1 AND i.school = $2 AND "
                            "(i.created_at, i.id) < ($3, $4) AND i.id "
                            SEATS_MARKED("$6", "$7")
                            " ORDER BY i.created_at DESC, i.id DESC LIMIT $5",
                            args, COUNT_OF(args));
    while (err == OK && *found <= SEARCH_LIMIT && db_next(&rows)) {
        struct str words;
        arena_reset(&scratch);
        last->created_at.us = db_int(&rows, 0);
        if ((err = column_bytes(last->id.bytes, &rows, 1, ID_SIZE)) != OK)
            break;
        ++*read;
        err = digest_load_at(&words, s->tx, &scratch, s->permit->trust,
                             school, *last);
        if (err == OK && words_match(words, s->asked))
            err = hit_take(s, *last, found);
    }
    return err != OK ? err : rows.err;
}

/* Newest first, until a page of hits is full. */
static enum err pages_search(struct searching *s, search_page *page,
                             size_t page_rows, struct school_id school,
                             struct incident_cursor after)
{
    size_t found = 0, read = page_rows;
    enum err err = OK;
    while (err == OK && read == page_rows && found <= SEARCH_LIMIT) {
        read = 0;
        err = page(s, school, &after, &read, &found);
    }
    return err;
}

/* One school. Some words of an incident may stand in a bundle and all of them
 * in a row of its own: then it is one hit. */
static enum err lane_search(struct searching *s, struct school_id school,
                            struct incident_cursor after)
{
    if (s->marks.size > 0)
        return pages_search(s, taken_page, DIGEST_PAGE, school, after);
    enum err err = pages_search(s, rows_page, DIGEST_PAGE, school, after);
    return err == OK ? pages_search(s, bundles_page, BUNDLE_PAGE, school,
                                    after)
                     : err;
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
