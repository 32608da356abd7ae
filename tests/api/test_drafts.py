"""Drafts: saving work in progress, and publishing it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from configurations import LISTED, configuration, get, save, versions
from connectory_server import connectors_path, expect_error, expect_headers

DRAFT = {"base_version", "published_version", "is_outdated", "author", "created_at", "updated_at", "note", "content_hash"}


@pytest.fixture
def shop(server, connector):
    return connector["connector_identifier"]


def draft_of(server, shop, method="GET", text=None, **more):
    """GET, DELETE, or PUT with the text of the configuration and other members of the body."""
    headers = more.pop("headers", None)
    body = None if text is None else '{"configuration_json":%s%s}' % (text, "".join(f",{json.dumps(k)}:{json.dumps(v)}" for k, v in more.items()))
    return server.call("PUT" if text is not None else method, server.path(shop) + "/draft", json=body, headers=headers)


def publish(server, shop, headers=None, **body):
    more = {"json": json.dumps(body)} if body else {}
    return server.call("POST", server.path(shop) + "/publish", headers=headers, **more)


# ---- saving ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_nobody_notices(server, shop):
    before = server.get(shop)
    expect_error(draft_of(server, shop), 404, says="no draft")
    text = '{ "z":1.10,"work":["in progress"]}'
    saved = draft_of(server, shop, text=text, note="trying")
    assert saved.status == 200 and set(saved.json) == DRAFT
    expect_headers(saved)
    assert (saved.json["base_version"], saved.json["published_version"], saved.json["is_outdated"], saved.json["note"]) == (1, 1, False, "trying")
    read = draft_of(server, shop)
    assert read.status == 200 and text.encode() in read.body and set(read.json) == DRAFT | {"configuration_json"}
    assert read.header("ETag") == saved.header("ETag")
    assert {key: read.json[key] for key in DRAFT} == saved.json
    assert draft_of(server, shop, headers={"If-None-Match": read.header("ETag")}).status == 304
    after = server.get(shop)
    assert after.body == before.body and after.header("ETag") == before.header("ETag")
    assert len(versions(server, shop)["versions"]) == 1


def test_a_draft_is_replaced_whole(server, shop):
    first = draft_of(server, shop, text='{"a":1}', note="one")
    second = draft_of(server, shop, text='{"a":2}')
    assert second.json["note"] is None and second.header("ETag") != first.header("ETag")
    assert draft_of(server, shop).json["configuration_json"] == {"a": 2}
    # Saving the same again is not a change.
    assert draft_of(server, shop, text='{"a":2}').header("ETag") == second.header("ETag")


NOT_SAVED = {
    "nothing": ("{}", 422, "configuration_json"), "null": ('{"configuration_json":null}', 422, "configuration_json"),
    "a list": ('{"configuration_json":[]}', 422, "configuration_json"), "a text": ('{"configuration_json":"{}"}', 422, "configuration_json"),
    "a long note": (json.dumps({"configuration_json": {}, "note": "n" * 1001}), 422, "/note"), "a number for a note": ('{"configuration_json":{},"note":1}', 422, "/note"),
    "version 0": ('{"configuration_json":{},"base_version":0}', 422, "/base_version"), "half a version": ('{"configuration_json":{},"base_version":1.5}', 422, "/base_version"),
    "a version that does not exist": ('{"configuration_json":{},"base_version":2}', 422, "base_version"), "a mistyped name": ('{"configuration_json":{},"base_verison":1}', 422, "did you mean base_version"),
    "the shape of a PUT": ('{"configuration":{"configuration_json":{}}}', 422, "did you mean"), "no JSON": ("{", 400, "line 1"), "no object": ("[]", 422, "object"),
    "a key twice": ('{"configuration_json":{"a":1,"a":2}}', 400, "twice"), "too deep": ('{"configuration_json":%s}' % ('{"a":' * 130 + "1" + "}" * 130), 400, "128"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_SAVED)
def test_save_refused(server, shop, name):
    text, status, says = NOT_SAVED[name]
    expect_error(server.call("PUT", server.path(shop) + "/draft", json=text), status, says=says)
    expect_error(draft_of(server, shop), 404)


@pytest.mark.parametrize("number", ["1", "1.0", "1e0", "10e-1"])
def test_a_whole_number_however_it_is_spelled(server, shop, number):
    assert server.call("PUT", server.path(shop) + "/draft", json='{"configuration_json":{},"base_version":%s}' % number).status == 200


@pytest.mark.parametrize("number, says", [
    ("9007199254740992.0", "the newest"), ("9007199254740994.0", "whole number"), ("1e300", "whole number"), ("-1.0", "whole number"), ("0.0", "whole number"),
    ("9223372036854775807", "the newest"), ("9223372036854775808", "whole number"),
])  # fmt: skip
def test_a_number_that_no_version_has(server, shop, number, says):
    """Above 2^53, a number with a fraction is not exact, so it is not a version."""
    answer = server.call("PUT", server.path(shop) + "/draft", json='{"configuration_json":{},"base_version":%s}' % number)
    expect_error(answer, 422, says=says)


def test_large_drafts_are_packed_each_for_itself(server):
    """A compressed body is not cached if the plain one is not."""
    made = [server.create(name)["connector_identifier"] for name in "ab"]
    for one in made:
        draft_of(server, one, text='{"of":"%s","much":"%s"}' % (one, one * 20_000))
    for one in [*made, *made]:
        answer = draft_of(server, one, headers={"Accept-Encoding": "gzip"})
        assert answer.header("Content-Encoding") == "gzip" and answer.json["configuration_json"]["of"] == one
    draft_of(server, made[0], text='{"of":"changed","much":"%s"}' % ("x" * 100_000))
    assert draft_of(server, made[0], headers={"Accept-Encoding": "gzip"}).json["configuration_json"]["of"] == "changed"
    for one in made:
        server.call("DELETE", server.path(one))


def save_yaml(server, shop, text, type="application/yaml", **more):
    return server.call("PUT", server.path(shop) + "/draft", body=text.encode(), headers={"Content-Type": type, **more})


@pytest.mark.parametrize("type", ["application/yaml", "text/yaml", "application/yaml; charset=utf-8"])
def test_yaml_is_the_configuration_alone(server, shop, type):
    saved = save_yaml(server, shop, "# a shop\nreporting:\n  reportTypes: []\nprice: 1.50\nnote: kept\n", type)
    assert saved.status == 200 and saved.json["note"] is None
    draft = draft_of(server, shop)
    assert b'"configuration_json":{"reporting":{"reportTypes":[]},"price":1.50,"note":"kept"}' in draft.body
    expect_error(save_yaml(server, shop, "{}", **{"If-None-Match": "*"}), 412)


@pytest.mark.parametrize("text, status, says", [
    ("a: [", 400, "line "), ("a: 1\na: 2", 400, "twice"), ("\ta: 1", 400, "line 1"), ("- a", 422, "object"), ("text", 422, "object"), ("", 400, ""),
])  # fmt: skip
def test_yaml_that_is_refused(server, shop, text, status, says):
    expect_error(save_yaml(server, shop, text), status, says=says)
    expect_error(draft_of(server, shop), 404)


def test_save_refuses_other_types(server, shop):
    expect_error(server.call("PUT", server.path(shop) + "/draft", body=b"{}", headers={"Content-Type": "text/plain"}), 415)
    expect_error(server.call("PUT", server.path(shop) + "/draft", body=b"{}"), 415)
    expect_error(server.call("PUT", server.path(shop) + "/draft", body=b" " * 10_485_761, headers={"Content-Type": "application/json"}), 413)


def test_save_with_conditions(server, shop):
    expect_error(draft_of(server, shop, text="{}", headers={"If-Match": '"x"'}), 412, "PRECONDITION_FAILED")
    expect_error(draft_of(server, shop, text="{}", headers={"If-Match": "*"}), 412)
    made = draft_of(server, shop, text="{}", headers={"If-None-Match": "*"})
    assert made.status == 200
    expect_error(draft_of(server, shop, text='{"b":1}', headers={"If-None-Match": "*"}), 412)
    assert draft_of(server, shop, text='{"c":1}', headers={"If-Match": "*"}).status == 200
    expect_error(draft_of(server, shop, text='{"d":1}', headers={"If-Match": made.header("ETag")}), 412)
    assert draft_of(server, shop).json["configuration_json"] == {"c": 1}
    # A version that was published meanwhile changes what a read says, but not whose draft it is.
    tag = draft_of(server, shop).header("ETag")
    save(server, shop, '{"other":1}')
    assert draft_of(server, shop).header("ETag") != tag
    assert draft_of(server, shop, text='{"e":1}', headers={"If-Match": tag}).status == 200


def test_of_many_saves_with_one_tag_one_wins(server, shop):
    tag = draft_of(server, shop, text="{}").header("ETag")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda n: draft_of(server, shop, text='{"n":%d}' % n, headers={"If-Match": tag}).status, range(16)))
    assert sorted(statuses) == [200] + [412] * 15


def test_delete(server, shop):
    expect_error(draft_of(server, shop, "DELETE"), 404, says="no draft")
    tag = draft_of(server, shop, text="{}").header("ETag")
    draft_of(server, shop, text='{"a":1}')
    expect_error(draft_of(server, shop, "DELETE", headers={"If-Match": tag}), 412)
    assert draft_of(server, shop, "DELETE").status == 204
    expect_error(draft_of(server, shop), 404)


def test_a_save_of_the_contract_leaves_the_draft_as_it_is(server, shop):
    draft_of(server, shop, text='{"mine":1}')
    save(server, shop, '{"theirs":1}')
    read = draft_of(server, shop).json
    assert (read["base_version"], read["published_version"], read["is_outdated"]) == (1, 2, True)
    assert read["configuration_json"] == {"mine": 1}
    # Later saves keep the base version unless the body names a different one.
    assert draft_of(server, shop, text='{"mine":2}').json["base_version"] == 1
    based = draft_of(server, shop, text='{"mine":2}', base_version=2).json
    assert (based["base_version"], based["is_outdated"]) == (2, False)


def test_a_duplicate_has_no_draft(server, shop):
    draft_of(server, shop, text='{"mine":1}')
    copy = server.create("Copy", connector_identifier=shop)["connector_identifier"]
    expect_error(draft_of(server, copy), 404)
    server.call("DELETE", server.path(copy))


# ---- publishing ------------------------------------------------------------------------------------------------------


def test_publish(server, shop):
    text = '{ "reporting":{"reportTypes":[ {"id":"orders"} ]}, "n":1.10 }'
    draft_of(server, shop, text=text, note="adds orders")
    before = server.get(shop).header("ETag")
    answer = publish(server, shop)
    assert answer.status == 201 and set(answer.json) == LISTED, answer
    assert (answer.json["number"], answer.json["version"], answer.json["note"], answer.json["is_current"]) == (2, "1.1.0", "adds orders", True)
    assert answer.header("Location").endswith(f"{server.path(shop)}/versions/2")
    now = server.get(shop)
    assert text.encode() in now.body and now.header("ETag") != before and now.json["configuration"]["version"] == "1.1.0"
    expect_error(draft_of(server, shop), 404)
    expect_error(publish(server, shop), 404, says="no draft")


def test_publish_with_its_own_note(server, shop):
    draft_of(server, shop, text='{"a":1}', note="draft's")
    assert publish(server, shop, note="publisher's").json["note"] == "publisher's"
    draft_of(server, shop, text='{"a":2}', note="draft's")
    assert publish(server, shop, note="").json["note"] == "draft's"


def test_publishing_what_is_published_already(server, shop):
    save(server, shop, '{"a":1}')
    draft_of(server, shop, text='{"a":1}')
    answer = publish(server, shop)
    assert answer.status == 200 and answer.json["number"] == 2 and answer.header("Location") is None
    expect_error(draft_of(server, shop), 404)
    assert len(versions(server, shop)["versions"]) == 2


def test_publish_refuses_what_was_made_from_another_version(server, shop):
    draft_of(server, shop, text='{"mine":1}')
    save(server, shop, '{"theirs":1}')
    error = expect_error(publish(server, shop), 409, "CONFLICT_ERROR", says="version 2")
    assert error["message"] == "The request is based on an outdated version."
    assert "versions/1/diff/2" in error["description"] and "base_version 2" in error["description"]
    assert server.get(shop).json["configuration"]["configuration_json"] == {"theirs": 1}
    expect_error(publish(server, shop, base_version=1), 409)
    expect_error(publish(server, shop, base_version=3), 409)
    # A dry run reports it, and what would change.
    preview = publish(server, shop, dry_run=True)
    assert preview.status == 200 and preview.json["is_outdated"] is True
    # A client that has reviewed version 2 says so, here or in the draft.
    assert publish(server, shop, base_version=2).status == 201
    draft_of(server, shop, text='{"mine":2}', base_version=2)
    expect_error(publish(server, shop), 409)
    draft_of(server, shop, text='{"mine":2}', base_version=3)
    assert publish(server, shop).status == 201


def test_publish_with_if_match(server, shop):
    tag = draft_of(server, shop, text='{"a":1}').header("ETag")
    newer = draft_of(server, shop, text='{"a":2}').header("ETag")
    expect_error(publish(server, shop, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    expect_error(publish(server, shop, headers={"If-Match": tag}, dry_run=True), 412)
    assert publish(server, shop, headers={"If-Match": newer}).status == 201


def test_what_breaks_is_told_before(server, shop):
    save(server, shop, configuration(orders="day:date total:float", visits="n:int"))
    draft_of(server, shop, text=configuration(orders="total:float sum:float"))
    preview = publish(server, shop, dry_run=True)
    assert preview.status == 200, preview
    expect_headers(preview)
    report = preview.json
    assert set(report) == DRAFT | {"next_version", "breaking_count", "breaking", "changes", "truncated"}
    assert (report["breaking_count"], report["next_version"], report["is_outdated"]) == (2, "2.0.0", False)
    assert {one["code"] for one in report["breaking"]} == {"FIELD_REMOVED", "REPORT_TYPE_REMOVED"}
    assert {one["kind"] for one in report["changes"]} == {"added", "removed"}
    assert draft_of(server, shop).status == 200 and len(versions(server, shop)["versions"]) == 2, "a dry run changes nothing"

    error = expect_error(publish(server, shop), 409, "CONFLICT_ERROR", says="2 breaking changes")
    assert error["message"] == "The change would break the connector for its users."
    assert report["breaking"][0]["what"].rstrip(".") in error["description"] and "allow_breaking" in error["description"]
    expect_error(publish(server, shop, allow_breaking=False), 409)
    assert draft_of(server, shop).status == 200
    answer = publish(server, shop, allow_breaking=True)
    assert answer.status == 201 and answer.json["version"] == "2.0.0"


def test_one_breaking_change_is_counted_as_one(server, shop):
    save(server, shop, configuration(orders="day:date"))
    draft_of(server, shop, text=configuration(orders="day:text"))
    expect_error(publish(server, shop), 409, says="A breaking change: Field 'day'")


def test_a_dry_run_of_no_change(server, shop):
    save(server, shop, '{"a":1}')
    draft_of(server, shop, text='{"a":1}')
    report = publish(server, shop, dry_run=True).json
    assert report["next_version"] == "1.0.1" and report["changes"] == [] and report["breaking"] == []


NOT_PUBLISHED = {
    "a mistyped name": ('{"dryrun":true}', 422, "did you mean dry_run"), "another name": ('{"force":true}', 422, "unknown"), "a text for a flag": ('{"dry_run":"yes"}', 422, "/dry_run"),
    "a number for a flag": ('{"allow_breaking":1}', 422, "/allow_breaking"), "a text for a version": ('{"base_version":"1"}', 422, "/base_version"), "version 0": ('{"base_version":0}', 422, "/base_version"),
    "a long note": (json.dumps({"note": "n" * 1001}), 422, "/note"), "no object": ("[]", 422, "object"), "no JSON": ("{", 400, "line 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_PUBLISHED)
def test_publish_refuses_a_bad_body(server, shop, name):
    text, status, says = NOT_PUBLISHED[name]
    draft_of(server, shop, text='{"a":1}')
    expect_error(server.call("POST", server.path(shop) + "/publish", json=text), status, says=says)
    assert draft_of(server, shop).status == 200 and len(versions(server, shop)["versions"]) == 1


def test_publish_refuses_other_types(server, shop):
    draft_of(server, shop, text='{"a":1}')
    expect_error(server.call("POST", server.path(shop) + "/publish", body=b"{}", headers={"Content-Type": "text/plain"}), 415)
    assert publish(server, shop).status == 201


@pytest.mark.parametrize("method, rest, more", [
    ("GET", "/draft", {}), ("PUT", "/draft", {"json": '{"configuration_json":{}}'}), ("DELETE", "/draft", {}), ("POST", "/publish", {}), ("POST", "/publish", {"json": '{"dry_run":true}'}),
])  # fmt: skip
def test_drafts_of_nothing(server, method, rest, more):
    expect_error(server.call(method, server.path("ZZZZZ") + rest, **more), 404, says="ZZZZZ")
    expect_error(server.call(method, server.path("a.b") + rest, **more), 400, says="connector_identifier")
    expect_error(server.call(method, connectors_path(43, "ZZZZZ") + rest, **more), 403, "FORBIDDEN")


def test_of_publishes_at_once_one_wins(server, shop):
    for round_number in range(10):
        draft_of(server, shop, text='{"round":%d}' % round_number)
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: publish(server, shop), range(6)))
        assert sorted(answer.status for answer in answers)[0] == 201, answers
        # The others find no draft any more, or one that was made from what is not current now.
        assert [answer.status for answer in answers].count(201) == 1 and {answer.status for answer in answers} <= {201, 404, 409}, answers
        assert len(versions(server, shop)["versions"]) == round_number + 2


def test_saves_and_publishes_at_once_lose_nothing(server, shop):
    """Every 201 is a version, and the published drafts are exactly those versions."""
    def work(n):
        saved = draft_of(server, shop, text='{"n":%d}' % n)
        assert saved.status == 200
        answer = publish(server, shop, headers={"If-Match": saved.header("ETag")})
        assert answer.status in (201, 404, 409, 412), answer
        return (n, answer.json["number"]) if answer.status == 201 else None

    with ThreadPoolExecutor(8) as pool:
        published = [one for one in pool.map(work, range(60)) if one]
    listed = versions(server, shop, "?limit=1000")["versions"]
    assert len(listed) == 1 + len(published) and published
    for n, number in published:
        assert get(server, shop, number).json["configuration_json"] == {"n": n}
    assert re.fullmatch(r"1\.0\.\d+", listed[0]["version"])
