"""Mistakes that people make: each connector in mistakes/ is correct, and each mistake in the list next to it is reported where it occurs,
with what to do, and without other findings. Mistakes are text files; mistakes/README.md describes the format."""

import json
import re
from dataclasses import dataclass, field

import pytest

from language.test_language import HERE, ROOT, connectory

CONNECTORS = sorted(file for file in (HERE / "mistakes").iterdir() if file.suffix in (".yaml", ".json"))
EXPECTED = re.compile(r"(error|warning) ([A-Z_]+) (\S+)((?:  .*)?)")


@dataclass
class Mistake:
    name: str
    before: list = field(default_factory=list)
    after: list = field(default_factory=list)
    expected: list = field(default_factory=list)  # (level, code, pointer, words)
    sample: str = ""  # a response of the API to check the fields with

    def made_in(self, text):
        """The text with the mistake in it, and the numbers of the changed lines."""
        lines = text.splitlines()
        wanted = [line.strip() for line in self.before]
        found = [at for at in range(len(lines)) if [line.strip() for line in lines[at : at + len(wanted)]] == wanted]
        assert len(found) == 1, f"{self.name}: the lines to change occur {len(found)} times in the connector"
        at = found[0]
        # The lines of a mistake are not indented; they get the indentation of those that they replace.
        margin = len(lines[at]) - len(lines[at].lstrip()) - (len(self.before[0]) - len(self.before[0].lstrip()))
        changed = [" " * margin + line if margin > 0 else line[-margin:] for line in self.after]
        return "\n".join([*lines[:at], *changed, *lines[at + len(wanted) :], ""]), range(at + 1, at + 1 + max(len(changed), 1))


def mistakes_of(connector):
    found = []
    for line in connector.with_suffix(".mistakes").read_text().splitlines():
        if line.startswith("== "):
            found.append(Mistake(line[3:]))
        elif line.startswith("-"):
            found[-1].before.append(line[2:])
        elif line.startswith("+"):
            found[-1].after.append(line[2:])
        elif line.startswith("sample "):
            found[-1].sample = line.removeprefix("sample ")
        elif line and not line.startswith("#"):
            level, code, pointer, words = EXPECTED.fullmatch(line).groups()
            found[-1].expected.append((level, code, "" if pointer == "-" else pointer, [word for word in words.split("  ") if word]))
    return found


def shown(finding):
    return f"{finding['line']}:{finding['column']} {finding['level']} {finding['code']} {finding['pointer'] or '-'}: {finding['message']} {finding['hint']}"


def complaint_about(found, expected, lines):
    """How the findings differ from the expected ones; None if they do not."""
    found = sorted(found, key=lambda each: (each["level"], each["code"], each["pointer"], each["message"]))
    expected = sorted(expected)
    if [(each["level"], each["code"], each["pointer"]) for each in found] != [each[:3] for each in expected]:
        return "expected " + ", ".join(" ".join(each[:3]) for each in expected)
    for each, (_, code, _, words) in zip(found, expected):
        lacking = [word for word in words if word not in f"{each['message']} {each['hint']}"]
        if lacking:
            return f"lacks {lacking}"
        if not words and not each["hint"]:
            return "does not say what to do"
    far = [each["line"] for each in found if each["code"] == "SYNTAX" and not lines.start <= each["line"] <= lines.stop and "of line " not in each["message"]]
    return f"is on line {far[0]}, not on the lines {lines.start} to {lines.stop}" if far else None


def test_there_are_many():
    assert len(CONNECTORS) >= 6
    assert sum(len(mistakes_of(connector)) for connector in CONNECTORS) >= 60


def test_each_code_has_a_mistake():
    """docs/language.md, which the program generates, lists the codes."""
    listed = (ROOT / "docs/language.md").read_text().split("## Findings")[1]
    codes = set(re.findall(r"^\| `([A-Z_]+)` \|", listed, re.MULTILINE))
    assert len(codes) > 40
    made = {each[1] for connector in CONNECTORS for mistake in mistakes_of(connector) for each in mistake.expected}
    by_a_server = {"SECRET_MISSING"}  # which alone knows what is stored
    assert all(code in (ROOT / "tests/api/test_validation.py").read_text() for code in by_a_server)
    assert sorted(codes - made - by_a_server) == []
    assert sorted(made - codes) == []


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda file: file.stem)
def test_the_connector_is_right(connector):
    assert [shown(each) for each in json.loads(connectory("validate", "--json", connector).stdout)["findings"]] == []


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda file: file.stem)
def test_each_mistake_is_told_at_its_place(connector, tmp_path):
    mistakes = mistakes_of(connector)
    made = [mistake.made_in(connector.read_text()) for mistake in mistakes]
    names = [f"{number}{connector.suffix}" for number in range(len(mistakes))]
    for name, (text, _) in zip(names, made):
        (tmp_path / name).write_text(text)
    said = {name: [] for name in names}
    runs = [["--json", *(name for name, mistake in zip(names, mistakes) if not mistake.sample)]]
    for name, mistake in zip(names, mistakes):
        if mistake.sample:
            (tmp_path / f"{name}.sample").write_text(mistake.sample)
            runs.append(["--json", "--sample", f"{name}.sample", name])
    for run in runs:
        for finding in json.loads(connectory("validate", *run, cwd=tmp_path).stdout)["findings"]:
            said[finding["file"]].append(finding)
    wrong = []
    for name, mistake, (_, lines) in zip(names, mistakes, made):
        complaint = complaint_about(said[name], mistake.expected, lines)
        if complaint:
            wrong.append("\n    ".join([f"{mistake.name}: {complaint}", *map(shown, said[name])]))
    assert not wrong, f"{len(wrong)} of {len(mistakes)}:\n" + "\n".join(wrong)
