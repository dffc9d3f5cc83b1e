/* backup.h: the file of a backup, and the tables in it. Only src/store and its
 * tests include this.
 *
 * The file: "lanyard backup 1\n", the head of a sealed stream, then pieces of
 * BACKUP_PIECE bytes of text, each sealed, the last one shorter or equal and
 * marked. The text: schema steps (4 bytes), then rows: the table's number
 * from 1, its columns (8 bytes of a number, or 4 bytes of size and the
 * bytes); then 0 and how many rows there were (8 bytes). Numbers big-endian.
 *
 * Promises:  1 a file that opens to its end was written by this vault and is
 *              whole: nothing was cut, changed, doubled or added,
 *            2 reading and writing need memory for one piece and one row.
 * Fails with: ERR_CONFLICT (the file exists), ERR_NOT_FOUND (it does not),
 *            ERR_CORRUPT (not whole, or another key), ERR_IO.
 */
#ifndef LANYARD_STORE_BACKUP_H
#define LANYARD_STORE_BACKUP_H

#include "store/inner.h"

enum {
    BACKUP_PIECE = 1 << 16,
    BACKUP_COLUMNS_MAX = 16,
    BACKUP_PAGE = 100, /* rows asked for at once: as in BACKUP_LIMIT */
};

/* What a table is called and how its rows are asked for and put back. */
struct backup_table {
    const char *name;
    unsigned since; /* schema steps after which it is there */
    const char *columns;
    const char *kinds;
    size_t keys;
    const char *select; /* the rows after a key, BACKUP_PAGE of them */
    const char *insert;
    const char *any;    /* one row if there is one */
    const char *count;
};

extern const struct backup_table backup_tables[];
extern const size_t backup_tables_count;

/* A backup as a program of so many schema steps would have made it: for the
 * test that restores old ones. */
MUST_USE enum err store_backup_at(const struct store *store, const char *path,
                                  unsigned steps, struct progress progress);

/* ---- the file (backup_file.c) ---- */

struct backup_file {
    int fd;
    struct arena *mem;
    struct vault_stream stream;
    uint8_t *text;   /* BACKUP_PIECE bytes */
    uint8_t *sealed; /* with VAULT_STREAM_OVERHEAD */
    size_t size;     /* of the text in hand */
    size_t at;       /* read so far of it */
    bool last;
    enum err err;    /* the first that went wrong; all that follows is void */
};

MUST_USE enum err backup_file_make(struct backup_file *f, struct arena *mem,
                                   const char *path);
/* Begins anew, whatever was written. */
MUST_USE enum err backup_file_begin(struct backup_file *f,
                                    const struct vault *vault);
void backup_file_put(struct backup_file *f, const void *bytes, size_t size);
void backup_file_put_number(struct backup_file *f, uint64_t n, unsigned size);
/* Seals the last piece; durable when OK. */
MUST_USE enum err backup_file_end(struct backup_file *f, const char *path);

MUST_USE enum err backup_file_open(struct backup_file *f, struct arena *mem,
                                   const struct vault *vault,
                                   const char *path);
/* From the first byte of the text again. */
MUST_USE enum err backup_file_again(struct backup_file *f,
                                    const struct vault *vault);
void backup_file_take(struct backup_file *f, void *out, size_t size);
uint64_t backup_file_take_number(struct backup_file *f, unsigned size);
/* ERR_CORRUPT when there is more. */
MUST_USE enum err backup_file_finish(struct backup_file *f);

void backup_file_close(struct backup_file *f);

#endif
