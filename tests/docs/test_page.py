"""The page /docs in a browser, wide and narrow, light and dark: nothing overflows, everything is readable, and the forms work."""

import pytest

from archives import WHOLE, zipped
from browser import Browser

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
LOOKS = [(size, dark) for size in SIZES for dark in (False, True)]
CREATE = "#operations-Connectors-createConnector"

TOO_WIDE = """
const edge = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= edge) return [];
return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge + 1).map((one) => one.outerHTML.slice(0, 120));
"""

# The least contrast (WCAG 2, 1.4.3) among the texts of what the selector finds, as [ratio, text], over the grounds that shine through.
LEAST_CONTRAST = """
const rgba = (text) => { const [r, g, b, a = 1] = text.match(/[0-9.]+/g).map(Number); return {r, g, b, a}; };
const over = (top, under) => ({r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1});
const ground = (one) => one === null ? {r: 255, g: 255, b: 255, a: 1} : over(rgba(getComputedStyle(one).backgroundColor), ground(one.parentElement));
const light = ({r, g, b}) => [[0.2126, r], [0.7152, g], [0.0722, b]].reduce((sum, [part, value]) => {
  const share = value / 255;
  return sum + part * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
}, 0);
const contrast = (one) => {
  const under = ground(one);
  const pair = [light(over(rgba(getComputedStyle(one).color), under)), light(under)].sort((a, b) => b - a);
  return (pair[0] + 0.05) / (pair[1] + 0.05);
};
const holdsText = (one) => [...one.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
const texts = [...document.querySelectorAll(arguments[0])].flatMap((one) => [one, ...one.querySelectorAll("*")])
  .filter((one) => holdsText(one) && one.getClientRects().length > 0);
return texts.map((one) => [contrast(one), one.textContent.trim().slice(0, 60)]).sort((a, b) => a[0] - b[0])[0] ?? null;
"""


@pytest.fixture(scope="module")
def browser():
    one = Browser()
    yield one
    one.close()


def open_page(browser, server, size, dark):
    width, height = SIZES[size]
    browser.open(f"http://127.0.0.1:{server.port}/docs", width, height, dark)
    browser.find(CREATE)


def open_create(browser):
    browser.click(f"{CREATE} .opblock-summary-control")
    browser.find(f"{CREATE} .responses-table details")
    browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def authorize(browser, key):
    browser.click(".scheme-container .btn.authorize")
    browser.find(".modal-ux input").send_keys(key)
    browser.click(".modal-ux .btn.authorize")
    browser.click(".modal-ux .btn-done")


def execute(browser):
    browser.click(f"{CREATE} .btn.execute")
    return browser.find(f"{CREATE} .live-responses-table tbody .response-col_status").text.split()[0]


def expect_contrast(browser, selector):
    least = browser.run(LEAST_CONTRAST, selector)
    assert least, f"{selector} shows no text"
    assert least[0] >= 4.5, f"{selector}: {least[1]!r} has a contrast of {least[0]:.1f}"


@pytest.mark.parametrize("size,dark", LOOKS)
def test_nothing_runs_over_and_all_can_be_read(browser, server, size, dark):
    open_page(browser, server, size, dark)
    assert browser.run("return document.documentElement.classList.contains('dark-mode')") == dark
    assert browser.run(TOO_WIDE) == []
    for selector in (".info", ".opblock-tag", ".opblock-summary-method", ".opblock-summary-path", ".opblock-summary-description"):
        expect_contrast(browser, selector)
    open_create(browser)
    assert browser.run(TOO_WIDE) == []
    for selector in ("table.headers", "summary", ".parameters-col_name", ".response-col_status", ".response-col_description__inner", ".btn.execute"):
        expect_contrast(browser, f"{CREATE} {selector}")


@pytest.mark.parametrize("size,dark", LOOKS)
def test_a_plain_execute_creates_a_connector(browser, server, size, dark):
    before = server.call("GET", server.path()).json["count"]
    open_page(browser, server, size, dark)
    open_create(browser)
    authorize(browser, server.key)
    assert execute(browser) == "201"
    assert browser.run(TOO_WIDE) == []
    expect_contrast(browser, f"{CREATE} .live-responses-table")
    connectors = server.call("GET", server.path()).json
    assert connectors["count"] == before + 1 and connectors["connectors"][0]["name"] == "Web shop"
    server.call("DELETE", server.path(connectors["connectors"][0]["connector_identifier"]))


def test_without_a_key_it_says_what_is_missing(browser, server):
    open_page(browser, server, "desk", dark=False)
    open_create(browser)
    assert execute(browser) == "401"
    assert "UNAUTHORIZED" in browser.find(f"{CREATE} .live-responses-table").text
    # The browser itself reports an answer of 401 there, and nothing else is wrong.
    assert [one for one in browser.complaints() if "401" not in one] == []


def test_it_asks_this_server_only_and_breaks_no_rule_of_its_own(browser, server):
    open_page(browser, server, "desk", dark=False)
    open_create(browser)
    authorize(browser, server.key)
    browser.click(".models-control")
    browser.find(".models .model-box, .models .json-schema-2020-12")
    asked = browser.requests()
    assert any(url.endswith("/openapi.json") for url in asked), asked
    assert [url for url in asked if not url.startswith((f"http://127.0.0.1:{server.port}/", "data:image/"))] == []
    assert browser.complaints() == []


@pytest.mark.parametrize("call,method", [("updateConnector", "PUT"), ("deleteConnector", "DELETE")])
def test_a_plain_execute_changes_no_sample(browser, make_server, call, method):
    server = make_server().start()
    files = {"connectory.json": '{"format":"connectory","version":1,"connectors":["ADS01"]}'}
    files |= {name.replace("/A/", "/ADS01/"): content for name, content in WHOLE.items() if name != "connectory.json"}
    path = "/v1/teams/42/connector_builder/import?keep_identifiers=true"
    assert server.call("POST", path, body=zipped(files), headers={"Content-Type": "application/zip"}).status == 201
    before = server.get("ADS01").body
    open_page(browser, server, "desk", dark=False)
    authorize(browser, server.key)
    place = f"#operations-Connectors-{call}"
    browser.click(f"{place} .opblock-summary-control")
    assert browser.find(f"{place} tr[data-param-name=connector_identifier] input").get_attribute("value") == "YOUR_CONNECTOR"
    browser.click(f"{place} .btn.execute")
    assert browser.find(f"{place} .live-responses-table tbody .response-col_status").text.split()[0] == "404"
    assert server.get("ADS01").body == before
