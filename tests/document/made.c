/* made DOCUMENT [ENTRIES]: one incident made by hand, as the lines (or the
 * table) of that document on standard output; with so many notes more. A
 * second word behind the document chooses the story: "referred" has a
 * referral, accounts, a viewing and a device. "sheet-9.6" is that sheet. */
#include "tests/document/making.h"

static void story(struct made *m)
{
    add(m, ENTRY_REPORT, 1, 0, "safe=yes|about=Maya Rowe and Callum O'Neil|how=pupil|told=Maya said that callum passed a picture on. CALLUM’S friend Zoe has it too.\nShe was calm.");
    add(m, ENTRY_OPENED, 2, 9, "");
    add(m, ENTRY_PERSON, 2, 15, "person=p1|name=Maya Rowe|type=pupil|parts=depicted|age=13|year-group=Year 9|send=yes");
    add(m, ENTRY_PERSON, 2, 18, "person=p2|name=Callum O'Neil|type=pupil|parts=shared_on|age=14|year-group=Year 9");
    add(m, ENTRY_PERSON, 2, 20, "person=p3|name=Zoë Rowe|type=pupil|parts=received");
    add(m, ENTRY_NOTE, 2, 30, "sort=contact|title=Call with Callum O'Neil’s father|body=Mr O'Neil said that calumn is not how it is written. He knows Zoe Rowe; Zoé R was there. =1+1|happened=2026-11-23T09:00:00Z");
    add(m, ENTRY_RISK, 2, 60, "c75e=no|c89a=no|c89b=no|c89c=no|c89d=no|c89e=no|c89f=no|kinds=nudes_shared|category=experimental.romantic|category-why=Between two who like each other.");
    add(m, ENTRY_OUTCOME, 2, 90, "choice=manage_in_school|why=It went to two people and no further.|best=Each child was heard.|confident=yes|talked=yes|consulted=The SENCO, about Maya|as-role=dsl");
    add(m, ENTRY_SIGN, 3, 120, "proposal=8|agree=agree|said=I agree with the reasons.|as-role=head|factor=Passkey");
    add(m, ENTRY_SIGN, 4, 1500, "proposal=8|agree=agree|as-role=executive_leader|factor=Code from an app");
    add(m, ENTRY_CORRECTION, 2, 1520, "corrects=4|reason=The name was wrong.|person=p2|name=Calum O'Neil|type=pupil|parts=shared_on|age=14");
    add(m, ENTRY_EXPORT, 2, 1530, "document=child|child=p2|made-for=A parent|purpose=They asked.");
}

/* Two pupils: one is pressed by somebody unknown, and the case is referred. */
static void referred(struct made *m)
{
    add(m, ENTRY_REPORT, 1, 0, "safe=no|about=Maya Rowe and Callum O'Neil|how=pupil|told=Maya said that somebody online asks her for money. Callum O'Neil knows the account.|where=At home, online|device=pupil|known=pressure");
    add(m, ENTRY_OPENED, 2, 4, "");
    add(m, ENTRY_PERSON, 2, 6, "person=p1|name=Maya Rowe|type=pupil|parts=depicted|birth=2013-05-02|year-group=Year 9|send=yes");
    add(m, ENTRY_PERSON, 2, 8, "person=p2|name=Callum O'Neil|type=pupil|parts=received|parts=shared_on|age=14");
    add(m, ENTRY_PERSON, 2, 9, "person=p3|name=Unknown game account|type=unknown|parts=requested");
    add(m, ENTRY_RISK, 2, 14, "c75e=no|c89a=yes|c89b=yes|c89c=unknown|c89d=no|c89e=no|c89f=yes|kinds=sextortion|medium=picture|medium=message|sharing=one|category=aggravated.adult|category-why=Somebody unknown asks for money.|adult=yes|context=Plays at home in the evening, with callum.|qb=There was pressure.");
    add(m, ENTRY_ADDITION, 1, 15, "told=Maya asked me to add that CALLUM’s brother helped her.");
    add(m, ENTRY_REFERRAL, 2, 20, "to=police|made=2026-11-23T08:55:00Z|method=telephone|spoke-to=PC 4411|reference=CR/118|shared=What Maya said.");
    add(m, ENTRY_REFERRAL, 2, 26, "to=cscs|made=2026-11-23T09:02:00Z|method=telephone|spoke-to=Duty worker|shared=The same.");
    add(m, ENTRY_INTERVIEW, 2, 40, "person=p1|heard-by=Hannah Whitlock|own-words=“I met them in a game. Callum O'Neil told me to stop writing.”|observed=Calm. She asked for a break.|account-only=yes");
    add(m, ENTRY_INTERVIEW, 2, 50, "person=p2|heard-by=Hannah Whitlock|own-words=“I only know the name of the account.”");
    add(m, ENTRY_WELFARE, 2, 60, "person=p1|safe=yes|asked-safe=no|own-words=“I want it to stop.”|observed=A parent came.");
    add(m, ENTRY_REFERRAL_PACK, 2, 70, "person=p1|home=4 Mill Lane, telephone 0123 456|household=Anna Rowe, mother, and a brother of 6. Callum’s family lives next door.|wanted=A visit, and advice on telling the parents.|family=not_told|family-why=It may put her at risk.");
    add(m, ENTRY_DEVICE, 2, 80, "thing=Black phone, blue case|belongs-to=p1|taken-how=handed|happened=2026-11-23T09:58:00Z|device-state=offline|device-state=off|seal=B1204|kept=The main office safe|receipt-to=Maya Rowe|witness=" HEX(3));
    add(m, ENTRY_DEVICE_MOVE, 2, 300, "of=14|move=police|from=The main office safe|into=PC 4411, Northshire Police|device-state=secured|seal=B1204|seal-state=unbroken|reference=P-77");
    add(m, ENTRY_VIEWING_REQUEST, 2, 310, "ground=12.5a|ground-why=The agencies cannot decide without it.|pictured=p1|distress=no");
    add(m, ENTRY_VIEWING_ANSWER, 3, 320, "of=16|allow=permit|as-role=head|factor=Passkey|said=With a second person.");
    add(m, ENTRY_VIEWING_ANSWER, 4, 330, "of=16|allow=permit|as-role=executive_leader");
    add(m, ENTRY_VIEWING, 2, 360, "of=16|ground=12.5a|viewed-why=The agencies could not decide without it.|pictured=p1|room=The DSL’s office|premises=yes|minutes=2|viewer=" HEX(2) "|present=" HEX(3) "|same-sex=yes|copied=no|actions=Referred, with what was seen told by telephone.");
    add(m, ENTRY_VIEWING_SIGN, 2, 370, "of=19|factor=Passkey");
    add(m, ENTRY_STAFF_SUPPORT, 3, 380, "of=16|staff=" HEX(2) "|help-wanted=Private words of a member of staff.");
    add(m, ENTRY_PARENT_CONTACT, 2, 400, "person=p1|contact=told|with=Anna Rowe|link-person=" HEX(2));
    add(m, ENTRY_HOLDER, 2, 410, "holds=p2|store=phone");
    add(m, ENTRY_HOLDER_STEP, 2, 420, "of=23|result=open|steps=helped");
    add(m, ENTRY_HOLDER, 2, 430, "holds=p1|store=cloud|store-name=Shared with Callum");
    add(m, ENTRY_HOLDER_STEP, 2, 440, "of=25|result=open|steps=helped");
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
    bool other = argc > 2 && strcmp(argv[2], "referred") == 0;
    if (argc > 2 && !other)
        must(str_read_number(&more, str_of(argv[2]), 900) == OK);
    arena_open(&m->mem, 64 << 20);
    must(pack_open(&pack, NULL, &m->mem, &error) == OK);
    (other ? referred : story)(m);
    for (uint64_t i = 0; i < more; i++)
        add(m, ENTRY_NOTE, 2, (unsigned)(1600 + i),
            "sort=fact|title=From the office|body=Words that somebody wrote about the day, who was there, what was agreed with the family, and what happens next. Words that somebody wrote about the day, who was there, what was agreed with the family, and what happens next.");
    must(incident_fold(&in, &m->mem, m->entries, m->count) == OK);
    struct calendar calendar = { 0 };
    struct instant now = m->entries[m->count - 1].at;
    policy_answer(&answer, &m->mem, pack, &calendar, &in.facts, now);
    struct str advice = str_of(argv[1]);
    struct str word = str_cut(&advice, '-');
    enum document_kind kind = document_from_word(word);
    must(kind < DOCUMENT_KIND_COUNT);
    struct document_source source = {
        .mem = &m->mem, .reference = STR("K7P-4MD"),
        .school = STR("Oakfield Academy"), .incident = &in,
        .answer = &answer, .stage = incident_stage(&in, &answer),
        .length = (uint32_t)m->count, .head = { 0xAB, 0xCD }, .at = now,
        .recipient = kind == DOCUMENT_SHEET ? STR("the pupil")
                                            : STR("Ann Price, social worker"),
        .by = STR("Hannah Whitlock, DSL"),
        .dsl = STR("Hannah Whitlock"),
        .child = document_of_child(kind) ? incident_person(&in, STR("p1"))
                                         : NULL,
        .viewing = in.viewings_count > 0 ? &in.viewings[0] : NULL,
        .device = in.devices_count > 0 ? &in.devices[0] : NULL,
        .advice = advice,
        .pack = pack, .user = made_user,
    };
    bool well = kind == DOCUMENT_TABLE
                    ? document_table(&out, &source)
                    : document_lines(&out, NULL, &source, kind);
    fwrite(out.data, 1, out.size, stdout);
    pack_close(pack);
    arena_close(&m->mem);
    free(m);
    return well ? 0 : 1;
}
