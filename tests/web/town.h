/* town.h: a house with people who can sign in, an incident, and a way to ask
 * the site for a page in this process: the whole of a request but its bytes.
 *
 * Oak School has the incident. It was reported by Oak's teacher and proposed
 * by Oak's DSL; it names the deputy of Oak as a member of staff. */
#ifndef LANYARD_TESTS_WEB_TOWN_H
#define LANYARD_TESTS_WEB_TOWN_H

#include "tests/house.h"
#include "web/request.h"

/* Everybody whose answers the table of the matrix names. */
enum townsperson {
    SIGNED_OUT,
    PASSWORD_ONLY,      /* DSL of Oak, second factor still missing */
    OAK_REPORTER,       /* staff, sent the report */
    OAK_STAFF,
    OAK_DSL,
    OAK_DEPUTY_NAMED,   /* a person of the incident (D8) */
    OAK_HEAD,
    LEADER,             /* Executive Leader, the whole trust */
    OAK_SENCO,
    CEO,
    CHAIR,
    TRUSTEE,
    OAK_GOVERNOR,
    ADMINISTRATOR,
    ELM_DSL,            /* another school of the trust */
    ELM_HEAD,
    OTHER_TRUST_DSL,
    OTHER_TRUST_ADMINISTRATOR,
    TOWN_COUNT
};
extern const char *const town_names[TOWN_COUNT];

struct town {
    struct house house;
    struct site site;
    struct trust_id other_trust;
    struct school_id ash; /* of the other trust */
    struct user_id users[TOWN_COUNT];
    struct user_id spare; /* staff of Oak nobody is asked as: to be changed */
    char tokens[TOWN_COUNT][TOKEN_TEXT_SIZE + 1];
    uint8_t csrf[TOWN_COUNT][TOKEN_SIZE];
    const char *reference;
};

void town_open(struct town *t);
/* More in the incident, each with a page of its own: a viewing that could not
 * be avoided, of OAK_STAFF with OAK_DSL, unsigned (entry 8), a device (9), a
 * copy (10) and a report to have something taken down (11). */
void town_things(struct town *t);
void town_close(struct town *t);

/* The house's clock, which only the test moves. */
void town_clock_set(struct instant now);

/* One request. query: as behind "?", or NULL. body: a form as a browser sends
 * it, or NULL for a GET; the csrf field of who is added when csrf is true.
 * rq lives as long as mem. */
struct ask {
    enum townsperson who;
    const char *path;
    const char *query;
    const char *body;
    bool no_csrf;
    const char *if_none_match; /* NULL: nothing is known */
};
void town_ask(struct request *rq, struct town *t, struct arena *mem,
              const struct ask *ask);

/* The page as text, whatever the status. */
struct str town_page(const struct request *rq);

/* How many entries the incident has, and what can change by a form. */
struct town_count {
    uint64_t entries, incidents, people, grants, drafts, sessions, opened;
};
struct town_count town_count(struct town *t);

#endif
