/* paper_inner.h: what the files of lanyard-paper share. */
#ifndef LANYARD_DOCUMENT_PAPER_INNER_H
#define LANYARD_DOCUMENT_PAPER_INNER_H

#include "document/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* A4 in points. */
#define PAPER_WIDTH 595.28
#define PAPER_HEIGHT 841.89

struct drawing {
    cairo_t *cr;
    cairo_surface_t *surface;
    PangoContext *context;
    unsigned size; /* of the text, per cent */
};

/* All pages; how many they were. pages: of the pass before, 0: not known;
 * kept: the last pass, with tags. */
unsigned sheets_draw(const struct paper *paper, const struct drawing *on,
                     unsigned pages, bool kept);

#endif
