"""tables.py: the figures of one run as the tables of docs/performance.md, and
which aims they meet. Nothing is measured here, and a figure that was not
measured is left empty: no aim is met by it."""
import os
import re

BEGIN = "<!-- figures: begin -->"
END = "<!-- figures: end -->"

PAGE_ROWS = ["incident page, 50 entries of 1 KB",
             "its chronology, all 50 shown", "My work", "incident list",
             "search: a word in every incident", "search: a word in 1 %",
             "search: a word in ten incidents"]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def number(value, digits=3):
    return "" if value is None else f"{value:,.{digits}f}"


def size_name(size):
    return f"{size:,} incidents"


class Tables:
    """What was found, by database, size and name; r is a load's dictionary
    with cpu_ms, db_ms, rate and more (bench/run)."""

    def __init__(self):
        self.found = {}
        self.notes = []

    def add(self, database, size, name, r):
        self.found[database, size, name] = r

    def get(self, database, size, name, key):
        r = self.found.get((database, size, name))
        return None if r is None else r.get(key)

    def sizes(self, database):
        return sorted({s for d, s, n in self.found
                       if d == database and s and n in PAGE_ROWS})

    # ---- the tables ----

    def cpu(self, database, size, name):
        r = self.found.get((database, size, name))
        if r is None:
            return ""
        data = f" + {r['db_ms']:.3f}" if r.get("db_ms") else ""
        return f"{r['cpu_ms']:.3f}{data}"

    def pages(self, database, size):
        def value(name, key, digits=2):
            return number(self.get(database, size, name, key), digits)
        rows = []
        for name in PAGE_ROWS:
            if (database, size, name) not in self.found:
                continue
            own = self.get(database, size, name, "cpu_ms") + \
                self.get(database, size, name, "db_ms")
            beside = self.get(database, size, name, "beside_ms")
            rows.append([
                name, self.cpu(database, size, name),
                value(name, "rate", 0), value(name, "p50_ms"),
                value(name, "p99_ms"), value(name + ", paced", "rate", 0),
                value(name + ", paced", "p50_ms"),
                value(name + ", paced", "p99_ms"), number(beside),
                number(own / beside, 0) if beside else ""])
        cpu = "CPU ms" if database == "sqlite" else "CPU ms, program + database"
        return table(["page", cpu, "a second", "p50 ms", "p99 ms",
                      "paced: a second", "p50 ms", "p99 ms",
                      "nginx, same bytes: CPU ms", "ratio"], rows)

    def entries(self, database, size):
        rows = []
        for name in ("durable entry, 1 writer", "durable entry, 16 writers",
                     "durable entry, 16 writers, paced"):
            r = self.found.get((database, size, name))
            if r is None:
                continue
            raw = r.get("raw")
            beside = "" if raw is None else (
                f"{raw['rate']:,.0f} a second, p50 {raw['p50_ms']:.2f}, "
                f"p99 {raw['p99_ms']:.1f} ms")
            rows.append([name, self.cpu(database, size, name),
                         number(r["rate"], 0), number(r["p50_ms"], 2),
                         number(r["p99_ms"], 1),
                         f"{r['failed']} of {r['failed'] + r['right']:,}",
                         beside])
        return table(["act", "CPU ms", "a second", "p50 ms", "p99 ms",
                      "failed", "`fdatasync` of 4 KB alone"], rows)

    def growth(self, database, sizes):
        first, last = sizes[0], sizes[-1]
        rows = []
        for name in PAGE_ROWS:
            row = [name] + [self.cpu(database, s, name) for s in sizes]
            grown = self.ratio(database, name, first, last)
            rows.append(row + ["" if grown is None else f"{grown:.2f} x"])
        return table(["page"] + [size_name(s) for s in sizes] +
                     [f"{first:,} to {last:,}"], rows)

    def ratio(self, database, name, first, last):
        def cost(size):
            r = self.found.get((database, size, name))
            return None if r is None else r["cpu_ms"] + r["db_ms"]
        a, b = cost(first), cost(last)
        return b / a if a and b else None

    def memory(self, databases):
        words = [("start_ms", "start to first answer, ms", 0),
                 ("idle_mb", "memory idle, MB", 1),
                 ("loaded_mb", "memory after 64 connections, MB", 1),
                 ("after_mb", "memory after a body of 128 MB (413), MB", 1),
                 ("calm_ms", "signed-in p99 without a flood, ms", 2),
                 ("flood_ms", "signed-in p99 in a flood of sign-ins, ms", 2)]
        rows = [[what] + [number(self.get(d, 0, "memory", key), digits)
                          for d in databases] for key, what, digits in words]
        return table([""] + databases, rows)

    # ---- the aims ----

    def aims(self, main):
        page, far = PAGE_ROWS[0], max(self.sizes("sqlite") or [0])
        def of(name, key, size=main):
            return self.get("sqlite", size, name, key)
        searches = [of(n, "cpu_ms") for n in PAGE_ROWS[4:]]
        rare = max([of(n, "cpu_ms", far) or 0 for n in PAGE_ROWS[4:]] +
                   [of("search of the whole trust", "cpu_ms", far) or 0])
        grown = self.ratio("sqlite", page, min(self.sizes("sqlite") or [0]),
                           far) if far >= 100000 else None
        one, many = "durable entry, 1 writer", "durable entry, 16 writers"
        loaded, after = (self.get("sqlite", 0, "memory", k)
                         for k in ("loaded_mb", "after_mb"))
        rows = [
            ("incident page, CPU", of(page, "cpu_ms"), "ms", 0.15, False),
            ("incident page, p99 at 16 connections", of(page, "p99_ms"),
             "ms", 10, False),
            ("incident page, 100 to 100,000 incidents", grown, "x", 1.1,
             False),
            ("durable entry, CPU at one writer", of(one, "cpu_ms"), "ms",
             0.3, False),
            ("durable entry, CPU at 16 writers", of(many, "cpu_ms"), "ms",
             0.3, False),
            ("refused entries at 16 writers", of(many, "failed"), "", 0,
             False),
            ("durable entry, p99 at 16 writers", of(many, "p99_ms"), "ms",
             50, False),
            ("durable entries at one writer", of(one, "rate"), "a second",
             1000, True),
            ("search, schools of 1,000: dearest word, CPU",
             None if None in searches else max(searches), "ms", 5, False),
            ("search over 100,000: dearest word, CPU",
             rare if far >= 100000 and rare else None, "ms", 200, False),
            ("memory idle", self.get("sqlite", 0, "memory", "idle_mb"), "MB",
             30, False),
            ("memory loaded", loaded, "MB", 80, False),
            ("memory more after an oversized body",
             None if None in (loaded, after) else max(0, after - loaded),
             "MB", 1, False),
        ]
        out = []
        for what, value, unit, aim, least in rows:
            good = value is not None and (value >= aim if least
                                          else value <= aim)
            said = "not measured" if value is None else \
                f"{value:,.2f} {unit}".strip()
            out.append([what, f"{'≥' if least else '≤'} {aim:,} {unit}".strip(),
                        said, "met" if good else
                        "" if value is None else "**short**"])
        return table(["aim (SQLite)", "", "found", ""], out)

    def text(self, main, head):
        databases = [d for d in ("sqlite", "postgres")
                     if any(k[0] == d for k in self.found)]
        names = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
        parts = [head]
        for d in databases:
            parts += [f"## {names[d]}: {size_name(main)} in two schools, 16 connections",
                      self.pages(d, main), self.entries(d, main)]
        if databases:
            parts += ["## Start, memory, a flood of sign-ins",
                      self.memory(databases)]
        for d in databases:
            sizes = self.sizes(d)
            if len(sizes) > 1:
                parts += [f"## Growth, {names[d]}, CPU ms",
                          self.growth(d, sizes)]
        if self.notes:
            parts.append("\n".join("- " + n for n in self.notes))
        parts += ["## Against the aims", self.aims(main)]
        return "\n\n".join(parts) + "\n"


def write(root, text, into_document):
    """build/bench/performance.md; and the part of docs/performance.md
    between its two marks, when that is asked for."""
    folder = os.path.join(root, "build", "bench")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "performance.md")
    with open(path, "w") as f:
        f.write(text)
    if into_document:
        document = os.path.join(root, "docs", "performance.md")
        with open(document) as f:
            old = f.read()
        new = re.sub(re.escape(BEGIN) + ".*?" + re.escape(END),
                     lambda _: f"{BEGIN}\n{text}{END}", old, flags=re.S)
        with open(document, "w") as f:
            f.write(new)
    return path
