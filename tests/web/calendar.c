/* A person's own duties as a calendar: the feed is read again by a reader of
 * its own and held against RFC 5545; who has what in it; what ends it; and
 * what never stands in it (D19). */
#include "tests/web/told.h"

#include "web/ics.h"

#include <stdio.h>

/* ---- a reader: RFC 5545, section 3.1 ---- */

struct property {
    const char *name;   /* with its parameters */
    const char *value;
    const char *within; /* the component it stands in, "" for none */
    unsigned component; /* which of them, from 1 */
};

struct calendar_read {
    struct property all[4000];
    size_t count;
};

/* Content lines, unfolded; fails on a bare CR or LF, a long or empty line. */
static const char *unfold(struct arena *mem, const char *text)
{
    char *out = arena_alloc(mem, strlen(text) + 1), *to = out;
    while (*text != '\0') {
        const char *end = strstr(text, "\r\n");
        assert_non_null(end);
        size_t size = (size_t)(end - text);
        assert_in_range(size, 1, 75);
        assert_null(memchr(text, '\r', size));
        assert_null(memchr(text, '\n', size));
        bool folded = text[0] == ' ';
        assert_true(!folded || to > out);
        if (folded)
            to--; /* over the line's end */
        memcpy(to, text + folded, size - folded);
        to += size - folded;
        *to++ = '\n';
        text = end + 2;
    }
    *to = '\0';
    return out;
}

static struct calendar_read *calendar_of(struct arena *mem, const char *text)
{
    struct calendar_read *c = ARENA_NEW(mem, struct calendar_read);
    struct str rest = str_of(unfold(mem, text));
    const char *open[8] = { "" };
    unsigned depth = 0, component = 0;
    *c = (struct calendar_read){ .count = 0 };
    while (rest.size > 0) {
        struct str value = str_cut(&rest, '\n');
        const char *name = str_c(mem, str_cut(&value, ':'));
        if (strcmp(name, "END") == 0) {
            assert_true(depth > 0);
            assert_string_equal(open[depth--], str_c(mem, value));
            continue;
        }
        if (strcmp(name, "BEGIN") == 0) {
            assert_true(depth < COUNT_OF(open) - 1);
            open[++depth] = str_c(mem, value);
            component++;
            continue;
        }
        assert_true(depth > 0 && c->count < COUNT_OF(c->all));
        c->all[c->count++] = (struct property){ name, str_c(mem, value),
                                                open[depth], component };
    }
    assert_int_equal(depth, 0);
    assert_true(component >= 2); /* one at least besides the calendar (3.4) */
    return c;
}

/* The one value of that name in a component; fails for none or several. */
static const char *one(const struct calendar_read *c, unsigned component,
                       const char *name)
{
    const char *found = NULL;
    for (size_t i = 0; i < c->count; i++) {
        if (c->all[i].component != component ||
            strcmp(c->all[i].name, name) != 0)
            continue;
        assert_null(found);
        found = c->all[i].value;
    }
    if (found == NULL)
        fail_msg("component %u has no %s", component, name);
    return found;
}

/* "20261123T084000Z" (3.3.5, form 2). */
static bool is_utc(const char *value)
{
    static const char shape[] = "dddddddd" "T" "dddddd" "Z";
    if (strlen(value) != sizeof(shape) - 1)
        return false;
    for (size_t i = 0; i < sizeof(shape) - 1; i++)
        if (shape[i] == 'd' ? value[i] < '0' || value[i] > '9'
                            : value[i] != shape[i])
            return false;
    return true;
}

/* What RFC 5545, 5546 (publishing) and 7986 ask of it. The number of events. */
static unsigned check_calendar(const struct calendar_read *c,
                               const char *now)
{
    unsigned events = 0, last = 0;
    assert_string_equal(one(c, 1, "VERSION"), "2.0");
    assert_string_equal(one(c, 1, "CALSCALE"), "GREGORIAN");
    assert_string_equal(one(c, 1, "METHOD"), "PUBLISH");
    assert_string_equal(one(c, 1, "REFRESH-INTERVAL;VALUE=DURATION"), "PT1H");
    assert_int_equal(strncmp(one(c, 1, "PRODID"), "-//", 3), 0);
    for (size_t i = 0; i < c->count; i++) {
        const struct property *p = &c->all[i];
        if (strcmp(p->within, "VEVENT") != 0 || p->component == last)
            continue;
        last = p->component;
        events++;
        assert_string_equal(one(c, last, "DTSTAMP"), now);
        assert_true(is_utc(one(c, last, "DTSTART")));
        const char *uid = one(c, last, "UID");
        for (size_t j = 0; j < c->count; j++)
            if (strcmp(c->all[j].name, "UID") == 0 &&
                c->all[j].component != last)
                assert_string_not_equal(c->all[j].value, uid);
        assert_int_equal(strncmp(one(c, last, "SUMMARY"),
                                 "Duty due in Lanyard. Reference ", 31), 0);
    }
    return events;
}

/* ---- asking ---- */

static struct request *ask(struct town *t, enum townsperson who,
                           const char *path, const char *body)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask a = { .who = who, .path = path, .body = body };
    town_ask(rq, t, &t->house.mem, &a);
    return rq;
}

/* Makes an address; the path behind the host that the page shows once. */
static const char *made(struct town *t, enum townsperson who)
{
    struct request *rq = ask(t, who, "/account/calendar", "");
    assert_int_equal(rq->out.status, 200);
    const char *page = str_c(&t->house.mem, town_page(rq));
    const char *at = strstr(page, "http://lanyard.example/calendar/");
    assert_non_null(at);
    at += strlen("http://lanyard.example");
    size_t size = strcspn(at, "<");
    assert_int_equal(size, strlen("/calendar/") + TOKEN_TEXT_SIZE);
    return str_c(&t->house.mem, (struct str){ at, size });
}

static unsigned status_of(struct town *t, const char *path)
{
    return ask(t, SIGNED_OUT, path, NULL)->out.status;
}

static const char *feed(struct town *t, const char *path)
{
    struct request *rq = ask(t, SIGNED_OUT, path, NULL);
    assert_int_equal(rq->out.status, 200);
    assert_string_equal(rq->out.type, "text/calendar; charset=utf-8");
    return str_c(&t->house.mem, town_page(rq));
}

/* ---- the tests ---- */

static void it_is_a_calendar_that_tells_nothing(void **state)
{
    (void)state;
    static const char *const may[] = { "UID", "DTSTAMP", "DTSTART", "SUMMARY",
                                       "CLASS", "TRANSP" };
    struct town t;
    town_open(&t);
    const char *path = made(&t, OAK_DSL), *text = feed(&t, path);
    struct calendar_read *c = calendar_of(&t.house.mem, text);
    struct str now = instant_print(&t.house.mem, t.house.now);
    const char *stamp = str_c(&t.house.mem,
                              str_printf(&t.house.mem, "%.4s%.2s%.2sT%.2s%.2s%.2sZ",
                                         now.data, now.data + 5, now.data + 8,
                                         now.data + 11, now.data + 14,
                                         now.data + 17));
    assert_true(check_calendar(c, stamp) >= 2);
    says(text, t.reference);
    /* An event is a time and a reference: no other property, and no other
     * word, such as a clause, which would tell the kind of incident. */
    for (size_t i = 0; i < c->count; i++) {
        const struct property *p = &c->all[i];
        bool known = strcmp(p->within, "VEVENT") != 0;
        for (size_t m = 0; m < COUNT_OF(may); m++)
            known = known || strcmp(p->name, may[m]) == 0;
        assert_true(known);
        if (strcmp(p->name, "SUMMARY") == 0)
            assert_string_equal(p->value,
                                str_c(&t.house.mem,
                                      str_printf(&t.house.mem, "Duty due in Lanyard. Reference %s.",
                                                 t.reference)));
    }
    /* Whoever owes nothing has a calendar all the same. */
    text = feed(&t, made(&t, TRUSTEE));
    assert_int_equal(check_calendar(calendar_of(&t.house.mem, text), stamp),
                     0);
    town_close(&t);
}

static void lines_are_folded_and_text_is_escaped(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    struct buf b;
    arena_open(&mem, 4 << 20);
    buf_open(&b, &mem, 4096, 65536);
    ics_line(&b, "BEGIN", STR("VCALENDAR"));
    ics_line(&b, "BEGIN", STR("VEVENT"));
    /* Each length around the fold, with characters of 1 to 4 octets. */
    for (unsigned i = 0; i < 90; i++)
        ics_text(&b, "X-TEXT", str_printf(&mem, "%.*s\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\x85 a;b,c\\d\ne %.*s", (int)i,
                                          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                                          80, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"));
    ics_line(&b, "END", STR("VEVENT"));
    ics_line(&b, "END", STR("VCALENDAR"));
    const char *text = str_c(&mem, buf_str(&b));
    struct calendar_read *c = calendar_of(&mem, text);
    assert_int_equal(c->count, 90);
    for (size_t i = 0; i < c->count; i++)
        says(c->all[i].value,
             "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\x85 a\\;b\\,c\\\\d\\ne y");
    for (const char *at = text; (at = strstr(at, "\r\n ")) != NULL; at++)
        assert_true(((uint8_t)at[3] & 0xC0) != 0x80); /* no cut character */
}

static void everybody_has_their_own_and_no_more(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    town_things(&t);
    for (unsigned who = OAK_REPORTER; who < TOWN_COUNT; who++) {
        const char *text = feed(&t, made(&t, (enum townsperson)who));
        /* OAK_STAFF and the DSL sign what they saw (12.6g), by name. */
        bool theirs = who == OAK_DSL || who == OAK_HEAD || who == LEADER ||
                      who == OAK_STAFF;
        if ((strstr(text, t.reference) != NULL) != theirs)
            fail_msg("%s: %s", town_names[who], text);
    }
    town_close(&t);
}

static void the_same_duty_is_the_same_event(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *path = made(&t, OAK_DSL);
    struct calendar_read *before = calendar_of(&t.house.mem, feed(&t, path));
    t.house.now.us += INT64_C(7) * 60000000;
    town_clock_set(t.house.now);
    struct calendar_read *after = calendar_of(&t.house.mem, feed(&t, path));
    assert_int_equal(before->count, after->count);
    for (size_t i = 0; i < before->count; i++)
        if (strcmp(before->all[i].name, "UID") == 0)
            assert_string_equal(before->all[i].value, after->all[i].value);
    town_close(&t);
}

static struct request *ask_knowing(struct town *t, const char *path,
                                   const char *etag)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask a = { .who = SIGNED_OUT, .path = path, .if_none_match = etag };
    town_ask(rq, t, &t->house.mem, &a);
    return rq;
}

static void what_is_known_is_not_sent_again(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *path = made(&t, OAK_DSL);
    struct request *rq = ask(&t, SIGNED_OUT, path, NULL);
    const char *etag = str_c(&t.house.mem, rq->out.etag);
    const char *list = str_c(&t.house.mem,
                             str_printf(&t.house.mem, "\"other\", %s", etag));
    rq = ask_knowing(&t, path, list);
    assert_int_equal(rq->out.status, 304);
    assert_int_equal(town_page(rq).size, 0);
    assert_int_equal(ask_knowing(&t, path, etag + 2)->out.status, 304);
    assert_int_equal(ask_knowing(&t, path, "*")->out.status, 304);
    assert_int_equal(ask_knowing(&t, path, "W/\"0\"")->out.status, 200);
    /* Something more is due: another answer. */
    told_saved(&t, OAK_DSL, "/referral", "to=cscs");
    assert_int_equal(ask_knowing(&t, path, etag)->out.status, 200);
    town_close(&t);
}

struct ending {
    struct town *t;
    bool reset;
};

static enum err end_work(struct tx *tx, void *context)
{
    struct ending *e = context;
    struct town *t = e->t;
    struct permit permit = access_program_permit(t->house.trust);
    struct str setup;
    return e->reset ? person_reset(&setup, tx, &t->house.mem, &permit,
                                   t->users[OAK_HEAD], t->house.now)
                    : person_disable(tx, &permit, t->users[OAK_DSL],
                                     t->house.now);
}

static void an_address_ends(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    const char *old = made(&t, OAK_DSL), *path = made(&t, OAK_DSL);
    assert_string_not_equal(old, path);
    assert_int_equal(status_of(&t, old), 404);
    assert_int_equal(status_of(&t, path), 200);
    says(str_c(&t.house.mem, town_page(ask(&t, OAK_DSL, "/account/calendar", NULL))),
         "You have an address");
    assert_int_equal(ask(&t, OAK_DSL, "/account/calendar/withdraw", "")
                         ->out.status, 303);
    assert_int_equal(status_of(&t, path), 404);
    path = made(&t, OAK_DSL);
    const char *head = made(&t, OAK_HEAD);
    struct ending end = { .t = &t };
    assert_int_equal(store_write(&t.house.store, end_work, &end), OK);
    assert_int_equal(status_of(&t, path), 404);
    assert_int_equal(status_of(&t, head), 200);
    end.reset = true;
    assert_int_equal(store_write(&t.house.store, end_work, &end), OK);
    assert_int_equal(status_of(&t, head), 404);
    town_close(&t);
}

static void guessing_ends_after_ten_tries(void **state)
{
    (void)state;
    struct town t;
    char path[100];
    town_open(&t);
    const char *right = made(&t, OAK_DSL);
    for (unsigned i = 0; i < 30; i++) /* a right one is no guess */
        assert_int_equal(status_of(&t, right), 200);
    for (unsigned i = 0; i < GUESSES_MAX; i++) {
        snprintf(path, sizeof(path), "/calendar/%064u", i);
        assert_int_equal(status_of(&t, path), 404);
    }
    assert_int_equal(status_of(&t, right), 429);
    t.house.now.us += INT64_C(301) * 1000000;
    town_clock_set(t.house.now);
    assert_int_equal(status_of(&t, right), 200);
    assert_int_equal(status_of(&t, "/calendar/short"), 404);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_a_calendar_that_tells_nothing),
        TEST(lines_are_folded_and_text_is_escaped),
        TEST(everybody_has_their_own_and_no_more),
        TEST(the_same_duty_is_the_same_event),
        TEST(what_is_known_is_not_sent_again),
        TEST(an_address_ends),
        TEST(guessing_ends_after_ten_tries),
    };
    return RUN_TESTS(tests);
}
