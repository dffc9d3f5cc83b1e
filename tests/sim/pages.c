/* pages.c: the same forms as a browser sends them: through the site's own
 * handler, and judged by what a browser is answered. */
#include "tests/sim/sim.h"

#include "web/request.h"

#include <stdio.h>

/* Which form of the site records that kind; NULL: none of these. */
static const char *form_of(enum entry_kind kind)
{
    switch ((unsigned)kind) {
    case ENTRY_REPORT: return "/report/new";
    case ENTRY_ADDITION: return "/add";
    case ENTRY_NOTE: return "/chronology/new";
    case ENTRY_REVIEW: return "/initial-review/edit";
    case ENTRY_RISK: return "/risk/edit";
    case ENTRY_OUTCOME: return "/decision/new";
    case ENTRY_SIGN: return "/decision/sign";
    case ENTRY_REFERRAL: return "/referral";
    }
    return NULL;
}

bool page_has(enum entry_kind kind)
{
    return form_of(kind) != NULL;
}

static struct instant clock_now;

static struct instant page_clock(void)
{
    return clock_now;
}

static struct str path_of(struct arena *mem, const struct deed *d)
{
    const char *form = form_of(d->kind);
    if (d->kind == ENTRY_REPORT)
        return str_of(form);
    return str_printf(mem, "/%s/%s%s",
                      d->kind == ENTRY_ADDITION ? "report" : "incidents",
                      d->told->reference, form);
}

static void field_add(struct request *rq, struct typed *form,
                      const char *name, struct str value)
{
    must(rq->form_count < FORM_FIELDS);
    form[rq->form_count++] = (struct typed){ str_of(name), value };
}

/* What the page's hidden fields hold, and what was typed. */
static void form_fill(struct request *rq, struct sim *s, const struct deed *d)
{
    struct typed *form = ARENA_MANY(&s->mem, FORM_FIELDS, struct typed);
    const struct townsman *p = &s->people[d->who];
    char school[ID_TEXT_SIZE + 1];
    struct buf csrf;
    buf_open(&csrf, &s->mem, TOKEN_TEXT_SIZE + 1, TOKEN_TEXT_SIZE + 1);
    for (unsigned i = 0; i < TOKEN_SIZE; i++)
        buf_printf(&csrf, "%02x", p->csrf[i]);
    rq->form = form;
    rq->form_count = house_typed(form, FORM_FIELDS, d->typed);
    field_add(rq, form, "csrf", buf_str(&csrf));
    field_add(rq, form, "key", str_of(d->key));
    field_add(rq, form, "made-from",
              str_printf(&s->mem, "%u", d->made_from));
    id_print(school, d->school == 0 ? s->house.oak.bytes
                                    : s->house.elm.bytes);
    if (d->kind == ENTRY_REPORT)
        field_add(rq, form, "school", str_copy(&s->mem, str_of(school)));
}

/* Every refusal holds what was typed, and the key that makes it count once. */
static void typed_check(struct sim *s, const struct deed *d,
                        const struct request *rq)
{
    struct str page = buf_str(&rq->out.body);
    if (!d->picture &&
        memmem(page.data, page.size, d->entry.words,
               strlen(d->entry.words)) == NULL)
        sim_wrong(s, "typed", "%s, %u: what was typed is gone",
                  form_of(d->kind), rq->out.status);
    if (memmem(page.data, page.size, d->key, strlen(d->key)) == NULL)
        sim_wrong(s, "typed", "%s, %u: the form has another key",
                  form_of(d->kind), rq->out.status);
}

/* A redirect: to the receipt, or to the page that says it is done. */
static void redirect_read(struct act_result *out, struct sim *s,
                          const struct deed *d, struct str to)
{
    static const char receipt[] = "/report/";
    size_t skip = sizeof(receipt) - 1;
    check_no_name(s, str_c(&s->mem, to), to.size);
    if (str_starts(to, "/sign-in"))
        sim_wrong(s, "I3", "who is signed in is asked to");
    out->end = ACT_DONE;
    if (d->kind == ENTRY_REPORT && str_starts(to, receipt))
        out->reference = (struct str){ to.data + skip, REFERENCE_SIZE };
    else if (memmem(to.data, to.size, "done=", 5) == NULL)
        out->end = ACT_REFUSED; /* the page that says why */
}

/* A report that was sent leaves no draft of one behind. */
static void draft_follow(struct sim *s, const struct deed *d, unsigned status)
{
    struct townsman *p = &s->people[d->who];
    if (d->kind != ENTRY_REPORT)
        return;
    if (status == 303)
        p->draft[0] = '\0';
    else if (status == 503)
        p->draft_doubtful = true;
}

enum err page_send(struct act_result *out, struct sim *s, struct deed *d)
{
    struct house *h = &s->house;
    struct site site = { .store = &h->store, .acts = &h->acts,
                         .pack = h->pack, .clock = page_clock };
    struct request rq = { .mem = &s->mem, .site = &site, .now = h->now,
                          .post = true, .address = STR("192.0.2.1"),
                          .host = STR("lanyard.example"),
                          .token = str_of(s->people[d->who].token) };
    *out = (struct act_result){ 0 };
    clock_now = h->now;
    rq.out.status = 200;
    buf_open(&rq.out.body, &s->mem, 32 << 10, PAGE_BYTES_MAX);
    rq.path = path_of(&s->mem, d);
    form_fill(&rq, s, d);
    request_run(&rq);
    s->figures.pages++;
    draft_follow(s, d, rq.out.status);
    /* The number is not told; the account counts, and the day is checked. */
    out->seq = d->told != NULL ? d->told->count + 1 : 1;
    switch (rq.out.status) {
    case 303: redirect_read(out, s, d, rq.out.location); return OK;
    case 409: out->end = ACT_CONFLICT; break;
    case 422: out->end = ACT_PROBLEMS; break;
    case 503: typed_check(s, d, &rq); return ERR_IO;
    default:
        sim_wrong(s, "I3", "%s answers %u", form_of(d->kind),
                  rq.out.status);
        out->end = ACT_REFUSED;
        return OK;
    }
    typed_check(s, d, &rq);
    return OK;
}
