"""Makes the browser's files and embeds them: assets.py ROOT OUT.c

Compiles the style sheets with sass from node_modules, joins them, gives every
file a name with its hash (so that it may be kept for ever), and writes plain
and compressed bytes as a table for src/web/static.c."""
import gzip
import hashlib
import pathlib
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


def named(stem, ending, data):
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"


if not (modules / "govuk-frontend").exists():
    sys.exit("assets: node_modules is missing: run npm ci")
css = style("moj.scss") + style("govuk.scss") + (assets / "lanyard.css").read_bytes()
for forbidden in (b"GDS Transport", b"crown"):
    if forbidden in css:
        sys.exit(f"assets: the style sheet names {forbidden.decode()}")
govuk = (modules / "govuk-frontend/dist/govuk/govuk-frontend.min.js").read_bytes()
govuk = govuk.split(b"//# sourceMappingURL")[0]
govuk_name = named("govuk", "js", govuk)
script = (assets / "lanyard.js").read_bytes().replace(b"GOVUK_JS", govuk_name.encode())
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
