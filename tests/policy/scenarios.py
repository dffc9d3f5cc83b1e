"""Every scenario of the specification, through `lanyard explain` (TAP).

A scenario is facts and the answer they must have; titles, reasons and texts
are the pack's own and are only asked to be there."""
import json
import pathlib
import subprocess
import sys

lanyard, folder = sys.argv[1], pathlib.Path(sys.argv[2])
files = sorted(folder.glob("*.json"))
print(f"1..{len(files)}")


def without_words(answer):
    answer = json.loads(json.dumps(answer))
    for row in answer["duties"]:
        assert row.pop("title") and row.pop("why"), row
    for row in answer["warnings"]:
        assert row.pop("text"), row
    return answer


def difference(want, got, path="$"):
    if isinstance(want, dict) and isinstance(got, dict):
        for key in sorted(set(want) | set(got)):
            if key not in want or key not in got:
                return f"{path}.{key}: only in one"
            found = difference(want[key], got[key], f"{path}.{key}")
            if found:
                return found
        return None
    if isinstance(want, list) and isinstance(got, list):
        for i, (w, g) in enumerate(zip(want, got)):
            found = difference(w, g, f"{path}[{i}]")
            if found:
                return found
        return None if len(want) == len(got) else \
            f"{path}: {len(want)} wanted, {len(got)} got"
    return None if want == got else f"{path}: wanted {want!r}, got {got!r}"


failed = 0
for number, path in enumerate(files, 1):
    scenario = json.loads(path.read_text(encoding="utf-8"))
    run = subprocess.run([lanyard, "explain", "-"], capture_output=True,
                         input=json.dumps(scenario["facts"]), text=True,
                         timeout=600)
    why = None
    if run.returncode != 0:
        why = run.stderr.strip()
    else:
        expect = scenario["expect"]
        for row in expect.get("warnings", []):
            row.pop("text", None)
        for row in expect["duties"]:
            row.pop("title", None)
            row.pop("why", None)
        why = difference(expect, without_words(json.loads(run.stdout)))
    failed += why is not None
    print(f"{'not ok' if why else 'ok'} {number} - {path.stem}")
    if why:
        print(f"# {why}")
sys.exit(failed > 0)
