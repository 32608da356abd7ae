// An arbitrary Content-Type, up to the first line feed, and body never cause a crash. The parts that are parsed are in the
// body, in its order, and do not change if they are written and parsed again.

#include "net/multipart.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace {

using namespace connectory::net;
namespace limits = connectory::base::limits;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') out.push_back('\\');
    out.push_back(byte);
  }
  return out + "\"";
}

std::string written(const std::vector<Part>& parts, std::string_view boundary) {
  std::string body;
  for (const Part& part : parts) {
    body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=").append(quoted(part.name));
    if (part.filename) body.append("; filename=").append(quoted(*part.filename));
    body.append("\r\nContent-Type: ").append(part.content_type).append("\r\n\r\n").append(part.content).append("\r\n");
  }
  return body.append("--").append(boundary).append("--");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(line + 1, size));
  const auto parts = parse_multipart(input.substr(0, line), body);
  if (!parts) {
    if (parts.error().rule.empty() || parts.error().offset.value_or(0) > body.size()) std::abort();
    return 0;
  }
  if (parts->size() > limits::multipart_parts_max) std::abort();
  const char* behind = body.data();
  std::size_t bytes = 0;
  for (const Part& part : *parts) {
    if (part.name.empty() || part.content.data() < behind) std::abort();
    behind = part.content.data() + part.content.size();
    bytes += part.content.size() + part.name.size();
  }
  if (behind > body.data() + body.size() || bytes > size) std::abort();

  // A boundary of our own, which is not in any part.
  const std::string boundary = "connectory-fuzz-boundary";
  if (input.contains(boundary)) return 0;
  const std::string body_again = written(*parts, boundary);
  const auto again = parse_multipart("multipart/form-data; boundary=" + boundary, body_again);
  if (!again)
    return std::string_view(again.error().rule).contains("too l") ? 0 : (std::abort(), 0);  // escapes need space
  if (again->size() != parts->size()) std::abort();
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const Part& one = (*parts)[i];
    const Part& other = (*again)[i];
    if (one.name != other.name || one.filename != other.filename || one.content != other.content) std::abort();
  }
  return 0;
}
