# Language level, warnings, and what each build type means. CONNECTORY_SANITIZER selects a sanitizer (see CMakePresets.json).

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")  # Module.cmake sets the folder of each kind of program

set(CONNECTORY_SANITIZER "none" CACHE STRING "none, address, thread or fuzz")
set_property(CACHE CONNECTORY_SANITIZER PROPERTY STRINGS none address thread fuzz)
option(CONNECTORY_WERROR "Treat warnings as errors" ON)
option(CONNECTORY_CCACHE "Use ccache if it is installed" ON)
option(CONNECTORY_MOLD "Link with mold if it is installed" ON)

if(CMAKE_SOURCE_DIR STREQUAL CMAKE_BINARY_DIR)
  message(FATAL_ERROR "Build in a separate folder: cmake --preset release")
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# -g1: function names and lines in a stack trace, at a fifth of the size of full debug information.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")

add_compile_options(
  $<$<COMPILE_LANGUAGE:CXX>:-Wall>
  $<$<COMPILE_LANGUAGE:CXX>:-Wextra>
  $<$<COMPILE_LANGUAGE:CXX>:-Wpedantic>
  $<$<COMPILE_LANGUAGE:CXX>:-Wshadow>
  $<$<COMPILE_LANGUAGE:CXX>:-Wconversion>
  $<$<COMPILE_LANGUAGE:CXX>:-Wsign-conversion>
  $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
  $<$<COMPILE_LANGUAGE:CXX>:-Wcast-align>
  $<$<COMPILE_LANGUAGE:CXX>:-Wcast-qual>
  $<$<COMPILE_LANGUAGE:CXX>:-Wformat=2>
  $<$<COMPILE_LANGUAGE:CXX>:-Wimplicit-fallthrough>
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:CXX>:-Wextra-semi>
  $<$<COMPILE_LANGUAGE:CXX>:-Wunused>
  # Options in this project are designated initialisers that leave some members at their defaults.
  $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>)
if(CONNECTORY_WERROR)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(
    $<$<COMPILE_LANGUAGE:CXX>:-Wduplicated-cond>
    # GCC 12 reports too many false positives for these: -Wrestrict on `"text" + std::string` (GCC bug 105651), and
    # -Wmaybe-uninitialized on std::optional, std::expected and coroutine frames, which Clang's flow analysis checks instead.
    # GCC 12 also does not see that Asio coroutine frames pair their own operator new and delete.
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-mismatched-new-delete>
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(
    $<$<COMPILE_LANGUAGE:CXX>:-Wthread-safety>
    $<$<COMPILE_LANGUAGE:CXX>:-Wunreachable-code-return>)
  # All builds use the standard library of the release compiler, so that a newer one on the machine makes no difference.
  file(GLOB gcc_12_folder LIST_DIRECTORIES true "/usr/lib/gcc/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu/12")
  if(gcc_12_folder)
    add_compile_options("--gcc-install-dir=${gcc_12_folder}")
    add_link_options("--gcc-install-dir=${gcc_12_folder}")
  endif()
endif()

# Keep folders of this machine out of traces and assertions, so that the same sources always build the same program.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")

# Call shared libraries without going through the PLT, and add the usual hardening, which costs almost nothing here.
add_compile_options($<$<CONFIG:Release>:-fno-plt>)
add_link_options($<$<CONFIG:Release>:-Wl,-z,relro,-z,now>)
if(CONNECTORY_SANITIZER STREQUAL "none")
  add_compile_options(
    $<$<CONFIG:Release>:-fstack-protector-strong>
    $<$<CONFIG:Release>:-fstack-clash-protection>
    $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:-U_FORTIFY_SOURCE>
    $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:-D_FORTIFY_SOURCE=2>)
endif()
add_compile_definitions($<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

if(CONNECTORY_SANITIZER STREQUAL "address")
  # Coverage counters let the fuzzers of this build recognise new behaviour, so that CI needs no extra build for fuzzing. Unlike the
  # preset fuzz, this build does not trace comparisons, because that would slow down all tests.
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all -fsanitize-coverage=inline-8bit-counters,pc-table)
elseif(CONNECTORY_SANITIZER STREQUAL "thread")
  set(sanitize -fsanitize=thread)
elseif(CONNECTORY_SANITIZER STREQUAL "fuzz")
  set(sanitize -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
elseif(CONNECTORY_SANITIZER STREQUAL "none")
  set(sanitize)
else()
  message(FATAL_ERROR "CONNECTORY_SANITIZER is '${CONNECTORY_SANITIZER}'; it must be none, address, thread or fuzz.")
endif()
if(sanitize)
  # With -O1, the tests are fast enough to run all of them; -g1 names functions and lines, and frame pointers complete the stacks.
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
  add_compile_options(${sanitize} -fno-omit-frame-pointer)
  add_link_options(${sanitize})
endif()

if(CONNECTORY_CCACHE)
  find_program(CONNECTORY_CCACHE_PROGRAM ccache)
  if(CONNECTORY_CCACHE_PROGRAM)
    # Precompiled headers need this sloppiness; they are rebuilt when a header in them changes. The base folder lets a second clone reuse
    # what the first one compiled; messages keep their full paths.
    set(CMAKE_CXX_COMPILER_LAUNCHER env
      "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_ABSSTDERR=1 "${CONNECTORY_CCACHE_PROGRAM}")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    endif()
  endif()
endif()
if(CONNECTORY_MOLD)
  find_program(CONNECTORY_MOLD_PROGRAM mold)
  if(CONNECTORY_MOLD_PROGRAM)
    add_link_options(-fuse-ld=mold)
  endif()
endif()

# The same Boost options for all rooms: a difference would give one type two layouts in one program.
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED)
