"""A database of each earlier schema is upgraded with all its data.

tests/ops/upgrade/ has data as it was stored with the tables of each migration; a database of migration n has the data of all files up to n.
"""

import contextlib
import hashlib
import sqlite3

import pytest

from connectory_server import ROOT, Server, run_cli
from pictures import blank_png

MIGRATIONS = sorted((ROOT / "src" / "store" / "migrations").glob("*.sql"))
KEY, SECRET, LOGO = "api_of_the_first_days", "cs_of_the_first_days", blank_png(3, 3)
FACTS = {
    "key_hash": hashlib.sha256(KEY.encode()).hexdigest(), "secret_hash": hashlib.sha256(SECRET.encode()).hexdigest(),
    "hash_1": hashlib.sha256(b'{"a": 1.50}').hexdigest(), "hash_2": hashlib.sha256(b'{"b": 2.50, "a": 1}').hexdigest(),
    "hash_draft": hashlib.sha256(b'{"c": 3.50}').hexdigest(), "logo_hash": hashlib.sha256(LOGO).hexdigest(), "logo_hex": LOGO.hex(),
}  # fmt: skip


def make_database(folder, count):
    folder.mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(folder / "connectory.db")) as database:
        database.execute("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)")
        for migration in MIGRATIONS[:count]:
            number, name = migration.stem.split("_", 1)
            database.executescript(migration.read_text())
            database.execute("INSERT INTO schema_migrations VALUES (?, ?, 0)", (int(number), name))
            data = ROOT / "tests" / "ops" / "upgrade" / migration.name
            text = data.read_text() if data.exists() else ""
            for name, fact in FACTS.items():
                text = text.replace("{%s}" % name, fact)
            database.executescript(text)
            database.commit()


@pytest.mark.parametrize("count", range(1, len(MIGRATIONS) + 1))
def test_all_data_comes_up_to_date(tmp_path, count):
    data = tmp_path / "data"
    make_database(data, count)
    server = Server(data)
    server.key = KEY
    server.start()
    try:
        check(server, count)
    finally:
        server.kill()
    with contextlib.closing(sqlite3.connect(data / "connectory.db")) as database:
        assert [one for (one,) in database.execute("PRAGMA integrity_check")] == ["ok"]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def check(server, count):
    got = server.get("OLD01")
    assert got.status == 200 and b'"configuration_json":{"b": 2.50, "a": 1}' in got.body
    assert (got.json["name"], got.json["description"], got.json["configuration"]["version"]) == ("Old ✓", "From the first days", "1.0.1")
    assert (got.json["created_at"], got.json["updated_at"]) == ("2023-11-14T22:13:20+00:00", "2023-11-14T22:13:22+00:00")
    versions = server.call("GET", server.path("OLD01") + "/versions").json["versions"]
    assert [(one["number"], one["version"], one["author"]) for one in versions] == [(2, "1.0.1", "key:old"), (1, "1.0.0", "key:old")]
    assert b'{"a": 1.50}' in server.call("GET", server.path("OLD01") + "/versions/1").body
    users = server.call("GET", "/v1/teams/42/users").json["data"]
    assert [one["email"] for one in users] == ["ann@example.com"]
    assert server.call("POST", "/oauth/token", form={"grant_type": "client_credentials", "client_id": "client_0000000000000001", "client_secret": SECRET}, key="").status == 200
    audit = server.call("GET", "/v1/teams/42/audit?subject=OLD01").json["data"]
    assert [(one["actor"], one["action"], one["address"]) for one in audit] == [("key:old", "connector.create", "192.0.2.7")]
    if count >= 3:
        logo = server.call("GET", f"/logos/{FACTS['logo_hash']}.png", key="")
        assert logo.body == LOGO and FACTS["logo_hash"] in got.json["logo_url"]
    if count >= 4:
        assert [one["event"] for one in server.call("GET", server.path("OLD01") + "/logs").json["logs"]] == ["connector.update"]
    if count >= 5:
        assert versions[1]["labels"] == ["stable"]
        assert b'"configuration_json":{"c": 3.50}' in server.call("GET", server.path("OLD01") + "/draft").body
    # From here on, it is a database like any other.
    assert server.save("OLD01", '{"d":4}').status == 204
    assert server.call("GET", server.path("OLD01") + "/versions").json["versions"][0]["number"] == 3
    assert server.call("POST", server.path("OLD01") + "/secrets", json='{"secret_name":"a","secret_value":"v"}').status == 201
    assert server.call("GET", server.path("OLD01") + "/export").status == 200
    assert run_cli("key", "list", "--team", "42", "--data", server.data, "--json").returncode == 0
