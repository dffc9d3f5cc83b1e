/* worklist.h: rows of My work.
 *
 * Several duties that one page settles (the 7 questions of 8.9, the 9 points
 * of the review, the 10 questions of 8.12) stand as one row: a list that a
 * tired person cannot read helps nobody. What is counted is what is listed.
 * Not here: the pages (work.c), which duties there are (policy).
 */
#ifndef LANYARD_WEB_WORKLIST_H
#define LANYARD_WEB_WORKLIST_H

#include "web/page.h"

enum list { LIST_OVERDUE, LIST_TODAY, LIST_OTHERS, LIST_LATER, LIST_WAITING,
            LIST_COUNT };

struct list_words {
    const char *name; /* in /work/:list */
    const char *heading;
    const char *empty;
    const char *empty_but_first; /* when its only row stands above */
    const char *more;
};
extern const struct list_words list_words[LIST_COUNT];

/* LIST_COUNT for a name that none has. */
enum list list_named(struct str name);
/* At most PAGE_MAX duties of that list. A list of others may ask for no role:
 * then it is empty and is not to be run. */
struct work_query list_query(enum list list, struct lanes lanes,
                             struct instant now);

struct theme {
    const char *title;  /* NULL: a duty stands for itself */
    const char *why;
    const char *clause; /* that it is cited by */
    const char *unit;
};

struct work_row {
    const struct work_item *item; /* the first of them */
    const struct theme *theme;
    unsigned count;
    struct str what;   /* to do */
    struct str who;    /* the last pupil it is about, or empty */
    struct str others; /* the pupils before: "Maya, Rohan" */
};

struct work_rows {
    struct work_row *rows;
    size_t count;
    bool more; /* than were read */
    struct work_cursor next;
};

/* A new report is listed apart, so its duty is no row. */
void work_rows_gather(struct work_rows *out, struct arena *mem,
                      const struct work_page *page);
struct str work_row_title(struct arena *mem, const struct work_row *row);
/* The question whether it must be referred now (8.9). */
bool work_row_asks_to_refer(const struct work_row *row);

struct listing {
    struct request *rq;
    const struct names *names;
    bool schools; /* several: each row says which */
    size_t number; /* of rows so far: their ids differ */
};

/* "Now" for what the policy wants at once: it is not blamed as late on the day
 * it came up. */
struct str work_row_due(struct listing *l, const struct work_item *item);
struct view_duty work_row_view(struct listing *l, const struct work_row *row,
                               enum list list);
/* True when the lanes reach more than one school. */
bool lanes_several(struct lanes lanes);

#endif
