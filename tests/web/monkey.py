#!/usr/bin/env python3
"""monkey.py: everybody of a demonstration clicks and types at random.

Pages are found by their links, their forms are filled with right, wrong,
hostile and endless texts, and sent. Whatever comes of it: no answer is the
program's own fault (5xx), no connection is cut, what was typed stands in the
form that comes back, no text becomes markup, an address that an answer leads
to is there; and at the end `verify` and `rebuild --compare` are clean. TAP.

usage: monkey.py LANYARD [SEED [POSTS]]"""
import collections
import html
import html.parser
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

POSTS = 800
MARK = '<zq>"&\'zq'
# Texts of every sort: what a field asks for, what it does not, and what must
# never be taken. Neutral words only.
TEXTS = [
    '', ' ', 'x', 'Rang the office.', 'A walk to the library and back. ' * 8,
    MARK, f'Said {MARK} and went on', '%00%0a{{name}}${1}', '<b>bold</b>',
    'Ünïcødé — ☂ “quoted” ﷽', 'a\tb\nc\r\n\r\nd', 'e\u0301\u0302', '\u200b\u202e',
    '0', '1', '-1', '999999999999999999999', '1e9', '0x10', 'NaN', 'null',
    '23 November 2026', '23 November 2026, 9:05am', '31/02/2026',
    '2026-11-23T08:40:00Z', '1 January 1970', '1 December 2026, 4pm', '25:99',
    '9.15', '07700 900123', 'person@test.example', '/etc/passwd',
    "'; DROP TABLE entry; --", 'data:image/png;base64,iVBORw0KGgo' + 'A' * 300,
    'A' * 5000, 'word ' * 4000, 'BCD-FGH', 'p1', 'yes', 'no', 'unknown',
]
# What most fields take.
WORDS = ['Rang the office.', 'A walk to the library and back.', f'Said {MARK}.']
TIMES = ['23 November 2026, 9:05am', '30 November 2026, 4pm', '', '1 December 2026']
TIME = re.compile(r'(^|-)(at|on|when|from|until|by|time|date|deadline|review|chase)($|-)')
# These end the story of a person, which is not what is tried here.
LEFT_ALONE = re.compile(
    r'/sign-out|/account/everywhere|^/pause|^/session/|/disable$|/reset$|/role/remove$')


class Page(html.parser.HTMLParser):
    """Links and forms of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.form = [], [], None
        self.area = self.select = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'a' and (a.get('href') or '').startswith('/'):
            self.links.append(a['href'].split('#')[0])
        elif tag == 'form':
            self.form = {'action': a.get('action', ''),
                         'method': a.get('method', 'get'), 'fields': []}
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == 'input' and a.get('name'):
            self.add(a.get('type', 'text'), a['name'], a.get('value', ''))
        elif tag == 'button' and a.get('name'):
            self.add('button', a['name'], a.get('value', ''))
        elif tag == 'textarea' and a.get('name'):
            self.area = self.add('textarea', a['name'], '')
        elif tag == 'select' and a.get('name'):
            self.select = a['name']
        elif tag == 'option' and self.select:
            self.add('option', self.select, a.get('value', ''))

    def add(self, kind, name, value):
        field = {'kind': kind, 'name': name, 'value': value}
        self.form['fields'].append(field)
        return field

    def handle_endtag(self, tag):
        if tag == 'form':
            self.form = None
        elif tag == 'textarea':
            self.area = None
        elif tag == 'select':
            self.select = None

    def handle_data(self, data):
        if self.area is not None:
            self.area['value'] += data


class Person:
    """A browser without a screen."""

    def __init__(self, port, who, role):
        self.port, self.who, self.role = port, who, role
        self.cookie, self.links = None, collections.OrderedDict()
        self.connection = None
        self.sign_in()

    def send(self, method, path, fields=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                '127.0.0.1', self.port, timeout=600)
        headers, body = {}, None
        if self.cookie:
            headers['Cookie'] = self.cookie
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        kind = answer.getheader('Content-Type') or ''
        if answer.will_close:
            self.connection.close()
            self.connection = None
        given = answer.getheader('Set-Cookie')
        if given:
            self.cookie = given.split(';')[0]
        text = data.decode('utf-8') if kind.startswith('text/html') else ''
        return answer.status, answer.getheader('Location') or '', text

    def sign_in(self):
        status, _, text = self.send('POST', '/sign-in/demonstration',
                                    {'who': self.who, 'to': '/'})
        assert status == 303, f'{self.role}: {status} {text[:500]}'
        self.links.update({'/': 0, '/report/new': 0, '/account': 0})

    def learn(self, links):
        for link in links:
            if not LEFT_ALONE.search(link) and len(self.links) < 3000:
                self.links.setdefault(link, 0)


class Monkey:
    def __init__(self, port, seed, posts):
        self.port, self.posts = port, posts
        self.chance = random.Random(seed)
        self.wrong = collections.OrderedDict()
        self.statuses, self.actions = collections.Counter(), set()
        text = Person.send(self.nobody(), 'GET', '/sign-in')[2]
        offered = re.findall(
            r'name="who" value="([0-9a-f]{32})".*?<strong>([^<]*)<', text,
            re.S)
        self.people = [Person(port, who, html.unescape(role))
                       for who, role in offered]

    def nobody(self):
        person = Person.__new__(Person)
        person.port, person.cookie, person.connection = self.port, None, None
        return person

    def say(self, what, where):
        self.wrong.setdefault(f'{what}: {where}', len(self.wrong))

    def look(self, where, status, text):
        """What holds for every answer."""
        self.statuses[status] += 1
        if status >= 500:
            self.say(f'an answer {status}', f'{where} {text[:300]}')
        if '<zq>' in text:
            self.say('a text became markup', where)

    def choose(self, person):
        """A page seldom seen."""
        some = self.chance.sample(list(person.links),
                                  min(8, len(person.links)))
        path = min(some, key=person.links.get)
        person.links[path] += 1
        return path

    def fill(self, form):
        """(what is sent, the texts typed)"""
        sent, typed, by_name = [], {}, collections.OrderedDict()
        for field in form['fields']:
            by_name.setdefault((field['name'], field['kind']),
                               []).append(field['value'])
        seriously = self.chance.random() < 0.7
        for (name, kind), values in by_name.items():
            if kind == 'hidden':
                value = values[-1]
                if self.chance.random() < 0.01:
                    value = self.chance.choice(TEXTS)
                sent.append((name, value))
            elif kind in ('radio', 'option'):
                if self.chance.random() < (0.95 if seriously else 0.5):
                    sent.append((name, self.chance.choice(
                        values if self.chance.random() < 0.97 else TEXTS)))
            elif kind == 'checkbox':
                sent += [(name, v) for v in values
                         if self.chance.random() < 0.4]
            elif kind == 'button':
                if self.chance.random() < 0.05:
                    sent.append((name, values[0]))
            else:
                for _ in values:
                    value = self.chance.choice(TEXTS)
                    if seriously and self.chance.random() < 0.9:
                        value = self.chance.choice(
                            TIMES if TIME.search(name) else WORDS)
                    sent.append((name, value))
                    if kind != 'password' and len(values) == 1:
                        typed[name] = value
        return sent, typed

    def kept(self, where, text, typed):
        """A form that comes back holds what was typed."""
        page = Page(text)
        there = {f['name']: f['value'] for form in page.forms
                 for f in form['fields'] if f['kind'] in ('text', 'textarea')}
        for name, value in typed.items():
            same = re.sub(r'\s+', ' ', value).strip()
            if name in there and \
                    re.sub(r'\s+', ' ', there[name]).strip() != same:
                self.say('what was typed is lost',
                         f'{where} {name}: {value[:40]!r} ({len(value)}) is '
                         f'{there[name][:40]!r} ({len(there[name])})')

    def post(self, person, form, page_path):
        sent, typed = self.fill(form)
        where = f'{person.role}: {form["action"]} from {page_path}'
        status, to, text = person.send('POST', form['action'], sent)
        self.actions.add(re.sub(r'[0-9a-f]{32}|[A-Z0-9]{3}-[A-Z0-9]{3}|\d+',
                                '*', form['action']))
        self.look(where, status, text)
        if status == 422:
            self.kept(where, text, typed)
        if status == 303:
            if not to.startswith('/') or to.startswith('//'):
                self.say('an answer leads elsewhere', f'{where} to {to}')
                return
            status, _, text = person.send('GET', to)
            self.look(where + ' leads to ' + to, status, text)
            if status not in (200, 303):
                self.say(f'an answer leads to a {status}',
                         f'{where} to {to}')
            person.learn(Page(text).links)

    def step(self, person):
        """True when a form was sent."""
        path = self.choose(person)
        status, to, text = person.send('GET', path)
        self.look(f'{person.role}: {path}', status, text)
        if status == 303 and to.startswith('/sign-in'):
            person.sign_in()
        page = Page(text)
        person.learn(page.links + ([to] if to.startswith('/') else []))
        forms = [f for f in page.forms if f['method'].lower() == 'post' and
                 not LEFT_ALONE.search(f['action'])]
        if forms:
            self.post(person, self.chance.choice(forms), path)
        return bool(forms)

    def run(self):
        posts = 0
        while posts < self.posts:
            person = self.chance.choice(self.people)
            try:
                posts += self.step(person)
            except (OSError, http.client.HTTPException) as cut:
                self.say('a connection was cut', f'{person.role}: {cut!r}')
                person.connection = None
                time.sleep(0.2)
                if len(self.wrong) > 20:
                    return
        return


def quietly(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return '' if done.returncode == 0 else done.stdout + done.stderr


def serve(lanyard, data, log):
    process = subprocess.Popen(
        [lanyard, 'serve', '--data', data, '--port', '0', '--quiet',
         '--request-seconds', '600'],
        stdout=subprocess.PIPE, stderr=log, text=True)
    found = re.search(r':(\d+)$', process.stdout.readline().strip())
    return process, int(found[1])


def main():
    lanyard = os.path.abspath(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    posts = int(sys.argv[3]) if len(sys.argv) > 3 else POSTS
    folder = tempfile.mkdtemp(prefix='lanyard-monkey-')
    data, log = os.path.join(folder, 'data'), os.path.join(folder, 'log')
    print('1..4')
    process = None
    try:
        said = quietly(lanyard, 'demo', '--data', data, '--incidents', '14')
        assert not said, said
        with open(log, 'w', encoding='utf-8') as file:
            process, port = serve(lanyard, data, file)
        monkey = Monkey(port, seed, posts)
        monkey.run()
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=600)
        process.stdout.close()
        with open(log, encoding='utf-8', errors='replace') as file:
            noise = file.read()
        said = quietly(lanyard, 'verify', '--data', data) + \
            quietly(lanyard, 'rebuild', '--compare', '--data', data)
    finally:
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        shutil.rmtree(folder)
    if os.environ.get("MONKEY_TELLS"):
        print("# " + "\n# ".join(sorted(monkey.actions)))
    counts = ', '.join(f'{n} x {s}' for s, n in
                       sorted(monkey.statuses.items()))
    print(f'# {posts} forms sent to {len(monkey.actions)} addresses; '
          f'answers: {counts}')
    again = f'again: {sys.argv[0]} {sys.argv[1]} {seed} {posts}'
    results = [
        (f'whatever is clicked and typed is answered well; {again}',
         list(monkey.wrong)),
        ('it runs and stops in order',
         [] if ended == 0 and not noise else [f'{ended}', noise[-4000:]]),
        ('verify and rebuild --compare find nothing', said.splitlines()),
        ('much was sent, and both taken and refused',
         [] if min(monkey.statuses[303], monkey.statuses[422]) > posts / 20
         else [counts]),
    ]
    for number, (name, wrong) in enumerate(results, 1):
        print(f'{"not ok" if wrong else "ok"} {number} - {name}')
        for line in '\n'.join(wrong).splitlines()[:60]:
            print(f'# {line}')
    return any(wrong for _, wrong in results)


if __name__ == '__main__':
    sys.exit(main())
