"""routes.py LANYARD, or BASE-URL DATA-FOLDER [LOG...]: no binary enters by any
route (I8).

Each row of routes.def that takes a body, and each that does not, is sent
binaries of every family with every content type, signed in and signed out; then
pictures in the head and in form fields. Every answer has to be 4xx (a form
field: 4xx or the form again), and afterwards no byte of the canaries may stand
in a file of the data folder or in a log. LANYARD makes a demonstration trust of
its own and serves it; a server that runs has to be one (one click to sign in)."""
import base64
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tidy'))
import house
import pictures

TYPES = ('multipart/form-data; boundary=x', 'application/octet-stream',
         'image/png', 'text/plain', 'application/json', 'video/mp4', '',
         'application/x-www-form-urlencoded, image/png',
         'application/x-www-form-urlencoded')
VALUES = {'name': 'x', 'list': 'today', 'number': '1', 'person': 'p1',
          'clause': '7.5b', 'school': '0' * 32, 'token': '0' * 64}


class Site:
    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.cookie = ''

    def ask(self, method, path, body=b'', headers=None):
        """Status, headers and text; a closed connection is a refusal, 400."""
        head = {'Host': self.host, **(headers or {})}
        if self.cookie:
            head.setdefault('Cookie', self.cookie)
        connection = http.client.HTTPConnection(self.host, timeout=600)
        try:
            connection.putrequest(method, path, skip_host=True,
                                  skip_accept_encoding=True)
            for name, value in head.items():
                connection.putheader(name, value)
            if body and 'Content-Length' not in head and \
                    'Transfer-Encoding' not in head:
                connection.putheader('Content-Length', str(len(body)))
            connection.endheaders()
            if body:
                try:
                    connection.send(body)
                except OSError:
                    pass # it did not want all of it
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode('utf-8', 'replace')
        except (http.client.HTTPException, OSError, ValueError):
            return 400, {}, ''
        finally:
            connection.close()

    def sign_in(self):
        """As the first role of a demonstration; what forms hide goes along."""
        _, headers, page = self.ask('GET', '/sign-in')
        self.keep(headers)
        for form in re.findall(r'<form[^>]*action="/sign-in/demonstration".*?</form>',
                               page, re.S):
            fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
            status, headers, _ = self.ask(
                'POST', '/sign-in/demonstration',
                urllib.parse.urlencode(fields).encode(),
                {'Content-Type': 'application/x-www-form-urlencoded'})
            if status == 303:
                self.keep(headers)
                return True
        return False

    def keep(self, headers):
        set_cookie = headers.get('Set-Cookie') if headers else None
        if set_cookie:
            self.cookie = set_cookie.split(';')[0]


def rows():
    """What ends a session comes last, so that the others meet one."""
    text = house.read('src/web/routes.def')
    found = re.findall(r'^R\((GET|POST), "([^"]*)"', text, re.M)
    return sorted(found, key=lambda row: row[1].startswith(('/sign', '/pause')))


def address(path, reference):
    return re.sub(r':(\w+)', lambda m: VALUES.get(m.group(1), reference), path)


def binary_items():
    """One of each family and format, and the canary."""
    seen = set()
    for family, name, data in pictures.files():
        kind = (family, name.split('-')[0])
        if kind not in seen:
            seen.add(kind)
            yield name, data


def refused(status):
    return 400 <= status < 500


def bodies(site, tap, what, items, reference):
    wrong, count = [], 0
    for index, (method, path) in enumerate(rows()):
        where = address(path, reference)
        for number, kind in enumerate(TYPES):
            # each route meets each type; the files take turns
            name, data = items[(index * len(TYPES) + number) % len(items)]
            sent = data
            if kind.startswith('multipart'):
                sent = (b'--x\r\nContent-Disposition: form-data; name="f"; '
                        b'filename="a.png"\r\nContent-Type: image/png\r\n\r\n' +
                        data + b'\r\n--x--\r\n')
            head = {'Content-Type': kind} if kind else {}
            for extra in ({}, {'Transfer-Encoding': 'chunked'},
                          {'Content-Encoding': 'gzip'}):
                if extra and number % 4:
                    continue
                status, _, _ = site.ask(method, where, sent, {**head, **extra})
                count += 1
                if not refused(status) and not (
                        kind == TYPES[-1] and not extra and status in (303, 200)
                        and method == 'POST'):
                    wrong.append(f'{method} {where} {kind} {name}: {status}')
    tap.check(wrong, f'{what}: {count} bodies on {len(rows())} routes refused')


def all_files(site, tap, items):
    """Every file on one route that takes a form."""
    wrong = []
    for name, data in items:
        for kind in ('multipart/form-data; boundary=x', 'application/octet-stream'):
            status, _, _ = site.ask('POST', '/report/new', data, {'Content-Type': kind})
            if not refused(status):
                wrong.append(f'{name} {kind}: {status}')
    tap.check(wrong, f'{len(items)} files of every family on the report')


def fields(site, tap, canaries, reference):
    """A picture as the value of each field a form shows."""
    wrong, count = [], 0
    for method, path in rows():
        if method != 'POST':
            continue
        where = address(path, reference)
        form = where[:-6] if where.endswith('/draft') else where
        _, _, page = site.ask('GET', form)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        names = sorted(set(re.findall(r'name="([^"]+)"', page)) - set(hidden))[:30]
        for value in canaries:
            body = urllib.parse.urlencode({**hidden, **{n: value for n in names or ['x']}})
            status, _, _ = site.ask(method, where, body.encode(),
                                    {'Content-Type': TYPES[-1]})
            count += 1
            if status >= 500:
                wrong.append(f'{where}: {status}')
    tap.check(wrong, f'{count} forms with a picture in each field: no trouble')


def heads(site, tap, data):
    text = base64.urlsafe_b64encode(data).decode()
    wrong = []
    for status, _, _ in (
            site.ask('GET', '/policy', headers={'User-Agent': text}),
            site.ask('GET', '/policy', headers={'Referer': 'http://x/' + text}),
            site.ask('GET', '/policy?i=' + text),
            site.ask('GET', '/' + text),
            site.ask('GET', '/incidents/' + text),
            site.ask('GET', '/policy', headers={'Cookie': 'lanyard=' + text}),
            site.ask('GET', '/policy', headers={'X-' + text[:200]: text[:200]})):
        if status >= 500:
            wrong.append(str(status))
    tap.check(wrong, 'pictures in address, query, cookie and headers: no trouble')


def places(tap, folder, logs, marks):
    """Nothing of it is left: database, WAL, drafts, logs."""
    wrong, count = [], 0
    files = [os.path.join(top, f) for top, _, names in os.walk(folder) for f in names]
    for name in files + logs:
        with open(name, 'rb') as file:
            data = file.read()
        count += 1
        wrong += [f'{name} holds {m[:24]!r}' for m in marks if m in data]
    tap.check(wrong or ([] if count else ['no file was found']),
              f'no canary in {count} files')


def serve(lanyard):
    """A demonstration trust in a folder of its own, and its server."""
    top = tempfile.mkdtemp(prefix='lanyard-gate-')
    data, log = os.path.join(top, 'data'), os.path.join(top, 'log')
    with open(log, 'wb') as out:
        subprocess.run([lanyard, 'demo', '--incidents', '6', '--seed', '1',
                        '--data', data], stdout=out, stderr=out, check=True)
        server = subprocess.Popen([lanyard, 'serve', '--port', '0', '--data', data,
                                   '--request-seconds', '600'],
                                  stdout=subprocess.PIPE, stderr=out)
    for line in server.stdout:
        found = re.search(rb'http://[\d.]+:\d+', line)
        if found:
            return top, server, found.group(0).decode(), data, [log]
    raise SystemExit('Bail out! the server did not start')


def main():
    if sys.argv[1].startswith('http'):
        check(sys.argv[1], sys.argv[2], sys.argv[3:])
    top, server, url, data, logs = serve(sys.argv[1])
    try:
        check(url, data, logs)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(top)


def check(url, folder, logs):
    site = Site(url)
    tap = house.Tap()
    items = list(binary_items())
    canary, marks = pictures.canary(44)
    small = canary[:700]
    items.insert(0, ('canary', canary))
    bodies(site, tap, 'signed out', items, 'K7P-4MD')
    tap.check([] if site.sign_in() else ['nobody signed in'], 'a demonstration')
    _, _, page = site.ask('GET', '/incidents')
    found = re.search(r'/incidents/([0-9A-Z]{3}-[0-9A-Z]{3})', page)
    reference = found.group(1) if found else 'K7P-4MD'
    all_files(site, tap, items)
    texts = [base64.b64encode(canary).decode(), canary.hex(),
             canary.decode('latin-1')]
    fields(site, tap, texts, reference)
    heads(site, tap, small)
    site.sign_in()
    bodies(site, tap, 'signed in', items, reference)
    written = [base64.b64encode(canary)[:64], base64.b64encode(canary)[200:264],
               base64.urlsafe_b64encode(small)[:64], canary.hex().encode()[:64]]
    places(tap, folder, logs, marks + written)
    tap.end()


main()
