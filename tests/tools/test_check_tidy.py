"""tools/check_tidy refuses what .clang-tidy lists, remembers which files passed, and checks changed files first, within its budget."""

import json
import subprocess

import pytest
from trees import ROOT, run, write

GOOD = '#include "base/a.h"\n\nint one() { return 1; }\n'
BAD = '#include "base/a.h"\n\nint OneMore() { return 1; }\nint one() { return OneMore(); }\n'
PRESETS = {
    "version": 6,
    "configurePresets": [
        {
            "name": "tidy",
            "generator": "Ninja",
            "binaryDir": "${sourceDir}/build/tidy",
            "cacheVariables": {"CMAKE_CXX_COMPILER": "clang++-19", "CMAKE_EXPORT_COMPILE_COMMANDS": "ON"},
        }
    ],
}


@pytest.fixture
def tree(tmp_path):
    write(
        tmp_path,
        {
            ".clang-tidy": (ROOT / ".clang-tidy").read_text(),
            "CMakePresets.json": json.dumps(PRESETS),
            "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES CXX)\n"
            'file(GLOB s "src/*/*.cpp")\nadd_library(x ${s})\ntarget_include_directories(x PUBLIC src)\n',
            "src/base/a.h": "#pragma once\n\nint one();\n",
            "src/base/a.cpp": GOOD,
            "src/base/b.cpp": GOOD.replace("one", "two"),
        },
    )
    return tmp_path


def test_a_good_tree_passes_once_and_is_remembered(tree):
    first = run("check_tidy", tree)
    first.assert_passes()
    assert "2 files checked" in first.text
    again = run("check_tidy", tree)
    again.assert_passes()
    assert "0 files checked, 2 unchanged" in again.text


def test_a_bad_name_is_refused_until_it_is_mended(tree):
    write(tree, {"src/base/a.cpp": BAD})
    for _ in range(2):
        refused = run("check_tidy", tree)
        refused.assert_refuses("src/base/a.cpp:3:5: error: invalid case style for function 'OneMore'")
    write(tree, {"src/base/a.cpp": GOOD})
    run("check_tidy", tree).assert_passes()


def test_a_header_that_changes_brings_back_who_includes_it(tree):
    run("check_tidy", tree).assert_passes()
    write(tree, {"src/base/a.h": "#pragma once\n\nint one();\nstruct bad_name {};\n"})
    refused = run("check_tidy", tree)
    refused.assert_refuses("src/base/a.h:4:8: error: invalid case style for struct 'bad_name'")
    assert refused.text.count("'bad_name'") == 1, "a finding in a header is said once"


def test_only_what_changed_is_looked_at_and_what_is_left_out_is_said(tree):
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@localhost", *arguments], cwd=tree, check=True, capture_output=True)

    git("init", "-q")
    write(tree, {".gitignore": "build/\n"})
    git("add", ".")
    git("commit", "-qm", "all")
    for number in range(8):
        write(tree, {f"src/base/c{number}.cpp": GOOD})
    git("add", ".")
    git("commit", "-qm", "more")
    write(tree, {"src/base/b.cpp": BAD})
    changed = run("check_tidy", tree)
    changed.assert_refuses("src/base/b.cpp:3:5: error:")
    assert "1 of 9 checked files" in changed.text  # b.cpp, and the last commit's eight; a.cpp is neither
    assert "1 left for the next run" in run("check_tidy", tree, "--budget", "0").text
    run("check_tidy", tree, "--all").assert_refuses("src/base/b.cpp:3:5: error:")

