"""shape.py: the shape of the sources, as CONTRIBUTING.md asks for it."""
import re

import house

COLUMNS, FUNCTION_LINES, FILE_LINES, TEST_LINES = 80, 72, 600, 750
BANNED = {
    'strcpy': 'str_copy', 'strcat': 'buf_put_str', 'strncpy': 'str_copy',
    'strncat': 'buf_put_str', 'sprintf': 'snprintf or str_printf',
    'vsprintf': 'vsnprintf', 'gets': 'fgets', 'strtok': 'str_cut',
    'atoi': 'str_read_number', 'atol': 'str_read_number',
    'atoll': 'str_read_number', 'strtol': 'str_read_number',
    'gmtime': 'date_civil', 'localtime': 'date_in_london',
    'gmtime_r': 'date_civil', 'localtime_r': 'date_in_london',
    'mktime': 'instant_from_london', 'ctime': 'instant_print',
    'time': 'the clock of the composition root', 'rand': 'randombytes_buf',
    'srand': 'randombytes_buf', 'random': 'randombytes_buf',
    'system': 'nothing: no shell', 'popen': 'nothing: no shell',
    'alloca': 'arena_alloc', 'tmpnam': 'mkdtemp', 'mktemp': 'mkdtemp',
}
# Where memory of its own may be taken: process, drivers, glue (house style).
ALLOCATES = ('src/base/arena.c', 'src/web/server.c', 'src/vault/', 'src/db/',
             'src/cli/', 'src/web/slow.c', 'policy/pack_load.c')
GENERATED = re.compile(r'(^|/)(build[^/]*|data|node_modules|__pycache__)/|'
                       r'_embedded\.c$|\.(o|a|so|pyc|db|db-wal|log|png|jpe?g|gif|'
                       r'webp|mo|min\.js|min\.css)$')
PICTURES = re.compile(r'^docs/(guide/)?(screenshots?|pictures)/|^docs/[^/]*\.png$')


def long_lines(name, text):
    """A sentence stands on one line, however long: what is beside it may not
    pass the limit."""
    for number, line in enumerate(text.split('\n'), 1):
        if len(line) > COLUMNS:
            rest = re.sub(r'"(?:\\.|[^"\\])*"', '""', line)
            row = re.match(r'\s*\{ \..*".*\},?$', line) # of a table of words
            if not row and (len(rest) > COLUMNS or rest == line):
                yield f'{name}:{number}: {len(line)} columns'


def functions(text):
    """(name, first line, lines) of each function body in K&R shape."""
    lines = house.bare(text).split('\n')
    start = None
    for number, line in enumerate(lines):
        if line == '{':
            start = number
        elif line == '}' and start is not None:
            head = start - 1
            while head > 0 and (lines[head].startswith((' ', '\t'))):
                head -= 1
            found = re.search(r'(\w+)\s*\(', lines[head])
            yield (found.group(1) if found else '?', start + 1, number - start - 1)
            start = None


def banned_calls(name, code):
    for number, line in enumerate(code.split('\n'), 1):
        for call in re.findall(r'(?<![\w.>])(\w+)\s*\(', line):
            if call in BANNED:
                yield f'{name}:{number}: {call}, use {BANNED[call]}'
            if call in ('malloc', 'calloc', 'realloc', 'free', 'strdup') and \
                    not name.startswith(('tests/', 'fuzz/', 'bench/')) and \
                    not name.startswith(ALLOCATES):
                yield f'{name}:{number}: {call}, use the arena'


def enum_defaults(name, code):
    """A switch over an enum names every case and has no default. What it
    switches over is one when some label is a name in capitals."""
    for found in re.finditer(r'\bswitch\s*\(', code):
        depth, at = 0, code.index('{', found.end())
        end = at
        while True:
            depth += {'{': 1, '}': -1}.get(code[end], 0)
            end += 1
            if depth == 0:
                break
        body = code[at:end]
        labels = re.findall(r'\bcase\s+([^:]+):', body)
        ours = [l for l in labels if re.match(r'[A-Z]{2,}\w*_\w+$', l.strip())
                and not re.match(r'(SQLITE|PGRES|MHD|CYAML|JSON|ENOENT|YAML)_', l.strip())]
        if ours and re.search(r'\bdefault\s*:', body):
            line = code.count('\n', 0, found.start()) + 1
            yield f'{name}:{line}: default in a switch over {ours[0].strip()} ...'


def main():
    tap = house.Tap()
    code = [n for n in house.tracked() if n.endswith(('.c', '.h', '.def', '.model'))]
    texts = {n: house.read(n) for n in code}
    ours = {n: house.bare(t) for n, t in texts.items() if n.endswith(('.c', '.h'))}
    tap.check([w for n, t in texts.items() for w in long_lines(n, t)],
              f'{COLUMNS} columns beside sentences, {len(texts)} files')
    bodies = [(n, *f) for n, t in texts.items() if n.endswith('.c')
              for f in functions(t)]
    tap.check([f'{n}:{at}: {what} has {size} lines' for n, what, at, size in bodies
               if size > FUNCTION_LINES] + ([] if len(bodies) > 500 else ['no functions found']),
              f'{len(bodies)} functions fit a screen')
    tap.check([f'{n}: {t.count(chr(10))} lines' for n, t in texts.items()
               if t.count('\n') > (TEST_LINES if n.startswith('tests/') else FILE_LINES)
               and not n.endswith(('.def', '.model'))],
              'a file is one sitting, a table as long as it is')
    tap.check([w for n, t in ours.items() for w in banned_calls(n, t)],
              'no banned call')
    tap.check([w for n, t in ours.items() for w in enum_defaults(n, t)],
              'a switch over an enum has no default')
    tap.check([f'{n}:{i}: {l.strip()}' for n, t in ours.items()
               if n.startswith(('src/', 'policy/')) and n.endswith('.c')
               for i, l in enumerate(t.split('\n'), 1)
               if re.match(r'\s+static\s+(?!const\b|_Atomic\b|inline\b)', l)
               and 'const ' not in l],
              'no function keeps a state of its own')
    marks = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX|HA' r'CK)\b')
    tap.check([f'{n}:{i}: {l.strip()}' for n, t in texts.items()
               for i, l in enumerate(t.split('\n'), 1) if marks.search(l)],
              'nothing is left for later in a source')
    tap.check([n for n in house.tracked() if GENERATED.search(n)
               and not PICTURES.search(n)], 'nothing generated is kept')
    markup = re.compile(r'"[^"\n]*<(?!time\b)/?(a|abbr|b|br|button|dd|div|dl|dt|fieldset'
                        r'|form|h[1-6]|input|label|legend|li|main|ol|option|p|section'
                        r'|select|span|strong|table|td|textarea|th|tr|ul)[ >]')
    tap.check([f'{n}:{i}: {l.strip()}' for n, t in texts.items()
               if n.startswith('src/') and n != 'src/web/out.c' and n.endswith('.c')
               for i, l in enumerate(t.split('\n'), 1) if markup.search(l)],
              'markup stands in views (and the two pieces of out.c)')
    tap.check([n for n, t in texts.items() if not t.lstrip().startswith('/*')
               and not (n.endswith('.model') and t.startswith('-- '))],
              'each file says first why it is there')
    tap.check([n for n, t in texts.items() if n.startswith(('src/', 'policy/'))
               and n.endswith('.h')
               and not re.search(r'#ifndef LANYARD_\w+_H\n#define LANYARD_\w+_H\n', t)],
              'each header is guarded')
    tap.end()


main()
