"""JSON (RFC 8259) as clients use it: the texts of tests/json/rfc8259 as bodies. Text that is not JSON is answered with 400 and the place."""

import re
from pathlib import Path

import pytest

from connectory_server import expect_error, head

FOLDER = Path(__file__).resolve().parents[1] / "json" / "rfc8259"
BYTE = re.compile(r"<([0-9A-F]{2})(?:\*([0-9]+))?>")


def bytes_of(written):
    """`<0A>` is a byte, `<5B*3>` are three of them; everything else is literal."""
    out, at = b"", 0
    for found in BYTE.finditer(written):
        out += written[at : found.start()].encode() + bytes.fromhex(found[1]) * int(found[2] or 1)
        at = found.end()
    return out + written[at:].encode()


def cases_of(file):
    """(place, whether it is JSON, text)"""
    for number, line in enumerate(file.read_text().splitlines(), 1):
        keyword, _, rest = line.partition(" ")
        if keyword == "refuse":
            yield f"{file.name}:{number}: {line}", False, bytes_of(rest.partition(" ")[2])
        elif keyword in ("take", "string"):
            yield f"{file.name}:{number}: {line}", True, bytes_of(rest)


@pytest.mark.parametrize("name", sorted(file.name for file in FOLDER.glob("*.test")))
def test_texts_as_bodies(server, name):
    cases = list(cases_of(FOLDER / name))
    assert len(cases) > 20
    with server.wire() as wire:
        for place, is_json, text in cases:
            lines = [f"POST {server.path()} HTTP/1.1", "Host: x", f"Authorization: Bearer {server.key}", "Content-Type: application/json"]
            answer = wire.ask(head(*lines, f"Content-Length: {len(text)}") + text)
            # None of them is an object with a title, so what was understood is refused for that.
            expect_error(answer, 422 if is_json else 400)
            description = answer.json["error"]["description"]
            assert is_json or re.search(r"line [0-9]+, column [0-9]+", description), (place, description)
