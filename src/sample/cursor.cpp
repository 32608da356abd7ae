#include "sample/cursor.h"

#include <charconv>

#include <fmt/format.h>

#include "sample/draw.h"

namespace connectory::sample {
namespace {

// The cursor contains the index twice, once mixed with the request, so that neither can be changed alone.
std::uint64_t seal(Question question, std::int64_t row_index) { return draw(question.fingerprint, row_index); }

}  // namespace

std::string make_cursor(Question question, std::int64_t row_index) {
  return fmt::format("c{:x}-{:016x}", row_index, seal(question, row_index));
}

Result<std::int64_t> parse_cursor(Question question, std::string_view text) {
  const Error refusal{
      Error::Code::bad_cursor,
      "The cursor does not belong to this request. Send the request again without it, from the beginning."};
  const std::size_t dash = text.find('-');
  if (!text.starts_with('c') || dash == std::string_view::npos) return std::unexpected(refusal);
  std::int64_t row_index = 0;
  const auto [end, failure] = std::from_chars(text.data() + 1, text.data() + dash, row_index, 16);
  if (failure != std::errc{} || end != text.data() + dash || row_index < 0) return std::unexpected(refusal);
  if (make_cursor(question, row_index) != text) return std::unexpected(refusal);
  return row_index;
}

}  // namespace connectory::sample
