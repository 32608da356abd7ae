"""Logos: uploading, what happens to an image, and how it is served (contract, section 5)."""

import contextlib
import io
import re
import sqlite3
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from PIL import Image

from connectory_server import eventually, expect_error, expect_headers, head, patient
from pictures import (
    GREY, GREY_ALPHA, PALETTE, RGB, RGBA, SIGNATURE, blank_png, chunk, chunks, exif, form, gradient, jpeg, jpeg_of_many_scans, palette, part,
    pixels, png, segment, size, with_segments,
)  # fmt: skip

MEGABYTES_5 = 5 * 1024 * 1024
SCRIPT = b"<script>alert('logo')</script>"
PICTURE = gradient(9, 7)


def upload(server, connector, file, **more):
    return server.call("POST", server.path(connector["connector_identifier"]) + "/logo", **{**form(part(file)), **more})


def uploaded(server, connector, file):
    """Uploads a logo, which must be accepted, and returns its URL."""
    answer = upload(server, connector, file)
    assert answer.status == 201, answer
    expect_headers(answer)
    assert set(answer.json) == {"logo_url"} and answer.header("Location") == answer.json["logo_url"]
    return answer.json["logo_url"]


def image(server, url, method="GET", **more):
    return server.call(method, urlsplit(url).path, key="", **more)


def served(server, url):
    """The bytes of an image, which must be a PNG with nothing but pixels."""
    answer = image(server, url)
    assert answer.status == 200, answer
    assert {name for name, _ in chunks(answer.body)} == {b"IHDR", b"IDAT", b"IEND"}
    return answer.body


def shown(server, connector):
    return server.get(connector["connector_identifier"]).json["logo_url"]


def kept(server):
    """How many images there are, and how many of them no connector uses."""
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db")) as database:
        (count,) = database.execute("SELECT COUNT(*) FROM logos").fetchone()
        (orphans,) = database.execute(
            "SELECT COUNT(*) FROM logos WHERE logo_hash NOT IN (SELECT logo_hash FROM connectors WHERE logo_hash IS NOT NULL)"
        ).fetchone()
    return count, orphans


# ---- a logo and its connector ------------------------------------------------------------------------------------------


def test_a_connector_without_a_logo_has_the_default_one(server, connector):
    url = connector["logo_url"]
    assert re.fullmatch(rf"http://127\.0\.0\.1:{server.port}/logos/[0-9a-f]{{64}}\.png", url)
    assert shown(server, connector) == url
    answer = server.call("GET", server.path(connector["connector_identifier"]) + "/logo")
    assert answer.status == 200 and answer.json == {"logo_url": url}
    answer = image(server, url)
    assert answer.status == 200 and answer.header("Content-Type") == "image/png"
    assert Image.open(io.BytesIO(answer.body)).size == (256, 256)


def test_an_uploaded_logo_is_shown_everywhere(server, connector):
    before = server.get(connector["connector_identifier"])
    listed_before = server.call("GET", server.path()).header("ETag")
    url = uploaded(server, connector, png(PICTURE))
    assert url != connector["logo_url"] and re.search(r"/logos/[0-9a-f]{64}\.png$", url)
    after = server.get(connector["connector_identifier"], headers={"If-None-Match": before.header("ETag")})
    assert after.status == 200 and after.json["logo_url"] == url
    assert after.header("ETag") != before.header("ETag")
    assert after.json["configuration"] == before.json["configuration"]
    for query in ("", "?include_configs=true"):
        listed = server.call("GET", server.path() + query, headers={"If-None-Match": listed_before})
        found = [one for one in listed.json["connectors"] if one["connector_identifier"] == connector["connector_identifier"]]
        assert found[0]["logo_url"] == url
    assert server.call("GET", server.path(connector["connector_identifier"]) + "/logo").json == {"logo_url": url}


def test_the_same_image_has_the_same_url(server, connector):
    url = uploaded(server, connector, png(PICTURE))
    tag = server.get(connector["connector_identifier"]).header("ETag")
    # Images differ by their pixels, not by their compression.
    assert uploaded(server, connector, png(PICTURE, interlaced=True, before=chunk(b"tEXt", b"a\0b"))) == url
    assert server.get(connector["connector_identifier"]).header("ETag") == tag  # nothing has changed
    assert uploaded(server, connector, png(gradient(7, 9))) != url


def test_delete(server, connector):
    path = server.path(connector["connector_identifier"]) + "/logo"
    url = uploaded(server, connector, png(PICTURE))
    assert image(server, url).status == 200  # and is in the cache from now on
    answer = server.call("DELETE", path)
    assert answer.status == 204 and answer.body == b""
    assert shown(server, connector) == connector["logo_url"]
    expect_error(image(server, url), 404)
    tag = server.get(connector["connector_identifier"]).header("ETag")
    assert server.call("DELETE", path).status == 204  # there is none: as asked
    assert server.get(connector["connector_identifier"]).header("ETag") == tag


def test_another_logo_takes_the_place_of_the_first(server, connector):
    first = uploaded(server, connector, png(PICTURE))
    second = uploaded(server, connector, jpeg(PICTURE))
    assert first != second
    expect_error(image(server, first), 404)
    assert image(server, second).status == 200


def test_a_duplicate_takes_the_logo_and_each_keeps_its_own(server, connector):
    url = uploaded(server, connector, png(PICTURE))
    copy = server.create("Copy", connector_identifier=connector["connector_identifier"])
    assert copy["logo_url"] == url == shown(server, copy)
    server.call("DELETE", server.path(connector["connector_identifier"]) + "/logo")
    assert shown(server, copy) == url and image(server, url).status == 200
    server.call("DELETE", server.path(copy["connector_identifier"]))
    expect_error(image(server, url), 404)


def test_a_deleted_connector_takes_its_logo_along(server):
    one = server.create("Short-lived")
    url = uploaded(server, one, png(gradient(3, 8)))
    server.call("DELETE", server.path(one["connector_identifier"]))
    expect_error(image(server, url), 404)


def test_an_image_that_two_teams_show_stays_for_the_other(server, connector):
    theirs = server.call("POST", "/v1/teams/43/connector_builder/connectors", form={"title": "Theirs"}, key=server.other_key).json
    path = f"/v1/teams/43/connector_builder/connectors/{theirs['connector_identifier']}"
    url = server.call("POST", path + "/logo", key=server.other_key, **form(part(png(PICTURE)))).json["logo_url"]
    assert uploaded(server, connector, png(PICTURE)) == url
    server.call("DELETE", path, key=server.other_key)
    assert image(server, url).status == 200 and shown(server, connector) == url


def test_what_is_not_there(server):
    for method, more in (("GET", {}), ("POST", form(part(png(PICTURE)))), ("DELETE", {})):
        error = expect_error(server.call(method, server.path("ZZZZZ") + "/logo", **more), 404)
        assert "ZZZZZ" in error["description"]
        expect_error(server.call(method, server.path("a.b") + "/logo", **more), 400, says="connector_identifier")
    expect_error(server.call("PUT", server.path("ZZZZZ") + "/logo"), 405)


def test_every_change_of_a_logo_is_audited(make_server):
    server = make_server().start()
    one = server.create()
    path = server.path(one["connector_identifier"]) + "/logo"
    uploaded(server, one, png(PICTURE))
    uploaded(server, one, png(PICTURE))
    upload(server, one, b"not an image")
    server.call("DELETE", path)
    server.call("DELETE", path)
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db")) as database:
        rows = database.execute("SELECT team_id, actor, action, subject FROM audit WHERE action LIKE 'logo%' ORDER BY at, audit_id").fetchall()
    identifier = one["connector_identifier"]
    assert rows == [(42, "key:tests", "logo.set", identifier), (42, "key:tests", "logo.remove", identifier)]
    assert kept(server) == (0, 0)


def test_two_uploads_at_once(make_server):
    server = make_server().start()
    one = server.create()
    files = [png(gradient(40 + number, 30)) for number in range(8)]
    with ThreadPoolExecutor(8) as at_once:
        for _ in range(3):
            urls = list(at_once.map(lambda file: uploaded(server, one, file), files))
            assert len(set(urls)) == len(files)
            won = shown(server, one)
            assert won in urls
            assert [url for url in urls if image(server, url).status == 200] == [won]
            assert kept(server) == (1, 0)


# ---- the image as it is served -----------------------------------------------------------------------------------------


def test_headers_of_an_image(server, connector):
    url = uploaded(server, connector, png(PICTURE))
    answer = image(server, url)
    expect_headers(answer)
    tag = answer.header("ETag")
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    expected = {
        "Content-Type": "image/png", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox", "ETag": tag, "Content-Encoding": None, "Set-Cookie": None,
    }  # fmt: skip
    for again in (answer, image(server, url), image(server, url, "HEAD"), image(server, url, headers={"Accept-Encoding": "gzip"})):
        assert again.status == 200
        assert {name: again.header(name) for name in expected} == expected
    assert image(server, url, "HEAD").body == b""
    assert image(server, url, "HEAD").header("Content-Length") == str(len(answer.body))
    for tags in (tag, f'"x", {tag}', "*", f"W/{tag}"):
        unchanged = image(server, url, headers={"If-None-Match": tags})
        assert unchanged.status == 304 and unchanged.body == b"" and unchanged.header("ETag") == tag
        assert unchanged.header("Cache-Control") == expected["Cache-Control"]
    assert image(server, url, headers={"If-None-Match": '"x"'}).status == 200


@pytest.mark.parametrize("credential", ["", "api_of_nobody"])
def test_an_image_needs_no_credential(server, connector, credential):
    for url in (connector["logo_url"], uploaded(server, connector, png(PICTURE))):
        assert server.call("GET", urlsplit(url).path, key=credential).status == 200


NO_IMAGES = ["0" * 64 + ".png", "0" * 64, "0" * 63 + ".png", "0" * 65 + ".png", "A" * 64 + ".png", "0" * 64 + ".svg", ".png", "x", "..%2f..%2fetc%2fpasswd", "%00.png", "0" * 64 + ".png%20"]  # fmt: skip


@pytest.mark.parametrize("name", NO_IMAGES)
def test_no_such_image(server, name):
    error = expect_error(server.call("GET", "/logos/" + name, key=""), 404)
    assert "logo" in error["description"]
    assert server.call("GET", "/logos/" + name, key="").header("Cache-Control") is None


def test_methods_of_an_image(server, connector):
    path = urlsplit(connector["logo_url"]).path
    for method in ("POST", "PUT", "DELETE"):
        expect_error(server.call(method, path, key=""), 405)
    assert server.call("OPTIONS", path, key="").status == 204


# ---- URLs --------------------------------------------------------------------------------------------------------------


def test_urls_follow_the_public_url(make_server):
    server = make_server().start()
    one = server.create()
    path = urlsplit(uploaded(server, one, png(PICTURE))).path
    before = server.get(one["connector_identifier"])
    assert server.stop() == 0
    server.settings += ["--public-url", "https://logos.example.com/base/"]
    server.start()
    # An older tag does not match an answer with different links, but is still accepted for a change.
    after = server.get(one["connector_identifier"], headers={"If-None-Match": before.header("ETag")})
    assert after.status == 200 and after.json["logo_url"] == "https://logos.example.com/base" + path
    assert server.call("GET", server.path(), headers={"Host": "evil.example"}).json["connectors"][0]["logo_url"] == after.json["logo_url"]
    for tag in (before.header("ETag"), after.header("ETag"), before.header("ETag").split(".")[0] + '"'):
        answer = server.call("PUT", server.path(one["connector_identifier"]), json='{"connector":{"name":"x"}}', headers={"If-Match": tag})
        assert answer.status in (204, 412)
    assert server.get(one["connector_identifier"]).json["name"] == "x"


@pytest.mark.parametrize("address", ["0.0.0.0", "[::]"])
def test_an_address_that_is_none_is_not_given_out(make_server, address):
    """Links made of it lead nowhere, and what a client calls the server is not to be trusted: the operator says it."""
    server = make_server()
    server.address = address
    assert server.begin().wait() == 64 and server.port is None
    assert f"'{address}:0'" in server.output() and "public-url" in server.output()
    server.settings += ["--public-url", "https://connectory.example.com"]
    server.start()
    made = server.call("POST", server.path(), form={"title": "x"}, headers={"Host": "evil.example"})
    assert made.json["logo_url"].startswith("https://connectory.example.com/logos/")
    assert made.header("Location").startswith("https://connectory.example.com/v1/")


# ---- forms that are refused ----------------------------------------------------------------------------------------------

GOOD = png(PICTURE)
FORMS = {
    "another name": (form(part(GOOD, "file")), "'file'"),
    "no parts": (form(), "empty"),
    "two logos": (form(part(GOOD), part(GOOD)), "more than one"),
    "a name beyond UTF-8": ({**form(), "body": b"--connectory-tests\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n\r\n--connectory-tests--"}, "no part 'logo'"),
    "no boundary": ({**form(part(GOOD)), "headers": {"Content-Type": "multipart/form-data"}}, "boundary"),
    "another boundary": ({**form(part(GOOD)), "headers": {"Content-Type": "multipart/form-data; boundary=other"}}, "boundary"),
    "a body cut short": ({**form(part(GOOD)), "body": form(part(GOOD))["body"][:-30]}, "byte"),
    "no body": ({**form(part(GOOD)), "body": b""}, "empty"),
    "base64": (form(part(GOOD, headers="Content-Transfer-Encoding: base64\r\n")), "as they are"),
    "a form in the form": (form(part(GOOD, kind="multipart/mixed; boundary=x")), "parts of its own"),
    "too many parts": (form(*[part(b"", f"p{number}") for number in range(33)]), "too many parts"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_forms_that_are_refused(server, connector, name):
    request, says = FORMS[name]
    expect_error(server.call("POST", server.path(connector["connector_identifier"]) + "/logo", **request), 400, says=says)
    assert shown(server, connector) == connector["logo_url"]


TYPES = ["image/png", "application/json", "application/x-www-form-urlencoded", "multipart/mixed; boundary=connectory-tests", "multipart/form-datax; boundary=connectory-tests", ""]  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_other_types_are_refused(server, connector, kind):
    expect_error(upload(server, connector, GOOD, headers={"Content-Type": kind}), 415, says="multipart/form-data")


TAKEN = {
    "other parts next to it": form(part(b"x", "comment", None, None), part(GOOD), part(b"y", "more")),
    "no file name": form(part(GOOD, filename=None)),
    "no declared type": form(part(GOOD, kind=None)),
    "a false type": form(part(GOOD, kind="text/html")),
    "a false name": form(part(GOOD, filename="x.svg")),
    "a path as its name": form(part(GOOD, filename="../../../etc/passwd")),
    "a quoted boundary": {**form(part(GOOD)), "headers": {"Content-Type": 'Multipart/Form-Data; boundary="connectory-tests"'}},
    "another boundary": form(part(GOOD), boundary="----WebKitFormBoundaryAaB03x"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_forms_that_are_taken(server, connector, name):
    answer = server.call("POST", server.path(connector["connector_identifier"]) + "/logo", **TAKEN[name])
    assert answer.status == 201, answer
    assert pixels(served(server, answer.json["logo_url"])) == PICTURE


# ---- files that are refused ----------------------------------------------------------------------------------------------


def spoiled(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def claiming(data, width, height):
    """A JPEG that claims to be that large."""
    at = re.search(rb"\xff[\xc0\xc2]\0\x11\x08", data).end()
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


BASELINE, PROGRESSIVE = jpeg(gradient(64, 48)), jpeg(gradient(64, 48), progressive=True)
IDAT = GOOD.index(b"IDAT")
FILES = {
    "nothing": (b"", "empty"),
    "text": (b"hello", "neither PNG nor JPEG"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "neither PNG nor JPEG"),
    "HTML": (b"<!doctype html>" + SCRIPT, "neither PNG nor JPEG"),
    "GIF": (b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;", "neither PNG nor JPEG"),
    "WebP": (b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0", "neither PNG nor JPEG"),
    "a PNG with a line before it": (b"\n" + GOOD, "neither PNG nor JPEG"),
    "a PNG that a text editor had": (GOOD.replace(b"\r\n", b"\n"), "neither PNG nor JPEG"),
    "a signature": (SIGNATURE, "ends before"),
    "half a PNG": (GOOD[: len(GOOD) // 2], "ends before"),
    "a PNG without its end": (GOOD[:-12], "ends before"),
    "a PNG with half its end": (GOOD[:-1], "ends before"),
    "a PNG with too few pixels": (png(PICTURE, size=(9, 8)), "ends before"),
    "an interlaced PNG with too few": (png(PICTURE, interlaced=True, size=(9, 8)), "ends before"),
    "a PNG without a single pixel": (png(None, size=(1, 1), lines=b""), "ends before"),
    "a PNG without pixels": (SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)) + chunk(b"IEND"), "damaged"),
    "a PNG of no width": (png(PICTURE, size=(0, 7)), "damaged"),
    "a PNG of 3 bits": (png(PICTURE, GREY, 3, lines=b"\0" * 99), "damaged"),
    "a PNG with a wrong checksum": (spoiled(GOOD, IDAT + 8), "damaged"),
    "a PNG with no zlib in it": (png(None, size=(1, 1), lines=b"").replace(zlib.compress(b"", 9), b"12345678"), "damaged"),
    "a PNG without its palette": (png([[(0,)]], PALETTE), "damaged"),
    "a PNG with an unknown critical chunk": (png(PICTURE, before=chunk(b"ABCD")), "damaged"),
    "a PNG with two headers": (GOOD[:33] + GOOD[8:], "damaged"),
    "the start of a JPEG": (b"\xff\xd8\xff", "ends before"),
    "half a JPEG": (BASELINE[: len(BASELINE) // 2], "ends before"),
    "half a progressive JPEG": (PROGRESSIVE[: len(PROGRESSIVE) // 2], "ends before"),
    "a JPEG of markers": (b"\xff\xd8\xff\xd9", "damaged"),
    "a JPEG of text": (b"\xff\xd8\xff" + SCRIPT, "damaged"),
    "a JPEG with holes": (BASELINE[:-200] + b"\xff\xd9", "damaged"),
    "a JPEG without tables": (BASELINE.replace(b"\xff\xdb", b"\xff\xfe"), "damaged"),
    "a JPEG of 12 bits": (BASELINE.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c"), "damaged"),
    "a JPEG of no height": (claiming(BASELINE, 64, 0), "damaged"),
    "a JPEG of five colours": (BASELINE.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x17\x08", 1), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_refused(server, connector, name):
    file, says = FILES[name]
    expect_error(upload(server, connector, file), 400, "BAD_REQUEST", says=says)
    assert shown(server, connector) == connector["logo_url"]


def padded(data, size):
    """A PNG with exactly that many bytes."""
    return data[:33] + chunk(b"teXt", b"x" * (size - len(data) - 12)) + data[33:]


def test_the_size_of_a_file(server, connector):
    assert len(padded(GOOD, MEGABYTES_5)) == MEGABYTES_5
    url = uploaded(server, connector, padded(GOOD, MEGABYTES_5))
    assert pixels(served(server, url)) == PICTURE
    error = expect_error(upload(server, connector, padded(GOOD, MEGABYTES_5 + 1)), 400)
    assert "5242881" in error["description"] and "5242880" in error["description"]
    expect_error(upload(server, connector, padded(GOOD, 10 * 1024 * 1024 - 1024)), 400, says="at most")
    expect_error(upload(server, connector, padded(GOOD, 10 * 1024 * 1024)), 413)
    assert shown(server, connector) == url


SIZES = {
    "an edge at its bound": (blank_png(8192, 1), (512, 1)), "the other edge": (blank_png(1, 8192), (1, 512)),
    "an edge beyond": (blank_png(8193, 1), None), "the other edge beyond": (blank_png(1, 8193), None),
    "pixels at their bound": (blank_png(8192, 2048), (512, 128)), "pixels beyond": (blank_png(8192, 2049), None),
    "a PNG of 4 billion pixels": (png(None, GREY, 1, size=(65535, 65535), lines=b"\0" * 1000), None),
    "a PNG as large as PNG has": (png(None, GREY, 1, size=(2**31 - 1, 2**31 - 1), lines=b"\0"), None),
    "a JPEG of 4 billion pixels": (claiming(BASELINE, 65500, 65500), None),
    "a progressive JPEG of 4 billion pixels": (claiming(PROGRESSIVE, 65500, 65500), None),
    "an image that fits": (blank_png(512, 512), (512, 512)), "one more": (blank_png(513, 512), (512, 511)),
    "a single pixel": (blank_png(1, 1), (1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_the_size_of_an_image(server, connector, name):
    file, comes_out = SIZES[name]
    if comes_out is None:
        expect_error(upload(server, connector, file), 400, says="pixels")
    else:
        assert size(served(server, uploaded(server, connector, file))) == comes_out


def zeros(count):
    """That many zero bytes, compressed by zlib, without compressing all of them."""
    piece = 10_000_000
    packer = zlib.compressobj(9)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)  # its two bytes of a head
    packed = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)  # the same each time
    return start + packed * (count // piece) + b"\x03\0" + struct.pack(">HH", count % 65521, 1)


def test_bombs(server, connector):
    """Files that would need much CPU time or memory. The small image in them is accepted, and the rest is not read."""
    bomb = zeros(4_500_000_000)
    assert len(bomb) < MEGABYTES_5 and zlib.decompress(zeros(20_000_000)) == bytes(20_000_000)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, GREY, 0, 0, 0))
    bombs = {
        "after the last pixel": (SIGNATURE + header + chunk(b"IDAT", bomb) + chunk(b"IEND"), 201),
        "a profile": (png([[(1, 2, 3, 4)]], before=chunk(b"iCCP", b"x\0\0" + bomb)), 201),
        "a text": (png([[(1, 2, 3, 4)]], after=chunk(b"zTXt", b"x\0\0" + bomb)), 201),
        "chunks without end": (png([[(1, 2, 3, 4)]], before=chunk(b"teXt") * 400_000), 201),
        "segments without end": (with_segments(jpeg(PICTURE), *[segment(0xE1, b"")] * 1_200_000), 201),
        "scans at their bound": (jpeg_of_many_scans(64), 201),
        "scans beyond": (jpeg_of_many_scans(65), 400),
        "scans without end": (jpeg_of_many_scans(100_000), 400),
    }
    begin = server_seconds(server)
    for name, (file, status) in bombs.items():
        assert len(file) <= MEGABYTES_5, name
        answer = upload(server, connector, file)
        assert answer.status == status, (name, answer)
    spent = server_seconds(server) - begin
    assert spent < patient(5), f"{spent} s of processor time"


def server_seconds(server):
    """CPU time of the server so far."""
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_others_are_served_while_an_image_is_decoded(server, connector):
    """The largest image is processed on a separate thread: requests, and bodies too large for the event loop, do not wait."""
    large = png(None, RGBA, 8, size=(4096, 4096), lines=(b"\0" + b"\xff" * 4 * 4096) * 4096)
    with ThreadPoolExecutor(1) as uploading:
        under_way = uploading.submit(upload, server, connector, large)
        asked = 0
        while not under_way.done():
            assert server.get(connector["connector_identifier"]).status == 200
            assert server.save(connector["connector_identifier"], '{"a":"%s"}' % ("x" * 100_000)).status == 204
            asked += 1
        assert under_way.result().status == 201
    assert asked > 3


# ---- what becomes of the pixels --------------------------------------------------------------------------------------------


def opaque(rows):
    return [[(*pixel[:3], 255) for pixel in row] for row in rows]


def grey_of(rows):
    return [[(pixel[2],) * 3 + (255,) for pixel in row] for row in rows]


COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
SAMPLES = [[(pixel[2],) for pixel in row] for row in PICTURE]
CLEAR = [[(x * 20, y * 30, 128, (x + y) * 16) for x in range(9)] for y in range(7)]
KINDS = {
    "RGB": (png([[pixel[:3] for pixel in row] for row in PICTURE], RGB), PICTURE),
    "RGBA": (png(CLEAR), CLEAR),
    "interlaced": (png(PICTURE, interlaced=True), PICTURE),
    "interlaced and small": (png(gradient(2, 1), interlaced=True), gradient(2, 1)),
    "RGBA of 16 bits": (png([[tuple(sample * 257 for sample in pixel) for pixel in row] for row in CLEAR], RGBA, 16), CLEAR),
    "16 bits in between": (png([[(0x12FF,), (0xFF7F,)]], GREY, 16), [[(0x13,) * 3 + (255,), (0xFF,) * 3 + (255,)]]),
    "16 bits interlaced": (png([[(sample[0] * 257,) for sample in row] for row in SAMPLES], GREY, 16, interlaced=True), grey_of(PICTURE)),
    "grey": (png(SAMPLES, GREY), grey_of(PICTURE)),
    "grey of 1 bit": (png([[(1,), (0,), (1,)]], GREY, 1), [[(255,) * 4, (0, 0, 0, 255), (255,) * 4]]),
    "grey of 2 bits": (png([[(0,), (1,), (2,), (3,)]], GREY, 2), [[(value,) * 3 + (255,) for value in (0, 85, 170, 255)]]),
    "grey of 4 bits": (png([[(15,), (8,)]], GREY, 4), [[(255,) * 4, (136,) * 3 + (255,)]]),
    "grey with alpha": (png([[(10, 20), (30, 0)]], GREY_ALPHA), [[(10, 10, 10, 20), (30, 30, 30, 0)]]),
    "grey with a clear shade": (png([[(7,), (8,)]], GREY, before=chunk(b"tRNS", b"\0\7")), [[(7, 7, 7, 0), (8, 8, 8, 255)]]),
    "RGB with a clear colour": (png([[(1, 2, 3), (1, 2, 4)]], RGB, before=chunk(b"tRNS", b"\0\1\0\2\0\3")), [[(1, 2, 3, 0), (1, 2, 4, 255)]]),
    "palette": (png([[(0,), (1,), (2,)]], PALETTE, before=palette(COLOURS)), [[(*colour, 255) for colour in COLOURS]]),
    "palette of 2 bits": (png([[(2,), (0,), (1,)]], PALETTE, 2, before=palette(COLOURS)), [[(0, 0, 255, 255), (255, 0, 0, 255), (0, 255, 0, 255)]]),
    "palette with alphas": (
        png([[(0,), (1,), (2,)]], PALETTE, before=palette(COLOURS, [0, 128])), [[(255, 0, 0, 0), (0, 255, 0, 128), (0, 0, 255, 255)]],
    ),
    "palette with alphas, interlaced": (
        png([[(0,), (1,), (2,)]] * 3, PALETTE, 4, interlaced=True, before=palette(COLOURS, [0, 128])),
        [[(255, 0, 0, 0), (0, 255, 0, 128), (0, 0, 255, 255)]] * 3,
    ),
    "a gamma and a profile": (png(PICTURE, before=chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"not a profile"))), PICTURE),
    "an animation": (png(PICTURE, before=chunk(b"acTL", struct.pack(">II", 2, 0)), after=chunk(b"fdAT", b"\0\0\0\1" + zlib.compress(b"x"))), PICTURE),
    "more data than pixels": (png(PICTURE, lines=zlib.decompress(chunks(GOOD)[1][1]) + b"x" * 5000), PICTURE),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_png(server, connector, name):
    file, expected = KINDS[name]
    assert pixels(served(server, uploaded(server, connector, file))) == expected


def expect_alike(got, expected, within):
    """Every sample is within that many steps of 255, because JPEG is not exact."""
    assert (len(got), len(got[0])) == (len(expected), len(expected[0]))
    worst = max(abs(a - b) for row, other in zip(got, expected) for one, two in zip(row, other) for a, b in zip(one, two))
    assert worst <= within, worst


SOFT = [[(x * 2, 250 - x * 2, y * 2, 255) for x in range(96)] for y in range(64)]
LUMA = [[(round(0.299 * r + 0.587 * g + 0.114 * b),) * 3 + (255,) for r, g, b, _ in row] for row in SOFT]
JPEGS = {
    "baseline": (jpeg(SOFT), SOFT), "progressive": (jpeg(SOFT, progressive=True), SOFT), "grey": (jpeg(SOFT, "L"), LUMA),
    "grey progressive": (jpeg(SOFT, "L", progressive=True), LUMA), "CMYK": (jpeg(SOFT, "CMYK"), SOFT), "CMYK progressive": (jpeg(SOFT, "CMYK", progressive=True), SOFT),
    "colours at half the size": (jpeg(SOFT, subsampling=2), SOFT), "optimised": (jpeg(SOFT, optimize=True), SOFT),
    "a profile": (jpeg(SOFT, icc_profile=b"not a profile"), SOFT), "something between segments": (jpeg(SOFT).replace(b"\xff\xdb", b"xx\xff\xdb", 1), SOFT),
}  # fmt: skip


@pytest.mark.parametrize("name", JPEGS)
def test_kinds_of_jpeg(server, connector, name):
    file, expected = JPEGS[name]
    expect_alike(pixels(served(server, uploaded(server, connector, file))), expected, 12)


def turned(rows, orientation):
    """The expected result comes from Pillow."""
    image = Image.new("RGBA", (len(rows[0]), len(rows)))
    image.putdata([pixel for row in rows for pixel in row])
    ways = [None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270,
            Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90]  # fmt: skip
    way = ways[orientation - 1]
    image = image if way is None else image.transpose(way)
    flat = list(image.getdata())
    return [flat[at : at + image.width] for at in range(0, len(flat), image.width)]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_come_out_upright(server, connector, orientation, order):
    block = exif(orientation, order, [(0x010F, 2, 4, b"abc\0")])
    url = uploaded(server, connector, with_segments(jpeg(SOFT), segment(0xE1, b"Exif\0\0" + block)))
    expect_alike(pixels(served(server, url)), turned(SOFT, orientation), 12)
    assert b"Exif" not in image(server, url).body
    url = uploaded(server, connector, png(PICTURE, before=chunk(b"eXIf", block)))
    assert pixels(served(server, url)) == turned(PICTURE, orientation)


def test_an_orientation_that_is_none_changes_nothing(server, connector):
    for block in (exif(0), exif(9), b"MM\0*\xff\xff\xff\xff", b"", exif(6)[:12], b"II" + exif(6)[2:]):
        assert pixels(served(server, uploaded(server, connector, png(PICTURE, before=chunk(b"eXIf", block))))) == PICTURE


def test_large_pictures_come_out_smaller(server, connector):
    halves = [[(255, 0, 0, 255)] * 600 + [(0, 0, 255, 0)] * 600] * 300
    out = pixels(served(server, uploaded(server, connector, png(halves))))
    assert (len(out), len(out[0])) == (128, 512)
    assert set(out[0][:255]) == {(255, 0, 0, 255)} and {pixel[3] for pixel in out[0][257:]} == {0}
    # Colours of clear pixels do not bleed into what is seen.
    assert all(pixel[:3] == (255, 0, 0) for pixel in out[0] if pixel[3] > 0)

    wide = [[(x // 8, 255 - x // 8, y // 4, 255) for x in range(1200)] for y in range(600)]
    for file in (jpeg(wide), jpeg(wide, progressive=True), jpeg(wide, "CMYK")):
        out = pixels(served(server, uploaded(server, connector, file)))
        assert (len(out), len(out[0])) == (256, 512)
        expect_alike([out[128]], [[(round(x * 1200 / 512) // 8, 255 - round(x * 1200 / 512) // 8, 75, 255) for x in range(512)]], 14)


POLYGLOTS = {
    "a PNG and a page": png(PICTURE) + b"<html>" + SCRIPT + b"</html>",
    "a PNG and an archive": png(PICTURE) + b"PK\x03\x04" + SCRIPT + b"PK\x05\x06" + bytes(18),
    "a PNG with a text": png(PICTURE, before=chunk(b"tEXt", b"Comment\0" + SCRIPT), after=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SCRIPT)),
    "a PNG with a chunk of its own": png(PICTURE, before=chunk(b"scRp", SCRIPT), after=chunk(b"scRp", SCRIPT)),
    "a PNG with a script behind its pixels": png(PICTURE, lines=zlib.decompress(chunks(GOOD)[1][1]) + SCRIPT),
    "a PNG with a script in its palette": png([[(0,)]], PALETTE, before=palette([(1, 2, 3)] + [tuple(SCRIPT[at : at + 3]) for at in range(0, 30, 3)])),
    "a JPEG and a page": jpeg(PICTURE) + b"<html>" + SCRIPT + b"</html>",
    "a JPEG with a comment": with_segments(jpeg(PICTURE), segment(0xFE, SCRIPT), segment(0xE1, b"Exif\0\0" + SCRIPT), segment(0xED, SCRIPT)),
    "a JPEG that is a script": with_segments(jpeg(PICTURE), segment(0xE0, b"/*" + bytes(100)), segment(0xFE, b"*/=1;" + SCRIPT + b"/*")),
}  # fmt: skip


@pytest.mark.parametrize("name", POLYGLOTS)
def test_only_pixels_are_served(server, connector, name):
    file = POLYGLOTS[name]
    body = served(server, uploaded(server, connector, file))
    unpacked = b"".join(zlib.decompress(data) if kind == b"IDAT" else data for kind, data in chunks(body))
    for trace in (b"script", b"alert", b"html", b"PK\x03\x04", b"/*"):
        assert trace not in body and trace not in unpacked, trace


def test_a_refused_upload_can_be_followed_by_another(server, connector):
    """A body that was not read completely must not be read as the next request."""
    path = server.path(connector["connector_identifier"]) + "/logo"
    good = form(part(GOOD))
    with server.wire() as wire:
        for kind, status in (("text/plain", 415), (good["headers"]["Content-Type"], 201), ("text/plain", 415)):
            wire.send(head(f"POST {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {server.key}", f"Content-Type: {kind}", f"Content-Length: {len(good['body'])}") + good["body"])
            assert wire.answer("POST").status == status


def test_pixels_are_gone_from_the_disk_when_nobody_shows_them(make_server):
    server = make_server().start()
    one = server.create()
    uploaded(server, one, png(PICTURE))
    assert kept(server) == (1, 0)
    server.call("DELETE", server.path(one["connector_identifier"]))
    eventually(lambda: kept(server) == (0, 0), 5, "the image is removed")
