"""pictures.py: neutral patterns (stripes, checks, rings, slopes, noise) as
files of many formats, made at run time and never kept. Where a format's codec
is not worth writing, the container is right and its payload is packed noise:
the gate looks at neither."""
import binascii
import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib


def pattern(kind, width, height, seed):
    """Grey values 0..255, row by row."""
    rng = random.Random(seed)
    step = 2 + seed % 6
    out = bytearray()
    for y in range(height):
        for x in range(width):
            if kind == 'stripes':
                value = 255 * (x // step % 2)
            elif kind == 'checks':
                value = 255 * ((x // step + y // step) % 2)
            elif kind == 'rings':
                value = (x - width // 2) ** 2 + (y - height // 2) ** 2
            elif kind == 'slope':
                value = 255 * (x + y) // (width + height)
            elif kind == 'waves':
                value = (x * step + y * y // 3) % 256
            else:
                value = rng.randrange(256)
            out.append(value % 256)
    return bytes(out)


KINDS = ('stripes', 'checks', 'rings', 'slope', 'waves', 'noise')


def chunk(name, data):
    return (struct.pack('>I', len(data)) + name + data +
            struct.pack('>I', zlib.crc32(name + data)))


def png(grey, width, height):
    rows = b''.join(b'\0' + grey[y * width:(y + 1) * width]
                    for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' +
            chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


def bmp(grey, width, height):
    row = (width * 3 + 3) & ~3
    body = b''.join(
        b''.join(bytes((g, g, g)) for g in grey[y * width:(y + 1) * width])
        .ljust(row, b'\0') for y in reversed(range(height)))
    return (b'BM' + struct.pack('<IHHI', 54 + len(body), 0, 0, 54) +
            struct.pack('<IiiHHIIiiII', 40, width, height, 1, 24, 0, len(body),
                        2835, 2835, 0, 0) + body)


def gif(grey, width, height):
    """Uncompressed GIF: a clear code before the table can grow."""
    bits, count, data = 0, 0, bytearray()

    def put(code):
        nonlocal bits, count
        bits |= code << count
        count += 9
        while count >= 8:
            data.append(bits & 255)
            bits >>= 8
            count -= 8
    for i, g in enumerate(grey):
        if i % 200 == 0:
            put(256)
        put(g)
    put(257)
    data.append(bits & 255)
    blocks = b''.join(bytes((len(data[i:i + 255]),)) + bytes(data[i:i + 255])
                      for i in range(0, len(data), 255))
    palette = b''.join(bytes((i, i, i)) for i in range(256))
    return (b'GIF89a' + struct.pack('<HHBBB', width, height, 0xF7, 0, 0) +
            palette + b',' + struct.pack('<HHHHB', 0, 0, width, height, 0) +
            b'\x08' + blocks + b'\0;')


def ppm(grey, width, height):
    return b'P6\n%d %d\n255\n' % (width, height) + b''.join(
        bytes((g, g, g)) for g in grey)


def pgm(grey, width, height):
    return b'P5\n%d %d\n255\n' % (width, height) + grey


def pbm(grey, width, height):
    bits = ''.join('1' if g > 127 else '0' for g in grey)
    rows = [bits[y * width:(y + 1) * width] for y in range(height)]
    return b'P4\n%d %d\n' % (width, height) + b''.join(
        int(r.ljust((width + 7) // 8 * 8, '0'), 2).to_bytes((width + 7) // 8, 'big')
        for r in rows)


def printable_pgm(grey, width, height):
    """Every byte a letter: no control character gives this one away."""
    return b'P5 %d %d 255 ' % (width, height) + bytes(
        97 + g * 25 // 255 for g in grey)


def tiff(grey, width, height):
    tags = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 1, 8),
            (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
            (277, 3, 1, 1), (278, 3, 1, height), (279, 4, 1, len(grey))]
    ifd = struct.pack('<H', len(tags)) + b''.join(
        struct.pack('<HHII', *t) for t in tags) + b'\0\0\0\0'
    return b'II*\0' + struct.pack('<I', 8 + len(grey)) + grey + ifd


def tga(grey, width, height):
    return struct.pack('<BBBHHBHHHHBB', 0, 0, 3, 0, 0, 0, 0, 0, width, height,
                       8, 0) + grey


def ico(grey, width, height):
    inner = png(grey, width, height)
    return struct.pack('<HHHBBBBHHII', 0, 1, 1, width % 256, height % 256, 0,
                       0, 1, 8, len(inner), 22) + inner


def packed(grey):
    return zlib.compress(grey, 9)[2:]


def jpeg(grey, width, height):
    body = packed(grey).replace(b'\xff', b'\xff\x00')
    return (b'\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0' +
            b'\xff\xdb\0\x43\0' + bytes(range(1, 65)) +
            b'\xff\xc0\0\x0b\x08' + struct.pack('>HH', height, width) +
            b'\x01\x01\x11\0' + b'\xff\xda\0\x08\x01\x01\0\0?\0' + body +
            b'\xff\xd9')


def riff(form, name, grey):
    body = packed(grey)
    body += b'\0' * (len(body) % 2)
    inner = form + name + struct.pack('<I', len(body)) + body
    return b'RIFF' + struct.pack('<I', len(inner)) + inner


def webp(grey, width, height):
    return riff(b'WEBP', b'VP8L', grey)


def avi(grey, width, height):
    return riff(b'AVI ', b'movi', grey)


def box(name, data):
    return struct.pack('>I', len(data) + 8) + name + data


def brand(name):
    def make(grey, width, height):
        return (box(b'ftyp', name + b'\0\0\0\0' + name + b'mif1') +
                box(b'meta', b'\0\0\0\0') + box(b'mdat', packed(grey)))
    return make


def signed(head):
    def make(grey, width, height):
        return head + packed(grey)
    return make


FORMATS = {
    'png': png, 'bmp': bmp, 'gif': gif, 'ppm': ppm, 'pgm': pgm, 'pbm': pbm,
    'pgm-letters': printable_pgm, 'tiff': tiff, 'tga': tga, 'ico': ico,
    'jpeg': jpeg, 'webp': webp, 'avi': avi, 'avif': brand(b'avif'),
    'heic': brand(b'heic'), 'mp4': brand(b'isom'), 'mov': brand(b'qt  '),
    '3gp': brand(b'3gp4'),
    'jp2': signed(b'\0\0\0\x0cjP  \r\n\x87\n'),
    'jxl': signed(b'\xff\x0a'), 'psd': signed(b'8BPS\0\x01'),
    'webm': signed(b'\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f'),
    'ogg': signed(b'OggS\0\x02'), 'flv': signed(b'FLV\x01\x05'),
    'mpeg': signed(b'\0\0\x01\xba'), 'asf': signed(b'0&\xb2u\x8ef\xcf\x11'),
    'mp3': signed(b'ID3\x03\0'), 'qoi': signed(b'qoif\0\0\0 '),
    'exr': signed(b'v/1\x01\x02'), 'dds': signed(b'DDS |\0\0\0'),
    'wmf': signed(b'\xd7\xcd\xc6\x9a'), 'emf': signed(b'\x01\0\0\0X\0\0\0'),
    'ole': signed(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
    'rar': signed(b'Rar!\x1a\x07\x01\0'), '7z': signed(b"7z\xbc\xaf'\x1c"),
    'xz': signed(b'\xfd7zXZ\0'), 'bz2': signed(b'BZh91AY&SY'),
    'noise': lambda grey, w, h: random.Random(len(grey)).randbytes(len(grey)),
}


def zipped(data, name, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method) as z:
        z.writestr(name, data)
    return out.getvalue()


def tarred(data, name, mode='w'):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as t:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def pdf(data):
    image = (b'1 0 obj <</Type/XObject/Subtype/Image/Width 32/Height 32'
             b'/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode'
             b'/Length %d>> stream\n' % len(data))
    return b'%PDF-1.4\n' + image + data + b'\nendstream endobj\n%%EOF\n'


def containers(data, name):
    yield 'zip', zipped(data, name)
    yield 'zip-stored', zipped(data, name, zipfile.ZIP_STORED)
    yield 'zip-zip', zipped(zipped(data, name), 'inner.zip')
    yield 'docx', zipped(data, 'word/media/1.bin')
    yield 'tar', tarred(data, name)
    yield 'tar.gz', tarred(data, name, 'w:gz')
    yield 'tar.bz2', tarred(data, name, 'w:bz2')
    yield 'gz', gzip.compress(data)
    yield 'zlib', zlib.compress(data)
    yield 'pdf', pdf(zlib.compress(data))
    yield 'ar', b'!<arch>\n' + name.encode().ljust(58) + b'`\n' + data
    yield 'xor', bytes(b ^ 0x5A for b in data)


def polyglots(data):
    """Files that begin or end as something harmless."""
    note = b'A parent rang at 8:40am and asked for a call back.\n'
    yield 'note-then', note + data
    yield 'then-note', data + note
    yield 'csv-then', b'upn,surname,forename\nA123456789012,Roe,Sam\n' + data
    yield 'xml-comment', b'<?xml version="1.0"?><pupils><!--' + data + b'--></pupils>'
    yield 'form-then', b'note=hello&x=' + data
    yield 'zip-behind', data + zipped(note, 'note.txt')
    yield 'pdf-around', pdf(data)
    yield 'utf8-bom', b'\xef\xbb\xbf' + data
    yield 'quoted', b'"' + data.replace(b'"', b'""') + b'"'


def files():
    """(family, name, bytes): what must never pass on any route."""
    for index, (name, make) in enumerate(sorted(FORMATS.items())):
        for n, kind in enumerate(KINDS):
            width, height = 24 + 8 * (n % 3), 24 + 4 * (index % 4)
            grey = pattern(kind, width, height, index + n)
            data = make(grey, width, height)
            yield 'format', f'{name}-{kind}', data
            if kind in ('noise', 'rings'):
                for what, held in containers(data, f'a.{name}'):
                    yield 'container', f'{what}-{name}-{kind}', held
            if kind == 'waves':
                for what, held in polyglots(data):
                    yield 'polyglot', f'{what}-{name}', held


def payloads():
    """Files whose codings as text must not pass: over the budget of a field,
    and short enough that length alone does not give them away."""
    for n, kind in enumerate(KINDS):
        for name in ('png', 'jpeg', 'gif', 'bmp', 'pgm', 'webp', 'tga'):
            width = height = 16 + 2 * n
            if kind in ('noise', 'waves', 'rings'):
                width = height = 26 + n
            data = FORMATS[name](pattern(kind, width, height, n), width, height)
            if 500 <= len(data) <= 3600:
                yield f'{name}-{kind}', data


def canary(seed):
    """A file with marks to look for afterwards: (bytes, marks)."""
    mark = binascii.hexlify(random.Random(seed).randbytes(12))
    grey = pattern('noise', 32, 32, seed)
    return png(grey, 32, 32) + b'CANARY' + mark + grey, [b'CANARY' + mark,
                                                        grey[:24], grey[-24:]]
