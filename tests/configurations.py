"""Configurations, and the calls that save and list their versions, shared by the tests of versions, drafts and publishing."""

import json

# The keys of a version in a list.
LISTED = {"number", "version", "author", "created_at", "note", "content_hash", "imported_at", "labels", "is_current"}

DATA_TYPES = {"date": "string.time.date", "text": "string.text.value", "int": "int.number.value", "float": "float.number.value"}


def configuration(**fields):
    """A report type for each keyword, with the ids and data types of its fields: orders="day:date total:float"."""

    def field(text):
        id, data_type = text.split(":")
        return {"id": id, "dataType": DATA_TYPES[data_type]}

    types = [
        {"id": name, "metrics": {"groups": [{"label": "All", "fields": [field(one) for one in text.split()]}]}}
        for name, text in fields.items()
    ]
    return json.dumps({"reporting": {"reportTypes": types}})


def versions(server, shop, query="", **more):
    answer = server.call("GET", server.path(shop) + "/versions" + query, **more)
    assert answer.status == 200, answer
    return answer.json


def save(server, shop, text, note=None):
    body = '{"configuration":{"configuration_json":%s%s}}' % (text, "" if note is None else ',"note":' + json.dumps(note))
    answer = server.call("PUT", server.path(shop), json=body)
    assert answer.status == 204, answer


def get(server, shop, number, **more):
    return server.call("GET", f"{server.path(shop)}/versions/{number}", **more)
