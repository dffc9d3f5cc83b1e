"""Compiles views to C: views.py OUT.h OUT.c MODEL VIEW.html ...

A view is HTML with
  {{name}} {{a.b}}            a field, escaped for the place it stands in
  {{#name}} ... {{/name}}     a list: once an item; a bool or text: if it is
                              set; a struct: its fields come into reach
  {{^name}} ... {{/name}}     when it is not set
  {{>part}}                   another file, _part.html, put in here
  {{! words }}                nothing
The model names what each page has:
  struct NAME / page NAME     then indented lines: FIELD TYPE
  types: str, str? (may be empty), int, bool, url (a local path the program
  made), instant, clause, list NAME, NAME (a struct)

What cannot be proved safe does not compile: an unknown field, a field in a
tag, a comment, a script, a style or an on... attribute, an attribute without
quotes or one that leads somewhere unproved, an address that begins with
anything but a url, a section that ends in another place than it began. Every
message names file and line."""
import pathlib
import re
import sys

NATIVE = {"str", "str?", "int", "bool", "url", "instant", "clause"}
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data-draft"}
# Addresses, code or pages that no view of ours writes, so nothing proves them.
NEVER = {"?", "style", "srcdoc", "content", "srcset", "ping", "poster", "cite",
         "data", "background", "manifest", "xlink:href"}


class Refused(Exception):
    pass


# ---- the model ----

def read_model(path):
    structs, pages, current = {}, [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.split("--")[0].rstrip()
        if not line.strip():
            continue
        words = line.split()
        if not line[0].isspace():
            if words[0] not in ("struct", "page") or len(words) != 2:
                raise Refused(f"{path.name}:{number}: struct NAME or page NAME")
            current = words[1]
            if current in structs:
                raise Refused(f"{path.name}:{number}: {current} stands twice")
            structs[current] = {}
            if words[0] == "page":
                pages.append(current)
            continue
        if len(words) != (3 if words[1:2] == ["list"] else 2):
            raise Refused(f"{path.name}:{number}: FIELD TYPE, or FIELD list NAME")
        if current is None:
            raise Refused(f"{path.name}:{number}: a field of no struct")
        if words[0] in structs[current]:
            raise Refused(f"{path.name}:{number}: {words[0]} stands twice")
        kind = words[1]
        if kind == "list":
            kind = ("list", words[2])
        elif kind not in NATIVE:
            kind = ("struct", kind)
        if isinstance(kind, tuple) and kind[1] not in structs:
            raise Refused(f"{path.name}:{number}: no struct {kind[1]} above")
        structs[current][words[0]] = kind
    return structs, pages


# ---- reading a view ----

TAG = re.compile(r"\{\{(.*?)\}\}", re.S)


def load(folder, name, line_of, depth=0):
    """Tokens (kind, value, where) of a file, its parts put in."""
    if depth > 8:
        raise Refused(f"{name}: parts within parts without end")
    text = (folder / name).read_text()
    # A line that holds only a section tag leaves no empty line.
    text = re.sub(r"(?m)^[ \t]*(\{\{[#^/!>][^}]*\}\})[ \t]*\n", r"\1", text)
    text = re.sub(r"(?m)^[ \t]+", "", text)
    tokens, at = [], 0
    for match in TAG.finditer(text):
        if match.start() > at:
            tokens.append(("text", text[at:match.start()], None))
        where = f"{name}:{text.count(chr(10), 0, match.start()) + 1}"
        body = match.group(1).strip()
        at = match.end()
        if body.startswith("!"):
            continue
        if body.startswith(">"):
            part = "_" + body[1:].strip() + ".html"
            if not (folder / part).exists():
                raise Refused(f"{where}: no part {part}")
            tokens += load(folder, part, line_of, depth + 1)
        elif body[:1] in "#^/":
            tokens.append((body[0], body[1:].strip(), where))
        else:
            tokens.append(("field", body, where))
    if at < len(text):
        tokens.append(("text", text[at:], None))
    return tokens


# ---- where in HTML we are ----

class Place:
    """TEXT, TAG (inside < >), VALUE (inside "..."), COMMENT, RAW."""

    def __init__(self):
        self.state, self.attr, self.fresh, self.raw = "TEXT", "", False, ""
        self.tail = ""

    def key(self):
        value = self.state == "VALUE"
        return (self.state, self.attr if value else "", self.raw,
                self.fresh and value and self.attr in URL_ATTRIBUTES)

    def copy(self):
        other = Place()
        other.__dict__.update(self.__dict__)
        return other

    def feed(self, text):
        i = 0
        while i < len(text):
            c = text[i]
            if self.state == "TEXT":
                if text.startswith("<!--", i):
                    self.state, i = "COMMENT", i + 4
                    continue
                if c == "<":
                    self.state, self.tail = "TAG", ""
            elif self.state == "COMMENT":
                if text.startswith("-->", i):
                    self.state, i = "TEXT", i + 3
                    continue
            elif self.state == "RAW":
                if text.startswith("</" + self.raw, i):
                    self.state, self.tail = "TAG", ""
            elif self.state == "TAG":
                if c == '"':
                    name = re.search(r"([\w:-]+)\s*=\s*$", self.tail)
                    self.attr = name.group(1).lower() if name else "?"
                    self.state, self.fresh = "VALUE", True
                elif c == ">":
                    word = re.match(r"\s*(/?[\w-]+)", self.tail)
                    word = word.group(1).lower() if word else ""
                    self.state = "TEXT"
                    if word in ("script", "style"):
                        self.state, self.raw = "RAW", word
                else:
                    self.tail += c
            elif self.state == "VALUE":
                if c == '"':
                    self.state = "TAG"
                    self.tail += self.attr + "=x "
                else:
                    self.fresh = False
            i += 1


# ---- writing C ----

def quoted(text):
    out = []
    for byte in text.encode():
        c = chr(byte)
        if c == "\n":
            out.append("\\n")
        elif c in '"\\':
            out.append("\\" + c)
        elif 32 <= byte < 127:
            out.append(c)
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


class Compiler:
    def __init__(self, structs):
        self.structs, self.lines, self.level, self.literal = structs, [], 1, ""
        self.loops = 0

    def put(self, line):
        self.flush()
        self.lines.append("    " * self.level + line)

    def flush(self):
        text, self.literal = self.literal, ""
        if text:
            size = len(text.encode())
            self.lines.append("    " * self.level +
                              f"buf_put(b, {quoted(text)}, {size});")

    def find(self, name, scopes, where):
        parts = name.split(".")
        for expression, struct in reversed(scopes):
            fields = self.structs[struct]
            if parts[0] not in fields:
                continue
            kind, code = fields[parts[0]], f"{expression}{parts[0]}"
            for part in parts[1:]:
                if not isinstance(kind, tuple) or kind[0] != "struct":
                    raise Refused(f"{where}: {name}: {part} has no fields")
                inner = self.structs[kind[1]]
                if part not in inner:
                    raise Refused(f"{where}: {kind[1]} has no field {part}")
                kind, code = inner[part], f"{code}.{part}"
            return kind, code
        known = ", ".join(s for _, s in scopes)
        raise Refused(f"{where}: no field {name} in {known}")

    def field(self, name, place, scopes, where):
        kind, code = self.find(name, scopes, where)
        if isinstance(kind, tuple):
            raise Refused(f"{where}: {name} is a {kind[0]}, not a value")
        if place.state not in ("TEXT", "VALUE"):
            raise Refused(f"{where}: {name} stands in a {place.state.lower()}")
        if place.state == "VALUE":
            if place.attr.startswith("on") or place.attr in NEVER:
                raise Refused(f"{where}: {name} in attribute {place.attr}")
            if place.attr in URL_ATTRIBUTES:
                if place.fresh and kind != "url":
                    raise Refused(f"{where}: an address begins with {name}, which is no url")
                if kind in ("instant", "clause"):
                    raise Refused(f"{where}: {name} in an address")
                if not place.fresh and kind in ("str", "str?"):
                    self.put(f"out_url(b, {code});")
                    place.fresh = False
                    return
            if kind in ("instant", "clause"):
                raise Refused(f"{where}: {name} writes elements, not a value")
        place.fresh = False
        if kind == "int":
            self.put(f"buf_printf(b, \"%lld\", (long long){code});")
        elif kind == "bool":
            raise Refused(f"{where}: {name} is a bool: use a section")
        elif kind in ("instant", "clause"):
            self.put(f"out_{kind}(b, {code});")
        else:
            if kind != "str?":
                self.put(f"must({code}.data != NULL);")
            self.put(f"out_text(b, {code});")

    def block(self, tokens, at, place, scopes, until):
        """Writes tokens up to {{/until}}; returns where it ended."""
        while at < len(tokens):
            kind, value, where = tokens[at]
            at += 1
            if kind == "text":
                place.feed(value)
                self.literal += value
            elif kind == "field":
                self.field(value, place, scopes, where)
            elif kind == "/":
                if value != until:
                    raise Refused(f"{where}: {{{{/{value}}}}} ends {until}")
                return at
            else:
                at = self.section(kind, value, tokens, at, place, scopes,
                                  where)
        if until is not None:
            raise Refused(f"section {until} has no end")
        return at

    def section(self, kind, name, tokens, at, place, scopes, where):
        type_, code = self.find(name, scopes, where)
        before = place.copy()
        inner = list(scopes)
        if kind == "^":
            if isinstance(type_, tuple) and type_[0] == "list":
                self.put(f"if ({code}_count == 0) {{")
            elif type_ in ("str", "str?", "url", "clause"):
                self.put(f"if ({code}.size == 0) {{")
            elif type_ == "instant":
                self.put(f"if (!instant_known({code})) {{")
            else:
                self.put(f"if (!{code}) {{")
        elif isinstance(type_, tuple) and type_[0] == "list":
            self.loops += 1
            i = f"i{self.loops}"
            self.put(f"for (size_t {i} = 0; {i} < {code}_count; {i}++) {{")
            inner.append((f"{code}[{i}].", type_[1]))
        elif isinstance(type_, tuple):
            self.put("{")
            inner.append((f"{code}.", type_[1]))
        elif type_ == "bool" or type_ == "int":
            self.put(f"if ({code}) {{")
        elif type_ == "instant":
            self.put(f"if (instant_known({code})) {{")
        else:
            self.put(f"if ({code}.size > 0) {{")
        self.level += 1
        at = self.block(tokens, at, place, inner, name)
        self.flush()
        self.level -= 1
        self.put("}")
        if place.key() != before.key():
            raise Refused(f"{where}: section {name} ends in another place than it begins")
        return at


C_TYPES = {"str": "struct str", "str?": "struct str", "int": "int64_t",
           "bool": "bool", "url": "struct str", "instant": "struct instant",
           "clause": "struct str"}


def header(structs, pages):
    out = ["/* Made by tools/views.py. */", "#ifndef LANYARD_VIEWS_H",
           "#define LANYARD_VIEWS_H", '#include "web/out.h"', ""]
    for name, fields in structs.items():
        out.append(f"struct view_{name} {{")
        for field, kind in fields.items():
            if not isinstance(kind, tuple):
                out.append(f"    {C_TYPES[kind]} {field};")
            elif kind[0] == "list":
                out.append(f"    const struct view_{kind[1]} *{field};")
                out.append(f"    size_t {field}_count;")
            else:
                out.append(f"    struct view_{kind[1]} {field};")
        out.append("};")
    for page in pages:
        out.append(f"void view_{page}(struct buf *b, "
                   f"const struct view_{page} *v);")
    out.append("#endif")
    return "\n".join(out) + "\n"


def compile_view(structs, folder, page):
    tokens = load(folder, page + ".html", None)
    compiler, place = Compiler(structs), Place()
    compiler.block(tokens, 0, place, [("v->", page)], None)
    compiler.flush()
    if place.state != "TEXT":
        raise Refused(f"{page}.html: ends inside a {place.state.lower()}")
    body = "\n".join(compiler.lines)
    return (f"void view_{page}(struct buf *b, const struct view_{page} *v)\n"
            f"{{\n    (void)v;\n{body}\n}}\n")


def main():
    out_h, out_c, model = sys.argv[1:4]
    folder = pathlib.Path(model).parent
    try:
        structs, pages = read_model(pathlib.Path(model))
        code = ['#include "views.h"', ""]
        code += [compile_view(structs, folder, page) for page in pages]
    except Refused as refused:
        sys.exit(f"views: {refused}")
    pathlib.Path(out_h).write_text(header(structs, pages))
    pathlib.Path(out_c).write_text("\n".join(code))


main()
