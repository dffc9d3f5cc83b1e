"""Tables of the rules, a line a case (TAP):

    facts                       | what has to follow          | deciding rule

Facts, times within November 2026 ("23T08:40", London), reported 23T08:40 and
now 23T10:00 unless said:
  all=no 8.9a=yes 7.5e=unknown adult=yes consensual=yes malice=no conflict=yes
  kind=K category=C ack=T review=T answered=8.5a,8.5b q=8.12a:answered
  p1=pupil,depicted,created,age14,send=yes,user=u9
  heard=p1 talked=p1 advice=p1:9.5 informed=p1:T delayed=p1:reason:agency:T
  told=p1:10.4 arranged=p1 released=T referral=police:T   (-: nothing)
  choice=refer confident reasons proposed=T decided=T proposer=u1:dsl
  signed=u2:head,u3:executive_leader
  v1=viewing,p1,12.5a,distress=no,asked=T,permit=u2:head,viewed=T,viewer=u1,
     present=u2,signed=u2,copied=yes,support=u1      d1=device,offline,off
  h1=holder,p1,reminded,asked=T,deadline=T,warned,confirmed=T
  ends=15:30 closed=2026-11-25/2026-11-27 now=T reported=T
A time may be a whole RFC 3339 time instead.

What has to follow, each word or [row]:
  refer | open | allowed=a,b | because=8.9a | state=decided | route=school
  hold | free | [8.9 dsl - overdue 23T08:40] | none:8.15 | warn:8.7 warn:10.1@p1
  nowarn:8.7
The rule is a paragraph of policy/coverage.def that names a rule.

tables.py BATCH FOLDER [NAME]"""
import json
import pathlib
import re
import sys

import facts

YES = {"confident": True, "offline": True, "off": True, "secured": True,
       "reminded": True, "warned": True, "with_police": True}
ANSWERS = {"adult": "adult_suspected", "consensual": "consensual",
           "malice": "malice", "conflict": "conflict",
           "7.5e": "physical_harm"}
LISTS = {"heard": "interviews", "talked": "conversations",
         "arranged": "arrangements"}


def time(text):
    if text in ("-", ""):
        return None
    if re.match(r"\d{4}-", text):
        return text
    return f"2026-11-{text}:00Z" if len(text) == 8 else f"2026-11-{text}Z"


def users(text):
    return [dict(zip(("id", "role"), u.split(":")))
            for u in text.split("+" if "+" in text else ",")]


class Reader:
    """One line's facts as a question."""

    def __init__(self, text):
        self.i = {"reported_at": time("23T08:40")}
        self.q = {"now": time("23T10:00"), "calendar": {},
                  "incident": self.i}
        for word in text.split():
            key, _, value = word.partition("=")
            self.word(key, value)

    def add(self, key, value):
        self.i.setdefault(key, []).append(value)

    def part(self, key):
        return self.i.setdefault(key, {})

    def parents(self, pupil):
        for row in self.i.get("parents", []):
            if row["pupil"] == pupil:
                return row
        self.add("parents", {"pupil": pupil})
        return self.i["parents"][-1]

    def word(self, key, value):
        i = self.i
        if key == "now":
            self.q["now"] = time(value)
        elif key == "ends":
            self.q["calendar"]["day_ends"] = value
        elif key == "closed":
            self.q["calendar"].setdefault("closed", []).append(value)
        elif key == "all":
            i["physical_harm"] = value
            self.part("criteria").update({"8.9" + x: value for x in "abcdef"})
        elif key in ANSWERS:
            i[ANSWERS[key]] = value
        elif re.fullmatch(r"8\.9[a-f]", key):
            self.part("criteria")[key] = value
        elif key in ("reported", "ack", "released"):
            i[{"reported": "reported_at", "ack": "acknowledged_at",
               "released": "evidence_released_at"}[key]] = time(value)
        elif key == "kind":
            self.add("kinds", value)
        elif key == "category":
            i["category"] = value
        elif key == "review":
            self.part("review")["held_at"] = time(value)
        elif key == "answered":
            self.part("review")["answered"] = value.split(",")
        elif key == "q":
            clause, state = value.split(":")
            self.part("questions")[clause] = state
        elif key in LISTS:
            i[LISTS[key]] = value.split(",")
        elif key in ("advice", "told"):
            person, clause = value.split(":")
            self.add("advice" if key == "advice" else "parent_advice",
                     {"person" if key == "advice" else "pupil": person,
                      "clause": clause})
        elif key == "informed":
            pupil, at = value.split(":", 1)
            self.parents(pupil)["informed_at"] = time(at)
        elif key == "delayed":
            pupil, reason, agency, at = value.split(":", 3)
            self.parents(pupil)["delayed"] = {
                "reason": reason.strip("-"), "agency": agency.strip("-"),
                "review_at": time(at)}
        elif key == "referral":
            to, at = value.split(":", 1)
            self.add("referrals", {"to": to, "made_at": time(at)})
        elif key in ("choice", "confident", "reasons", "proposed", "decided",
                     "proposer", "signed"):
            self.outcome(key, value)
        else:
            self.item(key, value)

    def outcome(self, key, value):
        out = self.part("outcome")
        if key == "confident":
            out[key] = True
        elif key == "reasons":
            out[key] = value or "known well"
        elif key in ("proposed", "decided"):
            out[key + "_at"] = time(value)
        elif key == "proposer":
            out["proposed_by"] = users(value)[0]
        else:
            out["choice" if key == "choice" else "signed_by"] = \
                value if key == "choice" else users(value)

    def item(self, id, value):
        kind, *words = value.split(",")
        row = {"id": id}
        names = {"asked": "requested_at" if kind == "viewing" else "asked_at",
                 "permit": "permitted_by", "viewed": "viewed_at",
                 "signed": "signed_by", "support": "support_offered",
                 "deadline": "deadline", "confirmed": "confirmed_at"}
        for word in words:
            name, _, given = word.partition("=")
            if name == "permit":
                row["permitted_by"] = users(given)
            elif name in ("present", "signed", "support"):
                row[names.get(name, name)] = given.split("+")
            elif name in ("asked", "viewed", "deadline", "confirmed"):
                row[names[name]] = time(given)
            elif given:
                row[name] = given
            elif name in YES:
                row[name] = True
            elif re.fullmatch(r"age\d+", name):
                row["age"] = int(name[3:])
            elif name.startswith("12.5"):
                row["ground"] = name
            elif kind in ("viewing", "holder"):
                row["pupil" if kind == "viewing" else "person"] = name
            else:
                row.setdefault("parts", []).append(name)
        lists = {"viewing": "viewings", "device": "devices",
                 "holder": "holders"}
        if kind not in lists:
            row["type"] = kind
        self.add(lists.get(kind, "people"), row)


def row_text(row):
    due = row["due"]
    if due and due.startswith("2026-11-"):
        due = due[8:-1].removesuffix(":00") if due.endswith(":00Z") else due
    return " ".join([row["clause"], row["owner"], row["subject"] or "-",
                     row["state"], due or "-"])


def wrong(expected, a):
    """What does not follow, as words."""
    rows = [row_text(r) for r in a["duties"]]
    clauses = {r["clause"] for r in a["duties"]}
    warned = {w["clause"] + (f"@{w['subject']}" if w["subject"] else "")
              for w in a["warnings"]}
    keys = [(r["clause"], r["owner"], r["subject"]) for r in a["duties"]]
    found = [f"{k} stands twice" for k in set(keys) if keys.count(k) > 1]
    for want in re.findall(r"\[[^]]*\]|\S+", expected):
        key, _, value = want.replace(":", "=", 1).partition("=")
        good = {
            "refer": lambda: a["outcome"]["required"] == "refer",
            "open": lambda: a["outcome"]["required"] is None,
            "allowed": lambda: a["outcome"]["allowed"] == value.split(","),
            "because": lambda: a["outcome"]["because"] == value.split(","),
            "state": lambda: a["outcome"]["state"] == value,
            "route": lambda: str(a["route"]["suggest"]).lower() == value,
            "hold": lambda: a["evidence"]["hold"] is True,
            "free": lambda: a["evidence"]["hold"] is False,
            "none": lambda: value not in clauses,
            "warn": lambda: value in warned,
            "nowarn": lambda: value not in {w.split("@")[0] for w in warned},
        }
        if want.startswith("["):
            if want[1:-1] not in rows:
                near = [r for r in rows if r.split()[0] == want[1:].split()[0]]
                found.append(f"{want}, but {near}")
        elif not good[key]():
            found.append(f"{want}, but {a['outcome']} {a['route']} "
                         f"{a['evidence']} {sorted(warned)}")
    return found


def cases(folder, name=None):
    """(where, facts, expected, rule) of every line."""
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        if name and path.stem != name:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            given, expected, rule = (x.strip() for x in line.split("|"))
            yield f"{path.stem}:{number}", given, expected, rule


def check(batch, lines):
    """For each case, what is wrong with it: a list, empty when it is good."""
    answers = facts.ask(batch, [Reader(c[1]).q for c in lines])
    return [[a] if a.startswith("error") else wrong(c[2], json.loads(a))
            for c, a in zip(lines, answers)]


def rules_of(coverage):
    """The paragraphs that name a rule."""
    return set(re.findall(r'^C\("([^"]+)".*\n.*\n  "policy/', coverage,
                          re.MULTILINE))


def main():
    batch, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    lines = list(cases(folder, *sys.argv[3:4]))
    root = pathlib.Path(__file__).resolve().parents[2]
    rules = rules_of((root / "policy/coverage.def").read_text())
    failed = 0
    print(f"1..{len(lines)}")
    for number, (case, bad) in enumerate(zip(lines, check(batch, lines)), 1):
        where, given, expected, rule = case
        if rule not in rules:
            bad = [*bad, f"{rule} is no paragraph with a rule"]
        failed += bool(bad)
        print(f"{'not ok' if bad else 'ok'} {number} - {where} {rule}: "
              f"{given}".replace("#", ""))
        for b in bad:
            print(f"# {b}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
