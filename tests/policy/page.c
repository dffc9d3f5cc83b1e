/* The page of the policy: every link beside a duty lands on it, and it says
 * which time limits hold. PAGE_OUT=FOLDER keeps page and files for looking. */
#include "tests/check.h"
#include "tests/house.h"

#include "policy/coverage.h"
#include "policy/policy.h"
#include "web/handlers.h"
#include "web/out.h"
#include "web/static.h"

#include <stdio.h>
#include <stdlib.h>

static struct house *house;

static struct instant clock_of_the_house(void)
{
    return house->now;
}

/* The page as a DSL of the house sees it. */
static struct str page_of(struct house *h, struct site *site)
{
    struct actor actor = house_actor(h, ROLE_DSL, h->oak);
    struct permit permit;
    house = h;
    *site = (struct site){ .store = &h->store, .acts = &h->acts,
                           .pack = h->pack, .clock = clock_of_the_house };
    struct request rq = { .mem = &h->mem, .site = site, .now = h->now,
                          .path = STR("/policy") };
    rq.session = (struct session){
        .found = true, .actor = actor, .trust = h->trust,
        .user = actor.user, .name = STR("Hannah Whitlock"),
        .second_factor = true, .demonstration = true,
    };
    buf_open(&rq.out.body, &h->mem, 64 << 10, PAGE_BYTES_MAX);
    assert_true(access_permit(&permit, &actor, PERMIT_SIGNED_IN, NULL));
    policy_page(&rq, &permit);
    assert_false(rq.out.body.overflowed);
    return str_copy(&h->mem, buf_str(&rq.out.body));
}

static unsigned times(const char *page, const char *what)
{
    unsigned n = 0;
    for (const char *at = page; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

static void keep_file(const char *folder, const char *name, const void *data,
                      size_t size)
{
    char path[500];
    snprintf(path, sizeof(path), "%s%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
}

static void keep_for_looking(struct str page)
{
    const char *folder = getenv("PAGE_OUT");
    if (folder == NULL)
        return;
    keep_file(folder, "/policy.html", page.data, page.size);
    for (unsigned long i = 0; i < static_files_count; i++)
        keep_file(folder, static_files[i].path, static_files[i].plain,
                  static_files[i].plain_size);
}

/* With the module of D11 in force: what is off has no place on the page. */
static void module_on(struct house *h)
{
    struct permit p = house_permit(h, ROLE_ADMINISTRATOR,
                                   PERMIT_MANAGE_PEOPLE, NULL);
    const struct pack_module on = { true, date_in_london(h->now),
                                    STR("An Act") };
    assert_int_equal(act_own_duty_set(&h->acts, &h->mem, &p, &on, h->now),
                     OK);
}

static void every_link_beside_a_duty_lands(void **state)
{
    (void)state;
    struct house h;
    struct site site;
    house_open(&h);
    module_on(&h);
    struct str page = page_of(&h, &site);
    keep_for_looking(page);
    size_t count, ours_count;
    const struct pack_clause *clauses = pack_clauses(h.pack, &count);
    const struct pack_clause *ours = pack_house(h.pack, &ours_count);
    assert_true(ours_count > 0);
    for (size_t i = 0; i < count + ours_count; i++) {
        struct buf link;
        buf_open(&link, &h.mem, 200, 1000);
        out_clause(&link, i < count ? clauses[i].clause
                                    : ours[i - count].clause);
        const char *at = strstr(str_c(&h.mem, buf_str(&link)), "/policy#");
        assert_non_null(at);
        struct str rest = str_of(at + strlen("/policy#"));
        struct str anchor = str_cut(&rest, '"');
        const char *id = str_c(&h.mem, str_printf(&h.mem, " id=\"%.*s\"",
                                                  STR_ARG(anchor)));
        if (times(page.data, id) != 1)
            fail_msg("%u places for %s", times(page.data, id), id);
    }
    house_close(&h);
}

static void every_paragraph_is_there_once(void **state)
{
    (void)state;
    struct house h;
    struct site site;
    house_open(&h);
    module_on(&h);
    struct str page = page_of(&h, &site);
    size_t count, ours_count;
    const struct coverage *rows = coverage_rows(&count);
    (void)pack_house(h.pack, &ours_count);
    assert_int_equal(times(page.data, "class=\"ly-clause\"") +
                     times(page.data, "class=\"ly-clause ly-clause--letter\""),
                     count + ours_count);
    for (size_t i = 0; i < count; i++) {
        struct buf b;
        buf_open(&b, &h.mem, 200, 4000);
        out_text(&b, str_of(rows[i].sentence));
        if (strstr(page.data, str_c(&h.mem, buf_str(&b))) == NULL)
            fail_msg("%s is not on the page", rows[i].clause);
    }
    house_close(&h);
}

static void times_say_whose_they_are(void **state)
{
    (void)state;
    struct house h;
    struct site site;
    house_open(&h);
    struct str page = page_of(&h, &site);
    assert_non_null(strstr(page.data, "At once.</strong> The policy says so."));
    assert_non_null(strstr(page.data, "Within 2 school days.</strong> Trust target; the policy sets no time."));
    assert_null(strstr(page.data, "Set by the trust"));
    struct permit p = house_permit(&h, ROLE_ADMINISTRATOR,
                                   PERMIT_MANAGE_PEOPLE, NULL);
    assert_int_equal(act_deadline_set(&h.acts, &h.mem, &p, STR("8.7"), 7,
                                      STR("Board <4 June>"), h.now), OK);
    page = page_of(&h, &site);
    assert_non_null(strstr(page.data, "Within 7 school days.</strong> Set by the trust: Board &lt;4 June&gt;."));
    assert_non_null(strstr(page.data, "This trust has set some of its own"));
    house_close(&h);
}

static void a_late_review_is_shown(void **state)
{
    (void)state;
    struct house h;
    struct site site;
    house_open(&h);
    h.now = instant_from_london(date_of(2026, 1, 1), 600);
    assert_non_null(strstr(page_of(&h, &site).data, "1 day overdue"));
    h.now = instant_from_london(date_of(2026, 11, 23), 600);
    assert_non_null(strstr(page_of(&h, &site).data, "327 days overdue"));
    h.now = instant_from_london(date_of(2025, 12, 31), 600);
    assert_null(strstr(page_of(&h, &site).data, "overdue</strong>"));
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_link_beside_a_duty_lands),
        TEST(every_paragraph_is_there_once),
        TEST(times_say_whose_they_are),
        TEST(a_late_review_is_shown),
    };
    return RUN_TESTS(tests);
}
