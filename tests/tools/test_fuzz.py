"""tools/fuzz runs each fuzzer of a build for a bounded time, and fails with the input that broke one."""

import re
import subprocess

import pytest
from trees import ROOT

# Replaces a libFuzzer program: records how it was called, and does what its case says.
PROGRAM = """#!/bin/bash
echo "$@" >> "$(dirname "$0")/calls"
for argument in "$@"; do
  case $argument in -artifact_prefix=*) prefix=${argument#*=} ;; esac
done
%s
echo "stat::number_of_executed_units: 1234"
echo "stat::peak_rss_mb: 56"
"""


@pytest.fixture
def build(tmp_path):
    (tmp_path / "fuzzers").mkdir()

    def make(**fuzzers):
        for name, does in fuzzers.items():
            program = tmp_path / "fuzzers" / f"{name}_fuzz"
            program.write_text(PROGRAM % does)
            program.chmod(0o755)
        return tmp_path

    return make


def fuzz(build, *arguments):
    done = subprocess.run([ROOT / "tools" / "fuzz", "--build", build, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    calls = build / "fuzzers" / "calls"
    return done.returncode, done.stdout + done.stderr, calls.read_text() if calls.exists() else ""


def test_all_pass_within_their_seconds(build):
    code, text, calls = fuzz(build(a_one="", b_two=""), "--seconds", "7")
    assert code == 0, text
    assert text.splitlines()[-1] == "2 passed, 0 failed" and "1,234 inputs, 56 MiB" in text
    assert re.findall(r"-max_total_time=(\d+)", calls) == ["7", "7"]


def test_a_total_is_shared(build):
    code, text, calls = fuzz(build(**{f"x_{number}": "" for number in range(20)}), "--seconds", "30", "--total", "40")
    assert code == 0, text
    [seconds] = set(map(int, re.findall(r"-max_total_time=(\d+)", calls)))
    assert 1 <= seconds <= 30 and calls.count("max_total_time") == 20


def test_few_do_not_take_the_whole_total(build):
    _, _, calls = fuzz(build(a_one=""), "--seconds", "30", "--total", "240")
    assert "-max_total_time=30" in calls


def test_a_crash_fails_and_names_its_input(build):
    crash = 'echo "==1==ERROR: AddressSanitizer: heap-use-after-free"; echo x > "${prefix}crash-0a1b"; exit 1'
    code, text, _ = fuzz(build(a_good="", b_bad=crash))
    assert code == 1
    assert "found " in text and "findings/b_bad_fuzz-crash-0a1b" in text and "heap-use-after-free" in text and "tests/fuzz/b_bad_fuzz/" in text
    assert text.splitlines()[-1] == "1 passed, 1 failed"


def test_an_end_without_an_input_fails_as_well(build):
    code, text, _ = fuzz(build(a_bad="echo out of memory; exit 77"))
    assert code == 1 and "out of memory" in text and "0 passed, 1 failed" in text


SLOW = '[[ $# -gt 1 ]] || { %s; exit 0; }; echo x > "${prefix}slow-unit-0a1b"'  # with one argument it tries that input


def test_a_slow_input_fails(build):
    spin = "for ((i = 0; i < 2000000; ++i)); do :; done"  # some seconds of the processor, however busy it is
    code, text, _ = fuzz(build(a_slow=SLOW % spin))
    assert code == 1 and "more than 1 s" in text and "slow-unit-0a1b" in text


def test_an_input_that_was_slow_for_others_load_passes(build):
    folder = build(a_quick=SLOW % "true")
    code, text, _ = fuzz(folder)
    assert code == 0, text
    assert not list((folder / "findings").glob("*slow-unit*"))


def test_only_some(build):
    code, text, calls = fuzz(build(a_one="", b_two=""), "--only", "two")
    assert code == 0 and "1 passed" in text and calls.count("max_total_time") == 1


def test_none_is_no_success(build):
    assert fuzz(build())[0] == 1
    assert fuzz(build(a_one=""), "--only", "nothing")[0] == 1


def test_the_report_counts_them(build):
    folder = build(a_good="", b_bad="exit 1")
    fuzz(folder, "--report", folder / "fuzz.xml")
    report = (folder / "fuzz.xml").read_text()
    assert report.count("<testcase") == 2 and report.count("<failure") == 1
