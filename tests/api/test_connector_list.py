"""Lists of connectors that are long, large, or read in pages."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectory_server import connectors_path, expect_error

def key_of(server, team):
    server.make_team(team)
    return server.make_key(team=team)["api_key"]


def fill(server, key, team, count):
    with ThreadPoolExecutor(16) as pool:
        made = pool.map(lambda n: server.call("POST", connectors_path(team), key=key, form={"title": f"C{n}"}), range(count))
        return {one.json["connector_identifier"] for one in made}


def listed(server, key, team, query=""):
    answer = server.call("GET", connectors_path(team) + query, key=key)
    assert answer.status == 200, answer
    return answer


def ids(document):
    return [one["connector_identifier"] for one in document["connectors"]]


def pages(server, key, team, query):
    """All pages from a first query on, following the links."""
    answer = listed(server, key, team, query)
    while True:
        document = answer.json
        assert document["count"] == len(document["connectors"])
        yield document
        link = answer.header("Link")
        assert (link is None) == (document["next"] is None)
        if document["next"] is None:
            return
        assert link == f'<{document["next"]}>; rel="next"'
        path = document["next"][document["next"].index("/v1/") :]
        answer = server.call("GET", path, key=key)
        assert answer.status == 200, answer


@pytest.fixture(scope="module")
def many(server):
    key = key_of(server, 4401)
    return key, fill(server, key, 4401, 1005)


def test_a_list_without_parameters_keeps_to_the_contract(server, many):
    key, _ = many
    for _ in range(2):  # also when it may come from a cache
        answer = listed(server, key, 4401)
        assert set(answer.json) == {"count", "connectors"} and answer.json["count"] == 1000 == len(ids(answer.json))
        assert 'rel="next"' in answer.header("Link")


def test_the_link_leads_to_the_rest(server, many):
    key, made = many
    first = listed(server, key, 4401)
    link = first.header("Link")
    path = link[link.index("/v1/") : link.index(">")]
    rest = server.call("GET", path, key=key)
    assert rest.json["count"] == 5 and rest.json["next"] is None and rest.header("Link") is None
    assert len(ids(first.json) + ids(rest.json)) == 1005 and set(ids(first.json) + ids(rest.json)) == made


@pytest.mark.parametrize("query", ["?limit=100", "?limit=334", "?limit=1000", "?limit=100&include_configs=true"])
def test_pages_together_are_the_list(server, many, query):
    key, made = many
    found = [one for page in pages(server, key, 4401, query) for one in page["connectors"]]
    assert len(found) == 1005 and {one["connector_identifier"] for one in found} == made
    assert found == sorted(found, key=lambda one: one["created_at"], reverse=True)
    assert all(("configuration" in one) == ("include_configs" in query) for one in found)


def test_a_page_that_is_exactly_full_is_the_last(server):
    key = key_of(server, 4402)
    made = fill(server, key, 4402, 4)
    got = list(pages(server, key, 4402, "?limit=2"))
    assert [page["count"] for page in got] == [2, 2] and {i for page in got for i in ids(page)} == made
    assert [page["count"] for page in pages(server, key, 4402, "?limit=4")] == [4]


def test_pages_hold_while_connectors_come_and_go(server):
    key = key_of(server, 4403)
    made = fill(server, key, 4403, 6)
    seen = []
    for page in pages(server, key, 4403, "?limit=2"):
        seen += ids(page)
        fill(server, key, 4403, 1)  # newer than all pages
        server.call("DELETE", connectors_path(4403, seen[-1]), key=key)  # also the one that the next link names
    assert len(seen) == 6 and set(seen) == made


def test_an_empty_team(server):
    key = key_of(server, 4404)
    assert listed(server, key, 4404).json == {"count": 0, "connectors": []}
    assert listed(server, key, 4404, "?limit=5").json == {"count": 0, "connectors": [], "next": None}


@pytest.mark.parametrize("query, says", [
    ("?limit=0", "limit"), ("?limit=1001", "limit"), ("?limit=x", "limit"), ("?limit=", "limit"), ("?limit=1&limit=2", "limit"),
    ("?after=", "after"), ("?after=T3S70", "after"), ("?after=1.", "after"), ("?after=x.T3S70", "after"),
    ("?after=99999999999999999999.T3S70", "after"), ("?after=1.T3S70&after=2.T3S70", "after"),
])  # fmt: skip
def test_malformed_parameters(server, query, says):
    expect_error(server.call("GET", server.path() + query), 400, "BAD_REQUEST", says=says)


def test_pages_have_etags_that_follow_changes(server):
    key = key_of(server, 4405)
    fill(server, key, 4405, 3)
    tag = listed(server, key, 4405, "?limit=2").header("ETag")
    unchanged = server.call("GET", connectors_path(4405) + "?limit=2", key=key, headers={"If-None-Match": tag})
    assert unchanged.status == 304 and 'rel="next"' in unchanged.header("Link")
    newest = ids(listed(server, key, 4405).json)[0]
    assert server.call("PUT", connectors_path(4405, newest), key=key, json='{"connector":{"name":"N"}}').status == 204
    assert server.call("GET", connectors_path(4405) + "?limit=2", key=key, headers={"If-None-Match": tag}).status == 200


@pytest.fixture(scope="module")
def large(server):
    """A team whose list with configurations is far larger than what is made whole: 24 MB, one configuration of 9 MB in it."""
    key = key_of(server, 4406)
    saved = {}
    for number, size in enumerate([1_000_000] * 12 + [9_000_000, 300_000, 3_000_000]):
        identifier = server.call("POST", connectors_path(4406), key=key, form={"title": f"L{number}"}).json["connector_identifier"]
        text = json.dumps({"info": {"n": number, "x": ("\u00e9\U0001f680" if number % 2 else "x") * (size // 6)}}, ensure_ascii=False)
        body = f'{{"configuration":{{"configuration_json":{text}}}}}'.encode()
        answer = server.call("PUT", connectors_path(4406, identifier), key=key, body=body, headers={"Content-Type": "application/json"})
        assert answer.status == 204, answer
        saved[identifier] = json.loads(text)
    return key, saved


@pytest.mark.parametrize("query", ["?include_configs=true", "?include_configs=true&limit=1000"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_large_list_is_whole(server, large, query, coding):
    key, saved = large
    answer = server.call("GET", connectors_path(4406) + query, key=key, headers={"Accept-Encoding": coding})
    assert answer.status == 200 and answer.header("Vary") == "Accept-Encoding"
    document = json.loads(gzip.decompress(answer.body) if coding == "gzip" else answer.body)
    assert document["count"] == len(saved)
    assert {one["connector_identifier"]: one["configuration"]["configuration_json"] for one in document["connectors"]} == saved
    # The same as each connector by itself.
    one = document["connectors"][0]
    assert one == server.call("GET", connectors_path(4406, one["connector_identifier"]), key=key).json
    head = server.call("HEAD", connectors_path(4406) + query, key=key)
    assert head.status == 200 and head.body == b""


def test_a_large_list_has_an_etag(server, large):
    key, _ = large
    path = connectors_path(4406) + "?include_configs=true"
    tag = server.call("HEAD", path, key=key).header("ETag")
    assert server.call("GET", path, key=key, headers={"If-None-Match": tag}).status == 304
