/* stories.c: the invented incidents of a demonstration trust (stories.h). */
#include "cli/stories.h"

#define ALL_NO                                                          \
    { "c75e", "no" }, { "c89a", "no" }, { "c89b", "no" },               \
    { "c89c", "no" }, { "c89d", "no" }, { "c89e", "no" }, { "c89f", "no" }

#define OPENED(minutes_) { BY_DSL, minutes_, ENTRY_OPENED, { { 0 } } }

#define REVIEWED(minutes_)                                              \
    { BY_DSL, minutes_, ENTRY_REVIEW,                                   \
      { { "attendees", "The DSL, the Headteacher and the head of year." }, \
        { "a", "no" }, { "a-note", "{a} is safe in school and feels safe at home." }, \
        { "b", "no" }, { "b-note", "Decided with the risk assessment." }, \
        { "c", "no" }, { "c-note", "The facts are clear from what was said." }, \
        { "d", "no" }, { "d-note", "Nothing more is needed for the assessment." }, \
        { "e", "no" }, { "e-note", "One message to one person. No sign of it elsewhere." }, \
        { "f", "no" }, { "f-note", "Nothing is online." },              \
        { "g", "yes" }, { "g-note", "Both are in {yr}. No earlier concerns." }, \
        { "h", "no" }, { "i", "yes" },                                  \
        { "i-note", "By telephone today, with {a} in the room if {a} wants." } } }

#define PUPIL_A_SEND(minutes_, parts_, send_)                           \
    { BY_DSL, minutes_, ENTRY_PERSON,                                   \
      { { "person", "p1" }, { "name", "{A}" }, { "type", "pupil" },     \
        { "parts", parts_ }, { "age", "{age}" },                        \
        { "year-group", "{yr}" }, { "send", send_ } } }
#define PUPIL_A(minutes_, parts_) PUPIL_A_SEND(minutes_, parts_, "no")

#define PUPIL_B(minutes_, parts_)                                       \
    { BY_DSL, minutes_, ENTRY_PERSON,                                   \
      { { "person", "p2" }, { "name", "{B}" }, { "type", "pupil" },     \
        { "parts", parts_ }, { "age", "{age}" },                        \
        { "year-group", "{yr}" }, { "send", "no" } } }

#define QUESTIONS                                                       \
    { "qa", "To share it with one friend." },                           \
    { "qb", "{a} says that nobody put pressure on anybody." },          \
    { "qc", "Yes, to one other pupil." },                               \
    { "qd", "{a} did not know that it had been passed on." },           \
    { "qe", "No sign of it. Asked each pupil." },                       \
    { "qf", "The pupils told us the same day." },                       \
    { "qg", "All are in {yr}." },                                       \
    { "qh", "No." },                                                    \
    { "qi", "Nothing known." },                                         \
    { "qj", "No added concern." }

static const struct story_step just_reported[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "pupil" },
        { "told", "{a} stayed behind after registration and said that a picture of {a} is being passed round in {yr}. {a} is worried about lunch time." },
        { "when", "now" }, { "seen", "no" }, { "device", "pupil" } } },
};

static const struct story_step stranger_online[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "no" }, { "about", "{A}, {cls}" }, { "how", "pupil" },
        { "told", "{a} said that someone met through a game has asked for money, and has said they will share a picture if {a} does not pay. {a} has not paid." },
        { "known", "adult" }, { "known", "pressure" }, { "when", "now" },
        { "seen", "no" }, { "device", "pupil" } } },
    { BY_TEACHER, 2, ENTRY_IN_PERSON, { { "in-person", "yes" } } },
    OPENED(3),
    PUPIL_A(4, "depicted"),
    { BY_DSL, 3, ENTRY_PERSON,
      { { "person", "p2" }, { "name", "Unknown game account" },
        { "type", "unknown" }, { "parts", "requested" } } },
    { BY_DSL, 6, ENTRY_RISK,
      { { "c75e", "no" }, { "c89a", "yes" }, { "c89b", "yes" },
        { "c89c", "unknown" }, { "c89d", "no" }, { "c89e", "no" },
        { "c89f", "yes" }, { "kinds", "sextortion" },
        { "platforms", "An online game, then private messages" },
        { "adult", "yes" }, { "category", "aggravated.adult" },
        { "qb", "{a} says that there was pressure." },
        { "context", "{a} plays at home in the evening. A parent is at home." } } },
    { BY_DSL, 8, ENTRY_WELFARE,
      { { "person", "p1" }, { "safe", "yes" }, { "asked-safe", "yes" },
        { "own-words", "“I am scared, but not like that. I want it to stop.”" },
        { "observed", "Pale and calm. Stayed with the DSL until a parent came." } } },
};

static const struct story_step stranger_referred[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "parent" },
        { "told", "{a}’s mother rang. An account that {a} does not know has asked {a} for pictures since Sunday." },
        { "known", "adult" }, { "when", "before" }, { "seen", "no" },
        { "device", "other" } } },
    OPENED(9),
    PUPIL_A_SEND(5, "affected", "yes"), /* the SENCO has something to do */
    { BY_DSL, 12, ENTRY_RISK,
      { { "c75e", "no" }, { "c89a", "yes" }, { "c89b", "yes" },
        { "c89c", "no" }, { "c89d", "no" }, { "c89e", "no" },
        { "c89f", "no" }, { "adult", "yes" },
        { "category", "aggravated.adult" }, QUESTIONS } },
    { BY_DSL, 15, ENTRY_REFERRAL,
      { { "to", "police" }, { "method", "telephone" },
        { "spoke-to", "Call handler" }, { "reference", "Log 214 of today" },
        { "shared", "What {a} and the mother said. They advise: keep the account and the messages, do not reply." } } },
    { BY_DSL, 6, ENTRY_OUTCOME,
      { { "choice", "refer" }, { "agencies", "police" }, { "agencies", "cscs" },
        { "why", "Someone who may be an adult is involved (8.9a) and there was pressure (8.9b)." },
        { "best", "{a} wants it to stop and is glad that the police know." } } },
    { BY_DSL, 10, ENTRY_REFERRAL,
      { { "to", "cscs" }, { "method", "telephone" },
        { "spoke-to", "Duty worker" },
        { "shared", "What {a} and the mother said, and what the police advise." } } },
    { BY_DSL, 14, ENTRY_REFERRAL_WRITTEN,
      { { "about-referral", "r7" }, { "method", "form" },
        { "reference", "C-114" } } },
    { BY_DSL, 25, ENTRY_REFERRAL_REPLY,
      { { "about-referral", "r5" }, { "reply", "investigation" },
        { "interviews", "account" }, { "evidence", "keep" },
        { "spoke-to", "Officer in the case" },
        { "advised", "Listen to {a}, ask no questions about it. Keep the tablet as it is. They visit tomorrow." } } },
    { BY_DSL, 8, ENTRY_PARENT_WISHES,
      { { "person", "p1" },
        { "wish", "{a} wants the mother to know everything, and nobody else at home." },
        { "updates", "yes" } } },
    { BY_HEAD, 40, ENTRY_PARENT_CONTACT,
      { { "person", "p1" }, { "contact", "told" },
        { "with", "{a}’s mother" }, { "contact-how", "telephone" },
        { "covered", "10.3a" }, { "covered", "10.3b" },
        { "covered", "10.3f" }, { "covered", "10.3g" },
        { "parent-said", "She will keep the tablet switched off until the police call." } } },
    { BY_DSL, 30, ENTRY_DEVICE,
      { { "thing", "Tablet, grey, in a red cover" }, { "belongs-to", "p1" },
        { "taken-how", "handed" }, { "device-state", "offline" },
        { "device-state", "off" }, { "device-state", "secured" },
        { "seal", "0417" }, { "kept", "The safe of the main office" },
        { "receipt-to", "{a}’s mother" } } }, /* entry 12 */
    { BY_DSL, 45, ENTRY_DEVICE_MOVE,
      { { "of", "12" }, { "move", "police" },
        { "from", "The safe of the main office" },
        { "into", "An officer of the local police" },
        { "seal-state", "unbroken" }, { "reference", "0932" } } },
};

static const struct story_step waiting_for_head[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A} and {B}, {cls}" },
        { "how", "other" },
        { "told", "A pupil in {cls} told me that {b} passed on a picture of {a} yesterday evening." },
        { "when", "before" }, { "seen", "no" }, { "device", "pupil" } } },
    OPENED(14),
    PUPIL_A(20, "depicted"),
    PUPIL_B(2, "shared_on"),
    REVIEWED(45),
    { BY_DSL, 50, ENTRY_RISK,
      { ALL_NO, { "kinds", "nudes_shared" }, { "adult", "no" },
        { "consensual", "no" }, { "malice", "no" }, { "conflict", "no" },
        { "category", "aggravated.reckless" },
        { "category-why", "Passed on thoughtlessly, without an intention to harm." },
        QUESTIONS } },
    { BY_DSL, 30, ENTRY_OUTCOME,
      { { "choice", "manage_in_school" }, { "confident", "yes" },
        { "talked", "yes" },
        { "why", "One picture, one other pupil, the same day. Both pupils told us. No sign of it anywhere else." },
        { "best", "{a} wants it dealt with in school and quickly." },
        { "instead", "Support for both, a check-in each week until the end of term." },
        { "change", "Any sign of wider sharing, of pressure or of an older person." } } },
    { BY_LEADER, 65, ENTRY_SIGN,
      { { "agree", "agree" }, { "proposal", "{proposal}" },
        { "said", "I agree. Confirm that both families have a link person." } } },
};

static const struct story_step managed_in_school[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A} and {B}, {cls}" },
        { "how", "parent" },
        { "told", "{a}’s father rang. {a} and {b} are a couple. {a} sent {b} a picture and now regrets it." },
        { "when", "before" }, { "seen", "no" }, { "device", "other" } } },
    OPENED(6),
    PUPIL_A(12, "depicted"),
    PUPIL_B(2, "received"),
    { BY_DSL, 10, ENTRY_INTERVIEW,
      { { "person", "p1" }, { "heard-by", "The DSL" },
        { "heard-with", "The head of year" },
        { "own-words", "“I sent it on Sunday. {b} did not ask again. Nobody else was meant to have it.”" },
        { "observed", "Quiet. Looked at the floor, then relieved." } } },
    { BY_DSL, 15, ENTRY_INTERVIEW,
      { { "person", "p2" }, { "heard-by", "The DSL" },
        { "own-words", "“I did not show it to anybody.”" } } },
    REVIEWED(30),
    { BY_DSL, 40, ENTRY_RISK,
      { ALL_NO, { "kinds", "nudes_shared" }, { "adult", "no" },
        { "consensual", "yes" }, { "malice", "no" }, { "conflict", "no" },
        { "category", "experimental.romantic" },
        { "category-why", "Between two young people in a relationship, not meant for anyone else." },
        QUESTIONS } },
    { BY_DSL, 20, ENTRY_OUTCOME,
      { { "choice", "manage_in_school" }, { "confident", "yes" },
        { "talked", "yes" },
        { "why", "Both agreed, nobody else has it, and both families are helping." },
        { "best", "Both want it dealt with in private." },
        { "change", "Any sign of sharing, pressure or an older person." } } },
    { BY_HEAD, 90, ENTRY_SIGN,
      { { "agree", "agree" }, { "proposal", "{proposal}" } } },
    { BY_LEADER, 55, ENTRY_SIGN,
      { { "agree", "agree" }, { "proposal", "{proposal}" },
        { "said", "I agree." } } },
    { BY_DSL, 30, ENTRY_PARENT_CONTACT,
      { { "person", "p1" }, { "contact", "told" },
        { "with", "{a}’s father" }, { "contact-how", "person" },
        { "covered", "10.3a" }, { "covered", "10.3b" },
        { "covered", "10.3c" }, { "covered", "10.3d" },
        { "covered", "10.3e" }, { "covered", "10.3f" },
        { "link-person", "{link}" },
        { "parent-said", "He is glad that {a} spoke to him first." } } },
    { BY_DSL, 60, ENTRY_CONVERSATION,
      { { "person", "p1" }, { "heard-with", "The DSL and the head of year" },
        { "points", "9.4a" }, { "points", "9.4c" }, { "points", "9.4e" },
        { "points", "9.4f" }, { "points", "9.4g" },
        { "known-of-it", "As told before: one picture, sent to one person." },
        { "how-far", "To {b} and no further, as both say." },
        { "help-needed", "A quiet word at registration for a week." },
        { "wishes", "“I want it to be over. I want to tell Mum with somebody there.”" },
        { "promised", "The head of year looks in at registration each day this week" } } },
    { BY_DSL, 30, ENTRY_ADVICE,
      { { "person", "p2" }, { "advice-of", "9.6" }, { "advice-items", "3" },
        { "advice-items", "4" },
        { "advice-text", "Do not pass it on and do not show it to anyone.\nIf you asked for it: nobody should be pushed into something they are not comfortable with." },
        { "body", "{b} said: “I never would.”" } } },
    { BY_DSL, 5, ENTRY_HOLDER,
      { { "holds", "p2" }, { "store", "phone" } } }, /* entry 15 */
    { BY_DSL, 1, ENTRY_HOLDER,
      { { "holds", "p2" }, { "store", "cloud" },
        { "store-name", "The backup of the phone" } } },
    { BY_DSL, 30, ENTRY_HOLDER_STEP,
      { { "of", "15" }, { "steps", "reminded" }, { "steps", "asked" },
        { "steps", "warned" }, { "steps", "parents" },
        { "result", "confirmed" },
        { "result-how", "{b} confirmed it, with a parent." } } },
    { BY_DSL, 10, ENTRY_TAKEDOWN,
      { { "tool", "report_remove" }, { "asked-it", "{a}, with a parent" },
        { "taken-down", "waiting" } } },
};

static const struct story_step returned_to_dsl[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "noticed" },
        { "told", "I heard two pupils talk about a picture of {a} on the bus." },
        { "when", "today" }, { "seen", "no" }, { "device", "other" } } },
    OPENED(18),
    PUPIL_A(15, "depicted"),
    REVIEWED(60),
    { BY_DEPUTY, 35, ENTRY_RISK,
      { ALL_NO, { "kinds", "nudes_shared" }, { "conflict", "yes" },
        { "malice", "no" }, { "category", "aggravated.reckless" },
        QUESTIONS } },
    { BY_DEPUTY, 25, ENTRY_OUTCOME,
      { { "choice", "manage_in_school" }, { "confident", "yes" },
        { "why", "The pupils have stopped and the picture went no further." },
        { "best", "{a} wants it to end." },
        { "change", "Any sign of wider sharing." } } },
    { BY_HEAD, 80, ENTRY_SIGN,
      { { "agree", "return" }, { "proposal", "{proposal}" },
        { "said", "Say how we know that it went no further, and who is the link person for {a}’s family." } } },
};

static const struct story_step not_known_yet[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "pupil" },
        { "told", "{a} said that a picture was asked for and sent. {a} did not say who asked." },
        { "when", "today" }, { "seen", "unsure" }, { "device", "pupil" } } },
    OPENED(11),
    PUPIL_A(8, "created"),
    REVIEWED(35),
    { BY_DSL, 25, ENTRY_RISK,
      { { "c75e", "no" }, { "c89a", "unknown" }, { "c89b", "no" },
        { "c89c", "no" }, { "c89d", "no" }, { "c89e", "no" },
        { "c89f", "no" }, { "adult", "unknown" },
        { "qa", "{a} does not want to say yet." },
        { "q-unknown", "8.12b" }, { "q-unknown", "8.12c" } } },
    { BY_DSL, 5, ENTRY_NOTE,
      { { "sort", "decision" }, { "title", "Ask again tomorrow" },
        { "body", "{a} will talk to the head of year tomorrow morning. Until then the decision stays open." } } },
    { BY_DSL, 4, ENTRY_VIEWING_AVOIDED,
      { { "without", "{a} can tell us tomorrow. Nobody needs to view." } } },
    { BY_DEPUTY, 12, ENTRY_VIEWING_REFUSED,
      { { "asked-by", "parent" },
        { "answered", "That we do not look, and that we rely on what {a} says." } } },
    { BY_DSL, 20, ENTRY_VIEWING_REQUEST,
      { { "ground", "12.5a" }, { "pictured", "p1" }, { "distress", "no" },
        { "ground-why", "Asked again in case {a} cannot say tomorrow. Without it the first question stays open." } } },
};

static const struct story_step teacher_affected[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "A teacher, and a pupil of {yr}" },
        { "how", "noticed" },
        { "told", "A colleague noticed a phone held low behind her on the stairs and told me straight after. A pupil of {yr} had it in his hand." },
        { "when", "today" }, { "seen", "no" }, { "device", "pupil" } } },
    OPENED(8),
    { BY_DSL, 5, ENTRY_PERSON,
      { { "person", "p1" }, { "name", "Morgan Ashdown" },
        { "type", "staff" }, { "parts", "affected" } } },
    { BY_DSL, 4, ENTRY_PERSON,
      { { "person", "p2" }, { "name", "{B}" }, { "type", "pupil" },
        { "parts", "created" }, { "age", "{age}" },
        { "year-group", "{yr}" }, { "send", "no" } } },
    { BY_HEAD, 20, ENTRY_STAFF_CARE,
      { { "person", "p1" },
        { "helped", "Time to talk, the stairs are supervised, lessons with {yr} are covered today. The Headteacher stays in touch." },
        { "police-wish", "undecided" } } },
    { BY_DSL, 10, ENTRY_RISK,
      { { "c75e", "no" }, { "c89a", "no" }, { "c89b", "no" },
        { "c89c", "unknown" }, { "c89d", "no" }, { "c89e", "no" },
        { "c89f", "no" }, { "kinds", "upskirting" }, { "adult", "no" },
        { "qa", "{b} says that it was a dare." } } },
    { BY_DSL, 6, ENTRY_ROUTE,
      { { "route", "sg1" },
        { "why", "A member of staff is affected by what a pupil did. Both are looked after under the child protection policy." },
        { "agreed-with", "The Headteacher" } } },
};

static const struct story_step closed_and_more[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "pupil" },
        { "told", "{a} told me that somebody in {cls} keeps asking for a picture. {a} has not sent one." },
        { "when", "before" }, { "seen", "no" }, { "device", "pupil" } } },
    OPENED(7),
    PUPIL_A(10, "affected"),
    { BY_DSL, 25, ENTRY_INTERVIEW,
      { { "person", "p1" }, { "heard-by", "The DSL" },
        { "own-words", "“It was three messages. I said no each time.”" },
        { "observed", "Calm. Glad to have told somebody." } } },
    REVIEWED(40),
    { BY_DSL, 30, ENTRY_RISK,
      { ALL_NO, { "kinds", "sexting" }, { "adult", "no" },
        { "consensual", "no" }, { "malice", "no" }, { "conflict", "no" },
        { "category", "experimental.attention" },
        { "category-why", "Asked for by a pupil of the same class, who stopped when told." },
        QUESTIONS } },
    { BY_DSL, 25, ENTRY_OUTCOME,
      { { "choice", "manage_in_school" }, { "confident", "yes" },
        { "talked", "yes" },
        { "why", "Nothing was sent, and the asking has stopped." },
        { "best", "{a} wants it dealt with in school." },
        { "change", "If it begins again, or if anything was sent after all." } } },
    { BY_HEAD, 60, ENTRY_SIGN,
      { { "agree", "agree" }, { "proposal", "{proposal}" } } },
    { BY_LEADER, 45, ENTRY_SIGN,
      { { "agree", "agree" }, { "proposal", "{proposal}" } } },
    { BY_DSL, 30, ENTRY_PARENT_CONTACT,
      { { "person", "p1" }, { "contact", "told" },
        { "with", "{a}’s mother" }, { "contact-how", "telephone" },
        { "covered", "10.3a" }, { "covered", "10.3b" },
        { "covered", "10.3c" }, { "covered", "10.3d" },
        { "covered", "10.3e" }, { "covered", "10.3f" },
        { "link-person", "{dsl}" } } },
    { BY_DSL, 30, ENTRY_CONVERSATION,
      { { "person", "p1" }, { "points", "9.4a" }, { "points", "9.4c" },
        { "points", "9.4f" }, { "points", "9.4g" },
        { "wishes", "“I want them to leave me alone.”" } } },
    { BY_DSL, 2880, ENTRY_NOT_APPLICABLE,
      { { "duty", "12.8" },
        { "reason", "No picture was ever sent, so there is no copy. {a} and the other pupil say the same." } } },
    { BY_DSL, 10, ENTRY_PUPIL_NOW,
      { { "person", "p1" },
        { "how-now", "Says that all is quiet. The tutor sees {a} laugh with friends again." },
        { "goes-on", "The tutor asks once a week until the end of term." } } },
    { BY_DSL, 5, ENTRY_CLOSED,
      { { "closed-as", "school" },
        { "ended", "The asking stopped on the day of the report. Both families know, and the class had a lesson about consent." } } },
    { BY_DSL, 20, ENTRY_LESSONS,
      { { "learned", "The report was opened within 10 minutes because the deputy watched the list at lunch." },
        { "different", "The lesson about consent comes in the first half of the year from now on." } } },
    { BY_TEACHER, 1440, ENTRY_ADDITION,
      { { "told", "{a} says that one more message came yesterday evening." } } },
};

/* Seen once, with both permissions; one signature is missing. */
static const struct story_step viewed_once[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "pupil" },
        { "told", "{a} said that a picture is on somebody’s phone and that nobody believes it is not of {a}." },
        { "when", "today" }, { "seen", "no" }, { "device", "pupil" } } },
    OPENED(7),
    PUPIL_A(9, "affected"),
    { BY_DSL, 20, ENTRY_RISK,
      { { "c75e", "no" }, { "c89a", "no" }, { "c89b", "no" },
        { "c89c", "unknown" }, { "c89d", "no" }, { "c89e", "no" },
        { "c89f", "no" }, { "adult", "no" },
        { "qa", "{a} thinks that it was meant as a joke." } } },
    { BY_DSL, 10, ENTRY_VIEWING_REQUEST, /* entry 5 */
      { { "ground", "12.5a" }, { "pictured", "p1" }, { "distress", "no" },
        { "ground-why", "Those who have seen it say opposite things, and whether to refer turns on it." } } },
    { BY_HEAD, 25, ENTRY_VIEWING_ANSWER,
      { { "of", "5" }, { "allow", "permit" },
        { "said", "Once, by one person, with a second one in the room." } } },
    { BY_LEADER, 15, ENTRY_VIEWING_ANSWER,
      { { "of", "5" }, { "allow", "permit" } } },
    { BY_DEPUTY, 30, ENTRY_VIEWING,
      { { "of", "5" }, { "ground", "12.5a" },
        { "viewed-why", "To know whether to refer." }, { "pictured", "p1" },
        { "room", "The DSL’s office, door closed" }, { "premises", "yes" },
        { "minutes", "1" }, { "viewer", "{deputy}" }, { "present", "{dsl}" },
        { "same-sex", "yes" }, { "copied", "no" },
        { "actions", "The phone went back to the safe, switched off. The question of paragraph 8.9(c) is put to the Headteacher." } } },
    { BY_DEPUTY, 5, ENTRY_VIEWING_SIGN, { { "of", "5" } } },
    { BY_DSL, 15, ENTRY_DEVICE,
      { { "thing", "Phone, black, in a clear cover" },
        { "taken-how", "handed" }, { "device-state", "offline" },
        { "device-state", "off" }, { "device-state", "secured" },
        { "seal", "0522" }, { "kept", "The safe of the main office" },
        { "receipt-to", "The pupil whose phone it is" } } },
    { BY_DSL, 20, ENTRY_VIEWING_REQUEST, /* entry 11 */
      { { "ground", "12.5b" }, { "distress", "no" },
        { "ground-why", "To help with a report to a service." } } },
    { BY_DSL, 12, ENTRY_VIEWING_AVOIDED,
      { { "of", "11" },
        { "without", "The service takes the report from the pupil alone." } } },
    { BY_DSL, 8, ENTRY_VIEWING_REQUEST, /* entry 13 */
      { { "ground", "12.5b" }, { "pictured", "p1" }, { "distress", "no" },
        { "ground-why", "A second service asks which of two messages is meant, and {a} cannot tell." } } },
    { BY_HEAD, 10, ENTRY_VIEWING_ANSWER,
      { { "of", "13" }, { "allow", "permit" } } },
    { BY_LEADER, 6, ENTRY_VIEWING_ANSWER,
      { { "of", "13" }, { "allow", "permit" } } },
};

/* Somebody at the trust's other school may be involved, and somebody at a
 * school outside it. Each is told whom to call, and nothing else. */
static const struct story_step other_schools[] = {
    { BY_TEACHER, 0, ENTRY_REPORT,
      { { "safe", "yes" }, { "about", "{A}, {cls}" }, { "how", "pupil" },
        { "told", "{a} said that pupils of two other schools were in the group where a picture was passed on." },
        { "when", "before" }, { "seen", "no" }, { "device", "pupil" } } },
    OPENED(6),
    PUPIL_A(8, "depicted"),
    { BY_DSL, 40, ENTRY_REVIEW,
      { { "attendees", "The DSL, a deputy and the Headteacher." },
        { "a", "no" }, { "a-note", "{a} is safe in school and feels safe at home." },
        { "b", "unknown" }, { "c", "no" }, { "d", "yes" },
        { "d-note", "What the other schools know of the group." },
        { "e", "yes" }, { "e-note", "One group chat. Its members are at three schools." },
        { "f", "unknown" }, { "g", "yes" }, { "g-note", "No earlier concerns." },
        { "h", "yes" }, { "h-note", "One school of the trust, one outside it." },
        { "i", "yes" }, { "i-note", "By telephone today." } } },
    { BY_DSL, 12, ENTRY_SCHOOL_TOLD,
      { { "call", "The DSL of the school that rings, 01632 960 180" } } },
    { BY_DSL, 9, ENTRY_INFORMATION_SHARED,
      { { "recipient", "The safeguarding lead of a school outside the trust" },
        { "sent", "That a pupil of theirs may be involved, and whom to call." },
        { "why", "So that their pupil is safe and supported too." },
        { "basis", "safeguarding" }, { "family", "not_told" },
        { "family-why", "Their own school tells that family." },
        { "setting", "yes" } } },
};

#define STORY(name_, steps_) { name_, steps_, COUNT_OF(steps_) }

const struct story stories[] = {
    STORY("just reported", just_reported),
    STORY("stranger online", stranger_online),
    STORY("waiting for the Headteacher", waiting_for_head),
    STORY("managed in school", managed_in_school),
    STORY("stranger referred", stranger_referred),
    STORY("returned to the DSL", returned_to_dsl),
    STORY("not known yet", not_known_yet),
    STORY("a teacher is affected", teacher_affected),
    STORY("closed, and something new", closed_and_more),
    STORY("viewed once", viewed_once),
    STORY("other schools are told", other_schools),
};
const size_t stories_count = COUNT_OF(stories);
