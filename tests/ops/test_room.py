"""A full disk: writes are refused with 503 and the reason, acknowledged writes are kept, reads continue, and freed space is used."""

import json
import os
import resource
import subprocess

import pytest

from connectory_server import Server, eventually, expect_error, run_cli

UNLIMITED = resource.RLIM_INFINITY


def configuration(number):
    return json.dumps({"info": {"number": number, "text": os.urandom(4000).hex()}})


def number_of(server, connector):
    answer = server.get(connector)
    assert answer.status == 200, answer
    return answer.json["configuration"]["configuration_json"]["info"]["number"]


def fill(server, connector, saves_max=2000):
    """Saves until a save is refused. Returns the number of the last one that succeeded, and the refusal."""
    for number in range(1, saves_max):
        answer = server.save(connector, configuration(number))
        if answer.status != 204:
            return number - 1, answer
    raise AssertionError("the room never ended")


def expect_refusals(server, connector, *words):
    """Every kind of write is refused with the reason; reads continue."""
    calls = [
        server.save(connector, configuration(-1)),
        server.call("POST", server.path(), form={"title": "another"}),
        server.call("POST", server.path(), form={"title": "a copy", "connector_identifier": connector}),
        server.call("POST", server.path(connector) + "/secrets", json='{"secret_name":"a","secret_value":"hunter2"}'),
    ]
    for answer in calls:
        error = expect_error(answer, 503, "SERVICE_UNAVAILABLE")
        for word in words:
            assert word in error["description"], error
        assert str(server.data) not in error["description"]
    assert server.call("GET", server.path()).json["count"] == 1
    expect_error(server.call("GET", "/readyz", key=""), 503)
    assert server.call("GET", "/livez", key="").status == 200


def test_a_file_that_may_not_grow(make_server):
    server = make_server().start()
    connector = server.create()["connector_identifier"]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1_000_000, UNLIMITED))
    last, _ = fill(server, connector)
    assert last > 0
    expect_refusals(server, connector, "log has the reason")
    assert number_of(server, connector) == last
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
    assert server.save(connector, configuration(5000)).status == 204
    assert server.call("GET", "/readyz", key="").status == 200
    server.kill()
    server.start()
    assert number_of(server, connector) == 5000


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a separate disk of 3 MB, and a function that enlarges it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount")
    yield folder, lambda size: subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk(small_disk):
    folder, grow = small_disk
    server = Server(folder / "data").with_team().start()
    try:
        connector = server.create()["connector_identifier"]
        last, _ = fill(server, connector)
        expect_refusals(server, connector, "full", "operator")
        assert number_of(server, connector) == last
        # A checkpoint may have made room for a few small changes.
        created = (run_cli("team", "create", f"Another {number}", "--data", server.data) for number in range(1000))
        done = next(one for one in created if one.returncode != 0)
        assert (done.returncode, done.stdout) == (69, "") and "full" in done.stderr

        backup = folder / "backup.db"
        done = run_cli("backup", backup, "--data", server.data)
        assert done.returncode == 69 and "full" in done.stderr, done
        assert {file.name for file in folder.iterdir()} == {"data"}, "a backup that was not made leaves nothing"

        grow("30m")
        assert server.save(connector, configuration(5000)).status == 204
        done = run_cli("backup", backup, "--data", server.data, "--json")
        assert done.returncode == 0 and json.loads(done.stdout)["bytes"] == backup.stat().st_size
        assert {file.name for file in folder.iterdir()} == {"data", "backup.db"}
        assert backup.stat().st_mode & 0o077 == 0
        logs = server.path(connector) + "/logs?limit=1000"
        eventually(lambda: server.call("GET", logs).json["logs"][0]["status"] == 204, 10, "the log goes on")
        server.kill()
        server.start()
        assert number_of(server, connector) == 5000
    finally:
        server.kill()


def test_a_backup_never_takes_the_place_of_a_file(make_server, tmp_path):
    server = make_server()
    there = tmp_path / "there.db"
    there.write_text("somebody's")
    done = run_cli("backup", there, "--data", server.data)
    assert done.returncode == 1 and "already exists" in done.stderr and there.read_text() == "somebody's"
    (tmp_path / "next.db.partial").write_text("of a backup that was cut off")
    assert run_cli("backup", tmp_path / "next.db", "--data", server.data).returncode == 0
    assert not (tmp_path / "next.db.partial").exists()
