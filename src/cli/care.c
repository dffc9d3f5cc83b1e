/* care.c: `lanyard verify`, `rebuild`, `backup`, `restore`: looking after a
 * trust's data from a terminal. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>

static const char verify_help[] =
    "usage: lanyard verify [OPTIONS]\n\n"
    "Walks every chronology, opens every entry and checks seals, chains, heads,\n"
    "the journal and the days set for each school. Ends with 0 when all is as\n"
    "it was written, 3 when it is not; each finding is one line.\n\n"
    CLI_PLACE_HELP;

static const char rebuild_help[] =
    "usage: lanyard rebuild [--compare] [OPTIONS]\n\n"
    "Makes work lists, incident lists and search digests anew from the entries.\n\n"
    "  --compare          changes nothing; tells each difference and ends with 3\n"
    CLI_PLACE_HELP;

static const char backup_help[] =
    "usage: lanyard backup FILE [OPTIONS]\n\n"
    "Writes everything into one new sealed file, while others read and write.\n"
    "It opens with the same key file only: keep a copy of that elsewhere.\n\n"
    CLI_PLACE_HELP;

static const char restore_help[] =
    "usage: lanyard restore FILE [OPTIONS]\n\n"
    "Fills an empty database from a backup and verifies all of it first; any\n"
    "doubt leaves the database empty. Needs the key file of the backup.\n\n"
    CLI_PLACE_HELP;

static const char *const finding_words[] = {
    [FINDING_LEDGER] = "ledger",   [FINDING_KEY] = "key",
    [FINDING_ORPHAN] = "orphan",   [FINDING_JOURNAL] = "journal",
    [FINDING_DAYS] = "days",       [FINDING_DERIVED] = "derived",
};

static void finding_print(void *context, const struct finding *f)
{
    char id[ID_TEXT_SIZE + 1];
    id_print(id, f->incident.bytes);
    (void)context;
    printf("finding: %s: incident %s entry %" PRIu32 ": %s\n",
           finding_words[f->kind], id, f->seq, f->what);
}

/* 0 clean, 3 findings, 1 could not. */
static int ending(const char *command, enum err err,
                  const struct findings *findings, const char *clean)
{
    if (err != OK)
        return cli_say(command, 1, "%s", cli_err_words(err));
    if (findings->count > 0) {
        printf("%" PRIu64 " findings\n", findings->count);
        return 3;
    }
    puts(clean);
    return 0;
}

int cli_verify(int argc, char **argv)
{
    struct cli_place place = { 0 };
    struct cli_command c = { .name = "verify", .help = verify_help,
                             .place = &place };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    struct cli_house h;
    int status = 1;
    if (cli_open(&h, "verify", &place, CLI_EXISTING)) {
        struct findings findings = { .found = finding_print };
        struct permit permit = access_program_permit(h.trust.id);
        struct cli_bar bar;
        enum err err = store_verify(&h.store, &permit, &findings,
                                    cli_progress(&bar, "Verifying"));
        cli_progress_end(&bar);
        status = ending("verify", err, &findings,
                        "Every entry is as it was written.");
    }
    cli_close(&h);
    return status;
}

struct schools_loading {
    struct cli_house *house;
    struct acts_schools *out;
};

static enum err schools_work(struct tx *tx, void *context)
{
    struct schools_loading *l = context;
    return acts_schools_load(l->out, tx, &l->house->mem, &l->house->acts,
                             l->house->trust.id);
}

static enum err rebuild(struct cli_house *h, bool compare,
                        struct findings *findings)
{
    struct acts_schools schools;
    struct schools_loading loading = { h, &schools };
    struct deriver deriver = { act_derive_again, &schools };
    struct permit permit = access_program_permit(h->trust.id);
    struct cli_bar bar;
    enum err err = store_read(&h->store, schools_work, &loading);
    if (err == OK)
        err = store_rebuild(&h->store, &permit, &deriver, compare, findings,
                            cli_progress(&bar, "Rebuilding"));
    else
        return err;
    cli_progress_end(&bar);
    return err;
}

int cli_rebuild(int argc, char **argv)
{
    struct cli_place place = { 0 };
    bool compare = false;
    const struct cli_option options[] = { { "--compare", NULL, &compare } };
    struct cli_command c = { .name = "rebuild", .help = rebuild_help,
                             .place = &place, .options = options,
                             .options_count = COUNT_OF(options) };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    struct cli_house h;
    int status = 1;
    if (cli_open(&h, "rebuild", &place, CLI_EXISTING)) {
        struct findings findings = { .found = finding_print };
        enum err err = rebuild(&h, compare, &findings);
        status = ending("rebuild", err, &findings,
                        compare ? "Every list is as the entries say."
                                : "Every list was made anew.");
    }
    cli_close(&h);
    return status;
}

/* FILE and place, for the two commands that take them. */
static int file_read(const char **file, struct cli_place *place,
                     const char *name, const char *help, int argc,
                     char **argv)
{
    struct cli_command c = { .name = name, .help = help, .place = place,
                             .words = file, .words_max = 1 };
    int ends = cli_read(&c, argc, argv);
    if (ends == 0 && c.words_count == 0)
        return 1 + cli_say(name, 2, "which FILE? See --help");
    return ends;
}

int cli_backup(int argc, char **argv)
{
    struct cli_place place = { 0 };
    const char *file = NULL;
    int ends = file_read(&file, &place, "backup", backup_help, argc, argv);
    if (ends != 0)
        return ends - 1;
    struct cli_house h;
    int status = 1;
    if (cli_open(&h, "backup", &place, CLI_EXISTING)) {
        struct cli_bar bar;
        enum err err = store_backup(&h.store, file,
                                    cli_progress(&bar, "Backing up"));
        cli_progress_end(&bar);
        status = err == OK ? 0
                 : err == ERR_CONFLICT
                     ? cli_say("backup", 1, "%s is there already; a backup is always a new file", file)
                     : cli_say("backup", 1, "%s", cli_err_words(err));
        if (status == 0)
            puts("The backup is complete and on disk. It opens with the same key file only.");
    }
    cli_close(&h);
    return status;
}

int cli_restore(int argc, char **argv)
{
    struct cli_place place = { 0 };
    const char *file = NULL;
    int ends = file_read(&file, &place, "restore", restore_help, argc, argv);
    if (ends != 0)
        return ends - 1;
    struct cli_house h;
    int status = 1;
    /* The folder may be new, the key file may not: it is the backup's. */
    if (cli_open_parts(&h, "restore", &place, CLI_FILL)) {
        struct findings findings = { .found = finding_print };
        struct cli_bar bar;
        enum err err = store_restore(h.db, h.vault, file, &findings,
                                     cli_progress(&bar, "Restoring"));
        cli_progress_end(&bar);
        if (err == ERR_CONFLICT)
            status = cli_say("restore", 1, "the database is not empty; restore into a new one");
        else if (err == ERR_INVALID)
            status = cli_say("restore", 1, "%s was made by a newer Lanyard; restore it with that version or a later one", file);
        else if (err == ERR_CORRUPT)
            status = cli_say("restore", 1, "%s is no backup made with this key file, or it was changed or cut", file);
        else
            status = ending("restore", err, &findings,
                            "Everything is restored and verified.");
    }
    cli_close(&h);
    return status;
}
