/* incident.h: what a chronology amounts to, now or at any moment before.
 *
 * Promises:  1 pure: the same entries give the same incident (I1, I5),
 *            2 a correction changes what the named entry counts for from then
 *              on; both stay in the list, word for word,
 *            3 the latest assessment, review and proposal count; the earlier
 *              ones stay readable,
 *            4 new facts after a proposal undo its signatures only by an
 *              entry, never silently (8.10): what is signed names the
 *              proposal it answers.
 * Ownership: everything points into mem and into the entries given.
 * Not here:  loading and decrypting (store), deadlines and duties (policy).
 */
#ifndef LANYARD_INCIDENT_INCIDENT_H
#define LANYARD_INCIDENT_INCIDENT_H

#include "incident/entry.h"
#include "policy/policy.h"

enum { INCIDENT_PEOPLE_MAX = 99 };

/* A person of the incident as last recorded. */
struct person {
    struct str id; /* "p1" */
    struct str name;
    enum person_type type;
    unsigned parts; /* bits 1u << enum part */
    struct age age; /* at the report, or as told (D13) */
    enum answer send;
    struct str user; /* 32 hex digits, or empty */
    struct instant suspected_at; /* of staff: first known then; zero: not */
    struct instant recorded_at;  /* the first entry about them */
    struct str year_group;
    struct str elsewhere;
    bool in_error;
    uint32_t seq; /* the entry that says so */
};

/* An agency that was told, and what became of it (8.9, 11, D17). */
struct referral {
    struct str id; /* "r7": entry 7; "r1-police": told before the report */
    enum agency to;
    struct instant made_at;
    struct str reference; /* theirs; empty: none given */
    bool in_writing; /* from the start, or confirmed since */
    struct instant replied_at;
    struct str reply; /* a word of SET_REPLY, the last one */
    struct instant asked_at; /* the last time somebody asked for it */
    struct str rung; /* and whom: a word of SET_RUNG */
    struct instant ask_again_at;
    uint32_t seq;
};

/* What the parents of one pupil were told, and what the pupil wants (10). */
struct family {
    struct str pupil; /* "p1" */
    unsigned covered; /* 10.3a-g: bits 1u << letter */
    struct str link_person; /* a user, or empty */
    struct str link_name; /* of one without an account; empty: a user or none */
    struct instant link_at; /* since when that user is it */
    bool link_spoke; /* they were in touch with the parents since */
    struct instant update_at; /* promised for then; zero: nothing promised */
    const struct entry *wishes; /* as it counts, or NULL */
    const struct entry *delay;
    bool no_updates; /* asked not to, by a child old enough (10.3e, D7) */
    struct instant wishes_review_at;
};

/* What was done for one pupil (2.4, 7.5c, section 9, D14). */
struct care {
    struct str pupil; /* "p1" */
    bool heard;       /* 7.5c */
    bool talked;      /* 9.1 */
    bool arranged;    /* 2.4 */
    struct str helper; /* the adult they chose: a user; empty: DSL, deputy */
    bool helped;       /* somebody talked with them since that choice */
    const struct entry *chosen; /* as it counts; NULL: not asked yet */
    struct instant chosen_at;
    const struct entry *brook;  /* the last result, or NULL */
    struct instant checked_at;  /* the last welfare check */
};

/* What was done for a member of staff who is affected (4.2, D8). */
struct staff_care {
    struct str person; /* "p2" */
    const struct entry *last; /* as it counts */
    struct instant check_at;  /* seen again then; zero: not agreed */
};

/* What a pupil was promised, and meetings that were agreed with them. */
enum promise_sort { PROMISE_SAID, PROMISE_MEETING, PROMISE_ARRANGEMENT };
struct promise {
    uint32_t seq; /* the entry that made it */
    struct str pupil;
    enum promise_sort sort;
    struct str words; /* of PROMISE_SAID */
    struct instant made_at;
    struct instant by;
    bool kept; /* or the pupil was told why not */
};

/* Where the incident stands, for lists and the case bar. Stored: append. */
enum stage {
    STAGE_NEW = 1,     /* nobody has opened it */
    STAGE_OPEN,        /* opened, review not held */
    STAGE_REVIEWED,    /* review held, no outcome */
    STAGE_REFER_NOW,   /* a referral is required and not made */
    STAGE_PROPOSED,    /* waits for signatures */
    STAGE_RETURNED,    /* a signer wants it looked at again */
    STAGE_DECIDED,     /* decided, the school or an agency acts */
    STAGE_CLOSED,      /* nothing was left to do */
    STAGE_COUNT
};
const char *stage_words(enum stage stage);

/* Whether anything is still asked (closing.c). */
enum closing_state {
    CLOSING_OPEN,
    CLOSING_CLOSED,
    CLOSING_REOPENED, /* was closed; what came to light opened it again */
};

struct closing {
    enum closing_state state;
    const struct entry *closed;   /* the last closing, or NULL */
    const struct entry *reopened; /* what opened it again last, or NULL */
    uint32_t since;   /* entries up to here were before it was opened again */
    bool assessed;    /* since it was opened again */
    /* To be read: what came since it was closed; while it is open, what the
     * reporter added since it was taken up. */
    uint32_t news;    /* the first such entry, 0: none */
    uint32_t news_last;
    uint32_t news_count;
};

/* An entry as it counts: its own fields, or those of the last correction. */
struct effective {
    const struct entry *entry;      /* as written */
    const struct entry *counts;     /* == entry, or the correction */
    uint32_t corrected_by;          /* 0: not corrected */
};

enum { VIEWING_ANSWERS_MAX = 8, VIEWING_PRESENT_MAX = 4,
       VIEWING_SIGNS_MAX = 16 };

/* A viewing, from the request to the signatures; or one that could not be
 * avoided, from its record on (12.5c, D6). Entries are as they count; answers
 * and signatures given before a correction of what they name count no more. */
struct viewing {
    uint32_t seq; /* the entry that began it: its name in forms and routes */
    struct str id; /* "v12", of that entry: the subject of its duties */
    const struct entry *request; /* NULL: it began with the record */
    const struct entry *record;  /* NULL: nobody has viewed */
    const struct entry *record_written;
    uint32_t record_seq; /* of its last correction, else its own */
    enum ground ground;
    enum answer distress;
    const struct entry *answers[VIEWING_ANSWERS_MAX]; /* as written */
    size_t answers_count;
    struct str present[VIEWING_PRESENT_MAX]; /* users; the viewer is first */
    size_t present_count;
    const struct entry *signs[VIEWING_SIGNS_MAX]; /* as written */
    size_t signs_count;
    bool refused;   /* one of the two said no */
    bool withdrawn; /* it was decided without viewing */
    bool permitted; /* by both, validly, and before it was viewed */
    bool other_viewer; /* neither the DSL nor whom both agreed to (12.6b) */
    bool alone; /* no second member of staff in the room (12.6c) */
    enum answer in_place; /* on the trust's premises, in private (12.6d) */
    bool reasoned; /* VIEWING_REASON says why it was so */
};

/* 12.5c: nobody chose who saw it and where, so nothing is asked of it. */
bool viewing_chosen(const struct viewing *viewing);
/* In what the record departs from 12.6b, 12.6c and 12.6d, in words; empty: in
 * nothing that is known. */
enum departure { DEPARTURE_VIEWER, DEPARTURE_ALONE, DEPARTURE_PLACE,
                 DEPARTURE_COUNT };
struct str viewing_departs(const struct viewing *viewing,
                           enum departure which);
/* Both leaders are told of it, whoever viewed it where (D6). */
bool viewing_told_anyway(const struct viewing *viewing);
/* The record says something that the DSL answers for, or leaves it out. */
bool viewing_needs_reason(const struct viewing *viewing);
/* Both leaders confirm that they read the record (12.6b, c, d, D6). */
bool viewing_both_answer(const struct viewing *viewing);

/* A device in somebody's keeping: where it is now (12.6h). */
struct device {
    uint32_t seq; /* the entry that took it in */
    const struct entry *taken;
    const struct entry *last; /* the last move; NULL: none yet */
    bool offline, off, secured;
    bool with_police, returned;
};

/* A copy: who holds it where, and what was said and done (12.8, 12.10). */
struct holder {
    uint32_t seq; /* the entry that named it */
    struct str id; /* "h12": the subject of its duties */
    const struct entry *entry;
    const struct entry *last; /* the last step; NULL: none yet */
    unsigned steps;           /* bits 1u << enum holder_step */
    struct instant asked_at;
    struct instant deadline;
    struct instant confirmed_at;
    struct instant refused_at; /* at the last step; zero: it was not */
    struct instant decided_at; /* last, about the police (12.10e) */
    bool in_error;
};

enum holder_step { STEP_REMINDED, STEP_ASKED, STEP_WARNED, STEP_HELPED,
                   STEP_PARENTS, STEP_DECIDED, STEP_COUNT };

/* A report to have something taken down, as it stands now (D15). */
struct takedown {
    uint32_t seq;
    struct str id; /* "t12" */
    const struct entry *first;
    const struct entry *last; /* == first, or what is known since */
};

struct incident {
    const struct entry *entries;
    size_t entries_count;
    const struct effective *effective; /* one per entry, same order */
    const struct person *people;
    size_t people_count;
    const struct entry *report;  /* as it counts; NULL before it is known */
    const struct entry *review;
    const struct entry *risk;
    const struct entry *outcome; /* the proposal that stands */
    uint32_t outcome_seq;
    const struct entry *signs[8]; /* valid answers to it, oldest first */
    size_t signs_count;
    bool returned; /* a signer returned it or asked for a referral */
    const struct referral *referrals;
    size_t referrals_count;
    const struct family *families; /* of pupils somebody wrote about */
    size_t families_count;
    /* What was said last about hearing the pupils (D5), by the police or for
     * them: a word of SET_INTERVIEWS; empty: nothing yet. */
    struct str police_interviews;
    const struct care *cares; /* of pupils of whom anything is recorded */
    size_t cares_count;
    const struct promise *promises; /* oldest first */
    size_t promises_count;
    const struct staff_care *staff_cares; /* one for each who was seen */
    size_t staff_cares_count;
    const struct entry *own_duty; /* the last one, as it counts (D11) */
    const struct entry *route; /* the last one, as it counts, or NULL (8.15) */
    const struct entry *set_aside; /* the disclosure, by the DSL (8.4) */
    const struct viewing *viewings; /* these four: oldest first */
    size_t viewings_count;
    const struct device *devices;
    size_t devices_count;
    const struct holder *holders;
    size_t holders_count;
    const struct takedown *takedowns;
    size_t takedowns_count;
    struct closing closing;
    struct facts facts;
    size_t gate_spent; /* code-like bytes in all texts, see gate.h */
};

/* Folds entries (seq 1..count in order). ERR_CORRUPT when they are not such a
 * list, start with anything but a report, or refer to what is not there. */
MUST_USE enum err incident_fold(struct incident *out, struct arena *mem,
                                const struct entry *entries, size_t count);

/* How many of the entries had been written at that moment. */
size_t incident_known_at(const struct entry *entries, size_t count,
                         struct instant at);

/* Where it stands, given the policy's answer for it. */
enum stage incident_stage(const struct incident *incident,
                          const struct policy_answer *answer);

/* The policy's answer with the house's own duties among them. */
void incident_answer(struct policy_answer *out, struct arena *mem,
                     const struct pack *pack,
                     const struct calendar *calendar,
                     const struct incident *incident, struct instant now);

/* NULL when there is no such referral, and when nobody wrote about the
 * parents of that pupil. */
const struct referral *incident_referral(const struct incident *incident,
                                         struct str id);
/* The house rule by which that agency is asked for its reply: "D17b"; NULL:
 * nobody chases it (D17). */
const char *referral_reply_rule(enum agency to);
const struct family *incident_family(const struct incident *incident,
                                     struct str pupil);
/* True for the link person of that pupil's parents (10.3a), unless they are
 * named in the incident since (D8). */
bool incident_links(const struct incident *incident, struct str pupil,
                    struct user_id user);

/* NULL when nobody has that id. */
const struct person *incident_person(const struct incident *incident,
                                     struct str id);

/* "Was sent it. Passed it on", in the order of the form; none when no part is
 * recorded. */
struct str person_parts(struct arena *mem, const struct person *person,
                        struct str none);

/* Those that began with that entry; NULL when there is none. */
const struct viewing *incident_viewing(const struct incident *incident,
                                       uint64_t seq);
/* With which entry that user signed its record; NULL: not yet (12.6g). */
const struct entry *viewing_signed_by(const struct viewing *viewing,
                                      struct str user);
const struct device *incident_device(const struct incident *incident,
                                     uint64_t seq);
/* "a phone": where a copy is, within a sentence. */
struct str holder_store(struct arena *mem, const struct entry *holder);
/* True, and *seq: the field names that entry, which is there. */
bool field_names_entry(uint64_t *seq, const struct incident *incident,
                       const struct field_info *info, struct str text);
/* "Maya Rowe, a phone (entry 8)", "Police, told in entry 7", "Hear the pupil
 * (Paragraph 7.5(c))"; the text itself when nothing is there by that name, and
 * of a field of any other type. It may name a person. */
struct str field_named_words(struct arena *mem, const struct incident *incident,
                             const struct pack *pack,
                             const struct field_info *info, struct str text);
/* The copy that a duty is about: "h12". */
const struct holder *incident_copy(const struct incident *incident,
                                   struct str id);
const struct holder *incident_holder(const struct incident *incident,
                                     uint64_t seq);
const struct takedown *incident_takedown(const struct incident *incident,
                                         uint64_t seq);

/* The next free person id, "p1" first. */
struct str incident_next_person(struct arena *mem,
                                const struct incident *incident);

/* ---- other schools and policies (other.c) ---- */

/* Somebody at another school or setting was told of it (8.5h). */
bool incident_school_told(const struct incident *incident);
/* Recorded as handled under the child-on-child abuse policy (8.15). */
bool incident_under_sg10(const struct incident *incident);

/* ---- the duty of the one who suspects (own_duty.c, D11) ---- */

enum { OWN_DUTY_DAYS = 7 }; /* at most, where telling would endanger a child */

/* The user who suspects: who sent the report. Zeros where another school told
 * us: it was theirs. */
struct user_id incident_suspects(const struct incident *incident);

/* ---- staff in an incident (staff.c, D8) ---- */

/* The user whom the report names as what it is about, before anybody is
 * recorded as a person; empty when it names none. */
struct str incident_report_about(const struct incident *incident);
/* Who is named in it by their account, each once; rows of people_count + 1. */
size_t incident_named(struct user_id *out, const struct incident *incident);
bool incident_names(const struct incident *incident, struct user_id user);
/* A member of staff who is affected and no more than that (4.2). */
bool person_staff_affected(const struct person *person);
/* One who may have done it: the designated officer is told (D8). */
bool person_staff_suspected(const struct person *person);
/* NULL when they were not seen yet. */
const struct staff_care *incident_staff_care(const struct incident *incident,
                                             struct str person);
/* In whose seat an entry counts: the role it was written in, or the one it was
 * written in place of (D8). */
enum role entry_seat(const struct entry *entry);

/* ---- what is done for pupils ---- */

/* NULL when nothing is recorded of them. */
const struct care *incident_care(const struct incident *incident,
                                 struct str pupil);
/* True for the adult whom that pupil chose (9.2). */
bool incident_helps(const struct incident *incident, struct str pupil,
                    struct user_id user);
/* A pupil of the incident has SEND (2.4). */
bool incident_needs_senco(const struct incident *incident);
/* Somebody is pressured or asked for money (D14). */
bool incident_for_money(const struct incident *incident);
/* How a pupil may be heard (D5): after a referral, until the police say that
 * the school may go on, an account and no questions beyond what safety needs;
 * not at all when they asked to wait. */
enum hearing { HEAR_FULLY, HEAR_ACCOUNT, HEAR_NOT_YET };
/* Do they say how pupils may be heard? The police; where only social care was
 * told, social care, which speaks with the police (D5). */
bool incident_says_hearing(const struct incident *incident,
                           const struct referral *referral);
enum hearing incident_hearing(const struct incident *incident);
/* May anybody be told to delete: evidence is not held, and the outcome is
 * decided with both signatures (D3, D22). */
bool incident_may_delete(const struct policy_answer *answer);
/* A pupil told of themselves; it stands until the DSL sets it aside (8.4).
 * Whatever ends an incident asks this first. */
bool incident_disclosed(const struct incident *incident);
bool incident_disclosure_stands(const struct incident *incident);

/* ---- closing and re-opening (closing.c, stands.c) ---- */

/* What still stands in the way of closing: a duty, or what no duty states. */
struct stand {
    struct duty duty;
    bool beyond;    /* no duty of the list states it */
    bool excusable; /* a reason may stand instead */
    const struct entry *excused; /* the reason that was recorded, or NULL */
};
/* All of it in the order of duties. An incident that is closed is looked at as
 * if it were open. */
const struct stand *incident_stands(size_t *count, struct arena *mem,
                                    const struct incident *incident,
                                    const struct policy_answer *answer);
/* What the reason of entry seq stands for; NULL when it does not stand. */
const struct stand *stand_of_reason(struct arena *mem,
                                    const struct incident *incident,
                                    const struct policy_answer *answer,
                                    uint64_t seq);
/* Those that no reason stands for. */
size_t incident_stands_open(struct arena *mem,
                            const struct incident *incident,
                            const struct policy_answer *answer);
/* "See that every copy is deleted (Paragraph 12.8)": the duty that a reason names. */
struct str stand_words(struct arena *mem, const struct pack *pack,
                       struct str clause);
/* What was written last of how that pupil is: before_too: also before the
 * incident was opened again. NULL: nothing. */
const struct entry *incident_pupil_now(const struct incident *incident,
                                       struct str pupil, bool before_too);
/* "Closed", "Decision due, opened again"; and what lists keep of it. */
struct str incident_status(struct arena *mem, enum stage stage,
                           enum closing_state state);
unsigned incident_stage_kept(enum stage stage, enum closing_state state);
enum stage stage_of_kept(unsigned kept);
enum closing_state closing_of_kept(unsigned kept);

/* First names and year of the pupils for lists: "Maya R and Callum T, Year
 * 9"; "No pupil named yet". */
struct str incident_who(struct arena *mem, const struct incident *incident);

/* Why an act cannot be done, as the person is told. */
enum refusal {
    REFUSE_NONE = 0,
    REFUSE_NOT_ALLOWED_YET,      /* 8.9, 8.10: manage in school is not open */
    REFUSE_REFERRAL_REQUIRED,    /* 8.9: refer is the only open outcome */
    REFUSE_NEEDS_CONFIDENCE,     /* 8.11 */
    REFUSE_NEEDS_AGENCY,         /* refer to whom? */
    REFUSE_NO_PROPOSAL,          /* 12.9: nothing to sign */
    REFUSE_OTHER_PROPOSAL,       /* 12.9: another proposal stands now */
    REFUSE_OWN_PROPOSAL,         /* 12.9 */
    REFUSE_SIGNER_NAMED,         /* 12.9, D8 */
    REFUSE_ALREADY_SIGNED,       /* 12.9: one signature a person and role */
    REFUSE_RETURN_NEEDS_REASON,  /* 12.9 */
    REFUSE_YES_NEEDS_REASON,     /* 8.9, D1: a yes is corrected with a reason */
    REFUSE_NO_SUCH_ENTRY,        /* a correction names an entry */
    REFUSE_CANNOT_CORRECT,       /* that kind is answered, not corrected */
    REFUSE_NO_SUCH_PERSON,
    REFUSE_NO_SUCH_REFERRAL,
    REFUSE_ALREADY_OPENED,
    REFUSE_DISCLOSURE_STANDS,    /* 8.4: set aside by the DSL first */
    REFUSE_NOT_THE_DSL,          /* 8.4 */
    REFUSE_ASIDE_NEEDS_REASON,   /* 8.4 */
    REFUSE_NO_DISCLOSURE,        /* 8.4: nothing to set aside */
    REFUSE_NO_SUCH_PROMISE,      /* 9.4c */
    REFUSE_HELPER_MISSING,       /* 9.2: which adult? */
    REFUSE_HELPER_NAMED,         /* 9.2, D8: a person of the incident */
    REFUSE_NO_SUCH_VIEWING,
    REFUSE_GROUND_IS_PAST,       /* 12.5c is recorded, not asked for */
    REFUSE_DISTRESS,             /* 12.4 */
    REFUSE_VIEWING_OVER,         /* 12.6: viewed, refused or withdrawn */
    REFUSE_PERMITTER_NAMED,      /* 12.6, D8 */
    REFUSE_ALREADY_ANSWERED,     /* 12.6 */
    REFUSE_NO_NEEDS_REASON,      /* 12.6 */
    REFUSE_NEEDS_PERMISSIONS,    /* 12.6 */
    REFUSE_NEEDS_SAME_SEX_WHY,   /* 12.6e */
    REFUSE_NOT_IN_THE_ROOM,      /* 12.6g */
    REFUSE_RECORD_SIGNED,        /* 12.6g: once a person */
    REFUSE_NO_SUCH_DEVICE,
    REFUSE_NO_SUCH_COPY,
    REFUSE_DELETION_CLOSED,      /* 12.8, D3, D22 */
    REFUSE_DECISION_NEEDS_REASON, /* 12.10e */
    REFUSE_NEEDS_CHILD,          /* D12: a document for one child */
    REFUSE_CHILD_NOT_ASKED,      /* D12: any other document */
    REFUSE_NOTHING_DECIDED,      /* 8.13: a statement of no decision */
    REFUSE_OWN_NEEDS_REASON,     /* D11: to wait, or not to report */
    REFUSE_OWN_WAITS_LONG,       /* D11: a day within 7 days of the report */
    REFUSE_NO_STAFF,             /* 4.2: support is for who is affected */
    REFUSE_IS_CLOSED,            /* 8.10: opened again first */
    REFUSE_NOT_CLOSED,           /* 8.10 */
    REFUSE_STANDS_OPEN,          /* 2.3h: something is left to do */
    REFUSE_DISMISSES,            /* 8.4: nothing to it, while it stands */
    REFUSE_ASKS_TO_REOPEN,       /* 8.10: what is new asks for something */
    REFUSE_DUTY_APPLIES,         /* 2.3h: no reason stands instead of it */
    REFUSE_NO_REASON_STANDS,     /* 2.3h: it was taken back already */
    REFUSE_NEEDS_PART,           /* 9.5 to 9.7: which sheet? */
    REFUSE_PARENTS_WAIT,         /* 10.1: no letter before they are told */
    REFUSAL_COUNT
};

/* One sentence that says what to do, and the clause ("" without one). */
const char *refusal_words(enum refusal refusal);
const char *refusal_clause(enum refusal refusal);

/* May this entry be written now? Asked before the act (asking is not
 * telling); never about acts that merely record what happened. */
enum refusal incident_may(const struct incident *incident,
                          const struct policy_answer *answer,
                          const struct entry *entry);

/* The parts of it that stand with their stage (interview.c). */
enum refusal incident_may_take_out(const struct incident *incident,
                                   const struct entry *entry);
enum refusal incident_may_set_aside(const struct entry *entry);

/* Was the form of that entry overtaken since it was made, when the incident
 * had made_from entries (overtaken.c)? True when a newer entry changes what
 * the form is about: it is shown both, and chooses. */
bool incident_overtaken(const struct incident *incident, uint32_t made_from,
                        const struct entry *form);

#endif
