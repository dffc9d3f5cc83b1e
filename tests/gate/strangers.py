"""strangers.py: codings drawn up after the rules of the gate. On first contact
80.6 % were stopped; then two rules were mended after looking at what passed
(words that never come twice, and a count that collided), so that they are a
second corpus now and no longer unseen. For a first contact, write new ones."""
import base64
import random
import textwrap

from codings import b64, bits, chars

SYLLABLES = [a + b for a in 'bdfghjklmnprstvz' for b in 'aeiou'][:64]


def words(text, seed=1):
    """Cut into words as long as words are."""
    rng = random.Random(seed)
    out, at = [], 0
    while at < len(text):
        size = rng.choice((2, 3, 3, 4, 5, 5, 6, 7, 8))
        out.append(text[at:at + size])
        at += size
    return ' '.join(out)


def prose(text):
    out = ''
    for i, word in enumerate(words(text, 2).split(' ')):
        out += word + ('. ' if i % 9 == 8 else ', ' if i % 5 == 4 else ' ')
    return out


def syllables(d):
    return ''.join(SYLLABLES[n] for n in bits(d, 6))


def pairs(d):
    return zip(d[::2], d[1::2])


def url64(d):
    return base64.urlsafe_b64encode(d).decode()


CODINGS = {
    'base64 as words': lambda d: words(b64(d)),
    'base64 as prose': lambda d: prose(b64(d).lower()),
    'base32 as words': lambda d: words(base64.b32encode(d).decode().lower()),
    'sixteen letters as prose': lambda d: prose(chars(97, 16)(d)),
    'syllables as words': lambda d: words(syllables(d)),
    'syllables as prose': lambda d: prose(syllables(d)),
    'cyrillic as words': lambda d: words(chars(0x430, 32)(d)),
    'arabic as words': lambda d: words(chars(0x628, 32)(d)),
    'kana as words': lambda d: words(chars(0x3041, 64)(d)),
    'hangul as words': lambda d: words(chars(0xAC00, 2048)(d)),
    'han with commas': lambda d: '\uff0c'.join(
        textwrap.wrap(chars(0x4E00, 4096)(d), 9)),
    'decimals between words': lambda d: ' '.join(f'and {b}' for b in d),
    'hex between words': lambda d: ' '.join(f'the {b:02x}' for b in d),
    'prices': lambda d: ' '.join(f'\u00a3{a}.{b % 100:02}' for a, b in pairs(d)),
    'dates': lambda d: ' '.join(f'{1 + a % 28}/{1 + b % 12}/20{b // 12:02}'
                                for a, b in pairs(d)),
    'network addresses': lambda d: '\n'.join(
        '.'.join(map(str, d[i:i + 4])) for i in range(0, len(d), 4)),
    'hardware addresses': lambda d: '\n'.join(
        d[i:i + 6].hex(':') for i in range(0, len(d), 6)),
    'grid squares': lambda d: ' '.join('ABCDEFGHIJKLMNOP'[b >> 4] + str(b & 15)
                                       for b in d),
    'chess moves': lambda d: ' '.join(
        'NBRQK'[b % 5] + 'abcdefgh'[b % 8] + '12345678'[b // 8 % 8] for b in d),
    'mail addresses': lambda d: ' '.join(
        p + '@mail.example' for p in textwrap.wrap(d.hex(), 14)),
    'handles': lambda d: ' '.join('@' + p for p in textwrap.wrap(url64(d), 12)),
    'hash tags': lambda d: ' '.join('#' + p for p in textwrap.wrap(
        base64.b32encode(d).decode().lower(), 9)),
    'playing cards': lambda d: ' '.join(
        '\u2660\u2665\u2666\u2663'[b & 3] + 'A23456789TJQK'[b % 13] for b in d),
    'notes of music': lambda d: ' '.join(
        'CDEFGAB'[b % 7] + '#b '[b % 3] + str(b % 8) for b in d),
    'json': lambda d: '{"w":24,"px":[' + ','.join(f'"{b:x}"' for b in d) + ']}',
    'dots by place': lambda d: '\n'.join(
        f'x{i % 24} y{i // 24} c{b}' for i, b in enumerate(d[:700])),
    'rows and columns': lambda d: ' '.join(
        f'row {a % 24} column {b % 24}' for a, b in pairs(d)),
    'colours': lambda d: ' '.join(
        ('black', 'white', 'grey', 'red', 'blue', 'green', 'pink', 'brown')
        [b >> 5] for b in d),
}
