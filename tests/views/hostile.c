/* Compiled views write every value so that it stays a value: the sample page
 * is filled with texts that try to be markup. */
#include "tests/check.h"

#include "views.h"

#define HOSTILE "</title><script>\"'&<!--"
#define ESCAPED "&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;&lt;!--"
#define IN_ADDRESS "%3C%2Ftitle%3E%3Cscript%3E%22%27%26%3C%21--"

static struct str shown(struct arena *mem, const struct view_hostile *v)
{
    struct buf b;
    buf_open(&b, mem, 64, 1 << 16);
    view_hostile(&b, v);
    assert_false(b.overflowed);
    buf_put_char(&b, '\0');
    return buf_str(&b);
}

static struct view_hostile nothing(void)
{
    struct view_hostile v = { .title = STR(""), .next = STR("/") };
    v.home = (struct view_place){ .town = STR("Ayton") };
    return v;
}

static void values_stay_values(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    const struct view_pupil pupils[] = {
        { .name = STR("A & B"),
          .home = { .town = STR("<i>"), .road = STR("x\"y") } },
        { .name = STR("C"), .home = { .town = STR("D") } },
    };
    struct view_hostile v = nothing();
    v.title = STR(HOSTILE);
    v.count = -7;
    v.shown = true;
    v.next = STR("/work?a=1&b=2");
    assert_int_equal(instant_read(&v.at, STR("2026-11-23T08:40:00Z")), OK);
    v.clause = STR("8.9d");
    v.pupils = pupils;
    v.pupils_count = COUNT_OF(pupils);
    v.home.town = STR("E<F");
    assert_string_equal(shown(&mem, &v).data,
        "<title>" ESCAPED "</title>\n"
        "<p class=\"x " ESCAPED "\" data-count=\"-7\">" ESCAPED "</p>\n"
        "<p>[]</p>\n"
        "<a href=\"/work?a=1&amp;b=2\">1</a>"
        "<a href=\"/people/" IN_ADDRESS "?to=" IN_ADDRESS "\">2</a>\n"
        "<p>shown</p>\n"
        "<time datetime=\"2026-11-23T08:40:00Z\">"
        "Monday 23 November 2026, 8:40am</time>\n"
        "<a class=\"govuk-link ly-cite\" href=\"/policy#p8-9-d\">"
        "Paragraph 8.9(d)</a>\n"
        "<li>A &amp; B of &lt;i&gt; and " ESCAPED ", x&quot;y</li>\n"
        "<li>C of D and " ESCAPED ", </li>\n"
        "<p>E&lt;F</p>\n");
}

static void sections_of_nothing(void **state)
{
    (void)state;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 20);
    struct view_hostile v = nothing();
    assert_string_equal(shown(&mem, &v).data,
        "<title></title>\n"
        "<p class=\"x \" data-count=\"0\"></p>\n"
        "<p>[]</p>\n"
        "<a href=\"/\">1</a><a href=\"/people/?to=\">2</a>\n"
        "<p>not shown</p>\n"
        "<p>no time</p>\n"
        "<li>nobody</li>\n"
        "<p>Ayton</p>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_stay_values),
        TEST(sections_of_nothing),
    };
    return RUN_TESTS(tests);
}
