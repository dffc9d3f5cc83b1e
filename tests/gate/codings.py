"""codings.py: bytes written as text, in the ways people and programs do it,
and in some that nobody does. Each takes bytes and gives text."""
import base64
import binascii
import html
import random
import sys
import textwrap
import urllib.parse
import zlib

if hasattr(sys, 'set_int_max_str_digits'):
    sys.set_int_max_str_digits(0)

ALPHA58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
ALPHA91 = ('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
           '!#$%&()*+,./:;<=>?@[]^_`{|}~"')
NATO = ('alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo '
        'lima mike november oscar papa').split()
DIGIT_WORDS = 'zero one two three four five six seven eight nine'.split()


def groups(text, size, by=' ', columns=0):
    parts = [text[i:i + size] for i in range(0, len(text), size)]
    if not columns:
        return by.join(parts)
    return '\n'.join(by.join(parts[i:i + columns])
                     for i in range(0, len(parts), columns))


def digits_in(data, base):
    """Fixed-size groups of digits of that base for every 4 bytes."""
    out = []
    for i in range(0, len(data), 4):
        value = int.from_bytes(data[i:i + 4].ljust(4, b'\0'), 'big')
        word = []
        while len(word) == 0 or value:
            word.append(value % base)
            value //= base
        out.extend(reversed(word))
    return out


def bits(data, size):
    """Numbers of that many bits."""
    text = ''.join(f'{b:08b}' for b in data)
    text = text.ljust(-(-len(text) // size) * size, '0')
    return [int(text[i:i + size], 2) for i in range(0, len(text), size)]


def b64(d):
    return base64.b64encode(d).decode()


def uu(d):
    lines = [binascii.b2a_uu(d[i:i + 45]).decode().rstrip('\n')
             for i in range(0, len(d), 45)]
    return 'begin 644 a.bin\n' + '\n'.join(lines) + '\n`\nend'


def xx(d):
    table = '+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    text = ''.join(table[n] for n in bits(d, 6))
    return '\n'.join('h' + line for line in textwrap.wrap(text, 60))


def binhex(d):
    table = '!"#$%&\'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr'
    return groups(''.join(table[n] for n in bits(d, 6)), 64, '\n')


def yenc(d):
    out = []
    for b in d:
        c = (b + 42) % 256
        out.append(chr(c) if c not in (0, 10, 13, 61) else '=' + chr(c + 64))
    return '=ybegin line=128 size=1 name=a\n' + groups(''.join(out), 128, '\n')


def hexdump(d):
    lines = []
    for i in range(0, len(d), 16):
        row = d[i:i + 16]
        seen = ''.join(chr(b) if 32 < b < 127 else '.' for b in row)
        lines.append(f'{i:08x}  {row.hex(" ")}  |{seen}|')
    return '\n'.join(lines)


def chars(base, count):
    size = count.bit_length() - 1

    def make(d):
        return ''.join(chr(base + n) for n in bits(d, size))
    return make


def listed(alphabet, by=''):
    size = len(alphabet).bit_length() - 1

    def make(d):
        return by.join(alphabet[n] for n in bits(d, size))
    return make


def syllables():
    return [a + b + c for a in 'bdfgklmnprstvz' for b in 'aeiou'
            for c in ('', 'n', 'r', 's')][:256]


def base91(d):
    out, value, count = [], 0, 0
    for b in d:
        value |= b << count
        count += 8
        if count > 13:
            v = value & 8191
            if v > 88:
                value >>= 13
                count -= 13
            else:
                v = value & 16383
                value >>= 14
                count -= 14
            out.append(ALPHA91[v % 91] + ALPHA91[v // 91])
    return ''.join(out)


def base122(d):
    return ''.join(chr(n) if n not in (0, 10, 13, 34, 38, 92)
                   else chr(0x80 + n) for n in bits(d, 7))


def art(shades, width):
    def make(d):
        text = ''.join(shades[b * len(shades) // 256] for b in d)
        return groups(text, width, '\n')
    return make


def svg(d):
    dots = ''.join(f'<rect x="{i % 24}" y="{i // 24}" width="1" height="1" '
                   f'fill="#{b:02x}{b:02x}{b:02x}"/>' for i, b in enumerate(d[:150]))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{dots}</svg>'


def svg_path(d):
    points = ' '.join(f'L{a} {b}' for a, b in zip(d[::2], d[1::2]))
    return f'Here it is: <path d="M0 0 {points[:8000]}"/>'


def xpm(d):
    rows = ['"' + ''.join('.+@#'[b >> 6] for b in d[i:i + 24]) + '"'
            for i in range(0, len(d), 24)]
    return '/* XPM */\nstatic char *a[] = {\n' + ',\n'.join(rows) + '};'


def xbm(d):
    return ('#define a_width 24\n#define a_height 24\nstatic char a_bits[] = {\n'
            + groups(', '.join(f'0x{b:02x}' for b in d), 72, '\n') + '};')


def pnm(d, kind):
    if kind == 'P1':
        return 'P1\n24 24\n' + groups(' '.join(str(b >> 7) for b in d), 70, '\n')
    return kind + '\n24 24\n255\n' + groups(' '.join(str(b) for b in d), 68, '\n')


def css_shadow(d):
    return 'box-shadow: ' + ', '.join(
        f'{i % 24}px {i // 24}px #{b:02x}{b:02x}{b:02x}'
        for i, b in enumerate(d[:400]))


EMOJI = [chr(0x1F300 + i) for i in range(256)]
HANDS = ['\u270a', '\u270b', '\u270c', '\u261d']

CODINGS = {
    'base64': b64,
    'base64-76': lambda d: groups(b64(d), 76, '\n'),
    'base64-64': lambda d: groups(b64(d), 64, '\n'),
    'base64-40-blank': lambda d: groups(b64(d), 40),
    'base64-20': lambda d: groups(b64(d), 20),
    'base64-10': lambda d: groups(b64(d), 10),
    'base64-8': lambda d: groups(b64(d), 8),
    'base64-5': lambda d: groups(b64(d), 5),
    'base64-4': lambda d: groups(b64(d), 4),
    'base64-3': lambda d: groups(b64(d), 3),
    'base64-2': lambda d: groups(b64(d), 2),
    'base64-1': lambda d: groups(b64(d), 1),
    'base64-commas': lambda d: groups(b64(d), 12, ', '),
    'base64-dots': lambda d: groups(b64(d), 6, '.', 0),
    'base64-slashes': lambda d: 'www.example.org/' + groups(b64(d), 30, ' www.example.org/'),
    'base64-dashes': lambda d: groups(b64(d), 8, '-'),
    'base64-lower': lambda d: b64(d).lower(),
    'base64-lower-6': lambda d: groups(b64(d).lower(), 6),
    'base64-mirrored': lambda d: groups(b64(d)[::-1], 50, '\n'),
    'base64-zlib': lambda d: groups(b64(zlib.compress(d)), 70, '\n'),
    'base64-quoted': lambda d: '> ' + groups(b64(d), 60, '\n> '),
    'base64-numbered': lambda d: '\n'.join(
        f'{i + 1}. {line}' for i, line in enumerate(textwrap.wrap(b64(d), 40))),
    'base64-wide': lambda d: groups(''.join(
        chr(ord(c) + 0xFEE0) for c in b64(d)), 30),
    'base64-bold': lambda d: groups(''.join(
        chr(0x1D400 + ord(c) - 65) if 'A' <= c <= 'Z' else c for c in b64(d)), 30),
    'base64-mime': lambda d: ('Content-Type: application/octet-stream\n'
        'Content-Transfer-Encoding: base64\n\n' + groups(b64(d), 76, '\n')),
    'base64-pem': lambda d: ('-----BEGIN DATA-----\n' + groups(b64(d), 64, '\n')
                             + '\n-----END DATA-----'),
    'base64url': lambda d: base64.urlsafe_b64encode(d).decode(),
    'base64url-50': lambda d: groups(base64.urlsafe_b64encode(d).decode(), 50, '\n'),
    'base64-joiners': lambda d: groups(b64(d), 6, '\u200d'),
    'base64-hyphens': lambda d: groups(b64(d), 6, '\u00ad'),
    'hex': lambda d: d.hex(),
    'hex-upper': lambda d: d.hex().upper(),
    'hex-pairs': lambda d: d.hex(' '),
    'hex-colons': lambda d: d.hex(':'),
    'hex-words': lambda d: groups(d.hex(), 4, ' ', 8),
    'hex-eights': lambda d: groups(d.hex(), 8, ' ', 4),
    'hex-40': lambda d: groups(d.hex(), 40, '\n'),
    'hex-0x': lambda d: ', '.join(f'0x{b:02X}' for b in d),
    'hex-x': lambda d: ''.join(f'\\x{b:02x}' for b in d),
    'hexdump': hexdump,
    'hex-uuids': lambda d: '\n'.join(
        f'{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}'
        for h in textwrap.wrap(d.hex(), 32)),
    'hex-letters': lambda d: groups(''.join('abcdefghijklmnop'[int(c, 16)]
                                            for c in d.hex()), 7),
    'srec': lambda d: '\n'.join('S1' + d[i:i + 16].hex().upper()
                                for i in range(0, len(d), 16)),
    'intel-hex': lambda d: '\n'.join(f':10{i:04X}00{d[i:i + 16].hex().upper()}'
                                     for i in range(0, len(d), 16)),
    'octal': lambda d: ' '.join(f'{b:03o}' for b in d),
    'octal-escapes': lambda d: ''.join(f'\\{b:03o}' for b in d),
    'decimal': lambda d: ' '.join(map(str, d)),
    'decimal-commas': lambda d: ', '.join(map(str, d)),
    'decimal-json': lambda d: '[' + ','.join(map(str, d)) + ']',
    'decimal-lines': lambda d: '\n'.join(map(str, d)),
    'decimal-long': lambda d: groups(str(int.from_bytes(d, 'big')), 11, ' '),
    'decimal-phones': lambda d: '\n'.join(
        'Tel ' + p for p in textwrap.wrap(str(int.from_bytes(d, 'big')), 11)),
    'decimal-big': lambda d: str(int.from_bytes(d, 'big')),
    'decimal-arabic': lambda d: ' '.join(map(str, d)).translate(
        {48 + i: 0x660 + i for i in range(10)}),
    'binary': lambda d: ' '.join(f'{b:08b}' for b in d),
    'binary-lines': lambda d: groups(''.join(f'{b:08b}' for b in d), 64, '\n'),
    'binary-words': lambda d: ' '.join('yes' if c == '1' else 'no'
                                       for b in d[:300] for c in f'{b:08b}'),
    'binary-case': lambda d: groups(''.join('A' if c == '1' else 'a'
                                    for b in d for c in f'{b:08b}'), 60, '\n'),
    'digit-words': lambda d: ' '.join(DIGIT_WORDS[int(c)] for c in
                                      str(int.from_bytes(d, 'big')))[:9900],
    'nato': lambda d: ' '.join(NATO[int(c, 16)] for c in d.hex())[:9900],
    'syllables': listed(syllables(), ' '),
    'syllable-words': lambda d: groups(listed(syllables())(d), 9),
    'uuencode': uu,
    'uuencode-bare': lambda d: '\n'.join(uu(d).split('\n')[1:-2]),
    'xxencode': xx, 'binhex': binhex, 'yenc': yenc,
    'ascii85': lambda d: base64.a85encode(d).decode(),
    'ascii85-72': lambda d: base64.a85encode(d, wrapcol=72).decode(),
    'ascii85-adobe': lambda d: base64.a85encode(d, adobe=True, wrapcol=70).decode(),
    'base85': lambda d: base64.b85encode(d).decode(),
    'base85-60': lambda d: groups(base64.b85encode(d).decode(), 60, '\n'),
    'base85-15': lambda d: groups(base64.b85encode(d).decode(), 15),
    'base32': lambda d: base64.b32encode(d).decode(),
    'base32-60': lambda d: groups(base64.b32encode(d).decode(), 60, '\n'),
    'base32-8': lambda d: groups(base64.b32encode(d).decode(), 8),
    'base32-4': lambda d: groups(base64.b32encode(d).decode(), 4),
    'base32-lower': lambda d: groups(base64.b32encode(d).decode().lower(), 8),
    'base32-letters': lambda d: groups(''.join(
        'abcdefghijklmnopqrstuvwxyzABCDEF'[n] for n in bits(d, 5)), 6),
    'base26': lambda d: groups(''.join(chr(97 + n) for n in digits_in(d, 26)), 7),
    'base26-caps': lambda d: groups(''.join(chr(65 + n) for n in digits_in(d, 26)), 9),
    'base36': lambda d: groups(''.join('0123456789abcdefghijklmnopqrstuvwxyz'[n]
                                       for n in digits_in(d, 36)), 7),
    'base52': lambda d: groups(''.join((ALPHA58[9:])[n % 49]
                                       for n in digits_in(d, 49)), 8),
    'base45': lambda d: groups(''.join(
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'[n]
        for n in digits_in(d, 45)), 60, '\n'),
    'base58': lambda d: groups(''.join(ALPHA58[n] for n in digits_in(d, 58)), 51),
    'base58-all': lambda d: ''.join(ALPHA58[n] for n in digits_in(d, 58)),
    'base62-6': lambda d: groups(''.join(ALPHA91[n] for n in digits_in(d, 62)), 6),
    'base91': base91,
    'base91-70': lambda d: groups(base91(d), 70, '\n'),
    'base91-12': lambda d: groups(base91(d), 12),
    'base122': base122,
    'percent': lambda d: urllib.parse.quote(d, safe=''),
    'percent-all': lambda d: ''.join(f'%{b:02X}' for b in d),
    'quoted-printable': lambda d: binascii.b2a_qp(d).decode('latin-1'),
    'html-decimal': lambda d: ''.join(f'&#{b};' for b in d),
    'html-hex': lambda d: ' '.join(f'&#x{b:x};' for b in d),
    'html-text': lambda d: html.escape(d.decode('latin-1')),
    'json': lambda d: '"' + ''.join(f'\\u{b:04x}' for b in d) + '"',
    'python': lambda d: repr(d),
    'latin-1': lambda d: d.decode('latin-1'),
    'cp437': lambda d: d.decode('cp437'),
    'utf-16-pairs': lambda d: d.decode('utf-16-le', 'replace'),
    'emoji': listed(EMOJI), 'emoji-blanks': listed(EMOJI, ' '),
    'emoji-hands': lambda d: listed(HANDS)(d[:900]),
    'emoji-words': lambda d: ' '.join('smile ' + e for e in listed(EMOJI)(d)),
    'braille': chars(0x2800, 256),
    'braille-rows': lambda d: groups(chars(0x2800, 256)(d), 30, '\n'),
    'braille-blanks': lambda d: ' '.join(chars(0x2800, 256)(d)),
    'blocks': art(' \u2591\u2592\u2593\u2588', 32),
    'blocks-half': art('\u2580\u2584\u2588\u258c', 24),
    'boxes': chars(0x2500, 128),
    'squares': art('\u25a0\u25a1', 24),
    'squares-emoji': art('\u2b1b\u2b1c', 24),
    'circles': listed(['\u26aa', '\u26ab', '\U0001f534', '\U0001f535']),
    'han-byte': chars(0x4E00, 256), 'han-2048': chars(0x5000, 2048),
    'han-16384': chars(0x4E00, 16384), 'han-rare': chars(0x3400, 4096),
    'han-plane-2': chars(0x20000, 32768),
    'hangul': chars(0xAC00, 8192), 'hangul-blanks': lambda d: groups(
        chars(0xAC00, 8192)(d), 3),
    'hangul-byte': chars(0xAC00, 256), 'kana': chars(0x3041, 64),
    'katakana': lambda d: groups(chars(0x30A1, 64)(d), 5),
    'yi': chars(0xA000, 1024), 'ethiopic': lambda d: groups(
        chars(0x1200, 64)(d), 5),
    'cyrillic': lambda d: groups(chars(0x430, 32)(d), 7),
    'cyrillic-case': lambda d: groups(chars(0x410, 64)(d), 8),
    'greek': lambda d: groups(chars(0x3B1, 16)(d), 8),
    'arabic': lambda d: groups(chars(0x62A, 16)(d), 6),
    'hebrew': lambda d: groups(chars(0x5D0, 16)(d), 5),
    'devanagari': lambda d: groups(chars(0x915, 32)(d), 5),
    'thai': chars(0xE01, 32),
    'georgian': lambda d: groups(chars(0x10D0, 32)(d), 6),
    'cherokee': lambda d: groups(chars(0x13A0, 64)(d), 6),
    'canadian': lambda d: groups(chars(0x1401, 512)(d), 6),
    'latin-extended': lambda d: groups(chars(0x100, 128)(d), 8),
    'mixed-scripts': lambda d: groups(listed(
        [chr(c) for c in (*range(0x61, 0x7B), *range(0x3B1, 0x3C9),
                          *range(0x430, 0x450), *range(0x531, 0x557),
                          *range(0x10D0, 0x10EA))][:128])(d), 8),
    'phonetic': lambda d: groups(chars(0x250, 64)(d), 7),
    'mathematical': lambda d: groups(chars(0x1D400, 64)(d), 8),
    'enclosed': lambda d: groups(chars(0x2460, 64)(d), 20),
    'combining': lambda d: ''.join('a' + chr(0x300 + n) for n in bits(d, 6)),
    'selectors': lambda d: 'Hello' + ''.join(
        chr(0xE0100 + b) if b < 240 else chr(0xFE00 + b - 240) for b in d),
    'tags': lambda d: 'Hello' + ''.join(chr(0xE0020 + n) for n in bits(d, 6)),
    'zero-width': lambda d: 'Hello' + ''.join(
        '\u200b\u200c\u200d\u2060'[n] for n in bits(d, 2)),
    'zero-width-spread': lambda d: ''.join(
        'word' + '\u200b\u200c\u200d\u2060'[n] + ' ' for n in bits(d[:400], 2)),
    'private': chars(0xE000, 256),
    'data-uri': lambda d: 'data:image/png;base64,' + b64(d),
    'data-uri-wrapped': lambda d: 'See data:image/png;base64,' + groups(b64(d), 60, '\n'),
    'data-uri-percent': lambda d: 'data:,' + urllib.parse.quote(d),
    'css': lambda d: 'a{background:url(data:image/gif;base64,' + b64(d) + ')}',
    'img': lambda d: '<img src="data:image/png;base64,' + b64(d) + '">',
    'markdown': lambda d: '![](data:image/png;base64,' + groups(b64(d), 80, '\n') + ')',
    'link-query': lambda d: 'https://example.org/?i=' + base64.urlsafe_b64encode(d).decode(),
    'links': lambda d: '\n'.join('https://example.org/' + p for p in
        textwrap.wrap(base64.urlsafe_b64encode(d).decode(), 60)),
    'links-hex': lambda d: ' '.join('https://e.org/' + p
                                    for p in textwrap.wrap(d.hex(), 100)),
    'addresses': lambda d: ', '.join(p + '@example.org' for p in
        textwrap.wrap(base64.b32encode(d).decode().lower().strip('='), 20)),
    'file-names': lambda d: '\n'.join(p + '.txt' for p in
        textwrap.wrap(base64.urlsafe_b64encode(d).decode(), 24)),
    'key-values': lambda d: '\n'.join(f'field{i}: {p}' for i, p in enumerate(
        textwrap.wrap(b64(d), 30))),
    'csv': lambda d: '\n'.join(','.join(map(str, d[i:i + 12]))
                               for i in range(0, len(d), 12)),
    'table-colours': lambda d: ' '.join(f'#{d[i:i + 3].hex()}'
                                        for i in range(0, len(d), 3)),
    'rgb': lambda d: ' '.join(f'rgb({d[i]},{d[i]},{d[i]})' for i in range(0, min(len(d), 500))),
    'floats': lambda d: ' '.join(f'{b / 255:.3f}' for b in d),
    'times': lambda d: ' '.join(f'{b // 60:02d}:{b % 60:02d}' for b in d),
    'svg': svg, 'svg-path': svg_path, 'xpm': xpm, 'xbm': xbm, 'css-shadow': css_shadow,
    'pbm': lambda d: pnm(d, 'P1'), 'pgm': lambda d: pnm(d, 'P2'),
    'ppm': lambda d: pnm(d, 'P3'),
    'art': art(' .:-=+*#%@', 32), 'art-letters': art('MNHQCOi. ', 32),
    'art-two': art('#.', 32), 'art-words': art('MW', 24), 'art-x': art('xo', 40),
    'art-digits': art('0123456789', 32),
    'tabs': lambda d: '\n'.join('\t'.join(map(str, d[i:i + 10]))
                                for i in range(0, len(d), 10)),
    'rle': lambda d: ' '.join(f'{b % 40}w{b // 7}b' for b in d),
    'roman': lambda d: ' '.join('MDCLXVI'[b % 7] * (1 + b // 7 % 3)
                                + 'IVX'[b // 21 % 3] for b in d),
    'morse': lambda d: ' '.join(f'{b:08b}'.replace('0', '.').replace('1', '-') for b in d),
    'brainf': lambda d: ''.join('><+-.,[]'[n] for n in bits(d, 3)),
    'script': lambda d: 'var a=[' + ','.join(map(str, d)) + '];draw(a);',
    'sums': lambda d: ' + '.join(map(str, d)),
    'coordinates': lambda d: ' '.join(f'({a},{b})' for a, b in zip(d[::2], d[1::2])),
}


def mixed(text, prose, seed):
    """The coding in the middle of honest sentences, cut into a few pieces."""
    rng = random.Random(seed)
    pieces = textwrap.wrap(text, max(60, len(text) // 6 + 1),
                           break_on_hyphens=False) or [text]
    out = []
    for piece in pieces:
        out.append(rng.choice(prose))
        out.append(piece)
    return '\n'.join(out)
