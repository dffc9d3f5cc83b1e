/* paper_draw.c: lines of paper.h on sheets of A4. Everything is laid out
 * twice: first to know how many pages there are, then to be kept. What is
 * written is tagged for screen readers; a piece that goes over a page is
 * tagged again on the next. */
#include "document/paper_inner.h"

/* Points; 72 to the inch. */
static const double page_width = PAPER_WIDTH, page_height = PAPER_HEIGHT;
static const double side = 51;
static const double top = 86, bottom = 74, gutter = 96;

/* Greys and one blue, all at least 4.5 to 1 on white. */
struct ink { double r, g, b; };
static const struct ink black = { 0.04, 0.05, 0.05 };
static const struct ink grey = { 0.29, 0.31, 0.33 };
static const struct ink blue = { 0.07, 0.24, 0.42 };
static const struct ink hair = { 0.72, 0.74, 0.76 };
static const struct ink tint = { 0.94, 0.95, 0.96 };

struct sheet {
    cairo_t *cr;
    PangoContext *context;
    const struct paper *paper;
    double y;
    unsigned page;   /* of this pass, 1 is the first */
    unsigned pages;  /* of the pass before; 0: not known */
    bool kept;       /* the second pass: tags are written */
    double indent;   /* of facts and quotes under an entry */
    double scale;    /* of the text; what stands around it is 1 */
    bool in_list;
    cairo_surface_t *surface;
    const struct paper_line *table;
    const struct paper_line *heads;
    bool in_table;
};

static void ink(struct sheet *s, struct ink c)
{
    cairo_set_source_rgb(s->cr, c.r, c.g, c.b);
}

static void tag(struct sheet *s, const char *name)
{
    if (s->kept)
        cairo_tag_begin(s->cr, name, NULL);
}

static void untag(struct sheet *s, const char *name)
{
    if (s->kept)
        cairo_tag_end(s->cr, name);
}

static PangoLayout *layout_make(struct sheet *s, struct str text,
                                const char *font, double width)
{
    PangoLayout *layout = pango_layout_new(s->context);
    PangoFontDescription *d = pango_font_description_from_string(font);
    int size = pango_font_description_get_size(d);
    pango_font_description_set_size(d, (int)((double)size * s->scale));
    pango_layout_set_font_description(layout, d);
    pango_font_description_free(d);
    if (width > 0)
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout, (int)(1.6 * PANGO_SCALE));
    pango_layout_set_text(layout, text.data, (int)text.size);
    /* A glyph for each letter: for a joined one cairo opens a span with its
     * text inside of our tag, and readers lose what follows. */
    PangoAttrList *apart = pango_attr_list_new();
    pango_attr_list_insert(apart, pango_attr_font_features_new(
                                      "liga=0, clig=0, dlig=0"));
    pango_layout_set_attributes(layout, apart);
    pango_attr_list_unref(apart);
    return layout;
}

/* A line of a wrapped text, laid out by itself: pango hides the blank at its
 * end, for which cairo opens a span as well. Here it is drawn, so that a
 * reader has the words of two lines apart. */
static void line_show_at(struct sheet *s, PangoLayout *whole,
                         PangoLayoutLine *line, double x, double base)
{
    char text[4096];
    const char *from = pango_layout_get_text(whole) + line->start_index;
    size_t size = (size_t)line->length;
    if (!s->kept || size == 0 || size + 1 >= sizeof(text)) {
        cairo_move_to(s->cr, x, base);
        pango_cairo_show_layout_line(s->cr, line);
        return;
    }
    memcpy(text, from, size);
    if (from[size] == '\n')
        text[size++] = ' ';
    PangoLayout *alone = pango_layout_copy(whole);
    pango_layout_set_width(alone, -1);
    pango_layout_set_text(alone, text, (int)size);
    cairo_move_to(s->cr, x, base);
    pango_cairo_show_layout_line(s->cr,
                                 pango_layout_get_line_readonly(alone, 0));
    g_object_unref(alone);
}

/* All lines of it, from the place where it begins. */
static void layout_show(struct sheet *s, PangoLayout *layout, double x,
                        double y)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(iter, NULL, &r);
        line_show_at(s, layout, pango_layout_iter_get_line_readonly(iter),
                     x + (double)r.x / PANGO_SCALE,
                     y + (double)pango_layout_iter_get_baseline(iter) /
                             PANGO_SCALE);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

static double layout_height(PangoLayout *layout)
{
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    return (double)r.height / PANGO_SCALE;
}

static double layout_width(PangoLayout *layout)
{
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    return (double)r.width / PANGO_SCALE;
}

static void line_draw(struct sheet *s, double x1, double x2, double y,
                      double width, struct ink c)
{
    ink(s, c);
    cairo_set_line_width(s->cr, width);
    cairo_move_to(s->cr, x1, y);
    cairo_line_to(s->cr, x2, y);
    cairo_stroke(s->cr);
}

/* One line of text beside the flow, at the left or at the right side; it
 * leaves so much room behind it. */
struct margin {
    const char *font;
    struct ink ink;
    bool right;
    double leave;
};

static void aside(struct sheet *s, struct str text, double y,
                  const struct margin *how)
{
    PangoLayout *layout = layout_make(s, text, how->font, 0);
    double width = page_width - 2 * side - how->leave, x = side;
    if (layout_width(layout) > width) {
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    if (how->right)
        x = page_width - side - layout_width(layout);
    ink(s, how->ink);
    cairo_move_to(s->cr, x, y);
    pango_cairo_show_layout(s->cr, layout);
    g_object_unref(layout);
}

/* What stands on every page around the text. */
static void page_dress(struct sheet *s)
{
    const struct margin mark = { "DejaVu Sans Bold 8", black, false, 0 };
    const struct margin title = { "DejaVu Sans 9", grey, false, 140 };
    const struct margin incident = { "DejaVu Sans Bold 9", blue, true, 0 };
    const struct margin foot = { "DejaVu Sans 7.5", grey, false, 80 };
    const struct margin hash = { "DejaVu Sans 7.5", grey, false, 0 };
    const struct margin number = { "DejaVu Sans Bold 8.5", black, true, 0 };
    const struct paper *p = s->paper;
    double scale = s->scale;
    AUTO_ARENA mem;
    arena_open(&mem, 1 << 16);
    s->scale = 1;
    aside(s, p->mark, 34, &mark);
    aside(s, p->title, 50, &title);
    aside(s, str_printf(&mem, "Incident %.*s", STR_ARG(p->reference)), 50,
          &incident);
    line_draw(s, side, page_width - side, 68, 1.2, blue);
    double y = page_height - bottom + 16;
    line_draw(s, side, page_width - side, y - 6, 0.6, hair);
    for (unsigned i = 0; i < p->foot_count; i++)
        aside(s, p->foot[i], y + 12 * i, i == 0 ? &foot : &hash);
    aside(s, str_printf(&mem, "Page %u of %u", s->page, s->pages), y,
          &number);
    s->scale = scale;
    s->y = top;
}

static void table_end(struct sheet *s)
{
    if (s->in_table)
        untag(s, "Table");
    s->in_table = false;
}

static void page_next(struct sheet *s)
{
    cairo_show_page(s->cr);
    s->page++;
    page_dress(s);
}

static double room(const struct sheet *s)
{
    return page_height - bottom - s->y;
}

static void need(struct sheet *s, double height)
{
    if (room(s) < height && s->y > top)
        page_next(s);
}

/* Text line by line, over as many pages as it takes. */
struct flow {
    const char *tag;
    const char *font;
    struct ink ink;
    double x;
    double width;
};

static void flow(struct sheet *s, struct str text, const struct flow *how)
{
    PangoLayout *layout = layout_make(s, text, how->font, how->width);
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    bool open = false;
    do {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(iter, NULL, &r);
        double height = (double)r.height / PANGO_SCALE;
        if (room(s) < height && s->y > top) {
            if (open)
                untag(s, how->tag);
            open = false;
            page_next(s);
        }
        if (!open)
            tag(s, how->tag);
        open = true;
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
        double base = (double)(pango_layout_iter_get_baseline(iter) - r.y) /
                      PANGO_SCALE;
        ink(s, how->ink);
        line_show_at(s, layout, line, how->x + (double)r.x / PANGO_SCALE,
                     s->y + base);
        s->y += height + 1.2;
    } while (pango_layout_iter_next_line(iter));
    if (open)
        untag(s, how->tag);
    pango_layout_iter_free(iter);
    g_object_unref(layout);
}

static double text_width(const struct sheet *s)
{
    return page_width - 2 * side - s->indent;
}

/* Where a reader finds it in the list beside a long document. */
static void outline_add(struct sheet *s, struct str text)
{
    AUTO_ARENA mem;
    if (!s->kept)
        return;
    arena_open(&mem, 1 << 17);
    const char *where = str_c(&mem, str_printf(&mem, "page=%u pos=[%d %d]",
                                               s->page, (int)side,
                                               (int)s->y));
    cairo_pdf_surface_add_outline(s->surface, CAIRO_PDF_OUTLINE_ROOT,
                                  str_c(&mem, text), where, 0);
}

static void heading(struct sheet *s, struct str text, bool first)
{
    struct flow how = { first ? "H1" : "H2",
                        first ? "DejaVu Sans Bold 17" : "DejaVu Sans Bold 11.5",
                        first ? black : blue, side, page_width - 2 * side };
    s->indent = 0;
    if (s->y > top)
        s->y += 9;
    need(s, first ? 120 : 60);
    outline_add(s, text);
    flow(s, text, &how);
    s->y += first ? 8 : 4;
}

static void plain(struct sheet *s, struct str text, enum paper_word word)
{
    struct flow how = { "P", "DejaVu Sans 9.5", black, side + s->indent,
                        text_width(s) };
    if (word == PAPER_NOTE) {
        how.font = "DejaVu Sans 8.5";
        how.ink = grey;
    }
    if (word == PAPER_LABEL) {
        how.font = "DejaVu Sans Bold 9";
        how.ink = grey;
        need(s, 44); /* it stays with its quote */
    }
    if (word == PAPER_SAID) {
        how.x += 12;
        how.width -= 12;
    }
    need(s, 26);
    double from = s->y;
    unsigned page = s->page;
    flow(s, text, &how);
    if (word == PAPER_SAID && page == s->page) {
        ink(s, hair);
        cairo_rectangle(s->cr, how.x - 10, from, 2.5, s->y - from);
        cairo_fill(s->cr);
    }
    s->y += word == PAPER_LABEL ? 1 : 5;
}

/* A point of a list, with its mark. */
static void point(struct sheet *s, struct str text)
{
    static const double hang = 14;
    PangoLayout *mark = layout_make(s, STR("•"), "DejaVu Sans Bold 9.5", 0);
    struct flow how = { "LBody", "DejaVu Sans 9.5", black,
                        side + s->indent + hang, text_width(s) - hang };
    need(s, 26);
    if (!s->in_list)
        tag(s, "L");
    s->in_list = true;
    tag(s, "LI");
    tag(s, "Lbl");
    ink(s, blue);
    layout_show(s, mark, side + s->indent + 2, s->y);
    untag(s, "Lbl");
    flow(s, text, &how);
    untag(s, "LI");
    g_object_unref(mark);
    s->y += 4;
}

static void list_end(struct sheet *s)
{
    if (s->in_list)
        untag(s, "L");
    s->in_list = false;
}

/* A small word under a line to write on. */
static void blank(struct sheet *s, double from, double to, const char *word)
{
    PangoLayout *layout = layout_make(s, str_of(word), "DejaVu Sans 7.5", 0);
    line_draw(s, from, to, s->y + 24, 0.8, grey);
    tag(s, "P");
    ink(s, grey);
    layout_show(s, layout, from, s->y + 26);
    untag(s, "P");
    g_object_unref(layout);
}

/* Who signs, and room to do it by hand. */
static void sign(struct sheet *s, struct str label, struct str name)
{
    static const double label_width = 190, date_width = 96;
    double right = page_width - side;
    s->indent = 0;
    need(s, 54);
    s->y += 8;
    double from = s->y;
    PangoLayout *who = layout_make(s, label, "DejaVu Sans Bold 9",
                                   label_width - 10);
    tag(s, "P");
    ink(s, grey);
    layout_show(s, who, side, s->y);
    untag(s, "P");
    double height = layout_height(who);
    g_object_unref(who);
    if (name.size > 0) {
        PangoLayout *layout = layout_make(s, name, "DejaVu Sans 9.5",
                                          label_width - 10);
        tag(s, "P");
        ink(s, black);
        layout_show(s, layout, side, s->y + height + 1);
        untag(s, "P");
        height += layout_height(layout) + 1;
        g_object_unref(layout);
    }
    blank(s, side + label_width, right - date_width - 12,
          name.size > 0 ? "Signature" : "Name and signature");
    blank(s, right - date_width, right, "Date and time");
    s->y = from + (height > 38 ? height : 38) + 8;
}

/* A label and what stands beside it. */
static void fact(struct sheet *s, struct str label, struct str text)
{
    static const double label_width = 132;
    PangoLayout *layout = layout_make(s, label, "DejaVu Sans Bold 9",
                                      label_width - 10);
    double height = layout_height(layout);
    need(s, height > 26 ? height : 26);
    double from = s->y;
    unsigned page = s->page;
    tag(s, "P");
    ink(s, grey);
    layout_show(s, layout, side + s->indent, s->y + 0.8);
    untag(s, "P");
    g_object_unref(layout);
    struct flow how = { "P", "DejaVu Sans 9.5", black,
                        side + s->indent + label_width,
                        text_width(s) - label_width };
    flow(s, text, &how);
    if (page == s->page && s->y < from + height + 1)
        s->y = from + height + 1;
    s->y += 4;
}

/* Number and time in the margin, title and author beside them. */
static void entry(struct sheet *s, const struct paper_line *line)
{
    struct flow title = { "H3", "DejaVu Sans Bold 10", black, side + gutter,
                          page_width - 2 * side - gutter };
    struct flow by = { "P", "DejaVu Sans 8.5", grey, side + gutter,
                       page_width - 2 * side - gutter };
    const struct margin number = { "DejaVu Sans Bold 10", blue, false,
                                   page_width - 2 * side - gutter + 8 };
    const struct margin time = { "DejaVu Sans 8.5", grey, false,
                                 number.leave };
    s->y += 6;
    need(s, 74);
    line_draw(s, side, page_width - side, s->y, 0.6, hair);
    s->y += 7;
    tag(s, "P");
    aside(s, line->fields[0], s->y, &number);
    untag(s, "P");
    tag(s, "P");
    aside(s, line->fields[1], s->y + 15, &time);
    untag(s, "P");
    double from = s->y;
    unsigned page = s->page;
    flow(s, line->fields[2], &title);
    flow(s, line->fields[3], &by);
    if (page == s->page && s->y < from + 27)
        s->y = from + 27;
    s->y += 3;
    s->indent = gutter;
}

/* ---- tables ---- */

static double column_width(const struct sheet *s, unsigned i)
{
    uint64_t width = 0;
    must(s->table != NULL); /* no row is read before its table (paper_read) */
    if (str_read_number(&width, s->table->fields[i], 100) != OK)
        width = 0;
    return (page_width - 2 * side) * (double)width / 100;
}

static void row_draw(struct sheet *s, const struct paper_line *row,
                     PangoLayout *const *cells, double height)
{
    bool head = row->word == PAPER_TH;
    if (head) {
        ink(s, tint);
        cairo_rectangle(s->cr, side, s->y, page_width - 2 * side, height);
        cairo_fill(s->cr);
    }
    if (!s->in_table)
        tag(s, "Table");
    s->in_table = true;
    tag(s, "TR");
    double x = side;
    for (unsigned i = 0; i < row->count; i++) {
        tag(s, head ? "TH" : "TD");
        ink(s, black);
        layout_show(s, cells[i], x + 4, s->y + 4);
        untag(s, head ? "TH" : "TD");
        x += column_width(s, i);
    }
    untag(s, "TR");
    s->y += height;
    line_draw(s, side, page_width - side, s->y, 0.5, hair);
}

/* A row stays whole; its table goes on with its heads on the next page. */
static void row(struct sheet *s, const struct paper_line *line, bool again)
{
    PangoLayout *cells[PAPER_FIELDS_MAX] = { NULL };
    double height = 0;
    for (unsigned i = 0; i < line->count; i++) {
        cells[i] = layout_make(s, line->fields[i],
                               line->word == PAPER_TH ? "DejaVu Sans Bold 8.5"
                                                      : "DejaVu Sans 9",
                               column_width(s, i) - 8);
        double h = layout_height(cells[i]) + 9;
        height = h > height ? h : height;
    }
    double together = line->word == PAPER_TH ? height + 40 : height;
    if (!again && room(s) < together && s->y > top) {
        table_end(s);
        page_next(s);
        if (s->heads != NULL && line->word == PAPER_TR)
            row(s, s->heads, true);
    }
    row_draw(s, line, cells, height);
    for (unsigned i = 0; i < line->count; i++)
        g_object_unref(cells[i]);
}

static void line_show(struct sheet *s, const struct paper_line *line)
{
    if (line->word != PAPER_TH && line->word != PAPER_TR && s->in_table) {
        table_end(s);
        s->y += 8;
    }
    if (line->word != PAPER_LI)
        list_end(s);
    switch (line->word) {
    case PAPER_H1: heading(s, line->fields[0], true); return;
    case PAPER_H2: heading(s, line->fields[0], false); return;
    case PAPER_P:
    case PAPER_NOTE:
    case PAPER_LABEL:
    case PAPER_SAID: plain(s, line->fields[0], line->word); return;
    case PAPER_LI: point(s, line->fields[0]); return;
    case PAPER_SIGN: sign(s, line->fields[0], line->fields[1]); return;
    case PAPER_FACT: fact(s, line->fields[0], line->fields[1]); return;
    case PAPER_GAP:
        s->indent = 0;
        s->y += 10;
        return;
    case PAPER_ENTRY: entry(s, line); return;
    case PAPER_TABLE:
        s->indent = 0;
        s->table = line;
        s->heads = NULL;
        return;
    case PAPER_TH:
        s->heads = line;
        row(s, line, false);
        return;
    case PAPER_TR: row(s, line, false); return;
    case PAPER_WORD_COUNT: break;
    }
    must(!"a word that can be drawn");
}

unsigned sheets_draw(const struct paper *paper, const struct drawing *on,
                     unsigned pages, bool kept)
{
    struct sheet s = { .cr = on->cr, .surface = on->surface,
                       .context = on->context, .paper = paper,
                       .page = 1, .pages = pages, .kept = kept,
                       .scale = (double)on->size / 100 };
    tag(&s, "Document");
    tag(&s, "Sect");
    page_dress(&s);
    for (size_t i = 0; i < paper->count; i++)
        line_show(&s, &paper->lines[i]);
    table_end(&s);
    list_end(&s);
    untag(&s, "Sect");
    untag(&s, "Document");
    cairo_show_page(s.cr);
    return s.page;
}
