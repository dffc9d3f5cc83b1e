/* notify.h: telling people by e-mail that something waits for them.
 *
 * Promises:  1 a mail holds no name, school, category or word of an incident:
 *              the opaque reference, and the site's address (D19),
 *            2 nothing is sent without TLS to a server whose certificate was
 *              checked, and by no protocol but SMTP,
 *            3 what the server took is marked sent once; a cut between the two
 *              may send it twice, never lose it,
 *            4 what it does not take is tried again, ever more rarely, for
 *              NOTICE_DAYS; an address refused for good is given up at once,
 *            5 secrets are in no argument and no log.
 * Ownership: options live as long as the sender.
 * Not here:  who is told of what (acts/notices.h), rows (store/outbox.h).
 */
#ifndef LANYARD_NOTIFY_NOTIFY_H
#define LANYARD_NOTIFY_NOTIFY_H

#include "store/outbox.h"

struct notify_options {
    const struct store *store;
    struct trust_id trust;       /* whose sweeps are made */
    const char *smtp;            /* "smtp://host:587"; NULL: nothing is sent */
    const char *from;            /* "lanyard@school.example" */
    const char *site;            /* "https://lanyard.school.example/" */
    const char *ca;              /* file of a private authority, or NULL */
    const char *user, *password; /* or NULL */
    unsigned seconds;       /* one mail may take; 0: NOTIFY_SECONDS */
    unsigned retry_seconds; /* before the second try; 0: NOTIFY_RETRY */
    unsigned unread_minutes;     /* after which the Head is told */
    struct instant (*clock)(void);
};

/* NULL, or what is wrong with the addresses, as a sentence. */
const char *notify_refusal(const struct notify_options *options);

struct notify;
/* Starts the one sender thread. ERR_IO: it cannot be started. */
MUST_USE enum err notify_start(struct notify **out, struct arena *mem,
                               const struct notify_options *options);
/* Waits for the mail that is under way, at most NOTIFY_SECONDS. */
void notify_stop(struct notify *notify);
enum { NOTIFY_SECONDS = 30, NOTIFY_RETRY = 60 };

/* When a notice is tried again after so many tries: after 1, 2, 5, 15, 60 and
 * then 240 times as long as before the second one. */
struct instant notify_again_at(const struct notify_options *options,
                               struct instant now, unsigned tries);

/* The whole mail as it is sent. */
struct str notify_mail(struct arena *mem, const struct notify_options *options,
                       const struct notice_row *notice, struct str address,
                       struct instant now);

/* Hands one mail to the server (smtp.c). */
MUST_USE enum notice_fault notify_send(const struct notify_options *options,
                                       struct arena *mem, struct str address,
                                       struct str mail);

#endif
