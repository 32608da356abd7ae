"""The table for editors (`connectory schema --table`, GET /connector_builder/v1/language/v1) is true of the loader: what it says of a text
is found by writing mistakes and names of every root into every text, wherever its component can stand."""

import json
import subprocess

import pytest

from connectory_server import BINARY, patient

# A name for each root. Only whether the root exists matters here.
NAMES = {
    "query": "query.max_rows",
    "settings": "settings.s",
    "account": "account.id",
    "accounts": "accounts.ids",
    "user": "user.id",
    "user_input": "user_input.i",
    "oauth2": "oauth2.client_id",
    "login": "login.step",  # and login.choice
    "secrets": "secrets.k",
    "signer": "signer.nonce",
    "request": "request.host",
    "partition": "partition.p",
    "response": "response.a",
    "headers": "headers.a",
    "status": "status",
    "page": "page.number",
    "row": "row.a",
    "job": "job.a",
}

# A mistake for each syntax, and the code that reports it.
MISTAKES = {
    "template": ("{{ a b }}", "TEMPLATE_SYNTAX"),
    "json_template": ({"a": "{{ a b }}"}, "TEMPLATE_SYNTAX"),
    "expression": ("a b", "EXPRESSION_SYNTAX"),
    "json_path": ("$[", "JSON_PATH_SYNTAX"),
    "path_or_name": ("$[", "JSON_PATH_SYNTAX"),
    "member_path": ("a..b", "BAD_VALUE"),
    "regex": ("(", "REGEX_SYNTAX"),
    "date_format": ("[", "DATE_FORMAT"),
    "time_zone": ("Nowhere/None", "TIME_ZONE"),
    "duration": ("P1X", "BAD_VALUE"),
    "formula": ("(", "FORMULA_SYNTAX"),
    "data_type": ("nothing", "UNKNOWN_DATA_TYPE"),
}


@pytest.fixture(scope="module")
def table():
    done = subprocess.run([BINARY, "schema", "--table"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def components(table):
    return {each["name"]: each for each in table["components"]}


def keys_of(component):
    """Each key with the variant that it belongs to; None if it belongs to all."""
    for key in component["keys"]:
        yield None, key
    for variant in component.get("variants", []):
        for key in variant["keys"]:
            yield variant, key


def parts_of(kind, steps=()):
    """The types within a type, each with the steps from a value of the type to a value of the part: 0 for an array, "k" for a map."""
    yield kind, steps
    if kind["form"] == "array":
        yield from parts_of(kind["of"], (*steps, 0))
    elif kind["form"] == "map":
        yield from parts_of(kind["of"], (*steps, "k"))
    elif kind["form"] == "one_of":
        for part in kind["types"]:
            yield from parts_of(part, steps)


def wrapped(value, steps):
    for step in reversed(steps):
        value = [value] if step == 0 else {step: value}
    return value


def with_key(component, variant, key, value):
    """An example of the component in which the key has the value, and the pointer of the key in it."""
    example = (variant or {}).get("example") or component.get("example")
    if example is None and component.get("variants"):
        example = component["variants"][0].get("example")
    made = json.loads(json.dumps(example or {}))
    if component["name"] in ("partition", "partition_source"):  # either the rows of a report type that exists, or values
        made = {"id": "q"} if component["name"] == "partition" else {}
        if key["key"] not in ("values", "anyOf"):
            made |= {"reportTypeId": "parent", "value": {"source": "jsonPath", "value": "$.id"}}
    nested = component.get("nested")
    if variant is not None and nested and isinstance(made.get(nested), dict):
        made[nested][key["key"]] = value
        return made, [nested, key["key"]]
    made[key["key"]] = value
    return made, [key["key"]]


def surrounded(name, made):
    """The parts of an example that a placeholder may need: pages, and the partitions and a parent of a report type."""
    if name in ("request", "chained_request"):
        made.setdefault("pagination", {"type": "page", "pageParameter": "p", "stop": "empty_page"})
    if name == "report_type":
        made["id"] = "child"
        made.setdefault("partitions", [{"id": "p", "values": ["a"]}])
        made.setdefault("settings", []).append({"id": "s", "type": "text"})
    if name == "reporting":
        made["reportTypes"].append({"id": "parent", "decoration": {"relations": [{"reportTypeId": "child", "link": {"parent": "a", "child": "b"}}]}})
    if name == "connector":
        made.setdefault("authentication", {"type": "basic"})
        made.setdefault("signers", [{"id": "s", "algorithm": {"type": "hmac", "key": "{{ secrets.k }}"}, "payload": "a"}])
    return made


class Place:
    """A component at a place in a document: `build(value)` gives the whole document and the pointer of the value."""

    def __init__(self, component, roots, build):
        self.component, self.roots, self.build = component, roots, build


def places(components):
    """Every component in every context with other roots, nearest the root of the document first."""
    root = next(iter(components.values()))
    open_places = [Place(root, frozenset(), lambda value: (surrounded("connector", value), []))]
    seen = {(root["name"], frozenset())}
    while open_places:
        place = open_places.pop(0)
        yield place
        for variant, key in keys_of(place.component):
            inside = roots_inside(place, key)
            for part, steps in parts_of(key["type"]):
                if part["form"] != "component" or (part["component"], inside) in seen:
                    continue
                seen.add((part["component"], inside))
                open_places.append(Place(components[part["component"]], inside, builder(place, variant, key, steps)))


def builder(place, variant, key, steps):
    def build(value):
        made, at = with_key(place.component, variant, key, wrapped(value, steps))
        document, before = place.build(surrounded(place.component["name"], made))
        return document, [*before, *at, *steps]

    return build


def roots_inside(place, key):
    return frozenset(key["only_roots"]) if "only_roots" in key else place.roots | frozenset(key.get("adds_roots", []))


def texts(components):
    """Each text in each place: (place, key, type, build, the roots that it can use)."""
    for place in places(components):
        for variant, key in keys_of(place.component):
            for part, steps in parts_of(key["type"]):
                if part["form"] in ("string", "any") and (part["form"] == "string" or "syntax" in part):
                    yield place, key, part, builder(place, variant, key, steps), roots_inside(place, key)


def codes(tmp_path, documents):
    """The codes that are reported at the place of the value, for each document."""
    found = []
    for begin in range(0, len(documents), 4000):
        files = []
        for number, (document, _) in enumerate(documents[begin : begin + 4000]):
            file = tmp_path / f"{number}.json"
            file.write_text(json.dumps(document))
            files.append(file.name)
        done = subprocess.run([BINARY, "validate", "--json", *files], cwd=tmp_path, capture_output=True, text=True, timeout=patient(120))
        assert done.returncode in (0, 1), done.stderr
        reported = {}
        for finding in json.loads(done.stdout)["findings"]:
            reported.setdefault(finding["file"], []).append(finding)
        for name, (_, path) in zip(files, documents[begin : begin + 4000]):
            pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
            found.append({each["code"] for each in reported.get(name, []) if each["pointer"].startswith(pointer)})
    return found


def placeholder_in(part, name):
    """A value of this type that uses the name; None if it cannot."""
    syntax = part.get("syntax")
    if syntax in ("template", "time_zone"):
        return "{{ " + name + " }}"
    if syntax == "json_template":
        return {"a": "{{ " + name + " }}"}
    return name if syntax == "expression" else None


def test_a_text_can_use_the_roots_that_the_table_names(tmp_path, components):
    probes = []
    for place, key, part, build, roots in texts(components):
        for root, name in NAMES.items():
            if root == "login" and "secrets" not in roots:
                name = "login.choice"
            value = placeholder_in(part, name)
            if value is not None:
                probes.append((place.component["name"], key["key"], root, root in roots, build(value)))
    assert len(probes) > 3000
    wrong = []
    for (component, key, root, expected, (_, path)), found in zip(probes, codes(tmp_path, [each[4] for each in probes])):
        if ("UNKNOWN_PLACEHOLDER" not in found) != expected:
            wrong.append(f"{component}.{key}: {root} is {'' if expected else 'not '}in the table, at {path}")
    assert not wrong, "\n".join(wrong)


def test_a_text_has_the_syntax_that_the_table_names(tmp_path, components):
    probes, seen = [], set()
    for place, key, part, build, _ in texts(components):
        if (place.component["name"], key["key"], part["form"]) in seen or part.get("syntax") == "by_source":
            continue
        seen.add((place.component["name"], key["key"], part["form"]))
        for syntax, (value, code) in MISTAKES.items():
            if (syntax == "json_template") == (part["form"] == "any"):
                probes.append((place.component["name"], key["key"], part.get("syntax"), syntax, code, build(value)))
    wrong = []
    for (component, key, written, syntax, code, _), found in zip(probes, codes(tmp_path, [each[5] for each in probes])):
        is_reported = code in found
        if written == syntax and not is_reported:
            wrong.append(f"{component}.{key} is no {syntax}: {sorted(found)}")
        if written is None and is_reported and code not in ("BAD_VALUE", "UNKNOWN_DATA_TYPE"):
            wrong.append(f"{component}.{key} is a {syntax}, which the table does not say")
    assert not wrong, "\n".join(wrong)


def test_the_roots_of_a_key_are_those_of_all_its_places(components):
    united = {}
    for place, key, part, _, roots in texts(components):
        if "roots" in key:
            united.setdefault((place.component["name"], key["key"]), set()).update(roots)
    assert united
    for (component, name), roots in united.items():
        for _, key in keys_of(components[component]):
            if key["key"] == name and "roots" in key:
                assert set(key["roots"]) == roots, (component, name)


def test_each_key_is_explained(components):
    assert len(components) > 60
    for component in components.values():
        for _, key in keys_of(component):
            assert key["title"] and key["help"], (component["name"], key["key"])


def test_references_name_what_exists(components):
    named = {part["refers_to"] for component in components.values() for _, key in keys_of(component) for part, _ in parts_of(key["type"]) if "refers_to" in part}
    assert named == {"report_type", "field", "user_input", "signer"}


def test_placeholders_filters_and_findings_are_listed(table):
    names = {each["name"] for each in table["placeholders"]}
    assert {"query.start_date.date", "account.id", "now", "row"} <= names
    assert {each["root"] for each in table["placeholders"] if each["form"] != "function"} == set(NAMES)
    assert {"name": "round", "arguments": [{"name": "digits", "is_required": False}]}.items() <= next(each for each in table["filters"] if each["name"] == "round").items()
    assert any(each["code"] == "SECRET_EXPOSED" and each["level"] == "error" for each in table["findings"])
