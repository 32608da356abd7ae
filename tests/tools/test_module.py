"""cmake/Module.cmake and cmake/Embed.cmake on a throwaway project: rooms, tests, fuzzers and embedded files are built as documented."""

import gzip
import shutil
import subprocess

import pytest
from trees import ROOT, write

COUNT_TEST = """#include <gtest/gtest.h>

#include "json/count.h"
#include "json/embedded/nothing.h"
#include "json/embedded/packed.h"
#include "json/embedded/pages.h"
#include "json/embedded/sample.h"

namespace connectory::json {
TEST(Count, Doubles) { EXPECT_EQ(count(4), 8); }
TEST(Embedded, HasTheBytes) {
  EXPECT_EQ(embedded::sample(), std::string_view("hello\\0there\\n", 12));
  EXPECT_TRUE(embedded::packed().starts_with("\\x1f\\x8b"));
  ASSERT_EQ(embedded::pages().size(), 2U);
  EXPECT_EQ(embedded::pages()[0].name, "0001_a.sql");
  EXPECT_EQ(embedded::pages()[0].bytes, "one\\n");
  EXPECT_EQ(embedded::pages()[1].bytes, "");
  EXPECT_TRUE(embedded::nothing().empty());
}
}  // namespace connectory::json
"""
FILES = {
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(connectory VERSION 1.2.3 LANGUAGES CXX ASM)
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_SOURCE_DIR}/cmake")
include(Compiler)
find_package(Threads REQUIRED)
find_package(GTest REQUIRED CONFIG)
include(Layers)
include(Module)
include(Embed)
enable_testing()
foreach(room base json app)
  add_subdirectory(src/${room})
endforeach()
""",
    "src/LAYERS": "base : : ground\njson : base : counting\nhub : base : not there yet\napp : base json : main\n",
    "src/base/CMakeLists.txt": "connectory_module(base)\n",
    "src/base/numbers.h": "#pragma once\nnamespace connectory::base { constexpr int twice(int number) { return 2 * number; } }\n",
    "src/json/CMakeLists.txt": """connectory_module(json PCH <string>)
connectory_embed(json NAME sample FILE sample.bin)
connectory_embed(json NAME packed FILE sample.bin GZIP)
connectory_embed_folder(json NAME pages FOLDER pages GLOB "*.sql")
connectory_embed_folder(json NAME nothing FOLDER pages GLOB "*.none")
""",
    "src/json/sample.bin": "hello\0there\n",
    "src/json/pages/0002_b.sql": "",
    "src/json/pages/0001_a.sql": "one\n",
    "src/json/count.h": "#pragma once\nnamespace connectory::json { int count(int number); }\n",
    "src/json/count.cpp": '#include "json/count.h"\n#include "base/numbers.h"\n'
    "namespace connectory::json { int count(int number) { return base::twice(number); } }\n",
    "src/json/count_test.cpp": COUNT_TEST,
    "src/json/count_fuzz.cpp": "#error only the fuzz and asan presets compile this\n",
    "src/json/count_bench.cpp": "#error only the target benches compiles this\n",
    "src/app/CMakeLists.txt": "connectory_module(app)\n",
    "src/app/main.cpp": '#include <cstdio>\n#include <string>\n\n#include "json/count.h"\n#include "json/embedded/packed.h"\n\n'
    "int main(int count, char**) {\n"
    "  if (count > 1) std::fwrite(connectory::json::embedded::packed().data(), 1, connectory::json::embedded::packed().size(), stdout);\n"
    '  else std::printf("%d\\n", connectory::json::count(21));\n  return 0;\n}\n',
}


def call(root, *command):
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    write(root, FILES)
    shutil.copytree(ROOT / "cmake", root / "cmake")
    call(root, "cmake", "-G", "Ninja", "-S", ".", "-B", "build", "-DCMAKE_CXX_COMPILER=g++", "-DCMAKE_BUILD_TYPE=Debug")
    call(root, "cmake", "--build", "build")
    return root


def ctest(root):
    call(root, "ctest", "--test-dir", "build", "--no-tests=error", "-R", "^json[.]")


def test_rooms_and_program(project):
    assert call(project, "build/connectory") == "42\n"
    ctest(project)
    assert "json.Embedded.HasTheBytes" in call(project, "ctest", "--test-dir", "build", "-N")


def test_gzip(project):
    packed = subprocess.run([project / "build/connectory", "packed"], capture_output=True, check=True).stdout
    assert gzip.decompress(packed) == b"hello\0there\n"


def test_a_second_build_has_nothing_to_do(project):
    assert "no work to do" in call(project, "cmake", "--build", "build")


def test_changed_and_new_files_are_noticed(project):
    write(project, {"src/json/sample.bin": "changed\n", "src/json/pages/0003_c.sql": "three\n"})
    test = COUNT_TEST.replace('"hello\\0there\\n", 12', '"changed\\n", 8').replace("pages().size(), 2U", "pages().size(), 3U")
    write(project, {"src/json/count_test.cpp": test})
    call(project, "cmake", "--build", "build")
    ctest(project)


def test_a_room_is_named_like_its_folder(project):
    write(project, {"src/json/CMakeLists.txt": "connectory_module(jsons)\n"})
    done = subprocess.run(["cmake", "-B", "build"], cwd=project, capture_output=True, text=True)
    write(project, {"src/json/CMakeLists.txt": FILES["src/json/CMakeLists.txt"]})
    assert done.returncode and "is called in the folder json" in done.stderr
