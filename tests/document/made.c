/* made DOCUMENT [ENTRIES]: one incident made by hand, as the lines (or the
 * table) of that document on standard output; with so many notes more. */
#include "document/document.h"

#include <stdio.h>
#include <stdlib.h>

enum { MADE_MAX = 1000, MADE_FIELDS = 12 };

struct made {
    struct arena mem;
    struct entry entries[MADE_MAX];
    size_t count;
};

static const struct field_info *named(const char *name, enum entry_kind kind)
{
    const struct field_info *info = kind_field_named(kind, str_of(name));
    for (unsigned i = 0; info == NULL && i < FIELD_MAX; i++)
        if (field_info(i) != NULL && strcmp(field_info(i)->name, name) == 0)
            info = field_info(i);
    must(info != NULL);
    return info;
}

/* "told=Words|safe=yes", the author's number, minutes since the first. */
static void add(struct made *m, enum entry_kind kind, uint8_t author,
                unsigned minutes, const char *typed)
{
    struct entry_field *fields =
        ARENA_MANY(&m->mem, MADE_FIELDS, struct entry_field);
    struct entry *e = &m->entries[m->count++];
    struct str rest = str_of(typed);
    must(instant_read(&e->at, STR("2026-11-23T08:40:00Z")) == OK);
    e->at.us += (int64_t)minutes * 60 * 1000000;
    e->seq = (uint32_t)m->count;
    e->kind = kind;
    e->version = ENTRY_VERSION;
    e->author.bytes[0] = author;
    e->fields = fields;
    while (rest.size > 0) {
        struct str value = str_cut(&rest, '|');
        struct str name = str_cut(&value, '=');
        must(e->fields_count < MADE_FIELDS);
        fields[e->fields_count++] = (struct entry_field){
            named(str_c(&m->mem, name), kind)->field, value
        };
    }
}

static void story(struct made *m)
{
    add(m, ENTRY_REPORT, 1, 0, "safe=yes|about=Maya Rowe and Callum O'Neil|how=pupil|told=Maya said that callum passed a picture on. CALLUM’S friend Zoe has it too.\nShe was calm.");
    add(m, ENTRY_OPENED, 2, 9, "");
    add(m, ENTRY_PERSON, 2, 15, "person=p1|name=Maya Rowe|type=pupil|parts=depicted|age=13|year-group=Year 9|send=yes");
    add(m, ENTRY_PERSON, 2, 18, "person=p2|name=Callum O'Neil|type=pupil|parts=shared_on|age=14|year-group=Year 9");
    add(m, ENTRY_PERSON, 2, 20, "person=p3|name=Zoë Rowe|type=pupil|parts=received");
    add(m, ENTRY_NOTE, 2, 30, "sort=contact|title=Call with Callum O'Neil’s father|body=Mr O'Neil said that calumn is not how it is written. He knows Zoe Rowe; Zoé R was there. =1+1|happened=2026-11-23T09:00:00Z");
    add(m, ENTRY_RISK, 2, 60, "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no|kinds=nudes_shared|category=experimental.romantic|category-why=Between two who like each other.");
    add(m, ENTRY_OUTCOME, 2, 90, "choice=manage_in_school|why=It went to two people and no further.|best=Each child was heard.|confident=yes|talked=yes|as-role=dsl");
    add(m, ENTRY_SIGN, 3, 120, "proposal=8|agree=agree|said=I agree with the reasons.|as-role=head|factor=Passkey");
    add(m, ENTRY_SIGN, 4, 1500, "proposal=8|agree=agree|as-role=executive_leader|factor=Code from an app");
    add(m, ENTRY_CORRECTION, 2, 1520, "corrects=4|reason=The name was wrong.|person=p2|name=Calum O'Neil|type=pupil|parts=shared_on|age=14");
    add(m, ENTRY_EXPORT, 2, 1530, "document=child|child=p2|made-for=A parent|purpose=They asked.");
}

static struct str user(struct arena *mem, const void *context,
                       struct user_id id)
{
    static const char *const names[] = { "", "Priya Nair, Staff",
                                         "Hannah Whitlock, DSL",
                                         "Grace Lind, Headteacher",
                                         "Ruth Calloway, Executive Leader" };
    (void)mem;
    (void)context;
    return str_of(names[id.bytes[0] % COUNT_OF(names)]);
}

int main(int argc, char **argv)
{
    struct made *m = calloc(1, sizeof(*m));
    struct incident in;
    struct policy_answer answer;
    struct pack *pack;
    struct str error, out;
    uint64_t more = 0;
    must(m != NULL && argc > 1);
    if (argc > 2)
        must(str_read_number(&more, str_of(argv[2]), 900) == OK);
    arena_open(&m->mem, 64 << 20);
    must(pack_open(&pack, NULL, &m->mem, &error) == OK);
    story(m);
    for (uint64_t i = 0; i < more; i++)
        add(m, ENTRY_NOTE, 2, (unsigned)(1600 + i),
            "sort=fact|title=From the office|body=Words that somebody wrote about the day, who was there, what was agreed with the family, and what happens next. Words that somebody wrote about the day, who was there, what was agreed with the family, and what happens next.");
    must(incident_fold(&in, &m->mem, m->entries, m->count) == OK);
    struct calendar calendar = { 0 };
    struct instant now = m->entries[m->count - 1].at;
    policy_answer(&answer, &m->mem, pack, &calendar, &in.facts, now);
    enum document_kind kind = document_from_word(str_of(argv[1]));
    must(kind < DOCUMENT_KIND_COUNT);
    struct document_source source = {
        .mem = &m->mem, .reference = STR("K7P-4MD"),
        .school = STR("Oakfield Academy"), .incident = &in,
        .answer = &answer, .stage = incident_stage(&in, &answer),
        .length = (uint32_t)m->count, .head = { 0xAB, 0xCD }, .at = now,
        .recipient = STR("Ann Price, social worker"),
        .by = STR("Hannah Whitlock, DSL"),
        .child = kind == DOCUMENT_CHILD ? incident_person(&in, STR("p1"))
                                        : NULL,
        .pack = pack, .user = user,
    };
    bool well = kind == DOCUMENT_TABLE
                    ? document_table(&out, &source)
                    : document_lines(&out, &source, kind);
    fwrite(out.data, 1, out.size, stdout);
    pack_close(pack);
    arena_close(&m->mem);
    free(m);
    return well ? 0 : 1;
}
