/* limit.c: `lanyard limit`: the trust's own time limits from a terminal, each
 * with who decided it. Every change is in the journal. */
#include "cli/cli.h"

#include <stdio.h>

static const char help[] =
    "usage: lanyard limit list [OPTIONS]\n"
    "       lanyard limit CLAUSE NUMBER --source TEXT [OPTIONS]\n\n"
    "Shows the time limits of the policy's duties and of the house rules, or sets\n"
    "the trust's own for one clause: school days, 0 for the end of the same day,\n"
    "at most 60. Where the list says hours or working days, NUMBER counts those.\n"
    "TEXT names the person or meeting that decided it, and the day.\n\n"
    CLI_PLACE_HELP;

struct limits {
    struct cli_house *house;
    struct acts own;
};

static enum err load_work(struct tx *tx, void *context)
{
    struct limits *l = context;
    return acts_of_trust(&l->own, tx, &l->house->mem, &l->house->acts,
                         l->house->trust.id);
}

static void print(struct arena *mem, const struct pack_clause *rows,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct pack_clause *c = &rows[i];
        struct str time = pack_time_words(mem, c->time, c->number);
        if (c->time != TIME_NONE)
            printf("%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(c->clause),
                   STR_ARG(time), STR_ARG(c->source), STR_ARG(c->title));
    }
}

static int list(struct cli_house *h)
{
    struct limits l = { .house = h };
    size_t count;
    enum err err = store_read(&h->store, load_work, &l);
    if (err != OK)
        return cli_say("limit", 1, "%s", cli_err_words(err));
    const struct pack_clause *all = pack_clauses(l.own.pack, &count);
    print(&h->mem, all, count);
    all = pack_house(l.own.pack, &count);
    print(&h->mem, all, count);
    return 0;
}

static int set(struct cli_house *h, const char *clause, unsigned days,
               const char *source)
{
    struct permit permit = access_program_permit(h->trust.id);
    switch (act_deadline_set(&h->acts, &h->mem, &permit, str_of(clause), days,
                             str_of(source), cli_now())) {
    case OK:
        puts("Done.");
        return 0;
    case ERR_NOT_FOUND:
        return cli_say("limit", 1, "no time limit hangs on clause %s; see lanyard limit list", clause);
    case ERR_DENIED:
        return cli_say("limit", 1, "the time of clause %s is not the trust's to set: the policy says at once, the law says when, or people agree on a day", clause);
    case ERR_LIMIT:
        return cli_say("limit", 1, "at most %d days; where it is hours, 1 to %d", PACK_DAYS_MAX, 24 * PACK_DAYS_MAX);
    case ERR_INVALID:
        return cli_say("limit", 2, "--source names who decided it; see --help");
    case ERR_IO:
    case ERR_BUSY:
    case ERR_CORRUPT:
    case ERR_CONFLICT:
    case ERR_COUNT:
        break;
    }
    return cli_say("limit", 1, "nothing was changed, or the lists could not be made again: run lanyard verify");
}

int cli_limit(int argc, char **argv)
{
    struct cli_place place = { 0 };
    const char *source = NULL, *words[2] = { NULL, NULL };
    const struct cli_option options[] = { { "--source", &source, NULL } };
    struct cli_command c = { .name = "limit", .help = help, .place = &place,
                             .options = options,
                             .options_count = COUNT_OF(options),
                             .words = words, .words_max = 2 };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    bool lists = c.words_count == 1 && strcmp(words[0], "list") == 0;
    uint64_t days = 0;
    if (!lists && (c.words_count != 2 || source == NULL ||
                   str_read_number(&days, str_of(words[1]), 9999) != OK))
        return cli_say("limit", 2, "list, or CLAUSE NUMBER --source TEXT? See --help");
    struct cli_house h;
    int status = 1;
    if (cli_open(&h, "limit", &place, CLI_EXISTING))
        status = lists ? list(&h) : set(&h, words[0], (unsigned)days, source);
    cli_close(&h);
    return status;
}
