/* sim.h: a term of two schools in a second or two, on a disk that fails.
 *
 * Clock, disk, people and every random byte follow one seed, so a run that
 * went wrong can be run again: build/sim SEED. Beside the program stands an
 * account of what it was told and answered (struct told), kept by other means
 * than the program's; the checks compare the two.
 *
 * Files: town.c (people, who may what), forms.c and response.c (what they
 * write, to the end of an incident), deeds.c (what they do), pages.c (the same
 * through the site's pages: half of what has a form in pages.c), checks.c (what
 * must be true after each day and each restart), sim.c (days and faults).
 * Not here:  sockets. Tests only. */
#ifndef LANYARD_TESTS_SIM_H
#define LANYARD_TESTS_SIM_H

#include "identity/identity.h"
#include "tests/crash/disk.h"
#include "tests/house.h"

enum {
    PEOPLE = 17,
    TRUST_WIDE = 2, /* a school's number: both */
    INCIDENTS_MAX = 30,
    ENTRIES_MAX = 60,
    DUTIES_KEPT = 120,
    SNAPSHOTS = 4,
    WORDS_SIZE = 120,
    TYPED_SIZE = 2000,
    FORM_FIELDS = 48,
};

struct townsman {
    const char *name;
    enum role role;
    unsigned school; /* 0 Oak, 1 Elm, TRUST_WIDE */
    struct user_id user;
    char token[TOKEN_TEXT_SIZE + 1];
    uint8_t csrf[TOKEN_SIZE]; /* of that session */
    bool disabled;
    char draft[WORDS_SIZE]; /* kept last, or "" */
    bool draft_doubtful;
    struct instant draft_at;
};

/* An entry as it was answered. */
struct told_entry {
    enum entry_kind kind;
    unsigned author;
    struct instant at;
    enum field field;       /* where its words stand */
    char words[WORDS_SIZE]; /* "" for kinds without words */
    unsigned person;        /* of a PERSON entry */
    bool agrees;            /* a SIGN that agrees to the proposal */
};

/* A duty that was there at the last look. */
struct told_duty {
    uint64_t which; /* of clause, owner and subject */
    bool done;
};

/* What the program said at that moment. */
struct snapshot {
    struct instant at;
    uint64_t answer;
    uint32_t length;
};

struct told {
    char reference[REFERENCE_SIZE + 1];
    unsigned school;
    unsigned reporter;
    struct told_entry entries[ENTRIES_MAX];
    uint32_t count;
    unsigned persons;
    unsigned story; /* its next step; 0: it is none (response.c) */
    enum closing_state closing;
    uint32_t named; /* bits: people of the town named in it */
    struct told_duty duties[DUTIES_KEPT];
    size_t duties_count;
    uint32_t duties_length; /* of the chronology they belong to */
    struct snapshot snapshots[SNAPSHOTS];
    unsigned snapshots_count;
};

struct sim_figures {
    unsigned days, deeds, done, refused, problems, conflicts, denied, doubts,
        repeated, cuts, kills, faults, restarts, checks, closed, reopened,
        pages;
    unsigned wrong;
};

struct sim {
    uint64_t seed;
    bool tells; /* each deed and each fault, in a line */
    struct chance chance;
    struct house house;
    struct arena mem; /* of one deed or one check */
    struct townsman people[PEOPLE];
    struct told told[INCIDENTS_MAX];
    unsigned told_count;
    uint64_t marks;
    uint64_t touched; /* bits of the incidents written to today */
    bool restarted;   /* today */
    struct sim_figures figures;
    uint8_t digest[32];
};

/* Something is not as it must be: told once, with the invariant. */
PRINTF_LIKE(3, 4)
void sim_wrong(struct sim *s, const char *invariant, const char *format, ...);

/* A line of the story, when it is told. */
PRINTF_LIKE(2, 3) void sim_tell(const struct sim *s, const char *format, ...);

/* ---- town.c ---- */

void town_make(struct sim *s);
/* The actor at the keyboard, signed in anew when their session is over. */
MUST_USE enum err town_actor(struct actor *out, struct sim *s, unsigned who);
/* What the access rules give, from the account and not from the program. */
bool town_may(const struct sim *s, unsigned who, enum permission permission,
              const struct told *incident);
MUST_USE enum err town_disable(struct sim *s, unsigned who);
const char *pupil_name(uint64_t number);

/* ---- forms.c ---- */

struct deed {
    unsigned who;
    struct told *told; /* NULL: a new report */
    unsigned school;   /* of a new report */
    enum entry_kind kind;
    enum entry_kind corrects_kind;
    enum permission permission;
    uint32_t made_from;
    bool exclusive_and_old; /* must end as a conflict */
    bool picture;           /* must be refused by the gate */
    bool story;             /* the next step of one */
    bool by_page;           /* sent as a browser does */
    struct told_entry entry;
    uint32_t names; /* bits of people that it names */
    char key[ID_TEXT_SIZE + 1];
    char typed[TYPED_SIZE];
};

static inline uint64_t sim_any(struct sim *s, uint64_t below)
{
    return chance_below(&s->chance, below);
}
/* Words that nobody has written yet. */
void deed_words(struct sim *s, char out[WORDS_SIZE]);
/* More of the form that is being filled in. */
PRINTF_LIKE(2, 3) void deed_say(struct deed *d, const char *format, ...);
/* Fills in the form of its kind. */
void deed_type(struct sim *s, struct deed *d);

/* ---- response.c ---- */

/* The same for the kinds of the later stages. */
void response_type(struct sim *s, struct deed *d);
/* False where there is nothing that such an entry could be about. */
bool response_fits(const struct told *t, enum entry_kind kind);
/* Who has the next step of a story, and which; false: something else is done,
 * or nobody is there. */
bool story_choose(struct sim *s, struct deed *d);
void story_type(struct sim *s, struct deed *d);
void story_answered(struct deed *d, enum act_end end);
/* What an entry that was taken means for an incident that is closed. */
void closing_follow(struct sim *s, struct deed *d);

/* ---- deeds.c ---- */

/* One person does one thing. */
void deed_do(struct sim *s);
/* The program stopped or died; it starts again and all is checked. */
void sim_restart(struct sim *s, enum disk_end how);

/* ---- pages.c ---- */

/* Whether the site has a form for that kind that is sent here. */
bool page_has(enum entry_kind kind);
/* Sends the deed as a browser would: what it is answered, as act_append says
 * it; ERR_IO: the answer was 503. */
MUST_USE enum err page_send(struct act_result *out, struct sim *s,
                            struct deed *d);

/* ---- checks.c ---- */

/* Everything; or, on a quiet day, what was touched and some of the rest. */
void check_day(struct sim *s, bool everything);
/* The permit of somebody who may see the incident. */
struct permit check_permit(struct sim *s, const struct told *told);
void check_no_name(struct sim *s, const char *log, size_t size);
void sim_digest(struct sim *s);

#endif
