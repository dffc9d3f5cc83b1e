/* notify.c: the one sender thread: takes notices whose time has come, hands
 * each to the mail server, and keeps in its row how that went. Once a minute
 * it looks for what nobody did.
 *
 * A notice: waiting -> taken (next_at moves on) -> sent, failed, or waiting
 * again; expired where nobody sends. */
#include "notify/notify.h"

#include "acts/notices.h"
#include "identity/identity.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { AT_ONCE = 20, POLL_MS = 500, SWEEP_SECONDS = 60 };

struct notify {
    struct notify_options options;
    pthread_t thread;
    atomic_bool stopping;
    struct instant swept_at;
    int32_t day_swept; /* the date whose digest is written */
};

static const int64_t second_us = 1000000;

/* ---- addresses ---- */

static bool is_plain(const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '@')
            return false;
    return size > 0 && size <= 200;
}

const char *notify_refusal(const struct notify_options *o)
{
    if (o->site != NULL &&
        (!is_plain(o->site) || (!str_starts(str_of(o->site), "https://") &&
                                !str_starts(str_of(o->site), "http://"))))
        return "--site-address takes the address of this site, https://...";
    if (o->smtp == NULL)
        return NULL;
    if (!is_plain(o->smtp) || (!str_starts(str_of(o->smtp), "smtp://") &&
                               !str_starts(str_of(o->smtp), "smtps://")))
        return "--smtp takes smtp://HOST:PORT or smtps://HOST:PORT, without a name or password in it";
    if (o->from == NULL || !address_is_mail(str_of(o->from)))
        return "--mail-from takes the e-mail address that notices come from";
    if (o->site == NULL)
        return "--site-address takes the address of this site, https://...";
    return NULL;
}

/* ---- the mail ---- */

static struct str date_header(struct arena *mem, struct instant at)
{
    time_t seconds = (time_t)(at.us / second_us);
    struct date on = { (int32_t)(seconds / 86400) };
    struct civil c = date_civil(on);
    long rest = seconds % 86400;
    return str_printf(mem, "%.3s, %02u %.3s %04d %02ld:%02ld:%02ld +0000",
                      weekday_name(date_weekday(on)), c.day,
                      month_name(c.month), c.year, rest / 3600,
                      rest / 60 % 60, rest % 60);
}

struct str notify_mail(struct arena *mem, const struct notify_options *o,
                       const struct notice_row *notice, struct str address,
                       struct instant now)
{
    struct buf b;
    char id[ID_TEXT_SIZE + 1];
    struct str date = date_header(mem, now), host = str_of(o->from);
    (void)str_cut(&host, '@');
    id_print(id, notice->id.bytes);
    buf_open(&b, mem, 1024, 4096);
    buf_printf(&b, "Date: %.*s\r\nFrom: Lanyard <%s>\r\nTo: <%.*s>\r\n",
               STR_ARG(date), o->from, STR_ARG(address));
    buf_printf(&b, "Message-ID: <%s@%.*s>\r\n", id, STR_ARG(host));
    buf_printf(&b, "Subject: Something is waiting for you in Lanyard\r\n"
                   "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=us-ascii\r\n\r\n");
    buf_printf(&b, "Something is waiting for you in Lanyard.");
    if (notice->reference[0] != '\0')
        buf_printf(&b, " Reference %s.", notice->reference);
    buf_printf(&b, "\r\n\r\n%s\r\n", o->site);
    return buf_str(&b);
}

/* ---- one notice ---- */

struct instant notify_again_at(const struct notify_options *o,
                               struct instant now, unsigned tries)
{
    static const unsigned times[] = { 1, 2, 5, 15, 60 };
    unsigned wait = tries < COUNT_OF(times) ? times[tries] : 240;
    unsigned first = o->retry_seconds > 0 ? o->retry_seconds : NOTIFY_RETRY;
    return (struct instant){ now.us + wait * first * second_us };
}

struct sending {
    struct notify *n;
    struct arena *mem;
    const struct notice_row *rows;
    size_t count;
    const struct notice_row *row;
    struct person_row person;
    struct notice_end end;
    struct instant now;
};

static enum err due_work(struct tx *tx, void *context)
{
    struct sending *s = context;
    return store_notices_due(&s->rows, &s->count, tx, s->mem, s->now,
                             AT_ONCE);
}

/* Taken for so long that a sender which died does not hold it for ever. */
static enum err take_work(struct tx *tx, void *context)
{
    struct sending *s = context;
    enum err err = person_load(&s->person, tx, s->mem, s->row->trust,
                               s->row->person);
    return err == OK ? store_notice_take(
                           tx, s->row,
                           notify_again_at(&s->n->options, s->now,
                                           s->row->tries))
                     : err;
}

static enum err end_work(struct tx *tx, void *context)
{
    struct sending *s = context;
    return store_notice_end(tx, s->row, &s->end, s->now);
}

static void end_decide(struct sending *s, enum notice_fault fault)
{
    s->end = (struct notice_end){
        .state = NOTICE_WAITING, .fault = fault,
        .next_at = notify_again_at(&s->n->options, s->now, s->row->tries),
    };
    if (fault == NOTICE_FAULT_NONE)
        s->end.state = NOTICE_SENT;
    else if (fault == NOTICE_FAULT_ADDRESS || fault == NOTICE_FAULT_REFUSED)
        s->end.state = NOTICE_FAILED;
}

static enum err notice_send(struct sending *s)
{
    const struct notify_options *o = &s->n->options;
    enum err err = store_write(o->store, take_work, s);
    if (err == ERR_CONFLICT)
        return OK; /* another sender has it */
    if (err != OK)
        return err;
    struct str address = str_trim(s->person.sign_in);
    enum notice_fault fault = NOTICE_FAULT_ADDRESS;
    if (address_is_mail(address))
        fault = notify_send(o, s->mem, address,
                            notify_mail(s->mem, o, s->row, address, s->now));
    end_decide(s, fault);
    return store_write(o->store, end_work, s);
}

/* ---- the thread ---- */

static enum err send_due(struct notify *n)
{
    AUTO_ARENA mem;
    arena_open(&mem, 16 << 20);
    struct sending s = { .n = n, .mem = &mem, .now = n->options.clock() };
    enum err err = store_read(n->options.store, due_work, &s);
    for (size_t i = 0; i < s.count && err == OK; i++) {
        if (atomic_load(&n->stopping))
            break;
        s.row = &s.rows[i];
        s.now = n->options.clock();
        err = notice_send(&s);
    }
    return err;
}

static enum err expire_work(struct tx *tx, void *context)
{
    return store_notices_expire(tx, *(struct instant *)context);
}

static enum err sweep(struct notify *n)
{
    const struct notify_options *o = &n->options;
    struct instant now = o->clock();
    if (now.us - n->swept_at.us < SWEEP_SECONDS * second_us)
        return OK;
    n->swept_at = now;
    enum err err = store_write(o->store, expire_work, &now);
    /* Told on the first page too: also where nobody sends mail. */
    if (err == OK)
        err = acts_sweep_unread(o->store, o->trust, o->unread_minutes, now);
    if (o->smtp == NULL)
        return err;
    struct date today = date_in_london(now);
    if (err != OK || today.days == n->day_swept || date_weekday(today) > 4 ||
        minute_in_london(now) < DIGEST_MINUTE)
        return err;
    if ((err = acts_sweep_day(o->store, o->trust, now)) == OK)
        n->day_swept = today.days;
    return err;
}

static void *sender_thread(void *context)
{
    struct notify *n = context;
    while (!atomic_load(&n->stopping)) {
        enum err err = sweep(n);
        if (err == OK && n->options.smtp != NULL)
            err = send_due(n);
        if (err != OK)
            fprintf(stderr, "trouble: notices: %s\n", err_name(err));
        struct timespec nap = { .tv_nsec = POLL_MS * 1000000L };
        nanosleep(&nap, NULL);
    }
    return NULL;
}

enum err notify_start(struct notify **out, struct arena *mem,
                      const struct notify_options *options)
{
    struct notify *n = ARENA_NEW(mem, struct notify);
    *n = (struct notify){ .options = *options };
    atomic_init(&n->stopping, false);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        pthread_create(&n->thread, NULL, sender_thread, n) != 0)
        return ERR_IO;
    *out = n;
    return OK;
}

void notify_stop(struct notify *n)
{
    atomic_store(&n->stopping, true);
    pthread_join(n->thread, NULL);
    curl_global_cleanup();
}
