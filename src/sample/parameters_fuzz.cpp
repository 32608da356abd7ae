// Arbitrary bytes as a query, a cursor, a fault, or a token request never cause a crash, and refusals are UTF-8, because they
// become part of JSON.

#include "sample/parameters.h"

#include <array>
#include <cstdint>
#include <cstdlib>

#include "json/utf8.h"
#include "sample/cursor.h"
#include "sample/fault.h"
#include "sample/token.h"

namespace {

using namespace connectory::sample;

template <class T>
void expect_utf8(const Result<T>& result) {
  if (!result && !connectory::json::is_utf8(result.error().detail)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::string_view, 3> known = {"from", "to", "n"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parameters = Parameters::parse(text, known);
  expect_utf8(parameters);
  if (parameters) {
    expect_utf8(parameters->days("from", "to"));
    expect_utf8(parameters->number("n", {.min = 0, .max = 9, .fallback = 0}));
  }
  const auto row = parse_cursor({1}, text);
  if (row && make_cursor({1}, *row) != text) std::abort();
  expect_utf8(Fault::parse(text));
  expect_utf8(issue_token(text, text, {0}));
  expect_utf8(check_token(text, {0}));
  return 0;
}
