#include "json/number.h"

#include <charconv>
#include <cstdlib>
#include <string>

namespace connectory::json {
namespace {

double nearest_double(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc::result_out_of_range) return value;
  // from_chars does not report whether the number is too large or too close to zero; strtod returns an infinity or a zero.
  return std::strtod(std::string(text).c_str(), nullptr);
}

// Compares two whole numbers without leading zeros, by their digits.
std::strong_ordering compare_digits(std::string_view left, std::string_view right) {
  const bool is_negative = left.starts_with('-');
  if (is_negative != right.starts_with('-'))
    return is_negative ? std::strong_ordering::less : std::strong_ordering::greater;
  const auto magnitude = left.size() != right.size() ? left.size() <=> right.size() : left <=> right;
  return is_negative ? 0 <=> magnitude : magnitude;
}

}  // namespace

Number Number::of_text(std::string_view text) {
  std::int64_t whole = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (stop != text.data() + text.size()) return Number(nearest_double(text));
  if (failure == std::errc{}) return Number(whole);
  Number number(nearest_double(text));
  number.form_ = Form::longer;
  number.digits_ = text;
  return number;
}

double Number::to_double() const { return form_ == Form::whole ? static_cast<double>(whole_) : real_; }

std::partial_ordering operator<=>(const Number& left, const Number& right) {
  using Form = Number::Form;
  if (left.form_ == Form::whole && right.form_ == Form::whole) return left.whole_ <=> right.whole_;
  if (left.form_ == Form::real || right.form_ == Form::real) return left.to_double() <=> right.to_double();
  if (left.form_ == right.form_) return compare_digits(left.digits_, right.digits_);
  // Only one of them fits in 64 bits, so the sign of the longer one decides.
  if (left.form_ == Form::longer) return left.real_ < 0 ? std::partial_ordering::less : std::partial_ordering::greater;
  return right.real_ < 0 ? std::partial_ordering::greater : std::partial_ordering::less;
}

}  // namespace connectory::json
