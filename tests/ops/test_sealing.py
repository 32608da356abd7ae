"""Secrets at rest: keys change while a server works, and no value is found in plain text."""

import base64
import json
import os
import re
import shutil
import signal
import stat
import threading
import urllib.parse

from archives import unzip
from connectory_server import eventually, run_cli

ROTATIONS = 4
WRITERS = 4


def add(server, connector, name, value):
    return server.call("POST", server.path(connector) + "/secrets", json=json.dumps({"secret_name": name, "secret_value": value}))


class Writer(threading.Thread):
    """Creates, changes, lists and deletes secrets of its own connector until it is stopped; keeps every unexpected answer."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.connector = server, server.create("Busy")["connector_identifier"]
        self.ends = threading.Event()
        self.wrong, self.rounds = [], 0

    def expect(self, answer, status):
        if answer.status != status:
            self.wrong.append(repr(answer))
        return answer

    def run(self):
        path = self.server.path(self.connector) + "/secrets"
        while not self.ends.is_set() and not self.wrong:
            made = self.expect(add(self.server, self.connector, f"n{self.rounds}", f"value {self.rounds}"), 201)
            if made.status != 201:
                return
            place = f"{path}/{made.json['secrets'][-1]['secret_placeholder']}"
            self.expect(self.server.call("PUT", place, json='{"secret_value":"another"}'), 204)
            if len(self.expect(self.server.call("GET", path), 200).json["secrets"]) > 20:
                self.expect(self.server.call("DELETE", place), 204)
            self.rounds += 1


def test_keys_are_taken_anew_while_the_server_works(make_server):
    server = make_server().start()
    kept = server.create("Kept")["connector_identifier"]
    assert add(server, kept, "kept", "v").status == 201
    writers = [Writer(server) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        for number in range(ROTATIONS):
            before = [writer.rounds for writer in writers]
            server.cli("secrets", "rotate", *(["--data-keys"] if number % 2 else []))
            # Each continues with the new keys.
            eventually(lambda: all(writer.rounds > one or writer.wrong for writer, one in zip(writers, before)), 20, "the writers go on")
    finally:
        for writer in writers:
            writer.ends.set()
        for writer in writers:
            writer.join(30)
    assert [writer.wrong for writer in writers] == [[] for _ in writers]
    # Sealing all values again opens each of them: a value that no key opens would be an error.
    server.cli("secrets", "rotate", "--data-keys")
    assert server.call("GET", server.path(kept) + "/secrets").json["count"] == 1
    assert server.stop() == 0
    server.start()
    assert add(server, kept, "after", "v").status == 201
    server.cli("secrets", "rotate", "--data-keys")


def test_the_master_key_is_the_owner_s_alone_and_never_made_a_second_time(make_server, tmp_path):
    server = make_server().start()
    shop = server.create("Shop")["connector_identifier"]
    assert add(server, shop, "a", "v").status == 201
    server.stop()
    key = server.data / "master.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    hidden = tmp_path / "hidden.key"
    shutil.move(key, hidden)
    done = run_cli("serve", "--data", server.data, "--listen", "127.0.0.1:0")
    assert done.returncode != 0 and "master key" in done.stderr
    assert not key.exists()
    shutil.copy(hidden, key)
    os.chmod(key, 0o644)
    done = run_cli("serve", "--data", server.data, "--listen", "127.0.0.1:0")
    assert done.returncode != 0 and "master.key" in done.stderr
    os.chmod(key, 0o600)
    server.start()
    assert server.call("GET", server.path(shop) + "/secrets").json["count"] == 1


# ---- keys that are needed later, and keys that are gone ----------------------------------------------------------------


def restore(server, backup):
    """As docs/operate.md says."""
    for file in server.data.glob("connectory.db*"):
        file.unlink()
    shutil.copy(backup, server.data / "connectory.db")


def key_ids(server):
    return re.findall(r"^v1:(mk_[0-9a-f]{16}):", (server.data / "master.key").read_text(), re.M)


def refused(*arguments):
    done = run_cli(*arguments)
    assert done.returncode == 78, done
    return done.stderr


def test_a_backup_from_before_a_rotation_opens(make_server, tmp_path):
    server = make_server().start()
    shop = server.create("Shop")["connector_identifier"]
    empty = server.cli("backup", tmp_path / "empty.db")
    assert empty["master_key_ids"] == []
    assert add(server, shop, "a", "v").status == 201
    [first] = key_ids(server)
    assert server.cli("backup", tmp_path / "older.db")["master_key_ids"] == [first]
    done = run_cli("backup", tmp_path / "named.db", "--data", server.data)
    assert first in done.stdout

    rotated = server.cli("secrets", "rotate")
    assert rotated["former_master_key_ids"] == [first] and key_ids(server) == [first, rotated["master_key_id"]]
    said = run_cli("secrets", "rotate", "--data", server.data).stdout
    assert first in said and "secrets discard --former-keys" in said
    assert stat.S_IMODE((server.data / "master.key").stat().st_mode) == 0o600
    assert server.cli("backup", tmp_path / "newer.db")["master_key_ids"] == key_ids(server)[-1:]
    server.stop()

    restore(server, tmp_path / "older.db")
    server.start()
    assert add(server, shop, "b", "v").status == 201
    server.cli("secrets", "rotate", "--data-keys")  # opens each value
    assert server.cli("secrets", "discard") == {"removed": False, "secrets": [], "data_keys": 0}


def test_former_keys_go_when_they_are_told_to(make_server, tmp_path):
    server = make_server().start()
    shop = server.create("Shop")["connector_identifier"]
    assert add(server, shop, "a", "v").status == 201
    server.cli("backup", tmp_path / "older.db")
    [first] = key_ids(server)
    server.cli("secrets", "rotate")
    listed = server.cli("secrets", "discard", "--former-keys")
    assert listed["removed"] is False and [one["master_key_id"] for one in listed["master_keys"]] == [first]
    assert re.fullmatch(r"20..-..-..T.*", listed["master_keys"][0]["used_until"]) and listed["needed"] == []
    assert first in key_ids(server)
    said = run_cli("secrets", "discard", "--former-keys", "--data", server.data).stdout
    assert first in said and "--confirm" in said
    assert server.cli("secrets", "discard", "--former-keys", "--confirm")["removed"] is True
    assert first not in key_ids(server) and len(key_ids(server)) == 1
    assert add(server, shop, "b", "v").status == 201
    server.stop()
    # The older backup now names the key that it misses.
    restore(server, tmp_path / "older.db")
    said = refused("serve", "--data", server.data, "--listen", "127.0.0.1:0")
    assert first in said and "secrets discard" in said
    assert first in refused("secrets", "rotate", "--data", server.data)


def test_a_lost_key_is_given_up(make_server):
    server = make_server().start()
    shop = server.create("Shop")["connector_identifier"]
    made = add(server, shop, "client \"id\"", "v").json["secrets"][0]
    [first] = key_ids(server)
    (server.data / "master.key").unlink()
    # While a server runs, which has the key in memory, nothing is removed.
    done = run_cli("secrets", "discard", "--confirm", "--data", server.data)
    assert done.returncode == 69 and "a server is running" in done.stderr, done
    assert server.stop() == 0
    assert first in refused("serve", "--data", server.data, "--listen", "127.0.0.1:0")

    lost = {"team_id": 42, "connector_identifier": shop, "secret_placeholder": made["secret_placeholder"], "secret_name": "client \"id\"", "master_key_id": first, "damaged": False}  # fmt: skip
    for _ in range(2):  # looking changes nothing
        assert server.cli("secrets", "discard") == {"removed": False, "secrets": [lost], "data_keys": 1}
    said = run_cli("secrets", "discard", "--data", server.data).stdout
    assert all(word in said for word in (shop, made["secret_placeholder"], first + " is missing", "--confirm")), said
    assert first in refused("serve", "--data", server.data, "--listen", "127.0.0.1:0")
    assert server.cli("secrets", "discard", "--confirm") == {"removed": True, "secrets": [lost], "data_keys": 1}

    server.start()
    path = server.path(shop) + "/secrets"
    assert server.call("GET", path).json["secrets"] == [made]
    assert server.call("PUT", f"{path}/{made['secret_placeholder']}", json='{"secret_value":"again"}').status == 204
    [row] = server.cli("audit", "--team", 42, "--action", "secret.discard")
    assert row["subject"] == f"{shop}/{made['secret_placeholder']}" and row["actor"].startswith("command line (")
    assert key_ids(server) and first not in key_ids(server)


def test_a_rotation_goes_to_a_key_that_was_never_used(make_server, monkeypatch):
    """Where others keep the keys, the newest of them must be new."""
    first, second = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
    monkeypatch.setenv("CONNECTORY_MASTER_KEY", first)
    server = make_server("--master-key-source", "environment").start()
    shop = server.create("Shop")["connector_identifier"]
    assert add(server, shop, "a", "v").status == 201
    server.stop()
    rotate = ("secrets", "rotate", "--master-key-source", "environment", "--data", server.data)
    assert "is already in use" in refused(*rotate)
    monkeypatch.setenv("CONNECTORY_MASTER_KEY", f"{first} {second}")
    assert run_cli(*rotate).returncode == 0
    assert "is already in use" in refused(*rotate)
    monkeypatch.setenv("CONNECTORY_MASTER_KEY", f"{second} {first}")
    assert "was used before" in refused(*rotate)
    monkeypatch.setenv("CONNECTORY_MASTER_KEY", second)
    server.start()
    assert server.call("GET", server.path(shop) + "/secrets").json["count"] == 1


# ---- nothing to be found -----------------------------------------------------------------------------------------------

VALUES = [f"planted-{name}-{10**12 + number * 7919}" for number, name in enumerate(("first", "second", "third", "fourth", "copy", "refused", "form", "long" + "x" * 300))]
VALUES += ['planted "quoted" \\ 4711', "planted-ünïcödé-✓-815", '{"planted":"json 1234567"}', "planted\ttab\nand line 99"]


def disguises(value):
    """The ways in which a value may be written in a text or a file."""
    raw = value.encode()
    yield raw
    yield json.dumps(value)[1:-1].encode()
    yield json.dumps(value, ensure_ascii=False)[1:-1].encode()
    yield urllib.parse.quote(value).encode()
    yield urllib.parse.quote_plus(value).encode()
    yield raw.hex().encode()
    # Base64 of a text that it is a part of, at each of the three places it can begin.
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4]


def found_in(name, data):
    return [f"{name}: {value!r} as {disguise[:40]!r}" for value in VALUES for disguise in set(disguises(value)) if disguise in data]


def test_no_value_is_found_outside_of_its_seal(make_server, tmp_path):
    server = make_server("--log-level", "debug", "--access-log", "all").start()
    answers = []

    def call(*arguments, **more):
        answer = server.call(*arguments, **more)
        answers.append(f"{answer.status} {answer.headers}".encode() + answer.body)
        return answer

    shop = server.create("Shop")["connector_identifier"]
    path = server.path(shop) + "/secrets"
    places = []
    for number, value in enumerate(VALUES):
        made = call("POST", path, json=json.dumps({"secret_name": f"n{number}", "secret_value": value}))
        assert made.status == 201, made
        places.append(made.json["secrets"][-1]["secret_placeholder"])
    body = json.dumps({"secret_name": "n0", "secret_value": VALUES[5]})
    assert call("POST", path, json=body).status == 409
    assert call("POST", path, form={"secret_name": "form", "secret_value": VALUES[6]}).status == 201
    assert call("POST", path, json=body[:-1]).status == 400
    assert call("POST", path, json=json.dumps({"secret_name": "x", "secret_value": VALUES[0] * 1000})).status == 422
    assert call("POST", path, json=json.dumps({"secret_name": "x", "secret_value": [VALUES[1]]})).status == 422
    assert call("POST", path, json=json.dumps({"secret_value": VALUES[2]})).status == 422
    assert call("POST", path, json=body, key="").status == 401
    assert call("POST", path, json=body, key=server.make_key("VIEWER")["api_key"]).status == 403
    assert call("POST", path.replace("/42/", "/43/"), json=body).status == 403
    assert call("POST", server.path("NONE1") + "/secrets", json=body).status == 404
    assert call("POST", path, body=body.encode(), headers={"Content-Type": "text/plain"}).status == 415
    assert call("PUT", f"{path}/{places[0]}", json=json.dumps({"secret_value": VALUES[1]})).status == 204
    assert call("PUT", f"{path}/sec_000000000", json=json.dumps({"secret_value": VALUES[1]})).status == 404
    assert call("PUT", f"{path}/nothing", json=json.dumps({"secret_value": VALUES[1]})).status == 400
    assert call("PUT", f"{path}/{places[0]}", json=json.dumps({"secret_value": 7})).status == 422
    assert call("DELETE", f"{path}/{places[3]}").status == 204
    uses = [{"name": f"X-{n}", "value": "{{ secrets.%s }}" % place} for n, place in enumerate(places)]
    text = json.dumps({"reporting": {"reportTypes": [{"id": "r", "request": {"url": "https://a.example", "headers": uses}}]}})
    assert server.save(shop, text).status == 204
    call("POST", server.path(shop) + "/validate")
    copy = server.create("Copy", connector_identifier=shop)["connector_identifier"]
    for asked in (path, server.path(copy) + "/secrets", server.path(shop), server.path() + "?include_configs=true", server.path(shop) + "/logs",
                  server.path(shop) + "/versions", "/v1/teams/42/audit", "/metrics", "/openapi.json", "/readyz"):  # fmt: skip
        assert call("GET", asked).status == 200, asked
    for log in call("GET", server.path(shop) + "/logs").json["logs"]:
        call("GET", f"{server.path(shop)}/logs/{log['id']}")
    for asked in (server.path(shop) + "/export", "/v1/teams/42/connector_builder/export"):
        archive = call("GET", asked).body
        answers += unzip(archive).values()
        made = call("POST", "/v1/teams/42/connector_builder/import", body=archive, headers={"Content-Type": "application/zip"})
        assert made.status == 201, made
    said = [run_cli("backup", tmp_path / "copy.db", "--data", server.data)]
    said += [run_cli("secrets", "rotate", *more, "--data", server.data) for more in ([], ["--data-keys"], ["--data-keys", "--json"])]
    said.append(run_cli("audit", "--team", "42", "--data", server.data))
    assert [done.returncode for done in said] == [0] * len(said), said
    while_it_runs = {file: file.read_bytes() for file in server.data.rglob("*") if file.is_file()}
    assert server.stop(sent=signal.SIGABRT) == -signal.SIGABRT  # a crash

    # A value that is not sealed is found, which shows that the search works.
    assert any(b"{{ secrets." in data for data in while_it_runs.values())
    found = []
    for name, data in while_it_runs.items():
        found += found_in(f"{name.name} while it ran", data)
    for file in [*server.data.rglob("*"), tmp_path / "copy.db", *tmp_path.glob("core*")]:
        if file.is_file():
            found += found_in(file.name, file.read_bytes())
    found += found_in("what the server wrote", server.output().encode())
    for done in said:
        found += found_in(" ".join(map(str, done.args[1:3])), (done.stdout + done.stderr).encode())
    for answer in answers:
        found += found_in("an answer", answer)
    # The key that the requests carried, too.
    credential = server.key.encode()
    for name, data in while_it_runs.items():
        assert credential not in data, name
    assert credential not in server.output().encode()
    assert found == []
