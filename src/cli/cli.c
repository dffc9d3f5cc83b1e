/* cli.c: options, opening and words for every subcommand. */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MEMORY_MAX = 1 << 30 };

int cli_say(const char *command, int status, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "lanyard %s: ", command);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return status;
}

const char *cli_err_words(enum err err)
{
    switch (err) {
    case OK: return "nothing is wrong";
    case ERR_INVALID: return "it was made by a newer program, or a setting cannot be used";
    case ERR_NOT_FOUND: return "it is not there";
    case ERR_CONFLICT: return "it is there already, or somebody was faster";
    case ERR_DENIED: return "this is not the key it was made with, or the key file is open to others (chmod 600)";
    case ERR_LIMIT: return "it is larger than the program takes";
    case ERR_CORRUPT: return "it is damaged or was altered; run lanyard verify and keep a copy";
    case ERR_BUSY: return "another process holds it";
    case ERR_IO: return "the disk or the database server does not answer";
    case ERR_COUNT: break;
    }
    must(!"an error has a number");
    return "";
}

struct instant cli_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct instant){ (int64_t)t.tv_sec * 1000000 +
                             t.tv_nsec / 1000 };
}

/* ---- options ---- */

static const struct cli_option *option_find(const struct cli_option *options,
                                            size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

int cli_read(struct cli_command *c, int argc, char **argv)
{
    struct cli_place none = { 0 };
    struct cli_place *place = c->place != NULL ? c->place : &none;
    const struct cli_option common[] = {
        { "--data", &place->data, NULL },
        { "--database", &place->database, NULL },
        { "--key", &place->key, NULL },
        { "--pack", &place->pack, NULL },
    };
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(c->help, stdout);
            return 1;
        }
        if (argv[i][0] != '-' || argv[i][1] == '\0') {
            if (c->words_count == c->words_max)
                return 1 + cli_say(c->name, 2, "%s is one word too many; see --help", argv[i]);
            c->words[c->words_count++] = argv[i];
            continue;
        }
        const struct cli_option *o = option_find(c->options, c->options_count,
                                                 argv[i]);
        if (o == NULL && c->place != NULL)
            o = option_find(common, COUNT_OF(common), argv[i]);
        if (o == NULL)
            return 1 + cli_say(c->name, 2, "no option %s; see --help", argv[i]);
        if (o->value == NULL) {
            *o->flag = true;
            continue;
        }
        if (i + 1 == argc)
            return 1 + cli_say(c->name, 2, "%s needs a value; see --help", argv[i]);
        *o->value = argv[++i];
    }
    return 0;
}

/* ---- opening ---- */

static const char *within(struct arena *mem, const char *folder,
                          const char *name)
{
    return str_printf(mem, "%s/%s", folder, name).data;
}

/* The key file, made where it is missing and asked for. */
static bool vault_ready(struct cli_house *h, const char *command,
                        const char *path, bool make)
{
    bool credential = path == NULL;
    enum err err = vault_open(&h->vault, path);
    if (err == ERR_NOT_FOUND && make && !credential) {
        err = vault_create(path);
        if (err == OK)
            err = vault_open(&h->vault, path);
    }
    if (err == OK)
        return true;
    cli_say(command, 1, "the key file %s: %s", credential ? "(credential lanyard.key)" : path,
            cli_err_words(err));
    return false;
}

bool cli_open_parts(struct cli_house *h, const char *command,
                    const struct cli_place *place,
                    enum cli_opening opening)
{
    struct str error;
    *h = (struct cli_house){ 0 };
    arena_open(&h->mem, MEMORY_MAX);
    umask(0077); /* what is made here is for nobody else */
    const char *folder = place->data != NULL ? place->data : "data";
    h->database = place->database != NULL
                      ? place->database
                      : within(&h->mem, folder, "lanyard.db");
    if (opening != CLI_EXISTING && mkdir(folder, 0700) != 0 &&
        errno != EEXIST) {
        cli_say(command, 1, "the folder %s cannot be made", folder);
        return false;
    }
    if (opening == CLI_EXISTING && place->database == NULL &&
        access(h->database, F_OK) != 0) {
        cli_say(command, 1, "there is no trust in %s: make one with lanyard init, or lanyard demo", folder);
        return false;
    }
    if (pack_open(&h->pack, place->pack, &h->mem, &error) != OK) {
        cli_say(command, 1, "the policy pack: %.*s", STR_ARG(error));
        return false;
    }
    const char *key = place->key;
    if (key == NULL && getenv("CREDENTIALS_DIRECTORY") == NULL)
        key = within(&h->mem, folder, "lanyard.key");
    if (!vault_ready(h, command, key, opening == CLI_NEW))
        return false;
    struct db_options options = { .where = h->database };
    enum err err = db_open(&h->db, cli_driver(h->database), &options, &h->mem,
                           &error);
    if (err != OK)
        cli_say(command, 1, "the database: %.*s", STR_ARG(error));
    return err == OK;
}

struct trust_finding {
    struct cli_house *house;
    size_t count;
};

static enum err trust_find_work(struct tx *tx, void *context)
{
    struct trust_finding *f = context;
    const struct trust_row *trusts;
    enum err err = store_trusts(&trusts, &f->count, tx, &f->house->mem);
    if (err == OK && f->count > 0)
        f->house->trust = trusts[0];
    return err;
}

bool cli_open(struct cli_house *h, const char *command,
              const struct cli_place *place, enum cli_opening opening)
{
    if (!cli_open_parts(h, command, place, opening))
        return false;
    struct cli_bar bar;
    enum err err = store_raise(h->db,
                               cli_progress(&bar, "Bringing the database up to date"));
    cli_progress_end(&bar);
    if (err == OK)
        err = store_open(&h->store, h->db, h->vault);
    struct trust_finding f = { h, 0 };
    if (err == OK)
        err = store_read(&h->store, trust_find_work, &f);
    if (err != OK) {
        cli_say(command, 1, "the database: %s", cli_err_words(err));
        return false;
    }
    if (opening == CLI_EXISTING && f.count == 0) {
        cli_say(command, 1, "there is no trust in this database: make one with lanyard init, or lanyard demo");
        return false;
    }
    h->acts = (struct acts){ .store = &h->store, .pack = h->pack };
    return true;
}

void cli_close(struct cli_house *h)
{
    db_close(h->db);
    vault_close(&h->vault);
    if (h->pack != NULL)
        pack_close(h->pack);
    arena_close(&h->mem);
}
