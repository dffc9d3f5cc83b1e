/* role_news.c: who was let in lately. A role that opens incidents is given by
 * an administrator, who can open none; those who answer for the incidents see
 * that it was, in My work and under Cover (act_role_notices). */
#include "web/cover.h"

#include "store/outbox.h"

enum { SHOWN_DAYS = 14, LISTED_DAYS = 90, LISTED_MAX = 10, READ_MAX = 200 };

static const int64_t day_us = INT64_C(86400) * 1000000;

enum err role_news_load(struct instant *out, struct tx *tx,
                        const struct request *rq)
{
    enum err err = store_notice_last(out, tx, rq->session.trust,
                                     rq->session.user, NOTICE_ROLE);
    if (err == OK && out->us < rq->now.us - SHOWN_DAYS * day_us)
        *out = (struct instant){ 0 };
    return err;
}

struct str role_news_words(struct request *rq, struct instant at)
{
    struct str when = instant_words(rq->mem, at);
    return instant_known(at)
               ? str_printf(rq->mem, "On %.*s somebody was given a role that opens incidents.",
                            STR_ARG(when))
               : STR("");
}

enum err roles_given_load(struct roles_given *out, struct tx *tx,
                          struct request *rq, const struct permit *permit)
{
    return store_journal(&out->rows, &out->count, tx, rq->mem, permit, 0,
                         READ_MAX);
}

/* The role is held still, where the reader's own roles reach: its words, with
 * the school; empty otherwise. */
static struct str held_words(struct request *rq, const struct names *names,
                             struct lanes lanes, const struct person_row *p,
                             enum role role)
{
    for (size_t i = 0; i < p->grants_count; i++) {
        const struct grant *g = &p->grants[i];
        bool whole = id_is_zero(g->school.bytes);
        if (g->role != role || (!whole && !lanes_reach(lanes, ~0u, g->school)))
            continue;
        struct str school = whole ? STR("all schools")
                                  : names_school(names, g->school);
        return str_printf(rq->mem, "%.*s, %s, %.*s", STR_ARG(p->name),
                          role_title(role), STR_ARG(school));
    }
    return STR("");
}

static struct str given_words(struct request *rq, const struct names *names,
                              struct lanes lanes,
                              const struct journal_row *row)
{
    struct user_id user;
    enum role role = role_from_name(row->text.data, row->text.size);
    if (!str_is(row->kind, "person.grant") || !role_opens_incidents(role) ||
        row->at.us < rq->now.us - LISTED_DAYS * day_us ||
        id_read(user.bytes, row->subject.data, row->subject.size) != OK)
        return STR("");
    for (size_t i = 0; i < names->count; i++)
        if (ID_SAME(names->people[i].id, user))
            return held_words(rq, names, lanes, &names->people[i], role);
    return STR("");
}

const struct view_answer *roles_given_view(size_t *count, struct request *rq,
                                           const struct names *names,
                                           struct lanes lanes,
                                           const struct roles_given *given)
{
    struct view_answer *out = ARENA_MANY(rq->mem, LISTED_MAX,
                                         struct view_answer);
    *count = 0;
    for (size_t i = 0; i < given->count && *count < LISTED_MAX; i++) {
        const struct journal_row *row = &given->rows[i];
        struct str who = given_words(rq, names, lanes, row);
        if (who.size == 0)
            continue;
        struct str by = names_author(names, row->author);
        struct str when = instant_words(rq->mem, row->at);
        out[(*count)++] = (struct view_answer){
            who, str_printf(rq->mem, "Given by %.*s, %.*s", STR_ARG(by),
                            STR_ARG(when)), STR("")
        };
    }
    return out;
}
