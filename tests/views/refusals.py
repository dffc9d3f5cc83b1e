"""refusals.py VIEWS.PY: what cannot be proved safe does not compile, and the
message names file and line. TAP."""
import pathlib
import subprocess
import sys
import tempfile

MODEL = """struct pupil
  name str
page p
  text str
  maybe str?
  shown bool
  count int
  next url
  at instant
  clause clause
  pupils list pupil
  first pupil
"""
GOOD = ('<p class="{{text}}">{{text}}{{maybe}}{{count}}{{at}}{{clause}}'
        '{{first.name}}</p><a href="{{next}}">x</a>'
        '<a href="/a/{{text}}">x</a>{{#pupils}}{{name}}{{/pupils}}')

# what is wrong: (view, what the message has to say)
VIEWS = {
    'an unknown field': ('<p>\n{{nmae}}</p>', 'p.html:2: no field nmae'),
    'a field of a struct that has it not': (
        '{{first.age}}', 'p.html:1: pupil has no field age'),
    'a field of what has none': ('{{text.x}}', 'x has no fields'),
    'a list as a value': ('{{pupils}}', 'pupils is a list, not a value'),
    'a struct as a value': ('{{first}}', 'first is a struct, not a value'),
    'a bool as a value': ('{{shown}}', 'shown is a bool: use a section'),
    'a list field outside its section': ('{{name}}', 'no field name'),
    'a field in a tag': ('<p {{text}}>', 'text stands in a tag'),
    'a field as a tag': ('<{{text}}>', 'text stands in a tag'),
    'an attribute without quotes': ('<p class={{text}}>',
                                    'text stands in a tag'),
    'an attribute in single quotes': ("<p class='{{text}}'>",
                                      'text stands in a tag'),
    'a field in a comment': ('<!-- {{text}} -->', 'text stands in a comment'),
    'a field in a script': ('<script>{{text}}</script>',
                            'text stands in a raw'),
    'a field in a SCRIPT': ('<SCRIPT>{{text}}</SCRIPT>',
                            'text stands in a raw'),
    'a field in a style': ('<style>{{text}}</style>', 'text stands in a raw'),
    'a field in a style attribute': ('<p style="{{text}}">',
                                     'text in attribute style'),
    'a field in an on... attribute': ('<p onclick="{{text}}">',
                                      'text in attribute onclick'),
    'a field in ONCLICK': ('<p ONCLICK="{{text}}">',
                           'text in attribute onclick'),
    'a field in srcdoc': ('<iframe srcdoc="{{text}}">',
                          'text in attribute srcdoc'),
    'a value of no attribute': ('<p "{{text}}">', 'text in attribute ?'),
    'an address that is a text': ('<a href="{{text}}">',
                                  'an address begins with text'),
    'an address that is a number': ('<a href="{{count}}">',
                                    'an address begins with count'),
    'a form that goes to a text': ('<form action="{{text}}">',
                                   'an address begins with text'),
    'a button that goes to a text': ('<button formaction="{{text}}">',
                                     'an address begins with text'),
    'a time in an address': ('<a href="/a/{{at}}">', 'at in an address'),
    'a time in an attribute': ('<p title="{{at}}">',
                               'at writes elements, not a value'),
    'a clause in an attribute': ('<p title="{{clause}}">',
                                 'clause writes elements, not a value'),
    'an address in a place we do not write': (
        '<img srcset="{{text}}">', 'text in attribute srcset'),
    'a link of another name space': ('<use xlink:href="{{text}}"/>',
                                     'text in attribute xlink:href'),
    'a page that sends on': (
        '<meta http-equiv="refresh" content="{{text}}">',
        'text in attribute content'),
    'a section of nothing': ('{{#nobody}}x{{/nobody}}', 'no field nobody'),
    'a section without end': ('{{#shown}}x', 'section shown has no end'),
    'a section that ends another': ('{{#shown}}x{{/text}}',
                                    'p.html:1: {{/text}} ends shown'),
    'an end without a section': ('x{{/shown}}', '{{/shown}} ends None'),
    'a section that opens a tag': ('{{#shown}}<p {{/shown}}>',
                                   'ends in another place than it begins'),
    'a section that closes a value': (
        '<p class="{{#shown}}x"{{/shown}}>',
        'ends in another place than it begins'),
    'a section that may begin an address': (
        '<a href="{{#shown}}/x{{/shown}}{{text}}">',
        'ends in another place than it begins'),
    'a part that is not there': ('{{>lost}}', 'p.html:1: no part _lost.html'),
    'a page that ends in a tag': ('<p', 'p.html: ends inside a tag'),
    'a page that ends in a value': ('<p class="', 'ends inside a value'),
    'a page that ends in a comment': ('<!-- ', 'ends inside a comment'),
    'a page that ends in a script': ('<script>', 'ends inside a raw'),
}
MODELS = {
    'a word that is no heading': ('view p\n', 'model:1: struct NAME or page'),
    'a heading of three words': ('page p q\n', 'model:1: struct NAME or page'),
    'a name that stands twice': ('page p\npage p\n', 'model:2: p stands twice'),
    'a struct that is not above': ('page p\n  x pupil\n',
                                   'model:2: no struct pupil above'),
    'a list of what is not above': ('page p\n  x list pupil\n',
                                    'model:2: no struct pupil above'),
    'a field without a type': ('page p\n  x\n', 'model:2: FIELD TYPE'),
    'a list of nothing': ('page p\n  x list\n', 'model:2: FIELD TYPE'),
    'a field that stands twice': ('page p\n  x str\n  x int\n',
                                  'model:3: x stands twice'),
    'a field of nothing': ('  x str\n', 'model:1: a field of no struct'),
}


def compiled(compiler, view, model=MODEL, **parts):
    """What the compiler says; '' when it compiles."""
    with tempfile.TemporaryDirectory(prefix='lanyard-views-') as name:
        folder = pathlib.Path(name)
        (folder / 'model').write_text(model)
        (folder / 'p.html').write_text(view)
        for part, text in parts.items():
            (folder / f'_{part}.html').write_text(text)
        done = subprocess.run(
            [sys.executable, compiler, folder / 'h', folder / 'c',
             folder / 'model'], capture_output=True, text=True)
        written = (folder / 'c').exists()
    if done.returncode == 0:
        return '' if written else 'nothing was written'
    return 'it was written all the same' if written else done.stderr.strip()


def main():
    compiler = sys.argv[1]
    checks = [('the good view compiles', compiled(compiler, GOOD), '')]
    checks += [(name, compiled(compiler, view), part)
               for name, (view, part) in VIEWS.items()]
    checks += [(name, compiled(compiler, '', model), part)
               for name, (model, part) in MODELS.items()]
    checks += [('a part within itself',
                compiled(compiler, '{{>a}}', a='{{>a}}'),
                'parts within parts without end'),
               ('a wrong field of a part names the part',
                compiled(compiler, '{{>a}}', a='\n{{nmae}}'), '_a.html:2:')]
    bad = 0
    print(f'1..{len(checks)}')
    for number, (name, said, part) in enumerate(checks, 1):
        good = said == '' if part == '' else \
            said.startswith('views: ') and part in said
        bad += not good
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            print(f'# said: {said[-500:]}\n# not: {part}')
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
