# connectory_module(<room> [LIBRARIES <external library>...] [TEST_LIBRARIES <external library>...] [PCH <header>...])
#
# Defines the room of the calling folder:
#   connectory_<room>      static library of the folder's *.cpp, linked with the rooms that src/LAYERS allows
#   <room>_test            GoogleTest program of *_test.cpp, if there are any; ctest knows each test as <room>.<suite>.<test>
#   <room>_<x>_fuzz        one libFuzzer program for each <x>_fuzz.cpp, in the presets fuzz and asan; the target `fuzzers` builds them. The tests of
#                          asan run it on tests/fuzz/<program>/*, and tools/fuzz runs it on generated inputs
#   <room>_<x>_bench       one program for each <x>_bench.cpp, built by `cmake --build ... --target benches`
#   connectory             the program itself, from main.cpp in the room app; all other files of app are in its library, where tests can use them
# LIBRARIES also apply to the rooms above, because headers may include them. PCH are headers to precompile for the room.
# The next build notices files that were added or removed.

include(GoogleTest)

add_custom_target(benches)
add_custom_target(fuzzers)

# Seconds after which ctest ends a test that hangs. The slowest takes a few; under the sanitizers several times that.
if(CONNECTORY_SANITIZER STREQUAL "none")
  set(test_timeout 60)
else()
  set(test_timeout 180)
endif()

# The builds with sanitizers compile up to eight files of a room together, because they would otherwise spend most of their time on the same
# headers and templates. So a name in an anonymous namespace must be unique in its room.
# Tests and the rooms named here are not optimised there either: little time is spent in them, and compiling them takes half as long.
if(CONNECTORY_SANITIZER MATCHES "^(address|thread)$")
  set(compile_together ON)
  set(plain_rooms service api cli app)
  set(plain_options -O0)
else()
  set(compile_together OFF)
  set(plain_rooms)
  set(plain_options)
endif()

function(connectory_module room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;TEST_LIBRARIES;PCH")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "connectory_module(${room}): unknown arguments '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  if(NOT folder STREQUAL room)
    message(FATAL_ERROR "connectory_module(${room}) is called in the folder ${folder}; a room must have the name of its folder.")
  endif()

  file(GLOB sources CONFIGURE_DEPENDS "*.cpp")
  file(GLOB test_sources CONFIGURE_DEPENDS "*_test.cpp")
  file(GLOB fuzz_sources CONFIGURE_DEPENDS "*_fuzz.cpp")
  file(GLOB bench_sources CONFIGURE_DEPENDS "*_bench.cpp")
  list(REMOVE_ITEM sources ${test_sources} ${fuzz_sources} ${bench_sources} "${CMAKE_CURRENT_SOURCE_DIR}/main.cpp")
  if(NOT sources)
    # A room that has only headers: a generated file includes all of them, so that they are compiled and checked.
    file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}/src" "*.h")
    list(TRANSFORM headers REPLACE "(.+)" "#include \"\\1\"\n" OUTPUT_VARIABLE includes)
    string(JOIN "" includes ${includes})
    set(sources "${CMAKE_BINARY_DIR}/generated/${room}/headers.cpp")
    file(CONFIGURE OUTPUT "${sources}" CONTENT "@includes@" @ONLY)
  endif()

  set(library connectory_${room})
  add_library(${library} STATIC ${sources})
  set_target_properties(${library} PROPERTIES UNITY_BUILD ${compile_together})
  if(room IN_LIST plain_rooms)
    target_compile_options(${library} PRIVATE ${plain_options})
  endif()
  target_include_directories(${library} PUBLIC "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
  if(NOT CONNECTORY_SANITIZER STREQUAL "none")
    # Compile spdlog with our code: ThreadSanitizer does not see the synchronisation inside Debian's shared library, and reports a
    # data race when a log is destroyed.
    list(TRANSFORM arg_LIBRARIES REPLACE "^spdlog::spdlog$" "spdlog::spdlog_header_only")
  endif()
  target_link_libraries(${library} PUBLIC ${arg_LIBRARIES} Threads::Threads)
  foreach(used IN LISTS CONNECTORY_USES_${room})
    if(TARGET connectory_${used})
      target_link_libraries(${library} PUBLIC connectory_${used})
    endif()
  endforeach()
  if(room STREQUAL "base")
    target_compile_definitions(${library} PRIVATE "CONNECTORY_VERSION=\"${PROJECT_VERSION}\"")
  endif()
  if(arg_PCH)
    target_precompile_headers(${library} PRIVATE ${arg_PCH})
  endif()

  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/main.cpp")
    add_executable(connectory main.cpp)
    target_link_libraries(connectory PRIVATE ${library})
    target_compile_options(connectory PRIVATE ${plain_options})
    set_target_properties(connectory PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
  endif()

  if(test_sources AND NOT CONNECTORY_SANITIZER STREQUAL "fuzz")
    add_executable(${room}_test ${test_sources})
    set_target_properties(${room}_test PROPERTIES UNITY_BUILD ${compile_together})
    target_compile_options(${room}_test PRIVATE ${plain_options})
    target_link_libraries(${room}_test PRIVATE ${library} ${arg_TEST_LIBRARIES} GTest::gtest_main)
    if(room STREQUAL "base")
      target_compile_definitions(${room}_test PRIVATE "CONNECTORY_VERSION=\"${PROJECT_VERSION}\"")
    endif()
    if(arg_PCH)
      target_precompile_headers(${room}_test PRIVATE ${arg_PCH})
    endif()
    gtest_discover_tests(${room}_test
      TEST_PREFIX "${room}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" PROPERTIES TIMEOUT ${test_timeout} LABELS ${room})
  endif()

  if(CONNECTORY_SANITIZER MATCHES "^(fuzz|address)$")
    foreach(source IN LISTS fuzz_sources)
      cmake_path(GET source STEM name)
      set(program ${room}_${name})
      add_executable(${program} "${source}")
      target_link_libraries(${program} PRIVATE ${library})
      target_link_options(${program} PRIVATE -fsanitize=fuzzer)
      set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzzers")
      add_dependencies(fuzzers ${program})
      # The tests of the asan preset run the known inputs, which broke the code once, or almost did.
      file(GLOB inputs CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/fuzz/${program}/*")
      if(inputs AND CONNECTORY_SANITIZER STREQUAL "address")
        add_test(NAME "${room}.${name}.known_inputs" COMMAND ${program} ${inputs})
        set_tests_properties("${room}.${name}.known_inputs" PROPERTIES TIMEOUT ${test_timeout} LABELS ${room})
      endif()
    endforeach()
  endif()

  foreach(source IN LISTS bench_sources)
    cmake_path(GET source STEM name)
    set(program ${room}_${name})
    add_executable(${program} EXCLUDE_FROM_ALL "${source}")
    target_link_libraries(${program} PRIVATE ${library})
    add_dependencies(benches ${program})
  endforeach()
endfunction()
