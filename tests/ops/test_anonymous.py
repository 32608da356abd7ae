"""What callers without a credential can cause: neither a full log nor repeated work."""

import gzip


def lines_of(server, message):
    return [line for line in server.log if message in line]


def test_refused_requests_cannot_fill_the_log(make_server):
    server = make_server().start()
    for number in range(90):
        assert server.call("GET", f"/nothing/{number}", key="").status == 404
    for _ in range(90):
        assert server.call("GET", server.path(), key="wrong").status == 401
    assert server.call("GET", server.path("NONE1")).status == 404
    server.stop()
    (summary,) = lines_of(server, "not logged")
    assert "80" in summary and "127.0.0.1" in summary
    written = [line for line in lines_of(server, "request") if "not logged" not in line]
    assert len([line for line in written if "/nothing/" in line or "401" in line]) == 100
    assert any("NONE1" in line for line in written), "a caller with a credential is logged as before"


def test_a_logged_path_is_bounded(make_server):
    server = make_server().start()
    assert server.call("GET", "/" + "x" * 1000, key="").status == 404
    server.stop()
    (line,) = lines_of(server, "xxx")
    assert "/" + "x" * 511 in line and "x" * 512 not in line


def test_the_openapi_document_is_made_once(make_server):
    server = make_server().start()
    plain = server.call("GET", "/openapi.json", key="")
    packed = server.call("GET", "/openapi.json", key="", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == plain.body and packed.header("Content-Encoding") == "gzip"
    assert packed.header("ETag") != plain.header("ETag") and plain.header("Vary") == "Accept-Encoding"
    for answer in (plain, packed):
        again = server.call("GET", "/openapi.json", key="", headers={"If-None-Match": answer.header("ETag")})
        assert again.status == 304 and again.body == b""
    yaml = server.call("GET", "/openapi.yaml", key="")
    assert yaml.header("Content-Type") == "application/yaml" and yaml.header("ETag") != plain.header("ETag")
