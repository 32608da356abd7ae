"""docs/first-connector.md is correct: its lines are run as a reader would paste them, and print what the page says."""

import os
import re
import subprocess

import pytest

from connectory_server import BINARY, ROOT, patient
from sample_api import Demo

PAGE = (ROOT / "docs" / "first-connector.md").read_text()
# Commands, and what they print if the page says so.
STEPS = re.findall(r"^```sh\n(.*?)^```\n(?:\n<!-- unchecked: what it prints -->\n```\n(.*?)^```\n)?", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """(what each step printed, the connectors at the end); all steps run in one shell."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "connectory").symlink_to(BINARY)
    demo = Demo(folder / "data").start()
    try:
        script = "\n".join(commands + f"echo; echo '=== {number}'" for number, (commands, _) in enumerate(STEPS))
        environment = {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "URL": f"http://127.0.0.1:{demo.port}",
            "KEY": demo.key,
            "SAMPLE": demo.sample_url,
        }
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=patient(60))
        assert done.returncode == 0, done.stdout + done.stderr
        made = demo.call("GET", demo.path() + "?include_configs=true").json["connectors"]
    finally:
        demo.kill()
    printed = re.split(r"\n=== \d+\n", done.stdout)[:-1]
    assert len(printed) == len(STEPS)
    return printed, made


def test_no_step_assumes_a_port():
    """The sample API takes a free port if 8081 is in use."""
    assert not [commands for commands, _ in STEPS if "127.0.0.1" in commands]


def test_steps_print_what_the_page_says(walk):
    expected = [(said, printed) for (_, said), printed in zip(STEPS, walk[0]) if said]
    assert len(expected) == 2
    for said, printed in expected:
        assert printed == said


def test_the_corrected_document_has_no_findings(walk):
    last = max(number for number, (commands, _) in enumerate(STEPS) if "connectory validate" in commands)
    assert walk[0][last] == ""
    [checked] = [printed for (commands, _), printed in zip(STEPS, walk[0]) if "$CONNECTOR/validate" in commands]
    assert checked == '{"valid":true,"errors":0,"warnings":0,"findings":[]}'


def test_the_connector_is_published_at_the_end(walk):
    [made] = [one for one in walk[1] if one["name"] == "Customers"]
    assert made["configuration"]["version"] == "1.1.0"
    assert made["configuration"]["configuration_json"]["reporting"]["reportTypes"][0]["id"] == "customers"
