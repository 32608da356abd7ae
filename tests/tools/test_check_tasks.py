"""tools/check_tasks refuses a co_await whose operand creates a closure or an aggregate."""

import pytest
from trees import ROOT, run, write

CLOSURE, AGGREGATE = "creates a closure", "creates an aggregate"
BAD = {
    "a lambda": ("co_await store.read([id](db::Connection& c) { return get(c, id); });", CLOSURE),
    "a lambda that captures nothing": ("co_await f([] { return 1; });", CLOSURE),
    "a lambda as the second argument": ("co_await f(x, [&] { g(); });", CLOSURE),
    "a lambda in an inner call": ("co_await f(wrap([=] { g(); }));", CLOSURE),
    "a lambda that is called": ("co_await [&]() -> Task<void> { co_return; }();", CLOSURE),
    "a lambda in a template's call": ("co_await f<A, B<C>>([x] { g(); });", CLOSURE),
    "a lambda in the second call of a chain": ("co_await a.b(c).d([x] { g(); });", CLOSURE),
    "a lambda in parentheses": ("co_await (f([x] { g(); }) || other());", CLOSURE),
    "a named aggregate": ("co_await f(Options{1, 2});", AGGREGATE),
    "an aggregate without its name": ("co_await f({1, 2});", AGGREGATE),
    "an aggregate with designators": ("co_await f(Options{.a = 1});", AGGREGATE),
    "an aggregate in an inner call": ("co_await f(std::move(g(Options{1})));", AGGREGATE),
    "an aggregate that is waited for": ("co_await Wait{3};", AGGREGATE),
    "in a macro": ("CO_TRY(const auto row, co_await store.read([id](auto& c) { return get(c, id); }));", CLOSURE),
    "in a condition": ("if (const auto x = co_await f({1}); x) {", AGGREGATE),
    "in a return": ("co_return co_await f({1});", AGGREGATE),
    "over several lines": ("co_await f(x,\n         y,\n         {1});", AGGREGATE),
    "behind a comment with brackets": ("co_await /* :-) */ f(  // }\n    {1});", AGGREGATE),
    "behind a text with brackets": ('co_await f("\\")", \')\', R"x()")x", {1});', AGGREGATE),
}
GOOD = {
    "a task made before": "auto reading = store.read([id](auto& c) { return get(c, id); });\nco_await std::move(reading);",
    "plain arguments": "co_await f(a, b[1], c.d(), e->g(1), *h);",
    "no arguments": "const bool sent = co_await flush();",
    "a subscript": "co_await tasks[0];\nco_await f(tasks[i], (x)[1], g()[2], h<int>[3]);",
    "a subscript in a call": "co_await f( a [ 1 ] );",
    "a block behind a condition": "if (co_await f(x)) {\n  g({1});\n}\nwhile (co_await next()) {\n}",
    "a brace behind the operand": "const T t{co_await f(x), {1}};\nco_await f(x) + Value{1};\nco_await x < Value{1};",
    "a lambda that waits": "run([&]() -> Task<void> { co_await f(x); });",
    "a comment": "// co_await f({1});\n/* co_await f([] {}); */",
    "a text": 'print("co_await f({1})");\nprint(R"(co_await f({1});)");',
    "a digit's separator": "co_await f(1'000'000);\ng({1});",
    "another word": "my_co_await(f({1}));",
}


def source(statement):
    return f"Task<void> work() {{\n  {statement}\n}}\n"


def test_the_project_passes():
    run("check_tasks", ROOT).assert_passes()


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_passes(tmp_path, name):
    write(tmp_path, {"src/a/a.cpp": source(GOOD[name])})
    run("check_tasks", tmp_path).assert_passes()


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_refused(tmp_path, name):
    statement, creates = BAD[name]
    write(tmp_path, {"src/a/a.h": "#pragma once\n", "src/a/b.cpp": source("co_await fine();\n  " + statement)})
    run("check_tasks", tmp_path).assert_refuses(f"src/a/b.cpp:3: the operand of co_await {creates}")


def test_headers_are_read_and_all_findings_are_told(tmp_path):
    write(tmp_path, {"src/a/a.h": source("co_await f({1});\n  co_await f([] {});"), "src/a/a.cpp": source("co_await f({1});")})
    refused = run("check_tasks", tmp_path)
    refused.assert_refuses("src/a/a.h:2:", "src/a/a.h:3:", "src/a/a.cpp:2:")
    assert "3 to fix" in refused.text
