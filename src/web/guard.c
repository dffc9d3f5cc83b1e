/* guard.c: the strictness of RFC 9112 that the library leaves out: what two
 * servers could read differently is refused by the first. */
#include "web/guard.h"

#include "base/str.h"
#include "web/server.h"

#include <microhttpd.h>
#include <strings.h>

static bool is_name(struct str name, const char *known)
{
    return name.size == strlen(known) &&
           strncasecmp(name.data, known, name.size) == 0;
}

/* A tab may stand inside a value, nowhere else. */
static bool has_control(const char *at, size_t size, bool tabs)
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)at[i] < 0x20 || at[i] == 0x7F) &&
            !(tabs && at[i] == '\t' && i > 0))
            return true;
    return false;
}

static bool is_token(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)at[i];
        bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                      (c >= 'A' && c <= 'Z');
        if (!letter && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return size > 0;
}

void guard_head_add(struct guard_head *h, struct str name, struct str v)
{
    if (!is_token(name.data, name.size) || has_control(v.data, v.size, true))
        h->bad = true;
    if (is_name(name, "Host")) {
        h->hosts++;
        h->host = v;
    } else if (is_name(name, "Content-Length")) {
        h->lengths++;
        h->length = v;
    } else if (is_name(name, "Transfer-Encoding")) {
        h->codings++;
    } else if (is_name(name, "Content-Encoding")) {
        h->bad = true;
    } else if (is_name(name, "Content-Type")) {
        h->types++;
        h->type = v;
    } else if (is_name(name, "Sec-Fetch-Site")) {
        h->fetch_site = v;
    } else if (is_name(name, "Origin")) {
        h->origin = v;
    }
}

/* "https://host[:port]" or "http://..." of this very host. */
static bool is_own_origin(struct str origin, struct str host)
{
    struct str rest;
    if (str_starts(origin, "https://"))
        rest = (struct str){ origin.data + 8, origin.size - 8 };
    else if (str_starts(origin, "http://"))
        rest = (struct str){ origin.data + 7, origin.size - 7 };
    else
        return false;
    return str_same(rest, host);
}

static struct guard_refusal check_post(const struct guard_head *h)
{
    static const struct guard_refusal none = { 0, NULL };
    uint64_t length;
    if (h->lengths != 1)
        return (struct guard_refusal){ 411, "A length is needed.\n" };
    if (str_read_number(&length, h->length, UINT64_MAX / 16) != OK)
        return (struct guard_refusal){ 400, "Bad request.\n" };
    if (length > BODY_MAX)
        return (struct guard_refusal){ 413, "Too large.\n" };
    struct str type = h->type;
    struct str kind = str_trim(str_cut(&type, ';'));
    if (h->types != 1 || kind.size != 33 ||
        strncasecmp(kind.data, "application/x-www-form-urlencoded", 33) != 0)
        return (struct guard_refusal){ 415, "Only forms are taken here.\n" };
    if (h->fetch_site.size > 0 && !str_is(h->fetch_site, "same-origin") &&
        !str_is(h->fetch_site, "none"))
        return (struct guard_refusal){ 403, "Not from another site.\n" };
    /* An extension may hide the origin; the browser's own word stands. */
    bool hidden = str_is(h->origin, "null") &&
                  str_is(h->fetch_site, "same-origin");
    if (h->origin.size > 0 && !hidden &&
        !is_own_origin(h->origin, h->host))
        return (struct guard_refusal){ 403, "Not from another site.\n" };
    return none;
}

struct guard_refusal guard_decide(const struct guard_head *h,
                                  const char *method, const char *version,
                                  const char *url)
{
    struct guard_refusal bad = { 400, "Bad request.\n" };
    bool post = strcmp(method, "POST") == 0;
    if (!post && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return (struct guard_refusal){ 405, "Not here.\n" };
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return (struct guard_refusal){ 505, "HTTP/1.1 only.\n" };
    if (h->bad || h->hosts != 1 || h->host.size == 0 || h->lengths > 1 ||
        h->codings > 0 || h->types > 1 || url[0] != '/' ||
        has_control(url, strlen(url), false))
        return bad;
    if (post)
        return check_post(h);
    if (h->lengths == 1 && !str_is(h->length, "0"))
        return bad;
    return (struct guard_refusal){ 0, NULL };
}

static enum MHD_Result head_take(void *context, enum MHD_ValueKind kind,
                                 const char *name, size_t name_size,
                                 const char *value, size_t value_size)
{
    (void)kind;
    guard_head_add(context, (struct str){ name, name_size },
                   (struct str){ value != NULL ? value : "", value_size });
    return MHD_YES;
}

struct guard_refusal guard_check(struct MHD_Connection *connection,
                                 const char *method, const char *version,
                                 const char *url)
{
    struct guard_head h = { 0 };
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, head_take, &h);
    return guard_decide(&h, method, version, url);
}
