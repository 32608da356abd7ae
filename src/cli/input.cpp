#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "base/limits.h"
#include "cli/input_impl.h"

namespace connectory::cli {

base::Result<std::string, std::string> read_input(const std::string& file) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream in(file, std::ios::binary);
    std::error_code failure;
    if (!in || std::filesystem::is_directory(file, failure)) return std::unexpected<std::string>("it cannot be read");
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  if (text.size() > base::limits::request_body_bytes_max)
    return std::unexpected(fmt::format("it is larger than {} bytes", base::limits::request_body_bytes_max));
  return text;
}

}  // namespace connectory::cli
