"""paper.py MADE LANYARD-PAPER [--write]: each document as text against what
is kept in golden/, no image in any, tagged, its language and title said, whole
by qpdf, the same bytes twice; what the program refuses; and how long 200
entries take (a figure, no limit)."""
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'tidy'))
import house

MADE, PAPER = sys.argv[1:3]
GOOD = ('lanyard-paper\t2\ntitle\tA\nreference\tK7P-4MD\nmade\t2026-11-23T08:40:00Z\n'
        'size\t100\nfit\t0\nmark\tM\nfoot\tF\nh1\tH\np\tWords\\nmore\nfact\tL\tW\ntable\t50\t50\n'
        'th\ta\tb\ntr\tc\td\nentry\t1\t9am\tT\tB\nend\n')
BAD = {
    'nothing': '', 'no end': GOOD.replace('end\n', ''),
    'cut in a line': GOOD[:-1], 'more behind the end': GOOD + 'p\tx\n',
    'another version': GOOD.replace('paper\t2', 'paper\t1'),
    'a size too large': GOOD.replace('size\t100', 'size\t900'),
    'a size that is none': GOOD.replace('size\t100', 'size\tbig'),
    'a fit that is none': GOOD.replace('fit\t0', 'fit\t7'),
    'a signature without a name': GOOD.replace('p\tW', 'sign\tW'),
    'no time': GOOD.replace('made\t2026-11-23T08:40:00Z\n', ''),
    'a wrong time': GOOD.replace('11-23T', '13-23T'),
    'a word it does not know': GOOD.replace('p\tW', 'image\tW'),
    'a field too few': GOOD.replace('fact\tL\tW', 'fact\tL'),
    'a field too many': GOOD.replace('p\tWords', 'p\tWords\tx'),
    'a row that does not fit its table': GOOD.replace('tr\tc\td', 'tr\tc'),
    'a row without a table': GOOD.replace('table\t50\t50\n', ''),
    'widths that are not 100': GOOD.replace('50\t50', '50\t60'),
    'an escape it does not know': GOOD.replace('\\nmore', '\\x'),
    'a control character': GOOD.replace('Words', 'Wo\x07rds'),
    'a cell too long': GOOD.replace('tr\tc', 'tr\t' + 'c' * 700),
    'a field too long': GOOD.replace('Words', 'W' * 70000),
    'too many lines': GOOD.replace('p\t', 'gap\n' * 41000 + 'p\t'),
    'too many feet': GOOD.replace('foot\tF\n', 'foot\tF\n' * 5),
    'bytes that are no UTF-8': GOOD.encode().replace(b'Words', b'\xC3\x28'),
}

DRAWN = set()   # kinds that were looked at


def run(*command, give=None):
    return subprocess.run(command, input=give, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def made(which, *more):
    done = run(MADE, which, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tool(folder, pdf, *command):
    path = os.path.join(folder, 'paper.pdf')
    pathlib.Path(path).write_bytes(pdf)
    return run(*[path if word == '@' else word for word in command]).stdout.decode()


def golden(name, text):
    kept = HERE / 'golden' / name
    if '--write' in sys.argv:
        kept.write_bytes(text.encode())
    if kept.read_bytes().decode() == text:
        return []
    return [f'differs from {name}; look, then: paper.py MADE LANYARD-PAPER --write']


def plain(text):
    text = unicodedata.normalize('NFD', text.casefold())
    return ''.join(c for c in text if not unicodedata.combining(c))


def structure(folder, pdf):
    """What stands in the catalog, and the tags."""
    path = os.path.join(folder, 'paper.pdf')
    pathlib.Path(path).write_bytes(pdf)
    check = run('qpdf', '--check', path)
    plain = run('qpdf', '--qdf', '--object-streams=disable', path, '-').stdout
    tags = set(re.findall(rb'/S /(\w+)', plain))
    return ([f'qpdf: {check.stdout.decode()[-200:]}'] if check.returncode else []) + \
        [f'no {w.decode()}' for w in (b'/Lang (en-GB)', b'/DisplayDocTitle true', b'/MarkInfo',
                                      b'<dc:language>', b'/Outlines') if w not in plain] + \
        [f'no tag {t.decode()}' for t in (b'Document', b'H1', b'P') if t not in tags] + \
        ([f'an image: {x}' for x in (b'/Subtype /Image', b'/DCTDecode') if x in plain]) + \
        ([] if plain.count(b'startxref') == 1 else ['more than one table of offsets'])


def letters(text):
    return collections.Counter(re.findall('[A-Za-z]', text))


def running_text(lines):
    """The letters that stand around every page, outside of what is tagged."""
    said = dict(line.split('\t', 1) for line in lines.splitlines() if '\t' in line)
    feet = ''.join(re.findall(r'^foot\t(.*)$', lines, re.M))
    return letters(said['mark'] + said['title'] + 'Incident' + said['reference'] +
                   feet + 'Page of')


def tagged(name, lines, stream):
    """One page: its text is in a tag, but what stands around every page."""
    tags, outside, wrong = [], '', []
    for word in re.findall(r'/\w+ (?:<<.*?>> BDC|BMC)|\bEMC\b|\[[^\]]*\] ?TJ|'
                           r'\((?:\\.|[^)\\])*\) ?Tj|/\w+ Do\b|\bBI\b', stream, re.S):
        if word.endswith(('BDC', 'BMC')):
            tags.append('MCID' in word)
        elif word == 'EMC':
            if not tags:
                return [f'{name}: a tag ends that did not begin']
            tags.pop()
        elif word == 'BI' or word.endswith('Do'):
            wrong.append(f'{name}: something drawn that is no text: {word}')
        elif not any(tags):
            outside += ''.join(re.findall(r'\(((?:\\.|[^)\\])*)\)', word))
    expected, found = running_text(lines), letters(outside)
    if found - expected or expected - found:
        wrong.append(f'{name}: outside of a tag {found - expected}, not there {expected - found}')
    return wrong + ([f'{name}: a tag does not end'] if tags else [])


SAID = ('h1', 'h2', 'p', 'note', 'said', 'label', 'fact', 'sign', 'entry', 'th', 'tr', 'li')


def by_tags(folder, lines, pdf):
    """A reader that goes by the tags has every word, in order: those of a
    joined letter and of the next line too."""
    expected = []
    for line in lines.splitlines():
        word, *fields = line.split('\t')
        if word in SAID:
            expected += (['•'] if word == 'li' else []) + fields
        if word == 'sign':
            expected += ['Signature' if fields[1] else 'Name and signature', 'Date and time']
    expected = re.sub(r'\\[nt]', ' ', ' '.join(expected)).replace('\\\\', '\\').split()
    text = tool(folder, pdf, 'pdfinfo', '-struct-text', '@')
    found = ' '.join(re.findall(r'^\s*"(.*)"$', text, re.M)).split()
    if found == expected:
        return []
    at = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b),
              min(len(expected), len(found)))
    return [f'{len(found)} of {len(expected)} words; {expected[at:at + 6]} is read as {found[at:at + 6]}']


def for_readers(folder, lines, pdf):
    """Each page's text by its tags, each table with its heads, each font
    within: what no tool of Debian checks for us."""
    path = os.path.join(folder, 'paper.pdf')
    pathlib.Path(path).write_bytes(pdf)
    whole = run('qpdf', '--qdf', '--object-streams=disable', path, '-').stdout.decode('latin-1')
    pages = [s for s in re.findall(r'\nstream\n(.*?)\nendstream', whole, re.S)
             if 'MCID' in s]
    count = len(re.findall(r'/Type /Page\b', whole))
    wrong = [] if len(pages) == count else [f'{len(pages)} of {count} pages have tags']
    for n, stream in enumerate(pages, 1):
        wrong += tagged(f'page {n}', lines, stream)
    tables = lines.count('\ntable\t')
    tags = collections.Counter(re.findall(r'/S /(\w+)', whole))
    if tags['Table'] < tables or (tables and tags['TH'] < lines.count('\nth\t')):
        wrong.append(f'{tables} tables, {tags}')
    wrong += [f'no {w}' for w in ('/StructTreeRoot', '/MarkInfo', '/Lang (en-GB)',
                                  '/DisplayDocTitle true', '/Outlines') if w not in whole]
    fonts = tool(folder, pdf, 'pdffonts', '@').splitlines()[2:]
    wrong += [f'not in the document: {f}' for f in fonts
              if not re.search(r'\byes +(?:yes|no) +yes +\d+ +\d+$', f)]
    return wrong + ([] if fonts else ['no font'])


def document(tap, folder, which, *more):
    lines = made(which, *more)
    name = '-'.join((which,) + more)
    done = run(PAPER, give=lines)
    pdf = done.stdout
    tap.check([] if done.returncode == 0 and run(PAPER, give=lines).stdout == pdf
              else [f'ended {done.returncode}, or other bytes the second time'],
              f'{name}: {len(pdf)} bytes, the same twice')
    text = tool(folder, pdf, 'pdftotext', '-layout', '@', '-')
    tap.check(golden(name + '.txt', text), f'{name} says what it said')
    images = tool(folder, pdf, 'pdfimages', '-list', '@').splitlines()
    info = tool(folder, pdf, 'pdfinfo', '@')
    pages = int(re.search(r'Pages:\s+(\d+)', info).group(1))
    tap.check((['an image'] if len(images) != 2 else []) +
              ([] if re.search(r'Tagged:\s+yes', info) else ['not tagged']) +
              ([] if 'A4' in info else ['not A4']) +
              [f'page {n}' for n in range(1, pages + 1)
               if text.count(f'Page {n} of {pages}') != 1] +
              (['more than a page'] if which[:5] in ('summa', 'sheet') and pages != 1 else []) +
              ([] if text.count('Hash of entry') == pages and text.count('Made for ') >= pages
               else ['a page without recipient or hash']) + structure(folder, pdf),
              f'{name}: tagged, in English, {pages} pages of A4, no image')
    tap.check(for_readers(folder, lines.decode(), pdf) + by_tags(folder, lines.decode(), pdf),
              f'{name}: all text by its tags, heads of tables, fonts within')
    DRAWN.add(which.split('-')[0])
    return text


def main():
    tap = house.Tap()
    with tempfile.TemporaryDirectory(prefix='lanyard-paper') as folder:
        for which in ('chronology', 'decision', 'summary'):
            document(tap, folder, which)
        for which in ('decision', 'summary', 'viewing', 'custody', 'letter',
                      'sheet-9.5', 'sheet-9.6', 'sheet-9.7', 'chronology'):
            text = document(tap, folder, which, 'referred')
            tap.check(['private words'] if 'Private words' in text else [],
                      f'{which}: how staff are supported is not in it')
        for which in ('referral', 'letter', 'sheet-9.5', 'child'):
            text = plain(document(tap, folder, which, 'referred') if which in ('referral', 'child')
                         else tool(folder, run(PAPER, give=made(which, 'referred')).stdout,
                                   'pdftotext', '-layout', '@', '-'))
            family = which in ('letter', 'sheet-9.5')
            tap.check([n for n in ('callum', 'neil') + (('maya', 'rowe') if family else ())
                       if re.search(r'\b' + n, text)] +
                      ([] if family or 'maya rowe' in text else ['no word of the child']),
                      f'{which}: names {"nobody" if family else "no other pupil"}')
        child = plain(document(tap, folder, 'child'))
        tap.check([n for n in ('callum', 'calum', 'neil', 'zoe')
                   if re.search(r'\b' + n, child)] +
                  ([] if 'maya rowe' in child and 'another pupil' in child else
                   ['no word of the child']), 'the extract names no other pupil')
        kinds = set(re.findall(r'= \{ "(\w+)", ', house.read('src/document/document.c')))
        tap.check(sorted(kinds - DRAWN - {'table'}) if kinds else ['no kinds'],
                  f'every kind of document was looked at: {len(kinds)}, a table beside')
        table = made('table')
        tap.check(golden('table.csv', table.decode()), 'the table says what it said')
        lines = made('chronology', '188')
        began = time.monotonic()
        pdf = run(PAPER, give=lines).stdout
        took = time.monotonic() - began
        pages = re.search(r'Pages:\s+(\d+)', tool(folder, pdf, 'pdfinfo', '@')).group(1)
        tap.check([] if pdf.startswith(b'%PDF-') else ['no PDF'],
                  f'200 entries: {pages} pages, {len(pdf)} bytes in {took:.3f} s')
        images = tool(folder, run(PAPER, give=GOOD.replace('Words', '\U0001F600').encode()).stdout,
                      'pdfimages', '-list', '@').splitlines()
        tap.check([] if len(images) == 2 else ['an image'], 'an emoji is no image')
    for name, text in BAD.items():
        done = run(PAPER, give=text if isinstance(text, bytes) else text.encode())
        tap.check([] if done.returncode in (1, 2) and done.stdout == b''
                  else [f'ended {done.returncode} with {len(done.stdout)} bytes'],
                  f'refuses {name}')
    done = run('nm', '-D', '--undefined-only', PAPER)
    calls = re.findall(r'cairo_\w*(?:image|png|mask_surface|source_surface|mime)\w*|'
                       r'\b(?:socket|connect|execve|png_\w+)\b', done.stdout.decode())
    tap.check(calls, 'it can draw no image and open no connection')
    tap.end()


main()
