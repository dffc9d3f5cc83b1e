"""Random facts for `lanyard explain`, and the program that answers many."""
import json
import random
import subprocess

KINDS = ["nudes_shared", "upskirting", "pseudo_image", "image_based_abuse",
         "sextortion", "deep_fake", "sexting", "revenge_porn"]
TYPES = ["pupil", "pupil", "pupil", "staff", "parent", "adult", "unknown"]
PARTS = ["depicted", "created", "sent", "received", "shared_on", "requested",
         "affected"]
CATEGORIES = ["aggravated.adult", "aggravated.intent_to_harm",
              "aggravated.reckless", "experimental.romantic",
              "experimental.attention", "experimental.other"]
CHOICES = ["refer", "seek_information", "manage_in_school",
           "manage_in_school"]
ROLES = ["staff", "dsl", "deputy_dsl", "head", "executive_leader", "head",
         "executive_leader", "senco", "ceo", "trustee", "governor"]


class Facts:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def maybe(self, chance, make):
        return make() if self.r.random() < chance else None

    def answer(self, no=0.4):
        x = self.r.random()
        return "no" if x < no else self.r.choice(["yes", "unknown", None])

    def time(self):
        r = self.r
        year, month = r.choice([(2026, 11), (2026, 11), (2026, 10),
                                (2027, 3), (2026, 12), (2028, 2)])
        day = r.randint(1, 28) if r.random() < .8 else r.randint(25, 29)
        day = min(day, 29 if month == 2 else 31)
        text = f"{year}-{month:02}-{day:02}T{r.randint(0, 23):02}:" \
               f"{r.choice([0, 0, 30, 59]):02}:{r.choice([0, 0, 1, 59]):02}"
        if r.random() < .15:
            text += r.choice([".5", ".000001", ".999999", ".1234567"])
        return text + r.choice(["Z", "Z", "Z", "+01:00", "-05:30", "z"])

    def some(self, items, chance=.5):
        return [x for x in items if self.r.random() < chance]

    def user(self):
        return {"id": f"u{self.r.randint(1, 5)}",
                "role": self.r.choice(ROLES)}

    def users(self):
        return [self.user() for _ in range(self.r.randint(0, 4))]

    def ids(self):
        return [f"u{self.r.randint(1, 5)}"
                for _ in range(self.r.randint(0, 3))]

    def people(self):
        r = self.r
        return [{"id": f"p{i}", "type": r.choice(TYPES),
                 "user": r.choice([None, None, f"u{r.randint(1, 9)}"]),
                 "age": r.choice([None, 9, 12, 13, 17]),
                 "send": self.answer(), "parts": self.some(PARTS, .25)}
                for i in range(r.randint(0, 4))]

    def viewing(self, number, pupils):
        r, viewed = self.r, self.maybe(.5, self.time)
        return {"id": f"v{number}", "pupil": r.choice(pupils),
                "ground": r.choice([None, "12.5a", "12.5b", "12.5c"]),
                "distress": self.answer(),
                "requested_at": self.maybe(.6, self.time),
                "permitted_by": self.users(), "viewed_at": viewed,
                "viewer": f"u{r.randint(1, 5)}" if viewed else None,
                "present": self.ids(), "signed_by": self.ids(),
                "copied": self.answer(), "support_offered": self.ids()}

    def outcome(self):
        r = self.r
        return {"choice": r.choice(CHOICES + [None]),
                "confident": r.choice([True, True, False]),
                "reasons": r.choice(["known well", "known", " \t", "", None]),
                "proposed_at": self.maybe(.7, self.time),
                "decided_at": self.maybe(.5, self.time),
                "proposed_by": self.maybe(.8, self.user),
                "signed_by": self.users() + [
                    {"id": "u7", "role": "head"},
                    {"id": "u8", "role": "executive_leader"}
                ] * (r.random() < .5)}

    def delay(self):
        r = self.r
        return {"reason": r.choice(["asked to wait", " ", None]),
                "agency": r.choice(["police", "", None, "police"]),
                "review_at": self.maybe(.7, self.time)}

    def incident(self):
        r = self.r
        people = self.people()
        everyone = [p["id"] for p in people]
        pupils = [p["id"] for p in people if p["type"] == "pupil"]
        calm = r.random() < .5
        no = .97 if calm else .3
        i = {"kinds": self.some(KINDS, .1 if calm else .2),
             "reported_at": self.time(),
             "acknowledged_at": self.maybe(.5, self.time),
             "physical_harm": self.answer(no),
             "adult_suspected": self.answer(no), "malice": self.answer(no),
             "consensual": r.choice(["yes", "yes", "no", None]),
             "conflict": self.answer(.7), "people": people,
             "criteria": {"8.9" + x: self.answer(no) for x in "abcdef"},
             "questions": {"8.12" + x: r.choice(["answered", "unknown", None])
                           for x in self.some("abcdefghij")},
             "category": self.maybe(.6, lambda: r.choice(CATEGORIES)),
             "review": self.maybe(.7, lambda: {
                 "held_at": self.maybe(.8, self.time),
                 "answered": ["8.5" + x for x in self.some("abcdefghi")]}),
             "interviews": self.some(pupils),
             "conversations": self.some(pupils),
             "advice": [{"person": p, "clause": c} for p in everyone
                        for c in self.some(["9.5", "9.6", "9.7"], .3)],
             "parents": [{"pupil": p, "informed_at": self.maybe(.4, self.time),
                          "delayed": self.maybe(.5, self.delay)}
                         for p in self.some(pupils, .7)],
             "parent_advice": [{"pupil": p, "clause": c} for p in pupils
                               for c in self.some(["10.4", "10.5", "10.6"],
                                                  .3)],
             "arrangements": self.some(pupils),
             "evidence_released_at": self.maybe(.1, self.time),
             "outcome": self.maybe(.7, self.outcome),
             "referrals": [{"to": r.choice(["cscs", "police", "lado",
                                            "other"]),
                            "made_at": self.maybe(.7, self.time)}
                           for _ in range(r.choice([0, 0, 1, 2]))],
             "viewings": [self.viewing(n, pupils) for n in
                          range(r.choice([0, 0, 1, 2]))] if pupils else [],
             "devices": [{"id": f"d{n}", "offline": r.random() < .7,
                          "off": r.random() < .7, "secured": r.random() < .7,
                          "with_police": r.random() < .5}
                         for n in range(r.choice([0, 0, 1, 2]))],
             "holders": [{"id": f"h{n}", "person": r.choice(everyone),
                          "reminded": r.random() < .5,
                          "asked_at": self.maybe(.4, self.time),
                          "deadline": self.maybe(.5, self.time),
                          "warned": r.random() < .5,
                          "confirmed_at": self.maybe(.6, self.time)}
                         for n in range(r.choice([0, 1, 2]))]
             if everyone else []}
        for key in list(i):
            if key != "reported_at" and (i[key] is None or r.random() < .03) \
                    and key != "people" and r.random() < .5:
                del i[key]
        return i

    def closed(self):
        r = self.r
        return r.choice(["2026-12-21/2027-01-01", "2026-11-25", "2027-03-26",
                         "2026-10-26/2026-10-30", "2027-03-29/2027-04-09"])

    def question(self):
        r = self.r
        q = {"now": self.time(), "incident": self.incident()}
        if r.random() < .5:
            q["calendar"] = {
                "day_ends": r.choice([None, "16:00", "15:15", "00:30",
                                      "23:59"]),
                "closed": [self.closed() for _ in range(r.randint(0, 2))]}
        return q


def ask(program, questions):
    """The answers of many questions, each a text or a thing to write down."""
    lines = [q if isinstance(q, str) else json.dumps(q) for q in questions]
    run = subprocess.run([program], input="\n".join(lines) + "\n", text=True,
                         encoding="utf-8", capture_output=True, timeout=600)
    if run.returncode != 0:
        raise RuntimeError(f"{program} ended {run.returncode}: "
                           f"{run.stderr.strip()[-2000:]}")
    answers = run.stdout.splitlines()
    if len(answers) != len(lines):
        raise RuntimeError(f"{len(lines)} questions, {len(answers)} answers")
    return answers


def without_words(answer):
    """The answer without its words, each of which has to be there."""
    for row in answer["duties"]:
        assert row["owner"] and row["clause"], row
        assert row.pop("title") and row.pop("why"), row
    for row in answer["warnings"]:
        assert row.pop("text"), row
    return answer
