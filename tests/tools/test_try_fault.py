"""tools/try_fault says what noticed a fault, and leaves the sources as they are."""

import json
import subprocess

import pytest
from trees import run, write

PRESETS = {"version": 6, "configurePresets": [{"name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build"}]}
BUILD = """cmake_minimum_required(VERSION 3.25)
project(x LANGUAGES CXX)
enable_testing()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
add_executable(base_test src/base/half_test.cpp src/base/half.cpp)
add_executable(connectory src/base/half_test.cpp src/base/half.cpp)
"""
HALF = """int half(int number, int spare) {
  if (number < 0) return 0;
  return number / 2;
}
"""
# In the words of GoogleTest; it does not ask for what is below nothing.
TEST = """#include <cstdio>
int half(int number, int spare);
int main() {
  if (half(6, 0) == 3 && half(-6, 0) <= 0) return 0;
  std::puts("[  FAILED  ] Half.OfSix");
  return 1;
}
"""


@pytest.fixture
def tree(tmp_path):
    files = {"CMakePresets.json": json.dumps(PRESETS), "CMakeLists.txt": BUILD, "src/base/half.cpp": HALF, "src/base/half_test.cpp": TEST}
    write(tmp_path, {**files, "tests/test_nothing.py": "def test_nothing():\n    pass\n", ".gitignore": "/build/\n"})
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def test_what_is_noticed_and_what_is_not(tree):
    faults = ["3 s/number/spare/", "2 s/return 0/return number/", "/number < 0/ s/number/nummer/"]
    write(tree, {"faults": "# three\n" + "".join(f"src/base/half.cpp {one}\n" for one in faults)})
    outcome = run("try_fault", tree, "--list", str(tree / "faults"), "--near")
    outcome.assert_refuses("noticed by base.Half.OfSix: src/base/half.cpp 3", "UNNOTICED: src/base/half.cpp 2", "does not compile: src/base/half.cpp /number < 0/")
    assert outcome.text.splitlines()[-1] == "1 does not compile, 1 noticed, 1 UNNOTICED"
    assert (tree / "src/base/half.cpp").read_text() == HALF
    assert (tree / "build/faults/src/base/half.cpp").read_text() == HALF


def test_what_can_be_made_of_a_line(tree):
    outcome = run("try_fault", tree, "src/base/half.cpp", "2", "--show")
    outcome.assert_passes()
    for fault in ("if (!(number < 0)) return 0;", "if (number <= 0) return 0;", "if (number < 0) return (0 + 1);", "(removed)"):
        assert f"src/base/half.cpp 2 {fault}" in outcome.text.splitlines()


@pytest.mark.parametrize("asked", [
    ["src/base/half.cpp", "9"], ["src/base/half.cpp", "2", "s/x/y/"], ["src/base/half.cpp", "/number/", "s/n/m/"], ["src/base/none.cpp", "1"], ["src/base/half.cpp", "1", "nonsense"], [],
])  # fmt: skip
def test_a_fault_that_cannot_be_made(tree, asked):
    outcome = run("try_fault", tree, *asked, "--show")
    assert outcome.code == 1 and outcome.text.startswith("try_fault: "), outcome.text
