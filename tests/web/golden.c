/* Every page that a person sees, as HTML that is kept and compared. What is
 * random is taken out first; the clock stands still. UPDATE_GOLDEN=1 writes
 * the files anew: look at the difference before it is committed.
 *
 * A page route without a file in tests/web/golden fails. */
#include "tests/check.h"
#include "tests/web/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX_BYTES = 1 << 20 };

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static size_t hex_run(const char *at)
{
    size_t n = 0;
    while (is_hex(at[n]))
        n++;
    return n;
}

/* Random at each run, by what stands before it and what ends it. */
static const struct { const char *before; char end; } random_parts[] = {
    { "/assets/", '"' },
    { "name=\"secret\" value=\"", '"' },
    { "<path d=\"M", '"' },
    { "<code class=\"ly-key\">", '<' },
};

static const char *random_end(const char *at, const char *page)
{
    for (size_t i = 0; i < COUNT_OF(random_parts); i++) {
        size_t size = strlen(random_parts[i].before);
        if ((size_t)(at - page) >= size &&
            memcmp(at - size, random_parts[i].before, size) == 0)
            return strchr(at, random_parts[i].end);
    }
    return NULL;
}

/* The page with what is random in it made the same. */
static struct str normal(struct arena *mem, const struct town *t,
                         const struct request *rq)
{
    struct buf b;
    const char *page = str_c(mem, town_page(rq));
    const char *to = str_c(mem, rq->out.location);
    buf_open(&b, mem, 32 << 10, PAGE_MAX_BYTES);
    const char *parts[] = { to, "\n", page };
    buf_printf(&b, "%u ", rq->out.status);
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        for (const char *at = parts[i]; *at != '\0';) {
            const char *end = random_end(at, parts[i]);
            size_t run = hex_run(at);
            if (end != NULL) {
                buf_put_char(&b, '#');
                at = end;
            } else if (run >= ID_TEXT_SIZE) {
                buf_put_char(&b, '#');
                at += run;
            } else if (strncmp(at, t->reference, REFERENCE_SIZE) == 0) {
                buf_put_str(&b, STR("BCD-FGH"));
                at += REFERENCE_SIZE;
            } else {
                buf_put_char(&b, *at++);
            }
        }
    return buf_str(&b);
}

static const char *golden_path(struct arena *mem, const char *name)
{
    const char *root = getenv("SOURCE_ROOT");
    assert_non_null(root);
    return str_c(mem, str_printf(mem, "%s/tests/web/golden/%s.html", root,
                                 name));
}

static bool differs(struct arena *mem, const char *name, struct str now)
{
    const char *path = golden_path(mem, name);
    if (getenv("UPDATE_GOLDEN") != NULL) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_int_equal(fwrite(now.data, 1, now.size, f), now.size);
        assert_int_equal(fclose(f), 0);
        return false;
    }
    FILE *f = fopen(path, "r");
    if (f == NULL) {
        print_error("%s: no golden file; UPDATE_GOLDEN=1 writes it\n", name);
        return true;
    }
    char *kept = arena_alloc(mem, PAGE_MAX_BYTES);
    size_t size = fread(kept, 1, PAGE_MAX_BYTES, f), at = 0, line = 1;
    fclose(f);
    while (at < size && at < now.size && kept[at] == now.data[at])
        line += kept[at++] == '\n';
    if (at == size && at == now.size)
        return false;
    print_error("%s.html:%zu: kept \"%.*s\", now \"%.*s\"\n", name, line,
                (int)(size - at < 60 ? size - at : 60), kept + at,
                (int)(now.size - at < 60 ? now.size - at : 60),
                now.data + at);
    return true;
}

/* Who is shown the page: the first who may. */
static enum townsperson viewer(const struct web_route *route)
{
    switch (route->permission) {
    case PERMIT_BY_TOKEN:
    case PERMIT_PUBLIC: return SIGNED_OUT;
    case PERMIT_FIRST_FACTOR: return PASSWORD_ONLY;
    case PERMIT_SEE_RECEIPT: return OAK_REPORTER;
    case PERMIT_ALLOW_VIEWING:
    case PERMIT_SIGN_DECISION: return OAK_HEAD;
    case PERMIT_MANAGE_PEOPLE: return ADMINISTRATOR;
    case PERMIT_NOTHING:
    case PERMIT_SIGNED_IN:
    case PERMIT_REPORT:
    case PERMIT_SEE_WORK:
    case PERMIT_FIND_INCIDENT:
    case PERMIT_SEE_INCIDENT:
    case PERMIT_WRITE_NOTE:
    case PERMIT_LEAD_INCIDENT:
    case PERMIT_RECORD_REFERRAL:
    case PERMIT_SEE_PUPIL:
    case PERMIT_SUPPORT_PUPIL:
    case PERMIT_ARRANGE:
    case PERMIT_SIGN_VIEWING:
    case PERMIT_LINK_PARENTS: /* whose own page it is: tests/web/parents.c */
    case PERMIT_KEEP_AGENCIES:
    case PERMIT_MANAGE_COVER:
    case PERMIT_SEE_LESSONS:
    case PERMISSION_COUNT:
        break;
    }
    return OAK_DSL;
}

/* What only the program asks for. */
static bool is_no_page(const struct web_route *route)
{
    static const char *const names[] = { "health", "asset", "favicon",
                                         "alerts_count",
                                         "calendar_feed" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(route->name, names[i]) == 0)
            return true;
    return route->post;
}

static struct str address(struct arena *mem, const struct town *t,
                          const struct web_route *route)
{
    char person[ID_TEXT_SIZE + 1], school[ID_TEXT_SIZE + 1];
    struct buf b;
    struct str rest = str_of(route->path);
    bool of_incident = strstr(route->path, ":reference") != NULL;
    buf_open(&b, mem, 128, 1024);
    id_print(person, t->spare.bytes);
    id_print(school, t->house.oak.bytes);
    const struct { const char *name, *value; } values[] = {
        { ":reference", t->reference }, { ":number", "1" },
        { ":person", of_incident ? "p1" : person }, { ":school", school },
        { ":clause", "7.5b" }, { ":list", "later" },
        { ":referral", "r7" }, { ":part", "9.5" },
    };
    while (rest.size > 0) {
        struct str part = str_cut(&rest, '/');
        struct str text = part;
        if (str_is(part, ":document"))
            text = strstr(route->path, ":person") != NULL ? STR("child")
                                                          : STR("summary");
        for (size_t i = 0; i < COUNT_OF(values); i++)
            if (str_is(part, values[i].name))
                text = str_of(values[i].value);
        buf_put_str(&b, text);
        if (rest.size > 0)
            buf_put_char(&b, '/');
    }
    return b.size > 0 ? buf_str(&b) : STR("/");
}

/* By its handler; the second address of one is its page "again". */
static const char *name_of(struct arena *mem, const struct web_route *all,
                           size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!all[i].post && strcmp(all[i].name, all[at].name) == 0)
            return str_c(mem, str_printf(mem, "%s-again", all[at].name));
    return all[at].name;
}

static bool shot(struct town *t, const char *name, const struct ask *ask)
{
    AUTO_ARENA mem;
    arena_open(&mem, 256 << 20);
    struct request rq;
    town_ask(&rq, t, &mem, ask);
    assert_true(rq.out.status < 500);
    return differs(&mem, name, normal(&mem, t, &rq));
}

static void every_page_is_as_it_was(void **state)
{
    (void)state;
    struct town t;
    size_t count, pages = 0, wrong = 0;
    const struct web_route *all = routes(&count);
    town_open(&t);
    for (size_t i = 0; i < count; i++) {
        if (is_no_page(&all[i]))
            continue;
        AUTO_ARENA mem;
        arena_open(&mem, 1 << 20);
        struct ask ask = { .who = viewer(&all[i]),
                           .path = str_c(&mem, address(&mem, &t, &all[i])) };
        wrong += shot(&t, name_of(&mem, all, i), &ask);
        pages++;
    }
    print_message("# %zu pages\n", pages);
    assert_int_equal(wrong, 0);
    town_close(&t);
}

/* What a form says when it is not taken. */
static void every_answer_to_a_form_is_as_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *name, *path;
        enum townsperson who;
        const char *body;
    } rows[] = {
        { "problems-note", "chronology/new", OAK_DSL,
          "key=00112233445566778899aabbccddeeff&made-from=6" },
        { "conflict-risk", "risk/edit", OAK_DSL,
          "key=00112233445566778899aabbccddeef0&made-from=4&c75e=no&qa=Words+of+mine" },
        { "refusal-outcome", "decision/new", OAK_DSL,
          "key=00112233445566778899aabbccddeef1&made-from=6&choice=manage_in_school&why=Known" },
        { "refusal-own-signature", "decision/sign", OAK_DSL,
          "key=00112233445566778899aabbccddeef2&made-from=6&agree=agree&proposal=6" },
    };
    struct town t;
    size_t wrong = 0;
    town_open(&t);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char path[120];
        snprintf(path, sizeof(path), "/incidents/%s/%s", t.reference,
                 rows[i].path);
        struct ask ask = { .who = rows[i].who, .path = path,
                           .body = rows[i].body };
        wrong += shot(&t, rows[i].name, &ask);
    }
    assert_int_equal(wrong, 0);
    town_close(&t);
}

/* Markup that somebody types is text on every page that repeats it. */
static void what_is_typed_stays_text(void **state)
{
    (void)state;
    static const char *const pages[] = { "", "/chronology", "/people",
                                         "/risk", "/decision" };
    static const char typed[] = "%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26+said+the+pupil";
    struct town t;
    town_open(&t);
    AUTO_ARENA mem;
    arena_open(&mem, 512 << 20);
    struct request rq;
    const struct { const char *path, *fields; unsigned made_from; } forms[] = {
        { "chronology/new", "sort=fact&title=%s&body=%s", 7 },
        { "people/p3", "person=p3&type=pupil&parts=depicted&name=%s&year-group=%s", 8 },
        { "risk/edit", "c75e=no&qa=%s&context=%s", 9 },
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        char path[120], fields[600], body[700];
        snprintf(path, sizeof(path), "/incidents/%s/%s", t.reference,
                 forms[i].path);
        struct str rest = str_of(forms[i].fields);
        size_t at = 0;
        for (; rest.size > 0; rest.data++, rest.size--)
            if (rest.data[0] == '%') {
                at += (size_t)snprintf(fields + at, sizeof(fields) - at, "%s",
                                       typed);
                rest.data++, rest.size--;
            } else {
                fields[at++] = rest.data[0];
            }
        fields[at] = '\0';
        struct str key = house_key(&t.house);
        snprintf(body, sizeof(body), "key=%.*s&made-from=%u&%s", STR_ARG(key),
                 forms[i].made_from, fields);
        struct ask ask = { .who = OAK_DSL, .path = path, .body = body };
        town_ask(&rq, &t, &mem, &ask);
        assert_int_equal(rq.out.status, 303);
    }
    unsigned seen = 0;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        char path[120];
        snprintf(path, sizeof(path), "/incidents/%s%s", t.reference,
                 pages[i]);
        struct ask ask = { .who = OAK_DSL, .path = path };
        town_ask(&rq, &t, &mem, &ask);
        const char *page = str_c(&mem, town_page(&rq));
        assert_null(strstr(page, "<script>alert"));
        assert_null(strstr(page, "alert(1)</script>"));
        seen += strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;") != NULL;
    }
    assert_true(seen >= 3);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_page_is_as_it_was),
        TEST(every_answer_to_a_form_is_as_it_was),
        TEST(what_is_typed_stays_text),
    };
    return RUN_TESTS(tests);
}
