/* explain.c: `lanyard explain`: no database, no server, no clock but the one
 * in the file. */
#include "cli/explain.h"

#include "cli/explain_read.h"
#include "policy/pack.h"

#include <errno.h>
#include <stdio.h>

enum { INPUT_MAX = 8 << 20, MEMORY_MAX = 1 << 30,
       ANSWER_MAX = 256 << 20 };

static const char *const outcome_states[] = { "none", "proposed", "decided" };

static void json_text(struct buf *b, struct str s)
{
    if (s.data == NULL) {
        buf_put_str(b, STR("null"));
        return;
    }
    buf_put_char(b, '"');
    for (size_t i = 0; i < s.size; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", c);
        else if (c < 0x20)
            buf_printf(b, "\\u%04x", c);
        else
            buf_put_char(b, (char)c);
    }
    buf_put_char(b, '"');
}

static void json_because(struct buf *b, const struct policy_answer *a)
{
    bool first = true;
    buf_put_char(b, '[');
    for (unsigned i = 0; i < CRITERION_COUNT; i++)
        if (a->because[i]) {
            buf_printf(b, "%s\"%s\"", first ? "" : ", ",
                       criterion_clause((enum criterion)i));
            first = false;
        }
    buf_put_char(b, ']');
}

static void json_allowed(struct buf *b, const struct policy_answer *a)
{
    bool first = true;
    buf_put_char(b, '[');
    for (unsigned i = 1; i < CHOICE_COUNT; i++)
        if (a->allowed[i]) {
            buf_printf(b, "%s\"%s\"", first ? "" : ", ",
                       choice_word((enum choice)i));
            first = false;
        }
    buf_put_char(b, ']');
}

static void json_route(struct buf *b, const struct policy_answer *a)
{
    buf_put_str(b, STR("  \"route\": {\"suggest\": "));
    switch (a->route) {
    case ROUTE_NONE:
        buf_put_str(b, STR("null, \"because\": []"));
        break;
    case ROUTE_REFER:
        buf_put_str(b, STR("\"refer\", \"because\": "));
        json_because(b, a);
        break;
    case ROUTE_SG10:
        buf_put_str(b, STR("\"sg10\", \"because\": [\"8.15\"]"));
        break;
    case ROUTE_SCHOOL:
        buf_put_str(b, STR("\"school\", \"because\": [\"8.14\"]"));
        break;
    }
    buf_put_str(b, STR("},\n"));
}

static void json_duty(struct buf *b, struct arena *mem, const struct duty *d)
{
    buf_put_str(b, STR("    {\"clause\": "));
    json_text(b, d->clause);
    buf_put_str(b, STR(", \"owner\": "));
    json_text(b, d->owner);
    buf_put_str(b, STR(", \"subject\": "));
    json_text(b, d->subject);
    buf_printf(b, ", \"state\": \"%s\", \"due\": ",
               duty_state_word(d->state));
    json_text(b, instant_known(d->due) ? instant_print(mem, d->due)
                                       : STR_NONE);
    buf_put_str(b, STR(", \"title\": "));
    json_text(b, d->title);
    buf_put_str(b, STR(", \"why\": "));
    json_text(b, d->why);
    buf_put_char(b, '}');
}

struct str answer_as_json(struct arena *mem, const struct policy_answer *a)
{
    struct buf b;
    buf_open(&b, mem, 16 << 10, ANSWER_MAX);
    buf_printf(&b, "{\n  \"outcome\": {\"required\": %s, \"allowed\": ",
               a->refer_required ? "\"refer\"" : "null");
    json_allowed(&b, a);
    buf_put_str(&b, STR(", \"because\": "));
    json_because(&b, a);
    buf_printf(&b, ", \"state\": \"%s\"},\n", outcome_states[a->state]);
    json_route(&b, a);
    buf_printf(&b, "  \"evidence\": {\"hold\": %s},\n  \"warnings\": [",
               a->evidence_hold ? "true" : "false");
    for (size_t i = 0; i < a->warnings_count; i++) {
        buf_put_str(&b, i > 0 ? STR(",\n    {\"clause\": ")
                              : STR("\n    {\"clause\": "));
        json_text(&b, a->warnings[i].clause);
        buf_put_str(&b, STR(", \"subject\": "));
        json_text(&b, a->warnings[i].subject);
        buf_put_str(&b, STR(", \"text\": "));
        json_text(&b, a->warnings[i].text);
        buf_put_char(&b, '}');
    }
    buf_put_str(&b, STR("],\n  \"duties\": [\n"));
    for (size_t i = 0; i < a->duties_count; i++) {
        json_duty(&b, mem, &a->duties[i]);
        buf_put_str(&b, i + 1 < a->duties_count ? STR(",\n") : STR("\n"));
    }
    buf_put_str(&b, STR("  ]\n}\n"));
    must(!b.overflowed);
    return buf_str(&b);
}

struct str answer_as_text(struct arena *mem, const struct policy_answer *a)
{
    static const char *const routes[] = {
        [ROUTE_NONE] = "no route is suggested yet",
        [ROUTE_REFER] = "refer (8.9)",
        [ROUTE_SG10] = "child-on-child abuse policy, SG10 (8.15)",
        [ROUTE_SCHOOL] = "the school resolves it (8.14)",
    };
    struct buf b;
    buf_open(&b, mem, 16 << 10, ANSWER_MAX);
    buf_put_str(&b, STR("Outcome: "));
    buf_put_str(&b, a->refer_required ? STR("refer is required by ")
                                      : STR("open: "));
    if (a->refer_required)
        json_because(&b, a);
    else
        json_allowed(&b, a);
    buf_printf(&b, "\nState: %s\nRoute: %s\nEvidence: %s\n",
               outcome_states[a->state], routes[a->route],
               a->evidence_hold
                   ? "keep it, do not share it, do not delete it"
                   : "not held");
    for (size_t i = 0; i < a->warnings_count; i++) {
        const struct warning *w = &a->warnings[i];
        struct str cite = clause_cite(mem, w->clause);
        buf_printf(&b, "Warning, %.*s", STR_ARG(cite));
        if (w->subject.data != NULL)
            buf_printf(&b, ", %.*s", STR_ARG(w->subject));
        buf_printf(&b, ": %.*s\n", STR_ARG(w->text));
    }
    for (size_t i = 0; i < a->duties_count; i++) {
        const struct duty *d = &a->duties[i];
        if (d->state == DUTY_DONE)
            continue;
        struct str cite = clause_cite(mem, d->clause);
        struct str due = instant_known(d->due) ? instant_words(mem, d->due)
                                               : STR("later");
        buf_printf(&b, "%-8s %.*s%s%.*s (%.*s, %.*s, %.*s)\n",
                   duty_state_word(d->state), STR_ARG(d->title),
                   d->subject.data ? ": " : "", STR_ARG(d->subject),
                   STR_ARG(cite), STR_ARG(d->owner), STR_ARG(due));
    }
    return buf_str(&b);
}

static const char usage[] =
    "usage: lanyard explain FACTS.json [--human] [--pack FILE]\n\n"
    "Prints, as JSON, what the policy demands for the facts given.\n\n"
    "  FACTS.json    the facts; - reads standard input\n"
    "  --human       short readable text instead of JSON\n"
    "  --pack FILE   another pack than the one built in\n\n"
    "Exit status: 0 with an answer, 2 for input that cannot be read.\n";

struct options {
    const char *facts;
    const char *pack;
    bool human;
    bool help;
};

static bool options_read(struct options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            o->help = true;
        else if (strcmp(argv[i], "--human") == 0)
            o->human = true;
        else if (strcmp(argv[i], "--pack") == 0 && i + 1 < argc)
            o->pack = argv[++i];
        else if (o->facts == NULL &&
                 (argv[i][0] != '-' || argv[i][1] == '\0'))
            o->facts = argv[i];
        else
            return false;
    }
    return o->help || o->facts != NULL;
}

static enum err file_read(struct str *out, struct arena *mem, FILE *file)
{
    char *bytes = arena_alloc(mem, INPUT_MAX + 1);
    size_t size = fread(bytes, 1, INPUT_MAX + 1, file);
    *out = (struct str){ bytes, size };
    if (ferror(file))
        return ERR_IO;
    return size > INPUT_MAX ? ERR_LIMIT : OK;
}

static enum err input_read(struct str *out, struct arena *mem,
                           const char *path)
{
    if (strcmp(path, "-") == 0)
        return file_read(out, mem, stdin);
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return ERR_IO;
    enum err err = file_read(out, mem, file);
    fclose(file);
    return err;
}

/* One line of plain characters, whatever stands in a name or a text. */
static int refuse(struct arena *mem, const char *path, struct str why)
{
    struct buf b;
    buf_open(&b, mem, 256, 64 << 10);
    buf_printf(&b, "lanyard explain: %s%s%.*s", path != NULL ? path : "",
               path != NULL ? ": " : "", STR_ARG(why));
    for (size_t i = 0; i < b.size; i++)
        if (b.data[i] < ' ' || b.data[i] > '~')
            b.data[i] = '?';
    fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&b)));
    return 2;
}

int cli_explain(int argc, char **argv)
{
    struct options o = { 0 };
    if (!options_read(&o, argc, argv)) {
        fputs("lanyard explain: give one file of facts, or -; see --help\n",
              stderr);
        return 2;
    }
    if (o.help) {
        fputs(usage, stdout);
        return 0;
    }
    AUTO_ARENA mem;
    arena_open(&mem, MEMORY_MAX);
    struct str json, error;
    enum err err = input_read(&json, &mem, o.facts);
    if (err != OK)
        return refuse(&mem, o.facts, err == ERR_LIMIT
                                   ? STR("is larger than 8 MiB")
                                   : STR("cannot be read"));
    struct question question;
    if (question_read(&question, &mem, json, &error) != OK)
        return refuse(&mem, o.facts, error);
    struct pack *pack;
    if (pack_open(&pack, o.pack, &mem, &error) != OK)
        return refuse(&mem, NULL, error);
    struct policy_answer answer;
    policy_answer(&answer, &mem, pack, &question.calendar, &question.facts,
                  question.now);
    struct str text = o.human ? answer_as_text(&mem, &answer)
                              : answer_as_json(&mem, &answer);
    bool written = fwrite(text.data, 1, text.size, stdout) == text.size &&
                   fflush(stdout) == 0;
    pack_close(pack);
    return written ? 0 : 2;
}
