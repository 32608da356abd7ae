"""Every call on connectors, each success and each refusal, as a client sees it (contract, section 3)."""

import gzip
import json
import re
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from connectory_server import connectors_path, expect_error, expect_headers

CONNECTOR = {"connector_identifier", "name", "description", "logo_url", "created_at", "updated_at"}
CONFIGURATION = {"version", "configuration_json", "created_at", "updated_at"}
EMOJI = "\N{ROCKET}"  # four bytes of UTF-8, two units of UTF-16, one code point
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")


def expect_connector(document, with_configuration):
    assert set(document) == CONNECTOR | ({"configuration"} if with_configuration else set())
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,100}", document["connector_identifier"])
    assert document["logo_url"] is None or document["logo_url"].startswith("http")
    times = [document["created_at"], document["updated_at"]]
    if with_configuration:
        configuration = document["configuration"]
        assert set(configuration) == CONFIGURATION
        assert 1 <= len(configuration["version"]) <= 20
        assert isinstance(configuration["configuration_json"], dict)
        times += [configuration["created_at"], configuration["updated_at"]]
    for time in times:
        assert TIME.fullmatch(time) and len(time) <= 30, time


def form_of(**pairs):
    return {"form": pairs}


def json_of(**pairs):
    return {"json": json.dumps(pairs)}


def names(server):
    return sorted(one["name"] for one in server.call("GET", server.path()).json["connectors"])


# ---- create ----------------------------------------------------------------------------------------------------------

CREATED = {
    "form": (form_of(title="Shop", description="d"), "Shop", "d"),
    "JSON": (json_of(title="Shop", description="d"), "Shop", "d"),
    "form with charset": (
        dict(body=b"title=Shop", headers={"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}),
        "Shop",
        None,
    ),
    "JSON with charset": (dict(body=b'{"title":"Shop"}', headers={"Content-Type": "application/json;charset=utf-8"}), "Shop", None),
    "content type in capitals": (dict(body=b'{"title":"Shop"}', headers={"Content-Type": "Application/JSON"}), "Shop", None),
    "form with plus and percent": (
        dict(body=b"title=a+b%2Bc%26d&description=%F0%9F%9A%80", headers={"Content-Type": "application/x-www-form-urlencoded"}),
        "a b+c&d",
        EMOJI,
    ),
    "no description": (form_of(title="Shop"), "Shop", None),
    "JSON null description": (json_of(title="Shop", description=None), "Shop", None),
    "title of 1": (form_of(title="x"), "x", None),
    "title of 255": (form_of(title="x" * 255), "x" * 255, None),
    "title of 255 emoji, form": (form_of(title=EMOJI * 255), EMOJI * 255, None),
    "title of 255 emoji, JSON": (json_of(title=EMOJI * 255), EMOJI * 255, None),
    "description of 1000": (form_of(title="x", description="d" * 1000), "x", "d" * 1000),
    "description of 1000 emoji, form": (form_of(title="x", description=EMOJI * 1000), "x", EMOJI * 1000),
    "description of 1000 emoji, JSON": (json_of(title="x", description=EMOJI * 1000), "x", EMOJI * 1000),
    "quotes and markup": (form_of(title='"<b>\\&amp;'), '"<b>\\&amp;', None),
    "right-to-left": (form_of(title="\u05e9\u05dc\u05d5\u05dd \u202e"), "\u05e9\u05dc\u05d5\u05dd \u202e", None),
    "line breaks in a description": (form_of(title="x", description="a\nb\tc"), "x", "a\nb\tc"),
    "unknown parameter": (form_of(title="x", colour="red"), "x", None),
    "a form said not to be packed": (dict(body=b"title=x", headers={"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "identity"}), "x", None),
}


@pytest.mark.parametrize("name", CREATED)
def test_create(server, name):
    request, title, description = CREATED[name]
    answer = server.call("POST", server.path(), **request)
    assert answer.status == 201, answer
    expect_headers(answer)
    document = answer.json
    expect_connector(document, with_configuration=True)
    assert (document["name"], document["description"]) == (title, description)
    assert re.fullmatch(r"[A-Z0-9]{5}", document["connector_identifier"])
    assert answer.header("Location").endswith(server.path(document["connector_identifier"]))
    read = server.get(document["connector_identifier"])
    assert read.status == 200 and read.json == document
    assert answer.header("ETag") in (None, read.header("ETag"))
    assert server.call("DELETE", server.path(document["connector_identifier"])).status == 204


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
NOT_CREATED = {
    "no body": (dict(), (400, 415, 422), None),
    "empty form": (dict(body=b"", headers=FORM), 422, "title"),
    "no title": (form_of(description="d"), 422, "title"),
    "empty title": (form_of(title=""), 422, "title"),
    "title of spaces": (form_of(title="  "), 422, "title"),
    "title of spaces, JSON": (json_of(title=" \u00a0\u3000"), 422, "title"),
    "title with a line break": (form_of(title="a\nb"), 422, "control"),
    "title with an escape": (json_of(title="a\u001b[31m"), 422, "character 2"),
    "title with a C1 control": (json_of(title="a\u0085"), 422, "control"),
    "title with a line separator": (json_of(title="a\u2028"), 422, "control"),
    "description of spaces": (form_of(title="x", description="  "), 422, "description"),
    "description with a control": (json_of(title="x", description="a\u0007"), 422, "description"),
    "charset of Latin-1, form": (dict(body=b"title=Caf%E9", headers={"Content-Type": FORM["Content-Type"] + "; charset=ISO-8859-1"}), 415, "UTF-8"),
    "charset of Latin-1, JSON": (dict(body=b'{"title":"x"}', headers={"Content-Type": 'application/json; charset="latin1"'}), 415, "UTF-8"),
    "charset of UTF-16": (dict(body='{"title":"x"}'.encode("utf-16"), headers={"Content-Type": "application/json; charset=utf-16"}), 415, "UTF-8"),
    "title of 256": (form_of(title="x" * 256), 422, "title"),
    "title of 256 emoji": (form_of(title=EMOJI * 256), 422, "title"),
    "title of 256, JSON": (json_of(title="x" * 256), 422, "title"),
    "description of 1001": (form_of(title="x", description="d" * 1001), 422, "description"),
    "description of 1001 emoji": (form_of(title="x", description=EMOJI * 1001), 422, "description"),
    "description of 1001, JSON": (json_of(title="x", description="d" * 1001), 422, "description"),
    "title is a number": (json_of(title=1), 422, "title"),
    "title is null": (json_of(title=None), 422, "title"),
    "title is an object": (json_of(title={}), 422, "title"),
    "description is a list": (json_of(title="x", description=[]), 422, "description"),
    "identifier is a number": (json_of(title="x", connector_identifier=5), (400, 422), "connector_identifier"),
    "JSON is a list": (dict(json="[]"), (400, 422), None),
    "JSON is a text": (dict(json='"title"'), (400, 422), None),
    "JSON is nothing": (dict(json=""), (400, 422), None),
    "title twice in a form": (dict(body=b"title=a&title=b", headers=FORM), (400, 422), "title"),
    "title twice in JSON": (dict(json='{"title":"a","title":"b"}'), 400, "line 1"),
    "form with a broken percent": (dict(body=b"title=%zz", headers=FORM), (400, 422), None),
    "form ends in a percent": (dict(body=b"title=a%", headers=FORM), (400, 422), None),
    "form is not UTF-8": (dict(body=b"title=%ff%fe", headers=FORM), (400, 422), None),
    "form with raw bytes that are not UTF-8": (dict(body=b"title=\xff", headers=FORM), (400, 422), None),
    "form with an overlong NUL": (dict(body=b"title=%c0%80", headers=FORM), (400, 422), None),
    "form with a surrogate": (dict(body=b"title=%ed%a0%80", headers=FORM), (400, 422), None),
    "text": (dict(body=b"title=x", headers={"Content-Type": "text/plain"}), 415, None),
    "multipart": (dict(body=b"--x--", headers={"Content-Type": "multipart/form-data; boundary=x"}), 415, None),
    "XML": (dict(body=b"<a/>", headers={"Content-Type": "application/xml"}), 415, None),
    "JSON-like type": (dict(body=b"{}", headers={"Content-Type": "application/jsonx"}), 415, None),
    "no content type": (dict(body=b'{"title":"x"}'), 415, None),
    "a packed form": (dict(body=gzip.compress(b"title=x"), headers={**FORM, "Content-Encoding": "gzip"}), 415, "Content-Encoding"),
    "packed JSON": (dict(body=gzip.compress(b'{"title":"x"}'), headers={**JSON, "content-encoding": "GZIP"}), 415, "Content-Encoding"),
    "JSON behind a byte order mark": (dict(json=b'\xef\xbb\xbf{"title":"x"}'), 400, "byte order mark"),
    "duplicate of nothing": (form_of(title="x", connector_identifier="ZZZZZ"), 404, "ZZZZZ"),
    "duplicate of a bad identifier": (form_of(title="x", connector_identifier="a/b"), (400, 422), "connector_identifier"),
    "duplicate of 101": (form_of(title="x", connector_identifier="a" * 101), (400, 422), "connector_identifier"),
    "duplicate without a title": (form_of(connector_identifier="ZZZZZ"), 422, "title"),
}


@pytest.mark.parametrize("name", NOT_CREATED)
def test_create_refused(server, name):
    request, status, says = NOT_CREATED[name]
    before = names(server)
    answer = server.call("POST", server.path(), **request)
    allowed = status if isinstance(status, tuple) else (status,)
    assert answer.status in allowed, answer
    expect_error(answer, answer.status, says=says)
    assert names(server) == before


def test_every_problem_of_a_create_is_named(server):
    error = expect_error(server.call("POST", server.path(), form={"title": "x" * 256, "description": "d" * 1001}), 422)
    assert "title" in error["description"] and "description" in error["description"] and "255" in error["description"]


def test_duplicate(server, connector):
    original = connector["connector_identifier"]
    text = '{"z":1.10,"a":{"n":12345678901234567890}}'
    assert server.save(original, text).status == 204
    answer = server.call("POST", server.path(), form={"title": "Copy", "connector_identifier": original})
    assert answer.status == 201, answer
    copy = answer.json
    assert copy["connector_identifier"] != original and copy["name"] == "Copy"
    assert copy["description"] == connector["description"] and copy["logo_url"] == connector["logo_url"]
    assert text.encode() in answer.body
    assert text.encode() in server.get(copy["connector_identifier"]).body
    assert server.save(original, "{}").status == 204  # the copy is its own
    assert text.encode() in server.get(copy["connector_identifier"]).body
    server.call("DELETE", server.path(copy["connector_identifier"]))


def test_duplicate_with_its_own_description(server, connector):
    request = json.dumps(
        {"title": "Copy", "description": "mine", "connector_identifier": connector["connector_identifier"]}
    )
    copy = server.call("POST", server.path(), json=request).json
    assert (copy["name"], copy["description"]) == ("Copy", "mine")
    server.call("DELETE", server.path(copy["connector_identifier"]))


def test_a_foreign_connector_cannot_be_duplicated(server):
    theirs = server.call("POST", connectors_path(43), form={"title": "Theirs"}, key=server.other_key).json
    answer = server.call("POST", server.path(), form={"title": "x", "connector_identifier": theirs["connector_identifier"]})
    assert answer.status in (403, 404), answer
    expect_error(answer, answer.status)
    assert "Theirs" not in answer.body.decode()
    # The same as for an unknown identifier, so that the answer does not reveal what exists elsewhere.
    nothing = server.call("POST", server.path(), form={"title": "x", "connector_identifier": "ZZZZZ"})
    assert nothing.status == answer.status
    server.call("DELETE", connectors_path(43, theirs["connector_identifier"]), key=server.other_key)


def test_a_new_connector_has_a_valid_template(server, connector):
    configuration = server.get(connector["connector_identifier"]).json["configuration"]
    assert configuration["version"] == "1.0.0"
    assert "reporting" in configuration["configuration_json"]


def test_identifiers_differ(server):
    made = [server.create()["connector_identifier"] for _ in range(50)]
    assert len(set(made)) == 50
    for one in made:
        server.call("DELETE", server.path(one))


# ---- list ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query, with_configurations", [
    ("", False), ("?", False), ("?include_configs=false", False), ("?include_configs=true", True),
    ("?include_configs=0", False), ("?include_configs=1", True), ("?include_configs=%74rue", True), ("?other=x", False),
    ("?include_configs=True", True), ("?include_configs=False", False), ("?include_configs=TRUE", True),  # as Python and others write them
])  # fmt: skip
def test_list(server, connector, query, with_configurations):
    answer = server.call("GET", server.path() + query)
    assert answer.status == 200, answer
    expect_headers(answer)
    document = answer.json
    assert set(document) == {"count", "connectors"}
    assert document["count"] == len(document["connectors"]) >= 1
    for one in document["connectors"]:
        expect_connector(one, with_configurations)
    [mine] = [one for one in document["connectors"] if one["connector_identifier"] == connector["connector_identifier"]]
    assert {key: mine[key] for key in CONNECTOR} == {key: connector[key] for key in CONNECTOR}


@pytest.mark.parametrize("value", ["banana", "", "2", "tru", "true%00", "true,true", "%22true%22", "null"])
def test_list_refuses_what_is_no_boolean(server, value):
    expect_error(server.call("GET", server.path() + "?include_configs=" + value), 400, "BAD_REQUEST", says="include_configs")


def test_list_refuses_a_parameter_given_twice(server):
    expect_error(server.call("GET", server.path() + "?include_configs=true&include_configs=false"), 400, says="include_configs")


@pytest.mark.parametrize("query", ["?include_configs=%zz", "?include_configs=%", "?%ff=x&include_configs=%ff"])
def test_list_refuses_a_broken_query(server, query):
    expect_error(server.call("GET", server.path() + query), 400, "BAD_REQUEST")


def test_list_of_another_team_holds_none_of_ours(server, connector):
    answer = server.call("GET", connectors_path(43), key=server.other_key)
    assert answer.status == 200
    assert connector["connector_identifier"] not in answer.body.decode()


def test_list_with_configurations_keeps_their_text(server, connector):
    text = '{"b":1.10,"a":[1e5,"\\u00e9"]}'
    server.save(connector["connector_identifier"], text)
    assert text.encode() in server.call("GET", server.path() + "?include_configs=true").text


# ---- get, and how a path is read -------------------------------------------------------------------------------------


def test_get(server, connector):
    answer = server.get(connector["connector_identifier"])
    assert answer.status == 200
    expect_headers(answer)
    expect_connector(answer.json, with_configuration=True)
    assert answer.header("Content-Type").startswith("application/json")
    assert re.fullmatch(r'(W/)?"[^"]+"', answer.header("ETag"))
    assert answer.json == connector


def test_a_percent_encoded_identifier_is_the_same_one(server, connector):
    identifier = connector["connector_identifier"]
    encoded = "".join(f"%{ord(letter):02x}" for letter in identifier)
    answer = server.get(encoded)
    assert answer.status == 200 and answer.json["connector_identifier"] == identifier


TEAMS = {
    "0": (400, "team_id"), "-1": (400, "team_id"), "abc": (400, "team_id"), "42abc": (400, "team_id"),
    "042": (400, "team_id"), "+42": (400, "team_id"), "42.0": (400, "team_id"), "4e1": (400, "team_id"),
    "0x2a": (400, "team_id"), "%2042": (400, "team_id"), "42%00": (400, "team_id"), "%zz": (400, None),
    "42%2F43": (400, "team_id"), "\N{ARABIC-INDIC DIGIT FOUR}": (400, "team_id"), "00": (400, "team_id"),
    "9223372036854775808": (400, "team_id"), "18446744073709551658": (400, "team_id"), "9" * 100: (400, "team_id"),
    "9223372036854775807": (403, None), "43": (403, None), "1": (403, None),
}  # fmt: skip
CALLS = [
    ("GET", "", {}), ("POST", "", {"form": {"title": "x"}}), ("GET", "/T3S70", {}), ("DELETE", "/T3S70", {}),
    ("PUT", "/T3S70", {"json": '{"connector":{"name":"x"}}'}), ("GET", "/T3S70/secrets", {}), ("DELETE", "/T3S70/secrets/sec_000000000", {}),
    ("POST", "/T3S70/secrets", {"json": '{"secret_name":"a","secret_value":"v"}'}), ("PUT", "/T3S70/secrets/sec_000000000", {"json": '{"secret_value":"v"}'}),
]  # fmt: skip


@pytest.mark.parametrize("method, rest, more", CALLS, ids=[f"{call[0]} {call[1] or '/'}" for call in CALLS])
@pytest.mark.parametrize("team", TEAMS)
def test_team_ids(server, team, method, rest, more):
    status, says = TEAMS[team]
    answer = server.call(method, connectors_path(quote(team, safe="%+")) + rest, **more)
    expect_error(answer, status, "BAD_REQUEST" if status == 400 else "FORBIDDEN", says=says)


def test_a_percent_encoded_team_is_the_same_one(server):
    assert server.call("GET", connectors_path("%34%32")).status == 200


IDENTIFIERS = {
    "of 1, unknown": ("a", 404), "of 100, unknown": ("a" * 100, 404), "all kinds, unknown": ("Az09_-", 404),
    "of 101": ("a" * 101, 400), "of 1000": ("a" * 1000, 400), "dot": ("a.b", 400), "space": ("a%20b", 400),
    "plus": ("a+b", 400), "slash": ("a%2Fb", 400), "slash in lower case": ("a%2fb", 400), "NUL": ("a%00", 400),
    "only NUL": ("%00", 400), "line feed": ("a%0Ab", 400), "carriage return": ("a%0d%0aX:y", 400), "quote": ("a%27", 400),
    "percent": ("a%25", 400), "twice encoded": ("%2541", 400), "invalid percent": ("a%zz", 400), "half a percent": ("a%4", 400),
    "lone percent": ("%", 400), "emoji": ("%F0%9F%9A%80", 400), "not UTF-8": ("%ff", 400), "overlong": ("%c1%81", 400),
    "colon": ("a:b", 400), "semicolon": ("a;b", 400), "comma": ("a,b", 400), "tilde": ("~", 400), "dots": ("%2e%2e", 400),
    "star": ("*", 400), "backslash": ("a%5cb", 400), "sql": ("a'or'1'='1", 400), "e with acute accent": ("%C3%A9", 400),
}  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("name", IDENTIFIERS)
def test_identifiers(server, name, method):
    identifier, status = IDENTIFIERS[name]
    more = {"json": '{"connector":{"name":"x"}}'} if method == "PUT" else {}
    answer = server.call(method, server.path(identifier), **more)
    says = "connector_identifier" if status == 400 and "%z" not in identifier and identifier not in ("%", "a%4") else None
    expect_error(answer, status, "BAD_REQUEST" if status == 400 else "NOT_FOUND", says=says)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_identifiers_are_told_apart_by_case(server, connector, method):
    swapped = connector["connector_identifier"].lower()
    if swapped == connector["connector_identifier"]:
        pytest.skip("this identifier is all digits")
    more = {"json": '{"connector":{"name":"x"}}'} if method == "PUT" else {}
    expect_error(server.call(method, server.path(swapped), **more), 404)


NOWHERE = [
    "/", "/v1", "/v1/", "/v1/teams", "/v2/teams/42/connector_builder/connectors", "/v1/teams/42/connector_builder",
    "/v1/teams/42/connector_builder/connectors/A/B", "/v1/teams/42/connector_builder/connectorsx", "/V1/teams/42",
    "//v1/teams/42", "/v1//teams/42", "/v1/teams/42/../42/connector_builder/connectors", "/v1/./teams/42/users",
    "/v1/teams/42/nothing", "/nothing", "/favicon.png", "/v1%2Fteams/42",
]  # fmt: skip


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_browser_is_led_to_the_documentation(server, method):
    answer = server.call(method, "/", key="", headers={"Accept": BROWSER})
    assert answer.status == 302 and answer.header("Vary") == "Accept" and answer.body == b"", answer
    assert urllib.parse.urljoin("https://example.com/", answer.header("Location")) == "https://example.com/docs"
    assert urllib.parse.urljoin("https://example.com/connectory/", answer.header("Location")) == "https://example.com/connectory/docs"
    expect_headers(answer)


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_a_program_is_not(server, accept):
    answer = server.call("GET", "/", headers={"Accept": accept})
    expect_error(answer, 404, "NOT_FOUND", says="/docs")
    assert answer.header("Vary") == "Accept"
    for method in ("POST", "PUT", "DELETE"):
        expect_error(server.call(method, "/", headers={"Accept": BROWSER}), 404, "NOT_FOUND")
    expect_error(server.call("GET", "/nothing", headers={"Accept": BROWSER}), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", NOWHERE)
def test_unknown_paths(server, path):
    answer = server.call("GET", path)
    expect_error(answer, 404, "NOT_FOUND")


@pytest.mark.parametrize("method, path, allowed", [
    ("PATCH", "", {"GET", "HEAD", "POST"}), ("PUT", "", {"GET", "HEAD", "POST"}), ("DELETE", "", {"GET", "HEAD", "POST"}),
    ("POST", "/T3S70", {"GET", "HEAD", "PUT", "DELETE"}), ("PATCH", "/T3S70", {"GET", "HEAD", "PUT", "DELETE"}),
    ("BREW", "/T3S70", {"GET", "HEAD", "PUT", "DELETE"}), ("TRACE", "/T3S70", {"GET", "HEAD", "PUT", "DELETE"}),
    ("CONNECT", "", {"GET", "HEAD", "POST"}),
])  # fmt: skip
def test_wrong_method(server, method, path, allowed):
    answer = server.call(method, server.path() + path)
    expect_error(answer, 405, "METHOD_NOT_ALLOWED")
    assert allowed <= {one.strip() for one in answer.header("Allow").split(",")} <= allowed | {"OPTIONS"}


# ---- put -------------------------------------------------------------------------------------------------------------


def test_put_both_halves(server, connector):
    item = server.path(connector["connector_identifier"])
    before = server.call("GET", item)
    body = '{"connector":{"name":"New","description":"other"},"configuration":{"configuration_json":{"k":1}}}'
    answer = server.call("PUT", item, json=body)
    assert answer.status == 204 and answer.body == b"", answer
    expect_headers(answer)
    assert answer.header("Content-Length") in (None, "0")
    after = server.call("GET", item)
    document = after.json
    assert (document["name"], document["description"]) == ("New", "other")
    assert document["configuration"]["configuration_json"] == {"k": 1}
    assert after.header("ETag") != before.header("ETag")
    assert document["created_at"] == connector["created_at"] and document["updated_at"] >= connector["updated_at"]


PUTS = {
    "name alone": ('{"connector":{"name":"New"}}', dict(name="New")),
    "description alone": ('{"connector":{"description":"new"}}', dict(description="new")),
    "description null": ('{"connector":{"description":null}}', dict(description=None)),
    "configuration alone": ('{"configuration":{"configuration_json":{"k":[]}}}', dict(configuration={"k": []})),
    "empty configuration": ('{"configuration":{"configuration_json":{}}}', dict(configuration={})),
    "configuration in another order": ('{"configuration":{"configuration_json":{}},"connector":{"name":"N"}}', dict(name="N", configuration={})),
    "name of 255": (json.dumps({"connector": {"name": "n" * 255}}), dict(name="n" * 255)),
    "name of 255 emoji": (json.dumps({"connector": {"name": EMOJI * 255}}, ensure_ascii=False), dict(name=EMOJI * 255)),
    "description of 1000 emoji": (json.dumps({"connector": {"description": EMOJI * 1000}}), dict(description=EMOJI * 1000)),
    "white space around": (' \n\t{ "connector" : { "name" : "N" } } \r\n ', dict(name="N")),
}  # fmt: skip


@pytest.mark.parametrize("name", PUTS)
def test_put(server, connector, name):
    text, changed = PUTS[name]
    item = server.path(connector["connector_identifier"])
    assert server.call("PUT", item, json=text).status == 204
    document = server.call("GET", item).json
    expected = dict(name=connector["name"], description=connector["description"],
                    configuration=connector["configuration"]["configuration_json"]) | changed  # fmt: skip
    got = dict(name=document["name"], description=document["description"],
               configuration=document["configuration"]["configuration_json"])  # fmt: skip
    assert got == expected


NOT_PUT = {
    "neither half": ("{}", 422, "connector"),
    "unknown half": ('{"other":{}}', 422, None),
    "not an object": ("[]", (400, 422), None),
    "connector is a text": ('{"connector":"x"}', 422, "/connector"),
    "connector is null and nothing else": ('{"connector":null}', 422, "connector"),
    "connector is a list": ('{"connector":[]}', 422, "/connector"),
    "name is empty": ('{"connector":{"name":""}}', 422, "/connector/name"),
    "name is null": ('{"connector":{"name":null}}', 422, "/connector/name"),
    "name is a number": ('{"connector":{"name":5}}', 422, "/connector/name"),
    "name of 256": (json.dumps({"connector": {"name": "n" * 256}}), 422, "/connector/name"),
    "description is a number": ('{"connector":{"description":5}}', 422, "/connector/description"),
    "description of 1001": (json.dumps({"connector": {"description": "n" * 1001}}), 422, "/connector/description"),
    "configuration is a list": ('{"configuration":[]}', 422, "/configuration"),
    "configuration without its JSON": ('{"configuration":{}}', 422, "configuration_json"),
    "configuration JSON is a list": ('{"configuration":{"configuration_json":[]}}', 422, "/configuration/configuration_json"),
    "configuration JSON is null": ('{"configuration":{"configuration_json":null}}', 422, "/configuration/configuration_json"),
    "configuration JSON is a text": ('{"configuration":{"configuration_json":"{}"}}', 422, "/configuration/configuration_json"),
    "good configuration, bad name": ('{"connector":{"name":""},"configuration":{"configuration_json":{"k":1}}}', 422, "/connector/name"),
    "good name, bad configuration": ('{"connector":{"name":"N"},"configuration":{"configuration_json":1}}', 422, "/configuration"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_PUT)
def test_put_refused(server, connector, name):
    text, status, says = NOT_PUT[name]
    item = server.path(connector["connector_identifier"])
    before = server.call("GET", item)
    answer = server.call("PUT", item, json=text)
    assert answer.status in (status if isinstance(status, tuple) else (status,)), answer
    expect_error(answer, answer.status, says=says)
    after = server.call("GET", item)
    assert after.body == before.body and after.header("ETag") == before.header("ETag")


def test_every_problem_of_a_put_is_named(server, connector):
    text = json.dumps({"connector": {"name": "", "description": "d" * 1001}, "configuration": {"configuration_json": 3}})
    answer = server.call("PUT", server.path(connector["connector_identifier"]), json=text)
    description = expect_error(answer, 422)["description"]
    for pointer in ("/connector/name", "/connector/description", "/configuration/configuration_json"):
        assert pointer in description


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json"])
def test_put_takes_only_json(server, connector, content_type):
    answer = server.call("PUT", server.path(connector["connector_identifier"]), body=b'{"connector":{"name":"N"}}',
                         headers={"Content-Type": content_type})  # fmt: skip
    expect_error(answer, 415, "UNSUPPORTED_MEDIA_TYPE", says="application/json")


# ---- a configuration comes back as it was saved ----------------------------------------------------------------------

KEPT = {
    "key order": '{"zeta":1,"alpha":2,"mid":3}',
    "trailing zero": '{"a":1.10}',
    "exponent": '{"a":1e5,"b":1E+5,"c":1e-5}',
    "negative zero": '{"a":-0,"b":-0.0}',
    "beyond 64 bits": '{"a":12345678901234567890123456789012345678901234567890}',
    "64 bits": '{"a":9223372036854775807,"b":-9223372036854775808,"c":18446744073709551615}',
    "beyond a double": '{"a":1e999,"b":0.1000000000000000055511151231257827}',
    "escapes as written": r'{"a":"\u00e9\u00E9\/\b\f\n\r\t\"\\"}',
    "escaped NUL": r'{"a":"\u0000"}',
    "surrogate pair": r'{"a":"\ud83d\ude80"}',
    "emoji": '{"\N{ROCKET}":"\N{ROCKET}\N{COMBINING ACUTE ACCENT}"}',
    "composed and decomposed": '{"\u00e9":1,"e\u0301":2}',
    "line separators": '{"a":"\u2028\u2029"}',
    "delete and the last code point": '{"a":"\x7f\U0010ffff"}',
    "empty key": '{"":{"":""}}',
    "nested": '{"a":[{"b":[[],{},[{"c":null}]]},true,false,null,0]}',
    "keys that differ by case": '{"a":1,"A":2}',
    "like a prototype": '{"__proto__":1,"constructor":{"prototype":2}}',
    "markup": '{"a":"</script><!--","b":"&amp;"}',
    "deep as allowed within": "[" * 0 + '{"a":' + "[" * 120 + "]" * 120 + "}",
    "a long text": '{"a":"%s"}' % ("x" * 300_000),
    "many keys": "{%s}" % ",".join(f'"k{i}":{i}' for i in range(20_000)),
}


@pytest.mark.parametrize("name", KEPT)
def test_configuration_is_kept_to_the_byte(server, connector, name):
    text = KEPT[name]
    answer = server.save(connector["connector_identifier"], text)
    assert answer.status == 204, answer
    read = server.get(connector["connector_identifier"]).body
    assert text.encode() in read
    json.loads(read)


def test_white_space_of_a_configuration_changes_nothing_else(server, connector):
    text = '{ "b" : 1.10 ,\n\t"a" : [ 1e5 , "x  y" ] }'
    assert server.save(connector["connector_identifier"], text).status == 204
    read = server.get(connector["connector_identifier"])
    kept = read.body.decode()
    assert text in kept or '{"b":1.10,"a":[1e5,"x  y"]}' in kept


def test_white_space_at_the_end_of_the_configuration_stays_outside(server, connector):
    body = '{"configuration":{"configuration_json" : \n {"a":1}   }  }'
    assert server.call("PUT", server.path(connector["connector_identifier"]), json=body).status == 204
    assert b'"configuration_json":{"a":1},' in server.get(connector["connector_identifier"]).body


# ---- JSON that is refused --------------------------------------------------------------------------------------------


def nested(depth):
    """A PUT whose JSON is exactly `depth` deep, including the three objects around the arrays."""
    inner = depth - 3
    return '{"configuration":{"configuration_json":{"a":' + "[" * inner + "]" * inner + "}}}"


def around(inner):
    return '{"configuration":{"configuration_json":%s}}' % inner


BAD_JSON = {
    "depth 129": (nested(129), None),
    "depth 100000": (nested(100_000), None),
    "duplicate key": (around('{"a":1,\n "a":2}'), (2, 2)),
    "duplicate key behind an escape": (around('{"a":1,"\\u0061":2}'), (1, 47)),
    "duplicate key within a list": (around('[{"a":1,"a":2}]'), None),
    "duplicate key at the root": ('{"connector":{"name":"x"},"connector":{"name":"y"}}', (1, 27)),
    "invalid UTF-8": (around('{"a":"').encode()[:-2] + b'\xff"}}}', None),
    "overlong UTF-8": (b'{"connector":{"name":"\xc0\xaf"}}', (1, 23)),
    "UTF-8 surrogate": (b'{"connector":{"name":"\xed\xa0\x80"}}', (1, 23)),
    "UTF-8 above the last code point": (b'{"connector":{"name":"\xf4\x90\x80\x80"}}', (1, 23)),
    "cut UTF-8": (b'{"connector":{"name":"\xf0\x9f\x9a"}}', (1, 23)),
    "trailing text": ('{"connector":{"name":"x"}} x', (1, 28)),
    "two values": ('{"connector":{"name":"x"}}{}', (1, 27)),
    "trailing NUL": ('{"connector":{"name":"x"}}\0', (1, 27)),
    "byte order mark": (b'\xef\xbb\xbf{"connector":{"name":"x"}}', (1, 1)),
    "UTF-16": ('{"connector":{"name":"x"}}'.encode("utf-16-le"), None),
    "lone surrogate": (r'{"connector":{"name":"\ud800"}}', None),
    "low surrogate first": (r'{"connector":{"name":"\ude80\ud83d"}}', None),
    "high surrogate twice": (r'{"connector":{"name":"\ud83d\ud83d"}}', None),
    "cut": ('{"connector":{"name":"x"', None),
    "empty": ("", None),
    "white space": (" \n ", None),
    "comment": ('{/* c */"connector":{"name":"x"}}', (1, 2)),
    "single quotes": ("{'connector':{}}", (1, 2)),
    "unquoted key": ("{connector:{}}", (1, 2)),
    "trailing comma": ('{"connector":{"name":"x",}}', None),
    "trailing comma in a list": (around('{"a":[1,]}'), None),
    "missing comma": (around('{"a":1 "b":2}'), None),
    "missing colon": ('{"connector" {}}', None),
    "leading zero": (around('{"a":01}'), None),
    "plus": (around('{"a":+1}'), None),
    "bare point": (around('{"a":.5}'), None),
    "point at the end": (around('{"a":1.}'), None),
    "bare exponent": (around('{"a":1e}'), None),
    "hexadecimal": (around('{"a":0x10}'), None),
    "NaN": (around('{"a":NaN}'), None),
    "Infinity": (around('{"a":-Infinity}'), None),
    "True": (around('{"a":True}'), None),
    "nul": (around('{"a":nul}'), None),
    "line break in a text": (around('{"a":"x\ny"}'), None),
    "tab in a text": (around('{"a":"x\ty"}'), None),
    "NUL in a text": (around('{"a":"x\0y"}'), None),
    "unknown escape": (around(r'{"a":"\x41"}'), None),
    "short escape": (around(r'{"a":"\u12"}'), None),
    "open text": (around('{"a":"x}'), None),
    "wrong closing": ('{"connector":{"name":"x"]}', None),
    "no-break space": ('{\u00a0"connector":{"name":"x"}}', (1, 2)),
    "after two lines and an emoji": ('{"connector":\n{"name":\n"\N{ROCKET}" x}}', (3, 5)),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_bad_json_is_refused_with_its_place(server, connector, name):
    body, place = BAD_JSON[name]
    before = server.get(connector["connector_identifier"])
    answer = server.call("PUT", server.path(connector["connector_identifier"]), json=body)
    error = expect_error(answer, 400, "BAD_REQUEST")
    found = re.search(r"line ([0-9]+),? column ([0-9]+)", error["description"])
    assert found, error
    if place:
        assert (int(found[1]), int(found[2])) == place, error
    assert server.get(connector["connector_identifier"]).body == before.body


def test_depth_128_is_taken(server, connector):
    answer = server.call("PUT", server.path(connector["connector_identifier"]), json=nested(128))
    assert answer.status == 204, answer
    assert server.get(connector["connector_identifier"]).status == 200


def test_a_refusal_does_not_repeat_the_text(server, connector):
    answer = server.call("PUT", server.path(connector["connector_identifier"]), json='{"connector":{"name":"hunter2secret" x}}')
    assert "hunter2secret" not in answer.body.decode()


LIMIT = 10 * 1024 * 1024


@pytest.mark.parametrize("size, status", [(LIMIT, 204), (LIMIT + 1, 413), (LIMIT + 5_000_000, 413)])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_body_limit(server, connector, size, status, chunked):
    frame = around('{"a":""}')
    body = around('{"a":"%s"}' % ("x" * (size - len(frame)))).encode()
    assert len(body) == size
    item = server.path(connector["connector_identifier"])
    lines = [f"PUT {item} HTTP/1.1", "Host: x", f"Authorization: Bearer {server.key}", "Content-Type: application/json"]
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    with server.wire(timeout=20) as wire:
        wire.send("\r\n".join([*lines, framing, "", ""]).encode())
        if chunked:
            for at in range(0, size, 1 << 20):
                piece = body[at : at + (1 << 20)]
                if not wire.send(b"%x\r\n%s\r\n" % (len(piece), piece)):
                    break
            wire.send(b"0\r\n\r\n")
        else:
            wire.send(body)
        answer = wire.answer()
    if status == 204:
        assert answer.status == 204, answer
    else:
        expect_error(answer, 413, "PAYLOAD_TOO_LARGE")
        assert answer.closes
    # The big one is not what the other tests should read.
    assert server.save(connector["connector_identifier"], "{}").status == 204


def test_a_big_form_is_refused(server):
    answer = server.call("POST", server.path(), body=b"title=" + b"x" * (LIMIT + 1), headers=FORM)
    assert answer.status in (413, 422), answer
    expect_error(answer, answer.status)


# ---- delete ----------------------------------------------------------------------------------------------------------


def test_delete(server):
    identifier = server.create()["connector_identifier"]
    item = server.path(identifier)
    tag = server.call("GET", item).header("ETag")
    answer = server.call("DELETE", item)
    assert answer.status == 204 and answer.body == b""
    expect_headers(answer)
    expect_error(server.call("GET", item), 404, says=identifier)
    expect_error(server.call("GET", item, headers={"If-None-Match": tag}), 404)
    expect_error(server.call("PUT", item, json='{"connector":{"name":"x"}}'), 404, says=identifier)
    expect_error(server.call("DELETE", item), 404)
    expect_error(server.call("POST", server.path(), form={"title": "x", "connector_identifier": identifier}), 404)
    assert identifier not in server.call("GET", server.path()).text.decode()


# ---- conditions ------------------------------------------------------------------------------------------------------


def opaque(tag):
    return tag[2:] if tag.startswith("W/") else tag


@pytest.mark.parametrize("form, status", [
    ("{tag}", 304), ("W/{opaque}", 304), ("*", 304), ('"x", {tag}', 304), ('"x",{tag},"y"', 304), ('W/"x", W/{opaque}', 304),
    ('"x"', 200), ("", 200), ('"x", "y"', 200), ('"{opaque}x"', 200),
])  # fmt: skip
def test_if_none_match(server, connector, form, status):
    item = server.path(connector["connector_identifier"])
    read = server.call("GET", item)
    tag = read.header("ETag")
    for method in ("GET", "HEAD"):
        answer = server.call(method, item, headers={"If-None-Match": form.format(tag=tag, opaque=opaque(tag))})
        assert answer.status == status, (form, answer)
        expect_headers(answer)
        assert answer.header("ETag") == tag
        if status == 304:
            assert answer.body == b""


def test_list_has_an_etag_that_follows_changes(server, connector):
    first = server.call("GET", server.path())
    tag = first.header("ETag")
    if tag is None:
        pytest.skip("lists carry no ETag")
    assert server.call("GET", server.path(), headers={"If-None-Match": tag}).status == 304
    server.save(connector["connector_identifier"], '{"changed":true}')
    server.call("PUT", server.path(connector["connector_identifier"]), json='{"connector":{"name":"Renamed"}}')
    assert server.call("GET", server.path(), headers={"If-None-Match": tag}).status == 200


def test_an_old_tag_no_longer_matches(server, connector):
    item = server.path(connector["connector_identifier"])
    tag = server.call("GET", item).header("ETag")
    assert server.call("PUT", item, json='{"connector":{"name":"N"}}').status == 204
    answer = server.call("GET", item, headers={"If-None-Match": tag})
    assert answer.status == 200 and answer.json["name"] == "N"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("form, status", [
    ("{tag}", 204), ("*", 204), ('"x", {tag}', 204), ('"x"', 412), ('"x", "y"', 412),
    ("W/{tag}", 412), ('W/{tag}, "x"', 412), ("", 400), ("x", 400), ('"x', 400),
])  # fmt: skip
def test_if_match(server, method, form, status):
    identifier = server.create()["connector_identifier"]
    item = server.path(identifier)
    read = server.call("GET", item)
    more = {"json": '{"connector":{"name":"N"}}'} if method == "PUT" else {}
    answer = server.call(method, item, headers={"If-Match": form.format(tag=read.header("ETag"))}, **more)
    if status != 204:
        expect_error(answer, status, "PRECONDITION_FAILED" if status == 412 else "BAD_REQUEST")
        assert server.call("GET", item).body == read.body
    else:
        assert answer.status == 204, answer
    server.call("DELETE", item)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("form, status", [("*", 412), ("{tag}", 412), ("W/{tag}", 412), ('"x"', 204), ("", 204)])
def test_if_none_match_of_a_change(server, method, form, status):
    item = server.path(server.create()["connector_identifier"])
    read = server.call("GET", item)
    more = {"json": '{"connector":{"name":"N"}}'} if method == "PUT" else {}
    answer = server.call(method, item, headers={"If-None-Match": form.format(tag=read.header("ETag"))}, **more)
    assert answer.status == status, answer
    if status == 412:
        expect_error(answer, 412, "PRECONDITION_FAILED")
        assert server.call("GET", item).body == read.body
    server.call("DELETE", item)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_if_match_with_a_tag_that_has_gone(server, connector, method):
    item = server.path(connector["connector_identifier"])
    tag = server.call("GET", item).header("ETag")
    assert server.call("PUT", item, json='{"connector":{"name":"first"}}', headers={"If-Match": tag}).status == 204
    more = {"json": '{"connector":{"name":"second"}}'} if method == "PUT" else {}
    expect_error(server.call(method, item, headers={"If-Match": tag}, **more), 412)
    assert server.call("GET", item).json["name"] == "first"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_if_match_on_nothing(server, method):
    more = {"json": '{"connector":{"name":"x"}}'} if method == "PUT" else {}
    answer = server.call(method, server.path("ZZZZZ"), headers={"If-Match": "*"}, **more)
    assert answer.status in (404, 412)
    expect_error(answer, answer.status)


def test_a_refused_body_comes_before_the_condition_changes_anything(server, connector):
    item = server.path(connector["connector_identifier"])
    tag = server.call("GET", item).header("ETag")
    expect_error(server.call("PUT", item, json='{"connector":{"name":""}}', headers={"If-Match": tag}), 422)
    assert server.call("GET", item).header("ETag") == tag


@pytest.mark.parametrize("round_number", range(5))
def test_of_concurrent_updates_with_one_tag_exactly_one_wins(server, connector, round_number):
    item = server.path(connector["connector_identifier"])
    tag = server.call("GET", item).header("ETag")
    threads = 16
    together = threading.Barrier(threads)

    def put(number):
        together.wait()
        return number, server.call("PUT", item, json='{"connector":{"name":"writer %d"}}' % number, headers={"If-Match": tag})

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(put, range(threads)))
    winners = [number for number, answer in answers if answer.status == 204]
    assert len(winners) == 1, answers
    for _, answer in answers:
        if answer.status != 204:
            expect_error(answer, 412)
    assert server.call("GET", item).json["name"] == f"writer {winners[0]}"


def test_a_reader_never_sees_older_than_what_a_writer_was_told(server, connector):
    item = server.path(connector["connector_identifier"])
    for number in range(100):
        assert server.call("PUT", item, json='{"connector":{"name":"n%d"}}' % number).status == 204
        assert server.call("GET", item).json["name"] == f"n{number}"


# ---- HEAD, OPTIONS, gzip, headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["list", "one", "missing", "team", "users"])
def test_head_is_get_without_the_body(server, connector, path):
    target = {"list": server.path(), "one": server.path(connector["connector_identifier"]), "missing": server.path("ZZZZZ"),
              "team": "/v1/teams/42", "users": "/v1/teams/42/users"}[path]  # fmt: skip
    fixed = {"X-Request-Id": "head-and-get"}
    whole, bare = (server.call(method, target, headers=fixed) for method in ("GET", "HEAD"))
    assert bare.body == b"" and bare.status == whole.status
    changing = {"date", "x-ratelimit-remaining"}
    for name in {key.lower() for key, _ in whole.headers} - changing:
        assert bare.header(name) == whole.header(name), name


@pytest.mark.parametrize("path, method", [("", "GET"), ("", "POST"), ("/T3S70", "PUT"), ("/T3S70", "DELETE"), ("/T3S70", "GET")])
def test_preflight_needs_no_credential(server, path, method):
    headers = {"Origin": "https://app.example", "Access-Control-Request-Method": method,
               "Access-Control-Request-Headers": "authorization,content-type,if-match"}  # fmt: skip
    answer = server.call("OPTIONS", server.path() + path, key="", headers=headers)
    assert answer.status in (200, 204), answer
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert method in re.split(r"\s*,\s*", answer.header("Access-Control-Allow-Methods"))
    allowed = answer.header("Access-Control-Allow-Headers").lower()
    # `*` does not stand for Authorization (Fetch standard), so it must be named.
    for name in ("authorization", "content-type", "if-match", "if-none-match", "x-request-id"):
        assert name in re.split(r"\s*,\s*", allowed), allowed


def test_options_says_what_a_resource_allows(server):
    answer = server.call("OPTIONS", server.path(), key="")
    assert answer.status in (200, 204)
    assert {"GET", "POST"} <= set(re.split(r"\s*,\s*", answer.header("Allow")))


def test_options_of_nothing(server):
    expect_error(server.call("OPTIONS", "/nothing", key=""), 404)


def test_other_pages_may_read_our_headers(server, connector):
    exposed = server.get(connector["connector_identifier"], headers={"Origin": "https://app.example"})
    names_exposed = (exposed.header("Access-Control-Expose-Headers") or "").lower()
    for name in ("etag", "x-request-id", "x-ratelimit-remaining"):
        assert name in names_exposed


@pytest.mark.parametrize("accept, is_packed", [
    ("gzip", True), ("gzip, deflate, br", True), ("deflate, gzip;q=0.5", True), ("GZIP", True), ("x-gzip", None), ("*", None),
    ("gzip;q=0", False), ("gzip; q=0.000", False), ("identity", False), ("br", False), ("", False), ("gzipx", False),
    ("*;q=0, identity", False), (None, False),
])  # fmt: skip
def test_gzip(server, connector, accept, is_packed):
    text = '{"a":"%s"}' % ("abc" * 2000)
    server.save(connector["connector_identifier"], text)
    headers = {"Accept-Encoding": accept} if accept is not None else {"Accept-Encoding": "identity"}
    answer = server.get(connector["connector_identifier"], headers=headers)
    assert answer.status == 200
    packed = answer.header("Content-Encoding") == "gzip"
    assert is_packed is None or packed == is_packed
    body = gzip.decompress(answer.body) if packed else answer.body
    assert text.encode() in body
    assert not packed or len(answer.body) < len(body)
    assert "accept-encoding" in (answer.header("Vary") or "").lower()


def test_small_answers_are_not_packed(server, connector):
    server.save(connector["connector_identifier"], "{}")
    answer = server.get(connector["connector_identifier"], headers={"Accept-Encoding": "gzip"})
    assert answer.header("Content-Encoding") is None and len(answer.body) <= 1024
    packed_team = server.call("GET", "/v1/teams/42", headers={"Accept-Encoding": "gzip"})
    assert packed_team.header("Content-Encoding") is None


def test_a_packed_answer_can_be_asked_for_again(server, connector):
    server.save(connector["connector_identifier"], '{"a":"%s"}' % ("abc" * 2000))
    packed = server.get(connector["connector_identifier"], headers={"Accept-Encoding": "gzip"})
    again = server.get(connector["connector_identifier"], headers={"Accept-Encoding": "gzip", "If-None-Match": packed.header("ETag")})
    assert again.status == 304 and again.header("Vary") == "Accept-Encoding"
    # And the packed answer's tag may be used to write.
    answer = server.save(connector["connector_identifier"], "{}", headers={"If-Match": packed.header("ETag")})
    assert answer.status == 204, answer


REQUEST_IDS = {
    "kept: 8": ("abcdefgh", True), "kept: 64": ("A" * 64, True), "kept: all kinds": ("Az09_-Az09_-", True),
    "replaced: 7": ("abcdefg", False), "replaced: 65": ("A" * 65, False), "replaced: empty": ("", False),
    "replaced: space": ("abcd efgh", False), "replaced: dot": ("abcd.efgh", False), "replaced: markup": ("<script>alert</script>", False),
    "replaced: quote": ('abc"defghi', False), "replaced: not ASCII": ("abcdefg\xe9", False), "replaced: comma": ("abcdefgh,ijklmnop", False),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUEST_IDS)
@pytest.mark.parametrize("path", ["one", "missing", "nowhere", "unauthenticated"])
def test_request_id(server, connector, name, path):
    sent, is_kept = REQUEST_IDS[name]
    target = {"one": server.path(connector["connector_identifier"]), "missing": server.path("ZZZZZ"),
              "nowhere": "/nothing", "unauthenticated": server.path()}[path]  # fmt: skip
    answer = server.call("GET", target, key="" if path == "unauthenticated" else None, headers={"X-Request-Id": sent})
    expect_headers(answer)
    assert (answer.header("X-Request-Id") == sent) == is_kept
    if answer.status >= 400:
        expect_error(answer, answer.status)


def test_request_ids_differ(server):
    seen = {server.call("GET", server.path()).header("X-Request-Id") for _ in range(100)}
    assert len(seen) == 100


def test_remaining_goes_down(server):
    key = server.make_key(rate=100)["api_key"]
    first, second = (server.call("GET", server.path(), key=key) for _ in range(2))
    assert first.header("X-RateLimit-Limit") == "100"
    assert int(first.header("X-RateLimit-Remaining")) == int(second.header("X-RateLimit-Remaining")) + 1 == 99


def test_a_header_cannot_be_injected(server):
    for path in (server.path("a%0d%0aX-Injected:%20yes"), "/nothing%0d%0aX-Injected:%20yes", server.path() + "?include_configs=%0d%0aX-Injected:%20yes"):
        answer = server.call("GET", path)
        assert answer.header("X-Injected") is None
        expect_error(answer, answer.status)


@pytest.mark.parametrize("accept, statuses", [
    ("*/*", {200}), ("application/json", {200}), ("application/*", {200}), ("text/html, application/json;q=0.5", {200}),
    ("text/html", {200, 406}), ("application/json;q=0", {200, 406}),
])  # fmt: skip
def test_accept(server, accept, statuses):
    answer = server.call("GET", server.path(), headers={"Accept": accept})
    assert answer.status in statuses, answer
    if answer.status == 406:
        expect_error(answer, 406)
