/* Sessions: how long they last, what ends them, and the new token at each
 * rise in privilege. Time is what the test says it is. */
#include "tests/check.h"
#include "tests/identity/people.h"

enum { MINUTE = 60, HOUR = 3600 };

struct doing {
    struct house *h;
    struct str token;
    struct user_id user;
    struct instant at;
    unsigned count;
    char raised[TOKEN_TEXT_SIZE + 1];
    struct str setup;
};

static enum err touch_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_touch(tx, d->token, d->at);
}

static bool touch_due(struct house *h, struct str token, struct instant at)
{
    return people_look(h, token, at).touch_due;
}

static void touch(struct house *h, struct str token, struct instant at)
{
    struct doing d = { .token = token, .at = at };
    assert_int_equal(store_write(&h->store, touch_work, &d), OK);
}

static void it_ends_when_nothing_is_done(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct str token = people_session(&h, p.user, true);
    struct session s = people_look(&h, token, people_later(h.now, 15 * MINUTE));
    assert_true(s.found);
    assert_false(s.expired);
    assert_true(s.actor.known);
    assert_true(s.actor.second_factor);
    assert_int_equal(s.actor.grants_count, 1);
    assert_int_equal(s.actor.grants[0].role, ROLE_DSL);
    assert_true(str_is(s.name, "Hannah Whitlock"));
    s = people_look(&h, token, people_later(h.now, 16 * MINUTE + 1));
    assert_true(s.found);
    assert_true(s.expired);
    assert_false(s.actor.known);
    /* Whose it was is still known, for a form that is posted late. */
    assert_true(ID_SAME(s.user, p.user));
    house_close(&h);
}

static void a_request_keeps_it_for_another_15_minutes(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct str token = people_session(&h, p.user, true);
    assert_false(touch_due(&h, token, people_later(h.now, 30)));
    struct instant at = people_later(h.now, 14 * MINUTE);
    assert_true(touch_due(&h, token, at));
    touch(&h, token, at);
    assert_false(people_look(&h, token, people_later(at, 15 * MINUTE)).expired);
    at = people_later(at, 16 * MINUTE + 1);
    assert_true(people_look(&h, token, at).expired);
    house_close(&h);
}

static void it_ends_after_12_hours_whatever_is_done(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct str token = people_session(&h, p.user, true);
    for (int64_t s = 0; s <= 12 * HOUR; s += 10 * MINUTE) {
        struct instant at = people_later(h.now, s);
        assert_false(people_look(&h, token, at).expired);
        touch(&h, token, at);
    }
    struct instant end = people_later(h.now, 12 * HOUR + 1);
    assert_true(people_look(&h, token, end).expired);
    house_close(&h);
}

static enum err raise_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_raise(d->raised, tx, d->token, d->at);
}

static void a_rise_gives_a_new_token_and_no_more_time(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct doing d = { .token = people_session(&h, p.user, false),
                       .at = people_later(h.now, 5 * MINUTE) };
    struct session before = people_look(&h, d.token, h.now);
    assert_false(before.actor.second_factor);
    assert_int_equal(store_write(&h.store, raise_work, &d), OK);
    assert_false(people_look(&h, d.token, d.at).found);
    struct session after = people_look(&h, str_of(d.raised), d.at);
    assert_true(after.actor.second_factor);
    assert_int_equal(after.created_at.us, before.created_at.us);
    assert_memory_equal(after.csrf, before.csrf, TOKEN_SIZE);
    /* The old token raises nothing any more. */
    assert_int_equal(store_write(&h.store, raise_work, &d), ERR_NOT_FOUND);
    house_close(&h);
}

static enum err pause_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_pause(tx, d->token, true);
}

static void hiding_the_screen_lasts_until_it_is_raised(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct doing d = { .token = people_session(&h, p.user, true),
                       .at = h.now };
    assert_int_equal(store_write(&h.store, pause_work, &d), OK);
    assert_true(people_look(&h, d.token, h.now).paused);
    assert_int_equal(store_write(&h.store, raise_work, &d), OK);
    assert_false(people_look(&h, str_of(d.raised), h.now).paused);
    house_close(&h);
}

static enum err end_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_end(tx, d->token);
}

static enum err end_all_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_end_all(tx, d->h->trust, d->user);
}

static enum err count_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return session_count(&d->count, tx, d->h->trust, d->user, d->at);
}

static unsigned count(struct house *h, struct user_id user, struct instant at)
{
    struct doing d = { .h = h, .user = user, .at = at };
    assert_int_equal(store_read(&h->store, count_work, &d), OK);
    return d.count;
}

static void signing_out_ends_one_or_all(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct made_person q = people_add(&h, "daniel", "Daniel Osei",
                                      ROLE_DEPUTY_DSL);
    struct str one = people_session(&h, p.user, true);
    struct str two = people_session(&h, p.user, true);
    struct str three = people_session(&h, p.user, true);
    struct str other = people_session(&h, q.user, true);
    assert_int_equal(count(&h, p.user, h.now), 3);
    struct doing d = { .h = &h, .token = one, .user = p.user };
    assert_int_equal(store_write(&h.store, end_work, &d), OK);
    assert_false(people_look(&h, one, h.now).found);
    assert_true(people_look(&h, two, h.now).actor.known);
    assert_int_equal(store_write(&h.store, end_all_work, &d), OK);
    assert_false(people_look(&h, two, h.now).found);
    assert_false(people_look(&h, three, h.now).found);
    assert_true(people_look(&h, other, h.now).actor.known);
    assert_int_equal(count(&h, p.user, h.now), 0);
    house_close(&h);
}

static enum err disable_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct permit permit = access_program_permit(d->h->trust);
    return person_disable(tx, &permit, d->user, d->h->now);
}

static enum err reset_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct permit permit = access_program_permit(d->h->trust);
    return person_reset(&d->setup, tx, &d->h->mem, &permit, d->user,
                        d->h->now);
}

static void a_disabled_person_is_out_at_once(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct str token = people_session(&h, p.user, true);
    struct doing d = { .h = &h, .user = p.user };
    assert_int_equal(store_write(&h.store, disable_work, &d), OK);
    assert_false(people_look(&h, token, h.now).found);
    /* A session made in the same breath opens nothing either. */
    struct str late = people_session(&h, p.user, true);
    struct session s = people_look(&h, late, h.now);
    assert_false(s.found);
    assert_false(s.actor.known);
    /* A reset lets back in. */
    assert_int_equal(store_write(&h.store, reset_work, &d), OK);
    assert_false(people_look(&h, late, h.now).found);
    struct str back = people_session(&h, p.user, true);
    assert_true(people_look(&h, back, h.now).actor.known);
    house_close(&h);
}

static void a_strange_token_is_nobodys(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct str token = people_session(&h, p.user, true);
    char other[TOKEN_TEXT_SIZE + 1];
    memcpy(other, token.data, TOKEN_TEXT_SIZE + 1);
    other[5] = other[5] == 'a' ? 'b' : 'a';
    assert_false(people_look(&h, str_of(other), h.now).found);
    assert_false(people_look(&h, STR(""), h.now).found);
    assert_false(people_look(&h, STR("abc"), h.now).found);
    house_close(&h);
}

static enum err expire_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return sessions_expire(tx, d->at);
}

static void ended_sessions_are_kept_a_day(void **state)
{
    (void)state;
    struct house h;
    house_open(&h);
    struct made_person p = people_add(&h, "hannah", "Hannah Whitlock",
                                      ROLE_DSL);
    struct str token = people_session(&h, p.user, true);
    struct doing d = { .at = people_later(h.now, 23 * HOUR) };
    assert_int_equal(store_write(&h.store, expire_work, &d), OK);
    assert_true(people_look(&h, token, d.at).found);
    d.at = people_later(h.now, 25 * HOUR);
    assert_int_equal(store_write(&h.store, expire_work, &d), OK);
    assert_false(people_look(&h, token, d.at).found);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_ends_when_nothing_is_done),
        TEST(a_request_keeps_it_for_another_15_minutes),
        TEST(it_ends_after_12_hours_whatever_is_done),
        TEST(a_rise_gives_a_new_token_and_no_more_time),
        TEST(hiding_the_screen_lasts_until_it_is_raised),
        TEST(signing_out_ends_one_or_all),
        TEST(a_disabled_person_is_out_at_once),
        TEST(a_strange_token_is_nobodys),
        TEST(ended_sessions_are_kept_a_day),
    };
    return RUN_TESTS(tests);
}
