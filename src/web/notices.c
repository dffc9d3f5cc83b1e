/* notices.c: the administrator's page about e-mail: counts and what went
 * wrong, and nothing of what a notice is about but its opaque reference. */
#include "store/outbox.h"
#include "web/handlers.h"
#include "web/page.h"

static const char *const fault_words[NOTICE_FAULT_COUNT] = {
    [NOTICE_FAULT_NONE] = "Not tried",
    [NOTICE_FAULT_ADDRESS] = "The person has no e-mail address",
    [NOTICE_FAULT_CONNECT] = "The mail server does not answer",
    [NOTICE_FAULT_TLS] = "No TLS, or a certificate that is not trusted",
    [NOTICE_FAULT_LOGIN] = "The mail server refuses Lanyard’s name or password",
    [NOTICE_FAULT_REFUSED] = "The mail server refused the mail or its address",
    [NOTICE_FAULT_LATER] = "The mail server wants it later",
    [NOTICE_FAULT_TIME] = "No answer in time",
    [NOTICE_FAULT_OTHER] = "Another reason; the server’s log has a number",
};

enum { FAILED_SHOWN = 50 };

struct counting {
    struct request *rq;
    const struct permit *permit;
    struct notice_counts counts;
    const struct notice_failed *failed;
    size_t failed_count;
};

static enum err counts_work(struct tx *tx, void *context)
{
    struct counting *c = context;
    enum err err = store_notice_counts(&c->counts, tx, c->rq->session.trust);
    return err == OK ? store_notices_failed(&c->failed, &c->failed_count, tx,
                                            c->rq->mem, c->permit,
                                            FAILED_SHOWN)
                     : err;
}

static struct str number(struct request *rq, unsigned n)
{
    return str_printf(rq->mem, "%u", n);
}

static struct str last_words(struct request *rq,
                             const struct notice_counts *c)
{
    if (!instant_known(c->last_fault_at))
        return STR("Nothing");
    struct str at = instant_words(rq->mem, c->last_fault_at);
    return str_printf(rq->mem, "%s, %.*s", fault_words[c->last_fault],
                      STR_ARG(at));
}

static void counts_fill(struct view_notices *v, struct request *rq,
                        const struct notice_counts *c)
{
    struct rows rows = rows_make(rq->mem, 6);
    struct rows faults = rows_make(rq->mem, NOTICE_FAULT_COUNT);
    rows_add(&rows, "Waiting", number(rq, c->waiting), "");
    rows_add(&rows, "Sent in the last 30 days", number(rq, c->sent), "");
    rows_add(&rows, "Given up", number(rq, c->failed), "");
    rows_add(&rows, "Never tried, too old now", number(rq, c->expired), "");
    rows_add(&rows, "Last sent",
             instant_known(c->last_sent_at)
                 ? instant_words(rq->mem, c->last_sent_at)
                 : STR("Never"),
             "");
    rows_add(&rows, "Last thing that went wrong", last_words(rq, c), "");
    for (unsigned f = 0; f < NOTICE_FAULT_COUNT; f++)
        if (c->faults[f] > 0)
            rows_add(&faults, fault_words[f], number(rq, c->faults[f]), "");
    v->answers = rows.rows;
    v->answers_count = rows.count;
    v->faults = faults.rows;
    v->faults_count = faults.count;
    v->any_faults = faults.count > 0;
}

/* Whose address is to be looked at, and the opaque reference (D19). */
static void failed_fill(struct view_notices *v, struct request *rq,
                        const struct counting *c, const struct names *names)
{
    struct view_bounce *rows = ARENA_MANY(rq->mem, c->failed_count,
                                          struct view_bounce);
    for (size_t i = 0; i < c->failed_count; i++) {
        const struct notice_failed *f = &c->failed[i];
        rows[i] = (struct view_bounce){
            .reference = f->reference[0] != '\0' ? str_of(f->reference)
                                                 : STR("None"),
            .who = names_of(names, f->person),
            .why = str_of(fault_words[f->fault]),
            .at = when_words(rq->mem, f->at, rq->now),
        };
    }
    v->failed = rows;
    v->failed_count = c->failed_count;
    v->any_failed = c->failed_count > 0;
    for (unsigned f = 0; f < NOTICE_FAULT_COUNT; f++)
        v->again = v->again || c->counts.faults[f] > 0;
}

static enum err again_work(struct tx *tx, void *context)
{
    struct counting *c = context;
    return store_notices_again(tx, c->permit, c->rq->now);
}

void notices_again(struct request *rq, const struct permit *permit)
{
    struct counting c = { .rq = rq, .permit = permit };
    enum err err = store_write(rq->site->store, again_work, &c);
    if (err != OK)
        respond_trouble(rq, err);
    else
        respond_done(rq, STR("/admin/notices"), "again");
}

void notices_page(struct request *rq, const struct permit *permit)
{
    struct view_notices v = { 0 };
    struct counting c = { .rq = rq, .permit = permit };
    struct names names;
    enum err err = names_load(&names, rq);
    if (err == OK)
        err = store_read(rq->site->store, counts_work, &c);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "E-mail");
    v.configured = rq->site->mail;
    for (size_t i = 0; i < names.count; i++)
        v.without += !names.people[i].disabled &&
                     !address_is_mail(names.people[i].sign_in);
    v.any_without = v.without > 0;
    counts_fill(&v, rq, &c.counts);
    failed_fill(&v, rq, &c, &names);
    view_notices(&rq->out.body, &v);
}
