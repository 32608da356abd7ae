"""docs/configuration.md and the program agree on every setting: name, environment variable, default, what it takes, what a change takes, help."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONNECTORY_BIN") or str(ROOT / "build" / "connectory")
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (CONNECTORY_[A-Z0-9_]+) \| (\S+) \| ([^|]+) \| (reload|restart) \| (.+) \|$")
CONFIG = re.compile(r"^([a-z0-9-]+) .* (reload|restart) +(default|file .*|environment .*|flag .*)$")
FLAG = re.compile(r"^  --([a-z0-9-]+) ([A-Z:]+)\b(.*)$")
HELP = re.compile(r"(.*?)(?: \(([^()]*)\))? \[([^\[\]]*)\]")  # words (0 to 256) [default]
NOT_SETTINGS = {"config"}  # where settings are read from


def documented_settings(text):
    """{name: (environment variable, default, what it takes, what a change takes, help)} of the page's table; a duplicate row is refused."""
    settings = {}
    for line in text.splitlines():
        row = ROW.match(line)
        if row:
            name, variable, default, takes, change, help_text = row.groups()
            assert name not in settings, f"{name} is twice in docs/configuration.md"
            settings[name] = (variable, default.strip("`"), takes, change, help_text)
    return settings


def settings_of_program(help_text, config_text):
    """The same from `connectory serve --help`, in which a long help continues on the next lines, and from `--print-config`."""
    changes = {row.group(1): row.group(2) for row in map(CONFIG.match, config_text.splitlines()) if row}
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
        settings[name] = ("CONNECTORY_" + name.upper().replace("-", "_"), default, takes, changes.get(name), help_text)
    return settings


def say(*arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CONNECTORY_")}
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=True, env=clean | environment)
    return done.stdout


def test_the_page_and_the_program_have_the_same_settings():
    program = settings_of_program(say("serve", "--help"), say("serve", "--print-config"))
    page = documented_settings((ROOT / "docs" / "configuration.md").read_text())
    assert program, "connectory serve --help names no settings"
    assert sorted(program.keys() - page.keys()) == [], "settings that docs/configuration.md does not have"
    assert sorted(page.keys() - program.keys()) == [], "settings that the program does not have"
    assert page == program


def test_the_variables_of_the_page_are_the_programs():
    """Each variable of the page sets the setting in its row, by --print-config."""
    page = documented_settings((ROOT / "docs" / "configuration.md").read_text())
    given = {"data": "elsewhere", "public-url": "http://127.0.0.1:1", "trusted-proxies": "127.0.0.1", "tls-certificate": "c", "tls-key": "k"}
    variables = {variable: given.get(name, default) for name, (variable, default, *_) in page.items()}
    shown = {line.split()[0]: line for line in say("serve", "--print-config", **variables).splitlines()}
    for name, (variable, *_) in page.items():
        assert shown[name].endswith(f"environment {variable}"), shown[name]


def test_a_difference_either_way_is_found():
    page = (
        "| `listen` | CONNECTORY_LISTEN | `127.0.0.1:8080` | HOST:PORT | reload | address |\n"
        "| `gone` | CONNECTORY_GONE | none | text | restart | was there once |\n"
    )
    program = (
        "  --config PATH (Env:CONNECTORY_CONFIG)\n      a file\n  --listen HOST:PORT\n      address\n      [127.0.0.1:9]\n"
        "  --new NUMBER  fresh (1 to 2) [none]\n\nExample: x\n"
    )
    config = "listen                   127.0.0.1:9                  restart  default\nnew                      -                            reload   file x.toml, line 3\n"
    documented, known = documented_settings(page), settings_of_program(program, config)
    assert known == {
        "listen": ("CONNECTORY_LISTEN", "127.0.0.1:9", "HOST:PORT", "restart", "address"),
        "new": ("CONNECTORY_NEW", "none", "1 to 2", "reload", "fresh"),
    }
    assert documented.keys() - known.keys() == {"gone"}
    assert documented["listen"] != known["listen"]
