#!/usr/bin/env python3
"""kill.py: a real `lanyard serve`, killed with -9 under load, again and again.

Writers post reports, additions and notes over HTTP; what was answered with a
redirect must be in the chronology after the next start, once; what was not
answered is sent again with the same form key. After each kill `verify` and
`rebuild --compare` are clean. Prints TAP.

usage: kill.py LANYARD [KILLS [postgres]]

postgres: in a database of its own on the server of tests/with-postgres."""
import html
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

KILLS = 50
WORDS = ["apple", "bread", "cedar", "delta", "ember", "fable", "grain",
         "honey", "ivory", "jolly", "kettle", "lemon", "maple", "north",
         "olive", "pearl"]


def words_of(mark):
    """Neutral words that are found again: six, one a hex digit."""
    return " ".join(WORDS[(mark >> (4 * i)) & 15] for i in range(6))


def database_make():
    """The options that name a new database on the server of the tests."""
    server = os.environ["LANYARD_TEST_POSTGRES"]
    name = f"kill_{os.getpid()}"
    subprocess.run(["psql", "--quiet", server, "-c",
                    f"CREATE DATABASE {name}"], check=True)
    return ["--database", re.sub(r"/\w+\?", f"/{name}?", server)]


class Server:
    """`lanyard serve` on a port the system picked."""

    def __init__(self, lanyard, place):
        self.lanyard, self.place = lanyard, place
        self.process, self.port = None, 0

    def start(self):
        self.process = subprocess.Popen(
            [self.lanyard, "serve", *self.place, "--port", "0", "--quiet",
             "--request-seconds", "600"],
            stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                return
        raise RuntimeError("the server did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class Person:
    """A browser without a screen: one cookie, one connection a request."""

    def __init__(self, server):
        self.server, self.cookie = server, None

    def send(self, method, path, fields=None):
        """(status, location, body); OSError or HTTPException when cut."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=600)
        try:
            headers = {"Cookie": self.cookie} if self.cookie else {}
            body = None
            if fields is not None:
                body = urllib.parse.urlencode(fields)
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            given = answer.getheader("Set-Cookie")
            if given:
                self.cookie = given.split(";")[0]
            return answer.status, answer.getheader("Location"), text
        finally:
            connection.close()

    def sign_in(self, who):
        status, _, text = self.send("POST", "/sign-in/demonstration",
                                    {"who": who, "to": "/"})
        if status != 303:
            raise RuntimeError(f"sign in: {status}\n{text}")

    def form(self, path):
        """What the hidden fields of the form of that page say."""
        status, _, text = self.send("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        main = text[text.index("<main"):]
        names = ["csrf", "key", "made-from", "draft"]
        fields = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", main):
            name = re.search(r'name="([^"]*)"', tag)[1]
            value = re.search(r'value="([^"]*)"', tag)[1]
            if name in names:
                fields[name] = html.unescape(value)
        if "key" not in fields or "csrf" not in fields:
            raise RuntimeError(f"{path}: a form without a key")
        return fields


def people(server):
    """{(school, role): id} from the page that offers them."""
    _, _, text = Person(server).send("GET", "/sign-in")
    found = {}
    for school, part in enumerate(text.split("<h2")):
        for who, role in re.findall(
                r'name="who" value="([0-9a-f]{32})".*?<strong>([^<]*)<',
                part, re.S):
            found.setdefault((school, html.unescape(role)), who)
    return found


class Writer(threading.Thread):
    """One person of a team, with a list of what was answered."""

    def __init__(self, server, number, who, role, shared):
        super().__init__()
        self.person = Person(server)
        self.person.sign_in(who)
        self.number, self.role, self.shared = number, role, shared
        self.chance = random.Random(number)
        self.mark = number << 16
        self.own = []         # references of own reports
        self.pending = None   # (path, fields, mark): not answered yet
        self.answered = []    # (reference, mark)
        self.again = 0
        self.trouble = None

    def make(self):
        self.mark += 1
        text = "Heard " + words_of(self.mark) + "."
        references = self.shared[0]
        if self.role == "Staff" and self.own and self.chance.random() < 0.8:
            path = f"/report/{self.chance.choice(self.own[-4:])}/add"
            fields = {"told": text}
        elif self.role == "Staff":
            path, fields = "/report/new", {"safe": "yes", "told": text}
        elif references:
            reference = self.chance.choice(references[-8:])
            path = f"/incidents/{reference}/chronology/new"
            fields = {"sort": "fact", "title": "From the office",
                      "body": text}
        else:
            return
        fields.update(self.person.form(path))
        self.pending = (path, fields, self.mark)

    def post(self):
        path, fields, mark = self.pending
        status, location, text = self.person.send("POST", path, fields)
        if status != 303:
            self.trouble = f"{path}: {status} {text[:2000]}"
            self.pending = None
            return
        reference = re.search(r"/(?:report|incidents)/([A-Z0-9-]{7})",
                              location or "")
        if reference is None:
            self.trouble = f"{path}: leads to {location}"
        else:
            self.answered.append((reference[1], mark))
            if path == "/report/new":
                self.shared[0].append(reference[1])
                self.own.append(reference[1])
        self.pending = None

    def work(self, stopping):
        try:
            while not stopping.is_set() and self.trouble is None:
                if self.pending is None:
                    self.make()
                if self.pending is None:
                    time.sleep(0.01)
                    continue
                self.post()
        except (OSError, http.client.HTTPException):
            return  # the server is gone: what is pending is in doubt

    def settle(self):
        """After the restart: what was in doubt is sent again."""
        if self.pending is not None:
            self.again += 1
            self.post()


def run_quietly(lanyard, place, *command):
    done = subprocess.run([lanyard, *command, *place],
                          capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


class Story:
    def __init__(self, lanyard, place, kills):
        self.lanyard, self.place, self.kills = lanyard, place, kills
        self.server = Server(lanyard, place)
        self.wrong = []
        self.checked = 0
        self.chance = random.Random(1)

    def say(self, text):
        self.wrong.append(text)
        print("# " + text.replace("\n", "\n# "), flush=True)

    def writers_make(self):
        offered = people(self.server)
        self.school = min(school for school, _ in offered)
        shared = ([],)
        roles = ["Staff", "DSL", "Deputy DSL", "Headteacher", "Staff", "DSL"]
        self.writers = [
            Writer(self.server, number + 1, offered[self.school, role], role,
                   shared) for number, role in enumerate(roles)]
        self.reader = Person(self.server)
        self.reader.sign_in(offered[self.school, "DSL"])

    def load(self, posts):
        """Until so many more posts are answered, then -9 in the midst of it."""
        wanted = posts + sum(len(w.answered) for w in self.writers)
        stopping = threading.Event()
        threads = [threading.Thread(target=w.work, args=(stopping,))
                   for w in self.writers]
        for thread in threads:
            thread.start()
        while sum(len(w.answered) for w in self.writers) < wanted and \
                any(thread.is_alive() for thread in threads):
            time.sleep(0.001)
        self.server.kill()
        stopping.set()
        for thread in threads:
            thread.join()

    def check_answered(self, since):
        """Each answered post stands in its chronology, once."""
        wanted = {}
        for writer in self.writers:
            for reference, mark in writer.answered[since.get(writer, 0):]:
                wanted.setdefault(reference, []).append(mark)
        for reference, marks in wanted.items():
            text = self.chronology(reference)
            for mark in marks:
                times = text.count(words_of(mark))
                self.checked += 1
                if times != 1:
                    self.say(f"{reference}: an answered post stands {times} times")

    def chronology(self, reference):
        text, path = "", f"/incidents/{reference}/chronology"
        seen = set()
        while path and path not in seen:
            seen.add(path)
            status, _, page = self.reader.send("GET", path)
            if status != 200:
                self.say(f"{path}: {status}")
                return text
            text += page
            following = re.search(r'<a[^>]*rel="next"[^>]*>', page)
            path = following and html.unescape(
                re.search(r'href="([^"]*)"', following[0])[1])
        return text

    def check_tools(self, number):
        for command in (["verify"], ["rebuild", "--compare"]):
            good, said = run_quietly(self.lanyard, self.place, *command)
            if not good:
                self.say(f"kill {number}: {' '.join(command)}: {said}")

    def run(self):
        self.server.start()
        self.writers_make()
        for number in range(1, self.kills + 1):
            since = {w: len(w.answered) for w in self.writers}
            self.load(self.chance.randint(3, 25))
            self.check_tools(number)
            self.server.start()
            for writer in self.writers:
                writer.settle()
                if writer.trouble:
                    self.say(f"kill {number}: {writer.trouble}")
                    writer.trouble = None
            self.check_answered(since)
        self.check_answered({})
        self.server.process.send_signal(signal.SIGTERM)
        if self.server.process.wait() != 0:
            self.say("it does not stop in order")


def main():
    lanyard = os.path.abspath(sys.argv[1])
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else KILLS
    data = tempfile.mkdtemp(prefix="lanyard-kill-")
    place = ["--data", data]
    if sys.argv[3:] == ["postgres"]:
        place += database_make()
    story = Story(lanyard, place, kills)
    print("1..2")
    try:
        good, said = run_quietly(lanyard, place, "demo", "--incidents", "1")
        if not good:
            story.say(f"demo: {said}")
        else:
            story.run()
    finally:
        process = story.server.process
        if process is not None and process.poll() is None:
            story.server.kill()
        shutil.rmtree(data)
    answered = sum(len(w.answered) for w in getattr(story, "writers", []))
    again = sum(w.again for w in getattr(story, "writers", []))
    print(f"# {kills} kills, {answered} posts answered, {again} sent again, {story.checked} found where they belong, {len(story.wrong)} wrong")
    print(("not ok" if story.wrong else "ok") +
          f" 1 - nothing answered is lost by {kills} kills under load; again: {' '.join(sys.argv)}")
    busy = answered > kills and again > 0
    print(("ok" if busy else "not ok") +
          " 2 - there was load, and some of it was cut")
    return 1 if story.wrong or not busy else 0


if __name__ == "__main__":
    sys.exit(main())
