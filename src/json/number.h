#pragma once

// A JSON number for comparison. Whole numbers of any length are compared exactly, all others as IEEE 754 doubles (RFC
// 9535, section 2.3.5.2.2, with the precision that section 2.1 recommends).
// Ownership: a whole number beyond 64 bits borrows its digits from its source text. Threads: a value type. Errors:
// none.

#include <compare>
#include <cstdint>
#include <string_view>

namespace connectory::json {

class Number {
 public:
  explicit Number(std::int64_t whole) : form_(Form::whole), whole_(whole) {}
  explicit Number(double real) : form_(Form::real), real_(real) {}
  static Number of_text(std::string_view text);  // a number as in JSON or JSONPath, already validated by the caller

  double to_double() const;  // the nearest double, or an infinity if it is out of range

  friend std::partial_ordering operator<=>(const Number& left, const Number& right);
  friend bool operator==(const Number& left, const Number& right) { return (left <=> right) == 0; }

 private:
  enum class Form : std::uint8_t {
    whole,   // fits in 64 bits
    longer,  // whole, but does not fit
    real,    // has a fraction or an exponent
  };

  Form form_;
  std::int64_t whole_ = 0;
  double real_ = 0;          // of a real and of a longer one
  std::string_view digits_;  // of a longer one: its text with the sign
};

}  // namespace connectory::json
