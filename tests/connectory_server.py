"""The vocabulary of the over-the-socket tests: a server on its own data folder, its command line, requests and answers.

CONNECTORY_BIN   the program under test (default: build/connectory of this repository)
CONNECTORY_SLOW  the factor by which deadlines are extended for slow builds (sanitizers); 1 means "slow", n > 1 means n times
"""

import contextlib
import gzip
import http.client
import json
import os
import re
import signal
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("CONNECTORY_BIN") or str(ROOT / "build" / "connectory")


def _slowness():
    text = os.environ.get("CONNECTORY_SLOW", "")
    if not text:
        return 5.0 if re.search(r"/(asan|tsan|debug)/", BINARY) else 1.0
    return max(5.0, float(text)) if text == "1" else float(text)


SLOWNESS = _slowness()


def patient(seconds):
    """A deadline of that many seconds, or longer if the build is slow."""
    return seconds * SLOWNESS


def eventually(condition, within, what):
    """Calls condition() until it is true, and returns its value. The wait is bounded."""
    end = time.monotonic() + patient(within)
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {patient(within):g} s: {what}"
        time.sleep(0.002)


# ---- answers ---------------------------------------------------------------------------------------------------------


class Answer:
    def __init__(self, status, headers, body, version="HTTP/1.1"):
        self.status = status
        self.headers = headers  # list of (name, value)
        self.body = body
        self.version = version

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"header {name} stands {len(values)} times"
        return values[0] if values else None

    @property
    def text(self):
        return gzip.decompress(self.body) if self.header("Content-Encoding") == "gzip" else self.body

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def closes(self):
        return (self.header("Connection") or "").lower() == "close"

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


CODES = {
    400: {"BAD_REQUEST"},
    401: {"UNAUTHORIZED"},
    403: {"FORBIDDEN", "PERMISSION_ERROR"},
    404: {"NOT_FOUND"},
    405: {"METHOD_NOT_ALLOWED"},
    406: {"NOT_ACCEPTABLE"},
    409: {"CONFLICT_ERROR"},
    412: {"PRECONDITION_FAILED"},
    413: {"PAYLOAD_TOO_LARGE"},
    415: {"UNSUPPORTED_MEDIA_TYPE"},
    422: {"UNPROCESSABLE_ENTITY", "UNPROCESSABLE_CONTENT"},
    428: {"PRECONDITION_REQUIRED"},
    429: {"TOO_MANY_REQUESTS"},
    431: {"HEADERS_TOO_LARGE"},
    500: {"INTERNAL_SERVER_ERROR", "DUPLICATION_FAILED"},
    503: {"SERVICE_UNAVAILABLE"},
}
MESSAGES = {
    "BAD_REQUEST": "The request was invalid.",
    "UNAUTHORIZED": "Authentication is required.",
    "FORBIDDEN": "You do not have access to this resource.",
    "PERMISSION_ERROR": "You do not have permission to perform this action.",
    "NOT_FOUND": "The requested resource was not found.",
    "UNPROCESSABLE_ENTITY": "Validation failed for the request parameters.",
    "TOO_MANY_REQUESTS": "Rate limit exceeded. Retry later.",
    "INTERNAL_SERVER_ERROR": "An unexpected error occurred.",
}


def expect_headers(answer):
    """Checks the headers that every answer of the API has."""
    assert re.fullmatch(r"[0-9]+", answer.header("X-RateLimit-Limit") or ""), answer.headers
    assert re.fullmatch(r"[0-9]+", answer.header("X-RateLimit-Remaining") or ""), answer.headers
    assert int(answer.header("X-RateLimit-Remaining")) <= int(answer.header("X-RateLimit-Limit"))
    assert answer.header("Access-Control-Allow-Origin") == "*", answer.headers
    assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", answer.header("X-Request-Id") or ""), answer.headers


def expect_error(answer, status, code=None, says=None):
    """Checks the envelope of the contract, with that status and code. `says`: a word in the description."""
    assert answer.status == status, answer
    expect_headers(answer)
    assert (answer.header("Content-Type") or "").startswith("application/json"), answer.headers
    document = answer.json
    assert set(document) == {"meta", "error"} and set(document["meta"]) == {"request_id"}, document
    assert document["meta"]["request_id"] == answer.header("X-Request-Id")
    error = document["error"]
    assert {"code", "message"} <= set(error) <= {"code", "message", "description"}, document
    assert re.fullmatch(r"[A-Z][A-Z0-9_]{0,99}", error["code"])
    assert 1 <= len(error["message"]) <= 255
    assert len(error.get("description", "")) <= 2048
    if status in CODES:
        assert error["code"] in CODES[status], document
    if error["code"] in MESSAGES:
        assert error["message"] == MESSAGES[error["code"]], document
    if code is not None:
        assert error["code"] == code, document
    if says is not None:
        assert says.lower() in error.get("description", "").lower(), document
    if status == 401:
        assert (answer.header("WWW-Authenticate") or "").startswith("Bearer"), answer.headers
    if status == 405:
        assert answer.header("Allow"), answer.headers
    if status in (429, 503):
        assert 1 <= int(answer.header("Retry-After")) <= 86400
    return error


# ---- a raw connection ------------------------------------------------------------------------------------------------


def unread_bytes(local, remote):
    """The bytes that the kernel buffers for the process that owns the end `local` of a connection on this machine (sock_diag(7))."""
    address = lambda end: socket.inet_aton(end[0]) + bytes(12)  # noqa: E731
    ends = struct.pack("!HH", local[1], remote[1]) + address(local) + address(remote)
    ask = struct.pack("=BBBBI", socket.AF_INET, socket.IPPROTO_TCP, 0, 0, 0xFFFFFFFF) + ends + struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 4) as netlink:
        netlink.send(struct.pack("=IHHII", 16 + len(ask), 20, 1, 0, 0) + ask)
        reply = netlink.recv(65536)
    kind = struct.unpack_from("=H", reply, 4)[0]
    return struct.unpack_from("=I", reply, 72)[0] if kind == 20 else 0  # else: the connection has gone


class Wire:
    """A connection that sends exactly the given bytes, and reads answers one by one."""

    def __init__(self, port, tls=None, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patient(timeout))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends everything, or as much as possible if the server has already closed."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def send_alone(self, data):
        """Sends the bytes and waits until the server has read them, so that it does not read them together with the next ones."""
        here, there = self.socket.getsockname(), self.socket.getpeername()
        if self.send(data):
            eventually(lambda: unread_bytes(there, here) == 0, 10, "the server has read what was sent")

    def end(self):
        """Closes the sending side of the connection."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _more(self):
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            piece = b""
        self.received += piece
        return bool(piece)

    def _until(self, mark):
        while mark not in self.received:
            if not self._more():
                return None
        piece, self.received = self.received.split(mark, 1)
        return piece

    def is_closed(self):
        """Waits for the server to close. False if it sends something first."""
        return not self.received and not self._more()

    def answer(self, method="GET"):
        """The next answer, or None if the server closed instead."""
        head = self._until(b"\r\n\r\n")
        if head is None:
            assert not self.received, f"the server closed within a head: {self.received!r}"
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, _ = (first + " ").split(" ", 2)
        assert version == "HTTP/1.1", first
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]
        answer = Answer(int(status), headers, b"", version)
        if method == "HEAD" or answer.status < 200 or answer.status in (204, 304):
            return answer
        if answer.header("Transfer-Encoding") is not None:
            assert answer.header("Transfer-Encoding") == "chunked" and answer.header("Content-Length") is None
            answer.body = self._chunks()
            return answer
        size = int(answer.header("Content-Length"))
        answer.body = self._until_size(size)
        return answer

    def _chunks(self):
        """A body in chunks (RFC 9112, section 7.1), without extensions and trailers: this server sends none."""
        body = b""
        while size := int(self._until(b"\r\n"), 16):
            piece = self._until_size(size + 2)
            assert piece.endswith(b"\r\n"), piece[-20:]
            body += piece[:-2]
        assert self._until_size(2) == b"\r\n"
        return body

    def _until_size(self, size):
        while len(self.received) < size:
            assert self._more(), "the server closed within a body"
        piece, self.received = self.received[:size], self.received[size:]
        return piece

    def ask(self, data, method="GET"):
        self.send(data)
        return self.answer(method)


def head(*lines):
    """A request head with these lines and the empty line."""
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


# ---- the server ------------------------------------------------------------------------------------------------------


def connectors_path(team, connector=None):
    path = f"/v1/teams/{team}/connector_builder/connectors"
    return path if connector is None else f"{path}/{connector}"


SHARED = []  # servers that more than one test uses: a test that ends with one of them dead has failed


@contextlib.contextmanager
def serving(server):
    """Runs a server for a session or a module. An unclean exit (such as a sanitizer's report) is a failure."""
    server.start()
    SHARED.append(server)
    yield server
    SHARED.remove(server)
    code = server.stop(within=40)
    assert code == 0, f"the server ended with {code}: {server.output()[-4000:]}"


class CliFailed(Exception):
    def __init__(self, done):
        super().__init__(f"{' '.join(done.args[:4])}: exit {done.returncode}: {done.stderr[-500:]}")
        self.code, self.stderr, self.stdout = done.returncode, done.stderr, done.stdout


def run_cli(*arguments, timeout=30, **more):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=patient(timeout), **more)


class Server:
    """A server process on a data folder. Its output is in `log`, line by line."""

    def __init__(self, data, *settings, team=42):
        self.data = Path(data)
        self.settings = list(map(str, settings))
        self.team = team
        self.address = "127.0.0.1"
        self.port = None
        self.process = None
        self.key = None
        self.log = []
        self.scheme = "http"

    # -- life

    def command(self, port):
        return [BINARY, "serve", "--data", str(self.data), "--listen", f"{self.address}:{port}", *self.settings]

    def begin(self, port=0):
        """Starts the process without waiting."""
        self.process = subprocess.Popen(
            self.command(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, errors="replace"
        )
        self.port = None
        self.said = said = threading.Event()
        process = self.process

        def read():
            for line in process.stdout:
                self.log.append(line)
                found = re.search(r"(https?)://(?:127\.0\.0\.1|\[::1\]):([0-9]+)", line)
                if found and self.port is None:
                    self.scheme, self.port = found[1], int(found[2])
                    said.set()
            said.set()

        self.reader = threading.Thread(target=read, daemon=True)
        self.reader.start()
        return self

    def launch(self, port=0):
        """Starts the process, and waits until it has printed where it listens, or has ended."""
        self.begin(port)
        assert self.said.wait(patient(10)), f"the server did not say where it listens: {''.join(self.log)[-500:]}"
        return self

    def start(self, port=0):
        self.launch(port)
        assert self.port is not None, f"serve ended with {self.process.wait(patient(5))}: {self.output()[-800:]}"
        return self

    def output(self):
        return "".join(self.log)

    def wait(self, within=10):
        code = self.process.wait(timeout=patient(within))
        self.reader.join(patient(5))
        return code

    def stop(self, sent=signal.SIGTERM, within=10):
        """Returns the exit code. A sanitizer's report makes it non-zero, so every test checks its server."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.send_signal(sent)
        return self.wait(within)

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.wait()

    # -- the command line on the same data

    def cli(self, *arguments):
        done = run_cli(*arguments, "--data", self.data, "--json")
        if done.returncode != 0:
            raise CliFailed(done)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def make_team(self, team, name="Acme"):
        return self.cli("team", "create", name, "--id", team)

    def make_key(self, role="OWNER", *more, team=None, name="tests", rate=10**9):
        arguments = ["key", "create", "--team", team or self.team, "--name", name]
        arguments += ["--role", role] if role else []
        arguments += ["--rate-limit", rate] if rate else []
        return self.cli(*arguments, *more)

    def with_team(self):
        """Creates a team and its owner's key, before the start."""
        self.make_team(self.team)
        self.key = self.make_key()["api_key"]
        return self

    # -- requests

    def wire(self, **more):
        return Wire(self.port, **more)

    def call(self, method, path, body=None, headers=None, key=None, form=None, json=None, address=None):
        """`key`: None for the owner's, "" for none. `form`: pairs or a dict. `json`: text or bytes, sent as they are."""
        sent = {}
        key = self.key if key is None else key
        if key:
            sent["Authorization"] = "Bearer " + key
        if form is not None:
            body, sent["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        elif json is not None:
            body, sent["Content-Type"] = json.encode() if isinstance(json, str) else json, "application/json"
        sent.update(headers or {})
        source = (address, 0) if address else None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patient(20), source_address=source)
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            return Answer(got.status, got.getheaders(), got.read())
        finally:
            connection.close()

    def path(self, connector=None):
        return connectors_path(self.team, connector)

    def create(self, title="Shop", **more):
        """A new connector's document."""
        answer = self.call("POST", self.path(), form={"title": title, **more})
        assert answer.status == 201, answer
        return answer.json

    def save(self, connector, configuration, **more):
        """PUTs a configuration, given as text."""
        text = '{"configuration":{"configuration_json":%s}}' % configuration
        return self.call("PUT", self.path(connector), json=text, **more)

    def get(self, connector, **more):
        return self.call("GET", self.path(connector), **more)
