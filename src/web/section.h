/* section.h: what the pages of viewing, devices and deletion share: a form
 * about one thing of the incident, and a page that lists things or shows one.
 *
 * A thing is named by the entry that began it ("/viewing/12"); the number
 * comes from the address and is given to the form, never typed.
 */
#ifndef LANYARD_WEB_SECTION_H
#define LANYARD_WEB_SECTION_H

#include "web/page.h"

enum { SECTION_LOOKS_MAX = 24, SECTION_GIVEN_MAX = 4, SECTION_ACTIONS_MAX = 8 };

struct section_form {
    struct known known;
    struct names names;
    struct form_spec form;
    struct field_look looks[SECTION_LOOKS_MAX];
    struct entry_field given[SECTION_GIVEN_MAX];
};

struct section_page {
    struct known known;
    struct names names;
    struct view_record v;
};

/* A form with nothing on it yet; false when it has answered itself. */
struct section_form *section_form_open(struct request *rq,
                                       const struct permit *permit);
/* The next look; the caller fills what the initialiser did not. */
struct field_look *section_look(struct section_form *s, struct field_look look);
void section_give(struct section_form *s, enum field field, struct str text);
/* A user chosen from a list. */
void section_look_user(struct section_form *s, struct request *rq,
                       enum field field, const char *label, const char *hint,
                       const char *clause);
/* A person of the incident, chosen from a list. */
void section_look_person(struct section_form *s, struct request *rq,
                         enum field field, const char *label, const char *hint);
/* Shows it, or saves it when the request is a post. */
void section_form_run(struct section_form *s, struct request *rq,
                      const struct permit *permit);

/* False when it has answered itself. */
bool section_page_open(struct section_page *p, struct request *rq,
                       const struct permit *permit, const char *title,
                       enum case_section section);
/* A link at the foot of the page, for those who may. */
void section_action(struct section_page *p, struct request *rq,
                    const char *text,
                    struct str path, enum permission permission);
void section_page_show(struct section_page *p, struct request *rq);

/* The number in the address, 0 when it is none. */
uint64_t section_number(const struct request *rq);
/* "/incidents/K7P-4MD/viewing/12/answer". */
struct str section_path(struct arena *mem, struct str reference,
                        const char *section, uint32_t seq, const char *rest);
/* The same without the incident, for form_path. */
const char *section_form_path(struct arena *mem, const char *section,
                              uint64_t seq, const char *rest);
/* "Monday 23 November, 9am" of a TIME or LATER field; else "Not recorded". */
struct str section_time(struct request *rq, const struct known *known,
                        const struct entry *entry, enum field field);
/* A field's words, else "Not recorded". */
struct str section_words(struct request *rq, const struct names *names,
                         const struct entry *entry, enum field field);
/* The open duty of that clause and subject that is the reader's, else the first
 * that is anybody's; NULL: none. */
const struct duty *section_duty(const struct request *rq,
                                const struct known *known,
                                const char *clause, struct str subject);

#endif
