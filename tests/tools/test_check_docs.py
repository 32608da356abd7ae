"""tools/check_docs refuses documentation that names something that does not exist, and lines that are too long."""

import json

import pytest
from trees import run, write

OPENAPI = {"paths": {"/livez": {"get": {}}, "/v1/teams/{team_id}": {"get": {}}, "/v1/teams/{team_id}/users": {"get": {}, "post": {}}}}
HELPS = {
    "--help": "Usage: connectory COMMAND\n\nCommands:\n  serve     start\n  key       keys\n",
    "serve --help": "Usage: connectory serve\n\n  --listen HOST:PORT  CONNECTORY_LISTEN\n  --data DIR          CONNECTORY_DATA\n",
    "key --help": "Usage: connectory key COMMAND\n\nCommands:\n  create   make one\n  list     show all\n",
    "key create --help": "Usage: connectory key create\n\n  --team ID\n  --json\n",
    "key list --help": "Usage: connectory key list\n\n  --team ID\n",
}


def program():
    """A stand-in for the built program that answers --help and openapi."""
    cases = "".join(f"  {words!r}) printf '%s' {text!r} ;;\n".replace("\\n", "\n") for words, text in HELPS.items())
    return f"#!/bin/bash\ncase \"$*\" in\n{cases}  openapi) cat <<'END'\n{json.dumps(OPENAPI)}\nEND\n;;\n  *) exit 64 ;;\nesac\n"


@pytest.fixture
def tree(tmp_path):
    write(
        tmp_path,
        {
            "Makefile": "X := 1\nhelp:  ## list\ntest: help  ## run\nbuild:\n",
            "src/api/routes.cpp": "",
            "src/app/settings.cpp": '{"log_level", "CONNECTORY_LOG_LEVEL"}',
            "tools/setup": "",
            "docs/users.md": "# Users\n\n## Who, and `why`?\n\n```\n# not a heading\n```\n",
            "build/connectory": program(),
        },
    )
    (tmp_path / "build/connectory").chmod(0o755)
    return tmp_path


GOOD = """# Product
Run `make test T=word`, see [users](docs/users.md), [why](docs/users.md#who-and-why) or [the web](https://example.org),
or `tools/setup`, `src/api/`, `api/routes.cpp`,
`docs/*.md`, `docs/<page>.md`, `text/plain`, `and/or`. Set `CONNECTORY_LISTEN` or `CONNECTORY_LOG_LEVEL=debug`.
`GET /v1/teams/{team_id}`, `GET /v1/teams/42/users`, `/v1/teams/{team_id}`,
`connectory key create|list`, `build/connectory serve`.

```sh
$ make build && make test
CONNECTORY_DATA=/tmp/x ./build/connectory serve --listen 127.0.0.1:0 --help
connectory key create --team 42 --json | jq .api_key
curl -H "Authorization: Bearer $KEY" http://127.0.0.1:8080/v1/teams/42/users?limit=1
```

<!-- unchecked: an example of what is refused -->
`make nothing`
"""

BAD = {
    "a path": ("See `src/api/gone.cpp`.", "README.md:1: there is no src/api/gone.cpp"),
    "a room's file": ("See `api/gone.cpp`.", "README.md:1: there is no api/gone.cpp"),
    "a path in a command": ("\n```sh\ntools/gone --now\n```", "README.md:3: there is no tools/gone"),
    "a page": ("Read `docs/gone.md`.", "README.md:1: there is no docs/gone.md"),
    "a pattern without a match": ("See `docs/*.txt`.", "README.md:1: there is no docs/*.txt"),
    "a link": ("\n[here](docs/gone.md#part)", "README.md:2: the link to docs/gone.md"),
    "an anchor": ("[here](docs/users.md#gone)", "README.md:1: the link to docs/users.md#gone"),
    "an anchor on the page": ("# Here\n[there](#there)", "README.md:2: the link to #there"),
    "a heading in a code block": ("[here](docs/users.md#not-a-heading)", "README.md:1: the link to docs/users.md#not-a-heading"),
    "a target": ("Run `make tests`.", "README.md:1: the Makefile has no target tests"),
    "a target in a block": ("```\n$ make test && make lint\n```", "README.md:2: the Makefile has no target lint"),
    "a command": ("`connectory start`", "README.md:1: `connectory start` is not a command"),
    "a verb": ("`connectory key delete`", "README.md:1: `connectory key delete` is not a command"),
    "a verb of several": ("`connectory key create|drop`", "README.md:1: `connectory key drop` is not a command"),
    "a flag": ("`connectory serve --port 1`", "README.md:1: `connectory serve` has no --port"),
    "a flag of another verb": ("`connectory key list --json`", "README.md:1: `connectory key list` has no --json"),
    "a flag on the next line": ("```\nconnectory serve \\\n  --port 1\n```", "README.md:2: `connectory serve` has no --port"),
    "a setting": ("`CONNECTORY_PORT`", "README.md:1: no setting or source has the name CONNECTORY_PORT"),
    "a route": ("`GET /v1/groups`", "README.md:1: there is no route /v1/groups"),
    "a route outside /v1": ("`GET /ready`", "README.md:1: there is no route /ready"),
    "a route in a URL": ("```\ncurl http://127.0.0.1:8080/v1/groups\n```", "README.md:2: there is no route /v1/groups"),
    "a method": ("`DELETE /v1/teams/42`", "README.md:1: /v1/teams/42 does not answer DELETE"),
    "only the next thing is unchecked": ("<!-- unchecked: x -->\n`make x`\n`make y`", "README.md:3: the Makefile has no target y"),
}


def test_good_documents_pass(tree):
    write(tree, {"README.md": GOOD})
    run("check_docs", tree).assert_passes()


@pytest.mark.parametrize("name", BAD)
def test_refuses(name, tree):
    text, finding = BAD[name]
    write(tree, {"README.md": text + "\n"})
    run("check_docs", tree).assert_refuses(finding)


def test_pages_under_docs_are_read_too(tree):
    write(tree, {"docs/operators/run.md": "`make gone`\n"})
    run("check_docs", tree).assert_refuses("docs/operators/run.md:1: the Makefile has no target gone")


def test_without_the_program_commands_and_routes_wait(tree):
    (tree / "build/connectory").unlink()
    write(tree, {"README.md": "`connectory start --x`, `GET /v1/groups`, `CONNECTORY_PORT`\n"})
    run("check_docs", tree).assert_passes()
    write(tree, {"README.md": "`make gone`\n"})
    run("check_docs", tree).assert_refuses("README.md:1: the Makefile has no target gone")


WIDE = "word " * 24 + "word!"  # 125 columns


def test_lines_of_tables_and_code_may_be_long(tree):
    write(tree, {"README.md": f"{WIDE[:120]}\n\n| {WIDE} |\n\n```\n{WIDE}\n```\n", "node_modules/x/README.md": WIDE})
    run("check_docs", tree).assert_passes()


@pytest.mark.parametrize("file", ["README.md", "CHANGELOG.md", "tests/fuzz/README.md"])
def test_refuses_a_long_line(file, tree):
    write(tree, {file: f"# Page\n\n{WIDE}\n"})
    run("check_docs", tree).assert_refuses(f"{file}:3: the line has 125 columns")


def test_wrap_docs_makes_lines_fit(tree):
    code = f"```\n{WIDE}\n```\n"
    long_link = "[a link whose text has many words and must stay on one line](docs/users.md)"
    write(tree, {"README.md": f"{WIDE} `make test` {WIDE} {long_link}\n\n- {WIDE} - {WIDE}\n  {WIDE}\n- short\n  lines stay\n\n{code}\n| {WIDE} |\n"})
    page = tree / "README.md"
    words = page.read_text().split()
    run("check_docs", tree).assert_refuses("README.md:1: the line has")
    run("wrap_docs", tree, str(page)).assert_passes()
    run("check_docs", tree).assert_passes()
    wrapped = page.read_text()
    assert wrapped.split() == words
    assert long_link in wrapped and f"{code}\n| {WIDE} |\n" in wrapped and "- short\n  lines stay\n" in wrapped
    assert not [line for line in wrapped.splitlines() if line.startswith("- - ") or line == "-"]
    before = wrapped
    run("wrap_docs", tree, str(page)).assert_passes()
    assert page.read_text() == before
