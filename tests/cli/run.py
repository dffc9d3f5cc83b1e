"""run.py ROOT: ./run as a person meets it, on a program that ./test has built:
help, what is refused, the first start and the second. Prints TAP."""
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

root = pathlib.Path(sys.argv[1])
number = failed = 0


def check(name, good, detail=""):
    global number, failed
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {name}", flush=True)
    if not good:
        failed += 1
        print("# " + str(detail).replace("\n", "\n# "))


def run(*words):
    return subprocess.run([root / "run", *words], capture_output=True,
                          text=True, timeout=600)


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def served(data):
    """What it says until it serves, its sign-in page, its end, and the
    processor's seconds of all of it."""
    before, said, page = processor(), "", ""
    site = subprocess.Popen([root / "run", "--port", "0", "--data", data],
                            stdout=subprocess.PIPE, text=True)
    for line in site.stdout:
        said += line
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found:
            page = urllib.request.urlopen(found[0] + "/sign-in").read().decode()
        if "Ctrl-C" in line:
            break
    site.send_signal(signal.SIGTERM)
    status = site.wait(timeout=600)
    site.stdout.close()
    return said, page, status, processor() - before


def main():
    helped = run("--help")
    check("--help names port, data folder, database and --build",
          helped.returncode == 0 and all(
              word in helped.stdout for word in
              ("--port", "--data", "--database", "--build")), helped)
    for words in (["--humane"], ["--port"], ["extra"]):
        refused = run(*words)
        check(f"{words} ends 2 with one line",
              refused.returncode == 2 and refused.stdout == "" and
              refused.stderr.count("\n") == 1, refused)
    folder = tempfile.mkdtemp(prefix="lanyard-run-")
    try:
        data = os.path.join(folder, "data")
        said, page, status, _ = served(data)
        check("the first start makes a demonstration and says how to sign in",
              "is made" in said and "choose who to be" in said and
              "ninja" not in said, said)
        check("its sign-in page offers each role by one click, under a banner",
              "Demonstration." in page and
              page.count('action="/sign-in/demonstration"') >= 6, page[:2000])
        check("it ends when it is asked to", status == 0, status)
        said, page, status, seconds = served(data)
        # The clock of a busy machine says nothing; the processor's does.
        check(f"the second start takes {seconds:.1f} s of a processor, under 2",
              status == 0 and seconds < 2 and "is made" not in said and
              "Demonstration." in page, (seconds, said))
    finally:
        shutil.rmtree(folder)
    print(f"1..{number}")
    sys.exit(1 if failed else 0)


main()
