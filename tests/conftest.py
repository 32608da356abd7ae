"""Fixtures for all tests: a shared server, and a function that makes servers for tests that need their own."""

import contextlib
import shutil
import sys

import pytest

from connectory_server import BINARY, SHARED, Server, serving


def pytest_report_header():
    return f"program under test: {BINARY}"


def pytest_terminal_summary(terminalreporter):
    browser = sys.modules.get("browser")  # only where tests of pages ran
    if browser and browser.sandbox():
        terminalreporter.write_line(f"Chromium ran {browser.sandbox()}")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Teams 42 (with an owner's key as server.key) and 43. Tests that use it must not change each other's connectors."""
    one = Server(tmp_path_factory.mktemp("shared"), "--auth-failures-per-hour", "1000000").with_team()
    one.make_team(43, "Other")
    one.other_key = one.make_key(team=43)["api_key"]
    with serving(one):
        yield one


@pytest.fixture(autouse=True)
def no_server_has_died():
    """A crash fails the test during which it happened, and not all later ones."""
    yield
    for one in SHARED:
        if one.process.poll() is not None:
            code, said = one.wait(), one.output()
            one.log.clear()
            one.start(port=one.port)
            pytest.fail(f"the server died with {code}: {said[-20000:]}")


@pytest.fixture
def make_server(tmp_path):
    """make_server(*settings): a separate server with team 42, not yet started. It is stopped at the end."""
    made = []

    def make(*settings, team=True):
        data = tmp_path / f"data{len(made)}"
        data.mkdir()
        one = Server(data, *settings)
        if team:
            one.with_team()
        made.append(one)
        return one

    yield make
    for one in made:
        one.kill()
        shutil.rmtree(one.data, ignore_errors=True)


@pytest.fixture
def connector(server):
    """The document of a fresh connector on the shared server. It is deleted afterwards."""
    made = server.create("Shop", description="made for one test")
    yield made
    with contextlib.suppress(OSError):  # a server that died is reported below, with its last output
        server.call("DELETE", server.path(made["connector_identifier"]))
