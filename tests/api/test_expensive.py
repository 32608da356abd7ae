"""Documents that cost as much as they can: at every door they are refused before they have cost much, and nobody else waits for them.
What each key of the language can cost is tested in src/language/expensive_test.cpp."""

import json
import os
import select
import signal
import time
from string import ascii_lowercase

import pytest

from connectory_server import Wire, eventually, expect_error, patient
from costly import VALIDATE, configuration, with_patterns

def cpu_seconds(server):
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


EXPENSIVE = json.dumps(with_patterns(250))  # 12 seconds once, on the event loop
LARGE = 10 * 1024 * 1024 - 1000

# What one request may take of a processor is a second; half of it is the budget. With room for a machine that is slow or busy.
ONE_REQUEST = 3


@pytest.fixture
def cheap(server):
    """Notes what the server spends, and requires that it was little."""
    begin = cpu_seconds(server)
    yield
    assert cpu_seconds(server) - begin < patient(ONE_REQUEST)


def many(make, size=LARGE):
    texts, length = [], 0
    while length < size:
        texts.append(make(len(texts)))
        length += len(texts[-1]) + 1
    return ",".join(texts[:-1])


def codes(answer):
    return {finding["code"] for finding in answer.json["findings"]}


# ---- what it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [
    lambda: EXPENSIVE,
    lambda: json.dumps(configuration([{"id": f"f{n}", "value": {"source": "jsonPath", "value": f"$[?match(@.a,'\\\\p{{L}}{{50}}{n}')]"}} for n in range(250)])),
    lambda: json.dumps({"authentication": {"type": "user_input", "userInputs": [{"id": f"i{n}", "label": "l", "pattern": f"\\p{{L}}{{50}}{n}"} for n in range(250)]}}),
    lambda: json.dumps({"defaultResponseHandler": {"responseStatuses": [{"httpStatus": 400, "match": {"source": "jsonPath", "value": "$.a", "matches": f"\\p{{L}}{{50}}{n}"}} for n in range(250)]}}),
    lambda: json.dumps({"accounts": {"filter": [{"value": {"source": "static", "value": "x"}, "operator": "matches", "compareTo": f"\\p{{L}}{{50}}{n}"} for n in range(250)]}}),
], ids=["operations", "JSONPaths", "inputs", "response rules", "account filters"])  # fmt: skip
def test_many_large_patterns(server, cheap, make):
    answer = server.call("POST", VALIDATE, body=make().encode(), headers={"Content-Type": "application/json"})
    assert answer.status == 200 and "TOO_MUCH_WORK" in codes(answer)


def test_equal_patterns_are_compiled_once(server, cheap):
    body = json.dumps(with_patterns(250, "(\\p{L}{50})")).encode()
    answer = server.call("POST", VALIDATE, body=body, headers={"Content-Type": "application/json"})
    assert answer.json["valid"] is True


@pytest.mark.parametrize("make", [
    lambda: '{"reporting":{' + many(lambda n: f'"k{n}":1') + "}}",
    lambda: '{"reporting":{' + many(lambda n: f'"k{n}":1\n') + "}}",
    lambda: "[" + many(lambda n: "1") + "]",
    lambda: '{"x":[{' + many(lambda n: f'"k{n}":1', LARGE // 3) + "}," + many(lambda n: "{" + ",".join(f'"{key}":1' for key in ascii_lowercase) + "}", LARGE // 2) + "]}",
    lambda: '{"reporting":{"reportTypes":[' + many(lambda n: f'{{"id":"a{n}","decoration":{{"relations":[{{"reportTypeId":"a{n + 1}"}}]}}}}') + "]}}",
    lambda: json.dumps({"reporting": {"reportTypes": [{"id": "a", "metrics": {"groups": [{"fields": []}]}}]}}).replace('"fields": []', '"fields":[' + many(lambda n: f'{{"id":"f{n}","aggregationType":"formula","formula":"f{n + 1}"}}') + "]"),
], ids=["unknown keys", "unknown keys on lines of their own", "numbers", "a large object and small ones", "a chain of joins", "a chain of formulas"])  # fmt: skip
def test_large_documents(server, cheap, make):
    answer = server.call("POST", VALIDATE, body=make().encode(), headers={"Content-Type": "application/json"})
    assert answer.status == 200 and answer.json["findings"]
    assert len(answer.json["findings"]) <= 1001


@pytest.mark.parametrize("text", ["x:\n" + "- 1\n" * (LARGE // 4), "x: [" + "1," * (LARGE // 2) + "1]", "a: &a {b: 1}\nx:\n" + "- *a\n" * (LARGE // 6)], ids=["a list", "a list on one line", "aliases"])
def test_large_yaml(server, cheap, text):
    answer = server.call("POST", VALIDATE, body=text.encode(), headers={"Content-Type": "application/yaml"})
    assert answer.json["findings"][0]["code"] == "SYNTAX" and "400000" in answer.json["findings"][0]["message"]


def test_saving_and_publishing(server, cheap, connector):
    item = server.path(connector["connector_identifier"])
    body = json.dumps({"configuration": {"configuration_json": with_patterns(250)}}).encode()
    json_type = {"Content-Type": "application/json"}
    expect_error(server.call("PUT", item, body=body, headers=json_type), 422, "UNPROCESSABLE_CONTENT", says="stopped after 500 milliseconds")
    draft = json.dumps({"configuration_json": with_patterns(250)}).encode()
    assert server.call("PUT", f"{item}/draft", body=draft, headers=json_type).status == 200
    expect_error(server.call("POST", f"{item}/publish"), 422, "UNPROCESSABLE_CONTENT", says="stopped after 500 milliseconds")
    assert server.get(connector["connector_identifier"]).json == connector


def test_unknown_members_of_a_body(server, cheap, connector):
    """Each was looked up in the text from its beginning."""
    item = server.path(connector["connector_identifier"])
    body = ("{" + many(lambda n: f'"k{n}":1\n') + "}").encode()
    answer = server.call("POST", f"{item}/publish", body=body, headers={"Content-Type": "application/json"})
    expect_error(answer, 422, says="problems: /k0")


# ---- who waits for it ------------------------------------------------------------------------------------------------


def request(server, method, path, body, key=None):
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key or server.key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body.encode()


def has_answer(wire):
    wire.socket.setblocking(False)
    try:
        return len(wire.socket.recv(1, 2)) > 0  # MSG_PEEK
    except BlockingIOError:
        return False
    finally:
        wire.socket.settimeout(patient(30))


def test_nobody_waits_for_another_teams_checks(make_server):
    """Six checks of half a second each are one after another; meanwhile others read, and another team saves 200 KB."""
    server = make_server().start()
    made = server.create()["connector_identifier"]
    server.make_team(43, "Other")
    other = server.make_key(team=43)["api_key"]
    theirs = server.call("POST", "/v1/teams/43/connector_builder/connectors", body=b"title=T", key=other, headers={"Content-Type": "application/x-www-form-urlencoded"})
    checks = [server.wire() for _ in range(6)]
    for wire in checks:
        wire.send(request(server, "POST", VALIDATE, EXPENSIVE))
    for _ in range(20):
        assert server.get(made).status == 200
    saved = {"configuration": {"configuration_json": {"x": "y" * 200_000}}}
    path = f"/v1/teams/43/connector_builder/connectors/{theirs.json['connector_identifier']}"
    with server.wire() as wire:
        wire.send(request(server, "PUT", path, json.dumps(saved), key=other))
        assert wire.answer().status == 204
    assert not has_answer(checks[-1]), "the other team's save did not wait for the last check"
    for wire in checks:
        assert "TOO_MUCH_WORK" in codes(wire.answer())
        wire.socket.close()


def test_checks_are_called_off_when_their_client_leaves(make_server):
    server = make_server().start()
    begin = cpu_seconds(server)
    wires = [server.wire() for _ in range(20)]  # ten seconds of work
    for wire in wires:
        wire.send(request(server, "POST", VALIDATE, EXPENSIVE))
    eventually(lambda: cpu_seconds(server) > begin + 0.1, 10, "the first is under way")
    for wire in wires:
        wire.socket.close()
    answer = server.call("POST", VALIDATE, body=json.dumps(with_patterns(1)).encode(), headers={"Content-Type": "application/json"})
    assert answer.json["valid"] is True
    assert cpu_seconds(server) - begin < patient(5)


def test_a_stop_does_not_wait_for_checks(make_server):
    server = make_server("--drain-timeout", "1s").start()
    wires = [server.wire() for _ in range(30)]  # fifteen seconds of work
    begin = cpu_seconds(server)
    for wire in wires:
        wire.send(request(server, "POST", VALIDATE, EXPENSIVE))
    eventually(lambda: cpu_seconds(server) > begin + 0.1, 10, "the first is under way")
    before = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.wait()
    assert time.monotonic() - before < patient(8)
    for wire in wires:
        wire.socket.close()


def test_too_many_waiting_requests_of_a_team(make_server):
    server = make_server().start()
    wires = [Wire(server.port, timeout=60) for _ in range(40)]
    for wire in wires:
        wire.send(request(server, "POST", VALIDATE, EXPENSIVE))
    # Two loops receive them, so any of them may be the one too many. Its refusal comes before most of the other answers.
    waiting = {wire.socket: wire for wire in wires}
    refusals = []
    while waiting and not refusals:
        readable = select.select(list(waiting), [], [], 60)[0]
        assert readable, "an answer comes within a minute"
        answers = [waiting.pop(one).answer() for one in readable]
        refusals = [answer for answer in answers if answer and answer.status == 503]
    assert refusals and refusals[0].header("Retry-After"), "a queue has an end"
    assert server.call("GET", server.path()).status == 200
    for wire in wires:
        wire.socket.close()
