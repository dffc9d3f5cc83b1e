"""policy/coverage.def is whole and true (TAP): every paragraph of the
specification has a row, everything a row names exists, and
docs/policy-coverage.md is current.

coverage.py ROOT"""
import pathlib
import re
import string
import sys

root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root / "tools"))
import coverage  # noqa: E402

# How many letters each lettered paragraph has, and the others by number.
LETTERED = {"1.1": 10, "2.1": 5, "2.2": 6, "2.3": 9, "2.4": 2, "2.5": 11,
            "5.5": 7, "5.7": 5, "7.5": 5, "8.5": 9, "8.9": 6, "8.12": 10,
            "8.13": 3, "9.3": 3, "9.4": 9, "9.5": 5, "9.6": 4, "9.7": 5,
            "10.3": 7, "10.4": 7, "10.5": 5, "10.6": 3, "12.5": 3,
            "12.6": 8, "12.10": 6}
PARAGRAPHS = {1: 3, 2: 5, 3: 10, 4: 3, 5: 9, 6: 3, 7: 5, 8: 15, 9: 7, 10: 6,
              11: 3, 12: 10, 13: 3}
wanted = {f"{s}.{n}" for s, count in PARAGRAPHS.items()
          for n in range(1, count + 1)}
wanted |= {p + x for p, count in LETTERED.items()
           for x in string.ascii_lowercase[:count]}

table = list(coverage.rows(root))
routes = set(re.findall(r'^R\(GET, "([^"]+)"',
                        (root / "src/web/routes.def").read_text(),
                        re.MULTILINE))
pages = (root / "src/web/policy.c").read_text()
numbers = iter(range(1, 100))
failed = []


def ok(wrong, what):
    print(f"{'not ok' if wrong else 'ok'} {next(numbers)} - {what}")
    for line in wrong:
        failed.append(line)
        print(f"# {line}")


ids = [r["clause"] for r in table]
ok([f"{c} has no row" for c in sorted(wanted - set(ids))] +
   [f"{c} is no paragraph" for c in sorted(set(ids) - wanted)] +
   [f"{c} stands twice" for c in sorted({c for c in ids if ids.count(c) > 1})],
   f"each of {len(wanted)} paragraphs has one row")

ok([f"{r['clause']}: {name} is empty" for r in table
    for name in ("sentence", "lanyard") if not r[name].strip()] +
   [f"{r['clause']}: {r[name]!r} is no sentence" for r in table
    for name in ("sentence", "lanyard") if not r[name].endswith(".")] +
   [f"{r['clause']}: nothing is named and nothing is to come" for r in table
    if not (r["rule"] or r["page"] or r["document"] or r["later"])],
   "each row says what is asked and what is done")


def place_wrong(place):
    path, _, word = place.partition(" ")
    file = root / path
    if not file.is_file():
        return f"no file {path}"
    if word and word not in file.read_text():
        return f"no {word} in {path}"
    return None


def rule_wrong(place):
    path, _, word = place.partition(" ")
    if path.endswith(".c") and path.startswith("policy/") and word and \
            (root / path).is_file() and path != "policy/words.c" and \
            not re.search(rf"^[a-z].*\b{word}\(", (root / path).read_text(),
                          re.MULTILINE):
        return f"{path} has no function {word}"
    return place_wrong(place)


# Sections 2.3, 2.4, 3, 4 and 6 to 12 are built: what is said of them is shown
# somewhere, and something fails when it is not.
BUILT = re.compile(r"2\.[34]\D?$|[346-9]\.|1[0-2]\.")
ok([f"{r['clause']} has no {name}" for r in table if BUILT.match(r["clause"])
    for name in ("page", "test") if not r[name]],
   "each paragraph of the response has its page and its test")

for name, check in (("rule", rule_wrong), ("test", place_wrong),
                    ("document", place_wrong)):
    ok([f"{r['clause']}: {why}" for r in table if r[name]
        for why in map(check, r[name].split(", ")) if why],
       f"each {name} that is named exists")
ok([f"{r['clause']}: no route {r['page']}" for r in table
    if r["page"] and r["page"] not in routes] +
   [f"{r['page']} has no name in src/web/policy.c" for r in table
    if r["page"] and f'{{ "{r["page"]}", ' not in pages],
   "each page that is named has a route, and a name")

duties = set(re.findall(r'"(\d+\.\d+[a-z]?)"', re.search(
    r"duty_clauses\[\] = \{(.*?)\};",
    (root / "policy/pack_load.c").read_text(), re.DOTALL)[1]))
ok([f"{r['clause']} raises a duty and names no rule or test" for r in table
    if r["clause"] in duties and not (r["rule"] and r["test"])],
   f"each of {len(duties)} paragraphs that raise a duty names rule and test")

# Every block of the rules names its paragraph, and the paragraph has a row.
blocks = [(p.name, b) for p in sorted((root / "policy").glob("*.c"))
          for b in re.findall(r"^static void rule_(\d+_\d+[a-z]?)\w*\(",
                              p.read_text(), re.MULTILINE)]
ok([f"{file}: rule_{b} has no row" for file, b in blocks
    if b.replace("_", ".") not in ids],
   f"each of {len(blocks)} blocks of the rules is a paragraph's")

house = list(coverage.rulings(root))
ok([f"{r['id']} belongs to {r['clause']}, which has no row" for r in house
    if r["clause"] not in ids] +
   [f"{r['id']}: {name} is no sentence" for r in house
    for name in ("sentence", "lanyard") if not r[name].endswith(".")] +
   [f"{r['id']}: {wrong}" for r in house
    for name, check in (("rule", rule_wrong), ("test", place_wrong))
    for wrong in map(check, r[name].split(", ")) if wrong] +
   [f"{r['id']} stands twice" for r in house
    if [x["id"] for x in house].count(r["id"]) > 1],
   f"each of {len(house)} house rules belongs to a paragraph, and names rule and test")

target = root / "docs/policy-coverage.md"
ok([] if target.exists() and target.read_text() == coverage.page(root)
   else ["run: python3 tools/coverage.py ."],
   "docs/policy-coverage.md is current")

print(f"1..{next(numbers) - 1}")
sys.exit(bool(failed))
