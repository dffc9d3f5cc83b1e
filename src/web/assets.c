/* assets.c: the browser's files, embedded and named by their content, and
 * whether the site is well. Nothing here knows a person. */
#include "web/handlers.h"
#include "web/static.h"

static void file_send(struct request *rq, const struct static_file *file,
                      bool packed)
{
    rq->out.type = file->type;
    rq->out.gzip = packed;
    rq->out.static_body =
        packed ? (struct str){ (const char *)file->packed, file->packed_size }
               : (struct str){ (const char *)file->plain, file->plain_size };
}

/* The name holds the hash of the content: it may be kept for ever. */
void asset(struct request *rq, const struct permit *permit)
{
    (void)permit;
    for (unsigned long i = 0; i < static_files_count; i++) {
        if (!str_is(rq->params[0], static_files[i].name))
            continue;
        file_send(rq, &static_files[i], rq->takes_gzip);
        rq->out.immutable = true;
        return;
    }
    respond_not_found(rq);
}

/* For browsers that ask without reading the page's link. */
void favicon(struct request *rq, const struct permit *permit)
{
    (void)permit;
    for (unsigned long i = 0; i < static_files_count; i++)
        if (strcmp(static_files[i].key, "icon") == 0)
            file_send(rq, &static_files[i], false);
    must(rq->out.static_body.data != NULL);
}

static enum err health_work(struct tx *tx, void *context)
{
    struct request *rq = context;
    const struct trust_row *trusts;
    size_t count;
    return store_trusts(&trusts, &count, tx, rq->mem);
}

/* 200 while the database answers and its keys open it; it says no more. */
void health(struct request *rq, const struct permit *permit)
{
    (void)permit;
    bool well = store_read(rq->site->store, health_work, rq) == OK;
    rq->out.status = well ? 200 : 503;
    rq->out.type = "text/plain; charset=utf-8";
    rq->out.static_body = well ? STR("ok\n") : STR("not well\n");
}
