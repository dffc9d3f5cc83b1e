/* paper.h: a document as lines of text, and the sheet that is made of it.
 *
 * The program lanyard-paper reads such lines on its standard input and writes
 * a PDF to its standard output; it opens no file of ours, no network and no
 * database, and the site starts it for one document. So the libraries that
 * draw (cairo, pango) are never linked into the site.
 *
 * A line is a word and its fields, each behind a tab, ended by a line feed.
 * In a field \n is a new line, \t a tab, \\ a backslash. In this order:
 *
 *   lanyard-paper 2
 *   title WORDS          reference K7P-4MD     made 2026-11-23T08:40:00Z
 *   size 100             of the text, in per cent: 100 to 150
 *   fit 0                1: made smaller, to 75 per cent, to be one page
 *   mark WORDS           stands on every page, at the top
 *   foot WORDS           up to four, on every page, at the bottom
 *   then any number of
 *     h1 WORDS, h2 WORDS, p WORDS, note WORDS (small), said WORDS (a quote),
 *     label WORDS (above a quote), li WORDS (a point of a list),
 *     fact LABEL WORDS, gap,
 *     sign LABEL NAME: lines for a signature and a date by hand; NAME may be
 *     empty,
 *     entry NUMBER TIME TITLE BY: facts behind it stand under it,
 *     table WIDTH... (per cent), then th WORDS... and tr WORDS... of as many
 *   end
 *
 * Promises:  1 strict: what is not exactly this is ERR_INVALID with the
 *              number of the line; nothing is drawn of it,
 *            2 bounded: PAPER_BYTES_MAX, PAPER_LINES_MAX, PAPER_CELL_MAX,
 *            3 the same lines give the same bytes with the same fonts: the
 *              only date in them is "made",
 *            4 no image: there is no word for one, and fonts made of pictures
 *              are not used,
 *            5 for screen readers: every text tagged as what it is, the
 *              language and the title in the catalog and in its metadata.
 * Ownership: everything lives as long as mem and the text given.
 * Not here:  what a document says (document.h). */
#ifndef LANYARD_DOCUMENT_PAPER_H
#define LANYARD_DOCUMENT_PAPER_H

#include "base/instant.h"

enum {
    PAPER_BYTES_MAX = 4 << 20,
    PAPER_LINES_MAX = 40000,
    PAPER_FIELD_MAX = 64 << 10,
    PAPER_CELL_MAX = 640,  /* bytes of a table's cell: a row fits a page */
    PAPER_FIELDS_MAX = 6,
    PAPER_FOOT_MAX = 4,
    PAPER_OUT_MAX = 7 << 20,
};

enum paper_word {
    PAPER_H1, PAPER_H2, PAPER_P, PAPER_NOTE, PAPER_SAID, PAPER_FACT,
    PAPER_LABEL, PAPER_LI, PAPER_SIGN,
    PAPER_GAP, PAPER_ENTRY, PAPER_TABLE, PAPER_TH, PAPER_TR,
    PAPER_WORD_COUNT
};

struct paper_line {
    enum paper_word word;
    unsigned count;
    struct str fields[PAPER_FIELDS_MAX];
};

struct paper {
    struct str title;
    struct str reference;
    struct instant made_at;
    unsigned size; /* per cent */
    bool fit;      /* one page, if it can be read */
    struct str mark;
    struct str foot[PAPER_FOOT_MAX];
    unsigned foot_count;
    const struct paper_line *lines;
    size_t count;
};

/* ERR_INVALID: *line says which, 1 is the first; ERR_LIMIT: too much. */
MUST_USE enum err paper_read(struct paper *out, size_t *line,
                             struct arena *mem, struct str text);

/* The PDF's bytes. ERR_LIMIT: more than out may take; ERR_IO: cairo says no. */
MUST_USE enum err paper_draw(struct buf *out, struct arena *mem,
                             const struct paper *paper);

/* What cairo 1.16 has no call for: the document's language, its title as what
 * a window shows, and both as metadata (XMP). ERR_CORRUPT: it is no PDF as
 * cairo writes it; ERR_LIMIT: more than out may take. */
MUST_USE enum err paper_finish(struct buf *out, struct arena *mem,
                               const struct paper *paper, struct str pdf);

/* One line of the format, escaped. */
void paper_line(struct buf *out, const char *word, const struct str *fields,
                size_t count);

#endif
