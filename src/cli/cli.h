/* cli.h: what every subcommand shares: options, opening a trust's data, a
 * bar for what takes long, and words for a person at a terminal.
 *
 * Promises:  1 a command that fails says in one line what is wrong and what
 *              to do, and ends with 1 (the world) or 2 (how it was called),
 *            2 nothing it prints holds a name, a text or a secret, but for
 *              what the person at the terminal asked to be shown once,
 *            3 --help of each command names every option.
 * Not here:  which driver a database has (main.c).
 */
#ifndef LANYARD_CLI_CLI_H
#define LANYARD_CLI_CLI_H

#include "acts/acts.h"
#include "db/db.h"
#include "policy/pack.h"

#include <pthread.h>

/* Where a trust's data is. */
struct cli_place {
    const char *data;     /* folder; default "data" */
    const char *database; /* file or postgresql://; default FOLDER/lanyard.db */
    const char *key;      /* default FOLDER/lanyard.key */
    const char *pack;     /* NULL: the pack built into the program */
};
#define CLI_PLACE_HELP                                                      \
    "  --data FOLDER      where the trust's data is (default: data)\n"      \
    "  --database WHERE   a file, or postgresql://... (default:\n"          \
    "                     FOLDER/lanyard.db)\n"                             \
    "  --key FILE         the key file (default: FOLDER/lanyard.key, or\n"  \
    "                     the systemd credential lanyard.key)\n"            \
    "  --pack FILE        another policy pack than the one built in\n"

/* One option of a command: "--port", and where its value goes; a flag has
 * value NULL and sets *flag. */
struct cli_option {
    const char *name;
    const char **value;
    bool *flag;
};

/* Reads place options (place may be NULL), the command's own, and at most
 * *words_count plain words. Returns 0 to go on, else 1 + the exit status: it
 * printed help or said what is wrong. */
struct cli_command {
    const char *name;   /* "serve" */
    const char *help;
    struct cli_place *place;
    const struct cli_option *options;
    size_t options_count;
    const char **words;
    size_t words_max;
    size_t words_count;
};
int cli_read(struct cli_command *command, int argc, char **argv);

/* An opened trust: everything acts need. */
struct cli_house {
    struct arena mem;
    struct db *db;
    struct vault *vault;
    struct store store;
    struct pack *pack;
    struct acts acts;
    struct trust_row trust; /* the one of this database; id zeros: none */
    const char *database;   /* as opened */
};

enum cli_opening {
    CLI_EXISTING, /* a trust is there */
    CLI_NEW,      /* folder, key file and database are made where missing */
    CLI_FILL,     /* folder and database are, the key file is the backup's */
};

/* False after it said what is wrong. cli_close in either case. */
MUST_USE bool cli_open(struct cli_house *out, const char *command,
                       const struct cli_place *place,
                       enum cli_opening opening);
/* The same without looking into the database (restore fills it). */
MUST_USE bool cli_open_parts(struct cli_house *out, const char *command,
                             const struct cli_place *place,
                             enum cli_opening opening);
void cli_close(struct cli_house *house);

/* One line on standard error: "lanyard serve: ...". Returns status. */
PRINTF_LIKE(3, 4)
int cli_say(const char *command, int status, const char *format, ...);

/* What to do about the world's trouble, as a sentence. */
const char *cli_err_words(enum err err);

/* A bar on standard error, shown on a terminal after two seconds (bar.c). It
 * stays where it is until cli_progress_end, which every bar needs. */
struct cli_bar {
    const char *what; /* "Verifying" */
    bool runs;        /* there is a thread that draws it */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t end;
    bool ended;           /* these under the lock */
    uint64_t done, total;
};
struct progress cli_progress(struct cli_bar *bar, const char *what);
void cli_progress_end(struct cli_bar *bar);

/* The clock: the only place of the command line that reads one. */
struct instant cli_now(void);

/* Defined by main.c, which alone knows drivers. */
const struct db_driver *cli_driver(const char *where);

int cli_serve(int argc, char **argv);
int cli_init(int argc, char **argv);
int cli_demo(int argc, char **argv);
int cli_verify(int argc, char **argv);
int cli_rebuild(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_limit(int argc, char **argv);

#endif
