"""The sample's shop API: numbered pages, a Link header, URLs of next pages, CSV, and a token endpoint."""

import base64
import csv
import io
import re
from urllib.parse import urlsplit

import pytest

from sample_api import CLIENT

WEEK = {"since": "2024-03-01", "until": "2024-03-07"}


def expect_refusal(answer, status, code, says):
    assert answer.status == status and answer.header("Content-Type") == "application/json", answer
    error = answer.json["error"]
    assert error["code"] == code and says in error["message"], error


def local(api, url):
    """The path and query of a link that must lead back to the API."""
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == api.url, url
    return f"{parts.path}?{parts.query}"


# ---- orders: numbered pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_page", [1, 10, 31, 93, 94, 1000])
def test_orders_each_once(api, per_page):
    first = api.ask("/shop/orders", **WEEK, per_page=per_page)
    orders = list(first["orders"])
    for page in range(2, first["total_pages"] + 1):
        got = api.ask("/shop/orders", **WEEK, per_page=per_page, page=page)
        assert (got["page"], got["per_page"], got["total_orders"]) == (page, per_page, first["total_orders"])
        orders += got["orders"]
    assert len(orders) == len({order["id"] for order in orders}) == first["total_orders"]
    assert [order["created"] for order in orders] == sorted(order["created"] for order in orders)
    assert {order["date"] for order in orders} == {f"2024-03-0{day}" for day in range(1, 8)}


def test_an_order_and_its_items(api):
    for order in api.ask("/shop/orders", **WEEK, per_page=100)["orders"]:
        assert set(order) == {"id", "date", "created", "status", "country", "currency", "total", "customer", "items"}
        assert 1 <= len(order["items"]) <= 4
        assert round(sum(item["amount"] for item in order["items"]), 2) == order["total"]
        for item in order["items"]:
            assert set(item) == {"sku", "title", "quantity", "price", "amount"}
            assert round(item["quantity"] * item["price"], 2) == item["amount"]


def test_orders_name_products_and_customers_that_there_are(api):
    products = {product["sku"]: product for product in api.ask("/shop/products", per_page=1000)}
    bearer = {"Authorization": "Bearer " + api.token()}
    customers = {customer["id"]: customer for customer in api.ask("/shop/customers", headers=bearer, limit=1000)["customers"]}
    for order in api.ask("/shop/orders", **WEEK, per_page=1000)["orders"]:
        assert customers[order["customer"]["id"]]["country"] == order["country"]
        for item in order["items"]:
            assert (products[item["sku"]]["title"], products[item["sku"]]["price"]) == (item["title"], item["price"])


def test_a_page_behind_the_last(api):
    got = api.ask("/shop/orders", **WEEK, page=1_000_000)
    assert got["orders"] == [] and got["total_orders"] > 0


def test_as_many_orders_as_asked_for(api):
    got = api.ask("/shop/orders", **WEEK, per_day=142_858, per_page=1000, page=1000)
    assert got["total_orders"] == 1_000_006 and got["total_pages"] == 1001 and len(got["orders"]) == 1000
    assert len(api.ask("/shop/orders", **WEEK, per_day=142_858, per_page=1000, page=1001)["orders"]) == 6
    assert api.ask("/shop/orders", **WEEK, per_day=0) == {"orders": [], "page": 1, "per_page": 50, "total_pages": 0, "total_orders": 0}


@pytest.mark.parametrize(
    ("parameters", "says"),
    [({}, "since is missing"), ({"since": "2024-03-01"}, "until is missing"), ({**WEEK, "page": 0}, "page must"), ({**WEEK, "per_page": 1001}, "1 to 1000"),
     ({**WEEK, "per_day": -1}, "per_day must"), ({**WEEK, "perpage": 5}, "per_page"), ({**WEEK, "page": "1 "}, "page must")],
)  # fmt: skip
def test_bad_parameters(api, parameters, says):
    expect_refusal(api.get("/shop/orders", **parameters), 400, "bad_parameter", says)


def test_a_parameter_twice(api):
    answer = api.call("GET", "/shop/orders?since=2024-03-01&until=2024-03-02&page=1&page=2")
    expect_refusal(answer, 400, "bad_parameter", "page is given twice")


# ---- products: a Link header, and CSV --------------------------------------------------------------------------------


def links(answer):
    return {relation: url for url, relation in re.findall(r'<([^>]*)>; rel="([a-z]+)"', answer.header("Link"))}


@pytest.mark.parametrize("per_page", [7, 30, 60, 61])
def test_products_each_once(api, per_page):
    path, skus = f"/shop/products?per_page={per_page}", []
    while path:
        answer = api.call("GET", path)
        assert answer.status == 200
        skus += [product["sku"] for product in answer.json]
        found = links(answer)
        assert {"first", "last"} <= set(found)
        path = local(api, found["next"]) if "next" in found else None
        assert len(skus) <= 60
    assert len(skus) == len(set(skus)) == 60


def test_links_keep_what_was_asked(api):
    answer = api.get("/shop/products", count=5, per_page=2, page=2)
    assert {relation: local(api, url) for relation, url in links(answer).items()} == {
        relation: f"/shop/products?page={page}&per_page=2&count=5" for relation, page in {"first": 1, "prev": 1, "next": 3, "last": 3}.items()
    }
    assert api.call("GET", local(api, links(answer)["next"])).json[0]["sku"] == "P-0005"


def test_products_as_csv(api):
    answer = api.get("/shop/products.csv")
    assert answer.header("Content-Type") == "text/csv; charset=utf-8" and b"\r\n" in answer.body
    rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    expected = api.ask("/shop/products", per_page=1000)
    assert [(row["sku"], row["title"], row["category"], float(row["price"]), int(row["stock"])) for row in rows] == [
        tuple(product.values()) for product in expected
    ]
    assert len(api.get("/shop/products.csv", count=100_000).body.splitlines()) == 100_001
    expect_refusal(api.get("/shop/products.csv", count=100_001), 400, "bad_parameter", "count")


# ---- customers: behind a token, with the URL of the next page --------------------------------------------------------


def test_customers_each_once(api):
    bearer = {"Authorization": "Bearer " + api.token()}
    path, ids = "/shop/customers?limit=150&count=1000", []
    while path:
        answer = api.call("GET", path, headers=bearer)
        assert answer.status == 200, answer
        ids += [customer["id"] for customer in answer.json["customers"]]
        path = answer.json["next_url"] and local(api, answer.json["next_url"])
        assert len(ids) <= 1000
    assert len(ids) == len(set(ids)) == 1000


def test_a_token_by_basic_and_by_form(api):
    basic = {"Authorization": "Basic " + base64.b64encode(b"sample-client:sample-secret").decode()}
    by_basic = api.call("POST", "/shop/oauth/token", form={"grant_type": "client_credentials"}, headers=basic)
    by_form = api.call("POST", "/shop/oauth/token", form=CLIENT)
    for answer in (by_basic, by_form):
        assert answer.status == 200 and answer.header("Cache-Control") == "no-store"
        assert set(answer.json) == {"access_token", "token_type", "expires_in"} and answer.json["expires_in"] == 3600
        assert api.call("GET", "/shop/customers", headers={"Authorization": "Bearer " + answer.json["access_token"]}).status == 200


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [({"client_secret": "other"}, 401, "invalid_client"), ({"client_id": ""}, 401, "invalid_client"), ({"grant_type": "password"}, 400, "invalid_request"),
     ({"expires_in": "0"}, 400, "invalid_request"), ({"colour": "blue"}, 400, "invalid_request")],
)  # fmt: skip
def test_a_token_refused(api, change, status, error):
    answer = api.call("POST", "/shop/oauth/token", form={**CLIENT, **change})
    assert answer.status == status and answer.json["error"] == error and answer.json["error_description"], answer
    assert (status == 401) == (answer.header("WWW-Authenticate") is not None)


def test_customers_without_a_good_token(api):
    old = "shop_1-" + "0" * 16
    for authorization in (None, "", "Bearer", "Bearer x", "Bearer " + old, "Basic " + api.token(), api.token()):
        answer = api.call("GET", "/shop/customers", headers={} if authorization is None else {"Authorization": authorization})
        expect_refusal(answer, 401, "bad_token", "token")
        assert answer.header("WWW-Authenticate").startswith("Bearer")


def test_a_body_too_large(api):
    answer = api.call("POST", "/shop/oauth/token", form={**CLIENT, "scope": "x" * 20_000})
    assert answer.status == 413 and answer.json["error"]["code"] == "body_refused"


def test_methods(api):
    assert api.call("POST", "/shop/orders", form={}).header("Allow") == "GET, HEAD"
    answer = api.call("GET", "/shop/oauth/token")
    assert answer.status == 405 and answer.header("Allow") == "POST"
    head = api.call("HEAD", "/shop/products")
    assert head.status == 200 and head.body == b"" and int(head.header("Content-Length")) > 1000
