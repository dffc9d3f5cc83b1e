/* paper_finish.c: the language, the title as what a window shows, and the
 * metadata of a PDF that cairo drew: cairo 1.16 writes none of them, and a
 * screen reader reads English with any voice without the first. The catalog
 * gets its entries, one object is added, and the table of offsets is written
 * anew: one whole file, no update behind it.
 *
 * The rejected alternative is libqpdf: it does this and more, and brings a
 * decoder of pictures, a TLS library and a C++ runtime with it. We read only
 * what our cairo writes, strictly; anything else is ERR_CORRUPT. */
#include "document/paper.h"

enum { OBJECTS_MAX = 200000, OFFSET_SIZE = 20 };

struct finishing {
    struct str pdf;
    size_t table;     /* of the first line of offsets */
    uint64_t objects; /* object 0 included */
    uint64_t root;
    uint64_t info;
    size_t catalog;   /* behind its "<<" */
    size_t xref;      /* of the word */
};

static size_t find(struct str text, size_t from, const char *word)
{
    size_t size = strlen(word);
    const char *at = from < text.size
                         ? memmem(text.data + from, text.size - from, word,
                                  size)
                         : NULL;
    return at != NULL ? (size_t)(at - text.data) : text.size;
}

/* The digits at that place, zeros before them too; false: there are none. */
static bool number_at(uint64_t *out, struct str text, size_t at)
{
    size_t end = at;
    *out = 0;
    while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9' &&
           *out < UINT32_MAX)
        *out = *out * 10 + (uint64_t)(text.data[end++] - '0');
    return end > at && *out < UINT32_MAX;
}

static bool number_behind(uint64_t *out, struct str text, size_t from,
                          const char *word)
{
    size_t at = find(text, from, word);
    return at < text.size && number_at(out, text, at + strlen(word));
}

static bool object_offset(uint64_t *out, const struct finishing *f,
                          uint64_t object)
{
    size_t at = f->table + (size_t)object * OFFSET_SIZE;
    return at + OFFSET_SIZE <= f->pdf.size && number_at(out, f->pdf, at) &&
           *out < f->pdf.size;
}

static enum err finishing_read(struct finishing *f, struct arena *mem,
                               struct str pdf)
{
    static const char start[] = "\nstartxref\n";
    uint64_t xref, count, offset;
    *f = (struct finishing){ .pdf = pdf };
    size_t tail = pdf.size > 64 ? pdf.size - 64 : 0;
    if (!number_behind(&xref, pdf, tail, start) || xref >= pdf.size)
        return ERR_CORRUPT;
    f->xref = (size_t)xref;
    if (find(pdf, f->xref, "xref\n0 ") != f->xref ||
        !number_at(&count, pdf, f->xref + 7) || count < 3 ||
        count > OBJECTS_MAX)
        return ERR_CORRUPT;
    f->objects = count;
    f->table = find(pdf, f->xref + 7, "\n") + 1;
    size_t trailer = f->table + (size_t)count * OFFSET_SIZE;
    if (find(pdf, trailer, "trailer\n") != trailer ||
        !number_behind(&f->root, pdf, trailer, "/Root ") ||
        !number_behind(&f->info, pdf, trailer, "/Info ") ||
        f->root >= count || f->info >= count ||
        !object_offset(&offset, f, f->root))
        return ERR_CORRUPT;
    const char *head = str_c(mem, str_printf(mem, "%u 0 obj\n<< /Type /Catalog",
                                             (unsigned)f->root));
    if (find(pdf, (size_t)offset, head) != offset)
        return ERR_CORRUPT;
    f->catalog = (size_t)offset + strlen(head);
    return OK;
}

static void xml_put(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        switch (text.data[i]) {
        case '&': buf_put_str(b, STR("&amp;")); break;
        case '<': buf_put_str(b, STR("&lt;")); break;
        case '>': buf_put_str(b, STR("&gt;")); break;
        default: buf_put_char(b, text.data[i]);
        }
}

static struct str metadata(struct arena *mem, const struct paper *p)
{
    struct buf b;
    struct str made = instant_print(mem, p->made_at);
    buf_open(&b, mem, 2048, 16384);
    buf_put_str(&b, STR("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
                        "<dc:format>application/pdf</dc:format>\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"));
    xml_put(&b, p->title);
    buf_put_str(&b, STR(", incident "));
    xml_put(&b, p->reference);
    buf_put_str(&b, STR("</rdf:li></rdf:Alt></dc:title>\n<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>\n"));
    buf_printf(&b, "<xmp:CreatorTool>Lanyard</xmp:CreatorTool>\n<xmp:CreateDate>%.*s</xmp:CreateDate>\n<xmp:ModifyDate>%.*s</xmp:ModifyDate>\n",
               STR_ARG(made), STR_ARG(made));
    buf_put_str(&b, STR("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"));
    return buf_str(&b);
}

/* Objects behind the catalog's head moved by as much as it grew. */
static enum err offsets_put(struct buf *out, const struct finishing *f,
                            size_t grown, size_t added)
{
    for (uint64_t i = 1; i < f->objects; i++) {
        uint64_t offset;
        if (!object_offset(&offset, f, i))
            return ERR_CORRUPT;
        if (offset > f->catalog)
            offset += grown;
        buf_printf(out, "%010u 00000 n \n", (unsigned)offset);
    }
    buf_printf(out, "%010u 00000 n \n", (unsigned)added);
    return OK;
}

enum err paper_finish(struct buf *out, struct arena *mem,
                      const struct paper *paper, struct str pdf)
{
    struct finishing f;
    enum err err = finishing_read(&f, mem, pdf);
    if (err != OK)
        return err;
    struct str xmp = metadata(mem, paper);
    struct str more = str_printf(mem, "\n   /Lang (en-GB)\n   /ViewerPreferences << /DisplayDocTitle true >>\n   /Metadata %u 0 R",
                                 (unsigned)f.objects);
    buf_put(out, pdf.data, f.catalog);
    buf_put_str(out, more);
    buf_put(out, pdf.data + f.catalog, f.xref - f.catalog);
    size_t added = out->size;
    buf_printf(out, "%u 0 obj\n<< /Type /Metadata /Subtype /XML /Length %zu >>\nstream\n%.*s\nendstream\nendobj\n",
               (unsigned)f.objects, xmp.size, STR_ARG(xmp));
    size_t table = out->size;
    buf_printf(out, "xref\n0 %u\n0000000000 65535 f \n",
               (unsigned)f.objects + 1);
    err = offsets_put(out, &f, more.size, added);
    buf_printf(out, "trailer\n<< /Size %u\n   /Root %u 0 R\n   /Info %u 0 R\n>>\nstartxref\n%zu\n%%%%EOF\n",
               (unsigned)f.objects + 1, (unsigned)f.root, (unsigned)f.info,
               table);
    return out->overflowed ? ERR_LIMIT : err;
}
