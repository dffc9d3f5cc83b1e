"""Makes the browser's files and embeds them: assets.py ROOT OUT.c

Compiles the style sheets with sass from node_modules, joins them and the
components that our script names, gives every file a name with its hash (so
that it may be kept for ever), and writes plain and compressed bytes as a table
for src/web/static.c."""
import gzip
import hashlib
import pathlib
import re
import subprocess
import sys

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
assets, modules = root / "src/web/assets", root / "node_modules"


def style(name):
    done = subprocess.run(
        ["node", str(modules / "sass/sass.js"), "--quiet", "--no-source-map",
         "--style=compressed", f"--load-path={root}", str(assets / name)],
        check=True, capture_output=True, cwd=root)
    return done.stdout.lstrip(b"\xef\xbb\xbf")


def modules_below(path, found):
    """The module and those it imports, each after what it needs."""
    for other in re.findall(r"(?m)^import .* from '(.*)';$", path.read_text()):
        other = (path.parent / other).resolve()
        if other not in found:
            modules_below(other, found)
    if path not in found:
        found.append(path)
    return found


def components(folder, names):
    """One module of these components and no other: the whole of
    govuk-frontend holds one for choosing files, which has no place here."""
    found = []
    for name in names:
        stem = re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()
        modules_below((folder / f"components/{stem}/{stem}.mjs").resolve(), found)
    parts = []
    for path in found:
        text = path.read_text()
        given = re.search(r"(?m)^export \{ (.*) \};$", text)[1]
        text = re.sub(r"(?ms)^ *(/\*\*.*?\*/|//.*?$)\n?", "", text)
        text = re.sub(r"(?m)^(import|export) .*\n|^ +", "", text)
        parts.append(f"const {{ {given} }} = (() => {{\n{text.strip()}\n"
                     f"return {{ {given} }}\n}})();\n")
    return ("".join(parts) + f"export {{ {', '.join(names)} }}\n").encode()


def named(stem, ending, data):
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"


if not (modules / "govuk-frontend").exists():
    sys.exit("assets: node_modules is missing: run npm ci")
css = style("moj.scss") + style("govuk.scss") + (assets / "lanyard.css").read_bytes()
for forbidden in (b"GDS Transport", b"crown"):
    if forbidden in css:
        sys.exit(f"assets: the style sheet names {forbidden.decode()}")
script = (assets / "lanyard.js").read_text()
used = re.search(r"import \{ (.*) \} from './GOVUK_JS'", script)[1].split(", ")
govuk = components(modules / "govuk-frontend/dist/govuk", used)
govuk_name = named("govuk", "js", govuk)
script = script.replace("GOVUK_JS", govuk_name).encode()
icon = (assets / "lanyard.svg").read_bytes()
files = [
    ("css", named("lanyard", "css", css), "text/css; charset=utf-8", css),
    ("script", named("lanyard", "js", script), "text/javascript; charset=utf-8", script),
    ("govuk", govuk_name, "text/javascript; charset=utf-8", govuk),
    ("icon", named("lanyard", "svg", icon), "image/svg+xml", icon),
]


def bytes_of(name, data):
    rows = [",".join(str(b) for b in data[at:at + 24]) + ","
            for at in range(0, len(data), 24)]
    return f"static const unsigned char {name}[] = {{\n" + "\n".join(rows) + "\n};\n"


with open(out, "w", encoding="ascii") as c:
    c.write('#include "web/static.h"\n')
    for key, name, kind, data in files:
        c.write(bytes_of(f"plain_{key}", data))
        c.write(bytes_of(f"packed_{key}", gzip.compress(data, 9, mtime=0)))
    c.write("const struct static_file static_files[] = {\n")
    for key, name, kind, data in files:
        c.write(f'    {{ "{key}", "{name}", "/assets/{name}", "{kind}", '
                f"plain_{key}, sizeof(plain_{key}), "
                f"packed_{key}, sizeof(packed_{key}) }},\n")
    c.write("};\nconst unsigned long static_files_count = "
            "sizeof(static_files) / sizeof(static_files[0]);\n")
