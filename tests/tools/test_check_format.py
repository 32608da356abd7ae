"""tools/check_format refuses files that are not formatted by .clang-format, and --fix formats them."""

from trees import ROOT, run, write

GOOD = '#include "base/a.h"\n\n#include <string>\n\n#include <fmt/format.h>\n\n#include "base/b.h"\n\nint one() { return 1; }\n'


def tree(root, text):
    write(root, {".clang-format": (ROOT / ".clang-format").read_text(), "src/base/a.cpp": text})


def test_a_good_file_passes(tmp_path):
    tree(tmp_path, GOOD)
    run("check_format", tmp_path).assert_passes()


def test_bad_layout_is_refused_and_mended(tmp_path):
    tree(tmp_path, GOOD.replace("int one()", "int  one( )"))
    run("check_format", tmp_path).assert_refuses("src/base/a.cpp:9:")
    run("check_format", tmp_path, "--fix").assert_passes()
    assert (tmp_path / "src/base/a.cpp").read_text() == GOOD


def test_includes_have_an_order(tmp_path):
    tree(tmp_path, '#include "base/b.h"\n#include <fmt/format.h>\n#include <string>\n#include "base/a.h"\n\nint one() { return 1; }\n')
    run("check_format", tmp_path).assert_refuses("src/base/a.cpp:1:")
    run("check_format", tmp_path, "--fix").assert_passes()
    assert (tmp_path / "src/base/a.cpp").read_text() == GOOD
