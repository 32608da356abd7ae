"""Who changed what: a row for each change through the API and from the command line, read page by page."""

import getpass
import json
import os
import re
import sqlite3
import threading
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest

from connectory_server import CliFailed, Server, eventually, expect_error, expect_headers, head, run_cli, serving

ENTRY = {"audit_id", "time", "actor", "credential", "address", "request_id", "action", "subject", "details"}
ME = f"command line ({getpass.getuser()})" if not os.environ.get("SUDO_USER") else None


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A server with teams that only this module uses: 42, and 43 as a different team."""
    one = Server(tmp_path_factory.mktemp("audit")).with_team()
    one.make_team(43, "Other")
    one.other_key = one.make_key(team=43)["api_key"]
    with serving(one):
        yield one


def path(team=42, **query):
    text = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
    return f"/v1/teams/{team}/audit" + (f"?{text}" if text else "")


def page(server, key=None, team=42, **query):
    """The rows, and the cursor of the next page."""
    answer = server.call("GET", path(team, **query), key=key)
    assert answer.status == 200, answer
    expect_headers(answer)
    document = answer.json
    assert set(document) == {"meta", "data"} and set(document["meta"]) == {"request_id", "next"}
    assert document["meta"]["request_id"] == answer.header("X-Request-Id")
    for row in document["data"]:
        assert set(row) == ENTRY and isinstance(row["details"], dict)
        assert re.fullmatch(r"[0-9T:-]{19}\.[0-9]{3}\+00:00", row["time"])
    ids = [row["audit_id"] for row in document["data"]]
    assert ids == sorted(set(ids), reverse=True), "newest first"
    times = [row["time"] for row in document["data"]]
    assert times == sorted(times, reverse=True)
    return document["data"], document["meta"]["next"]


def newest(server, **query):
    return page(server, limit=1, **query)[0][0]


def all_rows(server, limit=1000, **query):
    rows, cursor = page(server, limit=limit, **query)
    while cursor:
        more, cursor = page(server, limit=limit, cursor=cursor, **query)
        rows += more
    return rows


# ---- changes over the API --------------------------------------------------------------------------------------------


def test_a_change_says_who_what_when_and_from_where(audited):
    made = audited.make_key(name="nightly")
    began = datetime.now(timezone.utc) - timedelta(seconds=1)
    answer = audited.call("POST", audited.path(), form={"title": "Shop"}, key=made["api_key"], address="127.0.0.7")
    row = newest(audited)
    assert (row["actor"], row["credential"], row["address"]) == ("key:nightly", made["key_id"], "127.0.0.7")
    assert (row["action"], row["subject"]) == ("connector.create", answer.json["connector_identifier"])
    assert row["request_id"] == answer.header("X-Request-Id")
    assert began <= datetime.fromisoformat(row["time"]) <= datetime.now(timezone.utc)


def test_each_change_of_a_connector(audited):
    shop = audited.create("Shop")["connector_identifier"]
    copy = audited.create("Copy", connector_identifier=shop)["connector_identifier"]
    assert audited.save(shop, '{"a":1}').status == 204
    assert audited.call("PUT", audited.path(shop), json='{"connector":{"name":"x","description":null}}').status == 204
    assert audited.call("DELETE", audited.path(shop)).status == 204
    assert audited.call("DELETE", audited.path(copy)).status == 204
    of = lambda subject: [row["action"] for row in all_rows(audited, subject=subject)]  # noqa: E731
    assert of(shop) == ["connector.delete", "connector.update", "connector.update", "connector.create"]
    assert of(copy) == ["connector.delete", "connector.create"]


def test_what_is_refused_changes_nothing_and_leaves_no_row(audited):
    shop = audited.create("Shop")["connector_identifier"]
    last = newest(audited)
    for more in {"json": "{"}, {"json": "{}"}, {"json": '{"connector":{"name":"x"}}', "headers": {"If-Match": '"old"'}}:
        assert audited.call("PUT", audited.path(shop), **more).status >= 400
    audited.call("DELETE", audited.path("ZZZZZ"))
    audited.call("POST", audited.path(), form={})
    assert newest(audited) == last


def test_changes_of_an_oauth_client(audited):
    client = audited.cli("client", "create", "--team", "42", "--role", "EDITOR", "--name", "importer")
    form = {"grant_type": "client_credentials", "client_id": client["client_id"], "client_secret": client["client_secret"]}
    token = audited.call("POST", "/oauth/token", form=form, key="").json["access_token"]
    audited.call("POST", audited.path(), form={"title": "By a client"}, key=token)
    row = newest(audited)
    assert (row["actor"], row["credential"], row["action"]) == ("client:importer", client["client_id"], "connector.create")


def test_no_secret_is_in_the_audit(audited):
    made = [audited.make_key(name="hush")["api_key"]]
    made.append(audited.cli("client", "create", "--team", "42", "--role", "EDITOR", "--name", "hush")["client_secret"])
    text = json.dumps(all_rows(audited))
    for secret in [*made, audited.key]:
        assert secret not in text
    with sqlite3.connect(f"file:{audited.data}/connectory.db?mode=ro", uri=True) as database:
        assert not re.search("|".join(map(re.escape, made)), str(database.execute("SELECT * FROM audit").fetchall()))


# ---- changes from the command line -----------------------------------------------------------------------------------


def test_the_command_line_is_audited(audited):
    def last(team=42):
        row = newest(audited, team=team, key={42: None, 43: audited.other_key}[team])
        assert row["actor"].startswith("command line (") and (ME is None or row["actor"] == ME)
        assert (row["credential"], row["address"], row["request_id"]) == (None, None, None)
        return row["action"], row["subject"], row["details"]

    key = audited.cli("key", "create", "--team", "42", "--role", "EDITOR", "--scopes", "cb_connectors_read", "--name", "ci",
                      "--rate-limit", "7", "--allow-ip", "10.0.0.0/8", "--expires", "90d")  # fmt: skip
    details = {"name": "ci", "role": "EDITOR", "scopes": ["cb_connectors_read"], "rate_limit": 7, "allowed_ips": ["10.0.0.0/8"], "expires_at": key["expires_at"]}
    assert last() == ("key.create", key["key_id"], details)
    for verb in ("disable", "enable", "delete"):
        audited.cli("key", verb, key["key_id"])
        assert last() == (f"key.{verb}", key["key_id"], {"name": "ci"})
    client = audited.cli("client", "create", "--team", "42", "--scopes", "team_read", "--name", "importer")
    assert last() == ("client.create", client["client_id"], {"name": "importer", "scopes": ["team_read"], "rate_limit": 5000})
    for verb in ("disable", "enable", "delete"):
        audited.cli("client", verb, client["client_id"])
        assert last() == (f"client.{verb}", client["client_id"], {"name": "importer"})
    user = audited.cli("user", "add", "--team", "42", "--email", "a@b.c", "--first-name", "A", "--last-name", "B", "--role", "VIEWER")
    assert last() == ("user.add", "a@b.c", {"user_id": user["user_id"], "role": "VIEWER"})
    others = all_rows(audited, team=43, key=audited.other_key)
    assert [row["action"] for row in others] == ["key.create", "team.create"]
    assert (others[1]["subject"], others[1]["details"]) == ("43", {"name": "Other"})


def test_who_runs_a_command_with_sudo_is_named_too(audited):
    for sudo, shown in (("ann", f"ann as {getpass.getuser()}"), (getpass.getuser(), getpass.getuser()), ("a\nb", getpass.getuser())):
        done = run_cli("user", "add", "--team", "42", "--email", f"{abs(hash(sudo))}@b.c", "--first-name", "A", "--last-name", "B", "--role", "VIEWER",
                       "--data", audited.data, env={**os.environ, "SUDO_USER": sudo})  # fmt: skip
        assert done.returncode == 0, done
        assert newest(audited)["actor"] == f"command line ({shown})"


def test_a_refused_command_leaves_no_row(audited):
    last = newest(audited)
    for command in (["team", "create", "Again", "--id", "42"], ["key", "delete", "key_nothing"], ["client", "disable", "client_nothing"]):
        with pytest.raises(CliFailed):
            audited.cli(*command)
    assert newest(audited) == last


def test_a_team_knows_only_its_own(audited):
    audited.create("Ours")
    theirs = all_rows(audited, team=43, key=audited.other_key)
    assert all(row["actor"] != "key:tests" for row in theirs)


# ---- who may read ----------------------------------------------------------------------------------------------------


def test_refused(audited):
    expect_error(audited.call("GET", path(), key=""), 401)
    expect_error(audited.call("GET", path(43)), 403, "FORBIDDEN")
    expect_error(audited.call("GET", path("abc")), 400)
    only_reads = audited.make_key("OWNER", "--scopes", "cb_connectors_read,team_read")["api_key"]
    expect_error(audited.call("GET", path(), key=only_reads), 403, "PERMISSION_ERROR", "team_settings_read")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        expect_error(audited.call(method, path()), 405)
    assert audited.call("HEAD", path()).status == 200


@pytest.mark.parametrize("query, rule", [
    ("limit=0", "limit must be"), ("limit=1001", "limit must be"), ("limit=x", "limit must be"), ("limit=", "limit must be"),
    ("before=x", "before must be"), ("before=", "before must be"), ("cursor=x", "cursor must be"), ("cursor=", "cursor must be"),
    ("cursor=" + "0" * 19, "cursor must be"), ("cursor=" + "0" * 21, "cursor must be"), ("cursor=" + "g" * 20, "cursor must be"),
    ("cursor=" + "0" * 19 + "%00", "cursor must be"), ("limit=1&limit=1", "limit appears twice"), ("action=%", "hexadecimal")])  # fmt: skip
def test_wrong_parameters(audited, query, rule):
    error = expect_error(audited.call("GET", path() + "?" + query), 400)
    assert rule in error["description"]


# ---- paging and filters ----------------------------------------------------------------------------------------------


def test_pages_of_any_size_have_the_same_rows(audited):
    for number in range(12):
        audited.create(f"n{number}")
    whole = all_rows(audited)
    for limit in (1, 3, 7, 100, len(whole), len(whole) + 1):
        assert all_rows(audited, limit=limit) == whole, limit
    assert page(audited, limit=len(whole))[1] is None, "a last page that is full is the last"


def test_before(audited):
    audited.create("one")
    audited.create("two")
    rows = all_rows(audited)
    at = rows[1]["time"]
    earlier = [row for row in rows if row["time"] < at]
    assert all_rows(audited, before=at) == earlier
    assert all_rows(audited, before="1969-12-31") == []
    assert all_rows(audited, before="9999-12-31") == rows
    assert all_rows(audited, before=at, cursor=rows[-2]["audit_id"]) == rows[-1:], "both bounds hold"


def test_filters(audited):
    key = audited.make_key(name="filtered")
    shop = audited.call("POST", audited.path(), form={"title": "x"}, key=key["api_key"]).json["connector_identifier"]
    audited.call("PUT", audited.path(shop), json='{"connector":{"name":"y"}}', key=key["api_key"])
    audited.call("PUT", audited.path(shop), json='{"connector":{"name":"z"}}')
    rows = all_rows(audited)
    for name, value, holds in (
        ("action", "connector.update", lambda row: row["action"] == "connector.update"),
        ("subject", shop, lambda row: row["subject"] == shop),
        ("actor", "key:filtered", lambda row: row["actor"] == "key:filtered"),
        ("actor", key["key_id"], lambda row: row["credential"] == key["key_id"]),
    ):
        expected = [row for row in rows if holds(row)]
        assert expected and all_rows(audited, **{name: value}) == expected
        assert all_rows(audited, limit=1, **{name: value}) == expected
    both = all_rows(audited, subject=shop, actor="key:filtered", action="connector.update")
    assert [row["subject"] for row in both] == [shop]
    for name in ("action", "subject", "actor"):
        for value in ("", "nothing", "%", "connector", "\N{ROCKET}", "' OR 1=1 --"):
            assert all_rows(audited, **{name: value}) == []


def test_a_long_search_ends_and_reads_on(make_server):
    """One call searches 10000 rows, so an empty page may have a next one."""
    server = make_server()
    with sqlite3.connect(server.data / "connectory.db") as database:
        first = database.execute("SELECT MIN(audit_id) FROM audit").fetchone()[0]
        database.executemany(
            "INSERT INTO audit (audit_id, team_id, at, actor, address, action, subject) VALUES (?, 42, 1, 'a', '', ?, 's')",
            [(f"{n:012x}00000000", "needle" if n == 1 else "hay") for n in range(1, 25_000)],
        )
        assert f"{25_000:012x}" < first
    database.close()
    server.start()
    rows, calls, cursor = [], 0, None
    while calls == 0 or cursor:
        found, cursor = page(server, action="needle", **({"cursor": cursor} if cursor else {}))
        rows += found
        calls += 1
    assert len(rows) == 1 and calls == 3
    assert len(all_rows(server, action="hay")) == 24_998
    listed = server.cli("audit", "--team", "42", "--action", "needle")
    assert len(listed) == 1


def test_paging_to_the_end_while_rows_arrive(audited):
    for number in range(30):
        audited.create(f"n{number}")
    there = all_rows(audited)
    ending = threading.Event()
    made = []

    def write():
        while not ending.is_set():
            made.append(audited.create("more"))

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        eventually(lambda: len(made) > 10, 10, "the writers are under way")
        seen = all_rows(audited, limit=3)
    finally:
        ending.set()
        for writer in writers:
            writer.join()
    ids = [row["audit_id"] for row in seen]
    assert len(ids) == len(set(ids)) and seen[-len(there):] == there
    created = {row["subject"] for row in all_rows(audited, action="connector.create")}
    assert {one["connector_identifier"] for one in made} <= created


# ---- the command line reads it too -----------------------------------------------------------------------------------


def test_the_command_line_lists_it(audited):
    for number in range(5):
        audited.create(f"n{number}")
    rows = all_rows(audited)
    assert audited.cli("audit", "--team", "42", "--limit", "1000000") == rows
    assert audited.cli("audit", "--team", "42") == rows[:100]
    assert audited.cli("audit", "--team", "42", "--limit", "2") == rows[:2]
    assert audited.cli("audit", "--team", "42", "--before", rows[0]["time"], "--limit", "1") == [row for row in rows if row["time"] < rows[0]["time"]][:1]
    moment = rows[-1]["time"][:-6]  # YYYY-MM-DDThh:mm:ss.mmm, the time of the oldest row
    assert audited.cli("audit", "--team", "42", "--before", moment + "0001Z") == [row for row in rows if row["time"] == rows[-1]["time"]]
    assert audited.cli("audit", "--team", "42", "--subject", rows[0]["subject"], "--action", "connector.create", "--actor", "key:tests") == [rows[0]]
    assert audited.cli("audit", "--team", "42", "--action", "nothing") == []
    shown = run_cli("audit", "--team", "42", "--limit", "1", "--data", audited.data)
    assert shown.returncode == 0
    header, row = shown.stdout.splitlines()
    assert header.split() == ["TIME", "WHO", "FROM", "ACTION", "SUBJECT", "DETAILS"]
    assert row.split()[:5] == [rows[0]["time"], "key:tests", "127.0.0.1", "connector.create", rows[0]["subject"]]


@pytest.mark.parametrize("arguments, says", [
    (["--team", "5"], "No team 5"), (["--team", "0"], "--team"), ([], "--team"), (["--team", "42", "--limit", "0"], "--limit"),
    (["--team", "42", "--before", "yesterday"], "ISO 8601"), (["--team", "42", "--actoin", "x"], "--action")])  # fmt: skip
def test_the_command_line_refuses(audited, arguments, says):
    with pytest.raises(CliFailed) as refused:
        audited.cli("audit", *arguments)
    assert refused.value.code in (1, 64) and says in refused.value.stderr and refused.value.stdout == ""


# ---- order, retention, upgrades --------------------------------------------------------------------------------------


def test_rows_have_the_order_of_the_changes(audited):
    """A client that waits for each answer sees its changes in order, even within one millisecond."""
    shop = audited.create("Shop")["connector_identifier"]
    sent = [f"in-order-{number:04}" for number in range(200)]
    body = b'{"connector":{"name":"x"}}'
    with audited.wire() as wire:
        for one in sent:
            lines = (f"PUT {audited.path(shop)} HTTP/1.1", "Host: x", f"Authorization: Bearer {audited.key}", f"X-Request-Id: {one}",
                     "Content-Type: application/json", f"Content-Length: {len(body)}")  # fmt: skip
            assert wire.ask(head(*lines) + body, "PUT").status == 204
    rows = [row["request_id"] for row in all_rows(audited, subject=shop) if row["action"] == "connector.update"]
    assert rows == sent[::-1]


def test_rows_are_kept_as_long_as_they_should_be(make_server):
    server = make_server().start()
    server.create("Shop")
    assert len(all_rows(server)) == 3  # the team, its key, the shop
    assert server.stop() == 0
    server.settings = ["--audit-max-age", "1d"]
    server.start()
    server.create("Shop")
    assert len(all_rows(server)) == 4
    assert server.stop() == 0
    server.settings = ["--audit-max-age", "1ms"]
    server.start()
    eventually(lambda: all_rows(server) == [], 20, "all rows are too old")


def test_rows_of_an_earlier_program_are_read(make_server):
    server = make_server()
    now = int(datetime.now(timezone.utc).timestamp() * 1000) + 50  # a drawn id that is ahead of the clock
    with sqlite3.connect(server.data / "connectory.db") as database:
        for drawn in ("zzzzzzzz", "-_AZaz09"):
            database.execute("INSERT INTO audit (audit_id, team_id, at, actor, address, action, subject) VALUES (?, 42, ?, 'key:old', '', 'connector.create', 'OLD01')",
                             (f"{now:012x}{drawn}", now))  # fmt: skip
    database.close()
    server.start()
    made = [server.create("New")["connector_identifier"] for _ in range(3)]
    rows = all_rows(server, limit=1)
    assert [row["subject"] for row in rows[:5]] == [*made[::-1], "OLD01", "OLD01"]
    assert (rows[3]["credential"], rows[3]["request_id"], rows[3]["address"], rows[3]["details"]) == (None, None, None, {})
