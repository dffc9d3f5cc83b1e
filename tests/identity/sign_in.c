/* From a name and a secret to a session: setup codes, passwords, how often
 * anybody may guess, and the click that only a demonstration has. */
#include "tests/check.h"
#include "tests/identity/people.h"

static const char good[] = "copper kettle violin rainbow";

struct fixture {
    struct house h;
    struct made_person person;
    char token[TOKEN_TEXT_SIZE + 1];
};

static void fixture_open(struct fixture *f)
{
    house_open(&f->h);
    f->person = people_add(&f->h, "hannah@oak.example", "Hannah Whitlock",
                           ROLE_DSL);
}

static enum err setup(struct fixture *f, const char *name, struct str code,
                      const char *password, const char **refusal)
{
    struct sign_in who = { str_of(name), str_of(password), STR("10.0.0.1"),
                           f->h.now };
    return sign_in_setup(f->token, refusal, &f->h.store, &f->h.mem, &who,
                         code);
}

static enum err enter(struct fixture *f, const char *name,
                      const char *password, const char *address)
{
    struct sign_in who = { str_of(name), str_of(password), str_of(address),
                           f->h.now };
    return sign_in_password(f->token, &f->h.store, &f->h.mem, &who);
}

/* A wrong setup code: counted as a wrong password is, and nothing is hashed,
 * which makes the tests quick. */
static void guess(struct fixture *f, const char *name, const char *address)
{
    const char *refusal;
    struct sign_in who = { str_of(name), str_of(good), str_of(address),
                           f->h.now };
    assert_int_equal(sign_in_setup(f->token, &refusal, &f->h.store,
                                   &f->h.mem, &who, STR("WRONG")),
                     ERR_DENIED);
}

static void set_up(struct fixture *f)
{
    const char *refusal;
    fixture_open(f);
    assert_int_equal(setup(f, "hannah@oak.example", f->person.setup, good,
                           &refusal), OK);
}

static void wait_seconds(struct fixture *f, int64_t seconds)
{
    f->h.now = people_later(f->h.now, seconds);
}

static void a_setup_code_is_for_one_person_and_one_use(void **state)
{
    (void)state;
    struct fixture f;
    const char *refusal;
    fixture_open(&f);
    struct made_person other = people_add(&f.h, "daniel@oak.example",
                                          "Daniel Osei", ROLE_DEPUTY_DSL);
    assert_int_equal(f.person.setup.size, 23); /* 4 times 5 and 3 dashes */
    assert_int_equal(setup(&f, "hannah@oak.example", other.setup, good,
                           &refusal), ERR_DENIED);
    assert_int_equal(setup(&f, "nobody", f.person.setup, good, &refusal),
                     ERR_DENIED);
    assert_int_equal(enter(&f, "hannah@oak.example", "", "10.0.0.2"),
                     ERR_DENIED);
    assert_int_equal(setup(&f, "hannah@oak.example", f.person.setup, good,
                           &refusal), OK);
    struct session s = people_look(&f.h, str_of(f.token), f.h.now);
    assert_true(s.actor.known);
    assert_false(s.actor.second_factor);
    assert_int_equal(setup(&f, "hannah@oak.example", f.person.setup, good,
                           &refusal), ERR_DENIED);
    house_close(&f.h);
}

static void a_setup_code_is_taken_as_people_type_it(void **state)
{
    (void)state;
    struct fixture f;
    const char *refusal;
    char typed[64] = "  ";
    fixture_open(&f);
    for (size_t i = 0; i < f.person.setup.size; i++) {
        char c = f.person.setup.data[i];
        typed[i + 2] = c == '-' ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c + 32)
                                                             : c;
    }
    assert_int_equal(setup(&f, " Hannah@Oak.example ", str_of(typed), good,
                           &refusal), OK);
    house_close(&f.h);
}

static void a_setup_code_lasts_72_hours(void **state)
{
    (void)state;
    struct fixture f;
    const char *refusal;
    fixture_open(&f);
    struct made_person late = people_add(&f.h, "late", "Priya Marsh",
                                         ROLE_STAFF);
    wait_seconds(&f, 72 * 3600 - 1);
    assert_int_equal(setup(&f, "hannah@oak.example", f.person.setup, good,
                           &refusal), OK);
    wait_seconds(&f, 1);
    assert_int_equal(setup(&f, "late", late.setup, good, &refusal),
                     ERR_DENIED);
    house_close(&f.h);
}

static void names_of_the_trust_are_refused_at_setup(void **state)
{
    (void)state;
    static const char *const bad[] = { "ThreeCounties2026", "HannahWhitlock1",
                                       "hannah@oak.example", "short",
                                       "OakSchool12345" };
    struct fixture f;
    const char *refusal;
    fixture_open(&f);
    /* More often than anybody may guess: a right code is no guess. */
    for (size_t i = 0; i < 3 * COUNT_OF(bad); i++) {
        assert_int_equal(setup(&f, "hannah@oak.example", f.person.setup,
                               bad[i % COUNT_OF(bad)], &refusal),
                         ERR_INVALID);
        assert_non_null(refusal);
    }
    assert_int_equal(setup(&f, "hannah@oak.example", f.person.setup, good,
                           &refusal), OK);
    house_close(&f.h);
}

static void a_password_opens_for_its_name(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    assert_int_equal(enter(&f, "HANNAH@oak.example", good, "a"), OK);
    assert_int_equal(enter(&f, "hannah@oak.example", "Copper kettle", "a"),
                     ERR_DENIED);
    assert_int_equal(enter(&f, "nobody", good, "a"), ERR_DENIED);
    house_close(&f.h);
}

static void an_account_is_limited_however_it_is_written(void **state)
{
    (void)state;
    static const char *const spellings[] = { "hannah@oak.example",
                                             "Hannah@oak.example",
                                             " HANNAH@OAK.EXAMPLE" };
    struct fixture f;
    set_up(&f);
    for (unsigned i = 0; i < GUESSES_MAX; i++) {
        wait_seconds(&f, 1);
        assert_int_equal(enter(&f, spellings[i % 3], "wrong",
                               str_c(&f.h.mem, str_printf(&f.h.mem, "%u", i))),
                         ERR_DENIED);
    }
    assert_int_equal(enter(&f, "hannah@oak.example", good, "elsewhere"),
                     ERR_DENIED);
    /* What was refused at the limit does not make it longer. */
    wait_seconds(&f, 290);
    assert_int_equal(enter(&f, "hannah@oak.example", good, "elsewhere"),
                     ERR_DENIED);
    wait_seconds(&f, 11);
    assert_int_equal(enter(&f, "hannah@oak.example", good, "elsewhere"), OK);
    house_close(&f.h);
}

static void an_address_is_limited_over_names(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    for (unsigned i = 0; i < GUESSES_MAX; i++) {
        wait_seconds(&f, 1);
        guess(&f, str_c(&f.h.mem, str_printf(&f.h.mem, "name%u", i)),
              "10.0.0.9");
    }
    assert_int_equal(enter(&f, "hannah@oak.example", good, "10.0.0.9"),
                     ERR_DENIED);
    assert_int_equal(enter(&f, "hannah@oak.example", good, "10.0.0.8"), OK);
    wait_seconds(&f, 301);
    assert_int_equal(enter(&f, "hannah@oak.example", good, "10.0.0.9"), OK);
    house_close(&f.h);
}

static void a_school_behind_one_address_can_sign_in(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    for (unsigned i = 0; i < GUESSES_MAX + 1; i++) {
        wait_seconds(&f, 1);
        assert_int_equal(enter(&f, "hannah@oak.example", good, "10.0.0.9"),
                         OK);
    }
    /* Success does not wipe what others guessed wrongly from there. */
    for (unsigned i = 0; i < GUESSES_MAX - 1; i++) {
        wait_seconds(&f, 1);
        guess(&f, "nobody", "10.0.0.9");
    }
    assert_int_equal(enter(&f, "hannah@oak.example", good, "10.0.0.9"), OK);
    wait_seconds(&f, 1);
    guess(&f, "somebody", "10.0.0.9");
    assert_int_equal(enter(&f, "hannah@oak.example", good, "10.0.0.9"),
                     ERR_DENIED);
    house_close(&f.h);
}

struct doing {
    struct fixture *f;
    struct user_id user;
    char token[TOKEN_TEXT_SIZE + 1];
    const struct person_row *people;
    size_t count;
    struct trust_id trust;
    struct str setup;
};

static enum err disable_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct permit permit = access_program_permit(d->f->h.trust);
    return person_disable(tx, &permit, d->user, d->f->h.now);
}

static enum err reset_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct permit permit = access_program_permit(d->f->h.trust);
    return person_reset(&d->setup, tx, &d->f->h.mem, &permit, d->user,
                        d->f->h.now);
}

static void who_is_disabled_cannot_come_in(void **state)
{
    (void)state;
    struct fixture f;
    const char *refusal;
    set_up(&f);
    struct doing d = { .f = &f, .user = f.person.user };
    assert_int_equal(store_write(&f.h.store, disable_work, &d), OK);
    assert_int_equal(enter(&f, "hannah@oak.example", good, "a"), ERR_DENIED);
    assert_int_equal(store_write(&f.h.store, reset_work, &d), OK);
    /* The old password is gone; the new code is the way. */
    assert_int_equal(enter(&f, "hannah@oak.example", good, "a"), ERR_DENIED);
    assert_int_equal(setup(&f, "hannah@oak.example", d.setup, good, &refusal),
                     OK);
    house_close(&f.h);
}

/* ---- by a click ---- */

static enum err click_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return sign_in_demonstration(d->token, tx, &d->f->h.mem, d->user,
                                 d->f->h.now);
}

static enum err demo_people_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    return demonstration_people(&d->people, &d->count, &d->trust, tx,
                                &d->f->h.mem, 50);
}

static enum err real_trust_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct trust_row real = { { { 9 } }, STR("A Real Trust"), false,
                              d->f->h.now };
    return store_trust_create(tx, &real);
}

static void a_click_opens_in_a_demonstration(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f); /* the house is a demonstration */
    struct doing d = { .f = &f, .user = f.person.user };
    assert_int_equal(store_read(&f.h.store, demo_people_work, &d), OK);
    assert_int_equal(d.count, 1);
    assert_true(str_is(d.people[0].name, "Hannah Whitlock"));
    assert_int_equal(store_write(&f.h.store, click_work, &d), OK);
    struct session s = people_look(&f.h, str_of(d.token), f.h.now);
    assert_true(s.actor.second_factor);
    assert_true(s.demonstration);
    d.user.bytes[0] ^= 1;
    assert_int_equal(store_write(&f.h.store, click_work, &d), ERR_DENIED);
    d.user.bytes[0] ^= 1;
    assert_int_equal(store_write(&f.h.store, disable_work, &d), OK);
    assert_int_equal(store_write(&f.h.store, click_work, &d), ERR_DENIED);
    house_close(&f.h);
}

static void no_click_where_a_real_trust_is_kept(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct doing d = { .f = &f, .user = f.person.user };
    assert_int_equal(store_write(&f.h.store, real_trust_work, &d), OK);
    assert_int_equal(store_read(&f.h.store, demo_people_work, &d), OK);
    assert_int_equal(d.count, 0);
    assert_int_equal(store_write(&f.h.store, click_work, &d), ERR_DENIED);
    house_close(&f.h);
}

static enum err real_person_work(struct tx *tx, void *context)
{
    struct doing *d = context;
    struct trust_id real = { { 9 } };
    struct permit permit = access_program_permit(real);
    return person_create(&d->user, &d->setup, tx, &d->f->h.mem, &permit,
                         STR("real"), STR("Ada Prince"), d->f->h.now);
}

static void nobody_of_a_real_trust_enters_by_a_click(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct doing d = { .f = &f };
    assert_int_equal(store_write(&f.h.store, real_trust_work, &d), OK);
    assert_int_equal(store_write(&f.h.store, real_person_work, &d), OK);
    assert_int_equal(store_write(&f.h.store, click_work, &d), ERR_DENIED);
    house_close(&f.h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_setup_code_is_for_one_person_and_one_use),
        TEST(a_setup_code_is_taken_as_people_type_it),
        TEST(a_setup_code_lasts_72_hours),
        TEST(names_of_the_trust_are_refused_at_setup),
        TEST(a_password_opens_for_its_name),
        TEST(an_account_is_limited_however_it_is_written),
        TEST(an_address_is_limited_over_names),
        TEST(a_school_behind_one_address_can_sign_in),
        TEST(who_is_disabled_cannot_come_in),
        TEST(a_click_opens_in_a_demonstration),
        TEST(no_click_where_a_real_trust_is_kept),
        TEST(nobody_of_a_real_trust_enters_by_a_click),
    };
    return RUN_TESTS(tests);
}
