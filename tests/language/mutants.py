"""Complete connectors, each broken in one place in a way that the schema cannot detect, and where the loader must report it."""

import json
import re
from dataclasses import dataclass, field

from language.corpus import pointer, replaced, walk

PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
NAME = re.compile(r"\{\{\s*([a-z_0-9]+)([.(]([a-z_0-9]*))?")
FILTER = re.compile(r"\|\s*([a-z_0-9]+)")


@dataclass
class Mutant:
    name: str
    content: object
    expected: list = field(default_factory=list)  # (code, pointer): each must be among the findings


def at(document, path):
    for step in path:
        document = document[step]
    return document


def is_source(value, kind):
    return isinstance(value, dict) and value.get("source") == kind and isinstance(value.get("value"), str)


def templates(document):
    """Each text with placeholders, and the path to it. JSONPaths have none."""
    for path, value in walk(document):
        if isinstance(value, str) and "{{" in value and path[0] not in ("info", "metaInformation"):
            yield path, value


def uses(document, family, name, below=()):
    """Where `{{ family.name }}` occurs, in braces or in an expression."""
    wanted = re.compile(rf"(?<![\w.]){family}\.{re.escape(name)}(?![\w.])")
    below = list(below)
    for path, value in walk(document):
        if path[: len(below)] != below or not isinstance(value, str) or not path or path[0] in ("info", "metaInformation"):
            continue
        is_expression = path[-1] == "value" and at(document, path[:-1]).get("source") == "expression"
        inside = value if is_expression else " ".join(PLACEHOLDER.findall(value))
        if wanted.search(inside):
            yield path


def report_types(document):
    for index, value in enumerate(document.get("reporting", {}).get("reportTypes", [])):
        yield ["reporting", "reportTypes", index], value


def fields(report_type):
    for section in ("dimensions", "metrics"):
        for g, group in enumerate(report_type.get(section, {}).get("groups", [])):
            for f, each in enumerate(group.get("fields", [])):
                yield [section, "groups", g, "fields", f], each


def links(report_type):
    for r, relation in enumerate(report_type.get("decoration", {}).get("relations", [])):
        link = relation.get("link")
        base = ["decoration", "relations", r, "link"]
        for extra, each in [([], link)] if isinstance(link, dict) else [([n], e) for n, e in enumerate(link or [])]:
            yield [*base, *extra], each, relation


def dropped(document, path):
    rest = {key: value for key, value in at(document, path[:-1]).items() if key != path[-1]}
    return replaced(document, path[:-1], rest)


# ---- what is renamed or misspelled -----------------------------------------------------------------------------------


def placeholders(document):
    for path, text in templates(document):
        for found in NAME.finditer(text):
            start = found.start(1)
            yield Mutant("placeholder", replaced(document, path, text[:start] + "q" + text[start:]), [("UNKNOWN_PLACEHOLDER", pointer(path))])
        yield Mutant("open braces", replaced(document, path, text + "{{ "), [("TEMPLATE_SYNTAX", pointer(path))])
    for path, value in walk(document):
        if is_source(value, "expression"):
            place = [*path, "value"]
            yield Mutant("expression", replaced(document, place, f"q ~ ({value['value']})"), [("UNKNOWN_PLACEHOLDER", pointer(place))])


def filters(document):
    for path, text in templates(document):
        for inside in PLACEHOLDER.finditer(text):
            for found in FILTER.finditer(inside.group()):
                end = inside.start() + found.end(1)
                yield Mutant("filter", replaced(document, path, text[:end] + "x" + text[end:]), [("UNKNOWN_FILTER", pointer(path))])


def paths(document):
    for path, value in walk(document):
        if is_source(value, "jsonPath"):
            place = [*path, "value"]
            yield Mutant("path left open", replaced(document, place, value["value"] + "["), [("JSON_PATH_SYNTAX", pointer(place))])
            if path[-2:] != ["fieldInfo", "value"]:  # the place of a fetched field, which can have placeholders
                yield Mutant("placeholder in a path", replaced(document, place, value["value"] + "['{{ account.id }}']"), [("USELESS_PART", pointer(place))])
            yield Mutant("path without $", replaced(document, place, value["value"][1:] or "x"), [("JSON_PATH_SYNTAX", pointer(place))])
        elif isinstance(value, str) and path and str(path[-1]).endswith("Path") and value.startswith("$"):
            yield Mutant("path of a key", replaced(document, path, value + "["), [("JSON_PATH_SYNTAX", pointer(path))])


def data_types(document):
    for path, value in walk(document):
        if path and path[-1] == "dataType" and isinstance(value, str) and "." in value:
            kind, _, rest = value.partition(".")
            yield Mutant("type", replaced(document, path, f"{kind}x.{rest}"), [("UNKNOWN_DATA_TYPE", pointer(path))])
            yield Mutant("class", replaced(document, path, f"{value}x"), [("DATA_TYPE_CLASS", pointer(path))])


def references(document):
    for base, report_type in report_types(document):
        for r, relation in enumerate(report_type.get("decoration", {}).get("relations", [])):
            place = [*base, "decoration", "relations", r, "reportTypeId"]
            yield Mutant("joined report type", replaced(document, place, relation["reportTypeId"] + "_x"), [("UNKNOWN_REFERENCE", pointer(place))])
        for place, link, _ in links(report_type):
            for side in ("parent", "child"):
                where = [*base, *place, side]
                yield Mutant(f"link to the {side}", replaced(document, where, link[side] + "_x"), [("UNKNOWN_REFERENCE", pointer(where))])
    for path, value in walk(document):
        if is_source(value, "userInput") or (path[:2] == ["secrets", "items"] and isinstance(value, dict) and value.get("source") == "userInput"):
            place = [*path, "value"]
            yield Mutant("input", replaced(document, place, value["value"] + "_x"), [("UNKNOWN_REFERENCE", pointer(place))])
        if path and path[-1] == "signer" and isinstance(value, str):
            yield Mutant("signer", replaced(document, path, value + "_x"), [("UNKNOWN_REFERENCE", pointer(path))])


def renamed_fields(document):
    """An id that a link or a formula uses."""
    types = dict((value["id"], (base, value)) for base, value in report_types(document))
    for base, report_type in report_types(document):
        for place, each in fields(report_type):
            users = [
                [*base, *other, "formula"] for other, user in fields(report_type) if re.search(rf"(?<!\w){re.escape(each['id'])}(?!\w)", user.get("formula", ""))
            ]
            for owner_base, owner in types.values():
                for link_place, link, relation in links(owner):
                    joined = relation["reportTypeId"]
                    parent, child = (joined, owner["id"]) if relation.get("type") == "inverse" else (owner["id"], joined)
                    for side, of in (("parent", parent), ("child", child)):
                        if of == report_type["id"] and link[side] == each["id"]:
                            users.append([*owner_base, *link_place, side])
            if users:
                expected = [("UNKNOWN_REFERENCE", pointer(user)) for user in users]
                yield Mutant("field id", replaced(document, [*base, *place, "id"], each["id"] + "_x"), expected)


def renamed_report_types(document):
    for base, report_type in report_types(document):
        users = [
            [*other, "decoration", "relations", r, "reportTypeId"]
            for other, owner in report_types(document)
            for r, relation in enumerate(owner.get("decoration", {}).get("relations", []))
            if relation["reportTypeId"] == report_type["id"]
        ]
        if users:
            yield Mutant("report type id", replaced(document, [*base, "id"], report_type["id"] + "_x"), [("UNKNOWN_REFERENCE", pointer(p)) for p in users])


def renamed_settings(document):
    for base, report_type in report_types(document):
        for index, setting in enumerate(report_type.get("settings", [])):
            place = [*base, "settings", index, "id"]
            expected = [("UNKNOWN_PLACEHOLDER", pointer(path)) for path in uses(document, "settings", setting["id"], base)]
            yield Mutant("setting id", replaced(document, place, setting["id"] + "_x"), [*expected, ("UNUSED_INPUT", pointer(place))])


def renamed_inputs(document):
    for index, each in enumerate(document.get("authentication", {}).get("userInputs", [])):
        place = ["authentication", "userInputs", index, "id"]
        expected = [("UNKNOWN_REFERENCE", pointer(path)) for path in uses(document, "user_input", each["id"])]
        expected += [("UNKNOWN_REFERENCE", pointer([*p, "value"])) for p, v in walk(document) if is_source(v, "userInput") and v["value"] == each["id"]]
        is_sent_by_the_engine = document["authentication"]["type"] == "basic" and each["id"] in ("username", "password")
        if not is_sent_by_the_engine:
            yield Mutant("input id", replaced(document, place, each["id"] + "_x"), [*expected, ("UNUSED_INPUT", pointer(place))])


def renamed_secrets(document):
    for index, each in enumerate(document.get("secrets", {}).get("items", [])):
        expected = [("UNKNOWN_REFERENCE", pointer(path)) for path in uses(document, "secrets", each["id"])]
        yield Mutant("secret id", replaced(document, ["secrets", "items", index, "id"], each["id"] + "_x"), expected)


def renamed_properties(document):
    for index, fetcher in enumerate(document.get("accounts", {}).get("fetchers", [])):
        for p, each in enumerate(fetcher["accountInfo"].get("properties", [])):
            twins = sum(e["id"] == each["id"] for f in document["accounts"]["fetchers"] for e in f["accountInfo"].get("properties", []))
            if twins == 1:
                place = ["accounts", "fetchers", index, "accountInfo", "properties", p, "id"]
                expected = [("UNKNOWN_PLACEHOLDER", pointer(path)) for path in uses(document, "account", each["id"])]
                yield Mutant("account property", replaced(document, place, each["id"] + "_x"), expected)
    for p, each in enumerate(document.get("dataSourceUser", {}).get("userInfo", {}).get("properties", [])):
        expected = [("UNKNOWN_PLACEHOLDER", pointer(path)) for path in uses(document, "user", each["id"])]
        yield Mutant("user property", replaced(document, ["dataSourceUser", "userInfo", "properties", p, "id"], each["id"] + "_x"), expected)


def renamed_signers(document):
    for index, each in enumerate(document.get("signers", [])):
        expected = [("UNKNOWN_REFERENCE", pointer(path)) for path, value in walk(document) if path and path[-1] == "signer" and value == each.get("id")]
        if expected:
            yield Mutant("signer id", replaced(document, ["signers", index, "id"], each["id"] + "_x"), expected)


# ---- what is left out or doubled -------------------------------------------------------------------------------------


def stop_rules(document):
    for path, value in walk(document):
        if path and path[-1] == "pagination" and "stop" in value and "maxPages" not in value:
            yield Mutant("no stop", dropped(document, [*path, "stop"]), [("NO_STOP_RULE", pointer(path))])
            if "pageSize" in value and "short_page" in value["stop"]:
                yield Mutant("no page size", dropped(document, [*path, "pageSize"]), [("MISSING_PART", pointer([*path, "stop"]))])
            for total in ("total", "totalPages"):
                if total in value and "total_reached" in value["stop"]:
                    yield Mutant("no total", dropped(document, [*path, total]), [("MISSING_PART", pointer([*path, "stop"]))])


def aggregations(document):
    for base, report_type in report_types(document):
        for place, each in fields(report_type):
            path = [*base, *place]
            if place[0] == "metrics" and "formula" not in each:
                yield Mutant("no aggregation", dropped(document, [*path, "aggregationType"]), [("NO_AGGREGATION", pointer(path))])
            elif place[0] == "metrics":
                yield Mutant("no formula", dropped(document, [*path, "formula"]), [("MISSING_PART", pointer(path)), ("EMPTY_FIELD", pointer(path))])
                yield Mutant("formula left open", replaced(document, [*path, "formula"], each["formula"] + " ("), [("FORMULA_SYNTAX", pointer([*path, "formula"]))])
            else:
                changed = {**each, "aggregationType": "sum"}
                yield Mutant("aggregated dimension", replaced(document, path, changed), [("AGGREGATION_OF_DIMENSION", pointer([*path, "aggregationType"]))])
            if "value" in each:
                yield Mutant("no value", dropped(document, [*path, "value"]), [("EMPTY_FIELD", pointer(path))])


def jobs(document):
    for path, value in walk(document):
        if isinstance(value, dict) and value.get("type") == "async" and "async" in value:
            yield Mutant("no job", dropped(document, [*path, "async"]), [("MISSING_PART", pointer(path))])
            yield Mutant("not asynchronous", dropped(document, [*path, "type"]), [("USELESS_PART", pointer([*path, "async"]))])


def bodies(document):
    for path, value in walk(document):
        if isinstance(value, dict) and "url" in value and "body" in value and "method" in value:
            yield Mutant("body of a GET", dropped(document, [*path, "method"]), [("USELESS_PART", pointer([*path, "body"]))])
            if value.get("pagination", {}).get("in") == "body":
                get = dropped(dropped(document, [*path, "body"]), [*path, "method"])
                yield Mutant("no body for the page", get, [("BAD_VALUE", pointer([*path, "pagination", "in"]))])


def doubles(document):
    """In each list of elements with ids, the second one gets the id of the first."""
    for base, report_type in report_types(document):
        found = list(fields(report_type))
        for (_, first), (place, _) in zip(found, found[1:]):
            where = [*base, *place, "id"]
            yield Mutant("field twice", replaced(document, where, first["id"]), [("DUPLICATE_ID", pointer(where))])
    for path, value in walk(document):
        is_list_of_ids = path and path[-1] in ("reportTypes", "userInputs", "settings", "properties", "signers") or path == ["secrets", "items"]
        if is_list_of_ids and isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict):
            where = [*path, 1, "id"]
            yield Mutant("id twice", replaced(document, where, value[0]["id"]), [("DUPLICATE_ID", pointer(where))])
        if path and path[-1] == "options" and isinstance(value, list) and len(value) > 1:
            where = [*path, 1, "value"]
            yield Mutant("option twice", replaced(document, where, value[0]["value"]), [("DUPLICATE_ID", pointer(where))])


# ---- what cannot work ------------------------------------------------------------------------------------------------


def urls(document):
    for path, value in walk(document):
        is_url = path and (path[-1] == "url" or str(path[-1]).endswith("Endpoint")) and isinstance(value, str)
        if is_url and value.startswith("https://"):
            yield Mutant("without TLS", replaced(document, path, "http" + value[5:]), [("INSECURE_URL", pointer(path))])
            yield Mutant("another scheme", replaced(document, path, "ftp" + value[5:]), [("URL_SYNTAX", pointer(path))])
            if not value.startswith("https://{{"):  # what begins with a placeholder is judged when it is resolved
                yield Mutant("no scheme", replaced(document, path, value[8:]), [("URL_SYNTAX", pointer(path))])


def formats(document):
    for path, value in walk(document):
        if not path or not isinstance(value, str):
            continue
        holder = at(document, path[:-1])
        kind = holder.get("type") if isinstance(holder, dict) else None
        if path[-1] in ("from", "to") and kind == "convert_date":
            yield Mutant("date format", replaced(document, path, "QQ-QQ"), [("DATE_FORMAT", pointer(path))])
        if path[-1] == "timezone" and ("dateRange" in path or kind == "convert_date"):
            yield Mutant("time zone", replaced(document, path, "Europe/Atlantis"), [("TIME_ZONE", pointer(path))])
        if path[-1] == "earliest":
            yield Mutant("first day", replaced(document, path, "long ago"), [("DATE_FORMAT", pointer(path))])
        if path[-1] in ("pattern", "matches"):
            yield Mutant("pattern", replaced(document, path, value + "("), [("REGEX_SYNTAX", pointer(path))])


def rules(document):
    for path, value in walk(document):
        if path and path[-1] == "retry" and isinstance(value, dict) and "minWait" in value:
            yield Mutant("waits crossed", replaced(document, path, {**value, "minWait": value.get("maxWait", 60) + 1}), [("BAD_VALUE", pointer(path))])
        if path and path[-1] == "responseStatuses" and isinstance(value, list) and value and "match" not in value[0] and "httpStatus" in value[0]:
            again = [value[0], value[0], *value[1:]]
            yield Mutant("rule twice", replaced(document, path, again), [("UNREACHABLE_RULE", pointer([*path, 1]))])


KINDS = [
    placeholders,
    filters,
    paths,
    data_types,
    references,
    renamed_fields,
    renamed_report_types,
    renamed_settings,
    renamed_inputs,
    renamed_secrets,
    renamed_properties,
    renamed_signers,
    stop_rules,
    aggregations,
    jobs,
    bodies,
    doubles,
    urls,
    formats,
    rules,
]


def mutants(document):
    for kind in KINDS:
        for mutant in kind(document):
            if mutant.expected and json.dumps(mutant.content) != json.dumps(document):
                yield mutant
