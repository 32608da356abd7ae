"""The connectors in examples/: each is valid and documented, and together they use the whole language. If one is broken in one
place, the loader reports what is wrong and where."""

import json
import re

import pytest
import yaml

from language import mutants as breaking
from language.corpus import walk
from language.test_language import BATCH, ROOT, connectory

FILES = sorted((ROOT / "examples").glob("*/configuration.*"))
NAMES = [file.parent.name for file in FILES]


def read(file):
    return yaml.safe_load(file.read_text()) if file.suffix == ".yaml" else json.loads(file.read_text())


@pytest.fixture(scope="module")
def documents():
    return {file.parent.name: read(file) for file in FILES}


def validate(*files, **more):
    said = json.loads(connectory("validate", "--json", *[str(file) for file in files], **more).stdout)
    found = {str(file): [] for file in files}
    for finding in said["findings"]:
        found[finding["file"]].append(finding)
    return found


def test_each_example_is_valid_without_a_warning():
    assert len(FILES) >= 20
    assert {file.suffix for file in FILES} == {".json", ".yaml"}
    assert {file: found for file, found in validate(*FILES).items() if found} == {}


@pytest.mark.parametrize("name", NAMES)
def test_each_example_names_what_it_asks_for(documents, name):
    document = documents[name]
    readme = (ROOT / "examples" / name / "README.md").read_text()
    inputs = {each["id"] for each in document.get("authentication", {}).get("userInputs", [])}
    secrets = set(re.findall(r"secrets\.([a-z_0-9]+)", json.dumps(document)))
    reports = {each["id"] for each in document["reporting"]["reportTypes"]}
    assert [word for word in sorted(inputs | secrets | reports) if f"`{word}`" not in readme] == []


def test_the_index_lists_each_example():
    index = (ROOT / "examples/README.md").read_text()
    assert [name for name in NAMES if f"[{name}]({name}/README.md)" not in index] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_example_has_a_sample(documents, name):
    samples = list((ROOT / "examples" / name).glob("sample.*"))
    assert samples
    for sample in samples:
        if sample.suffix == ".json":
            json.loads(sample.read_text())
        if sample.suffix == ".ndjson":
            assert [json.loads(line) for line in sample.read_text().splitlines()]


# ---- what the examples use of the language ---------------------------------------------------------------------------


WANTED = {
    "authentication": {"none", "user_input", "oauth2", "single_step_oauth2", "oauth1", "basic", "cookie", "jwt"},
    "pkce": {"S256"},
    "body": {"urlencoded_form", "json", "graphql"},
    "pagination": {"offset", "page", "cursor", "next_url", "link_header"},
    "response": {"JSON", "CSV", "XML", "NDJSON"},
    "compression": {"gzip"},
    "adapter": {
        "time_series",
        "flatten_values",
        "append_key",
        "match_values_by_keys",
        "combine_keys_with_nested_values",
        "concat_value_to_keys",
        "aggregate_values",
    },
    "source": {"static", "userInput", "jsonPath", "encrypted", "xPath", "column", "header", "expression"},
    "aggregationType": {"sum", "avg", "min", "max", "last", "first", "count", "count_distinct", "none", "formula"},
    "operation": {"convert_date", "divide", "round", "replace", "regex_extract", "regex_replace", "map_values", "to_number", "default", "join", "split", "concat", "hash", "html_to_text", "convert_timezone", "multiply", "trim", "upper", "lower", "substring", "url_decode"},
    "filter": {"upper", "replace", "objects", "urlencode", "default"},
    "operator": {"equals", "not_equals", "in", "contains", "matches", "exists"},
    "mode": {"batch"},
    "action": {"error", "retry", "renew_token", "ignore"},
    "part": {"chainedRequest", "async", "settings", "formula", "refresh", "signer", "rateLimit", "match", "validation"},
}


def used(documents):
    """Pairs of a part of the language and the choice that is used there."""
    found = set()
    for document in documents.values():
        found.add(("authentication", document.get("authentication", {}).get("type", "none")))
        found.add(("pkce", document.get("authentication", {}).get("oauth2", {}).get("pkce", "none")))
        for path, value in walk(document):
            key = path[-1] if path else ""
            if key in ("pagination", "body", "response") and isinstance(value, dict) and isinstance(value.get("type"), str):
                found.add((key, value["type"]))
            if "items" in path and "dataAdapters" in path and isinstance(value, dict) and "config" in value:
                found.add(("adapter", value["type"]))
            if len(path) > 1 and path[-2] == "operations" and isinstance(value, dict):
                found.add(("operation", value["type"]))
            if key in ("source", "aggregationType", "compression", "action", "operator", "splitBy", "delayType", "mode"):
                found.add((key, str(value)))
            if key in ("chainedRequest", "async", "settings", "formula", "signer", "rateLimit", "match", "refresh", "validation"):
                found.add(("part", key))
            if isinstance(value, str):
                found.update(("filter", name) for text in breaking.PLACEHOLDER.findall(value) for name in breaking.FILTER.findall(text))
    return found


def of(found, part):
    return {choice for where, choice in found if where == part}


def test_together_they_cover_the_language(documents):
    found = used(documents)
    lacking = {part: sorted(set(wanted) - of(found, part)) for part, wanted in WANTED.items()}
    assert {part: names for part, names in lacking.items() if names} == {}


# ---- broken examples -------------------------------------------------------------------------------------------------


MUTANTS_WANTED = {
    "placeholder",
    "filter",
    "expression",
    "path left open",
    "path of a key",
    "type",
    "class",
    "joined report type",
    "link to the parent",
    "link to the child",
    "input",
    "field id",
    "report type id",
    "setting id",
    "input id",
    "secret id",
    "account property",
    "signer",
    "signer id",
    "no stop",
    "no page size",
    "no total",
    "no aggregation",
    "no formula",
    "no job",
    "body of a GET",
    "field twice",
    "id twice",
    "option twice",
    "without TLS",
    "date format",
    "time zone",
    "pattern",
    "waits crossed",
    "rule twice",
}


def test_each_break_is_found_at_its_place(documents, tmp_path):
    broken = [(name, mutant) for name, document in documents.items() for mutant in breaking.mutants(document)]
    assert len(broken) > 4500
    assert {mutant.name for _, mutant in broken} >= MUTANTS_WANTED
    missed = []
    for begin in range(0, len(broken), BATCH):
        part = broken[begin : begin + BATCH]
        for number, (_, mutant) in enumerate(part):
            (tmp_path / f"{number}.json").write_text(json.dumps(mutant.content))
        found = validate(*[f"{number}.json" for number in range(len(part))], cwd=tmp_path)
        for number, (name, mutant) in enumerate(part):
            said = [(finding["code"], finding["pointer"]) for finding in found[f"{number}.json"]]
            lacking = [each for each in mutant.expected if each not in said]
            if lacking:
                missed.append(f"{name}, {mutant.name}: lacks {lacking}, has {said[:5]}")
    assert not missed, f"{len(missed)} of {len(broken)}:\n" + "\n".join(missed[:20])
