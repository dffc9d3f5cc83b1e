"""house.py: what the tidy tests share: the files of the house and TAP."""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tracked():
    """Paths that git keeps; all but what .gitignore names, without git."""
    run = subprocess.run(['git', '-C', ROOT, 'ls-files', '-z', '--cached',
                          '--others', '--exclude-standard'],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=False)
    if run.returncode == 0:
        names = run.stdout.decode().split('\0')
        return sorted(n for n in names if n and (ROOT / n).is_file())
    out = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in ('.git', 'node_modules', 'data')
                      and not f.startswith('build')]
        out += [str(pathlib.Path(folder, f).relative_to(ROOT)) for f in files]
    return sorted(out)


def sources(*tops):
    """C files and headers under those folders."""
    return [n for n in tracked() if n.endswith(('.c', '.h'))
            and n.split('/')[0] in tops]


def read(name):
    return (ROOT / name).read_text(encoding='utf-8')


def bare(text):
    """C without comments and with empty strings, line by line the same."""
    def blank(found):
        part = found.group(0)
        if part.startswith('/'):
            return re.sub(r'[^\n]', ' ', part)
        return part[0] + part[-1]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                  blank, text, flags=re.S)


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, wrong, words):
        """wrong: lines to print; none means that it holds."""
        self.count += 1
        for line in wrong:
            print('#', line)
        self.failed += bool(wrong)
        print('not ok' if wrong else 'ok', self.count, '-', words)

    def end(self):
        print(f'1..{self.count}')
        sys.exit(1 if self.failed else 0)
