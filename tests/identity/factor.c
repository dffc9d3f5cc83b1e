/* The second factor: the vectors of RFC 6238, codes that count once, guesses
 * that are counted whatever becomes of them. */
#include "tests/check.h"
#include "tests/identity/people.h"

static void rfc_6238_vectors(void **state)
{
    (void)state;
    static const uint8_t secret[] = "12345678901234567890";
    /* Appendix B gives eight digits; six are their last ones. */
    static const struct {
        uint64_t seconds;
        unsigned code;
    } rows[] = {
        { 59, 287082 },          { 1111111109, 81804 },
        { 1111111111, 50471 },   { 1234567890, 5924 },
        { 2000000000, 279037 },  { 20000000000, 353130 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(totp_code(secret, 20, rows[i].seconds / 30),
                         rows[i].code);
}

struct fixture {
    struct house h;
    struct made_person person;
    uint8_t secret[TOTP_SECRET_SIZE];
    struct str codes[RECOVERY_CODES];
};

static void fixture_open(struct fixture *f)
{
    house_open(&f->h);
    f->person = people_add(&f->h, "hannah", "Hannah Whitlock", ROLE_DSL);
    people_enrol(&f->h, f->person.user, f->secret, f->codes);
}

/* The code the app shows that many steps from now. */
static struct str app_code(struct fixture *f, int64_t steps)
{
    uint64_t step = (uint64_t)(f->h.now.us / 30000000 + steps);
    return str_printf(&f->h.mem, "%06u",
                      totp_code(f->secret, TOTP_SECRET_SIZE, step));
}

static enum err prove(struct fixture *f, struct str code, const char *address)
{
    return factor_prove(&f->h.store, &f->h.mem, f->h.trust, f->person.user,
                        code, str_of(address), f->h.now);
}

static void wait_seconds(struct fixture *f, int64_t seconds)
{
    f->h.now = people_later(f->h.now, seconds);
}

static void a_code_counts_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    /* The one that enrolled is used. */
    assert_int_equal(prove(&f, app_code(&f, 0), "a"), ERR_DENIED);
    wait_seconds(&f, 30);
    struct str code = app_code(&f, 0);
    assert_int_equal(prove(&f, code, "a"), OK);
    assert_int_equal(prove(&f, code, "a"), ERR_DENIED);
    house_reopen(&f.h);
    assert_int_equal(prove(&f, code, "a"), ERR_DENIED);
    /* Nor does an older one after a newer. */
    assert_int_equal(prove(&f, app_code(&f, -1), "a"), ERR_DENIED);
    house_close(&f.h);
}

static void a_phone_may_be_one_step_off(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    wait_seconds(&f, 300);
    assert_int_equal(prove(&f, app_code(&f, -2), "a"), ERR_DENIED);
    assert_int_equal(prove(&f, app_code(&f, 2), "a"), ERR_DENIED);
    assert_int_equal(prove(&f, app_code(&f, -1), "a"), OK);
    assert_int_equal(prove(&f, app_code(&f, 1), "a"), OK);
    /* Blanks as apps show them. */
    wait_seconds(&f, 300);
    struct str code = app_code(&f, 0);
    struct str spaced = str_printf(&f.h.mem, " %.3s %.3s ", code.data,
                                   code.data + 3);
    assert_int_equal(prove(&f, spaced, "a"), OK);
    house_close(&f.h);
}

struct counting {
    struct fixture *f;
    unsigned left;
};

static enum err left_work(struct tx *tx, void *context)
{
    struct counting *c = context;
    return factor_left(&c->left, tx, c->f->h.trust, c->f->person.user);
}

static unsigned left(struct fixture *f)
{
    struct counting c = { f, 0 };
    assert_int_equal(store_read(&f->h.store, left_work, &c), OK);
    return c.left;
}

static void a_recovery_code_counts_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    assert_int_equal(left(&f), RECOVERY_CODES);
    assert_int_equal(prove(&f, f.codes[3], "a"), OK);
    assert_int_equal(prove(&f, f.codes[3], "a"), ERR_DENIED);
    assert_int_equal(left(&f), RECOVERY_CODES - 1);
    /* As people type it. */
    char typed[32] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < f.codes[4].size; i++) {
        char c = f.codes[4].data[i];
        typed[n++] = c == '-' ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c + 32)
                                                           : c;
    }
    assert_int_equal(prove(&f, str_of(typed), "a"), OK);
    assert_int_equal(prove(&f, STR("AAAA-AAAA-AAAA-AAAA"), "a"), ERR_DENIED);
    assert_int_equal(prove(&f, STR(""), "a"), ERR_DENIED);
    house_close(&f.h);
}

static void recovery_codes_are_all_different(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(str_same(f.codes[i], f.codes[j]));
    house_close(&f.h);
}

static void wrong_codes_are_limited_and_forgotten(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    wait_seconds(&f, 60);
    for (unsigned i = 0; i < GUESSES_MAX; i++) {
        wait_seconds(&f, 1);
        assert_int_equal(prove(&f, STR("nonsense"),
                               str_c(&f.h.mem, str_printf(&f.h.mem, "%u", i))),
                         ERR_DENIED);
    }
    /* The right one is not even looked at, from wherever it comes. */
    assert_int_equal(prove(&f, app_code(&f, 0), "elsewhere"), ERR_DENIED);
    wait_seconds(&f, 300);
    assert_int_equal(prove(&f, app_code(&f, 0), "elsewhere"), OK);
    house_close(&f.h);
}

static void an_address_is_limited_over_accounts(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct made_person other = people_add(&f.h, "daniel", "Daniel Osei",
                                          ROLE_DEPUTY_DSL);
    wait_seconds(&f, 60);
    for (unsigned i = 0; i < GUESSES_MAX; i++) {
        wait_seconds(&f, 1);
        struct user_id user = i % 2 ? other.user : f.person.user;
        assert_int_equal(factor_prove(&f.h.store, &f.h.mem, f.h.trust, user,
                                      STR("000000x"), STR("10.0.0.9"),
                                      f.h.now), ERR_DENIED);
    }
    assert_int_equal(prove(&f, app_code(&f, 0), "10.0.0.9"), ERR_DENIED);
    assert_int_equal(prove(&f, app_code(&f, 0), "10.0.0.8"), OK);
    house_close(&f.h);
}

static void right_codes_use_up_no_guesses(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    for (unsigned i = 0; i < 3 * GUESSES_MAX; i++) {
        wait_seconds(&f, 30);
        assert_int_equal(prove(&f, app_code(&f, 0), "10.0.0.9"), OK);
    }
    /* Two steps a go and ten in five minutes: past the limit if they
     * counted. */
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(prove(&f, f.codes[i], "10.0.0.9"), OK);
    house_close(&f.h);
}

struct confirming {
    struct fixture *f;
    struct user_id user;
    struct str secret;
    struct str code;
    struct str codes[RECOVERY_CODES];
};

static enum err confirm_work(struct tx *tx, void *context)
{
    struct confirming *c = context;
    return factor_confirm(c->codes, tx, &c->f->h.mem, c->f->h.trust, c->user,
                          c->secret, c->code, c->f->h.now);
}

static void enrolling_needs_the_app_and_happens_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    struct enrolment e;
    assert_int_equal(factor_enrol(&e, &f.h.mem, STR("daniel@x y"), STR("")),
                     OK);
    assert_true(str_starts(e.address, "otpauth://totp/Lanyard:daniel%40x%20y?secret="));
    assert_true(e.qr_size > 2 * 4 + 21);
    assert_true(str_starts(e.qr_path, "M4 4h1v1h-1z"));
    struct enrolment again, bad;
    assert_int_equal(factor_enrol(&again, &f.h.mem, STR("daniel@x y"),
                                  e.secret), OK);
    assert_true(str_same(again.qr_path, e.qr_path));
    assert_int_equal(factor_enrol(&bad, &f.h.mem, STR("x"), STR("short")),
                     ERR_INVALID);
    struct made_person p = people_add(&f.h, "daniel", "Daniel Osei",
                                      ROLE_DEPUTY_DSL);
    struct confirming c = { .f = &f, .user = p.user, .secret = e.secret,
                            .code = STR("12") };
    assert_int_equal(store_write(&f.h.store, confirm_work, &c), ERR_DENIED);
    c.secret = STR("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!");
    assert_int_equal(store_write(&f.h.store, confirm_work, &c), ERR_INVALID);
    /* Who has one does not get another by asking. */
    uint8_t secret[TOTP_SECRET_SIZE] = { 0 };
    c.user = f.person.user;
    c.secret = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    c.code = str_printf(&f.h.mem, "%06u",
                        totp_code(secret, sizeof(secret),
                                  (uint64_t)(f.h.now.us / 30000000)));
    assert_int_equal(store_write(&f.h.store, confirm_work, &c), ERR_CONFLICT);
    house_close(&f.h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc_6238_vectors),
        TEST(a_code_counts_once),
        TEST(a_phone_may_be_one_step_off),
        TEST(a_recovery_code_counts_once),
        TEST(recovery_codes_are_all_different),
        TEST(wrong_codes_are_limited_and_forgotten),
        TEST(an_address_is_limited_over_accounts),
        TEST(right_codes_use_up_no_guesses),
        TEST(enrolling_needs_the_app_and_happens_once),
    };
    return RUN_TESTS(tests);
}
