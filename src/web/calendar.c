/* calendar.c: somebody's own duties in a calendar program (RFC 5545), behind
 * an address that is a secret; and the page that makes and withdraws it.
 *
 * The feed says when, and the opaque reference (D19): no clause, which would
 * tell the kind of incident, no title, school or name. What stands in it is
 * what My work lists, so that a person named in an incident has none of it. */
#include "web/entrance.h"
#include "web/handlers.h"
#include "web/ics.h"

enum { FEED_MAX = 500, FEED_DAYS = 366, FEED_BYTES_MAX = 1 << 18 };

/* ---- the page ---- */

struct feeding {
    struct request *rq;
    const struct permit *permit;
    char token[TOKEN_TEXT_SIZE + 1];
    struct instant made_at;
};

static enum err made_work(struct tx *tx, void *context)
{
    struct feeding *f = context;
    return feed_made_at(&f->made_at, tx, f->permit->trust, f->permit->user);
}

static enum err make_work(struct tx *tx, void *context)
{
    struct feeding *f = context;
    return feed_make(f->token, tx, f->permit, f->rq->now);
}

static enum err withdraw_work(struct tx *tx, void *context)
{
    struct feeding *f = context;
    return feed_withdraw(tx, f->permit, f->rq->now);
}

void calendar_page(struct request *rq, const struct permit *permit)
{
    struct view_calendar v = { 0 };
    struct feeding f = { .rq = rq, .permit = permit };
    enum err err = store_read(rq->site->store, made_work, &f);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Your duties in a calendar");
    v.page.back = STR("Your account");
    v.page.back_link = STR("/account");
    if (instant_known(f.made_at))
        v.since = instant_words(rq->mem, f.made_at);
    view_calendar(&rq->out.body, &v);
}

/* "https://lanyard.school.example": as it was set, or as the browser that asks
 * names it; it is shown to that browser only. */
static struct str site_address(const struct request *rq)
{
    struct str set = str_of(rq->site->address != NULL ? rq->site->address
                                                      : "");
    if (set.size == 0)
        return str_printf(rq->mem, "%s://%.*s",
                          rq->site->secure ? "https" : "http",
                          STR_ARG(rq->host));
    while (set.size > 0 && set.data[set.size - 1] == '/')
        set.size--;
    return set;
}

/* Shown on the answer itself: it is kept nowhere in words. */
void calendar_make(struct request *rq, const struct permit *permit)
{
    struct view_calendar_made v = { 0 };
    struct feeding f = { .rq = rq, .permit = permit };
    enum err err = store_write(rq->site->store, make_work, &f);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    page_frame(&v.page, rq, "Keep this address");
    v.address = str_printf(rq->mem, "%.*s/calendar/%s",
                           STR_ARG(site_address(rq)), f.token);
    view_calendar_made(&rq->out.body, &v);
}

void calendar_withdraw(struct request *rq, const struct permit *permit)
{
    struct feeding f = { .rq = rq, .permit = permit };
    enum err err = store_write(rq->site->store, withdraw_work, &f);
    if (err != OK)
        respond_trouble(rq, err);
    else
        respond_done(rq, STR("/account/calendar"), "calendar-ended");
}

/* ---- the feed ---- */

struct gathering {
    struct request *rq;
    struct lanes lanes;
    struct work_item *items;
    size_t count;
};

static enum err gather_work(struct tx *tx, void *context)
{
    struct gathering *g = context;
    struct request *rq = g->rq;
    int64_t span = FEED_DAYS * INT64_C(86400000000);
    struct work_query q = {
        .lanes = g->lanes, .own = true, .due = true, .limit = PAGE_MAX,
        .due_from = { rq->now.us - span }, .due_until = { rq->now.us + span },
    };
    struct work_page page = { .more = true };
    enum err err = OK;
    g->count = 0;
    while (err == OK && page.more && g->count + PAGE_MAX <= FEED_MAX) {
        if ((err = store_work(&page, tx, rq->mem, &q)) != OK)
            break;
        memcpy(g->items + g->count, page.items,
               page.count * sizeof(*page.items));
        g->count += page.count;
        if (page.count > 0) {
            const struct work_item *last = &page.items[page.count - 1];
            q.after = (struct work_cursor){ last->duty.due, last->incident,
                                            last->ordinal };
        }
    }
    return err;
}

/* One event for what is due in one incident at one moment. */
static bool is_again(const struct gathering *g, size_t i)
{
    return i > 0 &&
           g->items[i].duty.due.us == g->items[i - 1].duty.due.us &&
           ID_SAME(g->items[i].incident, g->items[i - 1].incident);
}

/* Stable for as long as the duty is due then, another for each reader. */
static struct str uid_of(struct request *rq, const struct work_item *item)
{
    static const char digits[] = "0123456789abcdef";
    enum { UID_BYTES = 16 };
    uint8_t code[VAULT_MAC_SIZE];
    char incident[ID_TEXT_SIZE + 1], person[ID_TEXT_SIZE + 1];
    const struct actor *actor = &rq->session.actor;
    id_print(incident, item->incident.bytes);
    id_print(person, actor->user.bytes);
    vault_mac(code, rq->site->store->vault, actor->trust, "calendar",
              str_printf(rq->mem, "%s %s %lld", person, incident,
                         (long long)item->duty.due.us));
    char *text = arena_alloc(rq->mem, 2 * UID_BYTES);
    for (unsigned i = 0; i < UID_BYTES; i++) {
        text[2 * i] = digits[code[i] >> 4];
        text[2 * i + 1] = digits[code[i] & 15];
    }
    return (struct str){ text, 2 * UID_BYTES };
}

static void event_put(struct buf *b, struct request *rq,
                      const struct work_item *item)
{
    struct str uid = uid_of(rq, item);
    ics_line(b, "BEGIN", STR("VEVENT"));
    ics_line(b, "UID", str_printf(rq->mem, "%.*s@lanyard", STR_ARG(uid)));
    ics_time(b, "DTSTAMP", rq->now);
    ics_time(b, "DTSTART", item->duty.due);
    ics_text(b, "SUMMARY", str_printf(rq->mem, "Duty due in Lanyard. Reference %s.",
                                      item->reference));
    ics_line(b, "CLASS", STR("PRIVATE"));
    ics_line(b, "TRANSP", STR("TRANSPARENT"));
    if (rq->site->address != NULL)
        ics_line(b, "URL", str_of(rq->site->address));
    ics_line(b, "END", STR("VEVENT"));
}

/* A calendar holds at least one component (3.4): with nothing due, a time zone
 * that says what is so. */
static void zone_put(struct buf *b)
{
    ics_line(b, "BEGIN", STR("VTIMEZONE"));
    ics_line(b, "TZID", STR("Etc/UTC"));
    ics_line(b, "BEGIN", STR("STANDARD"));
    ics_line(b, "DTSTART", STR("19700101T000000"));
    ics_line(b, "TZOFFSETFROM", STR("+0000"));
    ics_line(b, "TZOFFSETTO", STR("+0000"));
    ics_line(b, "END", STR("STANDARD"));
    ics_line(b, "END", STR("VTIMEZONE"));
}

static void feed_put(struct buf *b, struct request *rq,
                     const struct gathering *g)
{
    ics_line(b, "BEGIN", STR("VCALENDAR"));
    ics_line(b, "VERSION", STR("2.0"));
    ics_line(b, "PRODID", STR("-//Lanyard//Duties//EN"));
    ics_line(b, "CALSCALE", STR("GREGORIAN"));
    ics_line(b, "METHOD", STR("PUBLISH"));
    ics_text(b, "NAME", STR("Lanyard"));
    ics_text(b, "X-WR-CALNAME", STR("Lanyard"));
    ics_line(b, "REFRESH-INTERVAL;VALUE=DURATION", STR("PT1H"));
    ics_line(b, "X-PUBLISHED-TTL", STR("PT1H"));
    for (size_t i = 0; i < g->count; i++)
        if (!is_again(g, i))
            event_put(b, rq, &g->items[i]);
    if (g->count == 0)
        zone_put(b);
    ics_line(b, "END", STR("VCALENDAR"));
}

/* The same for the same duties, though each answer is stamped anew: weak. */
static struct str etag_of(struct request *rq, const struct gathering *g)
{
    struct buf b;
    uint8_t code[VAULT_MAC_SIZE];
    uint64_t tag = 0;
    buf_open(&b, rq->mem, 4096, FEED_MAX * 80);
    for (size_t i = 0; i < g->count; i++)
        if (!is_again(g, i)) {
            struct str uid = uid_of(rq, &g->items[i]);
            buf_put_str(&b, uid);
        }
    vault_mac(code, rq->site->store->vault, rq->session.actor.trust,
              "calendar tag", buf_str(&b));
    for (unsigned i = 0; i < 8; i++)
        tag = tag << 8 | code[i];
    return str_printf(rq->mem, "W/\"%016llx\"", (unsigned long long)tag);
}

/* RFC 9110, 13.1.2: any tag of the list, or "*"; weak and strong are one. */
static bool is_known(struct str known, struct str etag)
{
    struct str rest = known;
    (void)str_cut(&etag, '/');
    while (rest.size > 0) {
        struct str tag = str_trim(str_cut(&rest, ','));
        if (str_starts(tag, "W/"))
            (void)str_cut(&tag, '/');
        if (str_is(tag, "*") || str_same(tag, etag))
            return true;
    }
    return false;
}

static void feed_respond(struct request *rq, const struct gathering *g)
{
    struct buf b;
    rq->out.type = "text/calendar; charset=utf-8";
    rq->out.etag = etag_of(rq, g);
    if (is_known(rq->if_none_match, rq->out.etag)) {
        rq->out.status = 304;
        return;
    }
    buf_open(&b, rq->mem, 4096, FEED_BYTES_MAX);
    feed_put(&b, rq, g);
    must(!b.overflowed);
    buf_put_str(&rq->out.body, buf_str(&b));
}

static void refuse(struct request *rq, unsigned status, struct str words)
{
    rq->out.status = status;
    rq->out.type = "text/plain; charset=utf-8";
    rq->out.static_body = words;
}

/* No page and no session: a calendar program asks, by the secret alone. */
void calendar_feed(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct gathering g = { .rq = rq };
    enum err err = feed_open(&rq->session.actor, rq->site->store, rq->mem,
                             rq->params[0], rq->address, rq->now);
    if (err == ERR_NOT_FOUND)
        refuse(rq, 404, STR("There is no calendar here, or not any more.\n"));
    else if (err == ERR_DENIED)
        refuse(rq, 429, STR("Too many tries. Wait 5 minutes.\n"));
    else if (err != OK)
        refuse(rq, 503, STR("Not now. Try again later.\n"));
    if (err != OK)
        return;
    g.items = ARENA_MANY(rq->mem, FEED_MAX, struct work_item);
    g.lanes = lanes_of(rq, PERMIT_SEE_WORK);
    if (g.lanes.count == 0) /* who has no list owes by name at the most */
        g.lanes = lanes_of(rq, PERMIT_SIGNED_IN);
    if (g.lanes.count > 0 &&
        store_read(rq->site->store, gather_work, &g) != OK) {
        refuse(rq, 503, STR("Not now. Try again later.\n"));
        return;
    }
    feed_respond(rq, &g);
}
