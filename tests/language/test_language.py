"""The loader and the schema come from one table: they must agree on every document, and on the place in a broken one."""

import json
import pathlib
import subprocess

import pytest

from connectory_server import BINARY
from language import corpus

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
BATCH = 2000


def connectory(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=120, **more)


def schema(draft="2019-09"):
    return json.loads(connectory("schema", "--draft", draft).stdout)


@pytest.fixture(scope="module")
def documents():
    language = corpus.Language(schema())
    valid = list(corpus.valid_documents(language))
    broken, seen = [], set()
    for document in valid:
        for other in corpus.broken_documents(document):
            if other.text() not in seen:
                seen.add(other.text())
                broken.append(other)
    return valid + broken


@pytest.fixture(scope="module")
def findings(documents, tmp_path_factory):
    """The errors of the first level of each document, by its number."""
    folder = tmp_path_factory.mktemp("corpus")
    found = [[] for _ in documents]
    for begin in range(0, len(documents), BATCH):
        names = []
        for number in range(begin, min(begin + BATCH, len(documents))):
            name = f"{number}.json"
            (folder / name).write_text(documents[number].text())
            names.append(name)
        for finding in json.loads(connectory("validate", "--json", *names, cwd=folder).stdout)["findings"]:
            if finding["stage"] == "schema" and finding["level"] == "error":
                found[int(finding["file"].split(".")[0])].append(finding)
    return found


def refused_by_ajv(documents, draft, folder):
    (folder / "schema.json").write_text(json.dumps(schema(draft)))
    (folder / "documents.ndjson").write_text("".join(document.text() + "\n" for document in documents))
    done = subprocess.run(["node", HERE / "judge.mjs", folder / "schema.json", folder / "documents.ndjson", draft], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_corpus_covers_the_language(documents):
    valid = [document for document in documents if document.broken_at is None]
    assert len(valid) > 300
    assert len(documents) > 5000
    names = {document.name for document in valid}
    assert all(name in names for name in schema()["$defs"])


def test_each_choice_of_each_key_stands_in_a_valid_document(documents):
    """Each choice of a key that selects a component's kind is a separate definition; for every other key there is a document."""
    language = corpus.Language(schema())
    names = {document.name for document in documents if document.broken_at is None}
    lacking, count = [], 0
    for component, node in language.definitions.items():
        for key, value in corpus.keys_of(node).items():
            for choice in corpus.choices_of(value):
                count += 1
                is_kind = key == "type" and f"{component}.{choice}" in names
                is_there = is_kind or f"{component}:{key}={json.dumps(choice)}" in names
                lacking += [] if is_there else [f"{component}.{key}: {choice}"]
    assert count > 120
    assert not lacking


@pytest.mark.parametrize("draft", ["2019-09", "07"])
def test_ajv_and_the_loader_agree_on_every_document(documents, findings, draft, tmp_path):
    refused = refused_by_ajv(documents, draft, tmp_path)
    disagreed = [
        f"{document.name}: {'ajv refuses' if number in refused else 'only the loader refuses: ' + findings[number][0]['message']}\n  {document.text()}"
        for number, document in enumerate(documents)
        if (number in refused) != bool(findings[number])
    ]
    assert not disagreed, f"{len(disagreed)} of {len(documents)}:\n" + "\n".join(disagreed[:10])


def test_a_break_is_found_at_its_place(documents, findings):
    misplaced = []
    for document, found in zip(documents, findings):
        if found and not {finding["pointer"] for finding in found} & set(document.broken_at or []):
            misplaced.append(f"{document.name}: {[(f['code'], f['pointer']) for f in found]}")
    assert not misplaced, f"{len(misplaced)}:\n" + "\n".join(misplaced[:10])


def test_a_key_of_a_component_that_is_misspelled_is_found_with_its_name(documents, findings):
    wanted = [(document, found) for document, found in zip(documents, findings) if document.name.rsplit(" ", 1)[-1].endswith("s") and " has " in document.name and found]
    assert len(wanted) > 300
    hinted = sum(any("Did you mean" in finding["hint"] for finding in found if finding["code"] == "UNKNOWN_KEY") for _, found in wanted)
    assert hinted > 0.85 * len(wanted)


def test_the_reference_is_the_program_s_own():
    assert (ROOT / "docs/language.md").read_text() == connectory("schema", "--reference").stdout, "run: build/connectory schema --reference > docs/language.md"


def test_each_component_of_the_reference_has_an_example():
    """And each kind of it; test_each_example_of_the_reference_passes_the_loader runs them."""
    shown = (ROOT / "docs/language.md").read_text()
    components = {name.split(".")[0] for name in schema()["$defs"]}
    assert [name for name in sorted(components) if f"```json {name}\n" not in shown] == []
    kinds = [name for name in schema()["$defs"] if "." in name]
    lacking = [name for name in kinds if shown.count(f"```json {name.split('.')[0]}\n") < sum(k.split(".")[0] == name.split(".")[0] for k in kinds)]
    assert lacking == []


def test_each_example_of_the_reference_passes_the_loader(tmp_path):
    language = corpus.Language(schema())
    homes = language.homes()
    blocks = (ROOT / "docs/language.md").read_text().split("```json ")[1:]
    assert len(blocks) > 80
    names = []
    for number, block in enumerate(blocks):
        component, _, text = block.partition("\n")
        value = json.loads(text.split("```")[0])
        document = value if component == "connector" else corpus.wrapped(language, homes, component, value)[0]
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
        names.append(f"{number}.json")
    said = json.loads(connectory("validate", "--json", *names, cwd=tmp_path).stdout)
    assert [finding for finding in said["findings"] if finding["stage"] == "schema" and finding["level"] == "error"] == []
