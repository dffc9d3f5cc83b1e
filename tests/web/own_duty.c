/* The duty of the person who suspects (D11): off, nobody is shown anything of
 * it; on, the one who reported is, from the day it is in force. */
#include "tests/web/told.h"

#include <stdio.h>

static struct request *asked(struct town *t, enum townsperson who,
                             const char *path, const char *body)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path, .body = body };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq;
}

static const char *page(struct town *t, enum townsperson who,
                        const char *path)
{
    return str_c(&t->house.mem, town_page(asked(t, who, path, NULL)));
}

static const char *receipt(struct town *t, const char *rest)
{
    return str_c(&t->house.mem, str_printf(&t->house.mem, "/report/%s%s",
                                           t->reference, rest));
}

static unsigned record(struct town *t, const char *fields)
{
    struct str key = house_key(&t->house);
    struct str body = str_printf(&t->house.mem, "key=%.*s&made-from=%u&%s",
                                 STR_ARG(key),
                                 house_load(&t->house, t->reference).length,
                                 fields);
    return asked(t, OAK_REPORTER, receipt(t, "/duty"),
                 body.data)->out.status;
}

static void switch_on(struct town *t, const char *from)
{
    struct str body = str_printf(&t->house.mem, "on=yes&from=%s&source=An+Act+of+2026,+section+1",
                                 from);
    assert_int_equal(asked(t, ADMINISTRATOR, "/admin/settings/own-duty",
                           body.data)->out.status, 303);
}

static const char *const words = "Report it to the police or social care yourself";

static void off_it_is_shown_to_nobody(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    never_says(page(&t, OAK_REPORTER, receipt(&t, "")), words);
    never_says(page(&t, OAK_REPORTER, "/report"), words);
    never_says(told_page(&t, OAK_DSL, ""), words);
    never_says(page(&t, OAK_REPORTER, "/policy"), "D11");
    struct request *rq = asked(&t, OAK_REPORTER, receipt(&t, "/duty"), NULL);
    assert_int_equal(rq->out.status, 303);
    assert_int_equal(record(&t, "own-duty=told"), 303);
    assert_int_equal(house_load(&t.house, t.reference).length, 7);
    says(page(&t, ADMINISTRATOR, "/admin/settings"),
         "Off. It has never been switched on.");
    /* A day and a source, or it stays off. */
    rq = asked(&t, ADMINISTRATOR, "/admin/settings/own-duty", "on=yes");
    assert_int_equal(rq->out.status, 422);
    const char *again = str_c(&t.house.mem, town_page(rq));
    says(again, "Enter the day from which it is in force");
    says(again, "Enter the law, or who decided it");
    /* In force from a later day: this report is before it. */
    switch_on(&t, "1+January+2030");
    never_says(page(&t, OAK_REPORTER, receipt(&t, "")), words);
    town_close(&t);
}

static void on_it_is_theirs_who_reported(void **state)
{
    (void)state;
    struct town t;
    town_open(&t);
    switch_on(&t, "1+November+2026");
    says(page(&t, ADMINISTRATOR, "/admin/settings"),
         "In force from 1 November 2026. An Act of 2026, section 1.");
    says(page(&t, OAK_REPORTER, receipt(&t, "")), words);
    says(page(&t, OAK_REPORTER, "/report"), receipt(&t, "/duty"));
    never_says(page(&t, OAK_STAFF, "/report"), words);
    says(page(&t, OAK_STAFF, "/policy"), "id=\"pD11\"");
    /* To wait takes reasons, and a day within 7. */
    assert_int_equal(record(&t, "own-duty=wait&next=24+November+2026"), 422);
    assert_int_equal(record(&t, "own-duty=wait&reason=Not+safe+yet.&next=24+November+2030"), 422);
    assert_int_equal(record(&t, "own-duty=exempt"), 422);
    assert_int_equal(house_load(&t.house, t.reference).length, 7);
    struct known k = house_load(&t.house, t.reference);
    struct instant day = { k.incident.facts.reported_at.us +
                           INT64_C(3) * 86400 * 1000000 };
    struct str on = date_words(&t.house.mem, date_in_london(day));
    char fields[200];
    snprintf(fields, sizeof(fields),
             "own-duty=wait&reason=Not+safe+yet.&next=%.*s", STR_ARG(on));
    for (char *c = fields; *c != '\0'; c++)
        *c = *c == ' ' ? '+' : *c;
    assert_int_equal(record(&t, fields), 303);
    says(page(&t, OAK_REPORTER, receipt(&t, "")), words);
    /* What the school does is not theirs. */
    told_saved(&t, OAK_DSL, "/referral", "to=police&method=telephone");
    says(page(&t, OAK_REPORTER, receipt(&t, "")), words);
    assert_int_equal(record(&t, "own-duty=told&to=police"), 303);
    says(page(&t, OAK_REPORTER, receipt(&t, "")),
         "you have recorded what you did");
    never_says(page(&t, OAK_REPORTER, "/report"), words);
    says(told_page(&t, OAK_DSL, "/chronology"), "Own duty to report");
    /* Off again: gone, and what was written stays. */
    assert_int_equal(asked(&t, ADMINISTRATOR, "/admin/settings/own-duty",
                           "source=Repealed")->out.status, 303);
    never_says(page(&t, OAK_REPORTER, receipt(&t, "")), "Your own duty");
    says(told_page(&t, OAK_DSL, "/chronology"), "Own duty to report");
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(off_it_is_shown_to_nobody),
        TEST(on_it_is_theirs_who_reported),
    };
    return RUN_TESTS(tests);
}
