"""Connectors as archives: export, import, and every way in which an archive can be wrong."""

import datetime
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from archives import VERSION, changed, unzip, with_version, zipped
from connectory_server import SLOWNESS, expect_error
from pictures import blank_png, form, part

SHOP = {"reporting": {"reportTypes": [{"id": "orders", "request": {"url": "https://a.example/{{ secrets.key }}"}}]}}


def team_path(server, what):
    return f"/v1/teams/{server.team}/connector_builder/{what}"


def take_out(server, connector):
    answer = server.call("GET", server.path(connector) + "/export")
    assert answer.status == 200, answer
    assert answer.header("Content-Type") == "application/zip" and answer.header("Cache-Control") == "no-store"
    return answer.body


def take_in(server, archive, query="", **more):
    return server.call("POST", team_path(server, "import") + query, body=archive, headers={"Content-Type": "application/zip"}, **more)


@pytest.fixture
def shop(server):
    """A connector with everything that a connector can have."""
    connector = server.create("Shop ✓", description="Orders")["connector_identifier"]
    path = server.path(connector)
    assert server.save(connector, '{"first": 1.50}').status == 204
    body = json.dumps({"configuration": {"configuration_json": SHOP, "note": "with orders"}})
    assert server.call("PUT", path, json=body).status == 204
    assert server.call("PUT", path + "/versions/2/labels/stable").status in (200, 201, 204)
    assert server.call("POST", path + "/secrets", json='{"secret_name":"key","secret_value":"planted-value-77"}').status == 201
    assert server.call("PUT", path + "/draft", json='{"configuration_json":{"work": "in progress"}}').status in (200, 201)
    assert server.call("POST", path + "/logo", **form(part(blank_png(4, 4)))).status == 201
    return connector


def without_times(files):
    """The parts of an archive that must be equal for the copy: everything except the identifier, which is also in the names of folders."""
    index = json.loads(files["connectory.json"])
    [own] = index["connectors"]
    return {name.replace(own, "ID"): content.replace(own.encode(), b"ID") for name, content in files.items()}


def test_out_and_in_and_out_is_the_same(server, shop):
    archive = take_out(server, shop)
    assert b"planted-value-77" not in archive and b"planted-value-77" not in b"".join(unzip(archive).values())
    assert unzip(archive)[f"connectors/{shop}/versions/2.configuration.json"] == b'{"first": 1.50}'
    made = take_in(server, archive)
    assert made.status == 201, made
    [copy] = made.json["connectors"]
    identifier = copy["connector_identifier"]
    assert identifier != shop and made.header("Location").endswith("/" + identifier)
    assert copy == server.get(identifier).json
    assert (copy["name"], copy["description"], copy["configuration"]["configuration_json"]) == ("Shop ✓", "Orders", SHOP)
    assert copy["logo_url"] == server.get(shop).json["logo_url"]
    assert without_times(unzip(take_out(server, identifier))) == without_times(unzip(archive))
    versions = server.call("GET", server.path(identifier) + "/versions").json["versions"]
    assert [(one["number"], one["labels"], one["note"]) for one in versions] == [(3, [], "with orders"), (2, ["stable"], None), (1, [], None)]
    assert all(one["imported_at"] for one in versions)
    assert server.call("GET", server.path(identifier) + "/draft").json["configuration_json"] == {"work": "in progress"}
    secrets = server.call("GET", server.path(identifier) + "/secrets").json["secrets"]
    assert secrets == server.call("GET", server.path(shop) + "/secrets").json["secrets"]
    found = server.call("POST", server.path(identifier) + "/validate").json["findings"]
    assert [one["code"] for one in found if one["stage"] == "state"] == ["SECRET_MISSING"]  # the name came, the value did not
    # The imported connector works like any other.
    assert server.save(identifier, '{"next":1}').status == 204
    assert server.call("GET", server.path(identifier) + "/versions").json["versions"][0]["number"] == 4


def test_an_import_is_audited_and_logged(server, shop):
    made = take_in(server, take_out(server, shop))
    identifier = made.json["connectors"][0]["connector_identifier"]
    [row] = server.cli("audit", "--team", "42", "--action", "connector.import", "--subject", identifier)
    assert row["details"] == {"versions": 3, "secrets": 1}
    assert len(server.cli("audit", "--team", "42", "--action", "connector.create", "--subject", identifier)) == 1
    [entry] = server.call("GET", server.path(identifier) + "/logs").json["logs"]
    assert (entry["event"], entry["status"], entry["request"]) == ("connector.import", 201, f"POST {team_path(server, 'import')}")


def test_an_imported_draft_begins_with_the_import(server, shop):
    made = take_in(server, take_out(server, shop)).json["connectors"][0]
    draft = server.call("GET", server.path(made["connector_identifier"]) + "/draft").json
    assert draft["created_at"] == draft["updated_at"] == made["created_at"]


def random_text(number):
    """Two megabytes that a zip archive cannot make much smaller."""
    return "".join(hashlib.sha512(f"{number} {index}".encode()).hexdigest() for index in range(16_000))


@pytest.mark.skipif(SLOWNESS > 1, reason="a sanitizer's memory is not the program's")
def test_a_long_history_is_never_in_memory(make_server):
    server = make_server().start()
    connector = server.create()["connector_identifier"]
    for number in range(30):
        assert server.save(connector, json.dumps({"x": random_text(number)})).status == 204
    peak = lambda: int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{server.process.pid}/status").read())[1]) // 1024  # noqa: E731
    open(f"/proc/{server.process.pid}/clear_refs", "w").write("5")  # the peak is counted from here
    before = peak()
    files = unzip(take_out(server, connector))
    assert len(files) == 2 * 31 + 4 and len(files[f"connectors/{connector}/versions/31.configuration.json"]) > 2_000_000
    assert peak() - before < 64, "MiB; the archive has 35"
    for number in range(30, 60):
        assert server.save(connector, json.dumps({"x": random_text(number)})).status == 204
    expect_error(server.call("GET", server.path(connector) + "/export"), 409, says="too large for one archive")
    assert peak() - before < 64


def test_many_at_once_are_all_answered(server, shop):
    with ThreadPoolExecutor(20) as threads:
        archives = set(threads.map(lambda _: take_out(server, shop), range(40)))
    assert len(archives) == 1


def test_identifiers_are_kept_where_they_are_free(make_server, server, shop):
    archive = take_out(server, shop)
    expect_error(take_in(server, archive, "?keep_identifiers=true"), 409, "CONFLICT_ERROR", says=shop)
    other = make_server().start()
    made = take_in(other, archive, "?keep_identifiers=true")
    assert (made.status, made.json["connectors"][0]["connector_identifier"]) == (201, shop)
    assert unzip(take_out(other, shop)) == unzip(archive)


def test_a_whole_team_moves_to_another_server(make_server):
    one, other = make_server().start(), make_server().start()
    for number in range(5):
        connector = one.create(f"Shop {number}")["connector_identifier"]
        one.save(connector, json.dumps({"n": number}))
    answer = one.call("GET", team_path(one, "export"))
    assert answer.status == 200 and answer.header("Content-Disposition") == 'attachment; filename="team-42.zip"'
    made = take_in(other, answer.body, "?keep_identifiers=true")
    assert made.status == 201 and made.json["count"] == 5
    listed = [{**one, "created_at": "", "updated_at": ""} for one in one.call("GET", one.path()).json["connectors"]]
    copied = [{**one, "created_at": "", "updated_at": ""} for one in other.call("GET", other.path()).json["connectors"]]
    assert sorted(one["name"] for one in listed) == sorted(one["name"] for one in copied)


A = "connectors/A/"
WRONG = {
    "no archive": (b"hello", 400, "zip"),
    "nothing": (b"", 400, "zip"),
    "cut": (changed()[:200], 400, ""),
    "no index": (changed(**{"connectory.json": None}), 422, "connectory.json"),
    "another format": (changed(**{"connectory.json": '{"format":"x","version":1,"connectors":["A"]}'}), 422, "connectory.json"),
    "a later version": (changed(**{"connectory.json": '{"format":"connectory","version":2,"connectors":["A"]}'}), 422, "connectory.json"),
    "no connectors": (changed(**{"connectory.json": '{"format":"connectory","version":1,"connectors":[]}'}), 422, "connectory.json"),
    "a bad identifier": (changed(**{"connectory.json": '{"format":"connectory","version":1,"connectors":["../A"]}'}), 422, "connectory.json"),
    "a connector that is missing": (changed(**{"connectory.json": '{"format":"connectory","version":1,"connectors":["A","B"]}'}), 422, "connectors/B/connector.json"),
    "no name": (changed(**{A + "connector.json": "{}"}), 422, A + "connector.json"),
    "a long name": (changed(**{A + "connector.json": json.dumps({"name": "x" * 256})}), 422, A + "connector.json"),
    "no JSON": (changed(**{A + "connector.json": "{"}), 422, A + "connector.json"),
    "no versions": (changed(**{A + "versions/1.json": None}), 422, A + "versions/1.json"),
    "no time": (changed(**{A + "versions/1.json": '{"version":"1.0.0","author":"ann","created_at":"yesterday"}'}), 422, A + "versions/1.json"),
    "no configuration": (changed(**{A + "versions/1.configuration.json": None}), 422, A + "versions/1.configuration.json"),
    "a configuration that is a list": (changed(**{A + "versions/1.configuration.json": "[]"}), 422, A + "versions/1.configuration.json"),
    "an invalid configuration": (changed(**{A + "versions/1.configuration.json": '{"accounts":{"x":1}}'}), 422, "/accounts/x"),
    "a gap": (changed(**{A + "versions/3.json": "{}", A + "versions/3.configuration.json": "{}"}), 422, A + "versions/3"),
    "a bad label": (changed(**{A + "versions/1.json": '{"version":"1.0.0","author":"ann","created_at":"2024-01-01T00:00:00Z","labels":["A B"]}'}), 422, A + "versions/1.json"),
    "a draft of nothing": (changed(**{A + "draft.json": '{"base_version":9,"author":"ann"}'}), 422, A + "draft.json"),
    "a bad secret": (changed(**{A + "secrets.json": '{"secrets":[{"secret_placeholder":"x","secret_name":"n"}]}'}), 422, A + "secrets.json"),
    "secrets of one name": (changed(**{A + "secrets.json": '{"secrets":[{"secret_placeholder":"sec_000000001","secret_name":"n"},{"secret_placeholder":"sec_000000002","secret_name":"n"}]}'}), 422, A + "secrets.json"),
    "a logo that is none": (changed(**{A + "logo.png": "<svg/>"}), 422, A + "logo.png"),
    "a file too many": (changed(**{"readme.txt": "hello"}), 422, "readme.txt"),
    "above its folder": (changed(**{"../x": "x"}), 400, "relative path"),
    "a bomb": (changed(**{A + "versions/1.configuration.json": '{"a":"%s"}' % ("x" * 11_000_000)}), 400, "too large"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_an_archive_that_is_wrong_is_refused_whole(server, name):
    archive, status, says = WRONG[name]
    before = server.call("GET", server.path()).json["count"]
    expect_error(take_in(server, archive), status, says=says)
    assert server.call("GET", server.path()).json["count"] == before


def second(**facts):
    """An archive with a second version that has these facts."""
    return changed(**with_version(2, **({"version": "1.0.1", "created_at": "2024-01-02T00:00:00Z"} | facts)))


ONE, TWO = A + "versions/1.json", A + "versions/2.json"
HASH = hashlib.sha256(b"{}").hexdigest()
# What an archive says twice, and says differently: the file and the key are named.
DISAGREES = {
    "a number like another file's": (changed(**with_version(1) | {ONE: json.dumps(VERSION | {"number": 2})}), ONE, "'number'"),
    "a number as text": (changed(**{ONE: json.dumps(VERSION | {"number": "1"})}), ONE, "'number'"),
    "a hash of another configuration": (changed(**with_version(content_hash="0" * 64)), ONE, "'content_hash'"),
    "a hash that is too short": (changed(**with_version(content_hash="x")), ONE, "'content_hash'"),
    "a configuration that was changed": (changed(**with_version(content_hash=HASH) | {A + "versions/1.configuration.json": "{ }"}), ONE, "'content_hash'"),
    "a current configuration that was changed": (changed(**{A + "configuration.json": '{"a":1}'}), A + "configuration.json", "versions/1.configuration.json"),
    "a current configuration of an older version": (changed(**with_version(2, version="1.0.1") | {A + "versions/2.configuration.json": '{"a":1}', A + "configuration.json": "{}"}), A + "configuration.json", "versions/2.configuration.json"),
    "an identifier of another folder": (changed(**{A + "connector.json": '{"name":"A","connector_identifier":"B"}'}), A + "connector.json", "'connector_identifier'"),
    "a version that is a word": (changed(**with_version(version="latest")), ONE, "'version'"),
    "a version of two numbers": (changed(**with_version(version="1.0")), ONE, "'version'"),
    "a version of four numbers": (changed(**with_version(version="1.0.0.0")), ONE, "'version'"),
    "a version with a sign": (changed(**with_version(version="1.0.-1")), ONE, "'version'"),
    "a version with a leading zero": (changed(**with_version(version="1.00.0")), ONE, "'version'"),
    "a version that is beyond all": (changed(**with_version(version="1.9999999999999999999999")), ONE, "'version'"),
    "a version like the one before": (second(version="1.0.0"), TWO, "'version'"),
    "a version below the one before": (second(version="0.9.9"), TWO, "'version'"),
    "a time before the one before": (second(created_at="2023-12-30T00:00:00Z"), TWO, "'created_at'"),
    "a time to come": (changed(**with_version(created_at="2999-01-01T00:00:00Z")), ONE, "'created_at'"),
    "a time that is none": (changed(**with_version(created_at="2024-13-01T00:00:00Z")), ONE, "'created_at'"),
    "no author": (changed(**with_version(author=None)), ONE, "'author'"),
    "an author of spaces": (changed(**with_version(author="  ")), ONE, "'author'"),
    "an author with a line break": (changed(**with_version(author="ann\nbob")), ONE, "'author'"),
    "an author with an escape": (changed(**with_version(author="\x1b[31mann")), ONE, "'author'"),
    "an author who is a list": (changed(**with_version(author=["ann"])), ONE, "'author'"),
    "labels in a string": (changed(**with_version(labels="stable")), ONE, "'labels'"),
    "more labels than a connector can have": (changed(**with_version(labels=[f"l{n}" for n in range(101)])), A, "labels"),
    "more secrets than a connector can have": (changed(**{A + "secrets.json": json.dumps({"secrets": [{"secret_placeholder": f"sec_{n:09x}", "secret_name": f"n{n}"} for n in range(101)]})}), A + "secrets.json", "'secrets'"),
    "a draft of version 0": (changed(**{A + "draft.json": '{"base_version":0,"author":"ann"}', A + "draft.configuration.json": "{}"}), A + "draft.json", "'base_version'"),
    "a draft's author of spaces": (changed(**{A + "draft.json": '{"base_version":1,"author":" "}', A + "draft.configuration.json": "{}"}), A + "draft.json", "'author'"),
}  # fmt: skip


@pytest.mark.parametrize("name", DISAGREES)
def test_what_does_not_agree_is_refused(server, name):
    archive, file, key = DISAGREES[name]
    before = server.call("GET", server.path()).json["count"]
    answer = take_in(server, archive)
    expect_error(answer, 422, "UNPROCESSABLE_ENTITY", says=file)
    assert key in answer.json["error"]["description"], answer
    assert server.call("GET", server.path()).json["count"] == before


def test_what_agrees_is_taken(server):
    facts = {"number": 2, "content_hash": HASH, "labels": ["stable"]}
    now = datetime.datetime.now(datetime.timezone.utc)
    # The clock of another server may be some hours ahead, and may have been set back.
    ahead = (now + datetime.timedelta(hours=20)).isoformat()
    for files in (facts, facts | {"created_at": "2023-12-31T12:00:00Z"}, facts | {"created_at": ahead}, {"version": "2.0.0"}):
        assert take_in(server, second(**files)).status == 201, files
    assert take_in(server, changed(**{A + "configuration.json": " {} \n"})).status == 201


@pytest.mark.parametrize("cut", ["the directory", "half of it", "its end", "one byte"])
def test_an_archive_without_its_directory_is_refused(server, cut):
    archive = changed()
    entries = [at for at in range(len(archive)) if archive[at : at + 4] == b"PK\1\2"]
    end = archive.rindex(b"PK\5\6")
    at = {"the directory": entries[0], "half of it": entries[2], "its end": end, "one byte": len(archive) - 1}[cut]
    before = server.call("GET", server.path()).json["count"]
    expect_error(take_in(server, archive[:at]), 400, says="directory")
    assert server.call("GET", server.path()).json["count"] == before


def test_what_would_be_taken_is_taken(server):
    made = take_in(server, changed())
    assert made.status == 201 and made.json["connectors"][0]["name"] == "A"


def test_of_several_connectors_all_or_none_is_made(server):
    files = unzip(changed())
    both = {"connectory.json": '{"format":"connectory","version":1,"connectors":["A","B"]}'}
    for name, content in files.items():
        if name != "connectory.json":
            both[name] = content
            both[name.replace("/A/", "/B/")] = content if not name.endswith("configuration.json") else '{"accounts":{"x":1}}'
    before = server.call("GET", server.path()).json["count"]
    expect_error(take_in(server, zipped(both)), 422, "UNPROCESSABLE_CONTENT", says="connectors/B/")
    assert server.call("GET", server.path()).json["count"] == before


def test_the_type_may_say_only_that_it_is_bytes(server):
    made = server.call("POST", team_path(server, "import"), body=changed(), headers={"Content-Type": "application/octet-stream"})
    assert made.status == 201


def test_refusals(server, shop):
    assert server.call("GET", server.path("NONE1") + "/export").status == 404
    assert server.call("POST", team_path(server, "import"), json="{}").status == 415
    viewer = server.make_key("VIEWER")["api_key"]
    assert take_in(server, changed(), key=viewer).status == 403
    assert server.call("GET", server.path(shop) + "/export", key=viewer).status == 200
    assert server.call("GET", server.path(shop) + "/export", key="").status == 401
    assert take_in(server, changed(), "?keep_identifiers=perhaps").status == 400
