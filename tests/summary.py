"""Adds up what the tests said: summary.py TESTLOG.json

A test program speaks TAP: each of its lines is one test. One that ends badly
without saying which of its tests failed counts as one failed test. The last
line is for machines: N passed, N failed."""
import json
import pathlib
import re
import sys

LINES = 30  # of reasons for one program; the whole is in testlog.txt


def why(out, err):
    """What a person needs who has only this summary: the tests that failed
    with their remarks, or the end of all when none says so, and the end of
    what was written to stderr."""
    reasons, within = [], False
    lines = out.splitlines()
    for line in lines:
        within = line.startswith("not ok") or \
            within and line.lstrip().startswith("#")
        if within:
            reasons.append(line)
    return (reasons[:LINES] or lines[-LINES:]) + err.splitlines()[-LINES:]


path = pathlib.Path(sys.argv[1])
passed = failed = 0
bad = []
lines = path.read_text().splitlines() if path.exists() else []
for line in lines:
    test = json.loads(line)
    out = test.get("stdout", "")
    good_here = len(re.findall(r"^ok\b", out, re.M))
    bad_here = len(re.findall(r"^not ok\b", out, re.M))
    if test["result"] not in ("OK", "EXPECTEDFAIL") and bad_here == 0:
        bad_here = 1
    if good_here + bad_here == 0:
        good_here = 1
    passed += good_here
    failed += bad_here
    if bad_here:
        bad.append((test["name"].split(" / ")[-1].split(":")[-1].strip(),
                    why(out, test.get("stderr", ""))))
if not lines:
    failed += 1
    print("no test ran: is the name right? ./test --list shows all")
for name, reasons in bad:
    print(f"failed: {name}; only it: ./test {name}")
    print("\n".join("    " + reason for reason in reasons))
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
