/* user.c: `lanyard user`: people and roles from a terminal, for the first
 * ones and for the day nobody can sign in. Every change is in the journal. */
#include "cli/cli.h"

#include "acts/notices.h"
#include "identity/identity.h"

#include <stdio.h>

enum { PEOPLE_MAX = 5000 };

static const char help[] =
    "usage: lanyard user list [OPTIONS]\n"
    "       lanyard user create --sign-in NAME --name NAME --role ROLE\n"
    "                           [--school NAME] [OPTIONS]\n"
    "       lanyard user role --sign-in NAME --role ROLE [--school NAME]\n"
    "                           one more role\n"
    "       lanyard user remove-role --sign-in NAME --role ROLE [--school NAME]\n"
    "       lanyard user reset --sign-in NAME      a new setup code; password\n"
    "                           and second factor are gone\n"
    "       lanyard user suspend --sign-in NAME    signed out at once\n\n"
    "The last administrator is neither suspended nor stripped of the role: give it\n"
    "to somebody else first.\n\n"
    "Roles: staff, dsl, deputy_dsl, head, executive_leader, senco, ceo, trustee,\n"
    "governor, chair, administrator. Without --school a role holds for the whole trust.\n\n"
    CLI_PLACE_HELP;

struct user_act {
    struct cli_house *house;
    const char *verb;
    const char *sign_in, *name, *role, *school;
    struct grant grant;
    struct permit permit;
    struct instant now;
    struct person_row person;
    struct str setup;
    const struct person_row *people;
    size_t people_count;
    const char *wrong; /* what cannot be: one line */
};

static enum err school_find(struct user_act *a, struct tx *tx)
{
    const struct school_row *schools;
    size_t count;
    if (a->school == NULL)
        return OK;
    enum err err = store_schools(&schools, &count, tx, &a->house->mem,
                                 a->permit.trust);
    for (size_t i = 0; err == OK && i < count; i++)
        if (str_is(schools[i].name, a->school)) {
            a->grant.school = schools[i].id;
            return OK;
        }
    a->wrong = "no school has that name";
    return err == OK ? ERR_NOT_FOUND : err;
}

/* Names are found by a code, so that the list is walked here: a terminal is
 * no place where milliseconds count. */
static enum err person_find(struct user_act *a, struct tx *tx)
{
    enum err err = people_load(&a->people, &a->people_count, tx,
                               &a->house->mem, a->permit.trust, PEOPLE_MAX);
    for (size_t i = 0; err == OK && i < a->people_count; i++)
        if (a->sign_in != NULL && str_is(a->people[i].sign_in, a->sign_in)) {
            a->person = a->people[i];
            return OK;
        }
    a->wrong = "nobody signs in with that name";
    return err == OK ? ERR_NOT_FOUND : err;
}

static enum err role_give(struct tx *tx, struct user_act *a)
{
    enum err err = person_grant(tx, &a->permit, a->person.id, a->grant,
                                a->now);
    return err == OK ? act_role_notices(tx, &a->house->mem, &a->permit,
                                        a->person.id, a->grant, a->now)
                     : err;
}

static enum err create_work(struct tx *tx, void *context)
{
    struct user_act *a = context;
    enum err err = school_find(a, tx);
    if (err == OK) {
        a->wrong = "somebody signs in with that name already";
        err = person_create(&a->person.id, &a->setup, tx, &a->house->mem,
                            &a->permit, str_of(a->sign_in), str_of(a->name),
                            a->now);
    }
    return err == OK ? role_give(tx, a) : err;
}

static enum err role_work(struct tx *tx, void *context)
{
    struct user_act *a = context;
    enum err err = school_find(a, tx);
    if (err == OK)
        err = person_find(a, tx);
    return err == OK ? role_give(tx, a) : err;
}

static bool is_administrator(const struct person_row *p)
{
    for (size_t i = 0; i < p->grants_count; i++)
        if (p->grants[i].role == ROLE_ADMINISTRATOR)
            return !p->disabled;
    return false;
}

/* A trust keeps somebody who can manage its people. There is no way round it:
 * the role is given to somebody else first. */
static enum err administrator_kept(struct user_act *a)
{
    if (!is_administrator(&a->person))
        return OK;
    for (size_t i = 0; i < a->people_count; i++)
        if (!ID_SAME(a->people[i].id, a->person.id) &&
            is_administrator(&a->people[i]))
            return OK;
    a->wrong = "this is the last administrator: first give somebody else the role, with lanyard user role --sign-in NAME --role administrator";
    return ERR_DENIED;
}

static enum err remove_role_work(struct tx *tx, void *context)
{
    struct user_act *a = context;
    enum err err = school_find(a, tx);
    if (err == OK)
        err = person_find(a, tx);
    if (err != OK)
        return err;
    if (a->grant.role == ROLE_ADMINISTRATOR &&
        (err = administrator_kept(a)) != OK)
        return err;
    a->wrong = "they do not have that role there";
    return person_revoke(tx, &a->permit, a->person.id, a->grant, a->now);
}

static enum err reset_work(struct tx *tx, void *context)
{
    struct user_act *a = context;
    enum err err = person_find(a, tx);
    return err == OK ? person_reset(&a->setup, tx, &a->house->mem, &a->permit,
                                    a->person.id, a->now)
                     : err;
}

static enum err suspend_work(struct tx *tx, void *context)
{
    struct user_act *a = context;
    enum err err = person_find(a, tx);
    if (err == OK)
        err = administrator_kept(a);
    return err == OK
               ? person_disable(tx, &a->permit, a->person.id, a->now)
               : err;
}

static enum err list_work(struct tx *tx, void *context)
{
    struct user_act *a = context;
    return people_load(&a->people, &a->people_count, tx, &a->house->mem,
                       a->permit.trust, PEOPLE_MAX);
}

static void list_print(const struct user_act *a)
{
    for (size_t i = 0; i < a->people_count; i++) {
        const struct person_row *p = &a->people[i];
        printf("%.*s\t%.*s\t", STR_ARG(p->sign_in), STR_ARG(p->name));
        for (size_t g = 0; g < p->grants_count; g++)
            printf("%s%s", g > 0 ? "," : "", role_name(p->grants[g].role));
        printf("\t%s\n", p->disabled            ? "suspended"
                         : !p->has_password     ? "not set up"
                         : !p->has_second_factor ? "no second factor"
                                                 : "active");
    }
}

static const struct {
    const char *verb;
    enum err (*work)(struct tx *tx, void *context);
    bool writes, needs_sign_in, needs_name, needs_role;
} verbs[] = {
    { "list", list_work, false, false, false, false },
    { "create", create_work, true, true, true, true },
    { "role", role_work, true, true, false, true },
    { "remove-role", remove_role_work, true, true, false, true },
    { "reset", reset_work, true, true, false, false },
    { "suspend", suspend_work, true, true, false, false },
};

static int act(struct user_act *a, size_t verb)
{
    enum err err = verbs[verb].writes
                       ? store_write(&a->house->store, verbs[verb].work, a)
                       : store_read(&a->house->store, verbs[verb].work, a);
    if (err == ERR_NOT_FOUND || err == ERR_CONFLICT || err == ERR_DENIED)
        return cli_say("user", 1, "%s", a->wrong != NULL ? a->wrong
                                                         : cli_err_words(err));
    if (err != OK)
        return cli_say("user", 1, "%s", cli_err_words(err));
    if (!verbs[verb].writes)
        list_print(a);
    else if (a->setup.size > 0)
        printf("Setup code, good for %d hours, shown once: %.*s\n",
               SETUP_HOURS, STR_ARG(a->setup));
    else
        puts("Done.");
    return 0;
}

/* True when the options fit the verb; else it said what is missing. */
static bool complete(struct user_act *a, size_t verb)
{
    const char *missing =
        verbs[verb].needs_sign_in && a->sign_in == NULL ? "--sign-in"
        : verbs[verb].needs_name && a->name == NULL     ? "--name"
        : verbs[verb].needs_role && a->role == NULL     ? "--role"
                                                        : NULL;
    if (missing != NULL) {
        cli_say("user", 2, "%s needs %s; see --help", a->verb, missing);
        return false;
    }
    if (a->role == NULL)
        return true;
    a->grant.role = role_from_name(a->role, strlen(a->role));
    if (a->grant.role == ROLE_NONE)
        cli_say("user", 2, "no role %s; see --help", a->role);
    return a->grant.role != ROLE_NONE;
}

int cli_user(int argc, char **argv)
{
    struct cli_place place = { 0 };
    struct user_act a = { .now = cli_now() };
    const struct cli_option options[] = {
        { "--sign-in", &a.sign_in, NULL }, { "--name", &a.name, NULL },
        { "--role", &a.role, NULL },       { "--school", &a.school, NULL },
    };
    struct cli_command c = { .name = "user", .help = help, .place = &place,
                             .options = options,
                             .options_count = COUNT_OF(options),
                             .words = &a.verb, .words_max = 1 };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    size_t verb = 0;
    while (verb < COUNT_OF(verbs) &&
           (a.verb == NULL || strcmp(a.verb, verbs[verb].verb) != 0))
        verb++;
    if (verb == COUNT_OF(verbs))
        return cli_say("user", 2, "list, create, role, remove-role, reset or suspend? See --help");
    if (!complete(&a, verb))
        return 2;
    struct cli_house h;
    int status = 1;
    if (cli_open(&h, "user", &place, CLI_EXISTING)) {
        a.house = &h;
        a.permit = access_program_permit(h.trust.id);
        status = act(&a, verb);
    }
    cli_close(&h);
    return status;
}
