/* explain_read.c: facts from JSON. jansson reads the form (duplicate keys,
 * depth, UTF-8); here each value meets its vocabulary. */
#include "cli/explain_read.h"

#include "cli/explain_value.h"

/* ---- people and references to them ---- */

static const struct fact_person *person_find(const struct facts *f,
                                             struct str id)
{
    for (size_t i = 0; i < f->people_count; i++)
        if (str_same(f->people[i].id, id))
            return &f->people[i];
    return NULL;
}

static void reference_check(struct reading *r, const struct facts *f,
                            struct str id, bool pupil)
{
    const struct fact_person *p = person_find(f, id);
    if (p == NULL)
        read_fail(r, "names a person who is not there");
    if (pupil && p->type != PERSON_PUPIL)
        read_fail(r, "must be a pupil");
}

static struct str reference_at(struct reading *r, json_t *object,
                               const char *key, const struct facts *f,
                               bool pupil, bool required)
{
    struct str id = id_at(r, object, key, required);
    if (id.data == NULL)
        return id;
    size_t before = path_key(r, key);
    reference_check(r, f, id, pupil);
    path_back(r, before);
    return id;
}

static void person_read(struct reading *r, struct fact_person *p, json_t *o)
{
    static const char *const keys[] = { "id", "type", "user", "age", "send",
                                        "parts", NULL };
    keys_only(r, o, keys);
    p->id = id_at(r, o, "id", true);
    json_t *type = read_get(o, "type");
    size_t before = path_key(r, "type");
    if (type == NULL)
        read_fail(r, "is missing");
    p->type = WORD_OF(r, type, person_type_from_word, PERSON_TYPE_COUNT);
    path_back(r, before);
    p->user = text_at(r, o, "user");
    p->send = answer_at(r, o, "send");
    json_t *age = read_get(o, "age");
    if (age != NULL) {
        before = path_key(r, "age");
        if (!json_is_integer(age) || json_integer_value(age) < 0 ||
            json_integer_value(age) > 130)
            read_fail(r, "must be a whole number from 0 to 130");
        p->age = (struct age){ true, (unsigned)json_integer_value(age) };
        path_back(r, before);
    }
    size_t count;
    json_t *list = list_at(r, o, "parts", &count);
    before = path_key(r, "parts");
    for (size_t i = 0; i < count; i++) {
        size_t inner = path_index(r, i);
        p->parts |= 1u << WORD_OF(r, json_array_get(list, i), part_from_word,
                                  PART_COUNT);
        path_back(r, inner);
    }
    path_back(r, before);
}

static void people_read(struct reading *r, struct facts *f, json_t *o)
{
    size_t count;
    json_t *list = list_at(r, o, "people", &count);
    struct fact_person *people =
        ARENA_MANY(r->mem, count, struct fact_person);
    size_t before = path_key(r, "people");
    f->people = people;
    for (size_t i = 0; i < count; i++) {
        size_t inner = path_index(r, i);
        person_read(r, &people[i], json_array_get(list, i));
        if (person_find(f, people[i].id) != NULL)
            read_fail(r, "has an id that stands twice");
        f->people_count++;
        path_back(r, inner);
    }
    path_back(r, before);
}

/* ---- the parts of an incident ---- */

static void criteria_read(struct reading *r, struct facts *f, json_t *o)
{
    f->criteria[CRITERION_7_5E] = answer_at(r, o, "physical_harm");
    f->criteria_asked[CRITERION_7_5E] = read_get(o, "physical_harm") != NULL;
    json_t *criteria = read_get(o, "criteria");
    if (criteria == NULL)
        return;
    static const char *const keys[] = { "8.9a", "8.9b", "8.9c", "8.9d",
                                        "8.9e", "8.9f", NULL };
    size_t before = path_key(r, "criteria");
    keys_only(r, criteria, keys);
    for (unsigned i = 0; keys[i] != NULL; i++) {
        f->criteria[CRITERION_8_9A + i] = answer_at(r, criteria, keys[i]);
        f->criteria_asked[CRITERION_8_9A + i] =
            read_get(criteria, keys[i]) != NULL;
    }
    path_back(r, before);
}

static void questions_read(struct reading *r, struct facts *f, json_t *o)
{
    json_t *questions = read_get(o, "questions");
    if (questions == NULL)
        return;
    static const char *const keys[] = {
        "8.12a", "8.12b", "8.12c", "8.12d", "8.12e", "8.12f",
        "8.12g", "8.12h", "8.12i", "8.12j", NULL,
    };
    size_t before = path_key(r, "questions");
    keys_only(r, questions, keys);
    for (unsigned i = 0; keys[i] != NULL; i++) {
        json_t *value = read_get(questions, keys[i]);
        if (value == NULL)
            continue;
        size_t inner = path_key(r, keys[i]);
        struct str s = text_of(r, value);
        if (!str_is(s, "answered") && !str_is(s, "unknown"))
            read_fail(r, "must be answered or unknown");
        f->questions[i] = str_is(s, "answered") ? QUESTION_ANSWERED
                                                : QUESTION_UNKNOWN;
        path_back(r, inner);
    }
    path_back(r, before);
}

static void review_read(struct reading *r, struct facts *f, json_t *o)
{
    json_t *review = read_get(o, "review");
    if (review == NULL)
        return;
    static const char *const keys[] = { "held_at", "answered", NULL };
    size_t before = path_key(r, "review"), count;
    keys_only(r, review, keys);
    f->review_held_at = time_at(r, review, "held_at", false);
    json_t *list = list_at(r, review, "answered", &count);
    path_key(r, "answered");
    for (size_t i = 0; i < count; i++) {
        unsigned index;
        size_t inner = path_index(r, i);
        struct str s = text_of(r, json_array_get(list, i));
        if (!clause_in(s, "8.5", 'a', 'i', &index))
            read_fail(r, "must be 8.5a to 8.5i");
        f->review_answered[index] = true;
        path_back(r, inner);
    }
    path_back(r, before);
}

static void kinds_read(struct reading *r, struct facts *f, json_t *o)
{
    size_t count;
    json_t *list = list_at(r, o, "kinds", &count);
    size_t before = path_key(r, "kinds");
    for (size_t i = 0; i < count; i++) {
        size_t inner = path_index(r, i);
        f->kinds |= 1u << WORD_OF(r, json_array_get(list, i), kind_from_word,
                                  KIND_COUNT);
        path_back(r, inner);
    }
    path_back(r, before);
}

/* A list of ids; check NULL: any text, else each must pass. */
static const struct str *ids_read(struct reading *r, json_t *o,
                                  const char *key, size_t *count,
                                  const struct facts *pupils_of)
{
    json_t *list = list_at(r, o, key, count);
    struct str *ids = ARENA_MANY(r->mem, *count, struct str);
    size_t before = path_key(r, key);
    for (size_t i = 0; i < *count; i++) {
        size_t inner = path_index(r, i);
        ids[i] = id_of(r, json_array_get(list, i));
        if (pupils_of != NULL)
            reference_check(r, pupils_of, ids[i], true);
        path_back(r, inner);
    }
    path_back(r, before);
    return ids;
}

static const struct fact_advice *advice_read(struct reading *r,
                                             const struct facts *f, json_t *o,
                                             const char *key,
                                             const char *person_key,
                                             size_t *count)
{
    bool parents = strcmp(key, "parent_advice") == 0;
    const char *const keys[] = { person_key, "clause", NULL };
    json_t *list = list_at(r, o, key, count);
    struct fact_advice *out = ARENA_MANY(r->mem, *count, struct fact_advice);
    size_t before = path_key(r, key);
    for (size_t i = 0; i < *count; i++) {
        json_t *row = json_array_get(list, i);
        size_t inner = path_index(r, i);
        keys_only(r, row, keys);
        out[i].person = reference_at(r, row, person_key, f, parents, true);
        struct str clause = id_at(r, row, "clause", true);
        unsigned index;
        bool ok = parents ? clause_in(clause, "10.", '4', '6', &index)
                          : clause_in(clause, "9.", '5', '7', &index);
        if (!ok) {
            path_key(r, "clause");
            read_fail(r, parents ? "must be 10.4 to 10.6" : "must be 9.5 to 9.7");
        }
        out[i].clauses = 1u << index;
        path_back(r, inner);
    }
    path_back(r, before);
    return out;
}

static void delay_read(struct reading *r, struct fact_parents *p, json_t *row)
{
    json_t *delayed = read_get(row, "delayed");
    if (delayed == NULL)
        return;
    static const char *const keys[] = { "reason", "agency", "review_at",
                                        NULL };
    size_t before = path_key(r, "delayed");
    keys_only(r, delayed, keys);
    p->delayed = true;
    p->delay_reason = text_at(r, delayed, "reason");
    p->delay_agency = text_at(r, delayed, "agency");
    p->delay_review_at = time_at(r, delayed, "review_at", false);
    path_back(r, before);
}

static void parents_read(struct reading *r, struct facts *f, json_t *o)
{
    static const char *const keys[] = { "pupil", "informed_at", "delayed",
                                        NULL };
    size_t count;
    json_t *list = list_at(r, o, "parents", &count);
    struct fact_parents *out = ARENA_MANY(r->mem, count, struct fact_parents);
    size_t before = path_key(r, "parents");
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_array_get(list, i);
        size_t inner = path_index(r, i);
        keys_only(r, row, keys);
        out[i].pupil = reference_at(r, row, "pupil", f, true, true);
        for (size_t j = 0; j < i; j++)
            if (str_same(out[j].pupil, out[i].pupil))
                read_fail(r, "has a pupil that stands twice");
        out[i].informed_at = time_at(r, row, "informed_at", false);
        delay_read(r, &out[i], row);
        path_back(r, inner);
    }
    path_back(r, before);
    f->parents = out;
    f->parents_count = count;
}

static struct fact_user user_read(struct reading *r, json_t *row)
{
    static const char *const keys[] = { "id", "role", NULL };
    keys_only(r, row, keys);
    struct fact_user u = { .id = id_at(r, row, "id", true) };
    struct str role = id_at(r, row, "role", true);
    u.role = role_from_name(role.data, role.size);
    if (u.role == ROLE_NONE || u.role == ROLE_ADMINISTRATOR ||
        u.role == ROLE_CHAIR) {
        path_key(r, "role");
        read_fail(r, "is no role");
    }
    return u;
}

static const struct fact_user *users_read(struct reading *r, json_t *o,
                                          const char *key, size_t *count)
{
    json_t *list = list_at(r, o, key, count);
    struct fact_user *out = ARENA_MANY(r->mem, *count, struct fact_user);
    size_t before = path_key(r, key);
    for (size_t i = 0; i < *count; i++) {
        size_t inner = path_index(r, i);
        out[i] = user_read(r, json_array_get(list, i));
        path_back(r, inner);
    }
    path_back(r, before);
    return out;
}

static void outcome_read(struct reading *r, struct facts *f, json_t *o)
{
    json_t *outcome = read_get(o, "outcome");
    if (outcome == NULL)
        return;
    static const char *const keys[] = {
        "choice", "confident", "reasons", "proposed_at", "decided_at",
        "proposed_by", "signed_by", NULL,
    };
    struct fact_outcome *out = &f->outcome;
    size_t before = path_key(r, "outcome");
    keys_only(r, outcome, keys);
    json_t *choice = read_get(outcome, "choice");
    if (choice != NULL) {
        size_t inner = path_key(r, "choice");
        out->choice = WORD_OF(r, choice, choice_from_word, CHOICE_COUNT);
        path_back(r, inner);
    }
    out->confident = bool_at(r, outcome, "confident");
    out->reasons = text_at(r, outcome, "reasons");
    out->proposed_at = time_at(r, outcome, "proposed_at", false);
    out->decided_at = time_at(r, outcome, "decided_at", false);
    json_t *by = read_get(outcome, "proposed_by");
    if (by != NULL) {
        size_t inner = path_key(r, "proposed_by");
        out->proposed_by = user_read(r, by);
        path_back(r, inner);
    }
    out->signed_by = users_read(r, outcome, "signed_by",
                                &out->signed_by_count);
    path_back(r, before);
}

static void referrals_read(struct reading *r, struct facts *f, json_t *o)
{
    static const char *const keys[] = { "to", "made_at", NULL };
    size_t count;
    json_t *list = list_at(r, o, "referrals", &count);
    struct fact_referral *out =
        ARENA_MANY(r->mem, count, struct fact_referral);
    size_t before = path_key(r, "referrals");
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_array_get(list, i);
        size_t inner = path_index(r, i);
        keys_only(r, row, keys);
        json_t *to = read_get(row, "to");
        size_t deeper = path_key(r, "to");
        if (to == NULL)
            read_fail(r, "is missing");
        out[i].to = WORD_OF(r, to, agency_from_word, AGENCY_COUNT);
        path_back(r, deeper);
        out[i].made_at = time_at(r, row, "made_at", false);
        path_back(r, inner);
    }
    path_back(r, before);
    f->referrals = out;
    f->referrals_count = count;
}

static void viewing_read(struct reading *r, const struct facts *f,
                         struct fact_viewing *v, json_t *row)
{
    static const char *const keys[] = {
        "id", "pupil", "ground", "distress", "requested_at", "permitted_by",
        "viewed_at", "viewer", "present", "signed_by", "copied",
        "support_offered", NULL,
    };
    keys_only(r, row, keys);
    v->id = id_at(r, row, "id", true);
    v->pupil = reference_at(r, row, "pupil", f, true, true);
    json_t *ground = read_get(row, "ground");
    if (ground != NULL) {
        size_t before = path_key(r, "ground");
        v->ground = WORD_OF(r, ground, ground_from_word, GROUND_COUNT);
        path_back(r, before);
    }
    v->distress = answer_at(r, row, "distress");
    v->requested_at = time_at(r, row, "requested_at", false);
    v->permitted_by = users_read(r, row, "permitted_by",
                                 &v->permitted_by_count);
    v->viewed_at = time_at(r, row, "viewed_at", false);
    v->viewer = id_at(r, row, "viewer", instant_known(v->viewed_at));
    v->present = ids_read(r, row, "present", &v->present_count, NULL);
    v->signed_by = ids_read(r, row, "signed_by", &v->signed_by_count, NULL);
    v->copied = answer_at(r, row, "copied");
    v->support_offered = ids_read(r, row, "support_offered",
                                  &v->support_offered_count, NULL);
}

static void viewings_read(struct reading *r, struct facts *f, json_t *o)
{
    size_t count;
    json_t *list = list_at(r, o, "viewings", &count);
    struct fact_viewing *out = ARENA_MANY(r->mem, count, struct fact_viewing);
    size_t before = path_key(r, "viewings");
    for (size_t i = 0; i < count; i++) {
        size_t inner = path_index(r, i);
        viewing_read(r, f, &out[i], json_array_get(list, i));
        for (size_t j = 0; j < i; j++)
            if (str_same(out[j].id, out[i].id))
                read_fail(r, "has an id that stands twice");
        path_back(r, inner);
    }
    path_back(r, before);
    f->viewings = out;
    f->viewings_count = count;
}

static void devices_read(struct reading *r, struct facts *f, json_t *o)
{
    static const char *const keys[] = { "id", "offline", "off", "secured",
                                        "with_police", NULL };
    size_t count;
    json_t *list = list_at(r, o, "devices", &count);
    struct fact_device *out = ARENA_MANY(r->mem, count, struct fact_device);
    size_t before = path_key(r, "devices");
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_array_get(list, i);
        size_t inner = path_index(r, i);
        keys_only(r, row, keys);
        out[i] = (struct fact_device){
            .id = id_at(r, row, "id", true),
            .offline = bool_at(r, row, "offline"),
            .off = bool_at(r, row, "off"),
            .secured = bool_at(r, row, "secured"),
            .with_police = bool_at(r, row, "with_police"),
        };
        for (size_t j = 0; j < i; j++)
            if (str_same(out[j].id, out[i].id))
                read_fail(r, "has an id that stands twice");
        path_back(r, inner);
    }
    path_back(r, before);
    f->devices = out;
    f->devices_count = count;
}

static void holders_read(struct reading *r, struct facts *f, json_t *o)
{
    static const char *const keys[] = { "id", "person", "reminded",
                                        "asked_at", "deadline", "warned",
                                        "confirmed_at", NULL };
    size_t count;
    json_t *list = list_at(r, o, "holders", &count);
    struct fact_holder *out = ARENA_MANY(r->mem, count, struct fact_holder);
    size_t before = path_key(r, "holders");
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_array_get(list, i);
        size_t inner = path_index(r, i);
        keys_only(r, row, keys);
        out[i] = (struct fact_holder){
            .id = id_at(r, row, "id", true),
            .person = reference_at(r, row, "person", f, false, true),
            .reminded = bool_at(r, row, "reminded"),
            .asked_at = time_at(r, row, "asked_at", false),
            .deadline = time_at(r, row, "deadline", false),
            .warned = bool_at(r, row, "warned"),
            .confirmed_at = time_at(r, row, "confirmed_at", false),
        };
        for (size_t j = 0; j < i; j++)
            if (str_same(out[j].id, out[i].id))
                read_fail(r, "has an id that stands twice");
        path_back(r, inner);
    }
    path_back(r, before);
    f->holders = out;
    f->holders_count = count;
}

static void incident_read(struct reading *r, struct facts *f, json_t *o)
{
    static const char *const keys[] = {
        "kinds", "reported_at", "acknowledged_at", "physical_harm",
        "adult_suspected", "consensual", "malice", "conflict", "people",
        "criteria", "questions", "category", "review", "interviews",
        "conversations", "advice", "parents", "parent_advice",
        "arrangements", "evidence_released_at", "outcome", "referrals",
        "viewings", "devices", "holders", NULL,
    };
    keys_only(r, o, keys);
    kinds_read(r, f, o);
    f->reported_at = time_at(r, o, "reported_at", true);
    f->acknowledged_at = time_at(r, o, "acknowledged_at", false);
    f->evidence_released_at = time_at(r, o, "evidence_released_at", false);
    f->adult_suspected = answer_at(r, o, "adult_suspected");
    f->consensual = answer_at(r, o, "consensual");
    f->malice = answer_at(r, o, "malice");
    f->conflict = answer_at(r, o, "conflict");
    json_t *category = read_get(o, "category");
    if (category != NULL) {
        size_t before = path_key(r, "category");
        f->category = WORD_OF(r, category, category_from_word,
                              CATEGORY_COUNT);
        path_back(r, before);
    }
    people_read(r, f, o);
    criteria_read(r, f, o);
    questions_read(r, f, o);
    review_read(r, f, o);
    f->interviews = ids_read(r, o, "interviews", &f->interviews_count, f);
    f->conversations = ids_read(r, o, "conversations",
                                &f->conversations_count, f);
    f->arrangements = ids_read(r, o, "arrangements", &f->arrangements_count,
                               f);
    f->advice = advice_read(r, f, o, "advice", "person", &f->advice_count);
    f->parent_advice = advice_read(r, f, o, "parent_advice", "pupil",
                                   &f->parent_advice_count);
    parents_read(r, f, o);
    outcome_read(r, f, o);
    referrals_read(r, f, o);
    viewings_read(r, f, o);
    devices_read(r, f, o);
    holders_read(r, f, o);
}

/* "16:00" and nothing looser. */
static bool minute_read(unsigned *out, struct str s)
{
    uint64_t hour, minute;
    if (s.size != 5 || s.data[2] != ':')
        return false;
    for (unsigned i = 0; i < 5; i++)
        if (i != 2 && (s.data[i] < '0' || s.data[i] > '9'))
            return false;
    hour = (uint64_t)(s.data[0] - '0') * 10 + (uint64_t)(s.data[1] - '0');
    minute = (uint64_t)(s.data[3] - '0') * 10 + (uint64_t)(s.data[4] - '0');
    *out = (unsigned)(hour * 60 + minute);
    return hour < 24 && minute < 60;
}

static void calendar_read(struct reading *r, struct calendar *out, json_t *o)
{
    static const char *const keys[] = { "day_ends", "closed", NULL };
    keys_only(r, o, keys);
    struct str ends = text_at(r, o, "day_ends");
    if (ends.data != NULL) {
        size_t before = path_key(r, "day_ends");
        if (!minute_read(&out->day_ends, ends))
            read_fail(r, "must be a time like 16:00");
        path_back(r, before);
    }
    json_t *list = list_at(r, o, "closed", &out->closed_count);
    struct date_range *closed =
        ARENA_MANY(r->mem, out->closed_count, struct date_range);
    path_key(r, "closed");
    for (size_t i = 0; i < out->closed_count; i++) {
        size_t inner = path_index(r, i);
        struct str s = text_of(r, json_array_get(list, i));
        if (date_range_read(&closed[i], s) != OK)
            read_fail(r, "must be a date, or two dates with / in order and at most 366 days");
        path_back(r, inner);
    }
    out->closed = closed;
}

static void root_read(struct reading *r, struct question *out, json_t *root)
{
    static const char *const keys[] = { "now", "calendar", "incident", NULL };
    keys_only(r, root, keys);
    out->calendar.day_ends = 16 * 60;
    out->now = time_at(r, root, "now", true);
    json_t *calendar = read_get(root, "calendar");
    if (calendar != NULL) {
        size_t before = path_key(r, "calendar");
        calendar_read(r, &out->calendar, calendar);
        path_back(r, before);
    }
    json_t *incident = read_get(root, "incident");
    path_key(r, "incident");
    if (incident == NULL)
        read_fail(r, "is missing");
    incident_read(r, &out->facts, incident);
}

enum err question_read(struct question *out, struct arena *mem,
                       struct str json, struct str *error)
{
    json_error_t why;
    json_t *root = json_loadb(json.data, json.size, JSON_REJECT_DUPLICATES,
                              &why);
    *out = (struct question){ 0 };
    if (root == NULL) {
        *error = str_printf(mem, "$: line %d, column %d: %s", why.line,
                            why.column, why.text);
        *error = str_one_line(mem, *error);
        return ERR_INVALID;
    }
    struct reading r = { .mem = mem, .error = error };
    volatile enum err err = ERR_INVALID;
    if (setjmp(r.failed) == 0) {
        root_read(&r, out, root);
        err = OK;
    }
    json_decref(root);
    return err;
}
