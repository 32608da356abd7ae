"""Who may do what: credentials, roles, scopes, teams, limits (contract, section 1)."""

import base64
import contextlib
import json
import re
import sqlite3
import time

import pytest

from archives import changed
from connectory_server import Server, connectors_path, eventually, expect_error, expect_headers, patient, serving
from pictures import blank_png, form, part

ROLES = ["OWNER", "ADMIN", "EDITOR", "FINANCE", "VIEWER"]
SCOPES = [
    "cb_connectors_read", "cb_connectors_write", "cb_logo_read", "cb_logo_write", "cb_logs_read", "cb_secrets_read",
    "cb_secrets_write", "ds_accounts_read", "ds_login_links_read", "ds_login_links_write", "ds_logins_read", "ds_logins_write",
    "ds_queries_read", "ds_queries_run", "team_read", "team_settings_read", "team_settings_write", "user_read",
]  # fmt: skip
READERS = {"OWNER", "ADMIN", "EDITOR", "VIEWER"}
WRITERS = {"OWNER", "ADMIN", "EDITOR"}

# name: (method, path below the team, what is sent, scope, roles that may). Each call would succeed or say 404: never 400.
ROUTES = {
    "list": ("GET", "/connector_builder/connectors", {}, "cb_connectors_read", READERS),
    "create": ("POST", "/connector_builder/connectors", {"form": {"title": "x"}}, "cb_connectors_write", WRITERS),
    "read": ("GET", "/connector_builder/connectors/ZZZZZ", {}, "cb_connectors_read", READERS),
    "update": ("PUT", "/connector_builder/connectors/ZZZZZ", {"json": '{"connector":{"name":"x"}}'}, "cb_connectors_write", WRITERS),
    "delete": ("DELETE", "/connector_builder/connectors/ZZZZZ", {}, "cb_connectors_write", WRITERS),
    "versions": ("GET", "/connector_builder/connectors/ZZZZZ/versions", {}, "cb_connectors_read", READERS),
    "version": ("GET", "/connector_builder/connectors/ZZZZZ/versions/1", {}, "cb_connectors_read", READERS),
    "diff": ("GET", "/connector_builder/connectors/ZZZZZ/versions/1/diff/2", {}, "cb_connectors_read", READERS),
    "restore": ("POST", "/connector_builder/connectors/ZZZZZ/versions/1/restore", {}, "cb_connectors_write", WRITERS),
    "label": ("PUT", "/connector_builder/connectors/ZZZZZ/versions/1/labels/x", {}, "cb_connectors_write", WRITERS),
    "unlabel": ("DELETE", "/connector_builder/connectors/ZZZZZ/versions/1/labels/x", {}, "cb_connectors_write", WRITERS),
    "draft": ("GET", "/connector_builder/connectors/ZZZZZ/draft", {}, "cb_connectors_read", READERS),
    "save draft": ("PUT", "/connector_builder/connectors/ZZZZZ/draft", {"json": '{"configuration_json":{}}'}, "cb_connectors_write", WRITERS),
    "delete draft": ("DELETE", "/connector_builder/connectors/ZZZZZ/draft", {}, "cb_connectors_write", WRITERS),
    "publish": ("POST", "/connector_builder/connectors/ZZZZZ/publish", {}, "cb_connectors_write", WRITERS),
    "logs": ("GET", "/connector_builder/connectors/ZZZZZ/logs", {}, "cb_logs_read", READERS),
    "log": ("GET", "/connector_builder/connectors/ZZZZZ/logs/x", {}, "cb_logs_read", READERS),
    "logo": ("GET", "/connector_builder/connectors/ZZZZZ/logo", {}, "cb_logo_read", READERS),
    "set logo": ("POST", "/connector_builder/connectors/ZZZZZ/logo", form(part(blank_png(1, 1))), "cb_logo_write", WRITERS),
    "remove logo": ("DELETE", "/connector_builder/connectors/ZZZZZ/logo", {}, "cb_logo_write", WRITERS),
    "secrets": ("GET", "/connector_builder/connectors/ZZZZZ/secrets", {}, "cb_secrets_read", READERS),
    "create secret": ("POST", "/connector_builder/connectors/ZZZZZ/secrets", {"json": '{"secret_name":"a","secret_value":"v"}'}, "cb_secrets_write", WRITERS),
    "update secret": ("PUT", "/connector_builder/connectors/ZZZZZ/secrets/sec_000000000", {"json": '{"secret_value":"v"}'}, "cb_secrets_write", WRITERS),
    "delete secret": ("DELETE", "/connector_builder/connectors/ZZZZZ/secrets/sec_000000000", {}, "cb_secrets_write", WRITERS),
    "export": ("GET", "/connector_builder/connectors/ZZZZZ/export", {}, "cb_connectors_read", READERS),
    "export all": ("GET", "/connector_builder/export", {}, "cb_connectors_read", READERS),
    "import": ("POST", "/connector_builder/import", {"body": changed(), "headers": {"Content-Type": "application/zip"}}, "cb_connectors_write", WRITERS),
    # FINANCE may neither write nor query; who is in the team is neither.
    "team": ("GET", "", {}, "team_read", set(ROLES)),
    "audit": ("GET", "/audit", {}, "team_settings_read", set(ROLES)),
    "users": ("GET", "/users", {}, "user_read", set(ROLES)),
}
GRANTED = {"list": 200, "create": 201, "export all": 200, "import": 201, "team": 200, "audit": 200, "users": 200}  # of the others 404


def call(server, route, key, team=42, **more):
    method, rest, sent, _, _ = ROUTES[route]
    answer = server.call(method, f"/v1/teams/{team}{rest}", key=key, **sent, **more)
    if answer.status == 201:
        for made in answer.json.get("connectors", [answer.json]):
            server.call("DELETE", connectors_path(team, made["connector_identifier"]))
    return answer


@pytest.fixture(scope="module")
def keys(server):
    """One key for each role and choice of scopes, created when it is first needed."""
    made = {}

    def get(role, scopes):
        if (role, scopes) not in made:
            more = ["--scopes", ",".join(scopes)] if scopes is not None else []
            made[role, scopes] = server.make_key(role, *more)["api_key"]
        return made[role, scopes]

    return get


# Every role alone, with each scope alone, with all scopes, and with all but the one that a route needs.
CHOICES = {"its role's": None, "all": tuple(SCOPES)} | {scope: (scope,) for scope in SCOPES}
CHOICES |= {f"all but {scope}": tuple(one for one in SCOPES if one != scope)
            for scope in ("cb_connectors_read", "cb_connectors_write", "cb_logo_read", "cb_logo_write", "cb_logs_read", "cb_secrets_read", "cb_secrets_write", "team_read", "team_settings_read", "user_read")}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("choice", CHOICES)
def test_role_and_scope(server, keys, role, choice):
    scopes = CHOICES[choice]
    key = keys(role, scopes)
    for route, (_, _, _, scope, roles) in ROUTES.items():
        answer = call(server, route, key)
        if role in roles and (scopes is None or scope in scopes):
            assert answer.status == GRANTED.get(route, 404), (route, answer)
            expect_headers(answer)
        else:
            expect_error(answer, 403, "PERMISSION_ERROR")
        # In a different team, there is only one answer, whatever the role.
        expect_error(call(server, route, key, team=43), 403, "FORBIDDEN")


@pytest.mark.parametrize("scope", SCOPES)
def test_scopes_without_a_role(server, scope):
    try:
        key = server.make_key(None, "--scopes", scope)["api_key"]
    except Exception as refused:  # a key may have to name a role
        assert getattr(refused, "code", None) == 64, refused
        return
    for route, (_, _, _, needed, _) in ROUTES.items():
        answer = call(server, route, key)
        if needed == scope:
            assert answer.status == GRANTED.get(route, 404), (route, answer)
        else:
            expect_error(answer, 403, "PERMISSION_ERROR")


def test_a_refusal_says_what_is_missing(server, keys):
    error = expect_error(call(server, "create", keys("VIEWER", None)), 403, "PERMISSION_ERROR")
    assert "cb_connectors_write" in error["description"]
    error = expect_error(call(server, "create", keys("OWNER", ("cb_connectors_read",))), 403, "PERMISSION_ERROR")
    assert "cb_connectors_write" in error["description"]


# ---- another team's connectors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_a_foreign_connector_is_403_whatever_its_identifier(server, method):
    theirs = server.call("POST", connectors_path(43), form={"title": "Theirs"}, key=server.other_key).json
    more = {"json": '{"connector":{"name":"mine now"}}'} if method == "PUT" else {}
    seen = set()
    for identifier in (theirs["connector_identifier"], "ZZZZZ", "a" * 101, "a%2Fb", "a.b"):
        answer = server.call(method, connectors_path(43, identifier), headers={"X-Request-Id": "the-same-id"}, **more)
        assert answer.status == 403, (identifier, answer)
        seen.add(answer.body)
        if method != "HEAD":
            expect_error(answer, 403, "FORBIDDEN")
    assert len(seen) == 1, "the answer reveals what exists in a different team"
    still = server.call("GET", connectors_path(43, theirs["connector_identifier"]), key=server.other_key)
    assert still.status == 200 and still.json["name"] == "Theirs"
    # In the caller's own team it does not exist, whatever is sent.
    assert server.call(method, connectors_path(42, theirs["connector_identifier"]), **more).status == 404
    server.call("DELETE", connectors_path(43, theirs["connector_identifier"]), key=server.other_key)


# ---- credentials -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["Bearer {key}", "bearer {key}", "BEARER {key}", "Bearer   {key}", "{key}"])
def test_forms_of_a_key(server, form):
    answer = server.call("GET", server.path(), key="", headers={"Authorization": form.format(key=server.key)})
    assert answer.status == 200, answer


CREDENTIALS = {
    "none": (None, False), "empty": ("", False), "scheme alone": ("Bearer", None), "scheme and space": ("Bearer ", None),
    "unknown key": ("Bearer api_unknown", True), "unknown bare key": ("api_unknown", True), "unknown token": ("Bearer abc", True),
    "key and more": ("Bearer {key}x", True), "key less one": ("Bearer {short}", True), "two keys": ("Bearer {key} {key}", None),
    "two keys with a comma": ("Bearer {key}, Bearer {key}", None), "in quotes": ('Bearer "{key}"', None), "lower-case key": ("Bearer {lower}", True),
    "other scheme": ("Basic {key}", None), "Basic with the key": ("Basic {basic}", None), "Digest": ('Digest username="x"', None),
    "not ASCII": ("Bearer caf\xe9", None), "very long": ("Bearer " + "a" * 10_000, None), "JWT of nobody": ("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", True),
    "colon": ("Bearer: {key}", None), "wildcard": ("Bearer %", True), "null": ("Bearer null", True), "sql": ("Bearer ' or 1=1 --", None),
}  # fmt: skip


@pytest.mark.parametrize("name", CREDENTIALS)
def test_not_a_credential(server, name):
    form, was_sent = CREDENTIALS[name]
    headers = {}
    if form is not None:
        basic = base64.b64encode(f"{server.key}:".encode()).decode()
        headers["Authorization"] = form.format(key=server.key, short=server.key[:-1], lower=server.key.lower() + "_", basic=basic)
    for route, (method, rest, sent, _, _) in ROUTES.items():
        answer = server.call(method, f"/v1/teams/42{rest}", key="", **{**sent, "headers": headers})
        expect_error(answer, 401, "UNAUTHORIZED")
        challenge = answer.header("WWW-Authenticate")
        if was_sent is not None:
            assert ('error="invalid_token"' in challenge) == was_sent, challenge
        assert server.key not in answer.body.decode()


def test_a_key_in_the_query_is_not_taken_here(server):
    expect_error(server.call("GET", server.path() + f"?api_key={server.key}", key=""), 401)


def test_a_key_text(server):
    made = server.make_key()
    assert made["api_key"].startswith("api_") and len(made["api_key"]) >= 30
    assert made["key_id"] and made["key_id"] not in made["api_key"]
    assert made["api_key"] not in json.dumps(server.cli("key", "list", "--team", 42))


# ---- order of the checks ---------------------------------------------------------------------------------------------

BAD_JSON = {"json": "{"}
ORDER = {
    "401 before 403": ("GET", connectors_path(43), {}, "", 401),
    "401 before 400 of the team": ("GET", connectors_path("abc"), {}, "", 401),
    "401 before 400 of the identifier": ("GET", connectors_path(42, "a.b"), {}, "", 401),
    "401 before 400 of the query": ("GET", connectors_path(42) + "?include_configs=banana", {}, "", 401),
    "401 before 400 of the body": ("PUT", connectors_path(42, "ZZZZZ"), BAD_JSON, "", 401),
    "401 before 404": ("GET", connectors_path(42, "ZZZZZ"), {}, "", 401),
    "401 before 415": ("POST", connectors_path(42), {"body": b"x"}, "", 401),
    "401 before 422": ("POST", connectors_path(42), {"form": {}}, "", 401),
    "403 of the team before 400 of the identifier": ("GET", connectors_path(43, "a.b"), {}, "owner", 403),
    "403 of the team before 400 of the query": ("GET", connectors_path(43) + "?include_configs=banana", {}, "owner", 403),
    "403 of the team before 400 of the body": ("PUT", connectors_path(43, "ZZZZZ"), BAD_JSON, "owner", 403),
    "403 of the team before 415": ("POST", connectors_path(43), {"body": b"x"}, "owner", 403),
    "403 of the role before 400 of the body": ("PUT", connectors_path(42, "ZZZZZ"), BAD_JSON, "viewer", 403),
    "403 of the role before 400 of the identifier": ("PUT", connectors_path(42, "a.b"), BAD_JSON, "viewer", 403),
    "403 of the role before 404": ("DELETE", connectors_path(42, "ZZZZZ"), {}, "viewer", 403),
    "403 of the role before 415": ("POST", connectors_path(42), {"body": b"x"}, "viewer", 403),
    "403 of the role before 422": ("POST", connectors_path(42), {"form": {}}, "viewer", 403),
    "401 before 400 of the placeholder": ("DELETE", connectors_path(42, "ZZZZZ") + "/secrets/x", {}, "", 401),
    "403 of the team before 400 of the placeholder": ("DELETE", connectors_path(43, "ZZZZZ") + "/secrets/x", {}, "owner", 403),
    "403 of the role before 400 of the placeholder": ("DELETE", connectors_path(42, "ZZZZZ") + "/secrets/x", {}, "viewer", 403),
    "403 of the role before 400 of a secret's body": ("POST", connectors_path(42, "ZZZZZ") + "/secrets", BAD_JSON, "viewer", 403),
    "400 of the placeholder before 404": ("DELETE", connectors_path(42, "ZZZZZ") + "/secrets/x", {}, "owner", 400),
    "422 of a secret before 404": ("POST", connectors_path(42, "ZZZZZ") + "/secrets", {"json": "{}"}, "owner", 422),
    "400 of the body before 404": ("PUT", connectors_path(42, "ZZZZZ"), BAD_JSON, "owner", 400),
    "422 before 404": ("PUT", connectors_path(42, "ZZZZZ"), {"json": "{}"}, "owner", 422),
    "415 before 404": ("PUT", connectors_path(42, "ZZZZZ"), {"body": b"x", "headers": {"Content-Type": "text/plain"}}, "owner", 415),
}


@pytest.mark.parametrize("name", ORDER)
def test_order_of_checks(server, keys, name):
    method, path, more, who, status = ORDER[name]
    key = {"": "", "owner": server.key, "viewer": keys("VIEWER", None)}[who]
    expect_error(server.call(method, path, key=key, **more), status)


def test_the_limit_comes_before_what_one_may(server):
    key = server.make_key("FINANCE", rate=1)["api_key"]
    expect_error(server.call("GET", server.path(), key=key), 403)
    expect_error(server.call("GET", server.path(), key=key), 429)
    expect_error(server.call("GET", connectors_path(43), key=key), 429)
    expect_error(server.call("GET", connectors_path("abc"), key=key), 429)


# ---- keys that end ---------------------------------------------------------------------------------------------------


def test_a_disabled_key_ends_within_100_ms(server):
    made = server.make_key()
    for _ in range(3):
        assert server.call("GET", server.path(), key=made["api_key"]).status == 200
        server.cli("key", "disable", made["key_id"])
        begin = time.monotonic()
        eventually(lambda: server.call("GET", server.path(), key=made["api_key"]).status == 401, 0.1, "the disabled key is refused")
        assert time.monotonic() - begin < patient(0.15)
        server.cli("key", "enable", made["key_id"])
        eventually(lambda: server.call("GET", server.path(), key=made["api_key"]).status == 200, 0.1, "the enabled key is accepted")


def test_a_disabled_key_ends_on_an_open_connection(server):
    made = server.make_key()
    ask = f"GET {server.path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {made['api_key']}\r\n\r\n".encode()
    with server.wire() as wire:
        assert wire.ask(ask).status == 200
        server.cli("key", "disable", made["key_id"])
        eventually(lambda: wire.ask(ask).status == 401, 0.1, "the disabled key is refused")


def test_a_deleted_key_ends(server):
    made = server.make_key()
    assert server.call("GET", server.path(), key=made["api_key"]).status == 200
    server.cli("key", "delete", made["key_id"])
    eventually(lambda: server.call("GET", server.path(), key=made["api_key"]).status == 401, 0.1, "the deleted key is refused")
    assert made["key_id"] not in json.dumps(server.cli("key", "list", "--team", 42))


def test_a_disabled_key_says_401_also_where_it_was_never_used(server):
    made = server.make_key()
    server.cli("key", "disable", made["key_id"])
    answer = server.call("GET", server.path(), key=made["api_key"])
    expect_error(answer, 401)
    assert 'error="invalid_token"' in answer.header("WWW-Authenticate")


def test_a_key_ends_and_a_connector_changes_although_word_of_it_was_pruned(make_server):
    """A tool that makes very many changes at once leaves only the last notices. The server must then assume that everything changed."""
    server = make_server().start()
    made, shop = server.make_key(), server.create("Before")["connector_identifier"]
    assert server.call("GET", server.path(), key=made["api_key"]).status == 200
    assert server.get(shop).json["name"] == "Before"
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db")) as database, database:
        database.execute("UPDATE api_keys SET is_enabled = 0 WHERE key_id = ?", (made["key_id"],))
        database.execute("UPDATE connectors SET name = 'After', revision = 'another' WHERE connector_id = ?", (shop,))
        database.execute("INSERT INTO change_notices (notice_id, kind, team_id, subject) SELECT MAX(notice_id) + 20000, 'logo', 42, 'x' FROM change_notices")
    eventually(lambda: server.call("GET", server.path(), key=made["api_key"]).status == 401, 1, "the disabled key is refused")
    eventually(lambda: server.get(shop).json["name"] == "After", 1, "the answer that was kept is forgotten")


def test_an_expired_key(server):
    made = server.make_key("OWNER", "--expires", "1s")
    first = server.call("GET", server.path(), key=made["api_key"]).status
    assert first in (200, 401)
    eventually(lambda: server.call("GET", server.path(), key=made["api_key"]).status == 401, 3, "the key expires")


def test_a_key_that_will_expire_is_taken(server):
    made = server.make_key("OWNER", "--expires", "90d")
    assert server.call("GET", server.path(), key=made["api_key"]).status == 200


@pytest.mark.parametrize("allowed, status", [
    ("127.0.0.1", 200), ("127.0.0.0/8", 200), ("0.0.0.0/0", 200), ("127.0.0.1/32", 200), ("10.0.0.0/8", 403), ("127.0.0.2", 403),
    ("::1", 403), ("::/0", None), ("128.0.0.0/1", 403),
])  # fmt: skip
def test_allowed_addresses(server, allowed, status):
    key = server.make_key("OWNER", "--allow-ip", allowed)["api_key"]
    answer = server.call("GET", server.path(), key=key)
    assert answer.status == status or status is None, answer
    if answer.status == 403:
        expect_error(answer, 403, "FORBIDDEN", says="address")


def test_the_address_of_a_stranger_in_a_header_changes_nothing(server):
    key = server.make_key("OWNER", "--allow-ip", "10.0.0.0/8")["api_key"]
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP"):
        expect_error(server.call("GET", server.path(), key=key, headers={name: "10.1.2.3"}), 403, "FORBIDDEN")


def test_several_allowed_addresses(server):
    key = server.make_key("OWNER", "--allow-ip", "10.0.0.0/8", "--allow-ip", "127.0.0.1")["api_key"]
    assert server.call("GET", server.path(), key=key).status == 200


# ---- OAuth -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(server):
    return server.cli("client", "create", "--team", 42, "--role", "EDITOR", "--name", "nightly")


def basic(client, secret=None):
    text = f"{client['client_id']}:{secret or client['client_secret']}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def ask_token(server, client, how="basic", **form):
    form = {"grant_type": "client_credentials", **form}
    if how == "basic":
        return server.call("POST", "/oauth/token", form=form, key="", headers=basic(client))
    return server.call("POST", "/oauth/token", key="", form={**form, "client_id": client["client_id"], "client_secret": client["client_secret"]})


def expect_token(answer):
    assert answer.status == 200, answer
    document = answer.json
    assert document["token_type"].lower() == "bearer" and document["expires_in"] == 3600
    assert len(document["access_token"]) >= 20
    assert "no-store" in answer.header("Cache-Control")
    return document["access_token"]


def expect_oauth_error(answer, status, error):
    """RFC 6749, section 5.2."""
    assert answer.status == status, answer
    assert answer.json["error"] == error, answer
    assert set(answer.json) <= {"error", "error_description", "error_uri"}
    assert answer.header("Content-Type").startswith("application/json")
    assert answer.header("Cache-Control") == "no-store"


@pytest.mark.parametrize("how", ["basic", "body"])
def test_token(server, client, how):
    token = expect_token(ask_token(server, client, how))
    for route, (_, _, _, _, roles) in ROUTES.items():
        assert call(server, route, token).status == GRANTED.get(route, 404)
        expect_error(call(server, route, token, team=43), 403, "FORBIDDEN")


def test_tokens_differ(server, client):
    assert len({expect_token(ask_token(server, client)) for _ in range(5)}) == 5


def test_token_with_fewer_scopes(server, client):
    answer = ask_token(server, client, scope="cb_connectors_read team_read")
    token = expect_token(answer)
    assert set(answer.json["scope"].split()) == {"cb_connectors_read", "team_read"}
    for route, (_, _, _, scope, _) in ROUTES.items():
        got = call(server, route, token)
        if scope in ("cb_connectors_read", "team_read"):
            assert got.status == GRANTED.get(route, 404)
        else:
            expect_error(got, 403, "PERMISSION_ERROR")


def test_token_never_has_more_than_its_client(server):
    reader = server.cli("client", "create", "--team", 42, "--role", "EDITOR", "--name", "reader", "--scopes", "cb_connectors_read")
    token = expect_token(ask_token(server, reader))
    assert call(server, "list", token).status == 200
    expect_error(call(server, "create", token), 403, "PERMISSION_ERROR")
    answer = ask_token(server, reader, scope="cb_connectors_write")
    if answer.status == 200:
        expect_error(call(server, "create", answer.json["access_token"]), 403, "PERMISSION_ERROR")
    else:
        expect_oauth_error(answer, 400, "invalid_scope")


OAUTH_ERRORS = {
    "no credential": (dict(form={"grant_type": "client_credentials"}), 401, "invalid_client"),
    "unknown client": (dict(form={"grant_type": "client_credentials", "client_id": "client_x", "client_secret": "y"}), 401, "invalid_client"),
    "no grant type": (dict(form={}, auth=True), 400, "invalid_request"),
    "unknown grant type": (dict(form={"grant_type": "magic"}, auth=True), 400, "unsupported_grant_type"),
    "password grant": (dict(form={"grant_type": "password", "username": "a", "password": "b"}, auth=True), 400, "unsupported_grant_type"),
    "unknown scope": (dict(form={"grant_type": "client_credentials", "scope": "fly"}, auth=True), 400, "invalid_scope"),
    "grant type twice": (dict(body=b"grant_type=client_credentials&grant_type=client_credentials", auth=True,
                              headers={"Content-Type": "application/x-www-form-urlencoded"}), 400, "invalid_request"),
    "broken Basic": (dict(form={"grant_type": "client_credentials"}, headers={"Authorization": "Basic %%%"}), (400, 401), None),
    "Basic without a colon": (dict(form={"grant_type": "client_credentials"}, headers={"Authorization": "Basic YWJj"}), (400, 401), None),
}  # fmt: skip


@pytest.mark.parametrize("name", OAUTH_ERRORS)
def test_token_refused(server, client, name):
    request, status, error = OAUTH_ERRORS[name]
    request = dict(request)
    headers = dict(request.pop("headers", {}))
    if request.pop("auth", False):
        headers |= basic(client)
    answer = server.call("POST", "/oauth/token", key="", headers=headers, **request)
    statuses = status if isinstance(status, tuple) else (status,)
    assert answer.status in statuses, answer
    expect_oauth_error(answer, answer.status, error or answer.json["error"])
    if answer.status == 401 and "Authorization" in headers:
        assert answer.header("WWW-Authenticate"), "RFC 6749, section 5.2"


def test_token_of_one_client_asked_for_by_another(server, client):
    other = server.cli("client", "create", "--team", 42, "--role", "EDITOR", "--name", "other")
    form = {"grant_type": "client_credentials", "client_id": other["client_id"]}
    for path, more in (("/oauth/token", {}), ("/oauth/revoke", {"token": "at_x"})):
        answer = server.call("POST", path, key="", headers=basic(client), form={**form, **more})
        expect_oauth_error(answer, 400, "invalid_request")
    form["client_id"] = client["client_id"]
    assert server.call("POST", "/oauth/token", key="", headers=basic(client), form=form).status == 200


def test_token_passes_over_what_it_does_not_know(server, client):
    body = b"mood=good&mood=better&grant_type=client_credentials"
    headers = basic(client) | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = server.call("POST", "/oauth/token", key="", body=body, headers=headers)
    assert answer.status == 200, "RFC 6749, section 3.2: unrecognized request parameters are ignored"


@pytest.mark.parametrize("how", ["basic", "body"])
def test_token_wrong_secret(server, client, how):
    wrong = dict(client, client_secret=client["client_secret"][:-1] + ("x" if client["client_secret"][-1] != "x" else "y"))
    answer = ask_token(server, wrong, how)
    expect_oauth_error(answer, 401, "invalid_client")
    if how == "basic":
        assert answer.header("WWW-Authenticate").startswith("Basic")
    assert wrong["client_secret"] not in answer.body.decode()


def test_token_takes_only_post(server):
    answer = server.call("GET", "/oauth/token", key="")
    assert answer.status == 405 and "POST" in answer.header("Allow")


@pytest.mark.parametrize("how", ["basic", "body"])
def test_revoked_token(server, client, how):
    token = expect_token(ask_token(server, client))
    other = expect_token(ask_token(server, client))
    assert call(server, "list", token).status == 200
    if how == "basic":
        answer = server.call("POST", "/oauth/revoke", key="", form={"token": token}, headers=basic(client))
    else:
        answer = server.call("POST", "/oauth/revoke", key="", form={"token": token, **{k: client[k] for k in ("client_id", "client_secret")}})
    assert answer.status == 200, answer
    expect_error(call(server, "list", token), 401)
    assert call(server, "list", other).status == 200
    again = server.call("POST", "/oauth/revoke", key="", form={"token": token}, headers=basic(client))
    assert again.status == 200, "RFC 7009, section 2.2: an invalid token is not an error"


def test_only_its_client_revokes_a_token(server, client):
    token = expect_token(ask_token(server, client))
    stranger = server.cli("client", "create", "--team", 43, "--role", "OWNER", "--name", "stranger")
    server.call("POST", "/oauth/revoke", key="", form={"token": token}, headers=basic(stranger))
    expect_oauth_error(server.call("POST", "/oauth/revoke", key="", form={"token": token}), 401, "invalid_client")
    expect_oauth_error(server.call("POST", "/oauth/revoke", key="", form={"token": token}, headers=basic(client, "wrong")), 401, "invalid_client")
    expect_oauth_error(server.call("POST", "/oauth/revoke", key="", form={}, headers=basic(client)), 400, "invalid_request")
    assert call(server, "list", token).status == 200


def test_a_disabled_client_has_no_tokens(server):
    made = server.cli("client", "create", "--team", 42, "--role", "OWNER", "--name", "short")
    token = expect_token(ask_token(server, made))
    assert call(server, "list", token).status == 200
    server.cli("client", "disable", made["client_id"])
    eventually(lambda: call(server, "list", token).status == 401, 0.1, "its token is refused")
    expect_oauth_error(ask_token(server, made), 401, "invalid_client")


def test_a_client_secret_is_no_key(server, client):
    for text in (client["client_secret"], client["client_id"], f"{client['client_id']}:{client['client_secret']}"):
        expect_error(server.call("GET", server.path(), key=text), 401)
    expect_error(server.call("GET", server.path(), key="", headers=basic(client)), 401)


def test_oauth_metadata(server):
    """RFC 8414."""
    answer = server.call("GET", "/.well-known/oauth-authorization-server", key="")
    assert answer.status == 200
    document = answer.json
    assert document["token_endpoint"] == document["issuer"].rstrip("/") + "/oauth/token"
    assert document["revocation_endpoint"].endswith("/oauth/revoke")
    assert "client_credentials" in document["grant_types_supported"]
    assert {"client_secret_basic", "client_secret_post"} <= set(document["token_endpoint_auth_methods_supported"])
    assert set(document["scopes_supported"]) == set(SCOPES)
    assert isinstance(document["response_types_supported"], list)


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_rate_limit(server):
    key, other = (server.make_key("VIEWER", rate=5)["api_key"] for _ in range(2))
    for left in (4, 3, 2, 1, 0):
        answer = server.call("GET", server.path(), key=key)
        assert (answer.status, answer.header("X-RateLimit-Limit"), answer.header("X-RateLimit-Remaining")) == (200, "5", str(left))
    answer = server.call("GET", server.path(), key=key)
    expect_error(answer, 429, "TOO_MANY_REQUESTS")
    assert answer.header("X-RateLimit-Remaining") == "0"
    assert 1 <= int(answer.header("Retry-After")) <= 720  # one request comes back every 720 s
    assert server.call("GET", server.path(), key=other).status == 200


def test_a_bucket_refills(server):
    key = server.make_key("VIEWER", rate=36_000)["api_key"]  # ten a second
    last = server.call("GET", server.path(), key=key)
    assert int(last.header("X-RateLimit-Remaining")) == 35_999
    eventually(lambda: int(server.call("HEAD", "/v1/teams/42", key=key).header("X-RateLimit-Remaining")) >= 35_997, 2, "it is nearly full again")


def test_default_rate(server):
    key = server.make_key(rate=None)["api_key"]
    answer = server.call("GET", server.path(), key=key)
    assert (answer.header("X-RateLimit-Limit"), answer.header("X-RateLimit-Remaining")) == ("5000", "4999")


def test_a_limit_counts_what_is_refused_later(server):
    key = server.make_key(rate=3)["api_key"]
    expect_error(server.call("GET", server.path("ZZZZZ"), key=key), 404)
    expect_error(server.call("GET", connectors_path(43), key=key), 403)
    expect_error(server.call("POST", server.path(), form={}, key=key), 422)
    expect_error(server.call("GET", server.path(), key=key), 429)


def test_a_limited_key_does_not_come_back_by_being_disabled(server):
    made = server.make_key(rate=1)
    assert server.call("GET", server.path(), key=made["api_key"]).status == 200
    server.cli("key", "disable", made["key_id"])
    server.cli("key", "enable", made["key_id"])
    eventually(lambda: server.call("GET", server.path(), key=made["api_key"]).status == 429, 1, "its budget is still spent")


def test_failed_authentication_is_limited_by_address(make_server):
    server = make_server("--auth-failures-per-hour", "5").start()
    for _ in range(5):
        expect_error(server.call("GET", server.path(), key="api_wrong"), 401)
    limited = server.call("GET", server.path(), key="api_wrong")
    expect_error(limited, 429, "TOO_MANY_REQUESTS")
    # A different address is not affected. A valid key is accepted even from this address, or gets 429.
    expect_error(server.call("GET", server.path(), key="api_wrong", address="127.0.0.2"), 401)
    assert server.call("GET", server.path(), address="127.0.0.2").status == 200
    assert server.call("GET", server.path()).status in (200, 429)
    # A header cannot change the client's address.
    expect_error(server.call("GET", server.path(), key="api_wrong", headers={"X-Forwarded-For": "10.9.8.7"}), 429)


def test_wrong_client_secrets_count_as_failures(make_server):
    server = make_server("--auth-failures-per-hour", "3").start()
    made = server.cli("client", "create", "--team", 42, "--role", "OWNER", "--name", "x")
    wrong = dict(made, client_secret="wrong")
    statuses = [ask_token(server, wrong).status for _ in range(6)]
    assert statuses[:3] == [401] * 3 and statuses[-1] == 429, statuses


def test_the_challenge_is_well_formed(server):
    for key in ("", "api_wrong"):
        challenge = server.call("GET", server.path(), key=key).header("WWW-Authenticate")
        assert re.fullmatch(r'Bearer [a-z_]+="[^"]*"(, ?[a-z_]+="[^"]*")*', challenge), challenge


# ---- behind a proxy --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forwarded, status", [
    ("10.1.2.3", 200), ("6.6.6.6, 10.1.2.3", 200), ("10.1.2.3, 6.6.6.6", 403), ("10.1.2.3, 127.0.0.1", 200), ("6.6.6.6", 403),
    ("nonsense", 403), ("10.1.2.3, nonsense", 403), ("", 403), ("10.1.2.3,", 403),
])  # fmt: skip
def test_a_listed_proxy_is_believed(proxied, forwarded, status):
    """The client is the last address that is not a listed proxy's. Anyone may have written the addresses before it."""
    server, key = proxied
    answer = server.call("GET", server.path(), key=key, headers={"X-Forwarded-For": forwarded})
    assert answer.status == status, answer


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """A server with a trusted proxy, and a key for 10.0.0.0/8."""
    one = Server(tmp_path_factory.mktemp("proxied"), "--trusted-proxies", "127.0.0.1", "--public-url", "https://api.example.com/base").with_team()
    with serving(one):
        yield one, one.make_key("OWNER", "--allow-ip", "10.0.0.0/8")["api_key"]


def test_links_begin_with_the_public_url(proxied):
    server, _ = proxied
    made = server.call("POST", server.path(), form={"title": "x"})
    assert made.header("Location") == "https://api.example.com/base" + server.path(made.json["connector_identifier"])
    document = server.call("GET", "/.well-known/oauth-authorization-server", key="").json
    assert document["issuer"] == "https://api.example.com/base"
    assert document["token_endpoint"] == "https://api.example.com/base/oauth/token"
