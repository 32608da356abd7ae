"""`connectory expression` and `connectory template`: evaluation by hand, and agreement with Jinja and Python's decimals."""

import decimal
import json
import math
import random
import subprocess

import pytest

from connectory_server import BINARY, run_cli

CONTEXT = {"account": {"id": "act_42"}, "row": {"clicks": 3, "impressions": 700, "name": "Ann"}}


@pytest.fixture
def context(tmp_path):
    file = tmp_path / "context.json"
    file.write_text(json.dumps(CONTEXT))
    return file


@pytest.mark.parametrize(
    "text, printed",
    [
        ("(row.clicks / row.impressions) | round(4)", "0.0043\n"),
        ("row.name ~ '-' ~ row.clicks", '"Ann-3"\n'),
        ("row", '{"clicks":3,"impressions":700,"name":"Ann"}\n'),
        ("row.missing", "null\n"),
        ("today() | add('-P1D')", '"2026-12-31"\n'),
    ],
)
def test_prints_the_value_of_an_expression(context, text, printed):
    answer = run_cli("expression", text, "--with", context, "--now", "2027-01-01")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, printed, "")


def test_evaluates_each_line(context):
    answer = run_cli("expression", "-", "--with", context, input="1 + 1\n1 +\nrow.name | lower\n")
    assert (answer.returncode, answer.stdout) == (1, '2\n\n"ann"\n')
    assert answer.stderr == "connectory: line 2: at character 4: the text ends, but a name, a string in quotes or a number was expected.\n"


def test_fills_in_a_template(context):
    answer = run_cli("template", "https://api.example.com/{{ account.id }}?n={{ row.name | urlencode }}", "--with", context)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "https://api.example.com/act_42?n=Ann\n", "")


def test_a_uuid_is_new_each_time():
    first, second = (run_cli("template", "{{ uuid() }}").stdout for _ in range(2))
    assert first != second and len(first) == 37 and first[14] == "4"


@pytest.mark.parametrize(
    "command, text, says",
    [
        ("expression", "row.name | lowr", "at character 12: unknown filter 'lowr'. Did you mean 'lower'?"),
        ("expression", "todya()", "at character 1: unknown function 'todya'. Did you mean 'today'?"),
        ("expression", "rows.a", "at character 1: unknown name 'rows'. Did you mean 'row'?"),
        ("expression", "row.a is strin", "at character 10: unknown test 'strin'."),
        ("expression", "row.a | date('Q')", "at character 14: 'Q' is not a part of a date"),
        ("expression", "now() | date('YYYY', 'Mars')", "at character 22: unknown time zone 'Mars'."),
        ("expression", "row.name | path | round(1, 2)", "the filter 'round' takes 0 to 1 arguments, not 2"),
        ("expression", "'..' | path", "at character 1: the filter 'path' refuses the segments '.' and '..'."),
        ("template", "a {{ row.name", "at character 3: the placeholder that starts here has no '}}'."),
        ("template", "a {{ row.name | lowr }} {{ x }}", "at character 17: unknown filter 'lowr'. Did you mean 'lower'?"),
    ],
)
def test_says_what_is_wrong(context, command, text, says):
    answer = run_cli(command, text, "--with", context)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert says in answer.stderr


@pytest.mark.parametrize(
    "text, says",
    [
        ("1 / 0", "a division by zero gives none"),
        ("row.name < 1", "the values have no order"),
        ("row.name * 2", "only numbers can be computed with"),
        ("row.name | int", "the value cannot be converted"),
        ("row | round", "this does not apply to a value of this kind"),
        ("9.9e6144 * 10", "the result is out of range"),
    ],
)
def test_an_operation_without_a_result_is_noted(context, text, says):
    answer = run_cli("expression", text, "--with", context)
    assert (answer.returncode, answer.stdout) == (0, "null\n")
    assert says in answer.stderr


@pytest.mark.parametrize(
    "content, says",
    [("[]", "must be an object with the values by name."), ('{"rows": {}}', "unknown name 'rows'. Use account, accounts,"), ("{", "the '{' of line 1 is not closed")],
)
def test_a_wrong_context_is_refused(tmp_path, content, says):
    file = tmp_path / "context.json"
    file.write_text(content)
    answer = run_cli("expression", "1", "--with", file)
    assert answer.returncode == 1
    assert says in answer.stderr


def test_a_wrong_time_is_refused():
    answer = run_cli("expression", "1", "--now", "tomorrow")
    assert (answer.returncode, answer.stderr) == (1, "connectory: --now: must be a date or time in ISO 8601, such as 2026-01-31T12:00:00Z.\n")


# ---- agreement with Jinja ---------------------------------------------------------------------------------------------


class Generator:
    """Writes random expressions of the part of the language that Jinja shares: the same syntax with the same meaning."""

    NUMBERS = ["row.a", "row.b", "row.n.x", "3", "0", "7", "-2", "2.5", "row.list[1]", "(row.list | sum)", "(row.list | length)", "(row.texts | length)"]
    TEXTS = ["row.s", "row.t", "'x'", "''", "'Ab c'", '"d\\"e"', "row.texts[0]", "row.n['a b']", "(row.s | upper)", "(row.t | lower)", "(row.s | trim)", "(row.t | replace('b', 'xy'))", "row.s[0]", "row.s[-1]", "row.s[1:]", "row.t[:2]", "(row.texts | join('-'))", "(row.texts | first)", "(row.texts | last)"]
    LISTS = ["row.list", "row.texts", "[1, 2]", "[]", "['x', 'y']", "row.list[1:]", "row.list[:-1]", "row.list[-2:]", "(row.list | sort)", "(row.texts | unique | list)", "(row.items | map(attribute='k') | list)"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def number(self, depth):
        if depth == 0:
            return self.random.choice(self.NUMBERS)
        left, right = self.number(depth - 1), self.number(depth - 1)
        return self.pick(
            f"{left} + {right}", f"{left} - {right}", f"{left} * {right}", f"({left}) + {right}", f"-({left})", f"({left}) * ({right})", f"({left}) // 3", f"({left}) % 4", f"({left}) % -3", f"({left}) / 4",
            f"({left}) if {self.truth(depth - 1)} else ({right})", f"(({left}) | abs)", f"([{left}, {right}] | max)", f"([{left}, {right}] | min)", f"({left} or {right})",
        )  # fmt: skip

    def text(self, depth):
        if depth == 0:
            return self.random.choice(self.TEXTS)
        left, right = self.text(depth - 1), self.text(depth - 1)
        return self.pick(f"{left} ~ {right}", f"({left}) + ({right})", f"({left} ~ {right}) | upper", f"({left}) if {self.truth(depth - 1)} else ({right})", f"({left} or {right})", f"({left} and {right})", f"([{left}, {right}] | join('+'))")

    def list(self, depth):
        return self.random.choice(self.LISTS) if depth == 0 else self.pick(f"({self.list(depth - 1)} + {self.list(depth - 1)})", f"[{self.number(depth - 1)}, {self.text(depth - 1)}]", f"({self.list(depth - 1)})[1:]")

    def truth(self, depth):
        if depth == 0:
            return self.pick("row.yes", "row.no", "true", "false", "row.list", "row.s", "row.a", "none", "row.missing", "[]", "(row.n.x is none or row.a)", "row.a is defined", "row.missing is defined", "row.s is not none")
        operator = self.pick("==", "!=", "<", "<=", ">", ">=")
        return self.pick(
            f"({self.number(depth - 1)} {operator} {self.number(depth - 1)})",
            f"({self.text(depth - 1)} {operator} {self.text(depth - 1)})",
            f"({self.number(0)} < {self.number(0)} <= {self.number(0)})",
            f"({self.truth(depth - 1)} and {self.truth(depth - 1)})",
            f"({self.truth(depth - 1)} or {self.truth(depth - 1)})",
            f"(not {self.truth(depth - 1)})",
            f"({self.number(0)} in {self.list(depth - 1)})",
            f"({self.text(0)} not in {self.text(0)})",
            f"({self.list(depth - 1)} == {self.list(depth - 1)})",
            "('x' in row.n)",
        )

    def expression(self):
        depth = self.random.randrange(4)
        return self.pick(self.number, self.text, self.list, self.truth)(depth)


ROW = {
    "a": 12, "b": -5, "n": {"x": 4, "a b": "in n"}, "s": "Hello", "t": "abab", "yes": True, "no": False,
    "list": [3, 1, 2], "texts": ["p", "q", "p"], "items": [{"k": 1}, {"k": 2}],
}  # fmt: skip


def ours(lines, tmp_path):
    """The values of our expressions, one for each line."""
    context = tmp_path / "row.json"
    context.write_text(json.dumps({"row": ROW}))
    done = subprocess.run([BINARY, "expression", "-", "--with", context], input="".join(line + "\n" for line in lines), capture_output=True, text=True, timeout=120)
    return [json.loads(line, parse_float=decimal.Decimal) if line else ValueError for line in done.stdout.split("\n")[:-1]], done.stderr


def is_same(theirs, mine):
    if isinstance(theirs, bool) or isinstance(mine, bool):
        return theirs is mine
    if isinstance(theirs, (int, float)) and isinstance(mine, (int, decimal.Decimal)):
        return math.isclose(theirs, float(mine), rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(theirs, list) and isinstance(mine, list):
        return len(theirs) == len(mine) and all(map(is_same, theirs, mine))
    return type(theirs) is type(mine) and theirs == mine


def test_agrees_with_jinja(tmp_path):
    jinja2 = pytest.importorskip("jinja2")
    environment = jinja2.Environment()
    generator = Generator(20261128)
    expressions = [generator.expression() for _ in range(5000)]
    # A missing member is none here, but not in Jinja, so the generator does not compare the two. Where names differ: an
    # attribute of map, and a list of a generator.
    mine, stderr = ours([text.replace("attribute='k'", "'k'").replace(" | list)", ")") for text in expressions], tmp_path)
    assert len(mine) == len(expressions)
    differences, compared = [], 0
    for text, value in zip(expressions, mine):
        try:
            theirs = environment.compile_expression(text, undefined_to_none=True)(row=ROW)
        except (ZeroDivisionError, TypeError, jinja2.UndefinedError):
            continue  # we give none, with a remark
        compared += 1
        if not is_same(theirs, value):
            differences.append((text, theirs, value))
    assert differences == [], stderr[:500]
    assert compared > 4500


def test_computes_as_python_decimals(tmp_path):
    """Sums, products and quotients are rounded to 34 digits, half to even."""
    numbers = random.Random(7)
    context = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144)

    def number():
        digits = numbers.choice([1, 2, 5, 17, 33, 34])
        return f"{numbers.randrange(10**digits)}e{numbers.choice([0, 0, -2, -20, 3, 40])}"

    cases = [(number(), numbers.choice("+-*/"), number()) for _ in range(3000)]
    mine, _ = ours([f"{left} {operator} {right}" for left, operator, right in cases], tmp_path)
    functions = {"+": context.add, "-": context.subtract, "*": context.multiply, "/": context.divide}
    for (left, operator, right), value in zip(cases, mine):
        try:
            expected = functions[operator](context.create_decimal(left), context.create_decimal(right))
        except decimal.DivisionByZero:
            expected = None
        except decimal.InvalidOperation:
            expected = None
        assert value is expected or (expected is not None and decimal.Decimal(value) == expected), (left, operator, right)
