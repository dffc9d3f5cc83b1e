/* access.c: the table of roles and permissions, and the one place that reads
 * it. A row: permission, the relation it takes, the roles that have it.
 *
 * Relations:
 *   ANYBODY    signed out as well
 *   TOKEN      whoever brings a secret; the handler finds whose it is, and
 *              asks for that person's own permits
 *   FIRST      password given
 *   SIGNED_IN  both factors given; the role is held somewhere in the trust
 *   INCIDENT   the role is held at the incident's school or for the whole
 *              trust, and the actor is not a person of the incident; or a
 *              role so held takes the seat of one that is named (D8)
 *   PUPIL      as INCIDENT; or a pupil of it chose the actor, who holds any
 *              role at the school (9.2); or the role is SENCO, held at the
 *              school, and a pupil of it has SEND (2.4)
 *   REPORTER   the actor sent the report, whatever their role; a reporter
 *              keeps their own receipt even when named (it tells them only
 *              what they wrote)
 *   OWES       a duty of the incident is the actor's own, by name and not by
 *              role (their signature, 12.6g), and the actor is not a person
 *              of the incident; it ends with the duty
 *   LINK       as OWES; or as INCIDENT
 */
#include "access/access.h"

enum relation { ANYBODY, TOKEN, FIRST, SIGNED_IN, INCIDENT, PUPIL, REPORTER,
                OWES, LINK };

#define ROLE(name) (1u << ROLE_##name)
#define ROLES_LEAD (ROLE(DSL) | ROLE(DEPUTY_DSL))
#define ROLES_SIGN (ROLE(HEAD) | ROLE(EXECUTIVE_LEADER))
#define ROLES_INCIDENT (ROLES_LEAD | ROLES_SIGN)
/* Who have the incidents in which they take a seat (D8), and no other. */
#define ROLES_ABOVE (ROLE(CEO) | ROLE(CHAIR))
#define ROLES_ALL (~0u)
/* Who may be the adult of a pupil's choice: all who work with pupils. */
#define ROLES_CHOSEN \
    (ROLES_INCIDENT | ROLE(STAFF) | ROLE(SENCO) | ROLE(CEO))

static const struct {
    const char *name;
    enum relation relation;
    unsigned roles;
} table[PERMISSION_COUNT] = {
    [PERMIT_NOTHING] = { "nothing", SIGNED_IN, 0 },
    [PERMIT_PUBLIC] = { "public", ANYBODY, ROLES_ALL },
    [PERMIT_FIRST_FACTOR] = { "first_factor", FIRST, ROLES_ALL },
    [PERMIT_SIGNED_IN] = { "signed_in", SIGNED_IN, ROLES_ALL },
    [PERMIT_BY_TOKEN] = { "by_token", TOKEN, ROLES_ALL },
    /* 5.4: every member of staff, whatever else they are. */
    [PERMIT_REPORT] = { "report", SIGNED_IN,
                        ROLES_ALL & ~(ROLE(TRUSTEE) | ROLE(GOVERNOR) |
                                      ROLE(CHAIR)) },
    [PERMIT_SEE_RECEIPT] = { "see_receipt", REPORTER, ROLES_ALL },
    /* The SENCO has duties too (2.4), and finds no incident by it. */
    [PERMIT_SEE_WORK] = { "see_work", SIGNED_IN,
                          ROLES_INCIDENT | ROLES_ABOVE | ROLE(SENCO) },
    [PERMIT_FIND_INCIDENT] = { "find_incident", SIGNED_IN,
                               ROLES_INCIDENT | ROLES_ABOVE },
    [PERMIT_SEE_INCIDENT] = { "see_incident", INCIDENT, ROLES_INCIDENT },
    [PERMIT_WRITE_NOTE] = { "write_note", INCIDENT, ROLES_INCIDENT },
    [PERMIT_LEAD_INCIDENT] = { "lead_incident", INCIDENT, ROLES_LEAD },
    [PERMIT_SIGN_DECISION] = { "sign_decision", INCIDENT, ROLES_SIGN },
    /* D4: nothing may delay a referral, so whoever sees it may record it. */
    [PERMIT_RECORD_REFERRAL] = { "record_referral", INCIDENT, ROLES_INCIDENT },
    /* STAFF stands for whoever was chosen, whatever else they are. */
    [PERMIT_SEE_PUPIL] = { "see_pupil", PUPIL,
                           ROLES_INCIDENT | ROLE(SENCO) | ROLE(STAFF) },
    [PERMIT_SUPPORT_PUPIL] = { "support_pupil", PUPIL,
                               ROLES_LEAD | ROLE(STAFF) },
    [PERMIT_ARRANGE] = { "arrange", PUPIL, ROLES_LEAD | ROLE(SENCO) },
    [PERMIT_KEEP_AGENCIES] = { "keep_agencies", SIGNED_IN,
                               ROLES_LEAD | ROLE(ADMINISTRATOR) },
    [PERMIT_ALLOW_VIEWING] = { "allow_viewing", INCIDENT, ROLES_SIGN },
    [PERMIT_SIGN_VIEWING] = { "sign_viewing", OWES, ROLES_ALL },
    [PERMIT_LINK_PARENTS] = { "link_parents", LINK, ROLES_INCIDENT },
    [PERMIT_MANAGE_PEOPLE] = { "manage_people", SIGNED_IN,
                               ROLE(ADMINISTRATOR) },
    [PERMIT_MANAGE_COVER] = { "manage_cover", SIGNED_IN,
                              ROLES_INCIDENT | ROLE(ADMINISTRATOR) },
    /* 2.1b, D9: whoever reads the incidents; trustees and governors, counts. */
    [PERMIT_SEE_LESSONS] = { "see_lessons", SIGNED_IN,
                             ROLES_INCIDENT | ROLE(TRUSTEE) | ROLE(GOVERNOR) },
};

const char *permission_name(enum permission permission)
{
    must(permission < PERMISSION_COUNT);
    return table[permission].name;
}

/* An incident takes three people: one leads, two sign. Whoever is named leaves
 * a seat empty, and those above move up: the Head leads for the DSL, and the
 * CEO signs for the Head; the CEO leads and signs for the Head; the CEO signs
 * for the Executive Leader. The chair comes in where that takes a second
 * person, or where the CEO is the one who is named. */
unsigned access_seats(enum role role, unsigned named_roles)
{
    bool dsl = (named_roles & ROLE(DSL)) != 0;
    bool head = (named_roles & ROLE(HEAD)) != 0;
    bool leader = (named_roles & ROLE(EXECUTIVE_LEADER)) != 0;
    bool ceo = (named_roles & ROLE(CEO)) != 0;
    unsigned signs = (dsl || head ? ROLE(HEAD) : 0) |
                     (leader ? ROLE(EXECUTIVE_LEADER) : 0);
    if (role == ROLE_HEAD)
        return dsl && !head ? ROLE(DSL) : 0;
    if (role == ROLE_CEO)
        return ceo ? 0 : signs | (head ? ROLE(DSL) : 0);
    if (role == ROLE_CHAIR && ceo)
        return signs | ROLE(DSL);
    return role == ROLE_CHAIR && dsl + head + leader >= 2 ? signs : 0;
}

enum role access_leader(unsigned named_roles)
{
    if ((named_roles & ROLE(CEO)) != 0)
        return ROLE_CHAIR;
    if ((named_roles & ROLE(HEAD)) != 0)
        return ROLE_CEO;
    return (named_roles & ROLE(DSL)) != 0 ? ROLE_HEAD : ROLE_DSL;
}

bool access_sees_all(const struct permit *permit)
{
    return (ROLES_INCIDENT & (1u << permit->role)) != 0 ||
           (permit->role == ROLE_NONE && id_is_zero(permit->user.bytes));
}

bool role_opens_incidents(enum role role)
{
    return ((ROLES_INCIDENT | ROLES_ABOVE | ROLE(SENCO)) & 1u << role) != 0;
}

bool permission_needs_incident(enum permission permission)
{
    must(permission < PERMISSION_COUNT);
    return table[permission].relation == INCIDENT ||
           table[permission].relation == PUPIL ||
           table[permission].relation == REPORTER ||
           table[permission].relation == OWES ||
           table[permission].relation == LINK;
}

/* The first grant with one of the roles that reaches the school, or that takes
 * the seat of one of them; no school asks for any grant at all. NULL when
 * there is none. */
static const struct grant *grant_find(const struct actor *actor,
                                      unsigned roles,
                                      const struct school_id *school,
                                      unsigned named_roles)
{
    for (size_t i = 0; i < actor->grants_count; i++) {
        const struct grant *g = &actor->grants[i];
        must(g->role < ROLE_COUNT);
        unsigned has = 1u << g->role | access_seats(g->role, named_roles);
        if ((roles & has) == 0)
            continue;
        if (school == NULL || id_is_zero(g->school.bytes) ||
            ID_SAME(g->school, *school))
            return g;
    }
    return NULL;
}

static bool grant_on_incident(const struct grant **out,
                              const struct actor *actor, unsigned roles,
                              const struct incident_scope *scope)
{
    if (!ID_SAME(actor->trust, scope->trust) || scope->names_actor)
        return false;
    *out = grant_find(actor, roles, &scope->school, scope->named_roles);
    return *out != NULL;
}

/* A role that reaches the whole incident; else the SENCO or the one chosen. */
static bool grant_on_pupil(const struct grant **out,
                           const struct actor *actor, unsigned roles,
                           const struct incident_scope *scope)
{
    if (grant_on_incident(out, actor, roles & ROLES_INCIDENT, scope))
        return true;
    if (scope->needs_senco &&
        grant_on_incident(out, actor, roles & ROLE(SENCO), scope))
        return true;
    return scope->helps && (roles & ROLE(STAFF)) != 0 &&
           grant_on_incident(out, actor, ROLES_CHOSEN, scope);
}

/* Theirs by name, whatever their role; never of whoever is named in it. */
static bool owes(const struct actor *actor, const struct incident_scope *scope)
{
    return ID_SAME(actor->trust, scope->trust) && scope->actor_owes &&
           !scope->names_actor;
}

bool access_permit(struct permit *out, const struct actor *actor,
                   enum permission permission,
                   const struct incident_scope *scope)
{
    must(permission < PERMISSION_COUNT);
    must(permission_needs_incident(permission) == (scope != NULL));
    must(actor->grants_count <= GRANTS_MAX);
    unsigned roles = table[permission].roles;
    enum relation relation = table[permission].relation;
    const struct grant *grant = NULL;
    bool granted = false;
    switch (relation) {
    case ANYBODY:
    case TOKEN:
        granted = true;
        break;
    case FIRST:
        granted = actor->known;
        break;
    case SIGNED_IN:
        grant = grant_find(actor, roles, NULL, 0);
        granted = actor->known && actor->second_factor &&
                  (grant != NULL || roles == ROLES_ALL);
        break;
    case INCIDENT:
        granted = actor->known && actor->second_factor &&
                  grant_on_incident(&grant, actor, roles, scope);
        break;
    case PUPIL:
        granted = actor->known && actor->second_factor &&
                  grant_on_pupil(&grant, actor, roles, scope);
        break;
    case REPORTER:
        granted = actor->known && actor->second_factor &&
                  ID_SAME(actor->trust, scope->trust) &&
                  !id_is_zero(scope->reporter.bytes) &&
                  ID_SAME(actor->user, scope->reporter);
        break;
    case OWES:
        granted = actor->known && actor->second_factor && owes(actor, scope);
        break;
    case LINK:
        granted = actor->known && actor->second_factor &&
                  (grant_on_incident(&grant, actor, roles, scope) ||
                   owes(actor, scope));
        break;
    }
    if (!granted)
        return false;
    *out = (struct permit){
        .permission = permission,
        .trust = actor->trust,
        .user = actor->user,
        .role = grant != NULL ? grant->role : ROLE_NONE,
        .has_incident = scope != NULL,
    };
    if (grant != NULL)
        out->school = grant->school;
    if (scope != NULL) {
        out->incident = scope->incident;
        out->incident_school = scope->school;
    }
    return true;
}

bool actor_has_role(const struct actor *actor, enum role role,
                    struct school_id school)
{
    must(role < ROLE_COUNT);
    return grant_find(actor, 1u << role, &school, 0) != NULL;
}

enum role actor_first_role(const struct actor *actor)
{
    static const enum role order[] = {
        ROLE_EXECUTIVE_LEADER, ROLE_HEAD,  ROLE_DSL,     ROLE_DEPUTY_DSL,
        ROLE_SENCO,            ROLE_CEO,   ROLE_CHAIR, ROLE_TRUSTEE,
        ROLE_GOVERNOR,         ROLE_ADMINISTRATOR, ROLE_STAFF,
    };
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (grant_find(actor, 1u << order[i], NULL, 0) != NULL)
            return order[i];
    return ROLE_NONE;
}

struct permit access_program_permit(struct trust_id trust)
{
    return (struct permit){ .permission = PERMIT_SEE_INCIDENT,
                            .trust = trust };
}
