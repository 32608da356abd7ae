"""Secrets of connectors: every call, each success and each refusal, as a client sees it (contract, section 4)."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from connectory_server import connectors_path, expect_error, expect_headers

EMOJI = "\N{ROCKET}"  # four bytes of UTF-8, two units of UTF-16, one code point
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNKNOWN = "sec_000000000"


@pytest.fixture
def secrets(server, connector):
    return Secrets(server, connector["connector_identifier"])


class Secrets:
    """The secrets of one connector."""

    def __init__(self, server, connector, team=42):
        self.server, self.connector = server, connector
        self.path = connectors_path(team, connector) + "/secrets"

    def call(self, method, rest="", **more):
        return self.server.call(method, self.path + rest, **more)

    def add(self, name, value="hunter2", **more):
        """The placeholder of a new secret."""
        answer = self.call("POST", json=json.dumps({"secret_name": name, "secret_value": value}), **more)
        assert answer.status == 201, answer
        return {one["secret_name"]: one["secret_placeholder"] for one in answer.json["secrets"]}[name]

    def change(self, placeholder, value, **more):
        return self.call("PUT", f"/{placeholder}", json=json.dumps({"secret_value": value}), **more)

    def names(self):
        return [one["secret_name"] for one in self.list()]

    def list(self):
        answer = self.call("GET")
        assert answer.status == 200, answer
        expect_headers(answer)
        assert set(answer.json) == {"count", "secrets"} and answer.json["count"] == len(answer.json["secrets"])
        for one in answer.json["secrets"]:
            assert set(one) == {"secret_placeholder", "secret_name"}
            assert re.fullmatch(r"sec_[0-9a-f]{9}", one["secret_placeholder"])
        return answer.json["secrets"]


# ---- list and create -------------------------------------------------------------------------------------------------


def test_a_new_connector_has_none(secrets):
    assert secrets.call("GET").json == {"count": 0, "secrets": []}


def test_create_answers_the_whole_list(secrets):
    first = secrets.call("POST", json='{"secret_name":"client_id","secret_value":"hunter2"}')
    assert first.status == 201 and first.json["count"] == 1
    expect_headers(first)
    placeholder = first.json["secrets"][0]["secret_placeholder"]
    assert first.header("Location").endswith(f"{secrets.path}/{placeholder}")
    second = secrets.call("POST", json='{"secret_name":"client_secret","secret_value":"hunter2"}')
    assert second.status == 201 and second.json["count"] == 2
    assert [one["secret_name"] for one in second.json["secrets"]] == ["client_id", "client_secret"]
    assert second.json["secrets"] == secrets.list()
    assert second.json["secrets"][0]["secret_placeholder"] == placeholder
    assert b"hunter2" not in first.body + second.body


def json_of(**pairs):
    return {"json": json.dumps(pairs)}


def form_of(**pairs):
    return {"form": pairs}


CREATED = {
    "JSON": (json_of(secret_name="a", secret_value="v"), "a"),
    "form": (form_of(secret_name="a", secret_value="v"), "a"),
    "JSON with charset": (dict(body=b'{"secret_name":"a","secret_value":"v"}', headers={"Content-Type": "Application/JSON; charset=utf-8"}), "a"),
    "form with plus and percent": (dict(body=b"secret_name=a+b%2Bc%26d&secret_value=%F0%9F%9A%80+", headers=FORM), "a b+c&d"),
    "of 1 each": (json_of(secret_name="x", secret_value="y"), "x"),
    "name of 255": (json_of(secret_name="n" * 255, secret_value="v"), "n" * 255),
    "name of 255 emoji, JSON": (json_of(secret_name=EMOJI * 255, secret_value="v"), EMOJI * 255),
    "name of 255 emoji, form": (form_of(secret_name=EMOJI * 255, secret_value="v"), EMOJI * 255),
    "value of 10000": (json_of(secret_name="a", secret_value="v" * 10000), "a"),
    "value of 10000 emoji, JSON": (json_of(secret_name="a", secret_value=EMOJI * 10000), "a"),
    "value of 10000 emoji, form": (form_of(secret_name="a", secret_value=EMOJI * 10000), "a"),
    "value of 10000 escapes": (dict(json='{"secret_name":"a","secret_value":"%s"}' % ("\\u00e9" * 10000)), "a"),
    "value that looks like JSON": (json_of(secret_name="a", secret_value='{"secret_name":"b"}'), "a"),
    "value with line breaks": (json_of(secret_name="a", secret_value="-----BEGIN KEY-----\r\nAAAA\n\t-----END KEY-----\n"), "a"),
    "value of blanks": (json_of(secret_name="a", secret_value="  "), "a"),
    "name with quotes and markup": (json_of(secret_name='"<b>\\&amp;', secret_value="v"), '"<b>\\&amp;'),
    "name with a slash": (json_of(secret_name="a/b", secret_value="v"), "a/b"),
    "unknown member": (json_of(secret_name="a", secret_value="v", colour="red"), "a"),
    "a placeholder of one's own": (json_of(secret_name="a", secret_value="v", secret_placeholder="sec_123456789"), "a"),
}  # fmt: skip


@pytest.mark.parametrize("name", CREATED)
def test_create(secrets, name):
    request, expected = CREATED[name]
    answer = secrets.call("POST", **request)
    assert answer.status == 201, answer
    assert secrets.names() == [expected]
    assert secrets.list()[0]["secret_placeholder"] != "sec_123456789"


# Each value holds "hunter2", which no answer may.
REFUSED = {
    "no body": (dict(), 400, None),
    "empty object": (json_of(), 422, "secret_name"),
    "empty form": (dict(body=b"", headers=FORM), 422, "secret_name"),
    "no name": (json_of(secret_value="hunter2"), 422, "secret_name"),
    "no value": (json_of(secret_name="a"), 422, "secret_value"),
    "empty name": (json_of(secret_name="", secret_value="hunter2"), 422, "secret_name"),
    "empty value": (json_of(secret_name="a", secret_value=""), 422, "secret_value"),
    "empty value, form": (form_of(secret_name="a", secret_value=""), 422, "secret_value"),
    "name of 256": (json_of(secret_name="n" * 256, secret_value="hunter2"), 422, "255"),
    "name of 256 emoji": (json_of(secret_name=EMOJI * 256, secret_value="hunter2"), 422, "255"),
    "value of 10001": (json_of(secret_name="a", secret_value="hunter2" + "v" * 9994), 422, "10000"),
    "value of 10001 emoji": (json_of(secret_name="a", secret_value=EMOJI * 10001), 422, "10000"),
    "value of 10001, form": (form_of(secret_name="a", secret_value="hunter2" + "v" * 9994), 422, "10000"),
    "name is a number": (json_of(secret_name=1, secret_value="hunter2"), 422, "secret_name"),
    "name is null": (json_of(secret_name=None, secret_value="hunter2"), 422, "secret_name"),
    "name is a list": (json_of(secret_name=["hunter2"], secret_value="hunter2"), 422, "secret_name"),
    "value is a number": (json_of(secret_name="a", secret_value=1112), 422, "secret_value"),
    "value is null": (json_of(secret_name="a", secret_value=None), 422, "secret_value"),
    "value is an object": (json_of(secret_name="a", secret_value={"hunter2": "hunter2"}), 422, "secret_value"),
    "value is a list": (json_of(secret_name="a", secret_value=["hunter2"]), 422, "secret_value"),
    "value is true": (json_of(secret_name="a", secret_value=True), 422, "secret_value"),
    "NUL in the name": (json_of(secret_name="a\0", secret_value="hunter2"), 422, "secret_name"),
    "NUL in the value": (json_of(secret_name="a", secret_value="hunter2\0"), 422, "secret_value"),
    "JSON is a list": (dict(json='["hunter2"]'), 422, "object"),
    "JSON is a text": (dict(json='"hunter2"'), 422, "object"),
    "JSON is nothing": (dict(json=""), 400, None),
    "JSON cut off": (dict(json='{"secret_name":"a","secret_value":"hunter2'), 400, "line 1"),
    "JSON with a value that is not JSON": (dict(json='{"secret_name":"a","secret_value":hunter2}'), 400, "line 1"),
    "value twice in JSON": (dict(json='{"secret_name":"a","secret_value":"hunter2","secret_value":"hunter2"}'), 400, "line 1"),
    "value twice in a form": (dict(body=b"secret_name=a&secret_value=hunter2&secret_value=hunter2", headers=FORM), 400, "secret_value"),
    "half a surrogate pair": (dict(json='{"secret_name":"a","secret_value":"hunter2\\ud83d"}'), 400, "line 1"),
    "not UTF-8": (dict(json=b'{"secret_name":"a","secret_value":"hunter2\xff"}'), 400, None),
    "form that is not UTF-8": (dict(body=b"secret_name=a&secret_value=hunter2%ff", headers=FORM), 422, "secret_value"),
    "form with a broken percent": (dict(body=b"secret_name=a&secret_value=hunter2%zz", headers=FORM), 400, None),
    "text": (dict(body=b"hunter2", headers={"Content-Type": "text/plain"}), 415, None),
    "multipart": (dict(body=b"--x--", headers={"Content-Type": "multipart/form-data; boundary=x"}), 415, None),
    "no content type": (dict(body=b'{"secret_name":"a","secret_value":"hunter2"}'), 415, None),
    "too large": (dict(json='{"secret_name":"a","secret_value":"%s"}' % ("hunter2" * 1_600_000)), 413, None),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_create_refused(secrets, name):
    request, status, says = REFUSED[name]
    answer = secrets.call("POST", **request)
    expect_error(answer, status, says=says)
    assert b"hunter2" not in answer.body and b"1112" not in answer.body
    assert secrets.names() == []


def test_every_problem_is_named(secrets):
    error = expect_error(secrets.call("POST", json=json.dumps({"secret_name": 5, "secret_value": "v" * 10001})), 422)
    assert "/secret_name" in error["description"] and "/secret_value" in error["description"]


def test_a_name_stands_once(secrets):
    first = secrets.add("client_id", "one")
    error = expect_error(secrets.call("POST", json=json.dumps({"secret_name": "client_id", "secret_value": "hunter2"})), 409, "CONFLICT_ERROR")
    assert error["message"] == "The resource already exists."
    assert "hunter2" not in json.dumps(error)
    assert [one["secret_placeholder"] for one in secrets.list()] == [first]
    secrets.add("Client_id")  # another name
    other = Secrets(secrets.server, secrets.server.create()["connector_identifier"])
    other.add("client_id")  # another connector
    secrets.server.call("DELETE", connectors_path(42, other.connector))
    assert secrets.call("DELETE", f"/{first}").status == 204
    assert secrets.add("client_id") != first  # free again


def test_at_most_a_hundred(secrets):
    for number in range(100):
        secrets.add(f"n{number:02}")
    assert len(secrets.list()) == 100
    error = expect_error(secrets.call("POST", json='{"secret_name":"one more","secret_value":"v"}'), 409)
    assert "100" in error["description"]
    expect_error(secrets.call("POST", json='{"secret_name":"n00","secret_value":"v"}'), 409)
    assert secrets.change(secrets.list()[0]["secret_placeholder"], "new").status == 204
    assert secrets.call("DELETE", f"/{secrets.list()[0]['secret_placeholder']}").status == 204
    secrets.add("one more")


def test_many_at_once_get_each_its_own(secrets):
    with ThreadPoolExecutor(8) as pool:
        placeholders = list(pool.map(lambda number: secrets.add(f"n{number}"), range(40)))
    assert len(set(placeholders)) == 40
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: secrets.call("POST", json='{"secret_name":"same","secret_value":"v"}').status, range(16)))
    assert sorted(statuses) == [201] + [409] * 15


# ---- change and delete -----------------------------------------------------------------------------------------------


def test_change(secrets):
    placeholder = secrets.add("client_id")
    for value in ("other", EMOJI * 10000, '{"a":1}'):
        answer = secrets.change(placeholder, value)
        assert answer.status == 204 and answer.body == b""
        expect_headers(answer)
    assert secrets.list() == [{"secret_placeholder": placeholder, "secret_name": "client_id"}]


NOT_CHANGED = {
    "no body": (dict(), 415, None),
    "empty object": (json_of(), 422, "secret_value"),
    "empty value": (json_of(secret_value=""), 422, "secret_value"),
    "value of 10001": (json_of(secret_value="hunter2" + "v" * 9994), 422, "10000"),
    "value is null": (json_of(secret_value=None), 422, "secret_value"),
    "value is a number": (json_of(secret_value=1112), 422, "secret_value"),
    "value is an object": (json_of(secret_value={"hunter2": 1}), 422, "secret_value"),
    "NUL in the value": (json_of(secret_value="hunter2\0"), 422, "secret_value"),
    "only a name": (json_of(secret_name="other"), 422, "secret_value"),
    "JSON is a text": (dict(json='"hunter2"'), 422, "object"),
    "no JSON": (dict(json="hunter2"), 400, "line 1"),
    "a form": (form_of(secret_value="hunter2"), 415, "application/json"),
    "text": (dict(body=b"hunter2", headers={"Content-Type": "text/plain"}), 415, None),
}


@pytest.mark.parametrize("name", NOT_CHANGED)
def test_change_refused(secrets, name):
    placeholder = secrets.add("client_id", "value")
    request, status, says = NOT_CHANGED[name]
    answer = secrets.call("PUT", f"/{placeholder}", **request)
    expect_error(answer, status, says=says)
    assert b"hunter2" not in answer.body and b"1112" not in answer.body


def test_delete(secrets):
    first, second = secrets.add("a"), secrets.add("b")
    answer = secrets.call("DELETE", f"/{first}")
    assert answer.status == 204 and answer.body == b""
    assert secrets.names() == ["b"]
    expect_error(secrets.call("DELETE", f"/{first}"), 404, says=first)
    expect_error(secrets.change(first, "x"), 404, says=first)
    assert secrets.call("DELETE", f"/{second}").status == 204
    assert secrets.names() == []


PLACEHOLDERS = {
    "unknown": (UNKNOWN, 404), "all digits": ("sec_123456789", 404), "all letters": ("sec_abcdefabc", 404), "percent-encoded": ("%73ec_000000000", 404),
    "8 digits": ("sec_00000000", 400), "10 digits": ("sec_0000000000", 400), "capitals": ("sec_ABCDEFABC", 400), "no mark": ("000000000", 400),
    "another mark": ("SEC_000000000", 400), "no hexadecimal digit": ("sec_00000000g", 400), "its name": ("client_id", 400), "a value": ("hunter2", 400),
    "NUL": ("sec_000000000%00", 400), "space": ("sec_000000000%20", 400), "slash": ("sec_00000000%2F", 400), "broken percent": ("sec_00000000%zz", 400),
    "emoji": (quote(EMOJI), 400), "not UTF-8": ("%ff", 400), "sql": ("'or'1'='1", 400), "star": ("*", 400), "very long": ("sec_" + "0" * 5000, 400),
}  # fmt: skip


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_placeholders(secrets, name, method):
    secrets.add("client_id")
    placeholder, status = PLACEHOLDERS[name]
    more = {"json": '{"secret_value":"v"}'} if method == "PUT" else {}
    answer = secrets.call(method, f"/{placeholder}", **more)
    expect_error(answer, status, "BAD_REQUEST" if status == 400 else "NOT_FOUND", says="sec_" if status == 404 else "secret_placeholder")
    assert b"hunter2" not in answer.body
    assert secrets.names() == ["client_id"]


@pytest.mark.parametrize("identifier, status", [("ZZZZZ", 404), ("a.b", 400), ("a" * 101, 400), ("%00", 400), ("*", 400)])
def test_of_a_connector_that_is_not_there(server, identifier, status):
    there = Secrets(server, identifier)
    for answer in (there.call("GET"), there.call("POST", json='{"secret_name":"a","secret_value":"v"}'), there.change(UNKNOWN, "v"), there.call("DELETE", f"/{UNKNOWN}")):
        expect_error(answer, status, says="connector")


@pytest.mark.parametrize("method, rest, allowed", [
    ("PUT", "", {"GET", "POST"}), ("DELETE", "", {"GET", "POST"}), ("PATCH", "", {"GET", "POST"}),
    ("GET", f"/{UNKNOWN}", {"PUT", "DELETE"}), ("POST", f"/{UNKNOWN}", {"PUT", "DELETE"}),
])  # fmt: skip
def test_other_methods(secrets, method, rest, allowed):
    answer = secrets.call(method, rest)
    expect_error(answer, 405)
    assert allowed <= {one.strip() for one in answer.header("Allow").split(",")}


@pytest.mark.parametrize("rest", [f"/{UNKNOWN}/", f"/{UNKNOWN}/value", "/sec_000000000/../sec_000000001", "//"])
def test_nowhere(secrets, rest):
    assert secrets.call("PUT", rest, json='{"secret_value":"v"}').status in (400, 404)


# ---- with their connector --------------------------------------------------------------------------------------------


def test_secrets_go_with_their_connector(server):
    mine = Secrets(server, server.create()["connector_identifier"])
    placeholder = mine.add("client_id")
    assert server.call("DELETE", connectors_path(42, mine.connector)).status == 204
    expect_error(mine.call("GET"), 404)
    expect_error(mine.change(placeholder, "v"), 404)


def test_a_duplicate_has_the_names_and_not_the_values(server, secrets):
    placeholder = secrets.add("client_id")
    text = '{"url":"https://example.com/?k={{ secrets.%s }}"}' % placeholder
    assert server.save(secrets.connector, text).status == 204
    copy = server.call("POST", server.path(), form={"title": "Copy", "connector_identifier": secrets.connector}).json
    theirs = Secrets(server, copy["connector_identifier"])
    assert theirs.list() == secrets.list()  # the configuration's placeholders hold in the copy
    assert text.encode() in server.get(theirs.connector).body
    assert theirs.change(placeholder, "its own").status == 204
    expect_error(theirs.call("POST", json='{"secret_name":"client_id","secret_value":"v"}'), 409)
    assert theirs.call("DELETE", f"/{placeholder}").status == 204
    assert secrets.names() == ["client_id"]  # each has its own
    second = theirs.add("client_id")
    assert second != placeholder
    server.call("DELETE", connectors_path(42, theirs.connector))


def test_a_connector_does_not_show_its_secrets(server, secrets):
    before = server.get(secrets.connector)
    secrets.add("client_id", "hunter2")
    after = server.get(secrets.connector)
    assert after.json == before.json and after.header("ETag") == before.header("ETag")
    listed = server.call("GET", server.path() + "?include_configs=true")
    assert b"hunter2" not in after.body + listed.text and b"client_id" not in after.body


def test_another_teams_secrets(server):
    theirs = Secrets(server, server.call("POST", connectors_path(43), form={"title": "Theirs"}, key=server.other_key).json["connector_identifier"], team=43)
    placeholder = theirs.add("client_id", key=server.other_key)
    seen = set()
    for item in (placeholder, UNKNOWN, "x"):
        for connector in (theirs.connector, "ZZZZZ"):
            there = Secrets(server, connector, team=43)
            for answer in (there.call("GET", headers={"X-Request-Id": "the-same-id"}), there.change(item, "v", headers={"X-Request-Id": "the-same-id"}),
                           there.call("DELETE", f"/{item}", headers={"X-Request-Id": "the-same-id"})):  # fmt: skip
                expect_error(answer, 403, "FORBIDDEN")
                seen.add(answer.body)
    assert len(seen) == 1, "the answer reveals what exists in a different team"
    # In the caller's own team neither exists.
    ours = Secrets(server, theirs.connector)
    for answer in (ours.call("GET"), ours.change(placeholder, "v"), ours.call("DELETE", f"/{placeholder}")):
        expect_error(answer, 404)
    # Nor can they be copied.
    answer = server.call("POST", server.path(), form={"title": "x", "connector_identifier": theirs.connector})
    expect_error(answer, 404)
    assert [one["secret_name"] for one in theirs.call("GET", key=server.other_key).json["secrets"]] == ["client_id"]
    server.call("DELETE", connectors_path(43, theirs.connector), key=server.other_key)


def test_a_placeholder_is_of_its_connector_alone(server, secrets):
    other = Secrets(server, server.create()["connector_identifier"])
    placeholder = secrets.add("client_id")
    expect_error(other.change(placeholder, "v"), 404)
    expect_error(other.call("DELETE", f"/{placeholder}"), 404)
    assert secrets.names() == ["client_id"]
    server.call("DELETE", connectors_path(42, other.connector))


def test_changes_stand_in_the_connectors_log(server, secrets):
    placeholder = secrets.add("client_id", "hunter2")
    assert secrets.change(placeholder, "hunter2").status == 204
    assert secrets.call("DELETE", "/hunter2").status == 400
    assert secrets.call("DELETE", f"/{placeholder}").status == 204
    answer = server.call("GET", connectors_path(42, secrets.connector) + "/logs")
    events = [(one["event"], one["status"]) for one in answer.json["logs"] if one["event"].startswith("secret.")]
    assert events == [("secret.delete", 204), ("secret.delete", 400), ("secret.update", 204), ("secret.create", 201)]
    assert b"hunter2" not in answer.body
    for one in answer.json["logs"]:
        assert b"hunter2" not in server.call("GET", connectors_path(42, secrets.connector) + f"/logs/{one['id']}").body
