"""layers.py [BUILD]: data travels one way through the house
(ARCHITECTURE.md): which room may include which, and that the pure rooms call
nothing but memory, strings and one another."""
import glob
import os
import re
import subprocess
import sys

import house

LEFT = {
    'base': [],
    'policy': ['base'],
    'incident': ['base', 'policy'],
    'document': ['base', 'policy', 'incident'],
    'access': ['base'],
    'gate': ['base'],
    'db': ['base'],
    'vault': ['base'],
    'ledger': ['base'],
    'store': ['base', 'policy', 'incident', 'access', 'gate', 'db', 'vault',
              'ledger'],
    'identity': ['base', 'policy', 'incident', 'access', 'db', 'vault', 'store'],
    'acts': ['base', 'policy', 'incident', 'access', 'gate', 'db', 'vault',
             'ledger', 'store', 'identity'],
    'notify': ['base', 'access', 'store', 'identity', 'acts'],
    'web': ['base', 'policy', 'incident', 'document', 'access', 'gate', 'store', 'identity',
            'acts'],
    'cli': ['base', 'policy', 'incident', 'access', 'gate', 'db', 'vault',
            'ledger', 'store', 'identity', 'acts', 'notify', 'web'],
}
PURE = ('policy', 'incident', 'access', 'gate')
# What the C library may be asked for by a pure room, fortified or not.
LIBC = re.compile(r'(__)?(mem(cpy|move|set|cmp|chr)|str(len|cmp|ncmp|chr|rchr|str'
                  r'|spn|cspn)|bsearch|qsort)(_chk)?$|__stack_chk_fail$|'
                  r'_GLOBAL_OFFSET_TABLE_$')
SANITIZER = re.compile(r'__(asan|ubsan|tsan|sanitizer|gcov|llvm)_')
UNISTRING = re.compile(r'(uc|u8|u32|UC)_|uninorm_')


def room_of(path):
    parts = path.split('/')
    return parts[0] if parts[0] == 'policy' else parts[1]


def edges():
    wrong, seen = [], 0
    for name in house.sources('src', 'policy'):
        room = room_of(name)
        if room == 'main.c':
            continue
        text = house.read(name)
        if room not in LEFT:
            wrong.append(f'{name}: a room layers.py does not know')
            continue
        for line, path in re.findall(r'^(\s*#\s*include\s+"([^"]+)")', text, re.M):
            seen += 1
            other = path.split('/')[0]
            if '/' in path and other != room and other not in LEFT[room]:
                wrong.append(f'{name}: {line.strip()}')
    return wrong, seen


def inner_headers():
    """An inner header is for its own room; identity keeps its tables in the
    store and shares the store's."""
    wrong = []
    for name in house.sources('src', 'policy'):
        for path in re.findall(r'#\s*include\s+"(\S*inner\.h)"', house.read(name)):
            if path.split('/')[0] != room_of(name) and \
                    (room_of(name), path) != ('identity', 'store/inner.h'):
                wrong.append(f'{name}: {path}')
    return wrong


def drivers():
    """Only the composition root names a driver."""
    wrong = []
    for name in house.sources('src', 'policy'):
        if name == 'src/main.c' or name.startswith('src/db/'):
            continue
        for found in re.findall(r'#\s*include\s+[<"](\S*(?:sqlite|libpq|postgres)\S*)[>"]',
                                house.read(name)):
            wrong.append(f'{name}: {found}')
    return wrong


def symbols(archive, how):
    run = subprocess.run(['nm', how, archive], stdout=subprocess.PIPE, check=True)
    out = set()
    for line in run.stdout.decode().split('\n'):
        words = line.split()
        if len(words) >= 2 and not line.endswith(':'):
            out.add(words[-1])
    return out


def archive(build, room):
    top = '' if room == 'policy' else 'src/'
    found = glob.glob(os.path.join(build, f'{top}{room}/lib{room}.a'))
    return found[0] if found else None


def impure(build, room):
    own = archive(build, room)
    if own is None:
        return [f'no library of {room} in {build}']
    allowed = symbols(own, '--defined-only')
    for other in LEFT[room]:
        path = archive(build, other)
        allowed |= symbols(path, '--defined-only') if path else set()
    return [f'{room} calls {name}' for name in sorted(symbols(own, '--undefined-only'))
            if name not in allowed and not LIBC.match(name)
            and not SANITIZER.match(name)
            and not (room == 'gate' and UNISTRING.match(name))]


def main():
    tap = house.Tap()
    wrong, seen = edges()
    tap.check(wrong or ([] if seen > 100 else ['no includes found']),
              f'{seen} includes go from right to left')
    tap.check(inner_headers(), 'inner headers stay in their room')
    tap.check(drivers(), 'only src/db knows a database driver')
    if len(sys.argv) > 1:
        for room in PURE:
            tap.check(impure(sys.argv[1], room), f'{room} is pure')
    tap.end()


main()
