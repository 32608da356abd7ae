"""HTTP as bytes: what is malformed is refused and never read as two requests; what is well formed is answered in order.

Sources: RFC 9112 (messages), RFC 9110 (semantics). A refused request is answered with 4xx or 5xx in the envelope, or with
nothing; either way the connection ends there, and no request hidden behind it is answered.
"""

import random
import socket
import threading
import time

import pytest

from connectory_server import Server, connectors_path, eventually, expect_error, patient, serving

CONNECTORS = connectors_path(42)
HIDDEN = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"  # answered 200 where a server was fooled


def get(*lines, first="GET /livez HTTP/1.1", host=True):
    """A read with these header lines, given as they are to stand on the wire."""
    lines = [line if isinstance(line, bytes) else line.encode("latin-1") for line in lines]
    start = [first.encode("latin-1"), *([b"Host: x"] if host else []), *lines]
    return b"\r\n".join([*start, b"", b""])


def post(*lines, body=b""):
    """A create with the owner's key (KEY is replaced) whose framing is given by lines."""
    return (
        get("Authorization: Bearer KEY", "Content-Type: application/x-www-form-urlencoded", *lines,
            first=f"POST {CONNECTORS} HTTP/1.1") + body
    )  # fmt: skip


def chunked(body, *lines):
    return post("Transfer-Encoding: chunked", *lines, body=body)


TITLE = b"title=smuggled"
CHUNK = b"e\r\ntitle=smuggled\r\n"
DONE = b"0\r\n\r\n"
TLS_HELLO = bytes.fromhex("16030100a5010000a10303") + bytes(range(32)) + b"\x00\x00\x02\x13\x01\x01\x00\x00\x05\x00\x2b\x00\x03\x02\x03\x04"
CONTROLS = [1, 2, 7, 8, 11, 12, 14, 27, 31, 127]

# ---- refused: name -> bytes, statuses allowed (None: any refusal). Everything is followed by a hidden request. --------

REFUSED = {
    # Two framings, or none that is sure (RFC 9112, sections 6.1 to 6.3).
    "length and chunked": (post("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), {400}),
    "chunked and length": (post("Transfer-Encoding: chunked", "Content-Length: 100", body=CHUNK + DONE), {400}),
    "length 0 and chunked": (post("Content-Length: 0", "Transfer-Encoding: chunked", body=CHUNK + DONE), {400}),
    "chunked on a GET with length": (get("Content-Length: 5", "Transfer-Encoding: chunked") + DONE, {400}),
    "two lengths that differ": (post("Content-Length: 14", "Content-Length: 15", body=TITLE), {400}),
    "two lengths that agree": (post("Content-Length: 14", "Content-Length: 14", body=TITLE), {400}),
    "two lengths, other case": (post("Content-Length: 0", "content-length: 14", body=TITLE), {400}),
    "length list that differs": (post("Content-Length: 14, 15", body=TITLE), {400}),
    "length list that agrees": (post("Content-Length: 14, 14", body=TITLE), {400}),
    "length with plus": (post("Content-Length: +14", body=TITLE), {400}),
    "length with minus": (post("Content-Length: -14", body=TITLE), {400}),
    "length minus 0": (post("Content-Length: -0"), {400}),
    "length with inner space": (post("Content-Length: 1 4", body=TITLE), {400}),
    "length with comma": (post("Content-Length: 14,", body=TITLE), {400}),
    "length in hexadecimal": (post("Content-Length: 0xe", body=TITLE), {400}),
    "length with a letter": (post("Content-Length: 14a", body=TITLE), {400}),
    "length with a point": (post("Content-Length: 14.0", body=TITLE), {400}),
    "length with an exponent": (post("Content-Length: 1e1", body=TITLE), {400}),
    "length with an underscore": (post("Content-Length: 1_4", body=TITLE), {400}),
    "length in quotes": (post('Content-Length: "14"', body=TITLE), {400}),
    "length empty": (post("Content-Length:", body=TITLE), {400}),
    "length beyond 64 bits": (post("Content-Length: 18446744073709551630", body=TITLE), {400, 413}),
    "length wraps to 14": (post("Content-Length: 18446744073709551630", body=TITLE), {400, 413}),
    "length of 64 bits": (post("Content-Length: 18446744073709551615", body=TITLE), {400, 413}),
    "length of 100 digits": (post("Content-Length: " + "9" * 100, body=TITLE), {400, 413}),
    "length in other digits": (post("Content-Length: ".encode() + "\u0661\u0664".encode(), body=TITLE), {400}),
    "length with a vertical tab": (post("Content-Length: \x0b14", body=TITLE), {400}),
    "length with NUL": (post(b"Content-Length: 14\x00", body=TITLE), {400}),
    "space before the length's colon": (post("Content-Length : 14", body=TITLE), {400}),
    "tab before the length's colon": (post("Content-Length\t: 14", body=TITLE), {400}),
    "length with a line feed in its name": (post(b"Content-\nLength: 14", body=TITLE), {400}),
    # Transfer codings (RFC 9112, sections 6.1 and 7).
    "chunked twice": (post("Transfer-Encoding: chunked, chunked", body=CHUNK + DONE), {400, 501}),
    "chunked in two headers": (post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=CHUNK + DONE), {400, 501}),
    "chunked, identity": (post("Transfer-Encoding: chunked, identity", body=CHUNK + DONE), {400, 501}),
    "identity, chunked": (post("Transfer-Encoding: identity, chunked", body=CHUNK + DONE), {400, 501}),
    "identity": (post("Transfer-Encoding: identity", body=TITLE), {400, 501}),
    "identity with length": (post("Transfer-Encoding: identity", "Content-Length: 14", body=TITLE), {400, 501}),
    "gzip": (post("Transfer-Encoding: gzip", body=TITLE), {400, 501}),
    "gzip, chunked": (post("Transfer-Encoding: gzip, chunked", body=CHUNK + DONE), {400, 501}),
    "xchunked": (post("Transfer-Encoding: xchunked", body=CHUNK + DONE), {400, 501}),
    "chunkedx": (post("Transfer-Encoding: chunkedx", body=CHUNK + DONE), {400, 501}),
    "chunked in quotes": (post('Transfer-Encoding: "chunked"', body=CHUNK + DONE), {400, 501}),
    "chunked with a parameter": (post("Transfer-Encoding: chunked;q=1", body=CHUNK + DONE), {400, 501}),
    "chunked with a comma": (post("Transfer-Encoding: chunked,", body=CHUNK + DONE), {400, 501}),
    "comma, chunked": (post("Transfer-Encoding: ,chunked", body=CHUNK + DONE), {400, 501}),
    "chunked with a vertical tab": (post("Transfer-Encoding: \x0bchunked", body=CHUNK + DONE), {400, 501}),
    "chunked with NUL": (post(b"Transfer-Encoding: chunked\x00", body=CHUNK + DONE), {400}),
    "chunked with a high byte": (post(b"Transfer-Encoding: \xffchunked", body=CHUNK + DONE), {400, 501}),
    "empty coding": (post("Transfer-Encoding:", body=TITLE), {400, 501}),
    "empty coding with length": (post("Transfer-Encoding:", "Content-Length: 14", body=TITLE), {400, 501}),
    "coding folded": (post("Transfer-Encoding:\r\n chunked", body=CHUNK + DONE), {400}),
    "space before the coding's colon": (post("Transfer-Encoding : chunked", body=CHUNK + DONE), {400}),
    "space before the coding's name": (post(" Transfer-Encoding: chunked", body=CHUNK + DONE), {400}),
    "space before the coding's name, with length": (post("X: y", " Transfer-Encoding: chunked", "Content-Length: 14", body=TITLE), {400}),
    "coding after a CR": (post(b"X: y\rTransfer-Encoding: chunked", body=CHUNK + DONE), {400}),
    "coding after a LF": (post(b"X: y\nTransfer-Encoding: chunked", "Content-Length: 14", body=TITLE), {400}),
    "length after a LF": (post(b"X: y\nContent-Length: 14", body=TITLE), {400}),
    "chunked in HTTP/1.0": (get("Transfer-Encoding: chunked", "Authorization: Bearer KEY", first=f"POST {CONNECTORS} HTTP/1.0") + CHUNK + DONE, {400, 501}),
    "chunked and length in HTTP/1.0": (get("Transfer-Encoding: chunked", "Content-Length: 5", first=f"POST {CONNECTORS} HTTP/1.0") + DONE, {400, 501}),
    # Chunks (RFC 9112, section 7.1).
    "chunk size of nothing": (chunked(b"\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size no number": (chunked(b"g\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with 0x": (chunked(b"0xe\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with plus": (chunked(b"+e\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with minus": (chunked(b"-e\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with a space before": (chunked(b" e\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with an inner space": (chunked(b"0 e\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with a point": (chunked(b"e.\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with a comma": (chunked(b"e,\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with an underscore": (chunked(b"0_e\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size with NUL": (chunked(b"e\x00\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk size of 17 digits": (chunked(b"1000000000000000e\r\ntitle=smuggled\r\n" + DONE), {400, 413}),
    "chunk size wraps": (chunked(b"10000000000000000e\r\ntitle=smuggled\r\n" + DONE), {400, 413}),
    "chunk size of 64 bits": (chunked(b"ffffffffffffffff\r\ntitle=smuggled\r\n" + DONE), {400, 413}),
    "chunk size of 63 bits": (chunked(b"7fffffffffffffff\r\ntitle=smuggled\r\n" + DONE), {400, 413}),
    "chunk size of 4 GiB": (chunked(b"100000000\r\ntitle=smuggled\r\n" + DONE), {400, 413}),
    "chunk line ends in LF": (chunked(b"e\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk line ends in CR": (chunked(b"e\rtitle=smuggled\r\n" + DONE), {400}),
    "chunk line ends in CR CR LF": (chunked(b"e\r\r\ntitle=smuggled\r\n" + DONE), {400}),
    "no CRLF after a chunk": (chunked(b"e\r\ntitle=smuggled" + DONE), {400}),
    "LF after a chunk": (chunked(b"e\r\ntitle=smuggled\n" + DONE), {400}),
    "two bytes that are no CRLF after a chunk": (chunked(b"e\r\ntitle=smuggledXX" + DONE), {400}),
    "chunk longer than said": (chunked(b"5\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk shorter than said": (chunked(b"f\r\ntitle=smuggled\r\n" + DONE), {400}),
    "last chunk ends in LF": (chunked(CHUNK + b"0\n\n"), {400}),
    "chunk extension with a LF": (chunked(b"e;a\nb\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk extension with NUL": (chunked(b"e;a=\x00\r\ntitle=smuggled\r\n" + DONE), {400}),
    "chunk extension of 100 kB": (chunked(b"e;a=" + b"x" * 100_000 + b"\r\ntitle=smuggled\r\n" + DONE), {400, 413, 431}),
    "trailer folded": (chunked(CHUNK + b"0\r\nX: y\r\n z\r\n\r\n"), {400}),
    "trailer with a length": (chunked(CHUNK + b"0\r\nContent-Length: 5\r\n\r\n"), {400}),
    "trailer without a colon": (chunked(CHUNK + b"0\r\nnonsense\r\n\r\n"), {400}),
    "trailer with a space before its colon": (chunked(CHUNK + b"0\r\nX : y\r\n\r\n"), {400}),
    "trailer with NUL": (chunked(CHUNK + b"0\r\nX: \x00\r\n\r\n"), {400}),
    "trailer ends in LF": (chunked(CHUNK + b"0\r\nX: y\n\n"), {400}),
    "trailers of 100 kB": (chunked(CHUNK + b"0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"), {400, 431}),
    # Lines (RFC 9112, sections 2.2 and 5.1).
    "LF only": (b"GET /livez HTTP/1.1\nHost: x\n\n", {400}),
    "LF after the request line": (b"GET /livez HTTP/1.1\nHost: x\r\n\r\n", {400}),
    "LF after a header": (b"GET /livez HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", {400}),
    "LF as the empty line": (b"GET /livez HTTP/1.1\r\nHost: x\r\n\n", {400}),
    "CR only": (b"GET /livez HTTP/1.1\rHost: x\r\r" + b"\r\n\r\n", {400}),
    "CR in a value": (get(b"X: a\rb"), {400}),
    "CR CR LF": (b"GET /livez HTTP/1.1\r\r\nHost: x\r\n\r\n", {400}),
    "CR CR LF after a header": (b"GET /livez HTTP/1.1\r\nHost: x\r\r\n\r\n", {400}),
    "CR at a line's start": (b"GET /livez HTTP/1.1\r\nHost: x\r\n\rX: y\r\n\r\n", {400}),
    "fold": (get("X: a\r\n b"), {400}),
    "fold with a tab": (get("X: a\r\n\tb"), {400}),
    "fold with spaces only": (get("X: a\r\n  "), {400}),
    "fold of the first header": (b"GET /livez HTTP/1.1\r\n Host: x\r\n\r\n", {400}),
    "space after the request line": (b"GET /livez HTTP/1.1\r\n \r\nHost: x\r\n\r\n", {400}),
    "space before a colon": (get("X : a"), {400}),
    "space in a name": (get("X Y: a"), {400}),
    "no name": (get(": a"), {400}),
    "no colon": (get("X"), {400}),
    "name in brackets": (get("X(): a"), {400}),
    "name with a slash": (get("X/Y: a"), {400}),
    "name with a quote": (get('"X": a'), {400}),
    "name with an at sign": (get("X@Y: a"), {400}),
    "name with a high byte": (get(b"X\xe9: a"), {400}),
    "name with NUL": (get(b"X\x00: a"), {400}),
    "value with NUL": (get(b"X: a\x00b"), {400}),
    **{f"value with control {code:#04x}": (get(b"X: a" + bytes([code]) + b"b"), {400}) for code in CONTROLS},
    **{f"name with control {code:#04x}": (get(b"X" + bytes([code]) + b"Y: a"), {400}) for code in CONTROLS},
    **{f"target with control {code:#04x}": (get(first=f"GET /li{chr(code)}vez HTTP/1.1"), {400}) for code in CONTROLS},
    # Host (RFC 9112, section 3.2).
    "no Host": (get(host=False), {400}),
    "two Hosts": (get("Host: y"), {400}),
    "two equal Hosts": (get("Host: x"), {400}),
    "two Hosts, other case": (get("hOST: y"), {400}),
    "Host with a slash": (get("Host: x/y", host=False), {400}),
    "Host with user": (get("Host: me@x", host=False), {400}),
    "Host with a space": (get("Host: x y", host=False), {400}),
    "Host with a comma": (get("Host: x, y", host=False), {400}),
    "Host with a query": (get("Host: x?y", host=False), {400}),
    "Host with a fragment": (get("Host: x#y", host=False), {400}),
    "Host with a backslash": (get("Host: x\\y", host=False), {400}),
    "Host with markup": (get("Host: <script>", host=False), {400}),
    # Headers that may stand once.
    "two credentials": (get("Authorization: Bearer KEY", "Authorization: Bearer other", first=f"GET {CONNECTORS} HTTP/1.1"), {400}),
    "two content types": (post("Content-Type: application/json", "Content-Length: 14", body=TITLE), {400}),
    "two conditions": (get('If-Match: "a"', 'If-Match: "b"', first=f"DELETE {CONNECTORS}/ZZZZZ HTTP/1.1"), {400}),
    # The request line (RFC 9112, section 3).
    "version 0.9": (get(first="GET /livez HTTP/0.9"), {400, 505}),
    "version 1.2": (get(first="GET /livez HTTP/1.2"), {400, 505}),
    "version 2.0": (get(first="GET /livez HTTP/2.0"), {400, 505}),
    "version 3": (get(first="GET /livez HTTP/3"), {400, 505}),
    "version 9.9": (get(first="GET /livez HTTP/9.9"), {400, 505}),
    "version 1.10": (get(first="GET /livez HTTP/1.10"), {400, 505}),
    "version 11": (get(first="GET /livez HTTP/11"), {400, 505}),
    "version 01.1": (get(first="GET /livez HTTP/01.1"), {400, 505}),
    "version in lower case": (get(first="GET /livez http/1.1"), {400, 505}),
    "version of another protocol": (get(first="GET /livez ICY/1.1"), {400, 505}),
    "no version": (get(first="GET /livez"), {400, 505}),
    "version with a space": (get(first="GET /livez HTTP/ 1.1"), {400, 505}),
    "version and more": (get(first="GET /livez HTTP/1.1 more"), {400, 505}),
    "version and a space": (get(first="GET /livez HTTP/1.1 "), {400, 505}),
    "simple request": (b"GET /livez\r\n\r\n", {400, 505}),
    "two spaces before the target": (get(first="GET  /livez HTTP/1.1"), {400}),
    "two spaces before the version": (get(first="GET /livez  HTTP/1.1"), {400, 505}),
    "tabs": (get(first="GET\t/livez\tHTTP/1.1"), {400}),
    "space before the method": (get(first=" GET /livez HTTP/1.1"), {400}),
    "no method": (get(first="/livez HTTP/1.1"), {400}),
    "no target": (get(first="GET HTTP/1.1"), {400}),
    "method with a colon": (get(first="GET: /livez HTTP/1.1"), {400}),
    "method with a slash": (get(first="GE/T /livez HTTP/1.1"), {400}),
    "method with a high byte": (get(first="G\xcbT /livez HTTP/1.1"), {400}),
    "method with NUL": (get(first="GE\0T /livez HTTP/1.1"), {400}),
    "target with a space": (get(first="GET /li vez HTTP/1.1"), {400, 505}),
    "target with a fragment": (get(first="GET /livez#x HTTP/1.1"), {400}),
    "target without a slash": (get(first="GET livez HTTP/1.1"), {400}),
    "target star with GET": (get(first="GET * HTTP/1.1"), {400}),
    "target authority with GET": (get(first="GET x:80 HTTP/1.1"), {400}),
    "target of another scheme": (get(first="GET ftp://x/livez HTTP/1.1"), {400}),
    "target with NUL": (get(first="GET /li\0vez HTTP/1.1"), {400}),
    "target of 20 kB": (get(first="GET /" + "a" * 20_000 + " HTTP/1.1"), {414}),
    "target of 100 kB": (get(first="GET /" + "a" * 100_000 + " HTTP/1.1"), {414}),
    "query of 20 kB": (get(first="GET /livez?" + "a" * 20_000 + " HTTP/1.1"), {414}),
    "a header of 40 kB": (get("X: " + "a" * 40_000), {431}),
    "a header name of 40 kB": (get("X" * 40_000 + ": a"), {431}),
    "headers of 100 kB": (get(*["X: " + "a" * 1000] * 100), {431}),
    "101 headers": (get(*["X: a"] * 100), {431}),
    "5000 headers": (get(*["X: a"] * 5000), {431}),
    # Not HTTP at all.
    "garbage": (bytes(range(128, 256)) + b"\r\n\r\n", {400}),
    "NULs": (b"\0" * 100 + b"\r\n\r\n", {400}),
    "a response": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {400, 505}),
    "TLS hello": (TLS_HELLO, {400}),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", {400, 505}),
    "SSH": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", {400, 505}),
    "SMTP": (b"EHLO x\r\n\r\n", {400, 505}),
    "Redis": (b"*1\r\n$4\r\nPING\r\n\r\n", {400}),
    "JSON": (b'{"a":1}\r\n\r\n', {400}),
    "proxy protocol": (b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n", {400, 505}),
    "a space": (b" \r\n\r\n", {400}),
    "a LF first": (b"\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    "other expectation": (post("Expect: 200-ok", "Content-Length: 14", body=TITLE), {417}),
    "two expectations": (post("Expect: 100-continue", "Expect: 100-continue", "Content-Length: 14", body=TITLE), {400, 417}),
}


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
    with server.wire() as wire:
        wire.send(with_key(data, server) + HIDDEN)
        answer = wire.answer()
        if answer is not None:
            assert statuses is None or answer.status in statuses, answer
            expect_error(answer, answer.status)
            assert answer.closes
            assert b"smuggled" not in answer.body
            assert wire.is_closed(), "something was answered behind a refused request"


def test_there_are_enough_refusals():
    assert len(REFUSED) >= 120


def test_after_all_that_the_server_is_well(server):
    assert server.call("GET", "/readyz", key="").status == 200


# ---- cut short: what never became whole is answered by nothing -------------------------------------------------------

CUT = {
    "nothing": b"", "a letter": b"G", "a method": b"GET ", "no version": b"GET /livez", "a line": b"GET /livez HTTP/1.1\r\n",
    "a CR": b"GET /livez HTTP/1.1\r", "no empty line": b"GET /livez HTTP/1.1\r\nHost: x\r\n", "CR of the empty line": b"GET /livez HTTP/1.1\r\nHost: x\r\n\r",
    "empty lines": b"\r\n\r\n", "body": post("Content-Length: 100", body=TITLE), "no body": post("Content-Length: 14"),
    "chunk": chunked(b"ff\r\ntitle=smuggled"), "chunk line": chunked(b"e"), "no last chunk": chunked(CHUNK), "half of the last chunk": chunked(CHUNK + b"0\r\n"),
    "huge chunk line": chunked(b"0" * 1_000_000),
}  # fmt: skip


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

TAKEN = {
    "plain": (get(), [200]),
    "two": (get() + get(), [200, 200]),
    "an empty line before": (b"\r\n" + get(), [200]),
    "empty lines between": (get() + b"\r\n" + get(), [200, 200]),
    "no space after a colon": (get("X:a"), [200]),
    "tabs around a value": (get("X:\ta\t"), [200]),
    "empty value": (get("X:"), [200]),
    "high bytes in a value": (get(b"X: caf\xc3\xa9 \xe9"), [200]),
    "all token characters in a name": (get("!#$%&'*+-.^_`|~09azAZ: a"), [200]),
    "names in any case": (get("hOsT: x", host=False), [200]),
    "99 headers more": (get(*["X: a"] * 99), [200]),
    "empty Host": (get("Host:", host=False), [200]),
    "Host with a port": (get("Host: x:8080", host=False), [200]),
    "Host of version 6": (get("Host: [::1]:8080", host=False), [200]),
    "absolute form": (get(first="GET http://x/livez HTTP/1.1"), [200]),
    "absolute form of another host": (get(first="GET http://other.example:81/livez?a=b HTTP/1.1"), [200]),
    "query": (get(first="GET /livez?a=b&c=%20 HTTP/1.1"), [200]),
    "target of 15 kB": (get(first="GET /livez?" + "a" * 15_000 + " HTTP/1.1"), [200]),
    "a header of 15 kB": (get("X: " + "a" * 15_000), [200]),
    "target with a high byte": (get(first="GET /liv\xe9z HTTP/1.1") + get(), [404, 200]),
    "unknown method": (get(first="BREW /livez HTTP/1.1"), [405]),
    "method in lower case": (get(first="get /livez HTTP/1.1"), [405]),
    "OPTIONS star": (get(first="OPTIONS * HTTP/1.1"), None),
    "length of 0": (get("Content-Length: 0") + get(), [200, 200]),
    "length with leading zeros": (get("Content-Length: 000") + get(), None),
    "length with spaces around": (get("Content-Length:  5  ") + b"hello" + get(), [200, 200]),
    "a GET with a body": (get(f"Content-Length: {len(HIDDEN)}") + HIDDEN + get(), [200, 200]),
    "chunked in capitals": (post("Transfer-Encoding: CHUNKED", body=b"6\r\ntitle=\r\n0\r\n\r\n") + get(), [422, 200]),
    "a chunk": (chunked(b"6\r\ntitle=\r\n0\r\n\r\n") + get(), [422, 200]),
    "two chunks": (chunked(b"3\r\ntit\r\n3\r\nle=\r\n0\r\n\r\n") + get(), [422, 200]),
    "chunk size in capitals": (chunked(b"A\r\ntitle=&a=b\r\n0\r\n\r\n") + get(), [422, 200]),
    "chunk size with zeros": (chunked(b"0006\r\ntitle=\r\n000\r\n\r\n") + get(), [422, 200]),
    "chunk extensions": (chunked(b'6;a=b;c="d";e\r\ntitle=\r\n0;f\r\n\r\n') + get(), [422, 200]),
    "trailers": (chunked(b"6\r\ntitle=\r\n0\r\nX: y\r\nY: z\r\n\r\n") + get(), [422, 200]),
    "no chunk but the last": (chunked(DONE) + get(), [422, 200]),
    "a hidden request in a chunk": (chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)) + get(), [422, 200]),
    "a body nobody asked for": (get("Content-Length: 60000") + b"x" * 60_000 + get(), [200, 200]),
    "a hidden request in a body": (get(f"Content-Length: {len(HIDDEN)}") + HIDDEN + get(), [200, 200]),
    "errors keep the connection": (get(first="GET /nothing HTTP/1.1") + get(first="GET /v1/teams/42 HTTP/1.1") + get(), [404, 401, 200]),
    "close": (get("Connection: close") + get(), [200]),
    "close among others": (get("Connection: foo, Close") + get(), [200]),
    "keep-alive": (get("Connection: keep-alive") + get(), [200, 200]),
    "upgrade is passed over": (get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__") + get(), [200, 200]),
    "HTTP/1.0": (get(first="GET /livez HTTP/1.0") + get(), [200]),
    "HTTP/1.0 without a Host": (get(first="GET /livez HTTP/1.0", host=False) + get(), [200]),
    "HTTP/1.0 that says close": (get("Connection: close", first="GET /livez HTTP/1.0"), [200]),
    "HTTP/1.0 with a body": (get("Content-Length: 5", first="GET /livez HTTP/1.0") + b"hello", [200]),
    "a close behind a body": (get("Connection: close", "Content-Length: 5") + b"hello" + get(), [200]),
}  # fmt: skip


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
    """And the next request, sent right behind in the same piece, is still found."""
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
    """The head (its If-Match) is still needed when many requests behind the body have come with the body's last piece."""
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
    """Either they are passed over or the connection ends; they are no request."""
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
    """A server that waits one second for anything."""
    one = Server(tmp_path_factory.mktemp("strict"), "--head-timeout", "1s", "--body-timeout", "1s", "--idle-timeout", "1s").with_team()
    with serving(one):
        yield one


def expect_end(wire, begin, at_most=4):
    """The connection ends in bounded time, by 408 or without a word."""
    wire.socket.settimeout(patient(at_most))
    answer = wire.answer()
    if answer is not None:
        expect_error(answer, 408)
        assert answer.closes and wire.is_closed()
    assert time.monotonic() - begin < patient(at_most)
    return answer


def drip(wire, pieces, every):
    """Sends a piece now and then until the server has enough of it. In a thread, for the test waits for the answer."""
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
    assert answer is not None, "who began a request is told why it ended"


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
    """Its deadlines are those of each request, not of the connection."""
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
