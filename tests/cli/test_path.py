"""`connectory path`: what a JSONPath selects in a document, from a file or standard input."""

import json

import pytest

from connectory_server import run_cli

ORDERS = '{"data": [{"id": 1, "total": 12.50, "note": "caf\\u00e9"}, {"id": 2, "total": 120}], "next": null}'


def path(*arguments, document=ORDERS):
    return run_cli("path", *arguments, input=document)


@pytest.mark.parametrize(
    "selector, printed",
    [
        ("$.data[*].id", "[1,2]\n"),
        ("$.data.*", '[{"id": 1, "total": 12.50, "note": "caf\\u00e9"},{"id": 2, "total": 120}]\n'),
        ("$.data[?@.total > 100].id", "[2]\n"),
        ("$..total", "[12.50,120]\n"),
        ("$.data[0].note", '["caf\\u00e9"]\n'),
        ("$.next", "[null]\n"),
        ("$.missing", "[]\n"),
        ("$", f"[{ORDERS}]\n"),
    ],
)
def test_prints_what_a_path_selects(selector, printed):
    answer = path(selector)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, printed, "")


def test_prints_where_it_is():
    answer = path("--paths", "$.data[?@.total > 100]['id','total']")
    assert json.loads(answer.stdout) == ["$['data'][1]['id']", "$['data'][1]['total']"]


def test_reads_a_file(tmp_path):
    file = tmp_path / "orders.json"
    file.write_text(ORDERS)
    assert path("$.data[-1].id", file, document="").stdout == "[2]\n"


@pytest.mark.parametrize(
    "selector, offset",
    [("", 0), ("data", 0), (" $", 0), ("$ ", 1), ("$.", 2), ("$.data[", 7), ("$['a", 4), ("$[?@.a=1]", 6), ("$[?foo(@)]", 3), ("$.é-", 4)],
)
def test_an_invalid_path_is_refused_with_its_offset(selector, offset):
    answer = path(selector)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("connectory: path: ")
    assert f" at offset {offset}." in answer.stderr


def test_what_is_no_json_is_refused_with_its_place(tmp_path):
    answer = path("$", document='{"a": 1,\n "a": 2}')
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("connectory: standard input: line 2, column 2: ")
    file = tmp_path / "broken.json"
    file.write_text("{")
    assert f"{file}: line 1" in path("$", file).stderr
    missing = path("$", tmp_path / "missing.json")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "cannot be read" in missing.stderr


def test_too_much_is_refused():
    answer = path("$..[?count($..*) > 0]", document=json.dumps([[1] * 100] * 100))
    assert answer.returncode == 1
    assert "too many nodes" in answer.stderr


def test_a_pattern_that_matches_nothing_is_noted():
    answer = path(r"$.data[?match(@.note, '\\w+')]")
    assert (answer.returncode, answer.stdout) == (0, "[]\n")
    assert "note at offset 8: match() never matches" in answer.stderr


def test_words_that_are_missing_or_too_many():
    assert run_cli("path").returncode == 64
    assert run_cli("path", "$", "a", "b").returncode == 64


def test_standard_input_has_a_name_in_findings():
    answer = run_cli("validate", "-", input="[]")
    assert answer.returncode == 1 and answer.stdout.startswith("<stdin>:1:1: error"), answer
    assert run_cli("validate", "-", "--json", input="[]").stdout.count('"file":"<stdin>"') == 1


@pytest.mark.parametrize("command", [("path", "$", "/dev/zero"), ("validate", "/dev/zero")])
def test_input_without_end_is_refused(command):
    answer = run_cli(*command, timeout=10)
    assert answer.returncode not in (0, None) and "larger than" in answer.stderr + answer.stdout, answer
