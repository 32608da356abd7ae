"""tools/longest names the longest files, the longest first."""

from trees import run, write


def test_longest_first(tmp_path):
    write(tmp_path, {f"src/base/f{lines}.cpp": "x\n" * lines for lines in (3, 9, 1, 7)})
    write(tmp_path, {"web/node_modules/big.js": "x\n" * 999, "src/base/notes.txt": "x\n" * 999})
    outcome = run("longest", tmp_path, "--count", "2")
    outcome.assert_passes()
    assert [line.split() for line in outcome.text.splitlines()[1:]] == [["9", "src/base/f9.cpp"], ["7", "src/base/f7.cpp"]]
