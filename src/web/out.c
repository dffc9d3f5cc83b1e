/* out.c: escaping (out.h). */
#include "web/out.h"

#include "policy/policy.h"

void out_text(struct buf *b, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *entity = NULL;
        switch (text.data[i]) {
        case '&': entity = "&amp;"; break;
        case '<': entity = "&lt;"; break;
        case '>': entity = "&gt;"; break;
        case '"': entity = "&quot;"; break;
        case '\'': entity = "&#39;"; break;
        default: continue;
        }
        buf_put(b, text.data + from, i - from);
        buf_put_str(b, str_of(entity));
        from = i + 1;
    }
    if (text.size > from)
        buf_put(b, text.data + from, text.size - from);
}

void out_url(struct buf *b, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
                     c == '_' || c == '~';
        if (plain) {
            buf_put_char(b, (char)c);
            continue;
        }
        char escaped[3] = { '%', digits[c >> 4], digits[c & 15] };
        buf_put(b, escaped, sizeof(escaped));
    }
}

void out_instant(struct buf *b, struct instant at)
{
    struct str machine = instant_print(b->mem, at);
    struct str words = instant_words(b->mem, at);
    buf_printf(b, "<time datetime=\"%.*s\">%.*s</time>", STR_ARG(machine),
               STR_ARG(words));
}

void out_clause(struct buf *b, struct str clause)
{
    if (clause.size == 0)
        return;
    struct str cite = clause_cite(b->mem, clause);
    buf_put_str(b, STR("<a class=\"govuk-link ly-cite\" href=\"/policy#"));
    out_text(b, clause_anchor(b->mem, clause));
    buf_put_str(b, STR("\">"));
    out_text(b, cite);
    buf_put_str(b, STR("</a>"));
}
