"""docs/first-connector.md says what happens: its lines are run as a reader would paste them, and print what stands there."""

import os
import re
import subprocess

import pytest

from connectory_server import BINARY, ROOT, patient
from sample_api import Demo

PAGE = (ROOT / "docs" / "first-connector.md").read_text()
# Commands, and what the page says they print where it says so.
STEPS = re.findall(r"^```sh\n(.*?)^```\n(?:\n<!-- unchecked: what it prints -->\n```\n(.*?)^```\n)?", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """(what each step printed, the connectors there were in the end); all steps are run in one shell."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "connectory").symlink_to(BINARY)
    demo = Demo(folder / "data").start()
    try:
        script = "\n".join(commands + f"echo; echo '=== {number}'" for number, (commands, _) in enumerate(STEPS))
        script = script.replace("http://127.0.0.1:8081", demo.sample_url)
        environment = {"PATH": f"{folder}:{os.environ['PATH']}", "URL": f"http://127.0.0.1:{demo.port}", "KEY": demo.key}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=patient(60))
        assert done.returncode == 0, done.stdout + done.stderr
        made = demo.call("GET", demo.path() + "?include_configs=true").json["connectors"]
    finally:
        demo.kill()
    printed = re.split(r"\n=== \d+\n", done.stdout)[:-1]
    assert len(printed) == len(STEPS)
    return printed, made


def test_what_is_printed_is_what_the_page_says(walk):
    told = [(said, printed) for (_, said), printed in zip(STEPS, walk[0]) if said]
    assert len(told) == 2
    for said, printed in told:
        assert printed == said


def test_the_mended_document_has_no_findings(walk):
    last = max(number for number, (commands, _) in enumerate(STEPS) if "connectory validate" in commands)
    assert walk[0][last] == ""
    [checked] = [printed for (commands, _), printed in zip(STEPS, walk[0]) if "$CONNECTOR/validate" in commands]
    assert checked == '{"valid":true,"errors":0,"warnings":0,"findings":[]}'


def test_in_the_end_it_is_published(walk):
    [made] = [one for one in walk[1] if one["name"] == "Customers"]
    assert made["configuration"]["version"] == "1.1.0"
    assert made["configuration"]["configuration_json"]["reporting"]["reportTypes"][0]["id"] == "customers"
