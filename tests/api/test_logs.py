"""A connector's log: what is recorded, how it is read, how long it is kept (contract, section 6)."""

import json
import re
import sqlite3
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest

from connectory_server import connectors_path, eventually, expect_error, expect_headers

ENTRY = {"id", "log_time", "status", "event", "request", "duration_ms", "request_id"}
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\+00:00")


def logs_path(server, connector, **query):
    text = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
    return f"{server.path(connector)}/logs" + (f"?{text}" if text else "")


def read(server, connector, **query):
    """The entries, each checked against the contract."""
    answer = server.call("GET", logs_path(server, connector, **query))
    assert answer.status == 200, answer
    expect_headers(answer)
    assert set(answer.json) == {"logs"}
    entries = answer.json["logs"]
    for entry in entries:
        expect_entry(entry)
    times = [entry["log_time"] for entry in entries]
    assert times == sorted(set(times), reverse=True), "newest first, and no two at one time"
    return entries


def expect_entry(entry):
    assert set(entry) == ENTRY
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,255}", entry["id"])
    assert TIME.fullmatch(entry["log_time"]) and len(entry["log_time"]) <= 30
    assert entry["status"] is None or 100 <= entry["status"] <= 599
    assert entry["duration_ms"] is None or entry["duration_ms"] >= 0
    assert entry["request_id"] is None or uuid.UUID(entry["request_id"])


def detail(server, connector, entry):
    answer = server.call("GET", f"{logs_path(server, connector)}/{entry['id']}")
    assert answer.status == 200, answer
    document = answer.json
    assert set(document) == ENTRY | {"detail"}
    assert {key: document[key] for key in ENTRY} == entry
    return document["detail"]


def rename(server, connector, name="Shop", **more):
    answer = server.call("PUT", server.path(connector), json=json.dumps({"connector": {"name": name}}), **more)
    assert answer.status == 204, answer
    return answer


def events(entries):
    return [(entry["event"], entry["status"]) for entry in entries]


@pytest.fixture
def shop(connector):
    return connector["connector_identifier"]


# ---- what is written -------------------------------------------------------------------------------------------------


def test_a_new_connector_has_its_creation(server, shop):
    (entry,) = read(server, shop)
    assert (entry["event"], entry["status"]) == ("connector.create", 201)
    assert entry["request"] == f"POST {server.path()}"
    assert abs(datetime.fromisoformat(entry["log_time"]) - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert detail(server, shop, entry)["actor"] == "key:tests"


def test_a_duration_is_in_milliseconds(server):
    begin = time.monotonic()
    made = server.create("Shop")["connector_identifier"]
    waited_ms = (time.monotonic() - begin) * 1000
    (entry,) = read(server, made)
    assert entry["duration_ms"] <= waited_ms


def test_a_duplicate_has_its_creation(server, shop):
    made = server.create("Copy", connector_identifier=shop)["connector_identifier"]
    assert events(read(server, made)) == [("connector.create", 201)]
    assert events(read(server, shop)) == [("connector.create", 201)]
    server.call("DELETE", server.path(made))


def test_changes_and_refusals_are_written_down(server, shop):
    put = lambda **more: server.call("PUT", server.path(shop), **more).status  # noqa: E731
    assert put(json='{"connector":{"name":"x"}}') == 204
    assert put(json='{"configuration":{"configuration_json":[]}}') == 422
    assert put(json='{"connector":{"name":""}}') == 422
    assert put(json="{") == 400
    assert put(body=b"x", headers={"Content-Type": "text/plain"}) == 415
    assert put(json='{"connector":{"name":"y"}}', headers={"If-Match": '"old"'}) == 412
    assert server.call("DELETE", server.path(shop), headers={"If-Match": '"old"'}).status == 412
    assert events(read(server, shop)) == [
        ("connector.update", 412), ("connector.update", 415), ("connector.update", 400), ("configuration.refused", 422),
        ("configuration.refused", 422), ("connector.update", 204), ("connector.create", 201)]  # fmt: skip


def test_a_refusal_says_why(server, shop):
    refused = server.call("PUT", server.path(shop), json='{"configuration":{"configuration_json":"text"}}')
    error = expect_error(refused, 422)
    told = detail(server, shop, read(server, shop)[0])
    assert told["error"] == error and "/configuration/configuration_json" in told["error"]["description"]


def test_who_and_from_where(server, shop):
    key = server.make_key(name="nightly")["api_key"]
    rename(server, shop, key=key, address="127.0.0.5")
    told = detail(server, shop, read(server, shop)[0])
    assert (told["actor"], told["address"]) == ("key:nightly", "127.0.0.5")


@pytest.mark.parametrize("sent, shown", [
    ("0f8fad5b-d9cb-469f-a165-70867728950e", True), ("0F8FAD5B-D9CB-469F-A165-70867728950E", True),
    ("0f8fad5bd9cb469fa16570867728950e", False), ("0f8fad5b-d9cb-469f-a165-70867728950g", False), ("my-own-request", False)])  # fmt: skip
def test_a_list_shows_request_ids_that_are_uuids(server, shop, sent, shown):
    rename(server, shop, headers={"X-Request-Id": sent})
    entry = read(server, shop)[0]
    assert entry["request_id"] == (sent if shown else None)
    assert detail(server, shop, entry)["request_id"] == sent


def test_a_servers_own_request_id_is_in_the_detail(server, shop):
    given = rename(server, shop).header("X-Request-Id")
    assert detail(server, shop, read(server, shop)[0])["request_id"] == given


def test_only_calls_that_were_admitted_are_written_down(server, shop):
    viewer = server.make_key("VIEWER")["api_key"]
    body = {"json": '{"connector":{"name":"x"}}'}
    assert server.call("PUT", server.path(shop), key=viewer, **body).status == 403
    assert server.call("PUT", server.path(shop), key="", **body).status == 401
    assert server.call("PUT", connectors_path(42, shop), key=server.other_key, **body).status == 403
    assert server.call("GET", server.path(shop)).status == 200  # reads are not, either
    assert events(read(server, shop)) == [("connector.create", 201)]


def test_nobody_writes_into_another_teams_log(server, shop):
    theirs = connectors_path(43, shop)
    for sent, status in ({"json": "{"}, 400), ({"json": "{}"}, 422), ({"json": '{"connector":{"name":"x"}}'}, 404):
        assert server.call("PUT", theirs, key=server.other_key, **sent).status == status
    assert events(read(server, shop)) == [("connector.create", 201)]


def test_no_credential_and_no_query_is_written_down(server, shop):
    rename(server, f"{shop}?api_key=hush-in-the-query&access_token=hush-too", headers={"Cookie": "hush-in-a-cookie=1"})
    answer = server.call("PUT", server.path(shop), json='{"configuration":{"configuration_json":"hush-in-the-body"}}')
    assert answer.status == 422
    for entry in read(server, shop):
        text = json.dumps([entry, detail(server, shop, entry)])
        assert "hush" not in text and server.key not in text
    assert read(server, shop)[1]["request"] == f"PUT {server.path(shop)}"


def test_a_log_goes_with_its_connector(server):
    shop = server.create()["connector_identifier"]
    entry = read(server, shop)[0]
    assert server.call("DELETE", server.path(shop)).status == 204
    expect_error(server.call("GET", logs_path(server, shop)), 404, says=shop)
    expect_error(server.call("GET", f"{logs_path(server, shop)}/{entry['id']}"), 404, says=shop)


def test_who_acts_and_then_reads_sees_it(server, shop):
    for number in range(30):
        rename(server, shop, f"n{number}")
        assert len(read(server, shop)) == number + 2


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_limit(server, shop):
    for _ in range(104):
        rename(server, shop)
    everything = read(server, shop, limit=1000)
    assert len(everything) == 105
    assert read(server, shop) == everything[:100]
    assert read(server, shop, limit=1) == everything[:1]
    assert read(server, shop, limit="007") == everything[:7]


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "", "ten", "1.5", "1e2", "+5", " 5", "99999999999999999999"])
def test_a_wrong_limit(server, shop, limit):
    error = expect_error(server.call("GET", logs_path(server, shop, limit=limit)), 400)
    assert error["description"] == "limit must be a whole number from 1 to 1000."


def test_before(server, shop):
    rename(server, shop)
    rename(server, shop)
    newest, middle, oldest = read(server, shop)
    at = datetime.fromisoformat(middle["log_time"])
    assert read(server, shop, before=middle["log_time"]) == [oldest], "the time itself is not before it"
    elsewhere = at.astimezone(timezone(timedelta(hours=-3, minutes=-30)))
    for spelled in (
        at.isoformat(timespec="milliseconds"),
        at.replace(tzinfo=None).isoformat(timespec="milliseconds"),
        at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
        at.replace(tzinfo=None).isoformat(timespec="microseconds") + "000Z",
        at.replace(tzinfo=None).isoformat(" ", timespec="milliseconds") + "+00",
        elsewhere.isoformat(timespec="milliseconds"),
    ):
        assert read(server, shop, before=spelled) == [oldest], spelled
    just_after = at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "0001Z"
    assert read(server, shop, before=just_after) == [middle, oldest]
    assert read(server, shop, before="2000-01-01") == []
    assert read(server, shop, before=(at + timedelta(days=1)).date().isoformat()) == [newest, middle, oldest]
    assert read(server, shop, before=(at + timedelta(days=2)).strftime("%Y-%m-%dT00:00:00Z"), limit=2) == [newest, middle]
    # A plus sign that was left as it is, which a query turns into a blank.
    answer = server.call("GET", f"{logs_path(server, shop)}?before={middle['log_time']}")
    assert answer.status == 200 and answer.json["logs"] == [oldest]


@pytest.mark.parametrize("before", ["", "x", "yesterday", "1738281600", "2025-13-01", "2025-02-29", "2025-01-31T25:00:00Z",
                                    "2025-01-31T12:00:00+24:00", "2025-01-31T12:00:00Zx", "31.01.2025", "2025-W05-5", "\N{ROCKET}"])  # fmt: skip
def test_a_wrong_before(server, shop, before):
    error = expect_error(server.call("GET", logs_path(server, shop, before=before)), 400)
    assert error["description"].startswith("before must be an ISO 8601 time")


def test_a_parameter_twice(server, shop):
    expect_error(server.call("GET", logs_path(server, shop) + "?limit=1&limit=2"), 400, says="limit appears twice")
    expect_error(server.call("GET", logs_path(server, shop) + "?before=2025-01-01&before=2025-01-01"), 400, says="before appears twice")
    expect_error(server.call("GET", logs_path(server, shop) + "?before=%zz"), 400, says="%")


@pytest.mark.parametrize("rest", ["", "/ZZZZZ-0194a7c2f3e1"])
def test_refused(server, shop, rest):
    expect_error(server.call("GET", logs_path(server, shop) + rest, key=""), 401)
    expect_error(server.call("GET", logs_path(server, shop) + rest, key=server.make_key("FINANCE")["api_key"]), 403, "PERMISSION_ERROR", "cb_logs_read")
    expect_error(server.call("GET", f"{connectors_path(43, shop)}/logs{rest}"), 403, "FORBIDDEN")
    expect_error(server.call("GET", f"{connectors_path(43, shop)}/logs{rest}", key=server.other_key), 404, says=shop)
    expect_error(server.call("GET", logs_path(server, "ZZZZZ") + rest), 404, says="ZZZZZ")
    expect_error(server.call("GET", logs_path(server, "a.b") + rest), 400, says="connector_identifier")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        expect_error(server.call(method, logs_path(server, shop) + rest), 405)
    assert server.call("HEAD", logs_path(server, shop)).status == 200


def test_an_entry_that_is_not_there(server, shop):
    other = server.create()["connector_identifier"]
    theirs = read(server, other)[0]["id"]
    own = read(server, shop)[0]["id"]
    for wrong in (theirs, own + "0", own[:-1], own.replace(shop, other), "x", "%00", "a%2Fb", "%zz", "0" * 300, "%F0%9F%9A%80"):
        expect_error(server.call("GET", f"{logs_path(server, shop)}/{wrong}"), 404)
    assert server.call("GET", f"{logs_path(server, shop)}/{own}").status == 200
    server.call("DELETE", server.path(other))


def test_paging_to_the_end_while_entries_arrive(server, shop):
    for number in range(120):
        rename(server, shop, f"n{number}")
    there = [entry["id"] for entry in read(server, shop, limit=1000)]
    assert len(there) == 121
    ending = threading.Event()
    written = []

    def write():
        while not ending.is_set():
            written.append(rename(server, shop))

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        eventually(lambda: len(written) > 20, 10, "the writers are under way")
        seen = []
        page = read(server, shop, limit=7)
        while page:
            seen += [entry["id"] for entry in page]
            page = read(server, shop, limit=7, before=page[-1]["log_time"])
    finally:
        ending.set()
        for writer in writers:
            writer.join()
    assert len(seen) == len(set(seen)), "an entry came twice"
    assert seen[-len(there):] == there, "an entry was lost"
    assert len(read(server, shop, limit=1000)) == min(1000, 121 + len(written))


# ---- how long it is kept ---------------------------------------------------------------------------------------------


def rows(server):
    """Entries in the database, including those that no list shows."""
    with sqlite3.connect(f"file:{server.data}/connectory.db?mode=ro", uri=True) as database:
        return database.execute("SELECT COUNT(*) FROM connector_logs").fetchone()[0]


def test_only_so_many_are_kept_of_each_connector(make_server):
    server = make_server("--logs-max-count", 5).start()
    busy, quiet = (server.create(title)["connector_identifier"] for title in ("Busy", "Quiet"))
    sent = [str(uuid.uuid4()) for _ in range(30)]
    for one in sent:
        rename(server, busy, headers={"X-Request-Id": one})
    kept = lambda: [entry["request_id"] for entry in read(server, busy)]  # noqa: E731
    eventually(lambda: kept() == sent[:-6:-1], 20, "the five newest are left")
    assert events(read(server, quiet)) == [("connector.create", 201)]


def test_a_smaller_bound_holds_after_a_restart(make_server):
    server = make_server().start()
    shop = server.create()["connector_identifier"]
    for _ in range(30):
        rename(server, shop)
    assert server.stop() == 0
    assert rows(server) == 31
    server.settings = ["--logs-max-count", "3"]
    server.start()
    eventually(lambda: len(read(server, shop)) == 3, 20, "three are left")


def test_what_is_too_old_goes(make_server):
    server = make_server().start()
    shop = server.create()["connector_identifier"]
    rename(server, shop)
    assert server.stop() == 0
    assert rows(server) == 2
    server.settings = ["--logs-max-age", "1d"]
    server.start()
    assert len(read(server, shop)) == 2
    assert server.stop() == 0
    server.settings = ["--logs-max-age", "1ms"]
    server.start()
    eventually(lambda: read(server, shop) == [], 20, "nothing is left")


def test_none_are_kept_where_none_may_be(make_server):
    server = make_server("--logs-max-count", 0).start()
    shop = server.create()["connector_identifier"]
    rename(server, shop)
    assert read(server, shop) == []
    assert server.stop() == 0
    assert rows(server) == 0


# ---- life and death --------------------------------------------------------------------------------------------------


def test_a_stop_loses_nothing(make_server):
    """Every acknowledged change, up to the last one, is in the log afterwards."""
    server = make_server().start()
    shop = server.create()["connector_identifier"]
    acknowledged = []

    def write(number):
        count = 0
        while True:
            name = f"writer-{number}-{count}"
            try:
                answer = server.call("PUT", server.path(shop), json='{"connector":{"name":"x"}}', headers={"X-Request-Id": name})
            except OSError:
                return
            if answer.status != 204:
                return
            acknowledged.append(name)
            count += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    eventually(lambda: len(acknowledged) > 100, 20, "a hundred changes are made")
    assert server.stop(within=40) == 0
    for writer in writers:
        writer.join()
    server.start()
    kept, page = [], read(server, shop, limit=1000)
    while page:
        kept += page
        page = read(server, shop, limit=1000, before=page[-1]["log_time"])
    assert len(kept) >= len(acknowledged) + 1
    newest = {detail(server, shop, entry)["request_id"] for entry in kept[:50]}
    assert set(acknowledged[-10:]) <= newest, "the last ones are the first to be lost"


def test_figures(make_server):
    server = make_server().start()
    shop = server.create()["connector_identifier"]
    rename(server, shop)
    read(server, shop)
    text = server.call("GET", "/metrics", key="").text.decode()
    figure = lambda name: float(re.search(rf"(?m)^{name} (\S+)$", text)[1])  # noqa: E731
    assert figure("connectory_log_entries_total") == 2
    assert figure("connectory_log_entries_dropped_total") == 0
    assert figure("connectory_log_entries_waiting") == 0
