"""The versions of a configuration: list, read, compare, restore, label."""

import contextlib
import hashlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from configurations import LISTED, configuration, get, save, versions
from connectory_server import connectors_path, expect_error, expect_headers

CONTENT = LISTED - {"labels", "is_current"} | {"configuration_json"}


@pytest.fixture
def shop(server, connector):
    """A connector's identifier; `versions(shop)` and `save` work on it."""
    return connector["connector_identifier"]


def texts(server, shop):
    return [one["version"] for one in reversed(versions(server, shop)["versions"])]


def restore(server, shop, number, **more):
    return server.call("POST", f"{server.path(shop)}/versions/{number}/restore", **more)


# ---- what a save counts ----------------------------------------------------------------------------------------------

STEPS = {
    "the same fields": (configuration(orders="day:date"), configuration(orders="day:date")[:-1] + ',"info":{}}', "1.1.1"),
    "a field more": (configuration(orders="day:date"), configuration(orders="day:date total:float"), "1.2.0"),
    "a report type more": (configuration(orders="day:date"), configuration(orders="day:date", visits="n:int"), "1.2.0"),
    "a field less": (configuration(orders="day:date total:float"), configuration(orders="day:date"), "2.0.0"),
    "a report type less": (configuration(orders="day:date", visits="n:int"), configuration(orders="day:date"), "2.0.0"),
    "another data type": (configuration(orders="day:date"), configuration(orders="day:text"), "2.0.0"),
    "another id": (configuration(orders="day:date"), configuration(orders="date:date"), "2.0.0"),
    "another order": (configuration(orders="day:date total:float"), configuration(orders="total:float day:date"), "1.1.1"),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_version_says_what_a_save_means(server, shop, name):
    first, second, expected = STEPS[name]
    save(server, shop, first)
    assert server.get(shop).json["configuration"]["version"] == "1.1.0", "a report type was added to the template"
    save(server, shop, second)
    assert texts(server, shop) == ["1.0.0", "1.1.0", expected]
    assert server.get(shop).json["configuration"]["version"] == expected


def test_an_identical_save_makes_no_version(server, shop):
    save(server, shop, "{}")
    save(server, shop, "{}", note="again")
    assert len(versions(server, shop)["versions"]) == 2
    save(server, shop, "{ }")  # another text is another version
    assert texts(server, shop)[-1] == "1.0.2"


def test_saves_at_once_each_make_a_version(server, shop):
    """Each save changes something that users rely on, so each must be compared with the version just before it."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: save(server, shop, configuration(**{f"r{n}": "day:date"})), range(24)))
    listed = versions(server, shop)["versions"]
    assert [one["number"] for one in listed] == list(range(25, 0, -1))
    # The first only adds a report type to the template; each of the others takes one away.
    assert sorted(one["version"] for one in listed) == sorted(["1.0.0", "1.1.0"] + [f"{n}.0.0" for n in range(2, 25)])


def test_a_note_belongs_to_its_version(server, shop):
    save(server, shop, '{"a":1}', note="adds a")
    save(server, shop, '{"a":2}')
    save(server, shop, '{"a":3}', note="")
    save(server, shop, '{"a":4}', note="\N{ROCKET}" * 1000)
    assert [one["note"] for one in reversed(versions(server, shop)["versions"])] == [None, "adds a", None, None, "\N{ROCKET}" * 1000]


@pytest.mark.parametrize("half", [
    '{"configuration_json":{"x":1},"note":%s}' % json.dumps("n" * 1001), '{"configuration_json":{"x":1},"note":5}', '{"configuration_json":{"x":1},"note":"a\\u0000"}',
    '{"note":"alone"}', '{"configuration_json":{"x":1},"note":{}}',
])  # fmt: skip
def test_a_bad_note_changes_nothing(server, shop, half):
    answer = server.call("PUT", server.path(shop), json='{"connector":{"name":"other"},"configuration":%s}' % half)
    expect_error(answer, 422, says="/configuration/note")
    assert server.get(shop).json["name"] == "Shop" and len(versions(server, shop)["versions"]) == 1


# ---- listing ---------------------------------------------------------------------------------------------------------


def test_list(server, shop):
    save(server, shop, '{"a":1.10}', note="one")
    answer = server.call("GET", server.path(shop) + "/versions")
    assert answer.status == 200
    expect_headers(answer)
    listed = answer.json
    assert set(listed) == {"count", "versions", "next_cursor"} and listed["count"] == 2 and listed["next_cursor"] is None
    newest, oldest = listed["versions"]
    assert set(newest) == set(oldest) == LISTED
    assert (newest["number"], newest["is_current"], newest["note"]) == (2, True, "one")
    assert (oldest["number"], oldest["is_current"], oldest["note"]) == (1, False, None)
    assert newest["content_hash"] == hashlib.sha256(b'{"a":1.10}').hexdigest()
    assert newest["author"].startswith("key:") and newest["labels"] == [] and newest["imported_at"] is None
    again = server.call("GET", server.path(shop) + "/versions", headers={"If-None-Match": answer.header("ETag")})
    assert again.status == 304 and again.body == b""


def test_list_in_pages(server, shop):
    for n in range(6):
        save(server, shop, '{"n":%d}' % n)
    seen, query = [], "?limit=3"
    for _ in range(3):
        page = versions(server, shop, query)
        seen.append([one["number"] for one in page["versions"]])
        assert page["count"] == len(page["versions"])
        if page["next_cursor"] is None:
            break
        save(server, shop, '{"later":%d}' % len(seen))  # what comes later does not disturb the pages
        query = f"?limit=3&cursor={page['next_cursor']}"
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]
    assert versions(server, shop, "?limit=1000&cursor=1")["versions"] == []


def test_list_with_configurations(server, shop):
    save(server, shop, '{"z":1.10,"a":"\\u00e9"}')
    answer = server.call("GET", server.path(shop) + "/versions?include_configs=true")
    assert b'{"z":1.10,"a":"\\u00e9"}' in answer.text
    assert all(set(one) == LISTED | {"configuration_json"} for one in answer.json["versions"])


def test_a_page_of_large_configurations_ends_early(server, shop):
    for n in range(3):
        save(server, shop, '{"n":%d,"pad":"%s"}' % (n, "x" * 9_000_000))
    seen, query = [], "?include_configs=true"
    while True:
        page = versions(server, shop, query)
        seen.append([one["number"] for one in page["versions"]])
        if page["next_cursor"] is None:
            break
        query = f"?include_configs=true&cursor={page['next_cursor']}"
    assert seen == [[4], [3], [2, 1]]


@pytest.mark.parametrize("query, says", [
    ("?limit=0", "limit"), ("?limit=1001", "limit"), ("?limit=x", "limit"), ("?limit=", "limit"), ("?cursor=x", "cursor"), ("?cursor=0", "cursor"),
    ("?cursor=-1", "cursor"), ("?cursor=", "cursor"), ("?cursor=1&cursor=2", "cursor"), ("?cursor=99999999999999999999", "cursor"), ("?include_configs=maybe", "include_configs"),
])  # fmt: skip
def test_list_refuses(server, shop, query, says):
    expect_error(server.call("GET", server.path(shop) + "/versions" + query), 400, says=says)


# ---- one version -----------------------------------------------------------------------------------------------------


def test_a_version_comes_back_as_it_was_saved(server, shop):
    text = '{ "z":1.10, "a":{"n":12345678901234567890} , "e":"\\u00e9"}'
    save(server, shop, text, note="exact")
    save(server, shop, "{}")
    answer = get(server, shop, 2)
    assert answer.status == 200 and text.encode() in answer.body
    expect_headers(answer)
    assert set(answer.json) == CONTENT and answer.json["note"] == "exact"
    assert "immutable" in answer.header("Cache-Control") and "private" in answer.header("Cache-Control")
    assert get(server, shop, 2, headers={"If-None-Match": answer.header("ETag")}).status == 304
    # It does not change when something around it changes.
    assert server.call("PUT", f"{server.path(shop)}/versions/2/labels/a").status == 204
    assert restore(server, shop, 2).status == 201
    assert get(server, shop, 2).body == answer.body
    assert get(server, shop, 1).header("ETag") != answer.header("ETag")
    packed = get(server, shop, 2, headers={"Accept-Encoding": "gzip"})
    assert packed.text == answer.body


NUMBERS = {"0": 400, "-1": 400, "x": 400, "01": 400, "1.0": 400, "9223372036854775808": 400, "%31": 200, "3": 404, "9223372036854775807": 404}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("method, rest", [("GET", ""), ("GET", "/diff/1"), ("POST", "/restore"), ("PUT", "/labels/a"), ("DELETE", "/labels/a")])
def test_numbers(server, shop, number, method, rest):
    answer = server.call(method, f"{server.path(shop)}/versions/{number}{rest}")
    if NUMBERS[number] == 200:
        assert answer.status in (200, 204) or (method == "DELETE" and answer.status == 404), answer
    else:
        error = expect_error(answer, NUMBERS[number])
        assert NUMBERS[number] == 400 or f"no version {number}" in error["description"]


@pytest.mark.parametrize("method, rest", [("GET", ""), ("GET", "/1"), ("GET", "/1/diff/1"), ("POST", "/1/restore"), ("PUT", "/1/labels/a"), ("DELETE", "/1/labels/a")])
def test_versions_of_nothing(server, method, rest):
    expect_error(server.call(method, server.path("ZZZZZ") + "/versions" + rest), 404, says="ZZZZZ")
    expect_error(server.call(method, server.path("a.b") + "/versions" + rest), 400, says="connector_identifier")
    expect_error(server.call(method, connectors_path(43, "ZZZZZ") + "/versions" + rest), 403, "FORBIDDEN")


def test_a_deleted_connector_has_no_versions(server):
    shop = server.create("gone")["connector_identifier"]
    server.call("PUT", f"{server.path(shop)}/versions/1/labels/a")
    server.call("PUT", server.path(shop) + "/draft", json='{"configuration_json":{}}')
    assert get(server, shop, 1).status == 200
    assert server.call("DELETE", server.path(shop)).status == 204
    expect_error(get(server, shop, 1), 404)
    expect_error(server.call("GET", server.path(shop) + "/draft"), 404)


# ---- comparing -------------------------------------------------------------------------------------------------------


def diff(server, shop, before, after):
    answer = server.call("GET", f"{server.path(shop)}/versions/{before}/diff/{after}")
    assert answer.status == 200, answer
    return answer.json


def test_diff(server, shop):
    save(server, shop, configuration(orders="day:date total:float"))
    save(server, shop, configuration(orders="total:int"))
    found = diff(server, shop, 2, 3)
    assert (found["from"], found["to"], found["truncated"], found["breaking_count"]) == (2, 3, False, 2)
    assert [(one["code"], one["field"]) for one in found["breaking"]] == [("FIELD_REMOVED", "day"), ("DATA_TYPE_CHANGED", "total")]
    for one in found["breaking"]:
        assert one["what"].endswith(".") and one["who_notices"] and one["what_to_do"] and one["report_type"] == "orders"
    fields = "/reporting/reportTypes/0/metrics/groups/0/fields"
    assert found["changes"] == [
        {"kind": "removed", "pointer": fields + "/0", "report_type": "orders", "field": "day", "before": {"id": "day", "dataType": "string.time.date"}},
        {"kind": "changed", "pointer": fields + "/0/dataType", "pointer_before": fields + "/1/dataType", "report_type": "orders", "field": "total",
         "before": "float.number.value", "after": "int.number.value"},
    ]  # fmt: skip
    assert diff(server, shop, 3, 2)["breaking_count"] == 1  # backwards a field is added and a type changes
    assert diff(server, shop, 2, 2) == {"from": 2, "to": 2, "breaking_count": 0, "breaking": [], "changes": [], "truncated": False}


def test_diff_of_versions_that_differ_only_in_their_text(server, shop):
    save(server, shop, '{"a":1,"b":"\\u00e9"}')
    save(server, shop, '{ "b": "é", "a": 1 }')
    assert diff(server, shop, 2, 3)["changes"] == []


def test_a_long_value_is_cut(server, shop):
    save(server, shop, '{"a":"%s"}' % ("é" * 5000))
    save(server, shop, '{"a":"x"}')
    [change] = diff(server, shop, 2, 3)["changes"]
    assert change["before_is_cut"] is True and change["before"].startswith('"éé') and len(change["before"]) <= 2048
    assert change["after"] == "x" and "after_is_cut" not in change


def test_a_list_of_changes_is_cut(server, shop):
    save(server, shop, json.dumps({"n": [{"id": n, "x": 1} for n in range(20_000)]}))
    save(server, shop, json.dumps({"n": [{"id": n, "x": 2} for n in range(20_000)]}))
    found = diff(server, shop, 2, 3)
    assert found["truncated"] is True and len(found["changes"]) == 1000 and found["breaking"] == []


# ---- going back ------------------------------------------------------------------------------------------------------


def test_restore(server, shop):
    text = '{ "a":1.10}'
    save(server, shop, text)
    save(server, shop, configuration(orders="day:date"))
    before = server.get(shop)
    answer = restore(server, shop, 2)
    assert answer.status == 201 and set(answer.json) == LISTED
    restored = answer.json
    assert (restored["number"], restored["note"], restored["is_current"], restored["version"]) == (4, "restored from 2", True, "2.0.0")
    assert answer.header("Location").endswith(f"{server.path(shop)}/versions/4")
    assert text.encode() in server.get(shop).body
    assert server.get(shop).header("ETag") != before.header("ETag")
    # The current one again: nothing happens.
    again = restore(server, shop, 4)
    assert again.status == 200 and again.json["number"] == 4 and again.header("Location") is None
    # And one with the current one's content.
    assert restore(server, shop, 2).json["number"] == 4
    assert len(versions(server, shop)["versions"]) == 4


def test_restore_with_if_match(server, shop):
    save(server, shop, '{"a":1}')
    tag = server.get(shop).header("ETag")
    save(server, shop, '{"a":2}')
    expect_error(restore(server, shop, 2, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    assert len(versions(server, shop)["versions"]) == 3
    assert restore(server, shop, 2, headers={"If-Match": server.get(shop).header("ETag")}).status == 201
    expect_error(restore(server, shop, 4, headers={"If-Match": tag}), 412)


# ---- labels ----------------------------------------------------------------------------------------------------------


def labels(server, shop):
    return {one["number"]: one["labels"] for one in versions(server, shop)["versions"]}


def test_labels(server, shop):
    save(server, shop, "{}")
    at = lambda number, label: f"{server.path(shop)}/versions/{number}/labels/{label}"  # noqa: E731
    before = server.get(shop).header("ETag")
    for label in ("stable", "a.b_c-1", "x" * 50):
        assert server.call("PUT", at(1, label)).status == 204
    assert server.call("PUT", at(1, "stable")).status == 204  # once more
    assert labels(server, shop) == {2: [], 1: sorted(["stable", "a.b_c-1", "x" * 50])}
    assert server.call("PUT", at(2, "b")).status == server.call("PUT", at(2, "a")).status == 204
    assert restore(server, shop, 2).json["labels"] == ["a", "b"]  # what is current already stays as it is
    assert server.call("DELETE", at(2, "a")).status == server.call("DELETE", at(2, "b")).status == 204
    assert server.call("PUT", at(2, "stable")).status == 204  # moves
    assert labels(server, shop) == {2: ["stable"], 1: ["a.b_c-1", "x" * 50]}
    expect_error(server.call("DELETE", at(1, "stable")), 404, says="stable")
    assert server.call("DELETE", at(2, "stable")).status == 204
    expect_error(server.call("DELETE", at(2, "stable")), 404, says="stable")
    assert server.get(shop).header("ETag") == before, "a label is not a change of the connector"


@pytest.mark.parametrize("label", ["A", "x" * 51, "%20", "a%2Fb", "é", "a b".replace(" ", "%20"), "%00", "%zz", "a:b"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_bad_labels(server, shop, label, method):
    expect_error(server.call(method, f"{server.path(shop)}/versions/1/labels/{quote(label, safe='%:')}"), 400, says="label")


def test_labels_are_bounded(server, shop):
    for n in range(100):
        assert server.call("PUT", f"{server.path(shop)}/versions/1/labels/l{n}").status == 204
    error = expect_error(server.call("PUT", f"{server.path(shop)}/versions/1/labels/more"), 409, "CONFLICT_ERROR", says="100 labels")
    assert error["message"] == "The limit of this resource has been reached."
    save(server, shop, "{}")
    assert server.call("PUT", f"{server.path(shop)}/versions/2/labels/l0").status == 204  # moving is always possible
    assert server.call("DELETE", f"{server.path(shop)}/versions/1/labels/l1").status == 204
    assert server.call("PUT", f"{server.path(shop)}/versions/1/labels/more").status == 204


# ---- the audit -------------------------------------------------------------------------------------------------------


def test_each_change_leaves_its_row(make_server):
    server = make_server().start()
    shop = server.create()["connector_identifier"]
    save(server, shop, '{"a":1}')
    assert restore(server, shop, 1).status == 201
    assert restore(server, shop, 1).status == 200  # no change, no row
    for method in ("PUT", "PUT", "DELETE"):
        assert server.call(method, f"{server.path(shop)}/versions/2/labels/x").status == 204
    draft = server.path(shop) + "/draft"
    for text in ('{"b":1}', '{"b":1}', '{"b":2}'):
        assert server.call("PUT", draft, json='{"configuration_json":%s}' % text).status == 200
    assert server.call("POST", server.path(shop) + "/publish").status == 201
    assert server.call("PUT", draft, json='{"configuration_json":{}}').status == 200
    assert server.call("DELETE", draft).status == 204
    assert server.stop() == 0
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db")) as database:
        rows = database.execute("SELECT action, subject FROM audit ORDER BY rowid").fetchall()
    rows = [(action, subject.replace(shop, "S")) for action, subject in rows if shop in subject]
    assert rows == [
        ("connector.create", "S"), ("connector.update", "S"), ("version.restore", "S/versions/1"), ("version.label", "S/versions/2/labels/x"),
        ("version.unlabel", "S/versions/2/labels/x"), ("draft.save", "S"), ("draft.save", "S"), ("draft.publish", "S/versions/4"), ("draft.save", "S"), ("draft.delete", "S"),
    ]  # fmt: skip


# ---- databases of earlier versions -----------------------------------------------------------------------------------


def test_versions_from_before_this_schema_keep_working(make_server):
    """Versions as they were stored before notes and surfaces existed, as earlier programs and the benchmark's seed wrote them."""
    server = make_server().start()
    shop = server.create()["connector_identifier"]
    save(server, shop, configuration(orders="day:date"))
    assert server.stop() == 0
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db", isolation_level=None)) as database:
        database.execute("UPDATE connector_versions SET surface_hash = NULL, note = NULL")
    server.start()
    save(server, shop, configuration(orders="day:date").replace("All", "Each"))
    save(server, shop, configuration(visits="day:date"))
    assert texts(server, shop) == ["1.0.0", "1.1.0", "1.1.1", "2.0.0"]
