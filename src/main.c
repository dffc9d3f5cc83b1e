/* main.c: the composition root: the subcommands, and the only file that names
 * a database driver. */
#include "base/base.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "db/db.h"

#include <stdio.h>

const struct db_driver *cli_driver(const char *where)
{
    bool address = strncmp(where, "postgresql://", 13) == 0 ||
                   strncmp(where, "postgres://", 11) == 0;
    return address ? &db_driver_postgres : &db_driver_sqlite;
}

static int cli_version(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts("usage: lanyard version\n\nPrints the version of the program.");
        return 0;
    }
    puts("lanyard " LANYARD_VERSION);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    { "init", cli_init, "make a trust: key, database, school, administrator" },
    { "serve", cli_serve, "serve the site" },
    { "demo", cli_demo, "make a demonstration trust of any size" },
    { "user", cli_user, "people and roles from a terminal" },
    { "verify", cli_verify, "check that every entry is as it was written" },
    { "rebuild", cli_rebuild, "make lists anew from the entries, or compare" },
    { "backup", cli_backup, "write everything into one sealed file" },
    { "restore", cli_restore, "fill an empty database from a backup" },
    { "explain", cli_explain, "print what the policy demands for given facts" },
    { "version", cli_version, "print the version" },
};

static int usage(FILE *to, int status)
{
    fputs("usage: lanyard COMMAND [OPTIONS]; lanyard COMMAND --help\n\n", to);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].what);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return usage(stderr, 2);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return usage(stdout, 0);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "lanyard: no command %s\n", argv[1]);
    return usage(stderr, 2);
}
