# connectory_module(<room> [LIBRARIES <outside library>...] [TEST_LIBRARIES <outside library>...] [PCH <header>...])
#
# Makes the room whose folder the call stands in:
#   connectory_<room>      static library of the folder's *.cpp, linked with the rooms that src/LAYERS lets it use
#   <room>_test            GoogleTest program of *_test.cpp, if there are any; each test is known to ctest as <room>.<suite>.<test>
#   <room>_<x>_fuzz        one libFuzzer program per <x>_fuzz.cpp, in the presets fuzz and asan, built by the target `fuzzers` too; asan's tests
#                          try it on tests/fuzz/<program>/*, and tools/fuzz on what nobody thought of
#   <room>_<x>_bench       one program per <x>_bench.cpp, built by `cmake --build ... --target benches`
#   connectory             the program itself, of main.cpp in the room app; everything else there stays testable in the library
# LIBRARIES are passed on to the rooms above, because headers may show them. PCH are headers worth compiling once for the room.
# Files that come or go are noticed by the next build.

include(GoogleTest)

add_custom_target(benches)
add_custom_target(fuzzers)

function(connectory_module room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;TEST_LIBRARIES;PCH")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "connectory_module(${room}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  if(NOT folder STREQUAL room)
    message(FATAL_ERROR "connectory_module(${room}) stands in the folder ${folder}; a room has the name of its folder.")
  endif()

  file(GLOB sources CONFIGURE_DEPENDS "*.cpp")
  file(GLOB test_sources CONFIGURE_DEPENDS "*_test.cpp")
  file(GLOB fuzz_sources CONFIGURE_DEPENDS "*_fuzz.cpp")
  file(GLOB bench_sources CONFIGURE_DEPENDS "*_bench.cpp")
  list(REMOVE_ITEM sources ${test_sources} ${fuzz_sources} ${bench_sources} "${CMAKE_CURRENT_SOURCE_DIR}/main.cpp")
  if(NOT sources)
    # A room of headers only: one generated file includes them all, so that they are compiled, and checked, all the same.
    file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}/src" "*.h")
    list(TRANSFORM headers REPLACE "(.+)" "#include \"\\1\"\n" OUTPUT_VARIABLE includes)
    string(JOIN "" includes ${includes})
    set(sources "${CMAKE_BINARY_DIR}/generated/${room}/headers.cpp")
    file(CONFIGURE OUTPUT "${sources}" CONTENT "@includes@" @ONLY)
  endif()

  set(library connectory_${room})
  add_library(${library} STATIC ${sources})
  target_include_directories(${library} PUBLIC "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
  if(NOT CONNECTORY_SANITIZER STREQUAL "none")
    # Compiled with us: ThreadSanitizer cannot see what orders the threads inside Debian's shared library, and calls the end of a
    # log's life a data race.
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
    set_target_properties(connectory PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
  endif()

  if(test_sources AND NOT CONNECTORY_SANITIZER STREQUAL "fuzz")
    add_executable(${room}_test ${test_sources})
    target_link_libraries(${room}_test PRIVATE ${library} ${arg_TEST_LIBRARIES} GTest::gtest_main)
    if(room STREQUAL "base")
      target_compile_definitions(${room}_test PRIVATE "CONNECTORY_VERSION=\"${PROJECT_VERSION}\"")
    endif()
    if(arg_PCH)
      target_precompile_headers(${room}_test PRIVATE ${arg_PCH})
    endif()
    gtest_discover_tests(${room}_test
      TEST_PREFIX "${room}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" PROPERTIES TIMEOUT 300 LABELS ${room})
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
      # Inputs that once broke the code, or nearly did, are tried in every run of the asan preset.
      file(GLOB inputs CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/fuzz/${program}/*")
      if(inputs AND CONNECTORY_SANITIZER STREQUAL "address")
        add_test(NAME "${room}.${name}.known_inputs" COMMAND ${program} ${inputs})
        set_tests_properties("${room}.${name}.known_inputs" PROPERTIES TIMEOUT 300 LABELS ${room})
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
