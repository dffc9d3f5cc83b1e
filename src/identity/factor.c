/* factor.c: the second factor: codes of an app (RFC 6238) and recovery codes.
 * Each code counts once; the clock of a phone may be one step off. */
#include "identity/inner.h"

#include <oath.h>
#include <qrencode.h>
#include <sodium.h>

enum { STEP_SECONDS = 30, QUIET_ZONE = 4 };

unsigned totp_code(const uint8_t *secret, size_t size, uint64_t step)
{
    char text[7] = { 0 };
    int failed = oath_hotp_generate((const char *)secret, size, step, 6,
                                    false, OATH_HOTP_DYNAMIC_TRUNCATION,
                                    text);
    must(failed == OATH_OK);
    unsigned code = 0;
    for (unsigned i = 0; i < 6; i++)
        code = code * 10 + (unsigned)(text[i] - '0');
    return code;
}

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static struct str base32_write(struct arena *mem, const uint8_t *bytes,
                               size_t size)
{
    char *out = arena_alloc(mem, size * 8 / 5 + 2);
    size_t at = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < size; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[at++] = base32[held >> (bits - 5) & 31];
    }
    return (struct str){ out, at };
}

static enum err base32_read(uint8_t out[TOTP_SECRET_SIZE], struct str text)
{
    size_t at = 0;
    unsigned bits = 0, held = 0;
    if (text.size != TOTP_SECRET_SIZE * 8 / 5)
        return ERR_INVALID;
    for (size_t i = 0; i < text.size; i++) {
        const char *found = text.data[i] != '\0'
                                ? strchr(base32, text.data[i])
                                : NULL;
        if (found == NULL)
            return ERR_INVALID;
        held = held << 5 | (unsigned)(found - base32);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out[at++] = (uint8_t)(held >> bits);
        }
    }
    return OK;
}

/* The dark modules as one path; no image is made anywhere. */
static enum err qr_draw(struct enrolment *out, struct arena *mem)
{
    QRcode *code = QRcode_encodeString8bit(str_c(mem, out->address), 0,
                                           QR_ECLEVEL_M);
    if (code == NULL)
        return ERR_IO;
    struct buf b;
    buf_open(&b, mem, 4096, 1 << 20);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if (code->data[y * code->width + x] & 1)
                buf_printf(&b, "M%d %dh1v1h-1z", x + QUIET_ZONE,
                           y + QUIET_ZONE);
    out->qr_path = buf_str(&b);
    out->qr_size = code->width + 2 * QUIET_ZONE;
    QRcode_free(code);
    return OK;
}

enum err factor_enrol(struct enrolment *out, struct arena *mem,
                      struct str sign_in, struct str secret)
{
    uint8_t bytes[TOTP_SECRET_SIZE];
    if (secret.size == 0)
        vault_random(bytes, sizeof(bytes));
    else if (base32_read(bytes, secret) != OK)
        return ERR_INVALID;
    out->secret = base32_write(mem, bytes, sizeof(bytes));
    sodium_memzero(bytes, sizeof(bytes));
    struct buf b;
    buf_open(&b, mem, 256, 4096);
    buf_put_str(&b, STR("otpauth://totp/Lanyard:"));
    for (size_t i = 0; i < sign_in.size; i++) {
        char c = sign_in.data[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
        if (plain)
            buf_put_char(&b, c);
        else
            buf_printf(&b, "%%%02X", (unsigned)(uint8_t)c);
    }
    buf_printf(&b, "?secret=%.*s&issuer=Lanyard", STR_ARG(out->secret));
    out->address = buf_str(&b);
    return qr_draw(out, mem);
}

/* Six digits, blanks allowed. */
static bool code_read(unsigned *out, struct str typed)
{
    unsigned value = 0, digits = 0;
    for (size_t i = 0; i < typed.size; i++) {
        if (typed.data[i] == ' ')
            continue;
        if (typed.data[i] < '0' || typed.data[i] > '9' || digits == 6)
            return false;
        value = value * 10 + (unsigned)(typed.data[i] - '0');
        digits++;
    }
    *out = value;
    return digits == 6;
}

/* The step the code belongs to, newer than the last one used; 0: none. */
static uint64_t step_of(const uint8_t *secret, size_t size, unsigned code,
                        uint64_t used, struct instant now)
{
    uint64_t step = (uint64_t)(now.us / 1000000) / STEP_SECONDS;
    for (uint64_t s = step - 1; s <= step + 1; s++)
        if (s > used && totp_code(secret, size, s) == code)
            return s;
    return 0;
}

static enum err recovery_make(struct str codes[RECOVERY_CODES], struct tx *tx,
                              struct arena *mem, struct trust_id trust,
                              struct user_id user)
{
    struct db_value who[] = { DB_ID(trust), DB_ID(user) };
    enum err err = db_exec(NULL, tx->conn,
                           "DELETE FROM recovery WHERE trust = $1 AND "
                           "person = $2",
                           who, COUNT_OF(who));
    for (unsigned i = 0; i < RECOVERY_CODES && err == OK; i++) {
        uint8_t random[10], code[VAULT_MAC_SIZE];
        vault_random(random, sizeof(random));
        struct str text = base32_write(mem, random, sizeof(random));
        codes[i] = str_printf(mem, "%.4s-%.4s-%.4s-%.4s", text.data,
                              text.data + 4, text.data + 8, text.data + 12);
        token_code(code, tx->vault, "recovery", text);
        struct db_value args[] = { DB_ID(trust), DB_ID(user),
                                   DB_BLOB(code, sizeof(code)) };
        err = db_exec(NULL, tx->conn,
                      "INSERT INTO recovery (trust, person, code, used_at) "
                      "VALUES ($1, $2, $3, 0)",
                      args, COUNT_OF(args));
    }
    return err;
}

enum err factor_confirm(struct str codes[RECOVERY_CODES], struct tx *tx,
                        struct arena *mem, struct trust_id trust,
                        struct user_id user, struct str secret,
                        struct str code, struct instant now)
{
    uint8_t bytes[TOTP_SECRET_SIZE];
    unsigned number;
    if (base32_read(bytes, secret) != OK)
        return ERR_INVALID;
    if (!code_read(&number, code))
        return ERR_DENIED;
    uint64_t step = step_of(bytes, sizeof(bytes), number, 0, now);
    if (step == 0)
        return ERR_DENIED;
    struct str sealed = seal_column(
        mem, tx, trust, "person", "totp", ID_STR(user),
        (struct str){ (const char *)bytes, sizeof(bytes) });
    struct db_value args[] = { DB_ID(trust), DB_ID(user),
                               DB_BLOB(sealed.data, sealed.size),
                               DB_INT(step), DB_BLOB("", 0) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE person SET totp_sealed = $3, "
                           "totp_counter = $4 WHERE trust = $1 AND id = $2 "
                           "AND totp_sealed = $5",
                           args, COUNT_OF(args));
    if (err == OK && changed != 1)
        return ERR_CONFLICT; /* enrolled already */
    return err == OK ? recovery_make(codes, tx, mem, trust, user) : err;
}

struct str code_fold(struct arena *mem, struct str typed)
{
    char *folded = arena_alloc(mem, typed.size + 1);
    size_t n = 0;
    for (size_t i = 0; i < typed.size; i++) {
        char c = typed.data[i];
        if (c != ' ' && c != '-')
            folded[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct str){ folded, n };
}

static enum err recovery_use(struct tx *tx, struct arena *mem,
                             struct trust_id trust, struct user_id user,
                             struct str typed, struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "recovery", code_fold(mem, typed));
    struct db_value args[] = { DB_ID(trust), DB_ID(user),
                               DB_BLOB(code, sizeof(code)), DB_INT(now.us) };
    int64_t changed = 0;
    enum err err = db_exec(&changed, tx->conn,
                           "UPDATE recovery SET used_at = $4 WHERE "
                           "trust = $1 AND person = $2 AND code = $3 AND "
                           "used_at = 0",
                           args, COUNT_OF(args));
    if (err != OK)
        return err;
    return changed == 1 ? OK : ERR_DENIED;
}

enum err factor_check(struct tx *tx, struct arena *mem, struct trust_id trust,
                      struct user_id user, struct str code,
                      struct instant now)
{
    struct person_secret secret;
    unsigned number;
    enum err err = person_secret_by_id(&secret, tx, mem, trust, user);
    if (err != OK)
        return err;
    if (secret.totp.size == 0 || secret.disabled)
        return ERR_DENIED;
    if (!code_read(&number, code))
        return recovery_use(tx, mem, trust, user, code, now);
    uint64_t step = step_of((const uint8_t *)secret.totp.data,
                            secret.totp.size, number, secret.totp_counter,
                            now);
    if (step == 0)
        return ERR_DENIED;
    /* Two posts of the same code: the row moves on for one of them. */
    struct db_value args[] = { DB_ID(trust), DB_ID(user), DB_INT(step) };
    int64_t changed = 0;
    err = db_exec(&changed, tx->conn,
                  "UPDATE person SET totp_counter = $3 WHERE trust = $1 AND "
                  "id = $2 AND totp_counter < $3",
                  args, COUNT_OF(args));
    if (err != OK)
        return err;
    return changed == 1 ? OK : ERR_DENIED;
}

enum err factor_left(unsigned *out, struct tx *tx, struct trust_id trust,
                     struct user_id user)
{
    struct db_value args[] = { DB_ID(trust), DB_ID(user) };
    uint64_t count = 0;
    AUTO_ROWS rows;
    enum err err = db_query(&rows, tx->conn,
                            "SELECT count(*) FROM recovery WHERE trust = $1 "
                            "AND person = $2 AND used_at = 0",
                            args, COUNT_OF(args));
    if (err == OK && db_next(&rows))
        err = column_number(&count, &rows, 0, RECOVERY_CODES);
    *out = (unsigned)count;
    return err != OK ? err : rows.err;
}

/* ---- proving it, with the guess counted ---- */

struct proving {
    struct arena *mem;
    struct trust_id trust;
    struct user_id user;
    struct str code;
    struct str account; /* sources of guesses */
    struct str address;
    struct instant now;
};

static enum err count_work(struct tx *tx, void *context)
{
    struct proving *p = context;
    enum err err = guess_count(tx, p->account, p->now);
    return err == OK ? guess_count(tx, p->address, p->now) : err;
}

static enum err prove_work(struct tx *tx, void *context)
{
    struct proving *p = context;
    enum err err = factor_check(tx, p->mem, p->trust, p->user, p->code,
                                p->now);
    if (err == OK)
        err = guess_forget(tx, p->account);
    return err == OK ? guess_return(tx, p->address, p->now) : err;
}

enum err factor_prove(const struct store *store, struct arena *mem,
                      struct trust_id trust, struct user_id user,
                      struct str code, struct str address, struct instant now)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, user.bytes);
    struct proving p = {
        .mem = mem, .trust = trust, .user = user, .code = code, .now = now,
        .account = str_printf(mem, "code %s", id),
        .address = str_printf(mem, "address %.*s", STR_ARG(address)),
    };
    enum err err = store_write(store, count_work, &p);
    return err == OK ? store_write(store, prove_work, &p) : err;
}

/* ---- new recovery codes ---- */

struct fresh {
    struct str *codes;
    struct arena *mem;
    const struct permit *permit;
    struct instant now;
};

static enum err fresh_work(struct tx *tx, void *context)
{
    struct fresh *f = context;
    enum err err = recovery_make(f->codes, tx, f->mem, f->permit->trust,
                                 f->permit->user);
    return err == OK ? person_journal(tx, f->permit, "person.codes",
                                      f->permit->user, STR(""), f->now)
                     : err;
}

enum err factor_codes(struct str codes[RECOVERY_CODES],
                      const struct store *store, struct arena *mem,
                      const struct permit *permit, struct str code,
                      struct str address, struct instant now)
{
    struct fresh f = { codes, mem, permit, now };
    enum err err = factor_prove(store, mem, permit->trust, permit->user, code,
                                address, now);
    return err == OK ? store_write(store, fresh_work, &f) : err;
}
