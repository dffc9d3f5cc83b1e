/* town.c: see town.h. */
#include "tests/web/town.h"

#include "tests/check.h"

#include <stdio.h>

const char *const town_names[TOWN_COUNT] = {
    [SIGNED_OUT] = "signed-out",
    [PASSWORD_ONLY] = "password-only",
    [OAK_REPORTER] = "reporter",
    [OAK_STAFF] = "staff",
    [OAK_DSL] = "dsl",
    [OAK_DEPUTY_NAMED] = "named-deputy",
    [OAK_HEAD] = "head",
    [LEADER] = "leader",
    [OAK_SENCO] = "senco",
    [CEO] = "ceo",
    [CHAIR] = "chair",
    [TRUSTEE] = "trustee",
    [OAK_GOVERNOR] = "governor",
    [ADMINISTRATOR] = "administrator",
    [ELM_DSL] = "elm-dsl",
    [ELM_HEAD] = "elm-head",
    [OTHER_TRUST_DSL] = "other-trust-dsl",
    [OTHER_TRUST_ADMINISTRATOR] = "other-trust-administrator",
};

enum place { NOWHERE, OAK, ELM, WHOLE, ASH, OTHER_WHOLE };

static const struct {
    enum role role;
    enum place place;
} hats[TOWN_COUNT] = {
    [PASSWORD_ONLY] = { ROLE_DSL, OAK },
    [OAK_REPORTER] = { ROLE_STAFF, OAK },
    [OAK_STAFF] = { ROLE_STAFF, OAK },
    [OAK_DSL] = { ROLE_DSL, OAK },
    [OAK_DEPUTY_NAMED] = { ROLE_DEPUTY_DSL, OAK },
    [OAK_HEAD] = { ROLE_HEAD, OAK },
    [LEADER] = { ROLE_EXECUTIVE_LEADER, WHOLE },
    [OAK_SENCO] = { ROLE_SENCO, OAK },
    [CEO] = { ROLE_CEO, WHOLE },
    [CHAIR] = { ROLE_CHAIR, WHOLE },
    [TRUSTEE] = { ROLE_TRUSTEE, WHOLE },
    [OAK_GOVERNOR] = { ROLE_GOVERNOR, OAK },
    [ADMINISTRATOR] = { ROLE_ADMINISTRATOR, WHOLE },
    [ELM_DSL] = { ROLE_DSL, ELM },
    [ELM_HEAD] = { ROLE_HEAD, ELM },
    [OTHER_TRUST_DSL] = { ROLE_DSL, ASH },
    [OTHER_TRUST_ADMINISTRATOR] = { ROLE_ADMINISTRATOR, OTHER_WHOLE },
};

static struct instant clock_now;

void town_clock_set(struct instant now)
{
    clock_now = now;
}

static struct instant town_clock(void)
{
    return clock_now;
}

static struct school_id school_at(const struct town *t, enum place place)
{
    struct school_id none = { { 0 } };
    switch (place) {
    case OAK: return t->house.oak;
    case ELM: return t->house.elm;
    case ASH: return t->ash;
    case NOWHERE:
    case WHOLE:
    case OTHER_WHOLE: return none;
    }
    return none;
}

static enum err other_trust_work(struct tx *tx, void *context)
{
    struct town *t = context;
    struct trust_row trust = { t->other_trust, STR("Riverside Trust"), false,
                               t->house.now };
    struct permit permit = access_program_permit(t->other_trust);
    struct school_row ash = { t->ash, STR("Ash School"), 960, false, NULL, 0 };
    enum err err = store_trust_create(tx, &trust);
    return err == OK ? store_school_put(tx, &permit, &ash) : err;
}

static enum err people_work(struct tx *tx, void *context)
{
    struct town *t = context;
    enum err err = OK;
    struct permit own = access_program_permit(t->house.trust);
    struct grant staff = { ROLE_STAFF, t->house.oak };
    struct str unused;
    err = person_create(&t->spare, &unused, tx, &t->house.mem, &own,
                        STR("spare"), STR("Person spare"), t->house.now);
    if (err == OK)
        err = person_grant(tx, &own, t->spare, staff, t->house.now);
    for (unsigned w = PASSWORD_ONLY; err == OK && w < TOWN_COUNT; w++) {
        bool other = hats[w].place == ASH || hats[w].place == OTHER_WHOLE;
        struct trust_id trust = other ? t->other_trust : t->house.trust;
        struct permit permit = access_program_permit(trust);
        struct grant grant = { hats[w].role, school_at(t, hats[w].place) };
        struct str setup;
        struct str name = str_printf(&t->house.mem, "Person %s",
                                     town_names[w]);
        /* One after the other: lists are in the order of being made. */
        struct instant made = { t->house.now.us + w };
        err = person_create(&t->users[w], &setup, tx, &t->house.mem, &permit,
                            str_of(town_names[w]), name, made);
        if (err == OK)
            err = person_grant(tx, &permit, t->users[w], grant, t->house.now);
        if (err == OK)
            err = session_create(t->tokens[w], tx, trust, t->users[w],
                                 w != PASSWORD_ONLY, t->house.now);
        struct session session;
        if (err == OK)
            err = session_load(&session, tx, &t->house.mem,
                               str_of(t->tokens[w]), t->house.now);
        if (err == OK)
            memcpy(t->csrf[w], session.csrf, TOKEN_SIZE);
    }
    return err;
}

/* Posts a form as somebody would, with a fresh key; it has to be taken. */
static void told(struct town *t, enum townsperson who, const char *path,
                 const char *fields, unsigned made_from)
{
    AUTO_ARENA mem;
    arena_open(&mem, 128 << 20);
    struct request rq;
    struct str key = house_key(&t->house);
    struct str body = str_printf(&mem, "key=%.*s&made-from=%u&%s",
                                 STR_ARG(key), made_from, fields);
    struct ask ask = { .who = who, .path = path, .body = body.data };
    town_ask(&rq, t, &mem, &ask);
    if (rq.out.status != 303)
        print_error("%s: %u\n%.*s\n", path, rq.out.status,
                    STR_ARG(town_page(&rq)));
    assert_int_equal(rq.out.status, 303);
    if (t->reference == NULL)
        t->reference = str_c(&t->house.mem,
                             (struct str){ rq.out.location.data +
                                               strlen("/report/"), 7 });
}

static void incident_tell(struct town *t)
{
    char path[120], user[ID_TEXT_SIZE + 1];
    char fields[400];
    told(t, OAK_REPORTER, "/report/new",
         "safe=yes&told=A+pupil+spoke+to+me+after+lunch.", 0);
    snprintf(path, sizeof(path), "/incidents/%s/open", t->reference);
    told(t, OAK_DSL, path, "", 1);
    snprintf(path, sizeof(path), "/incidents/%s/people/p1", t->reference);
    told(t, OAK_DSL, path,
         "person=p1&name=Maya+Rowe&type=pupil&parts=depicted&age=14", 2);
    id_print(user, t->users[OAK_DEPUTY_NAMED].bytes);
    snprintf(path, sizeof(path), "/incidents/%s/people/p2", t->reference);
    snprintf(fields, sizeof(fields),
             "person=p2&name=Person+Two&type=staff&parts=affected&user=%s",
             user);
    told(t, OAK_DSL, path, fields, 3);
    snprintf(path, sizeof(path), "/incidents/%s/risk/edit", t->reference);
    told(t, OAK_DSL, path,
         "c75e=no&c89a=no&c89b=no&c89c=no&c89d=no&c89e=no&c89f=no", 4);
    snprintf(path, sizeof(path), "/incidents/%s/decision/new", t->reference);
    told(t, OAK_DSL, path,
         "choice=manage_in_school&confident=yes&why=The+pupils+have+stopped.&best=They+are+well.&talked=yes&change=Any+new+fact.&instead=A+talk.",
         5);
    snprintf(path, sizeof(path), "/incidents/%s/referral", t->reference);
    told(t, OAK_DSL, path, "to=other&method=email", 6);
}

void town_things(struct town *t)
{
    char path[120], fields[400], staff[ID_TEXT_SIZE + 1];
    char dsl[ID_TEXT_SIZE + 1];
    id_print(staff, t->users[OAK_STAFF].bytes);
    id_print(dsl, t->users[OAK_DSL].bytes);
    snprintf(path, sizeof(path), "/incidents/%s/viewing/record",
             t->reference);
    snprintf(fields, sizeof(fields),
             "ground=12.5c&viewed-why=It+was+held+up.&viewer=%s&present=%s&copied=no&actions=It+was+put+away.",
             staff, dsl);
    told(t, OAK_DSL, path, fields, 7);
    snprintf(path, sizeof(path), "/incidents/%s/devices/new", t->reference);
    told(t, OAK_DSL, path, "thing=Black+phone&taken-how=handed&kept=Safe", 8);
    snprintf(path, sizeof(path), "/incidents/%s/deletion/new", t->reference);
    told(t, OAK_DSL, path, "holds=p1&store=phone", 9);
    snprintf(path, sizeof(path), "/incidents/%s/deletion/online",
             t->reference);
    told(t, OAK_DSL, path, "tool=platform&taken-down=waiting", 10);
    snprintf(path, sizeof(path), "/incidents/%s/children/p1/parents",
             t->reference);
    snprintf(fields, sizeof(fields), "contact=told&link-person=%s", staff);
    told(t, OAK_DSL, path, fields, 11);
}

void town_open(struct town *t)
{
    *t = (struct town){ .other_trust = { { 9 } }, .ash = { { 8 } } };
    house_open(&t->house);
    t->site = (struct site){ .store = &t->house.store,
                             .acts = &t->house.acts, .pack = t->house.pack,
                             .clock = town_clock };
    town_clock_set(t->house.now);
    assert_int_equal(store_write(&t->house.store, other_trust_work, t), OK);
    assert_int_equal(store_write(&t->house.store, people_work, t), OK);
    incident_tell(t);
}

void town_close(struct town *t)
{
    house_close(&t->house);
}

static void csrf_add(struct buf *b, const struct town *t,
                     enum townsperson who)
{
    buf_put_str(b, STR("csrf="));
    for (unsigned i = 0; i < TOKEN_SIZE; i++)
        buf_printf(b, "%02x", t->csrf[who][i]);
    buf_put_char(b, '&');
}

void town_ask(struct request *rq, struct town *t, struct arena *mem,
              const struct ask *ask)
{
    *rq = (struct request){ .mem = mem, .site = &t->site,
                            .now = t->site.clock(),
                            .address = STR("192.0.2.1") };
    rq->host = STR("lanyard.example");
    rq->if_none_match = str_of(
        ask->if_none_match != NULL ? ask->if_none_match : "");
    rq->out.status = 200;
    buf_open(&rq->out.body, mem, 32 << 10, PAGE_BYTES_MAX);
    rq->path = str_copy(mem, str_of(ask->path));
    rq->token = str_of(ask->who == SIGNED_OUT ? "" : t->tokens[ask->who]);
    if (ask->query != NULL) {
        const struct typed *typed;
        assert_int_equal(form_parse(&typed, &rq->query_count, mem,
                                    str_of(ask->query)), OK);
        struct param *query = ARENA_MANY(mem, rq->query_count + 1,
                                         struct param);
        for (size_t i = 0; i < rq->query_count; i++)
            query[i] = (struct param){ typed[i].name, typed[i].value };
        rq->query = query;
    }
    if (ask->body != NULL) {
        struct buf b;
        rq->post = true;
        buf_open(&b, mem, 1024, 1 << 20);
        if (!ask->no_csrf && ask->who != SIGNED_OUT)
            csrf_add(&b, t, ask->who);
        buf_put_str(&b, str_of(ask->body));
        assert_int_equal(form_parse(&rq->form, &rq->form_count, mem,
                                    buf_str(&b)), OK);
    }
    request_run(rq);
}

struct str town_page(const struct request *rq)
{
    return rq->out.static_body.data != NULL ? rq->out.static_body
                                            : buf_str(&rq->out.body);
}

static uint64_t count_of(struct tx *tx, const char *sql)
{
    AUTO_ROWS rows;
    assert_int_equal(db_query(&rows, tx->conn, sql, NULL, 0), OK);
    assert_true(db_next(&rows));
    return (uint64_t)db_int(&rows, 0);
}

static enum err count_work(struct tx *tx, void *context)
{
    struct town_count *c = context;
    *c = (struct town_count){
        .entries = count_of(tx, "SELECT count(*) FROM entry"),
        .incidents = count_of(tx, "SELECT count(*) FROM incident"),
        .people = count_of(tx, "SELECT count(*) FROM person"),
        .grants = count_of(tx, "SELECT count(*) FROM role_grant"),
        .drafts = count_of(tx, "SELECT count(*) FROM draft"),
        .sessions = count_of(tx, "SELECT count(*) FROM session"),
        .opened = count_of(tx, "SELECT count(*) FROM opened"),
    };
    return OK;
}

struct town_count town_count(struct town *t)
{
    struct town_count c;
    assert_int_equal(store_read(&t->house.store, count_work, &c), OK);
    return c;
}
