"""tools/check_english refuses phrases that native technical writers do not use, and passes ordinary sentences."""

import pytest
from trees import run, write

BAD = {
    "is told": "Every mistake is told at its place.",
    "is taken": "A logo is no image that is taken.",
    "stands": "What stands behind the dot marks the links.",
    "lies": "The file lies in the data folder.",
    "mend": "Mend both and look again.",
    "put right": "Two places to put right.",
    "not right": "The settings are not right.",
    "anew": "The value is sealed anew.",
    "slips": "Slips of JSON are reported.",
    "whoever": "Whoever may write could change the rows.",
    "is no": "The body is no zip file.",
    "where for if": "The answer is 404 where there is none.",
    "that there is not": "A file that there is not.",
    "goes on": "The server goes on, and the read goes on.",
    "for ever": "Rows are kept for ever.",
    "shall": "The change shall not be lost.",
    "at the end of a line": "which nobody stored",
    "looked at": "Each one is looked at once.",
    "never a crash": "Any bytes: never a crash.",
    "beside": "The file beside it.",
    "one a line": "The names, one a line.",
    "there may be": "More than there may be.",
    "take back": "The savepoint takes it back.",
    "give back": "The memory is given back.",
}

GOOD = """# Page

There is no such path. If there is no file, it is created. The value is no longer valid, and there is no need to repeat it.
It is taken from the file. `SM` stands for a name. The client tells the server when to stop. The answer says where the error is.
They wrote it in their own words, on the right side. Run the command with `is told` as its argument. The option goes on the
command line. The clause beginning with "those that" is common English. It is no larger than a page. Besides, it looks at the rows.

```
a mistake is told at its place
```
"""


def test_ordinary_sentences_pass(tmp_path):
    write(tmp_path, {"README.md": GOOD})
    run("check_english", tmp_path).assert_passes()


@pytest.mark.parametrize("name", BAD)
def test_refuses(name, tmp_path):
    write(tmp_path, {"docs/page.md": f"# Page\n\n{BAD[name]}\n"})
    run("check_english", tmp_path).assert_refuses("docs/page.md:3: ")


@pytest.mark.parametrize("file", ["Makefile", "tools/setup", "cmake/Module.cmake", "tests/fuzz/README.md"])
def test_checks_each_kind_of_file(file, tmp_path):
    write(tmp_path, {file: "# The port is taken.\n"})
    run("check_english", tmp_path).assert_refuses(f'{file}:1: "is taken"')


def test_checks_comments_and_strings_of_cpp(tmp_path):
    code = '#include "json/slip.h"\n\nstd::string slip = slip_at(text);\nchar quote = \'"\';  // plain\n'
    write(tmp_path, {"src/json/a.cpp": code})
    run("check_english", tmp_path).assert_passes()
    write(tmp_path, {"src/json/a.cpp": code + "int one = 1;  // is told\n"})
    run("check_english", tmp_path).assert_refuses('src/json/a.cpp:5: "is told"')
    write(tmp_path, {"src/json/a.cpp": code + 'fail("http://a/", "a slip");\n'})
    run("check_english", tmp_path).assert_refuses('src/json/a.cpp:5: "slip"')
    write(tmp_path, {"src/json/a.cpp": code + 'fail(R"(a slip)");\n'})
    run("check_english", tmp_path).assert_refuses('src/json/a.cpp:5: "slip"')


def test_leaves_out_what_nobody_writes_by_hand(tmp_path):
    write(tmp_path, {file: "It is told anew.\n" for file in ("build/a.md", "web/node_modules/a/README.md")})
    run("check_english", tmp_path).assert_passes()


def test_a_line_with_a_reason_is_exempt(tmp_path):
    exempt = "<!-- english: the name of a song -->\nStand by me anew.\n"
    write(tmp_path, {"README.md": exempt, "Makefile": "# It is told.  english: a quotation\n"})
    run("check_english", tmp_path).assert_passes()
    write(tmp_path, {"README.md": exempt + "Sealed anew.\n"})
    run("check_english", tmp_path).assert_refuses("README.md:3: ")
