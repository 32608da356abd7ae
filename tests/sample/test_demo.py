"""`connectory demo`: its sample connectors read from a sample API that answers, on whichever port it has."""

import contextlib
import json
import re
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from archives import unzip, zipped
from connectory_server import Server, patient, run_cli
from sample_api import KEY, Demo

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = {"ADS01": "ads", "SHOP1": "shop"}
USUAL = "http://127.0.0.1:8081"  # where the files have the API


@pytest.fixture
def demo(tmp_path):
    one = Demo(tmp_path / "data")
    yield one
    one.kill()


@pytest.fixture
def usual_port_taken():
    """Something listens on 8081: this test, or a program that was there before."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8081))
            taken.listen()
        except OSError:
            pass
        yield


def configuration(demo, connector):
    return demo.get(connector).json["configuration"]


def text_of(name):
    return (ROOT / "examples" / name / "configuration.json").read_text()


def filled(value, **known):
    """A template's text with the placeholders that these configurations use."""
    return re.sub(r"\{\{ ([a-z_.]+) \}\}", lambda found: known[found[1]], value)


class Reader:
    """Just enough of the language to read from the sample API as the configuration on the server says."""

    def __init__(self, **known):
        self.known = known

    def fetch(self, request, url=None, extra=()):
        command = ["curl", "-sS", "-D", "-", url or filled(request["url"], **self.known)]
        for header in request.get("headers", []):
            command += ["-H", f"{header['name']}: {filled(header['value'], **self.known)}"]
        if not url:
            command.append("-G")
            for name, value in [(one["name"], filled(one["value"], **self.known)) for one in request.get("parameters", [])] + list(extra):
                command += ["--data-urlencode", f"{name}={value}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=patient(10), check=True)
        head, body = done.stdout.split("\n\n", 1)
        assert " 200 " in head.splitlines()[0], (command, done.stdout)
        return head, json.loads(body)

    def pages(self, request):
        rule, extra, url, number = request.get("pagination"), (), None, 1
        while True:
            head, page = self.fetch(request, url, extra)
            yield page
            if rule is None:
                return
            if rule["type"] == "cursor":
                cursor = at(page, rule["cursor"]["value"])
                if cursor is None:
                    return
                extra = [(rule["parameter"], cursor)]
            elif rule["type"] == "page":
                number += 1
                if number > at(page, rule["totalPages"]["value"]):
                    return
                extra = [(rule["pageParameter"], number)]
            else:
                found = re.search(rf'<([^>]*)>; rel="{rule["rel"]}"', head)
                if not found:
                    return
                url = found[1]


def at(value, path):
    """The one value at a path of names, `$.a.b`; all values under one that ends with `.*`."""
    names = path.removeprefix("$").strip(".").split(".")
    for name in names:
        if name == "*":
            return list(value)
        value = value[name]
    return value


def test_what_it_prints(demo):
    demo.start()
    lines = demo.said.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("Connectory "))
    assert [line[:13].strip() for line in lines[begin + 1 : begin + 5]] == ["API key", "Try", "Docs", "Sample API"]
    assert lines[begin + 5].startswith(f"Data is in {demo.data};")
    [pasted] = [line.partition("Try ")[2].strip() for line in lines if line.startswith("  Try ")]
    done = subprocess.run(pasted + " -sf", shell=True, capture_output=True, text=True, timeout=patient(10))
    assert json.loads(done.stdout)["connector_identifier"] == "ADS01", done
    assert demo.stop() == 0


def test_the_ads_connector_reads_its_rows(demo):
    demo.start()
    said = configuration(demo, "ADS01")["configuration_json"]
    known = {"user_input.access_key": "sample-key", "query.start_date.date": "2024-01-01", "query.end_date.date": "2024-12-31"}
    reader = Reader(**known)
    reader.fetch(said["authentication"]["validation"]["request"])
    user = said["dataSourceUser"]
    _, person = reader.fetch(user["request"])
    assert at(person, user["userInfo"]["id"]["value"]) and at(person, user["userInfo"]["label"]["value"])
    assert user["userInfo"]["accessToken"] == {"source": "userInput", "value": said["authentication"]["userInputs"][0]["id"]}
    reader.known["user.access_token"] = known["user_input.access_key"]

    [fetcher] = said["accounts"]["fetchers"]
    _, answer = reader.fetch(fetcher["request"])
    accounts = at(answer, fetcher["request"]["response"]["dataRows"]["value"])
    assert len(accounts) == 4
    info = fetcher["accountInfo"]
    for account in accounts:
        assert all(at(account, info[name]["value"]) for name in ("id", "label", "group"))
        assert all(at(account, one["value"]) for one in info["properties"])

    [report] = said["reporting"]["reportTypes"]
    reader.known["account.id"] = at(accounts[0], info["id"]["value"])
    rows = [row for page in reader.pages(report["request"]) for row in at(page, report["request"]["response"]["dataRows"]["value"])]
    assert len(rows) == 366 * 6 == len({(row["date"], row["campaign_id"]) for row in rows})
    for field in fields_of(report):
        if field.get("value", {}).get("source") == "jsonPath":
            assert all(at(row, field["value"]["value"]) is not None for row in rows), field


def test_the_shop_connector_reads_its_rows(demo):
    demo.start()
    said = configuration(demo, "SHOP1")["configuration_json"]
    reader = Reader(**{"query.start_date.date": "2024-01-01", "query.end_date.date": "2024-03-31"})
    found = {}
    for report in said["reporting"]["reportTypes"]:
        request = report["request"]
        rows = [row for page in reader.pages(request) for row in at(page, request["response"]["dataRows"]["value"])]
        found[report["id"]] = len(rows)
        if adapters := request["response"].get("dataAdapters"):
            assert [adapter["type"] for adapter in adapters["items"]] == ["flatten_values"]
            rows = [row | {f"items_{name}": value for name, value in item.items()} for row in rows for item in row["items"]]
        for field in fields_of(report):
            assert all(at(row, field["value"]["value"]) is not None for row in rows), field
    assert found["orders"] == found["items"] > 500 and found["products"] == 60


def fields_of(report):
    return [field for kind in ("dimensions", "metrics") for group in report[kind]["groups"] for field in group["fields"]]


@pytest.mark.parametrize("connector", SAMPLES)
def test_the_configuration_is_the_file_but_for_the_port(demo, connector):
    demo.start()
    raw = demo.get(connector).text.decode()
    assert text_of(SAMPLES[connector]).strip().replace(USUAL, demo.sample_url) in raw


def test_a_port_that_is_taken(demo, usual_port_taken):
    demo.start()
    assert demo.sample_url != USUAL
    for connector in SAMPLES:
        text = json.dumps(configuration(demo, connector))
        assert USUAL not in text and demo.sample_url in text
    assert demo.stop() == 0


def test_samples_follow_the_api_and_keep_the_users_changes(demo, usual_port_taken):
    demo.start()
    first = demo.sample_url
    changed = text_of("ads").replace(USUAL, first).replace("Campaigns by day", "Mine").replace(f"{first}/ads/me", "http://127.0.0.1:9/mine/me", 1)
    assert demo.save("ADS01", changed).status == 204
    assert demo.call("DELETE", demo.path("SHOP1")).status == 204
    mine = demo.create("Mine")["connector_identifier"]
    assert demo.save(mine, json.dumps({"info": first + "/ads/accounts"})).status == 204
    version = configuration(demo, "ADS01")["version"]
    demo.stop()

    with socket.socket() as taken:  # so that the next free port is another
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(first.rpartition(":")[2])))
        taken.listen()
        demo.start()
        assert demo.sample_url not in (first, USUAL)
        followed = configuration(demo, "ADS01")
        assert followed["configuration_json"] == json.loads(changed.replace(first, demo.sample_url))
        assert followed["version"] != version
        again = configuration(demo, "SHOP1")
        assert again["version"] == "1.0.0" and again["configuration_json"] == json.loads(text_of("shop").replace(USUAL, demo.sample_url))
        assert configuration(demo, mine)["configuration_json"] == {"info": first + "/ads/accounts"}, "connectors of the user's own are left alone"


def as_another(content):
    """A file of ADS01's archive as SHOP1's. A configuration changes with it, so its hash is left out."""
    return re.sub(rb',?"content_hash":"\w+"', b"", content.replace(b"ADS01", b"SHOP1"))


def test_an_identifier_that_another_team_has_is_left_to_it(demo):
    demo.start()
    assert demo.call("DELETE", demo.path("SHOP1")).status == 204
    archive = demo.call("GET", demo.path("ADS01") + "/export").body
    demo.stop()
    with contextlib.closing(sqlite3.connect(demo.data / "connectory.db")) as database, database:
        assert database.execute("DELETE FROM connector_identifiers WHERE connector_id = 'SHOP1'").rowcount == 1
    other = Server(demo.data)
    other.make_team(43, "Other")
    other.key, other.team = other.make_key(team=43)["api_key"], 43
    other.start()
    try:
        renamed = zipped({name.replace("ADS01", "SHOP1"): as_another(content) for name, content in unzip(archive).items()})
        made = other.call("POST", "/v1/teams/43/connector_builder/import?keep_identifiers=true", body=renamed, headers={"Content-Type": "application/zip"})
        assert made.status == 201, made
        assert other.stop() == 0
    finally:
        other.kill()
    demo.start()
    assert demo.get("SHOP1").status == 404 and demo.get("ADS01").status == 200


def test_a_start_at_the_same_port_makes_no_version(demo):
    demo.start()
    url, before = demo.sample_url, configuration(demo, "ADS01")["version"]
    demo.stop()
    demo.start()
    if demo.sample_url == url:
        assert configuration(demo, "ADS01")["version"] == before


def test_the_api_ends_with_the_demo(demo):
    demo.start()
    port = int(demo.sample_url.rpartition(":")[2])
    assert demo.stop() == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=patient(5))


def test_a_demo_that_cannot_listen_leaves_no_api(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_cli("demo", "--data", tmp_path / "data", "--listen", f"127.0.0.1:{port}")
    assert done.returncode == 69 and "in use" in done.stderr, done


# ---- the pages about it ----------------------------------------------------------------------------------------------

PAGES = [ROOT / "docs/sample-api.md", ROOT / "examples/ads/README.md", ROOT / "examples/shop/README.md"]
ANSWERS = {
    "ads": "/ads/accounts/1001/campaigns?from=2024-03-01&to=2024-03-07&limit=2",
    "shop": "/shop/orders?since=2024-03-01&until=2024-03-07&per_page=2",
}


def curl_lines(page):
    """The commands in the page's code blocks; a line that ends with a backslash continues on the next."""
    blocks = re.findall(r"^```\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line.startswith(("curl ", "TOKEN=$(curl "))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_documented_call_works(api, page):
    lines = curl_lines(page)
    assert lines
    script = "set -euo pipefail\n" + "\n".join(line.replace("curl ", "curl -sSf ", 1) + " >&2" * ("$(" not in line) for line in lines)
    done = subprocess.run(["bash", "-c", script.replace(USUAL, api.url)], capture_output=True, text=True, timeout=patient(30))
    assert done.returncode == 0, done.stderr[-800:]


@pytest.mark.parametrize("name", ANSWERS)
def test_each_sample_is_an_answer(api, name):
    answer = api.call("GET", ANSWERS[name], headers=KEY)
    assert json.loads((ROOT / "examples" / name / "sample.json").read_text()) == answer.json
