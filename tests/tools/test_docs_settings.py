"""docs/configuration.md and the program agree on every setting: name, environment variable, default, what it takes, help."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONNECTORY_BIN") or str(ROOT / "build" / "connectory")
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (CONNECTORY_[A-Z0-9_]+) \| (\S+) \| ([^|]+) \| (.+) \|$")
FLAG = re.compile(r"^  --([a-z0-9-]+) ([A-Z:]+)\b(.*)$")
HELP = re.compile(r"(.*?)(?: \(([^()]*)\))? \[([^\[\]]*)\]")  # words (0 to 256) [default]
NOT_SETTINGS = {"config"}  # where settings are read from


def documented_settings(text):
    """{name: (environment variable, default, what it takes, help)} of the page's table; a row that stands twice is refused."""
    settings = {}
    for line in text.splitlines():
        row = ROW.match(line)
        if row:
            name, variable, default, takes, help_text = row.groups()
            assert name not in settings, f"{name} stands twice in docs/configuration.md"
            settings[name] = (variable, default.strip("`"), takes, help_text)
    return settings


def settings_of_program(help_text):
    """The same from what `connectory serve --help` prints, where a long help goes on in the next lines."""
    joined, kinds, name = {}, {}, None
    for line in help_text.splitlines():
        flag = FLAG.match(line)
        if flag:
            name = flag.group(1)
            kinds[name], joined[name] = flag.group(2), flag.group(3).strip()
        elif name and line.startswith("      "):
            joined[name] = f"{joined[name]} {line.strip()}".strip()
        else:
            name = None
    settings = {}
    for name, text in joined.items():
        if name in NOT_SETTINGS:
            continue
        parts = HELP.fullmatch(text)
        assert parts, f"--{name} has no default in --help: {text!r}"
        help_text, bounds, default = parts.groups()
        takes = bounds or (kinds[name] if kinds[name] == "HOST:PORT" else kinds[name].lower())
        settings[name] = ("CONNECTORY_" + name.upper().replace("-", "_"), default, takes, help_text)
    return settings


def test_the_page_and_the_program_have_the_same_settings():
    done = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True, timeout=60, check=True)
    program = settings_of_program(done.stdout)
    page = documented_settings((ROOT / "docs" / "configuration.md").read_text())
    assert program, "connectory serve --help names no settings"
    assert sorted(program.keys() - page.keys()) == [], "settings that docs/configuration.md does not have"
    assert sorted(page.keys() - program.keys()) == [], "settings that the program does not have"
    assert page == program


def test_the_variables_of_the_page_are_the_programs():
    """Each variable of the page reaches the setting beside it: --print-config says so."""
    page = documented_settings((ROOT / "docs" / "configuration.md").read_text())
    given = {"data": "elsewhere", "public-url": "http://127.0.0.1:1", "trusted-proxies": "127.0.0.1", "tls-certificate": "c", "tls-key": "k"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CONNECTORY_")}
    variables = {variable: given.get(name, default) for name, (variable, default, _, _) in page.items()}
    done = subprocess.run(
        [PROGRAM, "serve", "--print-config"], capture_output=True, text=True, timeout=60, check=True, env=clean | variables
    )
    shown = {line.split()[0]: line for line in done.stdout.splitlines()}
    for name, (variable, _, _, _) in page.items():
        assert shown[name].endswith(f"environment {variable}"), shown[name]


def test_a_difference_either_way_is_found():
    page = "| `listen` | CONNECTORY_LISTEN | `127.0.0.1:8080` | HOST:PORT | address |\n| `gone` | CONNECTORY_GONE | none | text | was there once |\n"
    program = (
        "  --config PATH (Env:CONNECTORY_CONFIG)\n      a file\n  --listen HOST:PORT\n      address\n      [127.0.0.1:9]\n"
        "  --new NUMBER  fresh (1 to 2) [none]\n\nExample: x\n"
    )
    documented, known = documented_settings(page), settings_of_program(program)
    assert known == {"listen": ("CONNECTORY_LISTEN", "127.0.0.1:9", "HOST:PORT", "address"), "new": ("CONNECTORY_NEW", "none", "1 to 2", "fresh")}
    assert documented.keys() - known.keys() == {"gone"}
    assert documented["listen"] != known["listen"]
