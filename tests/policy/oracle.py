"""A second account of explain.md, written from its table and not from the C:
facts as JSON in, the answer without words out. Tests compare the two."""
import datetime as dt
import functools
import re

UTC = dt.timezone.utc
CRITERIA = ["7.5e"] + ["8.9" + x for x in "abcdef"]
DAYS = {"7.5a": None, "7.5b": 0, "7.5c": 1, "7.5d": 1, "8.7": 2, "8.13": 2,
        "8.9": None, "8.15": 2, "4.3": 2, "2.4": 3, "9.1": 2, "12.6": 0,
        "12.6a": None, "12.6g": 0, "12.6h": 0, "12.7": 1, "12.8": 3,
        "12.9": 1, "12.10a": 1, "12.10b": 3, "12.10c": 1, "12.10d": 1}
DAYS |= {"8.5" + x: 0 for x in "abcdefghi"}
DAYS |= {"8.12" + x: 2 for x in "abcdefghij"}
DAYS |= {c: 0 for c in CRITERIA}
DAYS |= {c: 3 for c in ("9.5", "9.6", "9.7", "10.4", "10.5", "10.6")}


def instant(text):
    m = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?"
                     r"([Zz]|[+-]\d\d:\d\d)", text)
    year, month, day, hour, minute, second = map(int, m.groups()[:6])
    micro = int((m[7] or ".0")[1:7].ljust(6, "0"))
    offset = dt.timedelta()
    if m[8] not in "Zz":
        offset = dt.timedelta(hours=int(m[8][1:3]), minutes=int(m[8][4:6]))
        offset = -offset if m[8][0] == "-" else offset
    return dt.datetime(year, month, day, hour, minute, tzinfo=UTC) + \
        dt.timedelta(seconds=second, microseconds=micro) - offset


def last_sunday(year, month):
    day = dt.date(year, month, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


@functools.cache
def summer_of(year):
    start, end = last_sunday(year, 3), last_sunday(year, 10)
    return (dt.datetime(start.year, 3, start.day, 1, tzinfo=UTC),
            dt.datetime(end.year, 10, end.day, 1, tzinfo=UTC))


def summer(at):
    start, end = summer_of(at.year)
    return start <= at < end


def local(at):
    return (at + dt.timedelta(hours=summer(at))).replace(tzinfo=None)


def from_local(day, minutes):
    wall = dt.datetime(day.year, day.month, day.day, tzinfo=UTC) + \
        dt.timedelta(minutes=minutes)
    earlier = wall - dt.timedelta(hours=1)
    return earlier if summer(earlier) else wall


class Calendar:
    def __init__(self, given):
        given = given or {}
        hours, minutes = (given.get("day_ends") or "16:00").split(":")
        self.ends = int(hours) * 60 + int(minutes)
        self.closed = []
        self.reckoned = {} # most duties of a case start at one moment
        for text in given.get("closed") or []:
            first, _, last = text.partition("/")
            self.closed.append((dt.date.fromisoformat(first),
                                dt.date.fromisoformat(last or first)))

    def school(self, day):
        return day.weekday() < 5 and \
            not any(a <= day <= b for a, b in self.closed)

    def on_or_after(self, day):
        while not self.school(day):
            day += dt.timedelta(days=1)
        return day

    def due(self, start, days):
        if (start, days) not in self.reckoned:
            self.reckoned[start, days] = self.reckon(start, days)
        return self.reckoned[start, days]

    def reckon(self, start, days):
        day = local(start).date()
        if start > from_local(day, self.ends):
            day += dt.timedelta(days=1)
        day = self.on_or_after(day)
        for _ in range(days):
            day = self.on_or_after(day + dt.timedelta(days=1))
        return from_local(day, self.ends)


@functools.cache
def clause_key(clause):
    m = re.fullmatch(r"(\d+)\.(\d+)([a-z]?)", clause)
    return int(m[1]), int(m[2]), m[3]


class Case:
    def __init__(self, question):
        self.now = instant(question["now"])
        self.calendar = Calendar(question.get("calendar"))
        self.i = question["incident"]
        self.rows, self.warnings = {}, set()

    def get(self, key, default=()):
        value = self.i.get(key)
        return default if value is None else value

    def at(self, row, key):
        value = (row or {}).get(key)
        return None if value is None else instant(value)

    def duty(self, clause, owner, subject, start, done, waits=False, due=None,
             shows=False):
        if waits and not shows:
            due = None
        elif due is None:
            days = DAYS[clause]
            due = start if days is None else self.calendar.due(start, days)
        state = "done" if done else "waiting" if waits else \
            "overdue" if self.now > due else "due"
        self.rows[clause, owner, subject] = (state, due)

    def valid(self, user, proposer=None):
        named = {p.get("user") for p in self.get("people") if p.get("user")}
        return user["role"] in ("head", "executive_leader") and \
            user["id"] not in named and user["id"] != proposer

    def both(self, users, proposer=None):
        ids = {role: {u["id"] for u in users or () if u["role"] == role and
                      self.valid(u, proposer)}
               for role in ("head", "executive_leader")}
        return any(a != b for a in ids["head"]
                   for b in ids["executive_leader"]), ids

    def answer(self):
        i, get = self.i, self.get
        reported = instant(i["reported_at"])
        people = list(get("people"))
        pupils = [p for p in people if p["type"] == "pupil"]
        kinds = set(get("kinds"))
        given = {"7.5e": get("physical_harm", "unknown")}
        for c in CRITERIA[1:]:
            given[c] = get("criteria", {}).get(c) or "unknown"
        category = get("category", "")
        acts = {"created", "sent", "shared_on", "requested"}
        adult = get("adult_suspected", "") == "yes" or \
            category == "aggravated.adult" or \
            any(p["type"] in ("adult", "staff") and
                acts & set(p.get("parts") or ()) for p in people)
        implied = {"8.9a": adult, "8.9b": "sextortion" in kinds}
        because = [c for c in CRITERIA
                   if given[c] == "yes" or implied.get(c)]
        required = bool(because)
        manage = not required and all(v == "no" for v in given.values())
        allowed = ["refer"] if required else ["refer", "seek_information"] + \
            ["manage_in_school"] * manage

        out = get("outcome", {})
        choice = out.get("choice")
        confident = out.get("confident") is True
        reasons = bool((out.get("reasons") or "").strip(" \t\n\r\v\f"))
        proposer = (out.get("proposed_by") or {}).get("id")
        signed = out.get("signed_by") or []
        both, ids = self.both(signed, proposer)
        if choice is None:
            state = "none"
        elif choice not in allowed:
            state = "proposed"
        elif choice != "manage_in_school":
            state = "decided"
        else:
            state = "decided" if confident and reasons and both else "proposed"
        decided = state == "decided"

        conflict = get("conflict", "") == "yes"
        if required:
            route = {"suggest": "refer", "because": because}
        elif conflict:
            route = {"suggest": "sg10", "because": ["8.15"]}
        elif get("consensual", "") == "yes" and \
                get("malice", "") == "no" and manage:
            route = {"suggest": "school", "because": ["8.14"]}
        else:
            route = {"suggest": None, "because": []}

        made = {r["to"] for r in get("referrals") if r.get("made_at")}
        hold = not (i.get("evidence_released_at") or
                    (manage and choice != "refer" and
                     not made & {"police", "cscs"}))
        self.state_warnings(category, required, given, implied, choice,
                            allowed, confident, reasons, signed, ids, proposer)
        self.opening(reported, pupils, given, required, decided, conflict,
                     kinds, made)
        self.children(reported, people, pupils, kinds, given)
        self.viewings(reported, made)
        self.ending(reported, out, choice, decided, hold, ids)
        return {"outcome": {"required": "refer" if required else None,
                            "allowed": allowed, "because": because,
                            "state": state},
                "route": route, "evidence": {"hold": hold},
                "warnings": [{"clause": c, "subject": s} for c, s in
                             sorted(self.warnings, key=lambda w: (
                                 clause_key(w[0]), w[1] is not None,
                                 w[1] or ""))],
                "duties": self.duties()}

    def duties(self):
        far = dt.datetime.max.replace(tzinfo=UTC)
        order = sorted(self.rows.items(), key=lambda r: (
            r[1][1] or far, clause_key(r[0][0]), r[0][2] is not None,
            r[0][2] or "", r[0][1]))
        return [{"clause": c, "owner": o, "subject": s, "state": state,
                 "due": due and due.strftime("%Y-%m-%dT%H:%M:%SZ")}
                for (c, o, s), (state, due) in order]

    def state_warnings(self, category, required, given, implied, choice,
                       allowed, confident, reasons, signed, ids, proposer):
        warn = self.warnings.add
        if category.startswith("experimental.") and \
                (self.get("adult_suspected", "") == "yes" or
                 self.get("malice", "") == "yes" or required):
            warn(("8.7", None))
        for c, yes in implied.items():
            if yes and given[c] == "no":
                warn((c, None))
        if choice is not None and choice not in allowed:
            warn(("8.10", None))
        if choice == "manage_in_school" and not (confident and reasons):
            warn(("8.11", None))
        for user in signed:
            if not self.valid(user, proposer) or \
                    user["id"] in ids["head"] & ids["executive_leader"]:
                warn(("12.9", user["id"]))

    def opening(self, reported, pupils, given, required, decided, conflict,
                kinds, made):
        i, get, duty = self.i, self.get, self.duty
        review = get("review", {})
        held = self.at(review, "held_at")
        duty("7.5a", "dsl", None, reported, i.get("acknowledged_at"))
        duty("7.5b", "dsl", None, reported, held)
        answered = review.get("answered") or ()
        for x in "abcdefghi":
            duty("8.5" + x, "dsl", None, held, "8.5" + x in answered,
                 waits=not held)
        for c in CRITERIA:
            duty(c, "dsl", None, reported, given[c] in ("yes", "no"))
        duty("8.7", "dsl", None, held, i.get("category"), waits=not held)
        questions = get("questions", {})
        for x in "abcdefghij":
            duty("8.12" + x, "dsl", None, held,
                 questions.get("8.12" + x) in ("answered", "unknown"),
                 waits=not held)
        duty("8.13", "dsl", None, held, decided, waits=not held)
        if required:
            duty("8.9", "dsl", None, reported, made & {"police", "cscs"})
        elif conflict:
            duty("8.15", "dsl", None, reported, decided)
        if "upskirting" in kinds:
            duty("4.3", "dsl", None, reported, decided)

    def children(self, reported, people, pupils, kinds, given):
        get, duty = self.get, self.duty
        shared = any("shared_on" in (p.get("parts") or ()) for p in people) \
            or kinds & {"image_based_abuse", "revenge_porn"}
        parents = {p["pupil"]: p for p in get("parents")}
        advice = {(a["person"], a["clause"]) for a in get("advice")}
        told = {(a["pupil"], a["clause"]) for a in get("parent_advice")}
        for p in pupils:
            id, parts = p["id"], set(p.get("parts") or ())
            duty("7.5c", "dsl", id, reported, id in get("interviews"))
            informed = self.at(parents.get(id), "informed_at")
            delay = (parents.get(id) or {}).get("delayed")
            review = self.at(delay, "review_at")
            whole = review and all((delay.get(k) or "").strip(" \t\n\r\v\f")
                                   for k in ("reason", "agency"))
            if not informed and whole:
                duty("7.5d", "dsl", id, reported, False, due=review,
                     waits=self.now <= review, shows=True)
            else:
                duty("7.5d", "dsl", id, reported, informed)
            if not informed and delay is not None and not whole:
                self.warnings.add(("10.1", id))
            if p.get("send") == "yes":
                duty("2.4", "senco", id, reported, id in get("arrangements"))
            talked = id in get("conversations")
            duty("9.1", "dsl", id, reported, talked,
                 waits=given["8.9f"] != "no")
            fits = {"9.5": "depicted" in parts and shared,
                    "9.6": "received" in parts,
                    "9.7": "shared_on" in parts or
                           ("created" in parts and "depicted" not in parts)}
            for (c, yes), later in zip(fits.items(), ("10.4", "10.5", "10.6")):
                if yes:
                    duty(c, "dsl", id, reported, (id, c) in advice,
                         waits=not talked)
                    duty(later, "dsl", id, informed, (id, later) in told,
                         waits=not informed)

    def viewings(self, reported, made):
        duty, warn = self.duty, self.warnings.add
        for v in self.get("viewings"):
            id, viewed = v["id"], self.at(v, "viewed_at")
            asked = self.at(v, "requested_at") or reported
            distress = v.get("distress") == "yes"
            both, ids = self.both(v.get("permitted_by"))
            if distress:
                warn(("12.4", id))
            if v.get("ground") != "12.5c":
                if viewed and not both:
                    warn(("12.6", id))
                if not distress:
                    for role in ("head", "executive_leader"):
                        duty("12.6", role, id, asked, ids[role])
            if v.get("copied") == "yes":
                warn(("12.6a", id))
                duty("12.6a", "dsl", id, viewed or reported, "police" in made)
            if not viewed:
                continue
            room = {v["viewer"]} | set(v.get("present") or ())
            if len(room) == 1:
                warn(("12.6c", id))
            for user in room:
                duty("12.6g", user, id, viewed,
                     user in (v.get("signed_by") or ()))
                duty("12.7", "head", f"{id}/{user}", viewed,
                     user in (v.get("support_offered") or ()))
        for d in self.get("devices"):
            duty("12.6h", "dsl", d["id"], reported,
                 all(d.get(k) is True for k in ("offline", "off", "secured")))

    def ending(self, reported, out, choice, decided, hold, ids):
        duty = self.duty
        holders = list(self.get("holders"))
        for h in holders:
            if h.get("asked_at") and (hold or not decided):
                self.warnings.add(("12.8", h["id"]))
        if choice != "manage_in_school":
            return
        proposed = self.at(out, "proposed_at") or reported
        start = self.at(out, "decided_at") or proposed
        wait = not decided
        duty("12.8", "dsl", None, start, holders and
             all(h.get("confirmed_at") for h in holders), waits=wait)
        for role in ("head", "executive_leader"):
            duty("12.9", role, None, proposed, ids[role])
        for h in holders:
            duty("12.10a", "dsl", h["id"], start, h.get("reminded") is True,
                 waits=wait)
            duty("12.10b", "dsl", h["id"], start, h.get("confirmed_at"),
                 waits=wait, due=self.at(h, "deadline"))
            duty("12.10c", "dsl", h["id"], start, h.get("deadline"),
                 waits=wait)
            duty("12.10d", "dsl", h["id"], start, h.get("warned") is True,
                 waits=wait)


def answer(question):
    return Case(question).answer()
