"""The OpenAPI document and the server agree: each documented call is served, with the documented shapes."""

import copy
import json
import re

import jsonschema
import pytest

from connectory_server import CODES, MESSAGES
from pictures import blank_png, form, part

TEAM = "/v1/teams/{team_id}"
LIST = TEAM + "/connector_builder/connectors"
ONE = LIST + "/{connector_identifier}"
LOGS = ONE + "/logs"
LOG = LOGS + "/{log_id}"
LOGO = ONE + "/logo"
SECRETS = ONE + "/secrets"
SECRET = SECRETS + "/{secret_placeholder}"
IMAGE = "/logos/{file}"
METHODS = {"get", "head", "post", "put", "patch", "delete", "options"}


@pytest.fixture(scope="module")
def document(server):
    answer = server.call("GET", "/openapi.json", key="")
    assert answer.status == 200 and answer.header("Content-Type").startswith("application/json")
    return answer.json


def resolve(document, part):
    while isinstance(part, dict) and "$ref" in part:
        assert part["$ref"].startswith("#/"), part
        target = document
        for step in part["$ref"][2:].split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        part = target
    return part


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS & set(item):
            yield path, method, item[method], [*item.get("parameters", []), *item[method].get("parameters", [])]


def test_it_is_a_document_of_openapi_3_1(document):
    assert re.fullmatch(r"3\.1\.[0-9]+", document["openapi"])
    assert document["info"]["title"] and document["info"]["version"]
    names = [operation["operationId"] for _, _, operation, _ in operations(document)]
    assert len(names) == len(set(names)) and all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in names)
    for path, method, operation, parameters in operations(document):
        where = f"{method} {path}"
        assert operation.get("summary"), where
        declared = {parameter["name"] for parameter in (resolve(document, one) for one in parameters) if parameter["in"] == "path"}
        assert declared == set(re.findall(r"{([^}]+)}", path)), where
        assert any(status.startswith("2") for status in operation["responses"]), where
        for status, response in operation["responses"].items():
            assert resolve(document, response)["description"], f"{where} {status}"


def test_references_lead_somewhere_and_schemas_are_schemas(document):
    def walk(part):
        if isinstance(part, dict):
            resolve(document, part)
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(document)
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name


def test_yaml_is_there_too(server):
    answer = server.call("GET", "/openapi.yaml", key="")
    assert answer.status == 200 and re.search(rb'(?m)^"?openapi"?: "?3\.1', answer.text)
    assert "yaml" in answer.header("Content-Type")


def test_docs_come_from_here_alone(server):
    answer = server.call("GET", "/docs", key="")
    if answer.status in (301, 302, 307, 308):
        answer = server.call("GET", answer.header("Location"), key="")
    assert answer.status == 200 and answer.header("Content-Type").startswith("text/html")
    page = answer.text.decode()
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page), "the page asks an outside host"
    for link in re.findall(r"""(?:src|href)=["']([^"'#]+)""", page):
        path = link if link.startswith("/") else "/docs/" + link.removeprefix("./")
        if not link.startswith("data:"):
            assert server.call("GET", path, key="").status == 200, link


def test_the_page_keeps_its_rules_and_its_icon(server):
    page = server.call("GET", "/docs", key="")
    policy = page.header("Content-Security-Policy")
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert page.header("X-Content-Type-Options") == "nosniff" and page.header("Referrer-Policy") == "no-referrer"
    assert not re.search(r"<script(?! src=)|<style|\son\w+=|\sstyle=", page.text.decode()), "the policy refuses inline scripts and styles"
    for path in ("/favicon.ico", "/docs/icon.svg"):
        icon = server.call("GET", path, key="")
        assert icon.status == 200 and icon.header("Content-Type") == "image/svg+xml" and icon.header("X-Content-Type-Options") == "nosniff"
        assert icon.body.startswith(b"<svg") and len(icon.body) < 1024
    assert 'href="/docs/icon.svg"' in page.text.decode()


@pytest.mark.parametrize("asset", ["viewer.js", "viewer.css"])
def test_parts_of_the_page_are_packed_only_for_those_who_unpack(server, asset):
    def ask(accepted):
        answer = server.call("GET", f"/docs/{asset}", key="", headers={"Accept-Encoding": accepted})
        assert answer.status == 200 and answer.header("Vary") == "Accept-Encoding"
        return answer

    packed = ask("gzip, deflate, br")
    assert packed.header("Content-Encoding") == "gzip"
    for accepted in ("identity", "br", "gzip;q=0", ""):
        plain = ask(accepted)
        assert plain.header("Content-Encoding") is None and plain.body == packed.text


def examples_of(content):
    """(name or None, example) of a media type."""
    yield from ([(None, content["example"])] if "example" in content else [])
    yield from ((name, one["value"]) for name, one in content.get("examples", {}).items())


def test_each_problem_has_its_own_example(document):
    for path, method, operation, _ in operations(document):
        for status, response in operation["responses"].items():
            if int(status) < 400:
                continue
            content = resolve(document, response)["content"]["application/json"]
            if content["schema"]["$ref"].endswith("/OAuthError"):
                continue
            found = list(examples_of(content))
            assert found, f"{method} {path} {status}"
            for name, example in found:
                code = example["error"]["code"]
                assert code in CODES.get(int(status), {code}) and (name is None or re.fullmatch(rf"{code}(_[2-9])?", name)), f"{method} {path} {status}"
                assert example["error"]["message"] == MESSAGES.get(code, example["error"]["message"])
                assert f"`{code}`" in response["description"]


def test_examples_keep_to_their_schemas(document):
    def holds(schema, value, where):
        schema = {**schema, "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    def walk(schema, where):
        for example in schema.get("examples", []):
            holds(schema, example, where)
        for name, inner in schema.get("properties", {}).items():
            walk(inner, f"{where}.{name}")

    for name, schema in document["components"]["schemas"].items():
        walk(schema, name)
    for path, method, operation, parameters in operations(document):
        for parameter in (resolve(document, one) for one in parameters):
            if "example" in parameter:
                holds(parameter["schema"], parameter["example"], f"{method} {path}")
        for response in operation["responses"].values():
            for content in resolve(document, response).get("content", {}).values():
                for _, example in examples_of(content):
                    holds(content["schema"], example, f"{method} {path}")


def test_no_form_changes_a_sample(document):
    """The page at /docs fills its forms with the examples: a call that changes a connector names one that no demo has."""
    prefilled = {}
    for path, method, operation, parameters in operations(document):
        for parameter in (resolve(document, one) for one in parameters):
            if parameter["name"] == "connector_identifier":
                prefilled[operation["operationId"]] = (method, operation["x-required-scope"], parameter["example"])
    assert {"getConnector", "updateConnector", "deleteConnector", "createSecret", "publishDraft"} <= set(prefilled), prefilled
    for name, (method, scope, example) in prefilled.items():
        assert example == ("YOUR_CONNECTOR" if scope.endswith("_write") else "ADS01"), name
        assert scope.endswith("_write") or method not in ("put", "delete", "patch"), name


def test_the_examples_of_create_make_a_connector(server, document):
    contents = document["paths"][LIST]["post"]["requestBody"]["content"]
    for kind, content in contents.items():
        shape = resolve(document, content["schema"])
        values = {name: one["examples"][0] for name, one in shape["properties"].items()}
        sent = {"form": values} if kind.endswith("urlencoded") else {"json": json.dumps(values)}
        answer = server.call("POST", server.path(), **sent)
        assert answer.status == 201 and answer.json["name"] == values["title"], answer
        server.call("DELETE", server.path(answer.json["connector_identifier"]))


UPDATES = [
    {}, {"x": 1}, {"connector": {}}, {"connector": {"x": 1}}, {"configuration": {}}, {"connector": {}, "configuration": {}}, {"connector": None},
    {"connector": {"name": "a"}}, {"connector": {"description": None}}, {"connector": {"name": "a", "x": 1}, "configuration": {}},
    {"connector": {"name": ""}}, {"connector": {"name": None}}, {"connector": {"name": "a\0"}}, {"connector": {"description": "\0"}}, {"connector": {"description": ""}},
    {"connector": {"name": "a" * 255}}, {"connector": {"name": "a" * 256}}, {"connector": {"description": "a" * 1001}}, {"connector": {"name": 1}},
    {"configuration": {"configuration_json": {}}}, {"configuration": {"configuration_json": []}}, {"connector": {}, "configuration": {"configuration_json": {}}},
    {"configuration": {"configuration_json": {}, "note": "a"}}, {"configuration": {"configuration_json": {}, "note": None}}, {"configuration": {"configuration_json": {}, "note": "a" * 1001}},
    {"configuration": {"configuration_json": {}, "note": "\0"}}, {"configuration": {"configuration_json": {}, "note": 1}}, {"connector": {"name": "a"}, "configuration": {"note": "a"}},
    {"connector": {"name": "a"}, "configuration": {"note": None}},
]  # fmt: skip


@pytest.mark.parametrize("body", UPDATES, ids=lambda body: json.dumps(body)[:60])
def test_update_takes_what_its_schema_takes(server, connector, document, body):
    schema = resolve(document, document["paths"][ONE]["put"]["requestBody"]["content"]["application/json"]["schema"])
    answer = server.call("PUT", server.path(connector["connector_identifier"]), json=json.dumps(body))
    assert answer.status == (204 if jsonschema.Draft202012Validator(schema).is_valid(body) else 422), answer


FORMS = [
    {}, {"title": ""}, {"title": "a"}, {"title": "a\0"}, {"title": "a" * 256}, {"title": "a", "description": ""}, {"title": "a", "description": "\0"},
    {"title": "a", "description": "a" * 1001}, {"title": "a", "connector_identifier": ""}, {"title": "a", "connector_identifier": "a.b"}, {"title": "a", "x": "1"},
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: json.dumps(form)[:60])
def test_create_takes_what_its_schema_takes(server, document, form):
    schema = resolve(document, document["paths"][LIST]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"])
    answer = server.call("POST", server.path(), form=form)
    assert answer.status == (201 if jsonschema.Draft202012Validator(schema).is_valid(form) else 422), answer
    if answer.status == 201:
        server.call("DELETE", server.path(answer.json["connector_identifier"]))


def test_refusals_of_oauth_are_documented(make_server, document):
    one = make_server("--auth-failures-per-hour", "1").start()
    for path in ("/oauth/token", "/oauth/revoke"):
        whole = {"grant_type": "client_credentials", "token": "x", "client_id": "client_x", "client_secret": "y"}
        asked = [dict(form={}), dict(form=whole), dict(form=whole), dict(body=b"x"), dict(body=b"x" * 20000, headers={"Content-Type": "application/x-www-form-urlencoded"})]
        for more in asked:
            expect_documented(document, path, "post", one.call("POST", path, key="", **more))
    assert one.call("POST", "/oauth/token", key="", form=whole).status == 429


def expect_documented(document, path, method, answer):
    operation = document["paths"][path][method]
    where = f"{method} {path} {answer.status}"
    assert str(answer.status) in operation["responses"], f"{where} is not documented"
    response = resolve(document, operation["responses"][str(answer.status)])
    content = response.get("content")
    if not content:
        assert answer.body == b"", where
        return
    kind = answer.header("Content-Type").split(";")[0]
    assert kind in content, where
    if kind == "application/json":
        schema = copy.deepcopy(content[kind]["schema"])
        schema["components"] = document["components"]
        jsonschema.Draft202012Validator(schema).validate(answer.json)


def test_answers_have_the_documented_shapes(server, connector, document):
    spent = server.make_key(rate=1)["api_key"]
    server.call("GET", server.path(), key=spent)
    viewer = server.make_key("VIEWER")["api_key"]
    identifier = connector["connector_identifier"]
    good = {"post": {"form": {"title": "x"}}, "put": {"json": '{"connector":{"name":"x"}}'}}
    log = server.call("GET", server.path(identifier) + "/logs").json["logs"][0]["id"]
    for path, method in ((LIST, "get"), (LIST, "post"), (ONE, "get"), (ONE, "put"), (LOGS, "get"), (LOG, "get"), (TEAM, "get"),
                         (TEAM + "/users", "get"), (TEAM + "/audit", "get"), (ONE, "delete")):  # fmt: skip
        def ask(team="42", item=identifier, **more):
            more = {**good.get(method, {}), **more}
            answer = server.call(method.upper(), path.format(team_id=team, connector_identifier=item, log_id=log), **more)
            expect_documented(document, path, method, answer)
            return answer.status

        assert ask(key="") == 401
        assert ask(key=spent) == 429
        assert ask(team="43") == 403
        assert ask(team="abc") == 400
        if path.startswith(ONE):
            assert ask(item="ZZZZZ") == 404 and ask(item="a.b") == 400
        if method in ("post", "put", "delete"):
            assert ask(key=viewer) == 403
        if method == "post":
            assert ask(form={}) == 422 and ask(form=None, body=b"x") == 415 and ask(form={"title": "x", "connector_identifier": "ZZZZZ"}) == 404
        if method == "put":
            assert ask(json="{}") == 422 and ask(json="{") == 400 and ask(json=None, body=b"x", headers={"Content-Type": "text/plain"}) == 415
            assert ask(headers={"If-Match": '"x"'}) == 412
        if (path, method) == (ONE, "get"):
            assert ask(headers={"If-None-Match": "*"}) == 304
        if method == "delete":
            assert ask(headers={"If-Match": '"x"'}) == 412
        assert ask() in (200, 201, 204)


def test_answers_on_versions_and_drafts_have_the_documented_shapes(server, connector, document):
    """Each call with the calls that it depends on, in an order in which each can succeed."""
    number = {"version_number": "1", "other_number": "2", "label": "stable", "team_id": "42", "connector_identifier": connector["connector_identifier"]}
    fields = lambda ids: json.dumps({"reporting": {"reportTypes": [{"id": "r", "metrics": {"groups": [{"fields": [{"id": one} for one in ids]}]}}]}})  # noqa: E731
    draft = lambda text, more="": {"json": '{"configuration_json":%s%s}' % (text, more)}  # noqa: E731

    def ask(method, rest, status, **more):
        path = ONE + rest
        values = number | more.pop("values", {})
        answer = server.call(method.upper(), path.format(**values), **more)
        assert answer.status == status, (method, path, answer)
        expect_documented(document, path, method, answer)

    for n in (1, 2):
        assert server.save(connector["connector_identifier"], fields("abc"[:n])).status == 204
    versions, version = "/versions", "/versions/{version_number}"
    diff, restore, label = version + "/diff/{other_number}", version + "/restore", version + "/labels/{label}"
    ask("put", label, 204)
    ask("get", versions, 200)
    ask("get", versions + "", 304, headers={"If-None-Match": "*"})
    ask("get", version, 200)
    ask("get", version, 304, headers={"If-None-Match": "*"})
    ask("get", diff, 200, values={"version_number": "3", "other_number": "1"})
    ask("get", diff, 304, headers={"If-None-Match": "*"})
    ask("post", restore, 412, headers={"If-Match": '"x"'})
    ask("post", restore, 201, values={"version_number": "2"})
    ask("post", restore, 200, values={"version_number": "4"})
    ask("delete", label, 204)
    ask("delete", label, 404)
    ask("get", "/draft", 404)
    ask("put", "/draft", 200, **draft(fields("z"), ',"note":"x"'))
    ask("get", "/draft", 200)
    ask("get", "/draft", 304, headers={"If-None-Match": "*"})
    ask("post", "/publish", 200, json='{"dry_run":true}')
    ask("post", "/publish", 409)
    ask("post", "/publish", 412, headers={"If-Match": '"x"'})
    ask("post", "/publish", 201, json='{"allow_breaking":true}')
    ask("put", "/draft", 200, **draft(fields("z")))
    ask("post", "/publish", 200)
    ask("delete", "/draft", 404)
    ask("put", "/draft", 412, headers={"If-Match": '"x"'}, **draft("{}"))
    ask("put", "/draft", 200, **draft("{}"))
    ask("delete", "/draft", 412, headers={"If-Match": '"x"'})
    ask("delete", "/draft", 204)
    ask("put", "/draft", 422, json="{}")
    ask("put", "/draft", 400, json="{")
    ask("put", "/draft", 415, body=b"x")
    ask("post", "/publish", 422, json='{"x":1}')
    ask("post", "/publish", 415, body=b"x")
    for path, method, operation, _ in operations(document):
        if operation["tags"][0] in ("Versions", "Drafts"):
            rest, body = path.removeprefix(ONE), draft("{}") if (path, method) == (ONE + "/draft", "put") else {}
            ask(method, rest, 404, values={"connector_identifier": "ZZZZZ"}, **body)
            ask(method, rest, 400, values={"connector_identifier": "a.b"}, **body)
            ask(method, rest, 403, values={"team_id": "43"}, **body)
            ask(method, rest, 401, key="", **body)
            if "{version_number}" in path:
                ask(method, rest, 400, values={"version_number": "x"})
                ask(method, rest, 404, values={"version_number": "99"})


DRAFTS = [
    {}, {"configuration_json": {}}, {"configuration_json": None}, {"configuration_json": []}, {"configuration_json": {}, "note": None}, {"configuration_json": {}, "note": ""},
    {"configuration_json": {}, "note": "a" * 1001}, {"configuration_json": {}, "note": "\0"}, {"configuration_json": {}, "note": 1}, {"configuration_json": {}, "base_version": None},
    {"configuration_json": {}, "base_version": 1}, {"configuration_json": {}, "base_version": 0}, {"configuration_json": {}, "base_version": "1"}, {"configuration_json": {}, "x": 1},
]  # fmt: skip


@pytest.mark.parametrize("body", DRAFTS, ids=lambda body: json.dumps(body)[:60])
def test_a_draft_takes_what_its_schema_takes(server, connector, document, body):
    schema = resolve(document, document["paths"][ONE + "/draft"]["put"]["requestBody"]["content"]["application/json"]["schema"])
    answer = server.call("PUT", server.path(connector["connector_identifier"]) + "/draft", json=json.dumps(body))
    assert answer.status == (200 if jsonschema.Draft202012Validator(schema).is_valid(body) else 422), answer


PUBLICATIONS = [
    {}, {"dry_run": None}, {"dry_run": False}, {"dry_run": 1}, {"allow_breaking": None}, {"allow_breaking": True}, {"allow_breaking": "true"}, {"note": None}, {"note": "a" * 1000},
    {"note": "a" * 1001}, {"note": "\0"}, {"base_version": 1}, {"base_version": None}, {"base_version": 0}, {"base_version": 1.5}, {"x": 1},
]  # fmt: skip


@pytest.mark.parametrize("body", PUBLICATIONS, ids=lambda body: json.dumps(body)[:60])
def test_publish_takes_what_its_schema_takes(server, connector, document, body):
    schema = resolve(document, document["paths"][ONE + "/publish"]["post"]["requestBody"]["content"]["application/json"]["schema"])
    path = server.path(connector["connector_identifier"])
    assert server.call("PUT", path + "/draft", json='{"configuration_json":{"a":1}}').status == 200
    answer = server.call("POST", path + "/publish", json=json.dumps(body))
    assert answer.status == (201 if jsonschema.Draft202012Validator(schema).is_valid(body) else 422), answer


def test_answers_about_logos_have_the_documented_shapes(server, connector, document):
    spent = server.make_key(rate=1)["api_key"]
    server.call("GET", server.path(), key=spent)
    viewer = server.make_key("VIEWER")["api_key"]
    good = form(part(blank_png(1, 1)))
    for method in ("get", "post", "delete"):
        def ask(team="42", item=connector["connector_identifier"], **more):
            more = {**(good if method == "post" else {}), **more}
            answer = server.call(method.upper(), LOGO.format(team_id=team, connector_identifier=item), **more)
            expect_documented(document, LOGO, method, answer)
            return answer.status

        assert (ask(key=""), ask(key=spent), ask(team="43"), ask(team="abc"), ask(item="ZZZZZ"), ask(item="a.b")) == (401, 429, 403, 400, 404, 400)
        if method != "get":
            assert ask(key=viewer) == 403
        if method == "post":
            assert (ask(**form(part(b"x"))), ask(headers={}), ask(body=b"x" * 11_000_000)) == (400, 415, 413)
        assert ask() in (200, 201, 204)
    for url, more, status in ((connector["logo_url"], {}, 200), (connector["logo_url"], {"headers": {"If-None-Match": "*"}}, 304), ("/logos/x.png", {}, 404)):
        answer = server.call("GET", url[url.index("/logos/") :], key="", **more)
        assert answer.status == status
        expect_documented(document, IMAGE, "get", answer)


def test_answers_about_secrets_have_the_documented_shapes(server, connector, document):
    spent = server.make_key(rate=1)["api_key"]
    server.call("GET", server.path(), key=spent)
    viewer = server.make_key("VIEWER")["api_key"]
    good = {"post": {"json": '{"secret_name":"a","secret_value":"v"}'}, "put": {"json": '{"secret_value":"v"}'}}
    placeholder = "sec_000000000"
    for path, method in ((SECRETS, "post"), (SECRETS, "get"), (SECRET, "put"), (SECRET, "delete")):
        def ask(team="42", item=connector["connector_identifier"], secret=None, **more):
            more = {**good.get(method, {}), **more}
            answer = server.call(method.upper(), path.format(team_id=team, connector_identifier=item, secret_placeholder=secret or placeholder), **more)
            expect_documented(document, path, method, answer)
            return answer

        statuses = [ask(**more).status for more in ({"key": ""}, {"key": spent}, {"team": "43"}, {"team": "abc"}, {"item": "ZZZZZ"}, {"item": "a.b"})]
        assert statuses == [401, 429, 403, 400, 404, 400]
        if method != "get":
            assert ask(key=viewer).status == 403
        if method in ("post", "put"):
            assert [ask(**more).status for more in ({"json": "{}"}, {"json": "{"}, {"json": None, "body": b"x"}, {"json": '{"a":"%s"}' % ("x" * 11_000_000)})] == [422, 400, 415, 413]
        if path == SECRET:
            assert ask(secret="sec_fffffffff").status == 404 and ask(secret="x").status == 400
        answer = ask()
        assert answer.status in (200, 201, 204)
        if method == "post":
            placeholder = answer.json["secrets"][0]["secret_placeholder"]
            assert ask().status == 409


SECRET_BODIES = [
    {}, {"secret_name": "a"}, {"secret_value": "v"}, {"secret_name": "", "secret_value": "v"}, {"secret_name": "a", "secret_value": ""},
    {"secret_name": "a\0", "secret_value": "v"}, {"secret_name": "a", "secret_value": "\0"}, {"secret_name": "a", "secret_value": "v", "x": 1},
    {"secret_name": "a" * 256, "secret_value": "v"}, {"secret_name": "a", "secret_value": "v" * 10000}, {"secret_name": "a", "secret_value": "v" * 10001},
    {"secret_name": None, "secret_value": "v"}, {"secret_name": "a", "secret_value": 1}, {"secret_name": "a", "secret_value": None},
]  # fmt: skip


@pytest.mark.parametrize("body", SECRET_BODIES, ids=lambda body: json.dumps(body)[:60])
def test_secrets_take_what_their_schemas_take(server, connector, document, body):
    path = server.path(connector["connector_identifier"]) + "/secrets"
    schema = resolve(document, document["paths"][SECRETS]["post"]["requestBody"]["content"]["application/json"]["schema"])
    answer = server.call("POST", path, json=json.dumps(body))
    assert answer.status == (201 if jsonschema.Draft202012Validator(schema).is_valid(body) else 422), answer
    made = server.call("POST", path, json='{"secret_name":"for the change","secret_value":"v"}').json["secrets"][-1]
    schema = resolve(document, document["paths"][SECRET]["put"]["requestBody"]["content"]["application/json"]["schema"])
    answer = server.call("PUT", f"{path}/{made['secret_placeholder']}", json=json.dumps(body))
    assert answer.status == (204 if jsonschema.Draft202012Validator(schema).is_valid(body) else 422), answer


def test_every_documented_call_is_served(server, connector, document):
    page = server.call("GET", "/docs", key="").text.decode()
    asset = re.search(r"""(?:src|href)=["'][^"']*?([^"'/]+\.js)["']""", page)[1]
    fill = {"team_id": "42", "connector_identifier": "ZZZZZ", "asset": asset, "file": connector["logo_url"].rsplit("/", 1)[1]}
    for path, method, operation, parameters in operations(document):
        target = re.sub(r"{([^}]+)}", lambda found: fill.get(found[1], "x"), path)
        answer = server.call(method.upper(), target)
        assert answer.status != 405, f"{method} {path}"
        if answer.status == 404:
            assert "ZZZZZ" in answer.json["error"].get("description", ""), f"{method} {path} is served by nothing"


def test_every_call_of_this_api_is_documented(document):
    documented = {(path, method) for path, method, _, _ in operations(document)}
    for call in [(LIST, "get"), (LIST, "post"), (ONE, "get"), (ONE, "put"), (ONE, "delete"), (LOGS, "get"), (LOG, "get"), (LOGO, "get"), (LOGO, "post"), (LOGO, "delete"), (IMAGE, "get"), (SECRETS, "get"), (SECRETS, "post"), (SECRET, "put"), (SECRET, "delete"), (TEAM, "get"), (TEAM + "/users", "get"), (TEAM + "/audit", "get"),
                 (ONE + "/versions", "get"), (ONE + "/draft", "put"), (ONE + "/publish", "post"),
                 ("/oauth/token", "post"), ("/oauth/revoke", "post"), ("/.well-known/oauth-authorization-server", "get")]:  # fmt: skip
        assert call in documented
    assert {path for path in ("/livez", "/readyz", "/metrics", "/openapi.json") if (path, "get") not in documented} == set()
