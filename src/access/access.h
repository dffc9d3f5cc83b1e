/* access.h: who may do what to which incident, and the proof of it.
 *
 * Promises:  1 nothing is read or written without a permit, and only
 *              access_permit makes one (I3): the store and the acts ask for
 *              it, a test looks for any other maker,
 *            2 default deny: a permission that no row of the table grants is
 *              refused,
 *            3 a role alone never opens an incident: it takes the relation,
 *              the same school or the whole trust, and a person named in the
 *              incident has no relation to it but that (ruling D8),
 *            4 an adult whom a pupil chose, and the SENCO, have the pages about
 *              that pupil and no other; which pupil it is, the page sees to
 *              (src/web/pupil.c),
 *            5 a link person for parents has the page of those parents and no
 *              other, as long as the duty is theirs by name (10.3a,
 *              docs/decisions/0012-link-persons.md); whose parents, the page
 *              sees to (src/web/link.c),
 *            6 an administrator sees people and settings, never an incident,
 *            7 where a person who leads or signs is named, the next one up
 *              takes their seat in that incident and in no other (D8,
 *              docs/decisions/0009-who-steps-in.md): the acts, the lists, the
 *              alerts and the notices all ask access_seats.
 * Fails with: false from access_permit; the page that follows is "not found",
 *            the same for what does not exist and what is not for you.
 * Not here:  sessions and passwords (identity), reading rows (store).
 */
#ifndef LANYARD_ACCESS_ACCESS_H
#define LANYARD_ACCESS_ACCESS_H

#include "base/base.h"
#include "base/str.h"

/* The table of access.c says which role has which, and in which relation. */
enum permission {
    PERMIT_NOTHING = 0,
    PERMIT_PUBLIC,          /* no sign-in: sign-in pages, health, assets */
    PERMIT_FIRST_FACTOR,    /* password given, second factor still missing */
    PERMIT_SIGNED_IN,       /* own account, policies, hide screen */
    PERMIT_BY_TOKEN,        /* a calendar program, by its owner's secret */
    PERMIT_REPORT,          /* report a concern (5.4, 7.5a) */
    PERMIT_SEE_RECEIPT,     /* own report's receipt, add to it (7.5a, D4) */
    PERMIT_SEE_WORK,        /* My work */
    PERMIT_FIND_INCIDENT,   /* list and search own incidents */
    PERMIT_SEE_INCIDENT,    /* overview, chronology, every stage's record */
    PERMIT_WRITE_NOTE,      /* add to the chronology, correct own words */
    PERMIT_LEAD_INCIDENT,   /* people, review, risk, proposal (2.3) */
    PERMIT_SIGN_DECISION,   /* agree or return (12.9) */
    PERMIT_RECORD_REFERRAL, /* say that an agency was told (D4) */
    PERMIT_SEE_PUPIL,       /* what is recorded of one pupil's support */
    PERMIT_SUPPORT_PUPIL,   /* hear, talk to, advise a pupil (7.5c, 9) */
    PERMIT_ARRANGE,         /* put arrangements in place (2.4) */
    PERMIT_ALLOW_VIEWING,   /* agree to view, support who saw (12.6, 12.7) */
    PERMIT_SIGN_VIEWING,    /* sign what one was in the room for (12.6g) */
    PERMIT_LINK_PARENTS,    /* stay in touch with a pupil's parents (10.3a) */
    PERMIT_MANAGE_PEOPLE,   /* users and roles; never an incident */
    PERMIT_KEEP_AGENCIES,   /* whom a school turns to (11.1) */
    PERMIT_MANAGE_COVER,    /* who is on call for a school (2.1e) */
    PERMIT_SEE_LESSONS,     /* what incidents taught; counts for the Board */
    PERMISSION_COUNT
};

/* One role somebody holds; a school of zeros means the whole trust. */
struct grant {
    enum role role;
    struct school_id school;
};

enum { GRANTS_MAX = 32 };

/* The person at the keyboard, as the session knows them. */
struct actor {
    bool known;         /* signed in, or past the first factor */
    bool second_factor; /* both factors given */
    struct trust_id trust;
    struct user_id user;
    struct grant grants[GRANTS_MAX];
    size_t grants_count;
};

/* What access has to know of an incident, and nothing else of it. */
struct incident_scope {
    struct trust_id trust;
    struct school_id school;
    struct incident_id incident;
    struct user_id reporter; /* zeros: nobody with an account */
    bool names_actor;        /* the actor is a person of the incident */
    unsigned named_roles;    /* bits 1u << role: seats of the school whose
                              * holder is a person of the incident */
    bool helps;              /* a pupil of it chose the actor (9.2) */
    bool needs_senco;        /* a pupil of it has SEND (2.4) */
    bool actor_owes;         /* a duty of the incident is the actor's own */
};

/* Proof that access was checked. Made by access_permit and by nothing else;
 * its fields are read, never set, elsewhere. */
struct permit {
    enum permission permission;
    struct trust_id trust;
    struct user_id user;
    enum role role;              /* the role by which it was granted */
    struct school_id school;     /* zeros: the whole trust */
    bool has_incident;
    struct incident_id incident; /* valid with has_incident */
    struct school_id incident_school;
};

/* True and *out filled when the actor holds the permission; scope is NULL for
 * pages that are about no incident. A permission on an incident asks for one,
 * any other asks for none: the opposite is a bug. */
MUST_USE bool access_permit(struct permit *out, const struct actor *actor,
                            enum permission permission,
                            const struct incident_scope *scope);

/* The seats of an incident that somebody may have to leave (D8). */
enum { SEATS_NAMED = 1u << ROLE_DSL | 1u << ROLE_HEAD |
                     1u << ROLE_EXECUTIVE_LEADER | 1u << ROLE_CEO };

/* What that role does in an incident beyond its own part, because the holders
 * of those seats are named in it: bits 1u << ROLE_DSL (leads), ROLE_HEAD and
 * ROLE_EXECUTIVE_LEADER (signs). 0 for every other role. */
unsigned access_seats(enum role role, unsigned named_roles);

/* Who leads it (D8): the DSL, the Head, the CEO or the chair. */
enum role access_leader(unsigned named_roles);

/* True for permissions that are about one incident. */
bool permission_needs_incident(enum permission permission);

/* True for a permit whose role has its school's incidents by itself, and for
 * the program; false for the CEO and the chair, who have those in which they
 * take a seat. */
bool access_sees_all(const struct permit *permit);

/* True for a role that opens incidents, or may come to: who holds the seats,
 * who takes them (D8), and the SENCO. */
bool role_opens_incidents(enum role role);

/* "see_incident": for route tables, tests and logs. Never NULL. */
const char *permission_name(enum permission permission);

/* True when some grant of the actor holds the role, in that school or in the
 * whole trust. */
bool actor_has_role(const struct actor *actor, enum role role,
                    struct school_id school);

/* The role the person is addressed by: the one that leads furthest. */
enum role actor_first_role(const struct actor *actor);

/* A permit for the program itself (rebuild, verify, backup, demonstration
 * data): a trust, no user. For src/cli, src/acts and the store's restore,
 * which verifies before anybody may see, only. */
struct permit access_program_permit(struct trust_id trust);

#endif
