"""`lanyard explain` against a second account of the rules, and against
everything that is no question (TAP).

explain.py LANYARD BATCH SCENARIOS [COUNT]: COUNT random fact files have to
have the oracle's answer; what cannot be read ends 2 with one line that names
the place."""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import facts
import oracle

lanyard, batch, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
COUNT = int(sys.argv[4]) if len(sys.argv) > 4 else 20000
SEED = int(os.environ.get("SEED", "2026"))
numbers = iter(range(1, 100))
failed = []


def ok(good, what, why=""):
    number = next(numbers)
    print(f"{'ok' if good else 'not ok'} {number} - {what}", flush=True)
    if not good:
        failed.append(number)
        print("# " + str(why)[:2000].replace("\n", "\n# "))


def explain(text, *options):
    data = text if isinstance(text, bytes) else text.encode()
    return subprocess.run([lanyard, "explain", "-", *options], input=data,
                          capture_output=True, timeout=600)


# ---- the same answer as the second account ----

def compare():
    made = facts.Facts(SEED)
    for first in range(0, COUNT, 5000):
        questions = [made.question()
                     for _ in range(min(5000, COUNT - first))]
        for q, line in zip(questions, facts.ask(batch, questions)):
            if line.startswith("error"):
                return line, q
            got = facts.without_words(json.loads(line))
            want = oracle.answer(q)
            if got != want:
                keys = [k for k in want if want[k] != got[k]]
                return f"SEED={SEED}, {keys}: wanted {want}, got {got}", q
    return None, None


why, question = compare()
ok(why is None, f"{COUNT} random fact files have the oracle's answer",
   f"{why}\n{json.dumps(question)}")

scenarios = [json.loads(p.read_text(encoding="utf-8"))
             for p in sorted(folder.glob("*.json"))]
wrong = [s["facts"] for s, line in
         zip(scenarios, facts.ask(batch, [s["facts"] for s in scenarios]))
         if facts.without_words(json.loads(line)) != oracle.answer(s["facts"])]
ok(not wrong, "the oracle knows every scenario", wrong[:1])

# ---- what is no question ----

sample = json.dumps(next(
    s["facts"] for s in scenarios
    if s["facts"]["incident"].get("viewings") and
    s["facts"]["incident"].get("people")))
cuts = [sample[:n] for n in range(len(sample))]
answers = facts.ask(batch, cuts)
bad = [c for c, a in zip(cuts, answers) if not a.startswith("error $: line ")]
ok(not bad, f"a file cut at each of its {len(cuts)} bytes is refused", bad[:3])


def changed(rnd):
    data = bytearray(sample.encode())
    for _ in range(rnd.randint(1, 4)):
        at = rnd.randrange(len(data))
        kind = rnd.randrange(4)
        if kind == 0:
            data[at] = rnd.randrange(256)
        elif kind == 1:
            del data[at:at + rnd.randint(1, 40)]
        elif kind == 2:
            data[at:at] = rnd.choice([b"[", b"{", b"null", b"\"", b"1e99",
                                      b"\\u0000", b"\xff", b"-", b"[[[[",
                                      b"\\ud800", b"true"])
        else:
            other = rnd.randrange(len(data))
            data[at:at] = data[other:other + rnd.randint(1, 60)]
    return bytes(data).replace(b"\n", b" ")


rnd = random.Random(SEED)
lines = [changed(rnd) for _ in range(5000)]
run = subprocess.run([batch], input=b"\n".join(lines) + b"\n",
                     capture_output=True, timeout=600)
said = run.stdout.split(b"\n")[:-1]
ok(run.returncode == 0 and len(said) == len(lines) and
   all(a.startswith((b"error ", b"{")) for a in said),
   f"{len(lines)} files with bytes changed at random end in an answer or a line",
   (run.returncode, len(said), [a for a in said if not
                                a.startswith((b"error ", b"{"))][:3],
    run.stderr[-1500:]))

NOW = '"now":"2026-11-23T10:00:00Z"'
R = '"reported_at":"2026-11-23T08:40:00Z"'


def inc(more="", top=""):
    comma = "," if more else ""
    return "{%s%s,\"incident\":{%s%s%s}}" % (NOW, top, R, comma, more)


P1 = '"people":[{"id":"p1","type":"pupil"},{"id":"s1","type":"staff"}]'
REFUSED = [  # what is given, and what the line has to name
    ("", "$: line 1"), ("null", "$: line 1"), ("12", "$: line 1"),
    ("[]", "$: must be an object"), ("{", "$: line 1"), ("{}", "now: "),
    ('{"now":null}', "now: is missing"), ('{"now":5}', "now: must be a str"),
    ('{%s}' % NOW, "incident: is missing"),
    ('{%s,"incident":[]}' % NOW, "incident: must be an object"),
    ('{%s,"incident":{}}' % NOW, "incident.reported_at: is missing"),
    (inc() + "x", "$: line 1"), (inc() + inc(), "$: line 1"),
    (inc(top=',"then":1'), "then: is no key"),
    (inc('"a":1'), "incident.a: is no key"),
    (inc('"a\\nb\\u001b[31m":1'), "incident.a b [31m: is no key"),
    (inc('"a\\u0000":1'), "$: line 1"),
    (inc(R), "duplicate"), (inc('"kinds":[],"kinds":[]'), "duplicate"),
    (inc('"kinds":{}'), "incident.kinds: must be a list"),
    (inc('"kinds":["theft"]'), "incident.kinds[0]: is no word"),
    (inc('"kinds":["sexting",7]'), "incident.kinds[1]: must be a string"),
    (inc('"physical_harm":true'), "incident.physical_harm: must be a string"),
    (inc('"malice":"maybe"'), "incident.malice: must be yes, no or unknown"),
    (inc('"malice":"YES"'), "incident.malice: must be yes, no or unknown"),
    (inc('"category":"experimental"'), "incident.category: is no word"),
    (inc('"category":"none"'), "incident.category: is no word"),
    (inc('"criteria":{"8.9g":"no"}'), "incident.criteria.8.9g: is no key"),
    (inc('"criteria":{"8.9a":"na"}'), "incident.criteria.8.9a: must be yes"),
    (inc('"questions":{"8.12k":"answered"}'), "incident.questions.8.12k: is"),
    (inc('"questions":{"8.12a":"yes"}'), "incident.questions.8.12a: must be"),
    (inc('"review":{"answered":["8.5j"]}'), "incident.review.answered[0]: mu"),
    (inc('"review":{"answered":"8.5a"}'), "incident.review.answered: must be"),
    (inc('"people":[{"type":"pupil"}]'), "incident.people[0].id: is missing"),
    (inc('"people":[{"id":"","type":"pupil"}]'), "incident.people[0].id: is "),
    (inc('"people":[{"id":"p1"}]'), "incident.people[0].type: is missing"),
    (inc('"people":[{"id":"p1","type":"child"}]'), "incident.people[0].type:"),
    (inc('"people":[{"id":"%s","type":"pupil"}]' % ("x" * 201)),
     "incident.people[0].id: is longer than 200 bytes"),
    (inc('"people":[null]'), "incident.people[0]: must be an object"),
    (inc('"people":[{"id":"p","type":"pupil"},{"id":"p","type":"staff"}]'),
     "incident.people[1]: has an id that stands twice"),
    (inc('"people":[{"id":"p","type":"pupil","age":-1}]'), "people[0].age: "),
    (inc('"people":[{"id":"p","type":"pupil","age":1e1}]'), "people[0].age:"),
    (inc('"people":[{"id":"p","type":"pupil","age":99999999999999999999}]'),
     "$: line 1"),
    (inc('"people":[{"id":"p","type":"pupil","age":1e999}]'), "$: line 1"),
    (inc('"people":[{"id":"p","type":"pupil","parts":["owner"]}]'),
     "incident.people[0].parts[0]: is no word"),
    (inc(P1 + ',"interviews":["p2"]'), "incident.interviews[0]: names a pers"),
    (inc(P1 + ',"interviews":["s1"]'), "incident.interviews[0]: must be a pu"),
    (inc(P1 + ',"arrangements":[1]'), "incident.arrangements[0]: must be a s"),
    (inc(P1 + ',"advice":[{"person":"p1"}]'), "incident.advice[0].clause: is"),
    (inc(P1 + ',"advice":[{"person":"p1","clause":"10.4"}]'),
     "incident.advice[0].clause: must be 9.5 to 9.7"),
    (inc(P1 + ',"advice":[{"clause":"9.5"}]'), "incident.advice[0].person: i"),
    (inc(P1 + ',"parent_advice":[{"pupil":"p1","clause":"9.5"}]'),
     "incident.parent_advice[0].clause: must be 10.4 to 10.6"),
    (inc(P1 + ',"parents":[{"pupil":"p1"},{"pupil":"p1"}]'),
     "incident.parents[1]: has a pupil that stands twice"),
    (inc(P1 + ',"parents":[{"pupil":"s1"}]'), "incident.parents[0].pupil: mu"),
    (inc(P1 + ',"parents":[{"pupil":"p1","delayed":"yes"}]'),
     "incident.parents[0].delayed: must be an object"),
    (inc('"outcome":{"choice":"wait"}'), "incident.outcome.choice: is no wor"),
    (inc('"outcome":{"confident":"yes"}'), "incident.outcome.confident: must"),
    (inc('"outcome":{"signed_by":[{"id":"u1"}]}'),
     "incident.outcome.signed_by[0].role: is missing"),
    (inc('"outcome":{"signed_by":[{"id":"u1","role":"king"}]}'),
     "incident.outcome.signed_by[0].role: is no role"),
    (inc('"outcome":{"proposed_by":{"role":"dsl"}}'),
     "incident.outcome.proposed_by.id: is missing"),
    (inc('"referrals":[{}]'), "incident.referrals[0].to: is missing"),
    (inc('"referrals":[{"to":"school"}]'), "incident.referrals[0].to: is no "),
    (inc('"referrals":[{"to":"cscs","made_at":"today"}]'),
     "incident.referrals[0].made_at: must be an RFC 3339 time"),
    (inc(P1 + ',"viewings":[{"id":"v1"}]'), "incident.viewings[0].pupil: is "),
    (inc(P1 + ',"viewings":[{"id":"v1","pupil":"p1","ground":"12.5d"}]'),
     "incident.viewings[0].ground: is no word"),
    (inc(P1 + ',"viewings":[{"id":"v1","pupil":"p1","viewed_at":'
         '"2026-11-23T09:00:00Z"}]'), "incident.viewings[0].viewer: is missi"),
    (inc(P1 + ',"viewings":[{"id":"v1","pupil":"p1","present":[""]}]'),
     "incident.viewings[0].present[0]: is empty"),
    (inc('"devices":[{"id":"d1"},{"id":"d1"}]'), "incident.devices[1]: has an"),
    (inc('"devices":[{"id":"d1","off":"yes"}]'), "incident.devices[0].off: m"),
    (inc(P1 + ',"holders":[{"id":"h1"}]'), "incident.holders[0].person: is m"),
    (inc(P1 + ',"holders":[{"id":"h1","person":"p9"}]'),
     "incident.holders[0].person: names a person who is not there"),
    (inc('"acknowledged_at":"1999-12-31T23:59:59Z"'), "acknowledged_at: must"),
    (inc('"acknowledged_at":"2101-01-01T00:00:00Z"'), "acknowledged_at: must"),
    (inc('"acknowledged_at":"2026-02-30T00:00:00Z"'), "acknowledged_at: must"),
    (inc('"acknowledged_at":"2026-11-23T24:00:00Z"'), "acknowledged_at: must"),
    (inc('"acknowledged_at":"2026-11-23T10:00:00"'), "acknowledged_at: must"),
    (inc('"acknowledged_at":"2026-11-23 10:00:00Z"'), "acknowledged_at: must"),
    (inc('"acknowledged_at":"2026-11-23"'), "acknowledged_at: must be an RFC"),
    (inc('"acknowledged_at":1763890000'), "acknowledged_at: must be a string"),
    (inc(top=',"calendar":{"day_ends":"4pm"}'), "calendar.day_ends: must be"),
    (inc(top=',"calendar":{"day_ends":"24:01"}'), "calendar.day_ends: must b"),
    (inc(top=',"calendar":{"day_ends":" 4:30"}'), "calendar.day_ends: must b"),
    (inc(top=',"calendar":{"closed":["2026-12-24/2026-12-23"]}'),
     "calendar.closed[0]: must be a date"),
    (inc(top=',"calendar":{"closed":["2026-01-01/2027-01-02"]}'),
     "calendar.closed[0]: must be a date"),
    (inc(top=',"calendar":{"closed":["2101-01-01"]}'), "calendar.closed[0]: "),
    (inc(top=',"calendar":{"open":[]}'), "calendar.open: is no key here"),
    ("[" * 100000, "$: line 1"), ('{"a":' * 100000, "$: line 1"),
    (inc('"kinds":[%s]' % ",".join(['"sexting"'] * 10001)),
     "incident.kinds: has more than 10000 items"),
    (inc().encode()[:-3] + b"\xff\"}}", "$: line 1"),
    (b"\xef\xbb\xbf" + inc().encode(), "$: line 1"),
    (inc().encode("utf-16"), "$: line 1"), (b"\0" * 100, "$: line 1"),
    (inc('"category":"\\ud800"'), "$: line 1"),
    (" " * (8 << 20) + inc(), "is larger than 8 MiB"),
]
bad = []
for given, names in REFUSED:
    run = explain(given)
    line = run.stderr.decode(errors="replace")
    if run.returncode != 2 or run.stdout or names not in line or \
            not line.endswith("\n") or len(line.splitlines()) != 1 or \
            not line.startswith("lanyard explain: "):
        bad.append((given[:200], names, run.returncode, line[-600:]))
ok(not bad, f"{len(REFUSED)} broken files end 2 with one line that names the place",
   "\n".join(map(str, bad)))

# ---- as large as it may be ----

many = ",".join('{"id":"%s%d","type":"pupil","send":"yes","parts":["depicted",'
                '"received","shared_on"]}' % ("x" * 190, n)
                for n in range(4000))
run = explain(inc(f'"people":[{many}]'))
ok(run.returncode == 0 and len(json.loads(run.stdout)["duties"]) ==
   2 + 9 + 7 + 1 + 10 + 1 + 4000 * 10,
   "four thousand pupils with long ids are answered", run.stderr[-500:])

# ---- the command ----

run = explain(sample, "--human")
text = run.stdout.decode()
ok(run.returncode == 0 and text.startswith("Outcome: ") and
   "State: " in text and "Evidence: " in text and "Paragraph 12.6" in text and
   "\ndue      " in text and not run.stderr, "--human is short readable text",
   text + run.stderr.decode())
run = subprocess.run([lanyard, "explain", "--help"], capture_output=True)
ok(run.returncode == 0 and run.stdout.startswith(b"usage: lanyard explain") and
   not run.stderr, "--help says how", run)
for arguments in ([], ["a", "b"], ["--humane", "-"], ["-", "--pack"]):
    run = subprocess.run([lanyard, "explain", *arguments], input=b"",
                         capture_output=True)
    ok(run.returncode == 2 and not run.stdout and
       run.stderr.count(b"\n") == 1, f"explain {arguments} ends 2", run)
with tempfile.TemporaryDirectory() as place:
    path = os.path.join(place, "facts\n.json")
    for what, given in (("a file that is not there", path),
                        ("a folder", place)):
        run = subprocess.run([lanyard, "explain", given], capture_output=True)
        ok(run.returncode == 2 and run.stderr.count(b"\n") == 1 and
           b"cannot be read" in run.stderr, f"{what} ends 2", run)
    pathlib.Path(path).write_text(sample)
    one = subprocess.run([lanyard, "explain", path], capture_output=True)
    ok(one.returncode == 0 and one.stdout == explain(sample).stdout,
       "a file and standard input are answered alike, byte for byte", one)
    pack = pathlib.Path(place, "pack.yaml")
    pack.write_text("id: SG44\n")
    run = explain(sample, "--pack", str(pack))
    ok(run.returncode == 2 and run.stderr.count(b"\n") == 1 and
       b"line: " in run.stderr, "a broken pack ends 2 with line and column",
       run)

print(f"1..{next(numbers) - 1}")
sys.exit(bool(failed))
