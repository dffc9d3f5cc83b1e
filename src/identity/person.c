/* person.c: people who may sign in, and the roles they hold. */
#include "identity/inner.h"

static const struct trust_id everywhere = { { 0 } };

/* Lower case ASCII; a name to sign in with is an address or a short name. */
void sign_in_code(uint8_t out[VAULT_MAC_SIZE], const struct vault *vault,
                  struct str sign_in)
{
    char folded[256];
    struct str s = str_trim(sign_in);
    size_t size = s.size < sizeof(folded) ? s.size : sizeof(folded);
    for (size_t i = 0; i < size; i++)
        folded[i] = s.data[i] >= 'A' && s.data[i] <= 'Z'
                        ? (char)(s.data[i] - 'A' + 'a')
                        : s.data[i];
    vault_mac(out, vault, everywhere, "sign-in",
              (struct str){ folded, size });
}

void token_code(uint8_t out[VAULT_MAC_SIZE], const struct vault *vault,
                const char *purpose, struct str token)
{
    vault_mac(out, vault, everywhere, purpose, token);
}

/* 20 letters that can be read over a telephone: about 96 bits. */
static struct str setup_random(struct arena *mem)
{
    static const char letters[] = "23456789BCDFGHJKLMNPQRSTVWXZ";
    char *out = arena_alloc(mem, 25);
    uint8_t bytes[256];
    size_t at = 0, letter = 0;
    vault_random(bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes) && letter < 20; i++) {
        unsigned value = bytes[i] & 31;
        if (value >= sizeof(letters) - 1)
            continue;
        if (letter > 0 && letter % 5 == 0)
            out[at++] = '-';
        out[at++] = letters[value];
        letter++;
    }
    must(letter == 20);
    return (struct str){ out, at };
}

static const int64_t hour_us = INT64_C(3600) * 1000000;

enum err person_journal(struct tx *tx, const struct permit *permit,
                        const char *kind, struct user_id subject,
                        struct str text, struct instant now)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, subject.bytes);
    struct journal_row row = { .at = now, .author = permit->user,
                               .kind = str_of(kind), .subject = str_of(id),
                               .text = text };
    return store_journal_add(tx, permit->trust, &row);
}

enum err person_create(struct user_id *out, struct str *setup, struct tx *tx,
                       struct arena *mem, const struct permit *permit,
                       struct str sign_in, struct str name,
                       struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE], setup_code[VAULT_MAC_SIZE];
    vault_random(out->bytes, ID_SIZE);
    *setup = setup_random(mem);
    sign_in_code(code, tx->vault, sign_in);
    token_code(setup_code, tx->vault, "setup", code_fold(mem, *setup));
    struct str row = ID_STR(*out);
    struct str sealed_sign_in = seal_column(mem, tx, permit->trust, "person",
                                            "sign_in", row, sign_in);
    struct str sealed_name = seal_column(mem, tx, permit->trust, "person",
                                         "name", row, name);
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(*out), DB_BLOB(code, sizeof(code)),
        DB_BLOB(sealed_sign_in.data, sealed_sign_in.size),
        DB_BLOB(sealed_name.data, sealed_name.size),
        DB_BLOB(setup_code, sizeof(setup_code)),
        DB_INT(now.us + SETUP_HOURS * hour_us), DB_INT(now.us),
        DB_BLOB("", 0),
    };
    enum err err = db_exec(
        NULL, tx->conn,
        "INSERT INTO person (trust, id, sign_in_code, sign_in_sealed, "
        "name_sealed, password, totp_sealed, totp_counter, setup_code, "
        "setup_until, disabled_at, created_at) VALUES ($1, $2, $3, $4, $5, "
        "'', $9, 0, $6, $7, 0, $8)",
        args, COUNT_OF(args));
    if (err != OK)
        return err;
    return person_journal(tx, permit, "person.create", *out, name, now);
}

enum err person_grant(struct tx *tx, const struct permit *permit,
                      struct user_id user, struct grant grant,
                      struct instant now)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(user),
                               DB_INT(grant.role), DB_ID(grant.school),
                               DB_INT(now.us) };
    enum err err = db_exec(NULL, tx->conn,
                           "INSERT INTO role_grant (trust, person, role, "
                           "school, granted_at) VALUES ($1, $2, $3, $4, $5) "
                           "ON CONFLICT DO NOTHING",
                           args, COUNT_OF(args));
    if (err != OK)
        return err;
    return person_journal(tx, permit, "person.grant", user,
                          str_of(role_name(grant.role)), now);
}

enum err person_revoke(struct tx *tx, const struct permit *permit,
                       struct user_id user, struct grant grant,
                       struct instant now)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(user),
                               DB_INT(grant.role), DB_ID(grant.school) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "DELETE FROM role_grant WHERE trust = $1 AND "
                           "person = $2 AND role = $3 AND school = $4",
                           args, COUNT_OF(args));
    if (err == OK && changed == 0)
        return ERR_NOT_FOUND;
    return err == OK ? person_journal(tx, permit, "person.revoke", user,
                                      str_of(role_name(grant.role)), now)
                     : err;
}

enum err person_disable(struct tx *tx, const struct permit *permit,
                        struct user_id user, struct instant now)
{
    struct db_value args[] = { DB_ID(permit->trust), DB_ID(user),
                               DB_INT(now.us) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE person SET disabled_at = $3 WHERE "
                           "trust = $1 AND id = $2",
                           args, COUNT_OF(args));
    if (err == OK && changed == 0)
        return ERR_NOT_FOUND;
    if (err == OK)
        err = session_end_all(tx, permit->trust, user);
    if (err == OK)
        err = feed_end(tx, permit->trust, user);
    return err == OK ? person_journal(tx, permit, "person.disable", user,
                                      STR(""), now)
                     : err;
}

enum err person_reset(struct str *setup, struct tx *tx, struct arena *mem,
                      const struct permit *permit, struct user_id user,
                      struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE];
    *setup = setup_random(mem);
    token_code(code, tx->vault, "setup", code_fold(mem, *setup));
    struct db_value args[] = {
        DB_ID(permit->trust), DB_ID(user), DB_BLOB(code, sizeof(code)),
        DB_INT(now.us + SETUP_HOURS * hour_us), DB_BLOB("", 0),
    };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE person SET password = '', "
                           "totp_sealed = $5, totp_counter = 0, "
                           "setup_code = $3, setup_until = $4, "
                           "disabled_at = 0 "
                           "WHERE trust = $1 AND id = $2",
                           args, COUNT_OF(args));
    if (err == OK && changed == 0)
        return ERR_NOT_FOUND;
    struct db_value who[] = { DB_ID(permit->trust), DB_ID(user) };
    if (err == OK)
        err = db_exec(NULL, tx->conn,
                      "DELETE FROM recovery WHERE trust = $1 AND person = $2",
                      who, COUNT_OF(who));
    if (err == OK)
        err = session_end_all(tx, permit->trust, user);
    if (err == OK)
        err = feed_end(tx, permit->trust, user);
    return err == OK ? person_journal(tx, permit, "person.reset", user,
                                      STR(""), now)
                     : err;
}

enum err grants_load(struct grant out[GRANTS_MAX], size_t *count,
                     struct tx *tx, struct trust_id trust,
                     struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT role, school FROM role_grant WHERE "
                            "trust = $1 AND person = $2 ORDER BY role",
                            args, COUNT_OF(args));
    *count = 0;
    while (err == OK && *count < GRANTS_MAX && db_next(&rows)) {
        uint64_t role;
        struct grant *g = &out[*count];
        if ((err = column_number(&role, &rows, 0, ROLE_COUNT - 1)) == OK)
            err = column_bytes(g->school.bytes, &rows, 1, ID_SIZE);
        g->role = (enum role)role;
        ++*count;
    }
    return err != OK ? err : rows.err;
}

#define PERSON_COLUMNS                                                    \
    "p.id, p.sign_in_sealed, p.name_sealed, p.password, p.totp_sealed, " \
    "p.disabled_at"

static enum err person_read(struct person_row *out, struct db_rows *rows,
                            struct tx *tx, struct arena *mem,
                            struct trust_id trust)
{
    *out = (struct person_row){ 0 };
    enum err err = column_bytes(out->id.bytes, rows, 0, ID_SIZE);
    struct str row = ID_STR(out->id);
    if (err == OK)
        err = column_sealed(&out->sign_in, rows, 1, mem, tx, trust, "person",
                            "sign_in", row);
    if (err == OK)
        err = column_sealed(&out->name, rows, 2, mem, tx, trust, "person",
                            "name", row);
    out->has_password = db_bytes(rows, 3).size > 0;
    out->has_second_factor = db_bytes(rows, 4).size > 0;
    out->disabled = db_int(rows, 5) != 0;
    return err == OK ? grants_load(out->grants, &out->grants_count, tx, trust,
                                   out->id)
                     : err;
}

enum err person_load(struct person_row *out, struct tx *tx, struct arena *mem,
                     struct trust_id trust, struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT " PERSON_COLUMNS " FROM person p WHERE "
                            "p.trust = $1 AND p.id = $2",
                            args, COUNT_OF(args));
    if (err != OK)
        return err;
    if (!db_next(&rows))
        return rows.err != OK ? rows.err : ERR_NOT_FOUND;
    return person_read(out, &rows, tx, mem, trust);
}

static enum err people_read(const struct person_row **out, size_t *count,
                            struct tx *tx, struct arena *mem,
                            struct trust_id trust, const char *sql,
                            const struct db_value *args, size_t args_count,
                            size_t max)
{
    struct person_row *people = ARENA_MANY(mem, max, struct person_row);
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn, sql, args, args_count);
    *count = 0;
    while (err == OK && *count < max && db_next(&rows))
        if ((err = person_read(&people[*count], &rows, tx, mem, trust)) == OK)
            ++*count;
    *out = people;
    return err != OK ? err : rows.err;
}

enum err people_load(const struct person_row **out, size_t *count,
                     struct tx *tx, struct arena *mem, struct trust_id trust,
                     size_t max)
{
    struct db_value args[] = { DB_ID(trust) };
    return people_read(out, count, tx, mem, trust,
                       "SELECT " PERSON_COLUMNS " FROM person p WHERE "
                       "p.trust = $1 ORDER BY p.created_at, p.id",
                       args, COUNT_OF(args), max);
}

enum err people_with_role(const struct person_row **out, size_t *count,
                          struct tx *tx, struct arena *mem,
                          struct trust_id trust, enum role role,
                          struct school_id school, size_t max)
{
    struct school_id whole = { { 0 } };
    struct db_value args[] = { DB_ID(trust), DB_INT(role), DB_ID(school),
                               DB_ID(whole) };
    return people_read(out, count, tx, mem, trust,
                       "SELECT " PERSON_COLUMNS " FROM role_grant g JOIN "
                       "person p ON p.trust = g.trust AND p.id = g.person "
                       "WHERE g.trust = $1 AND g.role = $2 AND (g.school = "
                       "$3 OR g.school = $4) AND p.disabled_at = 0 "
                       "ORDER BY p.created_at, p.id",
                       args, COUNT_OF(args), max);
}

static enum err secret_read(struct person_secret *out, struct db_rows *rows,
                            struct tx *tx, struct arena *mem)
{
    if (!db_next(rows))
        return rows->err != OK ? rows->err : ERR_NOT_FOUND;
    *out = (struct person_secret){ 0 };
    enum err err = column_bytes(out->trust.bytes, rows, 0, ID_SIZE);
    if (err == OK)
        err = column_bytes(out->user.bytes, rows, 1, ID_SIZE);
    if (err == OK)
        err = column_number(&out->totp_counter, rows, 4, INT64_MAX);
    if (err == OK)
        err = column_bytes(out->setup, rows, 5, VAULT_MAC_SIZE);
    if (err != OK)
        return err;
    out->password = str_copy(mem, db_bytes(rows, 2));
    out->setup_until.us = db_int(rows, 6);
    out->disabled = db_int(rows, 7) != 0;
    if (db_bytes(rows, 3).size == 0)
        return OK;
    return column_sealed(&out->totp, rows, 3, mem, tx, out->trust, "person",
                         "totp", ID_STR(out->user));
}

#define SECRET_COLUMNS                                                     \
    "SELECT trust, id, password, totp_sealed, totp_counter, setup_code, " \
    "setup_until, disabled_at FROM person WHERE "

enum err person_secret_load(struct person_secret *out, struct tx *tx,
                            struct arena *mem, struct str sign_in)
{
    uint8_t code[VAULT_MAC_SIZE];
    sign_in_code(code, tx->vault, sign_in);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            SECRET_COLUMNS "sign_in_code = $1", args,
                            COUNT_OF(args));
    return err != OK ? err : secret_read(out, &rows, tx, mem);
}

enum err person_secret_by_id(struct person_secret *out, struct tx *tx,
                             struct arena *mem, struct trust_id trust,
                             struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            SECRET_COLUMNS "trust = $1 AND id = $2", args,
                            COUNT_OF(args));
    return err != OK ? err : secret_read(out, &rows, tx, mem);
}

static bool is_mail_char(char c, const char *others)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c != '\0' && strchr(others, c) != NULL);
}

bool address_is_mail(struct str sign_in)
{
    enum { ADDRESS_MAX = 254 };
    struct str host = str_trim(sign_in);
    if (host.size > ADDRESS_MAX)
        return false;
    struct str name = str_cut(&host, '@');
    bool dotted = false;
    for (size_t i = 0; i < name.size; i++)
        if (!is_mail_char(name.data[i], ".!#$%&'*+-/=?^_`{|}~"))
            return false;
    for (size_t i = 0; i < host.size; i++) {
        bool edge = i == 0 || i + 1 == host.size || host.data[i - 1] == '.';
        if (!is_mail_char(host.data[i], edge ? "" : ".-"))
            return false;
        dotted = dotted || host.data[i] == '.';
    }
    return name.size > 0 && name.data[0] != '-' && dotted;
}
