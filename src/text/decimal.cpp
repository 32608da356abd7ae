#include "text/decimal.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/format.h>

#include "base/ascii.h"

namespace connectory::text {
namespace {

// Holds the product of two coefficients, and a coefficient shifted by `shift_max` digits: 154 digits.
using Wide = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    512, 512, boost::multiprecision::unsigned_magnitude, boost::multiprecision::unchecked, void>>;
constexpr int shift_max = 110;

const Wide& power_of_ten(int exponent) {  // 0 to 2 * shift_max
  static const auto powers = [] {
    std::array<Wide, 150> all;
    Wide power = 1;
    for (Wide& each : all) {
      each = power;
      power *= 10;
    }
    return all;
  }();
  return powers.at(static_cast<std::size_t>(exponent));
}

int count_digits(const Wide& value) {
  if (value == 0) return 1;
  // 0.30103 is the logarithm of 2: a first guess that is right or one too small.
  int digits = static_cast<int>(static_cast<double>(msb(value)) * 0.30103) + 1;
  if (value >= power_of_ten(digits)) ++digits;
  return digits;
}

}  // namespace

struct DecimalParts {
  using Coefficient = Decimal::Coefficient;

  static Wide wide(Coefficient value) {
    Wide result = static_cast<std::uint64_t>(value >> 64U);
    result <<= 64U;
    return result | static_cast<std::uint64_t>(value);
  }
  static Coefficient narrow(const Wide& value) {
    constexpr std::uint64_t low_bits = UINT64_MAX;
    const auto low = static_cast<std::uint64_t>(value & low_bits);
    const auto high = static_cast<std::uint64_t>(Wide(value >> 64U) & low_bits);
    return (static_cast<Coefficient>(high) << 64U) | low;
  }

  // Rounds to 34 digits, half to even. `is_inexact`: the exact value is slightly more than `value`.
  static std::optional<Decimal> round(bool is_negative, Wide value, int exponent, bool is_inexact = false) {
    const int excess = count_digits(value) - Decimal::digits_max;
    if (excess > 0) {
      const Wide& unit = power_of_ten(excess);
      const Wide rest = value % unit;
      value /= unit;
      exponent += excess;
      const Wide twice = rest * 2U;
      const bool is_odd = (value & 1U) != 0;
      if (twice > unit || (twice == unit && (is_inexact || is_odd))) ++value;
      if (value == power_of_ten(Decimal::digits_max)) {
        value /= 10;
        ++exponent;
      }
    }
    if (value == 0) return Decimal(false, 0, 0);
    // Without trailing zeros, a number has one form, and exponents near the limits are in range.
    while (exponent < 0 && value % 10U == 0) {
      value /= 10;
      ++exponent;
    }
    while (exponent > Decimal::exponent_max && count_digits(value) < Decimal::digits_max) {
      value *= 10;
      --exponent;
    }
    if (exponent > Decimal::exponent_max || exponent < Decimal::exponent_min) return std::nullopt;
    return Decimal(is_negative, narrow(value), exponent);
  }

  struct Aligned {
    Wide left, right;
    int exponent;
  };
  // Both as multiples of the smaller unit; absent if they are too far apart.
  static std::optional<Aligned> align(const Decimal& left, const Decimal& right) {
    const int exponent = std::min(left.exponent_, right.exponent_);
    const int left_shift = left.exponent_ - exponent;
    const int right_shift = right.exponent_ - exponent;
    if (left_shift > shift_max || right_shift > shift_max) return std::nullopt;
    return Aligned{wide(left.coefficient_) * power_of_ten(left_shift),
                   wide(right.coefficient_) * power_of_ten(right_shift), exponent};
  }
  struct Division {
    Wide quotient, remainder;
    int exponent;  // of the remainder
  };
  static std::optional<Division> divide_whole(const Decimal& left, const Decimal& right) {
    if (right.is_zero()) return std::nullopt;
    const auto both = align(left, right);
    if (!both) return std::nullopt;
    Division division{both->left / both->right, both->left % both->right, both->exponent};
    if (left.is_negative() != right.is_negative() && division.remainder != 0) {
      ++division.quotient;
      division.remainder = both->right - division.remainder;
    }
    return division;
  }
};

Decimal::Decimal(std::int64_t whole)
    : coefficient_(whole < 0 ? Coefficient{0} - static_cast<Coefficient>(whole) : static_cast<Coefficient>(whole)),
      is_negative_(whole < 0) {}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  constexpr int digits_kept = 2 * digits_max;  // the others only decide whether the value is slightly more
  Wide value = 0;
  int kept = 0;
  std::int64_t exponent = 0;
  bool has_digit = false;
  bool is_inexact = false;
  bool has_point = false;
  for (; !text.empty() && (base::is_digit(text[0]) || (text[0] == '.' && !has_point)); text.remove_prefix(1)) {
    if (text[0] == '.') {
      has_point = true;
      continue;
    }
    has_digit = true;
    const auto digit = static_cast<unsigned>(text[0] - '0');
    if (kept < digits_kept) {
      value = value * 10U + digit;
      if (value != 0) ++kept;
      if (has_point) --exponent;
    } else {
      is_inexact = is_inexact || digit != 0;
      if (!has_point) ++exponent;
    }
  }
  if (!has_digit) return std::nullopt;
  if (!text.empty()) {
    if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
    text.remove_prefix(1);
    const bool is_small = text.starts_with('-');
    if (is_small || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || !base::is_all_digits(text)) return std::nullopt;
    constexpr std::int64_t beyond_all = 1'000'000'000;
    std::int64_t written = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), written);
    if (failure != std::errc{}) written = beyond_all;
    exponent += is_small ? -std::min(written, beyond_all) : std::min(written, beyond_all);
  }
  if (value == 0) return Decimal();
  constexpr std::int64_t reach = exponent_max - exponent_min;
  if (exponent > reach || exponent < -reach) return std::nullopt;
  return DecimalParts::round(is_negative, std::move(value), static_cast<int>(exponent), is_inexact);
}

std::string Decimal::text() const {
  if (is_zero()) return "0";
  std::string digits;
  int exponent = exponent_;
  for (Coefficient rest = coefficient_; rest != 0; rest /= 10)
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  std::ranges::reverse(digits);
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  std::string result = is_negative_ ? "-" : "";
  constexpr int zeros_max = 40;
  const int length = static_cast<int>(digits.size());
  if (exponent >= 0 && exponent <= zeros_max) {
    result += digits;
    result.append(static_cast<std::size_t>(exponent), '0');
  } else if (exponent < 0 && -exponent < length) {
    const std::size_t whole = digits.size() - static_cast<std::size_t>(-exponent);
    result += digits.substr(0, whole) + '.' + digits.substr(whole);
  } else if (exponent < 0 && -exponent - length <= zeros_max) {
    result += "0.";
    result.append(static_cast<std::size_t>(-exponent) - digits.size(), '0');
    result += digits;
  } else {
    result += digits[0];
    if (length > 1) result += '.' + digits.substr(1);
    result += fmt::format("e{:+}", exponent + length - 1);
  }
  return result;
}

std::optional<std::int64_t> Decimal::integer() const {
  if (!is_whole()) return std::nullopt;
  constexpr int digits_of_int64 = 19;
  if (exponent_ > digits_of_int64) return std::nullopt;
  const Wide value = exponent_ >= 0 ? Wide(DecimalParts::wide(coefficient_) * power_of_ten(exponent_))
                                    : Wide(DecimalParts::wide(coefficient_) / power_of_ten(-exponent_));
  constexpr std::uint64_t most = INT64_MAX;
  if (value > (is_negative_ ? most + 1 : most)) return std::nullopt;
  const auto magnitude = static_cast<std::uint64_t>(value);
  return static_cast<std::int64_t>(is_negative_ ? 0 - magnitude : magnitude);
}

double Decimal::to_double() const { return std::strtod(text().c_str(), nullptr); }

bool Decimal::is_whole() const {
  if (exponent_ >= 0 || coefficient_ == 0) return true;
  if (-exponent_ > digits_max) return false;
  return DecimalParts::wide(coefficient_) % power_of_ten(-exponent_) == 0;
}

Decimal Decimal::operator-() const { return {!is_negative_ && coefficient_ != 0, coefficient_, exponent_}; }

std::optional<Decimal> add(const Decimal& left, const Decimal& right) {
  if (left.is_zero()) return right;
  if (right.is_zero()) return left;
  auto both = DecimalParts::align(left, right);
  if (!both) {  // the smaller one only decides how the larger one is rounded
    const bool is_left_larger = left.exponent_ > right.exponent_;
    const Decimal& larger = is_left_larger ? left : right;
    const Decimal& smaller = is_left_larger ? right : left;
    constexpr int guard = 40;
    Wide value = DecimalParts::wide(larger.coefficient_) * power_of_ten(guard);
    if (larger.is_negative_ == smaller.is_negative_)
      ++value;
    else
      --value;
    return DecimalParts::round(larger.is_negative_, std::move(value), larger.exponent_ - guard);
  }
  if (left.is_negative_ == right.is_negative_)
    return DecimalParts::round(left.is_negative_, both->left + both->right, both->exponent);
  if (both->left >= both->right)
    return DecimalParts::round(left.is_negative_, both->left - both->right, both->exponent);
  return DecimalParts::round(right.is_negative_, both->right - both->left, both->exponent);
}

std::optional<Decimal> multiply(const Decimal& left, const Decimal& right) {
  return DecimalParts::round(left.is_negative_ != right.is_negative_,
                             DecimalParts::wide(left.coefficient_) * DecimalParts::wide(right.coefficient_),
                             left.exponent_ + right.exponent_);
}

std::optional<Decimal> divide(const Decimal& left, const Decimal& right) {
  if (right.is_zero()) return std::nullopt;
  constexpr int shift = 72;  // at least 38 digits of the quotient
  const Wide dividend = DecimalParts::wide(left.coefficient_) * power_of_ten(shift);
  const Wide divisor = DecimalParts::wide(right.coefficient_);
  const bool is_inexact = dividend % divisor != 0;
  return DecimalParts::round(left.is_negative_ != right.is_negative_, dividend / divisor,
                             left.exponent_ - right.exponent_ - shift, is_inexact);
}

std::optional<Decimal> divide_floor(const Decimal& left, const Decimal& right) {
  auto division = DecimalParts::divide_whole(left, right);
  if (!division) return std::nullopt;
  return DecimalParts::round(left.is_negative() != right.is_negative(), std::move(division->quotient), 0);
}

std::optional<Decimal> modulo(const Decimal& left, const Decimal& right) {
  auto division = DecimalParts::divide_whole(left, right);
  if (!division) return std::nullopt;
  return DecimalParts::round(right.is_negative(), std::move(division->remainder), division->exponent);
}

Decimal Decimal::rounded(int digits) const {
  const int excess = std::clamp(-digits, exponent_min, exponent_max) - exponent_;
  if (excess <= 0) return *this;
  if (excess > digits_max) return {};
  const Wide& unit = power_of_ten(excess);
  Wide value = DecimalParts::wide(coefficient_) / unit;
  if (Wide(DecimalParts::wide(coefficient_) % unit) * 2U >= unit) ++value;
  return DecimalParts::round(is_negative_, std::move(value), exponent_ + excess).value_or(*this);
}

Decimal Decimal::truncated() const {
  if (exponent_ >= 0) return *this;
  if (-exponent_ > digits_max) return {};
  return DecimalParts::round(is_negative_, DecimalParts::wide(coefficient_) / power_of_ten(-exponent_), 0)
      .value_or(*this);
}

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right) {
  const auto sign = [](const Decimal& of) { return of.is_zero() ? 0 : of.is_negative_ ? -1 : 1; };
  if (sign(left) != sign(right)) return sign(left) <=> sign(right);
  if (sign(left) == 0) return std::strong_ordering::equal;
  const auto both = DecimalParts::align(left, right);
  const int magnitudes = both ? both->left.compare(both->right) : left.exponent_ > right.exponent_ ? 1 : -1;
  const std::strong_ordering order = magnitudes <=> 0;
  return left.is_negative_ ? 0 <=> order : order;
}

}  // namespace connectory::text
