"""permits.py: nothing is read or written without a permit (I3): who makes
one, that each route asks for one; and that no file names a machine."""
import re

import house

# What a file may name: documents of the project, the reserved example names.
MACHINE = re.compile(
    r'registry\.npmjs|registry\.yarnpkg|npmmirror|pypi\.(org|python)|pythonhosted|'
    r'crates\.io|deb\.debian\.org|security\.debian\.org|snapshot\.debian|'
    r'archive\.ubuntu|ghcr\.io|docker\.io|'
    r'/work/(wt|main|shared)\b|(?<![\w.])/(home|Users)/\w+/|'
    r'/tmp/(?!lanyard)\w')


def permit_makers():
    wrong = []
    for name in house.sources('src', 'policy'):
        if name == 'src/access/access.c':
            continue
        code = house.bare(house.read(name))
        for number, line in enumerate(code.split('\n'), 1):
            if re.search(r'\(struct permit\)\s*\{|struct permit \w+\s*=\s*\{|'
                         r'permit(\.|->)\w+\s*=[^=]', line):
                wrong.append(f'{name}:{number}: {line.strip()}')
    return wrong


def program_permits():
    """The program's own permit is for the command line and the acts, and for a
    backup, which is read by nobody."""
    return [name for name in house.sources('src')
            if not name.startswith(('src/access/', 'src/cli/', 'src/acts/'))
            and name not in ('src/main.c', 'src/store/backup.c')
            and 'access_program_permit' in house.bare(house.read(name))]


def routes():
    text = house.read('src/web/routes.def')
    known = set(re.findall(r'\bPERMIT_(\w+)', house.read('src/access/access.h')))
    rows = [l for l in text.split('\n') if l.startswith('R(')]
    wrong, seen = [], set()
    for row in rows:
        found = re.fullmatch(r'R\((GET|POST), "(/[^"]*)", (\w+), (\w+)\)', row)
        if not found:
            wrong.append('not a row: ' + row)
            continue
        method, path, handler, permission = found.groups()
        if permission not in known:
            wrong.append(f'{path}: no permission {permission}')
        if (method, path) in seen:
            wrong.append(f'{method} {path} twice')
        seen.add((method, path))
        for param in re.findall(r':(\w+)', path):
            if param not in ('name', 'list', 'reference', 'number', 'person',
                             'referral', 'part', 'document', 'clause', 'school',
                             'token'):
                wrong.append(f'{path}: what is :{param}?')
        if (':token' in path) != (permission == 'BY_TOKEN'):
            wrong.append(f'{path}: a secret, and what it opens')
        if permission == 'PUBLIC' and ':' in path and param != 'name':
            wrong.append(f'{path}: public and about something')
    return wrong, len(rows)


def machines():
    wrong = []
    for name in house.tracked():
        if name == 'tests/tidy/permits.py':
            continue
        try:
            text = house.read(name)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.split('\n'), 1):
            found = MACHINE.search(line)
            if found:
                wrong.append(f'{name}:{number}: {found.group(0)}')
    return wrong


def main():
    tap = house.Tap()
    tap.check(permit_makers(), 'only access.c makes a permit (I3)')
    tap.check(program_permits(), "the program's own permit stays in cli and acts")
    wrong, count = routes()
    tap.check(wrong or ([] if count > 20 else ['no routes']),
              f'{count} routes ask for a permission')
    tap.check(machines(), 'no file names a registry or a machine path')
    tap.end()


main()
