"""The browser of the tests of pages: with its sandbox where that can be had, and without it everywhere else."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import browser
from connectory_server import patient

TESTS = Path(browser.__file__).resolve().parent
# What a run of the tests does first, by itself in a process: two browsers, of which the second must not try again.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import browser
browser.CHROMIUM = sys.argv[2]
for _ in range(2):
    one = browser.Browser()
    one.open("about:blank", 100, 100)
    one.close()
print(browser.sandbox())
"""
# A Chromium as in a container that allows no sandbox.
CONFINED = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/starts"
case " $* " in *" --no-sandbox "*) exec /usr/bin/chromium "$@";; esac
echo "No usable sandbox!" >&2
exit 1
"""


@pytest.fixture
def folder():
    """One that every user may write to."""
    with tempfile.TemporaryDirectory(prefix="connectory-sandbox-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o777)
        yield Path(name)


def run(folder, chromium, *before):
    command = [*before, sys.executable, "-c", PROGRAM, str(TESTS), str(chromium)]
    environment = os.environ | {"HOME": str(folder), "TMPDIR": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=patient(120), env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_where_there_is_no_sandbox_it_is_tried_once(folder):
    chromium = folder / "chromium"
    chromium.write_text(CONFINED)
    chromium.chmod(chromium.stat().st_mode | stat.S_IXUSR)
    assert run(folder, chromium) == "without its sandbox"
    starts = ["--no-sandbox" in line for line in (folder / "starts").read_text().splitlines()]
    assert starts == [False, True, True]


def test_where_there_is_one_it_is_used(folder):
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    can_read = subprocess.run([*user, sys.executable, "-c", f"open({str(browser.__file__)!r})"], capture_output=True).returncode == 0
    probe = [*user, browser.CHROMIUM, "--headless=new", "--disable-gpu", f"--user-data-dir={folder}/probe", "--dump-dom", "about:blank"]
    done = subprocess.run(probe, capture_output=True, timeout=patient(120), env=os.environ | {"HOME": str(folder)})
    if done.returncode != 0 or not can_read:
        pytest.skip("this machine gives Chromium no sandbox")
    assert run(folder, browser.CHROMIUM, *user) == "with its sandbox"
