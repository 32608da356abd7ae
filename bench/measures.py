"""One window of each measurement: what was done, how long it took, and what it cost the server in CPU."""

import json
import os
import socket
import subprocess
import sys
import time

import servers
from servers import HERE, LOAD_CORE, SERVER_CORE, Refused


def wrk(server, path, connections, seconds, kind, *arguments):
    """Load from wrk on the other core."""
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "load.lua")]
    for name, value in server.headers().items():
        command += ["-H", f"{name}: {value}"]
    if not server.key:
        command += ["-H", f"Authorization: Bearer {'x' * 47}"]  # the same bytes to read as our server gets
    command += [server.url + path, "--", kind, *map(str, arguments)]
    before = server.cpu_us()
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    cpu = server.cpu_us() - before
    lines = [line for line in done.stdout.splitlines() if line.startswith("OUTCOME ")]
    if done.returncode or not lines:
        raise Refused(f"wrk {kind} on {server.name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    outcome = json.loads(lines[0].removeprefix("OUTCOME "))
    faults = {name: outcome[name] for name in ("connect", "read", "write", "status", "timeout") if outcome[name]}
    if faults or not outcome["requests"]:
        raise Refused(f"wrk {kind} on {server.name}: {outcome['requests']} requests, errors {faults or 'none'}")
    return {
        "per_second": outcome["requests"] / outcome["us"] * 1e6,
        "cpu_us": cpu / outcome["requests"],
        "p50": outcome["p50"], "p99": outcome["p99"], "p999": outcome["p999"],
    }  # fmt: skip


def big_reads(server, path, seconds, size):
    """One connection that reads a large body as fast as it arrives, and ignores the content."""
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.key or 'x' * 47}\r\n\r\n".encode()
    before = server.cpu_us()
    received = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            connection.sendall(request)
            count = connection.recv_into(buffer)
            end = buffer.find(b"\r\n\r\n", 0, count)
            if not buffer.startswith(b"HTTP/1.1 200") or end < 0:
                raise Refused(f"{server.name} answers {bytes(view[:200])!r}")
            rest = size - (count - end - 4)
            while rest > 0:
                count = connection.recv_into(buffer)
                if not count:
                    raise Refused(f"{server.name} ended the connection {rest} bytes early")
                rest -= count
            if rest:
                raise Refused(f"{server.name} sent {-rest} bytes too many")
            received += size
        took = time.perf_counter() - begin
    return {"per_second": received / took, "cpu_us": (server.cpu_us() - before) / (received / 1e6)}


def commits(folder, seconds):
    command = ["taskset", "-c", str(SERVER_CORE), sys.executable, str(HERE / "yardsticks.py"), "commits", folder, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Refused(f"the plain loop of commits failed: {done.stderr}")
    return {"per_second": float(done.stdout)}


def read_each_once(server, paths, depth=50):
    """The time and CPU for reading every path once; it checks the status of each answer."""
    requests = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode() for path in paths]
    before, begin = server.cpu_us(), time.perf_counter()
    answered, tail = 0, b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        for start in range(0, len(requests), depth):
            wanted = len(requests[start : start + depth])
            connection.sendall(b"".join(requests[start : start + depth]))
            seen = 0
            while seen < wanted:
                piece = connection.recv(1 << 20)
                if not piece:
                    raise Refused(f"{server.name} ended the connection after {answered + seen} answers")
                text = tail + piece
                seen += text.count(b"HTTP/1.1 200 OK\r\n")
                tail = text[-16:]
            answered += seen
    took = time.perf_counter() - begin
    return {"seconds": took, "per_second": answered / took, "cpu_us": (server.cpu_us() - before) / answered}


def idle_connections(server, path, count):
    """Resident bytes that an idle connection adds after one request."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode()
    server.get(path)
    before = server.resident_bytes()
    open_ones = []
    try:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            open_ones.append(connection)
            connection.sendall(request)
            if not connection.recv(65536).startswith(b"HTTP/1.1 200"):
                raise Refused(f"{server.name} turned connection {len(open_ones)} away")
        time.sleep(0.5)
        return (server.resident_bytes() - before) / count
    finally:
        for connection in open_ones:
            connection.close()


def start_up(folder, key, times):
    """Milliseconds from the start of the process to 200 at /readyz, on the same folder, or on a new one each time."""
    taken = []
    for _ in range(times):
        server, seconds = servers.start_connectory(folder() if callable(folder) else folder, key)
        taken.append(seconds * 1000)
        server.stop()
    return taken


def stripped_bytes(binary, folder):
    subprocess.run(["strip", "-o", f"{folder}/stripped", str(binary)], check=True, stdin=subprocess.DEVNULL)
    return os.path.getsize(f"{folder}/stripped")
