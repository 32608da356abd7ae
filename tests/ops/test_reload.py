"""SIGHUP: settings are read again, checked and applied while the server works; each change has a line in the log."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import threading

import pytest

from connectory_server import ROOT, Wire, eventually, head, patient, run_cli
from sample_api import Demo
from slow_start import SlowStart
from stopping import stop_in_the_middle_of_a_body
from tls import ASK, make_pair, name_served

TAKEN, REFUSED, STOPPING = (
    "settings reloaded",
    "the reloaded settings are invalid; nothing was changed",
    "settings not reloaded: the server is stopping",
)
ENDS = {TAKEN, REFUSED, STOPPING}  # each signal leads to one of these lines, its last


def toml(settings):
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())


class Configured:
    """A server with a configuration file, and its log as objects."""

    def __init__(self, server, file):
        self.server, self.file = server, file
        self.write({})
        server.settings += ["--config", str(file)]

    def write(self, settings):
        """Replaces the file atomically, as a careful operator would. `settings`: a dict, or the file's text."""
        new = self.file.with_suffix(".new")
        new.write_text(settings if isinstance(settings, str) else toml(settings))
        new.rename(self.file)

    def lines(self, begin=0):
        return [json.loads(line) for line in self.server.log[begin:] if line.startswith("{")]

    def hang_up(self):
        self.server.process.send_signal(signal.SIGHUP)

    def reload(self, settings=None, end=TAKEN):
        """Sends the signal and returns the log lines that it caused, including the last one with the result."""
        if settings is not None:
            self.write(settings)
        begin = len(self.server.log)
        self.hang_up()
        eventually(lambda: any(line["message"] in ENDS for line in self.lines(begin)), 10, "the log says how it ended")
        lines = [line for line in self.lines(begin) if "setting" in line["message"] or "certificate" in line["message"]]
        assert lines[-1]["message"] == end, lines
        return lines

    def changed(self, settings):
        """Applies the settings and returns {name: (old, new)} of the changes in the log."""
        *lines, last = self.reload(settings)
        changes = {line["setting"]: (line["old"], line["new"]) for line in lines if line["message"] == "setting changed"}
        assert last["changed"] == len(changes) and last["need_restart"] == 0, (lines, last)
        return changes


@pytest.fixture
def make_configured(make_server, tmp_path):
    return lambda *settings: Configured(make_server(*settings), tmp_path / "connectory.toml")


@pytest.fixture
def configured(make_configured):
    one = make_configured()
    one.server.start()
    return one


def logged(configured, request_id):
    return any(line.get("request_id") == request_id for line in configured.lines())


def ask(configured, request_id, path=None):
    return configured.server.call("GET", path or configured.server.path(), headers={"X-Request-Id": request_id})


# ---- each setting that can change ------------------------------------------------------------------------------------


def test_log_level(configured):
    ask(configured, "at-info-first", "/nothing")
    assert configured.changed({"log-level": "error"}) == {"log-level": ("info", "error")}
    ask(configured, "at-error", "/nothing")
    assert configured.changed({"log-level": "info"}) == {"log-level": ("error", "info")}
    ask(configured, "at-info-again", "/nothing")
    eventually(lambda: logged(configured, "at-info-again"), 10, "the request is logged")
    assert logged(configured, "at-info-first") and not logged(configured, "at-error")


def test_access_log(configured):
    assert ask(configured, "errors-only").status == 200
    assert configured.changed({"access-log": "all"}) == {"access-log": ("errors", "all")}
    assert ask(configured, "all-of-them").status == 200
    eventually(lambda: logged(configured, "all-of-them"), 10, "the request is logged")
    assert not logged(configured, "errors-only")
    assert configured.changed({"access-log": "off"}) == {"access-log": ("all", "off")}
    ask(configured, "none-of-them", "/nothing")
    configured.changed({})
    assert not logged(configured, "none-of-them")


def test_trusted_proxies(configured):
    key = configured.server.make_key("OWNER", "--allow-ip", "10.0.0.0/8")["api_key"]

    def status():
        return configured.server.call("GET", configured.server.path(), key=key, headers={"X-Forwarded-For": "10.1.2.3"}).status

    refused = status()
    assert refused in (401, 403)
    assert configured.changed({"trusted-proxies": "127.0.0.1, ::1"}) == {"trusted-proxies": ("none", "127.0.0.1, ::1")}
    assert status() == 200
    assert configured.changed({"trusted-proxies": "192.0.2.1"}) == {"trusted-proxies": ("127.0.0.1, ::1", "192.0.2.1")}
    assert status() == refused
    assert configured.changed({}) == {"trusted-proxies": ("192.0.2.1", "none")}
    assert status() == refused


def test_auth_failures_per_hour(configured):
    def fail():
        return configured.server.call("GET", configured.server.path(), key="wrong")

    assert fail().header("X-RateLimit-Limit") == "2000"
    assert configured.changed({"auth-failures-per-hour": 2}) == {"auth-failures-per-hour": ("2000", "2")}
    assert [fail().status for _ in range(3)] == [401, 401, 429]
    configured.changed({"auth-failures-per-hour": 2, "access-log": "all"})
    assert fail().status == 429, "another setting gives nobody a new hour"
    configured.changed({"auth-failures-per-hour": 5})
    assert [fail().header("X-RateLimit-Remaining") for _ in range(2)] == ["4", "3"]


def test_anonymous_requests_per_hour(configured):
    def ask(path="/openapi.json"):
        return configured.server.call("GET", path, key="")

    assert ask().header("X-RateLimit-Limit") == "60000"
    changed = configured.changed({"anonymous-requests-per-hour": 3})
    assert changed == {"anonymous-requests-per-hour": ("60000", "3")}
    assert [ask(path).status for path in ("/openapi.json", "/nothing", "/docs", "/nothing", "/docs")] == [200, 404, 200, 429, 429]
    assert ask("/livez").status == ask("/readyz").status == 200
    assert configured.server.call("GET", configured.server.path()).status == 200
    configured.changed({"anonymous-requests-per-hour": 4})
    assert ask().header("X-RateLimit-Remaining") == "3"


def test_body_bytes_max(configured):
    made = configured.server.create()["connector_identifier"]

    def status():
        return configured.server.save(made, json.dumps({"x": "y" * 2000})).status

    assert status() == 204
    assert configured.changed({"body-bytes-max": 1024}) == {"body-bytes-max": ("10485760", "1024")}
    assert status() == 413
    configured.changed({})
    assert status() == 204


def test_connections_max(configured):
    with configured.server.wire() as kept:
        assert kept.ask(ASK).status == 200
        assert configured.changed({"connections-max": 1}) == {"connections-max": ("20000", "1")}
        assert kept.ask(ASK).status == 200, "what is open stays open"
        with configured.server.wire() as another:
            assert another.ask(ASK).status == 200
            assert kept.is_closed(), "an idle connection makes room"
            configured.changed({"connections-max": 10})
            with configured.server.wire() as third:
                assert third.ask(ASK).status == 200
                assert another.ask(ASK).status == 200


@pytest.mark.parametrize("name, default", {"held-mib": "96", "held-per-client-mib": "48"}.items())
def test_held_bytes(configured, name, default):
    """While one body of 0.9 MiB is being received, a bound of 1 MiB has no room for a second large one."""
    server = configured.server
    made = server.create()["connector_identifier"]
    large = json.dumps({"x": "y" * 200_000})
    lines = f"PUT {server.path(made)} HTTP/1.1", "Host: x", f"Authorization: Bearer {server.key}", "Content-Type: application/json"
    with server.wire() as half:
        half.send(head(*lines, "Content-Length: 1000000") + b" " * 950_000)

        def status():
            answer = server.save(made, large)
            assert answer.status in (204, 503) and (answer.status == 204 or "memory" in answer.json["error"]["description"]), answer
            return answer.status

        assert status() == 204
        assert configured.changed({name: 1}) == {name: (default, "1")}
        eventually(lambda: status() == 503, 5, "the first body counts")
        configured.changed({})
        assert status() == 204


SHORT = "500ms"


def test_idle_timeout(configured):
    assert configured.changed({"idle-timeout": SHORT}) == {"idle-timeout": ("75s", SHORT)}
    with configured.server.wire() as wire:
        assert wire.ask(ASK).status == 200
        assert wire.is_closed()


def test_head_timeout(configured):
    assert configured.changed({"head-timeout": SHORT}) == {"head-timeout": ("15s", SHORT)}
    with configured.server.wire() as wire:
        assert wire.ask(ASK[:10]).status == 408


def test_body_timeout(configured):
    server = configured.server
    assert configured.changed({"body-timeout": SHORT}) == {"body-timeout": ("30s", SHORT)}
    with server.wire() as wire:
        wire.send(f"POST {server.path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
                  "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\ntitle".encode())  # fmt: skip
        assert wire.answer().status == 408


def test_write_timeout(configured):
    """If a client does not read, its answers accumulate, and the connection is closed."""
    server = configured.server
    made = server.create()["connector_identifier"]
    server.save(made, json.dumps({"a": "x" * 1_000_000}))
    assert configured.changed({"write-timeout": SHORT}) == {"write-timeout": ("30s", SHORT)}
    with server.wire() as wire:
        wire.send(f"GET {server.path(made)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode() * 50)
        opened = re.compile(rb"^connectory_connections_open (\S+)$", re.MULTILINE)
        # One is the question's own.
        eventually(lambda: opened.search(server.call("GET", "/metrics", key="").body)[1] == b"1", 15, "the connection is closed")


def test_drain_timeout(configured):
    assert configured.changed({"drain-timeout": "1ms"}) == {"drain-timeout": ("30s", "1ms")}
    with configured.server.wire() as wire:
        stop_in_the_middle_of_a_body(configured.server, wire)
        assert configured.server.wait(within=15) == 0
    assert "cut off at the end of the drain time-out" in configured.server.output()


def test_logs_max_count_and_age(configured):
    server = configured.server
    made = server.create()["connector_identifier"]
    path = server.path(made) + "/logs"
    assert eventually(lambda: server.call("GET", path).json["logs"], 10, "an entry is there")
    assert configured.changed({"logs-max-count": 0, "logs-max-age": "1h"}) == {"logs-max-count": ("10000", "0"), "logs-max-age": ("30d", "1h")}
    eventually(lambda: not server.call("GET", path).json["logs"], 10, "what is too much is gone")


def test_audit_max_age(make_configured):
    one = make_configured()
    server = one.server
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db")) as database, database:
        assert database.execute("UPDATE audit SET audit_id = '0' WHERE action = 'team.create'").rowcount == 1
    one.write({"audit-max-age": "1h"})
    server.start()
    audit = lambda: {row["action"] for row in server.call("GET", f"/v1/teams/{server.team}/audit").json["data"]}  # noqa: E731
    # Once the old row is gone, the next look by itself is a minute away.
    eventually(lambda: audit() == {"key.create"}, 20, "the row of another time is gone")
    assert one.changed({"audit-max-age": "1ms"}) == {"audit-max-age": ("1h", "1ms")}
    eventually(lambda: not audit(), 20, "what is too old is gone")


def test_none_is_left_out():
    """Each setting that a reload can change, by --print-config, has a test in this file."""
    said = run_cli("serve", "--print-config").stdout
    names = [line.split()[0] for line in said.splitlines() if re.search(" reload +default$", line)]
    here = open(__file__).read()
    assert len(names) > 10 and [name for name in names if f'"{name}"' not in here] == []


# ---- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def over_tls(make_configured, tmp_path):
    """A server with the certificate `first`; a second pair, `second`, is next to it."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        make_pair(tmp_path / name, name)
    one = make_configured()
    one.pair = lambda name: {"tls-certificate": str(tmp_path / name / "server.pem"), "tls-key": str(tmp_path / name / "server.key")}
    one.write(one.pair("first"))
    one.server.start()
    return one


def test_another_certificate_is_served_at_once(over_tls, tmp_path):
    assert name_served(over_tls.server) == "first"
    *lines, last = over_tls.reload(over_tls.pair("second"))
    assert [line.get("setting", line["message"]) for line in lines] == ["tls-certificate", "tls-key", "certificate reloaded"]
    assert last["changed"] == 2
    assert name_served(over_tls.server) == "second"
    make_pair(tmp_path / "second", "third")
    over_tls.reload()
    assert name_served(over_tls.server) == "third", "the same files with something else in them"


def test_the_files_named_last_are_the_ones_looked_at(over_tls, tmp_path):
    over_tls.reload(over_tls.pair("second"))
    make_pair(tmp_path / "second", "third")
    eventually(lambda: name_served(over_tls.server) == "third", 15, "the new certificate is served")


def test_a_pair_that_does_not_fit_changes_nothing(over_tls):
    wrong = over_tls.pair("second") | {"tls-key": over_tls.pair("first")["tls-key"], "access-log": "all"}
    [line] = over_tls.reload(wrong, end=REFUSED)
    assert line["reason"] == f"key {wrong['tls-key']}: key values mismatch"
    assert name_served(over_tls.server) == "first"
    assert over_tls.changed({**over_tls.pair("first"), "access-log": "off"}) == {"access-log": ("errors", "off")}


@pytest.mark.parametrize("begins_with_tls", [True, False])
def test_tls_as_such_takes_a_restart(make_configured, tmp_path, begins_with_tls):
    certificate, key = make_pair(tmp_path, "first")
    with_tls, without = {"tls-certificate": str(certificate), "tls-key": str(key)}, {}
    one = make_configured()
    before, after = (with_tls, without) if begins_with_tls else (without, with_tls)
    one.write(before)
    one.server.start()
    *lines, last = one.reload(after)
    assert [(line["level"], line["setting"]) for line in lines] == [("warning", "tls-certificate"), ("warning", "tls-key")]
    assert (last["changed"], last["need_restart"]) == (0, 2)
    assert one.server.scheme == ("https" if begins_with_tls else "http")
    if begins_with_tls:
        assert name_served(one.server) == "first"
    else:
        assert one.server.call("GET", "/livez", key="").status == 200


# ---- settings that take a restart ------------------------------------------------------------------------------------


def test_a_setting_that_takes_a_restart_is_named_and_the_others_count(make_configured, tmp_path):
    one = make_configured("--workers", "2")
    one.server.start()
    asked = {
        "public-url": "https://connectory.example.com", "readers": 3, "cache-mib": 64, "log-format": "text", "core-dumps": "on",
        "master-key-file": str(tmp_path / "other.key"), "access-log": "all",
    }  # fmt: skip
    *lines, last = one.reload(asked)
    waiting = {line["setting"]: (line["running"], line["asked"]) for line in lines if line["level"] == "warning"}
    assert waiting == {
        "public-url": ("none", "https://connectory.example.com"), "readers": ("2", "3"), "cache-mib": ("512", "64"), "log-format": ("auto", "text"),
        "core-dumps": ("off", "on"), "master-key-file": ("none", str(tmp_path / "other.key")),
    }  # fmt: skip
    assert all(line["message"] == "setting not changed: it needs a restart" for line in lines if line["level"] == "warning")
    assert [line["setting"] for line in lines if line["message"] == "setting changed"] == ["access-log"]
    assert (last["changed"], last["need_restart"]) == (1, 6)
    made = one.server.call("POST", one.server.path(), form={"title": "x"}, headers={"X-Request-Id": "not-a-public-url"})
    assert made.header("Location").startswith("/")
    eventually(lambda: logged(one, "not-a-public-url"), 10, "and in the format of before")

    # They are reported as long as the file has them.
    *lines, last = one.reload()
    assert {line["setting"] for line in lines} == waiting.keys() and (last["changed"], last["need_restart"]) == (0, 6)
    assert one.changed({"access-log": "all"}) == {}

    # A restart applies them.
    one.write({name: value for name, value in asked.items() if name in ("public-url", "readers")})
    assert one.server.stop() == 0
    one.server.start()
    made = one.server.call("POST", one.server.path(), form={"title": "x"})
    assert made.header("Location").startswith("https://connectory.example.com/")
    assert one.reload()[-1]["need_restart"] == 0


def test_what_may_be_a_secret_is_not_shown(configured):
    configured.reload({"master-key-source": "command", "master-key-command": "fetch --token pa55word"})
    [line] = [line for line in configured.lines() if line.get("setting") == "master-key-command"]
    assert (line["running"], line["asked"]) == ("none", "(not shown)")
    assert "pa55word" not in configured.server.output()


# ---- invalid settings ------------------------------------------------------------------------------------------------

GOOD = 'access-log = "all"\n'  # in each file, and not applied
INVALID = {
    "no such setting": (GOOD + "log-levle = 'debug'\n", "connectory.toml: line 2: unknown setting log-levle; did you mean log-level?"),
    "a value that is none of its words": (GOOD + "\nlog-level = 'loud'\n", "log-level (file {file}, line 3) is 'loud', but must be debug, info, warning or error"),
    "a number out of bounds": (GOOD + "connections-max = 0\n", "connections-max (file {file}, line 2) is '0', but must be a number from 1 to 1000000"),
    "a duration without its unit": (GOOD + "idle-timeout = 75\n", "idle-timeout (file {file}, line 2) is '75', but must be a number followed by ms, s, m, h or d"),
    "no address": (GOOD + "trusted-proxies = '127.0.0.1, proxy'\n", "proxy is neither"),
    "a setting that takes a restart": (GOOD + "workers = 1000\n", "workers (file {file}, line 2) is '1000', but must be a number from 0 to 256"),
    "not the kind of value": (GOOD + "workers = [1]\n", "connectory.toml: line 2: workers must be a string or a whole number"),
    "not TOML": (GOOD + "log-level = \n", "connectory.toml: line 2, column 13: "),
    "a certificate without its key": (GOOD + "tls-certificate = 'x.pem'\n", "tls-certificate and tls-key must be set together"),
    "a certificate that is not there": (GOOD + "tls-certificate = '/nowhere/x.pem'\ntls-key = 'x.key'\n", "certificate /nowhere/x.pem"),
    "keys from two places": (GOOD + "master-key-command = 'cat key'\n", "master-key-command is set, but master-key-source (default) is file"),
    "no command for the key": (GOOD + "master-key-source = 'command'\n", "master-key-command is not set"),
    "too much of it": (GOOD + "#" * 1024 * 1024, "connectory.toml: is larger than 1048576 bytes"),
}  # fmt: skip


def expect_nothing_changed(configured):
    """After a refusal, the old settings still apply, and a corrected file is applied."""
    assert ask(configured, "after-the-refusal").status == 200
    assert configured.changed({"access-log": "off"}) == {"access-log": ("errors", "off")}
    assert not logged(configured, "after-the-refusal")


@pytest.mark.parametrize("name", INVALID)
def test_a_file_that_is_not_right_changes_nothing(configured, name):
    text, reason = INVALID[name]
    [line] = configured.reload(text, end=REFUSED)
    assert line["level"] == "error" and reason.format(file=configured.file) in line["reason"], line
    expect_nothing_changed(configured)


@pytest.mark.parametrize("name", ["gone", "a folder", "a pipe"])
def test_a_file_that_cannot_be_read_changes_nothing(configured, name):
    configured.file.unlink()
    reason = "cannot be read: No such file or directory"
    if name == "a folder":
        configured.file.mkdir()
        reason = "is not a regular file, so it can be read only at the start"
    elif name == "a pipe":
        os.mkfifo(configured.file)  # which would have the server wait for somebody to write
        reason = "is not a regular file, so it can be read only at the start"
    [line] = configured.reload(end=REFUSED)
    assert line["level"] == "error" and line["reason"] == f"{configured.file}: {reason}"
    if name == "a folder":
        configured.file.rmdir()
    expect_nothing_changed(configured)


def test_a_refusal_is_logged_at_every_level(configured):
    configured.reload({"log-level": "error"})
    [line] = configured.reload("nonsense", end=REFUSED)
    assert line["level"] == "error" and "line 1" in line["reason"]


# ---- where settings come from ----------------------------------------------------------------------------------------


def test_flags_and_environment_are_stronger_than_the_file(make_configured, monkeypatch):
    monkeypatch.setenv("CONNECTORY_BODY_TIMEOUT", "20s")
    one = make_configured("--access-log", "off")
    one.server.start()
    assert one.changed({"access-log": "all", "body-timeout": "10s", "head-timeout": "5s"}) == {"head-timeout": ("15s", "5s")}
    *lines, _ = one.reload({"idle-timeout": "10s"})
    assert {line["setting"]: line["source"] for line in lines} == {
        "head-timeout": "default",
        "idle-timeout": f"file {one.file}, line 1",
    }


def test_without_a_file_nothing_changes(make_server):
    server = make_server().start()
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: TAKEN in server.output(), 10, "the settings are read again")
    assert server.call("GET", server.path()).status == 200
    assert server.stop() == 0
    [line] = [json.loads(line) for line in server.log if TAKEN in line]
    assert (line["changed"], line["need_restart"]) == (0, 0)


# ---- when it comes ---------------------------------------------------------------------------------------------------


def test_a_reload_under_load_fails_no_request(configured):
    server = configured.server
    made = server.create()["connector_identifier"]
    auth = f"Authorization: Bearer {server.key}\r\nX-Forwarded-For: 10.1.2.3"
    read = f"GET {server.path(made)} HTTP/1.1\r\nHost: x\r\n{auth}\r\n\r\n".encode()
    body = b'{"connector":{"name":"n"}}'
    write = f"PUT {server.path(made)} HTTP/1.1\r\nHost: x\r\n{auth}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    failures, done, ends = [], [0] * 8, threading.Event()

    def client(number):
        request, expected = (write, 204) if number % 2 else (read, 200)
        while not ends.is_set() and not failures:
            with Wire(server.port) as wire:  # some new connections, too
                for _ in range(20):
                    answer = wire.ask(request)
                    if answer is None or answer.status != expected:
                        failures.append(repr(answer))
                        return
                    done[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(done))]
    for thread in threads:
        thread.start()
    some = {"log-level": "warning", "access-log": "all", "trusted-proxies": "127.0.0.1", "auth-failures-per-hour": 10, "body-bytes-max": 4096,
            "idle-timeout": "60s", "head-timeout": "20s", "body-timeout": "20s", "write-timeout": "20s", "connections-max": 100}  # fmt: skip
    try:
        for number in range(20):
            before = list(done)
            *_, last = configured.reload({} if number % 2 else some)
            assert last["changed"] == len(some)
            eventually(lambda: failures or all(now > one for now, one in zip(done, before)), 10, "every client goes on")
    finally:
        ends.set()
        for thread in threads:
            thread.join(patient(10))
    assert not failures, failures[:5]
    assert server.stop() == 0


def test_many_signals_end_with_the_last_file(configured):
    for number in range(1, 50):
        configured.write({"connections-max": number})
        configured.hang_up()
    configured.write({"connections-max": 4711})
    configured.hang_up()

    def is_last_applied():
        lines = configured.lines()
        at = next((index for index, line in enumerate(lines) if line.get("new") == "4711"), len(lines))
        return any(line["message"] == TAKEN for line in lines[at:])

    eventually(is_last_applied, 10, "the last file is applied")
    assert configured.changed({"connections-max": 4711}) == {}


def blocks_hang_up(process_id):
    mask = re.search(r"^SigBlk:\s*([0-9a-f]+)$", open(f"/proc/{process_id}/status").read(), re.MULTILINE)
    return int(mask[1], 16) >> (signal.SIGHUP - 1) & 1


def test_a_signal_before_anything_is_read(make_configured):
    one = make_configured()
    one.server.begin()
    eventually(lambda: blocks_hang_up(one.server.process.pid), 10, "the program has begun")
    one.hang_up()
    eventually(lambda: any(line["message"] == TAKEN for line in one.lines()), 10, "the settings are read again")
    assert one.server.call("GET", one.server.path()).status == 200
    assert one.server.stop() == 0


def test_a_signal_before_it_is_ready_waits_until_it_is(make_server, tmp_path):
    one = None

    def make():
        nonlocal one
        one = Configured(make_server(), tmp_path / "connectory.toml")
        return one.server

    start = SlowStart(make, tmp_path)
    one.write({"access-log": "all"})
    one.hang_up()
    assert start.server.process.poll() is None
    start.tell(start.key)
    eventually(lambda: any(line["message"] == TAKEN for line in one.lines()), 10, "the settings are read again")
    messages = [line["message"] for line in one.lines()]
    assert messages.index(TAKEN) > messages.index("serving", messages.index("stopped") if "stopped" in messages else 0)
    assert ask(one, "taken-up").status == 200
    eventually(lambda: logged(one, "taken-up"), 10, "the file of the signal counts")


def test_a_signal_during_the_stop_neither_ends_it_nor_counts(configured):
    server = configured.server
    with server.wire() as wire:
        stop_in_the_middle_of_a_body(server, wire)
        [line] = configured.reload({"access-log": "all"}, end=STOPPING)
        assert line["level"] == "warning"
        wire.send(b"title=last")
        answer = wire.answer()
        assert answer.status == 201 and answer.closes
    assert server.wait() == 0


def test_the_demo_ends_with_its_terminal(tmp_path):
    demo = Demo(tmp_path / "data")
    try:
        demo.start()
        demo.process.send_signal(signal.SIGHUP)
        assert demo.process.wait(patient(10)) == 0
    finally:
        demo.kill()


def test_the_unit_reloads():
    unit = (ROOT / "packaging" / "connectory.service").read_text()
    assert "ExecReload=/bin/kill -HUP $MAINPID\n" in unit
