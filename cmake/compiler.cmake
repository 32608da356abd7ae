# How everything here is compiled. Warnings are errors; what differs between presets stands in CMakePresets.json.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

option(CONNECTORY_FUZZ "Build the fuzz targets (clang only)" OFF)
set(CONNECTORY_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, such as address,undefined")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(connectory_options INTERFACE)
target_compile_options(connectory_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  # Part of the contract of this project's values: a field left out is its default.
  -Wno-missing-field-initializers -fno-plt -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these falsely in coroutines and in std::expected and std::variant under -O2 (GCC bugs 105562, 105593).
  target_compile_options(connectory_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
    -Wno-array-bounds -Wno-mismatched-new-delete)
  find_program(MOLD mold)
  if(MOLD)
    target_link_options(connectory_options INTERFACE -fuse-ld=mold)
  endif()
endif()
if(CONNECTORY_SANITIZE)
  target_compile_options(connectory_options INTERFACE -fsanitize=${CONNECTORY_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(connectory_options INTERFACE -fsanitize=${CONNECTORY_SANITIZE})
endif()
if(CONNECTORY_FUZZ)
  target_compile_options(connectory_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
