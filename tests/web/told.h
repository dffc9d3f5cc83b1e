/* told.h: forms of an incident of the town, as a browser sends them. */
#ifndef LANYARD_TESTS_WEB_TOLD_H
#define LANYARD_TESTS_WEB_TOLD_H

#include "tests/check.h"
#include "tests/web/town.h"

/* Behind the incident's address: "/parents". */
static inline const char *told_path(struct town *t, const char *rest)
{
    return str_c(&t->house.mem, str_printf(&t->house.mem, "/incidents/%s%s",
                                           t->reference, rest));
}

/* A page as text, which must open. */
static inline const char *told_page(struct town *t, enum townsperson who,
                                    const char *rest)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct ask ask = { .who = who, .path = told_path(t, rest) };
    town_ask(rq, t, &t->house.mem, &ask);
    if (rq->out.status != 200)
        fail_msg("%s: %u", ask.path, rq->out.status);
    return str_c(&t->house.mem, town_page(rq));
}

/* A form made now and sent: the request, with its answer. */
static inline struct request *told_form(struct town *t, enum townsperson who,
                                        const char *rest, const char *fields)
{
    struct request *rq = ARENA_NEW(&t->house.mem, struct request);
    struct str key = house_key(&t->house);
    unsigned length = house_load(&t->house, t->reference).length;
    struct str body = str_printf(&t->house.mem, "key=%.*s&made-from=%u&%s",
                                 STR_ARG(key), length, fields);
    struct ask ask = { .who = who, .path = told_path(t, rest),
                       .body = body.data };
    town_ask(rq, t, &t->house.mem, &ask);
    return rq;
}

/* The same, and it must have been saved. */
static inline void told_saved(struct town *t, enum townsperson who,
                              const char *rest, const char *fields)
{
    struct request *rq = told_form(t, who, rest, fields);
    if (rq->out.status != 303)
        fail_msg("%s: %u\n%s", rest, rq->out.status,
                 str_c(&t->house.mem, town_page(rq)));
}

static inline void says(const char *page, const char *words)
{
    if (strstr(page, words) == NULL)
        fail_msg("the page does not say: %s\n%s", words, page);
}

static inline void never_says(const char *page, const char *words)
{
    if (strstr(page, words) != NULL)
        fail_msg("the page says: %s", words);
}

#endif
