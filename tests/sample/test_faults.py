"""Faults on request, and start and stop of `connectory sample-api`."""

import json
import signal
import socket
import subprocess
import time

import pytest

from connectory_server import Wire, eventually, patient, run_cli
from sample_api import KEY, MARCH, SampleApi

CAMPAIGNS = "/ads/accounts/1001/campaigns"
ASK = b"GET /shop/products?per_page=3&fault=%s HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503, 599])
def test_a_status(api, status):
    for answer in (api.get("/shop/products", fault=f"status:{status}"), api.get("/ads/me", headers={"X-Fault": f"status:{status}"})):
        assert answer.status == status and answer.json["error"]["code"] == "played_fault"
        assert (answer.header("Retry-After") is not None) == (status in (429, 503))


def test_the_next_request_is_well(api):
    with api.wire() as wire:
        assert wire.ask(ASK % b"status:500").status == 500
        assert wire.ask(ASK.replace(b"&fault=%s", b"")).status == 200


def test_slow(api):
    begin = time.monotonic()
    assert api.get("/shop/products", fault="slow:300ms").status == 200
    assert time.monotonic() - begin >= 0.3




def test_reset(api):
    with api.wire() as wire:
        wire.send(ASK % b"reset")
        with pytest.raises(ConnectionResetError):
            wire.socket.recv(1)


def test_truncated(api):
    whole = api.get("/shop/products", per_page=3).body
    with api.wire() as wire:
        wire.send(ASK % b"truncated")
        received = b""
        while piece := wire.socket.recv(65536):
            received += piece
    head, body = received.split(b"\r\n\r\n", 1)
    assert f"Content-Length: {len(whole)}\r\n".encode() in head
    assert body == whole[: len(whole) // 2]


def test_answers_before_a_fault_are_whole(api):
    """In a pipeline, the requests before the broken answer have been answered."""
    well = ASK.replace(b"&fault=%s", b"")
    with api.wire() as wire:
        wire.send(well + well + ASK % b"truncated" + well)
        assert wire.answer().status == wire.answer().status == 200
        with pytest.raises(AssertionError, match="closed within a body"):
            wire.answer()


def test_loop_of_a_cursor(api):
    first = api.ask(CAMPAIGNS, **MARCH, limit=10, fault="loop")
    second = api.ask(CAMPAIGNS, **MARCH, limit=10, fault="loop", after=first["next"])
    assert second["next"] == first["next"] and second["rows"] != first["rows"]
    last = api.ask(CAMPAIGNS, **MARCH, limit=1000, fault="loop")
    assert last["next"], "it never ends"
    assert api.ask(CAMPAIGNS, **MARCH, limit=10, after=first["next"])["next"] != first["next"], "without the fault it goes on"


def test_loop_of_pages_links_and_urls(api):
    week = {"since": "2024-03-01", "until": "2024-03-07", "per_page": 10, "fault": "loop"}
    assert api.get("/shop/orders", **week, page=3).body == api.get("/shop/orders", **week, page=1).body
    answer = api.get("/shop/products", page=2, per_page=5, fault="loop")
    assert f'<{api.url}/shop/products?page=2&per_page=5&fault=loop>; rel="next"' in answer.header("Link")
    customers = "/shop/customers?limit=5&fault=loop"
    assert api.call("GET", customers, headers={"Authorization": "Bearer " + api.token()}).json["next_url"] == api.url + customers


@pytest.mark.parametrize("fault", ["x", "status:200", "status:600", "slow:60001ms", "slow:1s", "reset,x", "status:-1"])
def test_no_such_fault(api, fault):
    answer = api.get("/shop/products", fault=fault)
    assert answer.status == 400 and "status:400 to status:599" in answer.json["error"]["message"]


def test_bytes_that_are_no_http(api):
    with api.wire() as wire:
        wire.send(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n")
        answer = wire.answer()
        assert 400 <= answer.status <= 505 and answer.json["error"]["message"] and answer.closes


def test_paths_are_listed(api):
    listed = api.ask("/")["paths"]
    for entry in listed:
        path = entry["path"].replace("{account}", "1001")
        answer = api.call(entry["method"], path, headers=KEY)
        assert answer.status in (200, 400, 401), (entry, answer)


# ---- its life --------------------------------------------------------------------------------------------------------


@pytest.fixture
def own():
    one = SampleApi()
    yield one
    one.kill()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_with_0(own, sent):
    assert own.start().get("/").status == 200
    assert own.stop(sent, within=5) == 0


def test_a_request_under_way_is_answered(own):
    own.start()
    with own.wire() as wire:
        wire.send_alone(ASK % b"slow:500ms")
        own.process.send_signal(signal.SIGTERM)
        answer = wire.answer()
        assert answer.status == 200 and answer.closes
    assert own.wait() == 0


def test_slow_holds_up_neither_others_nor_the_stop(own):
    own.start()
    with own.wire() as slow:
        slow.send_alone(ASK % b"slow:60000ms")
        assert own.get("/shop/products").status == 200
        assert own.stop(within=10) == 0


def test_a_second_signal_ends_at_once(own):
    own.start()
    with own.wire() as wire:
        wire.send_alone(ASK % b"slow:60000ms")
        own.process.send_signal(signal.SIGTERM)

        def refuses():
            try:
                Wire(own.port, timeout=1).socket.close()
                return False
            except OSError:
                return True

        eventually(refuses, 5, "the first signal has arrived")
        own.process.send_signal(signal.SIGTERM)
        assert own.wait(within=5) != 0


def test_what_it_prints_can_be_pasted(own):
    own.start()
    assert own.stop() == 0  # all is said
    pasted = [line.partition("curl ")[2] for line in own.log if "curl " in line]
    own.start(port=own.port)
    assert len(pasted) == 2
    for line in pasted:
        done = subprocess.run(f"curl -sf {line}", shell=True, capture_output=True, text=True, timeout=patient(10))
        assert done.returncode == 0 and json.loads(done.stdout), (line, done)


def test_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_cli("sample-api", "--listen", f"127.0.0.1:{port}")
    assert done.returncode == 69 and f"127.0.0.1:{port}" in done.stderr and "in use" in done.stderr, done


@pytest.mark.parametrize("arguments", [["--listen", "nowhere"], ["--listen"], ["--lisen", "127.0.0.1:0"]])
def test_wrong_usage_is_64(arguments):
    done = run_cli("sample-api", *arguments)
    assert done.returncode == 64 and "--listen" in done.stderr and done.stdout == "", done


def test_help():
    done = run_cli("sample-api", "--help")
    assert done.returncode == 0 and "127.0.0.1:8081" in done.stdout
