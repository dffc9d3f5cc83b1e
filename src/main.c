/* main.c: the composition root: the subcommands, and the only file that names
 * a database driver. */
#include "base/base.h"
#include "cli/explain.h"

#include <stdio.h>

static int cli_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("lanyard " LANYARD_VERSION);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
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
