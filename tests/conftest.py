"""What all tests share: one server for those that need none of their own, and a maker for those that do."""

import contextlib
import shutil

import pytest

from connectory_server import BINARY, SHARED, Server, serving


def pytest_report_header():
    return f"program under test: {BINARY}"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Teams 42 (with an owner's key as server.key) and 43. Its tests leave each other's connectors alone."""
    one = Server(tmp_path_factory.mktemp("shared"), "--auth-failures-per-hour", "1000000").with_team()
    one.make_team(43, "Other")
    one.other_key = one.make_key(team=43)["api_key"]
    with serving(one):
        yield one


@pytest.fixture(autouse=True)
def no_server_has_died():
    """A crash fails the test that was there, and not all after it."""
    yield
    for one in SHARED:
        if one.process.poll() is not None:
            code, said = one.wait(), one.output()
            one.log.clear()
            one.start(port=one.port)
            pytest.fail(f"the server died with {code}: {said[-20000:]}")


@pytest.fixture
def make_server(tmp_path):
    """make_server(*settings): a server of the test's own with team 42, not yet started; stopped at the end."""
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
    """A fresh connector of the shared server: its document. Gone afterwards."""
    made = server.create("Shop", description="made for one test")
    yield made
    with contextlib.suppress(OSError):  # a server that died is told of below, with its last words
        server.call("DELETE", server.path(made["connector_identifier"]))
