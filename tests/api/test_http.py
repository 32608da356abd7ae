"""HTTP as bytes: malformed requests are refused and never read as two; well-formed requests are answered in order.

Sources: RFC 9112 (messages), RFC 9110 (semantics). A refused request is answered with 4xx or 5xx in the envelope, or not at
all. In both cases the connection ends, and no request that is hidden after it is answered.
"""

import json
import random
import socket
import threading
import time

import pytest

from connectory_server import Server, connectors_path, eventually, expect_error, patient, serving
from http_cases import CONNECTORS, CUT, DONE, HIDDEN, REFUSED, TAKEN, TITLE, chunked, get, post


def with_key(data, server):
    return data.replace(b"KEY", server.key.encode())


@pytest.fixture
def nothing_smuggled(server):
    yield
    found = [one["connector_identifier"] for one in server.call("GET", server.path()).json["connectors"] if "smuggled" in one["name"]]
    for identifier in found:
        server.call("DELETE", server.path(identifier))
    assert not found, "a refused request was obeyed"


@pytest.mark.parametrize("name", REFUSED)
def test_refused(server, nothing_smuggled, name):
    data, statuses = REFUSED[name]
    method = "HEAD" if data.startswith(b"HEAD ") else "GET"
    with server.wire() as wire:
        wire.send(with_key(data, server) + HIDDEN)
        answer = wire.answer(method)
        if answer is not None:
            assert answer.status in statuses, answer
            if method != "HEAD":
                expect_error(answer, answer.status)
            assert answer.closes
            assert b"smuggled" not in answer.body
            assert wire.is_closed(), "something was answered behind a refused request"


def test_there_are_enough_refusals():
    assert len(REFUSED) >= 300
    assert len({data for data, _ in REFUSED.values()}) == len(REFUSED), "two cases are the same bytes"


def test_after_all_that_the_server_is_well(server):
    assert server.call("GET", "/readyz", key="").status == 200


# ---- cut short: what never became whole is answered by nothing -------------------------------------------------------


@pytest.mark.parametrize("name", CUT)
def test_cut_short(server, nothing_smuggled, name):
    with server.wire() as wire:
        wire.send(with_key(CUT[name], server))
        wire.end()
        answer = wire.answer()
        if answer is not None:
            expect_error(answer, answer.status)
            assert wire.is_closed()


# ---- taken -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_pieces", [False, True], ids=["at once", "in pieces"])
@pytest.mark.parametrize("name", TAKEN)
def test_taken(server, name, in_pieces):
    data, statuses = TAKEN[name]
    data = with_key(data, server)
    with server.wire() as wire:
        if in_pieces:
            cuts = sorted(random.Random(name).sample(range(1, len(data)), min(5, len(data) - 1)))
            for begin, end in zip([0, *cuts], [*cuts, len(data)]):
                wire.send_alone(data[begin:end])
        else:
            wire.send(data)
        wire.end()
        got = []
        while (answer := wire.answer()) is not None:
            got.append(answer.status)
        assert statuses is None and got or got == statuses


def test_each_cut_of_a_request_is_the_same_request(server):
    data = b"\r\n" + get("X: y", "Content-Length: 3") + b"abc"
    with server.wire() as wire:
        for cut in range(1, len(data)):
            wire.send_alone(data[:cut])
            wire.send(data[cut:])
            assert wire.answer().status == 200, f"cut at {cut}"


def test_byte_by_byte(server):
    body = b"6\r\ntitle=\r\n4;x=y\r\nslow\r\n0\r\nX: y\r\n\r\n"
    data = with_key(get("Authorization: Bearer KEY", "Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked",
                        first=f"POST {CONNECTORS} HTTP/1.1"), server) + body  # fmt: skip
    with server.wire() as wire:
        for at in range(len(data)):
            wire.send_alone(data[at : at + 1])
        answer = wire.answer()
        assert answer.status == 201 and answer.json["name"] == "slow"
        assert wire.ask(get()).status == 200
    server.call("DELETE", server.path(answer.json["connector_identifier"]))


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 16_384, 65_535, 65_536, 65_537, 300_000])
def test_bodies_of_many_sizes(server, connector, framing, size):
    """The next request, sent in the same piece, is still found."""
    text = '{"configuration":{"configuration_json":{"a":"%s"}}}' % ("x" * size)
    body = text.encode()
    if framing == "chunked":
        step = max(1, len(body) // 7)
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[at : at + step] for at in range(0, len(body), step))) + DONE
    framed = "Transfer-Encoding: chunked" if framing == "chunked" else f"Content-Length: {len(body)}"
    item = server.path(connector["connector_identifier"])
    auth = f"Authorization: Bearer {server.key}"
    with server.wire() as wire:
        wire.send(get(auth, "Content-Type: application/json", framed, first=f"PUT {item} HTTP/1.1") + body + get(auth, first=f"GET {item} HTTP/1.1"))
        assert wire.answer().status == 204
        assert wire.answer().json["configuration"]["configuration_json"] == {"a": "x" * size}


def test_what_follows_a_body_does_not_disturb_it(server, connector):
    """The head (its If-Match) is still needed after many requests arrived together with the last piece of the body."""
    item = server.path(connector["connector_identifier"])
    auth = f"Authorization: Bearer {server.key}"
    more = get(auth, "X: " + "y" * 3000, first=f"GET {item} HTTP/1.1") * 4
    for framing in ("Content-Length: 300", "Transfer-Encoding: chunked"):
        for tag, status in (('"not-this-one"', 412), (server.call("GET", item).header("ETag"), 204)):
            body = b'{"connector":{"name":"n"}}'.ljust(300)
            if "chunked" in framing:
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            with server.wire() as wire:
                wire.send_alone(get(auth, "Content-Type: application/json", f"If-Match: {tag}", "X: " + "y" * 2000, framing, first=f"PUT {item} HTTP/1.1") + body[:10])
                wire.send(body[10:] + more)
                assert [wire.answer().status for _ in range(5)] == [status] + [200] * 4


# ---- pipelining ------------------------------------------------------------------------------------------------------


def numbered(path, number, key, method="GET", *lines, body=b""):
    return get(f"X-Request-Id: number-{number:04}", f"Authorization: Bearer {key}", *lines, first=f"{method} {path} HTTP/1.1") + body


def expect_order(wire, count, method="GET"):
    answers = [wire.answer(method) for _ in range(count)]
    assert [answer.header("X-Request-Id") for answer in answers] == [f"number-{number:04}" for number in range(count)]
    return answers


def test_20_requests_in_one_send(server, connector):
    item = server.path(connector["connector_identifier"])
    paths = [item, "/v1/teams/42", "/nothing", server.path("ZZZZZ"), server.path()]
    with server.wire() as wire:
        wire.send(b"".join(numbered(paths[number % 5], number, server.key) for number in range(20)))
        answers = expect_order(wire, 20)
        assert [answer.status for answer in answers] == [200, 200, 404, 404, 200] * 4
        for answer in answers:
            if answer.status == 404:
                expect_error(answer, 404)


def test_1000_requests_in_one_send(server, connector):
    item = server.path(connector["connector_identifier"])
    with server.wire() as wire:
        data = b"".join(numbered(item, number, server.key) for number in range(1000))
        sender = threading.Thread(target=wire.send, args=(data,))
        sender.start()
        answers = expect_order(wire, 1000)
        sender.join()
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1


def test_writes_and_reads_in_one_send_keep_their_order(server, connector):
    item = server.path(connector["connector_identifier"])
    data = b""
    for number in range(0, 20, 2):
        body = b'{"connector":{"name":"n%d"}}' % number
        data += numbered(item, number, server.key, "PUT", "Content-Type: application/json", f"Content-Length: {len(body)}", body=body)
        data += numbered(item, number + 1, server.key)
    with server.wire() as wire:
        wire.send(data)
        answers = expect_order(wire, 20)
    assert [answer.status for answer in answers] == [204, 200] * 10
    assert [answer.json["name"] for answer in answers[1::2]] == [f"n{number}" for number in range(0, 20, 2)]


def test_heads_in_one_send_have_no_bodies(server, connector):
    item = server.path(connector["connector_identifier"])
    with server.wire() as wire:
        wire.send(b"".join(numbered(item, number, server.key, "HEAD") for number in range(5)))
        assert {answer.status for answer in expect_order(wire, 5, "HEAD")} == {200}
        assert wire.ask(get()).status == 200


def test_a_bad_request_among_good_ones_ends_the_row(server):
    good = [numbered("/livez", number, server.key) for number in range(4)]
    with server.wire() as wire:
        wire.send(good[0] + good[1] + b"GET /livez HTTP/1.1\r\nHost : x\r\n\r\n" + good[2] + good[3])
        expect_order(wire, 2)
        expect_error(wire.answer(), 400)
        assert wire.is_closed()


@pytest.mark.parametrize(
    "bad", [b"\0bad\r\n\r\n", b"GET /livez HTTP/1.1\r\n X: folded\r\n\r\n", b"GET /livez HTTP/1.1\r\nX: " + b"a" * 40_000],
    ids=["no method", "folded", "too large"],
)  # fmt: skip
@pytest.mark.parametrize("first", ["GET", "HEAD"])
def test_a_refusal_has_nothing_of_the_request_before(make_server, first, bad):
    """Its id, method and path are views into a buffer that now has other bytes, or was released."""
    server = make_server().start()
    with server.wire() as wire:
        answer = wire.ask(get("X-Request-Id: the-one-before", "Origin: http://before", first=f"{first} /livez HTTP/1.1"), first)
        assert answer.status == 200 and answer.header("X-Request-Id") == "the-one-before"
        refusal = wire.ask(bad)
        expect_error(refusal, 431 if len(bad) > 40_000 else 400)
        assert refusal.header("Access-Control-Expose-Headers") is None
        request_id = refusal.header("X-Request-Id")
        assert request_id != "the-one-before" and len(set(request_id)) > 8, f"not drawn: {request_id}"
        line = eventually(lambda: next((line for line in server.log if request_id in line), None), 5, "the refusal is logged")
        logged = json.loads(line)
        assert (logged["method"], logged["path"]) == ("", "") and 0 <= logged["ms"] < 60_000


def test_close_among_others_ends_the_row(server):
    good = [numbered("/livez", number, server.key) for number in range(4)]
    last = numbered("/livez", 2, server.key, "GET", "Connection: close")
    with server.wire() as wire:
        wire.send(good[0] + good[1] + last + good[3])
        answers = expect_order(wire, 3)
        assert answers[-1].closes and not answers[0].closes
        assert wire.is_closed()


def test_a_client_that_does_not_read_does_not_stop_others(server, connector):
    server.save(connector["connector_identifier"], '{"a":"%s"}' % ("x" * 200_000))
    item = server.path(connector["connector_identifier"])
    with server.wire() as wire:
        wire.socket.settimeout(patient(2))
        try:  # more answers than any buffer takes
            for _ in range(20):
                wire.socket.sendall(b"".join(numbered(item, 0, server.key) for _ in range(50)))
        except TimeoutError:
            pass
        begin = time.monotonic()
        for _ in range(20):
            assert server.get(connector["connector_identifier"]).status == 200
        assert time.monotonic() - begin < patient(2)


# ---- Expect ----------------------------------------------------------------------------------------------------------


def expecting(server, *lines, key=None, path=CONNECTORS):
    return get(f"Authorization: Bearer {server.key if key is None else key}", "Content-Type: application/x-www-form-urlencoded",
               "Expect: 100-continue", *lines, first=f"POST {path} HTTP/1.1")  # fmt: skip


@pytest.mark.parametrize("framing", ["Content-Length: 8", "Transfer-Encoding: chunked"])
def test_continue(server, framing):
    body = b"title=go" if "Length" in framing else b"8\r\ntitle=go\r\n0\r\n\r\n"
    with server.wire() as wire:
        assert wire.ask(expecting(server, framing)).status == 100
        answer = wire.ask(body)
        assert answer.status == 201 and answer.json["name"] == "go"
        assert wire.ask(get()).status == 200
    server.call("DELETE", server.path(answer.json["connector_identifier"]))


def test_continue_where_the_client_did_not_wait(server):
    with server.wire() as wire:
        wire.send(expecting(server, "Content-Length: 8") + b"title=go")
        answer = wire.answer()
        if answer.status == 100:
            answer = wire.answer()
        assert answer.status == 201
        assert wire.ask(get()).status == 200
    server.call("DELETE", server.path(answer.json["connector_identifier"]))


@pytest.mark.parametrize("name", ["401", "403", "404", "413", "415"])
def test_a_refusal_comes_before_the_body(server, name):
    data = {
        "401": expecting(server, "Content-Length: 8", key="api_wrong"),
        "403": expecting(server, "Content-Length: 8", path=connectors_path(43)),
        "404": expecting(server, "Content-Length: 8", path="/nothing"),
        "413": expecting(server, "Content-Length: 20000000"),
        "415": expecting(server, "Content-Length: 8").replace(b"application/x-www-form-urlencoded", b"text/plain"),
    }[name]
    with server.wire() as wire:
        answer = wire.ask(data)
        expect_error(answer, int(name))
        # What comes next may be the body or a request; a server cannot know, unless it ends here.
        assert answer.closes and wire.is_closed()


def test_continue_is_not_said_to_http_1_0(server):
    data = expecting(server, "Content-Length: 8").replace(b"HTTP/1.1", b"HTTP/1.0")
    with server.wire() as wire:
        wire.send(data)
        wire.send(b"title=go")
        answer = wire.answer()
        assert answer.status == 201
    server.call("DELETE", server.path(answer.json["connector_identifier"]))


def test_continue_without_a_body(server):
    with server.wire() as wire:
        answer = wire.ask(get("Expect: 100-continue"))
        if answer.status == 100:
            answer = wire.answer()
        assert answer.status == 200


# ---- connections -----------------------------------------------------------------------------------------------------


def test_chunks_that_nobody_asked_for(server):
    """They are skipped, or the connection ends; they are not a request."""
    with server.wire() as wire:
        wire.send(get("Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(HIDDEN), HIDDEN) + DONE + numbered("/livez", 0, server.key))
        first, second = wire.answer(), wire.answer()
        assert first.status == 200
        assert first.closes and second is None or second.header("X-Request-Id") == "number-0000"


def test_a_connection_is_kept(server):
    with server.wire() as wire:
        for _ in range(200):
            answer = wire.ask(get())
            assert answer.status == 200 and not answer.closes


def test_a_client_of_http_1_0_is_told_that_its_connection_is_kept(server):
    asking = get("Connection: keep-alive", first="GET /livez HTTP/1.0")
    with server.wire() as wire:
        assert wire.ask(asking).header("Connection") == "keep-alive"
        assert wire.ask(asking).header("Connection") == "keep-alive"
        assert wire.ask(get(first="GET /livez HTTP/1.0")).closes


def test_a_refused_body_that_is_large_closes(server):
    data = get("Authorization: Bearer api_wrong", "Content-Type: application/json", "Content-Length: 5000000", first=f"POST {CONNECTORS} HTTP/1.1")
    with server.wire() as wire:
        sender = threading.Thread(target=wire.send, args=(data + b"x" * 5_000_000,))
        sender.start()
        answer = wire.answer()
        expect_error(answer, 401)
        assert answer.closes
        wire.end()
        sender.join()


def test_clients_that_vanish_leave_nothing_behind(server, connector):
    item = server.path(connector["connector_identifier"])
    for reset in (False, True):
        for data in (b"", b"GET", numbered(item, 0, server.key) * 50, post("Content-Length: 100", body=b"x").replace(b"KEY", server.key.encode())):
            wire = server.wire()
            wire.send(data)
            if reset:
                wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            wire.socket.close()
    assert server.get(connector["connector_identifier"]).status == 200


def test_random_bytes(server):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    base = post("Content-Length: 14", "X: y", body=TITLE) + get()
    for _ in range(300):
        data = bytearray(base)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            kind = chance.randrange(3)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at]
            else:
                data.insert(at, chance.choice(b"\r\n\0 \t:;,0\x7f\xff"))
        with server.wire() as wire:
            wire.send(bytes(data))  # the key is not filled in, so nothing can be created
            wire.end()
            understood = 0  # a refusal of what is left over, after which the connection ends, is not counted
            while (answer := wire.answer()) is not None:
                understood += answer.status != 400
                if answer.status >= 400:
                    expect_error(answer, answer.status)
            assert understood <= 2
    assert server.call("GET", "/readyz", key="").status == 200


# ---- slow clients ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A server whose timeouts are all one second."""
    one = Server(tmp_path_factory.mktemp("strict"), "--head-timeout", "1s", "--body-timeout", "1s", "--idle-timeout", "1s").with_team()
    with serving(one):
        yield one


def expect_end(wire, begin, at_most=4):
    """The connection ends in bounded time, with 408 or without an answer."""
    wire.socket.settimeout(patient(at_most))
    answer = wire.answer()
    if answer is not None:
        expect_error(answer, 408)
        assert answer.closes and wire.is_closed()
    assert time.monotonic() - begin < patient(at_most)
    return answer


def drip(wire, pieces, every):
    """Sends a piece from time to time until the server ends the connection. It runs in a thread, because the test waits for the answer."""
    stop = threading.Event()

    def run():
        for piece in pieces:
            if stop.wait(every) or not wire.send(piece):
                return

    threading.Thread(target=run, daemon=True).start()
    return stop


def test_a_head_that_drips(strict):
    begin = time.monotonic()
    with strict.wire() as wire:
        wire.send(b"GET /livez HTTP/1.1\r\nHost: x\r\n")
        stop = drip(wire, (b"X-%d: y\r\n" % number for number in range(90)), 0.1)
        answer = expect_end(wire, begin)
        stop.set()
    assert answer is not None, "a client that began a request learns why it ended"


def test_a_head_that_stops(strict):
    begin = time.monotonic()
    with strict.wire() as wire:
        wire.send(b"GET /livez HTTP/1.1\r\nHo")
        assert expect_end(wire, begin) is not None


def test_a_body_that_stops(strict):
    begin = time.monotonic()
    with strict.wire() as wire:
        wire.send(with_key(post("Content-Length: 100", body=b"title=x"), strict))
        assert expect_end(wire, begin) is not None


def test_a_chunk_that_stops(strict):
    begin = time.monotonic()
    with strict.wire() as wire:
        wire.send(with_key(chunked(b"ff\r\ntitle=x"), strict))
        assert expect_end(wire, begin) is not None


def test_an_unwanted_body_that_stops(strict):
    begin = time.monotonic()
    with strict.wire() as wire:
        wire.send(get("Content-Length: 100"))
        wire.socket.settimeout(patient(4))
        answer = wire.answer()
        assert answer is None or answer.status in (200, 408)
        assert wire.is_closed()
        assert time.monotonic() - begin < patient(4)


def test_a_body_that_never_comes_after_continue(strict):
    begin = time.monotonic()
    with strict.wire() as wire:
        assert wire.ask(expecting(strict, "Content-Length: 8")).status == 100
        assert expect_end(wire, begin) is not None


def test_an_idle_connection_ends(strict):
    for data in (b"", get()):
        begin = time.monotonic()
        with strict.wire() as wire:
            wire.send(data)
            if data:
                assert wire.answer().status == 200
            wire.socket.settimeout(patient(4))
            assert wire.is_closed(), "an idle connection ends without a word"
            assert time.monotonic() - begin < patient(4)


def test_a_busy_connection_does_not_end(strict):
    """The deadlines apply to each request, not to the connection."""
    with strict.wire() as wire:
        end = time.monotonic() + 2.5
        pause = threading.Event()
        while time.monotonic() < end:
            wire.send(b"GET /livez HT")
            pause.wait(0.3)
            wire.send(b"TP/1.1\r\nHost: x\r\n\r\n")
            assert wire.answer().status == 200


def test_many_slow_clients_do_not_stop_a_healthy_one(strict):
    slow = [strict.wire() for _ in range(300)]
    try:
        for wire in slow:
            wire.send(b"GET /livez HTTP/1.1\r\nHost: x\r\nX: ")
        begin = time.monotonic()
        for _ in range(50):
            assert strict.call("GET", strict.path()).status == 200
        assert time.monotonic() - begin < patient(2)
    finally:
        for wire in slow:
            wire.socket.close()


def test_everyone_is_let_go(strict):
    def open_connections():
        text = strict.call("GET", "/metrics", key="").body.decode()
        found = [line for line in text.splitlines() if "connections_open" in line and not line.startswith("#")]
        return float(found[0].split()[-1]) if found else 1

    eventually(lambda: open_connections() <= 1, 5, "no connection is left but ours")
