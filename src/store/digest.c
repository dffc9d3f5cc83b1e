/* digest.c: one sealed list of words for each incident
 * (docs/decisions/0002-search-digest.md). What was written to lately stands in
 * a row of its own, so that an entry writes one small row; what nobody wrote to
 * for a day goes into a bundle (bundling.c). */
#include "store/bundle.h"

#include "store/words.h"

/* Where a digest stands: moved, it does not open. */
static struct str digest_place(struct arena *mem, struct school_id school,
                               struct incident_cursor at)
{
    char *bytes = arena_alloc(mem, 2 * ID_SIZE + 8);
    memcpy(bytes, school.bytes, ID_SIZE);
    memcpy(bytes + ID_SIZE, at.id.bytes, ID_SIZE);
    for (unsigned i = 0; i < 8; i++)
        bytes[2 * ID_SIZE + i] =
            (char)((uint64_t)at.created_at.us >> (56 - 8 * i));
    return (struct str){ bytes, 2 * ID_SIZE + 8 };
}

static void digest_key(struct vault_key *out, const struct tx *tx,
                       struct trust_id trust)
{
    vault_field_key(out, tx->vault, trust, "digest", "words");
}

enum err digest_open(struct str *out, struct str sealed, const struct tx *tx,
                     struct arena *mem, struct trust_id trust,
                     struct school_id school, struct incident_cursor at)
{
    AUTO_VAULT_KEY key;
    digest_key(&key, tx, trust);
    return vault_unseal(out, mem, &key, digest_place(mem, school, at), sealed,
                        VAULT_STEP_RECORD);
}

/* From the row of its own. */
static enum err row_load(struct str *out, struct tx *tx, struct arena *mem,
                         struct trust_id trust, struct school_id school,
                         struct incident_cursor at)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(school),
                               DB_INT(at.created_at.us), DB_ID(at.id) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT words_sealed FROM digest WHERE trust = $1"
                            " AND school = $2 AND created_at = $3 "
                            "AND incident = $4",
                            args, COUNT_OF(args));
    *out = STR("");
    if (err == OK && db_next(&rows))
        err = digest_open(out, db_bytes(&rows, 0), tx, mem, trust, school, at);
    return err != OK ? err : rows.err;
}

enum err digest_load_at(struct str *out, struct tx *tx, struct arena *mem,
                        struct trust_id trust, struct school_id school,
                        struct incident_cursor at)
{
    struct bundle bundle;
    enum err err = row_load(out, tx, mem, trust, school, at);
    if (err != OK || out->size > 0)
        return err;
    err = bundle_find(&bundle, tx, mem, trust, school, at, false);
    if (err != OK)
        return err;
    const struct bundled *member = bundle_member(&bundle, at);
    if (member != NULL)
        *out = member->words;
    return OK;
}

enum err digest_load(struct str *out, struct tx *tx, struct arena *mem,
                     struct trust_id trust,
                     const struct incident_row *incident)
{
    struct incident_cursor at = { incident->created_at, incident->id };
    return digest_load_at(out, tx, mem, trust, incident->school, at);
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

static enum err row_put(struct tx *tx, struct arena *mem,
                        struct trust_id trust, struct school_id school,
                        struct incident_cursor at, struct str words)
{
    AUTO_VAULT_KEY key;
    digest_key(&key, tx, trust);
    struct str sealed = vault_seal(mem, &key, digest_place(mem, school, at),
                                   words, VAULT_STEP_RECORD);
    struct db_value args[] = { DB_ID(trust), DB_ID(school),
                               DB_INT(at.created_at.us), DB_ID(at.id),
                               DB_BLOB(sealed.data, sealed.size) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO digest (trust, school, created_at, incident, "
                   "words_sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT "
                   "(trust, school, created_at, incident) DO UPDATE SET "
                   "words_sealed = excluded.words_sealed",
                   args, COUNT_OF(args));
}

/* Out of its bundle, where other words than these stand for it; a bundle that
 * does not open goes as a whole, and each of its incidents is made anew. */
static enum err bundle_leave(struct tx *tx, struct arena *mem,
                             struct trust_id trust, struct school_id school,
                             struct incident_cursor at, struct str words)
{
    struct bundle bundle;
    enum err err = bundle_find(&bundle, tx, mem, trust, school, at, false);
    if (err == ERR_CORRUPT)
        return bundle_drop(tx, trust, school, bundle.first);
    const struct bundled *member = bundle_member(&bundle, at);
    if (err != OK || member == NULL || str_same(member->words, words))
        return err;
    bool *gone = ARENA_MANY(mem, bundle.count, bool);
    gone[member - bundle.of] = true;
    return bundle_put_without(tx, mem, trust, &bundle, gone);
}

enum err digest_add(struct tx *tx, struct arena *mem, struct trust_id trust,
                    const struct incident_row *incident,
                    const struct entry *entries, size_t count, bool anew)
{
    struct incident_cursor at = { incident->created_at, incident->id };
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
    if (err == OK && anew)
        err = bundle_leave(tx, mem, trust, incident->school, at,
                           words_text(&words));
    return err == OK ? row_put(tx, mem, trust, incident->school, at,
                               words_text(&words))
                     : err;
}
