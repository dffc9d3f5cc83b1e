/* forms.c: what the people of the town write: forms with random answers, and
 * a picture written as text. */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- words ---- */

void deed_words(struct sim *s, char out[WORDS_SIZE])
{
    static const char *const words[16] = {
        "apple", "bread", "cedar", "delta", "ember", "fable", "grain",
        "honey", "ivory", "jolly", "kettle", "lemon", "maple", "north",
        "olive", "pearl",
    };
    uint64_t mark = ++s->marks;
    int at = snprintf(out, WORDS_SIZE, "%s spoke about",
                      pupil_name(sim_any(s, 8)));
    for (unsigned i = 0; i < 4; i++)
        at += snprintf(out + at, (size_t)(WORDS_SIZE - at), " %s",
                       words[(mark >> (4 * i)) & 15]);
}

void deed_say(struct deed *d, const char *format, ...)
{
    size_t at = strlen(d->typed);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(d->typed + at, TYPED_SIZE - at, format, args);
    va_end(args);
    must(n >= 0 && (size_t)n < TYPED_SIZE - at);
}

static const char *answer_any(struct sim *s, unsigned yes, unsigned unknown)
{
    uint64_t n = sim_any(s, 100);
    return n < yes ? "yes" : n < yes + unknown ? "unknown" : "no";
}

/* ---- forms ---- */

static void risk_type(struct sim *s, struct deed *d)
{
    static const char *const names[] = { "c75e", "c89a", "c89b", "c89c",
                                         "c89d", "c89e", "c89f", "adult",
                                         "consensual", "malice", "conflict" };
    for (unsigned i = 0; i < COUNT_OF(names); i++)
        if (sim_any(s, 10) > 0) /* now and then nobody answers */
            deed_say(d, "%s=%s|", names[i], answer_any(s, 5, 10));
    for (char q = 'a'; q <= 'j'; q++)
        deed_say(d, "q%c=Asked and answered.|", q);
    if (sim_any(s, 2) > 0)
        deed_say(d, "category=experimental.other|category-why=As was said.|");
    if (sim_any(s, 2) > 0)
        deed_say(d, "reason=Asked again this morning.|");
    deed_say(d, "context=%s", d->entry.words);
}

static void person_type(struct sim *s, struct deed *d)
{
    const struct told *t = d->told;
    bool known = t->persons > 0 && sim_any(s, 4) == 0;
    unsigned number = known ? 1 + (unsigned)sim_any(s, t->persons)
                            : t->persons + 1;
    /* A member of staff, once named, stays as recorded. */
    for (uint32_t i = 0; known && i < t->count; i++)
        if (t->entries[i].person == number &&
            t->entries[i].words[0] == '\0')
            known = false;
    if (!known)
        number = t->persons + 1;
    d->entry.person = number;
    unsigned staff = (unsigned)sim_any(s, PEOPLE);
    if (!known && t->named == 0 && sim_any(s, 8) == 0 &&
        s->people[staff].role == ROLE_STAFF) {
        char user[ID_TEXT_SIZE + 1];
        id_print(user, s->people[staff].user.bytes);
        d->entry.words[0] = '\0';
        d->names = 1u << staff;
        deed_say(d, "person=p%u|name=A member of staff|type=staff|parts=affected|user=%s",
                 number, user);
        return;
    }
    d->entry.field = FIELD_ELSEWHERE;
    deed_say(d, "person=p%u|name=%s|type=pupil|parts=%s|age=%u|year-group=Year 9|send=%s|elsewhere=%s",
             number, pupil_name(sim_any(s, 8)),
             sim_any(s, 2) ? "depicted" : "sent",
             11 + (unsigned)sim_any(s, 5), answer_any(s, 20, 20),
             d->entry.words);
}

static void sign_type(struct sim *s, struct deed *d)
{
    static const char *const answers[] = { "agree", "agree", "agree",
                                           "return", "refer" };
    uint32_t proposal = 0;
    for (uint32_t i = 0; i < d->told->count; i++)
        if (d->told->entries[i].kind == ENTRY_OUTCOME)
            proposal = i + 1;
    const char *answer = answers[sim_any(s, COUNT_OF(answers))];
    d->entry.agrees = strcmp(answer, "agree") == 0;
    deed_say(d, "proposal=%u|agree=%s|as-role=%s|factor=code|said=%s", proposal,
             answer, role_name(s->people[d->who].role), d->entry.words);
}

static void outcome_type(struct sim *s, struct deed *d)
{
    static const char *const choices[] = { "refer", "manage_in_school",
                                           "manage_in_school",
                                           "seek_information" };
    deed_say(d, "choice=%s|why=%s|as-role=%s",
             choices[sim_any(s, COUNT_OF(choices))], d->entry.words,
             role_name(s->people[d->who].role));
    if (sim_any(s, 10) > 1)
        deed_say(d, "|confident=yes");
    if (sim_any(s, 10) > 1)
        deed_say(d, "|agencies=cscs|agencies=police");
}

/* The form of the named entry, stated anew, with a reason. */
static void correction_type(struct sim *s, struct deed *d)
{
    uint32_t number = 1 + (uint32_t)sim_any(s, d->told->count);
    enum entry_kind kind = d->told->entries[number - 1].kind;
    d->corrects_kind = sim_any(s, 12) == 0 ? ENTRY_REVIEW : kind;
    deed_say(d, "corrects=%u|reason=%s|", number, d->entry.words);
    switch ((unsigned)d->corrects_kind) {
    case ENTRY_REPORT: deed_say(d, "safe=yes|told=It was earlier."); break;
    case ENTRY_NOTE: deed_say(d, "sort=contact|title=Call|body=It was later."); break;
    case ENTRY_ADDITION: deed_say(d, "told=It was another day."); break;
    case ENTRY_REFERRAL: deed_say(d, "to=police|shared=By telephone."); break;
    case ENTRY_REVIEW: deed_say(d, "a=no|a-note=As was said."); break;
    case ENTRY_PERSON:
        deed_say(d, "person=p%u|name=%s|type=pupil",
                 d->told->entries[number - 1].person,
                 pupil_name(sim_any(s, 8)));
        if (d->told->entries[number - 1].words[0] == '\0')
            d->corrects_kind = ENTRY_REVIEW; /* staff stay as recorded */
        break;
    }
}

static void review_type(struct sim *s, struct deed *d)
{
    for (char q = 'a'; q <= 'i'; q++)
        if (sim_any(s, 10) > 0)
            deed_say(d, "%c=%s|", q, answer_any(s, 30, 10));
    deed_say(d, "attendees=Those who were asked.|a-note=%s", d->entry.words);
}

/* 3,000 bytes of anything as base64 in a note. */
static void picture_type(struct sim *s, struct deed *d)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char code[1401];
    for (size_t i = 0; i < sizeof(code) - 1; i++)
        code[i] = digits[sim_any(s, 64)];
    code[sizeof(code) - 1] = '\0';
    d->picture = true;
    deed_say(d, "sort=fact|title=For the file|body=%s", code);
}

void deed_type(struct sim *s, struct deed *d)
{
    static const char *const agencies[] = { "cscs", "police", "lado",
                                            "other" };
    static const char *const known[] = { "", "|known=adult", "|known=harm",
                                         "|known=under13|known=pressure" };
    const char *words = d->entry.words;
    switch ((unsigned)d->kind) {
    case ENTRY_REPORT:
        d->entry.field = FIELD_TOLD;
        deed_say(d, "safe=%s|how=pupil|about=%s|told=%s%s",
                 sim_any(s, 3) ? "yes" : "no", pupil_name(sim_any(s, 8)), words,
                 known[sim_any(s, COUNT_OF(known))]);
        break;
    case ENTRY_ADDITION:
        d->entry.field = FIELD_TOLD;
        deed_say(d, "told=%s", words);
        break;
    case ENTRY_NOTE:
        d->entry.field = FIELD_BODY;
        if (sim_any(s, 20) == 0)
            picture_type(s, d);
        else
            deed_say(d, "sort=fact|title=From the office|body=%s", words);
        break;
    case ENTRY_REFERRAL:
        d->entry.field = FIELD_SHARED;
        deed_say(d, "to=%s|method=telephone|shared=%s",
                 agencies[sim_any(s, COUNT_OF(agencies))], words);
        break;
    case ENTRY_EXPORT:
        d->entry.field = FIELD_PURPOSE;
        deed_say(d, "document=table|made-for=Social worker|purpose=%s", words);
        break;
    case ENTRY_PERSON: person_type(s, d); break;
    case ENTRY_REVIEW:
        d->entry.field = FIELD_R_A_NOTE;
        review_type(s, d);
        break;
    case ENTRY_RISK:
        d->entry.field = FIELD_CONTEXT;
        risk_type(s, d);
        break;
    case ENTRY_OUTCOME:
        d->entry.field = FIELD_WHY;
        outcome_type(s, d);
        break;
    case ENTRY_SIGN:
        d->entry.field = FIELD_SAID;
        sign_type(s, d);
        break;
    case ENTRY_CORRECTION:
        d->entry.field = FIELD_REASON;
        correction_type(s, d);
        break;
    case ENTRY_IN_PERSON:
        d->entry.words[0] = '\0';
        deed_say(d, "in-person=yes");
        break;
    case ENTRY_OPENED:
        d->entry.words[0] = '\0';
        break;
    }
    response_type(s, d);
}
