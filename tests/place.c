/* place.c: see place.h. */
#include "tests/check.h"
#include "tests/place.h"

#include <fts.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *server(void)
{
    const char *at = getenv("LANYARD_TEST_POSTGRES");
    if (at == NULL)
        fail_msg("no PostgreSQL: run me under tests/with-postgres");
    return at;
}

static void notice_ignore(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static bool server_run(const char *where, const char *sql)
{
    PGconn *link = PQconnectdb(where);
    PQsetNoticeProcessor(link, notice_ignore, NULL);
    PGresult *result = PQexec(link, sql);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good)
        fprintf(stderr, "# %s: %s", sql, PQerrorMessage(link));
    PQclear(result);
    PQfinish(link);
    return good;
}

static bool file_run(const char *where, const char *sql)
{
    sqlite3 *file = NULL;
    int code = sqlite3_open_v2(where, &file, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(file, 600000);
        code = sqlite3_exec(file, sql, NULL, NULL, NULL);
    }
    if (code != SQLITE_OK)
        fprintf(stderr, "# %s: %s\n", sql, sqlite3_errmsg(file));
    sqlite3_close(file);
    return code == SQLITE_OK;
}

bool place_try(const struct place *p, const char *sql)
{
    return p->kind == PLACE_SQLITE ? file_run(p->where, sql)
                                   : server_run(p->where, sql);
}

void place_run(const struct place *p, const char *sql)
{
    if (!place_try(p, sql))
        fail_msg("the database refused: %s", sql);
}

static void schema_make(struct place *p)
{
    char sql[256];
    snprintf(p->schema, sizeof(p->schema), "place%s",
             strrchr(p->folder, '-') + 1);
    for (char *c = p->schema; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    snprintf(p->where, sizeof(p->where),
             "%s&options=-csearch_path%%3D%s", server(), p->schema);
    snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", p->schema);
    assert_true(server_run(server(), sql));
    place_run(p, "CREATE FUNCTION zeroblob(n int) RETURNS bytea LANGUAGE sql "
                 "AS 'SELECT decode(repeat(''00'', n), ''hex'')'");
}

void place_make(struct place *p, enum place_kind kind)
{
    *p = (struct place){ .kind = kind };
    folder_make(p->folder, sizeof(p->folder));
    if (kind == PLACE_POSTGRES)
        schema_make(p);
    else
        snprintf(p->where, sizeof(p->where), "%s/lanyard.db", p->folder);
}

void place_remove(struct place *p)
{
    static const char *const files[] = { "lanyard.db", "lanyard.db-wal",
                                         "lanyard.db-shm", "lanyard.key",
                                         "backup" };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[128];
        snprintf(path, sizeof(path), "%s/%s", p->folder, files[i]);
        unlink(path);
    }
    rmdir(p->folder);
    if (p->kind == PLACE_POSTGRES) {
        char sql[128];
        snprintf(sql, sizeof(sql), "DROP SCHEMA %s CASCADE", p->schema);
        assert_true(server_run(server(), sql));
    }
}

struct db *place_open(const struct place *p, struct arena *mem,
                      unsigned connections)
{
    struct db *db;
    struct str error;
    struct db_options options = { .where = p->where,
                                  .connections = connections };
    enum err err = db_open(&db, place_driver(p->kind), &options, mem, &error);
    if (err != OK)
        fail_msg("%.*s", STR_ARG(error));
    return db;
}

const struct db_driver *place_driver(enum place_kind kind)
{
    return kind == PLACE_SQLITE ? &db_driver_sqlite : &db_driver_postgres;
}

static bool file_holds(const char *path, const char *word)
{
    enum { PIECE = 1 << 20, OVERLAP = 64 };
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    char *bytes = malloc(PIECE + OVERLAP);
    size_t kept = 0, got;
    bool found = false;
    while (!found && (got = fread(bytes + kept, 1, PIECE, file)) > 0) {
        size_t size = kept + got;
        found = memmem(bytes, size, word, strlen(word)) != NULL;
        kept = size < OVERLAP ? size : OVERLAP;
        memmove(bytes, bytes + size - kept, kept);
    }
    free(bytes);
    fclose(file);
    return found;
}

static bool folder_holds(const char *folder, const char *word)
{
    char *paths[] = { strdup(folder), NULL };
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    bool found = false;
    assert_non_null(walk);
    for (FTSENT *e = fts_read(walk); e != NULL && !found; e = fts_read(walk))
        found = e->fts_info == FTS_F && file_holds(e->fts_path, word);
    fts_close(walk);
    free(paths[0]);
    return found;
}

void place_settle(const struct place *p)
{
    if (p->kind == PLACE_POSTGRES)
        place_run(p, "CHECKPOINT");
}

bool place_holds(const struct place *p, const char *word)
{
    if (p->kind == PLACE_SQLITE)
        return folder_holds(p->folder, word);
    /* the server's own folder, behind host= in the address */
    char folder[256];
    const char *host = strstr(server(), "host=") + 5;
    snprintf(folder, sizeof(folder), "%.*s/data", (int)strcspn(host, "&"),
             host);
    return folder_holds(folder, word);
}

const char *place_name(enum place_kind kind)
{
    return kind == PLACE_SQLITE ? "sqlite" : "postgres";
}

enum place_kind place_asked(int argc, char **argv)
{
    return argc > 1 && strcmp(argv[1], "postgres") == 0 ? PLACE_POSTGRES
                                                        : PLACE_SQLITE;
}
