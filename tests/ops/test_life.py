"""Start and stop of the program: what prevents a start, TLS, and what it never logs."""

import contextlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time

import pytest

from connectory_server import BINARY, CliFailed, Server, Wire, eventually, expect_error, head, patient, run_cli
from stopping import stop_in_the_middle_of_a_body
from tls import ASK, make_pair, name_served, trusting


def expect_refusal(done_or_server, code, *words):
    """A failed start: its exit code, and words on stderr (here: in all its output)."""
    if isinstance(done_or_server, Server):
        got, said = done_or_server.wait(), done_or_server.output()
    else:
        got, said = done_or_server.returncode, done_or_server.stderr
    assert got == code, (got, said)
    for word in words:
        assert str(word).lower() in said.lower(), (word, said)
    assert "terminate called" not in said and "Sanitizer" not in said


def run_serve(data, *more, **options):
    return run_cli("serve", "--data", data, "--listen", "127.0.0.1:0", *more, **options)


# ---- start -----------------------------------------------------------------------------------------------------------


def test_port_0_says_which_it_got(make_server):
    server = make_server().start()
    assert server.port > 0
    assert server.call("GET", server.path()).status == 200
    assert server.stop() == 0


def test_two_servers_on_two_folders(make_server):
    first, second = make_server().start(), make_server().start()
    assert first.port != second.port
    assert first.call("GET", "/livez").status == second.call("GET", "/livez").status == 200


def test_a_second_server_on_the_same_data(make_server):
    server = make_server().start()
    expect_refusal(run_serve(server.data), 69, server.data, "connectory:")
    assert server.call("GET", server.path()).status == 200
    assert server.stop() == 0
    assert server.start().call("GET", server.path()).status == 200, "the lock is gone with its server"


def test_a_killed_server_leaves_no_lock(make_server):
    server = make_server().start()
    server.kill()
    assert server.start().call("GET", server.path()).status == 200


def test_a_port_in_use(make_server):
    server = make_server(team=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_cli("serve", "--data", server.data, "--listen", f"127.0.0.1:{port}")
    expect_refusal(done, 69, port, "--listen", "in use")


def test_an_address_that_is_not_ours(tmp_path):
    expect_refusal(run_cli("serve", "--data", tmp_path, "--listen", "192.0.2.1:0"), 69, "192.0.2.1", "--listen")


@pytest.fixture
def nobody():
    """Options for a process without privileges, because root may write anywhere."""
    if os.geteuid() != 0:
        return {}
    if not os.access(BINARY, os.X_OK):
        pytest.skip("no binary")
    return {"user": 65534, "group": 65534}


def reachable_by_nobody(path, nobody):
    if not nobody:
        return True
    return subprocess.run(["test", "-x", str(path)], **nobody).returncode == 0


def test_an_unwritable_folder(nobody):
    folder = tempfile.mkdtemp(prefix="connectory-unwritable-", dir="/tmp")
    try:
        os.chmod(folder, 0o555)
        if not reachable_by_nobody(BINARY, nobody):
            pytest.skip("the program cannot be reached by a user without rights")
        done = run_serve(folder, **nobody)
        assert done.returncode in (69, 77), done.stderr
        expect_refusal(done, done.returncode, folder, "connectory:")
    finally:
        os.chmod(folder, 0o755)
        shutil.rmtree(folder)


def test_a_folder_that_may_not_be_looked_into(nobody):
    folder = tempfile.mkdtemp(prefix="connectory-closed-", dir="/tmp")
    try:
        assert run_cli("team", "create", "Acme", "--data", folder + "/data").returncode == 0
        os.chmod(folder, 0o700 if nobody else 0)
        if not reachable_by_nobody(BINARY, nobody):
            pytest.skip("the program cannot be reached by a user without rights")
        done = run_cli("team", "list", "--data", folder + "/data", **nobody)
        expect_refusal(done, 77, folder, "permission denied")
        assert "has no database" not in done.stderr
    finally:
        os.chmod(folder, 0o755)
        shutil.rmtree(folder)


def test_a_data_folder_that_is_a_file(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    done = run_serve(file)
    assert done.returncode in (64, 69, 77), done
    expect_refusal(done, done.returncode, file)
    assert file.read_text() == "mine"


def test_a_data_folder_that_is_not_there_is_made(tmp_path):
    server = Server(tmp_path / "new" / "folder").start()
    try:
        assert server.call("GET", "/readyz", key="").status == 200
        assert server.data.stat().st_mode & 0o077 == 0, "others may not look in"
    finally:
        server.stop()


def databases(server):
    found = [file for file in server.data.iterdir() if file.is_file() and file.read_bytes()[:15] == b"SQLite format 3"]
    assert found, list(server.data.iterdir())
    return found


def test_a_newer_database(make_server):
    server = make_server()
    [file] = databases(server)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        columns = {row[1]: row for row in database.execute("PRAGMA table_info(schema_migrations)")}
        number = next(name for name in columns if name in ("number", "version", "migration", "id", "migration_id"))
        newest = dict(zip(columns, database.execute(f"SELECT * FROM schema_migrations ORDER BY {number} DESC").fetchone()))
        newest[number] += 1000
        for name in columns:
            if isinstance(newest[name], str):
                newest[name] = "9999_from_the_future"
        database.execute(f"INSERT INTO schema_migrations VALUES ({','.join('?' * len(columns))})", list(newest.values()))
    before = file.read_bytes()
    expect_refusal(run_serve(server.data), 69, "newer")
    with pytest.raises(CliFailed) as refused:
        server.cli("team", "list")
    assert refused.value.code == 69 and "newer" in refused.value.stderr
    assert file.read_bytes() == before, "a database that is not understood is not touched"


def test_a_database_that_is_none(make_server):
    server = make_server()
    [file] = databases(server)
    for other in server.data.iterdir():
        if other != file:
            other.unlink()
    file.write_bytes(b"not a database file" * 500)
    before = file.read_bytes()
    done = run_serve(server.data)
    assert done.returncode in (1, 69), done
    expect_refusal(done, done.returncode, "connectory:")
    assert file.read_bytes() == before


def test_a_damaged_database_is_69(make_server):
    """For a server, and for the command line, which finds out later: its first page is whole."""
    server = make_server()
    [file] = databases(server)
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = database.execute("PRAGMA page_size").fetchone()[0]
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'api_keys'").fetchone()[0]
    content = bytearray(file.read_bytes())
    content[(root - 1) * page : root * page] = b"\xff" * page
    file.write_bytes(content)
    with pytest.raises(CliFailed) as refused:
        server.cli("key", "list", "--team", 42)
    assert refused.value.code == 69 and "malformed" in refused.value.stderr, refused.value
    file.write_bytes(b"not a database" * 500)
    with pytest.raises(CliFailed) as refused:
        server.cli("key", "list", "--team", 42)
    assert refused.value.code == 69, refused.value
    expect_refusal(run_serve(server.data), 69, "connectory:")


# ---- what is secret, and what is remembered ----------------------------------------------------------------------------


def test_no_core_is_dumped(make_server, monkeypatch):
    """core(5): a limit of 1 keeps the kernel from giving it to a program, too, and is too little for a file."""
    for options in ("ASAN_OPTIONS", "TSAN_OPTIONS"):  # a sanitizer would set the limit itself
        monkeypatch.setenv(options, os.environ.get(options, "") + ":disable_coredump=0")
    limit = lambda one: re.search(r"^Max core file size +(\S+)", open(f"/proc/{one.process.pid}/limits").read(), re.M)[1]  # noqa: E731
    server = make_server().start()
    assert limit(server) in ("0", "1")
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != 0:
        assert limit(server) == "1"
    other = make_server("--core-dumps", "on").start()
    assert limit(other) == re.search(r"^Max core file size +(\S+)", open("/proc/self/limits").read(), re.M)[1]


def test_one_event_loop_for_each_processor_it_may_use(make_server):
    def threads(*settings):
        server = make_server(*settings).start()
        count = len(os.listdir(f"/proc/{server.process.pid}/task"))
        server.stop()
        return count

    usable = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(usable)})  # as taskset(1) does; what this thread starts inherits it
        one = threads()
        assert one == threads("--workers", 1)
        assert threads("--workers", 3) == one + 2
    finally:
        os.sched_setaffinity(0, usable)


def last_uses(server):
    """Of the team's keys and clients, by name."""
    return {one["name"]: one["last_used_at"] for noun in ("key", "client") for one in server.cli(noun, "list", "--team", server.team)}


def use(server, client):
    answer = server.call("POST", "/oauth/token", form={"grant_type": "client_credentials", "client_id": client["client_id"], "client_secret": client["client_secret"]}, key="")  # fmt: skip
    assert answer.status == 200, answer
    assert server.call("GET", server.path(), key=answer.json["access_token"]).status == 200
    assert server.call("GET", server.path()).status == 200


@pytest.mark.parametrize("how", ["at the stop", "at a reload"])
def test_last_uses_are_written_down(make_server, how):
    """Once a minute; and at once when the server stops, or reads its settings again."""
    server = make_server()
    client = server.cli("client", "create", "--team", server.team, "--name", "importer", "--role", "EDITOR")
    server.make_key(name="never used")
    server.start()
    use(server, client)
    assert last_uses(server) == {"tests": None, "never used": None, "importer": None}
    if how == "at the stop":
        assert server.stop() == 0
        uses = last_uses(server)
    else:
        server.process.send_signal(signal.SIGHUP)
        uses = eventually(lambda: (lambda found: found if found["tests"] else None)(last_uses(server)), 20, "it is written down")
    assert uses["tests"] and uses["importer"] and uses["never used"] is None, uses


# ---- the command line's exit codes -----------------------------------------------------------------------------------

USAGE = {
    "no such command": ["fly"], "no such verb": ["team", "fly"], "no such flag": ["serve", "--fly"], "flag without its value": ["serve", "--listen"],
    "bad address": ["serve", "--listen", "nowhere"], "bad port": ["serve", "--listen", "127.0.0.1:99999"],
    "a team's number that is too large": ["key", "list", "--team", "9223372036854775808"],
    "a new team's number that is too large": ["team", "create", "X", "--id", "9223372036854775808"], "bad duration": ["serve", "--listen", "127.0.0.1:0", "--head-timeout", "soon"], "missing argument": ["key", "create"],
    "no name": ["team", "create"], "a public URL without its scheme": ["serve", "--public-url", "connectory.example.com"],
    "a public URL of another scheme": ["serve", "--public-url", "ftp://x"], "a public URL of no host": ["serve", "--public-url", "https:///x"],
    "a public URL with a query": ["serve", "--public-url", "https://x/?a"], "a public URL with a password": ["serve", "--public-url", "https://a:b@x"],
    "a public URL that is too long": ["serve", "--public-url", "https://x/" + "a" * 1015], "a certificate without its key": ["serve", "--listen", "127.0.0.1:0", "--tls-certificate", "/dev/null"],
}  # fmt: skip


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_is_64(tmp_path, name):
    done = run_cli(*USAGE[name], "--data", tmp_path) if "fly" not in USAGE[name][:2] else run_cli(*USAGE[name])
    expect_refusal(done, 64, "connectory")
    assert done.stdout == ""


MISTYPED = {
    "a noun": (["taem", "list"], "did you mean team?", "connectory --help"),
    "a verb": (["key", "craete", "--team", "42"], "did you mean create?", "connectory key --help"),
    "a flag of a verb": (["key", "create", "--taem", "42"], "did you mean --team?", "connectory key create --help"),
    "a flag with its value": (["serve", "--lisen=127.0.0.1:0"], "did you mean --listen?", "connectory serve --help"),
    "a role": (["key", "create", "--team", "42", "--name", "x", "--role", "EDTIOR"], "did you mean EDITOR?", "connectory key create --help"),
    "a scope": (["key", "create", "--team", "42", "--name", "x", "--scopes", "team_raed"], "did you mean team_read?", "connectory key create --help"),
    "a word of a setting": (["serve", "--log-level", "wraning"], "did you mean warning?", "debug, info, warning or error"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTYPED)
def test_a_mistyped_word_gets_a_suggestion(name):
    arguments, *said = MISTYPED[name]
    expect_refusal(run_cli(*arguments), 64, *said)


def test_a_mistyped_key_of_the_file_gets_a_suggestion(tmp_path):
    file = tmp_path / "connectory.toml"
    file.write_text('log-level = "info"\nwrokers = 2\n')
    expect_refusal(run_cli("serve", "--config", file), 64, "connectory.toml: line 2", "did you mean workers?")


@pytest.mark.parametrize("command", [["serve", "--listen", "127.0.0.1:0"], ["team", "list"], ["backup", "x.db"]], ids=" ".join)
def test_a_mistyped_variable_is_refused(make_server, command):
    server = make_server()
    before = sorted(server.data.iterdir())
    done = run_cli(*command, "--data", server.data, env=os.environ | {"CONNECTORY_LISTN": "0.0.0.0:80"})
    expect_refusal(done, 64, "unknown environment variable CONNECTORY_LISTN; did you mean CONNECTORY_LISTEN?")
    assert "0.0.0.0" not in done.stderr and sorted(server.data.iterdir()) == before


def test_variables_of_other_programs_are_no_settings(make_server, monkeypatch):
    for name, value in {"URL": "http://x", "API_KEY": "api_x", "BIN": "/x", "SERVICE_HOST": "10.0.0.1", "PORT": "tcp://10.0.0.1:80"}.items():
        monkeypatch.setenv("CONNECTORY_" + name, value)
    server = make_server().start()
    assert server.cli("team", "list")[0]["team_id"] == 42
    assert run_cli("--help", env=os.environ | {"CONNECTORY_LISTN": "x"}).returncode == 0


def test_a_configuration_file_that_is_not_there(tmp_path):
    done = run_cli("serve", "--config", tmp_path / "none.toml")
    expect_refusal(done, 64, "none.toml")
    assert "line 0" not in done.stderr


@pytest.mark.parametrize("word", ["frobnicate", "-x", "k"])
def test_a_word_like_no_other_gets_none(word):
    done = run_cli(word)
    expect_refusal(done, 64, "connectory --help")
    assert "did you mean" not in done.stderr


OUT_OF_BOUNDS = {
    "workers": ("257", "0 to 256"), "readers": ("0", "1 to 64"), "cache-mib": ("many", "1 to 65536"), "idle-timeout": ("0s", "1ms to 24h"),
    "drain-timeout": ("25h", "0ms to 24h"), "head-timeout": ("1000000000h", "1ms to 24h"), "log-format": ("xml", "auto, text or json"),
}  # fmt: skip


@pytest.mark.parametrize("name", OUT_OF_BOUNDS)
def test_a_setting_out_of_bounds_is_refused_with_them(name):
    value, bounds = OUT_OF_BOUNDS[name]
    expect_refusal(run_cli("serve", f"--{name}", value), 64, name, value, bounds)
    assert f"({bounds})" in run_cli("serve", "--help").stdout


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["serve", "--help"], ["team", "--help"], ["key", "create", "--help"]])
def test_asking_is_0(arguments):
    done = run_cli(*arguments)
    assert done.returncode == 0 and done.stdout and done.stderr == "", done


@pytest.mark.parametrize("noun", ["key", "client", "user"])
def test_a_list_of_no_team_is_not_an_empty_list(make_server, noun):
    server = make_server()
    done = run_cli(noun, "list", "--team", "77", "--data", server.data)
    expect_refusal(done, 1, "No team 77")
    assert done.stdout == ""
    assert server.cli(noun, "list", "--team", "42") is not None


def test_failure_is_1(make_server):
    with pytest.raises(CliFailed) as refused:
        make_server().cli("key", "disable", "key_nothing")
    assert refused.value.code == 1


def test_a_setting_from_the_environment(make_server):
    server = make_server()
    environment = dict(os.environ, CONNECTORY_LISTEN="nowhere")
    expect_refusal(run_cli("serve", "--data", server.data, env=environment), 64, "nowhere", "CONNECTORY_LISTEN")


# ---- stop ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_with_0(make_server, sent):
    server = make_server().start()
    assert server.stop(sent, within=5) == 0


def test_idle_connections_do_not_hold_up_the_stop(make_server):
    server = make_server().start()
    wires = [server.wire() for _ in range(20)]
    assert wires[0].ask(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").status == 200
    assert server.stop(within=5) == 0
    for wire in wires:
        assert wire.is_closed()
        wire.socket.close()


def test_stop_under_load_fails_no_request(make_server):
    """A request that was sent on an open connection before it was closed is answered completely."""
    server = make_server().start()
    made = server.create()["connector_identifier"]
    item, auth = server.path(made), f"Authorization: Bearer {server.key}"
    read = f"GET {item} HTTP/1.1\r\nHost: x\r\n{auth}\r\n\r\n".encode()
    body = b'{"connector":{"name":"n"}}'
    write = f"PUT {item} HTTP/1.1\r\nHost: x\r\n{auth}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    port, failures, done = server.port, [], [0] * 8
    stopping = threading.Event()

    def client(number):
        while not stopping.is_set():
            try:
                wire = Wire(port)
            except OSError:
                return  # it no longer accepts: not a request
            with wire:
                while True:
                    was_stopping = stopping.is_set()
                    ask, expected = (write, 204) if number % 2 else (read, 200)
                    answer = wire.ask(ask)
                    if answer is None:
                        # An idle connection may be closed at a stop; then its request was sent too late. In flight, never.
                        if not was_stopping and not stopping.is_set():
                            failures.append("closed without an answer before the stop")
                        return
                    if answer.status != expected:
                        failures.append(repr(answer))
                        return
                    done[number] += 1
                    if answer.closes:
                        return

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(done))]
    for thread in threads:
        thread.start()
    eventually(lambda: all(count > 50 for count in done), 10, "all clients are at work")
    stopping.set()
    server.process.send_signal(signal.SIGTERM)
    assert server.wait() == 0
    for thread in threads:
        thread.join(patient(10))
    assert not failures, failures[:5]


def test_requests_sent_before_the_stop_are_answered(make_server):
    """Many connections send one request each, and the signal follows immediately: each request is answered."""
    server = make_server().start()
    wires = [server.wire() for _ in range(100)]
    ask = f"GET {server.path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode()
    for wire in wires:
        wire.send(ask)
    server.process.send_signal(signal.SIGTERM)
    answers = [wire.answer() for wire in wires]
    assert [answer and answer.status for answer in answers] == [200] * 100
    assert server.wait() == 0


def test_a_body_on_its_way_is_waited_for(make_server):
    server = make_server().start()
    with server.wire() as wire:
        stop_in_the_middle_of_a_body(server, wire)
        wire.send(b"title=last")
        answer = wire.answer()
        assert answer.status == 201 and answer.closes
    assert server.wait() == 0
    assert server.start().get(answer.json["connector_identifier"]).status == 200


def test_a_second_signal_ends_at_once(make_server):
    server = make_server().start()
    with server.wire() as wire:
        stop_in_the_middle_of_a_body(server, wire)
        assert server.process.poll() is None, "it waits for the body"
        begin = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.wait(within=5) != 0
        assert time.monotonic() - begin < patient(2)
    assert server.start().call("GET", server.path()).status == 200


def test_what_was_saved_is_there_after_a_restart(make_server):
    server = make_server().start()
    made = server.create("Kept", description="\N{ROCKET}")
    server.save(made["connector_identifier"], '{"z":1.10,"a":1e5}')
    before = server.get(made["connector_identifier"])
    gone = server.create("Gone")["connector_identifier"]
    assert server.call("DELETE", server.path(gone)).status == 204
    assert server.stop() == 0
    server.start(port=server.port)  # which the URLs of logos name
    after = server.get(made["connector_identifier"])
    assert after.body == before.body and after.header("ETag") == before.header("ETag")
    expect_error(server.get(gone), 404)


# ---- health and metrics ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health(server, path):
    answer = server.call("GET", path, key="")
    assert answer.status == 200
    assert server.call("HEAD", path, key="").status == 200


def test_metrics(server, connector):
    for _ in range(3):
        server.get(connector["connector_identifier"])
    expect_error(server.get("ZZZZZ"), 404)
    answer = server.call("GET", "/metrics", key="")
    assert answer.status == 200 and answer.header("Content-Type").startswith("text/plain")
    samples, types = {}, {}
    for line in answer.text.decode().splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in types, f"{name} is declared twice"
            types[name] = kind
        elif line and not line.startswith("#"):
            found = re.fullmatch(r'([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*",?)*\})?) (\S+)', line)
            assert found, line
            assert found[1] not in samples, f"{found[1]} stands twice"
            samples[found[1]] = float(found[2])
    assert all(name.startswith(("connectory_", "process_")) for name in types), types
    requests = [name for name in samples if "request" in name and "route=" in name and "status=" in name]
    assert any('route="getConnector"' in name and re.search('status="4(04|xx)"', name) for name in requests), requests[:10]
    assert any(kind == "histogram" for kind in types.values())
    text = answer.text.decode()
    assert server.key not in text and connector["connector_identifier"] not in text


def test_metrics_do_not_grow_with_what_is_asked(server):
    def count():
        return len(server.call("GET", "/metrics", key="").text.splitlines())

    server.call("GET", "/nothing/0", key="")
    server.call("BREW", "/nothing/0", key="")
    before = count()
    for number in range(50):
        server.call("GET", f"/nothing/{number}", key="")
        server.call(f"BREW{number}", f"/nothing/{number}", key="")
        server.call("GET", server.path(f"N{number}"))
    assert count() <= before + 20


# ---- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tls(tmp_path, make_server):
    certificate, key = make_pair(tmp_path, "first")
    server = make_server("--tls-certificate", certificate, "--tls-key", key).start()
    server.certificate = certificate
    return server


def test_tls(tls):
    assert tls.scheme == "https"
    with tls.wire(tls=trusting(tls.certificate)) as wire:
        assert wire.socket.version() in ("TLSv1.2", "TLSv1.3")
        auth = f"Authorization: Bearer {tls.key}"
        body = b'{"title":"%s"}' % (b"x" * 200)
        wire.send(f"POST {tls.path()} HTTP/1.1\r\nHost: x\r\n{auth}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        made = wire.answer()
        assert made.status == 201
        big = b'{"configuration":{"configuration_json":{"a":"%s"}}}' % (b"x" * 500_000)
        item = tls.path(made.json["connector_identifier"])
        wire.send(f"PUT {item} HTTP/1.1\r\nHost: x\r\n{auth}\r\nContent-Type: application/json\r\nContent-Length: {len(big)}\r\n\r\n".encode() + big)
        assert wire.answer().status == 204
        wire.send(f"GET {item} HTTP/1.1\r\nHost: x\r\n{auth}\r\n\r\n".encode() * 5)
        for _ in range(5):
            assert len(wire.answer().json["configuration"]["configuration_json"]["a"]) == 500_000
        document = wire.ask(b"GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: api.example.com\r\n\r\n").json
        assert document["token_endpoint"] == "https://api.example.com/oauth/token"
    assert tls.stop() == 0


def test_tls_refuses_old_versions_and_plain_text(tls):
    old = trusting(tls.certificate)
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        tls.wire(tls=old)
    with tls.wire() as wire:
        wire.send(ASK)
        try:
            answer = wire.answer()
        except AssertionError:
            answer = None  # a TLS alert
        assert answer is None or answer.status == 400
    with tls.wire(tls=trusting(tls.certificate)) as wire:
        assert wire.ask(ASK).status == 200


def test_a_handshake_that_stops_holds_up_no_one(tls):
    silent = [tls.wire() for _ in range(50)]
    with tls.wire(tls=trusting(tls.certificate)) as wire:
        assert wire.ask(ASK).status == 200
    for wire in silent:
        wire.socket.close()


def test_a_new_certificate_is_taken_up(tls, tmp_path):
    assert name_served(tls) == "first"
    with tls.wire(tls=trusting(tls.certificate)) as old:
        assert old.ask(ASK).status == 200
        make_pair(tmp_path, "second")
        eventually(lambda: name_served(tls) == "second", 15, "the new certificate is served")
        assert old.ask(ASK).status == 200, "connections from before go on"


def test_a_broken_certificate_is_not_taken_up(tls, tmp_path):
    (tmp_path / "broken").write_text("nonsense")
    (tmp_path / "broken").rename(tmp_path / "server.pem")
    eventually(lambda: "certificate" in "".join(tls.log[1:]).lower(), 15, "the log says that the certificate is broken")
    assert name_served(tls) == "first"


@pytest.mark.parametrize("what", ["missing", "nonsense", "another's key"])
def test_a_start_with_a_bad_certificate(tmp_path, what):
    certificate, key = make_pair(tmp_path, "first")
    if what == "missing":
        certificate.unlink()
    elif what == "nonsense":
        certificate.write_text("nonsense")
    else:
        shutil.copy(certificate, tmp_path / "kept.pem")
        make_pair(tmp_path, "second")
        certificate = tmp_path / "kept.pem"
    done = run_serve(tmp_path / "data", "--tls-certificate", certificate, "--tls-key", key)
    assert done.returncode in (1, 64, 69), done
    expect_refusal(done, done.returncode, "certificate" if what != "another's key" else "key")


# ---- secrets ---------------------------------------------------------------------------------------------------------


def test_no_credential_is_written_down(make_server):
    server = make_server("--log-level", "debug").start() if has_log_level() else make_server().start()
    key = server.make_key()["api_key"]
    client = server.cli("client", "create", "--team", 42, "--role", "EDITOR", "--name", "x")
    form = {"grant_type": "client_credentials", "client_id": client["client_id"], "client_secret": client["client_secret"]}
    token = server.call("POST", "/oauth/token", form=form, key="").json["access_token"]
    planted = [server.key, key, client["client_secret"], token, "api_planted_wrong_key_0123456789"]
    answers = []
    for secret in planted:
        for form in ({"key": secret}, {"key": "", "headers": {"Authorization": secret}}, {"key": secret + "x"}):
            answers.append(server.call("GET", server.path(), **form))
            answers.append(server.call("GET", "/nothing", **form))
            answers.append(server.call("POST", server.path(), json="{", **form))
        answers.append(server.call("GET", server.path() + f"?api_key={secret}", key=""))
        answers.append(server.call("GET", f"/nothing?api_key={secret}", key=""))
        with server.wire() as wire:
            wire.send(f"GET {server.path()} HTTP/1.1\r\nHost : x\r\nAuthorization: Bearer {secret}\r\n\r\n".encode())
            answers.append(wire.answer())
    listed = json.dumps([server.cli(noun, "list", "--team", 42) for noun in ("key", "client", "user")])
    metrics = server.call("GET", "/metrics", key="").text.decode()
    assert server.stop() == 0
    texts = {"log": server.output(), "lists": listed, "metrics": metrics}
    for secret in planted:
        for name, text in texts.items():
            assert secret not in text, f"{name} holds a credential"
        for answer in answers:
            assert secret.encode() not in answer.body
        for folder, _, files in os.walk(server.data):
            for file in files:
                with open(os.path.join(folder, file), "rb") as content:
                    assert secret.encode() not in content.read(), f"{file} holds a credential"


def has_log_level():
    return "--log-level" in run_cli("serve", "--help").stdout


def test_files_are_the_owners_alone(make_server):
    server = make_server().start()
    server.create()
    for file in server.data.iterdir():
        assert file.stat().st_mode & 0o077 == 0, f"{file.name} can be read by others"


def test_a_log_line_leads_to_its_request(make_server):
    server = make_server().start()
    server.call("GET", server.path("ZZZZZ"), headers={"X-Request-Id": "find-me-in-the-log"})
    server.call("GET", server.path("a\x7fb".encode().hex()), headers={"X-Request-Id": "other-request"})
    assert server.stop() == 0
    for line in server.log:
        if line.startswith("{"):
            json.loads(line)
    lines = [line for line in server.log if "find-me-in-the-log" in line]
    assert len(lines) == 1, server.output()


def test_log_lines_are_json_whatever_they_contain(make_server, tmp_path):
    server = make_server(team=False)
    server.data = tmp_path / 'data "of" C:\\u00'
    server.data.mkdir()
    server.start()
    assert server.stop() == 0
    [serving] = [line for line in map(json.loads, server.log) if line["message"] == "serving"]
    assert serving["data"] == str(server.data)


def test_a_connection_too_many_is_logged_with_its_client(make_server):
    server = make_server("--connections-max", "1").start()
    with server.wire() as only:
        lines = f"POST {server.path()} HTTP/1.1", "Host: x", f"Authorization: Bearer {server.key}", "Content-Type: application/json"
        only.send_alone(head(*lines, "Content-Length: 10"))  # it is in use: its body is awaited
        with server.wire() as another:
            refusal = another.answer()
    expect_error(refusal, 503, says="connections")
    line = eventually(lambda: next((line for line in server.log if refusal.header("X-Request-Id") in line), None), 5, "it is logged")
    logged = json.loads(line)
    assert logged["client"] == "127.0.0.1" and logged["ms"] == 0 and logged["level"] == "error", logged


def test_idle_connections_that_are_closed_for_others_are_logged(make_server):
    server = make_server("--connections-max", "1").start()
    with server.wire() as idle:
        assert idle.ask(ASK).status == 200
        with server.wire() as other:
            assert other.ask(ASK).status == 200
    line = eventually(lambda: next((line for line in server.log if "too many connections are open" in line), None), 10, "it is logged")
    assert json.loads(line)["idle_closed"] >= 1, line
