"""Checking configurations without saving them, and their schema (API contract, section 6)."""

import json
import re
import subprocess

import pytest

from connectory_server import BINARY

VALIDATE = "/connector_builder/v1/validate"
BROKEN = '{\n  "accounts": {\n    "hasAccount": true\n  },\n  "x": 1\n}'


def validate(server, text, path=VALIDATE, type="application/json", **more):
    return server.call("POST", path, body=text.encode(), headers={"Content-Type": type}, **more)


def test_every_finding_has_its_place_and_what_to_do(server):
    answer = validate(server, BROKEN)
    assert answer.status == 200
    said = answer.json
    assert (said["valid"], said["errors"], said["warnings"]) == (False, 1, 1)
    first, second = said["findings"]
    assert first == {
        "level": "error", "stage": "schema", "code": "UNKNOWN_KEY", "pointer": "/accounts/hasAccount", "line": 3, "column": 5,
        "end_line": 3, "end_column": 17, "message": "Unknown key 'hasAccount' in Accounts.", "hint": "Did you mean 'hasAccounts'?",
        "fixes": [{"title": "Rename it to 'hasAccounts'.", "edits": [{"op": "rename", "pointer": "/accounts/hasAccount", "key": "hasAccounts"}]}],
    }  # fmt: skip
    assert (second["level"], second["pointer"], second["line"]) == ("warning", "/x", 5)


@pytest.mark.parametrize("text", ["{}", '{"auth":{"type":"oauth2"}}'])
def test_the_root_is_permissive(server, text):
    assert validate(server, text).json["valid"] is True


def test_yaml_is_checked_at_its_own_places(server):
    answer = validate(server, "accounts:\n  hasAccount: true\n", type="application/yaml")
    finding = answer.json["findings"][0]
    assert (finding["pointer"], finding["line"], finding["column"]) == ("/accounts/hasAccount", 2, 3)


def test_what_a_save_takes_can_be_checked_as_it_is(server):
    body = '{"connector":{"name":"N"},\n "configuration":{"configuration_json":{"accounts":{"hasAccount":1}}}}'
    finding = validate(server, body).json["findings"][0]
    assert (finding["pointer"], finding["line"]) == ("/configuration/configuration_json/accounts/hasAccount", 2)
    assert validate(server, '{"configuration_json":{}}').json == {"valid": True, "errors": 0, "warnings": 0, "findings": []}


@pytest.mark.parametrize("text, code", [("{", "SYNTAX"), ("[]", "WRONG_KIND"), ("", "SYNTAX"), ('{"a":1,"a":2}', "SYNTAX"), ('{"a":"\\ud800"}', "SYNTAX")])
def test_a_text_that_is_no_document_is_a_finding_too(server, text, code):
    answer = validate(server, text)
    assert answer.status == 200
    assert answer.json["valid"] is False
    assert answer.json["findings"][0]["code"] == code


def test_a_connector_is_checked_with_what_is_sent_or_what_is_saved(server, connector):
    path = server.path(connector["connector_identifier"]) + "/validate"
    assert validate(server, BROKEN, path).json["errors"] == 1
    saved = server.call("POST", path)
    assert (saved.status, saved.json["valid"]) == (200, True)
    assert server.get(connector["connector_identifier"]).json == connector


def test_refusals(server, connector):
    assert validate(server, "{}", type="text/plain").status == 415
    assert validate(server, "{}", key="").status == 401
    assert validate(server, "{}", f"{server.path()}/NONE1/validate").status == 404
    assert validate(server, "{}", f"{server.path()}/no!/validate").status == 400
    assert validate(server, "{}", f"/v1/teams/43/connector_builder/connectors/{connector['connector_identifier']}/validate").status == 403
    assert server.call("GET", VALIDATE).status == 405


def test_the_language_table_is_there_for_everyone(server):
    answer = server.call("GET", "/connector_builder/v1/language/v1", key="")
    assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
    assert answer.json == json.loads(subprocess.run([BINARY, "schema", "--table"], capture_output=True, text=True, check=True).stdout)
    [request] = [each for each in answer.json["components"] if each["name"] == "request"]
    [url] = [each for each in request["keys"] if each["key"] == "url"]
    assert url["title"] == "URL" and url["type"]["syntax"] == "template" and "account" in url["roots"] and "response" not in url["roots"]
    for version, status in (("v2", 404), ("1", 400)):
        assert server.call("GET", f"/connector_builder/v1/language/{version}", key="").status == status, version


def test_the_schema_is_there_for_everyone(server):
    answer = server.call("GET", "/connector_builder/v1/schema/v1", key="")
    assert answer.status == 200
    assert answer.json["$schema"] == "https://json-schema.org/draft/2019-09/schema"
    assert answer.json["$id"] == "https://api.supermetrics.com/cc/v1/schema/connector"
    assert server.call("GET", "/connector_builder/v1/schema/v1?draft=07", key="").json["$schema"] == "http://json-schema.org/draft-07/schema#"
    for path, status in (("v2", 404), ("1", 400), ("v", 400), ("v1x", 400), ("v1?draft=4", 400)):
        assert server.call("GET", f"/connector_builder/v1/schema/{path}", key="").status == status, path


def test_a_long_list_is_cut_and_counted(server):
    text = json.dumps({"reporting": {"reportTypes": [{"id": f"A {number}"} for number in range(1500)]}})
    said = validate(server, text).json
    assert said["errors"] == 1500 and len(said["findings"]) == 1000


def test_a_save_of_an_invalid_configuration_is_refused_whole_and_says_why(server, connector):
    shop = connector["connector_identifier"]
    answer = server.save(shop, '{"accounts":{"hasAccount":true},"reporting":{"reportTypes":[{"id":"r","request":{"url":"nowhere"}}]}}')
    assert answer.status == 422
    assert answer.json["error"]["code"] == "UNPROCESSABLE_CONTENT"
    said = answer.json["error"]["description"]
    assert said.startswith("The configuration has 2 problems. /accounts/hasAccount: ")
    assert "Did you mean 'hasAccounts'?" in said
    assert "/reporting/reportTypes/0/request/url" in said
    assert "POST .../validate" in said
    assert server.get(shop).json == connector


def test_what_is_only_unwise_can_be_saved(server, connector):
    assert server.save(connector["connector_identifier"], '{"auth":{"type":"oauth2"},"reporting":{"reportTypes":[{"id":"r"}]}}').status == 204


def test_a_refusal_names_as_much_as_there_is_room_for(server, connector):
    types = ",".join('{"id":"A %d"}' % number for number in range(500))
    said = server.save(connector["connector_identifier"], '{"reporting":{"reportTypes":[%s]}}' % types).json["error"]["description"]
    assert said.startswith("The configuration has 500 problems. ") and len(said) <= 2048
    assert "more. POST .../validate lists all of them" in said


def test_a_refusal_has_the_pointer_of_every_problem(server, connector):
    types = ['{"id":"R%d","nope":1}' % number for number in range(15)]
    said = server.save(connector["connector_identifier"], '{"reporting":{"reportTypes":[%s]}}' % ",".join(types)).json["error"]["description"]
    pointers = [f"/reporting/reportTypes/{number}/{key}" for number in range(15) for key in ("id", "nope")]
    assert [pointer for pointer in pointers if not re.search(pointer + r"\b", said)] == [], said
    assert " more." not in said and len(said) <= 2048
    assert said.count("must be lowercase letters") > 1, "the first ones are in full"


def test_a_secret_that_is_used_but_not_stored_is_named(server, connector):
    path = server.path(connector["connector_identifier"])
    stored = server.call("POST", path + "/secrets", json='{"secret_name":"client_id","secret_value":"v1"}').json["secrets"][0]
    used = ("client_id", stored["secret_placeholder"], "client_secret")
    headers = [{"name": f"X-{number}", "value": "{{ secrets.%s }}" % name} for number, name in enumerate(used)]
    text = json.dumps({"reporting": {"reportTypes": [{"id": "r", "request": {"url": "https://a.example", "headers": headers}}]}})
    said = [finding for finding in validate(server, text, path + "/validate").json["findings"] if finding["stage"] == "state"]
    assert [(one["code"], one["level"], one["pointer"]) for one in said] == [("SECRET_MISSING", "warning", "/reporting/reportTypes/0/request/headers/2/value")]
    assert said[0]["message"].startswith("SECRET_MISSING: client_secret")
    assert server.call("PUT", path, json='{"configuration":{"configuration_json":%s}}' % text).status == 204
    copy = server.create("Copy", connector_identifier=connector["connector_identifier"])["connector_identifier"]
    said = [finding["code"] for finding in server.call("POST", server.path(copy) + "/validate").json["findings"]]
    assert said.count("SECRET_MISSING") == 3  # a duplicate has the names, not the values
