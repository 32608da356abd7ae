"""A client generated from the server's OpenAPI document: code that uses it compiles under `tsc --strict`, and works with only the base URL set.

The document is the contract of the original API (form-encoded create, flat query parameters, an API key as bearer or bare), so a generator makes
the same client as for the original. Generated files are removed.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from connectory_server import Server, patient, serving

HERE = Path(__file__).resolve().parent
TOOLS = HERE / "node_modules" / ".bin"


def run(*command, folder, **environment):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "NO_COLOR": "1", "CI": "true", **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=patient(120),
    )
    assert done.returncode == 0, f"{command[0]}: {(done.stdout + done.stderr)[-6000:]}"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory):
    """Team 42 with one person, an owner's key, and an OAuth client."""
    one = Server(tmp_path_factory.mktemp("data")).with_team()
    one.cli("user", "add", "--email", "ann@example.com", "--team", 42, "--role", "EDITOR", "--first-name", "Ann", "--last-name", "Lee")
    one.oauth_client = one.cli("client", "create", "--team", 42, "--role", "EDITOR", "--name", "generated")
    with serving(one):
        yield one


@pytest.fixture(scope="module")
def program(own_server, tmp_path_factory):
    """The compiled program. The document that the client was generated from names a different host than the server under test."""
    folder = tmp_path_factory.mktemp("client")
    document = own_server.call("GET", "/openapi.json", key="").json
    document["servers"] = [{"url": "https://connectors.example.com"}]
    (folder / "openapi.json").write_text(json.dumps(document))
    run(TOOLS / "openapi-ts", "--input", "openapi.json", "--output", "client", "--client", "@hey-api/client-fetch", folder=folder)
    shutil.copy(HERE / "calls.ts", folder)
    (folder / "tsconfig.json").write_text(json.dumps({"extends": str(HERE / "tsconfig.json"), "compilerOptions": {"outDir": "out"}, "files": ["calls.ts"]}))
    run(TOOLS / "tsc", "--project", folder, folder=folder)
    return folder


@pytest.mark.parametrize("way", ["bearer", "bare"])
def test_a_generated_client_works(own_server, program, way):
    run(
        "node",
        program / "out" / "calls.js",
        folder=program,
        BASE_URL=f"http://127.0.0.1:{own_server.port}",
        API_KEY=own_server.key,
        WAY=way,
        CLIENT_ID=own_server.oauth_client["client_id"],
        CLIENT_SECRET=own_server.oauth_client["client_secret"],
    )
