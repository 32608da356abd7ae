"""The sample's advertising API: accounts, a key and a cursor, as a client uses them."""

import csv
import io

import pytest

from sample_api import KEY, MARCH

CAMPAIGNS = "/ads/accounts/1001/campaigns"


def pages(api, path, **parameters):
    """The documents of all pages, by the cursor of each."""
    after, found = {}, []
    while True:
        page = api.ask(path, **parameters, **after)
        found.append(page)
        if page["next"] is None:
            return found
        after = {"after": page["next"]}
        assert len(found) <= 1100, "the cursor comes to no end"


def rows_of(found):
    return [row for page in found for row in page["rows"]]


def test_who_the_key_belongs_to(api):
    assert api.ask("/ads/me")["user"]["id"]


def test_accounts(api):
    accounts = api.ask("/ads/accounts")["accounts"]
    assert len({account["id"] for account in accounts}) == len(accounts) == 4
    for account in accounts:
        assert set(account) == {"id", "name", "group", "currency", "timezone"}


@pytest.mark.parametrize("limit", [1, 7, 100, 186, 187, 1000])
def test_pages_give_each_row_once(api, limit):
    found = pages(api, CAMPAIGNS, **MARCH, limit=limit)
    rows = rows_of(found)
    assert len(rows) == 31 * 6
    assert len({(row["date"], row["campaign_id"]) for row in rows}) == len(rows)
    assert all(len(page["rows"]) == limit for page in found[:-1]) and found[-1]["rows"]
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert rows[0]["date"] == MARCH["from"] and rows[-1]["date"] == MARCH["to"]


def test_a_row(api):
    [row] = api.ask(CAMPAIGNS, **{"from": "2024-03-01", "to": "2024-03-01"}, limit=1)["rows"]
    assert row == {
        "date": "2024-03-01", "campaign_id": "1001-1", "campaign": "Brand search", "channel": "search", "impressions": 11672,
        "clicks": 263, "conversions": 18, "cost": 257.74,
    }  # fmt: skip


def test_any_two_questions_agree(api):
    month = {(row["date"], row["campaign_id"]): row for row in rows_of(pages(api, CAMPAIGNS, **MARCH))}
    day = rows_of(pages(api, CAMPAIGNS, **{"from": "2024-03-09", "to": "2024-03-09"}, campaigns=20))
    assert len(day) == 20
    shared = [row for row in day if (row["date"], row["campaign_id"]) in month]
    assert len(shared) == 6 and all(month[row["date"], row["campaign_id"]] == row for row in shared)
    other = rows_of(pages(api, "/ads/accounts/1002/campaigns", **MARCH))
    assert not {row["campaign_id"] for row in other} & {row["campaign_id"] for row in month.values()}


def test_an_account_without_campaigns(api):
    assert api.ask("/ads/accounts/1004/campaigns", **MARCH) == {"rows": [], "next": None}


def test_as_many_rows_as_asked_for(api):
    first = api.ask(CAMPAIGNS, **{"from": "2024-03-01", "to": "2024-03-10"}, campaigns=100_000, limit=1000)
    assert len(first["rows"]) == 1000 and first["next"]
    assert len(rows_of(pages(api, CAMPAIGNS, **{"from": "2024-03-01", "to": "2024-03-02"}, campaigns=5000, limit=1000))) == 10_000


def test_the_same_as_csv(api):
    answer = api.get(CAMPAIGNS + ".csv", **MARCH)
    assert answer.status == 200 and answer.header("Content-Type") == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    expected = rows_of(pages(api, CAMPAIGNS, **MARCH))
    assert [{name: str(value) for name, value in row.items() if name != "cost"} for row in expected] == [
        {name: value for name, value in row.items() if name != "cost"} for row in rows
    ]
    assert [float(row["cost"]) for row in rows] == [row["cost"] for row in expected]
    assert any('"' in row["campaign"] and "," in row["campaign"] for row in rows), "a name that must be quoted"


# ---- refusals --------------------------------------------------------------------------------------------------------

REFUSED = {
    "no days": ({}, "from is missing"), "no last day": ({"from": "2024-03-01"}, "to is missing"),
    "no such day": ({"from": "2024-02-30", "to": "2024-03-01"}, "from must be a day"), "a word": ({**MARCH, "to": "today"}, "to must be a day"),
    "the wrong way round": ({"from": "2024-03-02", "to": "2024-03-01"}, "before from"), "too many days": ({"from": "2000-01-01", "to": "2030-01-01"}, "3659"),
    "limit 0": ({**MARCH, "limit": 0}, "limit must be"), "limit above": ({**MARCH, "limit": 1001}, "1 to 1000"), "limit a word": ({**MARCH, "limit": "all"}, "limit"),
    "campaigns above": ({**MARCH, "campaigns": 10_000_001}, "campaigns"), "unknown": ({**MARCH, "form": "x"}, "this path takes from, to"),
    "a cursor of ours no more": ({**MARCH, "after": "c3-0000000000000000"}, "cursor"), "an empty cursor": ({**MARCH, "after": ""}, "cursor"),
}  # fmt: skip


def expect_refusal(answer, status, code, says):
    assert answer.status == status and answer.header("Content-Type") == "application/json", answer
    error = answer.json["error"]
    assert set(error) == {"code", "message"} and error["code"] == code and says in error["message"], error


@pytest.mark.parametrize("name", REFUSED)
def test_bad_parameters(api, name):
    parameters, says = REFUSED[name]
    expect_refusal(api.get(CAMPAIGNS, **parameters), 400, "bad_cursor" if says == "cursor" else "bad_parameter", says)


def test_a_cursor_of_another_question(api):
    cursor = api.ask(CAMPAIGNS, **MARCH, limit=5)["next"]
    expect_refusal(api.get(CAMPAIGNS, **{**MARCH, "to": "2024-03-30"}, after=cursor), 400, "bad_cursor", "beginning")
    expect_refusal(api.get("/ads/accounts/1002/campaigns", **MARCH, after=cursor), 400, "bad_cursor", "beginning")
    assert api.ask(CAMPAIGNS, **MARCH, after=cursor, limit=9)["rows"], "the size of a page may change on the way"


def test_a_file_has_a_bound(api):
    expect_refusal(api.get(CAMPAIGNS + ".csv", **MARCH, campaigns=1_000_000), 400, "bad_parameter", "31000000 rows")


@pytest.mark.parametrize("path", ["/ads/me", "/ads/accounts", CAMPAIGNS, CAMPAIGNS + ".csv"])
def test_the_key_is_asked_for(api, path):
    for headers in ({}, {"X-Access-Key": ""}, {"X-Access-Key": "other"}, {"Authorization": "Bearer sample-key"}):
        answer = api.call("GET", path, headers=headers)
        expect_refusal(answer, 401, "bad_key", "X-Access-Key")
        assert answer.header("WWW-Authenticate")
    assert api.call("GET", "/ads/me", headers={"x-access-key": KEY["X-Access-Key"]}).status == 200


@pytest.mark.parametrize("path", ["/ads/accounts/9999/campaigns", "/ads/accounts/1001%20/campaigns"])
def test_no_such_account(api, path):
    expect_refusal(api.get(path, **MARCH), 404, "unknown_account", "/ads/accounts")


@pytest.mark.parametrize("path", ["/nothing", "/ads", "/ads/accounts/", "/ads/accounts//campaigns", "/ads/accounts/1/2/campaigns", "/shop/orders/"])
def test_no_such_path(api, path):
    expect_refusal(api.get(path), 404, "unknown_path", "/ lists")
