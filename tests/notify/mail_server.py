"""mail_server.py: a small mail server for the test: SMTP with STARTTLS on
127.0.0.1, with a certificate made at run time; keeps every byte it is sent."""
import asyncio
import pathlib
import ssl
import subprocess
import threading


def certificate(folder, name):
    """An authority that signs for 127.0.0.1; gives (certificate, key)."""
    crt, key = pathlib.Path(folder, f'{name}.crt'), pathlib.Path(folder, f'{name}.key')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
                    '-keyout', key, '-out', crt],
                   check=True, stderr=subprocess.DEVNULL)
    return crt, key


class MailServer:
    """reply_to_rcpt: the answer to RCPT, to play a server that refuses."""

    def __init__(self, crt, key, port=0, tls=True):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(crt, key)
        self.tls = tls
        self.port = port
        self.mails, self.plain, self.logins, self.tries = [], b'', [], 0
        self.reply_to_rcpt = '250 ok'
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def start(self):
        self.thread.start()
        self.ready.wait()
        return self

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def run(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(self.listen())
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0.05))

    async def listen(self):
        """On a port it had before, somebody's connection may sit for a while."""
        while True:
            try:
                return await asyncio.start_server(
                    self.serve, '127.0.0.1', self.port)
            except OSError:
                if self.port == 0:
                    raise
                await asyncio.sleep(0.1)

    async def serve(self, reader, writer):
        self.tries += 1
        try:
            await self.talk(reader, writer)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def talk(self, reader, writer):
        secure, sender, to = False, '', ''

        async def say(text):
            writer.write(text.encode() + b'\r\n')
            await writer.drain()

        await say('220 test')
        while True:
            line = await reader.readline()
            if not line:
                return
            if not secure:
                self.plain += line
            word = line.decode('ascii').strip()
            verb = word.split(' ')[0].upper()
            if verb == 'EHLO':
                await say('250-test')
                await say('250 AUTH PLAIN' if secure else
                          '250 STARTTLS' if self.tls else '250 SIZE 100000')
            elif verb == 'STARTTLS':
                await say('220 go')
                await writer.start_tls(self.context)
                secure = True
            elif verb == 'AUTH':
                blob = word.split(' ')[2] if word.count(' ') > 1 else ''
                if not blob:
                    await say('334 ')
                    blob = (await reader.readline()).decode().strip()
                self.logins.append(blob)
                await say('235 ok')
            elif verb == 'MAIL':
                sender = word
                await say('250 ok')
            elif verb == 'RCPT':
                to = word
                await say(self.reply_to_rcpt)
            elif verb == 'DATA':
                await say('354 go')
                body = await reader.readuntil(b'\r\n.\r\n')
                self.mails.append((secure, sender, to, body))
                await say('250 taken')
            elif verb == 'QUIT':
                await say('221 bye')
                return
            else:
                await say('250 ok')
