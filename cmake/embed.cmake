# Files as part of the program. Their bytes are taken in by the assembler (.incbin), so that a large file costs nothing
# to compile.
#
#   connectory_embed(<room> NAME <identifier> FILE <path> [GZIP])
#     #include "<room>/embedded/<identifier>.h"     std::string_view connectory::<room>::embedded::<identifier>()
#   connectory_embed_folder(<room> NAME <identifier> FOLDER <path> GLOB <pattern>)
#     #include "<room>/embedded/<identifier>.h"     std::span<const File> ...::<identifier>(), sorted by name,
#     with struct File { std::string_view name, bytes; }
# With GZIP the bytes are gzip's, made at build time.

function(connectory_embed_object room symbol file)
  set(assembly "${CMAKE_BINARY_DIR}/embedded/${room}/${symbol}.S")
  file(CONFIGURE OUTPUT "${assembly}" @ONLY CONTENT "\
    .section .rodata
    .global embedded_@symbol@_begin
    .global embedded_@symbol@_end
embedded_@symbol@_begin:
    .incbin \"@file@\"
embedded_@symbol@_end:
    .byte 0
    .section .note.GNU-stack,\"\",%progbits
")
  set_property(SOURCE "${assembly}" APPEND PROPERTY OBJECT_DEPENDS "${file}")
  target_sources(connectory_${room} PRIVATE "${assembly}")
endfunction()

function(connectory_embed room)
  cmake_parse_arguments(arg "GZIP" "NAME;FILE" "" ${ARGN})
  set(symbol "${room}_${arg_NAME}")
  if(arg_GZIP)
    set(packed "${CMAKE_BINARY_DIR}/embedded/${room}/${arg_NAME}.gz")
    add_custom_command(OUTPUT "${packed}" COMMAND gzip -9 -n -c "${arg_FILE}" > "${packed}" DEPENDS "${arg_FILE}" VERBATIM)
    set(arg_FILE "${packed}")
  endif()
  connectory_embed_object(${room} ${symbol} "${arg_FILE}")
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/embedded/include/${room}/embedded/${arg_NAME}.h" @ONLY CONTENT "\
#pragma once
#include <string_view>
extern \"C\" const char embedded_@symbol@_begin[];
extern \"C\" const char embedded_@symbol@_end[];
namespace connectory::@room@::embedded {
inline std::string_view @arg_NAME@() { return {embedded_@symbol@_begin, embedded_@symbol@_end}; }
}
")
endfunction()

function(connectory_embed_folder room)
  cmake_parse_arguments(arg "" "NAME;FOLDER;GLOB" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS "${arg_FOLDER}/${arg_GLOB}")
  list(SORT files)
  set(declared "")
  set(listed "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    string(MAKE_C_IDENTIFIER "${room}_${arg_NAME}_${name}" symbol)
    connectory_embed_object(${room} ${symbol} "${file}")
    string(APPEND declared "extern \"C\" const char embedded_${symbol}_begin[];\nextern \"C\" const char embedded_${symbol}_end[];\n")
    string(APPEND listed "      File{\"${name}\", {embedded_${symbol}_begin, embedded_${symbol}_end}},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/embedded/include/${room}/embedded/${arg_NAME}.h" @ONLY CONTENT "\
#pragma once
#include <array>
#include <span>
#include <string_view>
@declared@namespace connectory::@room@::embedded {
struct File {
  std::string_view name;
  std::string_view bytes;
};
inline std::span<const File> @arg_NAME@() {
  static const auto files = std::to_array<File>({
@listed@  });
  return files;
}
}
")
endfunction()
