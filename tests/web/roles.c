/* Who was let in (SECURITY.md): a role that opens incidents is given by an
 * administrator, and those who answer for the incidents see that it was. */
#include "tests/web/told.h"

#include "web/cover.h"

#include <stdio.h>

static const char *page(struct town *t, enum townsperson who,
                        const char *path)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = path };
    town_ask(rq, t, &t->house.mem, &ask);
    if (rq->out.status != 200)
        fail_msg("%s: %u", path, rq->out.status);
    return str_c(&t->house.mem, town_page(rq));
}

static unsigned post(struct town *t, const char *path, const char *body)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = ADMINISTRATOR, .path = path, .body = body };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq->out.status;
}

static void give(struct town *t, enum townsperson who, const char *role)
{
    char user[ID_TEXT_SIZE + 1], school[ID_TEXT_SIZE + 1], path[100],
        body[100];
    id_print(user, t->users[who].bytes);
    id_print(school, t->house.oak.bytes);
    snprintf(path, sizeof(path), "/admin/people/%s/role", user);
    snprintf(body, sizeof(body), "role=%s&school=%s", role, school);
    assert_int_equal(post(t, path, body), 303);
}

static const char news[] = "somebody was given a role that opens incidents.";

static void it_is_seen_by_who_answers_for_the_school(void **state)
{
    (void)state;
    static const enum townsperson told[] = { OAK_DSL, OAK_DEPUTY_NAMED,
                                             OAK_HEAD };
    static const enum townsperson others[] = { ELM_DSL, ELM_HEAD, LEADER,
                                               CEO, OAK_SENCO };
    struct town t;
    town_open(&t);
    give(&t, OAK_STAFF, "trustee");
    never_says(page(&t, OAK_DSL, "/"), news);
    give(&t, OAK_STAFF, "senco");
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        says(page(&t, told[i], "/"), news);
        const char *cover = page(&t, told[i], "/cover");
        says(cover, "Person staff, SENCO, Oak School");
        says(cover, "Given by Person administrator");
        never_says(cover, "Person staff, Trustee");
    }
    for (size_t i = 0; i < COUNT_OF(others); i++)
        never_says(page(&t, others[i], "/"), news);
    never_says(page(&t, ELM_DSL, "/cover"), "Person staff, SENCO");
    /* The administrator, who gave it, sees it in the list. */
    says(page(&t, ADMINISTRATOR, "/cover"), "Person staff, SENCO, Oak School");
    town_close(&t);
}

static void a_new_account_is_one_too(void **state)
{
    (void)state;
    char body[200], school[ID_TEXT_SIZE + 1];
    struct town t;
    town_open(&t);
    id_print(school, t.house.oak.bytes);
    snprintf(body, sizeof(body), "name=New+Person&sign-in=new&role=deputy_dsl&school=%s",
             school);
    assert_int_equal(post(&t, "/admin/people", body), 200);
    says(page(&t, OAK_DSL, "/"), news);
    says(page(&t, OAK_HEAD, "/cover"), "New Person, Deputy DSL, Oak School");
    town_close(&t);
}

struct news {
    const struct request *rq;
    struct instant last;
};

static enum err news_work(struct tx *tx, void *context)
{
    struct news *n = context;
    return role_news_load(&n->last, tx, n->rq);
}

static void it_fades(void **state)
{
    (void)state;
    const int64_t day_us = INT64_C(86400) * 1000000;
    struct town t;
    town_open(&t);
    give(&t, OAK_STAFF, "deputy_dsl");
    struct instant now = t.house.now;
    /* Sessions end long before; what the page says is asked of its makers. */
    struct request rq = { .mem = &t.house.mem, .site = &t.site };
    rq.session.trust = t.house.trust;
    rq.session.user = t.users[OAK_DSL];
    for (int day = 0; day <= 28; day += 14) {
        struct news n = { .rq = &rq };
        rq.now.us = now.us + day * day_us;
        assert_int_equal(store_read(&t.house.store, news_work, &n), OK);
        assert_int_equal(instant_known(n.last), day <= 14);
    }
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_seen_by_who_answers_for_the_school),
        TEST(a_new_account_is_one_too),
        TEST(it_fades),
    };
    return RUN_TESTS(tests);
}
