/* demo.c: `lanyard demo`: a synthetic trust of any size. Every incident is
 * told by the acts a person's typing goes through (stories.c), so that a
 * demonstration holds nothing that the program would not have taken.
 *
 * The same seed gives the same people, stories and times of day; ids,
 * references and keys are random as they always are. */
#include "cli/cli.h"

#include "cli/stories.h"
#include "identity/identity.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static const char help[] =
    "usage: lanyard demo [--incidents N] [--seed S] [OPTIONS]\n\n"
    "Makes a demonstration trust: two schools, a person for each role and one\n"
    "for parents to turn to, and invented incidents in neutral words. Anybody who\n"
    "can open its site can be anybody in it, which the site says on every page; a\n"
    "real trust never can become one.\n\n"
    "  --incidents N      how many (default 11, at most 1000000)\n"
    "  --seed S           other people and times (default 1)\n"
    CLI_PLACE_HELP;

enum { DEMO_SCHOOLS = 2, DEMO_WORKERS = 8, DEMO_MAX = 1000000 };

/* ---- the people of the trust ---- */

enum who {
    WHO_TEACHER, WHO_DSL, WHO_DEPUTY, WHO_HEAD, WHO_SENCO, WHO_LINK,
    WHO_PER_SCHOOL,
};

static const struct {
    const char *sign_in, *name;
    enum role role;
} staff[DEMO_SCHOOLS][WHO_PER_SCHOOL] = {
    {
        [WHO_TEACHER] = { "priya", "Priya Marsh", ROLE_STAFF },
        [WHO_DSL] = { "hannah", "Hannah Whitlock", ROLE_DSL },
        [WHO_DEPUTY] = { "daniel", "Daniel Osei", ROLE_DEPUTY_DSL },
        [WHO_HEAD] = { "grace", "Grace Lindqvist", ROLE_HEAD },
        [WHO_SENCO] = { "amal", "Amal Haddad", ROLE_SENCO },
        [WHO_LINK] = { "rosa", "Rosa Lind, head of year", ROLE_STAFF },
    },
    {
        [WHO_TEACHER] = { "tom", "Tom Arden", ROLE_STAFF },
        [WHO_DSL] = { "owen", "Owen Prescott", ROLE_DSL },
        [WHO_DEPUTY] = { "leah", "Leah Farrow", ROLE_DEPUTY_DSL },
        [WHO_HEAD] = { "martin", "Martin Hale", ROLE_HEAD },
        [WHO_SENCO] = { "fiona", "Fiona Brandt", ROLE_SENCO },
        [WHO_LINK] = { "una", "Una Birch, head of year", ROLE_STAFF },
    },
};

static const struct {
    const char *sign_in, *name;
    enum role role;
} trust_staff[] = {
    { "ruth", "Ruth Calloway", ROLE_EXECUTIVE_LEADER },
    { "ines", "Ines Okafor", ROLE_ADMINISTRATOR },
    { "judith", "Judith Penn", ROLE_TRUSTEE },
    { "nora", "Nora Vale", ROLE_CEO },
    { "edwin", "Edwin Shaw", ROLE_CHAIR },
};

static const char *const school_names[DEMO_SCHOOLS] = {
    "Brookmead Academy", "Fellgate High School",
};

/* Whom its schools ring, under numbers that are kept for plays and films. The
 * second school lacks one: its readiness (Cover) says so. */
static const struct {
    unsigned schools;
    const char *kind, *name, *telephone, *out_of_hours, *email, *note;
} agencies[] = {
    { DEMO_SCHOOLS, "cscs", "Northmere children’s social care",
      "01632 960 101", "01632 960 102", "care@example.org",
      "The front door team. Ask for the name of whoever takes the call." },
    { DEMO_SCHOOLS, "police", "Northmere police, child protection unit",
      "01632 960 111", "101, or 999 in danger", "police@example.org", "" },
    { 1, "lado", "Northmere designated officer", "01632 960 121", "",
      "officer@example.org", "Working days, 9am to 5pm." },
};

struct demo {
    struct cli_house *house;
    struct trust_id trust;
    struct school_id schools[DEMO_SCHOOLS];
    struct user_id users[DEMO_SCHOOLS][WHO_PER_SCHOOL];
    struct user_id leader;
    struct instant now;
    uint64_t seed;
    uint64_t count;
    atomic_ullong next;
    atomic_ullong done;
    atomic_int failed; /* enum err of the first worker that failed */
};

static enum err person_add(struct user_id *out, struct demo *d, struct tx *tx,
                           const char *sign_in, const char *name,
                           struct grant grant)
{
    struct permit permit = access_program_permit(d->trust);
    struct str setup;
    /* A domain that is reserved for examples: nobody is there. */
    struct str address = str_printf(&d->house->mem, "%s@example.org",
                                    sign_in);
    enum err err = person_create(out, &setup, tx, &d->house->mem, &permit,
                                 address, str_of(name), d->now);
    return err == OK ? person_grant(tx, &permit, *out, grant, d->now) : err;
}

static enum err agencies_add(struct demo *d, struct tx *tx, unsigned school)
{
    struct permit permit = access_program_permit(d->trust);
    enum err err = OK;
    for (size_t i = 0; err == OK && i < COUNT_OF(agencies); i++) {
        if (school >= agencies[i].schools)
            continue;
        struct agency_row row = {
            .school = d->schools[school],
            .kind = str_of(agencies[i].kind),
            .name = str_of(agencies[i].name),
            .telephone = str_of(agencies[i].telephone),
            .out_of_hours = str_of(agencies[i].out_of_hours),
            .email = str_of(agencies[i].email),
            .note = str_of(agencies[i].note),
        };
        vault_random(row.id.bytes, ID_SIZE);
        err = store_agency_put(tx, &permit, &row, d->now);
    }
    return err;
}

static enum err trust_work(struct tx *tx, void *context)
{
    struct demo *d = context;
    struct trust_row trust = { d->trust, STR("Northmere Academy Trust"), true,
                               d->now };
    struct permit permit = access_program_permit(d->trust);
    enum err err = store_trust_create(tx, &trust);
    for (unsigned s = 0; err == OK && s < DEMO_SCHOOLS; s++) {
        struct school_row school = { .id = d->schools[s],
                                     .name = str_of(school_names[s]),
                                     .day_ends = 16 * 60,
                                     .bank_holidays = true };
        err = store_school_put(tx, &permit, &school);
        if (err == OK)
            err = agencies_add(d, tx, s);
        for (unsigned w = 0; err == OK && w < WHO_PER_SCHOOL; w++) {
            struct grant grant = { staff[s][w].role, d->schools[s] };
            err = person_add(&d->users[s][w], d, tx, staff[s][w].sign_in,
                             staff[s][w].name, grant);
        }
    }
    for (unsigned i = 0; err == OK && i < COUNT_OF(trust_staff); i++) {
        struct grant grant = { .role = trust_staff[i].role };
        struct user_id user;
        err = person_add(&user, d, tx, trust_staff[i].sign_in,
                         trust_staff[i].name, grant);
        if (grant.role == ROLE_EXECUTIVE_LEADER)
            d->leader = user;
    }
    return err;
}

/* ---- invented pupils ---- */

static uint64_t random_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15)); /* splitmix64 */
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static const char *const first_names[] = {
    "Maya", "Callum", "Aisha", "Jonah", "Ella", "Kofi", "Freya", "Rohan",
    "Lily", "Tomasz", "Zara", "Harvey", "Amelia", "Idris", "Niamh", "Luca",
    "Poppy", "Samuel", "Chloe", "Yusuf", "Bethan", "Marek", "Ruby", "Owain",
};
static const char *const last_names[] = {
    "Rowe", "Tanner", "Bello", "Hurst", "Vance", "Adeyemi", "Lowell", "Patel",
    "Carver", "Nowak", "Haddad", "Finch", "Greene", "Rahman", "Doyle", "Conti",
    "Marlow", "Abbott", "Winter", "Demir", "Pryce", "Zielinski", "Stone",
    "Bevan",
};

/* What stands for {A} {a} ... in one incident. */
struct cast {
    const char *first[3];
    const char *last[3];
    unsigned year; /* 7 to 11 */
    char form;
    uint32_t proposal; /* number of the entry that proposes */
    char dsl[ID_TEXT_SIZE + 1], deputy[ID_TEXT_SIZE + 1];
    char link[ID_TEXT_SIZE + 1];
};

static void cast_make(struct cast *c, uint64_t *state)
{
    uint64_t at = random_next(state);
    for (unsigned i = 0; i < 3; i++) {
        /* Three different first names: 7 is prime to 24. */
        c->first[i] = first_names[(at + i * 7) % COUNT_OF(first_names)];
        c->last[i] = last_names[random_next(state) % COUNT_OF(last_names)];
    }
    c->year = 7 + (unsigned)(random_next(state) % 5);
    c->form = "ABCD"[random_next(state) % 4];
}

/* A user of the school: "{dsl}". */
static bool put_user(struct buf *b, const struct cast *c, struct str key)
{
    if (str_is(key, "dsl"))
        buf_put_str(b, str_of(c->dsl));
    else if (str_is(key, "deputy"))
        buf_put_str(b, str_of(c->deputy));
    else if (str_is(key, "link"))
        buf_put_str(b, str_of(c->link));
    else
        return false;
    return true;
}

static bool put_name(struct buf *b, const struct cast *c, struct str key)
{
    if (key.size != 1)
        return false;
    char k = key.data[0];
    if (k >= 'A' && k <= 'C')
        buf_printf(b, "%s %s", c->first[k - 'A'], c->last[k - 'A']);
    else if (k >= 'a' && k <= 'c')
        buf_printf(b, "%s", c->first[k - 'a']);
    else
        return false;
    return true;
}

/* The value with its placeholders filled. */
static struct str fill(struct arena *mem, const struct cast *c,
                       const char *value)
{
    struct buf b;
    struct str rest = str_of(value);
    buf_open(&b, mem, 128, 8192);
    while (rest.size > 0) {
        struct str text = str_cut(&rest, '{');
        buf_put_str(&b, text);
        if (rest.size == 0)
            break;
        struct str key = str_cut(&rest, '}');
        if (put_name(&b, c, key) || put_user(&b, c, key))
            continue;
        if (str_is(key, "cls"))
            buf_printf(&b, "%u%c", c->year, c->form);
        else if (str_is(key, "yr"))
            buf_printf(&b, "Year %u", c->year);
        else if (str_is(key, "age"))
            buf_printf(&b, "%u", c->year + 5);
        else if (str_is(key, "proposal"))
            buf_printf(&b, "%u", c->proposal);
        else
            must(!"a story names a placeholder");
    }
    return buf_str(&b);
}

/* ---- telling one incident ---- */

struct telling {
    struct demo *demo;
    struct arena mem;
    struct cast cast;
    unsigned school;
    struct str reference;
    uint32_t length;
    struct instant at;
    struct incident_scope scope;
    struct user_id user;
};

static enum err scope_work(struct tx *tx, void *context)
{
    struct telling *t = context;
    return store_scope_by_reference(&t->scope, tx, t->demo->trust, t->user,
                                    t->reference.data);
}

/* Who acts, as an actor with that role alone. */
static void actor_of(struct actor *out, const struct telling *t,
                     enum story_actor by)
{
    const struct demo *d = t->demo;
    static const enum who persons[] = {
        [BY_TEACHER] = WHO_TEACHER, [BY_DSL] = WHO_DSL,
        [BY_DEPUTY] = WHO_DEPUTY, [BY_HEAD] = WHO_HEAD,
        [BY_LEADER] = WHO_TEACHER,
    };
    *out = (struct actor){ .known = true, .second_factor = true,
                           .trust = d->trust, .grants_count = 1 };
    if (by == BY_LEADER) {
        out->user = d->leader;
        out->grants[0].role = ROLE_EXECUTIVE_LEADER;
        return;
    }
    out->user = d->users[t->school][persons[by]];
    out->grants[0] = (struct grant){ staff[t->school][persons[by]].role,
                                     d->schools[t->school] };
}

static enum permission permission_for(enum story_actor by,
                                      enum entry_kind kind)
{
    if (kind == ENTRY_REPORT)
        return PERMIT_REPORT;
    if (by == BY_TEACHER)
        return PERMIT_SEE_RECEIPT;
    if (kind == ENTRY_SIGN)
        return PERMIT_SIGN_DECISION;
    if (kind == ENTRY_REFERRAL)
        return PERMIT_RECORD_REFERRAL;
    if (kind == ENTRY_VIEWING_ANSWER)
        return PERMIT_ALLOW_VIEWING;
    if (kind == ENTRY_VIEWING_SIGN)
        return PERMIT_SIGN_VIEWING;
    return kind == ENTRY_NOTE || kind == ENTRY_PARENT_CONTACT ||
                   kind == ENTRY_STAFF_CARE
               ? PERMIT_WRITE_NOTE
               : PERMIT_LEAD_INCIDENT;
}

static enum err permit_for(struct permit *out, struct telling *t,
                           enum story_actor by, enum entry_kind kind)
{
    struct actor actor;
    enum permission permission = permission_for(by, kind);
    actor_of(&actor, t, by);
    t->user = actor.user;
    enum err err = kind == ENTRY_REPORT
                       ? OK
                       : store_read(&t->demo->house->store, scope_work, t);
    if (err == OK && !access_permit(out, &actor, permission,
                                    kind == ENTRY_REPORT ? NULL : &t->scope))
        err = ERR_DENIED;
    return err;
}

static struct str key_random(struct arena *mem)
{
    struct user_id random;
    char *text = arena_alloc(mem, ID_TEXT_SIZE + 1);
    vault_random(random.bytes, ID_SIZE);
    id_print(text, random.bytes);
    return str_of(text);
}

static size_t fields_fill(struct typed *out, struct telling *t,
                          const struct story_step *step)
{
    size_t count = 0;
    while (count < STORY_FIELDS_MAX && step->fields[count].name != NULL) {
        out[count].name = str_of(step->fields[count].name);
        out[count].value = fill(&t->mem, &t->cast, step->fields[count].value);
        count++;
    }
    return count;
}

static enum err step_tell(struct telling *t, const struct story_step *step)
{
    static const char *const roles[] = {
        [BY_TEACHER] = "staff", [BY_DSL] = "dsl", [BY_DEPUTY] = "deputy_dsl",
        [BY_HEAD] = "head", [BY_LEADER] = "executive_leader",
    };
    struct typed typed[STORY_FIELDS_MAX];
    const struct entry_field given[] = {
        { FIELD_AS_ROLE, str_of(roles[step->by]) },
        { FIELD_FACTOR, STR("Demonstration: no second factor") },
    };
    struct act_form form = { .kind = step->kind, .typed = typed,
                             .made_from = t->length,
                             .key = key_random(&t->mem), .given = given,
                             .given_count = COUNT_OF(given) };
    struct act_result result;
    struct permit permit;
    form.typed_count = fields_fill(typed, t, step);
    t->at.us += (int64_t)step->minutes * 60 * 1000000;
    struct demo *d = t->demo;
    enum err err = permit_for(&permit, t, step->by, step->kind);
    if (err == OK && step->kind == ENTRY_REPORT)
        err = act_report(&result, &t->mem, &d->house->acts, &permit,
                         d->schools[t->school], &form, t->at);
    else if (err == OK && step->kind == ENTRY_SCHOOL_TOLD)
        err = act_school_tell(&result, &t->mem, &d->house->acts, &permit,
                              d->schools[(t->school + 1) % DEMO_SCHOOLS],
                              &form, t->at);
    else if (err == OK)
        err = act_append(&result, &t->mem, &d->house->acts, &permit, &form,
                         t->at);
    if (err != OK)
        return err;
    must(result.end == ACT_DONE);
    t->reference = result.reference;
    t->length = result.seq;
    if (step->kind == ENTRY_OUTCOME)
        t->cast.proposal = result.seq;
    return OK;
}

static int64_t story_minutes(const struct story *story)
{
    int64_t minutes = 0;
    for (size_t i = 0; i < story->steps_count; i++)
        minutes += story->steps[i].minutes;
    return minutes;
}

/* Words that stand in one incident of a hundred, and in ten of all: search
 * is tried on them at every size (bench/). */
static enum err places_tell(struct telling *t, uint64_t number)
{
    const char *place = number % 100 == 7                    ? "orchard"
                        : number % 100 == 13 && number < 1000 ? "lighthouse"
                                                               : NULL;
    if (place == NULL)
        return OK;
    struct story_step note = {
        BY_DSL, 5, ENTRY_NOTE,
        { { "sort", "contact" }, { "title", "Talked again" },
          { "body", str_printf(&t->mem, "{a} and I talked by the %s after school.",
                               place).data } }
    };
    return step_tell(t, &note);
}

/* Days back of the first incidents, in the order of the stories. */
static const unsigned stories_recent_days[] = { 0, 0, 1, 6, 2, 4, 1, 0, 3,
                                                2, 1 };

/* The first ones are of the last few days, so that something is due, late
 * and waiting; the others lie up to two years back. */
static struct instant begin_of(const struct demo *d, uint64_t number,
                               const struct story *story, uint64_t *state)
{
    const int64_t minute = INT64_C(60) * 1000000, day = 1440 * minute;
    int64_t late = 15 + (int64_t)(random_next(state) % 20);
    int64_t back = (story_minutes(story) + late) * minute;
    if (number >= COUNT_OF(stories_recent_days))
        back += (int64_t)(4 + random_next(state) % 720) * day;
    else
        back += (int64_t)stories_recent_days[number] * day;
    return (struct instant){ d->now.us - back };
}

static enum err incident_tell(struct demo *d, struct arena *mem,
                              uint64_t number)
{
    uint64_t state = d->seed * UINT64_C(1000003) + number;
    const struct story *story = &stories[number % stories_count];
    struct telling t = { .demo = d, .mem = *mem };
    t.school = (number / stories_count) % DEMO_SCHOOLS;
    cast_make(&t.cast, &state);
    id_print(t.cast.dsl, d->users[t.school][WHO_DSL].bytes);
    id_print(t.cast.deputy, d->users[t.school][WHO_DEPUTY].bytes);
    id_print(t.cast.link, d->users[t.school][WHO_LINK].bytes);
    t.at = begin_of(d, number, story, &state);
    enum err err = OK;
    for (size_t i = 0; err == OK && i < story->steps_count; i++)
        err = step_tell(&t, &story->steps[i]);
    if (err == OK)
        err = places_tell(&t, number);
    *mem = t.mem;
    arena_reset(mem);
    return err;
}

/* ---- many at once: the writer commits them in groups ---- */

static void *worker_thread(void *context)
{
    struct demo *d = context;
    AUTO_ARENA mem;
    arena_open(&mem, 64 << 20);
    while (atomic_load(&d->failed) == OK) {
        uint64_t number = atomic_fetch_add(&d->next, 1);
        if (number >= d->count)
            break;
        enum err err = incident_tell(d, &mem, number);
        if (err != OK)
            atomic_store(&d->failed, (int)err);
        atomic_fetch_add(&d->done, 1);
    }
    return NULL;
}

static enum err incidents_tell(struct demo *d)
{
    pthread_t threads[DEMO_WORKERS];
    unsigned started = 0;
    struct cli_bar bar;
    struct progress progress = cli_progress(&bar, "Telling incidents");
    for (; started < DEMO_WORKERS; started++)
        if (pthread_create(&threads[started], NULL, worker_thread, d) != 0)
            break;
    struct timespec nap = { .tv_nsec = 20 * 1000 * 1000 };
    while (started > 0 && atomic_load(&d->done) < d->count &&
           atomic_load(&d->failed) == OK) {
        nanosleep(&nap, NULL);
        if (progress.step != NULL)
            progress.step(progress.context, atomic_load(&d->done), d->count);
    }
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    cli_progress_end(&bar);
    return started == 0 ? ERR_BUSY : (enum err)atomic_load(&d->failed);
}

static int demo(struct cli_house *h, uint64_t count, uint64_t seed)
{
    if (!id_is_zero(h->trust.id.bytes))
        return cli_say("demo", 1, "there is a trust already; use another --data folder");
    struct demo d = { .house = h, .now = cli_now(), .seed = seed,
                      .count = count };
    vault_random(d.trust.bytes, ID_SIZE);
    for (unsigned s = 0; s < DEMO_SCHOOLS; s++)
        vault_random(d.schools[s].bytes, ID_SIZE);
    enum err err = store_write(&h->store, trust_work, &d);
    if (err == OK)
        err = incidents_tell(&d);
    if (err != OK)
        return cli_say("demo", 1, "%s", cli_err_words(err));
    printf("A demonstration trust with %llu incidents is made.\n",
           (unsigned long long)count);
    return 0;
}

int cli_demo(int argc, char **argv)
{
    struct cli_place place = { 0 };
    const char *incidents = "11", *seed = "1";
    const struct cli_option options[] = {
        { "--incidents", &incidents, NULL },
        { "--seed", &seed, NULL },
    };
    struct cli_command c = { .name = "demo", .help = help, .place = &place,
                             .options = options,
                             .options_count = COUNT_OF(options) };
    int ends = cli_read(&c, argc, argv);
    if (ends != 0)
        return ends - 1;
    uint64_t count, number;
    if (str_read_number(&count, str_of(incidents), DEMO_MAX) != OK)
        return cli_say("demo", 2, "--incidents takes a number from 0 to %d", DEMO_MAX);
    if (str_read_number(&number, str_of(seed), UINT32_MAX) != OK)
        return cli_say("demo", 2, "--seed takes a number");
    struct cli_house h;
    int status = cli_open(&h, "demo", &place, CLI_NEW)
                     ? demo(&h, count, number)
                     : 1;
    cli_close(&h);
    return status;
}
