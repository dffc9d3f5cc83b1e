/* told.h: who was told of what, asked of the outbox of a house with its people
 * (tests/house.h), on the database that the test was started for. */
#ifndef LANYARD_TESTS_ACTS_TOLD_H
#define LANYARD_TESTS_ACTS_TOLD_H

#include "tests/check.h"
#include "tests/house.h"
#include "tests/place.h"

#include "store/cover.h"
#include "store/outbox.h"

#define BIT(role) (1u << ROLE_##role)

/* An assessment that finds nothing to refer, and the rest of its form. */
#define ALL_NO "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no"
#define QUESTIONS "qa=x|qb=x|qc=x|qd=x|qe=x|qf=x|qg=x|qh=x|qi=x|qj=x|category=aggravated.reckless"

/* Before the first house is opened. */
void told_at(enum place_kind where);

void open_here(struct house *h);
void close_here(struct house *h);

/* Past the program, as whoever keeps the database could (place_run). */
void run_here(const char *sql);

/* To whom notices of that kind wait to be sent, as bits of roles; what was
 * seen counts as sent. */
unsigned told(struct house *h, enum notice_kind kind);

struct covering {
    struct house *h;
    enum role role;
    bool away;
    int days; /* from today on */
    uint32_t end; /* instead: ends that row */
    struct school_cover school;
};

enum err cover_work(struct tx *tx, void *context);

/* Who is away or on call from today on; how the school is covered then. */
struct school_cover cover(struct house *h, enum role role, bool away, int days);

/* A new report at Oak; its reference. */
const char *report(struct house *h);

/* Nothing was left to do, and its ninth entry closed it. */
const char *closed_one(struct house *h);

#endif
