"""Makes the manual pages from what --help says: man.py LANYARD OUT_FOLDER

A help text is: usage lines, a blank line, paragraphs, and lines of options,
commands or words, which begin with two blanks and have two behind the name.
One source for both, so that they never differ."""
import pathlib
import re
import subprocess
import sys

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)


def said(*words):
    return subprocess.run([program, *words], capture_output=True, text=True,
                          check=True).stdout


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def body(help_text):
    out, lines = [], help_text.splitlines()
    at = 0
    usage = []
    while at < len(lines) and lines[at].strip():
        usage.append(re.sub(r"^usage:", "      ", lines[at])[7:])
        at += 1
    out += [".SH SYNOPSIS", ".nf", *map(escaped, usage), ".fi",
            ".SH DESCRIPTION"]
    for line in lines[at:]:
        option = re.match(r"  (--\S+(?: [A-Z]+)?)\s{2,}(.*)", line)
        word = re.match(r"  ([a-z]+|[A-Z][\w.]*)\s{2,}(.*)", line)
        if option or word:
            name, rest = (option or word).groups()
            out += [".TP", f".B {escaped(name)}", escaped(rest)]
        elif line.startswith("  "):
            out.append(escaped(line.strip()))
        elif not line.strip():
            out.append(".PP")
        else:
            out.append(escaped(line))
    return "\n".join(out)


def page(name, what, help_text, see):
    version = said("version").split()[1]
    text = (f'.TH {name.upper()} 1 "" "Lanyard {version}" "Lanyard"\n'
            f".SH NAME\n{escaped(name)} \\- {escaped(what)}\n"
            f"{body(help_text)}\n.SH SEE ALSO\n{escaped(see)}\n")
    (folder / f"{name}.1").write_text(text)


overview = said("--help")
commands = re.findall(r"(?m)^  ([a-z]+)\s+(.*)$", overview)
page("lanyard", "the incident room of a school safeguarding team", overview,
     ", ".join(f"lanyard-{name}(1)" for name, _ in commands))
for name, what in commands:
    page(f"lanyard-{name}", what, said(name, "--help"), "lanyard(1)")
