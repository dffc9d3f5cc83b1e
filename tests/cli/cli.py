"""cli.py LANYARD: the command line as a person meets it. Prints TAP."""
import os
import pathlib
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

lanyard = os.path.abspath(sys.argv[1])
root = pathlib.Path(__file__).resolve().parents[2]
number = failed = 0


def run(*words, typed=None):
    return subprocess.run([lanyard, *words], capture_output=True, text=True,
                          input=typed, timeout=300)


def check(name, good, detail=""):
    global number, failed
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        failed += 1
        print("# " + str(detail).replace("\n", "\n# "))


def one_line(done, status):
    return (done.returncode == status and done.stdout == "" and
            done.stderr.count("\n") == 1 and
            done.stderr.startswith("lanyard"))


def said_by(page):
    """The words of a manual page, without its name and what else to see."""
    lines = page.split(".SH SYNOPSIS", 1)[1].split(".SH SEE ALSO")[0]
    lines = re.sub(r"(?m)^\.(SH .*|nf|fi|PP|TP)$|^\.B |\\&", "", lines)
    return lines.replace("\\-", "-").replace("\\e", "\\").split()


def commands_and_manual(folder):
    said = run("--help")
    commands = re.findall(r"(?m)^  ([a-z]+)\s", said.stdout)
    wanted = ["init", "serve", "demo", "explain", "rebuild", "verify",
              "backup", "restore", "user", "version"]
    check("the overview names every command",
          said.returncode == 0 and set(wanted) <= set(commands), said.stdout)
    for command in commands:
        helped = run(command, "--help")
        check(f"{command} --help says how",
              helped.returncode == 0 and helped.stderr == "" and
              helped.stdout.startswith(f"usage: lanyard {command}"), helped)
    made = subprocess.run([sys.executable, root / "tools/man.py", lanyard,
                           folder / "man"], capture_output=True, text=True)
    pages = {p.name for p in (folder / "man").glob("*.1")}
    check("every command has a manual page",
          made.returncode == 0 and
          pages == {"lanyard.1"} | {f"lanyard-{c}.1" for c in commands},
          made.stderr or pages)
    bad = []
    for command in commands:
        page = (folder / "man" / f"lanyard-{command}.1").read_text()
        helped = run(command, "--help").stdout
        if said_by(page) != helped.replace("usage:", "", 1).split() or \
                len(re.findall(r"(?m)^\.B \\-\\-", page)) != \
                len(re.findall(r"(?m)^  --", helped)) or \
                page.index(".SH DESCRIPTION") + 20 > page.index(".SH SEE ALSO"):
            bad.append(command)
    check("each manual page says what its --help says, option by option",
          not bad, bad)
    for command in wanted:
        if command in ("explain", "version"):
            continue
        check(f"{command} refuses an option it does not have, in one line",
              one_line(run(command, "--humane"), 2), run(command, "--humane"))
    check("a command that is not there ends 2",
          run("frobnicate").returncode == 2)


def a_real_trust(folder):
    place = ["--data", str(folder / "real")]
    done = run("init", *place, typed="Hill Trust\nHill School\nSam Roe\nsam@hill.example\n")
    code = re.search(r"[2-9A-Z]{5}(?:-[2-9A-Z]{5}){3}", done.stdout)
    check("init asks, and gives a setup code", done.returncode == 0 and code,
          done)
    check("it says how to start this one",
          f"lanyard serve --data {folder}/real\n" in done.stdout, done)
    check("init a second time is refused", one_line(run("init", *place), 1))
    check("key and database are for nobody else",
          all((folder / "real" / name).stat().st_mode & 0o077 == 0
              for name in ("lanyard.db", "lanyard.key")))
    listed = run("user", "list", *place)
    check("the administrator is listed", "Sam Roe" in listed.stdout, listed)
    made = run("user", "create", "--sign-in", "dsl@hill.example", "--name",
               "Lee Marsh", "--role", "dsl", "--school", "Hill School", *place)
    check("a DSL is made", made.returncode == 0 and "Setup code" in made.stdout,
          made)
    check("a role nobody has heard of is refused",
          one_line(run("user", "create", "--sign-in", "x", "--name", "X",
                       "--role", "king", *place), 2))
    check("nobody signs in with that name",
          one_line(run("user", "reset", "--sign-in", "nobody", *place), 1))
    check("reset gives a new code",
          "Setup code" in run("user", "reset", "--sign-in",
                              "dsl@hill.example", *place).stdout)
    check("suspend works",
          run("user", "suspend", "--sign-in", "dsl@hill.example",
              *place).returncode == 0 and
          "suspended" in run("user", "list", *place).stdout)
    role = ["--sign-in", "dsl@hill.example", "--role", "head", "--school",
            "Hill School"]
    check("a second role is given and taken away",
          run("user", "role", *role, *place).returncode == 0 and
          "dsl,head" in run("user", "list", *place).stdout and
          run("user", "remove-role", *role, *place).returncode == 0 and
          "dsl,head" not in run("user", "list", *place).stdout)
    alone = ["--sign-in", "sam@hill.example"]
    last = [run("user", "suspend", *alone, *place),
            run("user", "remove-role", *alone, "--role", "administrator", *place)]
    check("the last administrator stays",
          all(one_line(r, 1) and "last administrator" in r.stderr for r in last)
          and "suspended" not in [l for l in run("user", "list", *place).stdout.split("\n")
                                  if "Sam Roe" in l][0], last)
    run("user", "create", "--sign-in", "next@hill.example", "--name", "Alex Moor",
        "--role", "administrator", *place)
    check("and goes once there is another",
          run("user", "remove-role", *alone, "--role", "administrator",
              *place).returncode == 0 and
          run("user", "suspend", *alone, *place).returncode == 0)
    check("a time limit of the trust's own needs a source",
          one_line(run("limit", "7.5b", "1", *place), 2),
          run("limit", "7.5b", "1", *place))
    check("a time limit of the trust's own is set",
          run("limit", "7.5b", "1", "--source", "Board, minute 12",
              *place).returncode == 0,
          run("limit", "7.5b", "1", "--source", "Board, minute 12", *place))
    check("what the policy calls at once stays at once",
          one_line(run("limit", "8.9", "3", "--source", "Board", *place), 1),
          run("limit", "8.9", "3", "--source", "Board", *place))
    os.chmod(folder / "real" / "lanyard.key", 0o644)
    check("a key file that others may read is refused",
          one_line(run("verify", *place), 1), run("verify", *place))
    os.chmod(folder / "real" / "lanyard.key", 0o600)
    check("a demonstration cannot be made of a real trust",
          one_line(run("demo", *place), 1))


def care(folder):
    place = ["--data", str(folder / "demo")]
    check("demo makes a trust",
          run("demo", "--incidents", "20", "--seed", "7",
              *place).returncode == 0)
    check("verify is clean", run("verify", *place).returncode == 0)
    check("rebuild --compare is clean",
          run("rebuild", "--compare", *place).returncode == 0)
    backup = str(folder / "kept.backup")
    check("a backup is made", run("backup", backup, *place).returncode == 0)
    check("a backup is never written over", one_line(run("backup", backup, *place), 1))
    key = str(folder / "demo" / "lanyard.key")
    into = ["--data", str(folder / "again"), "--key", key]
    check("it restores", run("restore", backup, *into).returncode == 0)
    check("what was restored verifies",
          run("verify", *into).returncode == 0 and
          run("rebuild", "--compare", *into).returncode == 0)
    check("it restores into an empty database only",
          one_line(run("restore", backup, *into), 1))
    cut = folder / "cut.backup"
    cut.write_bytes(pathlib.Path(backup).read_bytes()[:-100])
    third = ["--data", str(folder / "third"), "--key", key]
    check("a backup that was cut is refused",
          run("restore", str(cut), *third).returncode == 1)
    check("another key is refused",
          one_line(run("restore", backup, "--data", str(folder / "fourth"),
                       "--key", str(folder / "real" / "lanyard.key")), 1))
    db = sqlite3.connect(folder / "demo" / "lanyard.db")
    db.execute("UPDATE entry SET at = at + 1000000 WHERE seq = 2")
    db.execute("UPDATE incident SET stage = 2 WHERE stage > 2")
    db.commit()
    db.close()
    told = run("verify", *place)
    check("verify tells what was altered",
          told.returncode == 3 and "finding: ledger" in told.stdout, told)
    check("nothing that is told holds a word of it",
          "Maya" not in told.stdout and "picture" not in told.stdout)
    told = run("rebuild", "--compare", *place)
    check("rebuild --compare tells it too", told.returncode in (1, 3), told)


def of_another_user():
    """A database that root restored into the folder of the site's user."""
    words = "the database of another user is said to be that"
    if os.geteuid() != 0:
        check(f"{words} # SKIP only root can make one", True)
        return
    nobody = 65534
    with tempfile.TemporaryDirectory(prefix="lanyard-cli-") as name:
        folder = pathlib.Path(name)
        program = shutil.copy(lanyard, folder) # where nobody may run it
        run("demo", "--incidents", "1", "--data", name)
        os.chown(folder / "lanyard.key", nobody, nobody)
        os.chown(folder, nobody, nobody)
        said = subprocess.run([program, "verify", "--data", name], user=nobody,
                              capture_output=True, text=True, timeout=300)
        check(words, one_line(said, 1) and
              said.stderr.endswith("it belongs to somebody else\n"), said)


def slow_to_bring_up(place):
    """A trust's folder whose database is of an earlier version, and takes
    minutes for its next step: each key is worked out as it is read."""
    run("demo", "--incidents", "1", "--data", str(place))
    for file in place.glob("lanyard.db*"):
        file.unlink()
    db = sqlite3.connect(place / "lanyard.db")
    db.executescript("""
        CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY);
        INSERT INTO schema_version VALUES (10);
        CREATE VIEW incident_key AS WITH RECURSIVE n(i) AS
          (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)
          SELECT zeroblob(16) AS trust,
                 CAST(printf('%016d', i) AS BLOB) AS incident,
                 CAST(substr(replace(hex(zeroblob(4000000 + i)), '0', '11'),
                             1, 9) AS BLOB) AS wrapped FROM n;""")
    db.close()


def a_bar(folder):
    """What takes long shows how far it is, to a person at a terminal only."""
    slow_to_bring_up(folder / "older-seen")
    shutil.copytree(folder / "older-seen", folder / "older-piped")
    long = [("Telling incidents", rb"[1-9]\d* of 1000000",
             lambda way: ["demo", "--incidents", "1000000", "--data",
                          str(folder / f"long-{way}")]),
            ("Bringing the database up to date", rb"0 of \d+",
             lambda way: ["serve", "--port", "0", "--data",
                          str(folder / f"older-{way}")])]
    for what, far, words in long:
        try:
            screen, end = pty.openpty()
        except OSError as none: # a root without /dev/pts
            check(f"a bar on a terminal # SKIP no terminal here: {none}", True)
            return
        def start(way, stderr):
            return subprocess.Popen([lanyard, *words(way)], stderr=stderr,
                                    stdout=subprocess.DEVNULL)
        piped = start("piped", subprocess.PIPE)
        seen = start("seen", end)
        os.close(end)
        shown = b""
        bar = rb"\r" + what.encode() + rb" \[[#.]{30}\] " + far
        while not re.search(bar, shown):
            try:
                piece = os.read(screen, 4096)
            except OSError:  # it ended
                break
            shown += piece
        for process in (seen, piped):
            process.send_signal(signal.SIGKILL)
        said = piped.communicate()[1]
        seen.wait()
        os.close(screen)
        check(f"{what}: after two seconds there is a bar on a terminal",
              re.match(bar, shown), shown)
        check(f"{what}: and none where no terminal is", said == b"", said)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lanyard-cli-"))
    try:
        commands_and_manual(folder)
        a_real_trust(folder)
        care(folder)
        of_another_user()
        a_bar(folder)
    finally:
        shutil.rmtree(folder)
    print(f"1..{number}")
    sys.exit(1 if failed else 0)


main()
