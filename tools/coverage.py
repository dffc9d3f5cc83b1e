"""Writes docs/policy-coverage.md from policy/coverage.def.

coverage.py ROOT           writes the file
coverage.py ROOT --check   only says whether it is current (exit 1 if not)"""
import pathlib
import re
import sys

RULING = ("id", "clause", "sentence", "lanyard", "rule", "test")
COLUMNS = ("clause", "sentence", "lanyard", "rule", "page", "document",
           "test", "later")
SECTIONS = ("Legal framework", "Roles and responsibilities", "Definitions",
            "Upskirting", "Awareness", "Context of safeguarding incidents",
            "Coordinating a response",
            "Disclosure, initial review and assessment of risk",
            "Supporting children", "Informing and supporting parents",
            "Multi-agency working", "Searching, viewing and deleting",
            "Monitoring and review")


def read(root, name, letter, columns):
    """The rows of a table as dictionaries."""
    text = (pathlib.Path(root) / "policy" / name).read_text()
    text = text[text.index("*/") + 2:]
    for row in re.finditer(letter + r'\(((?:\s*"(?:[^"\\]|\\.)*",?)+)\)', text):
        cells = re.findall(r'"((?:[^"\\]|\\.)*)"', row[1])
        if len(cells) != len(columns):
            raise SystemExit(f"{name}: {row[0]}: {len(cells)} cells")
        yield dict(zip(columns, (c.replace('\\"', '"') for c in cells)))


def rows(root):
    return read(root, "coverage.def", "C", COLUMNS)


def rulings(root):
    return read(root, "rulings.def", "R", RULING)


def cite(clause):
    return re.sub(r"([a-z])$", r"(\1)", clause)


def where(row):
    parts = []
    for name in ("rule", "page", "document", "test"):
        if row.get(name):
            parts.append(f"{name} " + ", ".join(
                f"`{x}`" for x in row[name].split(", ")))
    if row.get("later"):
        parts.append(f"**later:** {row['later']}")
    return "; ".join(parts) or "said on the page"


def page(root):
    table = list(rows(root))
    whole = sum(not r["later"] for r in table)
    out = ["# What Lanyard does about each paragraph of the policy", "",
           "Made by `tools/coverage.py` from `policy/coverage.def`; the page "
           "`/policy` shows the same table. Paragraph numbers are Lanyard’s, "
           "the sentences are our own: the trust’s text is the authority.", "",
           f"{len(table)} rows; {whole} need nothing more, "
           f"{len(table) - whole} say what is still to come."]
    section = None
    for row in table:
        number = int(row["clause"].split(".")[0])
        if number != section:
            section = number
            out += ["", f"## {number}. {SECTIONS[number - 1]}", "",
                    "| paragraph | what it asks | what Lanyard does | where |",
                    "|---|---|---|---|"]
        cells = (cite(row["clause"]), row["sentence"], row["lanyard"],
                 where(row))
        out.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) +
                   " |")
    out += ["", "## House rules", "",
            "Where the policy contradicts itself or is silent. Those that "
            "raise a duty of their own stand in `policy/pack/sg44.yaml`.", "",
            "| house rule | paragraph | what holds | what Lanyard does | where |",
            "|---|---|---|---|---|"]
    for row in rulings(root):
        cells = (row["id"], cite(row["clause"]), row["sentence"],
                 row["lanyard"], where(row))
        out.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) +
                   " |")
    return "\n".join(out) + "\n"


def main():
    root = pathlib.Path(sys.argv[1])
    target = root / "docs/policy-coverage.md"
    text = page(root)
    if sys.argv[2:] == ["--check"]:
        return not target.exists() or target.read_text() != text
    target.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
