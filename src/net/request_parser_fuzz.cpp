// Arbitrary bytes, received by a connection in two pieces, never cause a crash, and it makes no difference where they are
// cut.

#include "net/request_parser.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace {

using namespace connectory::net;

// The length of an accepted body is stated only once, so that no proxy can read it differently.
void expect_one_framing(const std::vector<Header>& headers) {
  const auto count = [&](std::string_view name) {
    return std::ranges::count_if(
        headers, [&](const Header& one) { return connectory::base::equals_ignoring_case(one.name, name); });
  };
  if (count("content-length") + count("transfer-encoding") > 1 || count("host") > 1) std::abort();
}

// The result as text: the head's verdict, then the body.
std::string understand(std::string_view bytes, std::size_t cut) {
  HeadScanner scanner;
  HeadScanner::State state = scanner.scan(bytes.substr(0, cut));
  if (state == HeadScanner::State::incomplete) state = scanner.scan(bytes);
  if (state != HeadScanner::State::complete) return state == HeadScanner::State::malformed ? "malformed" : "incomplete";
  const std::string_view head = bytes.substr(0, scanner.head_bytes());
  RequestParser parser;
  Request request;
  std::vector<Header> headers;
  if (!parser.parse_head(head, request, headers)) return "refused";
  expect_one_framing(headers);
  std::string body;
  std::string_view rest = bytes.substr(head.size());
  const std::size_t first = cut > head.size() ? cut - head.size() : 0;
  std::string seen(request.path);
  for (const std::string_view piece : {rest.substr(0, first), rest.substr(std::min(first, rest.size()))}) {
    if (parser.is_done()) break;
    const auto used = parser.parse_body(piece, &body, 1U << 20U);
    if (!used) return seen + " refused";
    if (*used > piece.size()) std::abort();
  }
  return seen + (parser.is_done() ? " done " : " open ") + body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = bytes.empty() ? 0 : data[0] * bytes.size() / 256;
  if (understand(bytes, cut) != understand(bytes, bytes.size())) std::abort();
  return 0;
}
