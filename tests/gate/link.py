"""link.py LANYARD...: imagery has no way in (I8), seen from outside: what
the program links, what it calls, which words it holds, and which routes take a
body."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tidy'))
import house

DECODERS = re.compile(
    r'lib(png|jpeg|turbojpeg|webp|gif|ungif|tiff|cairo|gd|Magick\w*|vips|heif|'
    r'avif|aom|dav1d|de265|openjp2|jxl|jbig\w*|rsvg\w*|freeimage|Imlib\w*|'
    r'gdk_pixbuf\w*|pixman\w*|avcodec|avformat|avutil|swscale|gstreamer\w*|'
    r'exif|raw|lcms\w*|SDL\w*|poppler\w*|mupdf|pdfium|magic|archive|zip|'
    r'minizip|lzma|bz2|brotlidec)[-.\d]*\.so')
CALLS = re.compile(r'MHD_(create|destroy)_post_processor|MHD_post_process|'
                   r'png_|jpeg_|tiff_|WebP|DGif|stbi_|inflate|uncompress|BZ2_|lzma_')
WORDS = (b'multipart/', b'multipart', b'type="file"', b"type='file'",
         b'type=file', b'enctype', b'filename=', b'image/png;base64',
         b'FileUpload', b'file-upload')


def out(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


def needed(program):
    """The libraries the program itself asks for, not what those ask for."""
    return re.findall(r'\(NEEDED\).*\[(.+)\]', out('readelf', '-d', program))


def ours(data):
    """Without the header of a document that is sent."""
    return data.replace(b'attachment; filename=', b'')


def check(tap, program):
    libraries = needed(program)
    tap.check([l for l in libraries if DECODERS.match(l)] +
              ([] if any('microhttpd' in l for l in libraries) else ['no server in it']),
              f'{len(libraries)} libraries, no decoder of images or archives')
    symbols = [line.split()[-1] for line in
               out('nm', '-D', '--undefined-only', program).split('\n') if line]
    tap.check([s for s in symbols if CALLS.search(s)] +
              ([] if any(s.startswith('MHD_start_daemon') for s in symbols)
               else ['no server in it']),
              f'{len(symbols)} calls to libraries, none parses multipart or unpacks')
    data = ours(pathlib.Path(program).read_bytes())
    tap.check([w.decode() for w in WORDS if w in data] +
              ([] if b'application/x-www-form-urlencoded' in data else
               ['no form parser in it']),
              f'{len(data)} bytes of program without a word for file inputs')


def main():
    tap = house.Tap()
    for program in dict.fromkeys(sys.argv[1:]):
        if pathlib.Path(program).exists():
            check(tap, program)
    views = [n for n in house.tracked() if n.startswith('src/web/views/')]
    tap.check([n for n in views if re.search(
        r'type\s*=\s*["\']?file|enctype|<img|<picture|<video|<object|<embed|<iframe|url\(',
        house.read(n))], f'{len(views)} views without a file input or a picture')
    rows = [l for l in house.read('src/web/routes.def').split('\n') if l.startswith('R(')]
    tap.check([r for r in rows if not re.match(r'R\((GET|POST), "/', r)] +
              [r for r in rows if re.search(r'upload|file|image|photo|picture|avatar|media', r)],
              f'{len(rows)} routes: GET, or POST of a form')
    scripts = [n for n in house.tracked() if n.startswith('src/web/assets/')]
    tap.check([n for n in scripts if re.search(
        r'FileUpload|file-upload|FormData\b.*file|initAll|FileReader|DataTransfer|ondrop|"drop"',
        house.read(n))], f'{len(scripts)} assets use no component for files')
    guard = house.read('src/web/guard.c')
    tap.check([] if guard.count('"application/') == 1 and
              '"application/x-www-form-urlencoded"' in guard else
              ['the guard knows another type'], 'the guard knows one type of body')
    tap.end()


main()
