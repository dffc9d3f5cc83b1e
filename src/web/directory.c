/* directory.c: whom each school rings, kept by its DSL, deputies or an
 * administrator (11.1). It names agencies and nobody of an incident. */
#include "web/entrance.h"
#include "web/handlers.h"

enum { TRIES = 3 };

/* ---- reading ---- */

struct reading {
    struct request *rq;
    struct school_id school;
    const struct agency_row *rows;
    size_t count;
};

static enum err read_work(struct tx *tx, void *context)
{
    struct reading *r = context;
    return store_agencies(&r->rows, &r->count, tx, r->rq->mem,
                          r->rq->session.trust, r->school);
}

/* "01632 960 114. Outside office hours 01632 960 115. duty@care.example". */
static struct str reach_words(struct arena *mem, const struct agency_row *a)
{
    struct buf b;
    buf_open(&b, mem, 128, 4096);
    buf_put_str(&b, a->telephone);
    if (a->out_of_hours.size > 0)
        buf_printf(&b, "%sOutside office hours %.*s", b.size > 0 ? ". " : "",
                   STR_ARG(a->out_of_hours));
    if (a->email.size > 0)
        buf_printf(&b, "%s%.*s", b.size > 0 ? ". " : "", STR_ARG(a->email));
    return b.size > 0 ? buf_str(&b) : STR("No number written down");
}

const struct view_answer *directory_answers(size_t *count, struct request *rq,
                                            struct school_id school)
{
    struct reading r = { .rq = rq, .school = school };
    *count = 0;
    if (store_read(rq->site->store, read_work, &r) != OK)
        return NULL; /* the page stands without it */
    struct rows rows = rows_make(rq->mem, r.count);
    for (size_t i = 0; i < r.count; i++) {
        rows_add(&rows, "", reach_words(rq->mem, &r.rows[i]), "");
        rows.rows[i].key = r.rows[i].name;
    }
    *count = rows.count;
    return rows.rows;
}

/* ---- the schools one keeps it for ---- */

struct keeping {
    struct request *rq;
    struct names names;
    struct lanes lanes;
    struct agency_row row; /* being written */
};

/* The permit for that school, or NULL. */
static const struct permit *keeps(const struct keeping *k,
                                  struct school_id school)
{
    for (size_t i = 0; i < k->lanes.count; i++)
        if (id_is_zero(k->lanes.permits[i].school.bytes) ||
            ID_SAME(k->lanes.permits[i].school, school))
            return &k->lanes.permits[i];
    return NULL;
}

static bool keeping_open(struct keeping *k, struct request *rq)
{
    *k = (struct keeping){ .rq = rq };
    enum err err = names_load(&k->names, rq);
    if (err != OK) {
        respond_trouble(rq, err);
        return false;
    }
    k->lanes = lanes_of(rq, PERMIT_KEEP_AGENCIES);
    return true;
}

/* The agency of that id at a school one keeps it for. */
static bool agency_find(struct agency_row *out, struct keeping *k,
                        struct str typed)
{
    struct agency_id id;
    if (id_read(id.bytes, typed.data, typed.size) != OK)
        return false;
    for (size_t s = 0; s < k->names.schools_count; s++) {
        struct reading r = { .rq = k->rq,
                             .school = k->names.schools[s].id };
        if (keeps(k, r.school) == NULL ||
            store_read(k->rq->site->store, read_work, &r) != OK)
            continue;
        for (size_t i = 0; i < r.count; i++)
            if (ID_SAME(r.rows[i].id, id)) {
                *out = r.rows[i];
                return true;
            }
    }
    return false;
}

/* ---- the page ---- */

static enum err schools_fill(struct view_directory *v, struct keeping *k)
{
    struct arena *mem = k->rq->mem;
    struct view_agency_school *schools =
        ARENA_MANY(mem, k->names.schools_count, struct view_agency_school);
    for (size_t s = 0; s < k->names.schools_count; s++) {
        const struct school_row *school = &k->names.schools[s];
        struct reading r = { .rq = k->rq, .school = school->id };
        if (keeps(k, school->id) == NULL)
            continue;
        enum err err = store_read(k->rq->site->store, read_work, &r);
        if (err != OK)
            return err;
        struct view_agency *rows = ARENA_MANY(mem, r.count,
                                              struct view_agency);
        for (size_t i = 0; i < r.count; i++) {
            char *id = arena_alloc(mem, ID_TEXT_SIZE + 1);
            id_print(id, r.rows[i].id.bytes);
            rows[i] = (struct view_agency){
                .id = str_of(id), .name = r.rows[i].name,
                .kind = choice_label(SET_AGENCY, r.rows[i].kind),
                .words = reach_words(mem, &r.rows[i]),
                .note = r.rows[i].note,
                .edit = str_printf(mem, "/agencies?agency=%s", id),
            };
        }
        schools[v->schools_count++] = (struct view_agency_school){
            .name = school->name, .rows = rows, .rows_count = r.count,
            .empty = r.count == 0
        };
    }
    v->schools = schools;
    return OK;
}

static void options_fill(struct view_directory *v, struct keeping *k)
{
    struct arena *mem = k->rq->mem;
    size_t words_count;
    const struct choice_word *words = choice_words(SET_AGENCY, &words_count);
    struct view_option *kinds = ARENA_MANY(mem, words_count,
                                           struct view_option);
    struct view_option *schools = ARENA_MANY(mem, k->names.schools_count + 1,
                                             struct view_option);
    for (size_t i = 0; i < words_count; i++)
        kinds[i] = (struct view_option){
            .id = i == 0 ? STR("kind") : str_printf(mem, "kind-%zu", i + 1),
            .value = str_of(words[i].word), .label = str_of(words[i].label),
            .checked = str_is(k->row.kind, words[i].word)
        };
    v->kinds = kinds;
    v->kinds_count = words_count;
    schools[v->options_count++] =
        (struct view_option){ .value = STR(""), .label = STR("Choose") };
    for (size_t s = 0; s < k->names.schools_count; s++) {
        if (keeps(k, k->names.schools[s].id) == NULL)
            continue;
        char *id = arena_alloc(mem, ID_TEXT_SIZE + 1);
        id_print(id, k->names.schools[s].id.bytes);
        schools[v->options_count++] = (struct view_option){
            .value = str_of(id), .label = k->names.schools[s].name,
            .checked = ID_SAME(k->row.school, k->names.schools[s].id)
        };
    }
    v->options = schools;
    /* One school is not chosen, and an agency stays where it is. */
    v->choose = v->options_count > 2 && v->id.size == 0;
    v->school = v->options_count == 2 ? schools[1].value : STR("");
}

static void directory_show(struct keeping *k, struct view_directory *v,
                           const struct problem_list *problems)
{
    struct request *rq = k->rq;
    page_frame(&v->page, rq, "Agencies");
    v->page.error = problems->count > 0;
    v->problems = problems->rows;
    v->problems_count = problems->count;
    v->heading = v->id.size > 0 ? STR("Change an agency")
                                : STR("Add an agency");
    options_fill(v, k);
    enum err err = schools_fill(v, k);
    if (err != OK) {
        respond_trouble(rq, err);
        return;
    }
    if (problems->count > 0)
        rq->out.status = 422;
    view_directory(&rq->out.body, v);
}

/* "?agency=...": one to change, in the form. */
void directory_page(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct keeping k;
    struct view_directory v = { 0 };
    struct problem_list none = { .count = 0 };
    if (!keeping_open(&k, rq))
        return;
    struct str asked = query_get(rq, "agency");
    if (asked.size > 0 && agency_find(&k.row, &k, asked)) {
        v.id = asked;
        v.name = k.row.name;
        v.telephone = k.row.telephone;
        v.out_of_hours = k.row.out_of_hours;
        v.email = k.row.email;
        v.note = k.row.note;
    }
    directory_show(&k, &v, &none);
}

/* ---- writing ---- */

struct writing {
    const struct permit *permit;
    const struct agency_row *row;
    struct instant now;
};

static enum err put_work(struct tx *tx, void *context)
{
    struct writing *w = context;
    return store_agency_put(tx, w->permit, w->row, w->now);
}

static void row_save(struct keeping *k, const char *done)
{
    struct writing w = { keeps(k, k->row.school), &k->row, k->rq->now };
    must(w.permit != NULL);
    enum err err = ERR_CONFLICT;
    for (unsigned i = 0; i < TRIES && err == ERR_CONFLICT; i++)
        err = store_write(k->rq->site->store, put_work, &w);
    if (err == OK)
        respond_done(k->rq, STR("/agencies"), done);
    else if (err == ERR_NOT_FOUND)
        respond_not_found(k->rq);
    else
        respond_trouble(k->rq, err);
}

/* One line of the form, through the gate. */
static struct str line_read(struct str *shown, struct str *error,
                            struct problem_list *problems,
                            struct request *rq, const char *name)
{
    struct entered e = entered_of(rq, name, GATE_LINE);
    *shown = e.shown;
    if (e.refusal != NULL)
        *error = problem_add(problems, name, e.refusal);
    return e.text;
}

static void form_read(struct view_directory *v, struct keeping *k,
                      struct problem_list *problems)
{
    struct request *rq = k->rq;
    struct agency_row *row = &k->row;
    struct str school = form_get(rq, "school");
    if (v->id.size == 0 &&
        (id_read(row->school.bytes, school.data, school.size) != OK ||
         keeps(k, row->school) == NULL))
        v->school_error = problem_add(problems, "school",
                                      "Choose the school that rings them");
    row->kind = form_get(rq, "kind");
    if (!choice_has(SET_AGENCY, row->kind))
        v->kind_error = problem_add(problems, "kind",
                                    "Choose what kind of agency it is");
    row->name = line_read(&v->name, &v->name_error, problems, rq, "name");
    if (str_is_blank(row->name) && v->name_error.size == 0)
        v->name_error = problem_add(problems, "name", "Enter its name");
    row->telephone = line_read(&v->telephone, &v->telephone_error, problems,
                               rq, "telephone");
    row->out_of_hours = line_read(&v->out_of_hours, &v->out_of_hours_error,
                                  problems, rq, "out-of-hours");
    row->email = line_read(&v->email, &v->email_error, problems, rq,
                           "email");
    row->note = line_read(&v->note, &v->note_error, problems, rq, "note");
}

void directory_post(struct request *rq, const struct permit *permit)
{
    (void)permit;
    struct keeping k;
    struct view_directory v = { 0 };
    struct problem_list problems = { .count = 0 };
    if (!keeping_open(&k, rq))
        return;
    struct str id = form_get(rq, "agency");
    if (id.size > 0 && !agency_find(&k.row, &k, id)) {
        respond_not_found(rq);
        return;
    }
    if (id.size > 0)
        v.id = id;
    else
        vault_random(k.row.id.bytes, ID_SIZE);
    if (id.size > 0 && form_get(rq, "remove").size > 0) {
        k.row.removed = true;
        row_save(&k, "agency-removed");
        return;
    }
    form_read(&v, &k, &problems);
    if (problems.count > 0)
        directory_show(&k, &v, &problems);
    else
        row_save(&k, "agency");
}
