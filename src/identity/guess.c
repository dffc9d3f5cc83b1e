/* guess.c: how often anybody may guess: rows of a sliding window, dropped when
 * it has passed. A source is an account or an address, kept as a code. */
#include "identity/inner.h"

static const int64_t second_us = 1000000;

enum { WINDOW_SECONDS = 300 };

enum err guess_count(struct tx *tx, struct str source, struct instant now)
{
    uint8_t code[VAULT_MAC_SIZE];
    token_code(code, tx->vault, "guess", source);
    struct instant from = { now.us - WINDOW_SECONDS * second_us };
    struct db_value old[] = { DB_INT(from.us) };
    enum err err = db_exec(NULL, tx->conn, "DELETE FROM guess WHERE at < $1",
                           old, COUNT_OF(old));
    struct db_value args[] = { DB_BLOB(code, sizeof(code)), DB_INT(from.us) };
    int64_t count = 0;
    AUTO_ROWS rows = { 0 };
    if (err == OK)
        err = db_query(&rows, tx->conn,
                       "SELECT count(*) FROM guess WHERE source = $1 AND "
                       "at >= $2",
                       args, COUNT_OF(args));
    if (err == OK && db_next(&rows))
        count = db_int(&rows, 0);
    if (err != OK || (err = rows.err) != OK)
        return err;
    if (count >= GUESSES_MAX)
        return ERR_DENIED;
    struct db_value row[] = { DB_BLOB(code, sizeof(code)), DB_INT(now.us),
                              DB_INT(count) };
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
                               DB_INT(counted_at.us) };
    /* One row, though others may have guessed in the same microsecond. */
    return db_exec(NULL, tx->conn,
                   "DELETE FROM guess WHERE source = $1 AND at = $2 AND "
                   "number = (SELECT max(number) FROM guess WHERE "
                   "source = $1 AND at = $2)",
                   args, COUNT_OF(args));
}
