#!/usr/bin/env python3
"""wire.py LANYARD: a real `lanyard serve` over raw sockets: what is not one
strictly formed request gets no answer but a refusal; limits, deadlines, stop,
sockets of other kinds; headers of every answer; what the log may hold.
Prints TAP; `wire.py LANYARD NAME` runs the tests whose name has NAME in it."""
import html
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from malformed import FORM, LENIENT, MALFORMED, head, posted

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUTES = re.findall(r'^R\((GET|POST), "([^"]+)", (\w+), (\w+)\)',
                    (ROOT / 'src/web/routes.def').read_text(), re.M)
PATIENCE = 300  # seconds until a socket that says nothing is a failure


class Site:
    """A demonstration trust and its server."""

    def __init__(self, lanyard):
        self.lanyard = lanyard
        self.folder = tempfile.mkdtemp(prefix='lanyard-wire-')
        self.data = os.path.join(self.folder, 'data')
        self.log = os.path.join(self.folder, 'log')
        self.process, self.port = None, 0
        subprocess.run([lanyard, 'demo', '--data', self.data, '--incidents',
                        '4', '--seed', '7'], check=True,
                       stdout=subprocess.DEVNULL)

    def start(self, *options, **popen):
        if '--request-seconds' not in options:
            options += ('--request-seconds', '600')
        self.process = subprocess.Popen(
            [*popen.pop('before', []), self.lanyard, 'serve', '--data',
             self.data, '--port', '0', *options], stdout=subprocess.PIPE,
            stderr=open(self.log, 'a', encoding='utf-8'), text=True, **popen)
        self.said = self.process.stdout.readline()
        found = re.search(r':(\d+)$', self.said.strip())
        self.port = int(found[1]) if found else 0
        return self

    def stop(self):
        """The exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()
        return status

    def alive(self):
        """It answers, at the latest when what held it has been let go: a try
        that this machine was too slow for, or that found no place, is no end."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            if self.process.poll() is not None:
                return False
            try:
                if self.get('/health')[0] == 200:
                    return True
            except OSError:
                pass
            time.sleep(0.2)
        return False

    def open(self):
        s = socket.create_connection(('127.0.0.1', self.port), PATIENCE)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def raw(self, data, patience=PATIENCE):
        """All that comes back until the connection ends or is silent."""
        with self.open() as s:
            return exchange(s, data, patience)

    def get(self, path, *headers):
        return answer_of(self.raw(request('GET', path, *headers)))

    def post(self, path, fields, *headers):
        body = urllib.parse.urlencode(fields).encode()
        return answer_of(self.raw(request(
            'POST', path, f'Content-Type: {FORM}',
            f'Content-Length: {len(body)}', *headers) + body))

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)


def exchange(s, data, patience=PATIENCE):
    back = b''
    s.settimeout(patience)
    try:
        s.sendall(data)
    except OSError:
        pass  # refused before all was sent
    try:
        while piece := s.recv(65536):
            back += piece
    except OSError:
        pass
    return back


def request(method, path, *headers, host='x', close=True):
    lines = [f'{method} {path} HTTP/1.1', f'Host: {host}', *headers]
    if close:
        lines.append('Connection: close')
    return ('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1')


def statuses(data):
    return [int(n) for n in re.findall(rb'HTTP/1\.[01] (\d{3}) ', data)]


def answer_of(data):
    """(status, {header: [values]}, body); status 0: nothing came."""
    head, _, body = data.partition(b'\r\n\r\n')
    found = statuses(head)
    headers = {}
    for line in head.decode('latin-1').split('\r\n')[1:]:
        name, _, value = line.partition(':')
        headers.setdefault(name.strip().lower(), []).append(value.strip())
    return (found[0] if found else 0), headers, body.decode('utf-8', 'replace')


def cookie_of(answer):
    return answer[1]['set-cookie'][0].split(';')[0]


def people(site):
    """{role: id}, the first of each, from the page that offers them."""
    found = {}
    for who, role in re.findall(
            r'name="who" value="([0-9a-f]{32})".*?<strong>([^<]*)<',
            site.get('/sign-in')[2], re.S):
        found.setdefault(html.unescape(role), who)
    return found


def enter(site, role, *headers):
    """A session's cookie header."""
    who = people(site)[role]
    got = site.post('/sign-in/demonstration', {'who': who, 'to': '/'},
                    *headers)
    assert got[0] == 303, f'a click signs in: {got[0]}'
    return 'Cookie: ' + cookie_of(got)


# ---- malformed requests ----

NEXT = b'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'


def test_lenient(site):
    """What the library forgives is one request, and the next one is the next."""
    for name, data in LENIENT.items():
        got = statuses(site.raw(data + NEXT))
        assert got in ([200, 200], [404, 200], [200, 400]), f'{name}: {got}'
        got = statuses(site.raw(data.replace(b'\r\n\r\n', b'\r\nConnection: close\r\n\r\n') + NEXT))
        # After a close nothing more is served; a refusal is nothing served.
        assert got[1:] in ([], [400]), f'{name}: {got}'
    assert site.alive()


def test_malformed(site):
    """Whatever is not one request is refused, and what follows it too."""
    wrong = []
    for name, data in MALFORMED.items():
        for smuggled in (b'', NEXT):
            back = site.raw(data + smuggled, 3)
            if any(n < 400 for n in statuses(back)):
                wrong.append(f'{name}: {statuses(back)}')
                break
    print(f'# {len(MALFORMED)} malformed requests')
    assert not wrong, '\n'.join(wrong)
    assert site.alive()


def test_well_formed(site):
    """The strictness takes what it should: 1.1, 1.0 with a Host, HEAD."""
    assert site.get('/health')[0] == 200
    old = site.raw(head('GET /health HTTP/1.0', 'Host: x'))
    assert statuses(old) == [200]
    only = site.raw(request('HEAD', '/sign-in'))
    assert statuses(only) == [200]
    assert only.endswith(b'\r\n\r\n'), 'HEAD has no body'


def test_pipelined(site):
    """Several requests in one piece are answered one by one, in order."""
    body = b'name=&password='
    data = (request('GET', '/health', close=False) +
            request('GET', '/nothing-here', close=False) +
            request('POST', '/sign-in', f'Content-Type: {FORM}',
                    f'Content-Length: {len(body)}', close=False) + body +
            request('GET', '/health'))
    got = statuses(site.raw(data))
    assert got == [200, 404, 422, 200], got


# ---- limits ----

def test_limits(site):
    """413 from the announced length, unread; 411; 415 for all but forms."""
    for length in (256 * 1024 + 1, 10 ** 9, 2 ** 62):
        # No byte of the body is sent: the answer cannot have waited for it.
        back = site.raw(head('POST /sign-in HTTP/1.1', 'Host: x',
                             f'Content-Type: {FORM}',
                             f'Content-Length: {length}'))
        assert statuses(back)[:1] in ([413], [400]), (length, back[:80])
        if length < 2 ** 60:
            assert statuses(back) == [413], (length, back[:80])
    none = site.raw(head('POST /sign-in HTTP/1.1', 'Host: x',
                         f'Content-Type: {FORM}', 'Connection: close'))
    assert statuses(none) == [411], none[:80]
    for kind in ('multipart/form-data; boundary=b', 'text/plain',
                 'application/json', 'application/octet-stream', 'image/png',
                 f'{FORM}x', f'x{FORM}', 'application/xml', ''):
        back = site.raw(head('POST /sign-in HTTP/1.1', 'Host: x',
                             f'Content-Type: {kind}', 'Content-Length: 3',
                             'Connection: close') + b'a=b')
        assert statuses(back) == [415], (kind, back[:80])
    whole = b'name=a&password=' + b'b' * (256 * 1024 - 16)
    back = site.raw(request('POST', '/sign-in', f'Content-Type: {FORM}',
                            f'Content-Length: {len(whole)}') + whole)
    assert statuses(back) == [422], 'the limit itself is taken'


def drip(site, data):
    """Sends a byte at a time; what came back when the other side ended."""
    back = b''
    with site.open() as s:
        s.settimeout(0.1)
        for i in range(len(data)):
            try:
                s.sendall(data[i:i + 1])
                piece = s.recv(65536)
                back += piece
                if not piece:
                    return back
            except TimeoutError:
                continue
            except OSError:
                return back
    raise AssertionError('all of it was taken, a byte at a time')


def test_deadline(site):
    """A head and a body that drip are ended by the clock, not by silence."""
    slow = head('GET /health HTTP/1.1', 'Host: x', 'X-A: ' + 'b' * 600)
    assert not statuses(drip(site, slow))
    announced = posted(['Content-Length: 600'])
    back = drip(site, announced + b'a=' + b'b' * 598)
    assert not any(n < 400 for n in statuses(back)), back[:80]
    assert site.alive()


def test_many(site):
    """Hundreds of silent connections are bounded and let go again."""
    held = []
    for _ in range(700):
        try:
            held.append(socket.create_connection(('127.0.0.1', site.port), 5))
        except OSError:
            break
    files = len(os.listdir(f'/proc/{site.process.pid}/fd'))
    assert files < 512 + 128, f'{files} open files'
    assert site.alive(), f'{len(held)} silent connections shut it'
    for s in held:
        s.close()


def test_flood(site):
    """While passwords are hashed, who is signed in is answered at once."""
    cookie = enter(site, 'DSL')
    body = b'name=nobody&password=three+quiet+herons'
    flood = []
    for _ in range(9):  # all of one address: none of them gets further
        s = site.open()
        s.sendall(request('POST', '/sign-in', f'Content-Type: {FORM}',
                          f'Content-Length: {len(body)}') + body)
        flood.append(s)
    for _ in range(5):
        assert site.get('/', cookie)[0] == 200
    flood[-1].setblocking(False)
    try:
        early = flood[-1].recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        early = None
    assert early is None, 'the flood was answered first'
    for s in flood:
        s.setblocking(True)
        assert statuses(exchange(s, b'')) == [422]
        s.close()


def test_stop(site):
    """A stop takes no more connections, ends what runs, and exits 0."""
    body = b'name=&password='
    with site.open() as s:
        s.sendall(request('POST', '/sign-in', f'Content-Type: {FORM}',
                          f'Content-Length: {len(body)}',
                          'Expect: 100-continue'))
        assert b' 100 ' in s.recv(100), 'the head has arrived'
        site.process.send_signal(signal.SIGTERM)
        refused = False
        while not refused and site.process.poll() is None:
            try:
                site.open().close()
                time.sleep(0.02)
            except ConnectionResetError:
                pass  # it stood in the queue when that was shut
            except ConnectionRefusedError:
                refused = True
        assert site.process.poll() is None, 'it waits for the request'
        back = exchange(s, body)
    assert statuses(back) == [422], back[:80]
    assert site.process.wait(timeout=PATIENCE) == 0
    site.process.stdout.close()


# ---- sockets of other kinds ----

HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1')
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_activation(site):
    """systemd's way: the socket comes as descriptor 3."""
    listening = socket.socket()
    listening.bind(('127.0.0.1', 0))
    listening.listen(16)
    fd = listening.fileno()
    # a program in between moves it: what number it has here is chance, and
    # whether 3 is free here too
    site.start(before=[sys.executable, '-c', HAND_OVER, str(fd)],
               pass_fds=(fd,))
    assert site.port == listening.getsockname()[1]
    listening.close()
    assert site.alive()
    assert site.stop() == 0


def test_activation_unix(site):
    """The same where nginx reaches it by a file: no port is made up."""
    path = os.path.join(site.folder, 'handed')
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(16)
        site.start(before=[sys.executable, '-c', HAND_OVER,
                           str(listening.fileno())],
                   pass_fds=(listening.fileno(),))
    assert site.said == 'Lanyard serves on the socket that systemd handed over.\n'
    site.__class__ = UnixSite
    site.path = path
    assert site.alive()
    assert site.stop() == 0


class UnixSite(Site):
    path = ''

    def open(self):
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(PATIENCE)
        s.connect(self.path)
        return s


def setup_code(site, name):
    done = subprocess.run(
        [site.lanyard, 'user', 'create', '--data', site.data, '--sign-in',
         name, '--name', 'Pat Example', '--role', 'staff'], check=True,
        capture_output=True, text=True)
    return done.stdout.split(':')[-1].strip()


def test_unix(site):
    """Behind a proxy: a socket in a folder, and X-Real-IP is who asks."""
    site.__class__ = UnixSite
    site.path = os.path.join(site.folder, 'socket')
    code = setup_code(site, 'pat')
    site.start('--listen', f'unix:{site.path}', '--behind-tls')
    assert site.alive()
    for i in range(10):
        got = site.post('/sign-in', {'name': f'nobody{i}', 'password': 'x'},
                        'X-Real-IP: 192.0.2.7')
        assert got[0] == 422
    fields = {'name': 'pat', 'setup': code,
              'password': 'seven quiet herons by the mill'}
    shut = site.post('/sign-in/setup', fields, 'X-Real-IP: 192.0.2.7')
    assert shut[0] == 422, 'the address that guessed ten times waits'
    got = site.post('/sign-in/setup', fields, 'X-Real-IP: 192.0.2.8')
    assert got[0] == 303, 'another address does not'
    cookie = got[1]['set-cookie'][0]
    parts = [p.strip() for p in cookie.split(';')]
    assert re.fullmatch(r'__Host-lanyard=[0-9a-f]{64}', parts[0]), cookie
    assert set(parts[1:]) == {'Path=/', 'HttpOnly', 'SameSite=Strict',
                              'Secure'}, cookie
    assert 'strict-transport-security' in got[1]
    assert site.stop() == 0
    assert not os.path.exists(site.path)


# ---- headers ----

WANTED = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
}


def headers_wrong(headers, asset):
    wrong = [n for n, v in WANTED.items() if headers.get(n) != [v]]
    policy = headers.get('content-security-policy', [''])
    if len(policy) != 1 or "default-src 'none'" not in policy[0] or \
            "frame-ancestors 'none'" not in policy[0] or \
            "base-uri 'none'" not in policy[0] or \
            "form-action 'self'" not in policy[0] or 'unsafe' in policy[0] or \
            '*' in policy[0] or 'data:' in policy[0]:
        wrong.append('content-security-policy')
    if 'permissions-policy' not in headers:
        wrong.append('permissions-policy')
    cache = headers.get('cache-control', [''])
    if not asset and cache != ['no-store']:
        wrong.append('cache-control')
    if 'server' in headers or 'x-powered-by' in headers:
        wrong.append('a banner')
    if 'access-control-allow-origin' in headers:
        wrong.append('access-control-allow-origin')
    for cookie in headers.get('set-cookie', []):
        if 'HttpOnly' not in cookie or 'SameSite=Strict' not in cookie:
            wrong.append('set-cookie')
    return wrong


def path_of(pattern, reference):
    values = {':reference': reference, ':number': '1', ':list': 'overdue',
              ':name': 'nothing.css', ':clause': '7.5b', ':school': '0' * 32,
              ':person': '0' * 32 if '/admin/' in pattern else 'p1'}
    return '/'.join(values.get(p, p) for p in pattern.split('/'))


def reference_of(site, cookie):
    page = site.get('/incidents', cookie)[2]
    return re.search(r'/incidents/([A-Z0-9]{3}-[A-Z0-9]{3})"', page)[1]


def test_headers(site):
    """Every route, signed out and as each role, and every refusal."""
    wrong, asked = [], 0
    cookies = ['X-A: signed-out'] + [enter(site, r) for r in people(site)]
    reference = reference_of(site, enter(site, 'DSL'))

    def look(what, answer, asset=False):
        nonlocal asked
        asked += 1
        bad = headers_wrong(answer[1], asset)
        if 'strict-transport-security' in answer[1]:
            bad.append('HSTS without TLS')
        if answer[0] == 0 or answer[0] >= 500 or bad:
            wrong.append(f'{what}: {answer[0]} {bad}')

    for method, pattern, _, _ in ROUTES:
        path = path_of(pattern, reference)
        ends = '/sign-out' in path or '/pause' in path
        for cookie in cookies[:1] if ends else cookies:
            look(f'{method} {pattern}',
                 site.get(path, cookie) if method == 'GET'
                 else site.post(path, {}, cookie))
    css = re.search(r'href="(/assets/[^"]+\.css)"', site.get('/sign-in')[2])[1]
    got = site.get(css)
    look('an asset', got, True)
    assert 'immutable' in got[1]['cache-control'][0]
    body = b'a=b'
    refusals = {
        400: head('GET /health HTTP/1.1', 'Host: x', 'Host: y'),
        403: request('POST', '/sign-in', f'Content-Type: {FORM}',
                     'Content-Length: 3', 'Sec-Fetch-Site: cross-site') + body,
        404: request('GET', '/nothing-here'),
        405: request('PUT', '/sign-in', 'Content-Length: 0'),
        411: request('POST', '/sign-in', f'Content-Type: {FORM}'),
        413: request('POST', '/sign-in', f'Content-Type: {FORM}',
                     'Content-Length: 999999'),
        415: request('POST', '/sign-in', 'Content-Type: text/plain',
                     'Content-Length: 3') + body,
    }
    for status, data in refusals.items():
        got = answer_of(site.raw(data))
        look(f'a {status}', got)
        if got[0] != status:
            wrong.append(f'expected {status}, got {got[0]}')
    print(f'# {asked} answers')
    assert not wrong, '\n'.join(wrong)


def test_other_sites(site):
    """A post that another site sent is refused whatever it brings."""
    cookie = enter(site, 'DSL')
    for mark in ('Sec-Fetch-Site: cross-site', 'Sec-Fetch-Site: same-site',
                 'Origin: http://other.example', 'Origin: null',
                 'Origin: http://x.other.example'):
        assert site.post('/pause', {}, cookie, mark)[0] == 403, mark
    assert site.post('/pause', {}, cookie, 'Origin: http://x')[0] == 303


# ---- what stays out of addresses and logs ----

def addresses(page, headers):
    found = re.findall(r'(?:href|action|src|formaction)="([^"]*)"', page)
    return [html.unescape(a) for a in found] + headers.get('location', [])


def test_real_ip(site):
    """Without a proxy nobody says for themselves who asks."""
    code = setup_code(site, 'pat')
    for i in range(10):
        got = site.post('/sign-in', {'name': f'nobody{i}', 'password': 'x'},
                        f'X-Real-IP: 192.0.2.{i}')
        assert got[0] == 422
    got = site.post('/sign-in/setup',
                    {'name': 'pat', 'setup': code,
                     'password': 'seven quiet herons by the mill'},
                    'X-Real-IP: 192.0.2.99')
    assert got[0] == 422, 'an address of its own making goes on guessing'


def test_addresses(site):
    """No address of any page names a person, typed or recorded."""
    everybody = people(site)
    listed = subprocess.run([site.lanyard, 'user', 'list', '--data',
                             site.data], check=True, capture_output=True,
                            text=True).stdout
    names = {w.lower() for line in listed.splitlines()
             for w in line.split('\t')[1].split() if len(w) > 3}
    assert len(names) > 5
    cookie = enter(site, 'DSL')
    reference = reference_of(site, cookie)
    page = site.get(f'/incidents/{reference}/people', cookie)[2]
    main = page[page.index('<main'):]
    names |= {w.lower() for w in re.findall(
        r'[A-Z][a-z]{3,}', ' '.join(re.findall(r'<h[23][^>]*>([^<]+)', main)))
        } - {'people', 'person'}
    seen = set()
    for role in everybody:
        cookie = enter(site, role)
        for method, pattern, _, _ in ROUTES:
            if method == 'GET' and '/sign-out' not in pattern:
                _, headers, text = site.get(path_of(pattern, reference),
                                            cookie)
                seen.update(addresses(text, headers))
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"',
                         site.get('/', cookie)[2])
        found = site.post('/incidents', {
            'csrf': csrf[1] if csrf else '', 'search': sorted(names)[0],
            'q': sorted(names)[0], 'typed': sorted(names)[0]}, cookie)
        seen.update(addresses(found[2], found[1]))
    ours = {a for a in seen if a.startswith('/') and '/assets/' not in a}
    print(f'# {len(ours)} addresses, {len(names)} names')
    words = {w for a in ours for w in re.findall(r'[a-z]+', a.lower())}
    assert len(ours) > 30 and not words & names, words & names
    for a in ours:
        for key in urllib.parse.parse_qs(urllib.parse.urlsplit(a).query):
            assert key in {'to', 'done', 'from', 'after', 'fresh', 'show',
                           'known', 'sort', 'page', 'school', 'stage',
                           'before', 'kind', 'author', 'on', 'for', 'setting', 'agency'}, a


def test_log(site):
    """Lines hold number, route, status and time: never what was sent."""
    cookie = enter(site, 'DSL')
    reference = reference_of(site, cookie)
    canary = 'Qxcanary'
    noise = [f'{n}: {canary}{i}' for i, n in enumerate(
        ['User-Agent', 'Referer', 'X-Forwarded-For', 'Accept-Language',
         'X-Real-IP', 'Cookie', 'Accept', 'Authorization', 'From'])]
    site.get(f'/{canary}/path?{canary}={canary}', *noise)
    site.get(f'/incidents/{reference}?{canary}={canary}', cookie, *noise[:5])
    site.get(f'/incidents/{canary}', cookie)
    site.get(f'/assets/{canary}.css')
    site.post('/sign-in', {'name': canary, 'password': canary, canary: '1'},
              *noise)
    site.post('/sign-in/setup', {'name': canary, 'setup': canary,
                                 'password': canary * 3})
    site.post('/report/new', {'told': canary}, cookie)
    site.raw(f'{canary} /{canary} HTTP/1.1\r\nHost: {canary}\r\n\r\n'
             .encode(), 3)
    site.raw(head(f'GET /{canary} HTTP/1.1', 'Host: x', 'Host: y',
                  f'X-{canary}: 1'), 3)
    assert site.stop() == 0
    with open(site.log, encoding='utf-8') as f:
        lines = f.read().splitlines()
    requests = [l for l in lines if l.startswith('request ')]
    assert len(requests) >= 8
    for line in lines:
        assert canary.lower() not in line.lower(), line
        assert reference not in line, line
        assert re.fullmatch(r'request \d+ \w+ \d+ \d+us|trouble: \w+: [\w ]+',
                            line), line


# name: (test, options of serve; None: it starts its own)
TESTS = {
    'well-formed': (test_well_formed, ['--quiet']),
    'malformed': (test_malformed, ['--quiet', '--request-seconds', '5']),
    'lenient': (test_lenient, ['--quiet']),
    'pipelined': (test_pipelined, ['--quiet']),
    'limits': (test_limits, ['--quiet']),
    'deadline': (test_deadline, ['--quiet', '--request-seconds', '2']),
    'many': (test_many, ['--quiet', '--request-seconds', '2']),
    'flood': (test_flood, ['--quiet']),
    'stop': (test_stop, ['--quiet']),
    'activation': (test_activation, None),
    'activation-unix': (test_activation_unix, None),
    'unix': (test_unix, None),
    'headers': (test_headers, ['--quiet']),
    'other-sites': (test_other_sites, ['--quiet']),
    'real-ip': (test_real_ip, ['--quiet']),
    'addresses': (test_addresses, ['--quiet']),
    'log': (test_log, []),
}


def main():
    lanyard, only = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ''
    chosen = [n for n in TESTS if only in n]
    failed = 0
    print(f'1..{len(chosen)}')
    for number, name in enumerate(chosen, 1):
        test, options = TESTS[name]
        site = Site(lanyard)
        try:
            if options is not None:
                site.start(*options)
            test(site)
            print(f'ok {number} - {name}: {test.__doc__}')
        except Exception as trouble:  # a failing test does not end the others
            failed += 1
            print(f'not ok {number} - {name}: {test.__doc__}')
            print('\n'.join('# ' + l for l in
                            f'{type(trouble).__name__}: {trouble}'.split('\n')))
            print(f'# only this: {sys.argv[0]} {lanyard} {name}')
        finally:
            site.remove()
        sys.stdout.flush()
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
