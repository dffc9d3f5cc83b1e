"""unit.py LANYARD LANYARD-PAPER MADE: the unit and its drop-in for mail are
what systemd takes, and under the unit's filter of system calls, without memory
that is writable and executable, the site serves and stops, and lanyard-paper
makes a document. Whatever the filter refuses ends the program here (the unit
only says no), so that a call too much is noticed."""
import ctypes
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'tidy'))
import house

LANYARD, PAPER, MADE = map(os.path.abspath, sys.argv[1:4])
PACKAGING = house.ROOT / 'packaging'
ALLOW, END = 0x7fff0000, 0x80000000
MASKED = 7
PROT_WRITE, PROT_EXEC, NO_NEW_PRIVS = 2, 4, 38


class Argument(ctypes.Structure):
    _fields_ = [('arg', ctypes.c_uint), ('op', ctypes.c_int),
                ('a', ctypes.c_uint64), ('b', ctypes.c_uint64)]


def run(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, **more)


def groups():
    """What @system-service and its like stand for."""
    found, name = {}, None
    for line in run('systemd-analyze', 'syscall-filter').stdout.decode().splitlines():
        if line.startswith('@'):
            name = line.strip()
            found[name] = []
        elif name and line.startswith('    ') and line.strip()[0] != '#':
            found[name].append(line.strip())
    return found


def expand(known, word):
    if not word.startswith('@'):
        return {word}
    return set().union(*[expand(known, w) for w in known[word]])


def allowed(unit):
    known = groups()
    calls = expand(known, '@default')
    for line in re.findall(r'^SystemCallFilter=(.*)$', unit, re.M):
        words = set().union(*[expand(known, w) for w in line.lstrip('~').split()])
        calls = calls - words if line.startswith('~') else calls | words
    return calls


def filter_of(lib, calls):
    lib.seccomp_init.restype = ctypes.c_void_p
    kept = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint(END)))

    def rule(call, *arguments):
        number = lib.seccomp_syscall_resolve_name(call.encode())
        if number < 0:          # of another machine
            return
        assert lib.seccomp_rule_add_array(
            kept, ctypes.c_uint(ALLOW), number, len(arguments),
            (Argument * len(arguments))(*arguments)) == 0, call
    for call in sorted(calls - {'mmap', 'mprotect', 'pkey_mprotect', 'shmat'}):
        rule(call)
    # MemoryDenyWriteExecute: no map with both, nothing made executable later.
    both = PROT_WRITE | PROT_EXEC
    for prot in (0, PROT_WRITE, PROT_EXEC):
        rule('mmap', Argument(2, MASKED, both, prot))
    rule('mprotect', Argument(2, MASKED, PROT_EXEC, 0))
    return kept


def under(calls):
    """What a process does before it becomes the program."""
    lib = ctypes.CDLL('libseccomp.so.2')
    libc = ctypes.CDLL(None)
    kept = filter_of(lib, calls)

    def inside():
        assert libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        assert lib.seccomp_load(kept) == 0
    return inside


def paper_under(calls, lines):
    return run(PAPER, input=lines, env={}, preexec_fn=under(calls))


def asked_wrong(port):
    """It may end before it is asked, or in the middle of its answer."""
    asked = http.client.HTTPConnection('127.0.0.1', port)
    try:
        asked.request('GET', '/sign-in')
        status = asked.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return [f'it did not answer: {error!r}']
    finally:
        asked.close()
    return [] if status == 200 else [f'it answered {status}']


def site_under(calls, folder):
    """Serves, answers, and stops when it is told to."""
    if os.geteuid() == 0:
        # For root alone SQLite passes the owner on; the unit is not root.
        calls = calls | {'fchown'}
    data = str(folder / 'data')
    done = run(LANYARD, 'demo', '--data', data, '--incidents', '1')
    if done.returncode != 0:
        return done.stderr.decode().splitlines()
    # To look for leaks at the end a sanitizer traces, which nobody may.
    with subprocess.Popen([LANYARD, 'serve', '--data', data, '--port', '0'],
                          env=dict(os.environ, ASAN_OPTIONS='detect_leaks=0'),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          preexec_fn=under(calls)) as site:
        said, where = [], None
        while where is None and (line := site.stdout.readline().decode()):
            said.append(line.rstrip())
            where = re.search(r'http://127\.0\.0\.1:(\d+)', line)
        wrong = [] if where else ['it does not serve'] + said
        if where:
            wrong += asked_wrong(int(where.group(1)))
        site.terminate()
        site.stdout.read()
    return wrong + ([f'ended {site.returncode}'] if site.returncode else [])


def verified(folder):
    """systemd reads both, and neither gives away more than it did."""
    for name in ('lanyard.service', 'lanyard.socket', 'mail.conf'):
        text = (PACKAGING / name).read_text().replace('/usr/bin/lanyard', LANYARD)
        (folder / name).write_text(text)
    wrong = []
    for drop_in, most in ((False, 10), (True, 15)):
        if drop_in:
            (folder / 'lanyard.service.d').mkdir()
            shutil.move(folder / 'mail.conf', folder / 'lanyard.service.d')
        done = run('systemd-analyze', 'verify', '--man=no',
                   folder / 'lanyard.service', folder / 'lanyard.socket')
        if done.returncode != 0 or done.stderr:
            wrong += done.stderr.decode().splitlines() or ['verify failed']
        done = run('systemd-analyze', 'security', '--offline=true',
                   f'--threshold={most}', folder / 'lanyard.service')
        if done.returncode != 0:
            wrong += done.stdout.decode().splitlines()[-1:]
    return wrong


def main():
    tap = house.Tap()
    with tempfile.TemporaryDirectory(prefix='lanyard-unit') as folder:
        tap.check(verified(pathlib.Path(folder)),
                  'systemd takes the unit, alone and with mail')
    unit = (PACKAGING / 'lanyard.service').read_text()
    tap.check([] if 'MemoryDenyWriteExecute=yes' in unit else ['it may'],
              'no memory is writable and executable')
    lines = run(MADE, 'referral', 'referred').stdout
    calls = allowed(unit)
    done = paper_under(calls, lines)
    tap.check([] if done.returncode == 0 and done.stdout.startswith(b'%PDF-')
              and done.stdout == run(PAPER, input=lines).stdout
              else [f'ended {done.returncode}'] + done.stderr.decode().splitlines()[-5:],
              'a document under the filter of the unit is the same')
    with tempfile.TemporaryDirectory(prefix='lanyard-unit') as folder:
        tap.check(site_under(calls, pathlib.Path(folder)),
                  'the site serves and stops under the filter of the unit')
    with tempfile.TemporaryDirectory(prefix='lanyard-unit') as folder:
        wrong = site_under(calls - {'setpriority'}, pathlib.Path(folder))
        tap.check([] if wrong else ['it served'],
                  'it does not where a call it makes is refused')
    done = paper_under(calls - {'openat'}, lines)
    tap.check([] if done.returncode != 0 and not done.stdout else ['it was made'],
              'none is made where a call it needs is refused')
    tap.end()


main()
