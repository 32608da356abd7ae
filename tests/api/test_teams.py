"""A team and its people, in the wrapped envelope (contract, section 3)."""

import re

import pytest

from connectory_server import CliFailed, Server, expect_error, expect_headers, serving

BIG = 9223372036854775807


@pytest.fixture(scope="module")
def teams(tmp_path_factory):
    """Team 42 with two people, team 7 with none, and the team with the largest possible number."""
    one = Server(tmp_path_factory.mktemp("teams"))
    one.made = one.make_team(42, "Acme \N{ROCKET} \"<&")
    one.key = one.make_key()["api_key"]
    one.make_team(7, "Empty")
    one.make_team(BIG, "Largest")
    for email, first, last, role in (("a@b.c", "A", "B", "VIEWER"), ("zoe@example.com", "Zo\u00eb", "O'Neil", "OWNER")):
        one.cli("user", "add", "--team", "42", "--email", email, "--first-name", first, "--last-name", last, "--role", role)
    with serving(one):
        yield one


def expect_data(answer):
    assert answer.status == 200, answer
    expect_headers(answer)
    document = answer.json
    assert set(document) == {"meta", "data"} and set(document["meta"]) == {"request_id"}
    assert document["meta"]["request_id"] == answer.header("X-Request-Id")
    return document["data"]


def test_team(teams):
    team = expect_data(teams.call("GET", "/v1/teams/42"))
    assert set(team) == {"team_id", "name", "display_id", "status", "created_at"}
    assert team["team_id"] == 42 and team["name"] == "Acme \N{ROCKET} \"<&" and team["status"] == 1
    assert re.fullmatch(r"SM_[A-Z0-9]{1,47}", team["display_id"])
    assert re.fullmatch(r"[0-9T:.-]+(Z|[+-][0-9]{2}:[0-9]{2})", team["created_at"]) and len(team["created_at"]) <= 30


def test_largest_team(teams):
    key = teams.make_key(team=BIG)["api_key"]
    assert expect_data(teams.call("GET", f"/v1/teams/{BIG}", key=key))["team_id"] == BIG
    assert str(BIG).encode() in teams.call("GET", f"/v1/teams/{BIG}", key=key).body


def test_users(teams):
    users = expect_data(teams.call("GET", "/v1/teams/42/users"))
    assert [set(user) for user in users] == [{"user_id", "email", "first_name", "last_name", "role", "created_at"}] * 2
    found = {user["email"]: (user["first_name"], user["last_name"], user["role"]) for user in users}
    assert found == {"a@b.c": ("A", "B", "VIEWER"), "zoe@example.com": ("Zo\u00eb", "O'Neil", "OWNER")}
    assert all(isinstance(user["user_id"], int) and user["user_id"] >= 1 for user in users)
    assert len({user["user_id"] for user in users}) == 2


def test_users_of_a_team_with_none(teams):
    key = teams.make_key(team=7)["api_key"]
    assert expect_data(teams.call("GET", "/v1/teams/7/users", key=key)) == []


@pytest.mark.parametrize("rest", ["", "/users"])
@pytest.mark.parametrize("team, status", [("0", 400), ("-1", 400), ("abc", 400), ("042", 400), ("9223372036854775808", 400), ("43", 403), ("7", 403)])
def test_refused(teams, rest, team, status):
    expect_error(teams.call("GET", f"/v1/teams/{team}{rest}"), status)
    expect_error(teams.call("GET", f"/v1/teams/{team}{rest}", key=""), 401)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("rest", ["", "/users"])
def test_only_reads(teams, method, rest):
    answer = teams.call(method, f"/v1/teams/42{rest}")
    expect_error(answer, 405)
    assert {"GET"} <= set(re.split(r"\s*,\s*", answer.header("Allow"))) <= {"GET", "HEAD", "OPTIONS"}


# ---- the command line ------------------------------------------------------------------------------------------------


def test_command_line_lists_teams(teams):
    listed = teams.cli("team", "list")
    listed = listed["teams"] if isinstance(listed, dict) else listed
    assert {team["team_id"] for team in listed} == {42, 7, BIG}


def test_command_line_lists_users(teams):
    listed = teams.cli("user", "list", "--team", 42)
    listed = listed["users"] if isinstance(listed, dict) else listed
    assert {user["email"] for user in listed} == {"a@b.c", "zoe@example.com"}


def test_a_team_made_while_the_server_runs_is_there(server):
    made = server.cli("team", "create", "Later")
    assert made["team_id"] >= 1 and made["name"] == "Later"
    key = server.make_key(team=made["team_id"])["api_key"]
    assert expect_data(server.call("GET", f"/v1/teams/{made['team_id']}", key=key))["name"] == "Later"


NOT_MADE = {
    "team id taken": ["team", "create", "Again", "--id", "42"],
    "team id 0": ["team", "create", "Zero", "--id", "0"],
    "team id too large": ["team", "create", "Large", "--id", "9223372036854775808"],
    "team id no number": ["team", "create", "Word", "--id", "x"],
    "team without a name": ["team", "create", ""],
    "team name of 256": ["team", "create", "x" * 256],
    "key of no team": ["key", "create", "--team", "5", "--role", "OWNER", "--name", "x"],
    "key of an unknown role": ["key", "create", "--team", "42", "--role", "KING", "--name", "x"],
    "key of an unknown scope": ["key", "create", "--team", "42", "--role", "OWNER", "--name", "x", "--scopes", "fly"],
    "key with rate 0": ["key", "create", "--team", "42", "--role", "OWNER", "--name", "x", "--rate-limit", "0"],
    "key with a rate that is not a number": ["key", "create", "--team", "42", "--role", "OWNER", "--name", "x", "--rate-limit", "many"],
    "key with no address": ["key", "create", "--team", "42", "--role", "OWNER", "--name", "x", "--allow-ip", "300.1.1.1"],
    "key with a bad range": ["key", "create", "--team", "42", "--role", "OWNER", "--name", "x", "--allow-ip", "10.0.0.0/33"],
    "key with a bad expiry": ["key", "create", "--team", "42", "--role", "OWNER", "--name", "x", "--expires", "soon"],
    "unknown key disabled": ["key", "disable", "key_nothing"],
    "unknown key deleted": ["key", "delete", "key_nothing"],
    "user of no team": ["user", "add", "--team", "5", "--email", "x@y.z", "--first-name", "X", "--last-name", "Y", "--role", "VIEWER"],
    "user without an address": ["user", "add", "--team", "42", "--email", "nobody", "--first-name", "X", "--last-name", "Y", "--role", "VIEWER"],
    "user with a blank in the address": ["user", "add", "--team", "42", "--email", "ann lee@y.z", "--first-name", "X", "--last-name", "Y", "--role", "VIEWER"],
    "user with an address that ends at its @": ["user", "add", "--team", "42", "--email", "ann@", "--first-name", "X", "--last-name", "Y", "--role", "VIEWER"],
    "user already there": ["user", "add", "--team", "42", "--email", "a@b.c", "--first-name", "X", "--last-name", "Y", "--role", "VIEWER"],
    "user of an unknown role": ["user", "add", "--team", "42", "--email", "x@y.z", "--first-name", "X", "--last-name", "Y", "--role", "KING"],
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_MADE)
def test_command_line_refuses(teams, name):
    with pytest.raises(CliFailed) as refused:
        teams.cli(*NOT_MADE[name])
    assert refused.value.code in (1, 64), refused.value
    assert refused.value.stderr.startswith("connectory"), refused.value.stderr
    assert refused.value.stdout.strip() == ""
