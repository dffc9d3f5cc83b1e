/* dispatch.c: from an address to a handler: route, session, permit. A
 * person's way into anything goes through here; what is not there and what is
 * not for them look the same. */
#include "web/handlers.h"
#include "web/page.h"

#include <stdio.h>

enum { GET = false, POST = true };

static const struct web_route table[] = {
#define R(method, path, handler_, permission) \
    { method, path, handler_, PERMIT_##permission, #handler_ },
#include "web/routes.def"
#undef R
};

const struct web_route *routes(size_t *count)
{
    *count = COUNT_OF(table);
    return table;
}

/* Compares segment by segment; :name takes any one that is not empty. */
static bool path_matches(const char *pattern, struct str path,
                         struct str params[PARAMS_MAX])
{
    struct str want = str_of(pattern), got = path;
    size_t count = 0;
    if (want.size == 1 || got.size <= 1)
        return want.size == 1 && got.size == 1;
    while (want.size > 0 && got.size > 0) {
        struct str w = str_cut(&want, '/'), g = str_cut(&got, '/');
        if (w.size > 0 && w.data[0] == ':') {
            if (g.size == 0 || count == PARAMS_MAX)
                return false;
            params[count++] = g;
        } else if (!str_same(w, g)) {
            return false;
        }
    }
    return want.size == 0 && got.size == 0;
}

static const struct web_route *route_find(struct request *rq,
                                          bool *other_method)
{
    *other_method = false;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct str params[PARAMS_MAX] = { { NULL, 0 } };
        if (!path_matches(table[i].path, rq->path, params))
            continue;
        if (table[i].post != rq->post) {
            *other_method = true;
            continue;
        }
        memcpy(rq->params, params, sizeof(params));
        return &table[i];
    }
    return NULL;
}

/* ---- session and scope, in one transaction ---- */

struct arriving {
    struct request *rq;
    bool touch;
    bool has_scope;
};

/* Every page says that a report waits, without a script too (7.5a); the first
 * page and /alerts ask for themselves. */
static enum err arrive_alerts(struct request *rq, struct tx *tx)
{
    rq->new_reports = 0;
    if (rq->route->handle == alerts_count || rq->route->handle == home_page)
        return OK;
    struct lanes lanes = lanes_of(rq, PERMIT_FIND_INCIDENT);
    return lanes.count > 0 ? store_alerts_count(&rq->new_reports, tx, lanes,
                                                NEW_REPORTS_MAX)
                           : OK;
}

static enum err arrive_work(struct tx *tx, void *context)
{
    struct arriving *a = context;
    struct request *rq = a->rq;
    a->has_scope = false;
    enum err err = session_load(&rq->session, tx, rq->mem, rq->token,
                                rq->now);
    if (err != OK || !rq->session.actor.known)
        return err;
    /* What the browser asks by itself keeps nobody signed in. */
    a->touch = rq->session.touch_due && rq->route->handle != alerts_count;
    if ((err = arrive_alerts(rq, tx)) != OK)
        return err;
    if (!permission_needs_incident(rq->route->permission))
        return OK;
    char reference[REFERENCE_SIZE + 1];
    if (reference_read(reference, rq->params[0]) != OK)
        return OK;
    err = store_scope_by_reference(&rq->scope, tx, rq->session.trust,
                                   rq->session.user, reference);
    a->has_scope = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err touch_work(struct tx *tx, void *context)
{
    struct request *rq = context;
    return session_touch(tx, rq->token, rq->now);
}

/* ---- what a post has to bring ---- */

static bool same_bytes(const char *a, const char *b, size_t size)
{
    unsigned different = 0;
    for (size_t i = 0; i < size; i++)
        different |= (unsigned)(unsigned char)(a[i] ^ b[i]);
    return different == 0;
}

static bool csrf_fits(const struct request *rq)
{
    static const char digits[] = "0123456789abcdef";
    char want[TOKEN_TEXT_SIZE];
    struct str got = form_get(rq, "csrf");
    for (unsigned i = 0; i < TOKEN_SIZE; i++) {
        want[2 * i] = digits[rq->session.csrf[i] >> 4];
        want[2 * i + 1] = digits[rq->session.csrf[i] & 15];
    }
    return got.size == sizeof(want) && same_bytes(got.data, want,
                                                  sizeof(want));
}

struct keeping {
    struct request *rq;
    struct permit permit;
    struct str form;
    struct str text;
};

static enum err keep_work(struct tx *tx, void *context)
{
    struct keeping *k = context;
    return draft_keep(tx, k->rq, &k->permit, k->form, k->text);
}

/* A form that cannot be saved now: its session ended, the screen is hidden,
 * or it was made in an earlier session. What was typed is kept as the draft
 * of the person whose session it is or was, and is there on the form again.
 * Nothing but that person's own draft is touched, so a form made before they
 * signed in anew may do this too; other sites were refused in guard.c. False:
 * it could not be kept, and the answer is a page that holds it. */
static bool keep_post(struct request *rq)
{
    struct str form = form_get(rq, "draft");
    if (!rq->post || !rq->session.found || form.size == 0 ||
        form.size > DRAFT_FORM_MAX)
        return true;
    struct actor actor = { .known = true, .second_factor = true,
                           .trust = rq->session.trust,
                           .user = rq->session.user };
    struct keeping k = { .rq = rq, .form = form,
                         .text = typed_as_text(rq->mem, rq->form,
                                               rq->form_count) };
    enum err err = access_permit(&k.permit, &actor, PERMIT_SIGNED_IN, NULL)
                       ? store_write(rq->site->store, keep_work, &k)
                       : OK;
    if (err != OK)
        respond_trouble(rq, err);
    return err == OK;
}

struct str path_of_page(const struct request *rq)
{
    struct request other = *rq;
    bool other_method;
    other.post = false;
    if (route_find(&other, &other_method) != NULL)
        return rq->path;
    return path_after_sign_in(rq->mem, form_get(rq, "to"));
}

static bool permit_make(struct permit *out, const struct request *rq,
                        bool has_scope)
{
    enum permission p = rq->route->permission;
    bool needs = permission_needs_incident(p);
    if (needs && !has_scope)
        return false;
    return access_permit(out, &rq->session.actor, p,
                         needs ? &rq->scope : NULL);
}

static void enter_not_permitted(struct request *rq)
{
    if (rq->session.actor.known && !rq->session.actor.second_factor)
        respond_redirect(rq, path_with_to(rq->mem, "/sign-in/code",
                                          path_of_page(rq)));
    else
        respond_not_found(rq);
}

/* Who writes an entry was there (prompt.h), and whoever is sent on to a page
 * of the incident opens it there: only a post that is answered by a page of
 * its own has to be kept as looking. So an entry costs one commit, not two. */
static void unseen_keep(struct request *rq, const struct permit *permit)
{
    if (!instant_known(rq->unseen) || rq->out.status == 303)
        return;
    const struct known seen = { .row = { .changed_at = rq->unseen } };
    enum err err = act_opened(rq->site->acts, permit, &seen, rq->now);
    if (err != OK) /* the page stands; at worst somebody is told once more */
        fprintf(stderr, "trouble: %s: opened: %s\n", rq->route->name,
                err_name(err));
}

static void enter(struct request *rq, bool has_scope)
{
    struct permit permit;
    bool public = rq->route->permission == PERMIT_PUBLIC ||
                  rq->route->permission == PERMIT_BY_TOKEN;
    if (!public && !rq->session.actor.known) {
        if (!csrf_fits(rq) || keep_post(rq))
            respond_sign_in(rq);
        return;
    }
    if (!permit_make(&permit, rq, has_scope)) {
        enter_not_permitted(rq);
        return;
    }
    if (rq->post && !public && !csrf_fits(rq)) {
        if (keep_post(rq))
            respond_redirect(rq, path_of_page(rq));
        return;
    }
    bool about_pause = str_starts(rq->path, "/pause") ||
                       str_starts(rq->path, "/sign-out");
    if (rq->session.paused && !public && !about_pause) {
        if (keep_post(rq))
            respond_redirect(rq, path_with_to(rq->mem, "/pause",
                                              path_of_page(rq)));
        return;
    }
    rq->route->handle(rq, &permit);
    unseen_keep(rq, &permit);
}

void request_run(struct request *rq)
{
    bool other_method;
    rq->route = route_find(rq, &other_method);
    if (rq->route == NULL) {
        respond_not_found(rq);
        if (other_method)
            rq->out.status = 405;
        return;
    }
    struct arriving a = { .rq = rq };
    bool needs_session = rq->token.size > 0 &&
                         !str_starts(rq->path, "/assets/") &&
                         rq->route->permission != PERMIT_BY_TOKEN &&
                         !str_is(rq->path, "/health");
    enum err err = needs_session
                       ? store_read(rq->site->store, arrive_work, &a)
                       : OK;
    if (err == OK && a.touch)
        err = store_write(rq->site->store, touch_work, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    enter(rq, a.has_scope);
}
