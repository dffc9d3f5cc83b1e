/* page.h: what every page shares: the frame around it, the case around an
 * incident's page, names of people, and forms made from kinds.def. */
#ifndef LANYARD_WEB_PAGE_H
#define LANYARD_WEB_PAGE_H

#include "views.h"
#include "web/request.h"

/* The sections of an incident's menu; routes and menu agree by these. */
enum case_section {
    CASE_OVERVIEW, CASE_CHRONOLOGY, CASE_PEOPLE, CASE_REVIEW, CASE_RISK,
    CASE_DECISION, CASE_REFERRAL, CASE_PARENTS, CASE_SUPPORT, CASE_VIEWING,
    CASE_DEVICES, CASE_DELETION, CASE_DOCUMENTS, CASE_CLOSING,
    CASE_SECTION_COUNT
};

/* Fills the frame: navigation by role, names, policy line. */
void page_frame(struct view_layout *out, struct request *rq,
                const char *title);

/* Fills the incident's bar and menu. */
void page_case(struct view_layout *out, struct request *rq,
               const struct known *known, enum case_section section);

/* "/incidents/K7P-4MD" and what follows. */
struct str case_path(struct arena *mem, struct str reference,
                     const char *rest);

/* "/report/K7P-4MD", of a receipt. */
struct str receipt_path(struct arena *mem, struct str reference);

/* An act's route back with a line that says what was saved: "?done=note". */
void respond_done(struct request *rq, struct str path, const char *what);
/* A local path and nothing else, "/" for anything that is not one. */
struct str path_after_sign_in(struct arena *mem, struct str typed);
/* "/sign-in?to=..."; without the query for "/" itself. */
struct str path_with_to(struct arena *mem, const char *path, struct str to);

/* The colour of the tag of a stage as lists keep it: "red". */
const char *stage_tone_of(unsigned kept);

/* The line for the page it leads to; empty without one. */
struct str done_line(const struct request *rq);

/* 32 hex digits nobody has used. */
struct str form_key_new(struct arena *mem);

/* ---- who people are (names.c) ---- */

/* Who is asked for is read when first asked for, and kept for the page: a
 * trust has thousands of users, a page names a handful. */
struct names {
    struct request *rq;
    struct names_kept *kept;
    bool all; /* people are everybody */
    const struct person_row *people;
    size_t count;
    bool all_schools;
    const struct school_row *schools;
    size_t schools_count;
};
/* Reads nothing yet. */
void names_open(struct names *out, struct request *rq);
/* Reads every school at once, for a page that lists them. */
MUST_USE enum err names_open_schools(struct names *out, struct request *rq);
/* Reads every user and school at once, for a page that lists them. */
MUST_USE enum err names_load(struct names *out, struct request *rq);
/* "Hannah Whitlock"; "A former user" for an id nobody has. */
struct str names_of(const struct names *names, struct user_id user);
/* The same of whoever changed a setting or gave a role: "whoever runs the
 * server" for an id of zeros, which is a command's. */
struct str names_author(const struct names *names, struct user_id author);
struct str names_school(const struct names *names, struct school_id school);
/* "Hannah Whitlock, DSL" at that school. */
struct str names_with_role(struct arena *mem, const struct names *names,
                           struct user_id user);
/* The first with the role at the school; empty when there is none. */
struct str names_holder(const struct names *names, enum role role,
                        struct school_id school);

/* Who leads this request's incident today: a DSL who is there, else "Daniel
 * Osei, Deputy DSL, while Hannah Whitlock is away"; empty when nobody is. */
struct str names_lead(const struct names *names);

/* ---- the permits of every hat somebody wears, for lists ---- */
struct lanes lanes_of(struct request *rq, enum permission permission);
/* The schools somebody may report at, at most SCHOOLS_MAX: those of their
 * grants, all for a grant of the whole trust. */
const struct school_row *schools_of(size_t *count, struct request *rq,
                                    const struct names *names);
/* True when some lane is a role of the given set (bits 1u << role). */
bool lanes_have(struct lanes lanes, unsigned roles);
/* And one that holds at that school. */
bool lanes_reach(struct lanes lanes, unsigned roles, struct school_id school);

/* ---- where a page of incidents ends (incidents.c) ---- */

/* Zeros for anything that is no cursor: from the newest. */
struct incident_cursor page_cursor(struct str typed);
/* The cursor of the page after this one, which is not empty. */
struct str page_cursor_text(struct arena *mem,
                            const struct incident_page *page);

/* ---- kinder words (tone.c) ---- */

/* What could be written instead in a text of that field, in one line for who
 * writes it; empty when nothing is to be said. correction: of its form. */
struct str tone_hint(struct arena *mem, const struct pack *pack,
                     const struct field_info *info, bool correction,
                     struct str text);
/* Whether something could be said of what was typed. */
bool tone_is_typed(const struct request *rq, bool correction);
/* The answer to a draft that was kept: 204, or for each field a line with its
 * name, a tab and the hint. */
void tone_answer(struct request *rq);
/* Above the page that a save leads to ("?entry=12"): which words of that entry
 * could be kinder, for who wrote it. */
void tone_notice(struct view_layout *out, struct request *rq);

/* ---- forms from kinds.def (fields.c) ---- */

/* What a field starts with, and what is wrong with it. */
struct form_state {
    const struct typed *typed; /* what was typed, or a draft */
    size_t typed_count;
    const struct entry *entry; /* else what was recorded last, or NULL */
    const struct problem *problems;
    size_t problems_count;
    const struct pack *pack; /* with words that could be kinder */
    bool correction;
};

/* How one field looks where kinds.def does not say it all. */
struct field_look {
    enum field field;
    const char *heading;
    const char *heading_note;
    const char *label;   /* NULL: kinds.def's */
    const char *legend;  /* over a box to tick; NULL: "Confirm" */
    const char *hint;
    const char *clause;
    const char *item;    /* class of the wrapper */
    unsigned rows;
    const char *width;
    const char *letter;  /* of a criterion, for the live outcome */
    const char *number;  /* "1": stands before the label */
    const char *point;   /* said behind the label, not shown */
    const char *beside;  /* a word of FIELD_Q_UNKNOWN: the box beneath */
    bool inline_radios;
    bool static_after;   /* the live outcome stands behind it */
    bool select;
    bool big;            /* for a phone in a corridor */
    enum field under;    /* shown under a choice of that field ... */
    const char *under_word; /* ... this one */
    const char *note_word;  /* a choice that is answered with words ... */
    const char *note;       /* ... these */
    const struct view_field *ready; /* a question of no entry */
    bool quiet;          /* a label that follows another question */
    bool afresh;         /* attested each time: not what was recorded last */
    bool live_checks;    /* contradictions stand behind it */
    /* Instead of all words of the field's set; checked is filled in. */
    const struct view_option *options;
    size_t options_count;
};

const struct view_field *fields_make(size_t *count, struct arena *mem,
                                     const struct field_look *looks,
                                     size_t looks_count,
                                     const struct form_state *state);

/* The words of an entry as rows, empty fields left out. */
const struct view_answer *entry_answers(size_t *count, struct arena *mem,
                                        const struct entry *entry,
                                        const struct names *names);

/* Text for people of one field's value. */
struct str field_words(struct arena *mem, const struct field_info *info,
                       struct str text, const struct names *names);

/* ---- one form from opening to saving (forms.c) ---- */

struct form_spec {
    enum entry_kind kind;
    enum entry_kind corrects_kind;
    const char *title;
    const char *lede;
    const char *button;
    const char *then_value;  /* a second button, "then=" that; or NULL */
    const char *then_button; /* its words; it becomes the main one */
    const char *done;       /* key of done_line */
    const char *form_path;  /* behind the incident's address */
    struct str next;        /* where saving leads */
    const struct field_look *looks;
    size_t looks_count;
    const struct entry *last; /* what the fields start with, or NULL */
    struct view_req req;
    const struct view_group *groups;
    size_t groups_count;
    bool live;
    bool live_always; /* a referral is required whatever is answered here */
    const struct view_because *because;
    size_t because_count;
    const struct view_answer *warnings;
    size_t warnings_count;
    const char *note;
    const char *note_clause;
    bool sign;               /* asks for the second factor */
    const struct entry_field *given;
    size_t given_count;
    const char *hidden_name;
    struct str hidden_value;
    enum case_section section;
    bool no_case;            /* the reporter's pages show no incident */
    const char *back;        /* words of the way back, or NULL */
    struct str back_link;
    struct school_id school; /* of a new report */
    const struct problem *school_problem; /* it is not chosen yet */
    bool tells_school;       /* the school gets a file of its own (8.5h) */
};

/* Shows the form, with a draft when there is one. known may be NULL for a
 * new report. */
void form_show(struct request *rq, const struct permit *permit,
               const struct known *known, const struct form_spec *spec);
/* Shows it again with all that was typed and why it cannot be done now. */
void form_refuse(struct request *rq, const struct known *known,
                 const struct form_spec *spec, enum refusal why);
/* The same when something else than the policy stands in the way: 503. */
void form_trouble(struct request *rq, const struct known *known,
                  const struct form_spec *spec, const char *words);
/* Saves it, or shows it again with what is wrong and all that was typed. */
void form_save(struct request *rq, const struct permit *permit,
               const struct known *known, const struct form_spec *spec);
/* Keeps what was typed; 204. Without a script the button "later" comes here
 * too, and goes on to the first page. */
void draft_save(struct request *rq, const struct permit *permit);
/* Keeps text as the draft of that name. A form whose key was used is saved
 * already: its draft comes too late, and OK is the answer all the same, so
 * that no draft outlives its entry. */
MUST_USE enum err draft_keep(struct tx *tx, struct request *rq,
                             const struct permit *permit, struct str form,
                             struct str text);

/* A draft as fields, and back. */
struct str typed_as_text(struct arena *mem, const struct typed *typed,
                         size_t count);

/* Loads the incident of the permit; answers itself when it cannot. */
bool known_load(struct known *out, struct request *rq,
                const struct permit *permit, struct instant as_of);

/* Which duty, as far as its page depends on it: of which clause, and about
 * whom or what, "" for the whole incident. */
struct duty_name {
    struct str clause, subject;
};
#define DUTY_NAME(duty) ((struct duty_name){ (duty)->clause, (duty)->subject })

/* Duties as rows of a list. */
struct view_duty duty_row(struct arena *mem, struct str reference,
                          struct str title, struct duty_name duty,
                          struct instant due, bool waiting,
                          struct instant now, size_t number,
                          bool with_reference);
/* The words of its button on the first page. */
const char *duty_button(struct str clause);
/* Where the page is that completes that duty. */
struct str duty_path(struct arena *mem, struct str reference,
                     struct duty_name duty);
/* Where somebody reads about it who only waits for it. */
struct str duty_path_to_read(struct arena *mem, struct str reference,
                             struct duty_name duty);
/* The same for somebody who may or may not do it: a page they can open. */
struct str duty_path_for(struct request *rq, struct str reference,
                         struct duty_name duty);
/* "Today, 4pm", "Overdue since Friday 20 November", "Now". */
struct str due_words(struct arena *mem, struct instant due,
                     struct instant now);
/* The same of a duty whose time is counted so; limit NULL: nobody says how. */
struct str due_words_of(struct arena *mem, const struct pack_clause *limit,
                        struct instant due, struct instant now);

/* ---- what the pages of an incident share (case.c, seats.c) ---- */

/* May the person do that to this request's incident? */
bool case_can(const struct request *rq, enum permission permission);
/* The role by which the person fills that seat of the incident: the seat
 * itself, or the one that takes it because its holder is named (D8); ROLE_NONE
 * when they do not. */
enum role case_hat(const struct request *rq, enum role seat);
/* Who fills it: "Grace Lindqvist, Headteacher"; "Nora Vale, Chief Executive,
 * in place of the Headteacher". away: its holder cannot, as proposer. */
struct str case_seat_words(struct request *rq, const struct names *names,
                           enum role seat, bool away);
/* True for the seat of whoever proposed what stands: they cannot sign it. */
bool case_seat_proposed(const struct known *known, enum role seat);
/* The fields that say in which role somebody acts (AS_ROLE, IN_PLACE). */
size_t case_role_fields(struct entry_field *out, const struct request *rq,
                        enum role seat);
/* The duty is of the person at the keyboard, in a role or a seat of theirs. */
bool case_owes(const struct request *rq, const struct duty *duty);
/* The first duty of that clause that is not done; NULL when there is none. */
const struct duty *case_duty(const struct known *known, const char *clause);
/* What is due (or what still waits), those of one page drawn together; but:
 * one that is shown elsewhere, or NULL. */
struct duty_list {
    const struct known *known;
    const struct names *names;
    const struct duty *but;
    bool waiting;
};
const struct view_duty *case_duties(size_t *count, struct request *rq,
                                    const struct duty_list *list);
/* Its title, with whom it is about: "Offer support to the member of staff: Sam
 * Reed". The title that is kept names pupils only (act_duty_title). */
struct str case_duty_title(struct request *rq, const struct known *known,
                           const struct names *names,
                           const struct duty *duty);
/* The strip: what a duty asks, why, by when, of whom. */
struct view_req case_req(struct request *rq, const struct known *known,
                         const struct names *names, const struct duty *duty);
/* "Trust target: 1 school day. The policy sets none.": by the time that the
 * trust set itself, where it did. limit: NULL for nothing to say. */
struct str case_time_source(struct arena *mem,
                            const struct pack_clause *limit);
/* How many of the first steps are done, and of how many (first_hour.c). */
unsigned first_hour_done(struct arena *mem, const struct known *known,
                         unsigned *count);
/* A decision not to refer stands and waits for its signatures. */
bool case_is_proposed(const struct known *known);
/* True for duties that end when the outcome is decided (8.13, 8.15, 4.3). */
bool duty_ends_decided(struct str clause);
/* True for the 7 questions that can require a referral (7.5e, 8.9a-f). */
bool duty_is_criterion(struct str clause);
/* What the policy warns of. */
const struct view_answer *case_warnings(size_t *count, struct request *rq,
                                        const struct known *known);
/* Proposal and signatures, done and waited for; none without a proposal. */
const struct view_step *case_chain(size_t *count, struct request *rq,
                                   const struct known *known,
                                   const struct names *names);
/* "None apply", "An adult is involved ... (Paragraph 8.9(a))". */
struct str case_criteria_words(struct request *rq, const struct known *known);
struct str case_open_words(struct request *rq, const struct known *known);
/* "Year 9, age 13, SEND" */
struct str person_details(struct arena *mem, const struct person *person);
/* "Thursday 19 November, 3:15pm"; the year only when it is another. */
struct str when_words(struct arena *mem, struct instant at,
                      struct instant now);
/* A list that grows while a page is put together. */
struct rows {
    struct view_answer *rows;
    size_t count;
    size_t max;
};
struct rows rows_make(struct arena *mem, size_t max);
void rows_add(struct rows *rows, const char *key, struct str value,
              const char *clause);
/* Which kinds are corrected by an entry; the others are answered again. */
bool entry_correctable(enum entry_kind kind);
/* True: not for the person to read (4.2, 12.7). */
bool entry_field_private(const struct request *rq, const struct entry *entry,
                         enum field field);
/* True: some words of it are not, so a form that starts with them is not
 * theirs either. */
bool entry_holds_private(const struct request *rq, const struct entry *entry);
/* The role in which the person can answer the proposal now; ROLE_NONE: they
 * cannot, as proposer, as one who answered already, or without that role at
 * the school (decision.c). */
enum role decision_role_to_sign(const struct request *rq,
                                const struct known *known);
/* Whether that duty is in force in the trust, and by which source. */
struct str own_duty_words(struct arena *mem, const struct pack *pack);
/* The duty to report of who sent it (D11): not there, to do, or done. */
const struct duty *own_duty_of(const struct known *known);
/* The route that the policy suggests and the one that is recorded (other.c);
 * false when there is neither. */
bool case_route_group(struct view_group *out, struct request *rq,
                      const struct known *known, const struct names *names);
/* In short, the reasons word for word, and what is still open. */
const struct view_group *decision_groups(size_t *count, struct request *rq,
                                         const struct known *known,
                                         const struct names *names);
/* ---- agencies (directory.c) ---- */

/* Whom that school turns to, "Children’s social care, Northshire" and how to
 * reach them; empty when nobody has written them down. */
const struct view_answer *directory_answers(size_t *count, struct request *rq,
                                            struct school_id school);

/* The page about a member of staff with a part; empty for anybody else
 * (staff.c). */
struct str case_staff_path(struct arena *mem, struct str reference,
                           const struct person *person);

/* The state of a section in a few words, for the menu (viewing.c, device.c,
 * deletion.c, closing.c). */
struct str viewing_state(struct request *rq, const struct known *known);
struct str devices_state(struct request *rq, const struct known *known);
struct str deletion_state(struct request *rq, const struct known *known);
struct str closing_words(struct request *rq, const struct known *known);
/* Above an incident that is closed: since when, and what is new (closing.c). */
struct view_req closing_strip(struct request *rq, const struct known *known,
                              const struct names *names);
/* "Hannah Whitlock, DSL": whose turn a duty is; of a moment that is past the
 * role alone (case.c). */
struct str duty_owner_words(struct request *rq, const struct known *known,
                            const struct names *names, const struct duty *duty);

/* People of the incident to choose from, "Not known" first; pupils only, or
 * all (people.c). */
const struct view_option *case_people_options(size_t *count,
                                              struct request *rq,
                                              const struct known *known,
                                              bool pupils);
/* "Maya Rowe" for "p1"; "Not known" for an empty id. */
struct str case_person_name(const struct incident *incident, struct str id);
/* ---- a child of the incident (parents.c) ---- */

/* The pupil of the address, not one recorded in error; NULL: answered with
 * "not found". */
const struct person *case_child(struct request *rq, const struct known *known);
/* "Maya", and "Maya’s". */
struct str first_name(struct arena *mem, const struct person *person);
/* What was written last for a referral of that pupil, or NULL. */
const struct entry *referral_pack_of(const struct known *known,
                                     struct str pupil);
/* Advice for the parents that fits the pupil's part, as it is said now: under
 * an evidence hold in its other words (10.4-10.6, D3). What `chosen` already
 * says is offered too. */
const struct view_option *parent_advice_options(
    size_t *count, struct request *rq, const struct known *known,
    struct str pupil, const struct entry *chosen);
/* "5 of 7. Still to cover: The law": what the parents heard so far (10.3). */
struct str parents_covered(struct request *rq, const struct family *f);
/* The contact with parents of that place in the chronology, as a row. */
struct view_contact parents_contact(struct request *rq, const struct known *k,
                                    const struct names *names, size_t i);
/* Who may be a pupil's adult or a family's link person (9.2, 10.3a): who works
 * at that school or leads the trust, and is not named in the incident. chosen:
 * a user who is offered all the same, or none. */
const struct view_option *adult_options(size_t *count, struct request *rq,
                                        const struct known *known,
                                        struct str nobody, struct str chosen);

/* Users to choose from behind a first line for none of them, whose value is
 * empty; fits NULL: every user of the trust (people.c). */
typedef bool account_fits(const struct actor *actor,
                          const struct person_row *person);
const struct view_option *account_options(size_t *count, struct request *rq,
                                          struct str nobody,
                                          account_fits *fits);
/* At a school of the actor, or for the trust, and not disabled. */
account_fits account_works_beside;
/* Every user behind "Nobody with an account": those of that school and of the
 * whole trust by name, then the others with their school. */
const struct view_option *user_options(size_t *count, struct request *rq,
                                       struct school_id school);
/* At that school or for the whole trust, and not disabled. */
bool account_works_at(const struct person_row *person,
                      struct school_id school);

#endif
