"""notify.py LANYARD: notices by e-mail, from a report in a browser to the
bytes that a real mail server is given. Prints TAP."""
import atexit
import base64
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'crash'))
import kill
from mail_server import MailServer, certificate

LANYARD = sys.argv[1]
CANARY = 'Zebedee Quillfeather'
LEAD = 'lead.of.school@mail.example'
SITE = 'https://lanyard.school.example/'
done, failed = 0, 0


def check(good, what, seen=''):
    global done, failed
    done += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {done} - {what}', flush=True)
    if not good:
        print(f'# {seen!r}', flush=True)


def wait_for(look, seconds=600):
    """What look gives, once it gives something; no test of speed."""
    for _ in range(seconds * 5):
        found = look()
        if found:
            return found
        time.sleep(0.2)
    return look()


class Server(kill.Server):
    def __init__(self, data, *options):
        super().__init__(LANYARD, ('--data', data))
        self.options = options

    def start(self):
        self.process = subprocess.Popen(
            [LANYARD, 'serve', *self.place, '--port', '0', '--quiet',
             '--request-seconds', '600', *self.options], stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)
        for line in self.process.stdout:
            found = re.search(r'http://127\.0\.0\.1:(\d+)', line)
            if found:
                self.port = int(found[1])
                return self
        raise RuntimeError('the server did not start')

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def person(server, role):
    who = next(i for (_, r), i in kill.people(server).items() if r == role)
    out = kill.Person(server)
    out.sign_in(who)
    return out


def report(server):
    staff = person(server, 'Staff')
    fields = {'safe': 'yes', 'told': f'{CANARY} spoke to me.', 'about': CANARY}
    fields.update(staff.form('/report/new'))
    status, location, _ = staff.send('POST', '/report/new', fields)
    assert status == 303, status
    return re.search(r'/report/([A-Z0-9-]{7})', location)[1]


def lead_add(server):
    """One more DSL at every school, with an address that mail can go to."""
    admin = person(server, 'Administrator')
    _, _, page = admin.send('GET', '/admin/people')
    csrf = re.search(r'name="csrf" value="([^"]*)"', page)[1]
    schools = re.findall(r'<option value="([0-9a-f]{32})"', page)
    for number, school in enumerate(schools):
        status, _, text = admin.send('POST', '/admin/people', {
            'csrf': csrf, 'name': f'Lead {number}', 'role': 'dsl',
            'sign-in': LEAD if number == 0 else f'lead{number}@mail.example',
            'school': school})
        assert status == 200 and 'Setup code for' in text, status
    return schools


def notices_page(server):
    return person(server, 'Administrator').send('GET', '/admin/notices')[2]


def summary(server, key):
    return int(re.search(rf'{key}</dt>\D*(\d+)', notices_page(server))[1])


def fault_shown(server, words):
    """Among what went wrong, of mails given up or to be tried again."""
    return wait_for(lambda: re.search(f'{words}</dt>',
                                      notices_page(server)))


def about(mails, reference):
    return [m for m in mails if reference.encode() in m[3]]


def first_mail(server, mail):
    reference = report(server)
    wait_for(lambda: len(about(mail.mails, reference)) > 1)
    found = about(mail.mails, reference)
    check(len(found) > 1 and len({m[2] for m in found}) == len(found),
          'a report reaches the mail server once for each DSL', mail.mails)
    found = [m for m in found if LEAD in m[2]] or found
    secure, sender, to, body = found[0]
    check(secure and 'lanyard@mail.example' in sender and '@mail.example' in to,
          'within TLS, from the address that was set', (secure, sender, to))
    text = body.split(b'\r\n\r\n', 1)[1]
    want = ('Something is waiting for you in Lanyard. Reference '
            f'{reference}.\r\n\r\n{SITE}\r\n.\r\n')
    check(text == want.encode(), 'it says that something waits, where, and no more', body)
    return reference


def no_name_anywhere(mail, page):
    everything = mail.plain + b''.join(
        m[1].encode() + m[2].encode() + m[3] for m in mail.mails)
    words = [w.encode() for w in CANARY.split()] + [
        b'Brookmead', b'Fellgate', b'Academy', b'safeguarding', b'concern']
    check(not [w for w in words if w.lower() in everything.lower()],
          f'{len(everything)} bytes to the mail server without a name', everything)
    check(CANARY.split()[0] not in page and '@' not in page.split('<main')[1],
          'nor is one on the page about e-mail')


def bounced(server, mail):
    """Given up for good, mended, and sent by the administrator's button."""
    # A report is told to several: each has to have come back.
    check(wait_for(lambda: summary(server, 'Waiting') == 0), 'none waits any more')
    tried = mail.tries
    time.sleep(2.5) # two of the waits before a mail is tried again
    check(mail.tries == tried, 'what was given up is not tried again by itself', mail.tries - tried)
    mail.reply_to_rcpt = '250 ok'
    before = len(mail.mails)
    admin = person(server, 'Administrator')
    csrf = re.search(r'name="csrf" value="([^"]*)"', admin.send('GET', '/admin/notices')[2])[1]
    status, _, _ = admin.send('POST', '/admin/notices', {'csrf': csrf})
    check(status == 303 and wait_for(lambda: len(mail.mails) > before),
          'and is sent once the administrator asks for it', status)
    check(wait_for(lambda: 'Try all of them again' not in notices_page(server)),
          'then nothing is left to try')


def silent_server(data, options):
    """A mail server that takes the connection and says nothing."""
    with socket.create_server(('127.0.0.1', 0)) as mute:
        port = mute.getsockname()[1]
        server = Server(data, *(o.replace(':0', f':{port}') for o in options),
                        '--mail-seconds', '1').start()
        report(server)
        check(fault_shown(server, 'No answer in time'), 'a server that says nothing shows')
        server.stop()


def main():
    folder = tempfile.mkdtemp(prefix='lanyard-notify-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder + '/data'
    subprocess.run([LANYARD, 'demo', '--data', data, '--incidents', '2',
                    '--seed', '5'], check=True, stdout=subprocess.DEVNULL)
    crt, key = certificate(folder, 'right')
    wrong, _ = certificate(folder, 'wrong')
    login = pathlib.Path(folder, 'login')
    login.write_text('lanyard\nfour plain words here\n')
    mail = MailServer(crt, key).start()

    def options(port, ca, *more):
        return ('--smtp', f'smtp://127.0.0.1:{port}', '--mail-ca', str(ca),
                '--mail-from', 'lanyard@mail.example', '--site-address', SITE,
                '--mail-login', str(login), '--mail-retry', '1', *more)

    server = Server(data, *options(mail.port, crt)).start()
    lead_add(server)
    first_mail(server, mail)
    blobs = {base64.b64decode(b) for b in mail.logins}
    check(blobs == {b'\0lanyard\0four plain words here'} and b'AUTH' not in mail.plain,
          'name and password are given within TLS only', (blobs, mail.plain))
    command = pathlib.Path(f'/proc/{server.process.pid}/cmdline').read_bytes()
    check(b'four plain' not in command, 'and stand in no argument')

    port = mail.port
    mail.stop()
    late = report(server)
    check(fault_shown(server, 'does not answer'), 'a server that is down shows')
    up = MailServer(crt, key, port).start()
    check(wait_for(lambda: about(up.mails, late)), 'and is given the mail once it is up')

    up.reply_to_rcpt = '550 no such person'
    refused = report(server)
    check(fault_shown(server, 'refused the mail or its address'), 'an address refused for good shows')
    check(wait_for(lambda: refused in notices_page(server)), 'with the opaque reference')
    check(wait_for(lambda: summary(server, 'Given up')), 'and is given up')
    bounced(server, up)
    no_name_anywhere(up, notices_page(server))
    no_name_anywhere(mail, notices_page(server))
    server.stop()
    up.stop()

    silent_server(data, options(0, crt))
    for what, tls, ca in (('another authority', True, wrong), ('no STARTTLS', False, crt)):
        strange = MailServer(crt, key, tls=tls).start()
        server = Server(data, *options(strange.port, ca)).start()
        report(server)
        shown = wait_for(lambda: strange.tries) and fault_shown(
            server, 'certificate that is not trusted')
        server.stop()
        check(shown and not strange.mails and b'MAIL' not in strange.plain.upper(),
              f'nothing is sent to a server with {what}', strange.plain)
        strange.stop()

    server = Server(data).start()
    report(server)
    check('No mail server is set' in notices_page(server), 'without a mail server the page says so')
    server.stop()
    for wrong_use in (('--mail-seconds', '0'), ('--mail-retry', 'x'),
                      ('--smtp', 'http://127.0.0.1'), ('--smtp', 'smtp://u:p@127.0.0.1'),
                      ('--smtp', 'smtp://127.0.0.1')):
        run = subprocess.run([LANYARD, 'serve', '--data', data, '--port', '0', *wrong_use],
                             stderr=subprocess.PIPE)
        check(run.returncode == 2 and run.stderr.count(b'\n') == 1,
              f'{wrong_use[1]} alone is refused in one line', run)
    print(f'1..{done}')
    sys.exit(failed > 0)


main()
