#include "tabular/csv.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/limits.h"

namespace connectory::tabular {
namespace {

constexpr std::string_view byte_order_mark = "\uFEFF";

bool is_line_break(char c) { return c == '\n' || c == '\r'; }

}  // namespace

void CsvReader::feed(std::string_view piece) {
  // What records have taken is dropped once it is more than what is left, so that each byte moves once or twice.
  if (at_ > buffer_.size() / 2) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  buffer_ += piece;
}

const CsvReader::Record* CsvReader::next() {
  if (error_) return nullptr;
  if (!has_begun_) {
    if (buffer_.size() < byte_order_mark.size() && !is_finished_) return nullptr;
    has_begun_ = true;
    if (buffer_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  }
  for (;;) {
    const std::size_t from = at_;
    if (at_ >= buffer_.size() || (buffer_.size() - at_ < bytes_wanted_ && !is_finished_)) return nullptr;
    Outcome outcome = Outcome::no_record;
    if (lines_to_skip_ > 0) {
      const auto end = line_end(at_);
      if (!end) outcome = Outcome::incomplete;
      if (end) {
        at_ = *end;
        ++line_;
        --lines_to_skip_;
      }
    } else {
      outcome = read_record();
    }
    if (outcome == Outcome::no_record) continue;
    if (outcome == Outcome::record) {
      bytes_wanted_ = 0;
      record_.clear();
      for (const Span& span : values_)
        record_.push_back(
            {std::string_view(span.is_decoded ? decoded_ : buffer_).substr(span.from, span.to - span.from),
             span.is_quoted});
      return &record_;
    }
    at_ = from;
    bytes_wanted_ = 2 * (buffer_.size() - at_);
    if (buffer_.size() - at_ > base::limits::csv_record_bytes_max)
      error_ = CsvError{line_, fmt::format("a record has more than {} MiB; is a quotation mark missing",
                                           base::limits::csv_record_bytes_max >> 20U)};
    return nullptr;
  }
}

std::optional<std::size_t> CsvReader::line_end(std::size_t from) const {
  const std::size_t end = buffer_.find_first_of("\r\n", from);
  if (end == std::string::npos) return is_finished_ ? std::optional(buffer_.size()) : std::nullopt;
  if (buffer_[end] == '\n') return end + 1;
  if (end + 1 < buffer_.size()) return buffer_[end + 1] == '\n' ? end + 2 : end + 1;
  return is_finished_ ? std::optional(end + 1) : std::nullopt;  // a line feed may follow in the next piece
}

CsvReader::Outcome CsvReader::read_record() {
  const char* const text = buffer_.data();
  const std::size_t size = buffer_.size();
  values_.clear();
  decoded_.clear();
  line_of_record_ = line_;
  if (!format_.comment.empty() || is_line_break(text[at_])) {
    const auto end = line_end(at_);
    if (!end) return Outcome::incomplete;
    const bool is_comment =
        !format_.comment.empty() && std::string_view(buffer_).substr(at_).starts_with(format_.comment);
    if (is_comment || is_line_break(text[at_])) {
      at_ = *end;
      ++line_;
      return Outcome::no_record;
    }
  }
  std::size_t at = at_;
  for (;;) {
    if (at < size && format_.quote && text[at] == *format_.quote) {
      if (!read_quoted(at)) return Outcome::incomplete;
    } else {
      const std::size_t from = at;
      while (at < size && text[at] != format_.delimiter && !is_line_break(text[at])) ++at;
      add_unquoted(from, at);
    }
    if (at < size && text[at] == format_.delimiter) {
      ++at;
      if (at == size && !is_finished_) return Outcome::incomplete;
      continue;
    }
    const auto end = at == size ? (is_finished_ ? std::optional(size) : std::nullopt) : line_end(at);
    if (!end) return Outcome::incomplete;
    at_ = *end;
    ++line_;
    // A line of white space only is blank too.
    const bool is_blank =
        values_.size() == 1 && !values_[0].is_quoted &&
        std::string_view(buffer_).substr(values_[0].from, values_[0].to - values_[0].from).find_first_not_of(" \t") ==
            std::string_view::npos;
    return is_blank ? Outcome::no_record : Outcome::record;
  }
}

// `at`: at the opening quote; afterwards at the delimiter or line break behind the value.
bool CsvReader::read_quoted(std::size_t& at) {
  const char* const text = buffer_.data();
  const std::size_t size = buffer_.size();
  const char quote = *format_.quote;
  const std::size_t from = at + 1;
  std::size_t piece = from;  // what has not been copied into decoded_
  const std::size_t decoded_from = decoded_.size();
  bool is_decoded = false;
  const std::uint64_t lines_before = line_;
  for (;;) {
    const void* const found = piece < size ? std::memchr(text + piece, quote, size - piece) : nullptr;
    if (found == nullptr) {
      line_ = lines_before;
      if (!is_finished_) return false;
      // A quote that nothing closes: the rest is the value.
      decoded_.append(text + piece, size - piece);
      values_.push_back({decoded_from, decoded_.size(), true, true});
      at = size;
      return true;
    }
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - text);
    line_ += static_cast<std::uint64_t>(std::count(text + piece, text + end, '\n'));
    if (end + 1 == size && !is_finished_) {  // whether it is doubled is in the next piece
      line_ = lines_before;
      return false;
    }
    if (end + 1 < size && text[end + 1] == quote) {
      decoded_.append(text + piece, end + 1 - piece);
      is_decoded = true;
      piece = end + 2;
      continue;
    }
    std::size_t after = end + 1;
    while (after < size && text[after] != format_.delimiter && !is_line_break(text[after])) ++after;
    if (after == size && !is_finished_) {
      line_ = lines_before;
      return false;
    }
    std::string_view rest(text + end + 1, after - end - 1);
    if (rest.find_first_not_of(" \t") == std::string_view::npos) rest = {};
    if (is_decoded || !rest.empty()) {
      decoded_.append(text + piece, end - piece);
      decoded_ += rest;
      values_.push_back({decoded_from, decoded_.size(), true, true});
    } else {
      values_.push_back({from, end, true, false});
    }
    at = after;
    return true;
  }
}

}  // namespace connectory::tabular
