/* export.h: one document, from the form that asks who it is for to the bytes.
 *
 * Promises: 1 a document is an entry with its recipient and reason before its
 *             bytes leave; one that cannot be made is no entry, and what was
 *             typed is on the page again (I9),
 *           2 the form shows, before anything is made, which names of other
 *             pupils were replaced (D12), what is not recorded yet, and which
 *             entries only the school's own copy has (4.2).
 * Not here: what a document says (document), who may open the form (routes).
 */
#ifndef LANYARD_WEB_EXPORT_H
#define LANYARD_WEB_EXPORT_H

#include "document/document.h"
#include "web/page.h"

enum { EXPORT_GIVEN_MAX = 6 };

struct export_form {
    struct known known;
    struct names names;
    struct form_spec form;
    struct field_look looks[3];
    struct entry_field given[EXPORT_GIVEN_MAX];
    enum document_kind kind;
    const struct person *child;
    const struct viewing *viewing;
    const struct device *device;
    struct str advice; /* "9.5" */
    struct document_hidden hidden;
};

/* A form for a document of that kind, with nothing of its own yet; NULL: it
 * has answered itself. */
struct export_form *export_open(struct request *rq,
                                const struct permit *permit,
                                enum document_kind kind);
void export_give(struct export_form *e, enum field field, struct str text);
/* Shows it, or makes the document when the request is a post. form_path: of
 * the form behind the incident's. */
void export_run(struct export_form *e, struct request *rq,
                const struct permit *permit, struct str form_path);

/* What the document room is given, also for a page that shows its words. */
struct document_source export_source(struct request *rq,
                                     const struct known *known,
                                     const struct names *names);
/* "“Callum” (3 times)" for each, as rows of one group. */
struct view_group export_hidden(struct request *rq,
                                const struct document_hidden *hidden);

#endif
