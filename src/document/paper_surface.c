/* paper_surface.c: what the sheets are drawn on: a PDF of cairo, with fonts of
 * which none is made of pictures, in two passes. */
#include "document/paper_inner.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

static cairo_status_t write_away(void *closure, const unsigned char *data,
                                 unsigned size)
{
    (void)closure;
    (void)data;
    (void)size;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t write_kept(void *closure, const unsigned char *data,
                                 unsigned size)
{
    struct buf *out = closure;
    buf_put(out, (const char *)data, size);
    return out->overflowed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Fonts made of pictures (colour emoji, bitmaps) would put images into the
 * document: they are not there for it. */
static const char no_pictures[] =
    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
    "<fontconfig><selectfont><rejectfont>"
    "<pattern><patelt name=\"color\"><bool>true</bool></patelt></pattern>"
    "<pattern><patelt name=\"scalable\"><bool>false</bool></patelt></pattern>"
    "</rejectfont></selectfont></fontconfig>";

static PangoFontMap *fonts_open(void)
{
    FcConfig *config = FcConfigCreate();
    if (config == NULL || !FcConfigParseAndLoad(config, NULL, FcFalse) ||
        !FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)no_pictures,
                                        FcTrue) ||
        !FcConfigBuildFonts(config))
        return NULL;
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(
        CAIRO_FONT_TYPE_FT);
    if (map != NULL)
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    FcConfigDestroy(config); /* the map holds its own */
    return map;
}

static void metadata_fill(cairo_surface_t *surface, struct arena *mem,
                          const struct paper *p)
{
    struct str made = instant_print(mem, p->made_at);
    struct str title = str_printf(mem, "%.*s, incident %.*s",
                                  STR_ARG(p->title), STR_ARG(p->reference));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   str_c(mem, title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR,
                                   "Lanyard");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   str_c(mem, made));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE,
                                   str_c(mem, made));
}

struct passing {
    unsigned pages; /* of the pass before; 0: none */
    unsigned size;  /* of the text, per cent */
};

static enum err pass(struct passing *p, struct buf *out, struct arena *mem,
                     const struct paper *paper, PangoFontMap *fonts)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        out != NULL ? write_kept : write_away, out, PAPER_WIDTH,
        PAPER_HEIGHT);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    metadata_fill(surface, mem, paper);
    struct drawing on = { cairo_create(surface), surface,
                          pango_font_map_create_context(fonts), p->size };
    pango_cairo_update_context(on.cr, on.context);
    pango_cairo_context_set_resolution(on.context, 72); /* of a point */
    pango_context_set_language(on.context,
                               pango_language_from_string("en-gb"));
    p->pages = sheets_draw(paper, &on, p->pages, out != NULL);
    bool well = cairo_status(on.cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(on.cr);
    cairo_surface_finish(surface);
    well = well && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    g_object_unref(on.context);
    if (out != NULL && out->overflowed)
        return ERR_LIMIT;
    return well ? OK : ERR_IO;
}

enum err paper_draw(struct buf *out, struct arena *mem,
                    const struct paper *paper)
{
    enum { SMALLER = 5, SMALLEST = 75 };
    struct passing p = { 0, paper->size };
    PangoFontMap *fonts = fonts_open();
    if (fonts == NULL)
        return ERR_IO;
    enum err err = pass(&p, NULL, mem, paper, fonts);
    while (err == OK && paper->fit && p.pages > 1 && p.size > SMALLEST) {
        p.size -= SMALLER;
        err = pass(&p, NULL, mem, paper, fonts);
    }
    if (err == OK)
        err = pass(&p, out, mem, paper, fonts);
    g_object_unref(fonts);
    return err;
}
