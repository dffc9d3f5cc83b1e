/* init.c: `lanyard init`: a real trust, from nothing: its name, the first
 * school, the first administrator. Answers come from the terminal, or from
 * options where no terminal is. */
#include "cli/cli.h"

#include "identity/identity.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: lanyard init [OPTIONS]\n\n"
    "Makes a new trust: a key file, a database, the first school and the first\n"
    "administrator, who signs in with the setup code it prints and adds the\n"
    "others. Asks for what no option gives.\n\n"
    "  --trust NAME       the trust\n"
    "  --school NAME      its first school\n"
    "  --name NAME        the administrator's name\n"
    "  --sign-in NAME     what the administrator signs in with, for example\n"
    "                     their work e-mail address\n"
    CLI_PLACE_HELP
    "\nKeep a copy of the key file away from the database: without it nothing\n"
    "can be read, with it everything can.\n";

struct answers {
    const char *trust, *school, *name, *sign_in;
};

struct making {
    struct cli_house *house;
    struct answers answers;
    struct instant now;
    struct str setup;
};

static enum err administrator_make(struct making *m, struct tx *tx,
                                   const struct permit *permit)
{
    struct user_id user;
    enum err err = person_create(&user, &m->setup, tx, &m->house->mem, permit,
                                 str_of(m->answers.sign_in),
                                 str_of(m->answers.name), m->now);
    struct grant grant = { .role = ROLE_ADMINISTRATOR };
    return err == OK ? person_grant(tx, permit, user, grant, m->now) : err;
}

static enum err make_work(struct tx *tx, void *context)
{
    struct making *m = context;
    struct trust_row trust = { .name = str_of(m->answers.trust),
                               .created_at = m->now };
    struct school_row school = { .name = str_of(m->answers.school),
                                 .day_ends = 16 * 60,
                                 .bank_holidays = true };
    vault_random(trust.id.bytes, ID_SIZE);
    vault_random(school.id.bytes, ID_SIZE);
    struct permit permit = access_program_permit(trust.id);
    enum err err = store_trust_create(tx, &trust);
    if (err == OK)
        err = store_school_put(tx, &permit, &school);
    return err == OK ? administrator_make(m, tx, &permit) : err;
}

/* One line from the terminal; false when there is none. */
static bool ask(const char **out, struct arena *mem, const char *question)
{
    char line[300];
    if (*out != NULL)
        return !str_is_blank(str_of(*out));
    fprintf(stderr, "%s: ", question);
    if (fgets(line, sizeof(line), stdin) == NULL)
        return false;
    struct str text = str_trim(str_of(line));
    *out = str_c(mem, text);
    return text.size > 0;
}

static bool ask_all(struct answers *a, struct arena *mem)
{
    return ask(&a->trust, mem, "Name of the trust") &&
           ask(&a->school, mem, "Name of its first school") &&
           ask(&a->name, mem, "Your name (you become the administrator)") &&
           ask(&a->sign_in, mem, "What you want to sign in with, such as your work e-mail address");
}

/* " --data FOLDER", for who asked for it; empty otherwise. */
static struct str said_again(struct arena *mem, const char *name,
                             const char *value)
{
    return value == NULL ? STR("") : str_printf(mem, " %s %s", name, value);
}

static int init(struct cli_house *h, struct answers *a,
                const struct cli_place *place)
{
    if (!id_is_zero(h->trust.id.bytes))
        return cli_say("init", 1, "there is a trust already; use another --data folder");
    if (!ask_all(a, &h->mem))
        return cli_say("init", 2, "trust, school, name and sign-in are all needed");
    struct making m = { .house = h, .answers = *a, .now = cli_now() };
    enum err err = store_write(&h->store, make_work, &m);
    if (err != OK)
        return cli_say("init", 1, "%s", cli_err_words(err));
    struct str data = said_again(&h->mem, "--data", place->data);
    struct str database = said_again(&h->mem, "--database", place->database);
    struct str key = said_again(&h->mem, "--key", place->key);
    struct str pack = said_again(&h->mem, "--pack", place->pack);
    printf("The trust is made.\n\n"
           "1. Copy the key file to a safe place away from the database.\n"
           "2. Start it with: lanyard serve%.*s%.*s%.*s%.*s\n"
           "3. Open the site, choose \"I have a setup code\", and enter\n"
           "     sign-in name  %s\n"
           "     setup code    %.*s   (good for %d hours, shown once)\n",
           STR_ARG(data), STR_ARG(database), STR_ARG(key), STR_ARG(pack),
           a->sign_in, STR_ARG(m.setup), SETUP_HOURS);
    return 0;
}

int cli_init(int argc, char **argv)
{
    struct cli_place place = { 0 };
    struct answers a = { 0 };
    const struct cli_option options[] = {
        { "--trust", &a.trust, NULL },
        { "--school", &a.school, NULL },
        { "--name", &a.name, NULL },
        { "--sign-in", &a.sign_in, NULL },
    };
    struct cli_command c = { .name = "init", .help = help, .place = &place,
                             .options = options,
                             .options_count = COUNT_OF(options) };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    struct cli_house h;
    int status = cli_open(&h, "init", &place, CLI_NEW) ? init(&h, &a, &place)
                                                       : 1;
    cli_close(&h);
    return status;
}
