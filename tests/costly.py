"""Configurations that cost as much work as they can."""

VALIDATE = "/connector_builder/v1/validate"


def field(number, pattern):
    return {"id": f"f{number}", "value": {"source": "jsonPath", "value": "$.a"}, "operations": [{"type": "regex_extract", "config": {"pattern": pattern}}]}


def configuration(fields):
    return {"reporting": {"reportTypes": [{"id": "a", "title": "A", "request": {"url": "https://a.example/"}, "dimensions": {"groups": [{"label": "g", "fields": fields}]}}]}}


def with_patterns(count, pattern="(\\p{L}{50}%d)"):
    """Fifty letters of any script are 60,000 instructions, some 40 milliseconds of a processor."""
    return configuration([field(number, pattern % number if "%" in pattern else pattern) for number in range(count)])
