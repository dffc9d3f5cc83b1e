/* serve.c: `lanyard serve`: the site, until it is told to stop. A second
 * thread does the hourly housekeeping; everything else happens in requests. */
#include "cli/cli.h"

#include "notify/notify.h"
#include "web/server.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
    "usage: lanyard serve [OPTIONS]\n\n"
    "Serves the trust's site until it is interrupted.\n\n"
    "  --port NUMBER      default 8080; 0 takes any free one\n"
    "  --listen WHERE     an IPv4 address (default 127.0.0.1), or unix:PATH;\n"
    "                     a socket handed over by systemd wins\n"
    "  --behind-tls       a proxy in front of it speaks TLS: cookies are bound\n"
    "                     to the host, browsers are told to stay with https,\n"
    "                     and the proxy's X-Real-IP is who asks\n"
    "  --request-seconds NUMBER  how long a request may take to arrive\n"
    "                     (default 20, at most 600)\n"
    "  --smtp URL         smtp://HOST:PORT (STARTTLS) or smtps://HOST:PORT of the\n"
    "                     mail server for notices; without it none are sent\n"
    "  --mail-from ADDRESS  the e-mail address that notices come from\n"
    "  --site-address URL  the address of this site, named in each notice\n"
    "                     and in calendars\n"
    "  --mail-login FILE  two lines, name and password for the mail server;\n"
    "                     default: the systemd credential lanyard.mail\n"
    "  --mail-ca FILE     a private authority that signed its certificate\n"
    "  --mail-seconds NUMBER  how long one mail may take (default 30, at most\n"
    "                     30)\n"
    "  --mail-retry SECONDS  before a mail is tried a second time; later tries\n"
    "                     wait ever longer (default 60, at most 3600)\n"
    "  --escalate-after MINUTES  what is due at once and nobody responsible has\n"
    "                     looked at by then is told to the Headteacher, a new\n"
    "                     report nobody opened among it; default 30\n"
    "  --quiet            no line for each request on standard error\n"
    CLI_PLACE_HELP
    "\nA site that others can reach needs TLS in front: docs/operating.md.\n";

struct keeping {
    const struct store *store;
    struct trust_id trust;
    pthread_t thread;
    atomic_bool stopping;
};

static enum err housekeeping_work(struct tx *tx, void *context)
{
    const struct instant *now = context;
    enum err err = store_drafts_expire(tx, *now);
    return err == OK ? sessions_expire(tx, *now) : err;
}

/* Search digests of incidents that nobody wrote to for a day go into bundles,
 * some at a time, so that nobody waits behind many. */
static enum err digests_keep(struct keeping *k, struct instant now)
{
    struct permit permit = access_program_permit(k->trust);
    struct bundling at = { .done = false };
    struct instant before = { now.us - INT64_C(24) * 3600 * 1000000 };
    enum err err = OK;
    while (err == OK && !at.done && !atomic_load(&k->stopping))
        err = store_digests_bundle(&at, k->store, &permit, before);
    return err;
}

/* Old drafts and sessions go, once an hour; what fails is tried again. */
static void *keeping_thread(void *context)
{
    struct keeping *k = context;
    unsigned seconds = 0;
    while (!atomic_load(&k->stopping)) {
        if (seconds++ % 3600 == 0) {
            struct instant now = cli_now();
            enum err err = store_write(k->store, housekeeping_work, &now);
            if (err == OK)
                err = digests_keep(k, now);
            if (err != OK)
                fprintf(stderr, "trouble: housekeeping: %s\n", err_name(err));
        }
        struct timespec nap = { .tv_sec = 1 };
        nanosleep(&nap, NULL);
    }
    return NULL;
}

/* Before any thread begins, the store's among them: a thread that did not
 * block them could be the one that is told to stop, and end the program. */
static void signals_block(sigset_t *stop)
{
    sigemptyset(stop);
    sigaddset(stop, SIGINT);
    sigaddset(stop, SIGTERM);
    sigaddset(stop, SIGHUP);
    pthread_sigmask(SIG_BLOCK, stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void greet(const struct cli_house *h, const struct server *server,
                  const struct server_options *o)
{
    unsigned port = server_port(server);
    if (strncmp(o->listen, "unix:", 5) == 0)
        printf("Lanyard serves on %s\n", o->listen);
    else if (port == 0)
        puts("Lanyard serves on the socket that systemd handed over.");
    else
        printf("Lanyard serves on http://%s:%u\n", o->listen, port);
    if (h->trust.demonstration)
        puts("A demonstration trust: open the address and choose who to be. Nothing real belongs in it.");
    else
        puts("Sign in with the name and password you set. A new person sets theirs with the code from lanyard user.");
    puts("Stop with Ctrl-C.");
    fflush(stdout);
}

/* Name and password of the mail server: a file's first two lines. */
static bool login_read(struct notify_options *out, struct arena *mem,
                       const char *path)
{
    enum { LINE = 500 };
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    bool asked = path != NULL;
    if (!asked && folder == NULL)
        return true;
    if (!asked)
        path = str_c(mem, str_printf(mem, "%s/lanyard.mail", folder));
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return !asked;
    char *lines[2];
    bool read = true;
    for (unsigned i = 0; i < 2 && read; i++) {
        lines[i] = arena_alloc(mem, LINE);
        read = fgets(lines[i], LINE, file) != NULL;
        if (read)
            lines[i][strcspn(lines[i], "\r\n")] = '\0';
    }
    fclose(file);
    if (!read || lines[0][0] == '\0')
        return false;
    out->user = lines[0];
    out->password = lines[1];
    return true;
}

static int serve(struct cli_house *h, const struct server_options *o,
                 bool behind_tls, struct notify_options *mail,
                 const sigset_t *stop)
{
    struct site site = { .store = &h->store, .acts = &h->acts,
                         .pack = h->pack, .secure = behind_tls,
                         .mail = mail->smtp != NULL,
                         .address = mail->site,
                         .clock = cli_now };
    struct server *server;
    if (server_start(&server, &site, o) != OK)
        return cli_say("serve", 1, "cannot listen on %s port %u: is something else there? Try --port", o->listen, o->port);
    struct keeping k = { .store = &h->store, .trust = h->trust.id };
    struct notify *notify = NULL;
    mail->store = &h->store;
    mail->trust = h->trust.id;
    mail->clock = cli_now;
    if (notify_start(&notify, &h->mem, mail) != OK)
        fprintf(stderr, "trouble: notices: no thread to send them\n");
    bool keeps = pthread_create(&k.thread, NULL, keeping_thread, &k) == 0;
    greet(h, server, o);
    int which = 0;
    sigwait(stop, &which);
    atomic_store(&k.stopping, true);
    server_stop(server);
    if (notify != NULL)
        notify_stop(notify);
    if (keeps)
        pthread_join(k.thread, NULL);
    return 0;
}

/* True for a number from 1 to max. */
static bool unsigned_read(unsigned *out, const char *text, unsigned max)
{
    uint64_t number;
    if (str_read_number(&number, str_of(text), max) != OK || number == 0)
        return false;
    *out = (unsigned)number;
    return true;
}

int cli_serve(int argc, char **argv)
{
    struct cli_place place = { 0 };
    const char *port = "8080", *listen = "127.0.0.1", *seconds = "20";
    const char *login = NULL, *after = "30";
    const char *mail_seconds = "30", *mail_retry = "60";
    struct notify_options mail = { 0 };
    bool behind_tls = false, quiet = false;
    const struct cli_option options[] = {
        { "--port", &port, NULL },
        { "--listen", &listen, NULL },
        { "--request-seconds", &seconds, NULL },
        { "--behind-tls", NULL, &behind_tls },
        { "--smtp", &mail.smtp, NULL },
        { "--mail-from", &mail.from, NULL },
        { "--site-address", &mail.site, NULL },
        { "--mail-login", &login, NULL },
        { "--mail-ca", &mail.ca, NULL },
        { "--mail-seconds", &mail_seconds, NULL },
        { "--mail-retry", &mail_retry, NULL },
        { "--escalate-after", &after, NULL },
        { "--quiet", NULL, &quiet },
    };
    struct cli_command c = { .name = "serve", .help = help, .place = &place,
                             .options = options,
                             .options_count = COUNT_OF(options) };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    uint64_t number, most, minutes;
    if (str_read_number(&minutes, str_of(after), 10080) != OK)
        return cli_say("serve", 2, "--escalate-after takes minutes, from 0 to 10080");
    mail.unread_minutes = (unsigned)minutes;
    if (!unsigned_read(&mail.seconds, mail_seconds, NOTIFY_SECONDS))
        return cli_say("serve", 2, "--mail-seconds takes a number from 1 to %d", NOTIFY_SECONDS);
    if (!unsigned_read(&mail.retry_seconds, mail_retry, 3600))
        return cli_say("serve", 2, "--mail-retry takes a number from 1 to 3600");
    if (notify_refusal(&mail) != NULL)
        return cli_say("serve", 2, "%s", notify_refusal(&mail));
    if (str_read_number(&number, str_of(port), 65535) != OK)
        return cli_say("serve", 2, "--port takes a number from 0 to 65535");
    if (str_read_number(&most, str_of(seconds), 600) != OK || most == 0)
        return cli_say("serve", 2, "--request-seconds takes a number from 1 to 600");
    sigset_t stop;
    signals_block(&stop);
    struct cli_house h;
    int status = 1;
    if (cli_open(&h, "serve", &place, CLI_EXISTING)) {
        struct server_options o = { .listen = listen,
                                    .port = (unsigned)number,
                                    .proxied = behind_tls, .quiet = quiet,
                                    .request_seconds = (unsigned)most };
        status = login_read(&mail, &h.mem, login)
                     ? serve(&h, &o, behind_tls, &mail, &stop)
                     : cli_say("serve", 1, "--mail-login: the file cannot be read, or has not two lines");
    }
    cli_close(&h);
    return status;
}
