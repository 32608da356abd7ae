#pragma once

// Decimal numbers of up to 34 significant digits, as IEEE 754 decimal128 has them. A result with more digits is rounded
// half to even. So 0.1 + 0.2 is 0.3, and whole numbers stay exact beyond 64 bits.
// Threads: a value type. Errors: no value if a result is too large or too small (limits below), or is not defined.
// Why not a library: Debian has none for both amd64 and arm64 (Intel's is amd64 only, libmpdec has no headers), and
// the decimals of Boost.Multiprecision are not correctly rounded. Its wide integers do the arithmetic.
// Source: IEEE 754-2019, section 5.4.1; Python's decimal module, with which the tests compare.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::text {

class Decimal {
 public:
  static constexpr int digits_max = 34;
  static constexpr int exponent_max = 6111;  // of the last digit
  static constexpr int exponent_min = -6176;

  constexpr Decimal() = default;  // 0
  explicit Decimal(std::int64_t whole);
  // `-12`, `+1.50`, `.5`, `4.0e3`. Absent for any other text, and for numbers out of range.
  static std::optional<Decimal> parse(std::string_view text);

  // The shortest text: without an exponent unless it would need more than 40 zeros, and without trailing zeros.
  std::string text() const;
  std::optional<std::int64_t> integer() const;  // absent if it has a fraction or does not fit
  double to_double() const;
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return is_negative_ && coefficient_ != 0; }
  bool is_whole() const;

  Decimal operator-() const;
  friend std::optional<Decimal> add(const Decimal& left, const Decimal& right);
  friend std::optional<Decimal> subtract(const Decimal& left, const Decimal& right) { return add(left, -right); }
  friend std::optional<Decimal> multiply(const Decimal& left, const Decimal& right);
  friend std::optional<Decimal> divide(const Decimal& left, const Decimal& right);
  // The quotient rounded toward negative infinity, and the remainder, which has the sign of `right`.
  friend std::optional<Decimal> divide_floor(const Decimal& left, const Decimal& right);
  friend std::optional<Decimal> modulo(const Decimal& left, const Decimal& right);
  // Half away from zero. Negative digits round to tens, hundreds and so on.
  Decimal rounded(int digits) const;
  Decimal truncated() const;  // toward zero

  friend std::strong_ordering operator<=>(const Decimal& left, const Decimal& right);
  friend bool operator==(const Decimal& left, const Decimal& right) { return (left <=> right) == 0; }

 private:
  __extension__ using Coefficient = unsigned __int128;

  Decimal(bool is_negative, Coefficient coefficient, int exponent)
      : coefficient_(coefficient), exponent_(exponent), is_negative_(is_negative) {}

  friend struct DecimalParts;

  Coefficient coefficient_ = 0;  // below 10^34
  int exponent_ = 0;             // the value is coefficient * 10^exponent
  bool is_negative_ = false;
};

}  // namespace connectory::text
