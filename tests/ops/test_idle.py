"""Ten thousand idle connections cost little, and other clients do not notice them."""

import resource
import socket
import time

import pytest

from connectory_server import SLOWNESS, Server, eventually, patient

COUNT = 10_000
SPARE = 500


def memory(process):
    """What the process really uses, in bytes (Pss counts shared pages in part; here nothing is shared)."""
    with open(f"/proc/{process.pid}/smaps_rollup") as text:
        fields = dict(line.split(":") for line in text.read().splitlines()[1:])
    return int(fields["Rss"].split()[0]) * 1024


def test_10000_idle_connections(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < COUNT + SPARE:
        pytest.skip(f"the hard limit of file descriptors is {hard}; {COUNT + SPARE} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idle = []
    server = Server(tmp_path).with_team().start()
    try:
        made = server.create()["connector_identifier"]
        for _ in range(100):
            server.get(made)
        before = memory(server.process)
        asked = f"GET {server.path(made)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode()
        begin = time.monotonic()
        while len(idle) < COUNT:
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=patient(10))
            idle.append(connection)
            if len(idle) % 10 == 0:  # some were used before they became idle
                connection.sendall(asked)
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        opened = time.monotonic() - begin
        metrics = lambda: server.call("GET", "/metrics", key="").text.decode()  # noqa: E731
        eventually(lambda: any(float(line.split()[-1]) >= COUNT for line in metrics().splitlines() if "connections" in line and "open" in line and line[0] != "#"),
                   20, "the server has taken them all")  # fmt: skip
        times = []
        for _ in range(200):
            start = time.monotonic()
            assert server.get(made).status == 200
            times.append(time.monotonic() - start)
        each = (memory(server.process) - before) / COUNT
        print(f"{COUNT} idle connections in {opened:.1f} s: {each / 1024:.1f} KiB each; "
              f"a healthy client waits {1000 * sorted(times)[100]:.1f} ms, at most {1000 * max(times):.1f} ms")  # fmt: skip
        assert sorted(times)[197] < patient(0.1)
        if SLOWNESS == 1:  # a sanitizer's memory is not the program's
            assert each < 16 * 1024
        assert server.stop(within=20) == 0, server.output()[-2000:]
    finally:
        for connection in idle:
            connection.close()
        server.kill()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
