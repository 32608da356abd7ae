"""tools/check_layers refuses every include that src/LAYERS does not allow."""

import pytest
from trees import ROOT, run, write

LAYERS = """# The rooms.
base : : the ground
json : base : documents
net  : base : sockets
api  : base json net : the face
"""
GOOD = {
    "src/LAYERS": LAYERS,
    "src/base/log.h": "#pragma once\n#include <string>\n",
    "src/base/detail/ring.h": "",
    "src/json/text.h": '#include "base/log.h"\n',
    "src/json/text_impl.h": "",
    "src/json/text.cpp": '#include "json/text.h"\n\n#include <vector>\n\n#include "json/text_impl.h"\n#include "json/embedded/schema.h"\n',
    "src/api/routes.cpp": '#include "base/log.h"\n#include "json/text.h"\n',
}

BAD = {
    "a room above": ("src/base/clock.cpp", '#include <chrono>\n#include "api/routes.h"\n', "src/base/clock.cpp:2: base may not use api"),
    "a room next to it": ("src/json/get.h", '#include "net/socket.h"\n', "src/json/get.h:1: json may not use net"),
    "with odd spaces": ("src/json/get.h", ' #  include   "net/socket.h"\n', "src/json/get.h:1: json may not use net"),
    "a test is not an exception": ("src/json/a_test.cpp", '#include "api/a.h"\n', "src/json/a_test.cpp:1: json may not use api"),
    "another room's _impl.h": ("src/api/a.cpp", '#include "json/text_impl.h"\n', 'src/api/a.cpp:1: "json/text_impl.h" is private'),
    "another room's detail/": ("src/api/a.cpp", '#include "base/detail/ring.h"\n', 'src/api/a.cpp:1: "base/detail/ring.h" is private'),
    "a room that is not there": ("src/api/a.cpp", '#include "tools/x.h"\n', 'src/api/a.cpp:1: "tools/x.h" is not in a room'),
    "a file that is not there": ("src/api/a.cpp", '#include "json/gone.h"\n', "src/api/a.cpp:1: src/json/gone.h does not exist"),
    "not by path from src/": ("src/json/a.cpp", '#include "text.h"\n', 'src/json/a.cpp:1: "text.h" is not a path from src/'),
    "a path with dots": ("src/json/a.cpp", '#include "../base/log.h"\n', 'src/json/a.cpp:1: "../base/log.h" is not a path'),
    "ours in angle brackets": ("src/api/a.cpp", "#include <json/text.h>\n", "src/api/a.cpp:1: <json/text.h> is a header of this project"),
    "a folder without a line": ("src/utils/a.h", "", "src/utils/a.h:1: src/LAYERS has no line for utils"),
    "a file outside rooms": ("src/a.h", "", "src/a.h:1: this file is in src/ itself"),
    "a line that uses upward": ("src/LAYERS", "base : json : x\njson : : y\nnet : : z\napi : base json : w\n", "src/LAYERS:1: base may not use json"),
    "a line not understood": ("src/LAYERS", LAYERS + "spec base\n", "src/LAYERS:6: cannot parse this line"),
    "a room twice": ("src/LAYERS", LAYERS + "json : : again\n", "src/LAYERS:6: json already has a line"),
}


def test_a_good_tree_passes(tmp_path):
    write(tmp_path, GOOD)
    run("check_layers", tmp_path).assert_passes()


@pytest.mark.parametrize("name", BAD)
def test_refuses(name, tmp_path):
    file, text, finding = BAD[name]
    write(tmp_path, {**GOOD, file: text})
    run("check_layers", tmp_path).assert_refuses(finding)


def test_a_library_of_the_same_first_name_is_not_ours(tmp_path):
    write(tmp_path, {**GOOD, "src/api/a.cpp": "#include <json/json.h>\n"})
    run("check_layers", tmp_path).assert_passes()


def test_our_own_tree_has_every_room_in_layers():
    rooms = {line.split(":")[0].strip() for line in (ROOT / "src" / "LAYERS").read_text().splitlines() if line and line[0] != "#"}
    assert {path.parent.name for path in (ROOT / "src").glob("*/CMakeLists.txt")} <= rooms
