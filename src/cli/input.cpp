#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include <fmt/format.h>

#include "base/limits.h"
#include "cli/input_impl.h"

namespace connectory::cli {

namespace {

// All of it, or enough to see that it is too large: it may be a device or a pipe without end.
std::string read_bounded(std::istream& in) {
  std::string text;
  std::array<char, 64 * 1024> piece{};
  while (in && text.size() <= base::limits::request_body_bytes_max) {
    in.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  return text;
}

}  // namespace

base::Result<std::string, std::string> read_input(const std::string& file) {
  std::string text;
  if (file == "-") {
    text = read_bounded(std::cin);
  } else {
    std::ifstream in(file, std::ios::binary);
    std::error_code failure;
    if (!in || std::filesystem::is_directory(file, failure)) return std::unexpected<std::string>("it cannot be read");
    text = read_bounded(in);
  }
  if (text.size() > base::limits::request_body_bytes_max)
    return std::unexpected(fmt::format("it is larger than {} bytes", base::limits::request_body_bytes_max));
  return text;
}

}  // namespace connectory::cli
