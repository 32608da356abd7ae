"""A start opens the port first: if that fails, the data folder does not change; clients that connect early are answered later."""

import contextlib
import ctypes
import http.client
import json
import os
import select
import socket
import sqlite3

import pytest

from connectory_server import BINARY, ROOT, Server, Wire, eventually, patient, run_cli
from slow_start import SlowStart, sockets_of

CAP_NET_BIND_SERVICE, PR_CAPBSET_DROP = 10, 24
HAS_IPV6 = os.path.exists("/proc/net/if_inet6") and "00000000000000000000000000000001" in open("/proc/net/if_inet6").read()
needs_ipv6 = pytest.mark.skipif(not HAS_IPV6, reason="this machine has no IPv6")


@contextlib.contextmanager
def taken(address, family=socket.AF_INET):
    """A port that a different program listens on, in the form of --listen."""
    with socket.socket(family) as other:
        other.bind((address, 0))
        other.listen()
        shown = f"[{address}]" if family == socket.AF_INET6 else address
        yield f"{shown}:{other.getsockname()[1]}"


@contextlib.contextmanager
def taken_on_all():
    with taken("0.0.0.0") as address:
        yield "127.0.0.1:" + address.rsplit(":", 1)[1]


def without_the_right():
    """Runs in the new process before the program: takes away the right to ports below 1024, even if the tests run as root."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE, 0, 0, 0)


def as_is(address):
    return lambda: contextlib.nullcontext(address)


# What keeps a server from listening: the address, its exit code, the words of its message.
REFUSED = {
    "port in use": (lambda: taken("127.0.0.1"), 69, "the port is in use. Stop the other program, or choose a different port with --listen HOST:PORT."),
    "port in use on all addresses": (taken_on_all, 69, "the port is in use."),
    "another machine's address": (as_is("192.0.2.1:0"), 69, "this machine has no such address. Choose a different address with --listen HOST:PORT."),
    "privileged port": (as_is("127.0.0.1:1023"), 77, "the system does not allow it. Ports below 1024 need a special privilege"),
    "port in use, IPv6": (lambda: taken("::1", socket.AF_INET6), 69, "the port is in use."),
    "another machine's address, IPv6": (as_is("[2001:db8::1]:0"), 69, "this machine has no such address."),
}  # fmt: skip


@pytest.fixture(params=REFUSED)
def refused_serve(request):
    """refused_serve(data): a start on that folder that cannot listen, and reports it."""
    if "IPv6" in request.param and not HAS_IPV6:
        pytest.skip("this machine has no IPv6")
    if request.param == "privileged port" and int(open("/proc/sys/net/ipv4/ip_unprivileged_port_start").read()) < 1024:
        pytest.skip("any port is for anyone here")
    make_address, code, why = REFUSED[request.param]

    def refuse(data):
        with make_address() as address:
            done = run_cli("serve", "--data", data, "--listen", address, preexec_fn=without_the_right)
        assert done.returncode == code, done
        assert done.stderr.startswith(f"connectory: cannot listen on {address}: {why}"), done.stderr
        assert done.stderr.count("\n") == 1 and done.stdout == "", done

    return refuse


def everything_in(folder):
    """Each file and folder in it, and the folder itself: path, mode, times and bytes."""
    shown = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        about = path.lstat()
        shown[str(path)] = (about.st_ino, about.st_mode, about.st_size, about.st_mtime_ns, about.st_ctime_ns, path.is_file() and path.read_bytes())
    return shown


def test_no_folder_is_made(tmp_path, refused_serve):
    before = everything_in(tmp_path)
    refused_serve(tmp_path / "not" / "there")
    assert everything_in(tmp_path) == before


def test_a_folder_in_use_before_is_not_touched(tmp_path, refused_serve):
    server = Server(tmp_path / "data").with_team().start()
    server.create()
    assert server.stop() == 0
    before = everything_in(server.data)
    refused_serve(server.data)
    assert everything_in(server.data) == before


def make_older_database(folder):
    """A database as the first version of the program created it."""
    folder.mkdir(mode=0o700)
    first = min((ROOT / "src" / "store" / "migrations").glob("*.sql"))
    with contextlib.closing(sqlite3.connect(folder / "connectory.db")) as database:
        database.execute("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)")
        database.executescript(first.read_text())
        database.execute("INSERT INTO schema_migrations VALUES (1, 'foundation', 0)")
        database.commit()


def migrations(folder):
    with contextlib.closing(sqlite3.connect(folder / "connectory.db")) as database:
        return [number for (number,) in database.execute("SELECT number FROM schema_migrations ORDER BY number")]


def test_an_older_database_stays_old(tmp_path, refused_serve):
    data = tmp_path / "data"
    make_older_database(data)
    before = everything_in(data)
    refused_serve(data)
    assert everything_in(data) == before


def test_a_start_that_can_listen_brings_it_up_to_date(tmp_path):
    data = tmp_path / "data"
    make_older_database(data)
    assert migrations(data) == [1]
    server = Server(data).start()
    assert server.stop() == 0
    assert len(migrations(data)) == len(list((ROOT / "src" / "store" / "migrations").glob("*.sql")))


# ---- IPv6 ------------------------------------------------------------------------------------------------------------


def status_at(host, port, path="/readyz"):
    connection = http.client.HTTPConnection(host, port, timeout=patient(10))
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


@needs_ipv6
def test_ipv6(make_server):
    server = make_server()
    server.address = "[::1]"
    server.start()
    assert f"http://[::1]:{server.port}" in server.output()
    assert status_at("::1", server.port) == 200
    with pytest.raises(ConnectionRefusedError):
        status_at("127.0.0.1", server.port)
    assert server.stop() == 0


@needs_ipv6
def test_all_addresses_of_both_kinds(make_server):
    server = make_server("--public-url", "http://localhost")
    server.address = "[::]"
    server.start()
    assert status_at("::1", server.port) == 200
    if open("/proc/sys/net/ipv6/bindv6only").read().strip() == "0":
        assert status_at("127.0.0.1", server.port) == 200
        assert status_at("127.0.0.1", server.port, "/nothing") == 404
    assert status_at("::1", server.port, "/nothing") == 404
    assert server.stop() == 0
    clients = {json.loads(line)["client"] for line in server.log if '"/nothing"' in line}
    assert "::1" in clients and clients <= {"::1", "127.0.0.1"}, "an IPv4 client has its IPv4 address"


# ---- between listening and serving -----------------------------------------------------------------------------------


@pytest.fixture
def slow_start(make_server, tmp_path):
    return SlowStart(make_server, tmp_path)


def test_requests_that_come_early_are_answered(slow_start):
    wires = slow_start.early_requests()
    assert select.select([wire.socket for wire in wires], [], [], 0)[0] == [], "no client is refused"
    slow_start.tell(slow_start.key)
    assert [wire.answer().status for wire in wires] == [200] * len(wires)
    for wire in wires:
        wire.socket.close()
    assert slow_start.server.stop() == 0


def test_a_start_that_fails_later_gives_the_port_back(slow_start):
    wires = slow_start.early_requests()
    slow_start.tell("nonsense")
    assert slow_start.server.wait() == 78, slow_start.server.output()
    for wire in wires:
        assert wire.is_closed()
        wire.socket.close()
    with pytest.raises(ConnectionRefusedError):
        Wire(slow_start.port)
    assert Server(slow_start.server.data).start(slow_start.port).stop() == 0


def test_programs_that_the_start_runs_do_not_get_the_port(slow_start):
    """A process that remained would prevent the next start."""
    children = f"/proc/{slow_start.process_id}/task/{slow_start.process_id}/children"
    [child] = eventually(lambda: open(children).read().split(), 10, "the command for the key runs")
    eventually(lambda: os.readlink(f"/proc/{child}/exe") != os.path.realpath(BINARY), 10, "it is a program of its own")
    assert slow_start.inode not in sockets_of(child)
    slow_start.tell(slow_start.key)
    assert slow_start.server.said.wait(patient(10)) and slow_start.server.stop() == 0
