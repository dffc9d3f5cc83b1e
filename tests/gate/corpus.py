"""corpus.py GATE-STDIN: what the gate lets through and what it stops, in
figures. Everything is made here from neutral patterns and from our own
sentences; nothing is kept. Aims: binaries 100 %, pictures as text >= 99 %,
false refusals <= 0.1 %, every series over the fields and entries of one
incident stopped by its budget."""
import collections
import glob
import os
import random
import re
import struct
import subprocess
import sys
import textwrap
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import codings
import pictures
import sentences
import strangers

NAME, LINE, NOTE, REFERENCE, SECRET = range(5)
SHOW = '-v' in sys.argv


def ask(items):
    """[(field, new incident, bytes)] -> [(refusal, spent)]"""
    blob = b''.join(struct.pack('>BBI', field, new, len(data)) + data
                    for field, new, data in items)
    run = subprocess.run([sys.argv[1]], input=blob, stdout=subprocess.PIPE,
                         check=False)
    lines = run.stdout.decode().split('\n')[:-1]
    if run.returncode != 0 or len(lines) != len(items):
        print('Bail out! gate-stdin ended early, status', run.returncode,
              'after', len(lines), 'of', len(items))
        sys.exit(1)
    return [(name, int(spent)) for name, spent in
            (line.split(' ') for line in lines)]


class Report:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, ok, words):
        self.count += 1
        self.failed += not ok
        print('ok' if ok else 'not ok', self.count, '-', words)

    def end(self):
        print(f'1..{self.count}')
        return 1 if self.failed else 0


def binaries(report):
    made = list(pictures.files())
    for field, name in ((NAME, 'name'), (LINE, 'line'), (NOTE, 'note'),
                        (REFERENCE, 'reference')):
        got = ask([(field, 1, data) for _, _, data in made])
        through = [what[1] for what, (refusal, _) in zip(made, got)
                   if refusal == 'ok']
        for what in through[:5]:
            print('# let through:', what)
        report.check(not through, f'binaries in a {name}: '
                     f'{len(made) - len(through)} of {len(made)} refused')


def text_items():
    rng = random.Random(44)
    prose = [text for language, text in sentences.texts(400, 7)
             if language in ('English', 'German', 'Polish', 'Arabic', 'Chinese')
             and len(text) < 300]
    for held, data in pictures.payloads():
        for coding, make in codings.CODINGS.items():
            text = make(data)
            if coding == 'base64-zlib' and len(text) < 800:
                continue # stripes shrink to less than a reference
            if len(text) > 9900:
                text = text[:9900]
            yield coding, held, 'alone', text
            if rng.random() < 0.4:
                mixed = codings.mixed(text, prose, len(text))
                if len(mixed) <= 10000:
                    yield coding, held, 'mixed', mixed


def utf8(text):
    return text.encode('utf-8', 'surrogatepass')


def pictures_as_text(report):
    items = list(text_items())
    got = ask([(NOTE, 1, utf8(text)) for *_, text in items])
    missed = collections.Counter()
    total = collections.Counter()
    for (coding, held, how, _), (refusal, spent) in zip(items, got):
        total[coding] += 1
        missed[coding] += refusal == 'ok'
        if refusal == 'ok' and SHOW:
            print('# missed:', coding, held, how, spent)
    stopped = len(items) - sum(missed.values())
    for coding, count in missed.most_common(12):
        if count:
            print(f'# {coding}: {count} of {total[coding]} let through')
    recall = 100 * stopped / len(items)
    report.check(recall >= 99, f'pictures as text: {stopped} of {len(items)} '
                 f'refused in {len(total)} codings, {recall:.2f} %')
    worst = [c for c in total if missed[c] * 2 > total[c]]
    report.check(not worst, 'no coding passes as a rule ' + ' '.join(worst))


def strange_codings(report):
    """Codings that came after most of the rules; see strangers.py."""
    items = [(coding, make(data)[:9900]) for _, data in pictures.payloads()
             for coding, make in strangers.CODINGS.items()]
    got = ask([(NOTE, 1, utf8(text)) for _, text in items])
    missed = collections.Counter(coding for (coding, _), (refusal, _)
                                 in zip(items, got) if refusal == 'ok')
    for coding, count in missed.most_common(6):
        print(f'# {coding}: {count} let through')
    recall = 100 - 100 * sum(missed.values()) / len(items)
    report.check(recall >= 90, f'codings that came after the rules: '
                 f'{len(items) - sum(missed.values())} of {len(items)} '
                 f'refused, {recall:.1f} %')


def series(report):
    """One picture, cut over the fields of many entries of one incident."""
    made, stopped = 0, 0
    names = ('base64', 'hex', 'decimal', 'base32-8', 'ascii85', 'base58',
             'base64-4', 'hex-pairs', 'decimal-phones', 'links', 'hex-uuids',
             'base36')
    for held, data in pictures.payloads():
        if len(data) < 1400:
            continue
        for coding in names:
            for size, field in ((90, REFERENCE), (45, NAME), (110, LINE),
                                (300, NOTE)):
                parts = textwrap.wrap(codings.CODINGS[coding](data), size,
                                      break_on_hyphens=False)
                if field == NOTE:
                    parts = ['The family told us this reference today: ' + p +
                             ' and we wrote it down for the police to use.'
                             for p in parts]
                got = ask([(field, int(i == 0), utf8(p))
                           for i, p in enumerate(parts)])
                made += 1
                stopped += any(refusal != 'ok' for refusal, _ in got)
                if all(refusal == 'ok' for refusal, _ in got):
                    print('# whole series taken:', held, coding, size, got[-1])
    report.check(made > 60 and stopped == made,
                 f'series over one incident: {stopped} of {made} stopped')


def catalogue_texts(limit):
    """Sentences of message catalogues of this machine, where there are any."""
    by_language = collections.defaultdict(list)
    for path in sorted(glob.glob('/usr/share/locale/*/LC_MESSAGES/*.mo')):
        language = path.split('/')[4]
        for text in catalogue(path):
            by_language[language].append(text)
    rng = random.Random(9)
    out = []
    for language in sorted(by_language):
        known = sorted(set(by_language[language]))
        rng.shuffle(known)
        alone, joined = known[:limit], known[limit:]
        out += [(language, text) for text in alone]
        for i in range(0, min(len(joined), limit * 6), 6):
            out.append((language, '\n'.join(joined[i:i + 6])[:9000]))
    return out


def catalogue(path):
    with open(path, 'rb') as file:
        data = file.read()
    if data[:4] != b'\xde\x12\x04\x95':
        return
    count, _, at = struct.unpack('<III', data[8:20])
    for i in range(count):
        size, begin = struct.unpack('<II', data[at + 8 * i:at + 8 * i + 8])
        try:
            text = data[begin:begin + size].decode()
        except UnicodeDecodeError:
            continue
        if is_sentence(text):
            yield text.replace('\n', ' ').strip()


def is_sentence(text):
    """What somebody could have written in prose: no formats, no markup."""
    if not 25 < len(text) < 900 or text.count('\n') > 3:
        return False
    if re.search(r'[%<>{}\\|$&#=\x00-\x08\x0b-\x1f_@*~^]|--|[a-z]:/|\[', text):
        return False
    letters = sum(unicodedata.category(c)[0] in 'LM' for c in text)
    return letters * 10 > len(text) * 7


def honest_texts(report):
    own = list(sentences.texts(24000, 2026))
    found = [(language, text) for language, text in catalogue_texts(150)
             if language != 'en@shaw'] # a script nobody writes
    items = own + found
    variants = [(language, unicodedata.normalize('NFD', text))
                for language, text in own[::20]]
    variants += [(language, text.upper()) for language, text in own[1::40]
                 if len(text) < 400]
    items += variants
    got = ask([(NOTE, 1, utf8(text)) for _, text in items])
    wrong = [(language, text, refusal) for (language, text), (refusal, _)
             in zip(items, got) if refusal != 'ok']
    for language, text, refusal in wrong[:100 if SHOW else 6]:
        print(f'# refused as {refusal} ({language}):', text[:600].replace('\n', ' / '))
    languages = len({language for language, _ in own})
    rate = 100 * len(wrong) / len(items)
    report.check(len(own) >= 20000 and languages >= 20 and rate <= 0.1,
                 f'honest texts: {len(wrong)} of {len(items)} refused, '
                 f'{rate:.3f} %, {languages} languages of our own and '
                 f'{len(found)} texts found on this machine')
    names = ask([(NAME, 1, utf8(n)) for n in sentences.NAMES] +
                [(REFERENCE, 1, utf8(r)) for r in sentences.REFERENCES])
    report.check(all(refusal == 'ok' for refusal, _ in names),
                 f'{len(names)} names and references taken')


def long_incident(report):
    """A term of ordinary entries does not use up what an incident may hold."""
    rng = random.Random(3)
    parts = sentences.LANGUAGES['English']
    plain = [p for p in parts if '{r}' not in p]
    entries = []
    for i in range(120):
        text = ' '.join(sentences.sentence(rng, plain) for _ in range(6))
        if i % 12 == 0:
            text += ' ' + rng.choice(sentences.REFERENCES)
        entries.append((NOTE, int(i == 0), utf8(text)))
    got = ask(entries)
    report.check(all(refusal == 'ok' for refusal, _ in got),
                 f'120 ordinary entries with 10 references spend {got[-1][1]} '
                 'of 1024 bytes')


def main():
    report = Report()
    binaries(report)
    pictures_as_text(report)
    strange_codings(report)
    series(report)
    honest_texts(report)
    long_incident(report)
    sys.exit(report.end())


main()
