/* guess.c: how often anybody may guess: rows of a sliding window, dropped when
 * it has passed. A source is an account or an address, kept as a code. */
#include "identity/inner.h"

static const int64_t second_us = 1000000;

enum { WINDOW_SECONDS = 300 };

/* Guesses are kept by the second: two who counted the same meet at one key,
 * and the slower one's work is run again and counts the other. */
static struct db_value second_of(struct instant at)
{
    return DB_INT(at.us - at.us % second_us);
}

enum err guess_count(struct tx *tx, struct str source, struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "guess", source);
    struct instant from = { now.us - WINDOW_SECONDS * second_us };
    struct db_value old[] = { DB_INT(from.us) };
    enum err err = db_exec(NULL, tx->conn, "DELETE FROM guess WHERE at < $1",
                           old, COUNT_OF(old));
    struct db_value args[] = { DB_BLOB(code, sizeof(code)), DB_INT(from.us) };
    int64_t count = 0, newest = 0;
    AUTO_ROWS rows = { 0 };
    if (err == OK)
        err = db_query(&rows, tx->conn,
                       "SELECT count(*), max(number) FROM guess WHERE "
                       "source = $1 AND at >= $2",
                       args, COUNT_OF(args));
    if (err == OK && db_next(&rows)) {
        count = db_int(&rows, 0);
        newest = db_int(&rows, 1);
    }
    if (err != OK || (err = rows.err) != OK)
        return err;
    if (count >= GUESSES_MAX)
        return ERR_DENIED;
    struct db_value row[] = { DB_BLOB(code, sizeof(code)), second_of(now),
                              DB_INT(newest + 1) };
    return db_exec(NULL, tx->conn,
                   "INSERT INTO guess (source, at, number) VALUES "
                   "($1, $2, $3) ON CONFLICT DO NOTHING",
                   row, COUNT_OF(row));
}

enum err guess_forget(struct tx *tx, struct str source)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "guess", source);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)) };
    return db_exec(NULL, tx->conn, "DELETE FROM guess WHERE source = $1",
                   args, COUNT_OF(args));
}

enum err guess_return(struct tx *tx, struct str source,
                      struct instant counted_at)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "guess", source);
    struct db_value args[] = { DB_BLOB(code, sizeof(code)),
                               second_of(counted_at) };
    /* One row, though others may have guessed in the same second. */
    return db_exec(NULL, tx->conn,
                   "DELETE FROM guess WHERE source = $1 AND at = $2 AND "
                   "number = (SELECT max(number) FROM guess WHERE "
                   "source = $1 AND at = $2)",
                   args, COUNT_OF(args));
}
