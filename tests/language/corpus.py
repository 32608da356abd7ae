"""Documents made from the schema's own examples: one for each component, kind and key of the language, and many that are broken
in one place. So the corpus grows with the language, and no part can be forgotten."""

import copy
import json
from dataclasses import dataclass, field


@dataclass
class Document:
    name: str
    content: object
    # For a broken document: the places at which a finding may stand. None: the document is valid in its form.
    broken_at: list[str] | None = field(default=None)
    # The part that the document was made for; what is above it only carries it.
    part: list = field(default_factory=list)

    def text(self):
        return json.dumps(self.content, ensure_ascii=False)


def pointer(path):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class Language:
    def __init__(self, schema):
        self.schema = schema
        self.definitions = schema.get("$defs") or schema["definitions"]

    def resolve(self, node):
        if "$ref" in node:
            return self.definitions[node["$ref"].rsplit("/", 1)[1]]
        return node

    def name_of(self, node):
        return node["$ref"].rsplit("/", 1)[1] if "$ref" in node else None

    def kinds_of(self, name):
        return [other for other in self.definitions if other.startswith(name + ".")]

    def homes(self):
        """Where each component is used: name -> (owner, key, how its value is wrapped)."""
        found = {}

        def visit(owner, key, node, wrap):
            name = self.name_of(node)
            if name:
                found.setdefault(name, (owner, key, wrap))
                return
            if "items" in node:
                visit(owner, key, node["items"], lambda value, w=wrap: w([value]))
            for part in node.get("anyOf", []):
                visit(owner, key, part, wrap)

        def properties(owner, node):
            for key, value in node.get("properties", {}).items():
                visit(owner, key, value, lambda value: value)
                # The object that a kind's keys are nested in.
                for inner_key, inner in (value.get("properties") or {}).items():
                    visit(owner, (key, inner_key), inner, lambda value: value)
            for part in node.get("anyOf", []):
                properties(owner, part)

        properties("", self.schema)
        for name, node in self.definitions.items():
            properties(name, node)
        return found


def example_of(language, name):
    node = language.definitions[name] if name else language.schema
    if "examples" in node:
        return copy.deepcopy(node["examples"][0])
    for part in node.get("anyOf", []):
        if "examples" in part:
            return copy.deepcopy(part["examples"][0])
    raise AssertionError(f"{name or 'the root'} has no example")


def wrapped(language, homes, name, value):
    """A complete document with `value` as a component `name`, and the path to it."""
    base = name.split(".")[0]
    path = []
    while True:
        owner, key, wrap = homes[base]
        holder = example_of(language, owner) if owner else {}
        inner = wrap(value)
        steps = list(key) if isinstance(key, tuple) else [key]
        path = steps + [0 for _ in range(depth_of(inner, value))] + path
        place = holder
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = inner
        value = holder
        if not owner:
            return value, path
        base = owner.split(".")[0]


def depth_of(inner, value):
    depth = 0
    while inner is not value and isinstance(inner, list):
        inner = inner[0]
        depth += 1
    return depth


def keys_of(node):
    return node.get("properties", {})


def choices_of(node):
    """The values of a key that are chosen from a list, each as the key's only value."""
    yield from node.get("enum", [])
    for choice in choices_of(node["items"]) if "items" in node else []:
        yield [choice]
    for part in node.get("anyOf", []):
        yield from choices_of(part)


def valid_documents(language):
    homes = language.homes()
    yield Document("empty", {})
    yield Document("root", example_of(language, ""))
    for name, node in language.definitions.items():
        document, path = wrapped(language, homes, name, example_of(language, name))
        yield Document(name, document, part=path)
        for inner in [node] + node.get("anyOf", []):
            nested = keys_of(inner).get("config", {})
            for place, keys in (((), keys_of(inner)), (("config",), keys_of(nested) if nested.get("type") == "object" else {})):
                for key, value in keys.items():
                    samples = [("", value["examples"][0] if "examples" in value else value["default"])] if "examples" in value or "default" in value else []
                    samples += [(f"={json.dumps(choice)}", choice) for choice in choices_of(value)] if key != "type" or not language.kinds_of(name.split(".")[0]) else []
                    if "const" in value or ("anyOf" in node and inner is not node and "examples" not in inner):
                        continue
                    for label, sample in samples:
                        component = copy.deepcopy(inner["examples"][0]) if "examples" in inner else example_of(language, name)
                        holder = component
                        for step in place:
                            holder = holder.setdefault(step, {})
                        holder[key] = copy.deepcopy(sample)
                        document, path = wrapped(language, homes, name, component)
                        yield Document(f"{name}:{'.'.join((*place, key))}{label}", document, part=[*path, *place, key])


WRONG = {"text": [7, None, [], {}], "number": ["7", None, []], "boolean": ["true", 1, None], "array": ["x", {}, None], "object": ["x", [], None, 3]}


def kind_of(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "text"
    return "array" if isinstance(value, list) else "object"


def replaced(document, path, value):
    broken = copy.deepcopy(document)
    if not path:
        return value
    holder = broken
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return broken


def walk(value, path=()):
    yield list(path), value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))


def at_and_above(path):
    return [pointer(path[:length]) for length in range(len(path), max(len(path) - 3, -1), -1)]


def broken_documents(document):
    """Each of these differs from a valid document in one place. The judges decide whether its form is still valid; if
    one refuses it, the finding must be at that place or just above it."""
    for path, value in walk(document.content):
        if path[: len(document.part)] != document.part:
            continue
        at = at_and_above(path)
        label = f"{document.name}{pointer(path)}"
        for wrong in WRONG[kind_of(value)]:
            yield Document(f"{label} is {json.dumps(wrong)}", replaced(document.content, path, wrong), at)
        if isinstance(value, str):
            yield Document(f"{label} is empty", replaced(document.content, path, ""), at)
            yield Document(f"{label} is another word", replaced(document.content, path, value + " ?"), at)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            for number in (-1, 0, 1.5, 10**12):
                yield Document(f"{label} is {number}", replaced(document.content, path, number), at)
        if isinstance(value, dict):
            for key in value:
                without = {k: v for k, v in value.items() if k != key}
                yield Document(f"{label} lacks {key}", replaced(document.content, path, without), [pointer(path)] + at)
                renamed = {(k + "s" if k == key else k): v for k, v in value.items()}
                yield Document(f"{label} has {key}s", replaced(document.content, path, renamed), [pointer(path), pointer([*path, key + "s"])] + at)
            yield Document(f"{label} has more", replaced(document.content, path, {**value, "zzz": 1}), [pointer([*path, "zzz"])] + at)
        if isinstance(value, list):
            yield Document(f"{label} has nothing", replaced(document.content, path, []), at)
