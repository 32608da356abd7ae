"""Clients that ask and never read, that send costly documents, that say nothing or say it slowly, all at once and with little memory."""

import contextlib
import json
import resource
import select
import socket
import threading
import time

from connectory_server import SLOWNESS, Server, eventually, patient
from costly import VALIDATE, with_patterns

import pytest

MIB = 1024 * 1024
LIMIT = 256 * MIB


def sizes(process):
    """The address space and what is resident, in bytes."""
    with open(f"/proc/{process.pid}/statm") as text:
        size, resident = text.read().split()[:2]
    return int(size) * resource.getpagesize(), int(resident) * resource.getpagesize()


class Crowd:
    """Connections that stay open whatever the server does with them."""

    def __init__(self, port):
        self.port = port
        self.sockets = []

    def add(self, data=b"", receive=4096, address="127.0.0.1"):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        connection.settimeout(patient(5))
        connection.bind((address, 0))
        self.sockets.append(connection)
        with contextlib.suppress(OSError):
            connection.connect(("127.0.0.1", self.port))
            connection.setblocking(False)
            connection.send(data)
        return connection

    def close(self):
        for connection in self.sockets:
            connection.close()


def asked(server, path):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode()


@pytest.mark.skipif(SLOWNESS > 1, reason="a sanitizer's memory is not the program's")
def test_greedy_clients_under_a_memory_limit(tmp_path):
    server = Server(tmp_path).with_team().start()
    crowd = Crowd(server.port)
    try:
        # A list of 9 MB, and one connector that a well-behaved client reads.
        configuration = '{"note":"%s"}' % ("x" * 300_000)
        for index in range(30):
            made = server.create(f"Shop {index}")["connector_identifier"]
            assert server.save(made, configuration).status == 204
        small = server.create("Small")["connector_identifier"]
        assert server.get(small).status == 200
        idle_size, idle_resident = sizes(server.process)
        resource.prlimit(server.process.pid, resource.RLIMIT_AS, (idle_size + LIMIT, idle_size + LIMIT))

        peak, times, statuses = [0], [], []
        stop = threading.Event()

        def watch():
            while not stop.wait(0.02):
                peak[0] = max(peak[0], sizes(server.process)[1])

        def behave():
            while not stop.is_set():
                begin = time.monotonic()
                statuses.append(server.get(small).status)
                times.append(time.monotonic() - begin)

        threads = [threading.Thread(target=watch), threading.Thread(target=behave)]
        for thread in threads:
            thread.start()
        lists = asked(server, server.path() + "?include_configs=true") * 20
        openapi = asked(server, "/openapi.json") * 10_000
        patterns = json.dumps(with_patterns(250)).encode()  # as much work as one document may be
        head = f"POST {VALIDATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\nContent-Type: application/json\r\n"
        check = f"{head}Content-Length: {len(patterns)}\r\n\r\n".encode() + patterns
        for index in range(150):
            crowd.add(lists)
            if index < 10:
                crowd.add(openapi, receive=65536)
                crowd.add(check * 5, receive=65536)
            crowd.add(b"GET /healthz HTTP/1.1\r\nHo")  # a head that never ends
            crowd.add()  # idle
        # Those who pipeline go on sending for as long as the server reads.
        end = time.monotonic() + 4
        while time.monotonic() < end:
            _, writable, _ = select.select([], [c for c in crowd.sockets[:300] if c.fileno() >= 0], [], 0.1)
            for connection in writable:
                with contextlib.suppress(OSError):
                    connection.send(openapi[:60_000])
            time.sleep(0.05)
        stop.set()
        for thread in threads:
            thread.join()
        times.sort()
        print(f"idle {idle_resident / MIB:.0f} MiB, peak {peak[0] / MIB:.0f} MiB; well-behaved: {len(times)} reads, "
              f"p50 {times[len(times) // 2] * 1000:.1f} ms, p99 {times[len(times) * 99 // 100] * 1000:.1f} ms, "
              f"not 200: {sum(status != 200 for status in statuses)}")  # fmt: skip
        assert server.process.poll() is None, server.output()[-3000:]
        assert times[len(times) * 99 // 100] < 1
        assert sum(status == 200 for status in statuses) > 0.99 * len(statuses), statuses
        assert peak[0] - idle_resident < LIMIT

        crowd.close()
        assert eventually(lambda: server.get(small).status == 200, 5, "it still answers")
        eventually(lambda: sizes(server.process)[1] < idle_resident + 64 * MIB, 10, "memory goes back to the system")
        print(f"afterwards {sizes(server.process)[1] / MIB:.0f} MiB")
        assert server.stop(within=20) == 0, server.output()[-2000:]
    finally:
        crowd.close()
        server.kill()
